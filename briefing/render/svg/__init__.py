"""Draws the pictures of a document as SVG, in the colours of the page that shows them.

A drawing is read by its signs, shapes and words; colour only repeats them. It is laid out without
chance, so that the same document is always drawn the same.
"""

from collections.abc import Iterator

from briefing.render.document import Chronology, Matrix, Picture, Ties
from briefing.render.svg import matrix
from briefing.render.svg import network as ties
from briefing.render.svg import timeline as chronology
from briefing.render.svg.canvas import WIDTH, Drawing

__all__ = ["WIDTH", "Drawing", "drawn", "legend"]


def drawn(picture: Picture) -> Iterator[Drawing]:
    """A picture as drawings under each other, none higher than a page; none where it is empty."""
    match picture:
        case Matrix():
            yield from matrix.drawn(picture)
        case Chronology():
            yield from chronology.drawn(picture)
        case Ties():
            yield from ties.drawn(picture)


def legend(picture: Picture) -> list[tuple[Drawing, str]]:
    """What the shapes and lines of a picture mean; its signs are those of the page."""
    match picture:
        case Matrix():
            return []
        case Chronology():
            return chronology.legend(picture)
        case Ties():
            return ties.legend(picture)
