"""Nearby: small JSON documents that lie around a file of an export and say who and what is meant in it."""

from __future__ import annotations

from typing import Any

from connectors.errors import BlobError
from connectors.export.base import File, Trouble
from connectors.export.records import values


def beside(path: str, name: str, *, up: int = 0) -> str:
    """The path of a file in the folder of another, or `up` folders above it."""
    folders = path.split("/")[: -1 - up]
    return "/".join((*folders, name))


def document(file: File, path: str) -> Any:
    """What a JSON file says; None where there is no such file, or where it cannot be read."""
    tree = file.around.tree
    if tree is None or not tree.exists(path):
        return None
    try:
        blob = tree.open(path)
    except BlobError:
        return None
    try:
        with blob.open() as stream:
            found = next(values(stream, ""), None)
    except BlobError:
        return None
    finally:
        blob.close()
    return None if isinstance(found, Trouble) else found


def held(file: File, *paths: str) -> bool:
    """Whether one of some paths is a file of the export; where an object stands alone nothing is known to be."""
    tree = file.around.tree
    return tree is not None and any(tree.exists(path) for path in paths)
