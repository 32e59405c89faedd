"""Java class reader: strings of the constant pool, each beside the field or method that it is given to.

The Java Virtual Machine Specification, SE 21: 4.4 (pool; 4.4.7: modified UTF-8), 4.7.2 (ConstantValue), 6.5 (ldc, put*, invoke*).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Part, Reader, ReadError, Text
from detectors.views.sniff import Media

_MAGIC, _HEAD = b"\xca\xfe\xba\xbe", 10
_UTF8, _CLASS, _STRING, _FIELD, _METHOD, _INTERFACE, _PAIR = 1, 7, 8, 9, 10, 11, 12
#: Bytes that follow the tag of a constant; numbers of eight bytes take two places.
_SIZES = {3: 4, 4: 4, 5: 8, 6: 8, 7: 2, 8: 2, 9: 4, 10: 4, 11: 4, 12: 4, 15: 3, 16: 2, 17: 4, 18: 4, 19: 2, 20: 2}
_WIDE = frozenset({5, 6})
#: A constant is loaded (ldc, ldc_w), then put into a field, or given to a method as its last argument.
_USED = re.compile(
    rb"(?:\x12(?P<short>.)|\x13(?P<long>..))(?:[\xb3\xb5](?P<field>..)|[\xb6-\xb9](?P<method>..))", re.DOTALL
)
_TYPE = re.compile(rb"\(.*|\[*(?:L[^;]*;|[VZBCSIJFD])", re.DOTALL)
_TECHNICAL = frozenset({b"Code", b"LineNumberTable", b"LocalVariableTable", b"StackMapTable", b"ConstantValue", b"SourceFile",
                        b"InnerClasses", b"Signature", b"Exceptions", b"BootstrapMethods", b"this", b"NestMembers", b"NestHost",
                        b"RuntimeVisibleAnnotations", b"LocalVariableTypeTable", b"EnclosingMethod", b"Deprecated"})  # fmt: skip


class ClassReader(Reader):
    """Reads a compiled class: lines `name = string` and `method("string")`, then strings that nothing names."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        if blob.size > budget.limits.buffer:
            raise ReadError(Reason.LIMIT, "too large to be opened in memory")
        data = blob.content()
        if not data.startswith(_MAGIC) or len(data) < _HEAD:
            raise ReadError(Reason.CORRUPT, "not a compiled Java class")
        pool = _Pool(data)
        try:
            pool.read()
        except ReadError:
            yield from pool.texts(len(data))
            raise
        yield from pool.texts(pool.end)


class _Pool:
    """The constant pool of one class."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._kinds = [0]
        self._places = [0]
        self.end = _HEAD

    def read(self) -> None:
        """Note where each constant lies.

        Raises:
            ReadError: the pool ends early or has something unknown in it; the constants before it stand.
        """
        data, at = self._data, _HEAD
        count = int.from_bytes(data[8:10])
        while len(self._kinds) < count:
            kind = data[at] if at < len(data) else 0
            size = 2 + int.from_bytes(data[at + 1 : at + 3]) if kind == _UTF8 else _SIZES.get(kind, 0)
            if not size or at + 1 + size > len(data):
                raise ReadError(Reason.CORRUPT, "the constant pool is damaged")
            again = 2 if kind in _WIDE else 1
            self._kinds += [kind] * again
            self._places += [at + 1] * again
            at += 1 + size
        self.end = at

    def texts(self, code: int) -> Iterator[Text]:
        """The strings; the code of the class begins at `code`."""
        told: set[int] = set()
        lines = list(self._used(code, told))
        lines += list(self._constant_fields(code, told))
        for index, kind in enumerate(self._kinds):
            if kind == _STRING:
                text = self._referred(index)
                if index not in told and text:
                    lines.append(text)
        lines += self._others()
        if lines:
            yield Text("\n".join(lines).encode("utf-8", "replace") + b"\n")

    def _number(self, index: int, offset: int = 0) -> int:
        at = self._places[index] + offset
        return int.from_bytes(self._data[at : at + 2])

    def _bytes(self, index: int) -> bytes:
        if not 0 < index < len(self._kinds) or self._kinds[index] != _UTF8:
            return b""
        at = self._places[index] + 2
        return self._data[at : at + self._number(index)]

    def _referred(self, index: int) -> str:
        """The text that a constant of type String refers to; empty where it is none."""
        if not 0 < index < len(self._kinds) or self._kinds[index] != _STRING:
            return ""
        return _modified(self._bytes(self._number(index)))

    def _member(self, index: int, kinds: tuple[int, ...]) -> str:
        """Name of the field or method that a constant refers to; empty where it is none."""
        if not 0 < index < len(self._kinds) or self._kinds[index] not in kinds:
            return ""
        pair = self._number(index, 2)
        if not 0 < pair < len(self._kinds) or self._kinds[pair] != _PAIR:
            return ""
        return _modified(self._bytes(self._number(pair)))

    def _used(self, start: int, told: set[int]) -> Iterator[str]:
        """Strings that the code stores or passes. The code is not decoded: what fits, and refers to the right things, is one."""
        for found in _USED.finditer(self._data, start):
            index = int.from_bytes(found["short"] or found["long"])
            text = self._referred(index)
            if not text:
                continue
            field = self._member(int.from_bytes(found["field"] or b""), (_FIELD,))
            method = self._member(int.from_bytes(found["method"] or b""), (_METHOD, _INTERFACE))
            if field or method:
                told.add(index)
                yield f"{field} = {text}" if field else f'{method}("{text}")'

    def _constant_fields(self, start: int, told: set[int]) -> Iterator[str]:
        """Fields whose value is a constant, by their attribute ConstantValue."""
        label = next(
            (n for n, kind in enumerate(self._kinds) if kind == _UTF8 and self._bytes(n) == b"ConstantValue"), 0
        )
        if not label:
            return
        wanted = label.to_bytes(2) + b"\0\0\0\2"
        at = self._data.find(wanted, start)
        while at >= 0:
            # Before it: name, type, and number of attributes, of which this is mostly the first.
            name = _modified(self._bytes(int.from_bytes(self._data[at - 6 : at - 4])))
            index = int.from_bytes(self._data[at + 6 : at + 8])
            text = self._referred(index)
            if name and text:
                told.add(index)
                yield f"{name} = {text}"
            at = self._data.find(wanted, at + 1)

    def _others(self) -> list[str]:
        """Texts that are neither strings nor names nor types: what annotations say, for one."""
        used: set[int] = set()
        for index, kind in enumerate(self._kinds):
            if kind in {_CLASS, _STRING, 16, 19, 20}:
                used.add(self._number(index))
            elif kind == _PAIR:
                used |= {self._number(index), self._number(index, 2)}
        out = []
        for index, kind in enumerate(self._kinds):
            if kind == _UTF8 and index not in used:
                content = self._bytes(index)
                if content and content not in _TECHNICAL and not _TYPE.fullmatch(content):
                    out.append(_modified(content))
        return out


def _modified(content: bytes) -> str:
    """Text in modified UTF-8: NUL takes two bytes, characters beyond the basic plane are two surrogates."""
    if content.isascii():
        return content.decode("ascii")
    try:
        text = content.replace(b"\xc0\x80", b"\0").decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return content.decode("utf-8", "replace")
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
