"""What the pages are made of: labels, dates, who did what, where it is from, and how to cut."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from briefing.answers.acts import Act
from briefing.answers.context import ResultBase
from briefing.library.status import (
    NOT_HAPPENED,
    WORST_FIRST,
    ConcernStatus,
    Counts,
    End,
    PledgeState,
    coming_order,
    describe_end,
    describe_end_date,
    has_known_start,
)
from briefing.model import edtf
from briefing.model.records import (
    Date,
    Friction,
    Reference,
    Source,
    SourceRef,
    date_text,
    is_same_date,
    source_id,
)
from briefing.model.vocabulary import OFFICIAL, Basis, SourceType, Status
from briefing.model.width import character_width, fitting_end, text_width
from briefing.pages.text import (
    STATUS_WORDS,
    caveat_clause,
    humanize,
    join_contents,
    pluralize,
    source_address,
)
from briefing.render.common import NBSP, content_text
from briefing.render.document import (
    SIGNS,
    Badge,
    Block,
    Column,
    Content,
    Document,
    Grid,
    GridPart,
    GridRow,
    Inline,
    Paragraph,
    Section,
    Share,
    Span,
    Stack,
    Tally,
)
from briefing.render.sanitize import sanitize
from briefing.render.wrap import REMEMBERED

PAGE_LINES: Final = 38
"""The most lines of a page, so that a terminal of 40 lines shows it whole."""

SHEET_LINES: Final = 50
"""The most lines of a page on paper, so that it is one sheet of A4 or Letter."""

TOO_MANY: Final = SHEET_LINES + 1
"""Rows that no page has room for."""

PAGE_COLUMNS: Final = 80
"""The width at which the lines of a page are counted."""

DASH: Final[Content] = (Span("\N{EN DASH}", "muted"),)
"""An empty cell, where a column of words would look forgotten."""

DOT: Final = " \N{MIDDLE DOT} "
"""What parts the items of a list on one line."""

INFERRED: Final[Content] = (
    Span(" "),
    Span("\N{DEGREE SIGN}", "muted", words="(inferred by this book)"),
)

# Columns: the most that a label and a longer text take; a longer one ends in an ellipsis.
_LABEL: Final = 56
_PARTY: Final = 36
_HEADING: Final = 12
_TOLD: Final = 112
_NEXT: Final = 56
_CAVEAT: Final = 220
_TEXT: Final = 320
_ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"

_LETTERS: Final[dict[str, tuple[SourceType, ...]]] = {
    "A": ("analysis", "think-tank"),
    "O": OFFICIAL,
    "N": ("news",),
}
"""The classes of sources that pages distinguish, and the types of source in each."""

_CLASSES: Final = {"A": "analysis", "O": "official", "N": "news"}

# An event that is nearer than that is told with the days until then.
_NEAR: Final = timedelta(days=60)


def clip(text: str, columns: int = _LABEL) -> str:
    """Return a text on one line of at most `columns` columns, cut before a word or a quotation."""
    text = " ".join(sanitize(text).split())
    if text_width(text) <= columns:
        return text
    end = fitting_end(text, columns - 1)
    head = text[:end]
    if text[end] != " " and not _is_wide(text[end]):
        head = head.rpartition(" ")[0] or head
    opening = head.rfind("\N{LEFT DOUBLE QUOTATION MARK}")
    if opening > 0 and "\N{RIGHT DOUBLE QUOTATION MARK}" not in head[opening:]:
        head = head[:opening]
    return f"{head.rstrip(' ,;:.…')}{_ELLIPSIS}"


def _is_wide(character: str) -> bool:
    return character_width(character) > 1


def clip_text(text: str) -> str:
    """Return a running text cut to what a page can spare for it."""
    return clip(text, _TEXT)


class Labels:
    """What the rows of a page call the records of an answer, and where these are from."""

    def __init__(self, view: ResultBase) -> None:
        self._view = view
        self._labels: dict[str, str] = {}

    def of(self, id_: str) -> str:
        """Return what a row calls a record: by its short, else its name."""
        if id_ not in self._labels:
            self._labels[id_] = self._label(id_)
        return self._labels[id_]

    def _label(self, id_: str) -> str:
        source = self._view.sources.get(id_)
        name = source_label(source) if source else self._view.names.get(id_, id_)
        return clip(self._view.shorts.get(id_) or name)

    def several(self, ids: Iterable[str], most: int = 2) -> str:
        """Return what some records are called, in a row; what is too many is counted."""
        names = list(dict.fromkeys(clip(self.of(id_), _PARTY) for id_ in dict.fromkeys(ids)))
        if len(names) > most + 1:
            return f"{', '.join(names[:most])} and {len(names) - most} others"
        return ", ".join(names)

    def act(self, act: Act) -> str:
        """Return what an act is called."""
        if act.short:
            return clip(act.short)
        return clip(act.summary) if act.kind == "development" else self.of(act.id)

    def act_content(self, act: Act, *, to: bool = True) -> Content:
        """Return who did what: `Mattis to Abe: “100 percent”`, or without `to` whom."""
        label, who = self.act(act), self.several(act.by)
        whom = f" to {self.several(act.to)}" if to and act.to else ""
        ended = in_brackets(state(act))
        if not who or act.kind == "development" or self.names_doer(act):
            return (Span(f"{label}{ended}"),)
        # Who did it is cut before what was done is.
        parties = clip(f"{who}{whom}", max(_TOLD - text_width(label), _PARTY))
        return (Span(f"{parties}: {label}{ended}"),)

    def first_statement(self, act: Act) -> Content:
        """Return what was said first at an event, else the event."""
        statements = (self.act_content(part) for part in act.parts if part.kind == "reassurance")
        return next(statements, None) or self.act_content(act)

    def act_with_parts(self, act: Act) -> Content:
        """Return an act with what is part of it: what was said at an event, else the event."""
        statements = dict.fromkeys(
            self.act_content(part) for part in act.parts if part.kind == "reassurance"
        )
        first, others = self.first_statement(act), list(statements)[1:]
        return (*first, Span(f" and {len(others)} more")) if others else first

    def names_doer(self, act: Act) -> bool:
        """Return whether what an act is called says who took part in it."""
        words = self.act(act).casefold()
        names = (self.of(id_).casefold() for id_ in act.by)
        return act.kind == "event" and any(
            name in words or name.rpartition(" ")[2] in words for name in names
        )

    def classes(self, references: Iterable[Reference]) -> Content:
        """Return the classes of some sources in three places: `A·N`; each letter links to one."""
        references = list(references)
        quotes = {
            reference.source: reference.quote
            for reference in reversed(references)
            if isinstance(reference, SourceRef) and reference.quote
        }
        cited = {
            id_: source
            for id_ in map(source_id, references)
            if (source := self._view.sources.get(id_)) is not None
        }
        content: list[Inline] = []
        if not any(
            source.type in types for source in cited.values() for types in _LETTERS.values()
        ):
            return ()
        for letter, types in _LETTERS.items():
            of_class = {id_: source for id_, source in cited.items() if source.type in types}
            if of_class:
                addresses = (
                    source_address(source, quotes.get(id_))
                    for id_, source in of_class.items()
                    if source.url
                )
                url = next(addresses, "")
                content.append(Span(letter, "muted", url, words=f"{_CLASSES[letter]} "))
            else:
                content.append(Span("\N{MIDDLE DOT}", "muted", words=" "))
        return tuple(content)

    def count_sources(self) -> tuple[int, int]:
        """Return how many sources the answer rests on, and how many of them are official."""
        sources = self._view.sources.values()
        return len(sources), sum(source.type in _LETTERS["O"] for source in sources)


def state(act: Act) -> str:
    """Return what must be said of an act beside what it is: that it is over, due, or not sure."""
    if act.end is not None and act.end.is_over:
        return describe_end(act.end)
    if act.stage in ("hypothetical", "reported"):
        return act.stage
    return pledge_words(act.pledge, act.due, is_ahead=act.ahead)


def pledge_words(pledge: PledgeState | None, due: Date | None, *, is_ahead: bool = False) -> str:
    """Return how a pledge stands, where that is not merely open."""
    if pledge == "overdue" and due is not None:
        return f"overdue, due {edtf.format_date(date_text(due), short=True)}"
    if pledge == "due":
        return "due" if is_ahead else ""
    return humanize(pledge or "")


def in_brackets(words: str) -> str:
    """Return words as they stand after what they qualify; nothing if there are none."""
    return f" ({words})" if words else ""


def source_label(source: Source) -> str:
    """Return what a row calls a source: who published it, and when."""
    if source.short:
        return source.short
    who = source.publisher or source.author or source.title
    return f"{who}, {edtf.format_date(date_text(source.published), short=True)}"


@lru_cache(REMEMBERED)
def page_date(when: Date | None, as_of: str) -> str:
    """Return a date as short as it gets: without its year where that is the as-of date's."""
    if when is None:
        return "undated"
    text = date_text(when)
    words = edtf.format_date(text, short=True)
    year = f"{edtf.latest_day(as_of).year}"
    parsed = edtf.parse(text)
    points = [point for point in (parsed.start, parsed.end) if point is not None]
    if all(point.year == year and point.month for point in points):
        words = words.replace(f" {year}", "")
    return by_a_day(words) if parsed.start is None else words


def by_a_day(words: str) -> str:
    """Return a date that is only a bound: what happened by a day did not go on until then."""
    return f"by {words.removeprefix('until ')}"


@lru_cache(REMEMBERED)
def ahead_date(when: Date, as_of: str) -> str:
    """Return the date of what is ahead: with its weekday, or `in 2017`."""
    text = date_text(when)
    first, last = edtf.earliest_day(text), edtf.latest_day(text)
    words = page_date(when, as_of)
    if first == last:
        return f"{first:%a} {words}"
    parsed = edtf.parse(text)
    is_span = parsed.start is not None and parsed.end is not None and parsed.start != parsed.end
    is_plain = words[:1].isalnum() and not words.startswith(("until", "from", "about"))
    exact = is_span and all(point is not None and point.day for point in (parsed.start, parsed.end))
    return f"in {words}" if is_plain and not exact else words


def days_until(when: Date, as_of: str) -> str:
    """Return `in 2 days` where what is ahead is near and its day is known."""
    text = date_text(when)
    day, today = edtf.earliest_day(text), edtf.latest_day(as_of)
    if edtf.parse(text).start is None or day != edtf.latest_day(text):
        return ""
    distance = (day - today).days
    if not 0 <= distance <= _NEAR.days:
        return ""
    return "today" if not distance else f"in {pluralize(distance, 'day')}"


def sign(status: Status) -> Badge:
    """Return the sign of a concern's status."""
    return Badge(status, STATUS_WORDS[status], bare=True)


def tally(counts: Counts) -> Tally:
    """Return how concerns stand, as a bar of signs."""
    return Tally(
        tuple(Share(status, STATUS_WORDS[status], counts.number(status)) for status in WORST_FIRST)
    )


def with_inferred(label: str, basis: Basis | None) -> Content:
    """Return a label, marked where this book inferred what it names."""
    return (Span(label), *INFERRED) if basis == "inferred" else (Span(label),)


def sentence_list(items: Sequence[str], columns: int) -> str:
    """Return items on one line or a few, as many as fit; the rest is counted."""
    # Every item after the first takes a dot at least.
    for shown in range(min(len(items), columns // len(DOT) + 1), 0, -1):
        rest = len(items) - shown
        words = [*items[:shown], *([f"{rest} more"] if rest else [])]
        if shown == 1 or fits_line(words, columns):
            return DOT.join(words)
    return ""


def fits_line(items: Sequence[str], columns: int) -> bool:
    """Return whether items, separated by dots, take at most some columns."""
    return text_width(DOT.join(items)) <= columns


def closing(rows: Iterable[tuple[str, Content]], more: Content, signs: Content) -> Block:
    """Return the lines that end a page: what else there is, what more to ask for, and the key."""
    return labelled([*rows, ("MORE", more), *([("", signs)] if signs else [])])


def labelled(rows: Iterable[tuple[str, Content]], *, indented: bool = False) -> Block:
    """Return lines after labels: `MORE  show japan --full`; indented ones belong under a line."""
    start: tuple[Content, ...] = ((),) if indented else ()
    columns = (Column(),) * (len(start) + 2)
    grid_rows = tuple(
        GridRow((*start, (Span(label, "strong"),), content)) for label, content in rows
    )
    return Grid(columns, (GridPart(grid_rows),))


def commands(*texts: str) -> Content:
    """Return commands that show more, separated by dots."""
    return join_contents([(Span(text, "command"),) for text in texts if text], DOT, DOT)


_KEY_WORDS: Final = {
    "inferred": ("\N{DEGREE SIGN} inferred by this book",),
    "acts": ("\N{BLACK CIRCLE} acts", "\N{WHITE CIRCLE} is addressed"),
    "classes": ("A analysis", "O official", "N news"),
    "empty": ("\N{EN DASH} nothing on record",),
}


def key(statuses: Iterable[Status] = (), *others: str) -> Content:
    """Return what the signs of a page mean, of those that it uses."""
    used = set(statuses)
    parts = [f"{SIGNS[status]} {STATUS_WORDS[status]}" for status in WORST_FIRST if status in used]
    parts += [text for name in others if name for text in _KEY_WORDS[name]]
    content = "  ".join(part.replace(" ", NBSP) for part in parts)
    # In words, nothing needs a key.
    return (Span(content, "muted", words=" "),) if parts else ()


def grid(columns: Sequence[Column], parts: Iterable[GridPart]) -> Grid | None:
    """Return a grid without the columns that are empty all the way down; None without rows."""
    kept_parts = tuple(part for part in parts if part.rows)
    if not kept_parts:
        return None
    kept = [
        index
        for index in range(len(columns))
        if not index
        or any(
            index < len(row.cells) and row.cells[index] not in ((), DASH)
            for part in kept_parts
            for row in part.rows
        )
    ]
    kept_parts = tuple(_without_empty_titles(part) for part in kept_parts)
    if len(kept) == len(columns):
        return Grid(tuple(columns), kept_parts)
    return Grid(
        tuple(columns[index] for index in kept),
        tuple(_with_columns(part, kept) for part in kept_parts),
    )


def _without_empty_titles(part: GridPart) -> GridPart:
    """Return a part without those of its own titles under which it has nothing."""

    def has_cells(index: int) -> bool:
        cells = [row.cells[index] for row in part.rows if index < len(row.cells)]
        return any(cell not in ((), DASH) for cell in cells)

    # A title may stand over the column after its own too.
    last = len(part.titles) - 1
    titles = (
        title if has_cells(position + 1) or (position < last and has_cells(position + 2)) else ""
        for position, title in enumerate(part.titles)
    )
    return GridPart(part.rows, part.title, tuple(titles))


def _with_columns(part: GridPart, kept: Sequence[int]) -> GridPart:
    rows = tuple(
        GridRow(tuple(row.cells[index] for index in kept if index < len(row.cells)), row.below)
        for row in part.rows
    )
    titles = tuple(part.titles[index - 1] for index in kept[1:]) if part.titles else ()
    return GridPart(rows, part.title, titles)


def caveat(text: str | None) -> tuple[Content, ...]:
    """Return the line under a row that says what changes its meaning."""
    return ((Span(clip(caveat_clause(text), _CAVEAT)),),) if text else ()


def more_row(number: int, what: str = "more", command: str = "--full") -> tuple[GridRow, ...]:
    """Return the row that counts what was cut, or no row if nothing was."""
    if number <= 0:
        return ()
    content = (Span(f"{_ELLIPSIS} {number} {what}: ", "muted"), Span(command, "command"))
    return (GridRow((content,)),)


def newest_first(acts: Iterable[Act]) -> list[Act]:
    """Return what has happened, the newest first; last what has no day, or is only imagined."""
    known: list[Act] = []
    unknown: list[Act] = []
    for act in _each_by_its_day(acts):
        if not act.ahead:
            (known if _has_known_day(act) else unknown).append(act)
    known.sort(key=lambda act: edtf.certain_from(date_text(act.date or "")), reverse=True)
    return [*known, *sorted(unknown, key=lambda act: act.date is None)]


def _has_known_day(act: Act) -> bool:
    """Return whether it is known when an act happened, and that it did."""
    return act.date is not None and has_known_start(act.date) and act.stage not in NOT_HAPPENED


def _each_by_its_day(acts: Iterable[Act]) -> Iterator[Act]:
    """Yield acts, and what is part of an event but has another day, as an act of that day."""
    for act in acts:
        if not act.parts:
            yield act
            continue
        own = [part for part in act.parts if part.date is None or is_same_date(part.date, act.date)]
        yield replace(act, parts=tuple(own))
        yield from (part for part in act.parts if part not in own)


def nearest_first(acts: Iterable[Act]) -> list[Act]:
    """Return what is ahead, the nearest first."""
    ahead = [(coming_order(act.date), act) for act in acts if act.ahead and act.date is not None]
    return [act for _, act in sorted(ahead, key=lambda item: item[0])]


class Cut(Struct, frozen=True):
    """A step that shortens a page: the most rows that a part may have."""

    part: str
    most: int


# Lines: from a page that has so many too many or too few, the next one to try is guessed.
_NEAR_LINES: Final = 10

Limits = Mapping[str, int]
"""The most rows of each part of a page; a part that is not named is shown whole."""


def within(rows: Sequence[Any], limits: Limits, part: str) -> Sequence[Any]:
    """Return the rows of a part that its limit allows."""
    return rows[: limits[part]] if part in limits else rows


def stepwise(part: str, size: int, to: int) -> Iterator[Cut]:
    """Yield the steps that shorten a part of some size one row at a time."""
    yield from (Cut(part, most) for most in range(size - 1, to - 1, -1))


class PageDraft(Struct, frozen=True):
    """A page before it is cut to its length.

    The `layout` lays it out with at most so many rows of each part; the `cuts` are the steps that
    shorten it, in their order, each of which leaves it no longer than before. `most` limits the
    parts of which a page with more rows is too long for sure, so that no more are laid out.
    """

    layout: Callable[[Limits], Document]
    cuts: Iterable[Cut]
    most: Limits = {}


def fit(draft: PageDraft, lines: int = PAGE_LINES) -> Document:
    """Return a page, shortened by as few steps as leave it few enough lines.

    A step mostly takes one line. Where the next page to try is guessed by that, and not in the
    middle of those that are left, half as many are laid out.
    """
    page = draft.layout(draft.most)
    excess = _count_lines(page) - lines
    if excess <= 0:
        return page
    steps = list(draft.cuts)
    fitting = None
    low, high, guess = 0, len(steps), excess - 1
    while low < high:
        is_near = abs(excess) <= _NEAR_LINES
        middle = min(max(guess, low), high - 1) if is_near else (low + high) // 2
        page = draft.layout(_limits(draft.most, steps[: middle + 1]))
        excess = _count_lines(page) - lines
        if excess <= 0:
            fitting, high, guess = page, middle, middle + excess - 1
        else:
            low, guess = middle + 1, middle + excess
    # Without one, the last step was tried, and the page is as short as it gets.
    return fitting or page


def _limits(most: Limits, cuts: Iterable[Cut]) -> Limits:
    limits = dict(most)
    for cut in cuts:
        limits[cut.part] = min(cut.most, limits.get(cut.part, cut.most))
    return limits


def _count_lines(document: Document) -> int:
    """Return how many lines a page takes."""
    from briefing.render.text import layout

    return sum(1 for _ in layout(document, PAGE_COLUMNS))


def page(
    title: str,
    as_of: str,
    under: Content,
    blocks: Iterable[Block | None],
) -> Document:
    """Return a page from its blocks."""
    beside = f"as of {edtf.format_date(as_of, short=True)}"
    kept = tuple(block for block in blocks if block is not None)
    return Document(clip(title), beside, under, kept, tight=True)


def stack(*blocks: Block | None) -> Block | None:
    """Return blocks that follow each other closely; None without any."""
    kept = tuple(block for block in blocks if block is not None)
    return Stack(kept) if kept else None


def lead(text: str | None) -> Paragraph | None:
    """Return a bottom line, None without one."""
    return Paragraph((Span(clip_text(text)),), "lead") if text else None


def day_of(as_of: str) -> date:
    """Return the last day of an as-of date."""
    return edtf.latest_day(as_of)


def with_sources(document: Document, view: ResultBase) -> Document:
    """Return a page with the list of its sources."""
    if not view.sources:
        return document
    from briefing.pages.text import Citations

    citations = Citations(view.names, view.sources)
    for id_ in view.sources:
        citations.number(id_)
    record = getattr(view, "record", None)
    if record is not None:
        citations.cite(record.sources)
    return replace(document, blocks=(*document.blocks, Section("Sources", (citations.sources(),))))


def country_column(labels: Labels, id_: str, code: str | None) -> Column:
    """Return the column of a country, headed by its code, else by the beginning of its name."""
    return Column(code or clip(labels.of(id_), _HEADING), labels.of(id_), "sign")


class Worry(Struct, frozen=True):
    """A concern as a page lists it: how it stands, and what it is called."""

    standing: ConcernStatus
    label: str


BASES: Final[tuple[Basis | None, ...]] = ("stated", None, "reported", "inferred")
"""How a source carries a concern, the plainest first; one that does not say is taken as stated."""


def gravest_first(worries: Iterable[Worry]) -> list[Worry]:
    """Return concerns by their status, the worst first, then by how plainly a source has them."""

    def order(worry: Worry) -> tuple[int, int]:
        return WORST_FIRST.index(worry.standing.status), BASES.index(worry.standing.basis)

    return sorted(worries, key=order)


# A topic with so many open concerns is called by its label in a line of what is open.
_MANY: Final = 5

# Columns of the line of what is open: two lines beside a label.
_OPEN: Final = 2 * 64


def open_line(worries: Sequence[Worry], topics: Mapping[str, str], answered: int = 0) -> Content:
    """Return which concerns are unanswered: `2 of 5 unanswered: Missiles from the North`.

    Args:
        worries: the concerns.
        topics: the labels of topics, by their slugs.
        answered: how many more there are, which are answered.
    """
    total = len(worries) + answered
    unanswered = [worry for worry in worries if worry.standing.status == "unanswered"]
    if not unanswered:
        rest = [worry.label for worry in worries if worry.standing.status != "answered"]
        if not rest:
            return (Span(f"nothing: all of {pluralize(total, 'concern')} answered"),)
        listed = sentence_list(rest, _OPEN)
        return (Span(f"none of {total} unanswered; not fully answered: {listed}"),)
    by_topic: dict[str, list[Worry]] = {}
    for worry in unanswered:
        by_topic.setdefault(worry.standing.topic, []).append(worry)
    many = {topic: concerns for topic, concerns in by_topic.items() if len(concerns) >= _MANY}
    items = [
        f"{clip(topics.get(topic, topic))} ({len(concerns)})"
        for topic, concerns in sorted(many.items(), key=lambda item: -len(item[1]))
    ]
    items += [worry.label for worry in unanswered if worry.standing.topic not in many]
    gravest = ", gravest first" if len(items) > 1 and not many else ""
    head = f"{len(unanswered)} of {total} unanswered{gravest}"
    return (Span(f"{head}: "), Span(sentence_list(list(dict.fromkeys(items)), _OPEN)))


def opening_rows(
    labels: Labels, as_of: str, coming: Sequence[Act], last_word: Act | None, *, most: int = 1
) -> list[GridRow]:
    """Return the lines on what comes next, and what was last said to reassure, with their days.

    Args:
        labels: what records are called.
        as_of: the day of the page.
        coming: what is ahead, the nearest first.
        last_word: what was last said or done to reassure.
        most: how many lines of what is ahead to show; what has one date shares a line, events
            first, and is counted where it does not fit.
    """
    rows = []
    grouped: dict[str, list[Act]] = {}
    for act in coming:
        if act.date is not None:
            grouped.setdefault(ahead_date(act.date, as_of), []).append(act)
    for number, (when, acts) in enumerate(islice(grouped.items(), most)):
        first = sorted(acts, key=lambda act: act.kind != "event")[:2]
        contents = [_coming_content(labels, as_of, act) for act in first]
        content = join_contents(contents, DOT, DOT)
        is_wide = text_width(content_text(content)) > _NEXT
        rest = len(acts) - (1 if is_wide else 2)
        if is_wide:
            content = contents[0]
        if rest > 0:
            content = (*content, Span(f"{DOT}{rest} more"))
        rows.append(_dated("NEXT" if not number else "", when, content))
    if last_word is not None:
        rows.append(
            GridRow(
                _dated(
                    "LAST WORD", page_date(last_word.date, as_of), labels.act_content(last_word)
                ).cells,
                caveat(last_word.caveat),
            )
        )
    return rows


def _coming_content(labels: Labels, as_of: str, act: Act) -> Content:
    """Return what is ahead on one line, with its place and how soon it is."""
    content = labels.act_content(act)
    if act.place and not is_named(act.place, labels.act(act)):
        content = (*content, Span(f", {clip(act.place)}"))
    until = days_until(act.date, as_of) if act.date else ""
    return (*content, Span(f" ({until})")) if until else content


def dated_act(labels: Labels, act: Act, as_of: str) -> Content:
    """Return an act after its day, on one line: `7 Feb  Tillerson to Kishida: Article 5`."""
    return (Span(f"{page_date(act.date, as_of)}  "), *labels.act_content(act))


def is_named(place: str, label: str) -> bool:
    """Return whether what an act is called names the place, or the town in it."""
    return place.partition(",")[0] in label


def _dated(label: str, when: str, content: Content) -> GridRow:
    return GridRow(((Span(label, "strong"),) if label else (), (Span(when),), content))


def opening_lines(rows: Sequence[GridRow], *more: tuple[str, Content]) -> Grid | None:
    """Return the lines with which a page begins, each after its label."""
    labels = [GridRow(((Span(label, "strong"),), content)) for label, content in more if content]
    columns = (Column(), Column(), Column())
    return grid(columns, (GridPart((*rows, *labels)),))


def leaves_open(standing: ConcernStatus) -> str:
    """Return what the last answer in force leaves open, by its short, else as it is written."""
    for answer in reversed(standing.answered_by):
        if answer.in_force and (answer.short or answer.leaves_open):
            return clip(answer.short or answer.leaves_open or "")
    return ""


def act_row(as_of: str, labels: Labels, act: Act) -> GridRow:
    """Return an act as a row: its day, how far it went, who to whom, and what."""
    main = next((part for part in act.parts if part.kind == "reassurance"), act)
    who = "" if labels.names_doer(main) else labels.several(main.by)
    whom = f" to {labels.several(main.to)}" if main.to else ""
    others = sum(part.kind == "reassurance" for part in act.parts) - 1
    more = f" and {others} more" if others > 0 else ""
    return GridRow(
        (
            (Span(page_date(act.date, as_of)),),
            (Span(humanize(main.stage or ""), "muted"),),
            (Span(f"{who}{whom}"),),
            (Span(f"{labels.act(main)}{in_brackets(state(main))}{more}"),),
        ),
        caveat(main.caveat or act.caveat),
    )


def ended(labels: Labels, ends: Iterable[tuple[str, End]]) -> Iterator[tuple[str, list[str]]]:
    """Yield what no longer holds by what ended it, each with its day."""
    by_state: dict[str, list[str]] = {}
    for id_, end in ends:
        when = f" ({describe_end_date(end.date)})" if end.date else ""
        by_state.setdefault(end.state, []).append(f"{labels.of(id_)}{when}")
    yield from ((state.upper(), items) for state, items in by_state.items())


def at_odds(labels: Labels, home: str, frictions: Iterable[tuple[str, Friction]]) -> list[str]:
    """Return with whom and over what a country is at odds: `China: Senkakus`."""
    labels_ = []
    for id_, friction in frictions:
        others = [party for party in friction.between if party != home]
        label = labels.of(id_)
        labels_.append(f"{labels.several(others)}: {label}" if others else label)
    return labels_


def under_label(label: str, rows: Iterable[Sequence[Content]]) -> list[GridRow]:
    """Return rows of which the first one has a label before it: `AHEAD  in 2017  ICBM test`."""
    return [
        GridRow(((Span(label, "strong"),) if not position else (), *cells))
        for position, cells in enumerate(rows)
    ]
