"""From Python: the book answers as on the command line, without what only that needs."""

import subprocess
import sys
from typing import get_args

from conftest import checked
from documents import ROOT

import briefing
from briefing.answers import results
from briefing.cli.app import app

BALTIC = ROOT / "tests" / "baltic"


def test_every_question_is_a_method_that_gives_a_view() -> None:
    book = briefing.open(BALTIC)
    answers = [
        book.overview(),
        book.book(),
        book.show("estonia"),
        book.flashpoints(),
        book.flashpoint("suwalki gap"),
        book.compare("estonia", "latvia"),
        book.list("countries"),
        book.gaps("estonia", status="unanswered"),
        book.timeline(since="2016"),
        book.changes("2016", until="2018"),
        book.differences(BALTIC),
        book.search("gas", limit=1),
        book.sources(country=["estonia", "latvia"]),
        book.source("charter"),
        book.check(),
        book.prep("riga meeting"),
    ]
    assert {type(each) for each in answers} == set(get_args(results.View))
    book.close()


def test_the_command_line_asks_nothing_else() -> None:
    questions = {name for name in vars(briefing.Book) if not name.startswith("_")}
    commands = {each.name or each.callback.__name__ for each in app.registered_commands}  # type: ignore[union-attr]
    assert commands - questions == {"schema"}


def test_opening_a_book_loads_neither_typer_nor_rich_nor_more_than_it_needs() -> None:
    code = (
        "import sys, briefing\n"
        "assert 'briefing.library.library' not in sys.modules\n"
        f"book = briefing.open({str(BALTIC)!r})\n"
        "book.show('estonia')\n"
        "print(sorted({'typer', 'click', 'rich', 'pydantic'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_an_unknown_attribute_is_told_as_ever() -> None:
    assert not hasattr(briefing, "nonsense")
    assert issubclass(briefing.UsageError, briefing.BriefingError)


def test_a_book_without_a_cache_writes_nothing() -> None:
    before = {path: path.stat().st_mtime_ns for path in BALTIC.rglob("*")}
    checked(BALTIC)
    assert {path: path.stat().st_mtime_ns for path in BALTIC.rglob("*")} == before
