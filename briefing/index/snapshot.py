"""Makes what was there on an earlier day searchable, as if nothing had come after it."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from briefing.index import store
from briefing.index.extract import search_row
from briefing.index.fingerprints import Fingerprint
from briefing.index.store import FileRows, Link, Store, Writer
from briefing.model.records import Nested, Record


class SnapshotRecord(NamedTuple):
    """A record under its full id, as it was on the day, and the links from it."""

    id: str
    kind: str
    record: Record | Nested
    links: Sequence[Link]


def build_search_index(folder: str, records: Iterable[SnapshotRecord]) -> Store:
    """The words of some records, in memory."""
    database = store.connect_in_memory()
    writer = Writer(database)
    writer.create()
    parts = tuple(search_row(*each) for each in records)
    writer.add(FileRows("", "", Fingerprint(0, 0, 0, settled=True), parts=parts))
    return Store(database, Path(folder))
