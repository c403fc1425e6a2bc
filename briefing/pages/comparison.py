"""The page of a comparison: where the records differ, aspect by aspect, a column each."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from msgspec.structs import replace

from briefing.answers.comparison import Aspect, Comparison, Line
from briefing.library.status import WORST_FIRST, describe_end
from briefing.model import edtf
from briefing.model.records import date_text
from briefing.model.vocabulary import Basis, Status
from briefing.pages.full.comparison import with_label
from briefing.pages.kit import (
    BASES,
    DASH,
    DOT,
    Cut,
    Labels,
    Limits,
    PageDraft,
    ahead_date,
    caveat,
    clip,
    closing,
    commands,
    days_until,
    grid,
    key,
    more_row,
    page,
    page_date,
    sentence_list,
    sign,
    stack,
    stepwise,
    with_inferred,
    within,
)
from briefing.pages.text import STATUS_WORDS, humanize, pluralize, withheld_notice
from briefing.render.document import (
    Block,
    Column,
    Content,
    Document,
    GridPart,
    GridRow,
    Paragraph,
    Share,
    Span,
    Tally,
)

_RATINGS: Final = 8
_ARGUMENTS: Final = 10
_THEMES: Final = 18
_ASPECTS: Final = 24
_LINE: Final = 66
_NAMED: Final = 4
_PAIR: Final = 2
_ASSESSMENT: Final = 40

_IN_FULL: Final = ("aliases", "sourcing", "url", "via")
"""The aspects that a page leaves to the answer in full: addresses are not cut."""

# From so many columns on they are numbered, with a key above.
_NUMBERED: Final = 4


class _Claim(NamedTuple):
    """An argument under one label: who makes it, and for or against which of the records."""

    by: str
    basis: Basis | None
    sides: dict[int, str]


def comparison(view: Comparison) -> PageDraft:
    """Return the page of a comparison."""
    labels = Labels(view)
    makers = {"approach": _approach_blocks, "country": _country_blocks}
    make = makers.get(view.kind, _field_blocks)

    def layout(limits: Limits) -> Document:
        names = [labels.of(id_) for id_ in view.compared]
        title = clip(", ".join(names), 60)
        return page(
            title,
            view.as_of,
            (),
            [
                _numbers(view, labels),
                *withheld_notice(view.withheld),
                *make(view, labels, limits),
                stack(*_closing(view)),
            ],
        )

    return PageDraft(layout, _cuts())


def _cuts() -> Iterator[Cut]:
    yield Cut("arguments", _ARGUMENTS)
    yield Cut("ratings", _RATINGS)
    yield Cut("themes", _THEMES)
    yield Cut("aspects", _ASPECTS)
    yield Cut("lines", 1)
    yield Cut("responses", 1)
    yield Cut("responses", 0)
    yield from stepwise("heads", 9, 2)
    for part, size in (("arguments", _ARGUMENTS), ("ratings", _RATINGS), ("themes", _THEMES)):
        yield from stepwise(part, size, 3)
    yield from stepwise("aspects", _ASPECTS, 3)
    for part in ("arguments", "ratings", "themes", "aspects"):
        yield from stepwise(part, 3, 0)
    yield from stepwise("heads", 2, 0)


def _numbers(view: Comparison, labels: Labels) -> Paragraph | None:
    """Return which number stands for which record, where there are too many for their names."""
    if len(view.compared) < _NUMBERED:
        return None
    numbered = DOT.join(f"{number} {labels.of(id_)}" for number, id_ in enumerate(view.compared, 1))
    return Paragraph((Span(clip(numbered, 3 * 78)),))


def _heads(view: Comparison, labels: Labels, role: str = "text") -> list[Column]:
    columns = []
    for number, id_ in enumerate(view.compared, 1):
        name = labels.of(id_)
        short = f"{number}" if len(view.compared) >= _NUMBERED else view.codes.get(id_) or name
        columns.append(Column(short, name, "sign" if role == "sign" else "text"))
    return columns


def _aspects(view: Comparison, *ids: str) -> list[Aspect]:
    return [aspect for aspect in view.aspects if aspect.id in ids and aspect.group != "fit"]


def _approach_blocks(view: Comparison, labels: Labels, limits: Limits) -> Iterator[Block | None]:
    ratings = [aspect for aspect in view.aspects if aspect.group == "fit"]
    yield _verdict(view, labels, ratings)
    yield _what_they_are(view, labels)
    yield _ratings(view, labels, ratings, limits)
    yield _arguments(view, labels, limits)
    yield _advice(view, labels, limits)


_RANKS: Final = ("poor", "partial", "good", "vital")


def _verdict(view: Comparison, labels: Labels, ratings: Sequence[Aspect]) -> Paragraph | None:
    """Return what is rated for all of the records, and which of them is higher there."""
    shared = [
        aspect
        for aspect in ratings
        if all(cell and cell[0].rating is not None for cell in aspect.cells)
    ]
    if not shared:
        return None
    names = ", ".join(clip(aspect.name or aspect.id) for aspect in shared[:_NAMED])
    rest = f" and {len(shared) - _NAMED} more" if len(shared) > _NAMED else ""
    best: list[set[int]] = []
    for aspect in shared:
        ranks = [_RANKS.index(cell[0].rating or "poor") for cell in aspect.cells]
        best.append({position for position, rank in enumerate(ranks) if rank == max(ranks)})
    always = set.intersection(*best)
    only = [position for position in always if all(len(approach) == 1 for approach in best)]
    where = ("there", "in both")[len(shared) - 1] if len(shared) <= _PAIR else "in all"
    higher = f" {labels.of(view.compared[only[0]])} is higher {where}." if only else ""
    number = "both" if len(view.compared) == _PAIR else "all"
    return Paragraph((Span(f"Rated for {number}: {names}{rest}.{higher}"),), "lead")


def _what_they_are(view: Comparison, labels: Labels) -> Block | None:
    rows = []
    summaries = next(iter(_aspects(view, "summary")), None)
    backers = next(iter(_aspects(view, "favoured_by")), None)
    for position, id_ in enumerate(view.compared):
        summary = summaries.cells[position] if summaries else ()
        text = clip(summary[0].text or "", 132) if summary else ""
        if text:
            rows.append(GridRow(((Span(labels.of(id_), "strong"),), (Span(text),))))
        backed = [
            f"{labels.of(line.id)}{_worded(line)}"
            for line in (backers.cells[position] if backers else ())
            if line.id
        ]
        if backed:
            name = (
                (Span(labels.of(id_), "strong"),) if not text else (Span("  backed by", "muted"),)
            )
            rows.append(GridRow((name, (Span(sentence_list(backed, _LINE)),))))
    return grid((Column(), Column()), [GridPart(tuple(rows))])


def _worded(line: Line) -> str:
    return (
        f" (\N{LEFT DOUBLE QUOTATION MARK}{line.wording}\N{RIGHT DOUBLE QUOTATION MARK})"
        if line.wording
        else ""
    )


def _ratings(
    view: Comparison, labels: Labels, ratings: Sequence[Aspect], limits: Limits
) -> Block | None:
    """Return how the records are rated, what is rated for several of them first."""
    ranked = sorted(ratings, key=lambda aspect: -sum(map(bool, aspect.cells)))
    shown = within(ranked, limits, "ratings")
    rows = []
    for aspect in shown:
        lines = [cell[0] for cell in aspect.cells if cell]
        inferred = all(line.basis == "inferred" for line in lines)
        cells = [
            (Span(cell[0].rating or clip(cell[0].short or cell[0].text or "", _ASSESSMENT)),)
            if cell
            else DASH
            for cell in aspect.cells
        ]
        name = with_inferred(clip(aspect.name or aspect.id), "inferred" if inferred else None)
        below = dict.fromkeys(line for entry in lines for line in caveat(entry.caveat))
        rows.append(GridRow((name, *cells), tuple(below)))
    rows += more_row(len(ranked) - len(shown))
    rated = any(cell and cell[0].rating for aspect in ratings for cell in aspect.cells)
    title = f"{len(ranked)} {'RATED' if rated else 'ASSESSED'}"
    return grid((Column(), *_heads(view, labels)), [GridPart(tuple(rows), title)])


def _arguments(view: Comparison, labels: Labels, limits: Limits) -> Block | None:
    """Return the arguments, those on several of the records first, a side in each column."""
    claims: dict[str, _Claim] = {}
    for aspect in _aspects(view, "for", "against"):
        for position, cell in enumerate(aspect.cells):
            for line in cell:
                label = clip(line.short or line.text or "")
                claim = claims.setdefault(label, _Claim(labels.several(line.by), line.basis, {}))
                claim.sides[position] = aspect.id
    ranked = sorted(
        claims.items(), key=lambda item: (-len(item[1].sides), BASES.index(item[1].basis))
    )
    shown = within(ranked, limits, "arguments")
    rows = []
    for label, claim in shown:
        cells = [
            (Span(claim.sides[position]),) if position in claim.sides else DASH
            for position in range(len(view.compared))
        ]
        rows.append(GridRow((with_inferred(label, claim.basis), (Span(claim.by),), *cells)))
    rows += more_row(len(ranked) - len(shown))
    columns = (Column(), Column("BY", "by"), *_heads(view, labels))
    return grid(columns, [GridPart(tuple(rows), f"{len(ranked)} ARGUED")])


def _advice(view: Comparison, labels: Labels, limits: Limits) -> Block | None:
    aspect = next(iter(_aspects(view, "recommendations")), None)
    if aspect is None:
        return None
    items = [
        f"{labels.of(view.compared[position])}: {clip(line.short or line.text or '')}"
        for position, cell in enumerate(aspect.cells)
        for line in cell
    ]
    columns = _LINE * (1 if "lines" in limits else 2)
    row = GridRow(((Span("ADVISED", "strong"),), (Span(sentence_list(items, columns)),)))
    return grid((Column(), Column()), [GridPart((row,))])


def _country_blocks(view: Comparison, labels: Labels, limits: Limits) -> Iterator[Block | None]:
    yield _country_heads(view, labels, limits)
    themes = [
        part
        for aspect in view.aspects
        if aspect.group in ("shared", "not-shared")
        for part in _apart(aspect)
    ]
    shown = within(themes, limits, "themes")
    parts = []
    for group, title in (("shared", "SHARED"), ("not-shared", "NOT SHARED")):
        group_aspects = [aspect for aspect in themes if aspect.group == group]
        rows = [_theme_row(view, labels, aspect) for aspect in shown if aspect.group == group]
        rows += more_row(len(group_aspects) - len(rows))
        parts.append(GridPart(tuple(rows), f"{len(group_aspects)} {title}"))
    yield grid((Column(), *_heads(view, labels, "sign"), Column()), parts)
    # What each was last told or given is in the first lines.
    responses = [aspect for aspect in view.aspects if aspect.id in ("actions", "frictions")]
    for aspect in within(responses, limits, "responses"):
        yield _response(view, labels, aspect, short="lines" in limits)


def _apart(aspect: Aspect) -> Iterator[Aspect]:
    """Yield a theme where each country has one concern of it, and any other concern by itself."""
    alone = tuple(cell if len(cell) == 1 else () for cell in aspect.cells)
    sharing = sum(map(bool, alone))
    if sharing:
        yield replace(aspect, cells=alone, group="shared" if sharing > 1 else "not-shared")
    for position, cell in enumerate(aspect.cells):
        for line in cell if len(cell) > 1 else ():
            cells = tuple((line,) if column == position else () for column in range(len(alone)))
            yield replace(aspect, cells=cells, group="not-shared")


def _theme_row(view: Comparison, labels: Labels, aspect: Aspect) -> GridRow:
    cells = [
        tuple(sign(line.status) for line in cell if line.status is not None)
        for cell in aspect.cells
    ]
    lines = [line for cell in aspect.cells for line in cell]
    names = dict.fromkeys(labels.of(line.id) for line in lines if line.id)
    label = view.themes.get(aspect.id) or aspect.name or ""
    if aspect.group == "not-shared" and len(names) == 1:
        label = next(iter(names))
    below = dict.fromkeys(line for entry in lines for line in caveat(entry.caveat))
    return GridRow(((Span(clip(label)),), *cells, ()), tuple(below))


def _country_heads(view: Comparison, labels: Labels, limits: Limits) -> Block | None:
    """Return what comes next for each country, and what it was last offered."""
    rows = []
    for id_ in within(view.compared, limits, "heads"):
        name: Content = (Span(labels.of(id_), "strong"),)
        ahead = next((act for act in view.coming.get(id_, ()) if act.date), None)
        if ahead is not None and ahead.date is not None:
            until = days_until(ahead.date, view.as_of)
            content = (*labels.act_content(ahead), *((Span(f" ({until})"),) if until else ()))
            rows.append(
                GridRow(
                    (name, (Span("NEXT"),), (Span(ahead_date(ahead.date, view.as_of)),), content)
                )
            )
            name = ()
        word = view.last_words.get(id_)
        if word is not None:
            when: Content = (Span(page_date(word.date, view.as_of)),)
            rows.append(
                GridRow(
                    (name, (Span("LAST WORD"),), when, labels.act_content(word)),
                    caveat(word.caveat),
                )
            )
    rows += more_row(
        len(view.compared) - len(within(view.compared, limits, "heads")), "more countries"
    )
    return grid((Column(), Column(), Column(), Column()), [GridPart(tuple(rows))])


def _response(view: Comparison, labels: Labels, aspect: Aspect, *, short: bool) -> Block | None:
    """Return what each country does, or is at odds over, in a line or two each."""
    rows = []
    for id_, cell in zip(view.compared, aspect.cells, strict=True):
        names = [_with_stage(labels, line) for line in cell if line.id]
        if names:
            summary = sentence_list(names, _LINE * (1 if short else 2) - 8)
            rows.append(GridRow(((Span(labels.of(id_)),), (Span(summary),))))
    return grid((Column(), Column()), [GridPart(tuple(rows), humanize(aspect.id).upper())])


def _with_stage(labels: Labels, line: Line) -> str:
    stage = f" ({humanize(line.stage)})" if line.stage and line.stage != "done" else ""
    return f"{labels.of(line.id or '')}{stage}"


def _field_blocks(view: Comparison, labels: Labels, limits: Limits) -> Iterator[Block | None]:
    """Yield the aspects of other records: each a row, or a row for each of its lines."""
    aspects = [aspect for aspect in view.aspects if aspect.id not in _IN_FULL]
    shown = within(aspects, limits, "aspects")
    rows = []
    for aspect in shown:
        name = (Span(clip(aspect.name or humanize(aspect.id).capitalize(), 24), "strong"),)
        cells = [
            _field_cell(view, labels, [with_label(view, aspect, line) for line in cell])
            for cell in aspect.cells
        ]
        rows.append(GridRow((name, *cells)))
    rows += more_row(len(aspects) - len(shown))
    yield grid((Column(), *_heads(view, labels)), [GridPart(tuple(rows), "")])


def _field_cell(view: Comparison, labels: Labels, cell: Sequence[Line]) -> Content:
    if not cell:
        return DASH
    statuses = [line.status for line in cell if line.status is not None]
    if statuses and len(statuses) == len(cell):
        return _counted(statuses)
    texts = [text for line in cell if (text := _line_text(view, labels, line))]
    return (Span(sentence_list(list(dict.fromkeys(texts)), 64)),)


def _counted(statuses: Sequence[Status]) -> Content:
    shares = (
        Share(sign(status).mark, STATUS_WORDS[status], statuses.count(status))
        for status in WORST_FIRST
    )
    return (Tally(tuple(shares)),)


def _line_text(view: Comparison, labels: Labels, line: Line) -> str:
    """Return what a row can say of a line: its short, else what it names, else its text."""
    if line.trend:
        return line.trend
    name = labels.of(line.id) if line.id else line.name or ""
    text = line.short or ("" if name else line.text or line.word or "")
    when = page_date(line.date, view.as_of) if line.date else ""
    if line.from_ or line.until:
        start, end = (date_text(limit) if limit else None for limit in (line.from_, line.until))
        when = edtf.format_span(start, end)
    return clip(
        " ".join(
            filter(
                None, (when, name, humanize(text) if line.word else text, describe_end(line.end))
            )
        )
    )


def _closing(view: Comparison) -> Iterator[Block]:
    weight = view.weight
    rows: list[tuple[str, Content]] = []
    if weight.sources:
        alone = f"; {weight.alone} of {weight.statements} statements on one publisher each"
        summary = f"{pluralize(weight.sources, 'source')}{alone if weight.alone else ''}"
        rows.append(("RESTS ON", (Span(summary),)))
    lines = [line for aspect in view.aspects for cell in aspect.cells for line in cell]
    used = [line.status for line in lines if line.status is not None]
    inferred = any(line.basis == "inferred" for line in lines)
    has_gaps = view.kind == "approach"
    more = commands("--full", *(f"show {id_}" for id_ in view.compared[:2]), "--sources")
    signs = key(used, "empty" if has_gaps else "", "inferred" if inferred else "")
    yield closing(rows, more, signs)
