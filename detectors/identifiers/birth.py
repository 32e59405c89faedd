"""Dates of birth: a date as people and programs write it, of somebody who may be alive."""

from __future__ import annotations

import re

from detectors.identifiers.base import Identifier
from detectors.identifiers.dates import is_date
from detectors.identifiers.plain import Plain, tidy
from detectors.identifiers.words import folded, terms

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januar january janvier enero gennaio janeiro januari stycznia января ιανουαριου ocak", "feb februar february fevrier febrero febbraio fevereiro februari lutego февраля φεβρουαριου subat fev",
            "mar marz march mars marzo marco maart marca марта μαρτιου mart mrt maer", "apr april avril abril aprile kwietnia апреля απριλιου nisan avr abr", "may mai mayo maggio maio mei maja мая μαιου mayis maj mag",
            "jun juni june juin junio giugno junho czerwca июня ιουνιου haziran giu", "jul juli july juillet julio luglio julho lipca июля ιουλιου temmuz lug juil", "aug august aout agosto augustus sierpnia августа αυγουστου agustos ago sie",
            "sep sept september septembre septiembre settembre setembro wrzesnia сентября σεπτεμβριου eylul set wrz", "oct okt oktober october octobre octubre ottobre outubro pazdziernika октября οκτωβριου ekim out ott",
            "nov november novembre noviembre novembro listopada ноября νοεμβριου kasim lis", "dec dez dezember december decembre diciembre dicembre dezembro grudnia декабря δεκεμβριου aralik dic gru",
        ), 1,
    )
    for name in names.split()
}  # fmt: skip
_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ][0-9:.+Z-]{0,30})?")
_TURNED = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})(?: [0-9: APMapm]{0,12})?")
_NAMED = re.compile(r"([0-9]{1,2})[. -]{1,3}(?:de )?([^\W\d_]{3,12})[. ,-]{1,3}(?:de )?([0-9]{4})")
_NAMED_US = re.compile(r"([^\W\d_]{3,12})\.? ([0-9]{1,2}),? ([0-9]{4})")
_HAN = re.compile("([0-9]{4}) ?[年년] ?([0-9]{1,2}) ?[月월] ?([0-9]{1,2}) ?[日일]")
_BARE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
#: Years in which somebody whose data is held was born: the oldest person ever lived for 122. Constants, see `dates`.
_EARLIEST, _LATEST = 1905, 2030
_MONTHS_IN_YEAR = 12


def iso(value: str) -> str:
    """A date as `YYYYMMDD`, empty where it is none: year first, day first (or month, where only that can be), month by name."""
    text = tidy(value)
    for form in (_ISO, _BARE, _HAN):
        if found := form.fullmatch(text):
            return _joined(*map(int, found.groups()))
    if found := _TURNED.fullmatch(text):
        day, month, year = map(int, found.groups())
        return _joined(year, month, day) or _joined(year, day, month)
    if found := _NAMED.fullmatch(text):
        return _joined(int(found[3]), _MONTHS.get(folded(found[2]), 0), int(found[1]))
    if found := _NAMED_US.fullmatch(text):
        return _joined(int(found[3]), _MONTHS.get(folded(found[1]), 0), int(found[2]))
    return ""


def _joined(year: int, month: int, day: int) -> str:
    return f"{year:04d}{month:02d}{day:02d}" if month <= _MONTHS_IN_YEAR and is_date(year, month, day) else ""


class _Birth(Plain):
    """The `normal` of dates: plain form `YYYYMMDD`."""

    __slots__ = ()

    def strict(self, value: str) -> str:
        return iso(value)


def birth(plain: str) -> bool:
    """A date between 1905 and 2030; whether it is of a birth, the column's name and its neighbours tell."""
    return _EARLIEST <= int(plain[:4]) <= _LATEST and is_date(int(plain[:4]), int(plain[4:6]), int(plain[6:]))


_WORDS = terms(
    "dob, d.o.b., date of birth, birth date, birthdate, birthday, born, born on, date birth, bdate, birth dt, dateofbirth, geburtsdatum, geb datum, geboren, geboren am, gebdat, geburtstag,"
    "date de naissance, né le, née le, naissance, ddn, fecha de nacimiento, fecha nacimiento, fec nac, nacimiento, data di nascita, data nascita, nato il, data de nascimento, nascimento,"
    "data nasc, geboortedatum, geb dat, data urodzenia, data ur, urodzony, datum narození, dátum narodenia, születési dátum, születési idő, data nașterii, дата рождения, д.р., дата народження,"
    "дата на раждане, ημερομηνία γέννησης, doğum tarihi, tanggal lahir, tgl lahir, ngày sinh, födelsedatum, fødselsdato, fødselsdag, syntymäaika, syntymäpäivä, fæðingardagur, sünnikuupäev,"
    "dzimšanas datums, gimimo data, datum rođenja, datum rojstva, data tal-twelid, dáta breithe, 出生日期, 生日, 出生年月日, 生年月日, 誕生日, 생년월일, 생일, تاريخ الميلاد, תאריך לידה, जन्म तिथि, जन्मतिथि, วันเกิด, tarikh lahir"
)

BIRTHS = (
    Identifier(
        "person.dob", "person.dob", "Date of birth",
        _Birth("9{4}-9{1,2}-9{1,2}|9{4}/9{1,2}/9{1,2}|9{1,2}/9{1,2}/9{4}|9{1,2}.9{1,2}.9{4}|9{1,2}-9{1,2}-9{4}|9{8}|9{1,2} A{3,9} 9{4}|A{3,9} 9{1,2}, 9{4}"),
        birth, 0.0029, _WORDS, 1, "https://www.iso.org/iso-8601-date-and-time-format.html",
    ),
)  # fmt: skip
