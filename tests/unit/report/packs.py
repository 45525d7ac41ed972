"""Packs for the tests of the page: one with every kind of relation, one of hostile names."""

from __future__ import annotations

from typing import Literal

from lgmigrate.standard.pack import Code, CodeList, File, Item, Pack, Reference, Target

__all__ = ["HOSTILE", "hostile", "pack_of", "related"]

HOSTILE = """<script>alert(1)</script>"'&amp;</title></style>]]>--><img src=x onerror=a()>"""


def pack_of(
    *files: File, codes: tuple[CodeList, ...] = (), status: Literal["profile", "imported"]
) -> Pack:
    """A pack of these files."""
    return Pack(
        name="mihon",
        edition="2.1",
        title="見本",
        status=status,
        source="mihon.xlsx",
        source_sha256="ab" * 32 if status == "imported" else "",
        digest="cd" * 32,
        files=files,
        code_lists={one.id: one for one in codes},
    )


def _item(number: int, name: str, *, key: bool = False, targets: tuple[Target, ...] = ()) -> Item:
    return Item(
        id=f"{number:08}",
        name=name,
        romaji=f"k{number}",
        type="X",
        digits=5,
        key=key,
        foreign=bool(targets),
        targets=targets,
        condition="required" if key else "optional",
    )


def related() -> Pack:
    """oya; ko points at it with two items together and at two other packs; futari and tonari point
    at each other; jibun at itself; hitori at nothing, with a 外部キー of unknown target.
    """

    def at(file: str, *items: str, pack: str = "") -> Target:
        return Target(pack=pack, file=file, items=items)

    def refer(items: tuple[str, ...], *targets: Target) -> Reference:
        return Reference(items=items, targets=targets)

    oya = (_item(1, "物件番号", key=True), _item(2, "課税年度", key=True))
    people = (at("jumin", "宛名番号", pack="juki"), at("jutogai", "宛名番号", pack="jutogai"))
    ko = (
        _item(3, "物件番号", key=True, targets=(at("oya", "物件番号"),)),
        _item(4, "課税年度", key=True, targets=(at("oya", "課税年度"),)),
        _item(5, "所有者_宛名番号", targets=people),
    )
    both = ("物件番号", "課税年度")
    number = ("番号",)
    other = Item(id="00000010", name="不明な先", romaji="k10", type="X", foreign=True)
    return pack_of(
        File(name="oya", title="土地", items=oya),
        File(
            name="ko",
            title="土地評価",
            items=ko,
            references=(refer(both, at("oya", *both)), refer(("所有者_宛名番号",), *people)),
        ),
        File(
            name="futari",
            title="二人",
            items=(_item(6, "番号", key=True, targets=(at("tonari", "番号"),)),),
            references=(refer(number, at("tonari", "番号")),),
        ),
        File(
            name="tonari",
            title="隣",
            items=(_item(7, "番号", key=True, targets=(at("futari", "番号"),)),),
            references=(refer(number, at("futari", "番号")),),
        ),
        File(
            name="jibun",
            title="自分",
            items=(_item(8, "番号", key=True, targets=(at("jibun", "番号", pack="mihon"),)),),
            references=(refer(number, at("jibun", "番号", pack="mihon")),),
        ),
        File(name="hitori", title="一人", items=(_item(9, "番号", key=True), other)),
        status="profile",
    )


def hostile() -> Pack:
    """Every text that a workbook can bring is one that would break a page that trusts it."""
    target = Target(pack=HOSTILE, file=HOSTILE, items=(HOSTILE,))
    item = Item(
        id=HOSTILE,
        name=HOSTILE,
        romaji=HOSTILE,
        type="X",
        code=HOSTILE,
        key=True,
        foreign=True,
        targets=(target,),
        condition="conditional",
        classes=(HOSTILE, "", HOSTILE),
        definition=HOSTILE,
        note=f"前※※{HOSTILE}",
        sample=HOSTILE,
    )
    file = File(
        name=HOSTILE,
        title=HOSTILE,
        items=(item,),
        description=HOSTILE,
        group=f"{HOSTILE}.",
        references=(Reference(items=(HOSTILE,), targets=(target,)),),
    )
    open_ended = Item(id="x", name=HOSTILE, romaji="x", type="X", key=True, foreign=True)
    second = File(name="x", title="", items=(open_ended,))
    codes = CodeList(id=HOSTILE, name=HOSTILE, codes=(Code(value=HOSTILE, name=HOSTILE),))
    made = pack_of(file, second, codes=(codes,), status="imported")
    return Pack(
        name=made.name,
        edition=made.edition,
        title=HOSTILE,
        status="imported",
        source=HOSTILE,
        source_sha256=made.source_sha256,
        digest=made.digest,
        files=made.files,
        code_lists=made.code_lists,
        domain=HOSTILE,
    )
