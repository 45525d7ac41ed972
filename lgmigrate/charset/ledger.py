"""The ledger of characters (外字一覧): which codes of a source need a person's eye, and where.

A row is a code of one code page with the character it became: what a user's table or a vendor's
extension maps, private use, codes without a character, the signs that stand for a lost character
(U+FFFD, 〓, ■), and characters that someone wrote out (``U+2363A``, ``{外字}``). The columns are
those that Japanese municipalities keep of a migrated character: the old code, UCS and IVS, the MJ
name, how it was found and how sure that is, how often it occurs and where first.

A ledger holds single characters and tokens, never the text around them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple
from unicodedata import category, normalize

from lgmigrate.charset.page import Remark
from lgmigrate.errors import CharsetError, Faults

__all__ = [
    "FIRST",
    "HEADERS",
    "KINDS",
    "METHODS",
    "STATUSES",
    "USER_AREA",
    "Ledger",
    "LedgerKey",
    "LedgerRow",
    "cells",
    "literal_codes",
]

Kind = Literal["standard", "extension", "user"]
Method = Literal["rule", "table", "user", "none"]
Status = Literal["exact", "unified", "reduced", "unmapped"]

HEADERS = (
    *("文字コード", "旧コード(16進)", "UCS", "IVS", "MJ文字図形名", "区分", "方法", "状態"),
    *("件数", "項目", "最初のレコード", "備考"),
)
KINDS: dict[Kind, str] = {"standard": "標準", "extension": "拡張", "user": "外字"}
METHODS: dict[Method, str] = {"rule": "規則", "table": "表", "user": "外字表", "none": "なし"}
STATUSES: dict[Status, str] = {
    "exact": "一致",
    "unified": "包摂",
    "reduced": "縮退",
    "unmapped": "未同定",
}

FIRST = 3  # records that a row names
_BETWEEN = " / "  # no file name holds a slash
_SELECTORS = {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
_SIGNS = {
    "\N{REPLACEMENT CHARACTER}": "置換文字（元の文字は失われている）",
    "\N{GETA MARK}": "元の文字が失われている可能性がある",
    "\N{BLACK SQUARE}": "元の文字が失われている可能性がある",
}
_WRITTEN = "文字の代わりに書かれた符号"
_NUMBERED = "変換先のない符号"
_PRIVATE = "私用領域"

USER_AREA = Remark("user", "rule", "unmapped", note="外字領域の、変換先のない符号")
"""The remark on a code of a user-defined area that no table maps."""

_HEX = "0-9A-Fa-f０-９Ａ-Ｆａ-ｆ"
_OPEN, _CLOSE = "{｛【[［〔(（<＜《〈", "}｝】]］〕)）>＞》〉"
_LITERAL = re.compile(
    rf"[UuＵｕ][+＋](?P<ucs>[{_HEX}]{{4,6}})(?![{_HEX}])"
    rf"|[&＆][#＃][xXｘＸ](?P<hex>[{_HEX}]{{2,6}})[;；]"
    r"|[&＆][#＃](?P<decimal>[0-9０-９]{2,7})[;；]"
    r"|[&＆]MJ[0-9]{6}[;；]"
    rf"|[\\＼][uｕ](?P<escape>[{_HEX}]{{4}})"
    rf"|[{re.escape(_OPEN)}]外字[{_HEX}]{{0,6}}[{re.escape(_CLOSE)}]"
    "|\N{GETA MARK}"
)
_GUARDED = re.compile(r"'*[=+\-@\t\r]")  # what a spreadsheet takes for a formula
_CODE = re.compile(r"(?:[0-9A-F]{2})+")
_UCS = re.compile(r"U\+[0-9A-F]{4,6}")


class LedgerKey(NamedTuple):
    """What makes two occurrences one row: the code page, the code in hex or the token as it is
    written, and the text it became.
    """

    page: str
    source: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One row. ``page`` is the code page's name; ``source`` the code as in the source, in hex, or
    a token that stands for a character. ``ucs`` is like ``U+9089``, of several code points with
    blanks between, "" for none; ``ivs`` like ``U+E0119``. ``fields`` are sorted; ``records`` are
    the first ``FIRST`` places as ``source name:record``.
    """

    page: str
    source: str
    ucs: str = ""
    ivs: str = ""
    mj: str = ""
    kind: Kind = "standard"
    method: Method = "none"
    status: Status = "unmapped"
    count: int = 1
    fields: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    note: str = ""

    @property
    def text(self) -> str:
        """The character that the code became, with its selector, "" for none."""
        return "".join(chr(_point(one)) for one in f"{self.ucs} {self.ivs}".split())

    @property
    def key(self) -> LedgerKey:
        """The row's key."""
        return LedgerKey(self.page, self.source, self.text)


def _point(ucs: str) -> int:
    return int(ucs.removeprefix("U+"), base=16)


def _valid(point: int) -> bool:
    return 0x20 <= point <= 0x10FFFF and not 0xD800 <= point < 0xE000


def cells(row: LedgerRow) -> tuple[str | int, ...]:
    """A row in the order of ``HEADERS``, in Japanese words."""
    return (
        *(row.page, row.source, row.ucs, row.ivs, row.mj),
        *(KINDS[row.kind], METHODS[row.method], STATUSES[row.status]),
        *(row.count, _BETWEEN.join(row.fields), _BETWEEN.join(row.records), row.note),
    )


@dataclass(slots=True)
class _Entry:
    remark: Remark
    method: Method
    count: int = 0
    fields: set[str] = field(default_factory=set)
    records: list[str] = field(default_factory=list)

    def add(self, fields: Iterable[str], records: Iterable[str], count: int) -> None:
        self.count += count
        self.fields.update(fields)
        if len(self.records) < FIRST:
            self.records = list(dict.fromkeys([*self.records, *records]))[:FIRST]


class Ledger:
    """Rows by key, added up. Ledgers of the blocks of a run are merged in the blocks' order, so
    that the first records are the first ones.
    """

    def __init__(self) -> None:
        self._entries: dict[LedgerKey, _Entry] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def add(  # noqa: PLR0913, PLR0917  the columns of a row
        self,
        page: str,
        source: str,
        text: str,
        fields: Iterable[str],
        record: str | Iterable[str],
        count: int = 1,
        remark: Remark | None = None,
    ) -> None:
        """Add ``count`` occurrences of a code (hex, or a token) that became ``text`` ("" for
        nothing), in ``fields``; ``record`` is the first of them (``source name:record``), or the
        first ``FIRST``.

        Without a remark the row says what the text itself tells: no character, a sign for a lost
        one, private use, a token that was written out.
        """
        key = LedgerKey(page, source, text)
        entry = self._entries.get(key)
        if entry is None:
            known = remark or _remark(source, text)
            method: Method = known.method if text or known.method != "rule" else "none"
            entry = self._entries[key] = _Entry(known, method)
        entry.add(fields, [record] if isinstance(record, str) else record, count)

    def merge(self, other: Ledger) -> None:
        """Add another ledger's rows behind this one's."""
        for key, theirs in other._entries.items():
            entry = self._entries.get(key)
            if entry is None:
                entry = self._entries[key] = _Entry(theirs.remark, theirs.method)
            entry.add(theirs.fields, theirs.records, theirs.count)

    def rows(self) -> tuple[LedgerRow, ...]:
        """All rows by page and code; tokens stand behind the codes."""
        return tuple(_row(key, self._entries[key]) for key in sorted(self._entries, key=_order))

    def to_csv(self) -> bytes:
        """The ledger as CSV in UTF-8 with a byte order mark, lines ended by CR LF.

        Cells that a spreadsheet would take for a formula begin with an apostrophe.
        """
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(HEADERS)
        for row in self.rows():
            writer.writerow([_guarded(str(cell)) for cell in cells(row)])
        return b"\xef\xbb\xbf" + stream.getvalue().encode()

    @classmethod
    def from_csv(cls, data: bytes, name: str = "ledger") -> Ledger:
        """A ledger as ``to_csv`` wrote it, or as a spreadsheet saved that in UTF-8 or cp932.

        Raises:
            CharsetError: it is none; all faults at once, as ``name, line n: ...``.
        """
        faults = Faults(CharsetError)
        ledger = cls()
        for line, values in _lines(data, name, faults):
            row = _read(values, f"{name}, line {line}", faults)
            if row is not None:
                remark = Remark(row.kind, _method(row.method), row.status, row.mj, row.note)
                entry = ledger._entries.setdefault(row.key, _Entry(remark, row.method))
                entry.add(row.fields, row.records, row.count)
        faults.raise_if_any()
        return ledger


def _order(key: LedgerKey) -> tuple[str, bool, int, str, str]:
    coded = _CODE.fullmatch(key.source) is not None
    return (key.page, not coded, len(key.source) if coded else 0, key.source, key.text)


def _method(method: Method) -> Literal["rule", "table", "user"]:
    return "rule" if method == "none" else method


def _remark(source: str, text: str) -> Remark:
    """What a text that nobody remarked on tells by itself."""
    if _LITERAL.fullmatch(source):
        return Remark("user", "rule", "unmapped", note=_WRITTEN)
    if not text:
        return Remark("extension", "rule", "unmapped", note=_NUMBERED)
    if text in _SIGNS:
        return Remark("standard", "rule", "unmapped", note=_SIGNS[text])
    if any(category(one) == "Co" for one in text):
        return Remark("user", "rule", "unmapped", note=_PRIVATE)
    return Remark("standard", "rule", "exact")


def _row(key: LedgerKey, entry: _Entry) -> LedgerRow:
    points = [ord(one) for one in key.text]
    remark = entry.remark
    return LedgerRow(
        page=key.page,
        source=key.source,
        ucs=" ".join(f"U+{point:04X}" for point in points if point not in _SELECTORS),
        ivs=" ".join(f"U+{point:04X}" for point in points if point in _SELECTORS),
        mj=remark.mj,
        kind=remark.kind,
        method=entry.method,
        status=remark.status,
        count=entry.count,
        fields=tuple(sorted(entry.fields)),
        records=tuple(entry.records),
        note=remark.note,
    )


def _guarded(cell: str) -> str:
    return f"'{cell}" if _GUARDED.match(cell) else cell


def _lines(data: bytes, name: str, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    """The rows behind the header with their line numbers; faults where there is no such table."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp932")
        except UnicodeDecodeError:
            faults.add(name, "Expected UTF-8 or cp932, got other bytes")
            return
    reader = csv.reader(io.StringIO(text, newline=""))
    for values in reader:
        if reader.line_num == 1:
            if tuple(values) != HEADERS:
                expected, got = ",".join(HEADERS), f"{len(values)} other columns"
                faults.add(f"{name}, line 1", f"Expected the header {expected}, got {got}")
                return
        elif any(values):
            yield (
                reader.line_num,
                [one[1:] if one.startswith("'") and _GUARDED.match(one) else one for one in values],
            )
    if not text:
        faults.add(f"{name}, line 1", "Expected a header, got an empty file")


def _read(values: list[str], place: str, faults: Faults) -> LedgerRow | None:
    if len(values) != len(HEADERS):
        faults.add(place, f"Expected {len(HEADERS)} columns, got {len(values)}")
        return None
    before = len(faults.found)
    page, source, ucs, ivs, mj, kind, method, status, count, fields, records, note = values
    for header, value in (("UCS", ucs), ("IVS", ivs)):
        if not all(_UCS.fullmatch(one) and _valid(_point(one)) for one in value.split()):
            faults.add(place, f"Expected code points (U+9089) as {header}, got {value!r}")
    words: tuple[tuple[str, str, Iterable[str]], ...] = (
        ("区分", kind, KINDS.values()),
        ("方法", method, METHODS.values()),
        ("状態", status, STATUSES.values()),
    )
    for header, value, known in words:
        if value not in known:
            faults.add(place, f"Expected one of {', '.join(known)} as {header}, got {value!r}")
    if not re.fullmatch(r"[0-9]{1,18}", count, re.ASCII):
        faults.add(place, f"Expected a number as 件数, got {count!r}")
    if not source:
        faults.add(place, "Expected a code as 旧コード(16進), got nothing")
    if len(faults.found) > before:
        return None
    return LedgerRow(
        page=page,
        source=source,
        ucs=ucs,
        ivs=ivs,
        mj=mj,
        kind=next(one for one, word in KINDS.items() if word == kind),
        method=next(one for one, word in METHODS.items() if word == method),
        status=next(one for one, word in STATUSES.items() if word == status),
        count=int(count),
        fields=tuple(fields.split(_BETWEEN)) if fields else (),
        records=tuple(records.split(_BETWEEN)) if records else (),
        note=note,
    )


def literal_codes(text: str) -> tuple[str, ...]:
    r"""The characters that a text names instead of holding them, as they are written, in order:
    ``U+2363A`` (full-width too), ``&#x2363A;``, ``&#144954;``, ``&MJ012345;``, ``\u9089``,
    ``{外字}`` in any brackets, 〓.
    """
    return tuple(found[0] for found in _LITERAL.finditer(text) if _is_character(found))


def _is_character(found: re.Match[str]) -> bool:
    """Whether a number is that of a character beyond ASCII; what has no number always is."""
    for group, base in (("ucs", 16), ("hex", 16), ("decimal", 10), ("escape", 16)):
        if found[group] is not None:
            point = int(normalize("NFKC", found[group]), base)
            return point >= 0x80 and _valid(point)
    return True
