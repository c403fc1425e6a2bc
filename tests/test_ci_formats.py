"""What CI reads of a check: GitHub's workflow commands, and SARIF."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from conftest import Make, Run
from transcripts import TESTS

from briefing.library.rules import ALL_RULES as RULES

BROKEN = str(TESTS / "broken")


def test_a_problem_is_a_workflow_command_at_its_place(make: Make, call: Run) -> None:
    folder = make({"actors.yaml": 'nato: {name: NATO, type: "100%,\\n:x", sources: [charter]}\n'})
    ran = call("check", "--format", "github", cwd=folder.parent)
    assert ran == (
        1,
        "::error file=briefs/actors.yaml,line=1,col=26,endColumn=37,title=briefing (unknown-word)::"
        "'type' cannot be '100%25, :x'; it is one of person, body, group, force.\n",
        "",
    )


def test_a_path_is_escaped_so_that_it_ends_no_property(make: Make, call: Run) -> None:
    folder = make({"actors.yaml": "nato: {name: [NATO\n"})
    odd = folder.rename(folder.with_name("100%, a:b"))
    ran = call("check", odd.name, "--format", "github", cwd=folder.parent)
    assert ran.out.startswith("::error file=100%25%2C a%3Ab/actors.yaml,line=1,")
    uri = _results(call("check", odd.name, "--format", "sarif", cwd=folder.parent))[0]["uri"]
    assert uri == "100%25%2C%20a%3Ab/actors.yaml"


@pytest.mark.parametrize("form", ["github", "sarif"])
def test_a_file_is_named_from_the_root_of_the_repository(form: str, make: Make, call: Run) -> None:
    folder = make({"actors.yaml": "nato: {name: [NATO\n"})
    (folder.parent / ".git").mkdir()
    for working in (folder, folder / "countries", folder.parent):
        ran = call("check", str(folder), "--format", form, cwd=working)
        assert ("file=briefs/actors.yaml," in ran.out) == (form == "github")
        assert ('"uri": "briefs/actors.yaml"' in ran.out) == (form == "sarif")


def test_a_file_outside_of_the_working_folder_is_named_in_full(
    make: Make, call: Run, tmp_path: Path
) -> None:
    folder = make({"actors.yaml": "nato: {name: [NATO\n"})
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (result,) = _results(call("check", str(folder), "--format", "sarif", cwd=elsewhere))
    assert result["uri"] == (folder / "actors.yaml").as_uri()


def test_without_problems_nothing_is_annotated_and_a_log_is_empty(call: Run) -> None:
    sound = str(TESTS / "baltic")
    assert call("check", sound, "--format", "github") == (0, "", "")
    ran = call("check", sound, "--format", "sarif")
    assert (ran.status, _results(ran)) == (0, [])


def test_a_log_describes_every_rule_and_refers_to_it(call: Run) -> None:
    ran = call("check", BROKEN, "--format", "sarif")
    log = json.loads(ran.out)
    assert (ran.status, log["version"], len(log["runs"])) == (1, "2.1.0", 1)
    run = log["runs"][0]
    assert run["columnKind"] == "unicodeCodePoints"
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.id for rule in RULES]
    for rule, known in zip(rules, RULES, strict=True):
        assert rule["shortDescription"]["text"] == known.description
        assert known.description in rule["help"]["text"]
        level = {"enabled": known.is_default, "level": known.severity}
        assert rule["defaultConfiguration"] == level
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_a_log_has_what_json_has(call: Run) -> None:
    results = _results(call("check", BROKEN, "--format", "sarif"))
    document = json.loads(call("check", BROKEN, "--format", "json").out)
    assert [
        {
            "rule": result["ruleId"],
            "severity": result["level"],
            "file": Path(unquote(result["uri"])).name,
            "line": result["region"]["startLine"],
            "column": result["region"]["startColumn"],
            "end": result["region"]["endColumn"],
        }
        for result in results
    ] == [
        {
            "rule": problem["rule"],
            "severity": problem["severity"],
            "file": Path(problem["file"]).name,
            "line": problem["line"],
            "column": problem["column"],
            "end": problem["end"],
        }
        for problem in document["result"]["problems"]
    ]


def test_columns_count_characters_whatever_their_size(make: Make, call: Run) -> None:
    folder = make(
        {"actors.yaml": 'nato: {name: "\N{GLOBE WITH MERIDIANS}日", typ: x, sources: [charter]}\n'}
    )
    (result,) = _results(call("check", str(folder), "--format", "sarif"))
    assert (result["region"]["startColumn"], result["region"]["endColumn"]) == (20, 23)


def test_the_suffix_of_a_file_asks_for_a_log(make: Make, call: Run) -> None:
    folder = make({"actors.yaml": "nato: {name: [NATO\n"})
    file = folder.parent / "report.sarif"
    assert call("check", str(folder), "-o", str(file)) == (1, "", "")
    assert json.loads(file.read_text(encoding="utf-8"))["version"] == "2.1.0"


@pytest.mark.parametrize("form", ["github", "sarif"])
@pytest.mark.parametrize("command", [("gaps",), ("check", "--explain", "unsourced")])
def test_nothing_but_a_report_is_written_for_ci(
    form: str, command: tuple[str, ...], call: Run
) -> None:
    ran = call(*command, "--format", form, "--library", str(TESTS / "baltic"))
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"briefing: This cannot be written as '{form}', only as terminal, ")


def _results(ran: Any) -> list[dict[str, Any]]:
    """Return the results of a log, each with the address and the region of its place."""
    (run,) = json.loads(ran.out)["runs"]
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    return [
        {**result, "uri": place["artifactLocation"]["uri"], "region": place["region"]}
        for result, place in zip(run["results"], places, strict=True)
    ]
