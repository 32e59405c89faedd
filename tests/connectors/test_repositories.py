"""Repositories of every sort: found once each, read as they are, and what they lack or hide is said."""

from __future__ import annotations

import os
import subprocess

import pytest

from connectors import gitgaps
from connectors.base import Item, Refused
from connectors.errors import BlobError, Reason, SourceError
from connectors.repositories import find_repositories
from discover.sweep.target import Narrow, cloned, is_url, resolve


def held(connector):
    """Content of every object of a source; refused entries by name."""
    listed = list(connector.list())
    refused = {entry.name: entry for entry in listed if isinstance(entry, Refused)}
    found = set()
    for shard in connector.pack(entry for entry in listed if isinstance(entry, Item)):
        for item, blob in zip(shard.items, connector.open(shard), strict=True):
            if isinstance(blob, Refused):
                refused[item.name] = blob
                continue
            try:
                found.add(blob.content().decode())
            except BlobError as error:
                refused[item.name] = error
    connector.close()
    return found, refused


def sources(path):
    target = resolve(str(path), "v", Narrow())
    return target, [(spec.locator, spec.prefix) for spec in target.sources]


def file_of(repo, name):
    return repo.path / ".git/objects" / name[:2] / name[2:]


def test_every_repository_below_a_folder_is_found_once(make_repo, tmp_path):
    top = make_repo("t")
    sub = make_repo("elsewhere")
    sub.commit({"s": "submodule\n"})
    top.commit({"a": "1\n"})
    top.git("submodule", "add", "-q", str(sub.path), "sub")
    top.commit({})
    make_repo("t/nested/inner").commit({"n": "nested\n"})
    bare = make_repo("t/bare.git", "--bare")
    top.git("worktree", "add", "-q", "linked")
    target, found = sources(top.path)
    root = f"file://{top.path}"
    assert sorted(found) == sorted(
        [
            (f"git+{root}", ""),
            (f"git+{root}/.git/modules/sub", "sub/"),
            (f"git+{root}/nested/inner", "nested/inner/"),
            (f"git+{bare.path.as_uri()}", "bare.git/"),
            (root, ""),
        ]
    )
    assert target.refused == ()
    assert target.trees.keys() == target.indexes.keys() == {"", "sub", "nested/inner", "linked"}
    assert target.trees["linked"] is target.trees[""]
    assert target.indexes["linked"] == f"{top.path}/.git/worktrees/linked"


def test_a_linked_work_tree_outside_of_its_repository(make_repo, tmp_path):
    main = make_repo("main")
    main.commit({"a": "1\n"})
    main.git("worktree", "add", "-q", str(tmp_path / "box/linked"))
    target, found = sources(tmp_path / "box")
    assert found == [(f"file://{tmp_path}/box", "")]
    assert [(row.name, row.reason) for row in target.refused] == [("linked/.git", Reason.OUTSIDE)]
    assert str(main.path) in target.refused[0].detail
    target, found = sources(tmp_path / "box/linked")
    assert found == [(f"git+file://{main.path}", ""), (f"file://{tmp_path}/box/linked", "")]
    assert target.refused == ()


@pytest.mark.parametrize("content", ["gitdir: /\n", "gitdir: gone\n", "gitdir: .\n", "gitdir: ../t\n", "rubbish", "", "gitdir: \n", "gitdir: /dev/zero"])
def test_a_git_file_that_leads_nowhere_is_no_repository(tmp_path, content):
    folder = tmp_path / "t"
    folder.mkdir()
    (folder / ".git").write_text(content)
    target, found = sources(folder)
    assert found == [(f"file://{folder}", "")]
    assert [row.reason for row in target.refused] == ([Reason.OUTSIDE] if content.startswith("gitdir") else [])


def test_git_files_in_a_circle_end(tmp_path):
    for here, there in (("a", "b"), ("b", "a")):
        (tmp_path / here).mkdir()
        (tmp_path / here / ".git").write_text(f"gitdir: ../{there}\n")
    assert len(sources(tmp_path)[0].refused) == 2


@pytest.mark.parametrize("name", [".git", ".git/config", ".git/HEAD", ".git/packed-refs", ".git/objects/00/" + "0" * 38, ".git/link"])
def test_a_pipe_where_git_expects_a_file_does_not_hang(repo, name):
    repo.commit({"a": "1\n"})
    path = repo.path / name
    if name == ".git":
        path.rename(repo.path / "other")
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    if name == ".git/link":
        os.mkfifo(repo.path / "pipe")
        path.symlink_to("../pipe")
    else:
        os.mkfifo(path)
    found = [spec for spec in resolve(str(repo.path), "v", Narrow()).sources if spec.kind == "git"]
    if name in {".git", ".git/HEAD"}:  # no repository any more; one that was moved aside still is
        assert [spec.prefix for spec in found] == (["other/"] if name == ".git" else [])
        return
    with pytest.raises(SourceError, match="not a regular file"):
        list(repo.source().list())


def test_settings_that_include_a_pipe_end(repo, tmp_path, monkeypatch):
    monkeypatch.setattr(gitgaps, "PATIENCE", 0.5)
    repo.commit({"a": "1\n"})
    os.mkfifo(tmp_path / "pipe")
    repo.git("config", "include.path", str(tmp_path / "pipe"))
    with pytest.raises(SourceError, match="does not end"):
        list(repo.source().list())


def test_an_empty_repository_has_nothing_and_lacks_nothing(repo):
    assert held(repo.source()) == (set(), {})
    assert list(repo.source("head").list()) == list(repo.source("staged").list()) == []


def test_everything_stored_is_read_packed_loose_borrowed_or_lost(repo, make_repo, tmp_path):
    repo.commit({"a": "packed\n"}, "packed message")
    repo.git("gc", "-q")
    repo.commit({"a": "loose\n"}, "loose message")
    repo.store("lost\n")
    repo.write({"b": "staged\n"})
    repo.git("add", "-A")
    repo.git("clone", "-q", "--shared", ".", str(tmp_path / "shared"))
    own = {"packed\n", "loose\n", "lost\n", "staged\n", "packed message\n", "loose message\n"}
    assert held(repo.source()) == (own, {})
    repo.path = tmp_path / "shared"
    assert held(repo.source()) == (own, {})


def test_a_shallow_clone_names_its_cut(repo, tmp_path):
    repo.commit({"a": "1\n"})
    two = repo.commit({"a": "2\n"})
    repo.git("clone", "-q", "--depth=1", f"file://{repo.path}", str(tmp_path / "s"))
    repo.path = tmp_path / "s"
    found, refused = held(repo.source())
    assert found == {"2\n", "m\n"}
    assert refused["(shallow)"].reason == Reason.SHALLOW
    assert two[:12] in refused["(shallow)"].detail


def test_a_partial_clone_names_what_it_left_out_and_fetches_nothing(repo, tmp_path):
    repo.commit({"a": "1\n"})
    repo.commit({"a": "2\n"})
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.git("config", "uploadpack.allowAnySHA1InWant", "true")
    missing = repo.blob("1\n")
    origin = repo.path
    repo.git("clone", "-q", "--filter=blob:none", f"file://{origin}", str(tmp_path / "p"))
    repo.path = tmp_path / "p"
    before = sorted(str(path) for path in repo.path.rglob("*"))
    found, refused = held(repo.source())
    assert found == {"2\n", "m\n"}
    assert {name: row.reason for name, row in refused.items()} == {missing: Reason.MISSING}
    for select, value in (("since", "2001-01-01"), ("branch", "main")):
        found, refused = held(repo.source(select, value))
        assert found == {"2\n", "m\n"}
        assert refused.keys() == {missing}
    assert sorted(str(path) for path in repo.path.rglob("*")) == before


@pytest.mark.parametrize("damage", ["loose", "emptied", "removed"])
def test_a_damaged_loose_object_has_a_row(repo, damage):
    repo.commit({"a": "1\n", "b": "2\n"})
    name = repo.blob("1\n")
    file = file_of(repo, name)
    file.chmod(0o644)
    if damage == "removed":
        file_of(repo, repo.git("rev-parse", "HEAD")).unlink()
    else:
        file.write_bytes(b"" if damage == "emptied" else b"rubbish")
    found, refused = held(repo.source())
    assert "2\n" in found
    assert refused.keys() >= ({"(history)"} if damage == "removed" else {name})
    assert {row.reason for row in refused.values()} <= {Reason.CORRUPT, Reason.MISSING}


@pytest.mark.parametrize("damage", ["flipped", "truncated", "no pack", "no index", "bad index"])
def test_a_damaged_pack_has_rows_and_the_rest_is_read(repo, damage):
    repo.commit({"a": "".join(f"{number}\n" for number in range(500)), "b": "2\n"})
    repo.git("gc", "-q")
    repo.store("loose\n")
    (pack,) = (repo.path / ".git/objects/pack").glob("*.pack")
    index = pack.with_suffix(".idx")
    pack.chmod(0o644)
    index.chmod(0o644)
    content = pack.read_bytes()
    if damage == "flipped":
        pack.write_bytes(content[: len(content) // 2] + b"\xff" * 20 + content[len(content) // 2 + 20 :])
    elif damage == "truncated":
        pack.write_bytes(content[: len(content) // 2])
    elif damage == "no pack":
        pack.unlink()
    elif damage == "no index":
        index.unlink()
    else:
        index.write_bytes(b"rubbish" * 200)
    found, refused = held(repo.source())
    assert "loose\n" in found
    assert refused
    assert {row.reason for row in refused.values()} <= {Reason.CORRUPT, Reason.MISSING}


def test_a_pack_of_many_damaged_objects_has_a_bounded_number_of_rows(repo, monkeypatch):
    monkeypatch.setattr("connectors.git._MOST_REFUSED", 3)
    repo.commit({f"f{number}": f"{number}\n" for number in range(30)})
    repo.git("gc", "-q")
    (pack,) = (repo.path / ".git/objects/pack").glob("*.pack")
    pack.chmod(0o644)
    pack.write_bytes(pack.read_bytes()[:100])
    listed = [entry for entry in repo.source().list() if entry.reason == Reason.CORRUPT]
    assert len(listed) == 5  # three, how many more, and git's own words
    assert "and 29 more" in listed[3].detail


def test_a_delta_that_claims_a_gigabyte_is_refused(repo):
    import hashlib
    import struct
    import zlib

    base, claimed = b"base\n", 1 << 30
    size = b"".join(bytes([claimed >> shift & 127 | (128 if claimed >> shift + 7 else 0)]) for shift in range(0, 35, 7) if claimed >> shift)
    delta = bytes([len(base)]) + size + b"\x90\x05" * 40
    objects = [bytes([3 << 4 | len(base)]) + zlib.compress(base)]
    name = bytes.fromhex(repo.blob("base\n"))
    objects.append(bytes([0x80 | 7 << 4 | len(delta) & 15, len(delta) >> 4]) + name + zlib.compress(delta))
    body = b"PACK" + struct.pack(">II", 2, len(objects)) + b"".join(objects)
    oid = bytes.fromhex("ab" * 20)
    names = sorted([(name, 12, objects[0]), (oid, 12 + len(objects[0]), objects[1])])
    counts = [sum(1 for entry in names if entry[0][0] <= byte) for byte in range(256)]
    check = hashlib.sha1(body, usedforsecurity=False).digest()
    index = b"\xfftOc" + struct.pack(">I256I", 2, *counts) + b"".join(entry[0] for entry in names)
    index += b"".join(struct.pack(">I", zlib.crc32(entry[2])) for entry in names)
    index += b"".join(struct.pack(">I", entry[1]) for entry in names) + check
    folder = repo.path / ".git/objects/pack"
    stem = folder / f"pack-{check.hex()}"
    stem.with_suffix(".pack").write_bytes(body + check)
    stem.with_suffix(".idx").write_bytes(index + hashlib.sha1(index, usedforsecurity=False).digest())
    found, refused = held(repo.source())
    assert found == {"base\n"}
    assert refused[oid.hex()].reason == Reason.CORRUPT


def test_an_index_of_crafted_names_leads_nowhere(repo):
    repo.commit({"a": "1\n"})
    name = repo.blob("1\n")
    raw = (repo.path / ".git/index").read_bytes()
    repo.git("update-index", "--add", "--cacheinfo", f"100644,{name},xx/xxxxxx")
    crafted = (repo.path / ".git/index").read_bytes().replace(b"xx/xxxxxx", b"../../etc")
    (repo.path / ".git/index").write_bytes(crafted)
    assert raw != crafted
    assert held(repo.source())[0] == {"1\n", "m\n"}
    list(repo.source("staged").list())


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://user:secret@host.invalid/r", "https://host.invalid/r"),
        ("https://secret@host.invalid/r?token=secret", "https://host.invalid/r"),
        ("https://user:se@cret@host.invalid/r", "https://host.invalid/r"),
        ("https://user:sec/ret@host.invalid/r", "https://host.invalid/r"),
        ("file:///no/such/folder@secret2", "file:///no/such/folder@secret2"),
    ],
)
def test_a_clone_that_fails_does_not_say_the_password(url, shown, monkeypatch):
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    with pytest.raises(SourceError) as caught, cloned(url, "v", Narrow(), keep=False):
        pass
    assert "cannot be cloned" in str(caught.value)
    assert str(caught.value).startswith(shown)
    for part in ("secret@", "secret2x", "cret@", "ret@", "token=secret", "user"):
        assert part not in str(caught.value)


@pytest.mark.parametrize("url", ["ext::sh -c date", "fd::7/x", "--upload-pack=date", "transport::https://x"])
def test_what_runs_programs_is_no_url(url):
    assert not is_url(url)


def test_a_clone_is_private_named_without_secrets_and_removed(repo, monkeypatch):
    repo.commit({"a": "1\n"})
    url = f"file://{repo.path}"
    monkeypatch.setenv("GIT_DIR", "/nonexistent")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nonexistent")
    with cloned(url, "v", Narrow(), keep=False) as target:
        (spec,) = target.sources
        folder = os.path.dirname(spec.options["directory"])
        assert os.stat(folder).st_mode & 0o777 == 0o700
        assert spec.locator == f"git+{url}"
        assert not os.path.exists(os.path.join(spec.options["directory"], "hooks"))
    assert not os.path.exists(folder)
    with cloned(url, "v", Narrow(), keep=True) as target:
        folder = os.path.dirname(target.sources[0].options["directory"])
    assert os.path.isdir(folder)
    subprocess.run(["rm", "-rf", folder], check=True)


def test_repositories_are_found_in_order_of_path(make_repo, tmp_path):
    for name in ("w/b", "w/a", "w/c/d"):
        make_repo(name)
    assert [repository.tree for repository in find_repositories(str(tmp_path / "w"))] == ["a", "b", "c/d"]
