"""Text that is no YAML: the slip is reported where it was made, with what to write instead."""

import re
from typing import Final

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from briefing.library import yaml_tree
from briefing.library.yaml_reader import BriefFile

COUNTRY: Final = "name: Poland\nconcerns:\n  - id: gas\n    topic: energy\n"

MISTAKES: Final[dict[str, tuple[str, tuple[int, int, str]]]] = {
    "a field too deep": (
        "name: Poland\n  summary: S.\n",
        (2, 3, "'summary' is indented more deeply than 'name' in line 1; indent both alike."),
    ),
    "a field of an item too deep": (
        COUNTRY + "     summary: S.\n",
        (5, 6, "'summary' is indented more deeply than 'topic' in line 4; indent both alike."),
    ),
    "a field of an item too shallow": (
        COUNTRY + "   summary: S.\n",
        (5, 4, "'summary' is indented less deeply than 'topic' in line 4; indent both alike."),
    ),
    "a hyphen too shallow": (
        COUNTRY + " - id: oil\n",
        (5, 2, "This hyphen is indented less deeply than that in line 3; indent both alike."),
    ),
    "a whole record moved to the right": (
        "  name: Poland\nsummary: S.\n",
        (2, 1, "'summary' is indented less deeply than 'name' in line 1; indent both alike."),
    ),
    "an item written as a mapping": (
        COUNTRY + "  oil:\n    topic: energy\n",
        (
            5,
            3,
            "'oil' is just below a hyphen, so it belongs to no item. Begin a new item with `- `, "
            "or indent this by 4 blanks for the item above, or as 'concerns' in line 2.",
        ),
    ),
    "a field below a hyphen": (
        COUNTRY + "  summary: S.\n",
        (
            5,
            3,
            "'summary' is just below a hyphen, so it belongs to no item. Begin a new item with "
            "`- `, or indent this by 4 blanks for the item above.",
        ),
    ),
    "an item among fields": (
        "name: Poland\n- id: gas\n",
        (
            2,
            1,
            "A list item among fields; remove its hyphen, or write the field that holds the list "
            "above it, such as `sources:`.",
        ),
    ),
    "an apostrophe in single quotation marks": (
        "name: 'Poland's gas'\nsummary: S.\n",
        (
            1,
            14,
            "An apostrophe ends a text in single quotation marks; use double ones: "
            '"Poland\'s gas".',
        ),
    ),
    "an apostrophe in a list": (
        "aliases: ['Poland's gas', x]\n",
        (1, 18, "An apostrophe ends a text in single quotation marks; use double ones."),
    ),
    "text after a quotation": (
        'summary: S.\nquote: "We need boots" he said\n',
        (
            2,
            22,
            "Text follows the closing quotation mark; put all of it in quotation marks: "
            "'\"We need boots\" he said'.",
        ),
    ),
    "a quotation in quotation marks": (
        'quote: "He said "no" to it"\n',
        (
            1,
            17,
            "Text follows the closing quotation mark; put all of it in quotation marks: "
            "'He said \"no\" to it'.",
        ),
    ),
    "a quotation mark closed by that of another line": (
        'summary: "S.\nquote: "We need boots"\n',
        (1, 10, "The quotation mark here is never closed."),
    ),
    "an unclosed list": (
        "name: Poland\nsources: [review, charter\nsummary: S.\n",
        (2, 10, "The [ here is never closed; write ] at its end."),
    ),
    "an unclosed list at the end": (
        "sources: [review",
        (1, 10, "The [ here is never closed; write ] at its end."),
    ),
    "a list that is only opened": (
        "sources: [\n",
        (1, 10, "The [ here is never closed; write ] at its end."),
    ),
    "an unclosed mapping": (
        "kept: {state: kept, date: 2020\nsummary: S.\n",
        (1, 7, "The { here is never closed; write } at its end."),
    ),
    "an unclosed list before an item": (
        "concerns:\n- id: gas\n  sources: [review\n- id: oil\n",
        (3, 12, "The [ here is never closed; write ] at its end."),
    ),
    "a list closed by the other bracket": (
        "sources: [review}\n",
        (1, 17, "The [ before this is closed by }; write ]."),
    ),
    "one bracket too many": (
        "sources: [review]]\n",
        (1, 18, "Nothing is open here that ] could close."),
    ),
    "no comma": (
        "sources: [{source: a} {source: b}]\n",
        (1, 23, "Put a comma before this, or the whole text in quotation marks."),
    ),
    "no blank after a colon": (
        "summary: S.\nname:Gas\ncode: POL\n",
        (2, 1, "There is no blank after the colon here; write `name: Gas`."),
    ),
    "no blank after the first colon": (
        "concerns:\n- id:gas\n  topic: energy\n",
        (2, 3, "There is no blank after the colon here; write `id: gas`."),
    ),
    "no colon": (
        "summary: S.\nname Gas\ncode: POL\n",
        (
            2,
            1,
            "'name Gas' has no colon. Write a field as `name: value`; indent what goes on with "
            "the text above it.",
        ),
    ),
    "a text of several lines with a colon": (
        "summary: It said\n  the following to them: no.\n",
        (
            2,
            24,
            "A text over several lines has a colon here; put all of it in quotation marks.",
        ),
    ),
    "a sign at the beginning": (
        "name: >Gas\n",
        (1, 7, "Put a text that begins with > in quotation marks."),
    ),
    "a bullet": ("* gas\n* oil\n", (1, 1, "A list item begins with `- `, not with *.")),
    "a path in double quotation marks": (
        'name: "C:\\path"\n',
        (
            1,
            7,
            "In double quotation marks, \\ begins a special character; use single ones, or write "
            "\\\\.",
        ),
    ),
}


@pytest.mark.parametrize("loader", [yaml.CSafeLoader, yaml.SafeLoader])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("name", MISTAKES)
def test_a_slip_is_reported_where_it_was_made(
    name: str, ends: str, loader: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml_tree, "_Loader", loader)
    content, (line, column, message) = MISTAKES[name]
    file = BriefFile("countries/poland.yaml", content.replace("\n", ends).encode())
    found = [(p.line, p.message) for p in file.problems if p.rule == "yaml-syntax"]
    assert found == [(line, message)]
    if loader is not yaml.SafeLoader or "path" not in name:
        assert file.problems[-1].column == column


def test_what_a_message_proposes_is_valid() -> None:
    for content, (line, _, message) in MISTAKES.values():
        proposed = re.search(r": (['\"].*['\"])\.$", message)
        if proposed:
            lines = content.splitlines()
            key = lines[line - 1].partition(":")[0]
            lines[line - 1] = f"{key}: {proposed[1]}"
            assert yaml.safe_load("\n".join(lines))[key].strip("'\"")


@given(
    st.lists(
        st.sampled_from(
            ("b: ", "- ", "\n ", "\n  ", *"a'\"[]{},:#*&|>?!%\\\t\r\n\x85é"),
        ),
        max_size=30,
    )
)
def test_whatever_is_no_yaml_has_its_place_in_the_file(pieces: list[str]) -> None:
    text = "".join(pieces)
    for problem in BriefFile("countries/poland.yaml", text.encode()).problems:
        assert 1 <= problem.line <= text.count("\n") + text.count("\r") + 1
        assert problem.column >= 1
        assert problem.message
