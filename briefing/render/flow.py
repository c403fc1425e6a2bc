"""Breaks inline text into lines of a width, each piece of a line in a named style.

A citation never begins a line, a word is cut only where it is wider than the whole line, and East
Asian text may break between its characters.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, NamedTuple, TypeAlias

from briefing.document import SIGNS, Badge, Cite, Content, Inline, Mark, Span
from briefing.render.cells import cell, inert, width

Style: TypeAlias = (
    Literal["plain", "strong", "muted", "quote", "id", "command", "title", "heading", "lead"] | Mark
)

# Signs that never begin a line.
_CLOSING: Final = frozenset(
    "\u3001\u3002\uff0c\uff0e\uff09\u300d\u300f\u3011\u3015\u3009\u300b\uff01\uff1f\uff1a\uff1b"
)

_NBSP: Final = "\N{NO-BREAK SPACE}"


class Piece(NamedTuple):
    """A stretch of a line in one style; with `url`, a link."""

    text: str
    style: Style = "plain"
    url: str = ""


Line: TypeAlias = tuple[Piece, ...]


class _Word(NamedTuple):
    """What is not broken, with the blanks that part it from the word before."""

    blanks: int
    pieces: tuple[Piece, ...]

    @property
    def width(self) -> int:
        return pieces_width(self.pieces)


class Signed(NamedTuple):
    """A badge whose sign already stands in the place of the bullet."""

    badge: Badge


def wrapped(
    content: Iterable[Inline | Signed], room: int, *, style: Style = "plain", hang: int = 0
) -> list[Line]:
    """Inline text in lines of at most so many cells; always at least one line."""
    lines: list[list[Piece]] = [[]]
    used = 0
    for word in _words(content, style):
        blanks = word.blanks if lines[-1] else 0
        if lines[-1] and used + blanks + word.width > room:
            lines.append([Piece(" " * hang)] if hang else [])
            used, blanks = hang, 0
        for part in _broken(word, room, used + blanks):
            if part is None:
                lines.append([Piece(" " * hang)] if hang else [])
                used, blanks = hang, 0
                continue
            lines[-1] += [Piece(" " * blanks)] if blanks else []
            lines[-1] += part
            used += blanks + pieces_width(part)
            blanks = 0
    return [tuple(line) for line in lines]


def _broken(word: _Word, room: int, used: int) -> Iterator[tuple[Piece, ...] | None]:
    """A word, cut (None) wherever it is wider than a whole line."""
    if used + word.width <= room:
        yield word.pieces
        return
    for piece in word.pieces:
        kept: list[str] = []
        for character in piece.text:
            size = cell(character)
            if used + size > room and (kept or used):
                if kept:
                    yield (piece._replace(text="".join(kept)),)
                yield None
                kept, used = [], 0
            kept.append(character)
            used += size
        yield (piece._replace(text="".join(kept)),)


def _words(content: Iterable[Inline | Signed], style: Style) -> list[_Word]:
    """The words of inline text; a citation belongs to the word before it."""
    words: list[_Word] = []
    blanks, joins = 0, False
    for inline in content:
        if isinstance(inline, Cite):
            piece = Piece(_cited(inline), "muted")
            if words:
                space = (Piece(" "),) if blanks else ()
                words[-1] = words[-1]._replace(pieces=(*words[-1].pieces, *space, piece))
            else:
                words.append(_Word(0, (piece,)))
            blanks, joins = 0, True
            continue
        for piece in _pieces(inline, style):
            for character in _runs(piece.text):
                if character.isspace():
                    blanks, joins = blanks + len(character), False
                    continue
                part = piece._replace(text=character)
                if joins and words and not _breaks(words[-1].pieces[-1].text, character):
                    words[-1] = words[-1]._replace(pieces=(*words[-1].pieces, part))
                else:
                    words.append(_Word(min(blanks, 3), (part,)))
                blanks, joins = 0, True
    return words


def _runs(text: str) -> Iterator[str]:
    """Blanks, characters beside which a line may end one by one, and the rest in stretches."""
    run = ""
    for character in text:
        ends = _is_loose(character) or (run and _is_loose(run[-1]))
        if run and cell(character) and (ends or (character == " ") != (run[-1] == " ")):
            yield run
            run = ""
        run += character
    if run:
        yield run


def _is_loose(character: str) -> bool:
    """Whether a line may end beside a character: beside East Asian ones, but for Korean."""
    return (
        cell(character) > 1
        and not "\u1100" <= character <= "\u11ff"
        and not ("\u3130" <= character <= "\u318f" or "\uac00" <= character <= "\ud7a3")
    )


def _breaks(before: str, after: str) -> bool:
    """Whether a line may end between two stretches that no blank parts: beside wide characters."""
    return _is_loose(before[-1]) and _is_loose(after[0]) and after[0] not in _CLOSING


def _pieces(inline: Inline | Signed, style: Style) -> list[Piece]:
    match inline:
        case Span():
            told = inert(inline.text)
            if inline.role == "quote":
                told = f"\N{LEFT DOUBLE QUOTATION MARK}{told}\N{RIGHT DOUBLE QUOTATION MARK}"
            return [
                Piece(told, style if inline.role == "plain" else inline.role, inert(inline.url))
            ]
        case Badge():
            return [
                Piece(f"{SIGNS[inline.mark]}\N{NO-BREAK SPACE}{inert(inline.word)}", inline.mark)
            ]
        case Signed():
            return [Piece(inert(inline.badge.word), inline.badge.mark)]
        case Cite():
            return [Piece(_cited(inline), "muted")]


def _cited(cite: Cite) -> str:
    numbers = f",{_NBSP}".join(map(str, cite.numbers))
    return f"[{numbers}{f'{_NBSP}only' if cite.only else ''}]"


def natural(content: Content) -> int:
    """How wide a paragraph is on one line."""
    words = _words(content, "plain")
    return sum(word.width + (word.blanks if place else 0) for place, word in enumerate(words))


def longest(column: Sequence[Content]) -> int:
    """How wide the widest word of some paragraphs is."""
    return max((word.width for each in column for word in _words(each, "plain")), default=0)


def pieces_width(pieces: Iterable[Piece]) -> int:
    """How many cells some pieces take."""
    return sum(width(piece.text) for piece in pieces)
