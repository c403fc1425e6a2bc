"""The rules on tradecraft: what each of them sees, what it passes over, and what turns them on."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import BALTIC, Make, Run
from transcripts import TESTS

from briefing.api import open_book
from briefing.library.rules import OPTIONAL_CHECKS, RULES
from briefing.model.diagnostics import Problem

OFF = [rule.id for rule in RULES if not rule.is_default]

SOURCES = (
    BALTIC["sources.yaml"]
    + """\
review: {title: R, published: 2021-02, publisher: Baltic Daily, type: news}
daily: {title: D, published: 2021-05-02, publisher: Baltic Daily, type: news}
nameless: {title: N, published: 2021-05-02}
"""
)

ACTORS = """\
mari-tamm: {name: Mari Tamm, aliases: [Tamm], of: [cabinet], sources: [charter]}
cabinet: {name: Government Office, of: [estonia, cabinet], sources: [charter]}
press: {name: ERR, of: [cabinet], sources: [charter]}
alliance: {name: Northern Alliance, sources: [charter]}
secretary: {name: Secretary General, of: [alliance], sources: [charter]}
"""


def _found(folder: Path, *rules: str) -> list[Problem]:
    """Return what some of the rules find, all that are off by default if none is named."""
    return list(open_book(folder).check(select=rules or OFF).problems)


def _marked(problem: Problem) -> str:
    """Return the words at fault."""
    return problem.text[problem.column - problem.text_column :][: problem.end - problem.column]


def _latvia(reassurance: str = "", *, concern: str = "", more: str = "") -> dict[str, str]:
    """Return a country with one concern and one reassurance, and the sources of both."""
    return {
        "sources.yaml": SOURCES,
        "actors.yaml": ACTORS,
        "countries/latvia.yaml": (
            "name: Latvia\ncode: LVA\nbottom_line: B.\n"
            "concerns:\n"
            f"- {{id: border, topic: security, summary: B., sources: [daily], {concern}}}\n"
            "reassurances:\n"
            f"- {{id: visit, kind: visit, summary: V., {reassurance}}}\n{more}"
        ),
    }


@pytest.mark.parametrize(
    ("by", "source", "problems"),
    [
        ("estonia", "publisher: Estonia", 1),
        ("estonia", "publisher: eesti", 1),
        ("estonia", "publisher: Somebody, author: Mari Tamm", 1),
        ("estonia", "publisher: Government Office", 1),
        ("mari-tamm", "publisher: Eesti", 1),
        ("mari-tamm", "publisher: ERR", 1),
        ("secretary", "publisher: Northern Alliance", 1),
        ("secretary", "publisher: Estonia", 0),
        ("estonia", "publisher: Northern Alliance", 0),
        ("estonia, alliance", "publisher: Northern Alliance", 1),
        ("estonia", "publisher: Ministry of Defence of Estonia, type: government-primary", 1),
        ("estonia", "publisher: Estonian Ministry of Defence, type: official-statement", 1),
        ("estonia", "publisher: EE Ministry of Defence, type: official-statement", 1),
        ("estonia", "publisher: ee ministry, type: official-statement", 0),
        ("estonia", "publisher: Estonianism Centre, type: official-statement", 0),
        ("estonia", "publisher: The Estonia Times, type: news", 0),
        ("estonia", "publisher: The Estonia Times", 0),
        ("estonia", "publisher: Estonia, type: treaty-text", 0),
        ("estonia", "publisher: Estonia and Latvia, type: official-statement", 0),
        ("estonia", "publisher: Latvia", 0),
        ("estonia", "author: Somebody", 0),
        ("estonia", "type: official-statement", 0),
        ("estonia", "publisher: '...', type: official-statement", 0),
    ],
)
def test_a_source_is_the_side_s_own_by_its_name(
    by: str, source: str, problems: int, make: Make
) -> None:
    files = _latvia(f"by: [{by}], sources: [own]")
    files["sources.yaml"] += f"own: {{title: T, published: 2021, {source}}}\n"
    found = _found(make(files), "one-sided-reassurance")
    assert list(map(_marked, found)) == ["sources"] * problems


@pytest.mark.parametrize("other", ["daily", "charter", "nameless", "gone"])
def test_one_other_source_is_enough(other: str, make: Make) -> None:
    files = _latvia(f"by: [estonia], sources: [own, {other}]")
    files["sources.yaml"] += "own: {title: T, published: 2021, publisher: Estonia}\n"
    assert _found(make(files), "one-sided-reassurance") == []


def test_a_reassurance_by_nobody_or_without_sources_is_no_side_s(make: Make) -> None:
    for reassurance in ("by: [], sources: [daily]", "by: [estonia], sources: []", "by: [gone]"):
        assert _found(make(_latvia(reassurance)), "one-sided-reassurance") == []


@pytest.mark.parametrize(
    ("concern", "reassurance", "problems"),
    [
        ("2017-03", "2017-02", 1),
        ("2017-03", "2016-12/2017-02", 1),
        ("2017-03", "../2016", 1),
        ("2017-03/..", "2017-02", 1),
        ("2017-03", "2017-03", 0),
        ("2017-03", "2017", 0),
        ("2017", "2017-01", 0),
        ("2017-03", "2016/..", 0),
        ("2017-03", "2016/", 0),
        ("../2017-03", "2016", 0),
        ("2017-03", "2016~", 0),
        ("2017?", "2016", 0),
        ("201X", "2010", 0),
        ("{edtf: 2017-03, basis: inferred}", "{edtf: 2016, basis: stated}", 1),
    ],
)
def test_an_answer_is_early_only_where_that_is_certain(
    concern: str, reassurance: str, problems: int, make: Make
) -> None:
    files = _latvia(
        f"by: [estonia], date: {reassurance}, sources: [daily], "
        "answers: [{concern: border, extent: unstated}]",
        concern=f"date: {concern}",
    )
    found = _found(make(files), "answer-before-concern")
    assert list(map(_marked, found)) == ["border"] * problems


def test_an_answer_has_the_date_of_its_event_and_may_be_to_another_country(make: Make) -> None:
    files = _latvia(
        "by: [estonia], event: summit, sources: [daily], answers: "
        "[{concern: border, extent: partly}, {concern: estonia/gas, extent: partly}]",
    )
    files["events.yaml"] = "summit: {name: Summit, date: 2016-07-08, sources: [daily]}\n"
    files["countries/estonia.yaml"] = (
        "name: Estonia\nbottom_line: B.\nconcerns:\n"
        "- {id: gas, topic: security, summary: G., date: 2020, sources: [charter]}\n"
    )
    (problem,) = _found(make(files), "answer-before-concern")
    assert (problem.file, problem.line, _marked(problem)) == (
        "countries/latvia.yaml",
        7,
        "estonia/gas",
    )
    assert problem.message == (
        "This concern began later (2020) than what is to answer it (8 July 2016). Name what has "
        "answered it since, or correct a date."
    )


@pytest.mark.parametrize(
    ("answer", "sources", "message"),
    [
        ("fully", "daily", "answered"),
        ("partly", "daily, review", "partly answered"),
        ("partly", "nameless", "partly answered"),
        ("partly", "daily, charter", ""),
        ("unstated", "daily", ""),
        ("partly, sources: [daily]", "daily, charter", "partly answered"),
        ("partly, sources: [daily, charter]", "daily", ""),
    ],
)
def test_a_state_rests_on_the_sources_of_its_answers(
    answer: str, sources: str, message: str, make: Make
) -> None:
    files = _latvia(
        f"by: [estonia], sources: [{sources}], answers: [{{concern: border, extent: {answer}}}]"
    )
    who = "nameless" if sources == "nameless" else "Baltic Daily"
    assert [problem.message for problem in _found(make(files), "one-publisher")] == [
        f"This is {message} on the word of '{who}' alone. Cite another publisher in latvia/visit, "
        "or write 'extent: unstated' there."
    ] * bool(message)


@pytest.mark.parametrize(
    ("second", "problems"),
    [
        ("extent: partly}], sources: [charter]", 0),
        ("extent: partly}], sources: [review]", 1),
        ("extent: unstated}], sources: [charter]", 1),
        ("extent: partly}], until: 2020, date: 2019, sources: [charter]", 1),
        ("extent: partly}], kept: {state: broken, date: 2021-01}, sources: [charter]", 1),
    ],
)
def test_a_second_answer_counts_where_it_carries_the_state(
    second: str, problems: int, make: Make
) -> None:
    files = _latvia(
        "by: [estonia], sources: [daily], answers: [{concern: border, extent: partly}]",
        more=f"- {{id: b, kind: call, by: [estonia], summary: B., answers: [{{concern: border, "
        f"{second}}}\n",
    )
    assert len(_found(make(files), "one-publisher")) == problems


@pytest.mark.parametrize(
    ("claim", "problems"),
    [
        ("We judge with high confidence that war is unlikely.", 1),
        ("War is PROBABLY near, and we are Confident of it.", 1),
        ("An attack is almost certain, with low confidence.", 1),
        ("War is unlikely. Our confidence in this is high.", 0),
        ("War is unlikely! How far does our confidence go? It is high.", 0),
        ("War is unlikely.", 0),
        ("We have high confidence in the treaty.", 0),
        ("The likeliness of a confidential talk.", 0),
        ("戦争は起こりそうもない。", 0),
    ],
)
def test_a_sentence_has_one_of_likelihood_and_confidence(
    claim: str, problems: int, make: Make
) -> None:
    judgments = (
        f"judgments:\n- {{id: j, claim: '{claim}', wording: w, likelihood: unlikely, "
        "confidence: high, sources: [daily]}\n"
    )
    files = _latvia("by: [estonia], sources: [daily]", more=judgments)
    assert len(_found(make(files), "likelihood-with-confidence")) == problems
    files = _latvia(
        "by: [estonia], sources: [daily]",
        more=f"judgments:\n- {{id: j, claim: C., summary: '{claim}', sources: [daily]}}\n",
    )
    assert len(_found(make(files), "likelihood-with-confidence")) == problems


@pytest.mark.parametrize(
    ("more", "problems"),
    [
        ("likelihood: likely", 1),
        ("likelihood: likely, wording: may well", 0),
        ("likelihood: likely, wording: {may: well}", 0),
        ("wording: may well, confidence: low", 0),
    ],
)
def test_a_likelihood_has_its_wording(more: str, problems: int, make: Make) -> None:
    files = _latvia(
        "by: [estonia], sources: [daily]",
        more=f"judgments:\n- {{id: j, claim: C., sources: [daily], {more}}}\n",
    )
    assert len(_found(make(files), "likelihood-without-wording")) == problems


ESTONIA = "name: Estonia\nsources: [charter]\n"


@pytest.mark.parametrize(
    ("published", "days", "problems"),
    [
        ("2021-06-29", 1, 0),
        ("2021-06-28", 1, 1),
        ("2021", 1, 0),
        ("2020-06-30", 365, 0),
        ("2020-06-29", 365, 1),
        ("2020-01/..", 1, 0),
        ("../2020-01", 1, 1),
        ("1949", 99999, 0),
        ("0001", 99999, 1),
        ("9999", 1, 0),
    ],
)
def test_a_brief_is_stale_once_its_newest_source_certainly_is(
    published: str, days: int, problems: int, make: Make
) -> None:
    settings = f"check: {{stale_after: {days}}}\n"
    files = {
        "library.yaml": BALTIC["library.yaml"] + settings,
        "sources.yaml": BALTIC["sources.yaml"]
        + f"review: {{title: R, published: {published}}}\nnews: {{title: N, published: 0002}}\n",
        "countries/estonia.yaml": "name: Estonia\nactions:\n"
        "- {id: a, summary: A., sources: [news, {source: review, locator: p. 2}]}\n",
    }
    found = _found(make(files), "stale-brief")
    assert list(map(_marked, found)) == ["Estonia"] * problems
    newest = "news" if published == "0001" else "review"
    assert all(f"this country, {newest}, was" in problem.message for problem in found)


def test_a_treaty_or_an_event_does_not_age(make: Make) -> None:
    flashpoint = "gap: {name: Gap, parties: [{who: estonia}], sources: [charter]}\n"
    files = {
        "countries/estonia.yaml": "name: Estonia\n",
        "events.yaml": "summit: {name: Summit, date: 1949, sources: [charter]}\n",
        "instruments.yaml": "treaty: {name: Treaty, sources: [charter]}\n",
        "flashpoints.yaml": flashpoint,
    }
    (problem,) = _found(make(files), "stale-brief")
    assert problem.file == "flashpoints.yaml"
    assert problem.message == (
        "The newest source of this flashpoint, charter, was published on 4 April 1949, more than "
        "365 days before 30 June 2021. Add what has been published since."
    )


@pytest.mark.parametrize(
    "limit", ["12 months", "0", "-1", "1.5", "100000", "٣", "[180]", "{days: 180}"]
)
def test_a_limit_is_a_number_of_days(limit: str, make: Make) -> None:
    settings = f"check: {{enable: [stale-brief], stale_after: {limit}}}\n"
    folder = make({"library.yaml": BALTIC["library.yaml"] + settings})
    problems = open_book(folder).check().problems
    assert [(problem.rule, problem.line) for problem in problems] == [
        ("stale-brief", 1),
        ("wrong-type", 5),
    ]
    assert "365 days" in problems[0].message
    if limit == "12 months":
        assert problems[1].message == (
            "'stale_after' must be a number of days, such as 180, not '12 months'."
        )


def test_a_source_that_changes_in_another_file_counts_at_once(make: Make, tmp_path: Path) -> None:
    def problems(files: Mapping[str, str]) -> list[str]:
        with_settings = {
            **files,
            "library.yaml": BALTIC["library.yaml"] + f"check: {{enable: [{', '.join(OFF)}]}}\n",
        }
        book = open_book(make(with_settings), cache=tmp_path / "cache")
        rules = [problem.rule for problem in book.check(ignore=["unused-source"]).problems]
        book.close()
        return rules

    files = _latvia("by: [estonia], sources: [review]")
    files["countries/estonia.yaml"] = "name: Estonia\n"
    assert problems(files) == []
    files["sources.yaml"] = SOURCES.replace("Baltic Daily", "Estonia", 1)
    assert problems(files) == ["one-sided-reassurance"]
    files["actors.yaml"] = "estonia: {name: E, sources: [charter]}\n"
    assert "one-sided-reassurance" in problems(files)
    files["sources.yaml"] = SOURCES
    assert "one-sided-reassurance" not in problems(files)


def test_one_file_is_checked_against_the_others(make: Make, call: Run) -> None:
    files = _latvia("by: [estonia], sources: [own]")
    files["sources.yaml"] += "own: {title: T, published: 2021, publisher: Estonia}\n"
    folder = make(files)
    select = ("--select", "one-sided-reassurance", "--format", "concise")
    assert "latvia.yaml:7:" in call("check", str(folder / "countries/latvia.yaml"), *select).out
    assert call("check", str(folder / "countries/estonia.yaml"), *select).out == ""


def test_what_cannot_be_read_is_passed_over(make: Make) -> None:
    broken = {
        "library.yaml": "title: No date\n",
        "countries/latvia.yaml": "name: [\n",
        "sources.yaml": "charter: {title: T, published: never}\n",
    }
    for name, text in broken.items():
        files = {**_latvia("by: [gone, estonia], event: gone, sources: [gone, daily]"), name: text}
        _found(make(files))


@pytest.mark.parametrize("rule", OFF)
def test_a_rule_that_is_off_by_default_says_how_to_turn_it_on(rule: str, call: Run) -> None:
    assert f"enable: [{rule}]" in call("check", "--explain", rule).out


def test_the_manual_turns_them_all_on() -> None:
    manual = (TESTS.parent / "briefs" / "README.md").read_text(encoding="utf-8")
    section = re.search(r"^### Tradecraft\n.*?^## ", manual, re.DOTALL | re.MULTILINE)
    assert section is not None
    assert sorted(re.findall(r"^    - (\S+)$", section[0], re.MULTILINE)) == sorted(OFF)
    assert sorted(re.findall(r"^- `(\S+)`:", section[0], re.MULTILINE)) == sorted(OFF)


def test_what_is_off_by_default_takes_no_time_when_files_are_read() -> None:
    assert [rule.id for rule in OPTIONAL_CHECKS] == OFF
