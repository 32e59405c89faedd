"""Media: what an object is and how its own bytes may be read, one line for each type that is told apart."""

from __future__ import annotations

from typing import NamedTuple

#: How the bytes of an object of some type are read.
TEXT, UTF16_LE, UTF16_BE, RAW, PARTIAL, OPAQUE = "text", "utf-16-le", "utf-16-be", "raw", "partial", "opaque"


class Media(NamedTuple):
    """What an object is.

    Whether a reader opens the type is the registry's matter; `how` says what the object's own bytes are good for.

    Attributes:
        type: media type, or `application/octet-stream`.
        how: TEXT, UTF16_*: text windows with all rules, whether a reader opens it too or not. RAW: text windows over a binary,
            issuer rules only. PARTIAL: as RAW, but the type has structure that this reading does not see: of use only where its
            reader is missing, since content lies there uncompressed (tar, ar, cpio, ISO, SQLite, OLE, PDF). OPAQUE: compressed,
            coded or encrypted: there is nothing that text rules could read.
        family: which detectors would apply: text, archive, document, mail, table, image, audio, video, biometric, medical, genetic,
            keystore or binary.
    """

    type: str
    how: str
    family: str


#: Text that no reader is for. There is one such object, so that `media is PLAIN` is a fast test.
PLAIN = Media("text/plain", TEXT, "text")
#: Bytes that nothing is known of.
BINARY = Media("application/octet-stream", RAW, "binary")

_TEXTS = {
    "text/html": "document",
    "text/xml": "table",
    "image/svg+xml": "document",
    "application/vnd.jgraph.mxfile": "document",
    "application/x-ipynb+json": "document",
    "application/json": "table",
    "application/x-ndjson": "table",
    "text/csv": "table",
    "text/tab-separated-values": "table",
    "application/sql": "table",
    "message/rfc822": "mail",
    "application/mbox": "mail",
    "text/calendar": "mail",
    "text/vcard": "mail",
    "application/x-ansi-nist+xml": "biometric",
    "text/x-vcf": "genetic",
}

#: `how` and family of every type that is no text: spelt out where a reader may be missing, see `Media`.
_OTHERS = {
    (OPAQUE, "archive"): (
        "application/zip application/gzip application/x-bzip2 application/x-xz application/x-lzma application/zlib application/zstd"
        " application/x-lz4 application/x-compress application/x-lzip application/x-lzop application/x-snappy-framed"
        " application/x-7z-compressed application/vnd.rar application/x-rpm application/vnd.ms-cab-compressed application/x-xar"
        " application/x-lha application/x-ace-compressed application/x-ms-wim application/x-squashfs"
        " application/x-git-bundle application/x-git-pack"
    ),
    (PARTIAL, "archive"): (
        "application/x-tar application/x-cpio application/x-archive application/x-iso9660-image application/warc"
    ),
    (OPAQUE, "document"): (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        " application/vnd.openxmlformats-officedocument.presentationml.presentation"
        " application/vnd.oasis.opendocument.text application/vnd.oasis.opendocument.presentation application/vnd.visio"
    ),
    (PARTIAL, "document"): (
        "application/pdf application/x-ole-storage application/msword application/vnd.ms-powerpoint application/rtf"
    ),
    (PARTIAL, "mail"): "application/vnd.ms-outlook application/vnd.ms-outlook-pst",
    (OPAQUE, "table"): (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet application/vnd.oasis.opendocument.spreadsheet"
        " application/vnd.ms-excel.sheet.binary.macroenabled.12"
        " application/vnd.apache.parquet application/vnd.apache.orc application/x-hdf5"
    ),
    (PARTIAL, "table"): (
        "application/vnd.ms-excel application/vnd.sqlite3 application/vnd.apache.avro application/vnd.apache.arrow.file"
        " application/vnd.apache.arrow.stream application/x-msaccess application/x-redis-dump"
    ),
    (OPAQUE, "image"): (
        "image/png image/jpeg image/gif image/tiff image/webp image/heif image/bmp image/x-icon image/jp2 image/jxl"
        " image/vnd.adobe.photoshop"
    ),
    (PARTIAL, "medical"): "application/dicom",
    (OPAQUE, "audio"): (
        "audio/mpeg audio/mp4 audio/aac audio/ogg audio/flac audio/wav audio/aiff audio/basic audio/amr audio/midi audio/x-nist"
    ),
    (OPAQUE, "video"): "video/mp4 video/x-matroska video/x-msvideo video/x-flv video/mpeg video/mp2t video/x-ms-asf",
    (OPAQUE, "biometric"): (
        "image/x-wsq application/x-iso19794-face application/x-iso19794-finger application/x-iso19794-minutiae"
        " application/x-iso19794-iris application/x-iso39794 application/x-piv-biometric application/x-fingerprint-template"
        " application/x-ansi-nist application/x-emrtd application/x-npy application/x-faiss-index application/x-hnswlib-index"
    ),
    (OPAQUE, "genetic"): "application/x-bam application/x-bcf application/x-cram",
    (PARTIAL, "keystore"): "application/x-pkcs12 application/x-java-keystore application/x-java-jce-keystore",
    (OPAQUE, "keystore"): "application/x-keepass2",
    (RAW, "keystore"): (
        "application/pkix-cert application/pkcs8 application/pkcs8-encrypted application/pkcs7-mime application/pkcs10"
        " application/x-public-key"
    ),
    (RAW, "binary"): (
        "application/x-executable application/x-msdownload application/x-mach-binary application/java-vm application/wasm"
        " application/x-python-bytecode application/x-python-pickle application/vnd.android.dex"
        " application/x-java-serialized-object application/x-plist"
        " application/vnd.tcpdump.pcap application/x-pcapng font/woff font/woff2 font/ttf font/otf font/collection"
    ),
}

#: Every type that is no text, by name.
OTHERS: dict[str, Media] = {
    name: Media(name, how, family) for (how, family), names in _OTHERS.items() for name in names.split()
}


def _texts(how: str, plain: Media) -> dict[str, Media]:
    return {name: Media(name, how, family) for name, family in _TEXTS.items()} | {"": plain}


#: Every type of text by name, the empty one for text that no reader is for: in UTF-8 or a code page, in UTF-16, and in UTF-32,
#: which no text rule could read, but readers of tables can.
TEXTS = _texts(TEXT, PLAIN)
LITTLE = _texts(UTF16_LE, Media("text/plain; charset=utf-16le", UTF16_LE, "text"))
BIG = _texts(UTF16_BE, Media("text/plain; charset=utf-16be", UTF16_BE, "text"))
QUAD = _texts(OPAQUE, Media("text/plain; charset=utf-32", OPAQUE, "text"))
