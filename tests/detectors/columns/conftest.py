"""Tables made from a seed: columns of identifiers as people keep them, among columns that only look alike. No real person is in them."""

# ruff: noqa: RUF001  # words and syllables of many scripts are meant

import hmac
import importlib.util
import random
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from detectors.columns.counting import cells
from detectors.columns.table import table_judge
from detectors.identifiers.base import Identifier
from detectors.readers.base import Rows, column

_SPEC = importlib.util.spec_from_file_location("alike", Path(__file__).with_name("alike.py"))
_ALIKE = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_ALIKE)
LOOKALIKES, _luhn, _digit_string = _ALIKE.LOOKALIKES, _ALIKE.luhn, _ALIKE.digit_string

KEY = b"tests"


def keyed(value: bytes) -> bytes:
    return hmac.digest(KEY, value, "sha256")[:16]


# --- identifiers -------------------------------------------------------------------------------------------------------


def _digits(*lengths):
    def normal(value: str) -> str:
        plain = value.translate(str.maketrans("", "", " -./()\u00a0"))
        return plain if plain.isascii() and plain.isdigit() and len(plain) in lengths else ""

    return normal


def _ssn(plain: str) -> bool:
    return plain[:3] not in ("000", "666") and plain[0] != "9" and plain[3:5] != "00" and plain[5:] != "0000"


def _cpf(plain: str) -> bool:
    for size in (9, 10):
        total = sum((size + 1 - i) * int(plain[i]) for i in range(size))
        if (total * 10 % 11) % 10 != int(plain[size]):
            return False
    return len(set(plain)) > 1


def _bsn(plain: str) -> bool:
    total = sum((9 - i) * int(plain[i]) for i in range(8)) - int(plain[8])
    return total % 11 == 0 and plain != "000000000"


def _cpf_number(rng):
    plain = f"{rng.randrange(1, 10**9):09}"
    for size in (9, 10):
        plain += str(sum((size + 1 - i) * int(plain[i]) for i in range(size)) * 10 % 11 % 10)
    return plain


_CARDS = ("40", "41", "42", "45", "47", "51", "52", "53", "54", "55")


def _card(plain: str) -> bool:
    return plain[:2] in _CARDS and _luhn(plain)


def _email(value: str) -> str:
    text = value.strip().lower()
    name, at, host = text.partition("@")
    return text if at and name and "." in host and " " not in text and len(text) < 100 else ""


def _licence(value: str) -> str:
    plain = value.replace("-", "").replace(" ", "").upper()
    return (
        plain if plain.isascii() and plain.isalnum() and 7 <= len(plain) <= 9 and any(map(str.isdigit, plain)) else ""
    )


def _made(rule, kind, name, normal, check, chance, words, strength):
    return Identifier(rule, kind, name, normal, check, chance, tuple(words), strength, "https://example.com/")


IDENTIFIERS = (
    _made("us.ssn", "govid.us_ssn", "SSN", _digits(9), _ssn, 0.887, ["ssn", "social security number", "social security no", "seguro social", "社会安全号码"], 3),
    _made("br.cpf", "govid.br_cpf", "CPF", _digits(11), _cpf, 0.01, ["cpf", "cadastro de pessoas físicas", "cpf do cliente"], 3),
    _made("nl.bsn", "govid.nl_bsn", "BSN", _digits(9), _bsn, 0.0909, ["bsn", "burgerservicenummer", "sofinummer"], 3),
    _made("fin.card", "fin.pan_card", "card", _digits(15, 16), _card, 0.012, ["card number", "credit card", "kreditkartennummer", "numéro de carte", "卡号", "номер карты"], 1),
    _made("loc.imei", "loc.imei", "IMEI", _digits(15), _luhn, 0.1, ["imei", "device imei", "imei number"], 0),
    _made("person.email", "person.email", "e-mail", _email, lambda value: value.count("@") == 1, 0.9, ["email", "e-mail", "mail", "correo electrónico", "courriel", "电子邮件", "メール"], 2),
    _made("us.dl", "govid.dl_no", "licence", _licence, lambda _: True, 1.0, ["driver license", "drivers license number", "dl number", "führerscheinnummer", "permis de conduire"], 1),
)  # fmt: skip


# --- values ------------------------------------------------------------------------------------------------------------

_SYLLABLES = (
    [
        "ka",
        "ri",
        "mo",
        "ten",
        "sul",
        "bra",
        "vel",
        "no",
        "tia",
        "ro",
        "gus",
        "len",
        "fa",
        "mir",
        "do",
        "sha",
        "wen",
        "pel",
    ],
    ["ка", "ри", "мо", "тен", "сул", "бра", "вел", "но", "тя", "ро", "гус", "лен"],
    ["κα", "ρι", "μο", "τεν", "σουλ", "βρα", "νο", "λεν"],
    ["كا", "ري", "مو", "تن", "سل", "نو", "لن"],
    ["का", "री", "मो", "तन", "सू", "नो", "लन"],
    list("王李赵钱孙周吴郑明华丽强伟芳"),
    list("가나다라마바사아자차김이박최"),
)
_STREETS = ["Wenn", "Lor", "Tul", "Brask", "Ost", "Mirr"]


def person_name(rng):
    syllables = rng.choices(_SYLLABLES, weights=(6, 1, 1, 1, 1, 1, 1))[0]
    wide = len(syllables[0]) == 1
    if wide:
        return "".join(rng.choices(syllables, k=rng.randint(2, 3)))
    words = ["".join(rng.choices(syllables, k=rng.randint(2, 3))).capitalize() for _ in range(2)]
    return rng.choice(("{} {}", "{1}, {0}", "{} {}")).format(*words)


def birth(rng, form=0):
    y, m, d = rng.randint(1935, 2004), rng.randint(1, 12), rng.randint(1, 28)
    return (f"{y}-{m:02}-{d:02}", f"{d:02}.{m:02}.{y}", f"{m}/{d}/{y}")[form]


def address(rng):
    return f"{rng.randint(1, 999)} {rng.choice(_STREETS)}{rng.choice(_STREETS).lower()} St"


def email_address(rng):
    return f"{''.join(rng.choices('abcdefghijklm', k=6))}.{rng.randint(1, 9999)}@{rng.choice(('post', 'mail'))}{rng.randint(1, 40)}.brasktul.net"


_POOLS = {}
_POOL, _TRIES = 120, 40_000


def pool(identifier):
    """Values of an identifier of the registry that pass its check, drawn at random; empty where hardly any does."""
    found = _POOLS.get(identifier.rule)
    if found is None:
        rng, found = random.Random(identifier.rule), set()
        for tried in range(_TRIES):
            value = identifier.normal.form.draw(rng)
            if identifier.normal(value) == value and identifier.check(value):
                found.add(value)
            if len(found) >= _POOL or (tried > 20_000 and len(found) < 4):
                break
        found = _POOLS[identifier.rule] = sorted(found) if len(found) >= 20 else []
    return found


def drawn(identifier, rng):
    return rng.choice(pool(identifier))


def identifier_value(rng, identifier):  # a maker for each
    """A value that passes its check: drawn until one does."""
    rule = identifier.rule
    if identifier.kind == "person.email":
        return email_address(rng)
    if hasattr(identifier.normal, "form"):
        return drawn(identifier, rng)
    if rule == "br.cpf":
        return _cpf_number(rng)
    if rule == "us.dl":
        return rng.choice("ABCDEFGH") + _digit_string(rng, 7)
    start, length = {"us.ssn": ("", 9), "nl.bsn": ("", 9), "fin.card": (rng.choice(_CARDS), 16), "loc.imei": ("", 15)}[
        rule
    ]
    while True:
        body = start + _digit_string(rng, length - len(start) - 1)
        for digit in "0123456789":
            if identifier.check(body + digit):
                return body + digit


_GROUPS = {
    "us.ssn": (3, 2, 4),
    "br.cpf": (3, 3, 3, 2),
    "fin.card": (4, 4, 4, 4),
    "nl.bsn": (4, 2, 3),
    "loc.imei": (2, 6, 6, 1),
}


def written(rng, rule, value, style):  # noqa: PLR0911  # a way for each
    """The value as some program or person writes it."""
    groups = _GROUPS.get(rule) or (3,) * (len(value) // 3 - 1) + (3 + len(value) % 3,)
    if not value.isdigit() or not 6 < len(value) < 19 or (style in {"float", "number"} and len(value) > 15):
        return value.upper() if style == "grouped" and "@" in value else value
    if style == "float":
        return str(int(value)) + ".0"
    if style == "number":
        return str(int(value))
    if style == "wide":
        return "".join(chr(ord(char) + 0xFEE0) for char in value)
    if style == "kept":
        return f'="{value}"'
    if style in {"grouped", "nbsp", "rtl"}:
        mark = {"grouped": rng.choice("--- "), "nbsp": "\u00a0", "rtl": "-"}[style]
        pieces, at = [], 0
        for size in groups:
            pieces.append(value[at : at + size])
            at += size
        text = mark.join(pieces)
        return f"\u200f{text}\u200e" if style == "rtl" else text
    return value


def typo(rng, value):
    place = rng.randrange(len(value))
    if value[place].isdigit():
        return value[:place] + str((int(value[place]) + rng.randint(1, 9)) % 10) + value[place + 1 :]
    return value[:place] + value[place + 1 :]


_OTHER_HEADERS = ("order_no", "code", "reference", "value", "data1", "ext_ref", "key", "account_ref", "batch", "field7")


@dataclass
class Made:
    """A table, with what is true of its columns: the rule of the identifier in it, or a lookalike's name in brackets."""

    rows: Rows
    truth: list[str]
    headers: list[str] = field(default_factory=list)


def true_column(rng, identifier, count, *, header=None):
    """A column of identifiers with blanks and typos, in one of the ways in which they are written; its header and values."""
    style = rng.choice(("plain", "plain", "grouped", "grouped", "number", "float", "nbsp", "wide", "kept", "rtl"))
    blank, wrong = rng.choice((0, 0, 0.05, 0.3)), rng.choice((0, 0.01, 0.05))
    how = header or rng.choice(("named", "named", "named", "foreign", "absent", "misleading"))
    if identifier.chance >= 0.97 and how in {"absent", "misleading"}:
        how = "named"
    words = identifier.words
    name = {"named": words[0], "foreign": rng.choice(words), "absent": "", "misleading": rng.choice(_OTHER_HEADERS)}[
        how
    ]
    name = rng.choice(
        (
            name,
            name.upper(),
            name.replace(" ", "_"),
            f"customer_{name.replace(' ', '_')}" if name and how == "named" else name,
        )
    )
    values = []
    for _ in range(count):
        value = identifier_value(rng, identifier)
        if rng.random() < wrong:
            value = typo(rng, value)
        empty = rng.random() < blank
        values.append(rng.choice(("", "N/A", "-")) if empty else written(rng, identifier.rule, value, style))
    return name, values, f"{how}/{style}"


def make(seed, identifiers=IDENTIFIERS):
    """One table with one or two columns of identifiers, persons beside them or not, and columns that look alike."""
    rng = random.Random(seed)
    count = rng.choice((12, 30, 100, 250, 600))
    columns, truth, told = [], [], []
    for identifier in rng.sample(identifiers, rng.choice((1, 1, 2))):
        name, values, how = true_column(rng, identifier, count)
        columns.append((name, values))
        truth.append(identifier.rule)
        told.append(how)
    for name in rng.sample(sorted(LOOKALIKES), 4):
        start = rng.randint(10**7, 10**9)
        header = rng.choice(("", rng.choice(_OTHER_HEADERS), name.replace(" ", "_"), "id"))
        columns.append((header, [LOOKALIKES[name](rng, i, start) for i in range(count)]))
        truth.append(f"({name})")
        told.append(name)
    if rng.random() < 0.6:
        form = rng.randrange(3)
        for header, maker in (
            ("name", person_name),
            ("date_of_birth", lambda rng: birth(rng, form)),
            ("address", address),
        ):
            if rng.random() < 0.7:
                columns.append((header, [maker(rng) for _ in range(count)]))
                truth.append("(person)")
                told.append(header)
    order = list(range(len(columns)))
    rng.shuffle(order)
    made = tuple(column(columns[i][0] or f"#{place + 1}", columns[i][1]) for place, i in enumerate(order))
    return Made(Rows("", made, 1, count), [truth[i] for i in order], [told[i] for i in order])


def chunks(rows, size):
    """The same table in chunks of so many rows."""
    for first in range(0, rows.count, size):
        parts = []
        for each in rows.columns:
            values = [cell.decode() for cell in cells(each)][first : first + size]
            parts.append(column(each.name, values))
        yield Rows(rows.table, tuple(parts), rows.first + first, len(values))


def table(**columns):
    """A table from values by name; `_3` stands for a column without a name."""
    made = tuple(
        column(name if not name.startswith("_") else f"#{name[1:]}", values) for name, values in columns.items()
    )
    return Rows("", made, 1, max(len(values) for values in columns.values()))


class Workshop:
    """What tests make tables with."""

    IDENTIFIERS = IDENTIFIERS
    LOOKALIKES = LOOKALIKES
    keyed = staticmethod(keyed)
    make = staticmethod(make)
    chunks = staticmethod(chunks)
    table = staticmethod(table)
    true_column = staticmethod(true_column)
    identifier_value = staticmethod(identifier_value)
    person_name = staticmethod(person_name)
    birth = staticmethod(birth)
    address = staticmethod(address)
    email_address = staticmethod(email_address)
    DRAWABLE = frozenset(
        [
            "us.ssn",
            "us.itin",
            "us.npi",
            "us.mbi",
            "us.dl",
            "ca.sin",
            "br.cpf",
            "ar.cuit",
            "nl.bsn",
            "de.idnr",
            "be.nn",
            "pl.pesel",
            "es.dni",
            "pt.nif",
            "gb.nino",
            "gb.nhs",
            "tr.tckn",
            "dk.cpr",
            "hr.oib",
            "ru.inn",
            "ru.snils",
            "jp.my_number",
            "in.aadhaar",
            "in.pan",
            "kr.rrn",
            "sg.nric",
            "au.tfn",
            "il.id",
            "fin.aba",
            "fin.card",
            "dev.imei",
            "contact.email",
            "contact.phone",
            "doc.passport",
        ]
    )  # of which random values pass often enough to be drawn
    by_rule = {each.rule: each for each in IDENTIFIERS}  # noqa: RUF012  # never changed

    def __init__(self):
        self.judge = table_judge(IDENTIFIERS, keyed)

    def result(self, *parts):
        """What a table of these chunks holds."""
        judge = self.judge()
        for part in parts:
            judge.take(part)
        return judge.end()


@pytest.fixture(scope="session")
def workshop():
    return Workshop()
