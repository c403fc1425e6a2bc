"""What the rules share: the findings that a check yields, and what several checks look at."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from briefing.library.folding import SIGNS_A_WORD, count_words
from briefing.library.loader import LoadedFiles, LoadedRecord, SourceLocation
from briefing.model import edtf
from briefing.model.diagnostics import Problem, Rule
from briefing.model.kinds import TOP_LEVEL, kinds_containing
from briefing.model.schema import Path

if TYPE_CHECKING:
    from briefing.library.library import Entry, Library


class Finding(NamedTuple):
    """One violation of a rule: at the value on `path` within `location`, or, if `key`, its key."""

    location: SourceLocation
    path: Path
    message: str
    suggestion: str = ""
    key: bool = False


class RecordFinding(NamedTuple):
    """One violation of a rule in the record of a full id, at the value on `path`, or its key.

    `missing` is the field of that record that should be there, if one should; where it was written
    but could not be read, that is reported already.
    """

    id: str
    path: Path
    message: str
    key: bool = False
    missing: str = ""


Check: TypeAlias = Callable[[LoadedFiles], Iterator[Finding]]

RecordCheck: TypeAlias = "Callable[[Library], Iterator[RecordFinding]]"


def run_checks(files: LoadedFiles, checks: dict[Rule, Check]) -> list[Problem]:
    """Run the checks of some rules and return the problems found, rule by rule."""
    return [
        finding.location.file.problem(
            rule,
            (*finding.location.path, *finding.path),
            finding.message,
            finding.suggestion,
            key=finding.key,
        )
        for rule, check in checks.items()
        for finding in check(files)
    ]


def nested_entries(library: "Library", kind: str) -> "Iterator[Entry]":
    """Yield every nested record of a kind in a library."""
    owners = kinds_containing(kind)
    for owner_kind in (name for name in TOP_LEVEL if name in owners):
        for id_ in library.records(owner_kind):
            yield from (entry for entry in library.entries_in(id_) if entry.kind == kind)


def was_refused(loaded: LoadedRecord, path: Path) -> bool:
    """Return whether a field was written, but could not be read: that is reported already."""
    return loaded.location.file.was_refused((*loaded.location.path, *path))


def excess_of_words(text: str, most: int, what: str) -> str:
    """Return a message that a text has too many words, without a full stop; empty if it has not."""
    words = count_words(text)
    if words <= most:
        return ""
    by_blanks = len(text.split())
    if by_blanks >= words:
        return f"This has {words} words; {what} has {most} at most"
    return (
        f"This is as long as {words} words; {what} has {most} at most "
        f"({most * SIGNS_A_WORD} characters where no blanks are written)"
    )


def as_of_phrase(files: LoadedFiles) -> str:
    """Return how a message refers to the library's as-of date."""
    as_of = edtf.format_date(files.library_file.as_of) if files.library_file else ""
    return f"the library's as-of date, {as_of}"
