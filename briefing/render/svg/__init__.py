"""Draws the figures of a document as SVG, in the colours of the page that shows them.

A drawing is readable by its signs, shapes and words; colour only repeats them. Its layout is
deterministic.
"""

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files

from briefing.render.document import Figure, Matrix, Network, TimelineFigure
from briefing.render.svg import matrix, network, timeline
from briefing.render.svg.canvas import WIDTH, Drawing

__all__ = ["WIDTH", "Drawing", "draw", "legend", "stylesheet"]


def draw(figure: Figure) -> Iterator[Drawing]:
    """Draw a figure as consecutive drawings, each at most a page high; an empty one as none."""
    match figure:
        case Matrix():
            yield from matrix.draw(figure)
        case TimelineFigure():
            yield from timeline.draw(figure)
        case Network():
            yield from network.draw(figure)


def legend(figure: Figure) -> list[tuple[Drawing, str]]:
    """Return the meanings of the shapes and lines of a figure; its signs are those of the page."""
    match figure:
        case Matrix():
            return []
        case TimelineFigure():
            return timeline.legend(figure)
        case Network():
            return network.legend(figure)


def stylesheet(values: Mapping[str, str] | None = None) -> str:
    """Return how what is drawn looks, in the colours and fonts of the page or in the given ones."""
    sheet = files("briefing.render.svg").joinpath("drawing.css").read_text(encoding="utf-8")
    if values is None:
        return sheet
    return re.sub(r"var\(--(\w+)\)", lambda match: values[match[1]], sheet)
