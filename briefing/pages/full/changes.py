"""Lays out what came between two days or two versions."""

from collections.abc import Iterable, Sequence
from typing import Any

from briefing.answers.changes import (
    Changes,
    Differences,
    NewRecord,
    PledgeChange,
    Reworded,
    StatusChange,
)
from briefing.library.status import describe_end
from briefing.model import edtf
from briefing.model.kinds import KINDS
from briefing.pages.text import (
    Citations,
    cited_document,
    date_note,
    filter_notice,
    humanize,
    join_words,
    no_difference,
    short_date,
    status_badge,
    text,
    unread_notice,
)
from briefing.render.document import (
    Block,
    Definition,
    DefinitionList,
    Document,
    List,
    ListItem,
    Paragraph,
    Section,
    Span,
)
from briefing.render.quotation_marks import in_quotation_marks


def changes(view: Changes) -> Document:
    """Return what came between two days: statuses that changed, what happened, what is new."""
    citations = Citations(view.names, view.sources)
    span = f"{edtf.format_date(view.since)} to {edtf.format_date(view.until)}"
    blocks: list[Block] = [*filter_notice(view.filters)]
    blocks += _statuses(citations, view.changed)
    if view.pledges:
        pledges = tuple(_pledge(citations, change) for change in view.pledges)
        blocks.append(Section("Pledges", (List(pledges, compact=True),)))
    if view.happened:
        blocks.append(Section("Took place", (_records(citations, view.happened),)))
    blocks += _by_kind(citations, view.new, "New")
    if not (view.changed or view.pledges or view.happened or view.new):
        blocks.append(Paragraph(text("Nothing changed between the two days."), "muted"))
    return cited_document("Changes", view.as_of, blocks, citations, text(f"From {span}"))


def differences(view: Differences) -> Document:
    """Return how two versions of a library differ."""
    citations = Citations(view.names, view.sources)
    blocks: list[Block] = [*filter_notice(view.filters), *unread_notice(view.problems)]
    blocks += _statuses(citations, view.changed)
    blocks += _by_kind(citations, view.added, "Added")
    blocks += _by_kind(citations, view.removed, "Removed")
    if view.reworded:
        items = tuple(_reworded(citations, record) for record in view.reworded)
        blocks.append(Section("Reworded", (List(items),)))
    if not (view.changed or view.added or view.removed or view.reworded):
        blocks.append(Paragraph(text(no_difference(view.problems)), "muted"))
    under = f"Against {view.against}, as of {edtf.format_date(view.before)}"
    return cited_document("Changes", view.as_of, blocks, citations, text(under))


def _statuses(citations: Citations, changed: Sequence[StatusChange]) -> Iterable[Block]:
    if changed:
        items = tuple(_changed(citations, change) for change in changed)
        yield Section("Status changed", (List(items),))


def _changed(citations: Citations, change: StatusChange) -> ListItem:
    causes = (f"{citations.name(cause.id)} ({humanize(cause.kind)})" for cause in change.through)
    through = join_words(list(dict.fromkeys(causes)))
    name = f"{citations.name(change.country)}: {citations.name(change.concern)}"
    was = f"Was {humanize(change.before)}."
    return ListItem(
        (status_badge(change.after), Span(f"  {name}", "strong")),
        (Paragraph(text(was, f" Through: {through}." if through else "")),),
    )


def _pledge(citations: Citations, change: PledgeChange) -> ListItem:
    owner = change.id.partition("/")[0]
    before, after = (humanize(state or "pledged") for state in (change.before, change.after))
    name = (Span(f"{citations.name(owner)}: {citations.name(change.id)}", "strong"),)
    return ListItem(text(name, f": {after}, was {before}."))


def _by_kind(citations: Citations, records: Sequence[NewRecord], what: str) -> Iterable[Block]:
    kinds = dict.fromkeys(record.kind for record in records)
    for kind in kinds:
        same_kind = [record for record in records if record.kind == kind]
        yield Section(f"{what} {KINDS[kind].plural}", (_records(citations, same_kind),))


def _records(citations: Citations, records: Iterable[NewRecord]) -> DefinitionList:
    return DefinitionList(tuple(_record(citations, record) for record in records))


def _record(citations: Citations, record: NewRecord) -> Definition:
    owner = record.id.partition("/")[0] if "/" in record.id else ""
    whose = f"{citations.name(owner)}: " if owner and citations.name(owner) != owner else ""
    name = citations.name(record.id)
    lead = (Span(f"{whose}{name}. ", "strong"),)
    stage = "" if record.stage in ("said", "done") else humanize(record.stage or "")
    details = ", ".join(filter(None, (stage, describe_end(record.end))))
    return Definition(
        short_date(record.date),
        text(
            lead,
            record.text if record.text != name else "",
            (Span(f" ({details})", "muted"),) if details else (),
            citations.cite(record.sources),
            date_note(record.date),
        ),
    )


def _reworded(citations: Citations, record: Reworded) -> ListItem:
    facts = []
    for name in record.fields:
        before, after = record.before.get(name, ""), record.after.get(name, "")
        facts += [
            Definition(f"{humanize(name)}: was", text(_as_text(before, after) or "(nothing)")),
            Definition(f"{humanize(name)}: is", text(_as_text(after, before) or "(nothing)")),
        ]
    lead = (Span(citations.name(record.id), "strong"), Span(f"  {record.id}", "id"))
    return ListItem(lead, (DefinitionList(tuple(facts)),))


def _as_text(value: Any, other: Any = None) -> str:
    """Return a field as text; of a list, only what the other version of it does not hold."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        parts = {name: _as_text(part) for name, part in value.items() if part}
        if "source" in parts:
            return _as_citation(parts)
        return "; ".join(f"{name}: {part}" for name, part in parts.items())
    theirs = other if isinstance(other, list) else ()
    own = [item for item in value if item not in theirs]
    is_reordered = len(own) == 0 and len(value) == len(theirs)
    return "; ".join(map(_as_text, value if is_reordered else own))


def _as_citation(reference: dict[str, str]) -> str:
    quote = in_quotation_marks(reference["quote"]) if "quote" in reference else ""
    belief = f"credibility {reference['credibility']}" if "credibility" in reference else ""
    parts = (reference["source"], reference.get("locator", ""), quote, belief)
    return ", ".join(part for part in parts if part)
