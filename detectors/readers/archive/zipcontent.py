"""Content of a zip's members: inflated, decrypted, and held to its size and CRC."""

from __future__ import annotations

from io import BytesIO
from lzma import FILTER_LZMA1
from typing import IO

from connectors.errors import Reason
from detectors.readers.archive import coding, zipcipher
from detectors.readers.archive import zipdirectory as zips
from detectors.readers.archive.coding import Source
from detectors.readers.archive.content import BLOCK, Ahead, Chunks, content
from detectors.readers.archive.deflate64 import inflate64
from detectors.readers.archive.zipdirectory import Entry
from detectors.readers.archive.zstd import unzstd
from detectors.readers.base import Budget, ReadError

#: Methods that can be read.
READ = frozenset({zips.STORED, zips.DEFLATE, zips.DEFLATE64, zips.BZIP2, zips.LZMA, zips.ZSTD, zips.XZ})
#: Bytes of content up to which a member comes in one piece.
_SMALL = 1 << 20
_LOCAL = 30
_AES_FIELD = 0x9901
#: Bytes of content that are made only to see which of several passwords fits.
_TRIAL = 64 << 20


class Contents:
    """Opens members. One for each archive.

    Attributes:
        reached: where the members that were read so far end, the farthest of them.
    """

    def __init__(self, ahead: Ahead, budget: Budget) -> None:
        """Take the blob, and the passwords of the budget."""
        self.reached = 0
        self._ahead = ahead
        self._budget = budget
        self._keys = zipcipher.Keys(budget.passwords, budget)

    def open(self, entry: Entry) -> IO[bytes]:
        """A member's content; damage is told by the stream."""
        if entry.size <= _SMALL and entry.stored <= BLOCK and not entry.flags & zips.ENCRYPTED and entry.ended:
            data = self._whole(entry)
            if data is not None:
                return BytesIO(data)
        return content(self._checked(entry))

    def _whole(self, entry: Entry) -> bytes | None:
        """A small member in one piece; None where anything is not as it should be: then it is read the long way, which tells."""
        head = self._ahead.take(entry.offset, _LOCAL)
        if len(head) < _LOCAL or not head.startswith(b"PK\3\4"):
            return None
        start = entry.offset + _LOCAL + head[26] + head[28] + (head[27] + head[29] << 8)
        data: bytes | None = self._ahead.take(start, entry.stored)
        if entry.method == zips.DEFLATE:
            data = coding.inflated(data or b"", entry.size)
        elif entry.method != zips.STORED:
            return None
        if data is None or len(data) != entry.size or coding.crc32(data) != entry.crc:
            return None
        self.reached = max(self.reached, start + entry.stored)
        return data

    def _start(self, entry: Entry) -> int:
        head = self._ahead.take(entry.offset, _LOCAL)
        if len(head) < _LOCAL:
            raise coding.early()
        if not head.startswith(b"PK\3\4"):
            raise ReadError(Reason.CORRUPT, "is not where the archive's directory says")
        return entry.offset + _LOCAL + head[26] + head[28] + (head[27] + head[29] << 8)

    def _checked(self, entry: Entry) -> Chunks:
        start = self._start(entry)
        source = Source(self._ahead.chunks(start, start + entry.stored), self._budget)
        method, check, plain = entry.method, True, source
        if entry.flags & zips.ENCRYPTED:
            plain, method, check = self._decrypted(entry, source, start)
        crc = size = 0
        try:
            for chunk in self._expanded(entry, method, plain):
                crc = coding.crc32(chunk, crc)
                size += len(chunk)
                yield chunk
        except ReadError as error:
            if entry.flags & zips.ENCRYPTED and error.reason == Reason.CORRUPT and entry.method != zips.AES:
                raise zipcipher.unopened() from error
            raise
        finally:
            self.reached = max(self.reached, start + source.taken)
        if not entry.ended:
            self._descriptor(start + source.taken, crc, size)
        elif size != entry.size or (check and crc != entry.crc):
            traditional = entry.flags & zips.ENCRYPTED and entry.method != zips.AES
            raise zipcipher.unopened() if traditional else coding.checked()
        while entry.method == zips.AES and plain.read():
            continue  # to the code of authentication at the end

    def _descriptor(self, end: int, crc: int, size: int) -> None:
        """Size and CRC that stand behind the content, with or without a signature, in 32 or 64 bits (4.3.9)."""
        data = self._ahead.take(end, 24)
        signed = 4 if data.startswith(b"PK\7\x08") else 0
        stored_crc = int.from_bytes(data[signed : signed + 4], "little")
        narrow, wide = data[signed + 8 : signed + 12], data[signed + 12 : signed + 20]
        for width, found in ((8, wide), (4, narrow)):
            if stored_crc == crc and found == (size & ((1 << 8 * width) - 1)).to_bytes(width, "little"):
                self.reached = max(self.reached, end + signed + 4 + 2 * width)
                return
        raise coding.checked()

    def _expanded(self, entry: Entry, method: int, source: Source) -> Chunks:
        """Content of one member from its compressed bytes."""
        if method == zips.STORED:
            left = entry.stored if not entry.flags & zips.ENCRYPTED else entry.size
            while left and (data := source.read(min(left, BLOCK))):
                left -= len(data)
                yield data
            if left:
                raise coding.early()
        elif method == zips.LZMA:
            left = entry.size
            for chunk in coding.unlzma(source, _lzma_filters(source.exactly(9))):
                yield chunk[:left] if not entry.flags & 2 else chunk
                left -= len(chunk)
                if left <= 0 and not entry.flags & 2:  # no mark at its end
                    return
        else:
            expand = _EXPAND.get(method)
            if expand is None:
                raise unread(method)
            yield from expand(source)

    def _decrypted(self, entry: Entry, source: Source, start: int) -> tuple[Source, int, bool]:
        """A source of decrypted bytes, the method of compression, and whether the CRC is stored."""
        if entry.method == zips.AES:
            field = zipcipher.aes(zips.field(entry.extra, _AES_FIELD))
            if field is None:
                raise ReadError(Reason.ENCRYPTED, "is encrypted in a way that is not known")
            chunks = self._keys.decrypt(source, entry.stored, field.strength)
            return Source(chunks, self._budget), field.method, field.version == 1
        check = entry.time[0] >> 8 if entry.flags & zips.DESCRIPTOR else entry.crc >> 24
        found = zipcipher.fitting(source.peek(12), check, self._keys.passwords)
        if not found:
            raise zipcipher.unopened()
        password = next((one for one in found[:-1] if self._fits(entry, start, one)), found[-1])
        self._keys.opened(password)
        return Source(zipcipher.traditional(source, password), self._budget), entry.method, True

    def _fits(self, entry: Entry, start: int, password: bytes) -> bool:
        """Whether a password gives content that agrees with its CRC, as far as can be said cheaply."""
        source = Source(self._ahead.chunks(start, start + entry.stored), self._budget)
        crc = size = 0
        try:
            for chunk in self._expanded(
                entry, entry.method, Source(zipcipher.traditional(source, password), self._budget)
            ):
                crc = coding.crc32(chunk, crc)
                size += len(chunk)
                if size > _TRIAL:
                    return True
        except ReadError as error:
            if error.reason == Reason.TIMEOUT:
                raise
            return False
        return crc == entry.crc


def unread(method: int) -> ReadError:
    """The error of a method of compression that is not read."""
    return ReadError(
        Reason.NO_READER, f"is compressed by method {method} of zip, which is not read; unpack it and scan that"
    )


def _lzma_filters(head: bytes) -> list[dict[str, int]]:
    """What stands before LZMA in a zip: version, length of properties (5), properties (5.8.8)."""
    if len(head) < 9:  # noqa: PLR2004  # as above
        raise coding.early()
    lc, rest = head[4] % 9, head[4] // 9
    lp, pb = rest % 5, rest // 5
    if int.from_bytes(head[2:4], "little") != 5 or pb > 4 or lc + lp > 4:  # noqa: PLR2004  # limits of LZMA
        raise coding.damaged()
    size = max(4096, int.from_bytes(head[5:9], "little"))
    return [{"id": FILTER_LZMA1, "dict_size": size, "lc": lc, "lp": lp, "pb": pb}]


_EXPAND = {
    zips.DEFLATE: coding.inflate,
    zips.DEFLATE64: inflate64,
    zips.BZIP2: coding.bunzip2,
    zips.ZSTD: unzstd,
    zips.XZ: coding.unxz,
}
