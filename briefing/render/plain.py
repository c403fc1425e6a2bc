"""Renders a document as linear text for screen readers: one thought a line, every state in words.

Nothing is drawn, nothing is set side by side, and no line is broken: the reader's own device
decides how it is read.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from briefing.render.base import Renderer
from briefing.render.common import DASH
from briefing.render.document import (
    Badge,
    Bars,
    Cell,
    Cite,
    Commands,
    Content,
    DefinitionList,
    Document,
    Excerpt,
    FileText,
    Grid,
    GridRow,
    Inline,
    List,
    Paragraph,
    Section,
    Sources,
    Span,
    Table,
    Tally,
)
from briefing.render.figure_tables import tally_words
from briefing.render.quotation_marks import nested
from briefing.render.sanitize import sanitize


def render(document: Document) -> str:
    """Render a document as lines, each ending in a line break, an empty one before a section."""
    head = [
        sanitize(document.marking),
        _flat(document.title),
        _flat(document.beside),
        _content(document.under),
    ]
    renderer = PlainRenderer()
    blocks = renderer.join(renderer.render_blocks(document.blocks))
    return "".join(f"{line}\n" for line in chain(filter(None, head), blocks))


class PlainRenderer(Renderer[Iterator[str]]):
    """Renders blocks as lines without line breaks."""

    def join(self, outputs: Iterable[Iterator[str]]) -> Iterator[str]:
        """Follow one block by the next."""
        return chain.from_iterable(outputs)

    def render_section(self, section: Section) -> Iterator[str]:
        """Render a heading after an empty line, then what is under it."""
        yield ""
        yield f"{_flat(section.title)}:"
        yield from self.join(self.render_blocks(section.blocks))

    def render_paragraph(self, paragraph: Paragraph) -> Iterator[str]:
        """Render running text as one line."""
        yield _content(paragraph.content)

    def render_list(self, block: List) -> Iterator[str]:
        """Render each entry as one line and the blocks that belong to it."""
        for item in block.items:
            yield _content(item.content)
            yield from self.join(self.render_blocks(item.blocks))

    def render_definition_list(self, block: DefinitionList) -> Iterator[str]:
        """Render each value after its label."""
        for entry in block.entries:
            yield _labelled(entry.label, _content(entry.content))
            yield from self.join(self.render_blocks(entry.blocks))

    def render_table(self, table: Table) -> Iterator[str]:
        """Render each cell after the title of its column."""
        for row in table.rows:
            for title, cell in zip(table.columns, row.cells, strict=True):
                yield _labelled(title, _cell(cell) or "none")

    def render_grid(self, grid: Grid) -> Iterator[str]:
        """Render each row as a line: its first cell, then the others after their titles."""
        for part in grid.parts:
            if part.title:
                yield f"{_flat(part.title)}:"
            own = part.titles or [column.title for column in grid.columns[1:]]
            words = [column.words for column in grid.columns[1:]]
            titles = [word or title.capitalize() for word, title in zip(words, own, strict=True)]
            for row in part.rows:
                yield from _grid_row(row, titles)

    def render_bars(self, block: Bars) -> Iterator[str]:
        """Render each number after its label."""
        for bar in block.bars:
            yield _labelled(bar.label, str(bar.count))

    def render_commands(self, commands: Commands) -> Iterator[str]:
        """Render each command before what it is for."""
        for command, purpose in commands.lines:
            yield _labelled(command, _flat(purpose)) if purpose else _flat(command)

    def render_sources(self, sources: Sources) -> Iterator[str]:
        """Render each source after its number."""
        for note in sources.notes:
            yield _labelled(f"Source {note.number}", _content(note.content))
            yield from self.join(self.render_blocks(note.blocks))

    def render_excerpt(self, excerpt: Excerpt) -> Iterator[str]:
        """Render the place and the line, then the part at fault."""
        yield _labelled(excerpt.place, _flat(excerpt.line))
        fault = excerpt.line[excerpt.start : excerpt.end]
        hint = f"; {excerpt.label}" if excerpt.label else ""
        yield f"At fault: {_flat(fault)}{_flat(hint)}"

    def render_file_text(self, block: FileText) -> Iterator[str]:
        """Render the path of the file, then its lines as they are."""
        yield f"{_flat(block.place)}:"
        yield from map(sanitize, block.lines)


def _grid_row(row: GridRow, titles: Iterable[str]) -> Iterator[str]:
    # An indent is an empty first cell.
    first, *others = map(_content, row.cells[1:] if row.cells[0] == () else row.cells)
    # The last cell may take the room of those that lack.
    pairs = zip(titles, others, strict=False)
    cells = [_labelled(title, text) for title, text in pairs if text not in ("", DASH)]
    head = f"{first}:" if first and not any(titles) else first
    yield (
        " ".join(filter(None, [head, "; ".join(cells)]))
        if not any(titles)
        else "; ".join(filter(None, [head, *cells]))
    )
    yield from map(_content, row.below)


def _cell(cell: Cell) -> str:
    texts = filter(None, map(_content, cell))
    return " ".join(text if text.endswith((".", ":", ")")) else f"{text}." for text in texts)


def _labelled(label: str, text: str) -> str:
    return f"{_flat(label)}: {text}" if label else text


def _content(content: Content) -> str:
    """Render inline text; a state is followed by a colon, or by a comma if there are more."""
    text = ""
    for index, inline in enumerate(content):
        text += _inline(inline)
        rest = content[index + 1 :]
        if isinstance(inline, Badge) and rest:
            text += ", " if any(isinstance(later, Badge) for later in rest) else ": "
    return " ".join(text.split())


def _inline(inline: Inline) -> str:
    match inline:
        case Span():
            text = sanitize(inline.words or inline.text)
            return f'"{nested(text)}"' if inline.role == "quote" else text
        case Badge():
            return sanitize(inline.word)
        case Cite():
            return _citation(inline)
        case Tally():
            return tally_words(inline)


def _citation(cite: Cite) -> str:
    numbers = ", ".join(map(str, cite.numbers))
    noun = "source" if len(cite.numbers) == 1 else "sources"
    return f"({noun} {numbers}{', one publisher only' if cite.only else ''})"


def _flat(text: str) -> str:
    return " ".join(sanitize(text).split())
