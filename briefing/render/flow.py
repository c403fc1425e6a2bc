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


# What parts a citation from its word.
_SPACE: Final = Piece(" ")


class _Word(NamedTuple):
    """What is not broken, with the blanks that part it from the word before, and its width.

    A `run` is several words of ASCII in one piece, with a blank between each two: most of any text
    is such runs, and they are broken as a whole, line by line.
    """

    blanks: int
    pieces: tuple[Piece, ...]
    width: int
    run: bool = False


class Signed(NamedTuple):
    """A badge whose sign already stands in the place of the bullet."""

    badge: Badge


def wrapped(
    content: Iterable[Inline | Signed], room: int, *, style: Style = "plain", hang: int = 0
) -> list[Line]:
    """Inline text in lines of at most so many cells; always at least one line."""
    lines: list[list[Piece]] = [[]]
    start = [Piece(" " * hang)] if hang else []
    used = 0
    for word in _fitting(_words(content, style), room - hang):
        blanks = word.blanks if used else 0
        if word.run:
            used = _fill(lines, start, word, used + blanks, room)
            continue
        if used and used + blanks + word.width > room:
            lines.append([*start])
            used, blanks = hang, 0
        if used + blanks + word.width <= room:
            _add(lines[-1], blanks, word.pieces)
            used += blanks + word.width
            continue
        for part in _broken(word, room, used):
            if part is None:
                lines.append([*start])
                used = hang
            else:
                lines[-1].append(part)
                used += width(part.text)
    return [tuple(line) for line in lines]


def _fitting(words: Iterable[_Word], room: int) -> Iterator[_Word]:
    """Words; what is wider than a line is taken apart where it would rather not be.

    A run into its words, and a word from the citation that belongs to it.
    """
    for word in words:
        if word.run and max(map(len, word.pieces[0].text.split(" "))) > room:
            yield from _apart(word)
        elif not word.run and word.width > room and _SPACE in word.pieces:
            place = word.pieces.index(_SPACE)
            first, rest = word.pieces[:place], word.pieces[place + 1 :]
            yield _Word(word.blanks, first, pieces_width(first))
            yield from _fitting([_Word(1, rest, pieces_width(rest))], room)
        else:
            yield word


def _apart(run: _Word) -> list[_Word]:
    piece = run.pieces[0]
    texts = piece.text.split(" ")
    return [
        _Word(1 if place else run.blanks, (piece._replace(text=text),), len(text))
        for place, text in enumerate(texts)
    ]


def _fill(lines: list[list[Piece]], start: list[Piece], run: _Word, used: int, room: int) -> int:
    """Puts a run on lines from a column on; gives the column at which the last one ends."""
    piece, blanks = run.pieces[0], run.blanks if used else 0
    text, hang = piece.text, pieces_width(start)
    while used + len(text) > room:
        cut = text.rfind(" ", 0, max(room - used, 0) + 1)
        if cut > 0:
            _add(lines[-1], blanks, (piece._replace(text=text[:cut]),))
        text = text[cut + 1 :]
        lines.append([*start])
        used, blanks = hang, 0
    _add(lines[-1], blanks, (piece._replace(text=text),))
    return used + len(text)


def _add(line: list[Piece], blanks: int, pieces: tuple[Piece, ...]) -> None:
    """Puts a word on a line, in one piece with what it continues in the same style."""
    first = pieces[0]
    if line and line[-1].style == first.style and line[-1].url == first.url:
        line[-1] = Piece(f"{line[-1].text}{' ' * blanks}{first.text}", first.style, first.url)
        line += pieces[1:]
        return
    if blanks:
        line.append(Piece(" " * blanks))
    line += pieces


def _broken(word: _Word, room: int, used: int) -> Iterator[Piece | None]:
    """A word, cut (None) wherever the line is full; it begins where the line is so far."""
    for piece in word.pieces:
        kept: list[str] = []
        for character in piece.text:
            size = cell(character)
            if used + size > room and (kept or used):
                if kept:
                    yield piece._replace(text="".join(kept))
                yield None
                kept, used = [], 0
            kept.append(character)
            used += size
        yield piece._replace(text="".join(kept))


def _words(content: Iterable[Inline | Signed], style: Style) -> list[_Word]:
    """The words of inline text; a citation belongs to the word before it."""
    words: list[_Word] = []
    blanks, joins = 0, False
    for inline in content:
        piece = _piece(inline, style)
        if isinstance(inline, Cite):
            if words:
                space = (_SPACE,) if blanks else ()
                words[-1] = _grown(words[-1], *space, piece)
            else:
                words.append(_Word(0, (piece,), width(piece.text)))
            blanks, joins = 0, True
            continue
        for before, token, run in _tokens(piece.text):
            blanks, joins = blanks + before, joins and not before
            if not token:
                continue
            part = Piece(token, piece.style, piece.url)
            if joins and words and not _breaks(words[-1].pieces[-1].text, token):
                words[-1] = _grown(words[-1], part)
            else:
                words.append(_Word(min(blanks, 3), (part,), width(token), run))
            blanks, joins = 0, True
    return words


def _grown(word: _Word, *pieces: Piece) -> _Word:
    more = sum(width(piece.text) for piece in pieces)
    return _Word(word.blanks, (*word.pieces, *pieces), word.width + more)


def _tokens(text: str) -> Iterator[tuple[int, str, bool]]:
    """The stretches that may be parted by a line's end, each with the blanks before it.

    Of plain text the first and the last word stand alone, as something may join them, and the
    words between are a run. The last stretch is empty, with the blanks that end the text.
    """
    inner = text.strip(" ")
    before, after = text.index(inner), len(text.rstrip(" "))
    parts = inner.split(" ")
    if len(parts) > _FEW and text.isascii() and all(parts):
        yield before, parts[0], False
        yield 1, inner[len(parts[0]) + 1 : -len(parts[-1]) - 1], True
        yield 1, parts[-1], False
        yield len(text) - after, "", False
        return
    parts, blanks = text.split(" "), 0
    for place, part in enumerate(parts):
        blanks += place > 0
        if part:
            # Below the Hangul letters no character is wide, so none ends a line by itself.
            stretches = [part] if max(part) < "\u1100" else _stretches(part)
            for stretch in stretches:
                yield blanks, stretch, False
                blanks = 0
    yield blanks, "", False


_FEW: Final = 3


def _stretches(word: str) -> Iterator[str]:
    """A word cut at the characters beside which a line may end."""
    run = ""
    for character in word:
        if run and cell(character) and (_is_loose(character) or _is_loose(run[-1])):
            yield run
            run = ""
        run += character
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


def _piece(inline: Inline | Signed, style: Style) -> Piece:
    match inline:
        case Span():
            told = inert(inline.text)
            if inline.role == "quote":
                told = f"\N{LEFT DOUBLE QUOTATION MARK}{told}\N{RIGHT DOUBLE QUOTATION MARK}"
            role = style if inline.role == "plain" else inline.role
            return Piece(told, role, inert(inline.url))
        case Badge():
            return Piece(f"{SIGNS[inline.mark]}{_NBSP}{inert(inline.word)}", inline.mark)
        case Signed():
            return Piece(inert(inline.badge.word), inline.badge.mark)
        case Cite():
            return Piece(_cited(inline), "muted")


def _cited(cite: Cite) -> str:
    numbers = f",{_NBSP}".join(map(str, cite.numbers))
    return f"[{numbers}{f'{_NBSP}only' if cite.only else ''}]"


def natural(content: Content) -> int:
    """How wide a paragraph is on one line."""
    words = _words(content, "plain")
    return sum(word.width + (word.blanks if place else 0) for place, word in enumerate(words))


def longest(column: Sequence[Content]) -> int:
    """How wide the widest word of some paragraphs is."""
    words = (word for each in column for word in _words(each, "plain"))
    return max((each.width for word in words for each in _singly(word)), default=0)


def _singly(word: _Word) -> list[_Word]:
    return _apart(word) if word.run else [word]


def pieces_width(pieces: Iterable[Piece]) -> int:
    """How many cells some pieces take."""
    return sum(width(piece.text) for piece in pieces)
