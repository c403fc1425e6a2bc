"""Slugs: the form of ids, themes and topics."""


def is_slug(text: str) -> bool:
    """Return whether a text is lower-case ASCII letters and digits in words joined by hyphens."""
    return all(
        word.isalnum() and word.isascii() and word == word.lower() for word in text.split("-")
    )
