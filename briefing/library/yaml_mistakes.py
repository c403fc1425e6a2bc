"""The mistake behind text that is no YAML: where it was made, and what to write instead.

A parser reports where it gives up, often a line after the slip. This looks at the lines around that
place for the slips that authors make, and finds none where more than one thing can be meant.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from briefing.library.source_text import SourceText, quote


class Mistake(NamedTuple):
    """What is wrong and what to do, and the character at which that is."""

    message: str
    at: int


class _Line(NamedTuple):
    """A line of block style; `column` is how deep its first field, or its text, is indented."""

    number: int
    start: int
    text: str
    indent: int
    column: int
    key: str
    value: str

    @property
    def is_item(self) -> bool:
        return self.column > self.indent

    @property
    def content(self) -> str:
        return self.text[self.column :].strip()


# Dashes, then a key or none, then a value or none.
_LINE: Final = re.compile(
    r"""(?P<indent>[ ]*)(?P<dashes>(?:-[ ]+)*)
        (?:(?P<key>[^\s:\#'"\[\]{},][^:\#]*):(?:[ \t]+|$))?(?P<value>.*)""",
    re.VERBOSE | re.DOTALL,
)
_TIGHT_FIELD: Final = re.compile(r"([A-Za-z_][\w-]*):([^\s:/].*)")
_WORD: Final = re.compile(r"[\w-]+")
_OPENED_QUOTE: Final = re.compile(r"""[ ]*(?:-[ ]+)*[\w-]+:[ \t]+(["'])""")

_IN_BRACKETS: Final = ("while parsing a flow sequence", "while parsing a flow mapping")
_CLOSING: Final = {"[": "]", "{": "}"}
_NOT_FIRST: Final = ("@", "`", "%", ">", "|", "*", "&", "?", "!")

# The most characters of a value that a message repeats.
_LONGEST_VALUE: Final = 80


class ParserError(NamedTuple):
    """What a parser says: the problem and where it is, and what it was doing from `start` on."""

    problem: str
    at: int
    context: str
    start: int | None


def find_mistake(error: ParserError, source: SourceText) -> Mistake | None:
    """Return the likely mistake behind a parser's error, None if it is not certain enough."""
    problem, mark, context, start = error
    if "mapping values are not allowed" in problem:
        return _explain_colon(mark, source)
    if "could not find expected ':'" in problem and start is not None:
        return _explain_no_colon(start, source)
    if context in _IN_BRACKETS and start is not None:
        return _explain_brackets(start, mark, source)
    if context.startswith("while parsing a block") or "<document start>" in problem:
        return _explain_block(mark, source)
    return _explain_sign(problem, context, mark if start is None else start, source)


def _line_at(index: int, source: SourceText) -> _Line:
    return _line(source.position(index)[0], source)


def _line(number: int, source: SourceText) -> _Line:
    start = source.index(number, 1)
    text = source.text[start : source.end_of_line(start)]
    match = _LINE.fullmatch(text)
    assert match is not None  # noqa: S101 (every part of it can be empty)
    indent, column = len(match["indent"]), match.end("dashes")
    return _Line(number, start, text, indent, column, match["key"] or "", match["value"])


def _lines_before(line: _Line, source: SourceText) -> Iterator[_Line]:
    """Yield the lines above one, from the nearest on, that are neither blank nor comments."""
    for number in range(line.number - 1, 0, -1):
        above = _line(number, source)
        if above.content and not above.content.startswith("#"):
            yield above


def _explain_colon(mark: int, source: SourceText) -> Mistake | None:
    """Explain a colon after which no value can come."""
    line = _line_at(mark, source)
    above = next(_lines_before(line, source), None)
    if above is None or line.start + line.column + len(line.key) != mark:
        return None
    if not above.key and _TIGHT_FIELD.fullmatch(above.content):
        return _tight_field(above)
    if above.key and above.value and above.column < line.column:
        if not _WORD.fullmatch(line.key):
            message = "A text over several lines has a colon here; put all of it in quotation marks"
            return Mistake(f"{message}.", mark)
        message = f"{quote(line.key)} is indented more deeply than {_name(above)}; indent both"
        return Mistake(f"{message} alike.", line.start + line.column)
    if not above.key and above.is_item and ":" not in above.content:
        return Mistake(_no_colon_message(above), above.start + above.column)
    return None


def _explain_no_colon(start: int, source: SourceText) -> Mistake | None:
    """Explain a line among fields that is none."""
    line = _line_at(start, source)
    if _TIGHT_FIELD.fullmatch(line.content):
        return _tight_field(line)
    if line.content[:1] in ("'", '"') or start != line.start + line.column:
        return None
    if re.match(r"-[^\s-]", line.content):
        return Mistake("Write a blank after the hyphen with which a list item begins.", start)
    return Mistake(_no_colon_message(line), start)


def _tight_field(line: _Line) -> Mistake:
    match = _TIGHT_FIELD.fullmatch(line.content)
    assert match is not None  # noqa: S101 (the callers have asked)
    corrected = f"{match[1]}: {match[2]}" if len(match[0]) < _LONGEST_VALUE else f"{match[1]}: …"
    message = f"There is no blank after the colon here; write `{corrected}`."
    return Mistake(message, line.start + line.column)


def _no_colon_message(line: _Line) -> str:
    return (
        f"{quote(line.content)} has no colon. Write a field as `name: value`; indent what goes on "
        "with the text above it."
    )


def _explain_brackets(start: int, mark: int, source: SourceText) -> Mistake | None:
    """Explain what neither continues nor closes a list or a mapping in brackets."""
    opening, wrong = source.text[start : start + 1], source.text[mark : mark + 1]
    closing = _CLOSING.get(opening, "")
    if closing and wrong in ("]", "}"):
        return Mistake(f"The {opening} before this is closed by {wrong}; write {closing}.", mark)
    line = _line_at(mark, source)
    if wrong and line.number == _line_at(start, source).number:
        return _explain_same_line(start, mark, source)
    begins_field = line.key and line.start + line.column <= mark
    if closing and (not wrong or begins_field or line.is_item):
        return Mistake(f"The {opening} here is never closed; write {closing} at its end.", start)
    return None


def _explain_same_line(start: int, mark: int, source: SourceText) -> Mistake | None:
    line = _line_at(mark, source)
    if source.text[mark - 1 : mark] in ("'", '"'):
        return _explain_quotes(line, mark, source)
    if source.text[mark : mark + 1] == ":":
        before = source.text[start:mark]
        if re.search(r":[ \t][^,:\[\]{}]*$", before):
            message = (
                "Put a comma between two fields; put a text that has a colon in it in quotation"
            )
            return Mistake(f"{message} marks.", mark)
        return None
    return Mistake("Put a comma before this, or the whole text in quotation marks.", mark)


def _explain_block(mark: int, source: SourceText) -> Mistake | None:
    """Explain what does not continue the fields or the items above it."""
    line = _line_at(mark, source)
    column = mark - line.start
    if line.text[:column].strip():
        return _explain_rest(line, mark, source)
    deeper = _deeper_line(line, source)
    if deeper is not None:
        name = "This hyphen" if line.is_item else quote(line.key or line.content)
        other = f"that in line {deeper.number}" if line.is_item else _name(deeper)
        message = f"{name} is indented less deeply than {other}; indent both alike."
        return Mistake(message, mark)
    if line.is_item:
        message = "A list item among fields; remove its hyphen, or write the field that holds the"
        return Mistake(f"{message} list above it, such as `sources:`.", mark)
    return _explain_beside_hyphens(line, mark, source)


def _deeper_line(line: _Line, source: SourceText) -> _Line | None:
    """Return the line above of which the indentation was meant, None if it is none.

    A line at the very indentation of one above it means that one.
    """
    deeper = None
    for above in _lines_before(line, source):
        depth = above.indent if line.is_item and above.is_item else above.column
        is_alike = line.is_item == above.is_item or not line.is_item
        if above.indent == line.indent:
            return None
        if above.indent < line.indent:
            is_deeper = above.column > line.indent and not line.is_item
            return above if deeper is None and is_deeper else deeper
        if deeper is None and is_alike and depth > line.indent:
            deeper = above
    return deeper


def _name(line: _Line) -> str:
    return f"{quote(line.key or line.content)} in line {line.number}"


def _explain_beside_hyphens(line: _Line, mark: int, source: SourceText) -> Mistake | None:
    """Explain a field that is exactly below the hyphens of a list."""
    items = (above for above in _lines_before(line, source) if above.indent <= line.indent)
    item = next(items, None)
    if item is None or not item.is_item or item.indent != line.indent:
        return None
    depth = item.column
    message = (
        f"{quote(line.key or line.content)} is just below a hyphen, so it belongs to no item. "
        f"Begin a new item with `- `, or indent this by {depth} blanks for the item above"
    )
    owner = next((a for a in _lines_before(item, source) if a.indent < item.indent), None)
    if owner is not None and not line.value:
        message += f", or as {_name(owner)}"
    return Mistake(f"{message}.", mark)


def _explain_rest(line: _Line, mark: int, source: SourceText) -> Mistake | None:
    """Explain what follows a value on its line."""
    before = source.text[line.start : mark].rstrip()
    if before[-1] in ("'", '"'):
        return _explain_quotes(line, mark, source)
    if source.text[mark] in _CLOSING.values():
        return Mistake(f"Nothing is open here that {source.text[mark]} could close.", mark)
    if before[-1] in _CLOSING.values():
        message = f"Text follows the {before[-1]}; if all of this is one text, put it in quotation"
        return Mistake(f"{message} marks.", mark)
    if line.value[:1] in _NOT_FIRST:
        return Mistake(f"Put a text that begins with {line.value[0]} in quotation marks.", mark)
    return None


def _explain_quotes(line: _Line, mark: int, source: SourceText) -> Mistake:
    """Explain a quotation mark that ends a text before its end."""
    before = source.text[line.start : mark].rstrip()
    sign = before[-1]
    opened = _OPENED_QUOTE.fullmatch(before)
    if opened:
        start = _unclosed_quote(line, opened[1], source)
        if start is not None:
            return Mistake("The quotation mark here is never closed.", start)
    is_apostrophe = sign == "'" and source.text[mark - 1] == sign and source.text[mark].isalnum()
    corrected = "" if is_apostrophe and not line.value.endswith(sign) else _requoted(line.value)
    example = f": {corrected}" if corrected else ""
    if is_apostrophe:
        message = "An apostrophe ends a text in single quotation marks; use double ones"
    else:
        message = "Text follows the closing quotation mark; put all of it in quotation marks"
    return Mistake(f"{message}{example}.", line.start + len(before) - 1)


def _unclosed_quote(line: _Line, sign: str, source: SourceText) -> int | None:
    """Return where a quotation mark was opened above a line that seems to close it."""
    for above in _lines_before(line, source):
        if above.text.count(sign) % 2:
            is_opening = above.value.startswith(sign)
            return above.start + len(above.text) - len(above.value) if is_opening else None
    return None


def _requoted(value: str) -> str:
    """Return a value as one text in quotation marks that it does not contain, or an empty text."""
    value = value.strip()
    sign, other = value[:1], "'" if value[:1] == '"' else '"'
    text = value[1:-1] if value.endswith(sign) else value
    if sign not in ("'", '"') or not text or other in text or "\\" in text:
        return ""
    return f"{other}{text}{other}" if len(value) <= _LONGEST_VALUE else ""


def _explain_sign(problem: str, context: str, index: int, source: SourceText) -> Mistake | None:
    """Explain a sign that has a meaning in YAML where it was meant as text."""
    line, sign = _line_at(index, source), source.text[index : index + 1]
    if sign == "*" and not line.text[: index - line.start].strip("- "):
        return Mistake("A list item begins with `- `, not with *.", index)
    if "sequence entries are not allowed" in problem:
        message = "Write the items of a list below their field, a line each. A text that begins"
        return Mistake(f"{message} with - is put in quotation marks.", index)
    opened = len(source.text.rstrip()) - 1
    if "while parsing a flow node" in context and index > opened:
        return _explain_brackets(opened, len(source.text), source)
    if "escape character" in problem:
        message = "In double quotation marks, \\ begins a special character; use single ones"
        return Mistake(f"{message}, or write \\\\.", index)
    if sign in _NOT_FIRST and "quoted scalar" not in context:
        return Mistake(f"Put a text that begins with {sign} in quotation marks.", index)
    return None
