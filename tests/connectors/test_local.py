"""Local files: everything that a folder can hold is listed, read or refused with a reason; nothing hangs."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from connectors.base import Item, Refused, SourceSpec
from connectors.errors import BlobError, Reason, SourceError
from connectors.local import LocalFiles

ROOT = Path(__file__).parents[2]


def source(root, skip=""):
    return LocalFiles(SourceSpec("local", f"file://{root}", "v", "", {"skip": skip}))


def entries(root, skip=""):
    return {entry.name: entry for entry in source(root, skip).list()}


def contents(root):
    files = source(root)
    items = (entry for entry in files.list() if isinstance(entry, Item))
    return {
        shard.items[index].name: blob.reason if isinstance(blob, Refused) else blob.content()
        for shard in files.pack(items)
        for index, blob in enumerate(files.open(shard))
    }


def test_links_are_refused_and_not_followed(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/f").write_text("x")
    for name, target in {"file": "folder/f", "dir": "folder", "dangling": "gone", "loop": "loop", "up": "..", "root": "/"}.items():
        (tmp_path / name).symlink_to(target)
    found = entries(tmp_path)
    assert {name for name, entry in found.items() if isinstance(entry, Item)} == {"folder/f"}
    assert {entry.reason for entry in found.values() if isinstance(entry, Refused)} == {Reason.SYMLINK}
    assert len(found) == 7


def test_special_files_are_refused_by_kind(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
    found = entries(tmp_path)
    assert {name: entry.reason for name, entry in found.items()} == {"pipe": Reason.SPECIAL, "socket": Reason.SPECIAL}
    assert found["pipe"].detail.startswith("named pipe")
    assert found["socket"].detail.startswith("socket")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a device")
def test_a_device_is_refused(tmp_path):
    try:
        os.mknod(tmp_path / "zero", 0o20666, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("this container makes no devices")
    assert entries(tmp_path)["zero"].reason == Reason.SPECIAL


def test_what_is_denied_is_said(tmp_path):
    """Run in a child that is nobody where the tests run as root, who may read everything."""
    (tmp_path / "open").write_text("x")
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").chmod(0)
    (tmp_path / "folder").chmod(0)
    program = f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
from connectors.base import Item, SourceSpec
from connectors.local import LocalFiles
os.chdir({str(tmp_path)!r})
if os.geteuid() == 0:
    os.setegid(65534)
    os.seteuid(65534)
files = LocalFiles(SourceSpec("local", "file://" + {str(tmp_path)!r}, "v"))
listed = list(files.list())
print(sorted((e.name, e.reason) for e in listed if not isinstance(e, Item)))
shard = next(files.pack(e for e in listed if isinstance(e, Item)))
print(sorted((i.name, getattr(b, "reason", None)) for i, b in zip(shard.items, files.open(shard))))
"""
    for parent in (tmp_path, *tmp_path.parents):  # pytest's folders are private
        if parent.stat().st_uid == os.geteuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o055)
    try:
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    finally:
        (tmp_path / "folder").chmod(0o700)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["[('folder', 'denied')]", "[('file', 'denied'), ('open', None)]"]


@pytest.mark.parametrize("name", ["new\nline", "tab\t", os.fsdecode(b"\xff\xfe"), "n" * 255, "-rf", " ", "'\"", "ä" * 127, "a!b", "%41"])
def test_a_name_of_any_bytes_is_read(tmp_path, name):
    (tmp_path / name).write_text("x")
    (tmp_path / "dir").mkdir()
    (tmp_path / "dir" / name).write_text("y")
    assert contents(tmp_path) == {name: b"x", f"dir/{name}": b"y"}


def test_a_root_of_odd_bytes_and_a_single_file_are_read(tmp_path):
    folder = tmp_path / os.fsdecode(b"r\n\xff")
    folder.mkdir()
    (folder / "f").write_text("x")
    assert contents(folder) == contents(folder / "f") == {"f": b"x"}


@pytest.mark.parametrize(("levels", "name"), [(1500, "d"), (60, "n" * 200)])
def test_a_tree_of_any_depth_is_read(tmp_path, levels, name):
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(levels):
        os.mkdir(name, dir_fd=here)
        below = os.open(name, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    with open(os.open("f", os.O_CREAT | os.O_WRONLY, dir_fd=here), "w") as stream:
        stream.write("deep")
    os.close(here)
    try:
        assert contents(tmp_path) == {f"{name}/" * levels + "f": b"deep"}
    finally:
        subprocess.run(["rm", "-rf", str(tmp_path / name)], check=True)


def test_files_that_go_or_turn_into_something_else_have_rows(tmp_path):
    for name in ("gone", "kept", "link", "pipe", "folder"):
        (tmp_path / name).write_text(name)
    files = source(tmp_path)
    (shard,) = files.pack(files.list())
    for name in ("gone", "link", "pipe", "folder"):
        (tmp_path / name).unlink()
    (tmp_path / "link").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    told = {item.name: getattr(blob, "reason", None) for item, blob in zip(shard.items, files.open(shard), strict=True)}
    changed = Reason.CHANGED
    assert told == {"folder": changed, "gone": Reason.VANISHED, "kept": None, "link": changed, "pipe": changed}


def test_a_file_that_changes_while_it_is_open_says_so(tmp_path):
    path = tmp_path / "f"
    path.write_bytes(b"x" * 100)
    files = source(tmp_path)
    (shard,) = files.pack(files.list())
    opened = files.open(shard)
    blob = next(opened)
    assert blob.unchanged()
    os.truncate(path, 10)
    assert blob.content() == b"x" * 10
    assert not blob.unchanged()
    path.write_bytes(b"y" * 200)
    assert len(blob.content()) == 100
    assert not blob.unchanged()
    os.truncate(path, 100)
    assert not blob.unchanged(), "another content of the same size"
    opened.close()
    with pytest.raises(BlobError):
        blob.read(0, 1)


@pytest.mark.parametrize("seconds", [-1e10, 1e12, 0])
def test_a_time_beyond_the_calendar_is_no_crash(tmp_path, seconds):
    (tmp_path / "f").write_text("x")
    try:
        os.utime(tmp_path / "f", (seconds, seconds))
    except OSError:
        pytest.skip("the file system has no such time")
    files = source(tmp_path)
    (shard,) = files.pack(files.list())
    assert next(files.open(shard)).origin().locator == f"file://{tmp_path}/f"


def test_a_missing_root_is_an_error(tmp_path):
    with pytest.raises(SourceError, match="give a path that exists"):
        list(source(tmp_path / "gone").list())


def test_listing_many_small_files_holds_one_folder(tmp_path):
    for folder in range(10):
        (tmp_path / f"{folder:02}").mkdir()
        for number in range(400):
            os.close(os.open(tmp_path / f"{folder:02}/{number}", os.O_CREAT))
    tracemalloc.start()
    try:
        assert sum(1 for _ in source(tmp_path).list()) == 4_000
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


def test_an_object_folder_hides_nothing_but_objects(tmp_path):
    store = tmp_path / "r/objects"
    for name in ("ab", "pack", "info", "other"):
        (store / name).mkdir(parents=True)
    name = "0" * 40
    for file in ("ab/" + name[2:], f"pack/pack-{name}.pack", f"pack/pack-{name}.idx", "info/commit-graph"):
        (store / file).write_text("git's")
    shown = {"ab/note.txt", "pack/tmp_pack_x", f"pack/pack-{'1' * 40}.pack", "info/alternates", "other/f", "f"}
    for file in shown:
        (store / file).write_text("ours")
    assert entries(tmp_path, "r/objects").keys() == {f"r/objects/{file}" for file in shown}


def test_a_skipped_folder_with_a_line_feed_hides_no_other(tmp_path):
    for name in ("private", "private\nx"):
        (tmp_path / name).mkdir()
        (tmp_path / name / ("0" * 2)).mkdir()
        (tmp_path / name / "00" / ("0" * 38)).write_text("x")
    assert entries(tmp_path, "private\nx").keys() == {"private/00/" + "0" * 38}
