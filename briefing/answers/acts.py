"""What is said, pledged, done or planned: the acts that chronologies and pages tell of."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any, TypeAlias

from msgspec import Meta, Struct
from msgspec.structs import replace

from briefing.library import links
from briefing.library.library import Entry, Library
from briefing.library.status import (
    NOT_HAPPENED,
    ActStage,
    End,
    PledgeState,
    coming_order,
    end_of,
    has_begun,
    is_ahead,
    is_upcoming,
    latest,
    latest_at,
    pledge_state,
    stage_of,
)
from briefing.model.kinds import KINDS
from briefing.model.records import (
    Action,
    Date,
    Development,
    Event,
    Flashpoint,
    Reassurance,
    Reference,
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
    which it happened. `by` did it, `to`
    those it was meant for. `stage` tells words from deeds and plans, `pledge` how a pledge stands,
    `end` until when a reassurance holds; `ahead` tells that it lies after the as-of date. What
    names an event as its own is one act with it: it stands under the `parts` of the event, dated or
    not, and nowhere else.
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


def latest_on(library: Library, concern: str) -> Act | None:
    """Return what was last said or done about a concern by the day; undated only for want of more.

    That is what answers it, and what bears on it without answering it.
    """
    ids = [*links.reassurances_on(library, concern), *links.acts_about(library, concern)]
    entries = [library.entries[id_] for id_ in ids]
    happened = [entry for entry in entries if _has_happened(entry.record, library)]
    found = latest(happened, library.day, lambda entry: getattr(entry.record, "date", None))
    if found is None:
        found = next(iter(happened), None)
    return act_of(library, found) if found else None


def latest_acts(library: Library, concerns: Iterable[str]) -> dict[str, Act]:
    """Return what was last said or done about each of some concerns, where anything was."""
    found = {concern: latest_on(library, concern) for concern in concerns}
    return {concern: act for concern, act in found.items() if act is not None}


def _has_happened(record: Any, library: Library) -> bool:
    if getattr(record, "status", None) in (*NOT_HAPPENED, "reported"):
        return False
    when = getattr(record, "date", None)
    return when is None or has_begun(when, library.day)


def last_word(library: Library, countries: Iterable[str]) -> Act | None:
    """Return what some countries were last told or given to reassure them, None where nothing."""
    given = (
        entry
        for country in countries
        for entry in library.entries_in(country)
        if isinstance(entry.record, Reassurance)
    )
    found = latest(given, library.day, lambda entry: getattr(entry.record, "date", None))
    return act_of(library, found) if found else None


def latest_act_at(library: Library, flashpoint: str) -> Act | None:
    """Return what last happened at a flashpoint, None where nothing is known to have."""
    found = latest_at(library, flashpoint)
    if found is None:
        return None
    if found.kind == "development":
        return development_act(library, flashpoint, found.act)
    act = act_of(library, library.entries[found.id])
    if act.kind != "event":
        return act
    parts = (library.entries[id_] for id_ in links.parts_of_act(library, found.id))
    return replace(
        act, parts=tuple(act_of(library, part) for part in parts if KINDS[part.kind].in_timeline)
    )


def named_in(acts: Iterable[Act]) -> Iterator[str]:
    """Yield the ids of the records that some acts and their parts are or name."""
    for act in acts:
        yield from (act.id, *act.by, *act.to)
        yield from named_in(act.parts)


def coming(library: Library, countries: Sequence[str] = ()) -> tuple[Act, ...]:
    """Return what is ahead, the nearest first: events, plans, and pledges that fall due.

    Args:
        library: the library, on the day that is asked about.
        countries: those whose file or people must have to do with it; empty for all.
    """
    side = set(links.with_actors(library, countries))
    ids = (id_ for kind in ("event", "country") for id_ in library.records(kind))
    entries = (entry for id_ in ids for entry in library.entries_in(id_))
    found = (
        act
        for entry in entries
        if not isinstance(entry.record, Event) or is_upcoming(library, entry.record)
        for act in coming_from(library, entry)
        if act.stage != "hypothetical"
    )
    return in_coming_order(act for act in found if not side or side & {*act.by, *act.to})


def coming_from(library: Library, entry: Entry) -> Iterator[Act]:
    """Yield what is ahead by one record: itself, its developments, a pledge that falls due."""
    record = entry.record
    if isinstance(record, Flashpoint):
        acts = (development_act(library, entry.id, one) for one in record.developments)
        yield from (act for act in acts if act.ahead)
    if not isinstance(record, Event | Reassurance | Action):
        return
    act = act_of(library, entry)
    if act.ahead:
        yield act
    has_ended = act.end is not None and act.end.is_over
    if isinstance(record, Reassurance) and act.pledge == "due" and not has_ended:
        yield replace(act, date=record.due, stage="pledged", ahead=True)


def in_coming_order(acts: Iterable[Act]) -> tuple[Act, ...]:
    """Return what is ahead, the nearest first, each event with what is to happen at it."""
    ahead = list(acts)
    events = {act.id: act for act in ahead if act.kind == "event"}
    parts: dict[str, list[Act]] = {}
    alone = []
    for act in ahead:
        event = events.get(act.event or "")
        if event is not None and act.pledge != "due" and act.date == event.date:
            parts.setdefault(event.id, []).append(act)
        else:
            alone.append(act)
    whole = [replace(act, parts=tuple(parts.get(act.id, ()))) for act in alone]
    return tuple(sorted(whole, key=_coming_order))


def _coming_order(act: Act) -> tuple[Any, ...]:
    day = coming_order(act.date) if act.date is not None else ()
    return (*day, act.kind, act.id)
