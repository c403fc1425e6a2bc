"""Lays out what was said and done in full: an event and what names it as its own, each act once."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final

from msgspec import Struct

from briefing.answers.acts import InEvent, group_by_event
from briefing.library.status import AHEAD, is_ahead
from briefing.model import edtf
from briefing.model.records import Event, Reassurance, date_text, is_same_date
from briefing.pages.full.records import RecordFormatter, certain_day, has_name
from briefing.pages.kit import is_named
from briefing.pages.text import Citations, date_note, humanize, join_contents, text
from briefing.render.document import (
    Block,
    Content,
    Definition,
    DefinitionList,
    Paragraph,
    Section,
    Span,
)

ACT_KINDS: Final = ("event", "reassurance", "action")
"""The kinds of records that are acts."""


class ActRecord(Struct, frozen=True):
    """A record that is an act, or a development at a flashpoint, whose id is that of the latter."""

    id: str
    kind: str
    record: Any


class ActWithParts(Struct, frozen=True):
    """An act with what names it as its own: what was said at an event, and what came of it."""

    main: ActRecord
    parts: tuple[ActRecord, ...]


def group_acts(acts: Iterable[ActRecord]) -> tuple[ActWithParts, ...]:
    """Return each event with the acts that name it, and the other acts by themselves."""
    return tuple(ActWithParts(act, parts) for act, parts in group_by_event(acts, _event_of))


def _event_of(act: ActRecord) -> InEvent:
    if act.kind == "event":
        return InEvent(act.id, is_event=True)
    return InEvent(getattr(act.record, "event", None) or "", is_event=False)


def act_sections(
    formatter: RecordFormatter, acts: Sequence[ActWithParts], as_of: str, concerns: Collection[str]
) -> Iterator[Section]:
    """Yield what lies ahead, the nearest first, and what was said and done, the newest first.

    Args:
        formatter: lays out the records.
        acts: the acts.
        as_of: the day on which the answer counts, as an EDTF date.
        concerns: those concerns of which the document shows already how far they are answered.
    """
    day = edtf.latest_day(as_of)
    ahead = [act for act in acts if lies_ahead(act.main.record, day)]
    past = [act for act in acts if act not in ahead]
    sections = (
        ("Ahead", sorted(ahead, key=lambda act: _first_day(act, date.max))),
        ("Said and done", sorted(past, key=lambda act: certain_day(act.main.record), reverse=True)),
    )
    for title, listed in sections:
        entries = tuple(_entry(formatter, act, concerns) for act in listed)
        if entries:
            yield Section(title, (DefinitionList(entries),))


def lies_ahead(record: Any, day: date) -> bool:
    """Return whether something is still to come, or is no more than planned or imagined."""
    status, when = getattr(record, "status", None), getattr(record, "date", None)
    if when is None:
        return status in AHEAD
    return status == "hypothetical" or is_ahead(when, status, day)


def _first_day(act: ActWithParts, otherwise: date) -> tuple[date, date]:
    when = getattr(act.main.record, "date", None)
    return (otherwise, otherwise) if when is None else edtf.sort_key(date_text(when))


def _entry(formatter: RecordFormatter, act: ActWithParts, concerns: Collection[str]) -> Definition:
    """Return an act under its date, with its parts below it."""
    record = act.main.record
    when = getattr(record, "date", None)
    if act.main.kind == "event":
        content = _event(formatter, record, _unnamed_participants(act, formatter.citations))
        blocks = [*formatter.remarks(act.main.id, record)]
    else:
        content = _act(formatter, act.main)
        blocks = _details(formatter, act.main, concerns)
    for part in act.parts:
        own_date = getattr(part.record, "date", None)
        is_other = own_date is not None and not is_same_date(own_date, when)
        day = f"{formatter.day(own_date)}: " if is_other else ""
        blocks.append(Paragraph(text(day, _act(formatter, part))))
        blocks += _details(formatter, part, concerns)
    return Definition(formatter.day(when), text(content, date_note(when)), tuple(blocks))


def _unnamed_participants(act: ActWithParts, citations: Citations) -> tuple[str, ...]:
    """Return who took part in an event, if neither its name nor its parts name all of them."""
    event: Event = act.main.record
    named = {
        id_
        for part in act.parts
        if isinstance(part.record, Reassurance)
        for id_ in (*part.record.by, *part.record.to)
    }
    named |= {id_ for id_ in event.participants if _last_name(citations, id_) in event.name}
    return event.participants if set(event.participants) - named else ()


def _last_name(citations: Citations, id_: str) -> str:
    return citations.name(id_).rpartition(" ")[2]


def _event(formatter: RecordFormatter, event: Event, who: Sequence[str]) -> Content:
    citations = formatter.citations
    place = event.place if event.place and not is_named(event.place, event.name) else ""
    parts = [
        text(part)
        for part in (
            humanize(event.status) if event.status not in (None, "past") else "",
            place,
            citations.links_to(who),
        )
        if part
    ]
    aside = join_contents(parts, "; ", "; ")
    return text(
        (Span(event.name, "strong"),),
        *((" (", aside, "). ") if aside else (". ",)),
        event.summary or "",
        _quoted(event.quote),
        citations.cite(event.sources),
    )


def _act(formatter: RecordFormatter, act: ActRecord) -> Content:
    """Return what someone said or did, led by what it is called."""
    record, citations = act.record, formatter.citations
    is_given = isinstance(record, Reassurance)
    details = (
        formatter.pledge_stage(record)
        if is_given
        else humanize(getattr(record, "status", None) or "")
    )
    who: Content = ()
    if is_given:
        by = citations.links_to(record.by)
        to = text(" to ", citations.links_to(record.to)) if record.to else ()
        who = text(by, to, ": ")
    aside: Content = (Span(f" ({details})", "muted"),) if details else ()
    is_named = act.kind != "development" and has_name(record)
    name = text((Span(formatter.display_name(act.id), "strong"),), aside, ". ") if is_named else ()
    return text(
        name,
        who,
        record.summary or "",
        _quoted(getattr(record, "quote", None)),
        () if is_named else aside,
        citations.cite(record.sources),
    )


def _details(formatter: RecordFormatter, act: ActRecord, concerns: Collection[str]) -> list[Block]:
    """Return what became of an act, what it answers that is not shown yet, and its remarks."""
    record = act.record
    if not isinstance(record, Reassurance):
        voiced = formatter.name_sentence("Said by", getattr(record, "voiced_by", ()))
        return [
            *([Paragraph(voiced, "muted")] if voiced else []),
            *formatter.remarks(act.id, record),
        ]
    untold = [answer for answer in record.answers if answer.concern not in concerns]
    answers = [DefinitionList(tuple(formatter.answer(act.id, answer, record) for answer in untold))]
    return [
        *formatter.outcome(act.id, record),
        *(answers if untold else []),
        *formatter.remarks(act.id, record),
    ]


def _quoted(quote: str | None) -> Content:
    return (Span(" "), Span(quote, "quote")) if quote else ()
