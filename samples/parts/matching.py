"""Matching: the vendor's own repository, with keys in every place where git keeps one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parts import code
from parts.git import Stream, blob_id, create, run, settle
from parts.ledger import VENDOR, GitHold, Ledger
from parts.secrets import (
    anthropic,
    aws_key_id,
    aws_secret,
    base64_of,
    github,
    gitlab,
    google_api,
    huggingface,
    mongodb,
    npm,
    openai,
    password,
    postgres,
    sendgrid,
    slack_bot,
    stripe,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from parts.people import Employee

REPO = f"{VENDOR}/repos/matching"


class Build:
    """One build of the repository: the stream, the authors in turn, and what was planted."""

    def __init__(self, ledger: Ledger, authors: list[Employee]) -> None:
        self.ledger = ledger
        self.rng: Random = ledger.rng("matching")
        self.authors = [f"{author.name} <{author.email}>" for author in authors]
        self.stream = Stream()
        self.folder = ledger.out / REPO

    def commit(self, message: str, changes: Mapping[str, str | None], branch: str = "main", parent: str = "") -> int:
        """Add a commit by the next author."""
        author = self.authors[self.stream.steps % len(self.authors)]
        return self.stream.commit(author, message + "\n", changes, branch, parent)

    def planted(self, kind: str, path: str, text: str, what: str, *, where: str = "history", count: int = 1) -> None:
        """Say that the file's text, which is in the repository, holds something."""
        in_head = self.stream.files["main"].get(path) == text
        self.ledger.git(GitHold(REPO, kind, path, in_head, where, blob_id(text), what, count))


def write(ledger: Ledger, authors: list[Employee]) -> None:
    """Write `repos/matching/`; it has the first three of `authors`."""
    build = Build(ledger, authors[:3])
    create(build.folder, bare=False)
    ledger.git(GitHold(REPO, "code.source_repo", "", in_head=True, where="repository", oid="", what="repository"))
    ledger.git(GitHold(REPO, "person.email", "", in_head=True, where="author", oid="", what="commit authors", count=3))
    texts = _history(build)
    marked = _messages(build)
    _branch(build)
    ids = build.stream.load(build.folder)
    for kind, mark, what in marked:
        ledger.git(GitHold(REPO, kind, "", in_head=False, where="commit message", oid=ids[mark], what=what))
    run(build.folder, "reset", "--quiet", "--hard", step=41)
    _lost(build)
    _stash(build)
    settle(build.folder)
    tag = run(build.folder, "rev-parse", "refs/tags/v0.4.0")
    ledger.git(GitHold(REPO, "cred.ci_token", "", in_head=False, where="tag message", oid=tag, what="GitLab token"))
    for what, (kind, path, text, count) in texts.items():
        build.planted(kind, path, text, what, count=count)
    _in_head(build)
    _worktree(build)


_Planted = dict[str, tuple[str, str, str, int]]


def _history(build: Build) -> _Planted:
    """Thirty-three commits on main; returns what was planted: in words → kind, path, text, count."""
    rng, planted = build.rng, {}
    build.commit("start", {"README.md": code.README, ".gitignore": code.IGNORED, "matching/__init__.py": ""})
    build.commit("matching: embed words", {"matching/embed.py": code.EMBED})
    build.commit("matching: score", {"matching/score.py": code.score(0), "matching/candidates.py": code.CANDIDATES})
    text = f"[default]\naws_access_key_id = {aws_key_id(rng)}\naws_secret_access_key = {aws_secret(rng)}\n"
    planted["AWS key id and secret, deleted later"] = ("cred.cloud_key", "config/aws.ini", text, 2)
    build.commit("config: s3 access for the media store", {"config/aws.ini": text})
    build.commit("matching: rank", {"matching/rank.py": code.rank(0), "tests/test_rank.py": code.RANK_TEST})
    script = "#!/bin/sh\nset -eu\n{}git push origin --tags\n"
    text = script.format(f'export GITHUB_TOKEN="{github(rng)}"\n')
    planted["GitHub token, edited away later"] = ("cred.ci_token", "scripts/release.sh", text, 1)
    build.commit("scripts: release", {"scripts/release.sh": text, "scripts/notify.py": _notify("os.environ['SLACK']")})
    build.commit("config: keys come from the role", {"config/aws.ini": None})
    build.commit("scripts: token from the environment", {"scripts/release.sh": script.format("")})
    _evals(build)
    text = f'import stripe\n\nstripe.api_key = "{stripe(rng)}"\n'
    planted["Stripe live key, deleted later"] = ("cred.payment_key", "billing/payouts.py", text, 1)
    build.commit("billing: payouts", {"billing/payouts.py": text})
    _tuning(build, 1, 6)
    text = f"production:\n  url: {postgres(rng)}\n  pool: 20\n"
    planted["PostgreSQL URL with password, edited away later"] = ("cred.db_uri", "config/database.yml", text, 1)
    build.commit("config: database", {"config/database.yml": text})
    build.commit("billing: moved to its own service", {"billing/payouts.py": None})
    build.commit(
        "config: database from the environment",
        {"config/database.yml": "production:\n  url: ${DATABASE_URL}\n  pool: 20\n"},
    )
    _tuning(build, 7, 18)
    build.commit("config: settings", {"config/settings.py": _settings(rng), "config/__init__.py": ""})
    build.commit("tests: fixtures for the scrubber", {"tests/fixtures/keys.txt": _fixture(rng)})
    return planted


def _evals(build: Build) -> None:
    golden = code.golden(build.rng, 40)
    build.commit(
        "evals: golden set", {"evals/golden.jsonl": golden, "evals/rubric.md": code.RUBRIC, "evals/__init__.py": ""}
    )
    build.commit("evals: grader", {"evals/grader.py": code.GRADER, "evals/benchmark.py": code.benchmark(0)})
    build.commit(
        "vendor tinyvec", {"vendor/tinyvec/tinyvec.py": code.VENDORED, "vendor/tinyvec/LICENSE": "MIT License\n"}
    )


def _tuning(build: Build, first: int, last: int) -> None:
    for step in range(first, last):
        build.commit(
            f"matching: tune weights, round {step}",
            {"matching/score.py": code.score(step), "matching/rank.py": code.rank(step)},
        )


def _messages(build: Build) -> list[tuple[str, int, str]]:
    """Five more commits, one with a password in its message, and a tag with a token; returns kind, mark, what."""
    rng = build.rng
    build.commit("evals: wider tolerance", {"evals/benchmark.py": code.benchmark(1)})
    message = f'ops: rotate the staging database\n\nthe old one was DB_PASSWORD="{password(rng)}", revoke it'
    mark = build.commit(message, {"docs/runbook.md": "# Runbook\n\nRotate the staging database every quarter.\n"})
    tagged = build.commit("matching: tune weights for spring", {"matching/score.py": code.score(20)})
    tagger = build.authors[0]
    build.stream.tag(tagger, "v0.4.0", tagged, f"release 0.4.0\n\npublished with {gitlab(rng)} from a laptop\n")
    build.commit("evals: tolerance again", {"evals/benchmark.py": code.benchmark(3)})
    build.commit("matching: widen the top", {"matching/rank.py": code.rank(30)})
    return [("cred.password", mark, "password assignment")]


def _branch(build: Build) -> None:
    text = f'"""Distance between a candidate and a site."""\n\nMAPS_KEY = "{google_api(build.rng)}"\n'
    build.commit("matching: distance", {"matching/geo.py": text}, branch="feature/geo-distance", parent="main")
    build.commit("matching: distance counts", {"matching/score.py": code.score(33)}, branch="feature/geo-distance")
    build.planted(
        "cred.cloud_key", "matching/geo.py", text, "Google API key on a branch that was never merged", where="branch"
    )


def _settings(rng: Random) -> str:
    return (
        '"""Settings of the ranking service."""\n\n'
        f'AWS_ACCESS_KEY_ID = "{aws_key_id(rng)}"\nAWS_SECRET_ACCESS_KEY = "{aws_secret(rng)}"\n'
        f'OPENAI_API_KEY = "{openai(rng)}"\nREGION = "us-east-1"\nTIMEOUT_SECONDS = 30\n'
    )


def _fixture(rng: Random) -> str:
    return f"# values for the scrubber's tests; none of them was ever issued\n{github(rng)}\n{aws_key_id(rng)}\n"


def _notify(token: str) -> str:
    return f'"""Tell the channel that a ranking run is over."""\n\nimport os\n\nTOKEN = {token}\n'


def _lost(build: Build) -> None:
    """A commit with an npm token that is then amended: no ref and no reflog leads to it any more."""
    text = f"//registry.npmjs.org/:_authToken={npm(build.rng)}\n"
    (build.folder / ".npmrc").write_text(text)
    author = build.authors[1]
    run(build.folder, "add", ".npmrc")
    run(build.folder, "commit", "--quiet", "-m", "scripts: publish the client", author=author, step=42)
    (build.folder / ".npmrc").write_text("registry=https://registry.npmjs.org/\n")
    run(build.folder, "add", ".npmrc")
    run(build.folder, "commit", "--quiet", "--amend", "-m", "scripts: publish the client", author=author, step=42)
    run(build.folder, "reflog", "expire", "--expire=all", "--expire-unreachable=all", "HEAD", "refs/heads/main")
    build.planted("cred.ci_token", ".npmrc", text, "npm token in an amended commit", where="unreachable")


def _stash(build: Build) -> None:
    text = _notify(f'"{slack_bot(build.rng)}"')
    (build.folder / "scripts/notify.py").write_text(text)
    run(build.folder, "stash", "push", "--quiet", "-m", "try the bot", author=build.authors[2], step=43)
    build.planted("cred.chat_token", "scripts/notify.py", text, "Slack bot token", where="stash")


def _in_head(build: Build) -> None:
    ledger, files = build.ledger, build.stream.files["main"]
    for path, kind, count, what in (
        ("config/settings.py", "cred.cloud_key", 2, "AWS key id and secret, still in HEAD"),
        ("config/settings.py", "cred.ai_key", 1, "OpenAI key, still in HEAD"),
        ("tests/fixtures/keys.txt", "cred.ci_token", 1, "GitHub token in a test fixture"),
        ("tests/fixtures/keys.txt", "cred.cloud_key", 1, "AWS key id in a test fixture"),
        ("evals/golden.jsonl", "code.benchmark_eval", 1, "prompts with references and scores"),
        ("evals/golden.jsonl", "code.client_confidential", 1, "names a client"),
        ("evals/grader.py", "code.benchmark_eval", 1, "grader"),
        ("evals/grader.py", "code.client_confidential", 1, "confidential header, names a client"),
        ("evals/benchmark.py", "code.benchmark_eval", 1, "benchmark"),
        ("evals/benchmark.py", "code.client_confidential", 1, "confidential header, names a client"),
        ("evals/rubric.md", "code.benchmark_eval", 1, "rubric"),
        ("evals/rubric.md", "code.client_confidential", 1, "names a client"),
        ("README.md", "code.matching_algorithm", 1, "says rank, match, score and embedding"),
        ("matching/rank.py", "code.matching_algorithm", 1, "ranking"),
        ("matching/score.py", "code.matching_algorithm", 1, "scoring"),
    ):
        build.planted(kind, path, files[path], what, count=count)
        ledger.hold(f"{REPO}/{path}", kind, count, what=what)


def _worktree(build: Build) -> None:
    rng, path = build.rng, f"{REPO}/.env"
    lines = (
        ("ANTHROPIC_API_KEY", anthropic(rng), "cred.ai_key", "Anthropic key"),
        ("HF_TOKEN", huggingface(rng), "cred.ai_key", "Hugging Face token"),
        ("SENDGRID_API_KEY", sendgrid(rng), "cred.mail_key", "SendGrid key"),
        ("MONGO_URL", mongodb(rng), "cred.db_uri", "MongoDB URL with password"),
        ("SESSION_SECRET_KEY", base64_of(rng, 32), "cred.generic_secret", "secret of no known issuer"),
    )
    build.ledger.write(path, "".join(f"{name}={value}\n" for name, value, *_ in lines))
    for _, _, kind, what in lines:
        build.ledger.hold(path, kind, what=what)
        build.ledger.git(
            GitHold(REPO, kind, ".env", in_head=False, where="worktree", oid="", what=f"{what}, ignored and untracked")
        )
