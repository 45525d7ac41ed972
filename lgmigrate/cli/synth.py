"""``lgmigrate synth``: a made-up register as a vendor would export it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from lgmigrate.cli.chosen import chosen_mapping
from lgmigrate.cli.command import (
    charset_options,
    mapping_option,
    new_command,
    option,
    out_option,
    output_options,
    overwrite_option,
    writing,
)
from lgmigrate.cli.console import json_line, show
from lgmigrate.cli.messages import text

if TYPE_CHECKING:
    from lgmigrate.charset.page import OnError

__all__ = ["command"]


@new_command(
    "synth",
    ja="""架空の住民記録を、ベンダの出力の形で作る。

実在の個人のデータは使わない。同じ --seed からは同じバイト列ができる。
--dirt を指定すると、その割合のレコードに誤りを埋め込み、
場所と種類を ledger.csv に書く。文字コードにない文字は架空の団体の外字とし、
外字変換表を gaiji.csv に書く。""",
)
@mapping_option
@out_option
@option(
    "--persons",
    metavar="N",
    type=click.IntRange(min=1),
    default=20_000,
    show_default=True,
    help="Number of records of persons.",
    ja="人のレコードの数",
)
@option(
    "--seed",
    metavar="N",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="The same seed gives the same bytes.",
    ja="同じ値からは同じバイト列ができる",
)
@option(
    "--dirt",
    metavar="RATE",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Share of records to damage, with a ledger of every damage.",
    ja="誤りを埋め込むレコードの割合",
)
@charset_options
@overwrite_option
@output_options
def command(
    mapping: str,
    out: str,
    persons: int,
    seed: int,
    dirt: float,
    charset: str | None,
    gaiji: tuple[str, ...],
    on_error: OnError | None,
    *,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Make a register of invented people in the form of a vendor's export.

    Nothing in it is taken from real people. The same --seed gives the same bytes. With --dirt that
    share of the records is damaged, and ledger.csv says where and how. Characters that the code
    page does not have are gaiji of the made-up municipality; gaiji.csv is their table.
    """
    from lgmigrate.synth.vendor import synthesize

    chosen = chosen_mapping(mapping, charset, gaiji, on_error)
    writing(out)
    made = synthesize(chosen, out, persons=persons, seed=seed, dirt=dirt, overwrite=overwrite)
    if as_json:
        document = {
            "path": str(made.path),
            "records": made.records,
            "bytes": made.bytes,
            "damages": len(made.damages),
            "ledger": None if made.ledger is None else str(made.ledger),
            "gaiji": None if made.gaiji is None else str(made.gaiji),
        }
        json_line(document, indent=2)
        return
    show(text("synth.done", path=made.path, records=made.records, bytes=made.bytes))
    if made.gaiji is not None:
        show(text("synth.gaiji", path=made.gaiji))
    if made.ledger is not None:
        show(text("synth.damages", path=made.ledger, count=len(made.damages)))
