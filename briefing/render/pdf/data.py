"""Renders the blocks of a document as the data that `paper.typ` lays out."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import Any, Final, TypeAlias

from briefing.model.width import sign_start
from briefing.render.base import Renderer
from briefing.render.common import (
    EMPTY_CELL,
    NBSP,
    Target,
    attach_citations,
    column_shares,
    notes_by_number,
    tally_bars,
    targets_by_id,
    titled_sections,
    walk,
)
from briefing.render.document import (
    SIGNS,
    Badge,
    Bars,
    Cell,
    Cite,
    Commands,
    DefinitionList,
    Document,
    Excerpt,
    Figure,
    FileText,
    Grid,
    Inline,
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
    Tally,
    TimelineFigure,
)
from briefing.render.figure_tables import figure_in_words, matrix_badges, tally_words
from briefing.render.grid_table import (
    body_cells,
    grid_shares,
    headings,
    is_label,
    is_labelled,
)
from briefing.render.language import split_by_language
from briefing.render.quotation_marks import in_quotation_marks
from briefing.render.sanitize import safe_url, sanitize
from briefing.render.svg import Drawing, draw, legend, stylesheet

DataNode: TypeAlias = dict[str, Any]
"""One object of the data; blocks and inline text have a `kind`."""

# A longer word without a position at which a line may end would run over the edge of its column or
# of the page. East Asian text, except Korean, may be broken anywhere as it is.
_UNBREAKABLE: Final = re.compile(
    r"[^\s/\-\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]{40,}"
)
_BREAK: Final = "\N{ZERO WIDTH SPACE}"
_BREAK_EVERY: Final = 8

# Longer text may be broken between two pages, and be separated from what follows it.
_TALL: Final = 800

# The print colours and the fonts of `paper.typ`; a drawing cannot take them from there.
_DRAWN_WITH: Final = {
    "sans": "'Noto Sans CJK JP', 'DejaVu Sans Mono'",
    "serif": "'Libertinus Serif', 'Noto Sans CJK JP'",
    "ink": "#111111",
    "muted": "#55524b",
    "rule": "#bdb8ad",
    "paper": "#ffffff",
    "shade": "#f5f2ea",
    "accent": "#1f3a5f",
    "good": "#1a6236",
    "fair": "#7d4a00",
    "bad": "#9c1f18",
}


class DataRenderer(Renderer[DataNode]):
    """Renders blocks as data, with the labels of what can be linked to."""

    def __init__(self, document: Document) -> None:
        self._notes = notes_by_number(document)
        targets = targets_by_id(document)
        self._labels = {id_: f"place-{index}" for index, id_ in enumerate(targets)}
        self._own_labels = {id(part): self._labels[id_] for id_, part in targets.items()}

    def _label(self, part: Target) -> str:
        """Return the label of a part, or an empty string if it cannot be linked to."""
        return self._own_labels.get(id(part), "") if part.id else ""

    def join(self, outputs: Iterable[DataNode]) -> DataNode:
        """Group blocks."""
        return {"kind": "group", "blocks": list(outputs)}

    def inline(self, content: Iterable[Inline]) -> list[DataNode]:
        """Render inline text."""
        return list(map(self._inline, attach_citations(content)))

    def _inline(self, inline: Inline) -> DataNode:
        match inline:
            case Span():
                return {**_span(inline), "to": self._labels.get(inline.to, "")}
            case Badge():
                return _badge(inline)
            case Tally():
                return _tally(inline)
            case Cite():
                numbers = [
                    {"text": str(number), "link": number in self._notes}
                    for number in inline.numbers
                ]
                return {"kind": "cite", "numbers": numbers, "only": inline.only}

    def render_section(self, section: Section) -> DataNode:
        """Render a section, with a title if it has one to show."""
        return {
            "kind": "section",
            "title": text_runs(section.title.strip()) if titled_sections([section]) else [],
            "blocks": list(self.render_blocks(section.blocks)),
            "place": self._label(section),
        }

    def render_paragraph(self, paragraph: Paragraph) -> DataNode:
        """Render running text."""
        return {
            "kind": "paragraph",
            "role": paragraph.role,
            "tall": _is_tall(_span_texts(paragraph)),
            "content": self.inline(paragraph.content),
        }

    def render_list(self, block: List) -> DataNode:
        """Render a list."""
        items = list(map(self._item, block.items))
        return {"kind": "items", "compact": block.compact, "items": items}

    def _item(self, item: ListItem) -> DataNode:
        first, *rest = item.content or (Span(""),)
        badge = first if isinstance(first, Badge) else None
        return {
            "badge": _badge(badge) if badge else None,
            "tall": _is_tall(_span_texts(item.content)),
            "content": self.inline(rest if badge else item.content),
            "blocks": list(self.render_blocks(item.blocks)),
            "place": self._label(item),
        }

    def render_definition_list(self, block: DefinitionList) -> DataNode:
        """Render labelled values."""
        entries = [
            {
                "label": text_runs(entry.label),
                "tall": _is_tall(_span_texts(entry.content)),
                "content": self.inline(entry.content),
                "blocks": list(self.render_blocks(entry.blocks)),
            }
            for entry in block.entries
        ]
        return {"kind": "facts", "facts": entries}

    def render_table(self, table: Table) -> DataNode:
        """Render a table and the widths of its columns."""
        return {
            "kind": "table",
            "columns": list(map(text_runs, table.columns)),
            "shares": column_shares(table),
            "rows": list(map(self._row, table.rows)),
        }

    def _row(self, row: Row) -> DataNode:
        longest = max(sum(map(len, _span_texts(cell))) for cell in row.cells)
        # The more columns there are, the narrower is the one that holds the longest text.
        tall = _is_tall(_span_texts(row)) or longest * len(row.cells) > 2 * _TALL
        return {"tall": tall, "cells": list(map(self._cell, row.cells))}

    def _cell(self, cell: Cell) -> list[list[DataNode]]:
        return list(map(self.inline, cell or EMPTY_CELL))

    def render_stack(self, stack: Stack) -> DataNode:
        """Render blocks that follow each other closely."""
        return {"kind": "stack", "blocks": list(self.render_blocks(stack.blocks))}

    def render_grid(self, grid: Grid) -> DataNode:
        """Render a grid, with the roles and the widths of its columns."""
        return {
            "kind": "cells",
            "roles": [column.role for column in grid.columns],
            "shares": grid_shares(grid),
            "parts": [self._part(grid, index) for index in range(len(grid.parts))],
        }

    def _part(self, grid: Grid, index: int) -> DataNode:
        has_labels = is_labelled(grid)
        heads = [
            {
                "runs": text_runs(cell.title),
                "words": sanitize(cell.words),
                "start": cell.start,
                "span": cell.span,
            }
            for cell in ([] if has_labels else headings(grid, index))
        ]
        rows = [
            {
                "cells": [
                    {
                        "content": self.inline(cell.content),
                        "label": has_labels and is_label(cell.content),
                        "start": cell.start,
                        "span": cell.span,
                    }
                    for cell in body_cells(row, grid.columns)
                ],
                "below": list(map(self.inline, row.below)),
            }
            for row in grid.parts[index].rows
        ]
        return {"heads": heads, "rows": rows}

    def render_commands(self, commands: Commands) -> DataNode:
        """Render command lines and what they are for."""
        lines = [
            {"line": text_runs(command), "says": text_runs(purpose)}
            for command, purpose in commands.lines
        ]
        return {"kind": "commands", "lines": lines}

    def render_bars(self, block: Bars) -> DataNode:
        """Render numbers, each with the length of its bar in per cent of the longest."""
        most = max((bar.count for bar in block.bars), default=0) or 1
        bars = [
            {
                "label": text_runs(bar.label),
                "count": str(bar.count),
                "share": max(100 * bar.count / most, 0),
            }
            for bar in block.bars
        ]
        return {"kind": "bars", "bars": bars}

    def render_sources(self, sources: Sources) -> DataNode:
        """Render the sources."""
        return {"kind": "sources", "notes": list(map(self._note, sources.notes))}

    def _note(self, note: Note) -> DataNode:
        return {
            "number": note.number,
            "first": self._notes.get(note.number) is note,
            "content": self.inline(note.content),
            "blocks": list(self.render_blocks(note.blocks)),
            "place": self._label(note),
        }

    def render_excerpt(self, excerpt: Excerpt) -> DataNode:
        """Render a line of a file, split around what is at fault."""
        line = sanitize(excerpt.line)
        return {
            "kind": "excerpt",
            "tall": _is_tall((excerpt.place, line, excerpt.label)),
            "place": text_runs(excerpt.place),
            "number": str(excerpt.number),
            "before": text_runs(line[: excerpt.start]),
            "fault": text_runs(line[excerpt.start : excerpt.end] or NBSP),
            "after": text_runs(line[excerpt.end :]),
            "label": text_runs(excerpt.label),
        }

    def render_file_text(self, block: FileText) -> DataNode:
        """Render the text of a file, line by line, the blanks that indent it kept."""
        lines = [sanitize(line) for line in block.lines]
        indented = [NBSP * (len(line) - len(line.lstrip())) + line.lstrip() for line in lines]
        return {
            "kind": "file",
            "tall": _is_tall((block.place, *lines)),
            "place": text_runs(block.place),
            "lines": [text_runs(line) for line in indented],
        }

    def render_matrix(self, matrix: Matrix) -> DataNode:
        """Draw a matrix, with its signs in the legend."""
        return self._figure(matrix, [_badge(badge) for badge in matrix_badges(matrix)])

    def render_timeline_figure(self, timeline: TimelineFigure) -> DataNode:
        """Draw a timeline."""
        return self._figure(timeline)

    def render_network(self, network: Network) -> DataNode:
        """Draw a network."""
        return self._figure(network)

    def _figure(self, figure: Figure, signs: Iterable[DataNode] = ()) -> DataNode:
        """Render a figure as drawings, with words for readers who cannot see it."""
        drawings = [_svg(drawing) for drawing in draw(figure)]
        if not drawings:
            return self._render_as_table(figure)
        shapes = [
            {"svg": _svg(drawing), "text": text_runs(meaning)}
            for drawing, meaning in legend(figure)
        ]
        return {
            "kind": "figure",
            "caption": text_runs(figure.caption),
            "drawings": drawings,
            "alt": sanitize(f"{', '.join(figure.columns)}. {figure_in_words(figure)}"),
            "shapes": shapes,
            "signs": list(signs),
        }


def _svg(drawing: Drawing) -> str:
    """Return a drawing as a file of its own."""
    # What asks a browser for text instead of a picture has no glyph.
    body = drawing.body.replace("\N{VARIATION SELECTOR-15}", "")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawing.width} {drawing.height}" '
        f'width="{drawing.width}" height="{drawing.height}"><style>{_style()}</style>{body}</svg>'
    )


@cache
def _style() -> str:
    return stylesheet(_DRAWN_WITH)


def text_runs(text: str) -> list[DataNode]:
    """Split a text into runs, each with its language where the script identifies one."""
    text = _UNBREAKABLE.sub(lambda match: _breakable(match[0]), sanitize(text))
    return [{"text": run, "lang": language} for run, language in split_by_language(text)]


def _breakable(word: str) -> str:
    starts = [sign_start(word, position) for position in range(0, len(word), _BREAK_EVERY)]
    return _BREAK.join(word[start:end] for start, end in pairwise([*starts, len(word)]))


def _span(span: Span) -> DataNode:
    text = sanitize(span.text)
    runs = text_runs(in_quotation_marks(text) if span.role == "quote" else text)
    return {
        "kind": "span",
        "role": span.role,
        "url": safe_url(span.url),
        "runs": runs,
        "words": sanitize(span.words).strip(),
    }


def _badge(badge: Badge) -> DataNode:
    return {
        "kind": "badge",
        "mark": badge.mark,
        "sign": SIGNS[badge.mark],
        "word": [] if badge.bare else text_runs(badge.word),
        "alt": sanitize(badge.word) if badge.bare else "",
    }


def _tally(tally: Tally) -> DataNode:
    gap, bars = tally_bars(tally)
    shares = [{"mark": mark, "sign": signs} for mark, signs in bars]
    return {"kind": "tally", "gap": gap, "shares": shares, "alt": sanitize(tally_words(tally))}


def _is_tall(texts: Iterable[str]) -> bool:
    return sum(map(len, texts)) > _TALL


def _span_texts(part: object) -> Iterator[str]:
    return (node.text for node in walk(part) if isinstance(node, Span))
