"""What is said of a delivery's folder: the names in it that are of no known pack."""

from __future__ import annotations

from collections.abc import Sequence

from lgmigrate.cli.console import tell
from lgmigrate.cli.messages import text

__all__ = ["tell_unknown"]

SHOWN = 10  # names; of the others the number


def tell_unknown(names: Sequence[str]) -> None:
    """Say which names were passed over; nothing where there are none."""
    if names:
        rest = len(names) - SHOWN
        shown = [*names[:SHOWN], *([f"... (+{rest:,})"] if rest > 0 else [])]
        tell(text("delivery.unknown", names=", ".join(shown)))
