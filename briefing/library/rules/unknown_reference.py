"""References that lead to no record, or to one of the wrong kind."""

from collections.abc import Iterator
from typing import Final
from weakref import WeakKeyDictionary, proxy

from briefing.library.folding import normalize_name
from briefing.library.loader import LibraryContext, LoadedFiles, meanings
from briefing.library.lookup import nearest
from briefing.library.rules.base import Finding
from briefing.library.source_text import quote
from briefing.model.diagnostics import Rule
from briefing.model.kinds import NESTED, with_article

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
        else:
            message = f"Nothing in this library has the id {quote(text)}; this field takes {takes}."
            suggestion = _suggestions_of(files.context).suggest(loaded.id, text, kinds)
            yield Finding(loaded.location, value.path, message, suggestion)


class _Suggestions:
    """The ids that were probably meant, each looked for once, in a library that does not change."""

    def __init__(self, context: LibraryContext) -> None:
        # The cache below must not keep a library alive.
        self._context: LibraryContext = proxy(context)
        self._records = list(context.iter_records())
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
