"""Lays out the memo for a meeting, on a page or in full, in the order that principals read in."""

from collections.abc import Iterable, Iterator
from typing import Final

from briefing.answers.gaps import Advice
from briefing.answers.prep import Prep, Raised
from briefing.library.status import AnsweredBy
from briefing.model.records import Reassurance
from briefing.pages.full.records import Teller, how_far
from briefing.pages.full.timeline import act
from briefing.pages.text import (
    Notes,
    as_of,
    describe_date,
    end_note,
    muted_paragraph,
    sentence,
    short_date,
    status,
    text,
)
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


def prep(view: Prep) -> Document:
    """The memo of a meeting as a document."""
    notes = Notes(view.names, view.sources)
    return Document(
        title=view.event.name,
        beside=as_of(view.as_of),
        under=text(_under(view, notes)),
        blocks=tuple(_full(view, notes)),
    )


def _under(view: Prep, notes: Notes) -> str:
    """Who meets, when, where, and for whom this is."""
    when = describe_date(view.event.date)
    place = f", {view.event.place}" if view.event.place else ""
    audience = f" · for {view.audience}" if view.audience else ""
    return f"{notes.names(view.event.participants)} · {when}{place}{audience}"


def _full(view: Prep, notes: Notes) -> Iterator[Block]:
    yield from _bottom_line(view)
    yield from _section("Advised", _objectives(view, notes))
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
    by = sentence(f" By {notes.names(each.record.by)}") if each.record.by else ""
    return ListItem(text(each.record.advice, implied, by, notes.cite(each.record.sources)))


def _points(view: Prep, notes: Notes) -> Iterator[Block]:
    """What was said or done already, and can be said again, in its words where there are any."""
    if not view.points:
        yield muted_paragraph("Nothing is on record that can be said again.")
    yield List(tuple(_point(view, notes, view.reassurances[id_]) for id_ in view.points))


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
    answers = [
        answer for answer in each.standing.answered_by if answer.reassurance in view.reassurances
    ]
    for answer in answers:
        facts += _answered(view, notes, answer)
    if not answers:
        facts.append(Definition("We answer", text(_NOTHING)))
    lapsed = {given.id: given for given in view.lapsed}
    for answer in each.standing.answered_by:
        if answer.reassurance in lapsed:
            facts.append(
                Definition(
                    "No longer holds", _said_before(view, notes, lapsed[answer.reassurance].record)
                )
            )
    facts += [Definition("Advised", _advice(notes, advice).content) for advice in each.advice]
    return ListItem((status(each.standing.status), name), (DefinitionList(tuple(facts)),))


def _they_say(summary: str, basis: str | None) -> str:
    hint = {"inferred": " (Implied, not said outright.)", "reported": " (As reported by others.)"}
    return f"{summary}{hint.get(basis or '', '')}"


def _answered(view: Prep, notes: Notes, answer: AnsweredBy) -> Iterator[Definition]:
    record = view.reassurances[answer.reassurance]
    label = "We answer" if answer.reassurance in view.points else "They said"
    yield Definition(label, _point(view, notes, record).content)
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
        sentence(f", {describe_date(event.date)}{place}{phone}"),
        notes.cite(event.sources, most),
    )
