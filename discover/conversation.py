"""Conversation: the messages of one file of an export, scanned as what was said, one after the other.

A value may stand in one message and what it is in the one before; so messages are put one below the other as people read them,
those of a thread together, and the text rules run over that. A hit is told with its message: where, when, by whom, for whom.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

from connectors.errors import Reason
from connectors.export.base import (
    PRIVATE,
    Attachment,
    Batch,
    Conversation,
    Entry,
    Export,
    Integration,
    Message,
    Person,
    Trouble,
)
from connectors.export.moment import moment
from detectors.columns.people import Subjects
from detectors.readers.base import Gap
from detectors.text.quota import Quota
from detectors.views.text import TextWindow
from discover.opener import Opener
from discover.outcome import COPY, Said
from discover.reading import Located, locate
from discover.subject import Placed

#: Bytes of messages that are scanned at once, and of the messages before them that are looked at for context.
_TOGETHER, _BEFORE = 512 << 10, 2048
#: Longest message of which the beginning may belong to the end of the one before it, in characters.
_SHORT = 200
#: How a message ends that announces the next one: `the password is`, `my number?`, `token:`.
_ANNOUNCES = re.compile(r"(?:[:=?\uff1a\uff1f]|\b(?:is|are|was|ist|lautet|est|es|é|jest|är|er))\s*$", re.IGNORECASE)
_TAIL = 16
#: The same in a text: the end of a line that announces what stands on the next one, if that is short. It begins with the line feed,
#: which is looked for at the speed of memory.
_VERBS = (b"is", b"are", b"was", b"ist", b"lautet", b"est", b"es", b"jest", b"er")
_ENDINGS = (rb"[:=?]", rb"[:=?] ", *(b" " + verb for verb in _VERBS))
_JOINS = re.compile(rb"\n(?:" + rb"|".join(rb"(?<=" + each + rb"\n)" for each in _ENDINGS) + rb")(?=[^\n]{1,200}\n)")
#: Bytes of a digest that stand for an author, in hexadecimal digits.
_PSEUDONYM = 12
#: Seconds: the end of a span is told where it lies later than this after its beginning.
_SPAN = 86_400


class _Line(NamedTuple):
    """One message in the text: its bytes, what is told of it, its number in the file, its thread, and whether it is a short one."""

    data: bytes
    said: Said
    number: int
    thread: tuple[str, str]
    short: bool


class _Talk:
    """What a conversation amounts to in this file."""

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation
        self.messages = 0
        self.people = Subjects()
        self.first: float | None = None
        self.last: float | None = None

    def at(self, time: float | None) -> None:
        if time is not None:
            self.first = time if self.first is None else min(self.first, time)
            self.last = time if self.last is None else max(self.last, time)


class Conversations:
    """Takes what a file of an export says, and tells what it holds."""

    def __init__(self, opener: Opener, export: Export, quota: Quota) -> None:
        """Take what the process knows, the format, and how many places are looked at."""
        self._opener = opener
        self._export = export
        self._quota = quota
        self._talks: dict[str, _Talk] = {}
        self._authors: dict[str, bytes] = {}
        self._bots: Counter[str] = Counter()
        self._apps: dict[str, str] = {}
        self._members = Subjects()
        self._names: dict[str, str] = {}
        self._lines: list[_Line] = []
        self._size = 0
        self._before = b""
        self._number = 0
        self._linked, self._linked_bytes, self._linked_unknown = 0, 0, 0
        self.messages = 0
        self.troubled = False

    def take(self, entry: Entry) -> Iterable[Placed | Gap] | None:
        """One thing that the file says; what is to be told now, or None."""
        if type(entry) is Message:
            self._message(entry)
            return self._scanned(last=False) if self._size >= _TOGETHER else None
        if isinstance(entry, Batch):
            return self._batch(entry)
        if isinstance(entry, Conversation):
            known = self._talks.get(entry.id)
            if known is None:
                self._talks[entry.id] = _Talk(entry)
            else:
                known.conversation = entry
        elif isinstance(entry, Person):
            self._members.add(self._author(entry.id))
        elif isinstance(entry, Integration):
            self._apps[entry.id] = entry.name or entry.id
        elif isinstance(entry, Trouble):
            self.troubled = True
            return (Gap("", entry.size, entry.reason, entry.detail),)
        return None

    def end(self) -> Iterator[Placed | Gap]:
        """What is left to be scanned, then what the file amounts to."""
        yield from self._scanned(last=True)
        for talk in self._talks.values():
            yield from self._holding(talk)
        if self._members.records and not self.messages:
            yield self._counted(0, self._members, b"people", Said("", "", None, "", "", 0, ""))
        bots = Counter(self._apps.values())
        for bot, count in self._bots.items():
            bots[self._apps.get(bot, bot)] += count
        for name, count in bots.items():
            rule = self._opener.rules["export.integration"]
            digest = self._opener.fingerprint(
                f"export.integration\0{self._export.name}\0{name}".encode("utf-8", "replace")
            )
            label = ("integration", self._opener.tables.name(name))
            yield Placed(rule, digest, self._opener.confidence[rule], ("structure",), 0, 0, 1, 1, 0, label, count)
        if self._linked:
            size = f", {self._linked_bytes:,} bytes as it says" if self._linked_bytes else ""
            more = f" ({self._linked_unknown:,} of unknown size)" if self._linked_unknown else ""
            files = f"{self._linked:,} file{'s' * (self._linked != 1)}{size}{more}"
            what = f"{files}, held elsewhere: the export has only links to them"
            yield Gap("", 0, Reason.LINKED, f"{what}; scan them where they are, or with an export that has them")

    # --- messages -------------------------------------------------------------------------------------------------------

    def _talk(self, ident: str) -> _Talk:
        known = self._talks.get(ident)
        if known is None:
            known = self._talks[ident] = _Talk(Conversation(ident, ident))
        return known

    def _message(self, message: Message) -> None:
        talk = self._talk(message.conversation)
        author = self._author(message.author) if message.author else b""
        if not message.state and not message.copied:
            self.messages += 1
            talk.messages += 1
            if not message.bot:
                talk.people.add(author or None)
            talk.at(message.time)
            if message.bot:
                self._bots[message.bot] += 1
            if message.attachments:
                self._attached(message.attachments)
        if message.text or message.attachments:
            self._line(message, talk.conversation, author)

    def _batch(self, batch: Batch) -> Iterator[Placed]:
        """Many messages: counted and scanned at once, and looked at one by one only where there are hits."""
        yield from self._scanned(last=True)
        count = len(batch.ids)
        if not count:
            return
        talk = self._talk(batch.conversation)
        self.messages += count
        talk.messages += count
        authors = Counter(batch.authors)
        unknown = authors.pop("", 0)
        talk.people.update(map(self._author, authors), count, unknown)
        for time in _ends(batch.times):
            talk.at(time)
        self._bots.update(batch.bots)
        self._attached(batch.attachments)
        batch = _by_thread(batch)
        text = "\n".join((*batch.texts, "")).encode("utf-8", "replace")
        data = self._before + _JOINS.sub(b" ", text)
        first = len(self._before)
        self._before = _end(data)
        hits = self._opener.detector.hits(TextWindow(data, 0, first, len(data), raw=False), self._quota)
        if not hits:
            return
        starts = list(
            accumulate((len(each.encode("utf-8", "replace")) + 1 for each in batch.texts[:-1]), initial=first)
        )
        for item in locate(data, self._opener.detector.settle(hits)):
            at = bisect_right(starts, item.end - 1) - 1
            if at >= 0:
                ident, author = batch.ids[at], batch.authors[at]
                of = talk.conversation
                said = Said(
                    self._name(of), ident, moment(batch.times[at]), self._author(author).hex()[:_PSEUDONYM] if author else "",
                    of.audience, of.readers, "",
                )  # fmt: skip
                yield _placed(item, starts[at], said)

    def _line(self, message: Message, conversation: Conversation, author: bytes) -> None:
        text = message.text
        if message.attachments:
            text = "\n".join((text, *(link for each in message.attachments for link in each.links)))
        data = text.encode("utf-8", "replace") + b"\n"
        said = Said(
            self._name(conversation), message.id, message.time, author.hex()[:_PSEUDONYM], conversation.audience,
            conversation.readers, COPY if message.copied else message.state,
        )  # fmt: skip
        thread = (message.conversation, message.thread or message.id)
        self._lines.append(_Line(data, said, self._number, thread, len(text) <= _SHORT and "\n" not in text))
        self._number += 1
        self._size += len(data)

    def _attached(self, attachments: Iterable[Attachment]) -> None:
        for each in attachments:
            if not each.held:
                self._linked += 1
                self._linked_bytes += max(0, each.size)
                self._linked_unknown += each.size < 0

    def _author(self, ident: str) -> bytes:
        """Keyed fingerprint of a person of this service."""
        known = self._authors.get(ident)
        if known is None:
            known = self._opener.fingerprint(f"{self._export.name}\0{ident}".encode("utf-8", "replace"))
            self._authors[ident] = known
        return known

    def _name(self, conversation: Conversation) -> str:
        """How a conversation is told: one between some people by its id, since its name is theirs."""
        known = self._names.get(conversation.id)
        if known is None:
            if conversation.audience != PRIVATE:
                known = self._opener.tables.name(conversation.name)
            elif conversation.name == conversation.id:
                known = self._author(conversation.id).hex()[:_PSEUDONYM]
            else:
                known = self._opener.tables.name(conversation.id)
            self._names[conversation.id] = known
        return known

    def _scanned(self, *, last: bool) -> Iterator[Placed]:
        """Hits in the messages that were put together, each with its message; then they are let go."""
        lines, self._lines, self._size = _threaded(self._lines), [], 0
        if not last:  # it may announce what comes next
            self._lines = [lines.pop()]
        if not lines:
            return
        text = bytearray(self._before)
        starts: list[int] = []
        announced = False
        for line in lines:
            if announced and line.short:
                text[-1:] = b" "
            starts.append(len(text))
            text += line.data
            announced = (
                line.short and _ANNOUNCES.search(line.data[-_TAIL:].decode("utf-8", "ignore").rstrip("\n")) is not None
            )
        first = len(self._before)
        data = bytes(text)
        self._before = _end(data)
        hits = self._opener.detector.hits(TextWindow(data, 0, first, len(data), raw=False), self._quota)
        if not hits:
            return
        found = []
        for item in locate(data, self._opener.detector.settle(hits)):
            at = bisect_right(starts, item.end - 1) - 1
            if at < 0:
                continue
            line = lines[at]
            found.append((line.number, _placed(item, starts[at], line.said)))
        found.sort(key=_number)
        yield from (placed for _, placed in found)

    # --- what it amounts to ---------------------------------------------------------------------------------------------

    def _holding(self, talk: _Talk) -> Iterator[Placed]:
        said = Said(
            self._name(talk.conversation), "", talk.first, "", talk.conversation.audience, talk.conversation.readers, ""
        )
        ident = talk.conversation.id.encode("utf-8", "replace")
        yield self._counted(talk.messages, talk.people, ident, said)
        if talk.first is not None and talk.last is not None and talk.last - talk.first > _SPAN:
            yield self._counted(0, Subjects(), ident, said._replace(time=talk.last))

    def _counted(self, records: int, people: Subjects, what: bytes, label: Said) -> Placed:
        rule = self._opener.rules[f"export.{self._export.name}"]
        digest = self._opener.fingerprint(b"export\0" + self._export.name.encode() + b"\0" + what)
        return Placed(
            rule,
            digest,
            self._opener.confidence[rule],
            ("structure",),
            0,
            0,
            1,
            1,
            0,
            label,
            records,
            people.to_bytes(),
        )


def _placed(item: Located, start: int, label: Said) -> Placed:
    """A hit in a message that begins at `start` of what was scanned."""
    hit = item.hit
    begin, end = max(0, item.start - start), item.end - start
    return Placed(hit.rule, hit.fingerprint, hit.confidence, hit.evidence, begin, end, 1, 1, 0, label)


def _end(data: bytes) -> bytes:
    """The last messages of a text, for context of what follows."""
    return data[data.find(b"\n", len(data) - _BEFORE) + 1 :] if len(data) > _BEFORE else data


def _ends(times: list[object]) -> list[float]:
    """The first and the last time, of which most are written alike; where one makes no sense, all are looked at."""
    ends = [moment(end) for end in (min(times, key=str), max(times, key=str))]
    told = ends if None not in ends else list(map(moment, times))
    return [time for time in told if time is not None]


def _by_thread(batch: Batch) -> Batch:
    """The same with the messages of a thread behind its first one."""
    first: dict[str, int] = {}
    for number, thread in enumerate(batch.threads):
        first.setdefault(thread, number)
    if len(first) == len(batch.threads):
        return batch
    order = sorted(range(len(batch.threads)), key=[first[thread] for thread in batch.threads].__getitem__)
    columns = (batch.ids, batch.authors, batch.times, batch.texts, batch.threads)
    ids, authors, times, texts, threads = ([column[at] for at in order] for column in columns)
    return batch._replace(ids=ids, authors=authors, times=times, texts=texts, threads=threads)  # type: ignore[arg-type]  # as they were


def _number(item: tuple[int, Placed]) -> int:
    return item[0]


def _threaded(lines: list[_Line]) -> list[_Line]:
    """Messages in their order, those of a thread behind its first one."""
    first: dict[tuple[str, str], int] = {}
    for number, line in enumerate(lines):
        first.setdefault(line.thread, number)
    return lines if len(first) == len(lines) else sorted(lines, key=lambda line: first[line.thread])
