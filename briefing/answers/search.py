"""Full text over everything: what was found, grouped by record, with the words that match."""

from collections.abc import Sequence
from typing import Any, ClassVar

from msgspec import Struct

from briefing.answers.context import KindName, Known, known
from briefing.answers.filters import NO_FILTERS, Filters, Sieve
from briefing.index import fulltext
from briefing.index.fulltext import Term
from briefing.library.library import Entry, Library
from briefing.library.links import Link
from briefing.library.lookup import nearest
from briefing.model.records import Edtf

SHOWN = 20
"""How many records are shown unless more are asked for."""


class Match(Struct, frozen=True, kw_only=True):
    """A text in which something was found: the field, and the spans of characters that match."""

    field: str
    text: str
    marks: tuple[tuple[int, int], ...]


class Hit(Struct, frozen=True, kw_only=True):
    """A record in which something was found."""

    id: str
    kind: KindName
    matches: tuple[Match, ...]


class HitGroup(Struct, frozen=True, kw_only=True):
    """The hits in one top-level record and those nested in it."""

    id: str
    kind: KindName
    hits: tuple[Hit, ...]


class Search(Known, frozen=True, kw_only=True):
    """What was found, the best first; `near` are words that are spelled like those not found."""

    schema: ClassVar[str] = "search/2"

    as_of: Edtf
    sought: str
    found: int
    groups: tuple[HitGroup, ...]
    near: tuple[str, ...]
    filters: Filters = Filters()


def search(
    library: Library,
    arguments: Sequence[str],
    filters: Filters = NO_FILTERS,
    limit: int = SHOWN,
) -> Search:
    """The records in which some words are found, the best first.

    Args:
        library: where to look.
        arguments: words, "phrases" and prefix*, with AND, OR, NOT and parentheses.
        filters: what narrows the answer.
        limit: how many top-level records to show at most; 0 for all of them.

    Raises:
        UsageError: there is nothing to search for, or the operators do not stand between words.
    """
    wanted = fulltext.parse_query(arguments)
    sieve = Sieve(library, filters)
    ids = library.search(fulltext.to_fts5(wanted))
    if sieve.narrows:
        ids = [id_ for id_ in ids if sieve.stays(library.entries[id_])]
    groups: dict[str, list[str]] = {}
    for id_ in ids:
        groups.setdefault(id_.partition("/")[0], []).append(id_)
    shown = list(groups.items())[: limit or None]
    terms = fulltext.terms(wanted)
    hits = [id_ for _, inner in shown for id_ in inner]
    return Search(
        as_of=library.library_file.as_of,
        sought=" ".join(arguments),
        found=len(groups),
        groups=tuple(
            HitGroup(
                id=top,
                kind=library.entries[top].kind,
                hits=tuple(_hit(library, library.entries[id_], terms) for id_ in inner),
            )
            for top, inner in shown
        ),
        near=() if ids else _near(library, terms),
        filters=filters,
        **known(library, [], and_names=dict.fromkeys([*(top for top, _ in shown), *hits])),
    )


def _hit(library: Library, entry: Entry, terms: Sequence[Term]) -> Hit:
    record: Any = entry.record
    found = [_match(each.field, each.text, terms) for each in fulltext.text_fields(record)]
    found += [_tied(library, link, terms) for link in library.outgoing_links(entry.id)]
    matches = tuple(dict.fromkeys(each for each in found if each is not None))
    by_id = _match("id", entry.id, terms)
    return Hit(id=entry.id, kind=entry.kind, matches=matches or ((by_id,) if by_id else ()))


def _match(field: str, text: str, terms: Sequence[Term]) -> Match | None:
    found = fulltext.highlight_spans(text, terms)
    return Match(field=field, text=text, marks=tuple(found)) if found else None


def _tied(library: Library, link: Link, terms: Sequence[Term]) -> Match | None:
    """What a record refers to, where its name matches or, failing that, its id."""
    field = link.field.rpartition(".")[2]
    name = library.name(link.target) if link.target in library.entries else ""
    return _match(field, name, terms) or _match(field, link.target, terms)


def _near(library: Library, terms: Sequence[Term]) -> tuple[str, ...]:
    """Words that the book holds and that are spelled like some that it does not."""
    vocabulary = library.vocabulary()
    held = set(vocabulary)
    strange = [word for term in terms for word in term.words if word not in held]
    return tuple(dict.fromkeys(near for word in strange for near in nearest(word, vocabulary, 3)))
