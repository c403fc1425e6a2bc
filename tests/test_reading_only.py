"""No command changes anything in a library or opens a connection, as the system itself saw it."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from command_lines import EXAMPLES, commands
from transcripts import TESTS

TRACED: Final = "network,file,fchmod,fchown,ftruncate,futimesat"

WRITES: Final = re.compile(
    r"\b(?:open\w*|creat)\(.*\b(?:O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND)\b"
    r"|\b(?:creat|rename\w*|unlink\w*|rmdir|mkdir\w*|mknod\w*|link\w*|symlink\w*|f?chmod\w*|f?truncate\w*"
    r"|[fl]?chown\w*|utime\w*|futimesat|[fl]?setxattr|[fl]?removexattr)\("
)
"""A system call that changes a file or a folder."""

CONNECTS: Final = re.compile(r"\b(?:socket|socketpair|connect|bind|listen|sendto|sendmsg)\(")


def _start(name: str, library: Path, tmp_path: Path, *before: str) -> None:
    words = [*([name] if name else []), *EXAMPLES[name]]
    if name not in ("schema", "help"):
        words += ["--library", str(library)]
    done = subprocess.run(
        [*before, sys.executable, "-B", "-m", "briefing", *words],
        cwd=tmp_path,
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode in ((0, 1) if name == "check" else (0,))


def _state(folder: Path) -> dict[str, tuple[int, int, int, str]]:
    """Return the mode, times and content of a folder and of all that is in it, by name."""
    state = {}
    for path in (folder, *sorted(folder.rglob("*"))):
        status = path.lstat()
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        times = (status.st_mtime_ns, status.st_ctime_ns)
        state[str(path.relative_to(folder))] = (status.st_mode, *times, content)
    return state


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TESTS / "baltic", tmp_path / "a library"))


def test_every_command_has_an_example() -> None:
    assert {*EXAMPLES} == {*commands()}, "tests/command_lines.py gives each command's arguments."


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_command_leaves_a_library_as_it_was(name: str, library: Path, tmp_path: Path) -> None:
    before = _state(library)
    _start(name, library, tmp_path)
    assert _state(library) == before


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_command_asks_the_system_for_no_change(name: str, library: Path, tmp_path: Path) -> None:
    log = tmp_path / "calls.txt"
    tracer = ("strace", "-f", "-y", "-s", "4096", "-o", str(log))
    if not shutil.which("strace"):
        pytest.skip("strace is not installed")
    if subprocess.run([*tracer, "true"], check=False, capture_output=True).returncode:
        pytest.skip("strace may not trace here")
    _start(name, library, tmp_path, *tracer, "-e", f"trace={TRACED}")
    calls = log.read_text(encoding="utf-8", errors="replace").splitlines()
    assert any("openat(" in call for call in calls)
    assert [call for call in calls if CONNECTS.search(call)] == []
    assert [call for call in calls if str(library) in call and WRITES.search(call)] == []


@pytest.mark.parametrize(
    "call",
    [
        '1 openat(AT_FDCWD</tmp>, "/a library/x", O_WRONLY|O_CREAT|O_CLOEXEC, 0666) = 3',
        '1 unlink("/a library/x") = 0',
        '1 utimensat(AT_FDCWD</tmp>, "/a library/x", NULL, 0) = 0',
        "1 fchmod(3</a library/x>, 0600) = 0",
        '1 renameat2(AT_FDCWD</tmp>, "x", AT_FDCWD</tmp>, "/a library/x", 0) = 0',
    ],
)
def test_a_change_is_recognised(call: str) -> None:
    assert WRITES.search(call)
    assert not WRITES.search('1 openat(3</a library>, "x", O_RDONLY|O_CLOEXEC) = 4')
