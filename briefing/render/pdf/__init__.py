"""Renders a document as a tagged PDF, set by Typst from `paper.typ`.

The document is handed to Typst as data, never as its markup, so that no text can be read as any.
Typst brings its own fonts and needs nothing from the system; Japanese and Korean are set in the
fonts that the extra `pdf` brings.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import typst

from briefing.render import figure_tables
from briefing.render.common import (
    UNTITLED,
    attach_citations,
    column_shares,
    is_wide,
    legend_text,
    notes_by_number,
    safe_url,
    split_by_language,
    titled_sections,
    walk,
)
from briefing.render.document import (
    SIGNS,
    Badge,
    Bar,
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
    ListItem,
    Matrix,
    Network,
    Note,
    Paragraph,
    Row,
    Section,
    Sources,
    Span,
    Table,
    TimelineFigure,
)
from briefing.render.width import sanitize

Paper: TypeAlias = Literal["a4", "us-letter"]
"""What the pages are cut to."""

_Node: TypeAlias = dict[str, Any]

_FONTS: Final = "noto_cjk_sans_otc"
_NBSP: Final = "\N{NO-BREAK SPACE}"

# What is longer than any word, and has no place at which a line may end, would run over the edge of
# its column or of the page. East Asian text, but for Korean, may be broken anywhere as it is.
_ENDLESS: Final = re.compile(
    r"[^\s/\-\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]{40,}"
)
_BREAK: Final = "\N{ZERO WIDTH SPACE}"
_STRETCH: Final = 8

# What has more text than this may be parted between two pages, and from what follows it.
_TALL: Final = 800

# How much of a title stands at the head of a page.
_HEAD: Final = 90


def render(document: Document, *, paper: Paper = "a4", lang: str = "en") -> bytes:
    """A document as the bytes of a PDF file.

    Args:
        document: what to show.
        paper: the size of the pages; a wide table turns them on their side.
        lang: the language of the library, as a BCP 47 tag.
    """
    template = files("briefing.render.pdf").joinpath("paper.typ").read_bytes()
    inputs = {"document": json.dumps(_whole(document, paper, lang))}
    fonts = typst.Fonts(font_paths=_font_folders())
    compiler = typst.Compiler(font_paths=fonts, sys_inputs=inputs)
    try:
        made = compiler.compile(template, format="pdf", pdf_standards="ua-1")
    except typst.TypstError:
        # PDF/UA is refused where a character is in no font; the file is tagged all the same.
        made = compiler.compile(template, format="pdf")
    if not isinstance(made, bytes):
        raise TypeError("one PDF was asked for")
    return made


def _font_folders() -> list[str]:
    spec = find_spec(_FONTS)
    return [str(Path(spec.origin).parent)] if spec and spec.origin else []


def _whole(document: Document, paper: Paper, lang: str) -> _Node:
    tag = re.match(r"([A-Za-z]{2,3})(?:-([A-Za-z]{2})\b)?", lang)
    title = sanitize(document.title).strip()
    tree = _Tree(document)
    return {
        "paper": paper,
        "wide": is_wide(document),
        "tight": document.tight,
        "lang": tag[1].lower() if tag else "en",
        "region": tag[2].upper() if tag and tag[2] else None,
        "name": title or UNTITLED,
        "title": _runs(title),
        "head": _runs(title if len(title) <= _HEAD else f"{title[:_HEAD].rstrip()}…"),
        "beside": _runs(document.beside),
        "under": tree.inline(document.under),
        "blocks": tree.blocks(document.blocks),
        "key": legend_text(document),
    }


class _Tree:
    """The document as plain data, with the sources and the places that can be linked to."""

    def __init__(self, document: Document) -> None:
        self._notes = notes_by_number(document)
        self._places: dict[str, str] = {}
        self._labels: dict[int, str] = {}
        for each in walk(document.blocks):
            if (
                isinstance(each, Section | ListItem | Note)
                and each.id
                and each.id not in self._places
            ):
                label = f"place-{len(self._places)}"
                self._places[each.id] = self._labels[id(each)] = label

    def place_of(self, part: Section | ListItem | Note) -> str:
        """What the place of a part is called in the file; empty where it has none of its own."""
        return self._labels.get(id(part), "") if part.id else ""

    def blocks(self, blocks: Iterable[Block]) -> list[_Node]:
        """Blocks under each other."""
        return [_NODES[type(block)](self, block) for block in blocks]

    def inline(self, content: Content) -> list[_Node]:
        """Inline text."""
        return [self._part(each) for each in attach_citations(content)]

    def _part(self, inline: Inline) -> _Node:
        match inline:
            case Span():
                return {**_span(inline), "to": self._places.get(inline.to, "")}
            case Badge():
                return _badge(inline)
            case Cite():
                numbers = [{"told": str(e), "link": e in self._notes} for e in inline.numbers]
                return {"kind": "cite", "numbers": numbers, "only": inline.only}

    def note(self, note: Note) -> _Node:
        """One source."""
        return {
            "number": note.number,
            "first": self._notes.get(note.number) is note,
            "content": self.inline(note.content),
            "blocks": self.blocks(note.blocks),
            "place": self.place_of(note),
        }


def _span(span: Span) -> _Node:
    text = sanitize(span.text)
    if span.role == "quote":
        text = f"\N{LEFT DOUBLE QUOTATION MARK}{text}\N{RIGHT DOUBLE QUOTATION MARK}"
    return {"kind": "span", "role": span.role, "url": safe_url(span.url), "runs": _runs(text)}


def _badge(badge: Badge) -> _Node:
    return {
        "kind": "badge",
        "mark": badge.mark,
        "sign": SIGNS[badge.mark],
        "word": _runs(badge.word),
    }


def _runs(text: str) -> list[_Node]:
    """A text in stretches, each with its language where the writing tells it."""
    text = _ENDLESS.sub(lambda found: _breakable(found[0]), sanitize(text))
    return [{"text": stretch, "lang": tongue} for stretch, tongue in split_by_language(text)]


def _breakable(word: str) -> str:
    stretches = (word[start : start + _STRETCH] for start in range(0, len(word), _STRETCH))
    return _BREAK.join(stretches)


def _is_tall(texts: Iterable[str]) -> bool:
    return sum(map(len, texts)) > _TALL


def _spans(part: object) -> Iterable[str]:
    return (each.text for each in walk(part) if isinstance(each, Span))


def _section(tree: _Tree, section: Section) -> _Node:
    title = _runs(section.title.strip()) if titled_sections([section]) else []
    return {
        "kind": "section",
        "title": title,
        "blocks": tree.blocks(section.blocks),
        "place": tree.place_of(section),
    }


def _paragraph(tree: _Tree, paragraph: Paragraph) -> _Node:
    return {
        "kind": "paragraph",
        "role": paragraph.role,
        "tall": _is_tall(_spans(paragraph)),
        "content": tree.inline(paragraph.content),
    }


def _items(tree: _Tree, items: List) -> _Node:
    entries = [_item(tree, item) for item in items.items]
    return {"kind": "items", "compact": items.compact, "items": entries}


def _item(tree: _Tree, item: ListItem) -> _Node:
    first, *rest = item.content or (Span(""),)
    signed = isinstance(first, Badge)
    return {
        "badge": _badge(first) if isinstance(first, Badge) else None,
        "tall": _is_tall(_spans(item.content)),
        "content": tree.inline(tuple(rest) if signed else item.content),
        "blocks": tree.blocks(item.blocks),
        "place": tree.place_of(item),
    }


def _facts(tree: _Tree, facts: DefinitionList) -> _Node:
    entries = [
        {
            "label": _runs(fact.label),
            "tall": _is_tall(_spans(fact.content)),
            "content": tree.inline(fact.content),
            "blocks": tree.blocks(fact.blocks),
        }
        for fact in facts.entries
    ]
    return {"kind": "facts", "facts": entries}


def _table(tree: _Tree, table: Table) -> _Node:
    return {
        "kind": "table",
        "columns": [_runs(title) for title in table.columns],
        "shares": column_shares(table),
        "rows": [_row(tree, row) for row in table.rows],
    }


def _row(tree: _Tree, row: Row) -> _Node:
    longest = max(sum(map(len, _spans(cell))) for cell in row.cells)
    # The more columns there are, the narrower is the one that holds the longest text.
    tall = _is_tall(_spans(row)) or longest * len(row.cells) > 2 * _TALL
    return {"tall": tall, "cells": [_cell(tree, cell) for cell in row.cells]}


def _cell(tree: _Tree, cell: Cell) -> Sequence[list[_Node]]:
    return [tree.inline(each) for each in cell or ((Span("\N{EN DASH}", "muted"),),)]


def _commands(_tree: _Tree, commands: Commands) -> _Node:
    lines = [{"line": _runs(line), "says": _runs(says)} for line, says in commands.lines]
    return {"kind": "commands", "lines": lines}


def _bars(_tree: _Tree, bars: Bars) -> _Node:
    most = max((each.count for each in bars.bars), default=0) or 1
    return {"kind": "bars", "bars": [_bar(each, most) for each in bars.bars]}


def _bar(bar: Bar, most: int) -> _Node:
    share = max(100 * bar.count / most, 0)
    return {"label": _runs(bar.label), "count": str(bar.count), "share": share}


def _sources(tree: _Tree, sources: Sources) -> _Node:
    return {"kind": "sources", "notes": [tree.note(note) for note in sources.notes]}


def _excerpt(_tree: _Tree, excerpt: Excerpt) -> _Node:
    line = sanitize(excerpt.line)
    return {
        "kind": "excerpt",
        "tall": _is_tall((excerpt.place, line, excerpt.label)),
        "place": _runs(excerpt.place),
        "number": str(excerpt.number),
        "before": _runs(line[: excerpt.start]),
        "fault": _runs(line[excerpt.start : excerpt.end] or _NBSP),
        "after": _runs(line[excerpt.end :]),
        "label": _runs(excerpt.label),
    }


def _picture(tree: _Tree, picture: Figure) -> _Node:
    """What a picture shows, as a table."""
    return {"kind": "group", "blocks": tree.blocks(figure_tables.figure_as_blocks(picture))}


_NODES: Final[dict[type, Callable[[_Tree, Any], _Node]]] = {
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
