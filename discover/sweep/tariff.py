"""Tariff: what services of buckets charge, read from a TOML file into frozen data. `prices.toml` says what every key means."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from discover.document import toml
from discover.errors import ConfigError

#: The table that comes with the program.
SHIPPED = Path(__file__).parent / "prices.toml"

#: The usual storage class by service, which plans name by an empty string.
USUAL: Mapping[str, str] = {"s3": "STANDARD", "gcs": "STANDARD", "azure": "Hot"}

#: Storage classes by service, in its own words. https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html (StorageClass),
#: https://cloud.google.com/storage/docs/storage-classes, https://learn.microsoft.com/azure/storage/blobs/access-tiers-overview
CLASSES: Mapping[str, tuple[str, ...]] = {
    "s3": (
        "STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER", "DEEP_ARCHIVE",
        "OUTPOSTS", "GLACIER_IR", "SNOW", "EXPRESS_ONEZONE", "FSX_OPENZFS",
    ),
    "gcs": (
        "STANDARD", "NEARLINE", "COLDLINE", "ARCHIVE", "MULTI_REGIONAL", "REGIONAL", "DURABLE_REDUCED_AVAILABILITY", "RAPID",
    ),
    "azure": ("Hot", "Cool", "Cold", "Archive"),
}  # fmt: skip

_SHOWN = "discover/sweep/prices.toml"
_RATES = ("list", "get", "retrieval", "within", "out")
_SEEN = ("date", "source")
_GIGABYTE = 1 << 30


class Tier(NamedTuple):
    """US dollars for each gigabyte of a month up to so many, counted from the first; `up_to` is infinite for the last tier."""

    up_to: float
    price: float


@dataclass(frozen=True, slots=True)
class Rates:
    """What is charged in one region, in US dollars.

    Attributes:
        list: for 1,000 requests that list.
        get: for 1,000 requests that read, by storage class.
        retrieval: for a gigabyte that is read, by storage class; nothing for classes that are not there.
        within: for a gigabyte moved within the region.
        out: for gigabytes moved out to the internet in a month.
        date: when they were seen, ISO.
        source: where.
    """

    list: float
    get: Mapping[str, float]
    retrieval: Mapping[str, float]
    within: float
    out: tuple[Tier, ...]
    date: str
    source: str


@dataclass(frozen=True, slots=True)
class Tariff:
    """What one service, or one server, charges.

    Attributes:
        table: the file it is from, as it is told to people.
        gigabyte: bytes that count as one.
        region: whose rates are taken where a region has none; empty for a server of one's own.
        regions: rates by region; that of `region` among them.
    """

    table: str
    gigabyte: int
    region: str
    regions: Mapping[str, Rates]


@dataclass(frozen=True, slots=True)
class Tariffs:
    """A whole table: tariffs of services by name of their connector, of other servers by address."""

    services: Mapping[str, Tariff]
    endpoints: Mapping[str, Tariff]


def load(path: Path | None = None) -> Tariffs:
    """The table that comes with the program, with what a file of the user's has instead.

    Raises:
        ConfigError: the file cannot be read, or does not hold to the form; the message names file, line and mend.
    """
    if path is None:
        return _shipped()
    given = _read(path, str(path))
    return Tariffs({**_shipped().services, **given.services}, {**_shipped().endpoints, **given.endpoints})


@cache
def _shipped() -> Tariffs:
    return _read(SHIPPED, _SHOWN)


def address(text: str) -> str:
    """An address as it is compared with others: scheme and host in lower case, no slash at the end."""
    parts = urlsplit(text)
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}{parts.path.rstrip('/')}"


def _read(path: Path, shown: str) -> Tariffs:
    text, document = toml(path, "a table of prices", shown=shown, compare=SHIPPED)
    return _Form(shown, text).tariffs(document)


class _Form:
    """The form of a table; says where in the file it is not held to."""

    def __init__(self, shown: str, text: str) -> None:
        self._shown, self._text = shown, text

    def tariffs(self, document: Mapping[str, Any]) -> Tariffs:
        self._keys((), document, (*USUAL, "endpoint"))
        services = {name: self._tariff((name,), document[name], name) for name in USUAL if name in document}
        others = self._table(("endpoint",), document.get("endpoint", {}))
        for name in others:
            if not name.lower().startswith(("http://", "https://")):
                raise self._error(("endpoint", name), f"'{name}' is no address; begin it with https:// or http://")
        endpoints = {address(name): self._tariff(("endpoint", name), others[name], "") for name in others}
        if not services and not endpoints:
            raise ConfigError(f"{self._shown}: has no prices; start from a copy of {SHIPPED}")
        return Tariffs(services, endpoints)

    def _tariff(self, path: tuple[str, ...], value: object, service: str) -> Tariff:
        table = self._table(path, value)
        own = ("region", "regions") if service else ()
        self._keys(path, table, (*_SEEN, "currency", "gigabyte", *_RATES, *own))
        self._there(path, table, (*_SEEN, "currency", *own[:1], "list", "get", "out"))
        if table["currency"] != "USD":
            raise self._error((*path, "currency"), f"'currency' is {table['currency']!r}; give prices in USD")
        gigabyte = table.get("gigabyte", _GIGABYTE)
        if type(gigabyte) is not int or gigabyte < 1:
            raise self._error((*path, "gigabyte"), "'gigabyte' must be a whole number of bytes, such as 1073741824")
        base = self._rates(path, table, service, None)
        region = self._text_of((*path, "region"), table["region"]).lower() if service else ""
        regions = {region: base}
        for name, differing in self._table((*path, "regions"), table.get("regions", {})).items():
            where = (*path, "regions", name)
            self._keys(where, self._table(where, differing), (*_SEEN, *_RATES))
            regions[name.lower()] = self._rates(where, differing, service, base)
        return Tariff(self._shown, gigabyte, region, regions)

    def _rates(self, path: tuple[str, ...], table: Mapping[str, Any], service: str, base: Rates | None) -> Rates:
        """Rates of a table; what it does not have is as in `base`."""
        get = self._by_class((*path, "get"), table.get("get", {}), service)
        if base is None and not any(usual in get for usual in ([USUAL[service]] if service else USUAL.values())):
            usual = USUAL.get(service, "STANDARD")
            raise self._error((*path, "get"), f"'get' has no price of the usual storage class; add {usual}")
        retrieval = self._by_class((*path, "retrieval"), table.get("retrieval", {}), service)
        return Rates(
            self._number((*path, "list"), table.get("list", base.list if base else 0.0)),
            {**(base.get if base else {}), **get},
            {**(base.retrieval if base else {}), **retrieval},
            self._number((*path, "within"), table.get("within", base.within if base else 0.0)),
            self._tiers((*path, "out"), table["out"]) if base is None or "out" in table else base.out,
            self._date((*path, "date"), table["date"]) if base is None or "date" in table else base.date,
            self._text_of((*path, "source"), table.get("source", base.source if base else "")),
        )

    def _by_class(self, path: tuple[str, ...], value: object, service: str) -> dict[str, float]:
        table = self._table(path, value)
        if service:  # a price of a class that the service does not have is a slip that would go unseen
            self._keys(path, table, CLASSES[service])
        return {name: self._number((*path, name), price) for name, price in table.items()}

    def _tiers(self, path: tuple[str, ...], value: object) -> tuple[Tier, ...]:
        if not isinstance(value, list) or not value:
            raise self._error(path, "'out' must be a list such as [{ up_to = 100, price = 0 }, { price = 0.09 }]")
        tiers: list[Tier] = []
        for number, entry in enumerate(value, 1):
            table = self._table(path, entry)
            self._keys(path, table, ("up_to", "price"))
            self._there(path, table, ("price",))
            if ("up_to" in table) == (number == len(value)):
                raise self._error(path, "'out': every tier but the last has an 'up_to', and the last has none")
            up_to = self._number((*path, "up_to"), table.get("up_to", math.inf), math.inf)
            if tiers and up_to <= tiers[-1].up_to:
                raise self._error(path, f"'out': tier {number} must reach further than the one before it")
            tiers.append(Tier(up_to, self._number((*path, "price"), table["price"])))
        return tuple(tiers)

    # --- values -------------------------------------------------------------------------------------------------------

    def _table(self, path: tuple[str, ...], value: object) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise self._error(path, f"'{path[-1]}' must be a table, not {value!r}")
        return value

    def _keys(self, path: tuple[str, ...], table: Mapping[str, Any], known: Collection[str]) -> None:
        for key in table:
            if key not in known:
                near = get_close_matches(key, known, 1)
                mend = f"did you mean '{near[0]}'?" if near else f"the keys are {', '.join(known)}"
                raise self._error((*path, key), f"unknown key '{key}'; {mend}")

    def _there(self, path: tuple[str, ...], table: Mapping[str, Any], wanted: Collection[str]) -> None:
        for key in wanted:
            if key not in table:
                raise self._error(path, f"'{key}' is missing; add it")

    def _number(self, path: tuple[str, ...], value: object, most: float = 0.0) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise self._error(path, f"'{path[-1]}' must be a number, not {value!r}")
        if not (0 <= value < math.inf or value == most):
            raise self._error(path, f"'{path[-1]}' is {value}; give a number of 0 or more")
        return float(value)

    def _text_of(self, path: tuple[str, ...], value: object) -> str:
        if not isinstance(value, str) or not value:
            raise self._error(path, f"'{path[-1]}' must be a string that is not empty, not {value!r}")
        return value

    def _date(self, path: tuple[str, ...], value: object) -> str:
        if type(value) is date:
            return value.isoformat()
        try:
            return date.fromisoformat(value if isinstance(value, str) else "").isoformat()
        except ValueError:
            raise self._error(path, f"'date' must be a date such as 2026-11-01, not {value!r}") from None

    def _error(self, path: tuple[str, ...], what: str) -> ConfigError:
        return ConfigError(f"{self._shown}, line {line_of(self._text, path)}: {what}")


def line_of(text: str, path: tuple[str, ...]) -> int:
    """Number of the line that a key of a TOML document stands on, or else of what holds it; counts from 1."""
    table: tuple[str, ...] = ()
    best, depth = 1, 0
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("["):
            here = table = _path_of(line) or table
        else:
            key = _path_of(f"{line.partition('=')[0]} = 0") if "=" in line else ()
            here = (*table, *key) if key else ()
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(here, path, strict=False)))
        if shared > depth:
            best, depth = number, shared
    return best


def _path_of(line: str) -> tuple[str, ...]:
    """Names that one line of TOML goes down by; empty where it does not stand by itself."""
    try:
        inner: Any = tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return ()
    path: list[str] = []
    while isinstance(inner, dict) and inner:
        ((name, inner),) = inner.items()
        path.append(name)
    return tuple(path)
