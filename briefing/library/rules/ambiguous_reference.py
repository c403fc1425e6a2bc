"""References that can mean several records."""

from collections.abc import Iterator
from typing import Final

from briefing.library.loader import LoadedFiles
from briefing.library.rules.base import Finding
from briefing.model.diagnostics import Rule

RULE: Final = Rule(
    id="ambiguous-reference",
    severity="error",
    description="A reference means one record only.",
    example_file="countries/latvia.yaml",
    good="""\
name: Latvia
judgments:
- {id: resolve, claim: Resolve is firm., about: [estonia], sources: [charter]}
""",
    bad="""\
name: Latvia
judgments:
- {id: estonia, claim: Resolve is firm., about: [estonia], sources: [charter]}
""",
)


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the references that can mean several records."""
    for loaded, value in files.iter_values("id"):
        ids = files.resolve(loaded.id, value.text, value.format.to)
        if len(ids) > 1:
            message = f"'{value.text}' can mean {' or '.join(ids)}; rename one of the two."
            yield Finding(loaded.location, value.path, message)
