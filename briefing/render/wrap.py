"""Breaks inline text into lines of a width, each piece of a line in a named style.

The text is broken as a whole, by position, and its pieces are then cut where the lines end. A
citation stays on the line of the word before it, a word is cut only where it is wider than a whole
line, and East Asian text, except Korean, may break between its characters.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final, Literal, NamedTuple, TypeAlias

from msgspec import Struct

from briefing.model.addresses import is_safe_url
from briefing.model.width import (
    character_width,
    is_within_sign,
    sign_end,
    sign_start,
    text_width,
)
from briefing.render.common import NBSP, citation_numbers, tally_bars
from briefing.render.document import SIGNS, Badge, Cite, Content, Inline, Mark, Span, Tally
from briefing.render.quotation_marks import in_quotation_marks
from briefing.render.sanitize import GLUE, sanitize

Style: TypeAlias = (
    Literal[
        "plain", "strong", "muted", "quote", "id", "command", "match", "title", "heading", "lead"
    ]
    | Mark
)


class StyledText(NamedTuple):
    """A piece of a line in one style; with `url`, a link."""

    text: str
    style: Style = "plain"
    url: str = ""


Line: TypeAlias = tuple[StyledText, ...]


class BulletBadge(Struct, frozen=True):
    """A badge whose sign has already been shown as the bullet of a list."""

    badge: Badge


REMEMBERED: Final = 1024
"""How many texts are remembered as they were laid out last."""

_ADDRESS: Final = r"https?://[^\s\x1f]+"

# Signs that never begin a line.
_CLOSING: Final = frozenset(
    "\u3001\u3002\uff0c\uff0e\uff09\u300d\u300f\u3011\u3015\u3009\u300b\uff01\uff1f\uff1a\uff1b"
)


def wrap(
    content: Iterable[Inline | BulletBadge],
    room: int,
    *,
    style: Style = "plain",
    hang: int = 0,
    cut: bool = False,
) -> list[Line]:
    """Break inline text into one or more lines of at most `room` cells.

    An address is copied as a whole, so its line may be longer; it is `cut` in a cell of a table.

    Args:
        content: the inline text.
        room: the width of a line, in cells.
        style: the style of what has no role of its own.
        hang: how far all lines but the first are indented, in cells.
        cut: whether an address that is longer than a line is cut too.
    """
    return list(_wrapped(tuple(content), room, style, hang, cut=cut))


# A page is laid out several times until it is short enough, mostly of the same texts.
@lru_cache(REMEMBERED)
def _wrapped(
    content: tuple[Inline | BulletBadge, ...], room: int, style: Style, hang: int, *, cut: bool
) -> tuple[Line, ...]:
    pieces = _pieces(content, style)
    text = "".join(piece.text for piece in pieces)
    has_address = not cut and any(_is_address(piece) for piece in pieces)
    first, *rest = list(_cut(pieces, _breaks(text, room, hang, whole=has_address))) or [()]
    indent = (StyledText(" " * hang),) if hang else ()
    return (first, *((*indent, *line) for line in rest))


def _is_address(piece: StyledText) -> bool:
    """Return whether a text is the address to which it leads, there perhaps to some words."""
    return bool(piece.url) and piece.url.partition("#:~:")[0] == piece.text


@lru_cache(REMEMBERED)
def natural_width(content: Content) -> int:
    """Return the width of a paragraph on one line."""
    return text_width("".join(piece.text for piece in _pieces(content, "plain")).strip(" "))


def longest_word(column: Sequence[Content]) -> int:
    """Return the width of the widest word of some paragraphs."""
    texts = ("".join(piece.text for piece in _pieces(content, "plain")) for content in column)
    words = (word for text in texts for word in text.split(" "))
    return max((1 if _is_breakable(word[:1]) else text_width(word) for word in words), default=0)


def styled_width(pieces: Iterable[StyledText]) -> int:
    """Return how many cells some pieces take."""
    return sum(text_width(piece.text) for piece in pieces)


def _breaks(text: str, room: int, hang: int, *, whole: bool) -> Iterator[tuple[int, int]]:
    """Iterate over the start and end of each line; the blanks between lines belong to neither.

    If `whole`, an address at the beginning of a line is not cut.
    """
    is_narrow = text.isascii() or all(map(_is_narrow, text))
    end = len(text.rstrip(" "))
    start = len(text) - len(text.lstrip(" ")) if end else 0
    while start < end:
        if is_narrow and end - start <= room:
            yield start, end
            return
        find_end = _end_of_narrow_line if is_narrow else _end_of_wide_line
        stop = find_end(text, start, end, room)
        if whole and (address := re.match(_ADDRESS, text[start:])):
            stop = max(stop, start + address.end())
        yield start, len(text[start:stop].rstrip(" ")) + start
        while stop < end and text[stop] in (" ", GLUE):
            stop += 1
        start, room = stop, room - hang
        hang = 0


def _end_of_narrow_line(text: str, start: int, _end: int, room: int) -> int:
    """Return where a line ends in text of which every character takes one cell."""
    for blank in (" ", GLUE):
        position = text.rfind(blank, start + 1, start + room + 1)
        if position > start:
            return position
    return start + max(room, 1)


def _end_of_wide_line(text: str, start: int, end: int, room: int) -> int:
    """Return where a line ends in text whose characters take no, one or two cells."""
    used, last_break, last_glue = 0, start, start
    for position in range(start, end):
        character = text[position]
        if character == " " or (position > start and _can_break_before(text, position)):
            last_break = position
        elif character == GLUE:
            last_glue = position
        used += character_width(character)
        if used > room:
            # A line takes at least one sign, even if that is wider than the line.
            ends = (last_break, last_glue, sign_start(text, position), sign_end(text, start))
            return next(end for end in ends if end > start)
    return end


def _is_narrow(character: str) -> bool:
    """Return whether a character takes one cell, and is never part of the sign before it."""
    return character_width(character) == 1 and not is_within_sign(f"{character}{character}", 1)


def _can_break_before(text: str, position: int) -> bool:
    """Return whether a line may end before a character that no blank precedes."""
    after = text[position]
    return (
        _is_breakable(text[position - 1])
        and _is_breakable(after)
        and after not in _CLOSING
        and not is_within_sign(text, position)
    )


def _is_breakable(character: str) -> bool:
    """Return whether a line may end beside a character: an East Asian one, but not Korean."""
    return (
        character > "\u1100"
        and character_width(character) > 1
        and not "\u1100" <= character <= "\u11ff"
        and not ("\u3130" <= character <= "\u318f" or "\uac00" <= character <= "\ud7a3")
    )


def _cut(pieces: Sequence[StyledText], breaks: Iterable[tuple[int, int]]) -> Iterator[Line]:
    """Cut pieces into lines at the given positions of their text."""
    index, offset = 0, 0
    for start, end in breaks:
        line = []
        while index < len(pieces) and offset < end:
            piece = pieces[index]
            after = offset + len(piece.text)
            if after > start:
                text = piece.text[max(start - offset, 0) : end - offset]
                # What kept words together is an ordinary blank to whoever copies the line.
                text = text.replace(GLUE, " ").replace(NBSP, " ")
                line.append(StyledText(text, piece.style, piece.url))
            if after > end:
                break
            index, offset = index + 1, after
        yield tuple(line)


def _pieces(content: Iterable[Inline | BulletBadge], style: Style) -> list[StyledText]:
    """Turn inline text into pieces in which glue attaches a citation to its word."""
    pieces: list[StyledText] = []
    for inline in content:
        if isinstance(inline, Cite):
            _glue(pieces)
        pieces += _tally(inline) if isinstance(inline, Tally) else [_piece(inline, style)]
    return pieces


def _tally(tally: Tally) -> list[StyledText]:
    """Return a tally as a bar of signs."""
    gap, bars = tally_bars(tally)
    pieces: list[StyledText] = []
    for mark, signs in bars:
        pieces += [StyledText(gap)] if pieces else []
        pieces.append(StyledText(signs, mark))
    return pieces


def _glue(pieces: list[StyledText]) -> None:
    """Replace the blanks at the end of some pieces by glue."""
    has_blank = False
    while pieces and pieces[-1].text.endswith(" "):
        last = pieces.pop()
        stripped, has_blank = last.text.rstrip(" "), True
        if stripped:
            pieces.append(last._replace(text=stripped))
    if has_blank and pieces:
        pieces.append(StyledText(GLUE))


def _piece(inline: Span | Badge | Cite | BulletBadge, style: Style) -> StyledText:
    match inline:
        case Span():
            text = sanitize(inline.text)
            role = style if inline.role == "plain" else inline.role
            url = sanitize(inline.url) if is_safe_url(inline.url) else ""
            return StyledText(
                in_quotation_marks(text) if inline.role == "quote" else text, role, url
            )
        case Badge():
            word = "" if inline.bare else f"{NBSP}{sanitize(inline.word)}"
            return StyledText(f"{SIGNS[inline.mark]}{word}", inline.mark)
        case BulletBadge():
            return StyledText(sanitize(inline.badge.word), inline.badge.mark)
        case Cite():
            return StyledText(_citation(inline), "muted")


def _citation(cite: Cite) -> str:
    return f"[{citation_numbers(cite.numbers)}{f'{NBSP}only' if cite.only else ''}]"
