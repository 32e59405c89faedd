"""Placeholder: is a value one that stands for a secret, or for a place in the program, and is none itself?

Two questions, both pure and cheap enough to be asked of every candidate. `is_placeholder` is safe for any secret;
`is_reference`
also turns away names, paths and plain words, and is meant for assignments that name no issuer.
"""

from __future__ import annotations

import re
from itertools import pairwise

import re2

_LEAST_RUN = 6
"""Keyboard and alphabet runs shorter than this occur in real values."""

_WORDS = frozenset(
    b"""null none nil undefined true false yes no on off void empty blank default unset unspecified optional required
    changeme change_me change-me changethis change_this replaceme replace_me replace-me fixme todo tbd tba na n/a
    example sample dummy placeholder redacted masked hidden filtered removed censored sanitized obfuscated stripped
    fake mock stub secret_here key_here token_here password_here yourkey yoursecret yourtoken yourpassword yourapikey
    mykey myapikey my_key my-key my_api_key my-api-key some_key some-key some_token some-token the_token string str
    apikey api_key api-key access_token access-token accesstoken secret_key secret-key secretkey client_secret
    client-secret clientsecret token key insert_here todo_here unknown untitled lorem ipsum""".split()
)
"""Whole values, lower case, that are notes to the reader."""

_DEPLOYED = frozenset({b"changeit"})
"""Defaults that read like notes and open real systems: `changeit` is the password of Java's own trust store."""

_DUNDER = re.compile(rb"__[a-z_]+__")
_PUNCTUATED = re.compile(
    rb"""(?ix)
      [\W_]+                                           # no letter and no digit
    | <[^<>]{0,80}> | \[[a-z_ .-]{1,60}\] | \{[\w\s.:-]{0,80}\} | %[\w.-]{1,60}% | \#{1,3}[\w .-]{1,60}\#{1,3}
    | @{1,3}[a-z_.]{2,60}@{1,3} | \{\{.* | <%.* | \[%.* | \#\{.* | \$\{.* | \$\(.* | `.*
    | \$env:.* | \$\{?[a-z_][\w.]*(?:\[['"\w]*\])?(?:->\w+|::\w+)*\}?(?:\(.*\))?      # $VAR, $obj->field
    | \#\{?[a-z_][\w.]*\}? | \$\d+ | :[a-z_]+ | \?+                                   # bound parameters
    | %(?:\(\w+\))?[-+0\#]*\d*[sdvqxuri@] | %[sdvqx][\W%sdvqx]{0,4} | \{\d*\} | %\w{1,24}         # format verbs
    | \*{3,}.{0,60}
    """
)
"""Whole values that punctuation gives away: brackets, sigils, format verbs."""

_MARKS = b"<{[(%#@$`:?*"
_OPENERS = frozenset(_MARKS)
_LOOKUPS = (
    b"process.env", b"os.environ", b"getenv(", b"env[", b"env(", b"env.get", b"system.getproperty",
    b"import.meta.env", b"secrets.",
    b"getenvironmentvariable", b"configurationmanager", b"process.argv", b"viper.get", b"deno.env", b"bun.env",
    b"vault(",
)  # fmt: skip
"""Pieces of calls that fetch a value from somewhere else; asked only of values with a dot or a bracket."""

_STEMS = (
    b"your", b"here", b"key", b"token", b"secret", b"change", b"todo", b"fixme", b"tbd", b"replace", b"insert",
    b"enter", b"paste",
    b"random", b"to-be", b"to_be", b"to be", b"sample", b"dummy",
)  # fmt: skip
"""A value without one of these cannot match `_NOTE`: the cheap question before the dear one."""

_NOTE = re.compile(
    rb"""(?x)
      (?:enter|insert|put|paste|type|add|set|use|provide|fill|specify|replace|substitute|update|change)
         (?:[\s_.-]?(?:me|in|here|with|your|my|own|the|a|an|this|it|to|by|value|valid|real|actual|new|some
             |api|app|access|auth|secret|client|private|public|key|token|password|pass|id|string|credentials?))+ [!.]*
    | .{0,40}[\s_.-](?:goes|comes)?[\s_.-]?here[!.\s]*
    | .{0,24}\byour[\s_.-]?[a-z].{0,60} | .{0,24}[_.-]your[_.-].{0,60} | your(?:api|app|key|token|secret|pass|access
      |client).{0,40}
    | (?:your|my|some|the|an?|this|any|own|fake|dummy|sample|example|mock|new|old)?[\s_.-]?
      (?:super|very|really|own|long|random|valid|invalid)?[\s_.-]?
      (?:aws|gcp|azure|google|github|gitlab|slack|stripe|twilio|sendgrid|mailgun|openai|app|application|service
        |account|bot|user|consumer
         |oauth2?|jwt)?[\s_.-]?
      (?:api|access|auth|client|consumer|private|public|secret|bearer|signing|encryption|license|session|refresh
        |webhook)
      [\s_.-]?(?:access[\s_.-]?)?(?:key|token|secret|id)(?:[\s_.-]?(?:here|value|string|id))?
    | \W*(?:change|replace)[\s_.-]?(?:me|this|it[\s_.-]?now)\W* | to[\s_.-]be[\s_.-].{0,40} | (?:todo|fixme
      |tbd)\b.{0,80}
    | (?:long|some)[\s_-](?:and[\s_-])?(?:random|secret).{0,60} | .{0,40}\b(?:sample|dummy|todo|fixme)\b.{0,40}
    | .{0,60}(?:sample|dummy)[_-]?(?:key|token|secret|value|pass).{0,60} | .{0,60}insert[_-]?your.{0,60}
      | .{0,60}replace_?with.{0,60}
    """
)
"""Whole values, lower case, that read as a note to the reader."""

_GIVEAWAYS = (
    b"example", b"placeholder", b"redacted", b"changeme", b"change_me", b"replaceme", b"replace_me", b"changethis",
    b"xxxxxxxx", b"****",
    b"not_a_real", b"not-a-real", b"notareal", b"deadbeefdeadbeef", b"000000000000", b"12345678901234567890",
    b"\xe2\x80\xa6",
)  # fmt: skip
"""Pieces so long that a random value does not hold them by chance (six letters in 40 base-62 characters: 1 in 10^7)."""

_OPTIONS = re2.Options()
_OPTIONS.encoding = re2.Options.Encoding.LATIN1
_GIVEAWAY = re2.compile(b"|".join(map(re2.escape, _GIVEAWAYS)), _OPTIONS)
_PIECE = re2.compile(b"|".join(map(re2.escape, (*_GIVEAWAYS, *_STEMS))), _OPTIONS)
"""Either, in one pass: RE2 takes a third of the time of as many substring tests."""

_FILLER = re.compile(rb"[xX*.#?_-]{3,}")
_FILLER_SHARE = 0.6
"""A value of which so much is x, star, dot and the like is a mask, whatever the rest."""

_RUNS = b" ".join(
    (
        b"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz",
        b"01234567890123456789abcdef0123456789abcdef",
        b"1234567890abcdefghijklmnopqrstuvwxyz1234567890",
        b"zyxwvutsrqponmlkjihgfedcba9876543210987654321",
        b"qwertyuiopasdfghjklzxcvbnmqwertyuiop",
        b"aabbccddeeffgghhiijjkkllmmnnooppqqrrssttuuvvwwxxyyzz0011223344556677889900aabbccddeeff",
        b"abc123def456ghi789jkl012mno345pqr678stu901vwx234yz",
    )
)
"""Alphabets, counts and keyboard rows, in the orders in which people type them."""

_LONGEST = 256
_LEAST_COUNTING = 12


def is_placeholder(value: bytes) -> bool:
    """Tells whether `value` only stands for a secret: a mask, a note to the reader, a variable, a lookup, a count.

    Args:
        value: the candidate as found, without its quotes. Values over 256 bytes are never placeholders.

    Returns:
        True for a placeholder. A random value that holds `xxx` by chance is none: words count only whole, with a
        boundary, or
        when they are too long to arise by chance.
    """
    lower = value.lower()
    if lower in _WORDS or len(set(lower)) <= 2:  # noqa: PLR2004 - one or two characters repeated
        return True
    if len(lower) > _LONGEST or lower in _DEPLOYED:
        return False
    if _is_run(lower):
        return True
    piece = _PIECE.search(lower)
    if piece is None:
        return _is_punctuated(lower)
    return bool(_GIVEAWAY.search(lower)) or bool(_NOTE.fullmatch(lower)) or _is_punctuated(lower)


def _is_punctuated(lower: bytes) -> bool:
    """Tells whether punctuation makes the value a variable, a slot, a lookup, or a mask."""
    if lower.isalnum():
        return False
    if lower[0] in _OPENERS and _PUNCTUATED.fullmatch(lower):
        return True
    if (b"." in lower or b"(" in lower or b"[" in lower) and any(call in lower for call in _LOOKUPS):
        return True
    return bool(_DUNDER.fullmatch(lower)) or _is_mask(lower)


def _is_run(lower: bytes) -> bool:
    """Tells whether the value is, separators aside, a piece of an alphabet, a count or a keyboard row."""
    plain = lower.translate(None, b"-_ .:+/=")
    return (len(plain) >= _LEAST_RUN and plain in _RUNS) or (plain[:3] in _RUNS and _is_counting(plain))


def _is_counting(plain: bytes) -> bool:
    """Tells whether four fifths of the steps between neighbours are +1, as in 0123456789abcdef0123456789."""
    if len(plain) < _LEAST_COUNTING:
        return False
    near = sum([b - a in (0, 1, -9) for a, b in pairwise(plain)])
    return near * 5 >= (len(plain) - 2) * 4


def _is_mask(lower: bytes) -> bool:
    """Tells whether most of the value is filler such as xxxx, ****, .... or ----."""
    filler = sum(map(len, _FILLER.findall(lower)))
    return filler >= len(lower) * _FILLER_SHARE


_CODE = re.compile(
    rb"""(?ix)
      (?:self|this|cls|super|req|request|res|response|ctx|context|config|conf|cfg|settings|options|opts|args|params
        |props|state|user
        |env|data|body|session|input|payload|row|item|obj|result|kwargs|event|client|app|module|vars?|values?|model
          |form)
        [.\[(].*                                                       # field of a well-known object
    | [a-z_$@&*!][\w$]*(?:(?:\.|::|->|\?\.)[\w$]+)*\s?(?:\(.*|\[.*|<.*>.*)   # call, index, generic type
    | [a-z_$][\w$]*(?:(?:\.|::|->)[a-z_$][\w$]*){1,8}[;,)]?             # dotted path
    | (?:new|await|return|typeof|function|lambda|async|static|const|let|var|int|string|bool|byte|char|yield|throw|not
      |if|for)\s.*
    | [a-z_$][\w$]*(?:\s+[+?&|]|\s*(?:==|!=|=>|&&|\|\|)\s*[^=\s]).*        # expression
    | &?(?:str|string|bytes|int|bool|boolean|any|object|char|void|float|double|number|integer|text|varchar|symbol
      |optional|unknown)[\s?;,)(\[\]]*
    """
)

_SHAPE = re.compile(
    rb"""(?ix)
      (?:[a-z]:)?[.~]{0,2}[\\/][\w.@\-\\/$ {}*:]*                       # path from a root, home, or the current folder
    | [\w.@-]+(?:[\\/][\w.@-]+)*[\\/]?[\w@-]*\.(?:jsx?|tsx?|py|rb|go|java|php|cs|cpp|hpp?|html?|css|s[ac]ss|json|ya?ml
      |toml|xml|ini|conf
        |cfg|txt|md|rst|pem|crt|cer|key|pub|p12|pfx|jks|env|sh|bat|ps1|sql|csv|log|png|jpe?g|gif|svg|ico|pdf|zip|t?gz
          |jar|dll|exe|so|lock)
    | [a-z][a-z0-9+.-]{1,15}://[^@\s]*                                  # address without userinfo
    | (?:text|application|image|audio|video|multipart|font|model|message)/[\w.+*-]+(?:;.*)?
    | [\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|gov|edu|local|localhost|internal|co|us|uk|de|cn|ru|jp
      |fr)(?::\d+)?(?:/[\w./-]*)?
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+                                     # mail address
    | [.\#]?[a-z]+(?:-{1,2}[a-z]+)+\d?(?:\s.*)?                        # CSS classes
    | [a-z]+\d{0,4}(?:[._:/@-]+[a-z]*\d{0,3})*                           # words joined by dots, dashes, slashes
    | [a-z]+(?:[ ,;:.'!?()/-]+[a-z]+){1,40}[.!?:]*                       # a sentence
    """
)

_EXACT = re.compile(
    rb"""(?ix)
      v?\d+(?:\.\d+){1,4}(?:[-+.][\w.]{1,20})? | [~^<>=]{1,2}\s?\d[\w.]*   # version, range
    | \d{4}[-/]\d\d?[-/]\d\d?(?:[t\s][\d:.z+-]*)? | \d{1,2}:\d\d(?::\d\d)?z?
    | \#[0-9a-f]{3,8} | 0x[0-9a-f]{1,16}u?l{0,2} | \d{1,3}(?:\.\d{1,3}){3}(?::\d+)? | arn:.* | \d+[a-z%]{0,3}
    | (?:0x[0-9a-f]{1,2}|\d{1,3})(?:,\s?(?:0x[0-9a-f]{1,2}|\d{1,3}))*,?                    # a row of numbers
    | \{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?                                   # uuid
    """
)
"""Versions, dates, colours, addresses and uuids: references whatever their characters."""

_NAME = re.compile(rb"[A-Za-z_$@:.][A-Za-z_$.:/ -]*(?:[0-9]{1,3}[A-Za-z_$.:/ -]*){0,2}")
_PARTS = re.compile(rb"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_LONGEST_SEGMENT = 24
"""A value that begins with a slash and has one every so many bytes is a path; base64 has one in 64."""
_LEAST_PART = 2.6
_LEAST_PAIRS = 6
_LEAST_PAIR_SHARE = 0.55
_LEAST_PLAIN_SHARE = 0.45
"""Values of one case without a digit are names oftener (jjwt, grpc, kubectl), so less of a word's look will do."""

_PAIRS = frozenset(
    row[0] + after
    for row in (  # noqa: SIM905 - a table of rows is easier to check as text
        "abcdgilmnprstuy baeilorsu cacehiklorstu dadeilorsu eacdefgilmnprstvwx faefiloru gehinrs haeio ke qu"
        " iabcdefglmnoprstvz ladeilostuy mabeimops nacdefgiostuv obcdfgilmnoprstuvw paehiloprstuy racdegilmnoprstuy"
        " sacehilopstuy tacefhiloprstuy uabceilmnprst vaei waei xpt yp ze"
    ).split()
    for after in row[1:]
)
"""The 220 commonest letter pairs of words in program text: 87 % of the pairs of written words, 33 % of random ones.

Counted over the 40,000 distinct words of Python's standard library and its packages; each row is a letter and what
follows it.
"""


def is_reference(value: bytes) -> bool:
    """Tells whether `value` is more likely a name for something than random material.

    Turns away what stands beside `secret =` in ordinary source: identifiers, calls, dotted paths, file paths,
    addresses without a
    password, plain words in camel, snake or kebab case, versions, dates, uuids, media types, translation keys.

    Args:
        value: the candidate as found, without its quotes. Values over 256 bytes are never references.

    Returns:
        True for a reference. Passwords may be words, so this is a question for keys and tokens; `is_code` is the one
        for passwords.
    """
    if len(value) > _LONGEST:
        return False
    if _EXACT.fullmatch(value) or _is_path(value):
        return True
    shaped = _SHAPE.fullmatch(value) or _NAME.fullmatch(value) or _CODE.fullmatch(value)
    return bool(shaped) and not is_scrambled(value)


def _is_path(value: bytes) -> bool:
    """Tells whether the value begins with a slash, has one every few bytes, and characters that base64 has not."""
    slashes = value.count(b"/")
    dense = value[:1] == b"/" and slashes > 1 and len(value) < slashes * _LONGEST_SEGMENT
    return dense and value.translate(None, b".-_") != value


def is_code(value: bytes) -> bool:
    """Tells whether `value`, found without quotes, is an expression of a program: a call, an index, a field, a type."""
    return len(value) <= _LONGEST and bool(_CODE.fullmatch(value)) and not is_scrambled(value)


def is_scrambled(value: bytes) -> bool:
    """Tells whether the letters look drawn at random: many changes of class, or letter pairs that words have not.

    Random base-62 text splits at changes of class into pieces of about 1.5 characters, lower-case letters with
    digits into 2.5;
    written names have pieces of four and more.
    """
    parts: list[bytes] = _PARTS.findall(value)
    size = sum(map(len, parts))
    if size >= 10 and size < len(parts) * _LEAST_PART:  # noqa: PLR2004 - short values have too few pieces to judge
        return True
    known = pairs = 0
    for part in parts:
        text = part.decode().lower()
        if text.isalpha():
            pairs += len(text) - 1
            known += sum([a + b in _PAIRS for a, b in pairwise(text)])
    plain = value.islower() and value.translate(None, b"0123456789") == value
    return pairs >= _LEAST_PAIRS and known < pairs * (_LEAST_PLAIN_SHARE if plain else _LEAST_PAIR_SHARE)
