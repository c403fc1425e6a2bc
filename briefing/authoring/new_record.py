"""Adds a record to a library: its text, its place, and a check of what comes of it."""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct

from briefing.authoring import insertion, skeleton
from briefing.authoring.country_codes import code_of
from briefing.authoring.replacement import replace_file
from briefing.authoring.skeleton import Values
from briefing.authoring.starter import modeline
from briefing.errors import InvalidLibrary, UnknownValue, UsageError, WriteError
from briefing.library import files
from briefing.library.loader import read_library_file
from briefing.library.lookup import nearest
from briefing.library.rules.bad_id import suggest_slug
from briefing.library.yaml_reader import BriefFile
from briefing.model.kinds import (
    KINDS,
    NESTED_BY_FIELD,
    TOP_LEVEL,
    Kind,
    nested_fields,
    with_article,
)
from briefing.model.records import LibraryFile
from briefing.model.schema import Field, fields
from briefing.model.schema import Path as YamlPath
from briefing.model.slugs import is_slug
from briefing.render import library_schema


class MissingValues(UsageError):
    """A record lacks `names`, the fields that it must have."""

    def __init__(self, message: str, names: tuple[str, ...]) -> None:
        super().__init__(message)
        self.names = names


class Unplaced(UsageError):
    """A record has no certain place in its file; `text` is what to put there."""

    def __init__(self, message: str, text: str) -> None:
        super().__init__(message)
        self.text = text


class RecordDraft(NamedTuple):
    """A record to be added: what it is, and the fields that it has."""

    kind: Kind
    owner: str
    """The id of the record that it is nested in, empty if it is in none."""
    id: str
    values: Values


class Change(NamedTuple):
    """A file of a library, before and after a record was added; None if it was not there."""

    name: str
    before: bytes | None
    after: bytes


def describe_record(folder: Path, kind: str, name: str, values: Values) -> RecordDraft:
    """Return the record that is to be added, with what follows from the library and its name.

    Args:
        folder: the library's folder.
        kind: the kind, in the singular or plural.
        name: what it is called, or its id; of a nested one after the id of its record and a `/`.
        values: its fields, as far as they are given.

    Raises:
        UnknownValue: there is no such kind or field.
        UsageError: the name gives no id, or a field is given several times that holds one value.
        InvalidLibrary: `library.yaml` cannot be read.
    """
    row = _kind(kind)
    owner, _, own = name.rpartition("/")
    if bool(owner) != row.nested:
        example = f"japan/{row.name}-x" if row.nested else f"{row.name}-x"
        article = with_article(row.name)
        where = "is part of another record" if row.nested else "is part of no other record"
        raise UsageError(f"{article.capitalize()} {where}; name it as in {example}.")
    id_ = own if is_slug(own) else suggest_slug(own)
    if not id_:
        raise UsageError(f"'{own}' gives no id; name it in lower-case words joined by hyphens.")
    _check_names(row, values)
    called = own if own != id_ else id_.replace("-", " ")
    library_file = _library_file(folder)
    derived = _derived(row, id_, called, library_file)
    return RecordDraft(row, owner, id_, {**derived, **values})


def place_record(folder: Path, record: RecordDraft) -> Change:
    """Return the file that holds a record with the record in it.

    Raises:
        MissingValues: a field that the record must have is not given.
        Unplaced: the place of the record in its file is not certain.
        UsageError: there is one of that id, its file cannot be read, or a value does not fit.
    """
    name, path = record_location(folder, record)
    missing = tuple(_missing(record))
    if missing:
        article = with_article(record.kind.name).capitalize()
        raise MissingValues(f"{article} needs {_options(missing)}.", missing)
    lines = skeleton.record_lines(record.kind.record, record.values)
    plain = skeleton.plain_value(record.kind.record, record.values)
    if (folder / name).is_file():
        change = _insert(folder, name, path, lines, plain)
    else:
        change = Change(name, None, new_file(folder, name, path, lines))
    _check_reading(change, record, path)
    return change


def missing_options(folder: Path, kind: str, name: str) -> str:
    """Return the options that a record of a name lacks, each with a word to put a value for.

    Raises:
        UsageError: as `describe_record` has it.
        InvalidLibrary: `library.yaml` cannot be read.
    """
    return _options([*_missing(describe_record(folder, kind, name, {}))])


def _options(names: Sequence[str]) -> str:
    return " ".join(
        f"--source {_placeholder('source')}"
        if name == "sources"
        else f"--set {name}={_placeholder(name)}"
        for name in names
    )


def _placeholder(name: str) -> str:
    return name.rpartition(".")[2].upper()


def topics_of(folder: Path) -> list[str]:
    """Return the topics that a library names."""
    return [*_library_file(folder).topics]


def write_change(folder: Path, change: Change) -> None:
    """Write a file as it is after a change.

    Raises:
        UsageError: it is there already, has changed since it was read, or is behind a link.
        WriteError: it cannot be written; it is as it was.
    """
    path = folder / change.name
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
        raise UsageError(f"{change.name} is behind a link that leads out of the library.")
    try:
        if change.before is None:
            path.parent.mkdir(exist_ok=True)
            with path.open("xb") as file:
                file.write(change.after)
        elif path.read_bytes() != change.before:
            raise UsageError(f"{change.name} has changed just now; try again.")
        else:
            replace_file(Path(os.path.realpath(path)), change.after)
    except FileExistsError:
        raise UsageError(f"{change.name} is there already.") from None
    except OSError as error:
        raise WriteError(f"{change.name} cannot be written: {error.strerror}.") from error


def undo_change(folder: Path, change: Change) -> None:
    """Write a file as it was before a change, if it is still as it was after it."""
    path = folder / change.name
    with suppress(OSError):
        if path.read_bytes() != change.after:
            return
        if change.before is None:
            path.unlink()
        else:
            replace_file(Path(os.path.realpath(path)), change.before)


def _kind(name: str) -> Kind:
    for kind in KINDS.values():
        if name in (kind.name, kind.plural):
            return kind
    near = nearest(name, [*KINDS], 1)
    hint = f"did you mean {near[0]}?" if near else f"choose one of {', '.join(KINDS)}."
    raise UnknownValue(f"'{name}' is no kind of record; {hint}")


def _fields(kind: Kind) -> dict[str, Field]:
    struct: type[Struct] = kind.record
    return fields(struct)


def _check_names(kind: Kind, values: Values) -> None:
    for name, texts in values.items():
        field = skeleton.field_at(kind.record, name)
        if field is None:
            near = nearest(name, [*_fields(kind)], 1)
            hint = f" Did you mean {near[0]}?" if near else ""
            article = with_article(kind.name).capitalize()
            raise UnknownValue(f"{article} has no field '{name}'.{hint}")
        if field.name == "id":
            raise UsageError("The id is the name that follows the kind; leave out `--set id=`.")
        if _placeholder("source" if name == "sources" else name) in texts:
            raise UsageError(f"{texts[0]} stands for the value of '{name}'; write that instead.")
        if not all(text.strip() for text in texts):
            raise UsageError(f"'{name}' is given no value; leave it out or give it one.")
        if len(texts) > 1 and not skeleton.takes_several(field.type) and name != "sources":
            raise UsageError(f"'{name}' holds one value; it is given {len(texts)} times.")


def _library_file(folder: Path) -> LibraryFile:
    location, library_file = read_library_file(folder)
    if library_file is None:
        problems = tuple(location.file.problems)
        raise InvalidLibrary("library.yaml cannot be read.", str(folder), problems)
    return library_file


def _derived(kind: Kind, id_: str, called: str, library_file: LibraryFile) -> dict[str, list[str]]:
    """Return what a record's name and its library say about its fields."""
    known = _fields(kind)
    derived = {"id": [id_]} if kind.nested else {}
    headline = "title" if "title" in known else "name"
    if kind.name in ("country", "actor") and called == called.lower():
        called = called.title()
    # What has capitals already, such as eFP, is spelt as it should be.
    derived[headline] = [called if called != called.lower() else called[0].upper() + called[1:]]
    code = code_of(called) if "code" in known else None
    if code:
        derived["code"] = [code]
    for name, field in known.items():
        if field.required and field.type.format and field.type.format.name == "edtf":
            derived[name] = [library_file.as_of]
    if "topic" in known and len(library_file.topics) == 1:
        derived["topic"] = [*library_file.topics]
    return derived


def _missing(record: RecordDraft) -> Iterator[str]:
    """Yield the fields that a record must have and does not: its source too, whatever its kind."""
    yield from skeleton.missing_fields(record.kind.record, record.values)
    is_optional = not _fields(record.kind)["sources"].required
    if is_optional and record.kind.name != "source" and not record.values.get("sources"):
        yield "sources"


def record_location(folder: Path, record: RecordDraft) -> tuple[str, YamlPath]:
    """Return the file of a record, and the path to it, or to the list that it belongs to."""
    if record.owner:
        return _list_location(folder, record)
    kind = record.kind
    together = f"{kind.plural}{files.SUFFIX}"
    apart = f"{kind.plural}/{record.id}{files.SUFFIX}"
    has_file, has_folder = (folder / together).exists(), (folder / kind.plural).exists()
    if os.path.lexists(folder / apart):
        raise UsageError(f"{apart} is there already.")
    # Both layouts mean the same, so a library goes on as it has begun.
    is_apart = kind.at_length if has_file == has_folder else has_folder
    return (apart, ()) if is_apart else (together, (record.id,))


def _list_location(folder: Path, record: RecordDraft) -> tuple[str, YamlPath]:
    field = record.kind.plural
    for kind in (kind for kind in TOP_LEVEL.values() if field in nested_fields(kind.name)):
        apart = f"{kind.plural}/{record.owner}{files.SUFFIX}"
        if (folder / apart).is_file():
            return apart, (field,)
        together = f"{kind.plural}{files.SUFFIX}"
        if (folder / together).is_file() and record.owner in (
            read_brief(folder, together).plain() or {}
        ):
            return together, (record.owner, field)
    owners = [kind.name for kind in TOP_LEVEL.values() if field in nested_fields(kind.name)]
    raise UsageError(
        f"There is no {' or '.join(owners)} '{record.owner}'; "
        f"`briefing new {owners[0]} {record.owner}` adds one."
    )


def read_brief(folder: Path, name: str) -> BriefFile:
    """Return a file of a library.

    Raises:
        UsageError: it cannot be read, or has problems that keep it from being one.
    """
    try:
        file = BriefFile(name, files.read(str(folder), name))
    except (OSError, files.Refused) as error:
        raise UsageError(f"{name} cannot be read: {error}") from None
    if not file.readable or file.problems:
        raise UsageError(f"{name} has problems; mend what `briefing check` lists first.")
    return file


def new_file(folder: Path, name: str, path: YamlPath, lines: Sequence[str]) -> bytes:
    """Return a file that holds one record and was not there."""
    block = [f"{path[0]}:", *(f"  {line}" for line in lines)] if path else lines
    head = modeline(name) if (folder / library_schema.FILE_NAME).is_file() else ""
    return (head + "".join(f"{line}\n" for line in block)).encode()


def _insert(
    folder: Path, name: str, path: YamlPath, lines: Sequence[str], plain: dict[str, Any]
) -> Change:
    file = read_brief(folder, name)
    *_, last = path
    is_list = last in NESTED_BY_FIELD
    if is_list:
        siblings = file.plain(path) if isinstance(file.plain(path), list) else []
        ids = [sibling.get("id") for sibling in siblings if isinstance(sibling, dict)]
    else:
        ids = [*file.plain()]
    id_ = plain["id"] if is_list else last
    if id_ in ids:
        raise UsageError(f"{name} has '{id_}' already.")
    try:
        if is_list:
            after = insertion.append_item(file, path, lines, plain)
        else:
            after = insertion.append_entry(file, str(last), lines, plain)
    except insertion.NoPlace:
        where = f"the list '{last}'" if is_list else "the file"
        text = insertion.as_item(lines) if is_list else insertion.as_entry(str(last), lines)
        raise Unplaced(
            f"{name} is not laid out so that a record can be added with certainty. Nothing was "
            f"written; put this at the end of {where} in {name}.",
            "".join(f"{line}\n" for line in text),
        ) from None
    return Change(name, file.content, after)


def _check_reading(change: Change, record: RecordDraft, path: YamlPath) -> None:
    """Refuse a record that reading would refuse.

    Raises:
        UsageError: a value is not of the type, vocabulary or form of its field.
    """
    file = BriefFile(change.name, change.after)
    if record.owner:
        path = (*path, len(file.plain(path)) - 1)
    if file.record(path, record.kind.record) is None or file.problems:
        raise UsageError(f"{min(file.problems).full_message} Nothing was written.")
