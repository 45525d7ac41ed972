"""Reduction to JIS X 0213 and JIS X 0208: the order of trust, and that nothing is lost silently."""

from __future__ import annotations

from pathlib import Path

import pytest

from lgmigrate.charset.mj import Ground, Moji, MojiList, Relation, ShrinkMap, Table
from lgmigrate.charset.mj_sources import open_moji
from lgmigrate.charset.reduction import (
    Reduction,
    Target,
    Trust,
    candidates,
    reduce_text,
    repertoire,
    trust,
)
from tests.unit.charset.mj_files import mojidata

__all__: list[str] = []

RARE = "\U00020000"  # in neither set
ORDER = (
    Ground(Table.UNIFICATION),
    Ground(Table.NOTICE_ONE, rank=1),
    Ground(Table.NOTICE_TWO, rank=1),
    Ground(Table.CORRECT),
    Ground(Table.PARENT, hop=1),
    Ground(Table.NOTICE_ONE, rank=2),
    Ground(Table.PARENT, hop=3),
    Ground(Table.DICTIONARY),
    Ground(Table.OTHER),
)
"""One ground of each trust, the most trusted first."""


def one_glyph(*relations: tuple[str, Ground]) -> tuple[MojiList, ShrinkMap]:
    """A list of one glyph, ``RARE``, and a map of these relations."""
    moji = MojiList([Moji(mj="MJ999999", ucs=RARE, implemented=RARE)])
    return moji, ShrinkMap({"MJ999999": [Relation(char, ground) for char, ground in relations]})


@pytest.fixture
def data(tmp_path: Path) -> tuple[MojiList, ShrinkMap]:
    """The glyphs and relations of the sample files."""
    moji, shrink = open_moji(mojidata(tmp_path / "moji.db"))
    assert shrink is not None
    return moji, shrink


def reduced(
    text: str, target: Target, data: tuple[MojiList, ShrinkMap], weakest: Trust = Trust.RELATED
) -> Reduction:
    """The reduction with a list and its map."""
    return reduce_text(text, target, *data, weakest=weakest)


def test_order_of_trust() -> None:
    """The grounds stand in the order of ``ORDER``, each more trusted than the next."""
    trusts = [trust(ground) for ground in ORDER]
    assert trusts == sorted(set(trusts))
    for same in (Table.VULGAR, Table.WRONG):
        assert trust(Ground(same)) == trust(Ground(Table.CORRECT))
    assert trust(Ground(Table.ANALOGY)) == trust(Ground(Table.DICTIONARY))
    assert trust(Ground(Table.NOTICE_TWO, rank=2)) == trust(Ground(Table.NOTICE_ONE, rank=2))


@pytest.mark.parametrize("first", range(len(ORDER) - 1))
def test_best_trust_decides(first: int) -> None:
    """Of two characters on two grounds the more trusted one is taken, in whichever order."""
    better, worse = ORDER[first], ORDER[first + 1]
    for relations in ((("亜", better), ("唖", worse)), (("唖", worse), ("亜", better))):
        found = reduced(f"山{RARE}", "x0208", one_glyph(*relations))
        assert found.text == "山亜"
        (loss,) = found.losses
        assert (loss.at, loss.source, loss.target, loss.ground) == (1, RARE, "亜", better)
        assert [one.text for one in loss.candidates] == ["亜", "唖"]
        assert loss.mj == ("MJ999999",)


@pytest.mark.parametrize("ground", ORDER)
def test_equal_trust_stays_open(ground: Ground) -> None:
    """Two characters of one trust: none is taken, both are told."""
    found = reduced(RARE, "x0213", one_glyph(("唖", ground), ("亜", ground), ("阿", ORDER[-1])))
    assert found.text is None
    (loss,) = found.losses
    assert (loss.target, loss.ground) == ("", None)
    assert {one.text for one in loss.candidates} == {"亜", "唖", "阿"}


def test_one_candidate_has_all_its_grounds() -> None:
    """A character on several grounds is one candidate, the best ground first."""
    data = one_glyph(*(("亜", ground) for ground in reversed(ORDER[:-1])))
    (only,) = candidates(RARE, *data)
    assert (only.text, only.grounds) == ("亜", ORDER[:-1])


def test_another_character_is_never_taken() -> None:
    """What the circular calls another character is told and not taken, unless it is unified."""
    other = Ground(Table.OTHER)
    alone = reduced(RARE, "x0213", one_glyph(("亜", other)))
    assert (alone.text, [one.text for one in alone.losses[0].candidates]) == (None, ["亜"])
    beside = one_glyph(("亜", other), ("亜", ORDER[1]), ("唖", Ground(Table.DICTIONARY)))
    assert reduced(RARE, "x0213", beside).text == "唖"
    assert reduced(RARE, "x0213", one_glyph(("亜", other), ("亜", ORDER[0]))).text == "亜"


def test_weakest_trust_is_the_users() -> None:
    """Grounds below the trust that is asked for decide nothing, but are told."""
    data = one_glyph(("亜", Ground(Table.DICTIONARY)))
    assert reduced(RARE, "x0213", data).text == "亜"
    strict = reduced(RARE, "x0213", data, Trust.PARENT)
    assert (strict.text, [one.text for one in strict.losses[0].candidates]) == (None, ["亜"])
    with_other = one_glyph(("亜", Ground(Table.OTHER)))
    assert reduced(RARE, "x0213", with_other, Trust.OTHER).text is None


@pytest.mark.parametrize(
    ("text", "target", "expected", "grounds"),
    [
        ("渡邉 ABC", "x0208", "渡邉 ABC", []),
        ("髙山", "x0213", "高山", [Ground(Table.UNIFICATION)]),
        ("髙山", "x0208", "高山", [Ground(Table.UNIFICATION)]),
        ("山﨑", "x0213", "山﨑", []),
        ("山﨑", "x0208", "山崎", [Ground(Table.PARENT, hop=1)]),
        ("渡邉\U000e010f", "x0213", "渡邉", [Ground(Table.IMPLEMENTED)]),
        ("渡邉\U000e0112", "x0213", "渡邉", [Ground(Table.IVS)]),
        ("﨑\U000e0103", "x0208", "崎", [Ground(Table.IVS), Ground(Table.PARENT, hop=1)]),
        ("\u6717\ufe00", "x0213", "\uf929", [Ground(Table.IMPLEMENTED)]),
        ("\u6717\ufe00", "x0208", "\u6717", [Ground(Table.IMPLEMENTED), Ground(Table.UCS)]),
        ("髙\U000e0100", "x0213", "高", [Ground(Table.IVS), Ground(Table.UNIFICATION)]),
        ("草\u5f45剛", "x0208", None, [None]),
        ("ﾔﾏ", "x0213", None, [None, None]),
        ("か\u309a", "x0213", "か\u309a", []),
        ("か\u309a", "x0208", None, [None]),
        ("\U000e0100", "x0213", None, [None]),
        ("\ue000", "x0213", None, [None]),
    ],
)
def test_known_characters(
    text: str,
    target: Target,
    expected: str | None,
    grounds: list[Ground | None],
    data: tuple[MojiList, ShrinkMap],
) -> None:
    """Names as they occur: what they become, and a loss with its ground for every step."""
    found = reduced(text, target, data)
    assert (found.text, [loss.ground for loss in found.losses]) == (expected, grounds)


def test_sequence_against_unification() -> None:
    """丑 with E0102 is unified with 丒 in JIS and with 丑 in Unicode: a person decides."""
    moji = MojiList([Moji(mj="MJ006318", ucs="丑", ivs=("丑\U000e0102",))])
    shrink = ShrinkMap({"MJ006318": [Relation("丒", Ground(Table.UNIFICATION))]})
    found = reduce_text("丑\U000e0102", "x0213", moji, shrink)
    assert found.text is None
    assert {one.text for one in found.losses[0].candidates} == {"丑", "丒"}


def test_candidates_of_a_glyph(data: tuple[MojiList, ShrinkMap]) -> None:
    """A glyph may be given itself; those of equal trust stand side by side."""
    moji, shrink = data
    glyph = moji.by_code("MJ026190")
    assert glyph is not None
    best, *others = candidates(glyph, moji, shrink)
    assert (best.text, best.trust) == ("邉", (Trust.SAME, 0))
    assert [(one.text, one.trust) for one in others] == [
        ("辺", (Trust.PARENT, 1)),
        ("邊", (Trust.PARENT, 1)),
    ]
    assert candidates("亜", moji, shrink) == ()


def test_without_a_map(data: tuple[MojiList, ShrinkMap]) -> None:
    """The list alone leaves out selectors, and nothing else."""
    moji, _ = data
    assert reduce_text("渡邉\U000e0112", "x0213", moji).text == "渡邉"
    assert reduce_text("髙山", "x0213", moji).text is None


def decoded(codec: str, leads: tuple[int, ...]) -> set[str]:
    """What all codes of two bytes with these leads decode to."""
    found = set()
    for lead in leads:
        for trail in range(0x40, 0xFF):
            try:
                found.add(bytes((lead, trail)).decode(codec))
            except UnicodeDecodeError:
                continue
    return found


def test_jis_x_0213_has_its_characters() -> None:
    """11,233 characters, those of Shift_JIS-2004: there two have their ASCII forms."""
    other = decoded("shift_jis_2004", (*range(0x81, 0xA0), *range(0xE0, 0xFD)))
    own = repertoire("x0213") - set(map(chr, range(0x80))) - set("\u00a5\u203e\u2014￠￡￢")
    assert len(own) == 11_233
    assert own == other - {"~", "\\"} | {"～", "＼"}


def test_jis_x_0208_has_its_characters() -> None:
    """6,879 characters, all in JIS X 0213; a character of JIS X 0212 is in neither."""
    twins = set("\u00a5\u203e\u2014￠￡￢～∥－")
    assert len(repertoire("x0208") - set(map(chr, range(0x80))) - twins) == 6_879
    assert repertoire("x0208") < repertoire("x0213")
    assert "丄" not in repertoire("x0213")
