"""Themes that the library does not have."""

from collections.abc import Iterator
from functools import cache
from typing import Final

from briefing.library.loader import LoadedFiles
from briefing.library.location import LIBRARY_FILE
from briefing.library.lookup import nearest
from briefing.library.rules.base import Finding
from briefing.model.diagnostics import Rule
from briefing.model.records import Concern

RULE: Final = Rule(
    id="unknown-theme",
    severity="warning",
    description="Where library.yaml names themes, the theme of a concern is one of them.",
    example_file="countries/latvia.yaml",
    good="""\
name: Latvia
bottom_line: The border is watched.
concerns:
- id: border
  topic: security
  theme: abandonment
  summary: The border is long.
  sources: [charter]
""",
    bad="""\
name: Latvia
bottom_line: The border is watched.
concerns:
- id: border
  topic: security
  theme: abandonement
  summary: The border is long.
  sources: [charter]
""",
)


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the themes that `library.yaml` does not name, if it names any."""
    themes = files.library_file.themes if files.library_file else {}
    names = ", ".join(themes)
    suggest = cache(lambda text: "".join(nearest(text, themes, 1)))
    for loaded in files.records if themes else ():
        for path, _, nested in loaded.nested:
            if isinstance(nested, Concern) and nested.theme and nested.theme not in themes:
                message = (
                    f"'{nested.theme}' is no theme of this library; {LIBRARY_FILE} names {names}."
                )
                suggestion = suggest(nested.theme)
                yield Finding(loaded.location, (*path, "theme"), message, suggestion)
