"""Checks of private keys, password hashes and values of generic assignments: pure questions about one value's bytes."""

from __future__ import annotations

import base64
import binascii
import json
import re
from itertools import pairwise
from typing import Final

from detectors.text.entropy import shannon
from detectors.text.placeholder import is_code, is_reference, is_scrambled

_HEX: Final = re.compile(rb"[0-9a-fA-F]{16,}")
_STRUCTURE: Final = re.compile(rb"[,;()<>{}\[\]\x80-\xff]|://|\\.|%[sdv]|&&|\|\|")
"""Tags of structs, lists, addresses, formats: none is part of an issued token."""
_LEAST_BLOCK = 64
"""Base64 characters of the least private key in armour: PKCS #8 of Ed25519 is 48 bytes."""
_LEAST_TOKEN_ENTROPY = 3.0
_LEAST_HEX_ENTROPY = 2.8
_WORD_CLASSES = 2


def not_reference(value: bytes) -> bool:
    """Tells whether the value is no name, path, address, version, date or uuid: see `placeholder.is_reference`."""
    return not is_reference(value)


def not_code(value: bytes) -> bool:
    """Tells whether the value is no expression of a program: see `placeholder.is_code`."""
    return not is_code(value)


def token_like(value: bytes) -> bool:
    """Tells whether the value looks issued: no reference, of two classes of characters or scrambled, of some entropy.

    Hexadecimal digits have at most 4 bits a character, so they are held to 2.8; other text to 3.0.
    """
    if is_reference(value) or _STRUCTURE.search(value):
        return False
    least = _LEAST_HEX_ENTROPY if _HEX.fullmatch(value) else _LEAST_TOKEN_ENTROPY
    if shannon(value) < min(least, len(value) / 5):
        return False
    return classes(value) >= _WORD_CLASSES or is_scrambled(value)


def drawn(value: bytes) -> bool:
    """Tells whether the value is no reference; unlike `token_like` it may hold any punctuation, as Django's keys do."""
    return not is_reference(value) and classes(value) >= _WORD_CLASSES


def classes(value: bytes) -> int:
    """Counts the classes present among lower-case letters, upper-case letters and digits, from 0 to 3."""
    return sum(bool(re.search(of, value)) for of in (rb"[a-z]", rb"[A-Z]", rb"[0-9]"))


def password_like(value: bytes) -> bool:
    """Tells whether a word may be a chosen password: not the name of a field, a type, a widget or a message.

    Passwords in words are real ones; what stands beside `password:` in code, forms and translations is mostly one of
    these.
    """
    lower = value.strip().lower()
    if value in _LABELS or lower in _FIELD_WORDS or _FIELD_NAME.fullmatch(lower):
        return False
    if _MESSAGE.search(value) or value.endswith((b":", b",")):
        return False
    return not is_code(value)


def setting_like(value: bytes) -> bool:
    """Tells whether what follows ` = ` without quotes is a password and not the name of a variable.

    Plain lower-case words pass, for that is how settings files look; names in camel or snake case, and names that
    say password, do not.
    """
    return password_like(value) and not _VARIABLE.fullmatch(value)


def secret_word(value: bytes) -> bool:
    """Tells whether a word may be a chosen secret: no name in snake case, and not `secret = "secret"`."""
    return password_like(value) and not _SNAKE.fullmatch(value) and value.lower() not in _TEST_WORDS


def said_password(value: bytes) -> bool:
    """Tells whether a word behind `the password is` is one: letters with digits or signs, no address, no name of a method."""
    letters, digits = re.search(rb"[A-Za-z]", value), re.search(rb"[0-9]", value)
    if _SAID_NOT.fullmatch(value) or not password_like(value):
        return False
    return bool(letters and (digits or _SIGN.search(value[:-1])))


_SAID_NOT: Final = re.compile(
    rb"(?i:https?:.*|.*&[a-z]+;.*|www\..*|(?:utf|sha|md|aes|rsa|base)-?\d+.*|v?\d+(?:[.-]\d+)*\S?|\d+[a-z]{1,5}|[a-z]+-[a-z-]+|[a-z]+'[a-z]+)"
)
_SIGN: Final = re.compile(rb"[!#$%&*+=?@^~]")
_SNAKE: Final = re.compile(rb"(?i:[a-z]+(?:_[a-z0-9]+)+)|.*:secret|@/.*")
_TEST_WORDS: Final = frozenset({b"secret", b"secrets", b"test", b"foo", b"bar", b"foobar", b"qwer", b"vbnm", b"asdf"})

_VARIABLE: Final = re.compile(
    rb"(?i:\w*(?:passw|pwd|secret|token)\w*)|[a-z]+(?:_[a-z]+)+|[a-z]+(?:[A-Z][a-z]+)+|[A-Z][a-z]+(?:[A-Z][a-z]+)*"
    rb"|[A-Z]+(?:_[A-Z]+)*|(?i:pass|pw|str|s|p|x|v|val|arg|line|buf|ptr)\d?"
)

_LABELS: Final = frozenset(
    """Password Passwort Kennwort Geheimnis Das Ihr Bitte Contraseña Clave Introduzca Senha Palavra-passe Wachtwoord Parola
    Mot Le Votre Saisissez Hasło Heslo Jelszó Lösenord Adgangskode Passord Salasana Şifre Пароль 密码 密碼 パスワード
    비밀번호""".encode().split()
)
"""What translations put beside the key of a password's field: its name there, or the first word of a sentence about it."""

_FIELD_WORDS: Final = frozenset(
    b"""text hash hashed md5 sha1 sha256 bcrypt plain plaintext encrypted crypt scram submit button input field label
    hint help title name names email mail username user userid login logout signin sign-in signup register reset
    forgot forgotten change update edit create delete remove add get set put post patch head read write save
    cancel confirm confirmation required invalid missing incorrect mismatch expired wrong blank weak strong
    short long min max length minlength maxlength optional default type value values data format pattern regex
    validation validate error errors message warning info debug success failure failed fail ok key keys id ids
    token tokens credential credentials auth oauth oauth2 basic bearer digest jwt ldap saml sso none any all
    only self this that new old current string str number int integer bool boolean object array list dict map
    json yaml xml html url uri path file files env var vars config settings option options args params param
    property properties function method true false yes no on off null nil void todo true, false, public private
    protected static const final let pass passphrase passcode pin otp password, passwd, password: enter type:
    text: not_null varchar varchar(255) nullable unique index primary foreign references char column columns
    table row rows schema model models sequelize mongoose off, on, new-password current-password one-time-code
    autocomplete placeholder icon eye visible hidden show hide grant_type authorization_code refresh_token
    client_credentials code implicit""".split()
)
"""What stands beside a password's name without being one: form and schema words, in lower case."""

_MESSAGE: Final = re.compile(
    rb"\s.*\s.*\s|^[A-Z][a-z']+\s\S|%s|\{print| \| |^[a-z-]+:[A-Z]|[\x80-\xff].*[\x80-\xff]|^_[a-z_]+$|^[A-Z][a-z]+!$"
    rb"|^0x[0-9a-fA-F]{1,8}$|^\d{1,4}$|^\d{1,3}(?:\.\d{1,3}){1,3}$|^(?:/[\w.-]+){2,}$|\s.*[.!?]$|^file:|^https?://[^@]*$"
)
"""Sentences, labels in other scripts, small numbers, paths and addresses."""

_FIELD_NAME: Final = re.compile(
    rb"(?:[a-z]+[_.-])*(?:user|new|old|current|confirm|reset|forgot|hashed|encrypted|repeat|change|update|account|login"
    rb"|db|database|admin)?[_.-]?(?:passwords?|passwd|pwd|passphrase|secret)(?:[_.-](?:field|input|label|hash|hashed"
    rb"|digest|salt|confirm|confirmation|reset|token|length|policy|min|max|again|repeat|old|new|error|required|invalid"
    rb"|path|file|key|name|id|type|hint|url|form|page|button|text|secret))+"
)


def userinfo_password(value: bytes) -> bool:
    """Tells whether the password of an address is meant: not the words of every manual, a port, or a variable."""
    lower = value.lower()
    if lower in _MANUAL_WORDS or b"%s" in lower:
        return False
    return not _PORT.fullmatch(value) and not _CAPITALS.fullmatch(value)


_MANUAL_WORDS: Final = frozenset(
    b"pass password passwd pwd user username token secret pw xxx p secretkey apikey api_key port your-password".split()
)
_PORT: Final = re.compile(rb"\d{1,5}(?:,.*)?")
_CAPITALS: Final = re.compile(rb"[A-Z]+(?:_[A-Z]+)*")


def byte_array(value: bytes) -> bool:
    """Tells whether a list of numbers is key material: not counted up, and of at least eight different bytes."""
    parts = [part.strip().lower() for part in value.split(b",") if part.strip()]
    numbers = [int(part, 16) if part.startswith(b"0x") else int(part) for part in parts if _NUMBER.fullmatch(part)]
    steps = {b - a for a, b in pairwise(numbers)}
    return len(set(numbers)) >= 8 and len(steps) > 2  # noqa: PLR2004 - twelve drawn bytes have eight distinct ones


_NUMBER: Final = re.compile(rb"0x[0-9a-f]{1,4}|\d{1,3}")


def bcrypt_like(value: bytes) -> bool:
    """Tells whether a bcrypt hash has a cost between 4 and 31.

    Source: N. Provos, D. Mazieres, A Future-Adaptable Password Scheme, 1999; cost is two digits after the version.
    """
    cost = value.split(b"$")[2] if value.count(b"$") > 2 else b""  # noqa: PLR2004 - $version$cost$
    return cost.isdigit() and 4 <= int(cost) <= 31  # noqa: PLR2004 - the range of the scheme


def encoded_text(value: bytes) -> bool:
    """Tells whether the value is base64 (of either alphabet, padded or not) of at least four bytes."""
    decoded = _decode(value)
    return decoded is not None and len(decoded) >= 4  # noqa: PLR2004 - shorter values are words by chance


def private_jwk(value: bytes) -> bool:
    """Tells whether the value is a JSON object of RFC 7517 with a private or symmetric part (`d` or `k`).

    A value cut short is judged by its pieces, since the window of a rule may end within a long key.
    """
    try:
        key = json.loads(value)
    except ValueError:
        return b'"kty"' in value and (b'"d"' in value or b'"k"' in value)
    return isinstance(key, dict) and "kty" in key and bool({"d", "k"} & set(key))


def key_block(value: bytes) -> bool:
    """Tells whether an armoured block, its line ends real, written out or joined, holds base64 of 48 bytes or more."""
    body = re.sub(rb"-----[A-Z0-9 ]+-----|\\[nrt]|[\s\"'+,>|#*-]", b"", value)
    body = re.sub(rb"(?:Proc-Type|DEK-Info|Version|Comment|Charset|Hash):[^\n]{0,80}", b"", body)
    return len(body) >= _LEAST_BLOCK and bool(re.search(rb"[A-Za-z0-9+/]{40}", body))


def private_pem_base64(value: bytes) -> bool:
    """Tells whether base64 begins a PEM block of a private key, as in Kubernetes' secrets and kubeconfig files."""
    head = _decode(value[:80])
    return head is not None and bool(re.match(rb"-----BEGIN [A-Z0-9 ]{0,20}PRIVATE KEY", head))


def _decode(value: bytes) -> bytes | None:
    """Gives the bytes behind base64 of either alphabet, or None where it is neither."""
    web = b"-" in value or b"_" in value
    try:
        return base64.b64decode(value + b"=" * (-len(value) % 4), altchars=b"-_" if web else None, validate=True)
    except (binascii.Error, ValueError):
        return None


CHECKS = {
    "not-reference": not_reference,
    "not-code": not_code,
    "token-like": token_like,
    "token-like-loose": drawn,
    "password-like": password_like,
    "secret-word": secret_word,
    "password-said": said_password,
    "setting-like": setting_like,
    "userinfo-password": userinfo_password,
    "byte-array": byte_array,
    "bcrypt-cost": bcrypt_like,
    "base64-text": encoded_text,
    "private-jwk": private_jwk,
    "key-block": key_block,
    "private-pem-base64": private_pem_base64,
}
