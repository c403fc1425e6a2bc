"""Lays out the names that can be asked for, kind by kind."""

from itertools import groupby

from briefing.answers.listing import Listing
from briefing.model.kinds import KINDS, NESTED, TOP_LEVEL
from briefing.pages.text import filter_notice, join_words, muted_paragraph, pluralize, text
from briefing.render.document import (
    Block,
    Definition,
    DefinitionList,
    Document,
    Paragraph,
    Section,
    Span,
)


def listing(view: Listing) -> Document:
    """Return the names that can be asked for, kind by kind."""
    blocks: list[Block] = [*filter_notice(view.filters)]
    for kind, entries in groupby(view.entries, key=lambda entry: entry.kind):
        facts = tuple(
            Definition(
                entry.id,
                text(
                    entry.name,
                    (Span(f" · {', '.join(entry.aliases)}", "muted"),) if entry.aliases else (),
                ),
            )
            for entry in entries
        )
        blocks.append(Section(KINDS[kind].title, (DefinitionList(facts),)))
    if not view.entries:
        blocks.append(muted_paragraph("Nothing here to list."))
    if view.kinds == tuple(TOP_LEVEL):
        nested = join_words([kind.plural for kind in NESTED.values()])
        command = (Span("briefing list concerns", "id"),)
        lead = text("What these hold is listed by kind, as in ", command, f": {nested}.")
        blocks.append(Paragraph(lead, "muted"))
    return Document("Names", pluralize(len(view.entries), "record"), (), tuple(blocks))
