"""Films are made once a session from what samples draw and say."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.append(str(Path(__file__).parents[3] / "samples"))

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="session")
def films() -> Callable[..., bytes]:
    """`films(container, shown, seconds, heard)`: the same film is made once."""
    from parts import clips

    made: dict[tuple[object, ...], bytes] = {}

    def film(
        container: str, shown: str = "interview", seconds: float = 12, heard: str = "voice", key_every: float = 2.0
    ) -> bytes:
        key = (container, shown, seconds, heard, key_every)
        if key not in made:
            rng = random.Random(f"{shown} {heard}")  # the same in every container
            frames = clips.SHOWN[shown](rng, seconds)
            sound = getattr(clips, heard)(rng, seconds) if heard else None
            made[key] = clips.film(container, frames, sound, key_every=key_every)
        return made[key]

    return film
