"""Finds the words of a quotation in a text, whatever the typography of either.

Folded are white space, quotation marks, dashes, hyphens at the end of a line, ellipses, characters
without width and the compatibility forms of Unicode (NFKC). Case, words and all other punctuation
count.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from briefing.library.source_text import SourceSpan
from briefing.model.ellipsis import split_at_ellipses

_QUOTES: Final = (
    "\"'`\u00ab\u00b4\u00bb\u02b9\u02bb\u02bc\u02bd\u02ca\u02cb\u2018-\u201f\u2032-\u2037\u2039\u203a"
    "\u275b-\u2760\u300c-\u300f\u301d-\u301f\ufe41-\ufe44\uff02\uff07\uff40\uff62\uff63"
)
_DASHES: Final = (
    "\\-\u02d7\u058a\u05be\u2010-\u2015\u2043\u207b\u208b\u2212\u2e3a\u2e3b\u301c\u3030\ufe31\ufe32"
    "\ufe58\ufe63\uff0d"
)
_SOFT_HYPHEN: Final = "\u00ad"
_NO_WIDTH: Final = "\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_LINE_BREAK: Final = r"[ \t]*(?:\r\n|[\r\n\f\x0b])\f?[ \t]*"
_PLAIN: Final = "[!#-&(-,.-_a-~]"

# Text is read in pieces: the names say what becomes of each. Only the longest runs are cut, so that
# marks without end cost no more than other text.
_PIECE: Final = re.compile(
    rf"""(?P<plain>{_PLAIN}+(?:[ ]{_PLAIN}+)*)
    | (?P<hyphenation>(?<=\w)[-\u2010{_SOFT_HYPHEN}]{_LINE_BREAK}(?=\w))
    | (?P<dash_at_end>(?<=\S)[{_DASHES}]+{_LINE_BREAK}(?=\S))
    | (?P<dash>[{_DASHES}]+)
    | (?P<blank>[\s{_NO_WIDTH}{_SOFT_HYPHEN}]*\s[\s{_NO_WIDTH}{_SOFT_HYPHEN}]*)
    | (?P<nothing>[{_NO_WIDTH}{_SOFT_HYPHEN}]+)
    | (?P<mark>[{_QUOTES}]+)
    | (?P<other>[^\x00-\x7f\s{_QUOTES}{_DASHES}{_NO_WIDTH}{_SOFT_HYPHEN}]{{1,1000}})
    | (?P<control>.)""",
    re.VERBOSE | re.DOTALL,
)

# The most marks that a letter is read with; no language has as many.
_MARKS: Final = 32

UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
"""The characters of scripts that write words without blanks between them, as in a set of `re`."""

_UNSPACED: Final = re.compile(f"[{UNSPACED}]")

# The most places at which one quotation is listed.
_MOST: Final = 1000


class FoldedText:
    """A text as it is compared: its `key`, and where in the text each part of that comes from.

    Dashes are no part of the key, since one at the end of a line may belong to a word or only to
    the layout. `_dashes` and `_hyphenations` are the places in the key before which they stand.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._key_starts: list[int] = []
        self._text_starts: list[int] = []
        self._dashes: list[int] = []
        self._hyphenations: list[int] = []
        self._parts: list[str] = []
        self._size = 0
        for piece in _PIECE.finditer(text):
            self._add(piece)
        self.key = "".join(self._parts)
        self._parts.clear()

    def _add(self, piece: "re.Match[str]") -> None:
        match piece.lastgroup:
            case "hyphenation":
                self._hyphenations.append(self._size)
            case "dash" | "dash_at_end":
                self._dashes.append(self._size)
            case "blank":
                self._append(" ", piece.start())
            case "mark":
                self._append('"', piece.start())
            case "other":
                self._add_other(piece)
            case "plain" | "control":
                self._append(piece[0], piece.start())

    def _append(self, key: str, start: int) -> None:
        self._key_starts.append(self._size)
        self._text_starts.append(start)
        self._parts.append(key)
        self._size += len(key)

    def _add_other(self, piece: "re.Match[str]") -> None:
        """Add letters beyond ASCII, normalized; a mark counts with the letter before it."""
        chunk, start = piece[0], piece.start()
        if unicodedata.combining(chunk[0]) and self._parts and self._parts[-1]:
            chunk = self.text[start - 1] + chunk
            start -= 1
            self._parts[-1] = self._parts[-1][:-1]
            self._size -= 1
        if unicodedata.is_normalized("NFKC", chunk):
            self._append(chunk, start)
            return
        for cluster in _clusters(chunk):
            self._append(unicodedata.normalize("NFKC", cluster), start)
            start += len(cluster)

    def find(self, quote: str, passages: Sequence[SourceSpan]) -> list[SourceSpan]:
        """Return where in the text the words of a quotation are, in the order of the text.

        Words before and after an ellipsis must follow each other within one of the passages, which
        are in the order of the text.
        """
        parts = quote_parts(quote)
        if not parts:
            return []
        if len(parts) == 1:
            spans = self._occurrences(parts[0], 0, len(self.key))
            return [self._span(*span) for _, span in zip(range(_MOST), spans, strict=False)]
        return list(self._in_passages(parts, passages))

    def parts(self, quote: str, span: SourceSpan) -> list[SourceSpan]:
        """Return where each part of a quotation is that was found in a span: all but ellipses."""
        position, end = self._key_index(span.start), self._key_index(span.end)
        found = []
        for part in quote_parts(quote):
            place = next(self._occurrences(part, position, end), None)
            if place is None:
                return [span]
            found.append(self._span(*place))
            position = place[1]
        return found

    def _in_passages(
        self, parts: Sequence["FoldedText"], passages: Sequence[SourceSpan]
    ) -> Iterator[SourceSpan]:
        for passage in passages:
            start, end = self._key_index(passage.start), self._key_index(passage.end)
            first, position = -1, start
            for part in parts:
                span = next(self._occurrences(part, position, end), None)
                if span is None:
                    break
                first = span[0] if first < 0 else first
                position = span[1]
            else:
                yield self._span(first, position)

    def _occurrences(self, part: "FoldedText", start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield where a part of a quotation is, as whole words, between two places in the key."""
        key = part.key.strip(" ")
        lead = len(part.key) - len(part.key.lstrip(" "))
        dashes = [position - lead for position in part._dashes]  # noqa: SLF001 (of its own class)
        optional = [position - lead for position in part._hyphenations]  # noqa: SLF001 (the same)
        index = self.key.find(key, start, end)
        while index >= 0:
            after = index + len(key)
            if self._has_dashes(index, after, dashes, optional) and (
                self._is_boundary(index) and self._is_boundary(after)
            ):
                yield index, after
                index = self.key.find(key, after, end)
            else:
                index = self.key.find(key, index + 1, end)

    def _has_dashes(
        self, start: int, end: int, dashes: Sequence[int], optional: Sequence[int]
    ) -> bool:
        """Return whether a part of the key has the dashes of a quotation, and no others within."""
        if not (dashes or optional or self._dashes or self._hyphenations):
            return True
        own = _between(self._dashes, start, end)
        soft = _between(self._hyphenations, start, end)
        quoted = {start + position for position in dashes}
        loose = {start + position for position in optional}
        inner = {position for position in own if start < position < end}
        return quoted <= own | soft and inner <= quoted | loose

    def _is_boundary(self, index: int) -> bool:
        """Return whether a word can begin or end at a place in the key."""
        if not 0 < index < len(self.key):
            return True
        before, after = self.key[index - 1], self.key[index]
        if _is_in(self._dashes, index):
            return True
        if before.isdigit() and after in ".,":
            return not self.key[index + 1 : index + 2].isdigit()
        if after.isdigit() and before in ".,":
            return not (index > 1 and self.key[index - 2].isdigit())
        joined = _is_of_word(before) and _is_of_word(after)
        return not joined or bool(_UNSPACED.match(before) or _UNSPACED.match(after))

    def _key_index(self, index: int) -> int:
        """Return the place in the key of a place in the text."""
        position = bisect_right(self._text_starts, index) - 1
        if position < 0:
            return 0
        end = [*self._key_starts[position + 1 : position + 2], len(self.key)][0]
        return min(self._key_starts[position] + index - self._text_starts[position], end)

    def _text_index(self, index: int) -> int:
        position = bisect_right(self._key_starts, index) - 1
        offset = index - self._key_starts[position]
        end = [*self._text_starts[position + 1 : position + 2], len(self.text)][0]
        return min(self._text_starts[position] + offset, end)

    def _span(self, start: int, end: int) -> SourceSpan:
        return SourceSpan(self._text_index(start), self._text_index(end - 1) + 1)


def quote_parts(quote: str) -> list[FoldedText]:
    """Return what a quotation says before, between and after its ellipses; none without words."""
    parts = [FoldedText(part.strip()) for part in split_at_ellipses(quote)]
    return [part for part in parts if any(map(str.isalnum, part.key))]


def _clusters(text: str) -> Iterator[str]:
    """Yield the characters of a text, each with what it is composed with."""
    cluster = ""
    for character in text:
        if cluster and (len(cluster) > _MARKS or not _joins(cluster, character)):
            yield cluster
            cluster = ""
        cluster += character
    yield cluster


def _joins(cluster: str, character: str) -> bool:
    if unicodedata.combining(character):
        return True
    form = unicodedata.normalize("NFKC", cluster)
    alone = unicodedata.normalize("NFKC", character)
    return unicodedata.normalize("NFKC", cluster + character) != form + alone


def _between(positions: Sequence[int], start: int, end: int) -> set[int]:
    return {*positions[bisect_left(positions, start) : bisect_right(positions, end)]}


def _is_in(positions: Sequence[int], index: int) -> bool:
    position = bisect_left(positions, index)
    return position < len(positions) and positions[position] == index


def _is_of_word(character: str) -> bool:
    return character.isalnum() or unicodedata.combining(character) > 0
