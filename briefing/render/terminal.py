"""Paints a document for a terminal: the lines of `briefing.render.text`, with weight and colour."""

from binascii import crc32
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from rich.color import ColorSystem
from rich.style import Style as Paint

from briefing.render.document import Document
from briefing.render.text import layout
from briefing.render.wrap import Line, Style

_WEIGHTS: Final[dict[Style, Paint]] = {
    "title": Paint(bold=True),
    "heading": Paint(bold=True),
    "lead": Paint(bold=True),
    "strong": Paint(bold=True),
    "muted": Paint(dim=True),
    "quote": Paint(italic=True),
    "command": Paint(bold=True),
    "match": Paint(bold=True, underline=True),
    "answered": Paint(bold=True),
    "partly-answered": Paint(bold=True),
    "touched-on": Paint(bold=True),
    "unanswered": Paint(bold=True),
    "error": Paint(bold=True),
    "warning": Paint(bold=True),
}

_SYSTEM: Final = ColorSystem.STANDARD

# Files read between two updates of the progress bar: an update takes longer than reading a file.
_STEP: Final = 50

# Colour only repeats what words and signs say; yellow, blue and cyan are left out, as one of
# them is hard to read on most light or dark backgrounds.
_COLOURS: Final[dict[Style, Paint]] = {
    "answered": Paint(color="green"),
    "partly-answered": Paint(color="magenta"),
    "touched-on": Paint(color="magenta"),
    "unanswered": Paint(color="red"),
    "worsening": Paint(color="red"),
    "improving": Paint(color="green"),
    "error": Paint(color="red"),
    "warning": Paint(color="magenta"),
}


def render(document: Document, columns: int, *, colour: bool, links: bool) -> str:
    """Render a document as text with escape sequences.

    Args:
        document: what to render.
        columns: the width of the terminal, at least 50.
        colour: whether colour supports words, signs and weight.
        links: whether addresses are links (OSC 8), which not every terminal supports.
    """
    paints = _paints(colour=colour)
    lines = layout(document, columns)
    return "".join(f"{_paint(line, paints, links=links)}\n" for line in lines)


def _paints(*, colour: bool) -> dict[Style, Paint]:
    """Return how to paint each style that differs from plain text."""
    if not colour:
        return _WEIGHTS
    styles = {**_WEIGHTS, **_COLOURS}
    null = Paint.null()
    return {style: _WEIGHTS.get(style, null) + _COLOURS.get(style, null) for style in styles}


def _paint(line: Line, paints: dict[Style, Paint], *, links: bool) -> str:
    painted = []
    for piece in line:
        paint = paints.get(piece.style)
        text = paint.render(piece.text, color_system=_SYSTEM) if paint else piece.text
        painted.append(_link(text, piece.url) if piece.url and links else text)
    return "".join(painted).rstrip(" ")


def _link(text: str, url: str) -> str:
    """Make a text a link; all pieces with one address are one link, even on several lines."""
    id_ = f"{crc32(url.encode('utf-8', 'replace')):x}"
    return f"\x1b]8;id={id_};{url}\x1b\\{text}\x1b]8;;\x1b\\"


@contextmanager
def progress(total: int, columns: int) -> Iterator[Callable[[int], None]]:
    """Show a progress bar of some columns on stderr while `total` files are read.

    Yields:
        A function to call with the number of files read so far.
    """
    from rich.console import Console
    from rich.progress import Progress

    # Without a size, Rich takes any number of digits from COLUMNS and LINES.
    console = Console(stderr=True, width=columns, height=1)
    with Progress(console=console, transient=True, auto_refresh=False) as bar:
        task = bar.add_task("Reading briefs", total=total)

        def update(done: int) -> None:
            if done % _STEP == 0 or done == total:
                bar.update(task, completed=done, refresh=True)

        yield update
