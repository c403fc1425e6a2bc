"""A system that refuses: the program still answers, or says why it cannot, and never ends badly."""

import os
import shlex
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest
from transcripts import TESTS, Ran

pytestmark = pytest.mark.skipif(os.name != "posix", reason="other systems have no such faults")

SHOWN: Final = "Riga meeting"
"""What the brief of Estonia always says."""

SHOW: Final = ("show", "estonia", "--library")


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TESTS / "baltic", tmp_path / "baltic"))


def _start(
    tmp_path: Path, *arguments: object, setup: str = "", options: str = "", **environment: str
) -> Ran:
    """Run the program after some commands of a shell, with nothing but this environment.

    Args:
        tmp_path: where the cache is kept, unless the environment says otherwise.
        arguments: those of the program.
        setup: what is run before it, in the same shell.
        options: those of Python.
        environment: the variables; an empty one is not set.
    """
    variables = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        **environment,
    }
    words = shlex.join(map(str, arguments))
    done = subprocess.run(
        ["sh", "-c", f"{setup}\nexec {sys.executable} {options} -m briefing {words}"],
        cwd=tmp_path,
        env={name: value for name, value in variables.items() if value},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=30,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)


ENVIRONMENTS: Final[dict[str, Mapping[str, str]]] = {
    "no home": {"HOME": "", "XDG_CACHE_HOME": ""},
    "no home that exists": {"HOME": "/nowhere/at/all", "XDG_CACHE_HOME": ""},
    "the C locale": {"LC_ALL": "C"},
    "an unknown locale": {"LC_ALL": "xx_XX.nonsense"},
    "ASCII": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "an unknown time zone": {"TZ": "Nowhere/Nonsense"},
    "a time zone that is a path": {"TZ": ":../../etc/passwd"},
    "no docstrings": {"PYTHONOPTIMIZE": "2"},
    "warnings as errors": {"PYTHONWARNINGS": "error"},
    "development mode": {"PYTHONDEVMODE": "1", "PYTHONWARNINGS": "error::ResourceWarning"},
    "no terminal": {"TERM": "", "COLUMNS": "-1", "LINES": "x"},
}


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_it_answers_in_any_environment(name: str, library: Path, tmp_path: Path) -> None:
    ran = _start(tmp_path, *SHOW, library, **ENVIRONMENTS[name])
    assert (ran.status, ran.err) == (0, "")
    assert SHOWN in ran.out


LIMITS: Final = {
    "few open files": "ulimit -n 20",
    "little memory": "ulimit -v 400000",
    "no processes": "ulimit -u 1",
    "no core and little stack": "ulimit -c 0; ulimit -s 1024",
    "standard input closed": "exec <&-",
    "standard error closed": "exec 2>&-",
    "a narrow mask": "umask 777",
}


@pytest.mark.parametrize("name", LIMITS)
def test_it_answers_within_limits(name: str, library: Path, tmp_path: Path) -> None:
    ran = _start(tmp_path, *SHOW, library, setup=LIMITS[name])
    assert ran.status == 0
    assert SHOWN in ran.out


def test_what_writes_no_file_needs_none(library: Path, tmp_path: Path) -> None:
    ran = _start(tmp_path, *SHOW, library, "--no-cache", setup="ulimit -f 0")
    assert (ran.status, ran.err) == (0, "")
    assert SHOWN in ran.out


def test_an_index_that_cannot_be_written_is_done_without(library: Path, tmp_path: Path) -> None:
    ran = _start(tmp_path, *SHOW, library, setup="ulimit -f 0")
    assert ran.status == 0
    assert SHOWN in ran.out


def test_a_working_folder_that_is_gone_is_no_fault(library: Path, tmp_path: Path) -> None:
    gone = "mkdir gone; cd gone; rmdir ../gone"
    ran = _start(tmp_path, *SHOW, library, setup=gone)
    assert (ran.status, SHOWN in ran.out) == (0, True)
    ran = _start(tmp_path, "check", library, setup=gone)
    assert (ran.status, ran.err) == (0, "")
    ran = _start(tmp_path, *SHOW, "baltic", setup=gone)
    assert ran.status == 3
    assert ran.err


@pytest.mark.parametrize("command", ["--help", "show --help", "help", "help show", "help dates"])
def test_help_is_shown_without_docstrings(command: str, tmp_path: Path) -> None:
    words = command.split()
    ran = _start(tmp_path, *words, PYTHONOPTIMIZE="2")
    assert (ran.status, ran.err) == (0, "")
    assert len(ran.out) > 200


@pytest.mark.parametrize("options", ["-I", "-E", "-B -O", "-X dev", "-W error"])
def test_it_answers_with_options_of_python(options: str, library: Path, tmp_path: Path) -> None:
    ran = _start(tmp_path, *SHOW, library, options=options)
    assert (ran.status, ran.err) == (0, "")
    assert SHOWN in ran.out


@pytest.fixture
def read_only(library: Path) -> Iterator[Path]:
    """A library in a file system on which nothing can be written."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "none", str(library)]
    content = Path(shutil.copytree(library, library.with_name("content")))
    if (
        not shutil.which("mount")
        or subprocess.run(mount, check=False, capture_output=True).returncode
    ):
        pytest.skip("nothing can be mounted here")
    try:
        shutil.copytree(content, library, dirs_exist_ok=True)
        subprocess.run(["mount", "-o", "remount,ro", str(library)], check=True)
        yield library
    finally:
        subprocess.run(["umount", str(library)], check=True)


def test_a_library_that_cannot_be_written_answers(read_only: Path, tmp_path: Path) -> None:
    for _ in range(2):
        ran = _start(tmp_path, *SHOW, read_only)
        assert (ran.status, ran.err) == (0, "")
        assert SHOWN in ran.out
    ran = _start(tmp_path, *SHOW, read_only, "-o", read_only / "x.html")
    assert ran.status == 3
    assert ran.err


def test_files_that_vanish_and_change_meanwhile_do_no_harm(library: Path, tmp_path: Path) -> None:
    latvia = library / "countries" / "latvia.yaml"
    content = latvia.read_bytes()
    over = threading.Event()

    def disturb() -> None:
        while not over.is_set():
            latvia.unlink(missing_ok=True)
            latvia.write_bytes(content[: len(content) // 2])
            latvia.write_bytes(content)
            time.sleep(0.002)

    thread = threading.Thread(target=disturb)
    thread.start()
    try:
        for _ in range(2):
            ran = _start(tmp_path, *SHOW, library)
            assert ran.status == 0
            assert SHOWN in ran.out
    finally:
        over.set()
        thread.join()
    ran = _start(tmp_path, "show", "latvia", "--library", library)
    assert (ran.status, ran.err) == (0, "")


def test_a_folder_that_vanishes_is_reported_in_a_sentence(library: Path, tmp_path: Path) -> None:
    assert _start(tmp_path, *SHOW, library).status == 0
    shutil.rmtree(library)
    ran = _start(tmp_path, *SHOW, library)
    assert ran.status == 3
    assert str(library) in ran.err


def _process(tmp_path: Path, *arguments: object) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "briefing", *map(str, arguments)],
        cwd=tmp_path,
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache"), "COLUMNS": "80"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_a_start_that_was_killed_leaves_right_answers(library: Path, tmp_path: Path) -> None:
    for number in range(200):
        text = f"name: Country {number}\nsources: [charter]\nsummary: A summary.\n"
        (library / "countries" / f"c{number}.yaml").write_text(text, encoding="utf-8")
    expected = _start(tmp_path, *SHOW, library, "--no-cache")
    for delay in (0.15, 0.3):
        process = _process(tmp_path, *SHOW, library)
        time.sleep(delay)
        process.kill()
        process.communicate()
        assert _start(tmp_path, *SHOW, library) == expected
        shutil.rmtree(tmp_path / "cache", ignore_errors=True)


def test_ten_first_starts_at_once_give_one_answer(library: Path, tmp_path: Path) -> None:
    processes = [_process(tmp_path, *SHOW, library) for _ in range(10)]
    answers = {(*process.communicate(timeout=30), process.returncode) for process in processes}
    ((out, err, status),) = answers
    assert (err, status) == (b"", 0)
    assert SHOWN.encode() in out
