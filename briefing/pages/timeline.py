"""Lays out what happened when, and what came between two days or two versions."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from briefing.answers.results import (
    Changes,
    Differences,
    Moment,
    NewRecord,
    Reworded,
    StatusChange,
    Timeline,
)
from briefing.model import edtf
from briefing.model.kinds import KINDS
from briefing.model.records import date_text
from briefing.pages.text import (
    Notes,
    as_of,
    date_note,
    end_note,
    humanize,
    muted_paragraph,
    narrowing,
    pluralize,
    short_date,
    status,
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
    List,
    ListItem,
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
    return _document("Timeline", view.as_of, blocks, notes)


def changes(view: Changes) -> Document:
    """What came between two days: statuses that changed, what happened, what is new."""
    notes = Notes(view.names, view.sources)
    span = f"{edtf.format_date(view.since)} to {edtf.format_date(view.until)}"
    blocks: list[Block] = [*narrowing(view.filters, notes, {})]
    blocks += _statuses(notes, view.changed)
    if view.happened:
        blocks.append(Section("Took place", (_records(notes, view.happened, view.as_of),)))
    blocks += _by_kind(notes, view.new, "New", view.as_of)
    if not (view.changed or view.happened or view.new):
        blocks.append(Paragraph(text("Nothing changed between the two days."), "muted"))
    return _document("Changes", view.as_of, blocks, notes, text(f"From {span}"))


def differences(view: Differences) -> Document:
    """How two versions of a library differ."""
    notes = Notes(view.names, view.sources)
    blocks: list[Block] = [*narrowing(view.filters, notes, {})]
    blocks += _statuses(notes, view.changed)
    blocks += _by_kind(notes, view.added, "Added", view.as_of)
    blocks += _by_kind(notes, view.removed, "Removed", view.as_of)
    if view.reworded:
        items = tuple(_reworded(notes, each) for each in view.reworded)
        blocks.append(Section("Reworded", (List(items),)))
    if not (view.changed or view.added or view.removed or view.reworded):
        blocks.append(Paragraph(text("The two versions say the same."), "muted"))
    under = f"Against {view.against}, as of {edtf.format_date(view.before)}"
    return _document("Changes", view.as_of, blocks, notes, text(under))


def _document(
    title: str, day: str, blocks: list[Block], notes: Notes, under: Content = ()
) -> Document:
    sources = notes.sources()
    if sources.notes:
        blocks = [*blocks, Section("Sources", (sources,))]
    return Document(title, as_of(day), under, tuple(blocks))


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
    kind = humanize(moment.status or "") if moment.kind == "contribution" else ""
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


def _statuses(notes: Notes, changed: Sequence[StatusChange]) -> Iterable[Block]:
    if changed:
        items = tuple(_changed(notes, each) for each in changed)
        yield Section("Status changed", (List(items),))


def _changed(notes: Notes, each: StatusChange) -> ListItem:
    through = notes.names(each.through)
    name = f"{notes.name(each.country)}: {notes.name(each.concern)}"
    was = f"Was {humanize(each.before)}."
    return ListItem(
        (status(each.after), Span(f"  {name}", "strong")),
        (Paragraph(text(was, f" Through: {through}." if through else "")),),
    )


def _by_kind(notes: Notes, records: Sequence[NewRecord], what: str, as_of: str) -> Iterable[Block]:
    kinds = dict.fromkeys(each.kind for each in records)
    for kind in kinds:
        held = [each for each in records if each.kind == kind]
        yield Section(f"{what} {KINDS[kind].plural}", (_records(notes, held, as_of),))


def _records(notes: Notes, records: Iterable[NewRecord], as_of: str) -> DefinitionList:
    return DefinitionList(tuple(_record(notes, each, as_of) for each in records))


def _record(notes: Notes, each: NewRecord, as_of: str) -> Definition:
    owner = each.id.partition("/")[0] if "/" in each.id else ""
    whose = f"{notes.name(owner)}: " if owner and notes.name(owner) != owner else ""
    name = notes.name(each.id)
    lead = (Span(f"{whose}{name}. ", "strong"),)
    return Definition(
        short_date(each.date),
        text(
            lead,
            each.text if each.text != name else "",
            (Span(f" ({end_note(each.until, as_of)})", "muted"),) if each.until else (),
            notes.cite(each.sources),
            date_note(each.date),
        ),
    )


def _reworded(notes: Notes, each: Reworded) -> ListItem:
    facts = []
    for name in each.fields:
        before, after = each.before.get(name, ""), each.after.get(name, "")
        facts += [
            Definition(f"{humanize(name)}: was", text(before or "(nothing)")),
            Definition(f"{humanize(name)}: is", text(after or "(nothing)")),
        ]
    lead = (Span(notes.name(each.id), "strong"), Span(f"  {each.id}", "id"))
    return ListItem(lead, (DefinitionList(tuple(facts)),))
