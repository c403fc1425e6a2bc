"""How what a reader types finds a record: by id, name, alias or code, and never by a guess."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final, TypeAlias

from briefing import iso3166
from briefing.errors import AmbiguousName, UnknownName
from briefing.model import Country, Flashpoint, Part

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

_LISTED: Final = 4


def key(text: str) -> str:
    """What is left of a spelling when case, accents, hyphens, spaces and signs are not counted.

    A slash stays: it parts the id of a nested record from the id of the one that holds it.
    """
    if text.isascii():
        return text.lower().translate(_SIGNS)
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS)).casefold()
    kept = "".join(
        each
        for each in apart
        if each.isalnum() or each == "/" or each in _VOICING or _is_vowel(each)
    )
    return unicodedata.normalize("NFC", kept)


def _is_vowel(character: str) -> bool:
    """Whether a mark is a letter of its own, as the vowels of Indian scripts are, and no accent."""
    return unicodedata.category(character)[0] == "M" and not unicodedata.combining(character)


def nearest(word: str, choices: Iterable[str], n: int = 3) -> list[str]:
    """The spellings that are nearest to a word, at most `n`, nearest first."""
    from difflib import get_close_matches  # noqa: PLC0415 (only a misspelling needs it)

    by_key: dict[str, str] = {}
    for choice in choices:
        by_key.setdefault(key(choice), choice)
    return [by_key[each] for each in get_close_matches(key(word), by_key, n, 0.65)]


def spellings(id_: str, record: Part) -> Iterator[tuple[Place, str]]:
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


class Names:
    """The names of a library's records.

    `top` gives, for each top-level record, its id and its spellings, the id first and its name
    second; `nested` gives the full ids of the records inside them.
    """

    def __init__(
        self, top: Iterable[tuple[str, Sequence[str]]], nested: Iterable[str] = ()
    ) -> None:
        self._top = [(id_, list(names)) for id_, names in top]
        self._nested = list(nested)

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
        near = partly or list(dict.fromkeys(self._index[key(each)][0] for each in self._near(text)))
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
    def _index(self) -> dict[str, list[str]]:
        """The ids that each spelling leads to, by its key."""
        index: dict[str, list[str]] = {}
        for id_, names in self._top:
            for word in dict.fromkeys(map(key, names)):
                if word:
                    index.setdefault(word, []).append(id_)
        bare: dict[str, list[str]] = {}
        for full in self._nested:
            index.setdefault(key(full), []).append(full)
            bare.setdefault(key(full.rpartition("/")[2]), []).append(full)
        # The short form of a nested id gives way to any name.
        return {**bare, **index}

    @cached_property
    def _called(self) -> dict[str, str]:
        """The names by id, for those that have one beside it."""
        return {id_: names[1] for id_, names in self._top if len(names) > 1}

    def _exact(self, text: str) -> list[str]:
        return self._index.get(key(text), [])

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
        """The keys that are spelled most like a text, those of nested records last."""
        near = nearest(text, self._index, 3)
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
    return [key(word) for word in apart.split()]


def _stands_in(words: list[str], longer: list[str]) -> bool:
    size = len(words)
    return any(longer[at : at + size] == words for at in range(len(longer) - size + 1))
