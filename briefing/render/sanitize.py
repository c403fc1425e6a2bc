"""Makes text and addresses harmless wherever they are shown."""

import re
from typing import Final

from briefing.model.addresses import is_safe_url

# C0 and C1 controls, and the characters that reorder text, could repaint a terminal or hide words;
# lone surrogates and noncharacters cannot be written as UTF-8, or are not allowed in HTML or XML.
# The marks that only give a direction to their place are what right-to-left names are written with.
_NONCHARACTERS: Final = "".join(
    chr(last) + chr(last - 1) for last in range(0xFFFF, 0x110000, 0x10000)
)
_UNSAFE: Final = (
    f"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef{_NONCHARACTERS}]"
)
_BLANK: Final = "[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]"

GLUE: Final = "\x1f"
"""A blank at which a line must not break; sanitized text never contains it."""


def sanitize(text: str) -> str:
    """Replace line breaks by blanks and other control characters by U+FFFD."""
    # Python counts a blank at which no line breaks as not printable.
    if text.isprintable() or text.replace("\N{NO-BREAK SPACE}", " ").isprintable():
        return text
    return re.sub(_UNSAFE, "\N{REPLACEMENT CHARACTER}", re.sub(_BLANK, " ", text))


def safe_url(url: str) -> str:
    """Return an address ready to be linked to, or an empty string if it must not be followed."""
    if not is_safe_url(url):
        return ""
    url = sanitize(url)
    # Brackets and number signs are reserved: only one of each has a meaning, in its own position.
    authority = re.match(r"https?://(?:\[[\da-f:.]+\])?", url, re.IGNORECASE)
    end = authority.end() if authority else 0
    path, sign, fragment = url[end:].partition("#")
    return f"{url[:end]}{_encode_reserved(path)}{sign}{_encode_reserved(fragment)}"


def _encode_reserved(part: str) -> str:
    return re.sub(r"[\s<>\"\\^`{|}\[\]#\ufffd]", lambda match: percent_encode(match[0]), part)


def percent_encode(character: str) -> str:
    """Encode a character for an address in which it may not appear as it is."""
    return "".join(f"%{byte:02X}" for byte in character.encode())
