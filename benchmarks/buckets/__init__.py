"""How fast buckets are scanned, beside the bare client that only reads them; see `__main__`."""
