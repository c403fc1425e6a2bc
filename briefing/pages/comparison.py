"""Lays out a comparison: a table an aspect group, each record a column."""

from itertools import groupby

from briefing.answers.comparison import Aspect, Comparison, Line
from briefing.model import edtf
from briefing.pages.text import Notes, join_words, mark, text, withheld_notice
from briefing.render.document import Block, Content, Document, Row, Section, Span, Table


def comparison(view: Comparison) -> Document:
    """Two or more records side by side."""
    notes = Notes(view.names, view.sources)
    names = tuple(notes.name(id_) for id_ in view.compared)
    blocks: list[Block] = withheld_notice(view.withheld)
    for group, aspects in groupby(view.aspects, key=lambda each: each.group):
        table = Table(("", *names), tuple(_row(notes, each) for each in aspects))
        blocks.append(Section(group, (table,)) if group else table)
    sources = notes.sources()
    if sources.notes:
        blocks.append(Section("Sources", (sources,)))
    return Document(
        title=join_words(names),
        beside=f"as of {edtf.format_date(view.as_of)}",
        under=text(f"{view.kind} by {view.kind}, side by side"),
        blocks=tuple(blocks),
    )


def _row(notes: Notes, aspect: Aspect) -> Row:
    cells = tuple(tuple(_line(notes, each) for each in cell) for cell in aspect.cells)
    return Row((((Span(aspect.name, "strong"),),), *cells))


def _line(notes: Notes, line: Line) -> Content:
    parts: list[str | Content] = []
    if line.mark:
        parts += [(mark(line.mark),), " " if line.lead or line.text else ""]
    if line.lead:
        parts += [(Span(notes.name(line.lead), "plain" if line.mark else "strong"),)]
        parts.append(": " if line.text else "")
    parts.append(line.text)
    if line.wording:
        parts += [" Worded ", (Span(line.wording, "quote"),), "."]
    return text(*parts, notes.cite(line.sources))
