"""Full text over everything: what was found, grouped by record, with the words that match."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from msgspec import Struct

from briefing.answers.context import KindName, ResultBase, names_and_sources
from briefing.answers.filters import NO_FILTERS, Filters, RecordFilter
from briefing.index import fulltext
from briefing.index.fulltext import Term
from briefing.library.folding import normalize_name
from briefing.library.library import Entry, Library
from briefing.library.lookup import all_names, nearest, nested_names
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


class Search(ResultBase, frozen=True, kw_only=True):
    """What was found, the best first; `near` are words that are spelled like those not found.

    `records` counts all records found, `found` the top-level records that are or contain them.
    """

    schema: ClassVar[str] = "search/2"

    as_of: Edtf
    sought: str
    found: int
    records: int
    groups: tuple[HitGroup, ...]
    near: tuple[str, ...]
    filters: Filters = Filters()


def search(
    library: Library,
    arguments: Sequence[str],
    filters: Filters = NO_FILTERS,
    limit: int = SHOWN,
) -> Search:
    """Return the records in which some words are found, the best first.

    Args:
        library: where to look.
        arguments: words, "phrases" and prefix*, with AND, OR, NOT and parentheses.
        filters: what narrows the answer.
        limit: how many top-level records to show at most; 0 for all of them.

    Raises:
        UsageError: there is nothing to search for, or the operators do not stand between words.
    """
    wanted = fulltext.parse_query(arguments)
    record_filter = RecordFilter(library, filters)
    key = normalize_name(" ".join(arguments))
    called = [id_ for id_ in library.ids_for_name(key) if id_ in library.entries]
    ids = list(dict.fromkeys([*called, *library.search(wanted)]))
    if record_filter.is_active:
        ids = [id_ for id_ in ids if record_filter.matches(library.entries[id_])]
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
        records=len(ids),
        groups=tuple(
            HitGroup(
                id=top,
                kind=library.entries[top].kind,
                hits=tuple(_hit(library, library.entries[id_], terms, key) for id_ in inner),
            )
            for top, inner in shown
        ),
        near=() if ids else _near(library, terms),
        filters=filters,
        **names_and_sources(
            library, [], and_names=dict.fromkeys([*(top for top, _ in shown), *hits])
        ),
    )


def _hit(library: Library, entry: Entry, terms: Sequence[Term], key: str) -> Hit:
    found_in = [
        _match(field.field, field.text, terms) for field in fulltext.text_fields(entry.record)
    ]
    links = library.outgoing_links(entry.id)
    named = library.designations(list(dict.fromkeys(link.target for link in links)))
    # What a record cites is no word of its own: nearly every one cites the same few titles.
    found_in += [
        _match(link.field.rpartition(".")[2], named[link.target].name, terms)
        for link in links
        if link.target in named and named[link.target].kind != "source"
    ]
    matches = dict.fromkeys(match for match in found_in if match is not None)
    if not matches:
        matches = dict.fromkeys(_by_another_name(library, entry, terms, key))
    return Hit(id=entry.id, kind=entry.kind, matches=tuple(matches))


def _match(field: str, text: str, terms: Sequence[Term]) -> Match | None:
    spans = fulltext.highlight_spans(text, terms)
    return Match(field=field, text=text, marks=tuple(spans)) if spans else None


def _by_another_name(
    library: Library, entry: Entry, terms: Sequence[Term], key: str
) -> Iterator[Match]:
    """Yield what is found by its id or code, or by another name of what it refers to."""
    named = nested_names if entry.owner else all_names
    for name in named(entry.id, entry.record):
        if normalize_name(name.text) == key:
            field = str(name.path[0]) if name.path else "id"
            yield Match(field=field, text=name.text, marks=((0, len(name.text)),))
            return
    for link in library.outgoing_links(entry.id):
        target = library.entries.get(link.target)
        if target is None or target.kind == "source":
            continue
        for head in filter(fulltext.is_head, fulltext.text_fields(target.record)):
            match = _match(link.field.rpartition(".")[2], head.text, terms)
            if match:
                yield match


def _near(library: Library, terms: Sequence[Term]) -> tuple[str, ...]:
    """Return words that the book holds and that are spelled like some that it does not."""
    vocabulary = library.vocabulary()
    known = set(vocabulary)
    strange = [word for term in terms for word in term.words if word not in known]
    return tuple(dict.fromkeys(near for word in strange for near in nearest(word, vocabulary, 3)))
