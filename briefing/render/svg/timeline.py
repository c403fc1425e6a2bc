"""Draws a chronology: a line for each date, and beside it what took place."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from briefing.render.document import TimelineFigure, TimelinePoint
from briefing.render.svg.canvas import WIDTH, Drawing, text_element, truncate, words_length
from briefing.render.svg.scale import Scale

_LINE: Final = 17
_LINES: Final = 40
_HEAD: Final = 34
_SMALL: Final = 11
_WHEN: Final = 145
_TICK: Final = 36
_LEAST: Final = 8
_INSIDE: Final = 26

# Each kind has a shape of its own, around the place of its day.
_SHAPES: Final = (
    "M-4 0A4 4 0 1 0 4 0A4 4 0 1 0 -4 0Z",
    "M0 -5.2L5.2 0L0 5.2L-5.2 0Z",
    "M0 -4.6L4.8 4H-4.8Z",
    "M-3.6 -3.6H3.6V3.6H-3.6Z",
)


def drawn(chronology: TimelineFigure) -> Iterator[Drawing]:
    """A chronology as drawings with one scale, so many dates on each that it fits on a page."""
    every = chronology.dates
    if not every:
        return
    left = min(max(words_length(each.when, _SMALL) for each in every), _WHEN) + 12
    scale = Scale([*map(_begun, every), chronology.day], left, WIDTH - 4)
    shapes = _shapes(chronology)
    for place in range(0, len(every), _LINES):
        held = every[place : place + _LINES]
        height = _HEAD + len(held) * _LINE + 6
        parts = [*_ground(chronology, scale, height)]
        for number, each in enumerate(held):
            y = _HEAD + number * _LINE + _LINE / 2 + 3
            parts += _line(each, scale, chronology.day, shapes[_kind(each)], y)
        yield Drawing(WIDTH, height, "\n".join(parts))


def legend(chronology: TimelineFigure) -> list[tuple[Drawing, str]]:
    """What the shapes mean, and the two sorts of spans."""
    every = chronology.dates
    told = [
        (f'<path class="shape" transform="translate(8 8)" d="{shape}"/>', kind)
        for kind, shape in _shapes(chronology).items()
        if kind
    ]
    manners = {each.manner for each in every if each.first != each.last}
    if "through" in manners:
        told.append((_span("through", 0, 16, 8), "all of that time"))
    if "within" in manners:
        told.append((_span("within", 0, 16, 8), "on a day in that time"))
    if any(each.ahead for each in every):
        shape = f'<path class="shape" transform="translate(8 8)" d="{_SHAPES[0]}"/>'
        told.append((f'<g class="ahead">{shape}</g>', "still to come"))
    return [(Drawing(16, 16, f'<g class="dated">{body}</g>'), says) for body, says in told]


def _shapes(chronology: TimelineFigure) -> dict[str, str]:
    kinds = dict.fromkeys(map(_kind, chronology.dates))
    return {kind: _SHAPES[place % len(_SHAPES)] for place, kind in enumerate(kinds)}


def _kind(each: TimelinePoint) -> str:
    return each.kind.partition(",")[0]


def _begun(each: TimelinePoint) -> date:
    """The day from which a date is drawn; where its start is open, its end."""
    return each.last if each.first == date.min else each.first


def _ground(chronology: TimelineFigure, scale: Scale, height: int) -> Iterator[str]:
    """What the lines are drawn upon: the scale, and what lies ahead of the day."""
    bottom, now = height - 4, scale.at(_after(chronology.day))
    size = f'width="{WIDTH - now:.1f}" height="{bottom - _HEAD}"'
    yield f'<rect class="beyond" x="{now:.1f}" y="{_HEAD}" {size}/>'
    free = 0.0
    for each, x in zip(scale.stretches, scale.edges, strict=False):
        yield f'<path class="tick" d="M{x:.1f} {_HEAD - 6}V{bottom}"/>'
        if x >= free and WIDTH - x >= _TICK / 2:
            yield text_element(x + 2, _HEAD - 9, _begins(each.first), "scale")
            free = x + _TICK
    yield f'<path class="now" d="M{now:.1f} 6V{bottom}"/>'
    says = truncate(f"{chronology.day_words}: {chronology.day_says}", WIDTH / 2)
    if now > WIDTH / 2:
        yield text_element(now - 6, 12, says, "now end")
    else:
        yield text_element(now + 6, 12, says, "now")


def _begins(day: date) -> str:
    """What a stretch is labelled with: its year, month or day, by which of them begins there."""
    if day.day > 1:
        return f"{day.day} {day:%b}"
    return f"{day:%b}" if day.month > 1 else str(day.year)


def _after(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day


def _line(each: TimelinePoint, scale: Scale, day: date, shape: str, y: float) -> Iterator[str]:
    """A date, where it lies and how long it took, and beside that what took place."""
    edge = scale.edges[0]
    # What has no known end goes on as far as the book tells.
    last = max(day, each.first) if each.last == date.max else each.last
    start, end = scale.at(each.first), scale.at(_after(last))
    at = start
    yield f'<g class="{"dated ahead" if each.ahead else "dated"}">'
    yield text_element(0, y + 4, truncate(each.when, edge - 8, _SMALL), "when")
    if each.first != each.last:
        end = max(end, start + _LEAST)
        yield _span(each.manner, start, end, y)
    else:
        at = end = (start + end) / 2
    yield f'<path class="shape" transform="translate({at:.1f} {y:.1f})" d="{shape}"/>'
    yield _beside(each.what, edge, (min(start, at - 5) - 7, max(end, at + 5) + 7), y)
    yield "</g>"


def _beside(what: str, edge: float, ends: tuple[float, float], y: float) -> str:
    """What took place: on the side with more room, or over the span where neither has enough."""
    left, right = ends
    before, after = left - edge, WIDTH - right
    if words_length(what) > max(before, after) and right - left > words_length(what) / 2:
        upon = left + _INSIDE
        return text_element(upon, y + 4, truncate(what, WIDTH - upon), "what upon")
    if after >= before:
        return text_element(right, y + 4, truncate(what, after), "what")
    return text_element(left, y + 4, truncate(what, before), "what end")


def _span(manner: str, start: float, end: float, y: float) -> str:
    size = f'width="{end - start:.1f}" height="6" rx="3"'
    return f'<rect class="{manner}" x="{start:.1f}" y="{y - 3:.1f}" {size}/>'
