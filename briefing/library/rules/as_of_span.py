"""As-of dates that are an interval."""

from collections.abc import Iterator
from typing import Final

from briefing.library.loader import LoadedFiles
from briefing.library.rules.base import Finding
from briefing.model.diagnostics import Rule

RULE: Final = Rule(
    id="as-of-span",
    severity="error",
    description="A library is current to one day, month or year.",
    example_file="library.yaml",
    good="{title: Baltic book, as_of: 2021-06, topics: {security: Security}}\n",
    bad="{title: Baltic book, as_of: 2020/2021, topics: {security: Security}}\n",
)


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the as-of date if it is an interval."""
    if files.library_location and files.library_file and "/" in files.library_file.as_of:
        message = "'as_of' is one day, not a span of time."
        yield Finding(files.library_location, ("as_of",), message)
