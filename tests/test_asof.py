"""The book on an earlier day answers as if whatever came later had been deleted from its files."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from conftest import Make

from briefing.book import Book
from briefing.errors import UnknownName
from briefing.library import Found

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
        book = Book(Found(make(files), "option"))
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
    assert [each.name for each in compared.aspects] == ["Title", "Published", "Publisher"]


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
    assert book.ask(lambda library: library.completions("portv", 9)) == ["portvisit"]
    assert book.ask(lambda library: library.on(date(2018, 1, 1)).completions("portv", 9)) == []
