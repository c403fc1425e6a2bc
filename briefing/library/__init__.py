"""Reads a library's files, checks them, and gives its records as of a date."""
