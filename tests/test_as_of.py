"""The book on an earlier day answers as if whatever came later had been deleted from its files."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import libraries
import msgspec
import pytest
from conftest import Make, Run
from earlier import earlier
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from libraries import Plain
from questions import Question, answer, narrowed, questions

from briefing.answers import sources
from briefing.answers.book import full_book
from briefing.answers.brief import show
from briefing.answers.changes import changes
from briefing.answers.flashpoints import flashpoints
from briefing.answers.gaps import gaps
from briefing.answers.listing import listing
from briefing.answers.overview import overview
from briefing.answers.search import search
from briefing.answers.timeline import timeline
from briefing.api import Book
from briefing.errors import UnknownName
from briefing.index.refresh import Index
from briefing.library.library import Library
from briefing.library.location import LibraryLocation
from briefing.model import edtf
from briefing.model.kinds import TOP_LEVEL
from briefing.model.records import date_text
from briefing.model.schema import iter_values

EVENTS = """\
riga:
  name: Riga meeting
  summary: The allies agreed.
  date: 2019-05-02
  announced: 2018-01/..
  sources: [charter]
"""
"""An event that was announced in January 2018."""

Opened = Callable[[dict[str, str]], Book]


@pytest.fixture
def opened(make: Make) -> Iterator[Opened]:
    """Opens the invented library, with some files replaced or added."""
    books = []

    def open_book(files: dict[str, str]) -> Book:
        book = Book(LibraryLocation(make(files), "option"))
        books.append(book)
        return book

    yield open_book
    for book in books:
        book.close()


def _estonia(lists: str) -> str:
    return f"name: Estonia\ncode: EST\nbottom_line: It waits.\n{lists}"


def test_records_that_lack_a_field_can_be_compared(opened: Opened) -> None:
    sources = "a: {title: A, published: 2015}\nb: {title: B, published: 2016, publisher: P}\n"
    book = opened({"sources.yaml": "charter: {title: C, published: 1949}\n" + sources})
    compared = book.compare("a", "b")
    assert [aspect.id for aspect in compared.aspects] == ["title", "published", "publisher"]


def test_an_event_is_ahead_once_the_span_in_which_it_was_announced_has_begun(
    opened: Opened,
) -> None:
    event = opened({"events.yaml": EVENTS}).overview(as_of="2018-02").next_event
    assert event is not None
    assert event.id == "riga"


def test_a_former_leader_leads_a_search_to_no_country(opened: Opened) -> None:
    actors = """\
ilves:
  name: Toomas
  of: [estonia]
  roles: [{title: President, from: 2006, until: 2016-10-09}]
  sources: [charter]
"""
    book = opened({"actors.yaml": actors, "countries/estonia.yaml": _estonia("leaders: [ilves]\n")})
    for as_of in (None, "2017"):
        assert [each.id for each in book.search("ilves", as_of=as_of).groups] == ["ilves"]


HIDDEN = {
    "events.yaml": "portvisit: {name: Ships, date: 2019-05-02, sources: [charter]}\n",
    "countries/estonia.yaml": _estonia(
        "judgments:\n- {id: port-visit, claim: It helps., date: 2016, sources: [charter]}\n"
    ),
}
"""A nested record that has the name of an event, which came after it."""


def test_a_record_that_came_later_hides_no_other_of_its_name(opened: Opened) -> None:
    book = opened(HIDDEN)
    assert book.show("port visit").kind == "event"
    assert book.show("port visit", as_of="2018").kind == "judgment"


def test_a_record_that_came_later_is_not_what_was_meant(opened: Opened) -> None:
    with pytest.raises(UnknownName) as unknown:
        opened(HIDDEN).show("port vizit", as_of="2018")
    assert unknown.value.suggestions == ("estonia/port-visit",)
    with pytest.raises(UnknownName) as unknown:
        opened({**HIDDEN, "countries/estonia.yaml": ""}).show("port vizit", as_of="2018")
    assert unknown.value.suggestions == ()


def test_a_record_that_came_later_completes_nothing(opened: Opened) -> None:
    book = opened(HIDDEN)
    assert book.ask(lambda library: library.completions("portv", tuple(TOP_LEVEL))) == ["portvisit"]
    assert (
        book.ask(
            lambda library: library.as_of(date(2018, 1, 1)).completions("portv", tuple(TOP_LEVEL))
        )
        == []
    )


CONCERN = """\
concerns:
- {id: speed, topic: security, summary: It is slow., sources: [charter]}
"""


def _status(book: Book, day: str) -> str:
    return book.show("estonia/speed", as_of=day).standings[0].status


def test_what_was_said_at_an_event_counts_from_the_event_and_not_from_its_announcement(
    opened: Opened,
) -> None:
    reassurances = """\
reassurances:
- id: pledge
  kind: statement
  by: [estonia]
  summary: Help will come.
  event: riga
  answers: [{concern: speed, extent: fully}]
  sources: [charter]
"""
    book = opened(
        {
            "events.yaml": EVENTS,
            "countries/estonia.yaml": _estonia(CONCERN + reassurances),
            "flashpoints/gap.yaml": "{name: Gap, parties: [{who: estonia}], sources: [charter], "
            "developments: [{summary: It closes., event: riga, sources: [charter]}]}\n",
        }
    )
    assert _status(book, "2018-12-31") == "unanswered"
    assert _status(book, "2019-05-02") == "answered"
    assert book.show("gap", as_of="2018-12-31").record.developments == ()


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("", {"2016": True}),
        ("date: 2019-02, ", {"2019-01": False, "2019-02": True}),
        ("at: riga, ", {"2017-12": False, "2018-02": True}),
        ("at: riga, date: 2019-05-02, ", {"2017-12": False, "2018-02": True}),
    ],
)
def test_advice_is_there_with_the_event_that_it_is_for_and_else_from_its_own_date(
    said: str, days: dict[str, bool], opened: Opened
) -> None:
    told = f"id: go, to: [estonia], advice: Go., {said}sources: [charter]"
    advice = f"recommendations:\n- {{{told}}}\n"
    book = opened({"events.yaml": EVENTS, "countries/estonia.yaml": _estonia(advice)})
    for day, there in days.items():
        found = book.show("estonia", as_of=day).record.recommendations
        assert bool(found) == there
        assert [each.date for each in found if day == "2018-02"] in ([], [None])


def test_what_an_approach_does_for_a_later_concern_is_not_told(opened: Opened) -> None:
    concerns = CONCERN.replace("summary", "date: 2019, summary")
    book = opened(
        {
            "countries/estonia.yaml": _estonia(concerns),
            "approaches/forward.yaml": "{name: Forward, summary: Ahead., sources: [charter], fits: "
            "[{to: estonia/speed, assessment: Well.}, {to: security, assessment: Badly.}]}\n",
        }
    )
    fits = book.show("forward", as_of="2018").record.fits
    assert [each.to for each in fits] == ["security"]


def test_an_event_that_is_only_imagined_is_no_plan_on_an_earlier_day(opened: Opened) -> None:
    events = EVENTS.replace("date", "status: hypothetical\n  date", 1)
    event = opened({"events.yaml": events}).show("riga", as_of="2018-02").record
    assert event.status == "hypothetical"
    assert event.summary is None


SOURCES = """\
charter: {title: Charter, published: 1949-04-04, publisher: NATO}
late: {title: Late, published: 2019, summary: It came., descriptor: New., sources: [later]}
later: {title: Later, published: 2020, sources: [late, later]}
"""


def test_sources_that_rest_on_each_other_alone_are_not_there(opened: Opened) -> None:
    book = opened({"sources.yaml": SOURCES})
    assert [each.id for each in book.sources(as_of="2018").rows] == ["charter"]


def test_a_later_source_is_not_there_and_undated_judgments_are_as_old_as_their_first_source(
    opened: Opened,
) -> None:
    judgments = """\
judgments:
- {id: holds, claim: It holds., sources: [late]}
- {id: reads, claim: It reads well., about: [late, charter], sources: [charter]}
"""
    book = opened({"sources.yaml": SOURCES, "countries/estonia.yaml": _estonia(judgments)})
    assert {row.id for row in book.sources(as_of="2018").rows} == {"charter"}
    with pytest.raises(UnknownName):
        book.show("late", as_of="2018")
    assert [judgment.id for judgment in book.show("estonia", as_of="2018").record.judgments] == [
        "reads"
    ]
    assert book.show("estonia/reads", as_of="2018").record.about == ("charter",)


def test_only_what_was_written_without_a_date_is_told_to_be_withheld(opened: Opened) -> None:
    lists = """\
judgments:
- {id: holds, claim: It holds., date: 2019, caveat: Later still., sources: [charter]}
"""
    dated = _estonia(lists).replace("It waits.", "[{date: 2019, text: It waits.}]")
    book = opened({"countries/estonia.yaml": dated, "events.yaml": EVENTS})
    assert book.show("estonia", as_of="2018").withheld is None
    for name, day, fields in (
        ("estonia", "2020", ("caveat",)),
        ("riga", "2018-02", ("summary",)),
    ):
        told = book.show(name, as_of=day).withheld
        assert told is not None
        assert told.fields == fields


def test_a_library_with_references_to_nothing_still_answers_for_an_earlier_day(
    opened: Opened,
) -> None:
    book = opened(
        {"flashpoints/gap.yaml": "{name: Gap, parties: [{who: nobody}], sources: [charter]}\n"}
    )
    assert [each.id for each in book.flashpoints(as_of="2018").flashpoints] == ["gap"]


# -- Random libraries ------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _only_the_world(monkeypatch: pytest.MonkeyPatch) -> None:
    # A country without the bottom line that was written later breaks a rule, but tells the truth.
    monkeypatch.setattr(Library, "errors", lambda _library, _id: [])


def _completed(library: Library) -> list[list[str]]:
    return [library.completions(start, tuple(TOP_LEVEL)) for start in ("", "e", "r", "port")]


def _book(plain: Plain, folder: Path) -> Book:
    return Book(LibraryLocation(libraries.write(plain, folder), "option"))


@settings(
    max_examples=16,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    plain=libraries.libraries(),
    day=libraries.days(),
    more=st.lists(narrowed(), min_size=4, max_size=8),
)
def test_the_book_on_a_day_is_the_book_without_what_came_later(
    plain: Plain, day: date, more: list[Question]
) -> None:
    with TemporaryDirectory() as folder:
        whole = _book(plain, Path(folder) / "whole")
        left = _book(earlier(plain, day), Path(folder) / "left")
        for question in (*questions(plain), *more):
            assert answer(whole, question, day.isoformat()) == answer(left, question), question
        assert whole.ask(lambda library: _completed(library.as_of(day))) == left.ask(_completed)
        whole.close()
        left.close()


# -- The shipped library ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped() -> Iterator[Library]:
    """The library that comes with the program, as its files are."""
    index = Index(Path(__file__).parent.parent / "briefs")
    yield Library(index.store)
    index.close()


def _turns(library: Library) -> list[date]:
    """Every day before the library's own on which something in it comes."""
    return sorted(
        {
            day
            for entry in library.entries.values()
            if not entry.owner
            for leaf in iter_values(entry.record)
            if leaf.format.name == "edtf" and (day := edtf.certain_from(leaf.text)) < library.day
        }
    )


def _own_day(record: Any) -> date:
    """The day on which a record comes by its own date, or becomes known of; always if undated."""
    given_ = (getattr(record, field, None) for field in ("announced", "published", "date"))
    days = [edtf.certain_from(date_text(each)) for each in given_ if each is not None]
    return min(days, default=date.min)


def _asked(library: Library, turn: int) -> Iterator[tuple[str, Any]]:
    """Whatever can be asked of a library, and the answers; every third brief, each in its turn."""
    found = LibraryLocation(Path(), "option")
    yield "overview", msgspec.structs.replace(overview(library, found), withheld=None)
    yield "list", listing(library)
    yield "book", msgspec.structs.replace(full_book(library), withheld=None)
    yield "flashpoints", msgspec.structs.replace(flashpoints(library), withheld=None)
    yield "gaps", gaps(library)
    yield "timeline", timeline(library)
    yield "sources", sources.sources(library)
    yield "search", search(library, ["trump", "OR", "missile*", "OR", "article"], limit=0)
    if library.day > date(2012, 1, 1):
        yield "changes", changes(library, date(2012, 1, 1))
    tops = [id_ for id_, entry in library.entries.items() if not entry.owner]
    for place, id_ in enumerate(tops):
        if id_ in library.countries or (place + turn) % 3 == 0:
            yield f"show {id_}", msgspec.structs.replace(show(library, id_), withheld=None)


def _told(part: Any, way: str = "") -> Iterator[tuple[str, str]]:
    """Every text in an answer, keys included, and the way to it."""
    for key, value in part.items() if isinstance(part, dict) else enumerate(part):
        if isinstance(part, dict):
            yield f"{way}.{key}.", str(key)
        if isinstance(value, dict | list):
            yield from _told(value, f"{way}.{key}")
        elif isinstance(value, str):
            yield f"{way}.{key}", value


_DATES: Final = ("date", "edtf", "announced", "from", "until", "published", "accessed", "as_of")


def _may_lie_ahead(library: Library) -> set[str]:
    """The dates of the events that are known to lie ahead."""
    return {date_text(event.date) for event in library.events.values()}


def test_nothing_later_stands_anywhere_in_the_shipped_library(shipped: Library) -> None:
    texts = {
        id_: {id_, *(text for _, text in _told(msgspec.to_builtins(each.record)) if " " in text)}
        for id_, each in shipped.entries.items()
    }
    for turn, day in enumerate(_turns(shipped)):
        library = shipped.as_of(day)
        there = {text for id_ in library.entries for text in texts[id_]}
        later = {
            text
            for id_, entry in shipped.entries.items()
            if _own_day(entry.record) > day and entry.kind != "recommendation"
            for text in texts[id_]
        } - there
        ahead = _may_lie_ahead(library)
        for question, view in _asked(library, turn):
            for way, text in _told(msgspec.to_builtins(view)):
                where = f"{question}: {way} on {day}"
                assert text not in later, where
                if way.rpartition(".")[2] in _DATES and text not in ahead:
                    assert edtf.certain_from(text) <= day, f"{where}: {text}"


APPROACH = """\
name: Patrols
summary: Ships go there.
favoured_by:
- {who: nato, date: 2019, sources: [charter]}
for:
- {claim: They are seen., sources: [charter]}
- {claim: They were seen in May., date: 2018-05, sources: [charter]}
fits:
- {to: security, assessment: Well., date: 2018-05, sources: [charter]}
sources: [charter]
"""


def test_an_argument_that_came_later_is_not_there(opened: Opened) -> None:
    nato = "nato: {name: NATO, sources: [charter]}\n"
    book = opened({"approaches/patrols.yaml": APPROACH, "actors.yaml": nato})
    record = book.show("patrols", as_of="2018-04").record
    assert [each.claim for each in record.for_] == ["They are seen."]
    assert (record.fits, record.favoured_by) == ((), ())
    assert "nato" not in book.show("patrols", as_of="2018-04").names
    later = book.show("patrols", as_of="2018-05").record
    assert (len(later.for_), len(later.fits), later.favoured_by) == (2, 1, ())


@pytest.mark.parametrize("day", ["9999-12-31", "9999", "9999-24"])
@pytest.mark.parametrize(
    "command",
    [
        "",
        "show estonia",
        "list",
        "timeline",
        "timeline --format ics",
        "timeline --full",
        "gaps",
        "prep talks",
        "changes --since 2020",
        "book",
    ],
)
def test_a_library_may_be_current_to_the_last_day_there_is(
    command: str, day: str, make: Make, call: Run
) -> None:
    text = f"title: Baltic book\nas_of: {day}\ntopics: {{security: Security}}\n"
    talks = (
        "talks: {name: Talks, date: 9999-12, status: planned, participants: [estonia], "
        "sources: [charter]}\n"
    )
    estonia = (
        "name: Estonia\nbottom_line: B.\nconcerns:\n"
        "- {id: border, topic: security, summary: B., sources: [charter]}\n"
    )
    folder = make({"library.yaml": text, "events.yaml": talks, "countries/estonia.yaml": estonia})
    assert call(*command.split(), "--library", str(folder)).status == 0


def test_a_library_without_an_end_is_refused(make: Make, call: Run) -> None:
    text = "title: Baltic book\nas_of: 2020/..\ntopics: {security: Security}\n"
    folder = make({"library.yaml": text})
    ran = call("list", "--library", str(folder))
    assert ran.status != 0
    assert "until when it counts" in ran.err
