"""The program runs nothing of a library, opens no connection and starts no other program but git.

Python reports what it is about to do to an audit hook, which cannot be taken back: so each run has
a process of its own.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from conftest import Make
from transcripts import TESTS

from briefing.render.formats import FORMATS

WATCH: Final = """
import json, sys

STARTS = ("subprocess.", "os.system", "os.exec", "os.spawn", "os.posix_spawn", "os.fork")
seen = []

def watch(event, arguments):
    if event.startswith(("socket.", *STARTS)):
        seen.append([event, *map(str, arguments[1] if event == "subprocess.Popen" else ())])

sys.addaudithook(watch)
from briefing.cli import main

status = main(sys.argv[2:])
with open(sys.argv[1], "w") as file:
    json.dump([status, seen], file)
"""


def _watched(folder: Path, *arguments: str, cwd: Path) -> list[list[str]]:
    """Run the program, and return what it did that opens a connection or starts a program."""
    report = folder / "seen.json"
    subprocess.run(
        [sys.executable, "-c", WATCH, str(report), *arguments],
        cwd=cwd,
        env={**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), "PYTHONUTF8": "1"},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    status, seen = json.loads(report.read_text(encoding="utf-8"))
    assert status == 0
    assert isinstance(seen, list)
    return seen


@pytest.mark.parametrize("form", [row.name for row in FORMATS if row.answers == "any"])
def test_no_format_opens_a_connection_or_starts_a_program(form: str, tmp_path: Path) -> None:
    arguments = ("show", "estonia", "--full", "--library", "baltic", "--format", form)
    assert _watched(tmp_path, *arguments, cwd=TESTS) == []


def test_a_revision_is_read_by_two_commands_of_git(make: Make, tmp_path: Path) -> None:
    folder = make({})
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    for words in (("init", "-q"), ("add", "."), (*identity, "commit", "-qm", "first")):
        subprocess.run(["git", "-C", str(folder), *words], check=True)
    seen = _watched(tmp_path, "changes", "--against", "HEAD", cwd=folder.parent)
    commands = {word for words in seen for word in words if word in ("rev-parse", "cat-file")}
    assert commands == {"rev-parse", "cat-file"}
    assert all("protocol.allow=never" in words for words in seen)
    assert not [words for words in seen if not commands.intersection(words)]


def test_modules_in_a_library_are_not_run(make: Make, tmp_path: Path) -> None:
    names = ("library", "countries/estonia", "conftest", "sitecustomize", "countries/__init__")
    trap = f"open({str(tmp_path / 'ran')!r}, 'w')\n"
    folder = make({f"{name}.py": trap for name in names})
    _watched(tmp_path, "check", str(folder), cwd=tmp_path)
    _watched(tmp_path, "show", "estonia", "--library", str(folder), cwd=tmp_path)
    assert not (tmp_path / "ran").exists()


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such permissions")
def test_only_its_owner_can_read_a_cached_index(make: Make, tmp_path: Path) -> None:
    _watched(tmp_path, "show", "estonia", "--library", str(make({})), cwd=tmp_path)
    (index,) = (tmp_path / "cache" / "briefing").glob("*.sqlite")
    assert index.stat().st_mode & 0o077 == 0
