"""Addresses that open a page at some of its words, by the text fragments of browsers.

The syntax is that of https://wicg.github.io/scroll-to-text-fragment: `#:~:text=start,end`. A
browser that does not know it, or does not find the words, opens the page at its top.
"""

from typing import Final
from urllib.parse import quote

from briefing.model.ellipsis import split_at_ellipses
from briefing.render.sanitize import sanitize

# The most words that are looked for as they are; of a longer quotation, how many at either end.
_MOST_WORDS: Final = 12
_AT_EACH_END: Final = 5

# The fewest words before and after an ellipsis that lead to one place.
_FEWEST: Final = 2

# The longest fragment; Word follows no address of more than 2,000 characters or so.
_LONGEST: Final = 800

# Signs at either end: pages differ in their typography, and a word is whole without them.
_AT_ENDS: Final = (
    " .,;:!?'\"()[]-\u2026\u2013\u2014\u00ab\u00bb\u2018\u2019\u201a\u201c\u201d\u201e"
)


def address_at(address: str, words: str | None) -> str:
    """Return an address that opens its page at some words, or as it is where it cannot."""
    if not words or "#" in address or not _opens_at_words(address):
        return address
    fragment = _fragment(words)
    return f"{address}#:~:text={fragment}" if 0 < len(fragment) <= _LONGEST else address


def _opens_at_words(address: str) -> bool:
    """Return whether a browser opens an address at words: a page, and no PDF, which others show."""
    lowered = address.lower()
    is_pdf = lowered.endswith(".pdf") or ".pdf?" in lowered
    return lowered.startswith(("http://", "https://")) and not is_pdf


def _fragment(quotation: str) -> str:
    """Return the text directive of a quotation, empty if it has no words that a page could have."""
    words = sanitize(quotation)
    if "\N{REPLACEMENT CHARACTER}" in words:
        return ""
    parts = [part for part in (_strip(part).split() for part in split_at_ellipses(words)) if part]
    if not parts:
        return ""
    first, last = parts[0], parts[-1]
    if len(parts) > 1 and min(len(first), len(last)) < _FEWEST:
        # A single word may be anywhere in a page.
        first = last = max(parts, key=len)
    if first is last and len(first) <= _MOST_WORDS:
        return _encode(first)
    return f"{_encode(first[:_AT_EACH_END])},{_encode(last[-_AT_EACH_END:])}"


def _strip(text: str) -> str:
    return text.strip(_AT_ENDS)


def _encode(words: list[str]) -> str:
    # In a fragment, a hyphen has a meaning of its own.
    return quote(_strip(" ".join(words)), safe="").replace("-", "%2D")
