"""Stores what was read of a library in SQLite, in a file or in memory, and looks it up.

Everything in it is derived from the files of the library, and can be lost at any time.
"""

import os
import sqlite3
from binascii import crc32
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec
from msgspec import Struct

from briefing.index.fingerprints import Fingerprint, IndexedFiles, encode_fingerprints
from briefing.library.folding import normalize_name
from briefing.library.links import Link
from briefing.library.lookup import Designation, NameRank
from briefing.model.diagnostics import Problem
from briefing.model.kinds import TOP_LEVEL
from briefing.model.records import LibraryFile

if TYPE_CHECKING:
    from briefing.index.fulltext import SearchQuery

FORMAT: Final = 8
"""The version of the tables' layout; no other one is read."""

_TABLES: Final = """
CREATE TABLE metadata(name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE record(id TEXT, kind INT, file TEXT, place INT, body BLOB, sum INT);
CREATE TABLE part(number INTEGER PRIMARY KEY, id TEXT, kind TEXT, file TEXT, name TEXT, short TEXT);
CREATE TABLE unread(id TEXT, kind TEXT, file TEXT, lost INT);
CREATE TABLE link(target TEXT, origin TEXT, takes TEXT, file TEXT);
CREATE TABLE name(key TEXT, id TEXT, rank INT, kind INT, file TEXT, place INT);
CREATE TABLE problem(file TEXT, owner TEXT, error INT, across INT, body BLOB);
CREATE VIRTUAL TABLE words USING fts5(head, text, linked, content='',
    tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co M*'");
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, col);
"""

# Created once the tables are filled, which takes less time than updating them with every row.
_INDEXES: Final = """
CREATE INDEX record_id ON record(id, kind, file);
CREATE INDEX record_order ON record(kind, file, place, id);
CREATE INDEX record_file ON record(file);
CREATE INDEX part_id ON part(id, file);
CREATE INDEX part_file ON part(file);
CREATE INDEX unread_id ON unread(id);
CREATE INDEX link_target ON link(target, origin);
CREATE INDEX link_file ON link(file);
CREATE INDEX link_doubtful ON link(target) WHERE takes LIKE '%/';
CREATE INDEX name_key ON name(key, rank, kind, file, place);
CREATE INDEX name_file ON name(file);
CREATE INDEX problem_file ON problem(file);
CREATE INDEX problem_owner ON problem(owner);
"""

_KINDS: Final = tuple(TOP_LEVEL)

# Conditions on the rows of names.
_IS_WRITTEN: Final = f"rank <= {NameRank.WRITTEN}"
_IS_TOP_LEVEL: Final = f"rank < {NameRank.NESTED}"

# Records that are asked for in one statement at most.
_BATCH: Final = 500

# Seconds to wait for another process that has locked the database.
_TIMEOUT: Final = 2.0

# Bytes: a database up to this size is checked as a whole when it is opened. A larger one would take
# longer to check than to ask; there, the checksum of each record that is read has to do.
_MAX_CHECKED: Final = 4_000_000

# What a database's header holds that its checksum leaves out: counters that SQLite changes with
# every write, and the application id, which holds the checksum.
_CHECKED_PARTS: Final = slice(0, 24), slice(28, 68), slice(72, 92), slice(100, None)

# How many records a word of a search can name, so that what refers to them is found.
_MAX_NAMED: Final = 100

# How much a word counts in the names of a record, in its other texts, and in what it refers to.
_WEIGHTS: Final = "8.0, 1.0, 0.5"


class IndexCorrupted(Exception):
    """The index cannot be trusted any more, and has to be rebuilt."""


DAMAGE: Final = (
    *(sqlite3.Error, IndexCorrupted, msgspec.MsgspecError, OSError, MemoryError, RecursionError),
    *(ValueError, TypeError, LookupError, ArithmeticError),
)
"""What opening or reading a damaged index may raise."""


class NeedsRebuild(Exception):
    """The files changed in a way that takes rebuilding the index."""


class Stored(NamedTuple):
    """A top-level record as it was indexed, every reference in it the full id of its target."""

    id: str
    kind: str
    record: Any
    links: tuple[Link, ...]


class RecordRow(Struct, frozen=True, array_like=True):
    """A top-level record, encoded, and its position in its file."""

    id: str
    position: int
    body: bytes


class SearchRow(Struct, frozen=True, array_like=True):
    """The text by which a search finds a record of any kind.

    `name` and `short` may be empty; `head` holds its names, `text` its other texts, `linked` the
    ids of the records that it refers to, each as one word.
    """

    id: str
    kind: str
    name: str
    short: str
    head: str
    text: str
    linked: str


class ReferenceRow(Struct, frozen=True, array_like=True):
    """A reference from a top-level record, and the kinds of record that its field takes.

    Those are `+country+`, or `+country+actor+`; a slash at the end marks a target that could be
    either a nested record or a top-level one.
    """

    target: str
    origin: str
    takes: str


class NameRow(Struct, frozen=True, array_like=True):
    """A normalized name of a record; `rank` is its `NameRank`."""

    key: str
    id: str
    rank: int
    position: int


class OwnedProblem(Struct, frozen=True, array_like=True):
    """A problem, and the id of the record in whose part of the file it lies."""

    owner: str
    problem: Problem


class FileRows(Struct, frozen=True, array_like=True):
    """Everything that one file adds to the tables.

    `unread` holds the ids of records that could not be read; a file of which nothing could be read
    is lost.
    """

    file: str
    kind: str
    fingerprint: Fingerprint
    records: tuple[RecordRow, ...] = ()
    search_rows: tuple[SearchRow, ...] = ()
    unread: tuple[str, ...] = ()
    is_lost: bool = False
    references: tuple[ReferenceRow, ...] = ()
    names: tuple[NameRow, ...] = ()
    problems: tuple[OwnedProblem, ...] = ()


class Store:
    """A library as it was indexed; `folder` holds its files.

    Every method raises `IndexCorrupted` if the tables do not hold what they should.
    """

    def __init__(self, database: sqlite3.Connection, folder: Path) -> None:
        self._database = database
        self.folder = folder

    @cached_property
    def library_file(self) -> LibraryFile | None:
        """What the library says of itself, or None if that cannot be read."""
        body = self._metadata("library")
        try:
            return msgspec.msgpack.decode(body, type=LibraryFile | None)
        except DAMAGE as error:
            raise IndexCorrupted from error

    @property
    def indexed_files(self) -> IndexedFiles:
        """The files as they were indexed."""
        return IndexedFiles(self._metadata("fingerprints"), self._metadata("stats"))

    @property
    def mtime(self) -> int:
        """The modification time, in nanoseconds, that the database's file got from its writer."""
        return int.from_bytes(self._metadata("mtime"))

    @property
    def program(self) -> str:
        """The fingerprint of the program that filled the tables."""
        return self._metadata("program").decode("utf-8", "replace")

    @property
    def indexed_folder(self) -> str:
        """The folder of the library that the tables were filled from."""
        return os.fsdecode(self._metadata("folder"))

    @property
    def lost_kinds(self) -> frozenset[str]:
        """The kinds of which a whole file could not be read."""
        return frozenset(kind for (kind,) in self._rows("SELECT kind FROM unread WHERE lost"))

    def find(self, id_: str) -> Stored | None:
        """Return the first top-level record of an id, or None."""
        rows = self._rows(
            "SELECT kind, body, sum FROM record WHERE id = ? ORDER BY kind, file LIMIT 1", id_
        )
        return self._stored(id_, *rows[0]) if rows else None

    def records_in(self, file: str) -> list[Stored]:
        """Return the top-level records of a file, in its order."""
        rows = self._rows(
            "SELECT id, kind, body, sum FROM record WHERE file = ? ORDER BY place", file
        )
        return [self._stored(*row) for row in rows]

    def designations(self, ids: Sequence[str]) -> dict[str, Designation]:
        """Return what records are and are called by their full ids, without decoding them."""
        result: dict[str, Designation] = {}
        for start in range(0, len(ids), _BATCH):
            batch = ids[start : start + _BATCH]
            marks = ", ".join("?" * len(batch))
            rows = self._rows(
                f"SELECT id, kind, name, short FROM part WHERE id IN ({marks}) "  # noqa: S608 (only marks)
                "AND file = (SELECT file FROM record "
                "WHERE record.id = substr(part.id, 1, instr(part.id || '/', '/') - 1) "
                "ORDER BY record.kind, record.file LIMIT 1) ORDER BY number",
                *batch,
            )
            result.update((id_, Designation(*row)) for id_, *row in rows)
        return result

    def ids(self, kind: str) -> list[str]:
        """Return the ids of the top-level records of a kind, in the order of their files."""
        rows = self._rows(
            "SELECT id FROM record WHERE kind = ? AND NOT EXISTS (SELECT 1 FROM record AS other "
            "WHERE other.id = record.id AND (other.kind, other.file) < (record.kind, record.file)) "
            "ORDER BY file, place",
            _KINDS.index(kind),
        )
        return [id_ for (id_,) in rows]

    def referrers(self, target: str) -> list[str]:
        """Return the top-level records that refer to a record, directly or in a nested one."""
        rows = self._rows(
            "SELECT DISTINCT origin, kind, record.file, place FROM link "
            "JOIN record ON record.id = origin WHERE target = ? ORDER BY kind, record.file, place",
            target,
        )
        return list(dict.fromkeys(row[0] for row in rows))

    def ids_for_name(self, key: str) -> dict[str, int]:
        """Return the full ids of a normalized name with its rank in each, the lowest first."""
        owner, slash, inner = key.partition("/")
        if slash:
            return dict.fromkeys(self._nested_ids(owner, inner), NameRank.NESTED)
        rows = self._rows(
            "SELECT id, min(rank) FROM name WHERE key = ? GROUP BY id "
            "ORDER BY min(rank), kind, file, place, min(rowid)",
            key,
        )
        return dict(rows)

    def iter_records(self) -> Iterable[tuple[str, str]]:
        """Return the full id and kind of every record, top-level and nested."""
        return self._rows("SELECT id, kind FROM part ORDER BY file, number")

    def unread(self) -> dict[str, str]:
        """Return the file of each top-level record that could not be read, by its id."""
        rows = self._rows("SELECT id, file FROM unread WHERE NOT lost ORDER BY file")
        return {id_: file for id_, file in rows if "/" not in id_}

    def is_unread(self, id_: str) -> bool:
        """Return whether a record exists but could not be read."""
        return bool(self._rows("SELECT 1 FROM unread WHERE id = ? AND NOT lost", id_))

    def kind(self, id_: str) -> str:
        """Return the kind of the record of a full id, or an empty text if there is none."""
        rows = self._rows(
            "SELECT part.kind FROM part LEFT JOIN record "
            "ON record.id = part.id AND record.file = part.file "
            "WHERE part.id = ? ORDER BY record.kind, part.file",
            id_,
        )
        return rows[0][0] if rows else ""

    def first_record(self, id_: str) -> tuple[str, str]:
        """Return the kind and file of the first top-level record of an id, or two empty texts."""
        rows = self._rows("SELECT kind, file FROM record WHERE id = ? ORDER BY kind, file", id_)
        return (_KINDS[rows[0][0]], rows[0][1]) if rows else ("", "")

    def first_for_name(self, key: str) -> tuple[str, str]:
        """Return the id and kind of the first top-level record that a normalized name leads to."""
        rows = self._rows(
            f"SELECT id, kind FROM name WHERE key = ? AND {_IS_TOP_LEVEL} "  # noqa: S608 (no input)
            "ORDER BY rank, kind, file, place LIMIT 1",
            key,
        )
        return (rows[0][0], _KINDS[rows[0][1]]) if rows else ("", "")

    def is_cited(self, source: str) -> bool:
        """Return whether any record cites a source."""
        return bool(self._rows("SELECT 1 FROM link WHERE target = ? LIMIT 1", source))

    def errors(self, owner: str) -> list[Problem]:
        """Return the errors of a top-level record, or of the file in which it could not be read."""
        rows = self._rows("SELECT body FROM problem WHERE owner = ? AND error", owner)
        return sorted(map(self._problem, rows))

    def files_with_errors(self) -> list[str]:
        """Return the files that have errors."""
        return [
            file
            for (file,) in self._rows("SELECT DISTINCT file FROM problem WHERE error ORDER BY file")
        ]

    def problems(self) -> list[Problem]:
        """Return every problem of the library, in the order of its files and lines."""
        return sorted(map(self._problem, self._rows("SELECT DISTINCT body FROM problem")))

    def files(self) -> list[str]:
        """Return the files of the library, as they were indexed."""
        return list(self.indexed_files.fingerprints)

    def search(self, query: "SearchQuery") -> list[str]:
        """Return the full ids of the records that match a query, the best first.

        Those of which the names match come before those of which only a text does.
        """
        from briefing.index.fulltext import to_fts5

        rows = self._rows(
            "SELECT part.id FROM words JOIN part ON part.number = words.rowid "  # noqa: S608 (no input)
            "WHERE words MATCH ? ORDER BY words.rowid NOT IN "
            "(SELECT rowid FROM words WHERE words MATCH ?), "
            f"bm25(words, {_WEIGHTS}), part.id",
            to_fts5(query, self._ids_named),
            f"head : {to_fts5(query, lambda _: ())}",
        )
        return [id_ for (id_,) in rows]

    def vocabulary(self) -> list[str]:
        """Return every word that a search can find."""
        rows = self._rows("SELECT DISTINCT term FROM vocabulary WHERE col <> 'linked'")
        return [word for (word,) in rows]

    def _ids_named(self, phrase: str) -> list[str]:
        """Return the full ids of the records, but for sources, that a phrase names best."""
        rows = self._rows(
            "SELECT part.id FROM words JOIN part ON part.number = words.rowid "
            "WHERE words MATCH ? AND part.kind <> 'source' "
            "ORDER BY bm25(words), part.id LIMIT ?",
            f"head : {phrase}",
            _MAX_NAMED,
        )
        return [id_ for (id_,) in rows]

    def ids_with_prefix(self, prefix: str, kinds: Sequence[str], limit: int) -> list[str]:
        """Return the ids of top-level records of some kinds that have a name with a prefix."""
        marks = ", ".join("?" * len(kinds))
        rows = self._rows(
            f"SELECT DISTINCT id FROM name WHERE key >= ? AND key < ? AND {_IS_TOP_LEVEL} "  # noqa: S608 (only marks)
            f"AND kind IN ({marks}) ORDER BY id LIMIT ?",
            prefix,
            f"{prefix}\U0010ffff",
            *map(_KINDS.index, kinds),
            limit,
        )
        return [id_ for (id_,) in rows]

    def _nested_ids(self, owner: str, inner: str) -> list[str]:
        """Return the full ids of nested records, by the normalized names of both parts."""
        ids = [
            id_
            for prefix in (f"{owner_id}/" for owner_id in self.ids_for_name(owner))
            for (id_,) in self._rows(
                "SELECT id FROM part WHERE id >= ? AND id < ? ORDER BY number",
                prefix,
                f"{prefix}\U0010ffff",
            )
        ]
        return [id_ for id_ in dict.fromkeys(ids) if normalize_name(id_.partition("/")[2]) == inner]

    def _metadata(self, name: str) -> bytes:
        rows = self._rows("SELECT value FROM metadata WHERE name = ?", name)
        if not rows:
            raise IndexCorrupted
        value = rows[0][0]
        if not isinstance(value, bytes):
            raise IndexCorrupted
        return value

    def _stored(self, id_: str, kind: int, body: bytes, checksum: int) -> Stored:
        try:
            if _record_checksum(id_, kind, body) != checksum:
                raise IndexCorrupted
            record, links = _decoder(_KINDS[kind]).decode(body)
        except DAMAGE as error:
            raise IndexCorrupted from error
        return Stored(id_, _KINDS[kind], record, links)

    def _problem(self, row: tuple[bytes]) -> Problem:
        try:
            return msgspec.msgpack.decode(row[0], type=Problem)
        except DAMAGE as error:
            raise IndexCorrupted from error

    def _rows(self, statement: str, *values: object) -> list[Any]:
        try:
            return self._database.execute(statement, values).fetchall()
        except UnicodeEncodeError:  # what was asked for is no text, and so in no table
            return []
        except DAMAGE as error:
            raise IndexCorrupted from error


class Writer:
    """Fills the tables, and updates them for files that changed."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def create_tables(self) -> None:
        """Create the tables, empty."""
        self._run(_TABLES)

    def create_indexes(self) -> None:
        """Create the indexes, which completes the database."""
        self._run(_INDEXES)
        self._database.execute(f"PRAGMA user_version = {FORMAT}")

    def set_library(self, about: LibraryFile | None, folder: Path, program: str) -> None:
        """Store what the library says of itself, its folder, and the program's fingerprint."""
        self._set_metadata("library", msgspec.msgpack.encode(about))
        self._set_metadata("folder", os.fsencode(folder))
        self._set_metadata("program", program.encode())

    def set_fingerprints(self, fingerprints: dict[str, Fingerprint], mtime: int) -> None:
        """Store the fingerprints of all files.

        Args:
            fingerprints: The fingerprint of every file of the library.
            mtime: The modification time, in nanoseconds, that the database's file is going to get:
                any other one shows that somebody else has written to it.
        """
        encoded, stats = encode_fingerprints(fingerprints)
        self._set_metadata("fingerprints", encoded)
        self._set_metadata("stats", stats)
        self._set_metadata("mtime", mtime.to_bytes(8))

    def add(self, rows: FileRows) -> None:
        """Add the rows of one file."""
        run, file = self._database.executemany, rows.file
        kind = _KINDS.index(rows.kind) if rows.kind else -1
        run(
            "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    *(row.id, kind, file, row.position, row.body),
                    _record_checksum(row.id, kind, row.body),
                )
                for row in rows.records
            ],
        )
        (last,) = self._database.execute("SELECT coalesce(max(number), 0) FROM part").fetchone()
        numbered = list(enumerate(rows.search_rows, last + 1))
        run(
            "INSERT INTO part VALUES (?, ?, ?, ?, ?, ?)",
            [(number, row.id, row.kind, file, row.name, row.short) for number, row in numbered],
        )
        run(
            "INSERT INTO words(rowid, head, text, linked) VALUES (?, ?, ?, ?)",
            [(number, row.head, row.text, row.linked) for number, row in numbered],
        )
        unread = [(id_, rows.kind, file, 0) for id_ in rows.unread]
        unread += [("", rows.kind, file, 1)] if rows.is_lost else []
        run("INSERT INTO unread VALUES (?, ?, ?, ?)", unread)
        run(
            "INSERT INTO link VALUES (?, ?, ?, ?)",
            [(row.target, row.origin, row.takes, file) for row in rows.references],
        )
        run(
            "INSERT INTO name VALUES (?, ?, ?, ?, ?, ?)",
            [(row.key, row.id, row.rank, kind, file, row.position) for row in rows.names],
        )
        self.add_problems(file, rows.problems, across=False)

    def add_problems(self, file: str, problems: Iterable[OwnedProblem], *, across: bool) -> None:
        """Add the problems of a file, either by itself or `across` the library."""
        self._database.executemany(
            "INSERT INTO problem VALUES (?, ?, ?, ?, ?)",
            [
                (
                    file,
                    owned.owner,
                    owned.problem.severity == "error",
                    across,
                    msgspec.msgpack.encode(owned.problem),
                )
                for owned in problems
            ],
        )

    def clear_problems(self, file: str) -> None:
        """Remove the problems of a file across the library."""
        self._database.execute("DELETE FROM problem WHERE file = ? AND across", (file,))

    def remove(self, file: str, search_rows: Sequence[SearchRow]) -> None:
        """Remove everything that a file added.

        Args:
            file: Its name.
            search_rows: What a search found in it; the full-text table keeps no text, and needs
                the text to remove it.

        Raises:
            IndexCorrupted: The file did not add these.
        """
        numbers = self._database.execute(
            "SELECT number, id FROM part WHERE file = ? ORDER BY number", (file,)
        ).fetchall()
        if [id_ for _, id_ in numbers] != [row.id for row in search_rows]:
            raise IndexCorrupted
        self._database.executemany(
            "INSERT INTO words(words, rowid, head, text, linked) VALUES ('delete', ?, ?, ?, ?)",
            [
                (number, row.head, row.text, row.linked)
                for (number, _), row in zip(numbers, search_rows, strict=True)
            ],
        )
        for table in ("record", "part", "unread", "link", "name", "problem"):
            self._database.execute(f"DELETE FROM {table} WHERE file = ?", (file,))  # noqa: S608 (no input)

    def exports(self, file: str) -> set[tuple[str, str, str]]:
        """Return what the checks of other files may depend on: ids, names and citations."""
        exports: set[tuple[str, str, str]] = set()
        for what, statement in (
            ("id", "SELECT id, kind FROM part WHERE file = ?"),
            ("id", "SELECT id, 'unread' FROM unread WHERE file = ?"),
            ("name", f"SELECT key, id || rank FROM name WHERE file = ? AND {_IS_TOP_LEVEL}"),  # noqa: S608 (no input)
            ("cited", "SELECT DISTINCT target, '' FROM link WHERE file = ?"),
        ):
            exports |= {(what, *row) for row in self._database.execute(statement, (file,))}
        return exports

    def dependents(self, exports: set[tuple[str, str, str]]) -> set[str]:
        """Return the files whose checks depend on any of some exports.

        Those with problems across the library always do: what is suggested for an unknown
        reference depends on every id and name.
        """
        if not exports:
            return set()
        statements = {
            "id": (
                "SELECT file FROM link WHERE target = ?",
                "SELECT file FROM record WHERE id = ?",
                "SELECT file FROM link WHERE target > ? || '/' AND target < ? || '0'",
                "SELECT file FROM link WHERE takes LIKE '%/' AND target LIKE '%/' || ?",
            ),
            "name": (f"SELECT file FROM name WHERE key = ? AND {_IS_TOP_LEVEL}",),  # noqa: S608 (no input)
            "cited": ("SELECT file FROM record WHERE id = ?",),
        }
        rows = self._database.execute("SELECT DISTINCT file FROM problem WHERE across").fetchall()
        for what, value, _ in exports:
            for statement in statements[what]:
                rows += self._database.execute(statement, (value,) * statement.count("?"))
        return {file for (file,) in rows}

    def files_to_recheck(self, topics: Iterable[str]) -> set[str]:
        """Return the files that may have problems across the library."""
        marks = ", ".join("?" * len(list(topics)))
        run = self._database.execute
        rows = run(
            "SELECT DISTINCT link.file FROM link LEFT JOIN part ON part.id = target "  # noqa: S608 (only marks)
            "WHERE (part.id IS NULL OR instr(takes, '+' || part.kind || '+') = 0) "
            f"AND NOT (instr(takes, '+topic+') AND target IN ({marks}))",
            tuple(topics),
        ).fetchall()
        rows += run(
            "SELECT file FROM record WHERE id IN "
            "(SELECT id FROM record GROUP BY id HAVING count(*) > 1)"
        )
        rows += run(
            f"SELECT file FROM name WHERE {_IS_WRITTEN} AND key IN "  # noqa: S608 (no input)
            f"(SELECT key FROM name WHERE {_IS_WRITTEN} GROUP BY key "
            "HAVING count(DISTINCT id) > 1)"
        )
        rows += run(
            "SELECT DISTINCT link.file FROM link JOIN record "
            "ON record.id = substr(target, instr(target, '/') + 1) "
            "WHERE takes LIKE '%/'"
        )
        rows += run(
            "SELECT file FROM record WHERE kind = ? AND id NOT IN (SELECT target FROM link)",
            (_KINDS.index("source"),),
        )
        return {file for (file,) in rows}

    def _run(self, script: str) -> None:
        # `executescript` would end the transaction that makes a half-filled index none.
        for statement in script.split(";\n"):
            self._database.execute(statement)

    def _set_metadata(self, name: str, value: bytes) -> None:
        self._database.execute("INSERT OR REPLACE INTO metadata VALUES (?, ?)", (name, value))


def connect_in_memory() -> sqlite3.Connection:
    """Return a database in memory."""
    return sqlite3.connect(":memory:", isolation_level=None)


def connect(path: Path) -> sqlite3.Connection:
    """Open a database in a file, which is created if need be.

    Raises:
        sqlite3.Error: It cannot be opened.
    """
    return sqlite3.connect(path, timeout=_TIMEOUT, isolation_level=None)


def copy_to_memory(database: sqlite3.Connection) -> sqlite3.Connection:
    """Copy a database to memory."""
    copy = connect_in_memory()
    database.backup(copy)
    return copy


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """Commit the changes made within, or roll them back after an exception.

    There is no journal in a file, which somebody else could have made: what a killed process has
    half written is not trusted.

    Raises:
        sqlite3.Error: The database cannot be written.
    """
    database.execute("PRAGMA journal_mode = MEMORY")
    database.execute("PRAGMA synchronous = NORMAL")
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        set_checksum(database)
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


def set_checksum(database: sqlite3.Connection) -> None:
    """Store the checksum of a database, which ends every transaction that writes to it."""
    database.execute(f"PRAGMA application_id = {_checksum(database)}")


def is_complete(database: sqlite3.Connection) -> bool:
    """Return whether a database holds a finished index of this layout, and is undamaged."""
    return _pragma(database, "user_version") == FORMAT and _pragma(
        database, "application_id"
    ) == _checksum(database)


def _checksum(database: sqlite3.Connection) -> int:
    """Return the checksum of a database as a signed number, or 0 if it is too large for one."""
    if _pragma(database, "page_count") * _pragma(database, "page_size") > _MAX_CHECKED:
        return 0
    content = memoryview(database.serialize())
    checksum = 0
    for part in _CHECKED_PARTS:
        checksum = crc32(content[part], checksum)
    return checksum - (1 << 31)


def _pragma(database: sqlite3.Connection, name: str) -> int:
    (value,) = database.execute(f"PRAGMA {name}").fetchone()
    return int(value)


def _record_checksum(id_: str, kind: int, body: bytes) -> int:
    """Return the checksum of a record's row, so that no row passes for another."""
    return crc32(body, crc32(f"{kind} {id_}".encode()))


@cache
def _decoder(kind: str) -> "msgspec.msgpack.Decoder[Any]":
    return msgspec.msgpack.Decoder(tuple[TOP_LEVEL[kind].record, tuple[Link, ...]])  # type: ignore[misc]  # as the row says


def encode_record(record: Struct, links: Sequence[Link]) -> bytes:
    """Encode a top-level record and its links."""
    return msgspec.msgpack.encode((record, links))
