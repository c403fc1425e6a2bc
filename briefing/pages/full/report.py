"""Lays out what is wrong with a library, each problem at its place in its file."""

from collections.abc import Iterator
from itertools import groupby

from briefing.answers.report import Report
from briefing.model.diagnostics import EvidenceCounts, Fix, Problem
from briefing.model.kinds import KINDS, LIBRARY_FILE
from briefing.pages.text import join_words, pluralize, text
from briefing.render.document import (
    Badge,
    Block,
    Commands,
    Document,
    Excerpt,
    List,
    ListItem,
    Paragraph,
    Span,
    Stack,
)


def report(view: Report) -> Document:
    """Return every problem with its source line, and how many there are."""
    blocks: list[Block] = []
    if view.fixes:
        blocks.append(Paragraph(text(fixes_summary(view))))
        blocks.append(List(tuple(ListItem(text(line)) for line in fix_lines(view)), compact=True))
    if view.problems:
        blocks.append(List(tuple(_item(problem) for problem in view.problems)))
    blocks.append(Paragraph(text(summary(view))))
    if view.evidence is not None:
        blocks.append(Paragraph(text(_evidence(view.evidence))))
    blocks.extend(_missing(view))
    return Document("", "", (), tuple(blocks))


def summary(view: Report) -> str:
    """Return how many problems of which severity, in one sentence."""
    where = "this folder" if view.folder == "." else view.folder
    limit = f" that hold nothing marked above {view.max_marking}" if view.max_marking else ""
    files = f"{pluralize(view.files, 'file')} of {where}{limit}"
    counts = [
        pluralize(number, what)
        for number, what in ((view.errors, "error"), (view.warnings, "warning"))
        if number
    ]
    fixable = f" {view.fixable} can be fixed with --fix." if view.fixable else ""
    return f"{join_words(counts)} in {files}.{fixable}" if counts else f"No problems in {files}."


def fixes_summary(view: Report) -> str:
    """Return how many problems were mended, in one sentence."""
    files = len({fix.file for fix in view.fixes})
    return f"Fixed {pluralize(len(view.fixes), 'problem')} in {pluralize(files, 'file')}."


def fix_lines(view: Report) -> list[str]:
    """Return a line for each problem that was mended: its place, what was there and what is now."""
    return [f"{fix.file}:{fix.line}:{fix.column} {_change(fix)}" for fix in view.fixes]


def _evidence(counts: EvidenceCounts) -> str:
    """Return how many quotations the texts of the sources bear out, in one sentence or two."""
    whole = pluralize(counts.found + counts.not_found + counts.without_text, "quotation")
    texts = pluralize(len(counts.texts), "text")
    checked = f"{counts.found} found in {texts} and {counts.not_found} not found"
    if not counts.without_text:
        return f"Of {whole}, {checked}."
    missing = pluralize(len(counts.missing), "source")
    return (
        f"Of {whole}, {checked}; {counts.without_text} could not be checked, as {missing} "
        f"{'has' if len(counts.missing) == 1 else 'have'} no text. "
        "Put texts into `sources/ID.txt`, or name their folder with --texts."
    )


def concise(view: Report) -> list[str]:
    """Return a line a problem, `file:line:column: severity: message [rule]`, as editors read it.

    What was mended comes first, as notes.
    """
    fixes = [
        f"{fix.file}:{fix.line}:{fix.column}: note: fixed: {_change(fix)} [{fix.rule}]"
        for fix in view.fixes
    ]
    return fixes + [
        f"{problem.file}:{problem.line}:{problem.column}: "
        f"{problem.severity}: {problem.full_message} [{problem.rule}]"
        for problem in view.problems
    ]


def _missing(view: Report) -> Iterator[Block]:
    """Yield what is missing, kind by kind, with the commands that add it."""
    for kind, group in groupby(view.missing, key=lambda record: record.kind):
        records = list(group)
        plural = KINDS[kind].plural if kind in KINDS else f"{kind}s"
        number = len(records)
        what = f"1 {kind} is missing" if number == 1 else f"{number} {plural} are missing"
        it = "it" if number == 1 else "them"
        if kind in KINDS:
            lead = Paragraph(text(f"{what}; `briefing new` adds {it}:"))
            yield Stack((lead, Commands(tuple((record.command, "") for record in records))))
        else:
            names = ", ".join(record.id for record in records)
            yield Paragraph(text(f"{what}; add {it} to `{plural}` in {LIBRARY_FILE}: {names}."))


def _change(fix: Fix) -> str:
    return f"{fix.old} → {fix.new}" if fix.old else f"+ {fix.new}"


def _item(problem: Problem) -> ListItem:
    mark = problem.severity
    content = (
        Badge(mark, mark),
        Span(f" {problem.message} "),
        Span(f"[{problem.rule}]", "muted"),
    )
    place = f"{problem.file}:{problem.line}:{problem.column}"
    if not problem.text:  # of a file that was not read
        return ListItem(content, (Paragraph(text(f"--> {place}"), "muted"),))
    label = f"did you mean {problem.suggestion}?" if problem.suggestion else ""
    excerpt = Excerpt(
        place=place,
        number=problem.line,
        line=problem.text,
        start=problem.column - problem.text_column,
        end=problem.end - problem.text_column,
        label=label,
    )
    return ListItem(content, (excerpt,))
