"""One chronology of events, reassurances, actions and developments."""

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar, Final

from msgspec import Struct
from msgspec.structs import replace

from briefing.answers.acts import Act, ActCandidate, acts_of, acts_with_parts, named_in
from briefing.answers.ahead import coming_from, in_coming_order
from briefing.answers.context import ResultBase, names_and_sources
from briefing.answers.filters import NO_FILTERS, Filters, RecordFilter
from briefing.answers.relations import entries_touching
from briefing.library import links
from briefing.library.library import Entry, Library
from briefing.model import edtf
from briefing.model.kinds import KINDS, NESTED_BY_FIELD, TOP_LEVEL, nested_fields
from briefing.model.records import Edtf, date_text

# With more years than this, density is counted by decade; with fewer than the other, by month.
_DECADES: Final = 40
_MONTHS: Final = 2
_YEAR: Final = 10


class Period(Struct, frozen=True, kw_only=True):
    """How many acts lie in one stretch of time; `label` names it, as EDTF does."""

    label: str
    count: int


class Timeline(ResultBase, frozen=True, kw_only=True):
    """Everything that is dated, in its order; `density` counts it year by year, or by month.

    `coming` is what is ahead, the nearest first, and among it the pledges that fall due.
    `countries` names the countries to which each of those who act or are acted towards belongs, and
    `codes` their ISO 3166-1 alpha-3 codes.
    """

    schema: ClassVar[str] = "timeline/2"

    as_of: Edtf
    moments: tuple[Act, ...]
    density: tuple[Period, ...]
    undated: int
    coming: tuple[Act, ...]
    countries: dict[str, tuple[str, ...]]
    codes: dict[str, str]
    filters: Filters = Filters()


def timeline(library: Library, filters: Filters = NO_FILTERS) -> Timeline:
    """Return everything dated that the filters let through, in its order, each act once."""
    record_filter = RecordFilter(library, filters)
    candidates: list[ActCandidate] = []
    ahead: list[Act] = []
    for entry in _entries(library, filters):
        candidates += acts_of(library, entry, record_filter)
        ahead += _coming(library, entry, filters)
    coming = in_coming_order(ahead)
    grouped = acts_with_parts(candidates)
    acts = [act for act in grouped if act.date is not None]
    shown = [part for act in acts for part in (act, *act.parts)]
    parties = dict.fromkeys(who for act in (*shown, *coming) for who in (*act.by, *act.to))
    countries = {who: _countries_of(library, who) for who in parties}
    homes = dict.fromkeys(id_ for ids in countries.values() for id_ in ids)
    codes = {id_: code for id_ in homes if (code := library.countries[id_].code) is not None}
    return Timeline(
        as_of=library.library_file.as_of,
        moments=tuple(acts),
        density=_density([date_text(act.date) for act in acts if act.date]),
        undated=len(grouped) - len(acts),
        coming=coming,
        countries=countries,
        codes=codes,
        filters=filters,
        **names_and_sources(
            library,
            [act.id for act in shown if act.kind != "development"],
            and_names=[
                *parties,
                *homes,
                *(act.id for act in shown if act.kind == "development"),
                *named_in(coming),
            ],
            and_sources=[
                *(reference for act in shown for reference in act.sources),
                *(reference for act in coming for reference in act.sources),
            ],
        ),
    )


def _coming(library: Library, entry: Entry, filters: Filters) -> Iterator[Act]:
    """Yield what is ahead by a record, as far as filters let it through."""
    ahead = list(coming_from(library, entry))
    # A pledge that falls due within a span of time may have been made before it.
    if ahead and RecordFilter(library, replace(filters, since=None, until=None)).matches(entry):
        times = RecordFilter(library, filters)
        yield from (act for act in ahead if act.date and times.matches_date(date_text(act.date)))


def _countries_of(library: Library, party: str) -> tuple[str, ...]:
    if party in library.countries:
        return (party,)
    return tuple(links.countries_of(library, party))


def _entries(library: Library, filters: Filters) -> Iterable[Entry]:
    """Yield the records that may be acts; where countries are asked for, those that touch one."""
    if not filters.countries:
        for kind in filter(_holds_acts, TOP_LEVEL):
            for id_ in library.records(kind):
                yield from library.entries_in(id_)
        return
    yield from entries_touching(library, filters.countries)


def _holds_acts(kind: str) -> bool:
    """Return whether records of a top-level kind are acts, or have some in them."""
    nested = any(NESTED_BY_FIELD[field].in_timeline for field in nested_fields(kind))
    return kind == "flashpoint" or KINDS[kind].in_timeline or nested


def _density(texts: Sequence[str]) -> tuple[Period, ...]:
    """Return how many acts begin in each year, decade or month, empty ones between them included.

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
