"""Whether a source fits its declared code page, judged by its first block before it is converted.

Of a source with a mapping or a record layout only the fields of text are judged, and its packed
decimals are looked at for traces of a conversion as text. Without one, the source holds numbers
and binary fields at unknown places; ``charset.guard`` says what is judged then. Other code pages
are tried only where the declared one is in doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset import load
from lgmigrate.charset.guard import CANDIDATES, LIMIT, MARGIN, Fit, best, fit
from lgmigrate.charset.guard_sample import Sample, SampleUsage, raw_sample
from lgmigrate.charset.guard_symptoms import Symptom, symptoms
from lgmigrate.charset.page import CodePage
from lgmigrate.findings import CODES, Finding
from lgmigrate.framing.spec import FramingSpec
from lgmigrate.pipeline.plan import Plan
from lgmigrate.pipeline.sources import BLOCK, Block, Source, fill, open_bytes
from lgmigrate.record.layout import RecordLayout

__all__ = ["Verdict", "fit_findings", "judge", "judge_block", "judge_records"]

MOST = 1 << 18  # bytes of fields of one usage: enough to judge, and quick

Part = tuple[SampleUsage, list[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found. ``others`` are the fits of other pages, the best first, if they were tried;
    ``better`` are those of them that fit, and fit better than the declared one.
    """

    fit: Fit
    others: tuple[Fit, ...] = ()
    better: tuple[Fit, ...] = ()
    symptoms: tuple[Symptom, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether the declared page fits, and no other one better."""
        return self.fit.fits and not self.better


def judge(
    path: str | Path, page: CodePage, *, plan: Plan | None = None, sample: int = BLOCK
) -> Verdict:
    """Judge a source by its first ``sample`` bytes, with a plan by its first block of records.

    Raises:
        FramingError: the source cannot be read as declared.
    """
    if plan is not None:
        for block in Source(Path(path), plan.mapping.framing).blocks():
            return judge_block(plan, block, page)
        return Verdict(fit=Fit(page=page.name))
    buffer = np.empty(sample, np.uint8)
    with open_bytes(Path(path)) as stream:
        size = fill(stream, buffer, 0, sample, None)
    return _judged([raw_sample(buffer[:size])], page)


def judge_records(path: str | Path, page: CodePage, layout: RecordLayout, length: int) -> Verdict:
    """Judge a source of records of ``length`` bytes that begin with the fields of a layout."""
    for block in Source(Path(path), FramingSpec(form="fixed", length=length)).blocks():
        starts = block.starts[block.lengths >= layout.length]
        return _judged(list(_fixed(layout, block, starts)), page)
    return Verdict(fit=Fit(page=page.name))


def judge_block(plan: Plan, block: Block, page: CodePage | None = None) -> Verdict:
    """Judge a block of records; ``page`` in place of the plan's.

    A record of no known type, as all are where the code page is wrong, is taken for one of data.
    """
    kinds = plan.classify(block.buffer, block.starts, block.lengths)
    data = [n for n, one in enumerate(plan.records) if one.record.role == "data"]
    samples: list[Sample] = []
    kinds[kinds < 0] = data[0] if data else 0
    for number, one in enumerate(plan.records):
        rows = np.flatnonzero(kinds == number)
        layout = one.record.layout
        if layout.delimited:
            cut = one.forward.codec.split(
                block.buffer, block.starts[rows], block.lengths[rows], block.size
            )
            spans = np.ascontiguousarray(cut.spans[:, ~cut.wrong])
            samples += _delimited(layout, block, spans, block.starts[rows[~cut.wrong]])
        else:
            rows = rows[block.lengths[rows] >= layout.length]
            samples += _fixed(layout, block, block.starts[rows])
    return _judged(_joined(samples), page or plan.page)


def _joined(samples: Iterable[Sample]) -> list[Sample]:
    """One sample a usage: what is looked at costs by the sample where sources are small."""
    usages: dict[SampleUsage, list[Sample]] = {}
    for one in samples:
        usages.setdefault(one.usage, []).append(one)
    joined = []
    for usage, group in usages.items():
        sizes = [len(one.data) for one in group]
        begins = np.cumsum(sizes) - sizes
        joined.append(
            Sample(
                data=np.concatenate([one.data for one in group]),
                starts=np.concatenate(
                    [one.starts + begin for one, begin in zip(group, begins, strict=True)]
                ),
                offsets=np.concatenate([one.offsets for one in group]),
                usage=usage,
            )
        )
    return joined


def fit_findings(verdict: Verdict, name: str) -> list[Finding]:
    """C010 where the page does not fit the source of that name, C011 for each kind of trace."""
    severity = CODES["C010"].severity
    found = [] if verdict.fits else [Finding(code="C010", severity=severity, file=name)]
    return found + [
        Finding(code="C011", severity=severity, file=name, offset=one.offset)
        for one in verdict.symptoms
    ]


def _judged(samples: Sequence[Sample], page: CodePage) -> Verdict:
    own, traces = fit(samples, page), symptoms(samples, page)
    doubled = _doubled(traces)
    if own.badness <= LIMIT and not doubled:
        return Verdict(fit=own, symptoms=traces)
    pages = {one.name: one for one in map(load, CANDIDATES) if one.digest != page.digest}
    ranked = best(samples, page, pages.values())
    others = tuple(one for one in ranked if one.page != own.page)
    better = [one for one in others if one.fits and own.badness - one.badness >= MARGIN]
    if doubled and not better:
        # UTF-8 is text in Shift_JIS too, if a strange one: was it converted twice, or never?
        whole = [one for one in others if one.badness <= own.badness]
        better = [one for one in whole if not _doubled(symptoms(samples, pages[one.page]))]
    return Verdict(fit=own, others=others, better=tuple(better), symptoms=() if better else traces)


def _doubled(traces: tuple[Symptom, ...]) -> bool:
    return any(one.name == "mojibake" for one in traces)


def _parts(layout: RecordLayout) -> Iterator[Part]:
    """The numbers of the fields that are judged, by usage."""
    usages: dict[SampleUsage, list[int]] = {}
    for number, one in enumerate(layout.fields):
        if one.usage in ("single", "double", "mixed"):
            usages.setdefault(one.usage, []).append(number)
        elif (one.usage == "packed" and one.nibble) or (
            one.usage == "date" and one.carrier == "packed"
        ):
            usages.setdefault("packed", []).append(number)
    yield from usages.items()


def _fixed(layout: RecordLayout, block: Block, starts: NDArray[np.int64]) -> Iterable[Sample]:
    """A sample a usage: the fields of a record side by side, record by record."""
    for usage, numbers in _parts(layout):
        fields = [layout.fields[number] for number in numbers]
        places = np.concatenate([np.arange(one.offset, one.end) for one in fields])
        rows = starts[: max(MOST // len(places), 1)]
        if not len(rows):
            continue
        lengths = np.array([one.length for one in fields], np.int64)
        offsets = np.array([one.offset for one in fields], np.int64)
        begins = np.cumsum(lengths) - lengths
        yield Sample(
            data=block.buffer[rows[:, None] + places].ravel(),
            starts=(np.arange(len(rows))[:, None] * len(places) + begins).ravel(),
            offsets=(block.offset + rows[:, None] + offsets).ravel(),
            usage=usage,
        )


def _delimited(
    layout: RecordLayout, block: Block, spans: NDArray[np.int64], starts: NDArray[np.int64]
) -> Iterable[Sample]:
    """A sample a usage; a column that was unquoted elsewhere is said to be at its record."""
    for usage, numbers in _parts(layout):
        chosen = spans[numbers].transpose(1, 0, 2).reshape(-1, 2)
        records = np.repeat(starts, len(numbers))
        kept = (chosen[:, 1] > 0) & (np.cumsum(chosen[:, 1]) <= MOST)
        places, lengths, records = chosen[kept, 0], chosen[kept, 1], records[kept]
        if not len(places):
            continue
        begins = np.cumsum(lengths) - lengths
        index = np.repeat(places - begins, lengths) + np.arange(int(lengths.sum()))
        yield Sample(
            data=block.buffer[index],
            starts=begins,
            offsets=block.offset + np.where(places < block.size, places, records),
            usage=usage,
        )
