"""Renders an answer that is a table as CSV: a line a record, under columns whose names last.

A column is called as the field of the JSON is, where it holds the same. Where it holds an id, a
column beside it, `…_name` or `…_names`, says what that is called. Several values stand in one
cell, parted by `; `; a date is EDTF, a source its id, and nothing an empty cell.
"""

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from io import StringIO
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar

from briefing.answers.results import (
    Aspect,
    Changes,
    Comparison,
    Differences,
    FlashpointRow,
    Flashpoints,
    Gap,
    Gaps,
    Hit,
    HitGroup,
    Known,
    Line,
    Listing,
    Moment,
    Named,
    NewRecord,
    Report,
    Reworded,
    Search,
    SourceRow,
    SourceTable,
    SourceUses,
    StatusChange,
    Timeline,
    Use,
    View,
)
from briefing.errors import UsageError
from briefing.model.diagnostics import Problem
from briefing.model.records import Date, DateDetail, Reference, date_text, source_id
from briefing.render.sanitize import sanitize

Cell: TypeAlias = str | int | Iterable[str] | None
"""What stands in a cell before it is written: a text, a number or truth, several texts, nothing."""

Record = TypeVar("Record")
Columns: TypeAlias = dict[str, Callable[[Record], Cell]]
"""The columns of a table by their names, each with what it holds of a record."""

# What makes a spreadsheet read a cell as a formula (OWASP: CSV injection); blanks before it, which
# some of them drop, do not help.
_FORMULA: Final = re.compile(
    "\\s*[=+\\-@"
    "\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
    "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}]|[\t\r\n]"
)

SEPARATOR: Final = "; "
"""What parts several values in one cell."""


class CsvTable(NamedTuple):
    """A table of cells that are ready to be written."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def to_csv(view: View) -> str:
    """A table as CSV (RFC 4180), its lines ended by line feeds; without records, its first line.

    Raises:
        UsageError: the answer is no table.
    """
    sheet = _SHEETS.get(type(view))
    if sheet is None:
        raise UsageError(
            "Only a table can be CSV, and this answer is none; ask for json or markdown, or leave "
            "out the name for the table of all."
        )
    columns, rows = sheet(view)
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(map(escape_formula, columns))
    writer.writerows(map(escape_formula, row) for row in rows)
    return out.getvalue()


def escape_formula(text: str) -> str:
    """A text of one line, which a spreadsheet reads as text and a terminal prints as it is."""
    return sanitize(f"'{text}" if _FORMULA.match(text) else text)


def _sheet(columns: Columns[Record], records: Iterable[Record]) -> CsvTable:
    rows = [tuple(_cell(tells(each)) for tells in columns.values()) for each in records]
    return CsvTable(tuple(columns), rows)


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int) else SEPARATOR.join(value)


def _display_names(view: Known, ids: Iterable[str]) -> list[str]:
    return [view.names.get(id_, id_) for id_ in ids]


def _cited(references: Iterable[Reference]) -> list[str]:
    return list(dict.fromkeys(map(source_id, references)))


def _date(when: Date | None) -> str:
    return date_text(when) if when is not None else ""


def _flashpoints(view: Flashpoints) -> CsvTable:
    columns: Columns[FlashpointRow] = {
        "id": lambda each: each.id,
        "name": lambda each: each.record.name,
        "trend": lambda each: each.record.trend,
        "trend_reason": lambda each: each.record.trend_reason,
        "parties": lambda each: (party.who for party in each.record.parties),
        "parties_names": lambda each: _display_names(
            view, (party.who for party in each.record.parties)
        ),
        "commitments": lambda each: (one.id for one in each.commitments),
        "commitments_names": lambda each: _display_names(
            view, (one.id for one in each.commitments)
        ),
        "concerns": lambda each: (one.concern for one in each.standings),
        "concerns_names": lambda each: _display_names(
            view, (one.concern for one in each.standings)
        ),
        "statuses": lambda each: (one.status for one in each.standings),
        "latest_date": lambda each: each.latest.date if each.latest else None,
        "latest_summary": lambda each: each.latest.summary if each.latest else None,
        "latest_sources": lambda each: _cited(each.latest.sources) if each.latest else None,
        "sources": lambda each: _cited(each.record.sources),
    }
    return _sheet(columns, view.flashpoints)


def _comparison(view: Comparison) -> CsvTable:
    """A row an aspect, a column a record; the columns are called by the ids of the records."""

    def compared(place: int) -> Callable[[Aspect], Cell]:
        return lambda each: [_line(view, line) for line in each.cells[place]]

    columns: Columns[Aspect] = {
        "group": lambda each: each.group,
        "name": lambda each: each.name,
        **{id_: compared(place) for place, id_ in enumerate(view.compared)},
        "sources": lambda each: _cited(
            one for cell in each.cells for line in cell for one in line.sources
        ),
    }
    return _sheet(columns, view.aspects)


def _line(view: Known, line: Line) -> str:
    """A line of a comparison in words: how it stands, what it is about, what it says and how."""
    told = ": ".join(filter(None, (line.mark, view.names.get(line.lead, line.lead), line.text)))
    return f"{told} (worded: {line.wording})" if line.wording else told


def _gaps(view: Gaps) -> CsvTable:
    """Of what was said or done, what is in force tells the status, and so it alone is here."""

    def answers(each: Gap) -> list[str]:
        return [one.reassurance for one in each.standing.answered_by if one.in_force]

    columns: Columns[Gap] = {
        "country": lambda each: each.standing.country,
        "country_name": lambda each: view.names.get(each.standing.country),
        "topic": lambda each: each.standing.topic,
        "topic_name": lambda each: view.topics.get(each.standing.topic, each.standing.topic),
        "concern": lambda each: each.standing.concern,
        "concern_name": lambda each: view.names.get(each.standing.concern),
        "theme": lambda each: each.standing.theme,
        "status": lambda each: each.standing.status,
        "summary": lambda each: each.concern.summary,
        "answered_by": answers,
        "answered_by_names": lambda each: _display_names(view, answers(each)),
        "leaves_open": lambda each: (
            one.leaves_open for one in each.standing.answered_by if one.in_force and one.leaves_open
        ),
        "advice": lambda each: (one.id for one in each.advice),
        "advice_names": lambda each: _display_names(view, (one.id for one in each.advice)),
        "occasions": lambda each: (one.id for one in each.occasions),
        "occasions_names": lambda each: (one.event.name for one in each.occasions),
        "sources": lambda each: _cited(each.concern.sources),
    }
    return _sheet(columns, view.gaps)


def _timeline(view: Timeline) -> CsvTable:
    columns: Columns[Moment] = {
        "date": lambda each: date_text(each.date),
        "date_text": lambda each: each.date.text if isinstance(each.date, DateDetail) else None,
        "date_basis": lambda each: each.date.basis if isinstance(each.date, DateDetail) else None,
        "kind": lambda each: each.kind,
        "id": lambda each: each.id,
        "name": lambda each: view.names.get(each.id),
        "summary": lambda each: each.summary,
        "by": lambda each: each.by,
        "by_names": lambda each: _display_names(view, each.by),
        "status": lambda each: each.status,
        "ahead": lambda each: each.ahead,
        "sources": lambda each: _cited(each.sources),
    }
    return _sheet(columns, view.moments)


class _Change(NamedTuple):
    """A change of any sort; `change` is the list that holds it in JSON."""

    change: str
    id: str
    kind: str
    date: str = ""
    text: str = ""
    fields: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    through: tuple[str, ...] = ()
    sources: tuple[Reference, ...] = ()


def _changes(view: Changes) -> CsvTable:
    records = [*_turned(view.changed), *_told("new", view.new), *_told("happened", view.happened)]
    columns = _of_changes(view)
    del columns["fields"]
    return _sheet(columns, records)


def _differences(view: Differences) -> CsvTable:
    records = [
        *_turned(view.changed),
        *_told("added", view.added),
        *_told("removed", view.removed),
        *map(_reworded, view.reworded),
    ]
    return _sheet(_of_changes(view), records)


def _of_changes(view: Known) -> Columns[_Change]:
    return {
        "change": lambda each: each.change,
        "id": lambda each: each.id,
        "name": lambda each: view.names.get(each.id),
        "kind": lambda each: each.kind,
        "date": lambda each: each.date,
        "text": lambda each: each.text,
        "fields": lambda each: each.fields,
        "before": lambda each: each.before,
        "after": lambda each: each.after,
        "through": lambda each: each.through,
        "through_names": lambda each: _display_names(view, each.through),
        "sources": lambda each: _cited(each.sources),
    }


def _turned(changes: Iterable[StatusChange]) -> list[_Change]:
    return [
        _Change(
            "changed",
            each.concern,
            "concern",
            before=each.before,
            after=each.after,
            through=each.through,
        )
        for each in changes
    ]


def _told(change: str, records: Iterable[NewRecord]) -> list[_Change]:
    return [
        _Change(change, each.id, each.kind, _date(each.date), each.text, sources=each.sources)
        for each in records
    ]


def _reworded(each: Reworded) -> _Change:
    """A rewording; its fields and their texts are told one after the other, in one order."""
    return _Change(
        "reworded",
        each.id,
        each.kind,
        fields=each.fields,
        before=SEPARATOR.join(f"{name}: {text}" for name, text in each.before.items()),
        after=SEPARATOR.join(f"{name}: {text}" for name, text in each.after.items()),
    )


class _Found(NamedTuple):
    """A record in which something was found, and the top-level one that it belongs to."""

    group: HitGroup
    hit: Hit


def _search(view: Search) -> CsvTable:
    columns: Columns[_Found] = {
        "group": lambda each: each.group.id,
        "group_name": lambda each: _named(view, each.group.id),
        "id": lambda each: each.hit.id,
        "name": lambda each: _named(view, each.hit.id),
        "kind": lambda each: each.hit.kind,
        "fields": lambda each: (match.field for match in each.hit.matches),
        "texts": lambda each: (match.text for match in each.hit.matches),
    }
    return _sheet(columns, (_Found(group, hit) for group in view.groups for hit in group.hits))


def _named(view: Known, id_: str) -> str | None:
    source = view.sources.get(id_)
    return view.names.get(id_) or (source.title if source else None)


def _sources(view: SourceTable) -> CsvTable:
    columns: Columns[SourceRow] = {
        "id": lambda each: each.id,
        "title": lambda each: each.source.title,
        "published": lambda each: date_text(each.source.published),
        "author": lambda each: each.source.author,
        "publisher": lambda each: each.source.publisher,
        "type": lambda each: each.source.type,
        "reliability": lambda each: each.source.reliability,
        "supports": lambda each: each.supports,
        "alone": lambda each: each.alone,
        "url": lambda each: each.source.url,
        "via": lambda each: each.source.via,
        "accessed": lambda each: _date(each.source.accessed),
        "descriptor": lambda each: each.source.descriptor,
    }
    return _sheet(columns, view.rows)


def _source(view: SourceUses) -> CsvTable:
    columns: Columns[Use] = {
        "source": lambda _: view.id,
        "source_name": lambda _: view.source.title,
        "id": lambda each: each.id,
        "name": lambda each: _named(view, each.id),
        "kind": lambda each: each.kind,
        "text": lambda each: each.text,
        "locator": lambda each: each.locator,
        "quote": lambda each: each.quote,
        "credibility": lambda each: each.credibility,
        "alone": lambda each: each.alone,
    }
    return _sheet(columns, view.uses)


def _listing(view: Listing) -> CsvTable:
    columns: Columns[Named] = {
        "kind": lambda each: each.kind,
        "id": lambda each: each.id,
        "name": lambda each: each.name,
        "aliases": lambda each: each.aliases,
    }
    return _sheet(columns, view.entries)


def _report(view: Report) -> CsvTable:
    columns: Columns[Problem] = {
        "file": lambda each: each.file,
        "line": lambda each: each.line,
        "column": lambda each: each.column,
        "severity": lambda each: each.severity,
        "rule": lambda each: each.rule,
        "message": lambda each: each.message,
        "suggestion": lambda each: each.suggestion,
    }
    return _sheet(columns, view.problems)


_SHEETS: Final[dict[type, Callable[[Any], CsvTable]]] = {
    Flashpoints: _flashpoints,
    Comparison: _comparison,
    Gaps: _gaps,
    Timeline: _timeline,
    Changes: _changes,
    Differences: _differences,
    Search: _search,
    SourceTable: _sources,
    SourceUses: _source,
    Listing: _listing,
    Report: _report,
}
"""The answers that are tables."""
