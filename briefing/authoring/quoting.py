"""Puts texts in quotation marks that YAML takes for something else, where nothing else is meant."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from msgspec import Struct

from briefing.authoring.edits import Edit
from briefing.library.yaml_reader import SYNTAX, BriefFile
from briefing.library.yaml_tree import PLAIN
from briefing.model.diagnostics import Problem
from briefing.model.kinds import KINDS
from briefing.model.schema import FieldType, fields

# A line in block style: dashes, then a key or none, then a value in no quotation marks, and
# perhaps a comment.
_LINE: Final = re.compile(
    r"""(?P<head>[ ]*(?:-[ ]+)*(?:(?P<key>[^\W\d][\w-]*):[ ]+)?)
        (?P<value>[^\s'"\[\]{},|>#?:-].*?)
        (?P<rest>[ \t]*(?:[ \t]\#.*)?)""",
    re.VERBOSE,
)

# The signs at which a text cannot begin.
_SIGNS: Final = ("@", "`", "%", "*", "&", "!")
_WORDS_WITH_COLON: Final = re.compile(r"([\w-]+):(?=\s|$)")


def quote_scalar(text: str) -> str:
    """Return a text of one line in quotation marks that leave it as it is."""
    if '"' in text or "\\" in text:
        return "'{}'".format(text.replace("'", "''"))
    return f'"{text}"'


def quoting_edits(file: BriefFile) -> Iterator[Edit]:
    """Yield a pair of quotation marks for each problem that only lacks them."""
    for problem in file.problems:
        edit = _edit(file, problem) if problem.rule in (SYNTAX.id, PLAIN.id) else None
        if edit:
            yield edit


def mentions_field(text: str) -> bool:
    """Return whether what stands before a colon in a text is a field, so that it may be none."""
    return any(word in _field_names() for word in _WORDS_WITH_COLON.findall(text))


def _edit(file: BriefFile, problem: Problem) -> Edit | None:
    start = file.index(problem.line, 1)
    match = _LINE.fullmatch(re.split(r"[\r\n]", file.text[start:], maxsplit=1)[0])
    at = problem.column - 1
    if match is None or not match["head"].strip() or not match.start("value") <= at:
        return None
    if at >= max(match.end("value"), match.start("value") + 1):
        return None
    value, sign = match["value"], match["value"][0]
    if sign in _SIGNS:
        is_text = problem.rule == SYNTAX.id or _is_no_mark(file.text, value, match["key"] or "")
    else:
        is_text = problem.rule == SYNTAX.id and re.search(r":(?:\s|$)", value) is not None
    if not is_text or mentions_field(value):
        return None
    span = (start + match.start("value"), start + match.end("value"))
    quoted = quote_scalar(value)
    return Edit(*span, quoted, problem.rule, value, quoted)


def _is_no_mark(text: str, value: str, key: str) -> bool:
    """Return whether what is valid YAML for an alias, an anchor or a tag can only be text."""
    sign, name = value[0], re.escape(value[1:].split(" ", maxsplit=1)[0])
    if sign == "*":
        return not re.search(rf"&{name}(?!\S)", text)
    is_long_text = key in _text_fields() and " " in value
    if sign == "&":
        return is_long_text and not re.search(rf"\*{name}(?![^\s,\]}}])", text)
    return sign == "!" and is_long_text and not value.startswith(("!!", "!<", "! "))


@cache
def _field_names() -> frozenset[str]:
    return frozenset(name for name, _ in _all_fields())


@cache
def _text_fields() -> frozenset[str]:
    """Return the names of the fields that hold a text of any form and nothing else."""
    types: dict[str, list[FieldType]] = {}
    for name, type_ in _all_fields():
        types.setdefault(name, []).append(type_)
    return frozenset(
        name
        for name, known in types.items()
        if all(t.format and t.format.name == "text" and not (t.part or t.items) for t in known)
    )


def _all_fields() -> Iterator[tuple[str, FieldType]]:
    """Yield every field of every kind of record and of every part of one, with its type."""
    pending: list[type[Struct]] = [kind.record for kind in KINDS.values()]
    known: set[type[Struct]] = set()
    while pending:
        part = pending.pop()
        if part in known:
            continue
        known.add(part)
        for field in fields(part).values():
            yield field.name, field.type
            inner = (field.type.part, field.type.items.part if field.type.items else None)
            pending += [struct for struct in inner if struct]
