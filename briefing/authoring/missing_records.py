"""What references name and the library lacks: each id once, with the command that would add it.

Only what no near spelling is suggested for is missing; the rest is misspelt. The files are read
again, as only the first problems of each are kept.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from briefing.authoring.country_codes import code_of
from briefing.authoring.new_record import missing_options
from briefing.errors import BriefingError
from briefing.index.store import Store
from briefing.library import files, loader
from briefing.library.files import kind_of_file
from briefing.library.loader import STRAY_FILE, LoadedFiles
from briefing.library.rules import unknown_reference, unknown_theme, unknown_topic
from briefing.library.rules.bad_id import suggest_slug
from briefing.library.rules.base import Check
from briefing.library.rules.unknown_reference import UnknownReference
from briefing.library.yaml_tree import DUPLICATE_KEY
from briefing.model.diagnostics import MissingRecord, Problem
from briefing.model.kinds import (
    KINDS,
    LIBRARY_FILE,
    NESTED,
    TOP_LEVEL,
    kinds_containing,
    nested_fields,
)
from briefing.model.slugs import is_slug

# Which kind is meant where a field takes several: the first of these, unless a country is.
_LIKELIEST: Final = ("event", "actor", "flashpoint", "concern", "recommendation")

# In this order they can be added: the other kinds rest on sources, and a part on its whole.
_ORDER: Final = ("source", *(kind for kind in KINDS if kind != "source"), "topic", "theme")

# What library.yaml has to name, by the rule on it.
_WORDS: Final[dict[str, tuple[str, Check]]] = {
    unknown_topic.RULE.id: ("topic", unknown_topic.check),
    unknown_theme.RULE.id: ("theme", unknown_theme.check),
}

RULES: Final = frozenset({unknown_reference.RULE.id, *_WORDS})
"""The rules that are broken where something is missing."""


class _Reference(NamedTuple):
    """A reference to what is missing: its full id, and the kinds of which it can be."""

    id: str
    kinds: tuple[str, ...]


def find_missing(
    folder: Path, store: Store, problems: Iterable[Problem], only: Collection[str]
) -> tuple[MissingRecord, ...]:
    """Return what some files refer to and a library lacks, grouped by kind.

    Args:
        folder: the library's folder.
        store: its index.
        problems: what is wrong with those files, as far as it is kept.
        only: the rules that count.
    """
    problems = tuple(problems)
    # A problem that stands for several is of the rule of the first.
    names = {problem.file for problem in problems if problem.rule in RULES or problem.count > 1}
    references: list[_Reference] = []
    words: list[tuple[str, str]] = []
    for name in sorted(names - {LIBRARY_FILE}):
        with suppress(OSError, files.Refused, ValueError):
            file = LoadedFiles(store.library_file, [loader.read_file(folder, name)], store)
            words += _missing_words(file, only)
            if unknown_reference.RULE.id in only:
                references += _missing_references(file)
    missing = [MissingRecord(kind, word) for kind, word in dict.fromkeys(words)]
    missing += [
        MissingRecord(kind, id_, _command(folder, kind, id_))
        for id_, kind in _kinds_by_id(references, store).items()
        if not _is_hidden(id_, kind, problems)
    ]
    return tuple(sorted(missing, key=lambda record: (_ORDER.index(record.kind), record.id)))


def _command(folder: Path, kind: str, id_: str) -> str:
    """Return the command that adds a record, with a word in capitals for each value it lacks."""
    with suppress(BriefingError):
        return f"briefing new {kind} {id_} {missing_options(folder, kind, id_)}".rstrip()
    return f"briefing new {kind} {id_}"


def _is_hidden(id_: str, kind: str, problems: Iterable[Problem]) -> bool:
    """Return whether a record may be there, in a file of a wrong name or below a repeated key."""
    owner = id_.partition("/")[0]
    for problem in problems:
        file_kind, file_id = kind_of_file(problem.file)
        stem = suggest_slug(Path(problem.file).stem)
        if problem.rule == STRAY_FILE.id and stem in (owner, kind, KINDS[kind].plural):
            return True
        if problem.rule == DUPLICATE_KEY.id and (kind == file_kind or owner == file_id):
            return True
    return False


def _missing_words(file: LoadedFiles, only: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the topics and themes that a file refers to and `library.yaml` does not name."""
    for rule, (kind, check) in _WORDS.items():
        for finding in check(file) if rule in only else ():
            location = finding.location
            word = location.file.plain((*location.path, *finding.path))
            if not finding.suggestion and isinstance(word, str) and is_slug(word):
                yield kind, word


def _missing_references(file: LoadedFiles) -> Iterator[_Reference]:
    """Yield the references of a file to records that could be added by their ids."""
    for reference in unknown_reference.find_unknown(file):
        id_ = _full_id(reference)
        owner = id_.rpartition("/")[0]
        owner_kind = file.context.kind(owner)
        kinds = [
            kind
            for kind in reference.value.format.to
            if kind in (NESTED if owner else TOP_LEVEL)
            and (not owner_kind or owner_kind in kinds_containing(kind))
        ]
        if id_ and kinds and not reference.suggestion and not reference.split_name:
            yield _Reference(id_, tuple(kinds))


def _full_id(reference: UnknownReference) -> str:
    """Return the id of the record that a reference asks for, empty if that is not certain."""
    text, owner = reference.value.text, reference.loaded
    kinds = [kind for kind in reference.value.format.to if kind in KINDS]
    if not all(map(is_slug, text.split("/"))) or text.count("/") > 1:
        return ""
    if "/" in text or not all(kind in NESTED for kind in kinds):
        return text
    fields = nested_fields(owner.kind)
    return f"{owner.id}/{text}" if any(NESTED[kind].plural in fields for kind in kinds) else ""


def _kinds_by_id(references: Sequence[_Reference], store: Store) -> dict[str, str]:
    """Return the kind of each missing record that suits its references, the most of them at least.

    A record that others are parts of is missing as well if there is none of its id.
    """
    possible: dict[str, tuple[str, ...]] = {}
    for reference, _ in Counter(references).most_common():
        known = possible.setdefault(reference.id, reference.kinds)
        both = tuple(kind for kind in known if kind in reference.kinds)
        possible[reference.id] = both or known
    kinds = {id_: _likeliest(id_, choices) for id_, choices in possible.items()}
    for id_, kind in [*kinds.items()]:
        owner = id_.rpartition("/")[0]
        if owner and not store.kind(owner):
            owners = kinds_containing(kind)
            kinds[owner] = _likeliest(owner, [whole for whole in KINDS if whole in owners])
    return kinds


def _likeliest(id_: str, kinds: Sequence[str]) -> str:
    """Return which of some kinds a record of an id is."""
    if "country" in kinds and code_of(id_.replace("-", " ")) is not None:
        return "country"
    return next((kind for kind in _LIKELIEST if kind in kinds), kinds[0])
