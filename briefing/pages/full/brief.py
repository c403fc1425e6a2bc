"""Lays out the brief of one record, in the order in which a principal reads it.

Who and as of when; the bottom line; concerns with what was said and done about each; what the
country does itself; frictions; advice; judgments; events; where to read on; sources.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, TypeAlias

from msgspec.structs import replace

from briefing.answers.brief import Brief
from briefing.answers.context import with_basis
from briefing.library.status import WORST_FIRST, Counts, instrument_state, text_on
from briefing.model import edtf
from briefing.model.kinds import KINDS, NESTED, TOP_LEVEL
from briefing.model.records import (
    Actor,
    Approach,
    Argument,
    Country,
    Event,
    Fit,
    Flashpoint,
    Instrument,
    Point,
    Role,
    Source,
    SourceRef,
    Statement,
    date_text,
)
from briefing.pages import kit
from briefing.pages.full.acts import ACT_KINDS, ActRecord, act_sections, group_acts, lies_ahead
from briefing.pages.full.evidence import PassageFormatter
from briefing.pages.full.fields import field_values
from briefing.pages.full.records import RecordFormatter, by_topic
from briefing.pages.text import (
    Citations,
    badge_for,
    date_note,
    describe_date,
    filters_text,
    humanize,
    join_words,
    muted_paragraph,
    pluralize,
    quote_link,
    remarks,
    sentence,
    short_date,
    status_badge,
    text,
    withheld_notice,
)
from briefing.render.document import (
    Badge,
    Block,
    Content,
    Definition,
    DefinitionList,
    Document,
    Inline,
    List,
    ListItem,
    Paragraph,
    Section,
    Span,
)

_Below: TypeAlias = Callable[[Statement], tuple[Block, ...]]
"""Returns what is shown below a part of a record: what changes its meaning, for one."""


def brief(view: Brief) -> Document:
    """Return the brief of a record as a document."""
    citations = Citations(view.names, view.sources, themes=view.themes, shorts=view.shorts)
    evidence = PassageFormatter(view)
    formatter = RecordFormatter(citations, view.id, view.reassurances, view.as_of)
    formatter.show_passages(evidence.passages)

    def remarks_and_passages(part: Statement) -> tuple[Block, ...]:
        return (*remarks(part), *evidence.passages(view.id, part))

    record = view.record
    blocks: list[Block] = [*_first_lines(view), *opening_blocks(view, citations)]
    blocks += evidence.passages(view.id, record) if view.kind not in NESTED else ()
    blocks += own_parts(citations, record, remarks_and_passages)
    blocks += _concerns(view, formatter)
    blocks += (
        _kind_section(view, formatter, view.kind) if view.kind in ("reassurance", "action") else ()
    )
    blocks += _acts(view, formatter)
    for kind in NESTED:
        if kind not in ("concern", "judgment", *ACT_KINDS):
            blocks += _kind_section(view, formatter, kind)
    blocks += _judgments(view, formatter)
    blocks += _cited(view)
    see_also = [*_see_also(view, citations)]
    sources = citations.sources()
    if sources.notes:
        blocks.append(Section("Sources", (sources,)))
    blocks += [*formatter.sourcing(), *evidence.notes(), *see_also]
    return Document(
        title=view.name,
        beside=f"as of {edtf.format_date(view.as_of)}",
        under=under(view, citations),
        blocks=tuple(blocks),
    )


def status_counts(counts: Counts) -> Content:
    """Return counts of concerns by status, each with its sign; only those that occur."""
    badges: list[Inline] = []
    for word in filter(counts.number, WORST_FIRST):
        badge = status_badge(word)
        badges += [Span("   ")] if badges else []
        badges.append(Badge(badge.mark, f"{counts.number(word)} {badge.word}"))
    return tuple(badges)


def _first_lines(view: Brief) -> Iterator[Block]:
    """Yield what a reader of a country must know first, as its page has it."""
    labels = kit.Labels(view)
    own = [standing for standing in view.standings if standing.country == view.id]
    if view.kind != "country" or not own:
        return
    worries = kit.gravest_first(
        kit.Worry(standing, labels.of(standing.concern)) for standing in own
    )
    rows = kit.opening_rows(labels, view.as_of, view.coming, view.last_word)
    lines = kit.opening_lines(rows, ("OPEN", kit.open_line(worries, view.topics)))
    if lines:
        yield lines


def under(view: Brief, citations: Citations) -> Content:
    """Return who or what a record is, in a line."""
    record = view.record
    if isinstance(record, Country):
        led = text(" · led by ", citations.links_to(record.leaders)) if record.leaders else ()
        relationship = text_on(record.relationship, edtf.latest_day(view.as_of))
        return text(relationship or "country", led)
    if view.id.count("/"):
        owner = citations.name(view.id.partition("/")[0])
        whose = "of" if KINDS[view.kind].is_owners else "in the brief of"
        return text(f"{view.kind} {whose} {owner}")
    return text(humanize(getattr(record, "type", None) or view.kind))


def opening_blocks(view: Brief, citations: Citations) -> Iterator[Block]:
    """Yield the opening blocks: the bottom line, what the record is, what it says of itself."""
    record = view.record
    day = edtf.latest_day(view.as_of)
    lead = text_on(record.bottom_line, day) if isinstance(record, Country) else None
    if lead:
        yield Paragraph((Span(lead),), "lead")
    left_out = _narrowed(view)
    if left_out:
        yield muted_paragraph(left_out)
    yield from withheld_notice(view.withheld)
    if view.kind in NESTED:
        return
    if record.summary:
        yield Paragraph(text(record.summary, citations.cite(record.sources)))
    facts = () if isinstance(record, Country) else tuple(header_facts(citations, record, day))
    if facts:
        yield DefinitionList(facts)
    yield from remarks(record)


def _narrowed(view: Brief) -> str:
    """Return what the filters took away, in one line."""
    filtered = filters_text(view.filters)
    if not filtered:
        return ""
    gone = [pluralize(number, *_forms(name)) for name, number in view.left_out.items()]
    left_out = f"left out: {join_words(gone)}" if gone else "nothing was left out"
    return sentence(f"Narrowed: {filtered}; {left_out}")


def _forms(section: str) -> tuple[str, str]:
    """Return a section's name for one entry and for several."""
    many = humanize(section)
    return ("party" if many == "parties" else many.removesuffix("s")), many


def header_facts(citations: Citations, record: Any, day: date) -> Iterator[Definition]:
    """Yield what a record says of itself besides its summary on a day, as labelled values."""
    for name, value in header_values(citations, record, day):
        if value:
            yield Definition(name, value)
    if not record.summary and not isinstance(record, Source | Country):
        cites = citations.cite(record.sources)
        if cites:
            yield Definition("Sources", cites[1:])


def header_values(citations: Citations, record: Any, day: date) -> Iterator[tuple[str, Content]]:
    """Yield what a record says of itself on a day, as labels and values; some may be empty."""
    match record:
        case Country():
            yield "Code", text(record.code or "")
        case Actor():
            yield "Of", citations.links_to(record.of)
        case Instrument():
            yield "Parties", citations.links_to(record.parties)
            for label, when in (
                ("Agreed", record.agreed),
                ("In force", record.in_force),
                ("Ended", record.ended),
            ):
                yield label, text(describe_date(when) if when else "")
            yield "Status", text(humanize(instrument_state(record, day) or ""))
            yield "Replaces", citations.links_to(record.replaces)
            yield "Part of", _one(citations, record.part_of)
        case Flashpoint():
            badge: Content = (badge_for(record.trend),) if record.trend else ()
            reason = record.trend_reason or ""
            inferred = " (inferred)" if record.trend_basis == "inferred" else ""
            yield "Trend", text(badge, " " if badge and reason else "", reason, inferred)
            yield "Part of", _one(citations, record.part_of)
            for name in record.names:
                yield "Called", text(name.name, " by ", citations.links_to(name.used_by))
            yield "Instruments", citations.links_to(record.instruments)
        case Approach():
            yield "Part of", _one(citations, record.part_of)
            yield "Instruments", citations.links_to(record.instruments)
        case Event():
            yield from _event_values(citations, record)
        case Source():
            yield from _source_values(record)
        case _:
            yield from field_values(citations, record)
    yield "In short", text(record.short or "")
    yield "Also called", text(", ".join(record.aliases))


def _one(citations: Citations, id_: str | None) -> Content:
    return (citations.link_to(id_),) if id_ else ()


def _event_values(citations: Citations, record: Event) -> Iterator[tuple[str, Content]]:
    yield "Date", text(describe_date(record.date))
    yield "Announced", text(describe_date(record.announced) if record.announced else "")
    yield "Place", text(record.place or "")
    yield "Who", citations.links_to(record.participants)
    yield "By", citations.links_to(record.by)
    yield "Said", (Span(record.quote, "quote"),) if record.quote else ()
    mode = f", {humanize(record.mode)}" if record.mode else ""
    yield "Type", text(f"{record.type}{mode}" if record.type else "")
    yield "Status", text(humanize(record.status or ""))
    yield "Part of", _one(citations, record.part_of)
    tied = (*record.flashpoints, *record.instruments)
    yield "Bears on", citations.links_to(tied)
    yield "About", citations.links_to(record.about)
    yield "Against", citations.links_to(record.against)


def source_facts(record: Source) -> tuple[Definition, ...]:
    """Return what a source says of itself, as labelled values."""
    return tuple(Definition(name, value) for name, value in _source_values(record) if value)


def _source_values(record: Source) -> Iterator[tuple[str, Content]]:
    yield "Title", (Span(record.title, "quote"),)
    yield "Author", text(record.author or "")
    yield "Publisher", text(record.publisher or "")
    yield "Published", text(describe_date(record.published))
    yield "Type", text(humanize(record.type or ""))
    yield "Address", (Span(record.url, "plain", record.url),) if record.url else ()
    yield "Copy read", (Span(record.via, "plain", record.via),) if record.via else ()
    yield "Accessed", text(describe_date(record.accessed) if record.accessed else "")
    yield "Reliability", text(record.reliability or "")
    yield "Descriptor", text(record.descriptor or "")


def own_parts(citations: Citations, record: Any, below: _Below = remarks) -> Iterator[Block]:
    """Yield the parts that a record lists, by section, with what is `below` each."""
    match record:
        case Actor() if record.roles:
            yield Section(
                "Roles", (List(tuple(_role(role) for role in record.roles), compact=True),)
            )
        case Instrument() if record.provisions:
            yield Section("Provisions", (_points(citations, record.provisions, below),))
        case Flashpoint():
            yield from _flashpoint(citations, record, below)
        case Approach():
            yield from _approach(citations, record, below)


def _role(role: Role) -> ListItem:
    start, end = (date_text(bound) if bound else None for bound in (role.from_, role.until))
    span = edtf.format_span(start, end)
    return ListItem(text((Span(role.title, "strong"),), f", {span}" if span else ""))


def _points(citations: Citations, points: tuple[Point, ...], below: _Below) -> List:
    return List(
        tuple(
            ListItem(
                text(
                    f"{describe_date(point.date)}: " if point.date else "",
                    point.summary,
                    citations.cite(point.sources),
                    _at(citations, point.event),
                ),
                below(point),
            )
            for point in points
        )
    )


def _at(citations: Citations, event: str | None) -> Content:
    """Return the way to the event that something was part of, if the document shows it."""
    if event is None or not citations.has_place(event):
        return ()
    return (Span(" See "), citations.link_to(event), Span("."))


def _flashpoint(citations: Citations, record: Flashpoint, below: _Below) -> Iterator[Block]:
    if record.parties:
        facts = [
            Definition(
                citations.name(party.who),
                text(party.claim or "has a stake", citations.cite(party.sources)),
                below(party),
                to=citations.anchor_for([party.who]),
            )
            for party in record.parties
        ]
        yield Section("Parties and claims", (DefinitionList(tuple(facts)),))
    if record.contingencies:
        yield Section("Contingencies", (_points(citations, record.contingencies, below),))


def developments(citations: Citations, record: Flashpoint) -> Iterator[Block]:
    """Yield what happened at a flashpoint."""
    if record.developments:
        facts = [
            Definition(
                short_date(development.date),
                text(
                    development.summary,
                    citations.cite(development.sources),
                    date_note(development.date),
                    _at(citations, development.event),
                ),
                remarks(development),
            )
            for development in record.developments
        ]
        yield Section("Developments", (DefinitionList(tuple(facts)),))


def _approach(citations: Citations, record: Approach, below: _Below) -> Iterator[Block]:
    backers = [
        ListItem(
            text(
                (citations.link_to(backer.who, "strong"),),
                *_worded(backer.wording),
                citations.cite(backer.sources),
            ),
            below(backer),
        )
        for backer in record.favoured_by
    ]
    if backers:
        yield Section("Favoured by", (List(tuple(backers)),))
    for title, arguments in (("For", record.for_), ("Against", record.against)):
        items = [
            ListItem(
                text(
                    with_basis(argument.claim, argument.basis),
                    *_worded(argument.wording),
                    citations.cite(argument.sources),
                ),
                (*_argued(citations, argument), *below(argument)),
            )
            for argument in arguments
        ]
        if items:
            yield Section(title, (List(tuple(items)),))
    if record.examples:
        yield Section("Examples", (_points(citations, record.examples, below),))
    if record.fits:
        yield Section(
            "How it fits",
            (DefinitionList(tuple(_fit(citations, fit, below) for fit in record.fits)),),
        )


def _argued(citations: Citations, argument: Argument) -> Iterator[Block]:
    """Yield who makes an argument, and what it is about."""
    for lead, ids in (("By ", argument.by), ("About ", argument.about)):
        if ids:
            yield muted_paragraph(lead, citations.links_to(ids), ".")


def _fit(citations: Citations, fit: Fit, below: _Below) -> Definition:
    rating = (Span(f"{fit.rating}: ", "strong"),) if fit.rating else ()
    content = text(rating, with_basis(fit.assessment, fit.basis), citations.cite(fit.sources))
    return Definition(
        citations.name(fit.to), content, below(fit), to=citations.anchor_for([fit.to])
    )


def _worded(wording: str | None) -> tuple[str | Content, ...]:
    return (" Worded ", (Span(wording, "quote"),), ".") if wording else ()


def _concerns(view: Brief, formatter: RecordFormatter) -> Iterator[Block]:
    records = {
        f"{view.id}/{concern.id}": concern for concern in getattr(view.record, "concerns", ())
    }
    records |= {related.id: related.record for related in view.related.get("concern", ())}
    if view.kind == "concern":
        records[view.id] = view.record
    worries = (
        kit.Worry(standing, "") for standing in view.standings if standing.concern in records
    )
    shown = [worry.standing for worry in kit.gravest_first(worries)]
    if not shown:
        asked = view.filters.sections or ("concerns",)
        if view.counts is not None and "concerns" in asked and "concerns" in view.left_out:
            yield Section("Concerns", (muted_paragraph("None is left after narrowing."),))
        return
    topics = tuple(
        Section(
            title,
            (
                List(
                    tuple(
                        formatter.concern(standing.concern, records[standing.concern], standing)
                        for standing in items
                    )
                ),
            ),
        )
        for title, items in by_topic(shown, view.topics).items()
    )
    yield Section("Concern" if view.kind == "concern" else "Concerns", topics)


def _of_kind(view: Brief, kind: str) -> list[tuple[str, Any]]:
    """Return the records of a kind that a brief holds, its own first."""
    own = [
        (f"{view.id}/{record.id}", record)
        for record in getattr(view.record, KINDS[kind].plural, ())
    ]
    if view.kind == kind:
        own.append((view.id, view.record))
    return own + [(related.id, related.record) for related in view.related.get(kind, ())]


def _kind_section(view: Brief, formatter: RecordFormatter, kind: str) -> Iterator[Block]:
    """Yield the records of a kind; of what is an act, only the record of which the brief is."""
    records = [(view.id, view.record)] if kind in ACT_KINDS else _of_kind(view, kind)
    items = tuple(formatter.nested_record(kind, id_, record) for id_, record in records)
    if items:
        yield Section(KINDS[kind].title, (List(items),))


def _acts(view: Brief, formatter: RecordFormatter) -> Iterator[Block]:
    """Yield what was said and done and what lies ahead, each act once.

    In the brief of a country, unless its events or the evidence are asked for, a past event takes a
    line: the timeline has the rest.
    """
    acts = {
        id_: ActRecord(id_, kind, record)
        for kind in ACT_KINDS
        for id_, record in _of_kind(view, kind)
        if id_ != view.id
    }
    for id_, record in view.reassurances.items():
        acts.setdefault(id_, ActRecord(id_, "reassurance", record))
    acts.pop(view.id, None)
    is_short = view.kind == "country" and "events" not in view.filters.sections
    in_lines = is_short and not view.evidence
    if in_lines:
        day = edtf.latest_day(view.as_of)
        acts = {id_: _in_a_line(act, day) for id_, act in acts.items()}
    developments = getattr(view.record, "developments", ())
    several = [
        *acts.values(),
        *(ActRecord(view.id, "development", development) for development in developments),
    ]
    concerns = {standing.concern for standing in view.standings}
    yield from act_sections(formatter, group_acts(several), view.as_of, concerns)
    if in_lines and any(act.kind == "event" for act in several):
        where = (Span(f"timeline --country {view.id} --full", "command"),)
        yield muted_paragraph("Events in full: ", where)


def _in_a_line(act: ActRecord, day: date) -> ActRecord:
    """Return an act; an event that is past by a day without more than a line has room for."""
    if act.kind != "event" or lies_ahead(act.record, day):
        return act
    record = replace(
        act.record, place=None, summary=None, quote=None, participants=(), sourcing=None
    )
    return replace(act, record=record)


def _judgments(view: Brief, formatter: RecordFormatter) -> Iterator[Block]:
    """Yield what sources conclude; a byline that all judgments share is shown once."""
    judgments = _of_kind(view, "judgment")
    bylines = {formatter.byline(judgment) for _, judgment in judgments}
    shared = bylines.pop() if len(bylines) == 1 and len(judgments) > 1 else ""
    items = List(tuple(formatter.judgment(id_, judgment, shared) for id_, judgment in judgments))
    if judgments:
        blocks = (muted_paragraph(f"All {shared}."), items) if shared else (items,)
        yield Section("Judgments", blocks)


def _see_also(view: Brief, citations: Citations) -> Iterator[Block]:
    whole = view.kind == "country" and not view.filters.sections
    facts = [*header_facts(citations, view.record, edtf.latest_day(view.as_of))] if whole else []
    facts += [
        Definition(kind.title, _asked_for(view.related[kind.name]))
        for kind in TOP_LEVEL.values()
        if kind.name in view.related and kind.name != "event"
    ]
    if facts:
        yield Section("See also", (DefinitionList(tuple(facts)),))


def _cited(view: Brief) -> Iterator[Block]:
    uses = tuple(_uses(view))
    if uses:
        yield Section("Cited", (DefinitionList(uses),))


def _asked_for(items: tuple[Any, ...]) -> Content:
    ids: list[Inline] = []
    for item in items:
        ids += [Span(", ")] if ids else []
        ids.append(Span(item.id, "id"))
    return tuple(ids)


def _uses(view: Brief) -> Iterator[Definition]:
    """Where exactly a nested record's sources say it, in which words."""
    if view.kind not in NESTED:
        return
    for reference in view.record.sources:
        if isinstance(reference, SourceRef):
            parts: list[str | Content] = [reference.locator or "no locator"]
            if reference.quote:
                source = view.sources.get(reference.source)
                parts += [": ", (quote_link(reference.quote, source),)]
            if reference.credibility:
                parts.append(f". Credibility {reference.credibility}")
            yield Definition(reference.source, text(*parts))
