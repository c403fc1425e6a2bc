"""Converts a document, and the text it is rendered as, to ASCII for terminals without Unicode.

Accents are dropped and signs replaced by the nearest plain one; any other character is written as
an escape with its code point, so that nothing is lost without a trace.
"""

import unicodedata
from typing import Any, Final

import msgspec.structs
from msgspec import Struct

from briefing.render.document import Document

# Fields of a document that hold no text for the reader.
_NO_TEXT: Final = ("role", "mark", "manner", "url", "id", "to", "traits", "filter", "marking")

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
    "\N{RIGHTWARDS ARROW}": "->",
    "\N{CHECK MARK}": "+",
    "\N{BALLOT X}": "x",
    "\N{BLACK CIRCLE}": "*",
    "\N{WHITE CIRCLE}": "o",
    "\N{DEGREE SIGN}": "(i)",
    "\N{HEAVY NORTH EAST ARROW}": "^",
    "\N{HEAVY SOUTH EAST ARROW}": "v",
    "\N{LATIN SMALL LETTER L WITH STROKE}": "l",
    "\N{LATIN CAPITAL LETTER L WITH STROKE}": "L",
    "\N{LATIN SMALL LETTER O WITH STROKE}": "o",
    "\N{LATIN CAPITAL LETTER O WITH STROKE}": "O",
    "\N{LATIN SMALL LETTER SHARP S}": "ss",
    "\N{LATIN SMALL LETTER AE}": "ae",
}

# What a layout draws with, each replaced by one character, so that columns stay aligned.
_DRAWN: Final = str.maketrans(
    {
        "\N{CHECK MARK}": "+",
        "\N{BALLOT X}": "x",
        "\N{HEAVY NORTH EAST ARROW}": "^",
        "\N{HEAVY SOUTH EAST ARROW}": "v",
        "\N{BULLET}": "*",
        "\N{BLACK CIRCLE}": "*",
        "\N{WHITE CIRCLE}": "o",
        "\N{MIDDLE DOT}": "-",
        "\N{RIGHTWARDS ARROW}": ">",
        "\N{EN DASH}": "-",
        "\N{NO-BREAK SPACE}": " ",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{BOX DRAWINGS LIGHT HORIZONTAL}": "-",
        "\N{BOX DRAWINGS LIGHT VERTICAL}": "|",
        "\N{FULL BLOCK}": "#",
        "\N{HORIZONTAL ELLIPSIS}": "~",
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{REPLACEMENT CHARACTER}": "?",
        **dict.fromkeys("\u258f\u258e\u258d\u258c\u258b\u258a\u2589", "#"),
    }
)


def to_ascii(text: str) -> str:
    """Transliterate a text to ASCII."""
    if text.isascii():
        return text
    return "".join(
        character if character.isascii() else _transliterate(character) for character in text
    )


def document_to_ascii(document: Document) -> Document:
    """Transliterate all the text of a document to ASCII."""
    converted: Document = _convert(document)
    return converted


def _convert(part: Any) -> Any:
    if isinstance(part, str):
        return to_ascii(part)
    if isinstance(part, tuple):
        return tuple(map(_convert, part))
    if isinstance(part, Struct):
        names = (name for name in part.__struct_fields__ if name not in _NO_TEXT)
        return msgspec.structs.replace(
            part, **{name: _convert(getattr(part, name)) for name in names}
        )
    return part


def ascii_box_chars(text: str) -> str:
    """Replace the characters that a layout draws with; each line keeps its width."""
    return text.translate(_DRAWN)


def _transliterate(character: str) -> str:
    if character in _SIGNS:
        return _SIGNS[character]
    decomposed = unicodedata.normalize("NFKD", character)
    base = "".join(part for part in decomposed if part.isascii())
    return base or character.encode("ascii", "backslashreplace").decode()
