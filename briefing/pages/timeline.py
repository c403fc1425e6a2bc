"""Lays out what happened when, and what is still to come."""

from itertools import groupby

from briefing.answers.timeline import Moment, Timeline
from briefing.model import edtf
from briefing.model.records import date_text
from briefing.pages.text import (
    Notes,
    cited_document,
    date_note,
    end_note,
    humanize,
    muted_paragraph,
    narrowing,
    pluralize,
    short_date,
    text,
)
from briefing.render.document import (
    Bar,
    Bars,
    Block,
    Definition,
    DefinitionList,
    Document,
    Paragraph,
    Section,
    Span,
)


def timeline(view: Timeline) -> Document:
    """A chronology, year by year, with what lies ahead of the as-of date apart."""
    notes = Notes(view.names, view.sources)
    blocks: list[Block] = [*narrowing(view.filters, notes, {})]
    if len(view.density) > 1:
        bars = tuple(Bar(_span(each.label), each.count) for each in view.density)
        blocks.append(Section(_unit(view.density[0].label), (Bars(bars),)))
    past = [each for each in view.moments if not each.ahead]
    for year, held in groupby(past, key=_year):
        blocks.append(
            Section(
                year, (DefinitionList(tuple(moment(notes, each, view.as_of) for each in held)),)
            )
        )
    ahead = [each for each in view.moments if each.ahead]
    day = edtf.format_date(view.as_of)
    if view.moments:
        blocks.append(
            Paragraph((Span(f"\N{EM DASH} {day}: as far as this book goes \N{EM DASH}", "strong"),))
        )
    if ahead:
        facts = DefinitionList(tuple(moment(notes, each, view.as_of) for each in ahead))
        blocks.append(Section("Still to come", (facts,)))
    if not view.moments:
        blocks.append(Paragraph(text("Nothing here is dated."), "muted"))
    if view.undated:
        blocks.append(
            muted_paragraph(f"{pluralize(view.undated, 'record')} without a date left out.")
        )
    return cited_document("Timeline", view.as_of, blocks, notes)


def _year(moment: Moment) -> str:
    when = edtf.parse(date_text(moment.date))
    point = when.start or when.end
    return edtf.format_date(point.year) if point else ""


def _unit(label_: str) -> str:
    """What the bars of a drawing stand for, by the date that the first is labelled with."""
    stretch = "decade" if label_.endswith("X") else "month" if "-" in label_ else "year"
    return f"Entries by {stretch}"


def _span(text_: str) -> str:
    return edtf.format_date(text_, short=True)


def moment(notes: Notes, moment: Moment, as_of: str) -> Definition:
    """One entry of a chronology under its date."""
    if moment.kind == "development":
        lead = f"At {notes.name(moment.id)}: "
    else:
        lead = f"{notes.name(moment.id)}. "
    kind = humanize(moment.status or "") if moment.kind == "action" else ""
    details = [moment.kind if moment.kind != "event" else "", kind]
    if moment.kind == "event" and moment.status not in (None, "past"):
        details.append(humanize(moment.status or ""))
    who = notes.names(moment.by) if moment.kind == "reassurance" else ""
    end = end_note(moment.until, as_of)
    told = ", ".join(each for each in (*details, who, end) if each)
    return Definition(
        short_date(moment.date),
        text(
            (Span(lead, "strong"),),
            moment.summary,
            (Span(f" ({told})", "muted"),) if told else (),
            notes.cite(moment.sources),
            date_note(moment.date),
        ),
    )
