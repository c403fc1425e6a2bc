"""Answers which names begin with what is typed, from one statement on the cached index.

This is asked at every key, so it imports neither the model nor what the other tables are read by.
The files are not looked at: a record that was removed since the last question is still offered.
"""

import os
import sqlite3
from binascii import crc32
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final, TypeAlias

from briefing.index import cache

SPELLING_TABLE: Final = """\
CREATE TABLE spelling(id TEXT, number INT, key TEXT, word TEXT, sum INT, kind INT, file TEXT);
"""
"""The names of top-level records as words of a shell, each with what counts of it when typed.

`number` is the place of a name among those of its record. `key` is empty for what a record is
called, but not asked for by. `sum` covers the id and the word.
"""

SPELLING_INDEXES: Final = """\
CREATE INDEX spelling_key ON spelling(key, kind, id);
CREATE INDEX spelling_id ON spelling(id, kind);
CREATE INDEX spelling_file ON spelling(file);
"""

Spellings: TypeAlias = list[tuple[str, list[str]]]
"""The ids of records, in their order, and the words that each can be asked for by."""

# What opening or reading an index may raise that is damaged, in use or not an index.
_UNUSABLE: Final = (sqlite3.Error, OSError, ValueError, TypeError, ArithmeticError)

# Seconds to wait for another process that has locked the database: a key does not wait longer.
_TIMEOUT: Final = 0.5

_AFTER_ALL: Final = "\U0010ffff"
"""A character that comes after each that a key may hold."""


def cached_spellings(
    folder: Path, cache_folder: Path, prefix: str, kinds: Sequence[int], limit: int
) -> Spellings | None:
    """Return what `find_spellings` finds in the cached index; None if there is none to be used.

    Args:
        folder: The library's folder.
        cache_folder: The folder in which indexes are cached.
        prefix: The beginning of a normalized name.
        kinds: The kinds of record, by their positions.
        limit: How many records to return at most.
    """
    try:
        folder, cache_folder = folder.absolute(), cache_folder.absolute()
        file = cache.cache_path(cache_folder, folder)
        if cache.refusal(cache_folder) or not cache.is_private_file(file):
            return None
        if cache.has_journal(file):
            return None
        address = f"{file.as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=_TIMEOUT)) as database:
            if _is_usable(database, file, folder):
                return find_spellings(database, prefix, kinds, limit)
    except _UNUSABLE:
        pass
    return None


def _is_usable(database: sqlite3.Connection, file: Path, folder: Path) -> bool:
    """Return whether a database is the index of a library, and nobody has changed it since."""
    marks = {
        "folder": os.fsencode(folder),
        "mtime": cache.get_mtime(file).to_bytes(8),
        "is_valid": b"1",
    }
    names = ", ".join("?" * len(marks))
    select = f"SELECT name, substr(value, 5) FROM metadata WHERE name IN ({names})"  # noqa: S608 (only marks)
    (version,) = database.execute("PRAGMA user_version").fetchone()
    return bool(version == cache.FORMAT) and dict(database.execute(select, [*marks])) == marks


def find_spellings(
    database: sqlite3.Connection, prefix: str, kinds: Sequence[int], limit: int
) -> Spellings | None:
    """Return the records of some kinds that have a name with a prefix, or None if one is damaged.

    Of several records of one id the first is returned. A negative limit is none.
    """
    marks = ", ".join("?" * len(kinds))
    begins = "AND key >= ? AND key < ?" if prefix else ""
    rows = database.execute(
        "SELECT id, word, sum, kind, file FROM spelling WHERE id IN ("  # noqa: S608 (only marks)
        f"SELECT DISTINCT id FROM spelling WHERE kind IN ({marks}) {begins} ORDER BY id LIMIT ?) "
        "ORDER BY id, kind, file, number",
        [*kinds, *([prefix, f"{prefix}{_AFTER_ALL}"] if prefix else []), limit],
    )
    words: dict[str, list[str]] = {}
    first: dict[str, tuple[int, str]] = {}
    for id_, word, checksum, *record in rows:
        if checksum_of_spelling(id_, word) != checksum:
            return None
        if first.setdefault(id_, tuple(record)) == tuple(record):
            words.setdefault(id_, []).append(word)
    return list(words.items())


def checksum_of_spelling(id_: str, word: str) -> int:
    """Return the checksum of a name of a record."""
    return crc32(f"{id_} {word}".encode())
