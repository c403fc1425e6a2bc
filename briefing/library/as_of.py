"""Reconstructs a record as of a date before the library's own: the world then, not the files then.

Whatever is dated later is removed, with every reference to it. A future event remains as a plan
once it had been announced; undated records were always known. Undated prose about the present (a
bottom line, what a person or a treaty is, a trend, the status of an instrument) and remarks
count as written on the library's own date and are hidden.

A source published later is not there either. What rests on it stays, and cites it, and any others
like it, as a *later source*. Undated judgments, and undated advice for no event, are as old as the
first of their sources.

A record without a date that happened at an event has the date of the event. Advice for an event
exists as soon as the event is known; other advice, from the day on which to follow it.
"""

from collections.abc import Callable, Container
from datetime import date
from typing import Any, Final

import msgspec.structs
from msgspec import Struct

from briefing.library.reduction import Reduction, reduce_part
from briefing.model import edtf
from briefing.model.kinds import nested_fields
from briefing.model.records import (
    LATER_SOURCE,
    Actor,
    Country,
    Date,
    Event,
    Flashpoint,
    Instrument,
    Judgment,
    Reassurance,
    Recommendation,
    Record,
    Role,
    Source,
    Sourced,
    date_text,
    source_id,
)


class AsOfContext(Struct, frozen=True):
    """What a record's state on a date depends on besides the record."""

    day: date
    existed: Callable[[str], bool]
    """Whether the record of a full id existed; for a source, whether it had been published."""
    happened: Callable[[str], bool]
    """Whether the event of an id had happened."""
    topics: Container[str]
    """The topics of the library."""


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
    if isinstance(record, Judgment | Recommendation) and record.date is None and record.sources:
        return any(context.existed(source_id(reference)) for reference in record.sources)
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
    reduction = Reduction(
        has_part=lambda part: _existed(part, context),
        lacking=lambda part: _future_fields(part, context.day),
        has_target=context.existed,
        topics=context.topics,
        other_sources=LATER_SOURCE,
    )
    remaining: Record = reduce_part(msgspec.structs.replace(record, **changes), reduction)
    return remaining


def _undated_fields(record: Record, day: date) -> tuple[str, ...]:
    """Return the fields with undated prose, or with what became known only on a later day."""
    names = _PRESENT.get(type(record), ())
    if isinstance(record, Country):
        names = (*names, *(n for n in _DATED_TEXTS if isinstance(getattr(record, n), str)))
    if isinstance(record, Event) and not has_happened(record, day):
        names = ("summary",)
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
