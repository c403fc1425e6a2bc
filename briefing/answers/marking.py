"""The marking that an answer carries: the strictest of what it shows."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from briefing.errors import UnknownValue
from briefing.library.library import Library
from briefing.library.lookup import nearest
from briefing.library.marking import label, strictest
from briefing.model.records import Marked
from briefing.model.vocabulary import MARKINGS, Marking


def parse_marking(text: str) -> Marking:
    """Return the marking that a reader names, in letters of either case, with `TLP:` or without.

    Raises:
        UnknownValue: TLP has no such marking.
    """
    name = text.lower().removeprefix("tlp:")
    for marking in MARKINGS:
        if marking == name:
            return marking
    near = "".join(nearest(name, MARKINGS, 1))
    hint = f" Did you mean {near}?" if near else ""
    raise UnknownValue(f"TLP has no marking '{text}', only {', '.join(MARKINGS)}.{hint}")


def marking_of(library: Library, answer: Struct) -> Marking | None:
    """Return the strictest marking of what an answer shows, None if none of it has one.

    Every record that an answer names counts, with all of its parts, and so does what answers a
    concern, as its status comes from that.
    """
    if not library.has_markings:
        return None
    shown = dict.fromkeys(_iter_shown(answer))
    parts = (thing.marking or None for thing in shown if isinstance(thing, Marked))
    ids = {
        id_ for thing in shown if isinstance(thing, str) for id_ in _with_answers(library, thing)
    }
    return strictest((library.markings.of_library, *parts, *map(library.marking, ids)))


def marking_label(library: Library, answer: Struct) -> str:
    """Return the marking of an answer as a document carries it, empty if it has none."""
    marking = marking_of(library, answer)
    return label(marking) if marking else ""


def _with_answers(library: Library, id_: str) -> Iterator[str]:
    if id_ not in library.entries:
        return
    yield id_
    for link in library.incoming_links(id_, "answers.concern"):
        yield link.origin


def _iter_shown(value: Any) -> Iterator[Any]:
    """Yield every text in an answer, and every part of it that can have a marking of its own."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Struct):
        if isinstance(value, Marked):
            yield value
        for name in value.__struct_fields__:
            yield from _iter_shown(getattr(value, name))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _iter_shown(item)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _iter_shown(item)
