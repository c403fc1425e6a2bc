"""Asks a library: every question is a function that gives a view."""
