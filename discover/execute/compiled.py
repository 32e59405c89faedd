"""The engine of the rules that ship, made once in the process that workers are forked from, while the command gets ready."""

from __future__ import annotations

from contextlib import suppress

from detectors.errors import EngineError, RuleError
from discover import config
from discover.errors import DiscoverError
from discover.execute.worker import engine

with suppress(DiscoverError, EngineError, RuleError, OSError):  # whoever asks for it gets the error, and says it
    engine((), config.engine_name(), config.engine_folder())
