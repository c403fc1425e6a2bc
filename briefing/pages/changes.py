"""The page of what changed between two days or versions: what moved, and what moved nothing."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from briefing.answers.changes import (
    Changes,
    CountryChange,
    Differences,
    NewRecord,
    StatusChange,
)
from briefing.library.status import WORST_FIRST, is_ahead
from briefing.model import edtf
from briefing.model.kinds import KINDS
from briefing.model.records import date_text
from briefing.model.vocabulary import Status
from briefing.pages.kit import (
    Cut,
    Labels,
    Limits,
    PageDraft,
    ahead_date,
    clip,
    closing,
    commands,
    day_of,
    grid,
    key,
    more_row,
    page,
    page_date,
    sentence_list,
    stack,
    stepwise,
    under_label,
    within,
)
from briefing.pages.text import (
    STATUS_WORDS,
    filter_notice,
    humanize,
    join_words,
    no_difference,
    pluralize,
    unread_notice,
)
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

_MOVED: Final = 14
_ACTS: Final = 4
_MORE_ACTS: Final = 12
_COUNTRIES: Final = 9
_AHEAD: Final = 4
_ACT_KINDS: Final = ("event", "reassurance", "action")


def changes(view: Changes) -> PageDraft:
    """Return the page of what came between two days."""
    labels = Labels(view)
    return PageDraft(lambda limits: _changes_layout(view, labels, limits), _cuts())


def differences(view: Differences) -> PageDraft:
    """Return the page of how two versions of a library differ."""
    labels = Labels(view)
    return PageDraft(lambda limits: _differences_layout(view, labels, limits), _cuts())


def _cuts() -> Iterator[Cut]:
    yield from stepwise("acts", _MORE_ACTS + 1, _ACTS)
    yield Cut("moved", _MOVED)
    yield from stepwise("rows", 8, 3)
    yield from stepwise("ahead", _AHEAD, 1)
    yield from stepwise("acts", _ACTS, 0)
    yield from stepwise("moved", _MOVED, 3)
    yield from stepwise("countries", _COUNTRIES, 3)
    yield from stepwise("moved", 3, 0)
    yield from stepwise("rows", 3, 0)
    yield from stepwise("countries", 3, 0)


def _changes_layout(view: Changes, labels: Labels, limits: Limits) -> Document:
    since, until = (edtf.format_date(day, short=True) for day in (view.since, view.until))
    day = day_of(view.as_of)
    new_acts = [record for record in view.new if record.kind in _ACT_KINDS]
    ahead = [record for record in new_acts if record.date and _is_ahead(record, day)]
    moving = {cause.id for change in view.changed for cause in change.through}
    shown = {record.id for record in (*new_acts, *view.happened)}
    not_shown = moving | {record.id for record in ahead}
    acts = [
        record
        for record in (*new_acts, *view.happened)
        if record.id not in not_shown and record.event not in shown
    ]
    others = [record for record in view.new if record.kind not in _ACT_KINDS]
    nothing = not (view.changed or view.pledges or view.new or view.happened)
    return page(
        "CHANGES",
        view.as_of,
        (Span(f"{since} to {until}"),),
        [
            *filter_notice(view.filters),
            Paragraph((Span("Nothing changed between the two days."),), "muted")
            if nothing
            else _summary(view.changed, view.countries),
            _newly_ahead(view, labels, ahead, limits),
            _before_and_after(labels, view.countries, limits),
            _moved(view.as_of, labels, view, limits),
            _pledges(view, labels, limits),
            _acts(view.as_of, labels, acts, limits),
            stack(_others(others), _closing()),
        ],
    )


def _is_ahead(record: NewRecord, day: date) -> bool:
    """Return whether something new is ahead of a day, and not only imagined."""
    if record.date is None or record.stage == "hypothetical":
        return False
    return is_ahead(record.date, "planned" if record.stage == "planned" else None, day)


def _differences_layout(view: Differences, labels: Labels, limits: Limits) -> Document:
    nothing = not (view.changed or view.added or view.removed or view.reworded)
    before = edtf.format_date(view.before, short=True)
    same_day = view.before == view.as_of
    return page(
        "CHANGES",
        view.as_of,
        (Span(f"against {clip(view.against, 40)}{'' if same_day else f', as of {before}'}"),),
        [
            *filter_notice(view.filters),
            *unread_notice(view.problems),
            Paragraph((Span(no_difference(view.problems)),), "muted")
            if nothing
            else _summary(view.changed, view.countries),
            _before_and_after(labels, view.countries, limits) if view.changed else None,
            _moved(view.as_of, labels, view, limits),
            _records(view.as_of, labels, "ADDED", view.added, limits),
            _records(view.as_of, labels, "REMOVED", view.removed, limits),
            _reworded(view, labels, limits),
            stack(_closing()),
        ],
    )


def _summary(changed: Sequence[StatusChange], countries: Sequence[CountryChange]) -> Paragraph:
    """Return how many concerns moved, and where to, in a sentence or two."""
    total = sum(country.after.number(status) for country in countries for status in WORST_FIRST)
    unanswered = sum(country.after.unanswered for country in countries)
    better = sum(
        WORST_FIRST.index(change.after) > WORST_FIRST.index(change.before) for change in changed
    )
    if not changed:
        summary = f"No concern moved; {unanswered} of {total} are unanswered."
    else:
        worse = len(changed) - better
        way = (
            "all towards an answer"
            if not worse
            else "all away from an answer"
            if not better
            else f"{better} towards an answer, {worse} away from one"
        )
        summary = (
            f"{len(changed)} of {pluralize(total, 'concern')} moved, {way}. "
            f"{unanswered or 'None'} {'is' if unanswered == 1 else 'are'} unanswered."
        )
    return Paragraph((Span(summary),), "lead")


def _newly_ahead(
    view: Changes, labels: Labels, ahead: Sequence[NewRecord], limits: Limits
) -> Block | None:
    shown = ahead[: limits.get("ahead", _AHEAD)]
    rows = under_label(
        "NEWLY AHEAD",
        (
            ((Span(ahead_date(record.date, view.as_of)),), (Span(_display_name(labels, record)),))
            for record in shown
            if record.date is not None
        ),
    )
    rows += more_row(len(ahead) - len(shown), "more ahead")
    return grid((Column(), Column(), Column()), [GridPart(tuple(rows))])


def _display_name(labels: Labels, record: NewRecord) -> str:
    return clip(record.short) if record.short else labels.of(record.id)


def _before_and_after(
    labels: Labels, countries: Sequence[CountryChange], limits: Limits
) -> Block | None:
    """Return how many concerns of each country had each status before, and have it now."""
    shown = countries[: limits.get("countries", _COUNTRIES)]
    used = [
        status
        for status in WORST_FIRST
        if any(
            country.before.number(status) or country.after.number(status) for country in countries
        )
    ]
    rows = [_counts_row(labels, country, used) for country in shown]
    rows += more_row(len(countries) - len(shown), "more countries")
    heads = [Column(STATUS_WORDS[status].upper(), STATUS_WORDS[status]) for status in used]
    return grid((Column(), Column("CONCERNS", "concerns"), *heads), [GridPart(tuple(rows))])


def _counts_row(labels: Labels, country: CountryChange, used: Sequence[Status]) -> GridRow:
    total = sum(country.after.number(status) for status in WORST_FIRST)
    cells: list[Content] = []
    for status in used:
        before, after = country.before.number(status), country.after.number(status)
        words = f"from {before} to {after}" if before != after else f"{after}, as before"
        cells.append((Span(f"{before} \N{RIGHTWARDS ARROW} {after}", words=words),))
    return GridRow(((Span(labels.of(country.id)),), (Span(f"{total}"),), *cells))


def _moved(as_of: str, labels: Labels, view: Changes | Differences, limits: Limits) -> Block | None:
    """Return the concerns that moved, by country and move, and what moved them."""
    order = sorted(
        view.changed,
        key=lambda change: (
            change.country,
            -WORST_FIRST.index(change.after),
            WORST_FIRST.index(change.before),
        ),
    )
    shown = within(order, limits, "moved")
    groups: dict[str, list[GridRow]] = {}
    for change in shown:
        arrow = f"{STATUS_WORDS[change.before]} \N{RIGHTWARDS ARROW} {STATUS_WORDS[change.after]}"
        groups.setdefault(f"{labels.of(change.country)}, {arrow}", []).append(
            _moved_row(as_of, labels, view, change)
        )
    parts = [GridPart(tuple(rows), title) for title, rows in groups.items()]
    rest = more_row(len(order) - len(shown), "more that moved")
    if rest:
        parts.append(GridPart(rest))
    heading = Paragraph((Span("MOVED", "strong"),)) if shown or rest else None
    table = grid((Column(), Column(), Column()), parts)
    return stack(heading, table) if table else None


def _moved_row(
    as_of: str, labels: Labels, view: Changes | Differences, change: StatusChange
) -> GridRow:
    """Return a concern with the act that moved it, and how many more did."""
    moving = {cause.id: cause for cause in change.through}
    act = view.latest.get(change.concern)
    name: Content = (Span(labels.of(change.concern)),)
    later = len(moving) - 1
    more = f" and {later} more" if later > 0 else ""
    if act is not None and act.id in moving and moving[act.id].kind == "began":
        content = (*labels.act_content(act), *((Span(more),) if more else ()))
        return GridRow((name, (Span(page_date(act.date, as_of)),), content))
    first = next(iter(moving.values()))
    summary = f"{labels.of(first.id)} ({humanize(first.kind)}){more}"
    return GridRow((name, (), (Span(summary),)))


def _from_to(before: str | None, after: str | None) -> str:
    states = (humanize(state or "pledged") for state in (before, after))
    return " \N{RIGHTWARDS ARROW} ".join(states)


def _pledges(view: Changes, labels: Labels, limits: Limits) -> Block | None:
    rows = under_label(
        "PLEDGES",
        (
            ((Span(labels.of(pledge.id)),), (Span(_from_to(pledge.before, pledge.after)),))
            for pledge in within(view.pledges, limits, "rows")
        ),
    )
    rows += more_row(len(view.pledges) - len(rows), "more pledges")
    return grid((Column(), Column(), Column()), [GridPart(tuple(rows))])


def _acts(as_of: str, labels: Labels, acts: Sequence[NewRecord], limits: Limits) -> Block | None:
    """Return what else was said or done, the newest first."""
    ordered = sorted(
        acts,
        key=lambda record: (
            edtf.certain_from(date_text(record.date)).toordinal() if record.date else 0
        ),
        reverse=True,
    )
    shown = ordered[: limits.get("acts", _MORE_ACTS)]
    rows = []
    for record in shown:
        whom = f" to {labels.several(record.to)}" if record.to else ""
        label = _display_name(labels, record)
        own = record.id.partition("/")[0] if record.kind == "action" else ""
        who = labels.several(record.by) or (labels.of(own) if own else "")
        rows.append(
            GridRow(
                (
                    (Span(page_date(record.date, as_of)),),
                    (Span(humanize(record.stage or ""), "muted"),),
                    (Span(f"{who}{whom}"),),
                    (Span(label),),
                )
            )
        )
    rows += more_row(len(ordered) - len(shown))
    title = f"{len(ordered)} MORE SAID OR DONE"
    columns = (Column(), Column(), Column(), Column())
    return stack(
        Paragraph((Span(title, "strong"),)) if rows else None,
        grid(columns, [GridPart(tuple(rows))]),
    )


def _others(records: Sequence[NewRecord]) -> Paragraph | None:
    """Return how many records of other kinds are new, in a line."""
    counts: dict[str, int] = {}
    for record in records:
        counts[record.kind] = counts.get(record.kind, 0) + 1
    if not counts:
        return None
    counted = join_words(
        [pluralize(number, kind, KINDS[kind].plural) for kind, number in counts.items()]
    )
    return Paragraph(
        (
            Span(f"\N{HORIZONTAL ELLIPSIS} new besides: {counted}: ", "muted"),
            Span("--full", "command"),
        )
    )


def _records(
    as_of: str, labels: Labels, title: str, records: Sequence[NewRecord], limits: Limits
) -> Block | None:
    shown = records[: limits.get("rows", 8)]
    rows = [
        GridRow(
            (
                (Span(record.kind),),
                (Span(_display_name(labels, record)),),
                (Span(page_date(record.date, as_of)),) if record.date else (),
            )
        )
        for record in shown
    ]
    rows += more_row(len(records) - len(shown))
    columns = (Column(), Column(), Column())
    return stack(
        Paragraph((Span(f"{len(records)} {title}", "strong"),)) if rows else None,
        grid(columns, [GridPart(tuple(rows))]),
    )


def _reworded(view: Differences, labels: Labels, limits: Limits) -> Block | None:
    shown = view.reworded[: limits.get("rows", 8)]
    rows = [
        GridRow(
            (
                (Span(record.kind),),
                (Span(labels.of(record.id)),),
                (Span(sentence_list([humanize(name) for name in record.fields], 40)),),
            )
        )
        for record in shown
    ]
    rows += more_row(len(view.reworded) - len(shown))
    columns = (Column(), Column(), Column())
    title = f"{len(view.reworded)} REWORDED"
    return stack(
        Paragraph((Span(title, "strong"),)) if rows else None,
        grid(columns, [GridPart(tuple(rows))]),
    )


def _closing() -> Block:
    return closing([], commands("--full", "--sources"), key())
