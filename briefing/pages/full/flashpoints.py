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
    rows = tuple(_row(notes, row, view.as_of) for row in view.flashpoints)
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
            (Span(notes.name(party.who), "strong"),),
            f": {party.claim}" if party.claim else "",
            notes.cite(party.sources),
        )
        for party in record.parties
    )
    commitments = tuple(
        text(
            f"{short_date(commitment.record.date)}: {notes.name(commitment.id)}",
            f", {end}" if (end := end_note(commitment.record, as_of)) else "",
            notes.cite(commitment.record.sources),
        )
        for commitment in row.commitments
    )
    concerns = tuple(
        text(
            (
                status(standing.status),
                Span(f" {notes.name(standing.country)}: {notes.name(standing.concern)}"),
            )
        )
        for standing in row.standings
    )
    latest: Cell = ()
    if row.latest:
        when = short_date(row.latest.date)
        whose = "" if row.latest.kind == "development" else f"{notes.name(row.latest.id)}. "
        latest = (text(f"{when}: {whose}{row.latest.summary}", notes.cite(row.latest.sources)),)
    return Row((tuple(name), parties, commitments, concerns, latest))
