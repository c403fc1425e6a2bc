"""Says in a table what a picture shows, for whatever does not draw, and for whoever does not look.

A renderer that draws nothing renders the blocks that stand for a picture in its place.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from briefing.render.document import (
    Badge,
    Cell,
    Cite,
    Content,
    Figure,
    Inline,
    Matrix,
    Network,
    Node,
    Paragraph,
    Row,
    Share,
    Span,
    Table,
    TimelineFigure,
    TimelinePoint,
)

_MANNERS: Final = {"in": "Between", "gives": "By", "given": "To"}


def figure_as_blocks(picture: Figure) -> tuple[Paragraph, Table]:
    """A picture as its caption and a table."""
    return Paragraph((Span(picture.caption, "muted"),)), figure_as_table(picture)


def figure_as_table(picture: Figure) -> Table:
    """A picture as a table that says all of it."""
    match picture:
        case Matrix():
            return Table(picture.columns, tuple(_counted(picture)))
        case TimelineFigure():
            return Table(picture.columns, tuple(_in_order(picture)))
        case Network():
            return Table(picture.columns, tuple(_tied(picture)))


def describe_figure(picture: Figure) -> str:
    """What a picture shows, in as few words as tell it to whoever cannot see it."""
    if isinstance(picture, TimelineFigure):
        ahead = [f"{each.when}: {each.what}" for each in picture.dates if each.ahead]
        told = f"{len(picture.dates)} dates, {len(ahead)} of them ahead"
        return f"{told}: {'; '.join(ahead)}." if ahead else f"{told}."
    shown = figure_as_table(picture)
    return " ".join(
        f"{_plain(row.cells[0])}: "
        + "; ".join(
            f"{column}: {_plain(cell) or 'none'}"
            for column, cell in zip(shown.columns[1:], row.cells[1:], strict=True)
        )
        + "."
        for row in shown.rows
    )


def _plain(cell: Cell) -> str:
    return ", ".join("".join(map(_words, each)).strip() for each in cell)


def _words(inline: Inline) -> str:
    match inline:
        case Span():
            return inline.text if inline.text.strip() or not inline.text else ", "
        case Badge():
            return inline.word
        case Cite():
            return ""


def shares(held: Sequence[Share]) -> Content:
    """The shares in one place of a matrix, each with its sign and word."""
    found: list[Inline] = []
    for each in held:
        found += [Span("   ")] if found else []
        found.append(Badge(each.mark, f"{each.count} {each.word}"))
    return tuple(found)


def _counted(matrix: Matrix) -> Iterator[Row]:
    for row in matrix.rows:
        cells: list[Cell] = [(shares(held),) if held else () for held in row.cells]
        yield Row((_named(Node(row.label, to=row.to)), *cells))


def _in_order(chronology: TimelineFigure) -> Iterator[Row]:
    """The dates, parted by a row where the day lies that they are told around."""
    ahead = [each for each in chronology.dates if each.ahead]
    yield from (_dated(each) for each in chronology.dates if not each.ahead)
    yield Row((((Span(chronology.day_words),),), ((Span(chronology.day_says, "muted"),),), ()))
    yield from map(_dated, ahead)


def _dated(each: TimelinePoint) -> Row:
    ahead = "still to come" if each.ahead else ""
    kind = ", ".join(part for part in (each.kind, ahead) if part)
    return Row(
        (
            ((Span(each.when),),),
            ((Span(each.what, to=each.to),),),
            ((Span(kind, "muted"),),) if kind else (),
        )
    )


def _tied(ties: Network) -> Iterator[Row]:
    for place, each in enumerate(ties.what):
        who = [
            (Span(f"{says} "), *_listed([ties.who[tie.who] for tie in held]))
            for manner, says in _MANNERS.items()
            if (held := [e for e in ties.edges if (e.what, e.manner) == (place, manner)])
        ]
        yield Row((_named(each), tuple(who)))
    bound = {tie.who for tie in ties.edges}
    free = [each for place, each in enumerate(ties.who) if place not in bound]
    if free:
        yield Row((((Span("None of these", "muted"),),), (_listed(free),)))


def _named(knot: Node) -> Cell:
    about: Content = (Span(f" ({knot.about})", "muted"),) if knot.about else ()
    return ((Span(knot.label, "strong", to=knot.to), *about),)


def _listed(knots: Sequence[Node]) -> Content:
    """Names as a person lists them."""
    found: list[Inline] = []
    for place, each in enumerate(knots):
        if place:
            found.append(Span(" and " if place == len(knots) - 1 else ", "))
        found.append(Span(each.label, to=each.to))
        if each.about:
            found.append(Span(f" ({each.about})", "muted"))
    return tuple(found)
