"""Errors of the discover package. `cli/exits.py` maps each to an exit code; a message says what, where and what to do.

DiscoverError
├── ConfigError        a setting, key file or policy is wrong                       exit 4
├── InventoryError     the inventory cannot be opened, read or written              exit 4
│   └── DiskFullError  there is no room to write it
└── UsageError         what was asked for does not fit together                     exit 2
"""

from __future__ import annotations


class DiscoverError(Exception):
    """Base of every error that the discover package raises."""


class ConfigError(DiscoverError):
    """A setting, a key file or a policy file is wrong."""


class InventoryError(DiscoverError):
    """The inventory cannot be opened, read or written."""


class DiskFullError(InventoryError):
    """There is no room left to write the inventory."""


class UsageError(DiscoverError):
    """What was asked for does not fit together."""
