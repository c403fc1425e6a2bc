"""The command line: options, streams and exit statuses; the only room that touches them."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import takewhile
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple, TypeAlias

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException
from typer.models import CommandInfo

from briefing.errors import (
    AmbiguousName,
    BriefingError,
    Broken,
    CannotWrite,
    LibraryError,
    NoLibrary,
    UnknownName,
    UsageError,
)
from briefing.library import Found, Library, examine, locate
from briefing.problems import Problem
from briefing.views import Filters, Report, View

OK: Final = 0
PROBLEMS: Final = 1
WRONG_USAGE: Final = 2
UNREADABLE: Final = 3
INTERRUPTED: Final = 130

# Columns: fewer than the one cannot be laid out, and the other is what a pipe gets.
_NARROWEST: Final = 20
_USUAL: Final = 80

_STATUSES: Final = """\
\b
Exit status:
  0    success
  1    `check` found errors
  2    wrong usage, or an unknown name
  3    the library, or the brief that was asked for, cannot be read
  130  interrupted"""


FORMATS: Final = ("terminal", "markdown", "json")
CHECK_FORMATS: Final = (*FORMATS, "concise")


class Output(NamedTuple):
    """Which library answers, in which form, and where to."""

    library: str | None
    format: str
    file: Path | None


class Group(TyperGroup):
    """The commands; a name that was typed in place of one is told from a mistyped one."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 (Typer's own types)
        """Finds a command by its name.

        Raises:
            UsageError: there is none.
        """
        if args[0] in self.commands or args[0].startswith("-"):
            return super().resolve_command(ctx, args)
        raise UsageError(_no_command(args, list(self.commands)))


app = typer.Typer(
    cls=Group,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

LibraryOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--library",
        metavar="DIR",
        help="The library to ask. Without it: BRIEFING_LIBRARY, else the nearest "
        "briefs/library.yaml from here upward, else the one shipped with the program.",
    ),
]
FormatOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--format", metavar="|".join(FORMATS), help="How to write the answer."),
]
CheckFormatOption: TypeAlias = Annotated[
    str | None,
    typer.Option("--format", metavar="|".join(CHECK_FORMATS), help="How to write the problems."),
]
OutputOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write to FILE; one that ends in .md or .json is written in that format.",
    ),
]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command.

    Returns:
        The exit status: 0 success, 1 `check` found errors, 2 wrong usage or unknown name, 3 the
        library cannot be read, 130 interrupted.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        status = _needed(words)(args=words, prog_name="briefing", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # What reads the output has seen enough; nothing is left to write to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except (TyperException, BriefingError, OSError) as error:
        return _told(error)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    return status if isinstance(status, int) else OK


def _needed(words: Sequence[str]) -> typer.Typer:
    """The program, without the commands that are not asked for: Typer would build them all."""
    asked = [each for each in app.registered_commands if words and _name(each) == words[0]]
    app.registered_commands = asked or app.registered_commands
    return app


def _name(command: CommandInfo) -> str:
    return str(command.name or getattr(command.callback, "__name__", ""))


@app.callback(invoke_without_command=True, epilog=_STATUSES)
def briefing(
    context: typer.Context,
    library: LibraryOption = None,
    format: FormatOption = None,
    output: OutputOption = None,
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    """A briefing book: what worries a country, what was said or done about it, what is open.

    \b
    Examples:
      briefing                              the book at a glance
      briefing show japan                   the brief of a country
      briefing flashpoints                  all flashpoints in one table
      briefing compare bilateral trilateral
    """
    if version:
        from briefing import __version__  # noqa: PLC0415 (asked for seldom)

        sys.stdout.write(f"briefing {__version__}\n")
        raise typer.Exit
    if context.invoked_subcommand is None:
        _overview(_output(library, format, output))
    elif library or format or output:
        command = f"`briefing {context.invoked_subcommand} … --format json`"
        raise UsageError(f"Options stand after the command, as in {command}.")


@app.command()
def show(
    name: Annotated[list[str], typer.Argument(metavar="NAME...", help="Any record's name.")],
    topic: Annotated[
        list[str] | None, typer.Option(metavar="TOPIC", help="Only concerns of this topic.")
    ] = None,
    status: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STATUS",
            help="Only concerns that are answered, partly-answered or unanswered.",
        ),
    ] = None,
    section: Annotated[
        list[str] | None, typer.Option(metavar="SECTION", help="Only this section.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Nothing dated before this (2017-02).")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="Nothing dated after this.")
    ] = None,
    library: LibraryOption = None,
    format: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """The brief of a record of any kind.

    A country, a person, a treaty, a flashpoint, a source, or a part of one: japan/senkaku-cover.

    --topic, --status and --section may be given several times.

    \b
    Examples:
      briefing show japan
      briefing show south korea --status unanswered
      briefing show japan --topic trade --section concerns
      briefing show japan --format markdown -o japan.md
    """
    filters = Filters(
        topics=tuple(topic or ()),
        statuses=tuple(status or ()),  # type: ignore[arg-type]  # checked by the query
        sections=tuple(section or ()),
        since=since,
        until=until,
    )
    _show(name, filters, _output(library, format, output))


@app.command()
def flashpoints(
    name: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]", help="One of them, in full.")
    ] = None,
    library: LibraryOption = None,
    format: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """All flashpoints in one table, or one of them in full.

    \b
    Examples:
      briefing flashpoints
      briefing flashpoints senkaku islands
    """
    _flashpoints(name or [], _output(library, format, output))


@app.command()
def compare(
    names: Annotated[list[str], typer.Argument(metavar="A B [C...]", help="Records of one kind.")],
    library: LibraryOption = None,
    format: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Records of one kind, side by side.

    Two or more of them, aspect by aspect; stacked where the terminal is too narrow.

    \b
    Examples:
      briefing compare bilateral trilateral
      briefing compare japan south korea
    """
    _compare(names, _output(library, format, output))


@app.command("list")
def list_(
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="[KIND]",
            help="country, actor, instrument, flashpoint, approach, event or source.",
        ),
    ] = None,
    library: LibraryOption = None,
    format: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """The names, ids and aliases that can be asked for.

    \b
    Examples:
      briefing list
      briefing list flashpoints
    """
    _list(kind, _output(library, format, output))


@app.command(epilog=_STATUSES)
def check(
    path: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH...]", help="A library's folder, or files in one."),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
    library: LibraryOption = None,
    format: CheckFormatOption = None,
    output: OutputOption = None,
) -> int:
    """Everything that is wrong with a library.

    Each problem at its place in its file, with the nearest right spelling where there is one.

    \b
    Examples:
      briefing check
      briefing check briefs/countries/japan.yaml
      briefing check --format concise --strict
    """
    return _check(path or [], _output(library, format, output, CHECK_FORMATS), strict=strict)


def _output(
    library: str | None, form: str | None, file: Path | None, formats: Sequence[str] = FORMATS
) -> Output:
    """What the common options mean; without a format, the name of the file tells it.

    Raises:
        UsageError: there is no such format.
    """
    if form is None:
        by_suffix = {".md": "markdown", ".json": "json"}
        form = by_suffix.get(file.suffix.lower(), "terminal") if file else "terminal"
    if form not in formats:
        raise UsageError(f"There is no format '{form}' here, only {', '.join(formats)}.")
    return Output(library, form, file)


def _overview(output: Output) -> None:
    from briefing.queries.tables import overview  # noqa: PLC0415 (each answer imports its own)

    found = _locate(output.library)
    with _opened(found) as library:
        here = found._replace(folder=_from_here(found.folder))
        _answer(overview(library, here), {"command": "briefing"}, library, output)


def _show(words: Sequence[str], filters: Filters, output: Output) -> None:
    from briefing.queries.brief import show  # noqa: PLC0415

    with _opened(_locate(output.library)) as library:
        ids = library.names.split(words)
        if len(ids) > 1:
            raise UsageError(
                f"`briefing show` takes one name; `briefing compare {' '.join(ids)}` puts them "
                "side by side."
            )
        query = {"command": "show", "name": ids[0], "filters": filters}
        _answer(show(library, ids[0], filters), query, library, output)


def _flashpoints(words: Sequence[str], output: Output) -> None:
    from briefing.queries import tables  # noqa: PLC0415

    if words:
        _one_flashpoint(words, output)
        return
    with _opened(_locate(output.library)) as library:
        _answer(tables.flashpoints(library), {"command": "flashpoints"}, library, output)


def _one_flashpoint(words: Sequence[str], output: Output) -> None:
    from briefing.queries.brief import show  # noqa: PLC0415

    with _opened(_locate(output.library)) as library:
        ids = _flashpoint_ids(library, words)
        if len(ids) > 1:
            raise UsageError(f"Name one flashpoint; `briefing compare {' '.join(ids)}` takes both.")
        query = {"command": "flashpoints", "name": ids[0]}
        _answer(show(library, ids[0]), query, library, output)


def _flashpoint_ids(library: Library, words: Sequence[str]) -> list[str]:
    """The flashpoints that some words name; what is another kind of record is told as such."""
    try:
        return library.names_of("flashpoint").split(words)
    except UnknownName as unknown:
        try:
            ids = library.names.split(words)
        except UsageError:
            raise unknown from None
    if ids[0] in library.unread:
        return ids
    kind = library.entries[ids[0]].kind
    raise UsageError(f"{ids[0]} is of kind {kind}, no flashpoint; try `briefing show {ids[0]}`.")


def _compare(words: Sequence[str], output: Output) -> None:
    from briefing.queries.comparison import compare  # noqa: PLC0415

    with _opened(_locate(output.library)) as library:
        ids = library.names.split(words)
        _answer(compare(library, ids), {"command": "compare", "names": ids}, library, output)


def _list(kind: str | None, output: Output) -> None:
    from briefing.queries.tables import listing  # noqa: PLC0415

    with _opened(_locate(output.library)) as library:
        _answer(listing(library, kind), {"command": "list", "kind": kind}, library, output)


def _check(paths: Sequence[Path], output: Output, *, strict: bool) -> int:
    from briefing.queries.tables import report  # noqa: PLC0415

    wanted = [_checkable(path) for path in paths] or [(_locate(output.library).folder, None)]
    problems: dict[Problem, None] = {}
    files = 0
    for folder in dict.fromkeys(folder for folder, _ in wanted):
        names = {name for each, name in wanted if each == folder}
        examined = examine(folder)
        chosen = [name for name in examined.files if None in names or name in names]
        files += len(chosen)
        for problem in examined.problems:
            if None in names or problem.file in names:
                problems[_placed(problem, folder)] = None
    view = report(problems, files)
    about = {"folder": ", ".join(dict.fromkeys(str(folder) for folder, _ in wanted))}
    _write(_checked(view, about, output), output.file)
    return PROBLEMS if view.errors or (strict and view.warnings) else OK


def _checkable(path: Path) -> tuple[Path, str | None]:
    """The library that a path belongs to, and the file in it, if it is one."""
    whole = Path.cwd() / path
    if not whole.exists():
        raise NoLibrary(f"There is no {path}. Name a library's folder, or a file in one.")
    if whole.is_dir():
        return locate(str(path), None, Path.cwd()).folder, None
    for folder in whole.parents:
        if (folder / "library.yaml").is_file():
            return folder, whole.relative_to(folder).as_posix()
    raise NoLibrary(f"{path} belongs to no library: no folder above it holds a library.yaml.")


def _placed(problem: Problem, folder: Path) -> Problem:
    """A problem whose file can be opened from the working folder."""
    import msgspec.structs  # noqa: PLC0415 (already imported wherever there is a problem)

    return msgspec.structs.replace(problem, file=str(_from_here(folder / problem.file)))


def _from_here(path: Path) -> Path:
    """A path as it is typed from the working folder, where it lies below that."""
    working = Path.cwd()
    return path.relative_to(working) if path.is_relative_to(working) else path


def _checked(view: Report, about: dict[str, Any], output: Output) -> str:
    if output.format == "concise":
        from briefing.compose.report import concise  # noqa: PLC0415

        return concise(view)
    return _rendered(view, {"command": "check"}, about, output)


def _locate(named: str | None) -> Found:
    return locate(named, os.environ.get("BRIEFING_LIBRARY"), Path.cwd())


@contextmanager
def _opened(found: Found) -> Iterator[Library]:
    """A library to ask; what is wrong elsewhere in it is told once the answer is there."""
    from briefing.index import load  # noqa: PLC0415 (`check` reads the files themselves)

    library = load(found.folder, _cache_folder())
    told: tuple[Problem, ...] = ()
    try:
        yield library
    except Broken as error:
        told = error.problems
        raise
    finally:
        sys.stdout.flush()
        _tell_of_problems(library, told)


def _tell_of_problems(library: Library, told: Sequence[Problem]) -> None:
    files = {problem.file for problem in library.problems if problem.severity == "error"}
    files -= {problem.file for problem in told}
    if not files:
        return
    what = "1 brief has problems" if len(files) == 1 else f"{len(files)} briefs have problems"
    sys.stderr.write(
        f"briefing: {what} ({', '.join(sorted(files))}); `briefing check` lists them.\n"
    )


def _cache_folder() -> Path | None:
    """Where the system keeps what programs may lose; None where it does not say."""
    try:
        if sys.platform == "win32":
            return Path(os.environ["LOCALAPPDATA"]) / "briefing" / "Cache"
        if sys.platform == "darwin":
            return Path.home() / "Library" / "Caches" / "briefing"
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "briefing"
    except (KeyError, RuntimeError):
        return None


def _answer(view: View, query: dict[str, Any], library: Library, output: Output) -> None:
    about = {
        "title": library.about.title,
        "folder": library.folder,
        "as_of": library.about.as_of,
    }
    _write(_rendered(view, query, about, output), output.file)


def _rendered(view: View, query: dict[str, Any], about: dict[str, Any], output: Output) -> str:
    match output.format:
        case "json":
            from briefing.render.data import json  # noqa: PLC0415

            return json(view, query, about)
        case "markdown":
            from briefing.compose import compose  # noqa: PLC0415
            from briefing.render.markdown import render  # noqa: PLC0415

            return render(compose(view))
        case _:
            return _for_terminal(view, paint=output.file is None and _paints(sys.stdout))


def _for_terminal(view: View, *, paint: bool) -> str:
    from briefing.compose import compose  # noqa: PLC0415

    width = _columns()
    if paint:
        from briefing.render import terminal  # noqa: PLC0415 (brings Rich)

        return terminal.render(compose(view), width, colour=not os.environ.get("NO_COLOR"))
    from briefing.render import text  # noqa: PLC0415

    return text.plain(compose(view), width)


def _columns() -> int:
    """How wide the terminal is: as COLUMNS says, else as one of the streams does, else 80."""
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told):
        return max(int(told), _NARROWEST)
    for stream in (sys.__stdout__, sys.__stderr__, sys.__stdin__):
        if stream is not None:
            with suppress(OSError, ValueError):
                return max(os.get_terminal_size(stream.fileno()).columns, _NARROWEST)
    return _USUAL


def _paints(stream: Any) -> bool:  # noqa: ANN401 (any text stream)
    return bool(stream.isatty()) and os.environ.get("TERM") != "dumb"


def _write(answer: str, file: Path | None) -> None:
    if file is not None:
        _write_file(answer, file)
        return
    # An answer in a poorer encoding is better than none.
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    sys.stdout.write(answer)


def _write_file(answer: str, file: Path) -> None:
    """Writes a file whole or not at all."""
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        part.write_text(answer, encoding="utf-8")
        part.replace(file)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise CannotWrite(f"{file} cannot be written: {error.strerror}.") from error


def _show_problems(error: Broken) -> None:
    from briefing.compose import compose  # noqa: PLC0415
    from briefing.queries.tables import report  # noqa: PLC0415
    from briefing.render import text  # noqa: PLC0415

    problems = [_placed(problem, Path(error.folder)) for problem in error.problems]
    files = len({problem.file for problem in problems})
    sys.stderr.write(text.plain(compose(report(problems, files)), _columns()))


def _no_command(args: Sequence[str], commands: Sequence[str]) -> str:
    """What to say where a command was expected; a record's name leads to `show`."""
    words = list(takewhile(lambda word: not word.startswith("-"), args))
    try:
        _quietly_opened().names.split(words)
    except AmbiguousName:
        pass
    except BriefingError:
        from briefing.names import nearest  # noqa: PLC0415

        near = nearest(args[0], commands, 1)
        hint = f"did you mean `briefing {near[0]}`?" if near else "`briefing --help` lists them."
        return f"There is no command '{args[0]}'; {hint}"
    return f"There is no command '{args[0]}'; did you mean `briefing show {' '.join(words)}`?"


def _quietly_opened() -> Library:
    from briefing.index import load  # noqa: PLC0415

    return load(_locate(None).folder, _cache_folder())


def _sentence(error: TyperException) -> str:
    """What Typer says, as a sentence, and where to read on."""
    said = error.format_message().strip().rstrip(".")
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "briefing"
    return f"{said}. `{command} --help` shows how it is used."


def _told(error: Exception) -> int:
    """Tells of an error on standard error; gives the exit status that it means."""
    sys.stdout.flush()
    if isinstance(error, Broken):
        _show_problems(error)
    sys.stderr.write(f"briefing: {_message(error)}\n")
    return UNREADABLE if isinstance(error, LibraryError | OSError) else WRONG_USAGE


def _message(error: Exception) -> str:
    if isinstance(error, TyperException):
        return _sentence(error)
    if isinstance(error, OSError):
        where = f" ({error.filename})" if error.filename else ""
        return f"The system refuses: {error.strerror}{where}."
    return str(error)
