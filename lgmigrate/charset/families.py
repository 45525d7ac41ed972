"""The families of code pages: what each is made of, and which options its name may carry.

Sources: IBM's CCSIDs and their halves (930 = 290 + 300, 939 = 1027 + 300, 931 = 037 + 300, 1390 =
8482 + 16684, 1399 = 5123 + 16684; 5026 and 5035 are 930 and 939 with 1,880 user-defined codes
instead of 4,370); shift codes and user-defined areas of the Japanese hosts from their makers'
manuals. ISO-2022-JP has one double-byte set: X'1B2440', which announces JIS C 6226-1978, is read
as X'1B2442' is, without the characters that were exchanged in 1983. The first choice of every
option is what a name without that option means.

``trust`` says how well a page is held: gold by other converters on every code, silver by two
sources, bronze by one source or where sources differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from lgmigrate.charset.page import Form, Shift

__all__ = ["FAMILIES", "Family", "Half", "Trust"]

Trust = Literal["gold", "silver", "bronze"]


class Half(NamedTuple):
    """A single-byte set that a family may have, and what hangs on it: ``option`` is its word in a
    name, "" where there is no choice; ``set`` its name, "" for none. ``out`` and ``back`` are the
    shift codes in hexadecimal, the ones that are written first. ``ebcdic``: spaces are X'40',
    digits X'F0'-X'F9', and there are two new lines.
    """

    option: str = ""
    set: str = ""
    out: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    ebcdic: bool = True

    def shifts(self) -> tuple[Shift, ...]:
        """All shift codes that are read."""
        out = [Shift(bytes.fromhex(code), out=True) for code in self.out]
        return (*out, *(Shift(bytes.fromhex(code), out=False) for code in self.back))


class Family(NamedTuple):
    """One family. ``double`` is the name of the double-byte set, "" for none; ``spaces`` are its
    spaces in hexadecimal. ``noshift``: whether the double-byte set may stand alone.
    """

    name: str
    japanese: str
    english: str
    trust: Trust
    form: Form
    halves: tuple[Half, ...]
    double: str = ""
    years: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    spaces: tuple[str, ...] = ()
    noshift: bool = False


_IBM_SYMBOLS = ("ibm", "ms")
"""IBM 300: the reading of IBM's own table, which ICU and glibc hold; Java's is ``ms``."""
_JEF_SYMBOLS = ("ms", "jis", "ibm")
"""JEF: jef4j's table has every one of the signs as Windows has it."""
_JIS_SYMBOLS = ("jis", "ms", "ibm")
"""KEIS, JIPS: jef4j's tables have every one of the signs as the standard has it. LETS-J: Jacode4e
has them so as well, but for U+2015 at 213D. The other readings are written as the same codes in
any case, so the choice is about text that is read."""
_YEARS = ("78", "83", "90")


def _ibm(number: str, single: str, double: str, japanese: str, english: str) -> Family:
    """A mixed page of IBM hosts."""
    return Family(
        name=f"ibm{number}",
        japanese=japanese,
        english=english,
        trust="gold",
        form="host",
        halves=(Half("", single, ("0E",), ("0F",)),),
        double=double,
        symbols=_IBM_SYMBOLS if double == "ibm300" else (),
        spaces=("4040",),
        noshift=True,
    )


def _pure(number: str, japanese: str, english: str) -> Family:
    """A double-byte set of IBM alone."""
    return Family(
        name=f"ibm{number}",
        japanese=japanese,
        english=english,
        trust="gold",
        form="double",
        halves=(Half(),),
        double=f"ibm{number}",
        symbols=_IBM_SYMBOLS if number == "300" else (),
        spaces=("4040",),
    )


def _latin(number: str, japanese: str, english: str) -> Family:
    """A single-byte set of IBM alone."""
    return Family(
        name=f"ibm{number}",
        japanese=japanese,
        english=english,
        trust="gold",
        form="host",
        halves=(Half("", f"ibm{number}"),),
    )


def _keis(year: str, trust: Trust) -> Family:
    return Family(
        name=f"keis{year}",
        japanese=f"日立 KEIS (JIS X 0208-19{year})",
        english=f"Hitachi KEIS (JIS X 0208-19{year})",
        trust=trust,
        form="host",
        halves=tuple(Half(name, name, ("0A42",), ("0A41",)) for name in ("ebcdik", "ebcdic")),
        double="keis",
        years=(year,),
        policies=("code", "face") if year == "78" else ("code",),
        symbols=_JIS_SYMBOLS,
        spaces=("4040", "a1a1"),
        noshift=True,
    )


def _unicode(name: str, form: Form, title: str) -> Family:
    half = Half("", "ascii", ebcdic=False)
    return Family(name, title, title, "gold", form, (half,))


def _lead(name: str, space: str, japanese: str, english: str) -> Family:
    """A page whose first bytes tell the length of a character."""
    half = Half(ebcdic=False)
    return Family(name, japanese, english, "gold", "lead", (half,), name, spaces=(space,))


def _all() -> Iterator[Family]:
    yield _ibm("930", "ibm290", "ibm300", "IBM 日本語カタカナ漢字", "IBM Japanese katakana-kanji")
    yield _ibm("939", "ibm1027", "ibm300", "IBM 日本語英小文字漢字", "IBM Japanese Latin-kanji")
    yield _ibm("931", "ibm037", "ibm300", "IBM 日本語英数字漢字", "IBM Japanese, Latin of 037")
    yield _ibm("5026", "ibm290", "ibm300", "IBM 930 (外字1880)", "IBM 930, 1,880 user codes")
    yield _ibm("5035", "ibm1027", "ibm300", "IBM 939 (外字1880)", "IBM 939, 1,880 user codes")
    yield _ibm(
        "1390", "ibm8482", "ibm16684", "IBM 930 拡張 (JIS X 0213)", "IBM 930 with JIS X 0213"
    )
    yield _ibm(
        "1399", "ibm5123", "ibm16684", "IBM 939 拡張 (JIS X 0213)", "IBM 939 with JIS X 0213"
    )
    yield _pure("300", "IBM 漢字 (2バイトのみ)", "IBM kanji, double bytes only")
    yield _pure(
        "16684", "IBM 漢字 拡張 (2バイトのみ)", "IBM kanji with JIS X 0213, double bytes only"
    )
    yield _latin("290", "IBM カタカナ (1バイトのみ)", "IBM katakana, single bytes only")
    yield _latin("1027", "IBM 英小文字 (1バイトのみ)", "IBM Latin with katakana, single bytes only")
    yield _latin("037", "IBM EBCDIC 米国", "IBM EBCDIC, USA")
    yield _latin("500", "IBM EBCDIC 国際", "IBM EBCDIC, international")
    yield _latin("1047", "IBM EBCDIC オープンシステム", "IBM EBCDIC, open systems")
    yield _latin("1140", "IBM EBCDIC 米国 (ユーロ)", "IBM EBCDIC, USA with euro")
    jef = (("28", "38", "30E2"), ("29",))
    yield Family(
        name="jef",
        japanese="富士通 JEF",
        english="Fujitsu JEF",
        trust="silver",
        form="host",
        halves=(
            *(Half(word, f"fujitsu-{word}", *jef) for word in ("kana", "english", "ascii")),
            Half("jis8", "jis8", ("1B6D",), ("1B6E",), ebcdic=False),
        ),
        double="jef",
        years=_YEARS,
        policies=("face", "code"),
        symbols=_JEF_SYMBOLS,
        spaces=("4040", "a1a1"),
        noshift=True,
    )
    yield _keis("78", "silver")
    yield _keis("83", "gold")
    yield _keis("90", "gold")
    yield Family(
        name="jipsj",
        japanese="日本電気 JIPS(J)",
        english="NEC JIPS(J)",
        trust="silver",
        form="host",
        halves=(Half("", "jis8", ("1A70",), ("1A71",), ebcdic=False),),
        double="jipsj",
        years=_YEARS,
        policies=("code", "face"),
        symbols=_JIS_SYMBOLS,
        spaces=("2121",),
        noshift=True,
    )
    yield Family(
        name="jipse",
        japanese="日本電気 JIPS(E)",
        english="NEC JIPS(E)",
        trust="silver",
        form="host",
        halves=(Half("", "nec-kana", ("3F75",), ("3F76",)),),
        double="jipse",
        years=_YEARS,
        policies=("code", "face"),
        symbols=_JIS_SYMBOLS,
        spaces=("4f4f",),
        noshift=True,
    )
    even = [f"93{byte:02X}" for byte in range(0, 256, 2) if byte != 0x70]
    odd = [f"93{byte:02X}" for byte in range(1, 256, 2) if byte != 0xF1]
    yield Family(
        name="letsj",
        japanese="ユニシス LETS-J",
        english="Unisys LETS-J",
        trust="bronze",
        form="host",
        halves=tuple(
            Half(word, word, ("9370", *even), ("93F1", *odd), ebcdic=False)
            for word in ("jis8", "ascii")
        ),
        double="letsj",
        symbols=_JIS_SYMBOLS,
        spaces=("2020", "a1a1"),
        noshift=True,
    )
    yield _lead("cp932", "8140", "Windows 日本語 (シフトJIS)", "Windows Japanese (Shift_JIS)")
    yield _lead(
        "shift_jis-2004", "8140", "シフトJIS (JIS X 0213:2004)", "Shift_JIS with JIS X 0213:2004"
    )
    yield _lead("euc-jp", "a1a1", "日本語EUC (JIS X 0208, 0212)", "EUC-JP (JIS X 0208, 0212)")
    yield _lead("euc-jis-2004", "a1a1", "日本語EUC (JIS X 0213:2004)", "EUC with JIS X 0213:2004")
    jis = ("1B2442", "1B2440")
    yield Family(
        name="iso-2022-jp",
        japanese="JISコード (7ビット)",
        english="JIS, seven bits",
        trust="gold",
        form="host",
        halves=(
            Half("ascii", "ascii", jis, ("1B2842",), ebcdic=False),
            Half("roman", "jis-roman", jis, ("1B284A",), ebcdic=False),
        ),
        double="jis-x-0208",
        spaces=("2121",),
    )
    yield _unicode("utf-8", "utf8", "Unicode UTF-8")
    yield _unicode("utf-16le", "utf16le", "Unicode UTF-16 LE")
    yield _unicode("utf-16be", "utf16be", "Unicode UTF-16 BE")


FAMILIES = {family.name: family for family in _all()}
"""Name -> family."""
