"""The labelled texts of `benchmarks.personal`: the same from a seed, true labels, numbers that an oracle takes.

The oracle is python-stdnum, which shares no code with the makers of the numbers.
"""

from __future__ import annotations

import importlib
import random
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
stdnum = pytest.importorskip("stdnum", reason="needs python-stdnum (pip install python-stdnum)")
pytest.importorskip("phonenumbers", reason="needs phonenumbers (pip install phonenumbers)")
sys.path.insert(0, str(ROOT))  # benchmarks are run from the tree, not installed

from benchmarks.personal.phrasing import phrasings, shapes  # noqa: E402
from benchmarks.personal.sets import SETS, sentences  # noqa: E402
from benchmarks.personal.values import asia, europe, machines  # noqa: E402
from benchmarks.personal.values.decoys import spoilt_iban  # noqa: E402
from benchmarks.personal.values.ibans import with_check  # noqa: E402
from benchmarks.personal.values.money import bech32  # noqa: E402
from benchmarks.personal.values.table import DECOYS, FAMILIES, SLOTS  # noqa: E402
from benchmarks.personal.values.unchecked import NOT  # noqa: E402
from detectors import kinds  # noqa: E402

#: Family: its module of python-stdnum.
ORACLES = {
    "card": "luhn", "iban": "iban", "bic": "bic", "aba": "us.rtn", "imei": "imei", "us_ssn": "us.ssn", "us_itin": "us.itin", "br_cpf": "br.cpf",
    "br_cnpj": "br.cnpj", "ca_sin": "ca.sin", "mx_curp": "mx.curp", "ar_cuit": "ar.cuit", "cl_run": "cl.rut", "nhs": "gb.nhs", "de_idnr": "de.idnr",
    "fr_nir": "fr.nir", "it_cf": "it.codicefiscale", "es_dni": "es.dni", "es_nie": "es.nie", "pl_pesel": "pl.pesel", "nl_bsn": "nl.bsn",
    "se_personnummer": "se.personnummer", "ch_ahv": "ch.ssn", "be_nn": "be.nn", "fi_hetu": "fi.hetu", "no_fnr": "no.fodselsnummer", "pt_nif": "pt.nif",
    "ro_cnp": "ro.cnp", "ru_inn": "ru.inn", "tr_tckn": "tr.tckimlik", "in_aadhaar": "in_.aadhaar", "in_pan": "in_.pan", "cn_ric": "cn.ric",
    "jp_my_number": "jp.in_", "kr_rrn": "kr.rrn", "au_tfn": "au.tfn", "th_id": "th.pin", "za_id": "za.idnr", "il_id": "il.idnr", "id_nik": "id.nik",
    "btc": "bitcoin", "isbn": "isbn",
}  # fmt: skip
#: Families with a part that stdnum holds against a list of banks or districts; ours are invented.
INVENTED = {"iban", "cn_ric"}
#: Families whose numbers python-stdnum does not know, or that have no check.
UNCHECKED = {
    "account", "eth", "email", "phone", "ip", "vin", "dob", "gb_nino", "ru_snils", "dl_gb", "dl_us", "npi", "mbi", "passport", "sg_nric", "au_medicare",
}  # fmt: skip


def drawn(family, count=25):
    rng = random.Random(f"{family}:oracle")
    # The oracle knows witness version 0 only.
    values = [slot.make(rng) for slot in SLOTS.values() if slot.family == family for _ in range(count)]
    return [value for value in values if not value.startswith("bc1p")]


@pytest.mark.parametrize("family", sorted(ORACLES))
def test_the_oracle_takes_every_number(family):
    module = importlib.import_module(f"stdnum.{ORACLES[family]}")
    refused = []
    for value in drawn(family):
        try:
            module.validate(re.sub(r"[ -]", "", value) if family in {"card", "us_ssn", "us_itin"} else value)
        except ValueError as error:  # stdnum's ValidationError
            if family not in INVENTED or type(error).__name__ != "InvalidComponent":
                refused.append((value, error))
    assert not refused


def test_addresses_of_later_witness_versions_have_the_checksum_of_bip_350():
    # The last valid address of its test vectors: https://github.com/bitcoin/bips/blob/master/bip-0350.mediawiki
    program = bytes.fromhex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")
    assert bech32(program, 1) == "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"


def test_every_family_is_checked_or_known_to_be_without_a_check():
    assert {*ORACLES} - {"isbn"} | UNCHECKED == {*FAMILIES}


def test_numbers_of_providers_pass_luhn_behind_their_prefix():
    luhn = importlib.import_module("stdnum.luhn")
    assert all(luhn.is_valid("80840" + value) for value in drawn("npi"))


@pytest.mark.parametrize("family", sorted({slot.family for slot in SLOTS.values() if slot.family.startswith(NOT)}))
def test_the_oracle_refuses_look_alikes(family):
    if (name := family.removeprefix(NOT)) not in ORACLES:
        pytest.skip("no oracle")
    module = importlib.import_module(f"stdnum.{ORACLES[name]}")
    rng = random.Random(f"{family}:oracle")
    forms = [slot for slot in SLOTS.values() if slot.family == family and not slot.name.endswith("published")]
    values = [re.sub(r"[ -]", "", slot.make(rng)) for slot in forms for _ in range(25)]
    assert [value for value in values if module.is_valid(value)] == []


def test_an_account_of_letters_alone_is_spoilt_too():
    module, good = importlib.import_module("stdnum.iban"), with_check("LV", "HABAABCDEFGHIJKLM")
    assert module.is_valid(good, check_country=False)
    assert not module.is_valid(spoilt_iban(random.Random(1), good), check_country=False)


# Numbers that their issuers or the encyclopaedia print as examples.
@pytest.mark.parametrize(
    ("check", "body", "known"),
    [
        (machines.vin_check, "1M8GDM9A0KP042788", "X"),
        (asia.nric_letter, "S1234567", "D"),
        (asia.medicare_check, "21234567", "0"),
        (europe.snils_check, "112233445", "95"),
    ],
)
def test_check_digits_agree_with_published_numbers(check, body, known):
    assert check(body) == known


@pytest.mark.parametrize("held_out", [False, True])
def test_the_same_seed_gives_the_same_texts_and_another_seed_others(held_out):
    first, again, other = (list(sentences(seed, 300, held_out=held_out)) for seed in (7, 7, 8))
    assert first == again
    assert first != other
    assert len(first) == 600


@pytest.mark.parametrize("held_out", [False, True])
@pytest.mark.parametrize("which", SETS)
def test_every_label_is_the_text_it_says(which, held_out):
    for sentence in sentences(3, 600, (which,), held_out=held_out):
        data = sentence.text.encode()
        assert "{value}" not in sentence.text
        assert all(data[label.start : label.end].decode() == label.value for label in sentence.labels), sentence
        starts = [label.start for label in sentence.labels]
        assert starts == sorted(starts)


def test_half_of_the_texts_hold_no_personal_data():
    texts = list(sentences(3, 600))
    assert sum(any(label.slot.kinds for label in text.labels) for text in texts) == 600


@pytest.mark.parametrize("held_out", [False, True])
def test_every_kind_is_asked_for(held_out):
    asked = {label.slot.family for text in sentences(5, 3000, held_out=held_out) for label in text.labels}
    assert {*FAMILIES, *DECOYS} <= asked


def test_every_kind_exists():
    assert {kind for slot in SLOTS.values() for kind in (*slot.kinds, *slot.tolerated)} <= {*kinds.load()}


def test_no_template_and_no_word_serves_both_halves():
    for train, held in zip(phrasings("train"), phrasings("held"), strict=True):
        assert train.language == held.language
        ours, theirs = ({*p.named, *p.alone, *(t for ts in p.free.values() for t in ts)} for p in (train, held))
        assert not ours & theirs
        for family, words in train.words.items():
            assert not {*words} & {*held.words.get(family, ())}, (train.language, family)
    for family, names in shapes("train").names.items():
        assert not {*names} & {*shapes("held").names.get(family, ())}, family


def test_at_least_a_third_of_the_templates_are_held_out():
    sizes = {
        half: sum(len(t) for p in phrasings(half) for t in (p.named, p.alone, *p.free.values()))
        for half in ("train", "held")
    }
    assert 0.33 < sizes["held"] / (sizes["train"] + sizes["held"]) < 0.5
