"""Encrypted members of zips: the traditional cipher (APPNOTE.TXT 6.1), and AES as WinZip specifies it (AE-1, AE-2)."""

from __future__ import annotations

import hashlib
import hmac
import zlib
from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from connectors.errors import Reason
from detectors.readers.archive.coding import Source, checked, early
from detectors.readers.archive.content import Chunks
from detectors.readers.base import Budget, ReadError

#: What to do about an encrypted member.
CLOSED = "is encrypted: give the password in a file with --archive-password-file"
#: Bytes that are decrypted between two looks at the clock; the traditional cipher manages some 2 MB/s here.
_STEP = 32 << 10
_HEADER = 12
_ITERATIONS, _MAC, _BLOCK = 1000, 10, 16
#: Bytes of the salt and of the key, by strength.
_STRENGTHS = {1: (8, 16), 2: (12, 24), 3: (16, 32)}
_TABLE = tuple(zlib.crc32(bytes([n]), 0xFFFFFFFF) ^ 0xFFFFFFFF for n in range(256))


def unopened() -> ReadError:
    """The error where no password fits, or one only seemed to."""
    return ReadError(Reason.ENCRYPTED, "is encrypted, and none of the passwords given opens it")


class _Traditional:
    """Keys of the traditional cipher, 6.1.5 to 6.1.7."""

    def __init__(self, password: bytes) -> None:
        self._keys = (0x12345678, 0x23456789, 0x34567890)
        for byte in password:
            self._update(byte)

    def _update(self, byte: int) -> None:
        one, two, three = self._keys
        one = (one >> 8) ^ _TABLE[(one ^ byte) & 255]
        two = ((two + (one & 255)) * 134775813 + 1) & 0xFFFFFFFF
        self._keys = one, two, (three >> 8) ^ _TABLE[(three ^ (two >> 24)) & 255]

    def decrypt(self, data: bytes) -> bytes:
        one, two, three = self._keys
        table = _TABLE
        out = bytearray(data)
        for at, byte in enumerate(data):
            mask = three & 0xFFFF | 2
            byte ^= (mask * (mask ^ 1)) >> 8 & 255  # noqa: PLW2901  # each line of this loop counts
            out[at] = byte
            one = (one >> 8) ^ table[(one ^ byte) & 255]
            two = ((two + (one & 255)) * 134775813 + 1) & 0xFFFFFFFF
            three = (three >> 8) ^ table[(three ^ (two >> 24)) & 255]
        self._keys = one, two, three
        return bytes(out)


def traditional(source: Source, password: bytes) -> Chunks:
    """What was encrypted with the traditional cipher, after its header of 12 bytes."""
    cipher = _Traditional(password)
    cipher.decrypt(source.exactly(_HEADER))
    while data := source.read(_STEP):
        yield cipher.decrypt(data)


def fitting(header: bytes, check: int, passwords: Sequence[bytes]) -> list[bytes]:
    """Passwords that may be the right one by the last byte of the header: one of 256 wrong ones is."""
    return [
        password for password in passwords if _Traditional(password).decrypt(header[:_HEADER])[-1:] == bytes([check])
    ]


class Aes(NamedTuple):
    """Extra field 0x9901: the strength (1 to 3), and the method of compression below the encryption."""

    version: int
    strength: int
    method: int


def aes(extra: bytes) -> Aes | None:
    """The extra field read, or None where it is not one."""
    if len(extra) < 7 or extra[4] not in _STRENGTHS:  # noqa: PLR2004  # its length
        return None
    return Aes(int.from_bytes(extra[:2], "little"), extra[4], int.from_bytes(extra[5:7], "little"))


class Keys:
    """Passwords in the order in which they have opened members; one that did is tried first for the next."""

    def __init__(self, passwords: Sequence[bytes], budget: Budget) -> None:
        """Take all passwords."""
        self.passwords = list(passwords)
        self._budget = budget

    def opened(self, password: bytes) -> None:
        """Note that this one opened a member."""
        if self.passwords[0] != password:
            self.passwords.remove(password)
            self.passwords.insert(0, password)

    def decrypt(self, source: Source, stored: int, strength: int) -> Chunks:
        """What was encrypted with AES.

        Raises:
            ReadError: no password opens it, or it was changed after encryption.
        """
        salt_size, key_size = _STRENGTHS[strength]
        salt, verifier = source.exactly(salt_size), source.exactly(2)
        left = stored - salt_size - 2 - _MAC
        if left < 0 or len(verifier) < 2:  # noqa: PLR2004  # as above
            raise early()
        for password in self.passwords:
            self._budget.check()
            keys = hashlib.pbkdf2_hmac("sha1", password, salt, _ITERATIONS, 2 * key_size + 2)
            if keys[-2:] == verifier:
                break
        else:
            raise unopened()
        self.opened(password)
        mac = hmac.new(keys[key_size : 2 * key_size], digestmod="sha1")
        yield from _counted(source, left, keys[:key_size], mac)
        if source.exactly(_MAC) != mac.digest()[:_MAC]:
            raise checked()


def _counted(source: Source, left: int, key: bytes, mac: hmac.HMAC) -> Iterator[bytes]:
    """AES in counter mode with a counter that starts at 1 and has its low byte first: so not one that libraries offer."""
    try:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415  # an extra
    except ImportError as error:
        raise ReadError(
            Reason.NO_EXTRA, "cryptography is not installed: pip install 'discover-holdings[documents]'"
        ) from error
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305  # of counters, which makes it counter mode
    number = 1
    while left:
        data = source.exactly(min(left, _STEP))
        if not data:
            raise early()
        left -= len(data)
        mac.update(data)
        blocks = -(-len(data) // _BLOCK)
        counters = array("Q", bytes(blocks * _BLOCK))
        counters[::2] = array("Q", range(number, number + blocks))
        number += blocks
        stream = encryptor.update(counters.tobytes())[: len(data)]
        yield (int.from_bytes(data, "little") ^ int.from_bytes(stream, "little")).to_bytes(len(data), "little")
