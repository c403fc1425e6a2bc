"""The manual: what `briefing help` shows, and that every page says only what is so."""

import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, cast

import pytest
import typer
from conftest import Matches, Run
from documents import ROOT, commands, prose, with_real_output, with_real_run, with_real_tables
from test_completion import completions
from test_terminal import BALTIC, bare, on_a_terminal

from briefing.cli import COMMANDS, app

FOLDER: Final = ROOT / "briefing" / "manual"
TOPICS: Final = {file.stem: file for file in sorted(FOLDER.glob("*.md"))}
PAGES: Final = [ROOT / "README.md", *TOPICS.values()]

WORDS: Final = 700
"""How long a topic may be, apart from its blocks of code."""

each_topic = pytest.mark.parametrize("topic", TOPICS)
# The page for authors is as long as its tables, and its examples have a folder of their own.
each_short_topic = pytest.mark.parametrize("topic", sorted({*TOPICS} - {"writing"}))
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


def _options() -> set[str]:
    """Every option that the program has, of whichever command."""
    group = cast("Any", typer.main.get_command(app))
    parameters = [item for part in (group, *group.commands.values()) for item in part.params]
    return {"--help", "-h"}.union(*(item.opts for item in parameters))


OPTIONS: Final = _options()


@each_topic
def test_a_topic_begins_with_a_title_and_a_summary(topic: str) -> None:
    title, summary, *_ = filter(None, TOPICS[topic].read_text(encoding="utf-8").splitlines())
    assert re.fullmatch("# [A-Z].*", title)
    assert re.fullmatch(r"[^`*_\[\]#]{10,64}\.", summary), "a sentence of one line"


@each_short_topic
def test_a_topic_is_short_and_called_like_no_command(topic: str) -> None:
    words = prose(TOPICS[topic].read_text(encoding="utf-8")).split()
    assert len(words) <= WORDS
    assert topic not in COMMANDS


@each_short_topic
def test_what_a_topic_runs_prints_what_it_shows(
    topic: str, tmp_path: Path, matches: Matches
) -> None:
    file = TOPICS[topic]
    text = file.read_text(encoding="utf-8")
    now = with_real_run(with_real_output(text, tmp_path))
    assert "jq: error" not in now
    matches(now, file)


def test_pandas_prints_what_the_topic_shows(tmp_path: Path, matches: Matches) -> None:
    pytest.importorskip("pandas")
    file = TOPICS["json"]
    matches(with_real_tables(file.read_text(encoding="utf-8"), tmp_path), file)


@each_page
def test_every_block_of_code_is_closed(page: Path) -> None:
    fences = re.findall("(?m)^ *```.*$", page.read_text(encoding="utf-8"))
    assert {*fences[1::2]} <= {"```"}
    assert all(re.fullmatch("```[a-z]+", fence) for fence in fences[::2])


@each_page
def test_every_command_that_is_named_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"`briefing ([a-z]+)", prose(text))
    typed = [word for line in commands(text) for word in re.findall(r"\bbriefing ([a-z]+)", line)]
    assert {*named, *typed} - {*COMMANDS} == set()


@each_page
def test_every_option_that_is_named_is_known(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    parts = [part for line in commands(text) for part in re.split(r"[|;&<>]", line)]
    typed = [part for part in parts if re.search(r"\bbriefing\b", part)]
    named = re.findall(r"(?<![\w-])--[a-z][a-z-]*", " ".join([prose(text), *typed]))
    assert {*named} - OPTIONS == set()


@each_page
def test_every_topic_that_is_named_exists(page: Path) -> None:
    named = re.findall(r"briefing help ([a-z][a-z-]*)", page.read_text(encoding="utf-8"))
    assert {*named} - {*TOPICS, *COMMANDS, "writing"} == set()


def test_the_package_carries_the_topics() -> None:
    folder = files("briefing") / "manual"
    assert {file.name for file in folder.iterdir()} == {file.name for file in TOPICS.values()}


@pytest.mark.parametrize("columns", [50, 80, 120])
def test_help_lists_every_topic_and_command(columns: int, call: Run) -> None:
    ran = call("help", COLUMNS=str(columns))
    assert (ran.status, ran.err) == (0, "")
    listed = re.findall(r"(?m)^  (\S+) ", ran.out)
    assert listed == [*TOPICS, *COMMANDS]
    assert max(map(len, ran.out.splitlines())) <= columns


@each_topic
def test_a_pipe_gets_the_markdown_itself(topic: str, call: Run) -> None:
    assert call("help", topic) == (0, TOPICS[topic].read_text(encoding="utf-8"), "")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_is_what_its_option_prints(command: str, call: Run) -> None:
    assert call("help", command) == call(command, "--help")


def test_help_of_a_command_needs_no_other_command(run: Run) -> None:
    assert run("help", "show") == run("show", "--help")


@each_topic
def test_a_terminal_shows_a_topic_laid_out(topic: str, tmp_path: Path) -> None:
    text = TOPICS[topic].read_text(encoding="utf-8")
    ran = on_a_terminal("help", topic, "--no-pager", cache=tmp_path)
    title = text.partition("\n")[0].removeprefix("# ")
    assert (ran.status, ran.shown.partition("\n")[0]) == (0, f"\x1b[1m{title}\x1b[0m")
    assert not re.search("\x1b\\[[0-9;]*[34][0-9]m", ran.shown), "weight, no colour"
    shown = bare(ran.shown)
    assert "```" not in shown
    assert all(f"  $ {command}\n" in shown for command in commands(text))


def test_a_topic_is_no_wider_than_the_terminal(tmp_path: Path) -> None:
    ran = on_a_terminal("help", "terminal", "--no-pager", cache=tmp_path, columns=50)
    text = prose(TOPICS["terminal"].read_text(encoding="utf-8"))
    assert max(map(len, text.splitlines())) > 50
    shown = [line for line in bare(ran.shown).splitlines() if not line.startswith("  ")]
    assert max(map(len, shown)) <= 50


@pytest.mark.parametrize("options", [("--plain",), ("--color", "never")], ids=" ".join)
def test_a_terminal_shows_the_markdown_where_that_is_asked_for(
    options: tuple[str, ...], tmp_path: Path
) -> None:
    ran = on_a_terminal("help", "dates", "--no-pager", *options, cache=tmp_path)
    assert ran.shown == TOPICS["dates"].read_text(encoding="utf-8")


def test_a_tall_topic_is_paged(tmp_path: Path) -> None:
    pager = {"BRIEFING_PAGER": "sed s/^/paged:/"}
    ran = on_a_terminal("help", "dates", cache=tmp_path, lines=10, env=pager)
    assert all(line.startswith("paged:") for line in ran.shown.splitlines())
    assert "paged:" not in on_a_terminal("help", "dates", cache=tmp_path, env=pager).shown


@pytest.mark.parametrize("topic", [(), *((topic,) for topic in TOPICS)], ids=" ".join)
def test_ascii_is_all_that_some_terminals_have(topic: tuple[str, ...], run: Run) -> None:
    asked = run("help", *topic, "--ascii")
    assert asked.status == 0
    assert asked.out.isascii()
    assert run("help", *topic, PYTHONUTF8="0", PYTHONIOENCODING="ascii").out == asked.out


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("daets", "did you mean `briefing help dates`?"),
        ("shwo", "did you mean `briefing help show`?"),
        ("JSON", "did you mean `briefing help json`?"),
        ("xyzzy", "`briefing help` lists them."),
        ("../README", "`briefing help` lists them."),
    ],
)
def test_an_unknown_topic_is_refused_with_the_nearest(typed: str, hint: str, call: Run) -> None:
    told = f"briefing: There is no topic or command '{typed}'; {hint}\n"
    assert call("help", typed) == (2, "", told)


def test_completion_offers_topics_and_commands(run: Run) -> None:
    assert completions(run, "briefing help ") == [*TOPICS, *COMMANDS]
    assert completions(run, "briefing help da") == ["dates"]
    assert completions(run, "briefing help ga") == ["gaps"]
    assert completions(run, "briefing he") == ["help"]


@pytest.mark.parametrize(
    ("arguments", "loaded"),
    [
        (("show", "estonia"), []),
        (("help",), ["briefing.cli.manual"]),
        (("help", "dates"), ["briefing.cli.manual"]),
        (("help", "dates", "--color", "always"), ["briefing.cli.manual", "rich.markdown"]),
    ],
    ids=" ".join,
)
def test_only_what_a_page_needs_is_imported(
    arguments: tuple[str, ...], loaded: list[str], tmp_path: Path
) -> None:
    code = (
        "import sys; from briefing import cli; cli.main(sys.argv[1:]);"
        "wanted = ('briefing.cli.manual', 'rich.markdown', 'yaml');"
        "print([name for name in wanted if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments, *(("--library", BALTIC) if not loaded else ())],
        env={"XDG_CACHE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert [name for name in loaded if name in done.stderr] == loaded
    assert ("rich.markdown" in done.stderr) is ("rich.markdown" in loaded)
    assert ("briefing.cli.manual" in done.stderr) is ("briefing.cli.manual" in loaded)
