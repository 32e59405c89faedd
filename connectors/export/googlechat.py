"""Google Chat, as Takeout gives it: a folder a chat below `Google Chat/Groups`, with its messages, its members and its files.

Layout: https://support.google.com/accounts/answer/3024190 (Takeout); fields as in public readers of it. Times are sentences such as
`Thursday, November 3, 2016 at 11:59:50 AM UTC`, whose last blank may be U+202F.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from connectors.errors import BlobError
from connectors.export.base import (
    DELETED,
    EXTERNAL,
    GROUP,
    PRIVATE,
    Attachment,
    Conversation,
    Entry,
    Export,
    File,
    Message,
    Person,
    Trouble,
)
from connectors.export.records import values

_FILES = ("messages.json", "group_info.json")
_MESSAGES = re.compile(rb'\s*\{\s*"messages"\s*:\s*\[')
_TELLING = (b'"creator"', b'"created_date"', b'"topic_id"', b'"message_id"')
_MEMBERS = re.compile(rb'\s*\{\s*"(?:name|members)"\s*:')
#: Months in the language of the account are not always English; those that are not give no time.
_FORM = "%A, %B %d, %Y at %I:%M:%S %p %Z"
_TWO = 2


class GoogleChat(Export):
    """Reads the messages of a chat, with what lies beside them of its members."""

    name, title, kind = "googlechat", "Google Chat export", "comms.chat_export"

    def claims(self, path: str, head: bytes) -> bool:
        name = path.rpartition("/")[2]
        if name == "messages.json":
            return _MESSAGES.match(head) is not None and sum(field in head for field in _TELLING) >= _TWO
        return name == "group_info.json" and _MEMBERS.match(head) is not None and b'"members"' in head

    def entries(self, file: File) -> Iterator[Entry]:
        folder, _, name = file.path.rpartition("/")
        members, title = _group(file, folder)
        ident = folder.rpartition("/")[2] or name
        yield Conversation(ident, title or ident, *_audience(ident, members))
        for member in members:
            yield _person(member)
        if name == "group_info.json":
            return
        held = _held(file, folder)
        with file.open() as stream:
            for value in values(stream, "messages.item"):
                if isinstance(value, Trouble):
                    yield value
                elif isinstance(value, dict):
                    yield _message(value, ident, held)


def _group(file: File, folder: str) -> tuple[list[dict[str, Any]], str]:
    """Members of a chat, and its name, as the file beside its messages says."""
    path = f"{folder}/group_info.json" if folder else "group_info.json"
    tree = file.around.tree
    if tree is None or not tree.exists(path):
        return [], ""
    try:
        blob = tree.open(path)
        with blob.open() as stream:
            document = next(values(stream, ""), None)
        blob.close()
    except BlobError:
        return [], ""
    if not isinstance(document, dict):
        return [], ""
    members = document.get("members")
    found = [member for member in members if isinstance(member, dict)] if isinstance(members, list) else []
    return found, str(document.get("name") or "")


def _held(file: File, folder: str) -> frozenset[str]:
    """Names of the files beside the messages. The name that a message gives may be wrong where several have the same one."""
    tree = file.around.tree
    prefix = f"{folder}/" if folder else ""
    if tree is None:
        return frozenset()
    return file.around.once(
        "googlechat files", folder, lambda: frozenset(e.path[len(prefix) :] for e in tree.list(prefix))
    )


def _audience(ident: str, members: list[dict[str, Any]]) -> tuple[str, int]:
    domains = {str(member.get("email", "")).rpartition("@")[2].lower() for member in members} - {""}
    if len(domains) > 1:
        return EXTERNAL, len(members)
    return PRIVATE if ident.startswith("DM ") else GROUP if members or ident.startswith("Space ") else "", len(members)


def _person(told: object) -> Person:
    value = told if isinstance(told, dict) else {}
    mail = str(value.get("email") or "")
    return Person(
        mail or str(value.get("name") or ""), str(value.get("name") or ""), mail, value.get("user_type") == "Bot"
    )


def _message(value: dict[str, Any], conversation: str, held: frozenset[str]) -> Message:
    author = _person(value.get("creator"))
    ident = str(value.get("message_id") or value.get("topic_id") or value.get("created_date") or "")
    deleted = value.get("message_state") == "DELETED" or "deletion_metadata" in value
    links = [_link(each) for each in value.get("annotations") or () if isinstance(each, dict)]
    text = "\n".join(part for part in (str(value.get("text") or ""), *links) if part)
    return Message(
        ident, conversation, author.id, _time(value.get("created_date")), text, str(value.get("topic_id") or ""),
        DELETED if deleted else "", attachments=_files(value, held), bot=author.name if author.bot else "",
    )  # fmt: skip


def _link(annotation: dict[str, Any]) -> str:
    """Address of a link that the message shows by another text."""
    meta = annotation.get("url_metadata")
    url = meta.get("url") if isinstance(meta, dict) else None
    told = url.get("private_do_not_access_or_else_safe_url_wrapped_value") if isinstance(url, dict) else url
    return told if isinstance(told, str) else ""


def _files(value: dict[str, Any], held: frozenset[str]) -> tuple[Attachment, ...]:
    files = value.get("attached_files")
    return tuple(
        Attachment(str(each.get("original_name") or ""), held=str(each.get("export_name") or "") in held)
        for each in (files if isinstance(files, list) else ())
        if isinstance(each, dict)
    )


def _time(told: object) -> float | None:
    text = str(told or "").replace("\u202f", " ")
    try:
        return datetime.strptime(text, _FORM).replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None
