"""Remembers a library between runs, so that nothing is read or checked again that has not changed.

What is remembered lies in the user's cache folder, is disposable, and is never trusted over the
files. Without a cache the same tables are made in memory, so that the answers are the same.
"""

import os
import sqlite3
from binascii import crc32
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from time import time, time_ns
from typing import TYPE_CHECKING, Final

from briefing.index import store
from briefing.index.fingerprints import FileDiff, IndexedFiles, diff_files, merge
from briefing.index.store import IndexCorrupted, Store, Writer

if TYPE_CHECKING:
    from briefing.index.build import Progress

# Nanoseconds: a file that nobody has added to for so long is not being made any more.
_STALE: Final = 3_600_000_000_000


class Index:
    """What is known of one library; `store` answers from it.

    Right after opening, it may be out of date: `settle` tells, and mends it.
    """

    store: Store

    def __init__(
        self, folder: Path, cache: Path | None = None, progress: "Progress | None" = None
    ) -> None:
        """Opens what is remembered of a library, or reads it.

        Args:
            folder: the library's folder.
            cache: the folder in which it is remembered; none means that it is not.
            progress: told how many files are to be read, and how many have been.
        """
        self._folder = folder.absolute()
        self._progress = progress or _quietly
        self._file = cache / f"{_name(self._folder)}.sqlite" if cache else None
        self._database: sqlite3.Connection | None = None
        self._is_in_file = cache is not None
        self._known: IndexedFiles | None = None
        if not self._recall():
            self._make()

    def settle(self) -> bool:
        """Makes sure that the store holds what the files hold.

        Returns:
            Whether it held that already, so that what was answered from it counts.
        """
        if self._known is None:
            return True
        found, self._known = diff_files(str(self._folder), self._known), None
        if found == FileDiff():
            return True
        self._mend(found)
        return not (found.modified or found.removed)

    def watch(self) -> None:
        """Has the files looked at by the next `settle`: they may have changed since the last."""
        if self._known is None and self._database is not None:
            try:
                self._known = self.store.indexed_files
            except IndexCorrupted:
                self.renew()
                self._known = self.store.indexed_files

    def renew(self) -> None:
        """Reads the whole library again, where what is remembered turned out to be damaged."""
        self._known = None
        self._make()

    def close(self) -> None:
        """Lets go of the database."""
        if self._database is not None:
            self._database.close()

    @contextmanager
    def reading(self) -> Iterator[Store]:
        """The store, in one state from beginning to end, whatever other processes write to it."""
        database = self._database
        if database is None or database.in_transaction:
            yield self.store
            return
        with suppress(sqlite3.Error):
            database.execute("BEGIN")
        try:
            yield self.store
        finally:
            with suppress(sqlite3.Error):
                database.execute("ROLLBACK")

    def _recall(self) -> bool:
        """Opens what is remembered, if that can be trusted as far as the files did not change."""
        with suppress(sqlite3.Error, IndexCorrupted, OSError):
            if self._file is None or not self._file.is_file():
                return False
            self._database = store.connect(self._file)
            if store.is_complete(self._database):
                self.store = Store(self._database, self._folder)
                if self.store.program == _program() and self.store.seal == _time(self._file):
                    return True
        return False

    def _mend(self, changes: FileDiff) -> None:
        seal = _new_seal()
        try:
            if self._database and self._is_mended(self._database, changes, seal):
                if self._is_in_file:
                    _seal(self._file, seal)
                self.store = Store(self._database, self._folder)
                return
        except (sqlite3.Error, IndexCorrupted):
            if not (changes.modified or changes.removed):
                return
        self._make()

    def _is_mended(self, database: sqlite3.Connection, changes: FileDiff, seal: int) -> bool:
        if not (changes.modified or changes.removed):
            with store.transaction(database):
                writer, known = Writer(database), Store(database, self._folder).indexed_files.stamps
                writer.stamp(merge(known, changes.fingerprints))
                writer.seal(seal)
            return True
        from briefing.index import build

        return build.refresh(database, self._folder, changes, seal)

    def _make(self) -> None:
        """Reads the whole library, into a new file if there can be one, else into memory."""
        from briefing.index import build

        if self._database is not None:
            self._database.close()
        with suppress(sqlite3.Error, OSError):
            if self._file is not None:
                self._make_file(self._file)
                return
        self._is_in_file = False
        self._database = store.connect_in_memory()
        self.store = build.fill(self._database, self._folder, _program(), self._progress)

    def _make_file(self, file: Path) -> None:
        """Reads the whole library into a new file.

        Raises:
            OSError: there can be no such file.
            sqlite3.Error: it cannot be written.
        """
        from briefing.index import build

        seal, part = _new_seal(), _part(file)
        try:
            with closing(store.connect(part)) as database:
                database.execute("PRAGMA journal_mode = OFF")
                build.fill(database, self._folder, _program(), self._progress, seal)
                _seal(part, seal)
                self._database = self._named(database, part, file)
            self.store = Store(self._database, self._folder)
            if self._is_in_file and self.store.seal != seal:
                # Another process has just made one too, perhaps from files that changed since.
                self.watch()
        finally:
            _remove(part)

    def _named(self, database: sqlite3.Connection, part: Path, file: Path) -> sqlite3.Connection:
        """Gives a filled file its name, or copies it into memory where it cannot have that."""
        try:
            with store.lock_for_replacement(file):
                # Nothing trusts the file before it has its name, and then it is whole.
                part.replace(file)
        except (sqlite3.Error, OSError):
            self._is_in_file = False
            return store.copy_to_memory(database)
        self._is_in_file = True
        return store.connect(file)


def _part(file: Path) -> Path:
    """A new file in which to make another one; those that were never finished are swept away.

    Raises:
        OSError: there can be none.
    """
    from tempfile import mkstemp

    file.parent.mkdir(parents=True, exist_ok=True)
    for old in file.parent.glob("*.part"):
        if _time(old) < time_ns() - _STALE:
            _remove(old)
    number, name = mkstemp(".part", f"{file.name}.", file.parent)
    os.close(number)
    return Path(name)


def _remove(part: Path) -> None:
    with suppress(OSError):
        part.unlink()


def _new_seal() -> int:
    """A time to give to a file, which nothing else that writes to it will give it.

    It lies some days back, in whole seconds that any disk can keep.
    """
    from random import randrange

    day = 86_400
    back = day + 2 * randrange(day)  # noqa: S311 (it tells two states apart and keeps no secret)
    return (int(time()) // 2 * 2 - back) * 1_000_000_000


def _seal(file: Path | None, seal: int) -> None:
    if file is not None:
        with suppress(OSError):
            os.utime(file, ns=(time_ns(), seal))


def _time(file: Path) -> int:
    """When a file was last written, as far as it says; none if it is gone."""
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


@contextmanager
def _quietly(_total: int) -> Iterator[Callable[[int], None]]:
    """Tells nobody how far reading has come."""
    yield lambda _done: None


def _name(folder: Path) -> str:
    """A name for what is remembered of a folder."""
    whole = os.fsencode(folder)
    return f"{folder.name}-{crc32(whole):08x}{crc32(whole[::-1]):08x}"


def _program() -> str:
    """A fingerprint of the program's own files: another version may read briefs differently."""
    package = Path(__file__).parent.parent
    stamps = []
    for room in ("", "model", "library", "index"):
        with os.scandir(package / room) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    stat = entry.stat()
                    stamps.append(f"{room}/{entry.name} {stat.st_mtime_ns} {stat.st_size}")
    return f"{crc32(' '.join(sorted(stamps)).encode()):08x}"
