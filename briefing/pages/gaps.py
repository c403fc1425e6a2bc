"""The page of what is open: each concern a row, or each theme that countries share."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from briefing.answers.acts import Act
from briefing.answers.gaps import CountryCounts, Gap, Gaps, OpenPledge
from briefing.library.status import WORST_FIRST, Counts, count_statuses, latest
from briefing.model import edtf
from briefing.model.records import date_text
from briefing.model.vocabulary import Status
from briefing.pages.kit import (
    BASES,
    DOT,
    TOO_MANY,
    Cut,
    Labels,
    Limits,
    PageDraft,
    clip,
    closing,
    commands,
    country_column,
    dated_act,
    day_of,
    ended,
    fits_line,
    grid,
    in_brackets,
    key,
    leaves_open,
    more_row,
    opening_lines,
    opening_rows,
    page,
    page_date,
    pledge_words,
    sentence_list,
    sign,
    stack,
    stepwise,
    tally,
    with_inferred,
    within,
)
from briefing.pages.text import STATUS_WORDS, filter_notice, pluralize
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

# The most rows of each state once a page is too long, and the most countries with a column each.
_MOST: Final[dict[Status, int]] = {"partly-answered": 4, "touched-on": 7, "unanswered": 12}
_WITH_LAST_WORD: Final = 2
_COLUMNS: Final = 6
_LINE: Final = 66


class _Row(NamedTuple):
    """A concern, or those of several countries under one theme."""

    label: str
    gaps: tuple[Gap, ...]

    @property
    def status(self) -> Status:
        """The worst state of the concerns."""
        return min((gap.standing.status for gap in self.gaps), key=WORST_FIRST.index)

    @property
    def is_inferred(self) -> bool:
        """Whether this book inferred all of the concerns."""
        return all(gap.standing.basis == "inferred" for gap in self.gaps)


class _Body(NamedTuple):
    """What a page is laid out from, whatever its length.

    `countries` are those with anything open, `pledges` what is pledged, without and with the days
    on which that falls due, and `others` what else the page ends with.
    """

    rows: dict[Status, list[_Row]]
    countries: list[CountryCounts]
    pledges: tuple[list[str], list[str]]
    others: list[tuple[str, list[str]]]
    key: Paragraph | None


def gaps(view: Gaps) -> PageDraft:
    """Return the page of what is open."""
    labels = Labels(view)
    rows = _rows(view, labels)
    open_ = {gap.standing.country for gap in view.gaps}
    body = _Body(
        rows,
        [country for country in view.countries if country.id in open_],
        (
            [_pledge(labels, pledge) for pledge in view.pledges],
            [_pledge(labels, pledge, with_day=True) for pledge in view.pledges],
        ),
        [
            *ended(labels, ((row.id, row.end) for row in view.ended)),
            ("ADVISED", _advised(view, labels)),
        ],
        _key(view),
    )
    return PageDraft(
        lambda limits: _layout(view, labels, body, limits),
        _cuts(view, rows),
        dict.fromkeys((*rows, "countries"), TOO_MANY),
    )


def _rows(view: Gaps, labels: Labels) -> dict[Status, list[_Row]]:
    """Return the rows by their state, within one the most plainly sourced first."""
    by_theme: dict[str, list[Gap]] = {}
    for gap in view.gaps:
        if gap.standing.theme:
            by_theme.setdefault(gap.standing.theme, []).append(gap)
    sharing = {theme: _sharing(gaps) for theme, gaps in by_theme.items()}
    rows = []
    shown: set[str] = set()
    for gap in view.gaps:
        if gap.standing.concern in shown:
            continue
        shared = sharing.get(gap.standing.theme or "", {})
        if gap.standing.concern in shared and len(shared) > 1:
            theme = gap.standing.theme or ""
            label = clip(view.themes.get(theme) or labels.of(gap.standing.concern))
            row = _Row(label, tuple(shared.values()))
        else:
            row = _Row(labels.of(gap.standing.concern), (gap,))
        shown |= {gap.standing.concern for gap in row.gaps}
        rows.append(row)
    by_status: dict[Status, list[_Row]] = {}
    for status in WORST_FIRST:
        items = [row for row in rows if row.status == status]
        by_status[status] = sorted(items, key=_plainness)
    return {status: items for status, items in by_status.items() if items}


def _sharing(gaps: Sequence[Gap]) -> dict[str, Gap]:
    """Return those of the gaps of a theme that are the only ones of their country, by concern."""
    numbers = Counter(gap.standing.country for gap in gaps)
    return {gap.standing.concern: gap for gap in gaps if numbers[gap.standing.country] == 1}


def _plainness(row: _Row) -> int:
    return min(BASES.index(gap.standing.basis) for gap in row.gaps)


def _cuts(view: Gaps, rows: dict[Status, list[_Row]]) -> Iterator[Cut]:
    sizes = {status: len(status_rows) for status, status_rows in rows.items()}
    for status, most in _MOST.items():
        if sizes.get(status, 0) > most:
            yield from stepwise(status, min(sizes[status], TOO_MANY), most)
            sizes[status] = most
    yield Cut("countries", min(len(view.countries), _COLUMNS))
    yield Cut("lines", 1)
    for status in _MOST:
        yield from stepwise(status, sizes.get(status, 0), 0 if status != "unanswered" else 1)
    yield from stepwise("countries", min(len(view.countries), _COLUMNS), 0)


def _layout(view: Gaps, labels: Labels, body: _Body, limits: Limits) -> Document:
    shown = within(view.countries, limits, "countries")
    # Where there are more, the last word to any of them has to do.
    are_two = len(view.countries) == _WITH_LAST_WORD == len(shown)
    word = None if are_two else view.last_word
    bars: list[tuple[str, Content]] = []
    for country in shown:
        number = Span(f"{_total(country.counts):>2}  ", words=f"{_total(country.counts)}: ")
        bars.append((labels.of(country.id), (number, tally(country.counts))))
        if are_two and country.last_word is not None:
            content = dated_act(labels, country.last_word, view.as_of)
            bars.append(("", (Span("last word "), *content)))
    left_out = len(view.countries) - len(shown)
    if left_out:
        bars.append(
            (
                "",
                (
                    Span(f"\N{HORIZONTAL ELLIPSIS} {left_out} more: ", "muted"),
                    Span("--full", "command"),
                ),
            )
        )
    return page(
        "GAPS",
        view.as_of,
        (Span(_under(view, body.rows)),),
        [
            *filter_notice(view.filters),
            stack(
                opening_lines(opening_rows(labels, view.as_of, view.coming, word), *bars),
                body.key,
            ),
            _table(view, labels, body, limits),
            stack(_closing(view, body, limits)),
        ],
    )


def _total(counts: Counts) -> int:
    return sum(counts.number(status) for status in WORST_FIRST)


def _under(view: Gaps, rows: dict[Status, list[_Row]]) -> str:
    number = sum(len(status_rows) for status_rows in rows.values())
    concerns = sum(len(row.gaps) for status_rows in rows.values() for row in status_rows)
    total = _total(view.counts)
    if not total:
        return "no concerns here"
    grouped = f" in {pluralize(number, 'row')}" if number != concerns else ""
    if view.filters.statuses:
        return f"{pluralize(total, 'concern')}{grouped}"
    if concerns == total:
        return f"{pluralize(total, 'concern')}{grouped}, none answered in full"
    if not concerns:
        return f"{pluralize(total, 'concern')}, all answered in full"
    return f"{concerns} of {pluralize(total, 'concern')} not answered in full{grouped}"


def _table(view: Gaps, labels: Labels, body: _Body, limits: Limits) -> Grid | None:
    countries = body.countries
    many = len(countries) > _COLUMNS
    heads = [
        country_column(labels, country.id, country.code) for country in (() if many else countries)
    ]
    parts = []
    for status, status_rows in body.rows.items():
        shown = within(status_rows, limits, status)
        is_open = status != "unanswered"
        titles = (*(column.title for column in heads), *(("COUNTRIES",) if many else ()))
        titles = (*titles, "LEAVES OPEN" if is_open else "LATEST ON IT", "")
        columned = None if many else [country.id for country in countries]
        grid_rows = tuple(_grid_row(view, labels, row, columned) for row in shown)
        grid_rows += more_row(len(status_rows) - len(shown))
        title = f"{len(status_rows)} {STATUS_WORDS[status].upper()}"
        parts.append(GridPart(grid_rows, title, titles))
    number = (Column("COUNTRIES", "countries", "sign"),) if many else ()
    columns = (Column(), *heads, *number, Column(), Column())
    return grid(columns, parts)


def _grid_row(view: Gaps, labels: Labels, row: _Row, columned: Sequence[str] | None) -> GridRow:
    """Return a row with a sign for each country, in its column if the countries have columns."""
    name = with_inferred(row.label, "inferred" if row.is_inferred else None)
    by_country = {gap.standing.country: gap.standing.status for gap in row.gaps}
    if columned is None:
        marks: list[Content] = [(tally(count_statuses(gap.standing for gap in row.gaps)),)]
    else:
        marks = [(sign(by_country[id_]),) if id_ in by_country else () for id_ in columned]
    return GridRow((name, *marks, *_last_cells(view, labels, row)))


def _last_cells(view: Gaps, labels: Labels, row: _Row) -> tuple[Content, ...]:
    """Return when what was last said or done, or what an answer leaves open."""
    if row.status != "unanswered":
        open_ = [text for gap in row.gaps if (text := leaves_open(gap.standing))]
        return ((Span(DOT.join(dict.fromkeys(open_))),) if open_ else (),)
    acts = [
        view.latest[gap.standing.concern] for gap in row.gaps if gap.standing.concern in view.latest
    ]
    last = latest(acts, day_of(view.as_of), lambda act: act.date)
    act: Act | None = last or next(iter(acts), None)
    if act is None:
        return (), ()
    return (Span(page_date(act.date, view.as_of)),), labels.act_content(act)


def _closing(view: Gaps, body: _Body, limits: Limits) -> Block:
    columns = _LINE * (1 if "lines" in limits else 2)
    lines: list[tuple[str, Content]] = []
    pledged, with_days = body.pledges
    if fits_line(with_days, columns):
        pledged = with_days
    for label, items in (("PLEDGED", pledged), *body.others):
        if items:
            lines.append((label, (Span(sentence_list(items, columns)),)))
    first = next((gap.standing.country for gap in view.gaps), "")
    more = commands(
        "--full",
        f"gaps {first}" if first and len(view.countries) > 1 else "",
        "--status unanswered",
        "--sources",
    )
    inferred = any(row.is_inferred for status_rows in body.rows.values() for row in status_rows)
    return closing(lines, more, key((), "inferred" if inferred else ""))


def _pledge(labels: Labels, pledge: OpenPledge, *, with_day: bool = False) -> str:
    """Return a pledge with how it stands, and the day on which it falls due if there is room."""
    words = pledge_words(pledge.state, pledge.record.due)
    if with_day and not words and pledge.record.due is not None:
        words = f"due {edtf.format_date(date_text(pledge.record.due), short=True)}"
    return f"{labels.of(pledge.id)}{in_brackets(words)}"


def _key(view: Gaps) -> Paragraph | None:
    """Return what the signs mean, below the bars of them."""
    used = [gap.standing.status for gap in view.gaps]
    used += [
        status
        for country in view.countries
        for status in WORST_FIRST
        if country.counts.number(status)
    ]
    signs = key(used)
    return Paragraph(signs) if signs else None


def _advised(view: Gaps, labels: Labels) -> list[str]:
    """Return for how many of the concerns there is advice, and by whom."""
    advised = [gap for gap in view.gaps if gap.advice]
    if not advised:
        return []
    by = labels.several(id_ for gap in advised for advice in gap.advice for id_ in advice.record.by)
    return [f"for {len(advised)} of {len(view.gaps)}{f' ({by})' if by else ''}"]
