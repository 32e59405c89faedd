"""Where somebody is: internet addresses and coordinates."""

from __future__ import annotations

from detectors.identifiers.base import Identifier
from detectors.identifiers.plain import Plain, tidy
from detectors.identifiers.words import words_of_rule
from detectors.text.check_net import INSIDE, is_public, parsed


class _Address(Plain):
    """An address without port, zone and brackets, in its canonical form; a version of a program with four parts looks alike."""

    __slots__ = ()

    def strict(self, value: str) -> str:
        text = tidy(value).strip("[]")
        if ":" in text and "." in text and text.count(":") == 1:
            text = text.partition(":")[0]
        text = text.partition("%")[0].lower()
        return text if self._fits(text) else ""


def ip_private(plain: str) -> bool:
    """An address inside a network: private, shared or link-local; neither loopback nor documentation."""
    found = parsed(plain)
    return found is not None and any(found in network for network in INSIDE)


class _Pair(Plain):
    """Latitude and longitude with one comma between them: brackets, spaces and degree signs dropped, a semicolon as a comma."""

    __slots__ = ()

    def strict(self, value: str) -> str:
        text = tidy(value).strip("()[]{}").replace(";", ",").replace("°", "")
        if "," not in text and text.count(" ") == 1:
            text = text.replace(" ", ",")
        text = text.replace(" ", "")
        return text if self._fits(text) else ""


_LATITUDE, _LONGITUDE = 90.0, 180.0


def pair(plain: str) -> bool:
    """Latitude within 90 and longitude within 180 degrees, not both next to zero, in three decimals at least (some 100 m)."""
    first, _, second = plain.partition(",")
    latitude, longitude = float(first), float(second)
    return abs(latitude) <= _LATITUDE and abs(longitude) <= _LONGITUDE and abs(latitude) + abs(longitude) > 1


_IPV6 = "h{1,4}:h{0,4}:h{0,4}|" + "|".join(":".join(["h{0,4}"] * count) for count in range(4, 9))


PLACES = (
    Identifier(
        "net.ip",
        "loc.ip",
        "Internet address",
        _Address(f"9{{1,3}}.9{{1,3}}.9{{1,3}}.9{{1,3}}|{_IPV6}"),
        is_public,
        0.28,
        words_of_rule("net.ip"),
        1,
        "https://www.rfc-editor.org/rfc/rfc6890",
    ),
    Identifier(
        "net.ip_private",
        "infra.private_address",
        "Address inside a network",
        _Address(f"9{{1,3}}.9{{1,3}}.9{{1,3}}.9{{1,3}}|{_IPV6}"),
        ip_private,
        0.0013,
        words_of_rule("net.ip_private"),
        0,
        "https://www.rfc-editor.org/rfc/rfc1918",
    ),
    Identifier(
        "loc.gps",
        "loc.gps_point",
        "Latitude and longitude",
        _Pair(r"\-?9{1,3}.9{3,15},\-?9{1,3}.9{3,15}"),
        pair,
        0.48,
        words_of_rule("loc.gps"),
        1,
        "https://www.rfc-editor.org/rfc/rfc5870",
    ),
)
