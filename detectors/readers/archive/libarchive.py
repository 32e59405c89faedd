"""7z, rar, cpio, ar, rpm, iso, cab, xar, lha, warc and .Z, by the system's libarchive; run in a child process, since it is C."""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from types import ModuleType
from typing import IO, Any

from connectors.blob import Blob
from connectors.errors import BlobError, Reason
from detectors.readers.archive.content import BLOCK, Chunks, content
from detectors.readers.archive.naming import Tally, shown
from detectors.readers.archive.sevencontent import encrypted
from detectors.readers.archive.tarheader import after_epoch
from detectors.readers.archive.zipcipher import CLOSED
from detectors.readers.base import Budget, Gap, Member, Part, Reader, ReadError
from detectors.views.sniff import Media

_SEVENZIP = "application/x-7z-compressed"
#: Formats that may be read for each type. Never "all": its mtree opens files that the archive names.
_FORMATS = {
    _SEVENZIP: ("7zip",),
    "application/vnd.rar": ("rar", "rar5"),
    "application/x-cpio": ("cpio",),
    "application/x-archive": ("ar",),
    "application/x-rpm": ("cpio",),
    "application/x-iso9660-image": ("iso9660",),
    "application/vnd.ms-cab-compressed": ("cab",),
    "application/x-xar": ("xar",),
    "application/x-lha": ("lha",),
    "application/warc": ("warc",),
    "application/x-compress": ("raw",),
    "application/x-lzip": ("raw",),
}
#: Filters that libarchive may have built in. Never "all": for others, and for these where it was built without, it runs programs.
_FILTERS = ("gzip", "bzip2", "xz", "lzma", "zstd", "lz4")
_FILTERED = {
    "application/x-rpm": ("rpm", *_FILTERS),
    "application/x-compress": ("compress",),
    "application/x-lzip": ("lzip",),
}
_EOF, _OK = 1, 0
#: Codes after which the next member may be asked for.
_PASSING = frozenset({-10, -25})
_TYPE, _FOLDER, _LINK = 0o170000, 0o040000, 0o120000
_SPECIAL = frozenset({0o010000, 0o020000, 0o060000, 0o140000})
_FATAL = -30
#: Libarchive decrypts none of its formats; 7z is decrypted here where there are passwords.
_CLOSED = "is encrypted, and this format cannot be decrypted here; unpack it with its password and scan that"
#: Members in a row that cannot be begun, after which an archive is given up.
_PATIENCE = 100


class LibarchiveReader(Reader):
    """Members in the order of the archive; .Z and .lz are one member without a name."""

    isolated = True

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:
        del name
        if media.type == _SEVENZIP and budget.passwords:
            parts = encrypted(blob, budget)
            if parts is not None:
                yield from parts
                return
        library = _library()
        archive = _Archive(library, blob, budget, CLOSED if media.type == _SEVENZIP else _CLOSED)
        try:
            archive.open(_FORMATS[media.type], _FILTERED.get(media.type, ()))
            yield from archive.parts(raw=_FORMATS[media.type] == ("raw",))
        finally:
            archive.close()


def _library() -> ModuleType:
    """The bindings, with what they do not declare.

    Raises:
        ReadError: they, or the library itself, are not installed.
    """
    try:
        from libarchive import ffi  # type: ignore[import-untyped]  # noqa: PLC0415  # no types; an extra
    except (
        ImportError,
        OSError,
        AttributeError,
        TypeError,
    ) as error:  # without the library they fail in each of these ways
        raise ReadError(
            Reason.NO_EXTRA, "libarchive is not installed: apt-get install libarchive13, or brew install libarchive"
        ) from error
    logging.getLogger("libarchive").disabled = True  # its warnings quote names
    if not hasattr(ffi, "entry_is_data_encrypted"):
        ffi.ffi("entry_is_data_encrypted", [ffi.c_archive_entry_p], ctypes.c_int)
    if not hasattr(ffi, "entry_pathname_utf8"):
        ffi.ffi("entry_pathname_utf8", [ffi.c_archive_entry_p], ctypes.c_char_p)
    return ffi  # type: ignore[no-any-return]  # no types


class _Archive:
    """One archive that is being read."""

    def __init__(self, library: ModuleType, blob: Blob, budget: Budget, closed: str) -> None:
        self._lib: Any = library
        self._blob = blob
        self._budget = budget
        self._closed = closed
        self._at = 0
        self._held: Any = None
        self._error: BlobError | None = None
        self._archive = library.read_new()
        self._entry = library.entry_new()
        self._read = library.READ_CALLBACK(self._given)
        self._seek = library.SEEK_CALLBACK(self._moved)
        self._tally = Tally()

    def open(self, formats: tuple[str, ...], filters: tuple[str, ...]) -> None:
        for name in formats:
            self._lib.get_read_format_function(name)(self._archive)
        for name in filters:
            if _built_in(self._lib, name):
                self._lib.get_read_filter_function(name)(self._archive)
        self._lib.read_set_seek_callback(self._archive, self._seek)
        try:
            self._lib.read_open(self._archive, None, self._lib.NO_OPEN_CB, self._read, self._lib.NO_CLOSE_CB)
        except self._lib.ArchiveError as error:
            raise self._told(error) from None

    def close(self) -> None:
        """Free what the library holds."""
        self._lib.entry_free(self._entry)
        self._lib.read_free(self._archive)

    def _given(self, _archive: int, _context: int, place: Any) -> int:
        """Callback of the library: the next bytes of the blob. Nothing may be raised here."""
        try:
            self._budget.check()
            self._held = ctypes.create_string_buffer(self._blob.read(self._at, BLOCK), BLOCK)
            length = min(BLOCK, max(0, self._blob.size - self._at))
        except BlobError as error:
            self._error = error
            return _FATAL
        self._at += length
        place[0] = ctypes.cast(self._held, ctypes.c_void_p)
        return length

    def _moved(self, _archive: int, _context: int, offset: int, whence: int) -> int:
        """Callback of the library: another place in the blob."""
        at = offset + (0, self._at, self._blob.size)[whence] if whence in {0, 1, 2} else -1
        if not 0 <= at <= self._blob.size:
            return _FATAL
        self._at = at
        return at

    def parts(self, *, raw: bool) -> Iterator[Part]:
        failed = 0
        while True:
            self._budget.check()
            try:
                code = self._lib.read_next_header2(self._archive, self._entry)
            except self._lib.ArchiveError as error:
                failed += 1
                if error.retcode not in _PASSING or failed > _PATIENCE:
                    raise self._told(error) from None
                yield Gap(
                    "", 0, Reason.CORRUPT, "a member cannot be begun: it is damaged or of a kind that is not read"
                )
                continue
            if code == _EOF:
                yield from self._tally.rest()
                return
            if raw and self._lib.filter_count(self._archive) < 2:  # noqa: PLR2004  # the coding, and the file itself
                raise ReadError(Reason.CORRUPT, "is damaged: it does not begin as its coding does")
            failed = 0
            yield from self._member(raw=raw)

    def _member(self, *, raw: bool) -> Iterator[Part]:
        """One entry."""
        lib, entry = self._lib, self._entry
        name = "" if raw else _name(lib, entry)
        size = lib.entry_size(entry) if lib.entry_size_is_set(entry) else None
        kind = lib.entry_filetype(entry) & _TYPE
        if kind == _FOLDER:
            return
        if kind == _LINK or lib.entry_hardlink(entry) or lib.entry_hardlink_w(entry):
            yield from self._tally.gap(name, 0, Reason.SYMLINK, "is a link; what it points to is not followed")
        elif kind in _SPECIAL:
            yield from self._tally.gap(name, 0, Reason.SPECIAL, "is a device or a pipe, which holds nothing")
        elif lib.entry_is_data_encrypted(entry) > 0:
            yield from self._tally.gap(name, size or 0, Reason.ENCRYPTED, self._closed)
        else:
            yield Member(name, size, self._opener(), None, self._modified())

    def _modified(self) -> datetime | None:
        if not self._lib.entry_mtime_is_set(self._entry):
            return None
        return after_epoch(self._lib.entry_mtime(self._entry))

    def _opener(self) -> Callable[[], IO[bytes]]:
        return lambda: content(self._chunks())

    def _chunks(self) -> Chunks:
        """The entry's blocks on end: holes are left out, and where each block says that it belongs is not asked."""
        place, size, offset = ctypes.c_void_p(), ctypes.c_size_t(), ctypes.c_longlong()
        arguments = self._archive, ctypes.byref(place), ctypes.byref(size), ctypes.byref(offset)
        while True:
            self._budget.check()
            try:
                code = self._lib.read_data_block(*arguments)
            except self._lib.ArchiveError as error:
                raise self._told(error) from None
            if code == _EOF:
                return
            for start in range(0, size.value, BLOCK):
                yield ctypes.string_at((place.value or 0) + start, min(BLOCK, size.value - start))

    def _told(self, error: Exception) -> BlobError:
        """What to say of an error; the library's own words quote names, so they are looked at and not repeated."""
        if self._error:
            return self._error
        said = str(getattr(error, "msg", "")).lower()
        if "passphrase" in said or "encrypt" in said or "crypto" in said:
            return ReadError(Reason.ENCRYPTED, self._closed)
        if "unsupported" in said or "not supported" in said or "unavailable" in said or "unrecognized" in said:
            return ReadError(
                Reason.NO_READER, "is packed in a way that libarchive does not read here; unpack it and scan that"
            )
        return ReadError(Reason.CORRUPT, "is damaged or cut off: libarchive cannot read it further")


def _name(lib: Any, entry: int) -> str:
    raw = lib.entry_pathname_utf8(entry) or lib.entry_pathname(entry) or b""
    return shown(raw.decode("utf-8", "backslashreplace"))


_found: dict[str, bool] = {}


def _built_in(lib: Any, name: str) -> bool:
    """Whether the library has a filter itself; where it says "with a warning", it would run a program for it."""
    if name not in _found:
        archive = lib.read_new()
        try:
            _found[name] = lib.get_read_filter_function(name)(archive) == _OK
        except (ValueError, lib.ArchiveError):
            _found[name] = False
        finally:
            lib.read_free(archive)
    return _found[name]
