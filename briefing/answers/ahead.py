"""What is ahead: events, what is planned for a day, and the pledges that fall due."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from briefing.answers.acts import Act, act_of, development_act
from briefing.library import links
from briefing.library.library import Entry, Library
from briefing.library.status import coming_order, is_upcoming
from briefing.model.records import Action, Event, Flashpoint, Reassurance, is_same_date


def coming(library: Library, countries: Sequence[str] = ()) -> tuple[Act, ...]:
    """Return what is ahead, the nearest first: events, plans, and pledges that fall due.

    Args:
        library: the library, on the day that is asked about.
        countries: those whose file or people must have to do with it; empty for all.
    """
    side = links.with_actors(library, countries)
    entries = _around(library, countries, side) if side else _everywhere(library)
    acts = expected_from(library, entries)
    sides = set(side)
    return in_coming_order(act for act in acts if not sides or sides & {*act.by, *act.to})


def expected_from(library: Library, entries: Iterable[Entry]) -> Iterator[Act]:
    """Yield what is ahead by some records, but for what is only imagined."""
    for entry in entries:
        if not isinstance(entry.record, Event) or is_upcoming(library, entry.record):
            acts = coming_from(library, entry)
            yield from (act for act in acts if act.stage != "hypothetical")


def _everywhere(library: Library) -> Iterator[Entry]:
    for kind in ("event", "country"):
        for id_ in library.records(kind):
            yield from library.entries_in(id_)


def _around(library: Library, countries: Sequence[str], side: Sequence[str]) -> Iterable[Entry]:
    """Return the records of some countries, and those that name one of them or of their people."""
    entries = {entry.id: entry for id_ in countries for entry in library.entries_in(id_)}
    for party in side:
        for link in library.incoming_links(party):
            entries.setdefault(link.origin, library.entries[link.origin])
    return entries.values()


def coming_from(library: Library, entry: Entry) -> Iterator[Act]:
    """Yield what is ahead by one record: itself, its developments, a pledge that falls due."""
    record = entry.record
    if isinstance(record, Flashpoint):
        acts = (
            development_act(library, entry.id, development) for development in record.developments
        )
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
        if event is not None and act.pledge != "due" and is_same_date(act.date, event.date):
            parts.setdefault(event.id, []).append(act)
        else:
            alone.append(act)
    whole = [replace(act, parts=tuple(parts.get(act.id, ()))) for act in alone]
    return tuple(sorted(whole, key=_coming_order))


def _coming_order(act: Act) -> tuple[Any, ...]:
    day = coming_order(act.date) if act.date is not None else ()
    return (*day, act.kind, act.id)
