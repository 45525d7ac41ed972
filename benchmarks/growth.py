"""Whether time grows with bytes, or with types and fields: made-up records through ``decode``.

    python -m benchmarks.growth [--megabytes N] [--format jsonl|csv|parquet]

Each line is a shape of file of the same size. The first is the yardstick of the others: records of
50 fields of one type. A ratio of 4 for 100 types of 2,000 fields says that they cost four times as
much a byte, not 4,000 times.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import lgmigrate as lg
from lgmigrate.framing.spec import FramingSpec
from lgmigrate.mapping.model import Condition
from lgmigrate.pipeline.record_types import RecordType, TypeFile
from lgmigrate.pipeline.table_writers import Form
from lgmigrate.record.layout import Field, RecordLayout

__all__ = ["main"]

SHAPES = ((1, 50, 6), (1, 1_400, 6), (1, 2_000, 4), (10, 2_000, 4), (100, 2_000, 4))
"""Types, fields of each, bytes of a field; 1,400 fields of 6 bytes are a record of 8.4 KB."""

TYPE = Field(name="種別", usage="single", offset=0, length=4)


def layout_of(name: str, fields: int, width: int) -> RecordLayout:
    """A record of text and digits by turns behind its type."""
    found = [TYPE]
    for number in range(1, fields):
        digits = width if number % 2 else 0
        found.append(
            Field(
                name=f"項目{number}",
                usage="zoned" if digits else "single",
                offset=found[-1].end,
                length=width,
                digits=digits,
                value="digits" if digits else "number",
            )
        )
    return RecordLayout(name=name, length=found[-1].end, fields=tuple(found))


def seconds(folder: Path, shape: tuple[int, int, int], size: int, form: Form) -> float:
    """What decoding a file of that shape takes, the definition made ready included."""
    types, fields, width = shape
    layouts = [layout_of(f"T{number:03}", fields, width) for number in range(types)]
    given = TypeFile(
        types=tuple(
            RecordType(
                name=one.name, layout=one, when=(Condition(name=TYPE.name, values=(one.name,)),)
            )
            for one in layouts
        )
    )
    length = layouts[0].length
    body = (b"0123456789"[:width]) * (fields - 1)
    source = folder / "made.dat"
    records = (layouts[number % types].name.encode() + body for number in range(size // length))
    source.write_bytes(b"".join(records))
    spec = FramingSpec(form="fixed", length=length)
    start = time.perf_counter()
    lg.decode(source, given, folder / f"made.{form}", charset="cp932", framing=spec, overwrite=True)
    return time.perf_counter() - start


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth")
    parser.add_argument("--megabytes", type=int, default=20)
    parser.add_argument("--format", choices=["jsonl", "csv", "parquet"], default="csv")
    given = parser.parse_args(arguments)
    size, form = given.megabytes * 1_000_000, cast("Form", given.format)
    first = 0.0
    print("types  fields  seconds  ratio")
    for shape in SHAPES:
        with tempfile.TemporaryDirectory(prefix="lgmigrate-bench-") as folder:
            seconds(Path(folder), shape, 100_000, form)  # compiled code, warm caches
            taken = seconds(Path(folder), shape, size, form)
        first = first or taken
        print(f"{shape[0]:>5}  {shape[1]:>6,}  {taken:>7.2f}  {taken / first:>5.1f}")


if __name__ == "__main__":
    main()
