"""Values of a pack: names of elements."""

from __future__ import annotations

from xml.parsers import expat

import pytest

from lgmigrate.standard import Item
from lgmigrate.standard.pack import element_name


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("宛名番号", "宛名番号"),
        ("転出先住所（予定）_市区町村コード", "転出先住所_予定_市区町村コード"),
        ("転出年月日（確定）", "転出年月日_確定"),
        ("本籍_地番号または、街区符号", "本籍_地番号または_街区符号"),
        ("第30条45規定区分", "第30条45規定区分"),
        ("操作者ＩＤ", "操作者ID"),
        ("々の例", "_々の例"),
        ("1月", "_1月"),
        ("（）", "_"),
    ],
)
def test_a_japanese_element_name(name: str, wanted: str) -> None:
    """What expat, which knows the names of XML 1.0's first editions only, takes as a name."""
    assert element_name(name) == wanted
    expat.ParserCreate().Parse(f"<{wanted}/>", True)  # noqa: FBT003 - expat takes no keywords


def test_an_element_has_the_chosen_name() -> None:
    """Romaji as the table has it, Japanese as XML can have it."""
    item = Item(id="1", name="日（予定）", romaji="hi_yotei", type="DATE")
    assert (item.element("romaji"), item.element("japanese")) == ("hi_yotei", "日_予定")
