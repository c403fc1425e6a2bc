"""README.md and briefs/README.md say what the program does and what the model holds.

`briefing/manual/writing.md`, which is installed with the program, is the same as the latter.

`pytest --write-transcripts` writes them anew; read what changed before it is kept.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from conftest import Matches, Run, checked
from documents import ROOT, tables, with_real_output, with_real_run, write_files
from msgspec import Struct

from briefing.cli import COMMANDS
from briefing.library.library import read_library
from briefing.library.rules import RULES
from briefing.library.yaml_reader import BriefFile
from briefing.model import records
from briefing.model.kinds import KINDS
from briefing.model.schema import Field, FieldType, fields

README = ROOT / "README.md"
MANUAL = ROOT / "briefing" / "manual"
GUIDE = ROOT / "briefs" / "README.md"
WRITING = ROOT / "briefing" / "manual" / "writing.md"


def test_what_the_readme_runs_prints_what_it_shows(tmp_path: Path, matches: Matches) -> None:
    text = README.read_text(encoding="utf-8")
    matches(with_real_run(with_real_output(text, tmp_path)), README)


def test_the_readme_is_short_and_names_every_command() -> None:
    text = README.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 200
    assert {line.split()[1] for line in _questions(text) if " " in line} == {*COMMANDS}


def test_what_the_readme_says_can_be_asked_is_answered(call: Run, tmp_path: Path) -> None:
    (tmp_path / "refs.json").write_text("[]", encoding="utf-8")
    for line in _questions(README.read_text(encoding="utf-8")):
        ran = call(*line.split()[1:], cwd=tmp_path, BRIEFING_LIBRARY=str(ROOT / "briefs"))
        assert (line, ran.status, ran.err) == (line, 0, "")
    assert (tmp_path / "book.html").exists()


def test_the_library_that_the_readme_shows_has_no_problem(call: Run, tmp_path: Path) -> None:
    (library,) = re.findall(r"(?ms)^```yaml\n(.*?)^```$", README.read_text(encoding="utf-8"))
    for name, text in re.findall(r"(?ms)^# (\S+)\n(.*?)(?=^# |\Z)", library):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert call("check", "--strict", cwd=tmp_path) == (0, "No problems in 3 files of briefs.\n", "")
    assert "Heavy forces could not arrive" in call("show", "estonia", cwd=tmp_path).out


def test_the_manual_shows_every_command_and_exit_status() -> None:
    texts = [file.read_text(encoding="utf-8") for file in MANUAL.glob("*.md")]
    shown = {name for name in COMMANDS if any(f"briefing {name}" in text for text in texts)}
    assert {*COMMANDS} - shown == set()
    text = (MANUAL / "terminal.md").read_text(encoding="utf-8")
    assert [int(status) for status in re.findall(r"(?m)^\| (\d+) \|", text)] == [0, 1, 2, 3, 130]


def _questions(text: str) -> list[str]:
    """The command lines in the table of what can be asked."""
    return re.findall(r"(?m)^\| `(briefing[^`]*)` \|", text)


def test_the_guide_for_authors_lists_every_field_and_rule_and_shows_real_answers(
    tmp_path: Path, matches: Matches
) -> None:
    text = GUIDE.read_text(encoding="utf-8")
    write_files(text, tmp_path)
    text = with_real_output(tables(text, _tables()), tmp_path, tmp_path)
    matches(text, GUIDE)
    matches(text, WRITING)


def test_the_guide_for_authors_opens_with_a_title_and_a_line_that_sums_it_up() -> None:
    title, blank, summary, end, *_ = GUIDE.read_text(encoding="utf-8").split("\n")
    assert title.startswith("# ")
    assert (blank, end) == ("", "")
    assert summary.endswith(".")


@pytest.mark.parametrize(("name", "rules"), [("first", 0), ("briefs", 0), ("mistakes", 5)])
def test_the_libraries_of_the_guide_have_the_problems_that_they_are_there_for(
    name: str, rules: int, tmp_path: Path
) -> None:
    write_files(GUIDE.read_text(encoding="utf-8"), tmp_path)
    problems = checked(tmp_path / name).problems
    assert len({problem.rule for problem in problems}) == rules


def test_the_first_library_of_the_guide_has_ten_lines(tmp_path: Path) -> None:
    write_files(GUIDE.read_text(encoding="utf-8"), tmp_path)
    files = (tmp_path / "first").rglob("*.yaml")
    assert sum(file.read_text(encoding="utf-8").count("\n") for file in files) == 10


def test_the_examples_of_the_guide_use_every_field(tmp_path: Path) -> None:
    write_files(GUIDE.read_text(encoding="utf-8"), tmp_path)
    library = read_library(tmp_path / "briefs")
    parts = [library.library_file, *(library.entries[id_].record for id_ in library.entries)]
    used: dict[type[Struct], set[str]] = {}
    for part in parts:
        _add_fields(part, used)
    shared = set(fields(records.Sourced))
    for part_type in {*_parts().values()}:
        own = {name for name in fields(part_type) if name not in shared}
        assert (part_type, own - used.get(part_type, set())) == (part_type, set())
    assert shared <= set().union(*used.values())


@pytest.mark.parametrize("value", ["a: b", "a:", "a #b", *(f"{sign} a" for sign in "-?:")])
def test_what_the_guide_says_needs_quotation_marks_does(value: str) -> None:
    assert not _is_read_as_typed(value)
    assert not _is_read_as_typed(value, "[{}]")


@pytest.mark.parametrize("sign", "'\"[]{},`#&*!|>%@")
def test_what_begins_with_a_sign_that_the_guide_lists_needs_quotation_marks(sign: str) -> None:
    assert not _is_read_as_typed(f"{sign}a")


@pytest.mark.parametrize("value", ["a, b", "a [b]", "a {b}", "?a", ":a"])
def test_what_the_guide_says_needs_quotation_marks_in_brackets_does_only_there(value: str) -> None:
    assert _is_read_as_typed(value)
    assert not _is_read_as_typed(value, "[{}]")


@pytest.mark.parametrize("value", ["2017-02", "1.10", "yes", "NO", "null", "~", "a's", "a:b", "-a"])
def test_what_the_guide_says_needs_no_quotation_marks_does_not(value: str) -> None:
    assert _is_read_as_typed(value)
    assert _is_read_as_typed(value, "[{}]")


def _is_read_as_typed(value: str, around: str = "{}") -> bool:
    file = BriefFile("actors.yaml", f"field: {around.format(value)}\n".encode())
    typed = [value] if around != "{}" else value
    return not file.problems and file.plain() == {"field": typed}


def test_every_link_within_the_guide_leads_to_a_heading() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    headings = re.findall(r"(?m)^##+ (.*)$", text)
    anchors = [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings]
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r"\]\(#([^)]*)\)", text)) <= set(anchors)


def _add_fields(part: Any, used: dict[type[Struct], set[str]]) -> None:
    """Add the fields of a part and of what it holds that have a value."""
    if isinstance(part, tuple):
        for item in part:
            _add_fields(item, used)
    if isinstance(part, Struct):
        for name, field in zip(part.__struct_encode_fields__, part.__struct_fields__, strict=True):
            if value := getattr(part, field):
                used.setdefault(type(part), set()).add(name)
                _add_fields(value, used)


def _parts() -> dict[str, type[Struct]]:
    """What a library consists of, by the name of its table in the guide."""
    return {
        "library": records.LibraryFile,
        "check-settings": records.CheckSettings,
        **{name: kind.record for name, kind in KINDS.items()},
        "answer": records.Answer,
        "outcome": records.Outcome,
        "view": records.Opinion,
        "role": records.Role,
        "point": records.Point,
        "place-name": records.PlaceName,
        "party": records.Party,
        "development": records.Development,
        "backing": records.Backing,
        "argument": records.Argument,
        "fit": records.Fit,
        "dated-text": records.DatedText,
        "date-detail": records.DateDetail,
        "source-reference": records.SourceRef,
    }


def _tables() -> dict[str, str]:
    shared = set(fields(records.Sourced))
    made = {"every-record": _table(records.Sourced, set())}
    for name, part in _parts().items():
        left_out = shared if issubclass(part, records.Sourced) else set()
        made[name] = _table(part, left_out)
    rules = [
        f"| `{rule.id}` | {rule.severity}{'' if rule.is_default else ', off by default'} "
        f"| {rule.description} |\n"
        for rule in RULES
    ]
    made["rules"] = "| rule | severity | |\n| --- | --- | --- |\n" + "".join(rules)
    return made


def _table(part: type[Struct], left_out: set[str]) -> str:
    rows = [
        f"| {_name(field)} | {_holds(field.type)} | {field.description} |\n"
        for field in fields(part).values()
        if field.required or field.name not in left_out
    ]
    return "| field | holds | |\n| --- | --- | --- |\n" + "".join(rows)


def _name(field: Field) -> str:
    return f"**{field.name}**" if field.required else field.name


def _holds(shape: FieldType) -> str:
    found = []
    if shape.format is not None:
        found.append(shape.format.description)
    if shape.vocabulary:
        found.append(", ".join(f"`{word}`" for word in shape.vocabulary))
    if shape.part is not None:
        found.append(f"[{_words(shape.part)}](#{_words(shape.part).replace(' ', '-')})")
    if shape.items is not None:
        found.append(f"list of {_holds(shape.items)}")
    if shape.mapping:
        found.append("mapping of slug to text")
    return " or ".join(found)


_CALLED: dict[Any, str] = {
    records.DateDetail: "date detail",
    records.SourceRef: "source reference",
    records.Opinion: "view",
}


def _words(part: type[Struct]) -> str:
    return _CALLED.get(part) or re.sub("(?<!^)([A-Z])", r" \1", part.__name__).lower()
