"""Draws ties: those who are tied on the left, what ties them on the right, a line for each tie."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from briefing.render.document import Edge, Network, Node
from briefing.render.svg.canvas import WIDTH, Drawing, text_element, truncate

_WHO: Final = 190
_WHAT: Final = 350
_BOX: Final = 38
_APART: Final = 9
_GAP: Final = 10
_PAD: Final = 10
_NAME: Final = 13
_SMALL: Final = 11
_TIP: Final = 8

# Each round puts one side in order by the other; more change little.
_ROUNDS: Final = 4

_SAYS: Final = {"in": "is a party", "gives": "gives it", "given": "is given it"}


def drawn(ties: Network) -> Iterator[Drawing]:
    """Ties as one drawing."""
    if not ties.who or not ties.what:
        return
    who, what = _ordered(ties)
    lefts = {each: _high([tie.who for tie in ties.edges].count(each)) for each in who}
    rights = {each: _high([tie.what for tie in ties.edges].count(each)) for each in what}
    height = max(_taken(lefts), _taken(rights))
    whos, whats = _spread(lefts, height), _spread(rights, height)
    tied = {each.who for each in ties.edges}
    parts = [*_curves(ties, whos, whats)]
    for place, knot in enumerate(ties.who):
        parts.append(_box(0, whos[place], knot, "who" if place in tied else "who free"))
    for place, knot in enumerate(ties.what):
        parts.append(_box(WIDTH - _WHAT, whats[place], knot, "what"))
    yield Drawing(WIDTH, height, "\n".join(parts))


def legend(ties: Network) -> list[tuple[Drawing, str]]:
    """What the lines mean."""
    manners = {each.manner for each in ties.edges}
    return [
        (Drawing(32, 16, _curve(Edge(0, 0, manner), (0, 8), (32, 8))), says)
        for manner, says in _SAYS.items()
        if manner in manners
    ]


def _ordered(ties: Network) -> tuple[list[int], list[int]]:
    """Both sides in an order in which few lines cross: each where its ends are, on average."""
    who, what = list(range(len(ties.who))), list(range(len(ties.what)))
    for _ in range(_ROUNDS):
        what = _nearest(what, [(each.what, who.index(each.who)) for each in ties.edges])
        who = _nearest(who, [(each.who, what.index(each.what)) for each in ties.edges])
    return who, what


def _nearest(places: Sequence[int], ends: Sequence[tuple[int, int]]) -> list[int]:
    def middle(place: int) -> float:
        found = [other for one, other in ends if one == place]
        return sum(found) / len(found) if found else len(ends)

    return sorted(places, key=middle)


class _Side(NamedTuple):
    """The side of a box to which lines lead: where it begins, and how high it is."""

    top: float
    height: int

    def at(self, place: int, count: int) -> float:
        """Where one of several lines ends."""
        return self.top + self.height * (place + 1) / (count + 1)


def _high(count: int) -> int:
    """How high a box is, so that its lines can be told apart."""
    return max(_BOX, (count + 1) * _APART)


def _taken(heights: Mapping[int, int]) -> int:
    return sum(heights.values()) + (len(heights) + 1) * _GAP


def _spread(heights: Mapping[int, int], height: int) -> dict[int, _Side]:
    """The boxes of a side in their order, spread over the height."""
    gap = (height - sum(heights.values())) / (len(heights) + 1)
    found, top = {}, gap
    for each, high in heights.items():
        found[each] = _Side(top, high)
        top += high + gap
    return found


def _box(x: float, side: _Side, knot: Node, kind: str) -> str:
    size = _WHAT if kind == "what" else _WHO
    room, y = size - 2 * _PAD, side.top
    middle = y + side.height / 2
    lift = -3 if knot.about else 4
    name = text_element(x + _PAD, middle + lift, truncate(knot.label, room, _NAME), "name")
    about = truncate(knot.about, room, _SMALL)
    about = text_element(x + _PAD, middle + 12, about, "about") if about else ""
    box = f'<rect x="{x:.1f}" y="{y:.1f}" width="{size}" height="{side.height}" rx="4"/>'
    return f'<g class="knot {kind}">{box}{name}{about}</g>'


def _curves(ties: Network, whos: Mapping[int, _Side], whats: Mapping[int, _Side]) -> Iterator[str]:
    """The lines, spread over the sides of the boxes so that no two begin or end in one point."""
    for tie in ties.edges:
        here = [each for each in ties.edges if each.who == tie.who]
        there = [each for each in ties.edges if each.what == tie.what]
        here.sort(key=lambda each: whats[each.what].top)
        there.sort(key=lambda each: whos[each.who].top)
        start = whos[tie.who].at(here.index(tie), len(here))
        end = whats[tie.what].at(there.index(tie), len(there))
        yield _curve(tie, (_WHO, start), (WIDTH - _WHAT, end))


def _curve(tie: Edge, start: tuple[float, float], end: tuple[float, float]) -> str:
    """A line from side to side; a tip shows what it leads to."""
    (left, y), (right, end_y) = start, end
    tip = ""
    if tie.manner == "gives":
        tip = f'<path class="tip" d="M{right:.1f} {end_y:.1f}l-{_TIP} -4v8z"/>'
        right -= _TIP - 1
    elif tie.manner == "given":
        tip = f'<path class="tip" d="M{left:.1f} {y:.1f}l{_TIP} -4v8z"/>'
        left += _TIP - 1
    half = (left + right) / 2
    bend = f"C{half:.1f} {y:.1f} {half:.1f} {end_y:.1f} {right:.1f} {end_y:.1f}"
    return f'<path class="tie {tie.manner}" d="M{left:.1f} {y:.1f}{bend}"/>{tip}'
