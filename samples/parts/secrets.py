"""Credentials: random values in the issuers' published shapes, made from a seed and good for nothing."""

from __future__ import annotations

import base64
import json
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
BASE64URL = BASE62 + "-_"
LOWER = "abcdefghijklmnopqrstuvwxyz0123456789"
HEX = "0123456789abcdef"
DIGITS = "0123456789"

_LONG = 16


def pick(rng: Random, alphabet: str, count: int) -> str:
    """`count` characters of the alphabet; a long base-62 value has a digit and both cases, as nearly all have."""
    plain = count < _LONG or len(alphabet) < len(BASE62)
    while True:
        text = "".join(rng.choice(alphabet) for _ in range(count))
        if plain or not (set(text).isdisjoint(DIGITS) or text.isupper() or text.islower()):
            return text


def hexes(rng: Random, count: int) -> str:
    """`count` lower-case hexadecimal digits."""
    return rng.randbytes(count // 2 + 1).hex()[:count]


def base64_of(rng: Random, count: int) -> str:
    """Base64 of `count` random bytes."""
    return base64.b64encode(rng.randbytes(count)).decode()


def aws_key_id(rng: Random) -> str:
    """An AWS access key id. The base32 body carries a 12-digit account number in bits 7 to 46, as AWS's own do."""
    account = rng.randrange(10**11, 10**12)
    head = (1 << 47 | account << 7 | rng.getrandbits(7)).to_bytes(6, "big")
    return "AKIA" + base64.b32encode(head + rng.randbytes(4)).decode()


def aws_secret(rng: Random) -> str:
    """An AWS secret access key: 40 characters of base64."""
    return base64_of(rng, 30)


def checked(rng: Random, prefix: str) -> str:
    """A token as GitHub and npm make them: prefix, 30 characters, and their CRC-32 in six base62 digits."""
    body = pick(rng, BASE62, 30)
    rest, tail = zlib.crc32(body.encode()), ""
    for _ in range(6):
        rest, digit = divmod(rest, 62)
        tail = BASE62[digit] + tail
    return prefix + body + tail


def github(rng: Random) -> str:
    """A GitHub personal access token (classic)."""
    return checked(rng, "ghp_")


def npm(rng: Random) -> str:
    """An npm access token."""
    return checked(rng, "npm_")


def gitlab(rng: Random) -> str:
    """A GitLab personal access token of 20 characters."""
    return "glpat-" + pick(rng, BASE62, 20)


def stripe(rng: Random) -> str:
    """A Stripe secret key of live mode."""
    return "sk_live_" + pick(rng, BASE62, 24)


def google_api(rng: Random) -> str:
    """A Google API key: 39 characters."""
    return "AIzaSy" + pick(rng, BASE62, 33)


def slack_bot(rng: Random) -> str:
    """A Slack bot token."""
    return f"xoxb-{rng.randrange(10**12, 10**13)}-{rng.randrange(10**12, 10**13)}-{pick(rng, BASE62, 24)}"


def slack_export(rng: Random) -> str:
    """The file token that Slack puts on every file link of an export."""
    numbers = "-".join(str(rng.randrange(10**11, 10**12)) for _ in range(3))
    return f"xoxe-{numbers}-{hexes(rng, 32)}"


def slack_webhook(rng: Random) -> str:
    """A Slack incoming webhook."""
    upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    return f"https://hooks.slack.com/services/T0{pick(rng, upper, 9)}/B0{pick(rng, upper, 9)}/{pick(rng, BASE62, 24)}"


def openai(rng: Random) -> str:
    """An OpenAI key in the older shape, which carries its maker's mark in the middle."""
    return f"sk-{pick(rng, BASE62, 20)}T3BlbkFJ{pick(rng, BASE62, 20)}"


def anthropic(rng: Random) -> str:
    """An Anthropic API key."""
    return f"sk-ant-api03-{pick(rng, BASE64URL, 93)}AA"


def huggingface(rng: Random) -> str:
    """A Hugging Face user access token: 34 letters."""
    return "hf_" + pick(rng, BASE62[10:], 34)


def sendgrid(rng: Random) -> str:
    """A SendGrid API key."""
    return f"SG.{pick(rng, BASE62, 22)}.{pick(rng, BASE62, 43)}"


def datadog(rng: Random) -> str:
    """A Datadog API key: 32 hexadecimal digits and no prefix."""
    return hexes(rng, 32)


def digitalocean(rng: Random) -> str:
    """A DigitalOcean personal access token."""
    return "dop_v1_" + hexes(rng, 64)


def azure_storage(rng: Random) -> str:
    """An Azure storage connection string with an account key of 64 bytes."""
    return (
        f"DefaultEndpointsProtocol=https;AccountName=tbmedia{pick(rng, LOWER, 6)};"
        f"AccountKey={base64_of(rng, 64)};EndpointSuffix=core.windows.net"
    )


def password(rng: Random) -> str:
    """A password that a person could have been given: letters, digits and one sign, safe in a URL."""
    marks = "-_.!"
    return pick(rng, BASE62[10:], 5) + pick(rng, DIGITS, 3) + rng.choice(marks) + pick(rng, BASE62, 7)


def postgres(rng: Random) -> str:
    """A PostgreSQL URL with user and password, on a host of the vendor's."""
    return f"postgresql://matching_rw:{password(rng)}@db-{rng.randrange(1, 9)}.prod.talentbridge-hq.com:5432/matching"


def mongodb(rng: Random) -> str:
    """A MongoDB URL with user and password."""
    return f"mongodb+srv://ingest:{password(rng)}@cluster{rng.randrange(9)}.{pick(rng, LOWER, 5)}.mongodb.net/talent"


def bcrypt(rng: Random) -> str:
    """A bcrypt hash of nothing in particular."""
    return "$2b$12$" + pick(rng, "./" + BASE62, 53)


def jwt(rng: Random) -> str:
    """A JSON web token, signed with random bytes."""
    head = {"alg": "HS256", "typ": "JWT"}
    body = {"sub": f"svc-{pick(rng, LOWER, 8)}", "iat": 1769000000, "iss": "https://id.talentbridge-hq.com"}
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()) for part in (head, body)]
    parts.append(base64.urlsafe_b64encode(rng.randbytes(32)))
    return b".".join(part.rstrip(b"=") for part in parts).decode()


def openvpn_key(rng: Random) -> str:
    """A static key as `openvpn --genkey` writes it: 256 bytes, 16 a line."""
    lines = [hexes(rng, 32) for _ in range(16)]
    mark = "OpenVPN Static key V1"
    return "\n".join([f"-----BEGIN {mark}-----", *lines, f"-----END {mark}-----"]) + "\n"
