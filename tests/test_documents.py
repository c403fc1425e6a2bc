"""README.md and briefs/README.md say what the program does and what the model holds.

`pytest --write-transcripts` writes them anew; read what changed before it is kept.
"""

import re
from pathlib import Path
from typing import Any

from conftest import Matches, Run
from documents import ROOT, commands, tables, with_real_output, with_real_run
from msgspec import Struct

from briefing.cli import COMMANDS
from briefing.library.rules import RULES
from briefing.model import records
from briefing.model.kinds import KINDS
from briefing.model.schema import Field, FieldType, fields

README = ROOT / "README.md"
MANUAL = ROOT / "briefing" / "manual"
GUIDE = ROOT / "briefs" / "README.md"


def test_what_the_readme_runs_prints_what_it_shows(tmp_path: Path, matches: Matches) -> None:
    text = README.read_text(encoding="utf-8")
    matches(with_real_run(with_real_output(text, tmp_path)), README)


def test_the_readme_is_short_and_names_every_command() -> None:
    text = README.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 200
    assert {line.split()[1] for line in _questions(text) if " " in line} == {*COMMANDS}


def test_what_the_readme_says_can_be_asked_is_answered(call: Run, tmp_path: Path) -> None:
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
    assert call("check", "--strict", cwd=tmp_path) == (0, "No problems in 3 files.\n", "")
    assert "Heavy forces could not arrive" in call("show", "estonia", cwd=tmp_path).out


def test_the_manual_shows_every_command_and_exit_status() -> None:
    texts = [file.read_text(encoding="utf-8") for file in MANUAL.glob("*.md")]
    typed = {line for text in texts for line in commands(text)}
    shown = {name for name in COMMANDS if any(f"briefing {name}" in line for line in typed)}
    assert {*COMMANDS} - shown == set()
    text = (MANUAL / "terminal.md").read_text(encoding="utf-8")
    assert [int(status) for status in re.findall(r"(?m)^\| (\d+) \|", text)] == [0, 1, 2, 3, 130]


def _questions(text: str) -> list[str]:
    """The command lines in the table of what can be asked."""
    return re.findall(r"(?m)^\| `(briefing[^`]*)` \|", text)


def test_the_guide_for_authors_lists_every_field_and_rule(matches: Matches) -> None:
    text = GUIDE.read_text(encoding="utf-8")
    matches(tables(text, _tables()), GUIDE)


def _tables() -> dict[str, str]:
    parts: dict[str, type[Struct]] = {
        "library": records.LibraryFile,
        **{name: kind.record for name, kind in KINDS.items()},
        "answer": records.Answer,
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
    shared = set(fields(records.Sourced))
    made = {"every-record": _table(records.Sourced, set())}
    for name, part in parts.items():
        left_out = shared if issubclass(part, records.Sourced) else set()
        made[name] = _table(part, left_out)
    rules = [f"| `{rule.id}` | {rule.severity} | {rule.description} |\n" for rule in RULES]
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
