"""Targets for readers of documents: any bytes give parts, gaps or a ReadError."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from detectors.readers import registry
from detectors.readers.base import Budget, Limits, Member, ReadError
from detectors.readers.document.hypertext import visible
from detectors.readers.document.vba import decompressed
from detectors.readers.held import HeldBlob
from detectors.views.sniff import OPAQUE, Media

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "samples"))
from parts.containers_documents import made

OFFICE, OPEN = "application/vnd.openxmlformats-officedocument", "application/vnd.oasis.opendocument"
TYPES = {
    "docx": f"{OFFICE}.wordprocessingml.document",
    "pptx": f"{OFFICE}.presentationml.presentation",
    "odt": f"{OPEN}.text",
    "odp": f"{OPEN}.presentation",
    "vsdx": "application/vnd.visio",
    "rtf": "application/rtf",
    "html": "text/html",
    "ipynb": "application/x-ipynb+json",
    "drawio": "application/vnd.jgraph.mxfile",
    "pdf": "application/pdf",
    "doc": "application/msword",
    "ppt": "application/vnd.ms-powerpoint",
}


def one(media_type: str, data: bytes) -> None:
    """Read everything in `data`."""
    entry = registry.entry(media_type)
    assert entry is not None
    budget = Budget(Limits(seconds=20), len(data))
    try:
        for part in registry.load(entry.place).parts(HeldBlob(data), Media(media_type, OPAQUE, ""), "object", budget):
            if isinstance(part, Member):
                with part.open() as stream:
                    while stream.read(1 << 16):
                        budget.check()
    except ReadError:
        pass


def shown(data: bytes) -> None:
    """HTML of labels and of outputs."""
    visible(data.decode("utf-8", "replace"))


def macro(data: bytes) -> None:
    """Compressed source code."""
    decompressed(data)


def _targets() -> dict[str, tuple[Callable[[bytes], None], list[bytes]]]:
    numbers = iter(range(1 << 20))
    documents = made(random.Random(1), lambda: f"key-{next(numbers):036d}")
    out: dict[str, tuple[Callable[[bytes], None], list[bytes]]] = {}
    for name, (data, _) in documents.items():
        media_type = TYPES[name.rpartition(".")[2]]
        out.setdefault(media_type, (partial(one, media_type), []))[1].append(data)
    out["application/x-ole-storage"] = (partial(one, "application/x-ole-storage"), [documents["old.doc"][0]])
    out["visible"] = (shown, [documents["page.html"][0]])
    out["vba"] = (macro, [b"\1\x19\xb0\0abcdefgh\0ijklmnop\0qrstuv.", b"\1\x03\xb0\x02a\x45\0"])
    return out


TARGETS = _targets()
