"""Reduces text to what counts when it is compared, whatever its script, case, accents or signs.

A name is typed, and a word searched for, in more than one spelling: *Donets'k* and *Donetsk*,
*U.S.* and *US*, an Arabic name with its vowel marks or without. What readers leave out does not
count; what makes another word of it does.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final, NamedTuple

# Letters that Unicode does not decompose, and those that keyboards of one script differ in.
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
        "\u0649": "\u064a",  # alef maksura and Persian yeh: yeh
        "\u06cc": "\u064a",
        "\u06a9": "\u0643",  # Persian kaf: kaf
        "\u0629": "\u0647",  # teh marbuta and heh goal: heh
        "\u06c1": "\u0647",
        "\u0671": "\u0627",  # alef with wasla: alef
        "\u0901": "\u0902",  # candrabindu: anusvara
    }
)

# Letters of their own that Unicode decomposes: short i, and hamza on waw and yeh.
_UNDIVIDED: Final = "\u0439\u0624\u0626"

# Every ASCII character that a key leaves out; slashes stay.
_SIGNS: Final = bytes(code for code in range(128) if not (chr(code).isalnum() or code == ord("/")))
_LOWER_CASE: Final = bytes(range(256)).lower()

# Patterns are texts here, which `re` compiles when they are used: most answers need none.

# Letters and marks that only modify others: modifier letters, saltillo, tatweel, the Devanagari
# dot of loan sounds, the grapheme joiner, variation selectors.
_MODIFIERS: Final = (
    "[\u02b0-\u02ff\ua78b\ua78c\u0640\u07fa\u093c\u034f\u180b-\u180f"
    "\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)

_APOSTROPHES: Final = "`\u00b4\u2018\u2019\u201b\u2032\uff07"

# Signs within a word of Armenian or Hebrew, and the voicing marks of half-width kana.
_WITHIN_WORDS: Final = "\u055a\u05f3\u05f4\uff9e\uff9f"

# Scripts that write no blanks between words, and Hangul, of which a word can end anywhere: each of
# their letters is compared by itself.
_WITHOUT_BLANKS: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\ua9e0-\ua9ff\uaa60-\uaa7f"
    "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_HANGUL: Final = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
_UNSPACED: Final = f"[{_WITHOUT_BLANKS}{_HANGUL}]"

# What stands for every mark and every character that nobody sees while words are told apart, for a
# letter or a symbol that is a word of its own, and for each part of a syllable of Hangul. The sets
# of all of these would take longer to compile than most answers.
_MARK: Final = "\u0301"
_SIGN: Final = "\u4e00"
_RADICAL: Final = "\u2f00"
_LEADING: Final = "\u1100"
_VOWEL: Final = "\u1161"
_TRAILING: Final = "\u11a8"
_ALONE: Final = f"{_SIGN}{_RADICAL}{_LEADING}{_VOWEL}{_TRAILING}"
_LETTER: Final = rf"[^\W_{_ALONE}]"
_REST: Final = rf"(?:{_LETTER}|{_MARK})*+"
_INITIAL: Final = rf"[^\W\d_{_ALONE}]{_MARK}*"
_NO_LETTER_BEFORE: Final = r"(?<![^\W_])"
_NO_LETTER_AFTER: Final = r"(?![^\W_])"

_SIGN_WITHOUT_BLANKS: Final = f"[{_WITHOUT_BLANKS}]"

SIGNS_A_WORD: Final = 3
"""How many signs of a script without blanks count as a word where a text may have so many."""


class Word(NamedTuple):
    """A word as it is compared, and its span in the text."""

    text: str
    start: int
    end: int


class _Table(dict[int, str]):
    """What each character becomes in `str.translate`, worked out when it is first met."""

    def __init__(self, convert: Callable[[str], str]) -> None:
        super().__init__()
        self._convert = convert

    def __missing__(self, code: int) -> str:
        converted = self[code] = self._convert(chr(code))
        return converted


def normalize_name(text: str) -> str:
    """Return what counts of a name or a word, as a key to compare it by.

    Case, accents, hyphens, blanks and signs do not. Slashes stay: one separates the id of a nested
    record from that of its owner.
    """
    if text.isascii():
        # As bytes, all characters are looked up in one table, in a third of the time.
        return text.encode().translate(_LOWER_CASE, _SIGNS).decode()
    folded = unicodedata.normalize("NFC", text).translate(_FOLDED)
    return unicodedata.normalize("NFC", folded)


def letters_of_name(text: str) -> str:
    """Return what counts of a name letter by letter, a syllable of Hangul as its parts."""
    key = normalize_name(text)
    return key if key.isascii() else unicodedata.normalize("NFD", key)


def split_words(text: str) -> Iterator[Word]:
    """Yield the words of a text, in order.

    A word is a run of letters and digits, initials are one word, and what stands within a word
    unseen or as an apostrophe does not divide it. Where a script writes no blanks between words,
    every character is a word of its own, so that any part of a text can be found.
    """
    outline = text.replace("`", "'") if text.isascii() else text.translate(_OUTLINE)
    for match in _word_pattern().finditer(outline):
        word = normalize_name(text[match.start() : match.end()])
        if word:
            yield Word(word, match.start(), match.end())


@cache
def _word_pattern() -> "re.Pattern[str]":
    """Return what a word is; compiled when first needed, as that takes as long as an answer."""
    return re.compile(
        # Initials: U.S., U. S., U.-S., U.S
        rf"{_NO_LETTER_BEFORE}(?:"
        rf"{_INITIAL}\.(?:(?:{_INITIAL}\.)+|(?: {_INITIAL}\.)+|(?:-{_INITIAL}\.)+)"
        rf"|{_INITIAL}(?:\.{_INITIAL})+){_NO_LETTER_AFTER}"
        # A syllable of Hangul that is written as its parts.
        rf"|{_LEADING}{_VOWEL}?{_TRAILING}?"
        rf"|[{_ALONE}]{_MARK}*"
        # An article that is cut off before a vowel: l'ONU, Côte d'Ivoire.
        rf"|{_NO_LETTER_BEFORE}(?:[dl]|qu|dell|dall|nell|sull)(?='(?![b-df-gj-np-tv-xz])[^\W_])"
        # A word; the s of a genitive is none of its letters.
        rf"|{_MARK}*{_LETTER}{_REST}(?:'(?!s{_NO_LETTER_AFTER}){_LETTER}{_REST})*",
        re.IGNORECASE,
    )


def count_words(text: str) -> int:
    """Return how many words a text has, for a limit on its length.

    They are counted by blanks; of a script that writes none, by `SIGNS_A_WORD`.
    """
    signs = len(re.findall(_SIGN_WITHOUT_BLANKS, text))
    rest = re.sub(_SIGN_WITHOUT_BLANKS, " ", text).split() if signs else text.split()
    return sum(any(map(str.isalnum, word)) for word in rest) + -(-signs // SIGNS_A_WORD)


def is_plain(text: str) -> bool:
    """Return whether the words of a text are its runs of ASCII letters and digits as they stand."""
    if not text.isascii() or _initials().search(text):
        return False
    return not ("'" in text or "`" in text) or not _inner_apostrophe().search(text)


@cache
def _initials() -> "re.Pattern[str]":
    """Return what finds initials; by their full stop, for which a text is searched fastest."""
    return re.compile(
        r"\.(?<=(?<![a-z0-9])[a-z]\.)[ -]?[a-z]",
        re.ASCII | re.IGNORECASE,
    )


@cache
def _inner_apostrophe() -> "re.Pattern[str]":
    """Return what finds an apostrophe within a word that is not the one of a genitive."""
    return re.compile(
        r"['`](?<=[a-z0-9].)(?!s(?![a-z0-9]))[a-z0-9]",
        re.ASCII | re.IGNORECASE,
    )


def _fold(character: str) -> str:
    """Return what counts of a character: nothing, itself, or the letters that it consists of."""
    if character.casefold() in _UNDIVIDED:
        return character.casefold()
    decomposed = unicodedata.normalize("NFKD", character).casefold()
    decomposed = unicodedata.normalize("NFKD", decomposed).translate(_LETTERS)
    return "".join(filter(_counts, decomposed))


def _counts(character: str) -> bool:
    """Return whether a decomposed character makes a word another one.

    Accents, Hebrew points and Arabic vowel marks do not. The marks that are part of a letter, such
    as voicing marks, viramas and the vowel signs of India and South-East Asia, have combining
    classes of their own, or none.
    """
    if re.match(_MODIFIERS, character):
        return False
    if character.isalnum() or character == "/":
        return True
    combining = unicodedata.combining(character)
    is_accent = combining == 1 or 10 <= combining <= 36 or combining >= 200  # noqa: PLR2004 (of Unicode)
    return unicodedata.category(character) in ("Mn", "Mc") and not is_accent


def _outline(character: str) -> str:
    """Return a character that says what part this one has in telling words apart."""
    category = unicodedata.category(character)
    if character in _APOSTROPHES:
        return "'"
    if character in "\uff0e\u2024":
        return "."
    if category == "Zs":
        return " "
    is_unseen = category[0] == "M" or category == "Cf" or character in _WITHIN_WORDS
    if is_unseen or re.match(_MODIFIERS, character):
        return _MARK
    return _syllable_part(character) if _is_alone(character) else character


def _syllable_part(character: str) -> str:
    """Return what stands for a letter that is a word of its own, or a part of one in Hangul."""
    if "\u1100" <= character <= "\u115f":
        return _LEADING
    if "\u1160" <= character <= "\u11a7":
        return _VOWEL
    if "\u11a8" <= character <= "\u11ff":
        return _TRAILING
    return _SIGN if character.isalnum() else _RADICAL


def _is_alone(character: str) -> bool:
    return re.match(_UNSPACED, character) is not None


_FOLDED: Final = _Table(_fold)
_OUTLINE: Final = _Table(_outline)
