"""The formats, one row each: options, help texts, messages and tests read them from here.

A new format is a row and the module that it names. A module is imported once an answer is written
with it, so that no answer waits for what it does not need.
"""

from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from briefing.render.request import RenderRequest

Paper: TypeAlias = Literal["a4", "letter"]
"""The sizes of pages."""

Answers: TypeAlias = Literal["any", "tables", "calendars", "references", "reports"]
"""Which answers a format can write; those of the last three are tables as well."""


def _render_document(module: ModuleType, request: "RenderRequest") -> Any:
    return module.render(request.compose())


def _render_html(module: ModuleType, request: "RenderRequest") -> Any:
    # Whoever prints it may be elsewhere, and has the paper that is usual there.
    return module.render(request.compose(), paper=request.paper)


def _render_pdf(module: ModuleType, request: "RenderRequest") -> Any:
    paper = request.paper or request.local_paper
    return module.render(request.compose(), paper=paper, warn=request.warn)


def _render_docx(module: ModuleType, request: "RenderRequest") -> Any:
    paper = request.paper or (None if request.template else request.local_paper)
    return module.render(request.compose(), request.template, paper=paper)


def _render_json(module: ModuleType, request: "RenderRequest") -> Any:
    return module.json(request.view, request.query, request.describe_library(), request.marking)


def _render_csv(module: ModuleType, request: "RenderRequest") -> Any:
    return module.to_csv(request.view)


def _render_ics(module: ModuleType, request: "RenderRequest") -> Any:
    return module.ics(request.view, request.describe_library()["title"])


def _render_references(module: ModuleType, request: "RenderRequest") -> Any:
    return module.to_references(request.view)


def _render_concise(module: ModuleType, request: "RenderRequest") -> Any:
    from briefing.render.sanitize import sanitize

    return "".join(f"{sanitize(line)}\n" for line in module.concise(request.view))


def _render_github(module: ModuleType, request: "RenderRequest") -> Any:
    return module.github(request.view)


def _render_sarif(module: ModuleType, request: "RenderRequest") -> Any:
    return module.sarif(request.view)


class Format(NamedTuple):
    """A format in which an answer can be written.

    Args:
        name: what `--format` calls it.
        module: the module that writes it.
        suffixes: the suffixes of a file that ask for it, the usual one first.
        content: "bytes", or "text" in UTF-8, or for people "screen": text that suits the options
            of display, in the encoding of standard output.
        answers: which answers it can write.
        extra: the optional dependencies of the project that it needs, if any.
        title: what a sentence calls its files.
        takes_paper: whether it can be asked for a size of pages.
        takes_template: whether its styles can come from a file.
        is_of_repository: whether what reads it looks for files from the root of the repository.
        render: has the module write an answer; not for a screen.
    """

    name: str
    module: str
    suffixes: tuple[str, ...] = ()
    content: Literal["screen", "text", "bytes"] = "text"
    answers: Answers = "any"
    extra: str | None = None
    title: str = ""
    takes_paper: bool = False
    takes_template: bool = False
    is_of_repository: bool = False
    render: "Callable[[ModuleType, RenderRequest], Any]" = _render_document

    def load(self) -> ModuleType:
        """Import the module that writes the format.

        Raises:
            ModuleNotFoundError: the extra that it needs is not installed.
        """
        return import_module(self.module)


FORMATS: Final = (
    Format("terminal", "briefing.render.text", ("", ".txt"), "screen"),
    Format("markdown", "briefing.render.markdown", (".md",)),
    Format(
        "html",
        "briefing.render.html",
        (".html", ".htm"),
        title="HTML",
        takes_paper=True,
        render=_render_html,
    ),
    Format(
        "docx",
        "briefing.render.docx",
        (".docx",),
        "bytes",
        extra="docx",
        title="Word",
        takes_paper=True,
        takes_template=True,
        render=_render_docx,
    ),
    Format(
        "pdf",
        "briefing.render.pdf",
        (".pdf",),
        "bytes",
        extra="pdf",
        title="PDF",
        takes_paper=True,
        render=_render_pdf,
    ),
    Format("json", "briefing.render.json", (".json",), render=_render_json),
    Format("csv", "briefing.render.csv", (".csv",), answers="tables", render=_render_csv),
    Format("ics", "briefing.render.ics", (".ics",), answers="calendars", render=_render_ics),
    Format(
        "csl",
        "briefing.render.csl",
        (".csl.json",),
        answers="references",
        render=_render_references,
    ),
    Format(
        "bibtex",
        "briefing.render.bibtex",
        (".bib",),
        answers="references",
        render=_render_references,
    ),
    Format("concise", "briefing.pages.full.report", answers="reports", render=_render_concise),
    Format(
        "github",
        "briefing.render.github",
        answers="reports",
        is_of_repository=True,
        render=_render_github,
    ),
    Format(
        "sarif",
        "briefing.render.sarif",
        (".sarif",),
        answers="reports",
        is_of_repository=True,
        render=_render_sarif,
    ),
)

BY_SUFFIX: Final = {suffix: row for row in FORMATS for suffix in row.suffixes}
"""The format that each suffix of a file asks for."""

_ALSO: Final[dict[Answers, tuple[Answers, ...]]] = {
    "any": ("any",),
    "tables": ("any", "tables"),
    "calendars": ("any", "tables", "calendars"),
    "references": ("any", "tables", "references"),
    "reports": ("any", "tables", "reports"),
}


def formats_for(answers: Answers) -> dict[str, Format]:
    """Return the formats that can write such answers, by their names."""
    return {row.name: row for row in FORMATS if row.answers in _ALSO[answers]}
