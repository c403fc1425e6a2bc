"""Renders a document as a tagged PDF, typeset by Typst from `paper.typ`.

The document is passed to Typst as data, never as its markup, so that no text is interpreted. Typst
brings its own fonts and needs nothing from the system; Japanese and Korean are set in the fonts
that the extra `pdf` brings.
"""

import json
import re
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import typst

from briefing.render.common import ELLIPSIS, UNTITLED, Paper, is_wide, legend_text
from briefing.render.document import Document
from briefing.render.pdf.data import DataNode, DataRenderer, text_runs
from briefing.render.sanitize import sanitize

_FONTS: Final = "noto_cjk_sans_otc"

# The length to which a title is cut in the header of a page.
_HEADER_LENGTH: Final = 90


def render(document: Document, *, paper: Paper = "a4", lang: str = "en") -> bytes:
    """Render a document as the bytes of a PDF file.

    Args:
        document: what to render.
        paper: the size of the pages; wide tables turn them to landscape.
        lang: the language of the library, as a BCP 47 tag.
    """
    template = files("briefing.render.pdf").joinpath("paper.typ").read_bytes()
    inputs = {"document": json.dumps(_document_data(document, paper, lang))}
    compiler = typst.Compiler(font_paths=_fonts(), sys_inputs=inputs)
    try:
        pdf = compiler.compile(template, format="pdf", pdf_standards="ua-1")
    except typst.TypstError:
        # PDF/UA is refused if no font has one of the characters; the file is tagged all the same.
        pdf = compiler.compile(template, format="pdf")
    if not isinstance(pdf, bytes):
        raise TypeError("Typst returned several files instead of one")
    return pdf


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts to set a file in, found once in a process."""
    spec = find_spec(_FONTS)
    return typst.Fonts(font_paths=[Path(spec.origin).parent] if spec and spec.origin else [])


def _document_data(document: Document, paper: Paper, lang: str) -> DataNode:
    tag = re.match(r"([A-Za-z]{2,3})(?:-([A-Za-z]{2})\b)?", lang)
    title = sanitize(document.title).strip()
    is_short = len(title) <= _HEADER_LENGTH
    renderer = DataRenderer(document)
    return {
        "paper": paper,
        "wide": is_wide(document),
        "tight": document.tight,
        "lang": tag[1].lower() if tag else "en",
        "region": tag[2].upper() if tag and tag[2] else None,
        "name": title or UNTITLED,
        "title": text_runs(title),
        "head": text_runs(title if is_short else title[:_HEADER_LENGTH].rstrip() + ELLIPSIS),
        "beside": text_runs(document.beside),
        "under": renderer.inline(document.under),
        "blocks": list(renderer.render_blocks(document.blocks)),
        "key": legend_text(document),
    }
