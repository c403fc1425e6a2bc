"""Draws a network: who on the left, what links them on the right, a line for each link."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from briefing.render.document import Edge, Network, Node
from briefing.render.svg.canvas import WIDTH, Drawing, text_element, truncate

_WHO: Final = 190
_WHAT: Final = 350
_BOX: Final = 38
_LINE_GAP: Final = 9
_BOX_GAP: Final = 10
_PAD: Final = 10
_NAME: Final = 13
_SMALL: Final = 11
_TIP: Final = 8

# Each round orders one side by the other; more of them change little.
_ROUNDS: Final = 4

_MEANINGS: Final = {"in": "is a party", "gives": "gives it", "given": "is given it"}


def draw(network: Network) -> Iterator[Drawing]:
    """Draw a network as one drawing."""
    if not network.who or not network.what:
        return
    who_order, what_order = _order(network)
    who_lines = Counter(edge.who for edge in network.edges)
    what_lines = Counter(edge.what for edge in network.edges)
    who_heights = {index: _box_height(who_lines[index]) for index in who_order}
    what_heights = {index: _box_height(what_lines[index]) for index in what_order}
    height = max(_side_height(who_heights), _side_height(what_heights))
    who_boxes, what_boxes = _spread(who_heights, height), _spread(what_heights, height)
    parts = [*_curves(network, who_boxes, what_boxes)]
    for index, node in enumerate(network.who):
        parts.append(_box(0, who_boxes[index], node, "who" if who_lines[index] else "who free"))
    for index, node in enumerate(network.what):
        parts.append(_box(WIDTH - _WHAT, what_boxes[index], node, "what"))
    yield Drawing(WIDTH, height, "\n".join(parts))


def legend(network: Network) -> list[tuple[Drawing, str]]:
    """Return the meanings of the lines."""
    manners = {edge.manner for edge in network.edges}
    return [
        (Drawing(32, 16, _curve(Edge(0, 0, manner), (0, 8), (32, 8))), meaning)
        for manner, meaning in _MEANINGS.items()
        if manner in manners
    ]


def _order(network: Network) -> tuple[list[int], list[int]]:
    """Order both sides so that few lines cross: each node near the average of its neighbours."""
    who, what = list(range(len(network.who))), list(range(len(network.what)))
    for _ in range(_ROUNDS):
        what = _nearest(what, [(edge.what, who.index(edge.who)) for edge in network.edges])
        who = _nearest(who, [(edge.who, what.index(edge.what)) for edge in network.edges])
    return who, what


def _nearest(nodes: Sequence[int], neighbours: Sequence[tuple[int, int]]) -> list[int]:
    """Sort nodes by the average position of their neighbours, those without any last."""

    def average(node: int) -> float:
        positions = [position for neighbour, position in neighbours if neighbour == node]
        return sum(positions) / len(positions) if positions else len(neighbours)

    return sorted(nodes, key=average)


class _Side(NamedTuple):
    """The side of a box from which lines start: its top and its height."""

    top: float
    height: int

    def at(self, index: int, count: int) -> float:
        """Return where one of `count` lines starts or ends."""
        return self.top + self.height * (index + 1) / (count + 1)


def _box_height(lines: int) -> int:
    """Return the height at which the lines of a box can be distinguished."""
    return max(_BOX, (lines + 1) * _LINE_GAP)


def _side_height(heights: Mapping[int, int]) -> int:
    return sum(heights.values()) + (len(heights) + 1) * _BOX_GAP


def _spread(heights: Mapping[int, int], height: int) -> dict[int, _Side]:
    """Spread the boxes of one side, in their order, over the height of the drawing."""
    gap = (height - sum(heights.values())) / (len(heights) + 1)
    sides, top = {}, gap
    for index, box_height in heights.items():
        sides[index] = _Side(top, box_height)
        top += box_height + gap
    return sides


def _box(x: float, side: _Side, node: Node, css_class: str) -> str:
    width = _WHAT if css_class == "what" else _WHO
    room, y = width - 2 * _PAD, side.top
    middle = y + side.height / 2
    baseline = middle + (-3 if node.about else 4)
    name = text_element(x + _PAD, baseline, truncate(node.label, room, _NAME), "name")
    about = truncate(node.about, room, _SMALL)
    about = text_element(x + _PAD, middle + 12, about, "about") if about else ""
    box = f'<rect x="{x:.1f}" y="{y:.1f}" width="{width}" height="{side.height}" rx="4"/>'
    return f'<g class="knot {css_class}">{box}{name}{about}</g>'


def _curves(
    network: Network, who_boxes: Mapping[int, _Side], what_boxes: Mapping[int, _Side]
) -> Iterator[str]:
    """Draw the lines, spread over the sides of the boxes so that no two share an end."""
    for edge in network.edges:
        from_who = [other for other in network.edges if other.who == edge.who]
        to_what = [other for other in network.edges if other.what == edge.what]
        from_who.sort(key=lambda other: what_boxes[other.what].top)
        to_what.sort(key=lambda other: who_boxes[other.who].top)
        start = who_boxes[edge.who].at(from_who.index(edge), len(from_who))
        end = what_boxes[edge.what].at(to_what.index(edge), len(to_what))
        yield _curve(edge, (_WHO, start), (WIDTH - _WHAT, end))


def _curve(edge: Edge, start: tuple[float, float], end: tuple[float, float]) -> str:
    """Draw a line from side to side, with an arrowhead at what it leads to."""
    (left, y), (right, end_y) = start, end
    tip = ""
    if edge.manner == "gives":
        tip = f'<path class="tip" d="M{right:.1f} {end_y:.1f}l-{_TIP} -4v8z"/>'
        right -= _TIP - 1
    elif edge.manner == "given":
        tip = f'<path class="tip" d="M{left:.1f} {y:.1f}l{_TIP} -4v8z"/>'
        left += _TIP - 1
    half = (left + right) / 2
    bend = f"C{half:.1f} {y:.1f} {half:.1f} {end_y:.1f} {right:.1f} {end_y:.1f}"
    return f'<path class="tie {edge.manner}" d="M{left:.1f} {y:.1f}{bend}"/>{tip}'
