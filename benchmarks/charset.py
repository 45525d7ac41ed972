"""Decoding of mixed text in each kind of code page, beside IBM 930 in the same run.

    python -m benchmarks.charset [--records N] [--runs R]

The same made-up names and addresses stand in fields of mixed usage in every page. The runs of all
pages take turns, so that all see the same machine; the best and the median of each are compared
with those of IBM 930. Aim: JEF and KEIS take at most 1.5 times as long.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence

import numpy as np
import polars as pl

from lgmigrate.charset import CodePage, load
from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.columns.codec import Codec, Encoded, Events
from lgmigrate.record.layout import Field, RecordLayout

__all__ = ["main"]

PAGES = ("ibm930", "jef", "keis83", "keis78", "jipsj", "jipse", "letsj", "cp932", "euc-jp", "utf-8")
WIDTHS = (60, 120)  # a name, an address
BATCH = 4096
AIM = 1.5
NAMES = ("佐藤　太郎", "高橋　花子", "長谷川　三郎", "ｼﾞｮﾝ SMITH", "山本　喜久子")
PLACES = (
    "東京都千代田区丸の内１丁目",
    "大阪市北区梅田3-1-3",
    "ABCﾋﾞﾙ 5F 見本市中央町",
    "北海道札幌市",
)


def _layout() -> RecordLayout:
    name, place = WIDTHS
    fields = (
        Field(name="name", usage="mixed", offset=0, length=name),
        Field(name="place", usage="mixed", offset=name, length=place),
    )
    return RecordLayout(name="text", length=sum(WIDTHS), fields=fields)


class _Decoder:
    """One page with a batch of encoded records, decoded again and again."""

    def __init__(self, page: CodePage) -> None:
        rows = range(BATCH)
        frame = pl.DataFrame(
            {
                "name": [NAMES[row % len(NAMES)] for row in rows],
                "place": [PLACES[row % len(PLACES)] + PLACES[row % 3] for row in rows],
            }
        )
        self.characters = sum(frame[name].str.len_chars().sum() for name in frame.columns)
        self.codec = Codec(_layout(), page)
        self.events = Events()
        batch = Columns.from_frame(frame)
        self.events.start(batch)
        encoded: Encoded = self.codec.encode(batch, self.events)
        if len(self.events.taken()):
            lost = len(self.events.taken())
            msg = f"{page.name}: Expected text that the page has, got {lost} events"
            raise SystemExit(msg)
        self.starts = encoded.starts
        self.source = np.concatenate([encoded.buffer, np.zeros(SLACK, np.uint8)])
        bound = self.codec.text_bound(BATCH * sum(WIDTHS), BATCH)
        self.batch = Columns.allocate(len(WIDTHS), BATCH, bound)

    def run(self, batches: int) -> float:
        """Decode that many batches; -> seconds."""
        begun = time.perf_counter()
        for _ in range(batches):
            self.batch.used = 0
            self.events.start(self.batch)
            self.codec.decode(self.source, self.starts, self.batch, self.events)
        return time.perf_counter() - begun


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; -> 0."""
    parser = argparse.ArgumentParser(description="Decode mixed text in each code page.")
    parser.add_argument("--records", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=9)
    given = parser.parse_args(arguments)
    batches = max(given.records // BATCH, 1)
    decoders = {name: _Decoder(load(name)) for name in PAGES}
    for one in decoders.values():
        one.run(1)
    seconds: dict[str, list[float]] = {name: [] for name in PAGES}
    for _ in range(given.runs):
        for name, one in decoders.items():
            seconds[name].append(one.run(batches))
    base = seconds[PAGES[0]]
    total = f"{batches * BATCH:,} records of two fields of mixed text"
    print(f"{total}, {given.runs} runs; ratio to {PAGES[0]}")
    print(f"{'page':8} {'ns/char':>8} {'best':>6} {'median':>7}  aim")
    for name, one in decoders.items():
        best, median = min(seconds[name]), statistics.median(seconds[name])
        each = best * 1e9 / (batches * one.characters)
        ratios = f"{best / min(base):6.2f} {median / statistics.median(base):7.2f}"
        aim = f"{AIM}" if name.startswith(("jef", "keis")) else ""
        print(f"{name:8} {each:8.2f} {ratios}  {aim}".rstrip())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
