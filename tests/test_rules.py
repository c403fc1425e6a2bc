"""Every rule against its own examples: the good one passes, the bad one breaks it alone."""

from pkgutil import iter_modules

import pytest
from conftest import Make, checked

from briefing.library import rules
from briefing.library.rules import FILE_CHECKS, LIBRARY_CHECKS, RULES
from briefing.model.diagnostics import Rule
from briefing.model.slugs import is_slug, suggest_slug


def test_every_rule_has_a_file_of_its_name_and_every_file_is_listed() -> None:
    modules = {module.name for module in iter_modules(rules.__path__)} - {"base"}
    assert modules == {rule.id.replace("-", "_") for rule in (*FILE_CHECKS, *LIBRARY_CHECKS)}


def test_every_rule_has_an_id_of_its_own() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(is_slug(rule.id) for rule in RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_good_example_has_no_problem(rule: Rule, make: Make) -> None:
    assert _broken(make, rule, rule.good) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_bad_example_breaks_the_rule_and_no_other(rule: Rule, make: Make) -> None:
    assert _broken(make, rule, rule.bad) == [(rule.example_file, rule.id, rule.severity)]


def _broken(make: Make, rule: Rule, example: str) -> list[tuple[str, str, str]]:
    problems = checked(make({rule.example_file: example})).problems
    # Something must rest on the source that the examples cite.
    return [(problem.file, problem.rule, problem.severity) for problem in problems]


def test_without_an_as_of_date_no_plan_is_called_past(make: Make) -> None:
    plan = "summit: {name: Summit, date: 2018-07, status: planned, sources: [charter]}\n"
    problems = checked(make({"library.yaml": "title: Baltic book\n", "events.yaml": plan})).problems
    assert [problem.rule for problem in problems] == ["missing-field"]


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("Senkaku Islands", "senkaku-islands"),
        ("a--b_c", "a-b-c"),
        ("-x-", "x"),
        ("日本", ""),
    ],
)
def test_a_text_that_is_no_id_suggests_one(text: str, nearest: str) -> None:
    assert not is_slug(text)
    assert suggest_slug(text) == nearest
    assert nearest == "" or is_slug(nearest)


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (
            "",
            "August 2021 is later than the library's as-of date, 30 June 2021. If it lies ahead, "
            "add 'status: planned'.",
        ),
        (
            "status: done, ",
            "August 2021 is later than the library's as-of date, 30 June 2021. If "
            "it lies ahead, add 'status: planned'.",
        ),
        ("status: planned, ", ""),
        ("status: reported, ", ""),
        ("status: hypothetical, ", ""),
    ],
)
def test_what_a_country_does_later_has_to_be_planned(status: str, message: str, make: Make) -> None:
    deed = f"{{id: patrols, summary: Patrols., {status}date: 2021-08, sources: [charter]}}"
    latvia = f"name: Latvia\nactions:\n- {deed}\n"
    problems = checked(make({"countries/latvia.yaml": latvia})).problems
    assert [problem.message for problem in problems] == ([message] if message else [])
