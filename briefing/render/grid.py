"""Lays a grid out as lines: side by side where there is room, else each row on two lines."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Final

from briefing.model.width import text_width
from briefing.render.document import Badge, Column, Content, Grid, GridPart, GridRow, Span
from briefing.render.figure_tables import join_cells
from briefing.render.wrap import (
    REMEMBERED,
    Line,
    Style,
    StyledText,
    natural_width,
    styled_width,
    wrap,
)

_GAP: Final = 2
_HANG: Final = 2
_BELOW: Final = 4

# Columns: below this, a row with headings takes two lines; no column of text is narrower than that.
_WIDE: Final = 80
_MIN_TEXT: Final = 12

# Columns: what the first and other columns of text keep while others can still give way.
_MIN_FIRST: Final = 20
_MIN_OTHER: Final = 20


def grid_lines(grid: Grid, room: int) -> Iterator[Line]:
    """Return a grid as lines of at most `room` columns."""
    natural = _natural_widths(grid)
    if _width(natural) > room:
        grid = _with_open_below(grid)
        natural = _natural_widths(grid)
    is_headed = any(_titles(grid.columns, part) for part in grid.parts)
    widths = _shrunk(natural, grid.columns, room)
    if _width(natural) <= room or ((room >= _WIDE or not is_headed) and _width(widths) <= room):
        return _side_by_side(grid, widths, room)
    return _two_lines(grid, natural, room)


def fits_in(grid: Grid, room: int) -> bool:
    """Return whether a grid can be laid out in a room at all."""
    natural = _natural_widths(grid)
    beside = _beside(grid, natural, room)
    columns = [grid.columns[index] for index in beside]
    return _width(_shrunk([natural[index] for index in beside], columns, room)) <= room


def _width(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * (len(widths) - 1)


def _beside(grid: Grid, natural: Sequence[int], room: int) -> list[int]:
    """Return the columns that stay on the line of the first: signs, and the edge if it fits."""
    used = min(natural[0], _MIN_FIRST)
    beside = [0]
    for index, column in enumerate(grid.columns):
        fits = used + _GAP + natural[index] <= room
        if index and column.role in ("sign", "edge") and (fits or column.role == "sign"):
            beside.append(index)
            used += _GAP + natural[index]
    return beside


def _titles(columns: Sequence[Column], part: GridPart) -> list[str]:
    """Return the headings of a part, an empty list where it has none."""
    others = part.titles or tuple(column.title for column in columns[1:])
    titles = [part.title or columns[0].title, *others]
    return titles if any(titles) else []


def _natural_widths(grid: Grid) -> list[int]:
    """Return the width of each column without line breaks; what spans several counts for none."""
    widths = [0] * len(grid.columns)
    for part in grid.parts:
        titles = _titles(grid.columns, part)
        for index, title in enumerate(titles):
            if not _reaches_over(titles, index):
                widths[index] = max(widths[index], text_width(title))
        for row in part.rows:
            spans = len(row.cells) < len(widths)
            for index, cell in enumerate(row.cells[:-1] if spans else row.cells):
                widths[index] = max(widths[index], natural_width(cell))
    return widths


def _reaches_over(titles: Sequence[str], index: int) -> bool:
    """Return whether a heading has the room of the next column too, which has none."""
    return bool(index and titles[index] and index + 1 < len(titles) and not titles[index + 1])


def _with_open_below(grid: Grid) -> Grid:
    """Move what is open from its column to a line below its row."""
    positions = [index for index, column in enumerate(grid.columns) if column.role == "open"]
    if not positions:
        return grid
    kept = [index for index in range(len(grid.columns)) if index not in positions]

    def moved(row: GridRow, titles: Sequence[str]) -> GridRow:
        lines = [
            (Span(f"{titles[index].lower()}: "), *row.cells[index])
            for index in positions
            if index < len(row.cells) and natural_width(row.cells[index]) > 0
        ]
        cells = tuple(row.cells[index] for index in kept if index < len(row.cells))
        return GridRow(cells, (*row.below, *lines))

    parts = []
    for part in grid.parts:
        titles = [part.title, *(part.titles or [column.title for column in grid.columns[1:]])]
        rows = tuple(moved(row, titles) for row in part.rows)
        own = tuple(titles[index] for index in kept[1:]) if part.titles else ()
        parts.append(GridPart(rows, part.title, own))
    return Grid(tuple(grid.columns[index] for index in kept), tuple(parts))


def _side_by_side(grid: Grid, widths: tuple[int, ...], room: int) -> Iterator[Line]:
    for index, part in enumerate(grid.parts):
        titles = _titles(grid.columns, part)
        if index and part.titles:
            yield ()
        if index and not part.titles:
            titles = [part.title] if part.title else []
        if titles:
            heads = [(Span(title),) if title else () for title in titles]
            yield from _row_lines(tuple(heads), widths, grid.columns, room, is_heading=True)
        for row in part.rows:
            yield from _row_lines(row.cells, widths, grid.columns, room)
            yield from _below(row, room)


def _shrunk(natural: Sequence[int], columns: Sequence[Column], room: int) -> tuple[int, ...]:
    """Return the widths of columns in a room: text gives way, the widest first, names last."""
    widths = list(natural)
    texts = [index for index, column in enumerate(columns) if index and column.role == "text"]
    excess = _width(widths) - room
    for shrinking, least in ((texts, _MIN_OTHER), ([0], _MIN_FIRST), (texts, _MIN_TEXT)):
        while excess > 0 and shrinking:
            widest = max(shrinking, key=lambda index: widths[index])
            if widths[widest] <= least:
                break
            widths[widest] -= 1
            excess -= 1
    return tuple(widths)


# A page is laid out several times until it is short enough, mostly of the same rows.
@lru_cache(REMEMBERED)
def _row_lines(
    cells: tuple[Content, ...],
    widths: tuple[int, ...],
    columns: tuple[Column, ...],
    room: int,
    *,
    is_heading: bool = False,
) -> tuple[Line, ...]:
    """Return the lines of cells side by side; an edge cell ends at the right margin."""
    spans = len(cells) < len(columns)
    blocks: list[tuple[int, list[Line]]] = []
    start = 0
    for index, cell in enumerate(cells):
        is_last = spans and index == len(cells) - 1
        width = max(room - start, 1) if is_last else widths[index]
        if is_heading and index and index + 1 < len(cells) and not cells[index + 1]:
            width += _GAP + widths[index + 1]
        style: Style = "heading" if is_heading else "plain"
        hang = 0 if index else _hang(cell, width)
        lines = wrap(cell, width, style=style, hang=hang, cut=index < len(cells) - 1)
        at = room - widths[index] if columns[index].role == "edge" and not is_last else start
        blocks.append((at, lines))
        start += widths[index] + _GAP
    return tuple(
        _placed((at, lines[number]) for at, lines in blocks if number < len(lines))
        for number in range(max(len(lines) for _, lines in blocks))
    )


def _placed(pieces: Iterable[tuple[int, Line]]) -> Line:
    """Return pieces of a line, each at its column."""
    line: list[StyledText] = []
    used = 0
    for at, piece in pieces:
        if not styled_width(piece):
            continue
        line += [StyledText(" " * (at - used)), *piece]
        used = max(at, used) + styled_width(piece)
    return tuple(line)


def _hang(cell: Content, width: int) -> int:
    return _HANG if width > _MIN_TEXT or (cell and isinstance(cell[0], Badge)) else 0


def _below(row: GridRow, room: int) -> Iterator[Line]:
    for content in row.below:
        for line in wrap(content, room - _BELOW, style="muted"):
            yield StyledText(" " * _BELOW), *line


def _two_lines(grid: Grid, natural: Sequence[int], room: int) -> Iterator[Line]:
    """Set the first cell, the signs and the edge on one line, the other cells on the next."""
    beside = _beside(grid, natural, room)
    columns = tuple(grid.columns[index] for index in beside)
    widths = _shrunk([natural[index] for index in beside], columns, room)

    def pair(cells: Sequence[Content], *, is_heading: bool = False) -> Iterator[Line]:
        # A lone cell takes the whole line, the last one of fewer the next line.
        last = len(cells) - (len(cells) < len(grid.columns))
        kept = [index for index in beside if index < max(last, 1)]
        first = tuple(cells[index] for index in kept)
        rest = [cell for index, cell in enumerate(cells) if index not in kept]
        yield from _row_lines(first, widths, columns, room, is_heading=is_heading)
        style: Style = "heading" if is_heading else "plain"
        content = join_cells(rest)
        for line in wrap(content, room - _BELOW, style=style) if content else ():
            yield StyledText(" " * _BELOW), *line

    for index, part in enumerate(grid.parts):
        if index and part.titles:
            yield ()
        titles = _titles(grid.columns, part)
        if index and not part.titles:
            titles = [part.title] if part.title else []
        if titles:
            yield from pair([(Span(title),) if title else () for title in titles], is_heading=True)
        for row in part.rows:
            yield from chain(pair(row.cells), _below(row, room))
