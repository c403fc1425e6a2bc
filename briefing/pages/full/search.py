"""Lays out what a search found, grouped by record, with the words that match marked."""

from typing import Final

from briefing.answers.search import Hit, HitGroup, Match, Search
from briefing.pages.text import (
    Citations,
    as_of_text,
    filter_notice,
    humanize,
    join_words,
    pluralize,
    text,
)
from briefing.render.document import (
    Block,
    Content,
    Definition,
    DefinitionList,
    Document,
    Inline,
    List,
    ListItem,
    Paragraph,
    Span,
)
from briefing.render.quotation_marks import in_quotation_marks

# Characters of a passage to show before the first match, and in all.
_BEFORE: Final = 60
_SHOWN: Final = 240

# Passages of one record to show; what it is called counts as told.
_PASSAGES: Final = 3


def search(view: Search) -> Document:
    """Return what was found, the best first."""
    citations = Citations(view.names, view.sources)
    blocks: list[Block] = [*filter_notice(view.filters)]
    if view.groups:
        blocks.append(List(tuple(_group(citations, group) for group in view.groups)))
    blocks.append(Paragraph(text(_total(view)), "muted"))
    return Document("Search", as_of_text(view.as_of), text(f"for {view.sought}"), tuple(blocks))


def _group(citations: Citations, group: HitGroup) -> ListItem:
    lead = (
        Span(citations.name(group.id), "strong"),
        Span(f"  {group.kind}, ", "muted"),
        Span(group.id, "id"),
    )
    facts = tuple(fact for hit in group.hits for fact in _hit(citations, group, hit))
    return ListItem(lead, (DefinitionList(facts),))


def _hit(citations: Citations, group: HitGroup, hit: Hit) -> list[Definition]:
    """Return the passages of a record; of a nested one, the first after what it is called."""
    own = hit.id == group.id
    matches = [match for match in hit.matches if match.field != "name"] or list(hit.matches)
    facts = []
    for position, match in enumerate(matches[:_PASSAGES]):
        name: Content = (Span(f"{citations.name(hit.id)}: ", "strong"),)
        field: Content = (Span(f"{humanize(match.field)}: ", "muted"),)
        lead = () if own or match.field == "name" else name if position == 0 else field
        label = humanize(match.field) if own else "" if position else hit.kind
        facts.append(Definition(label, text(lead, _marked(match))))
    return facts


def _marked(match: Match) -> Content:
    start = max(0, match.marks[0][0] - _BEFORE) if match.marks else 0
    start = match.text.rfind(" ", 0, start) + 1 if start else 0
    end = min(len(match.text), start + _SHOWN)
    blank = match.text.find(" ", end)
    end = len(match.text) if blank < 0 else blank
    parts: list[Inline] = [Span("\N{HORIZONTAL ELLIPSIS} ")] if start else []
    position = start
    for first, last in match.marks:
        if last > end:
            break
        parts += [Span(match.text[position:first]), Span(match.text[first:last], "match")]
        position = last
    parts.append(Span(match.text[position:end]))
    if end < len(match.text):
        parts.append(Span(" \N{HORIZONTAL ELLIPSIS}"))
    return tuple(parts)


def nothing_matches(view: Search, sought: str) -> str:
    """Return that nothing was found, and the words that are spelled like what was sought."""
    near = join_words(list(map(in_quotation_marks, view.near)))
    hint = f" Words spelled like it: {near}." if near else ""
    return f"Nothing here matches {sought}.{hint}"


def _total(view: Search) -> str:
    if not view.groups:
        return nothing_matches(view, view.sought)
    shown = sum(len(group.hits) for group in view.groups)
    whole = f"Found in {pluralize(view.records, 'record')}"
    return (
        f"{whole}."
        if shown == view.records
        else f"{whole}; the best {shown} are shown, --limit 0 shows all."
    )
