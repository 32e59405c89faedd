"""Find git repositories below a folder: work trees, bare ones, nested ones, and those of submodules inside `.git/modules`."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass

from connectors.gitgaps import common_directory

_BARE = frozenset({"HEAD", "objects", "refs"})


@dataclass(frozen=True, slots=True)
class Repository:
    """One repository.

    Attributes:
        tree: its work tree relative to the searched folder ("" for the folder itself), or the git directory where there is none.
        directory: absolute path of the git directory; of a linked work tree, the one below `worktrees` that is its own.
        bare: True where no work tree belongs to it here.
        outside: True where a `.git` file points out of the searched folder.
        usable: False where a `.git` file points to what is no git directory.
    """

    tree: str
    directory: str
    bare: bool
    outside: bool = False
    usable: bool = True

    @property
    def common(self) -> str:
        """Real path of the git directory with the objects: one for a repository and all its linked work trees."""
        return common_directory(self.directory)


def find_repositories(root: str) -> Iterator[Repository]:
    """Every repository at or below `root`, in order of path.

    Links are not followed; folders that cannot be listed are passed over here and reported by the walk of the files.
    """
    stack = [""]
    while stack:
        folder = stack.pop()
        names = _names(os.path.join(root, folder))
        if _is_git_directory(os.path.join(root, folder), names):
            yield Repository(folder, os.path.join(root, folder), bare=True)
            stack.extend(_modules(root, folder))
            continue
        if ".git" in names:
            yield from _work_tree(root, folder, is_folder=names[".git"])
            stack.extend(_modules(root, _join(folder, ".git")))
        below = [_join(folder, name) for name, is_folder in names.items() if is_folder and name != ".git"]
        stack.extend(sorted(below, reverse=True))


def _work_tree(root: str, folder: str, *, is_folder: bool) -> Iterator[Repository]:
    path = os.path.join(root, folder, ".git")
    if is_folder:
        if _is_git_directory(path, _names(path)):
            yield Repository(folder, path, bare=False)
        return
    target = _pointed(path)
    if target is not None:
        inside = _within(root, target) and _within(root, common_directory(target))
        yield Repository(folder, target, bare=False, outside=not inside, usable=_is_linked(target))


def _within(root: str, path: str) -> bool:
    return os.path.realpath(path).startswith(os.path.join(os.path.realpath(root), ""))


def _is_linked(target: str) -> bool:
    """Whether a `.git` file's target is a git directory, of a submodule or of a linked work tree."""
    if not os.path.isfile(os.path.join(target, "HEAD")):
        return False
    common = common_directory(target)
    return _is_git_directory(common, _names(common))


def _pointed(path: str) -> str | None:
    """Where a `.git` file points (gitrepository-layout(5)), or None."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    with open(descriptor, "rb") as stream:
        first = stream.read(4096).partition(b"\n")[0] if stat.S_ISREG(os.fstat(descriptor).st_mode) else b""
    if not first.startswith(b"gitdir: ") or b"\0" in first:
        return None
    return os.path.normpath(os.path.join(os.path.dirname(path), os.fsdecode(first[8:].strip())))


def _modules(root: str, directory: str) -> list[str]:
    modules = _join(directory, "modules")
    return [modules] if os.path.isdir(os.path.join(root, modules)) else []


def _names(path: str) -> dict[str, bool]:
    """Entries of a folder: name -> whether it is a folder (links are not)."""
    try:
        with os.scandir(path) as entries:
            return {entry.name: entry.is_dir(follow_symlinks=False) for entry in entries}
    except OSError:
        return {}


def _is_git_directory(path: str, names: dict[str, bool]) -> bool:
    """What git itself asks for: HEAD, objects/ and refs/."""
    if not names.keys() >= _BARE or not names["objects"] or not names["refs"]:
        return False
    return os.path.isfile(os.path.join(path, "HEAD"))


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
