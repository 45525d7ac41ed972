"""``lgmigrate gaiji``: characters outside the declared sets, the tables for them, and reduction.

Here is what the commands of the group share: MJ data, and results that are one file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lgmigrate.cli.chosen import chosen_mapping
from lgmigrate.cli.command import new_group, option, writing
from lgmigrate.cli.progress import bar, total_bytes

if TYPE_CHECKING:
    from lgmigrate.charset.ledger import Ledger
    from lgmigrate.charset.mj import MojiList, ShrinkMap
    from lgmigrate.charset.page import OnError

__all__ = ["check_out", "collected", "command", "mj_option", "open_moji", "replace_option", "write"]

_PARTS = ("collect", "template", "check", "reduce")


@new_group(
    "gaiji",
    ja="外字（宣言した文字集合の外にある文字）の一覧、外字変換表、縮退。",
    lazy={name: f"lgmigrate.cli.gaiji_{name}" for name in _PARTS},
)
def command() -> None:
    """Gaiji: characters outside the declared sets, the tables for them, and their reduction."""


def mj_option(*, required: bool = False) -> Callable[[Any], Any]:
    """``--mj``, which may be repeated."""
    return option(
        "--mj",
        metavar="FILE",
        multiple=True,
        required=required,
        help="MJ文字情報一覧表, MJ縮退マップ: the user's own files; may be repeated.",
        ja="MJ文字情報一覧表、MJ縮退マップ（利用者が用意するファイル）。複数指定できる",
    )


replace_option = option(
    "--overwrite",
    is_flag=True,
    help="Replace the file if it exists.",
    ja="ファイルがあれば置き換える",
)
"""``--overwrite`` of a command that writes one file."""


def open_moji(paths: Sequence[str]) -> tuple[MojiList, ShrinkMap | None]:
    """The list and, where the files hold one, the map."""
    from lgmigrate.charset import mj_sources

    return mj_sources.open_moji(*map(Path, paths))


def collected(
    sources: Sequence[str],
    mapping: str,
    charset: str | None,
    gaiji: Sequence[str],
    on_error: OnError | None,
    workers: int | None,
) -> Ledger:
    """The ledger of sources, with a progress bar."""
    from lgmigrate.pipeline.collect import collect as run

    chosen = chosen_mapping(mapping, charset, gaiji, on_error)
    with bar(total_bytes(sources)) as progress:
        return run(sources, chosen, workers=workers, progress=progress)


def check_out(out: Path, *, overwrite: bool, suffixes: Sequence[str]) -> None:
    """Before anything is read: whether the file can be written, and in which form."""
    from lgmigrate.errors import UsageError

    if out.suffix.lower() not in suffixes:
        msg = f"Expected a file of suffix {' or '.join(suffixes)}, got {out.name}"
        raise UsageError(msg)
    if out.is_dir() or (out.exists() and not overwrite):
        msg = f"Expected a new file (or --overwrite), got {out}, which is there"
        raise UsageError(msg)
    writing(str(out))


def write(out: Path, data: bytes) -> None:
    """The whole file under its name, or none."""
    from lgmigrate.pipeline.outputs import OutputFolder

    with OutputFolder(out.parent, overwrite=True) as folder:
        folder.open(out.name).write(data)
