"""What a code page is beside its sets of characters: form, spaces, shift codes, areas."""

from __future__ import annotations

from typing import NamedTuple

from lgmigrate.charset.page import Area, Form, OnError, Shift

__all__ = ["Traits"]


class Traits(NamedTuple):
    """What is not a table in a code page, under the names of ``CodePage``."""

    name: str
    form: Form
    space: int = 0x40
    double_space: int = 0x4040
    double_spaces: tuple[int, ...] = (0x4040,)
    zone: int = 0xF0
    shifts: tuple[Shift, ...] = ()
    areas: tuple[Area, ...] = ()
    on_error: OnError = "finding"
    provenance: str = ""
