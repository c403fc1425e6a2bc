"""Draws a matrix: a tile for each of what is counted, with the sign of its state."""

from collections.abc import Iterator
from typing import Final

from briefing.render.document import SIGNS, Matrix, MatrixRow, Share
from briefing.render.svg.canvas import WIDTH, Drawing, text_element, truncate

_TILE: Final = 20
_STEP: Final = 24
_LABEL: Final = 150
_BETWEEN: Final = 18
_HEAD: Final = 26


def drawn(matrix: Matrix) -> Iterator[Drawing]:
    """A matrix as one drawing."""
    columns = matrix.columns[1:]
    if not columns or not matrix.rows:
        return
    size = (WIDTH - _LABEL) / len(columns)
    parts = [
        text_element(_LABEL + place * size, 14, truncate(title, size - _BETWEEN), "head")
        for place, title in enumerate(columns)
    ]
    top = _HEAD
    for row in matrix.rows:
        parts.append(f'<path class="rule" d="M0 {top}H{WIDTH}"/>')
        label = truncate(row.label, _LABEL - _BETWEEN, 15)
        parts.append(text_element(0, top + 24, label, "label"))
        tiles, lines = _tiles(row, top + 9, size)
        parts += tiles
        top += lines * _STEP + 16
    yield Drawing(WIDTH, top, "\n".join(parts))


def _tiles(row: MatrixRow, top: int, size: float) -> tuple[list[str], int]:
    """The tiles of a row, and how many lines they take."""
    in_line = max(int((size - _BETWEEN) / _STEP), 1)
    parts, lines = [], 1
    for place, held in enumerate(row.cells):
        every = [share for share in held for _ in range(share.count)]
        lines = max(lines, -(-len(every) // in_line))
        for number, share in enumerate(every):
            down, along = divmod(number, in_line)
            x = _LABEL + place * size + along * _STEP
            parts.append(_tile(x, top + down * _STEP, share))
    return parts, lines


def _tile(x: float, y: float, share: Share) -> str:
    half = _TILE / 2
    sign = text_element(x + half, y + half + 4.5, f"{SIGNS[share.mark]}\ufe0e", "sign")
    box = f'<rect x="{x:.1f}" y="{y:.1f}" width="{_TILE}" height="{_TILE}" rx="3"/>'
    return f'<g class="tile {share.mark}">{box}{sign}</g>'
