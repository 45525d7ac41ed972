"""Text that no conversion has harmed shows no symptom, and fits its page, whatever the page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lgmigrate import charset
from lgmigrate.charset.guard import fit
from lgmigrate.charset.guard_sample import fields_sample, raw_sample
from lgmigrate.charset.guard_symptoms import symptoms
from tests.unit.charset.guard_text import FAMILIES, KANA, KANJI, LATIN, encoded

__all__: list[str] = []

SURNAMES = "阿部 石川 上田 遠藤 小野 加藤 菊地 久保 小林 坂本 清水 菅原 千葉 辻 内藤 西村 橋本 森"
GIVEN = "愛 陽菜 健 翔太 真由美 一 三千代 エミリ 貴志 のぞみ 久美子 龍之介 雄 七海"
PLACES = (
    "本町１－２－３ 銀座４丁目 大字小山５６番地の７ メゾン桜３０５号室 （株）青空商事 ２０２５年"
)
TEXTS = st.one_of(
    st.builds("{}　{}".format, *map(st.sampled_from, (SURNAMES.split(), GIVEN.split()))),
    st.sampled_from(PLACES.split()),
    st.sampled_from(KANJI + KANA + LATIN),
    st.from_regex(r"[A-Z]{2}[0-9]{6}", fullmatch=True),
    st.just(""),
)


@given(st.sampled_from(FAMILIES).map(charset.load), st.lists(TEXTS, max_size=60).map(tuple))
def test_clean_text_is_clean(page: charset.CodePage, texts: tuple[str, ...]) -> None:
    """No symptom, fields or raw; nothing lost."""
    fields = encoded(page, texts)
    for sample in (fields_sample(fields), raw_sample(b"".join(fields))):
        assert symptoms([sample], page) == ()
        assert fit([sample], page).fits
    assert fit([fields_sample(fields)], page).undecodable == 0
