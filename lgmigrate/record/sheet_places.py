"""The fields of a layout sheet at their offsets: what its lengths count, and whether they fit.

A length of double-byte text is bytes or characters, one of packed or binary numbers bytes or
digits. The header says it (バイト数, 文字数), or the positions do, or the stated length of the
record: that reading is taken, for each of the three usages, under which they fit. Where nothing
tells, it is a fault, not a guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

from lgmigrate.errors import Faults
from lgmigrate.record.layout import Field, RecordLayout, Table
from lgmigrate.record.sheet_headers import Header, Role
from lgmigrate.record.sheet_rows import Row
from lgmigrate.record.sheet_types import Counts, make_field
from lgmigrate.record.workbook import Sheet

__all__ = ["SheetTable"]

_Reading = dict[str, Counts]
_BOTH: tuple[Counts, ...] = ("bytes", "characters")
_FILLERS = ("FILLER", "予備", "空き", "未使用", "リザーブ", "RESERVE")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetTable:
    """The rows of a sheet. ``stated``: the length of the record, 0 for none; ``lengths``: what
    lengths count (bytes, characters), where the caller says it; ``faults`` takes what is wrong.
    """

    sheet: Sheet
    header: Header
    rows: Sequence[Row]
    stated: int
    lengths: str
    faults: Faults

    def layout(self, name: str) -> RecordLayout | None:
        """The layout of that name; None, and every fault, where it contradicts itself."""
        if not self.rows:
            self.faults.add(self.sheet.place(), "Expected at least one field, got none")
            return None
        before = len(self.faults.found)
        reading = self._reading()
        made: list[tuple[Row, Field]] = []
        tables: list[Table] = []
        offset = 0
        for row, own in zip(self.rows, _names(self.rows), strict=True):
            one = replace(_field(row, reading), name=own, note=row.note)
            self._check_field(row, one)
            offset = self._check_position(row, one, offset)
            size = one.length
            if row.repeat > 1:
                most = row.repeat
                tables.append(Table(name=own, offset=offset, size=size, least=most, most=most))
            for number in range(row.repeat):
                numbered = f"{own}_{number + 1}" if row.repeat > 1 else own
                made.append((row, replace(one, name=numbered, offset=offset)))
                offset += size
        if self.stated and offset != self.stated:
            message = f"Expected fields of {self.stated} bytes together, got {offset}"
            self.faults.add(self.sheet.place(), message)
        fields = tuple(one for _, one in made)
        layout = RecordLayout(name=name, length=offset, fields=fields, tables=tuple(tables))
        if len(self.faults.found) > before:  # offsets have been told, names not
            self._check_names(made)
        else:
            self.faults.extend(layout.faults([self.sheet.place(row.row) for row, _ in made]))
        return layout if len(self.faults.found) == before else None

    def _fault(self, row: Row, role: Role, message: str) -> None:
        self.faults.add(self.sheet.place(row.row, self.header.columns.get(role)), message)

    def _check_names(self, made: Sequence[tuple[Row, Field]]) -> None:
        seen: set[str] = set()
        for row, one in made:
            if one.name in seen:
                self._fault(row, "name", "Expected each name once, got it again")
            seen.add(one.name)

    def _check_field(self, row: Row, one: Field) -> None:
        """What the field alone contradicts: itself, or the length of its picture."""
        size = row.kind.size
        for fault in one.faults():
            self.faults.add(self.sheet.place(row.row), fault)
        if size and row.length not in (None, size, *_positions(row)):
            self._fault(row, "length", f"Expected length {size} by the picture, got {row.length}")

    def _check_position(self, row: Row, one: Field, offset: int) -> int:
        """The offset of a row, as it states it or behind the row before, with what does not fit."""
        base = self.rows[0].position or 0
        if row is self.rows[0] and base > 1:
            self._fault(row, "position", f"Expected a first position 0 or 1, got {base}")
        if row.position is not None and row.position - base != offset:
            message = _difference(row.position - base - offset, offset + base)
            self._fault(row, "position", message)
            offset = max(row.position - base, 0)
        last = offset + one.length * row.repeat + base - 1
        if row.end is not None and row.end != last:
            role: Role = "end" if "end" in self.header.columns else "position"
            self._fault(row, role, f"Expected an end at {last}, got {row.end}")
        return offset

    def _reading(self) -> _Reading:
        """What lengths count, for each usage where that matters."""
        usages = sorted({row.kind.usage for row in self.rows if row.kind.open})
        said = self.lengths or self.header.counts
        if not usages or said:
            return dict.fromkeys(usages, "characters" if said == "characters" else "bytes")
        readings: list[_Reading] = [
            dict(zip(usages, counts, strict=True)) for counts in product(_BOTH, repeat=len(usages))
        ]
        misfits = [_misfits(self.rows, one, self.stated) for one in readings]
        least = min(misfits)
        best = [one for one, misfit in zip(readings, misfits, strict=True) if misfit == least]
        sizes = {tuple(_field(row, one).length for row in self.rows) for one in best}
        if len(sizes) > 1:
            message = (
                "Expected positions, the length of the record, or a header バイト数 or 文字数 that "
                f"tell what lengths of {', '.join(usages)} count, got none"
            )
            column = self.header.columns.get("length")
            self.faults.add(self.sheet.place(self.header.row, column), message)
        return best[0]


def _difference(by: int, expected: int) -> str:
    what = "a gap" if by > 0 else "an overlap"
    return f"Expected position {expected}, got {expected + by}: {what} of {abs(by)} bytes"


def _positions(row: Row) -> tuple[int, ...]:
    """What a length cell beside a picture may say other than bytes: digits, or characters."""
    kind = row.kind
    if kind.digits:
        return (kind.digits,)
    return (kind.size // 2,) if kind.usage in ("double", "national") else ()


def _names(rows: Sequence[Row]) -> list[str]:
    """The names; fillers that are there more than once are numbered."""
    plain = [row.name for row in rows]
    found = []
    for number, name in enumerate(plain):
        again = name.upper() in _FILLERS and plain.count(name) > 1
        found.append(f"{name}-{plain[: number + 1].count(name)}" if again else name)
    return found


def _field(row: Row, reading: _Reading) -> Field:
    kind = row.kind
    counts: Counts = "bytes" if kind.counts else reading.get(kind.usage, "bytes")
    one = make_field(row.name, kind, row.length or 0, counts, scale=row.scale)
    if row.name.upper() in _FILLERS and one.usage in ("single", "double", "mixed"):
        return replace(one, usage="filler")
    return one


def _misfits(rows: Sequence[Row], reading: _Reading, stated: int) -> int:
    """How many positions, and the stated length, do not fit the lengths before them."""
    misfits, behind = 0, rows[0].position or 0
    base = behind
    for row in rows:
        if row.position is not None:
            misfits += row.position != behind
            behind = row.position
        behind += _field(row, reading).length * row.repeat
        misfits += row.end is not None and row.end != behind - 1
    return misfits + (stated > 0 and behind - base != stated)
