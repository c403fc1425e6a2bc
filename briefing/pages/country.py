"""The page of a country: what worries it, what was last said or done about each, what is ahead."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from briefing.answers.brief import Brief
from briefing.library.status import WORST_FIRST, text_on
from briefing.model.records import Concern, Friction
from briefing.model.vocabulary import ActionStatus, Status
from briefing.pages.kit import (
    DASH,
    DOT,
    Cut,
    Labels,
    Limits,
    PageDraft,
    Worry,
    at_odds,
    caveat,
    clip,
    clip_text,
    closing,
    commands,
    day_of,
    gravest_first,
    grid,
    in_brackets,
    key,
    lead,
    leaves_open,
    more_row,
    open_line,
    opening_lines,
    opening_rows,
    page,
    page_date,
    sentence_list,
    sign,
    stack,
    stepwise,
    tally,
    with_inferred,
    within,
)
from briefing.pages.text import empty_notice, filter_notice, humanize, pluralize, withheld_notice
from briefing.render.document import (
    Block,
    Column,
    Content,
    Document,
    Grid,
    GridPart,
    GridRow,
    Paragraph,
    Span,
)

# The most concerns of a page: these of each state, and unused places pass on.
_CONCERNS: Final = 18
_FEWEST: Final = 8
_SHARES: Final[dict[Status, int]] = {
    "unanswered": 10,
    "touched-on": 4,
    "partly-answered": 4,
    "answered": 0,
}
_LINE: Final = 66


def country_page(view: Brief) -> PageDraft:
    """Return the page of a country."""
    labels = Labels(view)
    worries = gravest_first(_worries(view, labels))
    records = {f"{view.id}/{concern.id}": concern for concern in view.record.concerns}
    rows = {
        worry.standing.concern: _row(view, labels, worry, records[worry.standing.concern])
        for worry in worries
    }
    return PageDraft(
        lambda limits: _layout(view, labels, worries, rows, limits), _cuts(len(worries))
    )


def _worries(view: Brief, labels: Labels) -> Iterator[Worry]:
    own = {f"{view.id}/{concern.id}" for concern in view.record.concerns}
    for standing in view.standings:
        if standing.concern in own:
            yield Worry(standing, labels.of(standing.concern))


def _cuts(number: int) -> Iterator[Cut]:
    most = min(number, _CONCERNS)
    yield Cut("lines", 1)
    yield from stepwise("concerns", number, most)
    yield from stepwise("leaves open", most + 1, 0)
    yield from stepwise("concerns", most, min(most, _FEWEST))
    yield Cut("lines", 0)
    yield from stepwise("concerns", min(most, _FEWEST), 0)


def _layout(
    view: Brief,
    labels: Labels,
    worries: Sequence[Worry],
    rows: Mapping[str, GridRow],
    limits: Limits,
) -> Document:
    shown = _chosen(worries, limits.get("concerns", len(worries)))
    open_ = [("OPEN", open_line(worries, view.topics))] if worries else []
    head = opening_lines(opening_rows(labels, view.as_of, view.coming, view.last_word), *open_)
    return page(
        view.name,
        view.as_of,
        _under(view, labels),
        [
            *filter_notice(view.filters),
            stack(head, _bottom_line(view), *withheld_notice(view.withheld)),
            None if worries else _none_left(view),
            stack(_head(view, worries), _concerns(view, shown, rows, limits, len(worries))),
            stack(*_closing(view, labels, limits, worries)),
        ],
    )


def _none_left(view: Brief) -> Paragraph | None:
    """Return the line that says that no concern passes the filters."""
    return empty_notice(view.filters, "") if view.left_out.get("concerns") else None


def _bottom_line(view: Brief) -> Paragraph | None:
    """Return the bottom line; without one, what the country is."""
    line = text_on(view.record.bottom_line, day_of(view.as_of))
    summary = view.record.summary
    if line is None and summary:
        return Paragraph((Span(clip_text(summary)),))
    return lead(line)


def _under(view: Brief, labels: Labels) -> Content:
    record = view.record
    relationship = text_on(record.relationship, day_of(view.as_of)) or "country"
    led = f"{DOT}led by {labels.several(record.leaders)}" if record.leaders else ""
    return (Span(f"{clip(relationship)}{led}"),)


def _head(view: Brief, worries: Sequence[Worry]) -> Paragraph | None:
    if not worries or view.counts is None:
        return None
    number = pluralize(len(worries), "concern").upper()
    used = key({worry.standing.status for worry in worries})
    bar = tally(_counted(worries))
    return Paragraph((Span(number, "strong"), Span("  "), bar, Span("   "), *used))


def _counted(worries: Iterable[Worry]) -> Any:
    from briefing.library.status import count_statuses

    return count_statuses(worry.standing for worry in worries)


def _chosen(worries: Sequence[Worry], most: int) -> list[Worry]:
    """Return a number of concerns, each status in its share, the worst first."""
    if len(worries) <= most:
        return list(worries)
    kept: set[str] = set()
    for status in WORST_FIRST:
        of_status = [worry for worry in worries if worry.standing.status == status]
        share = _SHARES[status] * most // _CONCERNS
        kept |= {worry.standing.concern for worry in of_status[:share]}
    for worry in worries:
        if len(kept) < most:
            kept.add(worry.standing.concern)
    return [worry for worry in worries if worry.standing.concern in kept]


def _concerns(
    view: Brief, shown: Sequence[Worry], rows: Mapping[str, GridRow], limits: Limits, number: int
) -> Grid | None:
    """Return the concerns, topic by topic, with what was last said or done about each."""
    columns = (
        Column(),
        Column("LAST SAID OR DONE", "last said or done"),
        Column(),
        Column("LEAVES OPEN", "leaves open", role="open"),
        Column("SRC", "sources", role="edge"),
    )
    left_open = [worry for worry in shown if leaves_open(worry.standing)]
    with_open = within(left_open, limits, "leaves open")
    topics = dict.fromkeys([*view.topics, *(worry.standing.topic for worry in shown)])
    parts = []
    for topic in topics:
        of_topic = tuple(
            _with_open(row, leaves_open(worry.standing)) if worry in with_open else row
            for worry in shown
            if worry.standing.topic == topic
            for row in [rows[worry.standing.concern]]
        )
        parts.append(GridPart(of_topic, clip(view.topics.get(topic, humanize(topic)))))
    rest = _left_out(number, shown, view)
    if rest:
        parts = [part for part in parts if part.rows]
        last = parts[-1] if parts else GridPart(())
        parts[-1:] = [GridPart((*last.rows, *rest), last.title)]
    return grid(columns, parts)


def _left_out(number: int, shown: Sequence[Worry], view: Brief) -> tuple[GridRow, ...]:
    rest = number - len(shown)
    open_ = sum(
        standing.status == "unanswered"
        for standing in view.standings
        if standing.country == view.id
    ) - sum(worry.standing.status == "unanswered" for worry in shown)
    return more_row(rest, f"more ({open_} unanswered)" if open_ else "more")


def _with_open(row: GridRow, open_: str) -> GridRow:
    """Return the row of a concern with what was left open of it."""
    return GridRow((*row.cells[:3], (Span(open_),), row.cells[4]), row.below)


def _row(view: Brief, labels: Labels, worry: Worry, concern: Concern) -> GridRow:
    act = view.latest.get(worry.standing.concern)
    name = (
        sign(worry.standing.status),
        Span(" "),
        *with_inferred(worry.label, worry.standing.basis),
    )
    when: Content = (Span(page_date(act.date, view.as_of)),) if act else DASH
    content = labels.act_content(act, to=False) if act else ()
    below = (*caveat(concern.caveat), *(caveat(act.caveat) if act else ()))
    cells = (name, when, content, (), labels.classes(concern.sources))
    return GridRow(cells, tuple(dict.fromkeys(below)))


def _closing(
    view: Brief, labels: Labels, limits: Limits, worries: Sequence[Worry]
) -> Iterator[Block]:
    """Yield what else there is in a line each, what more there is, and the key."""
    columns = _LINE * (1 if "lines" in limits else 2)
    rows: list[tuple[str, Content]] = []
    if limits.get("lines", 1):
        for label, items in (
            ("ALSO", _also(view, labels)),
            ("PLANS", _plans(view, labels)),
            ("AT ODDS", at_odds(labels, view.id, _frictions(view))),
            ("ADVISED", _advised(view, labels)),
        ):
            if items:
                rows.append((label, (Span(sentence_list(items, columns)),)))
    side = {view.id, *view.record.leaders}
    events = (act.id for act in view.coming if act.kind == "event" and side.intersection(act.by))
    next_event = next(events, "")
    more = commands(
        "--full",
        f"gaps {view.id}" if worries else "",
        f"prep {next_event} --with {view.id}" if next_event and worries else "",
        "--sources",
    )
    inferred = any(worry.standing.basis == "inferred" for worry in worries)
    shows_classes = any(labels.classes(concern.sources) for concern in view.record.concerns)
    signs = key((), "inferred" if inferred else "", "classes" if shows_classes else "")
    yield closing(rows, more, signs)


def _also(view: Brief, labels: Labels) -> list[str]:
    """Return what was said or done to reassure the country that answers no concern by name."""
    return [
        labels.of(f"{view.id}/{reassurance.id}")
        for reassurance in view.record.reassurances
        if not reassurance.answers
    ]


_PLANS: Final[tuple[ActionStatus, ...]] = ("planned", "reported", "under-way", "hypothetical")
"""How far what a country has not done yet may be, as its page lists it."""


def _plans(view: Brief, labels: Labels) -> list[str]:
    """Return what the country may still do or is doing, the surest plans first."""
    return [
        f"{labels.of(f'{view.id}/{action.id}')}{in_brackets(_state(status))}"
        for status in _PLANS
        for action in view.record.actions
        if action.status == status
    ]


def _state(status: ActionStatus) -> str:
    return "" if status == "planned" else humanize(status)


def _frictions(view: Brief) -> Iterator[tuple[str, Friction]]:
    return ((f"{view.id}/{friction.id}", friction) for friction in view.record.frictions)


def _advised(view: Brief, labels: Labels) -> list[str]:
    """Return what is advised, and by whom."""
    advised = []
    for advice in view.record.recommendations:
        by = f" ({labels.several(advice.by)})" if advice.by else ""
        advised.append(f"{labels.of(f'{view.id}/{advice.id}')}{by}")
    return advised
