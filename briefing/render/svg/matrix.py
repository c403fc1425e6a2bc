"""Draws a matrix: a tile for each thing counted, with the sign of its state."""

from collections.abc import Iterator
from typing import Final

from briefing.render.document import SIGNS, Matrix, MatrixRow, Share
from briefing.render.svg.canvas import WIDTH, Drawing, text_element, truncate

_TILE: Final = 20
_STEP: Final = 24
_LABEL: Final = 150
_GAP: Final = 18
_HEAD: Final = 26


def draw(matrix: Matrix) -> Iterator[Drawing]:
    """Draw a matrix as one drawing."""
    columns = matrix.columns[1:]
    if not columns or not matrix.rows:
        return
    column_width = (WIDTH - _LABEL) / len(columns)
    parts = [
        text_element(
            _LABEL + index * column_width, 14, truncate(title, column_width - _GAP), "head"
        )
        for index, title in enumerate(columns)
    ]
    top = _HEAD
    for row in matrix.rows:
        parts.append(f'<path class="rule" d="M0 {top}H{WIDTH}"/>')
        label = truncate(row.label, _LABEL - _GAP, 15)
        parts.append(text_element(0, top + 24, label, "label"))
        tiles, lines = _tiles(row, top + 9, column_width)
        parts += tiles
        top += lines * _STEP + 16
    yield Drawing(WIDTH, top, "\n".join(parts))


def _tiles(row: MatrixRow, top: int, column_width: float) -> tuple[list[str], int]:
    """Draw the tiles of a row, and return them with the number of lines they take."""
    per_line = max(int((column_width - _GAP) / _STEP), 1)
    tiles, lines = [], 1
    for column, cell in enumerate(row.cells):
        shares = [share for share in cell for _ in range(share.count)]
        lines = max(lines, -(-len(shares) // per_line))
        for index, share in enumerate(shares):
            line, position = divmod(index, per_line)
            x = _LABEL + column * column_width + position * _STEP
            tiles.append(_tile(x, top + line * _STEP, share))
    return tiles, lines


def _tile(x: float, y: float, share: Share) -> str:
    half = _TILE / 2
    sign = text_element(x + half, y + half + 4.5, f"{SIGNS[share.mark]}\ufe0e", "sign")
    box = f'<rect x="{x:.1f}" y="{y:.1f}" width="{_TILE}" height="{_TILE}" rx="3"/>'
    return f'<g class="tile {share.mark}">{box}{sign}</g>'
