"""EDTF dates: what is read, what it can mean, and how it is printed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.model import edtf
from briefing.model.spoken_dates import to_edtf

PRINTED = {
    "2017": ("2017", "2017"),
    "2017-02": ("February 2017", "Feb 2017"),
    "2017-02-03": ("3 February 2017", "3 Feb 2017"),
    "0476-09-04": ("4 September 476", "4 Sep 476"),
    "2016~": ("about 2016", "about 2016"),
    "2016?": ("2016 (uncertain)", "2016 (uncertain)"),
    "2016-05%": ("about May 2016 (uncertain)", "about May 2016 (uncertain)"),
    "201X": ("2010s", "2010s"),
    "20XX": ("2000–2099", "2000–2099"),
    "2017-XX": ("2017 (month unknown)", "2017 (month unknown)"),
    "2017-XX-XX": ("2017 (month unknown)", "2017 (month unknown)"),
    "2017-02-XX": ("February 2017 (day unknown)", "Feb 2017 (day unknown)"),
    "2017-21": ("spring 2017", "spring 2017"),
    "2017-24": ("winter 2017", "winter 2017"),
    "2017-02-01/2017-02-03": ("1–3 February 2017", "1–3 Feb 2017"),
    "2017-01-28/2017-02-03": ("28 January – 3 February 2017", "28 Jan – 3 Feb 2017"),
    "2012-10/2012-12": ("October–December 2012", "Oct–Dec 2012"),
    "2012-10/2013-03": ("October 2012 – March 2013", "Oct 2012 – Mar 2013"),
    "2013/2016": ("2013–2016", "2013–2016"),
    "2016-12-31/2017-01-02": ("31 December 2016 – 2 January 2017", "31 Dec 2016 – 2 Jan 2017"),
    "2016~/2017": ("about 2016–2017", "about 2016–2017"),
    "../2017-01-20": ("until 20 January 2017", "until 20 Jan 2017"),
    "/2017": ("until 2017 (start unknown)", "until 2017 (start unknown)"),
    "2017-02/..": ("from February 2017", "from Feb 2017"),
    "2017/": ("from 2017 (end unknown)", "from 2017 (end unknown)"),
}


@pytest.mark.parametrize("text", PRINTED)
def test_a_date_is_printed_in_words(text: str) -> None:
    assert (edtf.format_date(text), edtf.format_date(text, short=True)) == PRINTED[text]


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (None, None, ""),
        ("2017", None, "from 2017"),
        (None, "2017-02", "until February 2017"),
        ("2013", "2016", "2013–2016"),
        ("2012-10/2012-12", None, "from October–December 2012"),
        (None, "2012-10/2012-12", "until October–December 2012"),
        ("2012-10/2012-12", "2016", "October–December 2012 to 2016"),
        ("../2017-02-03", None, "from 3 February 2017 or before"),
        ("../2017-02-03", "2018", "3 February 2017 or before to 2018"),
    ],
)
def test_a_span_may_begin_and_end_with_spans(
    start: str | None, end: str | None, words: str
) -> None:
    assert edtf.format_span(start, end) == words


BOUNDS = {
    "2017": ("2017-01-01", "2017-12-31"),
    "2016-02": ("2016-02-01", "2016-02-29"),
    "2017-02-03~": ("2017-02-03", "2017-02-03"),
    "201X": ("2010-01-01", "2019-12-31"),
    "00XX": ("0001-01-01", "0099-12-31"),
    "99XX": ("9900-01-01", "9999-12-31"),
    "9999-24": ("9999-12-01", "9999-12-31"),
    "2017-XX": ("2017-01-01", "2017-12-31"),
    "2017-02-XX": ("2017-02-01", "2017-02-28"),
    "2017-21": ("2017-03-01", "2017-05-31"),
    "2017-24": ("2017-12-01", "2018-02-28"),
    "2012-10/2013": ("2012-10-01", "2013-12-31"),
    "../2017": ("0001-01-01", "2017-12-31"),
    "2017/": ("2017-01-01", "9999-12-31"),
}


@pytest.mark.parametrize("text", BOUNDS)
def test_a_date_has_a_first_and_a_last_day(text: str) -> None:
    bounds = (edtf.earliest_day(text).isoformat(), edtf.latest_day(text).isoformat())
    assert bounds == BOUNDS[text]


REFUSED = {
    "": "'' is not a date here; write a year, month or day such as 2017, 2017-02 or 2017-02-03",
    "July 2018": "'July 2018' is not a date here; write 2018-07",
    "3 Feb. 2017": "'3 Feb. 2017' is not a date here; write 2017-02-03",
    "Feb 3, 2017": "'Feb 3, 2017' is not a date here; write 2017-02-03",
    "last week": (
        "'last week' is not a date here; write a year, month or day such as 2017, 2017-02 or "
        "2017-02-03"
    ),
    "2017-2": "'2017-2' is not a date here; write 2017-02",
    "2017-0": (
        "'2017-0' is not a date here; write a year, month or day such as 2017, 2017-02 or "
        "2017-02-03"
    ),
    "February 45, 2017": "'February 45, 2017' is no day of the calendar",
    "13.13.2017": "'13.13.2017' has no such month; months are 01 to 12, seasons 21 to 24",
    "May 2018 to May 2017": "'May 2018 to May 2017' ends before it starts",
    "since June 2017": "'since June 2017' is not a date here; write '2017-06/..'",
    "2017-02-30": "'2017-02-30' is no day of the calendar",
    "2017-13": "'2017-13' has no such month; months are 01 to 12, seasons 21 to 24",
    "2017-00": (
        "'2017-00' is not a date here; write a year, month or day such as 2017, 2017-02 or "
        "2017-02-03"
    ),
    "2017-02-00": (
        "'2017-02-00' is not a date here; write a year, month or day such as 2017, 2017-02 or "
        "2017-02-03"
    ),
    "0000": "'0000' has no year; the first one is 0001",
    "201X-02": ("'201X-02' has a month in a year that it leaves open; write the year alone"),
    "2017-XX-03": "'2017-XX-03' has a day in a month that it leaves open; write the year alone",
    "2017-21-03": "'2017-21-03' has a day in a season; write a month instead",
    "../..": "'../..' has neither a start nor an end",
    "/": "'/' has neither a start nor an end",
    "2018/2017": "'2018/2017' ends before it starts",
}

WRITTEN = {
    "2017-2-3": "2017-02-03",
    "2017/2/3": "2017-02-03",
    "3.2.2017": "2017-02-03",
    "25/12/2017": "2017-12-25",
    "12/25/2017": "2017-12-25",
    "20170203": "2017-02-03",
    "2017-02-03T10:00": "2017-02-03",
    "2017年2月3日": "2017-02-03",
    "2017년 2월": "2017-02",
    "3rd February 2017": "2017-02-03",
    "Friday, 3 February 2017": "2017-02-03",
    "the 3rd of May, 2018": "2018-05-03",
    "3-May-2018": "2018-05-03",
    "2018 May 3": "2018-05-03",
    "Sept 2017": "2017-09",
    "Fall 2017": "2017-23",
    "the 1990s": "199X",
    "c. 2017": "2017~",
    "about May 2016": "2016-05~",
    "until 2018": "../2018",
    "2017-2019": "2017/2019",
    "from 2017 to 2019": "2017/2019",
    "between 2017 and 2018": "2017/2018",
    "2017..2019": "2017/2019",
    "2017-04-11–2017-04-28": "2017-04-11/2017-04-28",
    "2017-04-11 - 2017-04-28": "2017-04-11/2017-04-28",
    "2017-2-3/2017-2-5": "2017-02-03/2017-02-05",
    "July 2018/August 2018": "2018-07/2018-08",
    "3–5 February 2017": "2017-02-03/2017-02-05",
    "3-5 February 2017": "2017-02-03/2017-02-05",
    "February–March 2017": "2017-02/2017-03",
    "28 February – 3 March 2017": "2017-02-28/2017-03-03",
    # Two days of the year are written so.
    "03/02/2017": "",
    "Marching 2017": "",
    "early 2017": "",
    "2017 " * 50: "",
}


@pytest.mark.parametrize("text", WRITTEN)
def test_a_date_as_people_write_it_is_known(text: str) -> None:
    assert to_edtf(text) == WRITTEN[text]
    if WRITTEN[text]:
        assert edtf.parse(WRITTEN[text])


@given(st.text(max_size=20))
def test_no_date_is_suggested_that_is_refused_itself(text: str) -> None:
    try:
        edtf.parse(text)
    except edtf.InvalidDate as refused:
        written = str(refused).rpartition("; write ")[2].strip("'")
        if " " not in written:
            assert edtf.parse(written)


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_date_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(edtf.InvalidDate) as refused:
        edtf.parse(text)
    assert str(refused.value) == REFUSED[text]


DAYS = st.dates(min_value=date(1, 1, 1))
POINTS = st.builds(
    lambda day, form, mark: day.isoformat()[:form] + mark,
    DAYS,
    st.sampled_from([4, 7, 10]),
    st.sampled_from(["", "~", "?", "%"]),
)


@given(POINTS)
def test_a_less_precise_date_holds_the_more_precise(text: str) -> None:
    when = edtf.parse(text)
    assert when.earliest <= when.latest
    year = edtf.parse(text[:4])
    assert year.earliest <= when.earliest <= when.latest <= year.latest
    assert edtf.format_date(text) != ""


@given(POINTS, POINTS)
def test_an_interval_runs_from_its_first_end_to_its_last(one: str, other: str) -> None:
    first, last = sorted([one, other], key=edtf.sort_key)
    when = edtf.parse(f"{first}/{last}")
    assert (when.earliest, when.latest) == (edtf.earliest_day(first), edtf.latest_day(last))
    assert edtf.overlaps(f"{first}/{last}", when.earliest, when.earliest)
    assert edtf.overlaps(f"{first}/..", when.latest, None)
    assert edtf.sort_key(f"../{last}") == (edtf.latest_day(last), edtf.latest_day(last))
    assert edtf.sort_key(f"{first}/..") == edtf.sort_key(first)


@given(POINTS, DAYS, DAYS)
def test_a_date_overlaps_a_window_that_holds_one_of_its_days(text: str, a: date, b: date) -> None:
    since, until = min(a, b), max(a, b)
    when = edtf.parse(text)
    shares = max(when.earliest, since) <= min(when.latest, until)
    assert edtf.overlaps(text, since, until) is shares
    assert edtf.overlaps(text, None, None)
    assert edtf.overlaps(text, since, None) is (when.latest >= since)


@given(st.text(alphabet=st.sampled_from("0123456789X-/?~%. aFb"), max_size=24))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        when = edtf.parse(text)
    except edtf.InvalidDate:
        return
    assert when.earliest <= when.latest
    assert edtf.format_date(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2016-02~", "2016-02-01", "2016-02-29"),
        ("2016-24", "2016-12-01", "2017-02-28"),
        ("201X", "2010-01-01", "2019-12-31"),
        ("2016/2017-02", "2016-01-01", "2017-02-28"),
        ("../2017", None, "2017-12-31"),
        ("/2017", None, "2017-12-31"),
        ("2017/..", "2017-01-01", None),
        ("2017/", "2017-01-01", None),
        ("0001/9999", "0001-01-01", "9999-12-31"),
        ("00XX/9999-24", None, None),
    ],
)
def test_an_end_that_is_open_or_no_day_of_the_calendar_is_not_known(
    text: str, first: str | None, last: str | None
) -> None:
    days = [day and day.isoformat() for day in edtf.known_bounds(text)]
    assert days == [first, last]
