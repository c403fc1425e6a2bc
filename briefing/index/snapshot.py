"""Makes the records of an earlier day searchable, as if nothing had come after it."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from briefing.index import store
from briefing.index.extract import search_row
from briefing.index.fingerprints import NO_FILE
from briefing.index.rows import FileRows
from briefing.index.store import Store
from briefing.index.writer import Writer
from briefing.library.links import Link
from briefing.model.records import Record


class SnapshotRecord(NamedTuple):
    """A record under its full id, as it was on the day, and the links from it."""

    id: str
    kind: str
    record: Record
    links: Sequence[Link]


def build_search_index(folder: str, records: Iterable[SnapshotRecord]) -> Store:
    """Return an index in memory in which records can be searched."""
    database = store.connect_in_memory()
    writer = Writer(database)
    writer.create_tables()
    rows = tuple(search_row(*record) for record in records)
    writer.add(FileRows("", "", NO_FILE, search_rows=rows))
    writer.finish()
    return Store(database, Path(folder))
