"""Writes the blocks of a document as the elements of a Word file."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple

from docx.parts.document import DocumentPart
from msgspec import Struct
from msgspec.structs import astuple

from briefing.render.base import Renderer
from briefing.render.common import (
    DEEPEST_HEADING,
    EMPTY_CELL,
    NBSP,
    UNTITLED,
    Target,
    column_shares,
    content_text,
    needs_contents,
    notes_by_number,
    targets_by_id,
    titled_sections,
    walk,
)
from briefing.render.document import (
    SIGNS,
    Badge,
    Bars,
    Block,
    Cell,
    Cite,
    Commands,
    Definition,
    DefinitionList,
    Document,
    Excerpt,
    FileText,
    Grid,
    GridPart,
    Inline,
    List,
    ListItem,
    Note,
    Paragraph,
    Section,
    Sources,
    Span,
    Table,
)
from briefing.render.docx.elements import (
    Element,
    bookmark,
    field,
    link_inside,
    make,
    paragraph,
    run,
    runs,
    tab,
    value,
)
from briefing.render.docx.footnotes import source_bookmark
from briefing.render.docx.inline import RED, InlineWriter, badge_sign, badge_word
from briefing.render.docx.styles import Styles
from briefing.render.grid_table import (
    BodyCell,
    HeadingCell,
    body_cells,
    grid_shares,
    headings,
    is_label,
    is_labelled,
)
from briefing.render.sanitize import sanitize

_ACCENT: Final = "1F3A5F"

# Twentieths of a point.
_BULLET: Final = 357
_LABEL: Final = 1814

# How many characters of a label fit beside its value; a longer one gets a line of its own.
_LONG_LABEL: Final = 17

# The ids of bookmarks, above those of the footnotes.
_FIRST_PLACE: Final = 20_000
_FIRST_HEADING: Final = 60_000

# How many levels of headings the contents list.
_CONTENTS_LEVELS: Final = 2

_PARAGRAPHS: Final = {
    "plain": "Normal",
    "lead": "Briefing Lead",
    "muted": "Briefing Aside",
    "note": "Briefing Note",
}
"""The style of a paragraph, by its role."""


class _Heading(NamedTuple):
    """A heading that the contents list."""

    title: str
    level: int
    bookmark: str


def _cites_in_text(node: object) -> Iterator[Cite]:
    """Iterate over the citations outside of what a footnote says, which has no footnotes itself."""
    if isinstance(node, Cite):
        yield node
    elif isinstance(node, Note):
        yield from _cites_in_text(node.blocks)
    elif isinstance(node, Struct):
        yield from _cites_in_text(astuple(node))
    elif isinstance(node, tuple):
        for part in node:
            yield from _cites_in_text(part)


class File:
    """What all the text of one file shares."""

    def __init__(self, document: Document, part: DocumentPart, styles: Styles, width: int) -> None:
        """Prepare to write a document.

        Args:
            document: what to write.
            part: the part of the file that contains the text.
            styles: the file's styles.
            width: the width of a line, in twentieths of a point.
        """
        self.styles = styles
        self.width = width
        cited = {number for cite in _cites_in_text(document) for number in cite.numbers}
        notes = {
            number: note for number, note in notes_by_number(document).items() if number in cited
        }
        # A source with blocks is also listed at the end, so that the footnote stays short.
        self._footnoted = {id(note) for note in notes.values() if not note.blocks}
        self._bookmarks: dict[int, tuple[int, str]] = {}
        anchors: dict[str, str] = {}
        for index, (id_, target) in enumerate(targets_by_id(document).items()):
            if id(target) in self._footnoted and isinstance(target, Note):
                anchors[id_] = source_bookmark(target.number)
            else:
                anchors[id_] = f"_Place{index}"
                self._bookmarks[id(target)] = (_FIRST_PLACE + index, anchors[id_])
        self.inline = InlineWriter(part, styles, notes, anchors)
        self._has_contents = needs_contents(document)
        self.headings: list[_Heading] = []

    def without_footnote(self, sources: Sources) -> list[Note]:
        """Return the sources that no footnote covers."""
        return [note for note in sources.notes if id(note) not in self._footnoted]

    def mark(self, part: Target) -> list[Element]:
        """Mark the place of a part that can be linked to."""
        name = self._bookmarks.pop(id(part), None)
        return bookmark(*name) if name else []

    def mark_heading(self, title: str, level: int) -> list[Element]:
        """Mark the place of a heading that the contents list."""
        if not self._has_contents or level > _CONTENTS_LEVELS:
            return []
        number = _FIRST_HEADING + len(self.headings)
        heading = _Heading(title, level, f"_Toc{number}")
        self.headings.append(heading)
        return bookmark(number, heading.bookmark)


class Body(Renderer[list[Element]]):
    """Writes blocks at an indent, in twentieths of a point, and a level of headings."""

    def __init__(self, file: File, indent: int = 0, level: int = 1) -> None:
        self._file = file
        self._indent = indent
        self._level = level

    def head(self, document: Document) -> list[Element]:
        """Write the title and what belongs to it."""
        if document.tight:
            return [self._page_head(document)]
        elements = []
        if document.title:
            elements.append(self._paragraph("Title", runs(document.title)))
        lines = runs(document.beside)
        if document.under:
            lines += [run(make("w:br"))] if lines else []
            lines += self._inline(document.under)
        if lines:
            elements.append(self._paragraph("Subtitle", lines))
        return elements

    def _page_head(self, document: Document) -> Element:
        """Write the title of a page, what is under it and what is beside it on one line."""
        small = self._file.styles["Briefing Under"]
        content = runs(document.title or UNTITLED)
        if document.under:
            content += runs(f"  {content_text(document.under)}", style=small)
        content += [tab(), *runs(document.beside, style=small)]
        stops = make("w:tabs", None, make("w:tab", {"val": "right", "pos": self._file.width}))
        return self._paragraph("Briefing Page Title", content, stops)

    def blocks(self, blocks: Iterable[Block]) -> list[Element]:
        """Write consecutive blocks."""
        return self.join(self.render_blocks(blocks))

    def contents(self) -> list[Element]:
        """Write links to the headings that were written, if there are to be any, and turn the page.

        They are a field of Word's, which adds the numbers of the pages when it is updated: until
        then nobody knows them.
        """
        if not self._file.headings:
            return []
        *opening, _, closing = field(f'TOC \\o "1-{_CONTENTS_LEVELS}" \\h', "")
        elements = [self._paragraph("TOC Heading", runs("Contents"))]
        for heading in self._file.headings:
            link = link_inside(heading.bookmark, runs(heading.title))
            elements.append(self._paragraph(f"toc {heading.level}", [*opening, link]))
            opening = []
        turn = run(make("w:br", {"type": "page"}))
        return [*elements, self._paragraph("Normal", [closing, turn])]

    def aside(self, text: str) -> Element:
        """Write a line of text that is less prominent than the rest."""
        return self._paragraph("Briefing Aside", runs(text))

    def _inline(self, content: Iterable[Inline]) -> list[Element]:
        return self._file.inline.write(content)

    def _paragraph(self, style: str, content: Iterable[Element], *properties: Element) -> Element:
        return paragraph(self._file.styles[style], content, *properties)

    def _indented(self, indent: int) -> "Body":
        return Body(self._file, indent, self._level)

    def join(self, outputs: Iterable[list[Element]]) -> list[Element]:
        """Follow one block by the next."""
        return list(chain.from_iterable(outputs))

    def render_section(self, section: Section) -> list[Element]:
        """Write a heading and its blocks, or nothing if footnotes cover all of them."""
        if section.blocks and all(map(self._is_in_footnotes, section.blocks)):
            return []
        if not titled_sections([section]):
            return self.blocks(section.blocks)
        style = f"heading {min(self._level, DEEPEST_HEADING)}"
        title = section.title.strip()
        marks = [*self._file.mark(section), *self._file.mark_heading(title, self._level)]
        heading = self._paragraph(style, [*marks, *runs(title)], *_indent(self._indent))
        inner = Body(self._file, self._indent, self._level + 1)
        return [heading, *inner.blocks(section.blocks)]

    def _is_in_footnotes(self, block: Block) -> bool:
        if not isinstance(block, Sources) or not block.notes:
            return False
        return not self._file.without_footnote(block)

    def render_paragraph(self, block: Paragraph) -> list[Element]:
        """Write running text."""
        style = _PARAGRAPHS[block.role]
        return [self._paragraph(style, self._inline(block.content), *_indent(self._indent))]

    def render_list(self, block: List) -> list[Element]:
        """Write a list."""
        return self.join(self._item(item, is_compact=block.compact) for item in block.items)

    def _item(self, item: ListItem, *, is_compact: bool) -> list[Element]:
        first, *rest = item.content or (Span(""),)
        if isinstance(first, Badge):
            style = "Briefing Item"
            text = [*badge_word(first), *runs(" "), *self._inline(rest)]
            content = [*badge_sign(first), tab(), *text]
        else:
            style, content = "List Bullet", self._inline(item.content)
        content = [*self._file.mark(item), *content]
        spacing = [make("w:spacing", {"after": 20})] if is_compact else []
        return self._bulleted(style, content, item.blocks, spacing)

    def _bulleted(
        self,
        style: str,
        content: Iterable[Element],
        blocks: Sequence[Block],
        spacing: Iterable[Element] = (),
    ) -> list[Element]:
        """Write an entry of a list and the blocks that belong to it."""
        indent = self._indent + _BULLET
        keep = [make("w:keepNext")] if blocks else []
        # A list that is not indented keeps the indent of its style, which a template may change.
        own_indent = _indent(indent, hanging=_BULLET) if self._indent else []
        head = self._paragraph(style, content, *keep, *spacing, *own_indent)
        return [head, *self._indented(indent).blocks(blocks)]

    def render_definition_list(self, block: DefinitionList) -> list[Element]:
        """Write labelled values."""
        return self.join(map(self._definition, block.entries))

    def _definition(self, entry: Definition) -> list[Element]:
        indent = self._indent + _LABEL
        content = self._inline(entry.content)
        label = sanitize(entry.label)
        if label:
            gap = run(make("w:br")) if len(label) > _LONG_LABEL else tab()
            content = [*self._inline((Span(label, "muted", to=entry.to),)), gap, *content]
        keep = [make("w:keepNext")] if entry.blocks else []
        own_indent = _indent(indent, hanging=_LABEL if label else 0)
        head = self._paragraph("Briefing Fact", content, *keep, *own_indent)
        return [head, *self._indented(indent).blocks(entry.blocks)]

    def render_table(self, table: Table) -> list[Element]:
        """Write a table that repeats its head on each page and never breaks a row."""
        widths = [round(share * self._table_width()) for share in column_shares(table)]
        head = [
            [self._paragraph("Briefing Cell", runs(title), make("w:keepNext"))]
            for title in table.columns
        ]
        whole = [1] * len(widths)
        rows = [_row(map(self._cell, row.cells), whole, widths) for row in table.rows]
        head_row = _row(head, whole, widths, is_head=True)
        return self._table("Briefing Table", [head_row, *rows], widths, has_head=True)

    def render_grid(self, grid: Grid) -> list[Element]:
        """Write a grid as a table without rules that repeats its first headings on each page."""
        widths = [round(share * self._table_width()) for share in grid_shares(grid)]
        rows = [
            row
            for index, part in enumerate(grid.parts)
            for row in (
                *self._grid_heading(headings(grid, index), grid, widths, is_first=not index),
                *self._grid_rows(part, grid, widths),
            )
        ]
        return self._table("Briefing Grid", rows, widths, _describe_signs(grid))

    def _grid_heading(
        self, cells: Sequence[HeadingCell], grid: Grid, widths: Sequence[int], *, is_first: bool
    ) -> Iterator[Element]:
        if cells and not is_labelled(grid):
            contents = [
                [self._paragraph("Briefing Heading", runs(cell.title), *_at(cell, grid))]
                for cell in cells
            ]
            yield _row(contents, _spans(cells), widths, is_head=is_first)

    def _grid_rows(self, part: GridPart, grid: Grid, widths: Sequence[int]) -> Iterator[Element]:
        has_labels = is_labelled(grid)
        for row in part.rows:
            cells = body_cells(row, grid.columns)
            keep = [make("w:keepNext")] if row.below else []
            contents = []
            for cell in cells:
                style = "Briefing Row"
                if has_labels and is_label(cell.content):
                    style = "Briefing Label"
                elif not cell.start and cell.span == 1:
                    style = "Briefing Name"
                content = self._inline(cell.content)
                contents.append([self._paragraph(style, content, *keep, *_at(cell, grid))])
            yield _row(contents, _spans(cells), widths)
            for line in row.below:
                below = self._paragraph("Briefing Below", self._inline(line))
                yield _row([[below]], [len(widths)], widths)

    def _table_width(self) -> int:
        return max(self._file.width - self._indent, _LABEL)

    def _cell(self, cell: Cell) -> list[Element]:
        contents = cell or EMPTY_CELL
        return [self._paragraph("Briefing Cell", self._inline(content)) for content in contents]

    def _table(
        self,
        style: str,
        rows: Iterable[Element],
        widths: Sequence[int],
        description: str = "",
        *,
        has_head: bool = False,
    ) -> list[Element]:
        """Write a table; its description is what screen readers read of it first."""
        look = {"val": "0420" if has_head else "0400", "firstRow": int(has_head), "noVBand": 1}
        properties = make(
            "w:tblPr",
            None,
            value("w:tblStyle", self._file.styles[style]),
            make("w:tblW", {"w": sum(widths), "type": "dxa"}),
            make("w:tblInd", {"w": self._indent, "type": "dxa"}),
            make("w:tblLayout", {"type": "fixed"}),
            make("w:tblLook", look),
            *([value("w:tblDescription", sanitize(description))] if description else []),
        )
        grid = make("w:tblGrid", None, *(make("w:gridCol", {"w": width}) for width in widths))
        # Adjacent tables would be merged into one.
        after = self._paragraph("Briefing Gap" if style == "Briefing Grid" else "Briefing Cell", [])
        return [make("w:tbl", None, properties, grid, *rows), after]

    def render_bars(self, block: Bars) -> list[Element]:
        """Write a table of the numbers, with shaded paragraphs as bars."""
        if not block.bars:
            return []
        most = max(bar.count for bar in block.bars) or 1
        room = self._table_width()
        widths = [room * 3 // 10, room // 10, room * 6 // 10]
        rows = [
            _row(
                [
                    [self._paragraph("Briefing Cell", runs(bar.label))],
                    [self._paragraph("Briefing Cell", runs(str(bar.count)))],
                    [self._bar(max(bar.count / most, 0), widths[2])],
                ],
                [1] * len(widths),
                widths,
            )
            for bar in block.bars
        ]
        return self._table("Briefing Table", rows, widths)

    def _bar(self, share: float, width: int) -> Element:
        shading = make("w:shd", {"val": "clear", "color": "auto", "fill": _ACCENT})
        right = make("w:ind", {"right": round((1 - share) * (width - 300))})
        return self._paragraph("Briefing Cell", [], *([shading] if share else []), right)

    def render_commands(self, commands: Commands) -> list[Element]:
        """Write command lines, each with what it is for."""
        styles = self._file.styles
        return [
            self._paragraph(
                "Normal",
                [
                    *runs(command, style=styles["Briefing Id"]),
                    *runs(f"   {purpose}", style=styles["Briefing Muted"]),
                ],
                *_indent(self._indent),
            )
            for command, purpose in commands.lines
        ]

    def render_sources(self, sources: Sources) -> list[Element]:
        """Write the sources that no footnote covers."""
        return self.join(
            self._bulleted(
                "List Bullet", [*self._file.mark(note), *self._inline(note.content)], note.blocks
            )
            for note in self._file.without_footnote(sources)
        )

    def render_excerpt(self, excerpt: Excerpt) -> list[Element]:
        """Write a line of a file, with what is at fault underlined."""
        line = sanitize(excerpt.line)
        before, after = line[: excerpt.start], line[excerpt.end :]
        fault = line[excerpt.start : excerpt.end] or NBSP
        wave = make("w:u", {"val": "wave", "color": RED})
        code = [*runs(f"{excerpt.number} | {before}"), *runs(fault, wave), *runs(after)]
        properties = (make("w:keepNext"), *_indent(self._indent))
        elements = [
            self._paragraph("Briefing Aside", runs(excerpt.place), *properties),
            self._paragraph("Briefing Code", code, *_indent(self._indent)),
        ]
        if excerpt.label:
            label = runs(excerpt.label, value("w:color", RED))
            elements.append(self._paragraph("Normal", label, *_indent(self._indent)))
        return elements

    def render_file_text(self, block: FileText) -> list[Element]:
        """Write the text of a file under its path, a paragraph for each line."""
        properties = (make("w:keepNext"), *_indent(self._indent))
        lines = [
            self._paragraph("Briefing Code", runs(line), *_indent(self._indent))
            for line in block.lines
        ]
        return [self._paragraph("Briefing Aside", runs(block.place), *properties), *lines]


def _indent(left: int, *, hanging: int = 0) -> list[Element]:
    """Return the property that indents a paragraph, if its style does not do so."""
    return [make("w:ind", {"left": left, "hanging": hanging})] if left else []


def _row(
    cells: Iterable[list[Element]],
    spans: Iterable[int],
    widths: Sequence[int],
    *,
    is_head: bool = False,
) -> Element:
    """Make a row that is never broken, from cells that span so many columns each."""
    properties = make(
        "w:trPr", None, make("w:cantSplit"), *([make("w:tblHeader")] if is_head else [])
    )
    return make("w:tr", None, properties, *_cells(cells, spans, widths))


def _cells(
    cells: Iterable[list[Element]], spans: Iterable[int], widths: Sequence[int]
) -> Iterator[Element]:
    start = 0
    for cell, span in zip(cells, spans, strict=True):
        size = make("w:tcW", {"w": sum(widths[start : start + span]), "type": "dxa"})
        own = [size, *([value("w:gridSpan", span)] if span > 1 else [])]
        start += span
        yield make("w:tc", None, make("w:tcPr", None, *own), *cell)


def _spans(cells: Iterable[HeadingCell | BodyCell]) -> list[int]:
    return [cell.span for cell in cells]


def _at(cell: HeadingCell | BodyCell, grid: Grid) -> list[Element]:
    """Return the property that sets what is at the edge flush right."""
    is_edge = cell.span == 1 and grid.columns[cell.start].role == "edge"
    return [value("w:jc", "right")] if is_edge else []


def _describe_signs(grid: Grid) -> str:
    """Return what the short headings and the signs of a grid stand for, to be read aloud."""
    heads = (cell for index in range(len(grid.parts)) for cell in headings(grid, index))
    pairs = [(cell.title, cell.words) for cell in heads]
    for node in walk(grid.parts):
        if isinstance(node, Span):
            pairs.append((node.text, node.words))
        elif isinstance(node, Badge) and node.bare:
            pairs.append((SIGNS[node.mark], node.word))
    described = (
        ": ".join(filter(None, (text.strip(), words.strip())))
        for text, words in pairs
        if words.strip()
    )
    return "; ".join(dict.fromkeys(described))
