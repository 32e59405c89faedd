"""Benign: files full of what looks like a secret or a person and is neither; a scanner must stay silent on them."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING

from parts import prose
from parts.der import pem
from parts.images import Canvas, png
from parts.keys import SERVER_AUTH, Subject, certificate, ec_key
from parts.numbers import digits, not_card
from parts.secrets import LOWER, hexes, pick

if TYPE_CHECKING:
    from random import Random

    from parts.ledger import Ledger


def write(ledger: Ledger, folder: str) -> None:
    """Write every benign file below `folder`."""
    rng = ledger.rng(folder)
    for name, text in prose.FILES.items():
        ledger.silent(f"{folder}/{name}", text)
    for name, data in (_locks(rng) | _lists(rng) | _web(rng) | _public(rng)).items():
        ledger.silent(f"{folder}/{name}", data)


def uuid(rng: Random) -> str:
    """A random UUID of version 4."""
    text = hexes(rng, 32)
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{rng.choice('89ab')}{text[17:20]}-{text[20:]}"


def _sri(rng: Random, name: str, size: int) -> str:
    return f"{name}-" + base64.b64encode(rng.randbytes(size)).decode()


_PACKAGES = (
    "left-column",
    "tiny-router",
    "color-mixer",
    "date-steps",
    "deep-tree",
    "quick-parse",
    "stream-box",
    "wide-table",
)


def _locks(rng: Random) -> dict[str, str]:
    """Lock files of five package managers."""
    version = [f"{rng.randrange(9)}.{rng.randrange(20)}.{rng.randrange(9)}" for _ in _PACKAGES]
    both = list(zip(_PACKAGES, version, strict=True))
    npm = {
        f"node_modules/{name}": {
            "version": at,
            "resolved": f"https://registry.npmjs.org/{name}/-/{name}-{at}.tgz",
            "integrity": _sri(rng, "sha512", 64),
        }
        for name, at in both
    }
    poetry = "".join(
        f'[[package]]\nname = "{name}"\nversion = "{at}"\noptional = false\npython-versions = ">=3.9"\nfiles = [\n'
        f'    {{file = "{name}-{at}.tar.gz", hash = "sha256:{hexes(rng, 64)}"}},\n]\n\n'
        for name, at in both
    )
    go = "".join(
        f"github.com/widgets/{name} v{at} h1:{base64.b64encode(rng.randbytes(32)).decode()}\n"
        f"github.com/widgets/{name} v{at}/go.mod h1:{base64.b64encode(rng.randbytes(32)).decode()}\n"
        for name, at in both
    )
    source = "registry+https://github.com/rust-lang/crates.io-index"
    cargo = "".join(
        f'[[package]]\nname = "{name}"\nversion = "{at}"\nsource = "{source}"\nchecksum = "{hexes(rng, 64)}"\n\n'
        for name, at in both
    )
    yarn = "".join(
        f'{name}@^{at}:\n  version "{at}"\n'
        f'  resolved "https://registry.yarnpkg.com/{name}/-/{name}-{at}.tgz#{hexes(rng, 40)}"\n'
        f"  integrity {_sri(rng, 'sha512', 64)}\n\n"
        for name, at in both
    )
    return {
        "locks/package-lock.json": json.dumps({"name": "site", "lockfileVersion": 3, "packages": npm}, indent=2) + "\n",
        "locks/poetry.lock": poetry + f'[metadata]\nlock-version = "2.0"\ncontent-hash = "{hexes(rng, 64)}"\n',
        "locks/go.sum": go,
        "locks/Cargo.lock": "version = 3\n\n" + cargo,
        "locks/yarn.lock": "# yarn lockfile v1\n\n" + yarn,
    }


def _lists(rng: Random) -> dict[str, str]:
    """Lists of things made of digits and hexadecimal."""
    lines = range(120)
    log = [
        f"2026-01-{n % 28 + 1:02}T{n % 24:02}:{n % 60:02}:07.{digits(rng, 3)}Z "
        f"INFO  worker-{n % 7} request_id={uuid(rng)} "
        f""
        f"took={rng.randrange(900)}ms"
        f" status=200 bytes={rng.randrange(10**6)} path=/api/v{n % 3 + 1}/items/{digits(rng, 7)}"
        for n in lines
    ]
    orders = [f"{n},{not_card(rng)},ORD-{digits(rng, 3)}-{digits(rng, 7)},{rng.randrange(1, 9)}" for n in lines]
    sums = [f"{hexes(rng, 64)}  build/part-{n:03}.bin" for n in lines]
    table = [
        f"{n},{hashlib.md5(bytes([n]), usedforsecurity=False).hexdigest()},{hexes(rng, 40)},{hexes(rng, 64)}"
        for n in lines
    ]
    times = [
        f"{1_700_000_000 + rng.randrange(9**9)} {1_700_000_000_000 + rng.randrange(9**12)} "
        f"2026-0{n % 9 + 1}-1{n % 9}T04:05:06+00:00"
        for n in lines
    ]
    versions = [
        f"component-{n} {rng.randrange(40)}.{rng.randrange(40)}.{rng.randrange(4000)} build {digits(rng, 6)}.{n}"
        for n in lines
    ]
    parts = [
        f"part {digits(rng, 3)}.{digits(rng, 4)} bin {digits(rng, 2)} "
        f"shelf {digits(rng, 3)}-{digits(rng, 2)} "
        f"lot L{digits(rng, 10)}"
        for n in lines
    ]
    vectors = [f"Count = {n}\nKEYLEN = 16\nPT = {hexes(rng, 32)}\nCT = {hexes(rng, 32)}\n" for n in range(40)]
    addresses = [f"10.{n}.{rng.randrange(256)}.0/24 192.0.2.{n} 198.51.100.{n} 2001:db8::{n:x}" for n in lines]
    return {
        "lists/uuids.txt": "".join(f"{uuid(rng)}\n" for _ in lines),
        "lists/commits.txt": "".join(f"{hexes(rng, 40)} {hexes(rng, 7)} tidy the {name}\n" for name in _PACKAGES * 10),
        "lists/orders.csv": "row,order_number,reference,quantity\n" + "\n".join(orders) + "\n",
        "lists/SHA256SUMS": "\n".join(sums) + "\n",
        "lists/hashes.csv": "row,md5,sha1,sha256\n" + "\n".join(table) + "\n",
        "lists/timestamps.txt": "\n".join(times) + "\n",
        "lists/versions.txt": "\n".join(versions) + "\n",
        "lists/parts.txt": "\n".join(parts) + "\n",
        "lists/blocklist.txt": "\n".join(addresses) + "\n",
        "lists/vectors.rsp": "\n".join(vectors),
        "lists/service.log": "\n".join(log) + "\n",
    }


def _web(rng: Random) -> dict[str, str]:
    """What a web site ships: minified script, pictures in style sheets, paths."""
    canvas = Canvas(64, 64)
    canvas.ellipse((32, 32), (20, 20), 90)
    icon = base64.b64encode(png(canvas)).decode()
    grain = Canvas(54, 54)
    grain.rows = [bytearray(rng.randbytes(54)) for _ in range(54)]
    noise = base64.b64encode(png(grain)).decode()
    words = ("e", "t", "n", "r", "token", "password", "key", "secret", "auth")
    calls = ";".join(
        f"function {pick(rng, LOWER[:26], 2)}({rng.choice(words)})"
        f"{{return {rng.choice(words)}&&{rng.choice(words)}.length>{n}}}"
        for n in range(400)
    )
    path = " ".join(f"{rng.choice('MLCQ')}{rng.uniform(0, 99):.3f} {rng.uniform(0, 99):.3f}" for _ in range(600))
    return {
        "web/app.min.js": f'!function(){{"use strict";{calls}}}();\n//# sourceMappingURL=app.min.js.map\n',
        "web/icons.css": f".logo{{background:url(data:image/png;base64,{icon})}}\n"
        f".noise{{background:url('data:image/png;base64,{noise}')}}\n",
        "web/map.svg": f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><path d="{path}Z"/></svg>\n',
        "web/index.html": f'<script src="app.min.js" integrity="{_sri(rng, "sha384", 48)}" crossorigin="anonymous">'
        f"</script>\n{prose.FORM}",
    }


def _public(rng: Random) -> dict[str, str]:
    """Public halves of keys: a server's certificate and key, SSH lines, a PGP block."""
    key = ec_key(rng)
    host = "www.talentbridge-hq.com"
    subject = Subject(host, "2025-01-01", "2026-12-31", (host,), usages=(SERVER_AUTH,))
    made = certificate(rng, subject, key, "Public Web CA", ec_key(rng))
    blob = base64.b64encode(b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + rng.randbytes(32)).decode()
    mark = "PGP PUBLIC KEY BLOCK"
    body = base64.b64encode(b"\x98\x33\x04" + rng.randbytes(300)).decode()
    lines = "\n".join(body[at : at + 64] for at in range(0, len(body), 64))
    return {
        "public/site.pem": pem("CERTIFICATE", made) + pem("PUBLIC KEY", key.spki()),
        "public/known_hosts": f"git.talentbridge-hq.com ssh-ed25519 {blob}\n"
        "|1|{base64.b64encode(rng.randbytes(20)).decode()}|"
        f"{base64.b64encode(rng.randbytes(20)).decode()} ssh-ed25519 {blob}\n",
        "public/deploy.pub": f"ssh-ed25519 {blob} deploy key\n",
        "public/release.asc": f"-----BEGIN {mark}-----\n\n{lines}\n=aB3d\n-----END {mark}-----\n",
    }
