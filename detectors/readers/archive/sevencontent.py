"""Content of encrypted 7z: AES below the usual methods of compression; a password is tried on the first file of a stream."""

from __future__ import annotations

import hashlib
import lzma
from collections.abc import Callable, Iterator
from typing import IO

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.archive import coding, sevenzip
from detectors.readers.archive.coding import Source, checked, crc32, damaged, early
from detectors.readers.archive.content import BLOCK, Ahead, Chunks, Content, content
from detectors.readers.archive.naming import shown
from detectors.readers.archive.sevenzip import Coder, Folder
from detectors.readers.archive.zipcipher import unopened
from detectors.readers.base import Budget, Gap, Member, Part, ReadError

_AES = b"\x06\xf1\x07\x01"
_COPY, _DEFLATE, _BZIP2, _LZMA, _LZMA2 = b"\0", b"\x04\x01\x08", b"\x04\x02\x02", b"\x03\x01\x01", b"\x21"
#: Filters of liblzma by method (Methods.txt of the LZMA SDK).
_BRANCHES = {
    b"\x03\x03\x01\x03": lzma.FILTER_X86,
    b"\4": lzma.FILTER_X86,
    b"\x03\x03\x02\x05": lzma.FILTER_POWERPC,
    b"\5": lzma.FILTER_POWERPC,
    b"\x03\x03\x04\x01": lzma.FILTER_IA64,
    b"\6": lzma.FILTER_IA64,
    b"\x03\x03\x05\x01": lzma.FILTER_ARM,
    b"\7": lzma.FILTER_ARM,
    b"\x03\x03\x07\x01": lzma.FILTER_ARMTHUMB,
    b"\x08": lzma.FILTER_ARMTHUMB,
    b"\x03\x03\x08\x05": lzma.FILTER_SPARC,
    b"\x09": lzma.FILTER_SPARC,
    b"\3": lzma.FILTER_DELTA,
}
#: Rounds of the key are two to this power; 7-Zip takes 19. A value of 63 means no rounds at all.
_POWER_MOST, _NO_ROUNDS = 24, 63
_ROUNDS_AT_ONCE = 4096
_BLOCK = 16
#: Bytes that a filter of liblzma may keep back.
_KEPT_BACK = 16
#: Bytes of content that are made at most to see whether a password fits.
_TRIAL = 64 << 20


def encrypted(blob: Blob, budget: Budget) -> Iterator[Part] | None:
    """Parts of an archive of which something is encrypted; None where nothing is, so that others may read it.

    Raises:
        ReadError: no password opens its header.
    """
    ahead = Ahead(blob)
    opener = _Opener(ahead, budget)
    try:
        found = sevenzip.header(ahead)
        sealed = any(_sealed(folder) for folder in found.folders)
        while found.encoded and len(found.folders) == 1:
            found = sevenzip.parsed(opener.whole(found.folders[0]))
            sealed = sealed or any(_sealed(folder) for folder in found.folders)
    except ReadError as error:
        if error.reason in {Reason.ENCRYPTED, Reason.TIMEOUT, Reason.NO_EXTRA}:
            raise
        return None  # libarchive tells better what is wrong with it
    return opener.parts(found) if sealed else None


def _sealed(folder: Folder) -> bool:
    return any(coder.method == _AES for coder in folder.coders)


class _Opener:
    """Decodes the streams of one archive."""

    def __init__(self, ahead: Ahead, budget: Budget) -> None:
        self._ahead = ahead
        self._budget = budget
        self._passwords = list(budget.passwords)
        self._keys: dict[tuple[bytes, bytes, int], bytes] = {}

    def whole(self, folder: Folder) -> bytes:
        """A stream that may be held: the header."""
        size, _ = folder.streams[0]
        if size > sevenzip.HEADER_MOST:
            raise damaged()
        password = self._fitting(folder) if _sealed(folder) else b""
        return b"".join(self._chunks(folder, password))

    def parts(self, found: sevenzip.Header) -> Iterator[Part]:
        names = iter(found.names)
        for folder in found.folders:
            members = [(shown(next(names, "")), size, crc) for size, crc in folder.streams]
            if not folder.coders:
                for name, size, _ in members:
                    yield Gap(
                        name, size, Reason.NO_READER, "is packed in a way that is not read; unpack it and scan that"
                    )
                continue
            try:
                password = self._fitting(folder) if _sealed(folder) else b""
            except ReadError as error:
                if error.reason not in {Reason.ENCRYPTED, Reason.NO_READER}:
                    raise
                for name, size, _ in members:
                    yield Gap(name, size, error.reason, error.detail)
                continue
            with Content(self._chunks(folder, password)) as stream:
                for name, size, crc in members:
                    left = _Left(stream, size, crc)
                    yield Member(name, size, left.opener())
                    left.skip(self._budget)

    def _fitting(self, folder: Folder) -> bytes:
        """The password of a stream.

        Raises:
            ReadError: there is none.
        """
        for password in list(self._passwords):
            self._budget.check()
            try:
                with Content(self._chunks(folder, password)) as stream:
                    size, crc = folder.streams[0] if folder.streams else (0, None)
                    left = _Left(stream, min(size, _TRIAL), crc if size <= _TRIAL else None)
                    left.skip(self._budget)
            except ReadError as error:
                if error.reason not in {Reason.CORRUPT, Reason.LIMIT}:
                    raise
                continue
            self._passwords.remove(password)
            self._passwords.insert(0, password)
            return password
        raise unopened()

    def _chunks(self, folder: Folder, password: bytes) -> Chunks:
        """Content of a stream.

        The filters of liblzma keep back the last bytes, which they do not change, until they are told that the end has come, and
        Python cannot tell them (bpo-21872). Then the stream is decoded once more, without filters, for these bytes.
        """
        total, given = folder.sizes[-1], 0
        try:
            for chunk in self._decoded(folder, password):
                given += len(chunk)
                yield chunk
        except ReadError as error:
            plain = [n for n, coder in enumerate(folder.coders) if coder.method not in _BRANCHES]
            if len(plain) == len(folder.coders) or error.reason != Reason.CORRUPT or total - given > _KEPT_BACK:
                raise
            coders, sizes = tuple(folder.coders[n] for n in plain), tuple(folder.sizes[n] for n in plain)
            for chunk in self._decoded(folder._replace(coders=coders, sizes=sizes), password):
                if given < len(chunk):
                    yield chunk[given:]
                given = max(0, given - len(chunk))

    def _decoded(self, folder: Folder, password: bytes) -> Chunks:
        """Each coder's output is the next one's input."""
        chunks: Iterator[bytes] = self._ahead.chunks(folder.start, folder.start + folder.packed)
        coders, sizes = list(folder.coders), list(folder.sizes)
        while coders:
            coder, size = coders.pop(0), sizes.pop(0)
            source = Source(chunks, self._budget)
            if coder.method in {_LZMA, _LZMA2}:
                filters = [_lzma(coder)]
                while coders and coders[0].method in _BRANCHES:
                    filters.insert(0, _branch(coders.pop(0)))
                    size = sizes.pop(0)
                chunks = coding.unlzma(source, filters)
            elif coder.method == _AES:
                chunks = self._decrypted(source, coder.properties, password)
            elif coder.method == _DEFLATE:
                chunks = coding.inflate(source)
            elif coder.method == _BZIP2:
                chunks = coding.bunzip2(source)
            elif coder.method != _COPY:
                raise ReadError(Reason.NO_READER, "is packed in a way that is not read; unpack it and scan that")
            chunks = _cut(chunks, size)
        yield from chunks

    def _decrypted(self, source: Source, properties: bytes, password: bytes) -> Chunks:
        """AES-256 in CBC mode, with a key of many rounds of SHA-256 (7zAES.cpp of 7-Zip)."""
        try:
            from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415  # an extra
        except ImportError as error:
            raise ReadError(
                Reason.NO_EXTRA, "cryptography is not installed: pip install 'discover-holdings[documents]'"
            ) from error
        if len(properties) < 2:  # noqa: PLR2004  # two bytes of sizes
            raise damaged()
        first, second = properties[0], properties[1]
        salted = (first >> 7) + (second >> 4)
        vector = (first >> 6 & 1) + (second & 15)
        salt, start = properties[2 : 2 + salted], properties[2 + salted : 2 + salted + vector]
        key = self._key(password, salt, first & 0x3F)
        decryptor = Cipher(algorithms.AES(key), modes.CBC(start.ljust(_BLOCK, b"\0")[:_BLOCK])).decryptor()
        while data := source.exactly(BLOCK):
            if len(data) % _BLOCK:
                raise early()
            yield decryptor.update(data)

    def _key(self, password: bytes, salt: bytes, power: int) -> bytes:
        known = self._keys.get((password, salt, power))
        if known is None:
            known = self._keys[password, salt, power] = _derived(password, salt, power, self._budget)
        return known


def _derived(password: bytes, salt: bytes, power: int, budget: Budget) -> bytes:
    wide = password.decode("utf-8", "replace").encode("utf-16-le")
    if power == _NO_ROUNDS:
        return (salt + wide).ljust(32, b"\0")[:32]
    if power > _POWER_MOST:
        raise ReadError(Reason.LIMIT, "asks for too many rounds to make its key")
    digest = hashlib.sha256()
    each = salt + wide
    for first in range(0, 1 << power, _ROUNDS_AT_ONCE):
        budget.check()
        rounds = range(first, min(first + _ROUNDS_AT_ONCE, 1 << power))
        digest.update(b"".join(each + number.to_bytes(8, "little") for number in rounds))
    return digest.digest()


def _lzma(coder: Coder) -> dict[str, int]:
    properties = coder.properties
    if coder.method == _LZMA2:
        bits = properties[0] if properties else 255
        if bits > 40:  # noqa: PLR2004  # 4 GiB
            raise damaged()
        return {"id": lzma.FILTER_LZMA2, "dict_size": min(0xFFFFFFFF, (2 | bits & 1) << bits // 2 + 11)}
    if len(properties) < 5:  # noqa: PLR2004  # one byte, and the dictionary
        raise damaged()
    lc, rest = properties[0] % 9, properties[0] // 9
    if lc + rest % 5 > 4 or rest // 5 > 4:  # noqa: PLR2004  # limits of liblzma
        raise damaged()
    size = max(4096, int.from_bytes(properties[1:5], "little"))
    return {"id": lzma.FILTER_LZMA1, "dict_size": size, "lc": lc, "lp": rest % 5, "pb": rest // 5}


def _branch(coder: Coder) -> dict[str, int]:
    kind = _BRANCHES[coder.method]
    if kind == lzma.FILTER_DELTA:
        return {"id": kind, "dist": (coder.properties or b"\0")[0] + 1}
    return {"id": kind}


def _cut(chunks: Iterator[bytes], size: int) -> Chunks:
    """The first bytes of a stream, which may have padding behind them or no end of its own."""
    while size:
        chunk = next(chunks, b"")
        if not chunk:
            raise early()
        yield chunk[:size]
        size -= min(size, len(chunk))


class _Left:
    """One file's part of a stream."""

    def __init__(self, stream: Content, size: int, crc: int | None) -> None:
        self._stream = stream
        self._left = size
        self._crc = crc
        self._sum = 0

    def opener(self) -> Callable[[], IO[bytes]]:
        return lambda: content(self._chunks())

    def _chunks(self) -> Chunks:
        while self._left:
            data = self._stream.read(min(BLOCK, self._left))
            if not data:
                raise early()
            self._left -= len(data)
            self._sum = crc32(data, self._sum)
            yield data
        if self._crc is not None and self._sum != self._crc:
            raise checked()

    def skip(self, budget: Budget) -> None:
        """Read what is left, for the next file to begin; only what nobody read is checked here."""
        if self._left:
            for data in self._chunks():
                budget.expand(len(data))
