"""What several answers carry: names and sources, so that they can be read without the library."""

from collections.abc import Container, Iterable
from typing import Annotated, Any, TypeAlias, TypedDict

from msgspec import Meta, Struct

from briefing.library.library import Entry, Library
from briefing.model.kinds import KINDS
from briefing.model.records import Date, Edtf, Event, Reference, Source, source_id
from briefing.model.vocabulary import EventStatus

KindName: TypeAlias = Annotated[
    str, Meta(description="kind of record", extra_json_schema={"enum": list(KINDS)})
]
"""What sort of record something is, nested ones included."""


class Item(Struct, frozen=True, kw_only=True):
    """A record from elsewhere in the library, under its full id."""

    id: str
    kind: KindName
    record: Any


class OneSource(Struct, frozen=True, kw_only=True):
    """The only source that counts for an answer."""

    id: str
    title: str
    author: str | None
    publisher: str | None
    published: Date


class ResultBase(Struct, frozen=True, kw_only=True):
    """The names of the records that an answer refers to, by their full ids, and its sources.

    `shorts` are what rows call those that have a shorter name.
    `according_to` is the only source that counts for the answer; None where all of them do.
    """

    names: dict[str, str] = {}
    shorts: dict[str, str] = {}
    sources: dict[str, Source] = {}
    according_to: OneSource | None = None


class Withheld(Struct, frozen=True, kw_only=True):
    """What is not shown: on an earlier day, what was `written` later; of one source, any other.

    `fields` are those that were written on the library's own day, `unsourced` those for which no
    source is cited.
    """

    fields: tuple[str, ...]
    written: Edtf
    unsourced: tuple[str, ...] = ()


class Upcoming(Struct, frozen=True, kw_only=True):
    """An event that lies ahead."""

    id: str
    event: Event
    status: EventStatus = "planned"


class NamesAndSources(TypedDict):
    """Names, short names and sources, each by full id, as an answer carries them."""

    names: dict[str, str]
    shorts: dict[str, str]
    sources: dict[str, Source]
    according_to: OneSource | None


def one_source(library: Library) -> OneSource | None:
    """Return the only source that counts for a library; or None if all of them do."""
    source = library.sources.get(library.according_to) if library.according_to else None
    if source is None or library.according_to is None:
        return None
    return OneSource(
        id=library.according_to,
        title=source.title,
        author=source.author,
        publisher=source.publisher,
        published=source.published,
    )


def with_basis(text: str, basis: str | None) -> str:
    """Return a text with how its source carries it, unless that says it outright."""
    return text if basis in (None, "stated") else f"{text} ({basis})"


def item(entry: Entry) -> Item:
    """Return a record as a view carries it."""
    return Item(id=entry.id, kind=entry.kind, record=entry.record)


def names_and_sources(
    library: Library,
    shown: Iterable[str],
    without: Iterable[str] = (),
    and_names: Iterable[str] = (),
    and_sources: Iterable[Reference] = (),
) -> NamesAndSources:
    """Return the names of the records shown and of what they refer to, and their sources.

    Args:
        library: where the records are.
        shown: their full ids.
        without: the fields whose references are left out.
        and_names: records that are only named.
        and_sources: sources that are cited besides.
    """
    skipped = set(without)
    ids = dict.fromkeys(shown)
    # In the order of their ids, so that what holds several of them is read once.
    named = {
        id_: [
            link.target
            for link in library.outgoing_links(id_)
            if link.field.partition(".")[0] not in skipped
        ]
        for id_ in sorted(ids)
    }
    for id_ in list(ids):
        ids.update(dict.fromkeys(named[id_]))
    ids.update(dict.fromkeys((*and_names, *map(source_id, and_sources))))
    called = library.designations(list(ids))
    others = {
        id_: designation for id_, designation in called.items() if designation.kind != "source"
    }
    cited = [id_ for id_ in called if id_ not in others]
    library.read_ahead(cited)
    return NamesAndSources(
        names={id_: designation.name for id_, designation in others.items()},
        shorts={id_: designation.short for id_, designation in others.items() if designation.short},
        sources={id_: library.sources[id_] for id_ in cited},
        according_to=one_source(library),
    )


def withheld_fields(
    library: Library,
    ids: Iterable[str],
    *,
    shown: Container[str] | None = None,
    of_library: Iterable[str] = (),
) -> Withheld | None:
    """Return what some top-level records lack on an earlier day, as it was written later.

    Args:
        library: where the records are.
        ids: their ids.
        shown: the fields that an answer shows; none for all.
        of_library: fields that the library itself lacks.
    """
    ids = list(ids) if library.is_reduced else []
    later = dict.fromkeys(of_library if library.is_past else ())
    unsourced = dict.fromkeys(() if library.is_past else of_library)
    for id_ in ids:
        hidden, uncited = library.hidden_fields(id_), library.unsourced_fields(id_)
        later.update(dict.fromkeys(name for name in hidden if shown is None or name in shown))
        unsourced.update(dict.fromkeys(name for name in uncited if shown is None or name in shown))
    if not later and not unsourced:
        return None
    return Withheld(fields=tuple(later), written=library.own_day, unsourced=tuple(unsourced))
