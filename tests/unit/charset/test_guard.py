"""The declared page is verified: the right one fits, a wrong one does not and is outdone."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from lgmigrate.charset import load
from lgmigrate.charset.guard import CANDIDATES, LIMIT, MARGIN, Fit, best, fit
from lgmigrate.charset.guard_sample import BLANK, NOTHING, USER, fields_sample, raw_sample
from lgmigrate.charset.guard_scan import scan
from lgmigrate.charset.page import CodePage
from tests.unit.charset.guard_text import FAMILIES, KANA, KANJI, LATIN, encoded, register

__all__: list[str] = []


@cache
def candidates() -> tuple[CodePage, ...]:
    """The pages that are tried."""
    return tuple(load(name) for name in CANDIDATES)


@pytest.mark.parametrize("name", FAMILIES)
def test_own_page_fits_without_a_flaw(name: str) -> None:
    """Text in a page fits that page, and all of it has characters."""
    page = load(name)
    found = fit([fields_sample(register(page))], page)
    assert (found.badness, found.undecodable, found.controls, found.fits) == (0, 0, 0, True)
    assert found.characters > 1000


@pytest.mark.parametrize("name", CANDIDATES)
def test_best_is_the_right_one(name: str) -> None:
    """Whatever page is declared, none is better than the one that the text was written in."""
    page = load(name)
    samples = [fields_sample(register(page))]
    for declared in candidates():
        ranked = best(samples, declared, [one for one in candidates() if one is not declared])
        assert len(ranked) == len(CANDIDATES)
        (own,) = (one for one in ranked if one.page == page.name)
        assert own.badness == ranked[0].badness == 0


UNLIKE = [
    ("ibm930", "ibm939"),
    ("ibm939", "ibm930"),
    ("ibm930", "jef:kana"),
    ("jef:kana", "ibm930"),
    ("jef:kana", "keis83:ebcdik"),
    ("keis83:ebcdik", "jef:kana"),
    ("jipsj", "jipse"),
    ("jipse", "jipsj"),
    ("jipse", "keis83:ebcdik"),
    ("letsj", "jipsj"),
    ("cp932", "euc-jp"),
    ("euc-jp", "utf-8"),
    ("utf-8", "cp932"),
    ("cp932", "ibm930"),
    ("ibm939", "cp932"),
    ("utf-16le", "utf-16be"),
    ("iso-2022-jp", "cp932"),
]


@pytest.mark.parametrize(("written", "declared"), UNLIKE)
def test_wrong_page_does_not_fit(written: str, declared: str) -> None:
    """Families that share many bytes are told apart."""
    texts = register(load(written)) + encoded(load(written), LATIN) * 30
    found = fit([fields_sample(texts)], load(declared))
    assert not found.fits
    assert found.badness > LIMIT + MARGIN


def test_kana_read_as_lower_case() -> None:
    """X'81'-X'A9' by the wrong set give words of kana and Latin letters: counted by hand."""
    field = bytes.fromhex("a89591be40919f84")
    kana = fit([fields_sample([field])], load("ibm930"))  # ﾓﾄﾀﾞ ﾀﾌｴ to iconv
    latin = fit([fields_sample([field])], load("ibm939"))  # ynjﾞ jﾎd to iconv
    assert (kana.kana, kana.lower, kana.mixed) == (7, 0, 0)
    assert (latin.kana, latin.lower, latin.mixed) == (2, 5, 3)


def test_lower_case_read_as_kana_is_dubious() -> None:
    """Latin names by a page with kana instead: kana without ﾝ, ﾞ and ﾟ, and another page fits."""
    samples = [fields_sample(encoded(load("ibm939"), LATIN) * 30)]
    found = fit(samples, load("ibm930"))
    assert found.dubious
    assert found.badness > LIMIT
    assert best(samples, load("ibm930"), [load("ibm939")])[0].page == "ibm939"
    kana = [fields_sample(encoded(load("ibm930"), KANA) * 30)]
    assert not fit(kana, load("ibm930")).dubious


def test_digits_do_not_hide_names() -> None:
    """A file of a million digits and a few names in another page fits badly all the same."""
    digits = [b"\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8" * 5] * 3000
    names = encoded(load("jef:kana"), KANJI) * 3
    assert not fit([fields_sample(digits + names)], load("ibm930")).fits


def test_user_defined_codes_are_no_misfit() -> None:
    """Gaiji without a table: counted, and the page fits."""
    page = load("ibm930")
    names = encoded(page, KANJI) * 10
    names += [b"\x0e\x69\x41\x45\x68\x0f"] * 10
    found = fit([fields_sample(names)], page)
    assert (found.users, found.lost_doubles, found.fits) == (10, 0, True)
    assert found.undecodable > 0


@pytest.mark.parametrize("name", ["ibm930", "jef", "cp932", "euc-jp", "jipse"])
def test_private_use_on_error_hides_nothing(name: str) -> None:
    """A page that keeps lost codes as private use is judged as the page without that."""
    junk = np.random.default_rng(9).integers(0x20, 0xFF, 8000, np.uint8).tobytes()
    sample = fields_sample([junk[at : at + 40] for at in range(0, 8000, 40)])
    plain, kept = load(name), load(f"{name}:on_error=private-use")
    assert fit([sample], kept) == replace(fit([sample], plain), page=kept.name)


@pytest.mark.parametrize(
    ("field", "outs", "ins", "repeated", "orphans", "unclosed", "halves"),
    [
        ("0e45660f", 1, 1, 0, 0, 0, 0),
        ("0e4566", 1, 0, 0, 0, 1, 0),
        ("0e0e45660f0f", 1, 1, 2, 0, 0, 0),
        ("c1c20f", 0, 0, 1, 1, 0, 0),
        ("0e45664540400f", 1, 1, 0, 0, 0, 1),
        ("0e4566404040", 1, 0, 0, 0, 1, 0),
        ("0e45660fc10e45660f", 2, 2, 0, 0, 0, 0),
        ("0e", 1, 0, 0, 0, 1, 0),
    ],
)
def test_shift_balance(
    field: str, outs: int, ins: int, repeated: int, orphans: int, unclosed: int, halves: int
) -> None:
    """Shift codes and halves of IBM's X'0E' and X'0F', counted by hand."""
    found = fit([fields_sample([bytes.fromhex(field)])], load("ibm930"))
    assert (found.outs, found.ins, found.repeated) == (outs, ins, repeated)
    assert (found.orphans, found.unclosed, found.halves) == (orphans, unclosed, halves)


def test_fields_do_not_run_into_each_other() -> None:
    """A field that breaks off is a half of its own; the next begins in single bytes."""
    fields = [b"\x0e\x45", b"\xc1\xc2"]
    found = fit([fields_sample(fields)], load("ibm930"))
    assert (found.halves, found.singles, found.doubles) == (1, 2, 0)
    assert fit([fields_sample([b"\x88", b"AB"])], load("cp932")).halves == 1
    assert fit([fields_sample([b"\xe5\xb1", b"AB"])], load("utf-8")).halves == 1
    assert fit([fields_sample([b"\x5c", b"\x71\x5c"])], load("utf-16le")).halves == 1


@pytest.mark.parametrize("codec", ["cp932", "euc_jp", "utf-8", "utf-16-le", "utf-16-be"])
def test_points_are_those_of_python(codec: str) -> None:
    """The characters that are cut are the ones that Python's codecs decode."""
    texts = ["山田ﾀﾛｳ", "Ａa1", "〜①" if codec not in ("cp932", "euc_jp") else "表ソ能", "ﾊﾟ"]
    if codec == "euc_jp":
        texts.append("丂鷗")  # three bytes each: JIS X 0212
    if codec.startswith("utf"):
        texts.append("𠮟x\U000e0100")
    data = [text.encode(codec) for text in texts]
    page = load({"utf-16-le": "utf-16le", "utf-16-be": "utf-16be"}.get(codec, codec))
    found = scan(fields_sample(data), page)
    assert "".join(map(chr, found.points.tolist())) == "".join(texts)


def test_kinds_of_what_is_no_character() -> None:
    """Blanks, codes without a character, user-defined codes, in order of their places."""
    data = b"\xc1\x40\x00\xff\x0e\x40\x40\x69\x41\x68\xfe\x45\x66\x0f\xca"
    found = scan(fields_sample([data]), load("ibm930"))
    kept = [(at, point) for at, point in zip(found.at.tolist(), found.points.tolist(), strict=True)]
    solid = [(at, point) for at, point in kept if point != BLANK]
    assert solid == [(0, ord("A")), (7, USER), (9, NOTHING), (11, ord("本")), (14, NOTHING)]


def test_raw_sample_judges_what_shift_codes_enclose() -> None:
    """Numbers between do not count: packed decimals hold every byte, shift codes too."""
    noise = np.random.default_rng(5).integers(0, 0x9A, 200_000, np.uint8).tobytes()
    page = load("ibm930")
    names = b"".join(
        noise[40 * n : 40 * n + 40] + name for n, name in enumerate(register(page, 200))
    )
    assert fit([names], page).fits
    assert not fit([names], load("ibm939")).fits
    ranked = best([names], load("jef:kana"), [load("ibm930"), load("keis83:ebcdik")])
    assert ranked[0].page == "ibm930"


def test_raw_text_without_shift_codes() -> None:
    """Lines of text: their ends are no fault."""
    data = b"\r\n".join(encoded(load("cp932"), KANJI + KANA) * 20)
    assert fit([data], load("cp932")).badness == 0
    assert not fit([data], load("utf-8")).fits
    assert not fit([data], load("ibm930")).fits


def test_nothing_fits_everything() -> None:
    """No bytes, blank bytes: no page is refused for them."""
    for page in candidates():
        for fields in ([], [b""], [b"\x00" * 40], [bytes([page.space]) * 40]):
            assert fit([fields_sample(fields)], page).badness == 0
        assert fit([raw_sample(b"")], page).fits


def test_badness_stays_a_share() -> None:
    """However bad, between 0 and 1."""
    junk = [np.random.default_rng(3).integers(0, 256, 4000, np.uint8).tobytes()]
    for page in candidates():
        for samples in ([fields_sample(junk)], [raw_sample(junk[0])]):
            assert 0 <= fit(samples, page).badness <= 1
    assert Fit(page="x").badness == 0


def test_quick_enough_for_every_run() -> None:
    """Twenty megabytes a second of processor time, the least of five."""
    page = load("ibm930")
    sample = fields_sample(register(page, 1500))
    fit([sample], page)
    taken = []
    for _ in range(5):
        start = time.process_time()
        fit([sample], page)
        taken.append(time.process_time() - start)
    assert len(sample.data) / min(taken) > 20e6
