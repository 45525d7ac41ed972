"""What people get to read and to sign: the results of the pipeline as documents."""

from __future__ import annotations

__all__: list[str] = []
