"""A cached index saves reading while it is right, and never changes an answer when it is not."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import libraries
import msgspec
import pytest
from conftest import Make, Run
from edits import Edit, age, do, histories
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from libraries import Plain
from questions import Question, answer

from briefing import program
from briefing.api import Book
from briefing.index import build, fingerprints, store
from briefing.index import cache as cache_file
from briefing.index.refresh import Index
from briefing.index.store import Store
from briefing.library import loader
from briefing.library.files import list_files
from briefing.library.library import Library
from briefing.library.location import LibraryLocation

BALTIC: Final = Path(__file__).parent / "baltic"

pytestmark = pytest.mark.usefixtures("a_minute_later")


def _book(folder: Path, cache: Path | None) -> Book:
    return Book(LibraryLocation(folder, "option"), cache)


def _answers(book: Book) -> list[bytes]:
    """Return what a book answers of itself and of every record in it, problems included."""
    methods = ("overview", "list", "flashpoints", "gaps", "timeline", "sources")
    questions = [Question(method) for method in methods]
    questions += [Question("search", (word,)) for word in ("pledge*", "charter", "nowhere")]
    questions += [Question("changes", ("2016",)), Question("show", ("exercise",))]
    listed = msgspec.json.decode(answer(book, questions[1]) if _is_whole(book) else b"{}")
    questions += [Question("show", (entry["id"],)) for entry in listed.get("entries", ())]
    return [*(answer(book, question) for question in questions), msgspec.json.encode(book.check())]


def _is_whole(book: Book) -> bool:
    return answer(book, Question("list")).startswith(b"{")


def _asked_once(folder: Path, cache: Path | None) -> list[bytes]:
    book = _book(folder, cache)
    try:
        return _answers(book)
    finally:
        book.close()


def _no_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        pytest.fail("a file was read")

    monkeypatch.setattr(loader, "_open", refuse)
    monkeypatch.setattr(fingerprints, "_content", refuse)


# -- By difference ---------------------------------------------------------------------------------


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories())
def test_a_cached_index_answers_as_the_files_do(
    history: tuple[Plain, list[Edit], set[str]],
) -> None:
    plain, edits, fresh = history
    with TemporaryDirectory() as top:
        folder = libraries.write(plain, Path(top) / "briefs")
        for path in folder.rglob("*.yaml"):
            is_fresh = path.relative_to(folder).as_posix() in fresh
            age(path, -3600 if is_fresh else 3600)
        cache = Path(top) / "cache"
        book = _book(folder, cache)
        assert _answers(book) == _asked_once(folder, None)
        for edit in edits:
            do(edit, folder)
            right = _asked_once(folder, None)
            assert _answers(book) == right, edit
            assert _asked_once(folder, cache) == right, edit
        book.close()


def test_a_library_that_has_not_changed_is_not_read_again(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make({})
    for path in folder.rglob("*.yaml"):
        age(path)
    first = _asked_once(folder, tmp_path / "cache")
    _no_reading(monkeypatch)
    assert _asked_once(folder, tmp_path / "cache") == first


def test_a_brief_reads_its_own_record_and_those_that_it_is_linked_with(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = {f"countries/c{number}.yaml": f"name: C {number}\n" for number in range(20)}
    concern = "{id: speed, topic: security, summary: It is slow., sources: [charter]}"
    actor = "{name: NATO, of: [c7], sources: [charter]}"
    folder = make(
        {
            **others,
            "countries/c7.yaml": f"name: C 7\nbottom_line: Slow.\nconcerns: [{concern}]\n",
            "actors.yaml": f"nato: {actor}\nother: {{name: Other, sources: [charter]}}\n",
        }
    )
    for path in folder.rglob("*.yaml"):
        age(path)
    _asked_once(folder, tmp_path / "cache")
    _no_reading(monkeypatch)
    read = set()
    find = Store.find

    def spy(store: Store, id_: str) -> Any:
        read.add(id_)
        return find(store, id_)

    monkeypatch.setattr(Store, "find", spy)
    book = _book(folder, tmp_path / "cache")
    assert book.show("c7").names["nato"] == "NATO"
    book.close()
    assert read == {"c7", "nato", "charter"}


def test_nothing_is_written_into_the_library(make: Make, tmp_path: Path) -> None:
    folder = make({})
    before = _tree(folder)
    for cache in (tmp_path / "cache", None):
        _asked_once(folder, cache)
        assert _tree(folder) == before


def _tree(folder: Path) -> dict[Path, tuple[int, bytes]]:
    return {
        path: (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in (folder, *folder.rglob("*"))
    }


def test_a_file_that_another_process_has_read_since_keeps_the_fingerprint_of_what_was_read(
    make: Make, tmp_path: Path
) -> None:
    folder, cache = make({}), tmp_path / "cache"
    path = folder / "countries" / "estonia.yaml"
    old = path.read_text()
    age(path, -3600)
    _asked_once(folder, cache)
    age(path, -7200)
    with closing(store.connect(_index(cache))) as database:
        seen = fingerprints.diff_files(
            str(folder), list_files(str(folder)), Store(database, folder).indexed_files
        )
        assert list(seen.fingerprints) == ["countries/estonia.yaml"]
        when = path.stat().st_mtime_ns
        path.write_text(old.replace("Eesti", "Maavald"))
        _asked_once(folder, cache)
        build.apply_changes(database, Store(database, folder), seen)
    _restore_mtime(_index(cache))
    path.write_text(old)
    os.utime(path, ns=(when, when))
    assert _asked_once(folder, cache) == _asked_once(folder, None)


def test_what_is_suggested_for_an_unknown_reference_is_there(make: Make, tmp_path: Path) -> None:
    actor = "{name: NATO, of: [latvya], sources: [charter]}"
    near = {"countries/latvyas.yaml": "name: Elva\n"}
    folder = make({"actors.yaml": f"nato: {actor}\n", **near})
    for path in folder.rglob("*.yaml"):
        age(path, 3600)
    suggested = []
    for what, new in (("touch", ""), ("remove", ""), ("write", "name: Elva\n")):
        do(Edit(what, "countries/latvyas.yaml", new), folder)
        right = _asked_once(folder, None)
        assert _asked_once(folder, tmp_path / "cache") == right
        problems = msgspec.json.decode(right[-1])["problems"]
        suggested += [
            problem["suggestion"] for problem in problems if "latvya" in problem["message"]
        ]
    assert suggested == ["latvyas", "", "latvyas"]


# -- Damage ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def right() -> list[bytes]:
    """Return what the invented library answers."""
    return _asked_once(BALTIC, None)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a sound index of the invented library."""
    cache = tmp_path_factory.mktemp("good")
    _asked_once(BALTIC, cache)
    return _index(cache)


def _index(cache: Path) -> Path:
    (file,) = cache.glob("*.sqlite")
    return file


def _copied(good: Path, cache: Path) -> Path:
    cache.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy2(good, cache / good.name))


def _restore_mtime(file: Path) -> None:
    """Set the modification time that marks a file as written by the program."""
    with closing(store.connect(file)) as database:
        mtime = Store(database, BALTIC).mtime
    os.utime(file, ns=(mtime, mtime))


def _is_sound(file: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Return whether an index is trusted as it is."""
    with monkeypatch.context() as patched:
        patched.setattr(build, "build", lambda *_arguments: pytest.fail("it was rebuilt"))
        index = Index(BALTIC, file.parent)
        index.refresh()
        index.close()
    return [path for path in file.parent.iterdir() if path.is_file()] == [file]


@pytest.mark.parametrize(
    "content",
    [b"", b"\0", b"garbage" * 1000, b"SQLite format 3\0", b"SQLite format 3\0" + b"\xff" * 9000],
)
def test_a_file_that_is_no_index_costs_time_and_no_answer(
    content: bytes,
    good: Path,
    right: list[bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = _copied(good, tmp_path / "cache")
    file.write_bytes(content)
    assert _asked_once(BALTIC, file.parent) == right
    assert _is_sound(file, monkeypatch)


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(part=st.floats(0, 1, exclude_max=True))
def test_an_index_that_was_cut_off_costs_time_and_no_answer(
    part: float,
    good: Path,
    right: list[bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = _copied(good, tmp_path / "cache")
    os.truncate(file, int(file.stat().st_size * part))
    assert _asked_once(BALTIC, file.parent) == right
    assert _is_sound(file, monkeypatch)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    positions=st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=40),
    text=st.booleans(),
)
def test_bytes_that_someone_changes_in_an_index_cost_time_and_no_answer(
    positions: list[float],
    text: bool,  # noqa: FBT001 (half of the cases)
    good: Path,
    right: list[bytes],
    tmp_path: Path,
) -> None:
    file = _copied(good, tmp_path / "cache")
    content = bytearray(file.read_bytes())
    # A letter that becomes another one is what the database itself does not notice.
    spots = [
        index for index, byte in enumerate(content) if not text or byte in b"abcdefghilmnoprst"
    ]
    for position in positions:
        content[spots[int(position * len(spots))]] ^= 1
    file.write_bytes(content)
    assert _asked_once(BALTIC, file.parent) == right


@pytest.mark.parametrize("other", [cache_file.FORMAT - 1, cache_file.FORMAT + 1])
def test_an_index_of_another_version_is_rebuilt(
    other: int,
    good: Path,
    right: list[bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = _copied(good, tmp_path / "cache")
    with closing(store.connect(file)) as database:
        database.execute("DELETE FROM record")
        database.execute(f"PRAGMA user_version = {other}")
    _restore_mtime(file)
    assert _asked_once(BALTIC, file.parent) == right
    assert _is_sound(file, monkeypatch)


def test_an_index_that_another_program_made_is_rebuilt(
    good: Path, right: list[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = _copied(good, tmp_path / "cache")
    with closing(store.connect(file)) as database:
        database.execute("DELETE FROM record")
        database.execute("UPDATE metadata SET value = ? WHERE name = 'program'", (b"another",))
    _restore_mtime(file)
    assert _asked_once(BALTIC, file.parent) == right
    assert _is_sound(file, monkeypatch)


def test_a_change_in_any_module_that_reads_briefs_makes_another_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = Path(program.FOLDER)
    for folder in ("model", "library", "index"):
        shutil.copytree(package / folder, tmp_path / "briefing" / folder)
    monkeypatch.setattr(program, "FOLDER", str(tmp_path / "briefing"))
    programs = {cache_file.program_fingerprint()}
    for name in ("index/store.py", "library/inner/rule.py"):
        module = tmp_path / "briefing" / name
        module.parent.mkdir(exist_ok=True)
        module.write_text("")
        programs.add(cache_file.program_fingerprint())
    assert len(programs) == 3


@pytest.mark.parametrize("table", ["metadata", "record", "name", "words"])
def test_an_index_that_turns_out_to_lack_a_table_is_rebuilt(
    table: str,
    good: Path,
    right: list[bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = _copied(good, tmp_path / "cache")
    book = _book(BALTIC, file.parent)
    with closing(store.connect(file)) as database:
        database.execute(f"DROP TABLE {table}")
    assert _answers(book) == right
    book.close()
    assert _asked_once(BALTIC, file.parent) == right
    assert _is_sound(file, monkeypatch)


def test_files_with_errors_are_reported_even_if_the_index_is_damaged(
    make: Make, tmp_path: Path
) -> None:
    folder = make({"countries/latvia.yaml": "name: [\n"})
    book = _book(folder, tmp_path / "cache")
    with closing(store.connect(_index(tmp_path / "cache"))) as database:
        database.execute("DROP TABLE problem")
    assert book.files_with_errors() == ["countries/latvia.yaml"]
    book.close()


def test_a_cache_that_cannot_be_written_is_ignored(right: list[bytes], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere" / "at" / "all")
    for cache in ("file", "file/below", "link"):
        assert _asked_once(BALTIC, tmp_path / cache) == right


def test_an_index_that_can_only_be_read_answers_and_is_not_brought_up_to_date(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, cache = make({}), tmp_path / "cache"
    _asked_once(folder, cache)
    file = _index(cache)
    before = file.read_bytes()

    def read_only(path: Path) -> sqlite3.Connection:
        return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)

    def refuse(*_arguments: object) -> None:
        raise PermissionError

    monkeypatch.setattr(store, "connect", read_only)
    monkeypatch.setattr("tempfile.mkstemp", refuse)
    make({"countries/latvia.yaml": "name: Latvia\n"})
    assert _asked_once(folder, cache) == _asked_once(folder, None)
    assert file.read_bytes() == before


def test_an_index_that_cannot_be_looked_at_is_ignored(
    right: list[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path) -> bool:
        raise PermissionError

    with monkeypatch.context() as patched:
        patched.setattr(Path, "is_file", refuse)
        assert _asked_once(BALTIC, tmp_path / "cache") == right


@pytest.mark.parametrize("early", [True, False])
def test_an_index_that_another_process_holds_costs_time_and_no_answer(
    early: bool,  # noqa: FBT001 (a case)
    good: Path,
    right: list[bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(store, "_TIMEOUT", 0.1)
    file = _copied(good, tmp_path / "cache")
    with closing(store.connect(file)) as other:
        if early:
            other.execute("BEGIN EXCLUSIVE")
        book = _book(BALTIC, file.parent)
        if not early:
            other.execute("BEGIN EXCLUSIVE")
        started = time.monotonic()
        assert _answers(book) == right
        assert time.monotonic() - started < 10
        book.close()
    assert _is_sound(file, monkeypatch)


def test_a_question_is_answered_from_one_state_of_the_index(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_TIMEOUT", 0.1)
    folder, cache = make({}), tmp_path / "cache"
    book = _book(folder, cache)

    def count_twice(library: Library) -> tuple[int, int]:
        first = len(library.countries)
        make({"countries/latvia.yaml": "name: Latvia\n"})
        _asked_once(folder, cache)
        return first, len(library.countries)

    assert book.ask(count_twice) == (1, 1)
    assert book.ask(count_twice) == (2, 2)
    book.close()


def test_questions_within_one_answer_are_answered_from_one_state_of_the_files(
    make: Make, tmp_path: Path
) -> None:
    folder = make({})
    book = _book(folder, tmp_path / "cache")

    def count_twice() -> tuple[int, int]:
        first = len(book.list("country").entries)
        make({"countries/latvia.yaml": "name: Latvia\n"})
        return first, len(book.list("country").entries)

    assert book.run_consistently(count_twice) == (1, 1)
    assert book.run_consistently(count_twice) == (2, 2)
    book.close()


# -- Processes -------------------------------------------------------------------------------------

BIG: Final = 400
"""A number of files that takes a moment to read, and is shared among processes."""


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a library of many files."""
    folder = tmp_path_factory.mktemp("big") / "briefs"
    concerns = "".join(
        f"- {{id: c{number}, topic: security, summary: Number {number}., sources: [charter]}}\n"
        for number in range(12)
    )
    files = {
        "library.yaml": "title: Big\nas_of: 2021-06-30\ntopics: {security: Security}\n",
        "sources.yaml": "charter: {title: Charter, published: 1949-04-04}\n",
        **{
            f"countries/c{number}.yaml": (
                f"name: C {number}\nbottom_line: B.\nconcerns:\n{concerns}"
            )
            for number in range(BIG)
        },
        "countries/bad.yaml": "name: [\n",
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        age(path)
    return folder


def _started(folder: Path, cache: Path, *arguments: str) -> "subprocess.Popen[str]":
    """Start the program on a library, as the leader of a process group of its own."""
    words = arguments or ("list", "--format", "json")
    return subprocess.Popen(
        [sys.executable, "-m", "briefing", *words, "--library", str(folder)],
        env={**os.environ, "XDG_CACHE_HOME": str(cache)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=cache.parent,
        start_new_session=True,
    )


def _until(happens: Callable[[], bool], seconds: float = 20) -> bool:
    """Wait until something happens, and return whether it did."""
    end = time.monotonic() + seconds
    while not happens():
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True


def _is_gone(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def _building(big: Path, cache: Path) -> "subprocess.Popen[str]":
    """Return the program while it builds an index."""
    started = _started(big, cache)
    assert _until(lambda: any(part.stat().st_size for part in _parts(cache)))
    return started


def _parts(cache: Path) -> list[Path]:
    return list((cache / "briefing").glob("*.part"))


def test_several_processes_may_build_an_index_at_once(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "both"
    processes = [_started(BALTIC, cache) for _ in range(20)]
    outputs = [process.communicate(timeout=60) for process in processes]
    alone = run("list", "--format", "json", "--no-cache", "--library", str(BALTIC))
    assert outputs == [(alone.out, alone.err)] * 20
    assert _is_sound(_index(cache / "briefing"), monkeypatch)


def test_a_process_killed_while_it_builds_an_index_leaves_nothing_that_is_trusted(
    big: Path, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    killed = _building(big, cache)
    killed.kill()
    assert killed.communicate(timeout=60) == ("", "")
    assert _until(lambda: _is_gone(killed.pid)), "a process outlived the one that asked"
    (left,) = _parts(cache)
    assert [*left.parent.iterdir()] == [left]
    assert _output_of(big, cache) == _output_of(big, cache, "--no-cache")
    assert _parts(cache) == [left]
    age(left, 4000)
    _index(left.parent).unlink()
    assert _output_of(big, cache) == _output_of(big, cache, "--no-cache")
    assert _parts(cache) == []


def _output_of(folder: Path, cache: Path, *options: str) -> tuple[str, str]:
    return _started(folder, cache, "list", "--format", "json", *options).communicate(timeout=60)


@pytest.mark.parametrize("all_of_them", [True, False])
def test_building_an_index_can_be_interrupted(
    all_of_them: bool,  # noqa: FBT001 (a case)
    big: Path,
    tmp_path: Path,
) -> None:
    cache = tmp_path / "cache"
    interrupted = _building(big, cache)
    (os.killpg if all_of_them else os.kill)(interrupted.pid, signal.SIGINT)
    assert interrupted.communicate(timeout=60) == ("", "")
    assert interrupted.returncode == 130
    assert _is_gone(interrupted.pid)
    assert list((cache / "briefing").iterdir()) == []


KILLED_IN_REFRESH: Final = """\
import os, signal, sys
from pathlib import Path
from briefing.index.refresh import Index
from briefing.index.writer import Writer

def killed(self, *_arguments):
    # What is changed so far is in the file already, and nowhere what it was before.
    self._database.execute("PRAGMA cache_spill = 1")
    self._database.execute("UPDATE link SET target = 'nowhere'")
    self._database.execute("UPDATE name SET key = 'nobody'")
    os.kill(os.getpid(), signal.SIGKILL)

Writer.set_fingerprints = killed
index = Index(Path(sys.argv[1]), Path(sys.argv[2]))
index._database.execute("PRAGMA cache_size = 1")
index.refresh()
"""


@pytest.mark.parametrize("then", ["kept", "gone", "garbage"])
def test_a_process_killed_while_it_updates_an_index_leaves_nothing_that_is_trusted(
    then: str, make: Make, tmp_path: Path
) -> None:
    folder, cache = make({}), tmp_path / "cache"
    _asked_once(folder, cache)
    make({"countries/latvia.yaml": "name: Latvia\nrelationship: ally\nsources: [charter]\n"})
    script = [sys.executable, "-c", KILLED_IN_REFRESH, str(folder), str(cache)]
    assert subprocess.run(script, check=False).returncode == -signal.SIGKILL
    file = _index(cache)
    assert list(cache.iterdir()) == [file]
    if then == "gone":
        file.unlink()
    elif then == "garbage":
        file.write_bytes(b"garbage" * 1000)
    right = _asked_once(folder, None)
    assert _asked_once(folder, cache) == right
    assert _asked_once(folder, cache) == right


ON_SOME_CORES: Final = """\
import sys, time
from pathlib import Path
from briefing.index.refresh import Index
from briefing.index import workers
from briefing.index import extract, fingerprints
workers.processors = lambda: int(sys.argv[3])
for module in (extract, fingerprints):
    module.time_ns = lambda: time.time_ns() + 60_000_000_000
Index(Path(sys.argv[1]), Path(sys.argv[2])).close()
"""


def test_several_cores_build_the_same_index_as_one(big: Path, tmp_path: Path) -> None:
    made = []
    for cores in ("1", "2", "3"):
        cache = tmp_path / cores
        script = [sys.executable, "-c", ON_SOME_CORES, str(big), str(cache), cores]
        subprocess.run(script, check=True)
        with closing(store.connect(_index(cache))) as database:
            database.execute("DELETE FROM metadata WHERE name = 'mtime'")
            made.append(list(database.iterdump()))
    assert made[0] == made[1] == made[2]


DYING: Final = """\
import os, signal, sys
from briefing.index import workers
parent = os.getpid()

def work(number):
    if number == 50 and os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    return str(number).encode() * 50_000

results = list(workers.parallel_map(work, range(200), 2))
assert results == [work(number) for number in range(200)]
"""


def test_the_work_of_a_process_that_dies_is_not_lost() -> None:
    done = subprocess.run([sys.executable, "-c", DYING], check=False, timeout=60)
    assert done.returncode == 0


def test_a_process_with_threads_is_not_forked(big: Path, tmp_path: Path) -> None:
    script = f"""\
import threading, os
os.fork = None
threading.Thread(target=threading.Event().wait, daemon=True).start()
import briefing
with_threads = briefing.open({str(big)!r}, cache={str(tmp_path)!r})
assert len(with_threads.list().entries) == {BIG + 1}
with_threads.close()
"""
    subprocess.run([sys.executable, "-c", script], check=True)


def test_files_are_settled_only_as_far_as_the_index_was_made_from_them(tmp_path: Path) -> None:
    folder = tmp_path / "briefs"
    shutil.copytree(BALTIC, folder)
    with closing(Index(folder, tmp_path / "cache")) as index:
        index.refresh()
        assert index.settled_files is not None
        with (folder / "sources.yaml").open("a") as file:
            file.write("# Read again.\n")
        # It is made anew, of other files than were listed.
        index.rebuild()
        assert index.settled_files is None
        index.refresh()
        assert index.settled_files is not None
