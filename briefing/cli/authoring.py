"""What the commands that write into a library print and ask."""

import os
import shlex
import sys
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from briefing.cli.errors import OK, PROBLEMS
from briefing.cli.open import find_library, make_book, relative_to_cwd
from briefing.cli.options import to_path
from briefing.cli.terminal import warn, write_to_stdout
from briefing.errors import LibraryError, UsageError
from briefing.library.files import printable_path

if TYPE_CHECKING:
    from briefing.api import Book
    from briefing.authoring.import_sources import ImportPlan
    from briefing.authoring.new_record import Change, RecordDraft
    from briefing.authoring.reference_files import ReferenceFile
    from briefing.library.location import LibraryLocation
    from briefing.model.diagnostics import Fix, MissingRecord, Problem

# How many choices a question lists.
_MOST_LISTED: Final = 12

_SUMMED_UP: Final = "missing-bottom-line"

_SUGGESTIONS: Final = """\
{folder} is a library, current to {day}. Its records are invented examples; README.md is the guide.

  briefing --library {folder}
  briefing check {folder} --strict
  briefing new country Latvia --library {folder} --source defence-review

`ci` holds recipes for pre-commit, GitHub and GitLab; each says where to copy it.
"""


def init(folder: str, as_of: str | None) -> None:
    """Write a library to start from, and say what to do with it."""
    from briefing.authoring import starter

    path = to_path(folder)
    started = starter.start_library(path, as_of)
    if started.kept:
        warn(f"Kept as they were: {', '.join(map(printable_path, started.kept))}.")
    write_to_stdout(_SUGGESTIONS.format(folder=printable_path(path), day=started.as_of))


def new(kind: str, name: str, values: Mapping[str, Sequence[str]], library: str | None) -> None:
    """Add a record to a library, and say where it is.

    Raises:
        UsageError: it cannot be added; the library is as it was.
    """
    from briefing.authoring import new_record

    location = _own_library(library)
    record = new_record.describe_record(location.folder, kind, name, values)
    try:
        change = _place(location, record)
    except new_record.Unplaced as error:
        write_to_stdout(error.text)
        raise
    lacks_bottom_line = _write_checked(location, [change])
    id_ = f"{record.owner}/{record.id}" if record.owner else record.id
    path = printable_path(relative_to_cwd(location.folder / change.name))
    write_to_stdout(f"{path} has {id_}; what else it may say is there as comments.\n")
    if lacks_bottom_line:
        warn(f"{path} has no 'bottom_line' yet, which `briefing check` wants: add one to it.")


def fix_problems(
    location: "LibraryLocation", names: Sequence[str] | None, rules: Collection[str]
) -> "list[Fix]":
    """Mend what has one right answer in a library or some of its files; return what was mended.

    Raises:
        UsageError: the library is the one that comes with the program.
        WriteError: the copy in which fixes are tried cannot be written.
    """
    from msgspec.structs import replace

    from briefing.authoring import fixes

    if location.reason == "shipped":
        raise UsageError(
            "There is no library here to mend; `briefing init` writes one to start from."
        )
    found = fixes.find_fixes(location.folder, names, rules)
    written, kept = fixes.write_fixes(location.folder, found)
    for sentence in kept:
        warn(sentence)
    return [
        replace(fix, file=printable_path(relative_to_cwd(location.folder / fix.file)))
        for fix in written.fixes
    ]


def count_fixes_ahead(book: "Book", problems: "Sequence[Problem]", rules: Collection[str]) -> int:
    """Return how many problems of a library `--fix` could mend."""
    if not any(problem.rule in rules for problem in problems):
        return 0
    from briefing.authoring import fixes

    return fixes.count_fixable(book.folder, book.store, problems, rules)


def import_references(names: Sequence[str], library: str | None) -> int:
    """Add the sources in files of references to a library, and return the exit status.

    Raises:
        UsageError: a file cannot be read, or they cannot be added; the library is as it was.
    """
    from briefing.authoring.import_sources import plan_import
    from briefing.model import edtf

    location = _own_library(library)
    files = [_read_references(name) for name in names]
    with closing(make_book(location)) as book:
        sources, as_of = book.ask(lambda asked: (dict(asked.sources), asked.library_file.as_of))
    plan = plan_import(location.folder, sources, edtf.latest_day(as_of), files)
    _write_checked(location, plan.changes)
    for note in plan.notes:
        warn(note)
    write_to_stdout(f"{_import_summary(location.folder, plan)}\n")
    return OK if plan.is_whole else PROBLEMS


def _read_references(name: str) -> "ReferenceFile":
    from briefing.authoring.reference_files import MAX_SIZE, parse_references

    called = "standard input" if name == "-" else printable_path(name)
    try:
        if name == "-":
            content = sys.stdin.buffer.read(MAX_SIZE + 1)
        else:
            with to_path(name).open("rb") as file:
                content = file.read(MAX_SIZE + 1)
    except OSError as error:
        raise UsageError(f"{called} cannot be read: {error.strerror}.") from None
    try:
        return parse_references(called, content)
    except ModuleNotFoundError:
        raise UsageError(
            "Reading BibTeX takes an extra: pip install 'briefing-book[bibtex]'; "
            "CSL-JSON takes none."
        ) from None


def _import_summary(folder: Path, plan: "ImportPlan") -> str:
    added = f"{len(plan.ids)} source{'' if len(plan.ids) == 1 else 's'}"
    names = [change.name for change in plan.changes]
    name = names[0] if len(names) == 1 else "sources"
    path = printable_path(relative_to_cwd(folder / name))
    known = f"{plan.known} {'was' if plan.known == 1 else 'were'} there already"
    done = f"Added {added} to {path}" if plan.ids else "Added no source"
    return f"{done}; {known}." if plan.known else f"{done}."


def _own_library(library: str | None) -> "LibraryLocation":
    """Return the library to write into.

    Raises:
        UsageError: there is none but the one shipped with the program.
    """
    location = find_library(library)
    if location.reason == "shipped":
        raise UsageError("There is no library here; `briefing init` writes one to start from.")
    return location


def _write_checked(location: "LibraryLocation", changes: "Sequence[Change]") -> bool:
    """Write some files of a library, unless `check` finds an error then that it did not before.

    A bottom line that is missing since is allowed; return whether there is one.

    Raises:
        UsageError: it does, or a file has changed meanwhile; nothing is written.
        WriteError: a file cannot be written; all are as they were.
    """
    from briefing.authoring import new_record

    with closing(make_book(location)) as book:
        before = _errors(book)
        written: list[Change] = []
        try:
            for change in changes:
                new_record.write_change(location.folder, change)
                written.append(change)
            return _refuse_new_errors(book, before)
        except BaseException:
            for change in written:
                new_record.undo_change(location.folder, change)
            raise


def commands_for_missing(
    book: "Book", location: "LibraryLocation", problems: "Sequence[Problem]", rules: Collection[str]
) -> "tuple[MissingRecord, ...]":
    """Return what references of a library name and it lacks, with the command for each.

    The command names the library where it would not be found from here.
    """
    if not problems:
        return ()
    from msgspec.structs import replace

    from briefing.authoring import missing_records

    missing = book.run_consistently(
        lambda: missing_records.find_missing(book.folder, book.store, problems, rules)
    )
    with suppress(LibraryError):
        if os.path.realpath(find_library(None).folder) == os.path.realpath(location.folder):
            return missing
    option = f" --library {shlex.quote(printable_path(location.folder))}"
    return tuple(
        replace(record, command=f"{record.command}{option}" if record.command else "")
        for record in missing
    )


def _place(location: "LibraryLocation", record: "RecordDraft") -> "Change":
    """Return the file with the record in it; on a terminal, ask for what the record lacks."""
    from briefing.authoring import new_record

    while True:
        try:
            return new_record.place_record(location.folder, record)
        except new_record.MissingValues as error:
            if not (sys.stdin.isatty() and sys.stderr.isatty()):
                raise
            asked = {name: [ask_for_value(location, record, name)] for name in error.names}
            record = record._replace(values={**record.values, **asked})


def ask_for_value(location: "LibraryLocation", record: "RecordDraft", name: str) -> str:
    """Ask for the value of a field, again while it is none of those that there are."""
    from briefing.authoring.skeleton import describe_words, field_at

    field = field_at(record.kind.record, name)
    assert field is not None  # noqa: S101 (the program names it)
    words = describe_words(field)
    typer.echo(f"{field.description}{f' One of {words}.' if words else ''}", err=True)
    choices = words.split(", ") if words else _choices(location, name)
    if choices and not words:
        more = " …" if len(choices) > _MOST_LISTED else ""
        typer.echo(f"There are {', '.join(choices[:_MOST_LISTED])}{more}", err=True)
    while True:
        answer = str(typer.prompt(name, err=True)).strip()
        if not choices or answer in choices:
            return answer
        typer.echo(f"'{answer}' is none of these; choose one of them.", err=True)


def _choices(location: "LibraryLocation", name: str) -> list[str]:
    """Return what a library has for a field: its topics, or its sources, the newest first."""
    from briefing.authoring import new_record
    from briefing.model import edtf
    from briefing.model.records import date_text

    if name == "topic":
        return new_record.topics_of(location.folder)
    if name != "sources":
        return []
    with closing(make_book(location)) as book:
        sources = book.ask(lambda asked: dict(asked.sources))
    days = {id_: edtf.latest_day(date_text(source.published)) for id_, source in sources.items()}
    return sorted(days, key=lambda id_: days[id_], reverse=True)


def _refuse_new_errors(book: "Book", before: "Sequence[Problem]") -> bool:
    """Refuse what makes a library worse; return whether a country lacks a bottom line since.

    Raises:
        UsageError: `check` finds an error that was not there before.
    """
    added = _added_errors(before, _errors(book))
    # The first concern of a country comes before what sums all of them up.
    new_errors = [problem for problem in added if problem.rule != _SUMMED_UP]
    if new_errors:
        raise UsageError(f"{new_errors[0].full_message} Nothing was written.")
    return bool(added)


def _errors(book: "Book") -> "list[Problem]":
    """Return every error of a library, each file of several with all that it has."""
    from briefing.authoring.problems import problems_of

    errors = [problem for problem in book.check().problems if problem.severity == "error"]
    # One that stands for several says where they are, and so changes when lines are added.
    grouped = {problem.file for problem in errors if problem.count > 1}
    every = [problem for problem in errors if problem.file not in grouped]
    for name in sorted(grouped):
        every += problems_of(book.folder, book.store, name)
    return [problem for problem in every if problem.severity == "error"]


def _added_errors(before: "Sequence[Problem]", after: "Sequence[Problem]") -> "list[Problem]":
    """Return the errors that were not there before, wherever lines were added.

    A message is no sign: what it suggests depends on the records that there are.
    """
    known = Counter(map(_place_of, before))
    added = []
    for problem in after:
        known[_place_of(problem)] -= 1
        if known[_place_of(problem)] < 0:
            added.append(problem)
    return added


def _place_of(problem: "Problem") -> tuple[str, str, str, int]:
    return problem.file, problem.rule, problem.text, problem.column
