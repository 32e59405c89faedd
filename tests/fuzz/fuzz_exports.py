"""Fuzz targets of the export formats: each sort of file of each sample, damaged, read to its end as a file of its format."""

from __future__ import annotations

import io
import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from connectors.errors import BlobError
from connectors.export.base import Batch, Export, File, Message, Surroundings
from connectors.export.moment import moment
from connectors.export.registry import recognised
from connectors.export.table import Mapped
from connectors.tree import FolderTree

sys.path.append(str(Path(__file__).parents[2] / "samples"))
from parts import chat_table, chats, ledger, people, slack

_HEAD = 8192
#: Seeds of more bytes are as good as none: each try would take too long.
_MOST = 60_000


def _target(export: Export, path: str) -> Callable[[bytes], None]:
    def one(data: bytes) -> None:
        export.claims(path, data[:_HEAD])
        export.accepts(path, data[:_HEAD])
        try:
            for entry in export.entries(File(path, data[:_HEAD], len(data), lambda: io.BytesIO(data), Surroundings(None))):
                if isinstance(entry, Batch):
                    assert len({len(column) for column in (entry.ids, entry.authors, entry.times, entry.texts, entry.threads)}) == 1
                    list(map(moment, entry.times))
                elif isinstance(entry, Message):
                    assert isinstance(entry.text, str)
        except BlobError:
            return

    return one


def _made(folder: Path) -> None:
    for name, make in chats.SERVICES.items():
        (folder / name).mkdir()
        make(folder / name, random.Random(5))
    book = ledger.Ledger(folder / "slack", 5, small=True)
    slack.write(book, people.staff(random.Random(5), 8), people.population(random.Random(5), 20))


def _targets() -> dict[str, tuple[Callable[[bytes], None], list[bytes]]]:
    found: dict[str, tuple[Callable[[bytes], None], list[bytes]]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _made(folder)
        tree = FolderTree(name)
        for entry in sorted(tree.list()):
            content = tree.open(entry.path).content()
            export = recognised(entry.path, content[:_HEAD])
            if export is not None and len(content) < _MOST:
                title = f"export/{export.name} {''.join(c for c in Path(entry.path).name if not c.isdigit())}"
                found.setdefault(title, (_target(export, entry.path), []))[1].append(content)
        for path, mapping in chat_table.MAPPINGS.items():
            (folder / "tables").mkdir(exist_ok=True)
            chat_table.write(folder / "tables", random.Random(5))
            content = (folder / "tables" / path).read_bytes()
            found[f"export/table {path}"] = (_target(Mapped(mapping), path), [content])
    return {title: (target, seeds[:6]) for title, (target, seeds) in found.items()}


TARGETS = _targets()
