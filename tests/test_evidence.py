"""Quotations are found in the texts of their sources, and nothing else is: `check --evidence`."""

import os
import unicodedata
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Final

import pytest
from conftest import Make, Matches, Run
from hypothesis import given
from hypothesis import strategies as st

from briefing.api import open_book
from briefing.evidence.locators import resolve_locator
from briefing.evidence.matching import FoldedText
from briefing.evidence.passages import split_passages
from briefing.evidence.source_passages import SourcePassages
from briefing.library.rules import EVIDENCE_RULES as RULES
from briefing.library.source_text import SourceSpan
from briefing.model.diagnostics import Rule

CHARTER: Final = """\
The Charter

A pact for the Baltic

An armed attack on one is an attack on all. “We shall not hesitate,” the ministers said, and signed.

Jaan Tamm / Baltic News The ministers at the signing, April 1949.

The pact enters into force on 24 August.

THE DUTIES

Each ally keeps up its own well-trained forces — in peace as in war — and pays $1.5 million.

Consultations are held whenever one ally feels threat\N{HYPHEN}
ened.

READ ALSO

This site uses cookies.
"""

EVENTS: Final = """\
summit:
  name: Summit
  date: 2018-07
  quote: >-
    We shall not
    hesitate
  sources:
    - {source: charter, locator: "Introduction, para 1", quote: an attack on all}
    - {source: charter, locator: "Duties, para 1", quote: 'well–trained forces - in peace'}
    - {source: charter, locator: "The Duties, para 2", quote: feels threatened}
    - {source: charter, quote: Each ally … pays $1.5 million}
    - {source: charter, locator: "The Duties, para 1", quote: enters into force}
    - {source: charter, locator: para 9}
    - {source: charter, quote: We will not hesitate}
    - {source: memoir, quote: I was there}
"""

SOURCES: Final = """\
charter:
  title: Charter
  published: 1949-04-04
  furniture: [Read also, This site uses, Advertisement]
memoir: {title: Memoir, published: 1960}
"""

SUFFIXES: Final = {"": "txt", "concise": "log", "markdown": "md"}


def _is_in(quote: str, text: str) -> bool:
    return bool(FoldedText(text).find(quote, [SourceSpan(0, len(text))]))


@pytest.fixture
def library(make: Make) -> Path:
    """A library with the text of one of its two sources beside it."""
    files = {"events.yaml": EVENTS, "sources.yaml": SOURCES, "sources/charter.txt": CHARTER}
    return make(files)


@pytest.mark.parametrize("form", ["", "concise", "json", "csv", "markdown"])
def test_check_reports_each_quotation_at_its_place(
    form: str, library: Path, call: Run, matches: Matches
) -> None:
    chosen = ("--format", form) if form else ()
    ran = call("check", "briefs", "--evidence", *chosen, cwd=library.parent)
    assert (ran.status, ran.err) == (1, "")
    matches(
        ran.out,
        f"evidence/check.{ {'': 'txt', 'concise': 'log', 'markdown': 'md'}.get(form, form) }",
    )


def test_without_the_option_no_text_is_looked_at(library: Path, call: Run) -> None:
    ran = call("check", "briefs", cwd=library.parent)
    assert (ran.status, ran.err) == (0, "")
    assert open_book(library).check().evidence is None


def test_a_folder_of_texts_comes_before_the_library_and_is_read_afresh(
    library: Path, tmp_path: Path
) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    book = open_book(library)

    def found() -> int:
        evidence = book.check(evidence=texts).evidence
        assert evidence is not None
        return evidence.found

    whole = found()
    (texts / "charter.md").write_text("It is an attack on all.\n", encoding="utf-8")
    assert found() == 1 < whole
    (texts / "charter.md").write_text(CHARTER, encoding="utf-8")
    assert found() == whole


def test_the_texts_go_with_the_evidence(library: Path, call: Run) -> None:
    ran = call("check", "briefs", "--texts", ".", cwd=library.parent)
    assert (ran.status, ran.err) == (2, "briefing: --texts goes with --evidence.\n")
    ran = call("check", "briefs", "--evidence", "--texts", "nowhere", cwd=library.parent)
    assert (ran.status, "nowhere cannot be opened" in ran.err) == (2, True)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_rule_is_broken_by_its_bad_example_alone(rule: Rule, make: Make) -> None:
    text = "An armed attack on one is one on all.\n"
    for example, expected in ((rule.good, []), (rule.bad, [rule.id])):
        if example:
            folder = make({rule.example_file: example, "sources/charter.txt": text})
            if (rule.id, example) == ("unreadable-text", rule.bad):
                (folder / "sources" / "charter.txt").write_bytes(b"%PDF-1.7\xff")
            report = open_book(folder).check(evidence=True)
            assert [problem.rule for problem in report.problems] == expected


# What the words of a text may be written with, and still be those words.
WORDS: Final = st.lists(
    st.text("abcdeé約東ñ", min_size=1, max_size=8)
    | st.sampled_from(["U.S.", "well-trained", "ally’s", "“yes,”", "$1.5", "ﬁne", "Å", "end."]),
    min_size=1,
    max_size=30,
)


@st.composite
def disfigured(draw: st.DrawFn, word: str) -> str:
    """A word in other typography: other marks, dashes, forms, hyphens and signs without width."""
    word = unicodedata.normalize(draw(st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"])), word)
    marks = {"-": "-‐‑–—−", "’": "’'‘", "“": '“"„«', "”": '”"“»'}
    word = "".join(draw(st.sampled_from(marks.get(sign, sign))) for sign in word)
    at = draw(st.integers(0, len(word)))
    inside = 0 < at < len(word) and word[at - 1].isalpha() and word[at].isalpha()
    if not 0 < at < len(word) or unicodedata.combining(word[at]):
        return word
    broken = ["-\n", "‐\r\n "] if inside else []
    sign = draw(st.sampled_from(["", "", "\u00ad", "\u200b", *broken]))
    return word[:at] + sign + word[at:]


@st.composite
def joined(draw: st.DrawFn, words: list[str]) -> str:
    blanks = st.sampled_from([" ", "  ", "\n", "\r\n", "\u00a0", " \t", "\u2009"])
    return "".join(text for word in words for text in (draw(disfigured(word)), draw(blanks))).strip(
        " \n\r\t\u00a0\u2009"
    )


@given(st.data())
def test_any_words_in_a_row_are_found_in_whatever_typography(data: st.DataObject) -> None:
    words = data.draw(WORDS)
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    text, quote = data.draw(joined(words)), data.draw(joined(words[start:end]))
    assert _is_in(quote, text)


@given(st.data())
def test_what_lies_between_may_be_left_out_with_an_ellipsis(data: st.DataObject) -> None:
    words = data.draw(WORDS)
    places = sorted(data.draw(st.lists(st.integers(0, len(words)), min_size=4, max_size=4)))
    first, second = words[places[0] : places[1]], words[places[2] : places[3]]
    ellipsis = data.draw(st.sampled_from(["…", " … ", " ... ", " . . . ", " [...] ", " […] "]))
    quote = f"{' '.join(first)}{ellipsis}{' '.join(second)}"
    if first or second:
        assert _is_in(quote, " ".join(words))


@given(st.data())
def test_another_word_is_not_found(data: st.DataObject) -> None:
    text = data.draw(st.lists(st.text("abc", min_size=1, max_size=4), min_size=1, max_size=12))
    quote = data.draw(st.lists(st.text("abcA", min_size=1, max_size=4), min_size=1, max_size=4))
    is_there = any(text[at : at + len(quote)] == quote for at in range(len(text)))
    assert _is_in(" ".join(quote), " ".join(text)) is is_there


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("an ally", "An ally"),
        ("allies", "alliesandfriends"),
        ("co-operate", "cooperate"),
        ("cooperate", "co-operate"),
        ("informa", "informa-\ntion"),
        ("its", "it's"),
        ("1", "1.5"),
        ("5 million", "1.5 million"),
        ("attack, on", "attack on"),
        ("last … first", "first and last"),
        ("one … two", "one\n\ntwo"),
        ("…", "and so on"),
        ("well -known", "well-known"),
    ],
)
def test_nothing_but_typography_is_folded(quote: str, text: str) -> None:
    folded = SourcePassages(text)
    assert folded.holding(quote) == []


def test_a_quotation_may_go_from_one_paragraph_to_the_next() -> None:
    text = SourcePassages("First one.\n\nThen two.\n")
    assert text.holding("one. Then") == [range(2)]


@pytest.mark.parametrize(
    ("locator", "places"),
    [
        ("Introduction, para 1", ["Introduction, para 1"]),
        ("lede", ["Introduction, para 1", "Introduction, para 2"]),
        ("para 3", ["The Duties, para 1"]),
        ("paras 1 and 3", ["Introduction, para 1", "The Duties, para 1"]),
        ("Duties paras 1–2", ["The Duties, para 1", "The Duties, para 2"]),
        ("THE DUTIES, paragraph 2", ["The Duties, para 2"]),
        ("last para", ["Read Also, para 1"]),
        ("second para", ["Introduction, para 2"]),
        ("photo caption", ["caption to the first picture"]),
        ("caption to the first picture; para 1", ["caption to the first picture", "para 1"]),
        ("title", ["title"]),
        ("subtitle", ["subtitle"]),
        ("heading, The Duties", ["heading, The Duties"]),
        ("The Duties, para 3", []),
        ("The Rights, para 1", []),
        ("caption to the second picture", []),
        ("p. 2", None),
        ("on the duties of allies", None),
        ("item 2 (1)", None),
        ("paras 1 to 999999", None),
        ("para " * 10_000, None),
    ],
)
def test_a_locator_leads_to_passages(locator: str, places: list[str] | None) -> None:
    passages = resolve_locator(locator, split_passages(CHARTER))
    found = None if passages is None else [passage.place for passage in passages]
    expected = (
        places
        if places is None
        else ["Introduction, para 1" if place == "para 1" else place for place in places]
    )
    assert found == expected


def test_form_feeds_end_pages_and_no_paragraph() -> None:
    passages = split_passages("# Title\n\nOne that goes\n\fon here.\n\nTwo.\n\f\nThree.\n")
    assert [(passage.place, passage.pages) for passage in passages] == [
        ("title", (1, 1)),
        ("para 1", (1, 2)),
        ("para 2", (2, 2)),
        ("para 3", (3, 3)),
    ]
    second = resolve_locator("pp. 2-3", passages)
    assert [passage.place for passage in second or ()] == ["para 1", "para 2", "para 3"]


def _link_out(text: Path) -> None:
    outside = text.parent.parent.parent / "outside.txt"
    outside.write_text("An attack on all.\n", encoding="utf-8")
    text.symlink_to(outside)


def _huge(text: Path) -> None:
    with text.open("wb") as file:
        file.truncate(17 * 1024 * 1024)


HOSTILE: Final[dict[str, Callable[[Path], object]]] = {
    "empty": lambda text: text.write_bytes(b" \n"),
    "binary": lambda text: text.write_bytes(bytes(range(256))),
    "nul": lambda text: text.write_bytes(b"a\0b"),
    "utf-16": lambda text: text.write_bytes("An attack".encode("utf-16")),
    "folder": lambda text: text.mkdir(),
    "fifo": os.mkfifo,
    "link out": _link_out,
    "link to nothing": lambda text: text.symlink_to("nothing"),
    "link to itself": lambda text: text.symlink_to(text.name),
    "huge": _huge,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_text_that_cannot_be_read_is_reported_at_its_source(
    kind: str, library: Path, call: Run
) -> None:
    text = library / "sources" / "charter.txt"
    text.unlink()
    HOSTILE[kind](text)
    ran = call("check", "briefs", "--evidence", "--format", "concise", cwd=library.parent)
    assert (ran.status, ran.err) == (1, "")
    assert ran.out.startswith("briefs/sources.yaml:1:1: error: briefs/sources/charter.txt")
    assert ran.out.endswith("[unreadable-text]\n")
    assert ran.out.count("\n") == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_text_without_permission_is_reported(library: Path, call: Run) -> None:
    (library / "sources" / "charter.txt").chmod(0)
    ran = call("check", "briefs", "--evidence", "--format", "concise", cwd=library.parent)
    assert "Permission denied" in ran.out


def test_a_linked_folder_of_texts_is_not_left(library: Path, tmp_path: Path) -> None:
    (library / "sources").rename(tmp_path / "elsewhere")
    (library / "sources").symlink_to(tmp_path / "elsewhere")
    report = open_book(library).check(evidence=True)
    assert [problem.rule for problem in report.problems] == [
        "unreadable-file",  # which the reader of the library says of the link
        "unreadable-text",
    ]


@pytest.mark.parametrize("unit", ["ab ", "a-\n", "é́", "“- ", "x\n\n", "a", "約", "e\u0301\u0323"])
def test_the_time_grows_with_the_length_of_a_text(unit: str) -> None:
    def seconds(size: int) -> float:
        start = perf_counter()
        text = SourcePassages(unit * (size // len(unit)))
        assert text.holding("missing words … here") == []
        text.nearest(f"missing {unit * 20} here")
        return perf_counter() - start

    small, large = seconds(50_000), seconds(400_000)
    assert large < max(24 * small, 2)


@pytest.mark.parametrize("form", ["", "full", "json", "csv", "markdown"])
def test_coverage_shows_what_rests_on_each_passage(
    form: str, library: Path, call: Run, matches: Matches
) -> None:
    chosen = {"": (), "full": ("--full",)}.get(form, ("--format", form))
    ran = call("coverage", "charter", *chosen, cwd=library.parent)
    assert (ran.status, ran.err) == (0, "")
    suffix = {"": "txt", "full": "full.txt", "markdown": "md"}.get(form, form)
    matches(ran.out, f"evidence/coverage.{suffix}")


def test_a_source_without_a_text_says_where_to_put_one(library: Path, call: Run) -> None:
    ran = call("coverage", "memoir", cwd=library.parent)
    assert (ran.status, ran.out) == (3, "")
    assert ran.err == (
        "briefing: memoir has no text. Name the folder that has memoir.txt with --texts, or put it "
        "into `sources` in the library.\n"
    )


def test_the_page_of_a_long_text_is_cut_and_counts_all(library: Path, call: Run) -> None:
    text = "\n\n".join(f"Sentence {number} of many." for number in range(200))
    (library / "sources" / "memoir.txt").write_text(text, encoding="utf-8")
    ran = call("coverage", "memoir", cwd=library.parent)
    assert len(ran.out.splitlines()) <= 38
    assert "200 ON WHICH NOTHING RESTS" in ran.out
