"""What is wrong with a library."""

from collections.abc import Iterable
from typing import ClassVar

from msgspec import Struct

from briefing.model.diagnostics import SEVERITIES, Problem


class Report(Struct, frozen=True, kw_only=True):
    """What `check` found."""

    schema: ClassVar[str] = "report/2"

    files: int
    errors: int
    warnings: int
    problems: tuple[Problem, ...]

    @classmethod
    def of(cls, problems: Iterable[Problem], files: int) -> "Report":
        """Return the report of the problems in a number of files."""
        listed = tuple(problems)
        errors, warnings = (
            sum(problem.count for problem in listed if problem.severity == severity)
            for severity in SEVERITIES
        )
        return cls(files=files, errors=errors, warnings=warnings, problems=listed)
