"""Being written by the second tables helper (helper-7)."""
