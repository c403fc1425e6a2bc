"""How what a reader types finds a record: by id, name, alias or code, and never by a guess."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final, Protocol, TypeAlias

from briefing.errors import AmbiguousName, UnknownName
from briefing.model import iso3166
from briefing.model.records import Country, Flashpoint, Part

Place: TypeAlias = tuple[str | int, ...]
"""The way to a spelling in a record."""

# Letters that Unicode does not take apart into a base letter and a mark.
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

# Everything in ASCII that a key leaves out.
_SIGNS: Final = {code: None for code in range(128) if not (chr(code).isalnum() or chr(code) == "/")}

# The voicing marks of kana tell words apart, as accents do not.
_VOICING: Final = "\u3099\u309a"

_KEPT: Final = f"/{_VOICING}"

_LISTED: Final = 4


def normalize_name(text: str) -> str:
    """What is left of a spelling when case, accents, hyphens, spaces and signs are not counted.

    A slash stays: it parts the id of a nested record from the id of the one that holds it.
    """
    if text.isascii():
        return text.lower().translate(_SIGNS)
    return "".join(each for each in _plain(text) if each.isalnum() or each in _KEPT or _vowel(each))


def casefold_words(text: str) -> str:
    """A text in which case, accents and signs are not counted; its words are parted by blanks."""
    if text.isascii():
        return text.lower()
    return "".join(
        each if each.isalnum() or each in _VOICING or _vowel(each) else " " for each in _plain(text)
    )


def _plain(text: str) -> str:
    """A text without case and accents, as precomposed as it can be."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS)).casefold()
    kept = (each for each in apart if not unicodedata.combining(each) or each in _VOICING)
    return unicodedata.normalize("NFC", "".join(kept))


def _vowel(character: str) -> bool:
    """Whether a mark is a letter of its own, as the vowels of Indian scripts are, and no accent."""
    return unicodedata.category(character)[0] == "M" and not unicodedata.combining(character)


def nearest(word: str, choices: Iterable[str], n: int = 3) -> list[str]:
    """The spellings that are nearest to a word, at most `n`, nearest first."""
    from difflib import get_close_matches

    by_key: dict[str, str] = {}
    for choice in choices:
        by_key.setdefault(normalize_name(choice), choice)
    # What is only signs is like nothing.
    by_key.pop("", None)
    return [by_key[each] for each in get_close_matches(normalize_name(word), by_key, n, 0.65)]


def display_name(record: Part) -> str:
    """What a record of any kind is called; empty where it has no name."""
    return getattr(record, "name", None) or getattr(record, "title", None) or ""


def all_names(id_: str, record: Part) -> Iterator[tuple[Place, str]]:
    """Everything that a reader may type for a top-level record, and where in it that stands."""
    yield (), id_
    name = getattr(record, "name", None)
    if name:
        yield ("name",), name
    for place, alias in enumerate(getattr(record, "aliases", ())):
        yield ("aliases", place), alias
    if isinstance(record, Country) and record.code:
        yield ("code",), record.code
        two = iso3166.alpha2(record.code)
        if two:
            yield ("code",), two
    if isinstance(record, Flashpoint):
        for place, each in enumerate(record.names):
            yield ("names", place, "name"), each.name


class NameSource(Protocol):
    """What a library knows of the names of its records."""

    def ids_for_name(self, key: str) -> Sequence[str]:
        """The full ids that a spelling leads to, by its key."""

    def top_level_names(self) -> Iterable[tuple[str, Sequence[str]]]:
        """Each top-level record's id and spellings, the id first and its name second."""

    def nested_ids(self) -> Iterable[str]:
        """The full ids of the records inside them."""


class NameResolver:
    """The names of a library's records; all of them are asked for only where one is not known."""

    def __init__(self, spelled: NameSource) -> None:
        self._spelled = spelled

    def find(self, text: str) -> str:
        """The full id of the record that a text names.

        Raises:
            AmbiguousName: the text names several records, or is one word of several names.
            UnknownName: it names none.
        """
        found = self._exact(text)
        if len(found) == 1:
            return found[0]
        if found:
            raise AmbiguousName(self._could_be(text, found), tuple(found))
        partly = self._holding(text)
        if len(partly) > 1:
            raise AmbiguousName(self._could_be(text, partly), tuple(partly))
        near = partly or list(dict.fromkeys(self._exact(each)[0] for each in self._near(text)))
        if near:
            message = f"Nothing here is called '{text}'; did you mean {' or '.join(near)}?"
        else:
            message = f"Nothing here is called '{text}'; `briefing list` shows every name."
        raise UnknownName(message, tuple(near))

    def split(self, words: Sequence[str]) -> list[str]:
        """The full ids of the records that some words name, each name as long as it can be.

        Raises:
            AmbiguousName: a name means several records.
            UnknownName: a word belongs to no name.
        """
        found, rest = [], list(words)
        while rest:
            for length in range(len(rest), 0, -1):
                if self._exact(" ".join(rest[:length])):
                    break
            else:
                length = self._longest_guess(rest)
            found.append(self.find(" ".join(rest[:length])))
            rest = rest[length:]
        return found

    @cached_property
    def _top(self) -> list[tuple[str, Sequence[str]]]:
        return list(self._spelled.top_level_names())

    @cached_property
    def _keys(self) -> list[str]:
        """Every spelling, those of nested records last."""
        inner = list(self._spelled.nested_ids())
        bare = (full.rpartition("/")[2] for full in inner)
        return [*(name for _, names in self._top for name in names), *bare, *inner]

    @cached_property
    def _called(self) -> dict[str, str]:
        """The names by id, for those that have one beside it."""
        return {id_: names[1] for id_, names in self._top if len(names) > 1}

    def _exact(self, text: str) -> list[str]:
        return list(self._spelled.ids_for_name(normalize_name(text)))

    def _holding(self, text: str) -> list[str]:
        """The ids of the records in whose names a text stands as one or more whole words.

        Of several, those whose names add the fewest words to it: `korea` is nearer to South Korea
        than to a treaty with it.
        """
        words = _words(text)
        added: dict[int, list[str]] = {}
        for id_, names in self._top:
            longer = [len(each) for each in map(_words, names) if words and _stands_in(words, each)]
            if longer:
                added.setdefault(min(longer), []).append(id_)
        return added[min(added)] if added else []

    def _near(self, text: str) -> list[str]:
        """The spellings that are most like a text, those of nested records last."""
        near = nearest(text, self._keys, 3)
        return [each for each in near if "/" not in each] or near

    def _longest_guess(self, words: Sequence[str]) -> int:
        """How many of some words to take for one name, where no number of them is one."""
        for length in range(len(words), 0, -1):
            text = " ".join(words[:length])
            if self._holding(text) or self._near(text):
                return length
        return 1

    def _could_be(self, text: str, ids: Sequence[str]) -> str:
        told = [
            f"{self._called[id_]} ({id_})" if id_ in self._called else id_ for id_ in ids[:_LISTED]
        ]
        more = len(ids) - _LISTED
        others = f" or {more} other{'s' if more > 1 else ''}" if more > 0 else ""
        listed = f"{', '.join(told)}{others}" if others else " or ".join(told)
        return f"'{text}' could be {listed}; name one of them."


def _words(text: str) -> list[str]:
    apart = "".join(each if each.isalnum() or each == "'" else " " for each in text)
    return [normalize_name(word) for word in apart.split()]


def _stands_in(words: list[str], longer: list[str]) -> bool:
    size = len(words)
    return any(longer[at : at + size] == words for at in range(len(longer) - size + 1))
