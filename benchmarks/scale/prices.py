"""Prices of a service, and what requests and bytes cost by them. One small mapping, so that another table can take its place."""

from __future__ import annotations

from collections.abc import Mapping

#: USD. S3 Standard, us-east-1, first tier of transfer to the internet: https://aws.amazon.com/s3/pricing/
S3: Mapping[str, float] = {
    "get": 0.0004 / 1000,  # one request
    "list": 0.005 / 1000,
    "transfer-in-region": 0.0,  # one GB
    "transfer-out": 0.09,
}
_GIGA = 1_000_000_000


def price(prices: Mapping[str, float], gets: float, lists: float, read: float, *, in_region: bool) -> float:
    """USD for so many requests and bytes, read in the region of the bucket or outside of the service."""
    transfer = prices["transfer-in-region" if in_region else "transfer-out"]
    return gets * prices["get"] + lists * prices["list"] + read / _GIGA * transfer
