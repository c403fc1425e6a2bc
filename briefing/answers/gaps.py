"""What is still open: concerns that are not answered, the worst first."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from msgspec import Struct

from briefing.answers.acts import Act, last_reassurance, latest_on, named_in
from briefing.answers.ahead import coming, expected_from, in_coming_order
from briefing.answers.context import ResultBase, names_and_sources
from briefing.answers.filters import NO_FILTERS, Filters, RecordFilter
from briefing.library import links
from briefing.library.library import Entry, Library
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
    latest,
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
    survey = _Survey(library, filters)
    for country in filters.countries or library.countries:
        survey.add(country)
    gaps_ = tuple(_ordered(library, survey.gaps))
    reassurances = {
        answer.reassurance: survey.reassurances[answer.reassurance]
        for gap in gaps_
        for answer in gap.standing.answered_by
    }
    pledges, ended, countries = survey.pledges, survey.ended, survey.countries
    concerns = [gap.standing.concern for gap in gaps_]
    recent = {concern: survey.latest[concern] for concern in concerns if concern in survey.latest}
    ahead = survey.coming()
    word = latest(survey.words, library.day, lambda act: act.date)
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
        counts=count_statuses(survey.standings),
        countries=tuple(countries),
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
                *(country.id for country in countries),
                *named_in([*recent.values(), *ahead, *filter(None, words)]),
            ],
        ),
    )


class _Survey:
    """What is open in some countries, each of which is read once: few fit into memory."""

    def __init__(self, library: Library, filters: Filters) -> None:
        self._library = library
        self._asked = filters.countries
        self._filter = RecordFilter(library, filters)
        self._ahead: list[Act] = []
        self.standings: list[ConcernStatus] = []
        self.gaps: list[Gap] = []
        self.reassurances: dict[str, Reassurance] = {}
        self.latest: dict[str, Act] = {}
        self.pledges: list[OpenPledge] = []
        self.ended: list[EndedReassurance] = []
        self.countries: list[CountryCounts] = []
        self.words: list[Act] = []

    def add(self, country: str) -> None:
        """Add what the filters let through of a country."""
        library = self._library
        entries = library.entries_in(country)
        staying = [
            entry
            for entry in entries
            if entry.kind in ("concern", "reassurance") and self._filter.matches(entry)
        ]
        standings = [
            concern_status(library, entry.id) for entry in staying if entry.kind == "concern"
        ]
        reassurances = [entry for entry in staying if entry.kind == "reassurance"]
        self.standings += standings
        self._add_gaps(country, [item for item in standings if item.status != "answered"])
        for entry in reassurances:
            self._add_unkept(country, entry)
        word = last_reassurance(library, reassurances)
        if word is not None:
            self.words.append(word)
        if standings:
            counts, code = count_statuses(standings), library.countries[country].code
            self.countries.append(
                CountryCounts(id=country, code=code, counts=counts, last_word=word)
            )
        if not self._asked:
            self._ahead += expected_from(library, entries)

    def _add_gaps(self, country: str, standings: Sequence[ConcernStatus]) -> None:
        library = self._library
        attended = _events_ahead_with(library, country) if standings else set()
        for standing in standings:
            self.gaps.append(_gap(library, standing, attended))
            for answer in standing.answered_by:
                self.reassurances[answer.reassurance] = library.reassurance(answer.reassurance)
            act = latest_on(library, standing.concern, self._filter)
            if act is not None:
                self.latest[standing.concern] = act

    def _add_unkept(self, country: str, entry: Entry) -> None:
        """Add a reassurance that had begun, if it is a pledge that is not kept or has ended."""
        record: Any = entry.record
        day = self._library.day
        end, state = end_of(record, day), pledge_state(record, day)
        if record.date is not None and not has_begun(record.date, day):
            return
        if end is not None and end.is_over:
            self.ended.append(
                EndedReassurance(id=entry.id, country=country, record=record, end=end)
            )
        elif stage_of(record, day) == "pledged" and state != "kept":
            self.pledges.append(
                OpenPledge(id=entry.id, country=country, record=record, state=state)
            )

    def coming(self) -> tuple[Act, ...]:
        """Return what is ahead, the nearest first; for some countries, what has to do with them."""
        if self._asked:
            return coming(self._library, self._asked)
        events = (self._library.entries[id_] for id_ in self._library.events)
        return in_coming_order([*expected_from(self._library, events), *self._ahead])


def _ordered(library: Library, gaps: Sequence[Gap]) -> list[Gap]:
    topics = list(library.library_file.topics)
    standings = [gap.standing for gap in gaps]
    by_country = _tally(
        standing.country for standing in standings if standing.status == "unanswered"
    )
    by_topic = _tally(
        (standing.country, standing.topic) for standing in standings if _is_worst(standing)
    )
    places = {
        id_: position for position, id_ in enumerate(dict.fromkeys(e.country for e in standings))
    }

    def order(gap: Gap) -> tuple[Any, ...]:
        standing = gap.standing
        topic = topics.index(standing.topic) if standing.topic in topics else len(topics)
        return (
            -by_country.get(standing.country, 0),
            places[standing.country],
            -by_topic.get((standing.country, standing.topic), 0),
            topic,
            WORST_FIRST.index(standing.status),
        )

    return sorted(gaps, key=order)


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
