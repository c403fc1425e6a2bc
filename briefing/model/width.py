"""Measures text in terminal cells."""

import unicodedata
from functools import cache
from itertools import takewhile
from typing import Final

_JOINER: Final = "\N{ZERO WIDTH JOINER}"


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


def is_within_sign(text: str, position: int) -> bool:
    """Return whether a position lies within what is read as one sign, such as an emoji or a flag.

    It does if combining marks, a skin tone, or an emoji joined to the one before follow there.
    """
    if not 0 < position < len(text) or text[position].isascii():
        return False
    after = text[position]
    if character_width(after) == 0 or "\U0001f3fb" <= after <= "\U0001f3ff":
        return True
    if text[position - 1] == _JOINER or unicodedata.category(after) == "Mc":
        return not after.isalnum()
    if not _is_half_of_flag(after):
        return False
    halves = takewhile(_is_half_of_flag, reversed(text[:position]))
    return sum(1 for _ in halves) % 2 == 1


def _is_half_of_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def fitting_end(text: str, room: int) -> int:
    """Return how much of a text fits into a width, by whole signs."""
    used = 0
    for position, character in enumerate(text):
        used += character_width(character)
        if used > room:
            return sign_start(text, position)
    return len(text)


def sign_start(text: str, position: int) -> int:
    """Return where the sign begins that a position lies within, else the position itself."""
    while is_within_sign(text, position):
        position -= 1
    return position


def sign_end(text: str, position: int) -> int:
    """Return where the sign ends that begins at a position."""
    position += 1
    while is_within_sign(text, position):
        position += 1
    return position
