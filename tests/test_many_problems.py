"""Files with very many problems: they take time in proportion, and the rest is counted."""

import gc
from collections.abc import Callable
from math import inf
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from conftest import Make, checked

from briefing.api import open_book
from briefing.errors import InvalidLibrary
from briefing.index.problem_rows import LISTED
from briefing.library.yaml_reader import BriefFile
from briefing.model.records import Actor

EVENT = "e{0}: {{name: Event {0}, date: 2020, sources: [{1}]}}\n"


def _events(number: int, source: str = "gone") -> dict[str, str]:
    return {"events.yaml": "".join(EVENT.format(i, source.format(i)) for i in range(number))}


def test_what_recurs_is_listed_once_with_its_first_places(make: Make) -> None:
    report = checked(make(_events(15)))
    (problem,) = report.problems
    assert problem.message == (
        "Nothing in this library has the id 'gone'; this field takes a source. That is so in 14 "
        "more places of this file, next on lines 2, 3, 4, 5, 6."
    )
    assert (problem.line, problem.count, report.errors) == (1, 15, 15)


def test_what_is_the_same_in_a_few_places_is_listed_at_each(make: Make) -> None:
    assert [problem.line for problem in checked(make(_events(3))).problems] == [1, 2, 3]


def test_beyond_a_hundred_problems_of_a_file_the_rest_is_counted(make: Make) -> None:
    report = checked(make(_events(500, "gone-{}")))
    assert len(report.problems) == LISTED + 1
    assert report.errors == 500
    last = report.problems[-1]
    assert last.message == "There are 400 more errors of this rule in this file, from here on."
    assert (last.line, last.count) == (101, 400)


@pytest.mark.parametrize("source", ["gone", "gone-{}"])
def test_a_record_is_refused_though_its_problem_is_not_listed(source: str, make: Make) -> None:
    book = open_book(make(_events(500, source)))
    with pytest.raises(InvalidLibrary) as caught:
        book.show("e450")
    assert [problem.rule for problem in caught.value.problems] == ["unknown-reference"]


def _concerns(number: int) -> dict[str, str]:
    return {
        "countries/latvia.yaml": "name: Latvia\nbottom_line: B.\nconcerns:\n"
        + "".join(
            f"- {{id: c{i}, topic: securty, summary: S., date: 2020/2021, sources: [charter]}}\n"
            for i in range(number)
        )
        + "reassurances:\n"
        + "".join(
            f"- {{id: r{i}, kind: call, by: [estonia], summary: S., date: 2021-02, "
            f"answers: [{{concern: c{i}, extent: fully}}], sources: [charter]}}\n"
            for i in range(number)
        )
    }


MANY: dict[str, Callable[[int], dict[str, str]]] = {
    "a missing source": _events,
    "missing sources": lambda number: _events(number, "gone-{}"),
    "references on a line": lambda number: {
        "flashpoints.yaml": "{gap: {name: Gap, sources: [charter], parties: [], instruments: ["
        + ", ".join(f"nowhere-{i}" for i in range(number))
        + "]}}\n"
    },
    "unknown fields": lambda number: {
        "actors.yaml": "nato:\n  name: NATO\n  sources: [charter]\n"
        + "".join(f"  field-{i}: x\n" for i in range(number))
    },
    "items that are none": lambda number: {
        "actors.yaml": "nato:\n  name: NATO\n  sources: [charter]\n  roles:\n"
        + "  - {titel: x}\n" * number
    },
    "concerns that end": _concerns,
    "records of one name": lambda number: {
        "events.yaml": "".join(
            f"e{i}: {{name: E, date: 2020, colour: red, sources: [charter]}}\n"
            for i in range(number)
        )
    },
    "files of one name": lambda number: {
        f"countries/c{i}.yaml": "name: C\nbottom_line: B.\naliases: [D]\n"
        for i in range(number // 4)
    },
    "keys that are none": lambda number: {"actors.yaml": "? " * number},
    "empty values": lambda number: {"actors.yaml": "nato:\n  aliases:\n" + "  -\n" * number},
}


@pytest.mark.parametrize("name", MANY)
def test_four_times_the_problems_take_four_times_as_long(name: str, make: Make) -> None:
    few, many = inf, inf
    for _ in range(3):
        few = min(few, _seconds(make(MANY[name](300))))
        many = min(many, _seconds(make(MANY[name](1200))))
    # What is over in no time cannot be measured.
    assert many <= 7 * max(few, 0.02)


def _seconds(folder: Path) -> float:
    """Return the processor time in which a library is checked."""
    # What other tests keep in memory would make collecting garbage slower.
    gc.disable()
    try:
        start = process_time()
        checked(folder)
        return process_time() - start
    finally:
        gc.enable()


def test_a_fault_of_the_program_in_one_file_hides_no_other(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make({"actors.yaml": "nato: {name: NATO, sources: [charter]}\n"})
    original = BriefFile.record

    def fail(file: BriefFile, path: Any, part: Any) -> Any:
        if part is Actor:
            raise RecursionError
        return original(file, path, part)

    monkeypatch.setattr(BriefFile, "record", fail)
    book = open_book(folder)
    (problem,) = book.check().problems
    assert (problem.file, problem.rule) == ("actors.yaml", "unreadable-file")
    assert problem.message == (
        "This file cannot be opened: this program failed on it (RecursionError); please report "
        "that."
    )
    assert book.show("estonia").id == "estonia"
