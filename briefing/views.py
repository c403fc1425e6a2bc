"""The answers of the book, as typed values: JSON shows them as they are, `compose` lays them out.

Every reference in a view is a full id. `names` tells what each of them is called, and `sources`
holds the sources that the answer rests on.
"""

from typing import Any, Literal, TypeAlias

from msgspec import Struct

from briefing.model import Event, EventStatus, Extent, Reassurance, Reference, Source, Status, Trend
from briefing.problems import Problem


class Counts(Struct, frozen=True, kw_only=True):
    """How many concerns stand how."""

    answered: int = 0
    partly_answered: int = 0
    unanswered: int = 0


class AnsweredBy(Struct, frozen=True, kw_only=True):
    """What one reassurance does for a concern; only one in force counts for its status."""

    reassurance: str
    extent: Extent
    leaves_open: str | None
    in_force: bool


class Standing(Struct, frozen=True, kw_only=True):
    """How a concern stands on the library's as-of date, and through which reassurances."""

    concern: str
    country: str
    topic: str
    theme: str | None
    status: Status
    answered_by: tuple[AnsweredBy, ...]


class Item(Struct, frozen=True, kw_only=True):
    """A record that stands elsewhere in the library, under its full id."""

    id: str
    kind: str
    record: Any


class Filters(Struct, frozen=True, kw_only=True):
    """What a brief is narrowed to; empty means everything.

    `since` and `until` are EDTF dates: the span runs from the first day of the one to the last day
    of the other. A dated record stays when its own span overlaps; an undated one always stays.
    """

    topics: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    sections: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None


class Known(Struct, frozen=True, kw_only=True):
    """What every view carries: the names of the records it refers to, and its sources."""

    names: dict[str, str] = {}
    sources: dict[str, Source] = {}


class Brief(Known, frozen=True, kw_only=True):
    """One record in full: itself, narrowed by the filters, and what elsewhere refers to it.

    `standings` covers every concern that the brief shows; `counts` covers those that a country
    itself holds, before any filter; `reassurances` holds what the standings name. `related`
    groups by kind what names the record or a part of it (of a country: also its actors) from
    elsewhere. `left_out` counts by section what the filters took away.
    """

    kind: str
    id: str
    name: str
    as_of: str
    topics: dict[str, str]
    record: Any
    standings: tuple[Standing, ...] = ()
    counts: Counts | None = None
    reassurances: dict[str, Reassurance] = {}
    related: dict[str, tuple[Item, ...]] = {}
    filters: Filters = Filters()
    left_out: dict[str, int] = {}


class FlashpointRow(Struct, frozen=True, kw_only=True):
    """One flashpoint among the others."""

    id: str
    record: Any
    commitments: tuple[Item, ...]
    standings: tuple[Standing, ...]
    latest: "Latest | None"


class Latest(Struct, frozen=True, kw_only=True):
    """The latest thing that happened somewhere, by the latest day that its date can mean."""

    date: str
    summary: str
    sources: tuple[Reference, ...]


class Flashpoints(Known, frozen=True, kw_only=True):
    """Every flashpoint, side by side."""

    as_of: str
    flashpoints: tuple[FlashpointRow, ...]


class Line(Struct, frozen=True, kw_only=True):
    """One statement in a comparison: its headline, its text, how it stands and its sources.

    `lead` is an id, which `names` calls by its name, or a text of its own. `wording` is the
    source's own hedge.
    """

    text: str = ""
    lead: str = ""
    mark: Status | Trend | None = None
    wording: str | None = None
    sources: tuple[Reference, ...] = ()


class Aspect(Struct, frozen=True, kw_only=True):
    """One row of a comparison: a cell of lines for each of the records, in their order."""

    name: str
    group: str
    cells: tuple[tuple[Line, ...], ...]


class Comparison(Known, frozen=True, kw_only=True):
    """Two or more records of one kind, aspect by aspect."""

    as_of: str
    kind: str
    compared: tuple[str, ...]
    aspects: tuple[Aspect, ...]


class Named(Struct, frozen=True, kw_only=True):
    """A record that can be asked for, and everything it can be asked for by."""

    kind: str
    id: str
    name: str
    aliases: tuple[str, ...]


class Listing(Struct, frozen=True, kw_only=True):
    """The records that can be asked for."""

    kinds: tuple[str, ...]
    entries: tuple[Named, ...]


class CountryLine(Struct, frozen=True, kw_only=True):
    """A country at a glance."""

    id: str
    name: str
    relationship: str | None
    counts: Counts


class FlashpointLine(Struct, frozen=True, kw_only=True):
    """A flashpoint at a glance."""

    id: str
    name: str
    trend: Trend | None


class Upcoming(Struct, frozen=True, kw_only=True):
    """An event that lies ahead."""

    id: str
    event: Event
    status: EventStatus = "planned"


class Overview(Known, frozen=True, kw_only=True):
    """The book at a glance. `reason` says why this library was chosen, `folder` where it is."""

    title: str
    as_of: str
    description: str | None
    folder: str
    reason: Literal["option", "environment", "nearest", "shipped"]
    countries: tuple[CountryLine, ...]
    flashpoints: tuple[FlashpointLine, ...]
    next_event: Upcoming | None


class Report(Struct, frozen=True, kw_only=True):
    """What `check` found."""

    files: int
    errors: int
    warnings: int
    problems: tuple[Problem, ...]


View: TypeAlias = Brief | Flashpoints | Comparison | Listing | Overview | Report
