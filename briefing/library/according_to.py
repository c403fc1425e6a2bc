"""Reduces a library to what a single source carries, so that a question can be asked of it alone.

Every record, part, reference and answer that cites other sources only is removed, with every
reference to what is removed. A part without sources of its own rests on those of its record. What
cites no source at all is left out as well: bottom lines, relationships, the remarks of editors.

Countries are the frame of a library and stay; so does an actor whom a remaining record names, but
not as the voice of a concern or an action unless the source speaks of that actor. Where
the source does not carry such a record, only what it is called is left of it. An instrument, a
flashpoint or an approach stays in this way around what the source says of a part of it.
"""

from collections.abc import Container
from typing import Any, Final

import msgspec.structs
from msgspec import Struct

from briefing.index import extract
from briefing.index.store import Stored
from briefing.library.reduction import RecordSource, Reduction, reduce_part
from briefing.model.kinds import iter_nested, nested_fields
from briefing.model.records import Country, DatedText, Record, source_id
from briefing.model.schema import Field, fields

UNSOURCED: Final = ("bottom_line", "relationship", "caveat", "sourcing")
"""The fields of prose for which no source is cited."""

_IDENTITY: Final = frozenset({"id", "name", "short", "aliases", "code", "type", "names"})
"""The fields that say what a record is called and what sort of thing it is."""


class SourceView:
    """What a source carries of a library."""

    def __init__(self, store: RecordSource, source: str, topics: Container[str]) -> None:
        """Reduce a library to a source.

        Args:
            store: Where its records are found.
            source: The id of the source.
            topics: The topics of the library.
        """
        self._store = store
        self._source = source
        self._carried: dict[str, Record | None] = {}
        self._reduction = Reduction(
            has_part=lambda _part: True,
            lacking=lambda _part: (),
            has_target=self.has,
            topics=topics,
        )

    def find(self, id_: str) -> Stored | None:
        """Return what is left of a top-level record with its links, None if nothing is."""
        stored, carried = self._store.find(id_), self._carried_record(id_)
        if stored is None or carried is None or not self.has(id_):
            return None
        record: Record = reduce_part(carried, self._reduction)
        if isinstance(record, Country):
            # Without their offices nobody could say whether they still lead it.
            leaders = tuple(filter(self._is_carried, record.leaders))
            record = msgspec.structs.replace(record, leaders=leaders)
        return Stored(id_, stored.kind, record, extract.links(id_, stored.kind, record))

    def _is_carried(self, id_: str) -> bool:
        record = self._carried_record(id_)
        return record is not None and _rests_on(record, self._source)

    def has(self, id_: str) -> bool:
        """Return whether something is left of the record of a full id."""
        owner, slash, nested_id = id_.partition("/")
        record = self._carried_record(owner)
        if record is None:
            return False
        kind = self._kind(owner)
        if slash:
            return any(own_id == nested_id for own_id, _, _ in iter_nested(kind, record))
        if kind == "source":
            return id_ == self._source
        if kind == "country" or _rests_on(record, self._source) or _has_sourced_part(record):
            return True
        return kind == "actor" and self._is_named(id_)

    def _is_named(self, actor: str) -> bool:
        """Return whether what the source carries names an actor."""
        return any(
            link.target == actor and not link.depends_on_day
            for origin in self._store.referrers(actor)
            if (record := self._carried_record(origin)) is not None
            for link in extract.links(origin, self._kind(origin), record)
        )

    def _kind(self, id_: str) -> str:
        stored = self._store.find(id_)
        return stored.kind if stored else ""

    def _carried_record(self, id_: str) -> Record | None:
        """Return a top-level record without what the source does not carry, references aside."""
        if id_ not in self._carried:
            stored = self._store.find(id_)
            carried = _carry(stored.kind, stored.record, self._source) if stored else None
            self._carried[id_] = (
                self._with_own_voices(carried) if isinstance(carried, Country) else carried
            )
        return self._carried[id_]

    def _with_own_voices(self, country: Country) -> Country:
        """Return a country whose concerns and actions are voiced by those whom the source names."""
        concerns, actions = (
            tuple(
                msgspec.structs.replace(
                    part, voiced_by=tuple(filter(self._names_voice, part.voiced_by))
                )
                for part in parts
            )
            for parts in (country.concerns, country.actions)
        )
        return msgspec.structs.replace(country, concerns=concerns, actions=actions)

    def _names_voice(self, id_: str) -> bool:
        """Return whether somebody who voices something is a country, or stands in the source."""
        stored = self._store.find(id_)
        return stored is not None and (
            stored.kind == "country" or _rests_on(stored.record, self._source)
        )


def unsourced_fields(record: Any) -> tuple[str, ...]:
    """Return the fields of a record and its parts that are left out as no source is cited."""
    names = ("summary", *UNSOURCED) if _is_unsourced(record) else UNSOURCED
    return tuple(name for name in names if _has_field(record, name))


def _has_field(part: Any, name: str) -> bool:
    """Return whether a record fills a field, itself or, where remarks stand, in a part."""
    if isinstance(part, tuple):
        return any(_has_field(item, name) for item in part)
    if not isinstance(part, Struct):
        return False
    if getattr(part, name, None):
        return True
    return name in ("caveat", "sourcing") and any(
        _has_field(getattr(part, attribute), name) for attribute in part.__struct_fields__
    )


def _carry(kind: str, record: Record, source: str) -> Record:
    nested = {
        name: tuple(
            _carry_part(item, source, is_carried=True)
            for item in getattr(record, name)
            if _rests_on(item, source)
        )
        for name in nested_fields(kind)
    }
    bare = msgspec.structs.replace(record, **dict.fromkeys(nested, ()))
    is_source = kind == "source"
    is_carried = is_source or _rests_on(record, source) or _is_unsourced(record)
    carried: Record = _carry_part(bare, source, is_carried=is_carried)
    if _is_unsourced(record) and not is_source:
        carried = _without(carried, ("summary",))
    return msgspec.structs.replace(carried, **nested)


def _carry_part(part: Any, source: str, *, is_carried: bool) -> Any:
    """Return a part without what a source does not carry: nothing of its own unless carried."""
    changes: dict[str, Any] = {}
    struct: type[Struct] = type(part)
    for field in fields(struct).values():
        value = getattr(part, field.attribute)
        if not value or field.name in _IDENTITY:
            continue
        if field.name == "sources":
            changes["sources"] = tuple(ref for ref in value if source_id(ref) == source)
        elif field.name in UNSOURCED:
            changes[field.attribute] = None
        elif _holds_parts(field):
            changes[field.attribute] = tuple(
                _carry_part(item, source, is_carried=True)
                for item in value
                if _is_part_carried(item, source, of_carried=is_carried)
            )
        elif isinstance(value, Struct) and hasattr(value, "sources"):
            is_there = _is_part_carried(value, source, of_carried=is_carried)
            changes[field.attribute] = (
                _carry_part(value, source, is_carried=True) if is_there else None
            )
        elif not is_carried:
            changes[field.attribute] = _empty(field, part)
    return msgspec.structs.replace(part, **changes) if changes else part


def _is_part_carried(part: Any, source: str, *, of_carried: bool) -> bool:
    references = getattr(part, "sources", ())
    return _rests_on(part, source) if references else of_carried


def _holds_parts(field: Field) -> bool:
    part = field.type.items.part if field.type.items else None
    return part is not None and part is not DatedText


def _without(record: Record, names: tuple[str, ...]) -> Record:
    changes = {
        field.attribute: _empty(field, record)
        for field in fields(type(record)).values()
        if field.name in names
    }
    return msgspec.structs.replace(record, **changes)


def _empty(field: Field, part: Any) -> Any:
    """Return the value of a field of which the source says nothing.

    A text that a record cannot be without says what the record is called.
    """
    if field.type.items is not None:
        return ()
    return part.name if field.required else None


def _rests_on(part: Any, source: str) -> bool:
    return any(source_id(reference) == source for reference in part.sources)


def _is_unsourced(record: Any) -> bool:
    return not record.sources


def _has_sourced_part(record: Any) -> bool:
    """Return whether a record holds a part that cites sources of its own."""
    values = (getattr(record, name) for name in record.__struct_fields__ if name != "sources")
    return any(
        getattr(item, "sources", ())
        for value in values
        if isinstance(value, tuple)
        for item in value
    )
