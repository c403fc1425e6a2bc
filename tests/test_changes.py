"""Changes: what a reader must know who read the book on another day, or in another version."""

import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import Make
from documents import ROOT

from briefing.api import Book, open_book
from briefing.errors import NoLibrary, UsageError

BALTIC = ROOT / "tests" / "baltic"
BOOK = open_book(BALTIC)


def test_what_came_between_two_days_is_told() -> None:
    found = BOOK.changes("2016-12-31", "2018-12-31")
    assert (found.since, found.until, found.as_of) == ("2016-12-31", "2018-12-31", "2018-12-31")
    assert [(each.id, each.kind) for each in found.new] == [
        ("estonia/battlegroup", "reassurance"),
        ("estonia/port-visit", "reassurance"),
        ("border-exercise", "event"),
        ("estonia/memorial", "friction"),
    ]
    assert [(each.concern, each.before, each.after, each.through) for each in found.changed] == [
        ("estonia/abandonment", "unanswered", "answered", ("estonia/battlegroup",)),
        (
            "estonia/reinforcement-speed",
            "answered",
            "partly-answered",
            ("estonia/battlegroup", "estonia/old-pledge"),
        ),
    ]


def test_an_event_that_was_ahead_took_place(make: Make) -> None:
    events = "meeting: {name: Meeting, date: 2021-05-02, announced: 2021-01, sources: [charter]}\n"
    found = open_book(make({"events.yaml": events})).changes("2021-03")
    assert ([each.id for each in found.happened], found.new) == (["meeting"], ())


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
        [(each.id, each.fields, each.before, each.after) for each in found.reworded],
    )


EDITED = (
    [("estonia/abandonment", "answered", "partly-answered")],
    ["estonia/second-brigade"],
    ["estonia/new-brigade"],
    [
        (
            "estonia/gas-supply",
            ("summary",),
            {"summary": "Gas comes from one side only."},
            {"summary": "Gas comes by one pipe."},
        ),
        (
            "estonia/battlegroup",
            ("answers",),
            {"answers": "concern: estonia/abandonment; extent: fully"},
            {"answers": "concern: estonia/abandonment; extent: partly"},
        ),
    ],
)


def test_two_folders_are_compared(tmp_path: Path) -> None:
    shutil.copytree(BALTIC, tmp_path / "briefs")
    _edit(tmp_path / "briefs")
    book = open_book(tmp_path / "briefs")
    assert _told(book, str(BALTIC)) == EDITED
    assert _told(book, str(tmp_path)) == ([], [], [], [])
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
    with pytest.raises(UsageError, match="'HEAD' is no folder, and its folder is in no git"):
        book.differences("HEAD")
    _git(tmp_path, "init", "--initial-branch=main")
    with pytest.raises(UsageError, match="'HEAD' is no folder, and no revision of git's"):
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
    with pytest.raises(UsageError, match="no revision of git's"):
        book.differences("--output=x")


def test_comparing_with_a_revision_takes_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(BALTIC, tmp_path / "briefs")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="git, which is not installed"):
        open_book(tmp_path / "briefs").differences("HEAD")
