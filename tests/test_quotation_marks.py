"""Marks within quotation marks take turns, in every format."""

from typing import Final

import pytest
from conftest import Make, Run
from hypothesis import given
from hypothesis import strategies as st

from briefing.render.quotation_marks import in_quotation_marks, nested

NESTED: Final = {
    "Warsaw: “We need boots on the ground”": "Warsaw: ‘We need boots on the ground’",
    'Warsaw: "We need boots on the ground"': "Warsaw: ‘We need boots on the ground’",
    "“A”": "‘A’",
    "A “B ‘C’ D” and “E”": "A ‘B “C” D’ and ‘E’",
    "A ‘B “C” D’": "A ‘B “C” D’",
    "A “B ‘C “D” E’ F”": "A ‘B “C ‘D’ E” F’",
    "A “B" + " cut off…": "A ‘B cut off…",
    "Poland’s “allies’ day”": "Poland’s ‘allies’ day’",
    "A “don’t” and a “can’t”": "A ‘don’t’ and a ‘can’t’",
    "A “(B)”, C": "A ‘(B)’, C",
    # Other languages, and what is no quotation.
    "Die „Zeit“ ist um": "Die „Zeit“ ist um",
    "Die „Zeit” ist “um”": "Die „Zeit” ist ‘um’",
    "La « paix “armée” » et «x»": "La « paix “armée” » et «x»",
    "Der »Tag« war": "Der »Tag« war",
    "「自由」と『平和』": "「自由」と『平和』",
    'A 5" gun': 'A 5" gun',
    "Stray ” mark": "Stray ” mark",
    "the ’90s and rock ’n’ roll": "the ’90s and rock ’n’ roll",
    "": "",
}


@pytest.mark.parametrize("text", NESTED)
def test_marks_take_turns(text: str) -> None:
    assert in_quotation_marks(text) == f"“{NESTED[text]}”"


@given(st.text(st.sampled_from("“”‘’\"„‚«»「」a '.")))
def test_only_marks_change(text: str) -> None:
    def bare(text: str) -> str:
        return "".join("?" if sign in '“”‘’"' else sign for sign in text)

    assert bare(nested(text)) == bare(text)


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "k", "--full"),
        ("show", "k", "--full", "--format", "markdown"),
        ("show", "k", "--full", "--format", "html"),
        ("show", "estonia", "--full", "--format", "html"),
        ("show", "estonia", "--full", "--format", "markdown"),
        ("show", "estonia", "--full"),
        ("show", "estonia", "--full", "--plain"),
    ],
)
def test_a_title_is_set_in_marks_once(arguments: tuple[str, ...], make: Make, call: Run) -> None:
    title = "Warsaw: “We need <boots>”"
    folder = make(
        {
            "sources/k.yaml": f"title: '{title}'\npublished: 2018\nauthor: Anna Nowak\n",
            "countries/estonia.yaml": "name: Estonia\ncode: EST\nsummary: A state.\nsources: [k]\n",
        }
    )
    ran = call(*arguments, "--library", str(folder))
    assert ran.status == 0
    page = ran.out.replace("&lt;", "<").replace("&gt;", ">").replace("\\", "")
    page = page.replace(f'"{nested(title)}"', f"“{nested(title)}”")
    assert "“Warsaw: ‘We need <boots>’”" in page
