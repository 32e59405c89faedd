"""Connectors: list what a source holds as shards and open it as blobs. They import nothing of the other packages."""
