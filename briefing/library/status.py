"""What is derived on a date, here and nowhere else: statuses, what holds, what is the latest.

A concern is *answered* when a reassurance in force on that date answers it fully; else *partly
answered* when one answers it partly; else *touched on* when one bears on it and no source says how
far; else *unanswered*.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final, Literal, TypeAlias, TypeVar

from msgspec import Struct

from briefing.library import links
from briefing.library.library import Entry, Library
from briefing.model import edtf
from briefing.model.records import (
    Action,
    Date,
    DateDetail,
    DatedText,
    Event,
    Instrument,
    Outcome,
    Reassurance,
    date_text,
)
from briefing.model.vocabulary import (
    ActionStatus,
    Basis,
    EventStatus,
    EventType,
    Extent,
    Fulfilment,
    InstrumentStatus,
    ReassuranceKind,
    Stage,
    Status,
)

T = TypeVar("T")

InstrumentState: TypeAlias = InstrumentStatus | Literal["ended"]
"""The state of an instrument on a day."""

ActStage: TypeAlias = Stage | ActionStatus | EventStatus
"""How far something that is said or done has gone."""

PledgeState: TypeAlias = Literal["due", "overdue"] | Fulfilment
"""The state of a pledge on a day."""

EndState: TypeAlias = Literal["until", "lapsed", "broken", "withdrawn"]
"""Until when something holds, or why it no longer does."""

DEEDS: Final[tuple[ReassuranceKind, ...]] = ("deployment", "sale", "exercise", "policy")
"""The kinds of reassurance that are deeds; the others are words."""

WORDS: Final[tuple[EventType, ...]] = (
    "agree",
    "consult",
    "support",
    "concede",
    "request",
    "accuse",
    "reject",
    "threaten",
)
"""The types of events that are words: what PLOVER counts as verbal."""

NOT_HAPPENED: Final = ("planned", "hypothetical")
"""The statuses of what has not happened, whatever its date."""

AHEAD: Final = ("planned", "reported", "hypothetical")
"""The statuses of what has not been done yet, or may still be."""


WORST_FIRST: Final[tuple[Status, ...]] = (
    "unanswered",
    "touched-on",
    "partly-answered",
    "answered",
)
"""The statuses of a concern, in the order in which answers list them."""

_STATUS_BY_EXTENT: Final[dict[Extent, Status]] = {
    "fully": "answered",
    "partly": "partly-answered",
    "unstated": "touched-on",
}


class Counts(Struct, frozen=True, kw_only=True):
    """How many concerns stand how."""

    answered: int = 0
    partly_answered: int = 0
    touched_on: int = 0
    unanswered: int = 0

    def number(self, status: Status) -> int:
        """Return how many concerns have a status."""
        number: int = getattr(self, _counted(status))
        return number


class End(Struct, frozen=True, kw_only=True):
    """Until when a reassurance holds, or since when it no longer does and why.

    Without a date, it was broken or withdrawn on a day that is not known.
    """

    date: Date | None
    state: EndState

    @property
    def is_over(self) -> bool:
        """Whether the reassurance no longer holds."""
        return self.state != "until"


class AnsweredBy(Struct, frozen=True, kw_only=True):
    """What one reassurance does for a concern; only one in force counts for its status."""

    reassurance: str
    extent: Extent
    short: str | None = None
    leaves_open: str | None
    in_force: bool
    end: End | None


class ConcernStatus(Struct, frozen=True, kw_only=True):
    """The state of a concern on the library's as-of date, and through which reassurances."""

    concern: str
    country: str
    topic: str
    theme: str | None
    basis: Basis | None = None
    status: Status
    answered_by: tuple[AnsweredBy, ...]


def date_of(record: Any) -> str | None:
    """Return the date of a record as EDTF text, or None if it has none."""
    when: Date | None = getattr(record, "date", None)
    return None if when is None else date_text(when)


def has_begun(when: Date, day: date) -> bool:
    """Return whether what a date dates has surely happened, or begun, by the end of a day."""
    return edtf.certain_from(date_text(when)) <= day


def has_known_start(when: Date) -> bool:
    """Return whether a date says when something came; one that only bounds it does not."""
    return edtf.parse(date_text(when)).start is not None


def has_lapsed(until: Date | None, day: date) -> bool:
    """Return whether something that holds until a date is over on a day."""
    return until is not None and edtf.latest_day(date_text(until)) < day


def end_of(reassurance: Reassurance, day: date) -> End | None:
    """Return what ended a reassurance by a day, else until when it holds; None where open."""
    until, outcome = reassurance.until, outcome_on(reassurance, day)
    ends = [] if until is None else [End(date=until, state="until")]
    if until is not None and has_lapsed(until, day):
        ends = [End(date=until, state="lapsed")]
    if outcome is not None and outcome.state in ("broken", "withdrawn"):
        ends.append(End(date=outcome.date, state=outcome.state))
    return min(ends, key=_end_order, default=None)


def _end_order(end: End) -> tuple[bool, date, bool]:
    """Order what is over before what is not, the earliest first; the last day is still in force."""
    is_until = end.state in ("until", "lapsed")
    if end.date is None:
        return not end.is_over, date.min, is_until
    text = date_text(end.date)
    day = edtf.latest_day(text) if is_until else edtf.certain_from(text)
    return not end.is_over, day, is_until


def describe_end(end: End | None) -> str:
    """Return `until 17 April 2029`, `lapsed 17 April 2020` or `broken 3 May 2019`; empty if None.

    What is broken or withdrawn on no known day is only said to be so.
    """
    if end is None or end.date is None:
        return end.state if end else ""
    return f"{end.state} {describe_end_date(end.date)}"


def describe_end_date(when: Date) -> str:
    """Return the date of an end in words: of what only bounds it, the bound."""
    start, slash, last = date_text(when).partition("/")
    if slash and last in ("", ".."):
        words = f"{edtf.format_date(start)} or later"
    else:
        is_bound = slash and start in ("", "..")
        words = edtf.format_date(last if is_bound else date_text(when))
    inferred = isinstance(when, DateDetail) and when.basis == "inferred"
    return f"{words}{' (inferred)' if inferred else ''}"


def in_force(reassurance: Reassurance, day: date) -> bool:
    """Return whether a reassurance counts on a day: once its date is certain, until it ends."""
    begun = reassurance.date is None or has_begun(reassurance.date, day)
    end = end_of(reassurance, day)
    return begun and (end is None or not end.is_over)


def outcome_on(reassurance: Reassurance, day: date) -> Outcome | None:
    """Return what had become of a reassurance by a day; None where that was open."""
    outcome = reassurance.kept
    if outcome is None or (outcome.date is not None and not has_begun(outcome.date, day)):
        return None
    return outcome


def pledge_state(reassurance: Reassurance, day: date) -> PledgeState | None:
    """Return the state of a pledge on a day; None without a pledge, or without a day to keep it."""
    if stage_of(reassurance, day) != "pledged":
        return None
    outcome = outcome_on(reassurance, day)
    if outcome is not None:
        return outcome.state
    if reassurance.due is None:
        return None
    return "overdue" if edtf.latest_day(date_text(reassurance.due)) < day else "due"


def stage_of(record: Reassurance | Action | Event, day: date) -> ActStage | None:
    """Return whether something was said, pledged or done by a day, or how it lies ahead of it.

    An event is words or deeds by its PLOVER type, verbal or material; one without a type is done.
    An action is what its status says, None without one.
    """
    if isinstance(record, Action):
        return record.status
    if isinstance(record, Reassurance):
        return record.stage or ("done" if record.kind in DEEDS else "said")
    if record.status == "hypothetical":
        return "hypothetical"
    if is_ahead(record.date, record.status, day):
        return "planned"
    return "said" if record.type in WORDS else "done"


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
        if has_begun(when, day) and has_known_start(when)
    ]
    return max(certain, key=lambda entry: entry[:2])[2] if certain else None


class LatestAct(Struct, frozen=True):
    """What last happened at a flashpoint: a development, or a record that is tied to it.

    `id` is that of the record, of a development that of its flashpoint.
    """

    date: Date
    kind: str
    id: str
    act: Any


def latest_at(library: Library, flashpoint: str) -> LatestAct | None:
    """Return what last happened at a flashpoint by the day, None where nothing is known to have.

    That is the latest of its developments and of the events, actions and reassurances tied to it.
    What is planned or only imagined has not happened.
    """
    acts = [
        LatestAct(development.date, "development", flashpoint, development)
        for development in library.flashpoints[flashpoint].developments
        if development.date is not None
    ]
    for id_ in links.bearing_on(library, flashpoint):
        entry = library.entries[id_]
        record: Any = entry.record
        is_act = isinstance(record, Event | Action | Reassurance)
        if is_act and record.date and getattr(record, "status", None) not in NOT_HAPPENED:
            acts.append(LatestAct(record.date, entry.kind, id_, record))
    return latest(acts, library.day, lambda act: act.date)


def text_on(texts: str | tuple[DatedText, ...] | None, day: date) -> str | None:
    """Return the text that holds on a day: of dated ones, the latest; an undated one always."""
    if texts is None or isinstance(texts, str):
        return texts
    # One that has held since nobody knows when gives way to any other.
    begun = [dated for dated in texts if has_begun(dated.date, day)]
    dated = latest(begun, day, lambda dated: dated.date) or (begun[-1] if begun else None)
    return dated.text if dated else None


def instrument_state(instrument: Instrument, day: date) -> InstrumentState | None:
    """Return the state of an instrument on a day: as its author says, else as its dates say."""
    if instrument.status is not None:
        return instrument.status
    if instrument.ended is not None and has_begun(instrument.ended, day):
        return "ended"
    if instrument.in_force is not None and has_begun(instrument.in_force, day):
        return "in-force"
    return "agreed" if instrument.agreed and has_begun(instrument.agreed, day) else None


def concern_status(library: Library, concern: str) -> ConcernStatus:
    """Return the status of a concern, by its full id, and the reassurances behind it."""
    entry = library.entries[concern]
    record: Any = entry.record
    answered_by = _answered_by(library, concern)
    reached = {_STATUS_BY_EXTENT[answer.extent] for answer in answered_by if answer.in_force}
    status = max(reached, key=WORST_FIRST.index, default=WORST_FIRST[0])
    return ConcernStatus(
        concern=concern,
        country=entry.owner,
        topic=record.topic,
        theme=record.theme,
        basis=record.basis,
        status=status,
        answered_by=answered_by,
    )


def count_statuses(standings: Iterable[ConcernStatus]) -> Counts:
    """Count concerns by their status."""
    counts = Counter(_counted(standing.status) for standing in standings)
    return Counts(**counts)


def _counted(status: Status) -> str:
    """Return the field of `Counts` for a status."""
    return status.replace("-", "_")


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
            short=answer.short,
            leaves_open=answer.leaves_open,
            in_force=in_force(entry.record, day),
            end=end_of(entry.record, day),
        )
        for entry in entries
        if isinstance(entry.record, Reassurance)
        for answer in entry.record.answers
        if answer.concern == concern
    )
