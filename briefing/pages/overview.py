"""The page of the whole book: what comes next, what worries each country, and the flashpoints."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from briefing.answers.overview import CountryLine, FlashpointLine, Overview
from briefing.library.status import WORST_FIRST, Counts, coming_order
from briefing.model.vocabulary import Status
from briefing.pages.kit import (
    Cut,
    Labels,
    Limits,
    PageDraft,
    Worry,
    clip,
    closing,
    commands,
    dated_act,
    gravest_first,
    grid,
    key,
    labelled,
    lead,
    more_row,
    open_line,
    opening_lines,
    opening_rows,
    page,
    page_date,
    stack,
    stepwise,
    tally,
    with_inferred,
    within,
)
from briefing.pages.text import STATUS_WORDS, pluralize, withheld_notice
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

_FLASHPOINTS: Final = 4
_BLOCKS: Final = 2
_AHEAD: Final = 2
_ROWS: Final = 9


def overview(view: Overview) -> PageDraft:
    """Return the page of the whole book."""
    labels = Labels(view)
    worried = _worried(view)
    return PageDraft(lambda limits: _layout(view, labels, worried, limits), _cuts())


def _worried(view: Overview) -> list[CountryLine]:
    """Return the countries that have concerns, the one with the nearest event first."""
    lines = [line for line in view.countries if line.counts != Counts()]

    def nearness(line: CountryLine) -> tuple[date, date]:
        event = line.next_event
        return coming_order(event.event.date) if event else (date.max, date.max)

    return sorted(lines, key=nearness)


def _cuts() -> Iterator[Cut]:
    yield Cut("flashpoints", _FLASHPOINTS)
    yield Cut("blocks", _BLOCKS)
    yield Cut("rows", _ROWS)
    yield from stepwise("blocks", _BLOCKS, 1)
    yield from stepwise("flashpoints", _FLASHPOINTS, 1)
    yield Cut("ahead", 1)
    yield from stepwise("rows", _ROWS, 0)
    yield Cut("flashpoints", 0)
    yield Cut("blocks", 0)


def _layout(
    view: Overview, labels: Labels, worried: Sequence[CountryLine], limits: Limits
) -> Document:
    blocks = within(worried, limits, "blocks")
    rows = within(worried[len(blocks) :], limits, "rows")
    ahead = limits.get("ahead", _AHEAD)
    # Each block tells what its country was told last.
    word = None if blocks else view.last_word
    return page(
        view.title,
        view.as_of,
        (),
        [
            opening_lines(opening_rows(labels, view.as_of, view.coming, word, most=ahead)),
            *(_country(view, labels, line) for line in blocks),
            _country_rows(rows, len(worried) - len(blocks) - len(rows)),
            _flashpoints(view, labels, limits),
            stack(*withheld_notice(view.withheld), _closing(view, blocks)),
        ],
    )


def _worries(line: CountryLine, labels: Labels) -> list[Worry]:
    return gravest_first(
        Worry(standing, labels.of(standing.concern)) for standing in line.standings
    )


def _country(view: Overview, labels: Labels, line: CountryLine) -> Block | None:
    """Return a country with what is open and its bottom line."""
    head = Paragraph(
        (
            Span(clip(line.name, 40), "strong"),
            Span(f"  {_concerns(line)}  ", words=f" {_concerns(line)}: "),
            tally(line.counts),
        )
    )
    rows = [("OPEN", open_line(_worries(line, labels), view.topics))]
    if line.last_word is not None:
        rows.insert(0, ("LAST WORD", dated_act(labels, line.last_word, view.as_of)))
    return stack(head, labelled(rows, indented=True), lead(line.bottom_line))


def _concerns(line: CountryLine) -> str:
    return pluralize(len(line.standings), "concern")


def _country_rows(lines: Sequence[CountryLine], rest: int) -> Block | None:
    """Return a row for each country that has no block of its own."""
    rows = tuple(
        GridRow(
            (
                (Span(clip(line.name, 28)),),
                (Span(pluralize(len(line.standings), "concern")),),
                (tally(line.counts),),
            )
        )
        for line in lines
    )
    rows += more_row(rest, "more countries", "list countries")
    return grid((Column(), Column(), Column()), [GridPart(rows)])


def _flashpoints(view: Overview, labels: Labels, limits: Limits) -> Block | None:
    shown = within(view.flashpoints, limits, "flashpoints")
    statuses = [
        status
        for status in WORST_FIRST
        if any(line.counts.number(status) for line in view.flashpoints)
    ]
    heads = [Column(SIGNS[status], STATUS_WORDS[status], "sign") for status in statuses]
    columns = (Column(), Column("", "trend"), *heads, Column("LATEST", "latest"), Column())
    rows = tuple(_flashpoint(view, labels, line, statuses) for line in shown)
    rows += more_row(len(view.flashpoints) - len(shown), "more", "flashpoints")
    title = pluralize(len(view.flashpoints), "flashpoint").upper()
    return grid(columns, [GridPart(rows, title)])


def _flashpoint(
    view: Overview, labels: Labels, line: FlashpointLine, statuses: Sequence[Status]
) -> GridRow:
    numbers: list[Content] = [(Span(f"{line.counts.number(status)}"),) for status in statuses]
    trend = (
        with_inferred(line.trend, line.trend_basis)
        if line.trend
        else (Span("not judged", "muted"),)
    )
    act = line.latest
    when: Content = (Span(page_date(act.date, view.as_of)),) if act else ()
    content = labels.first_statement(act) if act else ()
    name = clip(view.shorts.get(line.id) or line.name)
    return GridRow(((Span(name),), trend, *numbers, when, content))


def _closing(view: Overview, blocks: Sequence[CountryLine]) -> Block:
    weight = view.weight
    rows: list[tuple[str, Content]] = []
    if weight.sources:
        official = f", {weight.official} official" if weight.official else ""
        alone = f"; {weight.alone} of {weight.statements} statements on one publisher each"
        summary = f"{pluralize(weight.sources, 'source')}{official}{alone if weight.alone else ''}"
        rows.append(("RESTS ON", (Span(summary),)))
    meeting = next((line for line in blocks if line.next_event), None)
    first = next((line.id for line in (*blocks, *view.countries)), "")
    more = commands(
        f"show {first}" if first else "",
        "gaps" if blocks else "",
        "flashpoints" if view.flashpoints else "",
        f"prep {meeting.next_event.id} --with {meeting.id}"
        if meeting and meeting.next_event
        else "",
        "--help",
    )
    inferred = any(line.trend_basis == "inferred" for line in view.flashpoints)
    used = [word for word in WORST_FIRST if any(line.counts.number(word) for line in blocks)]
    return closing(rows, more, key(used, "inferred" if inferred else ""))
