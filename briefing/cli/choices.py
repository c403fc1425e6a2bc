"""What the options of a command choose: the format of its answer, how to display it, and where.

Imported once an answer is written, so that a help screen and a shell do not wait for it.
"""

from pathlib import Path
from typing import Final, NamedTuple, cast

from briefing.cli.options import PAPERS, WHEN, CommonOptions, ManualOptions
from briefing.cli.terminal import When
from briefing.errors import UsageError
from briefing.render.formats import BY_SUFFIX, Answers, Format, Paper, formats_for


class DisplayOptions(NamedTuple):
    """How to display an answer on a screen."""

    color: When = "auto"
    width: int | None = None
    ascii: bool = False
    plain: bool = False
    no_pager: bool = False


class Extent(NamedTuple):
    """How much of an answer to write: its page, everything, or only the points of a memo."""

    full: bool
    sources: bool
    points: bool


class Output(NamedTuple):
    """In which format to write an answer, how to display it, and where to write it."""

    format: Format
    file: Path | None
    force: bool
    template: Path | None
    paper: Paper | None
    display: DisplayOptions
    extent: Extent


_STDOUT: Final = frozenset(map(Path, ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")))


def resolve_output(options: CommonOptions, answers: Answers | None = None) -> Output:
    """Return the output that the options ask for; without --format, the file's name decides.

    Args:
        options: the options of the command.
        answers: what sort of answer is written, if another than the command's usual one.

    Raises:
        UsageError: there is no such format for the answer, or an option does not go with it.
    """
    formats = formats_for(answers or options.answers)
    name = _format_of(options.output).name if options.format is None else options.format
    if name not in formats:
        raise UsageError(f"This cannot be written as '{name}', only as {', '.join(formats)}.")
    if options.template is not None and not formats[name].takes_template:
        raise UsageError("--template goes with a Word file: name one with -o FILE.docx.")
    if options.paper is not None and not formats[name].takes_paper:
        raise UsageError("--paper goes with a file of pages: name one with -o FILE.pdf.")
    display = resolve_display(options)
    extent = Extent(*(getattr(options, field, False) for field in Extent._fields))
    if extent.points and (extent.full or extent.sources):
        raise UsageError("--points is the points alone; leave out --full and --sources.")
    return Output(
        formats[name],
        None if options.output in _STDOUT else options.output,
        options.force,
        options.template,
        _paper_of(options.paper),
        display,
        extent,
    )


def resolve_display(options: CommonOptions | ManualOptions) -> DisplayOptions:
    """Return how to display an answer or a page of the manual.

    Raises:
        UsageError: --color has another value than those that it takes.
    """
    if options.color not in WHEN:
        raise UsageError(f"--color takes {', '.join(WHEN)}, not '{options.color}'.")
    return DisplayOptions(*(getattr(options, field) for field in DisplayOptions._fields))


def _paper_of(name: str | None) -> Paper | None:
    """Return the paper of that name, in letters of either case.

    Raises:
        UsageError: there is no such paper.
    """
    if name is None:
        return None
    for paper in PAPERS:
        if name.lower() == paper:
            return cast("Paper", paper)
    raise UsageError(f"--paper takes {' or '.join(PAPERS)}, not '{name}'.")


def _format_of(file: Path | None) -> Format:
    """Return the format that the suffix of a file asks for.

    Raises:
        UsageError: no format has that suffix.
    """
    names = [name.lower() for name in file.suffixes[-2:]] if file else []
    suffix = "".join(names) if "".join(names) in BY_SUFFIX else "".join(names[-1:])
    if suffix not in BY_SUFFIX:
        known = ", ".join(filter(None, BY_SUFFIX))
        raise UsageError(
            f"The suffix of {file} names no format; give one with --format, or take one of {known}."
        )
    return BY_SUFFIX[suffix]
