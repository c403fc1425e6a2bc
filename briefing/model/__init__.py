"""What a library is made of: its records, their kinds, dates and codes."""
