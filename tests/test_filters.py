"""Filters: one set of them, which means the same in every command that lists records."""

from typing import Any

import pytest
from conftest import Make, Run
from documents import ROOT
from hypothesis import given
from hypothesis import strategies as st

from briefing.answers.acts import Act
from briefing.answers.filters import RecordFilter, parse_filters
from briefing.api import open_book
from briefing.errors import AmbiguousName, UnknownName, UnknownValue
from briefing.library.library import read_library
from briefing.library.status import concern_status, date_of
from briefing.model import edtf

FOLDER = ROOT / "tests" / "baltic"
LIBRARY = read_library(FOLDER)
BOOK = open_book(FOLDER)

GIVEN: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "country": st.sampled_from(["estonia", "latvia", ["estonia", "latvia"], "EST"]),
        "topic": st.sampled_from(["security", "energy"]),
        "status": st.sampled_from(["answered", "unanswered", ["partly-answered", "unanswered"]]),
        "by": st.sampled_from(["nato", "kallas", "estonia"]),
        "flashpoint": st.sampled_from(["suwalki gap", "gulf-of-finland"]),
        "source": st.sampled_from(["charter", "review-2021"]),
        "since": st.sampled_from(["2012", "2016-07-09", "2018"]),
        "until": st.sampled_from(["2018", "2021-06"]),
    },
)


def _is_concern(id_: str) -> bool:
    return LIBRARY.entries[id_].kind == "concern"


def _told(**given_: Any) -> list[Act]:
    """Everything that the timeline tells, as an act or as a part of one."""
    return [each for act in BOOK.timeline(**given_).moments for each in (act, *act.parts)]


@given(GIVEN)
def test_every_command_lets_through_the_same_records(given_: dict[str, Any]) -> None:
    record_filter = RecordFilter(LIBRARY, parse_filters(LIBRARY, **given_))
    stays = {id_ for id_, entry in LIBRARY.entries.items() if record_filter.matches(entry)}

    book = BOOK.book(**given_)
    kept = {id_ for id_ in book.bearings if id_ not in book.sources}
    owners = {id_.partition("/")[0] for id_ in kept}
    assert kept - owners <= stays <= kept | LIBRARY.sources.keys()
    assert {each.concern for each in book.standings} == {i for i in kept & stays if _is_concern(i)}
    listed = {each.id for each in BOOK.list(**given_).entries}
    assert listed == {id_ for id_ in stays if "/" not in id_}
    open_ = {gap.standing.concern for gap in BOOK.gaps(**given_).gaps}
    concerns = {id_ for id_ in stays if LIBRARY.entries[id_].kind == "concern"}
    assert open_ == {id_ for id_ in concerns if concern_status(LIBRARY, id_).status != "answered"}
    told = {act.id for act in _told(**given_) if act.kind != "development"}
    kinds = ("event", "reassurance", "action")
    dated = {id_ for id_ in stays if date_of(LIBRARY.entries[id_].record) is not None}
    assert told == {id_ for id_ in dated if LIBRARY.entries[id_].kind in kinds}
    found = {h.id for g in BOOK.search("e* OR a*", limit=0, **given_).groups for h in g.hits}
    assert found <= stays
    changed = BOOK.changes("2011", **{k: v for k, v in given_.items() if k[:2] not in ("si", "un")})
    for row in BOOK.sources(**given_).rows:
        assert row.supports <= len(stays)
    rows = BOOK.flashpoints(**given_).flashpoints
    assert {c.id for row in rows for c in row.commitments} <= stays
    assert {s.concern for row in rows for s in row.standings} <= stays
    assert changed.filters.countries == record_filter.filters.countries


@given(GIVEN, GIVEN)
def test_more_filters_never_let_more_through(one: dict[str, Any], other: dict[str, Any]) -> None:
    few = {each.id for each in BOOK.list(**{**other, **one}).entries}
    many = {each.id for each in BOOK.list(**one).entries}
    assert few <= many


@given(st.sampled_from(["2012", "2016-07", "2017", "2021-02"]))
def test_a_span_keeps_what_can_lie_in_it(year: str) -> None:
    acts = _told(since=year, until=year)
    span = edtf.parse(year)
    for each in _told():
        text = date_of(each)
        if text is None or each.parts:
            continue
        inside = edtf.overlaps(text, span.earliest, span.latest)
        assert (each in acts) == inside


@pytest.mark.parametrize(
    ("given_", "error", "told"),
    [
        ({"country": "estnia"}, UnknownName, "did you mean estonia?"),
        ({"country": "nato"}, UnknownName, "Nothing here is called 'nato'"),
        ({"topic": "secruity"}, UnknownValue, "only security, energy. Did you mean security?"),
        (
            {"status": "open"},
            UnknownValue,
            "only answered, partly-answered, touched-on, unanswered.",
        ),
        ({"by": "riga meeting"}, UnknownValue, "--by takes a country or an actor"),
        ({"flashpoint": "xyzzy"}, UnknownName, "Nothing here is called 'xyzzy'"),
        ({"since": "July"}, UnknownValue, "'July' is not a date here"),
        ({"since": "2018", "until": "2017"}, UnknownValue, "swap the two"),
        ({"as_of": "2022"}, UnknownValue, "current to 30 June 2021"),
    ],
)
def test_a_value_that_is_not_known_is_told_with_those_that_are(
    given_: dict[str, Any], error: type[Exception], told: str
) -> None:
    with pytest.raises(error) as raised:
        BOOK.gaps(**given_)
    assert told in str(raised.value)


def test_an_ambiguous_value_is_never_guessed(make: Make) -> None:
    folder = make(
        {f"countries/{side}-estonia.yaml": f"name: {side} Jutland\n" for side in ("east", "west")}
    )
    with pytest.raises(AmbiguousName):
        open_book(folder).list(country="jutland")
    assert open_book(folder).list(country="west jutland").filters.countries == ("west-estonia",)


def test_a_command_that_cannot_honour_a_filter_does_not_offer_it(run: Run) -> None:
    ran = run("compare", "estonia", "latvia", "--topic", "energy", BRIEFING_LIBRARY=str(FOLDER))
    assert ran.status == 2
    assert "No such option: --topic" in ran.err


@pytest.mark.parametrize("topic", ["security", "Security", "Peace and quiet", "peace AND quiet"])
def test_a_topic_is_named_by_its_slug_or_its_label(topic: str, make: Make) -> None:
    estonia = (
        "name: Estonia\nbottom_line: Open.\nconcerns:\n"
        "- {id: speed, topic: security, summary: Help is late., sources: [charter]}\n"
        "- {id: gas, topic: trade, summary: Gas is dear., sources: [charter]}\n"
    )
    library = (
        "title: T\nas_of: 2021\n"
        "topics: {security: Peace and quiet, trade: Trade, quiet: Security}\n"
    )
    book = open_book(make({"library.yaml": library, "countries/estonia.yaml": estonia}))
    answer = book.gaps(topic=topic)
    # A slug comes before a label that is the same.
    assert answer.filters.topics == ("security",)
    assert [gap.standing.concern for gap in answer.gaps] == ["estonia/speed"]
    with pytest.raises(UnknownValue, match="only security, trade, quiet"):
        book.gaps(topic="war and peace")
