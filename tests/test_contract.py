"""What programs rely on: every JSON answer keeps to its published schema, every table is a CSV."""

import csv
import json
import re
import shutil
from collections.abc import Iterable, Iterator
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any, Final, get_type_hints

import pytest
from conftest import Make, Matches, Run
from hypothesis import given
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator, meta
from transcripts import ANSWERS, TESTS, TRANSCRIPTS, commands, run_line, transcript

from briefing.answers.brief import Brief
from briefing.answers.listing import Listing, Named
from briefing.cli.options import NarrowingOptions
from briefing.errors import UsageError
from briefing.render import csv as csv_renderer
from briefing.render import json as json_renderer
from briefing.render import json_schema, library_schema
from briefing.render.sanitize import sanitize

BALTIC = TESTS / "baltic"
STORED = TESTS / "schemas"

COMMON: Final[dict[str, Any]] = json.loads(json_schema.schema("common"))
ANSWER_SCHEMAS: Final = [name for name in json_schema.NAMES if name != "common"]

FORMS: Final = ("json", "csv")

BESIDES: Final = (
    "briefing --as-of 2016-07",
    "briefing show estonia --as-of 2017-01",
    "briefing show estonia --section events --until 2016",
    "briefing show two-per-cent",
    "briefing show memorial",
    "briefing show rehearse",
    "briefing prep 'riga meeting' --full --audience x",
    "briefing book --as-of 2016-08",
    "briefing book --by estonia --since 2017",
)
"""Answers that no transcript shows."""

TABLES: Final = tuple(
    line for file in TRANSCRIPTS if file.suffix == ".csv" for line in commands(file)
)

LISTS: Final[dict[str, tuple[str, ...]]] = {
    "flashpoints": ("flashpoints",),
    "comparison": ("aspects",),
    "gaps": ("gaps",),
    "timeline": ("moments",),
    "changes": ("changed", "new", "happened"),
    "differences": ("changed", "added", "removed", "reworded"),
    "search": ("groups",),
    "quotes": ("quotations",),
    "sources": ("rows",),
    "source": ("uses",),
    "coverage": ("passages",),
    "listing": ("entries",),
    "report": ("problems",),
}
"""Where the records of a table stand in its JSON."""

EMPTY = {
    "library.yaml": "title: Nothing yet\nas_of: 2021\n",
    "sources.yaml": "",
    "countries/estonia.yaml": "",
}

WITHOUT_RECORDS = {
    "overview": (),
    "book": ("book",),
    "flashpoints": ("flashpoints",),
    "gaps": ("gaps",),
    "timeline": ("timeline",),
    "changes": ("changes", "--since", "2000"),
    "differences": ("changes", "--against", "briefs"),
    "search": ("search", "anything"),
    "sources": ("sources",),
    "listing": ("list",),
    "report": ("check",),
}


@pytest.mark.parametrize("line", [*ANSWERS, *BESIDES])
def test_an_answer_keeps_to_its_schema(line: str, tmp_path: Path) -> None:
    ran = run_line(f"{line} --format json", tmp_path)
    assert (ran.status, ran.err) == (1 if line == "briefing check broken" else 0, "")
    _kept(json.loads(ran.out))


@pytest.mark.parametrize("line", TABLES)
def test_a_table_holds_what_its_json_does(line: str, tmp_path: Path) -> None:
    data = run_line(line.replace("--format csv", "--format json"), tmp_path)
    _same_in_both({"csv": run_line(line, tmp_path).out, "json": data.out})


@pytest.mark.parametrize("name", WITHOUT_RECORDS)
def test_a_library_without_records_gives_valid_answers(name: str, call: Run, make: Make) -> None:
    folder = make(EMPTY)

    out = {}
    for form in FORMS if name in LISTS else FORMS[:1]:
        ran = call(*WITHOUT_RECORDS[name], "--format", form, cwd=folder.parent)
        assert (ran.status, ran.err) == (0, "")
        out[form] = ran.out
    document = json.loads(out["json"])
    _kept(document)
    assert document["schema"] == f"{name}/2"
    assert (document["as_of"]["edtf"], document["library"]["title"]) == ("2021", "Nothing yet")
    if name in LISTS:
        assert _same_in_both(out) == []


OTHERWISE: Final = "concern: abandonment, extent: partly, leaves_open: Numbers."


def test_another_version_of_a_library_is_shown_as_a_table(tmp_path: Path, matches: Matches) -> None:
    shutil.copytree(BALTIC, tmp_path / "baltic")
    other = tmp_path / "other"
    shutil.copytree(BALTIC, other)
    estonia = other / "countries" / "estonia.yaml"
    text = estonia.read_text(encoding="utf-8").replace("Gas comes", "All gas comes")
    estonia.write_text(text.replace("concern: abandonment, extent: fully", OTHERWISE))
    (other / "flashpoints" / "gulf-of-finland.yaml").unlink()
    there, back = lines = commands(TESTS / "versions" / "changes.csv")
    runs = {line: run_line(line, tmp_path, tmp_path) for line in lines}
    matches(transcript(runs), "versions/changes.csv")
    data = run_line(back.replace("csv", "json"), tmp_path, tmp_path)
    rows = _same_in_both({"csv": runs[back].out, "json": data.out})
    assert [row["change"] for row in rows] == ["changed", "removed", "reworded", "reworded"]
    assert len(_rows(runs[there].out)) == len(rows)


BROKEN = {
    "mistake": {"actors.yaml": "ilves: {name: Ilves, of: [estnia], sources: [charter]}\n"},
    "no-title": {"library.yaml": "as_of: 2021\n"},
    "no-yaml": {"library.yaml": "title: [\n"},
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_with_a_library_is_told_in_the_same_envelope(
    name: str, make: Make, call: Run
) -> None:
    folder = make(BROKEN[name])
    ran = {form: call("check", "--format", form, cwd=folder.parent) for form in FORMS}
    assert [(each.status, each.err) for each in ran.values()] == [(1, ""), (1, "")]
    assert _same_in_both({form: each.out for form, each in ran.items()})
    document = json.loads(ran["json"].out)
    named = name == "mistake"
    assert document["library"] == {"title": "Baltic book" if named else None, "folder": "briefs"}
    assert document["as_of"] == (_day("2021-06-30") if named else None)


def test_the_envelope_has_a_place_for_every_option_that_narrows() -> None:
    assert {*get_type_hints(NarrowingOptions), "section"} <= set(
        json_renderer.Query.__struct_fields__
    )


def test_an_answer_on_an_earlier_day_says_so_in_its_envelope(call: Run) -> None:
    asked = [(), ("gaps",), ("list",), ("sources",), ("search", "gap")]
    days = [_answered(call, *each, "--as-of", "2017-05", "--format", "json") for each in asked]
    assert [json.loads(each)["as_of"] for each in days] == [_day("2017-05-31")] * len(days)


def test_what_may_be_written_in_two_forms_has_one(make: Make, call: Run) -> None:
    cited = "{source: charter, locator: art. 5, quote: an attack, credibility: 2}"
    folder = make(
        {
            "sources.yaml": "charter: {title: Charter, published: 1949-04-04}\n"
            "review: {title: Review, published: {edtf: 2021-02~, text: late winter}}\n",
            "countries/estonia.yaml": "name: Estonia\nrelationship: ally\nbottom_line:\n"
            "  - {date: ../2020, text: Open.}\n"
            "  - {date: {edtf: 2021, basis: inferred}, text: Shut.}\n"
            "concerns:\n- {id: speed, topic: security, summary: Late., sources: [review]}\n"
            f"- {{id: gap, topic: security, summary: Shut., date: 201X, sources: [{cited}]}}\n",
        }
    )
    ran = call("show", "estonia", "--format", "json", cwd=folder.parent)
    document = json.loads(ran.out)
    _kept(document)
    result = document["result"]
    assert {id_: source["published"] for id_, source in result["sources"].items()} == {
        "charter": _day("1949-04-04"),
        "review": _date("2021-02~", "2021-02-01", "2021-02-28", text="late winter"),
    }
    country = result["record"]
    assert country["relationship"] == [{"date": None, "text": "ally"}]
    assert country["bottom_line"] == [
        {"date": _date("../2020", None, "2020-12-31"), "text": "Open."},
        {"date": _date("2021", "2021-01-01", "2021-12-31", basis="inferred"), "text": "Shut."},
    ]
    speed, gap = country["concerns"]
    assert (speed["date"], gap["date"]) == (None, _date("201X", "2010-01-01", "2019-12-31"))
    assert [*speed["sources"], *gap["sources"]] == [
        {"source": "review", "locator": None, "quote": None, "credibility": None},
        {"source": "charter", "locator": "art. 5", "quote": "an attack", "credibility": "2"},
    ]


def test_json_steers_no_terminal_and_reads_the_same(make: Make, call: Run) -> None:
    text = "Late\x7f \u009b31m\u202eevil\u2066 \u200f \U0001f44d."
    folder = make({"actors.yaml": "", "glossary.yaml": ""})
    words = call("search", text, "--library", str(folder), "--format", "json")
    assert (words.status, words.err) == (0, "")
    assert not re.search("[\x7f-\x9f\u202a-\u202e\u2066-\u2069]", words.out)
    assert json.loads(words.out)["query"]["words"] == [text]


def test_json_is_valid_where_a_folder_is_not_utf_8(make: Make, run: Run) -> None:
    folder = make({}).rename(make({}).parent / "\udcff")
    ran = run("list", "--library", str(folder), "--format", "json")
    assert json.loads(ran.out)["library"]["folder"].endswith("\\xff")


def test_no_text_is_an_empty_list_of_texts(make: Make, call: Run) -> None:
    folder = make({})
    ran = call("show", "estonia", "--format", "json", cwd=folder.parent)
    record = json.loads(ran.out)["result"]["record"]
    assert (record["relationship"], record["bottom_line"]) == ([], [])


@pytest.mark.parametrize("name", json_schema.NAMES)
def test_every_date_is_an_object(name: str) -> None:
    texts = [
        path
        for path, part in _parts(_schema(name))
        if path[-1] == "description" and part == "EDTF date"
    ]
    assert texts == []


def _date(
    edtf: str,
    first: str | None,
    last: str | None,
    *,
    text: str | None = None,
    basis: str | None = None,
) -> dict[str, str | None]:
    return {"edtf": edtf, "text": text, "basis": basis, "from": first, "to": last}


def _day(day: str) -> dict[str, str | None]:
    return _date(day, day, day)


@pytest.mark.parametrize(
    "command", [("flashpoints", "suwalki gap"), ("show", "estonia"), ()], ids=" ".join
)
def test_what_is_no_table_is_not_told_as_one(command: tuple[str, ...], call: Run) -> None:
    ran = call(*command, "--format", "csv", BRIEFING_LIBRARY=str(BALTIC))
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert "json" in ran.err


def test_a_brief_as_a_table_is_refused_with_a_way_on() -> None:
    brief = Brief(kind="event", id="e", name="E", as_of="2021", topics={}, record=None)
    with pytest.raises(UsageError, match=r"^Only a table can be CSV.* json .* leave out the name"):
        csv_renderer.to_csv(brief)


@given(st.lists(st.tuples(st.text(), st.text()), min_size=1))
def test_no_cell_is_a_formula_and_every_record_is_a_line(texts: list[tuple[str, str]]) -> None:
    entries = tuple(Named(kind="actor", id="a", name=n, aliases=(a,)) for n, a in texts)
    out = csv_renderer.to_csv(Listing(as_of="2021", kinds=("actor",), entries=entries))
    assert out.endswith("\n")
    assert len(out.split("\n")) == len(texts) + 2
    cells = [cell for row in csv.reader(StringIO(out, newline="")) for cell in row]
    assert not [cell for cell in cells if cell.lstrip()[:1] in tuple("=+-@\t\r＝＋－＠")]
    assert [cell for cell in cells if sanitize(cell) != cell] == []


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\n-1", "＝1"])
def test_a_formula_is_told_as_text(text: str) -> None:
    assert csv_renderer.escape_formula(text).startswith("'")


@given(st.lists(st.text()), st.lists(st.text()))
def test_several_values_are_read_back_as_they_were(texts: list[str], others: list[str]) -> None:
    cell, other = (
        _rows(
            csv_renderer.to_csv(
                Listing(
                    as_of="2021",
                    kinds=("actor",),
                    entries=(Named(kind="actor", id="a", name="A", aliases=tuple(values)),),
                )
            )
        )[0]["aliases"]
        for values in (texts, others)
    )
    assert json.loads(cell) == texts
    assert (cell == other) == (texts == others)


@pytest.mark.parametrize("value", ["; ", ";", "\u202e", "\x85", '"', "\\", "\U0001fffe", "="])
def test_values_that_hold_a_mark_are_read_back(value: str) -> None:
    cells = [csv_renderer.encode(values) for values in ([f"a{value}b"], ["a", "b"], [value])]
    assert [json.loads(cell) for cell in cells] == [[f"a{value}b"], ["a", "b"], [value]]
    assert [cell for cell in cells if sanitize(cell) != cell] == []


@given(st.from_regex(r"[A-Za-z0-9 ,;\"'日本ä]*", fullmatch=True))
def test_harmless_text_stays_as_it_is(text: str) -> None:
    entries = (Named(kind="actor", id="a", name=text, aliases=()),)
    out = csv_renderer.to_csv(Listing(as_of="2021", kinds=("actor",), entries=entries))
    assert [row["name"] for row in _rows(out)] == [text]


def test_every_table_has_a_list_in_its_json() -> None:
    assert csv_renderer._TABLES.keys() == LISTS.keys()  # noqa: SLF001 (the table of tables)


@pytest.mark.parametrize("name", json_schema.NAMES)
def test_a_schema_is_one_and_leaves_nothing_open(name: str) -> None:
    text = json_schema.schema(name)
    schema = json.loads(text)
    meta.validate(schema)
    assert text.endswith("}\n")
    assert not [path for path, part in _parts(schema) if part == {} and path[-1] != "properties"]
    assert json_schema.schema(schema["title"]) == text
    assert schema["$id"] == f"urn:briefing:schema:{schema['title']}"


@pytest.mark.parametrize("name", ANSWER_SCHEMAS)
def test_a_schema_embeds_the_common_one_and_repeats_none_of_it(name: str) -> None:
    schema = _schema(name)
    assert schema["$defs"].pop(COMMON["$id"]) == COMMON
    assert schema["properties"]["schema"]["const"] == schema["title"]
    own = schema["$defs"].keys()
    assert own & COMMON["$defs"].keys() == set()
    refs = {str(part) for path, part in _parts(schema) if path[-1] == "$ref"}
    published = {f"{COMMON['$id']}#/$defs/{title}" for title in COMMON["$defs"]}
    assert refs - published == {f"#/$defs/{title}" for title in own}


def test_a_record_is_checked_by_its_kind(call: Run) -> None:
    document = json.loads(_answered(call, "show", "kallas", "--format", "json"))
    _kept(document)
    document["result"]["kind"] = "country"
    assert not Draft202012Validator(_schema("brief")).is_valid(document)


def test_the_command_prints_the_names_and_each_schema(call: Run) -> None:
    names = (*json_schema.NAMES, json_schema.LIBRARY)
    assert call("schema") == (0, "".join(f"{name}\n" for name in names), "")
    assert call("schema", "library") == (0, library_schema.files_schema(), "")
    assert call("schema", "gaps") == (0, json_schema.schema("gaps"), "")
    assert call("schema", "gaps/2").out == json_schema.schema("gaps")


HOW: Final = """
The schema {name} is not what tests/schemas/{name}.json holds. Where it only grew, store it anew:

    pytest --write-transcripts tests/test_contract.py

Where something was taken away or means something else, programs that read these answers break:
put it back, or raise the version in briefing.answers, tell it in CHANGELOG.md, and store the
schema then.
"""


@pytest.mark.parametrize("name", json_schema.NAMES)
def test_within_a_version_a_schema_only_grows(name: str, matches: Matches) -> None:
    before, now = _stored(name), _schema(name)
    if before["$id"] == now["$id"]:
        lost = list(_lost(_flat(before), _flat(now)))
        assert not lost, "\n".join([*lost, HOW.format(name=name)])
    now["$defs"].pop(COMMON["$id"], None)
    matches(json.dumps(now, indent=2, ensure_ascii=False) + "\n", f"schemas/{name}.json")


def test_every_stored_schema_is_still_published() -> None:
    assert {path.stem for path in STORED.glob("*.json")} == set(json_schema.NAMES)


TYPE = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}


@pytest.mark.parametrize(
    ("now", "lost"),
    [
        (TYPE, []),
        ({**TYPE, "description": "Said otherwise."}, []),
        ({**TYPE, "properties": {**TYPE["properties"], "b": {}}, "required": ["a", "b"]}, []),  # type: ignore[dict-item]  # it is a mapping
        ({**TYPE, "required": []}, ["required: a"]),
        ({**TYPE, "properties": {}}, ["properties.a"]),
        ({**TYPE, "properties": {"a": {"type": "integer"}}}, ["properties.a.type"]),
        ({**TYPE, "properties": {"a": {"anyOf": [{"type": "string"}]}}}, ["properties.a.type"]),
    ],
)
def test_what_a_schema_loses_is_seen(now: dict[str, Any], lost: list[str]) -> None:
    assert list(_lost(TYPE, now)) == lost


@pytest.mark.parametrize(
    ("before", "now", "lost"),
    [
        ({"enum": ["a"]}, {"enum": ["a", "b"]}, []),
        ({"enum": ["a", "b"]}, {"enum": ["a"]}, ["enum: b"]),
        ({"anyOf": [{"type": "string"}]}, {"anyOf": [{"type": "string"}]}, []),
        ({"anyOf": [{"type": "string"}]}, {"anyOf": [{"type": "null"}]}, ["anyOf"]),
        (
            {"anyOf": [{"type": "string"}]},
            {"anyOf": [{"type": "string"}, {"type": "null"}]},
            ["anyOf"],
        ),
        (
            {"anyOf": [{"properties": {"kind": {"const": "a"}}}]},
            {"anyOf": [{"properties": {"kind": {"const": kind}}} for kind in "ab"]},
            [],
        ),
        ({"items": {"$ref": "#/$defs/A"}}, {"items": {"$ref": "#/$defs/B"}}, ["items.$ref"]),
    ],
)
def test_what_a_choice_loses_is_seen(
    before: dict[str, Any], now: dict[str, Any], lost: list[str]
) -> None:
    assert list(_lost(before, now)) == lost


def _answered(call: Run, *command: str) -> str:
    ran = call(*command, BRIEFING_LIBRARY=str(BALTIC))
    assert (ran.status, ran.err) == (0, "")
    return ran.out


def _same_in_both(out: dict[str, str]) -> list[dict[str, str]]:
    """The rows of a table, of which its JSON holds as many records."""
    document = json.loads(out["json"])
    _kept(document)
    name = document["schema"].partition("/")[0]
    records = [each for field in LISTS[name] for each in document["result"][field]]
    if name == "search":
        records = [hit for group in records for hit in group["hits"]]
    rows = _rows(out["csv"])
    assert len(rows) == len(records)
    assert not [row for row in rows if None in row or None in row.values()]
    for row, record in zip(rows, records, strict=True):
        for key in record.keys() & row.keys():
            _same_value(key, record[key], row)
    return rows


def _same_value(key: str, value: Any, row: dict[str, str]) -> None:
    """Makes sure that a cell, and the days beside a date, say what a value in JSON does."""
    match value:
        case str():
            assert row[key] == value
        case {"edtf": text, "from": first, "to": last}:
            assert (row[key], row[f"{key}_from"], row[f"{key}_to"]) == (
                text,
                first or "",
                last or "",
            )
        case list() if all(isinstance(inner, str) for inner in value):
            assert json.loads(row[key]) == value


def _rows(out: str) -> list[dict[str, str]]:
    assert "\r" not in out
    return list(csv.DictReader(StringIO(out, newline=""), strict=True))


def _kept(document: dict[str, Any]) -> None:
    """Makes sure that a document keeps to the schema it names, and holds nothing besides."""
    assert list(document) == ["schema", "library", "as_of", "query", "result"]
    for validator in _validators(document["schema"]):
        validator.validate(document)


@cache
def _validators(name: str) -> tuple[Draft202012Validator, Draft202012Validator]:
    """What checks against a schema, and what also refuses fields that it does not define."""
    schema = _schema(name)
    return Draft202012Validator(schema), Draft202012Validator(_closed(schema))


def _schema(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(json_schema.schema(name))
    return schema


def _stored(name: str) -> dict[str, Any]:
    """A stored schema that embeds the stored common one, as a published schema does."""
    path, common = STORED / f"{name}.json", STORED / "common.json"
    assert path.exists(), HOW.format(name=name)
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if path != common:
        embedded = json.loads(common.read_text(encoding="utf-8"))
        schema["$defs"][embedded["$id"]] = embedded
    return schema


def _flat(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema whose definitions are all its own, so that one may become common, or cease to be."""
    embedded: dict[str, Any] = next(
        (part for part in schema["$defs"].values() if "$id" in part), {"$defs": {}}
    )
    own = {title: part for title, part in schema["$defs"].items() if part is not embedded}
    text = json.dumps({**schema, "$defs": {**own, **embedded["$defs"]}})
    flat: dict[str, Any] = json.loads(re.sub(r'"urn:briefing:schema:common/\d+#', '"#', text))
    return flat


def _closed(part: Any) -> Any:
    """A schema that allows no fields but those it tells of."""
    if isinstance(part, list):
        return [_closed(each) for each in part]
    if not isinstance(part, dict):
        return part
    closed = {key: _closed(value) for key, value in part.items()}
    if part.get("type") == "object" and "properties" in part:
        closed["additionalProperties"] = False
    return closed


def _parts(part: object, path: tuple[str, ...] = ("",)) -> Iterator[tuple[tuple[str, ...], object]]:
    """Everything in a schema, and the way to it."""
    yield path, part
    inner: Iterable[tuple[object, object]] = ()
    if isinstance(part, dict | list):
        inner = part.items() if isinstance(part, dict) else enumerate(part)
    for key, value in inner:
        yield from _parts(value, (*path, str(key)))


def _lost(before: dict[str, Any], now: dict[str, Any], place: str = "") -> Iterator[str]:
    """What a schema no longer says as it did before, added fields, words and kinds aside."""
    for key, old in before.items():
        here = f"{place}.{key}".removeprefix(".")
        if key in ("title", "description"):
            continue
        new = now.get(key)
        if key in ("properties", "$defs"):
            for name, inner in old.items():
                if name in (new or {}):
                    yield from _lost(inner, (new or {})[name], f"{here}.{name}")
                else:
                    yield f"{here}.{name}"
        elif key in ("required", "enum"):
            yield from (f"{here}: {each}" for each in old if each not in (new or []))
        elif key == "anyOf":
            yield from _lost_choices(old, new or [], here)
        elif isinstance(old, dict) and isinstance(new, dict):
            yield from _lost(old, new, here)
        elif old != new:
            yield here


def _lost_choices(old: list[dict[str, Any]], new: list[dict[str, Any]], here: str) -> Iterator[str]:
    """What a choice lost; another kind of record may be added to it, but no other type."""
    by_kind = all("kind" in each.get("properties", {}) for each in (*old, *new))
    lost = [each for each in old if all(any(_lost(each, now)) for now in new)]
    if lost or (len(new) > len(old) and not by_kind):
        yield here
