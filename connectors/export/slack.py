"""Slack: a workspace export, standard or corporate: a folder a conversation, in it a file of messages a day.

Layout: https://slack.com/help/articles/220556107-How-to-read-Slack-data-exports; messages and their subtypes:
https://docs.slack.dev/reference/events/message.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import orjson

from connectors.errors import BlobError, Reason
from connectors.export.base import (
    DELETED,
    EDITED,
    EXTERNAL,
    GROUP,
    PRIVATE,
    PUBLIC,
    Attachment,
    Batch,
    Conversation,
    Entry,
    Export,
    File,
    Integration,
    Message,
    Person,
    Trouble,
)
from connectors.export.moment import moment
from connectors.export.records import arrays, values

_DAY = re.compile(r"(?:(?P<root>.*)/)?(?P<folder>[^/]+)/\d{4}-\d\d-\d\d\.json", re.DOTALL)
#: The same without folders: one channel alone, or an archive whose names lost them; the content must say more by itself then.
_FLAT = re.compile(r"(?:(?P<folder>.+)[-_])?\d{4}-\d\d-\d\d\.json", re.DOTALL)
_ALONE = re.compile(rb'"type":\s*"message"')
#: Files at the root that say who and what there is; each with the audience of the conversations in it.
_LISTS = {"channels.json": PUBLIC, "groups.json": GROUP, "mpims.json": PRIVATE, "dms.json": PRIVATE}
_PEOPLE = ("users.json", "org_users.json")
_APPS = "integration_logs.json"
#: How a file of messages, and one of people, begins: an array of objects with members of these names in the first ones.
_MESSAGES = re.compile(rb"\s*\[\s*(?:\]|\{)")
_TELLING = (b'"ts"', b'"subtype"', b'"type"')
#: Members of messages that people write; none of the others says anything that `text` does not (blocks are its form on the screen).
_USUAL = frozenset({
    "user", "type", "ts", "text", "client_msg_id", "team", "blocks", "thread_ts", "parent_user_id", "reply_count", "replies",
    "reply_users", "reply_users_count", "latest_reply", "subscribed", "last_read", "reactions", "source_team", "user_team",
    "user_profile", "is_locked",
})  # fmt: skip
#: Members of messages that are read below, one by one.
_KNOWN = _USUAL | {
    "subtype", "message", "previous_message", "original", "comment", "attachments", "files", "file", "edits", "bot_id", "username",
    "edited", "upload", "display_as_bot", "hidden",
}  # fmt: skip
#: `<https://host|label>`, `<@U1|name>`, `<#C1|name>`, `<!here>`: https://docs.slack.dev/messaging/formatting-message-text
_LINK = re.compile(r"<([^<>|]{1,4000})(?:\|([^<>]{0,4000}))?>")
_MAIL, _SIGNS = "mailto:", "@#!"


class Slack(Export):
    """Reads files of messages, with what the lists at the root say of their conversations, and the lists themselves."""

    name, title, kind = "slack", "Slack export", "comms.slack_export"
    complete = True

    def claims(self, path: str, head: bytes) -> bool:
        if not path.endswith(".json"):
            return False
        name = path.rpartition("/")[2]
        if name in _LISTS or name in _PEOPLE or name == _APPS:
            return _lists(name, head)
        if _MESSAGES.match(head) is None:
            return False
        if _DAY.fullmatch(path) is not None:
            return any(each in head for each in _TELLING)
        return b'"ts"' in head and _FLAT.fullmatch(name) is not None and _ALONE.search(head) is not None

    def accepts(self, path: str, head: bytes) -> bool:
        """Files of messages of any name and place, too."""
        told = path.endswith(".json") and _MESSAGES.match(head) is not None and b'"ts"' in head
        return told or self.claims(path, head)

    def entries(self, file: File) -> Iterator[Entry]:
        name = file.path.rpartition("/")[2]
        if name in _LISTS or name in _PEOPLE or name == _APPS:
            yield from _listed(file, name)
            return
        root, folder = _place(file.path)
        known = file.around.once(self.name, root, lambda: _conversations(file, root))
        conversation = known.get(folder) or Conversation(folder, folder)
        yield conversation
        with file.open() as stream:
            for values_of in arrays(stream):
                if isinstance(values_of, Trouble):
                    yield values_of
                else:
                    yield from _batch(values_of, conversation.id)


def _batch(values_of: list[Any], conversation: str) -> Iterator[Entry]:
    """Messages side by side; former texts and quotes after them."""
    batch = Batch(conversation, [], [], [], [], [], [], [])
    _, ids, authors, times, texts, threads, attachments, bots = batch
    aside: list[Message] = []
    for value in values_of:
        if not isinstance(value, dict):
            yield Trouble(0, Reason.CORRUPT, "holds an entry that is no object; it was passed over")
            continue
        text, ts = value.get("text"), value.get("ts")
        if text and type(text) is str and type(ts) is str and value.keys() <= _USUAL:
            ids.append(ts)
            authors.append(str(value.get("user") or ""))
            times.append(ts)
            texts.append(plain(text) if "<" in text or "&" in text else text)
            threads.append(value.get("thread_ts") or ts)
            continue
        for message in _message(value, conversation):
            if message.state or message.copied:
                aside.append(message)
                continue
            ids.append(message.id)
            authors.append("" if message.bot else message.author)  # no person
            times.append(ts)
            links = (link for each in message.attachments for link in each.links)
            texts.append("\n".join((message.text, *links, *_strings(value))))
            threads.append(message.thread or message.id)
            attachments += message.attachments
            if message.bot:
                bots.append(message.bot)
    yield batch
    yield from aside


def _strings(value: dict[str, Any]) -> Iterator[str]:
    """What a message of an unusual form holds beside what is known of it: nothing of it shall go unseen."""
    unknown = {key: told for key, told in value.items() if key not in _KNOWN}
    if unknown:
        yield orjson.dumps(unknown).decode()


def _place(path: str) -> tuple[str, str]:
    """The root of the export that a file of messages is of, and the folder of its conversation, or what stands for it."""
    parts = path.split("/")
    if _DAY.fullmatch(path):
        return "/".join(parts[:-2]), parts[-2]
    flat = _FLAT.fullmatch(parts[-1])
    folder = (flat and flat["folder"]) or (parts[-2] if len(parts) > 1 else parts[-1].removesuffix(".json"))
    return "/".join(parts[:-1]), folder


def _lists(name: str, head: bytes) -> bool:
    """Whether one of the lists at the root is Slack's: ids begin with a letter that says of what."""
    if _MESSAGES.match(head) is None:
        return False
    if name in _PEOPLE:
        return re.search(rb'"id"\s*:\s*"[UW]', head) is not None and b'"profile"' in head
    if name == _APPS:
        return b'"service_id"' in head or b'"app_id"' in head
    return re.search(rb'"id"\s*:\s*"[CGD]', head) is not None and (b'"members"' in head or b'"created"' in head)


def _conversations(file: File, root: str) -> dict[str, Conversation]:
    """Conversations by the name of their folder, as the lists around a file say."""
    found: dict[str, Conversation] = {}
    guests = {person.id for person in _people(file, root) if person.guest}
    for name, audience in _LISTS.items():
        for value in _around(file, f"{root}/{name}" if root else name):
            members = value.get("members")
            members = members if isinstance(members, list) else []
            shared = value.get("is_ext_shared") or value.get("is_shared") or not guests.isdisjoint(map(str, members))
            ident, title = str(value.get("id", "")), str(value.get("name") or value.get("id", ""))
            made = Conversation(ident or title, title, EXTERNAL if shared else audience, len(members))
            for folder in (title, ident):
                if folder:
                    found.setdefault(folder, made)
    return found


def _people(file: File, root: str) -> Iterator[Person]:
    for name in _PEOPLE:
        for value in _around(file, f"{root}/{name}" if root else name):
            yield _person(value)


def _around(file: File, path: str) -> Iterator[dict[str, Any]]:
    """The objects of an array in a file near by; none where there is no such file, or where it cannot be read any further."""
    tree = file.around.tree
    if tree is None or not tree.exists(path):
        return
    try:
        blob = tree.open(path)
    except BlobError:
        return
    try:
        with blob.open() as stream:
            yield from (value for value in values(stream, "item") if isinstance(value, dict))
    except BlobError:
        return
    finally:
        blob.close()


def _listed(file: File, name: str) -> Iterator[Entry]:
    """What a list at the root says: people, conversations, integrations."""
    with file.open() as stream:
        for value in values(stream, "item"):
            if isinstance(value, Trouble):
                yield value
            elif not isinstance(value, dict):
                yield Trouble(0, Reason.CORRUPT, "holds an entry that is no object; it was passed over")
            elif name in _PEOPLE:
                yield _person(value)
            elif name == _APPS:
                ident = str(value.get("app_id") or value.get("service_id") or "")
                yield Integration(ident, str(value.get("app_type") or value.get("service_type") or ident))
            else:
                members = value.get("members")
                ident = str(value.get("id", ""))
                readers = len(members) if isinstance(members, list) else 0
                yield Conversation(ident, str(value.get("name") or ident), _LISTS[name], readers)


def _person(value: dict[str, Any]) -> Person:
    profile = value.get("profile")
    profile = profile if isinstance(profile, dict) else {}
    guest = bool(value.get("is_restricted") or value.get("is_ultra_restricted") or value.get("is_stranger"))
    name = profile.get("real_name") or value.get("real_name") or value.get("name") or ""
    return Person(
        str(value.get("id", "")), str(name), str(profile.get("email") or ""), bool(value.get("is_bot")), guest
    )


def _message(value: dict[str, Any], conversation: str) -> Iterator[Message]:
    """A message, with what stood there before, and with what it quotes."""
    subtype = value.get("subtype") or ""
    inner = value.get("message")
    if subtype == "message_changed" and isinstance(inner, dict):
        yield from _former(value.get("previous_message") or value.get("original"), conversation, EDITED)
        yield from _message({"subtype": "", **inner}, conversation)
        return
    if subtype == "message_deleted":
        yield from _former(value.get("previous_message") or value.get("original"), conversation, DELETED)
        return
    ident = str(value.get("ts") or value.get("client_msg_id") or "")
    author = value.get("user") or value.get("bot_id") or value.get("username") or ""
    comment = value.get("comment")
    parts = [plain(value.get("text")), *(_unseen(value))]
    if isinstance(comment, dict):
        parts.append(plain(comment.get("comment")))
    state = (
        DELETED if subtype == "tombstone" or (value.get("hidden_by_limit") is None and value.get("deleted_ts")) else ""
    )
    bot = (
        str(value.get("username") or value.get("bot_id") or "")
        if value.get("bot_id") or subtype == "bot_message"
        else ""
    )
    yield Message(
        ident, conversation, str(author), moment(value.get("ts")), "\n".join(part for part in parts if part),
        str(value.get("thread_ts") or ""), state, attachments=_files(value), bot=bot,
    )  # fmt: skip
    for quoted in value.get("attachments") or ():
        if isinstance(quoted, dict) and _is_quoted(quoted):
            text = "\n".join(filter(None, (plain(quoted.get("text")), *_fields(quoted))))
            yield Message(
                ident, conversation, str(quoted.get("author_id") or ""), moment(quoted.get("ts")), text, copied=True
            )
    for former in value.get("edits") or ():
        yield from _former(former, conversation, EDITED)


def _former(value: object, conversation: str, state: str) -> Iterator[Message]:
    """A text that stands there no more."""
    if isinstance(value, dict):
        for message in _message({**value, "subtype": "", "edits": ()}, conversation):
            yield message._replace(state=state)


def _is_quoted(attachment: dict[str, Any]) -> bool:
    """Whether an attachment is a message of somebody that is shown again."""
    return bool(attachment.get("is_msg_unfurl") or attachment.get("is_share") or attachment.get("author_id"))


def _unseen(value: dict[str, Any]) -> Iterator[str]:
    """What bots write in attachments, and blocks where there is no text: programs often leave `text` empty."""
    for attachment in value.get("attachments") or ():
        if isinstance(attachment, dict) and not _is_quoted(attachment):
            told = [attachment.get(key) for key in ("pretext", "title", "text", "footer")]
            shown = [plain(each) for each in told if each]
            yield from shown or [plain(attachment.get("fallback"))]
            yield from _fields(attachment)
    if not value.get("text"):
        yield from _texts(value.get("blocks"))


def _fields(attachment: dict[str, Any]) -> Iterator[str]:
    for each in attachment.get("fields") or ():
        if isinstance(each, dict):
            yield f"{plain(each.get('title'))}: {plain(each.get('value'))}"


def _texts(blocks: object, depth: int = 0) -> Iterator[str]:
    """Texts of blocks, whatever they are made of."""
    if depth > 20:  # noqa: PLR2004  # Slack's own nest five deep
        return
    if isinstance(blocks, list):
        for block in blocks:
            yield from _texts(block, depth + 1)
    elif isinstance(blocks, dict):
        for key, told in blocks.items():
            if key in {"text", "url"} and isinstance(told, str):
                yield plain(told)
            elif isinstance(told, list | dict):
                yield from _texts(told, depth + 1)


def _files(value: dict[str, Any]) -> tuple[Attachment, ...]:
    files = value.get("files") or ([value["file"]] if isinstance(value.get("file"), dict) else ())
    return tuple(_file(each) for each in files if isinstance(each, dict) and each.get("mode") != "tombstone")


def _file(told: dict[str, Any]) -> Attachment:
    name = str(told.get("name") or told.get("title") or told.get("id") or "")
    links = tuple(str(told[key]) for key in ("url_private", "url_private_download") if told.get(key))
    return Attachment(name, _size(told.get("size")), links=links)


def _size(told: object) -> int:
    return told if isinstance(told, int) and told >= 0 else -1


def plain(text: object) -> str:
    """A text without Slack's mark-up: links as their label and address, entities undone."""
    if not isinstance(text, str):
        return ""
    if "<" in text:
        text = _LINK.sub(_shown, text)
    return html.unescape(text) if "&" in text else text


def _shown(link: re.Match[str]) -> str:
    address, label = link[1], link[2] or ""
    if address[0] in _SIGNS:
        return label or address
    address = address.removeprefix(_MAIL)
    return address if not label or label in address else f"{label} {address}"
