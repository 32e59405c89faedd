from __future__ import annotations

import random
import struct
import sys
import time
import zlib
from pathlib import Path

import pytest

from detectors.readers.base import Gap, Limits, Member, ReadError, Text

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "samples"))
from parts.containers_pdf import Pdf, pdf_file, shown, stream

PDF = "application/pdf"
IMAGE = b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 /ColorSpace /Device%s"
XMP = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF>secret in xmp</rdf:RDF></x:xmpmeta>"


def texts(opened, name="", page=None):
    return [part.data for part, _ in opened if isinstance(part, Text) and part.name == name and part.page == page]


def members(opened):
    return {part.name: content for part, content in opened if isinstance(part, Member)}


def painted(*names):
    return b" ".join(b"q 50 0 0 50 100 100 cm /%s Do Q" % name for name in names)


def pixels(png):
    """Width, height, channels and pixels of a PNG without filters."""
    width, height, _, colour = struct.unpack(">IIBB", png[16:26])
    channels = {0: 1, 2: 3}[colour]
    length = struct.unpack(">I", png[33:37])[0]
    rows = zlib.decompress(png[41 : 41 + length])
    step = width * channels + 1
    assert all(rows[at] == 0 for at in range(0, len(rows), step))
    assert png.endswith(b"IEND\xaeB`\x82")
    return width, height, channels, b"".join(rows[at + 1 : at + step] for at in range(0, len(rows), step))


def test_each_page_is_a_text_with_its_number(parts):
    opened = parts(Pdf([shown("one"), shown("two", "lines"), b"", shown("four")]).made(), PDF)
    assert [(part.page, part.data) for part, _ in opened] == [(1, b"one"), (2, b"two\nlines"), (4, b"four")]


def test_a_word_set_in_pieces_is_one_word(parts):
    content = b"BT /F1 12 Tf 40 700 Td (to) Tj (ken) Tj 0 -40 Td [(se)-10(cr)8(et)] TJ 0 -40 Td (hy) Tj 10.67 0 Td (phen) Tj ET"
    assert texts(parts(Pdf([content]).made(), PDF), page=1) == [b"token\nsecret\nhyphen"]


def test_a_hyphen_at_a_line_s_end_is_kept_in_the_word(parts):
    assert texts(parts(Pdf([shown("identifier abcd-", "efgh follows")]).made(), PDF), page=1) == [
        b"identifier abcd-efgh follows"
    ]


def test_text_outside_latin_comes_by_its_unicode_map(parts):
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def 1 begincodespacerange <0000> <ffff>"
        b" endcodespacerange 2 beginbfchar <0001> <0416> <0002> <D83DDD11> endbfchar endcmap end end"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        stream(b"BT /F1 12 Tf 40 700 Td <00010002> Tj ET"),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (A) /Ordering (I) /Supplement 0 >> /DW 1000 >>",
        stream(cmap),
    ]
    assert texts(parts(pdf_file(objects), PDF), page=1) == ["Ж\U0001f511".encode()]


def test_notes_links_fields_and_the_outline_are_read(parts):
    made = Pdf(
        [shown("x"), shown("y")],
        note="a note",
        link="https://x.example/?k=1",
        fields={"pass": "w", "empty": ""},
        outline=["A", "B"],
    )
    opened = parts(made.made(), PDF)
    assert texts(opened, "annotations", 1) == [b"a note\nhttps://x.example/?k=1"]
    assert texts(opened, "form", 1) == [b"pass: w"]
    assert texts(opened, "outline") == [b"A\nB"]


def test_title_xmp_and_scripts_are_read_and_no_script_runs(parts):
    opened = parts(Pdf([shown("x")], title="The title", xmp=XMP, script="app.alert(1)").made(), PDF)
    assert texts(opened, "metadata")[0] == b"Title: The title"
    assert b"secret in xmp" in texts(opened, "metadata")[1]
    assert texts(opened, "script") == [b"app.alert(1)"]


def test_packed_xmp_is_unpacked(parts):
    made = Pdf([shown("x")], xmp=XMP).made()
    plain = stream(XMP.encode(), b"/Type /Metadata /Subtype /XML", packed=False)
    packed = stream(XMP.encode(), b"/Type /Metadata /Subtype /XML")
    assert any(b"secret in xmp" in text for text in texts(parts(made.replace(plain, packed), PDF), "metadata"))


def test_attachments_are_members(parts):
    opened = parts(Pdf([shown("x")], attachments={"a.txt": b"attached", "b.bin": b"\0" * 100_000}).made(), PDF)
    assert members(opened) == {"a.txt": b"attached", "b.bin": b"\0" * 100_000}


def test_a_jpeg_is_handed_on_as_it_is_and_once(parts):
    jpeg = b"\xff\xd8\xff\xe0" + random.Random(1).randbytes(500) + b"\xff\xd9"
    plain = b"<< %s /Filter /DCTDecode /Length %d >>\nstream\n%s\nendstream" % (
        IMAGE % (64, 64, b"RGB"),
        len(jpeg),
        jpeg,
    )
    both = zlib.compress(jpeg + b"x")
    packed = b"<< %s /Filter [/FlateDecode /DCTDecode] /Length %d >>\nstream\n%s\nendstream" % (
        IMAGE % (64, 64, b"RGB"),
        len(both),
        both,
    )
    made = Pdf([painted(b"I0"), painted(b"I0", b"I1"), painted(b"I0")], images=[plain, packed]).made()
    assert members(parts(made, PDF)) == {"image-1-1.jpg": jpeg, "image-2-1.jpg": jpeg + b"x"}


def test_other_images_become_png(parts):
    rng = random.Random(2)
    grey, colours = rng.randbytes(33 * 20), rng.randbytes(41 * 30 * 3)
    made = Pdf(
        [painted(b"I0", b"I1")],
        images=[stream(grey, IMAGE % (33, 20, b"Gray")), stream(colours, IMAGE % (41, 30, b"RGB"))],
    )
    found = members(parts(made.made(), PDF))
    assert pixels(found["image-1-1.png"]) == (33, 20, 1, grey)
    assert pixels(found["image-1-2.png"]) == (41, 30, 3, colours)


def test_images_within_forms_and_inline_images_are_found(parts):
    image = stream(bytes(range(256)) * 4, IMAGE % (32, 32, b"Gray"))
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 100 100] /Resources << /XObject << /I0 4 0 R >> >>"
    inline = b"q 50 0 0 50 10 10 cm BI /W 20 /H 20 /BPC 8 /CS /G ID " + b"\x55" * 400 + b" EI Q"
    made = Pdf([painted(b"I1") + b" " + inline], images=[image, stream(b"q 50 0 0 50 0 0 cm /I0 Do Q", form)])
    assert len(members(parts(made.made(), PDF))) == 2


def test_an_image_too_large_to_decode_is_a_gap(parts):
    image = b"<< %s /Length 4 >>\nstream\nabcd\nendstream" % (IMAGE % (60_000, 60_000, b"RGB"))
    gaps = [part for part, _ in parts(Pdf([painted(b"I0")], images=[image]).made(), PDF) if isinstance(part, Gap)]
    assert [gap.name for gap in gaps] == ["image-1-1.png"]


def encrypted(password):
    """A PDF with 40-bit RC4 (ISO 32000-1, 7.6.3), its one page saying `hidden`."""
    import hashlib

    def rc4(key, data):
        box, at = list(range(256)), 0
        for step in range(256):
            at = (at + box[step] + key[step % len(key)]) % 256
            box[step], box[at] = box[at], box[step]
        out, first, second = bytearray(), 0, 0
        for byte in data:
            first = (first + 1) % 256
            second = (second + box[first]) % 256
            box[first], box[second] = box[second], box[first]
            out.append(byte ^ box[(box[first] + box[second]) % 256])
        return bytes(out)

    padding = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
    padded = (password + padding)[:32]
    owner = rc4(hashlib.md5(padded).digest()[:5], padded)
    key = hashlib.md5(padded + owner + struct.pack("<i", -4) + b"0123456789abcdef").digest()[:5]
    content = rc4(hashlib.md5(key + b"\4\0\0\0\0").digest()[:10], shown("hidden"))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>"
        % (owner.hex().encode(), rc4(key, padding).hex().encode()),
    ]
    return pdf_file(objects, b"/Encrypt 6 0 R /ID [(0123456789abcdef) (0123456789abcdef)]")


def test_an_encrypted_file_opens_with_an_empty_or_a_given_password_only(parts):
    assert texts(parts(encrypted(b""), PDF), page=1) == [b"hidden"]
    assert texts(parts(encrypted(b"word"), PDF, passwords=(b"wrong", b"word")), page=1) == [b"hidden"]
    with pytest.raises(ReadError) as refused:
        parts(encrypted(b"word"), PDF, passwords=(b"wrong",))
    assert refused.value.reason == "encrypted"


def tree(*objects):
    return pdf_file([b"<< /Type /Catalog /Pages 2 0 R /Outlines 5 0 R >>", *objects])


@pytest.mark.parametrize(
    "data",
    [
        tree(b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"),
        tree(
            b"<< /Type /Pages /Kids [3 0 R] /Count 9 >>",
            b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 3 0 R] /Count 9 >>",
        ),
        tree(b"<< /Type /Pages /Kids [3 0 R] /Count 2147483647 >>", b"<< /Type /Page /Parent 2 0 R >>"),
        tree(b"<< /Type /Pages /Kids [3 0 R] /Count 1000000 >>", b"<< /Type /Page /Parent 2 0 R >>"),
        tree(
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>",
            b"<< /Length 4 0 R >>\nstream\nx\nendstream",
            b"<< /First 6 0 R /Last 6 0 R >>",
            b"<< /Title (x) /Next 6 0 R /First 5 0 R /Parent 5 0 R >>",
        ),
    ],
)
def test_trees_that_run_in_circles_and_counts_that_lie_end(parts, data):
    start = time.process_time()
    parts(data, PDF, limits=Limits(seconds=20))
    assert time.process_time() - start < 10


def test_objects_that_are_not_there_are_no_cost(parts):
    data = pdf_file(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R >>",
        ]
    )
    start = time.process_time()
    assert parts(data.replace(b"/Size 4", b"/Size 999999999"), PDF) == []
    assert time.process_time() - start < 5


def test_pages_that_cannot_be_read_are_told_and_the_rest_is_read(parts):
    data = Pdf([shown("one"), shown("two"), shown("three")]).made()
    broken = data.replace(b"/Type /Page /Parent", b"/Type /Nope/Parent", 1)
    opened = parts(broken, PDF)
    assert texts(opened, page=2) or texts(opened, page=3) or any(isinstance(part, Gap) for part, _ in opened)


def test_a_file_of_which_only_a_part_can_be_had_is_corrupt(parts):
    with pytest.raises(ReadError) as refused:
        parts(b"%PDF-1.7\n" + b"x" * 100, PDF)
    assert refused.value.reason == "corrupt"


def test_a_file_that_is_read_by_ranges_is_the_same(parts, tmp_path):
    import os

    from detectors.readers import registry
    from detectors.readers.base import Budget
    from detectors.readers.held import DescriptorBlob
    from detectors.views.sniff import OPAQUE, Media

    data = Pdf(
        [shown(f"page {at}", *["text"] * 50) for at in range(300)],
        attachments={"b": random.Random(3).randbytes(900_000)},
    ).made()
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        blob = DescriptorBlob(descriptor, len(data))
        found = registry.load(".document.pdf:PdfReader").parts(
            blob, Media(PDF, OPAQUE, ""), "a", Budget(Limits(), len(data))
        )
        pages = [part.page for part in found if isinstance(part, Text) and part.name == ""]
    finally:
        os.close(descriptor)
    assert pages == list(range(1, 301))
