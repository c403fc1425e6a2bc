"""Lays out the whole library as one document, in which everything leads to what it is tied to.

At a glance; a chronology; every record in a place of its own; each source once, with what rests on
it. What is told in one place is only named in the others.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from msgspec.structs import replace

from briefing.answers.book import FullBook
from briefing.answers.brief import Brief
from briefing.answers.context import Item as Record
from briefing.answers.sources import Use
from briefing.library.status import ConcernStatus, Counts, coming_order, count_statuses
from briefing.model.edtf import latest_day
from briefing.model.kinds import KINDS, NESTED, TOP_LEVEL, iter_nested
from briefing.model.records import Event, Flashpoint, Source
from briefing.pages.full import figures
from briefing.pages.full.brief import (
    developments,
    header_facts,
    opening_blocks,
    own_parts,
    source_facts,
    status_counts,
    under,
)
from briefing.pages.full.records import RecordFormatter, asides, by_topic
from briefing.pages.text import (
    STATUS_WORDS,
    Citations,
    as_of_text,
    badge_for,
    citation_note,
    describe_date,
    filter_notice,
    humanize,
    join_contents,
    join_words,
    muted_paragraph,
    pluralize,
    quote_link,
    remarks,
    text,
    withheld_notice,
)
from briefing.render.document import (
    Block,
    Content,
    Definition,
    DefinitionList,
    Document,
    Facet,
    Filter,
    FilterAttributes,
    List,
    ListItem,
    Note,
    Paragraph,
    Section,
    Sources,
    Span,
)

# What a source says of itself besides what a note of it tells.
_BESIDES: Final = ("Type", "Accessed", "Descriptor")

_NOWHERE: Final = "Without a place"


def book(view: FullBook) -> Document:
    """Return the whole library as a document."""
    return _BookLayout(view).document()


class _BookLayout:
    """Lays out a whole book: names, statuses and source numbers."""

    def __init__(self, view: FullBook) -> None:
        self._view = view
        self._citations = Citations(view.names, view.sources, view.bearings, view.themes)
        self._standings = {standing.concern: standing for standing in view.standings}
        self._kinds = dict.fromkeys(view.uses, "source")
        self._records: dict[str, Any] = {}
        for item in view.records:
            nested = (
                (f"{item.id}/{inner}", kind, record)
                for inner, kind, record in iter_nested(item.kind, item.record)
            )
            for id_, kind, record in ((item.id, item.kind, item.record), *nested):
                self._kinds[id_], self._records[id_] = kind, record

    def document(self) -> Document:
        """Return the whole document."""
        view = self._view
        blocks: list[Block] = [*filter_notice(view.filters)]
        if view.left_out:
            gone = [pluralize(n, kind, KINDS[kind].plural) for kind, n in view.left_out.items()]
            blocks.append(muted_paragraph(f"Left out: {join_words(gone)}."))
        blocks += withheld_notice(view.withheld)
        if view.description:
            blocks.append(Paragraph(text(view.description)))
        blocks += self._glance()
        if view.moments:
            blocks.append(Section("Chronology", (figures.chronology(self._citations, view),)))
        for kind, records in groupby(view.records, key=lambda record: record.kind):
            blocks.append(self._chapter(kind, list(records)))
        sources = self._sources()
        if sources.notes:
            blocks.append(Section("Sources", (sources,)))
        return Document(
            title=view.title,
            beside=as_of_text(view.as_of),
            under=text(self._holds()),
            blocks=tuple(blocks),
            filter=self._filter(),
        )

    def _holds(self) -> str:
        """Return how much the book holds."""
        kinds = list(self._kinds.values())
        return join_words(
            [
                pluralize(kinds.count(kind.name), kind.name, kind.plural)
                for kind in sorted(KINDS.values(), key=lambda kind: kind.book_order)
                if kind.is_counted
            ]
        )

    def _glance(self) -> Iterator[Section]:
        view = self._view
        blocks: list[Block] = []
        if view.standings:
            blocks += [
                Paragraph(status_counts(view.counts)),
                figures.coverage(self._citations, view.standings, view.topics),
            ]
        facts = (*self._trends(), *self._next())
        if facts:
            blocks.append(DefinitionList(facts))
        if blocks:
            yield Section("At a glance", tuple(blocks))

    def _trends(self) -> Iterator[Definition]:
        """Yield the flashpoints, with where they are heading."""
        flashpoints = [record for record in self._view.records if record.kind == "flashpoint"]
        for position, flashpoint in enumerate(flashpoints):
            trend: Content = (
                (Span("  "), badge_for(flashpoint.record.trend)) if flashpoint.record.trend else ()
            )
            yield Definition(
                "" if position else "Flashpoints", (self._citations.link_to(flashpoint.id), *trend)
            )

    def _next(self) -> Iterator[Definition]:
        """Yield the first event that lies ahead."""
        ahead = [
            (moment.date, moment.id)
            for moment in self._view.moments
            if moment.ahead
            and moment.kind == "event"
            and moment.stage != "hypothetical"
            and moment.date
        ]
        for when, id_ in sorted(ahead, key=lambda event: coming_order(event[0]))[:1]:
            yield Definition(
                "Next event", text((self._citations.link_to(id_),), f", {describe_date(when)}")
            )

    def _chapter(self, kind: str, records: Sequence[Record]) -> Section:
        title = KINDS[kind].title
        if KINDS[kind].at_length:
            return Section(title, tuple(map(self._section, records)))
        return Section(title, (List(tuple(map(self._entry, records))),))

    def _section(self, record: Record) -> Section:
        """Return a record as a section, with the records nested in it."""
        brief = self._brief(record)
        blocks: list[Block] = []
        if record.kind == "country":
            blocks.append(Paragraph(under(brief, self._citations), "muted"))
        blocks += opening_blocks(brief, self._citations)
        if record.kind == "country":
            facts = header_facts(self._citations, record.record, latest_day(self._view.as_of))
            blocks.append(DefinitionList(tuple(facts)))
        if record.id in self._view.stakes:
            stakes = self._view.stakes[record.id]
            blocks += figures.ties(
                self._citations, record.id, stakes, self._records, self._view.as_of
            )
        blocks += own_parts(self._citations, record.record)
        if isinstance(record.record, Flashpoint):
            blocks += developments(self._citations, record.record)
        blocks += self._inner(record)
        mentions = [Definition(kind, links) for kind, links in self._mentions(record.id, record.id)]
        if mentions:
            blocks.append(Section("Mentioned in", (DefinitionList(tuple(mentions)),)))
        traits = self._traits(record.id, record.kind)
        return Section(self._citations.name(record.id), tuple(blocks), record.id, traits)

    def _entry(self, record: Record) -> ListItem:
        """Return a record as one entry of a list."""
        when = describe_date(record.record.date) if isinstance(record.record, Event) else ""
        what = when or humanize(getattr(record.record, "type", None) or "")
        name = (Span(self._citations.name(record.id), "strong"),)
        blocks_shown = opening_blocks(self._brief(record), self._citations)
        # The day of an event stands beside its name.
        blocks: list[Block] = [*(map(_undated, blocks_shown) if when else blocks_shown)]
        blocks += map(_in_line, own_parts(self._citations, record.record))
        mentions = [
            Definition("" if position else "Mentioned in", text(f"{kind}: ", links))
            for position, (kind, links) in enumerate(self._mentions(record.id, record.id))
        ]
        if mentions:
            blocks.append(DefinitionList(tuple(mentions)))
        return ListItem(
            text(name, (Span(f"  {what}", "muted"),) if what else ()),
            tuple(blocks),
            record.id,
            self._traits(record.id, record.kind),
        )

    def _inner(self, owner: Record) -> Iterator[Section]:
        """Yield the records inside another."""
        by_kind: dict[str, dict[str, Any]] = {}
        for inner, kind, record in iter_nested(owner.kind, owner.record):
            by_kind.setdefault(kind, {})[f"{owner.id}/{inner}"] = record
        # What was said or done has a place of its own, unless a filter took it away.
        reassurances = {**self._records, **self._view.reassurances}
        formatter = RecordFormatter(
            self._citations, owner.id, reassurances, self._view.as_of, self._records
        )
        concerns = by_kind.get("concern", {})
        if concerns:
            yield Section("Concerns", tuple(self._concerns(formatter, concerns)))
        for name in NESTED:
            if name in by_kind and name != "concern":
                yield Section(
                    KINDS[name].title, tuple(self._nested_records(formatter, name, by_kind[name]))
                )
        yield from formatter.sourcing()

    def _concerns(self, formatter: RecordFormatter, records: dict[str, Any]) -> Iterator[Section]:
        standings = (self._standings[id_] for id_ in records)
        for title, stated in by_topic(standings, self._view.topics).items():
            items = (
                self._anchored_item(
                    e.concern,
                    formatter.concern(e.concern, records[e.concern], e),
                    _tied(formatter, records[e.concern]),
                )
                for e in stated
            )
            yield Section(title, (List(tuple(items)),))

    def _nested_records(
        self, formatter: RecordFormatter, kind: str, records: dict[str, Any]
    ) -> Iterator[Block]:
        """Yield the records of a kind; a byline that all of them share is shown once."""
        judgments = list(records.values()) if kind == "judgment" else []
        bylines = {formatter.byline(judgment) for judgment in judgments}
        shared = bylines.pop() if len(bylines) == 1 and len(judgments) > 1 else ""
        if shared:
            yield muted_paragraph("All ", formatter.linked_byline(judgments[0]), ".")
        byline = {"byline": shared} if judgments else {}
        items = (
            self._anchored_item(
                id_, formatter.nested_record(kind, id_, record, **byline), _tied(formatter, record)
            )
            for id_, record in records.items()
        )
        yield List(tuple(items))

    def _anchored_item(self, id_: str, item: ListItem, tied: Iterable[Content] = ()) -> ListItem:
        """Return a record inside another in its place, with what it refers to and what to it."""
        standing = self._standings.get(id_)
        reassurances = [answer.reassurance for answer in standing.answered_by] if standing else []
        mentions = self._mentions(id_, id_.partition("/")[0], reassurances)
        asides_ = asides(*tied, *(text(f"{kind}: ", links, ".") for kind, links in mentions))
        traits = self._traits(id_, self._kinds[id_])
        return replace(item, blocks=(*item.blocks, *asides_), id=id_, traits=traits)

    def _mentions(
        self, id_: str, home: str, shown: Container[str] = ()
    ) -> Iterator[tuple[str, Content]]:
        """Yield what refers to a record and is not shown there yet, kind by kind."""
        mentions: dict[str, list[Content]] = {}
        for mention in self._view.bearings[id_].mentioned_by:
            if mention not in shown:
                mentions.setdefault(self._kinds[mention], []).append(
                    (self._named_link(mention, home),)
                )
        for kind in (*NESTED, *TOP_LEVEL):
            if kind in mentions:
                called = KINDS[kind].plural if len(mentions[kind]) > 1 else kind
                yield called.capitalize(), join_contents(mentions[kind], between="; ", last="; ")

    def _named_link(self, id_: str, home: str = "") -> Span:
        """Return a record's name, which leads to it; one inside another is led by whose it is."""
        owner = id_.partition("/")[0]
        whose = "" if owner in (id_, home) else f"{self._citations.name(owner)}: "
        return self._citations.text_link(f"{whose}{self._citations.name(id_)}", id_)

    def _brief(self, record: Record) -> Brief:
        """Return what the brief of a record begins with."""
        return Brief(
            kind=record.kind,
            id=record.id,
            name=self._citations.name(record.id),
            as_of=self._view.as_of,
            topics=self._view.topics,
            record=record.record,
            counts=_counts([e for e in self._view.standings if e.country == record.id]),
        )

    def _traits(self, id_: str, kind: str) -> FilterAttributes:
        """Return what a record is found by."""
        if kind == "concern":
            standing = self._standings[id_]
            facets = {
                "country": standing.country,
                "topic": standing.topic,
                "status": standing.status,
            }
            return FilterAttributes(tuple((name, (value,)) for name, value in facets.items()))
        bearings = self._view.bearings[id_]
        return FilterAttributes((("country", bearings.countries),), bearings.concerns)

    def _filter(self) -> Filter | None:
        view = self._view
        if not view.standings:
            return None
        countries = [record.id for record in view.records if record.kind == "country"]
        topics = [*view.topics, *(standing.topic for standing in view.standings)]
        used = {standing.topic for standing in view.standings}
        labels = {topic: view.topics.get(topic, topic) for topic in topics if topic in used}
        facets = (
            Facet(
                "country", "Country", tuple((id_, self._citations.name(id_)) for id_ in countries)
            ),
            Facet("topic", "Topic", tuple(labels.items())),
            Facet("status", "Status", tuple(STATUS_WORDS.items())),
        )
        return Filter(facets, one="concern", many="concerns")

    def _sources(self) -> Sources:
        """Return each source once, the ones that are cited in the order of their numbers."""
        cited = {id_: self._citations.number(id_) for id_ in self._view.uses}
        ordered = sorted(cited, key=cited.__getitem__)
        return Sources(tuple(self._source(id_, cited[id_]) for id_ in ordered))

    def _source(self, id_: str, number: int) -> Note:
        source, uses = self._view.sources[id_], self._view.uses[id_]
        blocks: list[Block] = []
        if source.summary:
            blocks.append(Paragraph(text(source.summary)))
        blocks += remarks(source)
        facts = [*_source_fields(source), *self._passages(source, uses)]
        if facts:
            blocks.append(DefinitionList(tuple(facts)))
        blocks.append(muted_paragraph(_usage(uses)))
        quote = next((use.quote for use in uses if use.quote), None)
        return Note(number, citation_note(source, quote), tuple(blocks), id_)

    def _passages(self, source: Source, uses: Sequence[Use]) -> Iterator[Definition]:
        """Yield what rests on each passage of a source."""
        by_place: dict[str, dict[str, list[str]]] = {}
        for use in uses:
            quotes = by_place.setdefault(use.locator or _NOWHERE, {}).setdefault(use.id, [])
            quotes += [use.quote] if use.quote and use.quote not in quotes else []
        for place, passage_uses in by_place.items():
            items = [
                text(
                    (self._named_link(id_),),
                    *(part for quote in quotes for part in (" ", (quote_link(quote, source),))),
                )
                for id_, quotes in passage_uses.items()
            ]
            yield Definition(place, join_contents(items, between="; ", last="; "))


def _counts(standings: Sequence[ConcernStatus]) -> Counts | None:
    return count_statuses(standings) if standings else None


def _tied(formatter: RecordFormatter, record: Any) -> Iterator[Content]:
    """Yield what a record refers to besides what its entry shows."""
    event: str | None = getattr(record, "event", None)
    yield formatter.name_sentence("At", [event] if event else [])
    bears = (*getattr(record, "flashpoints", ()), *getattr(record, "instruments", ()))
    yield formatter.name_sentence("Bears on", bears)
    yield formatter.name_sentence("About", getattr(record, "about", ()))


def _undated(block: Block) -> Block:
    """Return a block without its date, which the entry shows already."""
    if not isinstance(block, DefinitionList):
        return block
    return DefinitionList(tuple(entry for entry in block.entries if entry.label != "Date"))


def _in_line(section: Block) -> Block:
    """Return a section of a short entry: its items as labelled values."""
    if not isinstance(section, Section):
        return section
    items = [item for block in section.blocks if isinstance(block, List) for item in block.items]
    facts = (
        Definition("" if n else section.title, e.content, e.blocks) for n, e in enumerate(items)
    )
    return DefinitionList(tuple(facts))


def _source_fields(source: Source) -> Iterator[Definition]:
    """Yield what a source says of itself, and its note does not."""
    facts = {fact.label: fact for fact in source_facts(source)}
    yield from (facts[name] for name in _BESIDES if name in facts)
    if source.url and source.via:
        yield facts["Copy read"]
    if source.aliases:
        yield Definition("Also called", text(", ".join(source.aliases)))


def _usage(uses: Sequence[Use]) -> str:
    """Return how much rests on a source."""
    records = len({use.id for use in uses})
    if not records:
        return "Nothing rests on it."
    rest = "rests" if records == 1 else "rest"
    alone = len({use.id for use in uses if use.alone})
    return f"{pluralize(records, 'record')} {rest} on it, {alone} of them on it alone."
