"""Outline: elements of XML that are no rows, as lines of `path: value`."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from detectors.readers.base import Part, Text
from detectors.readers.table.growing import local

#: Characters of lines that are handed on together, and of one value.
_PART, _VALUE = 1 << 20, 1 << 20
#: Attributes that name what the element, or an attribute beside it, holds; and that attribute.
_NAMING, _HOLDING = ("name", "key", "id", "property"), ("value", "content", "val")
#: Characters from which an attribute within a line of text is worth a line.
_WORTH = 8


class Outlined:
    """Gathers lines."""

    def __init__(self) -> None:
        """No line yet."""
        self._lines: list[str] = []
        self._size = 0

    @property
    def full(self) -> bool:
        """Whether there is enough to hand on."""
        return self._size >= _PART

    def line(self, path: str, value: str) -> None:
        """A value with its path."""
        for at in range(0, len(value), _VALUE):
            text = value[at : at + _VALUE].strip()
            self._lines.append(f"{path}: {text}" if path else text)
            self._size += len(path) + len(text) + 3

    def note(self, text: str) -> None:
        """A value that is a name."""
        self._lines.append(text)
        self._size += len(text) + 1

    def attributes(self, path: str, element: Element) -> None:
        """A line for each attribute; a name and its value are one."""
        if not element.attrib:
            return
        held = {local(key): value for key, value in element.items()}
        naming = next((held[each] for each in _NAMING if each in held), "")
        for key, value in held.items():
            if value:
                named = naming and key in _HOLDING
                self.line(f"{path}/{naming[:200]}" if named else f"{path}/@{key}", value)

    def leaf(self, path: str, element: Element, text: str) -> None:
        """An element without others in it."""
        self.attributes(path, element)
        if text and not text.isspace():
            naming = next((element.get(each) for each in _NAMING if element.get(each)), "") if element.attrib else ""
            self.line(f"{path}/{naming[:200]}" if naming else path, text)

    def mixed(self, path: str, element: Element) -> None:
        """A line of text with elements in it: what stands together, and what is in attributes."""
        self.line(path, "".join(element.itertext()))
        for inner in element.iter():
            for key, value in inner.items():
                if len(value) >= _WORTH:
                    self.line(f"{path}/@{local(key)}", value)

    def ready(self) -> Iterator[Part]:
        """Lines, if there are enough."""
        if self.full:
            yield from self.end()

    def end(self) -> Iterator[Part]:
        """Lines that were not given yet."""
        if self._lines:
            yield Text("\n".join(self._lines).encode("utf-8", "replace"))
            self._lines, self._size = [], 0
