"""Writes the sources of a document as the footnotes of a Word file.

Python-docx knows no footnotes, so that their part of the file is made here. A source is told in
full where it is cited first; where it is cited again, a cross-reference shows the same number.
"""

from collections.abc import Callable
from typing import Final

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from docx.parts.document import DocumentPart

from briefing.render.document import Cite, Note
from briefing.render.docx.elements import Element, field, make, paragraph, run, runs, value
from briefing.render.docx.styles import Styles

# Behind the ids that a template's headers may use for bookmarks of their own.
_FIRST_BOOKMARK: Final = 5000
_NBSP: Final = "\N{NO-BREAK SPACE}"

# The lines that part footnotes from the text, which every part of footnotes must have.
_SEPARATORS: Final = {-1: ("separator", "w:separator"), 0: ("continuationSeparator",) * 2}


# What the schema puts behind the footnotes' own settings.
_BEHIND: Final = ("w:endnotePr", "w:compat", "w:docVars", "w:rsids", "m:mathPr", "w:themeFontLang")


class Footnotes:
    """The footnotes of one file, numbered by Word in the order in which they are first cited."""

    def __init__(self, document: DocumentPart, styles: Styles, notes: dict[int, Note]) -> None:
        self._document = document
        self._styles = styles
        self._notes = notes
        self._order: dict[int, int] = {}
        root = make("w:footnotes", None, *(_separator(id_) for id_ in _SEPARATORS))
        self.part = XmlPart(
            PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, root, document.package
        )

    def cite(self, cite: Cite, tell: Callable[[Note], list[Element]]) -> list[Element]:
        """The signs of a citation in the text; `tell` writes a source that is new."""
        found: list[Element] = []
        for number in cite.numbers:
            if found:
                found += self._raised(f",{_NBSP}")
            note = self._notes.get(number)
            if note is None:
                found += self._raised(f"[{number}]")
            elif number in self._order:
                found += field(
                    f"NOTEREF _Source{number} \\f \\h", str(self._order[number]), [self._style()]
                )
            else:
                found += self._first(number, tell(note))
        return found + (self._raised(f"{_NBSP}only") if cite.only else [])

    def attach(self) -> None:
        """Ties the footnotes to the text, in the place of those that a template brought."""
        if not self._order:
            return
        for id_, tie in list(self._document.rels.items()):
            if tie.reltype == RELATIONSHIP_TYPE.FOOTNOTES:
                del self._document.rels[id_]
        self._document.relate_to(self.part, RELATIONSHIP_TYPE.FOOTNOTES)
        self._settle(self._document.settings.element)

    def _settle(self, settings: Element) -> None:
        """Names the separators in the file's settings, where the schema has them."""
        for each in settings.findall(qn("w:footnotePr")):
            settings.remove(each)
        named = make("w:footnotePr", None, *(make("w:footnote", {"id": e}) for e in _SEPARATORS))
        after = [place for tag in _BEHIND for place in settings.findall(qn(tag))]
        settings.insert(min(map(settings.index, after), default=len(settings)), named)

    def _first(self, number: int, told: list[Element]) -> list[Element]:
        """A new footnote, and a bookmark at it for the cross-references."""
        own = len(self._order) + 1
        self._order[number] = own
        sign = run(make("w:footnoteRef"), properties=[self._style()])
        text = paragraph(self._styles["footnote text"], [sign, *runs(" "), *told])
        self.part.element.append(make("w:footnote", {"id": own}, text))
        mark = _FIRST_BOOKMARK + own
        return [
            make("w:bookmarkStart", {"id": mark, "name": f"_Source{number}"}),
            run(make("w:footnoteReference", {"id": own}), properties=[self._style()]),
            make("w:bookmarkEnd", {"id": mark}),
        ]

    def _raised(self, text: str) -> list[Element]:
        return runs(text, style=self._styles["footnote reference"])

    def _style(self) -> Element:
        return value("w:rStyle", self._styles["footnote reference"])


def _separator(id_: int) -> Element:
    kind, tag = _SEPARATORS[id_]
    tag = tag if ":" in tag else f"w:{tag}"
    spacing = make("w:pPr", None, make("w:spacing", {"after": 0, "line": 240, "lineRule": "auto"}))
    return make("w:footnote", {"type": kind, "id": id_}, make("w:p", None, spacing, run(make(tag))))
