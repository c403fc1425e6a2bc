"""The program as a user starts it: whole outputs of every command, in every format and width."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer
from conftest import Make, Run
from syrupy.assertion import SnapshotAssertion

from briefing import cli
from briefing.render.width import text_width

BALTIC = Path(__file__).parent / "baltic"

COMMANDS = {
    "overview": (),
    "book": ("book",),
    "book-narrowed": ("book", "--country", "latvia", "--as-of", "2017"),
    "country": ("show", "estonia"),
    "concern": ("show", "estonia/reinforcement-speed"),
    "reassurance": ("show", "battlegroup"),
    "judgment": ("show", "will-hold"),
    "actor": ("show", "kallas"),
    "instrument": ("show", "mutual aid treaty"),
    "flashpoint": ("flashpoints", "suwalki gap"),
    "approach": ("show", "forward"),
    "event": ("show", "riga-meeting"),
    "source": ("show", "review-2021"),
    "narrowed": ("show", "estonia", "--topic", "energy", "--status", "unanswered"),
    "dated": ("show", "estonia", "--since", "2016", "--until", "2016", "--section", "events"),
    "nothing-left": ("show", "latvia", "--topic", "energy"),
    "flashpoints": ("flashpoints",),
    "compare-countries": ("compare", "estonia", "latvia"),
    "compare-approaches": ("compare", "forward", "tripwire"),
    "compare-flashpoints": ("compare", "suwalki-gap", "gulf-of-finland"),
    "compare-actors": ("compare", "kallas", "nato"),
    "compare-events": ("compare", "riga meeting", "warsaw meeting"),
    "as-of": ("show", "estonia", "--as-of", "2017-06"),
    "flashpoints-as-of": ("flashpoints", "--as-of", "2017-06", "--country", "latvia"),
    "gaps": ("gaps",),
    "gaps-narrowed": ("gaps", "latvia", "--status", "unanswered"),
    "gaps-none": ("gaps", "belarus"),
    "timeline": ("timeline",),
    "timeline-narrowed": ("timeline", "--country", "estonia", "--since", "2016", "--until", "2017"),
    "timeline-none": ("timeline", "--since", "2100"),
    "changes": ("changes", "--since", "2016", "--until", "2018"),
    "changes-none": ("changes", "--since", "2021-06-29"),
    "differences-none": ("changes", "--against", str(BALTIC)),
    "search": ("search", "standing alone", "OR", "reinforce*"),
    "search-narrowed": ("search", "gas", "--topic", "energy", "--limit", "1"),
    "search-none": ("search", "reinforcment"),
    "sources": ("sources",),
    "sources-narrowed": ("sources", "--country", "latvia"),
    "source-uses": ("sources", "daily-news"),
    "prep": ("prep", "riga meeting", "--audience", "the minister"),
    "prep-full": ("prep", "riga-meeting", "--length", "full"),
    "prep-past": ("prep", "warsaw meeting", "--with", "estonia"),
    "list": ("list",),
    "list-kind": ("list", "countries"),
    "check": ("check",),
}


@pytest.mark.parametrize("format_", ["terminal", "markdown", "json"])
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_in_every_format(
    name: str, format_: str, run: Run, snapshot: SnapshotAssertion
) -> None:
    ran = run(*COMMANDS[name], "--format", format_, BRIEFING_LIBRARY=str(BALTIC))
    assert (ran.status, ran.err) == (0, "")
    assert _anywhere(ran.out) == snapshot
    if format_ == "json":
        envelope = json.loads(ran.out)
        assert list(envelope) == ["schema", "library", "as_of", "query", "result"]


def _anywhere(out: str) -> str:
    """An output without the place of the library, over which a line may have been broken."""
    path = r"\n?".join(map(re.escape, str(BALTIC)))
    return re.sub(rf"{path}(\s\(named\s+by\s+BRIEFING_LIBRARY\))?", "LIBRARY", out)


@pytest.mark.parametrize("columns", [50, 60, 80, 120, 200])
@pytest.mark.parametrize("name", COMMANDS)
def test_nothing_is_wider_than_the_terminal(name: str, columns: int, run: Run) -> None:
    ran = run(*COMMANDS[name], BRIEFING_LIBRARY=str(BALTIC), COLUMNS=str(columns))
    assert ran.status == 0
    assert [line for line in ran.out.splitlines() if text_width(line) > columns] == []


@pytest.mark.parametrize("columns", [60, 120])
@pytest.mark.parametrize("name", ["country", "flashpoints", "compare-approaches"])
def test_other_widths(name: str, columns: int, run: Run, snapshot: SnapshotAssertion) -> None:
    ran = run(*COMMANDS[name], BRIEFING_LIBRARY=str(BALTIC), COLUMNS=str(columns))
    assert ran.out == snapshot


BROKEN = {
    "countries/latvia.yaml": "name: Latvia\ncode: LV\nconcern: []\n",
    "actors.yaml": "ilves: {name: Ilves, of: [estnia], sources: [charter]}\n",
}


@pytest.mark.parametrize("format_", ["terminal", "markdown", "json", "concise"])
def test_check_prints_every_problem(
    format_: str, make: Make, run: Run, snapshot: SnapshotAssertion
) -> None:
    folder = make(BROKEN)
    ran = run("check", "--format", format_, cwd=folder.parent)
    assert (ran.status, ran.err) == (1, "")
    assert ran.out.replace(str(folder), "LIBRARY") == snapshot


def test_warnings_fail_only_a_strict_check(make: Make, run: Run) -> None:
    folder = make({"people.yaml": "ilves: {name: Ilves}\n"})
    assert run("check", str(folder)).status == 0
    strict = run("check", str(folder), "--strict", "--format", "concise")
    assert strict.status == 1
    assert re.fullmatch(r".*people\.yaml:1:1: warning: .* \[stray-file\]\n", strict.out)


def test_a_problem_is_one_line_of_text_whatever_the_file_holds(make: Make, run: Run) -> None:
    word = r"\x1b[2J\x9b31m\u202e\u2028line\n\r\nbreak"
    folder = make({"actors.yaml": f'nato: {{name: NATO, type: "{word}", sources: [charter]}}\n'})
    ran = run("check", "--format", "concise", cwd=folder.parent)
    told = "\ufffd[2J\ufffd31m\ufffd line   break"
    assert ran.out.startswith(f"briefs/actors.yaml:1:26: error: 'type' cannot be '{told}'; it is")
    assert ran.out.count("\n") == 1


def test_check_of_one_file_tells_its_problems_only(make: Make, run: Run) -> None:
    folder = make(BROKEN)
    ran = run("check", "briefs/actors.yaml", "--format", "concise", cwd=folder.parent)
    assert ran.status == 1
    assert [line.partition(":")[0] for line in ran.out.splitlines()] == ["briefs/actors.yaml"]
    sound = run("check", "briefs/countries/estonia.yaml", cwd=folder.parent)
    assert (sound.status, sound.out) == (0, "No problems in 1 file.\n")


def test_a_broken_brief_hides_no_other(make: Make, run: Run) -> None:
    folder = make({"countries/latvia.yaml": "name: [Latvia\n"})
    sound = run("show", "eesti", "--library", str(folder))
    assert sound.status == 0
    assert sound.out.startswith("ESTONIA")
    assert sound.err == (
        "briefing: 1 brief has problems (countries/latvia.yaml); `briefing check` lists them.\n"
    )
    broken = run("show", "latvia", "--library", str(folder))
    assert (broken.status, broken.out) == (3, "")
    assert "yaml-syntax" in broken.err
    assert "1 brief has problems" not in broken.err


ERRORS = {
    ("show",): 2,
    ("show", "estnia"): 2,
    ("show", "xyzzy"): 2,
    ("show", "estonia", "latvia"): 2,
    ("show", "meeting"): 2,
    ("show", "estonia", "--topic", "trade"): 2,
    ("show", "estonia", "--status", "partly"): 2,
    ("show", "estonia", "--section", "concern"): 2,
    ("show", "estonia", "--since", "May 2016"): 2,
    ("show", "estonia", "--since", "2018", "--until", "2017-02"): 2,
    ("show", "nato", "--status", "unanswered"): 2,
    ("show", "estonia", "--format", "odt"): 2,
    ("gaps", "--color", "blue"): 2,
    ("gaps", "--template", "house.docx"): 2,
    ("show", "estonia", "--nonsense"): 2,
    ("show", "estonia", "-o", "no/such/folder/file.md"): 3,
    ("flashpoints", "estonia"): 2,
    ("flashpoints", "suwalki"): 2,
    ("flashpoints", "suwalki gap", "gulf of finland"): 2,
    ("compare", "estonia"): 2,
    ("compare", "estonia", "eesti"): 2,
    ("compare", "estonia", "nato"): 2,
    ("prep", "nato"): 2,
    ("prep", "xyzzy"): 2,
    ("prep", "warsaw-meeting"): 2,
    ("prep", "border-exercise"): 2,
    ("prep", "riga-meeting", "--with", "latvia"): 2,
    ("prep", "riga-meeting", "--with", "belarus"): 2,
    ("prep", "riga-meeting", "--length", "short"): 2,
    ("list", "countries", "actors"): 2,
    ("list", "people"): 2,
    ("list", "contries"): 2,
    ("estonia",): 2,
    ("suwalki", "gap", "--format", "json"): 2,
    ("meeting",): 2,
    ("xyzzy",): 2,
    ("shwo", "estonia"): 2,
    ("--as-of", "2017", "check"): 2,
    ("--plain", "--library", "x", "schema"): 2,
    ("--format", "csv"): 2,
    ("--nonsense", "list"): 2,
    ("--plain", "shwo", "estonia"): 2,
    ("--plain", "estonia"): 2,
    ("show", "estonia", "--library", "nowhere"): 3,
    ("check", "nowhere"): 3,
}


@pytest.mark.parametrize("command", ERRORS, ids=" ".join)
def test_what_is_typed_wrong_is_told_in_a_sentence_or_two(
    command: tuple[str, ...], run: Run, snapshot: SnapshotAssertion
) -> None:
    ran = run(*command, BRIEFING_LIBRARY=str(BALTIC))
    assert ran.status == ERRORS[command]
    if ran.status:
        assert ran.out == ""
        assert ran.err == snapshot
        assert ran.err.count("\n") == 1


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


@pytest.mark.parametrize("words", [("-h",), ("--plain", "--help"), ("-h", "show", "list")])
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
    name: str, status: int, make: Make, run: Run
) -> None:
    ran = run("show", name, "--library", str(make(HOSTILE_NAMES)))
    assert ran.status == status
    assert "\ufffd[2J" in ran.err
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", ran.err)
    assert "\nbriefing: assembly" not in ran.err


NEWEST = tuple(int(part) for part in typer.__version__.split(".")[:2]) >= (0, 29)


@pytest.mark.skipif(NEWEST, reason="how help is worded is Typer's own, and newer ones word it anew")
@pytest.mark.parametrize(
    "command", [(), ("show",), ("flashpoints",), ("compare",), ("list",), ("check",)], ids=" ".join
)
def test_help(command: tuple[str, ...], run: Run, snapshot: SnapshotAssertion) -> None:
    ran = run(*command, "--help")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == snapshot


@pytest.mark.parametrize("words", [(), ("show", "estonia"), ("--plain", "list")], ids=" ".join)
def test_version(words: tuple[str, ...], run: Run) -> None:
    assert run("--version", *words) == (0, "briefing 0.1.0\n", "")


def test_the_nearest_library_is_read(
    make: Make, run: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = make({})
    below = folder.parent / "deep" / "down"
    below.mkdir(parents=True)
    assert "(the nearest library from the working folder upward)" in run(cwd=below).out
    assert "(named by BRIEFING_LIBRARY)" in run(cwd=below, BRIEFING_LIBRARY=str(BALTIC)).out
    named = run("--library", str(folder), cwd=below, BRIEFING_LIBRARY=str(BALTIC)).out
    assert "(named by --library)" in named
    assert (
        "(the library that comes with the program)"
        in run(cwd=tmp_path_factory.mktemp("elsewhere")).out
    )


@pytest.mark.parametrize(
    ("suffix", "starts"), [("md", "# Estonia"), ("json", "{"), ("txt", "ESTONIA")]
)
def test_an_answer_can_be_written_to_a_file(
    suffix: str, starts: str, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / f"brief.{suffix}"
    ran = run("show", "eesti", "-o", str(file), BRIEFING_LIBRARY=str(BALTIC))
    assert ran == (0, "", "")
    assert file.read_text(encoding="utf-8").startswith(starts)
    assert [each.name for each in tmp_path.glob("*brief*")] == [file.name]


def test_names_are_found_however_they_are_typed(run: Run) -> None:
    spellings = ["estonia", "ESTONIA", "Eesti", "ee", "EST", "Tallinn", "t a l-linn"]
    outs = {run("show", text, BRIEFING_LIBRARY=str(BALTIC)).out for text in spellings}
    assert len(outs) == 1
    apart = run("show", "북대서양", "조약", "기구", BRIEFING_LIBRARY=str(BALTIC)).out
    assert apart == run("show", "nato", BRIEFING_LIBRARY=str(BALTIC)).out != ""


def test_a_working_folder_that_is_gone_is_told() -> None:
    shell = f"d=$(mktemp -d); cd $d; rmdir $d; {sys.executable} -m briefing show estonia; echo $?"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=False)
    assert done.stderr == "briefing: The system refuses: No such file or directory.\n"
    assert done.stdout == "3\n"


def test_an_interrupt_is_quiet(tmp_path: Path) -> None:
    pipe = tmp_path / "briefs"
    (pipe / "countries").mkdir(parents=True)
    (pipe / "library.yaml").write_text("title: T\nas_of: 2020\n")
    os.mkfifo(pipe / "countries" / "slow.yaml")
    process = subprocess.Popen(
        [sys.executable, "-m", "briefing", "check", str(pipe)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (130, b"", b"")
