"""Private use for codes without a character, so that they are kept as text and come back.

Codes of the user-defined areas stand for U+E000 and following, as vendors' converters agree
(``page.Area``); every other code that records can hold stands for U+F0000 + code, or where it has
three bytes for U+100000 + its last two.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset.repertoire import CharacterSet
from lgmigrate.charset.traits import Traits

__all__ = ["PLANE", "fill", "holds"]

PLANE = 0xF0000
THIRD_PLANE = 0x100000


def holds(keys: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Which keys begin with a code point of private use."""
    first = keys >> np.uint64(32)
    return np.asarray(((first >= 0xE000) & (first <= 0xF8FF)) | (first >= PLANE), np.bool_)


def fill(
    sets: tuple[CharacterSet, ...],
    traits: Traits,
    lead: NDArray[np.uint8],
    control: NDArray[np.int32],
) -> tuple[CharacterSet, ...]:
    """The sets with private use for each of their codes that has no character.

    Codes of one byte are those that are no control character, shift code or lead byte; codes of
    two bytes those whose lead byte may begin a character and whose trail byte ends one elsewhere.
    """
    written = np.concatenate([one.encode_keys for one in sets])
    return tuple(_filled(one, traits, lead, control, written) for one in sets)


def _filled(
    one: CharacterSet,
    traits: Traits,
    lead: NDArray[np.uint8],
    control: NDArray[np.int32],
    written: NDArray[np.uint64],
) -> CharacterSet:
    if one.width == 1:
        free = control < 0
        free &= (lead == 1) if traits.form == "lead" else (lead == 0)
        codes = np.flatnonzero(free)
        points = codes + PLANE
    else:
        codes, points = _wide(one, traits, lead)
    new = ~np.isin(codes, one.codes)
    keys = points[new].astype(np.uint64) << np.uint64(32)
    back = ~np.isin(keys, written)
    return CharacterSet(
        width=one.width,
        codes=np.concatenate([one.codes, codes[new]]),
        keys=np.concatenate([one.keys, keys]),
        encode_keys=np.concatenate([one.encode_keys, keys[back]]),
        encode_codes=np.concatenate([one.encode_codes, codes[new][back]]),
    )


def _wide(
    one: CharacterSet, traits: Traits, lead: NDArray[np.uint8]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All codes of two or three bytes, and the private use of each."""
    if traits.form == "lead":
        first = np.flatnonzero(lead == one.width)
    else:
        first = np.arange(traits.space + 1, 0xFF)
        first = first[lead[first] == 0]
    own = {code: area.first + n for area in traits.areas for n, code in enumerate(area.codes())}
    own = {code: point for code, point in own.items() if (code > 0xFFFF) == (one.width == 3)}
    user = np.array(sorted(own), np.int64)
    trails = np.unique(np.concatenate([one.codes, user]) & 0xFF)
    trails = trails[trails != traits.space]
    if one.width == 2:
        codes = (first[:, None] << 8 | trails).ravel()
        points = codes + PLANE
    else:
        middle = np.unique(one.codes >> 8 & 0xFF)
        codes = (first[:, None, None] << 16 | middle[:, None] << 8 | trails).ravel()
        points = (codes & 0xFFFF) + THIRD_PLANE
    codes = codes.astype(np.int64)
    places = np.searchsorted(codes, user)
    inside = (places < len(codes)) & (codes[places.clip(max=len(codes) - 1)] == user)
    points[places[inside]] = [own[int(code)] for code in user[inside]]
    return codes, points.astype(np.int64)
