"""``lgmigrate mapping new``: a draft of a mapping from a layout and a file of a pack."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lgmigrate.cli.command import new_command, option, output_options, writing
from lgmigrate.cli.console import json_line, show, table, tell
from lgmigrate.cli.messages import text
from lgmigrate.cli.table_options import chosen_definition, copybook_options

if TYPE_CHECKING:
    from lgmigrate.mapping.scaffold import Scaffold

__all__ = ["command"]


@new_command(
    "new",
    ja="""レコードレイアウトと移行ファイルから、変換定義の下書きをフォルダ DIR に作る。

項目名を同義語と類似度で対応付け、確かなものを変換に、そうでないものを点数とともにコメントに
書く。必ず人が確かめること。下書きはそのまま読める（mapping check）。""",
)
@option(
    "--layout",
    metavar="L",
    required=True,
    help="The record layout: a table (.csv), a copybook (.cpy, .cob, .cbl) or a layout sheet "
    "(.xlsx, .csv).",
    ja="レコードレイアウト。表（.csv）、COPY句（.cpy、.cob、.cbl）、項目定義書（.xlsx、.csv）",
)
@copybook_options
@option(
    "--pack",
    metavar="P[@EDITION]",
    required=True,
    help="Name of an installed pack, or the path of a pack folder.",
    ja="レイアウト定義の名前、又はフォルダ",
)
@option(
    "--file",
    "file_name",
    metavar="FILE",
    required=True,
    help="The file of the pack that the records become.",
    ja="レコードが入る移行ファイル",
)
@option(
    "--charset",
    metavar="C",
    required=True,
    help="The code page of the source: a name (charset list shows them).",
    ja="ソースの文字コード（charset list に出る名前）",
)
@option(
    "--framing",
    metavar="F",
    help="How records stand in the source: fixed:800, rdw, vb, prefix:2, varseq, lines, "
    "lines:crlf, csv, csv:tab. By default fixed by the layout's length, or csv.",
    ja="レコード形式。fixed:800、rdw、vb、prefix:2、varseq、lines、lines:crlf、csv、csv:tab など。"
    "指定がなければレイアウトの長さの固定長、又はCSV",
)
@option(
    "--source",
    metavar="NAME",
    default="SOURCE.DAT",
    show_default=True,
    help="Name of the vendor's file, which restore writes.",
    ja="ベンダのファイルの名前。restore がこの名前で書く",
)
@option(
    "--out",
    metavar="DIR",
    required=True,
    help="Folder to make; its name is that of the mapping.",
    ja="作るフォルダ。その名前が変換定義の名前になる",
)
@output_options
def command(
    layout: str,
    record: str,
    dialect: str,
    choices: tuple[str, ...],
    pack: str,
    file_name: str,
    charset: str,
    framing: str | None,
    source: str,
    out: str,
    *,
    as_json: bool,
) -> None:
    """Draft a mapping in the folder DIR, from a record layout and a file of a pack.

    Names are matched by synonyms and by likeness. What is sure becomes a step, the rest stands as
    comments with its score: someone who knows the system has to confirm all of it. The draft loads
    as it is (mapping check).
    """
    from lgmigrate.pipeline.scaffold import write_scaffold

    writing(str(Path(out).parent))
    made = write_scaffold(
        out,
        layout=layout,
        chosen=chosen_definition(record, dialect, choices),
        pack=pack,
        file=file_name,
        charset=charset,
        framing=framing,
        source=source,
    )
    if as_json:
        json_line(_document(made), indent=2)
        return
    head = ("field", "items", "score", "step", "state")
    cells = [
        (
            one.field,
            one.item,
            f"{one.score:.2f}",
            one.step,
            text("new.sure" if one.sure else "new.unsure"),
        )
        for one in made.matches
    ]
    for line in table(head, cells, right=("score",)):
        show(line)
    sure = sum(one.sure for one in made.matches)
    tell(
        text(
            "new.done",
            folder=out,
            steps=sure,
            unsure=len(made.matches) - sure,
            fields=len(made.fields),
            items=len(made.items),
        )
    )


def _document(made: Scaffold) -> dict[str, object]:
    return {
        "matches": [
            {
                "field": one.field,
                "item": one.item,
                "score": round(one.score, 2),
                "step": one.step,
                "sure": one.sure,
                "refused": one.refused or None,
            }
            for one in made.matches
        ],
        "fields": made.fields,
        "items": made.items,
    }
