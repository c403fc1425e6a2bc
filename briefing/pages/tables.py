"""Lays out the answers that look over the whole book: at a glance, its flashpoints, its names."""

from itertools import groupby
from typing import Final

from briefing.answers.results import FlashpointRow, Flashpoints, Listing, Overview
from briefing.model import edtf
from briefing.model.kinds import KINDS
from briefing.pages.brief import tally
from briefing.pages.text import (
    Notes,
    as_of,
    end_note,
    format_date,
    mark,
    narrowing,
    pluralize,
    short_date,
    status,
    text,
    withheld_notice,
)
from briefing.render.document import (
    Block,
    Cell,
    Commands,
    Content,
    Definition,
    DefinitionList,
    Document,
    Paragraph,
    Row,
    Section,
    Span,
    Table,
)

_REASONS: Final = {
    "option": "named by --library",
    "environment": "named by BRIEFING_LIBRARY",
    "nearest": "the nearest library from the working folder upward",
    "shipped": "the library that comes with the program",
}


def overview(view: Overview) -> Document:
    """The book at a glance, and three commands to try."""
    notes = Notes(view.names, view.sources)
    blocks: list[Block] = withheld_notice(view.withheld)
    if view.description:
        blocks.append(Paragraph(text(view.description)))
    countries = tuple(
        Definition(
            each.name, tally(each.counts) if _concerns(each.counts) else _muted(each.relationship)
        )
        for each in view.countries
    )
    if countries:
        blocks.append(Section("Countries and their concerns", (DefinitionList(countries),)))
    flashpoints = tuple(
        Definition(
            each.name,
            (mark(each.trend),)
            if each.trend
            else _muted("trend not judged" if view.withheld is None else "trend not shown"),
        )
        for each in view.flashpoints
    )
    if flashpoints:
        blocks.append(Section("Flashpoints", (DefinitionList(flashpoints),)))
    if view.next_event:
        event = view.next_event.event
        told = text((Span(event.name, "strong"),), f", {event.place}" if event.place else "")
        who = notes.names(event.participants)
        next_ = Definition(format_date(event.date), text(told, f". {who}." if who else "."))
        blocks.append(Section("Next event", (DefinitionList((next_,)),)))
    commands = _commands(view)
    if commands:
        blocks.append(Section("Try", (Commands(commands),)))
    return Document(
        title=view.title,
        beside=f"as of {edtf.format_date(view.as_of)}",
        under=text(f"{view.folder} ({_REASONS[view.reason]})"),
        blocks=tuple(blocks),
    )


def flashpoints(view: Flashpoints) -> Document:
    """Every flashpoint in one table."""
    notes = Notes(view.names, view.sources)
    rows = tuple(_row(notes, each, view.as_of) for each in view.flashpoints)
    columns = ("Flashpoint", "Parties and claims", "Commitments", "Concerns", "Latest")
    blocks: list[Block] = [*narrowing(view.filters, notes, {}), *withheld_notice(view.withheld)]
    blocks.append(Table(columns, rows) if rows else _none("flashpoints"))
    sources = notes.sources()
    if sources.notes:
        blocks.append(Section("Sources", (sources,)))
    return Document("Flashpoints", as_of(view.as_of), (), tuple(blocks))


def listing(view: Listing) -> Document:
    """The names that can be asked for, kind by kind."""
    blocks: list[Block] = [*narrowing(view.filters, Notes({}, {}), {})]
    for kind, entries in groupby(view.entries, key=lambda each: each.kind):
        facts = tuple(
            Definition(
                each.id,
                text(each.name, _muted(f" · {', '.join(each.aliases)}") if each.aliases else ()),
            )
            for each in entries
        )
        blocks.append(Section(KINDS[kind].title, (DefinitionList(facts),)))
    if not view.entries:
        blocks.append(_none("records"))
    return Document("Names", pluralize(len(view.entries), "record"), (), tuple(blocks))


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
            f", {end_note(each.record.until, as_of)}" if each.record.until else "",
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
        when = edtf.format_date(row.latest.date, short=True)
        latest = (text(f"{when}: {row.latest.summary}", notes.cite(row.latest.sources)),)
    return Row((tuple(name), parties, commitments, concerns, latest))


def _concerns(counts: object) -> bool:
    return any(getattr(counts, name) for name in ("answered", "partly_answered", "unanswered"))


def _commands(view: Overview) -> tuple[tuple[str, str], ...]:
    """Three commands that answer something in this library."""
    worried = [each for each in view.countries if _concerns(each.counts)] or list(view.countries)
    found = [(f"briefing show {each.id}", f"the brief of {each.name}") for each in worried[:1]]
    if len(view.flashpoints) > 1:
        found.append(("briefing flashpoints", "all flashpoints in one table"))
    if len(worried) > 1:
        pair = worried[:2]
        ids, names = " ".join(e.id for e in pair), " and ".join(e.name for e in pair)
        found.append((f"briefing compare {ids}", f"{names} side by side"))
    return tuple([*found, ("briefing list", "every name that can be asked for")][:3])


def _muted(words: str | None) -> Content:
    return (Span(words, "muted"),) if words else ()


def _none(what: str) -> Paragraph:
    return Paragraph(text(f"This library holds no {what}."), "muted")
