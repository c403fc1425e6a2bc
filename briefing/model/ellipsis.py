"""What a quotation leaves out: the words before, between and after its ellipses."""

import re
from typing import Final

_ELLIPSIS: Final = r"[\[(]?\s?(?:\u2026|\.(?:\s?\.){2,3})\s?[\])]?"


def split_at_ellipses(quote: str) -> list[str]:
    """Return what a quotation has before, between and after its ellipses; some may be empty."""
    # Most leave out nothing, and need no pattern.
    return re.split(_ELLIPSIS, quote) if "\u2026" in quote or "." in quote else [quote]
