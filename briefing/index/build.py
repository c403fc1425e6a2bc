"""Fills the index from the files of a library, and brings it up to date where they changed."""

import sqlite3
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from briefing.index import extract as rows
from briefing.index import workers as crew
from briefing.index.fingerprints import Changes, files, renewed, stamp
from briefing.index.store import Part, Rows, Store, Writer
from briefing.model.records import ABOUT, LibraryFile

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
    there = files(str(folder))
    said = rows.said(folder)
    when = there.pop(ABOUT, (0, 0))
    stamps = {ABOUT: stamp(str(folder), ABOUT, when)}
    writer.add(rows.of_about(said, stamps[ABOUT]))
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
    suspects = writer.suspects(said.about.topics if said.about else ())
    _blame(writer, store, folder, sorted(suspects), said.about)
    database.execute("COMMIT")
    return store


def refresh(database: sqlite3.Connection, folder: Path, changes: Changes, seal: int = 0) -> bool:
    """Brings a filled database up to date with what changed, and notes a new seal in it.

    Returns:
        Whether it could; what changes every file's meaning, or a good part of the files, takes
        filling it anew.

    Raises:
        sqlite3.Error: the database cannot be written.
        Damaged: the database does not hold what it should.
    """
    touched = (*changes.changed, *changes.gone)
    known = len(Store(database, folder).known.stamps)
    if ABOUT in touched or (len(touched) > _MANY and len(touched) * _SHARE > known):
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


def _refresh(database: sqlite3.Connection, folder: Path, changes: Changes) -> bool:
    writer, store = Writer(database), Store(database, folder)
    writer.resume()
    about, lost = store.about, store.lost_kinds
    stamps = renewed(store.known.stamps, changes.stamps)
    touched = [*changes.changed, *changes.gone]
    before = {fact for name in touched for fact in writer.given(name)}
    for name in changes.gone:
        writer.remove(name, _parts(store, name))
        stamps.pop(name, None)
    for each in _read(folder, {name: _when(folder, name) for name in changes.changed}, about):
        writer.remove(each.file, _parts(store, each.file))
        writer.add(each)
        stamps[each.file] = each.stamp
    if store.lost_kinds != lost:
        return False
    after = {fact for name in touched for fact in writer.given(name)}
    suspects = {*changes.changed, *writer.depending(before ^ after)} - set(changes.gone)
    for name in suspects:
        writer.forgive(name)
    _blame(writer, store, folder, sorted(suspects), about)
    writer.stamp(stamps)
    return True


def _parts(store: Store, file: str) -> list[Part]:
    """What a search finds in a file as it was read."""
    return [
        part
        for each in store.held(file)
        for part in rows.parts(each.id, each.kind, each.record, each.links)
    ]


def _blame(
    writer: Writer, store: Store, folder: Path, names: Sequence[str], about: LibraryFile | None
) -> None:
    for name in names:
        writer.blame(name, rows.across(folder, name, about, store), across=True)


def _read(
    folder: Path, wanted: dict[str, tuple[int, int]], about: LibraryFile | None
) -> Generator[Rows, None, None]:
    """What each of some files gives, read on as many processors as there are."""

    def read(file: tuple[str, tuple[int, int]]) -> Rows:
        return rows.of_file(folder, *file, about)

    processes = crew.processors() if len(wanted) >= _MANY else 1
    if processes == 1:
        yield from map(read, sorted(wanted.items()))
        return
    encode, decode = msgspec.msgpack.encode, msgspec.msgpack.Decoder(Rows).decode
    shared = crew.shared(lambda file: encode(read(file)), sorted(wanted.items()), processes)
    with closing(shared) as made:
        yield from map(decode, made)


def _when(folder: Path, name: str) -> tuple[int, int]:
    try:
        stat = (folder / name).stat()
    except OSError:
        return 0, 0
    return stat.st_mtime_ns, stat.st_size
