"""Pictures: drawn within their measures, the same each time, and said as a table as well."""

import re
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from papers import PICTURES
from test_render import CHRONOLOGIES, DAYS, MATRICES, TIES
from test_render import PICTURES as ANY

from briefing.render import figure_tables
from briefing.render.document import Figure, Matrix, MatrixRow, Network, Share, TimelineFigure
from briefing.render.svg import WIDTH, draw, legend
from briefing.render.svg.scale import Scale, split_into_intervals

PLACE = re.compile(r' (x|y|width|height)="([^"]*)"')
MOST_DATES = 40


@given(ANY)
def test_a_picture_is_drawn_within_its_measures_and_always_the_same(picture: Figure) -> None:
    drawings = list(draw(picture))
    assert drawings == list(draw(picture))
    for each in drawings:
        assert each.width == WIDTH
        for name, value in PLACE.findall(each.body):
            most = WIDTH if name in ("x", "width") else each.height
            assert 0 <= float(value) <= most, (name, value)


@given(CHRONOLOGIES)
def test_every_date_has_a_line_on_a_drawing_that_fits_a_page(chronology: TimelineFigure) -> None:
    drawings = list(draw(chronology))
    assert sum(each.body.count("<g class=") for each in drawings) == len(chronology.dates)
    assert len(drawings) == -(-len(chronology.dates) // MOST_DATES)
    assert all(each.height < 1.3 * WIDTH for each in drawings)


@given(MATRICES)
def test_there_is_a_tile_for_each_that_is_counted(matrix: Matrix) -> None:
    counts = [share.count for row in matrix.rows for cell in row.cells for share in cell]
    tiles = sum(each.body.count('<g class="tile') for each in draw(matrix))
    assert tiles == sum(counts)


@given(TIES)
def test_there_is_a_line_for_each_tie(ties: Network) -> None:
    body = "".join(each.body for each in draw(ties))
    assert body.count('class="tie') == len(ties.edges)
    assert body.count('class="tip"') == sum(each.manner != "in" for each in ties.edges)
    assert {says for _, says in legend(ties)} == {MANNERS[each.manner] for each in ties.edges}


MANNERS = {"in": "is a party", "gives": "gives it", "given": "is given it"}


@given(st.lists(DAYS, min_size=1, max_size=60), st.lists(DAYS, min_size=2))
def test_a_scale_has_no_gaps_and_runs_one_way(days: list[date], more: list[date]) -> None:
    parts = split_into_intervals(days)
    assert all(before.end == after.first for before, after in pairwise(parts))
    assert parts[0].first <= min(days)
    scale = Scale(days, 100, 700)
    at = [scale.at(day) for day in sorted([*days, *more])]
    assert all(before <= after for before, after in pairwise(at))
    assert min(at) >= 100
    assert max(at) <= 700.001


def test_a_crowded_week_is_wider_than_an_empty_year() -> None:
    days = [date(2017, 2, day) for day in range(1, 8)] * 6 + [date(2015, 1, 1)]
    scale = Scale(days, 0, 100)
    assert scale.at(date(2017, 2, 8)) - scale.at(date(2017, 2, 1)) > 40
    assert scale.at(date(2017, 1, 1)) - scale.at(date(2016, 1, 1)) < 25


def test_what_cannot_be_drawn_is_no_drawing() -> None:
    empty: list[Figure] = [
        Matrix("Nothing", ("Country",), (MatrixRow("Estonia", ()),)),
        TimelineFigure("Nothing", ("Date", "What", "Kind"), date(2017, 2, 8), "8 Feb", "today", ()),
        Network("Nothing", ("What", "Who"), (), (), ()),
    ]
    assert [list(draw(each)) for each in empty] == [[], [], []]


SAYS = [
    "Estonia: Security: 2 unanswered, 30 answered; エネルギー: none. "
    "대한민국: Security: none; エネルギー: 1 partly answered.",
    "5 dates, 1 of them ahead: 10 Feb 2017: A summit.",
    "A treaty (treaty): Who: Between Estonia and NATO (also bound). "
    f"{('A battlegroup of many words ' * 3).strip()}: Who: By NATO (also bound), To Estonia. "
    "None of these: Who: No one.",
]


@pytest.mark.parametrize("place", range(len(PICTURES)))
def test_a_picture_is_said_in_a_sentence(place: int) -> None:
    assert figure_tables.describe_figure(PICTURES[place]) == SAYS[place]


def test_the_day_parts_what_was_from_what_lies_ahead() -> None:
    rows = figure_tables.figure_as_table(PICTURES[1]).rows
    first = ["".join(getattr(part, "text", "") for part in row.cells[0][0]) for row in rows]
    assert first == ["until 1950", "2016", "from 2016", "3 Feb 2017", "8 Feb 2017", "10 Feb 2017"]


def test_more_than_fits_in_a_line_goes_on_below() -> None:
    many = Matrix("Many", ("", "All"), (MatrixRow("Row", ((Share("answered", "yes", 100),),)),))
    few = Matrix("Few", ("", "All"), (MatrixRow("Row", ((Share("answered", "yes", 1),),)),))
    assert next(draw(many)).height > next(draw(few)).height
