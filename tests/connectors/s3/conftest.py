"""A bucket of an S3 server, a source of it, and a proxy before it that breaks what it is told to."""

from __future__ import annotations

import itertools

import boto3
import pytest
from botocore.config import Config
from faults import FaultProxy

from connectors.base import SourceSpec
from connectors.s3 import S3Objects

names = (f"bucket-{number}" for number in itertools.count())


@pytest.fixture(autouse=True)
def _aws(aws):
    pass


@pytest.fixture
def client(s3_place):
    made = boto3.client("s3", endpoint_url="http://{}:{}".format(*s3_place), config=Config(retries={"max_attempts": 1}))
    yield made
    made.close()


@pytest.fixture
def bucket(client):
    name = next(names)
    client.create_bucket(Bucket=name)
    return name


@pytest.fixture(params=["fast", "plain"])
def made(request, s3_place, bucket):
    """Opens the bucket as a source, by obstore where that can do it, and by boto3 alone."""
    opened = []

    def make(prefix="", **options):
        fast = {} if request.param == "fast" else {"fast": "0"}
        endpoint = options.pop("endpoint", "http://{}:{}".format(*s3_place))
        spec = SourceSpec("s3", f"s3://{bucket}{prefix}", "v", "", {"endpoint": endpoint, **fast, **options})
        opened.append(S3Objects(spec))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


@pytest.fixture
def proxy(s3_place):
    with FaultProxy(*s3_place) as between:
        yield between
