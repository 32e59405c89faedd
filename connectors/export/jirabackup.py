"""Jirabackup: Jira's XML backup, `entities.xml`: a row of its database an element, in the order of the tables' names.

Elements and attributes as Jira's own importer reads them, `com.atlassian.jira.imports.project.parser`; an attribute whose value has
line feeds is a child of that name instead:
https://github.com/turgaycelik/mysource, below `jira-project/jira-components/jira-core/src/main/java`.
A comment that is deleted leaves a `ChangeItem` of field `Comment` with its text (`DefaultCommentManager.delete` in the same
repository). Files lie in `attachments/` as `PROJECT/10000/KEY-1/id`, formerly without the number:
https://community.atlassian.com/t5/Jira-Core-Server-questions/How-is-the-attachment-storage-path-constructed-in-JIRA/qaq-p/6312
Apps are users whose address is of `connect.atlassian.com`.

Comments stand before the issues that they are of, so the file is read twice: what issues there are, then what was said.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from typing import IO

from connectors.export.base import (
    DELETED,
    EDITED,
    Attachment,
    Conversation,
    Entry,
    File,
    Integration,
    Message,
    Person,
    Trouble,
)
from connectors.export.moment import moment
from connectors.export.wiki import plain, quoting
from connectors.export.xmlrecords import Element, elements, text

ROOT = "entity-engine-xml"
#: Fields whose former texts count; other ones are numbers, names and dates.
TEXTS = frozenset({"description", "comment", "summary", "environment"})
#: Where apps have their addresses.
APPS = "@connect.atlassian.com"
#: Folders beside the file in which attachments lie, and how many issues share a folder in there.
_FOLDERS, _SHARED = ("data/attachments", "attachments"), 10_000
#: Attachments that are looked for in vain before none is looked for any more.
_TRIES = 40
#: A value of a field that is a text and no number, option or rank: by its length, or as it has blanks.
_LONG = 20
#: Digits that a number of 64 bits cannot have.
_DIGITS = 19


def read(file: File) -> Iterator[Entry]:
    """What a backup says."""
    index = _Index()
    with file.open() as stream:
        yield from index.read(stream)
    said = _Said(file, index)
    with file.open() as stream:
        for element in elements(stream, ROOT):
            if isinstance(element, Trouble):
                yield element
            else:
                yield from said.entries(element)


def _field(element: Element, name: str) -> str:
    told: str | None = element.get(name)
    return text(element, name) if told is None else told


class _Index:
    """What the second reading has to know: issues, who is called what, and the changes of texts."""

    def __init__(self) -> None:
        self._numbers = array("q")
        self._others: set[str] = set()
        #: Issues that files are attached to -> key.
        self.attached: dict[str, str] = {}
        #: Login -> what messages call somebody, where that differs.
        self.keys: dict[str, str] = {}
        #: What messages call apps.
        self.apps: set[str] = set()
        #: Groups of changes that changed a text.
        self.changes: set[str] = set()

    def read(self, stream: IO[bytes]) -> Iterator[Conversation]:
        """Give the conversations."""
        for element in elements(stream, ROOT):
            if isinstance(element, Trouble):
                continue  # the second reading tells it
            if element.tag == "Issue":
                yield from self._issue(element)
            elif element.tag == "ChangeItem":
                if element.get("field", "").lower() in TEXTS:
                    self.changes.add(element.get("group", ""))
            elif element.tag == "FileAttachment":
                self.attached.setdefault(element.get("issue", ""), "")
            elif element.tag == "ApplicationUser":
                self._user(element)
            elif element.tag == "User" and _field(element, "emailAddress").endswith(APPS):
                self.apps.add(element.get("lowerUserName") or element.get("userName", "").lower())
        self.apps = {self.keys.get(login, login) for login in self.apps}
        self._numbers = array("q", sorted(self._numbers))

    def _issue(self, element: Element) -> Iterator[Conversation]:
        ident = element.get("id", "")
        if not ident:
            return
        key = _key(element)
        if ident in self.attached:
            self.attached[ident] = key
        if ident.isdecimal() and len(ident) < _DIGITS:
            self._numbers.append(int(ident))
        else:
            self._others.add(ident)
        yield Conversation(ident, key or ident)

    def _user(self, element: Element) -> None:
        login, key = element.get("lowerUserName", ""), element.get("userKey", "")
        if login != key and key:
            self.keys[login] = key

    def knows(self, ident: str) -> bool:
        """Whether there is such an issue, after all were read."""
        if ident.isdecimal() and len(ident) < _DIGITS:
            number = int(ident)
            at = bisect_left(self._numbers, number)
            return at < len(self._numbers) and self._numbers[at] == number
        return ident in self._others


def _key(element: Element) -> str:
    return element.get("key") or "-".join(filter(None, (element.get("projectKey"), element.get("number"))))


class _Said:
    """Elements as entries."""

    def __init__(self, file: File, index: _Index) -> None:
        self._file, self._index = file, index
        self._groups: dict[str, tuple[str, str, float | None]] = {}
        self._strays: set[str] = set()
        self._tries = 0 if file.around.tree is None else _TRIES
        self._made = {
            "Issue": self._issue,
            "Action": self._comment,
            "ChangeGroup": self._group,
            "ChangeItem": self._change,
            "FileAttachment": self._attachment,
            "Worklog": self._work,
            "CustomFieldValue": self._custom,
            "User": self._person,
        }

    def entries(self, element: Element) -> Iterator[Entry]:
        """What one element says; most say nothing."""
        made = self._made.get(element.tag)
        if made is not None:
            yield from made(element)

    def _of(self, issue: str) -> Iterator[Conversation]:
        """The conversation of an issue that is not in the file, once."""
        if not self._index.knows(issue) and issue not in self._strays:
            self._strays.add(issue)
            yield Conversation(issue, issue)

    def _told(self, message: Message) -> Iterator[Entry]:
        """A message with what it quotes; all that is said of an issue is one thread."""
        if not message.text and not message.attachments:
            return
        yield from self._of(message.conversation)
        said, quotes = plain(message.text)
        message = message._replace(text=said, thread=message.conversation)
        if message.author in self._index.apps:
            message = message._replace(author="", bot=message.author)
        yield from quoting(message, quotes)

    def _issue(self, element: Element) -> Iterator[Entry]:
        ident = element.get("id", "")
        if ident in self._index.attached:
            self._index.attached[ident] = _key(element)
        said = "\n".join(filter(None, (_field(element, name) for name in ("summary", "description", "environment"))))
        author = _field(element, "creator") or _field(element, "reporter")
        yield from self._told(Message("description", ident, author, moment(_field(element, "created")), said))

    def _comment(self, element: Element) -> Iterator[Entry]:
        if element.get("type", "comment") == "comment":
            yield from self._told(
                Message(
                    element.get("id", ""), element.get("issue", ""), element.get("author", ""),
                    moment(element.get("created")), _field(element, "body"),
                )
            )  # fmt: skip

    def _group(self, element: Element) -> Iterator[Entry]:
        ident = element.get("id", "")
        if ident in self._index.changes:
            self._groups[ident] = (element.get("issue", ""), element.get("author", ""), moment(element.get("created")))
        yield from ()

    def _change(self, element: Element) -> Iterator[Entry]:
        field = element.get("field", "").lower()
        if field not in TEXTS:
            return
        group = element.get("group", "")
        issue, author, time = self._groups.get(group, (f"change-{group}", "", None))
        ident = f"change-{element.get('id', '')}" if field == "comment" else "description"
        state = EDITED if _field(element, "newstring") else DELETED
        yield from self._told(Message(ident, issue, author, time, _field(element, "oldstring"), state=state))

    def _attachment(self, element: Element) -> Iterator[Entry]:
        ident, issue = element.get("id", ""), element.get("issue", "")
        size = element.get("filesize", "")
        made = Attachment(_field(element, "filename"), int(size) if size.isdecimal() else -1, self._held(ident, issue))
        author, time = element.get("author", ""), moment(element.get("created"))
        yield from self._told(Message(f"attachment-{ident}", issue, author, time, "", attachments=(made,)))

    def _held(self, ident: str, issue: str) -> bool:
        """Whether the file lies beside the backup; where the first ones do not, none does."""
        tree, key = self._file.around.tree, self._index.attached.get(issue, "")
        project, _, number = key.rpartition("-")
        if self._tries <= 0 or tree is None or not project or not number.isdecimal():
            return False
        shared = ((int(number) - 1) // _SHARED + 1) * _SHARED
        root = self._file.path.rpartition("/")[0]
        for folder in _FOLDERS:
            for place in (f"{project}/{shared}/{key}/{ident}", f"{project}/{key}/{ident}"):
                if tree.exists("/".join(filter(None, (root, folder, place)))):
                    self._tries = _TRIES
                    return True
        self._tries -= 1
        return False

    def _work(self, element: Element) -> Iterator[Entry]:
        ident, issue, author = element.get("id", ""), element.get("issue", ""), element.get("author", "")
        time = moment(element.get("created") or element.get("startdate"))
        yield from self._told(Message(f"worklog-{ident}", issue, author, time, _field(element, "body")))

    def _custom(self, element: Element) -> Iterator[Entry]:
        said = _field(element, "textvalue") or _field(element, "stringvalue")
        if is_text(said):
            ident = f"customfield_{element.get('customfield', '')}"
            yield from self._told(Message(ident, element.get("issue", ""), "", None, said))

    def _person(self, element: Element) -> Iterator[Entry]:
        login = element.get("lowerUserName") or element.get("userName", "").lower()
        ident = self._index.keys.get(login) or element.get("userName") or login
        name, mail = _field(element, "displayName"), _field(element, "emailAddress")
        if mail.endswith(APPS):
            yield Integration(ident, name)
        else:
            yield Person(ident, name, mail)


def is_text(told: str) -> bool:
    """Whether the value of a field of the users' own is something that somebody wrote: options, ranks and numbers are not."""
    return not told.isdecimal() and (len(told) >= _LONG or " " in told.strip() or "\n" in told.strip())
