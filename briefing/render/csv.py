"""Renders an answer that is a table as CSV: a line per record, with stable column names.

A column has the name of the JSON field with the same content. Next to a column of ids, another one,
`…_name` or `…_names`, has the names. A column that can hold several values holds a JSON array of
texts in each cell. Next to a column of EDTF dates, `…_from` and `…_to` have the first and last day
that each can mean. Sources are ids, and a missing value is an empty cell.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Sequence
from io import StringIO
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias, TypeVar

from briefing.errors import UsageError
from briefing.model import edtf
from briefing.model.diagnostics import Problem
from briefing.model.records import Date, DateDetail, Reference, SourceRef, date_text, source_id
from briefing.render.sanitize import sanitize

if TYPE_CHECKING:
    from briefing.answers.acts import Act
    from briefing.answers.changes import (
        Changes,
        Differences,
        NewRecord,
        PledgeChange,
        Reworded,
        StatusChange,
    )
    from briefing.answers.comparison import Aspect, Comparison, Line
    from briefing.answers.context import ResultBase
    from briefing.answers.coverage import Coverage, PassageRow
    from briefing.answers.flashpoints import FlashpointRow, Flashpoints
    from briefing.answers.gaps import Gap, Gaps
    from briefing.answers.listing import Listing, Named
    from briefing.answers.quotes import Quotation, Quotes
    from briefing.answers.report import Report
    from briefing.answers.results import View
    from briefing.answers.search import Hit, HitGroup, Search
    from briefing.answers.sources import SourceRow, SourceTable, SourceUses, Use
    from briefing.answers.timeline import Timeline

Cell: TypeAlias = str | int | Iterable[str] | None
"""The value of a cell before it is written: text, number, truth value, several texts or none."""

Record = TypeVar("Record")
Columns: TypeAlias = dict[str, Callable[[Record], Cell]]
"""The columns of a table: the name of each, and how to get its value from a record."""

# What makes a spreadsheet interpret a cell as a formula (OWASP: CSV injection), even after blanks,
# because some programs drop those.
_FORMULA: Final = re.compile(
    "\\s*[=+\\-@"
    "\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
    "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}]|[\t\r\n]"
)


class CsvTable(NamedTuple):
    """A table whose cells are ready to be written."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def to_csv(view: View) -> str:
    """Render a table as CSV (RFC 4180) with line feeds; one without records has only the header.

    Raises:
        UsageError: the answer is not a table.
    """
    make_table = _TABLES.get(view.schema.partition("/")[0])
    if make_table is None:
        raise UsageError(
            "Only a table can be CSV, and this answer is none; ask for json or markdown, or leave "
            "out the name for the table of all."
        )
    columns, rows = make_table(view)
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(map(escape_formula, columns))
    writer.writerows(map(escape_formula, row) for row in rows)
    return out.getvalue()


def encode(values: list[str] | dict[str, str]) -> str:
    """Return texts as JSON on one line, of which no character needs sanitizing.

    What differs has another text, and none is a formula.
    """
    text = json.dumps(values, ensure_ascii=False)
    if sanitize(text) == text:
        return text
    return "".join(char if sanitize(char) == char else json.dumps(char)[1:-1] for char in text)


def escape_formula(text: str) -> str:
    """Return a text as one line that is safe in a spreadsheet and on a terminal."""
    return sanitize(f"'{text}" if _FORMULA.match(text) else text)


def _table(columns: Columns[Record], records: Iterable[Record]) -> CsvTable:
    rows = [tuple(_cell(get(record)) for get in columns.values()) for record in records]
    return CsvTable(tuple(columns), rows)


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int) else encode([*value])


def _display_names(view: ResultBase, ids: Iterable[str]) -> list[str]:
    return [view.names.get(id_, id_) for id_ in ids]


def _source_ids(references: Iterable[Reference]) -> list[str]:
    return list(dict.fromkeys(map(source_id, references)))


def _date(when: Date | None) -> str:
    return date_text(when) if when is not None else ""


def _dates(name: str, get: Callable[[Record], Date | None]) -> Columns[Record]:
    """Return the columns of a date: its EDTF text, and the first and last day that it can mean."""

    def bound(position: int) -> Callable[[Record], Cell]:
        def day(record: Record) -> Cell:
            when = get(record)
            known = None if when is None else edtf.known_bounds(date_text(when))[position]
            return None if known is None else known.isoformat()

        return day

    return {
        name: lambda record: _date(get(record)),
        f"{name}_from": bound(0),
        f"{name}_to": bound(1),
    }


def _flashpoints(view: Flashpoints) -> CsvTable:
    columns: Columns[FlashpointRow] = {
        "id": lambda row: row.id,
        "name": lambda row: row.record.name,
        "trend": lambda row: row.record.trend,
        "trend_reason": lambda row: row.record.trend_reason,
        "parties": lambda row: (party.who for party in row.record.parties),
        "parties_names": lambda row: _display_names(
            view, (party.who for party in row.record.parties)
        ),
        "commitments": lambda row: (commitment.id for commitment in row.commitments),
        "commitments_names": lambda row: _display_names(
            view, (commitment.id for commitment in row.commitments)
        ),
        "concerns": lambda row: (standing.concern for standing in row.standings),
        "concerns_names": lambda row: _display_names(
            view, (standing.concern for standing in row.standings)
        ),
        "statuses": lambda row: (standing.status for standing in row.standings),
        **_dates("latest_date", lambda row: row.latest.date if row.latest else None),
        "latest_summary": lambda row: row.latest.summary if row.latest else None,
        "latest_sources": lambda row: _source_ids(row.latest.sources) if row.latest else None,
        "sources": lambda row: _source_ids(row.record.sources),
    }
    return _table(columns, view.flashpoints)


def _comparison(view: Comparison) -> CsvTable:
    """Make a row per aspect and a column per record, named by its id."""

    def column(index: int) -> Callable[[Aspect], Cell]:
        return lambda aspect: [_line(view, line, aspect) for line in aspect.cells[index]]

    columns: Columns[Aspect] = {
        "group": lambda aspect: aspect.group,
        "id": lambda aspect: aspect.id,
        "name": lambda aspect: aspect.name,
        **{id_: column(index) for index, id_ in enumerate(view.compared)},
        "sources": lambda aspect: _source_ids(
            source for cell in aspect.cells for line in cell for source in line.sources
        ),
    }
    return _table(columns, view.aspects)


def _line(view: ResultBase, line: Line, aspect: Aspect) -> str:
    """Return a line of a comparison as text: how it stands, what it is about, and what it says."""
    name = view.names.get(line.id, line.id) if line.id else line.name
    values = (
        line.status or line.trend,
        name if name != aspect.name else None,
        line.rating,
        ", ".join(_display_names(view, line.by)),
        _date(line.date),
        f"from {_date(line.from_)}" if line.from_ else None,
        f"until {_date(line.until)}" if line.until else None,
        f"{line.days} days" if line.days is not None else None,
        f"{line.end.state} {_date(line.end.date)}".strip() if line.end else None,
        line.stage or line.word,
        line.text,
    )
    notes = (
        line.basis,
        f"worded: {line.wording}" if line.wording else None,
        f"but {line.caveat}" if line.caveat else None,
    )
    text = ": ".join(value for value in values if value)
    return " ".join([text, *(f"({note})" for note in notes if note)])


def _gaps(view: Gaps) -> CsvTable:
    """Make a row per gap; only reassurances in force are listed, since the status rests on them."""

    def answers(gap: Gap) -> list[str]:
        return [answer.reassurance for answer in gap.standing.answered_by if answer.in_force]

    columns: Columns[Gap] = {
        "country": lambda gap: gap.standing.country,
        "country_name": lambda gap: view.names.get(gap.standing.country),
        "topic": lambda gap: gap.standing.topic,
        "topic_name": lambda gap: view.topics.get(gap.standing.topic, gap.standing.topic),
        "concern": lambda gap: gap.standing.concern,
        "concern_name": lambda gap: view.names.get(gap.standing.concern),
        "theme": lambda gap: gap.standing.theme,
        "status": lambda gap: gap.standing.status,
        "summary": lambda gap: gap.concern.summary,
        "answered_by": answers,
        "answered_by_names": lambda gap: _display_names(view, answers(gap)),
        "leaves_open": lambda gap: (
            answer.leaves_open
            for answer in gap.standing.answered_by
            if answer.in_force and answer.leaves_open
        ),
        "advice": lambda gap: (advice.id for advice in gap.advice),
        "advice_names": lambda gap: _display_names(view, (advice.id for advice in gap.advice)),
        "occasions": lambda gap: (occasion.id for occasion in gap.occasions),
        "occasions_names": lambda gap: (occasion.event.name for occasion in gap.occasions),
        "sources": lambda gap: _source_ids(gap.concern.sources),
    }
    return _table(columns, view.gaps)


def _timeline(view: Timeline) -> CsvTable:
    columns: Columns[Act] = {
        **_dates("date", lambda entry: entry.date),
        "date_text": lambda entry: entry.date.text if isinstance(entry.date, DateDetail) else None,
        "date_basis": lambda entry: (
            entry.date.basis if isinstance(entry.date, DateDetail) else None
        ),
        "kind": lambda entry: entry.kind,
        "id": lambda entry: entry.id,
        "name": lambda entry: view.names.get(entry.id),
        "summary": lambda entry: entry.summary,
        "by": lambda entry: entry.by,
        "by_names": lambda entry: _display_names(view, entry.by),
        "stage": lambda entry: entry.stage,
        "pledge": lambda entry: entry.pledge,
        "ahead": lambda entry: entry.ahead,
        "end": lambda entry: entry.end.state if entry.end else None,
        **_dates("end_date", lambda entry: entry.end.date if entry.end else None),
        "parts": lambda entry: (part.id for part in entry.parts),
        "sources": lambda entry: _source_ids(entry.sources),
    }
    return _table(columns, view.moments)


class _Change(NamedTuple):
    """A change of any sort; `change` is the name of its list in JSON."""

    change: str
    id: str
    kind: str
    date: Date | None = None
    stage: str | None = None
    text: str = ""
    fields: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    through: tuple[str, ...] = ()
    sources: tuple[Reference, ...] = ()


def _changes(view: Changes) -> CsvTable:
    changes = [
        *map(_status_change, view.changed),
        *(_pledge_change(change) for change in view.pledges),
        *_new_records("new", view.new),
        *_new_records("happened", view.happened),
    ]
    columns = _change_columns(view)
    del columns["fields"]
    return _table(columns, changes)


def _differences(view: Differences) -> CsvTable:
    changes = [
        *map(_status_change, view.changed),
        *_new_records("added", view.added),
        *_new_records("removed", view.removed),
        *map(_rewording, view.reworded),
    ]
    return _table(_change_columns(view), changes)


def _change_columns(view: ResultBase) -> Columns[_Change]:
    return {
        "change": lambda change: change.change,
        "id": lambda change: change.id,
        "name": lambda change: view.names.get(change.id),
        "kind": lambda change: change.kind,
        **_dates("date", lambda change: change.date),
        "stage": lambda change: change.stage,
        "text": lambda change: change.text,
        "fields": lambda change: change.fields,
        "before": lambda change: change.before,
        "after": lambda change: change.after,
        "through": lambda change: change.through,
        "through_names": lambda change: _display_names(view, change.through),
        "sources": lambda change: _source_ids(change.sources),
    }


def _status_change(change: StatusChange) -> _Change:
    return _Change(
        "changed",
        change.concern,
        "concern",
        before=change.before,
        after=change.after,
        through=tuple(cause.id for cause in change.through),
    )


def _pledge_change(change: PledgeChange) -> _Change:
    return _Change(
        "pledges",
        change.id,
        "reassurance",
        before=change.before or "",
        after=change.after or "",
    )


def _new_records(change: str, records: Iterable[NewRecord]) -> list[_Change]:
    return [
        _Change(
            change,
            record.id,
            record.kind,
            record.date,
            record.stage,
            record.text,
            sources=record.sources,
        )
        for record in records
    ]


def _rewording(change: Reworded) -> _Change:
    """Return a rewording, its texts as JSON objects by their fields."""
    return _Change(
        "reworded",
        change.id,
        change.kind,
        fields=change.fields,
        before=encode(change.before),
        after=encode(change.after),
    )


class _GroupedHit(NamedTuple):
    """A hit, and the group of the top-level record that it belongs to."""

    group: HitGroup
    hit: Hit


def _search(view: Search) -> CsvTable:
    columns: Columns[_GroupedHit] = {
        "group": lambda row: row.group.id,
        "group_name": lambda row: _display_name(view, row.group.id),
        "id": lambda row: row.hit.id,
        "name": lambda row: _display_name(view, row.hit.id),
        "kind": lambda row: row.hit.kind,
        "fields": lambda row: (match.field for match in row.hit.matches),
        "texts": lambda row: (match.text for match in row.hit.matches),
    }
    return _table(columns, (_GroupedHit(group, hit) for group in view.groups for hit in group.hits))


def _display_name(view: ResultBase, id_: str) -> str | None:
    source = view.sources.get(id_)
    return view.names.get(id_) or (source.title if source else None)


def _quotes(view: Quotes) -> CsvTable:
    columns: Columns[Quotation] = {
        "words": lambda quotation: quotation.words,
        "voice": lambda quotation: quotation.voice,
        "by": lambda quotation: quotation.by,
        "by_names": lambda quotation: _display_names(view, quotation.by),
        "authors": lambda quotation: quotation.authors,
        "to": lambda quotation: quotation.to,
        "to_names": lambda quotation: _display_names(view, quotation.to),
        **_dates("date", lambda quotation: quotation.date),
        "id": lambda quotation: quotation.id,
        "name": lambda quotation: _display_name(view, quotation.id),
        "kind": lambda quotation: quotation.kind,
        "caveat": lambda quotation: quotation.caveat,
        "sources": lambda quotation: _source_ids(quotation.sources),
        "places": lambda quotation: (
            f"{place.source}, {place.locator}"
            for place in quotation.sources
            if isinstance(place, SourceRef) and place.locator
        ),
    }
    return _table(columns, view.quotations)


def _sources(view: SourceTable) -> CsvTable:
    columns: Columns[SourceRow] = {
        "id": lambda row: row.id,
        "title": lambda row: row.source.title,
        **_dates("published", lambda row: row.source.published),
        "author": lambda row: row.source.author,
        "publisher": lambda row: row.source.publisher,
        "type": lambda row: row.source.type,
        "reliability": lambda row: row.source.reliability,
        "supports": lambda row: row.supports,
        "alone": lambda row: row.alone,
        "url": lambda row: row.source.url,
        "via": lambda row: row.source.via,
        **_dates("accessed", lambda row: row.source.accessed),
        "descriptor": lambda row: row.source.descriptor,
    }
    return _table(columns, view.rows)


def _source(view: SourceUses) -> CsvTable:
    columns: Columns[Use] = {
        "source": lambda _: view.id,
        "source_name": lambda _: view.source.title,
        "id": lambda use: use.id,
        "name": lambda use: _display_name(view, use.id),
        "kind": lambda use: use.kind,
        "text": lambda use: use.text,
        "locator": lambda use: use.locator,
        "quote": lambda use: use.quote,
        "credibility": lambda use: use.credibility,
        "alone": lambda use: use.alone,
    }
    return _table(columns, view.uses)


def _coverage(view: Coverage) -> CsvTable:
    columns: Columns[PassageRow] = {
        "source": lambda _: view.id,
        "place": lambda row: row.place,
        "kind": lambda row: row.kind,
        "state": lambda row: row.state,
        "text": lambda row: row.text,
        "supports": lambda row: (support.id for support in row.supports),
        "supports_names": lambda row: _display_names(
            view, (support.id for support in row.supports)
        ),
    }
    return _table(columns, view.passages)


def _listing(view: Listing) -> CsvTable:
    columns: Columns[Named] = {
        "kind": lambda entry: entry.kind,
        "id": lambda entry: entry.id,
        "name": lambda entry: entry.name,
        "aliases": lambda entry: entry.aliases,
    }
    return _table(columns, view.entries)


def _report(view: Report) -> CsvTable:
    columns: Columns[Problem] = {
        "file": lambda problem: problem.file,
        "line": lambda problem: problem.line,
        "column": lambda problem: problem.column,
        "severity": lambda problem: problem.severity,
        "rule": lambda problem: problem.rule,
        "message": lambda problem: problem.message,
        "suggestion": lambda problem: problem.suggestion,
    }
    return _table(columns, view.problems)


_TABLES: Final[dict[str, Callable[[Any], CsvTable]]] = {
    "flashpoints": _flashpoints,
    "comparison": _comparison,
    "gaps": _gaps,
    "timeline": _timeline,
    "changes": _changes,
    "differences": _differences,
    "search": _search,
    "quotes": _quotes,
    "sources": _sources,
    "source": _source,
    "coverage": _coverage,
    "listing": _listing,
    "report": _report,
}
"""The answers that are tables, by the names of their schemas."""
