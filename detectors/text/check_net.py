"""Checks of addresses: of machines on networks, and of wallets."""

from __future__ import annotations

import ipaddress

#: Resolvers and the like that everybody names; and addresses that are typed for want of one.
#: Source: https://developers.google.com/speed/public-dns, https://one.one.one.one, https://quad9.net, https://www.opendns.com/setupguide/
_EVERYBODYS = frozenset(
    b"""8.8.8.8 8.8.4.4 1.1.1.1 1.0.0.1 9.9.9.9 149.112.112.112 208.67.222.222 208.67.220.220 4.4.4.4 4.2.2.1 4.2.2.2 4.2.2.3
    4.2.2.4 1.2.3.4 5.6.7.8 1.2.3.5 4.3.2.1 2.2.2.2 3.3.3.3 5.5.5.5 6.6.6.6 7.7.7.7 11.22.33.44 12.34.56.78 123.123.123.123
    123.45.67.89 111.111.111.111 222.222.222.222 99.99.99.99 2001:4860:4860::8888 2001:4860:4860::8844
    2606:4700:4700::1111""".split()
)
#: Parts of versions are small numbers: an address has two parts above this in 99.3 % of all cases.
_SMALL, _LEAST_LARGE = 31, 2

#: Ranges for use inside networks. Source: RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291.
INSIDE = tuple(
    map(
        ipaddress.ip_network,
        ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "fc00::/7", "fe80::/10"),
    )
)


def parsed(plain: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address, or None where the text is none."""
    try:
        return ipaddress.ip_address(plain)
    except ValueError:
        return None


def is_public(plain: str) -> bool:
    """An address of the public internet: no private, shared, reserved, group, documentation or local range.

    Source: https://www.iana.org/assignments/iana-ipv4-special-registry/ and its counterpart for version 6.
    """
    found = parsed(plain)
    return found is not None and found.is_global and not found.is_multicast


def _public(value: bytes) -> bool:
    return value not in _EVERYBODYS and is_public(value.decode("ascii", "replace"))


def _is_low(value: bytes) -> bool:
    """Whether it looks like a version: hardly any part is above 31."""
    return sum(int(part) > _SMALL for part in value.split(b".") if part.isdigit()) < _LEAST_LARGE


def ip_public(value: bytes) -> bool:
    """A public address that looks like no version of a program."""
    return _public(value) and (b":" in value or not _is_low(value))


def ip_low(value: bytes) -> bool:
    """A public address that looks like a version: for rules that ask for a word beside it."""
    return _is_low(value) and _public(value)


def ip_private(value: bytes) -> bool:
    """An address of one machine inside a network: no network's own (`10.0.0.0`) and no range (`/16`)."""
    found = parsed(value.decode("ascii", "replace"))
    return found is not None and any(found in network for network in INSIDE) and not value.endswith(b".0")


def bitcoin(value: bytes) -> bool:
    """A Bitcoin address: base58 or bech32 with its checksum, none published."""
    from detectors.identifiers.wallet import btc  # noqa: PLC0415  # identifiers take 0.2 s to be read, and few texts need them

    return btc(value.decode("ascii"))


def ethereum(value: bytes) -> bool:
    """An Ethereum address in mixed case with the checksum of EIP-55."""
    from detectors.identifiers.wallet import eth  # noqa: PLC0415  # as above

    return eth(value.decode("ascii"))


CHECKS = {
    "ip-public": ip_public,
    "ip-low": ip_low,
    "ip-private": ip_private,
    "wallet-bitcoin": bitcoin,
    "wallet-ethereum": ethereum,
}
