"""Names: however they are typed, they lead to their record, and never by a guess."""

import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import Make
from hypothesis import assume, given
from hypothesis import strategies as st

from briefing.api import Book, open_book
from briefing.errors import AmbiguousName, UnknownName, UnknownValue
from briefing.library.folding import normalize_name
from briefing.library.lookup import NamedRecord, NameResolver, all_names, nearest
from briefing.model.kinds import KINDS, Kind
from briefing.model.records import Country, Flashpoint, PlaceName

KEYS = {
    "South Korea": "southkorea",
    "south-korea": "southkorea",
    "Côte d’Ivoire": "cotedivoire",
    "Suwałki": "suwalki",
    "Łódź": "lodz",
    "STRASSE": "strasse",
    "Straße": "strasse",
    "Åland": "aland",
    "日本": "日本",
    "かき": "かき",
    "がき": "がき",
    "ｶﾞ": "ガ",
    "대한민국": "대한민국",
    "ὈΔΥΣΣΕΎΣ": "οδυσσευσ",
    "हिन्दी": "हिन्दी",
    "japan/senkaku-cover": "japan/senkakucover",
    "U.S.A.": "usa",
    "!?": "",
}


@pytest.mark.parametrize("text", KEYS)
def test_a_key_is_what_is_left_of_a_spelling(text: str) -> None:
    assert normalize_name(text) == normalize_name(unicodedata.normalize("NFD", text)) == KEYS[text]


@given(st.text())
def test_a_key_is_its_own_key(text: str) -> None:
    assert normalize_name(normalize_name(text)) == normalize_name(text)


@given(st.text(alphabet=st.characters(categories=["Ll", "Lu", "Lo"])), st.sampled_from(" -.'"))
def test_signs_and_blanks_do_not_count(text: str, sign: str) -> None:
    assert (
        normalize_name(sign.join(text)) == normalize_name("".join(text))
        or unicodedata.normalize("NFC", text) != text
    )


class NameList:
    """The names of some records, as a library knows them."""

    def __init__(self, records: Sequence[NamedRecord]) -> None:
        self._records = records

    def ids_for_name(self, wanted: str) -> list[str]:
        for names in (
            lambda record: (record.id, *record.names) if "/" not in record.id else (record.id,),
            lambda record: (record.id.rpartition("/")[2],),
            lambda record: record.names,
        ):
            ids = [
                record.id
                for record in self._records
                if wanted and wanted in map(normalize_name, names(record))
            ]
            if ids:
                return ids
        return []

    def named_records(self) -> Sequence[NamedRecord]:
        return self._records


def _resolver(top: Sequence[tuple[str, Sequence[str]]], nested: Sequence[str] = ()) -> NameResolver:
    records = [
        NamedRecord(id_, "country", names[1] if len(names) > 1 else "", tuple(names[1:]))
        for id_, names in top
    ]
    return NameResolver(NameList([*records, *(NamedRecord(id_, "concern") for id_ in nested)]))


BOOK = _resolver(
    [
        ("north-korea", ["north-korea", "North Korea", "DPRK", "PRK"]),
        ("south-korea", ["south-korea", "South Korea", "ROK", "대한민국"]),
        ("japan", ["japan", "Japan", "日本", "JP"]),
        ("us-rok-alliance", ["us-rok-alliance", "US-South Korea alliance"]),
        ("shared-one", ["shared-one", "Shared name"]),
        ("shared-two", ["shared-two", "Shared name"]),
        ("unnamed", ["unnamed"]),
        *((f"treaty-{n}", [f"treaty-{n}", f"Treaty {n} text"]) for n in range(15)),
    ],
    ["japan/senkaku-cover", "japan/speed", "south-korea/speed", "north-korea/japan"],
)


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("Japan", "japan"),
        ("jp", "japan"),
        ("SOUTH_KOREA", "south-korea"),
        ("대한민국", "south-korea"),
        ("japan/senkaku cover", "japan/senkaku-cover"),
        ("senkaku-cover", "japan/senkaku-cover"),
        ("north-korea/japan", "north-korea/japan"),
    ],
)
def test_every_spelling_leads_to_its_record(text: str, id_: str) -> None:
    assert BOOK.find(text) == id_


@pytest.mark.parametrize(
    ("text", "message", "candidates"),
    [
        (
            "korea",
            "'korea' could be North Korea (country north-korea), South Korea (country south-korea) "
            "or US-South Korea alliance (country us-rok-alliance); name one of them.",
            ("north-korea", "south-korea", "us-rok-alliance"),
        ),
        (
            "shared name",
            "'shared name' could be Shared name (country shared-one) or "
            "Shared name (country shared-two); "
            "name one of them.",
            ("shared-one", "shared-two"),
        ),
        (
            "speed",
            "'speed' could be concern japan/speed or concern south-korea/speed; name one of them.",
            ("japan/speed", "south-korea/speed"),
        ),
        (
            "treaty",
            "'treaty' could be any of these; name one of them.",
            tuple(f"treaty-{n}" for n in range(15)),
        ),
    ],
)
def test_what_could_be_several_is_said(
    text: str, message: str, candidates: tuple[str, ...]
) -> None:
    with pytest.raises(AmbiguousName) as raised:
        BOOK.find(text)
    assert (str(raised.value), raised.value.candidates) == (message, candidates)


def test_many_that_it_could_be_are_listed() -> None:
    with pytest.raises(AmbiguousName) as raised:
        BOOK.find("treaty")
    assert raised.value.choices == (
        *(f"Treaty {n} text (country treaty-{n})" for n in range(12)),
        "3 more: briefing search treaty",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("japn", "Nothing here is called 'japn'; did you mean japan?"),
        ("alliance", "Nothing here is called 'alliance'; did you mean us-rok-alliance?"),
        ("xyzzy", "Nothing here is called 'xyzzy'; `briefing list` shows every name."),
        ("", "Nothing here is called ''; `briefing list` shows every name."),
        ("'", "Nothing here is called '''; `briefing list` shows every name."),
    ],
)
def test_a_misspelling_is_never_guessed(text: str, message: str) -> None:
    with pytest.raises(UnknownName) as raised:
        BOOK.find(text)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (["south", "korea"], ["south-korea"]),
        (["japan", "south", "korea"], ["japan", "south-korea"]),
        (["South Korea", "jp"], ["south-korea", "japan"]),
        (["north", "korea", "south", "korea", "japan"], ["north-korea", "south-korea", "japan"]),
        ([], []),
    ],
)
def test_words_are_split_into_names(words: list[str], ids: list[str]) -> None:
    assert BOOK.split(words) == ids


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["south", "koera"],
            "Nothing here is called 'south koera'; did you mean south-korea?",
        ),
        (["japan", "xyzzy"], "Nothing here is called 'xyzzy'; `briefing list` shows every name."),
    ],
)
def test_words_that_are_no_names_are_reported_together(words: list[str], message: str) -> None:
    with pytest.raises(UnknownName) as raised:
        BOOK.split(words)
    assert str(raised.value) == message


NAME = st.text(min_size=1, max_size=12)


@given(
    st.lists(st.tuples(NAME, NAME), max_size=6, unique_by=lambda pair: normalize_name(pair[0])),
    st.text(),
)
def test_any_text_is_found_or_refused(records: list[tuple[str, str]], text: str) -> None:
    names = _resolver([(id_, [id_, name]) for id_, name in records])
    for id_, name in records:
        keys = [normalize_name(key) for pair in records for key in set(pair) if pair[0] != id_]
        assume(normalize_name(id_))
        if normalize_name(id_) not in keys:
            assert names.find(id_) == id_
        if normalize_name(name) and normalize_name(name) not in keys:
            assert names.find(name) == id_
    try:
        result = names.find(text)
    except (AmbiguousName, UnknownName):
        return
    assert normalize_name(text) in [
        normalize_name(name)
        for id_, called in records
        if id_ == result
        for name in (id_, id_.rpartition("/")[2], called)
    ]


def test_nearest_gives_the_spellings_themselves() -> None:
    assert nearest("securty", ["Security", "trade"], 1) == ["Security"]
    assert nearest("", ["Security"]) == []


def test_a_record_has_its_id_name_aliases_and_codes_as_names() -> None:
    country = Country(name="Japan", aliases=("日本",), code="JPN")
    assert [name.text for name in all_names("japan", country)] == [
        "japan",
        "Japan",
        "日本",
        "JPN",
        "JP",
    ]
    place = Flashpoint(name="Senkakus", parties=(), names=(PlaceName(name="Diaoyu"),))
    assert [(name.path, name.text) for name in all_names("senkakus", place)] == [
        ((), "senkakus"),
        (("name",), "Senkakus"),
        (("names", 0, "name"), "Diaoyu"),
    ]


UNION = "african-union: {name: African Union, aliases: [AU], sources: [charter]}\n"
AUSTRALIA = "{name: Australia, code: AUS, sources: [charter]}\n"


def test_a_code_that_nobody_wrote_yields_to_a_name_that_somebody_did(make: Make) -> None:
    book = open_book(make({"actors.yaml": UNION, "countries/australia.yaml": AUSTRALIA}))
    assert book.check().problems == ()
    assert book.show("AU").id == "african-union"
    assert book.show("aus").id == "australia"
    assert [entry.id for entry in book.list("countries", country="AU").entries] == ["australia"]


def test_an_unwritten_code_leads_home_where_nothing_else_has_it(make: Make) -> None:
    book = open_book(make({"countries/australia.yaml": AUSTRALIA}))
    assert book.show("AU").id == "australia"


def test_a_code_that_is_written_twice_is_a_clash(make: Make) -> None:
    written = AUSTRALIA.replace("code: AUS", "code: AUS, aliases: [AU]")
    book = open_book(make({"actors.yaml": UNION, "countries/australia.yaml": written}))
    problems = [(problem.file, problem.rule) for problem in book.check().problems]
    assert problems == [("actors.yaml", "alias-clash")]
    with pytest.raises(AmbiguousName):
        book.show("AU")


def test_an_id_leads_to_its_record_whatever_else_has_it_as_an_alias(make: Make) -> None:
    club = "club: {name: Friends, aliases: [estonia], sources: [charter]}\n"
    book = open_book(make({"actors.yaml": club}))
    assert [(problem.file, problem.rule) for problem in book.check().problems] == [
        ("actors.yaml", "alias-clash")
    ]
    # A clash of names makes no brief unanswerable.
    assert book.show("estonia").id == "estonia"
    assert book.show("club").id == "club"


def test_a_code_that_becomes_written_is_noticed_in_other_files(make: Make, tmp_path: Path) -> None:
    files = {"actors.yaml": UNION, "countries/australia.yaml": AUSTRALIA}
    folder = make(files)
    book = open_book(folder, cache=tmp_path / "cache")
    assert book.check().problems == ()
    make({**files, "countries/australia.yaml": AUSTRALIA.replace("AUS", "AUS, aliases: [AU]")})
    assert [problem.file for problem in book.check().problems] == ["actors.yaml"]
    make(files)
    assert book.check().problems == ()


CONGOS = """\
republic: {name: Republic of the Congo, sources: [charter]}
democratic: {name: Democratic Republic of the Congo, aliases: [DRC], sources: [charter]}
trong: {name: Nguy\u1ec5n Ph\u00fa Tr\u1ecdng, type: person, sources: [charter]}
doe:
  name: John Doe
  type: person
  roles: [{title: Secretary of State, from: 2019}]
  sources: [charter]
roe: {name: Jane Roe, type: person, roles: [{title: Secretary of State}], sources: [charter]}
"""
LATVIA = """\
name: Latvia
sources: [charter]
actions:
- id: sites
  name: Four more sites
  short: More sites
  summary: Sites are opened.
  sources: [charter]
- {id: trong, summary: Talks go on., sources: [charter]}
judgments:
- {id: resolve, claim: Resolve is firm., sources: [charter]}
- {id: doubt, claim: Talks go on., aliases: [Second thoughts], sources: [charter]}
"""


@pytest.fixture
def parts(make: Make) -> Book:
    """A library in which records stand in a country, and names have words in common."""
    return open_book(make({"actors.yaml": CONGOS, "countries/latvia.yaml": LATVIA}))


@pytest.mark.parametrize(
    ("asked", "id_"),
    [
        ("Four more sites", "latvia/sites"),
        ("more SITES", "latvia/sites"),
        ("Sites are opened.", "latvia/sites"),
        ("resolve is firm", "latvia/resolve"),
        ("second thoughts", "latvia/doubt"),
        ("latvia/sites", "latvia/sites"),
        # What is the id of a top-level record is no nested one's.
        ("trong", "trong"),
    ],
)
def test_a_nested_record_is_found_by_what_it_is_called(parts: Book, asked: str, id_: str) -> None:
    assert parts.show(asked).id == id_
    assert parts.show(*asked.split()).id == id_


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            "congo",
            "'congo' could be Republic of the Congo (actor republic) or Democratic Republic of "
            "the Congo (actor democratic); name one of them.",
        ),
        (
            "talks go on",
            "'talks go on' could be Talks go on (action latvia/trong) or "
            "Talks go on (judgment latvia/doubt); "
            "name one of them.",
        ),
        ("phu", "Nothing here is called 'phu'; did you mean trong?"),
        ("trong phu", "Nothing here is called 'trong phu'; did you mean trong?"),
        ("secretary doe", "Nothing here is called 'secretary doe'; did you mean doe?"),
        ("four sites", "Nothing here is called 'four sites'; did you mean latvia/sites?"),
        ("latvai", "Nothing here is called 'latvai'; did you mean latvia?"),
    ],
)
def test_words_of_names_are_offered_and_never_taken(parts: Book, asked: str, message: str) -> None:
    with pytest.raises((AmbiguousName, UnknownName)) as raised:
        parts.show(asked)
    assert str(raised.value) == message


def test_a_short_may_be_shared(make: Make) -> None:
    actors = (
        "one: {name: First, short: Same, sources: [charter]}\n"
        "two: {name: Second, short: Same, sources: [charter]}\n"
    )
    book = open_book(make({"actors.yaml": actors}))
    assert book.check().problems == ()
    with pytest.raises(AmbiguousName):
        book.show("same")


def test_a_list_of_parts_is_that_of_their_kind_or_of_one_record(parts: Book) -> None:
    assert [
        (entry.kind, entry.id, entry.name, entry.aliases) for entry in parts.list("actions").entries
    ] == [
        ("action", "latvia/sites", "Four more sites", ("More sites",)),
        ("action", "latvia/trong", "Talks go on", ()),
    ]
    assert parts.list("latvia/action").entries == parts.list("action").entries
    assert parts.list("Latvia/Judgments").owner == "latvia"
    assert parts.list("concerns", country="latvia").entries == ()


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_is_listed_in_the_singular_and_plural(parts: Book, kind: Kind) -> None:
    assert parts.list(kind.name) == parts.list(kind.plural)
    assert parts.list(kind.name).kinds == (kind.name,)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("doe/concerns", "doe is an actor, which has no concerns of its own."),
        ("latvia/sources", "latvia is a country, which has no sources of its own."),
    ],
)
def test_what_holds_no_such_parts_is_said(parts: Book, asked: str, message: str) -> None:
    with pytest.raises(UnknownValue) as raised:
        parts.list(asked)
    assert str(raised.value) == message
