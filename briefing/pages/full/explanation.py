"""Lays out what a rule asks, with its examples, and how it is turned on or off."""

from briefing.answers.explanation import Explanation
from briefing.pages.text import muted_paragraph, text
from briefing.render.document import Block, Commands, Document, FileText, Section


def explanation(view: Explanation) -> Document:
    """Return what a rule asks: its severity, its examples, and how to turn it on or off."""
    beside = view.severity if view.is_default else f"{view.severity}, off by default"
    blocks = (
        Section("Bad", (_example(view, view.bad),)),
        Section("Good", (_example(view, view.good),)),
        _switch(view),
    )
    return Document(view.rule, beside, text(view.description), blocks)


def _example(view: Explanation, example: str) -> Block:
    if not example:
        return muted_paragraph("No such file.")
    return FileText(view.example_file, tuple(example.splitlines()))


def _switch(view: Explanation) -> Section:
    """Return how to turn the rule off where it is on, or on where it is off."""
    if view.is_default:
        title, field = "To turn it off", "ignore"
        once = (f"briefing check --ignore {view.rule}", "this time")
    else:
        title, field = "To turn it on", "enable"
        once = (f"briefing check --select {view.rule}", "this rule alone")
    blocks: list[Block] = [Commands((once,))]
    if view.can_be_ignored:
        blocks.append(FileText("library.yaml", ("check:", f"  {field}: [{view.rule}]")))
    else:
        blocks.append(muted_paragraph("library.yaml cannot: what breaks this rule is not read."))
    return Section(title, tuple(blocks))
