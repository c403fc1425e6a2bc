"""The styles of a Word file: the program's own, or a template's plus those that it lacks.

Styles are looked up by name, which is the same in every language of Word; their ids may differ.
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

# Elements that refer to another style by its id.
_REFERENCES: Final = ("w:basedOn", "w:next", "w:link")


class Styles:
    """The ids of a file's styles by name, as Word spells it: `heading 1`."""

    def __init__(self, root: Element) -> None:
        self._ids = {_name(style): _id(style) for style in _styles(root)}

    def __getitem__(self, name: str) -> str:
        return self._ids[name]


def replace_styles(document: WordDocument) -> Styles:
    """Replace the styles of a file by the program's own."""
    root = document.styles.element
    for child in list(root):
        root.remove(child)
    root.extend(_own_styles())
    numbering = _numbering(document)
    for child in list(numbering):
        numbering.remove(child)
    _add_bullet(document)
    return Styles(root)


def add_missing_styles(document: WordDocument) -> Styles:
    """Add those of the program's styles that a file lacks, leaving its own as they are."""
    root = document.styles.element
    present = {_name(style): _id(style) for style in _styles(root)}
    taken = set(present.values())
    own = _styles(_own_styles())
    missing = [style for style in own if _name(style) not in present]
    ids = {_id(style): present.get(_name(style)) or _free(_id(style), taken) for style in own}
    for style in missing:
        root.append(_with_ids(style, ids))
    if any(_name(style) == "List Bullet" for style in missing):
        _add_bullet(document)
    return Styles(root)


def _free(id_: str, taken: set[str]) -> str:
    return id_ if id_ not in taken else f"{id_}Briefing"


def _with_ids(style: Element, ids: dict[str, str]) -> Element:
    """Replace the ids of a style, and of the styles it refers to, by those of the file."""
    style.set(qn("w:styleId"), ids[_id(style)])
    if style.get(qn("w:default")):
        del style.attrib[qn("w:default")]
    for tag in _REFERENCES:
        for reference in style.findall(qn(tag)):
            reference.set(qn("w:val"), ids[str(reference.get(qn("w:val")))])
    return style


def _own_styles() -> Element:
    text = files("briefing.render.docx").joinpath("styles.xml").read_bytes()
    return parse_xml(text)


def _styles(root: Element) -> list[Element]:
    return list(root.findall(qn("w:style")))


def _id(style: Element) -> str:
    return str(style.get(qn("w:styleId")))


def _name(style: Element) -> str:
    name = style.find(qn("w:name"))
    return "" if name is None else str(name.get(qn("w:val")))


def _add_bullet(document: WordDocument) -> None:
    """Give the style of bulleted lists its bullet, as Word does: as a numbering."""
    numbering = _numbering(document)
    definitions = numbering.findall(qn("w:abstractNum"))
    definition_id = 1 + _highest(definitions, "w:abstractNumId")
    instances = numbering.findall(qn("w:num"))
    instance_id = 1 + _highest(instances, "w:numId")
    level = make(
        "w:lvl",
        {"ilvl": 0},
        value("w:start", 1),
        value("w:numFmt", "bullet"),
        value("w:lvlText", "\N{BULLET}"),
        value("w:lvlJc", "left"),
        make("w:pPr", None, make("w:ind", {"left": 357, "hanging": 357})),
    )
    definition = make(
        "w:abstractNum",
        {"abstractNumId": definition_id},
        value("w:multiLevelType", "singleLevel"),
        level,
    )
    # The schema puts all definitions before the instances.
    numbering.insert(numbering.index(definitions[-1]) + 1 if definitions else 0, definition)
    instance = make("w:num", {"numId": instance_id}, value("w:abstractNumId", definition_id))
    (instances[-1] if instances else definition).addnext(instance)
    for style in _styles(document.styles.element):
        if _name(style) == "List Bullet":
            for reference in style.iter(qn("w:numId")):
                reference.set(qn("w:val"), str(instance_id))


def _highest(elements: list[Element], attribute: str) -> int:
    return max((int(str(element.get(qn(attribute)))) for element in elements), default=0)


def _numbering(document: WordDocument) -> Element:
    """Return the list definitions of a file, adding the part that a template may lack."""
    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.NUMBERING:
            return cast("Element", document.part.numbering_part.element)
    root = make("w:numbering")
    part = NumberingPart(
        PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, root, document.part.package
    )
    document.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
    return root
