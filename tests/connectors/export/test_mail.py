"""Mail as conversations: who wrote whom, what is quoted, what is attached, and what is no mail."""

from __future__ import annotations

import dataclasses
import sys
from email.message import EmailMessage
from pathlib import Path
from random import Random

import pytest
from counting_exports import counts, current
from reading_exports import attachments, claimed, entries, messages

from connectors.export.base import EXTERNAL, GROUP, PRIVATE, Conversation, Person, Trouble
from connectors.export.registry import recognised
from detectors.readers.base import Budget, Limits, Member
from detectors.readers.held import HeldBlob
from detectors.readers.mail.mbox import MboxReader
from detectors.views.sniff import sniff

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "samples"))
from parts.chat_mail import write, written

HEAD = b"From: Ann <ann@example.com>\nTo: bob@example.com\nDate: Mon, 09 Feb 2026 10:00:00 +0000\nMessage-ID: <1@example.com>\n"


def _mail(**fields: str) -> EmailMessage:
    mail = EmailMessage()
    told = {
        "From": "Ann <ann@example.com>",
        "To": "bob@example.com",
        "Date": "Mon, 09 Feb 2026 10:00:00 +0000",
        "Message-ID": "<1@example.com>",
    }
    for name, value in {**told, **{name.replace("_", "-"): value for name, value in fields.items()}}.items():
        mail[name] = value
    mail.set_content("the key is below\n> quoted words\nregards\n")
    return mail


def _read(root: Path, mail: EmailMessage, name: str = "cur/1.host:2,S") -> list[object]:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(mail.as_bytes())
    return list(entries(root, name))


def test_own_words_and_quoted_ones_are_apart(tmp_path: Path) -> None:
    found = _read(tmp_path, _mail(Subject="=?utf-8?b?R3LDvMOfZQ==?="))
    quoted, own = messages(found)  # type: ignore[arg-type]  # entries
    assert own.text.startswith("Grüße\nthe key is below")
    assert "quoted words" not in own.text
    assert (quoted.text, quoted.copied) == ("quoted words", True)
    assert own.time == 1770631200
    assert own.author == "ann@example.com"
    assert [each for each in found if isinstance(each, Person)] == [
        Person("ann@example.com", "Ann", "ann@example.com"),
        Person("bob@example.com", "", "bob@example.com"),
    ]


@pytest.mark.parametrize(
    ("to", "audience", "readers"),
    [
        ("bob@example.com", PRIVATE, 2),
        ("bob@example.com, c@example.com", GROUP, 3),
        ("x@elsewhere.example", EXTERNAL, 2),
    ],
)
def test_who_can_read_it(tmp_path: Path, to: str, audience: str, readers: int) -> None:
    (conversation,) = [each for each in _read(tmp_path, _mail(To=to)) if isinstance(each, Conversation)]
    assert (conversation.audience, conversation.readers) == (audience, readers)


def test_a_thread_is_one_conversation(tmp_path: Path) -> None:
    first = _read(tmp_path, _mail(), "a.eml")
    answer = _read(tmp_path, _mail(Message_ID="<2@example.com>", References="<1@example.com> <9@example.com>"), "b.eml")
    other = _read(tmp_path, _mail(Message_ID="<3@example.com>"), "c.eml")
    ids = [next(each.id for each in found if isinstance(each, Conversation)) for found in (first, answer, other)]
    assert ids[0] == ids[1] != ids[2]


def test_attachments_are_held_and_html_is_text(tmp_path: Path) -> None:
    mail = _mail()
    mail.set_content("<p>see <a href='https://x.example/?t=1'>here</a></p>", subtype="html")
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="scan.pdf")
    found = _read(tmp_path, mail, "m.eml")
    assert [(each.name, each.size, each.held) for each in attachments(found)] == [("scan.pdf", 8, True)]  # type: ignore[arg-type]
    assert "see https://x.example/?t=1 here" in next(messages(found)).text  # type: ignore[arg-type]


def test_forwarded_words_are_copies(tmp_path: Path) -> None:
    mail = _mail()
    mail.set_content("fyi\n---------- Forwarded message ----------\nFrom: c@example.com\nsecret plan\n")
    own, copied = messages(_read(tmp_path, mail, "f.eml"))  # type: ignore[arg-type]
    assert "secret plan" not in own.text
    assert "secret plan" in copied.text


def test_damage_and_nonsense_are_read_as_far_as_they_go(tmp_path: Path) -> None:
    raw = b"From: a@b.example\nTo: x\nDate: yesterday\nSubject: =?nonsense?q?=\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nhello\n"
    (tmp_path / "m.eml").write_bytes(raw)
    (said,) = messages(entries(tmp_path, "m.eml"))
    assert said.time is None
    assert "hello" in said.text
    (tmp_path / "big.eml").write_bytes(raw + b"y" * (33 << 20))
    assert isinstance(entries(tmp_path, "big.eml")[-1], Trouble)


def test_other_texts_are_not_claimed(tmp_path: Path) -> None:
    texts = {
        "a.http": "Date: x\nServer: y\nContent-Type: text/html\n\nbody",
        "b.yml": "from: a\nto: b\nsubject: c\n",
        "c.txt": "Dear all,\nFrom: here\n",
        "d.json": '{"from": "a", "to": "b"}',
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    assert claimed(tmp_path) == {}
    assert recognised("box", b"From ann Mon Feb  9 10:00:00 2026\nFrom: a@b\nTo: c@d\nDate: x\n\nhi") is None
    assert recognised("message-1", b"From: a@b\nTo: c@d\nDate: x\n\nhi") is not None


def test_what_was_written_is_counted(tmp_path: Path) -> None:
    made = written(tmp_path, Random(31))
    _unpacked(tmp_path / "archive.mbox")
    known = claimed(tmp_path)
    assert set(known.values()) == {"mail"}
    for place, expected in made.items():
        found = [
            entry for path in known if path.startswith(place.partition(".")[0]) for entry in entries(tmp_path, path)
        ]
        assert counts(found) == dataclasses.astuple(expected)
        said = {message.id: message.text for message in current(found)}
        (asked,) = [ident for ident, text in said.items() if text.endswith("the password is")]
        assert any(char.isdigit() for char in said[asked.replace("<2.", "<3.")])
        assert {entry.name for entry in found if isinstance(entry, Person)} >= {"نور الحسيني", "מיכל ברק"}
        assert {entry.audience for entry in found if isinstance(entry, Conversation)} == {PRIVATE, EXTERNAL}


def _unpacked(box: Path) -> None:
    """Messages of a mailbox, as its reader gives them, each in a file."""
    data = box.read_bytes()
    budget = Budget(Limits(), len(data))
    for part in MboxReader().parts(HeldBlob(data), sniff(data, box.name), box.name, budget):
        assert isinstance(part, Member)
        (box.parent / f"archive-{part.name}").write_bytes(part.open().read())


def test_all_is_written_together(tmp_path: Path) -> None:
    made = write(tmp_path, Random(32))
    assert made == dataclasses.replace(made, conversations=12, people=6, messages=60, files=6)


@pytest.mark.parametrize(
    "raw",
    [
        HEAD + b"Subject: =?utf-8?b?a?=\n\nhi",
        HEAD + b"Subject: =?idna?q?abc?=\nContent-Type: text/plain; charset=idna\n\nhi",
        HEAD + b"Content-Type: text/plain; charset=undefined\n\nhi",
        HEAD + b"Content-Type: text/plain; charset*=utf-8''%ff%fe\n\nhi",
        HEAD + b"Content-Type: multipart/mixed\n\nhi",
        HEAD + b"Cc: " + b"(" * 3000 + b"\n\nhi",
        HEAD + b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nhi\n--x\nContent-Type: application/pdf\n"
        b"Content-Disposition: attachment; filename*=idna''%ff%fe\n\nx\n--x--",
    ],
)
def test_fields_that_lie_end_nothing(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "m.eml").write_bytes(raw)
    (message,) = messages(entries(tmp_path, "m.eml"))
    assert message.text.endswith("hi")


@pytest.mark.parametrize(
    "raw",
    [
        HEAD + b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (at, at) for at in range(1000)),
        HEAD + b"Content-Type: message/rfc822\n\n" * 3000,
        HEAD + b"".join(b"X-%d: boundary=x\n" % at for at in range(4000)) + b"\n" + b"a\n" * 10_000,
    ],
)
def test_parts_without_end_are_told(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "m.eml").write_bytes(raw)
    (trouble,) = entries(tmp_path, "m.eml")
    assert isinstance(trouble, Trouble)
    assert trouble.reason == "limit"


def test_two_forms_of_a_text_are_one(tmp_path: Path) -> None:
    mail = _mail()
    mail.set_content("the same\n")
    mail.add_alternative("<p>the same</p>", subtype="html")
    (message,) = messages(_read(tmp_path, mail, "m.eml"))  # type: ignore[arg-type]
    assert message.text == "the same\n"[:-1]


def test_a_message_in_a_message_is_a_copy_with_its_files(tmp_path: Path) -> None:
    inner = _mail(Subject="inner", From="c@elsewhere.example")
    inner.set_content("their words\n")
    inner.add_attachment(b"x", maintype="image", subtype="png", filename="a.png")
    outer = _mail(Subject="outer")
    outer.add_attachment(inner)
    _, own, copied = messages(_read(tmp_path, outer, "m.eml"))  # type: ignore[arg-type]
    assert "their words" not in own.text
    assert "c@elsewhere.example\ninner\ntheir words" in copied.text
    assert [each.name for each in own.attachments] == ["a.png"]


def test_quotes_of_html_and_of_outlook_are_copies(tmp_path: Path) -> None:
    mail = _mail()
    html = "<p>mine</p><blockquote>a<blockquote>b</blockquote>c</blockquote><p>mine too</p><div><b>Von:</b> Bo<br><b>Gesendet:</b> heute<br>theirs</div>"
    mail.set_content(html, subtype="html")
    quoted, own, copied = messages(_read(tmp_path, mail, "m.eml"))  # type: ignore[arg-type]
    assert own.text == "mine\nmine too"
    assert quoted.text.split() == ["a", "b", "c"]
    assert copied.text.split() == ["Von:", "Bo", "Gesendet:", "heute", "theirs"]


def test_an_answer_stands_behind_what_it_answers_and_says_no_subject_again(tmp_path: Path) -> None:
    mail = _mail(Subject="AW: access", In_Reply_To="<0@example.com>")
    mail.set_content("Xk42!pq\n\nOn Monday Bob wrote:\n> what is the password?\n")
    quoted, own = messages(_read(tmp_path, mail, "m.eml"))  # type: ignore[arg-type]
    assert (quoted.text, quoted.copied) == ("what is the password?", True)
    assert own.text.startswith("Xk42!pq")
    first = _mail(Subject="Re: access")
    assert next(each for each in messages(_read(tmp_path, first, "n.eml")) if not each.copied).text.startswith(
        "Re: access"
    )  # type: ignore[arg-type]


def test_letters_of_no_encoding_and_double_ids(tmp_path: Path) -> None:
    for at, body in enumerate(("Grüße".encode(), "Grüße".encode("cp1252"))):
        (tmp_path / f"{at}.eml").write_bytes(HEAD + "Subject: Grüße\n\n".encode() + body)
    found = [*entries(tmp_path, "0.eml"), *entries(tmp_path, "1.eml")]
    assert [message.text for message in messages(found)] == ["Grüße\nGrüße"] * 2
    assert len({entry.id for entry in found if isinstance(entry, Conversation)}) == 1


def test_an_author_below_long_fields_and_none_at_all(tmp_path: Path) -> None:
    (tmp_path / "long.eml").write_bytes(
        b"Received: from a by b\nX-Filler: " + b"x" * 9000 + b"\nMIME-Version: 1.0\n" + HEAD + b"\nhi"
    )
    assert recognised("m", b"Received: from a by b\nMIME-Version: 1.0\nX-Filler: " + b"x" * 8000) is not None
    (tmp_path / "none.eml").write_bytes(HEAD.replace(b"Ann <ann@example.com>", b"nobody") + b"\nhi")
    (conversation,) = [each for each in entries(tmp_path, "none.eml") if isinstance(each, Conversation)]
    assert conversation.audience == ""


@pytest.mark.parametrize(
    ("date", "time"),
    [("Mon, 09 Feb 2026 10:00:00 -0000", 1770631200), ("9 Feb 2026 11:00 +0100", 1770631200), ("2026-02-09T10:00:00Z", 1770631200),
     ("1770631200", 1770631200), ("tomorrow", None), ("Mon, 09 Feb 99999 10:00:00 +0000", None)],
)  # fmt: skip
def test_dates(tmp_path: Path, date: str, time: float | None) -> None:
    (tmp_path / "m.eml").write_bytes(HEAD.replace(b"Mon, 09 Feb 2026 10:00:00 +0000", date.encode()) + b"\nhi")
    (message,) = messages(entries(tmp_path, "m.eml"))
    assert message.time == time
