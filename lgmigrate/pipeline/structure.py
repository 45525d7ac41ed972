"""Header, data and trailer of a source: each in its place, and the trailer's figures true."""

from __future__ import annotations

from collections.abc import Iterator

from lgmigrate.errors import FramingError
from lgmigrate.findings import CODES, Finding
from lgmigrate.pipeline.convert_result import BlockResult
from lgmigrate.pipeline.plan import Plan

__all__ = ["Structure"]


class Structure:
    """Header, data and trailer of one source in their places, and the trailer's figures."""

    def __init__(self, plan: Plan, source: str) -> None:
        self.plan, self.source = plan, source
        self.records = 0
        self.special: dict[str, list[int]] = {"header": [], "trailer": []}
        self.values: dict[str, dict[str, str | None]] = {}
        self.count: dict[str, int] = {}
        self.sums: dict[tuple[str, str], int] = {}
        self.unread: dict[tuple[str, str], int] = {}
        self.findings: list[Finding] = []

    def add(self, result: BlockResult) -> None:
        """Take in one block's figures."""
        self.records += result.read
        for role, number, name, values in result.special:
            self.special[role].append(number)
            self.values[name] = values
        for code, number in result.by_type.items():
            self.count[code] = self.count.get(code, 0) + number
        for key, (total, without) in result.sums.items():
            self.sums[key] = self.sums.get(key, 0) + total
            self.unread[key] = self.unread.get(key, 0) + without

    def finish(self) -> None:
        """Compare, at the end of the source.

        Raises:
            FramingError: a header or trailer is missing or out of place, or a figure differs.
        """
        faults = []
        for role, place in (("header", 1), ("trailer", self.records)):
            found = self.special[role]
            declared = any(record.record.role == role for record in self.plan.records)
            if declared and found != [place]:
                got = f"{len(found)} of them" if len(found) != 1 else f"record {found[0]}"
                faults.append(f"F007 Expected one {role}, as record {place}, got {got}")
        if not faults:
            faults = list(self._differences())
        if faults:
            raise FramingError(*(f"{self.source}: {fault}" for fault in faults))

    def _differences(self) -> Iterator[str]:
        for record in self.plan.records:
            for total in record.record.totals:
                stated = self.values.get(record.name, {}).get(total.field)
                if stated is None or not stated.isdigit():
                    self._unverified(total.field)
                    continue
                if not total.of:
                    read = sum(self.count.get(code, 0) for code in total.types)
                    if int(stated) != read:
                        yield f"F005 Expected {int(stated)} records ({total.field}), got {read}"
                    continue
                keys = [(code, total.of) for code in total.types]
                if any(self.unread.get(key, 0) for key in keys):
                    self._unverified(total.field)
                    continue
                digits = record.record.layout.field(total.field).digits
                read = sum(self.sums.get(key, 0) for key in keys) % 10**digits
                if int(stated) != read:
                    yield f"F006 Expected the total of {total.of} as in {total.field}, got another"

    def _unverified(self, name: str) -> None:
        self.findings.append(
            Finding(code="F009", severity=CODES["F009"].severity, file=self.source, field=name)
        )

    def totals_text(self) -> dict[str, str]:
        """Counts by record type and control sums, for the manifest."""
        counts = {f"records:{code}": str(number) for code, number in sorted(self.count.items())}
        sums = {f"sum:{code}:{of}": str(one) for (code, of), one in sorted(self.sums.items())}
        return {**counts, **sums}
