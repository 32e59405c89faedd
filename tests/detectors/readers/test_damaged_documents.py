"""Whatever happens to a document, its reader gives parts, gaps or a ReadError, and ends."""

from __future__ import annotations

import contextlib
import io
import random
import string
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from detectors.readers.base import Gap, Limits, Member, ReadError

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "samples"))
from parts.containers_documents import made

OFFICE, OPEN = "application/vnd.openxmlformats-officedocument", "application/vnd.oasis.opendocument"
TYPES = {
    "docx": f"{OFFICE}.wordprocessingml.document",
    "pptx": f"{OFFICE}.presentationml.presentation",
    "odt": f"{OPEN}.text",
    "odp": f"{OPEN}.presentation",
    "vsdx": "application/vnd.visio",
    "rtf": "application/rtf",
    "html": "text/html",
    "ipynb": "application/x-ipynb+json",
    "drawio": "application/vnd.jgraph.mxfile",
    "pdf": "application/pdf",
    "doc": "application/msword",
    "ppt": "application/vnd.ms-powerpoint",
}
TOKENS = []


def token():
    TOKENS.append("key-" + "".join(random.Random(len(TOKENS)).choices(string.ascii_letters + string.digits, k=36)))
    return TOKENS[-1]


DOCUMENTS = made(random.Random(1), token)
NAMES = sorted(DOCUMENTS)


def kind(name):
    return TYPES[name.rpartition(".")[2]]


def places(opened):
    """Where each planted value is: name and page of the part."""
    out = []
    for part, content in opened:
        data = content if content is not None else getattr(part, "data", b"")
        out += [(part.name, getattr(part, "page", None)) for value in TOKENS if value.encode() in data]
    return sorted(out, key=str)


def endures(parts, data, media_type):
    with contextlib.suppress(ReadError):
        return parts(data, media_type, limits=Limits(seconds=20))
    return []


@pytest.mark.parametrize("name", NAMES)
def test_every_planted_value_is_found_where_it_stands(parts, name):
    data, planted = DOCUMENTS[name]
    assert places(parts(data, kind(name))) == sorted([(each.inner, each.page) for each in planted], key=str)


@pytest.mark.parametrize("name", NAMES)
def test_a_cut_document_ends(parts, name):
    data = DOCUMENTS[name][0]
    for at in [0, 1, 7, 8, *range(16, len(data), max(1, len(data) // 60)), len(data) - 1]:
        endures(parts, data[:at], kind(name))


@pytest.mark.parametrize("name", NAMES)
def test_a_document_with_other_bytes_ends(parts, name):
    data, rng = DOCUMENTS[name][0], random.Random(name)
    for _ in range(120):
        damaged = bytearray(data)
        for _ in range(rng.choice((1, 3, 20))):
            damaged[rng.randrange(len(damaged))] = rng.choice((0, 1, 0x3C, 0x7F, 0xFF, rng.randrange(256)))
        endures(parts, bytes(damaged), kind(name))


@pytest.mark.parametrize("name", [name for name in NAMES if DOCUMENTS[name][0].startswith(b"PK")])
def test_damage_within_the_parts_of_a_zip_is_endured_and_told(parts, name):
    data, rng = DOCUMENTS[name][0], random.Random(name)
    gaps = 0
    for _ in range(80):
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
            for member in source.namelist():
                content = bytearray(source.read(member))
                if content and rng.random() < 0.5:
                    at = rng.randrange(len(content))
                    content[at : at + rng.randrange(4)] = rng.choice(
                        (b"<", b"&x;", b"\0", b"</w:p>", b"<w:tc>", b"<w:p>", b"\xff")
                    )
                target.writestr(member, bytes(content))
        gaps += sum(isinstance(part, Gap) for part, _ in endures(parts, out.getvalue(), kind(name)))
    assert gaps


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "content", [b"", b"\0", b"\0" * 5000, b"PK\3\4", b"<", b"{", b"%PDF-1.7\n", random.Random(2).randbytes(3000)]
)
def test_what_is_something_else_ends(parts, name, content):
    endures(parts, content, kind(name))


def zip_of(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


BOMB = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY {new} '{'&' + old + ';'}{'&' + old + ';'}{'&' + old + ';'}'>"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
XML_PLACES = [
    ("docx", "word/document.xml"),
    ("pptx", "ppt/slides/slide1.xml"),
    ("odt", "content.xml"),
    ("vsdx", "visio/pages/page1.xml"),
]


@pytest.mark.parametrize(("extension", "path"), XML_PLACES)
@pytest.mark.parametrize(
    "xml",
    [
        BOMB + "]><x>&i;</x>",
        "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/hostname'>]><x>&a;</x>",
        "<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd'><x>&a;</x>",
        "<!DOCTYPE x [<!ENTITY % a SYSTEM 'http://127.0.0.1:9/x.dtd'>%a;]><x/>",
    ],
)
def test_entities_are_neither_expanded_nor_fetched(parts, extension, path, xml):
    opened = parts(zip_of({path: xml, "good.txt": "after"}), TYPES[extension])
    host = Path("/etc/hostname").read_bytes().strip() if Path("/etc/hostname").exists() else b"-"
    texts = b"".join(getattr(part, "data", b"") for part, _ in opened)
    assert host not in texts
    assert b"aaaaaaaaaa" not in texts
    assert any(isinstance(part, Member) for part, _ in opened)  # the parts behind it are handed on all the same
    if "ENTITY" in xml:
        assert any(isinstance(part, Gap) and "entities" in part.detail for part, _ in opened)


@pytest.mark.parametrize(("extension", "path"), XML_PLACES)
def test_elements_as_deep_as_a_part_is_long_are_linear(parts, extension, path):
    for element in ("w:p", "w:tbl", "w:tc", "text:p", "table:table", "draw:page", "Text", "Shape"):
        xml = f'<a xmlns:w="w" xmlns:text="t" xmlns:table="t" xmlns:draw="d">{f"<{element}>" * 30_000}{f"</{element}>" * 30_000}</a>'
        start = time.process_time()
        parts(zip_of({path: xml}), TYPES[extension])
        assert time.process_time() - start < 5


def test_a_part_that_expands_without_end_is_stopped(parts):
    data = zip_of({"word/document.xml": b"<a>" + b"<b/>" * 8_000_000})
    with pytest.raises(ReadError) as stopped:
        parts(data, TYPES["docx"], limits=Limits(free=1 << 20, ratio=50))
    assert stopped.value.reason == "limit"


def test_a_tag_without_end_is_a_gap_in_bearable_time(parts):
    start = time.process_time()
    opened = parts(zip_of({"word/document.xml": b"<a b='" + b"x" * (40 << 20)}), TYPES["docx"])
    assert [part.reason for part, _ in opened] == ["capped"]
    assert time.process_time() - start < 8


def test_memory_stays_small_whatever_expands():
    """The members of a small zip: a paragraph, a text, a property, each of twelve megabytes."""
    script = """
import io, resource, sys, zipfile
from detectors.readers import registry
from detectors.readers.base import Budget, Limits
from detectors.readers.held import HeldBlob
from detectors.views.sniff import OPAQUE, Media
out = io.BytesIO()
with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
    for name, xml in (
        ("word/document.xml", ("<w:p>", "<w:r><w:t>some words </w:t></w:r>")),
        ("word/comments.xml", ("<w:tbl><w:tr><w:tc><w:p>", "<w:r><w:t>some words </w:t></w:r>")),
        ("docProps/core.xml", ("<a>", "some words ")),
        ("content.xml", ("<text:p>", "<text:span>some words </text:span>")),
    ):
        with archive.open(name, "w") as stream:
            stream.write(f"<x>{xml[0]}".encode())
            for _ in range(12):
                stream.write((xml[1] * (1000000 // len(xml[1]))).encode())
data = out.getvalue()
del out
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for media_type in sys.argv[1:]:
    place = registry.entry(media_type).place
    for part in registry.load(place).parts(HeldBlob(data), Media(media_type, OPAQUE, ""), "", Budget(Limits(), len(data))):
        pass
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10)
"""
    root = Path(__file__).resolve().parents[3]
    run = subprocess.run(
        [sys.executable, "-c", script, TYPES["docx"], TYPES["odt"]],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(run.stdout) < 60


def test_a_zip_directory_too_large_to_hold_is_refused(parts):
    entry = b"PK\1\2" + b"\0" * 42
    directory = entry * (9 << 20 >> 5)
    end = b"PK\5\6" + b"\0" * 4 + b"\xff\xff\xff\xff" + len(directory).to_bytes(4, "little") + b"\0" * 6
    with pytest.raises(ReadError) as stopped:
        parts(directory + end, TYPES["docx"])
    assert stopped.value.reason == "limit"


def test_a_zip_member_without_a_name_is_one_like_others(parts):
    data = zip_of({"x": b"content"}).replace(b"x", b"\0")
    assert any(content == b"content" for _, content in parts(data, TYPES["docx"]))


def test_two_members_of_one_name_are_both_handed_on(parts):
    data = zip_of({"word/media/a": b"one", "word/media/b": b"two"}).replace(b"media/b", b"media/a")
    assert sorted(content for _, content in parts(data, TYPES["docx"])) == [b"one", b"two"]


def test_time_that_is_over_ends_any_document(parts):
    for name in NAMES:
        with pytest.raises(ReadError) as stopped:
            parts(DOCUMENTS[name][0], kind(name), limits=Limits(seconds=-1))
        assert stopped.value.reason == "timeout", name
