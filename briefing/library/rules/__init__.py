"""What records must keep to beyond their types: one rule a file, named by the rule's id.

Each module has its `RULE`, with an example that keeps to it and one that breaks it, and the `check`
that looks for violations in files as they were read; that of a rule that is off by default looks at
the records of the index, so that reading takes no longer. A new rule is a module and its line in a
list below.
"""

from typing import Final

from briefing.library import yaml_reader
from briefing.library.loader import STRAY_FILE
from briefing.library.rules import (
    alias_clash,
    ambiguous_reference,
    answer_before_concern,
    as_of_span,
    bad_address,
    bad_id,
    concern_ends_with_answer,
    cut_text,
    due_without_pledge,
    duplicate_id,
    duplicate_nested_id,
    ends_before_start,
    furniture_not_found,
    kept_without_day,
    later_than_as_of,
    likelihood_with_confidence,
    likelihood_without_wording,
    locator_elsewhere,
    long_bottom_line,
    long_caveat,
    long_quote,
    missing_bottom_line,
    mode_without_consult,
    one_publisher,
    one_sided_reassurance,
    overdue_pledge,
    past_plan,
    quote_not_found,
    reassures_itself,
    stale_brief,
    unknown_code,
    unknown_effect,
    unknown_reference,
    unknown_rule,
    unknown_theme,
    unknown_topic,
    unreadable_text,
    unsourced,
    unused_source,
    wide_short,
)
from briefing.library.rules.base import Check, RecordCheck, run_checks
from briefing.model.diagnostics import ON_READING, Rule
from briefing.model.records import CheckSettings

__all__ = [
    "FILE_CHECKS",
    "LIBRARY_CHECKS",
    "OPTIONAL_CHECKS",
    "RULES",
    "counting_rules",
    "run_checks",
]

FILE_CHECKS: Final[dict[Rule, Check]] = {
    bad_id.RULE: bad_id.check,
    duplicate_nested_id.RULE: duplicate_nested_id.check,
    as_of_span.RULE: as_of_span.check,
    unknown_rule.RULE: unknown_rule.check,
    later_than_as_of.RULE: later_than_as_of.check,
    past_plan.RULE: past_plan.check,
    ends_before_start.RULE: ends_before_start.check,
    concern_ends_with_answer.RULE: concern_ends_with_answer.check,
    unknown_effect.RULE: unknown_effect.check,
    reassures_itself.RULE: reassures_itself.check,
    due_without_pledge.RULE: due_without_pledge.check,
    overdue_pledge.RULE: overdue_pledge.check,
    kept_without_day.RULE: kept_without_day.check,
    unknown_topic.RULE: unknown_topic.check,
    unknown_theme.RULE: unknown_theme.check,
    unknown_code.RULE: unknown_code.check,
    unsourced.RULE: unsourced.check,
    missing_bottom_line.RULE: missing_bottom_line.check,
    long_bottom_line.RULE: long_bottom_line.check,
    long_caveat.RULE: long_caveat.check,
    wide_short.RULE: wide_short.check,
    mode_without_consult.RULE: mode_without_consult.check,
    bad_address.RULE: bad_address.check,
    cut_text.RULE: cut_text.check,
}
"""The rules that a file keeps or breaks by itself."""

LIBRARY_CHECKS: Final[dict[Rule, Check]] = {
    duplicate_id.RULE: duplicate_id.check,
    alias_clash.RULE: alias_clash.check,
    unknown_reference.RULE: unknown_reference.check,
    ambiguous_reference.RULE: ambiguous_reference.check,
    unused_source.RULE: unused_source.check,
}
"""The rules that also depend on the rest of the library."""

OPTIONAL_CHECKS: Final[dict[Rule, RecordCheck]] = {
    one_sided_reassurance.RULE: one_sided_reassurance.check,
    answer_before_concern.RULE: answer_before_concern.check,
    one_publisher.RULE: one_publisher.check,
    likelihood_without_wording.RULE: likelihood_without_wording.check,
    likelihood_with_confidence.RULE: likelihood_with_confidence.check,
    long_quote.RULE: long_quote.check,
    stale_brief.RULE: stale_brief.check,
}
"""The rules that are off by default: `check` looks for them in the index, where they count."""

RULES: Final = (
    *yaml_reader.RULES,
    STRAY_FILE,
    *FILE_CHECKS,
    *LIBRARY_CHECKS,
    *OPTIONAL_CHECKS,
)
"""Every rule that the files of a library can break, first those that the reader finds."""

EVIDENCE_RULES: Final = (
    quote_not_found.RULE,
    locator_elsewhere.RULE,
    furniture_not_found.RULE,
    unreadable_text.RULE,
)
"""The rules on the texts of sources, at which only `check --evidence` looks."""

ALL_RULES: Final = (*RULES, *EVIDENCE_RULES)
"""Every rule."""


def counting_rules(settings: CheckSettings) -> frozenset[str]:
    """Return the ids of the rules that count in a library of these settings."""
    default = {rule.id for rule in ALL_RULES if rule.is_default}
    return frozenset(default.union(settings.enable) - (set(settings.ignore) - ON_READING))
