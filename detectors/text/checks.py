"""Checks: the named functions that a rule file may ask for. Each takes the value's bytes and says whether it holds."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Mapping

from detectors.errors import RuleError

Check = Callable[[bytes], bool]

_MODULES = ("check_tokens", "check_tokens_b", "check_tokens_c", "check_numbers", "check_net", "check_shape")


#: Begins the name of a check that an identifier makes (`is-br.cpf`).
_IDENTIFIER = "is-"


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
    if name.startswith(_IDENTIFIER):
        return _identifier(name)
    try:
        return CHECKS[name]
    except KeyError:
        raise RuleError(
            f"no check is named '{name}'; there are: {', '.join(sorted(CHECKS))}, and {_IDENTIFIER}… with the rule of an identifier"
        ) from None


def _identifier(name: str) -> Check:
    """Whether a value is an identifier's, read where the first value is met: identifiers take 0.2 s to be read."""

    def holds(value: bytes) -> bool:
        from detectors.identifiers.registry import by_rule  # noqa: PLC0415  # see above

        found = by_rule(name.removeprefix(_IDENTIFIER))
        plain = found.normal(value.decode("utf-8", "replace"))
        return bool(plain) and found.check(plain)

    return holds
