"""National numbers of the Americas. Each function names where its check is described."""

from __future__ import annotations

from random import Random

from benchmarks.personal.slot import Make, Slot, grouped, letters, plain
from benchmarks.personal.values.checks import weighted
from benchmarks.personal.values.dates import born
from samples.parts.numbers import digits, itin, luhn_digit, ssn

_CURP = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
_STATES = ("AS", "BC", "CL", "DF", "GT", "JC", "MC", "NL", "OC", "PL", "SR", "VZ", "YN")
_CONSONANTS = "BCDFGHJKLMNPQRSTVWXYZ"
_MBI = "ACDEFGHJKMNPQRTUVWXY"
#: Licences by state, as their issuers number them: d digit, a letter. https://ntsi.com/drivers-license-format/
_LICENCES = (
    "addddddd",
    "ddddddddd",
    "dddddddd",
    "adddddddddddd",
    "addddddddddd",
    "ddddddd",
    "aaddddddd",
    "adddddddddddddd",
)


def _two(body: str, first: tuple[int, ...], second: tuple[int, ...]) -> str:
    for weights in (first, second):
        rest = weighted(body, weights) % 11
        body += str(11 - rest if rest >= 2 else 0)
    return body


def cpf(rng: Random) -> str:
    """https://pt.wikipedia.org/wiki/Cadastro_de_Pessoas_F%C3%ADsicas."""
    number = _two(digits(rng, 9), tuple(range(10, 1, -1)), tuple(range(11, 1, -1)))
    return f"{number[:3]}.{number[3:6]}.{number[6:9]}-{number[9:]}"


def cnpj(rng: Random) -> str:
    """https://pt.wikipedia.org/wiki/Cadastro_Nacional_da_Pessoa_Jur%C3%ADdica."""
    body = digits(rng, 8) + "0001"
    number = _two(body, (5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2), (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2))
    return f"{number[:2]}.{number[2:5]}.{number[5:8]}/{number[8:12]}-{number[12:]}"


def sin(rng: Random) -> str:
    """Luhn: https://en.wikipedia.org/wiki/Social_Insurance_Number."""
    body = rng.choice("1234567") + digits(rng, 7)
    return body + luhn_digit(body)


def curp(rng: Random) -> str:
    """https://es.wikipedia.org/wiki/Clave_%C3%9Anica_de_Registro_de_Poblaci%C3%B3n."""
    day = born(rng)
    name = letters(rng, 1, _CONSONANTS) + rng.choice("IU") + letters(rng, 2, _CONSONANTS)
    place = rng.choice("HM") + rng.choice(_STATES) + letters(rng, 3, _CONSONANTS)
    body = name + day.strftime("%y%m%d") + place + ("A" if day.year >= 2000 else "0")
    total = sum(_CURP.index(char) * (18 - at) for at, char in enumerate(body))
    return body + str(-total % 10)


def npi(rng: Random) -> str:
    """Luhn behind 80840: https://www.cms.gov/Regulations-and-Guidance/Administrative-Simplification/NationalProvIdentStand."""
    body = rng.choice("12") + digits(rng, 8)
    return body + luhn_digit("80840" + body)


def mbi(rng: Random) -> str:
    """https://www.cms.gov/medicare/new-medicare-card/understanding-the-mbi-format.pdf."""
    either = _MBI + "0123456789"
    form = ("123456789", _MBI, either, "0123456789", _MBI, either, "0123456789", _MBI, _MBI, "0123456789", "0123456789")
    return "".join(rng.choice(among) for among in form)


def cuit(rng: Random) -> str:
    """https://es.wikipedia.org/wiki/Clave_%C3%9Anica_de_Identificaci%C3%B3n_Tributaria."""
    while True:
        body = rng.choice(("20", "27", "23")) + digits(rng, 8)
        check = -weighted(body, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
        if check < 10:
            return f"{body[:2]}-{body[2:]}-{check}"


def run(rng: Random) -> str:
    """https://es.wikipedia.org/wiki/Rol_%C3%9Anico_Tributario: modulo 11, K for ten."""
    number = str(rng.randrange(5_000_000, 26_000_000))
    check = -sum(int(char) * (2 + place % 6) for place, char in enumerate(reversed(number))) % 11
    return f"{int(number):,}".replace(",", ".") + "-" + "0123456789K"[check]


def _licence(rng: Random) -> str:
    form = rng.choice(_LICENCES)
    return "".join(letters(rng, 1) if char == "a" else digits(rng, 1) for char in form)


def _passport(*forms: str) -> Make:
    def made(rng: Random) -> str:
        form = rng.choice(forms)
        return "".join({"a": letters(rng, 1), "d": digits(rng, 1)}.get(char, char) for char in form)

    return made


def _german_passport(rng: Random) -> str:
    among = "CFGHJKLMNPRTVWXYZ0123456789"
    return rng.choice("CFGHJK") + letters(rng, 8, among)


_PASSPORT, _SSN = ("govid.passport_no",), ("govid.us_ssn",)
SLOTS = (
    Slot("us_ssn.dashed", _SSN, ssn, alone=True),
    Slot("us_ssn.spaced", _SSN, lambda rng: ssn(rng).replace("-", " ")),
    Slot("us_ssn.bare", _SSN, plain(ssn)),
    Slot("us_itin.dashed", ("govid.us_itin",), itin),
    Slot("us_itin.bare", ("govid.us_itin",), plain(itin)),
    Slot("npi.bare", ("health.npi",), npi),
    Slot("mbi.bare", ("health.mbi",), mbi, alone=True),
    Slot("mbi.dashed", ("health.mbi",), grouped(mbi, (4, 3), "-"), alone=True),
    Slot("br_cpf.marked", ("govid.br_cpf",), cpf, alone=True),
    Slot("br_cpf.bare", ("govid.br_cpf",), plain(cpf)),
    Slot("br_cnpj.marked", ("govid.br_cnpj",), cnpj, alone=True),
    Slot("br_cnpj.bare", ("govid.br_cnpj",), plain(cnpj)),
    Slot("ca_sin.spaced", ("govid.ca_sin",), grouped(sin, (3, 3))),
    Slot("ca_sin.dashed", ("govid.ca_sin",), grouped(sin, (3, 3), "-")),
    Slot("ca_sin.bare", ("govid.ca_sin",), sin),
    Slot("mx_curp.bare", ("govid.mx_curp",), curp, alone=True),
    Slot("ar_cuit.dashed", ("govid.ar_cuit",), cuit),
    Slot("cl_run.dotted", ("govid.cl_run",), run, alone=True),
    Slot("dl_us.plain", ("govid.dl_no",), _licence),
    Slot("passport.us", _PASSPORT, _passport("ddddddddd", "adddddddd"), languages=("en",)),
    Slot("passport.gb", _PASSPORT, _passport("ddddddddd"), languages=("en",)),
    Slot("passport.ca", _PASSPORT, _passport("aadddddd"), languages=("en",)),
    Slot("passport.in", _PASSPORT, _passport("addddddd"), languages=("en", "hi")),
    Slot("passport.de", _PASSPORT, _german_passport, languages=("de",)),
    Slot("passport.fr", _PASSPORT, _passport("ddaaddddd"), languages=("fr",)),
    Slot("passport.it", _PASSPORT, _passport("aaddddddd"), languages=("it", "pl")),
    Slot("passport.es", _PASSPORT, _passport("aaadddddd"), languages=("es",)),
    Slot("passport.br", _PASSPORT, _passport("aadddddd"), languages=("pt",)),
    Slot("passport.cn", _PASSPORT, _passport("Edddddddd", "Gdddddddd"), languages=("zh",)),
    Slot("passport.jp", _PASSPORT, _passport("TRddddddd", "MUddddddd"), languages=("ja",)),
    Slot("passport.ru", _PASSPORT, _passport("dd ddddddd", "ddddddddd"), languages=("ru",)),
    Slot("passport.nl", _PASSPORT, _passport("NWaddddd0", "NUddddddd"), languages=("nl",)),
    Slot("passport.tr", _PASSPORT, _passport("Udddddddd"), languages=("tr",)),
    Slot("passport.kr", _PASSPORT, _passport("Mdddddddd"), languages=("ko",)),
    Slot("passport.eg", _PASSPORT, _passport("Adddddddd"), languages=("ar",)),
)
