"""Bottom lines that are too long to be one."""

from collections.abc import Iterator
from typing import Final

from briefing.library.loader import LoadedFiles
from briefing.library.rules.base import Finding, excess_of_words
from briefing.model.diagnostics import Rule
from briefing.model.records import BOTTOM_LINE_WORDS, Country
from briefing.model.schema import Path

RULE: Final = Rule(
    id="long-bottom-line",
    severity="error",
    description=f"A bottom line has {BOTTOM_LINE_WORDS} words at most.",
    example_file="countries/latvia.yaml",
    good="{name: Latvia, bottom_line: The border is watched.}\n",
    bad="{name: Latvia, bottom_line: " + "The border is long and watched. " * 7 + "}\n",
)


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the bottom lines that have too many words."""
    for loaded in files.records:
        country = loaded.record
        if not isinstance(country, Country) or not country.bottom_line:
            continue
        line = country.bottom_line
        texts: list[tuple[Path, str]] = (
            [((), line)]
            if isinstance(line, str)
            else [((position, "text"), dated.text) for position, dated in enumerate(line)]
        )
        for path, text in texts:
            message = excess_of_words(text, BOTTOM_LINE_WORDS, "a bottom line")
            if message:
                yield Finding(loaded.location, ("bottom_line", *path), f"{message}.")
