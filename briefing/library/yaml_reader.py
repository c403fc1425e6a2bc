"""Parses the YAML text of a brief file into typed records, and locates every problem in it.

A brief file uses only plain YAML: mappings with text keys, lists and scalars, and every scalar is
the text that its author typed. The rest of YAML (anchors, aliases, tags, merge keys, several
documents) is refused, so that a file means what it shows.
"""

import codecs
from functools import cached_property
from typing import Any, Final, TypeVar

import msgspec
from msgspec import Struct

from briefing.library.file_kinds import kind_of_file
from briefing.library.location import LIBRARY_FILE
from briefing.library.source_text import SourceSpan, SourceText, shorten
from briefing.library.validation import (
    BAD_DATE,
    MISSING_FIELD,
    RENAMED_FIELD,
    UNKNOWN_FIELD,
    UNKNOWN_WORD,
    WRONG_TYPE,
    Validator,
)
from briefing.library.yaml_tree import (
    DUPLICATE_KEY,
    EMPTY_VALUE,
    PLAIN,
    InvalidYaml,
    LocatedTree,
    Location,
)
from briefing.model import edtf
from briefing.model.diagnostics import Problem, Rule
from briefing.model.kinds import TOP_LEVEL, with_article
from briefing.model.records import LibraryFile
from briefing.model.schema import Path, fields, iter_values

Part = TypeVar("Part", bound=Struct)

# The most characters of a message and of a suggestion.
_LONGEST_MESSAGE: Final = 500
_LONGEST_SUGGESTION: Final = 100

UNREADABLE: Final = Rule(
    "unreadable-file",
    "error",
    "A brief file can be opened, and is UTF-8 text.",
    "actors.yaml",
    "nato: {name: NATO, sources: [charter]}\n",
    "nato: {name: NATO\udcff, sources: [charter]}\n",
)
SYNTAX: Final = Rule(
    "yaml-syntax",
    "error",
    "A brief file is valid YAML.",
    "actors.yaml",
    "nato: {name: NATO, sources: [charter]}\n",
    "nato: {name: NATO, sources: [charter}\n",
)

RULES: Final = (
    UNREADABLE,
    SYNTAX,
    PLAIN,
    DUPLICATE_KEY,
    EMPTY_VALUE,
    UNKNOWN_FIELD,
    RENAMED_FIELD,
    MISSING_FIELD,
    WRONG_TYPE,
    UNKNOWN_WORD,
    BAD_DATE,
)
"""The rules that reading itself enforces; those on what records say are in `rules`."""


class BriefFile:
    """One file as read: its data, its problems, and the location of every value.

    `name` is the path within the library. `content` is None if the file could not be opened, for
    the reason `unopened`. `problems` grows as the file is read and its records are typed.
    `readable` is false if the text is no YAML mapping.
    """

    def __init__(self, name: str, content: bytes, *, unopened: str = "") -> None:
        self.name = name
        self.content = None if unopened else content
        self.problems: list[Problem] = []
        self._source = SourceText("")
        self._tree = LocatedTree(self._source)
        self.readable = False
        if unopened:
            message = f"This file cannot be opened: {unopened}."
            self._report(UNREADABLE, SourceSpan(0, 1), message)
        elif self._decode(content):
            self._load()

    @cached_property
    def _validator(self) -> Validator:
        # It refers to this file in turn: the two are not freed until Python looks for cycles.
        return Validator(self._tree, self._report)

    def plain(self, path: Path = ()) -> Any:
        """Return the value at a path before it is typed, None if there is none."""
        return self._tree.value(path)

    def record(self, path: Path, part: type[Part]) -> Part | None:
        """Return the value at a path as a struct, None if too little of it can be read.

        Whatever does not fit is reported and removed, together with its container if the rest then
        lacks a required field.
        """
        if not self.readable:
            return None
        # Most records are valid, which msgspec finds out fastest; what it says is of no use here.
        try:
            record = msgspec.convert(self._tree.value(path), part, strict=True)
        except msgspec.ValidationError:
            pass
        else:
            if _has_valid_dates(record):
                return record
        if not self._validator.validate(path, part):
            return None
        return msgspec.convert(self._tree.value(path), part, strict=True)

    def was_refused(self, path: Path) -> bool:
        """Return whether a field was written, but could not be read."""
        field = (id(self._tree.value(path[:-1])), path[-1])
        return field in self._validator.left_out or self._tree.was_removed(*field)

    def position(self, path: Path) -> tuple[int, int]:
        """Return the line and column, from 1, of the key of a value; 1 and 1 for the whole file."""
        location, exists = self._tree.location(path)
        return self._source.position(location.key.start) if path and location and exists else (1, 1)

    @property
    def text(self) -> str:
        """The text of the file, without a byte-order mark."""
        return self._source.text

    def location(self, path: Path) -> Location | None:
        """Return where a value and its key are in the text, None if there is no such value.

        Raises:
            InvalidYaml: the text is no YAML.
        """
        location, exists = self._tree.location(path)
        return location if exists else None

    def index(self, line: int, column: int) -> int:
        """Return the index in the text of a place, as problems name it."""
        return self._source.index(line, column)

    def place(self, index: int) -> tuple[int, int]:
        """Return the line and the column of an index in the text, as problems name it."""
        return self._source.position(index)

    def problem(
        self, rule: Rule, path: Path, message: str, suggestion: str = "", *, key: bool = False
    ) -> Problem:
        """Return a problem located at a value or its key, or at its container if it is missing."""
        location, exists = self._tree.location(path)
        if location is None:
            return self._problem(rule, SourceSpan(0, 1), message, suggestion)
        span = location.key if key or not exists else location.value
        return self._problem(rule, span, message, suggestion)

    def _decode(self, content: bytes) -> bool:
        """Decode the text of the file, as far as it can be; return whether that is all of it."""
        try:
            # What Python calls `utf-8-sig`, which takes ten times as long.
            text, error = content.removeprefix(codecs.BOM_UTF8).decode(), None
        except UnicodeDecodeError as failure:
            error = failure
            text = error.object.decode("utf-8", "replace")
        self._source = SourceText(text)
        # Text with characters replaced is shown, but not read.
        self._tree = LocatedTree(self._source if error is None else SourceText(""))
        if error is None:
            return True
        index = len(error.object[: error.start].decode("utf-8"))
        is_utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        actual = "UTF-16 text" if is_utf16 else "not UTF-8 text"
        message = f"This is {actual}; save the file as UTF-8."
        self._report(UNREADABLE, SourceSpan(index, index + 1), message)
        return False

    def _load(self) -> None:
        syntax_error: InvalidYaml | None = None
        try:
            self._tree.read()
        except InvalidYaml as error:
            syntax_error = error
        for refusal in self._tree.refusals:
            self._report(*refusal)
        if syntax_error is not None:
            span = SourceSpan(syntax_error.index, syntax_error.index + 1)
            self._report(SYNTAX, span, str(syntax_error))
            return
        self.readable = isinstance(self._tree.value(()), dict)
        if not self.readable and not self.problems:
            message = _explain_contents(self.name, self._tree.value(()))
            self.problems.append(self.problem(WRONG_TYPE, (), message))

    def _report(self, rule: Rule, span: SourceSpan, message: str, suggestion: str = "") -> None:
        self.problems.append(self._problem(rule, span, message, suggestion))

    def _problem(self, rule: Rule, span: SourceSpan, message: str, suggestion: str = "") -> Problem:
        line, column = self._source.position(span.start)
        text, text_column = self._source.excerpt(span.start)
        return Problem(
            file=self.name,
            line=line,
            column=column,
            end=max(self._source.end_column(span), column + 1),
            rule=rule.id,
            severity=rule.severity,
            message=shorten(message, _LONGEST_MESSAGE),
            suggestion=suggestion if len(suggestion) <= _LONGEST_SUGGESTION else "",
            text=text,
            text_column=text_column,
        )


def _explain_contents(name: str, value: Any) -> str:
    """Return what a file holds that is no mapping, and what one of its name should hold."""
    actual = "holds only a text" if value else "is empty"
    actual = "is a list" if isinstance(value, list) else actual
    kind, id_ = kind_of_file(name)
    if not kind and name != LIBRARY_FILE:
        return f"A brief file is a mapping of fields to values; this one {actual}."
    struct: type[Struct] = TOP_LEVEL[kind].record if kind else LibraryFile
    required = [f"{field.name}: …" for field in fields(struct).values() if field.required]
    if kind and not id_:
        example = f"some-id: {{{', '.join(required)}}}"
        return f"This file {actual}; it should have each {kind} under its id: `{example}`."
    example = " and ".join(f"`{line}`" for line in required)
    what = f"the fields of {with_article(kind)}" if kind else "fields"
    return f"This file {actual}; it should have {what}, a line each, such as {example}."


def _has_valid_dates(record: Struct) -> bool:
    for value in iter_values(record, "edtf"):
        try:
            edtf.parse(value.text)
        except edtf.InvalidDate:
            return False
    return True
