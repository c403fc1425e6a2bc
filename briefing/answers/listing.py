"""The names, ids and aliases that can be asked for."""

from typing import ClassVar

from msgspec import Struct

from briefing.answers.context import KindName, OneSource, one_source
from briefing.answers.filters import NO_FILTERS, Filters, Sieve
from briefing.errors import UnknownValue
from briefing.library.library import Library
from briefing.library.lookup import all_names, nearest, normalize_name
from briefing.model.kinds import TOP_LEVEL
from briefing.model.records import Edtf, Part


class Named(Struct, frozen=True, kw_only=True):
    """A record that can be asked for, and everything it can be asked for by."""

    kind: KindName
    id: str
    name: str
    aliases: tuple[str, ...]


class Listing(Struct, frozen=True, kw_only=True):
    """The records that can be asked for."""

    schema: ClassVar[str] = "listing/2"

    as_of: Edtf
    kinds: tuple[KindName, ...]
    entries: tuple[Named, ...]
    filters: Filters = Filters()
    according_to: OneSource | None = None


def listing(library: Library, kind: str | None = None, filters: Filters = NO_FILTERS) -> Listing:
    """The records that can be asked for, of one kind (as `list` accepts it) or of all.

    Raises:
        UnknownValue: there is no such kind.
    """
    kinds = tuple(TOP_LEVEL) if kind is None else (_kind(kind),)
    sieve = Sieve(library, filters)
    return Listing(
        as_of=library.library_file.as_of,
        kinds=kinds,
        entries=tuple(
            Named(kind=each, id=id_, name=library.name(id_), aliases=_aliases(id_, record))
            for each in kinds
            for id_, record in library.records(each).items()
            if sieve.stays(library.entries[id_])
        ),
        filters=filters,
        according_to=one_source(library),
    )


def _kind(text: str) -> str:
    """The kind that is meant by its name, in the singular or plural."""
    meant = {
        normalize_name(word): kind.name
        for kind in TOP_LEVEL.values()
        for word in (kind.name, kind.plural)
    }
    if normalize_name(text) in meant:
        return meant[normalize_name(text)]
    near = nearest(text, [*TOP_LEVEL, *(kind.plural for kind in TOP_LEVEL.values())], 1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise UnknownValue(f"There is no kind '{text}', only {', '.join(TOP_LEVEL)}.{hint}")


def _aliases(id_: str, record: Part) -> tuple[str, ...]:
    """What a record can be asked for by, apart from its id and name, each spelling once."""
    shown = {normalize_name(id_), normalize_name(getattr(record, "name", None) or id_)}
    found = []
    for name in all_names(id_, record):
        if normalize_name(name.text) not in shown:
            shown.add(normalize_name(name.text))
            found.append(name.text)
    return tuple(found)
