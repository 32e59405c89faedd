"""A Cloud Storage of our own on loopback: the JSON API as far as a reader uses it, with generations, soft delete and faults.

Written after https://cloud.google.com/storage/docs/json_api/v1; it knows nothing of the code that is tested against it.
"""

from __future__ import annotations

import base64
import bisect
import contextlib
import gzip
import json
import re
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

_START = datetime(2024, 1, 1, tzinfo=UTC)


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


@dataclass
class Refusal(Exception):  # noqa: N818  # an answer, not a bug
    """An error as the service words it."""

    status: int
    reason: str
    message: str


@dataclass
class Fault:
    """What happens to the next request whose path holds `path`: a `status` answers with an error; `headers` and `body` take the place
    of its own; `cut` ends the connection behind so many bytes, with a `reset` if wanted, `stall` seconds later.
    """

    path: str = ""
    status: int = 0
    message: str = "fault"
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    cut: int | None = None
    reset: bool = False
    stall: float = 0.0
    times: int = 1


@dataclass
class Stored:
    """One generation of an object."""

    content: bytes
    meta: dict[str, str]

    @property
    def order(self) -> tuple[str, int]:
        return self.meta["name"], int(self.meta["generation"])

    @property
    def state(self) -> str:
        binned, old = ("softDeleteTime" in self.meta, "timeDeleted" in self.meta)
        return "softDeleted" if binned else "noncurrent" if old else "live"


class Bucket:
    """A bucket: its document, its policy, its objects in the order of listings, and what may not be done with it."""

    def __init__(self, name: str, **document: object) -> None:
        self.document: dict = {
            "name": name,
            "projectNumber": "4711",
            "location": "EUROPE-WEST3",
            "locationType": "region",
            "storageClass": "STANDARD",
            "timeCreated": _time(_START),
            "iamConfiguration": {"uniformBucketLevelAccess": {"enabled": True}, "publicAccessPrevention": "enforced"},
            "softDeletePolicy": {"retentionDurationSeconds": "604800"},
        } | document
        self.policy: dict | None = {"bindings": []}
        self.denied: set[str] = set()  # of: list, softDeleted, get, policy, document, full
        self.knows_soft_delete = True
        self.objects: list[Stored] = []
        self._clock = 0

    def put(self, name: str, content: bytes = b"", **meta: str) -> str:
        """Store an object; what it replaces becomes noncurrent, soft-deleted or nothing, as the bucket says. Gives its generation."""
        self.delete(name)
        self._clock += 1
        now = _time(_START + timedelta(seconds=self._clock))
        generation = str(1_700_000_000_000_000 + self._clock)
        facts = {"name": name, "size": str(len(content)), "generation": generation, "metageneration": "1"}
        facts |= {"timeCreated": now, "updated": now, "storageClass": "STANDARD", **meta}
        bisect.insort(self.objects, Stored(content, facts), key=lambda stored: stored.order)
        return generation

    def delete(self, name: str) -> None:
        """Delete the live generation."""
        live = self.find(name)
        if live is None:
            return
        now = _START + timedelta(seconds=self._clock)
        held = int(self.document.get("softDeletePolicy", {}).get("retentionDurationSeconds", 0))
        if self.document.get("versioning", {}).get("enabled"):
            live.meta["timeDeleted"] = _time(now)
        elif held:
            live.meta |= {"softDeleteTime": _time(now), "hardDeleteTime": _time(now + timedelta(seconds=held))}
        else:
            self.objects.remove(live)

    def find(self, name: str, generation: str = "") -> Stored | None:
        """The live generation, or a named one that is not soft-deleted."""
        at = bisect.bisect_left(self.objects, (name, 0), key=lambda stored: stored.order)
        for stored in self.objects[at:]:
            if stored.meta["name"] != name:
                break
            if stored.meta["generation"] == generation or (not generation and stored.state == "live"):
                return None if stored.state == "softDeleted" else stored
        return None


class Service:
    """The server. `asked` holds path and query of every request; `faults` are used up in order."""

    def __init__(self) -> None:
        self.buckets: dict[str, Bucket] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.faults: list[Fault] = []
        self.peers: set[tuple[str, int]] = set()  # where connections came from
        self.epoch = 0  # page tokens of an earlier one have expired
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def bucket(self, name: str, **document: object) -> Bucket:
        """Make a bucket."""
        return self.buckets.setdefault(name, Bucket(name, **document))

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def fault(self, path: str) -> Fault | None:
        fault = next((fault for fault in self.faults if fault.path in path), None)
        if fault:
            fault.times -= 1
            self.faults = [fault for fault in self.faults if fault.times]
        return fault


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __init__(self, service: Service, *arguments: object) -> None:
        self.service = service
        super().__init__(*arguments)

    def log_message(self, *_: object) -> None:
        pass

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):  # clients may go
            super().handle()

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        self.service.asked.append((parts.path, query))
        self.service.peers.add(self.client_address)
        fault = self.service.fault(parts.path)
        try:
            self._route(parts.path, query, fault)
        except Refusal as refusal:
            errors = [{"domain": "global", "reason": refusal.reason, "message": refusal.message}]
            document = {"error": {"code": refusal.status, "message": refusal.message, "errors": errors}}
            self._json(document, refusal.status, fault.headers if fault else {})

    def _route(self, path: str, query: dict[str, str], fault: Fault | None) -> None:
        if fault and fault.status:
            raise Refusal(fault.status, "fault", fault.message)
        matched = re.fullmatch(r"(/download)?/storage/v1/b(?:/([^/]+))?(?:/(iam|o)(?:/([^/]+))?)?", path)
        if not matched:
            raise Refusal(404, "notFound", "Not Found")
        download, name, part, key = matched.groups()
        if not name:
            if "project" not in query:
                raise Refusal(400, "required", "Required parameter: project")
            return self._json({"items": [bucket.document for bucket in self.service.buckets.values()]})
        bucket = self.service.buckets.get(unquote(name))
        if bucket is None:
            raise Refusal(404, "notFound", "The specified bucket does not exist.")
        if bucket.document.get("billing", {}).get("requesterPays") and not query.get("userProject"):
            raise Refusal(400, "required", "Bucket is a requester pays bucket but no user project provided.")
        if key:
            return self._object(bucket, unquote(key), query, fault, media=bool(download) or query.get("alt") == "media")
        if part == "o":
            return self._json(self._listing(bucket, query))
        return self._json(self._about(bucket, query, "policy" if part == "iam" else "document"))

    def _about(self, bucket: Bucket, query: dict[str, str], what: str) -> dict:
        self._allow(bucket, what)
        if what == "policy":
            return bucket.policy
        if query.get("projection") == "full":
            self._allow(bucket, "full")
        hidden = {"acl", "defaultObjectAcl"} if query.get("projection") != "full" else set()
        wanted = set(query["fields"].split(",") if "fields" in query else bucket.document) - hidden
        return {name: value for name, value in bucket.document.items() if name in wanted}

    @staticmethod
    def _allow(bucket: Bucket, act: str) -> None:
        if act in bucket.denied:
            raise Refusal(403, "forbidden", f"someone@example.com does not have storage access ({act}) to the bucket.")

    def _listing(self, bucket: Bucket, query: dict[str, str]) -> dict:
        versions, deleted = (query.get(name, "").lower() == "true" for name in ("versions", "softDeleted"))
        deleted = deleted and bucket.knows_soft_delete
        self._allow(bucket, "softDeleted" if deleted else "list")
        if deleted and versions:
            raise Refusal(400, "invalid", "softDeleted and versions cannot be used together.")
        if deleted and not int(bucket.document.get("softDeletePolicy", {}).get("retentionDurationSeconds", 0)):
            raise Refusal(400, "invalid", "The bucket has no soft delete policy.")
        states = {"softDeleted"} if deleted else {"live", "noncurrent"} if versions else {"live"}
        after, epoch = json.loads(base64.urlsafe_b64decode(query.get("pageToken", "")) or '[["", 0], null]')
        if epoch not in {None, self.service.epoch}:
            raise Refusal(400, "invalid", "Invalid pageToken")
        start, prefix = query.get("startOffset", ""), query.get("prefix", "")
        found = [
            stored
            for stored in bucket.objects
            if stored.state in states
            and stored.meta["name"].startswith(prefix)
            and stored.meta["name"] >= start
            and (epoch is None or list(stored.order) > after)
        ]
        page = found[: min(int(query.get("maxResults", 1000)), 1000)]
        token = json.dumps([page[-1].order if page else None, self.service.epoch]).encode()
        answer = {"nextPageToken": base64.urlsafe_b64encode(token).decode()} if len(page) < len(found) else {}
        items = [stored.meta for stored in page]
        if "fields" in query:  # partial responses: https://cloud.google.com/storage/docs/json_api#partial-response
            wanted = set(re.search(r"items\(([^)]*)\)", query["fields"])[1].split(","))
            items = [{name: value for name, value in item.items() if name in wanted} for item in items]
        return answer | ({"items": items} if items else {})

    def _object(self, bucket: Bucket, key: str, query: dict[str, str], fault: Fault | None, *, media: bool) -> None:
        self._allow(bucket, "get")
        stored = bucket.find(key, query.get("generation", ""))
        if stored is None:
            raise Refusal(404, "notFound", f"No such object: {bucket.document['name']}/{key}")
        if query.get("ifGenerationMatch", stored.meta["generation"]) != stored.meta["generation"]:
            raise Refusal(412, "conditionNotMet", "At least one of the pre-conditions you specified did not hold.")
        if not media:
            return self._json(stored.meta)
        encoding, content, status = stored.meta.get("contentEncoding", "identity"), stored.content, 200
        headers = {"X-Goog-Generation": stored.meta["generation"], "X-Goog-Stored-Content-Encoding": encoding}
        headers["X-Goog-Stored-Content-Length"] = str(len(content))
        ranged = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if encoding == "gzip" and "gzip" not in self.headers.get("Accept-Encoding", ""):
            content, ranged = gzip.decompress(content), None  # decompressive transcoding gives all of it
        elif encoding != "identity":
            headers["Content-Encoding"] = encoding
        if ranged:
            start, end, total = int(ranged[1]), int(ranged[2] or len(content)), len(content)
            if start >= total:
                raise Refusal(416, "requestedRangeNotSatisfiable", "Request range not satisfiable")
            content, status = content[start : end + 1], 206
            headers["Content-Range"] = f"bytes {start}-{start + len(content) - 1}/{total}"
        if fault:
            content, headers = fault.body or content, headers | fault.headers
        return self._send(status, content, headers, fault)

    def _json(self, document: object, status: int = 200, headers: dict[str, str] | None = None) -> None:
        self._send(status, json.dumps(document).encode(), {"Content-Type": "application/json"} | (headers or {}))

    def _send(self, status: int, content: bytes, headers: dict[str, str], fault: Fault | None = None) -> None:
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(content))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content[: fault.cut if fault else None])
        if fault is None:
            return
        time.sleep(fault.stall)
        if fault.reset:  # closing with a linger of none sends a reset: socket(7)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
