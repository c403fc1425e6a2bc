"""What could mend the problems of a file: an edit for each that has one right answer.

Nothing is decided by a guess. Whether an edit does what it should is found out by `fixes`, which
reads the file again.
"""

import re
from collections.abc import Iterator
from functools import cache, cached_property
from typing import Any, Final, NamedTuple

from msgspec import Struct

from briefing.authoring.edits import Edit
from briefing.authoring.quoting import mentions_field, quote_scalar, quoting_edits
from briefing.authoring.spelling import bare, obvious_spelling
from briefing.index.store import Store
from briefing.library.files import kind_of_file
from briefing.library.folding import normalize_name
from briefing.library.loader import LoadedFiles, meanings
from briefing.library.rules import (
    bad_id,
    later_than_as_of,
    unknown_code,
    unknown_reference,
    unknown_theme,
    unknown_topic,
)
from briefing.library.source_text import SourceSpan
from briefing.library.validation import (
    BAD_DATE,
    RENAMED_FIELD,
    UNKNOWN_FIELD,
    UNKNOWN_WORD,
    WRONG_TYPE,
    field_advice,
)
from briefing.library.yaml_reader import SYNTAX, BriefFile
from briefing.model import edtf, iso3166
from briefing.model.kinds import LIBRARY_FILE, TOP_LEVEL
from briefing.model.records import Action, Event, LibraryFile
from briefing.model.schema import Field, FieldType, Path, fields
from briefing.model.slugs import is_slug
from briefing.model.spoken_dates import to_edtf

# Fields and words of a vocabulary are few, so that short ones are clear as well.
_SHORTEST: Final = 4

# What can be the rest of a name with commas, in a list in brackets or a mapping in braces.
_AFTER_COMMAS: Final = re.compile(
    r"(?:,[^\S\r\n]*[^\s,:\[\]{}'\"#][^,:\[\]{}\r\n]*){1,3}(?=[,\]}])"
)


class _Place(NamedTuple):
    """A value: its path in the file, its type, and the id of the top-level record that has it."""

    path: Path
    expected: FieldType
    owner: str = ""


class Proposals:
    """Proposes edits to the files of one library, as that is now."""

    def __init__(self, store: Store) -> None:
        self._about = store.library_file
        self._names = store
        self._files = LoadedFiles(self._about, [], store)
        self._records: list[tuple[str, str]] = []
        self._references: dict[tuple[str, str, tuple[str, ...]], str] = {}

    def edits(self, file: BriefFile) -> Iterator[Edit]:
        """Yield an edit for each problem of a file that has one right answer."""
        yield from quoting_edits(file)
        if not file.readable or any(problem.rule == SYNTAX.id for problem in file.problems):
            return
        for place in _roots(file):
            *_, key = ("", *place.path)
            if key and not is_slug(str(key)):
                yield from _replace_key(file, place.path, bad_id.RULE.id, _slug(str(key)))
            yield from self._value_edits(file, place)

    def _value_edits(self, file: BriefFile, place: _Place) -> Iterator[Edit]:
        value, type_ = file.plain(place.path), place.expected
        joined = self._join_name(file, place) if isinstance(value, str) else None
        if joined is not None:
            yield joined
        elif isinstance(value, str):
            rule, new = self._correct(value, place)
            yield from _replace_value(file, place.path, rule, new) if new else ()
        elif isinstance(value, list) and type_.items is not None:
            for position in range(len(value)):
                inner = place._replace(path=(*place.path, position), expected=type_.items)
                yield from self._value_edits(file, inner)
        elif isinstance(value, dict) and type_.part is not None:
            yield from self._field_edits(file, place, type_.part, value)
        elif isinstance(value, dict) and type_.format is not None and type_.items is None:
            yield from _quote_pair(file, place.path, value)

    def _join_name(self, file: BriefFile, place: _Place) -> Edit | None:
        """Return the edit that writes the id of a record where commas have split its name."""
        location, format_ = file.location(place.path), place.expected.format
        if location is None or format_ is None or format_.name != "id":
            return None
        start, end = location.value
        rest = _AFTER_COMMAS.match(file.text, end)
        parts = rest[0].split(",")[1:] if rest and file.text[start] not in "'\"" else []
        for count in range(len(parts), 0, -1):
            stop = end + sum(len(part) + 1 for part in parts[:count])
            name = file.text[start:stop].rstrip()
            known = self._ids_called(name, format_.to)
            are_missing = all(
                self._files.is_missing(place.owner, part.strip(), format_.to)
                for part in name.split(",")
            )
            if len(known) == 1 and are_missing:
                new = known[0].removeprefix(f"{place.owner}/")
                return Edit(start, start + len(name), new, unknown_reference.RULE.id, name, new)
        return None

    def _field_edits(
        self, file: BriefFile, place: _Place, struct: type[Struct], mapping: dict[str, Any]
    ) -> Iterator[Edit]:
        known = fields(struct)
        for name in mapping:
            path = (*place.path, name)
            if name in known:
                inner = _Place(path, known[name].type, place.owner)
                yield from self._value_edits(file, inner)
            else:
                yield from _rename_field(file, path, struct, mapping)
        if self._lies_ahead(struct, mapping):
            yield from _insert_status(file, (*place.path, "date"))

    def _lies_ahead(self, struct: type[Struct], mapping: dict[str, Any]) -> bool:
        """Return whether a record that has no status is later than the library's day."""
        if struct not in (Event, Action) or "status" in mapping or self._about is None:
            return False
        when = mapping.get("date")
        text = when.get("edtf") if isinstance(when, dict) else when
        try:
            return isinstance(text, str) and edtf.earliest_day(text) > self._files.as_of
        except edtf.InvalidDate:
            return False

    def _correct(self, text: str, place: _Place) -> tuple[str, str]:
        """Return the rule that a text breaks, and what it must be, empty if that is uncertain."""
        field = str(place.path[-1])
        if place.expected.format is None:
            words = place.expected.vocabulary
            new = "" if text in words else obvious_spelling(text, words, _SHORTEST)
            return UNKNOWN_WORD.id, new
        if field in _LIBRARY_WORDS:
            return self._library_word(text, field)
        rule, new = "", ""
        match place.expected.format.name:
            case "edtf":
                rule, new = BAD_DATE.id, _date(text)
            case "iso3166" if not iso3166.is_alpha3(text):
                rule, new = unknown_code.RULE.id, iso3166.suggest_alpha3(text)
            case "slug" if not is_slug(text):
                rule, new = bad_id.RULE.id, _slug(text)
            case "id":
                kinds = place.expected.format.to
                rule, new = unknown_reference.RULE.id, self._reference(text, place.owner, kinds)
        return rule, new

    def _library_word(self, text: str, field: str) -> tuple[str, str]:
        rule, words = _LIBRARY_WORDS[field], getattr(self._about, f"{field}s", {})
        return rule, obvious_spelling(text, words) if words and text not in words else ""

    def _reference(self, text: str, owner: str, kinds: tuple[str, ...]) -> str:
        key = (text, owner, kinds)
        if key not in self._references:
            is_missing = self._files.is_missing(owner, text, kinds)
            is_known = any(map(self._names.kind, meanings(owner, text)))
            new = self._find(text, owner, kinds) if is_missing and not is_known else ""
            # An id that has to be mended itself is no spelling to keep to.
            self._references[key] = new if all(map(is_slug, new.split("/"))) else ""
        return self._references[key]

    def _ids_called(self, name: str, kinds: tuple[str, ...]) -> list[str]:
        """Return the ids of the records of some kinds that have a name or a title."""
        key = normalize_name(name)
        ids = dict.fromkeys([*self._names.ids_for_name(key), *self._ids_by_name.get(key, ())])
        return [id_ for id_ in ids if self._names.kind(id_) in kinds]

    @cached_property
    def _ids_by_name(self) -> dict[str, dict[str, None]]:
        ids: dict[str, dict[str, None]] = {}
        for name, id_, _ in self._names.iter_names():
            ids.setdefault(name, {})[id_] = None
        return ids

    def _find(self, text: str, owner: str, kinds: tuple[str, ...]) -> str:
        """Return the id of the one record that is called so, or that is the obvious spelling."""
        ids = self._ids_called(text, kinds)
        if len(ids) == 1:
            return ids[0].removeprefix(f"{owner}/")
        if self._names.ids_for_name(normalize_name(text)) or _is_country(text):
            return ""
        self._records = self._records or list(self._names.iter_records())
        own = f"{owner}/"
        return obvious_spelling(
            text, [id_.removeprefix(own) for id_, kind in self._records if kind in kinds]
        )


_LIBRARY_WORDS: Final = {"topic": unknown_topic.RULE.id, "theme": unknown_theme.RULE.id}


def _roots(file: BriefFile) -> Iterator[_Place]:
    """Yield each record of a file, or what `library.yaml` says."""
    kind, id_ = kind_of_file(file.name)
    if file.name == LIBRARY_FILE:
        yield _Place((), FieldType(part=LibraryFile))
    elif kind:
        type_ = FieldType(part=TOP_LEVEL[kind].record)
        if id_:
            yield _Place((), type_, id_)
        else:
            yield from (_Place((key,), type_, key) for key in file.plain())


def _date(text: str) -> str:
    """Return a date as people write it in EDTF, empty if it is right or means several or none."""
    try:
        edtf.parse(text)
    except edtf.InvalidDate:
        pass
    else:
        return ""
    date = to_edtf(text)
    try:
        edtf.parse(date)
    except edtf.InvalidDate:
        return ""
    return date


def _slug(text: str) -> str:
    """Return an id as it must be written, empty if more than its case and signs would change."""
    slug = bad_id.suggest_slug(text)
    return slug if bare(slug) == bare(text) else ""


@cache
def _is_country(text: str) -> bool:
    """Return whether a text is the name of a country, which is no slip of that of another."""
    from briefing.authoring.country_codes import code_of

    return code_of(text) is not None


def _rename_field(
    file: BriefFile, path: Path, struct: type[Struct], mapping: dict[str, Any]
) -> Iterator[Edit]:
    name = str(path[-1])
    advice = field_advice(name, struct)
    known: dict[str, Field] = fields(struct)
    free = [field for field in known if field not in mapping]
    new = obvious_spelling(name, known, _SHORTEST) if advice is None else advice.new
    if new in free:
        rule = UNKNOWN_FIELD if advice is None else RENAMED_FIELD
        yield from _replace_key(file, path, rule.id, new)


def _replace_key(file: BriefFile, path: Path, rule: str, new: str) -> Iterator[Edit]:
    location = file.location(path)
    if new and location is not None:
        yield from _replace_scalar(file, location.key, (str(path[-1]), new), rule)


def _replace_value(file: BriefFile, path: Path, rule: str, new: str) -> Iterator[Edit]:
    location = file.location(path)
    if location is not None:
        yield from _replace_scalar(file, location.value, (file.plain(path), new), rule)


def _replace_scalar(
    file: BriefFile, span: SourceSpan, words: tuple[str, str], rule: str
) -> Iterator[Edit]:
    """Yield the edit that replaces a text of one line, its quotation marks kept."""
    old, new = words
    written = file.text[span.start : span.end]
    for mark in ("", "'", '"'):
        if written == f"{mark}{old}{mark}":
            start, end = span.start + len(mark), span.end - len(mark)
            yield Edit(start, end, new, rule, old, new)
            return


def _quote_pair(file: BriefFile, path: Path, value: dict[str, Any]) -> Iterator[Edit]:
    """Yield the quotation marks of a text that its colon has made a mapping of one pair."""
    location = file.location((*path, next(iter(value), "")))
    whole = file.location(path)
    if location is None or whole is None or len(value) != 1:
        return
    start, end = location.key.start, location.value.end
    written = file.text[start:end]
    (key, text), *_ = value.items()
    is_one_line = isinstance(text, str) and written.startswith(key) and written.endswith(text)
    is_text = is_one_line and not set(written) & set("\r\n") and not mentions_field(written)
    if is_text and whole.value.start == start:
        quoted = quote_scalar(written)
        yield Edit(start, end, quoted, WRONG_TYPE.id, written, quoted)


def _insert_status(file: BriefFile, path: Path) -> Iterator[Edit]:
    """Yield the edit that adds `status: planned` after the date of what lies ahead."""
    location, owner = file.location(path), file.location(path[:-1])
    if location is None or owner is None:
        return
    text, (start, end) = file.text, location.value
    rule = later_than_as_of.RULE.id
    if text[owner.value.start : owner.value.start + 1] == "{":
        mark = '"' if text[location.key.start] == '"' else ""
        added = f", {mark}status{mark}: {mark}planned{mark}"
        yield Edit(end, end, added, rule, "", "status: planned")
        return
    line, column = file.place(location.key.start)
    if file.place(end)[0] != line or (isinstance(file.plain(path), dict) and text[start] != "{"):
        return
    ends = [at for at in (text.find("\r", end), text.find("\n", end)) if at >= 0]
    at = min(ends, default=len(text))
    newline = "\r\n" if "\r\n" in text else "\n"
    added = f"{newline}{' ' * (column - 1)}status: planned"
    yield Edit(at, at, added, rule, "", "status: planned")
