"""One chronology of events, reassurances, actions and developments."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Annotated, Any, ClassVar, Final, TypeAlias

from msgspec import Meta, Struct

from briefing.answers.context import Known, known
from briefing.answers.filters import NO_FILTERS, Filters, Sieve
from briefing.library import links
from briefing.library.library import Entry, Library
from briefing.library.status import date_of, is_ahead
from briefing.model import edtf
from briefing.model.kinds import KINDS, NESTED_BY_FIELD, TOP_LEVEL, nested_fields
from briefing.model.records import ActionStatus, Date, Edtf, EventStatus, Reference, date_text

# With more years than this, density is counted by decade; with fewer than the other, by month.
_DECADES: Final = 40
_MONTHS: Final = 2
_YEAR: Final = 10


MomentKind: TypeAlias = Annotated[
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


class Moment(Struct, frozen=True, kw_only=True):
    """One entry of a chronology: a record that is dated, or a development at a flashpoint.

    `id` is the full id of the record, of a development that of its flashpoint. `ahead` tells that
    it lies after the as-of date, `until` the last day on which a reassurance holds.
    """

    date: Date
    kind: MomentKind
    id: str
    summary: str
    by: tuple[str, ...]
    status: ActionStatus | EventStatus | None
    ahead: bool
    sources: tuple[Reference, ...]
    until: Date | None = None


class Span(Struct, frozen=True, kw_only=True):
    """How many moments lie in one stretch of time; `label` is an EDTF date."""

    label: Edtf
    count: int


class Timeline(Known, frozen=True, kw_only=True):
    """Everything that is dated, in its order; `density` counts it year by year, or by month."""

    schema: ClassVar[str] = "timeline/2"

    as_of: Edtf
    moments: tuple[Moment, ...]
    density: tuple[Span, ...]
    undated: int
    filters: Filters = Filters()


def timeline(library: Library, filters: Filters = NO_FILTERS) -> Timeline:
    """Everything dated that the filters let through, in its order."""
    sieve = Sieve(library, filters)
    found = [each for entry in _entries(library, filters) for each in _moments(entry, sieve)]
    undated = sum(each is None for each in found)
    moments = sorted((each for each in found if each is not None), key=lambda each: each[0])
    told = tuple(moment for _, moment in moments)
    dated = tuple(_ahead(moment, library.day) for moment in told)
    return Timeline(
        as_of=library.library_file.as_of,
        moments=dated,
        density=_density([date_text(each.date) for each in dated]),
        undated=undated,
        filters=filters,
        **known(
            library,
            [each.id for each in dated if each.kind != "development"],
            and_names=[
                *(who for each in dated for who in each.by),
                *(each.id for each in dated if each.kind == "development"),
            ],
            and_sources=[one for each in dated for one in each.sources],
        ),
    )


def _entries(library: Library, filters: Filters) -> Iterable[Entry]:
    """The records that may be moments; where countries are asked for, those that touch one."""
    if not filters.countries:
        for kind in filter(_holds_moments, TOP_LEVEL):
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


def _holds_moments(kind: str) -> bool:
    """Whether records of a top-level kind are moments, or have some in them."""
    nested = any(NESTED_BY_FIELD[field].in_timeline for field in nested_fields(kind))
    return kind == "flashpoint" or KINDS[kind].in_timeline or nested


_Placed = tuple[tuple[Any, ...], Moment]


def _moments(entry: Entry, sieve: Sieve) -> Iterator[_Placed | None]:
    """The moments of a record, each with what orders it; None for one without a date."""
    if entry.kind == "flashpoint":
        yield from _developments(entry, sieve)
    elif KINDS[entry.kind].in_timeline and sieve.stays(entry):
        day = date_of(entry.record)
        if day is None:
            yield None
        else:
            moment = _moment(entry)
            yield (*edtf.sort_key(day), moment.kind, moment.id, 0), moment


def _moment(entry: Entry) -> Moment:
    record: Any = entry.record
    return Moment(
        date=record.date,
        kind=entry.kind,
        id=entry.id,
        summary=record.summary or "",
        by=_doers(entry),
        status=getattr(record, "status", None),
        ahead=False,
        sources=record.sources,
        until=getattr(record, "until", None),
    )


def _doers(entry: Entry) -> tuple[str, ...]:
    """Who took part in something, or said or did it; without a name, the country of its file."""
    record: Any = entry.record
    named: tuple[str, ...] = getattr(record, "participants", ()) or getattr(record, "by", ())
    return named or ((entry.owner,) if entry.owner else ())


def _developments(entry: Entry, sieve: Sieve) -> Iterator[_Placed | None]:
    record: Any = entry.record
    if not sieve.stays(entry):
        return
    for place, each in enumerate(record.developments):
        day = date_of(each)
        # What has an event of its own is told there.
        if each.event or not sieve.in_time(day):
            continue
        if day is None:
            yield None
            continue
        moment = Moment(
            date=each.date,
            kind="development",
            id=entry.id,
            summary=each.summary,
            by=(),
            status=None,
            ahead=False,
            sources=each.sources,
        )
        yield (*edtf.sort_key(day), moment.kind, moment.id, place), moment


def _ahead(moment: Moment, day: date) -> Moment:
    if not is_ahead(moment.date, moment.status, day):
        return moment
    from msgspec.structs import replace

    return replace(moment, ahead=True)


def _density(texts: Sequence[str]) -> tuple[Span, ...]:
    """How many moments begin in each year, decade or month, empty ones between them included.

    A moment whose date names no month is counted in none, and so with years and decades.
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
    return tuple(Span(label=label, count=named.count(unit)) for unit, label in labels.items())


def _range(numbers: Sequence[int]) -> range:
    return range(min(numbers), max(numbers) + 1) if numbers else range(0)
