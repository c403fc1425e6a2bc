"""A briefing book: concerns of a country, the reassurances that answer them, and what is open."""

__version__ = "0.1.0"
