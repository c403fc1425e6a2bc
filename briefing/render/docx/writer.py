"""Opens, fills and saves a Word file: template, page setup, headers and footers."""

import re
from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.section import Section as PageSection
from docx.section import _Header
from docx.shared import Cm, Length
from lxml.etree import XMLSyntaxError

from briefing.render.common import UNTITLED, is_wide, legend_text
from briefing.render.document import Document
from briefing.render.docx import styles
from briefing.render.docx.body import Body, File
from briefing.render.docx.elements import Element, field, make, paragraph, runs, tab
from briefing.render.docx.styles import Styles
from briefing.render.formats import Paper
from briefing.render.sanitize import sanitize

_SIZES: Final[dict[Paper, tuple[Length, Length]]] = {
    "a4": (Cm(21), Cm(29.7)),
    "letter": (Cm(21.59), Cm(27.94)),
}

# The content types of the main part: in a template (.dotx) and in a document.
_TEMPLATE_TYPE: Final = b"wordprocessingml.template.main+xml"
_DOCUMENT_TYPE: Final = b"wordprocessingml.document.main+xml"

# What some programs call the relation that python-docx looks for, lest it add a second part.
_OTHER_PROPERTIES: Final = re.compile(
    rb"http://schemas\.openxmlformats\.org/officeDocument/2006/relationships/metadata/core-properties",
    re.IGNORECASE,
)

# When a file was made; it is the same file however often it is made.
_TIMES: Final = ("dcterms:created", "dcterms:modified")

_TWIP: Final = 635

# How much text and space are reduced in a document that is to fit on one page.
_TEXT_SCALE: Final = 0.88
_SPACE_SCALE: Final = 0.4


class InvalidTemplate(ValueError):
    """The template is not a Word file; `str()` is a sentence for the reader."""


def render(
    document: Document,
    template: Path | None = None,
    *,
    paper: Paper | None = None,
    lang: str = "en",
) -> bytes:
    """Render a document as the bytes of a Word file.

    Args:
        document: what to render.
        template: a Word file (.docx or .dotx) whose styles, page setup, headers and footers are
            used; its text is not.
        paper: the size of the pages; without it that of the template, else A4.
        lang: the language of the library, as a BCP 47 tag.

    Raises:
        InvalidTemplate: the template is not a Word file.
        OSError: the template cannot be read.
    """
    word = docx.Document() if template is None else _open_template(template)
    page = _remove_content(word.element.body)
    section = word.sections[-1]
    if template is None:
        style_ids = styles.replace_styles(word)
        _set_page(section)
        _set_size(section, paper or "a4", wide=is_wide(document))
        _set_compatibility(word)
        if document.tight:
            _tighten(section, word)
    else:
        style_ids = styles.add_missing_styles(word)
        if paper is not None:
            wide = section.orientation == WD_ORIENT.LANDSCAPE
            _set_size(section, paper, wide=wide)
    width = _line_width(section)
    file = File(document, word.part, style_ids, width)
    body = Body(file)
    blocks = body.blocks(document.blocks)
    elements = [*body.head(document), *body.contents(), *blocks]
    legend = legend_text(document)
    if legend:
        elements.append(body.aside(legend))
    for element in elements:
        page.addprevious(element)
    file.inline.footnotes.attach()
    _add_headers(section, document, style_ids, width, on_first_page=template is not None)
    if document.marking:
        _mark_pages(word, section, sanitize(document.marking), style_ids)
    _set_properties(word, document, lang)
    out = BytesIO()
    word.save(out)
    return _without_times(out)


def _without_times(file: BytesIO) -> bytes:
    """Return a file whose parts do not say when they were written: the same input, the same file.

    The archive begins in 1980, before which it can name no day.
    """
    out = BytesIO()
    with ZipFile(file) as source, ZipFile(out, "w") as target:
        for entry in source.infolist():
            part = ZipInfo(entry.filename)
            target.writestr(part, source.read(entry), ZIP_DEFLATED)
    return out.getvalue()


def _open_template(template: Path) -> WordDocument:
    data = template.read_bytes()
    try:
        return docx.Document(_as_document(data))
    # Python-docx does not wrap the errors that a malformed file causes.
    except (AttributeError, BadZipFile, KeyError, OpcError, ValueError, XMLSyntaxError) as error:
        message = f"{template} is no Word document (.docx) or template (.dotx)."
        raise InvalidTemplate(message) from error


def _as_document(data: bytes) -> BytesIO:
    """Convert a template into the document that Word would create from it."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(out, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "[Content_Types].xml":
                content = content.replace(_TEMPLATE_TYPE, _DOCUMENT_TYPE)
            elif entry.filename == "_rels/.rels":
                content = _OTHER_PROPERTIES.sub(RELATIONSHIP_TYPE.CORE_PROPERTIES.encode(), content)
            target.writestr(entry, content)
    out.seek(0)
    return out


def _remove_content(body: Element) -> Element:
    """Remove all but the last page setup, which inherits headers and footers from earlier ones."""
    pages = list(body.iter(qn("w:sectPr")))
    last = pages[-1] if pages and pages[-1].getparent() is body else make("w:sectPr")
    for kind in ("w:headerReference", "w:footerReference"):
        if not last.findall(qn(kind)):
            earlier = [page for page in pages[:-1] if page.findall(qn(kind))]
            for index, reference in enumerate(earlier[-1].findall(qn(kind)) if earlier else ()):
                last.insert(index, reference)
    for child in list(body):
        body.remove(child)
    body.append(last)
    return last


def _set_size(section: PageSection, paper: Paper, *, wide: bool) -> None:
    short, long = _SIZES[paper]
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if wide else (short, long)


def _set_page(section: PageSection) -> None:
    section.left_margin = section.right_margin = Cm(2.3)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
    section.header_distance = section.footer_distance = Cm(1.2)


def _tighten(section: PageSection, word: WordDocument) -> None:
    """Reduce margins, text and space, to fit everything on one page."""
    section.left_margin = section.right_margin = Cm(1.8)
    section.top_margin, section.bottom_margin = Cm(1.3), Cm(1.3)
    section.header_distance = section.footer_distance = Cm(0.6)
    root = word.styles.element
    for size in root.iter(qn("w:sz"), qn("w:szCs")):
        size.set(qn("w:val"), str(round(int(size.get(qn("w:val"), "20")) * _TEXT_SCALE)))
    for spacing in root.iter(qn("w:spacing")):
        for side in ("w:before", "w:after"):
            if spacing.get(qn(side)):
                spacing.set(qn(side), str(round(int(spacing.get(qn(side), "0")) * _SPACE_SCALE)))
        if spacing.get(qn("w:line")):
            spacing.set(qn("w:line"), "240")


def _line_width(section: PageSection) -> int:
    """Return the width of a line, in twentieths of a point."""
    width = section.page_width or Cm(21)
    return (width - (section.left_margin or 0) - (section.right_margin or 0)) // _TWIP


def _set_compatibility(word: WordDocument) -> None:
    """Keep Word from opening the file in a compatibility mode."""
    for setting in word.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _add_headers(
    section: PageSection, document: Document, style_ids: Styles, width: int, *, on_first_page: bool
) -> None:
    """Add the header and the footer that a template lacks."""
    stops = make("w:tabs", None, make("w:tab", {"val": "right", "pos": width}))
    if section.header.is_linked_to_previous:
        content = [*runs(document.title or UNTITLED), tab(), *runs(document.beside)]
        _replace(section.header.part.element, paragraph(style_ids["header"], content, stops))
        if not on_first_page:
            # The first page has the title itself.
            section.different_first_page_header_footer = True
            section.first_page_header.is_linked_to_previous = False
            _replace(section.first_page_footer.part.element, _footer(style_ids))
    if section.footer.is_linked_to_previous:
        _replace(section.footer.part.element, _footer(style_ids))


def _mark_pages(word: WordDocument, section: PageSection, marking: str, style_ids: Styles) -> None:
    """Put a marking above what else is in the header of every page, that of a template too."""
    headers: list[_Header] = [section.header]
    if section.different_first_page_header_footer:
        headers.append(section.first_page_header)
    if word.settings.odd_and_even_pages_header_footer:
        headers.append(section.even_page_header)
    for header in headers:
        if header.is_linked_to_previous:
            header.is_linked_to_previous = False
        line = paragraph(
            style_ids["header"], runs(marking, make("w:b")), make("w:jc", {"val": "center"})
        )
        header.part.element.insert(0, line)


def _footer(style_ids: Styles) -> Element:
    content = [*runs("page "), *field("PAGE", "1"), *runs(" of "), *field("NUMPAGES", "1")]
    return paragraph(style_ids["footer"], content, make("w:jc", {"val": "right"}))


def _replace(part: Element, content: Element) -> None:
    for child in list(part):
        part.remove(child)
    part.append(content)


def _set_properties(word: WordDocument, document: Document, lang: str) -> None:
    properties = word.core_properties
    if properties.author == "python-docx":
        properties.author = properties.comments = ""
    properties.title = (sanitize(document.title).strip() or UNTITLED)[:255]
    properties.subject = sanitize(document.beside)[:255]
    if document.marking:
        properties.category = properties.keywords = sanitize(document.marking)
    properties.language = sanitize(lang)
    part = word.part.package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES)
    for tag in _TIMES:
        for time in part.element.findall(qn(tag)):
            part.element.remove(time)
    for element in word.styles.element.iter(qn("w:lang")):
        if element.getparent().getparent().tag == qn("w:rPrDefault"):
            element.set(qn("w:val"), _WORD_TAGS.get(lang, lang))


# Word accepts a language only together with a country.
_WORD_TAGS: Final = {"en": "en-GB", "ja": "ja-JP", "ko": "ko-KR", "fr": "fr-FR", "de": "de-DE"}
