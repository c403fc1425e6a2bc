"""Compares the contents of a brief file with what the types of the records allow.

The types and the located tree are walked side by side. Whatever does not fit is reported at its
place and removed, together with its container if the rest then lacks a required field.
"""

import re
from typing import Any, Final, NamedTuple, Protocol

from msgspec import Struct

from briefing.library.lookup import nearest
from briefing.library.source_text import SourceSpan, quote
from briefing.library.yaml_tree import LocatedTree
from briefing.model import edtf
from briefing.model.diagnostics import Rule
from briefing.model.records import (
    DAYS_PATTERN,
    CheckSettings,
    Concern,
    Country,
    Instrument,
    Reassurance,
    Recommendation,
    Statement,
)
from briefing.model.schema import TEXT, FieldType, Path, fields

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
RENAMED_FIELD: Final = Rule(
    "renamed-field",
    "warning",
    "A field has the name that it has now; one of an earlier name is read all the same.",
    "countries/latvia.yaml",
    "name: Latvia\nbottom_line: B.\nactions: [{id: a, summary: S., sources: [charter]}]\n",
    "name: Latvia\nbottom_line: B.\ncontributions: [{id: a, summary: S., sources: [charter]}]\n",
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


class _FieldAdvice(NamedTuple):
    """A field that a struct and its subclasses do not have, and what to write instead.

    `new` is the field that has taken its place, or empty where the author has to choose.
    """

    struct: type[Struct]
    name: str
    message: str
    new: str = ""


_ADVICE: Final = (
    _FieldAdvice(
        CheckSettings,
        "select",
        "'select' is an option of `briefing check`; here 'enable' turns on rules that are off by "
        "default, and 'ignore' turns rules off.",
    ),
    _FieldAdvice(
        Statement,
        "note",
        "'note' is now 'caveat' (what changes its meaning for the reader, one line) or 'sourcing' "
        "(how it is known).",
    ),
    _FieldAdvice(Country, "contributions", "'contributions' is now 'actions'.", "actions"),
    _FieldAdvice(Recommendation, "action", "'action' is now 'advice'.", "advice"),
    _FieldAdvice(
        Instrument,
        "date",
        "'date' is now 'agreed' or 'in_force' (or 'ended', when it ended).",
    ),
    _FieldAdvice(
        Concern,
        "status",
        "The status of a concern is derived from what answers it, and never written; leave this "
        "out.",
    ),
    _FieldAdvice(
        Concern,
        "answers",
        "What answers a concern is said by a reassurance, in its 'answers'; leave this out.",
    ),
    _FieldAdvice(
        Reassurance,
        "status",
        "A reassurance has no 'status': 'stage' says how far it has gone (said, pledged, done), "
        "'kept' what became of it.",
    ),
)

# What of an author's text is repeated in an example.
_LONGEST_EXAMPLE: Final = 40
_LETTER: Final = "x"
_PLAIN_TEXT: Final = re.compile(r"\w(?:[\w .'-]*\w)?")
_QUOTABLE_TEXT: Final = re.compile(r"[^\"\\`\s](?:[^\"\\`\n]*[^\"\\`\s])?")

# A longer word is no slip of the keyboard; to look for the nearest one would take long.
_LONGEST_WORD: Final = 100

_TYPE_NAMES: Final[dict[type, str]] = {str: "text", list: "a list", dict: "a mapping"}


class ReportProblem(Protocol):
    """Takes one problem: its rule, its place, and what is wrong there."""

    def __call__(self, rule: Rule, span: SourceSpan, message: str, suggestion: str = "") -> None:
        """Report a problem."""


class _Place(NamedTuple):
    """A value by its container and its key there.

    `field` is what messages call it, `struct` what has the field, if any.
    """

    container: Any
    key: str | int
    field: str
    struct: type[Struct] | None = None

    @property
    def value(self) -> Any:
        return self.container[self.key]


class Validator:
    """Checks values of one file; `left_out` are the fields that were refused.

    Each is the identity of its mapping and its name, spelled right.
    """

    def __init__(self, tree: LocatedTree, report: ReportProblem) -> None:
        self._tree = tree
        self._report = report
        self._suggestions: dict[tuple[str, object], str] = {}
        self.left_out: set[tuple[int, str | int]] = set()

    def validate(self, path: Path, part: type[Struct]) -> bool:
        """Report and remove whatever keeps the value at a path from being a struct.

        Returns whether enough of it is left.
        """
        container, key = self._tree.container(path)
        return self._is_valid(
            _Place(container, key, str(key) if path else ""), FieldType(part=part)
        )

    def _is_valid(self, place: _Place, type_: FieldType) -> bool:
        value = place.value
        if isinstance(value, str) and (type_.format or type_.vocabulary):
            return self._is_valid_text(place, value, type_)
        if isinstance(value, list) and type_.items is not None:
            self._check_items(value, type_.items, place.field)
            return True
        if isinstance(value, dict) and type_.part is not None:
            return self._is_valid_part(place, value, type_.part)
        if isinstance(value, dict) and type_.mapping:
            self._check_fields(value, dict.fromkeys(value, FieldType(format=TEXT)))
            return True
        self._report_at(place, WRONG_TYPE, _wrong_type_message(place, type_))
        return False

    def _is_valid_text(self, place: _Place, text: str, type_: FieldType) -> bool:
        if type_.format is None:
            if text in type_.vocabulary:
                return True
            words = ", ".join(type_.vocabulary)
            message = f"'{place.field}' cannot be {quote(text)}; it is one of {words}."
            suggestion = self._nearest(text, type_.vocabulary)
            elsewhere = "" if suggestion else self._field_of_word(text, place)
            advice = f" For this, add `{elsewhere}`." if elsewhere else ""
            self._report_at(place, UNKNOWN_WORD, f"{message}{advice}", suggestion)
            return False
        if type_.format.name == "edtf":
            try:
                edtf.parse(text)
            except edtf.InvalidDate as error:
                self._report_at(place, BAD_DATE, f"{error}.")
                return False
        if type_.format.name == "days" and not re.fullmatch(DAYS_PATTERN, text):
            message = f"'{place.field}' must be a number of days, such as 180, not {quote(text)}."
            self._report_at(place, WRONG_TYPE, message)
            return False
        return True

    def _field_of_word(self, text: str, place: _Place) -> str:
        """Return another field of the same struct, with the word of it that a text is near to."""
        for field in fields(place.struct).values() if place.struct else ():
            word = self._nearest(text, field.type.vocabulary) if field.name != place.field else ""
            if word:
                return f"{field.name}: {word}"
        return ""

    def _check_items(self, values: list[Any], type_: FieldType, field: str) -> None:
        """Keep the items of a list that are valid."""
        positions = [
            position
            for position in range(len(values))
            if self._is_valid(_Place(values, position, field), type_)
        ]
        if len(positions) < len(values):
            self._tree.keep(values, positions)

    def _is_valid_part(self, place: _Place, value: dict[str, Any], struct: type[Struct]) -> bool:
        known = fields(struct)
        self._check_fields(value, {name: field.type for name, field in known.items()}, struct)
        missing = [field for field in known.values() if field.required and field.name not in value]
        unexplained = [
            field
            for field in missing
            if not self._tree.was_removed(value, field.name)
            and (id(value), field.name) not in self.left_out
        ]
        if unexplained:
            field = unexplained[0]
            message = f"{_describe(struct)} needs the field '{field.name}': {field.description}"
            span = self._tree.location_in(place.container, place.key).key
            self._report(MISSING_FIELD, span, message)
        return not missing

    def _check_fields(
        self,
        mapping: dict[str, Any],
        types: dict[str, FieldType],
        struct: type[Struct] | None = None,
    ) -> None:
        """Keep the fields of a mapping that are known and valid."""
        for name in list(mapping):
            if struct is not None and name not in types:
                name = self._rename(mapping, name, struct)  # noqa: PLW2901 (the name it has now)
            if struct is not None and name not in types:
                self._remove_unknown(mapping, name, struct)
            elif not self._is_valid(_Place(mapping, name, name, struct), types[name]):
                self._tree.remove(mapping, name)
                self.left_out.add((id(mapping), name))

    def _rename(self, mapping: dict[str, Any], name: str, struct: type[Struct]) -> str:
        """Report and rename a field that has another name now; return the name that it then has."""
        advice = field_advice(name, struct)
        if advice is None or not advice.new or advice.new in mapping:
            return name
        span = self._tree.location_in(mapping, name).key
        self._report(RENAMED_FIELD, span, advice.message, advice.new)
        self._tree.rename(mapping, name, advice.new)
        return advice.new

    def _remove_unknown(self, mapping: dict[str, Any], name: str, struct: type[Struct]) -> None:
        """Report and remove a field that a struct does not have."""
        message, suggestion = self._explain_unknown(name, struct)
        self._report(UNKNOWN_FIELD, self._tree.location_in(mapping, name).key, message, suggestion)
        self._tree.remove(mapping, name)
        if suggestion:
            self.left_out.add((id(mapping), suggestion))

    def _explain_unknown(self, name: str, struct: type[Struct]) -> tuple[str, str]:
        """Return why a struct has no field of a name, and the field that was probably meant."""
        advice = field_advice(name, struct)
        if advice is not None:
            return advice.message, advice.new
        message = f"{_describe(struct)} has no field {quote(name)}."
        return message, self._nearest(name, tuple(fields(struct)))

    def _nearest(self, word: str, choices: tuple[str, ...]) -> str:
        if len(word) > _LONGEST_WORD:
            return ""
        if (word, choices) not in self._suggestions:
            self._suggestions[word, choices] = "".join(nearest(word, choices, 1))
        return self._suggestions[word, choices]

    def _report_at(self, place: _Place, rule: Rule, message: str, suggestion: str = "") -> None:
        span = self._tree.location_in(place.container, place.key).value
        self._report(rule, span, message, suggestion)


def field_advice(name: str, struct: type[Struct]) -> _FieldAdvice | None:
    """Return what to write instead of a field that a struct does not have, if that is known."""
    return next(
        (field for field in _ADVICE if field.name == name and issubclass(struct, field.struct)),
        None,
    )


def _wrong_type_message(place: _Place, type_: FieldType) -> str:
    """Return what a value must be, what it is, and how that comes about."""
    name = f"'{place.field}'" if place.field else "This"
    actual = _TYPE_NAMES[type(place.value)]
    example = _Example.of(place.value, type_)
    if isinstance(place.key, int) and place.field:
        kinds = _describe_items(type_, example)
        message = f"{name} must be a list of {kinds}; this item is {actual}."
    else:
        message = f"{name} must be {_describe_type(type_, place.field, example)}, not {actual}."
    if isinstance(place.value, dict) and type_.format is not None and type_.part is None:
        message += " If this is a text with a colon in it, put it in quotation marks."
    return message


class _Example(NamedTuple):
    """What of an author's value an example repeats: a text, and what it was given for, if any.

    `value` is a letter where nothing can be repeated.
    """

    value: str
    detail: str

    @classmethod
    def of(cls, value: Any, type_: FieldType) -> "_Example":
        """Return what of a value that should be of a type can be repeated."""
        if not isinstance(value, dict) or not value:
            return cls(_example_text(value), _LETTER)
        part = type_.part or (type_.items.part if type_.items else None)
        key, first = next(iter(value.items()))
        if part is not None and key in fields(part):
            second = [*value.values()][1:2]
            return cls(_example_text(first), _example_text(second[0]) if second else _LETTER)
        return cls(_example_text(key), _example_text(first))

    def word_of(self, vocabulary: tuple[str, ...]) -> str:
        """Return the word that the author gave, or the first there is."""
        words = (self.value, self.detail)
        return next((word for word in words if word in vocabulary), vocabulary[0])


def _example_text(value: Any) -> str:
    """Return a text as it is written in an example, or a letter that stands for one."""
    if not isinstance(value, str) or len(value) > _LONGEST_EXAMPLE:
        return _LETTER
    if _PLAIN_TEXT.fullmatch(value):
        return value
    return f'"{value}"' if _QUOTABLE_TEXT.fullmatch(value) else _LETTER


def _example_fields(struct: type[Struct], example: _Example) -> list[str]:
    """Return the fields with which an example of a struct begins: all required, if they are few."""
    required = [field for field in fields(struct).values() if field.required]
    first = next((field for field in required if field.name == "id"), required[0])
    words = [field for field in required if field.type.vocabulary and field is not first]
    texts = [first, *words] if len(required) == 1 + len(words) else [first]
    return [f"{field.name}: {_example_word(field.type, example)}" for field in texts]


def _example_word(type_: FieldType, example: _Example) -> str:
    return example.word_of(type_.vocabulary) if type_.vocabulary else example.value


def _other_words(struct: type[Struct], example: _Example) -> str:
    """Return the words that may take the place of one in an example that its author did not choose.

    They follow a blank.
    """
    for field in fields(struct).values():
        words = field.type.vocabulary
        if field.required and words and not {example.value, example.detail}.intersection(words):
            return f" (or {', '.join(words[1:])})"
    return ""


def _describe_items(type_: FieldType, example: _Example) -> str:
    kinds = ["texts"] if type_.format is not None else []
    if type_.part is not None:
        given = _example_fields(type_.part, example)
        item = given[0] if len(given) == 1 else f"{{{', '.join(given)}}}"
        kinds.append(f"mappings, such as `- {item}`{_other_words(type_.part, example)}")
    return " or ".join(kinds)


def _describe_mapping(type_: FieldType, name: str, example: _Example) -> str:
    """Return that a value is a mapping, with an example if it is one of a struct."""
    if type_.part is None or type_.format is not None or not name:
        return "a mapping"
    if not any(field.required for field in fields(type_.part).values()):
        return f"a mapping of {' or '.join(fields(type_.part))}"
    given = ", ".join(_example_fields(type_.part, example))
    date = ", date: …" if "date" in fields(type_.part) else ""
    others = _other_words(type_.part, example)
    return f"a mapping, such as `{name}: {{{given}{date}}}`{others}"


def _describe_list(items: FieldType, name: str, example: _Example) -> str:
    """Return that a value is a list, with an example if it can have one."""
    if items.part is not None and items.format is None:
        return f"a list of {_describe_items(items, example)}"
    if items.part is not None and example.detail != _LETTER and name:
        given = f"{{{_example_fields(items.part, example)[0]}, locator: {example.detail}}}"
        return f"a list, such as `{name}: [{given}]`"
    is_shown = name and (example.value != _LETTER or items.part is not None)
    return f"a list, such as `{name}: [{example.value}]`" if is_shown else "a list"


def _describe_type(type_: FieldType, name: str, example: _Example) -> str:
    kinds = []
    if type_.format is not None:
        kinds.append("text")
    if type_.vocabulary:
        kinds.append(f"one of {', '.join(type_.vocabulary)}")
    if type_.part is not None or type_.mapping:
        kinds.append(_describe_mapping(type_, name, example))
    if type_.items is not None:
        kinds.append(_describe_list(type_.items, name, example))
    return " or ".join(kinds)


def _describe(struct: type[Struct]) -> str:
    """Return the name of a struct for the start of a message."""
    name = {"LibraryFile": "library.yaml", "SourceRef": "A source reference"}.get(struct.__name__)
    if name:
        return name
    words = re.sub("(?<!^)([A-Z])", r" \1", struct.__name__).lower()
    return f"{'An' if words[0] in 'aeiou' else 'A'} {words}"
