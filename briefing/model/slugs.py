"""Slugs: the form of ids, themes and topics."""


def is_slug(text: str) -> bool:
    """Return whether a text is lower-case ASCII letters and digits in words joined by hyphens."""
    return all(
        word.isalnum() and word.isascii() and word == word.lower() for word in text.split("-")
    )


def suggest_slug(text: str) -> str:
    """Return the slug nearest to a text, empty if no character of it can be part of one."""
    characters = (char if char.isascii() and char.isalnum() else "-" for char in text.lower())
    return "-".join(filter(None, "".join(characters).split("-")))
