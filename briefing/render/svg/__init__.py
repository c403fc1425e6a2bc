"""Draws the pictures of a document as SVG, in the colours of the page that shows them.

A drawing is read by its signs, shapes and words; colour only repeats them. It is laid out without
chance, so that the same document is always drawn the same.
"""

from collections.abc import Iterator

from briefing.render.document import Figure, Matrix, Network, TimelineFigure
from briefing.render.svg import matrix, network, timeline
from briefing.render.svg.canvas import WIDTH, Drawing

__all__ = ["WIDTH", "Drawing", "draw", "legend"]


def draw(picture: Figure) -> Iterator[Drawing]:
    """A picture as drawings under each other, none higher than a page; none where it is empty."""
    match picture:
        case Matrix():
            yield from matrix.drawn(picture)
        case TimelineFigure():
            yield from timeline.drawn(picture)
        case Network():
            yield from network.drawn(picture)


def legend(picture: Figure) -> list[tuple[Drawing, str]]:
    """What the shapes and lines of a picture mean; its signs are those of the page."""
    match picture:
        case Matrix():
            return []
        case TimelineFigure():
            return timeline.legend(picture)
        case Network():
            return network.legend(picture)
