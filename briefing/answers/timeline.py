"""One chronology of events, reassurances, actions and developments."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Annotated, Any, ClassVar, Final, NamedTuple, TypeAlias

from msgspec import Meta, Struct
from msgspec.structs import replace

from briefing.answers.coming import Coming, coming_from, in_order
from briefing.answers.context import Known, known
from briefing.answers.filters import NO_FILTERS, Filters, Sieve
from briefing.library import links
from briefing.library.library import Entry, Library
from briefing.library.status import (
    ActStage,
    End,
    PledgeState,
    date_of,
    end_of,
    is_ahead,
    pledge_state,
    stage_of,
)
from briefing.model import edtf
from briefing.model.kinds import KINDS, NESTED_BY_FIELD, TOP_LEVEL, nested_fields
from briefing.model.records import (
    Action,
    Date,
    Edtf,
    Event,
    Reassurance,
    Reference,
    date_text,
)

# With more years than this, density is counted by decade; with fewer than the other, by month.
_DECADES: Final = 40
_MONTHS: Final = 2
_YEAR: Final = 10


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
    """One entry of a chronology: a record that is dated, or a development at a flashpoint.

    `id` is the full id of the record, of a development that of its flashpoint. `stage` tells words
    from deeds and plans, `pledge` how a pledge stands, `end` until when a reassurance holds;
    `ahead` tells that it lies after the as-of date. What names an event as its own is one act with
    it: it stands under the `parts` of the event, dated or not, and nowhere else.
    """

    date: Date | None
    kind: ActKind
    id: str
    summary: str
    by: tuple[str, ...]
    stage: ActStage | None
    pledge: PledgeState | None
    ahead: bool
    sources: tuple[Reference, ...]
    end: End | None = None
    parts: tuple["Act", ...] = ()


class Period(Struct, frozen=True, kw_only=True):
    """How many acts lie in one stretch of time; `label` names it, as EDTF does."""

    label: str
    count: int


class Timeline(Known, frozen=True, kw_only=True):
    """Everything that is dated, in its order; `density` counts it year by year, or by month.

    `coming` is what is ahead, nearest first, and among it the pledges that fall due.
    """

    schema: ClassVar[str] = "timeline/2"

    as_of: Edtf
    moments: tuple[Act, ...]
    density: tuple[Period, ...]
    undated: int
    coming: tuple[Coming, ...] = ()
    filters: Filters = Filters()


def timeline(library: Library, filters: Filters = NO_FILTERS) -> Timeline:
    """Everything dated that the filters let through, in its order, each act once."""
    sieve = Sieve(library, filters)
    found: list[_Found] = []
    ahead: list[Coming] = []
    for entry in _entries(library, filters):
        found += _acts(library, entry, sieve)
        ahead += coming_from(library, entry, filters)
    coming = in_order(ahead)
    acts, undated = _by_event(found)
    told = [each for act in acts for each in (act, *act.parts)]
    return Timeline(
        as_of=library.library_file.as_of,
        moments=tuple(acts),
        density=_density([date_text(each.date) for each in acts if each.date]),
        undated=undated,
        coming=coming,
        filters=filters,
        **known(
            library,
            [each.id for each in told if each.kind != "development"],
            and_names=[
                *(who for each in told for who in each.by),
                *(each.id for each in told if each.kind == "development"),
                *(who for each in coming for who in (*each.by, *each.to)),
            ],
            and_sources=[
                *(one for each in told for one in each.sources),
                *(one for each in coming for one in each.sources),
            ],
        ),
    )


class _Found(NamedTuple):
    """What may be an act, or a part of one: the event that it is or that it names, if any."""

    event: str
    position: int
    act: Act


def _by_event(found: Iterable[_Found]) -> tuple[list[Act], int]:
    """Return acts in their order, each event with what names it, and how many have no date."""
    events = {each.event for each in found if each.act.kind == "event"}
    parts: dict[str, list[_Found]] = {}
    alone: list[_Found] = []
    for each in found:
        is_part = each.act.kind != "event" and each.event in events
        (parts.setdefault(each.event, []) if is_part else alone).append(each)
    whole = [
        each._replace(act=replace(each.act, parts=_in_order(parts.get(each.event, ()))))
        if each.act.kind == "event"
        else each
        for each in alone
    ]
    dated = [each for each in whole if each.act.date is not None]
    return list(_in_order(dated)), len(whole) - len(dated)


def _in_order(found: Iterable[_Found]) -> tuple[Act, ...]:
    return tuple(each.act for each in sorted(found, key=_order))


def _order(found: _Found) -> tuple[Any, ...]:
    act = found.act
    day = (date.max, date.max) if act.date is None else edtf.sort_key(date_text(act.date))
    return (*day, act.kind, act.id, found.position)


def _entries(library: Library, filters: Filters) -> Iterable[Entry]:
    """The records that may be acts; where countries are asked for, those that touch one."""
    if not filters.countries:
        for kind in filter(_holds_acts, TOP_LEVEL):
            for id_ in library.records(kind):
                yield from library.entries_in(id_)
        return
    seen: dict[str, Entry] = {}
    for country in filters.countries:
        side = links.with_actors(library, [country])
        touching = (link.origin for id_ in side for link in library.incoming_links(id_))
        for id_ in (*(each.id for each in library.entries_in(country)), *touching):
            seen[id_] = library.entries[id_]
    yield from seen.values()


def _holds_acts(kind: str) -> bool:
    """Whether records of a top-level kind are acts, or have some in them."""
    nested = any(NESTED_BY_FIELD[field].in_timeline for field in nested_fields(kind))
    return kind == "flashpoint" or KINDS[kind].in_timeline or nested


def _acts(library: Library, entry: Entry, sieve: Sieve) -> Iterator[_Found]:
    """Yield what a record tells of: itself, or the developments at a flashpoint."""
    if entry.kind == "flashpoint":
        yield from _developments(library, entry, sieve)
    elif KINDS[entry.kind].in_timeline and sieve.stays(entry):
        event = entry.id if entry.kind == "event" else getattr(entry.record, "event", None) or ""
        yield _Found(event, 0, _act(library, entry))


def _act(library: Library, entry: Entry) -> Act:
    record: Any = entry.record
    day, when = library.day, getattr(record, "date", None)
    is_act = isinstance(record, Event | Reassurance | Action)
    is_given = isinstance(record, Reassurance)
    return Act(
        date=when,
        kind=entry.kind,
        id=entry.id,
        summary=record.summary or "",
        by=_doers(entry),
        stage=stage_of(record, day) if is_act else None,
        pledge=pledge_state(record, day) if is_given else None,
        ahead=when is not None and is_ahead(when, getattr(record, "status", None), day),
        sources=record.sources,
        end=end_of(record, day) if is_given else None,
    )


def _doers(entry: Entry) -> tuple[str, ...]:
    """Who took part in something, or said or did it; without a name, the country of its file."""
    record: Any = entry.record
    named: tuple[str, ...] = getattr(record, "by", ()) or getattr(record, "participants", ())
    return named or ((entry.owner,) if entry.owner else ())


def _developments(library: Library, entry: Entry, sieve: Sieve) -> Iterator[_Found]:
    record: Any = entry.record
    if not sieve.stays(entry):
        return
    for position, each in enumerate(record.developments):
        if not sieve.in_time(date_of(each)):
            continue
        act = Act(
            date=each.date,
            kind="development",
            id=entry.id,
            summary=each.summary,
            by=(),
            stage="done",
            pledge=None,
            ahead=each.date is not None and is_ahead(each.date, None, library.day),
            sources=each.sources,
        )
        yield _Found(each.event or "", position, act)


def _density(texts: Sequence[str]) -> tuple[Period, ...]:
    """How many acts begin in each year, decade or month, empty ones between them included.

    An act whose date names no month is counted in none, and so with years and decades.
    """
    points = [point for text in texts if (point := edtf.parse(text).start) is not None]
    years = [point.earliest.year for point in points]
    if not years:
        return ()
    if max(years) - min(years) > _DECADES:
        named = [point.earliest.year // _YEAR for point in points if "XX" not in point.year]
        labels = {decade: f"{decade:03}X" for decade in _range(named)}
    elif max(years) - min(years) < _MONTHS:
        named = [
            point.earliest.year * 12 + point.month - 1
            for point in points
            if point.month and point.month <= len(edtf.MONTHS)
        ]
        labels = {month: f"{month // 12:04}-{month % 12 + 1:02}" for month in _range(named)}
    else:
        named = [point.earliest.year for point in points if "X" not in point.year]
        labels = {year: f"{year:04}" for year in _range(named)}
    return tuple(Period(label=label, count=named.count(unit)) for unit, label in labels.items())


def _range(numbers: Sequence[int]) -> range:
    return range(min(numbers), max(numbers) + 1) if numbers else range(0)
