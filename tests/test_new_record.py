"""`briefing new` adds a record that `check` accepts, and changes nothing else in any file."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from conftest import Make, Run, checked

from briefing.authoring import country_codes, starter
from briefing.authoring.new_record import describe_record
from briefing.cli import authoring
from briefing.cli.open import find_library
from briefing.library.yaml_reader import BriefFile
from briefing.model import iso3166
from briefing.model.kinds import KINDS

DAY: Final = "2021-06-30"

NEEDED: Final[dict[str, tuple[str, ...]]] = {
    "country": (),
    "actor": (),
    "instrument": (),
    "flashpoint": ("parties.who=estonia",),
    "approach": ("summary=It suits.",),
    "event": (),
    "source": (),
    "concern": ("topic=energy", "summary=A worry: one."),
    "reassurance": ("kind=visit", "by=northern-alliance", "by=mari-tamm", "summary=S."),
    "action": ("summary=S.",),
    "friction": ("summary=S.",),
    "recommendation": ("to=estonia", "advice=A."),
    "judgment": ("claim=C.",),
}
"""What a record of each kind has to say."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    starter.start_library(tmp_path / "briefs", DAY)
    return tmp_path / "briefs"


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _added(before: bytes, after: bytes) -> bytes:
    """What was inserted into a text in one piece."""
    start = next(
        (index for index, (a, b) in enumerate(zip(before, after, strict=False)) if a != b),
        len(before),
    )
    rest = len(before) - start
    size = len(after) - len(before)
    for at in range(start, -1, -1):
        if before[at:] == after[at + size :] and before[:at] == after[:at]:
            return after[at : at + size]
    raise AssertionError(before[start : start + rest])


def _new(call: Run, folder: Path, kind: str, name: str, *options: str) -> Any:
    return call("new", kind, name, *options, cwd=folder.parent)


def _options(kind: str) -> list[str]:
    sets = [word for text in NEEDED[kind] for word in ("--set", text)]
    return sets if kind == "source" else [*sets, "--source", "defence-review"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_of_every_kind_is_added_twice_and_accepted(
    kind: str, folder: Path, call: Run
) -> None:
    owner = "estonia/" if KINDS[kind].nested else ""
    for id_ in ("first-one", "second-one"):
        before = _files(folder)
        ran = _new(call, folder, kind, f"{owner}{id_}", *_options(kind))
        assert (ran.status, ran.err) == (0, "")
        assert f"has {owner}{id_};" in ran.out
        for path, content in _files(folder).items():
            if before.get(path, content) != content:
                assert id_.encode() in _added(before[path], content)
        assert [p for p in checked(folder).problems if p.severity == "error"] == []
        assert call("show", f"{owner}{id_}", cwd=folder.parent).status == 0
    for text in (content.decode() for content in _files(folder).values()):
        if "first-one" not in text or "second-one" not in text:
            continue
        # The comments of a record stay with it.
        assert text.index("# short", text.index("first-one")) < text.index("second-one")


def test_what_is_missing_is_named_and_nothing_is_written(folder: Path, call: Run) -> None:
    before = _files(folder)
    ran = _new(call, folder, "concern", "estonia/late")
    assert ran.status == 2
    assert "--set topic=TOPIC" in ran.err
    assert "--set summary=SUMMARY" in ran.err
    assert "--source SOURCE" in ran.err
    assert _files(folder) == before


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("thing", "x"), "no kind of record"),
        (("concrn", "estonia/x"), "did you mean concern?"),
        (("concern", "x"), "is part of another record"),
        (("actor", "estonia/x"), "is part of no other record"),
        (("concern", "nowhere/x"), "briefing new country nowhere"),
        (("actor", "日本"), "gives no id"),
        (("actor", "x", "--set", "x"), "no FIELD=VALUE"),
        (("actor", "x", "--set", "typ=body"), "Did you mean type?"),
        (("actor", "x", "--set", "type=bodi", "--source", "defence-review"), "one of person"),
        (("actor", "x", "--set", "type=body", "--set", "type=force"), "holds one value"),
        (("actor", "x", "--source", "nowhere"), "has the id 'nowhere'"),
        (("actor", "mari-tamm", "--source", "defence-review"), "already"),
        (("country", "estonia", "--source", "defence-review"), "already"),
        (("actor", "estonia", "--source", "defence-review"), "Nothing was written"),
        (("event", "x", "--set", "date=July", "--source", "defence-review"), "is not a date here"),
        (
            (
                "action",
                "estonia/second-brigade",
                "--set",
                "summary=S",
                "--source",
                "defence-review",
            ),
            "already",
        ),
        (("concern", "../../x/y"), "There is no country"),
        (("actor", "x", "--set", "name= ", "--source", "defence-review"), "given no value"),
    ],
)
def test_what_cannot_be_added_is_explained_and_changes_nothing(
    words: tuple[str, ...], message: str, folder: Path, call: Run
) -> None:
    before = _files(folder)
    ran = call("new", *words, cwd=folder.parent)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err
    assert _files(folder) == before


def test_a_country_gets_its_code_and_its_name(folder: Path, call: Run) -> None:
    assert _new(call, folder, "country", "south-korea", "--source", "defence-review").status == 0
    text = (folder / "countries" / "south-korea.yaml").read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=../library.schema.json")
    assert "name: South Korea\n" in text
    assert "code: KOR\n" in text


def test_every_code_has_a_name_and_every_name_a_code() -> None:
    codes = set(country_codes._codes().values())  # noqa: SLF001 (the whole table)
    assert codes == set(iso3166._alpha2_by_alpha3())  # noqa: SLF001 (the same)
    assert country_codes.code_of("Côte d'Ivoire") == "CIV"
    assert country_codes.code_of("Atlantis") is None


LAYOUTS: Final[dict[str, str]] = {
    "comment of what follows": "concerns:\n  - {id: a, topic: security, summary: S., sources: "
    "[charter]}\n\n# Actions\nactions:\n  - {id: b, summary: S., sources: [charter]}\n",
    "no indentation": "concerns:\n- id: a\n  topic: security\n  summary: S.\n"
    "  sources:\n  - charter\n",
    "spaced": "concerns:\n  - id: a\n    topic: security\n    summary: S.\n"
    "    sources: [charter]\n\n"
    "  - id: b\n    topic: security\n    summary: S.\n    sources: [charter]\n\n\n\n",
    "no list": "aliases: [Eesti]\n",
    "no last line break": "aliases: [Eesti]",
    "block text last": "concerns:\n  - id: a\n    topic: security\n    sources: [charter]\n"
    "    summary: |\n      One.\n      # no comment\nrelationship: ally\n",
    "wide dash": "concerns:\n  -   id: a\n      topic: security\n      summary: S.\n"
    "      sources: [charter]\n",
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_everything_else_stays_byte_for_byte(
    layout: str, newline: str, make: Make, call: Run
) -> None:
    text = "name: Estonia\nbottom_line: B.\nsources: [charter]\n" + LAYOUTS[layout]
    name = "countries/estonia.yaml"
    folder = make({name: text.replace("\n", newline)})
    before = (folder / name).read_bytes()
    ran = _new(call, folder, "concern", "estonia/z", "--set", "summary=S.", "--source", "charter")
    assert (ran.status, ran.err) == (0, "")
    after = (folder / name).read_bytes()
    added = _added(before, after)
    assert b"id: z" in added
    assert (b"\r" in added) == (newline == "\r\n")
    assert added.count(b"\n") == added.count(newline.encode())
    old, new = (BriefFile(name, content).plain() for content in (before, after))
    assert new.pop("concerns")[: len(old.get("concerns", ()))] == old.pop("concerns", [])
    assert new == old


FLOW: Final[dict[str, Callable[[], dict[str, str]]]] = {
    "list in brackets": lambda: {
        "countries/estonia.yaml": "name: Estonia\nbottom_line: B.\nsources: [charter]\n"
        "concerns: [{id: a, topic: security, summary: S., sources: [charter]}]\n"
    },
    "record in braces": lambda: {
        "countries/estonia.yaml": "",
        "countries.yaml": "estonia: {name: Estonia, bottom_line: B., sources: [charter]}\n",
    },
    "file in JSON": lambda: {
        "countries/estonia.yaml": json.dumps(
            {"name": "Estonia", "bottom_line": "B.", "sources": ["charter"]}
        )
    },
}


@pytest.mark.parametrize("layout", FLOW)
def test_where_the_place_is_not_certain_the_record_is_printed(
    layout: str, make: Make, call: Run
) -> None:
    folder = make(FLOW[layout]())
    before = _files(folder)
    ran = _new(call, folder, "concern", "estonia/z", "--set", "summary=S.", "--source", "charter")
    assert ran.status == 2
    assert ran.out.startswith("- id: z\n  name: Z\n")
    assert "put this at the end of the list 'concerns'" in ran.err
    assert _files(folder) == before


def test_a_list_of_one_country_among_several(make: Make, call: Run) -> None:
    head = "estonia:\n  name: Estonia\n  bottom_line: B.\n  sources: [charter]\n"
    tail = "\n# Latvia\nlatvia:\n  name: Latvia\n  sources: [charter]\n"
    folder = make({"countries/estonia.yaml": "", "countries.yaml": head + tail})
    ran = _new(call, folder, "concern", "estonia/z", "--set", "summary=S.", "--source", "charter")
    assert (ran.status, ran.err) == (0, "")
    text = (folder / "countries.yaml").read_text("utf-8")
    assert text.startswith(f"{head}\n  concerns:\n    - id: z\n      name: Z\n")
    assert text.endswith(tail)


@pytest.mark.parametrize("kind", ["country", "actor"])
@pytest.mark.parametrize(
    "text",
    [
        "a: b #c",
        "- a",
        "!x &y *z",
        "\u2028a\x85b\ufeff",
        "é😀\U000e0001",
        "a\nb\tc",
        "'\"\\",
        "~",
        "[a",
        "1.0",
    ],
)
def test_a_value_is_read_as_it_was_given(kind: str, text: str, folder: Path, call: Run) -> None:
    options = ("--set", f"summary={text}", "--source", "defence-review")
    assert _new(call, folder, kind, "x-y", *options).status == 0
    read = BriefFile("actors.yaml", (folder / "actors.yaml").read_bytes()).plain(("x-y",))
    if kind == "country":
        file = folder / "countries" / "x-y.yaml"
        read = BriefFile("countries/x-y.yaml", file.read_bytes()).plain()
    assert read["summary"] == text


def test_lines_are_counted_as_editors_count_them(make: Make, call: Run) -> None:
    text = (
        'name: Estonia\nbottom_line: "B.\u2028\x85\u2029"\nsources: [charter]\nconcerns:\n'
        "  - id: a\n    topic: security\n    summary: S.\n    sources: [charter]\n"
        "# Actions\nactions:\n  - {id: b, summary: S., sources: [charter]}\n"
    )
    folder = make({"countries/estonia.yaml": text})
    options = ("--set", "summary=S.", "--source", "charter")
    ran = _new(call, folder, "concern", "estonia/z", *options)
    after = (folder / "countries" / "estonia.yaml").read_text("utf-8")
    if ran.status == 0:
        assert after.index("- id: z") < after.index("# Actions")
    else:
        assert (after, ran.out[:7]) == (text, "- id: z")


def test_a_broken_file_is_left_alone(make: Make, call: Run) -> None:
    folder = make({"actors.yaml": "a: [\n"})
    ran = _new(call, folder, "actor", "x", "--source", "charter")
    assert (ran.status, ran.out) == (2, "")
    assert "mend what `briefing check` lists first" in ran.err
    assert (folder / "actors.yaml").read_text() == "a: [\n"


def test_nothing_is_written_through_a_link_out_of_the_library(make: Make, call: Run) -> None:
    folder = make({})
    outside = folder.parent / "outside"
    outside.mkdir()
    (outside / "x.yaml").write_text("a: {name: A, sources: [charter]}\n")
    (folder / "actors.yaml").symlink_to(outside / "x.yaml")
    (folder / "flashpoints").symlink_to(outside)
    before = _files(outside)
    options = ("--source", "charter")
    assert _new(call, folder, "actor", "x", *options).status == 2
    parties = ("--set", "parties.who=estonia")
    assert _new(call, folder, "flashpoint", "x-y", *options, *parties).status == 2
    assert _files(outside) == before


def test_the_shipped_library_is_not_written_into(tmp_path: Path, call: Run) -> None:
    ran = call("new", "actor", "x", "--source", "miller-2017", cwd=tmp_path)
    assert ran.status == 2
    assert "`briefing init`" in ran.err


def test_the_first_concern_of_a_country_is_added_before_its_bottom_line(
    make: Make, call: Run
) -> None:
    folder = make({})
    options = ("--set", "summary=S.", "--source", "charter")
    ran = _new(call, folder, "concern", "estonia/z", *options)
    assert ran.status == 0
    path = "briefs/countries/estonia.yaml"
    assert ran.out == f"{path} has estonia/z; what else it may say is there as comments.\n"
    assert f"{path} has no 'bottom_line' yet" in ran.err
    assert [problem.rule for problem in checked(folder).problems] == ["missing-bottom-line"]
    ran = _new(call, folder, "concern", "estonia/y", *options)
    assert (ran.status, ran.err) == (0, "")


def test_a_name_of_signs_only_leads_to_nothing(make: Make, call: Run) -> None:
    folder = make({})
    assert "gives no id" in _new(call, folder, "country", "~", "--source", "charter").err
    ran = _new(call, folder, "country", "x", "--set", "name=~", "--source", "charter")
    assert (ran.status, ran.err) == (0, "")


@pytest.mark.parametrize("kind", KINDS)
def test_no_comment_looks_like_a_value(kind: str, folder: Path, call: Run) -> None:
    before = _files(folder)
    owner = "estonia/" if KINDS[kind].nested else ""
    assert _new(call, folder, kind, f"{owner}first-one", *_options(kind)).status == 0
    for path, content in _files(folder).items():
        if before.get(path, content) == content and path in before:
            continue
        added = content.decode().splitlines()
        dash = " \N{EN DASH} "
        comments = [line.strip() for line in added if dash in line and line.strip()[0] == "#"]
        assert comments
        assert not [line for line in comments if re.match(r"# \w+: [A-Z]", line)]
        assert "# concerns" not in content.decode()


@pytest.mark.parametrize(
    ("name", "called"),
    [("eFP", "eFP"), ("late-arrival", "Late arrival"), ("Riga talks", "Riga talks")],
)
def test_a_name_keeps_its_capitals(name: str, called: str, folder: Path, call: Run) -> None:
    ran = _new(call, folder, "instrument", name, "--source", "defence-review")
    assert ran.status == 0
    assert f"name: {called}\n" in "".join(c.decode() for c in _files(folder).values())


@pytest.mark.parametrize(
    ("name", "answers"),
    [("sources", ["nowhere", "", "defence-review"]), ("kind", ["pledge", "call"])],
)
def test_a_wrong_answer_is_asked_again(
    name: str,
    answers: list[str],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    record = describe_record(folder, "reassurance", "estonia/x", {})
    replies = iter(answers)
    monkeypatch.setattr("typer.prompt", lambda *_, **__: next(replies))
    location = find_library(str(folder))
    assert authoring.ask_for_value(location, record, name) == answers[-1]
    shown = capsys.readouterr().err
    assert answers[-1] in shown
    assert shown.count("is none of these") == len(answers) - 1
