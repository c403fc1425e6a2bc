"""Opens another version of a library: a folder, or a revision of its git repository.

Of a revision, git is asked for the stored trees and for the YAML files of the library alone. So no
attribute, filter or hook has a say, nothing is fetched, and what lies beside the briefs is not
read. What cannot be read of a file or folder is one problem, and the rest is read all the same.
"""

import os
import re
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from briefing import environment
from briefing.errors import BriefingError, LibraryError, UsageError
from briefing.library.file_kinds import kind_of_file
from briefing.library.files import MAX_SIZE, printable_path
from briefing.library.location import LIBRARY_FILE, locate
from briefing.library.yaml_reader import UNREADABLE
from briefing.model.diagnostics import Problem
from briefing.model.kinds import TOP_LEVEL

# As many symbolic links in one path, and characters in one link, as Linux follows.
_MAX_LINKS: Final = 40
_MAX_PATH: Final = 4096

# The format of a submodule's mode in a tree, which `stat` does not know.
_SUBMODULE: Final = 0o160000

# What git tells the programs that it starts about its own repository: `git rev-parse
# --local-env-vars`, but for the configuration that a user may set in the environment.
_OF_ONE_REPOSITORY: Final = frozenset(
    f"GIT_{name}"
    for name in (
        "ALTERNATE_OBJECT_DIRECTORIES",
        "COMMON_DIR",
        "CONFIG",
        "DIR",
        "GRAFT_FILE",
        "IMPLICIT_WORK_TREE",
        "INDEX_FILE",
        "INTERNAL_SUPER_PREFIX",
        "NAMESPACE",
        "NO_REPLACE_OBJECTS",
        "OBJECT_DIRECTORY",
        "PREFIX",
        "QUARANTINE_PATH",
        "REPLACE_REF_BASE",
        "SHALLOW_FILE",
        "WORK_TREE",
    )
)

# The allowed protocols outrank `protocol.NAME.allow` of any configuration: there are none. Messages
# in English can be recognized.
_ENVIRONMENT: Final = {"GIT_ALLOW_PROTOCOL": ":", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}

_OPTIONS: Final = ("-c", "protocol.allow=never", "-c", "core.fsmonitor=false")

_LOST: Final = "it is missing from the repository here, or damaged"
_LEADS_AWAY: Final = "this symbolic link leads to no file or folder of the library"


class OtherVersion(NamedTuple):
    """Another version of a library: the folder that holds its files, and how a reader names it.

    `problems` are those of the files that could not be taken from its revision. The file of one
    is a folder where that is what could not be read.
    """

    folder: Path
    name: Path
    problems: tuple[Problem, ...] = ()


@contextmanager
def checked_out(folder: Path, version: str) -> Iterator[OtherVersion]:
    """Provide another version of a library, for the length of a `with` block.

    Args:
        folder: the library's own folder.
        version: a folder, or a revision of the git repository that contains the library.

    Raises:
        UsageError: it is neither, or both.
        NoLibrary: the folder contains no library.
        LibraryError: git cannot read the repository or the revision.
    """
    folder = folder.absolute()
    if version and "\0" not in version and (Path.cwd() / version).is_dir():
        _refuse_if_revision(folder, version)
        other = locate(version, None, Path.cwd()).folder
        yield OtherVersion(other, other)
        return
    with TemporaryDirectory() as scratch:
        yield _read_revision(folder, version, Path(scratch))


def _read_revision(folder: Path, version: str, scratch: Path) -> OtherVersion:
    """Write the library's files in a revision into a folder.

    Raises:
        UsageError: there is no such revision, or it contains no library.
        LibraryError: git cannot read the repository or the revision.
    """
    id_ = _find_object(folder, version)
    with _Objects(folder) as objects:
        try:
            revision = _Revision(objects, id_, _prefix(folder))
            problems = tuple(_write_library(revision, version, scratch))
        except _Unreadable as error:
            raise LibraryError(f"Revision '{version}' cannot be read: {error}.") from None
    return OtherVersion(scratch, Path(f"{version}:{revision.prefix}"), problems)


def resolve_links(path: str, read_link: Callable[[str], str | None]) -> str | None:
    """Return the path to which a path in a tree leads, once its symbolic links are followed.

    It is None if it leads out of the tree or in a circle. Nothing but text is looked at.

    Args:
        path: the path from the root of the tree, with slashes.
        read_link: returns the target of a symbolic link by such a path, or None if it is none.
    """
    pending, resolved, links = path.split("/")[::-1], list[str](), 0
    while pending:
        part = pending.pop()
        if part == ".." and not resolved:
            return None
        if part == "..":
            resolved.pop()
        elif part not in ("", "."):
            resolved.append(part)
            target = read_link("/".join(resolved))
            if target is not None:
                links += 1
                if links > _MAX_LINKS or len(target) > _MAX_PATH or target.startswith("/"):
                    return None
                resolved.pop()
                pending += target.split("/")[::-1]
    return "/".join(resolved)


def _refuse_if_revision(folder: Path, version: str) -> None:
    """Refuse the name of a folder that is a revision as well.

    Raises:
        UsageError: it is.
    """
    if version[0] in "-./":
        return
    try:
        id_ = _find_object(folder, version)
    except BriefingError:
        return
    full_name = _git(folder, "rev-parse", "--symbolic-full-name", version).stdout.decode().strip()
    if not full_name.startswith("refs/"):
        is_commit = not _git(folder, "rev-parse", "--verify", f"{id_}^{{commit}}").returncode
        full_name = f"{version}^{{{'commit' if is_commit else 'tree'}}}"
    raise UsageError(
        f"'{version}' is both a folder and a revision; "
        f"write ./{version} for the folder, or {full_name} for the revision."
    )


def _find_object(folder: Path, revision: str) -> str:
    """Return the id of the commit, tag or tree that a revision names.

    Raises:
        UsageError: git is not installed, or there is no such revision.
        LibraryError: git cannot read the repository.
    """
    unknown = f"'{revision}' is no folder, and no revision of the library's git repository."
    _prefix(folder, f"'{revision}' is no folder, and ")
    if not revision or revision.startswith("-") or "\0" in revision:
        raise UsageError(unknown)
    # A suffix would become part of a revision such as `:/words`.
    named = _git(folder, "rev-parse", "--verify", "--quiet", revision).stdout.decode().strip()
    if not re.fullmatch("[0-9a-f]{40,}", named) or (
        _git(folder, "rev-parse", "--verify", "--quiet", f"{named}^{{tree}}").returncode
    ):
        raise UsageError(unknown)
    return named


def _prefix(folder: Path, otherwise: str = "") -> str:
    """Return the path of a folder within its repository, empty for the whole of it.

    Args:
        folder: the folder.
        otherwise: how to begin the sentence which says that it is in no repository.

    Raises:
        UsageError: git is not installed, or the folder is in no repository.
        LibraryError: git cannot read the repository.
    """
    location = _git(folder, "rev-parse", "--is-inside-work-tree", "--show-prefix")
    is_inside, _, prefix = os.fsdecode(location.stdout).partition("\n")
    if is_inside == "true":
        return prefix.removesuffix("\n").removesuffix("/")
    reason = os.fsdecode(location.stderr).strip()
    if not location.returncode or "not a git repository" in reason:
        raise UsageError(f"{otherwise}the library's folder is in no git repository.")
    if "safe.directory" in reason:
        remedy = re.search(r"git config --global --add safe\.directory .*", reason)
        command = remedy[0] if remedy else f"git config --global --add safe.directory '{folder}'"
        raise LibraryError(
            "Git refuses to read the library's repository, as another user is its owner. "
            f"If you trust it: {command}"
        )
    last = reason.rpartition("\n")[2].removeprefix("fatal: ").rstrip(".")
    raise LibraryError(f"Git cannot read the library's repository: {last}.")


def _git(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    """Run a git command in the library's folder.

    Raises:
        UsageError: git is not installed.
    """
    with _start(folder, *arguments) as process:
        output, errors = process.communicate()
    return subprocess.CompletedProcess(arguments, process.returncode, output, errors)


def _start(folder: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    """Start a git command in the library's folder, which knows of no other repository.

    Raises:
        UsageError: git is not installed.
    """
    own = {
        name: value
        for name, value in environment.of_other_programs().items()
        if name not in _OF_ONE_REPOSITORY
    }
    try:
        return subprocess.Popen(  # noqa: S603 (the words are the library's folder and a revision)
            ["git", "-C", str(folder), *_OPTIONS, *arguments],  # noqa: S607 (the reader's own git)
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if "rev-parse" in arguments else subprocess.DEVNULL,
            env=own | _ENVIRONMENT,
        )
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        why = "which is not installed" if missing else f"which cannot be started: {error.strerror}"
        raise UsageError(f"Comparing with a revision takes git, {why}.") from None


class _Unreadable(Exception):
    """A file or folder of a revision cannot be read, for the reason that the message names."""


class _Header(NamedTuple):
    """What git says of an object before its content."""

    type: str
    size: int


class _Objects(AbstractContextManager["_Objects"]):
    """The objects of a repository.

    Git ends over an object that a partial clone lacks, or that is damaged. It is started again for
    the next one.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def __exit__(self, *_: object) -> None:
        for option in list(self._processes):
            self._end(option)

    def header(self, name: str) -> _Header:
        """Return the type and size of an object.

        Raises:
            _Unreadable: git does not find it.
        """
        return self._ask("--batch-check", name)[0]

    def content(self, name: str) -> bytes:
        """Return the content of an object.

        Raises:
            _Unreadable: git cannot read it, or it is too large.
        """
        if self.header(name).size > MAX_SIZE:
            raise _Unreadable(f"it is larger than {MAX_SIZE // 2**20} MiB")
        return self._ask("--batch", name)[1]

    def _ask(self, option: str, name: str) -> tuple[_Header, bytes]:
        if option not in self._processes:
            self._processes[option] = _start(self._folder, "cat-file", option)
        process = self._processes[option]
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 (pipes)
        try:
            process.stdin.write(f"{name}\n".encode())
            process.stdin.flush()
            answer = process.stdout.readline()
            if answer.endswith(b" missing\n"):
                raise _Unreadable(_LOST)
            _, type_, size = answer.decode().split()
            header = _Header(type_, int(size))
            length = header.size + 1 if option == "--batch" else 0
            content = process.stdout.read(length)
        except (OSError, ValueError):
            self._end(option)
            raise _Unreadable(_LOST) from None
        if len(content) < length:
            self._end(option)
            raise _Unreadable(_LOST)
        return header, content[:-1]

    def _end(self, option: str) -> None:
        process = self._processes.pop(option)
        process.kill()
        process.communicate()


class _Entry(NamedTuple):
    """A file, folder, symbolic link or submodule in one of git's trees."""

    id: str
    format: int

    @property
    def is_link(self) -> bool:
        return self.format == stat.S_IFLNK

    @property
    def is_folder(self) -> bool:
        return self.format == stat.S_IFDIR

    @property
    def is_file(self) -> bool:
        return self.format == stat.S_IFREG

    @property
    def is_submodule(self) -> bool:
        return self.format == _SUBMODULE


class _Revision:
    """The files of a revision, by their paths from its root; `prefix` is the library's folder.

    Every method raises `_Unreadable` if a folder or link on the way cannot be read.
    """

    def __init__(self, objects: _Objects, id_: str, prefix: str) -> None:
        self._objects = objects
        self._root = f"{id_}^{{tree}}"
        self._id_size = len(id_) // 2
        self.prefix = prefix
        self.folder = cache(self._read_folder)
        # A tree without a commit can be the library's folder itself, as in HEAD:briefs.
        if objects.header(f"{id_}^{{}}").type == "tree" and LIBRARY_FILE in self.folder(""):
            self.prefix = ""

    def entry(self, path: str) -> _Entry | None:
        """Return what is at a path, its own symbolic link not followed; None if nothing is."""
        parent, _, name = path.rpartition("/")
        return self.folder(parent).get(name)

    def follow(self, path: str) -> tuple[str, _Entry]:
        """Return where a path in the library leads, and what is there.

        Raises:
            _Unreadable: that is nothing in the library.
        """
        target = resolve_links(path, self._read_link)
        is_inside = target is not None and (not self.prefix or target.startswith(f"{self.prefix}/"))
        entry = self.entry(target) if target and is_inside else None
        if target is None or entry is None:
            raise _Unreadable(_LEADS_AWAY)
        return target, entry

    def names(self, path: str) -> tuple[str, list[str]]:
        """Return where a folder of the library is, and the names in it.

        Raises:
            _Unreadable: it leads to nothing in the library, or to a submodule.
        """
        target, entry = self.follow(path)
        if entry.is_submodule:
            raise _Unreadable("it is a submodule, whose files are not part of the revision")
        return target, list(self.folder(target))

    def content(self, path: str) -> bytes:
        """Return the content of a file of the library.

        Raises:
            _Unreadable: it leads to no file of the library, or cannot be read.
        """
        _, entry = self.follow(path)
        if not entry.is_file:
            raise _Unreadable(_LEADS_AWAY)
        return self._objects.content(entry.id)

    def _read_link(self, path: str) -> str | None:
        entry = self.entry(path)
        is_link = entry is not None and entry.is_link
        return os.fsdecode(self._objects.content(entry.id)) if entry and is_link else None

    def _read_folder(self, path: str) -> dict[str, _Entry]:
        """Return the entries of a folder by name; none if there is no such folder."""
        entry = self.entry(path) if path else None
        if path and (entry is None or not entry.is_folder):
            return {}
        tree = self._objects.content(entry.id if entry else self._root)
        try:
            return dict(self._parse(tree))
        except ValueError:
            raise _Unreadable(_LOST) from None

    def _parse(self, tree: bytes) -> Iterator[tuple[str, _Entry]]:
        start = 0
        while start < len(tree):
            end = tree.index(b"\0", start)
            mode, _, name = tree[start:end].partition(b" ")
            start = end + 1 + self._id_size
            id_ = tree[end + 1 : start].hex()
            yield os.fsdecode(name), _Entry(id_, stat.S_IFMT(int(mode, 8)))


def _write_library(revision: _Revision, version: str, scratch: Path) -> Iterator[Problem]:
    """Write the library of a revision into a folder, and yield a problem for what is not read.

    Raises:
        UsageError: the revision contains no library.
        _Unreadable: the library's folder or `library.yaml` cannot be read.
    """
    prefix = revision.prefix
    folder = revision.entry(prefix) if prefix else None
    if prefix and (folder is None or not folder.is_folder):
        raise UsageError(f"The library's folder is not part of revision '{version}'.")
    names = revision.folder(prefix)
    if LIBRARY_FILE not in names:
        raise UsageError(f"In revision '{version}', the library's folder holds no {LIBRARY_FILE}.")
    (scratch / LIBRARY_FILE).write_bytes(revision.content(f"{prefix}/{LIBRARY_FILE}".strip("/")))
    folders = {kind.plural for kind in TOP_LEVEL.values()}
    for name in filter(_is_plain, names):
        path = f"{prefix}/{name}".strip("/")
        if name in folders:
            yield from _write_folder(revision, path, scratch / name)
        elif kind_of_file(name)[0]:
            yield from _write_file(revision, path, scratch / name, name)


def _write_folder(revision: _Revision, path: str, target: Path) -> Iterator[Problem]:
    """Write the files of a folder of records, and yield a problem for each that is not read."""
    try:
        path, names = revision.names(path)
    except _Unreadable as error:
        yield _problem(target.name, "folder", str(error))
        return
    target.mkdir()
    for name in filter(_is_plain, names):
        file = f"{target.name}/{name}"
        if kind_of_file(file)[0]:
            yield from _write_file(revision, f"{path}/{name}", target / name, file)


def _write_file(revision: _Revision, path: str, target: Path, name: str) -> Iterator[Problem]:
    """Write a file, and yield a problem if that is not possible; a folder is passed over."""
    entry = revision.entry(path)
    if entry is not None and (entry.is_folder or entry.is_submodule):
        return
    try:
        name.encode()
        content = revision.content(path)
        # Where the system does not tell two names apart, the second is a problem.
        with target.open("xb") as file:
            file.write(content)
    except UnicodeEncodeError:
        yield _problem(name, "file", "its name is not UTF-8 text")
    except _Unreadable as error:
        yield _problem(name, "file", str(error))
    except OSError as error:
        yield _problem(name, "file", error.strerror or str(error))


def _is_plain(name: str) -> bool:
    """Return whether a name in a tree is that of a file in a folder, and not hidden."""
    return not name.startswith(".") and Path(name).name == name


def _problem(name: str, what: str, reason: str) -> Problem:
    """Return the problem of a file or folder that cannot be read, which quotes nothing of it."""
    return Problem(
        file=printable_path(name),
        line=1,
        column=1,
        end=2,
        rule=UNREADABLE.id,
        severity=UNREADABLE.severity,
        message=f"This {what} cannot be read: {reason}.",
    )
