"""Reassurances that rest on nothing but the word of the side that gives them.

The side is who is named in `by`, the countries and actors that these belong to, and the actors that
belong to any of them. A source is the side's own if its publisher or its author is one of these by
name, alias or code. In the publisher of an official source, the name of a party in `by` or of what
that belongs to is enough: *US Department of Defense* is the United States', and *Estonian Ministry
of Defence* Estonia's. A newspaper is no official source, and a treaty speaks for all its parties.
What the reassured country published as well, such as a joint statement, is not one side's alone.
"""

from collections.abc import Iterator
from functools import cache, partial
from typing import TYPE_CHECKING, Final, NamedTuple

from briefing.library import links
from briefing.library.folding import normalize_name, split_words
from briefing.library.lookup import RecordName, all_names
from briefing.library.rules.base import RecordFinding, nested_entries
from briefing.library.source_text import quote
from briefing.model.diagnostics import Rule
from briefing.model.records import Reassurance, Source, source_id
from briefing.model.vocabulary import OFFICIAL

if TYPE_CHECKING:
    from briefing.library.library import Library

RULE: Final = Rule(
    id="one-sided-reassurance",
    severity="warning",
    description="A reassurance has a source other than the side that gives it.",
    example_file="countries/latvia.yaml",
    good="""\
name: Latvia
reassurances:
- id: visit
  kind: visit
  by: [estonia]
  summary: A visit.
  sources: [review, daily]  # of the Estonian Ministry of Defence, and of the Baltic Daily
""",
    bad="""\
name: Latvia
reassurances:
- id: visit
  kind: visit
  by: [estonia]
  summary: A visit.
  sources: [review]  # of the Estonian Ministry of Defence
""",
    is_default=False,
)

_TREATY: Final = "treaty-text"

# What makes the name of a country an adjective: Estonian, Belarusian, Japanese, Kuwaiti, Finnish.
_ENDINGS: Final = ("", "n", "an", "ian", "ese", "i", "ish")


class _Side(NamedTuple):
    """A side: the normalized names of all who belong to it, and the names of who leads it."""

    names: frozenset[str]
    leading: tuple[RecordName, ...]

    def published(self, source: Source) -> bool:
        """Return whether a source is this side's own."""
        if source.type == _TREATY:
            return False
        makers = [maker for maker in (source.publisher, source.author) if maker]
        if any(normalize_name(maker) in self.names for maker in makers):
            return True
        return (
            source.type in OFFICIAL
            and source.publisher is not None
            and any(_is_named(name, source.publisher) for name in self.leading)
        )


def check(library: "Library") -> Iterator[RecordFinding]:
    """Yield the sources of reassurances that are all of the side that gives them."""
    side_of = cache(partial(_side_of, library))
    for entry in nested_entries(library, "reassurance"):
        reassurance = entry.record
        if not isinstance(reassurance, Reassurance):
            continue
        cited = [library.sources.get(source_id(item)) for item in reassurance.sources]
        giver, reassured = side_of(reassurance.by), side_of((entry.owner,))
        own = [
            source
            for source in cited
            if source and giver.published(source) and not reassured.published(source)
        ]
        if own and own == cited:
            makers = " and ".join(dict.fromkeys(map(_maker, own)))
            message = (
                f"Only the side that gives this reassurance says so ({makers}). Cite a source "
                "that is not its own as well."
            )
            yield RecordFinding(entry.id, ("sources",), message, key=True)


def _maker(source: Source) -> str:
    return quote(source.publisher or source.author or source.title)


def _side_of(library: "Library", parties: tuple[str, ...]) -> _Side:
    """Return the side to which some countries and actors belong."""
    owners = (id_ for party in parties for id_ in links.owners_of(library, party))
    leading = dict.fromkeys([*parties, *owners])
    members = dict.fromkeys(links.with_actors(library, leading))
    return _Side(
        frozenset(normalize_name(name.text) for id_ in members for name in _names(library, id_)),
        tuple(name for id_ in leading for name in _names(library, id_)),
    )


def _names(library: "Library", id_: str) -> list[RecordName]:
    entry = library.entries.get(id_)
    return list(all_names(id_, entry.record)) if entry else []


def _is_named(name: RecordName, text: str) -> bool:
    """Return whether a text contains a name as words; a code counts in capital letters only."""
    is_code = name.path == ("code",)
    *firsts, last = [word.text for word in split_words(name.text)] or [""]
    lasts = {last} if is_code else {last + ending for ending in _ENDINGS}
    words = list(split_words(text))
    for position in range(len(firsts), len(words)):
        word = words[position]
        before = [earlier.text for earlier in words[position - len(firsts) : position]]
        is_written = not is_code or text[word.start : word.end].isupper()
        if last and word.text in lasts and before == firsts and is_written:
            return True
    return False
