"""Xml: any XML: elements that are alike as rows, all else as `path: value`, one a line."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from xml.etree.ElementTree import Element

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Part, Reader, ReadError, Rows
from detectors.readers.table.alike import Alike
from detectors.readers.table.growing import CHUNK, Growing, local
from detectors.readers.table.outline import Outlined
from detectors.readers.table.utf8 import Utf8
from detectors.views.sniff import Media

#: Elements of one name beside each other that make a table.
_ALIKE = 3
#: Bytes that a part of the tree may grow before it is taken to pieces though it has not ended.
_UNBROKEN = 4 << 20
_DECLARED = re.compile(rb"""\A(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
_UNICODE = frozenset({"utf-8", "ascii", "utf-16", "utf-16-le", "utf-16-be", "utf-32"})
#: Elements within a line of text.
_INLINE = frozenset({"tspan", "span", "b", "i", "em", "strong", "u", "font", "emphasis"})


class XmlReader(Reader):
    """Opens XML; nothing in it is expanded, nothing that it names is fetched."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        read, tree = _source(blob, budget), Growing("utf-8")
        document = _Document(tree, budget)
        try:
            while data := read(tree.step):
                tree.feed(data)
                yield from document.grown(len(data))
            tree.close()
        except ReadError:
            yield from document.end()
            raise
        yield from document.end()


def _source(blob: Blob, budget: Budget) -> Callable[[int], bytes]:
    """Gives the text as UTF-8, whatever it is written in."""
    declared = _DECLARED.match(blob.read(0, 256))
    try:
        codec = codecs.lookup(declared[1].decode()).name if declared else "utf-8"
        decoder = codecs.getincrementaldecoder(codec)("replace")
        if codec in _UNICODE or not isinstance(decoder.decode(b""), str):
            return Utf8(blob, budget).read
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        if declared and isinstance(error, LookupError):
            raise ReadError(Reason.UNREADABLE, "its XML is in an unknown encoding") from error
        return Utf8(blob, budget).read
    stream = blob.open()

    def read(size: int) -> bytes:
        while True:
            budget.check()
            data = stream.read(min(size, CHUNK))
            out = decoder.decode(data, not data).encode("utf-8", "replace")
            if out or not data:
                return out

    return read


class _Frame:
    """An element that is read child by child."""

    def __init__(self, element: Element, path: str) -> None:
        self.element, self.path = element, path
        self.tables: dict[str, Alike] = {}
        self.key = ""


class _Children:
    """Children of one element that are gone through, runs of those that are alike in one go."""

    def __init__(self, frame: _Frame, children: list[Element]) -> None:
        self.frame = frame
        self.later: list[Element] = []
        self.large = False
        self.alike = set(frame.tables)
        self._children, self._at = children, 0
        if len(children) >= _ALIKE:
            counted = Counter(child.tag for child in children if len(child) or child.keys())
            self.alike |= {tag for tag, count in counted.items() if count >= _ALIKE and local(tag) != "dict"}
            first = {child.tag: child for child in reversed(children)}
            self.alike -= {tag for tag, child in first.items() if any(local(each.tag) in _INLINE for each in child)}

    def next(self) -> Element | None:
        """The next child; those that are too large for a row come behind the run that they stand in."""
        self.large = bool(self.later)
        if self.large:
            return self.later.pop(0)
        if self._at >= len(self._children):
            return None
        self._at += 1
        return self._children[self._at - 1]

    def run(self, child: Element) -> list[Element]:
        """A child and all of the same name that follow, up to one that text follows."""
        start = self._at - 1
        while self._at < len(self._children) and self._children[self._at].tag == child.tag:
            tail = self._children[self._at - 1].tail
            if tail and not tail.isspace():
                break
            self._at += 1
        return self._children[start : self._at]


class _Document:
    def __init__(self, tree: Growing, budget: Budget) -> None:
        self._holder, self._budget = tree.holder, budget
        self._out = Outlined()
        self._frames = [_Frame(tree.holder, "")]
        self._seen: list[Element] = []
        self._grown = 0

    def grown(self, size: int) -> Iterator[Part]:
        """Take what has ended out of the tree, after it grew by so many bytes."""
        self._grown += size
        seen, self._seen = self._seen, self._chain()
        at = 0
        while True:
            frame = self._frames[at]
            node = frame.element
            if at + 1 < len(self._frames) and (not len(node) or self._frames[at + 1].element is not node[-1]):
                yield from self._drain(at + 1)
            children = node[:-1]
            if children:
                self._grown = 0
                del node[: len(children)]
                yield from self._children(frame, children)
            if not len(node):
                break
            last = node[-1]
            if at + 1 == len(self._frames):
                open_before = at + 1 < len(seen) and seen[at + 1] is last and len(last)
                if not open_before and not (self._grown > _UNBROKEN and len(last)):
                    break
                self._frames.append(self._enter(frame, last))
            at += 1
        yield from self._out.ready()

    def _chain(self) -> list[Element]:
        """The elements that are open, or ended last."""
        chain = [self._holder]
        while len(chain[-1]):
            chain.append(chain[-1][-1])
        return chain

    def _enter(self, frame: _Frame, element: Element) -> _Frame:
        """Begin to read an element child by child."""
        path = self._path(frame, element)
        self._out.attributes(path, element)
        if element.text and not element.text.isspace():
            self._out.line(path, element.text)
        return _Frame(element, path)

    @staticmethod
    def _path(frame: _Frame, element: Element) -> str:
        name = frame.key or local(element.tag)
        frame.key = ""
        whole = f"{frame.path}/{name}" if frame.path else name
        return whole if len(whole) <= 400 else whole[-400:]  # noqa: PLR2004  # of a longer one the end

    def _drain(self, at: int) -> Iterator[Part]:
        """Elements that were read child by child have ended: their last children."""
        while len(self._frames) > at:
            frame = self._frames.pop()
            children = list(frame.element)
            frame.element.clear()
            yield from self._children(frame, children)
            yield from self._close(frame)
            parent = self._frames[-1].element
            tail = frame.element.tail
            if tail and not tail.isspace():
                self._out.line(self._frames[-1].path, tail)
            if len(parent) and parent[0] is frame.element:
                del parent[0]

    @staticmethod
    def _close(frame: _Frame) -> Iterator[Part]:
        for table in frame.tables.values():
            yield from table.end()

    def end(self) -> Iterator[Part]:
        """All that is left, whether or not it has ended."""
        yield from self._drain(1)
        holder = self._frames[0]
        yield from self._children(holder, list(holder.element))
        yield from self._close(holder)
        yield from self._out.end()

    # --- elements that have ended -------------------------------------------------------------------------------------

    def _children(self, frame: _Frame, children: Sequence[Element]) -> Iterator[Part]:
        """Children of one element, all ended, and whatever is in them."""
        todo = [_Children(frame, list(children))]
        while todo:
            level = todo[-1]
            child = level.next()
            if child is None:
                todo.pop()
                if level.frame is not frame:
                    yield from self._close(level.frame)
                continue
            above = level.frame
            if child.tag in level.alike and not level.large:
                run = level.run(child)
                child = run[-1]
                yield from self._rows(level, run)
            elif not len(child):
                self._leaf(above, child)
            elif _mixed(child):
                self._out.mixed(self._path(above, child), child)
            else:
                todo.append(_Children(self._enter(above, child), list(child)))
            if child.tail and not child.tail.isspace():
                self._out.line(above.path, child.tail)
            if self._out.full:
                self._budget.check()
                yield from self._out.ready()

    def _rows(self, level: _Children, run: list[Element]) -> Iterator[Part]:
        """Elements that are alike; those that are too large for rows are left for later."""
        self._budget.check()
        for part in self._table(level.frame, run[0].tag).add_all(run):
            if isinstance(part, Rows):
                yield part
            else:
                level.later.append(part)

    def _table(self, frame: _Frame, tag: str) -> Alike:
        """The table of elements of one name."""
        table = frame.tables.get(tag)
        if table is None:
            path = f"{frame.path}/{local(tag)}" if frame.path else local(tag)
            table = frame.tables[tag] = Alike(path, self._budget.limits.rows)
        return table

    def _leaf(self, frame: _Frame, element: Element) -> None:
        text = element.text or ""
        if local(element.tag) == "key" and not element.attrib and not frame.key and text:
            # `<key>k</key><string>v</string>` of a property list.
            frame.key = text.strip()
            self._out.note(frame.key)
            return
        self._out.leaf(self._path(frame, element), element, text)


def _mixed(element: Element) -> bool:
    """Whether an element is a line of text with elements in it."""
    if all(local(child.tag) in _INLINE for child in element):
        return True
    followed = sum(1 for child in element if child.tail and not child.tail.isspace())
    return followed * 3 >= len(element)
