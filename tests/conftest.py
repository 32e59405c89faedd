"""What every test stands on: an environment of its own, and system packages that are named where they are missing."""

from __future__ import annotations

import ctypes.util
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from radosgw import Gateway

# Servers, and what several tests do with them, lie beside the tests, which are no package; last, so that nothing is shadowed.
sys.path.append(str(Path(__file__).parent / "servers"))

#: Debian package -> the programs of it that tests run, where they are not named as the package is.
PROGRAMS = {"postgresql": ("initdb", "postgres")}
#: Where Debian keeps programs that it does not put on PATH.
ASIDE = ("usr/lib/postgresql/*/bin",)
#: Variables of the caller that would decide what a test sees.
FOREIGN = ("DISCOVER_", "GIT_", "XDG_")

# The machines that run this are shared and slow at times: a deadline of milliseconds would fail at random. CI draws the same
# examples every time, so that a red run can be repeated.
settings.register_profile("house", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "house")


#: Debian package -> the library in it that tests need.
LIBRARIES = {"libarchive13": "archive"}


#: Debian package -> a file of it, wherever versions of it put that.
FILES = {"tesseract-ocr-eng": [f"/usr/share/tesseract-ocr/{version}/tessdata/eng.traineddata" for version in ("5", "4.00")]}


def missing_program(package: str) -> str | None:
    """The first program, or the library, of a Debian package that this machine lacks, or None."""
    if package in LIBRARIES:
        return None if ctypes.util.find_library(LIBRARIES[package]) else f"lib{LIBRARIES[package]}"
    if package in FILES:
        return None if any(Path(place).is_file() for place in FILES[package]) else FILES[package][0]
    aside = [str(folder) for pattern in ASIDE for folder in sorted(Path("/").glob(pattern))]
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *aside])
    return next((name for name in PROGRAMS.get(package, (package,)) if shutil.which(name, path=path) is None), None)


def missing_npm(package: str) -> bool:
    """Whether this environment lacks a package of npm."""
    assert package == "azurite"
    from azurite import command  # few tests need it

    return command() is None


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test marked `system(package)` or `npm(package)` where that is missing; under CI=true fail it."""
    for marker in item.iter_markers("system"):
        (package,) = marker.args
        program = missing_program(package)
        if program is None:
            continue
        _lacks(f"{program} is not on this machine: apt-get install {package}")
    for marker in item.iter_markers("npm"):
        (package,) = marker.args
        if missing_npm(package):
            _lacks(f"{package} is not on this machine: `make test` installs it from npm")
    _skip_elsewhere(item)


def _lacks(message: str) -> None:
    """What a test needs is not here."""
    if os.environ.get("CI") == "true":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def _elsewhere(item: pytest.Item, marked: pytest.Item | pytest.Collector) -> pytest.Mark | None:
    """The mark `only(server, reason)` of another S3 server than a test's, or None."""
    server = item.callspec.params.get("s3_place") if hasattr(item, "callspec") else None
    return next((mark for mark in marked.iter_markers("only") if server not in {None, mark.args[0]}), None)


def _skip_elsewhere(item: pytest.Item) -> None:
    """Skip a test marked `only(server, reason)` where it would run against another S3 server."""
    if mark := _elsewhere(item, item):
        pytest.skip(mark.args[1])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests whose whole file is of another S3 server; of single ones the reason is told by skipping them."""
    out = [item for item in items if item.parent is not None and _elsewhere(item, item.parent)]
    if out:
        config.hook.pytest_deselected(items=out)
        left = set(map(id, out))
        items[:] = [item for item in items if id(item) not in left]


def _number(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _copied(start: int, size: int) -> bytes:
    """One copy of a delta (gitformat-pack): only bytes that are not zero are written; 0x10000 is written as nothing."""
    op, following = 0x80, bytearray()
    for bit, byte in enumerate((*start.to_bytes(4, "little"), *(size % 0x10000).to_bytes(3, "little"))):
        if byte:
            op |= 1 << bit
            following.append(byte)
    return bytes([op]) + following


def _delta(old: bytes, new: bytes) -> bytes:
    """A delta as git makes them: blocks of 16 bytes of the old content are looked up, and a match is grown both ways."""
    known = {old[at : at + 16]: at for at in range(0, len(old) - 15, 16)}
    out, at, fresh = bytearray(_number(len(old)) + _number(len(new))), 0, bytearray()

    def insert() -> None:
        for i in range(0, len(fresh), 127):
            out.append(len(fresh[i : i + 127]))
            out.extend(fresh[i : i + 127])
        fresh.clear()

    while at < len(new):
        start = known.get(new[at : at + 16], -1)
        if start < 0:
            fresh.append(new[at])
            at += 1
            continue
        while fresh and start and fresh[-1] == old[start - 1]:
            fresh.pop()
            start, at = start - 1, at - 1
        size = 0
        while at + size < len(new) and start + size < len(old) and new[at + size] == old[start + size]:
            size += 1
        insert()
        for i in range(0, size, 0x10000):
            out += _copied(start + i, min(0x10000, size - i))
        at += size
    insert()
    return bytes(out)


@pytest.fixture(scope="session")
def delta() -> Callable[[bytes, bytes], bytes]:
    """How the second content is stored as a difference to the first, in a pack."""
    return _delta


@pytest.fixture(scope="session", autouse=True)
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home of the session's own: no test reads or writes the user's inventory, settings or cache, nor his git identity.

    Each test process has its home; the cache of compiled rules is shared by all of them, since it takes seconds to fill.
    """
    home = tmp_path_factory.mktemp("home")
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    identity = home / ".gitconfig"
    identity.write_text(
        "[user]\n\tname = Test\n\temail = test@example.invalid\n[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(FOREIGN):
                patch.delenv(name)
        for name, value in {
            "HOME": home,
            "XDG_DATA_HOME": home / "data",
            "XDG_CONFIG_HOME": home / "config",
            "XDG_STATE_HOME": home / "state",
            "XDG_CACHE_HOME": shared / "cache",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": identity,
        }.items():
            patch.setenv(name, str(value))
        yield home


#: Credentials of nobody, which servers on loopback take; nothing of the machine's own is asked for any.
AWS = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": "/nonexistent",
    "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
}


@pytest.fixture(scope="session")
def gateway() -> Iterator[Gateway]:
    """Ceph's S3 server of this test process, with the user whose credentials `AWS` has."""
    import radosgw  # Debian packages of 700 MB, which `make test-servers` installs

    if radosgw.missing():
        _lacks(f"programs are not on this machine: apt-get install {' '.join(radosgw.missing())}")
    # Not below pytest's folder, whose path may be longer than a socket's may be.
    with tempfile.TemporaryDirectory(prefix="rgw-") as home, radosgw.radosgw(Path(home)) as running:
        running.user("scan", AWS["AWS_ACCESS_KEY_ID"], AWS["AWS_SECRET_ACCESS_KEY"])
        yield running


@pytest.fixture(scope="session", params=["moto", pytest.param("radosgw", marks=pytest.mark.servers)])
def s3_place(request: pytest.FixtureRequest) -> Iterator[tuple[str, int]]:
    """Host and port of an S3 server of this test process: moto's, and in `make test-servers` Ceph's."""
    if request.param == "radosgw":
        running = request.getfixturevalue("gateway")
        yield running.host, running.port
        return
    from motoserver import moto  # starts nothing, but few tests need it

    with moto(MOTO_S3_DEFAULT_MAX_KEYS="100") as place:  # pages, without thousands of objects
        yield place


@pytest.fixture
def s3_page(request: pytest.FixtureRequest, s3_place: tuple[str, int]) -> int:
    """Most entries of a page of a listing."""
    return 1000 if request.node.callspec.params["s3_place"] == "radosgw" else 100


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials in the environment, and none of the machine's own."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in AWS.items():
        monkeypatch.setenv(name, value)
