"""Renders the blocks of a document as HTML."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from briefing.render.base import Renderer
from briefing.render.common import DASH, DEEPEST_HEADING, NBSP, titled_sections
from briefing.render.document import (
    Badge,
    Bars,
    Block,
    Cell,
    Commands,
    Definition,
    DefinitionList,
    Excerpt,
    Figure,
    FileText,
    Grid,
    GridPart,
    GridRow,
    List,
    ListItem,
    Matrix,
    Network,
    Note,
    Paragraph,
    Row,
    Section,
    Sources,
    Span,
    Stack,
    Table,
    TimelineFigure,
)
from briefing.render.figure_tables import describe_figure, figure_as_table, matrix_badges
from briefing.render.grid_table import (
    BodyCell,
    HeadingCell,
    body_cells,
    grid_shares,
    headings,
    is_labelled,
    short_columns,
)
from briefing.render.html.page import Page
from briefing.render.html.text import badge_markup, spoken_markup, text_markup
from briefing.render.sanitize import sanitize
from briefing.render.svg import Drawing, draw, legend


class HtmlRenderer(Renderer[str]):
    """Renders blocks as elements of a page; sections get headings of the given level."""

    def __init__(self, page: Page, level: int) -> None:
        self._page = page
        self._level = level

    def join(self, outputs: Iterable[str]) -> str:
        """Put each block on lines of its own."""
        return "\n".join(outputs)

    def _element(self, start: str, text: str, blocks: Sequence[Block], end: str) -> str:
        """Render text and the blocks that belong to it as one element."""
        if not blocks:
            return f"{start}{text}{end}"
        return self.join([f"{start}<p>{text}</p>", *self.render_blocks(blocks), end])

    def render_section(self, section: Section) -> str:
        """Render a section, with a heading if it has a title."""
        if not titled_sections([section]):
            start = f"<section{self._page.attributes(section)}>"
            return self.join([start, *self.render_blocks(section.blocks), "</section>"])
        own = self._page.heading_id(section)
        kind = ' class="place"' if section.id else ""
        attributes = self._page.filter_attributes(section.traits)
        title = text_markup(section.title.strip())
        inner = HtmlRenderer(self._page, min(self._level + 1, DEEPEST_HEADING))
        return self.join(
            [
                f'<section{kind} aria-labelledby="{own}"{attributes}>',
                f'<h{self._level} id="{own}">{title}</h{self._level}>',
                *inner.render_blocks(section.blocks),
                "</section>",
            ]
        )

    def render_paragraph(self, paragraph: Paragraph) -> str:
        """Render running text."""
        role = "" if paragraph.role == "plain" else f' class="{paragraph.role}"'
        return f"<p{role}>{self._page.inline(paragraph.content)}</p>"

    def render_list(self, block: List) -> str:
        """Render a list."""
        if not block.items:
            return ""
        kind = "compact" if block.compact else "loose"
        return self.join(
            [f'<ul class="{kind}" role="list">', *map(self._item, block.items), "</ul>"]
        )

    def _item(self, item: ListItem) -> str:
        first, *rest = item.content or (Span(""),)
        attributes = self._page.attributes(item)
        if isinstance(first, Badge):
            start = f'<li class="signed"{attributes}>'
            text = badge_markup(first, "")
            text += f" {self._page.inline(rest)}" if rest else ""
        else:
            start, text = f"<li{attributes}>", self._page.inline(item.content)
        return self._element(start, text, item.blocks, "</li>")

    def render_definition_list(self, block: DefinitionList) -> str:
        """Render labelled values."""
        if not block.entries:
            return ""
        groups: list[list[Definition]] = []
        for entry in block.entries:
            if entry.label or not groups:
                groups.append([])
            groups[-1].append(entry)
        lines = (line for group in groups for line in self._labelled(group))
        return self.join(['<dl class="facts">', *lines, "</dl>"])

    def _labelled(self, group: Sequence[Definition]) -> Iterator[str]:
        """Render a label with its value and those that continue it."""
        label = self._page.inline((Span(group[0].label, to=group[0].to),))
        yield f"<div><dt>{label}</dt>"
        for entry in group:
            yield self._element("<dd>", self._page.inline(entry.content), entry.blocks, "</dd>")
        yield "</div>"

    def render_table(self, table: Table) -> str:
        """Render a table that a narrow screen shows stacked."""
        heads = "".join(
            f'<th scope="col" role="columnheader">{text_markup(title)}</th>'
            if title.strip()
            else '<td role="cell"></td>'
            for title in table.columns
        )
        # The style sheet that stacks the cells removes the table's semantics; the roles keep them.
        return self.join(
            [
                '<table class="grid" role="table">',
                f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>',
                '<tbody role="rowgroup">',
                *(self._row(row, table.columns) for row in table.rows),
                "</tbody>",
                "</table>",
            ]
        )

    def _row(self, row: Row, columns: Sequence[str]) -> str:
        first, *rest = row.cells
        head = f'<th scope="row" role="rowheader">{self._cell(first)}</th>'
        others = (
            f'<td role="cell" data-label="{escape(sanitize(title))}">{self._cell(cell)}</td>'
            for title, cell in zip(columns[1:], rest, strict=True)
        )
        return f'<tr role="row">{head}{"".join(others)}</tr>'

    def _cell(self, cell: Cell) -> str:
        if not cell:
            return f'<p class="none">{DASH}</p>'
        return "".join(f"<p>{self._page.inline(content)}</p>" for content in cell)

    def render_stack(self, stack: Stack) -> str:
        """Render blocks that follow each other closely."""
        return self.join(['<div class="stack">', *self.render_blocks(stack.blocks), "</div>"])

    def render_grid(self, grid: Grid) -> str:
        """Render a grid as a table, scrolled by itself where a screen is too narrow for it."""
        if is_labelled(grid):
            return self.join(['<table class="cells labels">', *self._grid(grid), "</table>"])
        names = ", ".join(filter(None, (part.title for part in grid.parts))) or "Table"
        return self.join(
            [
                f'<div class="scroll" role="region" tabindex="0" aria-label="{_attribute(names)}">',
                '<table class="cells">',
                *self._grid(grid),
                "</table></div>",
            ]
        )

    def _grid(self, grid: Grid) -> Iterator[str]:
        """Render the parts of a grid, each with its headings; those of a single one head it all."""
        shares = (f'<col style="width: {100 * share:.1f}%">' for share in grid_shares(grid))
        yield f"<colgroup>{''.join(shares)}</colgroup>"
        classes = _cell_classes(grid)
        is_single = len(grid.parts) == 1
        for index, part in enumerate(grid.parts):
            scope = "col" if is_single else "rowgroup"
            cells = [
                _heading(cell, scope if not cell.start else "col", classes)
                for cell in headings(grid, index)
            ]
            bare = ' class="bare"' if is_labelled(grid) else ""
            head = f"<tr{bare}>{''.join(cells)}</tr>" if cells else ""
            if head and is_single:
                yield f"<thead>{head}</thead>"
            yield "<tbody>"
            if head and not is_single:
                yield head
            yield from self._grid_rows(grid, part, classes)
            yield "</tbody>"

    def _grid_rows(self, grid: Grid, part: GridPart, classes: Sequence[str]) -> Iterator[str]:
        for row in part.rows:
            cells = body_cells(row, grid.columns)
            yield f"<tr>{''.join(self._grid_cell(cell, classes) for cell in cells)}</tr>"
            yield from self._below(row, len(grid.columns))

    def _grid_cell(self, cell: BodyCell, classes: Sequence[str]) -> str:
        text = self._page.inline(cell.content)
        kind = "" if cell.span > 1 else classes[cell.start]
        if cell.start or cell.span > 1 or not text:
            return f"<td{_span(cell.span)}{kind}>{text}</td>"
        return f'<th scope="row"{kind}>{text}</th>'

    def _below(self, row: GridRow, columns: int) -> Iterator[str]:
        for content in row.below:
            text = self._page.inline(content)
            yield f'<tr class="below"><td{_span(columns)}>{text}</td></tr>'

    def render_commands(self, commands: Commands) -> str:
        """Render command lines and what they are for."""
        if not commands.lines:
            return ""
        lines = (
            f"<div><dt><code>{text_markup(command)}</code></dt>"
            f"{f'<dd>{text_markup(purpose)}</dd>' if purpose else ''}</div>"
            for command, purpose in commands.lines
        )
        return self.join(['<dl class="commands">', *lines, "</dl>"])

    def render_bars(self, block: Bars) -> str:
        """Render a table of the numbers, illustrated by bars."""
        if not block.bars:
            return ""
        most = max(bar.count for bar in block.bars) or 1
        rows = (
            f'<tr><th scope="row">{text_markup(bar.label)}</th><td class="number">{bar.count}</td>'
            '<td class="bar">'
            '<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
            f'<rect width="{max(100 * bar.count / most, 0):.1f}" height="10"/></svg></td></tr>'
            for bar in block.bars
        )
        return self.join(['<table class="bars"><tbody>', *rows, "</tbody></table>"])

    def render_sources(self, sources: Sources) -> str:
        """Render the sources as a numbered list."""
        if not sources.notes:
            return ""
        return self.join(['<ol class="sources">', *map(self._note, sources.notes), "</ol>"])

    def _note(self, note: Note) -> str:
        anchor = self._page.note_id(note)
        own = f' id="{anchor}"' if anchor else ""
        text = self._page.inline(note.content)
        if not note.blocks:
            text += self._page.back_links(note)
        return self._element(f'<li value="{note.number}"{own}>', text, note.blocks, "</li>")

    def render_excerpt(self, excerpt: Excerpt) -> str:
        """Render a line of a file with what is at fault marked."""
        line = sanitize(excerpt.line)
        before, after = escape(line[: excerpt.start]), escape(line[excerpt.end :])
        fault = escape(line[excerpt.start : excerpt.end] or NBSP)
        label = f'<p class="label">{text_markup(excerpt.label)}</p>' if excerpt.label else ""
        return (
            f'<figure class="excerpt"><figcaption>{text_markup(excerpt.place)}</figcaption>'
            f'<pre><span class="number">{excerpt.number} | </span>'
            f"<code>{before}<mark>{fault}</mark>{after}</code></pre>{label}</figure>"
        )

    def render_file_text(self, block: FileText) -> str:
        """Render the text of a file under its path."""
        lines = "\n".join(escape(sanitize(line)) for line in block.lines)
        return (
            f'<figure class="excerpt"><figcaption>{text_markup(block.place)}</figcaption>'
            f"<pre><code>{lines}</code></pre></figure>"
        )

    def render_matrix(self, matrix: Matrix) -> str:
        """Draw a matrix, with its signs in the legend."""
        signs = [badge_markup(badge, NBSP) for badge in matrix_badges(matrix)]
        return self._figure(matrix, "matrix", signs)

    def render_timeline_figure(self, timeline: TimelineFigure) -> str:
        """Draw a timeline."""
        return self._figure(timeline, "chronology")

    def render_network(self, network: Network) -> str:
        """Draw a network."""
        return self._figure(network, "ties")

    def _figure(self, figure: Figure, css_class: str, signs: Iterable[str] = ()) -> str:
        """Render a figure with its legend, and its table for readers who cannot see it."""
        caption, description = text_markup(figure.caption), text_markup(describe_figure(figure))
        drawings = [
            _svg(self._page.next_figure_id(), drawing, caption, description)
            for drawing in draw(figure)
        ]
        table = self.render_table(figure_as_table(figure))
        if drawings:
            # Where a screen is too narrow it is scrolled, by keys too.
            label = f'aria-label="{escape(sanitize(figure.caption))}"'
            start = f'<div class="drawn" role="region" tabindex="0" {label}>'
            drawings = [start, *drawings, "</div>"]
            table = f"<details><summary>The same as a table</summary>{table}</details>"
        return self.join(
            [
                f'<figure class="picture {css_class}">',
                f"<figcaption>{caption}</figcaption>",
                *drawings,
                *_legend(figure, signs),
                table,
                "</figure>",
            ]
        )


def _cell_classes(grid: Grid) -> list[str]:
    """Return the class of the cells of each column, as an attribute."""
    classes = []
    for column, is_short in zip(grid.columns, short_columns(grid), strict=True):
        name = column.role if column.role == "edge" else "short" if is_short else ""
        classes.append(f' class="{name}"' if name else "")
    return classes


def _heading(cell: HeadingCell, scope: str, classes: Sequence[str]) -> str:
    kind = "" if cell.span > 1 else classes[cell.start]
    if not cell.title.strip() and not cell.words:
        return f"<td{_span(cell.span)}{kind}></td>"
    text = spoken_markup(cell.title, cell.words) if cell.words else text_markup(cell.title)
    is_short = len(cell.title) < len(cell.words)
    title = f' title="{_attribute(cell.words)}"' if is_short else ""
    return f'<th scope="{scope}"{_span(cell.span)}{kind}{title}>{text}</th>'


def _span(columns: int) -> str:
    return f' colspan="{columns}"' if columns > 1 else ""


def _attribute(text: str) -> str:
    return escape(sanitize(text))


def _svg(own: str, drawing: Drawing, title: str, description: str) -> str:
    return (
        f'<svg viewBox="0 0 {drawing.width} {drawing.height}" role="img" '
        f'aria-labelledby="{own}:title" aria-describedby="{own}:desc">'
        f'<title id="{own}:title">{title}</title><desc id="{own}:desc">{description}</desc>\n'
        f"{drawing.body}</svg>"
    )


def _legend(figure: Figure, signs: Iterable[str]) -> Iterator[str]:
    """Explain the shapes, lines and signs of a figure."""
    shapes = (
        f'<svg viewBox="0 0 {drawing.width} {drawing.height}" width="{drawing.width}" '
        f'height="{drawing.height}" aria-hidden="true">{drawing.body}</svg> {text_markup(meaning)}'
        for drawing, meaning in legend(figure)
    )
    entries = "".join(f"<span>{entry}</span>" for entry in (*shapes, *signs))
    if entries:
        yield f'<p class="legend">{entries}</p>'
