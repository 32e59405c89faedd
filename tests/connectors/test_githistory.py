"""Attribution: who wrote an object first and last, who took it away, where it lives; and what a narrowed scan selects."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connectors import gitcommand, githistory, gitselect
from connectors.base import Item
from connectors.errors import SourceError
from connectors.githistory import attribute
from discover.sweep.target import commits_of


def told(repo, *names):
    done = attribute(repo.directory, names, lambda: commits_of(repo.directory))
    assert done.problems == []
    return [done.versions[name] for name in names] if len(names) > 1 else done.versions[names[0]]


def listed(repo, select, value=""):
    return {entry.name for entry in repo.source(select, value).list() if isinstance(entry, Item)}


def ids(version):
    return tuple(commit.id if commit else None for commit in (version.first, version.last, version.removed))


def test_a_version_has_its_first_last_and_removing_commit(repo):
    one = repo.commit({"a": "old\n"}, author="Åsa Ö")
    two = repo.commit({"a": "new\n"})
    (old,) = told(repo, repo.blob("old\n")).values()
    assert ids(old) == (one, one, two)
    assert (old.path, old.where, old.in_head) == ("a", "history", False)
    assert (old.first.author, old.first.date) == ("Åsa Ö", datetime.fromtimestamp(1_700_086_400, UTC))
    (new,) = told(repo, repo.blob("new\n")).values()
    assert (ids(new), new.in_head) == ((two, two, None), True)


def test_a_file_deleted_and_added_again_is_held(repo):
    one = repo.commit({"a": "x\n"})
    repo.commit({"a": None})
    three = repo.commit({"a": "x\n"})
    (version,) = told(repo, repo.blob("x\n")).values()
    assert (ids(version), version.in_head) == ((one, three, None), True)


def test_a_renamed_file_has_a_version_for_each_path(repo):
    one = repo.commit({"a": "x\n"})
    two = repo.commit({"a": None, "dir/b": "x\n"})
    versions = told(repo, repo.blob("x\n"))
    assert (ids(versions["a"]), versions["a"].in_head) == ((one, one, two), False)
    assert (ids(versions["dir/b"]), versions["dir/b"].in_head) == ((two, two, None), True)


def test_a_change_of_mode_removes_nothing(repo):
    repo.commit({"a": "x\n"})
    (repo.path / "a").chmod(0o755)
    repo.commit({})
    (version,) = told(repo, repo.blob("x\n")).values()
    assert (version.removed, version.in_head) == (None, True)


def test_content_that_only_a_merge_brought_is_the_merge_s(repo):
    repo.commit({"a": "x\n"})
    repo.git("checkout", "-qb", "side")
    repo.commit({"b": "side\n"})
    repo.git("checkout", "-q", "main")
    repo.commit({"c": "main\n"})
    repo.git("merge", "-q", "--no-commit", "side")
    merge = repo.commit({"evil": "only here\n"})
    assert len(repo.git("rev-list", "--parents", "-1", "HEAD").split()) == 3
    (version,) = told(repo, repo.blob("only here\n")).values()
    assert (ids(version), version.in_head) == ((merge, merge, None), True)


@pytest.mark.parametrize("name", [":colon", "\x01one", "new\nline", "tab\there", "-dash", "ä\udcff", '"quote"', " space", ":100644 a"])
def test_a_path_of_any_bytes_is_kept(repo, name):
    commit = repo.commit({name: "x\n", "zz": "y\n"})
    (version,) = told(repo, repo.blob("x\n")).values()
    assert (version.path, ids(version), version.in_head) == (name, (commit, commit, None), True)


def test_stashes_reflog_and_unreachable_commits_are_told_apart(repo):
    repo.commit({"a": "1\n", ".gitignore": "no\n"})
    for text in ("older stash\n", "newer stash\n"):
        repo.clock += 60
        repo.write({"a": text, f"u{text[0]}": f"untracked {text}"})
        repo.git("stash", "-qu")
    repo.commit({"a": "reset away\n"})
    repo.git("reset", "-q", "--hard", "HEAD~1")
    tree = repo.git("rev-parse", "HEAD^{tree}")
    lost = repo.git("commit-tree", tree, "-m", "dangling")
    loose = repo.store("named by nothing\n")
    texts = ("older stash\n", "newer stash\n", "untracked older stash\n", "untracked newer stash\n", "reset away\n")
    found = told(repo, *(repo.blob(text) for text in texts), lost, loose)
    assert [next(iter(versions.values())).where for versions in found] == ["stash"] * 4 + ["reflog", "unreachable", "loose"]
    assert list(found[3]) == ["un"]
    assert list(found[-1]) == [f"(object {loose[:12]})"]


def test_a_stash_without_its_log_is_a_stash(repo):
    repo.commit({"a": "1\n"})
    repo.write({"a": "stashed\n"})
    repo.git("stash", "-q")
    (repo.path / ".git/logs/refs/stash").unlink()
    (version,) = told(repo, repo.blob("stashed\n")).values()
    assert version.where == "stash"


def test_an_unreachable_commit_does_not_take_over_a_version_of_the_history(repo):
    one = repo.commit({"a": "x\n"})
    repo.git("commit", "-q", "--amend", "-m", "other words")
    loose = repo.store("loose\n")
    repo.git("reflog", "expire", "--expire=all", "--all")
    amended = repo.git("rev-parse", "HEAD")
    version = told(repo, repo.blob("x\n"), loose)[0]["a"]
    assert amended != one
    assert ids(version) == (amended, amended, None)


def test_staged_files_are_named_where_head_is_unborn(repo):
    repo.write({"dir/a": "staged\n"})
    repo.git("add", "-A")
    (version,) = told(repo, repo.blob("staged\n")).values()
    assert (version.path, version.where, version.in_head) == ("dir/a", "index", False)


def test_messages_tags_of_tags_and_notes_have_names(repo):
    commit = repo.commit({"a": "x\n"}, "a message")
    repo.git("tag", "-am", "inner", "v1")
    inner = repo.git("rev-parse", "v1")
    repo.git("tag", "-am", "outer", "v2", "v1")
    outer = repo.git("rev-parse", "v2")
    repo.git("tag", "-d", "v1")
    repo.git("notes", "add", "-m", "a note", commit)
    message, one, two, note = told(repo, commit, inner, outer, repo.blob("a note\n"))
    assert ids(message["(commit message)"]) == (commit, commit, None)
    assert (list(one), list(two)) == (["(tag v2)"], ["(tag v2)"])
    assert [version.where for version in note.values()] == ["history"]


def test_head_detached_has_its_files(repo):
    repo.commit({"a": "1\n"})
    repo.git("checkout", "-q", "--detach")
    commit = repo.commit({"a": "detached\n"})
    (version,) = told(repo, repo.blob("detached\n")).values()
    assert (ids(version), version.where, version.in_head) == ((commit, commit, None), "history", True)


@pytest.mark.parametrize(
    ("line", "year"),
    [
        ("committer A <a> 4102444800 +0000", 2100),
        ("committer A <a> -86400 +0000", 1970),
        ("committer A <a> 99999999999999999 +0000", 1970),
        ("committer A <a>", 1970),
        ("committer", 1970),
    ],
)
def test_a_date_that_does_not_exist_is_no_crash(repo, line, year):
    repo.commit({"a": "x\n"})
    tree = repo.git("rev-parse", "HEAD^{tree}")
    raw = f"tree {tree}\nauthor \x02\x01 N <a> 1700000000 +0000\n{line}\n\nby hand\n".encode()
    name = repo.git("hash-object", "-t", "commit", "-w", "--stdin", "--literally", feed=raw)
    repo.git("update-ref", "refs/heads/odd", name)
    (version,) = told(repo, name).values()
    assert version.first.id == name
    assert version.first.date.year == year


def test_an_author_in_another_encoding_is_read(repo):
    repo.git("config", "i18n.commitEncoding", "ISO-8859-1")
    repo.git("config", "i18n.logOutputEncoding", "UTF-16")
    tree = repo.git("write-tree")
    raw = f"tree {tree}\nauthor Jörg <j> 1700000000 +0000\ncommitter J <j> 1700000000 +0000\nencoding ISO-8859-1\n\nx\n"
    name = repo.git("hash-object", "-t", "commit", "-w", "--stdin", feed=raw.encode("latin-1"))
    repo.git("update-ref", "refs/heads/main", name)
    (version,) = told(repo, name).values()
    assert version.first.author == "Jörg"


@pytest.mark.parametrize("setting", ["log.showRoot=false", "diff.orderFile=gone", "diff.relative=true", "core.worktree=../gone", "core.worktree=/"])
def test_settings_of_the_repository_hide_nothing(repo, setting):
    one = repo.commit({"dir/a": "x\n"})
    name = repo.blob("x\n")
    repo.git("config", *setting.split("="))
    (version,) = told(repo, name).values()
    assert (ids(version), version.in_head) == ((one, one, None), True)
    assert gitselect.index_entries(repo.directory).keys() == {"dir/a"}


def test_a_commit_of_too_many_changes_is_told(repo, monkeypatch):
    monkeypatch.setattr(githistory, "MOST_PATHS", 10)
    repo.commit({f"f{number}": "x\n" for number in range(20)})
    done = attribute(repo.directory, [repo.blob("x\n")])
    assert "changes more than 10 paths" in done.problems[0]
    assert len(done.versions[repo.blob("x\n")]) == 20


def test_grafts_and_replacements_hide_nothing(repo):
    one = repo.commit({"a": "first\n"})
    two = repo.commit({"a": "second\n"})
    (repo.path / ".git/info/grafts").write_text(f"{two}\n")
    repo.git("replace", repo.blob("first\n"), repo.blob("second\n"))
    (version,) = told(repo, repo.blob("first\n")).values()
    assert ids(version) == (one, one, two)


def test_a_tree_of_ten_thousand_million_paths_ends(repo, monkeypatch):
    monkeypatch.setattr(gitcommand, "_MEMORY", 200 << 20)
    monkeypatch.setattr(gitselect, "MOST_PATHS", 1000)
    name, kind = repo.store("bomb\n"), "100644 blob"
    for _ in range(10):
        entries = "".join(f"{kind} {name}\te{number}\n" for number in range(10))
        name, kind = repo.git("mktree", feed=entries.encode()), "040000 tree"
    repo.git("update-ref", "refs/heads/main", repo.git("commit-tree", name, "-m", "x"))
    assert len(list(repo.source().list())) == 2
    done = attribute(repo.directory, [repo.blob("bomb\n")], lambda: commits_of(repo.directory))
    assert len(done.versions[repo.blob("bomb\n")]) <= 1000
    assert "git log ended" in done.problems[0]
    assert "1,000 paths" in done.problems[-1]
    with pytest.raises(SourceError, match="1,000 paths"):
        list(repo.source("head").list())


def test_staged_is_what_differs_from_head(repo):
    repo.commit({"a": "1\n", "b": "2\n"})
    repo.write({"a": "staged\n", "c": "not staged\n"})
    repo.git("add", "a")
    assert listed(repo, "staged") == {repo.blob("staged\n")}


def test_head_is_its_tree(repo):
    repo.commit({"a": "1\n", "b": "2\n"})
    repo.commit({"a": "3\n"})
    assert listed(repo, "head") == {repo.blob("2\n"), repo.blob("3\n")}


def test_branch_is_what_it_reaches(repo):
    one = repo.commit({"a": "1\n"})
    repo.git("checkout", "-qb", "side")
    two = repo.commit({"a": "2\n"})
    repo.git("checkout", "-q", "main")
    repo.commit({"a": "3\n"})
    assert listed(repo, "branch", "side") == {one, two, repo.blob("1\n"), repo.blob("2\n")}
    with pytest.raises(SourceError, match="no branch 'none'"):
        listed(repo, "branch", "none")


@pytest.mark.parametrize("value", ["{one}", "HEAD~1", "2023-11-16 12:00"])
def test_since_is_what_came_after(repo, value):
    one = repo.commit({"a": "1\n"})  # 2023-11-15
    repo.clock += 86_400
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{one},sub")
    two = repo.commit({"a": "2\n"})
    assert listed(repo, "since", value.format(one=one)) == {two, repo.blob("2\n")}


@pytest.mark.parametrize("value", ["featur-1", "v2", "--all", "HEAD~9"])
def test_since_of_neither_a_revision_nor_a_date_is_refused(repo, value):
    repo.commit({"a": "1\n"})
    with pytest.raises(SourceError, match="neither"):
        listed(repo, "since", value)
