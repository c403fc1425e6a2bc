"""Ids, themes and topics that are not slugs."""

from collections.abc import Iterator
from typing import Final

from briefing.library.folding import split_words
from briefing.library.loader import LoadedFiles, SourceLocation
from briefing.library.rules.base import Finding
from briefing.model.diagnostics import Rule
from briefing.model.schema import Path
from briefing.model.slugs import is_slug

RULE: Final = Rule(
    id="bad-id",
    severity="error",
    description="Ids, themes and topics are lower-case words joined by hyphens.",
    example_file="actors.yaml",
    good="north-atlantic-council: {name: North Atlantic Council, sources: [charter]}\n",
    bad="North_Atlantic_Council: {name: North Atlantic Council, sources: [charter]}\n",
)


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the ids, themes and topics that are not slugs."""
    for loaded in files.records:
        if not is_slug(loaded.id):
            yield _finding(loaded.location, (), loaded.id, key=True)
    for loaded, value in files.iter_values("slug"):
        if not is_slug(value.text):
            yield _finding(loaded.location, value.path, value.text)
    if files.library_location and files.library_file:
        for field in ("topics", "themes"):
            for slug in getattr(files.library_file, field):
                if not is_slug(slug):
                    yield _finding(files.library_location, (field, slug), slug, key=True)


def suggest_slug(text: str) -> str:
    """Return the slug nearest to a text, empty if no word of it can be part of one."""
    return "-".join(word.text for word in split_words(text) if is_slug(word.text))


def _finding(location: SourceLocation, path: Path, text: str, *, key: bool = False) -> Finding:
    message = f"'{text}' is no id; write lower-case letters, digits and single hyphens."
    return Finding(location, path, message, suggest_slug(text), key)
