"""The book at a glance: its countries, its flashpoints and what comes next."""

from briefing.answers.context import known, withheld
from briefing.answers.flashpoints import worst_first
from briefing.answers.results import CountryLine, FlashpointLine, Overview, Upcoming
from briefing.library.library import Library, LibraryLocation
from briefing.library.status import Counts, count_statuses, country_statuses, is_upcoming
from briefing.model import edtf
from briefing.model.records import date_text


def overview(library: Library, found: LibraryLocation) -> Overview:
    """The book at a glance."""
    lines = [
        CountryLine(
            id=id_,
            name=country.name,
            relationship=country.relationship,
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
        title=library.about.title,
        as_of=library.about.as_of,
        description=library.about.description,
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
        (edtf.sort_key(date_text(event.date)), id_, event)
        for id_, event in library.events.items()
        if is_upcoming(library, event)
    ]
    if not ahead:
        return None
    _, id_, event = min(ahead, key=lambda each: each[:2])
    return Upcoming(id=id_, event=event)
