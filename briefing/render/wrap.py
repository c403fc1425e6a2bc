"""Breaks inline text into lines of a width, each piece of a line in a named style.

The text is broken as a whole, by position, and its pieces are then cut where the lines end. A
citation stays on the line of the word before it, a word is cut only where it is wider than a whole
line, and East Asian text, but for Korean, may break between its characters.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, NamedTuple, TypeAlias

from briefing.render.document import SIGNS, Badge, Cite, Content, Inline, Mark, Span
from briefing.render.width import GLUE, character_width, is_safe_url, sanitize, text_width

Style: TypeAlias = (
    Literal[
        "plain", "strong", "muted", "quote", "id", "command", "match", "title", "heading", "lead"
    ]
    | Mark
)


class StyledText(NamedTuple):
    """A stretch of a line in one style; with `url`, a link."""

    text: str
    style: Style = "plain"
    url: str = ""


Line: TypeAlias = tuple[StyledText, ...]


class BulletBadge(NamedTuple):
    """A badge whose sign already stands in the place of the bullet."""

    badge: Badge


# Signs that never begin a line.
_CLOSING: Final = frozenset(
    "\u3001\u3002\uff0c\uff0e\uff09\u300d\u300f\u3011\u3015\u3009\u300b\uff01\uff1f\uff1a\uff1b"
)

_NBSP: Final = "\N{NO-BREAK SPACE}"


def wrap(
    content: Iterable[Inline | BulletBadge], room: int, *, style: Style = "plain", hang: int = 0
) -> list[Line]:
    """Inline text in lines of at most so many cells; always at least one line."""
    pieces = _pieces(content, style)
    text = "".join(piece.text for piece in pieces)
    lines = list(_cut(pieces, _breaks(text, room, hang)))
    start = (StyledText(" " * hang),)
    return [(*start, *line) if hang and place else line for place, line in enumerate(lines)] or [()]


def natural_width(content: Content) -> int:
    """How wide a paragraph is on one line."""
    return text_width("".join(piece.text for piece in _pieces(content, "plain")).strip(" "))


def longest_word(column: Sequence[Content]) -> int:
    """How wide the widest word of some paragraphs is."""
    texts = ("".join(piece.text for piece in _pieces(each, "plain")) for each in column)
    words = (word for text in texts for word in text.split(" "))
    return max((1 if _is_loose(word[:1]) else text_width(word) for word in words), default=0)


def styled_width(pieces: Iterable[StyledText]) -> int:
    """How many cells some pieces take."""
    return sum(text_width(piece.text) for piece in pieces)


def _breaks(text: str, room: int, hang: int) -> Iterator[tuple[int, int]]:
    """Where each line starts and ends; the blanks between two lines belong to neither."""
    whole = text_width(text) == len(text)
    start, end = 0, len(text.rstrip(" "))
    start = len(text) - len(text.lstrip(" ")) if end else 0
    while start < end:
        if whole and end - start <= room:
            yield start, end
            return
        stop = _narrow(text, start, room) if whole else _wide(text, start, end, room)
        yield start, len(text[start:stop].rstrip(" ")) + start
        while stop < end and text[stop] in (" ", GLUE):
            stop += 1
        start, room = stop, room - hang
        hang = 0


def _narrow(text: str, start: int, room: int) -> int:
    """Where a line ends in text of which every character takes one cell."""
    for blank in (" ", GLUE):
        found = text.rfind(blank, start + 1, start + room + 1)
        if found > start:
            return found
    return start + max(room, 1)


def _wide(text: str, start: int, end: int, room: int) -> int:
    """Where a line ends in text whose characters take none, one or two cells."""
    used, ends, glued = 0, start, start
    for place in range(start, end):
        character = text[place]
        if character == " " or (place > start and _may_part(text[place - 1], character)):
            ends = place
        elif character == GLUE:
            glued = place
        used += character_width(character)
        if used > room:
            # Not even one character may be wider than the line, so that no line is empty.
            return next(each for each in (ends, glued, place, start + 1) if each > start)
    return end


def _may_part(before: str, after: str) -> bool:
    """Whether a line may end between two characters that no blank parts."""
    return (
        character_width(after) > 0
        and _is_loose(before)
        and _is_loose(after)
        and after not in _CLOSING
    )


def _is_loose(character: str) -> bool:
    """Whether a line may end beside a character: beside East Asian ones, but for Korean."""
    return (
        character > "\u1100"
        and character_width(character) > 1
        and not "\u1100" <= character <= "\u11ff"
        and not ("\u3130" <= character <= "\u318f" or "\uac00" <= character <= "\ud7a3")
    )


def _cut(pieces: Sequence[StyledText], breaks: Iterable[tuple[int, int]]) -> Iterator[Line]:
    """The pieces between each two places."""
    place, offset = 0, 0
    for start, end in breaks:
        line = []
        while place < len(pieces) and offset < end:
            piece = pieces[place]
            after = offset + len(piece.text)
            if after > start:
                told = piece.text[max(start - offset, 0) : end - offset]
                line.append(StyledText(told.replace(GLUE, " "), piece.style, piece.url))
            if after > end:
                break
            place, offset = place + 1, after
        yield tuple(line)


def _pieces(content: Iterable[Inline | BulletBadge], style: Style) -> list[StyledText]:
    """Inline text as pieces, in which glue parts a citation from its word."""
    pieces: list[StyledText] = []
    for inline in content:
        if isinstance(inline, Cite):
            _glue(pieces)
        pieces.append(_piece(inline, style))
    return pieces


def _glue(pieces: list[StyledText]) -> None:
    """Puts glue in the place of the blanks at the end of some pieces."""
    blank = False
    while pieces and pieces[-1].text.endswith(" "):
        last = pieces.pop()
        kept, blank = last.text.rstrip(" "), True
        if kept:
            pieces.append(last._replace(text=kept))
    if blank and pieces:
        pieces.append(StyledText(GLUE))


def _piece(inline: Inline | BulletBadge, style: Style) -> StyledText:
    match inline:
        case Span():
            told = sanitize(inline.text)
            if inline.role == "quote":
                told = f"\N{LEFT DOUBLE QUOTATION MARK}{told}\N{RIGHT DOUBLE QUOTATION MARK}"
            role = style if inline.role == "plain" else inline.role
            return StyledText(told, role, sanitize(inline.url) if is_safe_url(inline.url) else "")
        case Badge():
            return StyledText(f"{SIGNS[inline.mark]}{_NBSP}{sanitize(inline.word)}", inline.mark)
        case BulletBadge():
            return StyledText(sanitize(inline.badge.word), inline.badge.mark)
        case Cite():
            return StyledText(_cited(inline), "muted")


def _cited(cite: Cite) -> str:
    numbers = f",{_NBSP}".join(map(str, cite.numbers))
    return f"[{numbers}{f'{_NBSP}only' if cite.only else ''}]"
