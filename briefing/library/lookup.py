"""Resolves what a reader types to a record: by id, name, alias or code, and never by a guess."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from functools import cached_property
from typing import Final, NamedTuple, Protocol

from briefing.errors import AmbiguousName, UnknownName
from briefing.model import iso3166
from briefing.model.records import Country, Flashpoint, Part, Record
from briefing.model.schema import Path

# Letters that Unicode does not decompose into a base letter and a mark.
_LETTERS: Final = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "\u0131": "i",
        "ħ": "h",
    }
)

# Every ASCII character that a normalized name leaves out.
_SIGNS: Final = {code: None for code in range(128) if not (chr(code).isalnum() or chr(code) == "/")}

# Unlike accents, the voicing marks of kana distinguish words.
_VOICING: Final = "\u3099\u309a"

# How many records a message on an ambiguous name lists.
_MAX_LISTED: Final = 4


def normalize_name(text: str) -> str:
    """Return a name without case, accents, hyphens, blanks and signs, as a key to look it up by.

    Slashes stay: one separates the id of a nested record from that of its owner.
    """
    if text.isascii():
        return text.lower().translate(_SIGNS)
    return "".join(
        char
        for char in _remove_accents(text)
        if char.isalnum() or char == "/" or _is_letter_mark(char)
    )


def casefold_words(text: str) -> str:
    """Return a text without case, accents and signs, its words separated by blanks."""
    if text.isascii():
        return text.lower()
    return "".join(
        char if char.isalnum() or _is_letter_mark(char) else " " for char in _remove_accents(text)
    )


def _remove_accents(text: str) -> str:
    """Return a text without case and accents, composed as far as it can be (NFC)."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS)).casefold()
    kept = (char for char in decomposed if not unicodedata.combining(char) or char in _VOICING)
    return unicodedata.normalize("NFC", "".join(kept))


def _is_letter_mark(character: str) -> bool:
    """Return whether a mark is part of a letter, as voicing marks and Indic vowel signs are."""
    return character in _VOICING or (
        unicodedata.category(character)[0] == "M" and not unicodedata.combining(character)
    )


def nearest(word: str, choices: Iterable[str], n: int = 3) -> list[str]:
    """Return the `n` choices at most that are most similar to a word, most similar first."""
    from difflib import get_close_matches

    by_key: dict[str, str] = {}
    for choice in choices:
        by_key.setdefault(normalize_name(choice), choice)
    # A choice of signs only resembles nothing.
    by_key.pop("", None)
    return [by_key[key] for key in get_close_matches(normalize_name(word), by_key, n, 0.65)]


class Designation(NamedTuple):
    """The kind of a record, what it is called, and what rows call it where that is shorter."""

    kind: str
    name: str
    short: str


def display_name(record: Record) -> str:
    """Return what a record of any kind is called: by its name, else what it says of itself."""
    return record.name or getattr(record, "title", None) or record.short or statement(record)


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


class RecordName(NamedTuple):
    """A name of a top-level record, and its path in the record."""

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


class NameSource(Protocol):
    """What a resolver asks of the library whose names it resolves."""

    def ids_for_name(self, key: str) -> Sequence[str]:
        """Return the full ids of the records of a normalized name."""

    def top_level_names(self) -> Iterable[tuple[str, Sequence[str]]]:
        """Return each top-level record's id and all its names, the id first, its name second."""

    def nested_ids(self) -> Iterable[str]:
        """Return the full ids of the nested records."""


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
        if ids:
            raise AmbiguousName(self._ambiguous_message(text, ids), tuple(ids))
        containing = self._ids_containing(text)
        if len(containing) > 1:
            raise AmbiguousName(self._ambiguous_message(text, containing), tuple(containing))
        near = containing or list(
            dict.fromkeys(self._ids_for(name)[0] for name in self._similar_names(text))
        )
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
    def _top_level_names(self) -> list[tuple[str, Sequence[str]]]:
        return list(self._source.top_level_names())

    @cached_property
    def _all_names(self) -> list[str]:
        """Every name, those of nested records last."""
        nested_ids = list(self._source.nested_ids())
        bare_ids = (id_.rpartition("/")[2] for id_ in nested_ids)
        names = (name for _, names in self._top_level_names for name in names)
        return [*names, *bare_ids, *nested_ids]

    @cached_property
    def _display_names(self) -> dict[str, str]:
        """The names by id, of the records that have one besides the id."""
        return {id_: names[1] for id_, names in self._top_level_names if len(names) > 1}

    def _ids_for(self, text: str) -> list[str]:
        return list(self._source.ids_for_name(normalize_name(text)))

    def _ids_containing(self, text: str) -> list[str]:
        """Return the ids of the records whose names contain a text as one or more whole words.

        Of several, only those whose names add the fewest words to it: `korea` is nearer to South
        Korea than to a treaty with it.
        """
        words = _split_words(text)
        ids_by_length: dict[int, list[str]] = {}
        for id_, names in self._top_level_names:
            name_words = map(_split_words, names)
            lengths = [len(name) for name in name_words if words and _contains(name, words)]
            if lengths:
                ids_by_length.setdefault(min(lengths), []).append(id_)
        return ids_by_length[min(ids_by_length)] if ids_by_length else []

    def _similar_names(self, text: str) -> list[str]:
        """Return the names most similar to a text, full ids of nested records only if no others."""
        near = nearest(text, self._all_names, 3)
        return [name for name in near if "/" not in name] or near

    def _longest_guess(self, words: Sequence[str]) -> int:
        """Return how many words to take for one name, if no number of them is one."""
        for length in range(len(words), 0, -1):
            text = " ".join(words[:length])
            if self._ids_containing(text) or self._similar_names(text):
                return length
        return 1

    def _ambiguous_message(self, text: str, ids: Sequence[str]) -> str:
        names = [
            f"{self._display_names[id_]} ({id_})" if id_ in self._display_names else id_
            for id_ in ids[:_MAX_LISTED]
        ]
        more = len(ids) - _MAX_LISTED
        others = f" or {more} other{'s' if more > 1 else ''}" if more > 0 else ""
        choices = f"{', '.join(names)}{others}" if others else " or ".join(names)
        return f"'{text}' could be {choices}; name one of them."


def _split_words(text: str) -> list[str]:
    words = "".join(char if char.isalnum() or char == "'" else " " for char in text)
    return [normalize_name(word) for word in words.split()]


def _contains(name: list[str], words: list[str]) -> bool:
    size = len(words)
    return any(name[start : start + size] == words for start in range(len(name) - size + 1))
