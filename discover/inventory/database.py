"""Open the inventory's database: SQLite by default, any SQLAlchemy URL of PostgreSQL; made and migrated on the way."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError

from discover.errors import DiskFullError, InventoryError
from discover.inventory.schema import REVISION, metadata

MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_MS = 30_000
#: Key of the advisory lock under which PostgreSQL's tables are made: "disc" in ASCII.
_LOCK = 0x64697363


def engine_of(where: str, *, create: bool) -> Engine:
    """An engine on an inventory, its tables at the newest revision.

    Args:
        where: path of a SQLite file, or a URL such as `postgresql+psycopg://user@host/db`.
        create: True to make it where it does not exist.

    Raises:
        InventoryError: it does not exist, cannot be opened, or belongs to a newer version.
    """
    engine = _server(where) if "://" in where else _file(Path(where), create=create)
    with _explained(where):
        _upgrade(engine, where, create=create)
    return engine


def _file(path: Path, *, create: bool) -> Engine:
    if not path.exists():
        if not create:
            raise InventoryError(
                f"{path}: no inventory there yet; run `discover scan TARGET --vendor NAME` first, "
                "or name another with --inventory"
            )
        _make_private(path)
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": _BUSY_MS / 1000})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:  # the driver's own connection
        connection.isolation_level = None  # transactions are begun below, so that schema changes roll back as well
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            "cache_size=-32768",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes its lock at once, and waits for it; one that has read before it writes would be refused.
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _make_private(path: Path) -> None:
    """An empty file that only its owner may read: paths and counts are nobody else's business."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise InventoryError(
            f"{path}: the inventory cannot be made ({error.strerror}); "
            "name a writable place with --inventory, or use --no-inventory"
        ) from error


def _server(url: str) -> Engine:
    if not url.startswith(("postgresql", "sqlite")):
        raise InventoryError(
            f"{url.partition('://')[0]}: not a supported database; give a path or a postgresql+psycopg:// URL"
        )
    try:
        return create_engine(url)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise InventoryError(
            "the PostgreSQL driver is not installed; pip install 'discover-holdings[postgres]'"
        ) from error


def _upgrade(engine: Engine, where: str, *, create: bool) -> None:
    with engine.connect() as connection:
        names = set(inspect(connection).get_table_names())
        if "alembic_version" in names:
            revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            if revision == REVISION:
                return
    if not names:
        if not create:
            raise InventoryError(
                f"{where}: not an inventory; run `discover scan` first, or name another with --inventory"
            )
        _create(engine)
        return
    if "alembic_version" not in names:
        raise InventoryError(f"{where}: a database, but not an inventory of discover; name another with --inventory")
    _migrate(engine, where)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: on SQLite it holds the only writer's lock from its first statement on."""
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        yield connection


def _create(engine: Engine) -> None:
    """All tables at once, marked with the newest revision: what the migrations would give (a test compares)."""
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        if "alembic_version" in inspect(connection).get_table_names():
            return  # another first run was quicker
        metadata.create_all(connection)
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
        connection.execute(text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": REVISION})


def _migrate(engine: Engine, where: str) -> None:
    from alembic import command  # noqa: PLC0415  # 0.13 s that only an old inventory needs
    from alembic.util import CommandError  # noqa: PLC0415  # as above

    from discover.inventory.migrations.configure import configuration  # noqa: PLC0415  # as above

    try:
        with writing(engine) as connection:
            command.upgrade(configuration(connection), "head")
    except CommandError as error:
        raise InventoryError(f"{where}: made by a newer version of discover ({error}); upgrade discover") from error


@contextmanager
def _explained(where: str) -> Iterator[None]:
    """Database errors as messages that say what to do."""
    try:
        yield
    except DBAPIError as error:
        raise explained(where, error) from error
    except SQLAlchemyError as error:
        raise InventoryError(f"{where}: {error}") from error


def explained(where: str, error: DBAPIError) -> InventoryError:
    """The error of a database driver, in words of the inventory; carries no parameter of the statement."""
    said = str(error.orig)
    if "full" in said or "No space" in said or getattr(error.orig, "errno", None) == errno.ENOSPC:
        return DiskFullError(
            f"{where}: no room left to write the inventory; free some and run the scan again: it goes on where it stopped"
        )
    if "readonly" in said or "read-only" in said:
        return InventoryError(
            f"{where}: the inventory is read-only; make it writable, name another with --inventory, or use --no-inventory"
        )
    if "not a database" in said or "malformed" in said:
        return InventoryError(
            f"{where}: not a readable inventory ({said}); restore it from a copy, or name another with --inventory"
        )
    return InventoryError(f"{where}: {said}")
