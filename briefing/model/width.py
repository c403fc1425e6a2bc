"""Measures text in terminal cells."""

import unicodedata
from functools import cache


def text_width(text: str) -> int:
    """Return how many cells a text takes: East Asian wide characters two, combining marks none."""
    return len(text) if text.isascii() else sum(map(character_width, text))


@cache
def character_width(character: str) -> int:
    """Return how many cells one character takes."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf") and character != "\u00ad":
        return 0
    if "\u1160" <= character <= "\u11ff":  # the later parts of a Hangul syllable
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
