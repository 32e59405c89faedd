"""Plan: how what is overdue is deleted: a manifest, and for each store what its owner does. Nothing is deleted here.

A rule of a bucket's lifecycle works by prefix and age and would take more than what is overdue, so objects are named one by one,
all versions of each; the rules beside them keep older versions and unfinished uploads from being held from then on.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile
from pathlib import Path
from typing import Any

from discover.errors import ConfigError
from discover.report.rows import moment
from discover.report.words import clean
from discover.retention.clocks import Due

MANIFEST = "deletion-manifest.jsonl"
FORMAT = "discover-deletion-manifest/1"
#: Objects that one request of S3 deletes.
_BATCH = 1000
#: Days after which a lifecycle rule lets go of an older version, and of an upload that was never completed.
_NONCURRENT, _UPLOADS = 1, 1
_BUCKETS = ("s3", "gcs", "azure")
_RULE = "discover-retention-older-versions"
#: What is done with the files, by service.
_STEPS = Path(__file__).parent / "steps"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a manifest: what is to go, and why.

    Attributes:
        source: locator of the store.
        service: local, git, s3, gcs, azure, ….
        path: in the target; all versions of it are meant.
        versions: of a bucket's object that are known to hold it.
        commit: of a repository, that first had it.
        content: digest of the content, hexadecimal.
        kinds: that it is to go for.
        clock: that ended first.
        deadline: RFC 3339 date.
        state: current, older version or history only.
    """

    source: str
    service: str
    path: str
    versions: tuple[str, ...]
    commit: str
    content: str
    kinds: tuple[str, ...]
    clock: str
    deadline: str
    state: str


def entries(overdue: Iterable[Due]) -> list[Entry]:
    """Lines for what is overdue: one for a path of a source and a content."""
    found: dict[tuple[str, str, bytes], list[Due]] = {}
    for each in overdue:
        found.setdefault((each.item.source, each.item.path, each.item.content), []).append(each)
    out = []
    for (source, path, content), dues in sorted(found.items(), key=lambda each: each[0]):
        first = min(dues, key=lambda each: each.deadline or date.max)
        versions = sorted({each.item.version for each in dues if each.item.version})
        kinds = sorted({each.item.kind for each in dues})
        out.append(
            Entry(
                source, first.item.service, path, tuple(versions), first.item.commit, content.hex(), tuple(kinds), first.clock.id,
                first.deadline.isoformat() if first.deadline else "", first.item.state,
            )
        )  # fmt: skip
    return out


def manifest(vendor: str, policy: str, now: datetime, lines: Sequence[Entry]) -> bytes:
    """A manifest: a head with the digest of the lines behind it, then a line an entry."""
    body = "".join(f"{json.dumps(_row(each), sort_keys=True)}\n" for each in lines).encode()
    head = {
        "format": FORMAT, "vendor": clean(vendor), "made": moment(now), "policy": policy, "entries": len(lines),
        "sha256": hashlib.sha256(body).hexdigest(),
    }  # fmt: skip
    return json.dumps(head, sort_keys=True).encode() + b"\n" + body


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "source": clean(entry.source), "service": entry.service, "path": clean(entry.path), "versions": list(entry.versions),
        "commit": entry.commit, "content": entry.content, "kinds": list(entry.kinds), "clock": entry.clock,
        "deadline": entry.deadline, "state": entry.state,
    }  # fmt: skip


def write(folder: Path, vendor: str, policy: str, now: datetime, overdue: Iterable[Due]) -> list[Entry]:
    """Write a plan into a new or empty folder, for its owner alone; gives the lines of the manifest.

    Raises:
        ConfigError: the folder is not empty, or cannot be written.
    """
    lines = entries(overdue)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise ConfigError(f"{folder}: is not empty; name a new folder for the plan")
        files = {MANIFEST: manifest(vendor, policy, now, lines)}
        by_store: dict[str, list[Entry]] = {}
        for entry in lines:
            by_store.setdefault(entry.source, []).append(entry)
        steps = []
        for number, (source, of_store) in enumerate(sorted(by_store.items()), 1):
            made, told = _store(number, source, of_store)
            files |= made
            steps.append(told)
        files["README.md"] = _readme(vendor, now, lines, steps).encode()
        for name, data in files.items():
            descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
    except OSError as error:
        raise ConfigError(f"{folder}: the plan cannot be written ({error.strerror})") from error
    return lines


def _store(number: int, source: str, lines: Sequence[Entry]) -> tuple[dict[str, bytes], str]:
    """Files for one store, and what is done with them."""
    service = lines[0].service
    paths = sorted({_outer(each.path) for each in lines})
    told = {"number": number, "source": clean(source), "count": f"{len(lines):,}", "below": _below(_common(paths))}
    if "git" in service:  # taking a file out of HEAD leaves it in every clone
        name, how = f"store-{number}-paths.txt", "git"
        files = {name: "".join(f"literal:{clean(path)}\n" for path in paths).encode()}
    elif service in _BUCKETS:
        how, files = service, _bucket(number, service, lines)
        files[f"store-{number}-lifecycle.json"] = json.dumps(_lifecycle(service, _common(paths)), indent=1).encode()
    else:
        how, files = "files", {f"store-{number}-paths.nul": "".join(f"{clean(path)}\0" for path in paths).encode()}
    return files, _step(how).format(**told)


def _step(name: str) -> str:
    return (_STEPS / f"{name}.md").read_text("utf-8")


def _below(folder: str) -> str:
    return f"below `{folder}`" if folder else "of the whole bucket"


def _bucket(number: int, service: str, lines: Sequence[Entry]) -> dict[str, bytes]:
    """Lists of a bucket's objects, as its own tool takes them."""
    if service == "s3":
        versions: dict[str, set[str]] = {}
        for each in lines:
            versions.setdefault(clean(_outer(each.path)), {""}).update(each.versions)
        objects = [
            {"Key": key, "VersionId": version} if version else {"Key": key}
            for key, all_of_it in sorted(versions.items())
            for version in sorted(all_of_it)
        ]
        return {
            f"store-{number}-delete-{at // _BATCH + 1}.json": json.dumps(
                {"Objects": objects[at : at + _BATCH], "Quiet": True}
            ).encode()
            for at in range(0, len(objects), _BATCH)
        }
    keys = sorted({clean(_outer(each.path)) for each in lines})
    if service == "gcs":
        return {f"store-{number}-objects.txt": "".join(f"gs://BUCKET/{key}#*\n" for key in keys).encode()}
    return {f"store-{number}-blobs.txt": "".join(f"{key}\n" for key in keys).encode()}


def _lifecycle(service: str, folder: str) -> dict[str, Any]:
    """A rule by which older versions and unfinished uploads below a folder end; nothing that is current does."""
    if service == "s3":
        return {"Rules": [{
            "ID": _RULE, "Status": "Enabled", "Filter": {"Prefix": folder},
            "NoncurrentVersionExpiration": {"NoncurrentDays": _NONCURRENT}, "Expiration": {"ExpiredObjectDeleteMarker": True},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": _UPLOADS},
        }]}  # fmt: skip
    if service == "gcs":
        below = {"matchesPrefix": [folder]} if folder else {}
        return {"rule": [
            {"action": {"type": "Delete"}, "condition": {"daysSinceNoncurrentTime": _NONCURRENT, **below}},
            {"action": {"type": "AbortIncompleteMultipartUpload"}, "condition": {"age": _UPLOADS, **below}},
        ]}  # fmt: skip
    ended = {"delete": {"daysAfterCreationGreaterThan": _NONCURRENT}}
    filters = {"blobTypes": ["blockBlob"], **({"prefixMatch": [folder]} if folder else {})}
    definition = {"actions": {"version": ended, "snapshot": ended}, "filters": filters}
    return {"rules": [{"enabled": True, "name": _RULE, "type": "Lifecycle", "definition": definition}]}


def _outer(path: str) -> str:
    """The file or object itself: what lies in a container goes with it."""
    return path.partition("!")[0]


def _common(paths: Sequence[str]) -> str:
    """The longest folder that all lie in, with its slash; empty for the whole bucket."""
    folders = [path.split("/")[:-1] for path in paths]
    shared = list(takewhile(lambda names: len(set(names)) == 1, zip(*folders, strict=False)))
    return "".join(f"{names[0]}/" for names in shared)


def _readme(vendor: str, now: datetime, lines: Sequence[Entry], steps: Sequence[str]) -> str:
    within = sum("!" in each.path for each in lines)
    containers = ""
    if within:
        containers = (
            f"\n{within:,} of them lie in archives, mail or documents: the whole file goes; look what else is in it.\n"
        )
    head = _step("README").format(
        vendor=clean(vendor), made=moment(now), count=f"{len(lines):,}", containers=containers
    )
    return head + "\n".join(steps)
