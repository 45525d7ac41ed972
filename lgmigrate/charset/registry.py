"""Code pages by name or by the file of a site, made when first asked for and kept.

``profile`` describes the names, ``families`` what there is, ``site`` the file of a site. The sets
come from ``ibm`` (ICU and Python), ``stdlib`` (Python), ``hosts`` and ``singles`` (by rule).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset import hosts, ibm, stdlib
from lgmigrate.charset.assemble import assemble
from lgmigrate.charset.cells import Overlay
from lgmigrate.charset.families import FAMILIES, Trust
from lgmigrate.charset.gaiji import GaijiTable, read_gaiji
from lgmigrate.charset.page import Area, CodePage, OnError
from lgmigrate.charset.profile import ON_ERROR, Profile, parse
from lgmigrate.charset.repertoire import CharacterSet
from lgmigrate.charset.singles import single_set
from lgmigrate.charset.site import read_cells, read_site
from lgmigrate.charset.traits import Traits
from lgmigrate.errors import CharsetError, Faults

__all__ = ["Description", "describe", "load", "names", "read_profile"]

_CP932_AREAS = (Area((0xF0, 0xF9), ((0x40, 0x7E), (0x80, 0xFC)), 0xE000),)
_EUC_AREAS = (
    Area((0xF5, 0xFE), ((0xA1, 0xFE),), 0xE000),
    Area((0x8FF5, 0x8FFE), ((0xA1, 0xFE),), 0xE3AC),
)
"""The user-defined areas of Windows, and of EUC-JP as vendors of Unix systems extended it."""


class _Leads(NamedTuple):
    """A page of form lead: its sets, its lead bytes, its user-defined areas."""

    sets: Callable[[], tuple[CharacterSet, ...]]
    lead: NDArray[np.uint8]
    areas: tuple[Area, ...]


_LEADS = {
    "cp932": _Leads(stdlib.cp932, stdlib.CP932_LEAD, _CP932_AREAS),
    "shift_jis-2004": _Leads(stdlib.shift_jis_2004, stdlib.CP932_LEAD, ()),
    "euc-jp": _Leads(stdlib.euc_jp, stdlib.EUC_LEAD, _EUC_AREAS),
    "euc-jis-2004": _Leads(stdlib.euc_jis_2004, stdlib.EUC_LEAD, ()),
}
_FROM_ICU = "generated from ICU's converters, charset/tables/provenance.json"
_ROMAN = {0x5C: "\u00a5", 0x7E: "\u203e"}


class Description(NamedTuple):
    """A family, for a list: its name, in Japanese and in English, and how well it is held."""

    name: str
    japanese: str
    english: str
    trust: Trust


def names() -> tuple[str, ...]:
    """The names of all families; each loads as it stands, with the first choice of its options."""
    return tuple(FAMILIES)


def describe() -> tuple[Description, ...]:
    """All families, in the order of their names."""
    return tuple(
        Description(one.name, one.japanese, one.english, one.trust) for one in FAMILIES.values()
    )


def read_profile(
    name: str | Path, *, folder: Path | None = None, place: str = "code page"
) -> Profile:
    """The profile of a name, or of the file of a site: what ends with ``.toml``, relative to
    ``folder``. Tables that the file names are not read. ``place`` is where the name stands.

    Raises:
        CharsetError: everything that is wrong in the name or in the file.
    """
    if isinstance(name, Path) or name.lower().endswith(".toml"):
        return read_site((folder or Path()) / name)
    return parse(name, place=place)


def load(
    name: str | Path,
    *,
    gaiji: Sequence[str | Path] = (),
    on_error: str | None = None,
    folder: Path | None = None,
) -> CodePage:
    """The code page of a name or of the file of a site; the same one each time.

    ``gaiji`` are the files of gaiji tables, relative to ``folder``, laid over the page and over the
    site's own tables; a later one wins. How a site has its own tables read (``sequences``,
    ``private_use``) does not extend to them. ``on_error`` wins over the name's. ``warnings`` of
    the page are those of all its gaiji tables, in their order.

    Raises:
        CharsetError: everything that is wrong in the name, the file, or the tables.
    """
    faults = Faults(CharsetError)
    profiles: list[Profile] = []
    with faults.collecting():
        profiles.append(read_profile(name, folder=folder))
    if on_error is not None and on_error not in ON_ERROR:
        faults.add("code page", f"Expected on_error = {', '.join(ON_ERROR)}, got {on_error}")
    given = tuple((folder or Path()) / one for one in gaiji)
    tables = _Tables([], [], [])
    for profile in profiles:
        tables.read(profile, faults)
    for path in given:
        with faults.collecting():
            tables.lay(path, read_gaiji(path))
    faults.raise_if_any()
    (profile,) = profiles
    profile = replace(profile, cells=(), gaiji=())
    if on_error is not None:
        profile = replace(profile, on_error=cast("OnError", on_error))
    return _page(profile, tuple(tables.overlays), tuple(tables.sources), tuple(tables.warnings))


class _Tables(NamedTuple):
    """What is laid over a page, where it comes from, and what it leaves open."""

    overlays: list[Overlay]
    sources: list[str]
    warnings: list[str]

    def read(self, profile: Profile, faults: Faults) -> None:
        """The tables of a site."""
        for path in profile.cells:
            with faults.collecting():
                self.overlays.append(read_cells(path))
                self.sources.append(f"cells of {path.name}")
        reading = [f"sequences {profile.sequences}"] if profile.sequences != "needed" else []
        reading += ["private use"] if profile.private_use else []
        for path in profile.gaiji:
            with faults.collecting():
                table = read_gaiji(path, ivs=profile.sequences, private_use=profile.private_use)
                self.lay(path, table, reading)

    def lay(self, path: Path, table: GaijiTable, reading: Sequence[str] = ()) -> None:
        """One gaiji table; ``reading``: what is not as usual in how it was read."""
        self.overlays.append(table.overlay())
        known = ", ".join((f"SHA-256 {table.digest}", *reading))
        self.sources.append(f"gaiji table {path.name} ({known})")
        self.warnings.extend(table.warnings)


@lru_cache(maxsize=64)
def _page(
    profile: Profile,
    overlays: tuple[Overlay, ...],
    sources: tuple[str, ...],
    warnings: tuple[str, ...],
) -> CodePage:
    """The page of a profile, with its tables."""
    spaces = tuple(int(space, 16) for space in FAMILIES[profile.family].spaces)
    single = 0x40 if profile.ebcdic else 0x20
    without = single * 0x101 if profile.form == "host" else 0
    space = int(profile.space, 16) if profile.space else without
    parts = _lead(profile) if profile.form == "lead" else _halves(profile)
    traits = Traits(
        name=profile.name,
        form=profile.form,
        space=single,
        double_space=space,
        double_spaces=tuple(sorted(spaces, key=lambda one: one != space)),
        zone=0xF0 if profile.ebcdic else 0x30,
        shifts=profile.shifts,
        areas=parts.areas,
        on_error=profile.on_error,
        provenance="; ".join((parts.source, *sources)),
    )
    return replace(assemble(traits, parts.sets, parts.lead, overlays), warnings=warnings)


class _Parts(NamedTuple):
    """What a page is assembled of."""

    sets: tuple[CharacterSet, ...]
    lead: NDArray[np.uint8] | None
    areas: tuple[Area, ...]
    source: str


def _lead(profile: Profile) -> _Parts:
    leads = _LEADS[profile.double]
    codec = profile.double.replace("-", "_")
    return _Parts(leads.sets(), leads.lead, leads.areas, f"Python's codec {codec}")


def _halves(profile: Profile) -> _Parts:
    """A single-byte set, a double-byte set, or both; the single one is preferred."""
    sets: list[CharacterSet] = []
    if profile.single:
        one = _single(profile.single)
        sets.append(ibm.with_new_line(one, profile.newline) if profile.newline else one)
    if profile.double:
        sets.append(_double(profile))
    return _Parts(tuple(sets), None, _areas(profile), _source(profile))


def _single(name: str) -> CharacterSet:
    if name.startswith("ibm"):
        return ibm.single(name)
    if name == "jis-roman":
        return stdlib.single_byte("ascii", _ROMAN)
    return single_set(name)


def _double(profile: Profile) -> CharacterSet:
    if profile.double.startswith("ibm"):
        return ibm.double(profile.double, profile.symbols)
    if profile.double == "jis-x-0208":
        return stdlib.jis_x_0208()
    choices = (profile.year, profile.policy, profile.symbols, profile.space)
    return hosts.double_set(profile.double, *choices)


def _areas(profile: Profile) -> tuple[Area, ...]:
    if profile.double.startswith("ibm"):
        return ibm.areas(profile.family)
    return hosts.areas(profile.double)


def _source(profile: Profile) -> str:
    """Where the sets come from."""
    if profile.form in ("utf8", "utf16le", "utf16be"):
        return "The Unicode Standard"
    if profile.family == "iso-2022-jp":
        return "Python's codec euc_jp"
    if profile.single in ibm.PYTHON:
        latin = f"Python's codec {ibm.PYTHON[profile.single]}"
        return f"{latin}; double bytes {_FROM_ICU}" if profile.double else latin
    if profile.family.startswith("ibm"):
        return _FROM_ICU
    rule = "by rule from JIS X 0208 (Python's codec euc_jp), charset/hosts.py"
    return f"single bytes {profile.single}, charset/singles.py; {rule}" if profile.single else rule
