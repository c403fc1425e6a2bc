"""What a rule of `check` asks."""

from typing import ClassVar

from msgspec import Struct

from briefing.model.diagnostics import ON_READING, Rule, Severity


class Explanation(Struct, frozen=True, kw_only=True):
    """What a rule asks of a library, with an example that breaks it and one that does not."""

    schema: ClassVar[str] = "explanation/2"

    rule: str
    """The id of the rule."""
    severity: Severity
    description: str
    """What it asks, in a sentence."""
    is_default: bool
    """Whether it counts without being turned on in library.yaml."""
    can_be_ignored: bool
    """Whether library.yaml can turn it off."""
    example_file: str
    """The file of the examples, in a library."""
    bad: str
    """The text of a file that breaks the rule."""
    good: str
    """The same as it should be; empty if no such file."""


def explain(rule: Rule) -> Explanation:
    """Return what a rule asks."""
    return Explanation(
        rule=rule.id,
        severity=rule.severity,
        description=rule.description,
        is_default=rule.is_default,
        can_be_ignored=rule.id not in ON_READING,
        example_file=rule.example_file,
        bad=rule.bad,
        good=rule.good,
    )
