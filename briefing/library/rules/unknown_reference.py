"""References that lead to no record, or to one of the wrong kind."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from itertools import pairwise
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary, proxy

from briefing.library.folding import letters_of_name, normalize_name
from briefing.library.loader import LibraryContext, LoadedFiles, LoadedRecord, meanings
from briefing.library.lookup import nearest
from briefing.library.rules.bad_id import suggest_slug
from briefing.library.rules.base import Finding
from briefing.library.source_text import quote
from briefing.model.diagnostics import Rule
from briefing.model.kinds import NESTED, nested_fields, with_article
from briefing.model.schema import Path, TypedValue
from briefing.model.slugs import is_slug

RULE: Final = Rule(
    id="unknown-reference",
    severity="error",
    description="A reference names a record that exists, of a kind that the field takes.",
    example_file="actors.yaml",
    good="ilves: {name: Toomas Ilves, of: [estonia], sources: [charter]}\n",
    bad="ilves: {name: Toomas Ilves, of: [estnia], sources: [charter]}\n",
)


# No id that is meant is longer.
_LONGEST_ID: Final = 100

# How many items of a list a name with commas can have become.
_PAIR: Final = 2
_MOST_PARTS: Final = 4

# How many ids a message names.
_MOST_LISTED: Final = 3

# A place in a source: a word for one and a number. Compiled where a reference is unknown, which
# few are.
_LOCATOR: Final = (
    r"(?:pp?\.?|pages?|paras?\.?|paragraphs?|arts?\.?|articles?|sect?\.?|sections?|ch\.?|chapters?|"
    r"lines?|annex|[§¶])\s*(?:\d|[IVXLC]+\b)"
)
_PLAIN: Final = r"[^\W_][\w .§-]{0,40}"

_NUMBER: Final = re.compile(r"[0-9]+")

# How many names in all are compared to suggest ids, which takes about a second.
_COMPARISONS: Final = 200_000


class UnknownReference(NamedTuple):
    """A reference that leads to no record of any kind.

    `suggestion` is the id that was probably meant, or empty, and `name` what its record is called
    if that is what the reference resembles. `split_name` is the name in a list of which the
    reference is a part, as its comma has split it, or empty.
    """

    loaded: LoadedRecord
    value: TypedValue
    suggestion: str = ""
    name: str = ""
    split_name: str = ""


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the references that lead to no record of a kind that their field takes."""
    split_names = _SplitNames(files)
    for loaded, value in _iter_missing(files):
        text, takes = value.text, value.format.description.removeprefix("id of ")
        actual = _actual_kind(files, loaded, text)
        if actual:
            message = f"{quote(text)} is {with_article(actual)}; this field takes {takes}."
            yield Finding(loaded.location, value.path, message)
            continue
        place = _locator_message(loaded, value)
        if place:
            yield Finding(loaded.location, value.path, place)
            continue
        unknown = _explain(files, loaded, value, split_names)
        elsewhere = _suggestions_of(files.context).elsewhere(text, value.format.to)
        message = f"Nothing in this library has the id {quote(text)}; this field takes {takes}."
        message += _advice(unknown, elsewhere)
        yield Finding(loaded.location, value.path, message, unknown.suggestion)


def find_unknown(files: LoadedFiles) -> Iterator[UnknownReference]:
    """Yield the references that lead to no record of any kind."""
    split_names = _SplitNames(files)
    for loaded, value in _iter_missing(files):
        if not _actual_kind(files, loaded, value.text):
            yield _explain(files, loaded, value, split_names)


def _iter_missing(files: LoadedFiles) -> Iterator[tuple[LoadedRecord, TypedValue]]:
    for loaded, value in files.iter_values("id"):
        if files.is_missing(loaded.id, value.text, value.format.to):
            yield loaded, value


def _actual_kind(files: LoadedFiles, loaded: LoadedRecord, text: str) -> str:
    """Return the kind of the record that a reference leads to, whatever its field takes."""
    return next(filter(None, map(files.context.kind, meanings(loaded.id, text))), "")


def _explain(
    files: LoadedFiles, loaded: LoadedRecord, value: TypedValue, split_names: "_SplitNames"
) -> UnknownReference:
    suggestions, kinds = _suggestions_of(files.context), value.format.to
    whole = split_names.at(loaded, value)
    if whole:
        return UnknownReference(loaded, value, suggestions.of_name(whole, kinds), "", whole)
    id_, name = suggestions.suggest(loaded.id, value.text, kinds)
    return UnknownReference(loaded, value, id_, name)


def _locator_message(loaded: LoadedRecord, value: TypedValue) -> str:
    """Return what to write for a place in a source that is given as one, empty if it is none."""
    *container, position = value.path
    is_item = isinstance(position, int) and value.format.to == ("source",)
    if not is_item or not re.match(_LOCATOR, value.text, re.IGNORECASE):
        return ""
    items = loaded.location.file.plain((*loaded.location.path, *container))
    before = items[int(position) - 1] if position else None
    source = before if isinstance(before, str) and is_slug(before) else "ID"
    place = value.text if re.fullmatch(_PLAIN, value.text) else "…"
    return (
        f"{quote(value.text)} is a place in a source, not one; write it with its source, "
        f"as `{{source: {source}, locator: {place}}}`."
    )


def _advice(unknown: UnknownReference, elsewhere: Sequence[str]) -> str:
    """Return what to write instead of a reference that leads nowhere, after a space.

    Args:
        unknown: the reference.
        elsewhere: the full ids of the records of other files that have its id.
    """
    text, suggestion = unknown.value.text, unknown.suggestion
    if unknown.split_name:
        return _advice_on_commas(unknown)
    if elsewhere:
        ids = " or ".join(elsewhere[:_MOST_LISTED])
        whose = elsewhere[0].partition("/")[0] if len(elsewhere) == 1 else "another record"
        return f" One of {whose} needs its full id: {ids}."
    if unknown.name:
        return f" The nearest name is {quote(unknown.name)}."
    kinds = unknown.value.format.to
    if not suggestion and "/" not in text and _is_of_another_file(unknown.loaded.kind, kinds):
        return f" One of another record needs its full id, such as japan/{kinds[0]}-x."
    if not suggestion and not all(map(is_slug, text.split("/"))):
        slug = suggest_slug(text)
        example = f", such as {slug}" if slug else ""
        return f" An id is lower-case words joined by hyphens{example}."
    return ""


def _advice_on_commas(unknown: UnknownReference) -> str:
    name, slug = quote(unknown.split_name), suggest_slug(unknown.split_name)
    if unknown.suggestion:
        return f" A comma splits the name {name}; write its id."
    return f" If {name} is one name, write its id{f', such as {slug}' if slug else ''}."


def _is_of_another_file(kind: str, to: tuple[str, ...]) -> bool:
    """Return whether only parts of records are meant, and none that a record of a kind has."""
    fields = nested_fields(kind)
    return all(kind in NESTED and NESTED[kind].plural not in fields for kind in to)


class _SplitNames:
    """The names that commas have split into items of a list in brackets, list by list."""

    def __init__(self, files: LoadedFiles) -> None:
        self._files = files
        self._names: dict[tuple[int, Path], dict[int, str]] = {}

    @cached_property
    def _suggestions(self) -> "_Suggestions":
        # Made once a reference is missing: it takes every record of the library.
        return _suggestions_of(self._files.context)

    def at(self, loaded: LoadedRecord, value: TypedValue) -> str:
        """Return the name of which a reference is a part, empty if it is of none."""
        *path, position = value.path
        if not isinstance(position, int):
            return ""
        key = id(loaded.record), tuple(path)
        if key not in self._names:
            self._names[key] = self._in_list(loaded, tuple(path), value.format.to)
        return self._names[key].get(position, "")

    def _in_list(self, loaded: LoadedRecord, path: Path, kinds: tuple[str, ...]) -> dict[int, str]:
        """Return the names in a list, by the position of each of their parts."""
        items = loaded.location.file.plain((*loaded.location.path, *path))
        missing = [
            isinstance(item, str) and self._files.is_missing(loaded.id, item, kinds)
            for item in items
        ]
        names: dict[int, str] = {}
        for start in range(len(items) - 1):
            for count in range(_MOST_PARTS, 1, -1):
                parts = items[start : start + count]
                is_free = start not in names and all(missing[start : start + count])
                if (
                    is_free
                    and len(parts) == count
                    and self._is_name(loaded.id, parts, kinds)
                    and _is_split_by_commas(loaded, (*path, start), count)
                ):
                    names |= dict.fromkeys(range(start, start + count), ", ".join(parts))
        return names

    def _is_name(self, owner: str, parts: list[str], kinds: tuple[str, ...]) -> bool:
        """Return whether parts are one name: a record's, or two of which the first is no id."""
        if self._suggestions.of_name(", ".join(parts), kinds):
            return True
        return (
            len(parts) == _PAIR
            and not is_slug(parts[0].replace("/", "-"))
            and not any(any(self._suggestions.suggest(owner, part, kinds)) for part in parts)
        )


def _is_split_by_commas(loaded: LoadedRecord, path: Path, count: int) -> bool:
    """Return whether only commas stand between some items of a list, from that at a path on."""
    file, (*container, first) = loaded.location.file, (*loaded.location.path, *path)
    spans = [file.location((*container, int(first) + index)) for index in range(count)]
    return all(
        before and after and file.text[before.value.end : after.value.start].strip(" ") == ","
        for before, after in pairwise(spans)
    )


class _Suggestions:
    """The ids that were probably meant, each looked for once, in a library that does not change."""

    def __init__(self, context: LibraryContext) -> None:
        # The cache below must not keep a library alive.
        self._context: LibraryContext = proxy(context)
        self._records = list(context.iter_records())
        self._nested: dict[str, list[tuple[str, str]]] = {}
        for id_, kind in self._records:
            if "/" in id_:
                self._nested.setdefault(id_.partition("/")[2], []).append((id_, kind))
        self._comparisons = 0
        self._choices: dict[tuple[str, tuple[str, ...]], dict[str, str]] = {}
        self._known: dict[tuple[str, str, tuple[str, ...]], tuple[str, str]] = {}

    @cached_property
    def _names(self) -> dict[str, list[tuple[str, str]]]:
        """The id and kind of each record of a name, by what counts of the name."""
        names: dict[str, list[tuple[str, str]]] = {}
        for name, id_, kind in self._context.iter_names():
            names.setdefault(name, []).append((id_, kind))
        return names

    def of_name(self, name: str, kinds: tuple[str, ...]) -> str:
        """Return the id of the first record of a name that is of one of some kinds."""
        named = self._names.get(normalize_name(name), ())
        return next((id_ for id_, kind in named if kind in kinds), "")

    def elsewhere(self, text: str, kinds: tuple[str, ...]) -> list[str]:
        """Return the full ids of the nested records of some kinds that have an id."""
        if "/" in text:
            return []
        return [id_ for id_, kind in self._nested.get(text, ()) if kind in kinds]

    def suggest(self, owner: str, text: str, kinds: tuple[str, ...]) -> tuple[str, str]:
        """Return the id that was probably meant, and the name that it was found by, if by one.

        It is the record of that name, else the one of the most similar id or name.
        """
        if len(text) > _LONGEST_ID:
            return "", ""
        # Where no nested record can be meant, it is the same in every file.
        key = (owner if any(kind in NESTED for kind in kinds) else "", text, kinds)
        if key not in self._known:
            id_ = self.of_name(text, kinds)
            self._known[key] = (id_, "") if id_ else self._find(owner, text, kinds)
        return self._known[key]

    def _find(self, owner: str, text: str, kinds: tuple[str, ...]) -> tuple[str, str]:
        elsewhere = [
            id_ for id_, kind in self._nested.get(text.rpartition("/")[2], ()) if kind in kinds
        ]
        if elsewhere or self._comparisons > _COMPARISONS:
            return "".join(elsewhere[:1]), ""
        choices = self._choices_for(owner, kinds)
        self._comparisons += len(choices)
        near = next(filter(partial(_has_same_numbers, text), nearest(text, choices)), "")
        if not choices.get(near):
            return near, ""
        id_ = choices[near]
        return id_.removeprefix(f"{owner}/"), self._context.written_name(id_, near)

    def _choices_for(self, owner: str, kinds: tuple[str, ...]) -> dict[str, str]:
        """Return the ids and names of the records of some kinds, a name with the id it is of."""
        key = (owner if any(kind in NESTED for kind in kinds) else "", kinds)
        if key not in self._choices:
            own = f"{owner}/"
            choices = {id_.removeprefix(own): "" for id_, kind in self._records if kind in kinds}
            for name, named in self._names.items():
                id_ = next((id_ for id_, kind in named if kind in kinds), "")
                if id_ and len(name) <= _LONGEST_ID:
                    choices.setdefault(name, id_)
            self._choices[key] = choices
            self._comparisons += len(self._records)
        return self._choices[key]


def _has_same_numbers(text: str, choice: str) -> bool:
    """Return whether two texts differ in more than a number, or in none.

    `reuters-2017` is no slip of `reuters-2016`, but another of its kind.
    """
    same_words = _NUMBER.sub("0", letters_of_name(text)) == _NUMBER.sub(
        "0", letters_of_name(choice)
    )
    return not same_words or _numbers(text) == _numbers(choice)


def _numbers(text: str) -> list[str]:
    return [number.lstrip("0") for number in _NUMBER.findall(text)]


_KNOWN: Final[WeakKeyDictionary[LibraryContext, _Suggestions]] = WeakKeyDictionary()


def _suggestions_of(context: LibraryContext) -> _Suggestions:
    if context not in _KNOWN:
        _KNOWN[context] = _Suggestions(context)
    return _KNOWN[context]
