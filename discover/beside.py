"""Beside: what lies beside a picture or a recording and speaks for what it is: a transcript, the answer of a verification service.

Asked only where a look costs no request: files of a folder, of a commit, of an archive. In a bucket each would be a request for
each object, and its objects are told without it.
"""

from __future__ import annotations

import posixpath
import re
from contextlib import suppress

from connectors.errors import BlobError, SourceError
from connectors.tree import Tree
from detectors.classes.base import View
from detectors.classes.kyc import Kyc
from discover.subject import Subject

#: Words for what lies beside; they follow the path that a reader is given, a line each.
TRANSCRIPT, PROVIDER = "transcript", "provider"

_TRANSCRIPTS = (
    ".vtt",
    ".srt",
    ".sbv",
    ".ttml",
    ".transcript.txt",
    "_transcript.txt",
    "-transcript.txt",
    ".transcript.json",
)
#: Names of files beside pictures in which answers are put away.
_ANSWERS = (
    "verification",
    "result",
    "results",
    "decision",
    "check",
    "inquiry",
    "applicant",
    "report",
    "webhook",
    "response",
)
#: Where an id ends in a file's name: `A17-passport.jpg`, `a17_front.png`.
_ID = re.compile(r"[^-_. ]+(?:-\d+)?")
_MOST = 64 << 10
_KYC = Kyc()


def looked_at(subject: Subject) -> str:
    """The path of an object for whoever looks at it, and behind it, a line each, what lies beside it."""
    around = subject.around
    tree = around.tree if around is not None else None
    if around is None or tree is None or not tree.near or "\n" in subject.path:
        return subject.path
    folder, name = posixpath.split(subject.path)
    stem = posixpath.splitext(subject.path)[0]
    found = []
    with suppress(SourceError, BlobError):
        if subject.media.family == "image":
            first = _ID.match(name)
            names = [stem, *((posixpath.join(folder, first[0]),) if first else ())]
            names += [posixpath.join(folder, each) for each in _ANSWERS]
            # One answer speaks for every picture of its folder: it is read once.
            if any(around.once(PROVIDER, each, lambda each=each: _answers(tree, f"{each}.json")) for each in names):  # type: ignore[misc]  # a default binds the name
                found.append(PROVIDER)
        elif any(tree.exists(f"{base}{end}") for end in _TRANSCRIPTS for base in (stem, subject.path)):
            found.append(TRANSCRIPT)
    return "\n".join([subject.path, *found])


def _answers(tree: Tree, path: str) -> bool:
    """Whether a file is there and is an answer of a service that verifies people."""
    if not tree.exists(path):
        return False
    blob = tree.open(path)
    try:
        head = blob.read(0, min(_MOST, blob.size))
    finally:
        blob.close()
    view = View("application/json", path, head, size=blob.size)
    return _KYC.wants(view.media_type, head) and next(_KYC.classify(view), None) is not None
