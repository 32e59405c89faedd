"""Containers: archives, compressed files, packs."""
