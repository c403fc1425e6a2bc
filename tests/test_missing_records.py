"""`briefing check` ends with the ids that nothing has, and the commands that add them."""

import json
import shlex
from pathlib import Path
from typing import Any, Final

import pytest
from conftest import Make, Run
from test_new_record import NEEDED

from briefing.authoring import starter
from briefing.authoring.new_record import missing_options
from briefing.model.kinds import KINDS

DAY: Final = "2021-06-30"

LATVIA: Final = """\
name: Latvia
bottom_line: The border is watched.
concerns:
- {id: border, topic: trade, theme: loss, summary: S., sources: [defence-review, reuters-2017]}
reassurances:
- id: word
  kind: statement
  by: [poland, spokesman]
  to: [lativa]
  date: 2021-05
  summary: S.
  event: riga-talks
  flashpoints: [kaliningrad]
  instruments: [pact]
  answers:
  - {concern: winter, extent: partly}
  - {concern: estonia/winter, extent: partly}
  - {concern: atlantis/winter, extent: partly}
  sources: [reuters-2017]
judgments:
- {id: view, claim: C., by: [spokesman], about: [riga-talks, wall, pact], sources: [reuters-2017]}
"""

WEB: Final = """\
name: Web
summary: S.
part_of: neutrality
recommendations:
- {id: r, to: [poland], advice: A., answers: [winter], at: riga-talks, sources: [reuters-2017]}
sources: [defence-review]
"""

COMMANDS: Final = [
    "briefing new source reuters-2017",
    "briefing new country atlantis",
    "briefing new country poland",
    "briefing new actor spokesman",
    "briefing new instrument pact",
    "briefing new flashpoint kaliningrad",
    "briefing new approach neutrality",
    "briefing new event riga-talks",
    "briefing new event wall",
    "briefing new concern atlantis/winter",
    "briefing new concern estonia/winter",
    "briefing new concern latvia/winter",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    starter.start_library(tmp_path / "briefs", DAY)
    (tmp_path / "briefs/countries/latvia.yaml").write_text(LATVIA, "utf-8")
    (tmp_path / "briefs/approaches/web.yaml").write_text(WEB, "utf-8")
    return tmp_path


def _check(call: Run, folder: Path, *words: str) -> dict[str, Any]:
    result = json.loads(call("check", *words, "--format", "json", cwd=folder).out)["result"]
    assert isinstance(result, dict)
    return result


def _commands(result: dict[str, Any]) -> list[str]:
    return [
        record["command"].partition(" --")[0] for record in result["missing"] if record["command"]
    ]


def _run(call: Run, folder: Path, command: str) -> None:
    program, *words = shlex.split(command)
    assert program == "briefing"
    fields = (word for field in NEEDED[words[1]] for word in ("--set", field))
    source = () if words[1] == "source" else ("--source", "defence-review")
    ran = call(*words, *fields, *source, cwd=folder)
    assert ran.status == 0, (command, ran.err)


def test_the_commands_add_all_that_is_missing(folder: Path, call: Run) -> None:
    before = _check(call, folder)
    assert _commands(before) == COMMANDS
    for command in COMMANDS:
        _run(call, folder, command)
    after = _check(call, folder)
    assert _commands(after) == []
    unknown = [p["message"] for p in after["problems"] if p["rule"] == "unknown-reference"]
    assert len(unknown) == 2
    # A misspelling, and a concern of which nobody knows whose it is.
    assert ["'lativa'" in unknown[1], "'winter'" in unknown[0]] == [True, True]


def test_they_are_listed_once_at_the_end_by_kind(folder: Path, call: Run) -> None:
    shown = call("check", cwd=folder).out
    assert shown.count("briefing new source reuters-2017\n") == 1
    assert shown.endswith(
        """\
3 concerns are missing; `briefing new` adds them:
  briefing new concern atlantis/winter --source SOURCE --set summary=SUMMARY --set topic=TOPIC
  briefing new concern estonia/winter --source SOURCE --set summary=SUMMARY --set topic=TOPIC
  briefing new concern latvia/winter --source SOURCE --set summary=SUMMARY --set topic=TOPIC

1 topic is missing; add it to `topics` in library.yaml: trade.

1 theme is missing; add it to `themes` in library.yaml: loss.
"""
    )


def test_a_library_without_anything_missing_ends_as_before(make: Make, call: Run) -> None:
    folder = make({"actors.yaml": "ilves: {name: I, of: [estnia], sources: [charter]}\n"})
    shown = call("check", str(folder)).out
    assert "missing" not in shown
    assert _check(call, folder.parent, str(folder))["missing"] == []


def test_a_library_that_is_not_found_from_here_is_named(make: Make, call: Run) -> None:
    folder = make({"actors.yaml": "ilves: {name: I, of: [xxxx], sources: [charter]}\n"})
    moved = folder.rename(folder.parent / "it's here")
    elsewhere = moved.parent / "elsewhere"
    elsewhere.mkdir()
    for cwd, name in ((elsewhere, str(moved)), (moved.parent, "it's here")):
        (record,) = _check(call, cwd, name)["missing"]
        command = record["command"].replace(" --source SOURCE", "")
        assert shlex.split(command) == ["briefing", "new", "actor", "xxxx", "--library", name]
    (command,) = _commands(_check(call, moved))
    assert command == "briefing new actor xxxx"


def test_no_command_is_wrapped(make: Make, call: Run) -> None:
    id_ = "-".join(["long"] * 30)
    folder = make({"actors.yaml": f"ilves: {{name: I, of: [{id_}], sources: [charter]}}\n"})
    for options in ((), ("--plain",), ("--format", "markdown")):
        lines = call("check", *options, cwd=folder).out.splitlines()
        assert f"briefing new actor {id_} --source SOURCE" in map(str.strip, lines)


@pytest.mark.parametrize("source", ["gone-{}", "gone"])
def test_what_is_not_listed_as_a_problem_is_missing_too(source: str, make: Make, call: Run) -> None:
    number = 150
    events = "".join(
        f"e{i}: {{name: E{i}, date: 2020, sources: [{source.format(1000 + i)}]}}\n"
        for i in range(number)
    )
    folder = make({"events.yaml": events})
    commands = _commands(_check(call, folder))
    ids = {source.format(1000 + i) for i in range(number)}
    assert commands == [f"briefing new source {id_}" for id_ in sorted(ids)]
    ran = call(*shlex.split(commands[-1])[1:], cwd=folder)
    assert ran.status == 0, ran.err
    assert _commands(_check(call, folder)) == commands[:-1]


def test_a_record_with_an_error_of_its_file_is_refused(make: Make, call: Run) -> None:
    folder = make({"events.yaml": "e: {name: E, date: 2020, sources: [gone]}\n"})
    ran = call("new", "event", "x", "--source", "gone", cwd=folder)
    assert ran.status == 2
    assert "Nothing was written" in ran.err


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        (("--ignore", "unknown-reference"), {"topic", "theme"}),
        (("--select", "unknown-topic"), {"topic"}),
        (("--select", "unsourced"), set()),
        (("briefs/approaches",), {"source", "country", "approach", "event"}),
        (("briefs/library.yaml",), set()),
    ],
)
def test_only_what_is_checked_can_be_missing(
    words: tuple[str, ...], kinds: set[str], folder: Path, call: Run
) -> None:
    missing = _check(call, folder, *words)["missing"]
    assert {record["kind"] for record in missing} == kinds


@pytest.mark.parametrize(
    "text", ["Reuters 2017", "a/b/c", "a/", "/a", "A", "'a b'", "-", "é", "$(id)", "'; rm x'"]
)
def test_what_cannot_be_an_id_has_no_command(text: str, make: Make, call: Run) -> None:
    folder = make({"actors.yaml": f"ilves: {{name: I, of: [{text}], sources: [charter]}}\n"})
    assert _commands(_check(call, folder)) == []


def test_a_name_that_several_kinds_of_field_give_is_of_a_kind_that_suits_all(
    make: Make, call: Run
) -> None:
    folder = make(
        {
            "actors.yaml": "ilves: {name: I, of: [uutopia], sources: [charter]}\n",
            "flashpoints.yaml": "gap: {name: Gap, parties: [{who: uutopia}], sources: [charter], "
            "names: [{name: N, used_by: [uutopia]}]}\n",
        }
    )
    assert _commands(_check(call, folder)) == ["briefing new country uutopia"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_command_names_all_that_is_needed_and_is_refused_until_it_is_filled_in(
    kind: str, folder: Path, call: Run
) -> None:
    id_ = "estonia/x" if KINDS[kind].nested else "x"
    options = missing_options(folder / "briefs", kind, id_)
    ran = call("new", kind, id_, *options.split(), cwd=folder)
    if options:
        assert (ran.status, ran.out) == (2, "")
        assert "stands for the value of" in ran.err
    else:
        assert ran.status == 0


def test_what_may_be_in_a_file_of_a_wrong_name_is_not_missing(folder: Path, call: Run) -> None:
    briefs = folder / "briefs"
    assert "briefing new country poland" in _commands(_check(call, folder))
    (briefs / "countries/Poland.yml").write_text("name: Poland\n", "utf-8")
    assert "briefing new country poland" not in _commands(_check(call, folder))


def test_what_may_be_below_a_repeated_key_is_not_missing(folder: Path, call: Run) -> None:
    events = folder / "briefs/events.yaml"
    event = "talks: {name: Talks, date: 2021-05, sources: [defence-review]}\n"
    events.write_text(events.read_text("utf-8") + 2 * event, "utf-8")
    assert not [c for c in _commands(_check(call, folder)) if c.startswith("briefing new event")]
