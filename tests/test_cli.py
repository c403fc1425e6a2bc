"""The program as a user starts it: whole outputs of every command, in every format and width."""

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import typer
from conftest import Make, Matches, Run
from pypdf import PdfReader
from transcripts import ANSWERS, TESTS, TRANSCRIPTS, commands, run_line, transcript

from briefing import cli
from briefing.cli.output import local_paper
from briefing.model.width import text_width

BALTIC = TESTS / "baltic"
HELP = TESTS / "cli" / "help.txt"

NEWEST = tuple(int(part) for part in typer.__version__.split(".")[:2]) >= (0, 29)


@pytest.mark.parametrize("file", TRANSCRIPTS, ids=lambda file: file.name)
def test_every_command_prints_what_its_transcript_shows(
    file: Path, tmp_path: Path, matches: Matches
) -> None:
    if NEWEST and file == HELP:
        pytest.skip("how help is worded is Typer's own, and newer ones word it anew")
    runs = {line: run_line(line, tmp_path) for line in commands(file)}
    for ran in runs.values():
        assert (ran.status in (2, 3)) == (ran.out == "")
        assert ran.err.count("\n") == (ran.out == "")
    matches(transcript(runs), f"cli/{file.name}")


@pytest.mark.parametrize(
    ("options", "rules"),
    [
        ((), {"unknown-reference", "unknown-code", "unknown-field"}),
        (("--select", "unknown-code"), {"unknown-code"}),
        (("--select", "unknown-code", "--select", "bad-id"), {"unknown-code"}),
        (("--ignore", "unknown-code"), {"unknown-reference", "unknown-field"}),
        (("--select", "unknown-code", "--ignore", "unknown-code"), set()),
    ],
)
def test_a_check_reports_only_the_rules_asked_for(
    options: tuple[str, ...], rules: set[str], call: Run
) -> None:
    ran = call("check", str(TESTS / "broken"), "--format", "json", *options)
    result = json.loads(ran.out)["result"]
    assert {problem["rule"] for problem in result["problems"]} == rules
    assert result["errors"] == len(rules)
    assert ran.status == bool(rules)


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_an_unknown_rule_is_refused_with_the_nearest(option: str, call: Run) -> None:
    ran = call("check", str(TESTS / "broken"), option, "unknown-cod")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("briefing: There is no rule 'unknown-cod'; did you mean unknown-code")
    ran = call("check", str(TESTS / "broken"), option, "qqqq")
    assert ran.err == "briefing: There is no rule 'qqqq'; `briefing help writing` lists them all.\n"


@pytest.mark.parametrize("words", [("check", "--explain"), ("show", "--as-of"), ("new", "--set")])
def test_an_option_without_its_value_points_to_its_command(
    words: tuple[str, str], run: Run
) -> None:
    ran = run(*words)
    help_ = f"`briefing {words[0]} --help` shows how it is used."
    assert ran == (2, "", f"briefing: Option '{words[1]}' requires an argument. {help_}\n")


def test_no_transcript_is_long() -> None:
    lengths = {file.name: len(file.read_bytes().splitlines()) for file in TRANSCRIPTS}
    assert {name: lines for name, lines in lengths.items() if lines > 1000} == {}


@pytest.mark.parametrize("columns", [50, 80, 120])
def test_nothing_is_wider_than_the_terminal(columns: int, tmp_path: Path) -> None:
    for line in ANSWERS:
        ran = run_line(f"COLUMNS={columns} {line}", tmp_path)
        assert ran.status in (0, 1)
        wide = [text for text in ran.out.splitlines() if text_width(text) > columns]
        assert (line, wide) == (line, [])


@pytest.mark.parametrize("line", ["briefing gaps", "briefing show estnia", "briefing check broken"])
def test_a_transcript_shows_what_a_process_of_its_own_prints(
    line: str, run: Run, tmp_path: Path
) -> None:
    alone = run(*line.split()[1:], cwd=TESTS, BRIEFING_LIBRARY="baltic")
    assert alone == run_line(line, tmp_path)


BROKEN = {
    "countries/latvia.yaml": "name: Latvia\ncode: LV\nconcern: []\n",
    "actors.yaml": "ilves: {name: Ilves, of: [estnia], sources: [charter]}\n",
}


def test_warnings_fail_only_a_strict_check(make: Make, call: Run) -> None:
    folder = make({"people.yaml": "ilves: {name: Ilves}\n"})
    assert call("check", str(folder)).status == 0
    strict = call("check", str(folder), "--strict", "--format", "concise")
    assert strict.status == 1
    assert re.fullmatch(r".*people\.yaml:1:1: warning: .* \[stray-file\]\n", strict.out)


def test_a_problem_is_one_line_of_text_whatever_the_file_holds(make: Make, call: Run) -> None:
    word = r"\x1b[2J\x9b31m\u202e\u2028line\n\r\nbreak"
    folder = make({"actors.yaml": f'nato: {{name: NATO, type: "{word}", sources: [charter]}}\n'})
    ran = call("check", "--format", "concise", cwd=folder.parent)
    told = "\ufffd[2J\ufffd31m\ufffd line   break"
    assert ran.out.startswith(f"briefs/actors.yaml:1:26: error: 'type' cannot be '{told}'; it is")
    assert ran.out.count("\n") == 1


def test_check_of_one_file_tells_its_problems_only(make: Make, call: Run) -> None:
    folder = make(BROKEN)
    ran = call("check", "briefs/actors.yaml", "--format", "concise", cwd=folder.parent)
    assert ran.status == 1
    assert [line.partition(":")[0] for line in ran.out.splitlines()] == ["briefs/actors.yaml"]
    sound = call("check", "briefs/countries/estonia.yaml", cwd=folder.parent)
    assert (sound.status, sound.out) == (0, "No problems in 1 file of briefs.\n")


def test_a_broken_brief_hides_no_other(make: Make, call: Run) -> None:
    folder = make({"countries/latvia.yaml": "name: [Latvia\n"})
    sound = call("show", "eesti", "--library", str(folder))
    assert sound.status == 0
    assert sound.out.startswith("Estonia")
    assert sound.err == (
        "briefing: 1 brief has problems (countries/latvia.yaml); `briefing check` lists them.\n"
    )
    broken = call("show", "latvia", "--library", str(folder))
    assert (broken.status, broken.out) == (3, "")
    assert "yaml-syntax" in broken.err
    assert "1 brief has problems" not in broken.err


REQUIRED = {
    "show": ("estonia",),
    "quote": ("estonia",),
    "coverage": ("charter",),
    "compare": ("estonia", "latvia"),
    "search": ("gas",),
    "prep": ("estonia",),
    "new": ("country", "estonia"),
}


def _lines_with(text: str) -> list[tuple[str, ...]]:
    """Every option and argument that takes a text, of every command, with this text."""
    all_commands: dict[str, Any] = vars(typer.main.get_command(cli.app))["commands"]
    lines: list[tuple[str, ...]] = []
    for name, command in all_commands.items():
        arguments = [p for p in command.params if p.param_type_name == "argument"]
        for parameter in command.params:
            is_flag = getattr(parameter, "is_flag", False)
            if is_flag or parameter.name in ("width", "limit", "library", "against"):
                continue
            if parameter.param_type_name == "argument":
                lines.append((name, *[text for _ in arguments]))
            else:
                required = REQUIRED.get(name, ())
                lines += [(name, *required, option, text) for option in parameter.opts]
    return lines


def test_nothing_that_is_given_empty_is_passed_over(call: Run) -> None:
    lines = _lines_with("")
    assert len(lines) > 100
    for line in [*lines, ("--as-of", "", "gaps"), ("-o", "", "gaps"), ("show", "estonia", "")]:
        ran = call(*line, BRIEFING_LIBRARY=str(BALTIC))
        assert (ran.status, ran.out) == (2, ""), line
        assert " is empty; " in ran.err, line
        assert ran.err.count("\n") == 1


def test_what_is_not_utf_8_is_answered_or_refused(call: Run, tmp_path: Path) -> None:
    for line in _lines_with("\udcff"):
        ran = call(*line, BRIEFING_LIBRARY=str(BALTIC), cwd=tmp_path)
        assert ran.status in (0, 2, 3), line
        assert ran.status == 0 or ran.err.startswith("briefing: "), line
        (ran.out + ran.err).encode()


BEFORE = {
    "library": (("--library", str(BALTIC)), ("show", "estonia")),
    "no-cache": (("--no-cache", "--library", str(BALTIC)), ("gaps",)),
    "format": (("--format", "json"), ("list",)),
    "format-joined": (("--format=csv",), ("gaps", "latvia")),
    "format-of-check": (("--format", "concise"), ("check",)),
    "color": (("--color", "always"), ("show", "estonia")),
    "width": (("--width", "60"), ("flashpoints",)),
    "ascii": (("--ascii",), ("show", "estonia")),
    "plain": (("--plain", "--no-pager"), ("timeline",)),
    "as-of": (("--as-of", "2017-06", "--format", "json"), ("show", "estonia")),
    "as-of-of-changes": (("--as-of", "2018"), ("changes", "--since", "2016")),
    "like-a-command": (("--library", "list"), ("show", "estonia")),
}


@pytest.mark.parametrize("name", BEFORE)
def test_an_option_means_the_same_before_the_command(name: str, run: Run, tmp_path: Path) -> None:
    options, command = BEFORE[name]
    (tmp_path / "list").symlink_to(BALTIC)
    asked = {"cwd": tmp_path, "BRIEFING_LIBRARY": str(BALTIC)}
    after = run(*command, *options, **asked)
    assert (after.status, after.err) == (0, "")
    assert run(*options, *command, **asked) == after
    assert run(*command[:1], *options, *command[1:], **asked) == after


def test_an_option_after_the_command_wins(run: Run) -> None:
    asked = {"BRIEFING_LIBRARY": str(BALTIC)}
    first = ("--library", "nowhere", "--format", "pdf", "--as-of", "2016", "--color", "always")
    last = ("--library", str(BALTIC), "--format", "terminal", "--as-of", "2018", "--color", "never")
    assert run(*first, "gaps", *last, **asked) == run("gaps", *last, **asked)
    assert run(*first, *last, "gaps", **asked) == run("gaps", *last, **asked)


def test_options_around_a_command_are_taken_together(run: Run) -> None:
    ran = run("--as-of", "2018", "--library", str(BALTIC), "gaps", "latvia", "--format", "json")
    assert ran.status == 0
    assert json.loads(ran.out)["query"] == {
        "command": "gaps",
        "countries": ["latvia"],
        "as_of": "2018",
    }


def test_a_file_can_be_named_before_the_command(run: Run, tmp_path: Path) -> None:
    file, template = tmp_path / "gaps.docx", tmp_path / "template.docx"
    asked = {"BRIEFING_LIBRARY": str(BALTIC)}
    assert run("-o", str(template), "gaps", **asked) == (0, "", "")
    assert run("-o", str(file), "--template", str(template), "gaps", **asked) == (0, "", "")
    assert run("-o", str(file), "gaps", **asked).status == 2
    assert run("-o", str(file), "--force", "gaps", **asked) == (0, "", "")


@pytest.mark.parametrize(
    ("environment", "paper"),
    [
        ({}, "a4"),
        ({"LANG": "C"}, "a4"),
        ({"LANG": "en_US.UTF-8"}, "letter"),
        ({"LANG": "en_US.UTF-8", "LC_PAPER": "de_DE"}, "a4"),
        ({"LANG": "de_DE", "LC_ALL": "es_MX.UTF-8"}, "letter"),
        ({"LANG": "ja_JP", "LC_ALL": ""}, "a4"),
    ],
)
def test_the_paper_is_what_is_usual_where_one_is(environment: dict[str, str], paper: str) -> None:
    assert local_paper(environment.get) == paper


def test_the_paper_that_is_asked_for_is_that_of_the_file(call: Run, tmp_path: Path) -> None:
    for asked, size in (("A4", (595, 842)), ("letter", (612, 792))):
        file = tmp_path / f"{asked}.pdf"
        ran = call("gaps", "--paper", asked, "-o", str(file), BRIEFING_LIBRARY=str(BALTIC))
        assert ran == (0, "", "")
        page = PdfReader(file).pages[0]
        assert (round(page.mediabox.width), round(page.mediabox.height)) == size


def test_a_mistyped_command_is_looked_up_in_the_library_that_is_named(make: Make, run: Run) -> None:
    folder = make({"countries/latvia.yaml": "name: Livonia\ncode: LVA\nsources: [charter]\n"})
    ran = run("--library", str(folder), "livonia", BRIEFING_LIBRARY=str(BALTIC))
    assert (ran.status, ran.out) == (2, "")
    assert "did you mean `briefing show livonia`?" in ran.err
    mistyped = run("--library", str(folder), "shwo", "livonia", BRIEFING_LIBRARY=str(BALTIC))
    assert (mistyped.status, mistyped.out) == (2, "")
    assert "did you mean `briefing show`?" in mistyped.err


@pytest.mark.parametrize("typed", [("shwo", "list"), ("--plain", "shwo", "gaps")], ids=" ".join)
def test_a_mistyped_command_is_known_beside_the_name_of_another(
    typed: tuple[str, ...], run: Run
) -> None:
    ran = run(*typed, BRIEFING_LIBRARY=str(BALTIC))
    assert (ran.status, ran.out) == (2, "")
    assert "did you mean `briefing show`?" in ran.err


def test_a_word_of_several_names_is_rather_a_command_misspelled(make: Make, call: Run) -> None:
    actors = (
        "one: {name: Northern gap fund, sources: [charter]}\n"
        "two: {name: Southern gap fund, sources: [charter]}\n"
    )
    library = str(make({"actors.yaml": actors}))
    assert "did you mean `briefing gaps`?" in call("--library", library, "gap").err
    assert "did you mean `briefing show fund`?" in call("--library", library, "fund").err


@pytest.mark.parametrize(
    "words",
    [
        ("-h",),
        ("-hh",),
        ("--plain", "--help"),
        ("-h", "show", "list"),
        ("--library", "gaps", "-h"),
        ("-o", "list", "--help"),
    ],
    ids=" ".join,
)
def test_help_lists_every_command_whatever_stands_beside_it(
    words: tuple[str, ...], run: Run
) -> None:
    ran = run(*words)
    assert ran == run("--help")
    assert all(f"\n  {name} " in ran.out for name in cli.COMMANDS)


HOSTILE_NAMES = {
    "actors.yaml": r"""
nato: {name: "Great \x1b[2J\x9b31m\u202e\nbriefing: assembly", sources: [charter]}
un: {name: "Other \x1b[2J\x9b31m\u202e\nbriefing: assembly", sources: [charter]}
eu: {name: "Union \x1b[2J", type: union, sources: [charter]}
""",
}


@pytest.mark.parametrize(("name", "status"), [("assembly", 2), ("eu", 3)])
def test_no_name_can_steer_the_terminal_that_an_error_is_told_to(
    name: str, status: int, make: Make, call: Run
) -> None:
    ran = call("show", name, "--library", str(make(HOSTILE_NAMES)))
    assert ran.status == status
    assert "\ufffd[2J" in ran.err
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", ran.err)
    assert "\nbriefing: assembly" not in ran.err


@pytest.mark.parametrize(
    "words",
    [(), ("show", "estonia"), ("--plain", "schema"), ("--library", "/nope", "bogus")],
    ids=" ".join,
)
def test_version(words: tuple[str, ...], run: Run) -> None:
    assert run("--version", *words) == (0, "briefing 0.1.0\n", "")


def test_the_nearest_library_is_read(
    make: Make, call: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = make({})
    below = folder.parent / "deep" / "down"
    below.mkdir(parents=True)
    assert "(the nearest library from the working folder upward)" in call("--full", cwd=below).out
    assert (
        "(named by BRIEFING_LIBRARY)" in call("--full", cwd=below, BRIEFING_LIBRARY=str(BALTIC)).out
    )
    named = call("--full", "--library", str(folder), cwd=below, BRIEFING_LIBRARY=str(BALTIC)).out
    assert "(named by --library)" in named
    assert (
        "(the library that comes with the program)"
        in call("--full", cwd=tmp_path_factory.mktemp("elsewhere")).out
    )


@pytest.mark.parametrize("inside", [".", "countries"])
def test_whoever_stands_in_a_library_asks_that(inside: str, make: Make, call: Run) -> None:
    folder = make({})
    assert "Estonia" in call("list", "country", cwd=folder / inside).out
    assert call("check", cwd=folder).out.endswith("of this folder.\n")


@pytest.mark.parametrize(
    ("suffix", "starts"), [("md", "# Estonia"), ("json", "{"), ("txt", "Estonia")]
)
def test_an_answer_can_be_written_to_a_file(
    suffix: str, starts: str, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / f"brief.{suffix}"
    ran = run("show", "eesti", "-o", str(file), BRIEFING_LIBRARY=str(BALTIC))
    assert ran == (0, "", "")
    assert file.read_text(encoding="utf-8").startswith(starts)
    assert [each.name for each in tmp_path.glob("*brief*")] == [file.name]


def test_names_are_found_however_they_are_typed(call: Run) -> None:
    spellings = ["estonia", "ESTONIA", "Eesti", "ee", "EST", "Tallinn", "t a l-linn"]
    outs = {call("show", text, BRIEFING_LIBRARY=str(BALTIC)).out for text in spellings}
    assert len(outs) == 1
    apart = call("show", "북대서양", "조약", "기구", BRIEFING_LIBRARY=str(BALTIC)).out
    assert apart == call("show", "nato", BRIEFING_LIBRARY=str(BALTIC)).out != ""


def test_a_working_folder_that_is_gone_is_told() -> None:
    shell = f"d=$(mktemp -d); cd $d; rmdir $d; {sys.executable} -m briefing show estonia; echo $?"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=False)
    assert done.stderr == "briefing: The working folder is gone; change to another one.\n"
    assert done.stdout == "3\n"


def test_an_interrupt_is_quiet(make: Make) -> None:
    slow = (
        "import sys, time\n"
        "from briefing.cli import main\n"
        "from briefing.library import loader\n"
        "loader.read_file = lambda *_: time.sleep(20)\n"
        "sys.exit(main(['check', '--no-cache', sys.argv[1]]))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", slow, str(make({}))],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (130, b"", b"")
