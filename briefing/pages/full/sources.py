"""Lays out what the book rests on: its sources in one table, or one of them passage by passage."""

from briefing.answers.sources import SourceRow, SourceTable, SourceUses, Use
from briefing.model.records import DateDetail, Source
from briefing.pages.full.brief import source_facts
from briefing.pages.text import (
    Citations,
    as_of_text,
    filter_notice,
    humanize,
    pluralize,
    quote_link,
    short_date,
    text,
)
from briefing.render.document import (
    Block,
    Content,
    DefinitionList,
    Document,
    List,
    ListItem,
    Paragraph,
    Row,
    Section,
    Span,
    Table,
)


def sources(view: SourceTable) -> Document:
    """Return every source, with how much rests on it and how much on it alone."""
    blocks: list[Block] = [*filter_notice(view.filters)]
    columns = ("Source", "Date", "Reliability", "Records", "Alone")
    rows = tuple(_row(row) for row in view.rows)
    blocks.append(
        Table(columns, rows)
        if rows
        else Paragraph(text("Nothing rests on a source here."), "muted")
    )
    count = pluralize(len(rows), "source")
    return Document("Sources", f"{count}, {as_of_text(view.as_of)}", (), tuple(blocks))


def source(view: SourceUses) -> Document:
    """Return one source in full, with everything that rests on it."""
    citations = Citations(view.names, view.sources)
    blocks: list[Block] = [*filter_notice(view.filters)]
    blocks.append(DefinitionList(source_facts(view.source)))
    if view.source.summary:
        blocks.insert(0, Paragraph(text(view.source.summary)))
    by_place: dict[str, list[Use]] = {}
    for use in view.uses:
        by_place.setdefault(use.locator or "Without a place", []).append(use)
    passages = tuple(
        Section(place, (List(tuple(_use(citations, view.source, use) for use in uses)),))
        for place, uses in by_place.items()
    )
    if passages:
        blocks.append(Section("What rests on it", passages))
    records = len({use.id for use in view.uses})
    alone = sum(use.alone for use in view.uses)
    whole = f"{pluralize(records, 'record')} in {pluralize(len(view.uses), 'passage')}"
    summary = f"{whole}, {alone} on it alone."
    blocks.append(Paragraph(text(summary), "lead"))
    return Document(
        view.source.title, as_of_text(view.as_of), text(f"source · {view.id}"), tuple(blocks)
    )


def _row(row: SourceRow) -> Row:
    source_ = row.source
    who: Content = (
        (Span(f", {source_.publisher or source_.author}", "muted"),)
        if (source_.publisher or source_.author)
        else ()
    )
    kind: Content = (Span(f"  {humanize(source_.type)}", "muted"),) if source_.type else ()
    name = (text((Span(source_.title, "strong"),), who), text((Span(row.id, "id"),), kind))
    return Row(
        (
            name,
            (text(f"{short_date(source_.published)}{_doubt(source_)}"),),
            (text(source_.reliability),) if source_.reliability else (),
            (text(str(row.supports)),),
            (text(str(row.alone)),),
        )
    )


def _doubt(source_: Source) -> str:
    inferred = isinstance(source_.published, DateDetail) and source_.published.basis == "inferred"
    return " (inferred)" if inferred else ""


def _use(citations: Citations, source_: Source, use: Use) -> ListItem:
    owner = use.id.partition("/")[0] if "/" in use.id else ""
    whose = f"{citations.name(owner)}, " if owner and citations.name(owner) != owner else ""
    alone = " Only source." if use.alone else ""
    quote: Content = (Span(" "), quote_link(use.quote, source_)) if use.quote else ()
    belief = f" Credibility {use.credibility}." if use.credibility else ""
    lead = text(
        (Span(f"{use.kind}: ", "muted"),),
        (Span(f"{whose}{citations.name(use.id)}. ", "strong"),),
        use.text,
        quote,
        (Span(f"{belief}{alone}", "muted"),) if belief or alone else (),
    )
    return ListItem(lead)
