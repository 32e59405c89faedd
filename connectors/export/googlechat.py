"""Googlechat: Google Chat in a Takeout: a folder a conversation, in it `messages.json`, `group_info.json` and the files.

`Google Chat/Groups/{DM x,Space y}/messages.json` is `{"messages": [{"creator": {"name", "email", "user_type"}, "created_date",
"text", "attached_files": [{"original_name", "export_name"}], "annotations", "topic_id", "message_id"}]}`. Google documents where
it lies (https://support.google.com/accounts/answer/3024190) and not its members: these are as public readers have them, among
them https://github.com/pinguin-frosch/google-chat-clone. Times are words of the account's language; English ones are read. Former
texts stand in `previous_message_versions`, and the time of the first one is that of the message; what was deleted has
`message_state` DELETED and no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import orjson

from connectors.export.base import (
    DELETED,
    EDITED,
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
)
from connectors.export.gathered import Gathered, in_batches
from connectors.export.moment import moment
from connectors.export.nearby import beside, document, held
from connectors.export.records import values

_FILE = "messages.json"
_BEGINS = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"messages"\s*:\s*\[\s*(?:\]|\{)')
_TELLING = (b'"creator"', b'"created_date"', b'"topic_id"', b'"message_id"')
#: Folders of conversations are named by what they are and by their id.
_FOLDER = re.compile(r"(?:DM|Space|Group Chat) \S+")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: `Thursday, November 3, 2016 at 11:59:50 AM UTC`, `3 November 2016 at 23:59:50 UTC`; the blank before AM may be U+202F.
_TIME = re.compile(
    r"(?:[^\W\d]+,?\s+)?(?:(?P<before>\d{1,2})\s+)?(?P<month>[A-Za-z]{3})[a-z]*\.?\s+(?:(?P<after>\d{1,2}),\s*)?(?P<year>\d{4})"
    r"(?:,|\s+at|,\s+at)?\s+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?(?:\s*(?P<half>[AP])\.?M\.?)?\s+(?:UTC|GMT|Z)",
    re.IGNORECASE,
)
_KNOWN = frozenset({
    "creator", "created_date", "updated_date", "text", "attached_files", "annotations", "topic_id", "message_id", "message_state",
    "deleted_date", "deletion_metadata", "quoted_message_metadata", "reactions", "previous_message_versions",
})  # fmt: skip
#: Members of annotations that are no words: places in the text, and numbers of what is shown there.
_UNSEEN = frozenset({
    "start_index", "length", "id", "type", "user_type", "mime_type", "thumbnail_url", "format_type", "unicode", "should_not_render",
})  # fmt: skip
_DEEPEST = 20
#: Signs that names of files cannot have: `File-1?account_id=2.png` lies there as `File-1_account_id=2.png`.
_SIGNS = re.compile(r"""[?&%:<>|*"'\\/]""")


class GoogleChat(Export):
    """Reads files of messages, with who is in the conversation."""

    name, title, kind = "googlechat", "Google Chat export", "comms.chat_export"
    complete = True

    def claims(self, path: str, head: bytes) -> bool:
        if path != _FILE and not path.endswith("/" + _FILE):
            return False
        if _BEGINS.match(head) is None:
            return False
        empty = _FOLDER.fullmatch(_folder(path)) is not None and b"{" not in head[1:]
        return empty or sum(each in head for each in _TELLING) > 2  # noqa: PLR2004  # all but one, which older ones do not have

    def accepts(self, path: str, head: bytes) -> bool:
        """Files of any name, too."""
        return path.endswith(".json") and _BEGINS.match(head) is not None and b'"creator"' in head

    def entries(self, file: File) -> Iterator[Entry]:
        conversation, people = _conversation(file)
        yield conversation
        yield from people
        known = {person.id for person in people}
        with file.open() as stream:
            yield from _messages(file, values(stream, "messages.item"), conversation, known)


def _folder(path: str) -> str:
    return path.rpartition("/")[0].rpartition("/")[2]


def _conversation(file: File) -> tuple[Conversation, list[Person]]:
    """What a folder and the file in it say of a conversation, and who is in it."""
    ident = _folder(file.path) or "Google Chat"
    told = document(file, beside(file.path, "group_info.json"))
    told = told if isinstance(told, dict) else {}
    members = told.get("members")
    people = [_person(each) for each in members if isinstance(each, dict)] if isinstance(members, list) else []
    domains = {person.mail.rpartition("@")[2].lower() for person in people if person.mail and not person.bot}
    audience = PRIVATE if ident.startswith("DM ") else GROUP
    if len(domains) > 1:
        audience = EXTERNAL
    return Conversation(ident, str(told.get("name") or ident), audience, len(people)), people


def _person(told: dict[str, Any]) -> Person:
    mail, name = str(told.get("email") or ""), str(told.get("name") or "")
    sort = str(told.get("user_type") or "Human")
    return Person(mail or name, name, mail, bot=sort.lower() == "bot")


def _messages(file: File, found: Iterator[Any], conversation: Conversation, known: set[str]) -> Iterator[Entry]:
    gathered = Gathered(conversation.id)
    aside: list[Entry] = []
    yield from in_batches(found, lambda value: _take(file, value, gathered, aside, known), gathered, aside)


def _take(file: File, value: dict[str, Any], gathered: Gathered, aside: list[Entry], known: set[str]) -> None:
    creator = value.get("creator")
    person = _person(creator) if isinstance(creator, dict) else Person("")
    if person.id and person.id not in known:
        known.add(person.id)
        aside.append(person)
    ident, told = str(value.get("message_id") or ""), _time(value)
    text = _text(value.get("text"))
    if value.get("annotations") or not value.keys() <= _KNOWN:
        text = "\n".join(part for part in (text, *_seen(value, text)) if part)
    files, thread = _files(file, value), str(value.get("topic_id") or "")
    if value.get("message_state") == "DELETED" or value.get("deleted_date"):
        aside.append(Message(ident, gathered.conversation, person.id, told, text, thread, DELETED, attachments=files))
    else:
        gathered.add(ident, person.id, told, text, thread, files, person.name if person.bot else "")
    aside.extend(_others(value, ident, gathered.conversation, person.id))


def _others(value: dict[str, Any], ident: str, conversation: str, author: str) -> Iterator[Message]:
    """What stood there before, and what a message shows of another one."""
    for former in _objects(value.get("previous_message_versions")):
        yield Message(ident, conversation, author, _time(former), _text(former.get("text")), state=EDITED)
    for quoted in _objects(value.get("quoted_message_metadata")):
        creator = quoted.get("creator")
        by = _person(creator).id if isinstance(creator, dict) else ""
        yield Message(ident, conversation, by, _time(quoted), _text(quoted.get("text")), copied=True)


def _objects(told: object) -> Iterator[dict[str, Any]]:
    """One object, or those of an array."""
    for each in told if isinstance(told, list) else (told,):
        if isinstance(each, dict):
            yield each


def _time(value: dict[str, Any]) -> float | None:
    """When a message was sent: of a changed one its first text has that."""
    told = value.get("created_date")
    if told is None:
        formers = _objects(value.get("previous_message_versions"))
        told = next((each["created_date"] for each in formers if each.get("created_date")), value.get("updated_date"))
    return time_of(told)


def _files(file: File, value: dict[str, Any]) -> tuple[Attachment, ...]:
    files = value.get("attached_files")
    if not files or not isinstance(files, list):
        return ()
    return tuple(_file(file, each) for each in files if isinstance(each, dict))


def _file(file: File, told: dict[str, Any]) -> Attachment:
    """A file: it lies beside the messages, under a name whose signs have been made others."""
    there = str(told.get("export_name") or "")
    name = str(told.get("original_name") or there)
    lies = bool(there) and held(
        file,
        beside(file.path, there),
        beside(file.path, _SIGNS.sub("_", there)),
    )
    return Attachment(name, held=lies)


def _seen(value: dict[str, Any], text: str) -> Iterator[str]:
    """Titles, addresses and cards that a message shows, beside its text, and what is not known of it."""
    for each in _texts(value.get("annotations")):
        if each and each not in text:
            yield each
    unknown = {key: told for key, told in value.items() if key not in _KNOWN and told}
    if unknown:
        yield orjson.dumps(unknown).decode()


def _texts(value: object, depth: int = 0) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each, depth + 1)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key not in _UNSEEN:
                yield from _texts(each, depth + 1)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def time_of(told: object) -> float | None:
    """Unix seconds of a time in words, or of any other form."""
    match = _TIME.fullmatch(told.strip()) if isinstance(told, str) else None
    if match is None:
        return moment(told)
    day, month = match["before"] or match["after"], match["month"].lower()
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + 12 * (match["half"] in "Pp")
    if day is None or month not in _MONTHS:
        return None
    try:
        at = datetime(
            int(match["year"]),
            _MONTHS.index(month) + 1,
            int(day),
            hour,
            int(match["minute"]),
            int(match["second"] or 0),
            tzinfo=UTC,
        )
    except ValueError:
        return None
    return moment(at.timestamp())
