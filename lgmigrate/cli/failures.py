"""Faults as messages and exit codes; never a traceback, unless ``LGMIGRATE_DEBUG`` is set.

2 usage, 3 a definition, 4 a source, 5 the machine. What a fault of the program says may hold a
value of the data, so of such a fault only its kind and its place in the program are shown.
"""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

import click

from lgmigrate.cli.command import written
from lgmigrate.cli.console import tell
from lgmigrate.cli.messages import text
from lgmigrate.errors import LgmigrateError

__all__ = ["MACHINE", "told"]

MACHINE = 5


def told(error: BaseException, context: click.Context) -> int:
    """Tell of an error, every fault of it on a line of its own; -> the exit code."""
    if os.environ.get("LGMIGRATE_DEBUG"):
        traceback.print_exception(error)
    if isinstance(error, LgmigrateError):
        tell(text(f"fault.{error.exit_code}"))
        for fault in error.faults:
            tell(f"  {fault}")
        return error.exit_code
    if isinstance(error, BrokenPipeError):  # whoever read the output has gone
        sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  for what Python still flushes at its end
        return MACHINE
    tell(_machine(error))
    where = written(context)
    if where is not None:
        out, complete = where
        for path in complete:
            tell(text("fault.complete", path=path))
        tell(text("fault.nothing", out=out))
    return MACHINE


def _machine(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return text("fault.interrupted")
    if isinstance(error, MemoryError):
        return text("fault.5", what=text("fault.memory"))
    if isinstance(error, OSError):
        place = f": {error.filename}" if error.filename else ""
        return text("fault.5", what=f"{error.strerror or type(error).__name__}{place}")
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return text("fault.internal", what=f"{type(error).__name__} {place}")
