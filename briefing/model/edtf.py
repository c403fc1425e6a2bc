"""Reads and prints dates as EDTF (ISO 8601-2:2019, level 1) writes them, precise or not.

The subset: `2017`, `2017-02`, `2017-02-03`; seasons `2017-21` (spring) to `2017-24` (winter);
unspecified digits `201X`, `20XX`, `2017-XX`, `2017-02-XX`; the qualifiers `?` (uncertain), `~`
(approximate) and `%` (both) at the end; and intervals `a/b`, in which an end may be `..` (open) or
empty (unknown). Years before 1, years of more than four digits and times of day are no part of it.
"""

import re
from datetime import date, timedelta
from functools import cache
from typing import Final, NamedTuple

MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SEASONS: Final = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}

_POINT: Final = re.compile(
    r"(?P<year>\d{4}|\d{3}X|\d{2}XX)(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX))?)?(?P<mark>[?~%]?)",
    re.ASCII,
)
_WORDS: Final = r"(?:(\d{1,2})\s+)?([A-Za-z]{3,9})\.?,?\s+(?:(\d{1,2}),?\s+)?(\d{4})"


class InvalidDate(ValueError):
    """A text is no date; `str()` of it says why, without a full stop."""


class DatePoint(NamedTuple):
    """One end of a date: its numbers as far as they are known, its qualifier, and its bounds.

    `year` keeps its `X`; `month` may be a season (21 to 24); zero stands for an `XX`.
    """

    year: str
    month: int | None
    day: int | None
    qualifier: str
    earliest: date
    latest: date


class ParsedDate(NamedTuple):
    """A date: its text, its two ends, and the first and last day that it can mean.

    `start` and `end` are the same where the text is no interval, and None where an end is open or
    unknown, which makes the bound `date.min` or `date.max`. A qualifier does not widen the bounds.
    """

    text: str
    start: DatePoint | None
    end: DatePoint | None
    earliest: date
    latest: date


@cache
def parse(text: str) -> ParsedDate:
    """Reads an EDTF date.

    Raises:
        BadDate: the text is none of the subset, names no day of the calendar, or ends before it
            starts.
    """
    if "/" not in text:
        point = _point(text, text)
        return ParsedDate(text, point, point, point.earliest, point.latest)
    first, _, last = text.partition("/")
    start = None if first in ("", "..") else _point(first, text)
    end = None if last in ("", "..") else _point(last, text)
    if start is None and end is None:
        raise InvalidDate(f"'{text}' has neither a start nor an end")
    if start and end and end.latest < start.earliest:
        raise InvalidDate(f"'{text}' ends before it starts")
    return ParsedDate(
        text,
        start,
        end,
        start.earliest if start else date.min,
        end.latest if end else date.max,
    )


def earliest(text: str) -> date:
    """The first day that a date can mean; `date.min` where its start is open or unknown.

    Raises:
        BadDate: the text is no EDTF date.
    """
    return parse(text).earliest


def latest(text: str) -> date:
    """The last day that a date can mean; `date.max` where its end is open or unknown.

    Raises:
        BadDate: the text is no EDTF date.
    """
    return parse(text).latest


def certain_from(text: str) -> date:
    """The day on which what a date tells of has surely happened: its latest possible day.

    What has no known end has happened once it has begun.

    Raises:
        BadDate: the text is no EDTF date.
    """
    when = parse(text)
    last = when.end or when.start
    return last.latest if last else when.latest


def overlaps(text: str, since: date | None, until: date | None) -> bool:
    """Whether a date can mean a day from `since` to `until`, both included.

    Raises:
        BadDate: the text is no EDTF date.
    """
    when = parse(text)
    return (since is None or when.latest >= since) and (until is None or when.earliest <= until)


def sort_key(text: str) -> tuple[date, date]:
    """A key that sorts dates as a chronology: by the first day, then by the last.

    What has no known start sorts by its end.

    Raises:
        BadDate: the text is no EDTF date.
    """
    when = parse(text)
    first = when.latest if when.start is None else when.earliest
    return first, when.latest


def format_date(text: str, *, short: bool = False) -> str:
    """A date in words, in British order: `3 February 2017`, or, if `short`, `3 Feb 2017`.

    Raises:
        BadDate: the text is no EDTF date.
    """
    when = parse(text)
    if "/" not in text:
        return _said(when.start, short=short) if when.start else text
    first, _, last = text.partition("/")
    if when.start and when.end:
        return _span(when.start, when.end, short=short)
    if when.end:
        unknown = "" if first == ".." else " (start unknown)"
        return f"until {_said(when.end, short=short)}{unknown}"
    unknown = "" if last == ".." else " (end unknown)"
    return f"from {_said(when.start, short=short) if when.start else text}{unknown}"


def format_span(start: str | None, end: str | None) -> str:
    """What lies between two dates in words, each of which may be imprecise, a span, or not known.

    Raises:
        BadDate: one of the two is no EDTF date, or the end lies before the start.
    """
    if start and end:
        whole = "/" not in start and "/" not in end
        spans = f"{format_span(start, None).removeprefix('from ')} to {format_date(end)}"
        return format_date(f"{start}/{end}") if whole else spans
    if start:
        begun = parse(start)
        if begun.start is None and begun.end is not None:
            return f"from {_said(begun.end, short=False)} or before"
        return f"from {format_date(start)}" if "/" in start else format_date(f"{start}/..")
    return (f"until {format_date(end)}" if "/" in end else format_date(f"../{end}")) if end else ""


def _point(text: str, whole: str) -> DatePoint:
    found = _POINT.fullmatch(text)
    if not found or "00" in (found["month"], found["day"]):
        raise InvalidDate(f"'{whole}' is no EDTF date; {_hint(text)}")
    year, month, day = found["year"], _number(found["month"]), _number(found["day"])
    first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if first == 0 and "X" not in year:
        raise InvalidDate(f"'{whole}' has no year; the first one is 0001")
    if "X" in year and month is not None:
        raise InvalidDate(
            f"'{whole}' has a month in a year that it leaves open; write the year alone"
        )
    if month == 0 and day:
        raise InvalidDate(
            f"'{whole}' has a day in a month that it leaves open; write the year alone"
        )
    start, end = _months(month, whole)
    try:
        bounds = _days(max(first, 1), last, start, end, day)
    except ValueError:
        raise InvalidDate(f"'{whole}' is no day of the calendar") from None
    if month in SEASONS and day is not None:
        raise InvalidDate(f"'{whole}' has a day in a season; write a month instead")
    return DatePoint(year, month, day, found["mark"], *bounds)


def _number(text: str | None) -> int | None:
    return None if text is None else 0 if text == "XX" else int(text)


def _months(month: int | None, whole: str) -> tuple[int, int]:
    """The first and last month; a winter is counted from December on, into the year after."""
    if not month:
        return 1, 12
    if month in SEASONS:
        first = (month - 20) * 3
        return first, first + 2
    if 1 <= month <= len(MONTHS):
        return month, month
    raise InvalidDate(f"'{whole}' has no such month; months are 01 to 12, seasons 21 to 24")


def _days(first: int, last: int, start: int, end: int, day: int | None) -> tuple[date, date]:
    if day:
        return date(first, start, day), date(last, end, day)
    over, month = divmod(end, 12)
    if last + over > date.max.year:
        return date(first, start, 1), date.max
    return date(first, start, 1), date(last + over, month + 1, 1) - timedelta(days=1)


def _said(point: DatePoint, *, short: bool) -> str:
    words = _plainly(point, short=short)
    if point.qualifier in ("~", "%"):
        words = f"about {words}"
    return f"{words} (uncertain)" if point.qualifier in ("?", "%") else words


def _plainly(point: DatePoint, *, short: bool) -> str:
    if point.year.endswith("XX"):
        return f"{point.year[:2]}00\N{EN DASH}{point.year[:2]}99"
    if point.year.endswith("X"):
        return f"{point.year[:3]}0s"
    year = point.year.lstrip("0")
    if not point.month:
        return year if point.month is None else f"{year} (month unknown)"
    if point.month in SEASONS:
        return f"{SEASONS[point.month]} {year}"
    month = _month(point.month, short=short)
    day = f"{point.day} " if point.day else ""
    return f"{day}{month} {year}{' (day unknown)' if point.day == 0 else ''}"


def _month(number: int, *, short: bool) -> str:
    name = MONTHS[number - 1]
    return name[:3] if short else name


def _span(start: DatePoint, end: DatePoint, *, short: bool) -> str:
    """Two ends joined by a dash; what both share is said once."""
    if _plain_day(start) and _plain_day(end) and start.year == end.year:
        if start.month == end.month and start.day:
            return f"{start.day}\N{EN DASH}{_said(end, short=short)}"
        if start.day:
            first = f"{start.day} {_month(start.month or 1, short=short)}"
            return f"{first} \N{EN DASH} {_said(end, short=short)}"
        return f"{_month(start.month or 1, short=short)}\N{EN DASH}{_said(end, short=short)}"
    joint = "\N{EN DASH}" if start.month is None and end.month is None else " \N{EN DASH} "
    return f"{_said(start, short=short)}{joint}{_said(end, short=short)}"


def _plain_day(point: DatePoint) -> bool:
    """Whether a point has a month, and either has a whole day or none."""
    return point.qualifier == "" and point.month in range(1, 13) and point.day != 0


def _hint(text: str) -> str:
    found = re.fullmatch(_WORDS, text.strip())
    names = [name.lower()[:3] for name in MONTHS]
    if found and found[2].lower()[:3] in names:
        month = names.index(found[2].lower()[:3]) + 1
        day = found[1] or found[3]
        return f"write {found[4]}-{month:02}" + (f"-{int(day):02}" if day else "")
    return "write a year, month or day such as 2017, 2017-02 or 2017-02-03"
