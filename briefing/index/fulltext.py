"""The texts of records as a search finds them, what is searched for, and where it matches."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from msgspec import Struct

from briefing.errors import UsageError
from briefing.library.folding import Word, is_plain, normalize_name, split_words
from briefing.model.schema import TEXT, Field, FieldType, attribute_reader, fields

_HEADS: Final = ("name", "short", "title", "aliases", "names")

_OPERATORS: Final = ("AND", "OR", "NOT")

# What SQLite can match in one expression, and what a reader can wait for.
_MAX_WORDS: Final = 200
_MAX_DEPTH: Final = 20
_MAX_LENGTH: Final = 10_000

# Compiled when a search is parsed: an edit takes this module too, and no search.
_SYNTAX: Final = r'"([^"]*)"?|([()])|([^\s"()]+)'


class TextField(Struct, frozen=True):
    """One text of a record, and the name of the field that holds it."""

    field: str
    text: str


class Term(NamedTuple):
    """Words that follow one another; the last one of a prefix may be longer."""

    words: tuple[str, ...]
    prefix: bool = False


class And(Struct, frozen=True):
    """Every operand matches."""

    operands: tuple["SearchQuery", ...]


class Or(Struct, frozen=True):
    """At least one operand matches."""

    operands: tuple["SearchQuery", ...]


class Not(Struct, frozen=True):
    """The left operand matches and the right one does not."""

    left: "SearchQuery"
    right: "SearchQuery"


SearchQuery = Term | And | Or | Not


def normalize(text: str) -> str:
    """Return a text as the index stores it: its words, separated by spaces."""
    return text if is_plain(text) else " ".join(word.text for word in split_words(text))


@lru_cache(maxsize=10_000)
def id_word(id_: str) -> str:
    """Return the full id of a record as one word, by which the index knows what refers to it."""
    return normalize_name(id_).replace("/", "")


def text_fields(record: Struct) -> list[TextField]:
    """Return the texts of a record, without those of the records nested in it."""
    texts: list[TextField] = []
    _collect_texts(record, "", texts)
    return texts


def is_head(field: TextField) -> bool:
    """Return whether a text is what its record is called: a name, short, title or alias."""
    return field.field in _HEADS


def _collect_texts(record: Struct, parent: str, texts: list[TextField]) -> None:
    read, names = _text_attributes(type(record))
    for value, (name, is_text) in zip(read(record), names, strict=True):
        if not value:
            continue
        # Most values are texts, which are not made lists first: that would take a third longer.
        if isinstance(value, str):
            if is_text:
                texts.append(TextField(parent or name, value))
            continue
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, str):
                if is_text:
                    texts.append(TextField(parent or name, item))
            elif isinstance(item, Struct) and not hasattr(item, "id"):
                _collect_texts(item, (parent or name).rstrip("_"), texts)


@cache
def _text_attributes(
    part: type[Struct],
) -> tuple[Callable[[Struct], tuple[Any, ...]], list[tuple[str, bool]]]:
    """Return what reads the attributes with prose, or with parts, and the name of each.

    With the name is whether a text in it is prose: no id, date, code, address or vocabulary.
    """
    attributes = [
        (field.attribute, any(type_.format == TEXT for type_ in _types(field)))
        for field in fields(part).values()
        if any(type_.format == TEXT or type_.part for type_ in _types(field))
    ]
    return attribute_reader(name for name, _ in attributes), attributes


def _types(field: Field) -> Iterator[FieldType]:
    """Yield the type of a field, and that of its items."""
    yield field.type
    if field.type.items is not None:
        yield field.type.items


def parse_query(arguments: Sequence[str]) -> SearchQuery:
    """Parse what a reader searches for: words, "phrases", prefix*, AND, OR, NOT and parentheses.

    Words without an operator between them must all match. An argument of several words without
    quotes or operators is a phrase, as it was one for the shell.

    Raises:
        UsageError: There is nothing to search for or too much, or an operator is not between
            words.
    """
    if sum(map(len, arguments)) > _MAX_LENGTH:
        raise UsageError(
            f"A search takes at most {_MAX_LENGTH:,} characters; search for fewer words."
        )
    tokens = [token for argument in arguments for token in _tokens(argument)]
    _check_size(tokens)
    parser = _Parser(tokens)
    query = parser.parse_or()
    if parser.tokens or query is None:
        raise UsageError(
            "A search needs words, with AND, OR or NOT only between them, as in "
            "`briefing search umbrella OR deterrence`."
        )
    return query


def _check_size(tokens: Iterable["Term | str"]) -> None:
    """Refuse a search that is too long or nested too deep.

    Raises:
        UsageError: It is.
    """
    words = depth = 0
    for token in tokens:
        if isinstance(token, Term):
            words += len(token.words)
        else:
            depth += {"(": 1, ")": -1}.get(token, 0)
        if words > _MAX_WORDS:
            raise UsageError(f"A search takes at most {_MAX_WORDS} words; search for fewer.")
        if depth > _MAX_DEPTH:
            raise UsageError(
                f"A search takes at most {_MAX_DEPTH} parentheses within one another; use fewer."
            )


def to_fts5(query: SearchQuery, named: Callable[[str], Sequence[str]]) -> str:
    """Return a query as an FTS5 expression of SQLite.

    Args:
        query: What is searched for.
        named: Returns the ids of the records that a phrase of FTS5 names. What refers to one of
            them matches too.
    """
    match query:
        case Term():
            phrase = f'"{" ".join(query.words)}"{"*" if query.prefix else ""}'
            ids = " OR ".join(f'"{id_word(id_)}"' for id_ in named(phrase))
            by_text = f"{{head text}} : {phrase}"
            return f"({by_text} OR linked : ({ids}))" if ids else f"({by_text})"
        case And():
            return f"({' AND '.join(to_fts5(operand, named) for operand in query.operands)})"
        case Or():
            return f"({' OR '.join(to_fts5(operand, named) for operand in query.operands)})"
        case Not():
            return f"({to_fts5(query.left, named)} NOT {to_fts5(query.right, named)})"


def terms(query: SearchQuery) -> list[Term]:
    """Return the terms of a query that are to be found, without those that must not match."""
    match query:
        case Term():
            return [query]
        case Not():
            return terms(query.left)
        case _:
            found = (term for operand in query.operands for term in terms(operand))
            return list(dict.fromkeys(found))


def highlight_spans(text: str, wanted: Sequence[Term]) -> list[tuple[int, int]]:
    """Return where terms match in a text: spans of characters, in order, none overlapping."""
    words = list(split_words(text))
    starts = _starts(tuple(wanted))
    spans: list[tuple[int, int]] = []
    for index, word in enumerate(words):
        ends = [
            words[index + len(term.words) - 1].end
            for term in starts.terms(word.text)
            if _matches_at(words, index, term)
        ]
        if ends:
            start, end = word.start, max(ends)
            if spans and start < spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
    return spans


class _Starts:
    """Terms by how they start, so that a word is compared with few of many terms."""

    def __init__(self, wanted: Iterable[Term]) -> None:
        self._terms: dict[str, list[Term]] = {}
        for term in wanted:
            self._terms.setdefault(term.words[0], []).append(term)
        self._lengths = {len(start) for start in self._terms}

    def terms(self, word: str) -> Iterator[Term]:
        """Yield the terms that a word may be the start of a match for."""
        for length in self._lengths:
            if length <= len(word):
                yield from self._terms.get(word[:length], ())


@lru_cache(maxsize=1)
def _starts(wanted: tuple[Term, ...]) -> _Starts:
    return _Starts(wanted)


def _matches_at(words: Sequence[Word], index: int, term: Term) -> bool:
    texts = [word.text for word in words[index : index + len(term.words)]]
    if len(texts) < len(term.words) or texts[:-1] != list(term.words[:-1]):
        return False
    last = term.words[-1]
    return texts[-1].startswith(last) if term.prefix else texts[-1] == last


def _tokens(argument: str) -> Iterator[Term | str]:
    """Yield terms, and operators and parentheses as texts."""
    is_plain = not any(sign in argument for sign in '"()*')
    if is_plain and " " in argument.strip() and not set(argument.split()) & set(_OPERATORS):
        yield Term(tuple(word.text for word in split_words(argument)))
        return
    for quoted, parenthesis, text in re.findall(_SYNTAX, argument):
        if parenthesis or text in _OPERATORS:
            yield parenthesis or text
        else:
            words = tuple(word.text for word in split_words(quoted or text))
            yield Term(words, prefix=text.endswith("*"))


class _Parser:
    """Parses tokens by recursive descent; NOT binds closest, then AND, then OR.

    Each method returns None where an operand is missing.
    """

    def __init__(self, tokens: Iterable[Term | str]) -> None:
        # A term without words, such as a dash, asks for nothing.
        self.tokens = [token for token in tokens if isinstance(token, str) or token.words]

    def parse_or(self) -> SearchQuery | None:
        operands = [self.parse_and()]
        while operands[-1] is not None and self._take("OR"):
            operands.append(self.parse_and())
        return _joined(Or, operands)

    def parse_and(self) -> SearchQuery | None:
        wanted = [self.parse_operand()]
        unwanted: list[SearchQuery | None] = []
        operands = wanted
        while operands[-1] is not None and self.tokens and self.tokens[0] not in ("OR", ")"):
            is_not = self._take("NOT") or (self._take("AND") and self._take("NOT"))
            operands = unwanted if is_not else wanted
            operands.append(self.parse_operand())
        left, right = _joined(And, wanted), _joined(Or, unwanted)
        if left is None or not unwanted:
            return left
        return None if right is None else Not(left, right)

    def parse_operand(self) -> SearchQuery | None:
        if self._take("("):
            query = self.parse_or()
            return query if self._take(")") else None
        term = self.tokens[0] if self.tokens else None
        if not isinstance(term, Term):
            return None
        self.tokens.pop(0)
        return term

    def _take(self, token: str) -> bool:
        """Remove the next token if it is this one, and return whether it was."""
        if self.tokens and self.tokens[0] == token:
            self.tokens.pop(0)
            return True
        return False


def _joined(operator: type[And | Or], operands: Sequence[SearchQuery | None]) -> SearchQuery | None:
    """Join operands side by side, however many: SQLite limits how deep an expression is nested.

    What is repeated is searched for once.
    """
    present = tuple(dict.fromkeys(operand for operand in operands if operand is not None))
    if not present or None in operands:
        return None
    return present[0] if len(present) == 1 else operator(present)
