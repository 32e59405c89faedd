"""Python bytecode reader: constants of compiled modules, each beside the name that it is given where that can be told cheaply."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import re2

from connectors.blob import Blob
from connectors.errors import Reason
from detectors.readers.base import Budget, Part, Reader, ReadError, Text
from detectors.readers.binary.marshalled import PYTHON_3, Code, Value, codes
from detectors.text.ruleset import options
from detectors.views.sniff import Media

#: Magic numbers from which the head and the instructions differ (PEP 552, PEP 3147, pycore_magic_number.h).
_SIZED, _FLAGS, _WORDS, _RENUMBERED, _UNKNOWN = 3210, 3392, 3370, 3550, 3600
_PYTHON_2 = 60000
_PIECE = 1 << 20
#: A number without a name is shown from so many on: shorter ones mean nothing.
_LEAST_NUMBER = 10**8


#: Parts of names whose values are worth tying to them: walking through the code costs ten times as much as finding the constants.
_TELLING = (
    b"passw", b"pwd", b"secret", b"credential", b"api_key", b"apikey", b"access_key", b"accesskey", b"auth_key", b"authkey",
    b"private_key", b"privatekey", b"signing_key", b"encryption_key", b"auth_token", b"access_token", b"api_token", b"bot_token",
    b"refresh_token", b"ssn", b"social",
)  # fmt: skip
#: Heads of strings as marshal writes them (Python/marshal.c): a type, with or without the flag of a reference, and a length of four
#: bytes or of one; what may follow a string is the type of the next object. Strings of six letters and more are wanted, which the
#: expressions ask for themselves: most bytes that could be a head are none.
_LONG = re.compile(rb"(?s)[satuA\xf3\xe1\xf4\xf5\xc1](..)\0\0(?=[\t\n\r -~]{6})")
_SHORT = re.compile(rb"[zZ\xfa\xda]([\x06-\xff])(?=[\t\n\r -~]{6})")
_TYPES = frozenset(type_ | flag for type_ in b"0NFTSiIlfgxysutaAzZr()[]{}<>cRk:." for flag in (0, 0x80))
_CONTROL = bytes(byte for byte in range(32) if byte not in b"\t\n\r") + b"\x7f"
_LEAST = 6


@cache
def _telling() -> re2._Regexp:
    """Any of these parts, in any case: one pass in place of one for each."""
    return re2.compile(b"(?i)" + b"|".join(_TELLING), options())


class _Opcodes(NamedTuple):
    """Numbers of the instructions that tie names to constants.

    Attributes:
        load: LOAD_CONST.
        extend: EXTENDED_ARG.
        names: STORE_NAME and STORE_GLOBAL.
        attribute: STORE_ATTR.
        fast: STORE_FAST.
        keywords: CALL_FUNCTION_KW or CALL_KW, and BUILD_CONST_KEY_MAP: a tuple of names was loaded last.
        by_index: KW_NAMES: its argument is the place of such a tuple.
        item: STORE_SUBSCR.
        entry: STORE_MAP.
        pairs: BUILD_MAP: keys and values were loaded in turn.
        silent: instructions that change nothing: CACHE, PUSH_NULL, NOP.
    """

    load: int
    extend: int
    names: frozenset[int]
    attribute: int
    fast: int
    keywords: frozenset[int]
    by_index: int
    item: int
    entry: int
    pairs: int
    silent: frozenset[int]


#: Lib/opcode.py of 2.7 to 3.12, where these never changed but for EXTENDED_ARG, and Include/opcode_ids.h of 3.13.
_OLD = _Opcodes(100, 144, frozenset({90, 97}), 95, 125, frozenset({141, 156}), 172, 60, 54, 105, frozenset({0, 2, 9}))
_NEW = _Opcodes(83, 71, frozenset({113, 114}), 108, 110, frozenset({46, 57}), -1, 39, -1, 48, frozenset({0, 30, 34}))
#: Before instructions had two bytes each: EXTENDED_ARG of 2.7, and CALL_FUNCTION, whose second byte counts keywords.
_EXTEND_2, _CALL = 145, 131


class PycReader(Reader):
    """Reads compiled modules of Python 2.7 to 3.14: lines `name = value` and lines of constants without a name."""

    def parts(self, blob: Blob, media: Media, name: str, budget: Budget) -> Iterator[Part]:  # noqa: ARG002  # the seam's
        if blob.size > budget.limits.buffer:
            raise ReadError(Reason.LIMIT, "too large to be opened in memory")
        data = blob.content()
        number = int.from_bytes(data[:2], "little")
        if data[2:4] != b"\r\n" or not (PYTHON_3 <= number < _UNKNOWN + 400 or number >= _PYTHON_2):
            raise ReadError(Reason.CORRUPT, "not compiled Python")
        if not _telling().search(data):  # nothing is named that matters: the constants alone do
            yield from (Text(piece) for piece in _pieces(b"\n".join(_strings(data))))
            return
        start = 16 if _FLAGS <= number < _PYTHON_2 else 12 if _SIZED <= number < _PYTHON_2 else 8
        yield from _texts(_all_lines(data, start, number, budget))


def _strings(data: bytes) -> Iterator[bytes]:
    """What looks like a string constant, told by its head, its characters and what follows it; the rest of the file is not read."""
    for head in (_LONG, _SHORT):
        for found in head.finditer(data):
            start, size = found.end(), int.from_bytes(found[1], "little")
            text = data[start : start + size]
            if size < _LEAST or len(text) < size or (start + size < len(data) and data[start + size] not in _TYPES):
                continue
            if text.isascii() and len(text.translate(None, _CONTROL)) == size:
                yield text


def _pieces(data: bytes) -> Iterator[bytes]:
    """Text in pieces that end with a line."""
    at = 0
    while at < len(data):
        end = data.find(b"\n", at + _PIECE) if len(data) - at > _PIECE else len(data)
        end = len(data) if end < 0 else end
        yield data[at:end]
        at = end


def _all_lines(data: bytes, start: int, number: int, budget: Budget) -> Iterator[str]:
    file = ""
    for code in codes(data, start, number, budget):
        yield from _lines(code, number, budget)
        if code.file != file:
            file = code.file
            yield f"file = {file}"


def _texts(lines: Iterator[str]) -> Iterator[Text]:
    """Lines in pieces; those before a damaged place come out before the error does."""
    held: list[str] = []
    size = 0
    broken: ReadError | None = None
    while broken is None:
        try:
            line = next(lines, None)
        except ReadError as error:
            broken = error
            break
        if line is None:
            break
        held.append(line)
        size += len(line)
        if size > _PIECE:
            yield _text(held)
            held, size = [], 0
    if held:
        yield _text(held)
    if broken:
        raise broken


def _text(lines: list[str]) -> Text:
    return Text("\n".join(lines).encode("utf-8", "replace") + b"\n")


def _lines(code: Code, number: int, budget: Budget) -> Iterator[str]:
    """Constants of one code object: those with a name in the order of the code, then the others in their own."""
    told: set[int] = set()
    if number < _UNKNOWN or number >= _PYTHON_2:
        for name, value, key in _Runs(code, number).named(budget):
            shown = _shown(code.constants[value], least=0)
            if shown:
                told |= {value, key}
                yield f"{name} = {shown}"
    for index, constant in enumerate(code.constants):
        if index in told:
            continue
        for each in constant if isinstance(constant, tuple) else (constant,):
            shown = _shown(each, least=_LEAST_NUMBER)
            if shown:
                yield shown


def _shown(value: Value, least: int) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value) if isinstance(value, int) and abs(value) >= least else ""


class _Runs:
    """The code of one object as runs of constants loaded one after another, each with the instructions behind it.

    Attributes:
        recent: places of the constants of the run.
        before: place of the last constant of the run before, or -1.
    """

    def __init__(self, code: Code, number: int) -> None:
        self._numbers = _NEW if _RENUMBERED <= number < _PYTHON_2 else _OLD
        if _WORDS <= number < _PYTHON_2:
            self._operations, self._arguments = code.code[::2], _extended(code.code, self._numbers.extend)
        else:
            self._operations, self._arguments = _unequal(
                code.code, _EXTEND_2 if number >= _PYTHON_2 else self._numbers.extend
            )
        self._call = -1 if _WORDS <= number < _PYTHON_2 else _CALL
        self._code = code

    def named(self, budget: Budget) -> Iterator[tuple[str, int, int]]:
        """Name and place of each constant that is stored, passed by keyword or put under a key, and the key's place or -1."""
        numbers, operations, size, before = self._numbers, self._operations, len(self._operations), -1
        skipped = numbers.silent | {numbers.load, numbers.extend}
        at = operations.find(numbers.load)
        while at >= 0:
            budget.check()
            recent: list[int] = []
            while at < size and operations[at] in skipped:
                if operations[at] == numbers.load:
                    recent.append(min(self._argument(at), len(self._code.constants)))
                at += 1
            if at < size and len(self._code.constants) not in recent:
                yield from self._ties(at, recent, before)
            before = recent[-1] if recent[-1] < len(self._code.constants) else -1
            at = operations.find(numbers.load, at)

    def _ties(self, at: int, recent: list[int], before: int) -> Iterator[tuple[str, int, int]]:
        operation, argument = self._operations[at], self._argument(at)
        if operation == self._call:
            operation, argument = self._numbers.pairs, argument >> 8  # keywords and values in turn, as in a display
        after = self._operations[at + 1 : at + 2]
        if after and after[0] == self._numbers.attribute and self._argument(at + 1) < len(self._code.names):
            yield _shown(self._code.names[self._argument(at + 1)], 0), recent[-1], -1
        yield from _tied(operation, argument, self._numbers, self._code, recent, before)

    def _argument(self, at: int) -> int:
        return self._arguments[at] if at < len(self._arguments) else 0


def _extended(code: bytes, extend: int) -> Sequence[int]:
    """Arguments of instructions of two bytes each; of those behind EXTENDED_ARG, put together."""
    arguments = code[1::2]
    at = code[::2].find(extend)
    if at < 0:
        return arguments
    out, operations = list(arguments), code[::2]
    while 0 <= at < len(out) - 1:
        out[at + 1] |= (out[at] << 8) & 0xFFFFFF00
        at = operations.find(extend, at + 1)
    return out


def _unequal(code: bytes, extend: int) -> tuple[bytes, list[int]]:
    """Instructions and arguments where an instruction has one byte or three."""
    operations, arguments, high, at = bytearray(), [], 0, 0
    while at < len(code):
        operation, argument = code[at], 0
        at += 1
        if operation >= 90:  # noqa: PLR2004  # HAVE_ARGUMENT of Lib/opcode.py
            argument = int.from_bytes(code[at : at + 2], "little") | high
            at += 2
        high = (argument << 16) & 0xFFFF0000 if operation == extend else 0
        operations.append(operation)
        arguments.append(argument)
    return bytes(operations), arguments


def _tied(
    operation: int, argument: int, numbers: _Opcodes, code: Code, recent: list[int], before: int
) -> Iterator[tuple[str, int, int]]:
    """What an instruction ties to the constants loaded right before it."""
    pairs: list[tuple[int, int]] = []
    if operation in numbers.names or operation == numbers.fast:
        known = code.variables if operation == numbers.fast else code.names
        if argument < len(known):
            yield _shown(known[argument], 0), recent[-1], -1
    elif operation in numbers.keywords or operation == numbers.by_index:
        given = recent if operation == numbers.by_index else recent[:-1]
        place = argument if operation == numbers.by_index else recent[-1]
        names = code.constants[place] if place < len(code.constants) else ()
        if isinstance(names, tuple):
            size = min(len(names), len(given))
            for name, value in zip(names[len(names) - size :], given[len(given) - size :], strict=True):
                yield _shown(name, 0), value, place
    elif operation == numbers.item:
        pairs = [(recent[-1], recent[-2] if len(recent) > 1 else before)]
    elif operation == numbers.entry and len(recent) > 1:
        pairs = [(recent[-1], recent[-2])]
    elif operation == numbers.pairs and 1 <= argument <= len(recent) // 2:
        last = recent[-2 * argument :]
        pairs = list(zip(last[::2], last[1::2], strict=True))
    yield from ((_shown(code.constants[key], 0), value, key) for key, value in pairs if value >= 0)
