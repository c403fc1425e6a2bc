"""Turns text, spans and badges into HTML markup."""

import re
from html import escape
from typing import Final

from briefing.render.common import tally_bars
from briefing.render.document import SIGNS, Badge, Span, Tally
from briefing.render.figure_tables import tally_words
from briefing.render.language import split_by_language
from briefing.render.quotation_marks import in_quotation_marks
from briefing.render.sanitize import sanitize

# Hebrew, Arabic and their neighbours, with the blanks, digits and marks between such letters.
_LETTERS: Final = (
    "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
)
_RIGHT_TO_LEFT: Final = re.compile(
    f"[\u200e\u200f]*[{_LETTERS}](?:[{_LETTERS}\u200c-\u200f\\d .,:/-]*[{_LETTERS}\u200e\u200f])?"
)

_TAGS: Final = {
    "strong": ("<strong>", "</strong>"),
    "muted": ('<span class="muted">', "</span>"),
    "id": ("<code>", "</code>"),
    "command": ("<code>", "</code>"),
    "match": ("<mark>", "</mark>"),
}


def text_markup(text: str) -> str:
    """Escape a text, marking what is Japanese or Korean, and isolating what runs right to left."""
    return "".join(
        f'<span lang="{language}">{escape(run)}</span>' if language else _isolate(escape(run))
        for run, language in split_by_language(sanitize(text))
    )


def _isolate(markup: str) -> str:
    """Isolate what runs right to left, so that it cannot reorder what is beside it."""
    return markup if markup.isascii() else _RIGHT_TO_LEFT.sub(r"<bdi>\g<0></bdi>", markup)


def span_markup(span: Span) -> str:
    """Return a span without its link."""
    if span.role == "quote":
        return f"<q>{in_quotation_marks(span.text, text_markup)}</q>"
    markup = spoken_markup(span.text, span.words) if span.words else text_markup(span.text)
    if span.role in _TAGS and span.text:
        start, end = _TAGS[span.role]
        return f"{start}{markup}{end}"
    return markup


def spoken_markup(text: str, words: str) -> str:
    """Return a text that is made of signs, and hidden words that screen readers read instead."""
    shown = f'<span aria-hidden="true">{text_markup(text)}</span>'
    return f'{shown}<span class="unseen">{text_markup(words)}</span>'


def tally_markup(tally: Tally) -> str:
    """Return a bar of signs, and hidden words for screen readers."""
    gap, bars = tally_bars(tally)
    shown = gap.join(f'<span class="{mark}">{signs}</span>' for mark, signs in bars)
    words = text_markup(tally_words(tally))
    return (
        f'<span class="tally"><span aria-hidden="true">{shown}</span>'
        f'<span class="unseen">{words}</span></span>'
    )


def badge_markup(badge: Badge, separator: str) -> str:
    """Return a state: its sign, hidden from screen readers, and the word that says the same."""
    sign = f'<span class="sign" aria-hidden="true">{SIGNS[badge.mark]}\ufe0e</span>'
    word = text_markup(badge.word)
    if badge.bare:
        return f'<span class="badge {badge.mark}">{sign}<span class="unseen">{word}</span></span>'
    return f'<span class="badge {badge.mark}">{sign}{separator}{word}</span>'
