"""A made-up pack of one file, with an item for each kind of rule."""

from __future__ import annotations

from typing import Any

from lgmigrate.standard.pack import Code, CodeList, File, Item, ItemType, Pack

__all__ = ["FILE", "PACK", "make_file", "make_item", "make_pack"]


def make_item(name: str, kind: ItemType = "X", **facts: Any) -> Item:  # Item's own
    """An item with made-up id and element name."""
    return Item(id=name, name=name, romaji=f"e{abs(hash(name))}", type=kind, **facts)


def make_file(*items: Item) -> File:
    """A file of these items."""
    return File(name="made", title="made up", items=items)


def make_pack(*files: File) -> Pack:
    """A pack of these files with the code lists ``kind`` (1, 2) and ``flag`` (0, 1)."""
    lists = {
        "kind": CodeList(
            id="kind",
            name="住民種別",
            codes=(Code(value="1", name="日本人住民"), Code(value="2", name="外国人住民")),
        ),
        "flag": CodeList(
            id="flag",
            name="不詳フラグ",
            codes=(Code(value="0", name="不詳でない"), Code(value="1", name="不詳")),
        ),
    }
    return Pack(
        name="made",
        edition="1",
        title="made up",
        status="profile",
        source="made up",
        source_sha256="",
        digest="",
        files=files,
        code_lists=lists,
    )


FILE = make_file(
    make_item("宛名番号", digits=15, key=True),
    make_item("枝番", "9", digits=3, key=True),
    make_item("住民種別", code="kind", condition="required"),
    make_item("氏名", "N", digits=5, condition="required"),
    make_item("通称", "N", digits=5),
    make_item("メモ", digits=4),
    make_item("年度", "YEAR"),
    make_item("率", "9V", digits=3, scale=2),
    make_item("差額", "S9", digits=4),
    make_item("生年月日", "DATE", digits=10, unknown=True),
    make_item("生年月日_不詳フラグ", "9", digits=1, code="flag"),
    make_item("生年月日_不詳表記", "N", digits=72),
    make_item("操作時刻", "TIME", digits=8),
    make_item("写真", "BLOB"),
    make_item("個人番号", digits=12),
    make_item("住民票コード", digits=11),
    make_item("法人番号", digits=13),
    make_item("住所_市区町村コード", digits=6),
    make_item(
        "区分",
        condition="conditional",
        note="二つの値がある。※※住民種別が2（外国人住民）の場合は出力必須",
    ),
    make_item("方書", "N", condition="conditional", note="※※住所に方書が存在する場合は出力必須"),
)
PACK = make_pack(FILE)
