"""Records that cite no source."""

from collections.abc import Iterator
from typing import Final

from briefing.library.loader import LoadedFiles
from briefing.library.rules.base import Finding, was_refused
from briefing.model.diagnostics import Rule

RULE: Final = Rule(
    id="unsourced",
    severity="error",
    description="Every record that states a fact cites at least one source.",
    example_file="events.yaml",
    good="summit: {name: Summit, date: 2018-07, sources: [charter]}\n",
    bad="summit: {name: Summit, date: 2018-07}\n",
)


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the records that state a fact without a source."""
    for loaded in files.records:
        records = list(loaded.nested)
        # A country's file is a folder of sourced records; a source is its own origin.
        if loaded.kind not in ("country", "source"):
            records.insert(0, ((), loaded.kind, loaded.record))
        for path, kind, record in records:
            field = (*path, "sources")
            if not record.sources and not was_refused(loaded, field):
                message = f"This {kind} cites no source; name at least one in 'sources'."
                yield Finding(loaded.location, field, message, key=True)
