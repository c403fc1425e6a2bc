"""A valid library in which every free text means harm, and its harmless twin."""

import itertools
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeAlias

import yaml

from briefing.model.kinds import TOP_LEVEL
from briefing.model.records import LibraryFile
from briefing.model.schema import TEXT, FieldType, fields
from briefing.render.sanitize import sanitize

# What is read as something else where a text, a line or a cell begins with it.
_FIRST: Final = (
    '=HYPERLINK("http://x")',
    "# heading",
    "<script>alert(1)</script>",
    "- item",
    "-1+1",
    "+1",
    "@SUM(1)",
    "1. one",
    "1) one",
    "> quoted",
    "```",
    "~~~",
    "    code",
    "---",
    "===",
    "* * *",
    "| a | b |",
    "[x]: http://x",
    "<!-- ",
    "{{ x }}",
    "#import",
    "\t=1",
    "\x1b[2J",
    "\u202eevil",
    "＝1",
    "\\",
    "日本",
)

# What is read as something else wherever it stands.
_AMID: Final = " ".join(
    (
        "<script>alert(1)</script> </style></title><img src=x onerror=alert(1)> <!--",
        "a|b [link](http://x) ![image](x) <http://x> `code` ``` *bold* __it__ ~~gone~~",
        "{{ x }} #import #let x $x$ @ref <label> // no /* no */ \\# &lt; &#x202e; ]]>",
        "\"quoted\" 'quoted' \x1b[31mred\x1b]8;;http://x\x07 \x9b31m\x90q\x9c \x00 \x7f",
        '\u202eevil\u2066 \u200f \u2028\u2029\x85 line\n# break\r\n\tblank =HYPERLINK("x") -1',
        "日本 尖閣諸島 アベノミクス 钓鱼岛 대한민국 북핵",
        "שלום ירושלים العربية भारत",
        "👍 👩\u200d🚀 🇯🇵 é e\u0301 ﬁ \ufeff\u200b\u00ad",
        "W" * 90,
        "<script>" * 11,
    )
)

# What would reach beyond the end of a text.
_LAST: Final = ("\\", "`", "*", "_", "|", "<a href='", "\x1b", "&", "[", "](", "$", "{", "~", "#")

# What a minister reads aloud is short, and so is what changes its meaning.
_SHORT: Final = "<b>`*x*`|[x](http://x)\x1b[31m\u202e{{x}}$x$#x 日本 대한민국"

# An address that is one stays one.
_ADDRESS: Final = '?"><script>alert(1)</script>|`*x*`[x](y)\x1b\\\x07\u202e{{x}}$x$#x{}\\'

_Change: TypeAlias = Callable[[str, str], str]


def written(source: Path, folder: Path, *, tame: bool = False, broken: bool = False) -> Path:
    """Writes a library whose free texts mean harm, or mean none but look the same.

    Args:
        source: the library of which everything else is taken.
        folder: where to.
        tame: whether each character that could mean harm is a letter instead.
        broken: whether free text stands in place of the words of vocabularies, too.
    """
    first, last = itertools.cycle(_FIRST), itertools.cycle(_LAST)
    added = tamed if tame else str

    def change(field: str, text: str) -> str:
        if text.startswith("https://"):
            return text + added(_ADDRESS)
        if field in ("bottom_line", "caveat", "text"):
            before = f"{next(first)} {_SHORT}"
        elif field in ("name", "title", "aliases"):
            # What is listed by its name stays in its order.
            before = f"{_FIRST[0]} {_AMID}"
        else:
            before = f"{next(first)} {_AMID}"
        return f"{added(before)} {text} {added(next(last))}"

    for path in sorted(source.rglob("*.yaml")):
        name = path.relative_to(source)
        data = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 (texts only)
        made = folder / name
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_text(_text(_changed(data, _shape(name), change, broken=broken)), "utf-8")
    text = folder / "sources" / "charter.txt"
    text.parent.mkdir(exist_ok=True)
    text.write_text(f"{added(_SHORT)} is the first.\n\nThe second {added(_SHORT)}.\n", "utf-8")
    return folder


def tamed(text: str) -> str:
    """A text, as wide and with the same words, in which nothing can mean harm."""
    return "".join(map(_tamed, text))


def _tamed(character: str) -> str:
    if character.isalnum() or character.isspace():
        return character
    if sanitize(character) != character or character == "\N{REPLACEMENT CHARACTER}":
        return "é"
    # Quotation marks within others become single ones.
    return character if character > "\u02ff" and character not in "\u2018\u2019" else "x"


def _shape(name: Path) -> FieldType:
    """What a file holds: a record, some by their ids, or what the library says of itself."""
    records = {kind.plural: kind.record for kind in TOP_LEVEL.values()}
    if len(name.parts) > 1:
        return FieldType(part=records[name.parts[0]])
    if name.stem in records:
        return FieldType(items=FieldType(part=records[name.stem]))
    return FieldType(part=LibraryFile)


def _changed(data: Any, shape: FieldType, change: _Change, field: str = "", *, broken: bool) -> Any:
    if isinstance(data, str):
        free = shape.format == TEXT or (broken and shape.vocabulary)
        return change(field, data) if free else data
    inner = shape.items or FieldType(format=TEXT)
    if isinstance(data, list):
        return [_changed(each, inner, change, field, broken=broken) for each in data]
    known = fields(shape.part) if shape.part else {}
    return {
        key: _changed(
            each,
            known[key].type if known else inner,
            change,
            key if known else field,
            broken=broken,
        )
        for key, each in data.items()
    }


def _text(data: Any) -> str:
    """The data as JSON, which is YAML too where every control is escaped."""
    told = json.dumps(data, ensure_ascii=False, indent=1)
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff]", lambda found: f"\\u{ord(found[0]):04x}", told)
