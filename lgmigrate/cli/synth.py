"""``lgmigrate synth``: a made-up register as a vendor would export it, or a delivery of packs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from lgmigrate.cli.chosen import chosen_mapping
from lgmigrate.cli.command import (
    charset_options,
    new_command,
    option,
    out_option,
    output_options,
    overwrite_option,
    writing,
)
from lgmigrate.cli.console import json_line, show
from lgmigrate.cli.messages import text
from lgmigrate.cli.synth_packs import synth_packs

if TYPE_CHECKING:
    from lgmigrate.charset.page import OnError

__all__ = ["command"]


@new_command(
    "synth",
    ja="""架空の住民記録をベンダの出力の形で作る。又は架空の移行データを作る。

実在の個人のデータは使わない。同じ --seed からは同じバイト列ができる。

--mapping があるとき、その変換定義のベンダの出力を作る。--dirt を指定すると、その割合のレコードに
誤りを埋め込み、場所と種類を ledger.csv に書く。文字コードにない文字は架空の団体の外字とし、
外字変換表を gaiji.csv に書く。

--pack があるとき、そのレイアウト定義の移行データを manifest.json とともに作る。取り込んだ定義でも
よい。複数のときは業務ごとのフォルダに書き、宛名番号などの参照は業務の間でも成り立つ。
validate で誤りのない移行データになる。""",
)
@option(
    "--mapping",
    metavar="M",
    help="Name of an installed mapping, or the path of a mapping folder.",
    ja="組み込みの変換定義の名前、又は変換定義のフォルダ",
)
@option(
    "--pack",
    "packs",
    metavar="P[@EDITION]",
    multiple=True,
    help="Name of an installed pack, or the path of a pack folder, instead of --mapping; may be "
    "repeated.",
    ja="--mapping の代わりに、組み込みのレイアウト定義の名前、又はそのフォルダ。複数指定できる",
)
@out_option
@option(
    "--persons",
    metavar="N",
    type=click.IntRange(min=1),
    default=20_000,
    show_default=True,
    help="Number of records of persons (住民票); other files have as many as fits them.",
    ja="人（住民票）のレコードの数。他のファイルの件数はこれに応じる",
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
    help="With --mapping: share of records to damage, with a ledger of every damage.",
    ja="--mapping のとき、誤りを埋め込むレコードの割合",
)
@option(
    "--format",
    "style",
    type=click.Choice(["xml", "csv"]),
    help="With --pack: form of the exchange files; xml by default.",
    ja="--pack のとき、移行ファイルの形式。指定がなければXML",
)
@option(
    "--names",
    type=click.Choice(["romaji", "japanese"]),
    help="With --pack: names of elements or columns; romaji by default.",
    ja="--pack のとき、要素名・列名。指定がなければローマ字",
)
@charset_options
@overwrite_option
@output_options
def command(
    mapping: str | None,
    packs: tuple[str, ...],
    out: str,
    persons: int,
    seed: int,
    dirt: float,
    style: Literal["xml", "csv"] | None,
    names: Literal["romaji", "japanese"] | None,
    charset: str | None,
    gaiji: tuple[str, ...],
    on_error: OnError | None,
    *,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Make a register of invented people in a vendor's form, or a delivery of packs.

    Nothing in it is taken from real people. The same --seed gives the same bytes.

    With --mapping it is an export of the mapping's vendor. With --dirt that share of the records is
    damaged, and ledger.csv says where and how. Characters that the code page does not have are
    gaiji of the made-up municipality; gaiji.csv is their table.

    With --pack it is a delivery of these packs, imported ones too, with manifest.json; of several
    packs there is a folder for each, and references such as 宛名番号 hold between them. It is one
    that validate finds no error in.
    """
    if (mapping is None) != bool(packs):
        raise click.UsageError(text("synth.either"))
    if mapping is None:
        if dirt or charset or gaiji or on_error:
            raise click.UsageError(text("synth.needs_mapping"))
        synth_packs(
            packs,
            out,
            persons=persons,
            seed=seed,
            style=style or "xml",
            names=names or "romaji",
            overwrite=overwrite,
            as_json=as_json,
        )
        return
    if style or names:
        raise click.UsageError(text("synth.needs_pack"))
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
