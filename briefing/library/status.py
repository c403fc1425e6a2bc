"""What is derived on a date, here and nowhere else: statuses, what holds, what is the latest.

A concern is *answered* when a reassurance in force on that date answers it fully, *partly
answered* when one answers it partly or to an unstated extent, and otherwise *unanswered*.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final, TypeVar

from msgspec import Struct

from briefing.library import links
from briefing.library.library import Entry, Library
from briefing.model import edtf
from briefing.model.records import (
    Country,
    Date,
    DateDetail,
    Event,
    Extent,
    Reassurance,
    Status,
    date_text,
)

T = TypeVar("T")

AHEAD: Final = ("planned", "reported", "hypothetical")
"""The statuses of what has not been done yet, or may still be."""


class Counts(Struct, frozen=True, kw_only=True):
    """How many concerns stand how."""

    answered: int = 0
    partly_answered: int = 0
    unanswered: int = 0


class AnsweredBy(Struct, frozen=True, kw_only=True):
    """What one reassurance does for a concern; only one in force counts for its status."""

    reassurance: str
    extent: Extent
    leaves_open: str | None
    in_force: bool


class ConcernStatus(Struct, frozen=True, kw_only=True):
    """How a concern stands on the library's as-of date, and through which reassurances."""

    concern: str
    country: str
    topic: str
    theme: str | None
    status: Status
    answered_by: tuple[AnsweredBy, ...]


def date_of(record: Any) -> str | None:
    """Return the date of a record as EDTF text, or None if it has none."""
    when: Date | None = getattr(record, "date", None)
    return None if when is None else date_text(when)


def has_begun(when: Date, day: date) -> bool:
    """Return whether what a date dates has surely happened, or begun, by the end of a day."""
    return edtf.certain_from(date_text(when)) <= day


def has_lapsed(until: Date | None, day: date) -> bool:
    """Return whether something that holds until a date is over on a day."""
    return until is not None and edtf.latest_day(date_text(until)) < day


def describe_end(until: Date | None, day: date) -> str:
    """Return `until 17 April 2029`, or `lapsed 17 April 2020` where that is over; empty if None."""
    if until is None:
        return ""
    start, slash, end = date_text(until).partition("/")
    if slash and end in ("", ".."):
        words = f"{edtf.format_date(start)} or later"
    else:
        is_bound = slash and start in ("", "..")
        words = edtf.format_date(end if is_bound else date_text(until))
    inferred = isinstance(until, DateDetail) and until.basis == "inferred"
    verb = "lapsed" if has_lapsed(until, day) else "until"
    return f"{verb} {words}{' (inferred)' if inferred else ''}"


def in_force(reassurance: Reassurance, day: date) -> bool:
    """Return whether a reassurance counts on a day: once its date is certain, until its end."""
    begun = reassurance.date is None or has_begun(reassurance.date, day)
    return begun and not has_lapsed(reassurance.until, day)


def days_since(when: Date, day: date) -> int:
    """Return the number of days since it has been certain that something happened, or began."""
    return (day - edtf.certain_from(date_text(when))).days


def latest(items: Iterable[T], day: date, date_of: Callable[[T], Date | None]) -> T | None:
    """Return what was last certain to have happened, or begun, by a day; None where nothing was.

    What has no date, or one whose start is not known, is never the latest. Of several items that
    are certain from one day, the last listed is.
    """
    dated = [(when, item) for item in items if (when := date_of(item)) is not None]
    certain = [
        (edtf.certain_from(date_text(when)), position, item)
        for position, (when, item) in enumerate(dated)
        if has_begun(when, day) and edtf.parse(date_text(when)).start is not None
    ]
    return max(certain, key=lambda entry: entry[:2])[2] if certain else None


def bottom_line_on(country: Country, day: date) -> str | None:
    """Return the bottom line that holds on a day: of dated ones, the latest."""
    line = country.bottom_line
    if line is None or isinstance(line, str):
        return line
    # One that has held since nobody knows when gives way to any other.
    begun = [dated for dated in line if has_begun(dated.date, day)]
    dated = latest(begun, day, lambda dated: dated.date) or (begun[-1] if begun else None)
    return dated.text if dated else None


def concern_status(library: Library, concern: str) -> ConcernStatus:
    """Return the status of a concern, by its full id, and the reassurances behind it."""
    entry = library.entries[concern]
    record: Any = entry.record
    answered_by = _answered_by(library, concern)
    extents = {answer.extent for answer in answered_by if answer.in_force}
    status: Status = (
        "answered" if "fully" in extents else "partly-answered" if extents else "unanswered"
    )
    return ConcernStatus(
        concern=concern,
        country=entry.owner,
        topic=record.topic,
        theme=record.theme,
        status=status,
        answered_by=answered_by,
    )


def count_statuses(standings: Iterable[ConcernStatus]) -> Counts:
    """Count concerns by their status."""
    counts = Counter(standing.status for standing in standings)
    return Counts(
        answered=counts["answered"],
        partly_answered=counts["partly-answered"],
        unanswered=counts["unanswered"],
    )


def country_statuses(library: Library, country: str) -> tuple[ConcernStatus, ...]:
    """Return the status of each concern of a country."""
    concerns = library.countries[country].concerns
    return tuple(concern_status(library, f"{country}/{concern.id}") for concern in concerns)


def is_ahead(when: Date, status: str | None, day: date) -> bool:
    """Return whether something lies after a day, or may: a plan is ahead until it is certain."""
    after = edtf.earliest_day(date_text(when)) > day
    return after or (status in AHEAD and not has_begun(when, day))


def is_upcoming(library: Library, event: Event) -> bool:
    """Return whether an event may come after the as-of date, and was announced by then."""
    day = library.day
    announced = event.announced is None or has_begun(event.announced, day)
    expected = announced and event.status != "hypothetical"
    return expected and is_ahead(event.date, event.status, day)


def coming_order(when: Date) -> tuple[date, date]:
    """A sort key for what is ahead: first what is certain to come first."""
    return edtf.certain_from(date_text(when)), edtf.earliest_day(date_text(when))


def by_date(entries: Iterable[Entry]) -> list[Entry]:
    """Sort records by their dates, undated ones last."""
    return sorted(entries, key=_order)


def _order(entry: Entry) -> tuple[date, date]:
    when = date_of(entry.record)
    return (date.max, date.max) if when is None else edtf.sort_key(when)


def _answered_by(library: Library, concern: str) -> tuple[AnsweredBy, ...]:
    day = library.day
    entries = by_date(library.entries[id_] for id_ in links.reassurances_on(library, concern))
    return tuple(
        AnsweredBy(
            reassurance=entry.id,
            extent=answer.extent,
            leaves_open=answer.leaves_open,
            in_force=in_force(entry.record, day),
        )
        for entry in entries
        if isinstance(entry.record, Reassurance)
        for answer in entry.record.answers
        if answer.concern == concern
    )
