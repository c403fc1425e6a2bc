"""Resolves what a reader types to a record: by id, name, alias or code, and never by a guess."""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from functools import cached_property
from itertools import chain
from typing import Final, Protocol

from msgspec import Struct

from briefing.errors import AmbiguousName, UnknownName
from briefing.library.folding import letters_of_name, normalize_name, split_words
from briefing.model import iso3166
from briefing.model.records import Actor, Country, Flashpoint, Part, Record
from briefing.model.schema import Path

# How many records a message on an ambiguous name lists.
_MAX_LISTED: Final = 12
_MAX_IN_SENTENCE: Final = 3

# How much less similar than the nearest name another one may be to be suggested beside it.
_MARGIN: Final = 0.1

# How similar names are at least that are taken for one another. Of Hangul, in which most of a
# syllable can be that of another name, more has to be the same.
_LEAST: Final = 0.65
_LEAST_OF_HANGUL: Final = 0.75
_HANGUL_LETTER: Final = "[\u1100-\u11ff]"

# The fields of which one holds the sentence that a nested record is.
_SENTENCES: Final = ("summary", "claim", "advice")


def nearest(word: str, choices: Iterable[str], n: int = 3) -> list[str]:
    """Return the `n` choices at most that are most similar to a word, most similar first."""
    from difflib import get_close_matches

    by_key: dict[str, str] = {}
    for choice in choices:
        by_key.setdefault(letters_of_name(choice), choice)
    # A choice of signs only resembles nothing.
    by_key.pop("", None)
    letters = letters_of_name(word)
    least = _LEAST_OF_HANGUL if re.search(_HANGUL_LETTER, letters) else _LEAST
    return [by_key[key] for key in get_close_matches(letters, by_key, n, least)]


def similarity(word: str, other: str) -> float:
    """Return how similar two names are, from 0 to 1."""
    from difflib import SequenceMatcher

    return SequenceMatcher(None, letters_of_name(other), letters_of_name(word)).ratio()


class Designation(Struct, frozen=True):
    """The kind of a record, what it is called, and what rows call it where that is shorter."""

    kind: str
    name: str
    short: str


def display_name(record: Record) -> str:
    """Return what a record of any kind is called: by its name, else what it says of itself."""
    name = record.name or getattr(record, "title", None) or record.short
    return name or statement(record).removesuffix(".")


def statement(record: Record) -> str:
    """Return what a record says of itself, in a sentence; empty if it says nothing."""
    fields = ("summary", "claim", "advice", "title")
    return next((text for field in fields if (text := getattr(record, field, None))), "")


class NameRank(IntEnum):
    """Which of the records of one name it leads to: those of the lowest rank."""

    ID = 0
    WRITTEN = 1
    """A name, alias or code that an author wrote."""
    DERIVED = 2
    """A code that follows from another one."""
    NESTED = 3
    """The id of a nested record, without that of the record that holds it."""
    CALLED = 4
    """What else answers call a record by: its short; the name and the sentence of a nested one."""


class RecordName(Struct, frozen=True):
    """A name of a record, and its path in the record."""

    path: Path
    text: str
    rank: NameRank = NameRank.WRITTEN


def all_names(id_: str, record: Part) -> Iterator[RecordName]:
    """Yield every name of a top-level record, the id first."""
    yield RecordName((), id_, NameRank.ID)
    name = getattr(record, "name", None)
    if name:
        yield RecordName(("name",), name)
    for position, alias in enumerate(getattr(record, "aliases", ())):
        yield RecordName(("aliases", position), alias)
    if isinstance(record, Country) and record.code:
        yield RecordName(("code",), record.code)
        alpha2 = iso3166.alpha2(record.code)
        if alpha2:
            yield RecordName(("code",), alpha2, NameRank.DERIVED)
    if isinstance(record, Flashpoint):
        for position, claimed in enumerate(record.names):
            yield RecordName(("names", position, "name"), claimed.name)
    yield from _called(record, "short")


def nested_names(id_: str, record: Part) -> Iterator[RecordName]:
    """Yield every name of a nested record, its own id first."""
    yield RecordName((), id_, NameRank.NESTED)
    yield from _called(record, "name", "short")
    for position, alias in enumerate(getattr(record, "aliases", ())):
        yield RecordName(("aliases", position), alias, NameRank.CALLED)
    yield from _called(record, *_SENTENCES)


def _called(record: Part, *attributes: str) -> Iterator[RecordName]:
    for attribute in attributes:
        text = getattr(record, attribute, None)
        if text:
            yield RecordName((attribute,), text, NameRank.CALLED)


class NamedRecord(Struct, frozen=True):
    """A record under its full id, and what it can be asked for by.

    `kind` is empty for a record that cannot be read, `name` for one that has none; `names` holds
    the name too, and `offices` what a person is addressed by before it.
    """

    id: str
    kind: str
    name: str = ""
    names: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()

    @classmethod
    def of(cls, id_: str, kind: str, record: Record) -> "NamedRecord":
        """Return the names of a record of any kind."""
        named = nested_names(id_, record) if "/" in id_ else all_names(id_, record)
        roles = record.roles if isinstance(record, Actor) else ()
        return cls(
            id_,
            kind,
            display_name(record),
            tuple(name.text for name in named if name.path and name.path[0] not in _SENTENCES),
            tuple(role.title for role in roles),
        )


class NameSource(Protocol):
    """What a resolver asks of the library whose names it resolves."""

    def ids_for_name(self, key: str) -> Sequence[str]:
        """Return the full ids of the records of a normalized name."""

    def named_records(self) -> Iterable[NamedRecord]:
        """Return the names of all records."""


class NameResolver:
    """Resolves names to records; it reads all names only once it meets one that it cannot find."""

    def __init__(self, source: NameSource) -> None:
        self._source = source

    def find(self, text: str) -> str:
        """Return the full id of the record of a name.

        Raises:
            AmbiguousName: several records have the name, or several names contain it.
            UnknownName: no record has it.
        """
        ids = self._ids_for(text)
        if len(ids) == 1:
            return ids[0]
        ids = ids or self._ids_containing(text)
        if len(ids) > 1:
            raise self._ambiguity(text, ids)
        near = ids or self._similar_ids(text)
        if near:
            message = f"Nothing here is called '{text}'; did you mean {' or '.join(near)}?"
        else:
            message = f"Nothing here is called '{text}'; `briefing list` shows every name."
        raise UnknownName(message, tuple(near))

    def split(self, words: Sequence[str]) -> list[str]:
        """Return the full ids of the records that words name, each name as long as it can be.

        Raises:
            AmbiguousName: a name means several records.
            UnknownName: a word belongs to no name.
        """
        ids, rest = [], list(words)
        while rest:
            for length in range(len(rest), 0, -1):
                if self._ids_for(" ".join(rest[:length])):
                    break
            else:
                length = self._longest_guess(rest)
            ids.append(self.find(" ".join(rest[:length])))
            rest = rest[length:]
        return ids

    @cached_property
    def _records(self) -> dict[str, NamedRecord]:
        """The names of all records by their full ids."""
        return {record.id: record for record in self._source.named_records()}

    @cached_property
    def _levels(self) -> tuple[list[NamedRecord], list[NamedRecord]]:
        """The top-level records, and the nested ones."""
        records = self._records.values()
        nested = [record for record in records if "/" in record.id]
        return [record for record in records if "/" not in record.id], nested

    def _ids_for(self, text: str) -> list[str]:
        return list(self._source.ids_for_name(normalize_name(text)))

    def _ids_containing(self, text: str) -> list[str]:
        """Return the ids of the records of which a name contains the words of a text.

        Nested records count where there is no other, and so do words in another order, or with
        some of an office among them, as in `secretary mattis`. Names that add the fewest words to
        the text come first, documents last.
        """
        words = _words(text)
        for added in (_words_around, _words_besides) if words else ():
            for records in self._levels:
                counts = {record.id: added(record, words) for record in records}
                ids = {id_: count for id_, count in counts.items() if count is not None}
                if ids:
                    return sorted(ids, key=lambda id_: (self._is_source(id_), ids[id_]))
        return []

    def _is_source(self, id_: str) -> bool:
        return self._records[id_].kind == "source"

    def _similar_ids(self, text: str) -> list[str]:
        """Return the ids of the records whose names are most similar to a text.

        They are of one kind: that of the most similar, or of the top-level one among several.
        """
        ids_by_name: dict[str, str] = {}
        for record in chain(*self._levels):
            for name in (record.id, record.id.rpartition("/")[2], *record.names):
                ids_by_name.setdefault(normalize_name(name), record.id)
        similarities = {name: similarity(text, name) for name in nearest(text, ids_by_name, 9)}
        least = max(similarities.values(), default=0) - _MARGIN
        ids = [ids_by_name[name] for name, degree in similarities.items() if degree >= least]
        ids = sorted(dict.fromkeys(ids), key=lambda id_: "/" in id_)
        return [id_ for id_ in ids if self._records[id_].kind == self._records[ids[0]].kind][:3]

    def _longest_guess(self, words: Sequence[str]) -> int:
        """Return how many words to take for one name, if no number of them is one."""
        for length in range(len(words), 0, -1):
            text = " ".join(words[:length])
            if self._ids_containing(text) or self._similar_ids(text):
                return length
        return 1

    def _ambiguity(self, text: str, ids: Sequence[str]) -> AmbiguousName:
        """Return the error that says which records a text could mean; many are listed."""
        names = tuple(self._describe(id_) for id_ in ids[:_MAX_LISTED])
        if len(ids) > _MAX_IN_SENTENCE:
            more = len(ids) - len(names)
            rest = (f"{more} more: briefing search {text}",) if more else ()
            message = f"'{text}' could be any of these; name one of them."
            return AmbiguousName(message, tuple(ids), (*names, *rest))
        choices = " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
        return AmbiguousName(f"'{text}' could be {choices}; name one of them.", tuple(ids))

    def _describe(self, id_: str) -> str:
        """Return the name of a record with its kind and id, as far as there are any."""
        record = self._records.get(id_, NamedRecord(id_, ""))
        which = f"{record.kind} {id_}".strip()
        return f"{record.name} ({which})" if record.name else which


def _words(text: str) -> list[str]:
    return [word.text for word in split_words(text)]


def _contains(name: list[str], words: list[str]) -> bool:
    size = len(words)
    return any(name[start : start + size] == words for start in range(len(name) - size + 1))


def _words_around(record: NamedRecord, words: list[str]) -> int | None:
    """Return how many words a name of a record adds to some that it contains as they stand."""
    names = map(_words, (record.id, *record.names))
    return min((len(name) - len(words) for name in names if _contains(name, words)), default=None)


def _words_besides(record: NamedRecord, words: list[str]) -> int | None:
    """Return how many words a name and the offices of a record add to some in any order.

    One of them at least is a word of the name.
    """
    offices = {word for office in record.offices for word in _words(office)}
    names = (set(_words(name)) for name in (record.id, *record.names))
    return min(
        (
            len(name | offices) - len(words)
            for name in names
            if name.issuperset(set(words) - offices) and not name.isdisjoint(words)
        ),
        default=None,
    )
