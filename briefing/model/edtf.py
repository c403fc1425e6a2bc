"""Parses and formats dates in EDTF (ISO 8601-2:2019, level 1), precise or not.

The subset: `2017`, `2017-02`, `2017-02-03`; seasons `2017-21` (spring) to `2017-24` (winter);
unspecified digits `201X`, `20XX`, `2017-XX`, `2017-02-XX`; the qualifiers `?` (uncertain), `~`
(approximate) and `%` (both) at the end; and intervals `a/b`, in which an end may be `..` (open) or
empty (unknown). Years before 1, years of more than four digits and times are not supported.
"""

import re
from datetime import date, timedelta
from functools import cache
from typing import Final

from msgspec import Struct

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


class InvalidDate(ValueError):
    """A text is no EDTF date; `str()` of the error says why, without a full stop."""


class DatePoint(Struct, frozen=True):
    """One end of a date: its parts as far as they are known, its qualifier, and its bounds.

    `year` keeps its `X`; `month` may be a season (21 to 24); an `XX` is 0.
    """

    year: str
    month: int | None
    day: int | None
    qualifier: str
    earliest: date
    latest: date


class ParsedDate(Struct, frozen=True):
    """A date: its text, its two ends, and the first and last day that it can mean.

    `start` and `end` are the same unless the text is an interval, and None if open or unknown; then
    the bound is `date.min` or `date.max`. A qualifier does not widen the bounds.
    """

    text: str
    start: DatePoint | None
    end: DatePoint | None
    earliest: date
    latest: date


@cache
def parse(text: str) -> ParsedDate:
    """Parse an EDTF date.

    Raises:
        InvalidDate: the text is not part of the subset, is no day of the calendar, or ends before
            it starts.
    """
    if "/" not in text:
        point = _parse_point(text, text)
        return ParsedDate(text, point, point, point.earliest, point.latest)
    first, _, last = text.partition("/")
    start = None if first in ("", "..") else _parse_point(first, text)
    end = None if last in ("", "..") else _parse_point(last, text)
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


def earliest_day(text: str) -> date:
    """Return the first day that a date can mean, `date.min` if its start is open or unknown.

    Raises:
        InvalidDate: the text is no EDTF date.
    """
    return parse(text).earliest


def latest_day(text: str) -> date:
    """Return the last day that a date can mean, `date.max` if its end is open or unknown.

    Raises:
        InvalidDate: the text is no EDTF date.
    """
    return parse(text).latest


def known_bounds(text: str) -> tuple[date | None, date | None]:
    """Return the first and the last day that a date can mean, as far as there is one.

    Either is None where that end is open or unknown, or lies outside the years 1 to 9999.

    Raises:
        InvalidDate: the text is no EDTF date.
    """
    when = parse(text)
    is_before = when.start is None or when.start.year in ("00XX", "000X")
    # The winter of a year ends in the next one.
    is_after = when.end is None or (when.end.year, when.end.month) == ("9999", 24)
    return None if is_before else when.earliest, None if is_after else when.latest


def certain_from(text: str) -> date:
    """Return the day from which whatever has this date has certainly happened.

    That is the last day that the date can mean; with an open or unknown end, the last day on which
    it can have started. This is the only rule on certainty: what was known, in force or in office
    on a day is decided by it.

    Raises:
        InvalidDate: the text is no EDTF date.
    """
    when = parse(text)
    last = when.end or when.start
    return last.latest if last else when.latest


def is_certainly_before(first: str, second: str) -> bool:
    """Return whether a date is certainly over before another one begins.

    Nothing is certain of a date that is marked as uncertain or approximate.

    Raises:
        InvalidDate: one of the two is no EDTF date.
    """
    earlier, later = parse(first), parse(second)
    ends = (earlier.start, earlier.end, later.start, later.end)
    is_qualified = any(end is not None and end.qualifier for end in ends)
    return not is_qualified and earlier.latest < later.earliest


def overlaps(text: str, since: date | None, until: date | None) -> bool:
    """Return whether a date can mean a day from `since` to `until`, both included.

    Raises:
        InvalidDate: the text is no EDTF date.
    """
    when = parse(text)
    return (since is None or when.latest >= since) and (until is None or when.earliest <= until)


def sort_key(text: str) -> tuple[date, date]:
    """Return a key that sorts dates chronologically: by the first day, then by `certain_from`.

    A date without a known start sorts by `certain_from` alone; an open end adds nothing.

    Raises:
        InvalidDate: the text is no EDTF date.
    """
    certain = certain_from(text)
    when = parse(text)
    return certain if when.start is None else when.earliest, certain


def format_date(text: str, *, short: bool = False) -> str:
    """Return a date in words, in British order: `3 February 2017`, or, if `short`, `3 Feb 2017`.

    Raises:
        InvalidDate: the text is no EDTF date.
    """
    when = parse(text)
    if "/" not in text:
        return _format_point(when.start, short=short) if when.start else text
    first, _, last = text.partition("/")
    if when.start and when.end:
        return _format_interval(when.start, when.end, short=short)
    if when.end:
        unknown = "" if first == ".." else " (start unknown)"
        return f"until {_format_point(when.end, short=short)}{unknown}"
    unknown = "" if last == ".." else " (end unknown)"
    return f"from {_format_point(when.start, short=short) if when.start else text}{unknown}"


def format_span(start: str | None, end: str | None) -> str:
    """Return a span in words; each end may be imprecise, itself a span, or unknown.

    Raises:
        InvalidDate: one of the two is no EDTF date, or the end lies before the start.
    """
    if start and end:
        if "/" not in start and "/" not in end:
            return format_date(f"{start}/{end}")
        return f"{format_span(start, None).removeprefix('from ')} to {format_date(end)}"
    if start:
        when = parse(start)
        if when.start is None and when.end is not None:
            return f"from {_format_point(when.end, short=False)} or before"
        return f"from {format_date(start)}" if "/" in start else format_date(f"{start}/..")
    return (f"until {format_date(end)}" if "/" in end else format_date(f"../{end}")) if end else ""


def _parse_point(text: str, whole: str) -> DatePoint:
    match = _POINT.fullmatch(text)
    if not match or "00" in (match["month"], match["day"]):
        raise InvalidDate(_explain(whole))
    year, month, day = match["year"], _number(match["month"]), _number(match["day"])
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
    start, end = _month_range(month, whole)
    try:
        bounds = _bounds(max(first, 1), last, start, end, day)
    except ValueError:
        raise InvalidDate(f"'{whole}' is no day of the calendar") from None
    if month in SEASONS and day is not None:
        raise InvalidDate(f"'{whole}' has a day in a season; write a month instead")
    return DatePoint(year, month, day, match["mark"], *bounds)


def _number(text: str | None) -> int | None:
    return None if text is None else 0 if text == "XX" else int(text)


def _month_range(month: int | None, whole: str) -> tuple[int, int]:
    """Return the first and last month, up to 14 for a winter, which ends in the next year."""
    if not month:
        return 1, 12
    if month in SEASONS:
        first = (month - 20) * 3
        return first, first + 2
    if 1 <= month <= len(MONTHS):
        return month, month
    raise InvalidDate(f"'{whole}' has no such month; months are 01 to 12, seasons 21 to 24")


def _bounds(first: int, last: int, start: int, end: int, day: int | None) -> tuple[date, date]:
    if day:
        return date(first, start, day), date(last, end, day)
    years, month = divmod(end, 12)
    if last + years > date.max.year:
        return date(first, start, 1), date.max
    return date(first, start, 1), date(last + years, month + 1, 1) - timedelta(days=1)


def _format_point(point: DatePoint, *, short: bool) -> str:
    words = _format_unqualified(point, short=short)
    if point.qualifier in ("~", "%"):
        words = f"about {words}"
    return f"{words} (uncertain)" if point.qualifier in ("?", "%") else words


def _format_unqualified(point: DatePoint, *, short: bool) -> str:
    if point.year.endswith("XX"):
        return f"{point.year[:2]}00\N{EN DASH}{point.year[:2]}99"
    if point.year.endswith("X"):
        return f"{point.year[:3]}0s"
    year = point.year.lstrip("0")
    if not point.month:
        return year if point.month is None else f"{year} (month unknown)"
    if point.month in SEASONS:
        return f"{SEASONS[point.month]} {year}"
    month = _month_name(point.month, short=short)
    day = f"{point.day} " if point.day else ""
    return f"{day}{month} {year}{' (day unknown)' if point.day == 0 else ''}"


def _month_name(number: int, *, short: bool) -> str:
    name = MONTHS[number - 1]
    return name[:3] if short else name


def _format_interval(start: DatePoint, end: DatePoint, *, short: bool) -> str:
    """Return two ends joined by a dash, the month and year that they share only once."""
    last = _format_point(end, short=short)
    if _format_point(start, short=short) == last:
        return last
    if _is_exact(start) and _is_exact(end) and start.year == end.year:
        month = _month_name(start.month or 1, short=short)
        if start.month == end.month and start.day:
            return f"{start.day}\N{EN DASH}{last}"
        return (
            f"{start.day} {month} \N{EN DASH} {last}" if start.day else f"{month}\N{EN DASH}{last}"
        )
    joint = "\N{EN DASH}" if start.month is None and end.month is None else " \N{EN DASH} "
    return f"{_format_point(start, short=short)}{joint}{last}"


def _is_exact(point: DatePoint) -> bool:
    """Return whether a point has a month and no qualifier, and its day, if any, is known."""
    return point.qualifier == "" and point.month in range(1, 13) and point.day != 0


def _explain(text: str) -> str:
    """Return why a text is not a date, and how to write the one that it is for people."""
    from briefing.model.spoken_dates import to_edtf

    written = to_edtf(text)
    if written and written != text:
        try:
            parse(written)
        except InvalidDate as error:
            return str(error).replace(f"'{written}'", f"'{text}'")
        # Full stops of its own would run into that of the sentence.
        shown = f"'{written}'" if written.endswith(".") else written
        return f"'{text}' is not a date here; write {shown}"
    advice = "write a year, month or day such as 2017, 2017-02 or 2017-02-03"
    return f"'{text}' is not a date here; {advice}"
