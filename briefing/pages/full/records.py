"""How each kind of record reads in a brief: its headline, what it says, where it comes from."""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final, TypeAlias

import msgspec.structs

from briefing.library.status import (
    AnsweredBy,
    ConcernStatus,
    End,
    describe_end,
    end_of,
    has_known_start,
    pledge_state,
)
from briefing.model import edtf
from briefing.model.records import (
    Action,
    Answer,
    Concern,
    Date,
    DateDetail,
    Friction,
    Judgment,
    Reassurance,
    Recommendation,
    Reference,
    Statement,
    date_text,
)
from briefing.model.vocabulary import Extent
from briefing.pages.full.fields import field_values
from briefing.pages.kit import page_date
from briefing.pages.text import (
    Citations,
    describe_date,
    end_note,
    humanize,
    join_contents,
    join_words,
    muted,
    muted_paragraph,
    remarks,
    sentence,
    status_badge,
    text,
)
from briefing.render.common import content_text
from briefing.render.document import (
    Block,
    Content,
    Definition,
    DefinitionList,
    ListItem,
    Paragraph,
    Section,
    Span,
)

LIKELIHOODS: Final = {
    "almost-no-chance": "1-5 %",
    "very-unlikely": "5-20 %",
    "unlikely": "20-45 %",
    "roughly-even-chance": "45-55 %",
    "likely": "55-80 %",
    "very-likely": "80-95 %",
    "almost-certain": "95-99 %",
}
"""What the terms of ICD 203 mean."""


Passages: TypeAlias = Callable[[str, Any], Iterable[Block]]
"""Yields what is around the quotations of a record, or of a part of it, in their sources."""


class RecordFormatter:
    """Lays out the records of one brief."""

    def __init__(
        self,
        citations: Citations,
        home: str,
        reassurances: dict[str, Reassurance],
        as_of: str,
        elsewhere: Container[str] | None = None,
    ) -> None:
        """Prepare to lay out the records of a brief.

        Args:
            citations: what everything is called.
            home: the record of which the brief is.
            reassurances: those that answer a concern, by their ids.
            as_of: the day on which the answer counts, as an EDTF date.
            elsewhere: the reassurances that the document shows in full elsewhere, all of
                them by default; any other is shown with the first concern that it answers.
        """
        self.citations = citations
        self._home = home
        self._reassurances = reassurances
        self._as_of = as_of
        self._sourcing: list[Definition] = []
        self._passages: Passages | None = None
        self._unshown = {
            id_ for id_ in reassurances if elsewhere is not None and id_ not in elsewhere
        }

    def show_passages(self, passages: Passages) -> None:
        """Show under each record and part of one what these are: the passages that it quotes."""
        self._passages = passages

    def remarks(self, id_: str, part: Statement) -> tuple[Block, ...]:
        """Return what changes the meaning of a record or a part of it, and what it quotes.

        How it is known is kept for `sourcing`.
        """
        if part.sourcing:
            name = self.display_name(id_)
            anchor = self.citations.anchor_for([id_])
            self._sourcing.append(Definition(name, text(part.sourcing), to=anchor))
        return (
            *remarks(msgspec.structs.replace(part, sourcing=None)),
            *self.passages(id_, part),
        )

    def passages(self, id_: str, part: Any) -> tuple[Block, ...]:
        """Return the passages around what a record or a part of it quotes, if they are shown."""
        return tuple(self._passages(id_, part)) if self._passages else ()

    def sourcing(self) -> Iterator[Section]:
        """Yield a section that says how what was laid out is known, record by record."""
        if self._sourcing:
            yield Section("Sourcing", (DefinitionList(tuple(self._sourcing)),))

    def nested_record(self, kind: str, id_: str, record: Any, **options: str) -> ListItem:
        """Return a nested record of any kind but a concern, which is shown with its status."""
        layouts: dict[str, Callable[..., ListItem]] = {
            "reassurance": self.reassurance,
            "action": self.action,
            "friction": self.friction,
            "recommendation": self.recommendation,
            "judgment": self.judgment,
        }
        layout = layouts.get(kind)
        return layout(id_, record, **options) if layout else self._unlisted_kind(id_, record)

    def concern(self, id_: str, concern: Concern, standing: ConcernStatus) -> ListItem:
        """Return a concern with its status, and under it what was said or done about it."""
        headline = self._owned_name(id_, standing.country) if has_name(concern) else ""
        blocks: list[Block] = [
            self._cited_sentence(
                _join(concern.summary, basis_note(concern.basis), concern.detail),
                concern.sources,
            )
        ]
        if concern.cause:
            blocks.append(Paragraph(text("Cause: ", concern.cause)))
        is_own = concern.voiced_by == (standing.country,)
        blocks += asides(
            () if is_own else self.name_sentence("Voiced by", concern.voiced_by),
            text(f"Since {self._when(concern.date)}.") if concern.date else (),
        )
        blocks += [*self._details(id_, concern), *self.remarks(id_, concern)]
        if standing.answered_by:
            blocks.append(self._answers(standing))
        return ListItem(
            text(
                (status_badge(standing.status),),
                *(("  ", (Span(headline, "strong"),)) if headline else ()),
            ),
            tuple(blocks),
        )

    def reassurance(self, id_: str, reassurance: Reassurance) -> ListItem:
        """Return a reassurance in full, with what it answers and how far."""
        blocks: list[Block] = [Paragraph(self._doer_and_words(reassurance))]
        if reassurance.answers:
            blocks.append(
                DefinitionList(
                    tuple(self.answer(id_, answer, reassurance) for answer in reassurance.answers)
                )
            )
        blocks += [
            *self.outcome(id_, reassurance),
            *self._details(id_, reassurance),
            *self.remarks(id_, reassurance),
        ]
        details = (
            humanize(reassurance.kind),
            self.pledge_stage(reassurance),
            self._when(reassurance.date),
        )
        return ListItem(self._headline(id_, reassurance, *details), tuple(blocks))

    def pledge_stage(self, reassurance: Reassurance) -> str:
        """Return how far a pledge has gone and until when it holds; empty if neither is known."""
        pledge = pledge_state(reassurance, edtf.latest_day(self._as_of))
        due = f"due {describe_date(reassurance.due)}" if reassurance.due else ""
        end = end_note(reassurance, self._as_of)
        states = (
            reassurance.stage or "",
            "" if pledge == "due" else humanize(pledge or ""),
            due,
            end,
        )
        return ", ".join(state for state in states if state)

    def outcome(self, id_: str, reassurance: Reassurance) -> list[Block]:
        """Return what became of a reassurance, and who says so."""
        if reassurance.kept is None:
            return []
        when = f" {describe_date(reassurance.kept.date)}" if reassurance.kept.date else ""
        at = (
            text(" at ", (self.citations.link_to(reassurance.kept.event),))
            if reassurance.kept.event
            else ()
        )
        outcome = f"{humanize(reassurance.kept.state).capitalize()}{when}"
        cites = self.citations.cite(reassurance.kept.sources)
        passages = self.passages(id_, reassurance.kept)
        return [Paragraph(text(outcome, at, ".", cites)), *passages]

    def action(self, id_: str, action: Action) -> ListItem:
        """Return what a country does, plans or might do."""
        state = humanize(action.status or "")
        blocks: list[Block] = [self._cited_sentence(action.summary, action.sources)]
        blocks += asides(self.name_sentence("Said by", action.voiced_by))
        blocks += [*self._details(id_, action), *self.remarks(id_, action)]
        return ListItem(self._headline(id_, action, state, self._when(action.date)), tuple(blocks))

    def friction(self, id_: str, friction: Friction) -> ListItem:
        """Return a friction, with each side's view of it."""
        blocks: list[Block] = [self._cited_sentence(friction.summary, friction.sources)]
        if friction.cause:
            blocks.append(muted_paragraph(self.name_sentence("Set off by", friction.cause)))
        views = [
            Definition(
                content_text(self.citations.links_to(view.by)),
                text(view.claim, _quoted(view.quote), self.citations.cite(view.sources)),
                self.remarks(id_, view),
                to=self.citations.anchor_for(view.by),
            )
            for view in friction.views
        ]
        if friction.rebuttal:
            views.append(Definition("Against that", text(friction.rebuttal)))
        if views:
            blocks.append(DefinitionList(tuple(views)))
        blocks += [*self._details(id_, friction), *self.remarks(id_, friction)]
        home = id_.partition("/")[0]
        others = [side for side in friction.between if side != home]
        between = text("with ", self.citations.links_to(others))
        if home not in friction.between or not others:
            between = self.citations.links_to(friction.between)
        return ListItem(
            self._headline(id_, friction, between, self._when(friction.date)), tuple(blocks)
        )

    def recommendation(self, id_: str, recommendation: Recommendation) -> ListItem:
        """Return a piece of advice, to whom, by whom, and what it would answer."""
        to = text("to ", self.citations.links_to(recommendation.to))
        by = text("by ", self.citations.links_to(recommendation.by)) if recommendation.by else ()
        implied = "implied" if recommendation.basis == "implied" else ""
        blocks: list[Block] = [
            self._cited_sentence(
                _join(recommendation.advice, recommendation.summary), recommendation.sources
            )
        ]
        at = self.name_sentence("At", [recommendation.at] if recommendation.at else [])
        blocks += asides(at, self.name_sentence("Would answer:", recommendation.answers))
        blocks += [*self._details(id_, recommendation), *self.remarks(id_, recommendation)]
        return ListItem(
            self._headline(id_, recommendation, to, by, implied, self._when(recommendation.date)),
            tuple(blocks),
        )

    def byline(self, judgment: Judgment) -> str:
        """Return who judged, and when."""
        by = f"by {self.citations.names(judgment.by)}" if judgment.by else ""
        return ", ".join(part for part in (by, _date_words(judgment.date)) if part)

    def linked_byline(self, judgment: Judgment) -> Content:
        """Return the same, leading to who judged."""
        by = text("by ", self.citations.links_to(judgment.by)) if judgment.by else ()
        return join_contents(
            [part for part in (by, text(_date_words(judgment.date))) if part], last=", "
        )

    def judgment(self, id_: str, judgment: Judgment, byline: str = "") -> ListItem:
        """Return a conclusion, with the strength at which its source draws it.

        It is headed by what it is called in its own brief alone, as its claim says the same. What
        all of several share as their `byline` is left out of each.
        """
        signed = () if self.byline(judgment) == byline else self.linked_byline(judgment)
        strength: list[str | Content] = []
        words = judgment.wording
        if words and words.casefold() not in f"{judgment.claim} {judgment.summary}".casefold():
            strength += ["Worded ", (Span(words, "quote"),), ". "]
        if judgment.likelihood:
            meant = LIKELIHOODS[judgment.likelihood]
            strength.append(f"Likelihood: {humanize(judgment.likelihood)} ({meant}). ")
        if judgment.confidence:
            strength.append(f"Confidence: {judgment.confidence}.")
        claim = text(_join(judgment.claim, judgment.summary), self.citations.cite(judgment.sources))
        blocks: list[Block] = [muted_paragraph(*strength)] if strength else []
        blocks += [*self._details(id_, judgment), *self.remarks(id_, judgment)]
        if id_ == self._home:
            headline = self._headline(id_, judgment, signed)
            return ListItem(headline, (Paragraph(claim), *blocks))
        aside = muted(text(" (", signed, ")")) if signed else ()
        return ListItem(text(claim, aside), tuple(blocks))

    def _details(self, id_: str, record: Any) -> list[Block]:
        """Return what a record says besides, for which only its own brief has room."""
        if id_ != self._home:
            return []
        bears_on = (*getattr(record, "flashpoints", ()), *getattr(record, "instruments", ()))
        theme = self.citations.theme(record.theme) if getattr(record, "theme", None) else ""
        return asides(
            self.name_sentence("Bears on", bears_on),
            self.name_sentence("About", getattr(record, "about", ())),
            text(sentence(f"Theme: {theme}")) if theme else (),
            *_other_names(record, theme),
        )

    def _unlisted_kind(self, id_: str, record: Any) -> ListItem:
        """Return a record of a kind that has no layout of its own."""
        facts = tuple(
            Definition(label, value) for label, value in field_values(self.citations, record)
        )
        blocks: list[Block] = [self._cited_sentence(record.summary or "", record.sources)]
        if facts:
            blocks.append(DefinitionList(facts))
        blocks += asides(*_other_names(record))
        return ListItem(self._headline(id_, record), (*blocks, *self.remarks(id_, record)))

    def _answers(self, standing: ConcernStatus) -> DefinitionList:
        newest_first = sorted(
            standing.answered_by,
            key=lambda answer: certain_day(self._reassurances[answer.reassurance]),
            reverse=True,
        )
        return DefinitionList(
            tuple(self._answered_by(standing.concern, answer) for answer in newest_first)
        )

    def _answered_by(self, concern: str, answered_by: AnsweredBy) -> Definition:
        """Return what a reassurance does for a concern; the document shows elsewhere what it is."""
        record = self._reassurances[answered_by.reassurance]
        to = text(" to ", self.citations.links_to(record.to)) if record.to else ()
        name = self.citations.link_to(answered_by.reassurance, "strong")
        how = self.answer_effect(answered_by)
        whole: Content = ()
        if answered_by.reassurance in self._unshown:
            self._unshown.remove(answered_by.reassurance)
            cites = self.citations.cite(record.sources)
            whole = text(f" {record.summary}", _quoted(record.quote), cites)
        by = self.citations.links_to(record.by)
        content = text(by, to, ": ", (name,), ".", whole, f" {how}" if how else "")
        answer_remarks = (
            self.remarks(answered_by.reassurance, answer)
            for answer in record.answers
            if answer.concern == concern
        )
        return Definition(self.day(record.date), content, next(answer_remarks, ()))

    def day(self, when: Date | None) -> str:
        """Return the date of an act for a column of dates, its year only if it is another."""
        return page_date(when, self._as_of)

    def _when(self, when: Date | None) -> str:
        """Return the date of a record as short; empty where it has none."""
        if when is None:
            return ""
        inferred = isinstance(when, DateDetail) and when.basis == "inferred"
        return f"{self.day(when)} (inferred)" if inferred else self.day(when)

    def answer_effect(self, answer: AnsweredBy) -> str:
        """Return how far a reassurance answers a concern, and what it leaves open; or empty."""
        leaves_open = f"Leaves open: {answer.leaves_open}" if answer.leaves_open else ""
        return _join(self._extent(answer), leaves_open)

    def _extent(self, answer: AnsweredBy) -> str:
        """Return how far a reassurance answers a concern, if that is said, and until when."""
        if answer.extent == "unstated" and answer.end is None:
            return "" if answer.in_force else "Not in force."
        sentence = extent_and_end(answer.extent, answer.end)
        is_over = answer.end is not None and answer.end.is_over
        return sentence if answer.in_force or is_over else f"{sentence} Not in force."

    def answer(self, id_: str, answer: Answer, record: Reassurance) -> Definition:
        """Return what a reassurance does for a concern that the document does not show."""
        open_ = f" Leaves open: {answer.leaves_open}" if answer.leaves_open else ""
        end = end_of(record, edtf.latest_day(self._as_of))
        return Definition(
            "answers",
            text(
                (
                    self.citations.text_link(
                        self.display_name(answer.concern), answer.concern, "strong"
                    ),
                ),
                f". {extent_sentence(answer.extent, end)}{open_}",
                self.citations.cite(answer.sources),
            ),
            self.remarks(id_, answer),
        )

    def _doer_and_words(self, reassurance: Reassurance) -> Content:
        by = self.citations.links_to(reassurance.by)
        to = text(" to ", self.citations.links_to(reassurance.to)) if reassurance.to else ()
        return text(
            by,
            to,
            ": ",
            reassurance.summary,
            _quoted(reassurance.quote),
            self.citations.cite(reassurance.sources),
        )

    def name_sentence(self, lead: str, ids: Sequence[str]) -> Content:
        """Return a sentence that only names records; nothing if there are none."""
        return text(f"{lead} ", self.citations.links_to(ids), ".") if ids else ()

    def _cited_sentence(self, sentence: str, sources: tuple[Reference, ...]) -> Paragraph:
        return Paragraph(text(sentence, self.citations.cite(sources)))

    def _headline(self, id_: str, record: Any, *details: str | Content) -> Content:
        parts = [text(detail) for detail in details if detail]
        aside = muted(join_contents(parts, last=", "))
        owner = id_.partition("/")[0]
        if not has_name(record):
            whose = f"{self.citations.name(owner)}: " if self._is_elsewhere(id_, owner) else ""
            return text(whose, aside or type(record).__name__.lower())
        return text((Span(self._owned_name(id_, owner), "strong"),), "  " if aside else "", aside)

    def display_name(self, id_: str) -> str:
        """Return what a record is called; one of another file is led by whose it is."""
        return self._owned_name(id_, id_.partition("/")[0])

    def _owned_name(self, id_: str, owner: str) -> str:
        name = self.citations.name(id_)
        return f"{self.citations.name(owner)}: {name}" if self._is_elsewhere(id_, owner) else name

    def _is_elsewhere(self, id_: str, owner: str) -> bool:
        """Return whether a record stands in another file than that of the brief."""
        return owner not in ("", self._home.partition("/")[0], id_)


def certain_day(record: Any) -> date:
    """Return the day from which something is certain to have happened; the first where unknown."""
    when: Date | None = getattr(record, "date", None)
    if when is None or not has_known_start(when):
        return date.min
    return edtf.certain_from(date_text(when))


def has_name(record: Any) -> bool:
    """Return whether a record is called by anything but the sentence that it is."""
    return bool(record.name or record.short)


_EXTENTS: Final = {
    "fully": "Answers it fully.",
    "partly": "Answers it partly.",
    "unstated": "Touches on it.",
}
"""How far an answer goes, in a sentence."""

_LAPSED: Final = {
    "fully": "Answered it fully.",
    "partly": "Answered it partly.",
    "unstated": "Touched on it.",
}
"""How far an answer went that has lapsed."""


def extent_sentence(extent: Extent, end: End | None) -> str:
    """Return how far an answer goes, or went where it is over, in a sentence."""
    return (_LAPSED if end is not None and end.is_over else _EXTENTS)[extent]


def extent_and_end(extent: Extent, end: End | None) -> str:
    """Return how far an answer goes, and until when, in a sentence."""
    sentence = extent_sentence(extent, end)
    return f"{sentence.removesuffix('.')}; {describe_end(end)}." if end else sentence


def _quoted(quote: str | None) -> Content:
    return (Span(" "), Span(quote, "quote")) if quote else ()


def basis_note(basis: str | None) -> str | None:
    """Return a note that a source does not say something itself outright; None where it does."""
    return {
        "inferred": "(Implied.)",
        "reported": "(Reported.)",
    }.get(basis or "")


def _join(*texts: str | None) -> str:
    return " ".join(part for part in texts if part)


def asides(*sentences: Content) -> list[Block]:
    """Return muted sentences as one paragraph; no block if all are empty."""
    shown = [sentence for sentence in sentences if sentence]
    parts = [text(" " if position else "", sentence) for position, sentence in enumerate(shown)]
    return [muted_paragraph(*parts)] if parts else []


def _other_names(record: Any, theme: str = "") -> Iterator[Content]:
    """Yield what a record is called besides its name, and besides its theme."""
    if record.short and record.short != theme:
        yield text(sentence(f"In short: {record.short}"))
    if record.aliases:
        yield text(sentence(f"Also called {join_words(record.aliases)}"))


def _date_words(when: Any) -> str:
    return describe_date(when) if when is not None else ""


def by_topic(
    standings: Iterable[ConcernStatus], topics: dict[str, str]
) -> dict[str, list[ConcernStatus]]:
    """Return standings by the labels of their topics, in the order of the library's topics."""
    groups: dict[str, list[ConcernStatus]] = {text: [] for text in topics.values()}
    for standing in standings:
        groups.setdefault(topics.get(standing.topic, standing.topic), []).append(standing)
    return {title: items for title, items in groups.items() if items}
