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
EventId: TypeAlias = Annotated[str, _ref("event", what="id of an event")]
FlashpointId: TypeAlias = Annotated[str, _ref("flashpoint", what="id of a flashpoint")]
InstrumentId: TypeAlias = Annotated[str, _ref("instrument", what="id of an instrument")]
PartyId: TypeAlias = Annotated[str, _ref("can_act", what="id of a country or actor")]
RecordId: TypeAlias = Annotated[str, _ref("any", what="id of any record")]
SourceId: TypeAlias = Annotated[str, _ref("source", what="id of a source")]

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

    edtf: Annotated[Edtf, Meta(description="The date itself, as exactly as it is known.")]
    text: Annotated[Text | None, Meta(description="What the source says, such as 'last week'.")] = (
        None
    )
    basis: Annotated[
        DateBasis | None,
        Meta(
            description="Whether the text states the date, it is inferred from it, or it comes "
            "from another document."
        ),
    ] = None


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

    source: Annotated[SourceId, Meta(description="The source that is used.")]
    locator: Annotated[
        Text | None, Meta(description="Section, page or paragraph where it is found.")
    ] = None
    quote: Annotated[
        Text | None, Meta(description="A short phrase from the source, word for word.")
    ] = None
    credibility: Annotated[
        Credibility | None,
        Meta(description="Admiralty credibility of this statement; 6 means cannot be judged."),
    ] = None


Reference: TypeAlias = SourceId | SourceRef
"""A source is cited by its id, or by a mapping that says where in it and in which words."""


LATER_SOURCE: Final = "later source"
"""What replaces the ids of sources that were published after the day asked about."""


def source_id(reference: Reference) -> str:
    """Return the id of the source that a reference cites."""
    return reference.source if isinstance(reference, SourceRef) else reference


class Marked(Part, frozen=True, kw_only=True):
    """What can be passed on less far than what it is a part of."""

    marking: Annotated[
        Marking | UnsetType,
        Meta(description="How far it may be passed on (TLP 2.0), where the rest may go further."),
    ] = UNSET


class Statement(Marked, frozen=True, kw_only=True):
    """What every text of its own may say about itself: a record, or a part of one."""

    short: Annotated[
        Text | None,
        Meta(
            description=f"What a row calls it, {SHORT_COLUMNS} columns at most "
            f"({SHORT_COLUMNS // 2} kanji)."
        ),
    ] = None
    caveat: Annotated[
        Text | None,
        Meta(
            description="What changes its meaning for the reader, as it reads after 'but', "
            f"{CAVEAT_WORDS} words at most; shown wherever it has a line."
        ),
    ] = None
    sourcing: Annotated[
        Text | None,
        Meta(description="How it is known: where sources differ, how a date was worked out."),
    ] = None
    sources: Annotated[tuple[Reference, ...], Meta(description="Where it comes from.")] = ()


class Sourced(Statement, frozen=True, kw_only=True):
    """What every record may say about itself, whatever its kind."""

    name: Annotated[
        Text | None, Meta(description="What it is called, in a few words; its headline.")
    ] = None
    aliases: Annotated[
        tuple[Text, ...],
        Meta(description="Other names that a reader may type, in any script."),
    ] = ()
    summary: Annotated[Text | None, Meta(description="What it is, in one or two sentences.")] = None


class DatedText(Part, frozen=True, kw_only=True):
    """A text that was written on a day, and counts from that day on."""

    date: Annotated[Date, Meta(description="The day from which the text holds.")]
    text: Annotated[Text, Meta(description="The text.")]


class Point(Statement, frozen=True, kw_only=True):
    """One sourced sentence inside a record: a provision, an example, a contingency."""

    summary: Annotated[Text, Meta(description="The point, in a sentence.")]
    date: Annotated[Date | None, Meta(description="When it happened or applies.")] = None
    event: Annotated[EventId | None, Meta(description="The event it was part of.")] = None


class Concern(Sourced, frozen=True, kw_only=True):
    """Something that worries a country about its partner, its region or its prospects."""

    id: Annotated[Slug, Meta(description="Its id, unique within the file.")]
    topic: Annotated[
        Annotated[str, Meta(description="topic of the library", extra={"is": "topic"})],
        Meta(description="One of the topics that `library.yaml` names."),
    ]
    summary: Annotated[Text, Meta(description="The worry, in a sentence.")]
    theme: Annotated[
        Slug | None, Meta(description="Groups the same worry across several countries.")
    ] = None
    detail: Annotated[
        Text | None, Meta(description="More about it, where a sentence is short.")
    ] = None
    cause: Annotated[Text | None, Meta(description="What set it off.")] = None
    voiced_by: Annotated[tuple[PartyId, ...], Meta(description="Who holds or voiced it.")] = ()
    basis: Annotated[
        Basis | None,
        Meta(description="Said outright, only implied by the source, or passed on from others."),
    ] = None
    date: Annotated[Date | None, Meta(description="When it arose; none means always known.")] = None
    flashpoints: Annotated[
        tuple[FlashpointId, ...], Meta(description="The flashpoints that it is tied to.")
    ] = ()
    instruments: Annotated[
        tuple[InstrumentId, ...], Meta(description="The instruments that it is about.")
    ] = ()
    sources: Annotated[tuple[Reference, ...], Meta(description="Where it comes from.")]


class Answer(Statement, frozen=True, kw_only=True):
    """What one reassurance does for one concern."""

    concern: Annotated[ConcernId, Meta(description="The concern that it answers.")]
    extent: Annotated[
        Extent,
        Meta(description="How far it answers the concern; unstated where no source says."),
    ]
    leaves_open: Annotated[
        Text | None, Meta(description="What stays open after it, in a sentence.")
    ] = None
    sources: Annotated[
        tuple[Reference, ...],
        Meta(
            description="Those of the sources of the reassurance that bear this answer; without "
            "it, all of them."
        ),
    ] = ()


class Outcome(Marked, frozen=True, kw_only=True):
    """What became of a reassurance, and when."""

    state: Annotated[Fulfilment, Meta(description="Whether it was kept, broken or withdrawn.")]
    date: Annotated[Date | None, Meta(description="When that was so.")] = None
    event: Annotated[EventId | None, Meta(description="The event at which it came about.")] = None
    sources: Annotated[tuple[Reference, ...], Meta(description="Where it comes from.")] = ()


class Reassurance(Sourced, frozen=True, kw_only=True):
    """Something said or done to answer the concerns of the country whose file it is in."""

    id: Annotated[Slug, Meta(description="Its id, unique within the file.")]
    kind: Annotated[ReassuranceKind, Meta(description="What was said or done.")]
    by: Annotated[tuple[PartyId, ...], Meta(description="Who said or did it.")]
    summary: Annotated[Text, Meta(description="What was said or done, in a sentence.")]
    to: Annotated[
        tuple[PartyId, ...],
        Meta(description="To whom; without it, to the country of the file."),
    ] = ()
    date: Annotated[
        Date | None, Meta(description="When; it counts from the latest day this can mean.")
    ] = None
    until: Annotated[Date | None, Meta(description="The last day on which it holds.")] = None
    event: Annotated[EventId | None, Meta(description="The event at which it happened.")] = None
    quote: Annotated[
        Text | None, Meta(description="The words themselves, short and exactly as said.")
    ] = None
    stage: Annotated[
        Stage | None,
        Meta(
            description="Whether it was said, pledged or done; without it, a deployment, a sale, "
            "an exercise and a policy are done, and the rest is said."
        ),
    ] = None
    due: Annotated[Date | None, Meta(description="When a pledge falls due.")] = None
    kept: Annotated[
        Outcome | None, Meta(description="What became of it, as far as that is on record.")
    ] = None
    answers: Annotated[
        tuple[Answer, ...], Meta(description="The concerns that it answers, and how far.")
    ] = ()
    instruments: Annotated[
        tuple[InstrumentId, ...], Meta(description="The instruments that it rests on.")
    ] = ()
    flashpoints: Annotated[
        tuple[FlashpointId, ...], Meta(description="The flashpoints that it bears on.")
    ] = ()
    sources: Annotated[tuple[Reference, ...], Meta(description="Where it comes from.")]


class Action(Sourced, frozen=True, kw_only=True):
    """What a country does, plans or might do, be it an ally or an adversary."""

    id: Annotated[Slug, Meta(description="Its id, unique within the file.")]
    summary: Annotated[Text, Meta(description="What it does, in a sentence.")]
    voiced_by: Annotated[
        tuple[PartyId, ...], Meta(description="Who says so, where it is only reported.")
    ] = ()
    status: Annotated[
        ActionStatus | None, Meta(description="How far it has come, or how sure it is.")
    ] = None
    date: Annotated[Date | None, Meta(description="When it happened or is meant to.")] = None
    event: Annotated[EventId | None, Meta(description="The event at which it happened.")] = None
    about: Annotated[
        tuple[ConcernId, ...],
        Meta(description="The concerns that it bears on, without answering them."),
    ] = ()
    instruments: Annotated[
        tuple[InstrumentId, ...], Meta(description="The instruments through which it works.")
    ] = ()
    flashpoints: Annotated[
        tuple[FlashpointId, ...], Meta(description="The flashpoints that it bears on.")
    ] = ()
    sources: Annotated[tuple[Reference, ...], Meta(description="Where it comes from.")]


class Opinion(Statement, frozen=True, kw_only=True):
    """One side's view in a friction."""

    by: Annotated[tuple[PartyId, ...], Meta(description="Whose view it is.")]
    claim: Annotated[Text, Meta(description="What that side holds.")]
    quote: Annotated[
        Text | None, Meta(description="The words themselves, short and exactly as said.")
    ] = None


class Friction(Sourced, frozen=True, kw_only=True):
    """A dispute or side effect between partners or neighbours, with each side's view."""

    id: Annotated[Slug, Meta(description="Its id, unique within the file.")]
    summary: Annotated[Text, Meta(description="The friction, in a sentence.")]
    cause: Annotated[tuple[RecordId, ...], Meta(description="The records that set it off.")] = ()
    between: Annotated[tuple[CountryId, ...], Meta(description="The countries concerned.")] = ()
    views: Annotated[tuple[Opinion, ...], Meta(description="Each side's view.")] = ()
    rebuttal: Annotated[
        Text | None, Meta(description="What a source sets against the complaint.")
    ] = None
    date: Annotated[Date | None, Meta(description="When it arose.")] = None
    sources: Annotated[tuple[Reference, ...], Meta(description="Where it comes from.")]


class Recommendation(Sourced, frozen=True, kw_only=True):
    """Advice that a source gives."""

    id: Annotated[Slug, Meta(description="Its id, unique within the file.")]
    to: Annotated[tuple[PartyId, ...], Meta(description="Who should act.")]
    advice: Annotated[Text, Meta(description="What they should do, in a sentence.")]
    by: Annotated[tuple[PartyId, ...], Meta(description="Who advises it.")] = ()
    answers: Annotated[
        tuple[ConcernId, ...], Meta(description="The concerns that it would answer.")
    ] = ()
    at: Annotated[EventId | None, Meta(description="The event at which to do it.")] = None
    date: Annotated[Date | None, Meta(description="When to do it.")] = None
    instruments: Annotated[
        tuple[InstrumentId, ...], Meta(description="The instruments to use.")
    ] = ()
    flashpoints: Annotated[
        tuple[FlashpointId, ...], Meta(description="The flashpoints that it bears on.")
    ] = ()
    basis: Annotated[
        AdviceBasis | None, Meta(description="Given outright, or let be understood.")
    ] = None
    sources: Annotated[tuple[Reference, ...], Meta(description="Where it comes from.")]


class Judgment(Sourced, frozen=True, kw_only=True):
    """What someone concludes or expects, with the strength at which they say it (ICD 203)."""

    id: Annotated[Slug, Meta(description="Its id, unique within the file.")]
    claim: Annotated[Text, Meta(description="The conclusion, in a sentence.")]
    by: Annotated[tuple[PartyId, ...], Meta(description="Who judges.")] = ()
    about: Annotated[tuple[RecordId, ...], Meta(description="The records that it is about.")] = ()
    wording: Annotated[
        Text | None, Meta(description="The source's own hedge, word for word ('may', 'likely').")
    ] = None
    likelihood: Annotated[
        Likelihood | None, Meta(description="ICD 203 term, only where an editor maps the hedge.")
    ] = None
    confidence: Annotated[
        Confidence | None, Meta(description="ICD 203 confidence, apart from likelihood.")
    ] = None
    date: Annotated[Date | None, Meta(description="When it was made.")] = None
    sources: Annotated[tuple[Reference, ...], Meta(description="Where it comes from.")]


class Country(Sourced, frozen=True, kw_only=True):
    """A state or organisation that holds concerns or gives reassurances."""

    name: Annotated[Text, Meta(description="Its usual name.")]
    code: Annotated[
        Annotated[str, Meta(description="ISO 3166-1 alpha-3", extra={"is": "iso3166"})] | None,
        Meta(description="ISO 3166-1 alpha-3 code; readers may also type the alpha-2 code."),
    ] = None
    relationship: Annotated[
        Text | tuple[DatedText, ...] | None,
        Meta(description="What it is to the reader's side, such as treaty ally."),
    ] = None
    leaders: Annotated[
        tuple[ActorId, ...],
        Meta(description="Who leads it or led it; the roles of each say when."),
    ] = ()
    bottom_line: Annotated[
        Text | tuple[DatedText, ...] | None,
        Meta(
            description=f"What a minister could read aloud: {BOTTOM_LINE_WORDS} words at most. "
            "Required where there are concerns."
        ),
    ] = None
    concerns: Annotated[tuple[Concern, ...], Meta(description="What worries it.")] = ()
    reassurances: Annotated[
        tuple[Reassurance, ...], Meta(description="What was said or done to reassure it.")
    ] = ()
    actions: Annotated[tuple[Action, ...], Meta(description="What it does or plans.")] = ()
    frictions: Annotated[tuple[Friction, ...], Meta(description="Disputes and side effects.")] = ()
    recommendations: Annotated[
        tuple[Recommendation, ...], Meta(description="What sources advise.")
    ] = ()
    judgments: Annotated[tuple[Judgment, ...], Meta(description="What sources conclude.")] = ()


class Role(Part, frozen=True, kw_only=True):
    """An office that a person holds or held."""

    title: Annotated[Text, Meta(description="The office, such as Secretary of Defense.")]
    from_: Annotated[Date | None, Meta(description="The first day in it.")] = field(
        default=None, name="from"
    )
    until: Annotated[Date | None, Meta(description="The last day in it.")] = None


class Actor(Sourced, frozen=True, kw_only=True):
    """A person, body, group or force that speaks, acts or is acted upon."""

    name: Annotated[Text, Meta(description="The usual name.")]
    type: Annotated[ActorType | None, Meta(description="What sort of actor it is.")] = None
    of: Annotated[
        tuple[PartyId, ...],
        Meta(description="The countries or actors that it belongs to; theirs are its too."),
    ] = ()
    roles: Annotated[tuple[Role, ...], Meta(description="Offices, with their dates.")] = ()


class Instrument(Sourced, frozen=True, kw_only=True):
    """A treaty, guideline, weapon system, trade pact, strategy, policy or the like."""

    name: Annotated[Text, Meta(description="Its usual name.")]
    type: Annotated[InstrumentType | None, Meta(description="What sort of instrument.")] = None
    parties: Annotated[tuple[PartyId, ...], Meta(description="Who takes part in it.")] = ()
    agreed: Annotated[Date | None, Meta(description="When it was agreed, signed or announced.")] = (
        None
    )
    in_force: Annotated[
        Date | None, Meta(description="When it entered into force, or into use.")
    ] = None
    ended: Annotated[Date | None, Meta(description="When it ended.")] = None
    replaces: Annotated[
        tuple[InstrumentId, ...], Meta(description="The instruments in whose place it came.")
    ] = ()
    status: Annotated[
        InstrumentStatus | None,
        Meta(description="Its state on the library's as-of date, where no date says so."),
    ] = None
    part_of: Annotated[
        InstrumentId | None, Meta(description="The larger instrument that it belongs to.")
    ] = None
    provisions: Annotated[tuple[Point, ...], Meta(description="What it provides.")] = ()


class PlaceName(Part, frozen=True, kw_only=True):
    """What one side calls a disputed place."""

    name: Annotated[Text, Meta(description="The name; readers may type it.")]
    used_by: Annotated[tuple[CountryId, ...], Meta(description="Who uses it.")] = ()


class Party(Statement, frozen=True, kw_only=True):
    """Who has a stake in a flashpoint, and what they claim."""

    who: Annotated[PartyId, Meta(description="The country or actor.")]
    claim: Annotated[Text | None, Meta(description="What it claims or wants.")] = None
    date: Annotated[
        Date | None, Meta(description="When it first claimed it; none means always known.")
    ] = None


class Development(Statement, frozen=True, kw_only=True):
    """Something that happened at a flashpoint."""

    date: Annotated[Date | None, Meta(description="When it happened.")] = None
    summary: Annotated[Text, Meta(description="What happened, in a sentence.")]
    event: Annotated[EventId | None, Meta(description="The event record, if there is one.")] = None
    sources: Annotated[tuple[Reference, ...], Meta(description="Where it comes from.")]


class Flashpoint(Sourced, frozen=True, kw_only=True):
    """A place or dispute at which tension can turn into a crisis."""

    name: Annotated[Text, Meta(description="Its usual name.")]
    names: Annotated[tuple[PlaceName, ...], Meta(description="What each side calls it.")] = ()
    part_of: Annotated[
        FlashpointId | None, Meta(description="The wider flashpoint that it belongs to.")
    ] = None
    parties: Annotated[tuple[Party, ...], Meta(description="Who has a stake, and which.")]
    trend: Annotated[Trend | None, Meta(description="Where it is heading.")] = None
    trend_reason: Annotated[Text | None, Meta(description="Why, in one line.")] = None
    trend_basis: Annotated[
        Reading | None, Meta(description="Whether a source says so or it is inferred.")
    ] = None
    instruments: Annotated[
        tuple[InstrumentId, ...], Meta(description="The instruments that bear on it.")
    ] = ()
    developments: Annotated[tuple[Development, ...], Meta(description="What happened.")] = ()
    contingencies: Annotated[
        tuple[Point, ...], Meta(description="What could happen, and what it would mean.")
    ] = ()


class Backing(Statement, frozen=True, kw_only=True):
    """Who favours an approach, and how firmly the source says so."""

    who: Annotated[PartyId, Meta(description="The country or actor.")]
    wording: Annotated[
        Text | None, Meta(description="The source's own hedge, word for word ('may').")
    ] = None
    date: Annotated[
        Date | None, Meta(description="When it was known to; none means always known.")
    ] = None


class Argument(Statement, frozen=True, kw_only=True):
    """One argument for or against an approach."""

    claim: Annotated[Text, Meta(description="The argument, in a sentence.")]
    about: Annotated[tuple[RecordId, ...], Meta(description="The records that it is about.")] = ()
    by: Annotated[tuple[PartyId, ...], Meta(description="Who makes it.")] = ()
    date: Annotated[
        Date | None, Meta(description="When it was first made; none means always known.")
    ] = None
    wording: Annotated[Text | None, Meta(description="The source's own hedge, word for word.")] = (
        None
    )
    basis: Annotated[
        Reading | None, Meta(description="Whether a source argues so or it is inferred.")
    ] = None
    sources: Annotated[tuple[Reference, ...], Meta(description="Where it comes from.")]


class Fit(Statement, frozen=True, kw_only=True):
    """How an approach suits one flashpoint, concern or topic."""

    to: Annotated[
        Annotated[
            str,
            Meta(
                description="id of a flashpoint or concern, or a topic",
                extra={"to": ("flashpoint", "concern", "topic")},
            ),
        ],
        Meta(description="The flashpoint, concern or topic."),
    ]
    assessment: Annotated[Text, Meta(description="How well it fits, in a sentence.")]
    date: Annotated[
        Date | None, Meta(description="When this was first so; none means always known.")
    ] = None
    basis: Annotated[
        Basis | None, Meta(description="Whether the source says so or it is inferred.")
    ] = None
    rating: Annotated[
        Rating | None, Meta(description="How well it fits, in a word of the scale.")
    ] = None


class Approach(Sourced, frozen=True, kw_only=True):
    """A way to organise alliances, with the case for and against it."""

    name: Annotated[Text, Meta(description="Its usual name.")]
    summary: Annotated[Text, Meta(description="What it is, in one or two sentences.")]
    favoured_by: Annotated[tuple[Backing, ...], Meta(description="Who favours it.")] = ()
    for_: Annotated[tuple[Argument, ...], Meta(description="Arguments for it.")] = field(
        default=(), name="for"
    )
    against: Annotated[tuple[Argument, ...], Meta(description="Arguments against it.")] = ()
    instruments: Annotated[
        tuple[InstrumentId, ...], Meta(description="The instruments that it uses.")
    ] = ()
    examples: Annotated[tuple[Point, ...], Meta(description="Where it was put to use.")] = ()
    part_of: Annotated[
        ApproachId | None, Meta(description="The wider approach that it belongs to.")
    ] = None
    fits: Annotated[
        tuple[Fit, ...], Meta(description="How it suits flashpoints, concerns and topics.")
    ] = ()
    recommendations: Annotated[
        tuple[Recommendation, ...], Meta(description="What sources advise.")
    ] = ()
    judgments: Annotated[tuple[Judgment, ...], Meta(description="What sources conclude.")] = ()


class Event(Sourced, frozen=True, kw_only=True):
    """Something that happened on a day, or is to happen."""

    name: Annotated[Text, Meta(description="What it is called.")]
    date: Annotated[Date, Meta(description="When it happened or is to happen.")]
    announced: Annotated[
        Date | None,
        Meta(description="When it became known, for an event that lies ahead."),
    ] = None
    place: Annotated[Text | None, Meta(description="Where.")] = None
    participants: Annotated[tuple[PartyId, ...], Meta(description="Who took part.")] = ()
    by: Annotated[tuple[PartyId, ...], Meta(description="Who acted, where one side did.")] = ()
    quote: Annotated[
        Text | None, Meta(description="The words themselves, short and exactly as said.")
    ] = None
    about: Annotated[
        tuple[ConcernId, ...],
        Meta(description="The concerns that it bears on, without answering them."),
    ] = ()
    against: Annotated[
        tuple[RecordId, ...],
        Meta(description="What a rejection, protest, threat or the like is directed at."),
    ] = ()
    type: Annotated[EventType | None, Meta(description="PLOVER event type.")] = None
    mode: Annotated[EventMode | None, Meta(description="PLOVER mode of a consultation.")] = None
    status: Annotated[EventStatus | None, Meta(description="Past, planned or only imagined.")] = (
        None
    )
    part_of: Annotated[EventId | None, Meta(description="The larger event it belongs to.")] = None
    flashpoints: Annotated[
        tuple[FlashpointId, ...], Meta(description="The flashpoints that it bears on.")
    ] = ()
    instruments: Annotated[
        tuple[InstrumentId, ...], Meta(description="The instruments that it bears on.")
    ] = ()


class Source(Sourced, frozen=True, kw_only=True):
    """A document that statements rest on (ICD 206: originator, title, date, descriptor)."""

    title: Annotated[Text, Meta(description="Its title.")]
    published: Annotated[Date, Meta(description="When it was published.")]
    author: Annotated[Text | None, Meta(description="Who wrote it.")] = None
    publisher: Annotated[Text | None, Meta(description="Who published it.")] = None
    type: Annotated[SourceType | None, Meta(description="What sort of document.")] = None
    url: Annotated[Address | None, Meta(description="Where it can be read.")] = None
    via: Annotated[
        Address | None,
        Meta(description="Address of the copy that was read, where not the original."),
    ] = None
    accessed: Annotated[Date | None, Meta(description="When it was read.")] = None
    reliability: Annotated[
        Reliability | None, Meta(description="Admiralty reliability; F means cannot be judged.")
    ] = None
    descriptor: Annotated[
        Text | None, Meta(description="Why it can be relied on, and its limits (ICD 206).")
    ] = None
    furniture: Annotated[
        tuple[Text, ...],
        Meta(
            description="What of its text says nothing, each by its place or first words: menus, "
            "notices, credits."
        ),
    ] = ()


class CheckSettings(Part, frozen=True, kw_only=True):
    """Which rules count in a library, besides those that count everywhere."""

    enable: Annotated[
        tuple[RuleId, ...], Meta(description="Rules that are off by default, and count here.")
    ] = ()
    ignore: Annotated[tuple[RuleId, ...], Meta(description="Rules that do not count here.")] = ()
    stale_after: Annotated[
        Days,
        Meta(
            description="How much older than the library the newest source of a brief may be, for "
            f"`stale-brief`; {STALE_DAYS} days without it."
        ),
    ] = str(STALE_DAYS)


class LibraryFile(Part, frozen=True, kw_only=True):
    """`library.yaml`: what this library is, and the date it is current to."""

    title: Annotated[Text, Meta(description="What the book is called.")]
    as_of: Annotated[Edtf, Meta(description="The day that the book is current to.")]
    topics: Annotated[
        dict[str, Text], Meta(description="Topics of concerns, slug to label, in reading order.")
    ] = {}
    themes: Annotated[dict[str, Text], Meta(description="Themes of concerns, slug to label.")] = {}
    description: Annotated[Text | None, Meta(description="What it covers, and for whom.")] = None
    marking: Annotated[
        Marking | UnsetType,
        Meta(description="How far anything in it may be passed on at most (TLP 2.0)."),
    ] = UNSET
    check: Annotated[
        CheckSettings, Meta(description="Which rules `briefing check` holds it to.")
    ] = CheckSettings()


Record: TypeAlias = Sourced
"""A record of any kind, top-level or nested."""
