"""A server that speaks what Discover uses of Google Cloud Storage's JSON API, with what the emulator on PyPI lacks.

Generations, soft delete, preconditions, who pays, IAM: as https://cloud.google.com/storage/docs/json_api/v1 says. Faults are given
as dictionaries: `match` (part of method, blank and path), `status` or `cut` (bytes after which the body ends), `times`.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

STAMP = "2026-02-03T04:05:06.789Z"


@dataclass
class Stored:
    """One generation of an object."""

    name: str
    data: bytes
    generation: int
    storage: str = "STANDARD"
    encoding: str = ""
    deleted: bool = False
    soft: bool = False

    def shown(self) -> dict[str, Any]:
        out = {
            "kind": "storage#object", "name": self.name, "size": str(len(self.data)), "generation": str(self.generation),
            "updated": STAMP, "timeCreated": STAMP, "storageClass": self.storage,
        }  # fmt: skip
        if self.encoding:
            out["contentEncoding"] = self.encoding
        if self.deleted:
            out["timeDeleted"] = STAMP
        if self.soft:
            out |= {"softDeleteTime": STAMP, "hardDeleteTime": "2026-03-01T00:00:00Z"}
        return out


@dataclass
class Bucket:
    """A bucket: its description, its policy, its objects."""

    settings: dict[str, Any] = field(default_factory=dict)
    policy: dict[str, Any] = field(default_factory=lambda: {"bindings": []})
    acl: list[dict[str, str]] = field(default_factory=list)
    objects: list[Stored] = field(default_factory=list)
    pays: bool = False


class GcsServer:
    """`with GcsServer() as server: server.url`; tests put objects in by `put` and read `seen`."""

    def __init__(self) -> None:
        self.buckets: dict[str, Bucket] = {}
        self.faults: list[dict[str, Any]] = []
        self.seen: list[str] = []
        self._generation = 1_700_000_000_000_000
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        outer = self

        class Handler(_Handler):
            server_of = outer

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def put(self, bucket: str, name: str, data: bytes, *, keep: bool = False, **more: Any) -> int:
        """Write an object; what was there before is kept as an older generation where `keep` is true."""
        with self._lock:
            self._generation += 1
            held = self.buckets[bucket].objects
            for each in [each for each in held if each.name == name and not each.deleted and not each.soft]:
                if keep:
                    each.deleted = True
                else:
                    held.remove(each)
            held.append(Stored(name, data, self._generation, **more))
            return self._generation

    def fault(self, line: str) -> dict[str, Any] | None:
        for each in self.faults:
            if each.get("times", 1) > 0 and each["match"] in line:
                each["times"] = each.get("times", 1) - 1
                return each
        return None


class _Handler(BaseHTTPRequestHandler):
    server_of: GcsServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        return

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(url.query, keep_blank_values=True).items()}
        self.server_of.seen.append(f"GET {self.path}")
        fault = self.server_of.fault(f"GET {self.path}")
        if fault and "status" in fault:
            self._fail(fault["status"], fault.get("message", "scripted"))
            return
        parts = [
            unquote(part) for part in url.path.removeprefix("/download").removeprefix("/storage/v1/b").split("/")[1:]
        ]
        if not parts or parts == [""]:
            self._send({"items": [{"name": name} for name in sorted(self.server_of.buckets)]})
            return
        bucket = self.server_of.buckets.get(parts[0])
        if bucket is None:
            self._fail(404, "The specified bucket does not exist.")
        elif bucket.pays and not query.get("userProject"):
            self._fail(400, "Bucket is a requester pays bucket but no user project provided.")
        else:
            self._answer(bucket, parts, query, fault)

    def _answer(self, bucket: Bucket, parts: list[str], query: dict[str, str], fault: dict[str, Any] | None) -> None:
        if len(parts) == 1:
            self._send({"name": parts[0], **bucket.settings})
        elif parts[1] == "iam":
            self._send(bucket.policy)
        elif parts[1] == "acl":
            self._send({"items": bucket.acl})
        elif len(parts) == 2:
            self._list(bucket, query)
        else:
            self._object(bucket, "/".join(parts[2:]), query, fault)

    def _list(self, bucket: Bucket, query: dict[str, str]) -> None:
        soft, versions = query.get("softDeleted", "").lower() == "true", query.get("versions", "").lower() == "true"
        chosen = sorted(
            (
                each
                for each in bucket.objects
                if each.soft == soft
                and (versions or soft or not each.deleted)
                and each.name.startswith(query.get("prefix", ""))
                and each.name >= query.get("startOffset", "")
            ),
            key=lambda each: (each.name.encode(), each.generation),
        )
        begin, size = int(query.get("pageToken") or 0), int(query.get("maxResults") or 1000)
        answer: dict[str, Any] = {"items": [each.shown() for each in chosen[begin : begin + size]]}
        if begin + size < len(chosen):
            answer["nextPageToken"] = str(begin + size)
        self._send(answer)

    def _object(self, bucket: Bucket, name: str, query: dict[str, str], fault: dict[str, Any] | None) -> None:
        wanted = query.get("generation")
        found = [
            each
            for each in bucket.objects
            if each.name == name and not each.soft and (str(each.generation) == wanted if wanted else not each.deleted)
        ]
        if not found:
            self._fail(404, f"No such object: {name}")
        elif query.get("ifGenerationMatch") not in (None, str(found[0].generation)):
            self._fail(412, "At least one of the pre-conditions you specified did not hold.")
        elif query.get("alt") != "media":
            self._send(found[0].shown())
        else:
            self._media(found[0], fault)

    def _media(self, found: Stored, fault: dict[str, Any] | None) -> None:
        data, status = found.data, 200
        begin, end = 0, len(data)
        if self.headers.get("Range"):
            first, _, last = self.headers["Range"].removeprefix("bytes=").partition("-")
            begin, end, status = int(first), min(int(last) + 1 if last else len(data), len(data)), 206
            if begin >= len(data):
                self._fail(416, "Requested range not satisfiable")
                return
        body = data[begin:end]
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("X-Goog-Generation", str(found.generation))
        if found.encoding:
            self.send_header("Content-Encoding", found.encoding)
        if status == 206:
            self.send_header("Content-Range", f"bytes {begin}-{end - 1}/{len(data)}")
        self.end_headers()
        cut = fault.get("cut") if fault else None
        self.wfile.write(body if cut is None else body[:cut])
        if cut is not None:
            self.close_connection = True

    def _send(self, document: dict[str, Any]) -> None:
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _fail(self, status: int, message: str) -> None:
        body = json.dumps({"error": {"code": status, "message": message, "errors": [{"message": message}]}}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
