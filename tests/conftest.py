"""What holds for every test: hypothesis profiles, and skips that count as failures under CI.

``HYPOTHESIS_PROFILE`` chooses the profile: dev (50 examples), ci (300) or long (5,000); without
it, ci where ``CI=true`` and dev elsewhere. No deadline: a kernel's first call compiles it.
"""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

__all__: list[str] = []

CI = os.environ.get("CI") == "true"
PROFILES = {"dev": 50, "ci": 300, "long": 5000}

for name, examples in PROFILES.items():
    settings.register_profile(
        name,
        max_examples=examples,
        deadline=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow],  # measures the machine, not the test
    )
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if CI else "dev"))


def _reason(longrepr: object) -> str:
    """The reason of a skip: pytest keeps ``(path, line, reason)``."""
    return str(longrepr[2]) if isinstance(longrepr, tuple) else str(longrepr)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Under CI, a skipped test has failed, with its reason."""
    report = yield
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Expected no skipped test under CI, got: {_reason(report.longrepr)}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Under CI, a skipped module has failed, with its reason."""
    report = yield
    if CI and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"Expected no skipped module under CI, got: {_reason(report.longrepr)}"
    return report
