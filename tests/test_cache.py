"""A cached index is believed only if it is whole, and if nobody else can have written it."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from typing import Final

import pytest
from conftest import Make, Run
from questions import Question, answer

from briefing.api import Book
from briefing.index import build, store
from briefing.library.library import LibraryLocation

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


# -- Damage ----------------------------------------------------------------------------------------


@pytest.fixture
def good(folder: Path, tmp_path: Path) -> Path:
    """Return a sound index of the small library, to be copied into a cache folder."""
    _asked(folder, tmp_path / "good")
    return _index(tmp_path / "good")


def _copied(good: Path, cache: Path) -> Path:
    cache.mkdir(mode=0o700, exist_ok=True)
    return Path(shutil.copy2(good, cache / good.name))


def test_any_wrong_byte_costs_time_and_no_answer(folder: Path, good: Path, cache: Path) -> None:
    right = _asked(folder, None)
    assert b"late" in right[0]
    content = good.read_bytes()
    random = Random(16)  # noqa: S311 (no secret)
    for spot in (
        *random.sample(range(100), FLIPS // 3),
        *random.sample(range(len(content)), FLIPS),
    ):
        damaged = bytearray(content)
        damaged[spot] ^= random.randrange(1, 256)
        _write_unseen(_copied(good, cache), bytes(damaged))
        assert _asked(folder, cache) == right, spot


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
    set_fingerprints = store.Writer.set_fingerprints

    def spy(*arguments: object) -> None:
        set_fingerprints(*arguments)  # type: ignore[arg-type]
        seen.extend(path.suffix for path in cache.iterdir())

    monkeypatch.setattr(store.Writer, "set_fingerprints", spy)
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


@pytest.mark.parametrize("size", [0, 1000, 50_000])
def test_an_index_that_finds_no_room_costs_no_answer(folder: Path, cache: Path, size: int) -> None:
    script = (
        "import resource, runpy, sys\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))\n"
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
    assert list((cache / "briefing").iterdir()) == []


def test_a_library_of_a_long_name_is_kept_too(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = folder.rename(folder.with_name("長" * 80))
    right = _asked(long, cache)
    with _no_building(monkeypatch):
        assert _asked(long, cache) == right
