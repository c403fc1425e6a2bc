"""What records must keep to beyond their types: one rule a file, named by the rule's id.

Each module has its `RULE`, with an example that keeps to it and one that breaks it, and the `check`
that looks for violations in files as they were read. A new rule is a module and its line below.
"""

from typing import Final

from briefing.library import yaml_reader
from briefing.library.loader import STRAY_FILE
from briefing.library.rules import (
    alias_clash,
    ambiguous_reference,
    as_of_span,
    bad_id,
    duplicate_id,
    duplicate_nested_id,
    ends_before_start,
    later_than_as_of,
    long_bottom_line,
    missing_bottom_line,
    mode_without_consult,
    past_plan,
    unknown_code,
    unknown_reference,
    unknown_topic,
    unsourced,
    unused_source,
)
from briefing.library.rules.base import Check, run_checks
from briefing.model.diagnostics import Rule

__all__ = ["FILE_CHECKS", "LIBRARY_CHECKS", "RULES", "run_checks"]

FILE_CHECKS: Final[dict[Rule, Check]] = {
    bad_id.RULE: bad_id.check,
    duplicate_nested_id.RULE: duplicate_nested_id.check,
    as_of_span.RULE: as_of_span.check,
    later_than_as_of.RULE: later_than_as_of.check,
    past_plan.RULE: past_plan.check,
    ends_before_start.RULE: ends_before_start.check,
    unknown_topic.RULE: unknown_topic.check,
    unknown_code.RULE: unknown_code.check,
    unsourced.RULE: unsourced.check,
    missing_bottom_line.RULE: missing_bottom_line.check,
    long_bottom_line.RULE: long_bottom_line.check,
    mode_without_consult.RULE: mode_without_consult.check,
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

RULES: Final = (*yaml_reader.RULES, STRAY_FILE, *FILE_CHECKS, *LIBRARY_CHECKS)
"""Every rule that a library can break, first those that the reader finds."""
