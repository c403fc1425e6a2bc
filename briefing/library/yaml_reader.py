"""Turns the YAML text of a brief file into typed records, with the place of every problem.

Only the plain part of YAML is a brief file: mappings with text keys, lists and scalars, and every
scalar is the text that its author typed. The rest of YAML (anchors, aliases, tags, merge keys,
several documents) is refused, so that a file means what it shows.
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
from briefing.model.schema import FieldType, Path, fields, iter_values, type_at

Part = TypeVar("Part", bound=Struct)
Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"
"""What a brief file holds before it is typed."""

_Event: TypeAlias = Any
"""A YAML event, whose marks and values PyYAML's stubs leave untyped."""

# libyaml where PyYAML was built with it, as its wheels are; the same events otherwise, slower.
_Loader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# The line breaks that libyaml counts.
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
    "A key stands once in a mapping.",
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
"""What the reader itself finds; rules about what records say are in `briefing.library.rules`."""


class BriefFile:
    """One file as read: its data, and the place of everything in it.

    `name` is what problems call the file, its path within the library, and `unopened` says why it
    could not be opened; then its `content` is None. `problems` grows as the file is read and its
    records are typed. `left_out` are the fields that would not do, by the names they should have
    had. `readable` is false where the text is no YAML mapping.
    """

    def __init__(self, name: str, content: bytes, *, unopened: str = "") -> None:
        self.name = name
        self.content = None if unopened else content
        self.problems: list[Problem] = []
        self.left_out: set[Path] = set()
        self._text = ""
        self._tree = _Tree()
        text = "" if unopened else self._decoded(content)
        if unopened:
            message = f"This file cannot be opened: {unopened}."
            self.problems.append(self._problem(UNREADABLE, _Span(0, 0, 0, 1), message))
        elif text is not None:
            self._load(text)
        self.readable = self._mapping_at_top() and not any(
            problem.rule in (UNREADABLE.id, SYNTAX.id) for problem in self.problems
        )

    def plain(self, path: Path = ()) -> Any:
        """What stands at a place, before it is typed; None where nothing does."""
        return self._tree.value(path)

    def record(self, path: Path, part: type[Part]) -> Part | None:
        """The value at a place, typed.

        Whatever does not fit is reported and left out. Where what remains lacks something that is
        required, that goes as well, up to the record itself: then the answer is None.
        """
        left_out: set[tuple[int, str | int]] = set()
        while self.readable:
            try:
                record = msgspec.convert(self._tree.value(path), part, strict=True)
            except msgspec.ValidationError as error:
                self._tree.locate()
                if not self._repair(path, part, str(error), left_out):
                    break
            else:
                bad = _bad_date(record)
                if bad is None:
                    return record
                self._tree.locate()
                way, message = bad
                self.problems.append(self.problem(BAD_DATE, (*path, *way), message))
                self._leave_out((*path, *way), left_out)
        return None

    def line(self, path: Path) -> int:
        """The line, from 1, on which the key of a value stands; 1 for the whole file."""
        spot, there = self._tree.spot(path)
        return spot.key.start_mark.line + 1 if path and spot and there else 1

    def problem(
        self, rule: Rule, path: Path, message: str, suggestion: str = "", *, key: bool = False
    ) -> Problem:
        """A problem at a value in the file, or at its key; if it is not there, at what holds it."""
        spot, there = self._tree.spot(path)
        if spot is None:
            return self._problem(rule, _Span(0, 0, 0, 1), message, suggestion)
        event = spot.key if key or not there else spot.value
        return self._problem(rule, _span(event), message, suggestion)

    def _mapping_at_top(self) -> bool:
        if not self.problems and not isinstance(self._tree.value(()), dict):
            message = "A brief file is a mapping of fields to values; this one is not."
            self.problems.append(self.problem(WRONG_TYPE, (), message))
        return isinstance(self._tree.value(()), dict)

    def _decoded(self, content: bytes) -> str | None:
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
        said = self._built(text)
        self.problems += [self._problem(*each) for each in self._tree.refused]
        if said is not None:
            self.problems.append(said)

    def _built(self, text: str) -> Problem | None:
        """Builds the tree, and tells of the syntax error that ended it."""
        try:
            self._tree.read(text)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line, mark.column) if mark else (0, 0)
            message = f"This is not valid YAML: {error.problem or error.context}."
        except yaml.reader.ReaderError as error:
            line, column = self._unprintable()
            held = self._lines[line][column : column + 1]
            code = f"U+{ord(held):04X}" if held else str(error.character)
            message = f"A brief file cannot hold the character {code}."
        else:
            return None
        line = min(line, len(self._lines) - 1)
        return self._problem(SYNTAX, _Span(line, column, line, column + 1), message)

    def _unprintable(self) -> tuple[int, int]:
        for number, line in enumerate(self._lines):
            found = yaml.reader.Reader.NON_PRINTABLE.search(line)
            if found:
                return number, found.start()
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
        self, base: Path, part: type[Struct], said: str, left_out: set[tuple[int, str | int]]
    ) -> bool:
        """Reports what msgspec found, and leaves it out; false if nothing is left to type."""
        what, _, place = said.partition(" - at `$")
        path = (*base, *self._steps(base, place.rstrip("`")))
        name = what.split("`")[1] if "field `" in what else ""
        if "unknown field" in what:
            known = type_at(part, path[len(base) :]).part or part
            near = nearest(name, fields(known), 1)
            message = f"{_kind(known)} has no field '{name}'."
            self.problems.append(
                self.problem(UNKNOWN_FIELD, (*path, name), message, "".join(near), key=True)
            )
            self._tree.remove((*path, name))
            self.left_out.update((*path, each) for each in near)
            return True
        if "missing required field" in what:
            if (id(self._tree.value(path)), name) not in left_out:
                known = type_at(part, path[len(base) :]).part or part
                message = (
                    f"{_kind(known)} needs the field '{name}': {fields(known)[name].description}"
                )
                self.problems.append(self.problem(MISSING_FIELD, path, message, key=True))
        else:
            self.problems.append(self._misfit(path, type_at(part, path[len(base) :])))
        if path == base:
            return False
        self._leave_out(path, left_out)
        return True

    def _leave_out(self, path: Path, left_out: set[tuple[int, str | int]]) -> None:
        """Takes a value out, and remembers that what lacks it now did not lack it as written."""
        left_out.add((id(self._tree.value(path[:-1])), path[-1]))
        self._tree.remove(path)
        self.left_out.add(path)

    def _misfit(self, path: Path, shape: FieldType) -> Problem:
        value = self._tree.value(path)
        place = next((f"'{step}'" for step in reversed(path) if isinstance(step, str)), "This")
        if isinstance(value, str) and shape.vocabulary:
            words = ", ".join(shape.vocabulary)
            message = f"{place} cannot be '{value}'; it is one of {words}."
            near = nearest(value, shape.vocabulary, 1)
            return self.problem(UNKNOWN_WORD, path, message, "".join(near))
        is_now = "text" if isinstance(value, str) else f"a {_NAMES[type(value)]}"
        message = f"{place} must be {_expected(shape)}, not {is_now}."
        return self.problem(WRONG_TYPE, path, message)

    def _steps(self, base: Path, place: str) -> Path:
        """The path that msgspec writes as `.concerns[0].topic`; `[...]` is a key it leaves open."""
        steps: list[str | int] = []
        for name, position in re.findall(r"\.([^.\[]+)|\[([^\]]*)\]", place):
            if name:
                steps.append(name)
            elif position == "...":
                holder = self._tree.value((*base, *steps))
                steps += [key for key, value in holder.items() if not isinstance(value, str)][:1]
            else:
                steps.append(int(position))
        return tuple(steps)


def _bad_date(record: Struct) -> tuple[Path, str] | None:
    """The first text in a record that should be a date and is none, and why."""
    for leaf in iter_values(record, "edtf"):
        try:
            edtf.parse(leaf.text)
        except edtf.InvalidDate as error:
            return leaf.path, f"{error}."
    return None


class _Spot(NamedTuple):
    """Where a value stands: the event of its key (in a list, its own), and its own."""

    key: _Event
    value: _Event


class _Span(NamedTuple):
    """A stretch of text; lines and columns count from 0."""

    line: int
    column: int
    end_line: int
    end_column: int


class _Tree:
    """Plain data built from YAML's events, and where each value of it stands.

    It is built with a stack of its own, so that no depth of nesting can exhaust Python's. `refused`
    is what it does not take, and why.
    """

    def __init__(self) -> None:
        self.refused: list[tuple[Rule, _Span, str]] = []
        self._text = ""
        self._root: list[Plain] = []
        self._spots: dict[int, Any] = {}
        self._open: list[Plain] = []
        # The key that waits for its value in each open mapping; a refused one drops its value.
        self._keys: list[_Event] = [None]
        self._dropped: Final = yaml.ScalarEvent(None, None, (True, False), "")

    def read(self, text: str) -> None:
        """Builds the first document of a file.

        Raises:
            yaml.YAMLError: it is no YAML; what came before the error is there.
        """
        self._text = text
        plain = _plain(text)
        if plain is None:
            self.locate()
        else:
            self._root = [plain]

    def locate(self) -> None:
        """Finds the place of every value; most files hold nothing whose place has to be told.

        Raises:
            yaml.YAMLError: it is no YAML.
        """
        if not self._spots:
            self._root = []
            self._open = [self._root]
            self._spots = {id(self._root): []}
            self._build(yaml.parse(self._text, Loader=_Loader))

    def value(self, path: Path) -> Any:
        """The value at a place; None where there is none."""
        value: Any = self._root
        for step in (0, *path):
            try:
                value = value[step]
            except (LookupError, TypeError):
                return None
        return value

    def spot(self, path: Path) -> tuple[_Spot | None, bool]:
        """Where a value stands, and true; where it is not there, where its holder does."""
        self.locate()
        found = None
        holder: Any = self._root
        for step in (0, *path):
            try:
                found = self._spots[id(holder)][step]
                holder = holder[step]
            except (LookupError, TypeError):
                return found, False
        return found, True

    def remove(self, path: Path) -> None:
        """Takes a value out, and its place with it."""
        self.locate()
        holder = self.value(path[:-1])
        del self._spots[id(holder)][path[-1]]
        del holder[path[-1]]

    def _build(self, events: Iterable[_Event]) -> None:
        documents = 0
        for event in events:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._scalar(event)
            elif kind is yaml.MappingStartEvent:
                self._start(event, {}, {})
            elif kind is yaml.SequenceStartEvent:
                self._start(event, [], [])
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

    def _scalar(self, event: _Event) -> None:
        self._check_plain(event)
        if self._keys[-1] is None and isinstance(self._open[-1], dict):
            self._key(event)
        elif event.value.strip():
            self._place(event, event.value)
        else:
            where = self._keys[-1] or event
            if where is not self._dropped:
                self._refuse(EMPTY_VALUE, where, "This has no value; write one, or leave it out.")
            self._drop()

    def _key(self, event: _Event) -> None:
        holder = self._open[-1]
        self._keys[-1] = self._dropped
        if event.value == "<<" and not event.style:
            self._refuse(PLAIN, event, "A merge key takes over fields unseen; write them out.")
        elif not event.value.strip():
            self._refuse(PLAIN, event, "A key must be text; this one is empty.")
        elif event.value in holder:
            message = f"'{event.value}' is given twice here; keep one of them."
            self._refuse(DUPLICATE_KEY, event, message)
        else:
            self._keys[-1] = event

    def _start(self, event: _Event, value: Plain, spots: list[_Spot] | dict[str, _Spot]) -> None:
        self._check_plain(event)
        self._spots[id(value)] = spots
        if self._keys[-1] is None and isinstance(self._open[-1], dict):
            self._refuse(PLAIN, event, "A key must be text, not a list or a mapping.")
            self._keys[-1] = self._dropped
        else:
            self._place(event, value)
        self._open.append(value)
        self._keys.append(None)

    def _place(self, event: _Event, value: Plain) -> None:
        holder: Any = self._open[-1]
        if isinstance(holder, list):
            holder.append(value)
            self._spots[id(holder)].append(_Spot(event, event))
            return
        key = self._keys[-1]
        self._keys[-1] = None
        if key is not self._dropped:
            holder[key.value] = value
            self._spots[id(holder)][key.value] = _Spot(key, event)

    def _drop(self) -> None:
        """Leaves out a refused value, or the value that follows a refused key."""
        if isinstance(self._open[-1], dict):
            self._keys[-1] = self._dropped if self._keys[-1] is None else None

    def _refuse(self, rule: Rule, event: _Event, message: str) -> None:
        self.refused.append((rule, _span(event), message))

    def _check_plain(self, event: _Event) -> None:
        if event.anchor is not None:
            self._refuse(PLAIN, event, f"The anchor '&{event.anchor}' is not needed; remove it.")
        if event.tag is not None:
            self._refuse(PLAIN, event, f"The tag '{event.tag}' is not needed; every value is text.")


def _plain(text: str) -> "Plain | None":
    """What a file holds, without the places; None where anything in it is out of the ordinary.

    Most files are read by this alone, so it does little; the tree looks closely at what it refuses.
    """
    try:
        # What `yaml.parse` does, without a generator between.
        root = _gathered(iter(_Loader(text).get_event, None))
    except (yaml.YAMLError, _Unusual):
        return None
    return root[0] if len(root) == 1 else None


class _Unusual(Exception):
    """A file holds something that has to be looked at closely."""


def _gathered(events: Iterable[_Event]) -> list[Any]:
    """The documents that some events tell of.

    Raises:
        _Unusual: there is a value that is empty or no plain one, or a key that will not do.
    """
    root: list[Any] = []
    holder: Any = root
    above: list[Any] = []
    key = None
    for event in events:
        kind = type(event)
        if kind is yaml.ScalarEvent or kind in _HOLDERS:
            value = event.value if kind is yaml.ScalarEvent else _HOLDERS[kind]()
            blank = kind is yaml.ScalarEvent and not value.strip()
            if blank or event.anchor is not None or event.tag is not None:
                raise _Unusual
            if type(holder) is list:
                holder.append(value)
            elif key is not None:
                holder[key], key = value, None
            elif kind is yaml.ScalarEvent and value not in holder and value != "<<":
                key = value
            else:
                raise _Unusual
            if kind is not yaml.ScalarEvent:
                above.append(holder)
                holder = value
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            holder = above.pop()
        elif kind is yaml.AliasEvent:
            raise _Unusual
    return root


def _span(event: _Event) -> _Span:
    start, end = event.start_mark, event.end_mark
    if isinstance(event, yaml.CollectionStartEvent) and not event.flow_style:
        # A list or mapping in block style has no sign of its own; its first line stands for it.
        return _Span(start.line, start.column, start.line + 1, 0)
    return _Span(start.line, start.column, end.line, end.column)


_HOLDERS: Final[dict[type, Any]] = {yaml.MappingStartEvent: dict, yaml.SequenceStartEvent: list}

_NAMES: Final[dict[type, str]] = {list: "list", dict: "mapping"}


def _kind(part: type[Struct]) -> str:
    name = {"LibraryFile": "library.yaml", "SourceRef": "A source reference"}.get(part.__name__)
    if name:
        return name
    words = re.sub("(?<!^)([A-Z])", r" \1", part.__name__).lower()
    return f"{'An' if words[0] in 'aeiou' else 'A'} {words}"


def _expected(shape: FieldType) -> str:
    kinds = []
    if shape.format is not None:
        kinds.append("text")
    if shape.vocabulary:
        kinds.append(f"one of {', '.join(shape.vocabulary)}")
    if shape.part is not None or shape.mapping:
        kinds.append("a mapping")
    if shape.items is not None:
        kinds.append("a list")
    return " or ".join(kinds)
