"""Inputs of the container benchmark, made from a seed: a zip and its files, PDFs, a Parquet file, and three that are large."""

from __future__ import annotations

import random
import zipfile
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_WORDS = [
    f"{a}{b}"
    for a in ("ven", "dor", "hold", "ing", "data", "sub", "ject", "re", "ten", "tion")
    for b in ("er", "s", "ly", "ed", "ing", "al")
]
_FILES = 10_000
#: One planted value in each input, so that a run that found nothing shows.
PLANTED = "AKIA" + "Q3EGRTY4UIOPASDF"


def line(rng: random.Random) -> str:
    """A line of prose with a number in it."""
    return " ".join([*rng.choices(_WORDS, k=rng.randrange(6, 14)), str(rng.randrange(10_000))])


def _small(rng: random.Random) -> bytes:
    return "\n".join(line(rng) for _ in range(rng.randrange(10, 60))).encode()


def loose(path: Path) -> None:
    """10,000 small files in folders of 500."""
    rng = random.Random(1)
    for number in range(_FILES):
        folder = path / f"{number // 500:02}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number:05}.txt").write_bytes(_small(rng))


def zipped(path: Path) -> None:
    """The same files in one zip."""
    rng = random.Random(1)
    path.mkdir()
    with zipfile.ZipFile(path / "files.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(_FILES):
            archive.writestr(f"{number // 500:02}/{number:05}.txt", _small(rng))


def pdf(path: Path, pages: int, characters: int) -> None:
    """A PDF of pages of text, each stream deflated, with so many characters a page."""
    rng = random.Random(2)
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    kids = []
    for _ in range(pages):
        shown, size = [b"BT /F1 9 Tf 40 800 Td 11 TL"], 0
        while size < characters:
            text = line(rng)
            size += len(text)
            shown.append(f"({text}) Tj T*".encode())
        body = zlib.compress(b"\n".join([*shown, b"ET"]))
        objects.append(b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(body), body))
        font = b"<</Font<</F1 3 0 R>>>>"
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources%b/Contents %d 0 R>>" % (font, len(objects))
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Kids[%b]/Count %d>>" % (b" ".join(kids), pages)
    with path.open("wb") as out:
        out.write(b"%PDF-1.7\n")
        places = []
        for number, body in enumerate(objects, 1):
            places.append(out.tell())
            out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
        table = out.tell()
        out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
        out.writelines(b"%010d 00000 n \n" % place for place in places)
        out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))


def parquet(path: Path, rows: int) -> None:
    """A Parquet file of texts, names and numbers; needs pyarrow."""
    import pyarrow as pa  # noqa: PLC0415  # only this input needs it
    import pyarrow.parquet as pq  # noqa: PLC0415  # as above

    rng = random.Random(3)
    lines = [line(rng) for _ in range(5000)]
    with pq.ParquetWriter(
        path, pa.schema([("id", pa.int64()), ("note", pa.string()), ("city", pa.string())])
    ) as writer:
        for first in range(0, rows, 100_000):
            numbers = range(first, min(rows, first + 100_000))
            columns = {
                "id": list(numbers),
                "note": rng.choices(lines, k=len(numbers)),
                "city": rng.choices(_WORDS, k=len(numbers)),
            }
            writer.write_table(pa.table(columns, schema=writer.schema))


def _blocks(rng: random.Random, size: int) -> Iterator[bytes]:
    """Lines of prose of so many bytes in all, a pool of a few megabytes again and again."""
    pool = ["\n".join(line(rng) for _ in range(4000)).encode() + b"\n" for _ in range(16)]
    while size > 0:
        block = rng.choice(pool)
        yield block
        size -= len(block)


def large_zip(path: Path, size: int) -> None:
    """A zip of one large and a thousand small members, the value in the last one."""
    rng = random.Random(4)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open("large.log", "w", force_zip64=True) as out:
            for block in _blocks(rng, size):
                out.write(block)
        for number in range(1000):
            archive.writestr(f"small/{number}.txt", _small(rng))
        archive.writestr("last.env", f"key = {PLANTED}\n")


def large_csv(path: Path, size: int) -> None:
    """A CSV of so many bytes."""
    rng = random.Random(5)
    pool = [
        "".join(f"{rng.randrange(10**9)},{rng.choice(_WORDS)},{line(rng)},{rng.random():.6f}\n" for _ in range(20_000))
        for _ in range(8)
    ]
    with path.open("w") as out:
        out.write("id,name,note,score\n")
        while out.tell() < size:
            out.write(rng.choice(pool))
        out.write(f"1,x,key = {PLANTED},0\n")


def large_mbox(path: Path, size: int) -> None:
    """A mailbox of so many bytes, a tenth of it in attachments of base64."""
    import base64  # noqa: PLC0415  # only here

    rng = random.Random(6)
    attached = base64.encodebytes(rng.randbytes(60_000))
    with path.open("wb") as out:
        number = 0
        while out.tell() < size:
            number += 1
            body = "\n".join(line(rng) for _ in range(40)).encode() if number % 50 == 1 else b"see below\n" * 20
            head = (
                b"From a@b.example Mon Jan  1 00:00:00 2024\nFrom: a@b.example\nTo: c@d.example\nSubject: note %d\n"
                % number
            )
            mime = b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=q\n\n--q\nContent-Type: text/plain\n\n"
            out.write(head + mime + body)
            out.write(
                b"\n--q\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n"
                + attached
                + b"--q--\n\n"
            )
        out.write(b"From a@b.example Mon Jan  1 00:00:00 2024\nSubject: last\n\nkey = %b\n" % PLANTED.encode())
