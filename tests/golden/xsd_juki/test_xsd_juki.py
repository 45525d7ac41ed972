"""Hand-made documents of the pack juki: each case, a change of a valid one, has one verdict.

Three validators judge by the committed schemas: lxml's libxml2, the system's xmllint in streaming
mode, and xmlschema. ``cases.csv`` says what each document must be; ``old`` is replaced by ``new``.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

import pytest
import xmlschema
from lxml import etree

FOLDER = Path(__file__).parent
SCHEMAS = Path(__file__).parents[3] / "schemas" / "juki" / "1"
with (FOLDER / "cases.csv").open(encoding="utf-8", newline="") as _table:
    CASES = list(csv.DictReader(_table))

each_case = pytest.mark.parametrize(
    "case", CASES, ids=[f"{one['file']}, {one['case']}" for one in CASES]
)


def document(case: dict[str, str]) -> bytes:
    """The case's document; what it changes must be there."""
    text = (FOLDER / f"{case['file']}.xml").read_text(encoding="utf-8")
    assert case["old"] in text
    return text.replace(case["old"], case["new"]).encode() if case["old"] else text.encode()


@lru_cache
def schema_of_lxml(file: str) -> etree.XMLSchema:
    """The committed schema, compiled by lxml."""
    return etree.XMLSchema(etree.parse(SCHEMAS / f"{file}.xsd"))


@lru_cache
def schema_of_xmlschema(file: str) -> xmlschema.XMLSchema:
    """The committed schema, compiled by xmlschema."""
    return xmlschema.XMLSchema(SCHEMAS / f"{file}.xsd")


@each_case
def test_lxml_gives_the_verdict(case: dict[str, str]) -> None:
    """libxml2 as lxml holds it."""
    tree = etree.fromstring(document(case))
    assert schema_of_lxml(case["file"]).validate(tree) == (case["valid"] == "yes")


@each_case
def test_xmlschema_gives_the_verdict(case: dict[str, str]) -> None:
    """A validator of another make."""
    text = document(case).decode()
    assert schema_of_xmlschema(case["file"]).is_valid(text) == (case["valid"] == "yes")


@pytest.mark.skipif(shutil.which("xmllint") is None, reason="xmllint (libxml2-utils) is absent")
@each_case
def test_xmllint_gives_the_verdict(case: dict[str, str], tmp_path: Path) -> None:
    """The system's libxml2, as a receiver of a delivery would run it."""
    path = tmp_path / "case.xml"
    path.write_bytes(document(case))
    schema = str(SCHEMAS / f"{case['file']}.xsd")
    run = subprocess.run(
        ["xmllint", "--stream", "--noout", "--schema", schema, str(path)],
        capture_output=True,
        check=False,
    )
    assert run.returncode == (0 if case["valid"] == "yes" else 3), run.stderr
