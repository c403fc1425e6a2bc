"""Ids that several records of a library have."""

from collections.abc import Iterator
from typing import Final

from briefing.library.loader import LoadedFiles
from briefing.library.rules.base import Finding
from briefing.model.diagnostics import Rule
from briefing.model.kinds import with_article

RULE: Final = Rule(
    id="duplicate-id",
    severity="error",
    description="An id is given once in a library.",
    example_file="actors.yaml",
    good="nato: {name: NATO, sources: [charter]}\n",
    bad="estonia: {name: Estonian government, sources: [charter]}\n",
)


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the records whose id an earlier record of the library has."""
    for loaded in files.records:
        kind, file = files.context.first_record(loaded.id)
        # A record that has no place in the library is reported by another rule.
        if kind and (kind, file) != (loaded.kind, loaded.location.file.name):
            message = f"'{loaded.id}' is already {with_article(kind)} in {file}; rename one."
            yield Finding(loaded.location, (), message, key=True)
