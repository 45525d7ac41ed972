"""Every constraint of every item of every pack, broken: two validators and ``validate`` agree.

For each file that ships, documents are made in which each record with one fault stands between
valid ones (``mutations``). libxml2 (whole by lxml, as a stream by xmllint) and xmlschema must
refuse exactly the records with a fault, at the element that it is at; ``validate`` must report it
with the right code, the same record and the item, and find nothing in the others. Nothing is left
out for speed: each validator sees each record.

The schemas are made here from the tables; ``unit/standard`` holds that the committed ones are the
same. References (K003, K004) are for whole deliveries, which a file on its own is not.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from lgmigrate import validate
from lgmigrate.exchange.faults import ExchangeFault
from lgmigrate.standard import File, Pack, load_pack
from tests.conformance.mutations import (
    RECORD,
    Mutation,
    Record,
    constraints,
    document,
    structures,
    values,
)
from tests.schemas import compiled, compiled_by_xmlschema, write_schemas

SCHEMAS = Path(__file__).parents[2] / "schemas"
PACKS = [load_pack(str(head.parent)) for head in sorted(SCHEMAS.glob("*/*/pack.toml"))]
ASPECTS = {"values": values, "structures": structures}
FILES = [(pack, file) for pack in PACKS for file in pack.files]
IDS = [f"{pack.name}@{pack.edition} {file.name}" for pack, file in FILES]

Place = tuple[int, int]
"""Number of a record from 1, index of the element in it or ``RECORD``."""

each_file = pytest.mark.parametrize(("pack", "file"), FILES, ids=IDS)
each_aspect = pytest.mark.parametrize("aspect", ASPECTS)


@cache
def records_of(pack: str, file: str, aspect: str) -> list[Record]:
    """The records of a document; made once for all validators."""
    (found,) = (one for one in FILES if (one[0].name, one[1].name) == (pack, file))
    return ASPECTS[aspect](*found)


def broken(records: list[Record]) -> Iterator[tuple[int, Mutation]]:
    """The records with a fault, by their number."""
    for number, record in enumerate(records, start=1):
        if record.mutation is not None:
            yield number, record.mutation


def differences(found: set[Place], records: list[Record]) -> list[str]:
    """What a validator says too much or not at all, in words."""
    wanted = {(number, one.element): one for number, one in broken(records)}
    lines = [
        f"not refused: record {place[0]}, {one}"
        for place, one in wanted.items()
        if place not in found
    ]
    lines += [
        f"refused: record {number}, element {element}: {records[number - 1].mutation}"
        for number, element in sorted(found)
        if (number, element) not in wanted
    ]
    return lines[:20]


def path_of(written: Path, pack: Pack, file: File, records: list[Record]) -> Path:
    """The document on disk."""
    path = written / f"{file.name}.xml"
    path.write_text(document(pack, file, records), encoding="utf-8", newline="")
    return path


@each_file
@each_aspect
def test_libxml2(pack: Pack, file: File, aspect: str, tmp_path: Path) -> None:
    """The whole document, as lxml holds it."""
    records = records_of(pack.name, file.name, aspect)
    (path,) = write_schemas(pack, tmp_path, files=(file,))
    schema = etree.XMLSchema(etree.parse(path))
    assert not schema.validate(etree.fromstring(document(pack, file, records).encode()))
    paths = (entry.path for entry in schema.error_log)  # type: ignore[attr-defined]  # see lxml
    found = {place_of_path(str(path), records) for path in paths}
    assert differences(found, records) == []


def place_of_path(path: str, records: list[Record]) -> Place:
    """``/*/*[3]/*[2]``: the second element of record 3; an element of no namespace has its name."""
    _, _, record, *element = path.split("/")
    number = _index(record) + 1
    if not element:
        return number, RECORD
    if element[0].startswith("*"):
        return number, _index(element[0])
    name = element[0].partition("[")[0]
    starts = [one.startswith(f'<{name} xmlns=""') for one in records[number - 1].elements]
    return number, starts.index(True)


def _index(step: str) -> int:
    found = re.search(r"\[([0-9]+)\]", step)
    return int(found[1]) - 1 if found else 0


@pytest.mark.skipif(shutil.which("xmllint") is None, reason="xmllint (libxml2-utils) is absent")
@each_file
@each_aspect
def test_libxml2_as_a_stream(pack: Pack, file: File, aspect: str, tmp_path: Path) -> None:
    """A document of any size, as xmllint of the system reads it: by line and element name."""
    records = records_of(pack.name, file.name, aspect)
    path = path_of(tmp_path, pack, file, records)
    (schema,) = write_schemas(pack, tmp_path, files=(file,))
    command = ["xmllint", "--stream", "--noout", "--schema", str(schema), str(path)]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 3  # the exit code of a document that is not valid
    of_line = [0, 0, 0]  # the declaration and the root stand in lines 1 and 2
    for number, record in enumerate(records, start=1):
        of_line += [number] * (1 + "".join(record.elements).count("\n"))
    said = re.findall(r"^[^\n]*?:(\d+): .*?Element '(?:{[^}]*})?(.*?)'", done.stderr, re.MULTILINE)
    wanted = {(number, name_at(records[number - 1], one)) for number, one in broken(records)}
    assert {(of_line[int(line)], name) for line, name in said} == wanted


def name_at(record: Record, mutation: Mutation) -> str:
    """The name of the element that cannot be where it is."""
    if mutation.element == RECORD:
        return "record"
    found = re.match(r"<([^ >]+)", record.elements[mutation.element])
    assert found
    return found[1]


@each_file
@each_aspect
def test_xmlschema(pack: Pack, file: File, aspect: str) -> None:
    """A validator of another make."""
    records = records_of(pack.name, file.name, aspect)
    root = etree.fromstring(document(pack, file, records).encode())
    places = {record: (number, RECORD) for number, record in enumerate(root, start=1)}
    places |= {
        element: (number, index)
        for number, record in enumerate(root, start=1)
        for index, element in enumerate(record)
    }
    found = set()
    for error in compiled_by_xmlschema(pack, file).iter_errors(root):
        assert error.elem is not None
        number, element = places[error.elem]  # type: ignore[index]  # as typed for ElementTree
        at = getattr(error, "index", None)  # of the child that is not expected
        if at is not None and at < len(records[number - 1].elements):
            element = at
        found.add((number, element))
    assert differences(found, records) == []


@each_file
@each_aspect
def test_validate(pack: Pack, file: File, aspect: str, tmp_path: Path) -> None:
    """Code, record and item of each finding."""
    records = records_of(pack.name, file.name, aspect)
    report = validate(path_of(tmp_path, pack, file, records), pack)
    found: dict[int, set[tuple[str, str | None]]] = {}
    for code, number, item in report.findings.select("code", "record", "field").iter_rows():
        if code not in {"K003", "K004"}:
            found.setdefault(number, set()).add((code, item))
    wrong = []
    for number, one in broken(records):
        said = found.pop(number, set())
        if not one.findings <= said <= one.findings | one.possible:
            wrong.append(f"record {number}: got {said}, {one}")
    assert wrong[:20] == []
    assert dict(list(found.items())[:20]) == {}
    assert report.counts == {file.name: len(records)}


@each_file
def test_every_constraint_is_broken(pack: Pack, file: File) -> None:
    """Each item has a mutation for each constraint that its row states."""
    done: dict[str, set[str]] = {item.name: set() for item in file.items}
    for aspect in ASPECTS:
        for _, one in broken(records_of(pack.name, file.name, aspect)):
            done[one.item].add(one.constraint)
    for item in file.items:
        assert done[item.name] - {"text", "order"} == constraints(item, pack)
    assert all("order" in done[item.name] for item in file.items[:-1])


ROOTS = {
    "no pack": (' pack="[^"]*"', ""),
    "another pack": (' pack="[^"]*"', ' pack="x"'),
    "no edition": (' edition="[^"]*"', ""),
    "another edition": (' edition="[^"]*"', ' edition="0"'),
    "no file": (' file="[^"]*"', ""),
    "another file": (' file="[^"]*"', ' file="x"'),
    "an attribute more": (' file="', ' layout="x" file="'),
    "an attribute of another namespace": (' file="', ' xmlns:x="urn:x" x:file="x" file="'),
    "a municipality of five digits": ('municipality="[0-9]*"', 'municipality="13101"'),
    "a municipality of letters": ('municipality="[0-9]*"', 'municipality="13101X"'),
    "an empty municipality": ('municipality="[0-9]*"', 'municipality=""'),
    "another namespace": (' xmlns="', ' xmlns="x'),
    "no namespace": (' xmlns="[^"]*"', ""),
    "another root": ("migrationFile", "migration"),
}


@each_file
def test_root(pack: Pack, file: File, tmp_path: Path) -> None:
    """A document of another pack or file, or of none, is refused as a whole by all three."""
    records = [one for one in records_of(pack.name, file.name, "values") if not one.mutation][:2]
    whole = document(pack, file, records)
    path = tmp_path / f"{file.name}.xml"
    schemas = compiled(pack, file), compiled_by_xmlschema(pack, file)

    def verdicts(text: str) -> tuple[bool, bool, bool]:
        path.write_text(text, encoding="utf-8", newline="")
        try:
            validate(path, pack)
        except ExchangeFault as fault:
            foreign = fault.code == "X003"
        else:
            foreign = False
        return schemas[0].validate(etree.parse(path)), schemas[1].is_valid(text), not foreign

    assert verdicts(whole) == (True, True, True)
    hint = (
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b.xsd" pack='
    )
    assert verdicts(whole.replace(" pack=", hint)) == (True, True, True)
    for old, _ in ROOTS.values():
        assert re.search(old, whole)
    said = {name: verdicts(re.sub(old, new, whole)) for name, (old, new) in ROOTS.items()}
    assert said == dict.fromkeys(ROOTS, (False, False, False))
