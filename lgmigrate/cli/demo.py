"""``lgmigrate demo``: the tour in one command."""

from __future__ import annotations

from pathlib import Path

import click

from lgmigrate.cli.command import new_command, option, output_options, writing
from lgmigrate.cli.console import json_line, show, table, tell
from lgmigrate.cli.findings_table import code_table
from lgmigrate.cli.messages import text
from lgmigrate.cli.tour import MAPPINGS, PARTS, Stop, is_tour, tour, warm_up

__all__ = ["command"]


@new_command(
    "demo",
    ja="""架空の住民記録を作り、変換、検査、復元、比較までを行う。

組み込みの三つの変換定義それぞれで、ベンダの出力を作り、
中間標準レイアウトに変換し、検査し、復元して、元のファイルとバイト単位で比べる。
すべて一致し、誤りの指摘がなければ終了コードは0。""",
)
@option(
    "--out",
    metavar="DIR",
    default="lgmigrate-demo",
    show_default=True,
    help="Folder for everything that is made; an earlier demo in it is replaced.",
    ja="作成先のフォルダ。以前の demo は置き換える",
)
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
    "--overwrite",
    is_flag=True,
    help="Write among other files too.",
    ja="他のファイルがあるフォルダにも書く",
)
@output_options
def command(out: str, persons: int, *, overwrite: bool, as_json: bool) -> int:
    """Make a register, convert it, check it, restore it, compare: the tour in one command.

    For each of the three mappings that ship: invented people as a vendor would export them, the
    standard layout, its validation, the vendor's form again, compared byte for byte. The exit code
    is 0 if all came back identical and nothing is an error.
    """
    folder = Path(out)
    if not overwrite and not is_tour(folder):
        raise click.UsageError(text("demo.foreign", out=out))
    writing(out)
    folder.mkdir(parents=True, exist_ok=True)
    tell(text("demo.preparing"))
    warm_up(folder)
    complete: list[str] = []

    def step(name: str, mapping: str) -> None:
        tell(text(f"demo.step.{name}", mapping=mapping))
        parts = {"convert": "source", "validate": "standard", "compare": "restored"}
        if name in parts:
            complete.append(str(folder / mapping / parts[name]))
        writing(str(folder / mapping), *complete)

    stops = tour(folder, persons, step)
    if as_json:
        json_line(_document(folder, stops), indent=2)
    else:
        _show(folder, stops)
    return 0 if all(stop.ok for stop in stops) else 1


def _document(folder: Path, stops: list[Stop]) -> dict[str, object]:
    return {
        "ok": all(stop.ok for stop in stops),
        "out": str(folder),
        "mappings": [
            {
                "mapping": stop.mapping,
                "records": stop.records,
                "bytes": stop.bytes,
                "findings": stop.findings,
                "megabytes_per_second": round(stop.speed, 1),
                "identical": stop.identical,
                "paths": {part: str(folder / stop.mapping / part) for part in PARTS},
            }
            for stop in stops
        ],
    }


def _show(folder: Path, stops: list[Stop]) -> None:
    rows = [
        (
            stop.mapping,
            f"{stop.records:,}",
            f"{stop.bytes:,}",
            f"{sum(stop.findings.values()):,}",
            f"{stop.speed:.0f}",
            text("yes" if stop.identical else "no"),
        )
        for stop in stops
    ]
    head = ("mapping", "records", "bytes", "findings", "speed", "identical")
    for line in table(head, rows, right=head[1:5]):
        show(line)
    show()
    codes: dict[str, int] = {}
    for stop in stops:
        for code, count in stop.findings.items():
            codes[code] = codes.get(code, 0) + count
    for line in code_table(codes) if codes else ():
        show(line)
    show(text("demo.good" if all(stop.ok for stop in stops) else "demo.bad"))
    show()
    show(text("demo.made"))
    paths = [
        (str(folder / mapping / part), text(f"demo.{part}"))
        for mapping in MAPPINGS
        for part in PARTS
    ]
    for line in table(("place", "about"), paths):
        show(line)
