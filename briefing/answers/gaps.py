"""What is still open: concerns that are not answered, the worst first."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from msgspec import Struct

from briefing.answers.acts import Act, last_word, latest_acts, named_in
from briefing.answers.ahead import coming
from briefing.answers.context import ResultBase, names_and_sources
from briefing.answers.filters import NO_FILTERS, Filters, RecordFilter
from briefing.library import links
from briefing.library.library import Library
from briefing.library.status import (
    WORST_FIRST,
    ConcernStatus,
    Counts,
    End,
    PledgeState,
    coming_order,
    concern_status,
    count_statuses,
    end_of,
    has_begun,
    is_upcoming,
    pledge_state,
    stage_of,
)
from briefing.model.records import Concern, Edtf, Event, Reassurance, Recommendation


class Advice(Struct, frozen=True, kw_only=True):
    """A recommendation that would answer a concern."""

    id: str
    record: Recommendation


class Occasion(Struct, frozen=True, kw_only=True):
    """A coming event at which a concern could be answered: advised by a source, or open to it.

    It is `advised` where a recommendation names the event; otherwise the country that holds the
    concern takes part in it.
    """

    id: str
    event: Event
    advised: bool


class Gap(Struct, frozen=True, kw_only=True):
    """A concern that is unanswered, only touched on or only partly answered."""

    standing: ConcernStatus
    concern: Concern
    advice: tuple[Advice, ...]
    occasions: tuple[Occasion, ...]


class ReassuranceRow(Struct, frozen=True, kw_only=True):
    """A reassurance, and the country that it is meant to reassure."""

    id: str
    country: str
    record: Reassurance


class OpenPledge(ReassuranceRow, frozen=True, kw_only=True):
    """A pledge that is not kept: due, overdue or kept in part; None where it has no due day."""

    state: PledgeState | None


class EndedReassurance(ReassuranceRow, frozen=True, kw_only=True):
    """A reassurance that no longer holds: since when, and why."""

    end: End


class CountryCounts(Struct, frozen=True, kw_only=True):
    """How the concerns of a country stand; its code is ISO 3166-1 alpha-3.

    `last_word` is what it was last told or given to reassure it.
    """

    id: str
    code: str | None
    counts: Counts
    last_word: Act | None = None


class Gaps(ResultBase, frozen=True, kw_only=True):
    """What is still open, the worst first, by country and topic.

    `counts` counts every concern that the filters let through, answered ones included, and
    `countries` those of each country. `latest` is what was last said or done about each concern,
    `last_word` what any of the countries was last told or given to reassure it, and `coming` what
    is ahead. `pledges` are those that are not kept and have not ended; `ended` is every
    reassurance that has.
    """

    schema: ClassVar[str] = "gaps/2"

    as_of: Edtf
    topics: dict[str, str]
    gaps: tuple[Gap, ...]
    pledges: tuple[OpenPledge, ...]
    ended: tuple[EndedReassurance, ...]
    reassurances: dict[str, Reassurance]
    counts: Counts
    countries: tuple[CountryCounts, ...]
    themes: dict[str, str]
    latest: dict[str, Act]
    last_word: Act | None
    coming: tuple[Act, ...]
    filters: Filters = Filters()


def gaps(library: Library, filters: Filters = NO_FILTERS) -> Gaps:
    """Return every gap by country and topic, in each the one with the worst status first.

    Countries with more that is unanswered come first, and so do topics within a country.
    """
    standings = considered(library, filters)
    open_ = [standing for standing in standings if standing.status != "answered"]
    attended = {
        country: _events_ahead_with(library, country)
        for country in dict.fromkeys(standing.country for standing in open_)
    }
    gaps_ = tuple(
        _gap(library, standing, attended[standing.country]) for standing in _ordered(library, open_)
    )
    reassurances = {
        answer.reassurance: library.reassurance(answer.reassurance)
        for gap in gaps_
        for answer in gap.standing.answered_by
    }
    pledges, ended = _pledges_and_ended(library, filters)
    recent = latest_acts(library, (gap.standing.concern for gap in gaps_), filters)
    asked = filters.countries
    ahead, word = coming(library, asked), last_word(library, asked or library.countries, filters)
    countries = _by_country(library, standings, filters)
    words = [word, *(country.last_word for country in countries)]
    rows: list[ReassuranceRow] = [*pledges, *ended]
    shown = [
        *(gap.standing.concern for gap in gaps_),
        *(row.id for row in rows),
        *reassurances,
        *(advice.id for gap in gaps_ for advice in gap.advice),
        *(occasion.id for gap in gaps_ for occasion in gap.occasions),
    ]
    return Gaps(
        as_of=library.library_file.as_of,
        topics=library.library_file.topics,
        gaps=gaps_,
        pledges=tuple(pledges),
        ended=tuple(ended),
        reassurances=reassurances,
        counts=count_statuses(standings),
        countries=countries,
        themes=library.library_file.themes,
        latest=recent,
        last_word=word,
        coming=ahead,
        filters=filters,
        **names_and_sources(
            library,
            shown,
            and_names=[
                *(gap.standing.country for gap in gaps_),
                *(row.country for row in rows),
                *(standing.country for standing in standings),
                *named_in([*recent.values(), *ahead, *filter(None, words)]),
            ],
        ),
    )


def _pledges_and_ended(
    library: Library, filters: Filters
) -> tuple[list[OpenPledge], list[EndedReassurance]]:
    """Return the pledges that are not kept, and what no longer holds, of what had begun."""
    record_filter, day = RecordFilter(library, filters), library.day
    pledges, ended = [], []
    for country in filters.countries or library.countries:
        for entry in library.entries_in(country):
            record = entry.record
            if not isinstance(record, Reassurance) or not record_filter.matches(entry):
                continue
            end, state = end_of(record, day), pledge_state(record, day)
            if record.date is not None and not has_begun(record.date, day):
                continue
            if end is not None and end.is_over:
                ended.append(EndedReassurance(id=entry.id, country=country, record=record, end=end))
            elif stage_of(record, day) == "pledged" and state != "kept":
                pledges.append(OpenPledge(id=entry.id, country=country, record=record, state=state))
    return pledges, ended


def _by_country(
    library: Library, standings: Iterable[ConcernStatus], filters: Filters
) -> tuple[CountryCounts, ...]:
    standings_by_country: dict[str, list[ConcernStatus]] = {}
    for standing in standings:
        standings_by_country.setdefault(standing.country, []).append(standing)
    return tuple(
        CountryCounts(
            id=id_,
            code=library.countries[id_].code,
            counts=count_statuses(own),
            last_word=last_word(library, [id_], filters),
        )
        for id_, own in standings_by_country.items()
    )


def considered(library: Library, filters: Filters) -> list[ConcernStatus]:
    """Return the status of every concern that the filters let through."""
    record_filter = RecordFilter(library, filters)
    countries = filters.countries or library.countries
    return [
        concern_status(library, entry.id)
        for id_ in countries
        for entry in library.entries_in(id_)
        if entry.kind == "concern" and record_filter.matches(entry)
    ]


def _ordered(library: Library, standings: Sequence[ConcernStatus]) -> list[ConcernStatus]:
    topics = list(library.library_file.topics)
    by_country = _tally(
        standing.country for standing in standings if standing.status == "unanswered"
    )
    by_topic = _tally(
        (standing.country, standing.topic) for standing in standings if _is_worst(standing)
    )
    places = {
        id_: position for position, id_ in enumerate(dict.fromkeys(e.country for e in standings))
    }

    def order(standing: ConcernStatus) -> tuple[Any, ...]:
        topic = topics.index(standing.topic) if standing.topic in topics else len(topics)
        return (
            -by_country.get(standing.country, 0),
            places[standing.country],
            -by_topic.get((standing.country, standing.topic), 0),
            topic,
            WORST_FIRST.index(standing.status),
        )

    return sorted(standings, key=order)


def _is_worst(standing: ConcernStatus) -> bool:
    return standing.status == WORST_FIRST[0]


def _tally(things: Iterable[Any]) -> dict[Any, int]:
    counts: dict[Any, int] = {}
    for thing in things:
        counts[thing] = counts.get(thing, 0) + 1
    return counts


def _gap(library: Library, standing: ConcernStatus, attended: set[str]) -> Gap:
    record: Any = library.entries[standing.concern].record
    advice = advice_for(library, standing.concern)
    return Gap(
        standing=standing,
        concern=record,
        advice=advice,
        occasions=_occasions(library, advice, attended),
    )


def advice_for(library: Library, concern: str) -> tuple[Advice, ...]:
    """Return the recommendations that would answer a concern."""
    ids = links.advice_on(library, concern)
    return tuple(Advice(id=id_, record=_record(library, id_)) for id_ in ids)


def _record(library: Library, id_: str) -> Any:
    return library.entries[id_].record


def _events_ahead_with(library: Library, country: str) -> set[str]:
    """Return the coming events in which a country or one of its actors takes part."""
    side = links.with_actors(library, [country])
    return {
        id_
        for party in side
        for id_ in links.events_with(library, party)
        if (event := library.events.get(id_)) is not None and is_upcoming(library, event)
    }


def _occasions(
    library: Library, advice: Sequence[Advice], attended: set[str]
) -> tuple[Occasion, ...]:
    """Return the coming events that advice names, and those in which the country takes part."""
    advised = {recommendation.record.at for recommendation in advice if recommendation.record.at}
    occasions = [
        (coming_order(event.date), id_, event)
        for id_ in advised | attended
        if (event := library.events.get(id_)) is not None and is_upcoming(library, event)
    ]
    return tuple(
        Occasion(id=id_, event=event, advised=id_ in advised)
        for _, id_, event in sorted(occasions, key=lambda occasion: occasion[:2])
    )
