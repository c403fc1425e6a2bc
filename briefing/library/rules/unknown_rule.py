"""Rules named in `library.yaml` that there are not, or that cannot be turned off."""

from collections.abc import Iterator
from typing import Final

from briefing.library.loader import LoadedFiles
from briefing.library.lookup import nearest
from briefing.library.rules.base import Finding
from briefing.library.source_text import quote
from briefing.model.diagnostics import ON_READING, Rule

RULE: Final = Rule(
    id="unknown-rule",
    severity="error",
    description="What library.yaml enables is a rule, and what it ignores one not on reading.",
    example_file="library.yaml",
    good="{title: Baltic book, as_of: 2021, check: {ignore: [unused-source]}}\n",
    bad="{title: Baltic book, as_of: 2021, check: {ignore: [unused-sorce]}}\n",
)


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield what `library.yaml` names as a rule and is none, or cannot be ignored."""
    # Imported here: the list of the rules names this one.
    from briefing.library.rules import ALL_RULES

    if files.library_location is None or files.library_file is None:
        return
    known = tuple(rule.id for rule in ALL_RULES)
    settings = files.library_file.check
    for field, ids in (("enable", settings.enable), ("ignore", settings.ignore)):
        for position, id_ in enumerate(ids):
            path = ("check", field, position)
            if id_ not in known:
                message = f"There is no rule {quote(id_)}; `briefing help writing` lists them all."
                suggestion = "".join(nearest(id_, known, 1))
                yield Finding(files.library_location, path, message, suggestion)
            elif field == "ignore" and id_ in ON_READING:
                message = f"'{id_}' cannot be ignored: what breaks it is not read."
                yield Finding(files.library_location, path, message)
