"""The page of a memo for a meeting: what is advised, what was said, what may be raised."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from briefing.answers.gaps import Advice
from briefing.answers.prep import OpenConcern, Prep
from briefing.library.status import has_begun, has_known_start, pledge_state
from briefing.model import edtf
from briefing.model.records import Date, Reassurance, date_text
from briefing.pages.kit import (
    DASH,
    Cut,
    Labels,
    Limits,
    PageDraft,
    Worry,
    ahead_date,
    at_odds,
    by_a_day,
    caveat,
    clip,
    clip_text,
    closing,
    commands,
    day_of,
    ended,
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
    pledge_words,
    sentence_list,
    sign,
    stack,
    state,
    stepwise,
    with_inferred,
    within,
)
from briefing.pages.text import caveat_clause, humanize, pluralize
from briefing.render.document import (
    Block,
    Column,
    Content,
    Document,
    GridPart,
    GridRow,
    List,
    ListItem,
    Paragraph,
    Span,
)

_ADVICE: Final = 3
_POINTS: Final = 6
_RAISED: Final = 10
_LINE: Final = 62

# A topic of which so many concerns that stand alike are open is one row.
_MANY: Final = 5


def prep(view: Prep) -> PageDraft:
    """Return the page of a memo."""
    labels = Labels(view)
    raised = _raised(view, labels)
    return PageDraft(lambda limits: _layout(view, labels, raised, limits), _cuts(view, len(raised)))


def _cuts(view: Prep, raised: int) -> Iterator[Cut]:
    raised, points = min(raised, _RAISED), min(len(view.points), _POINTS)
    yield Cut("lines", 1)
    yield Cut("raised", raised)
    yield Cut("advice", _ADVICE)
    yield from stepwise("points", points, min(points, 3))
    yield from stepwise("raised", raised, min(raised, 4))
    yield from stepwise("points", min(points, 3), 1)
    yield from stepwise("advice", _ADVICE, 1)
    yield from stepwise("raised", min(raised, 4), 1)
    yield Cut("lines", 0)
    yield from stepwise("points", 1, 0)
    yield from stepwise("advice", 1, 0)


def _layout(view: Prep, labels: Labels, raised: Sequence[GridRow], limits: Limits) -> Document:
    number = sum(view.counts.number(status) for status in _STATUSES)
    worries = _worries(view, labels)
    answered = number - len(worries)
    opened = [("OPEN", open_line(worries, view.topics, answered))] if number else []
    last = [_last_met(view, labels)] if view.last else []
    rows = [*last, *opening_rows(labels, view.as_of, (), view.last_word)]
    return page(
        view.event.name or labels.of(view.id),
        view.as_of,
        (Span(_when_and_where(view)),),
        [
            stack(
                _who(view),
                *([Paragraph(line)] if (line := _caveat(view)) else []),
                opening_lines(rows, *opened),
                lead(view.bottom_line),
            ),
            _advice(view, limits),
            _points(view, labels, limits),
            _may_raise(view, labels, raised, limits),
            stack(_closing(view, labels, worries, limits)),
        ],
    )


_STATUSES: Final = ("unanswered", "touched-on", "partly-answered", "answered")


def _when_and_where(view: Prep) -> str:
    when = f"{page_date(view.event.date, view.as_of)}, past"
    if not has_begun(view.event.date, day_of(view.as_of)):
        when = ahead_date(view.event.date, view.as_of)
    return f"{when}{f', {clip(view.event.place)}' if view.event.place else ''}"


def _who(view: Prep) -> Paragraph | None:
    names = list(dict.fromkeys(view.names.get(id_, id_) for id_ in view.event.participants))
    people = " and ".join(names) if len(names) < 3 else sentence_list(names, 78)  # noqa: PLR2004 (a pair)
    if not people and not view.audience:
        return None
    audience = f"  for {clip(view.audience)}" if view.audience else ""
    return Paragraph((Span(clip_text(people)), Span(audience, "muted")))


def _caveat(view: Prep) -> Content:
    return next(iter(caveat(view.event.caveat)), ())


def _worries(view: Prep, labels: Labels) -> list[Worry]:
    return gravest_first(
        Worry(concern.standing, labels.of(concern.standing.concern)) for concern in view.raised
    )


def _last_met(view: Prep, labels: Labels) -> GridRow:
    last = view.last
    if last is None:
        return GridRow(())
    return GridRow(
        (
            (Span("LAST SPOKE" if last.event.mode == "phone" else "LAST MET", "strong"),),
            (Span(page_date(last.event.date, view.as_of)),),
            (Span(labels.of(last.id)),),
        )
    )


def _advice(view: Prep, limits: Limits) -> Block | None:
    """Return what is advised, under the names of who advises it."""
    shown = within(view.objectives, limits, "advice")
    authors = dict.fromkeys(_authors(view, objective) for objective in view.objectives)
    single = next(iter(authors)) if len(authors) == 1 else ""
    rows = []
    for number, objective in enumerate(shown, 1):
        by = "" if single else _authors(view, objective)
        text = clip(objective.record.advice, 140) + (f" ({by})" if by else "")
        rows.append(GridRow(((Span(f"{number}"),), (Span(text),)), caveat(objective.record.caveat)))
    rows += more_row(len(view.objectives) - len(shown))
    if not rows:
        return None
    title = f"ADVISED ({single})" if single else "ADVISED"
    heading = Paragraph((Span(title, "strong"),))
    return stack(heading, grid((Column(), Column()), [GridPart(tuple(rows))]))


def _authors(view: Prep, advice: Advice) -> str:
    """Return who gives some advice, by their full names: they are strangers to most readers."""
    return ", ".join(view.names.get(id_, id_) for id_ in advice.record.by)


def _points(view: Prep, labels: Labels, limits: Limits) -> Block | None:
    """Return what is on record and can be said again, with who said it to whom."""
    shown = within(view.points, limits, "points")
    rows = []
    for id_ in shown:
        reassurance = view.reassurances[id_]
        whom = f" to {labels.several(reassurance.to)}" if reassurance.to else ""
        day = f", {page_date(reassurance.date, view.as_of)}" if reassurance.date else ", undated"
        by = (Span(f"{labels.several(reassurance.by)}{whom}{day}"),)
        cells = (
            (Span(f"{labels.of(id_)}{_standing(view, reassurance)}"),),
            by,
            labels.classes(reassurance.sources),
        )
        rows.append(GridRow(cells, caveat(reassurance.caveat)))
    rows += more_row(len(view.points) - len(shown))
    columns = (Column(), Column("BY", "by"), Column("SRC", "sources", "edge"))
    title = f"{len(view.points)} ON RECORD, TO SAY AGAIN"
    return grid(columns, [GridPart(tuple(rows), title)])


def _standing(view: Prep, reassurance: Reassurance) -> str:
    """Return how a pledge stands, as it is said after it."""
    return in_brackets(pledge_words(pledge_state(reassurance, day_of(view.as_of)), reassurance.due))


def points(view: Prep) -> Document:
    """Return what can be said again, alone and in whole sentences, to be copied."""
    items = []
    for id_ in view.points:
        reassurance = view.reassurances[id_]
        who = " and ".join(view.names.get(party, party) for party in reassurance.by)
        whom = " and ".join(view.names.get(party, party) for party in reassurance.to)
        day = f", {_day(reassurance.date)}" if reassurance.date else ""
        quote: Content = (Span(" "), Span(reassurance.quote, "quote")) if reassurance.quote else ()
        lead = f"{who}{f' to {whom}' if whom else ''}{day}: "
        words = (
            Span(f"{lead}{reassurance.summary}"),
            *quote,
            Span(_standing(view, reassurance)),
            *_but(reassurance.caveat),
        )
        items.append(ListItem(words))
    block = List(tuple(items), compact=True) if items else _NO_POINTS
    return Document("", "", (), (block,))


def _day(when: Date) -> str:
    words = edtf.format_date(date_text(when))
    return words if has_known_start(when) else by_a_day(words)


_NO_POINTS: Final = Paragraph((Span("Nothing is on record that can be said again."),), "muted")


def _but(text: str | None) -> Content:
    return (Span(f" ({caveat_clause(text)})"),) if text else ()


def _raised(view: Prep, labels: Labels) -> list[GridRow]:
    """Return a row for each concern that may be raised; many silent ones of a topic share it."""
    by_id = {concern.standing.concern: concern for concern in view.raised}
    worries = _worries(view, labels)
    silent = [worry for worry in worries if worry.standing.concern not in view.latest]
    topics: dict[str, list[Worry]] = {}
    for worry in silent:
        if worry.standing.status == "unanswered":
            topics.setdefault(worry.standing.topic, []).append(worry)
    many = {topic: concerns for topic, concerns in topics.items() if len(concerns) >= _MANY}
    rows = [
        GridRow(
            (
                (
                    sign("unanswered"),
                    Span(f" {clip(view.topics.get(topic, humanize(topic)))} ({len(concerns)})"),
                ),
                DASH,
                (),
            )
        )
        for topic, concerns in many.items()
    ]
    grouped = {worry.standing.concern for concerns in many.values() for worry in concerns}
    rows += [
        _raised_row(view, labels, by_id[worry.standing.concern], worry)
        for worry in worries
        if worry.standing.concern not in grouped
    ]
    return rows


def _raised_row(view: Prep, labels: Labels, raised: OpenConcern, worry: Worry) -> GridRow:
    act = view.latest.get(worry.standing.concern)
    open_ = leaves_open(worry.standing)
    ended = in_brackets(state(act)) if act else ""
    cells = (
        (sign(worry.standing.status), Span(" "), *with_inferred(worry.label, worry.standing.basis)),
        (Span(f"{labels.act(act)}{ended}"),) if act else DASH,
        (Span(open_),) if open_ else (),
    )
    return GridRow(cells, caveat(raised.concern.caveat))


def _may_raise(view: Prep, labels: Labels, rows: Sequence[GridRow], limits: Limits) -> Block | None:
    shown = [*within(rows, limits, "raised")]
    shown += more_row(len(rows) - len(shown))
    columns = (
        Column(),
        Column("ON RECORD", "on record"),
        Column("LEAVES OPEN", "leaves open", "open"),
    )
    title = f"{labels.of(view.theirs).upper()} MAY RAISE ({len(view.raised)})"
    return grid(columns, [GridPart(tuple(shown), title)])


def _closing(view: Prep, labels: Labels, worries: Sequence[Worry], limits: Limits) -> Block:
    columns = _LINE * (1 if "lines" in limits else 2)
    rows: list[tuple[str, Content]] = []
    plans = (f"{labels.of(plan.id)} ({humanize(plan.record.status)})" for plan in view.plans)
    listed: list[tuple[str, Iterable[str]]] = [
        ("MAY BRING", plans),
        (
            "AT ODDS",
            at_odds(
                labels, view.theirs, ((friction.id, friction.record) for friction in view.frictions)
            ),
        ),
        *ended(labels, ((row.id, row.end) for row in view.ended)),
    ]
    for label, items in listed:
        text = sentence_list(list(items), columns)
        if text and limits.get("lines", 1):
            rows.append((label, (Span(text),)))
    if view.chronology and view.last is not None:
        since = page_date(view.last.event.date, view.as_of)
        text = f"{pluralize(len(view.chronology), 'act')} since {since}"
        rows.append(("SINCE", (Span(f"{text}: "), Span("--full", "command"))))
    used = {worry.standing.status for worry in worries}
    inferred = any(worry.standing.basis == "inferred" for worry in worries)
    cited = (view.reassurances[id_].sources for id_ in view.points)
    classes = "classes" if any(map(labels.classes, cited)) else ""
    more = commands("--full", "--points" if view.points else "", "--sources", "-o memo.docx")
    return closing(rows, more, key(used, "inferred" if inferred else "", classes))
