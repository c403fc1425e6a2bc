"""From Python: the book answers as on the command line, without what only that needs."""

import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from inspect import signature
from pathlib import Path
from pkgutil import iter_modules
from typing import get_args

import pytest
from conftest import checked
from documents import ROOT

import briefing
from briefing import answers as questions
from briefing.answers.results import View
from briefing.api import explain_rule
from briefing.cli.app import app
from briefing.errors import BriefingError
from briefing.pages import WITHOUT_PAGE

BALTIC = ROOT / "tests" / "baltic"


def test_every_question_is_a_method_that_gives_a_view(tmp_path: Path) -> None:
    book = briefing.open(BALTIC)
    (tmp_path / "charter.txt").write_text("An attack against all.\n", encoding="utf-8")
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
        book.quotes("charter"),
        book.sources(country=["estonia", "latvia"]),
        book.source("charter"),
        book.coverage("charter", texts=tmp_path),
        book.check(),
        book.prep("riga meeting"),
        explain_rule("unsourced"),
    ]
    assert {type(each) for each in answers} == set(get_args(View))
    book.close()


def test_every_answer_is_a_view_with_a_schema_and_a_page_of_its_own() -> None:
    modules = [
        import_module(f"briefing.answers.{row.name}") for row in iter_modules(questions.__path__)
    ]
    types = {
        value for module in modules for value in vars(module).values() if isinstance(value, type)
    }
    answers = {answer for answer in types if "schema" in vars(answer)}
    assert answers == set(get_args(View))
    names = {view: view.schema.partition("/")[0] for view in get_args(View)}
    assert len(set(names.values())) == len(names)
    for view, name in names.items():
        places = ["pages.full"]
        places += [] if view.__module__.rpartition(".")[2] in WITHOUT_PAGE else ["pages"]
        for place in places:
            page = getattr(import_module(view.__module__.replace("answers", place)), name)
            assert signature(page).parameters["view"].annotation is view


def test_the_command_line_asks_nothing_else() -> None:
    questions = {name for name in vars(briefing.Book) if not name.startswith("_")}
    commands = {each.name or each.callback.__name__ for each in app.registered_commands}  # type: ignore[union-attr]
    assert commands - questions == {"help", "import", "init", "new", "quote", "schema"}


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


@pytest.mark.parametrize(
    ("line", "question"),
    [
        ("show estonia", "brief"),
        ("list --format csv", "listing"),
        ("timeline --format json", "timeline"),
        ("check", "report"),
    ],
)
def test_a_command_loads_no_question_but_its_own(line: str, question: str) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "briefing", *line.split()]
    done = subprocess.run(
        [*command, "--library", str(BALTIC), "--no-cache"],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {row.rpartition("|")[2].strip() for row in done.stderr.splitlines()}
    assert loaded & {view.__module__ for view in get_args(View)} == {f"briefing.answers.{question}"}


def test_an_unknown_attribute_is_told_as_ever() -> None:
    assert not hasattr(briefing, "nonsense")
    assert issubclass(briefing.UsageError, briefing.BriefingError)


def test_a_book_without_a_cache_writes_nothing() -> None:
    before = {path: path.stat().st_mtime_ns for path in BALTIC.rglob("*")}
    checked(BALTIC)
    assert {path: path.stat().st_mtime_ns for path in BALTIC.rglob("*")} == before


ODD: dict[str, Callable[[briefing.Book], object]] = {
    "no name": lambda book: book.show(),
    "no flashpoint": lambda book: book.flashpoint(),
    "no event": lambda book: book.prep(),
    "no speaker": lambda book: book.quotes(),
    "no source": lambda book: book.source(),
    "nothing to compare": lambda book: book.compare(),
    "no words": lambda book: book.search(),
    "an empty name": lambda book: book.show(""),
    "an empty country": lambda book: book.gaps(""),
    "an empty day": lambda book: book.show("estonia", as_of=""),
    "an empty source": lambda book: book.show("estonia", according_to=""),
    "an empty topic": lambda book: book.gaps(topic=""),
    "an empty start": lambda book: book.timeline(since=""),
    "an empty version": lambda book: book.differences(""),
    "a version with a NUL": lambda book: book.differences("\0"),
    "a name with a NUL": lambda book: book.show("\0"),
    "a lone surrogate": lambda book: book.search("\udcff"),
    "a file that is not read": lambda book: book.check(["notes.txt"]),
    "a folder with no name": lambda _: briefing.open(""),
    "a folder with a NUL": lambda _: briefing.open("a\0b"),
    "a folder with a long name": lambda _: briefing.open("x" * 5000),
}


@pytest.mark.parametrize("name", ODD)
def test_whatever_is_asked_the_error_is_one_of_its_own(name: str) -> None:
    book = briefing.open(BALTIC)
    with pytest.raises(BriefingError):
        ODD[name](book)
    book.close()
