"""Biometrics: interchange records of ISO/IEC 19794 and tables of face embeddings, all from random numbers."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING

from parts.images import Canvas, jpeg
from parts.ledger import VENDOR, Ledger

if TYPE_CHECKING:
    from random import Random

    from parts.people import Person

FOLDER = f"{VENDOR}/media/biometrics"


def write(ledger: Ledger, people: list[Person]) -> None:
    """Write `media/biometrics`."""
    rng = ledger.rng("biometrics")
    for person in people[:3]:
        stem = f"{FOLDER}/{person.id}"
        path = ledger.write(f"{stem}-face.fac", face_record(rng), days_old=500)
        ledger.hold(path, "bio.face_template", what="ISO/IEC 19794-5 record")
        path = ledger.write(f"{stem}-finger.fir", finger_record(rng), days_old=500)
        ledger.hold(path, "bio.finger_image", what="ISO/IEC 19794-4 record")
        path = ledger.write(f"{stem}-finger.fmr", minutiae_record(rng), days_old=500)
        ledger.hold(path, "bio.finger_minutiae", what="ISO/IEC 19794-2 record")
    _embeddings(ledger, rng, people[: ledger.scale(1500, 60)])


def face_record(rng: Random) -> bytes:
    """ISO/IEC 19794-5:2005: one face with four feature points and a JPEG."""
    canvas = Canvas(240, 320, 200)
    canvas.portrait(24, 24, 192)
    image = jpeg(canvas)
    points = b"".join(
        struct.pack(">BBHHH", 1, 0x31 + place, rng.randrange(240), rng.randrange(320), 0) for place in range(4)
    )
    about = struct.pack(">BBHHB", 1, 0, 240, 320, 1) + struct.pack(">BHH", 2, 0, 0)
    size = 20 + len(points) + len(about) + len(image)
    block = struct.pack(">IHBBB", size, 4, rng.randrange(3), 0, 0) + bytes(11)
    return b"FAC\0" + b"010\0" + struct.pack(">IH", 14 + size, 1) + block + points + about + image


def finger_record(rng: Random) -> bytes:
    """ISO/IEC 19794-4:2005: one finger, 128 by 160 pixels of eight bits, 500 dots an inch, uncompressed."""
    width, height = 128, 160
    pixels = rng.randbytes(width * height)
    view = struct.pack(">IBBBBBHHB", 14 + len(pixels), 2, 1, 1, 80, 0, width, height, 0) + pixels
    total = 32 + len(view)
    head = (
        b"FIR\x00"
        b"010\x00" + total.to_bytes(6, "big") + struct.pack(">HHBBHHHHBBH", 1, 31, 1, 1, 500, 500, 500, 500, 8, 0, 0)
    )
    return head + view


def minutiae_record(rng: Random) -> bytes:
    """ISO/IEC 19794-2:2005: one finger view with 30 to 60 minutiae."""
    count = rng.randrange(30, 60)
    marks = b"".join(
        struct.pack(">HHBB", rng.choice((1, 2)) << 14 | rng.randrange(300), rng.randrange(400), rng.randrange(256), 70)
        for _ in range(count)
    )
    view = bytes((2, 0, 80, count)) + marks + b"\0\0"
    return b"FMR\0" + b" 20\0" + struct.pack(">IHHHHHBB", 24 + len(view), 0, 300, 400, 197, 197, 1, 0) + view


def unit(rng: Random, size: int) -> list[float]:
    """A random direction: `size` numbers whose squares add up to 1."""
    numbers = [rng.gauss(0.0, 1.0) for _ in range(size)]
    length = sum(number * number for number in numbers) ** 0.5
    return [number / length for number in numbers]


def _embeddings(ledger: Ledger, rng: Random, people: list[Person]) -> None:
    lines = []
    for person in people:
        numbers = [round(number, 4) for number in unit(rng, 128)]
        lines.append(json.dumps({"person_id": person.id, "model": "facenet-128", "face_embedding": numbers}))
    path = ledger.write(f"{FOLDER}/embeddings.jsonl", "\n".join(lines) + "\n", days_old=140)
    ledger.hold(path, "bio.face_embedding", len(people), what="128 numbers a person, of length 1")
    some = people[: ledger.scale(300, 20)]
    path = ledger.write(f"{FOLDER}/arcface_512.npy", npy([unit(rng, 512) for _ in some]), days_old=140)
    ledger.hold(path, "bio.face_embedding", len(some), what="512 numbers of 32 bits a row, of length 1")
    ledger.write(f"{FOLDER}/arcface_512.ids.txt", "".join(f"{person.id}\n" for person in some), days_old=140)


def npy(rows: list[list[float]]) -> bytes:
    """NumPy's file format, version 1.0: little-endian 32-bit floats, row after row."""
    shape = f"({len(rows)}, {len(rows[0])})"
    head = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}"
    head = head.ljust(-(len(head) + 11) % 64 + len(head)) + "\n"
    return (
        b"\x93NUMPY\x01\x00"
        + struct.pack("<H", len(head))
        + head.encode()
        + b"".join(struct.pack(f"<{len(row)}f", *row) for row in rows)
    )
