"""The memo for a meeting: made of records only, the worst first, and one page where it says so."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from conftest import Make
from documents import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.api import open_book
from briefing.errors import AmbiguousName, UsageError
from briefing.model.edtf import latest_day
from briefing.model.records import date_text
from briefing.model.vocabulary import Status
from briefing.pages import compose
from briefing.render.common import walk
from briefing.render.document import Document, Span

pypdf = pytest.importorskip("pypdf")

BOOK = open_book(ROOT / "briefs")
BALTIC = open_book(ROOT / "tests" / "baltic")
WORST_FIRST: tuple[Status, ...] = ("unanswered", "touched-on", "partly-answered")


def test_every_open_concern_is_raised_the_worst_first() -> None:
    memo = BOOK.prep("trump-abe summit")
    statuses = [each.standing.status for each in memo.raised]
    assert statuses == sorted(statuses, key=WORST_FIRST.index)
    gaps = {gap.standing.concern for gap in BOOK.gaps("japan").gaps}
    assert {each.standing.concern for each in memo.raised} == gaps
    page = "".join(each.text for each in walk(compose(memo, full=True)) if isinstance(each, Span))
    assert [name for name in map(memo.names.__getitem__, gaps) if name not in page] == []


@pytest.mark.parametrize("full", [False, True])
def test_nothing_is_quoted_that_no_record_says(*, full: bool) -> None:
    memo = compose(BOOK.prep("trump-abe-summit"), full=full)
    files = (ROOT / "briefs").rglob("*.yaml")
    said = " ".join(" ".join(path.read_text(encoding="utf-8").split()) for path in files)
    quoted = [each.text for each in walk(memo) if isinstance(each, Span) and each.role == "quote"]
    assert quoted or not full
    assert [text for text in quoted if text not in said] == []


def test_the_sides_are_those_who_take_part() -> None:
    memo = BOOK.prep("trump-abe-summit")
    assert (memo.theirs, memo.ours) == ("japan", ("united-states",))
    assert memo.last is not None
    assert memo.last.id == "trump-abe-call"
    assert memo.chronology
    assert min(latest_day(date_text(each.date)) for each in memo.chronology if each.date) >= date(
        2017, 1, 28
    )
    both = BOOK.prep("mattis-asia-trip", other_side="south korea")
    assert (both.theirs, both.ours) == ("south-korea", ("united-states", "japan"))
    with pytest.raises(UsageError, match="japan"):
        BOOK.prep("mattis-asia-trip")


def test_a_memo_of_an_earlier_day_knows_nothing_later() -> None:
    memo = BOOK.prep("mattis-asia-trip", other_side="japan", as_of="2017-01-31")
    assert (memo.as_of, memo.bottom_line, memo.event.status) == ("2017-01-31", None, "planned")
    assert "japan/senkaku-article-5" not in memo.names
    assert {each.standing.status for each in memo.raised} == {"unanswered", "touched-on"}


def _pages(document: Document, paper: Any) -> int:
    from briefing.render import pdf

    return len(pypdf.PdfReader(BytesIO(pdf.render(document, paper=paper))).pages)


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_a_page_is_one_page(paper: Any) -> None:
    for memo in (
        BOOK.prep("trump-abe-summit", audience="the President and the National Security Council"),
        BOOK.prep("mattis-asia-trip", other_side="south-korea"),
        BALTIC.prep("riga-meeting"),
    ):
        assert _pages(compose(memo), paper) == 1


SENTENCE = st.text("abcdefgh ", min_size=1, max_size=400).map(lambda text: f"W {text} W")
LISTS = st.lists(SENTENCE, max_size=25)
NAMED = ("concerns", "answers", "plans", "views", "advice")
HELD = st.fixed_dictionaries(dict.fromkeys(NAMED, LISTS)).filter(lambda held: held["concerns"])


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(HELD)
def test_a_page_is_one_page_whatever_the_library_holds(
    make: Make, held: dict[str, list[str]]
) -> None:
    concerns, answers, plans, views, advice = (held[name] for name in NAMED)
    lines = ["name: Latvia", "bottom_line: " + "word " * 40, "concerns:"]
    lines += [
        f"- {{id: c{n}, name: '{text[:60]}', topic: security, summary: '{text}', sources: [s{n}]}}"
        for n, text in enumerate(concerns)
    ]
    lines += ["reassurances:"] if answers else []
    lines += [
        f"- {{id: r{n}, kind: visit, by: [estonia], summary: '{text}', quote: '{text}', "
        f"answers: [{{concern: c{n % len(concerns)}, extent: partly, leaves_open: '{text}'}}], "
        f"sources: [t{n}]}}"
        for n, text in enumerate(answers)
    ]
    lines += ["actions:"] if plans else []
    lines += [
        f"- {{id: p{n}, summary: '{text}', status: planned, sources: [charter]}}"
        for n, text in enumerate(plans)
    ]
    lines += ["judgments:"] if views else []
    lines += [
        f"- {{id: j{n}, claim: '{text}', wording: may, sources: [charter]}}"
        for n, text in enumerate(views)
    ]
    lines += ["recommendations:"] if advice else []
    lines += [
        f"- {{id: a{n}, to: [estonia], advice: '{text}', at: meeting, sources: [charter]}}"
        for n, text in enumerate(advice)
    ]
    sources = ["charter: {title: Charter, published: 1949-04-04, publisher: NATO}"]
    sources += [f"s{n}: {{title: S, published: 2000, publisher: Office {n}}}" for n in range(25)]
    sources += [f"t{n}: {{title: T, published: 2000, publisher: Bureau {n}}}" for n in range(25)]
    folder = make(
        {
            "countries/latvia.yaml": "\n".join(lines),
            "sources.yaml": "\n".join(sources),
            "events.yaml": (
                "meeting: {name: Meeting, date: 2021-07, announced: 2021, "
                "participants: [estonia, latvia], status: planned, sources: [charter]}\n"
            ),
        }
    )
    assert _pages(compose(open_book(folder).prep("meeting")), "letter") == 1


def test_a_memo_of_a_day_on_which_nobody_knew_of_the_meeting_says_so() -> None:
    with pytest.raises(UsageError, match=r"not announced by 1 January 2017.*`announced`"):
        BOOK.prep("trump-abe-summit", as_of="2017-01-01")
    with pytest.raises(UsageError, match="Nothing here is called 'no-such-summit'"):
        BOOK.prep("no-such-summit", as_of="2017-01-01")


def test_a_country_stands_for_the_next_meeting_with_it() -> None:
    names = ("japan", "JPN", "日本", "united states", "trump-abe-summit")
    assert {name: BOOK.prep(name).id for name in names} == dict.fromkeys(names, "trump-abe-summit")
    # What is ahead with it is no meeting, but better than nothing.
    assert BOOK.prep("south korea").id == "thaad-deployment"
    with pytest.raises(UsageError, match="No event ahead has China in it"):
        BOOK.prep("china")
    with pytest.raises(AmbiguousName):
        BOOK.prep("mattis")
