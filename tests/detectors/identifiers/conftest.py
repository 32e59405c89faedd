"""The oracle, python-stdnum, which knows many numbers and shares no code with ours; and random values."""

from __future__ import annotations

import importlib
import importlib.util
import math
import random
from collections.abc import Callable

import pytest

from detectors.identifiers.base import Identifier
from detectors.identifiers.registry import form_of

#: Our rule: module of python-stdnum.
ORACLES = {
    "us.ssn": "us.ssn", "us.itin": "us.itin", "ca.sin": "ca.sin", "br.cpf": "br.cpf", "br.cnpj": "br.cnpj", "mx.curp": "mx.curp", "mx.rfc": "mx.rfc",
    "ar.cuit": "ar.cuit", "ar.dni": "ar.dni", "cl.run": "cl.rut", "ec.ci": "ec.ci", "do.cedula": "do.cedula", "at.vsnr": "at.vnr", "be.nn": "be.ssn",
    "fr.nir": "fr.nir", "fr.nif": "fr.nif", "de.idnr": "de.idnr", "ie.pps": "ie.pps", "nl.bsn": "nl.bsn", "ch.ahv": "ch.ssn", "gb.utr": "gb.utr",
    "gb.nhs": "gb.nhs", "cy.tic": "cy.vat", "gr.amka": "gr.amka", "gr.afm": "gr.vat", "it.cf": "it.codicefiscale", "pt.nif": "pt.nif", "pt.cc": "pt.cc",
    "es.dni": "es.dni", "es.nie": "es.nie", "tr.tckn": "tr.tckimlik", "dk.cpr": "dk.cpr", "ee.ik": "ee.ik", "lt.ak": "lt.asmens", "lv.pk": "lv.pvn",
    "fi.hetu": "fi.hetu", "is.kt": "is_.kennitala", "no.fnr": "no.fodselsnummer", "se.personnummer": "se.personnummer", "bg.egn": "bg.egn",
    "hr.oib": "hr.oib", "cz.rc": "cz.rc", "sk.rc": "sk.rc", "pl.pesel": "pl.pesel", "pl.nip": "pl.nip", "ro.cnp": "ro.cnp", "si.emso": "si.emso",
    "si.tax": "si.ddv", "ua.rnokpp": "ua.rntrc", "ru.inn": "ru.inn", "cn.ric": "cn.ric", "jp.my_number": "jp.in_", "in.aadhaar": "in_.aadhaar",
    "in.pan": "in_.pan", "in.epic": "in_.epic", "in.gstin": "in_.gstin", "id.nik": "id.nik", "kr.rrn": "kr.rrn", "th.id": "th.pin", "my.nric": "my.nric",
    "il.id": "il.idnr", "za.id": "za.idnr", "pk.cnic": "pk.cnic", "au.tfn": "au.tfn", "nz.ird": "nz.ird", "au.abn": "au.abn", "gb.vat": "gb.vat",
    "ch.uid": "ch.uid", "us.ein": "us.ein", "ca.bc_phn": "ca.bc_phn", "dev.imei": "imei", "fin.aba": "us.rtn", "fin.swift": "bic", "wallet.btc": "bitcoin",
    "dev.imsi": "imsi", "fin.cbu": "ar.cbu", "fin.iban": "iban",
}  # fmt: skip


def _oracle(rule: str) -> Callable[[str], bool]:
    """Whether python-stdnum takes a value; a value on which it breaks (cn.ric of a vanished province does) it does not take."""
    module = importlib.import_module(f"stdnum.{ORACLES[rule]}")

    def valid(value: str) -> bool:
        try:
            if rule == "mx.rfc":
                module.validate(value, validate_check_digits=True)
            elif rule == "fin.iban":
                module.validate(value, check_country=False)
            else:
                module.validate(value)
        except (KeyError, ValueError):  # stdnum's ValidationError is a ValueError
            return False
        return True

    return valid


@pytest.fixture(scope="session")
def oracle() -> Callable[[str], Callable[[str], bool]]:
    pytest.importorskip("stdnum", reason="needs python-stdnum (pip install python-stdnum)")
    return _oracle


@pytest.fixture(scope="session")
def oracles() -> dict[str, str]:
    return ORACLES


#: Draws of random values: Keccak in Python takes 0.6 ms, so addresses of mixed case are drawn less often.
DRAWS, FEW = 20_000, {"wallet.eth": 500}
OPTIONAL = {"eu.vat": "stdnum", "contact.phone": "phonenumbers"}


def _passes(identifier: Identifier) -> tuple[float, float]:
    """Measured pass rate of random values of the identifier's form, and how far it may be from its `chance`."""
    package = OPTIONAL.get(identifier.rule)
    if package and importlib.util.find_spec(package) is None:
        pytest.skip(f"needs {package}")
    rng = random.Random(f"chance:{identifier.rule}")
    form, draws = form_of(identifier), FEW.get(identifier.rule, DRAWS)
    plains = (identifier.normal(form.draw(rng)) for _ in range(draws))
    passed = sum(bool(plain) and identifier.check(plain) for plain in plains)
    expected = identifier.chance
    spread = math.sqrt(expected * (1 - expected) / draws)
    return passed / draws, 4 * spread + 0.03 * expected + 1e-4


@pytest.fixture(scope="session")
def passes() -> Callable[[Identifier], tuple[float, float]]:
    return _passes
