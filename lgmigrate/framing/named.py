"""Framings by short names, as ``--framing`` and ``layouts.toml`` write them.

``fixed:800``; ``rdw`` (V); ``vb``; ``prefix:2`` and ``prefix:4`` (a plain length), with ``:le``
(little-endian) and ``:self`` (it counts itself); ``varseq`` (of GnuCOBOL); ``lines`` (LF),
``lines:crlf``, ``lines:nel`` (X'15'), ``lines:ebcdic-lf`` (X'25'); ``csv`` (CRLF, quotes where
needed), ``csv:tab``.
"""

from __future__ import annotations

import re

from lgmigrate.errors import LayoutError
from lgmigrate.framing.spec import FramingSpec

__all__ = ["parse_framing"]

_ENDS = {"lf": b"\n", "crlf": b"\r\n", "nel": b"\x15", "ebcdic-lf": b"\x25"}
_NAMED = {
    "rdw": FramingSpec(form="variable"),
    "vb": FramingSpec(form="variable", blocked=True),
    "varseq": FramingSpec(form="prefixed", prefix=2, zeros=2),
    "csv": FramingSpec(form="csv", end=b"\r\n"),
    "csv:tab": FramingSpec(form="csv", end=b"\r\n", delimiter=b"\t"),
    "lines": FramingSpec(form="lines", end=b"\n"),
    **{f"lines:{name}": FramingSpec(form="lines", end=end) for name, end in _ENDS.items()},
}


def parse_framing(text: str) -> FramingSpec:
    """The framing of a short name, in letters of either case.

    Raises:
        LayoutError: there is none of that name.
    """
    name = text.strip().lower()
    fixed = re.fullmatch(r"fixed:(0*[1-9][0-9]{0,8})", name)
    if fixed:
        return FramingSpec(form="fixed", length=int(fixed[1]))
    prefix = re.fullmatch(r"prefix:([24])(:le)?(:self)?", name)
    if prefix:
        return FramingSpec(
            form="prefixed",
            prefix=int(prefix[1]),
            order="little" if prefix[2] else "big",
            inclusive=bool(prefix[3]),
        )
    if name not in _NAMED:
        wanted = f"fixed:LENGTH, prefix:2, prefix:4 (:le, :self), {', '.join(_NAMED)}"
        msg = f"Expected a framing {wanted}, got {text!r}"
        raise LayoutError(msg)
    return _NAMED[name]
