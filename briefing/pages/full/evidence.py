"""Lays out what the texts of sources say around the quotations of a brief."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from briefing.answers.brief import Brief, QuotedPassage
from briefing.model.records import SourceRef
from briefing.pages.kit import source_label
from briefing.pages.text import (
    join_words,
    muted_paragraph,
    pluralize,
    quote_link,
    source_address,
    text,
)
from briefing.render.document import (
    Block,
    Content,
    Inline,
    Paragraph,
    Section,
    Span,
)


class PassageFormatter:
    """Lays out the passages of a brief under the statements that quote them."""

    def __init__(self, view: Brief) -> None:
        self._sources = view.sources
        self._evidence = view.evidence
        self._by_id: dict[str, list[QuotedPassage]] = {}
        for passage in view.evidence or ():
            self._by_id.setdefault(passage.id, []).append(passage)

    def passages(self, id_: str, part: Any) -> Iterator[Block]:
        """Yield the passages around what a record or a part of it quotes; those without are not.

        Args:
            id_: The record.
            part: The record itself, or a part of it that cites sources.
        """
        if id_ not in self._by_id:
            return
        quotes = {getattr(part, field, None) for field in ("quote", "wording")}
        quotes |= {
            reference.quote for reference in part.sources if isinstance(reference, SourceRef)
        }
        shown = [passage for passage in self._by_id[id_] if passage.quote in quotes]
        for _, alike in groupby(shown, key=lambda passage: (passage.source, passage.passage)):
            yield from self._blocks(list(alike))

    def _blocks(self, alike: Sequence[QuotedPassage]) -> Iterator[Block]:
        """Yield a passage, in which several words may be quoted, or the words that are in none."""
        first = alike[0]
        if first.passage is not None:
            locators = dict.fromkeys(passage.locator or passage.place for passage in alike)
            where = f", {'; '.join(filter(None, locators))}: "
            marks = sorted({mark for passage in alike for mark in passage.marks})
            words = _marked(first.passage, marks)
            yield Paragraph(text((self._label(first),), where, words), "note")
            return
        for passage in alike:
            if passage.found is False:
                quote = (quote_link(passage.quote, None),)
                yield muted_paragraph("Not in the text of ", (self._label(passage),), ": ", quote)

    def _label(self, passage: QuotedPassage) -> Span:
        source = self._sources.get(passage.source)
        if source is None:
            return Span(passage.source, "id")
        quote = passage.quote if passage.found else None
        return Span(source_label(source), "muted", source_address(source, quote))

    def notes(self) -> Iterator[Section]:
        """Yield a section that says how much was found, and which sources have no text here."""
        if self._evidence is None:
            return
        found = [passage.found for passage in self._evidence]
        number = pluralize(len(found), "quotation")
        counts = f"{found.count(True)} of {number} found in the texts of the sources."
        missing = {
            passage.source: passage.unreadable
            for passage in self._evidence
            if passage.found is None
        }
        without = [source for source, unreadable in missing.items() if unreadable is None]
        blocks: list[Block] = [muted_paragraph(counts if found else "Nothing is quoted here.")]
        blocks += self._not_found()
        blocks += [muted_paragraph(reason) for reason in missing.values() if reason]
        if without:
            blocks.append(muted_paragraph(f"No text of {join_words(without)} here."))
        if missing:
            blocks.append(muted_paragraph("Where texts belong: ", (_HELP,)))
        yield Section("Evidence", tuple(blocks))

    def _not_found(self) -> Iterator[Block]:
        """Yield the first quotations that no text bears out, and how many more there are."""
        wrong = [passage for passage in self._evidence or () if passage.found is False]
        for passage in wrong[:_NAMED]:
            quote = (quote_link(passage.quote, None),)
            yield muted_paragraph("Not found in ", (self._label(passage),), ": ", quote)
        if wrong:
            more = f"{len(wrong) - _NAMED} more are not found. " if len(wrong) > _NAMED else ""
            check = (Span("check --evidence", "command"),)
            yield muted_paragraph(f"{more}What differs is shown by ", check)


_NAMED = 3

_HELP = Span("help evidence", "command")


def _marked(passage: str, marks: Sequence[tuple[int, int]]) -> Content:
    """Return a passage with the words that are quoted, which may overlap, marked in it."""
    parts: list[Inline] = []
    position = 0
    for start, end in marks:
        if end > position:
            first = max(start, position)
            parts += [Span(passage[position:first]), Span(passage[first:end], "match")]
            position = end
    parts.append(Span(passage[position:]))
    return tuple(part for part in parts if part != Span(""))
