"""Country codes that ISO 3166-1 does not assign."""

from collections.abc import Iterator
from typing import Final

from briefing.library.loader import LoadedFiles
from briefing.library.rules.base import Finding
from briefing.library.source_text import quote
from briefing.model import iso3166
from briefing.model.diagnostics import Rule

RULE: Final = Rule(
    id="unknown-code",
    severity="error",
    description="A country's code is its ISO 3166-1 alpha-3 code.",
    example_file="countries/latvia.yaml",
    good="{name: Latvia, code: LVA}\n",
    bad="{name: Latvia, code: LV}\n",
)


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the country codes that are not assigned."""
    for loaded, value in files.iter_values("iso3166"):
        if not iso3166.is_alpha3(value.text):
            code = iso3166.suggest_alpha3(value.text)
            advice = "write the three-letter code" if code else "write one such as EST"
            message = f"{quote(value.text)} is no ISO 3166-1 alpha-3 code; {advice}."
            yield Finding(loaded.location, value.path, message, code)
