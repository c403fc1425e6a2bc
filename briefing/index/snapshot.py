"""Makes what was there on an earlier day searchable, as if nothing had come after it."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from briefing.index import store as stores
from briefing.index.extract import part
from briefing.index.fingerprints import Stamp
from briefing.index.store import Link, Rows, Store, Writer
from briefing.model.records import Nested, Record


class Told(NamedTuple):
    """A record under its full id, as it was on the day, and the links from it."""

    id: str
    kind: str
    record: Record | Nested
    links: Sequence[Link]


def searchable(folder: str, records: Iterable[Told]) -> Store:
    """The words of some records, in memory."""
    database = stores.in_memory()
    writer = Writer(database)
    writer.create()
    parts = tuple(part(*each) for each in records)
    writer.add(Rows("", "", Stamp(0, 0, 0, settled=True), parts=parts))
    return Store(database, Path(folder))
