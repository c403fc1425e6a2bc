"""Reads the files of a library, checks them, and provides its records as of a date."""
