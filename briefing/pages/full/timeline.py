"""Lays out what happened when, and what is still to come."""

from collections.abc import Container
from itertools import groupby

from briefing.answers.acts import Act
from briefing.answers.timeline import Timeline
from briefing.library.status import describe_end
from briefing.model import edtf
from briefing.model.records import date_text, is_same_date
from briefing.pages.text import (
    Citations,
    cited_document,
    date_note,
    empty_notice,
    filter_notice,
    humanize,
    muted_paragraph,
    pluralize,
    short_date,
    text,
)
from briefing.render.document import (
    Bar,
    Bars,
    Block,
    Content,
    Definition,
    DefinitionList,
    Document,
    Paragraph,
    Section,
    Span,
)


def timeline(view: Timeline) -> Document:
    """Return a chronology, year by year, with what lies ahead of the as-of date apart."""
    citations = Citations(view.names, view.sources)
    blocks: list[Block] = [*filter_notice(view.filters)]
    if len(view.density) > 1:
        bars = tuple(Bar(_span(period.label), period.count) for period in view.density)
        blocks.append(Section(_unit(view.density[0].label), (Bars(bars),)))
    past = [moment for moment in view.moments if not moment.ahead]
    for year, acts in groupby(past, key=_year):
        blocks.append(
            Section(year, (DefinitionList(tuple(act(citations, moment) for moment in acts)),))
        )
    ahead = [moment for moment in view.moments if moment.ahead]
    day = edtf.format_date(view.as_of)
    if view.moments:
        blocks.append(
            Paragraph((Span(f"\N{EM DASH} {day}: as far as this book goes \N{EM DASH}", "strong"),))
        )
    if ahead:
        facts = DefinitionList(tuple(act(citations, moment) for moment in ahead))
        blocks.append(Section("Still to come", (facts,)))
    if not view.moments:
        blocks.append(empty_notice(view.filters, "Nothing here is dated."))
    if view.undated:
        blocks.append(
            muted_paragraph(f"{pluralize(view.undated, 'record')} without a date left out.")
        )
    return cited_document("Timeline", view.as_of, blocks, citations)


def _year(act: Act) -> str:
    when = edtf.parse(date_text(act.date)) if act.date else None
    point = (when.start or when.end) if when else None
    return edtf.format_date(point.year) if point else ""


def _unit(label_: str) -> str:
    """Return what the bars of a chart count, by the label of the first."""
    stretch = "decade" if label_.endswith("X") else "month" if "-" in label_ else "year"
    return f"Entries by {stretch}"


def _span(text_: str) -> str:
    return edtf.format_date(text_, short=True)


def act(citations: Citations, act: Act, above: Container[str] = ()) -> Definition:
    """Return one entry of a chronology under its date, with what is part of it.

    What the document told above is only named.
    """
    parts = tuple(
        Paragraph(_entry(citations, part, above, _own_date(part, act))) for part in act.parts
    )
    return Definition(short_date(act.date), _entry(citations, act, above), parts)


def _entry(citations: Citations, act: Act, above: Container[str], lead: str = "") -> Content:
    if act.id in above and act.kind != "development":
        return text(lead, (Span(citations.name(act.id), "strong"),), " (above).")
    return _act_content(citations, act, lead)


def _own_date(part: Act, whole: Act) -> str:
    """Return the date of a part of an act, where it has another than the act."""
    is_other = part.date is not None and not is_same_date(part.date, whole.date)
    return f"{short_date(part.date)}: " if is_other else ""


def _act_content(citations: Citations, act: Act, lead: str = "") -> Content:
    at = "At " if act.kind == "development" else ""
    end = ": " if act.kind == "development" else ". "
    who = citations.names(act.by) if act.kind == "reassurance" else ""
    details = (_kind(act), _stage(act), humanize(act.pledge or ""), who, describe_end(act.end))
    aside = ", ".join(detail for detail in details if detail)
    return text(
        lead,
        (Span(f"{at}{citations.name(act.id)}{end}", "strong"),),
        act.summary,
        (Span(f" ({aside})", "muted"),) if aside else (),
        citations.cite(act.sources),
        date_note(act.date),
    )


def _kind(act: Act) -> str:
    return "" if act.kind == "event" else act.kind


def _stage(act: Act) -> str:
    """Return how far something has gone, where its kind does not say so already."""
    return (
        ""
        if act.stage in (None, "said", "done") and act.kind != "action"
        else humanize(act.stage or "")
    )
