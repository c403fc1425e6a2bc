"""Pledges that have fallen due, of which nothing says whether they were kept."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from briefing.library.loader import LoadedFiles
from briefing.library.rules.base import Finding
from briefing.model import edtf
from briefing.model.diagnostics import Rule
from briefing.model.records import Reassurance, date_text

RULE: Final = Rule(
    id="overdue-pledge",
    severity="warning",
    description="A pledge that has fallen due by the as-of date says what became of it.",
    example_file="countries/latvia.yaml",
    good="""\
name: Latvia
reassurances:
- id: ships
  kind: statement
  by: [estonia]
  summary: Two ships are to come.
  stage: pledged
  due: 2020
  kept: {state: kept, date: 2020-11}
  sources: [charter]
""",
    bad="""\
name: Latvia
reassurances:
- id: ships
  kind: statement
  by: [estonia]
  summary: Two ships are to come.
  stage: pledged
  due: 2020
  sources: [charter]
""",
)


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the day on which each overdue pledge fell due."""
    # Imported here: what is derived needs the library, and the library needs the rules.
    from briefing.library.status import pledge_state

    for loaded in files.records if files.library_file else ():
        for path, _, nested in loaded.nested:
            if (
                isinstance(nested, Reassurance)
                and nested.due is not None
                and pledge_state(nested, files.as_of) == "overdue"
            ):
                overdue_from = edtf.latest_day(date_text(nested.due)) + timedelta(days=1)
                since = edtf.format_date(overdue_from.isoformat())
                message = (
                    f"This pledge has been overdue since {since}; add 'kept' with a state (kept, "
                    "partly-kept, broken or withdrawn) and a date."
                )
                yield Finding(loaded.location, (*path, "due"), message)
