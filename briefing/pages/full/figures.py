"""Lays out what people would rather look at than read: who stands how, what was when, who is tied.

Each is a picture of the document, and says in words all that it shows.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from briefing.answers.acts import Act
from briefing.answers.book import Commitment, FullBook, Stakes
from briefing.library.status import AHEAD, WORST_FIRST, ConcernStatus, describe_end
from briefing.model import edtf
from briefing.model.records import Date, date_text
from briefing.pages.text import STATUS_WORDS, Citations, end_note, humanize, short_date
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


def coverage(
    citations: Citations, standings: Iterable[ConcernStatus], topics: Mapping[str, str]
) -> Matrix:
    """Return how the concerns of each country stand, topic by topic."""
    by_place: dict[tuple[str, str], list[ConcernStatus]] = {}
    for standing in standings:
        by_place.setdefault((standing.country, standing.topic), []).append(standing)
    used = dict.fromkeys(topic for _, topic in by_place)
    shown = [topic for topic in dict.fromkeys((*topics, *used)) if topic in used]
    rows = (
        MatrixRow(
            citations.name(country),
            tuple(tuple(_shares(by_place.get((country, topic), ()))) for topic in shown),
            to=country,
        )
        for country in dict.fromkeys(country for country, _ in by_place)
    )
    columns = ("Country", *(topics.get(topic, topic) for topic in shown))
    return Matrix("How many concerns stand how, by country and topic", columns, tuple(rows))


def chronology(citations: Citations, view: FullBook) -> TimelineFigure:
    """Return everything that is dated, around the day on which the book answers."""
    return TimelineFigure(
        "What took place when, and what lies ahead",
        ("Date", "What", "Kind"),
        edtf.latest_day(view.as_of),
        edtf.format_date(view.as_of, short=True),
        "as far as this book goes",
        tuple(_dated(citations, moment, moment.date) for moment in view.moments if moment.date),
    )


def ties(
    citations: Citations, flashpoint: str, stakes: Stakes, records: Mapping[str, Any], as_of: str
) -> Iterator[Network]:
    """Yield who is tied to whom at a flashpoint; nothing where no commitment bears on it.

    Args:
        citations: what everything is called.
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
    edges = []
    for position, commitment in enumerate(stakes.commitments):
        edges += [Edge(who.index(id_), position, "in") for id_ in commitment.between]
        edges += [Edge(who.index(id_), position, "gives") for id_ in commitment.by]
        edges += [Edge(who.index(id_), position, "given") for id_ in commitment.to]
    yield Network(
        f"Who is tied to whom: {citations.name(flashpoint)}",
        ("Commitment", "Who"),
        tuple(
            Node(
                citations.name(id_),
                "" if id_ in stakes.parties else "also involved",
                _to(citations, id_),
            )
            for id_ in who
        ),
        tuple(
            _commitment(citations, commitment, records[commitment.id], as_of)
            for commitment in stakes.commitments
        ),
        tuple(edges),
    )


def _shares(standings: Iterable[ConcernStatus]) -> Iterator[Share]:
    statuses = [standing.status for standing in standings]
    for status in WORST_FIRST:
        if status in statuses:
            yield Share(status, STATUS_WORDS[status], statuses.count(status))


def _dated(citations: Citations, act: Act, when: Date) -> TimelinePoint:
    name = citations.name(act.id)
    if act.kind == "development":
        name = f"{name}: {act.summary}"
    elif act.kind == "action":
        name = f"{citations.name(act.id.partition('/')[0])}: {name}"
    end = describe_end(act.end)
    certainty = act.stage if act.stage in AHEAD else ""
    parts = (act.kind, certainty)
    return TimelinePoint(
        when=short_date(when),
        what=f"{name} ({end})" if end else name,
        kind=", ".join(part for part in parts if part),
        first=edtf.earliest_day(date_text(when)),
        last=edtf.latest_day(date_text(when)),
        manner="through" if "/" in date_text(when) else "within",
        ahead=act.ahead,
        to=_to(citations, act.id),
    )


def _commitment(citations: Citations, commitment: Commitment, record: Any, as_of: str) -> Node:
    if commitment.kind == "instrument":
        about = humanize(record.type or "")
    else:
        end = end_note(record, as_of)
        when = short_date(record.date) if record.date else ""
        about = ", ".join(part for part in (humanize(record.kind), when, end) if part)
    return Node(citations.name(commitment.id), about, _to(citations, commitment.id))


def _to(citations: Citations, id_: str) -> str:
    return id_ if citations.has_place(id_) else ""
