"""Lays out what is still open: each concern with what was said, what would answer it, and where."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from briefing.answers.gaps import Gap, Gaps, Occasion, OpenPledge, ReassuranceRow
from briefing.library.status import WORST_FIRST, AnsweredBy, Counts, describe_end
from briefing.model.records import Reassurance
from briefing.pages.full.records import by_topic, extent_and_end
from briefing.pages.text import (
    STATUS_WORDS,
    Citations,
    as_of_text,
    describe_date,
    empty_notice,
    filter_notice,
    humanize,
    join_words,
    pluralize,
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


def gaps(view: Gaps) -> Document:
    """Return the gaps of each country, topic by topic, and how many concerns have each status."""
    citations = Citations(view.names, view.sources)
    blocks: list[Block] = [*filter_notice(view.filters)]
    by_country = {
        country: list(country_gaps)
        for country, country_gaps in groupby(view.gaps, key=lambda gap: gap.standing.country)
    }
    rows: list[ReassuranceRow] = [*view.pledges, *view.ended]
    shown: set[str] = set()
    others = dict.fromkeys(row.country for row in rows)
    for country in (*by_country, *(other for other in others if other not in by_country)):
        country_gaps = by_country.get(country, [])
        by_concern = {gap.standing.concern: gap for gap in country_gaps}
        standings = (gap.standing for gap in by_concern.values())
        topics = tuple(
            Section(
                title,
                (List(tuple(_gap(citations, view, by_concern[e.concern], shown) for e in inner)),),
            )
            for title, inner in by_topic(standings, {}).items()
        )
        named = tuple(
            Section(view.topics.get(topic.title, topic.title), topic.blocks) for topic in topics
        )
        coming = _coming(gap.occasions for gap in by_concern.values())
        ended = _pledged_and_ended(citations, view, country, by_concern.values())
        blocks.append(Section(citations.name(country), (*coming, *named, *ended)))
    if not by_country and not others:
        blocks.append(empty_notice(view.filters, "Nothing is open here."))
    sources = citations.sources()
    if sources.notes:
        blocks.append(Section("Sources", (sources,)))
    blocks.append(Paragraph(text(_total(view.counts)), "lead"))
    return Document("Gaps", as_of_text(view.as_of), (), tuple(blocks))


def _gap(citations: Citations, view: Gaps, gap: Gap, shown: set[str]) -> ListItem:
    """Return a concern that is open; advice that was shown with another is only named."""
    standing = gap.standing
    facts = [
        _answered(citations, view, answer)
        for answer in standing.answered_by
        # One that lies ahead answers nothing yet.
        if answer.in_force or (answer.end is not None and answer.end.is_over)
    ]
    facts += _advice(citations, gap, shown)
    facts += _occasions(gap)
    summary = Paragraph(text(gap.concern.summary, citations.cite(gap.concern.sources)))
    name = Span(f"  {citations.name(standing.concern)}", "strong")
    blocks: tuple[Block, ...] = (summary, DefinitionList(tuple(facts))) if facts else (summary,)
    return ListItem((status_badge(standing.status), name), blocks)


def _pledged_and_ended(
    citations: Citations, view: Gaps, country: str, gaps: Iterable[Gap]
) -> Iterator[Section]:
    """Yield the pledges to a country that are not kept, and what lapsed and is not shown above."""
    shown = {answer.reassurance for gap in gaps for answer in gap.standing.answered_by}
    pledges = [
        ListItem(_act(citations, pledge.id, pledge.record, _pledge_state(pledge)))
        for pledge in view.pledges
        if pledge.country == country
    ]
    ended = [
        ListItem(_act(citations, row.id, row.record, describe_end(row.end)))
        for row in view.ended
        if row.country == country and row.id not in shown
    ]
    for title, items in (("Pledged and not kept", pledges), ("No longer in force", ended)):
        if items:
            yield Section(title, (List(tuple(items), compact=True),))


def _pledge_state(pledge: OpenPledge) -> str:
    due = f"due {describe_date(pledge.record.due)}" if pledge.record.due else ""
    state = "" if pledge.state == "due" else humanize(pledge.state or "")
    return ", ".join(filter(None, (state, due)))


def _act(citations: Citations, id_: str, record: Reassurance, state: str) -> Content:
    when = f", {short_date(record.date)}" if record.date else ""
    details = f" ({state})" if state else ""
    return text(
        (Span(citations.name(id_), "strong"),),
        sentence(f" by {citations.names(record.by)}{when}{details}"),
        citations.cite(record.sources),
    )


def _answered(citations: Citations, view: Gaps, answer: AnsweredBy) -> Definition:
    record = view.reassurances[answer.reassurance]
    who = f" by {citations.names(record.by)}" if record.by else ""
    when = f", {short_date(record.date)}" if record.date else ""
    open_ = f" Leaves open: {answer.leaves_open}" if answer.leaves_open else ""
    return Definition(
        "Said or done",
        text(
            (Span(citations.name(answer.reassurance), "strong"),),
            f"{who}{when}. {extent_and_end(answer.extent, answer.end)}{open_}",
            citations.cite(record.sources),
        ),
    )


def _advice(citations: Citations, gap: Gap, shown: set[str]) -> Iterator[Definition]:
    for recommendation in gap.advice:
        if recommendation.id in shown:
            name = (Span(citations.name(recommendation.id), "strong"),)
            yield Definition("Advised", text(name, " (above)."))
            continue
        shown.add(recommendation.id)
        to = f" (to {citations.names(recommendation.record.to)})"
        implied = " (Implied.)" if recommendation.record.basis == "implied" else ""
        yield Definition(
            "Advised",
            text(
                recommendation.record.advice,
                to,
                implied,
                citations.cite(recommendation.record.sources),
            ),
        )


def _occasions(gap: Gap) -> Iterator[Definition]:
    """Yield the coming events that a source names as the place to answer the concern."""
    for occasion in gap.occasions:
        if occasion.advised:
            yield Definition("Place for it", text(sentence(_occasion(occasion))))


def _coming(occasions: Iterable[Sequence[Occasion]]) -> Iterator[Block]:
    """Yield the coming events in which the country takes part, named once for all of its gaps."""
    ahead = {occasion.id: occasion for group in occasions for occasion in group}
    if ahead:
        events = "; ".join(_occasion(occasion) for occasion in ahead.values())
        yield Paragraph(text(sentence(f"Coming: {events}")))


def _occasion(occasion: Occasion) -> str:
    return f"{occasion.event.name}, {describe_date(occasion.event.date)}"


def _total(counts: Counts) -> str:
    numbers = {status: counts.number(status) for status in WORST_FIRST}
    whole = pluralize(sum(numbers.values()), "concern")
    parts = [f"{number} {STATUS_WORDS[status]}" for status, number in numbers.items() if number]
    return f"{whole}: {join_words(parts)}." if parts else f"{whole}."
