"""Inventory reports of services as listings: what their manifests, data files and rows mean."""
