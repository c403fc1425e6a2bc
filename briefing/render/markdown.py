"""Renders a document as Markdown (CommonMark with GitHub's tables)."""

import re
from collections.abc import Iterable
from typing import Final

from briefing.model.addresses import is_safe_url
from briefing.model.width import text_width
from briefing.render.base import Renderer
from briefing.render.common import DASH, DEEPEST_HEADING, citation_numbers
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
    FileText,
    Inline,
    List,
    Paragraph,
    Section,
    Sources,
    Span,
    Table,
    Tally,
)
from briefing.render.figure_tables import tally_badges
from briefing.render.quotation_marks import in_quotation_marks
from briefing.render.sanitize import percent_encode, sanitize

# What would be read as markup: emphasis, code, links, tags, entities, table cells.
_MARKUP: Final = re.compile(r"[\\`*\[\]<>|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")

# What would be read as a block at the beginning of a line.
_BLOCK_START: Final = re.compile(r"(?:[#=+-]|\d{1,9}(?=[.)]))")


def render(document: Document) -> str:
    """Render a document as Markdown, ending in one line break."""
    parts = [f"**{sanitize(document.marking)}**" if document.marking else ""]
    if document.title:
        beside = f" ({_escape(document.beside)})" if document.beside else ""
        parts.append(f"# {_heading(f'{_escape(document.title)}{beside}')}")
    if document.under:
        parts.append(_line(document.under))
    parts += MarkdownRenderer(2).render_blocks(document.blocks)
    return "\n\n".join(filter(None, parts)) + "\n"


class MarkdownRenderer(Renderer[str]):
    """Renders blocks as Markdown; sections get headings of the given level."""

    def __init__(self, level: int) -> None:
        self._level = level

    def join(self, outputs: Iterable[str]) -> str:
        """Put an empty line between blocks."""
        return "\n\n".join(outputs)

    def render_section(self, section: Section) -> str:
        """Render a heading and the blocks under it."""
        title = _heading(_escape(section.title))
        heading = f"{'#' * min(self._level, DEEPEST_HEADING)} {title}"
        blocks = MarkdownRenderer(self._level + 1).render_blocks(section.blocks)
        return self.join([heading, *blocks])

    def render_paragraph(self, paragraph: Paragraph) -> str:
        """Render running text; a lead is bold."""
        line = _line(paragraph.content)
        return f"**{line}**" if paragraph.role == "lead" else line

    def render_list(self, block: List) -> str:
        """Render a bulleted list."""
        items = (self._entry("- ", _line(item.content), item.blocks) for item in block.items)
        return ("\n" if block.compact else "\n\n").join(items)

    def render_definition_list(self, block: DefinitionList) -> str:
        """Render a bulleted list whose labels are bold."""
        entries = []
        for entry in block.entries:
            if entry.label:
                first = f"**{_escape(entry.label)}** {_content(entry.content)}"
            else:
                first = _line(entry.content)
            entries.append(self._entry("- ", first.strip(), entry.blocks))
        return "\n".join(entries)

    def _entry(self, marker: str, text: str, blocks: Iterable[Block]) -> str:
        """Render an entry of a list; its later lines are indented by the width of its marker."""
        body = self.join(filter(None, [text, *self.render_blocks(blocks)]))
        indented = body.replace("\n", "\n" + " " * len(marker))
        return marker + re.sub(r"(?m)^ +$", "", indented)

    def render_table(self, table: Table) -> str:
        """Render a table."""
        head = f"| {' | '.join(map(_escape, table.columns))} |"
        rule = f"|{'|'.join(' --- ' for _ in table.columns)}|"
        rows = (f"| {' | '.join(map(_cell, row.cells))} |" for row in table.rows)
        return "\n".join([head, rule, *rows])

    def render_bars(self, block: Bars) -> str:
        """Render the numbers as a table."""
        rows = (f"| {_escape(bar.label)} | {bar.count} |" for bar in block.bars)
        return "\n".join(["| | |", "| --- | ---: |", *rows])

    def render_commands(self, commands: Commands) -> str:
        """Render a code block in which comments say what each command is for."""
        lines = [(sanitize(command), sanitize(purpose)) for command, purpose in commands.lines]
        column = max((text_width(command) for command, _ in lines), default=0)
        return _code_block(
            [
                f"{command}{' ' * (column - text_width(command))}  # {purpose}"
                if purpose
                else command
                for command, purpose in lines
            ]
        )

    def render_sources(self, sources: Sources) -> str:
        """Render a numbered list."""
        return "\n".join(
            self._entry(f"{note.number}. ", _line(note.content), note.blocks)
            for note in sources.notes
        )

    def render_excerpt(self, excerpt: Excerpt) -> str:
        """Render a code block with carets under the fault."""
        line, number = sanitize(excerpt.line), str(excerpt.number)
        before, fault = line[: excerpt.start], line[excerpt.start : excerpt.end]
        label = f" {sanitize(excerpt.label)}" if excerpt.label else ""
        margin = " " * len(number)
        return _code_block(
            [
                f"{margin}--> {sanitize(excerpt.place)}",
                f"{number} | {line}",
                f"{margin} | {' ' * text_width(before)}{'^' * max(text_width(fault), 1)}{label}",
            ]
        )

    def render_file_text(self, block: FileText) -> str:
        """Render a code block that begins with the path of the file."""
        return _code_block([f"# {sanitize(block.place)}", *map(sanitize, block.lines)])


def _heading(title: str) -> str:
    """Escape a number sign that would close a heading instead of ending its text."""
    return re.sub(r"#(?=\s*$)", r"\\#", title)


def _cell(cell: Cell) -> str:
    return "<br>".join(map(_content, cell)) or DASH


def _code_block(lines: list[str]) -> str:
    """Put lines into a fence that nothing in them can close."""
    fence = "`" * max(3, _longest_ticks("\n".join(lines)) + 1)
    return "\n".join([fence, *lines, fence])


def _longest_ticks(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def _line(content: Content) -> str:
    """Render inline text that begins a line."""
    text = _content(content)
    start = _BLOCK_START.match(text)
    return f"{_escape_start(start[0])}{text[start.end() :]}" if start else text


def _escape_start(start: str) -> str:
    """Escape the beginning of a line so that it opens no block."""
    return f"{start}\\" if start[0].isdigit() else f"\\{start}"


def _content(content: Content) -> str:
    return re.sub(" {2,}", " ", "".join(map(_inline, content))).strip()


def _inline(inline: Inline) -> str:
    match inline:
        case Span():
            return _span(inline)
        case Badge():
            return (
                SIGNS[inline.mark]
                if inline.bare
                else f"{SIGNS[inline.mark]} {_escape(inline.word)}"
            )
        case Cite():
            only = " only" if inline.only else ""
            return f"\\[{citation_numbers(inline.numbers)}{only}\\]"
        case Tally():
            return _content(tally_badges(inline))


def _span(span: Span) -> str:
    text = sanitize(span.text)
    if is_safe_url(span.url):
        label = in_quotation_marks(text, _escape) if span.role == "quote" else _escape(text)
        return f"[{label}](<{_link_target(span.url)}>)"
    if span.role in ("id", "command"):
        ticks = "`" * (_longest_ticks(text) + 1)
        pad = " " if text.startswith("`") or text.endswith("`") else ""
        return f"{ticks}{pad}{text}{pad}{ticks}"
    escaped = _escape(text)
    if span.role == "quote":
        return in_quotation_marks(text, _escape)
    if span.role in ("strong", "match") and escaped.strip():
        inner = escaped.strip()
        before, _, after = escaped.partition(inner)
        return f"{before}**{inner}**{after}"
    return escaped


def _link_target(url: str) -> str:
    return re.sub(r"[\s<>\\]", lambda match: percent_encode(match[0]), sanitize(url))


def _escape(text: str) -> str:
    return _MARKUP.sub(lambda match: f"\\{match[0]}", sanitize(text))
