"""Paints a document for a terminal: the lines of `briefing.render.text`, with weight and colour."""

from typing import Final

from rich.color import ColorSystem
from rich.style import Style as Paint

from briefing.document import Document
from briefing.render.flow import Line, Style
from briefing.render.text import layout

_WEIGHTS: Final[dict[Style, Paint]] = {
    "title": Paint(bold=True),
    "heading": Paint(bold=True),
    "lead": Paint(bold=True),
    "strong": Paint(bold=True),
    "muted": Paint(dim=True),
    "quote": Paint(italic=True),
    "command": Paint(bold=True),
    "answered": Paint(bold=True),
    "partly-answered": Paint(bold=True),
    "unanswered": Paint(bold=True),
    "error": Paint(bold=True),
    "warning": Paint(bold=True),
}

# Colour only supports what the words and signs say.
_COLOURS: Final[dict[Style, Paint]] = {
    "answered": Paint(color="green"),
    "partly-answered": Paint(color="yellow"),
    "unanswered": Paint(color="red"),
    "worsening": Paint(color="red"),
    "improving": Paint(color="green"),
    "error": Paint(color="red"),
    "warning": Paint(color="yellow"),
    "id": Paint(color="cyan"),
    "command": Paint(color="cyan"),
}


def render(document: Document, columns: int, *, colour: bool) -> str:
    """A document as text with escape sequences, no line wider than so many columns (from 50 on)."""
    return "".join(f"{_painted(line, colour=colour)}\n" for line in layout(document, columns))


def _painted(line: Line, *, colour: bool) -> str:
    painted = []
    for piece in line:
        paint = _WEIGHTS.get(piece.style, Paint.null())
        if colour:
            paint += _COLOURS.get(piece.style, Paint.null())
        if piece.url:
            paint += Paint(link=piece.url)
        painted.append(paint.render(piece.text, color_system=ColorSystem.STANDARD))
    return "".join(painted).rstrip(" ")
