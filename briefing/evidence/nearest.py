"""Finds the place in a text that is most like words which are not in it, and what differs."""

import re
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from briefing.library.source_text import SourceSpan, shorten

# Where words are written without blanks, each character counts as one.
_WORD: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff]|[^\\s\u3040-\u30ff\u3400-\u9fff]+")
_MARKS: Final = " ,;:\"'\u2018\u2019\u201c\u201d"
_EDGES: Final = re.compile(r"^\W+|\W+$")

# Words: how many of a quotation are compared, and how many around their place in the text.
_COMPARED: Final = 120
_AROUND: Final = 12

# How many of its rarest words decide where a quotation might be.
_RAREST: Final = 8

# How many places that share as many words are compared letter for letter.
_ALIKE: Final = 20

_DIFFERENCES: Final = 3
_SHOWN: Final = 160


class NearestWords(NamedTuple):
    """The words of a text that are most like a quotation, their place, and what differs."""

    span: SourceSpan
    words: str
    differences: tuple[str, ...]


class WordIndex:
    """Where each word of a text is."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = array("Q")
        self._ends = array("Q")
        self._places: dict[str, array[int]] = {}
        for position, match in enumerate(_WORD.finditer(text)):
            self._starts.append(match.start())
            self._ends.append(match.end())
            word = _plain(match[0])
            if word:
                self._places.setdefault(word, array("Q")).append(position)

    def nearest(self, quote: str) -> NearestWords | None:
        """Return what of the text is most like a quotation, None if they share no word."""
        words = [match[0] for match in _WORD.finditer(quote)][:_COMPARED]
        start = self._likely_start(words)
        if start is None:
            return None
        first = max(0, start - _AROUND)
        last = min(len(self._starts), start + len(words) + _AROUND)
        around = [self._text[self._starts[i] : self._ends[i]] for i in range(first, last)]
        plain, plain_around = [*map(_plain, words)], [*map(_plain, around)]
        matcher = SequenceMatcher(None, plain, plain_around, autojunk=False)
        blocks = [block for block in matcher.get_matching_blocks() if block.size]
        if not blocks:
            return None
        begin = max(0, blocks[0].b - blocks[0].a)
        missing = len(words) - blocks[-1].a - blocks[-1].size
        end = min(len(around), blocks[-1].b + blocks[-1].size + missing)
        span = SourceSpan(self._starts[first + begin], self._ends[first + end - 1])
        shown = " ".join(self._text[span.start : span.end][: 2 * _SHOWN].split()).strip(_MARKS)
        differences = [*_differences(words, around[begin:end])]
        return NearestWords(span, shorten(shown, _SHOWN), tuple(differences[:_DIFFERENCES]))

    def _likely_start(self, quoted: Sequence[str]) -> int | None:
        """Return the word of the text at which a quotation probably begins."""
        words = [*map(_plain, quoted)]
        known = sorted(
            (
                (len(self._places[word]), index)
                for index, word in enumerate(words)
                if word in self._places
            )
        )
        starts = Counter(
            max(0, position - index)
            for _, index in known[:_RAREST]
            for position in self._places[words[index]]
        )
        near: Counter[int] = Counter()
        for start, votes in starts.items():
            for bucket in {start // _AROUND, (start + _AROUND // 2) // _AROUND}:
                near[bucket] += votes
        if not near:
            return None
        likely = sorted(starts, key=lambda start: (-near[start // _AROUND], -starts[start], start))
        # The first of those that have as many words letter for letter.
        return max(likely[:_ALIKE], key=lambda start: self._same_words(quoted, start))

    def _same_words(self, quoted: Sequence[str], start: int) -> int:
        """Return how many words of a quotation the text has letter for letter from a word on."""
        stop = start + len(quoted)
        spans = zip(self._starts[start:stop], self._ends[start:stop], strict=True)
        written = [_bare(self._text[begin:end]) for begin, end in spans]
        return sum(map(str.__eq__, map(_bare, quoted), written))


def _differences(quoted: Sequence[str], written: Sequence[str]) -> Iterator[str]:
    """Yield what differs between a quotation and a text, word by word."""
    matcher = SequenceMatcher(None, [*map(_bare, quoted)], [*map(_bare, written)], autojunk=False)
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        own = shorten(_bare(" ".join(quoted[start:end])), _SHOWN // 4)
        other = shorten(_bare(" ".join(written[other_start:other_end])), _SHOWN // 4)
        if tag == "replace":
            yield f"it has “{own}” where the text has “{other}”"
        elif tag == "delete":
            yield f"“{own}” is not there"
        elif tag == "insert":
            yield f"it leaves out “{other}”"


def _plain(word: str) -> str:
    """Return a word as it is looked for: without case, and without signs around it."""
    return _EDGES.sub("", word).casefold()


def _bare(word: str) -> str:
    return _EDGES.sub("", word) or word
