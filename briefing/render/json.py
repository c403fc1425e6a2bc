"""Renders an answer as data: JSON is the answer itself in an envelope, CSV the same as a table.

Both are for programs, and both are stable: within a version of a schema, fields are only added,
and so are columns.

What an author may write in more than one form has one form in JSON: a date, a source reference, and
a text that may be a list of dated ones.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, reduce
from itertools import islice
from operator import or_
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Final,
    NamedTuple,
    TypeAlias,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import msgspec
import msgspec.json
import msgspec.structs
from msgspec import UNSET, Meta, Struct, UnsetType, field

from briefing.model import edtf, records
from briefing.model.records import DateDetail, SourceRef
from briefing.model.vocabulary import DateBasis

if TYPE_CHECKING:
    from briefing.answers.results import View

_Text: TypeAlias = str | UnsetType
_Texts: TypeAlias = list[str] | UnsetType
_Day: TypeAlias = Annotated[str, Meta(extra_json_schema={"format": "date"})]
_Write: TypeAlias = Callable[[Any], Any]


# What JSON may hold as it is, but which steers a terminal or reorders what is read there.
_UNSAFE: Final = re.compile("[\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

# How many items of a list or a mapping are written at once.
_ITEMS: Final = 200

# Part of a name that is not UTF-8.
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class Date(Struct, frozen=True, kw_only=True):
    """A date, as exactly as it is known; null where there is none."""

    edtf: str
    """The date as it is written, in EDTF (level 1)."""
    text: str | None
    """The source's own words for it, such as 'last week'."""
    basis: DateBasis | None
    """Whether the source states it, it is inferred, or it comes from elsewhere."""
    from_: _Day | None = field(name="from")
    """The first day that it can mean (YYYY-MM-DD); null where that is open, unknown or before the
    year 1.
    """
    to: _Day | None
    """The last day that it can mean (YYYY-MM-DD); null where that is open, unknown or after the
    year 9999.
    """


class DatedText(Struct, frozen=True, kw_only=True):
    """A text, and the day from which it holds."""

    date: Date | None
    """The day from which the text holds; null if undated."""
    text: str
    """The text."""


class Origin(Struct, frozen=True, kw_only=True):
    """The library that was asked."""

    title: str | None
    """Its title; null where it is unknown."""
    folder: str
    """Its folder; `check` may name several, or none to explain a rule."""


class Query(Struct, frozen=True, kw_only=True):
    """What was asked: the command and what it was given, as it was typed; the rest is left out."""

    command: str
    """The command."""
    name: _Text = UNSET
    """What `show`, `flashpoints` or `sources` is about."""
    names: _Texts = UNSET
    """What `compare` puts side by side."""
    countries: _Texts = UNSET
    """Whose concerns `gaps` lists."""
    words: _Texts = UNSET
    """What `search` looks for."""
    limit: int | UnsetType = UNSET
    """How many records `search` shows; 0 for all."""
    against: _Text = UNSET
    """The version that `changes` compares with."""
    event: _Text = UNSET
    """The meeting that `prep` is for."""
    other_side: _Text = UNSET
    """Whom `prep` prepares to meet."""
    length: _Text = UNSET
    """How long the memo of `prep` is."""
    audience: _Text = UNSET
    """For whom `prep` writes."""
    kind: _Text = UNSET
    """The kind that `list` lists."""
    paths: _Texts = UNSET
    """What `check` looks at."""
    select: _Texts = UNSET
    """The only rules that `check` reports."""
    ignore: _Texts = UNSET
    """Rules that `check` does not report."""
    explain: _Text = UNSET
    """The rule that `check` explains."""
    evidence: bool | UnsetType = UNSET
    """Whether the texts of sources are looked at."""
    texts: _Text = UNSET
    """The folder of those texts."""
    section: _Texts = UNSET
    """Only these sections."""
    country: _Texts = UNSET
    """Only what is theirs, or names them."""
    topic: _Texts = UNSET
    """Only such concerns, and what bears on them."""
    status: _Texts = UNSET
    """Only such concerns, and what bears on them."""
    by: _Texts = UNSET
    """Only what these say, do or hold."""
    flashpoint: _Texts = UNSET
    """Only what is about these."""
    source: _Texts = UNSET
    """Only what rests on these."""
    since: _Text = UNSET
    """Nothing dated before this."""
    until: _Text = UNSET
    """Nothing dated after this."""
    as_of: _Text = UNSET
    """The book on that day, and nothing later."""
    according_to: _Text = UNSET
    """The only source that counts."""
    max_marking: _Text = UNSET
    """Nothing marked above this (TLP)."""


class Envelope(Struct, frozen=True, kw_only=True):
    """An answer, and what was asked of what."""

    schema: str
    """The schema that the document keeps to."""
    library: Origin
    as_of: Date | None
    """The day on which the answer counts; null where none."""
    marking: str | UnsetType = UNSET
    """How far the answer may be passed on (TLP 2.0), such as TLP:AMBER; left out where nothing in
    it has a marking.
    """
    query: Query
    result: Any


def json(
    view: "View", query: dict[str, Any], library: dict[str, Any], marking: str = ""
) -> Iterator[str]:
    """Yield an answer as indented JSON that ends in a line break, piece by piece.

    The answer about a large library takes several times its length in other forms on the way,
    and so is never there in one piece.

    Args:
        view: the answer.
        query: the command and its arguments and options, empty ones among them.
        library: the title, folder and as-of date of the library that was asked.
        marking: how far the answer may be passed on, such as `TLP:AMBER`; empty if it has none.
    """
    arguments = {name: value for name, value in query.items() if value not in (None, "", [], ())}
    # An answer as of an earlier day counts on that day, not on the library's own.
    as_of = getattr(view, "as_of", library["as_of"])
    envelope = Envelope(
        schema=view.schema,
        library=Origin(title=library["title"], folder=library["folder"]),
        as_of=None if as_of is None else _write_date(as_of),
        marking=marking or UNSET,
        query=Query(**arguments),
        result=None,
    )
    yield _format(envelope, 0).removesuffix("null\n}")
    yield from _format_fields(view)
    yield "\n}\n"


def _format_fields(view: "View") -> Iterator[str]:
    """Yield an answer as it is in its envelope."""
    names, writes = _layout(type(view))
    if not writes:
        yield _format(view, 1)
        return
    writers = dict(writes)
    start = "{"
    for name, value in zip(names, msgspec.structs.astuple(view), strict=True):
        if value is not UNSET:
            yield f'{start}\n    "{name}": '
            yield from _format_value(value, writers.get(name))
            start = ","
    yield "\n  }"


def _format_value(value: Any, write: _Write | None) -> Iterator[str]:
    """Yield the value of a field of an answer, of a long list or mapping a few items at a time."""
    parts = list(_cut(value)) or [value]
    texts = (_format(write(part) if write else part, 2) for part in parts)
    if len(parts) == 1:
        yield from texts
        return
    for number, text in enumerate(texts):
        # Each is a list or a mapping, with a bracket on the first line and on the last.
        yield text[0] if number == 0 else ","
        yield text[1 : text.rindex("\n")]
    yield text[text.rindex("\n") :]


def _cut(value: Any) -> Iterator[Any]:
    """Yield the parts of a list or mapping, none where it is neither or empty."""
    if isinstance(value, tuple | list):
        yield from (value[start : start + _ITEMS] for start in range(0, len(value), _ITEMS))
    elif isinstance(value, dict):
        items = iter(value.items())
        while part := dict(islice(items, _ITEMS)):
            yield part


def _format(value: Any, depth: int) -> str:
    """Return a value as indented JSON, for a place at a depth."""
    lines = msgspec.json.format(_encode(value), indent=2).replace(b"\n", b"\n" + b"  " * depth)
    text = lines.decode()
    return text if text.isascii() else _UNSAFE.sub(_escape, text)


def _encode(value: Any) -> bytes:
    """Encode a value; what cannot be UTF-8, such as the name of a file, is replaced."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return msgspec.json.encode(_replace_surrogates(msgspec.to_builtins(value)))


def _replace_surrogates(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _replace_surrogates(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_replace_surrogates(item) for item in value]
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", value) if isinstance(value, str) else value


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


class Form(NamedTuple):
    """How JSON has the values of a type.

    Args:
        hint: the type that they have there.
        write: returns such a value for one of the type; None where each stays as it is.
    """

    hint: Any
    write: _Write | None


def form(hint: Any) -> Form:
    """Return how JSON has the values of a type."""
    origin, parameters = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _annotated(parameters[0], hint.__metadata__)
    if origin in (Union, UnionType):
        return _union(parameters)
    if origin is tuple and parameters[1:] == (...,):
        items = form(parameters[0])
        return Form(tuple[items.hint, ...], _for_items(items.write))  # type: ignore[name-defined]  # a type made here
    if origin is dict:
        values = form(parameters[1])
        return Form(dict[str, values.hint], _for_values(values.write))  # type: ignore[name-defined]  # and here
    is_struct = isinstance(hint, type) and issubclass(hint, Struct)
    return Form(hint, _write_struct if is_struct or hint is Any else None)


def _annotated(hint: Any, metas: Sequence[Meta]) -> Form:
    described = [meta for meta in metas if (meta.extra or {}).get("is") != "edtf"]
    inner = form(hint) if len(described) == len(metas) else Form(Date, _write_date)
    return Form(Annotated[inner.hint, *described] if described else inner.hint, inner.write)


def _union(members: Sequence[Any]) -> Form:
    """Return how JSON has a choice, of which it has one member at most in a form of its own."""
    if tuple[records.DatedText, ...] in members:
        return Form(tuple[DatedText, ...], _write_texts)
    one_form = next((_ONE_FORM[member] for member in members if member in _ONE_FORM), None)
    forms = [one_form] if one_form else [form(member) for member in members]
    hints = [form.hint for form in forms] + ([NoneType] if NoneType in members else [])
    write = next((form.write for form in forms if form.write), None)
    return Form(reduce(or_, hints), _unless_none(write))


def _unless_none(write: _Write | None) -> _Write | None:
    return write and (lambda value: None if value is None else write(value))


def _for_items(write: _Write | None) -> _Write | None:
    return write and (lambda values: [write(value) for value in values])


def _for_values(write: _Write | None) -> _Write | None:
    return write and (lambda mapping: {key: write(value) for key, value in mapping.items()})


def _write_date(when: records.Date) -> Date:
    if isinstance(when, DateDetail):
        return _date(when.edtf, when.text, when.basis)
    return _date(when, None, None)


@cache
def _date(text: str, words: str | None, basis: DateBasis | None) -> Date:
    first, last = (str(day) if day else None for day in edtf.known_bounds(text))
    return Date(edtf=text, text=words, basis=basis, from_=first, to=last)


def _write_reference(reference: records.Reference) -> SourceRef:
    return reference if isinstance(reference, SourceRef) else SourceRef(source=reference)


def _write_texts(texts: str | tuple[records.DatedText, ...] | None) -> list[DatedText]:
    if isinstance(texts, str):
        return [DatedText(date=None, text=texts)]
    return [DatedText(date=_write_date(dated.date), text=dated.text) for dated in texts or ()]


def _write_struct(value: Any) -> Any:
    if not isinstance(value, Struct):
        return value
    names, writes = _layout(type(value))
    if not writes:
        return value
    filled = zip(names, msgspec.structs.astuple(value), strict=True)
    made = {name: item for name, item in filled if item is not UNSET}
    for name, write in writes:
        made[name] = write(made[name])
    return made


@cache
def _layout(part: type[Struct]) -> tuple[tuple[str, ...], tuple[tuple[str, _Write], ...]]:
    """Return the names of the fields of a struct, and how to write those that change their form."""
    hints = get_type_hints(part, include_extras=True)
    names = part.__struct_encode_fields__
    writes = zip(names, (form(hints[name]).write for name in part.__struct_fields__), strict=True)
    return names, tuple((name, write) for name, write in writes if write)


_ONE_FORM: Final[dict[Any, Form]] = {
    DateDetail: Form(Date, _write_date),
    SourceRef: Form(SourceRef, _write_reference),
}
"""How JSON has what an author may write in two forms, by the longer one."""
