"""Takes out of a record the parts and references that some view of a library does not have."""

from collections.abc import Callable, Collection, Container, Iterable
from typing import TYPE_CHECKING, Any, Final, Protocol

import msgspec.structs
from msgspec import Struct

from briefing.model.records import Sourced
from briefing.model.schema import FieldType, StringFormat, fields

if TYPE_CHECKING:
    from briefing.index.store import Stored


class RecordSource(Protocol):
    """Where the records of a library, or of a view of it, are found."""

    def find(self, id_: str) -> "Stored | None":
        """Return a top-level record of an id with its links, or None."""

    def referrers(self, target: str, kinds: Collection[str] = ()) -> list[str]:
        """Return the top-level records, of some kinds or of all, that refer to a record."""


class Reduction(Struct, frozen=True):
    """What a view of a library has, and what it lacks."""

    has_part: Callable[[Any], bool]
    """Whether a part of a record is there."""
    lacking: Callable[[Any], Iterable[str]]
    """The fields of a part that are not there, by their attributes."""
    has_target: Callable[[str], bool]
    """Whether the record of a full id is there."""
    topics: Container[str] = ()
    """The topics of the library, to which some fields refer instead."""
    other_sources: str = ""
    """What is cited in place of the sources that are not there; nothing if empty."""


REMOVED: Final = object()
"""Stands for what is not there, until its container leaves it out."""


def reduce_part(part: Any, reduction: Reduction) -> Any:
    """Return a record or a part of one without what is not there, `REMOVED` if nothing is left.

    A record stands without what it refers to; a part that describes an effect on something is
    removed with it.
    """
    if not reduction.has_part(part):
        return REMOVED
    changes: dict[str, Any] = dict.fromkeys(reduction.lacking(part))
    struct: type[Struct] = type(part)
    for field in fields(struct).values():
        old = getattr(part, field.attribute)
        if not old or field.attribute in changes:
            continue
        new = _reduce_value(old, field.type, reduction)
        if field.name == "sources" and len(new) < len(old) and reduction.other_sources:
            new = (*new, reduction.other_sources)
        if new is REMOVED or (isinstance(old, tuple) and not new):
            if field.required and not isinstance(part, Sourced):
                return REMOVED
            new = () if isinstance(old, tuple) else None
        if new is not old:
            changes[field.attribute] = new
    return msgspec.structs.replace(part, **changes) if changes else part


def _reduce_value(value: Any, type_: FieldType, reduction: Reduction) -> Any:
    if isinstance(value, str):
        return value if _is_there(value, type_.format, reduction) else REMOVED
    if isinstance(value, tuple):
        item_type = type_.items or FieldType()
        items = [_reduce_value(item, item_type, reduction) for item in value]
        kept = tuple(item for item in items if item is not REMOVED)
        same = len(kept) == len(value) and all(a is b for a, b in zip(kept, value, strict=True))
        return value if same else kept
    if isinstance(value, Struct):
        return reduce_part(value, reduction)
    return value


def _is_there(text: str, format_: StringFormat | None, reduction: Reduction) -> bool:
    """Return whether a text is no reference, or refers to what is there."""
    if format_ is None or not format_.to:
        return True
    return ("topic" in format_.to and text in reduction.topics) or reduction.has_target(text)
