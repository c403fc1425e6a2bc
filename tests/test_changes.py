"""Changes: what a reader must know who read the book on another day, or in another version."""

import shutil
import subprocess
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import libraries
import pytest
from conftest import Make, Run
from documents import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from libraries import Plain

from briefing.answers.changes import StatusChange
from briefing.api import Book, open_book
from briefing.errors import NoLibrary, UsageError
from briefing.library.library import Library
from briefing.library.status import concern_status

BALTIC = ROOT / "tests" / "baltic"
BOOK = open_book(BALTIC)


def _move(change: StatusChange) -> tuple[str, str, str, Mapping[str, str]]:
    causes = {cause.id: cause.kind for cause in change.through}
    return change.concern, change.before, change.after, causes


def test_what_came_between_two_days_is_told() -> None:
    found = BOOK.changes("2016-12-31", "2018-12-31")
    assert (found.since, found.until, found.as_of) == ("2016-12-31", "2018-12-31", "2018-12-31")
    assert [(each.id, each.kind) for each in found.new] == [
        ("estonia/battlegroup", "reassurance"),
        ("estonia/port-visit", "reassurance"),
        ("border-exercise", "event"),
        ("estonia/memorial", "friction"),
    ]
    assert [_move(change) for change in found.changed] == [
        ("estonia/abandonment", "unanswered", "answered", {"estonia/battlegroup": "began"}),
        (
            "estonia/reinforcement-speed",
            "answered",
            "partly-answered",
            {"estonia/battlegroup": "began", "estonia/old-pledge": "lapsed"},
        ),
    ]


def test_an_event_that_was_ahead_took_place(make: Make) -> None:
    events = "meeting: {name: Meeting, date: 2021-05-02, announced: 2021-01, sources: [charter]}\n"
    found = open_book(make({"events.yaml": events})).changes("2021-03-31")
    assert ([each.id for each in found.happened], found.new) == (["meeting"], ())


CHANGING = """\
name: Estonia
bottom_line: Open.
concerns:
- {id: speed, topic: security, summary: It is slow., sources: [charter]}
- {id: gas, topic: security, summary: Gas could stop., sources: [charter]}
reassurances:
- id: word
  kind: statement
  by: [estonia]
  summary: A word.
  date: 2021-02
  until: 2021-04
  answers: [{concern: speed, extent: unstated}]
  sources: [charter]
- id: pledge
  kind: statement
  stage: pledged
  by: [estonia]
  summary: Ships will come.
  date: 2021-01
  due: 2021-03
  kept: {state: broken, date: 2021-05}
  answers: [{concern: gas, extent: partly}]
  sources: [charter]
- {id: talk, kind: call, by: [estonia], summary: A call., sources: [charter]}
actions:
- {id: brigade, summary: It may come., status: hypothetical, date: 2021-03, sources: [charter]}
- {id: budget, summary: It pays more., sources: [charter]}
"""


def test_moves_between_any_states_are_told_with_what_caused_them(make: Make) -> None:
    book = open_book(make({"countries/estonia.yaml": CHANGING}))

    def moves(since: str, until: str) -> list[object]:
        return [_move(change) for change in book.changes(since, until).changed]

    assert moves("2021-01-31", "2021-03") == [
        ("estonia/speed", "unanswered", "touched-on", {"estonia/word": "began"})
    ]
    assert moves("2021-03-31", "2021-05") == [
        ("estonia/speed", "touched-on", "unanswered", {"estonia/word": "lapsed"}),
        ("estonia/gas", "partly-answered", "unanswered", {"estonia/pledge": "broken"}),
    ]


def test_pledges_that_stand_otherwise_are_told(make: Make) -> None:
    book = open_book(make({"countries/estonia.yaml": CHANGING}))

    def pledges(since: str, until: str) -> list[object]:
        return [(p.id, p.before, p.after) for p in book.changes(since, until).pledges]

    assert pledges("2021-02-28", "2021-03") == []
    assert pledges("2021-03-31", "2021-04") == [("estonia/pledge", "due", "overdue")]
    assert pledges("2021-04-30", "2021-05") == [("estonia/pledge", "overdue", "broken")]


def test_what_has_no_day_is_never_new(make: Make) -> None:
    advice = """\
recommendations:
- {id: listen, to: [estonia], advice: Listen., sources: [late]}
- {id: before, to: [estonia], advice: Wait., date: ../2021-02, sources: [late]}
"""
    late = "charter: {title: C, published: 1949}\nlate: {title: Late, published: 2021-03}\n"
    book = open_book(make({"countries/estonia.yaml": CHANGING + advice, "sources.yaml": late}))
    new = {record.id for record in book.changes("2020-12-31").new}
    assert new == {"estonia/word", "estonia/pledge", "estonia/brigade"}


def test_what_has_only_a_bound_moves_nothing_between_two_days(make: Make) -> None:
    bounded = CHANGING.replace("  date: 2021-02\n", "  date: ../2021-02\n")
    book = open_book(make({"countries/estonia.yaml": bounded}))
    assert [change.concern for change in book.changes("2021-01-31", "2021-03").changed] == []


def test_what_is_planned_or_imagined_is_told_as_such(make: Make) -> None:
    events = """\
talks: {name: Talks, date: 2021-05, status: hypothetical, sources: [charter]}
summit: {name: Summit, date: 2022, announced: 2021-05, status: planned, sources: [charter]}
visit: {name: Visit, date: 2021-05, type: consult, sources: [charter]}
raid: {name: Raid, date: 2021-05, announced: 2021-01, status: hypothetical, sources: [charter]}
"""
    found = open_book(make({"events.yaml": events})).changes("2021-03-31")
    stages = {record.id: record.stage for record in found.new}
    assert stages == {"talks": "hypothetical", "summit": "planned", "visit": "said"}
    assert found.happened == ()


@given(plain=libraries.libraries(), days=st.lists(libraries.days(), min_size=2, max_size=2))
@settings(max_examples=30, deadline=None)
def test_a_change_is_a_state_that_differs_between_the_two_days(
    plain: Plain, days: list[date]
) -> None:
    first, last = sorted(days)
    if first == last:
        return
    with TemporaryDirectory() as folder:
        book = open_book(libraries.write(plain, Path(folder)))
        found = book.changes(first.isoformat(), last.isoformat())
        before, after = (
            book.ask(lambda library, day=day: _statuses(library.as_of(day)))  # type: ignore[misc]  # the default binds it
            for day in (first, last)
        )
        book.close()
    moved = {id_ for id_ in before.keys() & after.keys() if before[id_] != after[id_]}
    bounded = ("../", "/")
    timeless = {
        f"{owner}/{given_['id']}"
        for owner in ("estonia", "latvia", "oland")
        for given_ in plain.get(f"countries/{owner}.yaml", {}).get("reassurances", ())
        if any(libraries.edtf(when).startswith(bounded) for when in _dates(given_, plain))
    }
    told = {change.concern for change in found.changed}
    assert told <= moved
    assert all(change.through for change in found.changed)
    # What is not told as a move rests on what has only a bound.
    assert told == moved or timeless
    assert all(
        (change.before, change.after) == (before[change.concern], after[change.concern])
        for change in found.changed
    )


def _dates(given_: Plain, plain: Plain) -> list[Any]:
    outcome = given_.get("kept", {})
    events = [plain["events.yaml"][part["event"]] for part in (given_, outcome) if "event" in part]
    parts = (given_, outcome, *events)
    return [part[name] for part in parts for name in ("date", "until") if name in part]


def _statuses(library: Library) -> dict[str, str]:
    concerns = (entry.id for entry in library.entries.values() if entry.kind == "concern")
    return {id_: concern_status(library, id_).status for id_ in concerns}


def test_nothing_lies_between_a_day_and_itself() -> None:
    with pytest.raises(UsageError, match="name an earlier day"):
        BOOK.changes("2021-06-30")


def test_the_last_day_told_of_is_the_earlier_of_the_two_that_are_given() -> None:
    assert BOOK.changes("2016", "2018", as_of="2017") == BOOK.changes("2016", "2017")
    assert BOOK.changes("2016", "2017", as_of="2018") == BOOK.changes("2016", "2017")


def _edit(folder: Path) -> None:
    path = folder / "countries" / "estonia.yaml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("extent: fully}\\n      - concern", "extent: partly}\\n      - concern")
    text = text.replace(
        "concern: abandonment, extent: fully", "concern: abandonment, extent: partly"
    )
    text = text.replace("summary: Gas comes from one side only.", "summary: Gas comes by one pipe.")
    text = text.replace("id: new-brigade", "id: second-brigade")
    path.write_text(text, encoding="utf-8")


def _told(book: Book, against: str) -> object:
    found = book.differences(against)
    return (
        [(each.concern, each.before, each.after) for each in found.changed],
        [each.id for each in found.added],
        [each.id for each in found.removed],
        [(each.id, each.fields) for each in found.reworded],
    )


EDITED = (
    [("estonia/abandonment", "answered", "partly-answered")],
    ["estonia/second-brigade"],
    ["estonia/new-brigade"],
    [
        ("estonia/gas-supply", ("summary",)),
        ("estonia/battlegroup", ("answers",)),
    ],
)


def test_two_folders_are_compared(tmp_path: Path) -> None:
    shutil.copytree(BALTIC, tmp_path / "briefs")
    _edit(tmp_path / "briefs")
    book = open_book(tmp_path / "briefs")
    assert _told(book, str(BALTIC)) == EDITED
    assert _told(book, str(tmp_path)) == ([], [], [], [])
    found = book.differences(str(BALTIC))
    gas, battlegroup = found.reworded
    assert gas.before == {"summary": "Gas comes from one side only."}
    assert gas.after == {"summary": "Gas comes by one pipe."}
    assert [answer["extent"] for answer in battlegroup.before["answers"]] == ["fully", "partly"]
    assert [answer["extent"] for answer in battlegroup.after["answers"]] == ["partly", "partly"]
    assert [_move(change)[3] for change in found.changed] == [{"estonia/battlegroup": "reworded"}]
    with pytest.raises(NoLibrary):
        book.differences(str(ROOT / "briefing"))


def _git(folder: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
    )


def test_a_revision_is_compared(tmp_path: Path) -> None:
    inner = tmp_path / "books" / "briefs"
    shutil.copytree(BALTIC, inner)
    book = open_book(inner)
    with pytest.raises(UsageError, match="'HEAD' is no folder, and the library's folder is in"):
        book.differences("HEAD")
    _git(tmp_path, "init", "--initial-branch=main")
    with pytest.raises(UsageError, match="'HEAD' is no folder, and no revision of"):
        book.differences("HEAD")
    (tmp_path / "note").write_text("x")
    _git(tmp_path, "add", "note")
    _git(tmp_path, "commit", "--message=Begin")
    with pytest.raises(UsageError, match="not part of revision 'HEAD'"):
        book.differences("HEAD")
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "--message=Write")
    _edit(inner)
    assert _told(open_book(inner), "HEAD") == EDITED
    assert not list(tmp_path.glob("*.tar"))
    with pytest.raises(UsageError, match="no revision of"):
        book.differences("--output=x")


def test_comparing_with_a_revision_takes_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(BALTIC, tmp_path / "briefs")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="git, which is not installed"):
        open_book(tmp_path / "briefs").differences("HEAD")


def test_what_ended_is_headed_by_how_it_ended(make: Make, call: Run) -> None:
    folder = make({"countries/estonia.yaml": CHANGING})
    ran = call("gaps", "--as-of", "2021-06", "--library", str(folder))
    assert [line for line in ran.out.splitlines() if line.startswith(("LAPSED", "BROKEN"))] == [
        "LAPSED  A word (April 2021)",
        "BROKEN  Ships will come (May 2021)",
    ]


@pytest.mark.parametrize("since", ["2021-03", "2021-03~", "2021-02-28", "2021-03/2021-05"])
def test_a_month_begins_with_its_first_day_and_ends_with_its_last(since: str, make: Make) -> None:
    events = "".join(
        f"e{day}: {{name: E, date: {day}, status: happened, sources: [charter]}}\n"
        for day in ("2021-02-28", "2021-03-01", "2021-03-31", "2021-04-01")
    )
    found = open_book(make({"events.yaml": events})).changes(since, "2021-03")
    assert {record.id for record in found.new} == {"e2021-03-01", "e2021-03-31"}
    assert (found.since, found.until) == ("2021-02-28", "2021-03-31")
