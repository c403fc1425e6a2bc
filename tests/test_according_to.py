"""The book according to a source answers as if whatever it does not carry had been deleted."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import libraries
import pytest
from conftest import Make, Run
from earlier import earlier
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from libraries import Plain
from one_source import according_to
from questions import Question, answer, narrowed, questions

from briefing.api import Book, open_book
from briefing.errors import UnknownName, UnknownValue
from briefing.library.library import Library
from briefing.library.location import LibraryLocation

NOSHRINK = [Phase.explicit, Phase.reuse, Phase.generate]


@pytest.fixture
def _without_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    # What is left may break a rule, such as a country without a bottom line.
    monkeypatch.setattr(Library, "errors", lambda _library, _id: [])


def _book(plain: Plain, folder: Path) -> Book:
    return Book(LibraryLocation(libraries.write(plain, folder), "option"))


@pytest.mark.usefixtures("_without_rules")
@settings(
    max_examples=14,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    plain=libraries.libraries(),
    source=st.integers(0, 3),
    day=st.none() | libraries.days(),
    more=st.lists(narrowed(), min_size=4, max_size=8),
)
def test_the_book_according_to_a_source_is_the_book_without_the_others(
    plain: Plain, source: int, day: date | None, more: list[Question]
) -> None:
    as_of = day.isoformat() if day else None
    known = list((earlier(plain, day) if day else plain).get("sources.yaml", ()))
    if not known:
        return
    id_ = known[source % len(known)]
    left = according_to(plain, id_)
    with TemporaryDirectory() as folder:
        whole = _book(plain, Path(folder) / "whole")
        carried = _book(earlier(left, day) if day else left, Path(folder) / "carried")
        for question in (*questions(plain), *more):
            asked = answer(whole, question, as_of, id_)
            assert asked == answer(carried, question), (question, id_, as_of)
        whole.close()
        carried.close()


SOURCES = """\
review: {title: Annual review, author: A. Tamm, published: 2021-02, publisher: Ministry}
daily: {title: Daily news, published: 2021-05, publisher: Press}
"""
ESTONIA = """\
name: Estonia
bottom_line: It waits.
relationship: treaty ally
leaders: [tamm]
concerns:
- {id: speed, topic: security, summary: Help is late., caveat: in winter, sources: [review, daily]}
- {id: gas, topic: security, summary: Gas could stop., sources: [daily]}
reassurances:
- id: visit
  kind: visit
  by: [tamm]
  summary: A visit.
  date: 2021-03
  answers:
  - {concern: speed, extent: fully, sources: [daily]}
  - {concern: gas, extent: partly}
  sources: [review, daily]
- {id: ships, kind: deployment, by: [tamm], summary: Ships came., date: 2021-04,
   answers: [{concern: speed, extent: partly, leaves_open: Winter.}], sources: [review]}
"""
TAMM = "tamm: {name: Mari Tamm, summary: A minister., type: person, sources: [daily]}\n"
GAP = """\
name: Gap
summary: A narrow place.
parties: [{who: estonia, sources: [daily]}]
developments:
- {date: 2021-05, summary: Ships were seen., sources: [daily]}
- {date: 2021-04, summary: A drill was held., sources: [review]}
sources: [daily]
"""


@pytest.fixture
def book(make: Make) -> Book:
    """A library of two sources, which tell different things."""
    folder = make(
        {
            "sources.yaml": SOURCES,
            "countries/estonia.yaml": ESTONIA,
            "actors.yaml": TAMM,
            "flashpoints/gap.yaml": GAP,
        }
    )
    return open_book(folder)


def test_an_answer_counts_only_where_its_own_sources_name_the_source(book: Book) -> None:
    def statuses(source: str | None) -> dict[str, str]:
        standings = book.show("estonia", according_to=source).standings
        return {standing.concern: standing.status for standing in standings}

    assert statuses(None) == {"estonia/speed": "answered", "estonia/gas": "partly-answered"}
    assert statuses("review") == {"estonia/speed": "partly-answered"}
    assert statuses("daily") == {
        "estonia/speed": "answered",
        "estonia/gas": "partly-answered",
    }


def test_an_actor_who_is_named_keeps_the_name_and_no_more(book: Book) -> None:
    tamm = book.show("tamm", according_to="review").record
    assert (tamm.name, tamm.type, tamm.summary, tamm.sources) == ("Mari Tamm", "person", None, ())
    estonia = book.show("estonia", according_to="review")
    assert [given_.by for given_ in estonia.record.reassurances] == [("tamm",), ("tamm",)]
    assert estonia.record.leaders == ()


def test_a_flashpoint_stays_around_what_the_source_says_of_a_part_of_it(book: Book) -> None:
    gap = book.show("gap", according_to="review").record
    assert (gap.name, gap.summary, gap.parties, gap.sources) == ("Gap", None, (), ())
    assert [development.summary for development in gap.developments] == ["A drill was held."]


def test_an_answer_says_what_is_left_out_as_no_source_is_cited(book: Book) -> None:
    estonia = book.show("estonia", according_to="review")
    assert (estonia.record.bottom_line, estonia.record.relationship) == (None, None)
    assert estonia.withheld is not None
    assert estonia.withheld.fields == ()
    assert set(estonia.withheld.unsourced) == {"bottom_line", "relationship", "caveat"}


def test_the_other_sources_are_not_there(book: Book) -> None:
    assert [row.id for row in book.sources(according_to="review").rows] == ["review"]
    assert [found.id for found in book.list("sources", according_to="review").entries] == ["review"]
    assert book.search("gas", according_to="review").groups == ()
    with pytest.raises(UnknownName):
        book.show("daily", according_to="review")


def test_a_source_of_a_later_day_is_refused(book: Book) -> None:
    with pytest.raises(UnknownValue, match="daily was published on May 2021, so nothing on"):
        book.gaps(as_of="2021-04-30", according_to="daily")
    with pytest.raises(UnknownName) as unknown:
        book.gaps(as_of="2021-04-30", according_to="dayly")
    assert unknown.value.suggestions == ()


def test_every_answer_says_whose_it_is(call: Run, book: Book) -> None:
    for words in (["gaps"], ["show", "estonia"], ["sources"], ["list"], ["timeline"], []):
        ran = call(*words, "--library", str(book.folder), "--according-to", "review")
        line = "According to one source alone: \u201cAnnual review\u201d, A. Tamm, Ministry,"
        assert line in " ".join(ran.out.split()), words
    ran = call("gaps", "--library", str(book.folder), "--according-to", "")
    assert (ran.status, ran.out) == (2, "")
