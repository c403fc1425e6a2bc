"""Maps days to positions on an axis that is widest where most happened, to show single weeks."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from math import sqrt
from typing import Final, NamedTuple

# An interval is split if more dates begin in it than this fraction of all, and than the minimum.
_CROWDED_FRACTION: Final = 8
_MIN_CROWDED: Final = 4

# Beyond this number of years, the coarsest intervals are decades.
_YEARS: Final = 12

# Days; a longer interval is a decade, a year and a month.
_YEAR: Final = 366
_MONTH: Final = 31
_WEEK: Final = 10

_EMPTY_WEIGHT: Final = 0.6


class Interval(NamedTuple):
    """A part of the axis: its first day, the day after its last, how many dates begin in it."""

    first: date
    end: date
    total: int


class Scale:
    """The positions of days between two ends."""

    def __init__(self, days: Sequence[date], left: float, right: float) -> None:
        """Lay the axis out.

        Args:
            days: the days to make room for.
            left: the position at which the first interval begins.
            right: the position at which the last one ends.
        """
        self.intervals = split_into_intervals(days)
        weights = [
            1 + sqrt(interval.total) if interval.total else _EMPTY_WEIGHT
            for interval in self.intervals
        ]
        unit = (right - left) / sum(weights)
        self.edges = [left + unit * sum(weights[:index]) for index in range(len(weights) + 1)]

    def at(self, day: date) -> float:
        """Return where a day begins; days beyond the axis are at its ends."""
        for interval, (start, end) in zip(self.intervals, pairwise(self.edges), strict=True):
            if day < interval.end:
                length = interval.end - interval.first
                share = (max(day, interval.first) - interval.first) / length
                return start + share * (end - start)
        return self.edges[-1]


def split_into_intervals(days: Sequence[date]) -> list[Interval]:
    """Return contiguous intervals that are the finer, the more begins in them."""
    first, last = min(days).year, max(days).year
    years = 10 if last - first > _YEARS else 1
    crowded = max(_MIN_CROWDED, len(days) // _CROWDED_FRACTION)
    intervals: list[Interval] = []
    for year in range(first - first % years, last + 1, years):
        coarse = _interval(_start_of(year), _start_of(year + years), days)
        for interval in _split(coarse, days, crowded):
            if intervals and not interval.total and not intervals[-1].total:
                intervals[-1] = intervals[-1]._replace(end=interval.end)
            else:
                intervals.append(interval)
    return intervals


def _split(interval: Interval, days: Sequence[date], crowded: int) -> Iterator[Interval]:
    """Split an interval where too much begins in it."""
    starts = _starts(interval) if interval.total > crowded else []
    if len(starts) <= 1:
        yield interval
        return
    for start, end in pairwise([*starts, interval.end]):
        yield from _split(_interval(start, end, days), days, crowded)


def _starts(interval: Interval) -> list[date]:
    """Return where the years of a decade, the months of a year or the weeks of a month begin."""
    first, days = interval.first, (interval.end - interval.first).days
    if days > _YEAR:
        return [_start_of(year) for year in range(first.year, interval.end.year)]
    if days > _MONTH:
        return [date(first.year, month, 1) for month in range(1, 13)]
    if days > _WEEK:
        return [first + timedelta(days=offset) for offset in (0, 7, 14, 21)]
    return [first]


def _interval(first: date, end: date, days: Sequence[date]) -> Interval:
    return Interval(first, end, sum(first <= day < end for day in days))


def _start_of(year: int) -> date:
    """Return the first day of a year, within the years that Python supports."""
    return date(max(year, 1), 1, 1) if year <= date.max.year else date.max
