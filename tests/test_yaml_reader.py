"""Brief files: only the plain part of YAML is read, and every problem has its exact place."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import Make, checked
from hypothesis import given, settings
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
    "items without hyphens": (
        "name: NATO\nroles:\n- title: T\n  from: 2016\n  title: U\n  from: 2017\n  title: V\n"
        "  from: 2018\n",
        [
            (
                5,
                3,
                8,
                "duplicate-key",
                "Several fields are given again from here on. Each item of a list begins with "
                "`- `; put it before this one.",
                "",
            )
        ],
    ),
    "a record without an id": (
        "name: NATO\nsummary: S\nname: EU\nsummary: T\n",
        [
            (
                3,
                1,
                5,
                "duplicate-key",
                "Several fields are given again from here on. If this is another record, write "
                "its id and a colon above it.",
                "",
            )
        ],
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
                1,
                7,
                8,
                "yaml-syntax",
                "The [ here is never closed; write ] at its end.",
                "",
            )
        ],
    ),
    "misplaced": (
        "name: NATO\n summary: S\n",
        [
            (
                2,
                2,
                3,
                "yaml-syntax",
                "'summary' is indented more deeply than 'name' in line 1; indent both alike.",
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
                "This file is empty; it should have the fields of an actor, a line each, such as "
                "`name: …`.",
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
            (2, 54, 62, "bad-date", "'May 2016' is not a date here; write 2016-05.", ""),
        ],
    ),
    "several at once": (
        "nmae: NATO\ntype: person s\nof: estonia\nroles: [{titel: x}, {title: y, from: [1]}]\n",
        [
            (1, 1, 5, "unknown-field", "An actor has no field 'nmae'.", "name"),
            (
                2,
                7,
                15,
                "unknown-word",
                "'type' cannot be 'person s'; it is one of person, body, group, force.",
                "person",
            ),
            (3, 5, 12, "wrong-type", "'of' must be a list, such as `of: [estonia]`, not text.", ""),
            (4, 10, 15, "unknown-field", "A role has no field 'titel'.", "title"),
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


def test_what_has_another_name_now_is_read_under_it() -> None:
    text = (
        "name: X\nrecommendations:\n- {id: a, to: [y], action: Go., sources: [c]}\n"
        "- {id: b, to: [y], advice: Stay., note: N, sources: [c]}\n"
        "contributions:\n- {id: c, summary: S., sources: [c]}\n"
    )
    file = BriefFile("countries/x.yaml", text.encode())
    record = file.record((), Country)
    assert record is not None
    assert [advice.advice for advice in record.recommendations] == ["Go.", "Stay."]
    assert [action.id for action in record.actions] == ["c"]
    assert [
        (problem.rule, problem.severity, problem.line, problem.message) for problem in file.problems
    ] == [
        ("renamed-field", "warning", 3, "'action' is now 'advice'."),
        ("unknown-field", "error", 4, NOTE),
        ("renamed-field", "warning", 5, "'contributions' is now 'actions'."),
    ]


HOSTILE: dict[str, tuple[str | bytes, tuple[int, int, str, str]]] = {
    "UTF-16": (
        "name: NATO\n".encode("utf-16"),
        (1, 1, "unreadable-file", "This is UTF-16 text; save the file as UTF-8."),
    ),
    "UTF-16 without a mark": (
        "name: NATO\n".encode("utf-16-le"),
        (
            1,
            2,
            "yaml-syntax",
            "A brief file cannot hold the character U+0000. Save the file as UTF-8 if it is UTF-16 "
            "text.",
        ),
    ),
    "a lone surrogate": (
        b"name: NATO\nsummary: \xed\xa0\x80\n",
        (2, 10, "unreadable-file", "This is not UTF-8 text; save the file as UTF-8."),
    ),
    "a form feed": (
        "name: NATO\nsummary: a\x0cb\n",
        (2, 11, "yaml-syntax", "A brief file cannot hold the character U+000C."),
    ),
    "a quotation mark that is not closed": (
        'name: NATO\nsummary: "a\ntype: body\n',
        (
            2,
            10,
            "yaml-syntax",
            "This is not valid YAML: the quotation mark here is never closed.",
        ),
    ),
    "a colon": (
        "name: NATO\nsummary: Lasers: they blind.\n",
        (
            2,
            16,
            "yaml-syntax",
            "This is not valid YAML: mapping values are not allowed in this context. Put a text "
            "that has a colon in it in quotation marks.",
        ),
    ),
    "an entry with a colon": (
        "name: NATO\naliases:\n- Alliance: North Atlantic\n",
        (
            3,
            3,
            "wrong-type",
            "'aliases' must be a list of texts; this item is a mapping. If this is a text with a "
            "colon in it, put it in quotation marks.",
        ),
    ),
    "a text where a mapping should be": (
        "name: NATO\nroles: [President]\n",
        (
            2,
            9,
            "wrong-type",
            "'roles' must be a list of mappings, such as `- title: President`; this item is text.",
        ),
    ),
    "a key like a message": (
        '"a`b - at `$.name": x\nname: NATO\n',
        (1, 1, "unknown-field", "An actor has no field 'a`b - at `$.name'."),
    ),
    "a number as a key": (
        "name: NATO\n1: x\n",
        (2, 1, "unknown-field", "An actor has no field '1'."),
    ),
    "a Python object": (
        "name: !!python/object:os.system x\n",
        (
            1,
            7,
            "plain-yaml",
            "The tag 'tag:yaml.org,2002:python/object:os.system' is not needed; every value is "
            "text.",
        ),
    ),
    "a day that is none": (
        "name: NATO\nroles: [{title: T, from: 2017-02-30}]\n",
        (2, 26, "bad-date", "'2017-02-30' is no day of the calendar."),
    ),
    "nesting": (
        "name: NATO\naliases: " + "[" * 200 + "]" * 200,
        (
            2,
            109,
            "yaml-syntax",
            "A brief file cannot nest lists and mappings over 100 levels deep.",
        ),
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_meant_is_one_problem_at_its_place(name: str) -> None:
    content, expected = HOSTILE[name]
    assert [
        (line, column, rule, text) for line, column, _, rule, text, _ in _problems(content)
    ] == [expected]


@pytest.mark.parametrize("text", ["1e999", "9" * 5000, "-.inf", "0x1F", "2017-02-30"])
def test_a_number_is_text(text: str) -> None:
    assert _problems(f"name: {text}\nsummary: {text}\n") == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("inside", ["\x85", "\u2028", "\u2029", "日本", "\t", "\ufeff"])
def test_lines_are_counted_as_editors_count_them(inside: str, end: str) -> None:
    lines = ["\ufeffname: NATO", f'summary: "a{inside}b"', "caveat: |", "  One.", "  Two.", ""]
    before = f'roles: [{{title: "a{inside}", '
    text = end.join([*lines, f"{before}form: x}}]", ""])
    column = len(before) + 1
    (problem,) = _problems(text)
    assert problem[:4] == (7, column, column + 4, "unknown-field")


def test_a_long_line_is_shown_around_the_place() -> None:
    text = "name: NATO\nroles: [" + "{title: T, form: x}, " * 90 + "]\n"
    file = BriefFile("actors/nato.yaml", text.encode())
    file.record((), Actor)
    assert len(file.problems) == 90
    for problem in file.problems:
        assert len(problem.text) <= 202
        start = problem.column - problem.text_column
        assert problem.text[start : problem.end - problem.text_column] == "form"


def test_a_long_text_is_quoted_in_part() -> None:
    problem = _problems(f"name: NATO\ntype: {'x ' * 50_000}y\n")[0]
    assert len(problem[4]) < 300


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
    _assert_places(file, text)


def _assert_places(file: BriefFile, text: str) -> None:
    lines = re.split("\r\n|[\r\n]", text.removeprefix("\ufeff"))
    for problem in file.problems:
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
        assert problem.column < problem.end


SHIPPED = sorted((Path(__file__).parent.parent / "briefs" / "countries").glob("*.yaml"))
PIECES = st.sampled_from(
    [
        *(
            b"",
            b"`",
            b": ",
            b"- ",
            b"? ",
            b"\n",
            b"\r",
            b"\t",
            b"{",
            b"]",
            b"'",
            b'"',
            b"#",
            b"<<: ",
        ),
        *(b"&a ", b"*a", b"!!x ", b"---\n", b"|\n", b"\xff", b"\x00"),
        *map(str.encode, ("\ufeff", "\u2028", "\x85", "\x07")),
    ]
)
EDITS = st.lists(
    st.tuples(st.integers(0, 6000), st.integers(0, 12), PIECES), min_size=1, max_size=4
)


@settings(deadline=None)
@given(st.sampled_from(SHIPPED), EDITS)
def test_no_change_of_a_brief_ends_its_reading(
    path: Path, edits: list[tuple[int, int, bytes]]
) -> None:
    content = path.read_bytes()[:6000]
    for start, length, piece in edits:
        content = content[:start] + piece + content[start + length :]
    file = BriefFile("countries/x.yaml", content)
    record = file.record((), Country)
    assert (record is None) <= bool(file.problems)
    _assert_places(file, content.decode("utf-8", "replace"))


@settings(deadline=None)
@given(st.sampled_from(SHIPPED), st.data())
def test_no_change_of_its_structure_ends_its_reading(path: Path, data: st.DataObject) -> None:
    plain = BriefFile("countries/x.yaml", path.read_bytes()).plain()
    for _ in range(3):
        container: Any = plain
        while isinstance(container, dict | list) and container:
            keys = list(container) if isinstance(container, dict) else range(len(container))
            key: Any = data.draw(st.sampled_from(list(keys)))
            if not isinstance(container[key], dict | list) or data.draw(st.booleans()):
                container[key] = data.draw(VALUES)
                break
            container = container[key]
    text = yaml.safe_dump(plain, allow_unicode=True)
    file = BriefFile("countries/x.yaml", text.encode())
    record = file.record((), Country)
    assert record is not None or file.problems
    _assert_places(file, text)


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


ADVICE = {
    "kind: call, kept: broken": (
        "'kept' must be a mapping, such as `kept: {state: broken, date: …}`, not text."
    ),
    "kind: call, kept: false": (
        "'kept' must be a mapping, such as `kept: {state: kept, date: …}` (or partly-kept, "
        "broken, withdrawn), not text."
    ),
    "kind: call, answers: {speed: partly}": (
        "'answers' must be a list of mappings, such as `- {concern: speed, extent: partly}`, not "
        "a mapping."
    ),
    "kind: call, to: {charter: a}": "'to' must be a list, such as `to: [charter]`, not a mapping.",
    "kind: call, answers: [speed]": (
        "'answers' must be a list of mappings, such as `- {concern: speed, extent: fully}` "
        "(or partly, unstated); this item is text."
    ),
    "kind: call, answers: how fast": (
        "'answers' must be a list of mappings, such as `- {concern: how fast, extent: "
        "fully}` (or partly, unstated), not text."
    ),
    "kind: call, answers: ['how fast, how far']": (
        "'answers' must be a list of mappings, such as `- {concern: \"how fast, how far\", "
        "extent: fully}` (or partly, unstated); this item is text."
    ),
    "kind: call, answers: ['a \"b\"']": (
        "'answers' must be a list of mappings, such as `- {concern: x, extent: fully}` (or "
        "partly, unstated); this item is text."
    ),
    "kind: pledge": (
        "'kind' cannot be 'pledge'; it is one of statement, visit, meeting, call, deployment, "
        "sale, treaty-affirmation, exercise, policy. For this, add `stage: pledged`."
    ),
    "kind: call, status: done": (
        "A reassurance has no 'status': 'stage' says how far it has gone (said, pledged, done), "
        "'kept' what became of it."
    ),
    "kind: call, quote: Late, very": (
        "'very' has neither a colon nor a value. If it belongs to the text before the comma, put "
        "all of that text in quotation marks."
    ),
    "kind: call, quote: ": "This has no value; write one, or leave it out.",
}


@pytest.mark.parametrize("fields", ADVICE)
def test_a_message_says_what_to_write(fields: str) -> None:
    reassurance = f"{{id: a, by: [b], summary: S., sources: [c], {fields}}}"
    text = f"name: Latvia\nreassurances:\n- {reassurance}\n"
    file = BriefFile("countries/latvia.yaml", text.encode())
    file.record((), Country)
    assert [problem.message for problem in file.problems] == [ADVICE[fields]]


@pytest.mark.parametrize(
    ("sources", "example"),
    [
        ("charter", "[charter]"),
        ("{charter: p. 3}", "[{source: charter, locator: p. 3}]"),
        ("{source: charter, locator: p. 3}", "[{source: charter, locator: p. 3}]"),
    ],
)
def test_sources_that_are_no_list_are_shown_as_one(sources: str, example: str) -> None:
    (problem,) = _problems(f"name: NATO\nsources: {sources}\n")
    actual = "a mapping" if sources.startswith("{") else "text"
    assert problem[4] == f"'sources' must be a list, such as `sources: {example}`, not {actual}."
    assert yaml.safe_load(example)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("events.yaml", "each event under its id: `some-id: {name: …, date: …}`."),
        ("countries/latvia.yaml", "the fields of a country, a line each, such as `name: …`."),
        ("library.yaml", "fields, a line each, such as `title: …` and `as_of: …`."),
    ],
)
@pytest.mark.parametrize(
    ("content", "actual"),
    [("", "is empty"), ("- a\n", "is a list"), ("latvia\n", "holds only a text")],
)
def test_what_a_file_should_hold_is_shown(
    name: str, expected: str, content: str, actual: str
) -> None:
    (problem,) = BriefFile(name, content.encode()).problems
    assert problem.message == f"This file {actual}; it should have {expected}"


@pytest.mark.parametrize(
    "fields", ["nmae: N, date: 2018", "name: N, dat: 2018", "name: N, date: 2030, status: upcoming"]
)
def test_a_slip_is_reported_once(fields: str, make: Make) -> None:
    folder = make({"events.yaml": f"a: {{{fields}, sources: [charter]}}\n"})
    errors = [problem for problem in checked(folder).problems if problem.severity == "error"]
    assert len(errors) == 1
    assert errors[0].rule in ("unknown-field", "unknown-word")


@pytest.mark.parametrize(
    ("place", "written"),
    [
        ("p. 3", "{source: charter, locator: p. 3}"),
        ("para 2", "{source: charter, locator: para 2}"),
        ("Article 5", "{source: charter, locator: Article 5}"),
        ("§ 4(1)", "{source: charter, locator: …}"),
    ],
)
def test_a_place_among_sources_is_written_with_its_source(
    place: str, written: str, make: Make
) -> None:
    folder = make({"actors.yaml": f"nato: {{name: NATO, sources: [charter, {place}]}}\n"})
    (problem,) = checked(folder).problems
    assert problem.message == (
        f"'{place}' is a place in a source, not one; write it with its source, as `{written}`."
    )
    assert problem.suggestion == ""


@pytest.mark.parametrize(
    ("concern", "message"),
    [
        (
            "- {id: a, topic: t, summary: S., sources: [c], status: answered}",
            "The status of a concern is derived from what answers it, and never written; leave "
            "this out.",
        ),
        (
            "- {id: a, topic: t, summary: S., sources: [c], answers: [b]}",
            "What answers a concern is said by a reassurance, in its 'answers'; leave this out.",
        ),
        (
            "- speed",
            "'concerns' must be a list of mappings, such as `- id: speed`; this item is text.",
        ),
    ],
)
def test_what_is_not_written_of_a_concern_is_said(concern: str, message: str) -> None:
    text = f"name: Latvia\nconcerns:\n{concern}\n"
    file = BriefFile("countries/latvia.yaml", text.encode())
    file.record((), Country)
    assert [problem.message for problem in file.problems] == [message]
