"""A small pack and a small mapping folder, whole, for tests to break in one place at a time."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lgmigrate.mapping import reader
from lgmigrate.mapping.reader import Folder
from lgmigrate.standard.pack import Code, CodeList, Condition, File, Item, ItemType, Pack

__all__ = ["Edit", "Make"]

Edit = tuple[str, str]
Make = Callable[..., Folder]

TOML = """\
[mapping]
name = "small"
title = "小さな変換定義"
pack = "small@1"
lossless = true

[source]
charset = "cp932"
name = "SMALL.DAT"
type_field = "区分"
municipality = "団体"

[source.framing]
form = "fixed"
length = 60

[[record]]
name = "見出し"
role = "header"
type = "1"
layout = "head.csv"

[[record]]
name = "人"
type = "2"
layout = "body.csv"
file = "people"

[record.items]
"番号" = { from = "番号", pad = 8 }
"氏名" = "氏名"
"性別" = { from = "性別", codes = "性別" }
"誕生" = { from = "誕生", date = true, unknown = true }
"時刻" = { from = "時刻", time = true }
"業務" = { value = "001" }
"カナ" = { from = "カナ", widen = true }

[[record.step]]
from = "続柄"
cut = 2
items = ["続柄1", "続柄2"]

[[record]]
name = "終わり"
role = "trailer"
type = "9"
layout = "tail.csv"

[[record.totals]]
field = "件数"
types = ["2"]

[[record.totals]]
field = "合計"
types = ["2"]
of = "番号"
"""

HEADER = "field,usage,length,digits,value,null,options"
HEAD = f"""\
{HEADER}
区分,single,1,,,,
団体,single,6,,,,
FILLER,filler,53,,,,
"""
BODY = f"""\
{HEADER}
区分,single,1,,,,
番号,zoned,5,5,digits,,
氏名,double,20,,,,
性別,single,1,,,,
誕生,date,8,,,zero,unknown=00
時刻,zoned,6,6,digits,,
カナ,single,10,,,,
続柄,single,4,,,,
金額,packed,3,5,,,
FILLER,filler,2,,,,
"""
TAIL = f"""\
{HEADER}
区分,single,1,,,,
件数,zoned,5,5,,,
合計,zoned,9,9,,,
FILLER,filler,45,,,,
"""
CODES = """\
map,source,target,note,preferred
性別,M,1,男,
性別,F,2,女,
性別,X,0,不明,
"""
FILES = {
    "mapping.toml": TOML,
    "head.csv": HEAD,
    "body.csv": BODY,
    "tail.csv": TAIL,
    "codes.csv": CODES,
}


def _item(
    name: str,
    type_: ItemType,
    digits: int,
    condition: Condition = "optional",
    *,
    code: str = "",
    key: bool = False,
) -> Item:
    return Item(
        id=name,
        name=name,
        romaji=name,
        type=type_,
        digits=digits,
        condition=condition,
        code=code,
        key=key,
    )


PACK = Pack(
    name="small",
    edition="1",
    title="小さな定義",
    status="profile",
    source="",
    source_sha256="",
    digest="",
    files=(
        File(
            name="people",
            title="人",
            items=(
                _item("番号", "X", 8, "required", key=True),
                _item("氏名", "N", 10, "required"),
                _item("性別", "X", 1, "required", code="1"),
                _item("誕生", "DATE", 10),
                _item("誕生_不詳フラグ", "9", 1),
                _item("誕生_不詳表記", "N", 72),
                _item("届出", "DATE", 10),
                _item("時刻", "TIME", 8),
                _item("業務", "X", 3, code="999"),
                _item("カナ", "N", 10),
                _item("続柄1", "X", 2),
                _item("続柄2", "X", 2),
                _item("備考", "N", 4),
                _item("数", "9", 5),
            ),
        ),
    ),
    code_lists={
        "1": CodeList(
            id="1",
            name="性別",
            codes=(
                Code(value="0", name="不明"),
                Code(value="1", name="男"),
                Code(value="2", name="女"),
            ),
        ),
        "999": CodeList(id="999", name="自治体固有コード", codes=()),
    },
)


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch) -> Make:
    """Makes the folder with some texts replaced: ``make(("old", "new"), body=("old", "new"))``."""
    monkeypatch.setattr(reader, "load_pack", lambda _: PACK)

    def folder(*edits: Edit, **others: Edit) -> Folder:
        texts = dict(FILES)
        for old, new in edits:
            assert old in texts["mapping.toml"]
            texts["mapping.toml"] = texts["mapping.toml"].replace(old, new, 1)
        for name, (old, new) in others.items():
            assert old in texts[f"{name}.csv"]
            texts[f"{name}.csv"] = texts[f"{name}.csv"].replace(old, new, 1)
        files = tuple((name, text.encode()) for name, text in sorted(texts.items()))
        return Folder(place="here", main="mapping.toml", files=files)

    return folder
