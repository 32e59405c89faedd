"""Export: what a service of chats, tickets or mail gives as files, read as conversations: who said what to whom, and when.

A format is told by one file of it: its path and its first bytes. What a file does not say by itself (who is in a channel) stands in
files around it, which its format reads through a `Tree`, so that an export is read alike in a folder, an archive and a bucket.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any, ClassVar, NamedTuple, TypeVar

from connectors.tree import Tree

#: Who can read a conversation: some people by name, everybody of a closed group, everybody of the workspace, people outside of it.
PRIVATE, GROUP, PUBLIC, EXTERNAL = "private", "group", "public", "external"
#: What became of a text: it was changed later, or taken away, and the export still has it.
EDITED, DELETED = "edited", "deleted"

T = TypeVar("T")


class Conversation(NamedTuple):
    """A channel, group, direct chat, ticket or thread of mail.

    Attributes:
        id: as the export names it; what messages refer to.
        name: for people, without the sign that a service shows before it; the id where there is none.
        audience: PRIVATE, GROUP, PUBLIC or EXTERNAL; empty where the export does not tell.
        readers: how many people can read it; 0 where the export does not tell.
    """

    id: str
    name: str
    audience: str = ""
    readers: int = 0


class Person(NamedTuple):
    """Somebody who is named as a member or author.

    Attributes:
        id: what messages refer to.
        name: as shown.
        mail: address, or empty.
        bot: whether it is a program.
        guest: whether it is of another organisation.
    """

    id: str
    name: str = ""
    mail: str = ""
    bot: bool = False
    guest: bool = False


class Integration(NamedTuple):
    """An app, webhook or bot that acts within the service: its id, and its name for people."""

    id: str
    name: str


class Attachment(NamedTuple):
    """A file that a message came with.

    Attributes:
        name: as shown.
        size: bytes as the export says, -1 where it does not.
        held: whether the export is known to hold its content; else there is a link at most.
        links: where it is to be had; a key may stand in them.
    """

    name: str
    size: int = -1
    held: bool = False
    links: tuple[str, ...] = ()


class Message(NamedTuple):
    """What somebody said at one time. A text that was replaced, and one that is quoted, are messages of their own with the same id.

    Attributes:
        id: within its conversation.
        conversation: id of it.
        author: id of who said it; empty where the export does not tell.
        time: Unix seconds, or None where it is not told or makes no sense.
        text: all that it says, without mark-up, parts on lines of their own.
        thread: id that messages of one thread have in common; empty for none.
        state: empty, EDITED (a former text) or DELETED.
        copied: whether the text is quoted or forwarded from another message.
        attachments: files.
        bot: name or id of the integration that posted it, or empty.
    """

    id: str
    conversation: str
    author: str
    time: float | None
    text: str
    thread: str = ""
    state: str = ""
    copied: bool = False
    attachments: tuple[Attachment, ...] = ()
    bot: str = ""


class Batch(NamedTuple):
    """Messages of one conversation side by side: what nearly all messages are, without an object for each; see `Message`.

    Attributes:
        conversation: id of it.
        ids: of the messages; this and the next four have one for each.
        authors: ids of who said them.
        times: as the export writes them: see `connectors.export.moment`.
        texts: what they say, links to their files below it; none is a former one or a copy.
        threads: id of the thread, or of the message itself where it is in none.
        attachments: of all of them.
        bots: names or ids of integrations, one for each message that one posted.
    """

    conversation: str
    ids: list[str]
    authors: list[str]
    times: list[object]
    texts: list[str]
    threads: list[str]
    attachments: list[Attachment]
    bots: list[str]


class Trouble(NamedTuple):
    """A part that could not be read: its bytes as far as is known, one of `connectors.errors.Reason`, a clause without content."""

    size: int
    reason: str
    detail: str


#: A conversation comes before its messages; people and integrations in any order.
Entry = Message | Batch | Conversation | Person | Integration | Trouble


@dataclass(slots=True)
class Surroundings:
    """What lies around the files of an export, and what was read of it once for all of them.

    Attributes:
        tree: files by path; None where an object stands alone.
        memory: kept for as long as files of this tree come.
    """

    tree: Tree | None
    memory: dict[tuple[str, str], Any] = field(default_factory=dict)

    def once(self, what: str, root: str, make: Callable[[], T]) -> T:
        """What `make` gives, asked for once for a format and a root of an export."""
        key = (what, root)
        if key not in self.memory:
            self.memory[key] = make()
        found: T = self.memory[key]
        return found


class File(NamedTuple):
    """One file of an export.

    Attributes:
        path: in the tree, `/` between folders.
        head: first bytes, up to 8 KiB.
        size: bytes, -1 where that is not known.
        open: gives the content from its beginning, as a stream that is read forward; it may be called again.
        around: what lies around it.
    """

    path: str
    head: bytes
    size: int
    open: Callable[[], IO[bytes]]
    around: Surroundings


class Choice(NamedTuple):
    """What the user says of files of exports.

    Attributes:
        format: name of the format that all are of; empty to tell each by its content.
        mappings: for tables of messages, each the words of `connectors.export.table` with what they name.
    """

    format: str = ""
    mappings: tuple[tuple[tuple[str, str], ...], ...] = ()


#: Nothing: each file is told by its content.
BY_CONTENT = Choice()


class Export(ABC):
    """One format. Made once a process; keeps nothing of a file but in `Surroundings`."""

    #: Short name: `--connector NAME` forces it.
    name: ClassVar[str]
    #: Name for people.
    title: ClassVar[str]
    #: Dotted kind of the holding, of `detectors/kinds.toml`.
    kind: ClassVar[str]
    #: Whether all that text rules could find in a file of messages is in what `entries` gives: its bytes need not be scanned then.
    complete: ClassVar[bool] = False

    @abstractmethod
    def claims(self, path: str, head: bytes) -> bool:
        """Whether a file is one of this format that `entries` reads. Pure, and quick: it is asked of every text that is opened.

        Args:
            path: in the tree, with `/`; what an archive names with backslashes has been given `/`.
            head: first bytes, at most 8 KiB. Other JSON, tables and texts must not be claimed.
        """

    def accepts(self, path: str, head: bytes) -> bool:
        """Whether a file can be read as one of this format where the user says that it is: by default what it claims by itself."""
        return self.claims(path, head)

    @abstractmethod
    def entries(self, file: File) -> Iterator[Entry]:
        """What a claimed file says, in its order, holding no more than one message and what the surroundings say.

        What cannot be read comes as `Trouble`, and everything that can be read comes all the same: damage ends the file, one record
        without sense ends nothing.

        Raises:
            BlobError: of the stream itself.
        """
