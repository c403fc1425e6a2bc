"""Lays out what people would rather look at than read: who stands how, what was when, who is tied.

Each is a picture of the document, and says in words all that it shows.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from briefing.answers.acts import Act
from briefing.answers.book import Commitment, Stakes, Whole
from briefing.library.status import AHEAD, WORST_FIRST, ConcernStatus, describe_end
from briefing.model import edtf
from briefing.model.records import Date, date_text
from briefing.pages.text import STATUS_WORDS, Notes, end_note, humanize, short_date
from briefing.render.document import (
    Edge,
    Matrix,
    MatrixRow,
    Network,
    Node,
    Share,
    TimelineFigure,
    TimelinePoint,
)

# What is open comes first, as elsewhere.


def coverage(notes: Notes, standings: Iterable[ConcernStatus], topics: Mapping[str, str]) -> Matrix:
    """How the concerns of each country stand, topic by topic."""
    by_place: dict[tuple[str, str], list[ConcernStatus]] = {}
    for standing in standings:
        by_place.setdefault((standing.country, standing.topic), []).append(standing)
    held = dict.fromkeys(topic for _, topic in by_place)
    shown = [topic for topic in dict.fromkeys((*topics, *held)) if topic in held]
    rows = (
        MatrixRow(
            notes.name(country),
            tuple(tuple(_shares(by_place.get((country, topic), ()))) for topic in shown),
            to=country,
        )
        for country in dict.fromkeys(country for country, _ in by_place)
    )
    columns = ("Country", *(topics.get(topic, topic) for topic in shown))
    return Matrix("How many concerns stand how, by country and topic", columns, tuple(rows))


def chronology(notes: Notes, view: Whole) -> TimelineFigure:
    """Everything that is dated, around the day on which the book answers."""
    return TimelineFigure(
        "What took place when, and what lies ahead",
        ("Date", "What", "Kind"),
        edtf.latest_day(view.as_of),
        edtf.format_date(view.as_of, short=True),
        "as far as this book goes",
        tuple(_dated(notes, moment, moment.date) for moment in view.moments if moment.date),
    )


def ties(
    notes: Notes, flashpoint: str, stakes: Stakes, records: Mapping[str, Any], as_of: str
) -> Iterator[Network]:
    """Who is tied to whom at a flashpoint; nothing where no commitment bears on it.

    Args:
        notes: what everything is called.
        flashpoint: its id.
        stakes: its parties, and the commitments.
        records: the records of the commitments, by their ids.
        as_of: the day on which the book counts, as an EDTF date.
    """
    if not stakes.commitments:
        return
    ends = (
        id_
        for commitment in stakes.commitments
        for id_ in (*commitment.between, *commitment.by, *commitment.to)
    )
    who = list(dict.fromkeys((*stakes.parties, *ends)))
    found = []
    for place, commitment in enumerate(stakes.commitments):
        found += [Edge(who.index(id_), place, "in") for id_ in commitment.between]
        found += [Edge(who.index(id_), place, "gives") for id_ in commitment.by]
        found += [Edge(who.index(id_), place, "given") for id_ in commitment.to]
    yield Network(
        f"Who is tied to whom: {notes.name(flashpoint)}",
        ("Commitment", "Who"),
        tuple(
            Node(notes.name(id_), "" if id_ in stakes.parties else "also involved", _to(notes, id_))
            for id_ in who
        ),
        tuple(
            _commitment(notes, commitment, records[commitment.id], as_of)
            for commitment in stakes.commitments
        ),
        tuple(found),
    )


def _shares(standings: Iterable[ConcernStatus]) -> Iterator[Share]:
    statuses = [standing.status for standing in standings]
    for status in WORST_FIRST:
        if status in statuses:
            yield Share(status, STATUS_WORDS[status], statuses.count(status))


def _dated(notes: Notes, act: Act, when: Date) -> TimelinePoint:
    name = notes.name(act.id)
    if act.kind == "development":
        name = f"{name}: {act.summary}"
    elif act.kind == "action":
        name = f"{notes.name(act.id.partition('/')[0])}: {name}"
    end = describe_end(act.end)
    certainty = act.stage if act.stage in AHEAD else ""
    told = (act.kind, certainty)
    return TimelinePoint(
        when=short_date(when),
        what=f"{name} ({end})" if end else name,
        kind=", ".join(part for part in told if part),
        first=edtf.earliest_day(date_text(when)),
        last=edtf.latest_day(date_text(when)),
        manner="through" if "/" in date_text(when) else "within",
        ahead=act.ahead,
        to=_to(notes, act.id),
    )


def _commitment(notes: Notes, commitment: Commitment, record: Any, as_of: str) -> Node:
    if commitment.kind == "instrument":
        about = humanize(record.type or "")
    else:
        end = end_note(record, as_of)
        when = short_date(record.date) if record.date else ""
        about = ", ".join(part for part in (humanize(record.kind), when, end) if part)
    return Node(notes.name(commitment.id), about, _to(notes, commitment.id))


def _to(notes: Notes, id_: str) -> str:
    return id_ if notes.has_place(id_) else ""
