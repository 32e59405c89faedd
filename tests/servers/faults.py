"""A proxy on loopback that forwards HTTP/1.1 to one server, and breaks what it is told to.

Faults are given as dictionaries: `match` (part of the request line), `scope` (the region that a request is signed for; any), `kind`,
`times` (how often; 1), and what the kind needs:

- `503`: answered with S3's SlowDown document;  `status`: answered with `code`, `body` and `headers`;
- `reset`: the connection is reset before an answer;  `cut`: reset after `after` bytes of the answer's body;
- `truncate`: closed in good order after `after` bytes of the body;  `stall`: nothing more for `seconds` after `after` bytes.
"""

from __future__ import annotations

import asyncio
import re
import socket
import struct
import threading
from dataclasses import dataclass, field
from typing import Any, Self

SLOW = (
    b'<?xml version="1.0" encoding="UTF-8"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message>'
    b"<RequestId>1</RequestId></Error>"
)


@dataclass
class Seen:
    """One request: its line, its Range, what was done to it, and the region that it is signed for."""

    line: str
    range: str
    fault: str = ""
    scope: str = ""


@dataclass
class FaultProxy:
    """Runs in a thread of its own; `with FaultProxy(host, port) as proxy: proxy.url`."""

    host: str
    port: int
    faults: list[dict[str, Any]] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._bound}"

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve(ready))
        self._loop.close()

    async def _serve(self, ready: threading.Event) -> None:
        self._stop = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        server = await asyncio.start_server(self._client, "127.0.0.1", 0)
        self._bound = server.sockets[0].getsockname()[1]
        ready.set()
        await self._stop.wait()
        server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            while await self._one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._tasks.discard(task)
            writer.close()

    def _fault(self, line: str, scope: str) -> dict[str, Any] | None:
        for fault in self.faults:
            if fault.get("times", 1) > 0 and fault["match"] in line and scope == fault.get("scope", scope):
                fault["times"] = fault.get("times", 1) - 1
                return fault
        return None

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = await _head(reader)
        if not head:
            return False
        line = head.split(b"\r\n", 1)[0].decode("latin-1")
        body = await reader.readexactly(int(_header(head, b"content-length") or 0))
        seen = Seen(line, (_header(head, b"range") or b"").decode())
        signed = re.search(rb"Credential=[^/]+/\d+/([^/]+)/", _header(head, b"authorization") or b"")
        seen.scope = signed[1].decode() if signed else ""
        self.seen.append(seen)
        fault = self._fault(line, seen.scope)
        seen.fault = fault["kind"] if fault else ""
        if fault and fault["kind"] == "reset":
            _reset(writer)
            return False
        if fault and fault["kind"] in {"503", "status"}:
            code, told = (503, SLOW) if fault["kind"] == "503" else (fault["code"], fault.get("body", b""))
            named = {"Content-Length": len(told), "Content-Type": "application/xml", **fault.get("headers", {})}
            lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
            writer.write(f"HTTP/1.1 {code} X\r\n{lines}\r\n".encode() + told)
            await writer.drain()
            return True
        return await self._forward(head, body, writer, fault)

    async def _forward(
        self, head: bytes, body: bytes, writer: asyncio.StreamWriter, fault: dict[str, Any] | None
    ) -> bool:
        upstream, up = await asyncio.open_connection(self.host, self.port)
        try:
            up.write(head.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1) + body)
            await up.drain()
            answer = await _head(upstream)
            writer.write(answer)
            if _header(answer, b"transfer-encoding") and not head.startswith(b"HEAD "):
                while piece := await upstream.read(65536):  # in chunks, until the server closes
                    writer.write(piece)
                    await writer.drain()
                return False
            left, sent = int(_header(answer, b"content-length") or 0), 0
            bare = head.startswith(b"HEAD ")
            while left and not bare:
                limit = fault["after"] - sent if fault and "after" in fault else left
                if limit <= 0:
                    return await self._break(writer, fault or {}, upstream, left)
                piece = await upstream.read(min(65536, left, limit))
                if not piece:
                    return False
                writer.write(piece)
                await writer.drain()
                left, sent = left - len(piece), sent + len(piece)
            return True
        finally:
            up.close()

    async def _break(
        self, writer: asyncio.StreamWriter, fault: dict[str, Any], upstream: asyncio.StreamReader, left: int
    ) -> bool:
        if fault["kind"] == "cut":
            _reset(writer)
        elif fault["kind"] == "stall":
            await asyncio.sleep(fault["seconds"])
            writer.write(await upstream.readexactly(left))
            await writer.drain()
            return True
        return False


async def _head(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""


def _header(head: bytes, name: bytes) -> bytes | None:
    for line in head.split(b"\r\n")[1:]:
        key, _, value = line.partition(b":")
        if key.strip().lower() == name:
            return value.strip()
    return None


def _reset(writer: asyncio.StreamWriter) -> None:
    """End a connection with RST: what was not sent yet is lost."""
    raw = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
