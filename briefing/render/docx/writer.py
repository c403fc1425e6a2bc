"""Opens, fills and saves the Word file: template, page, what runs at the head and foot of pages."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final, Literal, TypeAlias
from zipfile import BadZipFile, ZipFile

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.section import Section as PageSection
from docx.shared import Cm, Length
from lxml.etree import XMLSyntaxError

from briefing.render.common import UNTITLED, is_wide, legend_text
from briefing.render.document import Document
from briefing.render.docx import styles
from briefing.render.docx.body import Body
from briefing.render.docx.elements import Element, field, make, paragraph, runs, tab
from briefing.render.docx.styles import Styles
from briefing.render.width import sanitize

Paper: TypeAlias = Literal["a4", "us-letter"]
"""What the pages are cut to."""

_SIZES: Final[dict[Paper, tuple[Length, Length]]] = {
    "a4": (Cm(21), Cm(29.7)),
    "us-letter": (Cm(21.59), Cm(27.94)),
}

# What a template (.dotx) calls its main part, and what a document calls it.
_TEMPLATE: Final = b"wordprocessingml.template.main+xml"
_DOCUMENT: Final = b"wordprocessingml.document.main+xml"

_TWIP: Final = 635

# How much of its usual size text has on a page that everything is to fit on, and space of its own.
_SMALL: Final = 0.8
_CLOSE: Final = 0.25


class InvalidTemplate(ValueError):
    """A template that is no Word file; `str()` of it is a sentence for the reader."""


def render(
    document: Document, template: Path | None = None, *, paper: Paper = "a4", lang: str = "en"
) -> bytes:
    """A document as the bytes of a Word file.

    Args:
        document: what to show.
        template: a Word file (.docx or .dotx) whose styles, page and what runs at the head and
            foot of its pages are taken; its text is not.
        paper: the size of the pages, unless a template sets it.
        lang: the language of the library, as a BCP 47 tag.

    Raises:
        BadTemplate: the template is no Word file.
        OSError: the template cannot be read.
    """
    word = docx.Document() if template is None else _opened(template)
    body = word.element.body
    page = _emptied(body)
    section = word.sections[-1]
    if template is None:
        known = styles.own(word)
        _set_page(section, paper, wide=is_wide(document))
        _modernise(word)
        if document.tight:
            _tighten(section, word)
    else:
        known = styles.completed(word)
    width = _width(section)
    writer = Body(document, word.part, known, width)
    told = [*writer.head(document), *writer.blocks(document.blocks)]
    explained = legend_text(document)
    if explained:
        told.append(writer.aside(explained))
    for element in told:
        page.addprevious(element)
    writer.footnotes.attach()
    _run_at_edges(section, document, known, width, plain=template is not None)
    _describe(word, document, lang)
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def _opened(template: Path) -> WordDocument:
    data = template.read_bytes()
    try:
        return docx.Document(_as_document(data))
    # Python-docx lets through whatever a file that is put together wrongly makes it meet.
    except (AttributeError, BadZipFile, KeyError, OpcError, ValueError, XMLSyntaxError) as error:
        message = f"{template} is no Word document (.docx) or template (.dotx)."
        raise InvalidTemplate(message) from error


def _as_document(data: bytes) -> BytesIO:
    """A template as the document that Word would begin from it."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as given, ZipFile(out, "w") as made:
        for each in given.infolist():
            content = given.read(each)
            if each.filename == "[Content_Types].xml":
                content = content.replace(_TEMPLATE, _DOCUMENT)
            made.writestr(each, content)
    out.seek(0)
    return out


def _emptied(body: Element) -> Element:
    """Takes out all but the last page set-up, which is given the headers of those before it."""
    pages = list(body.iter(qn("w:sectPr")))
    last = pages[-1] if pages and pages[-1].getparent() is body else make("w:sectPr")
    for kind in ("w:headerReference", "w:footerReference"):
        if not last.findall(qn(kind)):
            earlier = [page for page in pages[:-1] if page.findall(qn(kind))]
            for place, each in enumerate(earlier[-1].findall(qn(kind)) if earlier else ()):
                last.insert(place, each)
    for child in list(body):
        body.remove(child)
    body.append(last)
    return last


def _set_page(section: PageSection, paper: Paper, *, wide: bool) -> None:
    short, long = _SIZES[paper]
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if wide else (short, long)
    section.left_margin = section.right_margin = Cm(2.3)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
    section.header_distance = section.footer_distance = Cm(1.2)


def _tighten(section: PageSection, word: WordDocument) -> None:
    """Sets everything small and close, so that it fits on one page."""
    section.left_margin = section.right_margin = Cm(1.8)
    section.top_margin, section.bottom_margin = Cm(1.3), Cm(1.3)
    section.header_distance = section.footer_distance = Cm(0.6)
    root = word.styles.element
    for size in root.iter(qn("w:sz"), qn("w:szCs")):
        size.set(qn("w:val"), str(round(int(size.get(qn("w:val"), "20")) * _SMALL)))
    for spacing in root.iter(qn("w:spacing")):
        for side in ("w:before", "w:after"):
            if spacing.get(qn(side)):
                spacing.set(qn(side), str(round(int(spacing.get(qn(side), "0")) * _CLOSE)))
        if spacing.get(qn("w:line")):
            spacing.set(qn("w:line"), "240")


def _width(section: PageSection) -> int:
    """How wide a line is, in twentieths of a point."""
    width = section.page_width or Cm(21)
    return (width - (section.left_margin or 0) - (section.right_margin or 0)) // _TWIP


def _modernise(word: WordDocument) -> None:
    """Keeps Word from opening the file as one of an old version of Word."""
    for each in word.settings.element.iter(qn("w:compatSetting")):
        if each.get(qn("w:name")) == "compatibilityMode":
            each.set(qn("w:val"), "15")


def _run_at_edges(
    section: PageSection, document: Document, known: Styles, width: int, *, plain: bool
) -> None:
    """Writes what runs at the head and foot of each page, where a template has nothing there."""
    stops = make("w:tabs", None, make("w:tab", {"val": "right", "pos": width}))
    if section.header.is_linked_to_previous:
        told = [*runs(document.title or UNTITLED), tab(), *runs(document.beside)]
        _replace(section.header.part.element, paragraph(known["header"], told, stops))
        if not plain:
            # The first page has the title itself.
            section.different_first_page_header_footer = True
            section.first_page_header.is_linked_to_previous = False
            _replace(section.first_page_footer.part.element, _foot(known))
    if section.footer.is_linked_to_previous:
        _replace(section.footer.part.element, _foot(known))


def _foot(known: Styles) -> Element:
    told = [*runs("page "), *field("PAGE", "1"), *runs(" of "), *field("NUMPAGES", "1")]
    return paragraph(known["footer"], told, make("w:jc", {"val": "right"}))


def _replace(story: Element, only: Element) -> None:
    for child in list(story):
        story.remove(child)
    story.append(only)


def _describe(word: WordDocument, document: Document, lang: str) -> None:
    about = word.core_properties
    if about.author == "python-docx":
        about.author = about.comments = ""
    about.title = (sanitize(document.title).strip() or UNTITLED)[:255]
    about.subject = sanitize(document.beside)[:255]
    about.language = sanitize(lang)
    about.created = about.modified = datetime.now(UTC)
    for each in word.styles.element.iter(qn("w:lang")):
        if each.getparent().getparent().tag == qn("w:rPrDefault"):
            each.set(qn("w:val"), _FULL_TAGS.get(lang, lang))


# Word takes a language only together with a country.
_FULL_TAGS: Final = {"en": "en-GB", "ja": "ja-JP", "ko": "ko-KR", "fr": "fr-FR", "de": "de-DE"}
