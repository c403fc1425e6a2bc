"""Renderers: each has a method for every type of block, by its interface."""

from typing import Any, get_args

import pytest
from msgspec import Struct

from briefing.render.base import Renderer
from briefing.render.document import Block, Document
from briefing.render.docx.body import Body
from briefing.render.html.blocks import HtmlRenderer
from briefing.render.markdown import MarkdownRenderer
from briefing.render.pdf.data import DataRenderer
from briefing.render.plain import PlainRenderer
from briefing.render.text import TextRenderer

RENDERERS = [TextRenderer, PlainRenderer, MarkdownRenderer, HtmlRenderer, Body, DataRenderer]
METHODS = {
    "render_section", "render_paragraph", "render_list", "render_definition_list", "render_table",
    "render_bars", "render_commands", "render_sources", "render_excerpt",
    "render_file_text",
}  # fmt: skip
FIGURES = {"render_matrix", "render_timeline_figure", "render_network"}
PAGES = {"render_grid", "render_stack"}


def method_for(block: type) -> str:
    words = "".join(
        f"_{letter.lower()}" if letter.isupper() else letter for letter in block.__name__
    )
    return f"render{words}"


def test_each_type_of_block_has_a_method_that_a_renderer_must_have_or_inherits() -> None:
    assert {method_for(block) for block in get_args(Block)} == METHODS | FIGURES | PAGES
    assert Renderer.__abstractmethods__ == METHODS | {"join"}


@pytest.mark.parametrize("renderer", RENDERERS)
def test_each_renderer_has_all_methods(renderer: type[Renderer[object]]) -> None:
    assert issubclass(renderer, Renderer)
    assert not renderer.__abstractmethods__


@pytest.mark.parametrize("method", sorted(METHODS))
def test_a_renderer_that_lacks_a_method_cannot_be_made(method: str) -> None:
    lacking = type("Lacking", (DataRenderer,), {method: getattr(Renderer, method)})
    with pytest.raises(TypeError, match=f"abstract method '?{method}"):
        lacking(Document("", "", (), ()))


@pytest.mark.parametrize("block", get_args(Block), ids=method_for)
def test_each_block_is_rendered_by_the_method_of_its_type(
    block: type[Struct], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DataRenderer, method_for(block), lambda _, part: {"kind": type(part)})
    part: Any = block(*((),) * len(block.__struct_fields__))
    assert DataRenderer(Document("", "", (), ())).render_block(part) == {"kind": block}
