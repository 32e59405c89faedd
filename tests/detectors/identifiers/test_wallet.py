"""Wallets: addresses made from random keys pass, a changed character never does; Keccak agrees with its published digests."""

from __future__ import annotations

import base64
import binascii
import hashlib
import random
from collections.abc import Callable

import pytest

from detectors.identifiers.coding import BITCOIN, RIPPLE, bech32, keccak256
from detectors.identifiers.registry import by_rule
from detectors.identifiers.wallet import eth

Made = Callable[[random.Random], str]


def base58(data: bytes, alphabet: str = BITCOIN) -> str:
    number, out = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        out = alphabet[rest] + out
    return alphabet[0] * (len(data) - len(data.lstrip(b"\0"))) + out


def check58(version: bytes, size: int = 20, alphabet: str = BITCOIN) -> Made:
    def made(rng: random.Random) -> str:
        body = version + rng.randbytes(size)
        return base58(body + hashlib.sha256(hashlib.sha256(body).digest()).digest()[:4], alphabet)

    return made


CHARS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def polymod(values: list[int]) -> int:
    state = 1
    for value in values:
        top = state >> 25
        state = (state & 0x1FFFFFF) << 5 ^ value
        for i in range(5):
            state ^= [0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3][i] if (top >> i) & 1 else 0
    return state


def segwit(human: str, version: int | None, size: int) -> Made:
    """Witness programs; a version of None leaves it out, as Cosmos and Cardano do."""

    def made(rng: random.Random) -> str:
        bits = "".join(f"{byte:08b}" for byte in rng.randbytes(size))
        bits += "0" * (-len(bits) % 5)
        groups = ([] if version is None else [version]) + [int(bits[i : i + 5], 2) for i in range(0, len(bits), 5)]
        expanded = [ord(c) >> 5 for c in human] + [0] + [ord(c) & 31 for c in human]
        total = polymod([*expanded, *groups, 0, 0, 0, 0, 0, 0]) ^ (0x2BC830A3 if version else 1)
        return human + "1" + "".join(CHARS[g] for g in [*groups, *((total >> 5 * (5 - i)) & 31 for i in range(6))])

    return made


def ethereum(rng: random.Random) -> str:
    digits = rng.randbytes(20).hex()
    digest = keccak256(digits.encode()).hex()
    return "0x" + "".join(c.upper() if d >= "8" else c for c, d in zip(digits, digest, strict=False))


def stellar(rng: random.Random) -> str:
    body = bytes([6 << 3]) + rng.randbytes(32)
    return base64.b32encode(body + binascii.crc_hqx(body, 0).to_bytes(2, "little")).decode()


def ton(rng: random.Random) -> str:
    body = b"\x11\x00" + rng.randbytes(32)
    return base64.urlsafe_b64encode(body + binascii.crc_hqx(body, 0).to_bytes(2, "big")).decode()


def polkadot(rng: random.Random) -> str:
    body = b"\0" + rng.randbytes(32)
    return base58(body + hashlib.blake2b(b"SS58PRE" + body).digest()[:2])


def monero(rng: random.Random) -> str:
    body = b"\x12" + rng.randbytes(64)
    body += keccak256(body)[:4]
    blocks = [body[i : i + 8] for i in range(0, len(body), 8)]
    return "".join(base58(block.lstrip(b"\0")).rjust(11 if len(block) == 8 else 7, "1") for block in blocks)


MADE: dict[str, list[Made]] = {
    "wallet.btc": [check58(b"\0"), check58(b"\x05"), segwit("bc", 0, 20), segwit("bc", 0, 32), segwit("bc", 1, 32)],
    "wallet.ltc": [check58(b"\x30"), check58(b"\x32"), segwit("ltc", 0, 20)],
    "wallet.doge": [check58(b"\x1e")],
    "wallet.dash": [check58(b"\x4c")],
    "wallet.zec": [check58(b"\x1c\xb8"), check58(b"\x1c\xbd")],
    "wallet.trx": [check58(b"\x41")],
    "wallet.xrp": [check58(b"\0", alphabet=RIPPLE)],
    "wallet.eth": [ethereum],
    "wallet.xlm": [stellar],
    "wallet.ton": [ton],
    "wallet.dot": [polkadot],
    "wallet.xmr": [monero],
    "wallet.ada": [segwit("addr", None, 57), segwit("stake", None, 29)],
    "wallet.cosmos": [segwit("cosmos", None, 20), segwit("osmo", None, 20)],
}


@pytest.mark.parametrize("rule", sorted(MADE))
def test_addresses_of_random_keys_pass_and_changed_ones_do_not(rule: str) -> None:
    identifier, rng = by_rule(rule), random.Random(f"wallet:{rule}")
    for make in MADE[rule]:
        for _ in range(20):
            value = make(rng)
            assert identifier.check(identifier.normal(value)), value
            place = rng.randrange(6, len(value))
            other = value[:place] + ("2" if value[place] != "2" else "3") + value[place + 1 :]
            plain = identifier.normal(other)
            assert not plain or not identifier.check(plain)


@pytest.mark.parametrize(
    ("data", "digest"),
    [
        (b"", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
        (b"abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
    ],
)
def test_keccak_has_its_published_digests(data: bytes, digest: str) -> None:
    assert keccak256(data).hex() == digest


@pytest.mark.parametrize("size", [0, 1, 135, 136, 137, 500])
def test_keccak_agrees_with_another_implementation(size: int) -> None:
    keccak = pytest.importorskip("Cryptodome.Hash.keccak")
    data = random.Random(size).randbytes(size)
    assert keccak256(data) == keccak.new(digest_bits=256, data=data).digest()


def test_an_address_in_one_case_is_left_to_the_unchecked_rule() -> None:
    lower = "0x" + random.Random(1).randbytes(20).hex()
    assert not by_rule("wallet.eth").check(lower)
    assert by_rule("wallet.eth_plain").check(lower)


def test_the_vectors_of_eip_55_are_samples_and_one_changed_letter_is_wrong() -> None:
    vector = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
    assert not eth(vector)
    assert eth(ethereum(random.Random(2)))


@pytest.mark.parametrize(
    "text", ["", "1", "bc1", "bc1qqqqqqq", "BC1Qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "1" * 90, "b" * 90]
)
def test_what_is_no_bech32_has_no_human_part(text: str) -> None:
    assert bech32(text)[0] == ""


def test_bitcoin_cash_knows_its_specification() -> None:
    assert by_rule("wallet.bch").check("qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a")
    assert not by_rule("wallet.bch").check("qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6b")
