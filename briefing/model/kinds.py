"""The kinds of record: one row each, which everything that treats kinds differently reads.

To add a kind, write its struct in `briefing.model.records` and its row here; a nested kind also
needs a field of its plural in the struct of each kind whose records hold it. How its records look
is said in `briefing.pages`; until it is, they are laid out field by field.
"""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from msgspec import Struct

_LAST: Final = 99


class Kind(NamedTuple):
    """A kind of record, and how the program treats its records.

    `plural` is also the folder, or the file before `.yaml`, that holds them; of a nested kind, the
    field in which the record that holds them lists them.
    """

    name: str
    plural: str
    struct: str
    """The name of its struct in `briefing.model.records`."""
    title: str
    """The heading over its records in a brief, a list or the book."""
    nested: bool = False
    """Whether its records stand inside another record, whose id precedes theirs."""
    can_act: bool = False
    """Whether its records can say, do or hold something: what `--by` takes."""
    is_owners: bool = False
    """Whether a nested record is by the country whose file it is in."""
    is_dated: bool = False
    """Whether its records have a place in time, in which `--since` and `--until` narrow them."""
    in_timeline: bool = False
    """Whether its dated records are entries of the timeline."""
    changes_order: int | None = _LAST
    """Its place among the new records of `changes`; None where new ones are no news of their own,
    but are shown with what rests on them."""
    book_order: int = _LAST
    """Its place among the chapters of the book; of a nested kind, that of those that hold it."""
    at_length: bool = False
    """Whether each of its records has a section of its own in the book, or an entry of a list."""
    is_counted: bool = True
    """Whether the book counts its records under its title."""

    @property
    def record(self) -> type[Any]:
        """Return the struct of its records, imported once it is asked for."""
        from briefing.model import records

        struct: type[Any] = getattr(records, self.struct)
        return struct


_ROWS: Final = (
    Kind(
        "country",
        "countries",
        "Country",
        "Countries",
        can_act=True,
        changes_order=None,
        book_order=1,
        at_length=True,
    ),
    Kind(
        "actor",
        "actors",
        "Actor",
        "Actors",
        can_act=True,
        changes_order=None,
        book_order=5,
        is_counted=False,
    ),
    Kind(
        "instrument",
        "instruments",
        "Instrument",
        "Instruments",
        changes_order=8,
        book_order=4,
        is_counted=False,
    ),
    Kind(
        "flashpoint",
        "flashpoints",
        "Flashpoint",
        "Flashpoints",
        changes_order=None,
        book_order=2,
        at_length=True,
    ),
    Kind(
        "approach",
        "approaches",
        "Approach",
        "Approaches",
        changes_order=None,
        book_order=3,
        at_length=True,
        is_counted=False,
    ),
    Kind(
        "event",
        "events",
        "Event",
        "Events",
        is_dated=True,
        in_timeline=True,
        changes_order=3,
        book_order=6,
    ),
    Kind("source", "sources", "Source", "Sources", changes_order=None),
    Kind(
        "concern",
        "concerns",
        "Concern",
        "Concerns",
        nested=True,
        is_owners=True,
        is_dated=True,
        changes_order=1,
        book_order=1,
    ),
    Kind(
        "reassurance",
        "reassurances",
        "Reassurance",
        "Said and done",
        nested=True,
        is_dated=True,
        in_timeline=True,
        changes_order=2,
        book_order=1,
    ),
    Kind(
        "action",
        "actions",
        "Action",
        "Actions",
        nested=True,
        is_owners=True,
        is_dated=True,
        in_timeline=True,
        changes_order=4,
        is_counted=False,
    ),
    Kind(
        "friction",
        "frictions",
        "Friction",
        "Frictions",
        nested=True,
        is_dated=True,
        changes_order=5,
        is_counted=False,
    ),
    Kind(
        "recommendation",
        "recommendations",
        "Recommendation",
        "Recommendations",
        nested=True,
        is_dated=True,
        changes_order=7,
        is_counted=False,
    ),
    Kind(
        "judgment",
        "judgments",
        "Judgment",
        "Judgments",
        nested=True,
        is_dated=True,
        changes_order=6,
        is_counted=False,
    ),
)

KINDS: Final = {kind.name: kind for kind in _ROWS}
"""Every kind by its name, in the order in which they are listed."""

TOP_LEVEL: Final = {name: kind for name, kind in KINDS.items() if not kind.nested}
"""The kinds whose records stand in files of their own, or one beside the other in a file."""

NESTED: Final = {name: kind for name, kind in KINDS.items() if kind.nested}
"""The kinds whose records stand inside another record."""

NESTED_BY_FIELD: Final = {kind.plural: kind for kind in NESTED.values()}
"""The nested kinds by the field that lists their records."""


@cache
def nested_fields(kind: str) -> tuple[str, ...]:
    """Return the fields in which records of a top-level kind list nested ones, in their order."""
    fields = TOP_LEVEL[kind].record.__struct_fields__ if kind in TOP_LEVEL else ()
    return tuple(field for field in fields if field in NESTED_BY_FIELD)


def kinds_containing(kind: str) -> frozenset[str]:
    """Return the top-level kinds whose files contain records of a kind; of those, its own."""
    return frozenset(
        name
        for name in TOP_LEVEL
        if name == kind or any(NESTED_BY_FIELD[field].name == kind for field in nested_fields(name))
    )


@cache
def kinds_with_field(field: str) -> frozenset[str]:
    """Return the top-level kinds whose records, or those nested in them, have a field."""
    return frozenset(
        name
        for name, kind in TOP_LEVEL.items()
        if field in kind.record.__struct_fields__
        or any(
            field in NESTED_BY_FIELD[nested].record.__struct_fields__
            for nested in nested_fields(name)
        )
    )


def iter_nested(kind: str, record: "Struct") -> Iterator[tuple[str, str, Any]]:
    """Yield the records nested in a record of some kind: the id, the kind and the record."""
    for field in nested_fields(kind):
        for nested in getattr(record, field):
            yield nested.id, NESTED_BY_FIELD[field].name, nested


def with_article(name: str) -> str:
    """Return `a country`, `an actor`."""
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"
