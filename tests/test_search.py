"""Full text: what is typed is found as it was meant, in any script, and what is not is told so."""

import re
import unicodedata
from contextlib import suppress

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
from briefing.index.store import Store
from briefing.library.folding import is_plain, normalize_name, split_words

BOOK = open_book(ROOT / "tests" / "baltic")

SOUGHT = {
    ("gas",): Term(("gas",)),
    ("Gas", "SUPPLY"): And((Term(("gas",)), Term(("supply",)))),
    ("gas supply",): Term(("gas", "supply")),
    ('"gas supply"',): Term(("gas", "supply")),
    ("burden-sharing",): Term(("burden", "sharing")),
    ("reinforce*",): Term(("reinforce",), prefix=True),
    ("a", "OR", "b", "c"): Or((Term(("a",)), And((Term(("b",)), Term(("c",)))))),
    ("a", "AND", "b"): And((Term(("a",)), Term(("b",)))),
    ("a", "NOT", "b"): Not(Term(("a",)), Term(("b",))),
    ("a", "NOT", "b", "NOT", "c"): Not(Term(("a",)), Or((Term(("b",)), Term(("c",))))),
    ("a", "NOT", "b", "c"): Not(And((Term(("a",)), Term(("c",)))), Term(("b",))),
    ("a", "AND", "NOT", "b"): Not(Term(("a",)), Term(("b",))),
    ("(a OR b) NOT c",): Not(Or((Term(("a",)), Term(("b",)))), Term(("c",))),
    ("gas", "gas"): Term(("gas",)),
    ("a", "OR", "b", "OR", "a"): Or((Term(("a",)), Term(("b",)))),
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


def test_what_is_searched_for_many_times_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[str] = []

    def look_up(_: Store, phrase: str) -> list[str]:
        looked_up.append(phrase)
        return []

    monkeypatch.setattr(Store, "_ids_named", look_up)
    BOOK.search("(the OR gas)", *["the"] * 100, "OR", "(gas the)")
    assert sorted(looked_up) == ['"gas"', '"the"']


@pytest.mark.parametrize(("operator", "is_found"), [("AND", True), ("OR", True), ("NOT", False)])
def test_the_longest_search_is_answered(operator: str, is_found: bool) -> None:  # noqa: FBT001
    words = [word for _ in range(200) for word in (operator, "pledge*")][1:]
    assert bool(BOOK.search(*words).found) == is_found
    deep = f"{'(pledge* OR ' * 19}(pledge*){')' * 19}"
    assert BOOK.search(deep).found


@pytest.mark.parametrize(
    ("query", "limit"),
    [
        (" OR ".join("a" * 201), "at most 200 words"),
        ("a " * 201, "at most 200 words"),
        ("(" * 21 + "a" + ")" * 21, "at most 20 parentheses"),
        ("a" * 10_001, "at most 10,000 characters"),
    ],
)
def test_a_search_that_is_too_long_is_refused(query: str, limit: str) -> None:
    with pytest.raises(UsageError, match=limit):
        BOOK.search(query)


@pytest.mark.parametrize(
    "query",
    [
        *("\0", "pledge\0", '"', '""', '"pledge', "*", "**", "pledge**", "^pledge", "+pledge"),
        *("NEAR(pledge charter, 5)", "head:pledge", "{head text}:pledge", "-pledge", "linked : x"),
        *("()", "(())", ") (", "pledge;--", "'", "\udcff", "pledge\udcff", "a" * 9_999),
    ],
)
def test_signs_of_other_query_languages_are_searched_or_refused(query: str) -> None:
    with suppress(UsageError):
        assert BOOK.search(query).sought == query


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
        ("estonia", ["estonia/abandonment"]),
        ("latvia", ["latvia/abandonment"]),
    ]
    (match,) = [m for m in found.groups[0].hits[0].matches if m.field == "name"]
    assert [match.text[start:end] for start, end in match.marks] == ["Standing", "alone"]


def test_operators_mean_what_they_say() -> None:
    assert "estonia/gas-supply" in _ids(BOOK.search("gas"))
    assert _ids(BOOK.search("gas", "NOT", "side")) == []
    both = set(_ids(BOOK.search("gas", "OR", "memorial")))
    assert both == {*_ids(BOOK.search("gas")), *_ids(BOOK.search("memorial"))}
    assert _ids(BOOK.search("heavy forces")) == ["estonia/rehearse", "estonia/reinforcement-speed"]
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
    terms = [Term(tuple(each.text for each in split_words(sought)))]
    if not terms[0].words:
        return
    last = 0
    for start, end in fulltext.highlight_spans(text, terms):
        assert last <= start < end <= len(text)
        last = end
        held = [each.text for each in split_words(text[start:end])]
        assert all(word in held for word in terms[0].words)


@given(st.text(alphabet="aAbsS1 .'`-_/"))
def test_a_text_of_plain_words_is_stored_as_it_stands(text: str) -> None:
    words = [word.text for word in split_words(text)]
    runs = re.findall("[a-z0-9]+", text.lower())
    assert not is_plain(text) or words == runs
    assert fulltext.normalize(text) in (text, " ".join(words))


SOMEBODY = 'somebody: {{name: Somebody, summary: "Seen: {}, again.", sources: [charter]}}\n'


def _passages(make: Make, text: str, sought: str) -> list[str]:
    """Return what of a text is marked when something is searched for."""
    found = open_book(make({"actors.yaml": SOMEBODY.format(text)})).search(sought)
    matches = [match for group in found.groups for hit in group.hits for match in hit.matches]
    return [match.text[start:end] for match in matches for start, end in match.marks]


@pytest.mark.parametrize(
    ("sought", "text"),
    [
        ("US", "U.S."),
        ("US", "U. S."),
        ("U.S.", "US"),
        ("u.s", "U.S"),
        ("Donetsk", "Donets\u02b9k"),
        ("Donets'k", "Donetsk"),
        ("donets\u2019k", "Donets`k"),
        ("Hawaii", "Hawai\u02bbi"),
        ("okina", "\u02bbOkina"),
        ("reinforcement", "rein\u00adforce\u00adment"),
        ("zero", "ze\u200bro"),
        ("SAM", "\uff33\uff21\uff2d"),
        ("\u0645\u062d\u0645\u062f", "\u0645\u064f\u062d\u064e\u0645\u0651\u064e\u062f"),
        ("\u0645\u062d\u0645\u062f", "\u0645\u062d\u0640\u0640\u0645\u062f"),
        ("\u0627\u062d\u0645\u062f", "\u0623\u062d\u0645\u062f"),
        ("\u05de\u05d3\u05d9\u05e0\u05ea", "\u05de\u05b0\u05d3\u05b4\u05d9\u05e0\u05b7\u05ea"),
        ("Viet", "Vi\u1ec7t"),
        ("\u0391\u03b8\u03b7\u03bd\u03b1", "\u0391\u03b8\u03ae\u03bd\u03b1"),
        ("strasse", "Stra\u00dfe"),
        ("istanbul", "\u0130stanbul"),
        ("\u30ac\u30b9", "\uff76\uff9e\uff7d"),
        (
            "\u0e2d\u0e32\u0e40\u0e0b\u0e35\u0e22\u0e19",
            "\u0e2d\u0e32\u0e40\u0e0b\u0e35\u0e22\u0e19",
        ),
    ],
)
def test_a_word_is_found_in_every_spelling_of_it(make: Make, sought: str, text: str) -> None:
    assert "".join(_passages(make, text, sought)) == text
    # The blank of spaced initials is none between words.
    assert normalize_name(sought) == normalize_name(text)


@pytest.mark.parametrize(
    ("sought", "text"),
    [
        ("\u043a\u0440\u0430\u0438", "\u043a\u0440\u0430\u0439"),  # й is no accented и
        ("\u0e44\u0e01\u0e25", "\u0e43\u0e01\u0e25\u0e49"),  # far, near
        ("\u0915\u0930\u092e", "\u0915\u0930\u094d\u092e"),  # karam, karma
        ("\u0915\u0932", "\u0915\u093e\u0932"),  # kal, kaal
        ("\u304b\u304d", "\u304c\u304d"),  # kaki, gaki
        ("usun", "U.S. U.N."),
        ("smithj", "J. Smith"),
    ],
)
def test_another_word_is_not_found(make: Make, sought: str, text: str) -> None:
    assert _passages(make, text, sought) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("the U.S.-led U.N. force", ["the", "us", "led", "un", "force"]),
        ("J. R. Smith's plan A. Then", ["jr", "smith", "s", "plan", "a", "then"]),
        ("coup d'\u00c9tat, l'ONU, O'Brien", ["coup", "d", "etat", "l", "onu", "obrien"]),
        ("states' 'rights' can't", ["states", "rights", "cant"]),
        ("version 1.2.3, a_b", ["version", "1", "2", "3", "a", "b"]),
        ("5.A.B", ["5", "ab"]),
    ],
)
def test_words_are_told_apart(text: str, words: list[str]) -> None:
    assert [word.text for word in split_words(text)] == words


@given(st.text())
def test_a_text_has_the_same_words_however_it_is_composed(text: str) -> None:
    composed = "".join(word.text for word in split_words(unicodedata.normalize("NFC", text)))
    assert composed == "".join(
        word.text for word in split_words(unicodedata.normalize("NFD", text))
    )


TALK = """\
{}: {{name: Estonia and Estonia talk of Estonia, summary: "Estonia, Estonia.", date: 2021-01,
  participants: [estonia], sources: [charter]}}
"""


@pytest.mark.parametrize("sought", ["estonia", "Estonia", "EST", "ee"])
def test_the_record_of_that_very_name_comes_first(make: Make, sought: str) -> None:
    talks = "".join(TALK.format(f"talk-{number}") for number in range(4))
    country = "{name: Estonia, code: EST, sources: [charter]}\n"
    book = open_book(make({"events.yaml": talks, "countries/estonia.yaml": country}))
    found = book.search(sought)
    assert found.groups[0].hits[0].id == "estonia"
    # What is asked for by a code shows the code that was found.
    assert all(hit.matches for group in found.groups for hit in group.hits)


def test_a_name_comes_before_a_text(make: Make) -> None:
    actors = (
        "one: {name: Somebody, summary: 'Sonar, sonar, sonar.', sources: [charter]}\n"
        "two: {name: A long name that has to do with a sonar in the end, sources: [charter]}\n"
        "three: {name: Else, short: Sonar for the navy, sources: [charter]}\n"
    )
    found = open_book(make({"actors.yaml": actors})).search("sonar")
    assert [group.id for group in found.groups] == ["three", "two", "one"]


def test_what_has_a_word_in_its_id_only_is_no_hit(make: Make) -> None:
    actors = (
        "sonar-office: {name: Somebody, sources: [charter]}\n"
        "navy: {name: Fleet, aliases: [Sonars], sources: [charter]}\n"
    )
    talk = "talk: {name: Talk, date: 2021, participants: [%s], sources: [charter]}\n"
    book = open_book(make({"actors.yaml": actors, "events.yaml": talk % "sonar-office, navy"}))
    assert _ids(book.search("sonar")) == []
    assert _ids(book.search("sonar-office")) == ["sonar-office"]
    # What refers to a record is found by every name of it.
    assert _ids(book.search("somebody")) == ["sonar-office", "talk"]
    assert _ids(book.search("sonars")) == ["navy", "talk"]
    (match,) = book.search("sonars").groups[1].hits[0].matches
    assert (match.field, match.text, match.marks) == ("participants", "Sonars", ((0, 6),))
    assert book.search("offices").near == ()
