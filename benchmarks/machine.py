"""What machine a benchmark ran on, in one line."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def machine() -> str:
    """Processors, system and load."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        models = (line.partition(": ")[2] for line in info.read_text().splitlines() if line.startswith("model name"))
        name = next(models, name)
    system = f"{platform.system()} {platform.release()}"
    return f"{os.cpu_count()} processors ({name}), {system}, load {os.getloadavg()[0]:.1f} at the start"
