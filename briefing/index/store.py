"""Looks up what was read of a library in SQLite, in a file or in memory.

Everything in it is derived from the files of the library, and can be lost at any time.
"""

import os
import sqlite3
from binascii import crc32
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache, cached_property
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec
from msgspec import Struct

from briefing.index import cache as cache_file
from briefing.index.checksums import (
    Checksums,
    IndexCorrupted,
    checksum_of_row,
    checksum_of_rows,
    checksum_of_schema,
    read_metadata,
)
from briefing.index.fingerprints import IndexedFiles
from briefing.index.spellings import Spellings, find_spellings
from briefing.library.folding import normalize_name
from briefing.library.links import Link
from briefing.library.lookup import Designation, NameRank, all_names
from briefing.model.diagnostics import ON_READING, Problem
from briefing.model.kinds import TOP_LEVEL
from briefing.model.records import LibraryFile

if TYPE_CHECKING:
    from briefing.index.fulltext import SearchQuery

COLUMNS: Final = {
    "record": "id, kind, file, place, sum",
    "part": "number, id, kind, sum, owner, file, name, short",
    "unread": "id, kind, file, lost",
    "link": "target, owner, origin, takes, kind, file, place",
    "name": "key, id, rank, kind, file, number",
    "spelling": "id, number, key, word, sum, kind, file",
    "marked": "id, file",
    "problem": "file, owner, error, across, body",
}
"""The columns of each table that its checksums cover."""

TOP_LEVEL_KINDS: Final = tuple(TOP_LEVEL)
"""The kinds by the numbers that rows have for them."""

IS_WRITTEN: Final = f"rank <= {NameRank.WRITTEN}"
"""The condition on the row of a name that an author wrote."""

IS_TOP_LEVEL: Final = f"rank < {NameRank.NESTED}"
"""The condition on the row of a name by which no nested record is meant."""

_IS_DOUBTFUL: Final = "takes LIKE '%/'"

# Records that are asked for in one statement at most.
_BATCH: Final = 500

# Records of which the references to them are remembered.
_REMEMBERED: Final = 50

# Seconds to wait for another process that has locked the database.
_TIMEOUT: Final = 2.0

# How many records a word of a search can name, so that what refers to them is found.
_MAX_NAMED: Final = 100

# How much a word counts in the names of a record, in its other texts, and in what it refers to.
_HEADS_FIRST: Final = "ORDER BY words.rowid NOT IN (SELECT rowid FROM words WHERE words MATCH ?)"
_RANK: Final = "bm25(words, 8.0, 1.0, 0.5)"


DAMAGE: Final = (
    *(sqlite3.Error, IndexCorrupted, msgspec.MsgspecError, OSError, MemoryError, RecursionError),
    *(ValueError, TypeError, LookupError, ArithmeticError),
)
"""What opening or reading a damaged index may raise."""


class RecordKey(NamedTuple):
    """A row of a top-level record without what the record says, which has a checksum of its own."""

    id: str
    kind: int
    file: str
    place: int
    sum: int


class PartKey(NamedTuple):
    """A row of a record of any kind; `sum` covers the columns before it."""

    number: int
    id: str
    kind: str
    sum: int
    owner: str
    file: str
    name: str
    short: str

    @property
    def order(self) -> tuple[int, str, int]:
        """What the first of several records of one id is the first by."""
        return (
            TOP_LEVEL_KINDS.index(self.kind) if self.id == self.owner else 0,
            self.file,
            self.number,
        )


class LinkKey(NamedTuple):
    """A row of a reference; the target of a nested record has an owner."""

    target: str
    owner: str | None
    origin: str
    takes: str
    kind: int
    file: str
    place: int


class NameKey(NamedTuple):
    """A row of a normalized name; `number` counts those of the file."""

    key: str
    id: str
    rank: int
    kind: int
    file: str
    number: int

    @property
    def order(self) -> tuple[int, int, str, int]:
        """Which of the records of a name comes first."""
        return self.rank, self.kind, self.file, self.number


class NeedsRebuild(Exception):
    """The files changed in a way that takes rebuilding the index."""


class Stored(Struct, frozen=True):
    """A top-level record as it was indexed, every reference in it the full id of its target."""

    id: str
    kind: str
    record: Any
    links: tuple[Link, ...]


class Store:
    """A library as it was indexed; `folder` holds its files.

    Every method raises `IndexCorrupted` if the tables do not hold what they should.
    """

    def __init__(
        self, database: sqlite3.Connection, folder: Path, sums: Checksums | None = None
    ) -> None:
        """Read from a database.

        Args:
            database: The database.
            folder: The library's folder.
            sums: Its checksums, where a writer is about to change them.
        """
        self._database = database
        self._sums = sums or Checksums(database)
        self._first_for_name: dict[str, tuple[str, str]] = {}
        self._ahead: dict[str, list[Any]] = {}
        self._linked: dict[str, list[LinkKey]] = {}
        self._links_into: tuple[str, dict[str, list[LinkKey]]] = ("", {})
        self.folder = folder

    @cached_property
    def library_file(self) -> LibraryFile | None:
        """What the library says of itself, or None if that cannot be read."""
        body = self._metadata("library")
        try:
            return msgspec.msgpack.decode(body, type=LibraryFile | None)
        except DAMAGE as error:
            raise IndexCorrupted from error

    @cached_property
    def indexed_files(self) -> IndexedFiles:
        """The files as they were indexed."""
        return IndexedFiles(self._metadata)

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
        return frozenset(kind for _, kind, _, is_lost in self._read("unread") if is_lost)

    @property
    def has_markings(self) -> bool:
        """Whether anything in the library has a marking."""
        about = self.library_file
        return bool(about and about.marking) or bool(self._sum("marked"))

    def find(self, id_: str) -> Stored | None:
        """Return the first top-level record of an id, or None."""
        expected = self._sum(f"record id {id_}")
        if not expected:
            return None
        if id_ not in self._ahead:
            self._read_rows([id_])
        rows = self._ahead.pop(id_, [])
        _verify("record", expected, [row[:-1] for row in rows])
        _, kind, _, _, checksum, body = min(rows, key=lambda row: row[1:4])
        return self._stored(id_, kind, checksum, body)

    def read_ahead(self, ids: Sequence[str]) -> None:
        """Read top-level records that are about to be asked for in one statement."""
        self._ahead.clear()
        self._read_rows(ids[:_BATCH])

    def _read_rows(self, ids: Sequence[str]) -> None:
        marks = ", ".join("?" * len(ids))
        select = f"SELECT {COLUMNS['record']}, body FROM record WHERE id IN ({marks})"  # noqa: S608 (only marks)
        for row in self._rows(select, *ids):
            self._ahead.setdefault(row[0], []).append(row)

    def records_in(self, file: str) -> list[Stored]:
        """Return the top-level records of a file, in its order.

        That there are no others is checked when the file is removed, which alone needs them.
        """
        rows = self._rows(
            "SELECT id, kind, sum, body FROM record WHERE file = ? ORDER BY place", file
        )
        return [self._stored(*row) for row in rows]

    def designations(self, ids: Sequence[str]) -> dict[str, Designation]:
        """Return what records are and are called by their full ids, without decoding them."""
        result: dict[str, Designation] = {}
        # A large answer names more records than their rows fit into memory beside it.
        for start in range(0, len(ids), _BATCH):
            result |= self._designations(ids[start : start + _BATCH])
        return result

    def _designations(self, ids: Sequence[str]) -> dict[str, Designation]:
        wanted = list(dict.fromkeys(name for id_ in ids for name in (id_, id_.partition("/")[0])))
        parts = self._parts(wanted)
        result: dict[str, Designation] = {}
        for id_ in ids:
            owners = parts.get(id_.partition("/")[0])
            if owners:
                file = min(owners, key=_order_of_part).file
                same = [part for part in parts.get(id_, ()) if part.file == file]
                if same:
                    last = max(same)
                    result[id_] = Designation(last.kind, last.name, last.short)
        return result

    def ids(self, kind: str) -> list[str]:
        """Return the ids of the top-level records of a kind, in the order of their files."""
        return self._ids[TOP_LEVEL_KINDS.index(kind)]

    @cached_property
    def _ids(self) -> list[list[str]]:
        """The ids of the top-level records of each kind, the first record of every id only."""
        rows = sorted(map(RecordKey._make, self._read("record")), key=_order_of_record)
        first: dict[str, tuple[int, str]] = {}
        ids: list[list[str]] = [[] for _ in TOP_LEVEL_KINDS]
        for row in rows:
            if first.setdefault(row.id, (row.kind, row.file)) == (row.kind, row.file):
                ids[row.kind].append(row.id)
        return ids

    def referrers(self, target: str, kinds: Collection[str] = ()) -> list[str]:
        """Return the top-level records that refer to a record, directly or in a nested one.

        Args:
            target: The full id of what they refer to.
            kinds: Their kinds; none for all.
        """
        links = self._links_to(target)
        if kinds:
            wanted = {TOP_LEVEL_KINDS.index(kind) for kind in kinds}
            links = [link for link in links if link.kind in wanted]
        ordered = sorted(links, key=lambda link: (link.kind, link.file, link.place))
        return list(dict.fromkeys(link.origin for link in ordered))

    def referrers_to_parts(self, owner: str) -> list[str]:
        """Return the top-level records that refer to what is nested in a record."""
        links = chain.from_iterable(self._links_to_parts(owner).values())
        return list(dict.fromkeys(link.origin for link in links))

    def _links_to(self, target: str) -> list[LinkKey]:
        """Return the references to a record; an answer asks for those to few, again and again."""
        owner, slash, _ = target.partition("/")
        if slash:
            return self._links_to_parts(owner).get(target, [])
        if target not in self._linked:
            if len(self._linked) == _REMEMBERED:
                self._linked.clear()
            self._linked[target] = self._links("target", target)
        return self._linked[target]

    def _links_to_parts(self, owner: str) -> dict[str, list[LinkKey]]:
        """Return the references to what is nested in a record, by target.

        Whoever asks for those to one part mostly goes on to the next.
        """
        if owner != self._links_into[0]:
            links: dict[str, list[LinkKey]] = {}
            for link in self._links("owner", owner):
                links.setdefault(link.target, []).append(link)
            self._links_into = owner, links
        return self._links_into[1]

    def ids_for_name(self, key: str) -> dict[str, int]:
        """Return the full ids of a normalized name with its rank in each, the lowest first."""
        owner, slash, inner = key.partition("/")
        if slash:
            return dict.fromkeys(self._nested_ids(owner, inner), NameRank.NESTED)
        ranks: dict[str, int] = {}
        for name in self._names(key):
            ranks.setdefault(name.id, name.rank)
        return ranks

    def _names(self, key: str) -> list[NameKey]:
        return sorted(map(NameKey._make, self._read("name", "key", key)), key=_order_of_name)

    def iter_records(self) -> Iterable[tuple[str, str]]:
        """Return the full id and kind of every record, top-level and nested."""
        parts = sorted(self._read("part"), key=lambda part: (part[5], part[0]))
        return [(id_, kind) for _, id_, kind, *_ in parts]

    def unread(self) -> dict[str, str]:
        """Return the file of each top-level record that could not be read, by its id."""
        rows = sorted(self._read("unread"), key=lambda row: row[2])
        return {id_: file for id_, _, file, is_lost in rows if not is_lost and "/" not in id_}

    def is_unread(self, id_: str) -> bool:
        """Return whether a record exists but could not be read."""
        return any(not is_lost for *_, is_lost in self._read("unread", "id", id_))

    def kind(self, id_: str) -> str:
        """Return the kind of the record of a full id, or an empty text if there is none."""
        parts = self._parts([id_]).get(id_)
        return min(parts, key=_order_of_part).kind if parts else ""

    def first_record(self, id_: str) -> tuple[str, str]:
        """Return the kind and file of the first top-level record of an id, or two empty texts."""
        parts = [part for part in self._parts([id_]).get(id_, ()) if part.owner == id_]
        first = min(parts, key=_order_of_part) if parts else None
        return (first.kind, first.file) if first else ("", "")

    def first_for_name(self, key: str) -> tuple[str, str]:
        """Return the id and kind of the first top-level record that a normalized name leads to.

        It is asked for every record of a name once all files are written, and so remembered.
        """
        if key not in self._first_for_name:
            names = self._names(key)
            is_there = bool(names) and names[0].rank < NameRank.NESTED
            first = (names[0].id, TOP_LEVEL_KINDS[names[0].kind]) if is_there else ("", "")
            self._first_for_name[key] = first
        return self._first_for_name[key]

    def iter_names(self) -> Iterable[tuple[str, str, str]]:
        """Return the normalized names and titles of all records, each with an id and its kind."""
        names = sorted(map(NameKey._make, self._top_level_names()), key=_order_of_name)
        called = [(name.key, name.id, TOP_LEVEL_KINDS[name.kind]) for name in names]
        parts = map(PartKey._make, self._read("part"))
        return called + [
            (normalize_name(name), part.id, part.kind)
            for part in sorted(parts, key=_order_of_part)
            for name in (part.name, part.short)
            if name
        ]

    def written_name(self, id_: str, key: str) -> str:
        """Return a name of a record as it is written, empty if it has none of a key."""
        called = self.designations([id_]).get(id_)
        stored = self.find(id_)
        aliases = [name.text for name in all_names(id_, stored.record)] if stored else []
        names = [called.name, called.short, *aliases] if called else aliases
        return next((name for name in names if name and normalize_name(name) == key), "")

    def is_cited(self, source: str) -> bool:
        """Return whether any record cites a source."""
        return bool(self._sum(f"link target {source}"))

    def errors(self, owner: str) -> list[Problem]:
        """Return the errors of a top-level record, or of the file in which it could not be read."""
        rows = self._read("problem", "owner", owner)
        return sorted(self._problem(body) for *_, body in filter(self._is_error, rows))

    def files_with_errors(self) -> list[str]:
        """Return the files that have errors."""
        return sorted({file for file, *_ in filter(self._is_error, self._read("problem"))})

    def _is_error(self, row: Sequence[Any]) -> bool:
        """Return whether a row is that of an error, of a rule that the library does not ignore."""
        *_, is_error, _, body = row
        return bool(is_error) and not (self._ignored and self._problem(body).rule in self._ignored)

    @cached_property
    def _ignored(self) -> frozenset[str]:
        """The rules that the library ignores."""
        about = self.library_file
        return frozenset(about.check.ignore) - ON_READING if about else frozenset()

    def problems(self) -> list[Problem]:
        """Return every problem of the library, in the order of its files and lines."""
        bodies = dict.fromkeys(body for *_, body in self._read("problem"))
        return sorted(map(self._problem, bodies))

    def dependents(self, exports: set[tuple[str, str, str]]) -> set[str]:
        """Return the files whose checks depend on any of some exports of other files.

        Those with problems across the library always do: what is suggested for an unknown
        reference depends on every id and name.
        """
        if not exports:
            return set()
        files = {file for file, _, _, is_across, _ in self._read("problem") if is_across}
        doubtful = self._links("doubtful")
        for what, value, _ in exports:
            if what == "name":
                files |= {name.file for name in self._names(value) if name.rank < NameRank.NESTED}
                continue
            files |= {part.file for part in self._parts([value]).get(value, ())}
            if what == "id":
                links = self._links("target", value) + self._links("owner", value)
                links += [link for link in doubtful if link.target.endswith(f"/{value}")]
                files |= {link.file for link in links}
        return files

    def files(self) -> list[str]:
        """Return the files of the library, as they were indexed, in the order of their names."""
        return sorted(self.indexed_files.fingerprints)

    def search(self, query: "SearchQuery") -> list[str]:
        """Return the full ids of the records that match a query, the best first.

        Those of which the names match come before those of which only a text does.
        """
        from briefing.index.fulltext import to_fts5

        rows = self._hits(
            f"{_HEADS_FIRST}, {_RANK}, part.id",
            to_fts5(query, cache(self._ids_named)),
            f"head : {to_fts5(query, lambda _: ())}",
        )
        return [id_ for id_, _ in rows]

    def vocabulary(self) -> list[str]:
        """Return every word that a search can find."""
        self._verify_full_text()
        rows = self._rows("SELECT DISTINCT term FROM vocabulary WHERE col <> 'linked'")
        return [word for (word,) in rows]

    def _ids_named(self, phrase: str) -> list[str]:
        """Return the full ids of the records, but for sources, that a phrase names best."""
        hits = self._hits("ORDER BY bm25(words), part.id", f"head : {phrase}")
        return list(islice((id_ for id_, kind in hits if kind != "source"), _MAX_NAMED))

    def _hits(self, order: str, *values: str) -> Iterator[tuple[str, str]]:
        """Yield the full id and kind of every record that a search finds."""
        self._verify_full_text()
        rows = self._rows(
            "SELECT number, id, kind, sum FROM words "  # noqa: S608 (no input)
            f"LEFT JOIN part ON number = words.rowid WHERE words MATCH ? {order}",
            *values,
        )
        for *columns, checksum in rows:
            if checksum_of_row("part", tuple(columns)) != checksum:
                raise IndexCorrupted
            yield columns[1], columns[2]

    def spellings(self, prefix: str, kinds: Sequence[str], limit: int) -> Spellings:
        """Return the top-level records of some kinds that have a name with a prefix.

        A negative limit is none.
        """
        numbers = list(map(TOP_LEVEL_KINDS.index, kinds))
        try:
            result = find_spellings(self._database, prefix, numbers, limit)
        except UnicodeEncodeError:  # what was typed is no text, and so in no table
            return []
        except DAMAGE as error:
            raise IndexCorrupted from error
        if result is None:
            raise IndexCorrupted
        return result

    def _top_level_names(self) -> list[Any]:
        """Return the rows of the names of top-level records."""
        if not self._sum("name"):
            return []
        select = f"SELECT {COLUMNS['name']} FROM name WHERE {IS_TOP_LEVEL}"  # noqa: S608 (no input)
        return _verify("name", self._sum("name"), self._rows(select))

    def _nested_ids(self, owner: str, inner: str) -> list[str]:
        """Return the full ids of nested records, by the normalized names of both parts."""
        ids = [
            part[1]
            for owner_id in self.ids_for_name(owner)
            for part in sorted(self._read("part", "owner", owner_id))
        ]
        return [id_ for id_ in dict.fromkeys(ids) if normalize_name(id_.partition("/")[2]) == inner]

    def _links(self, column: str, value: str = "") -> list[LinkKey]:
        """Return the references that have a value in a column, or that are doubtful."""
        expected = self._sum(f"link {column} {value}" if value else f"link {column}")
        if not expected:
            return []
        where = f"{column} = ?" if value else _IS_DOUBTFUL
        rows = self._rows(
            f"SELECT {COLUMNS['link']} FROM link WHERE {where}",  # noqa: S608 (no input)
            *([value] if value else []),
        )
        return list(map(LinkKey._make, _verify("link", expected, rows)))

    def _parts(self, ids: Sequence[str]) -> dict[str, list[PartKey]]:
        """Return the rows of the records of full ids, by their id."""
        known = [id_ for id_ in dict.fromkeys(ids) if self._sum(f"part id {id_}")]
        parts: dict[str, list[PartKey]] = {}
        for start in range(0, len(known), _BATCH):
            batch = known[start : start + _BATCH]
            marks = ", ".join("?" * len(batch))
            select = f"SELECT {COLUMNS['part']} FROM part WHERE id IN ({marks})"  # noqa: S608 (only marks)
            for part in map(PartKey._make, self._rows(select, *batch)):
                parts.setdefault(part.id, []).append(part)
        if parts.keys() != set(known):
            raise IndexCorrupted
        for id_, rows in parts.items():
            _verify("part", self._sum(f"part id {id_}"), rows)
        return parts

    def _read(self, table: str, column: str = "", value: str = "") -> list[Any]:
        """Return all rows of a table, or those that have a value in a column."""
        expected = self._sum(f"{table} {column} {value}" if column else table)
        if not expected:
            return []
        select = f"SELECT {COLUMNS[table]} FROM {table}"  # noqa: S608 (no input)
        rows = self._rows(f"{select} WHERE {column} = ?", value) if column else self._rows(select)
        return _verify(table, expected, rows)

    def _sum(self, key: str) -> int:
        """Return the checksum of a set, 0 if it is empty."""
        try:
            return self._sums.get(key)
        except UnicodeEncodeError:  # what was asked for is no text, and so in no table
            return 0
        except DAMAGE as error:
            raise IndexCorrupted from error

    def _verify_full_text(self) -> None:
        if not self._is_full_text_sound:
            raise IndexCorrupted

    @cached_property
    def _is_full_text_sound(self) -> bool:
        """Whether every search finds what was stored."""
        from briefing.index.fulltext_tables import checksum_of_full_text, read_full_text_checksum

        try:
            return checksum_of_full_text(self._database) == read_full_text_checksum(self._database)
        except DAMAGE as error:
            raise IndexCorrupted from error

    def _metadata(self, name: str) -> bytes:
        try:
            return read_metadata(self._database, name)
        except DAMAGE as error:
            raise IndexCorrupted from error

    def _stored(self, id_: str, kind: int, checksum: int, body: bytes) -> Stored:
        try:
            if crc32(body) != checksum:
                raise IndexCorrupted
            record, links = _decoder(TOP_LEVEL_KINDS[kind]).decode(body)
        except DAMAGE as error:
            raise IndexCorrupted from error
        return Stored(id_, TOP_LEVEL_KINDS[kind], record, links)

    def _problem(self, body: bytes) -> Problem:
        try:
            return msgspec.msgpack.decode(body, type=Problem)
        except DAMAGE as error:
            raise IndexCorrupted from error

    def _rows(self, statement: str, *values: object) -> list[Any]:
        try:
            return self._database.execute(statement, values).fetchall()
        except UnicodeEncodeError:  # what was asked for is no text, and so in no table
            return []
        except DAMAGE as error:
            raise IndexCorrupted from error


def _verify(table: str, expected: int, rows: list[Any]) -> list[Any]:
    """Return rows if their checksum is the one of their set."""
    if checksum_of_rows(table, rows) != expected:
        raise IndexCorrupted
    return rows


def _order_of_part(part: PartKey) -> tuple[int, str, int]:
    return part.order


def _order_of_name(name: NameKey) -> tuple[int, int, str, int]:
    return name.order


def _order_of_record(record: RecordKey) -> tuple[int, str, int, str]:
    return record.kind, record.file, record.place, record.id


def connect_in_memory() -> sqlite3.Connection:
    """Return a database in memory."""
    return sqlite3.connect(":memory:", isolation_level=None)


def connect_temporary() -> sqlite3.Connection:
    """Return a database that SQLite writes, once it is large, to a file that has no name.

    Nobody else can open that file, and it is gone with the process. In memory the index of 10,000
    briefs takes 190 MB more, and no less time.
    """
    return sqlite3.connect("", isolation_level=None)


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


def is_complete(database: sqlite3.Connection) -> bool:
    """Return whether a database holds a finished index of this layout."""
    return read_pragma(database, "user_version") == cache_file.FORMAT and read_metadata(
        database, "schema"
    ) == checksum_of_schema(database)


def read_pragma(database: sqlite3.Connection, name: str) -> int:
    """Return what SQLite says of a database under a name."""
    (value,) = database.execute(f"PRAGMA {name}").fetchone()
    return int(value)


@cache
def _decoder(kind: str) -> "msgspec.msgpack.Decoder[Any]":
    return msgspec.msgpack.Decoder(tuple[TOP_LEVEL[kind].record, tuple[Link, ...]])  # type: ignore[misc]  # as the row says


def encode_record(record: Struct, links: Sequence[Link]) -> bytes:
    """Encode a top-level record and its links."""
    return msgspec.msgpack.encode((record, links))
