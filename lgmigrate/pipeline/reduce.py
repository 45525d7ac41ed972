"""The full-width items of a delivery in fewer characters (JIS X 0213 or X 0208), beside it.

The delivery itself stays as it is: its characters are those that were identified. Of each file a
CSV holds the values that differ, by record and key, and ``losses.csv`` every character that became
another one or none, with its ground. A value is reduced only where it holds such a character, so
that the time is that of reading.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from lgmigrate.charset.mj import Ground, MojiList, ShrinkMap
from lgmigrate.charset.reduction import Reduction, Target, reduce_text, repertoire
from lgmigrate.columns.batch import Columns
from lgmigrate.pipeline.delivery import delivery_files
from lgmigrate.pipeline.outputs import OutputFolder
from lgmigrate.pipeline.read import frame_of
from lgmigrate.pipeline.standard_files import ExchangeFile
from lgmigrate.standard import load_pack
from lgmigrate.standard.pack import File, Pack

__all__ = ["LOSSES", "Reduced", "reduce_delivery"]

LOSSES = "losses.csv"
LOSS_HEAD = (
    "元の文字",
    "元のUCS",
    "縮退先",
    "縮退先のUCS",
    "根拠",
    "候補",
    "件数",
    "最初のレコード",
)
VALUE_HEAD = ("項目", "値", "縮退後", "未決定")
FIRST = 3  # places that a loss names
KEPT = 1 << 16  # values whose reductions are remembered
MARK = b"\xef\xbb\xbf"


@dataclass(slots=True)
class _Loss:
    """One character that became another one, or none: ``ground`` and ``candidates`` in words."""

    ground: str
    candidates: str
    count: int = 0
    first: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Reduced:
    """What became of a delivery. ``records`` read and ``values`` written by file; ``undecided``
    values hold a character that nothing was decided for; ``characters`` are the rows of the losses,
    ``without`` those of them that became none. ``unknown``: names that were passed over, because
    they are of no known pack.
    """

    out: Path
    records: dict[str, int] = field(default_factory=dict)
    values: dict[str, int] = field(default_factory=dict)
    undecided: int = 0
    characters: int = 0
    without: int = 0
    unknown: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every character has a reduction."""
        return not self.undecided


def reduce_delivery(
    path: str | Path,
    out: str | Path,
    *,
    target: Target,
    moji: MojiList,
    shrink: ShrinkMap | None = None,
    pack: str | Path | Pack | None = None,
    overwrite: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Reduced:
    """Reduce the full-width items of a delivery (a folder) or of one exchange file.

    Writes ``<file>.<target>.csv`` for each file, with the record's number, its keys, the item, its
    value and the reduced one, and ``losses.csv``. The packs are told as ``delivery_files`` does,
    ``pack`` before all others.

    Raises:
        FramingError: there is no exchange file, or one is not well-formed or not of the pack.
        PackError: there is no such pack.
        UsageError: ``out`` holds files.
    """
    chosen = load_pack(pack) if isinstance(pack, str | Path) else pack
    delivery = delivery_files(Path(path), [chosen] if chosen else [])
    files = delivery.required()
    reducer = _Reducer(target, moji, shrink)
    done = Reduced(Path(out), unknown=delivery.unknown)
    losses: dict[tuple[str, str], _Loss] = {}
    read = size = 0
    with OutputFolder(Path(out), overwrite=overwrite) as folder:
        for file in files:
            name = f"{file.file.name}.{target}.csv"
            keys = [item.name for item in file.file.keys]
            folder.open(name).write(MARK + _csv([("レコード番号", *keys, *VALUE_HEAD)]))
            done.values[name] = 0
            for first, frame in _frames(file):
                values = reducer.values(frame, file.file)
                rows = [_row(one, first, frame, keys) for one in values]
                folder.open(name).write(_csv(rows))
                done.values[name] += len(rows)
                for one in values:
                    done.undecided += one.reduction.text is None
                    _count(losses, one.reduction, f"{file.path.name}:{first + one.row}")
                if progress:
                    progress(read + file.records, size + file.size)
            done.records[file.path.name] = file.records
            read += file.records
            size += file.size
        folder.open(LOSSES).write(MARK + _csv([LOSS_HEAD, *_loss_rows(losses)]))
    done.characters = len(losses)
    done.without = sum(not text for _, text in losses)
    return done


def _frames(file: ExchangeFile) -> Iterator[tuple[int, pl.DataFrame]]:
    """The records of a file, a batch at a time, each with the number of its first record."""
    names = [item.name for item in file.file.items]
    batch = Columns.allocate(len(names), 1, 0)
    for block in file.blocks():
        yield block.first, frame_of(file, block, batch, names)[0]


@dataclass(frozen=True, slots=True)
class _Value:
    """A value that a reduction changes or cannot finish; ``row`` counts from 0 in its frame."""

    row: int
    item: str
    text: str
    reduction: Reduction


def _row(value: _Value, first: int, frame: pl.DataFrame, keys: list[str]) -> tuple[object, ...]:
    """A line of a file's CSV; the last cell has the characters that nothing was decided for."""
    found = frame.row(value.row, named=True)
    sources: dict[int, str] = {}
    undecided = []
    for loss in value.reduction.losses:
        source = sources.setdefault(loss.at, loss.source)
        if not loss.target:
            undecided.append(source)
    reduced = value.reduction.text
    return (
        *(first + value.row, *(found[key] for key in keys)),
        *(value.item, value.text, reduced, "".join(undecided)),
    )


class _Reducer:
    """Finds the values that hold a character which the target has not, and reduces those alone."""

    def __init__(self, target: Target, moji: MojiList, shrink: ShrinkMap | None) -> None:
        self._target, self._moji, self._shrink = target, moji, shrink
        self._inside = {ord(text) for text in repertoire(target) if len(text) == 1}
        self._values: dict[str, Reduction] = {}

    def values(self, frame: pl.DataFrame, file: File) -> list[_Value]:
        """The values of a frame's full-width items, in the order of the records."""
        items = [item.name for item in file.items if item.type == "N"]
        found = [one for item in items for one in self._column(frame[item], item)]
        return sorted(found, key=lambda one: one.row)

    def _column(self, column: pl.Series, item: str) -> Iterator[_Value]:
        text = "".join(column.drop_nulls().unique())
        points = np.unique(np.frombuffer(text.encode("utf-32-le"), "<u4")).tolist()
        outside = [chr(point) for point in points if point not in self._inside]
        if not outside:
            return
        rows = column.str.contains_any(outside).fill_null(value=False).arg_true()
        for row, value in zip(rows.to_list(), column.gather(rows).to_list(), strict=True):
            reduction = self._reduced(value)
            if reduction.losses:
                yield _Value(row, item, value, reduction)

    def _reduced(self, value: str) -> Reduction:
        if value not in self._values:
            if len(self._values) >= KEPT:
                self._values.clear()
            self._values[value] = reduce_text(value, self._target, self._moji, self._shrink)
        return self._values[value]


def _count(losses: dict[tuple[str, str], _Loss], reduction: Reduction, place: str) -> None:
    for one in reduction.losses:
        loss = losses.get((one.source, one.target))
        if loss is None:
            candidates = " ".join(candidate.text for candidate in one.candidates)
            loss = losses[one.source, one.target] = _Loss(_words(one.ground), candidates)
        loss.count += 1
        if len(loss.first) < FIRST and place not in loss.first:
            loss.first.append(place)


def _words(ground: Ground | None) -> str:
    if ground is None:
        return ""
    rank = f"（順位{ground.rank}）" if ground.rank else ""
    hop = f"（ホップ数{ground.hop}）" if ground.hop else ""
    return f"{ground.table.value}{rank}{hop}"


def _loss_rows(losses: dict[tuple[str, str], _Loss]) -> Iterator[tuple[object, ...]]:
    """Those without a reduction first, then by character."""
    for (source, text), loss in sorted(losses.items(), key=lambda one: (bool(one[0][1]), one[0])):
        first = " / ".join(loss.first)
        yield (
            *(source, _ucs(source), text, _ucs(text)),
            *(loss.ground, loss.candidates, loss.count, first),
        )


def _ucs(text: str) -> str:
    return " ".join(f"U+{ord(char):04X}" for char in text)


def _csv(rows: Iterable[tuple[object, ...]]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerows(rows)
    return stream.getvalue().encode()
