"""A briefing book: what worries an ally, what was said to reassure it, and what is open."""
