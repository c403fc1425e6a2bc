"""Reads the files of a library into the index: all of them, or those that changed."""

import sqlite3
from collections.abc import Callable, Generator, Iterable
from contextlib import AbstractContextManager, closing
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from briefing.index import cache, extract
from briefing.index.fingerprints import UNREAD, FileDiff, Fingerprint, fingerprint, merge
from briefing.index.rows import FileRows, SearchRow
from briefing.index.store import NeedsRebuild, Store
from briefing.index.writer import Writer, transaction
from briefing.library.files import State, list_files, state_of
from briefing.library.location import LIBRARY_FILE
from briefing.model.records import LibraryFile

Progress: TypeAlias = Callable[[int], AbstractContextManager[Callable[[int], None]]]
"""Takes the number of files to read; its context takes how many have been read."""

# With fewer files than this, starting more processes takes longer than they save.
_PARALLEL_MINIMUM: Final = 200

# Where more than one file in this many changed, building the index anew takes less time.
_REBUILD_SHARE: Final = 10


def build(database: sqlite3.Connection, folder: Path, progress: Progress, mtime: int = 0) -> None:
    """Read a whole library into an empty database.

    Args:
        database: The database.
        folder: The library's folder.
        progress: Receives the number of files to read, and how many have been read.
        mtime: The modification time that the database's file is going to get, in nanoseconds.

    Raises:
        sqlite3.Error: The database cannot be written.
    """
    writer = Writer(database)
    # Without a journal nothing can be rolled back: an unfinished database is thrown away.
    database.execute("BEGIN")
    listed = list_files(str(folder))
    writer.create_tables(sum(size for _, _, size, *_ in listed.values()))
    files = dict(listed)
    state = files.pop(LIBRARY_FILE, None) or state_of(str(folder / LIBRARY_FILE))
    header = extract.read_header(folder, state)
    fingerprints = {LIBRARY_FILE: fingerprint(str(folder), LIBRARY_FILE, state)}
    writer.add(extract.library_file_rows(header, fingerprints[LIBRARY_FILE]))
    with progress(len(files)) as report, closing(_read(folder, files, header.library_file)) as read:
        for done, rows in enumerate(read, 1):
            writer.add(rows)
            fingerprints[rows.file] = rows.fingerprint
            report(done)
    writer.set_library(header.library_file, folder, cache.program_fingerprint())
    # In the order of the listing, so that the next one can be compared with what is stored.
    in_order = {name: fingerprints[name] for name in (*listed, LIBRARY_FILE)}
    writer.set_fingerprints(in_order, mtime)
    writer.create_indexes()
    topics = header.library_file.topics if header.library_file else ()
    store = Store(database, folder, writer.sums)
    _check_references(writer, store, writer.files_to_recheck(topics), fingerprints)
    writer.finish()
    database.execute("COMMIT")


def apply_changes(
    database: sqlite3.Connection, before: Store, changes: FileDiff, mtime: int = 0
) -> bool:
    """Bring a filled database up to date with the files that changed.

    Args:
        database: The database.
        before: The library as it was indexed, which knows the files already that it was asked for.
        changes: How the files differ from those that were indexed.
        mtime: The modification time that the database's file is going to get, in nanoseconds.

    Returns:
        Whether a file could not be opened, which may have gone for a moment only.

    Raises:
        NeedsRebuild: They change the meaning of every file, or are a good part of all files.
        IndexCorrupted: The database does not hold what it should.
        sqlite3.Error: The database cannot be written.
    """
    if LIBRARY_FILE in changes.changed or _is_good_part(changes, before):
        raise NeedsRebuild
    with transaction(database) as writer:
        # Another process may have written since: what is stored now counts.
        fingerprints = merge(before.indexed_files.fingerprints, changes.fingerprints)
        store = Store(database, before.folder, writer.sums)
        try_again = _apply_changes(writer, store, changes, fingerprints)
        writer.set_fingerprints(fingerprints, mtime)
        return try_again


def _is_good_part(changes: FileDiff, before: Store) -> bool:
    count = len(changes.changed)
    if count <= _PARALLEL_MINIMUM:
        return False
    return count * _REBUILD_SHARE > len(before.indexed_files.fingerprints)


def _apply_changes(
    writer: Writer, store: Store, changes: FileDiff, fingerprints: dict[str, Fingerprint]
) -> bool:
    folder, about, lost_kinds = store.folder, store.library_file, store.lost_kinds
    exports = {export for name in changes.changed for export in writer.exports(name)}
    for name in changes.removed:
        writer.remove(name, _search_rows(store, name))
        fingerprints.pop(name, None)
    for rows in _read(folder, changes.modified, about):
        writer.remove(rows.file, _search_rows(store, rows.file))
        writer.add(rows)
        fingerprints[rows.file] = rows.fingerprint
    if store.lost_kinds != lost_kinds:
        raise NeedsRebuild
    exports ^= {export for name in changes.changed for export in writer.exports(name)}
    files = {*changes.modified, *store.dependents(exports)} - set(changes.removed)
    for name in files:
        writer.clear_problems(name)
    _check_references(writer, store, files, fingerprints)
    return any(
        fingerprints[name].checksum == UNREAD and not state[-1]
        for name, state in changes.modified.items()
    )


def _search_rows(store: Store, file: str) -> list[SearchRow]:
    """Return what a search finds in a file as it was indexed."""
    return [
        row
        for stored in store.records_in(file)
        for row in extract.search_rows(stored.id, stored.kind, stored.record, stored.links)
    ]


def _check_references(
    writer: Writer, store: Store, files: Iterable[str], fingerprints: dict[str, Fingerprint]
) -> None:
    unread = {name for name, known in fingerprints.items() if known.checksum == UNREAD}
    for name in sorted({*files} - unread):
        problems = extract.check_references(store.folder, name, store.library_file, store)
        writer.add_problems(name, problems, across=True)


def _read(
    folder: Path, files: dict[str, State], about: LibraryFile | None
) -> Generator[FileRows, None, None]:
    """Yield the rows of files, in the order of their names, read on every processor.

    Args:
        folder: The library's folder.
        files: The state of each file, by its name.
        about: What the library says of itself.
    """
    items = sorted(files.items())
    processes = 1
    if len(files) >= _PARALLEL_MINIMUM:
        from briefing.index import workers

        processes = workers.processors()
    if processes == 1:
        yield from (extract.file_rows(folder, *item, about) for item in items)
        return
    results = workers.parallel_map(partial(_encoded_rows, folder, about), items, processes)
    with closing(results):
        yield from map(msgspec.msgpack.Decoder(FileRows).decode, results)


def _encoded_rows(folder: Path, about: LibraryFile | None, item: tuple[str, State]) -> bytes:
    return msgspec.msgpack.encode(extract.file_rows(folder, *item, about))
