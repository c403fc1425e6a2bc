"""Lays out every flashpoint in one table."""

from briefing.answers.flashpoints import FlashpointRow, Flashpoints
from briefing.pages.text import (
    Citations,
    badge_for,
    cited_document,
    empty_notice,
    end_note,
    filter_notice,
    short_date,
    status_badge,
    text,
    withheld_notice,
)
from briefing.render.document import Block, Cell, Content, Document, Row, Span, Table


def flashpoints(view: Flashpoints) -> Document:
    """Return every flashpoint in one table."""
    citations = Citations(view.names, view.sources)
    rows = tuple(_row(citations, row, view.as_of) for row in view.flashpoints)
    columns = ("Flashpoint", "Parties and claims", "Commitments", "Concerns", "Latest")
    blocks: list[Block] = [*filter_notice(view.filters), *withheld_notice(view.withheld)]
    blocks.append(
        Table(columns, rows)
        if rows
        else empty_notice(view.filters, "This library has no flashpoints.")
    )
    return cited_document("Flashpoints", view.as_of, blocks, citations)


def _row(citations: Citations, row: FlashpointRow, as_of: str) -> Row:
    record = row.record
    name: list[Content] = [(Span(record.name, "strong"),)]
    if record.trend:
        name.append((badge_for(record.trend),))
    parties = tuple(
        text(
            (Span(citations.name(party.who), "strong"),),
            f": {party.claim}" if party.claim else "",
            citations.cite(party.sources),
        )
        for party in record.parties
    )
    commitments = tuple(
        text(
            f"{short_date(commitment.record.date)}: {citations.name(commitment.id)}",
            f", {end}" if (end := end_note(commitment.record, as_of)) else "",
            citations.cite(commitment.record.sources),
        )
        for commitment in row.commitments
    )
    concerns = tuple(
        text(
            (
                status_badge(standing.status),
                Span(f" {citations.name(standing.country)}: {citations.name(standing.concern)}"),
            )
        )
        for standing in row.standings
    )
    latest: Cell = ()
    if row.latest:
        when = short_date(row.latest.date)
        whose = "" if row.latest.kind == "development" else f"{citations.name(row.latest.id)}. "
        latest = (text(f"{when}: {whose}{row.latest.summary}", citations.cite(row.latest.sources)),)
    return Row((tuple(name), parties, commitments, concerns, latest))
