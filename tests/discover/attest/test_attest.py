"""Attestations: what they hold and what they never do, who signed them, and that any changed byte shows."""

from __future__ import annotations

import base64
import json
import random
import stat
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discover.attest.band import band, names, rounded
from discover.attest.check import checks, differences, schema, statement_of
from discover.attest.envelope import AttestationError, make_key, opened, public, signed, signer, verified
from discover.attest.statement import serialised
from discover.attest.tree import root
from discover.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = "AKIAE3YIPOUZDA2NYAOX"  # drawn from a seed; opens nothing
NAMES = ("Zebulon Quartermain", "payroll-quokka", "vault-of-marigolds")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An inventory of a folder with a key and 30 people, keys, and an attestation of it."""
    root_ = tmp_path_factory.mktemp("attest")
    folder = root_ / NAMES[2]
    folder.mkdir()
    (folder / f"{NAMES[1]}.env").write_text(f"AWS_ACCESS_KEY_ID={TOKEN}\n")
    rows = "".join(f"{NAMES[0]} {n},zq{n}@posteo.de,1990-01-{n + 1:02}\n" for n in range(30))
    (folder / "people.csv").write_text(f"name,email,birth date\n{rows}")
    assert main(["scan", str(folder), "--vendor", "acme", "--inventory", str(root_ / "i.db"), "--format", "csv", "--output", str(root_ / "r")]) == 0
    assert main(["attest", "key", str(root_ / "k")]) == 0
    assert main(["attest", "key", str(root_ / "k2")]) == 0
    assert _make(root_) == 0
    return root_


def _make(place: Path, *more: str) -> int:
    words = ["attest", "make", "acme", "--inventory", str(place / "i.db"), "--key", str(place / "k"), "--out", str(place / "a.json")]
    return main([*words, *more])


def _verify(place: Path, *more: str, file: str = "a.json") -> int:
    return main(["attest", "verify", str(place / file), "--key", str(place / "k.pub"), *more])


def _statement(place: Path, file: str = "a.json") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(opened((place / file).read_bytes()).payload)
    return found


def test_what_was_made_holds(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _verify(place, "--against", "acme", "--inventory", str(place / "i.db"), "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["holds"]
    assert told["differences"] == []
    assert {each["name"]: each["holds"] for each in told["checks"]} == {"made": True, "valid": True, "complete": True}
    predicate = told["statement"]["predicate"]
    held = {each["kind"]: each for each in predicate["holdings"]}
    assert held["cred.cloud_key"]["confirmed"] == "<10"
    assert held["person.email"]["people"] == {"known": True, "band": "10-99", "estimated": False}
    assert predicate["tier"]["tier"] == "T4"
    assert all(rule["says"] for rule in predicate["tier"]["rules"])
    assert "govid.us_ssn" in predicate["negatives"]
    assert not {each.split(".")[0] for each in predicate["negatives"]} & {"special"}  # not looked for is not "not found"
    assert predicate["previous"] is None


def test_no_value_name_or_path_is_in_it(place: Path) -> None:
    payload = opened((place / "a.json").read_bytes()).payload
    for text in (TOKEN, *NAMES, *NAMES[0].split(), "people.csv", "posteo", "1990", str(place), place.name, "i.db"):
        assert text.encode() not in payload


def test_the_alias_of_a_store_is_the_same_next_time_and_another_with_another_key(place: Path, tmp_path: Path) -> None:
    first = _statement(place)
    assert _make(place) == 0
    assert [each["name"] for each in _statement(place)["subject"]] == [each["name"] for each in first["subject"]]
    assert [each["digest"] for each in _statement(place)["subject"]] == [each["digest"] for each in first["subject"]]
    other = tmp_path / "i.db"
    assert main(["scan", str(place / NAMES[2]), "--vendor", "acme", "--inventory", str(other), "--format", "csv", "--output", str(tmp_path / "r")]) == 0
    words = ["attest", "make", "acme", "--inventory", str(other), "--key", str(place / "k"), "--out", str(tmp_path / "b.json")]
    assert main(words) == 0
    assert {each["name"] for each in _statement(tmp_path, "b.json")["subject"]} & {each["name"] for each in first["subject"]} == {"holdings"}


def test_any_changed_byte_is_detected(place: Path) -> None:
    data, known = (place / "a.json").read_bytes(), [public(place / "k.pub")]
    verified(opened(data), known, 1)
    rng = random.Random(4)
    for at in [*range(200), *(rng.randrange(len(data)) for _ in range(300)), *range(len(data) - 300, len(data))]:
        changed = bytearray(data)
        changed[at] ^= 1 << rng.randrange(8)
        with pytest.raises(AttestationError):
            verified(opened(bytes(changed)), known, 1)
    for more in (data + b"\n", data[:-1], b" " + data, data.replace(b'"payload"', b'"x": 1, "payload"', 1)):
        with pytest.raises(AttestationError):
            opened(more)


def test_a_changed_statement_does_not_verify(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads((place / "a.json").read_bytes())
    said = json.loads(base64.b64decode(document["payload"]))
    said["predicate"]["tier"]["tier"] = "T1"
    document["payload"] = base64.b64encode(serialised(said)).decode()
    (place / "forged.json").write_bytes(json.dumps(document, sort_keys=True, indent=1).encode() + b"\n")
    assert _verify(place, file="forged.json") == 10
    assert "changed after it was signed" in capsys.readouterr().out


def test_two_signatures_and_thresholds(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "two.json").write_bytes((place / "a.json").read_bytes())
    both = ("--key", str(place / "k2.pub"))
    assert _verify(place, *both, file="two.json") == 10
    assert _verify(place, *both, "--threshold", "1", file="two.json") == 0
    assert main(["attest", "sign", str(place / "two.json"), "--key", str(place / "k2")]) == 0
    assert _verify(place, *both, file="two.json") == 0
    assert main(["attest", "sign", str(place / "two.json"), "--key", str(place / "k2")]) == 4
    assert "signed it already" in capsys.readouterr().err
    assert _verify(place, "--threshold", "2", file="two.json") == 2
    assert main(["attest", "verify", str(place / "a.json"), "--key", str(place / "k2.pub")]) == 10  # another's key


def test_an_incomplete_sweep_is_refused_unless_the_document_says_so(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, inventory = tmp_path / "d", tmp_path / "i.db"
    folder.mkdir()
    (folder / "sealed.zip").write_bytes(b"PK\3\4" + bytes(4000))  # damaged: unexamined
    (folder / "a.txt").write_text("nothing\n")
    assert main(["scan", str(folder), "--vendor", "acme", "--inventory", str(inventory), "--format", "csv", "--output", str(tmp_path / "r")]) == 3
    words = ["attest", "make", "acme", "--inventory", str(inventory), "--key", str(place / "k"), "--out", str(tmp_path / "a.json")]
    assert main(words) == 4
    said = capsys.readouterr().err
    assert "cannot be attested" in said
    assert "discover coverage acme" in said
    assert not (tmp_path / "a.json").exists()
    assert main([*words, "--allow-incomplete", "asked for by the buyer"]) == 0
    predicate = _statement(tmp_path)["predicate"]
    assert not predicate["complete"]
    assert predicate["allowedBecause"] == "asked for by the buyer"
    assert any("of the bytes held were examined" in why for why in predicate["incompleteBecause"])
    assert main(["attest", "verify", str(tmp_path / "a.json"), "--key", str(place / "k.pub")]) == 10
    assert "NO: " in capsys.readouterr().out


def test_a_chain_is_followed(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "first.json").write_bytes((place / "a.json").read_bytes())
    assert _make(place, "--previous", str(place / "first.json")) == 0
    assert _verify(place, "--previous", str(place / "first.json")) == 0
    assert _verify(place, "--previous", str(place / "a.json")) == 10
    capsys.readouterr()
    assert _make(place, "--previous", str(place / "k")) == 4
    assert "no attestation" in capsys.readouterr().err
    assert _make(place) == 0


def test_what_differs_from_what_is_measured_is_told(place: Path) -> None:
    said = _statement(place)
    other = json.loads(json.dumps(said))
    other["predicate"]["holdings"] = [each for each in other["predicate"]["holdings"] if each["kind"] != "cred.cloud_key"]
    other["predicate"]["holdings"][0]["objects"] = "1000-9999"
    other["predicate"]["tier"]["tier"] = "T2"
    found = differences(said, other)
    assert "cred.cloud_key: there, and not here" in found
    assert any(clause.endswith("other objects") for clause in found)
    assert any(clause.startswith("tier: T4 there") for clause in found)
    assert differences(said, said) == []


def test_times_and_schema(place: Path) -> None:
    envelope = opened((place / "a.json").read_bytes())
    said = statement_of(envelope)
    made = datetime.fromisoformat(said["predicate"]["madeAt"])
    assert [each.name for each in checks(said, made + timedelta(days=32), None) if not each.holds] == ["valid"]
    assert [each.name for each in checks(said, made - timedelta(days=365), None) if not each.holds] == ["made"]  # a clock that is wrong
    by = signer(place / "k", None)
    for change in ({"extra": 1}, {"madeAt": "yesterday"}, {"holdings": [{}]}):
        wrong = json.loads(json.dumps(said))
        wrong["predicate"] |= change
        with pytest.raises(AttestationError, match="schema"):
            statement_of(opened(signed(serialised(wrong), by)))
    assert schema()["$id"].startswith(said["predicateType"])


def test_keys(tmp_path: Path, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    assert stat.S_IMODE((place / "k").stat().st_mode) == 0o600
    with pytest.raises(AttestationError.__base__ or Exception, match="not there"):
        make_key(place / "k", None)
    assert not (tmp_path / "k.pub").exists()
    (tmp_path / "pw").write_text("correct horse\n")
    assert main(["attest", "key", str(tmp_path / "p"), "--password-file", str(tmp_path / "pw")]) == 0
    assert b"ENCRYPTED" in (tmp_path / "p").read_bytes()
    with pytest.raises(Exception, match="password-file"):
        signer(tmp_path / "p", None)
    with pytest.raises(Exception, match="password is wrong"):
        signer(tmp_path / "p", b"no")
    forms = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    for name, curve in (("e", ec.SECP256R1()), ("f", ec.SECP384R1())):
        key = ec.generate_private_key(curve)
        (tmp_path / name).write_bytes(key.private_bytes(*forms))
        shown = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        (tmp_path / f"{name}.pub").write_bytes(shown)
        data = signed(b"{}", signer(tmp_path / name, None))
        assert len(verified(opened(data), [public(tmp_path / f"{name}.pub")], 1)) == 1
    (tmp_path / "r").write_bytes(rsa.generate_private_key(65537, 2048).private_bytes(*forms))
    with pytest.raises(Exception, match="another sort"):
        signer(tmp_path / "r", None)
    with pytest.raises(Exception, match="no public key"):
        public(tmp_path / "e")
    capsys.readouterr()


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"null", b'{"payload": 1}', b"\xff", b'{"payload":"","payloadType":"x","signatures":[]}', b"[" * 100_000])
def test_what_is_no_attestation_is_told_as_that(data: bytes) -> None:
    with pytest.raises(AttestationError):
        opened(data)


@given(st.integers(0, 10**12))
def test_bands_and_sizes(count: int) -> None:
    said = band(count)
    assert said in names()
    low, _, high = said.removeprefix(">=").partition("-")
    if said.startswith("<"):
        assert 0 < count < int(said[1:])
    elif said != "0":
        assert count >= int(low)
        assert not high or count <= int(high)
    assert abs(rounded(count) - count) <= count * 0.05 + 0.5
    assert len(str(rounded(count)).rstrip("0")) <= 3


@given(st.lists(st.binary(max_size=40), max_size=40))
def test_a_root_is_that_of_the_definition(leaves: list[bytes]) -> None:
    import hashlib

    def defined(part: list[bytes]) -> bytes:
        if len(part) < 2:
            return hashlib.sha256(b"\0" + part[0] if part else b"").digest()
        half = 1 << (len(part) - 1).bit_length() - 1
        return hashlib.sha256(b"\1" + defined(part[:half]) + defined(part[half:])).digest()

    assert root(leaves) == defined(leaves)


def test_now_is_what_a_statement_is_of(place: Path) -> None:
    made = datetime.fromisoformat(_statement(place)["predicate"]["madeAt"])
    assert abs((datetime.now(UTC) - made).total_seconds()) < 600
