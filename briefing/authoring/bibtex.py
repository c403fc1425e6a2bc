"""Reads BibTeX and BibLaTeX, as items in the terms of CSL-JSON.

The parser is the extra `bibtex`; it is imported only here.
"""

import logging
import re
from collections.abc import Iterator
from typing import Any, Final

from bibtexparser.library import Library
from bibtexparser.middlewares import LatexDecodingMiddleware, default_parse_stack
from bibtexparser.middlewares.names import (
    parse_single_name_into_parts,
    split_multiple_persons_names,
)
from bibtexparser.model import (
    Block,
    Entry,
    Field,
    ParsingFailedBlock,
)
from bibtexparser.splitter import Splitter

from briefing.authoring.imported_source import OWN_TYPES
from briefing.authoring.reference_files import CslItem, ReferenceFile
from briefing.render.csl import OWN_TYPE

# What the parser says to its developers is no message to a reader.
for _name in ("bibtexparser", "pylatexenc"):
    logging.getLogger(_name).addHandler(logging.NullHandler())
    logging.getLogger(_name).propagate = False

# The names of CSL for what BibTeX and BibLaTeX call otherwise, the first that is there.
_FIELDS: Final = {
    "title-short": ("shorttitle",),
    "container-title": ("journaltitle", "journal", "booktitle"),
    "publisher": ("publisher", "institution", "school", "organization"),
    "URL": ("url",),
    "DOI": ("doi",),
}

_TYPES: Final = {
    ("article", "newspaper"): "article-newspaper",
    ("article", "magazine"): "article-magazine",
    ("legislation", ""): "legislation",
}

# What is no LaTeX, though some programs escape signs in it.
_VERBATIM: Final = frozenset({"doi", "eprint", "file", "url", "urlraw", "pdf"})

_MONTHS: Final = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]


# What the parser would drop, or take for a similar sign, and what it reads as is meant.
_PLAIN_LATEX: Final = (
    (re.compile(r"(?<!\\)%"), r"\\%"),
    (re.compile(r"\\\^\{\s*\}|\\textasciicircum(?:\{\}|(?![A-Za-z]))"), "^"),
    (re.compile(r"\\textbraceleft(?:\{\}|(?![A-Za-z]))"), r"\\{"),
    (re.compile(r"\\textbraceright(?:\{\}|(?![A-Za-z]))"), r"\\}"),
)


class _Decoder(LatexDecodingMiddleware):
    """LaTeX to Unicode, by the parser's own means."""

    def decode(self, text: str) -> str:
        """Return a text of LaTeX as one without its commands; what follows a `%` is kept."""
        for pattern, plain in _PLAIN_LATEX:
            text = pattern.sub(plain, text)
        return self._transform_python_value_string(text)[0]


def parse_bibtex(name: str, text: str) -> ReferenceFile:
    """Return the entries of BibTeX, and what could not be read."""
    blocks = Splitter(text).split().blocks
    failed = [block for block in blocks if _entry(block) is None and _is_failed(block)]
    notes = [
        f"{name}, line {(block.start_line or 0) + 1}: this entry cannot be read; mend its braces, "
        "quotation marks and commas."
        for block in failed
    ]
    entries = [entry for block in blocks if (entry := _entry(block)) is not None]
    keys = [entry.key for entry in entries]
    others = [block for block in blocks if _entry(block) is None and not _is_failed(block)]
    for index, entry in enumerate(entries):
        # A key that is there twice is no error here, and to the parser no two are the same now.
        entry.key = str(index)
    repeated = {entry.key: [*_take_repeated(entry)] for entry in entries}
    library = Library([*others, *entries])
    for middleware in default_parse_stack(allow_inplace_modification=True):
        library = middleware.transform(library)
    decoder = _Decoder()
    read = [entry for block in library.blocks if (entry := _entry(block)) is not None]
    items = tuple(
        _item(entry, keys[int(entry.key)], repeated[entry.key], decoder) for entry in read
    )
    if not items and not notes and text:
        notes = [f"{name} holds no entry of BibTeX."]
    return ReferenceFile(name, items, tuple(notes), is_whole=not failed)


def _is_failed(block: Block) -> bool:
    return isinstance(block, ParsingFailedBlock)


def _entry(block: Block) -> Entry | None:
    """Return the entry that a block is, be its key or a field there twice; None if it is none."""
    while isinstance(block, ParsingFailedBlock):
        inner = block.ignore_error_block
        if inner is None:
            return None
        block = inner
    return block if isinstance(block, Entry) else None


def _take_repeated(entry: Entry) -> Iterator[tuple[str, str]]:
    """Remove the fields that an entry has a second time, and yield them."""
    kept: dict[str, Field] = {}
    for field in entry.fields:
        field.key = field.key.lower()
        if field.key in kept:
            yield f"{field.key} (again)", str(field.value)
        else:
            kept[field.key] = field
    entry.fields = [*kept.values()]


def _item(entry: Entry, key: str, repeated: list[tuple[str, str]], decoder: _Decoder) -> CslItem:
    rest = {field.key: str(field.value) for field in entry.fields}
    authors = rest.pop("author", "")
    subtype = rest.pop("entrysubtype", "")
    entry_type = entry.entry_type.lower()
    type_ = _TYPES.get((entry_type, subtype), entry_type)
    issued, accessed = _take_date(rest), rest.pop("urldate", "")
    item: dict[str, Any] = {"id": key, "type": type_}
    if subtype in OWN_TYPES:
        item["custom"] = {OWN_TYPE: subtype}
    elif subtype and type_ == entry_type:
        item["entrysubtype"] = subtype
    texts = {name: _text(name, value, decoder) for name, value in rest.items()}
    subtitle = texts.pop("subtitle", "")
    if subtitle:
        texts["title"] = ": ".join(filter(None, (texts.get("title"), subtitle)))
    for csl_name, names in _FIELDS.items():
        present = [name for name in names if name in texts]
        if present:
            item[csl_name] = texts.pop(present[0])
    if authors:
        item["author"] = [_name_parts(name, decoder) for name in _split(authors)]
    if issued:
        item["issued"] = {"raw": issued}
    if accessed:
        item["accessed"] = {"raw": accessed.strip("{} ")}
    return {**item, **texts, **dict(repeated)}


def _text(name: str, value: str, decoder: _Decoder) -> str:
    if name not in _VERBATIM:
        return decoder.decode(value)
    bare = re.sub(r"\\url\s*\{(.*)\}", r"\1", value.strip())
    unescaped = re.sub(r"\{?\\([_%&#$~])\}?(?:\{\})?", r"\1", bare)
    return unescaped.replace("{", "").replace("}", "")


def _take_date(rest: dict[str, str]) -> str:
    """Remove the date from the fields of an entry, and return it as well as it can be put."""
    date = rest.pop("date", "")
    if date:
        return date.strip("{} ")
    year = rest.pop("year", "").strip("{} ")
    month = rest.pop("month", "").strip("{}. ").lower()
    if not year or not month:
        return year
    number = _MONTHS.index(month[:3]) + 1 if month[:3] in _MONTHS else month
    is_number = isinstance(number, int) or number.isdigit()
    day = rest.get("day", "")
    if is_number and day.isdigit():
        return f"{year}-{int(number):02}-{int(rest.pop('day')):02}"
    return f"{year}-{int(number):02}" if is_number else f"{month} {year}"


def _split(authors: str) -> list[str]:
    return split_multiple_persons_names(authors) or [authors]


def _name_parts(name: str, decoder: _Decoder) -> dict[str, str]:
    parts = parse_single_name_into_parts(name, strict=False)
    names = {
        "family": [*parts.von, *parts.last],
        "given": parts.first,
        "suffix": parts.jr,
    }
    return {key: decoder.decode(" ".join(words)) for key, words in names.items() if words}
