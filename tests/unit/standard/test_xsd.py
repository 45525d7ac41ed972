"""The generated schemas: committed as generated, legal for two processors, in both name styles."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import pytest
import xmlschema
from lxml import etree

from lgmigrate.standard import Pack, load_pack, xsd

ROOT = Path(__file__).parents[3]
XS = "{http://www.w3.org/2001/XMLSchema}"


@pytest.fixture(scope="module")
def juki() -> Pack:
    """The pack as it lies in the checkout."""
    return load_pack(str(ROOT / "schemas" / "juki" / "1"))


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """scripts/generate_xsd.py, imported."""
    path = ROOT / "scripts" / "generate_xsd.py"
    spec = importlib.util.spec_from_file_location("generate_xsd", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.generated
def test_committed_schemas_are_what_the_tables_give(script: ModuleType) -> None:
    """Every file of every pack has its schema, byte for byte; no schema is without a file."""
    expected = dict(script.expected())
    assert expected
    for path, content in expected.items():
        assert path.read_bytes() == content, f"{path} differs: run scripts/generate_xsd.py"
    assert set((ROOT / "schemas").glob("*/*/*.xsd")) == set(expected)


def test_check_names_what_differs(
    script: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """--check writes nothing and exits 1; without it, the file is written."""
    path = tmp_path / "a.xsd"
    monkeypatch.setattr(script, "expected", lambda: iter([(path, b"x")]))
    assert script.main(["--check"]) == 1
    assert str(path) in capsys.readouterr().out
    assert not path.exists()
    assert script.main([]) == 0
    assert path.read_bytes() == b"x"
    assert script.main(["--check"]) == 0


@pytest.mark.parametrize("names", ["romaji", "japanese"])
def test_schemas_are_legal(juki: Pack, names: str) -> None:
    """Both processors compile them, whichever names the elements have."""
    for file in juki.files:
        text = xsd.generate(juki, file, "romaji" if names == "romaji" else "japanese")
        etree.XMLSchema(etree.fromstring(text.encode()))
        xmlschema.XMLSchema(text)


@pytest.mark.skipif(shutil.which("xmllint") is None, reason="xmllint (libxml2-utils) is absent")
def test_a_file_without_records_is_valid(juki: Pack, tmp_path: Path) -> None:
    """A municipality may have nobody under protection."""
    schema, document = tmp_path / "shien.xsd", tmp_path / "shien.xml"
    schema.write_text(xsd.generate(juki, juki.file("shien")), encoding="utf-8", newline="")
    document.write_text(
        f'<migrationFile xmlns="{juki.namespace}" pack="juki" edition="1" file="shien"/>\n',
        encoding="utf-8",
    )
    command = ["xmllint", "--stream", "--noout", "--schema", str(schema), str(document)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_elements_stand_in_the_order_of_the_table(juki: Pack) -> None:
    """One element an item, optional but for keys and required items."""
    for file in juki.files:
        tree = etree.fromstring(xsd.generate(juki, file).encode())
        elements = tree.findall(f"{XS}complexType[@name='record']/{XS}sequence/{XS}element")
        assert [one.get("name") for one in elements] == [item.romaji for item in file.items]
        assert [one.get("minOccurs") for one in elements] == [
            None if item.key or item.condition == "required" else "0" for item in file.items
        ]


def test_every_type_is_used_and_defined_once(juki: Pack) -> None:
    """Named types are distinct restrictions, none of them idle."""
    for file in juki.files:
        tree = etree.fromstring(xsd.generate(juki, file).encode())
        defined = [one.get("name") for one in tree.findall(f"{XS}simpleType")]
        used = {one.get("type") for one in tree.iter(f"{XS}element", f"{XS}attribute")}
        assert len(set(defined)) == len(defined)
        assert set(defined) == used - {None, "record", "xs:string"}
