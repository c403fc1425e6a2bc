"""Lays days out along a line that is widest where most took place, so that a week can be seen."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from math import sqrt
from typing import Final, NamedTuple

# A stretch is parted where more than a share of all dates begin in it, and at least so many.
_CROWDED: Final = 8
_LEAST: Final = 4

# From so many years on, the coarsest stretches are decades.
_YEARS: Final = 12

# Days: what is longer than the one is a decade, than the other a year, than the last a month.
_YEAR: Final = 366
_MONTH: Final = 31
_WEEK: Final = 10

_EMPTY: Final = 0.6


class Interval(NamedTuple):
    """A part of the scale: its first day, the first one after it, how many dates begin in it."""

    first: date
    end: date
    held: int


class Scale:
    """Where each day lies between two places."""

    def __init__(self, days: Sequence[date], left: float, right: float) -> None:
        """Makes room for some days.

        Args:
            days: the days that must be seen.
            left: where the first stretch begins.
            right: where the last one ends.
        """
        self.stretches = split_into_intervals(days)
        weights = [1 + sqrt(e.held) if e.held else _EMPTY for e in self.stretches]
        unit = (right - left) / sum(weights)
        self.edges = [left + unit * sum(weights[:place]) for place in range(len(weights) + 1)]

    def at(self, day: date) -> float:
        """Where a day begins; one beyond the scale lies at its edge."""
        for each, (start, end) in zip(self.stretches, pairwise(self.edges), strict=True):
            if day < each.end:
                share = (max(day, each.first) - each.first) / (each.end - each.first)
                return start + share * (end - start)
        return self.edges[-1]


def split_into_intervals(days: Sequence[date]) -> list[Interval]:
    """Stretches of time without a gap, the finer the more begins in them."""
    first, last = min(days).year, max(days).year
    years = 10 if last - first > _YEARS else 1
    starts = range(first - first % years, last + 1, years)
    crowded = max(_LEAST, len(days) // _CROWDED)
    found: list[Interval] = []
    for year in starts:
        whole = _stretch(_begin(year), _begin(year + years), days)
        for each in _parted(whole, days, crowded):
            if found and not each.held and not found[-1].held:
                found[-1] = found[-1]._replace(end=each.end)
            else:
                found.append(each)
    return found


def _parted(stretch: Interval, days: Sequence[date], crowded: int) -> Iterator[Interval]:
    """A stretch, or the parts of it where too much begins in it."""
    starts = _starts(stretch) if stretch.held > crowded else []
    if len(starts) <= 1:
        yield stretch
        return
    for start, end in pairwise([*starts, stretch.end]):
        yield from _parted(_stretch(start, end, days), days, crowded)


def _starts(stretch: Interval) -> list[date]:
    """Where the years of a decade begin, the months of a year, or the weeks of a month."""
    first, days = stretch.first, (stretch.end - stretch.first).days
    if days > _YEAR:
        return [_begin(year) for year in range(first.year, stretch.end.year)]
    if days > _MONTH:
        return [date(first.year, month, 1) for month in range(1, 13)]
    if days > _WEEK:
        return [first + timedelta(days=later) for later in (0, 7, 14, 21)]
    return [first]


def _stretch(first: date, end: date, days: Sequence[date]) -> Interval:
    return Interval(first, end, sum(first <= day < end for day in days))


def _begin(year: int) -> date:
    """The first day of a year, as far as there are years."""
    return date(max(year, 1), 1, 1) if year <= date.max.year else date.max
