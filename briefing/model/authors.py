"""The names of authors: how several are joined in one text, and taken apart again."""

import re
from collections.abc import Sequence
from typing import Final

_CJK: Final = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7ff\uf900-\ufaff"
_IS_CJK: Final = re.compile(f"[{_CJK}・ー]+")

# Two to four words that each begin with a capital: a person, not a ministry of this and that.
_PERSON: Final = re.compile(r"[A-Z][\w.'\u2019-]*(?: [A-Z][\w.'\u2019-]*){1,3}")

# *Family, Given*: one word, with what goes before it, and no acronym, as an agency has.
_INVERTED: Final = re.compile(
    r"((?:(?:v[ao]n|de[nr]?|di|d[au]|la|le|al|el|bin) )*[A-Z](?=[\w'\u2019-]*[a-z])[\w'\u2019-]*)"
    r", ([A-Z][\w'\u2019-]*\.?(?: ?[A-Z][\w'\u2019-]*\.?){0,2})"
)

# A name with initials before its last word: *Michael J. Green*, *J. R. Smith*.
_WITH_INITIAL: Final = re.compile(
    r"((?:[A-Z][\w'\u2019-]+ )?(?:[A-Z]\.[ -]?)+) ?([A-Z][\w'\u2019-]+)"
)


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


def name_parts(name: str) -> tuple[str, str] | None:
    """Return the family name and the given names of a person, None where they are not certain.

    They are if the name is written *Family, Given*, or with initials before its last word. The
    order of other names depends on where a person comes from.
    """
    inverted, with_initial = _INVERTED.fullmatch(name), _WITH_INITIAL.fullmatch(name)
    if inverted:
        return inverted[1], inverted[2]
    return (with_initial[2], with_initial[1].strip()) if with_initial else None


def in_plain_order(author: str) -> str:
    """Return the authors that a text names, none of them with the family name first and a comma."""
    names = [name_parts(name) for name in split_names(author)]
    return join_names([full_name(*name) for name in names if name]) if all(names) else author


def split_names(author: str) -> list[str]:
    """Return the authors that a text names, or the whole text where that is not certain."""
    inverted = re.split(r"; | and ", author)
    if all(map(_INVERTED.fullmatch, inverted)):
        return inverted
    names = re.split(r"、|, | and ", author)
    is_list = all(_PERSON.fullmatch(name) or _IS_CJK.fullmatch(name) for name in names)
    return names if is_list and join_names(names) == author else [author]
