"""Codings of wallet addresses: base58 with its checksums, bech32, Keccak-256, CRC-16; all refuse characters that are not theirs."""

from __future__ import annotations

import binascii
from collections.abc import Sequence
from hashlib import sha256

BITCOIN = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
RIPPLE = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
_CHECK = 4
_MASK = (1 << 64) - 1


def base58(text: str, size: int, alphabet: str = BITCOIN) -> bytes:
    """The `size` bytes that text in base 58 stands for; none where a character is foreign or the number does not fit."""
    number = 0
    for char in text:
        value = alphabet.find(char)
        if value < 0:
            return b""
        number = number * 58 + value
    leading = len(text) - len(text.lstrip(alphabet[0]))
    if number.bit_length() > 8 * size or leading + (number.bit_length() + 7) // 8 != size:
        return b""
    return number.to_bytes(size, "big")


def base58check(text: str, size: int, alphabet: str = BITCOIN) -> bytes:
    """Version and payload of base58 text of `size` bytes without its checksum, four bytes of double SHA-256; none if it is wrong.

    Source: https://en.bitcoin.it/wiki/Base58Check_encoding
    """
    data = base58(text, size + _CHECK, alphabet)
    head = data[:-_CHECK]
    return head if data and sha256(sha256(head).digest()).digest()[:_CHECK] == data[-_CHECK:] else b""


_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
#: Final values of the checksum. Source: BIP 173 (bech32), BIP 350 (bech32m).
_ONE, _M = 1, 0x2BC830A3


def bech32(text: str) -> tuple[str, Sequence[int], bool]:
    """Human part, five-bit groups without checksum, and whether it is bech32m; an empty human part where the checksum is wrong."""
    if text not in (text.lower(), text.upper()):
        return "", (), False
    human, _, rest = text.lower().rpartition("1")
    values = [_BECH32.find(char) for char in rest]
    if not human or len(values) <= 6 or min(values) < 0:  # noqa: PLR2004  # six characters of checksum
        return "", (), False
    state = 1
    for value in [*(ord(char) >> 5 for char in human), 0, *(ord(char) & 31 for char in human), *values]:
        top = state >> 25
        state = (state & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATORS):
            if top >> bit & 1:
                state ^= generator
    return (human, values[:-6], state == _M) if state in (_ONE, _M) else ("", (), False)


_CASH = (0x98F2BC8E61, 0x79B76D99E2, 0xF33E5FB3C4, 0xAE2EABE2A8, 0x1E4F43E470)


def cashaddr(prefix: str, text: str) -> bool:
    """Whether the text after the prefix has the checksum of Bitcoin Cash.

    Source: https://github.com/bitcoincashorg/bitcoincash.org/blob/master/spec/cashaddr.md
    """
    values = [_BECH32.find(char) for char in text.lower()]
    if min(values, default=-1) < 0:
        return False
    state = 1
    for value in [*(ord(char) & 31 for char in prefix), 0, *values]:
        top = state >> 35
        state = (state & 0x07FFFFFFFF) << 5 ^ value
        for bit, generator in enumerate(_CASH):
            if top >> bit & 1:
                state ^= generator
    return state == 1


def crc16(data: bytes) -> int:
    """CRC-16/XMODEM: polynomial 0x1021, start 0."""
    return binascii.crc_hqx(data, 0)


def _round_constants() -> tuple[int, ...]:
    """The 24 constants of Keccak-f[1600], from its shift register. Source: FIPS 202, section 3.2.5."""
    out, register = [], 1
    for _ in range(24):
        constant = 0
        for bit in range(7):
            if register & 1:
                constant |= 1 << ((1 << bit) - 1)
            register = register << 1 ^ (0x171 if register & 0x80 else 0)
        out.append(constant)
    return tuple(out)


def _offsets() -> list[list[int]]:
    """Rotations of the lanes. Source: FIPS 202, section 3.2.2."""
    out = [[0] * 5 for _ in range(5)]
    x, y = 1, 0
    for step in range(24):
        out[x][y] = (step + 1) * (step + 2) // 2 % 64
        x, y = y, (2 * x + 3 * y) % 5
    return out


_ROUNDS, _OFFSETS = _round_constants(), _offsets()
_RATE = 136


def _turn(lane: int, count: int) -> int:
    return (lane << count | lane >> (64 - count)) & _MASK


def _permute(lanes: list[list[int]]) -> list[list[int]]:
    five = range(5)
    for constant in _ROUNDS:
        columns = [lanes[x][0] ^ lanes[x][1] ^ lanes[x][2] ^ lanes[x][3] ^ lanes[x][4] for x in five]
        mixed = [columns[x - 1] ^ _turn(columns[(x + 1) % 5], 1) for x in five]
        moved = [[0] * 5 for _ in five]
        for x in five:
            for y in five:
                moved[y][(2 * x + 3 * y) % 5] = _turn(lanes[x][y] ^ mixed[x], _OFFSETS[x][y])
        lanes = [[moved[x][y] ^ (~moved[(x + 1) % 5][y] & moved[(x + 2) % 5][y]) for y in five] for x in five]
        lanes[0][0] ^= constant
    return lanes


def keccak256(data: bytes) -> bytes:
    """Keccak-256 with the padding of 2011, which Ethereum and Monero use (`hashlib` has only that of FIPS 202); short data.

    Source: https://keccak.team/keccak_specs_summary.html
    """
    padded = bytearray(data + b"\x01" + bytes(-(len(data) + 1) % _RATE))
    padded[-1] |= 0x80
    lanes = [[0] * 5 for _ in range(5)]
    for start in range(0, len(padded), _RATE):
        for index in range(_RATE // 8):
            at = start + 8 * index
            lanes[index % 5][index // 5] ^= int.from_bytes(padded[at : at + 8], "little")
        lanes = _permute(lanes)
    return b"".join(lanes[index % 5][index // 5].to_bytes(8, "little") for index in range(4))
