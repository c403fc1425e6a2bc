"""Checksums of everything that an answer reads from the index, so that damage is always noticed.

A set is all rows of a table that are read by one key, such as the links to a record. Its checksum
is the sum of those of its rows, and counts them: it changes with each row that is lost, added or
altered. It lies in one of a fixed number of buckets, and every bucket exists, so that a set that is
not in its bucket is known to be empty.
"""

import sqlite3
from binascii import crc32
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

TABLES: Final = """
CREATE TABLE metadata(name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE checksum(bucket INTEGER PRIMARY KEY, body BLOB);
"""

_Row = TypeVar("_Row", bound=tuple[Any, ...])

# A row counts one in the digits of a set's checksum above those of its own.
_ONE_ROW: Final = 1 << 32
_LIMIT: Final = 1 << 63

_MIN_BUCKETS: Final = 64
_MAX_BUCKETS: Final = 1 << 16

# Bytes of a library's files to a bucket, which then holds the checksums of about fifteen sets.
_BYTES_PER_BUCKET: Final = 4096

# So many buckets are read one by one at most.
_FEW: Final = 256

# What the header of a database says of its format, by position. What lies between are counters.
_HEADER: Final = {
    0: b"SQLite format 3\0\x10\x00\x01\x01\x00\x40\x20\x20",
    44: bytes.fromhex("00000004 00000000 00000000 00000001"),
    64: bytes(4),
    72: bytes(20),
}

encode: Final = msgspec.msgpack.Encoder().encode
"""Encodes a row, and takes less time than to make an encoder for each."""

_decode_bucket: Final = msgspec.msgpack.Decoder(dict[str, int]).decode


class IndexCorrupted(Exception):
    """The index cannot be trusted any more, and has to be rebuilt."""


def checksum_of_row(table: str, row: tuple[Any, ...]) -> int:
    """Return the checksum of one row of a table."""
    return crc32(encode(row), crc32(table.encode()))


def checksum_of_rows(table: str, rows: Iterable[tuple[Any, ...]]) -> int:
    """Return the checksum of a set, in whatever order its rows are read."""
    start, total = crc32(table.encode()), 0
    for row in rows:
        total += crc32(encode(row), start) + _ONE_ROW
    return total % _LIMIT


class Checksums:
    """The checksums of the sets of a database."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._buckets: dict[int, dict[str, int]] = {}
        self._changed: set[int] = set()
        # What was added to each set and is in no bucket yet: many rows are of one set.
        self._added: dict[str, int] = {}

    @cached_property
    def _count(self) -> int:
        return int.from_bytes(read_metadata(self._database, "buckets"))

    def create(self, size: int) -> None:
        """Make buckets for the sets of a library whose files have a size in bytes."""
        count = min(max(size // _BYTES_PER_BUCKET, _MIN_BUCKETS), _MAX_BUCKETS)
        write_metadata(self._database, "buckets", count.to_bytes(4))
        self._buckets = {number: {} for number in range(count)}
        self._changed = set(range(count))

    def get(self, key: str) -> int:
        """Return the checksum of a set.

        Raises:
            IndexCorrupted: It cannot be read.
        """
        if self._added:
            self._distribute()
        return self._bucket(crc32(key.encode()) % self._count).get(key, 0)

    def add(
        self, table: str, rows: Iterable[_Row], sets: Callable[[_Row], list[str]], sign: int = 1
    ) -> None:
        """Add rows of a table to the sets that each is in, or take them away if `sign` is -1."""
        # Every row of a library comes through here: a call for each would take a third longer.
        start, added = crc32(table.encode()), self._added
        for row in rows:
            checksum = sign * (crc32(encode(row), start) + _ONE_ROW)
            for key in sets(row):
                added[key] = added.get(key, 0) + checksum

    def save(self) -> None:
        """Write the buckets that changed."""
        self._distribute()
        bodies = ((number, encode(self._buckets[number])) for number in sorted(self._changed))
        self._database.executemany(
            "INSERT OR REPLACE INTO checksum VALUES (?, ?)",
            ((number, _seal(str(number), body)) for number, body in bodies),
        )
        self._changed.clear()

    def _distribute(self) -> None:
        """Bring what was added into the buckets."""
        for key, checksum in self._added.items():
            number = crc32(key.encode()) % self._count
            bucket = self._bucket(number)
            total = (bucket.get(key, 0) + checksum) % _LIMIT
            if total:
                bucket[key] = total
            else:
                bucket.pop(key, None)
            self._changed.add(number)
        self._added.clear()

    def _bucket(self, number: int) -> dict[str, int]:
        bucket = self._buckets.get(number)
        return self._load(number) if bucket is None else bucket

    def _load(self, number: int) -> dict[str, int]:
        # Of few buckets, an answer needs most, and so does one that needs more than a few: they are
        # read in one statement.
        are_many = self._count <= _FEW or len(self._buckets) > _FEW
        wanted = (0, self._count) if are_many else (number, number)
        rows = self._database.execute(
            "SELECT bucket, body FROM checksum WHERE bucket BETWEEN ? AND ?", wanted
        )
        for found, body in rows:
            if found not in self._buckets:
                self._buckets[found] = _decode_bucket(_unseal(str(found), (body,)))
        if number not in self._buckets:
            raise IndexCorrupted
        return self._buckets[number]


def read_metadata(database: sqlite3.Connection, name: str) -> bytes:
    """Return a value that stands alone.

    Raises:
        IndexCorrupted: It is missing or damaged.
    """
    rows = database.execute("SELECT value FROM metadata WHERE name = ?", (name,))
    return _unseal(name, rows.fetchone())


def write_metadata(database: sqlite3.Connection, name: str, value: bytes) -> None:
    """Store a value that stands alone."""
    database.execute("INSERT OR REPLACE INTO metadata VALUES (?, ?)", (name, _seal(name, value)))


def _seal(name: str, value: bytes) -> bytes:
    """Put the checksum of a value in front of it."""
    return crc32(value, crc32(name.encode())).to_bytes(4) + value


def _unseal(name: str, row: tuple[Any] | None) -> bytes:
    """Return the value of a row without its checksum.

    Raises:
        IndexCorrupted: There is no row, or it is damaged.
    """
    sealed = row[0] if row else None
    if not isinstance(sealed, bytes):
        raise IndexCorrupted
    # Of a large library, some values are long: none is copied to be checked.
    if crc32(memoryview(sealed)[4:], crc32(name.encode())).to_bytes(4) != sealed[:4]:
        raise IndexCorrupted
    return sealed[4:]


def checksum_of_schema(database: sqlite3.Connection) -> bytes:
    """Return the checksum of what is said of the tables: their columns, indexes and pages."""
    rows = database.execute("SELECT type, name, tbl_name, rootpage, sql FROM sqlite_master")
    return crc32(encode(rows.fetchall())).to_bytes(4)


def has_sound_header(file: Path) -> bool:
    """Return whether a file begins as every database does that this program writes.

    Raises:
        OSError: It cannot be read.
    """
    with file.open("rb") as stream:
        header = stream.read(100)
    return all(header.startswith(part, start) for start, part in _HEADER.items())
