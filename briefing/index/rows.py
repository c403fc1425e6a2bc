"""What one file adds to the tables of the index, before it is written."""

from msgspec import Struct

from briefing.index.fingerprints import Fingerprint
from briefing.model.diagnostics import Problem


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


class SpellingRow(Struct, frozen=True, array_like=True):
    """A name of a top-level record as a word of a shell; `key` is what it can be asked for by."""

    id: str
    number: int
    key: str
    word: str


class OwnedProblem(Struct, frozen=True, array_like=True):
    """A problem, and the id of the record in whose part of the file it lies."""

    owner: str
    problem: Problem


class FileRows(Struct, frozen=True, array_like=True):
    """Everything that one file adds to the tables.

    `unread` holds the ids of records that could not be read; a file of which nothing could be read
    is lost. `marked` holds the ids of the top-level records with a marking, their own or of a part.
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
    spellings: tuple[SpellingRow, ...] = ()
    marked: tuple[str, ...] = ()
    problems: tuple[OwnedProblem, ...] = ()
