"""Ids that several nested records of a file have."""

from collections.abc import Iterator
from typing import Final

from briefing.library.loader import LoadedFiles
from briefing.library.rules.base import Finding
from briefing.model.diagnostics import Rule

RULE: Final = Rule(
    id="duplicate-nested-id",
    severity="error",
    description="The id of a nested record is given once in its file.",
    example_file="countries/latvia.yaml",
    good="""\
name: Latvia
judgments:
- {id: resolve, claim: Resolve is firm., sources: [charter]}
- {id: patience, claim: Patience is thin., sources: [charter]}
""",
    bad="""\
name: Latvia
judgments:
- {id: resolve, claim: Resolve is firm., sources: [charter]}
- {id: resolve, claim: Patience is thin., sources: [charter]}
""",
)


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the nested records whose id an earlier one in the file has."""
    for loaded in files.records:
        ids: set[str] = set()
        for path, _, record in loaded.nested:
            if record.id in ids:
                message = f"'{record.id}' is used twice in this file; rename one of the two."
                yield Finding(loaded.location, (*path, "id"), message)
            ids.add(record.id)
