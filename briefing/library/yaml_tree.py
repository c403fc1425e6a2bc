"""Builds plain data from the YAML text of a file, and locates every value in it.

Only the plain part of YAML is taken: mappings with text keys, lists, and scalars, every scalar the
text that its author typed. The rest is refused, and reported at its place.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

import yaml

from briefing.library.source_text import SourceSpan, SourceText, quote
from briefing.model.diagnostics import Rule
from briefing.model.schema import Path

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"
"""The contents of a brief file before they are typed."""

_Event: TypeAlias = Any
"""A YAML event, whose marks and values PyYAML's stubs leave untyped."""

# libyaml if PyYAML was built with it, as its wheels are; otherwise the same events, but slower.
_Loader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MAX_DEPTH: Final = 100
"""How deep lists and mappings can be nested; no kind of record takes a tenth of that."""

# How many containers are open in the mapping of a file.
_TOP: Final = 2

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


class InvalidYaml(Exception):
    """A text is no YAML, or nothing that can be read; `index` is the character at fault."""

    def __init__(self, message: str, index: int) -> None:
        super().__init__(message)
        self.index = index


class Refusal(NamedTuple):
    """A part of a file that is no plain YAML."""

    rule: Rule
    span: SourceSpan
    message: str


class Location(NamedTuple):
    """Where a value and its key are; a value in a list is its own key."""

    key: SourceSpan
    value: SourceSpan


class LocatedTree:
    """Plain data built from YAML events, and the location of each value in it.

    It is built on an explicit stack, so that no depth of nesting can exhaust Python's. `refusals`
    are the parts of the file that are no plain YAML.
    """

    def __init__(self, source: SourceText) -> None:
        self.refusals: list[Refusal] = []
        self._source = source
        self._root: list[Plain] = []
        self._locations: dict[int, Any] = {}
        # The fields that were written but are not there, by the identity of their mapping.
        self._removed: set[tuple[int, str | int]] = set()
        self._open: list[Plain] = []
        # The keys that a mapping has again, and which refusal reports them.
        self._repeated: dict[int, tuple[int, set[str]]] = {}
        # The key that waits for its value in each open mapping; a refused one drops its value.
        self._keys: list[_Event] = [None]
        self._dropped: Final = yaml.ScalarEvent(None, None, (True, False), "")

    def read(self) -> None:
        """Build the tree of the first document of a file.

        Raises:
            InvalidYaml: the text is no YAML; what precedes the error has been built.
        """
        plain = _parse_plain(self._source.text)
        if plain is None:
            self._locate()
        else:
            self._root = [plain]

    def value(self, path: Path) -> Any:
        """Return the value at a path, None if there is none."""
        value: Any = self._root
        for step in (0, *path):
            try:
                value = value[step]
            except (LookupError, TypeError):
                return None
        return value

    def container(self, path: Path) -> tuple[Any, str | int]:
        """Return the located container of the value at a path, and the key of the value in it."""
        self._locate()
        return (self.value(path[:-1]), path[-1]) if path else (self._root, 0)

    def location(self, path: Path) -> tuple[Location | None, bool]:
        """Return the location of a value, or of its closest container, and whether it exists."""
        self._locate()
        location = None
        container: Any = self._root
        for step in (0, *path):
            try:
                location = self._locations[id(container)][step]
                container = container[step]
            except (LookupError, TypeError):
                return location, False
        return location, True

    def location_in(self, container: Any, step: str | int) -> Location:
        """Return the location of a value by its container and its key there."""
        location: Location = self._locations[id(container)][step]
        return location

    def remove(self, mapping: dict[str, Plain], name: str) -> None:
        """Remove a field, and remember that it was written."""
        del self._locations[id(mapping)][name]
        del mapping[name]
        self._removed.add((id(mapping), name))

    def rename(self, mapping: dict[str, Plain], name: str, new: str) -> None:
        """Give a field another name, which the mapping does not have yet."""
        self._locations[id(mapping)][new] = self._locations[id(mapping)].pop(name)
        mapping[new] = mapping.pop(name)

    def was_removed(self, mapping: Any, name: str | int) -> bool:
        """Return whether a field was written, but refused or removed."""
        return (id(mapping), name) in self._removed

    def keep(self, values: list[Plain], positions: Sequence[int]) -> None:
        """Remove all values of a list but those at some positions."""
        locations = self._locations[id(values)]
        locations[:] = [locations[position] for position in positions]
        values[:] = [values[position] for position in positions]

    def _locate(self) -> None:
        """Locate every value, once; most files have no problem to report and never need it."""
        if self._locations:
            return
        self._root = []
        self._open = [self._root]
        self._locations = {id(self._root): []}
        try:
            self._build(yaml.parse(self._source.text, Loader=_Loader))
        except yaml.MarkedYAMLError as error:
            raise _explain(error, self._source) from error
        except yaml.reader.ReaderError as error:
            raise _explain_character(error, self._source) from error

    def _build(self, events: Iterable[_Event]) -> None:
        documents = 0
        for event in events:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._add_scalar(event)
            elif kind in _COLLECTIONS:
                self._open_collection(event, _COLLECTIONS[kind]())
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self._repeated.pop(id(self._open.pop()), None)
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
                self._refuse(EMPTY_VALUE, key, self._explain_empty(key, event))
            self._drop()

    def _explain_empty(self, key: _Event, event: _Event) -> str:
        """Return what to do about a key without a value, or an empty item of a list."""
        between = self._source.text[key.end_mark.index : event.start_mark.index]
        if key is event or ":" in between or event.start_mark.index < key.end_mark.index:
            return "This has no value; write one, or leave it out."
        return (
            f"{quote(key.value)} has neither a colon nor a value. If it belongs to the text before "
            "the comma, put all of that text in quotation marks."
        )

    def _add_key(self, event: _Event) -> None:
        mapping = self._open[-1]
        self._keys[-1] = self._dropped
        if event.value == "<<" and not event.style:
            self._refuse(PLAIN, event, "A merge key takes over fields unseen; write them out.")
        elif not event.value.strip():
            self._refuse(PLAIN, event, "A key must be text; this one is empty.")
        elif event.value in mapping:
            self._refuse_repeated(event)
        else:
            self._keys[-1] = event

    def _refuse_repeated(self, event: _Event) -> None:
        """Refuse a key that its mapping has already; several are one problem, at the first."""
        repeated = self._repeated.setdefault(id(self._open[-1]), (len(self.refusals), set()))
        position, keys = repeated
        keys.add(event.value)
        if len(keys) == 1:
            message = f"{quote(event.value)} is given twice here; keep one of them."
            self._refuse(DUPLICATE_KEY, event, message)
            return
        message = "Several fields are given again from here on. "
        if isinstance(self._open[-2], list) and len(self._open) > _TOP:
            message += "Each item of a list begins with `- `; put it before this one."
        else:
            message += "If this is another record, write its id and a colon above it."
        self.refusals[position] = self.refusals[position]._replace(message=message)

    def _open_collection(self, event: _Event, value: Plain) -> None:
        self._check_plain(event)
        if len(self._open) > MAX_DEPTH:
            message = f"A brief file cannot nest lists and mappings over {MAX_DEPTH} levels deep."
            raise InvalidYaml(message, event.start_mark.index)
        self._locations[id(value)] = {} if isinstance(value, dict) else []
        if self._keys[-1] is None and isinstance(self._open[-1], dict):
            self._refuse(PLAIN, event, "A key must be text, not a list or a mapping.")
            self._keys[-1] = self._dropped
        else:
            self._add_value(event, value)
        self._open.append(value)
        self._keys.append(None)

    def _add_value(self, event: _Event, value: Plain) -> None:
        container: Any = self._open[-1]
        span = _span_of(event, self._source)
        if isinstance(container, list):
            container.append(value)
            self._locations[id(container)].append(Location(span, span))
            return
        key = self._keys[-1]
        self._keys[-1] = None
        if key is not self._dropped:
            container[key.value] = value
            location = Location(_span_of(key, self._source), span)
            self._locations[id(container)][key.value] = location

    def _drop(self) -> None:
        """Leave out a refused value, or the value that follows a refused key."""
        container, key = self._open[-1], self._keys[-1]
        if not isinstance(container, dict):
            return
        if key is not None and key is not self._dropped:
            self._removed.add((id(container), key.value))
        self._keys[-1] = self._dropped if key is None else None

    def _refuse(self, rule: Rule, event: _Event, message: str) -> None:
        self.refusals.append(Refusal(rule, _span_of(event, self._source), message))

    def _check_plain(self, event: _Event) -> None:
        if event.anchor is not None:
            anchor = quote(f"&{event.anchor}")
            self._refuse(PLAIN, event, f"The anchor {anchor} is not needed; remove it.")
        if event.tag is not None:
            message = f"The tag {quote(event.tag)} is not needed; every value is text."
            self._refuse(PLAIN, event, message)


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
        _NotOrdinary: a value is empty or not plain, a key is refused, or the nesting is deep.
    """
    documents: list[Any] = []
    container: Any = documents
    parents: list[Any] = []
    key = None
    scalar = yaml.ScalarEvent
    for event in events:
        kind = type(event)
        if kind is scalar:
            value = event.value
            if event.anchor is not None or event.tag is not None or not value.strip():
                raise _NotOrdinary
            if key is not None:
                container[key], key = value, None
            elif type(container) is list:
                container.append(value)
            elif value in container or value == "<<":
                raise _NotOrdinary
            else:
                key = value
        elif kind in _COLLECTIONS:
            parents.append(container)
            container = _open_plain(event, container, key, len(parents))
            key = None
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            container = parents.pop()
        elif kind is yaml.AliasEvent:
            raise _NotOrdinary
    return documents


def _open_plain(event: _Event, container: Any, key: str | None, depth: int) -> Any:
    """Return a new list or mapping, which has been put into a container.

    Raises:
        _NotOrdinary: it is not plain, nested too deep, or in the place of a key.
    """
    if event.anchor is not None or event.tag is not None or depth > MAX_DEPTH:
        raise _NotOrdinary
    value = _COLLECTIONS[type(event)]()
    if key is not None:
        container[key] = value
    elif type(container) is list:
        container.append(value)
    else:
        raise _NotOrdinary
    return value


def _span_of(event: _Event, source: SourceText) -> SourceSpan:
    start, end = event.start_mark.index, event.end_mark.index
    if isinstance(event, yaml.CollectionStartEvent) and not event.flow_style:
        # A list or mapping in block style has no sign of its own; its first line represents it.
        end = source.end_of_line(start)
    return SourceSpan(start, end)


def _explain(error: yaml.MarkedYAMLError, source: SourceText) -> InvalidYaml:
    """Return what is wrong with a text that is no YAML, in words that say what to do."""
    index = _index_of(error.problem_mark or error.context_mark, source) or 0
    problem = error.problem or error.context or "it cannot be parsed"
    start = _index_of(error.context_mark, source)
    # Imported here: most files are YAML.
    from briefing.library.yaml_mistakes import ParserError, find_mistake

    mistake = find_mistake(ParserError(problem, index, error.context or "", start), source)
    if mistake is not None:
        return InvalidYaml(*mistake)
    if error.context == "while scanning a quoted scalar" and error.context_mark is not None:
        index = getattr(error.context_mark, "index", index)
        if "end of stream" in problem or "document indicator" in problem:
            problem = "the quotation mark here is never closed"
    return InvalidYaml(f"This is not valid YAML: {problem}.{_advice(source, index)}", index)


def _index_of(mark: Any, source: SourceText) -> int | None:
    return None if mark is None else min(mark.index, len(source.text))


def _advice(source: SourceText, index: int) -> str:
    """Return what to do about the character that YAML cannot take, after a space."""
    character = source.text[index : index + 1]
    line_start = max(source.text.rfind(end, 0, index) for end in "\r\n") + 1
    if character == ":" and ": " in source.text[line_start:index]:
        return " Put a text that has a colon in it in quotation marks."
    return " Indent with spaces, not with tabs." if character == "\t" else ""


def _explain_character(error: yaml.reader.ReaderError, source: SourceText) -> InvalidYaml:
    """Return which character a file cannot hold, and where it is."""
    match = yaml.reader.Reader.NON_PRINTABLE.search(source.text)
    index, code = (match.start(), ord(match[0])) if match else (0, int(error.character))
    advice = "" if code else " Save the file as UTF-8 if it is UTF-16 text."
    return InvalidYaml(f"A brief file cannot hold the character U+{code:04X}.{advice}", index)


_COLLECTIONS: Final[dict[type, Any]] = {
    yaml.MappingStartEvent: dict,
    yaml.SequenceStartEvent: list,
}
