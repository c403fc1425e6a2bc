"""Renderers: every document fits, hides nothing, is inert, and means the same in each format."""

import re
from datetime import date
from itertools import accumulate

import pytest
from conftest import Matches
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from wcwidth import wcswidth

from briefing.model.width import text_width
from briefing.pages.kit import clip
from briefing.render import markdown, terminal, text
from briefing.render.document import (
    Badge,
    Block,
    Cite,
    Commands,
    Content,
    Definition,
    DefinitionList,
    Document,
    Edge,
    Excerpt,
    Facet,
    FileText,
    Filter,
    FilterAttributes,
    List,
    ListItem,
    Matrix,
    MatrixRow,
    Network,
    Node,
    Note,
    Paragraph,
    Row,
    Section,
    Share,
    Sources,
    Span,
    Table,
    TimelineFigure,
    TimelinePoint,
)
from briefing.render.sanitize import sanitize
from briefing.render.wrap import wrap

WHOLE = Document(
    title="Senkaku Islands 尖閣諸島",
    beside="as of 8 February 2017",
    under=(Span("claimed by two · "), Span("senkaku-islands", "id")),
    blocks=(
        Paragraph((Span("A bottom line that a minister could read aloud."),), "lead"),
        Paragraph(
            (
                Span("Plain text with "),
                Span("words as said", "quote"),
                Span(", a "),
                Span("strong", "strong"),
                Span(" name and a source."),
                Span(" "),
                Cite((1, 12)),
            )
        ),
        Section(
            "Concerns",
            (
                Section(
                    "Security",
                    (
                        List(
                            (
                                ListItem(
                                    (
                                        Badge("unanswered", "unanswered"),
                                        Span("  Left open", "strong"),
                                    ),
                                    (
                                        Paragraph(
                                            (Span("What it is about. "), Cite((1,), only=True))
                                        ),
                                        DefinitionList(
                                            (
                                                Definition(
                                                    "3 Feb 2017", (Span("Said and done. " * 8),)
                                                ),
                                                Definition("", (Span("Continued."),)),
                                                Definition(
                                                    "a label that is longer than its column",
                                                    (Span("Below it."),),
                                                    (Paragraph((Span("An aside."),), "muted"),),
                                                ),
                                            )
                                        ),
                                    ),
                                ),
                                ListItem(
                                    (
                                        Span(
                                            "日本語の長い文は、単語の間に空白がないので、どこでも折り返せる。"
                                            * 3
                                        ),
                                    )
                                ),
                                ListItem((Span("한국어는 낱말 사이에서만 줄을 바꾼다. " * 6),)),
                            )
                        ),
                        List(
                            (ListItem((Span("compact"),)), ListItem((Span("list"),))), compact=True
                        ),
                    ),
                ),
            ),
        ),
        Table(
            ("", "Bilateral", "Trilateral 三国"),
            (
                Row((((Span("For", "strong"),),), ((Span("Tidier."),),), ())),
                Row(
                    (
                        ((Span("Against", "strong"),),),
                        ((Span("It would fail. " * 5),), (Span("And more. " * 4), Cite((3,)))),
                        ((Badge("improving", "improving"),),),
                    )
                ),
            ),
        ),
        Table(("Kind", "Count"), (Row((((Span("a|b"),),), ((Span("1"),),))),)),
        Commands(
            (
                ("briefing show japan", "the brief of Japan"),
                ("briefing compare " + "japan south-korea " * 4, "side by side " * 4),
            )
        ),
        Excerpt("briefs/japan.yaml:12:8", 12, "  topc: 日本 security", 2, 6, "did you mean topic?"),
        Excerpt("briefs/japan.yaml:3:90", 3, "x: " + "日本 and more " * 30, 120, 128, "here " * 20),
        Excerpt("briefs/japan.yaml:4:1", 4, "", 0, 1),
        FileText(
            "briefs/japan.yaml", ("concerns:", "  - id: 日本 ``` <b>", "", "    x: y" + " z y" * 30)
        ),
        Section(
            "Sources",
            (
                Sources(
                    (
                        Note(
                            1,
                            (
                                Span("Title", "quote"),
                                Span(", "),
                                Span(
                                    "https://example.org/" + "a" * 120,
                                    "muted",
                                    "https://example.org/a b",
                                ),
                            ),
                        ),
                        Note(12, (Span("Another."),)),
                    )
                ),
            ),
        ),
    ),
)


@pytest.mark.parametrize("columns", [50, 80, 120, 200])
def test_a_document_as_text(columns: int, matches: Matches) -> None:
    matches(text.render(WHOLE, columns), f"render/document-{columns}.txt")


def test_a_document_as_markdown(matches: Matches) -> None:
    matches(markdown.render(WHOLE), "render/document.md")


@pytest.mark.parametrize(("colour", "name"), [(True, "colour"), (False, "no-colour")])
def test_a_document_on_a_terminal(*, colour: bool, name: str, matches: Matches) -> None:
    shown = terminal.render(WHOLE, 80, colour=colour, links=colour)
    # The signs that start a terminal's commands, as signs that a reader of the file sees.
    matches(shown.replace("\x1b", "␛").replace("\x07", "␇"), f"render/terminal-{name}.txt")


WORDS = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "ab [](){}*_`#<>|\\&~-+=1.:!日本語ー。한국가é\u0301“”–\u00a0\u202e\u2066\x1b\x07\n\t"
        ),
        st.characters(codec="utf-8"),
    ),
    max_size=40,
)
SPANS = st.builds(
    Span,
    WORDS,
    st.sampled_from(["plain", "strong", "muted", "quote", "id", "command"]),
    st.sampled_from(["", "https://example.org/a"]),
    st.sampled_from(["", "here", "there", "nowhere"]),
)
INLINE = st.one_of(
    SPANS,
    st.builds(Badge, st.sampled_from(["answered", "worsening", "error"]), WORDS),
    st.builds(Cite, st.lists(st.integers(1, 99), min_size=1, max_size=4).map(tuple), st.booleans()),
)
CONTENT = st.lists(INLINE, max_size=5).map(tuple)
EXCERPTS = st.builds(
    Excerpt, WORDS, st.integers(1, 999), WORDS, st.integers(0, 30), st.integers(31, 60), WORDS
)
PLACES = st.sampled_from(["", "here", "there", "over there"])
COUNTS = st.integers(0, 40)
DAYS = st.one_of(st.dates(), st.dates(date(2016, 1, 1), date(2017, 3, 1)))
SHARES = st.builds(
    Share, st.sampled_from(["answered", "partly-answered", "unanswered"]), WORDS, COUNTS
)
MATRICES = st.integers(0, 4).flatmap(
    lambda count: st.builds(
        Matrix,
        WORDS,
        st.tuples(WORDS, *[WORDS] * count),
        st.lists(
            st.builds(
                MatrixRow,
                WORDS,
                st.tuples(*[st.lists(SHARES, max_size=3).map(tuple)] * count),
                PLACES,
            ),
            max_size=3,
        ).map(tuple),
    )
)
DATED = st.tuples(DAYS, DAYS).flatmap(
    lambda days: st.builds(
        TimelinePoint,
        WORDS,
        WORDS,
        WORDS,
        st.just(min(days)),
        st.just(max(days)),
        st.sampled_from(["through", "within"]),
        st.booleans(),
        PLACES,
    )
)
CHRONOLOGIES = st.builds(
    TimelineFigure,
    WORDS,
    st.tuples(WORDS, WORDS, WORDS),
    DAYS,
    WORDS,
    WORDS,
    st.lists(DATED, max_size=50).map(tuple),
)
KNOTS = st.lists(st.builds(Node, WORDS, WORDS, PLACES), min_size=1, max_size=4).map(tuple)
TIES = st.tuples(KNOTS, KNOTS).flatmap(
    lambda sides: st.builds(
        Network,
        WORDS,
        st.tuples(WORDS, WORDS),
        st.just(sides[0]),
        st.just(sides[1]),
        st.lists(
            st.builds(
                Edge,
                st.integers(0, len(sides[0]) - 1),
                st.integers(0, len(sides[1]) - 1),
                st.sampled_from(["in", "gives", "given"]),
            ),
            max_size=8,
        ).map(tuple),
    )
)
PICTURES: st.SearchStrategy[Block] = st.one_of(MATRICES, CHRONOLOGIES, TIES)
TRAITS = st.one_of(
    st.none(),
    st.builds(
        FilterAttributes,
        st.lists(st.tuples(WORDS, st.lists(WORDS, max_size=2).map(tuple)), max_size=3).map(tuple),
        st.lists(PLACES, max_size=3).map(tuple),
    ),
)
FILTERS = st.one_of(
    st.none(),
    st.builds(
        Filter,
        st.lists(
            st.builds(
                Facet, WORDS, WORDS, st.lists(st.tuples(WORDS, WORDS), max_size=3).map(tuple)
            ),
            max_size=3,
        ).map(tuple),
        WORDS,
        WORDS,
    ),
)
LEAVES: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, CONTENT, st.sampled_from(["plain", "lead", "muted"])),
    st.builds(Commands, st.lists(st.tuples(WORDS, WORDS), max_size=3).map(tuple)),
    st.builds(
        Sources, st.lists(st.builds(Note, st.integers(1, 999), CONTENT), max_size=3).map(tuple)
    ),
    EXCERPTS,
    st.builds(FileText, WORDS, st.lists(WORDS, max_size=4).map(tuple)),
    PICTURES,
    st.integers(1, 5).flatmap(
        lambda count: st.builds(
            Table,
            st.tuples(*[WORDS] * count),
            st.lists(
                st.builds(Row, st.tuples(*[st.lists(CONTENT, max_size=2).map(tuple)] * count)),
                max_size=3,
            ).map(tuple),
        )
    ),
)
BLOCKS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Section, WORDS, st.lists(inner, max_size=3).map(tuple), PLACES, TRAITS),
        st.builds(
            List,
            st.lists(
                st.builds(
                    ListItem, CONTENT, st.lists(inner, max_size=2).map(tuple), PLACES, TRAITS
                ),
                max_size=3,
            ).map(tuple),
            st.booleans(),
        ),
        st.builds(
            Sources,
            st.lists(
                st.builds(
                    Note,
                    st.integers(1, 999),
                    CONTENT,
                    st.lists(inner, max_size=2).map(tuple),
                    PLACES,
                ),
                max_size=2,
            ).map(tuple),
        ),
        st.builds(
            DefinitionList,
            st.lists(
                st.builds(Definition, WORDS, CONTENT, st.lists(inner, max_size=2).map(tuple)),
                max_size=3,
            ).map(tuple),
        ),
    ),
    max_leaves=6,
)
DOCUMENTS = st.builds(
    Document, WORDS, WORDS, CONTENT, st.lists(BLOCKS, max_size=3).map(tuple), FILTERS
)

SAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


SIGNS_OF_SEVERAL = {
    "skin tone": "\U0001f44d\U0001f3fd",
    "joined": "\U0001f469\u200d\U0001f467",
    "joined with a tone": "\U0001f469\U0001f3fd\u200d\U0001f680",
    "flag": "\U0001f1ea\U0001f1ea",
    "heart": "\u2764\ufe0f",
    "accent": "e\u0301",
    "vowel that takes room": "\u0915\u093e",
    "keycap": "1\ufe0f\u20e3",
}


@pytest.mark.parametrize("sign", SIGNS_OF_SEVERAL.values(), ids=SIGNS_OF_SEVERAL)
def test_a_sign_of_several_characters_is_never_broken(sign: str) -> None:
    for before in ("", "a", "\u6f22"):
        for room in range(1, 24):
            lines = wrap([Span(before + sign * 20)], room)
            ends = accumulate(sum(len(piece.text) for piece in line) for line in lines)
            assert all((end - len(before)) % len(sign) == 0 for end in ends)
    for columns in range(2, 30):
        assert clip(sign * 20, columns).rstrip("\u2026").replace(sign, "") == ""


def test_a_long_heading_of_a_column_is_wrapped_and_no_citation_is_cut() -> None:
    table = Table(
        ("", "Bilateral, transactional approach", "Trilateral cooperation"),
        (
            Row(
                (
                    ((Span("For"),),),
                    ((Span("It is tidier, by transactionalism. "), Cite((1,), only=True)),),
                    ((Span("Nothing is more critical to security. "), Cite((1, 13, 15, 17, 19))),),
                )
            ),
        ),
    )
    assert text.render(Document("", "", (), (table,)), 56) == (
        "     Bilateral, transactional  Trilateral cooperation\n"
        "     approach\n"
        "────────────────────────────────────────────────────────\n"
        "For  It is tidier, by          Nothing is more critical\n"
        "     transactionalism.         to\n"
        "     [1 only]                  security. [1,13,15,17,19]\n"
    )


@settings(max_examples=300)
@given(DOCUMENTS, st.integers(50, 130))
def test_any_document_fits_and_is_inert(document: Document, columns: int) -> None:
    plain = text.render(document, columns)
    assert [line for line in plain.splitlines() if text_width(line) > columns] == []
    assert not SAFE.search(plain)
    assert not SAFE.search(markdown.render(document))


@given(DOCUMENTS)
def test_the_terminal_paints_what_the_pipe_prints(document: Document) -> None:
    painted = terminal.render(document, 80, colour=True, links=True)
    bare = re.sub("\x1b\\[[0-9;]*m|\x1b]8;[^\x1b]*\x1b\\\\", "", painted)
    assert [line.rstrip() for line in bare.split("\n")] == text.render(document, 80).split("\n")


@given(st.lists(SPANS, max_size=4).map(tuple), st.integers(10, 60))
def test_no_word_of_a_paragraph_is_lost(content: Content, columns: int) -> None:
    lines = text.render(Document("", "", (), (Paragraph(content),)), columns)
    said = "".join(_shown(span) for span in content if isinstance(span, Span))
    assert re.sub(r"\s", "", lines) == re.sub(r"\s", "", said)


def _shown(span: Span) -> str:
    return f"“{sanitize(span.text)}”" if span.role == "quote" else sanitize(span.text)


PLAIN_SPANS = st.builds(
    Span,
    WORDS.map(lambda words: sanitize(words).replace("\n", " ")),
    st.sampled_from(["plain", "quote"]),
)


@given(st.lists(PLAIN_SPANS, min_size=1, max_size=3).map(tuple))
def test_markdown_shows_a_text_as_it_stands(content: Content) -> None:
    rendered = markdown.render(Document("", "", (), (Paragraph(content),)))
    tokens = MarkdownIt("commonmark").enable("table").parse(rendered)
    shown = "".join(
        child.content
        for token in tokens
        for child in token.children or ()
        if child.type in ("text", "text_special")
    )
    said = "".join(_shown(span) for span in content if isinstance(span, Span))
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", said)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "//x/y", "ssh://x"])
def test_an_address_of_neither_web_nor_mail_is_no_link(url: str) -> None:
    document = Document("", "", (), (Paragraph((Span("here", url=url),)),))
    assert markdown.render(document) == "here\n"
    assert terminal.render(document, 80, colour=True, links=True) == "here\n"


@pytest.mark.parametrize(
    "sample",
    [
        "Tokyo",
        "日本",
        "대한민국",
        "ｶﾞ",
        "Ａ",
        "é",
        "e\u0301",
        "が",
        "か\u3099",
        "–“”…",
        "✓~✗➚",
        "中國。",
        "한\u200b국",
    ],
)
def test_a_text_is_as_wide_as_a_terminal_shows_it(sample: str) -> None:
    assert text_width(sample) == wcswidth(sample)


def test_a_number_sign_ends_no_heading_of_markdown() -> None:
    document = Document("In C #", "", (), (Section("In F #", ()),))
    assert markdown.render(document) == "# In C \\#\n\n## In F \\#\n"
