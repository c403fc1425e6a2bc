"""The terminal contract: what a terminal, a pipe and a file each get, and how a run ends."""

import fcntl
import json
import os
import pty
import re
import select
import stat
import struct
import subprocess
import sys
import termios
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import Run
from documents import ROOT
from hypothesis import given
from test_render import DOCUMENTS

from briefing.model.width import text_width
from briefing.render import ascii as ascii_renderer
from briefing.render import plain, text
from briefing.render.document import Document

BALTIC = str(ROOT / "tests" / "baltic")
BRIEFING = (sys.executable, "-m", "briefing")
COLOUR = re.compile("\x1b\\[[0-9;]*3[0-9]m")
ESCAPE = re.compile("\x1b\\[[0-9;]*m|\x1b]8;[^\x1b]*\x1b\\\\")


class Screen(NamedTuple):
    """What a run left on a terminal."""

    status: int
    shown: str


def on_a_terminal(
    *arguments: str,
    cache: Path,
    lines: int = 1000,
    columns: int = 80,
    env: dict[str, str] | None = None,
) -> Screen:
    primary, secondary = pty.openpty()
    fcntl.ioctl(secondary, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    outside = {n: v for n, v in os.environ.items() if n in ("PATH", "HOME") or n[:3] == "COV"}
    process = subprocess.Popen(
        [*BRIEFING, *arguments],
        stdin=secondary,
        stdout=secondary,
        stderr=secondary,
        cwd=ROOT,
        env={
            **outside,
            "BRIEFING_LIBRARY": BALTIC,
            "XDG_CACHE_HOME": str(cache),
            "TERM": "xterm-256color",
            "PYTHONUTF8": "1",
            **(env or {}),
        },
    )
    os.close(secondary)
    chunks = []
    while process.poll() is None or select.select([primary], [], [], 0.1)[0]:
        if select.select([primary], [], [], 0.1)[0]:
            try:
                chunks.append(os.read(primary, 65536))
            except OSError:
                break
    os.close(primary)
    return Screen(process.wait(), b"".join(chunks).decode().replace("\r\n", "\n"))


def bare(shown: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in ESCAPE.sub("", shown).splitlines())


def test_a_pipe_gets_the_words_of_the_terminal_and_nothing_else(run: Run, tmp_path: Path) -> None:
    shown = on_a_terminal("show", "estonia", "--full", cache=tmp_path).shown
    piped = run("show", "estonia", "--full", BRIEFING_LIBRARY=BALTIC).out
    assert "\x1b[1mESTONIA\x1b[0m" in shown
    assert COLOUR.search(shown.replace("1;32", "32"))
    assert bare(shown) == piped
    assert not any(line.endswith(" ") for line in piped.splitlines())


@pytest.mark.parametrize(
    ("arguments", "environment", "painted", "coloured"),
    [
        ((), {}, True, True),
        (("--color", "never"), {}, False, False),
        (("--color", "always"), {"TERM": "dumb", "NO_COLOR": "1"}, True, True),
        ((), {"TERM": "dumb"}, False, False),
        ((), {"NO_COLOR": "1"}, True, False),
        ((), {"NO_COLOR": ""}, True, True),
        ((), {"TERM": "dumb", "FORCE_COLOR": "1"}, True, True),
        ((), {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ((), {"FORCE_COLOR": "0"}, False, False),
    ],
)
def test_colour_is_where_it_is_wanted(
    arguments: tuple[str, ...],
    environment: dict[str, str],
    tmp_path: Path,
    *,
    painted: bool,
    coloured: bool,
) -> None:
    ran = on_a_terminal("gaps", *arguments, cache=tmp_path, env=environment)
    assert ran.status == 0
    assert ("\x1b[" in ran.shown) is painted
    assert bool(re.search("\x1b\\[(1;)?3[0-9]m", ran.shown)) is coloured


@pytest.mark.parametrize(
    ("arguments", "environment", "painted"),
    [
        ((), {}, False),
        ((), {"FORCE_COLOR": "1"}, True),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        (("--color", "auto"), {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    ],
)
def test_a_pipe_is_painted_only_on_request(
    arguments: tuple[str, ...], environment: dict[str, str], run: Run, *, painted: bool
) -> None:
    ran = run("gaps", *arguments, BRIEFING_LIBRARY=BALTIC, **environment)
    assert ("\x1b[" in ran.out) is painted


def test_a_file_is_painted_as_asked(run: Run, tmp_path: Path) -> None:
    for when in ("auto", "always"):
        ran = run(
            *("gaps", "--format", "terminal", "--color", when, "-o", str(tmp_path / when)),
            BRIEFING_LIBRARY=BALTIC,
            FORCE_COLOR="1",
        )
        assert ran == (0, "", "")
    assert "\x1b" not in (tmp_path / "auto").read_text()
    assert ESCAPE.sub("", (tmp_path / "always").read_text()) == (tmp_path / "auto").read_text()


@pytest.mark.parametrize(
    ("environment", "linked"),
    [
        ({}, False),
        ({"TERM_PROGRAM": "WezTerm"}, True),
        ({"TERM": "xterm-kitty"}, True),
        ({"VTE_VERSION": "4900"}, False),
        ({"VTE_VERSION": "7002"}, True),
        ({"WT_SESSION": "x"}, True),
        ({"FORCE_HYPERLINK": "1"}, True),
        ({"WT_SESSION": "x", "FORCE_HYPERLINK": "0"}, False),
        ({"WT_SESSION": "x", "TERM": "dumb"}, False),
    ],
)
def test_sources_are_links_where_the_terminal_knows_them(
    environment: dict[str, str], tmp_path: Path, *, linked: bool
) -> None:
    shown = on_a_terminal("show", "estonia", "--full", cache=tmp_path, env=environment).shown
    assert ("\x1b]8;" in shown) is linked


def _pager(folder: Path) -> str:
    """A pager that tells what it was given, and in which circumstances."""
    script = folder / "pager.py"
    script.write_text(
        "import os, sys\n"
        "lines = sys.stdin.read().splitlines()\n"
        "print('PAGED', len(lines), os.environ['LESS'], *sys.argv[1:])\n"
    )
    return f"{sys.executable} {script}"


def test_what_is_taller_than_the_screen_is_paged(tmp_path: Path) -> None:
    pager = _pager(tmp_path)
    for name in ("BRIEFING_PAGER", "PAGER"):
        ran = on_a_terminal(
            "gaps", "--full", cache=tmp_path, lines=20, env={name: f"{pager} 'a b'"}
        )
        assert ran.status == 0
        assert re.fullmatch(r"PAGED \d\d -R a b\n", ran.shown)
    both = {"BRIEFING_PAGER": "cat", "PAGER": pager}
    assert "GAPS" in on_a_terminal("gaps", "--full", cache=tmp_path, lines=20, env=both).shown
    assert (
        "PAGED"
        not in on_a_terminal("list", "countries", cache=tmp_path, env={"PAGER": pager}).shown
    )
    ran = on_a_terminal(
        "gaps", "--full", "--no-pager", cache=tmp_path, lines=20, env={"PAGER": pager}
    )
    assert "PAGED" not in ran.shown
    user = on_a_terminal(
        "gaps", "--full", cache=tmp_path, lines=20, env={"PAGER": pager, "LESS": "FRX"}
    )
    assert " -R FRX" in user.shown
    dumb = {"PAGER": pager, "TERM": "dumb"}
    assert "PAGED" not in on_a_terminal("gaps", cache=tmp_path, lines=8, env=dumb).shown


@pytest.mark.parametrize(
    "pager",
    ["", "nonsense-pager", "'", "true", "false", "cat | cat", "false | cat", "cat | false"],
)
def test_a_pager_that_is_none_costs_no_answer(pager: str, tmp_path: Path) -> None:
    ran = on_a_terminal("gaps", "--full", cache=tmp_path, lines=20, env={"BRIEFING_PAGER": pager})
    assert ran.status == 0
    assert ("Gas comes" in ran.shown) is (pager != "true")


def test_a_pipe_is_never_paged(run: Run, tmp_path: Path) -> None:
    ran = run("gaps", BRIEFING_LIBRARY=BALTIC, PAGER=_pager(tmp_path))
    assert ran.out.startswith("GAPS")


def test_the_width_is_as_asked_as_told_as_it_is_or_80(run: Run, tmp_path: Path) -> None:
    def widest(out: str) -> int:
        return max(text_width(line) for line in ESCAPE.sub("", out).splitlines())

    shown = on_a_terminal("show", "estonia", "--full", cache=tmp_path, columns=66).shown
    assert 60 < widest(shown) <= 66
    told = on_a_terminal(
        "show", "estonia", "--full", cache=tmp_path, columns=66, env={"COLUMNS": "72"}
    ).shown
    assert 66 < widest(told) <= 72
    ran = run("show", "estonia", "--full", "--width", "58", BRIEFING_LIBRARY=BALTIC, COLUMNS="72")
    assert 52 < widest(ran.out) <= 58
    piped = run("show", "estonia", "--full", BRIEFING_LIBRARY=BALTIC, COLUMNS="")
    assert 74 < widest(piped.out) <= 80
    assert run("gaps", "--width", "5", BRIEFING_LIBRARY=BALTIC).status == 2


@pytest.mark.parametrize("columns", ["9" * 5000, "-7", "0", "00", "wide", "8e1", "\u00b2", "-"])
def test_a_width_that_is_none_is_passed_over(columns: str, run: Run) -> None:
    usual = run("gaps", BRIEFING_LIBRARY=BALTIC, COLUMNS="")
    assert run("gaps", BRIEFING_LIBRARY=BALTIC, COLUMNS=columns, VTE_VERSION=columns) == usual


@pytest.mark.parametrize(
    "command", [(), ("show", "nato"), ("gaps",), ("timeline",), ("flashpoints",), ("list",)]
)
def test_ascii_is_all_that_a_poor_terminal_gets(command: tuple[str, ...], run: Run) -> None:
    asked = run(*command, "--ascii", BRIEFING_LIBRARY=BALTIC)
    assert (asked.status, asked.err) == (0, "")
    assert asked.out.isascii()
    poor = run(*command, BRIEFING_LIBRARY=BALTIC, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert poor == asked
    assert max(map(len, asked.out.splitlines())) <= 80


@pytest.mark.parametrize("locale", ["C", "POSIX", "C.UTF-8"])
def test_no_locale_is_too_poor(locale: str, run: Run) -> None:
    ran = run("list", BRIEFING_LIBRARY=BALTIC, LC_ALL=locale, LANG=locale, PYTHONUTF8="0")
    assert (ran.status, ran.err) == (0, "")


def test_what_is_for_programs_is_utf_8_whatever_the_terminal_knows() -> None:
    command = [*BRIEFING, "list", "--library", BALTIC, "--format", "json"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    assert "北大西洋条約機構" in done.stdout.decode()


@given(DOCUMENTS)
def test_any_document_can_be_put_into_ascii(document: Document) -> None:
    spelled = ascii_renderer.document_to_ascii(document)
    assert ascii_renderer.ascii_box_chars(text.render(spelled, 60)).isascii()
    assert all(
        len(line) <= 60
        for line in ascii_renderer.ascii_box_chars(text.render(spelled, 60)).splitlines()
    )
    assert ascii_renderer.ascii_box_chars(plain.render(spelled)).isascii()


DRAWN = re.compile("[\u2500-\u25ff\u2700-\u27bf\u2022~✓✗]")


@pytest.mark.parametrize("command", [("show", "estonia"), ("flashpoints",), ("timeline",)])
def test_plain_text_is_linear_and_draws_nothing(command: tuple[str, ...], run: Run) -> None:
    ran = run(*command, "--plain", BRIEFING_LIBRARY=BALTIC)
    assert (ran.status, ran.err) == (0, "")
    assert not DRAWN.search(ran.out)
    assert "  " not in ran.out
    painted = run(*command, "--plain", "--color", "always", BRIEFING_LIBRARY=BALTIC)
    assert painted.out == ran.out


def test_plain_text_says_states_and_sources_in_words(run: Run) -> None:
    ran = run("show", "estonia/gas-supply", "--plain", "--full", BRIEFING_LIBRARY=BALTIC)
    assert ran.out == (
        "Gas comes from one side only\n"
        "as of 30 June 2021\n"
        "concern of Estonia\n"
        "\n"
        "Concern:\n"
        "\n"
        "Energy:\n"
        "unanswered\n"
        "Gas comes from one side only. (Reported.) (source 1)\n"
        "Theme: energy dependence.\n"
        "\n"
        "Sources:\n"
        'Source 1: "Battlegroup reaches Tapa", Daily News, 20 April 2017.\n'
        "\n"
        "Sourcing:\n"
        "Gas comes from one side only: Nobody has answered it.\n"
    )


def _shell(script: str) -> tuple[str, str]:
    environment = {**os.environ, "BRIEFING": " ".join(BRIEFING), "BRIEFING_LIBRARY": BALTIC}
    done = subprocess.run(
        ["bash", "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    return done.stdout, done.stderr


@pytest.mark.parametrize("form", ["terminal", "json", "markdown"])
def test_a_closed_pipe_ends_quietly(form: str) -> None:
    out, err = _shell(f"$BRIEFING show estonia --format {form} | head -c 1; echo $PIPESTATUS")
    assert (out[1:].strip(), err) == ("0", "")


@pytest.mark.parametrize("form", ["terminal", "json", "pdf"])
def test_a_full_disk_is_one_sentence(form: str) -> None:
    out, err = _shell(f"$BRIEFING show estonia --format {form} > /dev/full; echo $?")
    told = "briefing: Standard output cannot be written to: No space left on device.\n"
    assert (out, err) == ("3\n", told)


STREAMS = ("", ">&-", ">/dev/full", "| head -c 0", "<&- >&-")
ERRORS = ("", "2>&-", "2>/dev/full")


@pytest.mark.parametrize("stderr", ERRORS)
@pytest.mark.parametrize("stdout", STREAMS)
@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("show estonia", 0),
        ("show estonia --format json", 0),
        ("--help", 0),
        ("--version", 0),
        ("help dates", 0),
        ("schema", 0),
        ("check", 1),
        ("show nowhere", 2),
        ("nonsense", 2),
        ("gaps -o /dev/null", 0),
    ],
)
def test_a_stream_that_takes_nothing_costs_no_more_than_what_it_should_show(
    command: str, status: int, stdout: str, stderr: str, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "library.yaml").write_text("title: T\nas_of: 2020\nnonsense: 1\n")
    library = f"export BRIEFING_LIBRARY={broken};" if command == "check" else ""
    out, err = _shell(
        f"{library} {{ {{ $BRIEFING {command} {stderr}; echo $? >&3; }} {stdout}; }} 3>&1"
    )
    has_answer = status < 2 and command != "gaps -o /dev/null"
    is_lost = has_answer and (">&-" in stdout or "full" in stdout)
    assert out.splitlines()[-1] == str(3 if is_lost else status)
    assert "Traceback" not in err
    assert "Exception" not in err
    if stderr == "":
        assert (err != "") is (is_lost or status == 2)
    if is_lost and stderr == "" and ">&-" in stdout:
        assert err == "briefing: Standard output is closed, so the answer cannot be written.\n"


def test_a_file_is_whole_where_no_stream_is_open(tmp_path: Path) -> None:
    file = tmp_path / "gaps.json"
    out, _ = _shell(f"{{ $BRIEFING gaps -o {file} <&- >&- 2>&-; echo $? >&3; }} 3>&1")
    assert out == "0\n"
    assert json.loads(file.read_text())["schema"]


def test_a_file_is_written_over_only_by_force(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "brief.md"
    command = ("show", "estonia", "-o", str(file))
    assert run(*command, BRIEFING_LIBRARY=BALTIC) == (0, "", "")
    whole = file.read_text()
    file.write_text("mine")
    refused = run(*command, BRIEFING_LIBRARY=BALTIC)
    assert (refused.status, refused.out) == (2, "")
    assert refused.err == f"briefing: {file} is there already; --force writes over it.\n"
    assert file.read_text() == "mine"
    assert run(*command, "--force", BRIEFING_LIBRARY=BALTIC) == (0, "", "")
    assert file.read_text() == whole
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["brief.md"]


def test_a_dash_is_standard_output(run: Run, tmp_path: Path) -> None:
    usual = run("gaps", "--format", "json", BRIEFING_LIBRARY=BALTIC)
    for name in ("-", "/dev/stdout", "/dev/fd/1"):
        ran = run("gaps", "--format", "json", "-o", name, BRIEFING_LIBRARY=BALTIC, cwd=tmp_path)
        assert ran == usual
    assert not (tmp_path / "-").exists()


def test_a_file_that_is_written_over_keeps_its_mode(run: Run, tmp_path: Path) -> None:
    file = tmp_path / ("long" * 61 + ".json")
    for mode in (0o600, 0o640, 0o444):
        file.write_text("old")
        file.chmod(mode)
        assert run("gaps", "-o", str(file), "--force", BRIEFING_LIBRARY=BALTIC).status == 0
        assert stat.S_IMODE(file.stat().st_mode) == mode
        assert json.loads(file.read_text())
        file.unlink()


def test_a_link_is_followed_and_stays_one(run: Run, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    link, target = tmp_path / "latest.json", tmp_path / "there" / "gaps.json"
    link.symlink_to("there/gaps.json")
    assert run("gaps", "-o", str(link), BRIEFING_LIBRARY=BALTIC).status == 0
    whole = target.read_text()
    target.write_text("old")
    assert run("gaps", "-o", str(link), BRIEFING_LIBRARY=BALTIC).status == 2
    assert run("gaps", "-o", str(link), "--force", BRIEFING_LIBRARY=BALTIC).status == 0
    assert link.is_symlink()
    assert target.read_text() == whole
    loop = tmp_path / "loop.json"
    loop.symlink_to(loop)
    ran = run("gaps", "-o", str(loop), BRIEFING_LIBRARY=BALTIC)
    assert (ran.status, ran.err.count("\n")) == (3, 1)


def test_every_name_of_a_file_keeps_its_text(run: Run, tmp_path: Path) -> None:
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    first.write_text("old" * 100_000)
    second.hardlink_to(first)
    assert run("gaps", "-o", str(first), "--force", BRIEFING_LIBRARY=BALTIC).status == 0
    assert first.samefile(second)
    assert json.loads(second.read_text())


@pytest.mark.parametrize("names", [1, 2])
def test_a_file_that_cannot_be_written_as_a_whole_is_as_it_was(names: int, tmp_path: Path) -> None:
    file = tmp_path / "book.md"
    file.write_text("old")
    if names > 1:
        (tmp_path / "second.md").hardlink_to(file)
    out, err = _shell(f"ulimit -f 1; $BRIEFING book --no-cache -o {file} --force; echo $?")
    assert (out, err) == ("3\n", f"briefing: {file} cannot be written: File too large.\n")
    assert file.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == names


def test_a_pipe_or_a_device_is_written_to_without_force(run: Run, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE)
    ran = run("gaps", "--format", "json", "-o", str(pipe), BRIEFING_LIBRARY=BALTIC)
    assert ran == (0, "", "")
    assert json.loads(reader.communicate(timeout=20)[0])
    assert pipe.is_fifo()
    assert run("gaps", "-o", "/dev/null", BRIEFING_LIBRARY=BALTIC) == (0, "", "")
    full = run("gaps", "-o", "/dev/full", BRIEFING_LIBRARY=BALTIC)
    assert full == (
        3,
        "",
        "briefing: /dev/full cannot be written: No space left on device.\n",
    )


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("brief.odt", "names no format; give one with --format, or take one of .txt, .md, .html,"),
        (".", "is a folder; name a file in it."),
    ],
)
def test_a_file_that_is_none_to_write_is_told(
    name: str, told: str, run: Run, tmp_path: Path
) -> None:
    ran = run("gaps", "-o", name, BRIEFING_LIBRARY=BALTIC, cwd=tmp_path)
    assert (ran.status, ran.out) == (2, "")
    assert told in ran.err
    assert not (tmp_path / "brief.odt").exists()


def test_a_file_that_cannot_be_written_is_one_sentence(run: Run, tmp_path: Path) -> None:
    ran = run("gaps", "-o", str(tmp_path / "no" / "gaps.md"), BRIEFING_LIBRARY=BALTIC)
    assert (ran.status, ran.out) == (3, "")
    where = tmp_path / "no" / "gaps.md"
    assert ran.err == f"briefing: {where} cannot be written: No such file or directory.\n"
