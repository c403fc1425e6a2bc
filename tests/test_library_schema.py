"""The schema of a library's files accepts and refuses what reading a file does.

What the schema cannot say is listed in `briefing.render.library_schema`, and left out here.
"""

import copy
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import libraries
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator, meta

from briefing.library.file_kinds import kind_of_file
from briefing.library.yaml_reader import BriefFile
from briefing.model.kinds import KINDS, TOP_LEVEL
from briefing.model.records import LibraryFile
from briefing.model.schema import FieldType, fields
from briefing.render import library_schema

SCHEMA: Final[dict[str, Any]] = json.loads(library_schema.files_schema())

READING: Final = {"unknown-field", "missing-field", "wrong-type", "unknown-word", "bad-date"}
"""The rules that schema and reading share."""

DATES: Final = (
    "2017",
    "2017-02",
    "2017-02-03",
    "2017-21",
    "201X",
    "20XX?",
    "2017-XX",
    "2017-02-XX",
    "2017-XX-XX~",
    "../2017",
    "/2017-02",
    "2017/",
    "2017-02/..",
    "2016-10/2016-12%",
    "0001",
)
NOT_DATES: Final = (
    "July 2018",
    "2017-13",
    "2017-00",
    "2017-25",
    "0000",
    "2017-2-3",
    "20177",
    "2017-02-32",
    "2017-XX-03",
    "2017-21-03",
    "201X-02",
    "2X17",
    "../..",
    "/",
    "",
    "2017/2018/2019",
    "2017-02-03T10:00",
    "~2017",
    "2017??",
    "２０１７",
    "2017\n",
    "yes",
    "1.5",
)


def test_the_schema_is_one() -> None:
    meta.validate(SCHEMA)
    assert SCHEMA["$id"] == f"urn:briefing:schema:{library_schema.NAME}"


def test_every_field_is_described() -> None:
    bare = [
        f"{name}.{field}"
        for name, part in SCHEMA["$defs"].items()
        for field, value in part.get("properties", {}).items()
        if not value["description"]
    ]
    assert bare == []


def test_every_kind_has_a_definition_for_either_layout() -> None:
    for kind in TOP_LEVEL.values():
        assert library_schema.file_definition(f"{kind.plural}/x.yaml") in SCHEMA["$defs"]
        assert library_schema.file_definition(f"{kind.plural}.yaml") in SCHEMA["$defs"]
    assert library_schema.file_definition("library.yaml") in SCHEMA["$defs"]


@pytest.mark.parametrize("date", DATES)
def test_a_date_is_one(date: str) -> None:
    assert _agreed("events.yaml", {"e": {"name": "E", "date": date, "sources": ["s"]}})


@pytest.mark.parametrize("date", NOT_DATES)
def test_what_is_no_date_is_none(date: str) -> None:
    assert not _agreed("events.yaml", {"e": {"name": "E", "date": date, "sources": ["s"]}})


def test_a_text_that_looks_like_something_else_is_one() -> None:
    for text in ("yes", "no", "true", "1.10", "2017-02-03", "0x1F", "NO", ".5", "1e3"):
        assert _agreed("actors.yaml", {"a": {"name": text, "aliases": [text], "sources": ["1"]}})


def test_a_number_without_quotation_marks_has_lost_its_spelling() -> None:
    for year in (201, 0x7E1):
        assert _is_valid("events.yaml", {"e": {"name": "E", "date": year, "sources": ["s"]}})


def test_a_field_without_a_value_is_refused() -> None:
    assert not _is_valid("actors.yaml", {"a": {"name": None, "sources": ["s"]}})
    assert not _is_valid("actors.yaml", {"a": {"name": " ", "sources": ["s"]}})


@settings(max_examples=40, deadline=None, suppress_health_check=[*HealthCheck])
@given(libraries.libraries())
def test_a_library_with_nothing_wrong_is_accepted(library: libraries.Plain) -> None:
    for name, data in library.items():
        assert _agreed(name, data), name


@settings(max_examples=60, deadline=None, suppress_health_check=[*HealthCheck])
@given(libraries.libraries(), st.data())
def test_a_broken_library_is_refused_where_reading_refuses_it(
    library: libraries.Plain, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(library)))
    broken = copy.deepcopy(library[name])
    places = [*_places(broken, _type_of(name))]
    value, type_ = data.draw(st.sampled_from(places))
    change = data.draw(st.sampled_from([_add, _drop, _retype, _reword]))
    change(value, type_, data)
    _agreed(name, broken)


def test_the_shipped_library_is_accepted() -> None:
    folder = Path(__file__).parents[1] / "briefs"
    for path in folder.rglob("*.yaml"):
        data = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 (texts)
        assert _agreed(path.relative_to(folder).as_posix(), data), path


def _agreed(name: str, data: Any) -> bool:
    """Whether a file is accepted, by the schema as by reading it."""
    file = BriefFile(name, libraries.text(data).encode())
    kind, id_ = kind_of_file(name)
    part = KINDS[kind].record if kind else LibraryFile
    for path in [()] if id_ or not kind else [(key,) for key in file.plain()]:
        file.record(path, part)
    problems = [problem for problem in file.problems if problem.severity == "error"]
    is_read = not problems
    assert {problem.rule for problem in problems} <= READING | {"empty-value"}
    assert _is_valid(name, data) == is_read, (problems, data)
    assert _is_valid(name, _as_typed(data)) == is_read, (problems, data)
    return is_read


def _is_valid(name: str, data: Any) -> bool:
    return bool(_validator(library_schema.file_definition(name)).is_valid(data))


@cache
def _validator(definition: str) -> Any:
    return Draft202012Validator({"$ref": f"#/$defs/{definition}", "$defs": SCHEMA["$defs"]})


def _as_typed(data: Any) -> Any:
    """The data as an editor reads it where nothing is in quotation marks: by YAML 1.2.

    A number stays a text where it is spelled as no number is written: of 0001 and 1.0 a schema
    sees a 1, which reading does not.
    """
    if isinstance(data, dict):
        return {key: _as_typed(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_as_typed(value) for value in data]
    if data in ("true", "false"):
        return data == "true"
    number: int | float | None = None
    if re.fullmatch(r"[-+]?[0-9]+", data, re.ASCII):
        number = int(data)
    elif re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", data, re.ASCII):
        number = float(data)
    is_written_so = number is not None and str(number) == data
    return number if is_written_so and not _is_whole_float(number) else data


def _is_whole_float(number: int | float | None) -> bool:
    return isinstance(number, float) and number.is_integer()


def _type_of(name: str) -> FieldType:
    kind, id_ = kind_of_file(name)
    part = KINDS[kind].record if kind else LibraryFile
    return FieldType(items=FieldType(part=part)) if kind and not id_ else FieldType(part=part)


def _places(value: Any, type_: FieldType) -> Iterator[tuple[dict[str, Any], FieldType]]:
    """Every mapping of fields in a file, with its type."""
    if isinstance(value, dict) and type_.part is not None:
        yield value, type_
        for name, inner in value.items():
            yield from _places(inner, fields(type_.part)[name].type)
    elif type_.items is not None:
        for inner in value.values() if isinstance(value, dict) else value:
            if not isinstance(value, str):
                yield from _places(inner, type_.items)


def _add(value: dict[str, Any], _: FieldType, data: st.DataObject) -> None:
    value[data.draw(st.sampled_from(["nmae", "x", "Name", "status_"]))] = "x"


def _drop(value: dict[str, Any], _: FieldType, data: st.DataObject) -> None:
    del value[data.draw(st.sampled_from(sorted(value)))]


def _retype(value: dict[str, Any], _: FieldType, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(value)))
    value[name] = data.draw(st.sampled_from(["x", ["x"], {"x": "y"}, [["x"]], [{"x": "y"}]]))


def _reword(value: dict[str, Any], type_: FieldType, data: st.DataObject) -> None:
    assert type_.part is not None
    known = fields(type_.part)
    worded = [
        name
        for name, field in known.items()
        if field.type.vocabulary or (field.type.format and field.type.format.name == "edtf")
    ]
    if worded:
        name = data.draw(st.sampled_from(worded))
        words = [*DATES, *NOT_DATES, *known[name].type.vocabulary]
        value[name] = data.draw(st.sampled_from(words))
