"""Writes the blocks of a document as the elements of a Word file."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import XmlPart
from docx.parts.document import DocumentPart

from briefing.render import figure_tables
from briefing.render.common import (
    attach_citations,
    column_shares,
    notes_by_number,
    safe_url,
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
    Content,
    Definition,
    DefinitionList,
    Document,
    Excerpt,
    Figure,
    Inline,
    List,
    ListItem,
    Mark,
    Matrix,
    Network,
    Note,
    Paragraph,
    Section,
    Sources,
    Span,
    Table,
    TimelineFigure,
)
from briefing.render.docx.elements import Element, make, paragraph, run, runs, tab, value
from briefing.render.docx.footnotes import Footnotes
from briefing.render.docx.styles import Styles
from briefing.render.width import sanitize

_GREEN: Final = "1A6236"
_BROWN: Final = "7D4A00"
_RED: Final = "9C1F18"
_ACCENT: Final = "1F3A5F"
_COLOURS: Final[dict[Mark, str]] = {
    "answered": _GREEN,
    "improving": _GREEN,
    "partly-answered": _BROWN,
    "warning": _BROWN,
    "unanswered": _RED,
    "worsening": _RED,
    "error": _RED,
    "unchanged": "111111",
}

_NBSP: Final = "\N{NO-BREAK SPACE}"
_DEEPEST: Final = 6
_BULLET: Final = 357
_LABEL: Final = 1814
_LONG_LABEL: Final = 17
"""How many characters of a label stand beside its value; a longer one has a line of its own."""


class Place(NamedTuple):
    """Where blocks are written: how far set in, in twentieths of a point, and headed how deep."""

    indent: int = 0
    level: int = 1


_TOP: Final = Place()


class Body:
    """The text of one file, as it is written."""

    def __init__(self, document: Document, part: DocumentPart, styles: Styles, width: int) -> None:
        """Begins to write.

        Args:
            document: what to show.
            part: the part of the file that holds the text.
            styles: the file's styles.
            width: how wide a line is, in twentieths of a point.
        """
        self._part = part
        self._styles = styles
        self._width = width
        cites = (each for each in walk(document) if isinstance(each, Cite))
        cited = {number for cite in cites for number in cite.numbers}
        notes = {
            number: note for number, note in notes_by_number(document).items() if number in cited
        }
        # What a source says at length stands at the end, though a footnote names it.
        self._footnoted = {id(note) for note in notes.values() if not note.blocks}
        self.footnotes = Footnotes(part, styles, notes)

    def head(self, document: Document) -> list[Element]:
        """The title and what stands with it."""
        found = []
        if document.title:
            found.append(paragraph(self._styles["Title"], runs(document.title)))
        lines = runs(document.beside)
        if document.under:
            lines += [run(make("w:br"))] if lines else []
            lines += self.inline(document.under)
        if lines:
            found.append(paragraph(self._styles["Subtitle"], lines))
        return found

    def blocks(self, blocks: Iterable[Block], place: Place = _TOP) -> list[Element]:
        """Blocks under each other."""
        return [element for each in blocks for element in _WRITERS[type(each)](self, each, place)]

    def aside(self, text: str) -> Element:
        """A line of text that stands back from the rest."""
        return paragraph(self._styles["Briefing Aside"], runs(text))

    def inline(self, content: Iterable[Inline]) -> list[Element]:
        """Inline text."""
        return [
            element for each in attach_citations(tuple(content)) for element in self._part_of(each)
        ]

    def _part_of(self, inline: Inline) -> list[Element]:
        match inline:
            case Span():
                return self._span(inline, self._part)
            case Badge():
                return [*self._sign(inline), *runs(_NBSP), *self._word(inline)]
            case Cite():
                return self.footnotes.cite(inline, self._note)

    def _note(self, note: Note) -> list[Element]:
        """A source as it stands in its footnote."""
        found = []
        for each in note.content:
            if isinstance(each, Span):
                found += self._span(each, self.footnotes.part)
            elif isinstance(each, Badge):
                found += [*self._sign(each), *runs(_NBSP), *self._word(each)]
            else:
                found += runs(f"[{', '.join(map(str, each.numbers))}]")
        return found

    def _span(self, span: Span, part: XmlPart) -> list[Element]:
        text = span.text
        if span.role == "quote":
            text = f"\N{LEFT DOUBLE QUOTATION MARK}{text}\N{RIGHT DOUBLE QUOTATION MARK}"
        target = safe_url(span.url)
        if target:
            tie = part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            inner = runs(text, style=self._styles["Hyperlink"])
            return [make("w:hyperlink", {"r:id": tie, "history": 1}, *inner)]
        if span.role == "match":
            return runs(text, value("w:highlight", "yellow"))
        style = _CHARACTERS.get(span.role)
        return runs(text, style=self._styles[style] if style else "")

    def _sign(self, badge: Badge) -> list[Element]:
        symbols = make("w:rFonts", dict.fromkeys(("ascii", "hAnsi", "eastAsia"), "Segoe UI Symbol"))
        return runs(SIGNS[badge.mark], symbols, value("w:color", _COLOURS[badge.mark]))

    def _word(self, badge: Badge) -> list[Element]:
        return runs(badge.word, make("w:b"), value("w:color", _COLOURS[badge.mark]))

    def section(self, section: Section, place: Place) -> list[Element]:
        """A part under its heading; none where it held nothing but what the footnotes tell."""
        if section.blocks and all(self._is_footnoted(each) for each in section.blocks):
            return []
        if not titled_sections([section]):
            return self.blocks(section.blocks, place)
        style = self._styles[f"heading {min(place.level, _DEEPEST)}"]
        heading = paragraph(style, runs(section.title.strip()), *_indent(place.indent))
        inner = self.blocks(section.blocks, place._replace(level=place.level + 1))
        return [heading, *inner]

    def _is_footnoted(self, block: Block) -> bool:
        if not isinstance(block, Sources) or not block.notes:
            return False
        return all(id(each) in self._footnoted for each in block.notes)

    def paragraph(self, block: Paragraph, place: Place) -> list[Element]:
        """Running text."""
        style = {"plain": "Normal", "lead": "Briefing Lead", "muted": "Briefing Aside"}[block.role]
        content = self.inline(block.content)
        return [paragraph(self._styles[style], content, *_indent(place.indent))]

    def items(self, items: List, place: Place) -> list[Element]:
        """A list."""
        return [element for item in items.items for element in self._item(item, items, place)]

    def _item(self, item: ListItem, items: List, place: Place) -> list[Element]:
        inner = place.indent + _BULLET
        first, *rest = item.content or (Span(""),)
        if isinstance(first, Badge):
            style = "Briefing Item"
            told = [*self._sign(first), tab(), *self._word(first), *runs(" "), *self.inline(rest)]
        else:
            style, told = "List Bullet", self.inline(item.content)
        keep = [make("w:keepNext")] if item.blocks else []
        close = [make("w:spacing", {"after": 20})] if items.compact else []
        # A list that is not set in keeps the indent of its style, which a template may change.
        ind = _indent(inner, hanging=_BULLET) if place.indent else []
        head = paragraph(self._styles[style], told, *keep, *close, *ind)
        return [head, *self.blocks(item.blocks, place._replace(indent=inner))]

    def facts(self, facts: DefinitionList, place: Place) -> list[Element]:
        """Labelled values."""
        return [element for fact in facts.entries for element in self._fact(fact, place)]

    def _fact(self, fact: Definition, place: Place) -> list[Element]:
        inner = place.indent + _LABEL
        told = self.inline(fact.content)
        label = sanitize(fact.label)
        if label:
            beyond = run(make("w:br")) if len(label) > _LONG_LABEL else tab()
            told = [*runs(label, style=self._styles["Briefing Muted"]), beyond, *told]
        keep = [make("w:keepNext")] if fact.blocks else []
        ind = _indent(inner, hanging=_LABEL if label else 0)
        head = paragraph(self._styles["Briefing Fact"], told, *keep, *ind)
        return [head, *self.blocks(fact.blocks, place._replace(indent=inner))]

    def table(self, table: Table, place: Place) -> list[Element]:
        """A table whose head is repeated on each page and whose rows are not parted."""
        room = max(self._width - place.indent, _LABEL)
        widths = [round(share * room) for share in column_shares(table)]
        head = [
            [paragraph(self._styles["Briefing Cell"], runs(title), make("w:keepNext"))]
            for title in table.columns
        ]
        rows = [_row(head, widths, heads=True)]
        rows += [_row([self._cell(c) for c in row.cells], widths) for row in table.rows]
        return self._ruled(rows, widths, place, has_head=True)

    def _cell(self, cell: Cell) -> list[Element]:
        contents: Sequence[Content] = cell or ((Span("\N{EN DASH}", "muted"),),)
        return [paragraph(self._styles["Briefing Cell"], self.inline(each)) for each in contents]

    def _ruled(
        self, rows: list[Element], widths: list[int], place: Place, *, has_head: bool
    ) -> list[Element]:
        looks = make(
            "w:tblPr",
            None,
            value("w:tblStyle", self._styles["Briefing Table"]),
            make("w:tblW", {"w": sum(widths), "type": "dxa"}),
            make("w:tblInd", {"w": place.indent, "type": "dxa"}),
            make("w:tblLayout", {"type": "fixed"}),
            make(
                "w:tblLook",
                {"val": "0420" if has_head else "0400", "firstRow": int(has_head), "noVBand": 1},
            ),
        )
        grid = make("w:tblGrid", None, *(make("w:gridCol", {"w": each}) for each in widths))
        # Tables that touch would be read as one.
        after = paragraph(self._styles["Briefing Cell"], [])
        return [make("w:tbl", None, looks, grid, *rows), after]

    def bars(self, bars: Bars, place: Place) -> list[Element]:
        """A table of the numbers, in which shaded paragraphs picture them."""
        most = max((each.count for each in bars.bars), default=0) or 1
        room = max(self._width - place.indent, _LABEL)
        widths = [room * 3 // 10, room // 10, room * 6 // 10]
        rows = [
            _row(
                [
                    [paragraph(self._styles["Briefing Cell"], runs(each.label))],
                    [paragraph(self._styles["Briefing Cell"], runs(str(each.count)))],
                    [self._bar(max(each.count / most, 0), widths[2])],
                ],
                widths,
            )
            for each in bars.bars
        ]
        return self._ruled(rows, widths, place, has_head=False) if rows else []

    def _bar(self, share: float, width: int) -> Element:
        shading = make("w:shd", {"val": "clear", "color": "auto", "fill": _ACCENT})
        right = make("w:ind", {"right": round((1 - share) * (width - 300))})
        return paragraph(self._styles["Briefing Cell"], [], *([shading] if share else []), right)

    def commands(self, commands: Commands, place: Place) -> list[Element]:
        """Command lines, each with what it is for."""
        return [
            paragraph(
                self._styles["Normal"],
                [
                    *runs(line, style=self._styles["Briefing Id"]),
                    *runs(f"   {says}", style=self._styles["Briefing Muted"]),
                ],
                *_indent(place.indent),
            )
            for line, says in commands.lines
        ]

    def sources(self, sources: Sources, place: Place) -> list[Element]:
        """The sources that no footnote tells."""
        rest = [each for each in sources.notes if id(each) not in self._footnoted]
        return [element for note in rest for element in self._source(note, place)]

    def _source(self, note: Note, place: Place) -> list[Element]:
        inner = place.indent + _BULLET
        ind = _indent(inner, hanging=_BULLET) if place.indent else []
        keep = [make("w:keepNext")] if note.blocks else []
        told = self.inline(note.content)
        head = paragraph(self._styles["List Bullet"], told, *keep, *ind)
        return [head, *self.blocks(note.blocks, place._replace(indent=inner))]

    def picture(self, picture: Figure, place: Place) -> list[Element]:
        """What a picture shows, as a table."""
        return self.blocks(figure_tables.figure_as_blocks(picture), place)

    def excerpt(self, excerpt: Excerpt, place: Place) -> list[Element]:
        """A place in a file, with what is at fault underlined."""
        line = sanitize(excerpt.line)
        before, after = line[: excerpt.start], line[excerpt.end :]
        fault = line[excerpt.start : excerpt.end] or _NBSP
        wave = make("w:u", {"val": "wave", "color": _RED})
        code, ind = self._styles["Briefing Code"], _indent(place.indent)
        told = [*runs(f"{excerpt.number} | {before}"), *runs(fault, wave), *runs(after)]
        keep = make("w:keepNext")
        found = [
            paragraph(self._styles["Briefing Aside"], runs(excerpt.place), keep, *ind),
            paragraph(code, told, *_indent(place.indent)),
        ]
        if excerpt.label:
            label = runs(excerpt.label, value("w:color", _RED))
            found.append(paragraph(self._styles["Normal"], label, *_indent(place.indent)))
        return found


def _indent(left: int, *, hanging: int = 0) -> list[Element]:
    """How far a paragraph is set in; nothing where its style says it."""
    return [make("w:ind", {"left": left, "hanging": hanging})] if left else []


def _row(cells: Sequence[list[Element]], widths: Sequence[int], *, heads: bool = False) -> Element:
    looks = make("w:trPr", None, make("w:cantSplit"), *([make("w:tblHeader")] if heads else []))
    places = (
        make(
            "w:tc",
            None,
            make("w:tcPr", None, make("w:tcW", {"w": size, "type": "dxa"})),
            *cell,
        )
        for cell, size in zip(cells, widths, strict=True)
    )
    return make("w:tr", None, looks, *places)


_CHARACTERS: Final = {
    "strong": "Strong",
    "muted": "Briefing Muted",
    "id": "Briefing Id",
    "command": "Briefing Id",
}

_WRITERS: Final[dict[type, Callable[[Body, Any, Place], list[Element]]]] = {
    Section: Body.section,
    Paragraph: Body.paragraph,
    List: Body.items,
    DefinitionList: Body.facts,
    Table: Body.table,
    Bars: Body.bars,
    Commands: Body.commands,
    Sources: Body.sources,
    Excerpt: Body.excerpt,
    Matrix: Body.picture,
    TimelineFigure: Body.picture,
    Network: Body.picture,
}
