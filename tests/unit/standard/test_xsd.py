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

from lgmigrate.standard import Code, CodeList, File, Item, Names, Pack, load_pack, xsd
from tests.schemas import compiled, compiled_by_xmlschema, write_schemas

ROOT = Path(__file__).parents[3]
XS = "{http://www.w3.org/2001/XMLSchema}"
LG = "{urn:lgmigrate:xsd}"
PACKS = sorted(path.parent for path in (ROOT / "schemas").glob("*/*/pack.toml"))
NAMES: tuple[Names, ...] = ("romaji", "japanese")

each_pack = pytest.mark.parametrize("folder", PACKS, ids=lambda one: "@".join(one.parts[-2:]))


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


@each_pack
@pytest.mark.parametrize("names", NAMES)
def test_schemas_are_legal(folder: Path, names: Names, tmp_path: Path) -> None:
    """Both processors compile them, whichever names the elements have, and the schema of schemas
    has nothing to say against them.
    """
    for path in write_schemas(load_pack(str(folder)), tmp_path, names):
        etree.XMLSchema(etree.parse(path))
        assert set(xmlschema.XMLSchema(path).root_elements) != set()
    legal = xmlschema.XMLSchema.meta_schema
    assert legal is not None
    for path in tmp_path.iterdir():
        legal.validate(path)


@pytest.mark.skipif(shutil.which("xmllint") is None, reason="xmllint (libxml2-utils) is absent")
def test_a_file_without_records_is_valid(juki: Pack, tmp_path: Path) -> None:
    """A municipality may have nobody under protection."""
    document = tmp_path / "shien.xml"
    (schema,) = write_schemas(juki, tmp_path, files=(juki.file("shien"),))
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


@each_pack
def test_every_type_is_used_and_defined_once(folder: Path) -> None:
    """Named types are distinct; none but a code list is idle, and no file has types of its own."""
    pack = load_pack(str(folder))
    types = etree.fromstring(xsd.generate_types(pack).encode())
    assert {one.tag for one in types} - {etree.Comment} == {f"{XS}annotation", f"{XS}simpleType"}
    defined = [one.get("name") for one in types.findall(f"{XS}simpleType")]
    assert len(set(defined)) == len(defined)
    used = set()
    for file in pack.files:
        tree = etree.fromstring(xsd.generate(pack, file).encode())
        assert [one.get("schemaLocation") for one in tree.findall(f"{XS}include")] == ["types.xsd"]
        assert tree.findall(f".//{XS}simpleType") == []
        used |= {one.get("type") for one in tree.iter(f"{XS}element", f"{XS}attribute")}
    used -= {None, "record", "xs:string"}
    assert used <= set(defined)
    assert all(str(name).startswith("code-") for name in set(defined) - used)


def noted(element: etree._Element) -> tuple[str | None, str | None, list[str | None]]:
    """ID, name and texts of an element's annotation."""
    (annotation,) = element.findall(f"{XS}annotation")
    texts = [one.text for one in annotation.findall(f"{XS}documentation")]
    return annotation.get(f"{LG}id"), annotation.get(f"{LG}name"), texts


@each_pack
def test_annotations_carry_the_tables(folder: Path) -> None:
    """ID, Japanese name and definition of items, code lists and values, whatever the names are."""
    pack = load_pack(str(folder))
    for file in pack.files:
        for names in NAMES:
            tree = etree.fromstring(xsd.generate(pack, file, names).encode())
            elements = tree.findall(f"{XS}complexType[@name='record']/{XS}sequence/{XS}element")
            for element, item in zip(elements, file.items, strict=True):
                texts = [text for text in (item.name, item.definition) if text]
                assert noted(element) == (item.id, item.name, texts)
    types = etree.fromstring(xsd.generate_types(pack).encode())
    coded = [one for one in types if one.findall(f"{XS}restriction/{XS}enumeration")]
    lists = [one for one in pack.code_lists.values() if one.codes]
    for element, code_list in zip(coded, lists, strict=True):
        assert noted(element) == (code_list.id, code_list.name, [code_list.name])
        values = element.findall(f"{XS}restriction/{XS}enumeration")
        assert [one.get("value") for one in values] == [code.value for code in code_list.codes]
        for value, code in zip(values, code_list.codes, strict=True):
            assert noted(value)[:2] == (code.value, code.name or None)


REPEATED = File(
    name="f",
    title="繰り返し",
    items=(
        Item(id="1", name="鍵", romaji="kagi", type="9", digits=3, key=True),
        Item(id="2", name="一度", romaji="ichido", type="9", digits=3, repeat=1),
        Item(
            id="3",
            name="必ず三度まで",
            romaji="sando",
            type="X",
            digits=1,
            code="1",
            repeat=3,
            condition="required",
        ),
        Item(id="4", name="二度まで", romaji="nido", type="M", digits=2, repeat=2),
    ),
)
OTHER = File(name="g", title="別", items=(REPEATED.items[0],))
REPEATING = Pack(
    name="t",
    edition="1",
    title="試験",
    status="profile",
    source="made up",
    source_sha256="",
    digest="0" * 64,
    files=(REPEATED, OTHER),
    code_lists={
        "1": CodeList(
            id="1", name="値", codes=(Code(value="a", name=""), Code(value="b", name=""))
        ),
        "2": CodeList(id="2", name="使われない", codes=(Code(value='<&"', name='<&"'),)),
        "999": CodeList(id="999", name="自治体固有コード", codes=()),
    },
)


@pytest.mark.parametrize(
    ("content", "valid"),
    [
        ("<kagi>1</kagi><sando>a</sando>", True),
        ("<kagi>1</kagi>", False),
        ("<kagi>1</kagi><ichido>1</ichido><sando>a</sando>", True),
        ("<kagi>1</kagi><ichido>1</ichido><ichido>1</ichido><sando>a</sando>", False),
        ("<kagi>1</kagi><sando>a</sando><sando>a</sando><sando>b</sando>", True),
        ("<kagi>1</kagi><sando>a</sando><sando>c</sando>", False),
        ("<kagi>1</kagi>" + "<sando>a</sando>" * 4, False),
        ("<kagi>1</kagi><sando>a</sando><nido>あa</nido><nido></nido>", True),
        ("<kagi>1</kagi><sando>a</sando><nido>あaｱ</nido>", False),
        ("<kagi>1</kagi><sando>a</sando><nido>\n</nido>", False),
        ("<kagi>1</kagi><sando>a</sando>" + "<nido>a</nido>" * 3, False),
        ("<kagi>1</kagi><sando>a</sando><nido>a</nido><sando>a</sando>", False),
    ],
)
def test_items_stand_as_often_as_the_table_says(content: str, valid: bool) -> None:
    """繰り返し is the most that there may be; 必須 is one at least."""
    root = f'<migrationFile xmlns="{REPEATING.namespace}" pack="t" edition="1" file="f">'
    document = f"{root}<record>{content}</record></migrationFile>"
    assert compiled(REPEATING, REPEATED).validate(etree.fromstring(document)) is valid
    assert compiled_by_xmlschema(REPEATING, REPEATED).is_valid(document) is valid


def test_types_are_those_of_all_files() -> None:
    """Each once, however many files use it; a list with values even where no item has it."""
    types = etree.fromstring(xsd.generate_types(REPEATING).encode())
    names = [one.get("name") for one in types.findall(f"{XS}simpleType")]
    assert names == ["municipality", "any-2-line", "digits-3", "code-1", "code-2"]
    assert noted(types.findall(f".//{XS}enumeration")[2]) == ('<&"', '<&"', ['<&"'])
