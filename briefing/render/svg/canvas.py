"""What every drawing is made with: its measures, and words that are cut to the room they have."""

from html import escape
from typing import Final, NamedTuple

from briefing.render.width import character_width, sanitize, text_width

WIDTH: Final = 720
"""How wide every picture is drawn, in its own units, which are pixels where it is not scaled."""

SIZE: Final = 12
"""How large words are, unless it is said."""

# How wide a letter is on average, as a share of its size.
_LETTER: Final = 0.54


class Drawing(NamedTuple):
    """A drawing: how wide and high it is, and its elements."""

    width: int
    height: int
    body: str


def words_length(words: str, size: float = SIZE) -> float:
    """How long words are, as near as can be told without their font."""
    return text_width(sanitize(words)) * size * _LETTER


def truncate(words: str, room: float, size: float = SIZE) -> str:
    """As much of some words as there is room for, ready to stand in a drawing."""
    told, letters = sanitize(words), int(room / size / _LETTER)
    if text_width(told) <= letters:
        return escape(told)
    kept, used = [], 1
    for each in told:
        used += character_width(each)
        if used > letters:
            break
        kept.append(each)
    return escape("".join(kept).rstrip()) + "\N{HORIZONTAL ELLIPSIS}"


def text_element(x: float, y: float, words: str, kind: str) -> str:
    """Words that are ready, at a place."""
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}">{words}</text>'
