"""Copybooks of every clause, as text, drawn by hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.unit.record.copybook_cases import fixed

__all__ = ["DIALECTS", "copybooks"]

DIALECTS = ("ibm", "fujitsu", "hitachi", "nec", "microfocus", "gnucobol", "microfocus:ibmcomp")
_TEXTS = ("PIC X({n})", "PIC N({n})", "PIC A({n})")
_DIGITS = ("PIC 9({n})", "PIC S9({n})", "PIC S9({n})V99", "PIC 9({n})PP", "PIC SVP9({n})")
_USAGES = ("", "COMP-3", "PACKED-DECIMAL")
_BINARY = ("COMP", "BINARY", "COMP-4")
_SIGNS = ("", "SIGN TRAILING", "LEADING", "SIGN IS LEADING SEPARATE", "TRAILING SEPARATE")
_NAMES = ("氏名", "ﾃﾞｰﾀ", "AMOUNT", "税−額", "X1")


@st.composite
def _item(draw: st.DrawFn, dialect: str) -> str:
    if draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(_TEXTS)).format(n=draw(st.integers(1, 6)))
    picture = draw(st.sampled_from(_DIGITS)).format(n=draw(st.integers(1, 9)))
    usages = _USAGES if dialect == "nec" else (*_USAGES, *_BINARY)
    usage = draw(st.sampled_from(usages))
    sync = " SYNC" if usage in _BINARY and draw(st.booleans()) else ""
    sign = draw(st.sampled_from(_SIGNS)) if usage == "" and "S" in picture else ""
    return " ".join(filter(None, (picture, usage, sign))) + sync


@st.composite
def _entries(draw: st.DrawFn, dialect: str, level: int, names: list[str]) -> list[str]:
    """Entries of one level and those below, each name once."""
    found = []
    for _ in range(draw(st.integers(1, 3))):
        name = f"{draw(st.sampled_from(_NAMES))}{len(names)}"
        names.append(name)
        if draw(st.integers(0, 9)) == 0:
            found.append(f"* {draw(st.sampled_from(('備考　です', 'ﾒﾓ', 'a note')))}")
        occurs = f" OCCURS {draw(st.integers(2, 3))} TIMES" if draw(st.integers(0, 4)) == 0 else ""
        lead = f"{level:02} {name}"
        if level < 15 and draw(st.integers(0, 3)) == 0:
            found.append(f"{lead}{occurs}.")
            found += draw(_entries(dialect, level + 5, names))
            continue
        clause = draw(_item(dialect))
        found.append(f"{lead} {clause}{occurs}.")
        if draw(st.integers(0, 5)) == 0:
            found.append(f"88 {name}-1 VALUE 1 THRU 3 5.")
        if not occurs and draw(st.integers(0, 5)) == 0:
            names.append(f"R{len(names)}")
            found.append(f"{level:02} {names[-1]} REDEFINES {name} PIC X.")
    return found


@st.composite
def copybooks(draw: st.DrawFn, *, depending: bool = True) -> tuple[str, str]:
    """The dialect, and the text of a record; ``depending``: perhaps with a table that a first item
    of one digit counts.
    """
    dialect = draw(st.sampled_from(DIALECTS))
    lines = ["01 REC.", "   05 CNT PIC 9."]
    names: list[str] = []
    lines += [
        f"   {line}" if line[0] != "*" else line for line in draw(_entries(dialect, 5, names))
    ]
    if depending and draw(st.booleans()):
        lines.append("   05 TBL OCCURS 0 TO 3 TIMES DEPENDING ON CNT.")
        lines.append(f"      10 ELM {draw(_item(dialect))}.")
    if draw(st.integers(0, 3)) == 0:
        lines.append("   66 ALIAS RENAMES CNT.")
    return dialect, fixed(*(line for line in lines)).replace(" *", "*")
