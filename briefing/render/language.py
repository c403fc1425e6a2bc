"""Finds the Japanese and Korean in a text by its script, so that it gets fonts that have it."""

import re
from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

Language: TypeAlias = Literal["", "ja", "ko"]
"""A language that the script identifies: kana are Japanese, Hangul is Korean."""

_EAST_ASIAN: Final = re.compile(
    "[\u1100-\u11ff\u2e80-\u2fdf\u3000-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\uff00-\uffef\U00020000-\U0003ffff]+"
)
_KANA: Final = re.compile("[\u3041-\u3096\u30a1-\u30fa\u31f0-\u31ff\uff66-\uff9d]")
_HANGUL: Final = re.compile("[\u1100-\u11ff\u3131-\u318e\ua960-\ua97f\uac00-\ud7ff]")


def split_by_language(text: str) -> Iterator[tuple[str, Language]]:
    """Split a text into runs, each with its language where the script identifies one."""
    position = 0
    for match in _EAST_ASIAN.finditer(text):
        if match.start() > position:
            yield text[position : match.start()], ""
        yield match[0], _identify(match[0])
        position = match.end()
    if position < len(text):
        yield text[position:], ""


def _identify(run: str) -> Language:
    if _HANGUL.search(run):
        return "ko"
    return "ja" if _KANA.search(run) else ""
