"""The yardsticks compiled on the spot; where that cannot be, the reason."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Built", "build"]

SOURCES = Path(__file__).resolve().parent
COMPILER = "gcc"
PLAIN = ("-O3", "-Wall", "-Wextra", "-Werror=implicit-function-declaration")
LIBXML2 = ("-I/usr/include/libxml2", "-lxml2")  # where xml2-config does not say


@dataclass(frozen=True, slots=True)
class Built:
    """``program`` is None where there is none, and ``reason`` says why."""

    program: Path | None
    reason: str = ""


def build(name: str, folder: Path) -> Built:
    """Compile ``<name>.c`` into ``folder``."""
    compiler = shutil.which(COMPILER)
    if compiler is None:
        return Built(None, f"{COMPILER} is not installed")
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / name
    libraries = _libxml2() if name == "sax" else []
    source = SOURCES / f"{name}.c"
    command = [compiler, *PLAIN, "-o", str(program), str(source), *libraries]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = done.stderr.splitlines()
        first = next((line for line in lines if "error" in line), "no message")
        return Built(None, f"{COMPILER} refused {source.name}: {first}")
    return Built(program)


def _libxml2() -> list[str]:
    config = shutil.which("xml2-config")
    if config is None:
        return list(LIBXML2)
    done = subprocess.run(
        [config, "--cflags", "--libs"], capture_output=True, text=True, check=False
    )
    return done.stdout.split() if not done.returncode else list(LIBXML2)
