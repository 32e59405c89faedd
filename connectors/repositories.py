"""Find git repositories below a folder: work trees, bare ones, nested ones, and those of submodules inside `.git/modules`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

_BARE = frozenset({"HEAD", "objects", "refs"})


@dataclass(frozen=True, slots=True)
class Repository:
    """One repository.

    Attributes:
        tree: its work tree relative to the searched folder ("" for the folder itself), or the git directory where there is none.
        directory: absolute path of the git directory.
        bare: True where no work tree belongs to it here.
        outside: True where a `.git` file points out of the searched folder.
    """

    tree: str
    directory: str
    bare: bool
    outside: bool = False


def find_repositories(root: str) -> Iterator[Repository]:
    """Every repository at or below `root`, in order of path.

    Links are not followed; folders that cannot be listed are passed over here and reported by the walk of the files.
    """
    stack = [""]
    while stack:
        folder = stack.pop()
        names = _names(os.path.join(root, folder))
        if _is_git_directory(root, folder, names):
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
        if _is_git_directory(root, _join(folder, ".git"), _names(path)):
            yield Repository(folder, path, bare=False)
        return
    target = _pointed(path)
    if target is not None:
        inside = os.path.realpath(target).startswith(os.path.realpath(root) + os.sep)
        yield Repository(folder, target, bare=False, outside=not inside)


def _pointed(path: str) -> str | None:
    """Where a `.git` file points (gitrepository-layout(5)), or None."""
    try:
        with open(path, "rb") as stream:
            first = stream.read(4096).partition(b"\n")[0]
    except OSError:
        return None
    if not first.startswith(b"gitdir: "):
        return None
    target = os.path.join(os.path.dirname(path), os.fsdecode(first[8:].strip()))
    return target if os.path.isdir(target) else None


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


def _is_git_directory(root: str, folder: str, names: dict[str, bool]) -> bool:
    """What git itself asks for: HEAD, objects/ and refs/."""
    if not names.keys() >= _BARE or not names["objects"] or not names["refs"]:
        return False
    return os.path.isfile(os.path.join(root, folder, "HEAD"))


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
