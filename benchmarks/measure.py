"""Clocks, memory and facts of the machine, on every system with what it has."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

__all__ = ["machine", "peak_rss"]

_STATUS = Path("/proc/self/status")
_LIBRARIES = ("lgmigrate", "numpy", "numba", "polars", "lxml")


def peak_rss() -> int:
    """The most memory that this process has held, in bytes; 0 where the system does not tell.

    Linux's own figure goes first: ``getrusage`` there begins with that of the process before exec.
    """
    if _STATUS.exists():
        for line in _STATUS.read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    if sys.platform == "win32":
        import psutil

        return int(psutil.Process().memory_info().peak_wset)
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def machine() -> dict[str, str | int | float]:
    """What a figure depends on."""
    facts: dict[str, str | int | float] = {
        "system": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count() or 0,
        "python": platform.python_version(),
        "gcc": _first_line("gcc", "--version"),
        "libxml2": _first_line("xml2-config", "--version"),
    }
    for name in _LIBRARIES:
        facts[name] = importlib.metadata.version(name)
    if hasattr(os, "getloadavg"):
        facts["load"] = round(os.getloadavg()[0], 2)
    return facts


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _first_line(*command: str) -> str:
    if shutil.which(command[0]) is None:
        return "none"
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.partition("\n")[0]
