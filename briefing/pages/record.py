"""The page of any record but a country: what it is, what was said or done, what it bears on."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from briefing.answers.brief import Brief
from briefing.library.status import WORST_FIRST, describe_end, end_of, pledge_state
from briefing.model import edtf
from briefing.model.kinds import KINDS, NESTED
from briefing.model.records import (
    Actor,
    Approach,
    Flashpoint,
    Instrument,
    Party,
    Point,
    Reassurance,
    Role,
    Sourced,
    SourceRef,
    Statement,
    date_text,
    source_id,
)
from briefing.pages.full.brief import header_values, under
from briefing.pages.kit import (
    DASH,
    Cut,
    Labels,
    Limits,
    PageDraft,
    act_row,
    ahead_date,
    caveat,
    clip,
    clip_text,
    closing,
    commands,
    day_of,
    grid,
    key,
    labelled,
    leaves_open,
    more_row,
    nearest_first,
    newest_first,
    page,
    page_date,
    pledge_words,
    sentence_list,
    sign,
    stack,
    stepwise,
    under_label,
    with_inferred,
    within,
)
from briefing.pages.text import (
    Citations,
    filter_notice,
    pluralize,
    status_badge,
    withheld_notice,
)
from briefing.render.common import content_text
from briefing.render.document import (
    Block,
    Column,
    Content,
    Document,
    GridPart,
    GridRow,
    Paragraph,
    Span,
)

_LINE: Final = 64
_PARTS: Final = 6
_ACTS: Final = 20
_CONCERNS: Final = 8
_AHEAD: Final = 3

_SAID_ELSEWHERE: Final = ("In short", "Also called", "Sources", "Said", "Answers", "Kept")
"""Header facts that the page has elsewhere, or leaves to the answer in full."""


def record_page(view: Brief) -> PageDraft:
    """Return the page of a record that is no country."""
    labels = Labels(view)
    return PageDraft(lambda limits: _layout(view, labels, limits), _cuts(view))


def _cuts(view: Brief) -> Iterator[Cut]:
    sizes = {"acts": min(len(view.acts), _ACTS), "concerns": min(len(view.standings), _CONCERNS)}
    yield Cut("lines", 1)
    for part, size in sizes.items():
        yield Cut(part, size)
    yield Cut("parts", _PARTS)
    yield from stepwise("acts", sizes["acts"], min(sizes["acts"], 8))
    yield from stepwise("parts", _PARTS, 3)
    yield from stepwise("concerns", sizes["concerns"], min(sizes["concerns"], 4))
    yield from stepwise("facts", 8, 4)
    yield from stepwise("acts", min(sizes["acts"], 8), 0)
    yield from stepwise("parts", 3, 0)
    yield from stepwise("concerns", min(sizes["concerns"], 4), 0)
    yield from stepwise("related", 6, 0)
    yield from stepwise("facts", 4, 0)


def _layout(view: Brief, labels: Labels, limits: Limits) -> Document:
    record = view.record
    called = {id_: labels.of(id_) for id_ in (*view.names, *view.sources)}
    citations = Citations(called, {}, themes={**view.themes, **view.topics})
    title = clip(record.name or getattr(record, "title", None) or labels.of(view.id))
    return page(
        title,
        view.as_of,
        under(view, citations),
        [
            *filter_notice(view.filters),
            stack(*_summary(record, title), *withheld_notice(view.withheld)),
            _facts(view, citations, labels, limits),
            _concerns(view, labels, limits),
            *_parts(view, labels, limits),
            _ahead(view, labels),
            _acts(view, labels, limits),
            stack(*_closing(view, labels, limits)),
        ],
    )


def _summary(record: Sourced, title: str) -> Iterator[Block]:
    texts = [record.summary, *(getattr(record, name, None) for name in ("claim", "advice"))]
    for text in texts:
        if text and text != title:
            yield Paragraph((Span(clip_text(text)),))
    quote = getattr(record, "quote", None)
    if quote:
        yield Paragraph((Span(clip_text(quote), "quote"),))
    for content in caveat(record.caveat):
        yield Paragraph(content)


def _facts(view: Brief, citations: Citations, labels: Labels, limits: Limits) -> Block | None:
    """Return what the record says of itself, a line or two each, and what it rests on."""
    day = day_of(view.as_of)
    rows = [
        (label.upper(), _shortened(content))
        for label, content in header_values(citations, view.record, day)
        if content and label not in _SAID_ELSEWHERE
    ]
    if isinstance(view.record, Reassurance):
        became = _outcome(view.record, day)
        rows += [("OUTCOME", (Span(became),))] if became else []
    shown = [*within(rows, limits, "facts"), *_rests_on(view, labels)]
    return labelled(shown) if shown else None


def _outcome(reassurance: Reassurance, day: date) -> str:
    """Return what became of a reassurance by a day: that it ended, or how a pledge stands."""
    end = end_of(reassurance, day)
    return (
        describe_end(end) if end else pledge_words(pledge_state(reassurance, day), reassurance.due)
    )


def _shortened(content: Content) -> Content:
    if any(isinstance(part, Span) and part.url for part in content):
        # An address is copied, so it stays whole.
        return content
    text = content_text(content)
    short = clip(text, 2 * _LINE)
    return content if short == text else (Span(short),)


def _rests_on(view: Brief, labels: Labels) -> list[tuple[str, Content]]:
    """Return the sources of the record itself, each with the place in it."""
    rows = []
    for reference in view.record.sources:
        place = reference.locator if isinstance(reference, SourceRef) else None
        name = labels.of(source_id(reference))
        rows.append(f"{name}{f' ({clip(place, 24)})' if place else ''}")
    listed = sentence_list(list(dict.fromkeys(rows)), 2 * _LINE)
    return [("RESTS ON", (Span(listed),))] if rows else []


def _concerns(view: Brief, labels: Labels, limits: Limits) -> Block | None:
    """Return the concerns that the record bears on, with what was last said or done about each."""
    if view.kind == "concern":
        return _concern_itself(view)
    standings = sorted(view.standings, key=lambda standing: WORST_FIRST.index(standing.status))
    if not standings:
        return None
    shown = within(standings, limits, "concerns")
    columns = (
        Column(),
        Column("", "country"),
        Column("LAST SAID OR DONE", "last said or done"),
        Column(),
        Column("LEAVES OPEN", "leaves open", role="open"),
    )
    rows = []
    for standing in shown:
        act = view.latest.get(standing.concern)
        when: Content = (Span(page_date(act.date, view.as_of)),) if act else DASH
        open_ = leaves_open(standing)
        cells = (
            (sign(standing.status), Span(f" {labels.of(standing.concern)}")),
            (Span(labels.of(standing.country)),),
            when,
            labels.act_content(act, to=False) if act else (),
            (Span(open_),) if open_ else (),
        )
        rows.append(GridRow(cells))
    rows += more_row(len(standings) - len(shown))
    title = pluralize(len(standings), "concern").upper()
    return grid(columns, [GridPart(tuple(rows), title)])


def _concern_itself(view: Brief) -> Block | None:
    standing = next((standing for standing in view.standings if standing.concern == view.id), None)
    if standing is None:
        return None
    open_ = leaves_open(standing)
    state = (status_badge(standing.status),)
    return labelled([("STATE", state), *([("LEAVES OPEN", (Span(open_),))] if open_ else [])])


def _parts(view: Brief, labels: Labels, limits: Limits) -> Iterator[Block | None]:
    """Yield the parts that the record lists, a few of each."""
    for title, rows in _listed(view, labels):
        shown = within(rows, limits, "parts")
        width = max((len(row.cells) for row in rows), default=1)
        columns = tuple(Column() for _ in range(max(width, 2)))
        more = more_row(len(rows) - len(shown))
        yield grid(columns, [GridPart((*shown, *more), title if shown or more else "")])


def _listed(view: Brief, labels: Labels) -> Iterator[tuple[str, list[GridRow]]]:
    record = view.record
    match record:
        case Actor():
            yield "ROLES", [_role(role) for role in record.roles]
        case Instrument():
            yield "PROVISIONS", [_point(point, view.as_of) for point in record.provisions]
        case Flashpoint():
            yield "CLAIMS", [_party(party, labels) for party in record.parties]
            yield "COULD HAPPEN", [_point(point, view.as_of) for point in record.contingencies]
        case Approach():
            yield (
                "BACKED BY",
                [
                    _statement((Span(labels.of(backing.who)),), backing, _worded(backing.wording))
                    for backing in record.favoured_by
                ],
            )
            yield (
                "RATED",
                [
                    _statement(
                        with_inferred(_named(labels, view, fit.to), fit.basis),
                        fit,
                        fit.rating or fit.assessment,
                    )
                    for fit in record.fits
                ],
            )
            for title, arguments in (("FOR", record.for_), ("AGAINST", record.against)):
                yield (
                    title,
                    [
                        _statement(
                            with_inferred(clip(argument.short or argument.claim), argument.basis),
                            argument,
                            labels.several(argument.by),
                        )
                        for argument in arguments
                    ],
                )
            yield "EXAMPLES", [_point(point, view.as_of) for point in record.examples]
        case Reassurance():
            yield (
                "ANSWERS",
                [
                    _statement(
                        (Span(labels.of(answer.concern)),),
                        answer,
                        f"{'' if answer.extent == 'unstated' else answer.extent}",
                    )
                    for answer in record.answers
                    if answer.concern not in view.latest
                ],
            )


def _named(labels: Labels, view: Brief, target: str) -> str:
    return clip(view.topics.get(target) or labels.of(target))


def _worded(wording: str | None) -> str:
    return (
        f"\N{LEFT DOUBLE QUOTATION MARK}{wording}\N{RIGHT DOUBLE QUOTATION MARK}" if wording else ""
    )


def _statement(name: Content, part: Statement, text: str) -> GridRow:
    return GridRow((name, (Span(clip(text, 100)),) if text else ()), caveat(part.caveat))


def _role(role: Role) -> GridRow:
    start, end = (date_text(when) if when else None for when in (role.from_, role.until))
    return GridRow(((Span(clip(role.title)),), (Span(edtf.format_span(start, end)),)))


def _point(point: Point, as_of: str) -> GridRow:
    text = (Span(clip(point.short or point.summary, 72)),)
    when: Content = (Span(page_date(point.date, as_of)),) if point.date else ()
    return GridRow((text, when), caveat(point.caveat))


def _party(party: Party, labels: Labels) -> GridRow:
    claim = clip(party.short or party.claim or "has a stake", 72)
    return GridRow(((Span(labels.of(party.who)),), (Span(claim),)), caveat(party.caveat))


def _ahead(view: Brief, labels: Labels) -> Block | None:
    """Return what is ahead, the nearest first."""
    ahead = [act for act in nearest_first(view.acts) if act.id != view.id]
    rows = under_label(
        "AHEAD",
        (
            ((Span(ahead_date(act.date, view.as_of)),), labels.act_with_parts(act))
            for act in ahead[:_AHEAD]
            if act.date is not None
        ),
    )
    rows += more_row(len(ahead) - len(rows), "more ahead") if rows else ()
    return grid((Column(), Column(), Column()), [GridPart(tuple(rows))])


def _acts(view: Brief, labels: Labels, limits: Limits) -> Block | None:
    """Return what was said or done, the newest first."""
    past = [act for act in newest_first(reversed(view.acts)) if act.id != view.id or act.parts]
    shown = within(past, limits, "acts")
    rows = [act_row(view.as_of, labels, act) for act in shown]
    rows += more_row(len(past) - len(shown), "older" if shown else "acts")
    columns = (Column(), Column(), Column(), Column())
    return grid(columns, [GridPart(tuple(rows), pluralize(len(past), "act").upper())])


def _closing(view: Brief, labels: Labels, limits: Limits) -> Iterator[Block]:
    """Yield what else names the record, a line a kind, what more there is, and the key."""
    columns = _LINE * (1 if "lines" in limits else 2)
    rows: list[tuple[str, Content]] = []
    for kind, items in view.related.items():
        if KINDS[kind].in_timeline or kind == "concern":
            continue
        names = dict.fromkeys(labels.of(item.id) for item in items)
        rows.append((KINDS[kind].title.upper(), (Span(sentence_list(list(names), columns)),)))
    shown = within(rows, limits, "related")
    own = view.id.partition("/")[0]
    more = commands("--full", f"show {own}" if view.kind in NESTED else "", "--sources")
    used = [standing.status for standing in view.standings]
    yield closing(shown, more, key(used))
