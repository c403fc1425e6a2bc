"""What the paper formats (HTML, DOCX, PDF) share: what a document holds, and what may be a link."""

import re
from collections.abc import Iterator, Sequence
from math import sqrt
from typing import Final, Literal, TypeAlias

from msgspec import Struct, structs

from briefing.render.document import (
    SIGNS,
    Badge,
    Cite,
    Content,
    Document,
    Inline,
    Note,
    Row,
    Section,
    Span,
    Table,
)
from briefing.render.width import is_safe_url, percent_encode, sanitize

UNTITLED: Final = "Briefing"
"""What an answer that needs no title is called where a file must have one."""

Language: TypeAlias = Literal["", "ja", "ko"]
"""A language that the writing itself tells: kana are Japanese, Hangul is Korean."""

_WIDE: Final = 5
_LONG_WORD: Final = 20
_EAST_ASIAN: Final = re.compile(
    "[\u1100-\u11ff\u2e80-\u2fdf\u3000-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\uff00-\uffef\U00020000-\U0003ffff]+"
)
_KANA: Final = re.compile("[\u3041-\u3096\u30a1-\u30fa\u31f0-\u31ff\uff66-\uff9d]")
_HANGUL: Final = re.compile("[\u1100-\u11ff\u3131-\u318e\ua960-\ua97f\uac00-\ud7ff]")


def walk(node: object) -> Iterator[Struct]:
    """Everything in a document, or in a part of one, in the order of reading."""
    if isinstance(node, Struct):
        yield node
        for name in structs.fields(node):
            yield from walk(getattr(node, name.name))
    elif isinstance(node, tuple):
        for each in node:
            yield from walk(each)


def notes_by_number(document: Document) -> dict[int, Note]:
    """The sources that citations can point to, by their number."""
    found: dict[int, Note] = {}
    for each in walk(document):
        if isinstance(each, Note):
            found.setdefault(each.number, each)
    return found


def legend_text(document: Document) -> str:
    """What must be explained of a document's signs; empty where nothing needs to be."""
    single = any(isinstance(each, Cite) and each.only for each in walk(document))
    return "“only”: all the sources cited there are of one publisher." if single else ""


def is_wide(document: Document) -> bool:
    """Whether a document reads better with the paper turned on its side."""
    return any(isinstance(each, Table) and _is_wide(each) for each in walk(document))


def _is_wide(table: Table) -> bool:
    return len(table.columns) >= _WIDE and sum(map(_is_full, table.rows)) * 2 > len(table.rows)


def _is_full(row: Row) -> bool:
    """Whether several places of a row hold more than a figure or a word."""
    return sum(sum(map(_length, cell)) > 40 for cell in row.cells) > 2  # noqa: PLR2004 (as said)


def column_shares(table: Table) -> list[float]:
    """How wide each column is drawn, as shares of 1.

    A column with four times the text is twice as wide, and none is narrower than its longest word.
    """
    found = []
    for place, title in enumerate(table.columns):
        texts = [
            title,
            *(_told(each) for row in table.rows for each in row.cells[place]),
        ]
        longest = max((len(word) for text in texts for word in text.split(" ")), default=0)
        found.append(max(sqrt(sum(map(len, texts))), min(longest, _LONG_WORD) * 1.25, 3.0))
    return [each / sum(found) for each in found]


def _told(content: Content) -> str:
    return "".join(map(_words, content))


def _words(inline: Inline) -> str:
    match inline:
        case Span():
            return inline.text
        case Badge():
            return f"{SIGNS[inline.mark]}\N{NO-BREAK SPACE}{inline.word}"
        case Cite():
            return ""


def _length(content: Content) -> int:
    return len(_told(content))


def attach_citations(content: Content) -> list[Inline]:
    """Inline text in which a citation follows its word without a blank."""
    found: list[Inline] = []
    for inline in content:
        if isinstance(inline, Cite):
            while found and isinstance(found[-1], Span) and not found[-1].text.strip(" "):
                found.pop()
            last = found[-1] if found else None
            if isinstance(last, Span) and last.role != "quote":
                found[-1] = structs.replace(last, text=last.text.rstrip(" "))
        found.append(inline)
    return found


def titled_sections(sections: Sequence[object]) -> list[Section]:
    """The sections among some blocks that have a heading to show."""
    return [each for each in sections if isinstance(each, Section) and sanitize(each.title).strip()]


def safe_url(url: str) -> str:
    """An address that may be followed; empty for any other than of the web or of mail."""
    if not is_safe_url(url):
        return ""
    told = sanitize(url)
    # Brackets and a number sign mean something only once, each in its place.
    path, sign, rest = told[_host(told) :].partition("#")
    return f"{told[: _host(told)]}{_escaped(path)}{sign}{_escaped(rest)}"


def _host(url: str) -> int:
    """Where an address goes on after it has said with whom."""
    found = re.match(r"https?://(?:\[[\da-f:.]+\])?", url, re.IGNORECASE)
    return found.end() if found else 0


def _escaped(text: str) -> str:
    return re.sub(r"[\s<>\"\\^`{|}\[\]#\ufffd]", lambda found: percent_encode(found[0]), text)


def split_by_language(text: str) -> Iterator[tuple[str, Language]]:
    """A text in stretches, each with its language where the writing tells it."""
    place = 0
    for found in _EAST_ASIAN.finditer(text):
        if found.start() > place:
            yield text[place : found.start()], ""
        yield found[0], _tongue(found[0])
        place = found.end()
    if place < len(text):
        yield text[place:], ""


def _tongue(stretch: str) -> Language:
    if _HANGUL.search(stretch):
        return "ko"
    return "ja" if _KANA.search(stretch) else ""
