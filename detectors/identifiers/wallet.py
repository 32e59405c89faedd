"""Addresses of cryptocurrency wallets, judged by their checksums."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from hashlib import blake2b

from detectors.identifiers.base import Identifier
from detectors.identifiers.coding import RIPPLE, base58, base58check, bech32, cashaddr, crc16, keccak256
from detectors.identifiers.plain import Plain
from detectors.identifiers.samples import published
from detectors.identifiers.words import words_of_rule

_BTC, _ETH, _ETH_PLAIN = published("wallet.btc"), published("wallet.eth"), published("wallet.eth_plain")
_HASH = 21
"""Bytes of a version and a hash of 160 bits."""


def _segwit(text: str, human: str) -> bool:
    """A witness program. Source: BIP 173, BIP 350: version 0 with bech32 and 20 or 32 bytes, later ones with bech32m."""
    found, groups, is_m = bech32(text)
    if found != human or not groups or groups[0] > 16:  # noqa: PLR2004  # greatest version
        return False
    size = (len(groups) - 1) * 5 // 8
    return size in (20, 32) if groups[0] == 0 and not is_m else groups[0] > 0 and is_m and 2 <= size <= 40  # noqa: PLR2004  # BIP 141


def _versioned(versions: bytes, human: str = "") -> Callable[[str], bool]:
    """A check of addresses whose first byte is one of `versions`, or which are witness programs behind `human`."""

    def check(plain: str) -> bool:
        if human and plain[: len(human) + 1].lower() == f"{human}1":
            return _segwit(plain, human)
        data = base58check(plain, _HASH)
        return bool(data) and data[0] in versions

    return check


_btc = _versioned(b"\x00\x05", "bc")


def btc(plain: str) -> bool:
    """Bitcoin: base58 with versions 0 and 5, or a witness program."""
    return _btc(plain) and plain not in _BTC and plain.lower() not in _BTC


def eth(plain: str) -> bool:
    """Ethereum: case of the letters as EIP-55 computes it from Keccak-256.

    Source: https://eips.ethereum.org/EIPS/eip-55
    """
    digits = plain[2:]
    if digits in (digits.lower(), digits.upper()) or plain in _ETH:
        return False
    digest = keccak256(digits.lower().encode()).hex()
    return all(char == (char.upper() if bit > "7" else char.lower()) for char, bit in zip(digits, digest, strict=False))


def eth_plain(plain: str) -> bool:
    """Ethereum in one case, which has no checksum: any 20 bytes that are not a few digits over and over."""
    digits = plain[2:]
    one_case = digits in (digits.lower(), digits.upper())
    return one_case and len(set(digits)) > 8 and plain not in _ETH_PLAIN  # noqa: PLR2004  # of 16 digits, 40 drawn


_ZEC = (b"\x1c\xb8", b"\x1c\xbd")


def zec(plain: str) -> bool:
    """Zcash, transparent: base58 with versions of two bytes."""
    return base58check(plain, _HASH + 1)[:2] in _ZEC


def xrp(plain: str) -> bool:
    """XRP: base58 in an alphabet of its own, version 0.

    Source: https://xrpl.org/docs/references/protocol/data-types/base58-encodings
    """
    return base58check(plain, _HASH, RIPPLE)[:1] == b"\x00"


def bch(plain: str) -> bool:
    """Bitcoin Cash: 42 characters with a checksum of 40 bits."""
    return cashaddr("bitcoincash", plain.rpartition(":")[2])


_XMR_SIZE, _XMR_BLOCK, _XMR_LAST = 69, 11, 5


def xmr(plain: str) -> bool:
    """Monero: base58 in blocks of eight bytes, network, two keys, four bytes of Keccak-256.

    Source: https://docs.getmonero.org/
    """
    data = b""
    for start in range(0, len(plain), _XMR_BLOCK):
        number = 0
        block = plain[start : start + _XMR_BLOCK]
        for char in block:
            number = number * 58 + _ALPHABET.get(char, 1 << 80)
        size = 8 if len(block) == _XMR_BLOCK else _XMR_LAST
        if number >> (8 * size):
            return False
        data += number.to_bytes(size, "big")
    return data[:1] in (b"\x12", b"\x2a") and keccak256(data[:-4])[:4] == data[-4:]


_ALPHABET = {char: value for value, char in enumerate("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")}


def xlm(plain: str) -> bool:
    """Stellar: base32, version of an account, CRC-16.

    Source: https://stellar.org/protocol/sep-23
    """
    try:
        data = base64.b32decode(plain)
    except binascii.Error:
        return False
    return data[0] == 6 << 3 and crc16(data[:-2]) == int.from_bytes(data[-2:], "little")


def ada(plain: str) -> bool:
    """Cardano since Shelley: bech32 behind addr or stake. Source: CIP 19."""
    return bech32(plain)[0] in ("addr", "stake")


def cosmos(plain: str) -> bool:
    """Cosmos and its kin: bech32 of twenty or 32 bytes."""
    human, groups, is_m = bech32(plain)
    return (
        human in ("cosmos", "osmo", "terra", "inj", "sei", "celestia", "juno", "kava", "band", "thor")
        and not is_m
        and len(groups) in (32, 52)
    )


def sol(plain: str) -> bool:
    """Solana: 32 bytes in base58, without a checksum."""
    return len(base58(plain, 32)) == 32 and len(set(plain)) > 12  # noqa: PLR2004  # made up; bytes of a key


def dot(plain: str) -> bool:
    """Polkadot and Kusama: base58, network 0 or 2, 32 bytes, two bytes of BLAKE2b.

    Source: https://docs.polkadot.com/ (SS58)
    """
    data = base58(plain, 35)
    return data[:1] in (b"\x00", b"\x02") and blake2b(b"SS58PRE" + data[:-2]).digest()[:2] == data[-2:]


def ton(plain: str) -> bool:
    """TON: base64 of flags, workchain, hash, CRC-16.

    Source: https://docs.ton.org/ (smart contract addresses)
    """
    data = base64.urlsafe_b64decode(plain.replace("+", "-").replace("/", "_"))
    return data[0] in (0x11, 0x51) and data[1] in (0, 0xFF) and crc16(data[:-2]) == int.from_bytes(data[-2:], "big")


def _wallet(name: str, coin: str, form: str, check: Callable[[str], bool], chance: float, source: str) -> Identifier:
    return Identifier(
        f"wallet.{name}",
        "fin.crypto_wallet",
        f"{coin} address",
        Plain(form),
        check,
        chance,
        words_of_rule(f"wallet.{name}"),
        1,
        source,
    )


WALLETS = (
    _wallet(
        "btc",
        "Bitcoin",
        r"\1x{25,33}|\3x{25,33}|\b\c\1x{39,59}|\B\C\1X{39,59}",
        btc,
        1e-9,
        "https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki",
    ),
    _wallet(
        "eth",
        "Ethereum, checked",
        r"\0\xh{40}",
        eth,
        1e-9,
        "https://eips.ethereum.org/EIPS/eip-55",
    ),
    _wallet(
        "eth_plain",
        "Ethereum, unchecked",
        r"\0\xl{40}|\0\xU{40}",
        eth_plain,
        1.0,
        "https://eips.ethereum.org/EIPS/eip-55",
    ),
    _wallet(
        "ltc",
        "Litecoin",
        r"\Lx{25,33}|\Mx{25,33}|\l\t\c\1x{39,59}",
        _versioned(b"\x30\x32", "ltc"),
        1e-9,
        "https://github.com/litecoin-project/litecoin",
    ),
    _wallet(
        "doge",
        "Dogecoin",
        r"\Dx{25,33}|\Ax{25,33}",
        _versioned(b"\x1e\x16"),
        1e-9,
        "https://github.com/dogecoin/dogecoin",
    ),
    _wallet(
        "dash",
        "Dash",
        r"\Xx{25,33}|\7x{25,33}",
        _versioned(b"\x4c\x10"),
        1e-9,
        "https://docs.dash.org/",
    ),
    _wallet(
        "zec",
        "Zcash",
        r"\t\1x{33}|\t\3x{33}",
        zec,
        1e-9,
        "https://zips.z.cash/protocol/protocol.pdf",
    ),
    _wallet(
        "trx",
        "Tron",
        r"\Tx{33}",
        _versioned(b"\x41"),
        1e-9,
        "https://developers.tron.network/docs/account",
    ),
    _wallet(
        "xrp",
        "XRP",
        r"\rx{24,34}",
        xrp,
        1e-9,
        "https://xrpl.org/docs/references/protocol/data-types/base58-encodings",
    ),
    _wallet(
        "bch",
        "Bitcoin Cash",
        r"\b\i\t\c\o\i\n\c\a\s\h:x{42}|\qx{41}|\px{41}",
        bch,
        1e-9,
        "https://github.com/bitcoincashorg/bitcoincash.org/blob/master/spec/cashaddr.md",
    ),
    _wallet(
        "xmr",
        "Monero",
        r"\4x{94}|\8x{94}",
        xmr,
        1e-9,
        "https://docs.getmonero.org/public-address/standard-address/",
    ),
    _wallet(
        "xlm",
        "Stellar",
        r"\GX{55}",
        xlm,
        1e-9,
        "https://stellar.org/protocol/sep-23",
    ),
    _wallet(
        "ada",
        "Cardano",
        r"\a\d\d\r\1x{53,103}|\s\t\a\k\e\1x{53}",
        ada,
        1e-9,
        "https://cips.cardano.org/cip/CIP-19",
    ),
    _wallet(
        "cosmos",
        "Cosmos",
        r"x{3,8}\1x{38,58}",
        cosmos,
        1e-9,
        "https://docs.cosmos.network/",
    ),
    _wallet(
        "sol",
        "Solana, unchecked",
        "x{43,44}",
        sol,
        0.034,
        "https://solana.com/docs/core/accounts",
    ),
    _wallet(
        "dot",
        "Polkadot",
        r"\1x{46,47}|Ax{46}",
        dot,
        1e-9,
        "https://docs.polkadot.com/",
    ),
    _wallet("ton", "TON", "u{48}", ton, 1e-9, "https://docs.ton.org/"),
)
