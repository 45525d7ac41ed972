"""A made-up export of a mapping's vendor, through the mapping's way back.

The register gives the items of the pack juki, a made-up delivery those of other packs; the fields
that no item fills are filled from their usage alone. On request some records are damaged, with a
ledger of every damage, and the control figures of the trailer are those of the records before.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from lgmigrate.columns.codec import Events
from lgmigrate.errors import Faults, UsageError
from lgmigrate.framing.split import unframer
from lgmigrate.mapping.model import Mapping
from lgmigrate.mapping.registry import load as load_mapping
from lgmigrate.pipeline.chunk import Chunk
from lgmigrate.pipeline.envelope import enveloped, vendor_batch
from lgmigrate.pipeline.outputs import OutputFolder
from lgmigrate.pipeline.plan import Plan, RecordPlan, make_plans
from lgmigrate.pipeline.read import read_standard
from lgmigrate.pipeline.restore_block import encode_items
from lgmigrate.record.layout import Field
from lgmigrate.synth.delivery.standard import synthesize_standard
from lgmigrate.synth.dirt import Damage, Scene, ledger_csv, plant, plant_rows
from lgmigrate.synth.gaiji import gaiji_table
from lgmigrate.synth.register import register

__all__ = ["Made", "synthesize"]

Contents = Callable[[], Iterator[dict[str, pl.DataFrame]]]
"""Names of files -> a part of their items; every call begins from the start."""

GAIJI = "gaiji.csv"
MUNICIPALITY = "131016"  # the sample of the official item definitions


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What was made: the file (of several kinds of sources the first; ``paths`` has all), the
    records (header and trailer too) and bytes of all of them, the ledger of planted damage with its
    file, and the gaiji table, where there is any.
    """

    path: Path
    paths: tuple[Path, ...]
    records: int
    bytes: int
    damages: tuple[Damage, ...] = ()
    ledger: Path | None = None
    gaiji: Path | None = None


def synthesize(
    mapping: str | Path | Mapping,
    out: str | Path,
    *,
    persons: int = 20_000,
    seed: int = 1,
    dirt: float = 0.0,
    overwrite: bool = False,
) -> Made:
    """Make a register of ``persons`` records of 住民票 in the form of a mapping's vendor; of
    another pack than juki what belongs to as many persons.

    Characters of names that the code page does not have are gaiji; their table is beside.

    Raises:
        UsageError: ``dirt`` is no share, the folder holds files, the register is refused, or the
            mapping has records that this cannot make: elements of tables, joins.
        MappingError, PackError, LayoutError, CharsetError: a definition is wrong.
    """
    faults = Faults(UsageError)
    if not 0 <= dirt <= 1:
        faults.add("dirt", f"Expected 0..1, got {dirt}")
    with faults.collecting():
        register(persons, seed)  # checks what it is given before it makes anything
    faults.raise_if_any()
    chosen = mapping if isinstance(mapping, Mapping) else load_mapping(str(mapping))
    _check_kinds(chosen)
    table = gaiji_table(chosen.code_page())
    plans = _plans(chosen, table)
    rng = np.random.default_rng([seed, 0x6469_7274])
    damages: list[Damage] = []
    records = 0
    size = 0
    with (
        OutputFolder(Path(out), overwrite=overwrite, stale=["ledger.csv", GAIJI]) as folder,
        _contents(chosen, persons, seed) as contents,
    ):
        for plan in plans:
            output = folder.open(plan.mapping.source_name)
            framing = unframer(plan.mapping.framing)
            header = _header_values(plan, seed)
            for record, chunk in enveloped(plan, _records(plan, contents(), seed), header):
                whole = chunk
                if dirt and record.record.role == "data":
                    whole = _damaged(plan, record, chunk, rng, dirt, damages)
                data = framing.unframe(whole.content, whole.starts, whole.lengths)
                output.write(memoryview(data))  # type: ignore[arg-type]  # numpy arrays are buffers
                records += len(whole.numbers)
            output.write(framing.finish())
            size += output.size
        if table:
            folder.open(GAIJI).write(table)
        if dirt:
            folder.open("ledger.csv").write(ledger_csv(damages))
    place = Path(out)
    return Made(
        path=place / chosen.source_name,
        paths=tuple(place / plan.mapping.source_name for plan in plans),
        records=records,
        bytes=size,
        damages=tuple(damages),
        ledger=place / "ledger.csv" if dirt else None,
        gaiji=place / GAIJI if table else None,
    )


def _check_kinds(mapping: Mapping) -> None:
    """Refuse what no made-up register can fill."""
    faults = Faults(UsageError)
    for part in mapping.all():
        for record in part.records:
            looked_up = any(one.forward is None for one in record.derived)
            if record.children or looked_up or any(t.depending for t in record.layout.tables):
                wanted = "Expected a record without elements, joins and variable tables"
                faults.add(f"mapping {mapping.name}", f"{wanted}, got {record.name}")
    faults.raise_if_any()


@contextmanager
def _contents(mapping: Mapping, persons: int, seed: int) -> Iterator[Contents]:
    """The items of every file of the pack, a part after the other, as often as they are asked for.
    The register makes those of juki, a delivery in a temporary folder all others.
    """
    if mapping.pack.name == "juki":
        yield lambda: ({"jumin": one.jumin, "shien": one.shien} for one in register(persons, seed))
        return
    with tempfile.TemporaryDirectory(prefix="lgmigrate-") as folder:
        synthesize_standard(mapping.pack, folder, persons=persons, seed=seed, format="csv")
        files = {one.name: Path(folder) / f"{one.name}.csv" for one in mapping.pack.files}
        yield lambda: (
            {name: frame}
            for name, path in files.items()
            for frame in read_standard(path, mapping.pack)
        )


def _plans(mapping: Mapping, table: bytes) -> list[Plan]:
    """The mapping made ready, with the gaiji table behind the tables that it has."""
    if not table:
        return make_plans(mapping)
    with tempfile.TemporaryDirectory(prefix="lgmigrate-") as folder:
        path = Path(folder) / GAIJI
        path.write_bytes(table)
        gaiji = (*mapping.gaiji, str(path))
        others = tuple(replace(one, gaiji=gaiji) for one in mapping.others)
        return make_plans(replace(mapping, gaiji=gaiji, others=others))


def _records(
    plan: Plan, contents: Iterator[dict[str, pl.DataFrame]], seed: int
) -> Iterator[tuple[RecordPlan, Chunk]]:
    """The records of a source, encoded, each file's records of a part together."""
    for number, frames in enumerate(contents):
        for place, record in enumerate(plan.records):
            file = record.record.file
            if file is None or file.name not in frames:
                continue
            frame = frames[file.name]
            if not frame.height:
                continue
            mapped = [name for step in record.record.steps for name in step.items]
            items = frame.select(name for name in frame.columns if name in set(mapped))
            rng = np.random.default_rng([seed, number, place])
            annex = _annex(record, frame.height, rng)
            batch = vendor_batch(record, items, annex, frame.height)
            encoded = encode_items(record, batch, Events())
            numbers = np.arange(1, frame.height + 1, dtype=np.int64)
            yield record, Chunk(numbers, encoded.buffer, encoded.starts, encoded.sizes)


def _annex(record: RecordPlan, rows: int, rng: np.random.Generator) -> pl.DataFrame:
    """Values for the fields that no item has."""
    layout = record.record.layout
    values = {name: _made_up(layout.field(name), rows, rng) for name in record.record.annex}
    return pl.DataFrame(values, schema=dict.fromkeys(values, pl.String))


def _header_values(plan: Plan, seed: int) -> dict[str, str]:
    """A value for every field of the header."""
    rng = np.random.default_rng([seed, 0x6865_6164])
    values: dict[str, str] = {}
    for record in plan.records:
        if record.record.role != "data":
            for name in record.record.annex:
                one = _made_up(record.record.layout.field(name), 1, rng)[0]
                if one is not None:
                    values[name] = str(one)
    if plan.mapping.municipality:
        values[plan.mapping.municipality] = MUNICIPALITY
    return values


def _made_up(field: Field, rows: int, rng: np.random.Generator) -> pl.Series:
    """Values that a field of this usage can hold; some are null where the field has a null."""
    empty = rng.random(rows) < (0.3 if field.null or not field.numeric else 0)
    if field.usage == "date":
        start = np.datetime64("1990-01-01")
        days = start + rng.integers(0, 12_000, rows)
        values = pl.Series(days).dt.to_string("%Y-%m-%d")
        empty &= bool(field.null)
    elif field.usage == "float":
        quarters = rng.integers(-40_000, 40_000, rows)  # exact in every base
        values = pl.Series([f"{number / 4:g}" for number in quarters])
    elif field.numeric:
        most = 10 ** min(field.capacity, 9)
        if field.usage == "binary" and field.length:
            most = min(most, 2 ** (8 * field.length - field.signed))
        numbers = rng.integers(1, most, rows)
        if field.signed:
            numbers *= rng.choice(np.array([1, 1, 1, -1]), rows)
        values = _decimals(pl.Series(numbers), field)
    else:
        wide = field.usage in {"double", "national"}
        pool = ["異動あり", "確認済", "要連絡", "本庁"] if wide else _CODES
        width = field.length or 16
        fitting = [one[: width // 2] for one in pool]
        values = pl.Series(rng.choice(np.array(fitting), rows))
    return values.set(pl.Series(empty), None)


_CODES = ["A1", "B2", "C3", "D4", "K7"]


def _decimals(numbers: pl.Series, field: Field) -> pl.Series:
    """Whole numbers as text with the field's scale, or with its leading zeros."""
    frame = pl.DataFrame({"n": numbers})
    digits = pl.col("n").abs().cast(pl.String).str.zfill(max(field.scale + 1, 1))
    if field.value == "digits":
        text = pl.col("n").cast(pl.String).str.zfill(field.digits)
        return frame.select(text).to_series()
    if field.scale < 0:
        digits = digits + "0" * -field.scale
    if field.scale > 0:
        whole = digits.str.head(-field.scale)
        digits = pl.concat_str(whole, pl.lit("."), digits.str.tail(field.scale))
    sign = pl.when(pl.col("n") < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return frame.select(pl.concat_str(sign, digits)).to_series()


def _damaged(
    plan: Plan,
    record: RecordPlan,
    chunk: Chunk,
    rng: np.random.Generator,
    rate: float,
    damages: list[Damage],
) -> Chunk:
    """The chunk with damage planted in about ``rate`` of its records."""
    mapping, model = plan.mapping, record.record
    first = int(chunk.numbers[0])
    keys = {item.name for item in model.file.keys} if model.file else set()
    where = Scene(
        layout=model.layout,
        page=plan.page,
        codes={
            step.fields[0]: step.codes
            for step in model.steps
            if step.kind == "codes" and step.codes is not None
        },
        keys=frozenset(
            name for step in model.steps for name in step.fields if set(step.items) & keys
        ),
        eras=mapping.eras,
        skip=frozenset(
            {mapping.type_field}
            | {total.of for one in mapping.records for total in one.totals if total.of}
        ),
        delimiter=mapping.framing.delimiter,
    )
    if not model.layout.delimited:
        rows = len(chunk.numbers)
        length = model.layout.length
        content = chunk.content[: rows * length].reshape(rows, length)
        damages += plant(content, where, rng, rate, first)
        return chunk
    pieces = [
        chunk.content[start : start + size].tobytes()
        for start, size in zip(chunk.starts.tolist(), chunk.lengths.tolist(), strict=True)
    ]
    damages += plant_rows(pieces, where, rng, rate, first)
    lengths = np.array([len(piece) for piece in pieces], np.int64)
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)[:-1]])
    content = np.frombuffer(b"".join(pieces), np.uint8)
    return Chunk(chunk.numbers, content, starts, lengths)
