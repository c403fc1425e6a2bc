"""Paints a document for a terminal: the lines of `briefing.render.text`, with weight and colour."""

from binascii import crc32
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from briefing.render.document import Document
from briefing.render.text import layout
from briefing.render.wrap import Line, Style

# The codes of weights and colours (SGR, ECMA-48). Rich writes the same, but takes milliseconds to
# import.
_BOLD: Final = "1"
_RED: Final = "31"
_GREEN: Final = "32"
_MAGENTA: Final = "35"

_WEIGHTS: Final[dict[Style, str]] = {
    "title": _BOLD,
    "heading": _BOLD,
    "lead": _BOLD,
    "strong": _BOLD,
    "muted": "2",
    "quote": "3",
    "command": _BOLD,
    "match": "1;4",
    "answered": _BOLD,
    "partly-answered": _BOLD,
    "touched-on": _BOLD,
    "unanswered": _BOLD,
    "error": _BOLD,
    "warning": _BOLD,
}

# Files read between two updates of the progress bar: an update takes longer than reading a file.
_STEP: Final = 50

# Colour only repeats what words and signs say; yellow, blue and cyan are left out, as one of
# them is hard to read on most light or dark backgrounds.
_COLOURS: Final[dict[Style, str]] = {
    "answered": _GREEN,
    "partly-answered": _MAGENTA,
    "touched-on": _MAGENTA,
    "unanswered": _RED,
    "worsening": _RED,
    "improving": _GREEN,
    "error": _RED,
    "warning": _MAGENTA,
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


def _paints(*, colour: bool) -> dict[Style, str]:
    """Return the codes of each style that differs from plain text."""
    if not colour:
        return _WEIGHTS
    both = {**_WEIGHTS, **_COLOURS}
    return {
        style: ";".join(table[style] for table in (_WEIGHTS, _COLOURS) if style in table)
        for style in both
    }


def _paint(line: Line, paints: dict[Style, str], *, links: bool) -> str:
    painted = []
    for piece in line:
        codes = paints.get(piece.style) if piece.text else None
        text = f"\x1b[{codes}m{piece.text}\x1b[0m" if codes else piece.text
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
