"""The book at a glance: its countries, its flashpoints and what comes next."""

from typing import ClassVar, Literal

from msgspec import Struct

from briefing.answers.context import Known, Upcoming, Withheld, known, withheld
from briefing.answers.flashpoints import worst_first
from briefing.library.library import Library, LibraryLocation
from briefing.library.status import (
    Counts,
    coming_order,
    count_statuses,
    country_statuses,
    is_upcoming,
    text_on,
)
from briefing.model.records import Edtf, Trend


class CountryLine(Struct, frozen=True, kw_only=True):
    """A country at a glance."""

    id: str
    name: str
    relationship: str | None
    counts: Counts


class FlashpointLine(Struct, frozen=True, kw_only=True):
    """A flashpoint at a glance."""

    id: str
    name: str
    trend: Trend | None


class Overview(Known, frozen=True, kw_only=True):
    """The book at a glance. `reason` says why this library was chosen, `folder` where it is."""

    schema: ClassVar[str] = "overview/2"

    title: str
    as_of: Edtf
    description: str | None
    folder: str
    reason: Literal["option", "environment", "nearest", "shipped"]
    countries: tuple[CountryLine, ...]
    flashpoints: tuple[FlashpointLine, ...]
    next_event: Upcoming | None
    withheld: Withheld | None = None


def overview(library: Library, found: LibraryLocation) -> Overview:
    """The book at a glance."""
    lines = [
        CountryLine(
            id=id_,
            name=country.name,
            relationship=text_on(country.relationship, library.day),
            counts=count_statuses(country_statuses(library, id_)),
        )
        for id_, country in library.countries.items()
    ]
    flashpoints = tuple(
        FlashpointLine(id=id_, name=each.name, trend=each.trend)
        for id_, each in worst_first(library).items()
    )
    ahead = next_event(library)
    return Overview(
        title=library.library_file.title,
        as_of=library.library_file.as_of,
        description=library.library_file.description,
        folder=str(found.folder),
        reason=found.reason,
        # Those that hold concerns are what the book is about.
        countries=tuple(sorted(lines, key=lambda each: each.counts == Counts())),
        flashpoints=flashpoints,
        next_event=ahead,
        withheld=withheld(
            library,
            library.flashpoints,
            shown=("trend",),
            of_library=["description"] if library.lacks_description else [],
        ),
        **known(library, [ahead.id] if ahead else []),
    )


def next_event(library: Library) -> Upcoming | None:
    """The first event that lies ahead."""
    ahead = [
        (coming_order(event.date), id_, event)
        for id_, event in library.events.items()
        if is_upcoming(library, event)
    ]
    if not ahead:
        return None
    _, id_, event = min(ahead, key=lambda each: each[:2])
    return Upcoming(id=id_, event=event)
