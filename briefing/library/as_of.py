"""Reconstructs a record as of a date before the library's own: the world then, not the files then.

Whatever is dated later is removed, with every reference to it. A future event remains as a plan
once it had been announced; undated records were always known. Undated prose about the present (a
bottom line, what a person or a treaty is, a trend, the status of an instrument) and remarks
count as written on the library's own date and are hidden; so is what a later source says.

A record without a date that happened at an event has the date of the event. Advice for an event
exists as soon as the event is known; other advice, from the day on which to follow it. A later
source remains if a record that existed cites it, but only to be cited.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, Final, NamedTuple

import msgspec.structs
from msgspec import Struct

from briefing.model import edtf
from briefing.model.kinds import nested_fields
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
    """What a record's state on a date depends on besides the record."""

    day: date
    existed: Callable[[str], bool]
    """Whether the record of a full id existed; for a source, whether it had been published."""
    happened: Callable[[str], bool]
    """Whether the event of an id had happened."""


_PRESENT: Final[dict[type[Struct], tuple[str, ...]]] = {
    Country: ("summary",),
    Actor: ("summary",),
    Instrument: ("summary", "status"),
    Flashpoint: ("summary", "trend", "trend_reason", "trend_basis"),
}
"""The fields that describe the library's own date."""

_DATED_TEXTS: Final = ("bottom_line", "relationship")
"""The fields of a country that hold a text, or a list of date and text."""

REMARKS: Final = ("caveat", "sourcing")
"""The fields in which an editor remarks on a record or a part of one."""


def existed(record: Any, context: AsOfContext) -> bool:
    """Return whether a record, whose references are full ids, existed on the date."""
    if isinstance(record, Event):
        return has_happened(record, context.day) or (
            record.announced is not None and _is_certain(record.announced, context.day)
        )
    if isinstance(record, Source):
        return _is_certain(record.published, context.day)
    if isinstance(record, Recommendation) and record.at is not None:
        return context.existed(record.at)
    if isinstance(record, Instrument):
        made = record.agreed or record.in_force
        return made is None or _is_certain(made, context.day)
    return _had_come(record, context)


def has_happened(event: Event, day: date) -> bool:
    """Return whether an event had certainly happened by the end of a day."""
    return _is_certain(event.date, day)


def record_as_of(kind: str, record: Record, id_: str, context: AsOfContext) -> Record:
    """Return a top-level record as it was on a date on which it existed.

    Args:
        kind: its kind.
        record: the record, whose references are full ids.
        id_: its id.
        context: the date, and what existed on it.
    """
    return _remove_undated(_remove_later(kind, record, id_, context), context.day)


def hidden_fields(kind: str, record: Record, id_: str, context: AsOfContext) -> tuple[str, ...]:
    """Return the fields that `record_as_of` hides because they describe the library's own date."""
    remaining = _remove_later(kind, record, id_, context)
    names = _undated_fields(remaining, context.day)
    return (*names, *(name for name in REMARKS if _has_remark(remaining, name)))


def in_office(actor: Actor, day: date) -> bool:
    """Return whether an actor held office on a day, judged by the role that began last."""
    starts = [
        (edtf.certain_from(date_text(role.from_)), role) for role in actor.roles if role.from_
    ]
    if not starts:
        return not any(_has_ended(role, day) for role in actor.roles[-1:])
    since, role = max(starts, key=lambda start: start[0])
    return since <= day and not _has_ended(role, day)


def _has_ended(role: Role, day: date) -> bool:
    return role.until is not None and edtf.latest_day(date_text(role.until)) < day


def _remove_later(kind: str, record: Record, id_: str, context: AsOfContext) -> Record:
    changes: dict[str, Any] = {}
    for name in nested_fields(kind):
        changes[name] = tuple(
            nested for nested in getattr(record, name) if context.existed(f"{id_}/{nested.id}")
        )
    ahead = isinstance(record, Event) and not has_happened(record, context.day)
    if ahead and getattr(record, "status", None) != "hypothetical":
        changes["status"] = "planned"
    for name in _DATED_TEXTS if isinstance(record, Country) else ():
        if isinstance(texts := getattr(record, name), tuple):
            begun = tuple(text for text in texts if _is_certain(text.date, context.day))
            changes[name] = begun or None
    remaining: Record = _part_as_of(msgspec.structs.replace(record, **changes), context)
    return remaining


def _undated_fields(record: Record, day: date) -> tuple[str, ...]:
    """Return the fields with undated prose, or with what became known only on a later day."""
    names = _PRESENT.get(type(record), ())
    if isinstance(record, Country):
        names = (*names, *(n for n in _DATED_TEXTS if isinstance(getattr(record, n), str)))
    if isinstance(record, Event) and not has_happened(record, day):
        names = ("summary",)
    if isinstance(record, Source) and not _is_certain(record.published, day):
        names = ("summary", "descriptor")
    return tuple(name for name in names if getattr(record, name))


def _remove_undated(record: Record, day: date) -> Record:
    """Return a record without its undated prose and the editors' remarks in all its parts."""
    remaining: Record = _remove_remarks(record)
    return msgspec.structs.replace(remaining, **dict.fromkeys(_undated_fields(remaining, day)))


def _remove_remarks(part: Any) -> Any:
    if isinstance(part, tuple):
        parts = tuple(map(_remove_remarks, part))
        return part if all(a is b for a, b in zip(parts, part, strict=True)) else parts
    if not isinstance(part, Struct):
        return part
    changes: dict[str, Any] = {name: None for name in REMARKS if getattr(part, name, None)}
    for name in part.__struct_fields__:
        old = getattr(part, name)
        if old and not isinstance(old, str) and (new := _remove_remarks(old)) is not old:
            changes[name] = new
    return msgspec.structs.replace(part, **changes) if changes else part


def _has_remark(part: Any, remark: str) -> bool:
    """Return whether a part of a record has a remark of an editor at any depth."""
    if isinstance(part, tuple):
        return any(_has_remark(item, remark) for item in part)
    return isinstance(part, Struct) and any(
        name == remark if isinstance(value, str) else _has_remark(value, remark)
        for name in part.__struct_fields__
        if (value := getattr(part, name))
    )


def _is_certain(when: Date, day: date) -> bool:
    return edtf.certain_from(date_text(when)) <= day


def _had_come(part: Any, context: AsOfContext) -> bool:
    """Return whether a part of a record existed, by its own date or by that of its event."""
    when = getattr(part, "date", None)
    if when is not None:
        return _is_certain(when, context.day)
    event = getattr(part, "event", None)
    return event is None or context.happened(event)


_REMOVED: Final = object()
"""Marks what did not exist, until its container leaves it out."""


def _part_as_of(part: Any, context: AsOfContext) -> Any:
    """Return a part of a record without what is later, `_REMOVED` if it needs what is later."""
    if not _existed(part, context):
        return _REMOVED
    changes: dict[str, Any] = dict.fromkeys(_future_fields(part, context.day))
    for field in fields(type(part)).values():  # type: ignore[arg-type]  # a struct's type
        old = getattr(part, field.attribute)
        if not old or field.attribute in changes:
            continue
        new = _value_as_of(old, field.type, context)
        if new is _REMOVED or (isinstance(old, tuple) and not new):
            # A record stands without what it refers to; a part that describes an effect on it
            # does not.
            if field.required and not isinstance(part, Sourced):
                return _REMOVED
            new = () if isinstance(old, tuple) else None
        if new is not old:
            changes[field.attribute] = new
    return msgspec.structs.replace(part, **changes) if changes else part


def _existed(part: Any, context: AsOfContext) -> bool:
    """Return whether a part existed; a record did, or nothing would ask for its parts."""
    if isinstance(part, Role):
        return part.from_ is None or _is_certain(part.from_, context.day)
    return isinstance(part, Sourced) or _had_come(part, context)


def _future_fields(part: Any, day: date) -> tuple[str, ...]:
    """Return the fields of a part that say when it will end, or when it is to be done."""
    if isinstance(part, Reassurance | Role) and part.until is not None:
        return ("until",) if edtf.latest_day(date_text(part.until)) > day else ()
    if isinstance(part, Recommendation) and part.date is not None:
        return () if _is_certain(part.date, day) else ("date",)
    if isinstance(part, Instrument):
        dates = ((name, getattr(part, name)) for name in ("agreed", "in_force", "ended"))
        return tuple(name for name, when in dates if when and not _is_certain(when, day))
    return ()


def _value_as_of(value: Any, type_: FieldType, context: AsOfContext) -> Any:
    if isinstance(value, str):
        return value if _target_existed(value, type_.format, context) else _REMOVED
    if isinstance(value, tuple):
        item_type = type_.items or FieldType()
        items = [_value_as_of(item, item_type, context) for item in value]
        kept = tuple(item for item in items if item is not _REMOVED)
        same = len(kept) == len(value) and all(a is b for a, b in zip(kept, value, strict=True))
        return value if same else kept
    if isinstance(value, Struct):
        return _part_as_of(value, context)
    return value


def _target_existed(text: str, format_: StringFormat | None, context: AsOfContext) -> bool:
    """Return whether a text is no reference, cites a source, or refers to what existed."""
    if format_ is None or not format_.to or format_.to == ("source",):
        return True
    # Beside topics, such a field takes flashpoints, always known, and concerns, which have a slash.
    return ("topic" in format_.to and "/" not in text) or context.existed(text)
