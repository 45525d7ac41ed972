"""``lgmigrate pack``: the packs and their tables."""

from __future__ import annotations

from lgmigrate.cli.command import new_group

__all__ = ["command"]


_PARTS = ("list", "show", "doc", "xsd", "diff", "import", "export")


@new_group(
    "pack",
    ja="レイアウト定義（中間標準レイアウトの版ごとの表）。",
    lazy={name: f"lgmigrate.cli.pack_{name}" for name in _PARTS},
)
def command() -> None:
    """Packs: the editions of the standard layout as tables."""
