"""Run by Alembic: migrate the connection that `configure` put into the configuration."""

from __future__ import annotations

from alembic import context

from discover.inventory.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
