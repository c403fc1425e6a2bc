"""Lays out the names that can be asked for, kind by kind."""

from itertools import groupby

from briefing.answers.listing import Listing
from briefing.model.kinds import KINDS
from briefing.pages.text import Notes, muted_paragraph, narrowing, pluralize, text
from briefing.render.document import Block, Definition, DefinitionList, Document, Section, Span


def listing(view: Listing) -> Document:
    """The names that can be asked for, kind by kind."""
    blocks: list[Block] = [*narrowing(view.filters, Notes({}, {}), {})]
    for kind, entries in groupby(view.entries, key=lambda each: each.kind):
        facts = tuple(
            Definition(
                each.id,
                text(
                    each.name,
                    (Span(f" · {', '.join(each.aliases)}", "muted"),) if each.aliases else (),
                ),
            )
            for each in entries
        )
        blocks.append(Section(KINDS[kind].title, (DefinitionList(facts),)))
    if not view.entries:
        blocks.append(muted_paragraph("This library holds no records."))
    return Document("Names", pluralize(len(view.entries), "record"), (), tuple(blocks))
