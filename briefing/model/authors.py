"""The names of authors: how several are joined in one text, and taken apart again."""

import re
from collections.abc import Sequence
from typing import Final

_CJK: Final = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7ff\uf900-\ufaff"
_IS_CJK: Final = re.compile(f"[{_CJK}・ー]+")

# Two to four words that each begin with a capital: a person, not a ministry of this and that.
_PERSON: Final = re.compile(r"[A-Z][\w.'\u2019-]*(?: [A-Z][\w.'\u2019-]*){1,3}")


def full_name(family: str, given: str, suffix: str = "") -> str:
    """Return the name of a person as it is written: in East Asia the family first, and joined."""
    if _IS_CJK.fullmatch(family) and _IS_CJK.fullmatch(given):
        return f"{family}{given}"
    return " ".join(filter(None, (given, family, suffix)))


def join_names(names: Sequence[str]) -> str:
    """Return the names of authors as one text: *A, B and C*."""
    if len(names) > 1 and all(map(_IS_CJK.fullmatch, names)):
        return "、".join(names)
    *first, last = names or [""]
    return f"{', '.join(first)} and {last}" if first else last


def split_names(author: str) -> list[str]:
    """Return the authors that a text names, or the whole text where that is not certain."""
    names = re.split(r"、|, | and ", author)
    is_list = all(_PERSON.fullmatch(name) or _IS_CJK.fullmatch(name) for name in names)
    return names if is_list and join_names(names) == author else [author]
