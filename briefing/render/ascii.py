"""Puts a document, and the text it is rendered as, into ASCII, for terminals without Unicode.

Accents are dropped and signs are replaced by the nearest plain one; what has no such likeness is
written as its Unicode number, so that nothing is lost without a trace.
"""

import unicodedata
from typing import Any, Final

import msgspec.structs
from msgspec import Struct

from briefing.render.document import Document

# Fields of a document that are no text to read.
_KEPT: Final = ("role", "mark", "manner", "url", "id", "to", "traits", "filter")

_SIGNS: Final = {
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "--",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{HORIZONTAL ELLIPSIS}": "...",
    "\N{MIDDLE DOT}": "-",
    "\N{NO-BREAK SPACE}": " ",
    "\N{LATIN SMALL LETTER L WITH STROKE}": "l",
    "\N{LATIN CAPITAL LETTER L WITH STROKE}": "L",
    "\N{LATIN SMALL LETTER O WITH STROKE}": "o",
    "\N{LATIN CAPITAL LETTER O WITH STROKE}": "O",
    "\N{LATIN SMALL LETTER SHARP S}": "ss",
    "\N{LATIN SMALL LETTER AE}": "ae",
}

# What a layout draws with; one character for one, so that columns stay where they are.
_DRAWN: Final = str.maketrans(
    {
        "\N{CHECK MARK}": "+",
        "\N{BALLOT X}": "x",
        "\N{HEAVY NORTH EAST ARROW}": "^",
        "\N{HEAVY SOUTH EAST ARROW}": "v",
        "\N{BULLET}": "*",
        "\N{EN DASH}": "-",
        "\N{NO-BREAK SPACE}": " ",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{BOX DRAWINGS LIGHT HORIZONTAL}": "-",
        "\N{BOX DRAWINGS LIGHT VERTICAL}": "|",
        "\N{FULL BLOCK}": "#",
        "\N{HORIZONTAL ELLIPSIS}": "~",
        "\N{REPLACEMENT CHARACTER}": "?",
        **dict.fromkeys("\u258f\u258e\u258d\u258c\u258b\u258a\u2589", "#"),
    }
)


def to_ascii(text: str) -> str:
    """A text in ASCII."""
    if text.isascii():
        return text
    return "".join(each if each.isascii() else _spelled(each) for each in text)


def document_to_ascii(document: Document) -> Document:
    """A document with all that it says in ASCII."""
    changed: Document = _texts(document)
    return changed


def _texts(part: Any) -> Any:
    if isinstance(part, str):
        return to_ascii(part)
    if isinstance(part, tuple):
        return tuple(map(_texts, part))
    if isinstance(part, Struct):
        names = (name for name in part.__struct_fields__ if name not in _KEPT)
        return msgspec.structs.replace(part, **{n: _texts(getattr(part, n)) for n in names})
    return part


def ascii_box_chars(text: str) -> str:
    """A text with all that a layout draws in ASCII, every line as wide as it was."""
    return text.translate(_DRAWN)


def _spelled(character: str) -> str:
    if character in _SIGNS:
        return _SIGNS[character]
    plain = "".join(each for each in unicodedata.normalize("NFKD", character) if each.isascii())
    return plain or character.encode("ascii", "backslashreplace").decode()
