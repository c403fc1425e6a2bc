"""Draws a timeline: a line for each date, with what took place beside its mark."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from briefing.render.document import TimelineFigure, TimelinePoint
from briefing.render.svg.canvas import WIDTH, Drawing, text_element, text_length, truncate
from briefing.render.svg.scale import Scale

_LINE: Final = 17
_MAX_LINES: Final = 40
_HEAD: Final = 34
_SMALL: Final = 11
_MAX_WHEN: Final = 145
_TICK_LABEL: Final = 36
_MIN_SPAN: Final = 8
_INSET: Final = 26

# Each kind has a shape of its own, centred on the day.
_SHAPES: Final = (
    "M-4 0A4 4 0 1 0 4 0A4 4 0 1 0 -4 0Z",
    "M0 -5.2L5.2 0L0 5.2L-5.2 0Z",
    "M0 -4.6L4.8 4H-4.8Z",
    "M-3.6 -3.6H3.6V3.6H-3.6Z",
)


def draw(timeline: TimelineFigure) -> Iterator[Drawing]:
    """Draw a timeline as drawings with one scale, each with as many dates as fit on a page."""
    points = timeline.dates
    if not points:
        return
    left = min(max(text_length(point.when, _SMALL) for point in points), _MAX_WHEN) + 12
    scale = Scale([*map(_first_shown_day, points), timeline.day], left, WIDTH - 4)
    shapes = _shapes(timeline)
    for start in range(0, len(points), _MAX_LINES):
        page = points[start : start + _MAX_LINES]
        height = _HEAD + len(page) * _LINE + 6
        parts = [*_background(timeline, scale, height)]
        for index, point in enumerate(page):
            y = _HEAD + index * _LINE + _LINE / 2 + 3
            parts += _line(point, scale, timeline.day, shapes[_kind(point)], y)
        yield Drawing(WIDTH, height, "\n".join(parts))


def legend(timeline: TimelineFigure) -> list[tuple[Drawing, str]]:
    """Return the meanings of the shapes and of the two sorts of spans."""
    points = timeline.dates
    entries = [
        (f'<path class="shape" transform="translate(8 8)" d="{shape}"/>', kind)
        for kind, shape in _shapes(timeline).items()
        if kind
    ]
    manners = {point.manner for point in points if point.first != point.last}
    if "through" in manners:
        entries.append((_span("through", 0, 16, 8), "all of that time"))
    if "within" in manners:
        entries.append((_span("within", 0, 16, 8), "on a day in that time"))
    if any(point.ahead for point in points):
        shape = f'<path class="shape" transform="translate(8 8)" d="{_SHAPES[0]}"/>'
        entries.append((f'<g class="ahead">{shape}</g>', "still to come"))
    return [(Drawing(16, 16, f'<g class="dated">{body}</g>'), meaning) for body, meaning in entries]


def _shapes(timeline: TimelineFigure) -> dict[str, str]:
    kinds = dict.fromkeys(map(_kind, timeline.dates))
    return {kind: _SHAPES[index % len(_SHAPES)] for index, kind in enumerate(kinds)}


def _kind(point: TimelinePoint) -> str:
    return point.kind.partition(",")[0]


def _first_shown_day(point: TimelinePoint) -> date:
    """Return the first day of a date, or its last if the first is open."""
    return point.last if point.first == date.min else point.first


def _background(timeline: TimelineFigure, scale: Scale, height: int) -> Iterator[str]:
    """Draw the axis, and the area ahead of the day."""
    bottom, now = height - 4, scale.at(_day_after(timeline.day))
    size = f'width="{WIDTH - now:.1f}" height="{bottom - _HEAD}"'
    yield f'<rect class="beyond" x="{now:.1f}" y="{_HEAD}" {size}/>'
    next_label = 0.0
    for interval, x in zip(scale.intervals, scale.edges, strict=False):
        yield f'<path class="tick" d="M{x:.1f} {_HEAD - 6}V{bottom}"/>'
        if x >= next_label and WIDTH - x >= _TICK_LABEL / 2:
            yield text_element(x + 2, _HEAD - 9, _tick_label(interval.first), "scale")
            next_label = x + _TICK_LABEL
    yield f'<path class="now" d="M{now:.1f} 6V{bottom}"/>'
    label = truncate(f"{timeline.day_words}: {timeline.day_label}", WIDTH / 2)
    if now > WIDTH / 2:
        yield text_element(now - 6, 12, label, "now end")
    else:
        yield text_element(now + 6, 12, label, "now")


def _tick_label(day: date) -> str:
    """Return the year, month or day that begins on a day, whichever is longest."""
    if day.day > 1:
        return f"{day.day} {day:%b}"
    return f"{day:%b}" if day.month > 1 else str(day.year)


def _day_after(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day


def _line(point: TimelinePoint, scale: Scale, day: date, shape: str, y: float) -> Iterator[str]:
    """Draw a date, its span and shape on the axis, and what took place."""
    edge = scale.edges[0]
    # What has no known end is drawn up to the day of the figure.
    last = max(day, point.first) if point.last == date.max else point.last
    start, end = scale.at(point.first), scale.at(_day_after(last))
    x = start
    yield f'<g class="{"dated ahead" if point.ahead else "dated"}">'
    yield text_element(0, y + 4, truncate(point.when, edge - 8, _SMALL), "when")
    if point.first != point.last:
        end = max(end, start + _MIN_SPAN)
        yield _span(point.manner, start, end, y)
    else:
        x = end = (start + end) / 2
    yield f'<path class="shape" transform="translate({x:.1f} {y:.1f})" d="{shape}"/>'
    yield _event(point.what, edge, (min(start, x - 5) - 7, max(end, x + 5) + 7), y)
    yield "</g>"


def _event(text: str, edge: float, ends: tuple[float, float], y: float) -> str:
    """Write what took place on the side with more room, or over the span if it fits on neither."""
    left, right = ends
    before, after = left - edge, WIDTH - right
    if text_length(text) > max(before, after) and right - left > text_length(text) / 2:
        inside = left + _INSET
        return text_element(inside, y + 4, truncate(text, WIDTH - inside), "what upon")
    if after >= before:
        return text_element(right, y + 4, truncate(text, after), "what")
    return text_element(left, y + 4, truncate(text, before), "what end")


def _span(manner: str, start: float, end: float, y: float) -> str:
    size = f'width="{end - start:.1f}" height="6" rx="3"'
    return f'<rect class="{manner}" x="{start:.1f}" y="{y - 3:.1f}" {size}/>'
