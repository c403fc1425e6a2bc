"""Documents and views turned into text, one module a format."""
