"""Tables of messages as services of all kinds give them: CSV, JSON in an array, one a line, and below other things."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from parts.chat import Counts
from parts.chat_talk import RIGHT_TO_LEFT, START, exchanges, talk
from parts.people import staff

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

#: What each file is read by.
MAPPINGS = {
    "helpdesk.csv": {
        "files": "helpdesk*.csv", "message": "Body", "author": "From", "time": "Sent At", "conversation": "Case", "id": "No",
        "thread": "Reply To", "attachments": "Files",
    },
    "chat.json": {
        "files": "chat.json", "message": "text", "author": "user.name", "time": "at", "conversation": "room.id", "id": "id",
        "attachments": "files",
    },
    "chat.jsonl": {
        "files": "*.jsonl", "message": "text", "author": "user.name", "time": "at", "conversation": "room.id", "id": "id",
        "attachments": "files",
    },
    "below.json": {
        "files": "below.json", "records": "data.messages", "message": "text", "author": "user.name", "time": "at",
        "conversation": "room.id", "id": "id", "attachments": "files",
    },
}  # fmt: skip
_ROOMS = ("4711", "4712", "4713")

Row = dict[str, object]


def write(folder: Path, rng: Random) -> dict[str, Counts]:
    """Write each file; what it holds, by its path."""
    people = [each.name for each in staff(rng, 4)] + list(RIGHT_TO_LEFT)
    found = {}
    for path in MAPPINGS:
        rows = _rows(rng, people)
        (folder / path).write_text(_csv(rows) if path.endswith(".csv") else _json(path, rows), encoding="utf-8")
        files = sum(len(row["files"]) for row in rows)  # type: ignore[arg-type]  # lists
        found[path] = Counts(len(_ROOMS), len({str(row["by"]) for row in rows}), len(rows), files)
    return found


def _rows(rng: Random, people: list[str]) -> list[Row]:
    texts = talk(rng, 24) + [text for pair in exchanges(rng) for text in pair]
    rows: list[Row] = [
        {"id": f"m{at}", "text": text, "by": people[at % len(people)], "time": START + at * 60, "room": _ROOMS[at // 12],
         "files": []}
        for at, text in enumerate(texts)
    ]  # fmt: skip
    rows[3]["files"] = ["scan 1.pdf", "דוח.xlsx"]
    rows[4]["thread"] = "m3"
    return rows


def _csv(rows: list[Row]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["No", "Case", "From", "Sent At", "Reply To", "Body", "Files", "State"])
    for row in rows:
        sent = datetime.fromtimestamp(int(str(row["time"])), UTC).strftime("%d.%m.%Y %H:%M:%S")
        files = "|".join(map(str, row["files"]))  # type: ignore[call-overload]  # a list
        writer.writerow([row["id"], row["room"], row["by"], sent, row.get("thread", ""), row["text"], files, "open"])
    return "\ufeff" + out.getvalue()


def _json(path: str, rows: list[Row]) -> str:
    made = [
        {"id": row["id"], "text": row["text"], "user": {"id": 7, "name": row["by"]}, "room": {"id": row["room"]},
         "at": int(str(row["time"])) * 1000, "files": [{"filename": name, "size": 9} for name in row["files"]]}  # type: ignore[attr-defined]
        for row in rows
    ]  # fmt: skip
    if path.endswith(".jsonl"):
        return "\n".join(map(json.dumps, made)) + "\n"
    return json.dumps({"data": {"count": len(made), "messages": made}} if path == "below.json" else made, indent=2)
