"""Archives, compressed files, images of containers and git packs, with one value planted in each."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import json
import lzma
import random
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping

from parts.planted import Planted

#: Opens `sealed.zip`. It is no secret: it stands here.
PASSWORD = b"open sesame"
#: What is found besides, by name of the container, when the password is given.
SEALED = {"sealed.zip": [Planted("held/back.txt")]}

_WHEN = 1_700_000_000
_PLAIN = b"# settings of the invented service\nregion = north\nretries = 3\n"


def made(rng: random.Random, token: Callable[[], str]) -> dict[str, tuple[bytes, list[Planted]]]:
    """File name to content and what is planted in it."""

    def said() -> bytes:
        filler = b"".join(
            b"entry %d of %d\n" % (rng.randrange(1000), rng.randrange(1000)) for _ in range(rng.randint(3, 40))
        )
        return _PLAIN + filler + b"github_token = " + token().encode() + b"\n" + filler

    def files(name: str) -> dict[str, bytes]:
        return {"README": b"read me\n", name: said(), "empty/.keep": b""}

    inside = [Planted("b/in.txt")]
    itself = [Planted("")]
    out: dict[str, tuple[bytes, list[Planted]]] = {
        "plain.zip": (zipped(files("b/in.txt")), inside),
        "stored.zip": (zipped(files("b/in.txt"), zipfile.ZIP_STORED), inside),
        "bzip2.zip": (zipped(files("b/in.txt"), zipfile.ZIP_BZIP2), inside),
        "lzma.zip": (zipped(files("b/in.txt"), zipfile.ZIP_LZMA), inside),
        "cut.zip": (_cut(zipped(files("b/in.txt"))), inside),
        "selfextracting.bin": (b'#!/bin/sh\nexec unzip "$0"\n' + zipped(files("b/in.txt")), inside),
        "app.jar": (
            zipped({"META-INF/MANIFEST.MF": b"Manifest-Version: 1.0\n", **files("app/app.properties")}),
            [Planted("app/app.properties")],
        ),
        "app-1.0-py3-none-any.whl": (zipped(files("app/settings.py")), [Planted("app/settings.py")]),
        "sealed.zip": (sealed("held/back.txt", said(), rng), []),
        "nested.zip": (_nested(said()), [Planted("outer/mid.tar.gz!mid/deep.zip!b/in.txt")]),
        "plain.tar": (tarred(files("b/in.txt")), inside),
        "old.tar": (_v7(b"b/in.txt", said()), inside),
        "long.tar": (tarred({"d/" * 70 + "in.txt": said()}, tarfile.GNU_FORMAT), [Planted("d/" * 70 + "in.txt")]),
        "plain.tgz": (gzip.compress(tarred(files("b/in.txt")), mtime=0), inside),
        "plain.tar.bz2": (bz2.compress(tarred(files("b/in.txt"))), inside),
        "plain.tar.xz": (lzma.compress(tarred(files("b/in.txt"))), inside),
        "log.gz": (gzip.compress(b"one\n", mtime=0) + gzip.compress(said(), mtime=0), itself),
        "log.bz2": (bz2.compress(said()), itself),
        "log.xz": (lzma.compress(said()), itself),
        "log.lzma": (lzma.compress(said(), lzma.FORMAT_ALONE), itself),
        "log.zz": (zlib.compress(said()), itself),
        "plain.cpio": (cpio(files("b/in.txt")), inside),
        "package.deb": (_deb(said()), [Planted("data.tar.xz!./etc/app.conf")]),
        "package.rpm": (_rpm(cpio({"./etc/app.conf": said()})), [Planted("./etc/app.conf")]),
        "saved-image.tar": (_saved(said(), token()), [Planted("1/layer.tar!app/.env"), Planted("config.json")]),
    }
    layout, layer, config = _layout(said(), token())
    out["oci-image.tar"] = (layout, [Planted(f"blobs/sha256/{layer}!app/.env"), Planted(f"blobs/sha256/{config}")])
    bundle, blob = _bundle(said())
    out["history.bundle"] = (bundle, [Planted(f"{blob[:12]}/conf/app.env")])
    return out


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip whose dates do not change."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, (2023, 11, 14, 22, 13, 20))
            info.compress_type = method
            archive.writestr(info, data)
    return out.getvalue()


def tarred(files: Mapping[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    """A tar whose dates do not change."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(data), _WHEN
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def cpio(files: Mapping[str, bytes]) -> bytes:
    """A cpio of the new format (cpio(5))."""
    out = b""
    for number, (name, data) in enumerate([*files.items(), ("TRAILER!!!", b"")]):
        fields = (number, 0o100644, 0, 0, 1, _WHEN, len(data), 0, 0, 0, 0, len(name) + 1, 0)
        head = b"070701" + b"".join(b"%08X" % field for field in fields) + name.encode() + b"\0"
        out += head + bytes(-len(head) % 4) + data + bytes(-len(data) % 4)
    return out


def ar(files: Mapping[str, bytes]) -> bytes:
    """An ar (ar(5))."""
    out = b"!<arch>\n"
    for name, data in files.items():
        out += (
            f"{name:<16}{_WHEN:<12}{0:<6}{0:<6}{100644:<8}{len(data):<10}`\n".encode() + data + b"\n" * (len(data) & 1)
        )
    return out


def _cut(data: bytes) -> bytes:
    """A zip whose directory was lost on the way."""
    return data[: data.index(b"PK\1\2") + 10]


def _nested(said: bytes) -> bytes:
    deep = zipped({"b/in.txt": said})
    return zipped({"outer/mid.tar.gz": gzip.compress(tarred({"mid/deep.zip": deep}), mtime=0)})


def sealed(name: str, data: bytes, rng: random.Random) -> bytes:
    """A zip of one member in the traditional cipher (APPNOTE.TXT 6.1)."""
    table = [zlib.crc32(bytes([n]), 0xFFFFFFFF) ^ 0xFFFFFFFF for n in range(256)]
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte: int) -> None:
        keys[0] = keys[0] >> 8 ^ table[(keys[0] ^ byte) & 255]
        keys[1] = ((keys[1] + (keys[0] & 255)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = keys[2] >> 8 ^ table[(keys[2] ^ keys[1] >> 24) & 255]

    def encrypt(plain: bytes) -> bytes:
        out = bytearray()
        for byte in plain:
            mask = keys[2] & 0xFFFF | 2
            out.append(byte ^ mask * (mask ^ 1) >> 8 & 255)
            update(byte)
        return bytes(out)

    for byte in PASSWORD:
        update(byte)
    coder = zlib.compressobj(9, zlib.DEFLATED, -15)
    crc = zlib.crc32(data)
    body = encrypt(rng.randbytes(11) + bytes([crc >> 24]) + coder.compress(data) + coder.flush())
    fields = struct.pack("<HHHHHLLLHH", 20, 1, 8, 0xB1AA, 0x576E, crc, len(body), len(data), len(name), 0)
    local = b"PK\3\4" + fields + name.encode() + body
    entry = b"PK\1\2\x14\3" + fields + struct.pack("<HHHLL", 0, 0, 0, 0o100644 << 16, 0) + name.encode()
    return local + entry + struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, 1, 1, len(entry), len(local), 0)


def _v7(name: bytes, data: bytes) -> bytes:
    """A tar of before there was a magic."""
    block = bytearray(512)
    block[: len(name)] = name
    block[100:148] = b"0000644\0" + b"0000000\0" * 2 + b"%011o\0" % len(data) + b"%011o\0" % _WHEN
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block) + data + bytes(-len(data) % 512) + bytes(1024)


def _deb(said: bytes) -> bytes:
    control = lzma.compress(tarred({"./control": b"Package: app\nVersion: 1.0\n"}))
    return ar(
        {
            "debian-binary": b"2.0\n",
            "control.tar.xz": control,
            "data.tar.xz": lzma.compress(tarred({"./etc/app.conf": said})),
        }
    )


def _rpm(payload: bytes) -> bytes:
    """Lead, empty signature, empty header, payload (rpm, docs/manual/format_v4.md)."""
    lead = b"\xed\xab\xee\xdb\3\0\0\0\0\1" + b"app-1.0".ljust(66, b"\0") + b"\0\1\0\5" + bytes(16)
    section = b"\x8e\xad\xe8\1" + bytes(12)
    return lead + section + section + gzip.compress(payload, mtime=0)


def _config(said: str) -> bytes:
    """Configuration of an image, with a value in the environment and in its history."""
    config = {
        "architecture": "amd64",
        "os": "linux",
        "config": {"Env": ["PATH=/usr/bin", f"GITHUB_TOKEN={said}"], "Cmd": ["/app/run"]},
        "history": [{"created_by": "COPY app /app"}, {"created_by": "ENV REGION=north", "empty_layer": True}],
    }
    return json.dumps(config).encode()


def _saved(said: bytes, value: str) -> bytes:
    """As `docker save` writes it."""
    layer = tarred({"app/.env": said, "app/.wh.old": b""})
    manifest = [{"Config": "config.json", "RepoTags": ["app:1.0"], "Layers": ["1/layer.tar"]}]
    return tarred(
        {
            "1/VERSION": b"1.0",
            "1/layer.tar": layer,
            "config.json": _config(value),
            "manifest.json": json.dumps(manifest).encode(),
        }
    )


def _layout(said: bytes, value: str) -> tuple[bytes, str, str]:
    """An OCI image layout, and the digests of its layer and its configuration."""
    layer, config = gzip.compress(tarred({"app/.env": said}), mtime=0), _config(value)
    digests = [hashlib.sha256(data).hexdigest() for data in (layer, config)]
    manifest = {
        "schemaVersion": 2,
        "config": {
            "mediaType": "application/vnd.oci.image.config.v1+json",
            "digest": f"sha256:{digests[1]}",
            "size": len(config),
        },
        "layers": [
            {
                "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
                "digest": f"sha256:{digests[0]}",
                "size": len(layer),
            }
        ],
    }
    encoded = json.dumps(manifest).encode()
    name = hashlib.sha256(encoded).hexdigest()
    index = {"schemaVersion": 2, "manifests": [{"digest": f"sha256:{name}", "size": len(encoded)}]}
    files = {
        "oci-layout": b'{"imageLayoutVersion":"1.0.0"}',
        "index.json": json.dumps(index).encode(),
        f"blobs/sha256/{name}": encoded,
        f"blobs/sha256/{digests[0]}": layer,
        f"blobs/sha256/{digests[1]}": config,
    }
    return tarred(files), digests[0], digests[1]


def _bundle(said: bytes) -> tuple[bytes, str]:
    """A git bundle of one commit (gitformat-bundle(5), gitformat-pack(5)), and the id of the blob in which the value is."""
    entries: list[bytes] = []

    def add(kind: int, name: bytes, data: bytes) -> bytes:
        size = len(data) >> 4
        head = bytearray([kind << 4 | len(data) & 15])
        while size:
            head[-1] |= 0x80
            head.append(size & 0x7F)
            size >>= 7
        entries.append(bytes(head) + zlib.compress(data))
        return hashlib.sha1(b"%s %d\0" % (name, len(data)) + data).digest()  # noqa: S324  # git's own

    blob = add(3, b"blob", said)
    folder = add(2, b"tree", b"100644 app.env\0" + blob)
    tree = add(2, b"tree", b"40000 conf\0" + folder)
    person = b"Sample Author <author@example.org> %d +0000" % _WHEN
    commit = add(
        1, b"commit", b"tree %s\nauthor %s\ncommitter %s\n\nAdd settings\n" % (tree.hex().encode(), person, person)
    )
    pack = b"PACK" + struct.pack(">LL", 2, len(entries)) + b"".join(entries)
    head = b"# v2 git bundle\n%s refs/heads/main\n\n" % commit.hex().encode()
    return head + pack + hashlib.sha1(pack).digest(), blob.hex()  # noqa: S324  # git's own
