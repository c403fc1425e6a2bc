"""References that lead to no record, or to one of the wrong kind."""

from collections.abc import Iterator
from typing import Final
from weakref import WeakKeyDictionary, proxy

from briefing.library.folding import normalize_name
from briefing.library.loader import LibraryContext, LoadedFiles, LoadedRecord, meanings
from briefing.library.lookup import nearest
from briefing.library.rules.base import Finding
from briefing.library.source_text import quote
from briefing.model.diagnostics import Rule
from briefing.model.kinds import NESTED, with_article
from briefing.model.schema import TypedValue
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

# The parts of a name that has a comma in it.
_PAIR: Final = 2

# How many names in all are compared to suggest ids, which takes about a second.
_COMPARISONS: Final = 200_000


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the references that lead to no record of a kind that their field takes."""
    for loaded, value in files.iter_values("id"):
        kinds, text = value.format.to, value.text
        if not files.is_missing(loaded.id, text, kinds):
            continue
        takes = value.format.description.removeprefix("id of ")
        actual = next(filter(None, map(files.context.kind, meanings(loaded.id, text))), "")
        if actual:
            message = f"{quote(text)} is {with_article(actual)}; this field takes {takes}."
            yield Finding(loaded.location, value.path, message)
            continue
        suggestions = _suggestions_of(files.context)
        message = f"Nothing in this library has the id {quote(text)}; this field takes {takes}."
        suggestion = suggestions.suggest(loaded.id, text, kinds)
        whole = _split_name(files, loaded, value)
        if whole:
            message += f" Put a name with a comma in it in quotation marks: {quote(whole)}."
            suggestion = suggestions.suggest(loaded.id, whole, kinds) or suggestion
        elif "/" in suggestion and "/" not in text:
            owner = suggestion.partition("/")[0]
            message += f" One of {owner} needs its full id: {suggestion}."
        yield Finding(loaded.location, value.path, message, suggestion)


def _split_name(files: LoadedFiles, loaded: LoadedRecord, value: TypedValue) -> str:
    """Return the name that a comma has split into items of a list, empty if it is none.

    The value is one of two neighbours that lead nowhere, and at least one of them is no id.
    """
    kinds, position = value.format.to, value.path[-1]
    if not isinstance(position, int):
        return ""
    items = loaded.location.file.plain((*loaded.location.path, *value.path[:-1]))
    for first in (position - 1, position):
        pair = items[first : first + 2] if first >= 0 else []
        if (
            len(pair) == _PAIR
            and all(isinstance(item, str) for item in pair)
            and not all(map(is_slug, pair))
            and all(files.is_missing(loaded.id, item, kinds) for item in pair)
        ):
            return ", ".join(pair)
    return ""


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
        self._known: dict[tuple[str, str, tuple[str, ...]], str] = {}

    def suggest(self, owner: str, text: str, kinds: tuple[str, ...]) -> str:
        """Return the id of the record so named, else the most similar one, or an empty text."""
        if len(text) > _LONGEST_ID:
            return ""
        # Where no nested record can be meant, it is the same in every file.
        key = (owner if any(kind in NESTED for kind in kinds) else "", text, kinds)
        if key not in self._known:
            self._known[key] = self._find(owner, text, kinds)
        return self._known[key]

    def _find(self, owner: str, text: str, kinds: tuple[str, ...]) -> str:
        id_, kind = self._context.first_for_name(normalize_name(text))
        if kind in kinds:
            return id_
        elsewhere = [
            id_ for id_, kind in self._nested.get(text.rpartition("/")[2], ()) if kind in kinds
        ]
        if elsewhere:
            return elsewhere[0]
        if self._comparisons > _COMPARISONS:
            return ""
        self._comparisons += len(self._records)
        choices = [id_.removeprefix(f"{owner}/") for id_, kind in self._records if kind in kinds]
        return "".join(nearest(text, choices, 1))


_KNOWN: Final[WeakKeyDictionary[LibraryContext, _Suggestions]] = WeakKeyDictionary()


def _suggestions_of(context: LibraryContext) -> _Suggestions:
    if context not in _KNOWN:
        _KNOWN[context] = _Suggestions(context)
    return _KNOWN[context]
