"""What of a record was there on a day before the library's own: the world then, not the files then.

What is dated later is taken out, and so is what refers to it; an event that lay ahead stays as a
plan once it was announced; undated records were always known. Undated prose about the present (a
bottom line, what a person or a treaty is, a trend, how an instrument stands) and an editor's notes
count as written on the library's own day, and are withheld.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, Final, TypeAlias

import msgspec.structs
from msgspec import Struct

from briefing import dates
from briefing.model import (
    NESTED,
    Actor,
    Country,
    Date,
    DatedText,
    Event,
    Flashpoint,
    Instrument,
    Reassurance,
    Record,
    Role,
    Source,
    edtf,
    nested,
)
from briefing.shape import Form, Shape, fields

There: TypeAlias = Callable[[str], bool]
"""Whether the record of a full id was there on the day."""

_PRESENT: Final[dict[type[Struct], tuple[str, ...]]] = {
    Country: ("summary",),
    Actor: ("summary",),
    Instrument: ("summary", "status"),
    Flashpoint: ("summary", "trend", "trend_reason"),
}
"""The fields that tell of the library's own day."""

_DATED_BY: Final = ("event", "at")
"""The fields that name the event of which a record without a date is a part."""


def is_there(kind: str, record: Any, day: date, there: There) -> bool:  # noqa: ANN401 (any kind)
    """Whether a record was there on a day.

    Args:
        kind: the record's kind.
        record: the record, every reference in it a full id.
        day: the day.
        there: tells whether an event was there.
    """
    if isinstance(record, Event):
        return _happened(record.date, day) or (
            record.announced is not None and _happened(record.announced, day)
        )
    when = None if kind == "recommendation" else getattr(record, "date", None)
    if when is not None:
        return _happened(when, day)
    events = (getattr(record, field, None) for field in _DATED_BY)
    return all(there(event) for event in events if event is not None)


def on(kind: str, record: Record, id_: str, day: date, there: There) -> Record:
    """A top-level record as it was on a day on which it was there.

    Args:
        kind: its kind.
        record: the record, every reference in it a full id.
        id_: its id.
        day: the day.
        there: tells whether the record of any full id was there.
    """
    changed: dict[str, Any] = dict.fromkeys(withheld(record, day))
    for name in NESTED.get(kind, ()):
        stays = {inner for inner, _, _ in nested(kind, record) if there(f"{id_}/{inner}")}
        changed[name] = tuple(each for each in getattr(record, name) if each.id in stays)
    if isinstance(record, Event) and not _happened(record.date, day):
        changed |= {"status": "planned", "summary": None}
    if isinstance(record, Country) and isinstance(record.bottom_line, tuple):
        held = tuple(each for each in record.bottom_line if _happened(each.date, day))
        changed["bottom_line"] = held or None
    stripped: Record = _on(msgspec.structs.replace(record, **changed), day, there)
    return stripped


def withheld(record: Record, day: date) -> tuple[str, ...]:
    """The fields of a record that only count on the library's own day."""
    present = [name for name in _PRESENT.get(type(record), ()) if getattr(record, name)]
    line = record.bottom_line if isinstance(record, Country) else None
    if isinstance(line, str) or not any(_happened(each.date, day) for each in line or ()):
        present += ["bottom_line"] if line else []
    return (*present, "note") if _has_note(record) else tuple(present)


def leads(actor: Actor, day: date) -> bool:
    """Whether a leader was in office on a day: in the last one that the actor's record lists."""
    last = actor.roles[-1] if actor.roles else None
    begun = last is None or last.from_ is None or _happened(last.from_, day)
    over = last is not None and last.until is not None and dates.latest(edtf(last.until)) < day
    return begun and not over


def _has_note(part: Any) -> bool:  # noqa: ANN401 (any part)
    """Whether an editor's note stands anywhere in a part of a record."""
    if isinstance(part, tuple):
        return any(map(_has_note, part))
    return isinstance(part, Struct) and any(
        name == "note" if isinstance(value, str) else _has_note(value)
        for name in part.__struct_fields__
        if (value := getattr(part, name))
    )


def _happened(when: Date, day: date) -> bool:
    return dates.known_from(edtf(when)) <= day


_GONE: Final = object()
"""Stands for what was not there, until what holds it leaves it out."""


def _on(part: Any, day: date, there: There) -> Any:  # noqa: ANN401 (any part)
    """A part of a record without what in it is later; `_GONE` where it cannot stand without it."""
    if not _stays(part, day, there):
        return _GONE
    changed: dict[str, Any] = {}
    for field in fields(type(part)).values():  # type: ignore[arg-type]  # a struct's type
        old = getattr(part, field.attribute)
        if not old:
            continue
        new = _value(old, field.shape, day, there)
        if new is _GONE or (isinstance(old, tuple) and old and not new):
            # What a record is about may be gone; who does it, or what it answers, may not.
            if field.required and isinstance(part, Struct) and not hasattr(part, "sources"):
                return _GONE
            new = () if isinstance(old, tuple) else None
        if new is not old:
            changed[field.attribute] = new
    if getattr(part, "note", None):
        changed["note"] = None
    until = part.until if isinstance(part, Reassurance | Role) else None
    if until is not None and dates.latest(edtf(until)) > day:
        changed["until"] = None
    return msgspec.structs.replace(part, **changed) if changed else part


def _stays(part: Any, day: date, there: There) -> bool:  # noqa: ANN401 (any part)
    """Whether a part of a record was there; a record itself was, or it would not be asked for."""
    if isinstance(part, Role):
        return part.from_ is None or _happened(part.from_, day)
    if isinstance(part, DatedText) or hasattr(part, "id") or type(part) in _TOPS:
        return True
    when = getattr(part, "date", None)
    if when is not None:
        return _happened(when, day)
    event = getattr(part, "event", None)
    return event is None or there(event)


def _value(value: Any, shape: Shape, day: date, there: There) -> Any:  # noqa: ANN401 (any field)
    if isinstance(value, str):
        return value if _leads(value, shape.form, there) else _GONE
    if isinstance(value, tuple):
        inner = shape.items or Shape()
        kept = tuple(_value(each, inner, day, there) for each in value)
        kept = tuple(each for each in kept if each is not _GONE)
        same = len(kept) == len(value) and all(a is b for a, b in zip(kept, value, strict=True))
        return value if same else kept
    if isinstance(value, Struct):
        return _on(value, day, there)
    return value


def _leads(text: str, form: Form | None, there: There) -> bool:
    """Whether a text leads to what was there, if it leads anywhere; sources are always cited."""
    if form is None or not form.to or form.to == ("source",) or "topic" in form.to:
        return True
    return there(text)


_TOPS: Final = (Country, Actor, Instrument, Flashpoint, Event, Source)
