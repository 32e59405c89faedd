"""Configuration: the only reader of settings and environment. Paths, the fingerprint key, and what this installation can find."""

from __future__ import annotations

import importlib.util
import os
import secrets
import stat
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from detectors.readers import registry
from discover.errors import ConfigError

if TYPE_CHECKING:
    from detectors.supply.osv import Index

_APP = "discover"
_KEY_BYTES = 32

#: Kinds that no detector of this version finds, by the head of their name, and what will bring them.
_LATER = {
    "comms.*": "contracts, transcripts, exports of chats, tickets and mail; a recorded meeting is told as interview or screen",
    "special.*": "only in columns of tables and in forms with labels; not in prose",
    "child.*": "only school records and columns of births and guardians; not in prose",
}


def default_inventory() -> Path:
    """`DISCOVER_INVENTORY`, or `inventory.db` in the user's data folder."""
    given = os.environ.get("DISCOVER_INVENTORY")
    return Path(given) if given else platformdirs.user_data_path(_APP) / "inventory.db"


def cache_folder() -> Path:
    """`DISCOVER_CACHE`, or the user's cache folder: compiled engines and clones under way."""
    given = os.environ.get("DISCOVER_CACHE")
    return Path(given) if given else platformdirs.user_cache_path(_APP)


def engine_folder() -> Path:
    """Where compiled engines are kept."""
    return cache_folder() / "engines"


def engine_name() -> str:
    """`DISCOVER_ENGINE`: auto (default), vectorscan or ahocorasick.

    Raises:
        ConfigError: it names none of these.
    """
    name = os.environ.get("DISCOVER_ENGINE", "auto")
    if name not in {"auto", "vectorscan", "ahocorasick"}:
        raise ConfigError(f"DISCOVER_ENGINE={name}: there is no such engine; use auto, vectorscan or ahocorasick")
    return name


def key_file(inventory: str) -> Path:
    """Where the fingerprint key of an inventory lies: beside a file, in the user's data folder for a database server."""
    if "://" in inventory:
        return platformdirs.user_data_path(_APP) / "inventory.key"
    path = Path(inventory)
    return path.with_name(f"{path.name}.key")


def fingerprint_key(path: Path, *, create: bool) -> bytes:
    """The key of an inventory's fingerprints: 32 random bytes in a file that only its owner may read.

    Raises:
        ConfigError: it cannot be read or made, is of the wrong size, or others may read it.
    """
    try:
        if create and not path.exists():
            _make_key(path)
        with path.open("rb") as stream:
            status = os.fstat(stream.fileno())
            key = stream.read()
    except OSError as error:
        raise ConfigError(
            f"{path}: the fingerprint key cannot be read ({error.strerror}); restore it, or begin a new inventory"
        ) from error
    if stat.S_IMODE(status.st_mode) & 0o077:
        raise ConfigError(f"{path}: others may read the fingerprint key; run chmod 600 {path}")
    if len(key) != _KEY_BYTES:
        raise ConfigError(f"{path}: not a fingerprint key ({len(key)} bytes); restore it, or begin a new inventory")
    return key


def _make_key(path: Path) -> None:
    """Written whole under another name and linked into place, so that two first runs agree on one key."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(secrets.token_bytes(_KEY_BYTES))
        with suppress(FileExistsError):  # another run was first: its key is the key
            os.link(draft, path)
    finally:
        draft.unlink()


#: Most bytes of a file of passwords.
_MOST_PASSWORDS = 1 << 20


def archive_passwords(path: Path) -> tuple[bytes, ...]:
    """Passwords for encrypted containers: one a line, as bytes; empty lines are none.

    Raises:
        ConfigError: the file cannot be read, or is no such list.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(_MOST_PASSWORDS + 1)
    except OSError as error:
        raise ConfigError(f"{path}: the passwords cannot be read ({error.strerror})") from error
    if len(content) > _MOST_PASSWORDS:
        raise ConfigError(f"{path}: longer than {_MOST_PASSWORDS >> 20} MiB; give a file with one password a line")
    return tuple(dict.fromkeys(line for line in content.splitlines() if line))


def bad_versions(folder: Path) -> Index:
    """The user's list of bad versions of packages: a folder of OSV records, as https://osv.dev gives them, unpacked.

    Raises:
        ConfigError: the folder cannot be read, or holds no record.
    """
    from detectors.supply import osv  # noqa: PLC0415  # only for whoever gives one

    try:
        index = osv.load(str(folder))
    except OSError as error:
        raise ConfigError(f"--osv {folder}: the folder cannot be read ({error.strerror})") from error
    if not index.entries:
        tried = f"; {len(index.skipped):,} files are none, such as {index.skipped[0]}" if index.skipped else ""
        raise ConfigError(
            f"--osv {folder}: no OSV record in it{tried}. Give a folder of .json files, unpacked from "
            "https://osv-vulnerabilities.storage.googleapis.com/<ecosystem>/all.zip or of your own"
        )
    return index


def not_looked_for() -> Mapping[str, str]:
    """Kinds that this installation does not look for, with what would bring them."""
    if media_installed():
        return dict(_LATER)
    unseen = "pictures and recordings are not looked at: pip install 'discover-holdings[media]'"
    return {
        **_LATER,
        "bio.*": f"only templates; {unseen}",
        "kyc.*": f"only results of identity checks in JSON; {unseen}",
    }


@cache
def media_installed() -> bool:
    """Whether what looks at pictures and recordings is there: the extra `media`."""
    return not any(registry.missing(entry) for entry in registry.VIEWERS.values())


@cache
def exports_installed() -> bool:
    """Whether what exports of conversations are read with is there: the extra `exports`."""
    return all(importlib.util.find_spec(name) for name in ("ijson", "lxml", "orjson"))
