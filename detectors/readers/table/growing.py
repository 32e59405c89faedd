"""Growing: XML as a tree that is taken away while it grows, built in C: five times as fast as handlers, in bounded memory.

Entities are refused as they are declared, before the first element: with them go the exponential, the quadratic and the external
entity (https://docs.python.org/3.11/library/xml.html#xml-vulnerabilities). Nothing that a document names is fetched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from html.entities import entitydefs
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser
from xml.parsers import expat

from connectors.errors import Reason
from detectors.readers.base import Budget, ReadError

#: Bytes fed at a time.
CHUNK = 1 << 16
#: Bytes of one text or one tag, within which the tree does not grow.
_STILL = 16 << 20
#: Bytes of an element that is held until it has ended; as a tree it takes ten times as many.
_UNIT = 8 << 20
#: Elements in one another.
DEEP = 2_000
#: Characters of defaults that a document type may give to attributes, for each element of its kind.
_DEFAULTS = 1_000
#: Bytes before the first element.
_PROLOG = 1 << 20

Unit = tuple[list[Element], Element]


class _Begun(Exception):  # noqa: N818  # no error
    """The first element was reached."""


class Growing:
    """A document under way.

    Attributes:
        holder: an element around the document's own.
    """

    def __init__(self, encoding: str | None = None) -> None:
        """Take the encoding, where it is known better than the document says."""
        self._builder = builder = TreeBuilder()
        self.holder: Element = builder.start("", {})
        self._parser = XMLParser(target=builder, encoding=encoding)  # noqa: S314  # entities are refused, see above
        self._parser.entity.update(entitydefs)
        self._prolog: Any = _prolog(encoding)
        self._before = 0
        self._shape: tuple[int, int] = (0, 0)
        self._still = self._held = 0

    @property
    def step(self) -> int:
        """How many bytes to feed next: more where a tag is long, which the parser begins anew each time."""
        return max(CHUNK, min(self._still, _STILL >> 2))

    def feed(self, data: bytes) -> None:
        """Read on.

        Raises:
            ReadError: it is not well-formed, declares entities, or is too deep or too long in one place.
        """
        if self._prolog is not None:
            self._check_prolog(data)
        try:
            self._parser.feed(data)
        except (ParseError, ValueError, LookupError) as error:
            raise ReadError(Reason.CORRUPT, "its XML is damaged") from error
        self._held += len(data)
        self._check_growth(len(data))

    def _check_prolog(self, data: bytes) -> None:
        try:
            self._prolog.Parse(data, 0)
        except _Begun:
            self._prolog = None
            return
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise ReadError(Reason.CORRUPT, "its XML is damaged") from error
        self._before += len(data)
        if self._before > _PROLOG:
            raise ReadError(Reason.CAPPED, f"its XML has no element in the first {_PROLOG:,} bytes")

    def _check_growth(self, fed: int) -> None:
        depth, last = 0, self.holder
        while len(last):
            last = last[-1]
            depth += 1
        if depth > DEEP:
            raise ReadError(Reason.LIMIT, f"its XML has more than {DEEP:,} elements in one another")
        shape = (depth, id(last))
        self._still = self._still + fed if shape == self._shape else 0
        self._shape = shape
        if self._still > _STILL:
            raise ReadError(Reason.LIMIT, f"its XML has an element with more than {_STILL:,} bytes of text")

    def close(self) -> None:
        """It ends here.

        Raises:
            ReadError: that is too early.
        """
        try:
            self._parser.feed(b"")
            self._builder.end("")
            self._parser.close()
        except (ParseError, ValueError, LookupError, AssertionError) as error:
            raise ReadError(Reason.CORRUPT, "its XML ends too early") from error

    def closed(self, containers: AbstractSet[str], *, final: bool = False) -> Iterator[Unit]:
        """Elements that have ended, each with those around it, in order; they are taken out of the tree.

        Args:
            containers: names of elements that are not given themselves, but what they hold.
            final: all have ended.

        Raises:
            ReadError: an element that is to be given whole is too large to be held.
        """
        around: list[Element] = []
        node, taken = self.holder, False
        while True:
            count = len(node) if final else len(node) - 1
            if count > 0:
                children = node[:count]
                del node[:count]
                taken = True
                yield from _units([*around, node], children, containers)
            if final or not len(node) or local(node[-1].tag) not in containers:
                break
            around.append(node)
            node = node[-1]
        self._held = 0 if taken else self._held
        if self._held > _UNIT:
            raise ReadError(Reason.LIMIT, f"its XML has an element of more than {_UNIT:,} bytes")


def _units(around: list[Element], children: Iterable[Element], containers: AbstractSet[str]) -> Iterator[Unit]:
    todo = [(around, iter(children))]
    while todo:
        above, rest = todo[-1]
        child = next(rest, None)
        if child is None:
            todo.pop()
        elif local(child.tag) in containers:
            todo.append(([*above, child], iter(child)))
        else:
            yield above, child


def units(stream: IO[bytes], containers: AbstractSet[str], budget: Budget, *, counted: bool = True) -> Iterator[Unit]:
    """All elements of a piece of XML that are not in `containers`, with those around them; bytes are charged if `counted`.

    Raises:
        ReadError: see `Growing.feed`; or what the stream raises.
    """
    tree = Growing()
    while data := stream.read(tree.step):
        if counted:
            budget.expand(len(data))
        else:
            budget.check()
        tree.feed(data)
        yield from tree.closed(containers)
    tree.close()
    yield from tree.closed(containers, final=True)


def local(tag: object) -> str:
    """A name without its namespace."""
    found = _LOCAL.get(tag)
    if found is None:
        found = str(tag).rpartition("}")[2]
        if len(_LOCAL) < 10_000:  # noqa: PLR2004  # names of elements, which no one has so many of
            _LOCAL[tag] = found
    return found


_LOCAL: dict[object, str] = {}


def attribute(element: Element, name: str) -> str:
    """An attribute's value, whatever its namespace; empty where there is none."""
    found = element.get(name)
    if found is not None:
        return found
    return next((value for key, value in element.items() if local(key) == name), "")


def _prolog(encoding: str | None) -> Any:
    """A parser of what comes before the first element."""
    parser: Any = expat.ParserCreate(encoding)
    defaults = 0

    def listed(_element: str, _name: str, _kind: str, default: str | None, _required: int) -> None:
        nonlocal defaults
        defaults += len(default or "")
        if defaults > _DEFAULTS:
            raise ReadError(Reason.UNREADABLE, "its XML declares long attributes, which are not expanded")

    parser.EntityDeclHandler = _refuse
    parser.AttlistDeclHandler = listed
    parser.StartElementHandler = _begun
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    return parser


def _refuse(*_: object) -> None:
    raise ReadError(Reason.UNREADABLE, "its XML declares entities, which are not expanded")


def _begun(*_: object) -> None:
    raise _Begun
