"""The page of what happened and what is ahead: an act a line, who acts in lanes."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from briefing.answers.acts import Act
from briefing.answers.timeline import Timeline
from briefing.model import edtf
from briefing.model.records import Date, date_text
from briefing.pages.kit import (
    TOO_MANY,
    Cut,
    Labels,
    Limits,
    PageDraft,
    ahead_date,
    caveat,
    closing,
    commands,
    country_column,
    grid,
    key,
    newest_first,
    page,
    page_date,
    stepwise,
)
from briefing.pages.text import empty_notice, filter_notice, pluralize
from briefing.render.document import (
    Badge,
    Column,
    Content,
    Document,
    GridPart,
    GridRow,
    Span,
)
from briefing.render.wrap import REMEMBERED

_LANES: Final = 6
_AHEAD: Final = 6
_YEARS: Final = 7
# More rows than any page has.
_PAST: Final = 36


def timeline(view: Timeline) -> PageDraft:
    """Return the page of what happened and what is ahead."""
    labels = Labels(view)
    ahead, past = view.coming, newest_first(reversed(view.moments))
    lanes = _lanes(view, [*ahead, *past])
    return PageDraft(
        lambda limits: _layout(view, labels, (ahead, past), lanes, limits),
        _cuts(len(ahead), len(past)),
        {"ahead": TOO_MANY, "past": TOO_MANY},
    )


def _lanes(view: Timeline, acts: Sequence[Act]) -> list[str]:
    """Return the countries that have a lane: all that act, none if they are too many."""
    counts = Counter(
        country
        for act in acts
        for party in (*act.by, *act.to)
        for country in view.countries.get(party, ())
    )
    ranked = [country for country, _ in counts.most_common()]
    return ranked if len(ranked) <= _LANES else []


def _cuts(ahead: int, past: int) -> Iterator[Cut]:
    yield Cut("past", min(past, _PAST))
    yield Cut("ahead", min(ahead, _AHEAD))
    yield from stepwise("past", min(past, _PAST), 0)
    yield from stepwise("ahead", min(ahead, _AHEAD), 0)


def _layout(
    view: Timeline,
    labels: Labels,
    acts: tuple[Sequence[Act], Sequence[Act]],
    lanes: Sequence[str],
    limits: Limits,
) -> Document:
    ahead, past = acts
    shown_ahead = ahead[: limits.get("ahead", len(ahead))]
    shown = past[: limits.get("past", len(past))]
    heads = [country_column(labels, id_, view.codes.get(id_)) for id_ in lanes]
    parts = [
        GridPart(
            (
                *(
                    _row(view, labels, act, lanes, ahead_date(act.date or "", view.as_of))
                    for act in shown_ahead
                ),
                *_rest(ahead[len(shown_ahead) :], "more ahead"),
            ),
            "AHEAD",
        ),
        GridPart(
            (
                *(_row(view, labels, act, lanes, page_date(act.date, view.as_of)) for act in shown),
                *_rest(past[len(shown) :], "older"),
            ),
            "PAST",
        ),
    ]
    number = len(ahead) + len(past)
    undated = f", {view.undated} undated left out" if view.undated else ""
    empty = None if ahead or past else empty_notice(view.filters, "Nothing here is dated.")
    more = commands("--full", "--country NAME", "--since DATE", "-o ahead.ics" if ahead else "")
    return page(
        "TIMELINE",
        view.as_of,
        (Span(f"{pluralize(number, 'act')}{undated}"),),
        [
            *filter_notice(view.filters),
            empty,
            grid((Column(), *heads, Column()), parts),
            closing([], more, key((), "acts") if lanes else ()),
        ],
    )


def _row(view: Timeline, labels: Labels, act: Act, lanes: Sequence[str], when: str) -> GridRow:
    signs: list[Content] = [_lane(view, act, country) for country in lanes]
    content = labels.act_with_parts(act)
    below = dict.fromkeys(line for part in (act, *act.parts) for line in caveat(part.caveat))
    return GridRow(((Span(when),), *signs, content), tuple(below)[:1])


def _lane(view: Timeline, act: Act, country: str) -> Content:
    def is_among(parties: Sequence[str]) -> bool:
        return any(country in view.countries.get(party, ()) for party in parties)

    reassurances = [part for part in act.parts if part.kind == "reassurance"]
    if any(is_among(reassurance.by) for reassurance in reassurances or [act]):
        return (Badge("acts", "acts", bare=True),)
    if any(is_among((*reassurance.to, *reassurance.by)) for reassurance in (*reassurances, act)):
        return (Badge("acted-towards", "is addressed", bare=True),)
    return ()


# Of many acts, most have a date that another one has.
@lru_cache(REMEMBERED)
def _year(when: Date) -> str:
    parsed = edtf.parse(date_text(when))
    point = parsed.start or parsed.end
    return edtf.format_date(point.year) if point else "undated"


def _rest(acts: Sequence[Act], what: str) -> tuple[GridRow, ...]:
    """Return the row that counts what was cut, year by year."""
    if not acts:
        return ()
    years = Counter(_year(act.date) if act.date else "undated" for act in acts)
    listed = [f"{year} {number}" for year, number in list(years.items())[:_YEARS]]
    if len(listed) == 1:
        # A single year says no more than the number of acts.
        listed = list(years)
    rest = sum(list(years.values())[_YEARS:])
    listed += [f"before {rest}"] if rest else []
    return (
        GridRow(
            ((Span(f"\N{HORIZONTAL ELLIPSIS} {len(acts)} {what}: {' · '.join(listed)}", "muted"),),)
        ),
    )
