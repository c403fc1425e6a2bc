"""What the dates that people write are in EDTF, for the message that refuses one.

Only what can mean one date is read: a day before its month in numbers could be the reverse, unless
it is written with full stops or is larger than 12.
"""

import re
from typing import Final

from briefing.model.edtf import MONTHS, SEASONS

# A date is a line; a longer text is none.
_LONGEST: Final = 100

_MONTHS: Final = {name[:3].lower(): number for number, name in enumerate(MONTHS, 1)}
_SEASONS: Final = {name: number for number, name in SEASONS.items()} | {"fall": 23}
_NAMES: Final = "|".join([*MONTHS, *(name[:3] for name in MONTHS), "Sept", *_SEASONS])
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_NAME: Final = rf"(?P<name>{_NAMES})\.?"

_FORMS: Final = tuple(
    re.compile(form, re.ASCII | re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})[-./](?P<month>\d{1,2})(?:[-./](?P<day>\d{1,2}))?",
        r"(?P<year>\d{4})[-.](?P<month>\d\d)[-.](?P<day>\d\d)[T ]\d\d:.*",
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
        r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})",
        r"(?P<day>1[3-9]|[23]\d)[/-](?P<month>\d{1,2})[/-](?P<year>\d{4})",
        r"(?P<month>\d{1,2})[/-](?P<day>1[3-9]|[23]\d)[/-](?P<year>\d{4})",
        r"(?P<month>\d{1,2})/(?P<year>\d{4})",
        r"(?P<year>\d{4})年(?:\s?(?P<month>\d{1,2})月(?:\s?(?P<day>\d{1,2})日)?)?",
        r"(?P<year>\d{4})년(?:\s?(?P<month>\d{1,2})월(?:\s?(?P<day>\d{1,2})일)?)?",
        rf"(?:[a-z]+day,?\s)?(?:the\s)?{_DAY}[\s-](?:of\s)?{_NAME}(?:,?\s|-)(?P<year>\d{{4}})",
        rf"(?:[a-z]+day,?\s)?{_NAME}\s{_DAY},?\s(?P<year>\d{{4}})",
        rf"{_NAME},?(?:\sof)?[\s-](?P<year>\d{{4}})",
        rf"(?P<year>\d{{4}})[\s-]{_NAME}(?:[\s-]{_DAY})?",
        r"(?P<year>\d{4})",
    )
)
_DECADE: Final = re.compile(r"(?:the\s)?(\d{3})0'?s", re.ASCII | re.IGNORECASE)
_ABOUT: Final = re.compile(r"(?:about|around|approximately|circa|ca?\.?|~)\s?(.+)", re.IGNORECASE)
_OPEN: Final = re.compile(r"(since|until|till|up to)\s(.+)", re.IGNORECASE)
_SPANS: Final = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?:from\s)?(.+?)\s?(?:[\u2013\u2014]|\.\.|--|\s-\s|\s(?:to|until|till)\s)\s?(.+)",
        r"between\s(.+)\sand\s(.+)",
        r"(\d{4})-(\d{4})",
        r"(\d{4}-\d\d?)-(\d{4}-\d\d?)",
        r"(\d{4}-\d\d?-\d\d?)-(\d{4}-\d\d?-\d\d?)",
        r"(.+)/(.+)",
        r"(\d\d?|[a-z]{3,})-(\d\d?\s[a-z]{3,}.*|[a-z]{3,}\s\d{4})",
    )
)


def to_edtf(text: str) -> str:
    """Return a date that people can read in EDTF, empty if it is none; it need not exist."""
    words = " ".join(text.split())
    if len(words) > _LONGEST:
        return ""
    return _to_point(words) or _to_span(words)


def _to_span(text: str) -> str:
    """Return a span of time in EDTF, empty if a text is none."""
    match = _OPEN.fullmatch(text)
    if match:
        point = _to_point(match[2])
        return point and (f"{point}/.." if match[1].lower() == "since" else f"../{point}")
    for form in _SPANS:
        match = form.fullmatch(text)
        last = _to_point(match[2]) if match else ""
        first = _to_point(match[1]) or _complete(match[1], match[2]) if match and last else ""
        if first:
            return f"{first}/{last}"
    return ""


def _complete(first: str, last: str) -> str:
    """Return the first end of a span that takes its month or year from the last one."""
    rest = last.split(" ")
    ends = (" ".join([first, *rest[index:]]) for index in range(len(rest)))
    return next(filter(None, map(_to_point, ends)), "")


def _to_point(text: str) -> str:
    """Return a day, month, season, year or decade in EDTF, empty if a text is none."""
    about = _ABOUT.fullmatch(text)
    if about:
        point = _to_point(about[1])
        return point and f"{point.rstrip('~')}~"
    decade = _DECADE.fullmatch(text)
    if decade:
        return f"{decade[1]}X"
    match = next(filter(None, (form.fullmatch(text) for form in _FORMS)), None)
    if match is None:
        return ""
    parts = match.groupdict()
    name = (parts.get("name") or "").lower()
    month = _SEASONS.get(name) or _MONTHS.get(name[:3]) or parts.get("month")
    numbers = [int(part) for part in (month, parts.get("day")) if part]
    return "-".join([parts["year"], *(f"{number:02}" for number in numbers)])
