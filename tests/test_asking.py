"""`briefing new` asks on a terminal for what a record lacks; where it is left, nothing is."""

import os
import pty
import re
import select
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from briefing.authoring import starter

# A prompt is at the end of what is shown, on a line of its own.
PROMPT: Final = re.compile(rb"(?m)^\w+: \Z")
# Seconds without a word.
PATIENCE: Final = 60
CTRL_C: Final = b"\x03"

WORDS: Final = ("new", "concern", "estonia/late", "--source", "defence-review")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    starter.start_library(tmp_path / "briefs", "2021-06-30")
    return tmp_path


def _ask(folder: Path, answers: bytes, words: tuple[str, ...] = WORDS) -> tuple[int, str]:
    """Run a command on a terminal, type a line at each prompt, and return its status and screen."""
    main, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "briefing", *words],
        cwd=folder,
        env={**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), "PYTHONUTF8": "1"},
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
        # Ctrl-C is for the process whose terminal it is.
        preexec_fn=_take_terminal,  # noqa: PLW1509 (no thread runs here)
    )
    os.close(terminal)
    shown, typed, silent = b"", b"", 0
    to_type = answers.splitlines(keepends=True)
    while silent < PATIENCE:
        if not select.select([main], [], [], 1)[0]:
            silent += 1
            # Between the prompt and the reading, Python notices no Ctrl-C: a person types another.
            os.write(main, typed if typed == CTRL_C else b"")
            continue
        silent = 0
        try:
            piece = os.read(main, 4096)
        except OSError:
            piece = b""
        if not piece:
            break
        shown += piece
        if to_type and PROMPT.search(shown):
            typed = to_type.pop(0)
            os.write(main, typed)
    process.kill()  # if it waits for what is never typed
    os.close(main)
    return process.wait(), shown.decode()


def _take_terminal() -> None:
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _files(folder: Path) -> dict[str, bytes]:
    briefs = folder / "briefs"
    return {str(path): path.read_bytes() for path in briefs.rglob("*") if path.is_file()}


def test_what_is_missing_is_asked_for(folder: Path) -> None:
    status, shown = _ask(folder, b"Help: it comes late.\nenergy\n")
    assert status == 0, shown
    assert "topic: " in shown
    text = (folder / "briefs" / "countries" / "estonia.yaml").read_text("utf-8")
    assert 'summary: "Help: it comes late."' in text
    assert "topic: energy" in text


@pytest.mark.parametrize("answers", [b"\x03", b"\x04", b"Late.\n\x03", b"Late.\n\x04"])
def test_what_is_left_leaves_nothing(answers: bytes, folder: Path) -> None:
    before = _files(folder)
    status, shown = _ask(folder, answers)
    assert status == 130, shown
    assert "Traceback" not in shown
    assert _files(folder) == before


def test_a_country_needs_only_its_source(folder: Path) -> None:
    status, shown = _ask(folder, b"defence-review\n", ("new", "country", "Latvia"))
    assert status == 0, shown
    assert shown.count("sources:") == 1
    assert "bottom_line" not in shown
    text = (folder / "briefs" / "countries" / "latvia.yaml").read_text("utf-8")
    assert "\n# bottom_line \N{EN DASH} " in text
    assert "sources: [defence-review]" in text


def test_a_bottom_line_is_given_as_an_option(folder: Path) -> None:
    option = ("--set", "bottom_line=The border: it is watched.", "--source", "defence-review")
    status, shown = _ask(folder, b"", ("new", "country", "Latvia", *option))
    assert status == 0, shown
    text = (folder / "briefs" / "countries" / "latvia.yaml").read_text("utf-8")
    assert 'bottom_line: "The border: it is watched."' in text
