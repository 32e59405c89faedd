"""Attestation: what a vendor holds, signed, without any value, name or path of it."""
