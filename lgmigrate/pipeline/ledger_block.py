"""The ledger's rows of one block: only fields in which decoding met a watched or unmapped code."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset.assemble import SIGNS, SPELLINGS
from lgmigrate.charset.characters import code_text
from lgmigrate.charset.ledger import Ledger, literal_codes
from lgmigrate.columns.codec import Codec

__all__ = ["list_characters"]


def list_characters(
    ledger: Ledger,
    codec: Codec,
    source: NDArray[np.uint8],
    spans: NDArray[np.int64],
    fields: NDArray[np.int64],
    record: Callable[[int], str],
    text: Callable[[int], str],
) -> None:
    """Add to ``ledger`` what it lists of the fields at ``spans`` (int64[n, 2], place and size in
    ``source``), ``fields`` (int64[n]) their numbers. ``record`` and ``text`` give the place and
    the decoded text of field ``i`` of them.
    """
    found = codec.list_codes(source, spans, fields)
    if not len(found):
        return
    page, names = codec.page, codec.layout.names()
    kinds = np.stack([fields[found[:, 0]], found[:, 1], found[:, 2]], axis=1)
    rows, first, counts = np.unique(kinds, axis=0, return_index=True, return_counts=True)
    spelled: set[int] = set()
    for place in np.argsort(first):
        number, code, width = (int(one) for one in rows[place])
        shown = code_text(page, code, width)
        if shown in SPELLINGS and code not in page.remarks:
            same = (kinds == rows[place]).all(axis=1)
            spelled.update(found[same, 0].tolist())
            continue
        ledger.add(
            page.name,
            _hex(code, width, unicode=page.form.startswith("utf")),
            shown,
            [names[number]],
            record(int(found[first[place], 0])),
            int(counts[place]),
            page.remarks.get(code),
        )
    for item in sorted(spelled):
        for spelling in literal_codes(text(item)):
            if spelling not in SIGNS:  # those are codes of their own
                ledger.add(page.name, spelling, "", [names[int(fields[item])]], record(item))


def _hex(code: int, width: int, *, unicode: bool) -> str:
    """A code as the ledger shows it: its bytes, or in Unicode its code point."""
    return f"{code:04X}" if unicode else f"{code:0{2 * width}X}"
