"""Mail as conversations: who wrote whom, what is quoted, what is attached, and what is no mail."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest
from reading_exports import attachments, claimed, entries, messages

from connectors.export.base import EXTERNAL, GROUP, PRIVATE, Conversation, Person, Trouble
from connectors.export.registry import recognised


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
    own, quoted = messages(found)  # type: ignore[arg-type]  # entries
    assert own.text.startswith("Grüße\nthe key is below")
    assert "quoted words" not in own.text
    assert (quoted.text, quoted.copied) == ("quoted words", True)
    assert own.time == 1770631200
    assert own.author == "ann@example.com"
    assert [each for each in found if isinstance(each, Person)] == [
        Person("ann@example.com", "", "ann@example.com"),
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
