"""The mapping that a command's options ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lgmigrate.cli.console import tell

if TYPE_CHECKING:
    from lgmigrate.charset.page import OnError
    from lgmigrate.mapping.model import Mapping

__all__ = ["chosen_mapping"]


def chosen_mapping(
    name: str, charset: str | None, gaiji: Sequence[str], on_error: OnError | None
) -> Mapping:
    """The mapping of ``--mapping`` with the code page of ``--charset``, ``--gaiji`` and
    ``--on-error``; what its gaiji tables leave open is said.

    Raises:
        MappingError, CharsetError: a definition is wrong; with every fault.
    """
    from lgmigrate.mapping.registry import load

    mapping = load(name, charset=charset, gaiji=gaiji, on_error=on_error)
    for warning in mapping.code_page().warnings:
        tell(warning)
    return mapping
