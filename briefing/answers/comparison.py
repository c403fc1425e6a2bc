"""Records of one kind side by side: each aspect a row, each record a column."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, ClassVar, Final, Literal, TypeAlias

from msgspec import Struct, field

from briefing.answers.acts import Act, last_word, named_in
from briefing.answers.ahead import coming
from briefing.answers.brief import require_sound
from briefing.answers.context import (
    KindName,
    ResultBase,
    Withheld,
    names_and_sources,
    withheld_fields,
)
from briefing.answers.flashpoints import flashpoint_row
from briefing.answers.sources import Weight, weight
from briefing.errors import MixedKinds, UsageError
from briefing.library import links
from briefing.library.library import Library
from briefing.library.status import (
    ActStage,
    ConcernStatus,
    End,
    country_statuses,
    days_since,
    end_of,
    in_force,
    latest,
    latest_at,
)
from briefing.model.records import (
    Answer,
    Approach,
    Argument,
    Date,
    DateDetail,
    Edtf,
    Flashpoint,
    Opinion,
    Outcome,
    Point,
    Reassurance,
    Reference,
    Role,
    Sourced,
    Statement,
)
from briefing.model.schema import FieldType, fields
from briefing.model.vocabulary import Basis, Rating, Status, Trend

Group: TypeAlias = Literal["shared", "not-shared", "response", "fit"]
"""Concerns that several countries hold, or only one; what was done about them; how a way fits."""


class Line(Struct, frozen=True, kw_only=True):
    """One statement in a comparison: what it is about, the state of that, and what is said of it.

    `id` is the record that it is about, or that it is; `name` a name that no record has, such as
    that of an office; `short` what a row calls it. `by` says who says, makes or uses it. `days`
    counts from `date`, where that is certain, to the as-of date; `from` and `until` bound an
    office. `word` is a word of a vocabulary, of a field that has no place of its own here.
    `wording` is the source's own hedge.
    """

    id: str | None = None
    name: str | None = None
    by: tuple[str, ...] = ()
    status: Status | None = None
    trend: Trend | None = None
    rating: Rating | None = None
    stage: ActStage | None = None
    word: str | None = None
    date: Date | None = None
    days: int | None = None
    from_: Date | None = field(default=None, name="from")
    until: Date | None = None
    end: End | None = None
    short: str | None = None
    text: str | None = None
    basis: Basis | None = None
    wording: str | None = None
    caveat: str | None = None
    sources: tuple[Reference, ...] = ()


class Aspect(Struct, frozen=True, kw_only=True):
    """One row of a comparison: a cell of lines for each of the records, in their order.

    `id` is a field of the records; in the groups `shared` and `not-shared` it is a theme or a
    concern, in the group `fit` what an approach is to fit, and there `name` says what it is called.
    """

    id: str
    name: str | None
    group: Group | None
    cells: tuple[tuple[Line, ...], ...]


class Comparison(ResultBase, frozen=True, kw_only=True):
    """Two or more records of one kind, aspect by aspect.

    Of countries, `last_words` are what each was last told or given to reassure it, and `coming`
    what is ahead for each; `weight` is what the records themselves rest on.
    """

    schema: ClassVar[str] = "comparison/2"

    as_of: Edtf
    kind: KindName
    compared: tuple[str, ...]
    aspects: tuple[Aspect, ...]
    topics: dict[str, str]
    themes: dict[str, str]
    codes: dict[str, str]
    last_words: dict[str, Act]
    coming: dict[str, tuple[Act, ...]]
    weight: Weight
    withheld: Withheld | None = None


def compare(library: Library, ids: Sequence[str]) -> Comparison:
    """Compare records of one kind, aspect by aspect, without aspects that none of them has.

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
        text = ", ".join(f"{id_} ({kind})" for id_, kind in kinds.items())
        raise MixedKinds(f"Only records of one kind can be compared; these differ: {text}.")
    if len(ids) < 2:  # noqa: PLR2004 (a comparison takes two)
        raise UsageError(f"A comparison takes two different records; only {ids[0]} was named.")
    kind = kinds[ids[0]]
    aspects = _ASPECTS.get(kind, _fields)(library, ids)
    own = [entry.id for id_ in ids for entry in library.entries_in(id_) if entry.owner]
    lines = [line for aspect in aspects for cell in aspect.cells for line in cell]
    named = [id_ for line in lines for id_ in (line.id, *line.by) if id_ is not None]
    countries = ids if kind == "country" else ()
    words = {id_: word for id_ in countries if (word := last_word(library, [id_])) is not None}
    ahead = {id_: coming(library, [id_]) for id_ in countries}
    acts = [*words.values(), *(act for acts in ahead.values() for act in acts)]
    codes = {id_: code for id_ in countries if (code := library.countries[id_].code) is not None}
    return Comparison(
        as_of=library.library_file.as_of,
        kind=kind,
        compared=ids,
        aspects=tuple(aspect for aspect in aspects if any(aspect.cells)),
        topics=library.library_file.topics,
        themes=library.library_file.themes,
        codes=codes,
        last_words=words,
        coming=ahead,
        weight=weight(library, ids),
        withheld=withheld_fields(library, ids),
        **names_and_sources(
            library,
            [*ids, *own],
            and_names=[*named, *named_in(acts)],
            and_sources=[reference for act in acts for reference in act.sources],
        ),
    )


def _approaches(library: Library, ids: Sequence[str]) -> list[Aspect]:
    records = [library.approaches[id_] for id_ in ids]
    return [
        _aspect("summary", (_summary(approach) for approach in records)),
        _aspect("part_of", (_ids(approach.part_of) for approach in records)),
        _aspect("favoured_by", (_backers(approach) for approach in records)),
        _aspect("for", (_arguments(approach.for_) for approach in records)),
        _aspect("against", (_arguments(approach.against) for approach in records)),
        _aspect("instruments", (_ids(*approach.instruments) for approach in records)),
        _aspect("examples", (_points(approach.examples) for approach in records)),
        *_fits(library, records),
        _aspect("judgments", (_judgments(library, id_) for id_ in ids)),
        _aspect("recommendations", (_advice(library, id_) for id_ in ids)),
    ]


def _countries(library: Library, ids: Sequence[str]) -> list[Aspect]:
    columns = [country_statuses(library, id_) for id_ in ids]
    themes = dict.fromkeys(
        standing.theme or standing.concern for column in columns for standing in column
    )
    aspects = [_theme(library, theme, columns) for theme in themes]
    reassurances = [_latest_reassurance(library, id_) for id_ in ids]
    return [
        *(aspect for aspect in aspects if aspect.group == "shared"),
        *(aspect for aspect in aspects if aspect.group == "not-shared"),
        _aspect("latest_reassurance", reassurances, "response"),
        _aspect("actions", (_actions(library, id_) for id_ in ids), "response"),
        _aspect("frictions", (_frictions(library, id_) for id_ in ids), "response"),
    ]


def _theme(library: Library, theme: str, columns: Sequence[Sequence[ConcernStatus]]) -> Aspect:
    """Return one worry across countries; where all give it one name, that heads it, once."""
    cells = [
        [standing for standing in column if (standing.theme or standing.concern) == theme]
        for column in columns
    ]
    names = {library.name(standing.concern) for cell in cells for standing in cell}
    label = library.library_file.themes.get(theme) or theme.replace("-", " ").capitalize()
    return _aspect(
        theme,
        ([_concern(library, standing) for standing in cell] for cell in cells),
        "shared" if sum(map(bool, cells)) > 1 else "not-shared",
        names.pop() if len(names) == 1 else label,
    )


def _concern(library: Library, standing: ConcernStatus) -> Line:
    concern: Any = library.entries[standing.concern].record
    return Line(id=standing.concern, status=standing.status, caveat=concern.caveat)


def _flashpoints(library: Library, ids: Sequence[str]) -> list[Aspect]:
    rows = [flashpoint_row(library, id_) for id_ in ids]
    records: list[Flashpoint] = [row.record for row in rows]
    return [
        _aspect(
            "summary", ([_line(place, place.summary)] if place.summary else [] for place in records)
        ),
        _aspect("names", (_place_names(place) for place in records)),
        _aspect("part_of", (_ids(place.part_of) for place in records)),
        _aspect("trend", (_trend(place) for place in records)),
        _aspect("parties", (_parties(place) for place in records)),
        _aspect("instruments", (_ids(*place.instruments) for place in records)),
        _aspect(
            "commitments",
            (
                [_commitment(item.id, item.record, library.day) for item in row.commitments]
                for row in rows
            ),
        ),
        _aspect(
            "concerns",
            ([_concern(library, standing) for standing in row.standings] for row in rows),
        ),
        _aspect("latest", (_latest_at(library, id_) for id_ in ids)),
        _aspect("contingencies", (_points(place.contingencies) for place in records)),
        _aspect("judgments", (_judgments(library, id_) for id_ in ids)),
        _aspect("recommendations", (_advice(library, id_) for id_ in ids)),
    ]


def _fields(library: Library, ids: Sequence[str]) -> list[Aspect]:
    """Return records of any other kind: each field that one of them fills is an aspect."""
    records: list[Any] = [library.entries[id_].record for id_ in ids]
    kind: type[Struct] = type(records[0])
    return [
        _aspect(
            name,
            (
                _until(record, library.day)
                if name == "until" and isinstance(record, Reassurance)
                else _values(getattr(record, field.attribute), field.type)
                for record in records
            ),
        )
        for name, field in fields(kind).items()
        if name not in ("id", "name", "short", "sources", "marking")
    ]


_ASPECTS: Final[dict[str, Callable[[Library, Sequence[str]], list[Aspect]]]] = {
    "approach": _approaches,
    "country": _countries,
    "flashpoint": _flashpoints,
}
"""The kinds that have aspects of their own; the others are compared field by field."""


def _aspect(
    id_: str, cells: Iterable[Iterable[Line]], group: Group | None = None, name: str | None = None
) -> Aspect:
    return Aspect(id=id_, name=name, group=group, cells=tuple(tuple(cell) for cell in cells))


def _line(statement: Statement, text: str | None, **more: Any) -> Line:
    """Return a line for what has a text of its own, with what goes with every such text."""
    return Line(
        text=text,
        short=statement.short,
        caveat=statement.caveat,
        sources=statement.sources,
        **more,
    )


def _summary(record: Sourced) -> list[Line]:
    return [_line(record, record.summary)] if record.summary else []


def _ids(*ids: str | None) -> list[Line]:
    return [Line(id=id_) for id_ in ids if id_ is not None]


def _points(points: Iterable[Point]) -> list[Line]:
    return [_line(point, point.summary, date=point.date) for point in points]


def _trend(place: Flashpoint) -> list[Line]:
    if place.trend is None and place.trend_reason is None:
        return []
    return [Line(trend=place.trend, text=place.trend_reason, basis=place.trend_basis)]


def _parties(place: Flashpoint) -> list[Line]:
    return [_line(party, party.claim, id=party.who, date=party.date) for party in place.parties]


def _commitment(id_: str, reassurance: Reassurance, day: date) -> Line:
    """Return since when a reassurance holds, and until when."""
    end = end_of(reassurance, day)
    return Line(id=id_, date=reassurance.date, end=end, caveat=reassurance.caveat)


def _latest_at(library: Library, flashpoint: str) -> list[Line]:
    last = latest_at(library, flashpoint)
    if last is None:
        return []
    id_ = "" if last.kind == "development" else last.id
    return [_line(last.act, last.act.summary, id=id_, date=last.date)]


def _backers(approach: Approach) -> list[Line]:
    return [
        _line(backing, None, id=backing.who, wording=backing.wording)
        for backing in approach.favoured_by
    ]


def _arguments(arguments: Iterable[Argument]) -> list[Line]:
    return [
        _line(
            argument,
            argument.claim,
            by=argument.by,
            basis=argument.basis,
            wording=argument.wording,
        )
        for argument in arguments
    ]


def _fits(library: Library, approaches: Sequence[Approach]) -> Iterator[Aspect]:
    for target in dict.fromkeys(fit.to for approach in approaches for fit in approach.fits):
        cells = (
            [
                _line(fit, fit.assessment, rating=fit.rating, basis=fit.basis)
                for fit in approach.fits
                if fit.to == target
            ]
            for approach in approaches
        )
        name = library.library_file.topics.get(target) or library.name(target)
        yield _aspect(target, cells, "fit", name)


def _judgments(library: Library, id_: str) -> list[Line]:
    """Return what sources conclude in a record's own file, and about it elsewhere."""
    return [
        _line(judgment, judgment.claim, wording=judgment.wording)
        for judgment in _stated(library, id_, "judgment", links.judgments_on(library, id_))
    ]


def _advice(library: Library, id_: str) -> list[Line]:
    return [
        _line(advice, advice.advice)
        for advice in _stated(library, id_, "recommendation", links.advice_naming(library, id_))
    ]


def _stated(library: Library, id_: str, kind: str, naming: Sequence[str]) -> list[Any]:
    """Return the records of a kind that are nested in a record or name it."""
    own = [entry.id for entry in library.entries_in(id_) if entry.owner]
    entries = (library.entries[full] for full in dict.fromkeys([*own, *naming]))
    return [entry.record for entry in entries if entry.kind == kind]


def _latest_reassurance(library: Library, id_: str) -> list[Line]:
    day = library.day
    in_force_now = [
        reassurance
        for reassurance in library.countries[id_].reassurances
        if in_force(reassurance, day)
    ]
    last = latest(in_force_now, day, lambda reassurance: reassurance.date)
    if last is None or last.date is None:
        return []
    return [
        _line(
            last,
            None,
            id=f"{id_}/{last.id}",
            date=last.date,
            days=days_since(last.date, day),
            end=end_of(last, day),
        )
    ]


def _actions(library: Library, id_: str) -> list[Line]:
    return [
        _line(action, None, id=f"{id_}/{action.id}", stage=action.status)
        for action in library.countries[id_].actions
    ]


def _frictions(library: Library, id_: str) -> list[Line]:
    return [
        _line(friction, None, id=f"{id_}/{friction.id}")
        for friction in library.countries[id_].frictions
    ]


def _place_names(place: Flashpoint) -> list[Line]:
    return [Line(name=called.name, by=called.used_by) for called in place.names]


def _until(reassurance: Reassurance, day: date) -> list[Line]:
    end = end_of(reassurance, day)
    return [Line(end=end)] if end else []


def _values(value: Any, type_: FieldType) -> list[Line]:
    """Return a line for each value of a field."""
    if value is None:
        return []
    if isinstance(value, tuple):
        return [line for item in value for line in _values(item, type_.items or FieldType())]
    return [_part(value) if isinstance(value, Struct) else _value(value, type_)]


def _value(value: str, type_: FieldType) -> Line:
    match type_.format.name if type_.format else "":
        case "id":
            return Line(id=value)
        case "edtf":
            return Line(date=value)
        case "topic" | "slug":
            return Line(word=value)
    return Line(word=value) if type_.vocabulary else Line(text=value)


def _part(part: Any) -> Line:
    match part:
        case DateDetail():
            return Line(date=part)
        case Role():
            return Line(name=part.title, from_=part.from_, until=part.until)
        case Answer():
            return _line(part, None, id=part.concern, word=part.extent)
        case Outcome():
            return Line(id=part.event, word=part.state, date=part.date, sources=part.sources)
        case Opinion():
            return _line(part, part.claim, by=part.by)
    return _line(part, part.summary, date=part.date)
