"""Answers whose extent claims an effect that their text calls unknown."""

import re
from collections.abc import Iterator
from typing import Final

from briefing.library.loader import LoadedFiles
from briefing.library.rules.base import Finding
from briefing.model.diagnostics import Rule
from briefing.model.records import Reassurance

RULE: Final = Rule(
    id="unknown-effect",
    severity="warning",
    description="An answer is full or partial only where its effect is known.",
    example_file="countries/latvia.yaml",
    good="""\
name: Latvia
bottom_line: The border is watched.
concerns:
- {id: border, topic: security, summary: The border is long., sources: [charter]}
reassurances:
- id: visit
  kind: visit
  by: [estonia]
  summary: A visit.
  answers: [{concern: border, extent: unstated, leaves_open: How far it helps is not said.}]
  sources: [charter]
""",
    bad="""\
name: Latvia
bottom_line: The border is watched.
concerns:
- {id: border, topic: security, summary: The border is long., sources: [charter]}
reassurances:
- id: visit
  kind: visit
  by: [estonia]
  summary: A visit.
  answers: [{concern: border, extent: partly, leaves_open: How far it helps is not said.}]
  sources: [charter]
""",
)

# An adjective counts where it says something (`is unknown`, `unclear how far`), not where it only
# goes with a noun (`an unknown vessel`), nor where it is denied (`nothing is unclear`).
_UNKNOWN: Final = re.compile(
    r"""\b(?:
        not\ (?:yet\ )?(?:said|told|stated|reported|known|clear)
        | no\ sources?\ (?:says?|states?|reports?|tells?)
        | remains?\ to\ be\ seen
        | (?<!nothing\ is\ )(?<!nothing\ remains\ )(?:unknown|unclear|unstated|unreported)
          (?=\W*$ | [^\w\s] | \ (?:how|if|what|when|where|whether|which|who|why)\b)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the extents that claim an effect of which the text says that it is unknown."""
    for loaded in files.records:
        for path, _, nested in loaded.nested:
            answers = nested.answers if isinstance(nested, Reassurance) else ()
            for position, answer in enumerate(answers):
                text = " ".join((answer.leaves_open or "").split())
                phrase = _UNKNOWN.search(text)
                if phrase and answer.extent != "unstated":
                    message = (
                        f"This is '{answer.extent}', but 'leaves_open' says \"{phrase[0]}\". "
                        "Where no source says how far it goes, write 'extent: unstated'."
                    )
                    place = (*path, "answers", position, "extent")
                    yield Finding(loaded.location, place, message, "unstated")
