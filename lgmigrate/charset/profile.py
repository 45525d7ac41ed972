"""Profiles: which sets, shift codes and policies a code page is made of, and how names say so.

A name is a family and options in any order and any case: ``jef``, ``JEF:kana:78:face``,
``ibm930:ms:nl=15``. Options that a name leaves out have the family's first choice, and the
canonical name spells what the family leaves open: ``jef`` is ``jef:kana:78:face``. It says what
codes mean; ``on_error``, which says what becomes of the others, is not part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple, cast, get_args

from lgmigrate.charset.families import FAMILIES, Family, Half
from lgmigrate.charset.gaiji_json import Sequences
from lgmigrate.charset.page import Form, OnError, Shift
from lgmigrate.errors import CharsetError, Faults

__all__ = ["KEYS", "ON_ERROR", "Given", "Policy", "Profile", "Symbols", "parse"]

Policy = Literal["", "code", "face"]
Symbols = Literal["", "ms", "jis", "ibm"]

ON_ERROR: tuple[str, ...] = get_args(OnError)
NEW_LINES = ("25", "15")
KEYS = ("nl", "space", "on_error")
"""Options that are written key=value; the others are single words."""

_FAMILY = re.compile(r"(?:x?ibm|cp|ccsid)?0*([0-9]+)")
_SPELLINGS = {
    **{re.sub(r"[-_]", "", name): name for name in FAMILIES},
    **dict.fromkeys(("cp932", "932", "ms932", "windows31j"), "cp932"),
    **dict.fromkeys(("sjis2004", "shiftjis2004"), "shift_jis-2004"),
}
"""Spelling without hyphens, underscores, blanks and brackets -> family. ``sjis`` is none: it may
mean several, which differ."""
_SEVERAL = dict.fromkeys(("sjis", "shiftjis"), ("cp932", "shift_jis-2004"))
"""Spellings that may mean one of several families."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a code page is made of. ``name`` is the canonical name; ``single`` and ``double`` are
    the names of its sets, "" for none; ``year`` is that of JIS X 0208 (78, 83, 90), 0 where there
    is no choice of one; ``newline`` is the byte of U+000A in hexadecimal, "" outside EBCDIC;
    ``space`` the double-byte space that is written, "" for none. ``cells`` and ``gaiji`` are the
    files of a site's own cells and gaiji tables, in the order in which they win; ``sequences`` and
    ``private_use`` say how these gaiji tables are read (``gaiji.parse_gaiji``).
    """

    name: str
    family: str
    form: Form
    single: str
    double: str
    ebcdic: bool
    shifts: tuple[Shift, ...] = ()
    year: int = 0
    policy: Policy = ""
    symbols: Symbols = ""
    newline: str = ""
    space: str = ""
    on_error: OnError = "finding"
    cells: tuple[Path, ...] = ()
    gaiji: tuple[Path, ...] = ()
    sequences: Sequences = "needed"
    private_use: bool = False


class Given(NamedTuple):
    """An option from elsewhere than the name: as a name would spell it, and its place."""

    option: str
    place: str


def parse(name: str, more: Iterable[Given] = (), *, place: str = "code page") -> Profile:
    """The profile of a name, with ``more`` options; ``place`` is where the name stands.

    Raises:
        CharsetError: no family has this name, or options are wrong or repeated: all of them.
    """
    head, *words = [word.strip() for word in name.lower().split(":")]
    family = _family(head)
    if family is None:
        msg = f"{place}: Expected one of {', '.join(_meant(head))}, got {name!r}"
        raise CharsetError(msg)
    faults = Faults(CharsetError)
    options = [*(Given(word, place) for word in words), *more]
    chosen: dict[str, str] = {}
    for option in options:
        _choose(family, option, chosen, faults)
    half = next((one for one in family.halves if one.option == chosen.get("single")), None)
    half = half or family.halves[0]
    for option in options:
        _check_together(option, chosen, half, faults)
    faults.raise_if_any()
    return _profile(family, half, chosen)


def _plain(head: str) -> str:
    return re.sub(r"[-_ ()]", "", head)


def _meant(head: str) -> tuple[str, ...]:
    """The families that an unknown name may mean: those that begin with it, or all."""
    plain = _plain(head)
    longer = tuple(name for name in FAMILIES if _plain(name).startswith(plain))
    return _SEVERAL.get(plain) or longer or tuple(FAMILIES)


def _family(head: str) -> Family | None:
    """A family by any of its spellings."""
    plain = _plain(head)
    name = _SPELLINGS.get(plain, "")
    number = _FAMILY.fullmatch(plain)
    if not name and number:
        digits = number[1]
        name = next((one for one in (f"ibm{digits}", f"ibm0{digits}") if one in FAMILIES), "")
    return FAMILIES.get(name)


def _choices(family: Family) -> dict[str, tuple[str, ...]]:
    """What a family's options may be: kind -> options as a name spells them."""
    keys = {"nl": NEW_LINES, "space": family.spaces, "on_error": ON_ERROR}
    if not any(half.ebcdic and half.set for half in family.halves):
        keys["nl"] = ()
    return {
        "single": tuple(half.option for half in family.halves if half.option),
        "year": family.years,
        "policy": family.policies,
        "symbols": family.symbols,
        "shifts": ("noshift",) if family.noshift else (),
        **{key: tuple(f"{key}={value}" for value in values) for key, values in keys.items()},
    }


def _choose(family: Family, given: Given, chosen: dict[str, str], faults: Faults) -> None:
    option = "=".join(part.strip() for part in given.option.lower().split("="))
    choices = _choices(family)
    kind = next((kind for kind, options in choices.items() if option in options), "")
    key = option.partition("=")[0]
    if not kind:
        known = choices.get(key) or [one for options in choices.values() for one in options]
        faults.add(
            given.place, f"Expected for {family.name} an option of {', '.join(known)}, got {option}"
        )
    elif kind in chosen:
        faults.add(
            given.place, f"Expected one of {', '.join(choices[kind])} once, got {option} too"
        )
    else:
        chosen[kind] = option


def _check_together(given: Given, chosen: dict[str, str], half: Half, faults: Faults) -> None:
    """Options that have no meaning beside others."""
    if given.option.lower().startswith("nl=") and ("shifts" in chosen or not half.ebcdic):
        faults.add(given.place, f"Expected {given.option} with an EBCDIC set, got none")
    if given.option.lower() == chosen.get("single") and "shifts" in chosen:
        faults.add(given.place, f"Expected {given.option} or noshift, got both")


def _profile(family: Family, half: Half, chosen: dict[str, str]) -> Profile:
    """The profile of options that fit together."""
    alone = "shifts" in chosen
    choices = _choices(family)
    if alone or not half.ebcdic:
        choices["nl"] = ()
    first = {kind: options[0] if options else "" for kind, options in choices.items()}
    value = {kind: chosen.get(kind, option) for kind, option in first.items()}
    open_kinds = [kind for kind in ("year", "policy") if len(choices[kind]) > 1]
    if alone:
        open_kinds.insert(0, "shifts")
    elif choices["single"]:
        open_kinds.insert(0, "single")
    open_kinds += [kind for kind in ("symbols", "nl", "space") if value[kind] != first[kind]]
    return Profile(
        name=":".join((family.name, *(value[kind] for kind in open_kinds))),
        family=family.name,
        form="double" if alone else family.form,
        single="" if alone else half.set,
        double=family.double,
        ebcdic=half.ebcdic,
        shifts=() if alone else half.shifts(),
        year=int(value["year"] or "0"),
        policy=cast("Policy", value["policy"]),
        symbols=cast("Symbols", value["symbols"]),
        newline=value["nl"].removeprefix("nl="),
        space=value["space"].removeprefix("space="),
        on_error=cast("OnError", value["on_error"].removeprefix("on_error=")),
    )
