"""``lgmigrate pack list``: the installed packs."""

from __future__ import annotations

from lgmigrate.cli.command import new_command, output_options
from lgmigrate.cli.console import json_line, show, table
from lgmigrate.cli.pack_show import head

__all__ = ["command"]


@new_command("list", ja="組み込みのレイアウト定義の一覧。")
@output_options
def command(*, as_json: bool) -> None:
    """The installed packs."""
    from lgmigrate.standard import load_pack, pack_editions, pack_names

    packs = [load_pack(name, edition) for name in pack_names() for edition in pack_editions(name)]
    if as_json:
        json_line([head(pack) for pack in packs], indent=2)
        return
    rows = [(pack.label, pack.title) for pack in packs]
    for line in table(("name", "about"), rows):
        show(line)
