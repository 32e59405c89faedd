"""The bare clients: list a bucket, read everything in it, do nothing with it. Programs, so that they are measured as ours is."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from benchmarks.buckets.server import Service

_PIECE = 1 << 20
#: Reads that are handed to the threads at once.
_BATCH = 2000


def _obstore(service: Service, bucket: str, *, read: bool) -> tuple[Iterator[str], Callable[[str], int]]:
    store = service.store(bucket)
    keys = (entry["path"] for page in store.list(chunk_size=1000) for entry in page)
    return keys, lambda key: len(store.get(key).bytes()) if read else 0


def _boto3(service: Service, bucket: str, *, read: bool) -> tuple[Iterator[str], Callable[[str], int]]:
    client = service.client()
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    keys = (entry["Key"] for page in pages for entry in page.get("Contents", ()))

    def get(key: str) -> int:
        body = client.get_object(Bucket=bucket, Key=key)["Body"]
        return sum(len(piece) for piece in iter(lambda: body.read(_PIECE), b""))

    return keys, get if read else lambda _: 0


CLIENTS = {"obstore": _obstore, "boto3": _boto3}


def everything(keys: Iterator[str], get: Callable[[str], int], threads: int) -> tuple[int, int]:
    """Objects and bytes of a bucket, read by so many threads; 1 for no thread."""
    objects = size = 0
    if threads == 1:
        for key in keys:
            objects, size = objects + 1, size + get(key)
        return objects, size
    with ThreadPoolExecutor(threads) as pool:
        while batch := list(islice(keys, _BATCH)):
            objects, size = objects + len(batch), size + sum(pool.map(get, batch))
    return objects, size


def main() -> int:
    """Read, or list alone; 1 where it was not as many objects as expected."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.buckets.client", description=__doc__)
    parser.add_argument("client", choices=CLIENTS)
    parser.add_argument("bucket")
    parser.add_argument("--expect", type=int, required=True, help="objects that the bucket holds")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--list", action="store_true", help="read nothing")
    words = parser.parse_args()
    service = Service(
        os.environ["AWS_ENDPOINT_URL"], os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"], None
    )
    objects, size = everything(*CLIENTS[words.client](service, words.bucket, read=not words.list), words.threads)
    print(f"{objects:,} objects, {size:,} bytes", file=sys.stderr)
    return 0 if objects == words.expect else 1


if __name__ == "__main__":
    sys.exit(main())
