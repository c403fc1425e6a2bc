"""Writes inline text as the runs of a Word file."""

from collections.abc import Iterable, Mapping
from typing import Final

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import XmlPart
from docx.parts.document import DocumentPart

from briefing.render.common import NBSP, attach_citations, tally_bars
from briefing.render.document import SIGNS, Badge, Cite, Inline, Mark, Note, Span, Tally
from briefing.render.docx.elements import Element, link_inside, make, runs, value
from briefing.render.docx.footnotes import Footnotes
from briefing.render.docx.styles import Styles
from briefing.render.quotation_marks import in_quotation_marks
from briefing.render.sanitize import safe_url

RED: Final = "9C1F18"
_GREEN: Final = "1A6236"
_BROWN: Final = "7D4A00"
_COLOURS: Final[dict[Mark, str]] = {
    "answered": _GREEN,
    "improving": _GREEN,
    "partly-answered": _BROWN,
    "touched-on": _BROWN,
    "warning": _BROWN,
    "unanswered": RED,
    "worsening": RED,
    "error": RED,
    "unchanged": "111111",
    "acts": "111111",
    "acted-towards": "111111",
}
_CHARACTER_STYLES: Final = {
    "strong": "Strong",
    "muted": "Briefing Muted",
    "id": "Briefing Id",
    "command": "Briefing Id",
}


class InlineWriter:
    """Writes inline text, with a footnote for each source when it is first cited."""

    def __init__(
        self,
        part: DocumentPart,
        styles: Styles,
        notes: Mapping[int, Note],
        anchors: Mapping[str, str],
    ) -> None:
        """Prepare to write.

        Args:
            part: the part of the file that contains the text.
            styles: the file's styles.
            notes: the sources that get a footnote, by number.
            anchors: the bookmarks of the parts that can be linked to, by the ids of the parts.
        """
        self._part = part
        self._styles = styles
        self._anchors = anchors
        self.footnotes = Footnotes(part, styles, notes)

    def write(self, content: Iterable[Inline]) -> list[Element]:
        """Write inline text."""
        return [run for inline in attach_citations(content) for run in self._inline(inline)]

    def _inline(self, inline: Inline) -> list[Element]:
        match inline:
            case Span():
                return self._span(inline, self._part)
            case Badge():
                return _badge(inline)
            case Tally():
                return _tally(inline)
            case Cite():
                return self.footnotes.cite(inline, self._footnote_text)

    def _footnote_text(self, note: Note) -> list[Element]:
        elements = []
        for inline in attach_citations(note.content):
            match inline:
                case Span():
                    elements += self._span(inline, self.footnotes.part)
                case Badge():
                    elements += _badge(inline)
                case Tally():
                    elements += _tally(inline)
                case Cite():
                    elements += runs(f"[{', '.join(map(str, inline.numbers))}]")
        return elements

    def _span(self, span: Span, part: XmlPart) -> list[Element]:
        text = in_quotation_marks(span.text) if span.role == "quote" else span.text
        target = safe_url(span.url)
        if target:
            relation = part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            content = runs(text, style=self._styles["Hyperlink"])
            return [make("w:hyperlink", {"r:id": relation, "history": 1}, *content)]
        anchor = self._anchors.get(span.to)
        if anchor and text:
            return [link_inside(anchor, runs(text, style=self._styles["Briefing Link"]))]
        if span.role == "match":
            return runs(text, value("w:highlight", "yellow"))
        style = _CHARACTER_STYLES.get(span.role)
        return runs(text, style=self._styles[style] if style else "")


def badge_sign(badge: Badge) -> list[Element]:
    """Write the sign of a state, in its colour."""
    return _signs(badge.mark, SIGNS[badge.mark])


def _signs(mark: Mark, signs: str) -> list[Element]:
    fonts = make("w:rFonts", dict.fromkeys(("ascii", "hAnsi", "eastAsia"), "Segoe UI Symbol"))
    return runs(signs, fonts, value("w:color", _COLOURS[mark]))


def badge_word(badge: Badge) -> list[Element]:
    """Write the word for a state, in its colour."""
    return runs(badge.word, make("w:b"), value("w:color", _COLOURS[badge.mark]))


def _badge(badge: Badge) -> list[Element]:
    if badge.bare:
        return badge_sign(badge)
    return [*badge_sign(badge), *runs(NBSP), *badge_word(badge)]


def _tally(tally: Tally) -> list[Element]:
    """Write a bar of signs, each state in its colour."""
    gap, bars = tally_bars(tally)
    elements: list[Element] = []
    for mark, signs in bars:
        elements += [*(runs(gap) if elements else []), *_signs(mark, signs)]
    return elements
