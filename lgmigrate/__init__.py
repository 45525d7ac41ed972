"""Municipal data between vendors' exports and the standard layout (中間標準レイアウト).

The names here are the library. They are loaded when they are first used, so that importing the
package, and the command line's help, cost nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from lgmigrate.version import __version__

if TYPE_CHECKING:
    from lgmigrate.errors import LgmigrateError
    from lgmigrate.findings import Finding, explain
    from lgmigrate.mapping.registry import load as load_mapping
    from lgmigrate.pipeline.collect import collect
    from lgmigrate.pipeline.convert import Result, convert
    from lgmigrate.pipeline.coverage import Coverage, coverage
    from lgmigrate.pipeline.decode import Decoded, decode
    from lgmigrate.pipeline.encode import EncodedFile, encode
    from lgmigrate.pipeline.read import read_records, read_standard
    from lgmigrate.pipeline.reformat import Reformatted, reformat
    from lgmigrate.pipeline.restore import Restored, restore
    from lgmigrate.pipeline.roundtrip import RoundTrip, roundtrip
    from lgmigrate.pipeline.scan import scan_records, scan_standard
    from lgmigrate.pipeline.validate import Report, validate
    from lgmigrate.standard import load_pack
    from lgmigrate.synth.delivery.standard import MadeStandard, synthesize_standard
    from lgmigrate.synth.vendor import Made, synthesize

__all__ = [
    "Coverage",
    "Decoded",
    "EncodedFile",
    "Finding",
    "LgmigrateError",
    "Made",
    "MadeStandard",
    "Reformatted",
    "Report",
    "Restored",
    "Result",
    "RoundTrip",
    "__version__",
    "collect",
    "convert",
    "coverage",
    "decode",
    "encode",
    "explain",
    "load_mapping",
    "load_pack",
    "read_records",
    "read_standard",
    "reformat",
    "restore",
    "roundtrip",
    "scan_records",
    "scan_standard",
    "synthesize",
    "synthesize_standard",
    "validate",
]

_HOMES = {
    "Coverage": "pipeline.coverage",
    "Decoded": "pipeline.decode",
    "EncodedFile": "pipeline.encode",
    "Finding": "findings",
    "LgmigrateError": "errors",
    "Made": "synth.vendor",
    "MadeStandard": "synth.delivery.standard",
    "Reformatted": "pipeline.reformat",
    "Report": "pipeline.validate",
    "Restored": "pipeline.restore",
    "Result": "pipeline.convert",
    "RoundTrip": "pipeline.roundtrip",
    "collect": "pipeline.collect",
    "convert": "pipeline.convert",
    "coverage": "pipeline.coverage",
    "decode": "pipeline.decode",
    "encode": "pipeline.encode",
    "explain": "findings",
    "load_mapping": "mapping.registry",
    "load_pack": "standard",
    "read_records": "pipeline.read",
    "read_standard": "pipeline.read",
    "reformat": "pipeline.reformat",
    "restore": "pipeline.restore",
    "roundtrip": "pipeline.roundtrip",
    "scan_records": "pipeline.scan",
    "scan_standard": "pipeline.scan",
    "synthesize": "synth.vendor",
    "synthesize_standard": "synth.delivery.standard",
    "validate": "pipeline.validate",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    module = import_module(f"lgmigrate.{_HOMES[name]}")
    return getattr(module, "load" if name == "load_mapping" else name)


def __dir__() -> list[str]:
    return __all__
