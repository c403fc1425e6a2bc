"""A calendar of what is ahead: another program reads it, and no day in it is made up."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import Make, Run
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from libraries import AHEAD, SETTLED

from briefing.answers.acts import Act
from briefing.answers.timeline import Timeline
from briefing.api import open_book
from briefing.model import edtf
from briefing.render.ics import ics
from briefing.render.sanitize import sanitize

TITLE = "Baltic book"


def _coming(**fields: Any) -> Act:
    given_: dict[str, Any] = {
        "date": "2021-07-01",
        "kind": "event",
        "id": "meeting",
        "summary": "",
        "by": (),
        "to": (),
        "place": None,
        "stage": "planned",
        "pledge": None,
        "ahead": True,
        "sources": (),
    }
    return Act(**{**given_, **fields})


def _written(*coming: Act, label: str = "Meeting") -> str:
    view = Timeline(
        as_of="2021-06-30",
        moments=(),
        density=(),
        undated=0,
        coming=coming,
        countries={},
        codes={},
        names={"meeting": label, "other": "Meeting"},
    )
    return ics(view, TITLE)


def _entries(text: str) -> list[Any]:
    return list(Calendar.from_ical(text.encode()).walk("VEVENT"))


def _entry(**fields: Any) -> Any:
    (entry,) = _entries(_written(_coming(**fields)))
    return entry


DATES = {
    "2021-07-01": (date(2021, 7, 1), date(2021, 7, 2), ""),
    "2021-11-30/2021-12-01": (date(2021, 11, 30), date(2021, 12, 2), ""),
    "2021-07-01~": (
        date(2021, 7, 1),
        date(2021, 7, 2),
        "about 1 July 2021; the day is not certain",
    ),
    "2022": (date(2022, 12, 31), date(2023, 1, 1), "in 2022; the day is not known"),
    "2022~": (date(2022, 12, 31), date(2023, 1, 1), "about 2022; the day is not known"),
    "2022-02": (date(2022, 2, 1), date(2022, 3, 1), "in February 2022; the day is not known"),
    "2022-24": (date(2023, 2, 28), date(2023, 3, 1), "in winter 2022; the day is not known"),
    "202X": (date(2029, 12, 31), date(2030, 1, 1), "in the 2020s; the day is not known"),
    "2022/2023": (
        date(2022, 1, 1),
        date(2024, 1, 1),
        "2022\N{EN DASH}2023; the day is not known",
    ),
    "2021-07/..": (
        date(2021, 7, 1),
        date(2021, 8, 1),
        "from July 2021; when it ends is not known",
    ),
    "2021-07-04/": (
        date(2021, 7, 4),
        date(2021, 7, 5),
        "from 4 July 2021; when it ends is not known",
    ),
    "../2022-03": (
        date(2022, 3, 1),
        date(2022, 4, 1),
        "until March 2022; when it begins is not known",
    ),
}


@pytest.mark.parametrize("text", DATES)
def test_a_day_is_a_day_and_what_is_not_known_is_said(text: str) -> None:
    first, after, words = DATES[text]
    entry = _entry(date=text)
    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (first, after)
    assert entry["DTSTART"].params["VALUE"] == entry["DTEND"].params["VALUE"] == "DATE"
    assert entry["SUMMARY"] == (f"Meeting ({words})" if words else "Meeting")
    assert (f"{words[:1].upper()}{words[1:]}." in entry["DESCRIPTION"].split("\n")) == bool(words)


@pytest.mark.parametrize("text", ["9999", "9999-12-31"])
def test_the_last_day_of_all_has_none_after_it(text: str) -> None:
    assert "DTEND" not in _entry(date=text)


texts = st.text(max_size=200) | st.text(';,\\:"\nn\r約é\N{PILE OF POO}', max_size=200)


@given(texts, texts, texts, st.sampled_from([*SETTLED, *AHEAD]))
def test_odd_texts_and_dates_are_read_back(label: str, place: str, more: str, when: str) -> None:
    coming = _coming(place=place, summary=more, date=when)
    text = _written(coming, _coming(id="other"), label=label)
    lines = text.encode().split(b"\r\n")
    assert lines.pop() == b""
    assert [line for line in lines if len(line) > 75 or b"\n" in line or b"\r" in line] == []
    for line in lines:
        line.decode()
    entry, other = _entries(text)
    assert entry["SUMMARY"].startswith(sanitize(label))
    assert entry.get("LOCATION", "") == sanitize(place)
    if more:
        assert sanitize(more) in [*entry["DESCRIPTION"].split("\n"), sanitize(label)]
    assert other["SUMMARY"] == "Meeting"
    first, last = edtf.known_bounds(when)
    assert first is None or entry["DTSTART"].dt >= first
    assert last is None or entry["DTEND"].dt <= last + timedelta(days=1)
    assert entry["DTSTART"].dt < entry["DTEND"].dt


def test_an_entry_is_told_from_others_by_its_record_alone() -> None:
    entry = _entry()
    assert _entry(date="2023", summary="Otherwise", stage=None)["UID"] == entry["UID"]
    others = [
        _entry(id="estonia/meeting"),
        _entry(pledge="due"),
        _entry(kind="development"),
        _entry(kind="development", summary="More"),
        _entry(kind="development", date="2023"),
    ]
    assert len({entry["UID"], *(each["UID"] for each in others)}) == len(others) + 1
    assert entry["DTSTAMP"].dt == datetime(2021, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize("stage", ["hypothetical", "reported"])
def test_what_may_never_come_says_so(stage: str) -> None:
    entry = _entry(stage=stage)
    assert (entry["SUMMARY"], entry["STATUS"]) == (f"Meeting ({stage})", "TENTATIVE")


def test_nothing_ahead_is_a_calendar_too() -> None:
    calendar = Calendar.from_ical(_written())
    assert [part.name for part in calendar.walk()] == ["VCALENDAR", "VTIMEZONE", "STANDARD"]


EVENTS = """\
riga: {name: Riga meeting, short: Riga, date: 2021-11-30/2021-12-01, announced: 2021-06-14,
  place: Riga, participants: [nato, estonia], status: planned, sources: [charter]}
tallinn: {name: Tallinn meeting, date: 2020-11-30, status: past, sources: [charter]}
"""
ACTORS = "nato: {name: NATO, type: body, sources: [charter]}\n"
ESTONIA = """\
name: Estonia
sources: [charter]
reassurances:
  - {id: troops, kind: deployment, by: [nato], stage: pledged, date: 2020-01, due: "2022",
     summary: Troops will come., caveat: no number is given., sources: [charter]}
  - {id: late, kind: deployment, by: [nato], stage: pledged, due: 2020-02,
     summary: Ships should have come., sources: [charter]}
  - {id: undated, kind: deployment, by: [nato], stage: pledged, due: 2021-08-01,
     summary: Planes will come., sources: [charter]}
  - {id: word, kind: statement, by: [nato], event: riga, summary: NATO will speak.,
     sources: [charter]}
actions:
  - {id: brigade, summary: A brigade is planned., status: planned, date: "2021",
     sources: [charter]}
"""


def _summaries(folder: Path, **narrowing: str) -> Sequence[str]:
    answer = open_book(folder).timeline(**narrowing)
    return [str(entry["SUMMARY"]) for entry in _entries(ics(answer, TITLE))]


@pytest.fixture
def folder(make: Make) -> Path:
    return make({"events.yaml": EVENTS, "actors.yaml": ACTORS, "countries/estonia.yaml": ESTONIA})


RIGA, BRIGADE = "Riga", "A brigade is planned (in 2021; the day is not known)"
PLANES, TROOPS = "Planes will come (due)", "Troops will come (due, in 2022; the day is not known)"


def test_it_holds_what_is_ahead_nearest_first_and_each_act_once(folder: Path) -> None:
    assert _summaries(folder) == [PLANES, RIGA, BRIGADE, TROOPS]
    assert _summaries(folder, as_of="2021-06-01") == [PLANES, TROOPS]


def test_a_span_of_time_counts_the_day_that_is_ahead(folder: Path) -> None:
    assert _summaries(folder, since="2022") == [TROOPS]
    assert _summaries(folder, until="2021-09") == [PLANES, BRIGADE]
    assert _summaries(folder, by="estonia") == [RIGA, BRIGADE]


def test_an_entry_says_who_and_what_and_by_which_source(folder: Path) -> None:
    planes, riga, _, troops = _entries(ics(open_book(folder).timeline(), TITLE))
    source = "Source: Charter, NATO, 4 April 1949"
    assert riga["LOCATION"] == "Riga"
    assert riga["DESCRIPTION"].split("\n") == [
        "NATO will speak.",
        "Who: NATO, Estonia",
        "Stage: planned",
        source,
    ]
    assert troops["DESCRIPTION"].split("\n") == [
        "In 2022; the day is not known.",
        "Troops will come.",
        "but no number is given.",
        "Who: NATO",
        "To: Estonia",
        "Stage: pledged",
        source,
    ]
    assert (riga["CATEGORIES"].cats, planes["CATEGORIES"].cats) == (["event"], ["pledge due"])


def test_the_same_library_makes_the_same_bytes_wherever_it_is(
    folder: Path, call: Run, tmp_path: Path
) -> None:
    elsewhere = folder.rename(tmp_path / "elsewhere")
    files = [tmp_path / "a.ics", tmp_path / "b.ics"]
    assert call("timeline", "--library", str(elsewhere), "-o", str(files[0])).status == 0
    back = elsewhere.rename(folder)
    assert call("timeline", "--library", str(back), "-o", str(files[1])).status == 0
    assert files[0].read_bytes() == files[1].read_bytes()
    assert b"BEGIN:VEVENT\r\n" in files[0].read_bytes()
