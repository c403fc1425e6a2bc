"""Lays out a source's text passage by passage, each with the records that rest on it."""

from collections.abc import Iterator, Sequence

from briefing.answers.coverage import Coverage, PassageRow
from briefing.pages.coverage import coverage_counts, coverage_notes
from briefing.pages.text import Citations, as_of_text, muted_paragraph, text
from briefing.render.document import (
    Block,
    Definition,
    DefinitionList,
    Document,
    List,
    ListItem,
    Paragraph,
    Section,
)


def coverage(view: Coverage) -> Document:
    """Return every passage of a source's text, with what rests on it."""
    citations = Citations({**view.names, **view.shorts}, view.sources)
    blocks: list[Block] = [_passage(citations, row) for row in view.passages]
    if view.unplaced:
        items = tuple(ListItem(text(citations.name(id_))) for id_ in view.unplaced)
        blocks.append(Section("Without a place in the text", (List(items),)))
    blocks += [muted_paragraph(f"{note}.") for note in coverage_notes(view)]
    blocks.append(Paragraph(text(f"Passages: {coverage_counts(view)}."), "lead"))
    return Document(
        view.source.title, as_of_text(view.as_of), text(f"coverage · {view.id}"), tuple(blocks)
    )


def _by_owner(citations: Citations, ids: Sequence[str]) -> Iterator[str]:
    """Yield what records are called, those inside another after the name of that."""
    names: dict[str, list[str]] = {}
    for id_ in ids:
        owner, slash, _ = id_.partition("/")
        names.setdefault(owner if slash else "", []).append(citations.name(id_))
    for owner, several in names.items():
        yield f"{citations.name(owner)}: {', '.join(several)}" if owner else ", ".join(several)


def _passage(citations: Citations, row: PassageRow) -> Section:
    """Lay out one passage: its words, then the records or why there are none."""
    supports = [
        Definition(f"by {way}", text("; ".join(_by_owner(citations, ids))))
        for way in ("quote", "locator")
        if (ids := [support.id for support in row.supports if support.by == way])
    ]
    nothing = "Nothing rests on this." if row.state == "uncovered" else f"A {row.state}."
    if row.state == "furniture":
        nothing = "Furniture."
    resting: Block = DefinitionList(tuple(supports)) if supports else muted_paragraph(nothing)
    return Section(row.place, (Paragraph(text(row.text)), resting))
