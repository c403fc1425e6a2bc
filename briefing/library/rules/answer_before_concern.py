"""Answers that were over before the concern that they answer began."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from briefing.library.rules.base import RecordFinding, nested_entries
from briefing.model import edtf
from briefing.model.diagnostics import Rule
from briefing.model.records import Concern, Reassurance, date_text

if TYPE_CHECKING:
    from briefing.library.library import Library

RULE: Final = Rule(
    id="answer-before-concern",
    severity="warning",
    description="What answers a concern does not lie before its beginning.",
    example_file="countries/latvia.yaml",
    good="""\
name: Latvia
bottom_line: The border is watched.
concerns:
- {id: border, topic: security, summary: The border is long., date: 2017-03, sources: [review]}
reassurances:
- id: visit
  kind: visit
  by: [estonia]
  summary: A visit.
  date: 2017-05
  answers: [{concern: border, extent: partly}]
  sources: [review]
""",
    bad="""\
name: Latvia
bottom_line: The border is watched.
concerns:
- {id: border, topic: security, summary: The border is long., date: 2017-03, sources: [review]}
reassurances:
- id: visit
  kind: visit
  by: [estonia]
  summary: A visit.
  date: 2016
  answers: [{concern: border, extent: partly}]
  sources: [review]
""",
    is_default=False,
)


def check(library: "Library") -> Iterator[RecordFinding]:
    """Yield the concerns that a reassurance answers though it is certainly earlier."""
    for entry in nested_entries(library, "reassurance"):
        reassurance = entry.record
        if not isinstance(reassurance, Reassurance) or reassurance.date is None:
            continue
        given = date_text(reassurance.date)
        for position, answer in enumerate(reassurance.answers):
            begun = _beginning(library, answer.concern)
            if begun and edtf.is_certainly_before(given, begun):
                message = (
                    f"This concern began later ({edtf.format_date(begun)}) than what is to answer "
                    f"it ({edtf.format_date(given)}). Name what has answered it since, or correct "
                    "a date."
                )
                yield RecordFinding(entry.id, ("answers", position, "concern"), message)


def _beginning(library: "Library", id_: str) -> str:
    """Return the date of a concern, empty if it has none."""
    entry = library.entries.get(id_)
    concern = entry.record if entry else None
    return date_text(concern.date) if isinstance(concern, Concern) and concern.date else ""
