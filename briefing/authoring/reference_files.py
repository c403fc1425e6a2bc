"""Reads the files of reference managers: what items one holds, in the terms of CSL-JSON."""

import codecs
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple, TypeAlias

from briefing.errors import UsageError

CslItem: TypeAlias = Mapping[str, Any]
"""One item of CSL-JSON; nothing is certain of what its values are."""

MAX_SIZE: Final = 16 * 1024 * 1024
"""The most bytes of a file that are read."""

# What CSL-JSON begins with, and BibTeX never does.
_JSON_BEGINS: Final = ("[", "{")


class ReferenceFile(NamedTuple):
    """What a file of references holds: its items, and sentences on what could not be read of it.

    `is_whole` is false if an item could not be read at all.
    """

    name: str
    items: tuple[CslItem, ...]
    notes: tuple[str, ...]
    is_whole: bool


def parse_references(name: str, content: bytes) -> ReferenceFile:
    """Return what a file of references holds; its suffix, else its text, shows the format.

    Args:
        name: what messages call it.
        content: its bytes.

    Raises:
        UsageError: it is too large, or neither CSL-JSON nor BibTeX.
        ModuleNotFoundError: it is BibTeX, and the extra that reads that is not installed.
    """
    if len(content) > MAX_SIZE:
        raise UsageError(f"{name} is larger than {MAX_SIZE // 1024 // 1024} MiB; split it up.")
    text, notes = _decode(name, content)
    parse = _parser(name, text)
    read = parse(name, text)
    return read._replace(notes=(*notes, *read.notes))


def _parser(name: str, text: str) -> Callable[[str, str], ReferenceFile]:
    is_bibtex = name.lower().endswith((".bib", ".bibtex"))
    if not is_bibtex and (name.lower().endswith(".json") or text.startswith(_JSON_BEGINS)):
        return _parse_csl_json
    if not is_bibtex and not re.search(r"@\s*\w+\s*[{(]", text):
        raise UsageError(f"{name} is neither CSL-JSON nor BibTeX.")
    from briefing.authoring.bibtex import parse_bibtex

    return parse_bibtex


def _decode(name: str, content: bytes) -> tuple[str, list[str]]:
    """Return the text of a file, and a note if its encoding had to be guessed."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace").strip(), []
    try:
        return content.decode("utf-8-sig").strip(), []
    except UnicodeDecodeError:
        note = f"{name} is not UTF-8 and was read as Latin-1 (Windows-1252); check its accents."
        return content.decode("cp1252", "replace").strip(), [note]


def _parse_csl_json(name: str, text: str) -> ReferenceFile:
    repeated: list[str] = []

    def to_mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        mapping = dict(pairs)
        if len(mapping) < len(pairs):
            keys = [key for key, _ in pairs]
            repeated.extend(key for key in mapping if keys.count(key) > 1)
        return mapping

    try:
        data = json.loads(text, object_pairs_hook=to_mapping)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise UsageError(f"{name} is no JSON: {error.msg} in {where}.") from None
    except (RecursionError, ValueError):
        reason = "it is nested too deep, or a number is too long"
        raise UsageError(f"{name} is no CSL-JSON: {reason}.") from None
    items = _items(data)
    if items is None:
        raise UsageError(f"{name} is no CSL-JSON, which is a list of items.")
    notes = [f"{name} has '{key}' twice in one item; the last counts." for key in repeated]
    wrong = [number for number, item in enumerate(items, 1) if not isinstance(item, dict)]
    notes += [f"{name}: item {number} is none, and was not added." for number in wrong]
    kept = tuple(item for item in items if isinstance(item, dict))
    return ReferenceFile(name, kept, tuple(notes), is_whole=not wrong)


def _items(data: Any) -> list[Any] | None:
    """Return the items of CSL-JSON: a list, a single one, or what Better CSL puts them in."""
    if isinstance(data, dict) and isinstance(data.get("items"), list):
        return list(data["items"])
    if isinstance(data, dict):
        return [data]
    return data if isinstance(data, list) else None
