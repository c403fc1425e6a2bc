"""Full text: what is typed is found as it was meant, in any script, and what is not is told so."""

import unicodedata

import pytest
from conftest import Make
from documents import ROOT
from hypothesis import given
from hypothesis import strategies as st

from briefing.answers.search import Search
from briefing.api import open_book
from briefing.errors import UsageError
from briefing.index import fulltext
from briefing.index.fulltext import And, Not, Or, Term

BOOK = open_book(ROOT / "tests" / "baltic")

SOUGHT = {
    ("gas",): Term(("gas",)),
    ("Gas", "SUPPLY"): And(Term(("gas",)), Term(("supply",))),
    ("gas supply",): Term(("gas", "supply")),
    ('"gas supply"',): Term(("gas", "supply")),
    ("burden-sharing",): Term(("burden", "sharing")),
    ("reinforce*",): Term(("reinforce",), prefix=True),
    ("a", "OR", "b", "c"): Or(Term(("a",)), And(Term(("b",)), Term(("c",)))),
    ("a", "AND", "b"): And(Term(("a",)), Term(("b",))),
    ("a", "NOT", "b"): Not(Term(("a",)), Term(("b",))),
    ("a", "AND", "NOT", "b"): Not(Term(("a",)), Term(("b",))),
    ("(a OR b) NOT c",): Not(Or(Term(("a",)), Term(("b",))), Term(("c",))),
    ("日本",): Term(("日", "本")),
    ("Suwałki",): Term(("suwalki",)),
    ("-", "gas"): Term(("gas",)),
}


@pytest.mark.parametrize("arguments", SOUGHT, ids=" ".join)
def test_what_is_typed_is_what_is_sought(arguments: tuple[str, ...]) -> None:
    assert fulltext.parse_query(arguments) == SOUGHT[arguments]


@pytest.mark.parametrize(
    "arguments", [(), ("",), ("!?",), ("AND",), ("a", "OR"), ("NOT", "a"), ("(a",), ("a)",)]
)
def test_operators_without_words_are_refused(arguments: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="A search needs words"):
        fulltext.parse_query(arguments)


@given(st.lists(st.text(max_size=12), max_size=4))
def test_anything_typed_is_searched_or_refused(arguments: list[str]) -> None:
    try:
        found = BOOK.search(*arguments)
    except UsageError:
        return
    assert found.found >= len(found.groups)


def _ids(found: Search) -> list[str]:
    return [hit.id for group in found.groups for hit in group.hits]


def test_the_best_comes_first_and_is_grouped_by_record() -> None:
    found = BOOK.search("standing", "alone")
    assert [(group.id, [hit.id for hit in group.hits][:1]) for group in found.groups] == [
        ("latvia", ["latvia/abandonment"]),
        ("estonia", ["estonia/abandonment"]),
    ]
    (match,) = [m for m in found.groups[1].hits[0].matches if m.field == "name"]
    assert [match.text[start:end] for start, end in match.marks] == ["Standing", "alone"]


def test_operators_mean_what_they_say() -> None:
    assert "estonia/gas-supply" in _ids(BOOK.search("gas"))
    assert _ids(BOOK.search("gas", "NOT", "side")) == []
    both = set(_ids(BOOK.search("gas", "OR", "memorial")))
    assert both == {*_ids(BOOK.search("gas")), *_ids(BOOK.search("memorial"))}
    assert _ids(BOOK.search("heavy forces")) == ["estonia/reinforcement-speed", "estonia/rehearse"]
    assert _ids(BOOK.search("forces heavy")) == []


@pytest.mark.parametrize("text", ["suwałki", "SUWALKI", "Suwa\u0142ki"])
def test_case_and_accents_do_not_count(text: str) -> None:
    assert _ids(BOOK.search(text)) == _ids(BOOK.search("suwalki")) != []


NAMES = ["北大西洋条約機構", "북대서양 조약 기구"]


@given(st.sampled_from(NAMES), st.data())
def test_east_asian_text_is_found_by_any_two_characters(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 2))
    end = data.draw(st.integers(start + 2, len(name)))
    part = name[start:end]
    if data.draw(st.booleans()):
        part = unicodedata.normalize("NFD", part)
    if len(part.replace(" ", "")) > 1:
        assert "nato" in _ids(BOOK.search(part))


def test_nothing_found_is_told_with_near_spellings(make: Make) -> None:
    found = BOOK.search("reinforcment")
    assert (found.found, found.groups, found.near[:1]) == (0, (), ("reinforcement",))
    assert open_book(make({})).search("zzzz").near == ()


def test_only_so_many_records_are_shown_as_are_asked_for() -> None:
    everything = BOOK.search("a", "OR", "the", limit=0)
    few = BOOK.search("a", "OR", "the", limit=2)
    assert (few.found, few.groups) == (everything.found, everything.groups[:2])


@given(st.text(), st.text(alphabet="ab 日本", min_size=1, max_size=3))
def test_a_mark_is_where_the_words_stand(text: str, sought: str) -> None:
    terms = [Term(tuple(each.text for each in fulltext.split_words(sought)))]
    if not terms[0].words:
        return
    last = 0
    for start, end in fulltext.highlight_spans(text, terms):
        assert last <= start < end <= len(text)
        last = end
        held = [each.text for each in fulltext.split_words(text[start:end])]
        assert all(word in held for word in terms[0].words)
