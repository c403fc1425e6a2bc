"""Quotation marks, and those within them, which take turns between double and single."""

from collections.abc import Callable
from typing import Final

# What opens a quotation, and what can close it.
_CLOSED_BY: Final = {
    "\u201c": "\u201d",
    "\u2018": "\u2019",
    '"': '"',
    "\u201e": "\u201c\u201d",
    "\u201a": "\u2018\u2019",
    "\u00ab": "\u00bb",
    "\u00bb": "\u00ab",
    "\u300c": "\u300d",
    "\u300e": "\u300f",
}

# Those of English, which take turns; the others stay as they are, with all that is in them.
_ENGLISH: Final = '\u201c\u2018"'
_LEVELS: Final = (("\u2018", "\u2019"), ("\u201c", "\u201d"))

_DOUBLE: Final = "\u201c"
_MARKS: Final = frozenset('\u201c"\u2018')


def in_quotation_marks(text: str, escape: Callable[[str], str] = str) -> str:
    """Return a text between quotation marks, those in it nested.

    Args:
        text: what is quoted, with marks of its own or without.
        escape: what a format makes of the text between the marks.
    """
    return f"\N{LEFT DOUBLE QUOTATION MARK}{escape(nested(text))}\N{RIGHT DOUBLE QUOTATION MARK}"


def nested(text: str) -> str:
    """Return a text as it reads between quotation marks, where its own take turns.

    A mark without its counterpart stays, but for one that opens a quotation which is cut off.
    """
    if _MARKS.isdisjoint(text):
        return text
    signs = list(text)
    opened: list[int] = []
    for index, sign in enumerate(text):
        if opened and sign in _CLOSED_BY[text[opened[-1]]] and _can_close(text, index):
            start = opened.pop()
            if _is_english(text, [*opened, start]):
                signs[start], signs[index] = _LEVELS[len(opened) % 2]
        elif sign in _CLOSED_BY and _can_open(text, index):
            opened.append(index)
    for depth, start in enumerate(opened):
        if text[start] == _DOUBLE and _is_english(text, opened[: depth + 1]):
            signs[start] = _LEVELS[depth % 2][0]
    return "".join(signs)


def _is_english(text: str, opened: list[int]) -> bool:
    return all(text[index] in _ENGLISH for index in opened)


def _can_open(text: str, index: int) -> bool:
    """Return whether a mark can open a quotation: no apostrophe, and no sign of inches."""
    before, after = text[max(index - 1, 0) : index], text[index + 1 : index + 2]
    # In French, blanks are set within guillemets.
    return not before.isalnum() and (text[index] == "\u00ab" or not after.isspace())


def _can_close(text: str, index: int) -> bool:
    """Return whether a mark can close a quotation: no apostrophe within a word."""
    return not text[index + 1 : index + 2].isalnum()
