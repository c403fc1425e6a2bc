"""Answers about the whole book: at a glance, its flashpoints, its names, what is wrong with it."""

from typing import get_args

import msgspec.structs

from briefing.answers.context import item, known, withheld
from briefing.answers.filters import NO_FILTERS, Sieve
from briefing.answers.results import (
    CountryLine,
    Filters,
    FlashpointLine,
    FlashpointRow,
    Flashpoints,
    Latest,
    Listing,
    Named,
    Overview,
    Upcoming,
)
from briefing.errors import UnknownValue
from briefing.library import links
from briefing.library.library import Library, LibraryLocation
from briefing.library.lookup import all_names, nearest, normalize_name
from briefing.library.status import (
    Counts,
    by_date,
    concern_status,
    count_statuses,
    country_statuses,
    is_upcoming,
    latest,
)
from briefing.model import edtf
from briefing.model.kinds import TOP_LEVEL
from briefing.model.records import Flashpoint, Part, Trend, date_text


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
        (edtf.sort_key(date_text(event.date)), id_, event)
        for id_, event in library.events.items()
        if is_upcoming(library, event)
    ]
    if not ahead:
        return None
    _, id_, event = min(ahead, key=lambda each: each[:2])
    return Upcoming(id=id_, event=event)


def flashpoints(library: Library, filters: Filters = NO_FILTERS) -> Flashpoints:
    """Every flashpoint, side by side, with what the filters let through.

    A flashpoint stays where it is asked for itself, or something that stays is tied to it.
    """
    sieve = Sieve(library, filters)
    whole = (flashpoint_row(library, id_) for id_ in worst_first(library))
    rows = [_narrowed(library, row, sieve) for row in whole]
    rows = [
        row
        for row in rows
        if not sieve.narrows
        or row.commitments
        or row.standings
        or sieve.stays(library.entries[row.id])
    ]
    shown = [
        *(row.id for row in rows),
        *(each.id for row in rows for each in row.commitments),
        *(each.concern for row in rows for each in row.standings),
    ]
    return Flashpoints(
        as_of=library.library_file.as_of,
        flashpoints=tuple(rows),
        filters=filters,
        withheld=withheld(library, [row.id for row in rows], shown=("trend",)),
        **known(library, shown),
    )


def _narrowed(library: Library, row: FlashpointRow, sieve: Sieve) -> FlashpointRow:
    if not sieve.narrows:
        return row
    entries = library.entries
    return msgspec.structs.replace(
        row,
        commitments=tuple(each for each in row.commitments if sieve.stays(entries[each.id])),
        standings=tuple(each for each in row.standings if sieve.stays(entries[each.concern])),
    )


def flashpoint_row(library: Library, id_: str) -> FlashpointRow:
    """One flashpoint, with what bears on it."""
    record = library.flashpoints[id_]
    bearing = [library.entries[origin] for origin in links.bearing_on(library, id_)]
    return FlashpointRow(
        id=id_,
        record=record,
        commitments=tuple(
            item(each) for each in by_date(each for each in bearing if each.kind == "reassurance")
        ),
        standings=tuple(
            concern_status(library, each.id) for each in bearing if each.kind == "concern"
        ),
        latest=_latest(library, record),
    )


def listing(library: Library, kind: str | None = None, filters: Filters = NO_FILTERS) -> Listing:
    """The records that can be asked for, of one kind (as `list` accepts it) or of all.

    Raises:
        UnknownValue: there is no such kind.
    """
    kinds = tuple(TOP_LEVEL) if kind is None else (_kind(kind),)
    sieve = Sieve(library, filters)
    return Listing(
        as_of=library.library_file.as_of,
        kinds=kinds,
        entries=tuple(
            Named(kind=each, id=id_, name=library.name(id_), aliases=_aliases(id_, record))
            for each in kinds
            for id_, record in library.records(each).items()
            if sieve.stays(library.entries[id_])
        ),
        filters=filters,
    )


def worst_first(library: Library) -> dict[str, Flashpoint]:
    """The flashpoints by trend, those without one last."""
    order = [*get_args(Trend), None]
    found = library.flashpoints.items()
    return dict(sorted(found, key=lambda each: order.index(each[1].trend)))


def _latest(library: Library, flashpoint: Flashpoint) -> Latest | None:
    """The last development that is certain by the as-of date."""
    last = latest(flashpoint.developments, library.day, lambda each: each.date)
    if last is None or last.date is None:
        return None
    return Latest(date=date_text(last.date), summary=last.summary, sources=last.sources)


def _kind(text: str) -> str:
    """The kind that is meant by its name, in the singular or plural."""
    meant = {
        normalize_name(word): kind.name
        for kind in TOP_LEVEL.values()
        for word in (kind.name, kind.plural)
    }
    if normalize_name(text) in meant:
        return meant[normalize_name(text)]
    near = nearest(text, [*TOP_LEVEL, *(kind.plural for kind in TOP_LEVEL.values())], 1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise UnknownValue(f"There is no kind '{text}', only {', '.join(TOP_LEVEL)}.{hint}")


def _aliases(id_: str, record: Part) -> tuple[str, ...]:
    """What a record can be asked for by, apart from its id and name, each spelling once."""
    shown = {normalize_name(id_), normalize_name(getattr(record, "name", None) or id_)}
    found = []
    for _, text in all_names(id_, record):
        if normalize_name(text) not in shown:
            shown.add(normalize_name(text))
            found.append(text)
    return tuple(found)
