"""Lays out every flashpoint in one table."""

from briefing.answers.flashpoints import FlashpointRow, Flashpoints
from briefing.pages.text import (
    Notes,
    cited_document,
    end_note,
    mark,
    narrowing,
    nothing_left,
    short_date,
    status,
    text,
    withheld_notice,
)
from briefing.render.document import Block, Cell, Content, Document, Row, Span, Table


def flashpoints(view: Flashpoints) -> Document:
    """Every flashpoint in one table."""
    notes = Notes(view.names, view.sources)
    rows = tuple(_row(notes, each, view.as_of) for each in view.flashpoints)
    columns = ("Flashpoint", "Parties and claims", "Commitments", "Concerns", "Latest")
    blocks: list[Block] = [*narrowing(view.filters), *withheld_notice(view.withheld)]
    blocks.append(
        Table(columns, rows)
        if rows
        else nothing_left(view.filters, "This library has no flashpoints.")
    )
    return cited_document("Flashpoints", view.as_of, blocks, notes)


def _row(notes: Notes, row: FlashpointRow, as_of: str) -> Row:
    record = row.record
    name: list[Content] = [(Span(record.name, "strong"),)]
    if record.trend:
        name.append((mark(record.trend),))
    parties = tuple(
        text(
            (Span(notes.name(each.who), "strong"),),
            f": {each.claim}" if each.claim else "",
            notes.cite(each.sources),
        )
        for each in record.parties
    )
    commitments = tuple(
        text(
            f"{short_date(each.record.date)}: {notes.name(each.id)}",
            f", {end}" if (end := end_note(each.record, as_of)) else "",
            notes.cite(each.record.sources),
        )
        for each in row.commitments
    )
    concerns = tuple(
        text(
            (status(each.status), Span(f" {notes.name(each.country)}: {notes.name(each.concern)}"))
        )
        for each in row.standings
    )
    latest: Cell = ()
    if row.latest:
        when = short_date(row.latest.date)
        whose = "" if row.latest.kind == "development" else f"{notes.name(row.latest.id)}. "
        latest = (text(f"{when}: {whose}{row.latest.summary}", notes.cite(row.latest.sources)),)
    return Row((tuple(name), parties, commitments, concerns, latest))
