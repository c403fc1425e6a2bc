"""Slugs: the form of ids, themes and topics."""


def is_slug(text: str) -> bool:
    """Return whether a text is lower-case ASCII letters and digits in words joined by hyphens."""
    return (
        text.replace("-", "").isalnum()
        and text.isascii()
        and text == text.lower()
        and not ("--" in text or text.startswith("-") or text.endswith("-"))
    )
