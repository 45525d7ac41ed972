"""Copying many records into one array with room around each, without a step per record.

Records of one length and one distance are copied as the rows of a table. Others are copied through
a mask, in which numpy finds the runs and copies each at once.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

__all__ = ["gather", "spread"]

Bytes = NDArray[np.uint8]
Numbers = NDArray[np.int64]


def gather(content: Bytes, starts: Numbers, lengths: Numbers) -> Bytes:
    """The records side by side: a view of ``content`` where they stand so already."""
    if not lengths.size:
        return content[:0]
    ends = starts + lengths
    gaps = starts[1:] - ends[:-1]
    if not gaps.any():
        return content[starts[0] : ends[-1]]
    if (gaps < 0).any():  # out of order: nothing a mask could say
        pairs = zip(starts.tolist(), ends.tolist(), strict=True)
        return np.concatenate([content[start:end] for start, end in pairs])
    kept = np.ones(ends[-1] - starts[0], np.bool_)
    kept[_ranges(ends[:-1] - starts[0], gaps)] = False
    return content[starts[0] : ends[-1]][kept]


def spread(
    content: Bytes, starts: Numbers, lengths: Numbers, before: Numbers, after: Numbers
) -> tuple[Bytes, Numbers]:
    """The records in a new array, ``before[i]`` and ``after[i]`` free bytes around record i.

    Returns:
        The array, its free bytes undefined, and the place of each record's content in it.
    """
    sizes = before + lengths + after
    places = np.cumsum(sizes) - sizes + before
    out = np.empty(int(sizes.sum()), np.uint8)
    if not lengths.size:
        return out, places
    if _even(lengths) and _even(before) and _even(after) and _even(np.diff(starts)):
        count, length, step = len(lengths), int(lengths[0]), 0
        if count > 1:
            step = int(starts[1] - starts[0])
        first = int(before[0])
        rows = as_strided(content[starts[0] :], (count, length), (step, 1), writeable=False)
        out.reshape(count, -1)[:, first : first + length] = rows
        return out, places
    used = np.ones(len(out), np.bool_)
    used[_ranges(places - before, before)] = False
    used[_ranges(places + lengths, after)] = False
    out[used] = gather(content, starts, lengths)
    return out, places


def _even(numbers: Numbers) -> bool:
    return not numbers.size or bool((numbers == numbers[0]).all())


def _ranges(starts: Numbers, counts: Numbers) -> Numbers:
    """Every number of the ranges ``starts[i] .. starts[i] + counts[i]``, one behind another."""
    before = np.cumsum(counts) - counts
    total = int(counts.sum())
    return np.repeat(starts - before, counts) + np.arange(total, dtype=np.int64)
