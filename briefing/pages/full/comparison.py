"""Lays out a comparison: a table an aspect group, each record a column."""

from itertools import groupby
from typing import Final

from msgspec.structs import replace

from briefing.answers.comparison import Aspect, Comparison, Group, Line
from briefing.answers.context import with_basis
from briefing.library.status import describe_end
from briefing.model import edtf
from briefing.model.records import Date, date_text
from briefing.pages.text import (
    Citations,
    badge_for,
    caveat_clause,
    describe_date,
    humanize,
    join_contents,
    join_words,
    pluralize,
    text,
    withheld_notice,
)
from briefing.render.document import Block, Content, Document, Row, Section, Span, Table

_GROUPS: Final[dict[Group, str]] = {
    "shared": "Concerns that they share",
    "not-shared": "Concerns that they do not share",
    "response": "What was done about them",
    "fit": "How it fits",
}

_LABELS: Final = {
    "summary": "What it is",
    "names": "Called",
    "parties": "Parties and claims",
    "judgments": "Judged",
    "recommendations": "Advised",
}
"""What rows of approaches and flashpoints are called, where not by their field."""


def comparison(view: Comparison) -> Document:
    """Return two or more records side by side."""
    citations = Citations(view.names, view.sources)
    names = tuple(citations.name(id_) for id_ in view.compared)
    blocks: list[Block] = withheld_notice(view.withheld)
    for group, aspects in groupby(view.aspects, key=lambda aspect: aspect.group):
        table = Table(("", *names), tuple(_row(citations, view, aspect) for aspect in aspects))
        blocks.append(Section(_GROUPS[group], (table,)) if group else table)
    sources = citations.sources()
    if sources.notes:
        blocks.append(Section("Sources", (sources,)))
    return Document(
        title=join_words(names),
        beside=f"as of {edtf.format_date(view.as_of)}",
        under=text(f"{view.kind} by {view.kind}, side by side"),
        blocks=tuple(blocks),
    )


def _row(citations: Citations, view: Comparison, aspect: Aspect) -> Row:
    labels = _LABELS if view.kind in ("approach", "flashpoint") else {}
    label = aspect.name or labels.get(aspect.id) or humanize(aspect.id).capitalize()
    cells = tuple(
        tuple(_line(citations, with_label(view, aspect, line), label) for line in cell)
        for cell in aspect.cells
    )
    return Row((((Span(label, "strong"),),), *cells))


def with_label(view: Comparison, aspect: Aspect, line: Line) -> Line:
    """Return a line in which a topic or a theme is called by the label that the library gives."""
    labels = {"topic": view.topics, "theme": view.themes}.get(aspect.id, {})
    label = labels.get(line.word or "")
    return replace(line, word=None, text=label) if label else line


def _line(citations: Citations, line: Line, label: str) -> Content:
    badge = line.status or line.trend
    name = citations.name(line.id) if line.id else line.name or ""
    # What heads its row need not be named in it again.
    name = "" if name == label else name
    parts = [
        *([(Span(name, "plain" if badge else "strong"),)] if name else []),
        *([(Span(humanize(line.rating), "strong"),)] if line.rating else []),
        *(text(words) for words in _details(citations, line) if words),
    ]
    caveat = caveat_clause(line.caveat or "")
    caveat = f" B{caveat[1:]}." if line.text else f", {caveat}"
    return text(
        (badge_for(badge),) if badge else "",
        " " if badge and parts else "",
        join_contents(parts, between=": ", last=": "),
        text(" Worded ", (Span(line.wording, "quote"),), ".") if line.wording else "",
        caveat if line.caveat else "",
        citations.cite(line.sources),
    )


def _details(citations: Citations, line: Line) -> tuple[str, ...]:
    """Return everything that a line says, part by part, but for what it is about."""
    return (
        citations.names(line.by),
        _time(line),
        humanize(line.stage or line.word or ""),
        with_basis(line.text or "", line.basis),
    )


def _time(line: Line) -> str:
    day = describe_date(line.date) if line.date else _span(line.from_, line.until)
    return ", ".join(filter(None, (day, _ago(line.days), describe_end(line.end))))


def _span(start: Date | None, end: Date | None) -> str:
    return edtf.format_span(date_text(start) if start else None, date_text(end) if end else None)


def _ago(days: int | None) -> str:
    if days is None:
        return ""
    return f"{pluralize(days, 'day')} before" if days else "on the as-of date"
