"""The names, ids and aliases that can be asked for."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import ClassVar

from msgspec import Struct

from briefing.answers.context import KindName, OneSource, one_source
from briefing.answers.filters import NO_FILTERS, Filters, RecordFilter
from briefing.errors import UnknownValue
from briefing.library.folding import normalize_name
from briefing.library.library import Entry, Library
from briefing.library.lookup import NamedRecord, display_name, nearest
from briefing.model.kinds import KINDS, TOP_LEVEL, nested_fields, with_article
from briefing.model.records import Edtf


class Named(Struct, frozen=True, kw_only=True):
    """A record that can be asked for, and everything it can be asked for by."""

    kind: KindName
    id: str
    name: str
    aliases: tuple[str, ...]


class Listing(Struct, frozen=True, kw_only=True):
    """The records that can be asked for; `owner` is the id of the one whose parts are listed."""

    schema: ClassVar[str] = "listing/2"

    as_of: Edtf
    kinds: tuple[KindName, ...]
    entries: tuple[Named, ...]
    filters: Filters = Filters()
    according_to: OneSource | None = None
    owner: str | None = None


def listing(library: Library, kind: str | None = None, filters: Filters = NO_FILTERS) -> Listing:
    """Return the records that can be asked for: those of one kind, or every top-level one.

    Args:
        library: where they are.
        kind: a kind, in the singular or plural; of those that stand inside a record, also with
            that record, as in `japan/concerns`.
        filters: what narrows the answer.

    Raises:
        UnknownName: there is no such record.
        AmbiguousName: its name could mean several records.
        UnknownValue: there is no such kind, or the record holds none of it.
    """
    named, _, of_kind = (kind or "").rpartition("/")
    kinds = tuple(TOP_LEVEL) if kind is None else (_kind(of_kind),)
    owner = _owner(library, named, kinds[0]) if named else None
    record_filter = RecordFilter(library, filters)
    return Listing(
        as_of=library.library_file.as_of,
        kinds=kinds,
        entries=tuple(
            Named(kind=kind, id=entry.id, name=library.name(entry.id), aliases=_aliases(entry))
            for kind in kinds
            for entry in _entries(library, kind, owner)
            if record_filter.matches(entry)
        ),
        filters=filters,
        according_to=one_source(library),
        owner=owner,
    )


def _kind(text: str) -> str:
    """Return the kind that is meant by its name, in the singular or plural."""
    meant = {
        normalize_name(word): kind.name
        for kind in KINDS.values()
        for word in (kind.name, kind.plural)
    }
    if normalize_name(text) in meant:
        return meant[normalize_name(text)]
    near = nearest(text, [*KINDS, *(kind.plural for kind in KINDS.values())], 1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise UnknownValue(f"'{text}' is no kind of record; choose one of {', '.join(KINDS)}.{hint}")


def _owner(library: Library, named: str, kind: str) -> str:
    """Return the record that is named, of which the parts of a kind are listed."""
    id_ = library.resolver.find(named)
    entry = library.entries.get(id_)
    if entry is not None and KINDS[kind].plural not in nested_fields(entry.kind):
        raise UnknownValue(
            f"{id_} is {with_article(entry.kind)}, which has no {KINDS[kind].plural} of its own."
        )
    return id_


def _entries(library: Library, kind: str, owner: str | None) -> Iterator[Entry]:
    """Return the records of a kind, nested ones in the order of those that they stand in."""
    if owner is not None:
        owners: Iterable[str] = (owner,)
    elif kind in TOP_LEVEL:
        owners = library.records(kind)
    else:
        holding = [name for name in TOP_LEVEL if KINDS[kind].plural in nested_fields(name)]
        owners = chain.from_iterable(map(library.records, holding))
    return (entry for id_ in owners for entry in library.entries_in(id_) if entry.kind == kind)


def _aliases(entry: Entry) -> tuple[str, ...]:
    """Return the other names of a record, each spelling once, without its id and its text."""
    shown = {normalize_name(entry.id), normalize_name(display_name(entry.record))}
    names = NamedRecord.of(entry.id, entry.kind, entry.record).names
    spellings: dict[str, str] = {}
    for name in names:
        spellings.setdefault(normalize_name(name), name)
    return tuple(name for key, name in spellings.items() if key not in shown)
