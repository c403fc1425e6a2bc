"""The whole library in one answer: every record once, with what it has to do with."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar, Final

from msgspec import Struct

from briefing.answers.acts import Act
from briefing.answers.brief import narrowed_record
from briefing.answers.context import (
    Item,
    KindName,
    ResultBase,
    Withheld,
    item,
    names_and_sources,
    withheld_fields,
)
from briefing.answers.filters import NO_FILTERS, Filters, RecordFilter
from briefing.answers.flashpoints import flashpoint_row, worst_first
from briefing.answers.relations import Relations
from briefing.answers.sources import Use, uses_of
from briefing.answers.timeline import timeline
from briefing.library import links
from briefing.library.library import Entry, Library
from briefing.library.status import ConcernStatus, Counts, by_date, concern_status, count_statuses
from briefing.model.kinds import NESTED, TOP_LEVEL, iter_nested
from briefing.model.records import Edtf, Reassurance

# What is at stake comes first; the sources come last, in a list of their own.
_CHAPTERS: Final = sorted(
    TOP_LEVEL.keys() - {"source"}, key=lambda kind: (TOP_LEVEL[kind].book_order, kind)
)


class RecordRelations(Struct, frozen=True, kw_only=True):
    """What a record has to do with, by which filters find it, and what refers to it.

    `concerns` are those that it is or touches, `countries` those that it is or names, itself or
    through their actors; `mentioned_by` are the records that refer to it, but for those in it.
    """

    concerns: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    mentioned_by: tuple[str, ...] = ()


class Commitment(Struct, frozen=True, kw_only=True):
    """What binds some to each other: an instrument and its parties, or a reassurance.

    A reassurance is given `by` some `to` others; an instrument is `between` its parties.
    """

    id: str
    kind: KindName
    between: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    to: tuple[str, ...] = ()


class Stakes(Struct, frozen=True, kw_only=True):
    """Who is tied to whom at a flashpoint.

    Actors of one country stand for it: `parties` and the ends of the commitments are countries
    wherever an actor belongs to one.
    """

    parties: tuple[str, ...]
    commitments: tuple[Commitment, ...]


class FullBook(ResultBase, frozen=True, kw_only=True):
    """The whole library, every record of it once.

    `records` holds the top-level ones, in the order of reading, but for the sources, which
    `sources` holds. `standings` and `counts` cover every concern. `bearings` belong to every
    record by its full id, `stakes` of every flashpoint, `uses` of every source. `left_out` counts
    by kind what the filters took away, nested records included; `reassurances` holds those of them
    that standings name.
    """

    schema: ClassVar[str] = "book/2"

    title: str
    as_of: Edtf
    description: str | None
    topics: dict[str, str]
    themes: dict[str, str]
    counts: Counts
    records: tuple[Item, ...]
    standings: tuple[ConcernStatus, ...]
    reassurances: dict[str, Reassurance]
    bearings: dict[str, RecordRelations]
    stakes: dict[str, Stakes]
    uses: dict[str, tuple[Use, ...]]
    moments: tuple[Act, ...]
    filters: Filters = Filters()
    left_out: dict[str, int]
    withheld: Withheld | None = None


def full_book(library: Library, filters: Filters = NO_FILTERS) -> FullBook:
    """Return every record that the filters let through, top-level ones with what stays in them."""
    record_filter = RecordFilter(library, filters)
    records = tuple(
        kept
        for entry in _in_order(library)
        for kept in _filtered_items(library, entry, record_filter)
    )
    shown = [id_ for record in records for id_ in _ids(record)]
    entries = library.entries
    concerns = [id_ for id_ in shown if entries[id_].kind == "concern"]
    standings = tuple(concern_status(library, id_) for id_ in concerns)
    named = dict.fromkeys(e.reassurance for standing in standings for e in standing.answered_by)
    answering = [id_ for id_ in named if id_ not in shown]
    uses = _uses(library, [*shown, *answering])
    sources = [id_ for id_ in library.sources if id_ in uses or not record_filter.is_active]
    stakes = {e.id: _stakes(library, e, set(shown)) for e in records if e.kind == "flashpoint"}
    acts = timeline(library, filters).moments
    shown_acts = [entry for act in acts for entry in (act, *act.parts)]
    return FullBook(
        title=library.library_file.title,
        as_of=library.library_file.as_of,
        description=library.library_file.description,
        topics=library.library_file.topics,
        themes=library.library_file.themes,
        counts=count_statuses(standings),
        records=records,
        standings=standings,
        reassurances={id_: library.reassurance(id_) for id_ in answering},
        bearings=_relations(library, [*shown, *sources]),
        stakes=stakes,
        uses={id_: uses.get(id_, ()) for id_ in sources},
        moments=acts,
        filters=filters,
        left_out=_left_out(library, shown),
        withheld=withheld_fields(library, (record.id for record in records)),
        **names_and_sources(
            library,
            [*shown, *answering, *sources],
            and_names=[
                *(act.id for act in shown_acts),
                *(who for act in shown_acts for who in act.by),
                *(who for tied in stakes.values() for who in _everyone(tied)),
                *(*filters.countries, *filters.by, *filters.flashpoints),
            ],
        ),
    )


def _in_order(library: Library) -> Iterator[Entry]:
    """Yield the top-level records without the sources, in reading order: the stakes come first."""
    for kind in _CHAPTERS:
        yield from _of_kind(library, kind)


def _of_kind(library: Library, kind: str) -> Iterable[Entry]:
    entries = [library.entries[id_] for id_ in library.records(kind)]
    match kind:
        case "country":
            # Those that hold concerns are what the book is about.
            return sorted(entries, key=lambda entry: not library.countries[entry.id].concerns)
        case "flashpoint":
            return [library.entries[id_] for id_ in worst_first(library)]
        case "event":
            return by_date(entries)
    return entries


def _filtered_items(library: Library, entry: Entry, record_filter: RecordFilter) -> Iterator[Item]:
    """Yield a record with what stays in it; nothing where neither it nor anything in it does."""
    if not record_filter.is_active:
        yield item(entry)
        return
    record, _ = narrowed_record(library, entry, record_filter)
    if record_filter.matches(entry) or any(iter_nested(entry.kind, record)):
        yield Item(id=entry.id, kind=entry.kind, record=record)


def _ids(record: Item) -> Iterator[str]:
    """Yield the full ids of a top-level record and of those in it."""
    yield record.id
    yield from (f"{record.id}/{inner}" for inner, _, _ in iter_nested(record.kind, record.record))


def _uses(library: Library, shown: Iterable[str]) -> dict[str, tuple[Use, ...]]:
    """Return what rests on each source, passage by passage."""
    by_source: dict[str, list[Use]] = {}
    for id_ in shown:
        cited = dict.fromkeys(link.target for link in library.outgoing_links(id_) if link.cites)
        for source in cited:
            by_source.setdefault(source, []).extend(uses_of(library, source, library.entries[id_]))
    return {source: tuple(uses) for source, uses in by_source.items()}


def _relations(library: Library, shown: Sequence[str]) -> dict[str, RecordRelations]:
    relations = Relations(library)
    mentioned: dict[str, dict[str, None]] = {id_: {} for id_ in shown}
    for origin in shown:
        for link in library.outgoing_links(origin):
            if link.target in mentioned and link.target != _top(origin) and not link.cites:
                mentioned[link.target][origin] = None
    places = {id_: position for position, id_ in enumerate(shown)}
    result = {}
    for id_ in shown:
        entry = library.entries[id_]
        concerns = relations.concerns(entry) & places.keys()
        countries = relations.countries(entry) & library.countries.keys()
        result[id_] = RecordRelations(
            concerns=tuple(sorted(concerns, key=places.__getitem__)),
            countries=tuple(sorted(countries)),
            mentioned_by=tuple(mentioned[id_]),
        )
    return result


def _top(id_: str) -> str:
    return id_.partition("/")[0]


def _stakes(library: Library, flashpoint: Item, shown: set[str]) -> Stakes:
    row = flashpoint_row(library, flashpoint.id)
    instruments: list[tuple[str, Any]] = [
        (id_, library.entries[id_].record) for id_ in row.record.instruments if id_ in shown
    ]
    reassurances: list[tuple[str, Any]] = [
        (e.id, e.record) for e in row.commitments if e.id in shown
    ]
    commitments = [
        *(
            Commitment(
                id=id_,
                kind="instrument",
                between=_countries_for_actors(library, instrument.parties),
            )
            for id_, instrument in instruments
        ),
        *(
            Commitment(
                id=id_,
                kind="reassurance",
                by=_countries_for_actors(library, reassurance.by),
                to=_countries_for_actors(library, reassurance.to or (_top(id_),)),
            )
            for id_, reassurance in reassurances
        ),
    ]
    parties = _countries_for_actors(library, (party.who for party in flashpoint.record.parties))
    return Stakes(parties=parties, commitments=tuple(commitments))


def _countries_for_actors(library: Library, ids: Iterable[str]) -> tuple[str, ...]:
    """Return countries and actors, with its country in the place of an actor that has one."""
    parties: dict[str, None] = {}
    for id_ in ids:
        owners = links.countries_of(library, id_)
        parties[owners[0] if len(owners) == 1 else id_] = None
    return tuple(parties)


def _everyone(stakes: Stakes) -> Iterator[str]:
    yield from stakes.parties
    for commitment in stakes.commitments:
        yield from (*commitment.between, *commitment.by, *commitment.to)


def _left_out(library: Library, shown: Iterable[str]) -> dict[str, int]:
    """Return how many records of each kind are not there, in the order of the kinds."""
    there = set(shown)
    kinds = [entry.kind for entry in library.entries.values() if entry.id not in there]
    counts = {kind: kinds.count(kind) for kind in (*NESTED, *_CHAPTERS)}
    return {kind: count for kind, count in counts.items() if count}
