"""Rules: the TOML format, its loader and its checker."""
