"""Sweeps: from targets to sources, from sources to committed shards and settled findings."""
