"""Places in the text of a file, counted as editors count them, and what is shown of a line."""

import re
from bisect import bisect_right
from functools import cached_property
from typing import Final, NamedTuple

# No other character ends a line for an editor, though U+0085 and U+2028 do for YAML.
_LINE_END: Final = re.compile("\r\n|\r|\n")

# The most characters of a line that an excerpt shows, and those of a text that a message quotes.
_EXCERPT: Final = 200
_QUOTED: Final = 200


class SourceSpan(NamedTuple):
    """A range of text, in characters from its start; `end` is exclusive."""

    start: int
    end: int


class LineExcerpt(NamedTuple):
    """What is shown of a line: `text`, of which the first character is in `column`."""

    text: str
    column: int


class SourceText:
    """The text of a file."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    def position(self, index: int) -> tuple[int, int]:
        """Return the line and the column of a character, both counted from 1."""
        index = min(index, len(self.text))
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1

    def index(self, line: int, column: int) -> int:
        """Return the index of a character by its line and column, which `position` gives."""
        return self._starts[line - 1] + column - 1

    def end_of_line(self, index: int) -> int:
        """Return where the line of a character ends, without what ends it."""
        line = bisect_right(self._starts, index)
        if line == len(self._starts):
            return len(self.text)
        end = self._starts[line]
        return end - (2 if self.text[end - 2 : end] == "\r\n" else 1)

    def end_column(self, span: SourceSpan) -> int:
        """Return the column after a span, or after the text of its first line if it is longer."""
        line, column = self.position(span.start)
        if self.position(span.end)[0] == line:
            return column + span.end - span.start
        end = min(self.end_of_line(span.start), span.start + _EXCERPT)
        return column + len(self.text[span.start : end].rstrip())

    def excerpt(self, index: int) -> LineExcerpt:
        """Return the line of a character, or the part of a long one that is around it."""
        line, column = self.position(index)
        first = self._starts[line - 1]
        end = self.end_of_line(first)
        if end - first <= _EXCERPT:
            return LineExcerpt(self.text[first:end], 1)
        start = max(first, min(first + column - 1 - _EXCERPT // 2, end - _EXCERPT))
        before = "…" if start > first else ""
        after = "…" if start + _EXCERPT < end else ""
        part = self.text[start : min(end, start + _EXCERPT)]
        return LineExcerpt(f"{before}{part}{after}", start - first + 1 - len(before))


def quote(text: str) -> str:
    """Return a text in quotation marks, on one line and cut if it is long."""
    line = " ".join(text[: 2 * _QUOTED].split()) if len(text) > _QUOTED else text
    return f"'{shorten(line, _QUOTED)}'"


def shorten(text: str, length: int) -> str:
    """Return a text of some length at most, with a mark where its rest is missing."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
