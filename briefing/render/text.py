"""Lays a document out as lines of styled text for a given width.

`render` is what a pipe gets; `briefing.render.terminal` paints the same lines. Hierarchy is shown
by space, capitals and indents, so that it needs neither weight nor colour.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

from briefing.model.width import fitting_end, text_width
from briefing.render.base import Renderer
from briefing.render.common import ELLIPSIS, EMPTY_CELL
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
    FileText,
    Grid,
    List,
    ListItem,
    Note,
    Paragraph,
    Row,
    Section,
    Sources,
    Span,
    Stack,
    Table,
)
from briefing.render.figure_tables import grid_as_blocks
from briefing.render.grid import fits_in, grid_lines
from briefing.render.sanitize import sanitize
from briefing.render.wrap import (
    BulletBadge,
    Line,
    Style,
    StyledText,
    longest_word,
    natural_width,
    styled_width,
    wrap,
)

MEASURE: Final = 88
"""The column at which running text ends, however wide the terminal."""

PAGE_WIDTHS: Final = (50, 80, 120)
"""The widths for which a page is designed; what lies between takes the narrower."""

# Columns; a label takes at most a share of the width.
_INDENT: Final = 2
_LABEL_SHARE: Final = 0.25
_LONG_WORD: Final = 24
_MIN_VALUE: Final = 26
_MIN_COLUMN: Final = 18
_MIN_FIRST_COLUMN: Final = 12
_GAP: Final = 2

# The lowest level of heading whose subsections are indented.
_DEEPEST_INDENT: Final = 3

_EIGHTHS: Final = "\u258f\u258e\u258d\u258c\u258b\u258a\u2589"


def render(document: Document, columns: int) -> str:
    """Render a document as text without colour, at most `columns` (from 50) wide."""
    lines = ("".join(piece.text for piece in line).rstrip() for line in layout(document, columns))
    return "".join(f"{line}\n" for line in lines)


def layout(document: Document, columns: int) -> Iterator[Line]:
    """Lay a document out as lines of at most `columns` (from 50)."""
    # Each line is made when it is wanted: a document about a large library has very many.
    if document.tight:
        columns = page_width(columns)
    renderer = TextRenderer(columns)
    head = _page_head(document, columns) if document.tight else _head(document, columns)
    if document.marking:
        head = chain(_marking_lines(document), head)
    # What is read at length is marked at its end as well.
    foot = [] if document.tight or not document.marking else [_marking_lines(document)]
    return renderer.join(chain([head], renderer.render_blocks(document.blocks), foot))


def _marking_lines(document: Document) -> Iterator[Line]:
    yield (StyledText(sanitize(document.marking), "strong"),)


def page_width(columns: int) -> int:
    """Return the width at which a page is laid out: one of those it is designed for, or less."""
    return max((width for width in PAGE_WIDTHS if width <= columns), default=columns)


def _page_head(document: Document, columns: int) -> Iterator[Line]:
    """Yield the title of a page, with what is under and beside it on its line if they fit."""
    title, beside = sanitize(document.title), sanitize(document.beside)
    under = wrap(document.under, columns, style="muted") if document.under else []
    line = [StyledText(title, "title")]
    gap = columns - text_width(title) - text_width(beside)
    if len(under) == 1 and gap - styled_width(under[0]) >= 2 * _GAP:
        line += [StyledText(" " * _GAP), *under.pop()]
    gap = columns - styled_width(line) - text_width(beside)
    if gap >= _GAP or not beside:
        yield (*line, StyledText(" " * gap), StyledText(beside, "muted"))
    else:
        yield from wrap((Span(title),), columns, style="title")
        yield (StyledText(beside, "muted"),)
    yield from under


def _head(document: Document, columns: int) -> Iterator[Line]:
    title, beside = sanitize(document.title).upper(), sanitize(document.beside)
    if title:
        gap = min(columns, MEASURE) - text_width(title) - text_width(beside)
        if beside and gap >= _GAP:
            yield StyledText(title, "title"), StyledText(" " * gap), StyledText(beside, "muted")
        else:
            yield from wrap((Span(title),), columns, style="title")
            if beside:
                yield from wrap((Span(beside),), columns, style="muted")
    if document.under:
        yield from wrap(document.under, min(columns, MEASURE), style="muted")


class TextRenderer(Renderer[Iterable[Line]]):
    """Renders blocks as lines, each of which begins with the indent."""

    def __init__(self, columns: int, indent: int = 0, level: int = 1) -> None:
        self._columns = columns
        self._indent = indent
        self._level = level
        self._measure = min(columns, MEASURE) - indent

    def _continue(self, blocks: Iterable[Block], indent: int) -> list[Line]:
        """Render blocks that continue an entry, without blank lines between them."""
        renderer = TextRenderer(self._columns, indent, self._level)
        return list(chain.from_iterable(renderer.render_blocks(blocks)))

    def join(self, outputs: Iterable[Iterable[Line]]) -> Iterator[Line]:
        """Put a blank line between blocks, ignoring empty ones."""
        is_first = True
        for output in outputs:
            lines = iter(output)
            for first in lines:
                if not is_first:
                    yield ()
                is_first = False
                yield first
                yield from lines

    def render_section(self, section: Section) -> Iterator[Line]:
        """Render a heading and, indented where that helps, the blocks under it."""
        title = section.title.upper() if self._level == 1 else section.title
        heading = wrap((Span(title),), self._columns - self._indent, style="heading")
        # Subsections must be seen to belong under this heading, where there is room for it.
        has_subsections = self._level <= _DEEPEST_INDENT and any(
            isinstance(block, Section) for block in section.blocks
        )
        indent = self._indent + (_INDENT if self._level == 1 or has_subsections else 0)
        inner = TextRenderer(self._columns, indent, self._level + 1)
        gap: list[Line] = [()] if self._level > 1 and not has_subsections else []
        body = self.join(inner.render_blocks(section.blocks))
        return chain(_indent(heading, self._indent), gap, body)

    def render_paragraph(self, paragraph: Paragraph) -> list[Line]:
        """Render running text; a lead is indented."""
        indent = _INDENT if paragraph.role == "lead" else 0
        style: Style = "muted" if paragraph.role == "note" else paragraph.role
        lines = wrap(paragraph.content, self._measure - indent, style=style)
        return _indent(lines, self._indent + indent)

    def render_list(self, block: List) -> Iterator[Line]:
        """Render a list, with blank lines unless it is compact."""
        items = map(self._item, block.items)
        return chain.from_iterable(items) if block.compact else self.join(items)

    def _item(self, item: ListItem) -> list[Line]:
        first, *rest = item.content or (Span(""),)
        indent = self._indent + _INDENT
        if isinstance(first, Badge):
            bullet = StyledText(SIGNS[first.mark], first.mark)
            lines = wrap((BulletBadge(first), *rest), self._measure - _INDENT)
        else:
            bullet = StyledText("\N{BULLET}", "muted")
            lines = wrap(item.content, self._measure - _INDENT)
        head = (StyledText(" " * self._indent), bullet, StyledText(" "), *lines[0])
        return [head, *_indent(lines[1:], indent), *self._continue(item.blocks, indent)]

    def render_definition_list(self, block: DefinitionList) -> list[Line]:
        """Render labelled values, the labels in a column of their own if there is room for it."""
        if self._columns > MEASURE:
            return TextRenderer(MEASURE, self._indent, self._level).render_definition_list(block)
        widths = [text_width(sanitize(entry.label)) for entry in block.entries]
        widest = self._columns * _LABEL_SHARE
        column = max((width for width in widths if width <= widest), default=0)
        if self._measure - column - _GAP < _MIN_VALUE:
            column = 0
        return [line for entry in block.entries for line in self._definition(entry, column)]

    def _definition(self, entry: Definition, column: int) -> list[Line]:
        label = sanitize(entry.label)
        hang = column + _GAP if column else _INDENT
        indent = self._indent + hang
        value = _indent(wrap(entry.content, self._measure - hang), indent)
        value += self._continue(entry.blocks, indent)
        if not label:
            return value
        if column and text_width(label) <= column and value:
            filled = StyledText(label + " " * (hang - text_width(label)), "muted")
            return [(StyledText(" " * self._indent), filled, *value[0][1:]), *value[1:]]
        lines = wrap((Span(label),), self._columns - self._indent, style="muted")
        return [*_indent(lines, self._indent), *value]

    def render_table(self, table: Table) -> Iterator[Line]:
        """Render a table, or its rows one below the other if the columns do not fit."""
        widths = _column_widths(table, self._columns - self._indent)
        if widths is None:
            return self.join(self._stacked_row(row, table.columns) for row in table.rows)
        titles = [
            wrap((Span(title),), width, style="heading")
            for title, width in zip(table.columns, widths, strict=True)
        ]
        rows = [
            self._side_by_side(list(map(_cell, row.cells, widths)), widths) for row in table.rows
        ]
        is_airy = any(len(row) > 1 for row in rows)
        body = self.join(rows) if is_airy else chain.from_iterable(rows)
        rule = "\N{BOX DRAWINGS LIGHT HORIZONTAL}" * (sum(widths) + _GAP * (len(widths) - 1))
        ruled = (StyledText(" " * self._indent), StyledText(rule, "muted"))
        return chain(self._side_by_side(titles, widths), [ruled], body)

    def _side_by_side(self, cells: Sequence[list[Line]], widths: Sequence[int]) -> list[Line]:
        """Set cells next to each other, each filled up to the width of its column."""
        lines: list[Line] = []
        for index in range(max(map(len, cells), default=0)):
            line = [StyledText(" " * self._indent)]
            for cell, width in zip(cells, widths, strict=True):
                part = cell[index] if index < len(cell) else ()
                line += [*part, StyledText(" " * (width - styled_width(part) + _GAP))]
            lines.append(tuple(line))
        return lines

    def _stacked_row(self, row: Row, titles: Sequence[str]) -> list[Line]:
        """Render a row as a heading and labelled values."""
        heading = [
            line
            for content in row.cells[0]
            for line in wrap(content, self._measure, style="heading")
        ]
        entries = tuple(
            Definition("" if index else title, content)
            for title, cell in zip(titles[1:], row.cells[1:], strict=True)
            for index, content in enumerate(cell or EMPTY_CELL)
        )
        inner = TextRenderer(self._columns, self._indent + _INDENT, self._level)
        values = inner.render_definition_list(DefinitionList(entries))
        return [*_indent(heading, self._indent), *values]

    def render_grid(self, grid: Grid) -> Iterator[Line]:
        """Render a grid in the whole width; where even that is too narrow, as labelled values."""
        room = self._columns - self._indent
        if not fits_in(grid, room):
            return iter(self.join(self.render_blocks(grid_as_blocks(grid))))
        lines = grid_lines(grid, room)
        return ((StyledText(" " * self._indent), *line) if line else () for line in lines)

    def render_stack(self, stack: Stack) -> Iterator[Line]:
        """Render blocks without blank lines between them."""
        return chain.from_iterable(self.render_blocks(stack.blocks))

    def render_bars(self, block: Bars) -> list[Line]:
        """Render each number as a bar of eighths of a column, none longer than fits."""
        labels = [sanitize(bar.label) for bar in block.bars]
        column = max(map(text_width, labels), default=0)
        most = max((bar.count for bar in block.bars), default=0)
        digits = len(str(most))
        room = self._measure - column - digits - 2 * _GAP
        lines: list[Line] = []
        for label, bar in zip(labels, block.bars, strict=True):
            eighths = round(8 * bar.count * min(room, most) / most) if most else 0
            full, rest = divmod(max(eighths, 1) if bar.count else 0, 8)
            gap = " " * (column - text_width(label) + _GAP)
            line = (
                StyledText(f"{label}{gap}{bar.count:>{digits}}", "muted"),
                StyledText(" " * _GAP),
                StyledText("\N{FULL BLOCK}" * full + (_EIGHTHS[rest - 1] if rest else "")),
            )
            lines.append(line)
        return _indent(lines, self._indent)

    def render_commands(self, commands: Commands) -> list[Line]:
        """Render command lines, each beside or above what it is for.

        One of which nothing is said is a line to copy, and so not wrapped.
        """
        column = max((text_width(sanitize(command)) for command, _ in commands.lines), default=0)
        room = self._columns - self._indent
        lines: list[Line] = []
        for command, purpose in map(_sanitize_all, commands.lines):
            if not purpose:
                lines += _indent([(StyledText(command, "command"),)], _INDENT)
            elif room - column - _GAP < text_width(purpose):
                lines += wrap((Span(command),), room, style="command")
                lines += _indent(wrap((Span(purpose),), room - _INDENT, style="muted"), _INDENT)
            else:
                gap = " " * (column - text_width(command) + _GAP)
                lines.append((StyledText(command, "command"), StyledText(gap + purpose, "muted")))
        return _indent(lines, self._indent)

    def render_sources(self, sources: Sources) -> list[Line]:
        """Render the sources, with blank lines if one of them has blocks of its own."""
        digits = len(str(max((note.number for note in sources.notes), default=0)))
        notes = [self._note(note, digits) for note in sources.notes]
        is_airy = any(note.blocks for note in sources.notes)
        return list(self.join(notes) if is_airy else chain.from_iterable(notes))

    def _note(self, note: Note, digits: int) -> list[Line]:
        hang = digits + 2
        indent = self._indent + hang
        first, *rest = wrap(note.content, self._measure - hang)
        number = StyledText(f"{note.number:>{digits}}. ", "muted")
        head = (StyledText(" " * self._indent), number, *first)
        return [head, *_indent(rest, indent), *self._continue(note.blocks, indent)]

    def render_excerpt(self, excerpt: Excerpt) -> list[Line]:
        """Render the place, the line and carets under the fault, as compilers show them."""
        number = str(excerpt.number)
        margin = " " * (self._indent + len(number))
        room = self._columns - len(margin) - 3
        first, *rest = wrap((Span(excerpt.place),), room - 1)
        before, fault, after = _window(excerpt, room)
        carets: Line = (
            StyledText(f"{margin} | ", "muted"),
            StyledText(" " * text_width(before)),
            StyledText("^" * max(text_width(fault), 1), "error"),
        )
        lines: list[Line] = [
            (StyledText(f"{margin}--> ", "muted"), *first),
            *_indent(rest, len(margin) + 4),
            (StyledText(f"{margin} |", "muted"),),
            (
                StyledText(f"{' ' * self._indent}{number} | ", "muted"),
                StyledText(before + fault + after),
            ),
        ]
        label = sanitize(excerpt.label)
        if not label:
            return [*lines, carets]
        if styled_width(carets) + 1 + text_width(label) <= self._columns:
            return [*lines, (*carets, StyledText(f" {label}", "strong"))]
        wrapped = wrap((Span(label),), room, style="strong")
        return [*lines, carets, *((StyledText(f"{margin} | ", "muted"), *line) for line in wrapped)]

    def render_file_text(self, block: FileText) -> list[Line]:
        """Render the path of the file, and its lines; one that is too long goes on indented."""
        room = self._columns - self._indent - _INDENT
        place = wrap((Span(sanitize(block.place)),), room, style="muted")
        lines: list[Line] = []
        for line in map(sanitize, block.lines):
            text = line.lstrip()
            margin = min(len(line) - len(text), room // 2)
            wrapped = wrap((Span(text),), room - margin, hang=_INDENT)
            lines += _indent(wrapped, _INDENT + margin)
        return _indent([*place, *lines], self._indent)


def _indent(lines: Iterable[Line], indent: int) -> list[Line]:
    return [(StyledText(" " * indent), *line) for line in lines]


def _sanitize_all(texts: tuple[str, str]) -> tuple[str, str]:
    return sanitize(texts[0]), sanitize(texts[1])


def _cell(cell: Cell, width: int) -> list[Line]:
    """Wrap the paragraphs of a cell; if there are several, indent all but their first lines."""
    hang = _INDENT if len(cell) > 1 else 0
    return [
        line for content in cell or EMPTY_CELL for line in wrap(content, width, hang=hang, cut=True)
    ]


def _column_widths(table: Table, room: int) -> list[int] | None:
    """Return the width of each column, or None if they do not fit side by side."""
    contents = [
        [(Span(title),), *(content for row in table.rows for content in row.cells[index])]
        for index, title in enumerate(table.columns)
    ]
    # An empty cell shows a dash.
    wanted = [max(1, *map(natural_width, column)) for column in contents]
    least = [_MIN_COLUMN if index else _MIN_FIRST_COLUMN for index in range(len(contents))]
    widths = [
        min(want, max(min(longest_word(column), _LONG_WORD), minimum))
        for column, want, minimum in zip(contents, wanted, least, strict=True)
    ]
    spare = room - _GAP * (len(widths) - 1) - sum(widths)
    return _widen(widths, wanted, spare) if spare >= 0 else None


def _widen(widths: list[int], wanted: Sequence[int], spare: int) -> list[int]:
    """Share spare columns out, first to those that are furthest from the width they want."""
    while spare > 0:
        narrow = [
            index for index, width in enumerate(widths) if width < min(wanted[index], MEASURE)
        ]
        if not narrow:
            break
        for index in sorted(narrow, key=lambda index: widths[index] / wanted[index])[:spare]:
            widths[index] += 1
            spare -= 1
    return widths


def _window(excerpt: Excerpt, room: int) -> tuple[str, str, str]:
    """Return the text before, at and after the fault, cut to `room` cells around it."""
    line = sanitize(excerpt.line)
    start, end = min(excerpt.start, len(line)), min(excerpt.end, len(line))
    before, fault, after = line[:start], line[start:end], line[end:]
    if text_width(line) <= room:
        return before, fault, after
    fault = _truncate(fault, room * 2 // 3)
    lead = room - text_width(fault) - min(text_width(after), room // 6)
    if text_width(before) > lead:
        before = ELLIPSIS + _truncate(before[::-1], lead - 1, mark="")[::-1]
    return before, fault, _truncate(after, room - text_width(before) - text_width(fault))


def _truncate(text: str, room: int, mark: str = ELLIPSIS) -> str:
    """Return as much of a text as fits, with a mark where something is missing."""
    if text_width(text) <= room:
        return text
    return text[: fitting_end(text, room - len(mark))] + (mark if room > 0 else "")
