"""Values that their own naming words stand beside, and that are none: a wrong check digit, a number that somebody published."""

from __future__ import annotations

from random import Random

from benchmarks.personal.slot import Make, Slot
from benchmarks.personal.values import americas, asia, decoys, europe, machines, money

#: A family with this before its name stands for its look-alikes under its own words.
NOT = "not_"
#: Forms whose last character is decided by the others.
_CHECKED = (
    "nhs.bare", "nhs.spaced", "de_idnr.bare", "fr_nir.bare", "fr_nir.spaced", "it_cf.bare", "es_dni.bare",
    "es_nie.bare", "pl_pesel.bare", "nl_bsn.bare", "se_personnummer.short", "ch_ahv.dotted", "fi_hetu.plain",
    "no_fnr.bare", "pt_nif.bare", "ro_cnp.bare", "ru_inn.bare", "ru_snils.marked", "tr_tckn.bare", "br_cpf.marked",
    "br_cpf.bare", "br_cnpj.marked", "ca_sin.spaced", "ca_sin.bare", "mx_curp.bare", "npi.bare", "ar_cuit.dashed",
    "cl_run.dotted", "in_aadhaar.spaced", "in_aadhaar.bare", "cn_ric.bare", "jp_my_number.bare", "sg_nric.bare",
    "au_tfn.bare", "th_id.bare", "za_id.bare", "il_id.bare", "imei.plain", "aba.plain",
)  # fmt: skip
#: https://www.ssa.gov/history/ssn/misused.html, https://docs.stripe.com/testing, https://www.iban.com/structure
_CARDS = ("4242 4242 4242 4242", "4111111111111111", "4111-1111-1111-1111", "5555555555554444", "378282246310005")
_SSNS = ("078-05-1120", "219-09-9999")
_IBANS = ("GB82 WEST 1234 5698 7654 32", "DE89370400440532013000")


def spoilt(make: Make) -> Make:
    """The value with another last character."""

    def made(rng: Random) -> str:
        good = make(rng)
        last = good[-1]
        return good[:-1] + (str((int(last) + 3) % 10) if last.isdigit() else "B" if last == "A" else "A")

    return made


def _among(values: tuple[str, ...]) -> Make:
    return lambda rng: rng.choice(values)


_FORMS = {slot.name: slot for module in (europe, americas, asia, machines, money) for slot in module.SLOTS}
_DECOYS = {slot.name: slot for slot in decoys.SLOTS}
SLOTS = (
    *(Slot(f"{NOT}{name}", (), spoilt(_FORMS[name].make)) for name in _CHECKED),
    Slot(f"{NOT}card.luhn", (), _DECOYS["badcard.luhn"].make),
    Slot(f"{NOT}card.published", (), _among(_CARDS)),
    Slot(f"{NOT}iban.digit", (), _DECOYS["badiban.digit"].make),
    Slot(f"{NOT}iban.published", (), _among(_IBANS)),
    Slot(f"{NOT}us_ssn.area", (), _DECOYS["badssn.area"].make),
    Slot(f"{NOT}us_ssn.published", (), _among(_SSNS)),
    Slot(f"{NOT}email.reserved", (), _DECOYS["shownmail.example"].make),
    Slot(f"{NOT}ip.reserved", (), _DECOYS["shownip.reserved"].make, tolerated=("infra.private_address",)),
    Slot("published.plain", (), _among(_CARDS + _SSNS + _IBANS)),
)
