"""Lays out a source's text passage by passage, each with the records that rest on it."""

from briefing.answers.coverage import Coverage, PassageRow
from briefing.pages.coverage import coverage_counts, coverage_notes
from briefing.pages.text import Citations, as_of_text, muted_paragraph, text
from briefing.render.document import Block, Document, List, ListItem, Paragraph, Section, Span


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


def _passage(citations: Citations, row: PassageRow) -> Section:
    """Lay out one passage: its words, then the records or why there are none."""
    items = tuple(
        ListItem(
            text(
                (Span(f"{support.kind}: ", "muted"),),
                citations.name(support.id),
                (Span(f", by its {support.by}", "muted"),),
            )
        )
        for support in row.supports
    )
    nothing = "Nothing rests on this." if row.state == "uncovered" else f"A {row.state}."
    if row.state == "furniture":
        nothing = "Furniture."
    resting: Block = List(items) if items else muted_paragraph(nothing)
    return Section(row.place, (Paragraph(text(row.text)), resting))
