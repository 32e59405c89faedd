"""Readers that look at pictures, with the models of the extra `media`; each runs in a child of the worker."""
