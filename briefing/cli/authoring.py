"""What the commands that write into a library print and ask."""

from typing import Final

from briefing.cli.options import to_path
from briefing.cli.terminal import warn, write_to_stdout
from briefing.library.files import printable_path

_SUGGESTIONS: Final = """\
{folder} is a library, current to {day}. Its records are invented examples; README.md is the guide.

  briefing --library {folder}
  briefing check {folder} --strict
  briefing new country Latvia --library {folder} --source defence-review

`ci` holds recipes for pre-commit, GitHub and GitLab; each says where to copy it.
"""


def init(folder: str, as_of: str | None) -> None:
    """Write a library to start from, and say what to do with it."""
    from briefing.authoring import starter

    path = to_path(folder)
    started = starter.start_library(path, as_of)
    if started.kept:
        warn(f"Kept as they were: {', '.join(map(printable_path, started.kept))}.")
    write_to_stdout(_SUGGESTIONS.format(folder=printable_path(path), day=started.as_of))
