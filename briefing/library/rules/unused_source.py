"""Sources that no record cites."""

from collections.abc import Iterator
from typing import Final

from briefing.library.loader import LoadedFiles
from briefing.library.rules.base import Finding
from briefing.model.diagnostics import Rule

RULE: Final = Rule(
    id="unused-source",
    severity="warning",
    description="A source is there because something rests on it.",
    example_file="sources.yaml",
    good="charter: {title: Charter, published: 1949-04-04}\n",
    bad="""\
charter: {title: Charter, published: 1949-04-04}
memoir: {title: Memoir, published: 1969}
""",
)


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the sources that no record cites."""
    for loaded in files.records:
        if loaded.kind == "source" and not files.context.is_cited(loaded.id):
            message = f"Nothing rests on '{loaded.id}'; cite it or remove it."
            yield Finding(loaded.location, (), message, key=True)
