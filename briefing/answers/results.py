"""The answers of the book, as typed values: JSON shows them as they are, `compose` lays them out.

Every reference in a view is a full id. `names` tells what each of them is called, and `sources`
holds the sources that the answer rests on.
"""

from collections.abc import Iterable
from typing import Annotated, Any, Literal, TypeAlias

from msgspec import Meta, Struct

from briefing.library.status import ConcernStatus, Counts
from briefing.model.diagnostics import Problem
from briefing.model.kinds import KINDS
from briefing.model.records import (
    Concern,
    ContributionStatus,
    Credibility,
    Date,
    Edtf,
    Event,
    EventStatus,
    Flashpoint,
    Reassurance,
    Recommendation,
    Reference,
    Source,
    Status,
    Trend,
)

Kind: TypeAlias = Annotated[
    str, Meta(description="kind of record", extra_json_schema={"enum": list(KINDS)})
]
"""What sort of record something is, nested ones included."""


class Item(Struct, frozen=True, kw_only=True):
    """A record that stands elsewhere in the library, under its full id."""

    id: str
    kind: Kind
    record: Any


class Filters(Struct, frozen=True, kw_only=True):
    """What an answer is narrowed to; empty means everything. The records named are full ids.

    A record stays where it passes every filter that is given, by one of its values: `countries`,
    where it is a country's own or names it or one of its actors; `topics` and `statuses`, where it
    is such a concern or has to do with one; `by`, where a country or an actor says, does or holds
    it; `flashpoints`, where it is about one or a part of it; `sources`, where it rests on one.

    `since` and `until` are EDTF dates: the span runs from the first day of the one to the last day
    of the other. A dated record stays when its own span overlaps; an undated one always stays.
    """

    countries: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    by: tuple[str, ...] = ()
    flashpoints: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    since: Edtf | None = None
    until: Edtf | None = None


class Known(Struct, frozen=True, kw_only=True):
    """What every view carries: the names of the records it refers to, and its sources."""

    names: dict[str, str] = {}
    sources: dict[str, Source] = {}


class Withheld(Struct, frozen=True, kw_only=True):
    """What is not shown on an earlier day, because it was written on the library's own."""

    fields: tuple[str, ...]
    written: Edtf


class Brief(Known, frozen=True, kw_only=True):
    """One record in full: itself, narrowed by the filters, and what elsewhere refers to it.

    `standings` covers every concern that the brief shows; `counts` covers those that a country
    itself holds, before any filter; `reassurances` holds what the standings name. `related`
    groups by kind what names the record or a part of it (of a country: also its actors) from
    elsewhere. `left_out` counts by section what the filters took away.
    """

    kind: Kind
    id: str
    name: str
    as_of: Edtf
    topics: dict[str, str]
    record: Any
    standings: tuple[ConcernStatus, ...] = ()
    counts: Counts | None = None
    reassurances: dict[str, Reassurance] = {}
    related: dict[str, tuple[Item, ...]] = {}
    filters: Filters = Filters()
    left_out: dict[str, int] = {}
    withheld: Withheld | None = None


class FlashpointRow(Struct, frozen=True, kw_only=True):
    """One flashpoint among the others."""

    id: str
    record: Flashpoint
    commitments: tuple[Item, ...]
    standings: tuple[ConcernStatus, ...]
    latest: "Latest | None"


class Latest(Struct, frozen=True, kw_only=True):
    """The latest thing that happened somewhere, by the latest day that its date can mean."""

    date: Edtf
    summary: str
    sources: tuple[Reference, ...]


class Flashpoints(Known, frozen=True, kw_only=True):
    """Every flashpoint, side by side."""

    as_of: Edtf
    flashpoints: tuple[FlashpointRow, ...]
    filters: Filters = Filters()
    withheld: Withheld | None = None


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

    as_of: Edtf
    kind: Kind
    compared: tuple[str, ...]
    aspects: tuple[Aspect, ...]
    withheld: Withheld | None = None


class Named(Struct, frozen=True, kw_only=True):
    """A record that can be asked for, and everything it can be asked for by."""

    kind: Kind
    id: str
    name: str
    aliases: tuple[str, ...]


class Listing(Struct, frozen=True, kw_only=True):
    """The records that can be asked for."""

    as_of: Edtf
    kinds: tuple[Kind, ...]
    entries: tuple[Named, ...]
    filters: Filters = Filters()


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
    as_of: Edtf
    description: str | None
    folder: str
    reason: Literal["option", "environment", "nearest", "shipped"]
    countries: tuple[CountryLine, ...]
    flashpoints: tuple[FlashpointLine, ...]
    next_event: Upcoming | None
    withheld: Withheld | None = None


class Report(Struct, frozen=True, kw_only=True):
    """What `check` found."""

    files: int
    errors: int
    warnings: int
    problems: tuple[Problem, ...]

    @classmethod
    def of(cls, problems: Iterable[Problem], files: int) -> "Report":
        """What is wrong with so many files."""
        found = tuple(problems)
        errors = sum(problem.severity == "error" for problem in found)
        return cls(files=files, errors=errors, warnings=len(found) - errors, problems=found)


class Advice(Struct, frozen=True, kw_only=True):
    """A recommendation that would answer a concern."""

    id: str
    record: Recommendation


class Occasion(Struct, frozen=True, kw_only=True):
    """A coming event at which a concern could be answered: advised by a source, or open to it.

    It is `advised` where a recommendation names the event; otherwise the country that holds the
    concern takes part in it.
    """

    id: str
    event: Event
    advised: bool


class Gap(Struct, frozen=True, kw_only=True):
    """A concern that is unanswered, or only partly answered."""

    standing: ConcernStatus
    concern: Concern
    advice: tuple[Advice, ...]
    occasions: tuple[Occasion, ...]


class Gaps(Known, frozen=True, kw_only=True):
    """What is still open, the worst first, by country and topic.

    `counts` counts every concern that the filters let through, answered ones included.
    """

    as_of: Edtf
    topics: dict[str, str]
    gaps: tuple[Gap, ...]
    reassurances: dict[str, Reassurance]
    counts: Counts
    filters: Filters = Filters()


class Moment(Struct, frozen=True, kw_only=True):
    """One entry of a chronology: an event, a reassurance, a contribution or a development.

    `id` is the full id of the record, of a development that of its flashpoint. `ahead` tells that
    it lies after the as-of date, `until` the last day on which a reassurance holds.
    """

    date: Date
    kind: Literal["event", "reassurance", "contribution", "development"]
    id: str
    summary: str
    by: tuple[str, ...]
    status: ContributionStatus | EventStatus | None
    ahead: bool
    sources: tuple[Reference, ...]
    until: Date | None = None


class Span(Struct, frozen=True, kw_only=True):
    """How many moments lie in one stretch of time; `label` is an EDTF date."""

    label: Edtf
    count: int


class Timeline(Known, frozen=True, kw_only=True):
    """Everything that is dated, in its order; `density` counts it year by year, or by month."""

    as_of: Edtf
    moments: tuple[Moment, ...]
    density: tuple[Span, ...]
    undated: int
    filters: Filters = Filters()


class NewRecord(Struct, frozen=True, kw_only=True):
    """A record that was not there before; `text` is what it says of itself.

    `until` is the last day on which a reassurance holds.
    """

    id: str
    kind: Kind
    date: Date | None
    text: str
    sources: tuple[Reference, ...] = ()
    until: Date | None = None


class StatusChange(Struct, frozen=True, kw_only=True):
    """A concern whose status changed, and the reassurances through which it did."""

    concern: str
    country: str
    before: Status
    after: Status
    through: tuple[str, ...]


class Changes(Known, frozen=True, kw_only=True):
    """What came between two days: what is new, and which concerns stand otherwise."""

    as_of: Edtf
    since: Edtf
    until: Edtf
    changed: tuple[StatusChange, ...]
    new: tuple[NewRecord, ...]
    happened: tuple[NewRecord, ...]
    filters: Filters = Filters()


class Reworded(Struct, frozen=True, kw_only=True):
    """A record that says something else, and the fields in which it does."""

    id: str
    kind: Kind
    fields: tuple[str, ...]
    before: dict[str, str]
    after: dict[str, str]


class Differences(Known, frozen=True, kw_only=True):
    """How a library differs from another version of it, which was current to `before`."""

    as_of: Edtf
    against: str
    before: Edtf
    changed: tuple[StatusChange, ...]
    added: tuple[NewRecord, ...]
    removed: tuple[NewRecord, ...]
    reworded: tuple[Reworded, ...]
    filters: Filters = Filters()


class Match(Struct, frozen=True, kw_only=True):
    """A text in which something was found: the field, and the spans of characters that match."""

    field: str
    text: str
    marks: tuple[tuple[int, int], ...]


class Hit(Struct, frozen=True, kw_only=True):
    """A record in which something was found."""

    id: str
    kind: Kind
    matches: tuple[Match, ...]


class HitGroup(Struct, frozen=True, kw_only=True):
    """The hits in one top-level record and those nested in it."""

    id: str
    kind: Kind
    hits: tuple[Hit, ...]


class Search(Known, frozen=True, kw_only=True):
    """What was found, the best first; `near` are words that are spelled like those not found."""

    as_of: Edtf
    sought: str
    found: int
    groups: tuple[HitGroup, ...]
    near: tuple[str, ...]
    filters: Filters = Filters()


class SourceRow(Struct, frozen=True, kw_only=True):
    """A source, how many records rest on it, and how many on its publisher alone."""

    id: str
    source: Source
    supports: int
    alone: int


class SourceTable(Struct, frozen=True, kw_only=True):
    """Every source, the one that carries most first."""

    as_of: Edtf
    rows: tuple[SourceRow, ...]
    filters: Filters = Filters()


class Use(Struct, frozen=True, kw_only=True):
    """One passage of a source, and what rests on it; `alone` where nothing else supports that."""

    id: str
    kind: Kind
    text: str
    locator: str | None
    quote: str | None
    credibility: Credibility | None
    alone: bool


class SourceUses(Known, frozen=True, kw_only=True):
    """One source in full, with everything that it supports, passage by passage."""

    as_of: Edtf
    id: str
    source: Source
    uses: tuple[Use, ...]
    filters: Filters = Filters()


class Raised(Struct, frozen=True, kw_only=True):
    """An open concern that the other side may raise, and the advice on it."""

    standing: ConcernStatus
    concern: Concern
    advice: tuple[Advice, ...]


class Prep(Known, frozen=True, kw_only=True):
    """The memo for a meeting. `ours` are the countries to prepare, `theirs` is the other side.

    `raised` holds the open concerns of the other side, the worst first, and `reassurances` what was
    said or done about any of its concerns and is in force; `objectives` is what sources advise to
    do at the meeting, `asks` what they advise the other side to do, `plans` what that side has not
    done yet. `last` is the last meeting, and `chronology` what came since. `alone` names the
    records told that rest on one publisher.
    """

    as_of: Edtf
    id: str
    event: Event
    length: Literal["page", "full"]
    audience: str | None
    ours: tuple[str, ...]
    theirs: str
    bottom_line: str | None
    topics: dict[str, str]
    objectives: tuple[Advice, ...]
    raised: tuple[Raised, ...]
    reassurances: dict[str, Reassurance]
    frictions: tuple[Item, ...]
    judgments: tuple[Item, ...]
    asks: tuple[Advice, ...]
    plans: tuple[Item, ...]
    last: Upcoming | None
    chronology: tuple[Moment, ...]
    alone: tuple[str, ...] = ()


class Bearings(Struct, frozen=True, kw_only=True):
    """What a record has to do with, by which filters find it, and what refers to it.

    `concerns` are those that it is or touches, `countries` those that it is or names, itself or
    through their actors; `mentioned_by` are the records that refer to it, but for those in it.
    """

    concerns: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    mentioned_by: tuple[str, ...] = ()


class Commitment(Struct, frozen=True, kw_only=True):
    """What binds some to each other: an instrument and its parties, or a reassurance.

    A reassurance is given `by` some `to` others; an instrument is `between` its parties.
    """

    id: str
    kind: Kind
    between: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    to: tuple[str, ...] = ()


class Stakes(Struct, frozen=True, kw_only=True):
    """Who is tied to whom at a flashpoint.

    Actors of one country stand for it: `parties` and the ends of the commitments are countries
    wherever an actor belongs to one.
    """

    parties: tuple[str, ...]
    commitments: tuple[Commitment, ...]


class Whole(Known, frozen=True, kw_only=True):
    """The whole library, every record of it once.

    `records` holds the top-level ones, in the order of reading, but for the sources, which
    `sources` holds. `standings` and `counts` cover every concern. `bearings` are told of every
    record by its full id, `stakes` of every flashpoint, `uses` of every source. `left_out` counts
    by kind what the filters took away, nested records included; `reassurances` holds those of them
    that standings name.
    """

    title: str
    as_of: Edtf
    description: str | None
    topics: dict[str, str]
    counts: Counts
    records: tuple[Item, ...]
    standings: tuple[ConcernStatus, ...]
    reassurances: dict[str, Reassurance]
    bearings: dict[str, Bearings]
    stakes: dict[str, Stakes]
    uses: dict[str, tuple[Use, ...]]
    moments: tuple[Moment, ...]
    filters: Filters = Filters()
    left_out: dict[str, int] = {}
    withheld: Withheld | None = None


View: TypeAlias = (
    Brief
    | Changes
    | Comparison
    | Differences
    | Flashpoints
    | Gaps
    | Listing
    | Overview
    | Prep
    | Report
    | Search
    | SourceTable
    | SourceUses
    | Timeline
    | Whole
)
