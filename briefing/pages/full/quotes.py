"""Lays out what someone said, word for word, or what a source quotes."""

from briefing.answers.quotes import Quotation, Quotes
from briefing.model import edtf
from briefing.model.records import Date, Reference, SourceRef, date_text, source_id
from briefing.pages.text import (
    Citations,
    as_of_text,
    caveat_clause,
    filter_notice,
    join_contents,
    muted,
    muted_paragraph,
    pluralize,
    short_date,
    source_address,
    text,
)
from briefing.render.document import (
    Block,
    Content,
    Definition,
    DefinitionList,
    Document,
    Paragraph,
    Section,
    Span,
)


def quotes(view: Quotes) -> Document:
    """Return every quotation, with whose words it is and where it is written."""
    citations = Citations({**view.names, **view.shorts}, view.sources)
    shown = view.quotations
    blocks: list[Block] = [*filter_notice(view.filters)]
    if shown:
        firsts = {quotation.id: quotation for quotation in reversed(shown)}
        entries = (
            _entry(citations, view, quotation, is_first=firsts[quotation.id] is quotation)
            for quotation in shown
        )
        blocks.append(DefinitionList(tuple(entries)))
    else:
        blocks.append(muted_paragraph("No words are quoted here."))
    if citations.sources().notes:
        blocks.append(Section("Sources", (citations.sources(),)))
    count = pluralize(len(view.quotations), "quotation")
    return Document(citations.name(view.id), as_of_text(view.as_of), text(count), tuple(blocks))


def _entry(
    citations: Citations, view: Quotes, quotation: Quotation, *, is_first: bool
) -> Definition:
    """Lay out one quotation: whose words, and below them what about and where it is written."""
    who = _speakers(citations, quotation)
    words: Content = (Span(quotation.words, "quote"),)
    lead: Content = (Span(f"{who}: ", "strong"),) if who else ()
    every = dict.fromkeys(_place(view, place, quotation.words) for place in quotation.sources)
    places = [place for place in every if place]
    where = muted(
        text(
            citations.name(quotation.id),
            *((" \N{MIDDLE DOT} ", join_contents(places, "; ", "; ")) if places else ()),
            citations.cite(quotation.sources),
        )
    )
    caveat = quotation.caveat if is_first else None
    below = (Paragraph(where), *((Paragraph(text(caveat_clause(caveat))),) if caveat else ()))
    return Definition(_day(quotation.date, view.as_of), text(lead, words), below)


def _speakers(citations: Citations, quotation: Quotation) -> str:
    """Return who says something to whom; of a source's own wording, its authors."""
    if quotation.voice == "source":
        return " \N{MIDDLE DOT} ".join(quotation.authors)
    by, to = citations.names(quotation.by), citations.names(quotation.to)
    return f"{by} to {to}" if by and to else by


def _place(view: Quotes, reference: Reference, words: str) -> Content:
    """Return where words are written: the source, unless it is the one asked, and the place."""
    detail = reference if isinstance(reference, SourceRef) else None
    id_ = source_id(reference)
    source = view.sources.get(id_)
    name = id_
    if source is not None:
        published = _day(source.published, view.as_of)
        name = f"{source.publisher or source.author or source.title}, {published}"
    locator = detail.locator if detail else None
    if id_ == view.id:
        return text(locator or "")
    quote = (detail.quote if detail else None) or words
    link = (Span(name, url=source_address(source, quote) if source else ""),)
    return text(link, f", {locator}" if locator else "")


def _day(when: Date | None, day: str) -> str:
    """Return a date as short as it gets, without a year that is that of the as-of date."""
    label = short_date(when)
    parsed = edtf.parse(date_text(when)) if when is not None else None
    point = (parsed.end or parsed.start) if parsed else None
    if point is None or not point.month:
        return label
    return label.removesuffix(f" {edtf.latest_day(day).year}")
