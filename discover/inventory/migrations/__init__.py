"""Schema migrations of the inventory (Alembic)."""
