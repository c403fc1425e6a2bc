"""Which addresses may be followed from an answer."""

import re
from typing import Final

_SAFE_URL: Final = re.compile(r"(?:https?://[^\s/]|mailto:[^\s])", re.IGNORECASE)


def is_safe_url(url: str) -> bool:
    """Return whether an address may be followed: only those of the web and of mail may."""
    return _SAFE_URL.match(url) is not None
