"""Lays out the memo for a meeting, on a page or in full, in the order that principals read in."""

from collections.abc import Iterable, Iterator
from typing import Final

from briefing.answers.gaps import Advice
from briefing.answers.prep import OpenConcern, Prep
from briefing.library.status import AnsweredBy
from briefing.model.records import Event, Reassurance
from briefing.pages.full.records import RecordFormatter, basis_note, has_name
from briefing.pages.full.timeline import act
from briefing.pages.text import (
    Citations,
    as_of_text,
    describe_date,
    end_note,
    muted_paragraph,
    sentence,
    short_date,
    status_badge,
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
    """Return the memo of a meeting as a document."""
    citations = Citations(view.names, view.sources)
    return Document(
        title=view.event.name,
        beside=as_of_text(view.as_of),
        under=text(_under(view, citations)),
        blocks=tuple(_full(view, citations)),
    )


def _under(view: Prep, citations: Citations) -> str:
    """Return who meets, when, where, and for whom this is."""
    when = describe_date(view.event.date)
    place = f", {view.event.place}" if view.event.place else ""
    audience = f" · for {view.audience}" if view.audience else ""
    return f"{citations.names(view.event.participants)} · {when}{place}{audience}"


def _full(view: Prep, citations: Citations) -> Iterator[Block]:
    memo = _Memo(view, citations)
    yield from _bottom_line(view)
    yield from _section("Advised", memo.objectives())
    yield from _section("Points to make", memo.points())
    yield from _section("If raised", memo.raised())
    yield from _section("Watch out for", memo.watch())
    yield from _section("Asks and plans", memo.asks())
    yield from _section("Background", memo.background())
    sources = citations.sources()
    if sources.notes:
        yield Section("Sources", (sources,))
    yield from memo.sourcing()


def _bottom_line(view: Prep) -> Iterator[Block]:
    if view.bottom_line:
        yield Paragraph((Span(view.bottom_line),), "lead")
    elif view.according_to is not None:
        yield muted_paragraph("Not shown, as no source is cited for it: bottom line.")
    else:
        yield muted_paragraph("No bottom line was written by this day.")


def _section(title: str, blocks: Iterable[Block]) -> Iterator[Section]:
    """Yield a section, unless it is empty."""
    shown = tuple(block for block in blocks if not isinstance(block, List) or block.items)
    if shown:
        yield Section(title, shown)


class _Memo:
    """The parts of a memo; what one of them showed in full, the next ones only name."""

    def __init__(self, view: Prep, citations: Citations) -> None:
        self._view = view
        self._citations = citations
        self._shown: set[str] = set()
        self._formatter = RecordFormatter(citations, view.theirs, view.reassurances, view.as_of)

    def sourcing(self) -> Iterator[Section]:
        """Yield how what the memo shows is known."""
        yield from self._formatter.sourcing()

    def objectives(self) -> Iterator[Block]:
        """Yield what is advised for the meeting."""
        yield self._advised(self._view.objectives)

    def points(self) -> Iterator[Block]:
        """Yield what can be said again, in its words where there are any."""
        if not self._view.points:
            yield muted_paragraph("Nothing is on record that can be said again.")
        contents = (self._act(id_, self._view.reassurances[id_]) for id_ in self._view.points)
        yield List(tuple(ListItem(content) for content in contents))

    def raised(self) -> Iterator[Block]:
        """Yield what they may raise, what answers it, and how far."""
        yield List(tuple(self._raised(worry) for worry in self._view.raised))

    def watch(self) -> Iterator[Block]:
        """Yield the frictions, the judgments, and what rests on one source alone."""
        view, formatter = self._view, self._formatter
        frictions = List(tuple(formatter.friction(item.id, item.record) for item in view.frictions))
        yield from _section("Frictions", (frictions,))
        judgments = List(tuple(formatter.judgment(item.id, item.record) for item in view.judgments))
        yield from _section("Judgments", (judgments,))
        if view.alone:
            names = tuple(ListItem(text(self._display_name(id_))) for id_ in view.alone)
            yield Section("On one source only", (List(names, compact=True),))

    def asks(self) -> Iterator[Block]:
        """Yield what they are advised to do, and what they plan."""
        yield from _section("Asks of them", (self._advised(self._view.asks),))
        plans = self._view.plans
        actions = tuple(self._formatter.action(plan.id, plan.record) for plan in plans)
        yield from _section("Their plans", (List(actions),))
        self._shown.update(plan.id for plan in plans)

    def background(self) -> Iterator[Block]:
        """Yield what the meeting is, when the two last met, and what came since."""
        view, citations = self._view, self._citations
        if view.event.summary:
            yield Paragraph(text(view.event.summary, citations.cite(view.event.sources)))
            self._shown.add(view.id)
        if view.last:
            yield Paragraph(_last_met(view.last.event, citations))
        if view.chronology:
            since = "Since then" if view.last else "Until now"
            acts = tuple(act(citations, moment, self._shown) for moment in view.chronology)
            yield Section(since, (DefinitionList(acts),))

    def _advised(self, advice: Iterable[Advice]) -> List:
        return List(
            tuple(ListItem(self._advice(recommendation)) for recommendation in advice), compact=True
        )

    def _advice(self, advice: Advice) -> Content:
        record, citations = advice.record, self._citations
        if self._was_shown(advice.id):
            return text((Span(citations.name(advice.id), "strong"),), " (above).")
        implied = " (Implied.)" if record.basis == "implied" else ""
        by = sentence(f" By {citations.names(record.by)}") if record.by else ""
        return text(record.advice, implied, by, citations.cite(record.sources))

    def _act(self, id_: str, reassurance: Reassurance, how: str = "") -> Content:
        """Return who said or did what, when, until when it holds, and how far it answers."""
        citations = self._citations
        when = f", {short_date(reassurance.date)}" if reassurance.date else ""
        end = end_note(reassurance, self._view.as_of)
        when += f", {end}" if end else ""
        who = (Span(f"{citations.names(reassurance.by)}{when}: ", "muted"),)
        name = (Span(citations.name(id_), "strong"),)
        if self._was_shown(id_):
            return text(who, name, " (above). " if how else " (above).", how)
        quote: Content = (Span(" "), Span(reassurance.quote, "quote")) if reassurance.quote else ()
        cites = citations.cite(reassurance.sources)
        lead = text(name, ". ") if has_name(reassurance) else ()
        return text(who, lead, reassurance.summary, quote, cites, f" {how}" if how else "")

    def _was_shown(self, id_: str) -> bool:
        """Return whether a record was shown before, and note that it now was."""
        is_told = id_ in self._shown
        self._shown.add(id_)
        return is_told

    def _raised(self, worry: OpenConcern) -> ListItem:
        """Return what they say, what we answer, and what that leaves open."""
        view, citations, concern = self._view, self._citations, worry.concern
        name = Span(f"  {citations.name(worry.standing.concern)}", "strong")
        note = basis_note(concern.basis)
        said = (concern.summary, f" {note}" if note else "", citations.cite(concern.sources))
        facts = [Definition("They say", text(*said))]
        answers = worry.standing.answered_by
        facts += [
            self._answered(answer) for answer in answers if answer.reassurance in view.reassurances
        ]
        if len(facts) == 1:
            facts.append(Definition("We answer", text(_NOTHING)))
        ended = {item.id: item.record for item in view.ended}
        facts += [
            Definition("No longer holds", self._act(answer.reassurance, ended[answer.reassurance]))
            for answer in answers
            if answer.reassurance in ended
        ]
        facts += [Definition("Advised", self._advice(advice)) for advice in worry.advice]
        return ListItem(
            (status_badge(worry.standing.status), name), (DefinitionList(tuple(facts)),)
        )

    def _answered(self, answer: AnsweredBy) -> Definition:
        id_ = answer.reassurance
        label = "We answer" if id_ in self._view.points else "They said"
        how = self._formatter.answer_effect(answer)
        return Definition(label, self._act(id_, self._view.reassurances[id_], how))

    def _display_name(self, id_: str) -> str:
        owner = id_.partition("/")[0]
        whose = f"{self._citations.name(owner)}: " if owner not in (id_, self._view.theirs) else ""
        return f"{whose}{self._citations.name(id_)}"


def _last_met(event: Event, citations: Citations) -> Content:
    place = f", {event.place}" if event.place else ""
    return text(
        "Last spoke: " if event.mode == "phone" else "Last met: ",
        (Span(event.name, "strong"),),
        sentence(f", {describe_date(event.date)}{place}"),
        citations.cite(event.sources),
    )
