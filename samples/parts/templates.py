"""Templates: records of every sort that the readers of biometrics know, all from random numbers, and what only looks like them."""

from __future__ import annotations

import io
import math
import pickle
import struct
import zipfile
from typing import TYPE_CHECKING

from parts.biometrics import face_record, finger_record, minutiae_record, npy, unit
from parts.images import Canvas, jpeg
from parts.ledger import VENDOR, Ledger

if TYPE_CHECKING:
    from random import Random

    from parts.people import Person

FOLDER = f"{VENDOR}/media/biometrics"
#: A moment of capture, sensor and vendor, and no quality block, as 19794:2011 has them.
_CAPTURED = struct.pack(">HBBBBBHBHHB", 2026, 3, 4, 5, 6, 7, 89, 0, 0, 0, 0)


def write(ledger: Ledger, people: list[Person]) -> None:
    """Write further templates into `media/biometrics`."""
    rng = ledger.rng("templates")
    for person in people[:2]:
        stem = f"{FOLDER}/{person.id}"
        for name, data, kind, what in (
            ("eyes.iir", iris_record(rng), "bio.iris", "ISO/IEC 19794-6 record"),
            ("hands.eft", transaction(rng), "bio.finger_image", "ANSI/NIST-ITL transaction"),
            ("right-index.wsq", wsq(rng), "bio.finger_image", "WSQ picture"),
            ("DG2.bin", chip_faces(rng), "bio.emrtd_dg", "data group 2"),
            (
                "scan.dcm",
                dicom(f"{person.family}^{person.given}", person.id),
                "health.dicom",
                "picture with its patient's name",
            ),
        ):
            path = ledger.write(f"{stem}-{name}", data, days_old=300)
            ledger.hold(path, kind, what=what)
    some = people[: ledger.scale(200, 12)]
    path = ledger.write(f"{FOLDER}/voiceprints_ecapa.npy", npy([unit(rng, 192) for _ in some]), days_old=120)
    ledger.hold(path, "bio.voiceprint", len(some), what="192 numbers a row, of length 1")
    ledger.write(f"{VENDOR}/media/search/text_embeddings.npy", npy([unit(rng, 512) for _ in some]), days_old=120)


# --- interchange records -----------------------------------------------------------------------------------------------------


def portrait(rng: Random) -> bytes:
    """A drawn portrait as JPEG."""
    canvas = Canvas(120, 160, 150 + rng.randrange(100))
    canvas.portrait(12, 12, 96)
    return jpeg(canvas)


def face_2011(rng: Random, count: int = 1) -> bytes:
    """ISO/IEC 19794-5:2011 with `count` faces."""
    views = b""
    for _ in range(count):
        about = (
            struct.pack(">HBBBBB", 0, 1, 0, 0, 0, 0) + bytes(10) + struct.pack(">BBHHBHBB", 1, 0, 120, 160, 0, 0, 0, 1)
        )
        picture = portrait(rng)
        body = _CAPTURED + about + struct.pack(">I", len(picture)) + picture
        views += struct.pack(">I", len(body) + 4) + body
    return b"FAC\x00030\0" + struct.pack(">IHBH", 17 + len(views), count, 0, 0) + views


def finger_2011(rng: Random) -> bytes:
    """ISO/IEC 19794-4:2011 with one finger, uncompressed."""
    pixels = rng.randbytes(64 * 80)
    about = struct.pack(">BBBHHHHBBBHH", 2, 0, 1, 500, 500, 500, 500, 8, 0, 0, 64, 80)
    body = _CAPTURED + about + struct.pack(">I", len(pixels)) + pixels
    views = struct.pack(">I", len(body) + 4) + body
    return b"FIR\x00030\0" + struct.pack(">IHBB", 16 + len(views), 1, 0, 1) + views


def _marks(rng: Random, count: int) -> bytes:
    return b"".join(
        struct.pack(">HHBB", rng.choice((1, 2)) << 14 | rng.randrange(300), rng.randrange(400), rng.randrange(180), 70)
        for _ in range(count)
    )


def minutiae_2011(rng: Random, count: int = 2) -> bytes:
    """ISO/IEC 19794-2:2011 with `count` fingers of 40 minutiae."""
    views = b""
    for number in range(count):
        about = struct.pack(">BBHHBHHBB", number + 1, 0, 197, 197, 0, 300, 400, 0x60, 40)
        body = _CAPTURED + about + _marks(rng, 40) + b"\0\0"
        views += struct.pack(">I", len(body) + 4) + body
    return b"FMR\x00030\0" + struct.pack(">IHB", 15 + len(views), count, 0) + views


def minutiae_ansi(rng: Random, *, long: bool = False) -> bytes:
    """ANSI/INCITS 378-2004 with one finger of 30 minutiae; `long` writes the length in six bytes, as large ones do."""
    view = bytes((2, 0, 80, 30)) + _marks(rng, 30) + b"\0\0"
    total = 26 + 4 * long + len(view)
    length = struct.pack(">HI", 0, total) if long else struct.pack(">H", total)
    return b"FMR\0 20\0" + length + struct.pack(">HHHHHHHBB", 27, 1, 0, 300, 400, 197, 197, 1, 0) + view


def iris_record(rng: Random) -> bytes:
    """ISO/IEC 19794-6:2005: both eyes with one picture each."""
    eyes = b""
    for place in (1, 2):
        picture = portrait(rng)
        eyes += struct.pack(">BH", place, 1) + struct.pack(">HBHHI", 1, 90, 0, 0, len(picture)) + picture
    head = struct.pack(">HBHHHHHHBB", 1, 2, 45, 0, 0, 6, 120, 160, 8, 0) + b"D" + bytes(15)
    return b"IIR\x00010\0" + struct.pack(">I", 45 + len(eyes)) + head + eyes


def iris_2011(rng: Random) -> bytes:
    """ISO/IEC 19794-6:2011 with one eye."""
    picture = rng.randbytes(2000)
    about = struct.pack(">HBBBBHHB", 1, 1, 1, 2, 0, 40, 50, 8) + bytes(18) + struct.pack(">I", len(picture))
    body = _CAPTURED + about + picture
    views = struct.pack(">I", len(body) + 4) + body
    return b"IIR\x00020\0" + struct.pack(">IHBB", 16 + len(views), 1, 0, 1) + views


def piv(record: bytes) -> bytes:
    """NIST SP 800-76-2: a record behind a PIV card's head."""
    head = struct.pack(">BBIHHH", 3, 0x0D, len(record), 0, 0x001B, 0x0201)
    return head.ljust(88, b"\0") + record


def transaction(rng: Random) -> bytes:
    """ANSI/NIST-ITL: a description, a picture of a finger of type 4, one of type 14 and a face of type 10."""
    described = _tagged(2, b"2.018:SAMPLE, ALEX", b"2.022:19800102")
    grey = rng.randbytes(600)
    scanned = struct.pack(">IB", 5 + len(grey), 0) + grey
    finger = _tagged(14, b"14.002:01", b"14.999:" + rng.randbytes(500))
    face = _tagged(10, b"10.002:02", b"10.003:FACE", b"10.999:" + portrait(rng))
    listed = b"1\x1f4\x1e2\x1f00\x1e4\x1f00\x1e14\x1f01\x1e10\x1f02"
    first = _tagged(1, b"1.002:0502", b"1.003:" + listed, b"1.004:CRM", b"1.005:20260304")
    return first + described + scanned + finger + face


def _tagged(kind: int, *fields: bytes) -> bytes:
    """A record of tagged fields, the first of which is its length."""
    rest = b"\x1d".join(fields) + b"\x1c"
    size = len(rest)
    while True:
        first = b"%d.001:%d\x1d" % (kind, size)
        if len(first) + len(rest) == size:
            return first + rest
        size = len(first) + len(rest)


def wsq(rng: Random) -> bytes:
    """The head of a WSQ picture with a comment, and a block of noise."""
    comment = b"NIST_COM 3\nPIX_WIDTH 400\nPIX_HEIGHT 500\n"
    frame = struct.pack(">HBBHHBHBHBH", 17, 0, 255, 500, 400, 2, 1, 2, 1, 0, 0)
    return (
        b"\xff\xa0\xff\xa8" + struct.pack(">H", len(comment) + 2) + comment
        + b"\xff\xa2" + frame + b"\xff\xa3\0\x03\0" + rng.randbytes(300) + b"\xff\xa1"
    )  # fmt: skip


# --- chips of travel documents -----------------------------------------------------------------------------------------------


def ber(tag: int, content: bytes) -> bytes:
    """An element of BER-TLV."""
    head = tag.to_bytes(2 if tag > 0xFF else 1)
    size = len(content)
    if size < 0x80:
        return head + bytes((size,)) + content
    width = (size.bit_length() + 7) // 8
    return head + bytes((0x80 | width,)) + size.to_bytes(width) + content


def _templates(tag: int, records: list[bytes], data: int = 0x5F2E) -> bytes:
    held = b"".join(
        ber(0x7F60, ber(0xA1, b"\x80\2\1\1\x87\2\1\1\x88\2\0\x08") + ber(data, record)) for record in records
    )
    return ber(tag, ber(0x7F61, ber(0x02, bytes((len(records),))) + held))


def chip_faces(rng: Random, *, newer: bool = False) -> bytes:
    """Data group 2, its face as ISO/IEC 19794-5, or as 39794-5 where `newer`."""
    return _templates(0x75, [schema_face(rng)], 0x7F2E) if newer else _templates(0x75, [face_record(rng)])


def chip_fingers(rng: Random) -> bytes:
    """Data group 3 with two fingers."""
    return _templates(0x63, [finger_record(rng), finger_record(rng)])


def chip_zone(zone: str) -> bytes:
    """Data group 1: the machine readable zone without its line breaks."""
    return ber(0x61, ber(0x5F1F, zone.replace("\n", "").encode()))


def chip_list() -> bytes:
    """The list of data groups."""
    return ber(0x60, ber(0x5F01, b"0107") + ber(0x5F36, b"040000") + ber(0x5C, b"\x61\x75\x63"))


def chip_signature(rng: Random) -> bytes:
    """The issuer's signature, of noise: a CMS SignedData in outline."""
    signed = ber(0x06, bytes.fromhex("2a864886f70d010702")) + ber(0xA0, ber(0x30, rng.randbytes(400)))
    return ber(0x77, ber(0x30, signed))


def schema_face(rng: Random) -> bytes:
    """ISO/IEC 39794-5 in DER: version, and one block with a picture."""
    block = ber(0x30, ber(0x80, b"\1") + ber(0xA1, ber(0xA0, ber(0x80, portrait(rng)))))
    return ber(0x65, ber(0xA0, b"\x80\1\3\x81\2\x07\xe3") + ber(0xA1, block))


# --- what readers of fingers keep --------------------------------------------------------------------------------------------


def print_columns(rng: Random) -> bytes:
    """Minutiae of libfprint: a count and three columns of 200."""
    return struct.pack("<i600i", 40, *(rng.randrange(300) for _ in range(600)))


def print_first(rng: Random) -> bytes:
    """The first format of libfprint."""
    return b"FP1" + struct.pack("<HIB", 2, 1, 1) + print_columns(rng)


def print_second(rng: Random, count: int = 5) -> bytes:
    """The second format of libfprint: `count` scans of one finger."""
    scans = (print_columns(rng) for _ in range(count))
    return b"FP2" + struct.pack("<HIB", 2, 1, 1) + b"".join(struct.pack("<I", len(scan)) + scan for scan in scans)


def print_third(rng: Random) -> bytes:
    """The third format of libfprint, as far as its first strings."""
    return b"FP3" + struct.pack("<i", 2) + b"uru4000\x000\0" + rng.randbytes(500)


def features(rng: Random) -> bytes:
    """DigitalPersona's features of a finger."""
    return b"\x00\xf8" + rng.randbytes(1) + bytes.fromhex("01c82ae3735cc0413709ab71") + rng.randbytes(400)


def clock(rng: Random) -> bytes:
    """What ZKTeco's attendance clocks keep of a finger."""
    size = struct.pack(">H", 900)
    return (
        b"M"
        + rng.randbytes(1)
        + b"SS21\0\0"
        + size
        + rng.randbytes(1)
        + bytes.fromhex("0408050709ced00000")
        + rng.randbytes(880)
    )


# --- vectors -----------------------------------------------------------------------------------------------------------------


def npz(arrays: dict[str, bytes]) -> bytes:
    """NumPy's archive: arrays by name, stored."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in arrays.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (2026, 1, 2, 3, 4, 6)), data)
    return out.getvalue()


def faiss(rows: list[list[float]], *, around: bool = False) -> bytes:
    """A flat index of FAISS; `around` puts one with ids around it."""
    size = len(rows[0])
    head = struct.pack("<iqqqBi", size, len(rows), 1 << 20, 1 << 20, 1, 0)
    flat = b"IxFI" + head + struct.pack("<Q", size * len(rows)) + floats(rows)
    return flat if not around else b"IxMp" + head + flat + struct.pack(f"<Q{len(rows)}q", len(rows), *range(len(rows)))


def floats(rows: list[list[float]]) -> bytes:
    """Rows as 32-bit floats."""
    return b"".join(struct.pack(f"<{len(row)}f", *row) for row in rows)


def hnsw(rows: list[list[float]]) -> bytes:
    """An index of hnswlib with no links but in the lowest layer."""
    size, near = 4 * len(rows[0]), 16
    data = 8 * near + 4
    sizes = (0, len(rows), len(rows), data + size + 8, data + size, data)
    head = struct.pack("<6QiI3QdQ", *sizes, 0, 0, near, 2 * near, near, 1 / math.log(near), 200)
    kept = b"".join(bytes(data) + floats([row]) + struct.pack("<Q", number) for number, row in enumerate(rows))
    return head + kept + bytes(4 * len(rows))


def hdf5(name: str, count: int, size: int, *, newer: bool = False) -> bytes:
    """Heads of an HDF5 file with one data set of `count` rows, and no data; `newer` names it in a link message, not in a heap."""
    sides = struct.pack("<QQ", count, size)
    if newer:
        linked = b"\1\0" + bytes((len(name),)) + name.encode() + struct.pack("<Q", 195)
        return b"\x89HDF\r\n\x1a\n\3\x08\x08\0" + b"OHDR\2" + linked + b"OHDR\2" + b"\2\2\0\1" + sides
    heap = b"HEAP" + bytes(4) + struct.pack("<QQQ", 88, 8, 600) + bytes(8) + name.encode() + b"\0"
    return b"\x89HDF\r\n\x1a\n" + bytes(5) + b"\x08\x08" + bytes(80) + heap + b"\1\2\0" + bytes(5) + sides


def pickled(value: object) -> bytes:
    """A pickle of plain values."""
    return pickle.dumps(value, protocol=4)


def pickled_arrays(arrays: dict[str, list[list[float]]], names: list[str]) -> bytes:
    """A pickle as NumPy and Python write one of `{key: array of 64-bit floats, "names": [...]}`, opcode by opcode."""
    out = b"\x80\x02}("
    for key, rows in arrays.items():
        raw = b"".join(struct.pack(f"<{len(row)}d", *row) for row in rows)
        sides = b"K" + bytes((len(rows),)) + b"K" + bytes((len(rows[0]),)) + b"\x86"
        kind = b"cnumpy\ndtype\nX\2\0\0\0f8\x89\x88\x87R(K\3X\1\0\0\0<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb"
        state = b"(K\1" + sides + kind + b"\x89B" + struct.pack("<I", len(raw)) + raw + b"tb"
        array = b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85C\1b\x87R" + state
        out += _text(key) + array
    return out + _text("names") + b"](" + b"".join(map(_text, names)) + b"eu."


def _text(value: str) -> bytes:
    return b"X" + struct.pack("<I", len(value)) + value.encode()


# --- medical pictures --------------------------------------------------------------------------------------------------------


def dicom(
    name: str = "SAMPLE^ALEX",
    number: str = "P-0042",
    *,
    syntax: str = "1.2.840.10008.1.2.1",
    head: bool = True,
    removed: bool = False,
) -> bytes:
    """A DICOM file with one small picture.

    Args:
        name: of the patient, family name first.
        number: of the patient.
        syntax: explicit (the default) or implicit (`1.2.840.10008.1.2`) value representations, or big endian.
        head: whether the preamble and the group that describes the file come first.
        removed: whether it says that whose it is was taken out.
    """
    order = ">" if syntax.endswith(".2.2") else "<"
    explicit = syntax != "1.2.840.10008.1.2"

    def one(group: int, tag: int, kind: str, value: bytes) -> bytes:
        value += b"\0" * (len(value) & 1)
        if not explicit:
            return struct.pack(f"{order}HHI", group, tag, len(value)) + value
        long = kind in {"OW", "OB", "SQ"}
        size = struct.pack(f"{order}2xI" if long else f"{order}H", len(value))
        return struct.pack(f"{order}HH", group, tag) + kind.encode() + size + value

    code = one(0x0008, 0x0100, "SH", b"CHEST")
    item = struct.pack(f"{order}HHI", 0xFFFE, 0xE000, len(code)) + code
    body = (
        one(0x0008, 0x0005, "CS", b"ISO_IR 192") + one(0x0008, 0x0018, "UI", b"1.2.826.0.1.42")
        + one(0x0008, 0x0020, "DA", b"20260304") + one(0x0008, 0x0060, "CS", b"CT")
        + (one(0x0008, 0x1032, "SQ", item) if explicit else b"")
        + one(0x0010, 0x0010, "PN", name.encode()) + one(0x0010, 0x0020, "LO", number.encode())
        + one(0x0010, 0x0030, "DA", b"" if removed else b"19800102")
        + (one(0x0012, 0x0062, "CS", b"YES") if removed else b"")
        + one(0x7FE0, 0x0010, "OW", bytes(512))
    )  # fmt: skip
    if not head:
        return body
    described = (
        b"\2\0\x10\0UI"
        + struct.pack("<H", len(syntax) + (len(syntax) & 1))
        + syntax.encode()
        + b"\0" * (len(syntax) & 1)
    )
    return bytes(128) + b"DICM" + b"\2\0\0\0UL\4\0" + struct.pack("<I", len(described)) + described + body


__all__ = ["face_record", "finger_record", "minutiae_record", "npy", "unit"]
