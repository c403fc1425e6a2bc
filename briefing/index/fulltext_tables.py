"""The tables in which FTS5 keeps what a search looks up: their checksum, and their segments."""

import sqlite3
from binascii import crc32
from collections.abc import Iterable
from itertools import repeat
from typing import Final

from briefing.index.checksums import IndexCorrupted, encode, read_metadata, write_metadata

# The tables in which FTS5 keeps what a search looks up, and their columns.
_FULL_TEXT: Final = {
    "words_data": "id, block",
    "words_idx": "segid, term, pgno",
    "words_docsize": "id, sz",
    "words_config": "k, v",
}

# In the number of a row of `words_data`, the bits below those of its segment.
_SEGMENT_BITS: Final = 37

# How many segments a search looks into at most, and how many pages are merged at once.
_MAX_SEGMENTS: Final = 32
_PAGES_MERGED: Final = 1000


def checksum_of_full_text(database: sqlite3.Connection) -> int:
    """Return the checksum of everything that a search looks up: the sum of those of all rows."""
    return sum(_checksum_of_rows(database, table) for table in _FULL_TEXT)


def _checksum_of_rows(database: sqlite3.Connection, table: str, condition: str = "") -> int:
    rows = database.execute(f"SELECT {_FULL_TEXT[table]} FROM {table} {condition}")  # noqa: S608 (no input)
    # A search reads tens of thousands of rows here, which a loop would take much longer for.
    return sum(map(crc32, map(encode, rows), repeat(crc32(table.encode()))))


def read_full_text_checksum(database: sqlite3.Connection) -> int:
    """Return the checksum that was stored of everything that a search looks up.

    Raises:
        IndexCorrupted: It is missing or damaged.
    """
    return int.from_bytes(read_metadata(database, "words"))


def write_full_text_checksum(database: sqlite3.Connection, checksum: int) -> None:
    """Store the checksum of everything that a search looks up."""
    write_metadata(database, "words", checksum.to_bytes(8))


class FullTextChange:
    """Keeps the checksum of everything that a search looks up while some files change.

    A row that is left as it is need not be read: where it is damaged, the checksum is as wrong
    after the change as before. Of 10,000 files, to read all rows before and after one has changed
    would take a third as long as to answer.

    FTS5 adds a segment at every change, and alters no other one until it merges some, which it is
    made to do here alone: it does not say what it has altered then, and so everything is read.
    """

    def __init__(self, database: sqlite3.Connection, last: int) -> None:
        """Begin a change of the texts of parts, of which the last one has this number."""
        self._database = database
        self._last = last
        self._segments = _segments(database)
        # The first segment is none: what is said of all of them has its numbers.
        self._checksum = read_full_text_checksum(database) - self._of_segment(0)
        self._is_verified = False

    def remove(self, numbers: Iterable[int]) -> None:
        """Take away the rows of parts that are about to be removed."""
        self._merge_if_many()
        for number in numbers:
            self._checksum -= self._of_rows("words_docsize", f"id = {number:d}")

    def finish(self) -> int:
        """Return the checksum after the change.

        Raises:
            IndexCorrupted: Everything had to be read, and is damaged.
        """
        self._merge_if_many()
        return checksum_of_full_text(self._database) if self._is_verified else self._changed()

    def _merge_if_many(self) -> None:
        """Have segments merged once a search has to look into many, if nothing is damaged."""
        write_full_text(self._database)
        if len(_segments(self._database)) <= _MAX_SEGMENTS:
            return
        if not self._is_verified and self._changed() != checksum_of_full_text(self._database):
            raise IndexCorrupted
        self._is_verified = True
        self._database.execute(
            "INSERT INTO words(words, rank) VALUES ('merge', ?)", (_PAGES_MERGED,)
        )

    def _changed(self) -> int:
        """Return the checksum with the rows that were added."""
        added = [0, *(_segments(self._database) - self._segments)]
        return (
            self._checksum
            + sum(map(self._of_segment, added))
            + self._of_rows("words_docsize", f"id > {self._last:d}")
        )

    def _of_segment(self, segment: int) -> int:
        start, end = segment << _SEGMENT_BITS, (segment + 1) << _SEGMENT_BITS
        in_data = self._of_rows("words_data", f"id >= {start:d} AND id < {end:d}")
        return in_data + self._of_rows("words_idx", f"segid = {segment:d}")

    def _of_rows(self, table: str, condition: str) -> int:
        return _checksum_of_rows(self._database, table, f"WHERE {condition}")


def prepare_full_text(database: sqlite3.Connection) -> None:
    """Have FTS5 merge segments only when it is asked to, once all files are written."""
    for option, value in (("automerge", 0), ("crisismerge", 1000)):
        database.execute("INSERT INTO words(words, rank) VALUES (?, ?)", (option, value))


def write_full_text(database: sqlite3.Connection) -> None:
    """Have FTS5 write what it keeps to itself until a transaction or a savepoint ends."""
    database.execute("SAVEPOINT added")
    database.execute("RELEASE added")


def _segments(database: sqlite3.Connection) -> set[int]:
    """Return the numbers of the segments, found without reading what lies between."""
    segments: set[int] = set()
    start = 0
    while row := database.execute(
        "SELECT id FROM words_data WHERE id >= ? ORDER BY id LIMIT 1", (start,)
    ).fetchone():
        segment = row[0] >> _SEGMENT_BITS
        segments.add(segment)
        start = (segment + 1) << _SEGMENT_BITS
    return segments
