"""A reduced text is in its target, and tells every character that it changed.

The law: what is given back holds characters of the target only; what the target has is kept; every
other character has a loss at its place; and without a text some loss names no target.
"""

from __future__ import annotations

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from lgmigrate.charset.mj import Ground, Moji, MojiList, Relation, ShrinkMap, Table
from lgmigrate.charset.reduction import Target, Trust, candidates, reduce_text, repertoire

__all__: list[str] = []

CHARACTERS = [
    *"亜唖邉辺邊髙高﨑崎瀨瀬𠮷吉か丑丒A－～",
    *"\u309a\ufe00\U000e0100\U000e0102\ufa10\U00020000",
]
MAP_TABLES = [one for one in Table if one not in {Table.IMPLEMENTED, Table.UCS, Table.IVS}]

texts = st.text(st.one_of(st.sampled_from(CHARACTERS), st.characters(codec="utf-8")), max_size=12)
targets = st.sampled_from(["x0213", "x0208"])
grounds = st.builds(
    Ground, st.sampled_from(MAP_TABLES), rank=st.integers(0, 2), hop=st.integers(0, 5)
)


@cache
def kanji() -> list[str]:
    """The characters that a shrink map leads to."""
    return sorted(one for one in repertoire("x0213") if one >= "一" and len(one) == 1)


relations = st.builds(
    Relation, st.one_of(st.sampled_from(CHARACTERS[:12]), st.sampled_from(kanji())), grounds
)


@st.composite
def data(draw: st.DrawFn) -> tuple[MojiList, ShrinkMap]:
    """A list of glyphs of ``CHARACTERS``, and a map with any relations for them."""
    moji = []
    for number, char in enumerate(CHARACTERS[:16]):
        implemented = draw(st.sampled_from(["", char]))
        ivs = draw(st.sampled_from([(), (char + "\U000e0100",), (char + "\U000e0102",)]))
        name = f"MJ{number:06}"
        moji.append(Moji(mj=name, ucs=char, implemented=implemented, ivs=ivs))
    found = {one.mj: draw(st.lists(relations, max_size=4)) for one in moji}
    return MojiList(moji), ShrinkMap(found)


@given(texts, targets, data(), st.sampled_from(Trust))
def test_reduction(
    text: str, target: Target, data: tuple[MojiList, ShrinkMap], weakest: Trust
) -> None:
    """Nothing but characters of the target, each change told, each open one open."""
    has = repertoire(target)
    found = reduce_text(text, target, *data, weakest=weakest)
    if found.text is None:
        assert any(not loss.target and loss.ground is None for loss in found.losses)
        return
    rest = found.text
    while rest:
        size = 2 if rest[:2] in has and len(rest) > 1 else 1
        assert rest[:size] in has
        rest = rest[size:]
    rebuilt, at = "", 0
    for loss in found.losses:
        assert loss.ground in {one for each in loss.candidates for one in each.grounds}
        if text.startswith(loss.source, loss.at) and loss.at >= at:
            rebuilt += text[at : loss.at] + loss.target
            at = loss.at + len(loss.source)
        else:  # a second step at the same place
            assert rebuilt.endswith(loss.source)
            rebuilt = rebuilt.removesuffix(loss.source) + loss.target
    assert rebuilt + text[at:] == found.text


@given(st.sampled_from(CHARACTERS), data())
def test_candidates(char: str, data: tuple[MojiList, ShrinkMap]) -> None:
    """Each character once and never the source, the best ground first, in order of trust."""
    found = candidates(char, *data)
    assert len({one.text for one in found} | {char}) == len(found) + 1
    assert [one.trust for one in found] == sorted(one.trust for one in found)
    assert all(one.grounds for one in found)
