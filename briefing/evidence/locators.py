"""What a locator means in a text: 'para 4', 'Tokyo, paras 2 and 3', 'p. 7', 'lede', 'caption'."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from briefing.evidence.passages import INTRODUCTION, ORDINALS, Passage

# The paragraphs that an opening has, where no heading ends it.
_OPENING: Final = 3

# The most paragraphs or pages of a range; a longer one is no place.
_LONGEST_RANGE: Final = 10_000

_NUMBERS: Final = r"\d{1,6}(?:(?:\s*(?:,|and|&|to|[-\u2010-\u2015])\s*)+\d{1,6})*"
_ORDINAL: Final = "|".join(ORDINALS)

_PARAGRAPHS: Final = re.compile(
    rf"(?:(?P<heading>[^;]+?)(?:,|:)?\s+)?(?:paras?\.?|paragraphs?|\u00b6+)\s*(?P<numbers>{_NUMBERS})"
)
_ORDINAL_PARAGRAPH: Final = re.compile(
    rf"(?:(?P<heading>[^;]+?)(?:,|:)?\s+)?(?P<which>{_ORDINAL}|last)\s+(?P<many>paras|para|paragraphs?)"
)
_PAGES: Final = re.compile(rf"(?:pp?\.?|pages?)\s*(?P<numbers>{_NUMBERS})")
_CAPTION: Final = re.compile(
    rf"(?:the\s+)?(?:(?:photo|picture|image)\s+)?caption(?:\s+(?P<number>\d{{1,4}}))?"
    rf"(?:\s+(?:to|of)\s+(?:the\s+)?(?:(?P<which>{_ORDINAL}|last)\s+)?(?:picture|photo(?:graph)?|image))?"
)
_HEADING: Final = re.compile(r"(?:sub)?(?:heading|head)(?:,|:)?\s+(?P<heading>.+)")
_TITLES: Final = ("title", "heading", "headline")
_SUBTITLES: Final = ("subtitle", "subheading", "standfirst", "deck")
_OPENINGS: Final = ("lede", "lead", "opening", "intro", "introduction", "beginning")
_WHOLE: Final = ("text", "passim", "whole text", "throughout")

_Reading = Callable[[str, Sequence[Passage]], "list[Passage] | None"]


def resolve_locator(locator: str, passages: Sequence[Passage]) -> list[Passage] | None:
    """Return the passages of a text to which a locator leads.

    None means that it is put in words that this program does not understand; an empty list, that
    the text has no such place.
    """
    return _resolve(" ".join(locator[:500].casefold().split()), passages)


def _resolve(words: str, passages: Sequence[Passage]) -> list[Passage] | None:
    for read in _READINGS:
        result = read(words, passages)
        if result is not None:
            return result
    for sign in (";", " and "):
        start, found, end = words.partition(sign)
        if found:
            both = [_resolve(part.strip(), passages) for part in (start, end)]
            if None in both:
                continue
            return [passage for part in both for passage in part or ()]
    return None


def _paragraphs(words: str, passages: Sequence[Passage]) -> list[Passage] | None:
    match = _PARAGRAPHS.fullmatch(words)
    if not match:
        return None
    among = _under(match["heading"], passages)
    numbers = _numbers(match["numbers"])
    if among is None or numbers is None:
        return None
    return [passage for number, passage in enumerate(among, 1) if number in numbers]


def _ordinal_paragraph(words: str, passages: Sequence[Passage]) -> list[Passage] | None:
    match = _ORDINAL_PARAGRAPH.fullmatch(words)
    among = _under(match["heading"], passages) if match else None
    if match is None or among is None:
        return None
    if match["which"] == "last":
        return among[-_OPENING:] if match["many"] in ("paras", "paragraphs") else among[-1:]
    index = ORDINALS.index(match["which"])
    if match["many"] in ("paras", "paragraphs"):
        return among[: _OPENING if index == 0 else index + 1]
    return among[index : index + 1]


def _pages(words: str, passages: Sequence[Passage]) -> list[Passage] | None:
    match = _PAGES.fullmatch(words)
    numbers = _numbers(match["numbers"]) if match else None
    # Without a form feed, nothing says where a page ends.
    if numbers is None or not passages or passages[-1].pages[1] == 1:
        return None
    return [
        passage
        for passage in passages
        if any(page in numbers for page in range(passage.pages[0], passage.pages[1] + 1))
    ]


def _captions(words: str, passages: Sequence[Passage]) -> list[Passage] | None:
    match = _CAPTION.fullmatch(words)
    if not match:
        return None
    captions = [passage for passage in passages if passage.kind == "caption"]
    if match["which"] == "last":
        return captions[-1:]
    number = int(match["number"] or 0) or (
        ORDINALS.index(match["which"]) + 1 if match["which"] else 0
    )
    return captions[number - 1 : number] if number else captions


def _headings(words: str, passages: Sequence[Passage]) -> list[Passage] | None:
    titles = [passage for passage in passages if passage.kind == "title"]
    if words in _TITLES:
        return titles[:1]
    if words in _SUBTITLES:
        return titles[1:]
    match = _HEADING.fullmatch(words)
    if not match:
        return None
    return _headings_called(match["heading"], passages)


def _areas(words: str, passages: Sequence[Passage]) -> list[Passage] | None:
    if words in _WHOLE:
        return [*passages]
    if words in _OPENINGS:
        return _introduction(passages)
    headings = _headings_called(words, passages, exactly=True)
    return [*headings, *_beneath(headings, passages)] if headings else None


_READINGS: Final[tuple[_Reading, ...]] = (
    _paragraphs,
    _ordinal_paragraph,
    _pages,
    _captions,
    _headings,
    _areas,
)


def _under(heading: str | None, passages: Sequence[Passage]) -> list[Passage] | None:
    """Return the paragraphs under the heading that a locator names, or all if it names none."""
    paragraphs = [passage for passage in passages if passage.kind == "paragraph"]
    if heading is None:
        return paragraphs
    headings = _headings_called(heading, passages)
    if headings:
        return _beneath(headings, passages)
    if heading in _OPENINGS:
        return _introduction(passages)
    # A text without headings cannot say that it lacks this one.
    return [] if any(passage.kind == "heading" for passage in passages) else None


def _introduction(passages: Sequence[Passage]) -> list[Passage]:
    paragraphs = [passage for passage in passages if passage.kind == "paragraph"]
    if any(passage.heading == INTRODUCTION for passage in paragraphs):
        return [passage for passage in paragraphs if passage.heading == INTRODUCTION]
    return paragraphs[:_OPENING]


def _headings_called(
    name: str, passages: Sequence[Passage], *, exactly: bool = False
) -> list[Passage]:
    """Return the headings of a name: those that are it, else those that hold its words."""
    headings = [passage for passage in passages if passage.kind in ("heading", "title")]
    wanted = _words(name)
    same = [passage for passage in headings if _words(passage.text) == wanted]
    if same or exactly or not wanted:
        return same
    return [
        passage
        for passage in headings
        if passage.kind == "heading" and {*wanted} <= {*_words(passage.text)}
    ]


def _beneath(headings: Sequence[Passage], passages: Sequence[Passage]) -> list[Passage]:
    """Return the paragraphs below some headings, each up to the next."""
    starts = {passage.span.start for passage in headings}
    is_below = False
    below = []
    for passage in passages:
        if passage.kind == "heading" or passage.span.start in starts:
            is_below = passage.span.start in starts
        elif is_below and passage.kind == "paragraph":
            below.append(passage)
    return below


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _numbers(text: str) -> set[int] | None:
    """Return the numbers of 'paras 1, 3 to 5'; None for a range that cannot be meant."""
    numbers: set[int] = set()
    for part in re.split(r"\s*(?:,|and|&)+\s*", text):
        bounds = [int(number) for number in re.findall(r"\d+", part)]
        if not bounds:
            continue
        first, *_, last = bounds[0], *bounds
        if bounds not in ([first], [first, last]) or not 0 <= last - first <= _LONGEST_RANGE:
            return None
        numbers.update(range(first, last + 1))
    return numbers
