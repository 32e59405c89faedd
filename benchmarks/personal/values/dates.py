"""Dates of birth: a day as the numbers hold it, and as people write it."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path
from random import Random

from benchmarks.personal.slot import Make, Slot

_FIRST, _DAYS = date(1940, 1, 1), 24000  # up to 2005
#: Names of months, January first, by language.
_MONTHS: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("months.toml").read_text(encoding="utf-8"))
#: How a day is written with the month's name, by language.
_LONG = {"de": "{d}. {m} {y}", "es": "{d} de {m} de {y}", "pt": "{d} de {m} de {y}"}
#: Formats of numbers alone, and the languages where they are usual.
_FORMS = {
    "iso": ("%Y-%m-%d", ()),
    "month_first": ("%m/%d/%Y", ("en",)),
    "day_first": ("%d/%m/%Y", ("en", "fr", "es", "pt", "it", "hi", "ar")),
    "dots": ("%d.%m.%Y", ("de", "pl", "ru", "tr", "cs")),
    "dashes": ("%d-%m-%Y", ("nl", "en", "hi")),
    "cjk": ("%Y年%m月%d日", ("ja", "zh")),
    "hangul": ("%Y년 %m월 %d일", ("ko",)),
    "slashes": ("%Y/%m/%d", ("ja", "zh")),
    "korean_dots": ("%Y.%m.%d", ("ko",)),
}
_BORN = ("person.dob", "child.dob_under_16")


def born(rng: Random) -> date:
    """A day of birth of somebody who is grown up."""
    return _FIRST + timedelta(days=rng.randrange(_DAYS))


def _numeric(form: str) -> Make:
    return lambda rng: born(rng).strftime(form)


def _long(language: str) -> Make:
    months, form = _MONTHS[language], _LONG.get(language, "{d} {m} {y}")

    def made(rng: Random) -> str:
        day = born(rng)
        return form.format(d=day.day, m=months[day.month - 1], y=day.year)

    return made


def _american(rng: Random) -> str:
    day = born(rng)
    month = _MONTHS["en"][day.month - 1]
    return f"{rng.choice((month, month[:3]))} {day.day}, {day.year}"


SLOTS = (
    *(Slot(f"dob.{name}", _BORN, _numeric(form), languages=languages) for name, (form, languages) in _FORMS.items()),
    *(Slot(f"dob.long_{language}", _BORN, _long(language), languages=(language,)) for language in _MONTHS),
    Slot("dob.american", _BORN, _american, languages=("en",)),
)
