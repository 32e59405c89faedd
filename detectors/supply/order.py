"""Order: which of two versions comes first, by the rules of their ecosystem; where there are none, nobody says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from detectors.supply import maven

#: Characters of a version that is compared; the rules know no bound, people write a few dozen.
_LONGEST = 128

Compare = Callable[[str, str], int | None]

_SEMVER = re.compile(
    r"[vV=]?(\d{1,18})(?:\.(\d{1,18}))?(?:\.(\d{1,18}))?(?:\.(\d{1,18}))?(?:-([0-9A-Za-z.-]{1,100}))?(?:\+[0-9A-Za-z.-]{0,100})?"
)
_Parts = tuple[tuple[int, ...], tuple[object, ...]]


def _semver_key(version: str, *, fold: bool = False) -> _Parts | None:
    """SemVer 2.0 section 11; what is missing is zero. NuGet has a fourth number and no case."""
    found = _SEMVER.fullmatch(version.strip())
    if found is None:
        return None
    numbers = tuple(int(part or 0) for part in found.groups()[:4])
    if found[5] is None:
        return numbers, (1,)
    marks = (found[5].lower() if fold else found[5]).split(".")
    # tuples of unlike kinds are never compared beyond their first member
    return numbers, (0, tuple((0, int(mark), "") if mark.isdigit() else (1, 0, mark) for mark in marks))


def _sign(left: object, right: object) -> int:
    if left == right:
        return 0
    return 1 if left > right else -1  # type: ignore[operator]  # keys of one kind


def semver(left: str, right: str) -> int | None:
    """SemVer 2.0: npm, crates.io, Go, Hex and others.

    Source: https://semver.org/#spec-item-11
    """
    one, two = _semver_key(left), _semver_key(right)
    return None if one is None or two is None else _sign(one, two)


def nuget(left: str, right: str) -> int | None:
    """NuGet.

    Source: https://learn.microsoft.com/en-us/nuget/concepts/package-versioning
    """
    one, two = _semver_key(left, fold=True), _semver_key(right, fold=True)
    return None if one is None or two is None else _sign(one, two)


def pypi(left: str, right: str) -> int | None:
    """PEP 440, by the package `packaging`; None where it is not installed or a version is none of PEP 440."""
    try:
        from packaging.version import InvalidVersion, Version  # noqa: PLC0415  # only needed with a list of bad versions
    except ImportError:
        return None
    try:
        return _sign(Version(left), Version(right))
    except InvalidVersion:
        return None


_GEM_TEXT = re.compile(r"\s*[0-9]+(?:\.[0-9A-Za-z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?\s*")
_GEM_PART = re.compile(r"[0-9]+|[A-Za-z]+")


def rubygems(left: str, right: str) -> int | None:
    """Gem::Version: letters come before numbers, what is missing is zero.

    Source: https://docs.ruby-lang.org/en/master/Gem/Version.html
    """
    if not _GEM_TEXT.fullmatch(left) or not _GEM_TEXT.fullmatch(right):
        return None
    one, two = (_GEM_PART.findall(each.replace("-", ".pre.")) for each in (left, right))
    for at in range(max(len(one), len(two))):
        first, second = (parts[at] if at < len(parts) else "0" for parts in (one, two))
        if first.isdigit() and second.isdigit():
            order = _sign(int(first), int(second))
        elif first.isdigit() or second.isdigit():
            order = 1 if first.isdigit() else -1
        else:
            order = _sign(first, second)
        if order:
            return order
    return 0


_STABLE = {"dev": 0, "alpha": 1, "a": 1, "beta": 2, "b": 2, "rc": 3, "": 4, "patch": 5, "pl": 5, "p": 5}
_COMPOSER = re.compile(
    r"v?(\d{1,18})(?:\.(\d{1,18}))?(?:\.(\d{1,18}))?(?:\.(\d{1,18}))?(?:[-._]?(dev|alpha|beta|rc|patch|pl|a|b|p)[.-]?(\d{0,18}))?(?:\+\S*)?",
    re.IGNORECASE,
)


def packagist(left: str, right: str) -> int | None:
    """Composer's versions with their stabilities; branches cannot be compared.

    Source: https://getcomposer.org/doc/articles/versions.md
    """
    keys = []
    for each in (left, right):
        found = _COMPOSER.fullmatch(each.strip())
        if found is None:
            return None
        numbers = tuple(int(part or 0) for part in found.groups()[:4])
        keys.append((numbers, _STABLE[(found[5] or "").lower()], int(found[6] or 0)))
    return _sign(keys[0], keys[1])


_BY_ECOSYSTEM: Mapping[str, Compare] = {
    "PyPI": pypi,
    "npm": semver,
    "crates.io": semver,
    "Go": semver,
    "Hex": semver,
    "Pub": semver,
    "SwiftURL": semver,
    "NuGet": nuget,
    "RubyGems": rubygems,
    "Packagist": packagist,
    "Maven": maven.compare,
}


def compare(ecosystem: str, left: str, right: str) -> int | None:
    """Below zero where the left version comes first, zero where both are the same, above zero where the right one comes first.

    None where these cannot be compared: an ecosystem without rules here, or a version that is not written by its rules.
    """
    if not left or not right or max(len(left), len(right)) > _LONGEST:
        return None
    found = _BY_ECOSYSTEM.get(ecosystem)
    return found(left, right) if found is not None else None
