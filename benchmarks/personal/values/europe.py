"""National numbers of Europe. Each function names where its check is described."""

from __future__ import annotations

from random import Random

from benchmarks.personal.slot import Slot, grouped, letters, plain
from benchmarks.personal.values.checks import eleven, weighted
from benchmarks.personal.values.dates import born
from benchmarks.personal.values.ibans import italian_letter
from samples.parts.numbers import digits, luhn_digit

_CONSONANTS, _DNI = "BCDFGLMNPRSTVZ", "TRWAGMYFPDXBNJZSQVHLCKE"
_HETU = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def nino(rng: Random) -> str:
    """https://www.gov.uk/hmrc-internal-manuals/national-insurance-manual/nim39110."""
    while True:
        prefix = letters(rng, 1, "ABCEGHJKLMNOPRSTWXYZ") + letters(rng, 1, "ABCEGHJKLMNPRSTWXYZ")
        if prefix not in {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}:
            return prefix + digits(rng, 6) + rng.choice("ABCD")


def nhs(rng: Random) -> str:
    """Modulo 11: https://www.datadictionary.nhs.uk/attributes/nhs_number.html."""
    while True:
        body = rng.choice("4679") + digits(rng, 8)
        check = -weighted(body, range(10, 1, -1)) % 11
        if check < 10:
            return body + str(check)


def idnr(rng: Random) -> str:
    """Of the first ten digits one stands twice; ISO 7064 modulo 11, 10: https://de.wikipedia.org/wiki/Steuerliche_Identifikationsnummer."""
    while True:
        chosen = rng.sample("0123456789", 9)
        chosen.append(rng.choice(chosen))
        rng.shuffle(chosen)
        if chosen[0] != "0":
            return "".join(chosen) + eleven("".join(chosen))


def nir(rng: Random) -> str:
    """Key is 97 less the rest by 97: https://fr.wikipedia.org/wiki/Num%C3%A9ro_de_s%C3%A9curit%C3%A9_sociale_en_France."""
    day = born(rng)
    place = f"{rng.choice([n for n in range(1, 96) if n != 20]):02}{rng.randrange(1, 600):03}"
    body = rng.choice("12") + day.strftime("%y%m") + place + f"{rng.randrange(1, 600):03}"
    return body + f"{97 - int(body) % 97:02}"


def codice_fiscale(rng: Random) -> str:
    """https://www.agenziaentrate.gov.it: names, day (40 more for women), place, check letter."""
    day, place = born(rng), rng.choice("ABCDEFGHIL") + f"{rng.randrange(101, 900):03}"
    name = letters(rng, 3, _CONSONANTS) + letters(rng, 3, _CONSONANTS)
    body = name + day.strftime("%y") + "ABCDEHLMPRST"[day.month - 1] + f"{day.day + rng.choice((0, 40)):02}" + place
    return body + italian_letter(body)


def dni(rng: Random) -> str:
    """https://www.interior.gob.es/opencms/es/servicios-al-ciudadano/tramites-y-gestiones/dni/."""
    number = digits(rng, 8)
    return number + _DNI[int(number) % 23]


def nie(rng: Random) -> str:
    """As the DNI, with X, Y, Z for 0, 1, 2 in front."""
    head, number = rng.randrange(3), digits(rng, 7)
    return "XYZ"[head] + number + _DNI[int(f"{head}{number}") % 23]


def pesel(rng: Random) -> str:
    """https://www.gov.pl/web/gov/czym-jest-numer-pesel: the month is 20 higher from 2000 on."""
    day = born(rng)
    body = f"{day:%y}{day.month + (20 if day.year >= 2000 else 0):02}{day:%d}" + digits(rng, 4)
    return body + str(-weighted(body, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10)


def bsn(rng: Random) -> str:
    """The eleven test: https://nl.wikipedia.org/wiki/Burgerservicenummer."""
    while True:
        body = rng.choice("123456") + digits(rng, 7)
        check = weighted(body, range(9, 1, -1)) % 11
        if check < 10:
            return body + str(check)


def personnummer(rng: Random) -> str:
    """https://www.skatteverket.se/privat/folkbokforing/personnummer.4.3810a01c150939e893f18c29.html."""
    day = born(rng)
    body = day.strftime("%y%m%d") + f"{rng.randrange(1, 1000):03}"
    return f"{body[:6]}-{body[6:]}{luhn_digit(body)}"


def _personnummer_long(rng: Random) -> str:
    short = personnummer(rng)
    return ("20" if int(short[:2]) < 20 else "19") + short


def ahv(rng: Random) -> str:
    """An EAN-13 that begins with 756: https://www.zas.admin.ch."""
    body = "756" + digits(rng, 9)
    return body + str(-weighted(body, (1, 3) * 6) % 10)


def belgian(rng: Random) -> str:
    """97 less the rest by 97, with a 2 in front of births from 2000 on: https://www.ibz.rrn.fgov.be."""
    day = born(rng)
    body = day.strftime("%y%m%d") + f"{rng.randrange(1, 998):03}"
    return body + f"{97 - int(('2' if day.year >= 2000 else '') + body) % 97:02}"


def hetu(rng: Random) -> str:
    """https://dvv.fi/en/personal-identity-code."""
    day, number = born(rng), f"{rng.randrange(2, 900):03}"
    return f"{day:%d%m%y}{'A' if day.year >= 2000 else '-'}{number}" + _HETU[int(f"{day:%d%m%y}{number}") % 31]


def fnr(rng: Random) -> str:
    """Two digits modulo 11: https://www.skatteetaten.no/en/person/national-registry/identity-number/."""
    while True:
        day = born(rng)
        number = rng.randrange(0, 500) if day.year < 2000 else rng.randrange(500, 1000)
        body = f"{day:%d%m%y}{number:03}"
        first = -weighted(body, (3, 7, 6, 1, 8, 9, 4, 5, 2)) % 11
        second = -weighted(f"{body}{first % 10}", (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
        if first < 10 and second < 10:
            return f"{body}{first}{second}"


def nif_pt(rng: Random) -> str:
    """https://pt.wikipedia.org/wiki/N%C3%BAmero_de_identifica%C3%A7%C3%A3o_fiscal."""
    body = rng.choice("123") + digits(rng, 7)
    check = -weighted(body, range(9, 1, -1)) % 11
    return body + str(check if check < 10 else 0)


def cnp(rng: Random) -> str:
    """https://ro.wikipedia.org/wiki/Cod_numeric_personal."""
    day = born(rng)
    sex = rng.choice("12") if day.year < 2000 else rng.choice("56")
    body = sex + day.strftime("%y%m%d") + f"{rng.randrange(1, 47):02}{rng.randrange(1, 1000):03}"
    check = weighted(body, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return body + str(1 if check == 10 else check)


def inn(rng: Random) -> str:
    """A person's, of twelve digits: https://www.nalog.gov.ru."""
    body = f"{rng.randrange(1, 90):02}" + digits(rng, 8)
    for weights in ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)):
        body += str(weighted(body, weights) % 11 % 10)
    return body


def snils_check(body: str) -> str:
    """The last two digits, by the nine before them."""
    return f"{weighted(body, range(9, 0, -1)) % 101 % 100:02}"


def snils(rng: Random) -> str:
    """Rest by 101: https://sfr.gov.ru."""
    body = f"{rng.randrange(2, 1000):03}" + digits(rng, 6)
    return f"{body[:3]}-{body[3:6]}-{body[6:]} {snils_check(body)}"


def tckn(rng: Random) -> str:
    """https://www.nvi.gov.tr."""
    body = rng.choice("123456789") + digits(rng, 8)
    odd, even = sum(int(char) for char in body[::2]), sum(int(char) for char in body[1::2])
    tenth = (odd * 7 - even) % 10
    return f"{body}{tenth}{(odd + even + tenth) % 10}"


def _uk_licence(rng: Random) -> str:
    """https://en.wikipedia.org/wiki/Driving_licence_in_the_United_Kingdom#Driver_numbers."""
    day = born(rng)
    month = f"{day.month + rng.choice((0, 50)):02}"
    name = letters(rng, rng.randrange(4, 6), "BCDFGHJKLMNPRSTW").ljust(5, "9")
    year = f"{day:%y}"
    return (
        name
        + year[0]
        + month
        + f"{day:%d}"
        + year[1]
        + letters(rng, 1)
        + rng.choice((letters(rng, 1), "9"))
        + "9"
        + letters(rng, 2)
    )


SLOTS = (
    Slot("gb_nino.bare", ("govid.gb_nino",), nino),
    Slot("gb_nino.spaced", ("govid.gb_nino",), grouped(nino, (2, 2, 2, 2)), alone=True),
    Slot("nhs.bare", ("health.nhs",), nhs),
    Slot("nhs.spaced", ("health.nhs",), grouped(nhs, (3, 3))),
    Slot("de_idnr.bare", ("govid.de_idnr",), idnr),
    Slot("de_idnr.spaced", ("govid.de_idnr",), grouped(idnr, (2, 3, 3))),
    Slot("fr_nir.bare", ("govid.fr_nir",), nir),
    Slot("fr_nir.spaced", ("govid.fr_nir",), grouped(nir, (1, 2, 2, 2, 3, 3)), alone=True),
    Slot("it_cf.bare", ("govid.it_cf",), codice_fiscale, alone=True),
    Slot("it_cf.spaced", ("govid.it_cf",), grouped(codice_fiscale, (3, 3, 5))),
    Slot("es_dni.bare", ("govid.es_dni",), dni),
    Slot("es_dni.dashed", ("govid.es_dni",), grouped(dni, (8,), "-")),
    Slot("es_nie.bare", ("govid.es_nie",), nie),
    Slot("es_nie.dashed", ("govid.es_nie",), grouped(nie, (1, 7), "-")),
    Slot("pl_pesel.bare", ("govid.pl_pesel",), pesel),
    Slot("nl_bsn.bare", ("govid.nl_bsn",), bsn),
    Slot("nl_bsn.dotted", ("govid.nl_bsn",), grouped(bsn, (4, 2), ".")),
    Slot("se_personnummer.short", ("govid.se_personnummer",), personnummer),
    Slot("se_personnummer.long", ("govid.se_personnummer",), _personnummer_long),
    Slot("ch_ahv.dotted", ("govid.ch_ahv",), grouped(ahv, (3, 4, 4), "."), alone=True),
    Slot("ch_ahv.bare", ("govid.ch_ahv",), ahv),
    Slot("be_nn.bare", ("govid.be_nn",), belgian),
    Slot(
        "be_nn.marked",
        ("govid.be_nn",),
        lambda rng: "{}.{}.{}-{}.{}".format(*grouped(belgian, (2, 2, 2, 3))(rng).split()),
    ),
    Slot("fi_hetu.plain", ("govid.fi_hetu",), hetu),
    Slot("no_fnr.bare", ("govid.no_fnr",), fnr),
    Slot("no_fnr.spaced", ("govid.no_fnr",), grouped(fnr, (6,))),
    Slot("pt_nif.bare", ("govid.pt_nif",), nif_pt),
    Slot("pt_nif.spaced", ("govid.pt_nif",), grouped(nif_pt, (3, 3))),
    Slot("ro_cnp.bare", ("govid.ro_cnp",), cnp),
    Slot("ru_inn.bare", ("govid.ru_inn",), inn),
    Slot("ru_snils.marked", ("govid.ru_snils",), snils, alone=True),
    Slot("ru_snils.bare", ("govid.ru_snils",), plain(snils)),
    Slot("tr_tckn.bare", ("govid.tr_tckn",), tckn),
    Slot("dl_gb.plain", ("govid.dl_no",), _uk_licence),
)
