"""Opens another version of a library: a folder, or a revision of its git repository."""

import os
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from briefing.errors import UsageError
from briefing.library.library import locate
from briefing.model.records import LIBRARY_FILE


@contextmanager
def checked_out(folder: Path, version: str) -> Iterator[Path]:
    """Provide the folder of another version of a library, for the length of a `with` block.

    Args:
        folder: the library's own folder.
        version: a folder, or a revision of the git repository that contains the library.

    Raises:
        UsageError: it is neither.
        NoLibrary: the folder contains no library.
    """
    if (Path.cwd() / version).is_dir():
        yield locate(version, None, Path.cwd()).folder
        return
    with TemporaryDirectory() as scratch:
        _extract(folder.absolute(), version, Path(scratch))
        yield Path(scratch)


def _extract(folder: Path, revision: str, scratch: Path) -> None:
    location = _git(folder, "rev-parse", "--show-toplevel", "--show-prefix")
    commit = _git(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if commit.returncode:
        why = (
            "its folder is in no git repository" if location.returncode else "no revision of git's"
        )
        raise UsageError(f"'{revision}' is no folder, and {why}; name one of the two.")
    top, prefix = os.fsdecode(location.stdout).split("\n")[:2]
    tree = f"{commit.stdout.decode().strip()}:{prefix}"
    archive = _git(Path(top), "archive", "--format=tar", tree)
    if archive.returncode:
        raise UsageError(f"The library's folder is not part of revision '{revision}'.")
    with tarfile.open(fileobj=BytesIO(archive.stdout)) as tar:
        tar.extractall(scratch, filter="data")
    if not (scratch / LIBRARY_FILE).is_file():
        raise UsageError(f"In revision '{revision}', the library's folder holds no {LIBRARY_FILE}.")


def _git(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    """Run a git command in the library's folder.

    Raises:
        UsageError: git is not installed.
    """
    try:
        return subprocess.run(  # noqa: S603 (the words are the library's folder and a revision)
            ["git", "-C", str(folder), *arguments],  # noqa: S607 (the reader's own git)
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        raise UsageError("Comparing with a revision takes git, which is not installed.") from None
