"""Views: what a detector reads. Media types are told by content."""
