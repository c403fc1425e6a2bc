"""What a briefing book consists of: each kind of record as a typed, frozen struct.

`briefing.model.kinds` lists the kinds. Some records contain further, *nested* records in lists of
their own (a country its concerns, for one); outside their file, they are referred to as
`japan/senkaku-cover`. Every value is the text that its author typed: a date, a code or a section
number is never converted to another type. What a text must look like beyond its type (a slug, an
EDTF date, the id of an existing record) is checked by `briefing.library.rules`.

The vocabularies follow the field's standards: ICD 203 for likelihood and confidence, the Admiralty
code for reliability and credibility, PLOVER for events, ISO 3166-1 for countries, EDTF (ISO 8601-2,
level 1) for dates, TLP 2.0 for markings.
"""

from typing import Annotated, Final, TypeAlias

from msgspec import UNSET, Meta, Struct, UnsetType, field

from briefing.model.vocabulary import (
    ActionStatus,
    ActorType,
    AdviceBasis,
    Basis,
    Confidence,
    Credibility,
    DateBasis,
    EventMode,
    EventStatus,
    EventType,
    Extent,
    Fulfilment,
    InstrumentStatus,
    InstrumentType,
    Likelihood,
    Marking,
    Rating,
    Reading,
    ReassuranceKind,
    Reliability,
    SourceType,
    Stage,
    Trend,
)

BOTTOM_LINE_WORDS: Final = 40
"""The most words a bottom line may have."""

CAVEAT_WORDS: Final = 20
"""The most words a caveat may have."""

QUOTE_WORDS: Final = 25
"""The most words a quote may have, where a library holds to that."""

STALE_DAYS: Final = 365
"""How many days older than its library the newest source of a brief may be, by default."""

DAYS_PATTERN: Final = "[1-9][0-9]{0,4}"
"""How a number of days is written."""

SHORT_COLUMNS: Final = 28
"""The most columns of a terminal that a short may take."""


def _ref(*kinds: str, what: str) -> Meta:
    """What an id leads to: records of some kinds, of those that `can_act`, or of `any` kind."""
    return Meta(description=what, extra={"to": kinds})


# Aliases carry the kinds they may point at, so that one walk over the types finds every link.
ActorId: TypeAlias = Annotated[str, _ref("actor", what="id of an actor")]
ApproachId: TypeAlias = Annotated[str, _ref("approach", what="id of an approach")]
ConcernId: TypeAlias = Annotated[str, _ref("concern", what="id of a concern")]
CountryId: TypeAlias = Annotated[str, _ref("country", what="id of a country")]
CountryCode: TypeAlias = Annotated[
    str, Meta(description="ISO 3166-1 alpha-3", extra={"is": "iso3166"})
]
EventId: TypeAlias = Annotated[str, _ref("event", what="id of an event")]
FitId: TypeAlias = Annotated[
    str,
    _ref("flashpoint", "concern", "topic", what="id of a flashpoint or concern, or a topic"),
]
FlashpointId: TypeAlias = Annotated[str, _ref("flashpoint", what="id of a flashpoint")]
InstrumentId: TypeAlias = Annotated[str, _ref("instrument", what="id of an instrument")]
PartyId: TypeAlias = Annotated[str, _ref("can_act", what="id of a country or actor")]
RecordId: TypeAlias = Annotated[str, _ref("any", what="id of any record")]
SourceId: TypeAlias = Annotated[str, _ref("source", what="id of a source")]
TopicId: TypeAlias = Annotated[str, Meta(description="topic of the library", extra={"is": "topic"})]

Address: TypeAlias = Annotated[str, Meta(description="address", extra={"is": "address"})]
Edtf: TypeAlias = Annotated[str, Meta(description="EDTF date", extra={"is": "edtf"})]
Slug: TypeAlias = Annotated[str, Meta(description="slug", extra={"is": "slug"})]
RuleId: TypeAlias = Annotated[str, Meta(description="id of a rule", extra={"is": "rule"})]
Text: TypeAlias = str
Days: TypeAlias = Annotated[
    str, Meta(description="number of days", pattern=f"^{DAYS_PATTERN}$", extra={"is": "days"})
]


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """Anything that a file can hold: strict, frozen, and told apart by its type."""


class DateDetail(Part, frozen=True, kw_only=True):
    """A date whose origin matters: what the source says, and how the day was worked out."""

    edtf: Edtf
    """The date itself, as exactly as it is known."""
    text: Text | None = None
    """What the source says, such as 'last week'."""
    basis: DateBasis | None = None
    """Whether the text states the date, it is inferred from it, or it comes from another
    document.
    """


Date: TypeAlias = Edtf | DateDetail
"""An EDTF text, or a mapping that also says where the date comes from."""


def date_text(when: Date) -> str:
    """Return the EDTF text of a date, in whichever form it is written."""
    return when.edtf if isinstance(when, DateDetail) else when


def is_same_date(first: Date | None, second: Date | None) -> bool:
    """Return whether two things have one date, however it is known of each."""
    return first is not None and second is not None and date_text(first) == date_text(second)


class SourceRef(Part, frozen=True, kw_only=True):
    """One use of a source: where in it, which words, and how far to believe them (ICD 206)."""

    source: SourceId
    """The source that is used."""
    locator: Text | None = None
    """Section, page or paragraph where it is found."""
    quote: Text | None = None
    """A short phrase from the source, word for word."""
    credibility: Credibility | None = None
    """Admiralty credibility of this statement; 6 means cannot be judged."""


Reference: TypeAlias = SourceId | SourceRef
"""A source is cited by its id, or by a mapping that says where in it and in which words."""


LATER_SOURCE: Final = "later source"
"""What replaces the ids of sources that were published after the day asked about."""


def source_id(reference: Reference) -> str:
    """Return the id of the source that a reference cites."""
    return reference.source if isinstance(reference, SourceRef) else reference


class Marked(Part, frozen=True, kw_only=True):
    """What can be passed on less far than what it is a part of."""

    marking: Marking | UnsetType = UNSET
    """How far it may be passed on (TLP 2.0), where the rest may go further."""


class Statement(Marked, frozen=True, kw_only=True):
    """What every text of its own may say about itself: a record, or a part of one."""

    short: Text | None = None
    """What a row calls it, 28 columns at most (14 kanji)."""
    caveat: Text | None = None
    """What changes its meaning for the reader, as it reads after 'but', 20 words at most; shown
    wherever it has a line.
    """
    sourcing: Text | None = None
    """How it is known: where sources differ, how a date was worked out."""
    sources: tuple[Reference, ...] = ()
    """Where it comes from."""


class Sourced(Statement, frozen=True, kw_only=True):
    """What every record may say about itself, whatever its kind."""

    name: Text | None = None
    """What it is called, in a few words; its headline."""
    aliases: tuple[Text, ...] = ()
    """Other names that a reader may type, in any script."""
    summary: Text | None = None
    """What it is, in one or two sentences."""


class DatedText(Part, frozen=True, kw_only=True):
    """A text that was written on a day, and counts from that day on."""

    date: Date
    """The day from which the text holds."""
    text: Text
    """The text."""


class Point(Statement, frozen=True, kw_only=True):
    """One sourced sentence inside a record: a provision, an example, a contingency."""

    summary: Text
    """The point, in a sentence."""
    date: Date | None = None
    """When it happened or applies."""
    event: EventId | None = None
    """The event it was part of."""


class Concern(Sourced, frozen=True, kw_only=True):
    """Something that worries a country about its partner, its region or its prospects."""

    id: Slug
    """Its id, unique within the file."""
    topic: TopicId
    """One of the topics that `library.yaml` names."""
    summary: Text
    """The worry, in a sentence."""
    theme: Slug | None = None
    """Groups the same worry across several countries."""
    detail: Text | None = None
    """More about it, where a sentence is short."""
    cause: Text | None = None
    """What set it off."""
    voiced_by: tuple[PartyId, ...] = ()
    """Who holds or voiced it."""
    basis: Basis | None = None
    """Said outright, only implied by the source, or passed on from others."""
    date: Date | None = None
    """When it arose; none means always known."""
    flashpoints: tuple[FlashpointId, ...] = ()
    """The flashpoints that it is tied to."""
    instruments: tuple[InstrumentId, ...] = ()
    """The instruments that it is about."""
    sources: tuple[Reference, ...]
    """Where it comes from."""


class Answer(Statement, frozen=True, kw_only=True):
    """What one reassurance does for one concern."""

    concern: ConcernId
    """The concern that it answers."""
    extent: Extent
    """How far it answers the concern; unstated where no source says."""
    leaves_open: Text | None = None
    """What stays open after it, in a sentence."""
    sources: tuple[Reference, ...] = ()
    """Those of the sources of the reassurance that bear this answer; without it, all of them."""


class Outcome(Marked, frozen=True, kw_only=True):
    """What became of a reassurance, and when."""

    state: Fulfilment
    """Whether it was kept, broken or withdrawn."""
    date: Date | None = None
    """When that was so."""
    event: EventId | None = None
    """The event at which it came about."""
    sources: tuple[Reference, ...] = ()
    """Where it comes from."""


class Reassurance(Sourced, frozen=True, kw_only=True):
    """Something said or done to answer the concerns of the country whose file it is in."""

    id: Slug
    """Its id, unique within the file."""
    kind: ReassuranceKind
    """What was said or done."""
    by: tuple[PartyId, ...]
    """Who said or did it."""
    summary: Text
    """What was said or done, in a sentence."""
    to: tuple[PartyId, ...] = ()
    """To whom; without it, to the country of the file."""
    date: Date | None = None
    """When; it counts from the latest day this can mean."""
    until: Date | None = None
    """The last day on which it holds."""
    event: EventId | None = None
    """The event at which it happened."""
    quote: Text | None = None
    """The words themselves, short and exactly as said."""
    stage: Stage | None = None
    """Whether it was said, pledged or done; without it, a deployment, a sale, an exercise and a
    policy are done, and the rest is said.
    """
    due: Date | None = None
    """When a pledge falls due."""
    kept: Outcome | None = None
    """What became of it, as far as that is on record."""
    answers: tuple[Answer, ...] = ()
    """The concerns that it answers, and how far."""
    instruments: tuple[InstrumentId, ...] = ()
    """The instruments that it rests on."""
    flashpoints: tuple[FlashpointId, ...] = ()
    """The flashpoints that it bears on."""
    sources: tuple[Reference, ...]
    """Where it comes from."""


class Action(Sourced, frozen=True, kw_only=True):
    """What a country does, plans or might do, be it an ally or an adversary."""

    id: Slug
    """Its id, unique within the file."""
    summary: Text
    """What it does, in a sentence."""
    voiced_by: tuple[PartyId, ...] = ()
    """Who says so, where it is only reported."""
    status: ActionStatus | None = None
    """How far it has come, or how sure it is."""
    date: Date | None = None
    """When it happened or is meant to."""
    event: EventId | None = None
    """The event at which it happened."""
    about: tuple[ConcernId, ...] = ()
    """The concerns that it bears on, without answering them."""
    instruments: tuple[InstrumentId, ...] = ()
    """The instruments through which it works."""
    flashpoints: tuple[FlashpointId, ...] = ()
    """The flashpoints that it bears on."""
    sources: tuple[Reference, ...]
    """Where it comes from."""


class Opinion(Statement, frozen=True, kw_only=True):
    """One side's view in a friction."""

    by: tuple[PartyId, ...]
    """Whose view it is."""
    claim: Text
    """What that side holds."""
    quote: Text | None = None
    """The words themselves, short and exactly as said."""


class Friction(Sourced, frozen=True, kw_only=True):
    """A dispute or side effect between partners or neighbours, with each side's view."""

    id: Slug
    """Its id, unique within the file."""
    summary: Text
    """The friction, in a sentence."""
    cause: tuple[RecordId, ...] = ()
    """The records that set it off."""
    between: tuple[CountryId, ...] = ()
    """The countries concerned."""
    views: tuple[Opinion, ...] = ()
    """Each side's view."""
    rebuttal: Text | None = None
    """What a source sets against the complaint."""
    date: Date | None = None
    """When it arose."""
    sources: tuple[Reference, ...]
    """Where it comes from."""


class Recommendation(Sourced, frozen=True, kw_only=True):
    """Advice that a source gives."""

    id: Slug
    """Its id, unique within the file."""
    to: tuple[PartyId, ...]
    """Who should act."""
    advice: Text
    """What they should do, in a sentence."""
    by: tuple[PartyId, ...] = ()
    """Who advises it."""
    answers: tuple[ConcernId, ...] = ()
    """The concerns that it would answer."""
    at: EventId | None = None
    """The event at which to do it."""
    date: Date | None = None
    """When to do it."""
    instruments: tuple[InstrumentId, ...] = ()
    """The instruments to use."""
    flashpoints: tuple[FlashpointId, ...] = ()
    """The flashpoints that it bears on."""
    basis: AdviceBasis | None = None
    """Given outright, or let be understood."""
    sources: tuple[Reference, ...]
    """Where it comes from."""


class Judgment(Sourced, frozen=True, kw_only=True):
    """What someone concludes or expects, with the strength at which they say it (ICD 203)."""

    id: Slug
    """Its id, unique within the file."""
    claim: Text
    """The conclusion, in a sentence."""
    by: tuple[PartyId, ...] = ()
    """Who judges."""
    about: tuple[RecordId, ...] = ()
    """The records that it is about."""
    wording: Text | None = None
    """The source's own hedge, word for word ('may', 'likely')."""
    likelihood: Likelihood | None = None
    """ICD 203 term, only where an editor maps the hedge."""
    confidence: Confidence | None = None
    """ICD 203 confidence, apart from likelihood."""
    date: Date | None = None
    """When it was made."""
    sources: tuple[Reference, ...]
    """Where it comes from."""


class Country(Sourced, frozen=True, kw_only=True):
    """A state or organisation that holds concerns or gives reassurances."""

    name: Text
    """Its usual name."""
    code: CountryCode | None = None
    """ISO 3166-1 alpha-3 code; readers may also type the alpha-2 code."""
    relationship: Text | tuple[DatedText, ...] | None = None
    """What it is to the reader's side, such as treaty ally."""
    leaders: tuple[ActorId, ...] = ()
    """Who leads it or led it; the roles of each say when."""
    bottom_line: Text | tuple[DatedText, ...] | None = None
    """What a minister could read aloud: 40 words at most. Required where there are concerns."""
    concerns: tuple[Concern, ...] = ()
    """What worries it."""
    reassurances: tuple[Reassurance, ...] = ()
    """What was said or done to reassure it."""
    actions: tuple[Action, ...] = ()
    """What it does or plans."""
    frictions: tuple[Friction, ...] = ()
    """Disputes and side effects."""
    recommendations: tuple[Recommendation, ...] = ()
    """What sources advise."""
    judgments: tuple[Judgment, ...] = ()
    """What sources conclude."""


class Role(Part, frozen=True, kw_only=True):
    """An office that a person holds or held."""

    title: Text
    """The office, such as Secretary of Defense."""
    from_: Date | None = field(default=None, name="from")
    """The first day in it."""
    until: Date | None = None
    """The last day in it."""


class Actor(Sourced, frozen=True, kw_only=True):
    """A person, body, group or force that speaks, acts or is acted upon."""

    name: Text
    """The usual name."""
    type: ActorType | None = None
    """What sort of actor it is."""
    of: tuple[PartyId, ...] = ()
    """The countries or actors that it belongs to; theirs are its too."""
    roles: tuple[Role, ...] = ()
    """Offices, with their dates."""


class Instrument(Sourced, frozen=True, kw_only=True):
    """A treaty, guideline, weapon system, trade pact, strategy, policy or the like."""

    name: Text
    """Its usual name."""
    type: InstrumentType | None = None
    """What sort of instrument."""
    parties: tuple[PartyId, ...] = ()
    """Who takes part in it."""
    agreed: Date | None = None
    """When it was agreed, signed or announced."""
    in_force: Date | None = None
    """When it entered into force, or into use."""
    ended: Date | None = None
    """When it ended."""
    replaces: tuple[InstrumentId, ...] = ()
    """The instruments in whose place it came."""
    status: InstrumentStatus | None = None
    """Its state on the library's as-of date, where no date says so."""
    part_of: InstrumentId | None = None
    """The larger instrument that it belongs to."""
    provisions: tuple[Point, ...] = ()
    """What it provides."""


class PlaceName(Part, frozen=True, kw_only=True):
    """What one side calls a disputed place."""

    name: Text
    """The name; readers may type it."""
    used_by: tuple[CountryId, ...] = ()
    """Who uses it."""


class Party(Statement, frozen=True, kw_only=True):
    """Who has a stake in a flashpoint, and what they claim."""

    who: PartyId
    """The country or actor."""
    claim: Text | None = None
    """What it claims or wants."""
    date: Date | None = None
    """When it first claimed it; none means always known."""


class Development(Statement, frozen=True, kw_only=True):
    """Something that happened at a flashpoint."""

    date: Date | None = None
    """When it happened."""
    summary: Text
    """What happened, in a sentence."""
    event: EventId | None = None
    """The event record, if there is one."""
    sources: tuple[Reference, ...]
    """Where it comes from."""


class Flashpoint(Sourced, frozen=True, kw_only=True):
    """A place or dispute at which tension can turn into a crisis."""

    name: Text
    """Its usual name."""
    names: tuple[PlaceName, ...] = ()
    """What each side calls it."""
    part_of: FlashpointId | None = None
    """The wider flashpoint that it belongs to."""
    parties: tuple[Party, ...]
    """Who has a stake, and which."""
    trend: Trend | None = None
    """Where it is heading."""
    trend_reason: Text | None = None
    """Why, in one line."""
    trend_basis: Reading | None = None
    """Whether a source says so or it is inferred."""
    instruments: tuple[InstrumentId, ...] = ()
    """The instruments that bear on it."""
    developments: tuple[Development, ...] = ()
    """What happened."""
    contingencies: tuple[Point, ...] = ()
    """What could happen, and what it would mean."""


class Backing(Statement, frozen=True, kw_only=True):
    """Who favours an approach, and how firmly the source says so."""

    who: PartyId
    """The country or actor."""
    wording: Text | None = None
    """The source's own hedge, word for word ('may')."""
    date: Date | None = None
    """When it was known to; none means always known."""


class Argument(Statement, frozen=True, kw_only=True):
    """One argument for or against an approach."""

    claim: Text
    """The argument, in a sentence."""
    about: tuple[RecordId, ...] = ()
    """The records that it is about."""
    by: tuple[PartyId, ...] = ()
    """Who makes it."""
    date: Date | None = None
    """When it was first made; none means always known."""
    wording: Text | None = None
    """The source's own hedge, word for word."""
    basis: Reading | None = None
    """Whether a source argues so or it is inferred."""
    sources: tuple[Reference, ...]
    """Where it comes from."""


class Fit(Statement, frozen=True, kw_only=True):
    """How an approach suits one flashpoint, concern or topic."""

    to: FitId
    """The flashpoint, concern or topic."""
    assessment: Text
    """How well it fits, in a sentence."""
    date: Date | None = None
    """When this was first so; none means always known."""
    basis: Basis | None = None
    """Whether the source says so or it is inferred."""
    rating: Rating | None = None
    """How well it fits, in a word of the scale."""


class Approach(Sourced, frozen=True, kw_only=True):
    """A way to organise alliances, with the case for and against it."""

    name: Text
    """Its usual name."""
    summary: Text
    """What it is, in one or two sentences."""
    favoured_by: tuple[Backing, ...] = ()
    """Who favours it."""
    for_: tuple[Argument, ...] = field(default=(), name="for")
    """Arguments for it."""
    against: tuple[Argument, ...] = ()
    """Arguments against it."""
    instruments: tuple[InstrumentId, ...] = ()
    """The instruments that it uses."""
    examples: tuple[Point, ...] = ()
    """Where it was put to use."""
    part_of: ApproachId | None = None
    """The wider approach that it belongs to."""
    fits: tuple[Fit, ...] = ()
    """How it suits flashpoints, concerns and topics."""
    recommendations: tuple[Recommendation, ...] = ()
    """What sources advise."""
    judgments: tuple[Judgment, ...] = ()
    """What sources conclude."""


class Event(Sourced, frozen=True, kw_only=True):
    """Something that happened on a day, or is to happen."""

    name: Text
    """What it is called."""
    date: Date
    """When it happened or is to happen."""
    announced: Date | None = None
    """When it became known, for an event that lies ahead."""
    place: Text | None = None
    """Where."""
    participants: tuple[PartyId, ...] = ()
    """Who took part."""
    by: tuple[PartyId, ...] = ()
    """Who acted, where one side did."""
    quote: Text | None = None
    """The words themselves, short and exactly as said."""
    about: tuple[ConcernId, ...] = ()
    """The concerns that it bears on, without answering them."""
    against: tuple[RecordId, ...] = ()
    """What a rejection, protest, threat or the like is directed at."""
    type: EventType | None = None
    """PLOVER event type."""
    mode: EventMode | None = None
    """PLOVER mode of a consultation."""
    status: EventStatus | None = None
    """Past, planned or only imagined."""
    part_of: EventId | None = None
    """The larger event it belongs to."""
    flashpoints: tuple[FlashpointId, ...] = ()
    """The flashpoints that it bears on."""
    instruments: tuple[InstrumentId, ...] = ()
    """The instruments that it bears on."""


class Source(Sourced, frozen=True, kw_only=True):
    """A document that statements rest on (ICD 206: originator, title, date, descriptor)."""

    title: Text
    """Its title."""
    published: Date
    """When it was published."""
    author: Text | None = None
    """Who wrote it."""
    publisher: Text | None = None
    """Who published it."""
    type: SourceType | None = None
    """What sort of document."""
    url: Address | None = None
    """Where it can be read."""
    via: Address | None = None
    """Address of the copy that was read, where not the original."""
    accessed: Date | None = None
    """When it was read."""
    reliability: Reliability | None = None
    """Admiralty reliability; F means cannot be judged."""
    descriptor: Text | None = None
    """Why it can be relied on, and its limits (ICD 206)."""
    furniture: tuple[Text, ...] = ()
    """What of its text says nothing, each by its place or first words: menus, notices, credits."""


class CheckSettings(Part, frozen=True, kw_only=True):
    """Which rules count in a library, besides those that count everywhere."""

    enable: tuple[RuleId, ...] = ()
    """Rules that are off by default, and count here."""
    ignore: tuple[RuleId, ...] = ()
    """Rules that do not count here."""
    stale_after: Days = str(STALE_DAYS)
    """How much older than the library the newest source of a brief may be, for `stale-brief`; 365
    days without it.
    """


class LibraryFile(Part, frozen=True, kw_only=True):
    """`library.yaml`: what this library is, and the date it is current to."""

    title: Text
    """What the book is called."""
    as_of: Edtf
    """The day that the book is current to."""
    topics: dict[str, Text] = {}
    """Topics of concerns, slug to label, in reading order."""
    themes: dict[str, Text] = {}
    """Themes of concerns, slug to label."""
    description: Text | None = None
    """What it covers, and for whom."""
    marking: Marking | UnsetType = UNSET
    """How far anything in it may be passed on at most (TLP 2.0)."""
    check: CheckSettings = CheckSettings()
    """Which rules `briefing check` holds it to."""


Record: TypeAlias = Sourced
"""A record of any kind, top-level or nested."""
