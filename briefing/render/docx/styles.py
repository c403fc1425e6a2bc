"""The styles of a Word file: the program's own, or a template's with what it lacks added.

A style is found by its name, which is the same in every language of Word; its id may differ.
"""

from importlib.resources import files
from typing import Final, cast

from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.parts.numbering import NumberingPart

from briefing.render.docx.elements import Element, make, value

# What names another style by its id.
_TIES: Final = ("w:basedOn", "w:next", "w:link")


class Styles:
    """The ids of a file's styles by their names, as Word spells these: `heading 1`."""

    def __init__(self, root: Element) -> None:
        self._ids = {_name(style): str(style.get(qn("w:styleId"))) for style in _styles(root)}

    def __getitem__(self, name: str) -> str:
        return self._ids[name]


def own(document: WordDocument) -> Styles:
    """Gives a file the program's own styles instead of those it has."""
    root = document.styles.element
    for child in list(root):
        root.remove(child)
    root.extend(_ours())
    lists = _numbering(document)
    for child in list(lists):
        lists.remove(child)
    _bullet(document)
    return Styles(root)


def completed(document: WordDocument) -> Styles:
    """Gives a file those of the program's styles that it lacks; its own stay as they are."""
    root = document.styles.element
    theirs = Styles(root)
    had = {_name(style) for style in _styles(root)}
    taken = {str(style.get(qn("w:styleId"))) for style in _styles(root)}
    ours = _styles(_ours())
    names = {str(style.get(qn("w:styleId"))): _name(style) for style in ours}
    missing = [style for style in ours if _name(style) not in had]
    ids = {id_: theirs[name] for id_, name in names.items() if name in had}
    ids |= {
        id_: _free(id_, taken) for style in missing for id_ in [str(style.get(qn("w:styleId")))]
    }
    for style in missing:
        root.append(_tied(style, ids))
    if any(_name(style) == "List Bullet" for style in missing):
        _bullet(document)
    return Styles(root)


def _free(id_: str, taken: set[str]) -> str:
    return id_ if id_ not in taken else f"{id_}Briefing"


def _tied(style: Element, ids: dict[str, str]) -> Element:
    """A style with the ids under which the file knows it and those that it names."""
    style.set(qn("w:styleId"), ids[str(style.get(qn("w:styleId")))])
    if style.get(qn("w:default")):
        del style.attrib[qn("w:default")]
    for tie in _TIES:
        for each in style.findall(qn(tie)):
            each.set(qn("w:val"), ids[str(each.get(qn("w:val")))])
    return style


def _ours() -> Element:
    text = files("briefing.render.docx").joinpath("styles.xml").read_bytes()
    return parse_xml(text)


def _styles(root: Element) -> list[Element]:
    return list(root.findall(qn("w:style")))


def _name(style: Element) -> str:
    name = style.find(qn("w:name"))
    return "" if name is None else str(name.get(qn("w:val")))


def _bullet(document: WordDocument) -> None:
    """Numbers the style of bulleted lists with a bullet, as Word's own does."""
    numbering = _numbering(document)
    kinds = numbering.findall(qn("w:abstractNum"))
    kind = 1 + max((int(str(e.get(qn("w:abstractNumId")))) for e in kinds), default=0)
    uses = numbering.findall(qn("w:num"))
    use = 1 + max((int(str(each.get(qn("w:numId")))) for each in uses), default=0)
    level = make(
        "w:lvl",
        {"ilvl": 0},
        value("w:start", 1),
        value("w:numFmt", "bullet"),
        value("w:lvlText", "\N{BULLET}"),
        value("w:lvlJc", "left"),
        make("w:pPr", None, make("w:ind", {"left": 357, "hanging": 357})),
    )
    made = make(
        "w:abstractNum",
        {"abstractNumId": kind},
        value("w:multiLevelType", "singleLevel"),
        level,
    )
    numbering.insert(numbering.index(kinds[-1]) + 1 if kinds else 0, made)
    used = make("w:num", {"numId": use}, value("w:abstractNumId", kind))
    if uses:
        uses[-1].addnext(used)
    else:
        made.addnext(used)
    for style in _styles(document.styles.element):
        if _name(style) == "List Bullet":
            for place in style.iter(qn("w:numId")):
                place.set(qn("w:val"), str(use))


def _numbering(document: WordDocument) -> Element:
    """The lists of a file; python-docx makes none where a template has none."""
    for tie in document.part.rels.values():
        if tie.reltype == RELATIONSHIP_TYPE.NUMBERING:
            return cast("Element", document.part.numbering_part.element)
    root = make("w:numbering")
    part = NumberingPart(
        PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, root, document.part.package
    )
    document.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
    return root
