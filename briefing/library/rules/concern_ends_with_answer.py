"""Concerns whose date ends where their answer begins."""

from collections.abc import Iterable, Iterator
from typing import Final

from briefing.library.loader import LoadedFiles, meanings
from briefing.library.rules.base import Finding
from briefing.model import edtf
from briefing.model.diagnostics import Rule
from briefing.model.records import Concern, Country, Date, Reassurance, date_text

RULE: Final = Rule(
    id="concern-ends-with-answer",
    severity="warning",
    description="The date of a concern says when it began; that it was answered is derived.",
    example_file="countries/latvia.yaml",
    good="""\
name: Latvia
bottom_line: The border is watched.
concerns:
- {id: border, topic: security, summary: The border is long., date: 2016-03, sources: [charter]}
reassurances:
- id: visit
  kind: visit
  by: [estonia]
  summary: A visit.
  date: 2017-02
  answers: [{concern: border, extent: unstated}]
  sources: [charter]
""",
    bad="""\
name: Latvia
bottom_line: The border is watched.
concerns:
- id: border
  topic: security
  summary: The border is long.
  date: 2016-03/2017-02
  sources: [charter]
reassurances:
- id: visit
  kind: visit
  by: [estonia]
  summary: A visit.
  date: 2017-02
  answers: [{concern: border, extent: unstated}]
  sources: [charter]
""",
)


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the dates of concerns that end where an answer to them begins."""
    for loaded in files.records:
        if not isinstance(loaded.record, Country):
            continue
        answers = _answers_by_concern(loaded.id, loaded.record)
        for path, _, nested in loaded.nested:
            if not isinstance(nested, Concern) or nested.date is None:
                continue
            answer = _answer_at_end(nested.date, answers.get(f"{loaded.id}/{nested.id}", ()))
            if answer is not None:
                start = date_text(nested.date).partition("/")[0]
                message = (
                    f"This ends where '{answer}' begins, which answers it. 'date' says when a "
                    f"concern began, and its status is derived; write {start} alone."
                )
                yield Finding(loaded.location, (*path, "date"), message, start)


def _answers_by_concern(owner: str, country: Country) -> dict[str, list[Reassurance]]:
    """Return the reassurances that answer each concern, by its full id."""
    answers: dict[str, list[Reassurance]] = {}
    for reassurance in country.reassurances:
        for answer in reassurance.answers:
            for id_ in meanings(owner, answer.concern):
                answers.setdefault(id_, []).append(reassurance)
    return answers


def _answer_at_end(when: Date, answers: Iterable[Reassurance]) -> str | None:
    """Return the id of the first reassurance that answers a concern where its date ends."""
    for reassurance in answers:
        if reassurance.date and _meet(when, reassurance.date):
            return reassurance.id
    return None


def _meet(span: Date, answer: Date) -> bool:
    """Return whether a closed span can end on a day, or the day before, that an answer begins."""
    whole, begun = edtf.parse(date_text(span)), edtf.parse(date_text(answer))
    if "/" not in whole.text or whole.start is None or whole.end is None:
        return False
    certain = edtf.certain_from(begun.text)
    # What began on a day that nobody knows counts from the day on which that is certain.
    first = begun.earliest if begun.start else certain
    return first.toordinal() <= whole.end.latest.toordinal() + 1 and whole.end.earliest <= certain
