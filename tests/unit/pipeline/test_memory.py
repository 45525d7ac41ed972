"""Memory does not grow with the source: each way of the pipeline in bounded space."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lgmigrate.synth.vendor import synthesize

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="VmHWM is a figure of Linux"),
]

ROOT = Path(__file__).parents[3]
FEW, MANY = 20_000, 200_000
CONSTANT = 24 << 20  # queues that are fuller, arenas of threads, keys in memory before they spill
PROGRAM = """
import sys
from pathlib import Path
import lgmigrate as lg
task, mapping, source, out = sys.argv[1:]
if task == "convert":
    lg.convert(source, mapping, out, workers=2)
elif task == "restore":
    lg.restore(source, mapping, out, workers=2)
elif task == "validate":
    lg.validate(source, mapping=mapping, workers=2)
elif task == "reformat":
    lg.reformat(source, out, format="csv", workers=2)
else:
    for frame in lg.read_standard(Path(source) / "jumin.xml"):
        assert frame.height
status = Path("/proc/self/status").read_text()
print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
"""

Peak = Callable[[str, int], int]


@pytest.fixture(scope="module")
def peak(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peak]:
    """Runs a task in a process of its own; -> its greatest resident size in bytes."""
    mapping = "ibm_kanji_host"
    folder = tmp_path_factory.mktemp("memory")

    def run(task: str, persons: int) -> int:
        place = folder / str(persons)
        source = place / "source" / "JUKI.DAT"
        if task == "convert":
            synthesize(mapping, source.parent, persons=persons)
        given = source if task == "convert" else place / "standard"
        out = place / ("standard" if task == "convert" else task)
        command = [sys.executable, "-c", PROGRAM, task, mapping, str(given), str(out)]
        done = subprocess.run(command, capture_output=True, check=True, text=True, cwd=ROOT)
        return int(done.stdout) * 1024

    yield run
    shutil.rmtree(folder)  # a gigabyte


def test_peak_does_not_grow(peak: Peak) -> None:
    """Ten times the records need at most a tenth more memory, besides a small constant."""
    for task in ("convert", "restore", "validate", "reformat", "read"):
        few, many = peak(task, FEW), peak(task, MANY)
        assert many <= few * 1.1 + CONSTANT, f"{task}: {few >> 20} MB, {many >> 20} MB"
        assert many < 500 << 20
