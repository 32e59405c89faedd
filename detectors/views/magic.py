"""Magic: binary types by the bytes at their beginning. Sources: each format's specification, as named, else file(1)'s magic."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable

from detectors.views.media import OTHERS, Media

Test = Callable[[bytes], bool]


def _nul(head: bytes) -> bool:
    """The magic is of letters that text may begin with as well: text holds no NUL."""
    return b"\0" in head


def _at(place: int, *wanted: bytes) -> Test:
    return lambda head: head.startswith(wanted, place)


def _bitmap(head: bytes) -> bool:
    """BITMAPFILEHEADER: two reserved fields that are zero, then a DIB header of a known size (12 to 124 bytes)."""
    return head[6:10] == b"\0\0\0\0" and head[14:15] in {
        b"\x0c",
        b"\x10",
        b"\x28",
        b"\x34",
        b"\x38",
        b"\x40",
        b"\x6c",
        b"\x7c",
    }


def _icon(head: bytes) -> bool:
    """ICONDIR: how many pictures, then an entry whose fourth byte is reserved."""
    return 0 < int.from_bytes(head[4:6], "little") < 256 and head[9:10] in {b"\0", b""}  # noqa: PLR2004  # more was never seen


def _zipapp(head: bytes) -> bool:
    """PEP 441: a zip behind the line that says what runs it."""
    return head.startswith(b"PK\3\4", head.find(b"\n") + 1)


def _gzip(head: bytes) -> bool:
    """RFC 1952: method 8, and no reserved flag."""
    return head[2:3] in {b"\x08", b""} and (len(head) < 4 or head[3] < 0x20)  # noqa: PLR2004  # offset and bits of the flags


_DICTIONARY_EXPONENTS = range(12, 31)
_LZMA_DICTIONARIES = frozenset(
    {0xFFFFFFFF} | {1 << n for n in _DICTIONARY_EXPONENTS} | {3 << (n - 1) for n in _DICTIONARY_EXPONENTS}
)


def _lzma(head: bytes) -> bool:
    """LZMA alone (lzma-file-format.txt): dictionary and content of plausible sizes, and the range coder's first byte is zero."""
    size = int.from_bytes(head[5:13], "little")
    plausible = size < 1 << 38 or size == (1 << 64) - 1
    return int.from_bytes(head[1:5], "little") in _LZMA_DICTIONARIES and plausible and head[13:14] == b"\0"


def _zlib(head: bytes) -> bool:
    """RFC 1950 has two bytes of head only, and text may begin with them: it must inflate."""
    inflater = zlib.decompressobj()
    try:
        return bool(inflater.decompress(head[:512], 64)) or inflater.eof
    except zlib.error:
        return False


def _compress(head: bytes) -> bool:
    """compress(1): 9 to 16 bits, and two bits that are reserved."""
    return len(head) > 2 and 9 <= head[2] & 0x1F <= 16 and not head[2] & 0x60  # noqa: PLR2004  # as said


_CPIO_NEW = re.compile(rb"0707(?:0[12][0-9A-Fa-f]{104}|07[0-7]{70})")


def _cpio(head: bytes) -> bool:
    """cpio(5): the head is made of digits."""
    return _CPIO_NEW.match(head) is not None


def _cpio_old(head: bytes) -> bool:
    """cpio(5), old binary: a mode of a known file type and a name that ends with NUL."""
    order = "little" if head[0] == 0xC7 else "big"  # noqa: PLR2004  # 070707 octal in this byte order
    mode, name = (int.from_bytes(head[at : at + 2], order) for at in (6, 20))  # type: ignore[arg-type]  # a literal either way
    return mode >> 12 in {1, 2, 4, 6, 8, 10, 12} and 2 <= name <= 1024 and head[25 + name : 26 + name] == b"\0"  # noqa: PLR2004


def _java(head: bytes) -> bool:
    """JVM specification 4.1: minor and major version, the major from 45; a fat Mach-O has the number of its parts here."""
    return len(head) >= 8 and int.from_bytes(head[4:8], "big") & 0xFFFF >= 45  # noqa: PLR2004  # as said


def _fat(head: bytes) -> bool:
    return 0 < int.from_bytes(head[4:8], "big") < 45  # noqa: PLR2004  # the least version of a Java class


def _mz(head: bytes) -> bool:
    """PE/COFF: the place of `PE` stands at 60; older DOS programs have anything there, but NUL somewhere."""
    place = int.from_bytes(head[60:64], "little")
    return head.startswith((b"PE\0\0", b"NE", b"LE", b"LX"), place) or b"\0" in head


_FRAME_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_BITS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_BITS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)


def _mp3(head: bytes) -> bool:
    """ISO 11172-3: a frame of layer III, and another one right behind it (or the end of the head)."""
    if len(head) < 4 or head[1] & 0xE6 != 0xE2:  # noqa: PLR2004  # eleven bits of sync, layer III
        return False
    version, bits, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or bits in {0, 15} or rate == 3:  # noqa: PLR2004  # reserved
        return False
    scale, table = (144_000, _BITS_1) if version == 3 else (72_000, _BITS_2)  # noqa: PLR2004  # MPEG-1, else 2 and 2.5
    size = scale * table[bits] // _FRAME_RATES[version][rate] + (head[2] >> 1 & 1)
    return head[size : size + 2] in {head[:2], b""}


def _adts(head: bytes) -> bool:
    """ISO 13818-7: AAC frames, each with its length."""
    if len(head) < 7 or head[1] & 0xF6 != 0xF0:  # noqa: PLR2004  # twelve bits of sync, layer 0
        return False
    size = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return size > 7 and head[size : size + 2] in {head[:2], b""}  # noqa: PLR2004  # bytes of the head


def _arrow_stream(head: bytes) -> bool:
    """Arrow IPC: a continuation mark, the length of the metadata (a multiple of 8), then a flatbuffer's root offset."""
    size, root = int.from_bytes(head[4:8], "little"), int.from_bytes(head[8:12], "little")
    return 16 <= size < 1 << 24 and size % 8 == 0 and 4 <= root < size  # noqa: PLR2004  # a table is never smaller


_NIST = re.compile(rb"1\.0{0,2}1:\d+\x1d1\.0{0,2}2:")


def _nist(head: bytes) -> bool:
    """ANSI/NIST-ITL 1: a type 1 record in the traditional encoding has its length and version first."""
    return _NIST.match(head) is not None


def _chip(head: bytes) -> bool:
    """ICAO Doc 9303 part 10: a length, then what each file of a travel document's chip begins with."""
    start = 2 + (head[1] & 0x7F)
    if head[0] == 0x77:  # noqa: PLR2004  # the signature: a CMS SignedData
        return b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" in head[start : start + 24]
    if head[0] == 0x65:  # noqa: PLR2004  # portraits: how many, then the first
        return head[start : start + 2] == b"\2\1" and head[start + 3 : start + 5] == b"\x5f\x40"
    return head.startswith(b"\x5f\x1f" if head[0] == 0x61 else b"\x7f\x61", start)  # noqa: PLR2004  # the zone, else templates


def _schema(head: bytes) -> bool:
    """ISO/IEC 39794: version (generation and year of the schema) as the first element."""
    start = 2 + (head[1] & 0x7F)
    return (
        head[start : start + 1] == b"\xa0"
        and head[start + 2 : start + 4] == b"\x80\1"
        and head[start + 5 : start + 8] == b"\x81\2\x07"
    )


_LIBFPRINT = re.compile(rb"FP(?:[12].{6}[\0\1]|3[\1-\3]\0\0\0[a-z][a-z0-9_-]{1,40}\0)", re.DOTALL)


def _print(head: bytes) -> bool:
    """libfprint: driver (16 bits), device (32) and one of two sorts of data; later a sort (32 bits) and a driver's name."""
    return _LIBFPRINT.match(head) is not None and b"\0" in head[:64]


def _zk(head: bytes) -> bool:
    """ZKTeco's algorithm 10: the same bytes around the size in every template that is published."""
    return head[2:8] == b"SS21\0\0" and head[12:18] == b"\x08\x05\x07\x09\xce\xd0"


def _piv(head: bytes) -> bool:
    """NIST SP 800-76-2 section 9: a head of 88 bytes, then a record."""
    return head[88:92] in {b"FMR\0", b"FIR\0", b"FAC\0", b"IIR\0"}


def _faiss(head: bytes) -> bool:
    """faiss/impl/index_write.cpp: a number that is always 2**20, twice, behind dimension and count."""
    return head[16:32] == b"\0\0\x10\0\0\0\0\0" * 2


def _hnsw(head: bytes) -> bool:
    """Hnswlib's saveIndex: sizes that follow from each other, and twice as many links in the lowest layer."""
    element, label, data = (int.from_bytes(head[at : at + 8], "little") for at in (24, 32, 40))
    upper, lower = (int.from_bytes(head[at : at + 8], "little") for at in (56, 64))
    return 0 < data < label and element == label + 8 and lower == 2 * upper and data == 4 * lower + 4


#: Opcodes with which protocols 2 to 5 go on: a frame, a container, a text, a mark, a global.
_PICKLED = frozenset(b"\x95}]()c\x8cXUKKMJGN\x88\x89q\x8aVS")


def _pickle(head: bytes) -> bool:
    """pickletools: the protocol's number, then an opcode."""
    return len(head) > 2 and 2 <= head[1] <= 5 and (head[2] in _PICKLED)  # noqa: PLR2004  # as said


_DICOM_EXPLICIT = re.compile(rb"[\x02\x08]\0.\0(?:UL|UI|CS|DA|TM|SH|LO|PN|OB|SQ)", re.DOTALL)


#: The first element's value is the length of its group, a character set or a type of picture.
_DICOM_FIRST = 64


def _dicom(head: bytes) -> bool:
    """DICOM PS3.5 7.1 without the head of a file: two elements, the second of a higher tag."""
    if head.startswith(b"\x02\0\0\0UL\4\0"):
        return True
    if _DICOM_EXPLICIT.match(head):
        size = int.from_bytes(head[6:8], "little")
        return size % 2 == 0 and _DICOM_EXPLICIT.match(head, 8 + size) is not None and head[10 + size] > head[2]
    size = int.from_bytes(head[4:8], "little")
    following = head[8 + size : 12 + size]
    if size % 2 or not 0 < size <= _DICOM_FIRST or following[:2] != b"\x08\0" or head[3] or following[3:] != b"\0":
        return False
    return following[2] > head[2]  # implicit value representations


#: Lengths in BER of more than 127 (X.690 8.1.3.5), and those that a machine readable zone of three, two and one lines has.
_LONG_FORMS = (0x81, 0x82, 0x83, 0x84)
_ZONES = tuple(bytes((0x61, size)) + b"\x5f\x1f" for size in (0x5D, 0x5B, 0x4B))
_LISTS = tuple(bytes((0x60, size)) + b"\x5f\1\4" for size in range(0x12, 0x30))


def _long(*tags: int) -> tuple[bytes, ...]:
    return tuple(bytes((tag, form)) for tag in tags for form in _LONG_FORMS)


def _sfnt(head: bytes) -> bool:
    """OpenType: a table directory whose search range follows from the number of tables."""
    tables = int.from_bytes(head[4:6], "big")
    return 0 < tables < 256 and int.from_bytes(head[6:8], "big") == 16 << tables.bit_length() - 1  # noqa: PLR2004  # no font has more


#: Type, test that must hold too, and first bytes; the first that fits counts.
_MAGIC: tuple[tuple[str, Test | None, tuple[bytes, ...]], ...] = (
    # pictures
    ("image/png", None, (b"\x89PNG\r\n\x1a\n",)),
    ("image/jpeg", None, (b"\xff\xd8\xff",)),
    ("image/gif", None, (b"GIF87a", b"GIF89a")),
    ("image/tiff", None, (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")),
    ("image/x-icon", _icon, (b"\0\0\1\0", b"\0\0\2\0")),
    ("image/bmp", _bitmap, (b"BM",)),
    ("image/webp", _at(8, b"WEBP"), (b"RIFF",)),
    ("image/jp2", None, (b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51\0")),
    ("image/jxl", None, (b"\0\0\0\x0cJXL \r\n\x87\n",)),
    ("image/vnd.adobe.photoshop", _at(4, b"\0\1\0\0", b"\0\2\0\0"), (b"8BPS",)),
    # archives
    ("application/zip", None, (b"PK\3\4", b"PK\5\6", b"PK\7\x08PK\3\4", b"PK00PK\3\4")),
    ("application/zip", _zipapp, (b"#!",)),
    ("application/gzip", _gzip, (b"\x1f\x8b",)),
    ("application/x-bzip2", _at(4, b"1AY&SY", b"\x17rE8P\x90"), tuple(b"BZh%d" % level for level in range(1, 10))),
    ("application/x-xz", None, (b"\xfd7zXZ\0",)),
    ("application/zstd", None, (b"\x28\xb5\x2f\xfd",)),
    ("application/x-lz4", None, (b"\x04\x22\x4d\x18", b"\x02\x21\x4c\x18")),
    ("application/x-lzma", _lzma, (b"\x5d", b"\x5e", b"\x6d")),
    ("application/zlib", _zlib, (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")),
    ("application/x-compress", _compress, (b"\x1f\x9d",)),
    ("application/x-lzip", None, (b"LZIP\1",)),
    ("application/x-lzop", None, (b"\x89LZO\0\r\n\x1a\n",)),
    ("application/x-snappy-framed", None, (b"\xff\x06\0\0sNaPpY",)),
    ("application/x-7z-compressed", None, (b"7z\xbc\xaf\x27\x1c",)),
    ("application/vnd.rar", None, (b"Rar!\x1a\x07\0", b"Rar!\x1a\x07\1\0")),
    ("application/x-cpio", _cpio, (b"070701", b"070702", b"070707")),
    ("application/x-cpio", _cpio_old, (b"\xc7\x71", b"\x71\xc7")),
    ("application/x-archive", None, (b"!<arch>\n",)),
    ("application/x-rpm", _at(4, b"\3", b"\4"), (b"\xed\xab\xee\xdb",)),
    ("application/vnd.ms-cab-compressed", None, (b"MSCF\0\0\0\0",)),
    ("application/x-xar", _at(6, b"\0\1"), (b"xar!",)),
    ("application/x-ms-wim", None, (b"MSWIM\0\0\0",)),
    ("application/x-squashfs", _nul, (b"hsqs",)),
    ("application/warc", None, (b"WARC/0.", b"WARC/1.")),
    ("application/x-git-bundle", None, (b"# v2 git bundle\n", b"# v3 git bundle\n")),
    ("application/x-git-pack", None, (b"PACK\0\0\0\2", b"PACK\0\0\0\3")),
    # documents and mail
    ("application/pdf", None, (b"%PDF-",)),
    ("application/x-ole-storage", None, (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)),
    ("application/rtf", None, (b"{\\rtf",)),
    ("application/vnd.ms-outlook-pst", _at(8, b"SM", b"SO", b"AB"), (b"!BDN",)),
    # tables
    ("application/vnd.sqlite3", None, (b"SQLite format 3\0",)),
    ("application/vnd.apache.parquet", _nul, (b"PAR1", b"PARE")),
    ("application/vnd.apache.avro", None, (b"Obj\1",)),
    ("application/vnd.apache.orc", _nul, (b"ORC",)),
    ("application/vnd.apache.arrow.file", None, (b"ARROW1\0\0",)),
    ("application/vnd.apache.arrow.file", _nul, (b"FEA1",)),
    ("application/vnd.apache.arrow.stream", _arrow_stream, (b"\xff\xff\xff\xff",)),
    ("application/x-hdf5", None, (b"\x89HDF\r\n\x1a\n",)),
    ("application/x-msaccess", None, (b"\0\1\0\0Standard Jet DB\0", b"\0\1\0\0Standard ACE DB\0")),
    ("application/x-redis-dump", _nul, (b"REDIS00",)),
    # sound and moving pictures
    ("audio/wav", _at(8, b"WAVE"), (b"RIFF", b"RF64", b"RIFX")),
    ("audio/ogg", _at(4, b"\0"), (b"OggS",)),
    ("audio/flac", _nul, (b"fLaC",)),
    ("audio/mpeg", _nul, (b"ID3",)),
    ("audio/mpeg", _mp3, (b"\xff",)),
    ("audio/aac", _adts, (b"\xff",)),
    ("audio/aiff", _at(8, b"AIFF", b"AIFC"), (b"FORM",)),
    ("audio/basic", _at(4, b"\0\0\0"), (b".snd",)),
    ("audio/amr", None, (b"#!AMR\n", b"#!AMR-WB\n")),
    ("audio/midi", None, (b"MThd\0\0\0\6",)),
    ("audio/x-nist", None, (b"NIST_1A\n",)),
    ("video/x-matroska", None, (b"\x1aE\xdf\xa3",)),
    ("video/x-msvideo", _at(8, b"AVI "), (b"RIFF",)),
    ("video/x-flv", None, (b"FLV\1",)),
    ("video/mpeg", None, (b"\0\0\1\xba", b"\0\0\1\xb3")),
    ("video/mp2t", _at(188, b"G"), (b"G@",)),
    ("video/x-ms-asf", None, (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",)),
    # biometric and genetic data
    ("image/x-wsq", None, tuple(b"\xff\xa0\xff" + bytes([mark]) for mark in (0xA2, 0xA4, 0xA5, 0xA6, 0xA8))),
    ("application/x-iso19794-face", None, (b"FAC\0",)),
    ("application/x-iso19794-finger", None, (b"FIR\0",)),
    ("application/x-iso19794-minutiae", None, (b"FMR\0",)),
    ("application/x-iso19794-iris", None, (b"IIR\0",)),
    ("application/x-ansi-nist", _nist, (b"1.",)),
    ("application/x-npy", None, (b"\x93NUMPY",)),
    ("application/x-emrtd", None, _ZONES + _LISTS),
    ("application/x-emrtd", _chip, _long(0x61, 0x63, 0x65, 0x75, 0x76, 0x77)),
    ("application/x-iso39794", _schema, _long(0x62, 0x64, 0x65, 0x66)),
    ("application/x-fingerprint-template", _print, (b"FP1", b"FP2", b"FP3")),
    ("application/x-fingerprint-template", _at(4, b"\xc8\x2a\xe3\x73\x5c\xc0\x41\x37\x09\xab\x71"), (b"\0\xf8",)),
    ("application/x-fingerprint-template", _zk, (b"J", b"K", b"L", b"M")),
    ("application/x-piv-biometric", _piv, (b"\3\x0d", b"\3\x0f")),
    ("application/x-faiss-index", _faiss, (b"Ix", b"Iw", b"IH", b"IB", b"Im", b"IN")),
    ("application/x-hnswlib-index", _hnsw, (bytes(8),)),
    ("application/x-python-pickle", _pickle, (b"\x80",)),
    ("application/dicom", _dicom, (b"\x02\0\0\0UL", b"\x08\0")),
    ("application/x-bam", None, (b"BAM\1",)),
    ("application/x-bcf", None, (b"BCF\2",)),
    ("application/x-cram", _at(4, b"\2", b"\3"), (b"CRAM",)),
    # keystores
    ("application/x-java-keystore", None, (b"\xfe\xed\xfe\xed\0\0\0",)),
    ("application/x-java-jce-keystore", None, (b"\xce\xce\xce\xce\0\0\0",)),
    ("application/x-keepass2", None, (b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5", b"\x03\xd9\xa2\x9a\x65\xfb\x4b\xb5")),
    # programs
    ("application/x-executable", None, (b"\x7fELF",)),
    ("application/x-msdownload", _mz, (b"MZ",)),
    ("application/java-vm", _java, (b"\xca\xfe\xba\xbe",)),
    ("application/x-mach-binary", _fat, (b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbf")),
    (
        "application/x-mach-binary",
        None,
        (b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe"),
    ),
    ("application/wasm", None, (b"\0asm",)),
    ("application/vnd.android.dex", None, (b"dex\n03", b"dex\n04")),
    ("application/x-java-serialized-object", None, (b"\xac\xed\0\5",)),
    ("application/x-plist", None, (b"bplist0",)),
    (
        "application/vnd.tcpdump.pcap",
        None,
        (b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\xc3\xd4", b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\x3c\x4d"),
    ),
    ("application/x-pcapng", _at(8, b"\x4d\x3c\x2b\x1a", b"\x1a\x2b\x3c\x4d"), (b"\n\r\r\n",)),
    ("font/woff", _nul, (b"wOFF",)),
    ("font/woff2", _nul, (b"wOF2",)),
    ("font/otf", _nul, (b"OTTO",)),
    ("font/collection", _nul, (b"ttcf",)),
    ("font/ttf", _sfnt, (b"\0\1\0\0", b"true")),
)

Entry = tuple[bytes, Test | None, Media]


def _by_first() -> dict[int, tuple[tuple[bytes, ...], tuple[Entry, ...]]]:
    found: dict[int, list[Entry]] = {}
    for name, test, magics in _MAGIC:
        for magic in magics:
            found.setdefault(magic[0], []).append((magic, test, OTHERS[name]))
    return {first: (tuple(entry[0] for entry in entries), tuple(entries)) for first, entries in found.items()}


#: First byte -> all magics that begin with it, for one quick look, and what each of them says.
BY_FIRST = _by_first()
