"""Lays out the memo for a meeting, on a page or in full, in the order that principals read in."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Final, TypeAlias

from briefing.answers.context import Item as ViewItem
from briefing.answers.gaps import Advice
from briefing.answers.prep import Prep, Raised
from briefing.library.status import AnsweredBy, describe_end
from briefing.model.records import Action, Judgment, Reassurance
from briefing.pages.records import Teller, how_far
from briefing.pages.text import (
    Notes,
    as_of,
    describe_date,
    end_note,
    humanize,
    muted_paragraph,
    pluralize,
    short_date,
    status,
    text,
)
from briefing.pages.timeline import act
from briefing.render.document import (
    Block,
    Content,
    Definition,
    DefinitionList,
    Document,
    List,
    ListItem,
    Paragraph,
    Section,
    Span,
)

_NOTHING: Final = "Nothing on record answers this."

# A page of A4 or Letter, as the paper formats set it: lines for the entries of its sections, and
# characters in a line. Of each statement one source is named, the most reliable.
_LINES: Final = 43
_CHARACTERS: Final = 100
_CITED: Final = 1


def prep(view: Prep) -> Document:
    """The memo of a meeting as a document."""
    notes = Notes(view.names, view.sources)
    body = _page(view, notes) if view.length == "page" else _full(view, notes)
    return Document(
        title=view.event.name,
        beside=as_of(view.as_of),
        under=text(_under(view, notes)),
        blocks=tuple(body),
        tight=view.length == "page",
    )


def _under(view: Prep, notes: Notes) -> str:
    """Who meets, when, where, and for whom this is."""
    when = describe_date(view.event.date)
    place = f", {view.event.place}" if view.event.place else ""
    audience = f" · for {view.audience}" if view.audience else ""
    return f"{notes.names(view.event.participants)} · {when}{place}{audience}"


def _page(view: Prep, notes: Notes) -> Iterator[Block]:
    """One page: what fits of each section, and how much more there is."""
    yield from _bottom_line(view)
    scratch = Notes(view.names, view.sources)
    room = _LINES
    kept: dict[str, list[Maker]] = {}
    for title, (made, most) in _SHARES.items():
        kept[title] = _fitting(scratch, made(view), min(room, most))
        room -= sum(_height(each(scratch)) for each in kept[title])
    for title in ("Objectives", "Points to make", "If raised", "Watch out for", "Asks and plans"):
        items = tuple(each(notes) for each in kept[title])
        yield from _section(title, (List(items, compact=True),))
    yield from _section("Background", _background_shortly(view, notes))
    sources = notes.sources(short=True)
    if sources.notes:
        yield Section("Sources", (sources,))


Maker: TypeAlias = Callable[[Notes], ListItem]
"""Makes an entry, and cites its sources where it is kept; what is measured only is not cited."""


def _fitting(scratch: Notes, makers: Sequence[Maker], room: int) -> list[Maker]:
    """As many entries as fit into so many lines, and a last one that counts the others."""
    kept: list[Maker] = []
    for place, make in enumerate(makers):
        height = _height(make(scratch))
        rest = 0 if place + 1 == len(makers) else 1
        if height + rest > room:
            return [*kept, partial(_more, number=len(makers) - place)]
        kept.append(make)
        room -= height
    return kept


def _more(_notes: Notes, number: int) -> ListItem:
    return ListItem(text((Span(f"{number} more in the full memo.", "muted"),)))


def _height(item: ListItem) -> int:
    """How many lines of a printed page an entry takes."""
    told = sum(len(getattr(each, "text", getattr(each, "word", "[10]"))) for each in item.content)
    return max(1, -(-told // _CHARACTERS))


def _objectives_shortly(view: Prep) -> list[Maker]:
    return [partial(_short_advice, each=each) for each in view.objectives]


def _short_advice(notes: Notes, each: Advice) -> ListItem:
    implied = " (Implied.)" if each.record.basis == "implied" else ""
    return ListItem(text(each.record.advice, implied, notes.cite(each.record.sources, _CITED)))


def _points_shortly(view: Prep) -> list[Maker]:
    return [partial(_short_point, view=view, each=each) for _, each in _ranked(view)]


def _short_point(notes: Notes, view: Prep, each: Reassurance) -> ListItem:
    return ListItem(_said_before(view, notes, each, _CITED))


def _raised_shortly(view: Prep) -> list[Maker]:
    """The open concerns, the worst first; those on which nothing was said are told together."""
    silent = [each for each in view.raised if not _in_force(each)]
    found: list[Maker] = []
    for topic, held in groupby(silent, key=lambda each: each.standing.topic):
        found.append(partial(_unanswered, view=view, topic=topic, held=tuple(held)))
    spoken = [each for each in view.raised if _in_force(each)]
    return [*found, *(partial(_answered_shortly, view=view, each=each) for each in spoken)]


def _unanswered(notes: Notes, view: Prep, topic: str, held: Sequence[Raised]) -> ListItem:
    names = "; ".join(notes.name(each.standing.concern) for each in held)
    told = f"  {view.topics.get(topic, humanize(topic))}: "
    references = [one for each in held for one in each.concern.sources]
    return ListItem(
        text(
            (status("unanswered"), Span(told, "strong")),
            f"{names}. {_NOTHING}",
            notes.cite(references, _CITED),
        )
    )


def _answered_shortly(notes: Notes, view: Prep, each: Raised) -> ListItem:
    answers = _in_force(each)
    best = max(answers, key=lambda answer: bool(view.reassurances[answer.reassurance].quote))
    record = view.reassurances[best.reassurance]
    quote: Content = (Span(" "), Span(record.quote, "quote")) if record.quote else ()
    name = Span(f"  {notes.name(each.standing.concern)}: ", "strong")
    open_ = f" Open: {best.leaves_open}" if best.leaves_open else ""
    more = (
        f" ({pluralize(len(answers) - 1, 'more answer')} in the full memo.)"
        if len(answers) > 1
        else ""
    )
    return ListItem(
        text(
            (status(each.standing.status), name),
            notes.name(best.reassurance),
            quote,
            f", {short_date(record.date)}" if record.date else "",
            f", {describe_end(best.end)}." if best.end else ".",
            f"{open_}{more}",
            notes.cite(record.sources, _CITED),
        )
    )


def _in_force(each: Raised) -> list[AnsweredBy]:
    return [answer for answer in each.standing.answered_by if answer.in_force]


def _watch_shortly(view: Prep) -> list[Maker]:
    found: list[Maker] = []
    if view.frictions:
        names = "; ".join(view.names.get(each.id, each.id) for each in view.frictions)
        found.append(lambda _notes: ListItem(text((Span("Frictions: ", "strong"),), f"{names}.")))
    if view.alone:
        told = sum(map(len, (view.raised, view.reassurances, view.frictions, view.judgments)))
        counted_ = f"{len(view.alone)} statements of the full memo rest on one source only."
        if told:
            found.append(lambda _notes: ListItem(text(counted_)))
    worded = [each for each in view.judgments if each.record.wording or each.record.likelihood]
    return [*found, *(partial(_judged, each=each) for each in worded)]


def _judged(notes: Notes, each: ViewItem) -> ListItem:
    record: Judgment = each.record
    hedge: Content = (Span(" "), Span(record.wording, "quote")) if record.wording else ()
    strength = f" ({humanize(record.likelihood)})" if record.likelihood else ""
    return ListItem(text(record.claim, hedge, strength, notes.cite(record.sources, _CITED)))


def _plans_shortly(view: Prep) -> list[Maker]:
    asks: list[Maker] = [partial(_short_advice, each=each) for each in view.asks]
    order = ("planned", "reported", "hypothetical")
    plans = sorted(view.plans, key=lambda each: order.index(each.record.status))
    return [*asks, *(partial(_plan, each=each) for each in plans)]


def _plan(notes: Notes, each: ViewItem) -> ListItem:
    record: Action = each.record
    lead = Span(f"{humanize(record.status or 'plan').capitalize()}: ", "strong")
    return ListItem(text((lead,), record.summary, notes.cite(record.sources, _CITED)))


def _background_shortly(view: Prep, notes: Notes) -> Iterator[Block]:
    since = f" {pluralize(len(view.chronology), 'entry', 'entries')} since, in the full memo."
    if view.last:
        yield Paragraph(text(_last(view, notes, _CITED), since if view.chronology else ""))


_SHARES: Final[dict[str, tuple[Callable[[Prep], list[Maker]], int]]] = {
    "If raised": (_raised_shortly, 24),
    "Objectives": (_objectives_shortly, 5),
    "Points to make": (_points_shortly, 7),
    "Watch out for": (_watch_shortly, 7),
    "Asks and plans": (_plans_shortly, 4),
}
"""What is told of each section on one page, and how many of its lines it may take; what matters
most takes its lines first."""


def _full(view: Prep, notes: Notes) -> Iterator[Block]:
    yield from _bottom_line(view)
    yield from _section("Objectives", _objectives(view, notes))
    yield from _section("Points to make", _points(view, notes))
    yield from _section("If raised", (List(tuple(_raised(view, notes, e) for e in view.raised)),))
    yield from _section("Watch out for", _watch(view, notes))
    yield from _section("Asks and plans", _asks(view, notes))
    yield from _section("Background", _background(view, notes))
    sources = notes.sources()
    if sources.notes:
        yield Section("Sources", (sources,))


def _bottom_line(view: Prep) -> Iterator[Block]:
    if view.bottom_line:
        yield Paragraph((Span(view.bottom_line),), "lead")
    elif view.according_to is not None:
        yield muted_paragraph("Not shown, as no source is cited for it: bottom line.")
    else:
        yield muted_paragraph("No bottom line was written by this day.")


def _section(title: str, blocks: Iterable[Block]) -> Iterator[Section]:
    """A section, unless it is empty."""
    held = tuple(each for each in blocks if not isinstance(each, List) or each.items)
    if held:
        yield Section(title, held)


def _objectives(view: Prep, notes: Notes) -> Iterator[Block]:
    yield List(tuple(_advice(notes, each) for each in view.objectives), compact=True)


def _advice(notes: Notes, each: Advice) -> ListItem:
    implied = " (Implied.)" if each.record.basis == "implied" else ""
    by = f" By {notes.names(each.record.by)}." if each.record.by else ""
    return ListItem(text(each.record.advice, implied, by, notes.cite(each.record.sources)))


def _points(view: Prep, notes: Notes) -> Iterator[Block]:
    """What was said or done already, and can be said again, in its exact words where there are any.

    What answers most of the concerns comes first, and of those what is quoted.
    """
    yield List(tuple(_point(view, notes, each) for _, each in _ranked(view)))


def _ranked(view: Prep) -> list[tuple[str, Reassurance]]:
    answers = [each.reassurance for held in view.raised for each in _in_force(held)]

    def rank(held: tuple[str, Reassurance]) -> tuple[bool, int]:
        return not held[1].quote, -answers.count(held[0])

    return sorted(view.reassurances.items(), key=rank)


def _point(view: Prep, notes: Notes, each: Reassurance) -> ListItem:
    return ListItem(_said_before(view, notes, each))


def _said_before(view: Prep, notes: Notes, each: Reassurance, most: int | None = None) -> Content:
    """Who said or did something when, until when it holds, and in which words."""
    quote: Content = (Span(" "), Span(each.quote, "quote")) if each.quote else ()
    when = f", {short_date(each.date)}" if each.date else ""
    end = end_note(each, view.as_of)
    when += f", {end}" if end else ""
    who = (Span(f"{notes.names(each.by)}{when}: ", "muted"),)
    return text(who, each.summary, quote, notes.cite(each.sources, most))


def _raised(view: Prep, notes: Notes, each: Raised) -> ListItem:
    """What they say, what we answer, and what must not be claimed."""
    concern = each.concern
    name = Span(f"  {notes.name(each.standing.concern)}", "strong")
    said_ = _they_say(concern.summary, concern.basis)
    facts = [Definition("They say", text(said_, notes.cite(concern.sources)))]
    answers = _in_force(each)
    for answer in answers:
        facts += _answered(view, notes, answer)
    if not answers:
        facts.append(Definition("We answer", text(_NOTHING)))
    facts += [Definition("Advised", _advice(notes, advice).content) for advice in each.advice]
    return ListItem((status(each.standing.status), name), (DefinitionList(tuple(facts)),))


def _they_say(summary: str, basis: str | None) -> str:
    hint = {"inferred": " (Implied, not said outright.)", "reported": " (As reported by others.)"}
    return f"{summary}{hint.get(basis or '', '')}"


def _answered(view: Prep, notes: Notes, answer: AnsweredBy) -> Iterator[Definition]:
    record = view.reassurances[answer.reassurance]
    yield Definition("We answer", _point(view, notes, record).content)
    open_ = f" {answer.leaves_open}" if answer.leaves_open else ""
    yield Definition("Do not claim more", text(f"{how_far(answer.extent, answer.end)}{open_}"))


def _watch(view: Prep, notes: Notes) -> Iterator[Block]:
    teller = Teller(notes, view.theirs, view.reassurances, view.as_of)
    frictions = List(tuple(teller.friction(each.id, each.record) for each in view.frictions))
    yield from _section("Frictions", (frictions,))
    judgments = List(tuple(teller.judgment(each.id, each.record) for each in view.judgments))
    yield from _section("Judgments", (judgments,))
    if view.alone:
        names = tuple(ListItem(text(_called(view, notes, each))) for each in view.alone)
        yield Section("On one source only", (List(names, compact=True),))


def _called(view: Prep, notes: Notes, id_: str) -> str:
    owner = id_.partition("/")[0]
    whose = f"{notes.name(owner)}: " if owner not in (id_, view.theirs) else ""
    return f"{whose}{notes.name(id_)}"


def _asks(view: Prep, notes: Notes) -> Iterator[Block]:
    asks = List(tuple(_advice(notes, each) for each in view.asks), compact=True)
    yield from _section("Asks of them", (asks,))
    teller = Teller(notes, view.theirs, view.reassurances, view.as_of)
    plans = List(tuple(teller.action(each.id, each.record) for each in view.plans))
    yield from _section("Their plans", (plans,))


def _background(view: Prep, notes: Notes) -> Iterator[Block]:
    if view.event.summary:
        yield Paragraph(text(view.event.summary, notes.cite(view.event.sources)))
    if view.last:
        yield Paragraph(_last(view, notes))
    if view.chronology:
        since = "Since then" if view.last else "Until now"
        yield Section(
            since,
            (DefinitionList(tuple(act(notes, each) for each in view.chronology)),),
        )


def _last(view: Prep, notes: Notes, most: int | None = None) -> Content:
    if view.last is None:
        return ()
    event = view.last.event
    place = f", {event.place}" if event.place else ""
    phone = ", by phone" if event.mode == "phone" else ""
    return text(
        "Last met: ",
        (Span(event.name, "strong"),),
        f", {describe_date(event.date)}{place}{phone}.",
        notes.cite(event.sources, most),
    )
