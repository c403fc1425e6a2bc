"""The page of the sources: what each carries, and one of them with what rests on it."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from briefing.answers.sources import SourceRow, SourceTable, SourceUses
from briefing.model import edtf
from briefing.model.records import date_text
from briefing.pages.full.brief import source_facts
from briefing.pages.kit import (
    Cut,
    Labels,
    Limits,
    PageDraft,
    clip,
    clip_text,
    closing,
    commands,
    grid,
    labelled,
    more_row,
    page,
    stack,
    within,
)
from briefing.pages.text import filter_notice, humanize, pluralize
from briefing.render.common import content_text
from briefing.render.document import (
    Column,
    Content,
    Document,
    GridPart,
    GridRow,
    Paragraph,
    Span,
)

# More rows than a page has.
_ROWS: Final = 36
_FACT: Final = 128


def sources(view: SourceTable) -> PageDraft:
    """Return the page of what the book rests on, what carries most first."""
    return PageDraft(lambda limits: _table(view, limits), _cuts())


def _cuts() -> Iterator[Cut]:
    yield from (Cut("rows", number) for number in range(_ROWS, -1, -1))


def _publisher_or_title(row: SourceRow) -> str:
    source_ = row.source
    return source_.short or source_.publisher or source_.author or source_.title


def _table(view: SourceTable, limits: Limits) -> Document:
    shown = within(view.rows, limits, "rows")
    names = Counter(map(_publisher_or_title, view.rows))
    rows = []
    for row in shown:
        source_ = row.source
        name = _publisher_or_title(row)
        if names[name] > 1 and name != source_.title:
            name = f"{name}: {source_.title}"
        who = clip(name, 40)
        when = edtf.format_date(date_text(source_.published), short=True)
        rows.append(
            GridRow(
                (
                    (Span(who),),
                    (Span(when),),
                    (Span(humanize(source_.type or "")),) if source_.type else (),
                    (Span(source_.reliability),) if source_.reliability else (),
                    (Span(f"{row.supports}"),),
                    (Span(f"{row.alone}"),) if row.alone else (),
                )
            )
        )
    rows += more_row(len(view.rows) - len(shown))
    columns = (
        Column("SOURCE", "source"),
        Column("DATE", "published"),
        Column("TYPE", "type"),
        Column("REL", "reliability"),
        Column("CARRIES", "carries"),
        Column("ALONE", "on it alone"),
    )
    empty = None if view.rows else Paragraph((Span("Nothing rests on a source here."),), "muted")
    more = commands("--full", f"sources {view.rows[0].id}" if view.rows else "")
    return page(
        "SOURCES",
        view.as_of,
        (Span(pluralize(len(view.rows), "source")),),
        [
            *filter_notice(view.filters),
            empty,
            grid(columns, [GridPart(tuple(rows))]),
            closing([], more, ()),
        ],
    )


def source(view: SourceUses) -> PageDraft:
    """Return the page of one source: what it is, and what rests on it."""
    labels = Labels(view)
    return PageDraft(lambda limits: _source(view, labels, limits), _cuts())


def _source(view: SourceUses, labels: Labels, limits: Limits) -> Document:
    facts = [
        (fact.label.upper(), _fact(fact.content))
        for fact in source_facts(view.source)
        if fact.label != "Title"
    ]
    uses = {use.id: use for use in reversed(view.uses)}
    ordered = [uses[id_] for id_ in dict.fromkeys(use.id for use in view.uses)]
    shown = within(ordered, limits, "rows")
    rows = [
        GridRow(
            (
                (Span(use.kind, "muted"),),
                (Span(f"{_owner(labels, use.id)}{labels.of(use.id)}"),),
                (Span(clip(use.locator or "", 30)),) if use.locator else (),
                (Span("alone", "muted"),) if use.alone else (),
            )
        )
        for use in shown
    ]
    rows += more_row(len(ordered) - len(shown), "more", "--full")
    alone = sum(use.alone for use in ordered)
    title = f"{len(ordered)} REST ON IT, {alone} ON IT ALONE"
    summary = view.source.summary
    head = Paragraph((Span(title, "strong"),)) if ordered else None
    table = grid((Column(), Column(), Column(), Column("", "", "edge")), [GridPart(tuple(rows))])
    return page(
        view.source.title,
        view.as_of,
        (Span("source"),),
        [
            *filter_notice(view.filters),
            Paragraph((Span(clip_text(summary)),)) if summary else None,
            labelled(facts) if facts else None,
            stack(head, table),
            closing([], commands("--full", "sources"), ()),
        ],
    )


def _fact(content: Content) -> Content:
    """Return a fact, cut to two lines unless it is an address."""
    if any(isinstance(part, Span) and part.url for part in content):
        return content
    return (Span(clip(content_text(content), _FACT)),)


def _owner(labels: Labels, id_: str) -> str:
    owner, slash, _ = id_.partition("/")
    return f"{labels.of(owner)}: " if slash else ""
