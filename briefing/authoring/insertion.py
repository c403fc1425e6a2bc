"""Inserts the text of a record into a file, of which everything else stays byte for byte.

Where a record belongs is worked out from the places of what is there. What comes of it is read
again: it must hold what it held and the new record, and nothing else.
"""

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from briefing.library.yaml_reader import BriefFile
from briefing.model.schema import Path


class NoPlace(Exception):
    """There is no place in the file at which the record can be inserted with certainty."""


def append_entry(file: BriefFile, key: str, lines: Sequence[str], plain: Any) -> bytes:
    """Return a file of several records with one more at its end.

    Args:
        file: the file.
        key: the id of the record.
        lines: the fields of the record.
        plain: what reading them gives.

    Raises:
        NoPlace: the file is not in block style.
    """
    return append_entries(file, {key: (lines, plain)})


def append_entries(file: BriefFile, entries: Mapping[str, tuple[Sequence[str], Any]]) -> bytes:
    """Return a file of several records with more at its end.

    Args:
        file: the file.
        entries: the lines of each record and what reading them gives, by its id.

    Raises:
        NoPlace: the file is not in block style.
    """
    wanted = {**file.plain(), **{key: plain for key, (_, plain) in entries.items()}}
    block = [line for key, (lines, _) in entries.items() for line in ("", *as_entry(key, lines))]
    text = _text(file)
    return _checked(file, [_insert(text, len(_lines(text)), block)], wanted)


def as_entry(key: str, lines: Sequence[str]) -> list[str]:
    """Return the lines of a record in a file of several."""
    return [f"{key}:", *_indented(lines, "  ")]


def as_item(lines: Sequence[str], indent: str = "") -> list[str]:
    """Return the lines of a record in a list."""
    return [f"{indent}- {lines[0]}", *_indented(lines[1:], f"{indent}  ")]


def append_item(file: BriefFile, path: Path, lines: Sequence[str], plain: Any) -> bytes:
    """Return a file in which a list has one more record at its end.

    Args:
        file: the file.
        path: the path to the list, which need not be there.
        lines: the fields of the record.
        plain: what reading them gives.

    Raises:
        NoPlace: the list, or what it is in, is not in block style.
    """
    wanted = copy.deepcopy(file.plain())
    owner = wanted
    for step in path[:-1]:
        owner = owner[step]
    items = owner.get(path[-1])
    if items is None:
        owner[path[-1]] = [plain]
        indent = " " * (file.position((*path[:-1], next(iter(owner))))[1] - 1)
        block = ["", f"{indent}{path[-1]}:", *as_item(lines, f"{indent}  ")]
        ends = _ends(file, path[:-1], len(indent) - 1)
    elif isinstance(items, list) and items:
        items.append(plain)
        line, column = file.position((*path, len(items) - 2))
        before = _lines(_text(file))[line - 1][: column - 1]
        if before.strip() != "-":
            raise NoPlace
        indent = before[: before.index("-")]
        block = as_item(lines, indent)
        if _is_spaced(file, path):
            block.insert(0, "")
        ends = _ends(file, path, len(indent))
    else:
        raise NoPlace
    text = _text(file)
    return _checked(file, (_insert(text, end, block) for end in ends), wanted)


def _text(file: BriefFile) -> str:
    # Undecoded bytes cannot be: the file has been read.
    return (file.content or b"").decode("utf-8")


def _lines(text: str) -> list[str]:
    """Return the lines of a text with their ends; no other character than a line feed ends one."""
    return [line for line in re.split(r"(?<=\n)", text) if line]


def _indented(lines: Sequence[str], indent: str) -> list[str]:
    return [f"{indent}{line}" for line in lines]


def _is_spaced(file: BriefFile, path: Path) -> bool:
    """Return whether there is a blank line before the last item of a list of several."""
    *_, last = range(len(file.plain(path)))
    above = _lines(_text(file))[file.position((*path, last))[0] - 2]
    return last > 0 and not above.strip()


def _ends(file: BriefFile, path: Path, indent: int) -> Iterator[int]:
    """Yield after how many lines a value may end, the likeliest first.

    A comment indented by more than `indent` belongs to the value, any other to what follows.
    """
    lines = _lines(_text(file))
    end = _next_line(file, path) or len(lines)
    last = end
    while last and _is_apart(lines[last - 1], indent):
        last -= 1
    yield last
    # What looks like a comment may be a line of a text.
    yield end


def _is_apart(line: str, indent: int) -> bool:
    text = line.lstrip()
    return not text or (text.startswith("#") and len(line) - len(text) <= indent)


def _next_line(file: BriefFile, path: Path) -> int:
    """Return how many lines stand before the key that follows a value; 0 if none does."""
    for depth in range(len(path), 0, -1):
        line = file.position(path[:depth])[0]
        siblings = file.plain(path[: depth - 1])
        after = [file.position((*path[: depth - 1], key))[0] for key in siblings]
        later = [position for position in after if position > line]
        if later:
            return min(later) - 1
    return 0


def _insert(text: str, after: int, block: Sequence[str]) -> str:
    """Return a text with some lines inserted, which end as its own do."""
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = _lines(text)
    head, tail = "".join(lines[:after]), "".join(lines[after:])
    if head and not head.endswith(("\n", "\r")):
        head += newline
    return f"{head}{''.join(f'{line}{newline}' for line in block)}{tail}"


def _checked(file: BriefFile, texts: Iterator[str] | list[str], wanted: Any) -> bytes:
    """Return the first of some texts that holds what is wanted."""
    for text in texts:
        content = text.encode()
        if BriefFile(file.name, content).plain() == wanted:
            return content
    raise NoPlace
