"""The same answers in full: every record whole, every source."""
