"""Topics that the library does not have."""

from collections.abc import Iterator
from functools import cache
from typing import Final

from briefing.library.loader import LoadedFiles
from briefing.library.lookup import nearest
from briefing.library.rules.base import Finding
from briefing.model.diagnostics import Rule
from briefing.model.kinds import LIBRARY_FILE

RULE: Final = Rule(
    id="unknown-topic",
    severity="error",
    description="The topic of a concern is one that library.yaml names.",
    example_file="countries/latvia.yaml",
    good="""\
name: Latvia
bottom_line: The border is watched.
concerns:
- {id: border, topic: security, summary: The border is long., sources: [charter]}
""",
    bad="""\
name: Latvia
bottom_line: The border is watched.
concerns:
- {id: border, topic: secruity, summary: The border is long., sources: [charter]}
""",
)


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the topics that `library.yaml` does not name."""
    topics = ", ".join(files.topics) or "none"
    suggest = cache(lambda text: "".join(nearest(text, files.topics, 1)))
    for loaded, value in files.iter_values("topic") if files.library_file else ():
        if value.text not in files.topics:
            message = f"'{value.text}' is no topic of this library; {LIBRARY_FILE} names {topics}."
            suggestion = suggest(value.text)
            yield Finding(loaded.location, value.path, message, suggestion)
