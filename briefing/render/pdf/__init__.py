"""Renders a document as a tagged PDF, typeset by Typst from `paper.typ`.

The document is passed to Typst as data, never as its markup, so that no text is interpreted. Typst
brings its own fonts and needs nothing from the system; Japanese and Korean are set in the fonts
that the extra `pdf` brings.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import typst

from briefing.model.width import sign_start
from briefing.render.common import (
    ELLIPSIS,
    UNTITLED,
    is_wide,
    legend_text,
    needs_contents,
    walk,
)
from briefing.render.document import Document, Sources
from briefing.render.formats import Paper
from briefing.render.pdf.data import DataNode, DataRenderer, text_runs
from briefing.render.sanitize import sanitize

_FONTS: Final = "noto_cjk_sans_otc"

# Points: how large the text of a page is set, the smaller the more there is of it.
_SIZES: Final = (10.5, 10, 9.5, 9, 8.5, 8, 7.5)

# The length to which a title is cut in the header of a page.
_HEADER_LENGTH: Final = 90


# How Typst calls the sizes of paper.
_PAPERS: Final[dict[Paper, str]] = {"a4": "a4", "letter": "us-letter"}

# A letter that no font has, in what Typst says of a file that cannot be accessible.
_MISSING: Final = re.compile(r'the text `"(.*?)"` could not be displayed')
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-f]+)\}")

# How many of the missing letters are shown.
_SHOWN_LETTERS: Final = 8

# Pictures and flags, which are in the one font of emoji.
_EMOJI: Final = "\U0001f000"

# What follows the name of a script in the name of its letters.
_SCRIPT: Final = re.compile(
    r"(.+?) (?:CAPITAL |SMALL )?(?:LETTER|CHARACTER|VOWEL|SIGN|SYLLABLE|DIGIT|MARK|POINT)\b"
)


def _ignore(_: str) -> None:
    """Tell nobody."""


def render(
    document: Document,
    *,
    paper: Paper = "a4",
    lang: str = "en",
    warn: Callable[[str], None] = _ignore,
) -> bytes:
    """Render a document as the bytes of a PDF file.

    Args:
        document: what to render.
        paper: the size of the pages; wide tables turn them to landscape.
        lang: the language of the library, as a BCP 47 tag.
        warn: called with a sentence on letters that no font has, or on a page of several sheets.
    """
    compiler = _fitted(document, paper, lang, warn)
    try:
        pdf = compiler.compile(_template(), format="pdf", pdf_standards="ua-1")
    except typst.TypstError as error:
        # PDF/UA is refused if no font has one of the characters; the file is tagged all the same.
        pdf = compiler.compile(_template(), format="pdf")
        letters = _missing_letters(str(error.diagnostic))
        if letters:
            warn(_missing_sentence(letters))
    if not isinstance(pdf, bytes):
        raise TypeError("Typst returned several files instead of one")
    return pdf


@cache
def _template() -> bytes:
    return files("briefing.render.pdf").joinpath("paper.typ").read_bytes()


def _compiler(document: Document, paper: Paper, lang: str, size: float) -> typst.Compiler:
    inputs = {"document": json.dumps(_document_data(document, paper, lang, size))}
    return typst.Compiler(_template(), font_paths=_fonts(), sys_inputs=inputs)


def _fitted(
    document: Document, paper: Paper, lang: str, warn: Callable[[str], None]
) -> typst.Compiler:
    """Return what sets a document; a page is set as large as fits on the fewest sheets."""
    largest = _compiler(document, paper, lang, _SIZES[0])
    sheets = _count_sheets(largest) if document.tight else 1
    if sheets == 1:
        return largest
    fewest, fitted = sheets, largest
    for size in _SIZES[1:]:
        smaller = _compiler(document, paper, lang, size)
        sheets = _count_sheets(smaller)
        if sheets < fewest:
            fewest, fitted = sheets, smaller
        if sheets == 1:
            return smaller
    # A list of sources that was asked for takes the room that it needs.
    if any(isinstance(part, Sources) for part in walk(document.blocks)):
        return largest
    warn(_sheets_sentence(fewest, paper))
    return fitted


def _count_sheets(compiler: typst.Compiler) -> int:
    return int(json.loads(compiler.query("<sheets>", field="value", one=True)))


def _sheets_sentence(sheets: int, paper: Paper) -> str:
    name = {"a4": "A4", "letter": "Letter"}[paper]
    return f"The page takes {sheets} sheets of {name}; its words are too long for one."


def _missing_letters(diagnostic: str) -> list[str]:
    """Return the letters that no font has, each once, in the order in which they were met."""
    texts = (
        _ESCAPED.sub(lambda match: chr(int(match[1], 16)), letters)
        for letters in _MISSING.findall(diagnostic)
    )
    letters = (letter for text in texts for letter in text if unicodedata.category(letter) != "Cf")
    return list(dict.fromkeys(letters))


def _missing_sentence(letters: list[str]) -> str:
    shown = " ".join(map(_spaced, letters[:_SHOWN_LETTERS]))
    more = f" and {len(letters) - _SHOWN_LETTERS} more" if len(letters) > _SHOWN_LETTERS else ""
    helpful = " and ".join(_font_families(letters))
    return (
        f"The PDF shows boxes, because no font here has {shown}{more}; "
        f"with {helpful} installed on this system it has the letters."
    )


def _spaced(letter: str) -> str:
    """Return a letter, on a dotted circle if it is a mark that would join the one before it."""
    return f"\N{DOTTED CIRCLE}{letter}" if unicodedata.combining(letter) else letter


def _font_families(letters: Iterable[str]) -> list[str]:
    """Return the free fonts in which some letters are, each once."""
    return list(dict.fromkeys(map(_font_family, letters)))


def _font_family(letter: str) -> str:
    """Return the free font in which a letter is, by the script in its name."""
    script = _SCRIPT.match(unicodedata.name(letter, ""))
    if script and unicodedata.category(letter)[0] in "LMN":
        return f"Noto Sans {script[1].title()}"
    return "Noto Emoji" if letter >= _EMOJI else "Noto Sans Symbols"


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts to set a file in, found once in a process."""
    spec = find_spec(_FONTS)
    return typst.Fonts(font_paths=[Path(spec.origin).parent] if spec and spec.origin else [])


def _document_data(document: Document, paper: Paper, lang: str, size: float) -> DataNode:
    tag = re.match(r"([A-Za-z]{2,3})(?:-([A-Za-z]{2})\b)?", lang)
    title = sanitize(document.title).strip()
    is_short = len(title) <= _HEADER_LENGTH
    renderer = DataRenderer(document)
    return {
        "paper": _PAPERS[paper],
        "wide": is_wide(document),
        "tight": document.tight,
        "marking": sanitize(document.marking),
        "size": size,
        "contents": needs_contents(document),
        "lang": tag[1].lower() if tag else "en",
        "region": tag[2].upper() if tag and tag[2] else None,
        "name": title or UNTITLED,
        "title": text_runs(title),
        "head": text_runs(
            title if is_short else title[: sign_start(title, _HEADER_LENGTH)].rstrip() + ELLIPSIS
        ),
        "beside": text_runs(document.beside),
        "under": renderer.inline(document.under),
        "blocks": list(renderer.render_blocks(document.blocks)),
        "key": legend_text(document),
    }
