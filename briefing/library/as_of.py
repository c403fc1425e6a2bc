"""What of a record was there on a day before the library's own: the world then, not the files then.

What is dated later is taken out, and so is what refers to it; an event that lay ahead stays as a
plan once it was announced; undated records were always known. Undated prose about the present (a
bottom line, what a person or a treaty is, a trend, how an instrument stands) and an editor's notes
count as written on the library's own day, and are withheld; so does what a later source says.

A record without a date of its own that happened at an event has the date of the event. Advice for
an event is there as soon as the event is known of; other advice, from the day on which to follow
it. A source that came later is there where what remains rests on it, to be cited and no more.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, Final, NamedTuple

import msgspec.structs
from msgspec import Struct

from briefing.model import edtf
from briefing.model.kinds import iter_nested, nested_fields
from briefing.model.records import (
    Actor,
    Country,
    Date,
    Event,
    Flashpoint,
    Instrument,
    Reassurance,
    Recommendation,
    Record,
    Role,
    Source,
    Sourced,
    date_text,
)
from briefing.model.schema import FieldType, StringFormat, fields


class AsOfContext(NamedTuple):
    """The world on a day, as far as a library tells of it."""

    day: date
    existed: Callable[[str], bool]
    """Whether the record of a full id was there; of a source, whether it was published."""
    happened: Callable[[str], bool]
    """Whether the event of an id had happened."""


_PRESENT: Final[dict[type[Struct], tuple[str, ...]]] = {
    Country: ("summary",),
    Actor: ("summary",),
    Instrument: ("summary", "status"),
    Flashpoint: ("summary", "trend", "trend_reason"),
}
"""The fields that tell of the library's own day."""


def existed(record: Any, world: AsOfContext) -> bool:
    """Whether a record was there on a day, every reference in it a full id."""
    if isinstance(record, Event):
        return has_happened(record, world.day) or (
            record.announced is not None and _has_come(record.announced, world.day)
        )
    if isinstance(record, Source):
        return _has_come(record.published, world.day)
    if isinstance(record, Recommendation) and record.at is not None:
        return world.existed(record.at)
    return _was(record, world)


def has_happened(event: Event, day: date) -> bool:
    """Whether an event had happened by the end of a day."""
    return _has_come(event.date, day)


def record_as_of(kind: str, record: Record, id_: str, world: AsOfContext) -> Record:
    """A top-level record as it was on a day on which it was there.

    Args:
        kind: its kind.
        record: the record, every reference in it a full id.
        id_: its id.
        world: the world on that day.
    """
    return _unwritten(_without_later(kind, record, id_, world), world.day)


def hidden_fields(kind: str, record: Record, id_: str, world: AsOfContext) -> tuple[str, ...]:
    """The fields that a record lacks because they only count on the library's own day."""
    left = _without_later(kind, record, id_, world)
    fields_ = _undated(left, world.day)
    return (*fields_, "note") if _has_note(left) else fields_


def in_office(actor: Actor, day: date) -> bool:
    """Whether a leader was in office on a day: in the one that began last of those listed."""
    begun = [(edtf.certain_from(date_text(each.from_)), each) for each in actor.roles if each.from_]
    if not begun:
        return not any(_is_over(each, day) for each in actor.roles[-1:])
    since, last = max(begun, key=lambda each: each[0])
    return since <= day and not _is_over(last, day)


def _is_over(role: Role, day: date) -> bool:
    return role.until is not None and edtf.latest(date_text(role.until)) < day


def _without_later(kind: str, record: Record, id_: str, world: AsOfContext) -> Record:
    changed: dict[str, Any] = {}
    for name in nested_fields(kind):
        stays = {
            inner for inner, _, _ in iter_nested(kind, record) if world.existed(f"{id_}/{inner}")
        }
        changed[name] = tuple(each for each in getattr(record, name) if each.id in stays)
    ahead = isinstance(record, Event) and not has_happened(record, world.day)
    if ahead and getattr(record, "status", None) != "hypothetical":
        changed["status"] = "planned"
    if isinstance(record, Country) and isinstance(record.bottom_line, tuple):
        held = tuple(each for each in record.bottom_line if _has_come(each.date, world.day))
        changed["bottom_line"] = held or None
    left: Record = _on(msgspec.structs.replace(record, **changed), world)
    return left


def _undated(record: Record, day: date) -> tuple[str, ...]:
    """The fields that hold what was written without a date, or what a later day brought."""
    names = _PRESENT.get(type(record), ())
    if isinstance(record, Country) and isinstance(record.bottom_line, str):
        names = (*names, "bottom_line")
    if isinstance(record, Event) and not has_happened(record, day):
        names = ("summary",)
    if isinstance(record, Source) and not _has_come(record.published, day):
        names = ("summary", "descriptor")
    return tuple(name for name in names if getattr(record, name))


def _unwritten(record: Record, day: date) -> Record:
    """A record without what was written without a date, notes in its parts included."""
    bare: Record = _without_notes(record)
    return msgspec.structs.replace(bare, **dict.fromkeys(_undated(bare, day)))


def _without_notes(part: Any) -> Any:
    if isinstance(part, tuple):
        parts = tuple(map(_without_notes, part))
        return part if all(a is b for a, b in zip(parts, part, strict=True)) else parts
    if not isinstance(part, Struct):
        return part
    changed: dict[str, Any] = {"note": None} if getattr(part, "note", None) else {}
    for name in part.__struct_fields__:
        old = getattr(part, name)
        if old and not isinstance(old, str) and (new := _without_notes(old)) is not old:
            changed[name] = new
    return msgspec.structs.replace(part, **changed) if changed else part


def _has_note(part: Any) -> bool:
    """Whether an editor's note stands anywhere in a part of a record."""
    if isinstance(part, tuple):
        return any(map(_has_note, part))
    return isinstance(part, Struct) and any(
        name == "note" if isinstance(value, str) else _has_note(value)
        for name in part.__struct_fields__
        if (value := getattr(part, name))
    )


def _has_come(when: Date, day: date) -> bool:
    return edtf.certain_from(date_text(when)) <= day


def _was(part: Any, world: AsOfContext) -> bool:
    """Whether a part of a record was there, by its own date or by that of its event."""
    when = getattr(part, "date", None)
    if when is not None:
        return _has_come(when, world.day)
    event = getattr(part, "event", None)
    return event is None or world.happened(event)


_GONE: Final = object()
"""Stands for what was not there, until what holds it leaves it out."""


def _on(part: Any, world: AsOfContext) -> Any:
    """A part of a record without what in it is later; `_GONE` where it cannot stand without it."""
    if not _stays(part, world):
        return _GONE
    changed: dict[str, Any] = dict.fromkeys(_ahead(part, world.day))
    for field in fields(type(part)).values():  # type: ignore[arg-type]  # a struct's type
        old = getattr(part, field.attribute)
        if not old or field.attribute in changed:
            continue
        new = _value(old, field.type, world)
        if new is _GONE or (isinstance(old, tuple) and not new):
            # A record stands without what it names; a part that tells what it does to it does not.
            if field.required and not isinstance(part, Sourced):
                return _GONE
            new = () if isinstance(old, tuple) else None
        if new is not old:
            changed[field.attribute] = new
    return msgspec.structs.replace(part, **changed) if changed else part


def _stays(part: Any, world: AsOfContext) -> bool:
    """Whether a part was there; a record was, or it would not be asked for."""
    if isinstance(part, Role):
        return part.from_ is None or _has_come(part.from_, world.day)
    return isinstance(part, Sourced) or _was(part, world)


def _ahead(part: Any, day: date) -> tuple[str, ...]:
    """The fields of a part that tell when it will end, or when it is to be done."""
    if isinstance(part, Reassurance | Role) and part.until is not None:
        return ("until",) if edtf.latest(date_text(part.until)) > day else ()
    if isinstance(part, Recommendation) and part.date is not None:
        return () if _has_come(part.date, day) else ("date",)
    return ()


def _value(value: Any, shape: FieldType, world: AsOfContext) -> Any:
    if isinstance(value, str):
        return value if _leads(value, shape.format, world) else _GONE
    if isinstance(value, tuple):
        inner = shape.items or FieldType()
        kept = tuple(_value(each, inner, world) for each in value)
        kept = tuple(each for each in kept if each is not _GONE)
        same = len(kept) == len(value) and all(a is b for a, b in zip(kept, value, strict=True))
        return value if same else kept
    if isinstance(value, Struct):
        return _on(value, world)
    return value


def _leads(text: str, form: StringFormat | None, world: AsOfContext) -> bool:
    """Whether a text leads to what was there, if it leads anywhere; sources are always cited."""
    if form is None or not form.to or form.to == ("source",):
        return True
    # What stands beside a topic is a flashpoint, always known, or a concern, which has a slash.
    return ("topic" in form.to and "/" not in text) or world.existed(text)
