"""Each third-party package has its home, the network has none, and few modules open files."""

from __future__ import annotations

import ast
import sys
from fnmatch import fnmatchcase

import pytest

from tests.architecture.sources import Source, sources

__all__: list[str] = []

COMPILED = ("lgmigrate/columns/machine.py", "lgmigrate/*/kernels.py")
# a workbook is a zip of XML parts
XML = ("lgmigrate/exchange/*", "lgmigrate/record/workbook*.py", "lgmigrate/standard/*")
SHEETS = ("lgmigrate/report/*", "lgmigrate/record/*", "lgmigrate/standard/*")
ANYWHERE = ("*",)
HOMES = {
    "click": ("lgmigrate/cli/*",),
    "ctypes": ("lgmigrate/columns/arrow.py",),
    "llvmlite": COMPILED,
    "lxml": XML,
    "numba": COMPILED,
    "numpy": ANYWHERE,
    "openpyxl": SHEETS,
    "polars": ANYWHERE,
    # official lists are workbooks
    "python_calamine": ("lgmigrate/charset/mj_sources.py", "lgmigrate/record/workbook.py"),
    "rich": ("lgmigrate/cli/*",),
    "xlsxwriter": ("lgmigrate/report/*",),
    "xmlschema": XML,
    "zstandard": ("lgmigrate/pipeline/*",),
}
KERNEL_PARTS = ("lgmigrate/columns/kernels.py", "lgmigrate/exchange/kernels.py")

NETWORK = {
    *("aiohttp", "ftplib", "http", "httpx", "imaplib", "poplib", "requests", "smtplib", "socket"),
    *("socketserver", "ssl", "urllib", "urllib3", "webbrowser", "xmlrpc"),
}

OPENERS = {
    *("NamedTemporaryFile", "SpooledTemporaryFile", "TemporaryDirectory", "TemporaryFile"),
    *("fdopen", "fromfile", "memmap", "mkdtemp", "mkstemp", "mmap", "open"),
}
OPENING_METHODS = {
    *("read_bytes", "read_csv", "read_parquet", "read_text", "scan_csv", "scan_parquet"),
    *("tofile", "touch", "write_bytes", "write_csv", "write_parquet", "write_text"),
}
OPENING_PARTS = ("pipeline", "cli")
DEFINITIONS = "reads a definition (pack, mapping, layout, table) at load time, never data"
OUTPUTS = "opens what it writes in an output folder of the pipeline"
OPENING_ALLOWED = {
    "lgmigrate/charset/gaiji.py": DEFINITIONS,
    "lgmigrate/charset/mj_sources.py": DEFINITIONS,
    "lgmigrate/charset/repertoire.py": DEFINITIONS,
    "lgmigrate/charset/site.py": DEFINITIONS,
    "lgmigrate/record/definition.py": DEFINITIONS,
    "lgmigrate/columns/machine.py": "hashes the kernels' sources; tries whether the cache folder "
    "can be written",
    "lgmigrate/findings.py": DEFINITIONS,
    "lgmigrate/mapping/registry.py": DEFINITIONS,
    "lgmigrate/record/sheet.py": DEFINITIONS,
    "lgmigrate/standard/catalog.py": DEFINITIONS,
    "lgmigrate/standard/reader.py": DEFINITIONS,
    "lgmigrate/standard/tables.py": DEFINITIONS,
    "lgmigrate/synth/delivery/standard.py": OUTPUTS,
    "lgmigrate/testing/mappings.py": "compares what a test wrote into a temporary folder",
    "lgmigrate/synth/vendor.py": OUTPUTS,
}


def opening_lines(source: Source) -> list[int]:
    """Lines that call something that opens a file, by the name of what is called; not those
    that call a method of the module's own classes.
    """
    own = {
        item.name
        for node in source.tree.body
        if isinstance(node, ast.ClassDef)
        for item in node.body
        if isinstance(item, ast.FunctionDef)
    }
    lines = []
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in OPENERS:
            lines.append(node.lineno)
        elif isinstance(node.func, ast.Attribute):
            name = node.func.attr
            if name in OPENERS | OPENING_METHODS and name not in own:
                lines.append(node.lineno)
    return lines


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.path)
def test_third_party_packages_stay_in_their_homes(source: Source) -> None:
    """A package that is not of the standard library is known, and imported at home only."""
    wrong = []
    for one in source.imports:
        if one.top in HOMES:
            if not any(fnmatchcase(source.path, home) for home in HOMES[one.top]):
                wrong.append(f"line {one.line}: {one.module}, whose home is {HOMES[one.top]}")
        elif one.top not in sys.stdlib_module_names and one.top != "lgmigrate":
            wrong.append(f"line {one.line}: {one.module}, which has no home")
    assert wrong == []


def test_kernels_stand_in_two_files() -> None:
    """Kernel files are those that the name of the kernels' cache folder is made from."""
    kernels = [one.path for one in sources() if one.path.endswith("/kernels.py")]
    assert kernels == list(KERNEL_PARTS)


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.path)
def test_no_network(source: Source) -> None:
    """Nothing that is installed can reach a network: personal data stays where it is."""
    assert [one.module for one in source.imports if one.top in NETWORK] == []


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.path)
def test_files_are_opened_in_pipeline_and_cli(source: Source) -> None:
    """Other parts take bytes, but for loaders of definitions, each with its reason."""
    allowed = source.path in OPENING_ALLOWED or source.part in OPENING_PARTS
    assert allowed or opening_lines(source) == []


@pytest.mark.parametrize("path", OPENING_ALLOWED)
def test_allowance_is_used(path: str) -> None:
    """A module with leave to open files exists and opens one."""
    (source,) = (one for one in sources() if one.path == path)
    assert opening_lines(source)
