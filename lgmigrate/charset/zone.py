"""Cells of a character set as plain mappings, while the set is being put together from rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from lgmigrate.charset.repertoire import CharacterSet

__all__ = ["Zone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """What codes decode to: ``there``, code -> text of one or two code points.

    Text is written as the first of its codes that is not in ``decode_only``. ``aliases``, text ->
    code, holds what is written as the code of another character; an alias without such a code, or
    of a text that has its own code, has no effect.
    """

    there: Mapping[int, str]
    aliases: Mapping[str, int] = field(default_factory=dict)
    decode_only: frozenset[int] = frozenset()

    def recoded(self, code: Callable[[int], int]) -> Zone:
        """The same characters at other codes."""
        return Zone(
            there={code(old): text for old, text in self.there.items()},
            aliases={text: code(old) for text, old in self.aliases.items()},
            decode_only=frozenset(map(code, self.decode_only)),
        )

    def characters(self, width: int) -> CharacterSet:
        """The set of these cells, rows in the order of their codes."""
        back: dict[str, int] = {}
        for code in sorted(self.there.keys() - self.decode_only):
            back.setdefault(self.there[code], code)
        for text, code in self.aliases.items():
            if code in self.there:
                back.setdefault(text, code)
        codes = sorted(self.there)
        return CharacterSet(
            width=width,
            codes=np.array(codes, np.int64),
            keys=np.array([_key(self.there[code]) for code in codes], np.uint64),
            encode_keys=np.array([_key(text) for text in back], np.uint64),
            encode_codes=np.array(list(back.values()), np.int64),
        )


def _key(text: str) -> int:
    """One or two code points as the key of a row."""
    return ord(text[0]) << 32 | (ord(text[1]) if len(text) > 1 else 0)
