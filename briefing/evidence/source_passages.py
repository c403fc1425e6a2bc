"""The text of one source as it is asked: its passages, and which of them hold some words."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from briefing.evidence.excerpts import MarkedText, cut_excerpt
from briefing.evidence.locators import resolve_locator
from briefing.evidence.matching import FoldedText
from briefing.evidence.nearest import WordIndex
from briefing.evidence.passages import split_passages
from briefing.library.source_text import SourceSpan


class NearestPassage(NamedTuple):
    """Where the words of a text are that are most like a quotation, and what differs."""

    place: str
    words: str
    differences: tuple[str, ...]


class QuotedPlace(NamedTuple):
    """Where the words of a quotation are, and what of the text is around them."""

    place: str
    excerpt: MarkedText


class SourcePassages:
    """A text with its passages, which are numbered from 0."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.passages = split_passages(text)
        self._spans = [passage.span for passage in self.passages]
        self._starts = [span.start for span in self._spans]
        self._numbers = {start: number for number, start in enumerate(self._starts)}

    def holding(self, quote: str) -> list[range]:
        """Return, for each place at which the words of a quotation are, the passages it is in."""
        return [self._touched(span) for span in self._folded.find(quote, self._spans)]

    def around(self, quote: str, locator: str | None) -> QuotedPlace | None:
        """Return a quotation with what is around it, None if the text does not hold it.

        Of several places, the first to which the locator leads counts, else the first.
        """
        spans = self._folded.find(quote, self._spans)
        if not spans:
            return None
        target = {*(self.at(locator) or ())} if locator else set()
        there = (span for span in spans if target & {*self._touched(span)})
        span = next(there, spans[0])
        touched = self._touched(span)
        first, last = self.passages[touched[0]], self.passages[touched[-1]]
        bounds = SourceSpan(first.span.start, last.span.end)
        marks = self._folded.parts(quote, span)
        return QuotedPlace(first.place, cut_excerpt(self._text, bounds, marks))

    def at(self, locator: str) -> list[int] | None:
        """Return the passages to which a locator leads, None if it is put in other words."""
        passages = resolve_locator(locator, self.passages)
        if passages is None:
            return None
        return sorted({self._numbers[passage.span.start] for passage in passages})

    def named(self, text: str) -> list[int]:
        """Return the passages that a locator leads to or, if it is none, that hold its words."""
        passages = self.at(text)
        if passages is not None:
            return passages
        return sorted({number for place in self.holding(text) for number in place})

    def nearest(self, quote: str) -> NearestPassage | None:
        """Return what of the text is most like a quotation, None if they share no word."""
        nearest = self._words.nearest(quote)
        if nearest is None:
            return None
        place = self.passages[self._touched(nearest.span)[0]].place
        return NearestPassage(place, nearest.words, nearest.differences)

    def places(self, numbers: Sequence[int]) -> list[str]:
        """Return the locators of some passages."""
        return [self.passages[number].place for number in numbers]

    def _touched(self, span: SourceSpan) -> range:
        first = max(0, bisect_right(self._starts, span.start) - 1)
        last = max(first, bisect_right(self._starts, span.end - 1) - 1)
        return range(first, last + 1)

    @cached_property
    def _folded(self) -> FoldedText:
        return FoldedText(self._text)

    @cached_property
    def _words(self) -> WordIndex:
        return WordIndex(self._text)
