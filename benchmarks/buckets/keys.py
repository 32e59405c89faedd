"""A bucket of any number of keys that holds nothing: a small server that makes the pages of ListObjectsV2 as they are asked for.

After https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html; the continuation token is the number of the next key.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from benchmarks.buckets import server
from benchmarks.buckets.server import Service

BUCKET = "keys"
_PAGE = 1000
_XML = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'


def key(number: int) -> str:
    """The key of a number; keys are in the order of their numbers."""
    return f"vendor/2026/part-{number // 100_000:05}/object-{number:09}.json"


def page(first: int, count: int) -> bytes:
    """The page that begins with a number, of a bucket of so many keys."""
    numbers = range(first, min(first + _PAGE, count))
    entries = "".join(
        f"<Contents><Key>{key(number)}</Key><LastModified>2026-11-01T10:00:00.000Z</LastModified><ETag>&#34;{number:032x}&#34;</ETag>"
        f"<Size>{8192 + number % 977}</Size><StorageClass>STANDARD</StorageClass></Contents>"
        for number in numbers
    )
    more = numbers.stop < count
    token = f"<NextContinuationToken>{numbers.stop}</NextContinuationToken>" if more else ""
    head = f"<Name>{BUCKET}</Name><Prefix></Prefix><KeyCount>{len(numbers)}</KeyCount><MaxKeys>{_PAGE}</MaxKeys>"
    told = f"<IsTruncated>{'true' if more else 'false'}</IsTruncated>{token}"
    return _XML + f"<ListBucketResult {_SPACE}>{head}{told}{entries}</ListBucketResult>".encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __init__(self, count: int, *arguments: object) -> None:
        self._count = count
        super().__init__(*arguments)  # type: ignore[arg-type]  # as the server gives them

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer a listing; what else a reader asks of a bucket is not there."""
        query = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        if "list-type" in query:
            self._send(200, page(int(query.get("continuation-token", ["0"])[0]), self._count))
        elif "versioning" in query:
            self._send(200, _XML + f"<VersioningConfiguration {_SPACE}/>".encode())
        elif "uploads" in query:
            self._send(
                200,
                _XML
                + f"<ListMultipartUploadsResult {_SPACE}><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>".encode(),
            )
        else:
            self._send(501, _XML + b"<Error><Code>NotImplemented</Code><Message>Not here.</Message></Error>")

    def do_HEAD(self) -> None:
        """The bucket is there."""
        self._send(200, b"")

    def do_POST(self) -> None:
        """Nothing is written, and there is no account."""
        self._send(501, _XML + b"<Error><Code>NotImplemented</Code><Message>Not here.</Message></Error>")

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def bucket(count: int) -> Iterator[Service]:
    """A bucket of so many keys, in a process of its own that ends with the block."""
    port = server.free()
    command = [sys.executable, "-m", "benchmarks.buckets.keys", "--count", str(count), "--port", str(port)]
    process = subprocess.Popen(command, cwd=Path(__file__).parents[2])
    try:
        server.up(process, port, "the server of keys")
        yield Service(f"http://127.0.0.1:{port}", "test", "testtest", None)
    finally:
        process.kill()
        process.wait()


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.buckets.keys", description=__doc__)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--port", type=int, required=True)
    words = parser.parse_args()
    ThreadingHTTPServer(("127.0.0.1", words.port), partial(_Handler, words.count)).serve_forever()


if __name__ == "__main__":
    main()
