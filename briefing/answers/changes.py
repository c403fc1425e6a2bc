"""What a reader must know who read the book on another day, or in another version."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, ClassVar, Literal, TypeAlias

import msgspec
from msgspec import Struct

from briefing.answers.acts import Act, latest_acts, named_in
from briefing.answers.context import KindName, ResultBase, names_and_sources
from briefing.answers.filters import NO_FILTERS, Filters, RecordFilter
from briefing.answers.relations import entries_touching
from briefing.answers.sources import summary_of
from briefing.library.library import Entry, Library
from briefing.library.status import (
    ActStage,
    ConcernStatus,
    Counts,
    End,
    PledgeState,
    concern_status,
    count_statuses,
    end_of,
    has_known_start,
    in_force,
    pledge_state,
    stage_of,
)
from briefing.model import edtf
from briefing.model.diagnostics import Problem
from briefing.model.kinds import KINDS, TOP_LEVEL, nested_fields
from briefing.model.records import Action, Date, Edtf, Event, Reassurance, Reference, date_text
from briefing.model.vocabulary import Status

CauseKind: TypeAlias = Literal[
    "began", "ended", "lapsed", "broken", "withdrawn", "added", "removed", "reworded"
]
"""What became of a reassurance, so that the state of a concern changed."""


class NewRecord(Struct, frozen=True, kw_only=True):
    """A record that was not there before; `text` is what it says of itself.

    `stage` parts words, deeds, plans and what is only imagined; `end` says until
    when a reassurance holds, or since when it does not.
    """

    id: str
    kind: KindName
    date: Date | None
    stage: ActStage | None
    short: str | None
    by: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    event: str | None = None
    text: str
    sources: tuple[Reference, ...] = ()
    end: End | None = None


class Cause(Struct, frozen=True, kw_only=True):
    """A reassurance that moved a concern, and what became of it."""

    id: str
    kind: CauseKind


class StatusChange(Struct, frozen=True, kw_only=True):
    """A concern whose status changed, and what changed it."""

    concern: str
    country: str
    before: Status
    after: Status
    through: tuple[Cause, ...]


class PledgeChange(Struct, frozen=True, kw_only=True):
    """A pledge whose state changed; it is None where a pledge is merely open."""

    id: str
    before: PledgeState | None
    after: PledgeState | None


class CountryChange(Struct, frozen=True, kw_only=True):
    """How the concerns of a country stood before and stand now; those of the later day alone."""

    id: str
    before: Counts
    after: Counts


class Changes(ResultBase, frozen=True, kw_only=True):
    """What came between two days: what is new, and which concerns and pledges stand otherwise.

    `countries` counts the concerns that were there on both days; `latest` is what was last said or
    done about each that moved. What has no day is never new: nobody can say when it came.
    """

    schema: ClassVar[str] = "changes/2"

    as_of: Edtf
    since: Edtf
    until: Edtf
    changed: tuple[StatusChange, ...]
    pledges: tuple[PledgeChange, ...]
    new: tuple[NewRecord, ...]
    happened: tuple[NewRecord, ...]
    countries: tuple[CountryChange, ...]
    latest: dict[str, Act]
    filters: Filters = Filters()


class Reworded(Struct, frozen=True, kw_only=True):
    """A record that says something else, and the fields in which it does, as files have them."""

    id: str
    kind: KindName
    fields: tuple[str, ...]
    before: dict[str, Any]
    after: dict[str, Any]


class Differences(ResultBase, frozen=True, kw_only=True):
    """How a library differs from another version of it, which was current to `before`.

    `problems` are those for which something of the other version could not be read. Nothing counts
    as added or removed that one of the two versions may merely hold unread.
    """

    schema: ClassVar[str] = "differences/2"

    as_of: Edtf
    against: str
    before: Edtf
    changed: tuple[StatusChange, ...]
    added: tuple[NewRecord, ...]
    removed: tuple[NewRecord, ...]
    countries: tuple[CountryChange, ...]
    latest: dict[str, Act]
    reworded: tuple[Reworded, ...]
    problems: tuple[Problem, ...] = ()
    filters: Filters = Filters()


def changes(library: Library, since: date, filters: Filters = NO_FILTERS) -> Changes:
    """Return what came after a day, up to the one on which the library answers.

    Args:
        library: the library on the later day.
        since: the day on which the reader last read it.
        filters: what narrows the answer; its dates are those of the two days.

    Raises:
        UnknownValue: the library is not current to the day.
    """
    before = library.as_of(since)
    record_filter = RecordFilter(library, msgspec.structs.replace(filters, since=None, until=None))
    new, happened = [], []
    pledges: list[PledgeChange] = []
    moves = _Moves(before, library, record_filter)
    for entries in _groups(library, filters.countries):
        for entry in entries:
            if KINDS[entry.kind].changes_order is None or not record_filter.matches(entry):
                continue
            if not before.has_record(entry.id):
                if _has_day(library, entry.record):
                    new.append(entry)
            elif _happened_after(since, entry.record, library.day):
                happened.append(entry)
        moves.add(entries)
        pledges += _pledges(before, library, filter(record_filter.matches, entries))
    changed, counts = tuple(moves.changed), tuple(moves.countries)
    recent = latest_acts(library, (change.concern for change in changed))
    named = [
        *(record.id for record in (*new, *happened)),
        *(pledge.id for pledge in pledges),
        *_concerned(changed),
        *(pledge.id.partition("/")[0] for pledge in pledges),
    ]
    return Changes(
        as_of=library.library_file.as_of,
        since=since.isoformat(),
        until=library.day.isoformat(),
        changed=changed,
        pledges=tuple(pledges),
        new=tuple(_record(record, library.day) for record in _in_order(new)),
        happened=tuple(_record(record, library.day) for record in _in_order(happened)),
        countries=counts,
        latest=recent,
        filters=filters,
        **names_and_sources(
            library,
            named,
            and_names=[*(count.id for count in counts), *named_in(recent.values())],
        ),
    )


def differences(
    library: Library, other: Library, against: str, filters: Filters = NO_FILTERS
) -> Differences:
    """Return how a library differs from another version of it.

    Args:
        library: the version that is asked.
        other: the version that it is compared with, on the day to which it is current.
        against: what the reader called that version.
        filters: what narrows the answer.
    """
    here, there = RecordFilter(library, filters), RecordFilter(other, filters)
    now = {id_: entry for id_, entry in library.entries.items() if here.matches(entry)}
    then = {id_: entry for id_, entry in other.entries.items() if there.matches(entry)}
    added = [entry for entry in now.values() if other.lacks(entry)]
    removed = [entry for entry in then.values() if library.lacks(entry)]
    reworded = [
        change
        for id_, entry in now.items()
        if (old := other.entries.get(id_)) is not None and not library.withholds_parts(id_)
        for change in _reworded(other, old, library, entry)
    ]
    moves = _Moves(other, library, here)
    for country in library.countries:
        moves.add(library.entries_in(country))
    changed, counts = tuple(moves.changed), tuple(moves.countries)
    recent = latest_acts(library, (change.concern for change in changed))
    shown = [
        *(record.id for record in added),
        *(record.id for record in reworded),
        *_concerned(changed),
    ]
    named = [*(count.id for count in counts), *named_in(recent.values())]
    carried = names_and_sources(library, shown, and_names=named)
    gone = names_and_sources(other, [record.id for record in removed])
    return Differences(
        as_of=library.library_file.as_of,
        against=against,
        before=other.library_file.as_of,
        changed=changed,
        added=tuple(_record(record, library.day) for record in added),
        removed=tuple(_record(record, other.day) for record in removed),
        countries=counts,
        latest=recent,
        reworded=tuple(reworded),
        problems=tuple(other.reading_problems()),
        filters=filters,
        names={**gone["names"], **carried["names"]},
        shorts={**gone["shorts"], **carried["shorts"]},
        sources={**gone["sources"], **carried["sources"]},
    )


def _groups(library: Library, countries: Sequence[str]) -> Iterator[list[Entry]]:
    """Yield each top-level record with those nested in it; of some countries, what may touch one.

    Each is compared as a whole before the next is read: a large library does not fit into memory.
    """
    owners = {entry.owner or entry.id for entry in entries_touching(library, countries)}
    for kind in TOP_LEVEL:
        for id_ in library.in_order(kind, owners) if countries else library.records(kind):
            yield library.entries_in(id_)


def _happened_after(since: date, record: Any, day: date) -> bool:
    """Return whether something is an event that happened after a day, up to another one."""
    return (
        isinstance(record, Event)
        and record.status != "hypothetical"
        and since < edtf.certain_from(date_text(record.date)) <= day
    )


class _Moves:
    """How concerns stood before and stand now: those that moved, and the counts of each country."""

    def __init__(self, before: Library, after: Library, record_filter: RecordFilter) -> None:
        self._before = before
        self._after = after
        self._filter = record_filter
        self.changed: list[StatusChange] = []
        self.countries: list[CountryChange] = []

    def add(self, entries: Iterable[Entry]) -> None:
        """Add the concerns of a country, of which only those count that were there before."""
        old, new = [], []
        for entry in entries:
            if entry.kind != "concern" or not self._filter.matches(entry):
                continue
            new.append(concern_status(self._after, entry.id))
            was = self._before.entries.get(entry.id)
            if was is not None and was.kind == "concern":
                old.append(concern_status(self._before, entry.id))
                self.changed += _change(self._before, self._after, old[-1], new[-1])
        if new:
            counts = count_statuses(old), count_statuses(new)
            country = new[0].country
            self.countries.append(CountryChange(id=country, before=counts[0], after=counts[1]))


def _change(
    before: Library, after: Library, old: ConcernStatus, new: ConcernStatus
) -> Iterator[StatusChange]:
    if old.status == new.status:
        return
    held_before = {
        (answer.reassurance, answer.extent) for answer in old.answered_by if answer.in_force
    }
    holds = {(answer.reassurance, answer.extent) for answer in new.answered_by if answer.in_force}
    moved = dict.fromkeys(
        id_ for id_, _ in (*sorted(holds - held_before), *sorted(held_before - holds))
    )
    causes = (_cause(before, after, id_) for id_ in moved)
    through = tuple(cause for cause in causes if cause is not None)
    if through:
        yield StatusChange(
            concern=new.concern,
            country=new.country,
            before=old.status,
            after=new.status,
            through=through,
        )


def _cause(before: Library, after: Library, reassurance: str) -> Cause | None:
    """Return what became of a reassurance that no longer does for a concern what it did.

    Two days of one library differ by the days alone; two versions of it also by what they say.
    Between two days, what has no day moved nothing: nobody can say that it came between them.
    """
    old, new = before.entries.get(reassurance), after.entries.get(reassurance)
    if before.is_other_version_of(after):
        if new is not None and old is None:
            return Cause(id=reassurance, kind="added") if before.lacks(new) else None
        if old is not None and new is None:
            return Cause(id=reassurance, kind="removed") if after.lacks(old) else None
        assert old is not None and new is not None  # noqa: S101, PT018 (one of them answers)
        if old.record != new.record:
            return Cause(id=reassurance, kind="reworded")
    record = after.reassurance(reassurance)
    end = end_of(record, after.day)
    if end is not None and end.state != "until":
        kind: CauseKind = end.state
        when = end.date
    else:
        kind = "began" if in_force(record, after.day) else "ended"
        when = record.date
    return Cause(id=reassurance, kind=kind) if when and has_known_start(when) else None


def _pledges(before: Library, after: Library, entries: Iterable[Entry]) -> Iterator[PledgeChange]:
    """Yield the pledges among some records that stood otherwise before, if they were there."""
    for entry in entries:
        if not isinstance(entry.record, Reassurance):
            continue
        old = before.entries.get(entry.id)
        if old is None:
            continue
        was, is_ = (
            pledge_state(record, library.day) if isinstance(record, Reassurance) else None
            for record, library in ((old.record, before), (entry.record, after))
        )
        if was != is_:
            yield PledgeChange(id=entry.id, before=was, after=is_)


def _has_day(library: Library, record: Any) -> bool:
    """Return whether a record has a day from which it counts; advice has that of its event."""
    names = ("date", "announced", "agreed", "in_force")
    dates = [when for name in names if (when := getattr(record, name, None)) is not None]
    event = library.events.get(getattr(record, "at", None) or "")
    dates += [event.date] if event is not None else []
    return any(map(has_known_start, dates))


def _concerned(changed: Iterable[StatusChange]) -> Iterator[str]:
    for change in changed:
        yield from (change.concern, change.country, *(cause.id for cause in change.through))


def _record(entry: Entry, day: date) -> NewRecord:
    record: Any = entry.record
    return NewRecord(
        id=entry.id,
        kind=entry.kind,
        date=getattr(record, "date", None),
        stage=stage_of(record, day) if isinstance(record, Reassurance | Action | Event) else None,
        short=record.short,
        by=getattr(record, "by", ()) or getattr(record, "participants", ()),
        to=getattr(record, "to", ()),
        event=getattr(record, "event", None),
        text=summary_of(entry),
        sources=record.sources,
        end=end_of(record, day) if isinstance(record, Reassurance) else None,
    )


def _in_order(entries: Iterable[Entry]) -> list[Entry]:
    def order(entry: Entry) -> tuple[int, Any, str]:
        when = getattr(entry.record, "date", None)
        last = (date.max, date.max)
        day = last if when is None else edtf.sort_key(date_text(when))
        return KINDS[entry.kind].changes_order or 0, day, entry.id

    return sorted(entries, key=order)


def _reworded(before: Library, old: Entry, after: Library, new: Entry) -> Iterator[Reworded]:
    """Yield what a record says otherwise than before, nested records aside.

    A field that only one of the versions has is left out if the other may hold it unread.
    """
    if old.kind != new.kind:
        yield Reworded(
            id=new.id,
            kind=new.kind,
            fields=("kind",),
            before={"kind": old.kind},
            after={"kind": new.kind},
        )
        return
    was, is_ = _stored_fields(old), _stored_fields(new)
    differing = [name for name in (*was, *is_) if was.get(name) != is_.get(name)]
    fields = tuple(
        name
        for name in dict.fromkeys(differing)
        if (name in was or not before.has_misread(old.owner or old.id))
        and (name in is_ or not after.has_misread(new.owner or new.id))
    )
    if fields:
        was, is_ = (
            msgspec.to_builtins({name: values[name] for name in fields if name in values})
            for values in (was, is_)
        )
        yield Reworded(id=new.id, kind=new.kind, fields=fields, before=was, after=is_)


def _stored_fields(entry: Entry) -> dict[str, Any]:
    """Return what a record says, field by field, without its nested records."""
    skipped = nested_fields(entry.kind)
    return {
        field.encode_name: value
        for field in msgspec.structs.fields(entry.record)
        if (value := getattr(entry.record, field.name)) and field.name not in skipped
    }
