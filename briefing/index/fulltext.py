"""Takes text apart into the words that a search compares, whatever their script, case or accents.

A word is a run of letters and digits. In Chinese, Japanese and Korean every character is a word of
its own, so that any part of a text can be found.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from msgspec import Struct

from briefing.errors import UsageError
from briefing.library.lookup import casefold_words

PROSE: Final = (
    "name",
    "aliases",
    "title",
    "summary",
    "claim",
    "action",
    "bottom_line",
    "detail",
    "cause",
    "quote",
    "leaves_open",
    "assessment",
    "rebuttal",
    "wording",
    "trend_reason",
    "note",
    "text",
    "relationship",
    "place",
    "author",
    "publisher",
    "descriptor",
    "locator",
)
"""The fields that hold text to read, as against ids, dates, codes, addresses and vocabularies."""

_PROSE: Final = frozenset(PROSE)

_HEADS: Final = ("name", "title", "aliases")

_EAST_ASIAN: Final = (
    "\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
# A syllable of Hangul may be written in its parts, and a kana with its mark apart.
_WORD: Final = re.compile(
    "[\u1100-\u115f][\u1160-\u11a7]?[\u11a8-\u11ff]?"
    rf"|[{_EAST_ASIAN}][\u3099\u309a]*"
    rf"|(?:(?![{_EAST_ASIAN}])[^\W_][\u0300-\u036f\u0900-\u0dff]*)+"
)
_OPERATORS: Final = ("AND", "OR", "NOT")
_TOKEN: Final = re.compile(r'"([^"]*)"?|([()])|([^\s"()]+)')


class Word(NamedTuple):
    """A word as it is compared, and where it stands in its text."""

    text: str
    start: int
    end: int


class TextField(NamedTuple):
    """One text of a record, and the field that holds it."""

    field: str
    text: str


class Term(NamedTuple):
    """Words that stand one after the other; of a prefix, the last may go on."""

    words: tuple[str, ...]
    prefix: bool = False


class And(NamedTuple):
    """What holds where both sides do."""

    left: "SearchQuery"
    right: "SearchQuery"


class Or(NamedTuple):
    """What holds where one of the sides does."""

    left: "SearchQuery"
    right: "SearchQuery"


class Not(NamedTuple):
    """What holds where the left side does and the right one does not."""

    left: "SearchQuery"
    right: "SearchQuery"


SearchQuery = Term | And | Or | Not


def split_words(text: str) -> Iterator[Word]:
    """The words of a text, in its order."""
    for found in _WORD.finditer(text):
        for part in casefold_words(found[0]).split():
            yield Word(part, found.start(), found.end())


def normalize(text: str) -> str:
    """A text as the index keeps it: its words, parted by blanks."""
    return text if text.isascii() else " ".join(each.text for each in split_words(text))


def text_fields(record: Struct) -> list[TextField]:
    """The texts of a record, without those of the records nested in it."""
    found: list[TextField] = []
    _gather(record, "", found)
    return found


def is_head(passage: TextField) -> bool:
    """Whether a text is what its record is called."""
    return passage.field in _HEADS


def _gather(record: Struct, within: str, found: list[TextField]) -> None:
    for name in record.__struct_fields__:
        value = getattr(record, name)
        if isinstance(value, str):
            if name in _PROSE:
                found.append(TextField(within or name, value))
        elif isinstance(value, tuple):
            for each in value:
                if isinstance(each, str):
                    # A friction's causes are ids, a concern's is a text.
                    if name in _PROSE and name != "cause":
                        found.append(TextField(within or name, each))
                elif not hasattr(each, "id"):
                    _gather(each, within or name.rstrip("_"), found)
        elif value is not None and not hasattr(value, "id"):
            _gather(value, within or name.rstrip("_"), found)


def parse_query(arguments: Sequence[str]) -> SearchQuery:
    """What a reader searches for: words, "phrases", prefix*, AND, OR, NOT and parentheses.

    Words without an operator between them must all be there. An argument of several words without
    quotes or operators is a phrase, as it was one for the shell.

    Raises:
        UsageError: there is nothing to search for, or the operators do not stand between words.
    """
    tokens: list[Any] = []
    for argument in arguments:
        tokens += _tokens(argument)
    parser = _Parser(tokens)
    found = parser.either()
    if parser.rest or found is None:
        raise UsageError(
            "A search needs words, with AND, OR or NOT only between them, as in "
            "`briefing search umbrella OR deterrence`."
        )
    return found


def to_fts5(what: SearchQuery) -> str:
    """What is sought, in the language of SQLite's FTS5."""
    match what:
        case Term():
            return f'"{" ".join(what.words)}"{"*" if what.prefix else ""}'
        case And():
            return f"({to_fts5(what.left)} AND {to_fts5(what.right)})"
        case Or():
            return f"({to_fts5(what.left)} OR {to_fts5(what.right)})"
        case Not():
            return f"({to_fts5(what.left)} NOT {to_fts5(what.right)})"


def terms(what: SearchQuery) -> list[Term]:
    """The terms that are to be found, without those that must not be there."""
    match what:
        case Term():
            return [what]
        case Not():
            return terms(what.left)
        case _:
            return [*terms(what.left), *terms(what.right)]


def highlight_spans(text: str, wanted: Sequence[Term]) -> list[tuple[int, int]]:
    """Where some terms stand in a text, as spans of characters in its order, none overlapping."""
    held = list(split_words(text))
    spans: list[tuple[int, int]] = []
    for place in range(len(held)):
        ends = [held[place + len(term.words) - 1].end for term in wanted if _at(held, place, term)]
        if ends:
            start, end = held[place].start, max(ends)
            if spans and start < spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
    return spans


def _at(held: Sequence[Word], place: int, term: Term) -> bool:
    here = [each.text for each in held[place : place + len(term.words)]]
    if len(here) < len(term.words) or here[:-1] != list(term.words[:-1]):
        return False
    last = term.words[-1]
    return here[-1].startswith(last) if term.prefix else here[-1] == last


def _tokens(argument: str) -> Iterator[Any]:
    plain = not any(sign in argument for sign in '"()*')
    if plain and " " in argument.strip() and not set(argument.split()) & set(_OPERATORS):
        yield Term(tuple(each.text for each in split_words(argument)))
        return
    for quoted, bracket, word in _TOKEN.findall(argument):
        if bracket or word in _OPERATORS:
            yield bracket or word
        else:
            held = tuple(each.text for each in split_words(quoted or word))
            yield Term(held, prefix=word.endswith("*"))


class _Parser:
    """Reads tokens as an expression; NOT binds closest, then AND, then OR."""

    def __init__(self, tokens: Sequence[Any]) -> None:
        # What holds no word, such as a dash, asks for nothing.
        self.rest = [each for each in tokens if not isinstance(each, Term) or each.words]

    def either(self) -> SearchQuery | None:
        left = self.both()
        while left is not None and self._next("OR"):
            right = self.both()
            if right is None:
                return None
            left = Or(left, right)
        return left

    def both(self) -> SearchQuery | None:
        left = self.one()
        while left is not None and self.rest and self.rest[0] not in ("OR", ")"):
            kind = Not if self._next("NOT") else And
            if kind is And and self._next("AND") and self._next("NOT"):
                kind = Not
            right = self.one()
            if right is None:
                return None
            left = kind(left, right)
        return left

    def one(self) -> SearchQuery | None:
        if self._next("("):
            inner = self.either()
            return inner if self._next(")") else None
        if self.rest and isinstance(self.rest[0], Term):
            term: Term = self.rest.pop(0)
            return term
        return None

    def _next(self, sign: str) -> bool:
        if self.rest and self.rest[0] == sign:
            self.rest.pop(0)
            return True
        return False
