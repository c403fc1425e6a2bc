"""Records of one kind side by side: each aspect a row, each record a column."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, ClassVar, Final

import msgspec.structs
from msgspec import Struct

from briefing.answers.brief import require_sound
from briefing.answers.context import KindName, Known, Withheld, known, with_basis, withheld
from briefing.answers.flashpoints import flashpoint_row
from briefing.errors import MixedKinds, UsageError
from briefing.library import links
from briefing.library.library import Library
from briefing.library.status import (
    ConcernStatus,
    country_statuses,
    days_since,
    describe_end,
    end_of,
    in_force,
    latest,
)
from briefing.model import edtf
from briefing.model.records import (
    Approach,
    Argument,
    Date,
    DateDetail,
    Edtf,
    Flashpoint,
    Point,
    Reassurance,
    Reference,
    Role,
    Status,
    Trend,
    date_text,
)
from briefing.model.schema import fields

SHARED: Final = "Concerns that they share"
NOT_SHARED: Final = "Concerns that they do not share"
ANSWERS: Final = "What was done about them"
FITS: Final = "How it fits"


class Line(Struct, frozen=True, kw_only=True):
    """One statement in a comparison: its headline, its text, how it stands and its sources.

    `lead` is an id, which `names` calls by its name, or a text of its own. `wording` is the
    source's own hedge.
    """

    text: str = ""
    lead: str = ""
    mark: Status | Trend | None = None
    wording: str | None = None
    sources: tuple[Reference, ...] = ()


class Aspect(Struct, frozen=True, kw_only=True):
    """One row of a comparison: a cell of lines for each of the records, in their order."""

    name: str
    group: str
    cells: tuple[tuple[Line, ...], ...]


class Comparison(Known, frozen=True, kw_only=True):
    """Two or more records of one kind, aspect by aspect."""

    schema: ClassVar[str] = "comparison/2"

    as_of: Edtf
    kind: KindName
    compared: tuple[str, ...]
    aspects: tuple[Aspect, ...]
    withheld: Withheld | None = None


def compare(library: Library, ids: Sequence[str]) -> Comparison:
    """Two or more records of one kind, aspect by aspect, without those that none of them has.

    Raises:
        InvalidLibrary: the file of one of them has errors.
        MixedKinds: they are of different kinds.
        UsageError: fewer than two different records are named.
    """
    ids = tuple(dict.fromkeys(ids))
    for id_ in ids:
        require_sound(library, id_)
    kinds = {id_: library.entries[id_].kind for id_ in ids}
    if len(set(kinds.values())) > 1:
        told = ", ".join(f"{id_} ({kind})" for id_, kind in kinds.items())
        raise MixedKinds(f"Only records of one kind can be compared; these differ: {told}.")
    if len(ids) < 2:  # noqa: PLR2004 (a comparison takes two)
        raise UsageError(f"A comparison takes two different records; only {ids[0]} was named.")
    kind = kinds[ids[0]]
    aspects = _ASPECTS.get(kind, _fields)(library, ids)
    own = [each.id for id_ in ids for each in library.entries_in(id_) if each.owner]
    lines = (line for aspect in aspects for cell in aspect.cells for line in cell)
    leads = [line.lead for line in lines if line.lead in library.entries]
    return Comparison(
        as_of=library.library_file.as_of,
        kind=kind,
        compared=ids,
        aspects=tuple(aspect for aspect in aspects if any(aspect.cells)),
        withheld=withheld(library, ids),
        **known(library, [*ids, *own, *leads]),
    )


def _approaches(library: Library, ids: Sequence[str]) -> list[Aspect]:
    records = [library.approaches[id_] for id_ in ids]
    return [
        _aspect(
            "What it is", ([Line(text=each.summary, sources=each.sources)] for each in records)
        ),
        _aspect("Part of", ([Line(lead=each.part_of)] if each.part_of else [] for each in records)),
        _aspect("Favoured by", (_backers(each) for each in records)),
        _aspect("For", (_arguments(each.for_) for each in records)),
        _aspect("Against", (_arguments(each.against) for each in records)),
        _aspect("Instruments", (_leads(each.instruments) for each in records)),
        _aspect("Examples", (_points(each.examples) for each in records)),
        *_fits(library, records),
        _aspect("Judged", (_judgments(library, id_) for id_ in ids)),
        _aspect("Advised", (_advice(library, id_) for id_ in ids)),
    ]


def _countries(library: Library, ids: Sequence[str]) -> list[Aspect]:
    held = [country_statuses(library, id_) for id_ in ids]
    themes = dict.fromkeys(each.theme or each.concern for column in held for each in column)
    aspects = [_theme(library, theme, held) for theme in themes]
    return [
        *(each for each in aspects if each.group == SHARED),
        *(each for each in aspects if each.group == NOT_SHARED),
        _aspect("Latest reassurance", (_latest_reassurance(library, id_) for id_ in ids), ANSWERS),
        _aspect("Actions", (_actions(library, id_) for id_ in ids), ANSWERS),
        _aspect("Frictions", (_frictions(library, id_) for id_ in ids), ANSWERS),
    ]


def _theme(library: Library, theme: str, held: Sequence[Sequence[ConcernStatus]]) -> Aspect:
    """One worry across countries; where all give it one name, that heads it, once."""
    columns = [
        [each for each in column if (each.theme or each.concern) == theme] for column in held
    ]
    names = {library.name(each.concern) for column in columns for each in column}
    shared = sum(map(bool, columns)) > 1
    if len(names) == 1:
        name = names.pop()
        cells = [[Line(mark=each.status) for each in column] for column in columns]
    else:
        name = theme.replace("-", " ").capitalize()
        cells = [[_standing(each) for each in column] for column in columns]
    return _aspect(name, cells, SHARED if shared else NOT_SHARED)


def _flashpoints(library: Library, ids: Sequence[str]) -> list[Aspect]:
    rows = [flashpoint_row(library, id_) for id_ in ids]
    records: list[Flashpoint] = [row.record for row in rows]
    return [
        _aspect("What it is", ([_text(each.summary, each.sources)] for each in records)),
        _aspect("Called", (_place_names(library, each) for each in records)),
        _aspect("Part of", ([Line(lead=each.part_of)] if each.part_of else [] for each in records)),
        _aspect(
            "Trend",
            (
                [Line(mark=each.trend, text=each.trend_reason or "")]
                if each.trend or each.trend_reason
                else []
                for each in records
            ),
        ),
        _aspect(
            "Parties and claims",
            (
                [Line(lead=p.who, text=p.claim or "", sources=p.sources) for p in each.parties]
                for each in records
            ),
        ),
        _aspect("Instruments", (_leads(each.instruments) for each in records)),
        _aspect(
            "Commitments",
            (
                [
                    Line(lead=each.id, text=_term(each.record, library.day))
                    for each in row.commitments
                ]
                for row in rows
            ),
        ),
        _aspect("Concerns", ([_standing(each) for each in row.standings] for row in rows)),
        _aspect(
            "Latest development",
            (
                [
                    Line(
                        text=f"{edtf.format_date(row.latest.date)}: {row.latest.summary}",
                        sources=row.latest.sources,
                    )
                ]
                if row.latest
                else []
                for row in rows
            ),
        ),
        _aspect("Contingencies", (_points(each.contingencies) for each in records)),
        _aspect("Judged", (_judgments(library, id_) for id_ in ids)),
        _aspect("Advised", (_advice(library, id_) for id_ in ids)),
    ]


def _fields(library: Library, ids: Sequence[str]) -> list[Aspect]:
    """Records of any other kind: each field that one of them fills is an aspect."""
    records: list[Any] = [library.entries[id_].record for id_ in ids]
    names = [field.name for field in msgspec.structs.fields(records[0])]
    return [
        _aspect(
            name.rstrip("_").replace("_", " ").capitalize(),
            (
                _until(each, library.day)
                if name == "until" and isinstance(each, Reassurance)
                else _value(library, getattr(each, name), is_date=_is_date(each, name))
                for each in records
            ),
        )
        for name in names
        if name not in ("id", "name", "sources")
    ]


_ASPECTS: Final[dict[str, Callable[[Library, Sequence[str]], list[Aspect]]]] = {
    "approach": _approaches,
    "country": _countries,
    "flashpoint": _flashpoints,
}
"""The kinds that have aspects of their own; the others are compared field by field."""


def _aspect(name: str, cells: Iterable[Iterable[Line]], group: str = "") -> Aspect:
    return Aspect(name=name, group=group, cells=tuple(tuple(cell) for cell in cells))


def _text(text: str | None, sources: tuple[Reference, ...] = ()) -> Line:
    return Line(text=text or "", sources=sources)


def _leads(ids: Iterable[str]) -> list[Line]:
    return [Line(lead=id_) for id_ in ids]


def _points(points: Iterable[Point]) -> list[Line]:
    return [
        Line(
            text=f"{_day(each.date)}: {each.summary}" if each.date else each.summary,
            sources=each.sources,
        )
        for each in points
    ]


def _day(when: Date | None) -> str:
    return edtf.format_date(date_text(when)) if when is not None else ""


def _term(reassurance: Reassurance, day: date) -> str:
    """From when to when a reassurance holds."""
    end = describe_end(end_of(reassurance, day))
    return ", ".join(filter(None, (_day(reassurance.date), end)))


def _standing(each: ConcernStatus) -> Line:
    return Line(lead=each.concern, mark=each.status)


def _backers(approach: Approach) -> list[Line]:
    return [
        Line(lead=each.who, text=each.caveat or "", wording=each.wording, sources=each.sources)
        for each in approach.favoured_by
    ]


def _arguments(arguments: Iterable[Argument]) -> list[Line]:
    return [Line(text=each.claim, wording=each.wording, sources=each.sources) for each in arguments]


def _fits(library: Library, approaches: Sequence[Approach]) -> Iterator[Aspect]:
    for target in dict.fromkeys(fit.to for each in approaches for fit in each.fits):
        known_as = library.library_file.topics.get(target) or library.name(target)
        yield _aspect(
            known_as,
            (
                [
                    Line(text=with_basis(fit.assessment, fit.basis), sources=fit.sources)
                    for fit in each.fits
                    if fit.to == target
                ]
                for each in approaches
            ),
            FITS,
        )


def _judgments(library: Library, id_: str) -> list[Line]:
    """What sources conclude in a record's own file, and about it elsewhere."""
    return [
        Line(text=each.claim, wording=each.wording, sources=each.sources)
        for each in _stated(library, id_, "judgment", links.judgments_on(library, id_))
    ]


def _advice(library: Library, id_: str) -> list[Line]:
    return [
        Line(text=each.advice, sources=each.sources)
        for each in _stated(library, id_, "recommendation", links.advice_naming(library, id_))
    ]


def _stated(library: Library, id_: str, kind: str, naming: Sequence[str]) -> list[Any]:
    """The nested records of a kind that stand in a record, or are among those that name it."""
    own = [each.id for each in library.entries_in(id_) if each.owner]
    found = (library.entries[full] for full in dict.fromkeys([*own, *naming]))
    return [each.record for each in found if each.kind == kind]


def _latest_reassurance(library: Library, id_: str) -> list[Line]:
    day = library.day
    held = [each for each in library.countries[id_].reassurances if in_force(each, day)]
    last = latest(held, day, lambda each: each.date)
    if last is None or last.date is None:
        return []
    ago = days_since(last.date, day)
    days = "on the as-of date" if ago == 0 else f"{ago} day{'s' if ago > 1 else ''} before"
    end = describe_end(end_of(last, day))
    text = ", ".join(filter(None, (_day(last.date), days, end)))
    return [Line(lead=f"{id_}/{last.id}", text=text, sources=last.sources)]


def _actions(library: Library, id_: str) -> list[Line]:
    return [
        Line(
            lead=f"{id_}/{each.id}",
            text=(each.status or "").replace("-", " "),
            sources=each.sources,
        )
        for each in library.countries[id_].actions
    ]


def _frictions(library: Library, id_: str) -> list[Line]:
    return [
        Line(lead=f"{id_}/{each.id}", sources=each.sources)
        for each in library.countries[id_].frictions
    ]


def _place_names(library: Library, flashpoint: Flashpoint) -> list[Line]:
    return [
        Line(lead=each.name, text=", ".join(library.name(country) for country in each.used_by))
        for each in flashpoint.names
    ]


def _until(reassurance: Reassurance, day: date) -> list[Line]:
    end = describe_end(end_of(reassurance, day))
    return [Line(text=end)] if end else []


def _value(library: Library, value: Any, *, is_date: bool) -> list[Line]:
    if isinstance(value, tuple):
        return [line for each in value for line in _value(library, each, is_date=is_date)]
    if isinstance(value, Struct):
        return [_part(value)]
    if value is None:
        return []
    if value in library.entries:
        return [Line(lead=value)]
    return [Line(text=edtf.format_date(value) if is_date else value)]


def _is_date(record: Struct, attribute: str) -> bool:
    found = (field for field in fields(type(record)).values() if field.attribute == attribute)
    return any(
        field.type.format is not None and field.type.format.name == "edtf" for field in found
    )


def _part(value: Struct) -> Line:
    if isinstance(value, DateDetail):
        return Line(text=edtf.format_date(value.edtf))
    if isinstance(value, Role):
        return Line(text=_role(value))
    text = next(getattr(value, field) for field in _TELLING if hasattr(value, field))
    return Line(text=text, sources=getattr(value, "sources", ()))


# The fields that say in words what a part is.
_TELLING: Final = ("summary", "claim", "concern", "text", "state")


def _role(role: Role) -> str:
    start, end = (date_text(each) if each else None for each in (role.from_, role.until))
    span = edtf.format_span(start, end)
    return f"{role.title} ({span})" if span else role.title
