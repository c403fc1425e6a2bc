"""Renders a document as linear text for screen readers: one thought a line, every state in words.

Nothing is drawn, nothing stands beside anything else, and no line is broken: how it is read is the
reader's own device's choice.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from briefing.render import figure_tables
from briefing.render.document import (
    Badge,
    Bars,
    Block,
    Cell,
    Cite,
    Commands,
    Content,
    DefinitionList,
    Document,
    Excerpt,
    Figure,
    Inline,
    List,
    Matrix,
    Network,
    Paragraph,
    Section,
    Sources,
    Span,
    Table,
    TimelineFigure,
)
from briefing.render.width import sanitize


def render(document: Document) -> str:
    """A document as lines, each ending in a line break, sections parted by an empty one."""
    head = [_flat(document.title), _flat(document.beside), _said(document.under)]
    lines = [*(line for line in head if line), *_blocks(document.blocks)]
    return "".join(f"{line}\n" for line in lines)


def _blocks(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        yield from _RENDERERS[type(block)](block)


def _section(section: Section) -> Iterator[str]:
    yield ""
    yield f"{_flat(section.title)}:"
    yield from _blocks(section.blocks)


def _paragraph(paragraph: Paragraph) -> Iterator[str]:
    yield _said(paragraph.content)


def _items(items: List) -> Iterator[str]:
    for item in items.items:
        yield _said(item.content)
        yield from _blocks(item.blocks)


def _facts(facts: DefinitionList) -> Iterator[str]:
    for fact in facts.entries:
        yield _labelled(fact.label, _said(fact.content))
        yield from _blocks(fact.blocks)


def _table(table: Table) -> Iterator[str]:
    for row in table.rows:
        for title, cell in zip(table.columns, row.cells, strict=True):
            yield _labelled(title, _cell(cell) or "none")


def _cell(cell: Cell) -> str:
    told = (_said(each) for each in cell)
    return " ".join(each if each.endswith((".", ":", ")")) else f"{each}." for each in told if each)


def _bars(bars: Bars) -> Iterator[str]:
    for bar in bars.bars:
        yield _labelled(bar.label, str(bar.count))


def _commands(commands: Commands) -> Iterator[str]:
    for command, what in commands.lines:
        yield _labelled(command, _flat(what))


def _sources(sources: Sources) -> Iterator[str]:
    for note in sources.notes:
        yield _labelled(f"Source {note.number}", _said(note.content))
        yield from _blocks(note.blocks)


def _excerpt(excerpt: Excerpt) -> Iterator[str]:
    yield _labelled(excerpt.place, _flat(excerpt.line))
    fault = excerpt.line[excerpt.start : excerpt.end]
    hint = f"; {excerpt.label}" if excerpt.label else ""
    yield f"At fault: {_flat(fault)}{_flat(hint)}"


def _picture(picture: Figure) -> Iterator[str]:
    yield from _blocks(figure_tables.figure_as_blocks(picture))


def _labelled(label: str, text: str) -> str:
    return f"{_flat(label)}: {text}" if label else text


def _said(content: Content) -> str:
    """Inline text; a state leads what it is of, and several states are told as a list."""
    told = ""
    for place, inline in enumerate(content):
        told += _inline(inline)
        rest = content[place + 1 :]
        if isinstance(inline, Badge) and rest:
            told += ", " if any(isinstance(each, Badge) for each in rest) else ": "
    return " ".join(told.split())


def _inline(inline: Inline) -> str:
    match inline:
        case Span():
            told = sanitize(inline.text)
            return f'"{told}"' if inline.role == "quote" else told
        case Badge():
            return sanitize(inline.word)
        case Cite():
            return _cited(inline)


def _cited(cite: Cite) -> str:
    numbers = ", ".join(map(str, cite.numbers))
    what = "source" if len(cite.numbers) == 1 else "sources"
    return f"({what} {numbers}{', one publisher only' if cite.only else ''})"


def _flat(text: str) -> str:
    return " ".join(sanitize(text).split())


_RENDERERS: Final[dict[type, Callable[[Any], Iterator[str]]]] = {
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
