"""Check of e-mail addresses: whether somebody could be written to there."""

from __future__ import annotations

import re

from detectors.text.plans import TOP_LEVEL

_ADDRESS = re.compile(
    rb"[A-Za-z0-9_][A-Za-z0-9._+-]{0,63}@"
    rb"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+"
    rb"([A-Za-z]{2,18}|xn--[a-z0-9-]{1,59})"
)

#: Domains for documentation and tests (RFC 2606, RFC 6761, RFC 6762), and what programmers write in their place.
_RESERVED = frozenset(
    b"""example test invalid localhost local localdomain internal lan home corp example.com example.org example.net
    example.edu domain.com domain.tld yourdomain.com mydomain.com your-domain.com my-domain.com yourcompany.com
    mycompany.com company.com foo.com bar.com foo.bar foo.org bar.org baz.com foobar.com acme.com acme.org
    somewhere.com nowhere.com host.com server.com site.com website.com yoursite.com mysite.com email.example
    email.tld test.com tests.com testing.com fake.com fakemail.com dummy.com sample.com placeholder.com
    somedomain.com whatever.com a.com b.com x.y x.org a.b users.noreply.github.com noreply.github.com
    users.noreply.gitlab.com""".split()
)

#: Domains after an `@` that is no mailbox: names of SSH algorithms, message identifiers, test hosts of version control.
_MACHINES = frozenset(b"openssh.com libssh.org lysator.liu.se ssh.com mail.gmail.com".split())

#: Local parts nobody reads, and the account names of Git and its like in remotes.
_UNREAD = frozenset(
    b"""noreply no-reply no_reply no.reply donotreply do-not-reply do_not_reply dont-reply nobody null devnull
    mailer-daemon git hg svn gitlab ssh bounce bounces username your.email your-email your_email youremail your.name
    yourname your_name first.last firstname.lastname name email user.name someone somebody foo bar baz foobar""".split()
)

#: A long local part drawn by a machine: message identifiers, bounce addresses, hashed accounts.
_DRAWN = re.compile(
    rb"(?=[^@]*[0-9])(?:[0-9a-f]{24,64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Za-z0-9_=+-]{48,64})"
)


def email(value: bytes) -> bool:
    """An address under a real top-level domain that somebody may read: not reserved, no remote, file name or version.

    Source: https://datatracker.ietf.org/doc/html/rfc5321#section-4.1.2 and https://datatracker.ietf.org/doc/html/rfc2606
    """
    found = _ADDRESS.fullmatch(value)
    if found is None or b".." in value:
        return False
    local, _, domain = value.lower().partition(b"@")
    top = found.group(1).lower()
    if local.endswith(b".") or not (top.startswith(b"xn--") or top.decode() in TOP_LEVEL):
        return False
    if domain in _MACHINES or local in _UNREAD or _DRAWN.fullmatch(local):
        return False
    return not _is_reserved(domain)


def _is_reserved(domain: bytes) -> bool:
    """Whether the domain, or one that it lies under, is reserved."""
    labels = domain.split(b".")
    return any(b".".join(labels[index:]) in _RESERVED for index in range(len(labels)))
