"""Placeholders and references: what stands for a secret, and what names something."""

from __future__ import annotations

import random
import string

import pytest

from detectors.text.placeholder import is_code, is_placeholder, is_reference, is_scrambled

ALPHABETS = {
    "base62": string.ascii_letters + string.digits,
    "base64": string.ascii_letters + string.digits + "+/",
    "lower": string.ascii_lowercase + string.digits,
    "base64url": string.ascii_letters + string.digits + "-_",
}


def drawn(alphabet, size, count, seed=7):
    rng = random.Random(seed)
    return ["".join(rng.choice(alphabet) for _ in range(size)).encode() for _ in range(count)]


@pytest.mark.parametrize(
    "value",
    [
        "", "xxxx", "XXXXXXXXXXXXXXXX", "********", "........", "aaaaaaaa", "abababab", "your-api-key", "YOUR_API_KEY_HERE", "changeme",
        "CHANGE_ME", "<token>", "<your secret>", "${VAR}", "${VAR:-default}", "{{ secret }}", "{{secret", "%s", "%(password)s", "$(pass show x)",
        "$VAR", "$PASSWORD", "EXAMPLE", "wJalrXUtnFEMIEXAMPLEKEY", "sample", "dummy", "dummy-token", "placeholder", "[REDACTED]", "redacted",
        "REPLACE_ME", "replace_with_your_key", "insert_token_here", "insert-your-key-here", "TODO", "todo: fill in", "null", "None", "undefined",
        "true", "False", "abcdefghij", "0123456789abcdef", "12345678", "qwertyuiop", "0123456789abcdef0123456789abcdef", "process.env.SECRET",
        "os.environ['X']", 'getenv("X")', "ENV['SECRET']", "System.getProperty(k)", "secrets.TOKEN", "#{token}", "<%= ENV['X'] %>", "@@TOKEN@@",
        "__SECRET__", "####", "-----", "xxxx-xxxx-xxxx-xxxx", "sk_xxxxxxxxxxxxxxxxxxxxxxxx", "%TOKEN%", "some-secret-key", "your app secret", "to-be-changed",
    ],
)  # fmt: skip
def test_stands_for_a_secret(value):
    assert is_placeholder(value.encode())


@pytest.mark.parametrize(
    "value",
    [
        "kT9xxx4mQ2vLr8Zp1Wc7", "hunter2", "Tr0ub4dor&3", "correct horse battery", "s3cr3t!", "p@$$w0rd", "changeit", "welcome1", "grafana",
        "a1b2c3d4", "password", "Oracle_19c", "P4ssw0rd.2019", "verysecret", "(not)an-empty*one",
    ],
)  # fmt: skip
def test_may_be_a_secret(value):
    assert not is_placeholder(value.encode())


@pytest.mark.parametrize("name", ALPHABETS)
@pytest.mark.parametrize("size", [20, 32, 40, 64])
def test_random_values_are_kept(name, size):
    values = drawn(ALPHABETS[name], size, 400)
    assert [v for v in values if is_placeholder(v)] == []


def test_random_values_with_three_x_inside_are_kept():
    for value in drawn(ALPHABETS["base62"], 30, 200):
        assert not is_placeholder(value[:13] + b"xxx" + value[13:])
        assert not is_placeholder(value[:7] + b"XXX" + value[7:])


def test_random_hex_is_no_placeholder_and_no_reference():
    for value in drawn("0123456789abcdef", 32, 400):
        assert not is_placeholder(value)
        assert not is_reference(value)


@pytest.mark.parametrize("name", ["base62", "base64", "base64url"])
def test_random_values_are_no_references(name):
    values = drawn(ALPHABETS[name], 32, 500)
    assert len([v for v in values if is_reference(v)]) <= 2


@pytest.mark.parametrize(
    "value",
    [
        "accessTokenProvider", "access_token", "ACCESS_TOKEN", "user.settings.title", "config.secret", "self.password", "getToken()", "get_token(user)",
        "tokens[0]", "request.headers['x']", "/etc/ssl/private/key.pem", "./keys/id_rsa", "~/.ssh/id_rsa", "C:\\keys\\server.key", "https://example.test/oauth/token",
        "v1.27.1", "2.0.0-beta.1", "2024-01-31", "2024-01-31T10:00:00Z", "10:30:00", "application/json", "text/plain; charset=utf-8", "btn btn-primary",
        "api-key-input", "String", "string", "rbac.authorization.k8s.io", "us-west-2", "ops@example.test", "10.0.0.1:8080", "arn:aws:iam::1:role/x",
        "8661b564-f35c-49e6-8abc-946036553109", "Enter your token.", "MyModule::TokenStore", "org.apache.TokenFilter", "token_id", "X-Auth-Token", "#ff00aa", "404",
    ],
)  # fmt: skip
def test_is_a_reference(value):
    assert is_reference(value.encode())


@pytest.mark.parametrize("value", ["get_password(user)", "self.password", "params[:password]", "string", "new Password()", "user.password", "a && b"])
def test_is_code(value):
    assert is_code(value.encode())


@pytest.mark.parametrize("value", ["hunter2", "Passw0rd!", "grafana", "p@ss(word", "k1W8dHkxMb4srAXxWr=="])
def test_is_no_code(value):
    assert not is_code(value.encode())


def test_words_are_not_scrambled():
    for value in (b"authenticationProvider", b"kubernetes_cluster", b"BackgroundService", b"databasepassword"):
        assert not is_scrambled(value)


def test_long_values_are_judged_quickly():
    assert not is_reference(b"a." * 5000)
    assert not is_placeholder(b"aB1" * 5000)
