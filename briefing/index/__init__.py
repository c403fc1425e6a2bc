"""Remembers a library between runs, so that nothing is read or checked again that has not changed.

What is remembered lies in the user's cache folder, is disposable, and is never trusted over the
files. Without a cache the same tables are made in memory, so that the answers are the same.
"""

import os
import sqlite3
from binascii import crc32
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from briefing.index import store as stores
from briefing.index.stamps import Changes, watch
from briefing.index.store import Damaged, Store

if TYPE_CHECKING:
    from briefing.index.build import Progress

# From this size on, in bytes, a library has so many files that looking at all of them takes time.
_LARGE: Final = 4_000_000


class Index:
    """What is known of one library; `store` answers from it.

    Right after opening, it may be out of date: `settle` tells, and mends it. So an answer can be
    worked out while the files are looked at.
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
        self._changes: Callable[[], Changes] | None = None
        if not self._recall():
            self._make()

    def settle(self) -> bool:
        """Makes sure that the store holds what the files hold.

        Returns:
            Whether it held that already, so that what was answered from it counts.
        """
        if self._changes is None:
            return True
        changes, self._changes = self._changes(), None
        if changes == Changes():
            return True
        self._mend(changes)
        return not (changes.changed or changes.gone)

    def watch(self) -> None:
        """Begins to look whether files have changed since."""
        if self._changes is None and self._database is not None:
            large = self._file is not None and _size(self._file) > _LARGE
            self._changes = watch(str(self._folder), self.store.stamps, aside=large)

    def renew(self) -> None:
        """Reads the whole library again, where what is remembered turned out to be damaged."""
        self._changes = None
        self._make()

    def close(self) -> None:
        """Lets go of the database."""
        self.settle()
        if self._database is not None:
            self._database.close()

    def _recall(self) -> bool:
        """Opens what is remembered, if that can be trusted as far as the files did not change."""
        if self._file is None or not self._file.is_file():
            return False
        with suppress(sqlite3.Error, Damaged, OSError):
            self._database = stores.at(self._file)
            if stores.whole(self._database):
                self.store = Store(self._database, self._folder)
                if self.store.program == _program():
                    return True
        return False

    def _mend(self, changes: Changes) -> None:
        from briefing.index import build  # noqa: PLC0415 (brings YAML and the rules)

        try:
            if self._database and build.refresh(self._database, self._folder, changes):
                self.store = Store(self._database, self._folder)
                return
        except (sqlite3.Error, Damaged):
            if not (changes.changed or changes.gone):
                return
        self._make()

    def _make(self) -> None:
        """Reads the whole library, into a new file if there can be one, else into memory."""
        from briefing.index import build  # noqa: PLC0415 (brings YAML and the rules)

        if self._database is not None:
            self._database.close()
        if self._file is not None:
            part = self._file.with_name(f"{self._file.name}.{os.getpid()}.part")
            try:
                part.parent.mkdir(parents=True, exist_ok=True)
                part.unlink(missing_ok=True)
                self._database = stores.at(part)
                self._database.execute("PRAGMA journal_mode = OFF")
                build.fill(self._database, self._folder, _program(), self._progress)
                self._database.close()
                # Nothing trusts the file before it has its name, and then it is whole.
                part.replace(self._file)
                self._database = stores.at(self._file)
                self.store = Store(self._database, self._folder)
            except (sqlite3.Error, OSError):
                _remove(part)
            except BaseException:
                _remove(part)
                raise
            else:
                return
        self._database = stores.in_memory()
        self.store = build.fill(self._database, self._folder, _program(), self._progress)


def _remove(part: Path) -> None:
    with suppress(OSError):
        part.unlink()


@contextmanager
def _quietly(_total: int) -> Iterator[Callable[[int], None]]:
    """Tells nobody how far reading has come."""
    yield lambda _done: None


def _name(folder: Path) -> str:
    """A name for what is remembered of a folder."""
    whole = os.fsencode(folder)
    return f"{folder.name}-{crc32(whole):08x}{crc32(whole[::-1]):08x}"


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _program() -> str:
    """What tells this program from others, which may read the same files otherwise."""
    package = Path(__file__).parent.parent
    stamps = []
    for folder in (package, package / "index"):
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    stat = entry.stat()
                    stamps.append(f"{entry.name} {stat.st_mtime_ns} {stat.st_size}")
    return f"{crc32(' '.join(sorted(stamps)).encode()):08x}"
