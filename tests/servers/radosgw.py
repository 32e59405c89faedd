"""Ceph's object gateway, an S3 server of its own making, on loopback: one monitor, one store in memory, one gateway.

The three run as children of this process, with all they write in one folder. Debian packages: `PACKAGES`. What is set and why:
https://docs.ceph.com/en/pacific/radosgw/config-ref/ and https://docs.ceph.com/en/pacific/install/manual-deployment/
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

#: Debian package -> its program that is run here.
PACKAGES = {
    "ceph-common": "ceph-authtool",
    "ceph-mon": "ceph-mon",
    "ceph-osd": "ceph-osd",
    "radosgw": "radosgw",
}
_SECONDS = 90.0
#: Debian keeps some of the programs here, which is not on everybody's PATH.
_PATH = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])
#: `tcp_nodelay`: without it every small answer waits for the client's delayed acknowledgement, some 40 ms.
#: `osd pool default size`, `allow pool size one` and `chooseleaf type`: one store, of which there is no second to keep copies on.
_SETTINGS = """\
[global]
fsid = {fsid}
mon host = v2:127.0.0.1:{mon}
public addr = 127.0.0.1
cluster addr = 127.0.0.1
keyring = {home}/keyring
run dir = {home}
log file = {home}/$name.log
admin socket = {home}/$name.asok
pid file = {home}/$name.pid
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd crush chooseleaf type = 0
mon allow pool size one = true
auth allow insecure global id reclaim = false
[mon]
mon data = {home}/mon
[osd]
osd data = {home}/osd
osd objectstore = memstore
memstore device bytes = 4294967296
[client.rgw.a]
rgw data = {home}/rgw
rgw frontends = beast endpoint=127.0.0.1:{gateway} tcp_nodelay=1
rgw s3 auth use sts = true
rgw sts key = abcdefghijklmnop
rgw crypt require ssl = false
rgw crypt s3 kms backend = testing
rgw crypt s3 kms encryption keys = testkey-1=YmluCmJvb3N0CmJvb3N0LWJ1aWxkCmNlcGguY29uZgo=
"""
_CAPABILITIES = {
    "mon.": ("mon", "allow *"),
    "client.admin": ("mon", "allow *", "osd", "allow *", "mgr", "allow *"),
    "client.rgw.a": ("mon", "allow rw", "osd", "allow rwx"),
    "osd.0": ("mon", "allow profile osd", "osd", "allow *"),
}


class Gateway(NamedTuple):
    """A gateway that runs: where, and what administers it."""

    host: str
    port: int
    settings: str

    def user(self, name: str, access: str, secret: str) -> None:
        """Make an account."""
        keys = (f"--access-key={access}", f"--secret={secret}")
        self.admin("user", "create", f"--uid={name}", f"--display-name={name}", *keys)

    def admin(self, *arguments: str) -> str:
        """What radosgw-admin prints."""
        return _run("radosgw-admin", "-c", self.settings, *arguments)


def missing() -> list[str]:
    """Debian packages that this machine lacks."""
    return [package for package, program in PACKAGES.items() if shutil.which(program, path=_PATH) is None]


@contextmanager
def radosgw(home: Path) -> Iterator[Gateway]:
    """A gateway that ends with the block.

    Args:
        home: an empty folder, whose path is short: sockets are made in it.
    """
    identity, (mon, gateway) = str(uuid.uuid4()), _free(2)
    settings = str(home / "ceph.conf")
    Path(settings).write_text(_SETTINGS.format(fsid=identity, mon=mon, gateway=gateway, home=home))
    for name in ("mon", "osd", "rgw"):
        (home / name).mkdir()
    _keys(str(home / "keyring"))
    _run("monmaptool", "--create", "--fsid", identity, "--addv", "a", f"[v2:127.0.0.1:{mon}]", str(home / "monmap"))
    common = ("-c", settings, "-i")
    _run("ceph-mon", *common, "a", "--mkfs", "--monmap", str(home / "monmap"), "--keyring", str(home / "keyring"))
    with ExitStack() as running:
        start = running.enter_context
        start(_process("ceph-mon", *common, "a", "-f"))
        store = str(uuid.uuid4())  # the monitor and the store are to know it by the same, else it never joins
        _run("ceph", "-c", settings, "osd", "new", store)
        _run("ceph-osd", *common, "0", "--mkfs", "--osd-uuid", store)
        start(_process("ceph-osd", *common, "0", "-f"))
        server = start(_process("radosgw", "-c", settings, "-n", "client.rgw.a", "-f"))
        _wait(server, lambda: _answers(gateway), f"the gateway did not come up; see {home}/client.rgw.a.log")
        yield Gateway("127.0.0.1", gateway, settings)


def _keys(keyring: str) -> None:
    for number, (name, capabilities) in enumerate(_CAPABILITIES.items()):
        pairs = zip(capabilities[::2], capabilities[1::2], strict=True)
        caps = [word for pair in pairs for word in ("--cap", *pair)]
        _run("ceph-authtool", *(() if number else ("--create-keyring",)), keyring, "--gen-key", "-n", name, *caps)


def _free(count: int) -> list[int]:
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def _run(*command: str) -> str:
    environment = os.environ | {"PATH": _PATH}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=_SECONDS, check=False)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"
    return done.stdout


@contextmanager
def _process(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {"PATH": _PATH}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    try:
        yield process
    finally:
        process.kill()  # all of it is in memory: there is nothing to put in order
        process.wait()


def _wait(process: subprocess.Popen[bytes], ready: Callable[[], bool], otherwise: str) -> None:
    until = time.monotonic() + _SECONDS
    while not ready():
        assert process.poll() is None, f"{process.args} ended: {otherwise}"
        assert time.monotonic() < until, otherwise
        time.sleep(0.1)


def _answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
