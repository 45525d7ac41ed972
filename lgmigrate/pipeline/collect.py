"""The ledger of characters of sources, before anything is converted.

The way of a block is that of convert (framed in the main thread, decoded by a worker, every record
type and every field); what would be written is let go. Blocks are merged in their order, so that
the first records of a row are the first ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path

from lgmigrate.charset.ledger import Ledger
from lgmigrate.mapping.model import Mapping
from lgmigrate.mapping.registry import load as load_mapping
from lgmigrate.pipeline.convert import Progress
from lgmigrate.pipeline.convert_block import Converter
from lgmigrate.pipeline.kinds import with_above
from lgmigrate.pipeline.lookups import looked_up
from lgmigrate.pipeline.parallel import in_order, threads, worker_count
from lgmigrate.pipeline.plan import exchange_format, make_plans
from lgmigrate.pipeline.sources import Source, assign, expand
from lgmigrate.pipeline.structure import Structure
from lgmigrate.pipeline.worker import Workers

__all__ = ["collect"]


def collect(
    sources: Sequence[str | Path] | str | Path,
    mapping: str | Path | Mapping,
    *,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Ledger:
    """The ledger of all sources together.

    ``executor`` and ``progress`` are as for ``convert``. Where only the code page says that bytes
    without a character end the run, they do not: they are what is looked for.

    Raises:
        MappingError, PackError, LayoutError, CharsetError: a definition is wrong.
        FramingError: a source cannot be read as declared.
    """
    chosen = mapping if isinstance(mapping, Mapping) else load_mapping(str(mapping))
    if chosen.on_error is None and chosen.code_page().on_error == "stop":
        chosen = replace(chosen, on_error="finding")
    plans = make_plans(chosen)
    given = [sources] if isinstance(sources, str | Path) else list(sources)
    paths = assign(plans, expand(given))
    formats = {
        record.record.file.name: exchange_format(chosen.pack, record.record.file, "csv", "romaji")
        for plan in plans
        for record in plan.walk()
        if record.record.file
    }
    ledger = Ledger()
    idle = Workers()
    records = size = 0
    count = worker_count(workers)
    with threads(count, executor) as pool, looked_up(plans, paths) as lookups:
        for number, (plan, path) in enumerate(paths, start=1):
            source = Source(path, plan.mapping.framing)
            converter = Converter(
                plan, formats, idle, source.name, records, number=number, lookups=lookups
            )
            check = Structure(plan, source.name)
            for result in in_order(
                pool, converter.work, with_above(plan, source.blocks()), ahead=count + 1
            ):
                check.add(result)
                ledger.merge(result.ledger)
                converter.give_back(result)
                if progress:
                    progress(records + source.records, size + source.size)
            check.finish()
            records += source.records
            size += source.size
    return ledger
