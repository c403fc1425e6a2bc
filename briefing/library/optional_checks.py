"""Looks in the index for what breaks the rules that are off by default, when `check` asks."""

from briefing.errors import InvalidLibrary
from briefing.index.problem_rows import problem_rows
from briefing.index.store import Store
from briefing.library import loader
from briefing.library.library import Library
from briefing.library.loader import LoadedFile
from briefing.library.rules import OPTIONAL_CHECKS
from briefing.library.rules.base import RecordFinding
from briefing.model.diagnostics import Problem, Rule
from briefing.model.schema import Path
from briefing.model.vocabulary import Marking


def run_optional_checks(
    store: Store, rules: frozenset[str], limit: Marking | None = None
) -> list[Problem]:
    """Run those of the `OPTIONAL_CHECKS` whose rules count, and return the problems found.

    A library that does not say to what day it is current has none of them. With a limit, what is
    marked above it does not count.
    """
    checks = {rule: check for rule, check in OPTIONAL_CHECKS.items() if rule.id in rules}
    try:
        library = Library(store, max_marking=limit) if checks else None
    except InvalidLibrary:
        library = None
    if library is None:
        return []
    findings: dict[str, list[tuple[Rule, RecordFinding]]] = {}
    for rule, check in checks.items():
        for finding in check(library):
            _, file = store.first_record(finding.id.partition("/")[0])
            findings.setdefault(file, []).append((rule, finding))
    return [problem for file, found in findings.items() for problem in _located(store, file, found)]


def _located(store: Store, file: str, findings: list[tuple[Rule, RecordFinding]]) -> list[Problem]:
    """Return the problems of one file, each at its place; the file is read again for that."""
    loaded = loader.read_file(store.folder, file)
    paths = _paths(loaded)
    problems = [
        loaded.file.problem(rule, (*path, *finding.path), finding.message, key=finding.key)
        for rule, finding in findings
        for path in [paths.get(finding.id, ())]
        if not (finding.missing and loaded.file.was_refused((*path, finding.missing)))
    ]
    return list(dict.fromkeys(row.problem for row in problem_rows(loaded, problems)))


def _paths(loaded: LoadedFile) -> dict[str, Path]:
    """Return the path to each record in a file, by its full id."""
    paths: dict[str, Path] = {}
    for record in loaded.records:
        start = record.location.path
        paths[record.id] = start
        for path, _, nested in record.nested:
            paths[f"{record.id}/{nested.id}"] = (*start, *path)
    return paths
