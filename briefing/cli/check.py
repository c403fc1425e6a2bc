"""What `check` looks at, and what it makes of the problems found there."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from msgspec.structs import replace

from briefing.answers.report import Report
from briefing.api import Book, explain_rule
from briefing.cli import authoring
from briefing.cli.choices import resolve_output
from briefing.cli.errors import OK, PROBLEMS
from briefing.cli.open import (
    find_library,
    library_and_file,
    make_book,
    repository_root,
    with_relative_path,
)
from briefing.cli.options import CommonOptions
from briefing.cli.output import render, write
from briefing.errors import LibraryError
from briefing.library.files import printable_path
from briefing.model.diagnostics import Fix, MissingRecord, Problem


class Question(NamedTuple):
    """What the command line asks of each library, as `Book.check` has it."""

    select: Sequence[str]
    ignore: Sequence[str]
    evidence: bool | str
    max_marking: str | None


def check(
    paths: Sequence[str], common: CommonOptions, asked: Question, *, strict: bool, fix: bool
) -> int:
    """Report the problems of some libraries or of single files, and return the exit status."""
    output = resolve_output(common)
    targets = [library_and_file(path) for path in paths] or [(find_library(common.library), None)]
    base = repository_root() if output.format.is_of_repository else None
    books = {location: make_book(location, no_cache=common.no_cache) for location, _ in targets}
    problems: dict[Problem, None] = {}
    fixes: list[Fix] = []
    missing: list[MissingRecord] = []
    files = fixable = 0
    evidence = limit = None
    for location, book in books.items():
        names = [file for library, file in targets if library == location and file is not None]
        chosen = None if (location, None) in targets else names
        report = book.check(chosen, **asked._asdict())
        rules = book.counting_rules(asked.select, asked.ignore)
        if fix and report.problems:
            fixes += authoring.fix_problems(location, chosen, rules)
            report = book.check(chosen, **asked._asdict())
        elif asked.max_marking is None and not fix:
            fixable += authoring.count_fixes_ahead(book, report.problems, rules)
        if asked.max_marking is None:
            missing += authoring.commands_for_missing(book, location, report.problems, rules)
        files += report.files
        limit = report.max_marking
        if report.evidence is not None:
            evidence = report.evidence + evidence if evidence else report.evidence
        problems |= {
            with_relative_path(problem, location.folder, base): None for problem in report.problems
        }
    view = Report.of(problems, files, _folders_of([*books.values()]), evidence)
    view = replace(
        view,
        fixes=tuple(fixes),
        fixable=fixable,
        missing=tuple(missing),
        max_marking=limit,
    )
    named = [printable_path(path) for path in paths]
    texts = asked.evidence if isinstance(asked.evidence, str) else None
    query = {
        "command": "check",
        "paths": named,
        **asked._asdict(),
        "evidence": bool(asked.evidence) or None,
        "texts": texts,
    }
    describe_library = partial(_describe_checked, list(books.values()))
    write(render(view, query, describe_library, output), output)
    for book in books.values():
        book.close()
    return PROBLEMS if view.errors or (strict and view.warnings) else OK


def write_explanation(rule: str, common: CommonOptions) -> None:
    """Write what a rule asks.

    Raises:
        UsageError: there is no such rule.
    """
    output = resolve_output(common, "any")
    query = {"command": "check", "explain": rule}
    no_library = {"title": None, "folder": "", "as_of": None}
    write(render(explain_rule(rule), query, lambda: no_library, output), output)


def _describe_checked(books: Sequence[Book]) -> dict[str, str | None]:
    """Describe the libraries that were checked; only by their folders if there are several."""
    if len(books) == 1:
        with suppress(LibraryError):
            return {**books[0].about()}
    return {"title": None, "folder": _folders_of(books), "as_of": None}


def _folders_of(books: Sequence[Book]) -> str:
    return ", ".join(dict.fromkeys(printable_path(book.folder) for book in books))
