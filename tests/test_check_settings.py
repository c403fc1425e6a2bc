"""Which rules count: by default, in `library.yaml`, and on the command line."""

import json

import pytest
from conftest import BALTIC, Make, Run, checked

from briefing.api import open_book
from briefing.errors import InvalidLibrary, UnknownValue
from briefing.library.rules import RULES
from briefing.model.diagnostics import ON_READING

LONG = "word " * 26
FILES = {
    "sources.yaml": BALTIC["sources.yaml"] + "memoir: {title: Memoir, published: 1969}\n",
    "actors.yaml": f'nato: {{name: NATO, sources: [{{source: charter, quote: "{LONG}"}}]}}\n',
    "events.yaml": "summit: {name: Summit, date: 2018-07}\n",
}
"""A library that breaks unused-source, unsourced and, which is off by default, long-quote."""


def _with(settings: str) -> dict[str, str]:
    return {**FILES, "library.yaml": f"{BALTIC['library.yaml']}check: {settings}\n"}


@pytest.mark.parametrize(
    ("settings", "options", "rules"),
    [
        ("{}", "", {"unused-source", "unsourced"}),
        ("{enable: [long-quote]}", "", {"unused-source", "unsourced", "long-quote"}),
        ("{enable: [unused-source]}", "", {"unused-source", "unsourced"}),
        ("{ignore: [unused-source]}", "", {"unsourced"}),
        ("{enable: [long-quote], ignore: [long-quote]}", "", {"unused-source", "unsourced"}),
        ("{}", "--select long-quote", {"long-quote"}),
        ("{ignore: [long-quote]}", "--select long-quote", {"long-quote"}),
        ("{enable: [long-quote]}", "--select unsourced", {"unsourced"}),
        ("{enable: [long-quote]}", "--ignore long-quote", {"unused-source", "unsourced"}),
        ("{ignore: [unused-source]}", "--ignore unsourced", set()),
    ],
)
def test_the_command_line_comes_before_the_library(
    settings: str, options: str, rules: set[str], make: Make, call: Run
) -> None:
    ran = call("check", str(make(_with(settings))), "--format", "json", *options.split())
    assert {problem["rule"] for problem in json.loads(ran.out)["result"]["problems"]} == rules
    assert ran.status == ("unsourced" in rules)


def test_json_says_what_was_asked(make: Make, call: Run) -> None:
    options = ("--select", "long-quote", "--select", "unsourced", "--ignore", "unsourced")
    ran = call("check", str(make(FILES)), "--format", "json", *options)
    query = json.loads(ran.out)["query"]
    assert (query["select"], query["ignore"]) == (["long-quote", "unsourced"], ["unsourced"])
    query = json.loads(call("check", str(make(FILES)), "--format", "json").out)["query"]
    assert query.keys() == {"command", "paths"}


def test_an_error_that_is_ignored_is_no_reason_to_warn_or_to_refuse(make: Make, call: Run) -> None:
    folder = make(FILES)
    assert "events.yaml" in call("gaps", "--library", str(folder)).err
    with pytest.raises(InvalidLibrary):
        open_book(folder).show("summit")
    make(_with("{ignore: [unsourced]}"))
    assert call("gaps", "--library", str(folder)).err == ""
    assert open_book(folder).show("summit").id == "summit"


def test_a_rule_that_there_is_not_is_reported_at_its_place(make: Make) -> None:
    problems = checked(make(_with("{enable: [long-qoute], ignore: [unused-sorce, yaml-syntax]}")))
    mistakes = [
        (problem.line, problem.column, problem.message, problem.suggestion)
        for problem in problems.problems
        if problem.rule == "unknown-rule"
    ]
    lists = "`briefing help writing` lists them all."
    assert mistakes == [
        (5, 18, f"There is no rule 'long-qoute'; {lists}", "long-quote"),
        (5, 40, f"There is no rule 'unused-sorce'; {lists}", "unused-source"),
        (5, 54, "'yaml-syntax' cannot be ignored: what breaks it is not read.", ""),
    ]


@pytest.mark.parametrize("settings", ["[]", "{ignore: unsourced}", "{select: [unsourced]}", "x"])
def test_settings_of_another_form_are_reported_and_change_nothing(
    settings: str, make: Make
) -> None:
    problems = checked(make(_with(settings))).problems
    assert [problem.line for problem in problems if problem.file == "library.yaml"] == [5]
    assert {"unused-source", "unsourced"} < {problem.rule for problem in problems}


def test_what_is_not_read_is_reported_though_the_library_ignores_it(make: Make) -> None:
    folder = make({**_with("{ignore: [yaml-syntax]}"), "events.yaml": "summit: [\n"})
    assert "yaml-syntax" in {problem.rule for problem in checked(folder).problems}


def test_many_problems_of_a_rule_hide_none_of_another(make: Make) -> None:
    long = "".join(
        f'a{i}: {{name: A{i}, sources: [{{source: charter, quote: "{LONG}"}}]}}\n'
        for i in range(150)
    )
    short = "z: {name: Z, short: A short that is much too long for a row, sources: [charter]}\n"
    folder = make({"actors.yaml": long + short})
    assert [problem.rule for problem in checked(folder).problems] == ["wide-short"]
    assert open_book(folder).check(select=["long-quote"]).warnings == 150


def test_a_book_refuses_a_rule_that_there_is_not(make: Make) -> None:
    with pytest.raises(UnknownValue, match="did you mean long-quote"):
        open_book(make({})).check(ignore=["long-qoute"])


def test_what_is_off_by_default_warns_and_can_be_ignored() -> None:
    off = [rule for rule in RULES if not rule.is_default]
    assert off
    assert {rule.severity for rule in off} == {"warning"}
    assert ON_READING.isdisjoint(rule.id for rule in off)
