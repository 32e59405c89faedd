"""Executors: run work over shards, in this process, in a pool, or on a cluster engine."""
