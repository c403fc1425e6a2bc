"""Countries that have concerns but no bottom line."""

from collections.abc import Iterator
from typing import Final

from briefing.library.loader import LoadedFiles
from briefing.library.rules.base import Finding, was_refused
from briefing.model.diagnostics import Rule
from briefing.model.records import Country

RULE: Final = Rule(
    id="missing-bottom-line",
    severity="error",
    description="A country that has concerns has a bottom line.",
    example_file="countries/latvia.yaml",
    good="""\
name: Latvia
bottom_line: The border is watched.
concerns:
- {id: border, topic: security, summary: The border is long., sources: [charter]}
""",
    bad="""\
name: Latvia
concerns:
- {id: border, topic: security, summary: The border is long., sources: [charter]}
""",
)


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the countries that have concerns but no bottom line."""
    for loaded in files.records:
        country = loaded.record
        if not isinstance(country, Country) or not country.concerns or country.bottom_line:
            continue
        if not was_refused(loaded, ("bottom_line",)):
            message = "This country has concerns but no 'bottom_line'; say in 40 words what counts."
            yield Finding(loaded.location, ("concerns",), message, key=True)
