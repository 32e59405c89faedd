"""`discover attest`: sign what a vendor holds, and check what was signed."""

from __future__ import annotations

import hashlib
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from discover.cli import exits, options, output
from discover.errors import ConfigError, UsageError
from discover.report.words import plural, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.console import RenderableType

    from discover.attest.check import Check
    from discover.attest.statement import Basis
    from discover.inventory.store import Store

_FILE = click.Path(path_type=Path, dir_okay=False)
_password = click.option(
    "--password-file", type=_FILE, help="A file whose first line is the password of the private key."
)


@click.group()
def attest() -> None:
    """Sign what a vendor holds, and check what was signed.

    An attestation is an in-toto Statement in a DSSE envelope: kinds, bands of people, sizes, coverage, tier and the rules
    that led to it. It holds no value, no name of a person, and no name of a store, path or file.

    Begin with: discover attest key FILE
    """
    try:
        import jsonschema  # noqa: F401, PLC0415  # of the extra
        import securesystemslib.signer  # noqa: F401, PLC0415  # as above
    except ImportError as error:
        raise ConfigError(f"{error.name} is missing: pip install 'discover-holdings[attest]'") from error


@attest.command()
@click.argument("file", type=_FILE)
@_password
def key(file: Path, password_file: Path | None) -> None:
    """Make an Ed25519 key in FILE, for you alone, and FILE.pub, for who verifies. Nothing is written over."""
    from discover.attest.envelope import make_key  # noqa: PLC0415  # of the extra

    other = make_key(file, _password_of(password_file))
    click.echo(
        f"{file}: the private key{'' if password_file else ', without a password'}; {other}: the public one, to be given away"
    )


@attest.command()
@click.argument("vendor", shell_complete=options.vendors)
@options.inventory
@options.policy
@options.declared
@click.option("--key", "key_file", type=_FILE, required=True, help="The private key that signs: PEM, Ed25519 or ECDSA.")
@_password
@click.option("--previous", type=_FILE, help="The attestation before this one, which this one then names.")
@click.option(
    "--allow-incomplete",
    metavar="WHY",
    help="Make it though not everything was examined; the document says so and why.",
)
@click.option("--out", type=_FILE, help="Where to write it. [default: standard output]")
def make(  # one parameter an option
    vendor: str, inventory: str | None, policy: Path | None, declared: str | None, key_file: Path, password_file: Path | None,
    previous: Path | None, allow_incomplete: str | None, out: Path | None,
) -> None:  # fmt: skip
    """Sign what VENDOR holds by the latest scan of each of its sources.

    It is refused where a source was not listed to its end, or less than 95 % of the bytes were examined: say why it is to
    be made all the same with --allow-incomplete.
    """
    from discover.attest.envelope import opened, signed, signer  # noqa: PLC0415  # of the extra
    from discover.attest.statement import incomplete, serialised, statement  # noqa: PLC0415  # as above
    from discover.inventory.store import open_store  # noqa: PLC0415  # beside its use

    by = signer(key_file, _password_of(password_file))
    before = _bytes(previous) if previous else None
    if before is not None:
        opened(before)
    with open_store(inventory) as store:
        basis = _basis(store, vendor, policy, declared or "", before, allow_incomplete or "")
    missing = incomplete(basis)
    if missing and not allow_incomplete:
        raise ConfigError(
            f"'{vendor}' cannot be attested: {'; '.join(missing)}. See discover coverage {vendor}; to say so in the document "
            "and sign it all the same: --allow-incomplete 'why'"
        )
    data = signed(serialised(statement(basis, datetime.now(UTC))), by)
    if out is None:
        sys.stdout.write(data.decode())
        return
    try:
        out.write_bytes(data)
    except OSError as error:
        raise ConfigError(f"{out}: cannot be written ({error.strerror})") from error
    click.echo(f"{out}: {vendor}, tier {basis.tier.tier.name}, signed by {by.public_key.keyid[:16]}", err=True)


@attest.command()
@click.argument("file", type=_FILE)
@click.option("--key", "key_file", type=_FILE, required=True, help="A private key that has not signed it yet.")
@_password
def sign(file: Path, key_file: Path, password_file: Path | None) -> None:
    """Add a signature to FILE: an officer's to the scanner's, say."""
    from discover.attest.envelope import AttestationError, signed_too, signer  # noqa: PLC0415  # of the extra

    by = signer(key_file, _password_of(password_file))
    try:
        data = signed_too(_bytes(file), by)
    except AttestationError as error:
        raise AttestationError(f"{file}: {error}") from error
    draft = file.with_name(f".{file.name}.draft")
    draft.write_bytes(data)
    draft.replace(file)
    click.echo(f"{file}: signed by {by.public_key.keyid[:16]}", err=True)


@attest.command()
@click.argument("file", type=_FILE)
@click.option(
    "--key",
    "keys",
    type=_FILE,
    multiple=True,
    required=True,
    help="A public key that may have signed it. May be given several times.",
)
@click.option(
    "--threshold", type=click.IntRange(1), help="How many of the keys must have signed it. [default: all given]"
)
@click.option("--previous", type=_FILE, help="The attestation that this one must follow.")
@click.option("--against", metavar="VENDOR", help="Compare with what your own inventory has of this vendor.")
@options.inventory
@options.form
def verify(
    file: Path,
    keys: tuple[Path, ...],
    threshold: int | None,
    previous: Path | None,
    against: str | None,
    inventory: str | None,
    form: str,
) -> int:
    """Check FILE: its signatures, its form, whether it is still valid, and what it follows. Exit code 10 where it does not hold.

    As JSON: {holds, signed_by, checks, differences, statement}.
    """
    from discover.attest.check import checks, statement_of  # noqa: PLC0415  # of the extra
    from discover.attest.envelope import AttestationError, opened, public, verified  # noqa: PLC0415  # as above

    known = [public(each) for each in keys]
    if threshold is not None and threshold > len(known):
        raise UsageError(f"--threshold {threshold}: only {len(known)} keys are given; give as many with --key")
    before = _bytes(previous) if previous else None
    try:
        envelope = opened(_bytes(file))
        by = verified(envelope, known, threshold or len(known))
        said = statement_of(envelope)
    except AttestationError as error:
        return _refused(file, str(error), form)
    told = checks(said, datetime.now(UTC), before)
    apart = _apart(said, against, inventory) if against else []
    holds = all(each.holds for each in told) and not apart
    if form == "json":
        rows = [each._asdict() for each in told]
        output.document({"holds": holds, "signed_by": by, "checks": rows, "differences": apart, "statement": said})
    else:
        output.text(_verdict(file, by, told, apart, said["predicate"]))
    return exits.DONE if holds else exits.FINDINGS


def _refused(file: Path, why: str, form: str) -> int:
    if form == "json":
        output.document(
            {
                "holds": False,
                "signed_by": [],
                "checks": [{"name": "signed", "holds": False, "detail": why}],
                "differences": [],
                "statement": None,
            }
        )
    else:
        output.text([Text(f"{file}: does not hold: {why}", style="bold red")])
    return exits.FINDINGS


def _apart(said: Mapping[str, Any], vendor: str, inventory: str | None) -> list[str]:
    from discover.attest.check import differences  # noqa: PLC0415  # of the extra
    from discover.attest.statement import statement  # noqa: PLC0415  # as above
    from discover.inventory.store import open_store  # noqa: PLC0415  # beside its use

    with open_store(inventory) as store:
        measured = statement(_basis(store, vendor, None, said["predicate"]["declared"], None, ""), datetime.now(UTC))
    return differences(said, measured)


def _basis(
    store: Store, vendor: str, policy: Path | None, declared: str, previous: bytes | None, allowed: str
) -> Basis:
    from detectors.rules.load import load_all  # noqa: PLC0415  # beside its use
    from detectors.rules.structure import with_structure  # noqa: PLC0415  # as above
    from discover import config  # noqa: PLC0415  # as above
    from discover.attest.statement import Basis  # noqa: PLC0415  # as above
    from discover.attest.stores import salt, stores  # noqa: PLC0415  # as above
    from discover.classify import policy as policies  # noqa: PLC0415  # as above
    from discover.cli.main import version  # noqa: PLC0415  # as above
    from discover.inventory.history import state  # noqa: PLC0415  # as above
    from discover.sweep.recorded import classified  # noqa: PLC0415  # as above

    using = policies.load(policy) if policy else policies.load_default()
    tier = classified(store, vendor, using, declared or None)
    mixed = salt(config.fingerprint_key(config.key_file(store.where), create=False), vendor)
    with store.read() as connection:
        places, digest = stores(connection, vendor, mixed), state(connection, vendor)[2]
    looked_for = {
        rule.kind for rule in with_structure(load_all((), config.engine_folder()), cache=config.engine_folder())
    }
    return Basis(
        vendor, store.holdings(vendor), store.coverage(vendor), tier, places, using, looked_for, version(), digest, declared,
        hashlib.sha256(previous).hexdigest() if previous is not None else "", allowed,
    )  # fmt: skip


def _verdict(
    file: Path, by: Sequence[str], told: Sequence[Check], apart: Sequence[str], predicate: Mapping[str, Any]
) -> Iterator[RenderableType]:
    holds = all(each.holds for each in told) and not apart
    yield Text(f"{file}: {'holds' if holds else 'does not hold'}", style="bold green" if holds else "bold red")
    yield Text(f"  signed    by {', '.join(each[:16] for each in by)}")
    for each in told:
        yield Text(
            f"  {each.name:<9} {'' if each.holds else 'NO: '}{shown(each.detail)}", style="" if each.holds else "red"
        )
    for clause in apart:
        yield Text(f"  differs   {shown(clause)}", style="red")
    tier = predicate["tier"]
    held = f"{plural(len(predicate['holdings']), 'kind')} in {plural(len(predicate['scope']['stores']), 'store')}"
    yield Text(f"  {shown(predicate['vendor'])}: tier {tier['tier']}, {tier['state']}; {held}")
    for limit in predicate["limits"]:
        yield Text(f"  {shown(limit)}", style="dim")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); give the path of an attestation") from error


def _password_of(path: Path | None) -> bytes | None:
    if path is None:
        return None
    first = _bytes(path).split(b"\n")[0]
    if not first:
        raise ConfigError(f"{path}: its first line is empty; write the password there")
    return first
