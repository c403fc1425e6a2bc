"""Parses the YAML text of a brief file into typed records, and locates every problem in it.

A brief file uses only plain YAML: mappings with text keys, lists and scalars, and every scalar is
the text that its author typed. The rest of YAML (anchors, aliases, tags, merge keys, several
documents) is refused, so that a file means what it shows.
"""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar

import msgspec
import yaml
from msgspec import Struct

from briefing.library.lookup import nearest
from briefing.model import edtf
from briefing.model.diagnostics import Problem, Rule
from briefing.model.records import Country, Instrument, Recommendation, Statement
from briefing.model.schema import FieldType, Path, fields, iter_values, type_at

Part = TypeVar("Part", bound=Struct)
Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"
"""The contents of a brief file before they are typed."""

_Event: TypeAlias = Any
"""A YAML event, whose marks and values PyYAML's stubs leave untyped."""

# libyaml if PyYAML was built with it, as its wheels are; otherwise the same events, but slower.
_Loader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# The line breaks as libyaml counts them.
_BREAK: Final = re.compile("\r\n|[\r\n\x85\u2028\u2029]")

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
PLAIN: Final = Rule(
    "plain-yaml",
    "error",
    "Anchors, aliases, tags, merge keys, keys that are not text, and several documents in one file "
    "are no part of the format.",
    "actors.yaml",
    "nato: {name: NATO, sources: [charter]}\n",
    "nato: {name: !!str NATO, sources: [charter]}\n",
)
DUPLICATE_KEY: Final = Rule(
    "duplicate-key",
    "error",
    "A mapping has each key once.",
    "actors.yaml",
    "nato: {name: NATO, sources: [charter]}\n",
    "nato: {name: NATO, name: Nato, sources: [charter]}\n",
)
EMPTY_VALUE: Final = Rule(
    "empty-value",
    "error",
    "A field that has no value is left out.",
    "actors.yaml",
    "nato: {name: NATO, sources: [charter]}\n",
    "nato: {name: NATO, type: , sources: [charter]}\n",
)
UNKNOWN_FIELD: Final = Rule(
    "unknown-field",
    "error",
    "A record has only the fields of its kind.",
    "actors.yaml",
    "nato: {name: NATO, sources: [charter]}\n",
    "nato: {name: NATO, typ: body, sources: [charter]}\n",
)
MISSING_FIELD: Final = Rule(
    "missing-field",
    "error",
    "A record has every field that its kind requires.",
    "actors.yaml",
    "nato: {name: NATO, sources: [charter]}\n",
    "nato: {type: body, sources: [charter]}\n",
)
WRONG_TYPE: Final = Rule(
    "wrong-type",
    "error",
    "A field holds text, a list or a mapping, as its kind says.",
    "actors.yaml",
    "nato: {name: NATO, sources: [charter]}\n",
    "nato: {name: NATO, sources: charter}\n",
)
UNKNOWN_WORD: Final = Rule(
    "unknown-word",
    "error",
    "A field with a vocabulary holds one of its words.",
    "actors.yaml",
    "nato: {name: NATO, type: body, sources: [charter]}\n",
    "nato: {name: NATO, type: organisation, sources: [charter]}\n",
)
BAD_DATE: Final = Rule(
    "bad-date",
    "error",
    "A date is an EDTF level-1 value.",
    "events.yaml",
    "summit: {name: Summit, date: 2018-07, sources: [charter]}\n",
    "summit: {name: Summit, date: July 2018, sources: [charter]}\n",
)

RULES: Final = (
    UNREADABLE,
    SYNTAX,
    PLAIN,
    DUPLICATE_KEY,
    EMPTY_VALUE,
    UNKNOWN_FIELD,
    MISSING_FIELD,
    WRONG_TYPE,
    UNKNOWN_WORD,
    BAD_DATE,
)
"""The rules that reading itself enforces; those on what records say are in `rules`."""


class _MovedField(NamedTuple):
    """A field that a struct and its subclasses had, and what to write now.

    `suggestion` is the field that has taken its place, or empty where the author has to choose.
    """

    struct: type[Struct]
    name: str
    message: str
    suggestion: str = ""


_MOVED: Final = (
    _MovedField(
        Statement,
        "note",
        "'note' is now 'caveat' (what changes its meaning for the reader, one line) or 'sourcing' "
        "(how it is known).",
    ),
    _MovedField(Country, "contributions", "'contributions' is now 'actions'.", "actions"),
    _MovedField(Recommendation, "action", "'action' is now 'advice'.", "advice"),
    _MovedField(
        Instrument,
        "date",
        "'date' is now 'agreed' or 'in_force' (or 'ended', when it ended).",
    ),
)


class BriefFile:
    """One file as read: its data, its problems, and the location of every value.

    `name` is the path within the library. `content` is None if the file could not be opened, for
    the reason `unopened`. `problems` grows as the file is read and its records are typed.
    `left_out` are the paths of the fields that were refused, with their names spelled right.
    `readable` is false if the text is no YAML mapping.
    """

    def __init__(self, name: str, content: bytes, *, unopened: str = "") -> None:
        self.name = name
        self.content = None if unopened else content
        self.problems: list[Problem] = []
        self.left_out: set[Path] = set()
        self._text = ""
        self._tree = _LocatedTree()
        text = "" if unopened else self._decode(content)
        if unopened:
            message = f"This file cannot be opened: {unopened}."
            self.problems.append(self._problem(UNREADABLE, _Span(0, 0, 0, 1), message))
        elif text is not None:
            self._load(text)
        self.readable = self._is_mapping() and not any(
            problem.rule in (UNREADABLE.id, SYNTAX.id) for problem in self.problems
        )

    def plain(self, path: Path = ()) -> Any:
        """Return the value at a path before it is typed, None if there is none."""
        return self._tree.value(path)

    def record(self, path: Path, part: type[Part]) -> Part | None:
        """Return the value at a path as a struct, None if too little of it can be read.

        Whatever does not fit is reported and removed, together with its container if the rest then
        lacks a required field.
        """
        removed: set[tuple[int, str | int]] = set()
        while self.readable:
            try:
                record = msgspec.convert(self._tree.value(path), part, strict=True)
            except msgspec.ValidationError as error:
                self._tree.locate()
                if not self._repair(path, part, str(error), removed):
                    break
            else:
                invalid = _find_invalid_date(record)
                if invalid is None:
                    return record
                self._tree.locate()
                date_path, message = invalid
                self.problems.append(self.problem(BAD_DATE, (*path, *date_path), message))
                self._remove((*path, *date_path), removed)
        return None

    def line(self, path: Path) -> int:
        """Return the line, from 1, of the key of a value; 1 for the whole file."""
        location, exists = self._tree.location(path)
        return location.key.start_mark.line + 1 if path and location and exists else 1

    def problem(
        self, rule: Rule, path: Path, message: str, suggestion: str = "", *, key: bool = False
    ) -> Problem:
        """Return a problem located at a value or its key, or at its container if it is missing."""
        location, exists = self._tree.location(path)
        if location is None:
            return self._problem(rule, _Span(0, 0, 0, 1), message, suggestion)
        event = location.key if key or not exists else location.value
        return self._problem(rule, _span_of(event), message, suggestion)

    def _is_mapping(self) -> bool:
        if not self.problems and not isinstance(self._tree.value(()), dict):
            message = "A brief file is a mapping of fields to values; this one is not."
            self.problems.append(self.problem(WRONG_TYPE, (), message))
        return isinstance(self._tree.value(()), dict)

    def _decode(self, content: bytes) -> str | None:
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self._lines = content.decode("utf-8", "replace").split("\n")
            line = content.count(b"\n", 0, error.start)
            start = content.rfind(b"\n", 0, error.start) + 1
            column = len(content[start : error.start].decode("utf-8", "replace"))
            message = "This is not UTF-8 text; save the file as UTF-8."
            span = _Span(line, column, line, column + 1)
            self.problems.append(self._problem(UNREADABLE, span, message))
            return None

    @cached_property
    def _lines(self) -> list[str]:
        return _BREAK.split(self._text)

    def _load(self, text: str) -> None:
        self._text = text
        syntax_error = self._build_tree(text)
        self.problems += [self._problem(*refusal) for refusal in self._tree.refusals]
        if syntax_error is not None:
            self.problems.append(syntax_error)

    def _build_tree(self, text: str) -> Problem | None:
        """Build the tree, and return the syntax error that ended it, if any."""
        try:
            self._tree.read(text)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line, mark.column) if mark else (0, 0)
            message = f"This is not valid YAML: {error.problem or error.context}."
        except yaml.reader.ReaderError as error:
            line, column = self._find_unprintable()
            character = self._lines[line][column : column + 1]
            code = f"U+{ord(character):04X}" if character else str(error.character)
            message = f"A brief file cannot hold the character {code}."
        else:
            return None
        line = min(line, len(self._lines) - 1)
        return self._problem(SYNTAX, _Span(line, column, line, column + 1), message)

    def _find_unprintable(self) -> tuple[int, int]:
        for number, line in enumerate(self._lines):
            match = yaml.reader.Reader.NON_PRINTABLE.search(line)
            if match:
                return number, match.start()
        return 0, 0

    def _problem(self, rule: Rule, span: "_Span", message: str, suggestion: str = "") -> Problem:
        text = self._lines[span.line] if span.line < len(self._lines) else ""
        column = min(span.column, len(text))
        end = span.end_column if span.end_line == span.line else len(text.rstrip())
        return Problem(
            file=self.name,
            line=span.line + 1,
            column=column + 1,
            end=max(end, column + 1) + 1,
            rule=rule.id,
            severity=rule.severity,
            message=message,
            suggestion=suggestion,
            text=text,
        )

    def _repair(
        self, base: Path, part: type[Struct], error: str, removed: set[tuple[int, str | int]]
    ) -> bool:
        """Report an error of msgspec and remove its cause; return whether anything is left."""
        what, _, location = error.partition(" - at `$")
        path = (*base, *self._parse_path(base, location.rstrip("`")))
        name = what.split("`")[1] if "field `" in what else ""
        type_ = type_at(part, path[len(base) :])
        if "unknown field" in what:
            self._remove_unknown(path, name, type_.part or part)
            return True
        if "missing required field" not in what:
            self.problems.append(self._type_problem(path, type_))
        elif (id(self._tree.value(path)), name) not in removed:
            struct = type_.part or part
            message = f"{_describe(struct)} needs the field '{name}': "
            message += fields(struct)[name].description
            self.problems.append(self.problem(MISSING_FIELD, path, message, key=True))
        if path == base:
            return False
        self._remove(path, removed)
        return True

    def _remove_unknown(self, path: Path, name: str, struct: type[Struct]) -> None:
        """Report and remove a field that a struct does not have."""
        message, suggestion = _explain_unknown(name, struct)
        self.problems.append(
            self.problem(UNKNOWN_FIELD, (*path, name), message, suggestion, key=True)
        )
        self._tree.remove((*path, name))
        if suggestion:
            self.left_out.add((*path, suggestion))

    def _remove(self, path: Path, removed: set[tuple[int, str | int]]) -> None:
        """Remove a value, and remember that its container had it as written."""
        removed.add((id(self._tree.value(path[:-1])), path[-1]))
        self._tree.remove(path)
        self.left_out.add(path)

    def _type_problem(self, path: Path, type_: FieldType) -> Problem:
        value = self._tree.value(path)
        name = next((f"'{step}'" for step in reversed(path) if isinstance(step, str)), "This")
        if isinstance(value, str) and type_.vocabulary:
            words = ", ".join(type_.vocabulary)
            message = f"{name} cannot be '{value}'; it is one of {words}."
            near = nearest(value, type_.vocabulary, 1)
            return self.problem(UNKNOWN_WORD, path, message, "".join(near))
        actual = "text" if isinstance(value, str) else f"a {_TYPE_NAMES[type(value)]}"
        message = f"{name} must be {_describe_type(type_)}, not {actual}."
        return self.problem(WRONG_TYPE, path, message)

    def _parse_path(self, base: Path, text: str) -> Path:
        """Parse a path of msgspec, as in `.concerns[0].topic`, in which `[...]` is any key."""
        steps: list[str | int] = []
        for name, position in re.findall(r"\.([^.\[]+)|\[([^\]]*)\]", text):
            if name:
                steps.append(name)
            elif position == "...":
                mapping = self._tree.value((*base, *steps))
                steps += [key for key, value in mapping.items() if not isinstance(value, str)][:1]
            else:
                steps.append(int(position))
        return tuple(steps)


def _explain_unknown(name: str, struct: type[Struct]) -> tuple[str, str]:
    """Return why a struct has no field of a name, and the field that was probably meant."""
    for moved in _MOVED:
        if name == moved.name and issubclass(struct, moved.struct):
            return moved.message, moved.suggestion
    return f"{_describe(struct)} has no field '{name}'.", "".join(nearest(name, fields(struct), 1))


def _find_invalid_date(record: Struct) -> tuple[Path, str] | None:
    """Return the path of the first text that should be a date but is none, and why it is none."""
    for value in iter_values(record, "edtf"):
        try:
            edtf.parse(value.text)
        except edtf.InvalidDate as error:
            return value.path, f"{error}."
    return None


class _Location(NamedTuple):
    """The events of a value and of its key; a value in a list is its own key."""

    key: _Event
    value: _Event


class _Span(NamedTuple):
    """A range of text; lines and columns count from 0."""

    line: int
    column: int
    end_line: int
    end_column: int


class _LocatedTree:
    """Plain data built from YAML events, and the location of each value in it.

    It is built on an explicit stack, so that no depth of nesting can exhaust Python's. `refusals`
    are the parts of the file that are no plain YAML: the rule, the span and the message of each.
    """

    def __init__(self) -> None:
        self.refusals: list[tuple[Rule, _Span, str]] = []
        self._text = ""
        self._root: list[Plain] = []
        self._locations: dict[int, Any] = {}
        self._open: list[Plain] = []
        # The key that waits for its value in each open mapping; a refused one drops its value.
        self._keys: list[_Event] = [None]
        self._dropped: Final = yaml.ScalarEvent(None, None, (True, False), "")

    def read(self, text: str) -> None:
        """Build the tree of the first document of a file.

        Raises:
            yaml.YAMLError: the text is no YAML; what precedes the error has been built.
        """
        self._text = text
        plain = _parse_plain(text)
        if plain is None:
            self.locate()
        else:
            self._root = [plain]

    def locate(self) -> None:
        """Locate every value, once; most files have no problem to report and never need it.

        Raises:
            yaml.YAMLError: the text is no YAML.
        """
        if not self._locations:
            self._root = []
            self._open = [self._root]
            self._locations = {id(self._root): []}
            self._build(yaml.parse(self._text, Loader=_Loader))

    def value(self, path: Path) -> Any:
        """Return the value at a path, None if there is none."""
        value: Any = self._root
        for step in (0, *path):
            try:
                value = value[step]
            except (LookupError, TypeError):
                return None
        return value

    def location(self, path: Path) -> tuple[_Location | None, bool]:
        """Return the location of a value, or of its closest container, and whether it exists."""
        self.locate()
        location = None
        container: Any = self._root
        for step in (0, *path):
            try:
                location = self._locations[id(container)][step]
                container = container[step]
            except (LookupError, TypeError):
                return location, False
        return location, True

    def remove(self, path: Path) -> None:
        """Remove a value and its location."""
        self.locate()
        container = self.value(path[:-1])
        del self._locations[id(container)][path[-1]]
        del container[path[-1]]

    def _build(self, events: Iterable[_Event]) -> None:
        documents = 0
        for event in events:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._add_scalar(event)
            elif kind is yaml.MappingStartEvent:
                self._open_collection(event, {}, {})
            elif kind is yaml.SequenceStartEvent:
                self._open_collection(event, [], [])
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self._open.pop()
                self._keys.pop()
            elif kind is yaml.AliasEvent:
                self._refuse(PLAIN, event, "An alias repeats another place; write its text out.")
                self._drop()
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    message = "A second document starts here; give it a file of its own."
                    self._refuse(PLAIN, event, message)
                    return

    def _add_scalar(self, event: _Event) -> None:
        self._check_plain(event)
        if self._keys[-1] is None and isinstance(self._open[-1], dict):
            self._add_key(event)
        elif event.value.strip():
            self._add_value(event, event.value)
        else:
            key = self._keys[-1] or event
            if key is not self._dropped:
                self._refuse(EMPTY_VALUE, key, "This has no value; write one, or leave it out.")
            self._drop()

    def _add_key(self, event: _Event) -> None:
        mapping = self._open[-1]
        self._keys[-1] = self._dropped
        if event.value == "<<" and not event.style:
            self._refuse(PLAIN, event, "A merge key takes over fields unseen; write them out.")
        elif not event.value.strip():
            self._refuse(PLAIN, event, "A key must be text; this one is empty.")
        elif event.value in mapping:
            message = f"'{event.value}' is given twice here; keep one of them."
            self._refuse(DUPLICATE_KEY, event, message)
        else:
            self._keys[-1] = event

    def _open_collection(
        self, event: _Event, value: Plain, locations: list[_Location] | dict[str, _Location]
    ) -> None:
        self._check_plain(event)
        self._locations[id(value)] = locations
        if self._keys[-1] is None and isinstance(self._open[-1], dict):
            self._refuse(PLAIN, event, "A key must be text, not a list or a mapping.")
            self._keys[-1] = self._dropped
        else:
            self._add_value(event, value)
        self._open.append(value)
        self._keys.append(None)

    def _add_value(self, event: _Event, value: Plain) -> None:
        container: Any = self._open[-1]
        if isinstance(container, list):
            container.append(value)
            self._locations[id(container)].append(_Location(event, event))
            return
        key = self._keys[-1]
        self._keys[-1] = None
        if key is not self._dropped:
            container[key.value] = value
            self._locations[id(container)][key.value] = _Location(key, event)

    def _drop(self) -> None:
        """Leave out a refused value, or the value that follows a refused key."""
        if isinstance(self._open[-1], dict):
            self._keys[-1] = self._dropped if self._keys[-1] is None else None

    def _refuse(self, rule: Rule, event: _Event, message: str) -> None:
        self.refusals.append((rule, _span_of(event), message))

    def _check_plain(self, event: _Event) -> None:
        if event.anchor is not None:
            self._refuse(PLAIN, event, f"The anchor '&{event.anchor}' is not needed; remove it.")
        if event.tag is not None:
            self._refuse(PLAIN, event, f"The tag '{event.tag}' is not needed; every value is text.")


def _parse_plain(text: str) -> "Plain | None":
    """Return the contents of a file without locations, None if any of it is not ordinary.

    Most files are read by this alone, so it does little; what it refuses, the tree examines.
    """
    try:
        # What `yaml.parse` does, without a generator between.
        documents = _build_plain(iter(_Loader(text).get_event, None))
    except (yaml.YAMLError, _NotOrdinary):
        return None
    return documents[0] if len(documents) == 1 else None


class _NotOrdinary(Exception):
    """A file contains something that has to be examined closely."""


def _build_plain(events: Iterable[_Event]) -> list[Any]:
    """Return the documents that some events describe.

    Raises:
        _NotOrdinary: a value is empty or not plain, or a key is refused.
    """
    documents: list[Any] = []
    container: Any = documents
    parents: list[Any] = []
    key = None
    for event in events:
        kind = type(event)
        if kind is yaml.ScalarEvent or kind in _COLLECTIONS:
            value = event.value if kind is yaml.ScalarEvent else _COLLECTIONS[kind]()
            blank = kind is yaml.ScalarEvent and not value.strip()
            if blank or event.anchor is not None or event.tag is not None:
                raise _NotOrdinary
            if type(container) is list:
                container.append(value)
            elif key is not None:
                container[key], key = value, None
            elif kind is yaml.ScalarEvent and value not in container and value != "<<":
                key = value
            else:
                raise _NotOrdinary
            if kind is not yaml.ScalarEvent:
                parents.append(container)
                container = value
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            container = parents.pop()
        elif kind is yaml.AliasEvent:
            raise _NotOrdinary
    return documents


def _span_of(event: _Event) -> _Span:
    start, end = event.start_mark, event.end_mark
    if isinstance(event, yaml.CollectionStartEvent) and not event.flow_style:
        # A list or mapping in block style has no sign of its own; its first line represents it.
        return _Span(start.line, start.column, start.line + 1, 0)
    return _Span(start.line, start.column, end.line, end.column)


_COLLECTIONS: Final[dict[type, Any]] = {
    yaml.MappingStartEvent: dict,
    yaml.SequenceStartEvent: list,
}

_TYPE_NAMES: Final[dict[type, str]] = {list: "list", dict: "mapping"}


def _describe(struct: type[Struct]) -> str:
    """Return the name of a struct for the start of a message."""
    name = {"LibraryFile": "library.yaml", "SourceRef": "A source reference"}.get(struct.__name__)
    if name:
        return name
    words = re.sub("(?<!^)([A-Z])", r" \1", struct.__name__).lower()
    return f"{'An' if words[0] in 'aeiou' else 'A'} {words}"


def _describe_type(type_: FieldType) -> str:
    kinds = []
    if type_.format is not None:
        kinds.append("text")
    if type_.vocabulary:
        kinds.append(f"one of {', '.join(type_.vocabulary)}")
    if type_.part is not None or type_.mapping:
        kinds.append("a mapping")
    if type_.items is not None:
        kinds.append("a list")
    return " or ".join(kinds)
