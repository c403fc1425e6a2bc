"""What the tests share: a small invented library, and the program as a user starts it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

import pytest
import transcripts
from transcripts import TESTS, Ran, run_here

from briefing.answers.report import Report
from briefing.api import open_book
from briefing.index import extract, fingerprints

BALTIC = {
    "library.yaml": """\
title: Baltic book
as_of: 2021-06-30
topics: {security: Security}
themes: {abandonment: Fear of being left alone}
""",
    "sources.yaml": "charter: {title: Charter, published: 1949-04-04, publisher: NATO}\n",
    "countries/estonia.yaml": """\
name: Estonia
code: EST
aliases: [Eesti]
sources: [charter]
""",
}
"""The smallest library that has nothing wrong with it."""

Make: TypeAlias = Callable[[Mapping[str, str]], Path]


Run: TypeAlias = Callable[..., Ran]

Matches: TypeAlias = Callable[[str, str | Path], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-transcripts",
        action="store_true",
        help="store what the program prints now in the files that tests compare it with",
    )


@pytest.fixture
def matches(pytestconfig: pytest.Config) -> Matches:
    """Compares an output with the file that holds it, named from `tests`, or stores it there."""
    write = bool(pytestconfig.getoption("write_transcripts"))
    return lambda text, name: transcripts.compare(text, TESTS / name, write=write)


def checked(folder: Path) -> Report:
    """Everything that is wrong with a library, read from its files."""
    return open_book(folder).check()


@pytest.fixture(scope="module")
def a_minute_later() -> Iterator[None]:
    """Let files count as old that were written just now: no program can set their change time."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (fingerprints, extract):
            patch.setattr(module, "time_ns", lambda: time.time_ns() + 60_000_000_000)
        yield


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Writes the invented library, with some files replaced or added, and empty ones removed."""

    def write(files: Mapping[str, str]) -> Path:
        folder = tmp_path / "briefs"
        for name, text in {**BALTIC, **files}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text:
                path.write_bytes(text.encode("utf-8", "surrogateescape"))
            else:
                path.unlink(missing_ok=True)
        return folder

    return write


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Starts the program in a process of its own, in an empty folder, on a pipe of 80 columns."""

    def start(*arguments: str, cwd: Path | None = None, **environment: str) -> Ran:
        outside = {
            name: value
            for name, value in os.environ.items()
            if name.startswith(("COV", "PYTHON", "SYSTEMROOT", "VIRTUAL"))
            or name in ("PATH", "HOME")
        }
        empty = tmp_path / "empty"
        empty.mkdir(exist_ok=True)
        done = subprocess.run(
            [sys.executable, "-m", "briefing", *arguments],
            cwd=cwd or empty,
            env={
                **outside,
                "XDG_CACHE_HOME": str(tmp_path / "cache"),
                "COLUMNS": "80",
                "PYTHONUTF8": "1",
                **environment,
            },
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return start


@pytest.fixture
def call(tmp_path: Path) -> Run:
    """Runs the program in this process, which takes milliseconds, as `run` does in its own."""

    def start(*arguments: str, cwd: Path | None = None, **environment: str) -> Ran:
        empty = tmp_path / "empty"
        empty.mkdir(exist_ok=True)
        cache = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
        return run_here(arguments, {**cache, **environment}, cwd or empty)

    return start
