"""Quotations: whose words they are, that each is told once, and how many a page shows."""

from collections.abc import Mapping

import pytest
from conftest import Make, Run
from hypothesis import given
from hypothesis import strategies as st

from briefing.answers.quotes import Quotation, Quotes
from briefing.api import Book, open_book
from briefing.errors import UsageError
from briefing.pages import compose
from briefing.pages.kit import PAGE_COLUMNS, PAGE_LINES
from briefing.render import text
from briefing.render.document import Document

SOURCES = """\
charter: {title: Charter, published: 1949-04-04, publisher: NATO}
review: {title: Review, published: 2021-02, author: Mari Tamm, publisher: Archive}
"""

ACTORS = """\
mari-tamm: {name: Mari Tamm, short: Tamm, type: person, of: [ministry], sources: [charter]}
ministry: {name: Ministry, type: body, of: [estonia], sources: [charter]}
nato: {name: NATO, type: body, sources: [charter]}
"""

PLEDGES = """\
name: Estonia
bottom_line: It waits.
sources: [charter]
concerns:
  - {id: alone, topic: security, summary: Alone., theme: abandonment, sources: [charter]}
reassurances:
  - id: pledge
    name: A pledge
    short: The pledge
    kind: statement
    by: [nato]
    to: [mari-tamm]
    date: 2020-05-01
    quote: “We stand by you,” every day
    summary: NATO stands by Estonia.
    caveat: no troops were named
    answers: [{concern: alone, extent: partly, sources: [{source: review, quote: stand by you}]}]
    sources:
      - {source: review, locator: p. 3, quote: stand by you}
      - {source: charter, quote: by you then}
"""


def _book(make: Make, files: Mapping[str, str]) -> Book:
    everything = {
        "sources.yaml": SOURCES,
        "actors.yaml": ACTORS,
        "countries/estonia.yaml": PLEDGES,
        **files,
    }
    return open_book(make(everything))


def _told(answer: Quotes) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...]]]:
    return [(each.words, each.voice, each.by, each.to) for each in answer.quotations]


SPOKEN = ("“We stand by you,” every day", "speaker", ("nato",), ("mari-tamm",))


def test_what_a_record_quotes_is_its_speakers_and_told_once(make: Make) -> None:
    (quotation,) = _book(make, {}).quotes("nato").quotations
    assert (quotation.words, quotation.voice, quotation.by, quotation.to) == SPOKEN
    assert (quotation.id, quotation.date) == ("estonia/pledge", "2020-05-01")
    assert [getattr(each, "locator", None) for each in quotation.sources] == ["p. 3", None]


def test_what_a_reference_quotes_besides_is_its_sources_own_wording(make: Make) -> None:
    book = _book(make, {})
    assert _told(book.quotes("charter")) == [("by you then", "source", (), ())]
    assert book.quotes("charter").quotations[0].authors == ("NATO",)
    assert _told(book.quotes("review")) == [SPOKEN]


@pytest.mark.parametrize("part", ["by", "you day", "y you", "we stand by you then"])
def test_only_whole_words_are_held_by_others(make: Make, part: str) -> None:
    estonia = PLEDGES.replace("by you then", part)
    words = [
        each.words
        for each in _book(make, {"countries/estonia.yaml": estonia}).quotes("charter").quotations
    ]
    assert words == ([SPOKEN[0]] if part == "by" else [part])


JUDGED = """\
judgments:
  - id: holds
    claim: It holds.
    by: [nato]
    wording: may well
    sources: [{source: review, quote: may well hold}]
  - {id: pays, claim: It pays., by: [nato], wording: likely, sources: [review]}
"""


def test_a_hedge_is_its_sources_whoever_judges(make: Make) -> None:
    book = _book(make, {"countries/estonia.yaml": PLEDGES + JUDGED})
    own = [
        ("may well hold", "source", ("mari-tamm",), ()),
        ("likely", "source", ("mari-tamm",), ()),
    ]
    assert _told(book.quotes("mari tamm")) == own
    assert _told(book.quotes("nato")) == [SPOKEN]
    assert {each.date for each in book.quotes("mari tamm").quotations} == {"2021-02"}


def test_a_country_says_what_its_people_say_through_whatever_they_belong_to(make: Make) -> None:
    book = _book(make, {"countries/estonia.yaml": PLEDGES + JUDGED})
    said = _told(book.quotes("mari tamm"))
    assert _told(book.quotes("ministry")) == _told(book.quotes("estonia")) == said


EVENTS = """\
speech: {name: Speech, date: 2019-06, by: [nato], participants: [nato, estonia], quote: here,
  sources: [charter]}
talk: {name: Talk, date: 2018, participants: [nato, estonia], quote: there, sources: [charter]}
until: {name: Before, date: ../2018-01-20, by: [nato], quote: before, sources: [charter]}
"""
FRICTION = """\
frictions:
  - id: row
    summary: A row.
    date: 2017
    views:
      - {by: [nato], claim: No., quote: never}
      - {by: [mari-tamm], claim: Yes., quote: always}
    sources: [{source: charter, quote: never}]
"""


def test_the_newest_comes_first_and_what_has_no_day_last(make: Make) -> None:
    files = {"events.yaml": EVENTS, "countries/estonia.yaml": PLEDGES + FRICTION}
    answer = _book(make, files).quotes("nato")
    assert _told(answer) == [
        SPOKEN,
        ("here", "speaker", ("nato",), ("estonia",)),
        ("before", "speaker", ("nato",), ()),
        ("never", "speaker", ("nato",), ()),
    ]


def test_a_span_of_time_counts_the_day_of_the_words_else_that_of_the_record(make: Make) -> None:
    files = {"events.yaml": EVENTS, "countries/estonia.yaml": PLEDGES + FRICTION + JUDGED}
    book = _book(make, files)
    assert [each.words for each in book.quotes("nato", since="2019").quotations] == [
        SPOKEN[0],
        "here",
    ]
    assert [each.words for each in book.quotes("nato", until="2017").quotations] == [
        "before",
        "never",
    ]
    assert _told(book.quotes("mari tamm", until="2017")) == [
        ("always", "speaker", ("mari-tamm",), ())
    ]


def test_the_day_of_words_is_that_of_their_event(make: Make) -> None:
    pledge = PLEDGES.replace("date: 2020-05-01", "event: speech")
    files = {"events.yaml": EVENTS, "countries/estonia.yaml": pledge}
    answer = _book(make, files).quotes("nato")
    assert [(each.id, each.date) for each in answer.quotations[:2]] == [
        ("estonia/pledge", "2019-06"),
        ("speech", "2019-06"),
    ]


def test_filters_and_the_day_narrow_it_as_everywhere(make: Make) -> None:
    book = _book(make, {"events.yaml": EVENTS})
    assert [each.id for each in book.quotes("nato", topic="security").quotations] == [
        "estonia/pledge"
    ]
    assert [each.id for each in book.quotes("nato", as_of="2019").quotations] == ["speech", "until"]
    assert [each.id for each in book.quotes("nato", according_to="review").quotations] == [
        "estonia/pledge"
    ]


def test_who_cannot_speak_is_not_quoted(make: Make) -> None:
    book = _book(make, {"events.yaml": EVENTS})
    with pytest.raises(UsageError, match=r"^talk is an event; .* takes a country, an actor"):
        book.quotes("talk")
    with pytest.raises(UsageError, match=r"takes one name, not nato and estonia\.$"):
        book.quotes("nato", "estonia")


def test_the_page_tells_a_caveat_once_and_drops_the_year_of_the_day(make: Make) -> None:
    estonia = PLEDGES.replace("2020-05-01", "2021-05-01")
    page = text.render(compose(_book(make, {"countries/estonia.yaml": estonia}).quotes("nato")), 80)
    assert page == (
        f"NATO  1 quotation{'as of 30 Jun 2021':>63}\n"
        "\n"
        "1 May  NATO to Tamm: “‘We stand by you,’ every day”\n"
        "    on The pledge · Archive, Feb 2021, p. 3; Archive, Feb 2021\n"
        "    but no troops were named\n"
        "\n"
        "MORE  --full · show nato · --sources\n"
    )


def _answer(words: list[str]) -> Quotes:
    quotations = tuple(
        Quotation(
            words=each,
            voice="speaker",
            by=("nato",),
            authors=(),
            to=(),
            date=None,
            id=f"estonia/pledge-{place}",
            kind="reassurance",
            caveat=None,
            sources=(),
        )
        for place, each in enumerate(words)
    )
    return Quotes(
        as_of="2021-06-30",
        id="nato",
        kind="actor",
        quotations=quotations,
        names={"nato": "NATO", **{each.id: "A pledge" for each in quotations}},
    )


def _lines(document: Document) -> list[str]:
    return text.render(document, PAGE_COLUMNS).splitlines()


@given(st.lists(st.text("ab ", min_size=1, max_size=400), max_size=60))
def test_a_page_is_a_page_and_counts_what_it_leaves_out(words: list[str]) -> None:
    answer = _answer(words)
    lines = _lines(compose(answer))
    shown = sum(line.startswith("undated") for line in lines)
    assert len(lines) <= PAGE_LINES
    more = [line for line in lines if line.startswith("… ")]
    left = len(words) - shown
    assert more == ([f"… {left} more: --full"] if left else [])
    everything = _lines(compose(_answer(words), full=True))
    assert sum(line.startswith("undated") for line in everything) == len(words)


def test_everything_is_shown_with_full(make: Make, call: Run) -> None:
    pledges = "".join(
        f"  - {{id: p{n}, kind: statement, by: [nato], summary: S., quote: words {n},"
        " sources: [charter]}\n"
        for n in range(50)
    )
    country = f"name: Estonia\nsources: [charter]\nreassurances:\n{pledges}"
    folder = make(
        {"actors.yaml": ACTORS, "countries/estonia.yaml": country, "sources.yaml": SOURCES}
    )
    page = call("quote", "nato", cwd=folder.parent).out
    assert "50 quotations" in page
    assert "\n… 34 more: --full\n" in page
    full = call("quote", "nato", "--full", cwd=folder.parent).out
    assert [n for n in range(50) if f"“words {n}”" not in full] == []
    assert "“Charter”, NATO, 4 April 1949" in full
