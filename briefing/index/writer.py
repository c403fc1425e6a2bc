"""Fills the tables of the index, and updates them for files that changed."""

import os
import sqlite3
from binascii import crc32
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import msgspec

from briefing.index import cache as cache_file
from briefing.index import checksums
from briefing.index.checksums import (
    Checksums,
    IndexCorrupted,
    checksum_of_row,
    checksum_of_schema,
    read_metadata,
    write_metadata,
)
from briefing.index.fingerprints import Fingerprint, encode_fingerprints
from briefing.index.fulltext_tables import (
    FullTextChange,
    checksum_of_full_text,
    prepare_full_text,
    write_full_text,
    write_full_text_checksum,
)
from briefing.index.rows import FileRows, OwnedProblem, ReferenceRow, SearchRow, SpellingRow
from briefing.index.spellings import SPELLING_INDEXES, SPELLING_TABLE, checksum_of_spelling
from briefing.index.store import (
    COLUMNS,
    IS_TOP_LEVEL,
    IS_WRITTEN,
    TOP_LEVEL_KINDS,
    LinkKey,
    NameKey,
    PartKey,
    RecordKey,
    read_pragma,
)
from briefing.library.lookup import NameRank
from briefing.model import edtf
from briefing.model.records import LibraryFile

_TABLES: Final = f"""{checksums.TABLES}{SPELLING_TABLE}
CREATE TABLE record(id TEXT, kind INT, file TEXT, place INT, sum INT, body BLOB);
CREATE TABLE part(number INTEGER PRIMARY KEY, id TEXT, kind TEXT, sum INT, owner TEXT, file TEXT,
    name TEXT, short TEXT);
CREATE TABLE unread(id TEXT, kind TEXT, file TEXT, lost INT);
CREATE TABLE link(target TEXT, owner TEXT, origin TEXT, takes TEXT, kind INT, file TEXT, place INT);
CREATE TABLE name(key TEXT, id TEXT, rank INT, kind INT, file TEXT, number INT);
CREATE TABLE marked(id TEXT, file TEXT);
CREATE TABLE problem(file TEXT, owner TEXT, error INT, across INT, body BLOB);
CREATE VIRTUAL TABLE words USING fts5(head, text, linked, content='',
    tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co M*'");
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, col);
"""

# Created once the tables are filled, which takes less time than updating them with every row.
_INDEXES: Final = f"""{SPELLING_INDEXES}
CREATE INDEX record_id ON record(id);
CREATE INDEX record_kind ON record(kind, id, file, place, sum);
CREATE INDEX record_file ON record(file);
CREATE INDEX part_id ON part(id, kind);
CREATE INDEX part_owner ON part(owner);
CREATE INDEX part_file ON part(file);
CREATE INDEX unread_id ON unread(id);
CREATE INDEX link_target ON link(target);
CREATE INDEX link_owner ON link(owner) WHERE owner IS NOT NULL;
CREATE INDEX link_file ON link(file);
CREATE INDEX link_doubtful ON link(target) WHERE takes LIKE '%/';
CREATE INDEX name_key ON name(key);
CREATE INDEX name_file ON name(file);
CREATE INDEX problem_file ON problem(file);
CREATE INDEX problem_owner ON problem(owner);
"""

# The sets that a row of each table is read in; one of them is that of its file.
_SETS: Final[dict[str, Callable[[Any], list[str]]]] = {
    "record": lambda row: ["record", f"record id {row.id}", f"file {row.file}"],
    "part": lambda row: [
        "part",
        f"part id {row.id}",
        f"part owner {row.owner}",
        f"file {row.file}",
    ],
    "unread": lambda row: ["unread", f"unread id {row[0]}", f"file {row[2]}"],
    "link": lambda row: [
        f"link target {row.target}",
        f"file {row.file}",
        *([f"link owner {row.owner}"] if row.owner is not None else []),
        *(["link doubtful"] if row.takes.endswith("/") else []),
    ],
    "name": lambda row: [
        f"name key {row.key}",
        f"file {row.file}",
        *(["name"] if row.rank < NameRank.NESTED else []),
    ],
    # Each row has a checksum of its own; one that is lost is only not offered.
    "spelling": lambda row: [f"file {row[6]}"],
    "marked": lambda row: ["marked", f"file {row[1]}"],
    "problem": lambda row: ["problem", f"problem owner {row[1]}", f"file {row[0]}"],
}


class Writer:
    """Fills the tables, and updates them for files that changed.

    `sums` are the checksums, which count what was written before they are saved.
    """

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self.sums = Checksums(database)
        self._is_new = False
        self._text_change: FullTextChange | None = None
        # The number of the last part, once it is known.
        self._last: int | None = None

    def create_tables(self, size: int = 0) -> None:
        """Create the tables, empty, for a library whose files have a size in bytes."""
        self._run(_TABLES)
        self.sums.create(size)
        self._last = 0
        self._is_new = True

    def create_indexes(self) -> None:
        """Create the indexes."""
        self._run(_INDEXES)

    def finish(self) -> None:
        """Save the checksums, which ends every transaction that writes."""
        self.sums.save()
        if self._last is not None:
            self._set_metadata("last", self._last.to_bytes(8))
        if self._is_new:
            prepare_full_text(self._database)
            write_full_text(self._database)
            write_full_text_checksum(self._database, checksum_of_full_text(self._database))
        elif self._text_change is not None:
            write_full_text_checksum(self._database, self._text_change.finish())
        self._set_metadata("schema", checksum_of_schema(self._database))
        if read_pragma(self._database, "user_version") != cache_file.FORMAT:
            self._database.execute(f"PRAGMA user_version = {cache_file.FORMAT}")

    def set_library(self, about: LibraryFile | None, folder: Path, program: str) -> None:
        """Store what the library says of itself, its folder, and the program's fingerprint."""
        self._set_metadata("library", msgspec.msgpack.encode(about))
        is_valid = about is not None and edtf.parse(about.as_of).end is not None
        self._set_metadata("is_valid", b"1" if is_valid else b"0")
        self._set_metadata("folder", os.fsencode(folder))
        self._set_metadata("program", program.encode())

    def set_fingerprints(self, fingerprints: dict[str, Fingerprint], mtime: int) -> None:
        """Store the fingerprints of all files.

        Args:
            fingerprints: The fingerprint of every file of the library.
            mtime: The modification time, in nanoseconds, that the database's file is going to get:
                any other one shows that somebody else has written to it.
        """
        stats, contents = encode_fingerprints(fingerprints)
        self._set_metadata("stats", stats)
        self._set_metadata("contents", contents)
        self._set_metadata("mtime", mtime.to_bytes(8))

    def add(self, rows: FileRows) -> None:
        """Add the rows of one file."""
        file, kind = rows.file, TOP_LEVEL_KINDS.index(rows.kind) if rows.kind else -1
        records = [
            RecordKey(row.id, kind, file, row.position, crc32(row.body)) for row in rows.records
        ]
        self.sums.add("record", records, _SETS["record"])
        self._database.executemany(
            "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?)",
            [(*key, row.body) for key, row in zip(records, rows.records, strict=True)],
        )
        self._add_parts(file, rows.search_rows)
        unread = [(id_, rows.kind, file, 0) for id_ in rows.unread]
        self._insert("unread", unread + ([("", rows.kind, file, 1)] if rows.is_lost else []))
        places = {row.id: row.position for row in rows.records}
        links = [(row, kind, file, places[row.origin]) for row in rows.references]
        self._insert("link", [_link(*link) for link in links])
        ordered = enumerate(sorted(rows.names, key=lambda row: row.position))
        names = [NameKey(row.key, row.id, row.rank, kind, file, number) for number, row in ordered]
        self._insert("name", names)
        self._insert("spelling", [_spelling(row, kind, file) for row in rows.spellings])
        self._insert("marked", [(id_, file) for id_ in rows.marked])
        self.add_problems(file, rows.problems, across=False)

    def _add_parts(self, file: str, rows: Sequence[SearchRow]) -> None:
        if not rows:
            return
        if not self._is_new:
            self._begin_text_change()
        numbered = list(enumerate(rows, self._last_number() + 1))
        self._last = numbered[-1][0]
        parts = [
            PartKey(
                number,
                row.id,
                row.kind,
                checksum_of_row("part", (number, row.id, row.kind)),
                row.id.partition("/")[0],
                file,
                row.name,
                row.short,
            )
            for number, row in numbered
        ]
        self._insert("part", parts)
        self._database.executemany(
            "INSERT INTO words(rowid, head, text, linked) VALUES (?, ?, ?, ?)",
            [(number, row.head, row.text, row.linked) for number, row in numbered],
        )

    def _begin_text_change(self) -> FullTextChange:
        if self._text_change is None:
            self._text_change = FullTextChange(self._database, self._last_number())
        return self._text_change

    def _last_number(self) -> int:
        """Return the number of the last part."""
        if self._last is None:
            self._last = int.from_bytes(read_metadata(self._database, "last"))
        return self._last

    def add_problems(self, file: str, problems: Iterable[OwnedProblem], *, across: bool) -> None:
        """Add the problems of a file, either by itself or `across` the library."""
        self._insert(
            "problem",
            [
                (
                    file,
                    owned.owner,
                    int(owned.problem.severity == "error"),
                    int(across),
                    msgspec.msgpack.encode(owned.problem),
                )
                for owned in problems
            ],
        )

    def clear_problems(self, file: str) -> None:
        """Remove the problems of a file across the library."""
        self._delete("problem", "file = ? AND across", file)

    def remove(self, file: str, search_rows: Sequence[SearchRow]) -> None:
        """Remove everything that a file added.

        Args:
            file: Its name.
            search_rows: What a search found in it; the full-text table keeps no text, and needs
                the text to remove it.

        Raises:
            IndexCorrupted: The file did not add these.
        """
        parts = sorted(map(PartKey._make, self._delete("part", "file = ?", file)))
        if [part.id for part in parts] != [row.id for row in search_rows]:
            raise IndexCorrupted
        self._begin_text_change().remove(part.number for part in parts)
        self._database.executemany(
            "INSERT INTO words(words, rowid, head, text, linked) VALUES ('delete', ?, ?, ?, ?)",
            [
                (part.number, row.head, row.text, row.linked)
                for part, row in zip(parts, search_rows, strict=True)
            ],
        )
        for table in ("record", "unread", "link", "name", "spelling", "marked", "problem"):
            self._delete(table, "file = ?", file)
        if self.sums.get(f"file {file}"):
            raise IndexCorrupted

    def _insert(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        if rows:
            self.sums.add(table, rows, _SETS[table])
            marks = ", ".join("?" * len(rows[0]))
            statement = f"INSERT INTO {table} VALUES ({marks})"  # noqa: S608 (no input)
            # Columns are taken from a tuple in two thirds of the time that a named one needs.
            self._database.executemany(statement, map(tuple, rows))

    def _delete(self, table: str, condition: str, value: str) -> list[Any]:
        """Delete rows, and return them."""
        rows = self._database.execute(
            f"SELECT {COLUMNS[table]} FROM {table} WHERE {condition}",  # noqa: S608 (no input)
            (value,),
        ).fetchall()
        make: Callable[[Any], Any] = _ROWS.get(table, tuple)
        self.sums.add(table, map(make, rows), _SETS[table], -1)
        self._database.execute(f"DELETE FROM {table} WHERE {condition}", (value,))  # noqa: S608 (no input)
        return rows

    def exports(self, file: str) -> set[tuple[str, str, str]]:
        """Return what the checks of other files may depend on: ids, names and citations."""
        exports: set[tuple[str, str, str]] = set()
        for what, statement in (
            ("id", "SELECT id, kind FROM part WHERE file = ?"),
            ("id", "SELECT id, 'unread' FROM unread WHERE file = ?"),
            ("name", f"SELECT key, id || rank FROM name WHERE file = ? AND {IS_TOP_LEVEL}"),  # noqa: S608 (no input)
            ("cited", "SELECT DISTINCT target, '' FROM link WHERE file = ?"),
        ):
            exports |= {(what, *row) for row in self._database.execute(statement, (file,))}
        return exports

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
            # The plus keeps SQLite from looking up every row by the index, of which few are wanted.
            f"SELECT file FROM name WHERE {IS_WRITTEN} AND +key IN "  # noqa: S608 (no input)
            f"(SELECT key FROM name WHERE {IS_WRITTEN} GROUP BY +key "
            "HAVING count(DISTINCT id) > 1)"
        )
        rows += run(
            "SELECT DISTINCT link.file FROM link JOIN record "
            "ON record.id = substr(target, instr(target, '/') + 1) "
            "WHERE takes LIKE '%/'"
        )
        rows += run(
            "SELECT file FROM record WHERE kind = ? AND id NOT IN (SELECT target FROM link)",
            (TOP_LEVEL_KINDS.index("source"),),
        )
        return {file for (file,) in rows}

    def _run(self, script: str) -> None:
        # `executescript` would end the transaction that makes a half-filled index none.
        for statement in script.split(";\n"):
            self._database.execute(statement)

    def _set_metadata(self, name: str, value: bytes) -> None:
        write_metadata(self._database, name, value)


_ROWS: Final[dict[str, Callable[[Any], Any]]] = {
    "record": RecordKey._make,
    "part": PartKey._make,
    "link": LinkKey._make,
    "name": NameKey._make,
}


def _link(row: ReferenceRow, kind: int, file: str, place: int) -> LinkKey:
    owner, slash, _ = row.target.partition("/")
    return LinkKey(row.target, owner if slash else None, row.origin, row.takes, kind, file, place)


def _spelling(row: SpellingRow, kind: int, file: str) -> tuple[Any, ...]:
    checksum = checksum_of_spelling(row.id, row.word)
    return row.id, row.number, row.key, row.word, checksum, kind, file


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[Writer]:
    """Yield a writer; commit the changes made within, or roll them back after an exception.

    There is no journal in a file, which somebody else could have made: what a killed process has
    half written is not trusted.

    Raises:
        sqlite3.Error: The database cannot be written.
    """
    database.execute("PRAGMA journal_mode = MEMORY")
    database.execute("PRAGMA synchronous = NORMAL")
    database.execute("BEGIN IMMEDIATE")
    try:
        writer = Writer(database)
        yield writer
        writer.finish()
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")
