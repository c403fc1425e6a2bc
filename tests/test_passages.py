"""Quotations lead to their words: by text fragments of addresses, and by `show --evidence`."""

import json
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

import pytest
from command_lines import BALTIC
from conftest import Make, Matches, Run
from hypothesis import given
from hypothesis import strategies as st

from briefing.api import open_book
from briefing.evidence.excerpts import MOST_WORDS
from briefing.evidence.source_passages import SourcePassages
from briefing.pages.text_fragments import address_at

PAGE: Final = "https://example.org/charter"
SIGN: Final = "#:~:text="


@pytest.mark.parametrize(
    ("quote", "fragment"),
    [
        ("an attack on all", "an%20attack%20on%20all"),
        ("well-trained, R&D", "well%2Dtrained%2C%20R%26D"),
        ("“We shall not hesitate,”", "We%20shall%20not%20hesitate"),
        ("約束は守る", "%E7%B4%84%E6%9D%9F%E3%81%AF%E5%AE%88%E3%82%8B"),
        ("an attack … on all", "an%20attack,on%20all"),
        ("an attack on one [...] is one ... on us all", "an%20attack%20on%20one,on%20us%20all"),
        ("All … for one and one for all", "for%20one%20and%20one%20for%20all"),
        ("… and so on", "and%20so%20on"),
        (" ".join("abcdefghijklm"), "a%20b%20c%20d%20e,i%20j%20k%20l%20m"),
    ],
)
def test_an_address_leads_to_the_words_that_are_quoted(quote: str, fragment: str) -> None:
    assert address_at(PAGE, quote) == f"{PAGE}{SIGN}{fragment}"


@pytest.mark.parametrize(
    ("address", "quote"),
    [
        ("https://example.org/a.PDF", "some words"),
        ("https://example.org/a.pdf?page=2", "some words"),
        ("https://example.org/a#part", "some words"),
        ("mailto:a@example.org", "some words"),
        ("javascript:alert(1)", "some words"),
        (PAGE, None),
        (PAGE, "…"),
        (PAGE, "“”"),
        (PAGE, "some\x1b[31m words"),
        (PAGE, "some \u202e words"),
        (PAGE, "x" * 10_000),
    ],
)
def test_an_address_that_cannot_lead_to_words_stays_as_it_is(
    address: str, quote: str | None
) -> None:
    assert address_at(address, quote) == address


@given(st.text(max_size=200))
def test_a_fragment_holds_whole_words_of_the_quotation_and_no_sign_of_its_own(quote: str) -> None:
    address = address_at(PAGE, quote)
    if address == PAGE:
        return
    fragment = address.removeprefix(f"{PAGE}{SIGN}")
    assert not {*"-&#<>\"' "} & {*fragment}
    words = f" {' '.join(quote.split())} "
    ends = [unquote(end) for end in fragment.split(",")]
    assert len(ends) <= 2
    for end in ends:
        before, found, after = words.partition(end)
        assert found
        assert end.strip() == end
        assert not before[-1:].isalnum()
        assert not after[:1].isalnum()


def test_what_is_shown_of_an_address_is_the_address(call: Run) -> None:
    leads_to = f"{PAGE}{SIGN}an%20attack%20against%20all"
    words = ("show", "mutual-aid-treaty", "--full", "--library", str(BALTIC))
    markdown = call(*words, "--format", "markdown").out
    assert f"[{PAGE}](<{leads_to}>)" in markdown
    page = call(*words, "--format", "html").out
    assert f'<a href="{leads_to}"><span class="muted">{PAGE}</span></a>' in page
    assert SIGN not in call(*words).out
    assert SIGN not in call(*words, "--format", "json").out


CHARTER: Final = """\
The Charter

The ministers met in April. An armed attack on one is an attack on all. “We shall not hesitate,”
they said, and signed. Then they went home.

THE DUTIES

Each ally keeps up its own forces, in peace as in war, and pays $1.5 million.

Consultations are held \x1b[31mwhenever\u202e one ally feels threatened.
"""

ESTONIA: Final = """\
name: Estonia
code: EST
bottom_line: It may be alone.
concerns:
  - id: alone
    name: Being left alone
    theme: abandonment
    topic: security
    summary: It may be left alone.
    sources: [{source: charter, locator: "Introduction, para 1", quote: an attack on all}]
frictions:
  - id: costs
    name: Who pays
    between: [estonia, latvia]
    summary: They differ over costs.
    sources: [charter]
    views:
      - by: [estonia]
        claim: All pay.
        quote: Each ally … pays $1.5 million
        sources: [{source: charter, locator: "The Duties, para 1"}]
      - by: [latvia]
        claim: None pays.
        sources: [{source: charter, quote: none of us pays}]
judgments:
  - id: talks
    claim: They will talk.
    wording: feels threatened
    by: [latvia]
    sources: [charter]
"""

EVENTS: Final = """\
summit:
  name: Summit
  date: 2018-07
  participants: [estonia]
  quote: We shall not hesitate
  sources:
    - charter
    - {source: memoir, quote: I was there}
later:
  name: Later summit
  date: 2019-07
  participants: [estonia]
  sources: [{source: review, quote: pays}]
"""

SOURCES: Final = """\
charter: {title: Charter, published: 1949-04-04, publisher: NATO, url: "https://example.org/charter"}
memoir: {title: Memoir, published: 1960}
review: {title: Review, published: 2019-08, marking: amber}
"""


@pytest.fixture
def library(make: Make) -> Path:
    """A library whose records quote three sources, two of which have a text beside it."""
    return make(
        {
            "countries/estonia.yaml": ESTONIA,
            "countries/latvia.yaml": "name: Latvia\ncode: LVA\nsources: [charter]\n",
            "events.yaml": EVENTS,
            "sources.yaml": SOURCES,
            "sources/charter.txt": CHARTER,
            "sources/review.md": "Everyone pays for it.\n",
        }
    )


@pytest.mark.parametrize("form", ["txt", "md", "json"])
def test_under_each_statement_is_the_passage_that_it_quotes(
    form: str, library: Path, call: Run, matches: Matches
) -> None:
    chosen = {"md": ("--format", "markdown"), "json": ("--format", "json")}.get(form, ())
    ran = call("show", "estonia", "--evidence", *chosen, cwd=library.parent)
    assert (ran.status, ran.err) == (0, "")
    assert not {"\x1b", "\u202e"} & {*ran.out}
    if form == "json":
        evidence = json.loads(ran.out)["result"]["evidence"]
        matches(f"{json.dumps(evidence, indent=2, ensure_ascii=True)}\n", "evidence/show.json")
    else:
        matches(ran.out, f"evidence/show.{form}")


@pytest.mark.parametrize(
    ("limits", "gone"),
    [
        ({"as_of": "2018-12-31"}, "review"),
        ({"max_marking": "green"}, "review"),
        ({"according_to": "review"}, "charter"),
    ],
)
def test_no_passage_is_shown_of_what_does_not_count(
    limits: dict[str, Any], gone: str, library: Path
) -> None:
    book = open_book(library)
    whole = book.show("estonia", evidence=True).evidence or ()
    part = book.show("estonia", evidence=True, **limits).evidence or ()
    assert gone in {passage.source for passage in whole}
    assert gone not in {passage.source for passage in part}
    assert {*part} <= {*whole}


def test_without_the_option_no_text_is_looked_at(library: Path, call: Run) -> None:
    assert open_book(library).show("estonia").evidence is None
    ran = call("show", "estonia", "--texts", ".", cwd=library.parent)
    assert (ran.status, ran.err) == (2, "briefing: --texts goes with --evidence.\n")


def test_a_text_that_cannot_be_read_is_named_once_at_the_end(library: Path, call: Run) -> None:
    (library / "sources" / "charter.txt").write_bytes(b"\xff")
    ran = call("show", "estonia", "--evidence", "--width", "200", cwd=library.parent)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.count("briefs/sources/charter.txt is not UTF-8 text; save it as UTF-8.") == 1


@given(
    before=st.lists(st.sampled_from(["alpha", "beta.", "Gen.", "U.S.", "約束。", "“No.”"])),
    quote=st.lists(st.sampled_from(["one", "two.", "約束"]), min_size=1, max_size=90),
    after=st.lists(st.sampled_from(["gamma", "delta.", "約束" * 300, "x" * 3000])),
)
def test_an_excerpt_is_short_and_has_the_words_marked(
    before: list[str], quote: list[str], after: list[str]
) -> None:
    text = " ".join(["Start", *before, "q1", *quote, "q2", *after])
    words = " ".join(["q1", *quote, "q2"])
    place = SourcePassages(text).around(words, None)
    assert place is not None
    shown, marks = place.excerpt
    marked = " ".join(shown[start:end] for start, end in marks)
    assert len(shown.split()) <= MOST_WORDS + 4
    assert (marked[:2], marked[-2:]) == ("q1", "q2")
    if len(quote) < MOST_WORDS - 2:
        assert marked == words
    for part in shown.split("…"):
        assert part.strip() in text


def test_a_long_text_is_cut_in_time(library: Path) -> None:
    (library / "sources" / "charter.txt").write_text(
        f"Each ally {'x ' * 2_000_000} pays $1.5 million", encoding="utf-8"
    )
    evidence = open_book(library).show("estonia", evidence=True).evidence or ()
    (view,) = (passage for passage in evidence if passage.quote.startswith("Each ally …"))
    assert view.found is True
    assert len((view.passage or "").split()) < MOST_WORDS + 4
