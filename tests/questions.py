"""Everything that a book of random records can be asked, and its answers as bytes."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

import libraries
import msgspec
from hypothesis import strategies as st
from libraries import Plain

from briefing.answers.overview import Overview
from briefing.api import Book
from briefing.errors import BriefingError, InvalidLibrary


class Question(NamedTuple):
    """One question, as a method of a book and what it is given."""

    method: str
    arguments: tuple[str, ...] = ()
    narrowing: tuple[tuple[str, Any], ...] = ()


FILTERS: Final[dict[str, Sequence[str]]] = {
    "country": ("estonia", "latvia", "Öland"),
    "topic": ("security", "energy", "trade"),
    "status": ("answered", "partly-answered", "touched-on", "unanswered"),
    "by": ("mari-tamm", "Estonia", "alliance", "exercise"),
    "flashpoint": ("narva", "Gulf"),
    "source": ("charter", "review", "memoir"),
    "since": ("2016", "2018-02"),
    "until": ("2018-05", "2020"),
}

NAMES: Final = (
    "Riga",
    "meeting",
    "abandonment",
    "exercise",
    "exercises",
    "exercize",
    "port visit",
    "portvisit",
    "riga-meating",
    "oland",
    "estonia/abandonmnt",
    "will hold",
)
"""What a reader may type that is no full id: words of names, ids without owners, misspellings."""

SEARCHES: Final = (
    ("pledge",),
    ("pledg*",),
    ("detterence",),
    ("border", "OR", "winter"),
    ("cable", "NOT", "ferry"),
    ("約",),
    ("mari",),
    ("narva",),
    ("grosse",),
    ("riga", "meeting"),
)


def questions(plain: Plain) -> Iterator[Question]:
    """Every question that does not depend on chance; also about records that are not there."""
    for method in ("overview", "book", "list", "flashpoints", "gaps", "timeline", "sources"):
        yield Question(method)
    full = libraries.ids(plain)
    tops = [each for each in full if "/" not in each]
    yield from (Question("show", (each,)) for each in (*full, *NAMES))
    yield from (Question("source", (each,)) for each in plain["sources.yaml"])
    yield from (Question("quotes", (each,)) for each in tops)
    yield from (Question("search", each) for each in SEARCHES)
    yield from (Question("compare", both) for both in pairwise(tops))
    yield from (
        Question("changes", (since,)) for since in ("2012", "2016-06", "2018", "2019-12-01")
    )


@st.composite
def narrowed(draw: st.DrawFn) -> Question:
    """A question with filters."""
    methods = (
        "book",
        "list",
        "flashpoints",
        "gaps",
        "timeline",
        "sources",
        "changes",
        "search",
        "show",
        "quotes",
    )
    method = draw(st.sampled_from(methods))
    names = draw(st.lists(st.sampled_from(list(FILTERS)), min_size=1, max_size=3, unique=True))
    given_ = tuple((name, draw(st.sampled_from(FILTERS[name]))) for name in names)
    if method == "changes":
        given_ = tuple(each for each in given_ if each[0] not in ("since", "until"))
    arguments = {
        "changes": ("2016",),
        "search": ("pledge*",),
        "show": ("estonia",),
        "quotes": ("review",),
    }
    return Question(method, arguments.get(method, ()), given_)


def answer(
    book: Book, question: Question, as_of: str | None = None, according_to: str | None = None
) -> bytes:
    """What a book answers as bytes, without where it is, of whom, and what it withholds."""
    method: Callable[..., Any] = getattr(book, question.method)
    told = {"as_of": as_of, "according_to": according_to}
    try:
        view = method(*question.arguments, **dict(question.narrowing), **told)
    except BriefingError as error:
        problems = error.problems if isinstance(error, InvalidLibrary) else ()
        return f"{type(error).__name__}: {error} {problems}".encode()
    for field in ("withheld", "according_to"):
        if hasattr(view, field):
            view = msgspec.structs.replace(view, **{field: None})
    if isinstance(view, Overview):
        view = msgspec.structs.replace(view, folder="")
    return msgspec.json.encode(view)
