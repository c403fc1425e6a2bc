"""Opens the index of a library, and brings it up to date with the library's files."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.index import cache, store
from briefing.index.checksums import has_sound_header
from briefing.index.fingerprints import FileDiff, diff_files, merge
from briefing.index.store import NeedsRebuild, Store
from briefing.library.files import State, list_files

if TYPE_CHECKING:
    from briefing.index.build import Progress
    from briefing.model.diagnostics import Problem


class Index:
    """The index of one library; `store` answers from it.

    A cached one may be out of date until `refresh` is called.
    """

    store: Store
    warning: str
    """A sentence on why the cache is not used, or an empty text."""
    _database: sqlite3.Connection

    def __init__(
        self, folder: Path, cache_folder: Path | None = None, progress: "Progress | None" = None
    ) -> None:
        """Open the cached index of a library, or build one.

        Args:
            folder: The library's folder.
            cache_folder: The folder in which the index is cached; None keeps it
                for this process only, in a temporary file or in memory.
            progress: Receives the number of files to read, and how many have been read.
        """
        self._folder = folder.absolute()
        # The files as they were listed last.
        self._listed: dict[str, State] = {}
        self._progress = progress or _no_progress
        self.warning = cache.refusal(cache_folder.absolute()) if cache_folder else ""
        # None from when the index is this process's own: without a cache, or if that is unusable.
        self._file: Path | None = None
        if cache_folder and not self.warning:
            cache.make_private(cache_folder.absolute())
            self._file = cache.cache_path(cache_folder.absolute(), self._folder)
        database = self._open_cached()
        if database is None:
            self._build()
        else:
            self._use(database)

    @property
    def settled_files(self) -> dict[str, State] | None:
        """The state of every file, None if the index is not cached or a file was too fresh."""
        if self._file is None:
            return None
        listed = self._listed or list_files(str(self._folder))
        is_settled = self._is_unchanged or self.store.indexed_files.has_states(listed)
        return listed if is_settled else None

    @property
    def is_reading(self) -> bool:
        """Whether a `reading` block is open."""
        return self._database.in_transaction

    def refresh(self) -> None:
        """Compare the files with their fingerprints, and bring the index up to date with them.

        If one that changed could not be opened, they are compared once more: an editor that saves
        by renaming takes a file away for a moment.
        """
        if self._refresh_once():
            self._refresh_once()

    def _refresh_once(self) -> bool:
        """Bring the index up to date; return whether that should be tried once more."""
        self._listed = list_files(str(self._folder))
        try:
            indexed = self.store.indexed_files
            self._is_unchanged = indexed.is_as_listed(self._listed)
            if self._is_unchanged:
                return False
            changes = diff_files(str(self._folder), self._listed, indexed)
        except store.DAMAGE:
            self.rebuild()
            return True
        return changes != FileDiff() and self._apply_changes(changes)

    def add_unread(self, problems: Iterable["Problem"]) -> None:
        """Add files and folders that the library has but that could not be read."""
        from briefing.index import extract
        from briefing.index.writer import transaction

        with transaction(self._database) as writer:
            for problem in problems:
                writer.add(extract.unread_rows(problem))
        self._use(self._database)

    def rebuild(self) -> None:
        """Read the whole library again, into a new cache file if possible."""
        self.close()
        self._build()

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Keep the store in one state throughout, whatever other processes write to it."""
        database = self._database
        # A database that fails here cannot be read either, which the store reports.
        with suppress(sqlite3.Error):
            database.execute("BEGIN")
        # What another process has written since is read with the checksums that it wrote.
        self._use(database)
        try:
            yield
        finally:
            with suppress(sqlite3.Error):
                database.execute("ROLLBACK")

    def _open_cached(self) -> sqlite3.Connection | None:
        """Open the cache file if this program wrote it, and nobody has written to it since."""
        file = self._file
        if file is None or not cache.is_private_file(file) or cache.has_journal(file):
            return None
        identity = cache.get_identity(file)
        with suppress(*store.DAMAGE):
            if not has_sound_header(file):
                return None
            database = store.connect(file)
            with suppress(*store.DAMAGE):
                if self._is_trusted(database, file):
                    self._identity = identity
                    return database
            database.close()
        return None

    def _is_trusted(self, database: sqlite3.Connection, file: Path) -> bool:
        """Return whether this program filled a database from this library, and nobody changed it.

        Raises any of `store.DAMAGE` if it cannot be read.
        """
        cached = Store(database, self._folder)
        return (
            store.is_complete(database)
            and cached.program == cache.program_fingerprint()
            and cached.indexed_folder == str(self._folder)
            and cached.mtime == cache.get_mtime(file)
        )

    def _use(self, database: sqlite3.Connection) -> None:
        self._database = database
        self.store = Store(database, self._folder)
        # Whether the files were listed since in the states in which they are indexed, all settled.
        self._is_unchanged = False

    def _apply_changes(self, changes: FileDiff) -> bool:
        """Write changes; return whether the files should be compared once more."""
        mtime = cache.random_mtime()
        try:
            try_again = self._write_changes(changes, mtime)
        except (*store.DAMAGE, NeedsRebuild):
            # Fingerprints that cannot be stored only have to be compared again.
            if changes.changed:
                self.rebuild()
            return bool(changes.changed)
        if self._file is not None and cache.get_identity(self._file) == self._identity:
            cache.set_mtime(self._file, mtime)
        self._use(self._database)
        return try_again

    def _write_changes(self, changes: FileDiff, mtime: int) -> bool:
        if changes.changed:
            from briefing.index import build

            return build.apply_changes(self._database, self.store, changes, mtime)
        from briefing.index.writer import transaction

        with transaction(self._database) as writer:
            known = self.store.indexed_files.fingerprints
            writer.set_fingerprints(merge(known, changes.fingerprints), mtime)
        return False

    def _build(self) -> None:
        from briefing.index import build

        if self._file is not None:
            with suppress(*store.DAMAGE):
                self._build_file(self._file)
                return
        self._file = None
        with suppress(*store.DAMAGE):
            self._use(store.connect_temporary())
            self._database.execute("PRAGMA journal_mode = OFF")
            build.build(self._database, self._folder, self._progress)
            return
        # There is no folder for temporary files, or no room in it.
        self._use(store.connect_in_memory())
        build.build(self._database, self._folder, self._progress)

    def _build_file(self, file: Path) -> None:
        """Read the whole library into a new cache file; into memory if it cannot be renamed.

        Raises:
            OSError: The file cannot be created.
            sqlite3.Error: It cannot be written.
            IndexCorrupted: Another process has replaced it by one that cannot be used.
        """
        from briefing.index import build

        mtime, temporary = cache.random_mtime(), cache.create_temporary(file)
        try:
            with closing(store.connect(temporary)) as database:
                database.execute("PRAGMA journal_mode = OFF")
                build.build(database, self._folder, self._progress, mtime)
                cache.set_mtime(temporary, mtime)
                self._use(self._publish(database, temporary, file))
        finally:
            cache.remove(temporary)
        if self.store.mtime != mtime:
            # Another process has just built one too, perhaps from files that changed since.
            self.refresh()

    def _publish(
        self, database: sqlite3.Connection, temporary: Path, file: Path
    ) -> sqlite3.Connection:
        """Rename a finished cache file to its final name, or copy it to memory if that fails."""
        try:
            # Nothing trusts the file before it has its name, and then it is complete.
            cache.remove_journals(file)
            temporary.replace(file)
        except OSError:
            self._file = None
            return store.copy_to_memory(database)
        self._identity = cache.get_identity(file)
        return store.connect(file)


@contextmanager
def _no_progress(_total: int) -> Iterator[Callable[[int], None]]:
    yield lambda _done: None
