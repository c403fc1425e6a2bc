"""Texts of which YAML takes the rest for a comment."""

import re
from collections.abc import Iterator
from typing import Any, Final

from briefing.library.loader import LoadedFiles, SourceLocation
from briefing.library.rules.base import Finding
from briefing.library.source_text import quote, shorten
from briefing.model.diagnostics import Rule
from briefing.model.schema import Path

RULE: Final = Rule(
    id="cut-text",
    severity="warning",
    description="A text that has a blank and a # in it is in quotation marks; a comment has a "
    "blank after its #.",
    example_file="actors.yaml",
    good='nato: {name: "NATO #1", sources: [charter]}\n',
    bad="nato:\n  sources: [charter]\n  name: NATO #1\n",
)

_CUT: Final = re.compile(r"[ \t]+#\w[^\r\n]*")

# The most characters of the rest of a text that a message repeats.
_LONGEST: Final = 60


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the texts that a number sign cuts."""
    locations = [loaded.location for loaded in files.records]
    if files.library_location is not None:
        locations.append(files.library_location)
    is_cut: dict[int, bool] = {}
    for location in locations:
        file = location.file
        if id(file) not in is_cut:
            # Most files have no such sign, which is found out a hundred times as fast.
            is_cut[id(file)] = "#" in file.text and _CUT.search(file.text) is not None
        if is_cut[id(file)]:
            yield from _cut_texts(location)


def _cut_texts(location: SourceLocation) -> Iterator[Finding]:
    file = location.file
    for path in _paths(file.plain(location.path)):
        place = file.location((*location.path, *path))
        if place is None or file.text[place.value.start] in "'\"|>":
            continue
        rest = _CUT.match(file.text, place.value.end)
        if rest is not None:
            message = (
                f"The text ends here, as YAML takes {quote(shorten(rest[0].strip(), _LONGEST))} "
                "for a comment; put all of it in quotation marks, or a blank after the #."
            )
            yield Finding(location, path, message)


def _paths(plain: Any) -> Iterator[Path]:
    """Yield the path to each text in plain data."""
    pending: list[tuple[Path, Any]] = [((), plain)]
    while pending:
        path, value = pending.pop()
        if isinstance(value, dict):
            pending += [((*path, key), inner) for key, inner in value.items()]
        elif isinstance(value, list):
            pending += [((*path, position), inner) for position, inner in enumerate(value)]
        elif isinstance(value, str):
            yield path
