"""Interrupted, a full disk, a folder that is in the way: no half file, and what was there stays."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lgmigrate.pipeline import sources
from lgmigrate.pipeline.convert import convert
from lgmigrate.pipeline.convert_block import BlockResult, Converter
from lgmigrate.pipeline.outputs import Output, OutputFolder
from lgmigrate.pipeline.restore import restore
from lgmigrate.pipeline.restore_block import Job, Piece, Restorer
from lgmigrate.pipeline.roundtrip import roundtrip
from lgmigrate.pipeline.sources import Block
from lgmigrate.synth.vendor import synthesize
from tests.unit.pipeline.conftest import Made
from tests.unit.pipeline.deliveries import Delivery, files_of

ROOT = Path(__file__).parents[3]

Run = Callable[[Delivery, Path], object]
"""A run that reads a delivery and writes to a folder."""


def run_convert(small: Delivery, out: Path) -> object:
    """Convert over what is there."""
    return convert(small.source, small.mapping, out, overwrite=True)


def run_restore(small: Delivery, out: Path) -> object:
    """Restore over what is there."""
    return restore(small.standard, small.mapping, out, overwrite=True)


def run_synth(small: Delivery, out: Path) -> object:
    """Make a source over what is there."""
    return synthesize(small.mapping, out, persons=50, dirt=0.1, overwrite=True)


RUNS = [run_convert, run_restore, run_synth]


def disk_full() -> OSError:
    """What a full disk raises."""
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def fail_at(number: int, error: BaseException, do: Callable[..., object]) -> Callable[..., object]:
    """``do``, but its call of that number, from 1, raises."""
    calls = 0

    def failing(*arguments: object, **options: object) -> object:
        nonlocal calls
        calls += 1
        if calls == number:
            raise error
        return do(*arguments, **options)

    return failing


def assert_untouched(run: Run, small: Delivery, out: Path, error: type[BaseException]) -> None:
    """The run fails with the error; a folder that was not there is not there, and one that was
    holds what it held.
    """
    with pytest.raises(error):
        run(small, out)
    assert not out.exists()


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("number", [1, 2, 5])
def test_disk_full_while_writing(
    small: Delivery, out: Path, monkeypatch: pytest.MonkeyPatch, run: Run, number: int
) -> None:
    """A write that fails: OSError, and nothing is left."""
    if run is not run_convert and number > 2:
        number = 1
    monkeypatch.setattr(Output, "write", fail_at(number, disk_full(), Output.write))
    assert_untouched(run, small, out, OSError)


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("error", [disk_full(), KeyboardInterrupt()], ids=["full", "interrupt"])
def test_failure_while_syncing(
    small: Delivery,
    out: Path,
    monkeypatch: pytest.MonkeyPatch,
    run: Run,
    error: BaseException,
) -> None:
    """A sync that fails or is interrupted: nothing is left."""
    monkeypatch.setattr(os, "fsync", fail_at(1, error, os.fsync))
    assert_untouched(run, small, out, type(error))


@pytest.mark.parametrize("number", [1, 2, 4, 8])
@pytest.mark.parametrize("error", [disk_full(), KeyboardInterrupt()], ids=["full", "interrupt"])
def test_failure_while_renaming(
    small: Delivery,
    out: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    error: BaseException,
) -> None:
    """A rename that fails in the middle is undone."""
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail_at(number, error, Path.replace))
        assert_untouched(run_convert, small, out, type(error))


@pytest.mark.parametrize("number", [1, 5, 9, 12, 16])
def test_failure_while_replacing(
    small: Delivery, out: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """A rename that fails over an old delivery brings all of it back."""
    shutil.copytree(small.standard, out)
    (out / "shien.csv").write_bytes(b"of an older delivery")
    before = files_of(out)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail_at(number, disk_full(), Path.replace))
        with pytest.raises(OSError, match="space"):
            run_convert(small, out)
    assert files_of(out) == before


def test_folder_in_the_way_of_a_file(small: Delivery, out: Path) -> None:
    """A folder with the name of an output is not taken away, and nothing is left beside it."""
    inside = out / "shien.xml" / "note.txt"
    inside.parent.mkdir(parents=True)
    inside.write_bytes(b"of someone else")
    with pytest.raises(OSError, match="shien"):
        run_convert(small, out)
    assert files_of(out) == {"shien.xml/note.txt": b"of someone else"}


def interrupt(records: int, size: int) -> None:
    """A progress that is interrupted."""
    assert records
    assert size
    raise KeyboardInterrupt


def test_interrupted_between_blocks(
    made: Made, out: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An interrupt in the main thread, with work under way in others: nothing is left."""
    monkeypatch.setattr(sources, "BLOCK", 50_000)
    delivery = made("ibm_kanji_host")
    with pytest.raises(KeyboardInterrupt):
        convert(delivery.source, delivery.mapping, out, workers=2, progress=interrupt)
    assert not out.exists()
    with pytest.raises(KeyboardInterrupt):
        restore(delivery.standard, delivery.mapping, out, workers=2, progress=interrupt)
    assert not out.exists()
    work = tmp_path / "work"
    work.mkdir()
    with pytest.raises(KeyboardInterrupt):
        roundtrip(delivery.source, delivery.mapping, workdir=work, progress=interrupt)
    assert list(work.iterdir()) == []


@pytest.mark.parametrize("error", [KeyboardInterrupt(), MemoryError()], ids=["interrupt", "memory"])
def test_failure_in_a_worker(
    made: Made, out: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    """An exception in a worker is raised as it is, and nothing is left."""
    delivery = made("open_fixed")
    monkeypatch.setattr(sources, "BLOCK", 50_000)
    convert_block, restore_block = Converter.work, Restorer.work

    def convert_work(self: Converter, block: Block) -> BlockResult:
        if block.number > 500:
            raise error
        return convert_block(self, block)

    def restore_work(self: Restorer, job: Job) -> Piece:
        if job.block.first > 1:
            raise error
        return restore_block(self, job)

    monkeypatch.setattr(Converter, "work", convert_work)
    monkeypatch.setattr(Restorer, "work", restore_work)
    with pytest.raises(type(error)):
        convert(delivery.source, delivery.mapping, out, workers=2)
    assert not out.exists()
    with pytest.raises(type(error)):
        restore(delivery.standard, delivery.mapping, out, workers=2)
    assert not out.exists()


def test_nothing_has_its_final_name_before_the_end(
    small: Delivery, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a run goes on there are temporary names only; behind it there are none."""
    seen: list[str] = []

    def look(records: int, size: int) -> None:
        del records, size
        seen.extend(path.name for path in out.rglob("*") if path.is_file())

    monkeypatch.setattr(sources, "BLOCK", 50_000)
    convert(small.source, small.mapping, out, progress=look)
    assert seen
    assert all(name.endswith(".part") for name in seen)
    assert not any(name.endswith((".part", ".old")) for name in files_of(out))


def fail_beside_a_file_of_others(out: Path) -> None:
    """A run that fails after someone else put something into its folder."""
    with OutputFolder(out) as folder:
        folder.open("annex/a.csv").write(b"x")
        (out / "note.txt").write_bytes(b"of someone else")
        raise disk_full()


def test_folders_of_others_stay(tmp_path: Path) -> None:
    """A folder that someone else put something into meanwhile is not taken away."""
    with pytest.raises(OSError, match="space"):
        fail_beside_a_file_of_others(tmp_path / "deep" / "out")
    assert files_of(tmp_path) == {"deep/out/note.txt": b"of someone else"}


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file sizes are of POSIX")
@pytest.mark.parametrize("limit", [1_000, 100_000, 1_000_000])
def test_file_size_limit(few: Made, out: Path, limit: int) -> None:
    """A real limit of the system, met while writing, flushing or closing: OSError, nothing left."""
    small = few("open_fixed")
    program = """
import resource, signal, sys
from lgmigrate.pipeline.convert import convert
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
limit = int(sys.argv[4])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    convert(sys.argv[1], sys.argv[2], sys.argv[3])
except OSError as error:
    sys.exit(f"errno {error.errno}")
"""
    command = [
        sys.executable,
        "-c",
        program,
        str(small.source),
        small.mapping,
        str(out),
        str(limit),
    ]
    done = subprocess.run(
        command,
        capture_output=True,
        check=False,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.stderr.strip() == f"errno {errno.EFBIG}"
    assert not out.exists()
