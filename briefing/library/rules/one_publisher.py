"""Concerns that count as answered on the word of one publisher."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from briefing.library.rules.base import RecordFinding
from briefing.library.source_text import quote
from briefing.model.diagnostics import Rule
from briefing.model.records import Reassurance, Reference
from briefing.model.vocabulary import Extent, Status

if TYPE_CHECKING:
    from briefing.library.library import Library
    from briefing.library.status import ConcernStatus

RULE: Final = Rule(
    id="one-publisher",
    severity="warning",
    description="What makes a concern answered or partly answered rests on two publishers or more.",
    example_file="countries/latvia.yaml",
    good="""\
name: Latvia
bottom_line: The border is watched.
concerns:
- {id: border, topic: security, summary: The border is long., sources: [review]}
reassurances:
- id: visit
  kind: visit
  by: [estonia]
  summary: A visit.
  answers: [{concern: border, extent: partly}]
  sources: [review, daily]  # of the Ministry of Defence, and of the Baltic Daily
""",
    bad="""\
name: Latvia
bottom_line: The border is watched.
concerns:
- {id: border, topic: security, summary: The border is long., sources: [review]}
reassurances:
- id: visit
  kind: visit
  by: [estonia]
  summary: A visit.
  answers: [{concern: border, extent: partly}]
  sources: [daily]  # of the Baltic Daily
""",
    is_default=False,
)

_CARRIED_BY: Final[dict[Status, Extent]] = {"answered": "fully", "partly-answered": "partly"}


def check(library: "Library") -> Iterator[RecordFinding]:
    """Yield the ids of concerns whose status rests on sources of one publisher."""
    # Imported here: what is derived needs the library, and the library needs the rules.
    from briefing.library.publishers import publishers
    from briefing.library.status import country_statuses

    for country in library.countries:
        for status in country_statuses(library, country):
            carriers = _carriers(library, status)
            names = publishers(library, (cited for _, cited in carriers))
            if len(names) == 1:
                words = status.status.replace("-", " ")
                answers = " or ".join(dict.fromkeys(id_ for id_, _ in carriers))
                message = (
                    f"This is {words} on the word of {quote(names.pop())} alone. Cite another "
                    f"publisher in {answers}, or write 'extent: unstated' there."
                )
                yield RecordFinding(status.concern, ("id",), message)


def _carriers(library: "Library", status: "ConcernStatus") -> list[tuple[str, Reference]]:
    """Return what carries a status: each reassurance by its full id, with each of its sources."""
    extent = _CARRIED_BY.get(status.status)
    return [
        (answered.reassurance, reference)
        for answered in status.answered_by
        if answered.in_force and answered.extent == extent
        for reference in _references(library.reassurance(answered.reassurance), status.concern)
    ]


def _references(reassurance: Reassurance, concern: str) -> list[Reference]:
    """Return the sources that bear the answer of a reassurance to a concern."""
    return [
        reference
        for answer in reassurance.answers
        if answer.concern == concern
        for reference in answer.sources or reassurance.sources
    ]
