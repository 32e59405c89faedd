"""Documents: what numbers of passports and driving licences look like, by country or state. Facts; the checks are elsewhere."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

#: The table itself; its head says where the forms are from.
FILE = Path(__file__).with_name("documents.toml")
_TABLE: Mapping[str, Any] = tomllib.loads(FILE.read_text("utf-8"))

#: Form by country (ISO 3166-1 alpha-2), alternatives separated by `|`.
PASSPORTS: Mapping[str, str] = _TABLE["passport"]
#: Forms by state or province, for `us`, `eu`, `ca` and `au`.
LICENCES: Mapping[str, Mapping[str, str]] = _TABLE["licence"]


def any_of(forms: Mapping[str, str]) -> re.Pattern[str]:
    """One expression for all forms of a table, each alternative once."""
    return re.compile("|".join(dict.fromkeys(way for form in forms.values() for way in form.split("|"))))


def issuers(forms: Mapping[str, str], plain: str) -> tuple[str, ...]:
    """Those of a table whose numbers have the form of a plain value."""
    return tuple(issuer for issuer, form in forms.items() if re.fullmatch(form, plain))
