"""Every field of every kind of record is shown by `show` of the record, or is listed here with why.

A field is shown where another value of it gives another answer.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

import msgspec
import pytest
from msgspec import Struct

from briefing.api import open_book
from briefing.library.library import Library
from briefing.model import records
from briefing.model.kinds import KINDS, NESTED
from briefing.model.records import (
    BOTTOM_LINE_WORDS,
    CAVEAT_WORDS,
    SHORT_COLUMNS,
    STALE_DAYS,
    CheckSettings,
    Concern,
    Country,
    DateDetail,
    Part,
)
from briefing.model.schema import FieldType, fields
from briefing.pages import compose
from briefing.render import plain

Path_: TypeAlias = tuple[str, ...]

AS_OF_ONLY: Final = "it only decides from which day on `--as-of` shows the part that it dates"
A_ROW_ONLY: Final = "a row calls the part so; `show` tells it whole"
NOT_SHOWN: Final = {
    "sources.locator": "`sources NAME` shows where in a source a part of a record stands",
    "sources.quote": "`sources NAME` shows the words on which a part of a record rests",
    "sources.credibility": "`sources NAME` shows how credible one use of a source is",
    "furniture": "it is not what a source says; `coverage` shows it in the text",
    "bottom_line.date": "it decides which bottom line is shown",
    "relationship.date": "it decides which relationship is shown",
    "parties.date": AS_OF_ONLY,
    "favoured_by.date": AS_OF_ONLY,
    "for.date": AS_OF_ONLY,
    "against.date": AS_OF_ONLY,
    "fits.date": AS_OF_ONLY,
    **{
        f"{part}.short": A_ROW_ONLY
        for part in (
            "answers",
            "views",
            "provisions",
            "parties",
            "developments",
            "contingencies",
            "favoured_by",
            "for",
            "against",
            "examples",
            "fits",
        )
    },
}
"""The fields that `show` leaves out, by the end of their path, and why."""

PARTS: Final = [
    part for part in vars(records).values() if isinstance(part, type) and issubclass(part, Part)
]

TARGETS: Final = {
    "country": ("alpha", "beta"),
    "actor": ("ann", "bob"),
    "instrument": ("pact", "plan"),
    "flashpoint": ("strait", "ridge"),
    "approach": ("hub", "web"),
    "event": ("summit", "visit"),
    "source": ("report", "paper"),
    "concern": ("alpha/fear", "alpha/doubt"),
}
"""Two records of each kind that a field can lead to."""

WORDS: Final = {
    "edtf": ("2015-03", "2016-04"),
    "iso3166": ("EST", "LVA"),
    "topic": ("security", "trade"),
    "slug": ("first-slug", "second-slug"),
}
"""Two values of each form of text."""
ENDS: Final = ("until", "accessed")
"""Fields whose dates lie after the others."""

AROUND: Final[dict[str, Any]] = {
    "library.yaml": {
        "title": "Fields",
        "as_of": "2021",
        "topics": {"security": "Security", "trade": "Trade"},
    },
    "countries/alpha.yaml": {
        "name": "Alpha",
        "concerns": [
            {
                "id": id_,
                "name": id_.title(),
                "topic": "security",
                "summary": "S.",
                "sources": ["report"],
            }
            for id_ in ("fear", "doubt")
        ],
    },
    "countries/beta.yaml": {"name": "Beta"},
    "actors.yaml": {id_: {"name": id_.title(), "sources": ["report"]} for id_ in ("ann", "bob")},
    "instruments.yaml": {
        id_: {"name": id_.title(), "sources": ["report"]} for id_ in ("pact", "plan")
    },
    "flashpoints.yaml": {
        id_: {"name": id_.title(), "parties": [{"who": "alpha"}], "sources": ["report"]}
        for id_ in ("strait", "ridge")
    },
    "approaches.yaml": {
        id_: {"name": id_.title(), "summary": "S.", "sources": ["report"]} for id_ in ("hub", "web")
    },
    "events.yaml": {
        id_: {"name": id_.title(), "date": "2014", "sources": ["report"]}
        for id_ in ("summit", "visit")
    },
    "sources.yaml": {
        id_: {"title": id_.title(), "published": "2014", "publisher": id_}
        for id_ in ("report", "paper")
    },
}


def paths(part: type[Struct], above: Path_ = ()) -> Iterator[Path_]:
    """The path of every field of a record and of its parts, nested records and ids aside."""
    for field in fields(part).values():
        path = (*above, field.name)
        inner = inner_part(field.type)
        if inner is not None and "id" in fields(inner):
            continue
        if inner is not None:
            yield from paths(inner, path)
        elif path != ("id",):
            yield path


def vocabulary_at(part: type[Struct], path: Path_) -> tuple[str, ...]:
    """The words that a field may hold, empty where it holds something else."""
    *outer, last = path
    for name in outer:
        inner = inner_part(fields(part)[name].type)
        assert inner is not None
        part = inner
    type_ = fields(part)[last].type
    return (type_.items or type_).vocabulary


def inner_part(type_: FieldType) -> type[Struct] | None:
    """The part that a field holds, one or several; a date is written as a text."""
    part = type_.items.part if type_.items else type_.part
    return None if part is DateDetail else part


def record(part: type[Struct], other: Path_, word: str = "", above: Path_ = ()) -> dict[str, Any]:
    """A record that fills every field; that at the path `other` with a word or another value."""
    data: dict[str, Any] = {}
    for field in fields(part).values():
        path = (*above, field.name)
        inner = inner_part(field.type)
        if inner is not None and "id" in fields(inner):
            continue
        value: Any = (
            (word if word and path == other else "")
            or value_at(field.type.items or field.type, path, is_other=path == other)
            if inner is None
            else record(inner, other, word, path)
        )
        data[field.name] = [value] if field.type.items else value
    return data


def value_at(type_: FieldType, path: Path_, *, is_other: bool) -> str:
    """One of the two values that a field is given."""
    form = type_.format.name if type_.format else ""
    text = f"Text of {' '.join(path)}"
    values: Sequence[str] = WORDS.get(form, (text, f"{text} changed"))
    if path == ("id",):
        values = ("subject", "subject")
    elif form == "id" and type_.format:
        values = next(TARGETS[kind] for kind in type_.format.to if kind in TARGETS)
    elif form == "edtf" and path[-1] in ENDS:
        values = ("2019-05", "2020-06")
    elif type_.vocabulary:
        values = type_.vocabulary
    return values[is_other]


def shown(kind: str, other: Path_, folder: Path, word: str = "") -> str:
    """What `show` prints of a record of a kind that fills every field."""
    data = record(KINDS[kind].record, other, word)
    files = dict(AROUND)
    if kind in NESTED:
        files["countries/subject.yaml"] = {"name": "Owner", KINDS[kind].plural: [data]}
        id_ = "subject/subject"
    else:
        plural = KINDS[kind].plural
        files.pop(f"{plural}.yaml", None)
        kept = AROUND.get(f"{plural}.yaml", {})
        for name, neighbour in kept.items():
            files[f"{plural}/{name}.yaml"] = neighbour
        files[f"{plural}/subject.yaml"] = data
        id_ = "subject"
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    return plain.render(compose(open_book(folder).show(id_), full=True))


CASES: Final = [(kind, path) for kind, row in KINDS.items() for path in paths(row.record)]


def why_not(kind: str, path: Path_) -> str:
    """Why a field is not shown; empty where it has to be."""
    if path[-1] == "marking":
        return "a document carries the strictest of them"
    is_own_source = kind in NESTED and path[0] == "sources"
    return "" if is_own_source else NOT_SHOWN.get(".".join(path[-2:]), "")


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What `show` prints of a record of each kind with the first value in every field."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Library, "errors", lambda _library, _id: [])
        return {kind: shown(kind, (), tmp_path_factory.mktemp(kind)) for kind in KINDS}


@pytest.mark.parametrize(("kind", "path"), CASES, ids="".join)
def test_every_field_is_shown_or_listed_as_not_shown(
    kind: str,
    path: Path_,
    unchanged: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Library, "errors", lambda _library, _id: [])
    is_shown = shown(kind, path, tmp_path) != unchanged[kind]
    reason, field = why_not(kind, path), f"{'.'.join(path)} of a {kind}"
    assert is_shown or reason, f"`show` leaves out {field}; show it, or say in NOT_SHOWN why not."
    assert not (is_shown and reason), f"`show` shows {field}, which NOT_SHOWN lists."


WORDS_CASES: Final = [
    (kind, path, word) for kind, path in CASES for word in vocabulary_at(KINDS[kind].record, path)
]


def test_every_word_of_a_vocabulary_is_shown_as_another_one(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Library, "errors", lambda _library, _id: [])
    texts: dict[tuple[str, Path_], dict[str, str]] = {}
    for kind, path, word in WORDS_CASES:
        if not why_not(kind, path):
            text = shown(kind, path, tmp_path_factory.mktemp(kind), word)
            texts.setdefault((kind, path), {})[word] = text
    alike = [field for field, by_word in texts.items() if len({*by_word.values()}) < len(by_word)]
    assert alike == []


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_field_is_described_below_it(part: type[Struct]) -> None:
    assert {name for name, field in fields(part).items() if not field.description} == set()


def test_descriptions_name_the_limits_that_are_checked() -> None:
    described = {
        name: field.description
        for part in (Country, Concern, CheckSettings)
        for name, field in fields(part).items()
    }
    assert f"{SHORT_COLUMNS} columns at most ({SHORT_COLUMNS // 2} kanji)" in described["short"]
    assert f"{CAVEAT_WORDS} words at most" in described["caveat"]
    assert f"{BOTTOM_LINE_WORDS} words at most" in described["bottom_line"]
    assert f"{STALE_DAYS} days without it" in described["stale_after"]


def test_without_source_code_fields_have_no_description() -> None:
    part = msgspec.defstruct("Point", [("x", str)], module="builtins")
    assert fields(part)["x"].description == ""
