"""Discover: scan what a vendor holds, keep one inventory of it, and classify the vendor by it."""
