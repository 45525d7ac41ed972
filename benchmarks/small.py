"""What each of many small files costs above its bytes, and what loading a large pack costs.

    python -m benchmarks.small [--files N] [--records N] [--runs R]

The same records are in N files and in one, and the runs of both take turns, so that both see the
same machine: (seconds of N files - seconds of one) / N is what a file costs. Aim: 3 ms. Sources of
a vendor are converted; exchange files, each of another file of a made-up pack, are validated and
taken to CSV. A pack of 2,000 items is loaded from its tables beside the standard library's reader
of the same CSV. Aim: 0.3 s.
"""

from __future__ import annotations

import argparse
import csv
import io
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import lgmigrate
from lgmigrate.standard.pack import Pack
from lgmigrate.standard.reader import read_pack
from lgmigrate.standard.tables import ITEM_COLUMNS

__all__ = ["main", "write_pack"]

MAPPING = "package_csv"
ITEMS = 20
VALUES = (
    ("X", "10", "A0001"),
    ("Ｎ", "50", "見本市中央一丁目"),
    ("9", "5", "12"),
    ("DATE", "10", "2020-01-01"),
    ("S9", "13", "-1200"),
    ("9V", "9,2", "120.5"),
    ("TIME", "8", "09:00:00"),
)
AIM = 3.0  # milliseconds


def write_pack(folder: Path, name: str, files: int, items: int) -> Pack:
    """A made-up pack of ``files`` files with ``items`` items each."""
    folder.mkdir(parents=True)
    head = (
        f'name = "{name}"\nedition = "1"\ntitle = "見本"\nstatus = "profile"\nsource = "made up"\n'
    )
    codes = (
        "コードID,コード名,コード値,コード値の内容,備考\r\n1,区分,0,いいえ,\r\n1,区分,1,はい,\r\n"
    )
    groups = "グループ_名称,日本語名称,説明\r\n"
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, ITEM_COLUMNS)
    writer.writeheader()
    for file in range(files):
        groups += f"f{file},見本{file},\r\n"
        for item in range(items):
            kind, digits, sample = VALUES[item % len(VALUES)]
            row = {
                "データ項目ID": f"{file * items + item:08d}",
                "データ項目": f"見本の項目{item}",
                "データ項目（ローマ字）": f"komoku{item}",
                "グループ_名称": f"f{file}",
                "グループ_主キー": "" if item else "○",
                "データ型": kind,
                "桁数": digits,
                "データ出力条件": "任意" if item else "必須",
                "項目定義": "見本の項目の定義を述べる文",
                "項目説明": "見本の項目の説明を述べる、もう少し長い文",
                "サンプル値": sample,
            }
            writer.writerow(row)
    for table_name, text in (
        ("pack.toml", head),
        ("files.csv", groups),
        ("items.csv", table.getvalue()),
        ("codes.csv", codes),
    ):
        (folder / table_name).write_text(text, encoding="utf-8", newline="")
    return read_pack(folder)


def _write_delivery(folder: Path, pack: Pack, records: int) -> None:
    """Every file of a pack in XML, each with that many records."""
    folder.mkdir(parents=True)
    for file in pack.files:
        others = "".join(f"<{item.romaji}>{item.sample}</{item.romaji}>" for item in file.items[1:])
        key = file.items[0].romaji
        head = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<migrationFile xmlns="{pack.namespace}" pack="{pack.name}" edition="1" '
            f'file="{file.name}">\n'
        )
        body = "".join(
            f"<record><{key}>{number}</{key}>{others}</record>\n" for number in range(records)
        )
        text = f"{head}{body}</migrationFile>\n"
        (folder / f"{file.name}.xml").write_text(text, encoding="utf-8", newline="")


def _times(many: Callable[[], object], one: Callable[[], object], runs: int) -> list[list[float]]:
    """Seconds of both, run by run, after a run of each that is not counted."""
    seconds: list[list[float]] = [[], []]
    for run in range(runs + 1):
        for which, work in enumerate((many, one)):
            begun = time.perf_counter()
            work()
            if run:
                seconds[which].append(time.perf_counter() - begun)
    return seconds


def _cases(
    work: Path, files: int, records: int
) -> dict[str, tuple[Callable[[], object], Callable[[], object]]]:
    small = lgmigrate.synthesize(MAPPING, work / "small", persons=records, seed=1)
    lgmigrate.synthesize(MAPPING, work / "one", persons=records * files, seed=1)
    (work / "many").mkdir()
    for number in range(files):
        (work / "many" / f"s{number:05d}.csv").write_bytes(small.path.read_bytes())
    wide = write_pack(work / "pack-many", "many", files, ITEMS)
    tall = write_pack(work / "pack-one", "one", 1, ITEMS)
    _write_delivery(work / "files-many", wide, records)
    _write_delivery(work / "files-one", tall, records * files)

    def converted(folder: str) -> Callable[[], object]:
        out = work / f"out-{folder}"
        return lambda: lgmigrate.convert(work / folder, MAPPING, out, overwrite=True)

    def validated(folder: str, pack: Pack) -> Callable[[], object]:
        return lambda: lgmigrate.validate(work / f"files-{folder}", pack)

    def reformatted(folder: str, pack: Pack) -> Callable[[], object]:
        source, out = work / f"files-{folder}", work / f"csv-{folder}"
        return lambda: lgmigrate.reformat(source, out, packs=[pack], format="csv", overwrite=True)

    return {
        "convert": (converted("many"), converted("one")),
        "validate": (validated("many", wide), validated("one", tall)),
        "reformat": (reformatted("many", wide), reformatted("one", tall)),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; -> 0."""
    parser = argparse.ArgumentParser(description="Many small files, and a large pack.")
    parser.add_argument("--files", type=int, default=300)
    parser.add_argument("--records", type=int, default=20)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="lgmigrate-") as folder:
        work = Path(folder)
        print(f"{given.files} files of {given.records} records, {given.runs} runs")
        print(f"{'case':10} {'ms a file':>9} {'best':>7} {'above the bytes':>15}  aim")
        for name, (many, one) in _cases(work, given.files, given.records).items():
            seconds = _times(many, one, given.runs)
            each = [1e3 * (a - b) / given.files for a, b in zip(*seconds, strict=True)]
            whole = 1e3 * min(seconds[0]) / given.files
            median = statistics.median(each)
            print(f"{name:10} {whole:9.2f} {min(each):7.2f} {median:15.2f}  {AIM}")
        large = work / "pack-large"
        write_pack(large, "large", 20, 100)
        text = (large / "items.csv").read_text(encoding="utf-8")
        seconds = _times(
            lambda: read_pack(large),
            lambda: list(csv.reader(io.StringIO(text, newline=""))),
            given.runs,
        )
        best, plain = min(seconds[0]), min(seconds[1])
        print(
            f"pack of 2,000 items: {best:.3f} s, {best / plain:.1f} times its CSV alone; aim 0.3 s"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
