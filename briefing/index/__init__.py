"""Remembers a library between runs, so that only what has changed is read and checked again.

The index lies in the user's cache folder, is disposable, and is never trusted over the files.
Without a cache the same tables are made in a file without a name, or else in memory, so that the
answers are the same.
"""
