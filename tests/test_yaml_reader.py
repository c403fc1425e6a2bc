"""Brief files: only the plain part of YAML is read, and every problem has its exact place."""

import re
from typing import Any

import pytest
import yaml
from conftest import Make, checked
from hypothesis import given
from hypothesis import strategies as st

from briefing.library.loader import read_file
from briefing.library.yaml_reader import BriefFile
from briefing.model.records import Actor, Country


def _problems(content: str | bytes) -> list[tuple[int, int, int, str, str, str]]:
    """Line, column, end, rule, message and suggestion of each problem of an actor's file."""
    data = content if isinstance(content, bytes) else content.encode()
    file = BriefFile("actors/nato.yaml", data)
    file.record((), Actor)
    return [(p.line, p.column, p.end, p.rule, p.message, p.suggestion) for p in file.problems]


PROBLEMS: dict[str, tuple[str | bytes, list[tuple[int, int, int, str, str, str]]]] = {
    "alias": (
        "name: &n NATO\nsummary: *n\n",
        [
            (1, 7, 14, "plain-yaml", "The anchor '&n' is not needed; remove it.", ""),
            (2, 10, 12, "plain-yaml", "An alias repeats another place; write its text out.", ""),
        ],
    ),
    "merge key": (
        "name: NATO\n<<: {summary: S}\n",
        [(2, 1, 3, "plain-yaml", "A merge key takes over fields unseen; write them out.", "")],
    ),
    "tag": (
        "name: !!str NATO\n",
        [
            (
                1,
                7,
                17,
                "plain-yaml",
                "The tag 'tag:yaml.org,2002:str' is not needed; every value is text.",
                "",
            )
        ],
    ),
    "two documents": (
        "name: NATO\n---\nname: Other\n",
        [(2, 1, 4, "plain-yaml", "A second document starts here; give it a file of its own.", "")],
    ),
    "a list as a key": (
        "name: NATO\n? [a, b]\n: c\n",
        [(2, 3, 4, "plain-yaml", "A key must be text, not a list or a mapping.", "")],
    ),
    "an empty key": (
        "name: NATO\n'': c\n",
        [(2, 1, 3, "plain-yaml", "A key must be text; this one is empty.", "")],
    ),
    "duplicate": (
        "name: NATO\nsummary: S\nname: Nato\n",
        [(3, 1, 5, "duplicate-key", "'name' is given twice here; keep one of them.", "")],
    ),
    "empty value": (
        "name: NATO\nsummary:\ntype: body\n",
        [(2, 1, 8, "empty-value", "This has no value; write one, or leave it out.", "")],
    ),
    "empty entry": (
        "name: NATO\naliases:\n- A\n-\n",
        [(4, 2, 3, "empty-value", "This has no value; write one, or leave it out.", "")],
    ),
    "unclosed": (
        "name: [NATO\n",
        [
            (
                2,
                1,
                2,
                "yaml-syntax",
                "This is not valid YAML: did not find expected ',' or ']'.",
                "",
            )
        ],
    ),
    "misplaced": (
        "name: NATO\n summary: S\n",
        [
            (
                2,
                9,
                10,
                "yaml-syntax",
                "This is not valid YAML: mapping values are not allowed in this context.",
                "",
            )
        ],
    ),
    "a control character": (
        "name: NATO\nsummary: a\x07b\n",
        [
            (
                2,
                11,
                12,
                "yaml-syntax",
                "A brief file cannot hold the character U+0007.",
                "",
            )
        ],
    ),
    "not UTF-8": (
        "name: NATO\nsummary: é".encode("latin-1"),
        [(2, 10, 11, "unreadable-file", "This is not UTF-8 text; save the file as UTF-8.", "")],
    ),
    "empty file": (
        "# nothing\n",
        [
            (
                1,
                1,
                2,
                "wrong-type",
                "A brief file is a mapping of fields to values; this one is not.",
                "",
            )
        ],
    ),
    "a refused key without a value": (
        "name: NATO\nsummary: S\nsummary:\n",
        [(3, 1, 8, "duplicate-key", "'summary' is given twice here; keep one of them.", "")],
    ),
    "dates that are none": (
        "name: NATO\nroles: [{title: T, from: 2017-13}, {title: U, until: May 2016}]\n",
        [
            (
                2,
                26,
                33,
                "bad-date",
                "'2017-13' has no such month; months are 01 to 12, seasons 21 to 24.",
                "",
            ),
            (2, 54, 62, "bad-date", "'May 2016' is no EDTF date; write 2016-05.", ""),
        ],
    ),
    "several at once": (
        "nmae: NATO\ntype: person s\nof: estonia\nroles: [{titel: x}, {title: y, from: [1]}]\n",
        [
            (1, 1, 5, "unknown-field", "An actor has no field 'nmae'.", "name"),
            (
                1,
                1,
                11,
                "missing-field",
                "An actor needs the field 'name': The usual name.",
                "",
            ),
            (
                2,
                7,
                15,
                "unknown-word",
                "'type' cannot be 'person s'; it is one of person, body, group, force.",
                "person",
            ),
            (3, 5, 12, "wrong-type", "'of' must be a list, not text.", ""),
            (4, 10, 15, "unknown-field", "A role has no field 'titel'.", "title"),
            (
                4,
                9,
                10,
                "missing-field",
                "A role needs the field 'title': The office, such as Secretary of Defense.",
                "",
            ),
            (4, 38, 39, "wrong-type", "'from' must be text or a mapping, not a list.", ""),
        ],
    ),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_problem_has_its_place(name: str) -> None:
    content, expected = PROBLEMS[name]
    assert sorted(_problems(content)) == sorted(expected)


@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_every_scalar_stays_what_was_typed(start: str, ends: str) -> None:
    text = start + ends.join(
        ["name: NO", "code: 1.10", "relationship: 12:30", "summary: 2017-02", ""]
    )
    file = BriefFile("countries/x.yaml", text.encode())
    assert file.record((), Country) == Country(
        name="NO", code="1.10", relationship="12:30", summary="2017-02"
    )
    assert file.problems == []


def test_a_place_is_counted_in_characters() -> None:
    assert _problems("name: 日本\nsummary: 日本語 {\ntpye: body\n")[0][:4] == (
        3,
        1,
        5,
        "unknown-field",
    )
    wide = _problems("name: NATO\nroles: [{title: '日本', form: 1}]\n")
    assert [problem[:4] for problem in wide] == [(2, 23, 27, "unknown-field")]


def test_no_depth_of_nesting_exhausts_the_reader() -> None:
    deep = "name: " + "[" * 50_000 + "]" * 50_000
    assert _problems(deep)[0][3] in ("missing-field", "wrong-type", "yaml-syntax")


def test_what_fits_of_a_list_is_kept() -> None:
    text = (
        "name: X\nconcerns:\n- {id: a}\n- {id: b, topic: t, summary: s, sources: [c]}\n- nonsense\n"
    )
    file = BriefFile("countries/x.yaml", text.encode())
    record = file.record((), Country)
    assert record is not None
    assert [concern.id for concern in record.concerns] == ["b"]
    assert [problem.rule for problem in file.problems] == ["missing-field", "wrong-type"]


NOTE = (
    "'note' is now 'caveat' (what changes its meaning for the reader, one line) or 'sourcing' "
    "(how it is known)."
)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("actors.yaml", "nato: {name: NATO, note: N, sources: [charter]}\n", (1, 20, NOTE, "")),
        (
            "instruments.yaml",
            "pact:\n  name: Pact\n  provisions:\n  - {summary: Aid., note: N}\n"
            "  sources: [charter]\n",
            (4, 21, NOTE, ""),
        ),
        (
            "approaches.yaml",
            "hub:\n  name: Hub\n  summary: One hub.\n  against:\n"
            "  - {claim: It is slow., sources: [charter], note: N}\n  sources: [charter]\n",
            (5, 46, NOTE, ""),
        ),
        (
            "instruments.yaml",
            "pact: {name: Pact, date: 1949-04-04, sources: [charter]}\n",
            (1, 20, "'date' is now 'agreed' or 'in_force' (or 'ended', when it ended).", ""),
        ),
        (
            "countries/latvia.yaml",
            "name: Latvia\ncontributions:\n- {id: a, summary: S., sources: [charter]}\n",
            (2, 1, "'contributions' is now 'actions'.", "actions"),
        ),
        (
            "countries/latvia.yaml",
            "name: Latvia\nrecommendations:\n"
            "- {id: a, to: [estonia], advice: Go., action: Go., sources: [charter]}\n",
            (3, 39, "'action' is now 'advice'.", "advice"),
        ),
        (
            "approaches.yaml",
            "hub: {name: Hub, summary: One hub., action: Go., sources: [charter]}\n",
            (1, 37, "An approach has no field 'action'.", ""),
        ),
        (
            "actors.yaml",
            "ilves: {name: Ilves, roles: [{title: President, note: N}], sources: [charter]}\n",
            (1, 49, "A role has no field 'note'.", ""),
        ),
    ],
)
def test_a_field_that_has_moved_says_where_to(
    name: str, content: str, expected: tuple[int, int, str, str], make: Make
) -> None:
    folder = make({name: content})
    problems = checked(folder).problems
    assert [(p.rule, p.line, p.column, p.message, p.suggestion) for p in problems] == [
        ("unknown-field", *expected)
    ]
    assert read_file(folder, name).unread == {}


def test_a_record_that_lacks_what_has_moved_is_left_out_alone() -> None:
    text = (
        "name: X\nrecommendations:\n- {id: a, to: [y], action: Go., sources: [c]}\n"
        "- {id: b, to: [y], advice: Stay., note: N, sources: [c]}\n"
    )
    file = BriefFile("countries/x.yaml", text.encode())
    record = file.record((), Country)
    assert record is not None
    assert [advice.id for advice in record.recommendations] == ["b"]
    assert [(problem.rule, problem.suggestion) for problem in file.problems] == [
        ("unknown-field", "advice"),
        ("missing-field", ""),
        ("unknown-field", ""),
    ]


VALUES = st.recursive(
    st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["id", "name", "concerns", "sources", "topic", "by", "answers", "x"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(VALUES)
def test_any_plain_data_is_a_record_or_a_list_of_problems(value: object) -> None:
    text = yaml.safe_dump({"name": "X", "concerns": value}, allow_unicode=True)
    file = BriefFile("countries/x.yaml", text.encode())
    record = file.record((), Country)
    assert record is not None or file.problems
    # libyaml counts more line breaks than YAML writes, as inside of quoted text.
    lines = re.split("\r\n|[\r\n\x85\u2028\u2029]", text)
    for problem in file.problems:
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column < problem.end


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    file = BriefFile("countries/x.yaml", content)
    record = file.record((), Country)
    assert (record is None) <= bool(file.problems)


@given(
    st.dictionaries(
        st.sampled_from(["name", "summary", "sourcing"]), st.text("abc: #'\"\n-é日", min_size=1)
    )
)
def test_text_survives_being_written_and_read(values: dict[str, str]) -> None:
    kept = {name: text for name, text in values.items() if text.strip()}
    data: dict[str, Any] = {"name": "X", **kept}
    text = yaml.safe_dump(data, allow_unicode=True, default_style='"')
    record = BriefFile("countries/x.yaml", text.encode()).record((), Country)
    assert record == Country(**data)


def test_topics_hold_text_only(make: Make) -> None:
    folder = make({"library.yaml": "title: T\nas_of: 2020\ntopics: {security: [x]}\n"})
    assert [(problem.rule, problem.message) for problem in checked(folder).problems] == [
        ("wrong-type", "'security' must be text, not a list.")
    ]


def test_an_unreadable_file_of_a_kind_hides_no_reference(make: Make) -> None:
    folder = make({"actors.yaml": "nato: [\n", "countries/latvia.yaml": "name: L\nleaders: [x]\n"})
    assert [problem.rule for problem in checked(folder).problems] == ["yaml-syntax"]


def test_a_reference_to_an_unreadable_record_is_not_reported_twice(make: Make) -> None:
    folder = make(
        {
            "countries/latvia.yaml": "name: [\n",
            "actors.yaml": "ilves: {name: I, of: [latvia], sources: [charter]}\n",
        }
    )
    assert [problem.file for problem in checked(folder).problems] == ["countries/latvia.yaml"]


def test_a_file_that_cannot_be_opened_is_a_problem(make: Make) -> None:
    folder = make({})
    (folder / "countries" / "latvia.yaml").symlink_to(folder / "nowhere.yaml")
    problems = checked(folder).problems
    assert [(problem.file, problem.rule) for problem in problems] == [
        ("countries/latvia.yaml", "unreadable-file")
    ]


def test_a_problem_has_the_record_that_it_lies_in_as_its_owner(make: Make) -> None:
    folder = make({"actors.yaml": "a: {name: A, sources: [charter]}\nb: {nme: B}\n"})
    loaded = read_file(folder, "actors.yaml")
    problem = next(problem for problem in loaded.file.problems if problem.rule == "unknown-field")
    assert (loaded.owner(problem), sorted(loaded.unread)) == ("b", ["b"])
