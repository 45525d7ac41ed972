"""What ``pack xsd`` writes for each shipped pack: a made-up delivery is valid by it.

Three judges: xmllint as a receiver would run it, lxml, and xmlschema; element names in romaji and
in Japanese. With names of the other style, or without the first item of a record, it is not.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import xmlschema
from click.testing import CliRunner
from lxml import etree

from lgmigrate.cli.main import cli
from lgmigrate.standard import Names, load_pack
from lgmigrate.synth.delivery.standard import synthesize_standard

SCHEMAS = Path(__file__).parents[2] / "schemas"
PACKS = [load_pack(str(head.parent)) for head in sorted(SCHEMAS.glob("*/*/pack.toml"))]
FILES = [(pack.name, file.name) for pack in PACKS for file in pack.files]
NAMES: tuple[Names, ...] = ("romaji", "japanese")

each_file = pytest.mark.parametrize(("pack", "file"), FILES, ids=[" ".join(one) for one in FILES])
each_style = pytest.mark.parametrize("names", NAMES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A delivery of all packs and the XSDs beside, in both styles of names."""
    whole = tmp_path_factory.mktemp("all")
    for names in NAMES:
        synthesize_standard(PACKS, whole / names, persons=600, seed=3, names=names)
        for pack in PACKS:
            out = whole / names / pack.name / "xsd"
            arguments = ["pack", "xsd", pack.name, "--out", str(out), "--names", names]
            done = CliRunner().invoke(cli, arguments)
            assert done.exit_code == 0, done.output
    return whole


def paths_of(folder: Path, pack: str, file: str) -> tuple[Path, Path]:
    """Schema and document."""
    return folder / pack / "xsd" / f"{file}.xsd", folder / pack / f"{file}.xml"


@pytest.mark.skipif(shutil.which("xmllint") is None, reason="xmllint (libxml2-utils) is absent")
@each_style
@each_file
def test_xmllint(folder: Path, names: str, pack: str, file: str) -> None:
    """The document is valid as a stream; the schema is found valid on the way."""
    schema, document = paths_of(folder / names, pack, file)
    command = ["xmllint", "--stream", "--noout", "--schema", str(schema), str(document)]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    assert (done.returncode, done.stderr.strip()) == (0, f"{document} validates")


@each_style
@each_file
def test_two_libraries(folder: Path, names: str, pack: str, file: str) -> None:
    """The whole document is valid; another one is not."""
    path, document = paths_of(folder / names, pack, file)
    tree = etree.parse(document)
    assert len(tree.getroot())
    schemas = etree.XMLSchema(etree.parse(path)), xmlschema.XMLSchema(path)
    assert schemas[0].validate(tree)
    assert schemas[1].is_valid(tree)
    (other,) = set(NAMES) - {names}
    assert not schemas[0].validate(etree.parse(paths_of(folder / other, pack, file)[1]))
    record = tree.getroot()[0]
    record.remove(record[0])
    assert not schemas[0].validate(tree)
    assert not schemas[1].is_valid(tree)
