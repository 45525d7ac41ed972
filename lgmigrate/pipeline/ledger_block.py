"""The ledger's rows of one block: only fields in which decoding met a watched or unmapped code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset.assemble import SIGNS, SPELLINGS
from lgmigrate.charset.characters import code_text
from lgmigrate.charset.ledger import FIRST, USER_AREA, Ledger, literal_codes
from lgmigrate.charset.page import CodePage, Remark
from lgmigrate.charset.registry import load
from lgmigrate.columns.codec import Codec

__all__ = ["Fields", "Listed", "block_ledger", "list_characters"]


class Fields(NamedTuple):
    """Fields of one record type: ``spans`` int64[n, 2] of place and size in ``source``, by record
    and field; ``fields`` int64[n] their numbers, ``records`` int64[n] the numbers of the records.
    ``text`` gives the decoded text of field ``i`` of them.
    """

    source: NDArray[np.uint8]
    spans: NDArray[np.int64]
    fields: NDArray[np.int64]
    records: NDArray[np.int64]
    text: Callable[[int], str]


class Listed(NamedTuple):
    """A code (hex, or as it is spelled out) and what it became; ``times`` times from ``record``
    on.
    """

    record: int
    field: str
    code: str
    text: str
    times: int
    remark: Remark | None = None


def list_characters(codec: Codec, some: Fields) -> Iterator[Listed]:
    """What the ledger lists of these fields."""
    found = codec.list_codes(some.source, some.spans, some.fields)
    if not len(found):
        return
    names = codec.layout.names()
    kinds = np.stack([some.fields[found[:, 0]], found[:, 1], found[:, 2]], axis=1)
    rows, inverse, counts = np.unique(kinds, axis=0, return_inverse=True, return_counts=True)
    order = np.argsort(inverse, kind="stable")
    spelled: set[int] = set()
    for (number, code, width), items in zip(
        rows.tolist(), np.split(found[order, 0], np.cumsum(counts)[:-1]), strict=True
    ):
        page = _page_of(codec, number)
        shown = code_text(page, code, width)
        if shown in SPELLINGS and code not in page.remarks:
            spelled.update(items.tolist())
            continue
        shape = f"{code:04X}" if page.form.startswith("utf") else f"{code:0{2 * width}X}"
        remark = page.remarks.get(code) or _of_area(page, code, shown)
        records, first = np.unique(some.records[items], return_index=True)
        ends = [*first[1:FIRST].tolist(), len(items)]
        for record, start, end in zip(records[:FIRST].tolist(), first.tolist(), ends, strict=False):
            yield Listed(record, names[number], shape, shown, end - start, remark)
    for item in sorted(spelled):
        for spelling in literal_codes(some.text(item)):
            if spelling not in SIGNS:  # those are codes of their own
                name = names[int(some.fields[item])]
                yield Listed(int(some.records[item]), name, spelling, "", 1)


def _page_of(codec: Codec, number: int) -> CodePage:
    """The code page of a field: national text is Unicode in every one."""
    national = codec.layout.fields[number].usage == "national"
    if national and not codec.page.form.startswith("utf"):
        return load("utf-16be")
    return codec.page


def _of_area(page: CodePage, code: int, shown: str) -> Remark | None:
    """The remark on a code of the user-defined areas that has no character."""
    inside = any(
        area.leads[0] <= code >> 8 <= area.leads[1]
        and any(low <= code & 0xFF <= high for low, high in area.trails)
        for area in page.areas
    )
    return USER_AREA if inside and not shown else None


def block_ledger(page: str, source: str, listed: Iterable[Listed]) -> Ledger:
    """The ledger of one block, of all its record types in the order of the records."""
    ledger = Ledger()
    for one in sorted(listed, key=lambda one: one.record):
        place = f"{source}:{one.record}"
        ledger.add(page, one.code, one.text, [one.field], place, one.times, one.remark)
    return ledger
