"""Whatever is damaged in a library, the readable rest answers and every problem is reported."""

from contextlib import suppress
from pathlib import Path

import pytest
from conftest import checked
from documents import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.answers.brief import show
from briefing.answers.comparison import compare
from briefing.answers.flashpoints import flashpoints
from briefing.answers.listing import listing
from briefing.answers.overview import overview
from briefing.answers.results import View
from briefing.errors import InvalidLibrary
from briefing.library.library import read_library
from briefing.library.location import LibraryLocation
from briefing.model.width import text_width
from briefing.pages import compose
from briefing.render import markdown, text

BALTIC = {
    path.relative_to(ROOT / "tests" / "baltic").as_posix(): path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "tests" / "baltic").rglob("*.yaml"))
}

WORDS = "[] {} null ' \" &a *a 2017-13 ../.. estonia x/y \x07 日本 # % [a,[b]] {a:1} !!int"
SCRAPS = st.sampled_from([*WORDS.split(), ": ", "- x", "|\n  text", "<<: {a: b}", "\t"])
DAMAGE = st.lists(
    st.tuples(
        st.sampled_from(list(BALTIC)),
        st.sampled_from(["insert", "cut", "drop-line", "end-line", "value", "repeat"]),
        st.floats(0, 1, exclude_max=True),
        SCRAPS,
    ),
    min_size=1,
    max_size=3,
)


def _damaged(whole: str, how: str, where: float, scrap: str) -> str:
    offset = int(where * (len(whole) + 1))
    lines = whole.split("\n")
    line = int(where * len(lines))
    match how:
        case "insert":
            return whole[:offset] + scrap + whole[offset:]
        case "cut":
            return whole[:offset] + whole[offset + len(scrap) :]
        case "drop-line":
            lines.pop(line)
        case "end-line":
            lines[line] += scrap
        case "value":
            lines[line] = f"{lines[line].partition(':')[0]}: {scrap}"
        case _:
            lines.insert(line, lines[line])
    return "\n".join(lines)


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(DAMAGE)
def test_any_damage_leaves_problems_and_answers(
    tmp_path_factory: pytest.TempPathFactory, damage: list[tuple[str, str, float, str]]
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    files = dict(BALTIC)
    for name, how, where, scrap in damage:
        files[name] = _damaged(files[name], how, where, scrap)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    for problem in checked(folder).problems:
        assert problem.line >= 1
        assert 1 <= problem.column < problem.end
        assert problem.message.endswith(".")
    for view in _answers(folder):
        for document in (compose(view), compose(view, full=True)):
            lines = text.render(document, 60).splitlines()
            assert all(text_width(line) <= 60 for line in lines)
            assert markdown.render(document)


def _answers(folder: Path) -> list[View]:
    """Return the answers that the library can still give."""
    try:
        library = read_library(folder)
    except InvalidLibrary:
        return []
    views: list[View] = [
        overview(library, LibraryLocation(folder, "option")),
        listing(library),
        flashpoints(library),
    ]
    for id_ in [*library.entries, *library.unread()]:
        with suppress(InvalidLibrary):
            views.append(show(library, id_))
    for kind in ("country", "approach", "flashpoint", "event", "actor"):
        ids = list(library.records(kind))[:2]
        with suppress(InvalidLibrary):
            views += [compare(library, ids)] if len(ids) > 1 else []
    return views
