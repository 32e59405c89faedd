"""Checks: the named functions that a rule file may ask for. Each takes the value's bytes and says whether it holds."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Mapping

from detectors.errors import RuleError

Check = Callable[[bytes], bool]

_MODULES = ("check_tokens", "check_tokens_b", "check_tokens_c", "check_numbers", "check_net", "check_shape")


def _collect() -> Mapping[str, Check]:
    table: dict[str, Check] = {}
    for name in _MODULES:
        if importlib.util.find_spec(f"detectors.text.{name}"):
            table.update(importlib.import_module(f"detectors.text.{name}").CHECKS)
    return table


CHECKS = _collect()


def check(name: str) -> Check:
    """The check of that name.

    Raises:
        RuleError: there is none.
    """
    try:
        return CHECKS[name]
    except KeyError:
        raise RuleError(f"no check is named '{name}'; there are: {', '.join(sorted(CHECKS))}") from None
