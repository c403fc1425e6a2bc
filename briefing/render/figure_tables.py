"""Turns figures into tables, for formats that draw nothing and for readers who cannot see them."""

from collections.abc import Iterator, Sequence
from typing import Final

from briefing.render.document import (
    Badge,
    Cell,
    Cite,
    Column,
    Content,
    Definition,
    DefinitionList,
    Figure,
    Grid,
    GridPart,
    GridRow,
    Inline,
    Matrix,
    MatrixRow,
    Network,
    Node,
    Paragraph,
    Row,
    Share,
    Span,
    Table,
    Tally,
    TimelineFigure,
    TimelinePoint,
)

_MANNERS: Final = {"in": "Between", "gives": "By", "given": "To"}


def figure_as_blocks(figure: Figure) -> tuple[Paragraph, Table]:
    """Return the caption of a figure and its table."""
    return Paragraph((Span(figure.caption, "muted"),)), figure_as_table(figure)


def figure_as_table(figure: Figure) -> Table:
    """Return a table with all that a figure shows."""
    match figure:
        case Matrix():
            return Table(figure.columns, tuple(map(_matrix_row, figure.rows)))
        case TimelineFigure():
            return Table(figure.columns, tuple(_timeline_rows(figure)))
        case Network():
            return Table(figure.columns, tuple(_network_rows(figure)))


def grid_as_blocks(grid: Grid) -> tuple[DefinitionList, ...] | tuple[Table, ...]:
    """Return each part of a grid as a table; without any headings, as labelled values."""
    titles = [*(column.title for column in grid.columns), *(part.title for part in grid.parts)]
    if not any(titles):
        return tuple(_labelled_values(part) for part in grid.parts)
    return tuple(_part_table(grid, part) for part in grid.parts)


def _labelled_values(part: GridPart) -> DefinitionList:
    return DefinitionList(
        tuple(
            Definition(
                "".join(map(_inline_text, row.cells[0])),
                join_cells(row.cells[1:]),
                tuple(map(Paragraph, row.below)),
            )
            for row in part.rows
        )
    )


def _part_table(grid: Grid, part: GridPart) -> Table:
    first, *others = grid.columns
    columns = (
        part.title or first.title,
        *(part.titles or tuple(column.title for column in others)),
    )
    rows = (_table_row(row, grid.columns) for row in part.rows)
    return Table(columns, tuple(rows))


def _table_row(row: GridRow, columns: Sequence[Column]) -> Row:
    cells: list[Cell] = [(cell,) if cell else () for cell in row.cells]
    cells += [()] * (len(columns) - len(cells))
    if row.below:
        cells[0] = (*cells[0], *row.below)
    return Row(tuple(cells))


def join_cells(cells: Sequence[Content]) -> Content:
    """Return the cells of a row one after the other, with two blanks between."""
    content: list[Inline] = []
    for cell in filter(None, cells):
        content += [Span("  "), *cell] if content else cell
    return tuple(content)


def tally_words(tally: Tally) -> str:
    """Return a tally in words: `9 unanswered, 2 touched on`."""
    return ", ".join(f"{share.count} {share.word}" for share in tally.shares if share.count)


def tally_badges(tally: Tally) -> tuple[Span | Badge, ...]:
    """Return a tally as the sign, the number and the word of each state."""
    return _shares([share for share in tally.shares if share.count])


def describe_figure(figure: Figure) -> str:
    """Describe briefly what a figure shows, for readers who cannot see it."""
    if isinstance(figure, TimelineFigure):
        ahead = [f"{point.when}: {point.what}" for point in figure.dates if point.ahead]
        count = f"{len(figure.dates)} dates, {len(ahead)} of them ahead"
        return f"{count}: {'; '.join(ahead)}." if ahead else f"{count}."
    return figure_in_words(figure)


def figure_in_words(figure: Figure) -> str:
    """Return all that a figure shows, row by row."""
    table = figure_as_table(figure)
    return " ".join(
        f"{_cell_text(row.cells[0])}: "
        + "; ".join(
            f"{column}: {_cell_text(cell) or 'none'}"
            for column, cell in zip(table.columns[1:], row.cells[1:], strict=True)
        )
        + "."
        for row in table.rows
    )


def matrix_badges(matrix: Matrix) -> list[Badge]:
    """Return the states that a matrix shows, each once."""
    shares = (share for row in matrix.rows for cell in row.cells for share in cell)
    return list(dict.fromkeys(Badge(share.mark, share.word) for share in shares))


def _cell_text(cell: Cell) -> str:
    return ", ".join("".join(map(_inline_text, content)).strip() for content in cell)


def _inline_text(inline: Inline) -> str:
    match inline:
        case Span():
            return inline.text if inline.text.strip() or not inline.text else ", "
        case Badge():
            return inline.word
        case Cite():
            return ""
        case Tally():
            return tally_words(inline)


def _matrix_row(row: MatrixRow) -> Row:
    cells: list[Cell] = [(_shares(shares),) if shares else () for shares in row.cells]
    return Row((_node_cell(Node(row.label, to=row.to)), *cells))


def _shares(shares: Sequence[Share]) -> tuple[Span | Badge, ...]:
    content: list[Span | Badge] = []
    for share in shares:
        content += [Span("   ")] if content else []
        content.append(Badge(share.mark, f"{share.count} {share.word}"))
    return tuple(content)


def _timeline_rows(timeline: TimelineFigure) -> Iterator[Row]:
    """Iterate over the dates, with a row for the day of the figure before those ahead of it."""
    yield from (_point_row(point) for point in timeline.dates if not point.ahead)
    label = Span(timeline.day_label, "muted")
    yield Row((((Span(timeline.day_words),),), ((label,),), ()))
    yield from (_point_row(point) for point in timeline.dates if point.ahead)


def _point_row(point: TimelinePoint) -> Row:
    kind = ", ".join(filter(None, (point.kind, "still to come" if point.ahead else "")))
    return Row(
        (
            ((Span(point.when),),),
            ((Span(point.what, to=point.to),),),
            ((Span(kind, "muted"),),) if kind else (),
        )
    )


def _network_rows(network: Network) -> Iterator[Row]:
    for index, what in enumerate(network.what):
        edges = [edge for edge in network.edges if edge.what == index]
        cell: list[Content] = []
        for manner, word in _MANNERS.items():
            nodes = [network.who[edge.who] for edge in edges if edge.manner == manner]
            if nodes:
                cell.append((Span(f"{word} "), *_list_nodes(nodes)))
        yield Row((_node_cell(what), tuple(cell)))
    linked = {edge.who for edge in network.edges}
    unlinked = [node for index, node in enumerate(network.who) if index not in linked]
    if unlinked:
        yield Row((((Span("None of these", "muted"),),), (_list_nodes(unlinked),)))


def _node_cell(node: Node) -> Cell:
    about: Content = (Span(f" ({node.about})", "muted"),) if node.about else ()
    return ((Span(node.label, "strong", to=node.to), *about),)


def _list_nodes(nodes: Sequence[Node]) -> Content:
    """List names in prose: `one, two and three`."""
    content: list[Inline] = []
    for index, node in enumerate(nodes):
        if index:
            content.append(Span(" and " if index == len(nodes) - 1 else ", "))
        content.append(Span(node.label, to=node.to))
        if node.about:
            content.append(Span(f" ({node.about})", "muted"))
    return tuple(content)
