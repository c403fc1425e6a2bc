"""Fills the index from the files of a library, and brings it up to date where they changed."""

import sqlite3
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from briefing.index import extract, workers
from briefing.index.fingerprints import FileDiff, fingerprint, list_files, merge
from briefing.index.store import FileRows, SearchRow, Store, Writer
from briefing.model.records import LIBRARY_FILE, LibraryFile

Progress: TypeAlias = Callable[[int], AbstractContextManager[Callable[[int], None]]]
"""Given how many files there are to read, what is told how many have been."""

# With fewer files than this, starting more processes takes longer than they save.
_MANY: Final = 200

# Where more than one file in so many changed, filling the tables anew takes less time.
_SHARE: Final = 10


def fill(
    database: sqlite3.Connection, folder: Path, program: str, progress: Progress, seal: int = 0
) -> Store:
    """Reads a whole library into an empty database, and notes a seal in it.

    Raises:
        sqlite3.Error: the database cannot be written.
    """
    writer = Writer(database)
    database.execute("BEGIN")
    writer.create()
    there = list_files(str(folder))
    said = extract.read_header(folder)
    when = there.pop(LIBRARY_FILE, (0, 0))
    stamps = {LIBRARY_FILE: fingerprint(str(folder), LIBRARY_FILE, when)}
    writer.add(extract.library_file_rows(said, stamps[LIBRARY_FILE]))
    with progress(len(there)) as told, closing(_read(folder, there, said.about)) as read:
        for done, each in enumerate(read, 1):
            writer.add(each)
            stamps[each.file] = each.stamp
            told(done)
    writer.describe(said.about, program)
    writer.stamp(stamps)
    writer.seal(seal)
    writer.finish()
    store = Store(database, folder)
    suspects = writer.files_to_recheck(said.about.topics if said.about else ())
    _blame(writer, store, folder, sorted(suspects), said.about)
    database.execute("COMMIT")
    return store


def refresh(database: sqlite3.Connection, folder: Path, changes: FileDiff, seal: int = 0) -> bool:
    """Brings a filled database up to date with what changed, and notes a new seal in it.

    Returns:
        Whether it could; what changes every file's meaning, or a good part of the files, takes
        filling it anew.

    Raises:
        sqlite3.Error: the database cannot be written.
        Damaged: the database does not hold what it should.
    """
    touched = (*changes.modified, *changes.removed)
    known = len(Store(database, folder).indexed_files.stamps)
    if LIBRARY_FILE in touched or (len(touched) > _MANY and len(touched) * _SHARE > known):
        return False
    database.execute("BEGIN IMMEDIATE")
    try:
        done = _refresh(database, folder, changes)
        Writer(database).seal(seal)
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT" if done else "ROLLBACK")
    return done


def _refresh(database: sqlite3.Connection, folder: Path, changes: FileDiff) -> bool:
    writer, store = Writer(database), Store(database, folder)
    writer.resume()
    about, lost = store.about, store.lost_kinds
    stamps = merge(store.indexed_files.stamps, changes.fingerprints)
    touched = [*changes.modified, *changes.removed]
    before = {fact for name in touched for fact in writer.exports(name)}
    for name in changes.removed:
        writer.remove(name, _parts(store, name))
        stamps.pop(name, None)
    for each in _read(folder, {name: _when(folder, name) for name in changes.modified}, about):
        writer.remove(each.file, _parts(store, each.file))
        writer.add(each)
        stamps[each.file] = each.stamp
    if store.lost_kinds != lost:
        return False
    after = {fact for name in touched for fact in writer.exports(name)}
    suspects = {*changes.modified, *writer.dependents(before ^ after)} - set(changes.removed)
    for name in suspects:
        writer.clear_problems(name)
    _blame(writer, store, folder, sorted(suspects), about)
    writer.stamp(stamps)
    return True


def _parts(store: Store, file: str) -> list[SearchRow]:
    """What a search finds in a file as it was read."""
    return [
        part
        for each in store.records_in(file)
        for part in extract.search_rows(each.id, each.kind, each.record, each.links)
    ]


def _blame(
    writer: Writer, store: Store, folder: Path, names: Sequence[str], about: LibraryFile | None
) -> None:
    for name in names:
        writer.add_problems(name, extract.check_references(folder, name, about, store), across=True)


def _read(
    folder: Path, wanted: dict[str, tuple[int, int]], about: LibraryFile | None
) -> Generator[FileRows, None, None]:
    """What each of some files gives, read on as many processors as there are."""

    def read(file: tuple[str, tuple[int, int]]) -> FileRows:
        return extract.file_rows(folder, *file, about)

    processes = workers.processors() if len(wanted) >= _MANY else 1
    if processes == 1:
        yield from map(read, sorted(wanted.items()))
        return
    encode, decode = msgspec.msgpack.encode, msgspec.msgpack.Decoder(FileRows).decode
    shared = workers.shared(lambda file: encode(read(file)), sorted(wanted.items()), processes)
    with closing(shared) as made:
        yield from map(decode, made)


def _when(folder: Path, name: str) -> tuple[int, int]:
    try:
        stat = (folder / name).stat()
    except OSError:
        return 0, 0
    return stat.st_mtime_ns, stat.st_size
