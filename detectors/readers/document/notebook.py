"""NotebookReader: a Jupyter notebook's cells and what came out of them (https://nbformat.readthedocs.io/en/latest/format_description.html)."""

from __future__ import annotations

import base64
import binascii
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Member, Part, Reader, ReadError, Text
from detectors.readers.document.hypertext import visible
from detectors.views.sniff import Media

#: Bytes of a notebook that is read; JSON comes whole or not at all, at some five times its size.
_LARGEST = 40 << 20
#: What programs colour tracebacks with begins so (ECMA-48, 5.4).
_ESCAPE = "\x1b["
#: Output types that are shown as text, in the order in which they are looked at, and those that are files of their own.
_MARKUP = ("text/html", "image/svg+xml")
_EXTENSIONS = {"jpeg": "jpg", "svg+xml": "svg", "vnd.microsoft.icon": "ico"}
#: Values within one piece of JSON that are listed, and how deep.
_VALUES, _DEEP = 100_000, 64


class NotebookReader(Reader):
    """Opens .ipynb of format 3 and 4; the page of a text is the number of its cell, from 1."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        notebook = _loaded(blob, budget)
        cells = notebook.get("cells")
        if not isinstance(cells, list):
            sheets = notebook.get("worksheets")
            sheets = sheets if isinstance(sheets, list) else []
            cells = [cell for sheet in sheets if isinstance(sheet, dict) for cell in _list(sheet.get("cells"))]
        yield from _text(_listed(notebook.get("metadata")), "metadata", None)
        for number, cell in enumerate(cells, 1):
            budget.check()
            if isinstance(cell, dict):
                yield from _cell(cell, number)


def _loaded(blob: Blob, budget: Budget) -> dict[str, Any]:
    if blob.size > min(_LARGEST, budget.limits.buffer):
        raise ReadError(Reason.LIMIT, f"a notebook of more than {_LARGEST:,} bytes; only its raw text was examined")
    try:
        loaded = json.loads(blob.content())
    except (ValueError, RecursionError) as error:
        raise ReadError(Reason.CORRUPT, "not a readable notebook; only its raw text was examined") from error
    if not isinstance(loaded, dict):
        raise ReadError(Reason.CORRUPT, "not a notebook; only its raw text was examined")
    return loaded


def _cell(cell: dict[str, Any], number: int) -> Iterator[Part]:
    source = _joined(cell.get("source", cell.get("input")))
    yield from _text(source, "", number)
    if cell.get("cell_type") == "markdown" and ("<" in source or "&" in source):
        seen = visible(source)
        if seen != source:
            yield from _text(seen, "", number)
    yield from _text(_listed(cell.get("metadata")), "metadata", number)
    for name, bundle in _mapping(cell.get("attachments")).items():
        for kind, data in _mapping(bundle).items():
            yield from _file(f"cell-{number}-{name}", kind, data, named=True)
    for at, output in enumerate(_list(cell.get("outputs")), 1):
        if isinstance(output, dict):
            yield from _output(output, number, at)


def _output(output: dict[str, Any], number: int, at: int) -> Iterator[Part]:
    trace = "\n".join(line for line in _list(output.get("traceback")) if isinstance(line, str))
    texts = [_bare(_joined(output.get("text"))), _bare(trace)]
    if not trace:
        texts.append(f"{_joined(output.get('ename'))} {_joined(output.get('evalue'))}".strip())
    bundle = _mapping(output.get("data")) or {
        # Format 3 has them beside each other, by short names.
        {"png": "image/png", "jpeg": "image/jpeg", "html": "text/html", "svg": "image/svg+xml"}.get(key, ""): value
        for key, value in output.items()
        if key in {"png", "jpeg", "html", "svg"}
    }
    for kind, data in bundle.items():
        if kind in _MARKUP:
            texts.append(visible(_joined(data)))
        elif kind.startswith("text/") or kind == "application/javascript":
            texts.append(_bare(_joined(data)))
        elif isinstance(data, str | list) and not kind.endswith("json"):
            yield from _file(f"cell-{number}-output-{at}", kind, data)
        else:
            texts.append(_listed(data))
    yield from _text("\n".join(text for text in texts if text), "output", number)


def _file(name: str, kind: str, data: object, *, named: bool = False) -> Iterator[Part]:
    """A file within the notebook: base64, or text as it is."""
    text = _joined(data)
    if not text:
        return
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        content = text.encode("utf-8", "replace")
    extension = kind.rpartition("/")[2]
    if not named:
        name = f"{name}.{_EXTENSIONS.get(extension, extension)}"
    yield Member(name, len(content), lambda: io.BytesIO(content), again=True)


def _bare(text: str) -> str:
    """Text without the codes that colour it: they stand within words."""
    if _ESCAPE not in text:
        return text
    first, *pieces = text.split(_ESCAPE)
    return first + "".join(piece.lstrip("0123456789;:<=>?")[1:] for piece in pieces)


def _listed(value: object) -> str:
    """JSON as `name: value`, one a line."""
    lines: list[str] = []
    waiting: list[tuple[str, object, int]] = [("", value, 0)]
    while waiting and len(lines) < _VALUES:
        name, found, depth = waiting.pop()
        if isinstance(found, dict) and depth < _DEEP:
            waiting.extend((str(key), inner, depth + 1) for key, inner in reversed(found.items()))
        elif isinstance(found, list) and depth < _DEEP:
            waiting.extend((name, inner, depth + 1) for inner in reversed(found))
        elif isinstance(found, str | int | float) and found != "":
            lines.append(f"{name}: {found}" if name else str(found))
    return "\n".join(lines)


def _joined(value: object) -> str:
    """Text that a notebook holds as a string or as a list of lines."""
    if isinstance(value, list):
        return "".join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(text: str, name: str, page: int | None) -> Iterator[Text]:
    if text:
        yield Text(text.encode("utf-8", "replace"), name, page)
