"""Measures text in the cells of a terminal, and makes it harmless to print there."""

import re
import unicodedata
from functools import cache
from typing import Final

# C0 and C1 controls, and the characters that reorder text, could repaint a terminal or hide words;
# lone surrogates and noncharacters cannot be written as UTF-8, or stand in no HTML or XML.
_ENDS: Final = "".join(chr(end) + chr(end - 1) for end in range(0xFFFF, 0x110000, 0x10000))
_UNSAFE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    f"{_ENDS}]"
)
_BLANK: Final = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]")

_LEADING: Final = re.compile(r"(?:https?://[^\s/]|mailto:[^\s])", re.IGNORECASE)

GLUE: Final = "\x1f"
"""A blank at which no line ends; no text that was made inert can hold it."""

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"


def sanitize(text: str) -> str:
    """A text whose line breaks are blanks, and whose other controls are replacement characters."""
    if text.isprintable():
        return text
    return _UNSAFE.sub(REPLACEMENT, _BLANK.sub(" ", text))


def is_safe_url(url: str) -> bool:
    """Whether an address may be followed: it is of the web or of mail, and of nothing that runs."""
    return _LEADING.match(url) is not None


def percent_encode(character: str) -> str:
    """A character as an address holds it that may not hold it as it is."""
    return "".join(f"%{byte:02X}" for byte in character.encode())


def text_width(text: str) -> int:
    """How many cells a text takes: East Asian wide characters two, combining marks none."""
    return len(text) if text.isascii() else sum(map(character_width, text))


@cache
def character_width(character: str) -> int:
    """How many cells one character takes."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf") and character != "\u00ad":
        return 0
    if "\u1160" <= character <= "\u11ff":  # the later parts of a Hangul syllable
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
