"""Whole outputs in files that a reviewer can read: what was typed, and what it printed.

A transcript holds commands, each after `$ `, with what they print below them, and their exit status
where it is not 0:

    $ briefing show estnia
    briefing: Nothing here is called 'estnia'; did you mean estonia?
    [exit 2]

`pytest --write-transcripts` runs the commands of every transcript and stores what they print now,
as it does with every other output that a test compares with a file. Read the difference before you
keep it. A new transcript starts as a file that holds nothing but its commands.
"""

import os
import re
import shlex
from collections.abc import Mapping, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from difflib import unified_diff
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, NamedTuple
from unittest.mock import patch

from briefing.cli import main

TESTS = Path(__file__).parent

_COMMAND = re.compile(r"(?m)^\$ (?P<line>.*)$")


class Ran(NamedTuple):
    """What one run of the program left behind."""

    status: int
    out: str
    err: str


def commands(file: Path) -> list[str]:
    """Return the command lines of a transcript, in their order."""
    return [match["line"] for match in _COMMAND.finditer(file.read_text(encoding="utf-8"))]


TRANSCRIPTS = sorted((TESTS / "cli").iterdir())

ANSWERS = [
    line
    for file in TRANSCRIPTS
    if file.suffix == ".txt" and not file.name.startswith(("errors", "help", "widths"))
    for line in commands(file)
    if not re.search("--(format|plain|width)", line)
]
"""Every command line whose answer a transcript shows, without a format: so in any of them."""


def transcript(runs: Mapping[str, Ran]) -> str:
    """Return the text of a transcript, from its command lines and what each of them left."""
    return "\n".join(f"$ {line}\n{_printed(ran)}" for line, ran in runs.items())


def _printed(ran: Ran) -> str:
    status = f"[exit {ran.status}]\n" if ran.status else ""
    return f"{ran.out}{ran.err}{status}"


def run_line(line: str, cache: Path, folder: Path = TESTS) -> Ran:
    """Run a command line in this process.

    Args:
        line: `briefing` and its arguments, after any assignments to environment variables.
        cache: where the program may keep its index.
        folder: the working folder. The library is `baltic` in it, unless the line names another.
    """
    words = shlex.split(line)
    start = words.index("briefing")
    assignments = dict(word.split("=", 1) for word in words[:start])
    environment = {"XDG_CACHE_HOME": str(cache), "BRIEFING_LIBRARY": "baltic", **assignments}
    return run_here(words[start + 1 :], environment, folder)


def run_here(arguments: Sequence[str], environment: Mapping[str, str], folder: Path) -> Ran:
    """Run the program in this process, which takes milliseconds, on a pipe of 80 columns."""
    outside = {"PATH": os.environ["PATH"], "COLUMNS": "80"}
    with (
        TemporaryFile("w+", encoding="utf-8", newline="") as out,
        # As Python opens its own standard error.
        TemporaryFile("w+", encoding="utf-8", errors="backslashreplace", newline="") as err,
        patch.dict(os.environ, {**outside, **environment}, clear=True),
        chdir(folder),
    ):
        with redirect_stdout(out), redirect_stderr(err):
            status = main(arguments)
        return Ran(status, _content(out), _content(err))


def _content(stream: IO[str]) -> str:
    stream.seek(0)
    return stream.read()


def compare(text: str, file: Path, *, write: bool) -> None:
    """Make sure that a file holds an output, or store the output in it.

    Raises:
        AssertionError: they differ; the message shows how, line by line.
    """
    if write:
        file.write_text(text, encoding="utf-8", newline="")
        return
    stored = file.read_bytes().decode()
    names = str(file.relative_to(TESTS.parent)), "now"
    difference = unified_diff(stored.splitlines(), text.splitlines(), *names, lineterm="")
    assert stored == text, "\n".join(difference)
