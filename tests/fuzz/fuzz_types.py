"""Fuzz target of the sniffer: whatever the first bytes are, they are of some type, at once."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable

from detectors.views.sniff import HEAD, Media, sniff


def one(data: bytes) -> None:
    """The first bytes with and without a name that misleads."""
    for name in ("", "a.csv", "a.sql", "a.md"):
        found = sniff(data[:HEAD], name)
        assert isinstance(found, Media), found
    assert sniff(data).type


def _zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("[Content_Types].xml", "_rels/.rels", "word/document.xml"):
            archive.writestr(name, "<a/>")
    return out.getvalue()


def _tarred() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.txt"))
    return out.getvalue()


_SEEDS = [
    _zipped(),
    _tarred(),
    gzip.compress(b"words"),
    zlib.compress(b"words"),
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(30, b"\0") + b"\x09\0" + bytes(3000),
    b"\x30\x82\1\0\2\1\3\x30\x80\6\x09\x2a\x86\x48\x86\xf7\x0d\1\7\1",
    b"\xff\xfb\x90\0" + bytes(413) + b"\xff\xfb\x90\0",
    b'<?xml version="1.0"?><!-- c --><!DOCTYPE html><html lang="en"><body>words</body></html>',
    b'{"cells": [{"cell_type": "code"}], "nbformat": 4}\n{"a": 1}\n',
    b"From: a@example.org\nTo: b@example.org\nSubject: words\n\nwords\n",
    b"From a@example.org Mon Jan  1 00:00:00 2024\nFrom: a\n\nwords\n",
    b"-- MySQL dump\n/*!40101 SET NAMES utf8 */;\nINSERT INTO `a` VALUES (1,'b');\n",
    b"id,name,email\n1,Ann,a@example.org\n2,Bob,b@example.org\n",
    "id;name\n1;Ann\n".encode("utf-16"),
    b"BEGIN:VCARD\nFN:Ann\nEND:VCARD\n",
]

TARGETS: dict[str, tuple[Callable[[bytes], None], list[bytes]]] = {"sniff": (one, _SEEDS)}
