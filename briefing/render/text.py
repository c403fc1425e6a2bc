"""Lays a document out as lines of text for a width, each piece of a line in a named style.

`plain` is what a pipe gets; `briefing.render.terminal` paints the same lines. Hierarchy is shown by
space, capitals and indents, so that it stands without weight and colour.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final

from briefing.render import figure_tables
from briefing.render.document import (
    SIGNS,
    Badge,
    Bars,
    Block,
    Cell,
    Commands,
    Definition,
    DefinitionList,
    Document,
    Excerpt,
    Figure,
    List,
    ListItem,
    Matrix,
    Network,
    Paragraph,
    Row,
    Section,
    Sources,
    Span,
    Table,
    TimelineFigure,
)
from briefing.render.width import character_width, sanitize, text_width
from briefing.render.wrap import (
    BulletBadge,
    Line,
    StyledText,
    longest_word,
    natural_width,
    styled_width,
    wrap,
)

MEASURE: Final = 88
"""The column at which running text ends, however wide the terminal."""

# Columns; a label takes at most a share of the width.
_INDENT: Final = 2
_LABEL: Final = 0.25
_LONG_WORD: Final = 24
_VALUE: Final = 26
_COLUMN: Final = 18
_FIRST_COLUMN: Final = 12
_GAP: Final = 2

# How deep a section is headed that still sets in what it holds.
_DEEPEST: Final = 3


def plain(document: Document, columns: int) -> str:
    """A document as text without any colour, no line wider than so many columns (from 50 on)."""
    lines = ("".join(piece.text for piece in line).rstrip() for line in layout(document, columns))
    return "".join(f"{line}\n" for line in lines)


def layout(document: Document, columns: int) -> Iterator[Line]:
    """A document as lines, none wider than so many columns (from 50 on)."""
    # Each line is made when it is wanted: a document about a large library has very many.
    blocks = (_block(each, columns, 0, 1) for each in document.blocks)
    return _joined(chain([_head(document, columns)], blocks))


def _head(document: Document, columns: int) -> Iterator[Line]:
    title, beside = sanitize(document.title).upper(), sanitize(document.beside)
    if title:
        room = min(columns, MEASURE) - text_width(title) - text_width(beside)
        if beside and room >= _GAP:
            yield StyledText(title, "title"), StyledText(" " * room), StyledText(beside, "muted")
        else:
            yield from wrap((Span(title),), columns, style="title")
            if beside:
                yield from wrap((Span(beside),), columns, style="muted")
    if document.under:
        yield from wrap(document.under, min(columns, MEASURE), style="muted")


def _block(block: Block, columns: int, indent: int, level: int) -> Iterable[Line]:
    """The lines of a block, each beginning with the indent; a section is headed by its level."""
    return _LAYOUTS[type(block)](block, columns, indent, level)


def _blocks(blocks: Sequence[Block], columns: int, indent: int, level: int) -> list[Line]:
    """Blocks under each other without blank lines, as they continue an entry."""
    return [line for block in blocks for line in _block(block, columns, indent, level)]


def _section(section: Section, columns: int, indent: int, level: int) -> Iterator[Line]:
    title = section.title.upper() if level == 1 else section.title
    heading = _indented(wrap((Span(title),), columns - indent, style="heading"), indent)
    # What is headed again must be seen to belong under this heading, where there is room for it.
    heads = level <= _DEEPEST and any(isinstance(each, Section) for each in section.blocks)
    inner = indent + _INDENT if level == 1 or heads else indent
    body = _joined(_block(block, columns, inner, level + 1) for block in section.blocks)
    return chain(heading, [()] if level > 1 and not heads else [], body)


def _paragraph(paragraph: Paragraph, columns: int, indent: int, _level: int) -> list[Line]:
    inner = indent + _INDENT if paragraph.role == "lead" else indent
    room = min(columns, MEASURE) - inner
    return _indented(wrap(paragraph.content, room, style=paragraph.role), inner)


def _items(items: List, columns: int, indent: int, level: int) -> Iterator[Line]:
    parts = (_item(item, columns, indent, level) for item in items.items)
    return chain.from_iterable(parts) if items.compact else _joined(parts)


def _item(item: ListItem, columns: int, indent: int, level: int) -> list[Line]:
    first, *rest = item.content or (Span(""),)
    room = min(columns, MEASURE) - indent - _INDENT
    if isinstance(first, Badge):
        bullet = StyledText(SIGNS[first.mark], first.mark)
        lines = _indented(wrap((BulletBadge(first), *rest), room), indent + _INDENT)
    else:
        bullet = StyledText("\N{BULLET}", "muted")
        lines = _indented(wrap(item.content, room), indent + _INDENT)
    start = (StyledText(" " * indent), bullet, StyledText(" "))
    lines[0] = (*start, *lines[0][1:])
    return [*lines, *_blocks(item.blocks, columns, indent + _INDENT, level)]


def _facts(block: DefinitionList, columns: int, indent: int, level: int) -> list[Line]:
    facts = block.entries
    labels = [text_width(sanitize(fact.label)) for fact in facts]
    columns = min(columns, MEASURE)
    column = max((each for each in labels if each <= columns * _LABEL), default=0)
    if columns - indent - column - _GAP < _VALUE:
        column = 0
    return [line for fact in facts for line in _fact(fact, column, columns, indent, level)]


def _fact(fact: Definition, column: int, columns: int, indent: int, level: int) -> list[Line]:
    label = sanitize(fact.label)
    inner = indent + (column + _GAP if column else _INDENT)
    room = min(columns, MEASURE) - inner
    value = _indented(wrap(fact.content, room), inner)
    value += _blocks(fact.blocks, columns, inner, level)
    if not label:
        return value
    if column and text_width(label) <= column and value:
        filled = StyledText(label + " " * (inner - indent - text_width(label)), "muted")
        return [(StyledText(" " * indent), filled, *value[0][1:]), *value[1:]]
    head = _indented(wrap((Span(label),), columns - indent, style="muted"), indent)
    return [*head, *value]


def _table(table: Table, columns: int, indent: int, _level: int) -> Iterator[Line]:
    widths = _column_widths(table, columns - indent)
    if widths is None:
        return _joined(_stacked(row, table.columns, columns, indent) for row in table.rows)
    titles = [
        wrap((Span(title),), size, style="heading")
        for title, size in zip(table.columns, widths, strict=True)
    ]
    rule = "\N{BOX DRAWINGS LIGHT HORIZONTAL}" * (sum(widths) + _GAP * (len(widths) - 1))
    rows = [_row(row, widths, indent) for row in table.rows]
    airy = any(len(row) > 1 for row in rows)
    body = _joined(rows) if airy else chain.from_iterable(rows)
    head = _beside(titles, widths, indent)
    return chain(head, [(StyledText(" " * indent), StyledText(rule, "muted"))], body)


def _row(row: Row, widths: Sequence[int], indent: int) -> list[Line]:
    return _beside(
        [_cell(c, size) for c, size in zip(row.cells, widths, strict=True)], widths, indent
    )


def _beside(cells: Sequence[list[Line]], widths: Sequence[int], indent: int) -> list[Line]:
    """Cells next to each other, each filled up to its column's width."""
    lines: list[Line] = []
    for number in range(max((len(each) for each in cells), default=0)):
        line = [StyledText(" " * indent)]
        for each, size in zip(cells, widths, strict=True):
            part = each[number] if number < len(each) else ()
            line += [*part, StyledText(" " * (size - styled_width(part) + _GAP))]
        lines.append(tuple(line))
    return lines


def _cell(cell: Cell, size: int) -> list[Line]:
    """The paragraphs of a cell; where there are several, their later lines are set in."""
    if not cell:
        return [(StyledText("\N{EN DASH}", "muted"),)]
    hang = _INDENT if len(cell) > 1 else 0
    return [line for each in cell for line in wrap(each, size, hang=hang)]


def _column_widths(table: Table, room: int) -> list[int] | None:
    """How wide each column is; None where they do not fit side by side."""
    contents = [
        [(Span(title),), *(each for row in table.rows for each in row.cells[place])]
        for place, title in enumerate(table.columns)
    ]
    # An empty place shows a dash.
    wanted = [max(1, *(natural_width(each) for each in column)) for column in contents]
    least = [
        min(want, max(min(longest_word(column), _LONG_WORD), _COLUMN if place else _FIRST_COLUMN))
        for place, (column, want) in enumerate(zip(contents, wanted, strict=True))
    ]
    spare = room - _GAP * (len(least) - 1) - sum(least)
    if spare < 0:
        return None
    widths = least
    while spare > 0:
        hungry = [place for place, size in enumerate(widths) if size < min(wanted[place], MEASURE)]
        if not hungry:
            break
        for place in sorted(hungry, key=lambda place: widths[place] / wanted[place])[:spare]:
            widths[place] += 1
            spare -= 1
    return widths


def _stacked(row: Row, titles: Sequence[str], columns: int, indent: int) -> list[Line]:
    """A row as a heading and labelled values."""
    room = min(columns, MEASURE) - indent
    head = [line for each in row.cells[0] for line in wrap(each, room, style="heading")]
    facts = []
    for title, each in zip(titles[1:], row.cells[1:], strict=True):
        values = each or ((Span("\N{EN DASH}", "muted"),),)
        facts += [Definition("" if place else title, value) for place, value in enumerate(values)]
    return [
        *_indented(head, indent),
        *_facts(DefinitionList(tuple(facts)), columns, indent + _INDENT, 1),
    ]


def _commands(commands: Commands, columns: int, indent: int, _level: int) -> list[Line]:
    column = max((text_width(sanitize(line)) for line, _ in commands.lines), default=0)
    lines: list[Line] = []
    for command, says in commands.lines:
        text = sanitize(command)
        if columns - indent - column - _GAP < text_width(sanitize(says)):
            lines += _indented(wrap((Span(text),), columns - indent, style="command"), indent)
            inner = indent + _INDENT
            lines += _indented(wrap((Span(says),), columns - inner, style="muted"), inner)
        else:
            gap = " " * (column - text_width(text) + _GAP)
            lines.append(
                (
                    StyledText(" " * indent),
                    StyledText(text, "command"),
                    StyledText(gap + sanitize(says), "muted"),
                )
            )
    return lines


def _sources(sources: Sources, columns: int, indent: int, level: int) -> list[Line]:
    notes = sources.notes
    column = len(str(max((note.number for note in notes), default=0)))
    parts: list[list[Line]] = []
    for note in notes:
        inner = indent + column + 2
        room = min(columns, MEASURE) - inner
        told = _indented(wrap(note.content, room), inner)
        number = f"{note.number:>{column}}. "
        head = [(StyledText(" " * indent), StyledText(number, "muted"), *told[0][1:]), *told[1:]]
        parts.append([*head, *_blocks(note.blocks, columns, inner, level)])
    airy = any(note.blocks for note in notes)
    return list(_joined(parts)) if airy else [line for part in parts for line in part]


def _bars(block: Bars, columns: int, indent: int, _level: int) -> list[Line]:
    """Each number as a bar of eighths of a column, none longer than fits."""
    labels = [sanitize(each.label) for each in block.bars]
    column = max(map(text_width, labels), default=0)
    most = max((each.count for each in block.bars), default=0)
    digits = len(str(most))
    room = min(columns, MEASURE) - indent - column - digits - 2 * _GAP
    lines: list[Line] = []
    for label, each in zip(labels, block.bars, strict=True):
        eighths = round(8 * each.count * min(room, most) / most) if most else 0
        full, rest = divmod(max(eighths, 1) if each.count else 0, 8)
        bar = "\N{FULL BLOCK}" * full + (_EIGHTHS[rest - 1] if rest else "")
        head = " " * (column - text_width(label) + _GAP)
        number = f"{each.count:>{digits}}"
        lines.append(
            (
                StyledText(" " * indent),
                StyledText(f"{label}{head}{number}", "muted"),
                StyledText(" " * _GAP),
                StyledText(bar),
            )
        )
    return lines


_EIGHTHS: Final = "\u258f\u258e\u258d\u258c\u258b\u258a\u2589"


def _excerpt(excerpt: Excerpt, columns: int, indent: int, _level: int) -> list[Line]:
    """The place, the line and carets under what is at fault, as compilers show them."""
    number = str(excerpt.number)
    margin = " " * (indent + len(number))
    bar = (StyledText(f"{margin} |", "muted"),)
    place = wrap((Span(excerpt.place),), columns - len(margin) - 4)
    room = columns - len(margin) - 3
    before, fault, after = _window(excerpt, room)
    carets = "^" * max(text_width(fault), 1)
    under: Line = (
        StyledText(f"{margin} | ", "muted"),
        StyledText(" " * text_width(before)),
        StyledText(carets, "error"),
    )
    lines: list[Line] = [
        (StyledText(f"{margin}--> ", "muted"), *place[0]),
        *((StyledText(f"{margin}    "), *line) for line in place[1:]),
        bar,
        (StyledText(f"{' ' * indent}{number} | ", "muted"), StyledText(before + fault + after)),
    ]
    label = sanitize(excerpt.label)
    if not label:
        return [*lines, under]
    if styled_width(under) + 1 + text_width(label) <= columns:
        return [*lines, (*under, StyledText(f" {label}", "strong"))]
    told = wrap((Span(label),), room, style="strong")
    return [*lines, under, *((StyledText(f"{margin} | ", "muted"), *line) for line in told)]


def _window(excerpt: Excerpt, room: int) -> tuple[str, str, str]:
    """What comes before, at and after the fault, cut to so many cells around it."""
    line = sanitize(excerpt.line)
    start, end = min(excerpt.start, len(line)), min(excerpt.end, len(line))
    before, fault, after = line[:start], line[start:end], line[end:]
    if text_width(line) <= room:
        return before, fault, after
    fault = _cut(fault, room * 2 // 3)
    lead = room - text_width(fault) - min(text_width(after), room // 6)
    if text_width(before) > lead:
        before = _ELLIPSIS + _cut(before[::-1], lead - 1, mark="")[::-1]
    return before, fault, _cut(after, room - text_width(before) - text_width(fault))


_ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"


def _cut(text: str, room: int, mark: str = _ELLIPSIS) -> str:
    """As much of a text as fits, with a mark where something is missing."""
    if text_width(text) <= room:
        return text
    kept, used = [], len(mark)
    for character in text:
        used += character_width(character)
        if used > room:
            break
        kept.append(character)
    return "".join(kept) + (mark if room > 0 else "")


def _indented(lines: list[Line], indent: int) -> list[Line]:
    return [(StyledText(" " * indent), *line) for line in lines]


def _picture(picture: Figure, columns: int, indent: int, level: int) -> Iterator[Line]:
    """What a picture shows, as a table."""
    return _joined(
        _block(each, columns, indent, level) for each in figure_tables.figure_as_blocks(picture)
    )


_LAYOUTS: Final[dict[type, Callable[[Any, int, int, int], Iterable[Line]]]] = {
    Section: _section,
    Paragraph: _paragraph,
    List: _items,
    DefinitionList: _facts,
    Table: _table,
    Bars: _bars,
    Commands: _commands,
    Sources: _sources,
    Excerpt: _excerpt,
    Matrix: _picture,
    TimelineFigure: _picture,
    Network: _picture,
}


def _joined(parts: Iterable[Iterable[Line]]) -> Iterator[Line]:
    """Parts with a blank line between them; one that is empty counts for nothing."""
    begun = False
    for part in parts:
        lines = iter(part)
        for first in lines:
            if begun:
                yield ()
            begun = True
            yield first
            yield from lines
