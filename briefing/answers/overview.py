"""The book at a glance: its countries, its flashpoints and what comes next."""

from collections.abc import Iterable, Sequence
from typing import ClassVar, Literal

from msgspec import Struct

from briefing.answers.acts import Act, last_word, latest_act_at, named_in
from briefing.answers.ahead import coming
from briefing.answers.context import (
    ResultBase,
    Upcoming,
    Withheld,
    names_and_sources,
    withheld_fields,
)
from briefing.answers.flashpoints import worst_first
from briefing.answers.sources import Weight, weight
from briefing.library import links
from briefing.library.files import printable_path
from briefing.library.library import Library
from briefing.library.location import LibraryLocation
from briefing.library.status import (
    ConcernStatus,
    Counts,
    coming_order,
    concern_status,
    count_statuses,
    country_statuses,
    is_upcoming,
    text_on,
)
from briefing.model.records import Edtf
from briefing.model.vocabulary import EventType, Reading, Trend


class CountryLine(Struct, frozen=True, kw_only=True):
    """A country at a glance: how its concerns stand, and the next event in which it takes part.

    `last_word` is what it was last told or given to reassure it.
    """

    id: str
    name: str
    relationship: str | None
    bottom_line: str | None
    counts: Counts
    standings: tuple[ConcernStatus, ...]
    next_event: Upcoming | None
    last_word: Act | None = None


class FlashpointLine(Struct, frozen=True, kw_only=True):
    """A flashpoint at a glance: how the concerns tied to it stand, and the latest there."""

    id: str
    name: str
    trend: Trend | None
    trend_basis: Reading | None
    counts: Counts
    latest: Act | None


class Overview(ResultBase, frozen=True, kw_only=True):
    """The book at a glance. `reason` says why this library was chosen, `folder` where it is.

    `coming` is what is ahead, the nearest first; `last_word` what one of its countries was last
    told or given to reassure it; `weight` what the statements about its countries rest on.
    """

    schema: ClassVar[str] = "overview/2"

    title: str
    as_of: Edtf
    description: str | None
    folder: str
    reason: Literal["option", "environment", "nearest", "shipped"]
    countries: tuple[CountryLine, ...]
    flashpoints: tuple[FlashpointLine, ...]
    topics: dict[str, str]
    next_event: Upcoming | None
    coming: tuple[Act, ...]
    last_word: Act | None
    weight: Weight
    withheld: Withheld | None = None


def overview(library: Library, location: LibraryLocation) -> Overview:
    """Return the book at a glance."""
    lines = [_country_line(library, id_) for id_ in library.countries]
    flashpoints = tuple(_flashpoint_line(library, id_) for id_ in worst_first(library))
    ahead, word = coming(library), last_word(library, library.countries)
    event = next_event(library)
    words = [line.last_word for line in lines if line.last_word]
    acts = [*ahead, *words, *(row.latest for row in flashpoints if row.latest)]
    return Overview(
        title=library.library_file.title,
        as_of=library.library_file.as_of,
        description=library.library_file.description,
        folder=printable_path(location.folder),
        reason=location.reason,
        # Those that hold concerns are what the book is about.
        countries=tuple(sorted(lines, key=lambda line: line.counts == Counts())),
        flashpoints=flashpoints,
        topics=library.library_file.topics,
        next_event=event,
        coming=ahead,
        last_word=word,
        weight=weight(library, library.countries),
        withheld=withheld_fields(
            library,
            [*library.flashpoints, *library.countries],
            shown=("trend", "bottom_line"),
            of_library=["description"] if library.lacks_description else [],
        ),
        **names_and_sources(
            library,
            [event.id] if event else [],
            and_names=[
                *(standing.concern for line in lines for standing in line.standings),
                *named_in(acts),
            ],
            and_sources=[reference for act in acts for reference in act.sources],
        ),
    )


def _country_line(library: Library, id_: str) -> CountryLine:
    country = library.countries[id_]
    standings = country_statuses(library, id_)
    return CountryLine(
        id=id_,
        name=country.name,
        relationship=text_on(country.relationship, library.day),
        bottom_line=text_on(country.bottom_line, library.day),
        counts=count_statuses(standings),
        standings=standings,
        next_event=next_event(library, [id_]) if standings else None,
        last_word=last_word(library, [id_]) if standings else None,
    )


def _flashpoint_line(library: Library, id_: str) -> FlashpointLine:
    place = library.flashpoints[id_]
    tied = [concern_status(library, concern) for concern in links.concerns_tied_to(library, id_)]
    return FlashpointLine(
        id=id_,
        name=place.name,
        trend=place.trend,
        trend_basis=place.trend_basis,
        counts=count_statuses(tied),
        latest=latest_act_at(library, id_),
    )


def next_meeting(library: Library, country: str) -> Upcoming | None:
    """Return the next meeting in which a country takes part, or else the next event of any type."""
    return next_event(library, [country], "consult") or next_event(library, [country])


def next_event(
    library: Library, countries: Sequence[str] = (), type_: EventType | None = None
) -> Upcoming | None:
    """Return the next event, of all or of those in which some countries take part, or of a type."""
    side = links.with_actors(library, countries)
    ids: Iterable[str] = library.events
    if side:
        ids = dict.fromkeys(id_ for party in side for id_ in links.events_with(library, party))
    ahead = [
        (coming_order(event.date), id_, event)
        for id_ in ids
        if (event := library.events.get(id_)) is not None
        and is_upcoming(library, event)
        and type_ in (None, event.type)
    ]
    if not ahead:
        return None
    _, id_, event = min(ahead, key=lambda entry: entry[:2])
    return Upcoming(id=id_, event=event)
