"""What is said, pledged, done or planned: the acts that chronologies and pages show."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Annotated, Any, TypeAlias, TypeVar

from msgspec import Meta, Struct
from msgspec.structs import replace

from briefing.answers.filters import NO_FILTERS, Filters, RecordFilter
from briefing.library import links
from briefing.library.library import Entry, Library
from briefing.library.status import (
    NOT_HAPPENED,
    ActStage,
    End,
    PledgeState,
    date_of,
    end_of,
    has_begun,
    is_ahead,
    latest,
    latest_at,
    pledge_state,
    stage_of,
)
from briefing.model import edtf
from briefing.model.kinds import KINDS
from briefing.model.records import (
    Action,
    Date,
    Development,
    Event,
    Reassurance,
    Reference,
    date_text,
)

ActKind: TypeAlias = Annotated[
    str,
    Meta(
        extra_json_schema={
            "enum": sorted(
                ["development", *(name for name, kind in KINDS.items() if kind.in_timeline)]
            )
        }
    ),
]
"""The kind of a dated record, or `development`."""


class Act(Struct, frozen=True, kw_only=True):
    """Something said, pledged, done or planned: a record, or a development at a flashpoint.

    `id` is the full id of the record, of a development that of its flashpoint; `event` is that at
    which it happened, `due` the day on which a pledge falls due. `by` did it, `to` those it was
    meant for. `stage` parts words from deeds and plans, `pledge` is the state of a pledge, `end`
    until when a reassurance holds; `ahead` says that it lies after the as-of date. What names an
    event as its own is one act with it: it is listed under the `parts` of the event, dated or not,
    and nowhere else.
    """

    date: Date | None
    kind: ActKind
    id: str
    short: str | None = None
    summary: str
    by: tuple[str, ...]
    to: tuple[str, ...] = ()
    place: str | None = None
    event: str | None = None
    due: Date | None = None
    stage: ActStage | None
    pledge: PledgeState | None
    ahead: bool
    caveat: str | None = None
    sources: tuple[Reference, ...]
    end: End | None = None
    parts: tuple["Act", ...] = ()


def act_of(library: Library, entry: Entry) -> Act:
    """Return an event, a reassurance, an action or any other dated record as an act."""
    record: Any = entry.record
    day, when = library.day, getattr(record, "date", None)
    is_act = isinstance(record, Event | Reassurance | Action)
    is_given = isinstance(record, Reassurance)
    return Act(
        date=when,
        kind=entry.kind,
        id=entry.id,
        short=record.short,
        summary=record.summary or "",
        by=_doers(entry),
        to=(record.to or (entry.owner,)) if is_given else (),
        place=getattr(record, "place", None),
        event=getattr(record, "event", None),
        due=record.due if is_given else None,
        stage=stage_of(record, day) if is_act else None,
        pledge=pledge_state(record, day) if is_given else None,
        ahead=when is not None and is_ahead(when, getattr(record, "status", None), day),
        caveat=record.caveat,
        sources=record.sources,
        end=end_of(record, day) if is_given else None,
    )


def development_act(library: Library, flashpoint: str, development: Development) -> Act:
    """Return a development at a flashpoint as an act."""
    when = development.date
    return Act(
        date=when,
        kind="development",
        id=flashpoint,
        short=development.short,
        summary=development.summary,
        by=(),
        stage="done",
        pledge=None,
        ahead=when is not None and is_ahead(when, None, library.day),
        caveat=development.caveat,
        event=development.event,
        sources=development.sources,
    )


def _doers(entry: Entry) -> tuple[str, ...]:
    """Return who did something or took part; without a name, the country of its file."""
    record: Any = entry.record
    named: tuple[str, ...] = getattr(record, "by", ()) or getattr(record, "participants", ())
    return named or ((entry.owner,) if entry.owner else ())


def latest_on(library: Library, concern: str, record_filter: RecordFilter) -> Act | None:
    """Return what was last said or done about a concern by the day; undated only for want of more.

    That is what answers it, and what bears on it without answering it, as far as it stays.
    """
    ids = [*links.reassurances_on(library, concern), *links.acts_about(library, concern)]
    entries = [library.entries[id_] for id_ in ids]
    happened = [
        entry
        for entry in entries
        if _has_happened(entry.record, library)
        and record_filter.matches_date(date_of(entry.record))
    ]
    last = latest(happened, library.day, lambda entry: getattr(entry.record, "date", None))
    if last is None:
        last = next(iter(happened), None)
    return act_of(library, last) if last else None


def latest_acts(
    library: Library, concerns: Iterable[str], filters: Filters = NO_FILTERS
) -> dict[str, Act]:
    """Return what was last said or done about each of some concerns, within the asked time."""
    record_filter = RecordFilter(library, filters)
    acts = {concern: latest_on(library, concern, record_filter) for concern in concerns}
    return {concern: act for concern, act in acts.items() if act is not None}


def _has_happened(record: Any, library: Library) -> bool:
    if getattr(record, "status", None) in (*NOT_HAPPENED, "reported"):
        return False
    when = getattr(record, "date", None)
    return when is None or has_begun(when, library.day)


def last_word(
    library: Library, countries: Iterable[str], filters: Filters = NO_FILTERS
) -> Act | None:
    """Return what some countries were last offered to reassure them, or None if nothing was.

    Only what the filters let through counts.
    """
    record_filter = RecordFilter(library, filters)
    return last_reassurance(
        library,
        (
            entry
            for country in countries
            for entry in library.entries_in(country)
            if isinstance(entry.record, Reassurance) and record_filter.matches(entry)
        ),
    )


def last_reassurance(library: Library, reassurances: Iterable[Entry]) -> Act | None:
    """Return the latest of some reassurances by the day, or None if none is known to have begun."""
    last = latest(reassurances, library.day, lambda entry: getattr(entry.record, "date", None))
    return act_of(library, last) if last else None


def latest_act_at(library: Library, flashpoint: str) -> Act | None:
    """Return what last happened at a flashpoint, or None if nothing is known to have."""
    last = latest_at(library, flashpoint)
    if last is None:
        return None
    if last.kind == "development":
        return development_act(library, flashpoint, last.act)
    act = act_of(library, library.entries[last.id])
    if act.kind != "event":
        return act
    parts = (library.entries[id_] for id_ in links.parts_of_act(library, last.id))
    return replace(
        act, parts=tuple(act_of(library, part) for part in parts if KINDS[part.kind].in_timeline)
    )


def named_in(acts: Iterable[Act]) -> Iterator[str]:
    """Yield the ids of the records that some acts and their parts are or name."""
    for act in acts:
        yield from (act.id, *act.by, *act.to)
        yield from named_in(act.parts)


def acts_in(library: Library, entries: Iterable[Entry]) -> tuple[Act, ...]:
    """Return the acts in some records, in their order, each once; undated ones last."""
    record_filter = RecordFilter(library, NO_FILTERS)
    whole = {entry.id: entry for entry in entries}
    for event in [entry.id for entry in whole.values() if entry.kind == "event"]:
        whole |= {id_: library.entries[id_] for id_ in links.parts_of_act(library, event)}
    candidates = [
        candidate
        for entry in whole.values()
        for candidate in acts_of(library, entry, record_filter)
    ]
    return acts_with_parts(candidates)


class ActCandidate(Struct, frozen=True):
    """What may be an act, or a part of one: the event that it is or that it names, if any."""

    event: str
    position: int
    act: Act


class InEvent(Struct, frozen=True):
    """The event that an act names as its own, or that it is; empty where there is none."""

    event: str
    is_event: bool


T = TypeVar("T")


def group_by_event(
    acts: Iterable[T], event_of: Callable[[T], InEvent]
) -> list[tuple[T, tuple[T, ...]]]:
    """Return each event with the acts that name it, and the other acts by themselves.

    An act whose event is not among them stands by itself.
    """
    several = [(act, event_of(act)) for act in acts]
    events = {place.event for _, place in several if place.is_event}
    parts: dict[str, list[T]] = {}
    for act, place in several:
        if not place.is_event and place.event in events:
            parts.setdefault(place.event, []).append(act)
    return [
        (act, tuple(parts.get(place.event, ())) if place.is_event else ())
        for act, place in several
        if place.is_event or place.event not in events
    ]


def acts_with_parts(candidates: Iterable[ActCandidate]) -> tuple[Act, ...]:
    """Return acts in their order, each event with what names it."""
    grouped = group_by_event(
        candidates,
        lambda candidate: InEvent(candidate.event, is_event=candidate.act.kind == "event"),
    )
    return _in_order(
        replace(candidate, act=replace(candidate.act, parts=_in_order(parts)))
        for candidate, parts in grouped
    )


def _in_order(candidates: Iterable[ActCandidate]) -> tuple[Act, ...]:
    return tuple(candidate.act for candidate in sorted(candidates, key=_order))


def _order(candidate: ActCandidate) -> tuple[Any, ...]:
    act = candidate.act
    day = (date.max, date.max) if act.date is None else edtf.sort_key(date_text(act.date))
    return (*day, act.kind, act.id, candidate.position)


def acts_of(library: Library, entry: Entry, record_filter: RecordFilter) -> Iterator[ActCandidate]:
    """Yield the acts of a record: itself, or the developments at a flashpoint."""
    if entry.kind == "flashpoint":
        yield from _developments(library, entry, record_filter)
    elif KINDS[entry.kind].in_timeline and record_filter.matches(entry):
        event = entry.id if entry.kind == "event" else getattr(entry.record, "event", None) or ""
        yield ActCandidate(event, 0, act_of(library, entry))


def _developments(
    library: Library, entry: Entry, record_filter: RecordFilter
) -> Iterator[ActCandidate]:
    record: Any = entry.record
    if not record_filter.matches(entry):
        return
    for position, development in enumerate(record.developments):
        if not record_filter.matches_date(date_of(development)):
            continue
        act = development_act(library, entry.id, development)
        yield ActCandidate(development.event or "", position, act)
