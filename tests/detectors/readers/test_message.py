"""Messages, as servers and programs write them and as attackers do."""

from __future__ import annotations

import base64
import email.policy
import quopri
import random
import time
import tracemalloc
from email.message import EmailMessage

import pytest

from connectors.errors import Reason
from detectors.readers.base import Budget, Gap, Limits, Member, ReadError, Text
from detectors.readers.held import HeldBlob
from detectors.readers.mail.coding import letters, undone
from detectors.readers.mail.header import parameters, words
from detectors.readers.mail.lzfu import expand
from detectors.readers.mail.message import MessageReader
from detectors.views.sniff import PLAIN

WORD = "Zwölf Boxkämpfer " * 9


def bytes_of(message: EmailMessage) -> bytes:
    return message.as_bytes(policy=email.policy.SMTP)


def letter(**fields: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in {"From": "a@example.org", "To": "b@example.org", "Subject": "s", **fields}.items():
        message[name] = value
    return message


def texts(found, name=""):
    return [part.data.decode() for part, _ in found if isinstance(part, Text) and part.name == name]


def members(found):
    return {part.name: content for part, content in found if isinstance(part, Member)}


def gaps(found):
    return [part for part, _ in found if isinstance(part, Gap)]


def test_coded_words_of_a_head_are_decoded_and_joined(parts):
    raw = (
        b"From: =?utf-8?Q?J=C3=BCrgen_M?= =?utf-8?B?w7xsbGVy?= <j@example.org>\r\n"
        b"Subject: =?iso-2022-jp?B?GyRCRnxLXBsoQg==?= and\r\n more\r\nX-Plain: as it is\r\nX-Coded: =?koi8-r?Q?=C1?=\r\n\r\nbody\r\n"
    )
    (head,) = texts(parts(raw, "message/rfc822"), "headers")
    assert head == "From: Jürgen Müller <j@example.org>\nSubject: 日本 and more\nX-Coded: \u0430\n"


def test_a_character_torn_over_two_words_is_one():
    assert words("=?utf-8?Q?=E6=97?= =?utf-8?Q?=A5?=") == "日"
    assert words("a =?x-nobody?Q?=E9?= =?bad b") == "a é =?bad b"


def test_parameters_in_pieces_and_charsets_are_joined():
    kind, given = parameters(
        """text/plain; name*0*=utf-8''a%20%C3; name*1*=%A9; name*2="b;c"; x="q\\"uo;te"; y=plain ; z"""
    )
    assert kind == "text/plain"
    assert given == {"name": "a éb;c", "x": 'q"uo;te', "y": "plain"}


@pytest.mark.parametrize("coding", ["base64", "quoted-printable"])
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-15", "utf-16", "windows-1252"])
def test_a_coded_body_is_text(parts, coding, charset):
    data = WORD.encode(charset)
    coded = base64.encodebytes(data) if coding == "base64" else quopri.encodestring(data)
    raw = (
        b"Content-Type: text/plain; charset="
        + charset.encode()
        + b"\nContent-Transfer-Encoding: "
        + coding.encode()
        + b"\n\n"
        + coded
    )
    assert texts(parts(raw, "message/rfc822")) == [WORD]


def test_a_body_that_raw_text_shows_is_left_to_it_and_others_are_recoded(parts):
    assert texts(parts(b"Subject: s\n\nplain\n", "message/rfc822")) == []
    assert texts(parts(b"Content-Type: text/plain; charset=iso-8859-1\n\ncaf\xe9\n", "message/rfc822")) == ["café\n"]
    assert texts(
        parts(b"Content-Type: text/plain; charset=no-such\nContent-Transfer-Encoding: 8bit\n\n\xe9", "message/rfc822")
    ) == ["é"]


def test_html_bodies_attachments_and_forwarded_messages_are_members(parts):
    message = letter(Subject="outer", Date="Mon, 02 Mar 2026 10:00:00 +0100")
    message.set_content("text ü\n", cte="base64")
    message.add_alternative("<p>héllo</p>", subtype="html", charset="iso-8859-1", cte="quoted-printable")
    message.add_attachment(
        b"\0\1\2" * 99, maintype="application", subtype="octet-stream", filename="../../etc/Übung.bin"
    )
    message.add_attachment("a,b\n1,2\n", subtype="csv", filename="list.csv")
    message.add_attachment("a,b\n", subtype="csv", filename="list.csv")
    inner = letter(Subject="inner")
    inner.set_content("deep")
    message.add_attachment(inner)
    found = parts(bytes_of(message), "message/rfc822")
    assert texts(found) == ["text ü\n"]
    held = members(found)
    assert set(held) == {"body.html", "Übung.bin", "list.csv", "list-2.csv", "forwarded.eml"}
    assert held["body.html"].decode("utf-8-sig") == "<p>héllo</p>\r\n"
    assert held["Übung.bin"] == b"\0\1\2" * 99
    assert held["list.csv"].split() == [b"a,b", b"1,2"]
    assert b"Subject: inner" in held["forwarded.eml"]
    assert b"deep" in held["forwarded.eml"]
    dates = {str(part.modified) for part, _ in found if isinstance(part, Member)}
    assert dates == {"2026-03-02 09:00:00+00:00"}


def test_a_member_can_be_opened_again():
    raw = b"Content-Disposition: attachment; filename=a\nContent-Transfer-Encoding: base64\n\naGVsbG8=\n"
    (member,) = [
        p for p in MessageReader().parts(HeldBlob(raw), PLAIN, "", Budget(Limits(), len(raw))) if isinstance(p, Member)
    ]
    assert [member.open().read(), member.open().read()] == [b"hello", b"hello"]


def test_uuencode_is_undone_as_a_coding_and_within_text(parts):
    import binascii

    data = bytes(range(256)) * 3
    lines = b"".join(binascii.b2a_uu(data[at : at + 45]) for at in range(0, len(data), 45))
    coded = b"begin 644 x.bin\n" + lines + b"`\nend\n"
    raw = b"Content-Type: application/octet-stream; name=y.bin\nContent-Transfer-Encoding: x-uuencode\n\n" + coded
    assert members(parts(raw, "message/rfc822")) == {"y.bin": data}
    raw = b"Subject: s\n\nbegin with this:\nbegin 644 a.txt\n" + lines + b"`\nend\nafter\nbegin 600 b.txt\n" + lines
    assert members(parts(raw, "message/rfc822")) == {"a.txt": data, "b.txt": data}


def test_base64_with_breaks_noise_and_padding_inside_is_read():
    want = b"first second third"
    coded = base64.b64encode(b"first ") + b"\r\n!" + base64.b64encode(b"second ") + b"\n" + base64.b64encode(b"third")
    for size in (1, 2, 3, 5, 100):
        pieces = [coded[at : at + size] for at in range(0, len(coded), size)]
        assert b"".join(undone(pieces, "base64")) == want
    quoted = b"a=C3=\r\n=BC b=\nc" + b"x=41" * 40000
    for size in (1, 7, 70001):
        pieces = [quoted[at : at + size] for at in range(0, len(quoted), size)]
        assert b"".join(undone(pieces, "quoted-printable")) == b"a\xc3\xbc bc" + b"xA" * 40000


def test_encrypted_parts_are_gaps_and_signed_ones_are_read(parts):
    pgp = (
        b'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b\n\n--b\n'
        b"Content-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream; name=e.asc\n\nxx\n--b--\n"
    )
    (gap,) = gaps(parts(pgp, "message/rfc822"))
    assert (gap.name, gap.reason) == ("e.asc", Reason.ENCRYPTED)
    inline = b"Subject: s\n\n-----BEGIN PGP MESSAGE-----\n\nxx\n"
    assert [gap.reason for gap in gaps(parts(inline, "message/rfc822"))] == [Reason.ENCRYPTED]
    clear = (
        b"Content-Type: multipart/signed; boundary=s\n\n--s\nContent-Transfer-Encoding: base64\n\naGVsbG8=\n--s\n"
        b"Content-Type: application/pgp-signature; name=s.asc\n\nsig\n--s--\n"
    )
    found = parts(clear, "message/rfc822")
    assert texts(found) == ["hello"]
    assert members(found) == {"s.asc": b"sig"}


def tlv(tag: int, *content: bytes) -> bytes:
    body = b"".join(content)
    size = bytes([len(body)]) if len(body) < 128 else b"\x82" + len(body).to_bytes(2)
    return bytes([tag]) + size + body


def cms(kind: str, content: bytes, *, pieces: bool = False) -> bytes:
    data = tlv(0x06, bytes.fromhex("2a864886f70d010701"))
    octets = b"\x24\x80" + tlv(4, content[:5]) + tlv(4, content[5:]) + b"\0\0" if pieces else tlv(4, content)
    inner = tlv(0x30, tlv(2, b"\1"), tlv(0x31), tlv(0x30, data, tlv(0xA0, octets)))
    return tlv(0x30, tlv(6, bytes.fromhex("2a864886f70d0107" + kind)), tlv(0xA0, inner))


@pytest.mark.parametrize("pieces", [False, True])
def test_what_smime_wraps_is_taken_out_unless_it_is_encrypted(parts, pieces):
    head = b"Content-Type: application/pkcs7-mime; smime-type=x; name=smime.p7m\nContent-Transfer-Encoding: base64\n\n"
    inner = b"Content-Type: text/plain\n\nwithin\n"
    found = parts(head + base64.encodebytes(cms("02", inner, pieces=pieces)), "message/rfc822")
    assert members(found) == {"smime.eml": inner}
    (gap,) = gaps(parts(head + base64.encodebytes(cms("03", inner)), "message/rfc822"))
    assert (gap.name, gap.reason) == ("smime.p7m", Reason.ENCRYPTED)
    (gap,) = gaps(parts(head + base64.encodebytes(cms("02", inner)[:20]), "message/rfc822"))
    assert gap.reason == Reason.CORRUPT


def tnef(*attributes: tuple[int, bytes]) -> bytes:
    out = b"\x78\x9f\x3e\x22\1\0"
    for kind, content in attributes:
        out += b"\1" + kind.to_bytes(4, "little") + len(content).to_bytes(4, "little") + content + b"\0\0"
    return out


def prop(tag: int, kind: int, value: bytes) -> bytes:
    head = kind.to_bytes(2, "little") + tag.to_bytes(2, "little") + b"\1\0\0\0" + len(value).to_bytes(4, "little")
    return head + value + bytes(-len(value) % 4)


def test_what_outlook_wraps_is_unwrapped(parts):
    rich = b"{\\rtf1 from a wrapper}"
    packed = (len(rich) + 12).to_bytes(4, "little") + len(rich).to_bytes(4, "little") + b"MELA" + bytes(4) + rich
    wrapped = tnef(
        (0x9003, b"\2\0\0\0" + b"\x03\0\x26\0\0\0\0\0" + prop(0x1009, 0x102, packed)),
        (0x9002, bytes(14)),
        (0x8010, b"SHORT~1.TXT\0"),
        (0x800F, b"content"),
        (0x9005, b"\1\0\0\0" + prop(0x3707, 0x1F, "ein langer Name.txt".encode("utf-16-le"))),
        (0x9002, bytes(14)),
        (0x800F, b"second"),
    )
    raw = (
        b"Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(wrapped)
    )
    assert members(parts(raw, "message/rfc822")) == {
        "body.rtf": rich,
        "ein langer Name.txt": b"content",
        "attached-2": b"second",
    }


def test_compressed_rich_text_is_expanded():
    # The example of [MS-OXRTFCP] section 4.1.1.
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    assert expand(packed, Budget(Limits(), 1)) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_parts_without_an_end_end_with_what_encloses_them(parts):
    raw = (
        b"Content-Type: multipart/mixed; boundary=o\n\npreamble\n--o\nContent-Type: multipart/alternative; boundary=i\n\n"
        b"--i\nContent-Transfer-Encoding: base64\n\nb25l\n--o\nContent-Transfer-Encoding: base64\n\ndHdv"
    )
    assert texts(parts(raw, "message/rfc822")) == ["one", "two"]
    raw = b"Content-Type: multipart/mixed; boundary=o\nContent-Transfer-Encoding: base64\n\nno boundary here"
    assert len(parts(raw, "message/rfc822")) == 1


def nested(depth: int) -> bytes:
    head = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(depth))
    return head + b"Content-Transfer-Encoding: base64\n\naGVsbG8=\n"


def test_deep_nesting_is_followed_to_a_bound(parts):
    assert texts(parts(nested(40), "message/rfc822")) == ["hello"]
    began = time.monotonic()
    found = parts(nested(5000), "message/rfc822")
    assert Reason.LIMIT in {gap.reason for gap in gaps(found)}
    assert time.monotonic() - began < 2


def test_many_parts_and_endless_heads_cost_what_they_weigh(parts):
    began = time.monotonic()
    many = (
        b"Content-Type: multipart/mixed; boundary=b\n\n"
        + b"--b\nContent-Disposition: attachment; filename=a\n\nx\n" * 10_000
    )
    assert len(members(parts(many, "message/rfc822"))) == 10_000
    hostile = [
        b"X: " + b"y" * (24 << 20),
        b"Content-Type: text/plain" + b";;;=" * (1 << 20),
        b'Content-Type: a; x="' + b'\\"' * (1 << 20),
        b"Subject: " + b"=?a?q?" * (1 << 20),
        b"Subject: " + b"=?utf-8?q?a?= " * (1 << 17),
        b"A: b\n" * (1 << 20),
        b"A:\n " * (1 << 20),
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"\n--" * (1 << 20),
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n" * (1 << 14),
        b"\n\n" + b"begin 644 a\n!\n" * (1 << 14),
    ]
    for each in hostile:
        parts(each, "message/rfc822")
    assert time.monotonic() - began < 15


class Endless(HeldBlob):
    """A message whose one line of its head is a gigabyte long."""

    def __init__(self) -> None:
        super().__init__(b"")
        self.size = 1 << 30

    def read(self, start: int, length: int) -> bytes:
        length = min(length, self.size - start)
        return (b"Subject: " + b"x" * length)[:length] if start == 0 else b"x" * length


def test_a_line_of_a_gigabyte_is_not_held():
    tracemalloc.start()
    blob = Endless()
    found = list(MessageReader().parts(blob, PLAIN, "", Budget(Limits(), blob.size)))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 40 << 20
    assert [part.reason for part in found if isinstance(part, Gap)] == [Reason.LIMIT]


def test_odd_charsets_are_read_as_latin_1():
    for name in (
        "zip",
        "hex",
        "idna",
        "punycode",
        "unicode_escape",
        "rot13",
        "../x",
        "a\0b",
        "x" * 999,
        "base64_codec",
    ):
        assert letters(b"caf\xe9", name) == "café"


def test_wide_text_without_a_byte_order_mark_is_read(parts):
    """Found by fuzzing: Python's decoder of UTF-16 raises there, whatever it is told to do about errors."""
    for charset in ("utf-16", "utf-32"):
        data = base64.encodebytes("wide".encode(f"{charset}-le"))
        raw = (
            b"Content-Type: text/plain; charset=" + charset.encode() + b"\nContent-Transfer-Encoding: base64\n\n" + data
        )
        assert texts(parts(raw, "message/rfc822")) == ["wide"]


def whole() -> bytes:
    message = letter()
    message.set_content("text ü\n" * 20, cte="base64")
    message.add_alternative("<p>héllo</p>", subtype="html", cte="quoted-printable")
    message.add_attachment(
        tnef((0x8010, b"t\0"), (0x800F, b"xx")), maintype="application", subtype="ms-tnef", filename="winmail.dat"
    )
    message.add_attachment(
        cms("02", b"Subject: x\n\ny", pieces=True), maintype="application", subtype="pkcs7-mime", filename="p.p7m"
    )
    return bytes_of(message)


def test_damage_never_raises_anything_else(parts):
    raw, chance = whole(), random.Random(3)
    variants = [raw[:at] for at in range(0, len(raw), 37)]
    for _ in range(300):
        spoiled = bytearray(raw)
        for _ in range(chance.randrange(1, 12)):
            spoiled[chance.randrange(len(raw))] = chance.randrange(256)
        variants.append(bytes(spoiled))
    for each in [b"", b"\n", b":", b"--", *variants]:
        try:
            parts(each, "message/rfc822")
        except ReadError:
            continue
