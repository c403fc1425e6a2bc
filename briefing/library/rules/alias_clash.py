"""Names, aliases and codes that lead to several records."""

from collections.abc import Iterator
from typing import Final

from briefing.library.folding import normalize_name
from briefing.library.loader import LoadedFiles
from briefing.library.lookup import NameRank, all_names
from briefing.library.rules.base import Finding
from briefing.model.diagnostics import Rule

RULE: Final = Rule(
    id="alias-clash",
    severity="error",
    description="A name, alias or country code leads to one record only.",
    example_file="actors.yaml",
    good="toomas-ilves: {name: Toomas Ilves, aliases: [Ilves], sources: [charter]}\n",
    bad="toomas-ilves: {name: Toomas Ilves, aliases: [Eesti], sources: [charter]}\n",
)


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the names that an author wrote and that lead to another record."""
    for loaded in files.records:
        for name in all_names(loaded.id, loaded.record):
            id_, kind = files.context.first_for_name(normalize_name(name.text))
            # No record leads anywhere by a name of signs only.
            if id_ and id_ != loaded.id and name.rank <= NameRank.WRITTEN:
                message = f"'{name.text}' already leads to {id_} ({kind}); name one of them."
                yield Finding(loaded.location, name.path, message, key=not name.path)
