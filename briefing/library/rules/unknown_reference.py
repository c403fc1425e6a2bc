"""References that lead to no record, or to one of the wrong kind."""

from collections.abc import Iterator
from typing import Final

from briefing.library.folding import normalize_name
from briefing.library.loader import LoadedFiles, meanings
from briefing.library.lookup import nearest
from briefing.library.rules.base import Finding
from briefing.model.diagnostics import Rule
from briefing.model.kinds import with_article

RULE: Final = Rule(
    id="unknown-reference",
    severity="error",
    description="A reference names a record that exists, of a kind that the field takes.",
    example_file="actors.yaml",
    good="ilves: {name: Toomas Ilves, of: [estonia], sources: [charter]}\n",
    bad="ilves: {name: Toomas Ilves, of: [estnia], sources: [charter]}\n",
)


def check(files: LoadedFiles) -> Iterator[Finding]:
    """Yield the references that lead to no record of a kind that their field takes."""
    for loaded, value in files.iter_values("id"):
        kinds, text = value.format.to, value.text
        if not files.is_missing(loaded.id, text, kinds):
            continue
        takes = value.format.description.removeprefix("id of ")
        actual = next(filter(None, map(files.context.kind, meanings(loaded.id, text))), "")
        if actual:
            message = f"'{text}' is {with_article(actual)}; this field takes {takes}."
            yield Finding(loaded.location, value.path, message)
        else:
            message = f"Nothing in this library has the id '{text}'; this field takes {takes}."
            suggestion = _suggest_id(files, loaded.id, text, kinds)
            yield Finding(loaded.location, value.path, message, suggestion)


def _suggest_id(files: LoadedFiles, owner: str, text: str, kinds: tuple[str, ...]) -> str:
    """Return the id that was probably meant: that of the record so named, or the most similar."""
    id_, kind = files.context.first_for_name(normalize_name(text))
    if kind in kinds:
        return id_
    choices = [
        id_.removeprefix(f"{owner}/") for id_, kind in files.context.iter_records() if kind in kinds
    ]
    return "".join(nearest(text, choices, 1))
