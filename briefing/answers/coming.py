"""What is ahead: events, what is planned for a day, and the pledges that fall due."""

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from briefing.answers.context import called, day_of
from briefing.answers.filters import Filters, Sieve
from briefing.library.library import Entry, Library
from briefing.library.status import ActStage, coming_order, is_ahead, pledge_state, stage_of
from briefing.model.kinds import KINDS
from briefing.model.records import (
    Action,
    Date,
    Development,
    Event,
    Flashpoint,
    Reassurance,
    Reference,
    date_text,
)


class Coming(Struct, frozen=True, kw_only=True):
    """One entry of what is ahead: a record, or a development at a flashpoint, of that one's id.

    `is_due` tells the day on which a pledge falls due from that of the record itself. What names
    an event as its own, and has no other day, is among the `parts` of the event.
    """

    date: Date
    kind: str
    id: str
    label: str
    summary: str
    by: tuple[str, ...]
    to: tuple[str, ...]
    place: str | None
    stage: ActStage | None
    is_due: bool
    event: str | None
    caveat: str | None
    sources: tuple[Reference, ...]
    parts: tuple[str, ...] = ()


def coming_from(library: Library, entry: Entry, filters: Filters) -> Iterator[Coming]:
    """Yield what is ahead of the as-of date by one record, as far as filters let it through."""
    record = entry.record
    if not (isinstance(record, Flashpoint) or KINDS[entry.kind].in_timeline):
        return
    ahead = list(_coming(library, entry))
    # A pledge that falls due within a span of time may have been made before it.
    if ahead and Sieve(library, replace(filters, since=None, until=None)).stays(entry):
        times = Sieve(library, filters)
        yield from (coming for coming in ahead if times.in_time(date_text(coming.date)))


def in_order(ahead: Iterable[Coming]) -> tuple[Coming, ...]:
    """Return what is ahead, nearest first, each event with what is to happen at it."""
    ahead = list(ahead)
    events = {coming.id: coming for coming in ahead if coming.kind == "event"}
    alone = [coming for coming in ahead if not _is_part(coming, events)]
    parts: dict[str, list[str]] = {}
    for coming in ahead:
        if coming.event is not None and _is_part(coming, events):
            parts.setdefault(coming.event, []).append(coming.summary)
    whole = [
        replace(coming, parts=tuple(parts.get(coming.id, ()))) if coming.kind == "event" else coming
        for coming in alone
    ]
    return tuple(sorted(whole, key=lambda one: (*coming_order(one.date), one.kind, one.id)))


def _is_part(coming: Coming, events: dict[str, Coming]) -> bool:
    """Return whether something is one act with an event that is ahead."""
    event = events.get(coming.event or "")
    return event is not None and not coming.is_due and _same_day(coming.date, event.date)


def _same_day(one: Date, other: Date) -> bool:
    return date_text(one) == date_text(other)


def _coming(library: Library, entry: Entry) -> Iterator[Coming]:
    record, day = entry.record, library.day
    if isinstance(record, Flashpoint):
        for development in record.developments:
            if development.date is not None and is_ahead(development.date, None, day):
                yield _development(entry, development, development.date)
    if not isinstance(record, Event | Reassurance | Action):
        return
    when = day_of(library, record)
    if when is not None and is_ahead(when, getattr(record, "status", None), day):
        yield _of_record(library, entry, when, is_due=False)
    if isinstance(record, Reassurance) and pledge_state(record, day) == "due" and record.due:
        yield _of_record(library, entry, record.due, is_due=True)


def _of_record(library: Library, entry: Entry, when: Date, *, is_due: bool) -> Coming:
    record: Any = entry.record
    by: tuple[str, ...] = getattr(record, "by", ()) or getattr(record, "participants", ())
    return Coming(
        date=when,
        kind=entry.kind,
        id=entry.id,
        label=called(entry),
        summary=record.summary or "",
        by=by or ((entry.owner,) if entry.owner else ()),
        to=getattr(record, "to", ()),
        place=getattr(record, "place", None),
        stage=stage_of(record, library.day),
        is_due=is_due,
        event=getattr(record, "event", None),
        caveat=record.caveat,
        sources=record.sources,
    )


def _development(entry: Entry, development: Development, when: Date) -> Coming:
    return Coming(
        date=when,
        kind="development",
        id=entry.id,
        label=development.short or f"{called(entry)}: {development.summary}",
        summary=development.summary,
        by=(),
        to=(),
        place=None,
        stage="planned",
        is_due=False,
        event=development.event,
        caveat=development.caveat,
        sources=development.sources,
    )
