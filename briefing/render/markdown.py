"""Renders a document as Markdown (CommonMark with GitHub's tables)."""

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from briefing.render import figure_tables
from briefing.render.document import (
    SIGNS,
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
    Note,
    Paragraph,
    Section,
    Sources,
    Span,
    Table,
    TimelineFigure,
)
from briefing.render.width import is_safe_url, percent_encode, sanitize, text_width

# What would be read as markup: emphasis, code, links, tags, entities, table cells.
_MARKUP: Final = re.compile(r"[\\`*\[\]<>|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")

# What would be read as a block where it begins a line.
_START: Final = re.compile(r"(?:[#=+-]|\d{1,9}(?=[.)]))")

_DEEPEST: Final = 6


def render(document: Document) -> str:
    """A document as Markdown, ending in one line break."""
    parts = []
    if document.title:
        beside = f" ({_escaped(document.beside)})" if document.beside else ""
        parts.append(f"# {_closed(f'{_escaped(document.title)}{beside}')}")
    if document.under:
        parts.append(_line(document.under))
    parts += [_block(block, 2) for block in document.blocks]
    return "\n\n".join(part for part in parts if part) + "\n"


def _block(block: Block, level: int) -> str:
    return _RENDERERS[type(block)](block, level)


def _section(section: Section, level: int) -> str:
    heading = f"{'#' * min(level, _DEEPEST)} {_closed(_escaped(section.title))}"
    return "\n\n".join([heading, *(_block(block, level + 1) for block in section.blocks)])


def _closed(heading: str) -> str:
    """A heading whose last number sign is a part of it, instead of closing it."""
    return re.sub(r"#(?=\s*$)", r"\\#", heading)


def _paragraph(paragraph: Paragraph, _level: int) -> str:
    if paragraph.role == "lead":
        return f"**{_line(paragraph.content)}**"
    return _line(paragraph.content)


def _items(items: List, level: int) -> str:
    gap = "\n" if items.compact else "\n\n"
    return gap.join(
        _bulleted([_line(item.content), *(_block(block, level) for block in item.blocks)])
        for item in items.items
    )


def _facts(facts: DefinitionList, level: int) -> str:
    found = []
    for fact in facts.entries:
        label = f"**{_escaped(fact.label)}** " if fact.label else ""
        first = f"{label}{_inline(fact.content)}" if label else _line(fact.content)
        found.append(_bulleted([first.strip(), *(_block(block, level) for block in fact.blocks)]))
    return "\n".join(found)


def _bulleted(parts: Iterable[str]) -> str:
    """A list entry whose further blocks are set in under it."""
    return "- " + _set_in([part for part in parts if part], 2)


def _set_in(parts: Iterable[str], by: int) -> str:
    """Parts under each other, all lines but the first set in."""
    inner = "\n\n".join(parts).replace("\n", "\n" + " " * by)
    return re.sub(r"(?m)^ +$", "", inner)


def _table(table: Table, _level: int) -> str:
    head = f"| {' | '.join(_escaped(title) for title in table.columns)} |"
    rule = f"|{'|'.join(' --- ' for _ in table.columns)}|"
    rows = [f"| {' | '.join(_cell(cell) for cell in row.cells)} |" for row in table.rows]
    return "\n".join([head, rule, *rows])


def _cell(cell: Cell) -> str:
    return "<br>".join(_inline(each) for each in cell) or "\N{EN DASH}"


def _commands(commands: Commands, _level: int) -> str:
    column = max((text_width(sanitize(line)) for line, _ in commands.lines), default=0)
    lines = [
        f"{sanitize(line)}{' ' * (column - text_width(sanitize(line)))}  # {sanitize(says)}"
        for line, says in commands.lines
    ]
    return _fenced(lines)


def _bars(bars: Bars, _level: int) -> str:
    rows = [f"| {_escaped(each.label)} | {each.count} |" for each in bars.bars]
    return "\n".join(["| | |", "| --- | ---: |", *rows])


def _sources(sources: Sources, level: int) -> str:
    return "\n".join(_note(note, level) for note in sources.notes)


def _note(note: Note, level: int) -> str:
    start = f"{note.number}. "
    told = [_line(note.content), *(_block(block, level) for block in note.blocks)]
    return start + _set_in([part for part in told if part], len(start))


def _excerpt(excerpt: Excerpt, _level: int) -> str:
    line, number = sanitize(excerpt.line), str(excerpt.number)
    before, fault = line[: excerpt.start], line[excerpt.start : excerpt.end]
    label = f" {sanitize(excerpt.label)}" if excerpt.label else ""
    margin = " " * len(number)
    return _fenced(
        [
            f"{margin}--> {sanitize(excerpt.place)}",
            f"{number} | {line}",
            f"{margin} | {' ' * text_width(before)}{'^' * max(text_width(fault), 1)}{label}",
        ]
    )


def _picture(picture: Figure, level: int) -> str:
    """What a picture shows, as a table."""
    return "\n\n".join(_block(each, level) for each in figure_tables.figure_as_blocks(picture))


def _fenced(lines: list[str]) -> str:
    """A code block, in a fence that nothing in it can close."""
    longest = max((len(run) for run in re.findall("`+", "\n".join(lines))), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join([fence, *lines, fence])


def _line(content: Content) -> str:
    """Inline text that begins a line."""
    text = _inline(content)
    return (
        _START.sub(lambda found: _shielded(found[0]), text, count=1) if _START.match(text) else text
    )


def _shielded(start: str) -> str:
    """The start of a line with a backslash, so that it opens no block."""
    return f"{start}\\" if start[0].isdigit() else f"\\{start}"


def _inline(content: Content) -> str:
    return re.sub(" {2,}", " ", "".join(_part(each) for each in content)).strip()


def _part(inline: Inline) -> str:
    match inline:
        case Span():
            return _span(inline)
        case Badge():
            return f"{SIGNS[inline.mark]} {_escaped(inline.word)}"
        case Cite():
            only = " only" if inline.only else ""
            return f"\\[{', '.join(map(str, inline.numbers))}{only}\\]"


def _span(span: Span) -> str:
    text = sanitize(span.text)
    if is_safe_url(span.url):
        return f"[{_escaped(text)}](<{_address(span.url)}>)"
    if span.role in ("id", "command"):
        ticks = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
        pad = " " if text.startswith("`") or text.endswith("`") else ""
        return f"{ticks}{pad}{text}{pad}{ticks}"
    escaped = _escaped(text)
    if span.role == "quote":
        return f"\N{LEFT DOUBLE QUOTATION MARK}{escaped}\N{RIGHT DOUBLE QUOTATION MARK}"
    if span.role in ("strong", "match") and escaped.strip():
        inner = escaped.strip()
        before, _, after = escaped.partition(inner)
        return f"{before}**{inner}**{after}"
    return escaped


def _address(url: str) -> str:
    return re.sub(r"[\s<>\\]", lambda found: percent_encode(found[0]), sanitize(url))


def _escaped(text: str) -> str:
    return _MARKUP.sub(lambda found: f"\\{found[0]}", sanitize(text))


_RENDERERS: Final[dict[type, Callable[[Any, int], str]]] = {
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
