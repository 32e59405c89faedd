"""Store: the inventory, opened. Readers ask it; a scan writes through its transactions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Engine, and_
from sqlalchemy.exc import DBAPIError

from discover import config
from discover.errors import UsageError
from discover.interrupt import whole
from discover.inventory import history, query
from discover.inventory.database import engine_of, explained, writing
from discover.inventory.history import Judged, Proof, SweepRecord
from discover.inventory.holding import Coverage, FindingRecord, Holding
from discover.inventory.posture import Posture, postures

#: Sweeps that are looked back at for a tier: two years of nights.
_PAST = 800


class Past(NamedTuple):
    """What is remembered of a vendor.

    Attributes:
        records: its latest sweeps, the oldest first.
        proofs: what was found of its deletion manifests, the oldest first.
        scans: the latest scan of each of its sources, sorted.
        full: whether all of these were full and came to their end.
    """

    records: list[SweepRecord]
    proofs: list[Proof]
    scans: tuple[int, ...]
    full: bool


class Store:
    """One inventory.

    Attributes:
        where: its path or URL, for messages.
    """

    def __init__(self, engine: Engine, where: str, not_looked_for: Mapping[str, str] | None = None) -> None:
        """Take an engine whose tables are at the newest revision, and the kinds that this installation cannot find."""
        self._engine = engine
        self.where = where
        self._missing = not_looked_for or {}

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction that writes: all of it, or nothing. Other writers wait for its end, and so does Ctrl-C.

        Raises:
            InventoryError: the database refused; the message says why and what to do.
        """
        try:
            with whole(), writing(self._engine) as connection:
                yield connection
        except DBAPIError as error:
            raise explained(self.where, error) from error

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads: one state of the inventory, whoever writes meanwhile.

        Raises:
            InventoryError: the database refused; the message says why and what to do.
        """
        try:
            with self._engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise explained(self.where, error) from error

    def vendors(self) -> list[str]:
        """Names of all vendors, sorted."""
        with self.read() as connection:
            return query.vendors(connection)

    def _require(self, connection: Connection, vendor: str) -> None:
        names = query.vendors(connection)
        if vendor not in names:
            raise UsageError(f"no vendor '{vendor}' in {self.where}; there are: {', '.join(names) or 'none yet'}")

    def holdings(self, vendor: str | None = None, only: ColumnElement[bool] | None = None) -> list[Holding]:
        """Holdings of one vendor, or of all in order of name; the worst first.

        Args:
            vendor: whose; None for all.
            only: a clause that findings must meet to be counted; None for all of them.

        Raises:
            UsageError: the inventory has no such vendor.
        """
        with self.read() as connection:
            if vendor is not None:
                self._require(connection, vendor)
            names = query.vendors(connection) if vendor is None else [vendor]
            return [holding for name in names for holding in query.holdings(connection, name, only)]

    def by_store(self, vendor: str, only: ColumnElement[bool] | None = None) -> dict[str, list[Holding]]:
        """Holdings of each source of a vendor by locator; those without any are there too.

        Args:
            vendor: whose.
            only: as of `holdings`.

        Raises:
            UsageError: the inventory has no such vendor.
        """
        with self.read() as connection:
            self._require(connection, vendor)
            names = [scan.locator for scan in query.latest_scans(connection, vendor)]
            clauses = [query.of_source(name) if only is None else and_(query.of_source(name), only) for name in names]
            return {
                name: query.holdings(connection, vendor, clause) for name, clause in zip(names, clauses, strict=True)
            }

    def coverage(self, vendor: str) -> Coverage:
        """How much of what a vendor holds was examined.

        Raises:
            UsageError: the inventory has no such vendor.
        """
        with self.read() as connection:
            self._require(connection, vendor)
            return query.coverage(connection, vendor, self._missing)

    def findings(
        self,
        vendor: str,
        *,
        sources: Sequence[str] | None = None,
        min_confidence: float = 0.0,
        gone: bool = False,
        scans: Sequence[int] | None = None,
    ) -> Iterator[FindingRecord]:
        """Findings of a vendor by severity, confidence, path and line, streamed.

        Args:
            vendor: whose.
            sources: locators to stay within; None for all.
            min_confidence: least confidence, 0 to 1.
            gone: True to add those that are not held any more.
            scans: row ids of scans that must have seen them; None for any.

        Raises:
            UsageError: the inventory has no such vendor.
        """
        with self.read() as connection:
            self._require(connection, vendor)
            yield from query.findings(
                connection, vendor, sources=sources, min_confidence=min_confidence, gone=gone, scans=scans
            )

    def places(self, fingerprint: str) -> list[FindingRecord]:
        """Every finding of any vendor, present or gone, whose value's fingerprint begins so (hexadecimal); 1,000 at most."""
        with self.read() as connection:
            return query.places(connection, fingerprint)

    def placed(
        self, vendor: str, *, scans: Sequence[int], min_confidence: float = 0.0
    ) -> Iterator[tuple[FindingRecord, bytes]]:
        """As `findings`, each with the digest of the content that it was found in, as git names it."""
        with self.read() as connection:
            yield from query.placed(connection, vendor, scans=scans, min_confidence=min_confidence)

    def postures(self, vendor: str) -> list[Posture]:
        """What services say of the buckets of a vendor, by locator."""
        with self.read() as connection:
            return postures(connection, vendor)

    def unexamined(self, scans: Sequence[int]) -> set[str]:
        """Reasons for which objects of the sources of these scans were not wholly examined."""
        with self.read() as connection:
            return query.unexamined(connection, scans)

    def found_by(self, scans: Sequence[int], rule: str) -> bool:
        """Whether a rule has a finding in the sources of these scans."""
        with self.read() as connection:
            return query.found_by(connection, scans, rule)

    def changes(self, scans: Sequence[int]) -> tuple[tuple[int, int, int], dict[str, int], dict[str, int]]:
        """What some scans listed and what changed with them: see `query.changes`."""
        with self.read() as connection:
            return query.changes(connection, scans)

    def past(self, vendor: str) -> Past:
        """Sweeps of a vendor, proofs of deletion, and what its latest scans are."""
        with self.read() as connection:
            scans, full, _ = history.state(connection, vendor)
            return Past(history.sweeps(connection, vendor, _PAST), history.proofs(connection, vendor), scans, full)

    def sweeps(self, vendor: str) -> list[SweepRecord]:
        """All sweeps of a vendor, the oldest first.

        Raises:
            UsageError: the inventory has no such vendor.
        """
        with self.read() as connection:
            self._require(connection, vendor)
            return history.sweeps(connection, vendor)

    def record(
        self, vendor: str, holdings: Sequence[Holding], coverage: Coverage, judged: Judged, *, now: float
    ) -> None:
        """Write what a vendor holds into its history: see `history.record`."""
        with self.begin() as connection:
            history.record(connection, vendor, holdings, coverage, judged, now=now)

    def close(self) -> None:
        """Give back the connections."""
        self._engine.dispose()


@contextmanager
def open_store(where: str | None = None, *, create: bool = False) -> Iterator[Store]:
    """Open an inventory.

    Args:
        where: path of a SQLite file or a PostgreSQL URL; None for the user's own.
        create: True to make it where it does not exist.

    Raises:
        InventoryError: it does not exist, or cannot be opened.
    """
    place = where or str(config.default_inventory())
    store = Store(engine_of(place, create=create), place, config.not_looked_for())
    try:
        yield store
    finally:
        store.close()
