"""The commands: what each is called, what it takes, and which question it asks the book."""

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup

from briefing.answers.results import Report, View
from briefing.api import Book
from briefing.cli.errors import OK, PROBLEMS, STATUSES, unknown_command_message
from briefing.cli.open import (
    book_session,
    find_library,
    library_and_file,
    make_book,
    with_relative_path,
)
from briefing.cli.options import (
    CHECK_FORMATS,
    FILTERS,
    TABLE_FORMATS,
    CommonOptions,
    common_options,
    complete_choices,
    complete_names,
)
from briefing.cli.output import render, write
from briefing.errors import LibraryError, UsageError
from briefing.model.diagnostics import Problem
from briefing.model.records import KINDS


class Group(TyperGroup):
    """The commands; a name that was typed in place of one is told from a mistyped one."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Finds a command by its name.

        Raises:
            UsageError: there is none.
        """
        if args[0] in self.commands or args[0].startswith("-") or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        raise UsageError(unknown_command_message(args, list(self.commands)))


LENGTHS: Final = ("page", "full")

app = typer.Typer(
    cls=Group,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True, epilog=STATUSES)
@common_options("as_of")
def briefing(
    asked: CommonOptions,
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    """A briefing book: what worries a country, what was said or done about it, what is open.

    \b
    Examples:
      briefing                              the book at a glance
      briefing show japan                   the brief of a country
      briefing book -o book.html            the whole library as one page
      briefing gaps                         what is still open, the worst first
      briefing flashpoints                  all flashpoints in one table
      briefing compare bilateral trilateral
      briefing show japan --as-of 2017-01   the book on an earlier day
    """
    if version:
        from briefing import __version__

        sys.stdout.write(f"briefing {__version__}\n")
        raise typer.Exit
    if context.invoked_subcommand is None:
        _answer(asked, {"command": "briefing"}, Book.overview)
    elif asked.says_anything:
        command = f"`briefing {context.invoked_subcommand} … --format json`"
        raise UsageError(f"Options stand after the command, as in {command}.")


@app.command()
@common_options(*FILTERS, "as_of")
def book(asked: CommonOptions) -> None:
    """The whole library as one document, with links between everything in it.

    As HTML it is one page to browse, with pictures, and a filter by country, topic and status.

    \b
    Examples:
      briefing book -o book.html
      briefing book --country japan -o japan.pdf
      briefing book --as-of 2017-01-20 -o before.docx
    """
    _answer(asked, {"command": "book"}, Book.book)


@app.command()
@common_options("section", *FILTERS, "as_of")
def show(
    asked: CommonOptions,
    name: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME...", help="Any record's name.", autocompletion=complete_names()
        ),
    ],
) -> None:
    """The brief of a record of any kind.

    A country, a person, a treaty, a flashpoint, a source, or a part of one: japan/senkaku-cover.

    Options that narrow may be given several times, but for --since and --until.

    \b
    Examples:
      briefing show japan
      briefing show south korea --status unanswered
      briefing show japan --topic trade --section concerns
      briefing show japan --as-of 2017-01-20
      briefing show japan --format markdown -o japan.md
    """
    _answer(asked, {"command": "show", "name": " ".join(name)}, Book.show, *name)


@app.command()
@common_options(*FILTERS, "as_of", formats=TABLE_FORMATS)
def flashpoints(
    asked: CommonOptions,
    name: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME]",
            help="One of them, in full.",
            autocompletion=complete_names("flashpoint"),
        ),
    ] = None,
) -> None:
    """All flashpoints in one table, or one of them in full.

    \b
    Examples:
      briefing flashpoints
      briefing flashpoints --country japan
      briefing flashpoints senkaku islands
    """
    query = {"command": "flashpoints", "name": " ".join(name or ())}
    _answer(asked, query, Book.flashpoint if name else Book.flashpoints, *(name or ()))


@app.command()
@common_options("as_of", formats=TABLE_FORMATS)
def compare(
    asked: CommonOptions,
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="A B [C...]", help="Records of one kind.", autocompletion=complete_names()
        ),
    ],
) -> None:
    """Records of one kind, side by side.

    Two or more of them, aspect by aspect; stacked where the terminal is too narrow.

    \b
    Examples:
      briefing compare bilateral trilateral
      briefing compare japan south korea
    """
    _answer(asked, {"command": "compare", "names": names}, Book.compare, *names)


@app.command()
@common_options(*FILTERS, "as_of", formats=TABLE_FORMATS)
def gaps(
    asked: CommonOptions,
    countries: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[COUNTRY...]",
            help="Only their concerns.",
            autocompletion=complete_names("country"),
        ),
    ] = None,
) -> None:
    """What is still open, the worst first.

    Every concern that is unanswered or only partly answered: what was said and what that leaves
    open, what sources advise, and the coming events at which it could be answered.

    \b
    Examples:
      briefing gaps
      briefing gaps japan --topic security
      briefing gaps --status unanswered --format csv
    """
    query = {"command": "gaps", "countries": countries or []}
    _answer(asked, query, Book.gaps, *(countries or ()))


@app.command()
@common_options(*FILTERS, "as_of", formats=TABLE_FORMATS)
def timeline(asked: CommonOptions) -> None:
    """What happened when, and what is still to come.

    Events, dated reassurances, contributions and developments in one chronology; a date is told as
    exactly as it is known, and no more.

    \b
    Examples:
      briefing timeline
      briefing timeline --since 2016 --country south-korea
      briefing timeline --flashpoint senkaku --format csv
    """
    _answer(asked, {"command": "timeline"}, Book.timeline)


@app.command()
@common_options(*FILTERS[:-2], "as_of", formats=TABLE_FORMATS)
def changes(
    asked: CommonOptions,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day on which you last read the book.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="The last day to tell of.")
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="DIR|GIT-REV",
            help="Another version of the library: its folder, or a revision in git.",
        ),
    ] = None,
) -> None:
    """What is new since a day, or since another version of the library.

    New concerns, reassurances and events, and every concern whose status changed: from what, to
    what, and through what.

    \b
    Examples:
      briefing changes --since 2017-01-20
      briefing changes --since 2016 --until 2017-01-31 --country japan
      briefing changes --against HEAD~1
    """
    if (since is None) == (against is None) or (until is not None and since is None):
        raise UsageError(
            "Name the day since which to tell with --since DATE (and --until DATE), or another "
            "version with --against."
        )
    query = {"command": "changes", "since": since, "until": until, "against": against}
    if against is not None:
        _answer(asked, query, Book.differences, against)
    else:
        _answer(asked, query, Book.changes, since, until)


@app.command()
@common_options(*FILTERS, "as_of", formats=TABLE_FORMATS)
def search(
    asked: CommonOptions,
    words: Annotated[
        list[str],
        typer.Argument(metavar="WORDS...", help='Words, "phrases", prefix*, AND, OR, NOT, ( ).'),
    ],
    limit: Annotated[
        int | None,
        typer.Option(metavar="N", min=0, help="At most N records; 0 for all. Usually 20."),
    ] = None,
) -> None:
    """Full text over everything, the best first.

    Words must all be there; quoted words stand together; case and accents do not count. Chinese,
    Japanese and Korean text is found by any part of it.

    \b
    Examples:
      briefing search extended deterrence
      briefing search "burden sharing" OR cost*
      briefing search missile NOT china --country south-korea
      briefing search 日本
    """
    query = {"command": "search", "words": words, "limit": limit}
    _answer(asked, query, partial(Book.search, limit=limit), *words)


@app.command()
@common_options(*(each for each in FILTERS if each != "source"), "as_of", formats=TABLE_FORMATS)
def sources(
    asked: CommonOptions,
    name: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SOURCE]",
            help="One of them, in full.",
            autocompletion=complete_names("source"),
        ),
    ] = None,
) -> None:
    """What the book rests on: each source, and how much rests on it, or on it alone.

    With a name, that source and everything it supports, passage by passage.

    \b
    Examples:
      briefing sources
      briefing sources miller-2017
      briefing sources --country japan --format csv
    """
    query = {"command": "sources", "name": " ".join(name or ())}
    _answer(asked, query, Book.source if name else Book.sources, *(name or ()))


@app.command()
@common_options("as_of")
def prep(
    asked: CommonOptions,
    event: Annotated[
        list[str],
        typer.Argument(
            metavar="EVENT...", help="The meeting.", autocompletion=complete_names("event")
        ),
    ],
    other_side: Annotated[
        str | None,
        typer.Option(
            "--with",
            metavar="COUNTRY",
            help="The other side, where several that take part have concerns.",
            autocompletion=complete_names("country"),
        ),
    ] = None,
    length: Annotated[
        str,
        typer.Option(
            metavar="|".join(LENGTHS),
            help="One page, or everything; without it one page.",
            autocompletion=complete_choices(*LENGTHS),
            show_default=False,
        ),
    ] = LENGTHS[0],
    audience: Annotated[
        str | None, typer.Option(metavar="TEXT", help="For whom it is written.")
    ] = None,
) -> None:
    """The memo for a meeting, in the order in which principals read.

    Bottom line, objectives, points to make, what they may raise and what was said to it, what to
    watch for, asks and plans, background: all of it from the records of the library.

    \b
    Examples:
      briefing prep trump-abe-summit
      briefing prep trump-abe summit --length full -o summit.docx
      briefing prep mattis-asia-trip --with japan --as-of 2017-01-31 --audience "the Secretary"
    """
    if length not in LENGTHS:
        raise UsageError(f"--length takes {' or '.join(LENGTHS)}, not '{length}'.")
    query = {
        "command": "prep",
        "event": " ".join(event),
        "other_side": other_side,
        "length": length,
        "audience": audience,
    }
    question = partial(
        Book.prep,
        other_side=other_side,
        length=length,  # type: ignore[arg-type]  # just checked
        audience=audience,
    )
    _answer(asked, query, question, *event)


@app.command("list")
@common_options(*FILTERS, "as_of", formats=TABLE_FORMATS)
def list_(
    asked: CommonOptions,
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="[KIND]",
            help="country, actor, instrument, flashpoint, approach, event or source.",
            autocompletion=complete_choices(*KINDS),
        ),
    ] = None,
) -> None:
    """The names, ids and aliases that can be asked for.

    \b
    Examples:
      briefing list
      briefing list flashpoints
      briefing list actors --country japan
    """
    _answer(asked, {"command": "list", "kind": kind}, Book.list, kind)


@app.command(epilog=STATUSES)
@common_options(formats=CHECK_FORMATS)
def check(
    asked: CommonOptions,
    path: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH...]", help="A library's folder, or files in one."),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
) -> int:
    """Everything that is wrong with a library.

    Each problem at its place in its file, with the nearest right spelling where there is one.

    \b
    Examples:
      briefing check
      briefing check briefs/countries/japan.yaml
      briefing check --format concise --strict
    """
    return _check(path or [], asked, strict=strict)


@app.command()
def schema(
    view: Annotated[
        str | None, typer.Argument(metavar="[VIEW]", help="The schema that an answer names.")
    ] = None,
) -> None:
    """The JSON Schema of an answer, or the names of all of them.

    Every JSON document says in `schema` which one it keeps to.

    \b
    Examples:
      briefing schema
      briefing schema gaps
      briefing gaps -o gaps.json
      briefing schema gaps | check-jsonschema --schemafile - gaps.json
    """
    from briefing.render import json_schema

    sys.stdout.write(
        json_schema.schema(view) if view else "".join(f"{n}\n" for n in json_schema.NAMES)
    )


def _answer(
    asked: CommonOptions,
    query: dict[str, Any],
    question: Callable[..., View],
    *arguments: str | None,
) -> None:
    """Asks the book, and writes the answer."""
    narrowing = {name: value or None for name, value in asked.narrowing.items()}
    with book_session(find_library(asked.library), no_cache=asked.no_cache) as book:
        whole = {**query, **asked.query}

        def answer() -> str | bytes:
            view = question(book, *arguments, **narrowing)
            return render(view, whole, book.about, asked.output)

        write(book.run_consistently(answer), asked.output)


def _check(paths: Sequence[Path], asked: CommonOptions, *, strict: bool) -> int:
    wanted = [library_and_file(path) for path in paths] or [(find_library(asked.library), None)]
    books = {found: make_book(found, no_cache=asked.no_cache) for found, _ in wanted}
    problems: dict[Problem, None] = {}
    files = 0
    for found, book in books.items():
        names = [name for each, name in wanted if each == found and name is not None]
        told = book.check(None if (found, None) in wanted else names)
        files += told.files
        problems |= {with_relative_path(each, found.folder): None for each in told.problems}
    view = Report.of(problems, files)
    query = {"command": "check", "paths": [str(path) for path in paths]}
    about = partial(_about_checked, list(books.values()))
    write(render(view, query, about, asked.output), asked.output)
    return PROBLEMS if view.errors or (strict and view.warnings) else OK


def _about_checked(books: Sequence[Book]) -> dict[str, str | None]:
    """What a library that was checked says of itself; only where it is, if nothing else is told."""
    if len(books) == 1:
        with suppress(LibraryError):
            return {**books[0].about()}
    folders = dict.fromkeys(str(book.folder) for book in books)
    return {"title": None, "folder": ", ".join(folders), "as_of": None}
