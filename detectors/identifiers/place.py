"""Where somebody is: internet addresses and coordinates."""

from __future__ import annotations

import ipaddress

from detectors.identifiers.base import Identifier
from detectors.identifiers.plain import Plain, tidy
from detectors.identifiers.words import words_of_rule


class _Address(Plain):
    """An address without port, zone and brackets, in its canonical form; a version of a program with four parts looks alike."""

    __slots__ = ()

    def strict(self, value: str) -> str:
        text = tidy(value).strip("[]")
        if ":" in text and "." in text and text.count(":") == 1:
            text = text.partition(":")[0]
        text = text.partition("%")[0].lower()
        return text if self._fits(text) else ""


def _parsed(plain: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(plain)
    except ValueError:
        return None


def ip_public(plain: str) -> bool:
    """An address of the public internet: no private, shared, reserved, group, documentation or local range.

    Source: https://www.iana.org/assignments/iana-ipv4-special-registry/ and its counterpart for version 6.
    """
    found = _parsed(plain)
    return found is not None and found.is_global and not found.is_multicast


#: Ranges for use inside networks. Source: RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291.
_INSIDE = tuple(
    map(
        ipaddress.ip_network,
        ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "fc00::/7", "fe80::/10"),
    )
)


def ip_private(plain: str) -> bool:
    """An address inside a network: private, shared or link-local; neither loopback nor documentation."""
    found = _parsed(plain)
    return found is not None and any(found in network for network in _INSIDE)


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
        ip_public,
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
