"""Changes to the text of a file, each of a few characters, that leave everything else as it is."""

import codecs
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Edit(NamedTuple):
    """Puts `text` in the place of some characters, counted without a byte-order mark.

    `rule` is what the characters break; `old` and `new` say to a reader what changes.
    """

    start: int
    end: int
    text: str
    rule: str
    old: str
    new: str


def without_overlaps(edits: Iterable[Edit]) -> list[Edit]:
    """Return the edits by their place, the first of those that would change the same."""
    result: list[Edit] = []
    for edit in sorted(edits):
        if not result or edit.start > result[-1].end or result[-1].end < edit.end == edit.start:
            result.append(edit)
    return result


def apply_edits(content: bytes, edits: Sequence[Edit]) -> bytes:
    """Return the content of a file with some edits made, its byte-order mark kept."""
    if not edits:
        return content
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    text = content[len(mark) :].decode("utf-8")
    for edit in sorted(edits, reverse=True):
        text = f"{text[: edit.start]}{edit.text}{text[edit.end :]}"
    return mark + text.encode()
