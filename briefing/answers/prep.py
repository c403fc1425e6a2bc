"""The memo for a meeting: what the other side may raise, what was said to it, what to watch."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from msgspec import Struct
from msgspec.structs import replace

from briefing.answers.acts import Act, last_word, latest_acts, named_in
from briefing.answers.brief import require_sound
from briefing.answers.context import Item, ResultBase, Upcoming, item, names_and_sources
from briefing.answers.filters import NO_FILTERS
from briefing.answers.gaps import Advice, EndedReassurance, advice_for
from briefing.answers.sources import has_one_publisher
from briefing.answers.timeline import timeline
from briefing.errors import UsageError
from briefing.library import links
from briefing.library.library import Entry, Library
from briefing.library.status import (
    AHEAD,
    NOT_HAPPENED,
    WORST_FIRST,
    ConcernStatus,
    Counts,
    count_statuses,
    country_statuses,
    end_of,
    has_begun,
    has_known_start,
    latest,
    text_on,
)
from briefing.model import edtf
from briefing.model.records import (
    Action,
    Concern,
    Edtf,
    Event,
    Friction,
    Judgment,
    Reassurance,
    date_text,
)


class OpenConcern(Struct, frozen=True, kw_only=True):
    """An open concern that the other side may raise, and the advice on it."""

    standing: ConcernStatus
    concern: Concern
    advice: tuple[Advice, ...]


class Prep(ResultBase, frozen=True, kw_only=True):
    """The memo for a meeting. `ours` are the countries to prepare, `theirs` is the other side.

    `raised` holds the open concerns of the other side, the worst first, and `reassurances` what was
    said or done about any of its concerns and is in force, but for what came of the meeting itself.
    `points` are those of them that can be said again, as it was not the other side that said them,
    and `ended` is what no longer holds; `objectives` is what sources advise to
    do at the meeting, `asks` what they advise the other side to do, `plans` what that side has not
    done yet. `last` is the last meeting, `last_word` what the other side was last told or given to
    reassure it, `latest` what was last said or done about each open concern, and `chronology` what
    came since the last meeting. `alone` names the
    records shown that rest on one publisher.
    """

    schema: ClassVar[str] = "prep/2"

    as_of: Edtf
    id: str
    event: Event
    audience: str | None
    ours: tuple[str, ...]
    theirs: str
    bottom_line: str | None
    topics: dict[str, str]
    objectives: tuple[Advice, ...]
    raised: tuple[OpenConcern, ...]
    reassurances: dict[str, Reassurance]
    points: tuple[str, ...]
    ended: tuple[EndedReassurance, ...]
    frictions: tuple[Item, ...]
    judgments: tuple[Item, ...]
    asks: tuple[Advice, ...]
    plans: tuple[Item, ...]
    last: Upcoming | None
    last_word: Act | None
    counts: Counts
    latest: dict[str, Act]
    chronology: tuple[Act, ...]
    alone: tuple[str, ...] = ()


def prep(
    library: Library,
    id_: str,
    other_side: str | None = None,
    audience: str | None = None,
) -> Prep:
    """Return the memo for an event, in the order in which principals read.

    Args:
        library: the library, on the day of the memo.
        id_: the id of the event.
        other_side: the id of the country to prepare for; without it, the only one that takes part
            and holds concerns.
        audience: for whom it is written.

    Raises:
        InvalidLibrary: the file of the event or of the other side has errors.
        UsageError: nobody who takes part has concerns, or several countries do.
    """
    require_sound(library, id_)
    event = library.events[id_]
    theirs = _other_side(library, id_, event, other_side)
    require_sound(library, theirs)
    around = _around(library, id_)
    ours = tuple(
        country for country in _countries(library, event.participants) if country != theirs
    )
    standings = sorted(
        country_statuses(library, theirs), key=lambda country: WORST_FIRST.index(country.status)
    )
    raised = tuple(
        OpenConcern(
            standing=standing,
            concern=_record(library, standing.concern),
            advice=advice_for(library, standing.concern),
        )
        for standing in standings
        if standing.status != "answered"
    )
    reassurances = {
        answer.reassurance: library.reassurance(answer.reassurance)
        for standing in standings
        for answer in standing.answered_by
        if answer.in_force and library.reassurance(answer.reassurance).event not in around
    }
    objectives = _advice(library, around, [theirs, *ours], at=True)
    word = last_word(library, [theirs])
    recent = latest_acts(library, (open_concern.standing.concern for open_concern in raised))
    last = _last_meeting(library, id_, event, theirs, ours)
    memo = Prep(
        as_of=library.library_file.as_of,
        id=id_,
        event=event,
        audience=audience,
        ours=ours,
        theirs=theirs,
        bottom_line=text_on(library.countries[theirs].bottom_line, library.day),
        topics=library.library_file.topics,
        objectives=objectives,
        raised=raised,
        reassurances=reassurances,
        points=_points(library, reassurances, raised, theirs),
        ended=_ended(library, theirs),
        frictions=_between(library, theirs, ours),
        judgments=_judgments(library, theirs, ours),
        asks=_advice(library, set(links.with_actors(library, [theirs])), ours, at=False),
        plans=_plans(library, theirs),
        last=last,
        last_word=word,
        counts=count_statuses(standings),
        latest=recent,
        chronology=_since(library, theirs, last),
    )
    carried = names_and_sources(
        library,
        _named_ids(memo),
        and_names=[
            id_,
            theirs,
            *ours,
            *event.participants,
            *named_in([*([word] if word else []), *recent.values(), *memo.chronology]),
        ],
        and_sources=[
            reference
            for act in (*([word] if word else []), *recent.values(), *memo.chronology)
            for reference in act.sources
        ],
    )
    alone = tuple(
        id_ for id_ in _named_ids(memo) if has_one_publisher(library, library.entries[id_])
    )
    return replace(memo, alone=alone, **carried)


def _other_side(library: Library, id_: str, event: Event, named: str | None) -> str:
    worried = [
        country
        for country in _countries(library, event.participants)
        if library.countries[country].concerns
    ]
    if named is not None:
        if not library.countries[named].concerns:
            raise UsageError(
                f"{library.name(named)} has no concerns in this library, so there is nothing to "
                "prepare for."
            )
        if worried and named not in worried:
            raise UsageError(
                f"{library.name(named)} takes no part in {id_}; of those who do, "
                f"{' and '.join(worried)} can be prepared for."
            )
        return named
    if len(worried) == 1:
        return worried[0]
    if worried:
        raise UsageError(
            f"Several of those who take part in {id_} have concerns: {', '.join(worried)}; choose "
            "the other side with --with."
        )
    raise UsageError(
        f"Nobody who takes part in {id_} has concerns in this library; name the other side with "
        "--with."
    )


def _countries(library: Library, parties: Iterable[str]) -> list[str]:
    """Return the countries of some countries and actors, each once, in their order."""
    countries: dict[str, None] = {}
    for id_ in parties:
        if id_ in library.countries:
            countries[id_] = None
        else:
            of = links.countries_of(library, id_)
            countries.update(
                dict.fromkeys(country for country in of if country in library.countries)
            )
    return list(countries)


def _around(library: Library, id_: str) -> set[str]:
    """Return an event, what it is part of, and what is part of it."""
    whole = library.events[id_].part_of
    return {id_, *links.parts_of(library, id_), *([whole] if whole else [])}


def _advice(
    library: Library, wanted: set[str], homes: Sequence[str], *, at: bool
) -> tuple[Advice, ...]:
    """Recommendations in the files of some countries, at an event or to somebody."""
    return tuple(
        Advice(id=entry.id, record=record)
        for home in homes
        for entry in library.entries_in(home)
        if entry.kind == "recommendation"
        for record in [_record(library, entry.id)]
        if (record.at in wanted if at else wanted.intersection(record.to))
    )


def _record(library: Library, id_: str) -> Any:
    return library.entries[id_].record


def _between(library: Library, theirs: str, ours: Sequence[str]) -> tuple[Item, ...]:
    """Return the frictions of the other side, those with our side first."""
    frictions = _nested(library, theirs, Friction)
    sides = set(links.with_actors(library, ours))

    def elsewhere(entry: Entry) -> bool:
        return not sides.intersection(getattr(entry.record, "between", ()))

    return tuple(map(item, sorted(frictions, key=elsewhere)))


def _points(
    library: Library,
    reassurances: dict[str, Reassurance],
    raised: Sequence[OpenConcern],
    theirs: str,
) -> tuple[str, ...]:
    """Return what can be said again: the words first, and of those what answers most."""
    side = set(links.with_actors(library, [theirs]))
    answers = [
        answer.reassurance
        for open_concern in raised
        for answer in open_concern.standing.answered_by
    ]
    own = [id_ for id_, reassurance in reassurances.items() if not side.issuperset(reassurance.by)]
    return tuple(sorted(own, key=lambda id_: (not reassurances[id_].quote, -answers.count(id_))))


def _ended(library: Library, theirs: str) -> tuple[EndedReassurance, ...]:
    """Return what was said or done to reassure the other side and no longer holds."""
    ended = []
    for entry in library.entries_in(theirs):
        record = entry.record
        end = end_of(record, library.day) if isinstance(record, Reassurance) else None
        if isinstance(record, Reassurance) and end is not None and end.is_over:
            ended.append(EndedReassurance(id=entry.id, country=theirs, record=record, end=end))
    return tuple(ended)


def _judgments(library: Library, theirs: str, ours: Sequence[str]) -> tuple[Item, ...]:
    """Return the judgments in the other side's file, and those elsewhere about either side."""
    own = _nested(library, theirs, Judgment)
    sides = set(links.with_actors(library, [theirs, *ours]))
    about = {
        id_: None
        for party in sorted(sides)
        for id_ in links.judgments_on(library, party)
        if id_.partition("/")[0] in ours
    }
    return tuple(map(item, [*own, *(library.entries[judgment] for judgment in about)]))


def _plans(library: Library, theirs: str) -> tuple[Item, ...]:
    """Return what the other side plans, is reported to plan, or may still do."""
    actions = _nested(library, theirs, Action)
    return tuple(item(plan) for plan in actions if getattr(plan.record, "status", None) in AHEAD)


def _nested(library: Library, country: str, kind: type[Any]) -> list[Entry]:
    return [entry for entry in library.entries_in(country) if isinstance(entry.record, kind)]


def _last_meeting(
    library: Library, id_: str, event: Event, theirs: str, ours: Sequence[str]
) -> Upcoming | None:
    """Return the last event of those who are to meet or, failing that, of the two sides."""
    last_day = library.day
    if has_begun(event.date, library.day):
        last_day = edtf.earliest_day(date_text(event.date)) - timedelta(days=1)
    sides = set(links.with_actors(library, [theirs])), set(links.with_actors(library, ours))
    meetings = [
        meeting
        for meeting in _attended(library, sides[0])
        if meeting.id not in _around(library, id_) and _is_meeting(meeting, sides[1], last_day)
    ]
    named = set(event.participants)
    same = [
        meeting for meeting in meetings if all(_attends(meeting, side & named) for side in sides)
    ]
    last = latest(same or meetings, last_day, lambda meeting: getattr(meeting.record, "date", None))
    if last is None:
        return None
    record: Any = last.record
    return Upcoming(id=last.id, event=record, status="past")


def _is_meeting(entry: Entry, side: set[str], day: date) -> bool:
    """Return whether an event in which one side took part too took place by a day."""
    event = entry.record
    return (
        isinstance(event, Event)
        and event.status not in NOT_HAPPENED
        and has_begun(event.date, day)
        and _attends(entry, side)
    )


def _attends(entry: Entry, side: set[str]) -> bool:
    return not side.isdisjoint(getattr(entry.record, "participants", ()))


def _attended(library: Library, side: set[str]) -> list[Entry]:
    """Return the events in which one of a side takes part."""
    events = {event: None for party in sorted(side) for event in links.events_with(library, party)}
    return [library.entries[event] for event in events]


def _since(library: Library, theirs: str, last: Upcoming | None) -> tuple[Act, ...]:
    """Return what happened to the other side since the last meeting."""
    since = date_text(last.event.date) if last else None
    narrowed = replace(NO_FILTERS, countries=(theirs,), since=since)
    acts = timeline(library, narrowed).moments
    return tuple(act for act in acts if not act.ahead and _is_since(act, since))


def _is_since(act: Act, since: str | None) -> bool:
    """Return whether an act began after a day, and is not only known to have ended after it."""
    if since is None or act.date is None:
        return True
    begun = has_known_start(act.date)
    return begun and edtf.earliest_day(date_text(act.date)) > edtf.latest_day(since)


def _named_ids(view: Prep) -> list[str]:
    """Return the full ids of the records that a memo shows."""
    lists = (view.objectives, view.frictions, view.judgments, view.asks, view.plans, view.ended)
    ids = [record.id for records in lists for record in records]
    ids += [open_concern.standing.concern for open_concern in view.raised]
    ids += [advice.id for open_concern in view.raised for advice in open_concern.advice]
    ids += [*view.reassurances, view.id, *([view.last.id] if view.last else [])]
    ids += [act.id for act in view.chronology if act.kind != "development"]
    return list(dict.fromkeys(ids))
