"""Grids as tables whose cells span columns, for paper and browsers."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from briefing.model.width import text_width
from briefing.render.document import Column, Content, Grid, GridRow, Span
from briefing.render.wrap import natural_width

# The line of a page, in columns of a terminal; letters of several widths take as much on average.
_LINE: Final = 100
_GAP: Final = 3

# Labels begin their lines at one place, whatever the table.
_LABEL: Final = 11

# Capitals are wider than the average letter.
_CAPITALS: Final = 1.3

# Columns that are no wider are not broken. Names give way last; no column of text gets narrower
# than the least.
_SHORT: Final = 16
_MIN_OTHER: Final = 22
_MIN_TEXT: Final = 14


class HeadingCell(NamedTuple):
    """A heading of a grid: its text, what it stands for, its first column and how many it spans."""

    title: str
    words: str
    start: int
    span: int


class BodyCell(NamedTuple):
    """A cell of a grid: its text, its first column and how many it spans."""

    content: Content
    start: int
    span: int


def is_labelled(grid: Grid) -> bool:
    """Return whether a grid has no headings, so that its rows are values after their labels."""
    return not any(cell.title for index in range(len(grid.parts)) for cell in headings(grid, index))


def headings(grid: Grid, index: int) -> list[HeadingCell]:
    """Return the headings of a part, an empty list if it has none.

    The headings of the columns are those of the first part; a later one without titles of its own
    has its title alone. A heading without a title may have words all the same.
    """
    columns, part = grid.columns, grid.parts[index]
    if index and not part.titles:
        return [HeadingCell(part.title, "", 0, len(columns))] if part.title else []
    titles = [
        part.title or columns[0].title,
        *(part.titles or [column.title for column in columns[1:]]),
    ]
    if not any(titles) and not any(column.words for column in columns):
        return []
    cells: list[HeadingCell] = []
    for start, (title, column) in enumerate(zip(titles, columns, strict=True)):
        # A heading has the room of the next columns of text too, if they have none.
        is_free = not title and not column.words and column.role == "text"
        if start > 1 and is_free and cells[-1].title:
            cells[-1] = cells[-1]._replace(span=cells[-1].span + 1)
        else:
            cells.append(HeadingCell(title, column.words, start, 1))
    return cells


def body_cells(row: GridRow, columns: tuple[Column, ...]) -> list[BodyCell]:
    """Return the cells of a row; the last one takes the room of those that lack."""
    last = len(row.cells) - 1
    return [
        BodyCell(content, start, len(columns) - start if start == last else 1)
        for start, content in enumerate(row.cells)
    ]


def is_label(content: Content) -> bool:
    """Return whether a cell of a grid without headings is the label of what follows."""
    return bool(content) and all(
        isinstance(inline, Span) and inline.role == "strong" for inline in content
    )


def short_columns(grid: Grid) -> list[bool]:
    """Return which columns hold so little that none of it needs to be broken."""
    return [
        column.role in ("sign", "edge") or (start > 0 and width <= _SHORT)
        for start, (column, width) in enumerate(zip(grid.columns, _widths(grid), strict=True))
    ]


def grid_shares(grid: Grid) -> list[float]:
    """Return the width of each column as a share of 1.

    A column is as wide as what is in it; the last one of text takes what is left. Where the line
    is too short, the widest give way.
    """
    widths = [width + _GAP for width in _widths(grid)]
    texts = [start for start, column in enumerate(grid.columns) if column.role in ("text", "open")]
    if sum(widths) < _LINE:
        widths[texts[-1] if texts else -1] += _LINE - sum(widths)
    for shrinking, least in ((texts[1:], _MIN_OTHER), (texts, _MIN_TEXT)):
        while sum(widths) > _LINE and shrinking:
            widest = max(shrinking, key=lambda start: widths[start])
            if widths[widest] <= least:
                break
            widths[widest] -= 1
    return [width / sum(widths) for width in widths]


def _widths(grid: Grid) -> list[float]:
    """Return how wide the columns are, as far as one can tell without their letters."""
    widths = [1.0] * len(grid.columns)
    for start, width in _cell_widths(grid):
        widths[start] = max(widths[start], width)
    if is_labelled(grid) and widths[0] > 1:
        widths[0] = max(widths[0], _LABEL)
    return widths


def _cell_widths(grid: Grid) -> Iterator[tuple[int, float]]:
    """Yield the first column and the width of each cell that spans no other."""
    for index, part in enumerate(grid.parts):
        for heading in headings(grid, index):
            if heading.span == 1:
                yield heading.start, text_width(heading.title) * _CAPITALS
        for row in part.rows:
            for cell in body_cells(row, grid.columns):
                if cell.span == 1:
                    yield cell.start, natural_width(cell.content)
