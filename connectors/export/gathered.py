"""Gathered: messages of one conversation put side by side until there are many, as a `Batch`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from connectors.errors import Reason
from connectors.export.base import Attachment, Batch, Entry, Trouble
from connectors.export.moment import moment

#: Messages that are given at once: what is kept of a file at a time.
MANY = 1000


class Gathered:
    """Messages of one conversation, whose id is `conversation`, in their order."""

    def __init__(self, conversation: str) -> None:
        self.conversation = conversation
        self._batch = Batch(conversation, [], [], [], [], [], [], [])

    @property
    def full(self) -> bool:
        """Whether it is time to take them."""
        return len(self._batch.ids) >= MANY

    def add(
        self,
        ident: str,
        author: str,
        time: object,
        text: str,
        thread: str = "",
        files: tuple[Attachment, ...] = (),
        bot: str = "",
    ) -> None:
        """Put one more behind the others; the links of its files come below its text."""
        batch = self._batch
        if files:
            text = "\n".join((text, *(link for each in files for link in each.links)))
            batch.attachments.extend(files)
        batch.ids.append(ident)
        batch.authors.append(author)
        batch.times.append(time)
        batch.texts.append(text)
        batch.threads.append(thread or ident)
        if bot:
            batch.bots.append(bot)

    def take(self) -> Batch:
        """All of them so far, the first first; what is added later comes next time.

        Many exports begin with the last message, and what one announces stands in the next one.
        """
        taken, self._batch = self._batch, Batch(self.conversation, [], [], [], [], [], [], [])
        if len(taken.ids) > 1:
            first, last = moment(taken.times[0]), moment(taken.times[-1])
            if first is not None and last is not None and first > last:
                for column in (taken.ids, taken.authors, taken.times, taken.texts, taken.threads):
                    column.reverse()
        return taken


class Sorted:
    """Messages of several conversations, each with its own."""

    def __init__(self) -> None:
        self._of: dict[str, Gathered] = {}
        self._count = 0

    @property
    def full(self) -> bool:
        """Whether it is time to take them."""
        return self._count >= MANY

    def of(self, conversation: str) -> Gathered:
        """Where the next message goes, which is of this conversation."""
        self._count += 1
        found = self._of.get(conversation)
        if found is None:
            found = self._of[conversation] = Gathered(conversation)
        return found

    def take(self) -> Iterator[Batch]:
        """All of them so far, a batch a conversation."""
        taken, self._of, self._count = self._of, {}, 0
        return (each.take() for each in taken.values())


def in_batches(
    found: Iterable[Any],
    take: Callable[[dict[str, Any]], Iterable[Entry] | None],
    held: Gathered | Sorted,
    aside: list[Entry],
) -> Iterator[Entry]:
    """Messages many at a time, and behind each lot of them what does not stand side by side.

    Args:
        found: values of a file; what is no object is told as a `Trouble`.
        take: puts an object into `held` or `aside`; gives what is to come before them.
        held: messages side by side.
        aside: entries that come behind them.
    """
    for value in found:
        if isinstance(value, dict):
            yield from take(value) or ()
        elif isinstance(value, Trouble):
            aside.append(value)
        else:
            aside.append(Trouble(0, Reason.CORRUPT, "holds a message that is no object; it was passed over"))
        if held.full or len(aside) >= MANY:
            yield from _lot(held, aside)
    yield from _lot(held, aside)


def _lot(held: Gathered | Sorted, aside: list[Entry]) -> Iterator[Entry]:
    taken = held.take()
    yield from (taken,) if isinstance(taken, Batch) else taken
    yield from aside
    aside.clear()
