"""A cached index is believed only if it is whole, and if nobody else can have written it."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import product
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

import pytest
from conftest import BALTIC, Make, Run
from questions import Question, answer

from briefing.api import Book
from briefing.index import (
    build,
    extract,
    fingerprints,
    fulltext_tables,
    store,
    writer,
)
from briefing.library.location import LibraryLocation

FLIPS: Final = 60
"""How many bytes of an index are changed, one at a time."""

_QUESTIONS: Final = (
    *(Question("show", ("estonia",)), Question("list"), Question("gaps"), Question("sources")),
    *(Question("search", ("help",)), Question("search", ("nowhere",)), Question("timeline")),
)
_BRIEF: Final = """\
name: Estonia
code: EST
bottom_line: Help.
concerns: [{id: speed, topic: security, summary: Help could be late., sources: [charter]}]
"""


def _asked(folder: Path, cache: Path | None) -> list[bytes]:
    book = Book(LibraryLocation(folder, "option"), cache)
    try:
        return [answer(book, question) for question in _QUESTIONS]
    finally:
        book.close()


def _index(cache: Path) -> Path:
    (file,) = cache.glob("*.sqlite")
    return file


@pytest.fixture
def folder(make: Make) -> Path:
    """Return a small library."""
    return make({"countries/estonia.yaml": _BRIEF})


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """Return the path of a cache folder that does not exist."""
    return tmp_path / "cache"


@contextmanager
def _no_building(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setattr(build, "build", lambda *_arguments: pytest.fail("it was rebuilt"))
        yield


def _write_unseen(file: Path, content: bytes) -> None:
    """Change a file without changing its modification time."""
    when = file.stat().st_mtime_ns
    file.write_bytes(content)
    os.utime(file, ns=(when, when))


class Sound(NamedTuple):
    """A library, a sound index of it, and what it answers."""

    folder: Path
    file: Path
    right: list[bytes]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Sound:
    """Return a library with problems, a name of two records and references to nested ones."""
    folder = tmp_path_factory.mktemp("sound") / "briefs"
    files = {
        **BALTIC,
        "countries/estonia.yaml": _BRIEF,
        "countries/elsewhere.yaml": "name: Estonia\nactors: [nowhere]\nsources: [nowhere]\n",
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        os.utime(path, (1_000_000_000, 1_000_000_000))
    with pytest.MonkeyPatch.context() as patched:
        # No program can set the time at which a file changed; let that be a minute ago.
        patched.setattr(extract, "time_ns", lambda: time.time_ns() + 60_000_000_000)
        patched.setattr(fingerprints, "time_ns", lambda: time.time_ns() + 60_000_000_000)
        right = _asked(folder, folder.parent / "good")
    assert right == _asked(folder, None)
    return Sound(folder, _index(folder.parent / "good"), right)


# -- Damage ----------------------------------------------------------------------------------------


@pytest.fixture
def good(folder: Path, tmp_path: Path) -> Path:
    """Return a sound index of the small library, to be copied into a cache folder."""
    _asked(folder, tmp_path / "good")
    return _index(tmp_path / "good")


def _copied(good: Path, cache: Path) -> Path:
    cache.mkdir(mode=0o700, exist_ok=True)
    return Path(shutil.copy2(good, cache / good.name))


def test_any_wrong_byte_costs_time_and_no_answer(sound: Sound, cache: Path) -> None:
    content = sound.file.read_bytes()
    random = Random(16)  # noqa: S311 (no secret)
    for spot in (
        *random.sample(range(100), FLIPS // 3),
        *random.sample(range(len(content)), FLIPS),
    ):
        damaged = bytearray(content)
        damaged[spot] ^= random.randrange(1, 256)
        _write_unseen(_copied(sound.file, cache), bytes(damaged))
        assert _asked(sound.folder, cache) == sound.right, spot


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM link",
        "DELETE FROM name WHERE key = 'estonia'",
        "UPDATE part SET name = 'Elbonia' WHERE name = 'Estonia'",
        "INSERT INTO words(words) VALUES ('delete-all')",
        "CREATE TRIGGER t AFTER UPDATE ON metadata BEGIN DELETE FROM record; END",
        "ALTER TABLE record RENAME TO was; CREATE VIEW record AS SELECT * FROM was WHERE 0",
        "PRAGMA journal_mode = WAL",
        "PRAGMA encoding = 'UTF-16'; VACUUM",
    ],
)
def test_what_another_program_did_to_an_index_costs_time_and_no_answer(
    statement: str, folder: Path, good: Path, cache: Path
) -> None:
    file = _copied(good, cache)
    when = file.stat().st_mtime_ns
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.executescript(statement)
    os.utime(file, ns=(when, when))
    assert _asked(folder, cache) == _asked(folder, None)


ALTERED: Final = {
    "record": ("file = file || 'x'", "place = 7", "sum = 7", "kind = 3", "body = zeroblob(9)"),
    "part": ("number = number + 100000", "kind = 'source'", "name = 'x'", "owner = 'x'"),
    "link": ("target = target || 'x'", "origin = 'latvia'", "file = 'x'", "place = 9"),
    "name": ("key = key || 'x'", "id = 'latvia'", "rank = 4", "number = 99999"),
    "problem": ("owner = 'x'", "error = 1 - error", "body = zeroblob(9)"),
    "checksum": ("bucket = bucket + 100000", "body = zeroblob(length(body))"),
    "metadata": ("value = zeroblob(length(value))", "name = name || 'x'"),
    "words_data": ("block = zeroblob(length(block))",),
    "words_docsize": ("sz = zeroblob(length(sz))",),
    "words_idx": ("pgno = 0",),
}


FULL_TEXT: Final = [table for table in ALTERED if table.startswith("words_")]
FEW: Final = 6
"""How many rows of a table are damaged, one at a time."""


@pytest.mark.parametrize("table", ALTERED)
def test_no_row_that_is_lost_doubled_or_altered_costs_an_answer(
    table: str, sound: Sound, cache: Path
) -> None:
    random = Random(table)  # noqa: S311 (no secret)
    key = {"metadata": "name", "words_idx": "(segid, term)"}.get(table, "rowid")
    for statement in _alterations(table):
        file = _copied(sound.file, cache)
        with _unseen(file) as database:
            keys = database.execute(f"SELECT {key.strip('()')} FROM {table}").fetchall()  # noqa: S608 (no input)
            chosen = random.choice(keys)
            marks = "(?, ?)" if len(chosen) == 2 else "?"
            database.execute(f"{statement} WHERE {key} = {marks}", chosen)
        assert _asked(sound.folder, cache) == sound.right, (statement, chosen)


def _alterations(table: str) -> Iterator[str]:
    yield f"DELETE FROM {table}"  # noqa: S608 (no input)
    if table in ("record", "link", "name", "problem"):
        yield f"INSERT INTO {table} SELECT * FROM {table}"  # noqa: S608 (no input)
    for change in ALTERED[table]:
        yield f"UPDATE {table} SET {change}"  # noqa: S608 (no input)


@contextmanager
def _unseen(file: Path) -> Iterator[sqlite3.Connection]:
    """Open a database, and let it keep its modification time."""
    when = file.stat().st_mtime_ns
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        yield database
    os.utime(file, ns=(when, when))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE words_data SET block = zeroblob(length(block)) WHERE id > 10",
        "UPDATE link SET target = 'x' WHERE target = 'charter'",
        "UPDATE name SET key = key || 'x'",
        "DELETE FROM part WHERE id = 'latvia'",
        "DELETE FROM problem",
    ],
)
def test_a_change_of_the_library_does_not_hide_damage(
    statement: str, folder: Path, good: Path, cache: Path
) -> None:
    with _unseen(_copied(good, cache)) as database:
        database.execute(statement)
    (folder / "countries" / "latvia.yaml").write_text("name: Latvia\nactors: [nowhere]\n")
    right = _asked(folder, None)
    for _ in range(2):
        assert _asked(folder, cache) == right


@pytest.mark.parametrize("table", [*FULL_TEXT, "words_config"])
def test_a_change_of_the_library_does_not_hide_damage_to_what_a_search_looks_up(
    table: str, folder: Path, good: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether FTS5 then reads the row, replaces it or leaves it as it is."""
    right = _after_a_change(folder, cache=None)
    built: list[tuple[object, ...]] = []
    original = build.build

    def spy(*arguments: object) -> None:
        built.append(arguments)
        original(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(build, "build", spy)
    key = {"words_idx": "segid, term", "words_config": "k"}.get(table, "id")
    with closing(sqlite3.connect(good)) as database:
        keys = database.execute(f"SELECT {key} FROM {table}").fetchall()  # noqa: S608 (no input)
    chosen = keys if len(keys) < FEW else Random(table).sample(keys, FEW)  # noqa: S311 (no secret)
    changes = [f"UPDATE {table} SET {change}" for change in ALTERED.get(table, ("v = 9",))]  # noqa: S608 (no input)
    for statement, row in product([f"DELETE FROM {table}", *changes], chosen):  # noqa: S608 (no input)
        marks = ", ".join("?" * len(row))
        with _unseen(_copied(good, cache)) as database:
            database.execute(f"{statement} WHERE ({key}) = ({marks})", row)
        built.clear()
        assert _after_a_change(folder, cache) == right
        assert built, (statement, row)


def _after_a_change(folder: Path, cache: Path | None) -> list[bytes]:
    (folder / "countries" / "latvia.yaml").write_text("name: Latvia\nactors: [nowhere]\n")
    return _asked(folder, cache)


@pytest.mark.parametrize("at_once", [1, 5])
def test_an_index_that_changed_often_is_as_sound_as_a_new_one(
    at_once: int, folder: Path, good: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = _copied(good, cache)
    monkeypatch.setattr(fulltext_tables, "_MAX_SEGMENTS", 6)
    with _no_building(monkeypatch):
        for number in range(0, 60, at_once):
            for other in range(at_once):
                path = folder / "countries" / f"country-{(number + other) % 7}.yaml"
                if number % 9 == 8:
                    path.unlink(missing_ok=True)
                else:
                    path.write_text(f"name: Country {other}\nbottom_line: Help number{number}.\n")
            assert _asked(folder, cache)
            with closing(sqlite3.connect(file)) as database:
                checksum = fulltext_tables.checksum_of_full_text(database)
                assert checksum == fulltext_tables.read_full_text_checksum(database)
                (rows,) = database.execute("SELECT count(*) FROM words_data").fetchone()
                assert rows < 20, "nothing was merged"
        answers = _asked(folder, cache)
    assert answers == _asked(folder, None)


def test_an_undamaged_index_is_not_built_anew(
    sound: Sound, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _copied(sound.file, cache)
    with _no_building(monkeypatch):
        assert _asked(sound.folder, cache) == sound.right


def test_an_index_is_sound_only_at_its_full_length(folder: Path, good: Path, cache: Path) -> None:
    right = _asked(folder, None)
    content = good.read_bytes()
    for end in (*range(0, len(content), 8 * 4096), len(content) - 1):
        _write_unseen(_copied(good, cache), content[:end])
        assert _asked(folder, cache) == right


@pytest.mark.parametrize("kind", ["folder", "full-folder", "fifo", "link", "device", "database"])
def test_what_lies_where_the_index_belongs_is_not_opened(
    kind: str, folder: Path, good: Path, cache: Path
) -> None:
    file = _copied(good, cache)
    file.unlink()
    match kind:
        case "folder" | "full-folder":
            file.mkdir()
            if kind == "full-folder":
                (file / "kept").touch()
        case "fifo":
            os.mkfifo(file)
        case "link":
            file.symlink_to(good)
        case "device":
            file.symlink_to("/dev/zero")
        case _:
            with closing(sqlite3.connect(file)) as database:
                database.execute("CREATE TABLE record(a)")
    before = good.read_bytes()
    for _ in range(2):
        assert _asked(folder, cache) == _asked(folder, None)
    assert good.read_bytes() == before


def test_the_index_of_another_library_is_not_taken_for_ones_own(
    folder: Path, cache: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other" / "briefs"
    shutil.copytree(folder, other)
    country = other / "countries" / "estonia.yaml"
    when = country.stat().st_mtime_ns
    country.write_text(_BRIEF.replace("late", "soon"))
    os.utime(country, ns=(when, when))
    for path in (*folder.rglob("*.yaml"), *other.rglob("*.yaml")):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    _asked(folder, tmp_path / "first")
    _asked(other, cache)
    shutil.copy2(_index(tmp_path / "first"), _index(cache))
    assert _asked(other, cache) == _asked(other, None)


# -- Journals --------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["-journal", "-wal", "-shm"])
def test_a_journal_is_never_followed(
    suffix: str, folder: Path, good: Path, cache: Path, tmp_path: Path
) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    file = _copied(good, cache)
    journal = file.with_name(file.name + suffix)
    if suffix == "-journal":
        journal.write_bytes(_journal(file, victim))
    else:
        journal.write_bytes(b"\0" * 5000)
    assert _asked(folder, cache) == _asked(folder, None)
    assert victim.read_text() == "precious"
    assert [path for path in cache.iterdir() if path != file] == []


def _journal(file: Path, super_journal: Path) -> bytes:
    """Return a rollback journal that undoes nothing and names a super-journal, to be deleted."""
    name = os.fsencode(super_journal)
    pages = file.stat().st_size // 4096
    magic = bytes.fromhex("d9d505f920a163d7")
    numbers = (0, 0, pages, 512, 4096)
    header = magic + b"".join(number.to_bytes(4, "big") for number in numbers)
    lock_page = (1_073_741_824 // 4096 + 1).to_bytes(4, "big")
    size, total = len(name).to_bytes(4, "big"), sum(name).to_bytes(4, "big")
    return header.ljust(512, b"\0") + lock_page + name + size + total + magic


def test_a_change_of_the_library_leaves_no_journal(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _asked(folder, cache)
    seen: list[str] = []
    set_fingerprints = writer.Writer.set_fingerprints

    def spy(*arguments: object) -> None:
        set_fingerprints(*arguments)  # type: ignore[arg-type]
        seen.extend(path.suffix for path in cache.iterdir())

    monkeypatch.setattr(writer.Writer, "set_fingerprints", spy)
    (folder / "countries" / "estonia.yaml").write_text(_BRIEF.replace("late", "soon"))
    with _no_building(monkeypatch):
        assert b"soon" in _asked(folder, cache)[0]
    assert seen == [".sqlite"]


# -- Whose it is -----------------------------------------------------------------------------------


def test_only_its_owner_may_look_into_the_cache(folder: Path, run: Run, tmp_path: Path) -> None:
    run("list", "--library", str(folder), XDG_CACHE_HOME=str(tmp_path / "new" / "cache"))
    (file,) = (tmp_path / "new").rglob("*.sqlite")
    folders = [parent.stat().st_mode & 0o777 for parent in (file.parent, file.parent.parent)]
    assert folders == [0o700, 0o700]
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_cache_folder_that_others_could_look_into_is_closed(
    folder: Path, run: Run, tmp_path: Path
) -> None:
    above, own = tmp_path / "cache", tmp_path / "cache" / "briefing"
    own.mkdir(parents=True)
    for _ in range(2):
        above.chmod(0o755)
        own.chmod(0o755)
        assert run("list", "--library", str(folder)).err == ""
        assert [path.stat().st_mode & 0o777 for path in (above, own)] == [0o755, 0o700]


def test_a_folder_of_another_name_keeps_its_mode(folder: Path, cache: Path) -> None:
    cache.mkdir(mode=0o755)
    cache.chmod(0o755)
    _asked(folder, cache)
    assert cache.stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize("what", ["writable", "group", "above", "linked", "another"])
def test_a_cache_that_others_may_write_to_is_not_used(
    what: str, folder: Path, run: Run, tmp_path: Path
) -> None:
    cache = tmp_path / "cache" / "briefing"
    run("list", "--library", str(folder))
    file = _index(cache)
    match what:
        case "writable":
            cache.chmod(0o1777)
        case "group":
            cache.chmod(0o720)
        case "above":
            cache.parent.chmod(0o777)
        case "linked":
            cache.rename(tmp_path / "elsewhere")
            cache.symlink_to(tmp_path / "elsewhere")
        case _:
            if os.geteuid():
                pytest.skip("only root can give a folder away")
            os.chown(cache, 65534, 65534)
    before = file.read_bytes(), file.stat().st_mtime_ns
    done = run("show", "estonia", "--library", str(folder))
    plain = run("show", "estonia", "--library", str(folder), "--no-cache")
    assert (done.status, done.out) == (0, plain.out)
    assert plain.err == ""
    assert done.err.count("\n") <= 3
    assert "The cache folder" in done.err
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before


def test_without_room_for_a_temporary_file_the_answers_are_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = _asked(folder, None)
    temporary, in_memory = store.connect_temporary, store.connect_in_memory
    opened = []

    def full() -> sqlite3.Connection:
        opened.append("temporary")
        database = temporary()
        database.execute("PRAGMA max_page_count = 8")
        return database

    def memory() -> sqlite3.Connection:
        opened.append("memory")
        return in_memory()

    monkeypatch.setattr(store, "connect_temporary", full)
    monkeypatch.setattr(store, "connect_in_memory", memory)
    assert _asked(folder, None) == expected
    assert opened == ["temporary", "memory"]


def test_an_index_that_others_may_write_to_is_made_anew(
    folder: Path, good: Path, cache: Path
) -> None:
    file = _copied(good, cache)
    file.chmod(0o666)
    assert _asked(folder, cache) == _asked(folder, None)
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("named", ["cache", "", "./cache", "~/cache"])
def test_a_cache_folder_that_is_not_absolute_is_passed_over(
    named: str, folder: Path, run: Run, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    run("list", "--library", str(folder), XDG_CACHE_HOME=named, HOME=str(home), cwd=folder)
    assert not list(folder.rglob("*.sqlite"))
    assert len(list((home / ".cache" / "briefing").iterdir())) == 1


@pytest.mark.parametrize("home", ["", "home"])
def test_without_a_home_there_is_no_cache(home: str, folder: Path, run: Run) -> None:
    done = run("list", "--library", str(folder), XDG_CACHE_HOME="", HOME=home, cwd=folder)
    assert (done.status, done.err) == (0, "")
    assert not list(folder.rglob("*.sqlite"))


# -- What cannot be written ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "value", "is_kept"),
    [
        *(("FSIZE", size, False) for size in (0, 1000, 50_000)),
        *(("NOFILE", 20, True), ("AS", 400_000_000, True)),
    ],
)
def test_an_index_that_finds_no_room_costs_no_answer(
    limit: str,
    value: int,
    *,
    is_kept: bool,
    folder: Path,
    cache: Path,
) -> None:
    script = (
        "import resource, runpy, sys\n"
        f"resource.setrlimit(resource.RLIMIT_{limit}, ({value}, {value}))\n"
        "runpy.run_module('briefing', run_name='__main__')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "show", "estonia", "--library", str(folder)],
        env={**os.environ, "XDG_CACHE_HOME": str(cache)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "late" in done.stdout
    assert bool(list((cache / "briefing").iterdir())) == is_kept


@pytest.fixture
def mounted(cache: Path) -> Iterator[Path]:
    """Return a cache folder on a file system that is too small for an index."""
    cache.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", str(cache)]
    if os.geteuid() or not shutil.which("mount") or subprocess.run(command, check=False).returncode:
        pytest.skip("only root can mount a file system")
    yield cache
    subprocess.run(["umount", str(cache)], check=True)


@pytest.mark.parametrize("mode", ["rw", "ro"])
def test_a_cache_on_a_file_system_without_room_costs_no_answer(
    mode: str, mounted: Path, folder: Path, run: Run
) -> None:
    subprocess.run(["mount", "-o", f"remount,{mode}", str(mounted)], check=True)
    done = run("show", "estonia", "--library", str(folder), XDG_CACHE_HOME=str(mounted))
    assert (done.status, done.err) == (0, "")
    assert "late" in done.out
    assert list(mounted.rglob("*.sqlite*")) == []


def test_a_library_of_a_long_name_is_kept_too(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = folder.rename(folder.with_name("長" * 80))
    right = _asked(long, cache)
    with _no_building(monkeypatch):
        assert _asked(long, cache) == right
