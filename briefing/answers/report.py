"""What is wrong with a library."""

from collections.abc import Iterable
from typing import ClassVar

from msgspec import Struct

from briefing.model.diagnostics import SEVERITIES, EvidenceCounts, Fix, MissingRecord, Problem
from briefing.model.vocabulary import Marking


class Report(Struct, frozen=True, kw_only=True):
    """What `check` found in a library; `folder` is where it is, or where several are.

    `evidence` says how many quotations were found, where the texts of the sources were looked at.
    `fixes` are what it has mended, and `fixable` how many of the problems `--fix` could mend.
    `missing` is what references name and the library lacks. `max_marking` is the limit under which
    files were checked: one that holds anything above it was not.
    """

    schema: ClassVar[str] = "report/2"

    folder: str
    files: int
    errors: int
    warnings: int
    problems: tuple[Problem, ...]
    evidence: EvidenceCounts | None = None
    fixes: tuple[Fix, ...] = ()
    fixable: int = 0
    missing: tuple[MissingRecord, ...] = ()
    max_marking: Marking | None = None

    @classmethod
    def of(
        cls,
        problems: Iterable[Problem],
        files: int,
        folder: str,
        evidence: EvidenceCounts | None = None,
    ) -> "Report":
        """Return the report of the problems in a number of files of a library."""
        listed = tuple(problems)
        errors, warnings = (
            sum(problem.count for problem in listed if problem.severity == severity)
            for severity in SEVERITIES
        )
        return cls(
            folder=folder,
            files=files,
            errors=errors,
            warnings=warnings,
            problems=listed,
            evidence=evidence,
        )
