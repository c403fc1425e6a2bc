"""Cuts what is around a quotation to the sentence or two that it is in."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final, NamedTuple

from briefing.evidence.matching import UNSPACED
from briefing.library.source_text import SourceSpan

MOST_WORDS: Final = 60
"""The most words of an excerpt."""

# How far from a quotation a text is looked at, in characters.
_REACH: Final = 1500

# A run of signs counts as several words, so that one without blanks is cut as well.
_WORD: Final = re.compile(rf"[{UNSPACED}]{{1,4}}|[^\s{UNSPACED}]{{1,40}}")
_SENTENCE_END: Final = re.compile(r"[.!?\u2026\u3002\uff01\uff1f][\"'\u2019\u201d\u00bb)\]]*$")

# Mr., Gen. and U.S. end no sentence, as far as anyone can see.
_ABBREVIATION: Final = re.compile(r"\W*(?:[A-Z][a-z]{0,2}\.|(?:[A-Z]\.)+)")

# What a sentence is longer than that goes on where a text is no longer looked at.
_BEYOND: Final = 10_000

# The most signs without a blank that belong to the words beside them.
_SIGNS: Final = 5

_BLANKS: Final = re.compile(r"\s+")


class MarkedText(NamedTuple):
    """A part of a text, its blanks made single, and the spans in it that are quoted."""

    text: str
    marks: tuple[tuple[int, int], ...]


def cut_excerpt(text: str, bounds: SourceSpan, marks: Sequence[SourceSpan]) -> MarkedText:
    """Return the sentences that a quotation is in, and those beside them if there is room.

    Args:
        text: The text.
        bounds: The passages that the quotation is in, beyond which nothing is shown.
        marks: Where the parts of the quotation are, in the order of the text.
    """
    start, end = _with_signs(text, bounds, SourceSpan(marks[0].start, marks[-1].end))
    inside = [match[0] for match in islice(_WORD.finditer(text, start, end), MOST_WORDS + 1)]
    if len(inside) > MOST_WORDS:
        return _assemble(text, _both_ends(text, start, end), marks)
    low, high = max(bounds.start, start - _REACH), min(bounds.end, end + _REACH)
    # A word at the end of what is looked at may be a part of one.
    before = _words(text, SourceSpan(low, start))[int(low > bounds.start) :]
    after = _words(text, SourceSpan(end, high))
    after = after[:-1] if high < bounds.end else after
    lead = _starts_before([text[word.start : word.end] for word in before])
    trail = _ends_after([*inside[-1:], *(text[word.start : word.end] for word in after)])
    lead += [_BEYOND if low > bounds.start else len(before)]
    trail += [_BEYOND if high < bounds.end else len(after)]
    shares = _shares(lead, trail, MOST_WORDS - len(inside))
    number_before, number_after = min(shares[0], len(before)), min(shares[1], len(after))
    first = before[-number_before].start if number_before else start
    last = after[number_after - 1].end if number_after else end
    is_whole = (number_before in lead, number_after in trail)
    return _assemble(text, [SourceSpan(first, last)], marks, is_whole)


def _with_signs(text: str, bounds: SourceSpan, span: SourceSpan) -> SourceSpan:
    """Return a span with the quotation marks and full stops that it is written with."""
    start, end = span
    while start > max(bounds.start, span.start - _SIGNS) and _is_sign(text[start - 1]):
        start -= 1
    while end < min(bounds.end, span.end + _SIGNS) and _is_sign(text[end]):
        end += 1
    return SourceSpan(start, end)


def _is_sign(character: str) -> bool:
    return not (character.isspace() or character.isalnum())


def _both_ends(text: str, start: int, end: int) -> list[SourceSpan]:
    """Return the beginning and the end of a quotation that is too long itself."""
    half = MOST_WORDS // 2
    head = list(islice(_WORD.finditer(text, start, end), half))
    tail = _words(text, SourceSpan(max(head[-1].end(), end - _REACH), end))[-half:]
    return [SourceSpan(start, head[-1].end()), SourceSpan(tail[0].start, end)]


def _words(text: str, span: SourceSpan) -> list[SourceSpan]:
    return [SourceSpan(*match.span()) for match in _WORD.finditer(text, span.start, span.end)]


def _ends_sentence(word: str) -> bool:
    return bool(_SENTENCE_END.search(word)) and not _ABBREVIATION.fullmatch(word)


def _starts_before(words: Sequence[str]) -> list[int]:
    """Return how many words there are from the start of a sentence, the nearest first."""
    return [number for number, word in enumerate(reversed(words)) if _ends_sentence(word)]


def _ends_after(words: Sequence[str]) -> list[int]:
    """Return how many words there are after the first, at which a sentence ends."""
    return [number for number, word in enumerate(words) if _ends_sentence(word)]


def _shares(lead: Sequence[int], trail: Sequence[int], room: int) -> tuple[int, int]:
    """Return how many words to show before a quotation and after it."""
    before, after = lead[0], trail[0]
    if before + after > room:
        before = min(before, max(room // 2, room - after))
        return before, min(after, room - before)
    more = next((number for number in lead if number > before), before)
    before = more if more + after <= room else before
    more = next((number for number in trail if number > after), after)
    return before, more if before + more <= room else after


def _assemble(
    text: str,
    spans: Sequence[SourceSpan],
    marks: Sequence[SourceSpan],
    is_whole: tuple[bool, bool] = (True, True),
) -> MarkedText:
    """Return some spans of a text as one, with an ellipsis wherever a sentence is cut."""
    parts = [] if is_whole[0] else ["\N{HORIZONTAL ELLIPSIS} "]
    quoted = []
    for index, span in enumerate(spans):
        parts += ["\N{HORIZONTAL ELLIPSIS}"] if index else []
        position = span.start
        for mark in marks:
            start, end = max(mark.start, position), min(mark.end, span.end)
            if start < end:
                parts.append(_BLANKS.sub(" ", text[position:start]))
                before = sum(map(len, parts))
                parts.append(_BLANKS.sub(" ", text[start:end]))
                quoted.append((before, before + len(parts[-1])))
                position = end
        parts.append(_BLANKS.sub(" ", text[position : span.end]))
    parts += [] if is_whole[1] else [" \N{HORIZONTAL ELLIPSIS}"]
    return MarkedText("".join(parts), tuple(quoted))
