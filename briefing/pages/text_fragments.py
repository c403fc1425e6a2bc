"""Addresses that open a page at some of its words, by the text fragments of browsers.

The syntax is that of https://wicg.github.io/scroll-to-text-fragment: `#:~:text=start,end`. A
browser that does not know it, or does not find the words, opens the page at its top.
"""

import re
from typing import Final

from briefing.model.ellipsis import split_at_ellipses
from briefing.render.sanitize import percent_encode, sanitize

# The most words that are looked for as they are; of a longer quotation, how many at either end.
_MOST_WORDS: Final = 12
_AT_EACH_END: Final = 5

# The fewest words before and after an ellipsis that lead to one place.
_FEWEST: Final = 2

# The longest fragment; Word follows no address of more than 2,000 characters or so.
_LONGEST: Final = 800

# Browsers show these by another program, which knows no fragments.
_PDF: Final = r"(?i)\.pdf(?:\?|$)"
_WEB: Final = r"(?i)https?://"

# Signs at either end: pages differ in their typography, and a word is whole without them.
_AT_ENDS: Final = (
    " .,;:!?'\"()[]-\u2026\u2013\u2014\u00ab\u00bb\u2018\u2019\u201a\u201c\u201d\u201e"
)

_TO_ENCODE: Final = r"[^A-Za-z0-9._~]"


def address_at(address: str, quote: str | None) -> str:
    """Return an address that opens its page at some words, or as it is where it cannot."""
    if not quote or "#" in address or not re.match(_WEB, address) or re.search(_PDF, address):
        return address
    fragment = _fragment(quote)
    return f"{address}#:~:text={fragment}" if 0 < len(fragment) <= _LONGEST else address


def _fragment(quote: str) -> str:
    """Return the text directive of a quotation, empty if it has no words that a page could have."""
    words = sanitize(quote)
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
    text = _strip(" ".join(words))
    return re.sub(_TO_ENCODE, lambda match: percent_encode(match[0]), text)
