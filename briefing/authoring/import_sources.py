"""Adds the sources that files of references hold: which are new, their ids, and where they go.

An item that the library has already is recognised and left as it is, so that the same file can be
imported again: nothing is added twice, and nothing that an author wrote is replaced.
"""

import hashlib
import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

from briefing.authoring import insertion, new_record, skeleton
from briefing.authoring.imported_source import ImportedSource, to_source
from briefing.authoring.new_record import Change, RecordDraft
from briefing.authoring.reference_files import ReferenceFile
from briefing.errors import UsageError
from briefing.library.folding import normalize_name
from briefing.library.rules.bad_id import suggest_slug
from briefing.model import edtf
from briefing.model.authors import in_plain_order
from briefing.model.kinds import KINDS
from briefing.model.records import Source, date_text
from briefing.model.slugs import is_slug

# How many words of a title make part of an id, and how many characters tell two alike apart.
_TITLE_WORDS: Final = 4
_DIGEST: Final = 6
_LONGEST_ID: Final = 60

# A key as reference managers make them, and no address.
_CITATION_KEY: Final = re.compile(r"[\w.:+&'-]+")

_FIELDS: Final = ("title", "published", "author", "publisher", "type", "url", "accessed")


class ImportPlan(NamedTuple):
    """What an import does to a library, and what it has to say.

    Args:
        changes: the files of the library, before and after.
        ids: the ids of the sources that are added.
        known: how many items are in the library already.
        notes: sentences on what was not added, what has no place, and what differs.
        is_whole: whether every item is in the library afterwards.
    """

    changes: tuple[Change, ...]
    ids: tuple[str, ...]
    known: int
    notes: tuple[str, ...]
    is_whole: bool


class _Candidate(NamedTuple):
    """An item that can be a source: its file, what it is, and the id that it would have."""

    file: str
    source: ImportedSource
    id: str

    @property
    def called(self) -> str:
        return f"{self.file}: {self.source.called}"


class _Identity(NamedTuple):
    """What a source is recognised by."""

    id: str
    document: tuple[str, str, str]
    addresses: tuple[str, ...]


def plan_import(
    folder: Path, sources: Mapping[str, Source], as_of: date, files: Sequence[ReferenceFile]
) -> ImportPlan:
    """Return what importing some files into a library does; nothing is written.

    Args:
        folder: the library's folder.
        sources: the sources that it has.
        as_of: the last day of which it may say anything.
        files: what is imported.

    Raises:
        UsageError: the file of the sources cannot be read, or cannot be added to with certainty.
    """
    notes = [note for file in files for note in file.notes]
    items = [(file.name, to_source(item)) for file in files for item in file.items]
    refused = [(name, item, _problem(item, as_of)) for name, item in items]
    notes += [_refusal(name, item, problem) for name, item, problem in refused if problem]
    usable = [(name, item) for name, item, problem in refused if not problem]
    candidates, repeated = _with_ids(usable)
    matches = _match(candidates, sources)
    for candidate, id_ in matches:
        notes += _difference(candidate, sources[id_], id_)
    matched = {id(candidate.source) for candidate, _ in matches}
    new = [candidate for candidate in candidates if id(candidate.source) not in matched]
    added = {_free_id(candidate, sources): candidate for candidate in new}
    notes += [note for id_, candidate in added.items() for note in _addition(candidate, id_)]
    return ImportPlan(
        tuple(_changes(folder, {id_: item.source.values for id_, item in added.items()})),
        tuple(added),
        len(matches) + repeated,
        tuple(notes),
        all(file.is_whole for file in files) and len(usable) == len(items),
    )


def _problem(item: ImportedSource, as_of: date) -> str:
    """Return why an item cannot be a source of this library, empty if it can."""
    if item.problem:
        return item.problem
    published = item.values["published"]
    if edtf.earliest_day(published) > as_of:
        return f"{edtf.format_date(published)} is later than the library's as-of date"
    return ""


def _refusal(name: str, item: ImportedSource, problem: str) -> str:
    return f"{name}: {item.called} was not added: {problem}."


def _addition(candidate: _Candidate, id_: str) -> Iterator[str]:
    """Yield a sentence on what a new source is that its item does not say, or does not hold."""
    source = candidate.source
    parts = (
        f"its id is {id_}" if id_ != source.key else "",
        source.type_note,
        f"a source has no place for {'; '.join(source.lost)}" if source.lost else "",
    )
    if any(parts):
        yield f"{candidate.called} was added: {'; '.join(filter(None, parts))}."


def _with_ids(items: Sequence[tuple[str, ImportedSource]]) -> tuple[list[_Candidate], int]:
    """Return the items with an id each, and how many were there a second time.

    An id depends on what the items say and on their order, never on what the library has.
    """
    candidates: dict[str, _Candidate] = {}
    keys = {item.key for _, item in items}
    seen: set[tuple[tuple[str, str], ...]] = set()
    for name, item in items:
        content = tuple(sorted(item.values.items()))
        if content in seen:
            continue
        seen.add(content)
        id_ = _id(item, keys)
        while id_ in candidates:
            id_ = f"{id_}-{_digest(item)}"
        candidates[id_] = _Candidate(name, item, id_)
    return [*candidates.values()], len(items) - len(candidates)


def _id(item: ImportedSource, keys: Container[str]) -> str:
    """Return the id of a source: its citation key, else one of who wrote what and when.

    Args:
        item: what the source is made of.
        keys: those of all items, none of which another item takes as its id.
    """
    slug = _slug_of_key(item.key)
    if slug and (slug == item.key or slug not in keys):
        return slug
    author = item.values.get("author", "").split(" and ")[0].split(",")[0]
    who = suggest_slug(author).split("-")[-1] or suggest_slug(item.values.get("publisher", ""))
    what = "-".join(suggest_slug(item.values["title"]).split("-")[:_TITLE_WORDS])
    year = item.values["published"].strip("./")[:4].replace("X", "0")
    words = "-".join(filter(None, (who, what)))
    if not words:
        # Of a title in another script, no letter can be part of an id.
        words = suggest_slug(item.key.rpartition("/")[2]) or f"source-{_digest(item)}"
    return f"{words[:_LONGEST_ID].rstrip('-')}-{year}"


def _slug_of_key(key: str) -> str:
    """Return a citation key as an id, empty if none comes of it: *bbn_white_2017*, *Nowak2018*."""
    if not _CITATION_KEY.fullmatch(key):
        return ""
    slug = key if is_slug(key) else suggest_slug(key)
    return "" if slug.replace("-", "").isdigit() or len(slug) > _LONGEST_ID else slug


def _digest(item: ImportedSource) -> str:
    """Return a few characters that depend on everything that a source says."""
    content = "\0".join(f"{name}={value}" for name, value in sorted(item.values.items()))
    return hashlib.sha256(content.encode()).hexdigest()[:_DIGEST]


def _free_id(candidate: _Candidate, sources: Mapping[str, Source]) -> str:
    """Return the id of a new source, another one if a source that is not it has that."""
    if candidate.id not in sources:
        return candidate.id
    return f"{candidate.id}-{_digest(candidate.source)}"


def _match(
    candidates: Sequence[_Candidate], sources: Mapping[str, Source]
) -> list[tuple[_Candidate, str]]:
    """Return which items are in the library, and the ids of those; the surest are found first."""
    open_sources = {id_: _identity_of(id_, source) for id_, source in sources.items()}
    open_items = [(candidate, _identity(candidate)) for candidate in candidates]
    matches: list[tuple[_Candidate, str]] = []
    for keys in (_whole, _own_id, _document, _addresses):
        index = _index(open_sources, keys)
        rest = []
        for candidate, identity in open_items:
            ids = chain.from_iterable(index.get(key, ()) for key in keys(identity))
            id_ = next((id_ for id_ in ids if id_ in open_sources), None)
            if id_ is None:
                rest.append((candidate, identity))
            else:
                matches.append((candidate, id_))
                del open_sources[id_]
        open_items = rest
    return matches


def _index(
    identities: Mapping[str, _Identity], keys: "Callable[[_Identity], Iterator[object]]"
) -> dict[object, list[str]]:
    index: dict[object, list[str]] = {}
    for id_, identity in identities.items():
        for key in keys(identity):
            index.setdefault(key, []).append(id_)
    return index


def _whole(identity: _Identity) -> Iterator[object]:
    yield identity.document, identity.addresses[:1]


def _own_id(identity: _Identity) -> Iterator[object]:
    yield identity.id


def _document(identity: _Identity) -> Iterator[object]:
    yield identity.document


def _addresses(identity: _Identity) -> Iterator[object]:
    yield from identity.addresses


def _identity(candidate: _Candidate) -> _Identity:
    values, doi = candidate.source.values, candidate.source.doi
    addresses = [values.get("url", ""), f"https://doi.org/{doi}" if doi else ""]
    return _Identity(candidate.id, _document_of(values), tuple(_plain_addresses(addresses)))


def _identity_of(id_: str, source: Source) -> _Identity:
    values = _values(source)
    return _Identity(id_, _document_of(values), tuple(_plain_addresses([source.url, source.via])))


def _document_of(values: Mapping[str, str]) -> tuple[str, str, str]:
    title, publisher = (normalize_name(values.get(name, "")) for name in ("title", "publisher"))
    return title or values["title"], values["published"], publisher


def _plain_addresses(addresses: Sequence[str | None]) -> Iterator[str]:
    """Yield addresses without what differs between two of one page."""
    for address in filter(None, addresses):
        plain = address.strip().lower().rstrip("/")
        yield re.sub(r"^https?://(?:www\.|dx\.)?", "", plain)


def _values(source: Source) -> dict[str, str]:
    fields = {name: getattr(source, name) for name in _FIELDS}
    texts = {name: date_text(value) for name, value in fields.items() if value is not None}
    return {name: " ".join(text.split()) for name, text in texts.items()}


def _difference(candidate: _Candidate, source: Source, id_: str) -> Iterator[str]:
    """Yield a sentence on what an item says otherwise than the source that it is."""
    have, values = _values(source), candidate.source.values
    parts = [
        f"{name} '{values[name]}' (here {repr(have[name]) if name in have else 'none'})"
        for name in _FIELDS
        if name in values and not _is_same(name, values[name], have.get(name, ""))
    ]
    if parts:
        yield f"{candidate.called} is {id_}, which stays as it is; it differs: {'; '.join(parts)}."


def _is_same(name: str, value: str, other: str) -> bool:
    return value == other or (name == "author" and in_plain_order(other) == in_plain_order(value))


def _changes(folder: Path, added: Mapping[str, Mapping[str, str]]) -> Iterator[Change]:
    """Yield the files of a library with some sources in them.

    Raises:
        UsageError: a file cannot be read, or it is not certain where in it a source belongs.
    """
    together: dict[str, dict[str, tuple[list[str], dict[str, str]]]] = {}
    for id_, values in added.items():
        fields = {name: [value] for name, value in values.items()}
        lines = skeleton.field_lines(Source, fields)
        draft = RecordDraft(KINDS["source"], "", id_, fields)
        name, path = new_record.record_location(folder, draft)
        if path:
            together.setdefault(name, {})[id_] = (lines, dict(values))
        else:
            yield Change(name, None, new_record.new_file(folder, name, path, lines))
    for name, entries in together.items():
        yield _appended(folder, name, entries)


def _appended(
    folder: Path, name: str, entries: Mapping[str, tuple[list[str], dict[str, str]]]
) -> Change:
    if not (folder / name).exists():
        blocks = (insertion.as_entry(id_, lines) for id_, (lines, _) in entries.items())
        text = "\n".join("".join(f"{line}\n" for line in block) for block in blocks)
        return Change(name, None, text.encode())
    file = new_record.read_brief(folder, name)
    there = [id_ for id_ in entries if id_ in file.plain()]
    if there:
        raise UsageError(
            f"{name} has '{there[0]}' already; mend what `briefing check` lists first."
        )
    try:
        after = insertion.append_entries(file, entries)
    except insertion.NoPlace:
        raise UsageError(
            f"{name} is not laid out so that sources can be added with certainty; nothing was "
            "written. Put each source at the left margin, as `briefing help writing` shows."
        ) from None
    return Change(name, file.content, after)
