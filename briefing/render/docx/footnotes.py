"""Writes the sources of a document as the footnotes of a Word file.

Python-docx does not support footnotes, so that their part of the file is made here. A source gets a
footnote where it is first cited; where it is cited again, a cross-reference shows the same number.
"""

from collections.abc import Callable, Mapping
from typing import Final

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from docx.parts.document import DocumentPart

from briefing.render.common import NBSP
from briefing.render.document import Cite, Note
from briefing.render.docx.elements import (
    Element,
    bookmark,
    field,
    make,
    paragraph,
    run,
    runs,
    value,
)
from briefing.render.docx.styles import Styles

# Above the ids that a template's headers may use for bookmarks of their own.
_FIRST_BOOKMARK: Final = 5000

# The lines between text and footnotes, which every part with footnotes must have.
_SEPARATORS: Final = {-1: ("separator", "w:separator"), 0: ("continuationSeparator",) * 2}

# What the schema puts after the settings of the footnotes.
_AFTER: Final = ("w:endnotePr", "w:compat", "w:docVars", "w:rsids", "m:mathPr", "w:themeFontLang")


def source_bookmark(number: int) -> str:
    """Return the name of the bookmark at the footnote of a source."""
    return f"_Source{number}"


class Footnotes:
    """The footnotes of one file, numbered by Word in the order in which they are first cited."""

    def __init__(self, document: DocumentPart, styles: Styles, notes: Mapping[int, Note]) -> None:
        self._document = document
        self._styles = styles
        self._notes = notes
        self._order: dict[int, int] = {}
        root = make("w:footnotes", None, *(_separator(id_) for id_ in _SEPARATORS))
        self.part = XmlPart(
            PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, root, document.package
        )

    def cite(self, cite: Cite, write: Callable[[Note], list[Element]]) -> list[Element]:
        """Write a citation in the text; `write` writes a source when it is first cited."""
        marks: list[Element] = []
        for number in cite.numbers:
            if marks:
                marks += self._superscript(f",{NBSP}")
            note = self._notes.get(number)
            if note is None:
                marks += self._superscript(f"[{number}]")
            elif number in self._order:
                marks += field(
                    f"NOTEREF {source_bookmark(number)} \\f \\h",
                    str(self._order[number]),
                    [self._style()],
                )
            else:
                marks += self._add(number, write(note))
        return marks + (self._superscript(f"{NBSP}only") if cite.only else [])

    def attach(self) -> None:
        """Add the footnotes to the file, replacing those of a template."""
        if not self._order:
            return
        for id_, relation in list(self._document.rels.items()):
            if relation.reltype == RELATIONSHIP_TYPE.FOOTNOTES:
                del self._document.rels[id_]
        self._document.relate_to(self.part, RELATIONSHIP_TYPE.FOOTNOTES)
        _declare_separators(self._document.settings.element)

    def _add(self, number: int, content: list[Element]) -> list[Element]:
        """Add a footnote, and write its reference with a bookmark for cross-references."""
        own = self._order[number] = len(self._order) + 1
        sign = run(make("w:footnoteRef"), properties=[self._style()])
        text = paragraph(self._styles["footnote text"], [sign, *runs(" "), *content])
        self.part.element.append(make("w:footnote", {"id": own}, text))
        reference = run(make("w:footnoteReference", {"id": own}), properties=[self._style()])
        return bookmark(_FIRST_BOOKMARK + own, source_bookmark(number), reference)

    def _superscript(self, text: str) -> list[Element]:
        return runs(text, style=self._styles["footnote reference"])

    def _style(self) -> Element:
        return value("w:rStyle", self._styles["footnote reference"])


def _declare_separators(settings: Element) -> None:
    """List the separators in the file's settings, where the schema wants them."""
    for former in settings.findall(qn("w:footnotePr")):
        settings.remove(former)
    separators = (make("w:footnote", {"id": id_}) for id_ in _SEPARATORS)
    after = [element for tag in _AFTER for element in settings.findall(qn(tag))]
    position = min(map(settings.index, after), default=len(settings))
    settings.insert(position, make("w:footnotePr", None, *separators))


def _separator(id_: int) -> Element:
    kind, tag = _SEPARATORS[id_]
    tag = tag if ":" in tag else f"w:{tag}"
    spacing = make("w:pPr", None, make("w:spacing", {"after": 0, "line": 240, "lineRule": "auto"}))
    return make("w:footnote", {"type": kind, "id": id_}, make("w:p", None, spacing, run(make(tag))))
