"""Makes rows of the problems of a file, however many it has: grouped, and cut to a number."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from msgspec.structs import replace

from briefing.index.rows import OwnedProblem
from briefing.library.loader import LoadedFile
from briefing.library.yaml_reader import SYNTAX
from briefing.model.diagnostics import ALIKE, Problem

LISTED: Final = 100
"""How many problems of a file that break one rule are kept; of the rest, their number is."""

# In how many places the same can be wrong before it is listed once, and how many more lines that
# names then.
_PLACES: Final = 3
_LINES: Final = 5


class _Entry(NamedTuple):
    """What is listed as one problem, and the problems that it stands for."""

    listed: Problem
    problems: Sequence[Problem]


def problem_rows(file: LoadedFile, problems: Iterable[Problem]) -> tuple[OwnedProblem, ...]:
    """Return the problems of a file that are listed, each with every record that it concerns."""
    # A file that is no YAML says so first, whatever else was found before it broke off.
    ordered = sorted(problems, key=lambda problem: (problem.rule != SYNTAX.id, problem))
    entries = list(_grouped(ordered))
    # What a rule has found is kept whatever others find: which of them count is asked later.
    return tuple(
        OwnedProblem(owner, entry.listed)
        for rule in dict.fromkeys(entry.listed.rule for entry in entries)
        for entry in _cut([entry for entry in entries if entry.listed.rule == rule])
        for owner in dict.fromkeys(map(file.owner, entry.problems))
    )


def _grouped(problems: Iterable[Problem]) -> Iterator[_Entry]:
    """Yield the problems, those as one that are the same in many places."""
    groups: dict[tuple[object, ...], list[Problem]] = {}
    for problem in problems:
        alike = (problem.rule, problem.message) if problem.rule in ALIKE else (problem,)
        groups.setdefault(alike, []).append(problem)
    for group in groups.values():
        if len(group) > _PLACES:
            yield _Entry(_as_one(group), group)
        else:
            yield from (_Entry(problem, [problem]) for problem in group)


def _as_one(problems: Sequence[Problem]) -> Problem:
    first = problems[0]
    lines = list(dict.fromkeys(problem.line for problem in problems))[1 : _LINES + 1]
    where = f", next on line{'s' * (len(lines) > 1)} {', '.join(map(str, lines))}" if lines else ""
    more = f"That is so in {len(problems) - 1} more places of this file{where}."
    return replace(first, message=f"{first.message} {more}", count=len(problems))


def _cut(entries: list[_Entry]) -> list[_Entry]:
    """Return the first of the problems of one rule, and one that counts the rest."""
    rest = entries[LISTED:]
    if not rest:
        return entries
    problems = [problem for entry in rest for problem in entry.problems]
    first = problems[0]
    what = first.severity if len(problems) == 1 else f"{first.severity}s"
    message = f"There are {len(problems):,} more {what} of this rule in this file, from here on."
    listed = replace(first, message=message, suggestion="", count=len(problems))
    return [*entries[:LISTED], _Entry(listed, problems)]
