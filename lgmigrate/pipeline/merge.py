"""Encoded records of several streams, merged by their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from lgmigrate.pipeline.chunk import Chunk, Kept
from lgmigrate.record.layout import RecordLayout

__all__ = ["merge", "patch", "places_of"]


def places_of(layout: RecordLayout) -> dict[str, int]:
    """The offset of every field."""
    return {one.name: one.offset for one in layout.fields}


def patch(chunk: Chunk, kept: Kept, places: Mapping[str, int]) -> set[tuple[int, str]]:
    """Put the kept bytes of a chunk's records in their ``places``; -> row and field of each, the
    field empty where they are the whole record.
    """
    placed: set[tuple[int, str]] = set()
    if not len(chunk.numbers):
        return placed
    whole: list[tuple[int, bytes]] = []
    for record, name, raw in kept.until(int(chunk.numbers[-1])):
        row = int(np.searchsorted(chunk.numbers, record))
        if row >= len(chunk.numbers) or chunk.numbers[row] != record:
            continue  # a record that someone took out of the delivery
        placed.add((row, name))
        if name:
            start = int(chunk.starts[row]) + places[name]
            chunk.content[start : start + len(raw)] = np.frombuffer(raw, np.uint8)
        else:
            whole.append((row, raw))
    if whole:
        place = len(chunk.content)
        added = np.frombuffer(b"".join(raw for _, raw in whole), np.uint8)
        chunk.content = np.concatenate([chunk.content, added])
        for row, raw in whole:
            chunk.starts[row], chunk.lengths[row] = place, len(raw)
            place += len(raw)
    return placed


def merge(streams: Iterable[Iterator[Chunk]]) -> Iterator[Chunk]:
    """All records in order of their numbers. Each stream's numbers ascend; memory holds one
    chunk of each stream.
    """
    waiting = list(streams)
    heads: list[Chunk | None] = [None] * len(waiting)
    while True:
        for place, stream in enumerate(waiting):
            while heads[place] is None or not len(heads[place].numbers):  # type: ignore[union-attr]  # None is told apart first
                following = next(stream, None)
                if following is None:
                    heads[place] = None
                    break
                heads[place] = following
        alive = [(place, head) for place, head in enumerate(heads) if head is not None]
        if not alive:
            return
        limit = min(int(head.numbers[-1]) for _, head in alive)
        ready = []
        for place, head in alive:
            count = int(np.searchsorted(head.numbers, limit, "right"))
            if count:
                ready.append(_part(head, 0, count))
                heads[place] = _part(head, count, len(head.numbers))
        yield ready[0] if len(ready) == 1 else _together(ready)


def _part(chunk: Chunk, start: int, end: int) -> Chunk:
    part = slice(start, end)
    return Chunk(chunk.numbers[part], chunk.content, chunk.starts[part], chunk.lengths[part])


def _together(chunks: list[Chunk]) -> Chunk:
    """Several chunks as one, in order of the numbers."""
    contents = []
    starts = []
    base = 0
    for chunk in chunks:
        contents.append(chunk.content)
        starts.append(chunk.starts + base)
        base += len(chunk.content)
    numbers = np.concatenate([chunk.numbers for chunk in chunks])
    order = np.argsort(numbers, kind="stable")
    return Chunk(
        numbers[order],
        np.concatenate(contents),
        np.concatenate(starts)[order],
        np.concatenate([chunk.lengths for chunk in chunks])[order],
    )
