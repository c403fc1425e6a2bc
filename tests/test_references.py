"""Sources leave for reference managers and come back, and what has no place here is reported.

`csl-data.json` is the schema of CSL-JSON 1.0.2 as the Citation Style Language project publishes it
(github.com/citation-style-language/schema, MIT licence).
"""

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final, get_args

import pytest
from bibtexparser.entrypoint import parse_string
from conftest import Make, Run, checked
from documents import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema_rs import Draft7Validator
from transcripts import TESTS

from briefing.answers.sources import SourceRow, SourceTable
from briefing.api import open_book
from briefing.authoring.import_sources import ImportPlan, plan_import
from briefing.authoring.imported_source import to_source
from briefing.authoring.reference_files import MAX_SIZE, parse_references
from briefing.errors import UsageError
from briefing.model import edtf
from briefing.model.records import Source, date_text
from briefing.model.vocabulary import SourceType
from briefing.render import bibtex, csl

CSL: Final = Draft7Validator(json.loads((TESTS / "csl-data.json").read_text(encoding="utf-8")))

WRITERS: Final[dict[str, Callable[[Any], str]]] = {
    "refs.csl.json": csl.to_references,
    "refs.bib": bibtex.to_references,
}

EMPTY: Final = {"sources.yaml": "", "countries/estonia.yaml": ""}

JAPANESE: Final = {
    "boei": Source(
        title="防衛白書 「自由で開かれたインド太平洋」",
        published="2021-07",
        author="山田太郎、鈴木花子",
        publisher="防衛省",
        type="government-primary",
        url="https://www.mod.go.jp/白書?a=1&b=%E3%81%82#p_1",
        accessed="2021-08-01",
    ),
    "gunsa": Source(
        title="한미동맹과 100% 억제력", published="202X", publisher="연합뉴스", type="news"
    ),
}

every_format = pytest.mark.parametrize("name", WRITERS)


def _table(sources: dict[str, Source]) -> SourceTable:
    rows = (
        SourceRow(id=id_, source=source, supports=0, alone=0) for id_, source in sources.items()
    )
    return SourceTable(as_of="2021", rows=tuple(rows))


def _shipped() -> dict[str, Source]:
    return {row.id: row.source for row in open_book(ROOT / "briefs").sources().rows}


def _back(name: str, sources: dict[str, Source], folder: Path) -> ImportPlan:
    """What importing an export into a library without sources does."""
    file = parse_references(name, WRITERS[name](_table(sources)).encode())
    return plan_import(folder, {}, date.max, [file])


def _words(text: str | None) -> str:
    return " ".join((text or "").split())


def _compared(name: str, source: Source) -> tuple[str, ...]:
    """What comes back of a source: the manual names what CSL-JSON cannot say of a date."""
    dates = [date_text(when) if when else "" for when in (source.published, source.accessed)]
    if name.endswith(".json"):
        dates = [text.replace("?", "~").replace("%", "~") for text in dates]
    texts = (source.title, source.short, source.author, source.publisher, source.url)
    return (*map(_words, texts), *dates)


def _imported(folder: Path, text: str, call: Run, name: str = "refs.json") -> Any:
    (folder.parent / name).write_text(text, encoding="utf-8")
    return call("import", name, cwd=folder.parent)


@every_format
@pytest.mark.parametrize("sources", [_shipped(), JAPANESE], ids=["shipped", "Japanese"])
def test_an_export_comes_back_as_it_was(
    name: str, sources: dict[str, Source], make: Make, call: Run
) -> None:
    folder = make(EMPTY)
    (folder / "library.yaml").write_text("title: T\nas_of: 2029\n", encoding="utf-8")
    (folder.parent / name).write_text(WRITERS[name](_table(sources)), encoding="utf-8")
    first = call("import", name, cwd=folder.parent)
    assert (first.status, first.out) == (
        0,
        f"Added {len(sources)} sources to briefs/sources.yaml.\n",
    )
    back = {row.id: row.source for row in open_book(folder).sources().rows}
    assert {id_: _compared(name, source) for id_, source in back.items()} == {
        id_: _compared(name, source) for id_, source in sources.items()
    }
    before = (folder / "sources.yaml").read_bytes()
    again = call("import", name, cwd=folder.parent)
    assert again == (0, f"Added no source; {len(sources)} were there already.\n", "")
    assert (folder / "sources.yaml").read_bytes() == before


TEXTS: Final = st.text(
    st.one_of(
        st.sampled_from("\\{}%&$#_~^`'\"-,<>@ =ab1é日한"), st.characters(exclude_categories=["C"])
    ),
    min_size=1,
).filter(lambda text: text.strip() and csl.clean(text) == text)
DATES: Final = st.sampled_from(
    (
        *("2017", "2017-02", "2017-02-03", "2017-21", "2017~", "2017-02?", "201X", "2017-XX-XX"),
        *("2017/2018", "2017-02-03~/2017-03~", "2017-02/..", "/2018", "2017-22/2017-23", "0999"),
    )
)
SOURCES: Final = st.dictionaries(
    st.from_regex(r"[a-z]{1,5}(-[a-z0-9]{1,5})?", fullmatch=True),
    st.builds(
        Source,
        title=TEXTS,
        published=DATES,
        publisher=st.none() | TEXTS,
        url=st.none()
        | st.from_regex(r"https://[a-z]{1,5}\.org/[a-z0-9_%&#~?=.$^-]{0,12}", fullmatch=True),
        accessed=st.none() | DATES,
        type=st.sampled_from([None, "news", "analysis", "treaty-text", "think-tank"]),
        author=st.sampled_from(
            (
                *(None, "Ann Lee", "Ann Lee and Bo Ek", "A. Lee, Bo Ek and Cy Fox", "a and b"),
                *(
                    "Arms, War and {Law}",
                    "Ministry of Foreign Affairs and Trade",
                    "山田太郎、鈴木花子",
                ),
            )
        ),
    ),
    max_size=5,
)


@every_format
@given(sources=SOURCES)
@settings(deadline=None)
def test_any_source_comes_back(
    name: str, sources: dict[str, Source], tmp_path_factory: pytest.TempPathFactory
) -> None:
    plan = _back(name, sources, tmp_path_factory.getbasetemp())
    file = parse_references(name, WRITERS[name](_table(sources)).encode())
    assert plan.is_whole
    assert [_values(to_source(item).values) for item in file.items] == [
        _compared(name, source) for source in sources.values()
    ]


def _values(values: Any) -> tuple[str, ...]:
    fields = ("title", "short", "author", "publisher", "url", "published", "accessed")
    return tuple(values.get(field, "") for field in fields)


@given(SOURCES)
def test_csl_json_keeps_to_its_schema(sources: dict[str, Source]) -> None:
    items = json.loads(csl.to_references(_table(sources)))
    CSL.validate(items)
    assert [item["id"] for item in items] == [*sources]


def test_what_is_written(call: Run) -> None:
    arguments = ("sources", "review-2021", "--library", str(TESTS / "baltic"))
    assert json.loads(call(*arguments, "--format", "csl").out)[0]["id"] == "review-2021"
    [entry] = parse_string(call(*arguments, "--format", "bibtex").out).entries
    assert entry.key == "review-2021"


@pytest.mark.parametrize(("form", "nothing"), [("csl", "[]\n"), ("bibtex", "")])
def test_no_source_is_an_empty_file(form: str, nothing: str, make: Make, call: Run) -> None:
    folder = make(EMPTY)
    assert call("sources", "--format", form, "--library", str(folder)) == (0, nothing, "")


@pytest.mark.parametrize("form", ["csl", "bibtex"])
@pytest.mark.parametrize("command", ["gaps", "timeline", "list"])
def test_no_other_answer_is_a_list_of_references(form: str, command: str, call: Run) -> None:
    ran = call(command, "--format", form)
    assert (ran.status, ran.out) == (2, "")
    assert f"cannot be written as '{form}'" in ran.err


ZOTERO: Final = [
    {
        "id": "http://zotero.org/users/1/items/AB12",
        "type": "article-newspaper",
        "title": "Baltic <i>allies</i> wait",
        "container-title": "Postimees",
        "publisher": "Postimees Grupp",
        "author": [{"family": "Tamm", "given": "Jüri"}, {"literal": "ERR"}],
        "issued": {"date-parts": [["2021", 3]], "circa": True},
        "accessed": {"date-parts": [[2021, 4, 1]]},
        "URL": "https://postimees.ee/1",
        "abstract": "Long. " * 20,
    },
    {"id": 7, "type": "book", "title": "同盟", "issued": {"raw": "Summer 2019"}, "DOI": "10.1/x"},
    {"id": "no-title", "type": "book", "issued": {"date-parts": [[2019]]}},
    {"id": "no-date", "type": "book", "title": "Undated"},
    {"id": "later", "type": "treaty", "title": "Later", "issued": {"date-parts": [[2031, 1, 1]]}},
    "no item",
]


def test_each_item_is_added_or_reported(make: Make, call: Run) -> None:
    folder = make({})
    before = (folder / "sources.yaml").read_text(encoding="utf-8")
    ran = _imported(folder, json.dumps(ZOTERO), call)
    assert ran.err.splitlines() == [
        "briefing: refs.json: item 6 is none, and was not added.",
        "briefing: refs.json: no-title was not added: it has no title.",
        "briefing: refs.json: 'Undated' (no-date) was not added: it has no date.",
        "briefing: refs.json: 'Later' (later) was not added: 1 January 2031 is later than the "
        "library's as-of date.",
        "briefing: refs.json: 'Baltic allies wait' was added: its id is "
        "tamm-baltic-allies-wait-2021; a source has no place for publisher Postimees Grupp; "
        "abstract (119 characters).",
        "briefing: refs.json: '同盟' (7) was added: its id is 7-2019; it has no type, as none "
        "means 'book'.",
    ]
    assert (ran.status, ran.out) == (1, "Added 2 sources to briefs/sources.yaml.\n")
    assert (folder / "sources.yaml").read_text(encoding="utf-8") == before + (
        "\ntamm-baltic-allies-wait-2021:\n"
        "  title: Baltic allies wait\n"
        "  published: 2021-03~\n".replace("2021-03~", '"2021-03~"')
        + "  author: Jüri Tamm and ERR\n"
        "  publisher: Postimees\n"
        "  type: news\n"
        '  url: "https://postimees.ee/1"\n'
        "  accessed: 2021-04-01\n"
        "\n7-2019:\n"
        "  title: 同盟\n"
        "  published: 2019-22\n"
        '  url: "https://doi.org/10.1/x"\n'
    )
    assert not checked(folder).problems or all(
        problem.severity == "warning" for problem in checked(folder).problems
    )


BIBTEX: Final = r"""
@string{kyodo = {Kyodo News}}
@article{m1, title = {{\'E}tudes \& 100% {NATO}}, author = {M{\"u}ller, Hans and {War and Peace}},
  journal = kyodo, year = 2017, month = feb, entrysubtype = {newspaper}, url = {https://a.b/x_y%20z}}
@misc{m1, title = {Same key}, date = {2017-02-03/2017-02-05}, title = {Twice}}
@book{broken, title = {No end
@online{last, title = {Last}, date = {2016-12}, organization = {NATO}, urldate = {2017-01-02}}
"""


def test_bibtex_is_read_around_what_is_broken(make: Make, call: Run) -> None:
    folder = make(EMPTY)
    ran = _imported(folder, BIBTEX, call, "refs.bib")
    assert (ran.status, ran.out) == (1, "Added 3 sources to briefs/sources.yaml.\n")
    assert "refs.bib, line 5: this entry cannot be read" in ran.err
    assert "title (again) {Twice}" in ran.err
    rows = {row.id: row.source for row in open_book(folder).sources().rows}
    first, last = rows.pop("m1"), rows.pop("last")
    assert (first.title, first.author) == (
        "Études & 100% NATO",
        "Hans Müller and War and Peace",
    )
    assert (first.published, first.publisher, first.type) == ("2017-02", "Kyodo News", "news")
    assert first.url == "https://a.b/x_y%20z"
    assert (last.publisher, last.accessed) == ("NATO", "2017-01-02")
    [(id_, same)] = rows.items()
    assert id_.startswith("m1-")
    assert (same.title, same.published) == ("Same key", "2017-02-03/2017-02-05")


def test_what_differs_is_reported_and_stays(make: Make, call: Run) -> None:
    folder = make({})
    before = (folder / "sources.yaml").read_bytes()
    item = {"id": "charter", "title": "The Charter", "issued": {"date-parts": [[1949, 4, 4]]}}
    ran = _imported(folder, json.dumps(item), call)
    assert ran == (
        0,
        "Added no source; 1 was there already.\n",
        "briefing: refs.json: 'The Charter' (charter) is charter, which stays as it is; it "
        "differs: title 'The Charter' (here 'Charter').\n",
    )
    assert (folder / "sources.yaml").read_bytes() == before


@pytest.mark.parametrize(
    "known",
    [
        "own: {title: Other, published: 2020, url: 'http://www.a.org/x/'}",
        "own: {title: Other, published: 2020, url: 'https://dx.doi.org/10.1/X'}",
        "own: {title: 'the paper!', published: 2019, publisher: NATO}",
    ],
    ids=["address", "DOI", "title, date and publisher"],
)
def test_a_source_of_another_id_is_recognised(known: str, make: Make, call: Run) -> None:
    folder = make({**EMPTY, "sources.yaml": f"{known}\n"})
    item = {"id": "k", "title": "The Paper", "issued": "2019", "publisher": "NATO", "DOI": "10.1/x"}
    ran = _imported(folder, json.dumps([{**item, "URL": "https://a.org/x"}]), call)
    assert (ran.status, ran.out) == (0, "Added no source; 1 was there already.\n")


def test_items_that_clash_have_the_same_ids_whatever_is_there(make: Make, call: Run) -> None:
    items = [{"id": "k", "title": title, "issued": "2019"} for title in ("A", "B", "B")]
    folder = make(EMPTY)
    ran = _imported(folder, json.dumps(items), call)
    assert ran.out == "Added 2 sources to briefs/sources.yaml; 1 was there already.\n"
    both = (folder / "sources.yaml").read_text(encoding="utf-8")
    first = both.split("\n\n")[0] + "\n"
    (folder / "sources.yaml").write_text(first, encoding="utf-8")
    _imported(folder, json.dumps(items), call)
    assert (folder / "sources.yaml").read_text(encoding="utf-8") == both


def test_a_library_with_a_file_a_source_goes_on_so(make: Make, call: Run) -> None:
    charter = "title: Charter\npublished: 1949-04-04\n"
    folder = make({"sources.yaml": "", "sources/charter.yaml": charter})
    ran = _imported(folder, json.dumps([{"id": "k", "title": "T", "issued": "2019"}]), call)
    assert (ran.status, ran.out) == (0, "Added 1 source to briefs/sources/k.yaml.\n")
    assert (folder / "sources" / "k.yaml").read_text(
        encoding="utf-8"
    ) == "title: T\npublished: 2019\n"


@pytest.mark.parametrize("layout", ["{charter: {title: C, published: 1949}}\n", "charter: [\n"])
def test_a_file_that_cannot_be_added_to_stays(layout: str, make: Make, call: Run) -> None:
    folder = make({"sources.yaml": layout})
    ran = _imported(folder, json.dumps([{"id": "k", "title": "T", "issued": "2019"}]), call)
    assert (ran.status, ran.out) == (2, "")
    assert (folder / "sources.yaml").read_text(encoding="utf-8") == layout


def test_nothing_is_written_into_the_shipped_library(call: Run, tmp_path: Path) -> None:
    (tmp_path / "refs.json").write_text("[]", encoding="utf-8")
    ran = call("import", "refs.json", cwd=tmp_path)
    assert (ran.status, ran.out) == (2, "")
    assert "There is no library here" in ran.err


def test_bibtex_without_its_parser_says_what_to_install(
    make: Make, call: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "briefing.authoring.bibtex", None)
    ran = _imported(make(EMPTY), BIBTEX, call, "refs.bib")
    assert (ran.status, ran.out) == (2, "")
    assert "pip install 'briefing-book[bibtex]'" in ran.err


HOSTILE: Final = {
    "empty": b"",
    "prose": b"Dear all,",
    "half": b'[{"title": ',
    "scalar": b"[1, null, [], NaN]",
    "number": b"[" + b"1" * 5000 + b"]",
    "deep": b"[" * 100_000,
    "deep-item": b'[{"title": "T", "x": ' + b"[" * 700 + b"]" * 700 + b"}]",
    "large": b" " * (MAX_SIZE + 1),
    "zeros": b"\0" * 100,
    "types": b'[{"id": {}, "title": [], "issued": 1e999, "author": 3, "URL": true, "type": {}}]',
    "surrogate": b'[{"id": "s", "title": "\\ud800\\u001b[31m", "issued": "2019"}]',
    "twice": b'[{"id": "s", "title": "A", "title": "B", "issued": "2019"}]',
    "utf-16": json.dumps([{"id": "s", "title": "é", "issued": "2019"}]).encode("utf-16"),
    "bom": b"\xef\xbb\xbf[]",
    "latin-1": "@misc{l, title={Füße}, year=2019}".encode("latin-1"),
    "braces": b"@misc{l, title={" + b"{" * 5000 + b"x" + b"}" * 5000 + b"}, year=2019}",
    "macros": b"@misc{l, title={\\foo{\\bar[}$x}, author={, , ,}, year=x, month=13, day={x}}",
    "no-key": b"@misc{title={T}, year=2019}\n@misc{, title={T}}\n@{x}\n@string{a}\n@comment{x",
}


@pytest.mark.parametrize("suffix", [".json", ".bib", ""])
@pytest.mark.parametrize("kind", HOSTILE)
def test_whatever_a_file_holds_the_library_stays_sound(
    kind: str, suffix: str, make: Make, call: Run
) -> None:
    folder = make({})
    (folder.parent / f"in{suffix}").write_bytes(HOSTILE[kind])
    ran = call("import", f"in{suffix}", cwd=folder.parent)
    assert ran.status in (0, 1, 2)
    assert "Traceback" not in ran.err
    assert (ran.status == 0) or ran.err.startswith("briefing: ")
    assert all(problem.severity == "warning" for problem in checked(folder).problems)


KEYS: Final = st.sampled_from(
    (
        *(
            "id",
            "title",
            "issued",
            "author",
            "URL",
            "type",
            "date-parts",
            "raw",
            "season",
            "family",
        ),
        *("accessed", "DOI", "publisher", "container-title", "title-short", "circa", "literal"),
    )
)
JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["2019"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(), inner, max_size=6)
    ),
    max_leaves=20,
)


@given(JSON | st.lists(st.dictionaries(KEYS, JSON)))
@settings(deadline=None)
def test_any_json_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: Any) -> None:
    try:
        file = parse_references("in.json", json.dumps(data).encode())
    except UsageError:
        return
    plan = plan_import(tmp_path_factory.getbasetemp(), {}, date.max, [file])
    for item in map(to_source, file.items):
        assert item.problem or edtf.parse(item.values["published"])
    for change in plan.changes:
        assert change.after.decode()


@given(st.text(st.sampled_from('@{}=,"\\%# \nabmisctle1$é')) | st.binary().map(repr))
@settings(deadline=None)
def test_any_bibtex_is_read_or_refused(text: str) -> None:
    file = parse_references("in.bib", text.encode())
    for item in file.items:
        to_source(item)


ZOTERO_KEYS: Final = {
    "bbn_white_2017": "bbn-white-2017",
    "Nowak2018": "nowak2018",
    "smith:2017a": "smith-2017a",
    "Müller_2018": "muller-2018",
    "O'Neil2017": "oneil2017",
    "plain-key": "plain-key",
    # What another item is called, is an address, or has no letter of an id in it.
    "Plain_Key": "nato-title-2019",
    "http://zotero.org/users/1/items/AB12": "nato-title-2019",
    "2018_1": "nato-title-2019",
    "田中2018": "nato-title-2019",
    "a b": "nato-title-2019",
    "_": "nato-title-2019",
    "x" * 99: "nato-title-2019",
}


@pytest.mark.parametrize(("key", "id_"), ZOTERO_KEYS.items())
def test_an_id_is_made_of_the_citation_key(key: str, id_: str, make: Make, call: Run) -> None:
    folder = make(EMPTY)
    item = {"title": "Title", "publisher": "NATO", "issued": "2019", "type": "treaty"}
    other = {"id": "plain-key", "title": "Other", "issued": "2019", "type": "treaty"}
    items = [{"id": key, **item}, *([other] if key != "plain-key" else [])]
    ran = _imported(folder, json.dumps(items), call)
    called = "'Title'" if "://" in key else f"'Title' ({key})"
    renamed = f"briefing: refs.json: {called} was added: its id is {id_}.\n"
    assert (ran.status, ran.err) == (0, "" if key == id_ else renamed)
    before = (folder / "sources.yaml").read_text(encoding="utf-8")
    assert f"{id_}:\n  title: Title\n" in before
    changed = [{**items[0], "title": "Corrected", "publisher": "X"}, *items[1:]]
    assert _imported(folder, json.dumps(changed), call).out.startswith("Added no source;") == (
        not id_.startswith("nato-")
    )
    assert _imported(folder, json.dumps(items), call).out.startswith("Added no source;")


def test_a_source_imported_under_another_id_keeps_it(make: Make, call: Run) -> None:
    folder = make({**EMPTY, "sources.yaml": "old-scheme-2018: {title: T, published: 2018}\n"})
    items = [{"id": "Nowak2018", "title": "T", "issued": "2018"}]
    ran = _imported(folder, json.dumps(items), call)
    assert ran == (0, "Added no source; 1 was there already.\n", "")


NAMES: Final = {
    "Nowak, Anna": [{"family": "Nowak", "given": "Anna"}],
    "van der Berg, Jan P.": [{"family": "van der Berg", "given": "Jan P."}],
    "Nowak, Anna; Kowalski, Jan": [
        {"family": "Nowak", "given": "Anna"},
        {"family": "Kowalski", "given": "Jan"},
    ],
    "Michael J. Green and J. Smith": [
        {"family": "Green", "given": "Michael J."},
        {"family": "Smith", "given": "J."},
    ],
    # Nobody knows which is the family's without knowing the person.
    "Anna Nowak": [{"literal": "Anna Nowak"}],
    "Abe Shinzo": [{"literal": "Abe Shinzo"}],
    "山田太郎": [{"literal": "山田太郎"}],
    "NATO, Brussels": [{"literal": "NATO, Brussels"}],
    "Defence Ministry, Warsaw": [{"literal": "Defence Ministry, Warsaw"}],
}


@pytest.mark.parametrize("author", NAMES)
def test_family_names_are_exported_where_they_are_certain(
    author: str, make: Make, call: Run
) -> None:
    sources = {"k": Source(title="T", published="2018", author=author, type="news")}
    [item] = json.loads(csl.to_references(_table(sources)))
    assert item["author"] == NAMES[author]
    text = bibtex.to_references(_table(sources))
    for name in NAMES[author]:
        parts = ", ".join(
            f"{{{name[part]}}}" for part in ("family", "given", "literal") if part in name
        )
        assert parts in text
    folder = make(
        {**EMPTY, "sources.yaml": f"k: {{title: T, published: 2018, author: '{author}'}}"}
    )
    ran = _imported(folder, json.dumps([{**item, "type": "document"}]), call)
    assert ran == (0, "Added no source; 1 was there already.\n", "")


@every_format
def test_every_type_comes_back(name: str) -> None:
    types = [None, *get_args(SourceType)]
    sources = {f"k{n}": Source(title="T", published="2018", type=t) for n, t in enumerate(types)}
    text = WRITERS[name](_table(sources))
    items = map(to_source, parse_references(name, text.encode()).items)
    assert [(item.values.get("type"), item.lost) for item in items] == [(t, ()) for t in types]


@pytest.mark.parametrize(
    ("publisher", "type_"),
    [
        ("Ministry of National Defence", "government-primary"),
        ("U.S. Department of State", "government-primary"),
        ("防衛省", "government-primary"),
        ("RAND", "think-tank"),
        ("Institute for Government", "think-tank"),
        ("Department of War Studies, King's College", "think-tank"),
        ("Congressional Research Service", "think-tank"),
    ],
)
def test_a_report_is_one_of_a_state_or_of_a_think_tank(publisher: str, type_: SourceType) -> None:
    issued = {"title": "T", "issued": "2018", "publisher": publisher}
    source = to_source({**issued, "type": "report"})
    assert source.values["type"] == type_
    assert source.type_note == f"its type is taken to be {type_}"
    again = parse_references(
        "r.bib",
        bibtex.to_references(
            _table({"k": Source(title="T", published="2018", publisher=publisher, type=type_)})
        ).encode(),
    )
    assert to_source(again.items[0]).values["type"] == type_
