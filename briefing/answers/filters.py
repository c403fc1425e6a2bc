"""What narrows an answer: one set of filters that mean the same wherever records are listed."""

from collections.abc import Callable, Container, Iterable, Sequence
from functools import cached_property
from typing import Final, TypeAlias, TypedDict, Unpack, get_args

from msgspec import Struct

from briefing.answers.relations import Relations
from briefing.errors import UnknownValue
from briefing.library import links
from briefing.library.folding import normalize_name
from briefing.library.library import Entry, Library
from briefing.library.lookup import nearest
from briefing.library.status import concern_status, date_of
from briefing.model import edtf
from briefing.model.kinds import KINDS, with_article
from briefing.model.records import Edtf
from briefing.model.vocabulary import Status

FilterValue: TypeAlias = str | Sequence[str] | None
"""The value of a filter option: none, one or several."""


class BookOptions(TypedDict, total=False):
    """What narrows an answer, and which book answers.

    That is the book on a day (`as_of`, an EDTF date), according to one source (`according_to`) and
    without what is marked above a limit (`max_marking`).
    Records are named as everywhere; `Filters` says what each filter means.
    """

    country: FilterValue
    topic: FilterValue
    status: FilterValue
    by: FilterValue
    flashpoint: FilterValue
    source: FilterValue
    as_of: str | None
    according_to: str | None
    max_marking: str | None


class FilterOptions(BookOptions, total=False):
    """The same, with the span of time that records are to lie in (EDTF dates)."""

    since: str | None
    until: str | None


class Filters(Struct, frozen=True, kw_only=True):
    """What an answer is narrowed to; empty means everything. The records named are full ids.

    A record stays where it passes every filter that is given, by one of its values: `countries`,
    where it is a country's own or names it or one of its actors; `topics` and `statuses`, where it
    is such a concern or bears on one (it answers or would answer it, or is about it); `by`, where a
    country or an actor says, does or holds it; `flashpoints`, where it is about one or a part of
    it; `sources`, where it rests on one.

    `since` and `until` are EDTF dates: the span runs from the first day of the one to the last day
    of the other. A dated record stays when its own span overlaps; an undated one always stays.
    `labels` are what the records and topics that are asked for are called.
    """

    countries: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    by: tuple[str, ...] = ()
    flashpoints: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    since: Edtf | None = None
    until: Edtf | None = None
    labels: dict[str, str] = {}


NO_FILTERS: Final = Filters()


def parse_filters(
    library: Library, section: FilterValue = None, **given: Unpack[FilterOptions]
) -> Filters:
    """Return the filters that a reader asks for, every name in them the id of a record.

    Raises:
        UnknownName: a record is named that the library does not know.
        AmbiguousName: a name could mean several records.
        UnknownValue: a topic, status or date is none.
    """
    topics, statuses = _topics(library, given.get("topic")), _as_tuple(given.get("status"))
    since, until = given.get("since"), given.get("until")
    check_values("status", statuses, get_args(Status))
    _check_order(since, until)
    countries = _find_records(library, "country", given.get("country"))
    by = _find_doers(library, given.get("by"))
    flashpoints = _find_records(library, "flashpoint", given.get("flashpoint"))
    sources = _find_records(library, "source", given.get("source"))
    called = library.designations([*countries, *by, *flashpoints, *sources])
    labels = {id_: designation.name for id_, designation in called.items()}
    return Filters(
        countries=countries,
        topics=topics,
        statuses=statuses,  # type: ignore[arg-type]  # just checked
        by=by,
        flashpoints=flashpoints,
        sources=sources,
        labels={**labels, **{topic: library.library_file.topics[topic] for topic in topics}},
        sections=_as_tuple(section),
        since=since,
        until=until,
    )


def _topics(library: Library, value: FilterValue) -> tuple[str, ...]:
    """Return the slugs of the topics that are named by their slugs or by their labels.

    Raises:
        UnknownValue: the library has no such topic.
    """
    topics = library.library_file.topics
    slugs = {normalize_name(label): slug for slug, label in topics.items()}
    slugs |= {normalize_name(slug): slug for slug in topics}
    named = tuple(slugs.get(normalize_name(text), text) for text in _as_tuple(value))
    check_values("topic", named, topics)
    return named


def check_values(what: str, values: Iterable[str], choices: Iterable[str]) -> None:
    """Make sure that every value is one of the choices.

    Raises:
        UnknownValue: it is none of them.
    """
    choices = list(choices)
    for value in values:
        if value not in choices:
            near = nearest(value, choices, 1)
            hint = f" Did you mean {near[0]}?" if near else ""
            there = f", only {', '.join(choices)}" if choices else ""
            raise UnknownValue(f"This library has no {what} '{value}'{there}.{hint}")


def parse_day(text: str) -> str:
    """Return a date as it was typed, once it parses as EDTF.

    Raises:
        UnknownValue: it is none.
    """
    try:
        edtf.parse(text)
    except edtf.InvalidDate as error:
        raise UnknownValue(f"{error}.") from None
    return text


class RecordFilter:
    """Decides which records match every filter that is set."""

    def __init__(self, library: Library, filters: Filters) -> None:
        self._library = library
        self.filters = filters
        self._relations = Relations(library)
        self._asked: dict[str, bool] = {}
        self._since = edtf.earliest_day(filters.since) if filters.since else None
        self._until = edtf.latest_day(filters.until) if filters.until else None
        tests: list[tuple[object, Callable[[Entry], bool]]] = [
            (filters.since or filters.until, self._matches_time),
            (filters.topics or filters.statuses, self._touches_a_concern),
            (filters.countries, self._concerns_a_country),
            (filters.by, self._is_by),
            (filters.flashpoints, self._touches_a_flashpoint),
            (filters.sources, self._rests_on_a_source),
        ]
        self._tests = [test for asked, test in tests if asked]

    @property
    def is_active(self) -> bool:
        """Whether any filter is set."""
        return bool(self._tests)

    def matches(self, entry: Entry) -> bool:
        """Return whether a record matches every filter."""
        return all(test(entry) for test in self._tests)

    def matches_date(self, day: str | None) -> bool:
        """Return whether a date lies within the asked span; no date always does."""
        return day is None or edtf.overlaps(day, self._since, self._until)

    def _matches_time(self, entry: Entry) -> bool:
        return not KINDS[entry.kind].is_dated or self.matches_date(date_of(entry.record))

    def _touches_a_concern(self, entry: Entry) -> bool:
        """Return whether a record is a concern that is asked for, or bears on one."""
        return any(map(self._is_asked_for, self._relations.concerns(entry)))

    def _is_asked_for(self, concern: str) -> bool:
        if concern not in self._asked:
            standing = concern_status(self._library, concern)
            wanted = self.filters
            self._asked[concern] = (
                (not wanted.topics or standing.topic in wanted.topics)
                and (not wanted.statuses or standing.status in wanted.statuses)
                and (not wanted.countries or standing.country in wanted.countries)
            )
        return self._asked[concern]

    def _concerns_a_country(self, entry: Entry) -> bool:
        """Return whether a record is a country's, or names it or one of its actors."""
        return not self._relations.countries(entry).isdisjoint(self.filters.countries)

    def _is_by(self, entry: Entry) -> bool:
        wanted = self.filters.by
        return (KINDS[entry.kind].is_owners and entry.owner in wanted) or any(
            self._is_of(doer, wanted) for doer in links.doers_of(self._library, entry.id)
        )

    def _is_of(self, id_: str, wanted: Sequence[str]) -> bool:
        """Return whether a record is one of some, or an actor of one of them."""
        return id_ in wanted or not set(wanted).isdisjoint(links.countries_of(self._library, id_))

    def _touches_a_flashpoint(self, entry: Entry) -> bool:
        """Return whether a record is at a flashpoint, names it, or answers a concern that does."""
        wanted = self._places
        if entry.id in wanted:
            return True
        answered = links.concerns_answered_by(self._library, entry.id)
        return any(self._names(id_, wanted) for id_ in (entry.id, *answered))

    def _names(self, id_: str, wanted: Container[str]) -> bool:
        """Return whether a record names one of some others."""
        return any(link.target in wanted for link in self._library.outgoing_links(id_))

    @cached_property
    def _places(self) -> set[str]:
        """The flashpoints that are asked for, and those that are part of them."""
        wanted = self.filters.flashpoints
        return {*wanted, *(part for id_ in wanted for part in links.parts_of(self._library, id_))}

    def _rests_on_a_source(self, entry: Entry) -> bool:
        wanted = self.filters.sources
        return entry.id in wanted or self._names(entry.id, wanted)


def _as_tuple(value: FilterValue) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def _find_records(library: Library, kind: str, value: FilterValue) -> tuple[str, ...]:
    names = library.resolver_for(kind)
    return tuple(dict.fromkeys(names.find(name) for name in _as_tuple(value)))


def _find_doers(library: Library, value: FilterValue) -> tuple[str, ...]:
    """Return the countries and actors that are named.

    Raises:
        UnknownValue: a record of another kind is named.
    """
    doers = tuple(dict.fromkeys(library.resolver.find(name) for name in _as_tuple(value)))
    for id_ in doers:
        entry = library.entries.get(id_)
        if entry is not None and not KINDS[entry.kind].can_act:
            acting = " or ".join(with_article(name) for name in KINDS if KINDS[name].can_act)
            raise UnknownValue(f"{id_} is {with_article(entry.kind)}; --by takes {acting}.")
    return doers


def _check_order(since: str | None, until: str | None) -> None:
    for text in (since, until):
        if text is not None:
            parse_day(text)
    if since and until and edtf.earliest_day(since) > edtf.latest_day(until):
        raise UnknownValue(f"--since {since} lies after --until {until}; swap the two.")
