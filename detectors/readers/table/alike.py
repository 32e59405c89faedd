"""Alike: elements of XML that are alike as rows: what an element holds and how is looked at once for each shape."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from detectors.readers.base import Extent, Rows
from detectors.readers.table.columns import Records, packed
from detectors.readers.table.growing import local

#: Elements in one beyond which it is no row.
_ELEMENTS = 400
#: Rows that wait to be handed on: they may have to be filled up to the width of a later one.
_WAITING = 10_000
#: Elements that are looked at together, and least of them that are worth it.
_MOST, _LEAST = 256, 8
#: Shapes of one table that are remembered.
_SHAPES = 256


#: Tags, numbers of children and names of attributes of an element and all in it.
_Form = tuple[list[str], list[int], list[Any]]


class _Shape(NamedTuple):
    """How elements of one shape become rows.

    Attributes:
        attributes: which element (in document order), and the attribute's name as it is kept.
        leaves: elements without others in them.
        others: elements with others in them.
        names: of the columns: attributes, then leaves.
        places: where each value goes; None where the values are in order, empty where a name comes twice.
    """

    attributes: list[tuple[int, str]]
    leaves: list[int]
    others: list[int]
    names: list[str]
    places: list[int] | None


class Alike:
    """The table of one name of elements below one other."""

    def __init__(self, path: str, most: int) -> None:
        """Take the table's name, and the most rows that are read, 0 for all."""
        self._records = Records(path, most=most)
        self._limit, self._batch = most, _MOST
        self._shapes: dict[object, _Shape] = {}
        self._places: dict[str, int] = {}
        self._waiting = 0
        self._last: tuple[object, _Shape] = (None, _Shape([], [], [], [], None))

    def add_all(self, elements: list[Element]) -> Iterator[Rows | Element]:
        """Add elements as rows; gives rows that are ready, and elements that are too large to be one."""
        at = 0
        while at < len(elements):
            batch = elements[at : at + self._batch]
            at += len(batch)
            if self._waiting and len(batch) >= _LEAST:
                yield from self.flush()
            if len(batch) >= _LEAST and self._block(batch):
                self._batch = min(2 * self._batch, _MOST)
            else:
                # They differ: others near by will as well.
                self._batch = max(self._batch // 2, _LEAST - 1) if self._batch >= _LEAST else _MOST
                for each in batch:
                    if not self.add(each):
                        yield each
            if self._records.full or self._records.gathered.full or self._waiting >= _WAITING:
                yield from self.flush()

    def _block(self, batch: list[Element]) -> bool:
        """Add elements that are all of one shape, by column; False where they are not."""
        elements = list(chain.from_iterable(map(Element.iter, batch)))
        count = len(batch)
        size, odd = divmod(len(elements), count)
        if odd or size > _ELEMENTS:
            return False
        tags, lengths = [each.tag for each in elements], [len(each) for each in elements]
        keys = [each.keys() for each in elements]
        if tags != tags[:size] * count or lengths != lengths[:size] * count or keys != keys[:size] * count:
            return False
        shape = self._known(batch[0], elements[:size], (tags[:size], lengths[:size], keys[:size]))
        texts = [each.text for each in elements]
        between = [text for at in shape.others for text in texts[at::size] if text]
        beside = "".join([*between, *[tail for each in elements if (tail := each.tail)]])
        if (beside and not beside.isspace()) or shape.places == []:
            return False
        kept = count if not self._limit else max(0, min(count, self._limit - self._records.held))
        self._records.held += count
        if kept:
            columns = [[each.get(key) or "" for each in elements[at::size]] for at, key in shape.attributes]
            columns += [[text.strip() if text else "" for text in texts[at::size]] for at in shape.leaves]
            made = [packed(column[:kept]) for column in columns]
            if shape.places is not None:
                blank = packed([""] * kept)
                placed = [blank] * (max(shape.places) + 1)
                for place, column in zip(shape.places, made, strict=True):
                    placed[place] = column
                made = placed
            self._records.gathered.add(made, kept)
        return True

    def add(self, element: Element) -> bool:
        """Add an element as a row; False where it is too large for one."""
        elements = list(element.iter())
        if len(elements) > _ELEMENTS:
            return False
        form = ([each.tag for each in elements], [len(each) for each in elements], [each.keys() for each in elements])
        if form != self._last[0]:
            self._last = (form, self._known(element, elements, form))
        shape = self._last[1]
        values = [elements[at].get(key) or "" for at, key in shape.attributes]
        values += [text.strip() if (text := elements[at].text) else "" for at in shape.leaves]
        between = [each.tail for each in elements]
        between[0] = None
        between += [elements[at].text for at in shape.others]
        beside = "".join(filter(None, between))
        self._waiting += 1
        if beside and not beside.isspace():
            self._named([*zip(shape.names, values, strict=True), ("text", " ".join(beside.split()))])
        elif shape.places is None:
            self._records.row(values)
        elif shape.places:
            row = [""] * len(self._places)
            for place, value in zip(shape.places, values, strict=True):
                row[place] = value
            self._records.row(row)
        else:
            self._named(list(zip(shape.names, values, strict=True)))
        return True

    def _place(self, name: str) -> int:
        """Where the values of a name go; names beyond the most share the last place."""
        place = self._places.get(name)
        if place is None:
            place = len(self._places)
            if place >= _ELEMENTS:
                return _ELEMENTS - 1
            self._places[name] = place
            self._records.gathered.names.append(name)
        return place

    def _named(self, pairs: list[tuple[str, str]]) -> None:
        """A row of values by name; those of one name are joined by a blank."""
        held: dict[int, list[str]] = {}
        for name, value in pairs:
            if value:
                held.setdefault(self._place(name), []).append(value)
        row = [""] * len(self._places)
        for place, values in held.items():
            row[place] = " ".join(values)
        self._records.row(row)

    def _known(self, element: Element, elements: list[Element], form: _Form) -> _Shape:
        """The shape of an element."""
        key = (tuple(form[0]), tuple(form[1]), tuple(map(tuple, form[2])))
        shape = self._shapes.get(key)
        if shape is None:
            shape = self._shape(element, elements)
            if len(self._shapes) < _SHAPES:
                self._shapes[key] = shape
        return shape

    def _shape(self, element: Element, elements: list[Element]) -> _Shape:
        """Look at an element for the first time; its names are given places in the table."""
        attributes: list[tuple[int, str]] = []
        named: list[str] = []
        leaves: list[int] = []
        leaf_names: list[str] = []
        for at, (each, path) in enumerate(zip(elements, _paths(element), strict=True)):
            for key in each.keys():  # noqa: SIM118  # an element is no dict
                attributes.append((at, key))
                named.append(f"{path}/@{local(key)}" if path else f"@{local(key)}")
            if not len(each):
                leaves.append(at)
                leaf_names.append(path or "text")
        others = [at for at, each in enumerate(elements) if len(each)]
        names = [name[-300:] for name in (*named, *leaf_names)]
        places: list[int] | None = []
        if len(set(names)) == len(names) and len(names) + len(self._places) <= _ELEMENTS:
            places = [self._place(name) for name in names]
            places = None if places == list(range(len(places))) else places
        return _Shape(attributes, leaves, others, names, places)

    def flush(self) -> Iterator[Rows]:
        """The rows that were not given yet."""
        self._waiting = 0
        yield from self._records.flush()

    def end(self) -> Iterator[Rows | Extent]:
        """The last rows, and how many there were."""
        yield from self._records.end()


def _paths(element: Element) -> list[str]:
    """Paths of all elements below one, in document order; its own is empty."""
    out = []
    todo = [("", element)]
    while todo:
        path, each = todo.pop()
        out.append(path)
        todo.extend((f"{path}/{local(child.tag)}" if path else local(child.tag), child) for child in reversed(each))
    return out
