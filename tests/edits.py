"""What authors do to the files of a library, at random."""

import os
import time
from pathlib import Path
from typing import NamedTuple

import libraries
from hypothesis import strategies as st
from libraries import Plain


class Edit(NamedTuple):
    """One thing that an author does to a file, with its new text or name."""

    what: str
    file: str
    new: str = ""


def _edits(plain: Plain, other: Plain) -> st.SearchStrategy[Edit]:
    """Return what may happen to a library's files; new texts are those of another library."""
    texts = {name: libraries.text(data) for name, data in other.items()}
    here = st.sampled_from(sorted({*plain, *other}))
    there = st.sampled_from(sorted(texts))
    books = [
        {"title": "Book", "as_of": "2019", "topics": libraries.TOPICS},
        {"title": "Book", "as_of": "2021-06-30", "topics": {"security": "Safety"}},
        {"title": "Book", "as_of": "someday"},
    ]
    return st.one_of(
        st.builds(lambda name: Edit("write", name, texts[name]), there),
        st.builds(lambda book: Edit("write", "library.yaml", libraries.text(book)),
                  st.sampled_from(books)),
        st.builds(lambda name, size: Edit("write", name, "{" + texts.get(name, "")[:size]), here,
                  st.integers(0, 400)),
        st.builds(Edit, st.just("swap"), here, st.sampled_from(libraries.WORDS[:2])),
        st.builds(Edit, st.sampled_from(("remove", "touch")), here),
        st.builds(Edit, st.just("rename"), here,
                  st.sampled_from(("countries/elva.yaml", "flashpoints/narva.yaml", "stray.yaml"))),
    )  # fmt: skip


def do(edit: Edit, folder: Path) -> None:
    """Edit a library in a folder."""
    path = folder / edit.file
    if edit.what == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(edit.new, encoding="utf-8")
    elif path.exists():
        match edit.what:
            case "swap":
                _swap(path)
            case "remove":
                path.unlink()
            case "touch":
                os.utime(path)
            case "rename":
                (folder / edit.new).parent.mkdir(exist_ok=True)
                path.rename(folder / edit.new)


def _swap(path: Path) -> None:
    """Change a file that is too fresh to trust, leaving its modification time and size."""
    when = path.stat().st_mtime_ns
    if when > time.time_ns():
        path.write_bytes(path.read_bytes().swapcase())
        os.utime(path, ns=(when, when))


@st.composite
def histories(draw: st.DrawFn) -> tuple[Plain, list[Edit], set[str]]:
    """Return a library, edits of it, and those of its files that are too fresh to trust."""
    plain, other = draw(libraries.libraries()), draw(libraries.libraries())
    edits = draw(st.lists(_edits(plain, other), min_size=1, max_size=4))
    return plain, edits, draw(st.sets(st.sampled_from(sorted(plain))))


def age(path: Path, seconds: int = 60) -> None:
    """Set the modification time of a file to some seconds ago, or to the future."""
    then = time.time_ns() - seconds * 1_000_000_000
    os.utime(path, ns=(then, then))
