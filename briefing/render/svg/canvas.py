"""What every drawing is made with: its size, and text that is cut to fit."""

from html import escape
from typing import Final, NamedTuple

from briefing.model.width import fitting_end, text_width
from briefing.render.common import ELLIPSIS
from briefing.render.sanitize import sanitize

WIDTH: Final = 720
"""The width of every drawing, in its own units, which are pixels when it is not scaled."""

SIZE: Final = 12
"""The default size of text."""

# The average width of a letter, as a share of its size.
_LETTER: Final = 0.54


class Drawing(NamedTuple):
    """A drawing: its width, its height, and its elements."""

    width: int
    height: int
    body: str


def text_length(text: str, size: float = SIZE) -> float:
    """Estimate the length of a text without knowing its font."""
    return text_width(sanitize(text)) * size * _LETTER


def truncate(text: str, room: float, size: float = SIZE) -> str:
    """Return as much of a text as fits, escaped."""
    text, letters = sanitize(text), int(room / size / _LETTER)
    if text_width(text) <= letters:
        return escape(text)
    return escape(text[: fitting_end(text, letters - 1)].rstrip()) + ELLIPSIS


def text_element(x: float, y: float, markup: str, css_class: str) -> str:
    """Return escaped text at a position."""
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{css_class}">{markup}</text>'
