"""Divides the text of a source into passages: its paragraphs, headings and captions."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from string import capwords
from typing import Final, Literal, NamedTuple, TypeAlias

from briefing.library.source_text import SourceSpan

PassageKind: TypeAlias = Literal["title", "heading", "paragraph", "caption"]
"""What a passage is: headings before the first paragraph are the title, and what goes with it."""

INTRODUCTION: Final = "Introduction"
"""What the paragraphs before the first heading are called, where headings follow."""

ORDINALS: Final = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip
"""The words for the first ten numbers, as locators use them."""

_LINE: Final = re.compile(r"[^\r\n]+")
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_MARKDOWN_HEADING: Final = re.compile(r"#{1,6}[ \t]+(?P<text>.*?)[ \t#]*$")

# A heading in plain text is one short line without the end of a sentence.
_HEADING_COLUMNS: Final = 80
_HEADING_WORDS: Final = 12
_SENTENCE_END: Final = re.compile(r"[.!?:;,\u2026\u3002]['\"\u2019\u201d\u00bb)]*$")

# A credit as agencies write it, before the caption or after it.
_CREDIT: Final = re.compile(r"(?:[^/\n.]{1,80} / ){1,4}\S")
_CAPTION_WORD: Final = re.compile(
    r"(?:caption|photo(?:graph)?|picture|image|figure|fig\.)\s*\d*\s*[:.]", re.IGNORECASE
)


class Passage(NamedTuple):
    """One passage of a text: what it is, the heading that it is under, and its number there.

    `number` counts the paragraphs under the heading, or, of captions, those of the whole text.
    `pages` are its first and last page; form feeds end one.
    """

    kind: PassageKind
    heading: str
    number: int
    pages: tuple[int, int]
    span: SourceSpan
    text: str

    @property
    def place(self) -> str:
        """The locator that leads to it."""
        match self.kind:
            case "title":
                return "title" if self.number == 1 else "subtitle"
            case "heading":
                return f"heading, {_as_name(self.text)}"
            case "caption":
                if self.number <= len(ORDINALS):
                    return f"caption to the {ORDINALS[self.number - 1]} picture"
                return f"caption {self.number}"
        number = f"para {self.number}"
        return f"{_as_name(self.heading)}, {number}" if self.heading else number


def split_passages(text: str) -> list[Passage]:
    """Return the passages of a text, in its order."""
    blocks = [*_blocks(text)]
    breaks = [match.start() for match in re.finditer("\f", text)]
    kinds = _kinds([text[block.start : block.end] for block in blocks])
    has_sections = "heading" in kinds and "paragraph" in kinds[: kinds.index("heading")]
    heading = INTRODUCTION if has_sections else ""
    counts: dict[str, int] = dict.fromkeys(("title", "heading", "paragraph", "caption"), 0)
    passages = []
    for block, kind in zip(blocks, kinds, strict=True):
        words = " ".join(text[block.start : block.end].split())
        if kind in ("title", "heading"):
            mark = _MARKDOWN_HEADING.match(words)
            words = mark["text"] if mark else words
        if kind == "heading":
            heading, counts["paragraph"] = words, 0
        counts[kind] += 1
        pages = (bisect_right(breaks, block.start) + 1, bisect_right(breaks, block.end - 1) + 1)
        passages.append(Passage(kind, heading, counts[kind], pages, block, words))
    return passages


def _blocks(text: str) -> Iterator[SourceSpan]:
    """Yield what blank lines separate; where there are none, each line."""
    lines = [*_lines(text)]
    gaps = [
        len(_LINE_END.findall(text, line.end, following.start)) > 1
        for line, following in pairwise(lines)
    ]
    are_separate = not any(gaps)
    start = lines[0].start if lines else 0
    for position, line in enumerate(lines):
        following = lines[position + 1 : position + 2]
        if (
            not following
            or are_separate
            or gaps[position]
            or any(_MARKDOWN_HEADING.match(text, *span) for span in (line, *following))
        ):
            yield SourceSpan(start, line.end)
            start = following[0].start if following else 0


def _lines(text: str) -> Iterator[SourceSpan]:
    """Yield every line that is not blank, without the blanks around it."""
    for match in _LINE.finditer(text):
        line = match[0]
        if line.strip():
            start = match.start() + len(line) - len(line.lstrip())
            yield SourceSpan(start, match.start() + len(line.rstrip()))


def _kinds(blocks: list[str]) -> list[PassageKind]:
    """Return what each block is."""
    kinds: list[PassageKind] = []
    is_before_text = True
    has_title = False
    for block in blocks:
        kind: PassageKind = "paragraph"
        mark = _MARKDOWN_HEADING.match(block)
        if mark or _is_heading(block):
            is_title = is_before_text and not (mark and has_title)
            kind = "title" if is_title else "heading"
            has_title = True
        elif _is_caption(block):
            kind = "caption"
        else:
            is_before_text = False
        kinds.append(kind)
    return kinds


def _is_heading(block: str) -> bool:
    return (
        len(block) <= _HEADING_COLUMNS
        and "\n" not in block
        and "\r" not in block
        and len(block.split()) <= _HEADING_WORDS
        and not _SENTENCE_END.search(block)
        and any(map(str.isalpha, block))
        and not _CREDIT.match(block)
    )


def _is_caption(block: str) -> bool:
    return bool(_CREDIT.match(block) or _CAPTION_WORD.match(block))


def _as_name(heading: str) -> str:
    """Return a heading as one writes it in a sentence, if it is in capitals only."""
    return capwords(heading) if heading.isupper() else heading
