"""Mends what has one right answer: proposes edits, makes them in a copy, and reads that again.

Only an edit that lowers the number of problems and brings no new one is kept. What could not be
read until then may turn out to have problems of its own; those are no reason to leave it unread.
The library itself is written to once at the end, a file at a time, each replaced as a whole.
"""

import os
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from briefing.authoring.edits import Edit, apply_edits, without_overlaps
from briefing.authoring.problems import problems_of
from briefing.authoring.proposals import Proposals
from briefing.authoring.quoting import quoting_edits
from briefing.authoring.replacement import reason_to_keep, replace_file
from briefing.errors import WriteError
from briefing.index.refresh import Index
from briefing.index.store import Store
from briefing.library import files
from briefing.library.location import LIBRARY_FILE
from briefing.library.yaml_reader import SYNTAX, BriefFile
from briefing.model.diagnostics import HIDING_RECORDS, ON_READING, Fix, Problem

_MOST_ROUNDS: Final = 20
"""How often a library is gone through: what one fix makes readable, another may mend."""

_MOST_TRIALS: Final = 200
"""How many edits of a file are tried one by one in each round, where not all can be made."""

_HIDING: Final = ON_READING | HIDING_RECORDS | {"renamed-field"}


class Fixes(NamedTuple):
    """What can be mended in a library: the fixes, and the files that they change."""

    fixes: tuple[Fix, ...]
    contents: dict[str, tuple[bytes, bytes]]
    """The files by their names, each as it was read and as it is to be."""


class _Trial(NamedTuple):
    """The content of a file with some edits made."""

    content: bytes
    edits: Sequence[Edit]


class _Wrong(NamedTuple):
    """What is wrong with a library: with one of its files, and how much with the rest."""

    problems: list[Problem]
    elsewhere: Counter[str]

    @property
    def messages(self) -> Counter[tuple[str, str]]:
        """The problems of the file by what does not change when lines are added."""
        return Counter((problem.rule, problem.message) for problem in self.problems)


def find_fixes(
    folder: Path, names: Collection[str] | None = None, only: Collection[str] | None = None
) -> Fixes:
    """Return what can be mended in a library; nothing is written into it.

    Args:
        folder: the library's folder.
        names: the files and folders that may be changed, all of them if None.
        only: the rules whose problems may be mended, all of them if None.

    Raises:
        WriteError: the copy in which fixes are tried cannot be written.
    """
    try:
        with TemporaryDirectory() as scratch:
            return _Workshop(folder, Path(scratch), only).mend(names)
    except OSError as error:
        raise WriteError(f"Fixes are tried in a copy, which fails: {error.strerror}.") from error


def count_fixable(
    folder: Path, store: Store, problems: Iterable[Problem], only: Collection[str]
) -> int:
    """Return how many problems of a library there is a fix for, as far as that is known untried.

    Args:
        folder: the library's folder.
        store: its index.
        problems: what is wrong with it.
        only: the rules whose problems count.
    """
    proposals = Proposals(store)
    count = 0
    for name in sorted({problem.file for problem in problems}):
        with suppress(OSError, files.Refused, ValueError):
            file = BriefFile(name, files.read(str(folder), name))
            edits = without_overlaps(proposals.edits(file))
            count += sum(edit.rule in only for edit in edits)
    return count


def write_fixes(folder: Path, found: Fixes) -> tuple[Fixes, tuple[str, ...]]:
    """Write the files that fixes change.

    Returns:
        What was written, and a sentence on each file that is left as it is.
    """
    written: dict[str, tuple[bytes, bytes]] = {}
    kept: list[str] = []
    for name, (before, after) in found.contents.items():
        reason = _write(folder, name, before, after)
        if reason:
            kept.append(f"{files.printable_path(name)} is left as it is: {reason}.")
        else:
            written[name] = (before, after)
    fixes = tuple(fix for fix in found.fixes if fix.file in written)
    return Fixes(fixes, written), tuple(kept)


def _write(folder: Path, name: str, before: bytes, after: bytes) -> str:
    """Write a file; return why it is left as it is, empty if it is not."""
    try:
        if files.read(str(folder), name) != before:
            return "it has changed just now"
        path = Path(os.path.realpath(folder / name))
        reason = reason_to_keep(path)
        if not reason:
            replace_file(path, after)
    except files.Refused as error:
        return str(error).rstrip(".")
    except OSError as error:
        return f"it cannot be written ({error.strerror})"
    return reason


class _Workshop:
    """A copy of a library in which edits are tried."""

    def __init__(self, folder: Path, scratch: Path, only: Collection[str] | None) -> None:
        self._folder = scratch
        self._only = only
        self._contents: dict[str, bytes] = {}
        self._fixes: list[Fix] = []
        self._refused: set[tuple[str, str, str, str]] = set()
        for name in {LIBRARY_FILE, *files.list_files(str(folder))}:
            with suppress(OSError, files.Refused, ValueError):
                self._write(name, files.read(str(folder), name))
        self._index = Index(scratch)

    def mend(self, names: Collection[str] | None) -> Fixes:
        """Make every edit that can be kept in some files, and return what changes."""
        before = dict(self._contents)
        chosen = sorted(name for name in before if names is None or _is_in(name, names))
        for _ in range(_MOST_ROUNDS):
            made = len(self._fixes)
            for name in chosen:
                self._mend_file(name)
            if len(self._fixes) == made:
                break
        self._index.close()
        changed = {
            name: (before[name], content)
            for name, content in self._contents.items()
            if content != before[name]
        }
        return Fixes(tuple(sorted(self._fixes)), changed)

    def _mend_file(self, name: str) -> None:
        before = self._wrong(name)
        if not before.problems:
            return
        whole = self._trial_of(name)
        if not whole.edits or self._is_kept(name, whole, before):
            return
        if whole.edits[0].rule == SYNTAX.id:
            # A file that is no YAML is of no use with some of them.
            return
        # From the end, so that those made do not move the others.
        for edit in whole.edits[-_MOST_TRIALS:][::-1]:
            self._is_kept(name, self._trial(name, [edit]), self._wrong(name))

    def _trial_of(self, name: str) -> _Trial:
        """Return a file with everything mended that one reading of it proposes."""
        content = self._contents[name]
        file = BriefFile(name, content)
        if any(problem.rule == SYNTAX.id for problem in file.problems):
            return self._readable_trial(file)
        store = self._index.store
        edits = Proposals(store).edits(file)
        return self._trial(name, [edit for edit in edits if self._may_be_made(name, edit)])

    def _readable_trial(self, file: BriefFile) -> _Trial:
        """Return a file in which text after text is quoted until it is YAML."""
        content, made = file.content or b"", list[Edit]()
        while len(made) < _MOST_TRIALS:
            edits = [edit for edit in quoting_edits(file) if self._may_be_made(file.name, edit)]
            syntax = [edit for edit in edits if edit.rule == SYNTAX.id]
            if not syntax:
                break
            made += syntax[:1]
            content = apply_edits(content, syntax[:1])
            file = BriefFile(file.name, content)
        return _Trial(content, made)

    def _trial(self, name: str, edits: Iterable[Edit]) -> _Trial:
        apart = without_overlaps(edits)
        return _Trial(apply_edits(self._contents[name], apart), apart)

    def _may_be_made(self, name: str, edit: Edit) -> bool:
        is_chosen = self._only is None or edit.rule in self._only
        return is_chosen and (name, edit.rule, edit.old, edit.new) not in self._refused

    def _is_kept(self, name: str, trial: _Trial, before: _Wrong) -> bool:
        """Make some edits; return whether they are kept, for they mend what they should."""
        old = self._contents[name]
        self._write(name, trial.content)
        self._index.refresh()
        if _is_better(before, self._wrong(name), trial):
            source = BriefFile(name, old)
            self._fixes += [
                Fix(name, *source.place(edit.start), edit.rule, edit.old, edit.new)
                for edit in trial.edits
            ]
            return True
        self._write(name, old)
        self._index.refresh()
        if len(trial.edits) == 1:
            (edit,) = trial.edits
            self._refused.add((name, edit.rule, edit.old, edit.new))
        return False

    def _wrong(self, name: str) -> _Wrong:
        store = self._index.store
        elsewhere = Counter[str]()
        for problem in store.problems():
            if problem.file != name:
                elsewhere[problem.file] += problem.count
        return _Wrong(problems_of(self._folder, store, name), elsewhere)

    def _write(self, name: str, content: bytes) -> None:
        """Write a file of the copy as a new one, so that it is seen to have changed."""
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        part.write_bytes(content)
        part.replace(path)
        self._contents[name] = content


def _is_in(file: str, names: Collection[str]) -> bool:
    """Return whether a file is one of some files, or in one of some folders."""
    return any(file == name or file.startswith(f"{name}/") for name in names)


def _is_better(before: _Wrong, after: _Wrong, trial: _Trial) -> bool:
    """Return whether edits lower the number of problems and bring none that was not hidden."""
    gone, new = before.messages - after.messages, after.messages - before.messages
    if not gone or any(rule == SYNTAX.id for rule, _ in new):
        return False
    is_worse_elsewhere = bool(after.elsewhere - before.elsewhere)
    if not new and not is_worse_elsewhere:
        return True
    if {edit.rule for edit in trial.edits} == {SYNTAX.id}:
        return not any(problem.rule == SYNTAX.id for problem in after.problems)
    if is_worse_elsewhere or any(edit.rule not in _HIDING for edit in trial.edits):
        return False
    source = BriefFile("", trial.content)
    shift = 0
    lines = set()
    for edit in trial.edits:
        lines.add(source.place(edit.start + shift)[0])
        shift += len(edit.text) - (edit.end - edit.start)
    return not any(
        problem.line in lines and problem.rule in _HIDING and (problem.rule, problem.message) in new
        for problem in after.problems
    )
