"""Character sets as rows of codes and characters, read from the shipped tables of the IBM sets.

A row's character is a key: ``first << 32 | second`` of its code points, second 0 for a single
one. The tables are written by ``scripts/generate_ibm_tables.py``, which describes their form;
``tables/provenance.json`` says where they come from.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

__all__ = ["CharacterSet", "controls", "key", "read_table"]


_NONE = 0xFFFFFFFF  # in a table: the code has no character


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CharacterSet:
    """The characters of ``width`` bytes: what codes decode to, and what characters encode to.

    ``codes`` (int64[n], big-endian numbers) decode to ``keys`` (uint64[n]); ``encode_keys``
    (uint64[m], each once) encode to ``encode_codes`` (int64[m]). Control characters may be in
    both: whoever makes a code page of the rows leaves them out.
    """

    width: int
    codes: NDArray[np.int64]
    keys: NDArray[np.uint64]
    encode_keys: NDArray[np.uint64]
    encode_codes: NDArray[np.int64]


def key(first: NDArray[np.uint32], second: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Code points, two arrays of one length -> keys."""
    return first.astype(np.uint64) << np.uint64(32) | second.astype(np.uint64)


def controls(keys: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Which keys are a control character (C0, DEL, C1) or a noncharacter of Unicode."""
    first = keys >> np.uint64(32)
    single = (keys & np.uint64(0xFFFFFFFF)) == 0
    control = (first < 0x20) | ((first >= 0x7F) & (first < 0xA0))
    nowhere = ((first & np.uint64(0xFFFE)) == 0xFFFE) | ((first >= 0xFDD0) & (first <= 0xFDEF))
    return np.asarray(single & (control | nowhere), np.bool_)


def read_table(name: str) -> CharacterSet:
    """One of the shipped sets (``ibm290``, ``ibm300`` ...), by the name of its file."""
    packed = files("lgmigrate.charset").joinpath("tables", f"{name}.z").read_bytes()
    numbers = np.frombuffer(zlib.decompress(packed), "<u4").astype(np.uint32)
    count = int(numbers[0])
    first, second = numbers[1 : count + 1], numbers[count + 1 : 2 * count + 1]
    folds = numbers[2 * count + 1 :].reshape(-1, 2)
    codes = np.flatnonzero(first != _NONE).astype(np.int64)
    keys = key(first[codes], second[codes])
    return CharacterSet(
        width=1 if count == 0x100 else 2,
        codes=codes,
        keys=keys,
        encode_keys=np.concatenate([keys, key(folds[:, 0], np.zeros(len(folds), np.uint32))]),
        encode_codes=np.concatenate([codes, folds[:, 1].astype(np.int64)]),
    )
