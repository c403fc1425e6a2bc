"""The page of the flashpoints: a row each, then the acts at those that move most."""

from collections.abc import Iterator, Sequence
from typing import Final

from briefing.answers.acts import Act
from briefing.answers.flashpoints import FlashpointRow, Flashpoints
from briefing.library.status import WORST_FIRST, count_statuses
from briefing.model.records import is_same_date
from briefing.model.vocabulary import Status
from briefing.pages.kit import (
    DOT,
    Cut,
    Labels,
    Limits,
    PageDraft,
    act_row,
    ahead_date,
    clip,
    closing,
    commands,
    grid,
    key,
    more_row,
    nearest_first,
    newest_first,
    page,
    page_date,
    sign,
    stack,
    stepwise,
    under_label,
    with_inferred,
    within,
)
from briefing.pages.text import (
    STATUS_WORDS,
    empty_notice,
    filter_notice,
    pluralize,
    withheld_notice,
)
from briefing.render.document import (
    SIGNS,
    Block,
    Column,
    Content,
    Document,
    GridPart,
    GridRow,
    Paragraph,
    Span,
)

_BLOCKS: Final = 2
_ACTS: Final = 6
_ROWS: Final = 12
_AHEAD: Final = 4


def flashpoints(view: Flashpoints) -> PageDraft:
    """Return the page of the flashpoints."""
    labels = Labels(view)
    return PageDraft(lambda limits: _layout(view, labels, limits), _cuts(len(view.flashpoints)))


def _cuts(number: int) -> Iterator[Cut]:
    rows = min(number, _ROWS)
    yield Cut("blocks", _BLOCKS)
    yield Cut("acts", _ACTS)
    yield Cut("rows", rows)
    yield from stepwise("ahead", _AHEAD, 2)
    yield from stepwise("acts", _ACTS, 2)
    yield from stepwise("blocks", _BLOCKS, 1)
    yield from stepwise("rows", rows, 4)
    yield Cut("ahead", 0)
    yield Cut("acts", 1)
    yield Cut("blocks", 0)
    yield from stepwise("rows", 4, 1)


def _layout(view: Flashpoints, labels: Labels, limits: Limits) -> Document:
    rows = view.flashpoints
    blocks = within(rows, limits, "blocks")
    number = pluralize(len(rows), "flashpoint").upper()
    return page(
        number,
        view.as_of,
        (),
        [
            *filter_notice(view.filters),
            *withheld_notice(view.withheld),
            _ahead(view, labels, limits),
            _table(view, labels, limits),
            *(_place(view, labels, row, limits) for row in blocks),
            stack(_unshown(labels, rows[len(blocks) :]), _closing(view, labels)),
        ],
    )


def _ahead(view: Flashpoints, labels: Labels, limits: Limits) -> Block | None:
    """Return what is ahead at any of them, the nearest first."""
    acts = [(act, row) for row in view.flashpoints for act in row.acts]
    places = {id(act): row for act, row in acts}
    ahead = nearest_first(act for act, _ in acts)
    shown = ahead[: limits.get("ahead", _AHEAD)]
    rows = under_label(
        "AHEAD",
        (
            (
                (Span(ahead_date(act.date, view.as_of)),),
                (Span(labels.of(places[id(act)].id)),),
                labels.act_with_parts(act),
            )
            for act in shown
            if act.date is not None
        ),
    )
    rest = len(ahead) - len(shown)
    if shown and rest:
        rows += more_row(rest, "more ahead", "timeline")
    return grid((Column(), Column(), Column(), Column()), [GridPart(tuple(rows))])


def _table(view: Flashpoints, labels: Labels, limits: Limits) -> Block | None:
    shown = within(view.flashpoints, limits, "rows")
    used = [status for status in WORST_FIRST if _number(view.flashpoints, status)]
    heads = [Column(SIGNS[status], STATUS_WORDS[status], "sign") for status in used]
    columns = (Column(), Column("", "trend"), *heads, Column("LATEST", "latest"), Column())
    rows = tuple(_row(view, labels, row, used) for row in shown)
    rows += more_row(len(view.flashpoints) - len(shown))
    if not rows:
        return empty_notice(view.filters, "This library has no flashpoints.")
    title = "CONCERNS TIED TO IT" if used else "FLASHPOINT"
    signs = key(used)
    head = Paragraph((Span(f"{title}   ", "strong"), *signs)) if signs else None
    return stack(head, grid(columns, [GridPart(rows)]))


def _number(rows: Sequence[FlashpointRow], status: Status) -> int:
    return sum(standing.status == status for row in rows for standing in row.standings)


def _row(view: Flashpoints, labels: Labels, row: FlashpointRow, used: Sequence[Status]) -> GridRow:
    counts = count_statuses(row.standings)
    numbers: list[Content] = [(Span(str(counts.number(status))),) for status in used]
    record = row.record
    trend: Content = (Span("not judged", "muted"),)
    if record.trend:
        trend = with_inferred(record.trend, record.trend_basis)
    act = _latest(row)
    when: Content = (Span(page_date(act.date, view.as_of)),) if act else ()
    content = labels.first_statement(act) if act else ()
    return GridRow(((Span(labels.of(row.id)),), trend, *numbers, when, content))


def _latest(row: FlashpointRow) -> Act | None:
    """Return the act that is the latest there, with what is part of it."""
    if row.latest is None:
        return None
    same = [
        act
        for act in row.acts
        if row.latest.id in (act.id, *(part.id for part in act.parts))
        and (is_same_date(act.date, row.latest.date) or act.id == row.latest.id)
    ]
    return same[-1] if same else None


def _place(view: Flashpoints, labels: Labels, row: FlashpointRow, limits: Limits) -> Block | None:
    """Return the concerns tied to a flashpoint, and the newest acts there."""
    past = newest_first(reversed(row.acts))
    most = limits.get("acts", len(past))
    shown = past[:most]
    head = Paragraph(
        (
            Span(labels.of(row.id), "strong"),
            Span(f", {pluralize(len(past), 'act') if past else 'no acts'}"),
        )
    )
    concerns = _concerns(labels, row)
    columns = (Column(), Column(), Column(), Column())
    acts = tuple(act_row(view.as_of, labels, act) for act in shown)
    acts += more_row(len(past) - len(shown), "older", f"flashpoints {row.id}")
    return stack(head, concerns, grid(columns, [GridPart(acts)]))


def _concerns(labels: Labels, row: FlashpointRow) -> Block | None:
    """Return the concerns tied to a flashpoint, a line for each country and state."""
    grouped: dict[tuple[Status, str], list[str]] = {}
    for standing in sorted(row.standings, key=lambda concern: WORST_FIRST.index(concern.status)):
        own = grouped.setdefault((standing.status, standing.country), [])
        own.append(labels.of(standing.concern))
    rows = tuple(
        GridRow(
            (
                (sign(status), Span(f" {labels.of(country)}")),
                (Span(clip(DOT.join(names), 128)),),
            )
        )
        for (status, country), names in grouped.items()
    )
    return grid((Column(), Column()), [GridPart(rows)])


def _unshown(labels: Labels, rows: Sequence[FlashpointRow]) -> Paragraph | None:
    if not rows:
        return None
    names = labels.several((row.id for row in rows), 3)
    lead = f"\N{HORIZONTAL ELLIPSIS} {len(rows)} more, {names}: "
    return Paragraph((Span(lead, "muted"), Span("flashpoints --full", "command")))


def _closing(view: Flashpoints, labels: Labels) -> Block:
    number, official = labels.count_sources()
    rows: list[tuple[str, Content]] = []
    if number:
        summary = f"{pluralize(number, 'source')}{f', {official} official' if official else ''}"
        rows.append(("RESTS ON", (Span(summary),)))
    first = view.flashpoints[0].id if view.flashpoints else ""
    more = commands(f"flashpoints {first}" if first else "", "--full", "--sources")
    inferred = any(row.record.trend_basis == "inferred" for row in view.flashpoints)
    return closing(rows, more, key((), "inferred" if inferred else ""))
