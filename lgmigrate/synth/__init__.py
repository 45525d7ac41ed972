"""Made-up registers, for samples, tests and benchmarks."""

from __future__ import annotations

__all__: list[str] = []
