"""Every XML file that convert writes passes ``xmllint --stream --schema`` with the pack's XSD."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from lgmigrate.pipeline.convert import convert
from lgmigrate.pipeline.plan import Names
from lgmigrate.pipeline.restore import restore
from lgmigrate.standard import load_pack
from lgmigrate.synth.vendor import synthesize

pytestmark = pytest.mark.skipif(
    shutil.which("xmllint") is None, reason="xmllint (libxml2-utils) is not installed"
)

SCHEMAS = Path(__file__).parents[2] / "schemas" / "juki" / "1"
FILES = ("jumin", "shien")


def xmllint(schema: Path, document: Path) -> subprocess.CompletedProcess[str]:
    """Validate a document as a stream."""
    command = ["xmllint", "--stream", "--noout", "--schema", str(schema), str(document)]
    return subprocess.run(command, capture_output=True, check=False, text=True)


@pytest.mark.parametrize("mapping", ["ibm_kanji_host", "open_fixed", "package_csv"])
@pytest.mark.parametrize("dirt", [0.0, 0.001, 0.3])
def test_exchange_files_pass(tmp_path: Path, mapping: str, dirt: float) -> None:
    """Whatever the source holds, what is written is valid."""
    source = synthesize(mapping, tmp_path / "source", persons=2_500, seed=3, dirt=dirt).path
    convert(source, mapping, tmp_path / "standard")
    for name in FILES:
        done = xmllint(SCHEMAS / f"{name}.xsd", tmp_path / "standard" / f"{name}.xml")
        assert done.returncode == 0, done.stderr[-2_000:]


@pytest.mark.parametrize("code", [b"13A016", b"13101 ", b"\x01" * 6])
def test_a_header_without_a_municipality_code(tmp_path: Path, code: bytes) -> None:
    """What is no such code is not in the root, but kept: the file comes back as it was."""
    source = synthesize("open_fixed", tmp_path / "source", persons=20).path
    whole = source.read_bytes()
    assert whole[1:7] == b"131016"
    source.write_bytes(whole[:1] + code + whole[7:])
    convert(source, "open_fixed", tmp_path / "standard")
    for name in FILES:
        done = xmllint(SCHEMAS / f"{name}.xsd", tmp_path / "standard" / f"{name}.xml")
        assert done.returncode == 0, done.stderr[-2_000:]
    restore(tmp_path / "standard", "open_fixed", tmp_path / "back")
    assert (tmp_path / "back" / "juki.txt").read_bytes() == source.read_bytes()


def test_xmllint_finds_what_is_wrong(tmp_path: Path) -> None:
    """The validator is not asked in vain: a record without its key fails."""
    source = synthesize("open_fixed", tmp_path / "source", persons=20).path
    convert(source, "open_fixed", tmp_path / "standard")
    path = tmp_path / "standard" / "jumin.xml"
    data = path.read_bytes()
    start = data.index(b"<atenabango>")
    end = data.index(b"</atenabango>") + len(b"</atenabango>")
    path.write_bytes(data[:start] + data[end:])
    done = xmllint(SCHEMAS / "jumin.xsd", path)
    assert done.returncode == 3  # the exit code of a document that is not valid


@pytest.mark.parametrize("names", ["japanese"])
def test_japanese_names(tmp_path: Path, names: Names) -> None:
    """Element names in Japanese are well-formed XML; the XSD is of the romaji names."""
    source = synthesize("package_csv", tmp_path / "source", persons=200).path
    convert(source, "package_csv", tmp_path / "standard", names=names)
    for file in load_pack("juki").files:
        path = tmp_path / "standard" / f"{file.name}.xml"
        command = ["xmllint", "--stream", "--noout", str(path)]
        assert subprocess.run(command, capture_output=True, check=False).returncode == 0
