"""What a library consists of: records and their kinds, dates, codes, slugs and diagnostics."""
