"""What is derived on a day: certain, latest, in force, lapsed, and the bottom line that holds."""

from datetime import date, timedelta
from typing import Any, Final

import pytest
from conftest import Make, Run
from hypothesis import given
from hypothesis import strategies as st

from briefing.api import open_book
from briefing.library.status import (
    days_since,
    describe_end,
    end_of,
    has_begun,
    has_lapsed,
    in_force,
    is_ahead,
    latest,
    text_on,
)
from briefing.model import edtf
from briefing.model.records import Date, DateDetail, DatedText, Outcome, Reassurance

DAY: Final = date(2021, 6, 30)

DATES: Final = (
    "2015/..",
    "../2017",
    "2016~",
    "201X",
    "2017-21",
    "2016-10/2016-12",
    "2017?",
    "2017-XX",
    "2020",
    "2020/..",
    "2021-05-03",
    "2021-06-30",
    "2021",
    "2025-01",
)


def listed(when: str | None) -> str | None:
    return when


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ((), None),
        ((None,), None),
        (("2015/..", "2021-05-03"), "2021-05-03"),
        (("2021-05-03", "2015/.."), "2021-05-03"),
        (("2020", "2020-03"), "2020"),
        (("2021", "2020-03"), "2020-03"),
        (("../2021-06", "2020-03"), "2020-03"),
        (("2019/2020", "2020-03"), "2019/2020"),
        (("2025-01",), None),
        (("2020-03", None, "2020-03-31"), "2020-03-31"),
        (("2020-03-31", "2020-03"), "2020-03"),
    ],
)
def test_the_latest_is_what_was_last_certain(
    dates: tuple[str | None, ...], expected: str | None
) -> None:
    assert latest(dates, DAY, listed) == expected


@given(st.lists(st.sampled_from((*DATES, None)), max_size=6), st.dates(date(2010, 1, 1)))
def test_nothing_certain_by_a_day_is_later_than_the_latest(
    dates: list[str | None], day: date
) -> None:
    found = latest(dates, day, listed)
    certain = [
        edtf.certain_from(when) for when in dates if when and edtf.parse(when).start is not None
    ]
    known = [first for first in certain if first <= day]
    assert (found is None) == (not known)
    if found is not None:
        assert edtf.certain_from(found) == max(known)
        assert days_since(found, day) >= 0


@given(st.sampled_from(DATES), st.sampled_from(DATES), st.dates(date(2010, 1, 1), date(2030, 1, 1)))
def test_what_is_in_force_has_begun_and_has_not_lapsed(start: str, end: str, day: date) -> None:
    record = reassurance(date=start, until=end)
    assert in_force(record, day) == (has_begun(start, day) and not has_lapsed(end, day))
    open_ended = reassurance(date=start)
    assert in_force(open_ended, day) == has_begun(start, day)
    if in_force(open_ended, day):
        assert in_force(open_ended, day + timedelta(days=1))


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (None, ""),
        ("2021-06-30", "until 30 June 2021"),
        ("2021-06-29", "lapsed 29 June 2021"),
        ("2021", "until 2021"),
        ("2020", "lapsed 2020"),
        ("../2020", "lapsed 2020"),
        ("2020~", "lapsed about 2020"),
        ("2017/..", "until 2017 or later"),
        ("2016/", "until 2016 or later"),
        ("/2016", "lapsed 2016"),
        ("2015/2016", "lapsed 2015–2016"),
        (DateDetail(edtf="2029", basis="inferred"), "until 2029 (inferred)"),
    ],
)
def test_an_end_is_ahead_or_over(until: Date | None, expected: str) -> None:
    assert describe_end(end_of(reassurance(until=until), DAY)) == expected


def test_what_is_broken_on_its_last_day_is_broken() -> None:
    broken = Outcome(state="broken", date="2021-05-03")
    end = end_of(reassurance(until="2021-05-03", kept=broken), DAY)
    assert (end.state if end else None) == "broken"
    lapsed = end_of(reassurance(until="2021-05-02", kept=broken), DAY)
    assert (lapsed.state if lapsed else None) == "lapsed"


@given(st.lists(st.sampled_from(DATES), min_size=1, max_size=5), st.dates(date(2010, 1, 1)))
def test_the_bottom_line_is_the_latest_one(days: list[str], day: date) -> None:
    lines = tuple(
        DatedText(date=when, text=f"{position} {when}") for position, when in enumerate(days)
    )
    line = text_on(lines, day)
    found = latest(lines, day, lambda dated: dated.date)
    begun = [dated.text for dated in lines if has_begun(dated.date, day)]
    assert line == (found.text if found else begun[-1] if begun else None)


def test_a_bottom_line_without_a_date_always_holds() -> None:
    assert text_on("Open.", date.min) == "Open."
    assert text_on(None, date.max) is None


def reassurance(**fields: Any) -> Reassurance:
    return Reassurance(id="r", kind="visit", by=(), summary="A visit.", sources=(), **fields)


LAPSED: Final = {
    "countries/estonia.yaml": """\
name: Estonia
bottom_line: Open.
concerns:
- {id: speed, topic: security, summary: Help is late., sources: [charter]}
reassurances:
- id: patrols
  name: Patrols
  kind: deployment
  by: [latvia]
  summary: Patrols began.
  date: 2017-06/..
  until: 2020-04
  answers: [{concern: speed, extent: fully}]
  flashpoints: [gulf]
  sources: [charter]
""",
    "countries/latvia.yaml": "{name: Latvia, sources: [charter]}\n",
    "flashpoints.yaml": "gulf: {name: Gulf, parties: [{who: estonia}], sources: [charter]}\n",
    "events.yaml": """\
talks: {name: Talks, date: 2021-09, announced: 2021-05, status: planned,
  participants: [estonia, latvia], sources: [charter]}
""",
}


@pytest.mark.parametrize(
    "command",
    [
        "show estonia --full",
        "show estonia/speed --full",
        "show estonia/patrols --full",
        "book",
        "flashpoints --full",
        "timeline --full",
        "changes --since 2015 --full",
        "gaps",
        "gaps --full",
        "prep talks",
        "prep talks --full",
    ],
)
@pytest.mark.parametrize("look", ["", "--plain", "--ascii", "--format markdown"])
def test_a_reassurance_that_is_over_is_shown_as_lapsed(
    command: str, look: str, make: Make, call: Run
) -> None:
    folder = make(LAPSED)
    ran = call(*command.split(), *look.split(), "--width", "200", "--library", str(folder))
    assert (ran.status, ran.err) == (0, "")
    out = " ".join(ran.out.split())
    assert "lapsed April 2020" in out
    assert "Answers it fully" not in out


def test_the_ends_of_reassurances_are_compared(make: Make, call: Run) -> None:
    text = (
        LAPSED["countries/estonia.yaml"]
        + """\
- {id: visit, kind: visit, by: [latvia], summary: A visit., date: 2021-03, until: 2028,
   sources: [charter]}
"""
    )
    folder = make({**LAPSED, "countries/estonia.yaml": text})
    ran = call("compare", "estonia/patrols", "estonia/visit", "--library", str(folder))
    assert "Until lapsed April 2020 until 2028" in " ".join(ran.out.split())


MEETING: Final = "type: consult, participants: [estonia, latvia], sources: [charter]}\n"
"""The rest of an event at which two countries meet."""


@pytest.mark.parametrize(
    ("coming", "before", "expected"),
    [
        ("2021-09, status: planned", "2021-05", "Last met: Before, May 2021."),
        ("2021, status: planned", "2021-05", "Last met: Before, May 2021."),
        ("../2022, status: planned", "2021-05", "Last met: Before, May 2021."),
        ("2021-09, status: planned", "2021-05, status: hypothetical", ""),
        ("2021-05-05", "2021-05-05", ""),
        ("2021-05-05", "2021-05-04", "Last met: Before, 4 May 2021."),
    ],
)
def test_the_last_meeting_took_place_before_the_one_to_prepare(
    coming: str, before: str, expected: str, make: Make, call: Run
) -> None:
    events = (
        f"meeting: {{name: Meeting, date: {coming}, {MEETING}"
        f"before: {{name: Before, date: {before}, {MEETING}"
    )
    folder = make({**LAPSED, "events.yaml": events})
    ran = call("prep", "meeting", "--full", "--library", str(folder))
    assert (ran.status, ran.err) == (0, "")
    assert ("Last met" in ran.out) == bool(expected)
    assert expected in ran.out


def test_years_before_the_year_1000_have_decades(make: Make, call: Run) -> None:
    events = "".join(
        f"e{year}: {{name: Battle {year}, date: {year}, sources: [charter]}}\n"
        for year in ("0663", "2016")
    )
    ran = call("timeline", "--full", "--library", str(make({"events.yaml": events})))
    assert (ran.status, ran.err) == (0, "")
    assert "660s" in ran.out


@pytest.mark.parametrize(
    ("when", "status", "expected"),
    [
        ("2021", "planned", True),
        ("2021", "hypothetical", True),
        ("2021", "done", False),
        ("2021", None, False),
        ("../2022", "planned", True),
        ("2021-05", "planned", False),
        ("2021-07", None, True),
    ],
)
def test_a_plan_is_ahead_until_it_is_certain(
    *, when: str, status: str | None, expected: bool
) -> None:
    assert is_ahead(when, status, DAY) == expected


def test_a_plan_for_a_year_that_has_begun_is_upcoming(make: Make) -> None:
    event = "talks: {name: Talks, date: 2021, status: planned, sources: [charter]}\n"
    book = open_book(make({"events.yaml": event}))
    upcoming = book.overview().next_event
    assert upcoming is not None
    assert upcoming.id == "talks"
    assert [act.ahead for act in book.timeline().moments] == [True]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (("2021", "2021-03-05", "2021-05"), {"2021-03": 1, "2021-04": 0, "2021-05": 1}),
        (("2021", "2021"), {}),
        (("2021-21", "2021-05"), {"2021-05": 1}),
        (("201X", "2011", "2014"), {"2011": 1, "2012": 0, "2013": 0, "2014": 1}),
        (
            ("../1950", "20XX", "1949", "1991"),
            {"194X": 1, "195X": 0, "196X": 0, "197X": 0, "198X": 0, "199X": 1},
        ),
        (("2015-03/..", "2015-04"), {"2015-03": 1, "2015-04": 1}),
    ],
)
def test_no_month_or_year_is_counted_that_no_date_names(
    dates: tuple[str, ...], expected: dict[str, int], make: Make
) -> None:
    events = "".join(
        f"e{n}: {{name: Event {n}, date: {when}, sources: [charter]}}\n"
        for n, when in enumerate(dates)
    )
    answer = open_book(make({"events.yaml": events})).timeline()
    assert {span.label: span.count for span in answer.density} == expected


def test_the_next_event_is_the_one_that_is_first_certain_to_come(make: Make) -> None:
    events = (
        "some-day: {name: Some day, date: 2021, status: planned, sources: [charter]}\n"
        "summit: {name: Summit, date: 2021-07-10, status: planned, sources: [charter]}\n"
        "perhaps: {name: Perhaps, date: 2021-07-01, status: hypothetical, sources: [charter]}\n"
    )
    book = open_book(make({"events.yaml": events}))
    upcoming = book.overview().next_event
    assert upcoming is not None
    assert upcoming.id == "summit"
