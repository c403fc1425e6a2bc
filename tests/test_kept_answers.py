"""A kept answer is the one that would be given anew, byte for byte, or it is not given."""

import ast
import gc
import io
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

import libraries
import pytest
from conftest import Make, Run
from edits import Edit, age, do, histories
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import briefing
from briefing import __main__ as program
from briefing import environment, kept_answers
from briefing import program as version
from briefing.cli import app, terminal

PACKAGE: Final = Path(briefing.__file__).parent

pytestmark = pytest.mark.usefixtures("a_minute_later")

QUESTIONS: Final = (
    *(("show", "estonia"), ("gaps",), ("flashpoints",), ("timeline",), ("search", "pledge")),
    *(("list",), ("sources",), (), ("changes", "--since", "2016"), ("show", "nobody")),
    *(("compare", "forward", "tripwire"), ("prep", "riga-meeting"), ("quote", "alliance")),
)
OPTIONS: Final = (
    *((), ("--full",), ("--format", "json"), ("--format", "csv"), ("--format", "markdown")),
    *(("--as-of", "2018"), ("--plain",), ("--ascii",), ("--color", "always"), ("--no-cache",)),
    *(("--width", "50"), ("--country", "latvia"), ("--according-to", "charter"), ("--sources",)),
    *(("--max-marking", "green"), ("--topic", "energy")),
)
VARIABLES: Final[tuple[dict[str, str], ...]] = (
    *({}, {"COLUMNS": "50"}, {"COLUMNS": "120"}, {"FORCE_COLOR": "1"}),
    *({"FORCE_COLOR": "1", "NO_COLOR": "1"}, {"FORCE_COLOR": "1", "FORCE_HYPERLINK": "1"}),
)


class Given(NamedTuple):
    """What a run of the program ended with, and whether its answer was a kept one."""

    status: Any
    output: bytes
    errors: str
    is_kept: bool


class _Stream(io.TextIOWrapper):
    """A standard output that stays readable, and is a terminal where that is wanted."""

    is_terminal = False

    def isatty(self) -> bool:
        return self.is_terminal


class Program:
    """Starts the program in this process, with a cache of its own."""

    def __init__(self, cache: Path, working_folder: Path) -> None:
        self.cache = cache
        self.folder = working_folder

    def __call__(
        self,
        *words: str,
        variables: dict[str, str] | None = None,
        is_terminal: bool = False,
        encoding: str = "utf-8",
        lines: int = 60,
        anew: bool = False,
    ) -> Given:
        output, errors = io.BytesIO(), io.StringIO()
        stream = _Stream(output, encoding=encoding, errors="backslashreplace", newline="\n")
        stream.is_terminal = is_terminal
        kept: list[bool] = []

        def give(words: Sequence[str]) -> bool:
            if not anew:
                kept.append(_give(words))
            return not anew and kept[-1]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["briefing", *words])
            patch.setattr(sys, "stdout", stream)
            patch.setattr(sys, "stderr", errors)
            patch.setattr(kept_answers, "_question", None)
            patch.setattr(kept_answers, "give", give)
            patch.setattr(terminal, "_notices", [])
            patch.setattr(app, "registered_commands", app.registered_commands)
            patch.setattr(app, "registered_callback", app.registered_callback)
            patch.setattr(environment, "terminal_size", lambda: os.terminal_size((100, lines)))
            for name in environment.VARIABLES:
                patch.delenv(name, raising=False)
            patch.setenv("XDG_CACHE_HOME", str(self.cache))
            for name, value in (variables or {}).items():
                patch.setenv(name, value)
            patch.chdir(self.folder)
            with pytest.raises(SystemExit) as ended:
                program.main()
        gc.enable()
        gc.unfreeze()
        stream.flush()
        return Given(ended.value.code, output.getvalue(), errors.getvalue(), any(kept))

    def kept_files(self) -> list[Path]:
        """Return the files of kept answers."""
        return sorted((self.cache / "briefing" / "answers").glob("*"))

    def is_same(self, *words: str, **how: Any) -> bool:
        """Return whether a question has one answer, kept or anew; fail if it has two."""
        now = self(*words, **how)
        anew = self(*words, **how, anew=True)
        assert now._replace(is_kept=False) == anew, words
        return now.is_kept


_give = kept_answers.give


@pytest.fixture
def ask(tmp_path: Path) -> Program:
    """Return the program, started in an empty folder."""
    (tmp_path / "empty").mkdir()
    return Program(tmp_path / "cache", tmp_path / "empty")


def _questions() -> st.SearchStrategy[tuple[tuple[str, ...], dict[str, str], str]]:
    words = st.builds(
        lambda question, options: (*question, *options),
        st.sampled_from(QUESTIONS),
        st.sampled_from(OPTIONS),
    )
    return st.tuples(
        words, st.sampled_from(VARIABLES), st.sampled_from(("utf-8", "ascii", "cp437"))
    )


# -- By difference ---------------------------------------------------------------------------------


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    histories(),
    st.lists(_questions(), min_size=2, max_size=4, unique_by=str),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), max_size=3),
)
def test_a_kept_answer_is_what_would_be_answered_anew(
    history: tuple[libraries.Plain, list[Edit], set[str]],
    questions: list[tuple[tuple[str, ...], dict[str, str], str]],
    damage: list[tuple[float, int]],
) -> None:
    plain, edits, fresh = history
    with TemporaryDirectory() as top:
        folder = libraries.write(plain, Path(top) / "briefs")
        for path in folder.rglob("*.yaml"):
            is_fresh = path.relative_to(folder).as_posix() in fresh
            age(path, -3600 if is_fresh else 3600)
        ask = Program(Path(top) / "cache", Path(top))
        for edit in (None, *edits):
            if edit is not None:
                do(edit, folder)
            for words, variables, encoding in questions * 2:
                ask.is_same(*words, variables=variables, encoding=encoding)
            for file in ask.kept_files():
                for where, change in damage:
                    _damage(file, where, change)


def _damage(file: Path, where: float, change: int) -> None:
    """Change a byte of a file, or cut it off there."""
    content = bytearray(file.read_bytes())
    at = int(where * len(content))
    if not change % 4:
        del content[at:]
    elif content:
        content[at] ^= change
    file.write_bytes(content)


@pytest.mark.parametrize("words", [words for words in QUESTIONS if words != ("show", "nobody")])
def test_the_same_question_is_answered_from_what_was_kept(
    words: tuple[str, ...], ask: Program
) -> None:
    library = ("--library", str(Path(__file__).parent / "baltic"))
    words = tuple({"alliance": "nato"}.get(word, word) for word in words)
    assert not ask.is_same(*words, *library)
    assert ask.is_same(*words, *library)


# -- What is a question of its own -----------------------------------------------------------------


def _differently(ask: Program, folder: Path) -> Iterator[tuple[str, bool]]:
    """Yield what differs from the question asked before, and whether its answer was a kept one."""
    show = ("show", "estonia")
    yield "the folder", Program(ask.cache, folder).is_same(*show, "--library", str(folder))
    yield "the words", ask.is_same(*show, "--library", str(folder), "--full")
    library = ("--library", str(folder))
    for name in environment.VARIABLES:
        if name not in ("XDG_CACHE_HOME", "HOME", "_BRIEFING_COMPLETE", "LOCALAPPDATA"):
            yield name, ask.is_same(*show, *library, variables={name: "7"})
    yield "a terminal", ask.is_same(*show, *library, is_terminal=True)
    yield "an encoding", ask.is_same(*show, *library, encoding="ascii")


def test_whatever_an_answer_may_depend_on_makes_another_question(make: Make, ask: Program) -> None:
    folder = make({})
    ask("show", "estonia", "--library", str(folder))
    assert ask.is_same("show", "estonia", "--library", str(folder))
    assert [what for what, is_kept in _differently(ask, folder) if is_kept] == []


def test_a_nearer_library_is_found_at_once(make: Make, ask: Program, tmp_path: Path) -> None:
    below = tmp_path / "briefs" / "notes" / "today"
    make({})
    below.mkdir(parents=True)
    ask = Program(ask.cache, below)
    ask("show", "estonia")
    assert ask.is_same("show", "estonia")
    nearer = below.parent / "briefs"
    nearer.mkdir()
    (nearer / "library.yml").write_text("title: Misnamed\n", encoding="utf-8")
    assert not ask.is_same("show", "estonia")
    (nearer / "library.yml").rename(nearer / "library.yaml")
    assert not ask.is_same("show", "estonia")
    (nearer / "library.yaml").unlink()
    assert ask.is_same("show", "estonia")


def test_another_version_of_the_program_answers_anew(
    make: Make, ask: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("show", "estonia", "--library", str(make({})))
    ask(*words)
    modules = [*version.iter_modules()]
    path, mtime, size = modules[-1]
    for other in (modules[:-1], [*modules[:-1], (path, mtime + 1, size)]):
        with monkeypatch.context() as patch:
            patch.setattr(version, "iter_modules", lambda other=other: other)
            assert not ask.is_same(*words)
    assert ask.is_same(*words)


# -- What is not kept ------------------------------------------------------------------------------


def _is_kept(ask: Program, *words: str, **how: Any) -> bool:
    ask(*words, **how)
    return ask.is_same(*words, **how)


def test_an_answer_with_a_notice_is_not_kept(make: Make, ask: Program) -> None:
    folder = make({"countries/latvia.yaml": "name: [\n"})
    assert not _is_kept(ask, "show", "estonia", "--library", str(folder))


def test_an_answer_from_a_file_that_is_too_fresh_is_not_kept(make: Make, ask: Program) -> None:
    folder = make({})
    age(folder / "sources.yaml", -3600)
    assert not _is_kept(ask, "show", "estonia", "--library", str(folder))


def test_what_depends_on_other_files_or_goes_into_one_is_not_kept(
    make: Make, ask: Program, tmp_path: Path
) -> None:
    library = ("--library", str(make({})))
    other = ("changes", "--against", str(Path(__file__).parent / "baltic"))
    texts = ("--texts", str(Path(__file__).parent / "evidence" / "texts"))
    for words in (
        ("show", "estonia", "--evidence"),
        ("show", "estonia", "--evidence", *texts),
        ("coverage", "charter", *texts),
        other,
        ("check",),
        ("show", "estonia", "--no-cache"),
        ("show", "estonia", "-o", str(tmp_path / "page.md"), "--force"),
        ("show", "nobody"),
        ("show", "estonia", "--format", "docx"),
    ):
        ask(*words, *library)
    assert ask.kept_files() == []


def test_an_answer_that_a_pager_shows_is_not_kept(make: Make, ask: Program, tmp_path: Path) -> None:
    words = ("show", "estonia", "--library", str(make({})))
    shown = {"TERM": "xterm", "PAGER": f"cat > {tmp_path}/shown"}
    ask(*words, variables=shown, is_terminal=True, lines=2)
    assert "ESTONIA" in (tmp_path / "shown").read_text(encoding="utf-8").upper()
    assert ask.kept_files() == []


# -- The files -------------------------------------------------------------------------------------


def test_a_kept_answer_is_for_nobody_else(make: Make, ask: Program) -> None:
    words = ("show", "estonia", "--library", str(make({})))
    ask(*words)
    (file,) = ask.kept_files()
    assert [path.stat().st_mode & 0o777 for path in (file.parent, file)] == [0o700, 0o600]
    file.chmod(0o644)
    assert not ask.is_same(*words)
    assert ask.kept_files()[0].stat().st_mode & 0o777 == 0o600
    assert ask.is_same(*words)
    for folder in (file.parent, file.parent.parent):
        folder.chmod(0o770)
        assert not ask.is_same(*words)
        folder.chmod(0o700)


def test_a_full_disk_and_a_reader_who_leaves_are_as_without_a_kept_answer(
    run: Run, make: Make
) -> None:
    folder = make({})
    for path in folder.rglob("*"):
        age(path, 3600)
    time.sleep(2.1)
    ask = f"{sys.executable} -m briefing show estonia --library {folder}"
    run("show", "estonia", "--library", str(folder))
    home = {**os.environ, "XDG_CACHE_HOME": str(folder.parent / "cache"), "COLUMNS": "80"}
    for line, status, said in (
        (f"{ask} > /dev/full", 3, "Standard output cannot be written to"),
        (f"{ask} | true; exit ${{PIPESTATUS[0]}}", 0, ""),
        (f"{ask} >&-", 3, "Standard output is closed"),
    ):
        for no_cache in ("", " --no-cache"):
            done = subprocess.run(
                ["bash", "-c", line.replace(ask, ask + no_cache)],
                env=home,
                capture_output=True,
                text=True,
                check=False,
            )
            assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (
                status,
                True,
                False,
            ), (line, done.stderr)


def test_a_link_in_the_place_of_a_kept_answer_is_not_followed(
    make: Make, ask: Program, tmp_path: Path
) -> None:
    words = ("show", "estonia", "--library", str(make({})))
    ask(*words)
    (file,) = ask.kept_files()
    elsewhere = file.rename(tmp_path / "elsewhere")
    before = elsewhere.read_bytes()
    file.symlink_to(elsewhere)
    assert not ask.is_same(*words)
    assert elsewhere.read_bytes() == before
    assert not file.is_symlink()


def test_the_answer_to_another_question_is_not_given(make: Make, ask: Program) -> None:
    library = ("--library", str(make({})))
    ask("list", *library)
    (listed,) = ask.kept_files()
    content = listed.read_bytes()
    ask("show", "estonia", *library)
    (shown,) = [file for file in ask.kept_files() if file != listed]
    shown.write_bytes(content)
    assert not ask.is_same("show", "estonia", *library)


def test_the_oldest_kept_answers_make_room_for_new_ones(
    make: Make, ask: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_answers, "_MOST", 5_000)
    monkeypatch.setattr(kept_answers, "_SELDOM", 1)
    library = ("--library", str(make({})))
    sizes = []
    for width in range(40, 100):
        ask("show", "estonia", *library, "--width", str(width))
        sizes.append(sum(file.stat().st_size for file in ask.kept_files()))
    assert max(sizes) <= 5_000 < 60 * sizes[0]
    assert ask.is_same("show", "estonia", *library, "--width", "99")
    assert not ask.is_same("show", "estonia", *library, "--width", "40")


def test_a_cache_that_cannot_be_written_costs_no_answer(make: Make, ask: Program) -> None:
    (ask.cache / "briefing").mkdir(parents=True, mode=0o700)
    (ask.cache / "briefing" / "answers").write_text("in the way", encoding="utf-8")
    assert not _is_kept(ask, "show", "estonia", "--library", str(make({})))


def test_the_program_itself_gives_again_what_it_kept(run: Run, make: Make) -> None:
    folder = make({})
    for path in [folder, *folder.rglob("*")]:
        age(path, 3600)
    time.sleep(2.1)
    words = ("show", "estonia", "--library", str(folder))
    first, again = run(*words), run(*words, PYTHONPROFILEIMPORTTIME="1")
    assert (first.status, first.err) == (0, "")
    assert (again.status, again.out) == (0, first.out)
    assert "briefing.kept_answers" in again.err
    assert "typer" not in again.err


# -- What an answer may depend on ------------------------------------------------------------------


def test_one_module_reads_the_environment_and_no_answer_reads_the_clock() -> None:
    readers: dict[str, set[str]] = {}
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute):
                readers.setdefault(node.attr, set()).add(file.relative_to(PACKAGE).as_posix())
            if isinstance(node, ast.ImportFrom) and node.module in ("os", "time"):
                for name in node.names:
                    readers.setdefault(name.name, set()).add(file.relative_to(PACKAGE).as_posix())
    assert readers["environ"] == readers["get_terminal_size"] == {"environment.py"}
    assert readers["today"] == {"authoring/starter.py"}
    unread = {"getenv", "environb", "expanduser", "expandvars", "now", "utcnow", "localtime"}
    assert not readers.keys() & unread


def test_the_variables_that_count_are_those_that_are_read() -> None:
    with pytest.raises(KeyError):
        environment.variable("BRIEFING_UNLISTED")
    texts = [file.read_text(encoding="utf-8") for file in PACKAGE.rglob("*.py")]
    unused = [name for name in environment.VARIABLES if sum(map(_names(name), texts)) < 2]
    assert unused == []


def _names(variable: str) -> Callable[[str], int]:
    return lambda text: text.count(f'"{variable}"') + text.count(f"'{variable}'")
