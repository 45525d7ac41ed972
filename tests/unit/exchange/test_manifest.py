"""The manifest: the same values give the same text, and the text gives them back."""

from __future__ import annotations

import json

import pytest

from lgmigrate.exchange.faults import ExchangeFault
from lgmigrate.exchange.manifest import (
    CharsetEntry,
    FileEntry,
    Manifest,
    MappingEntry,
    PackEntry,
    SourceEntry,
    ToolEntry,
)

__all__: list[str] = []

MANIFEST = Manifest(
    tool=ToolEntry(name="lgmigrate", version="1.2.3"),
    pack=PackEntry(name="juki", edition="1", status="profile", digest="ab" * 32),
    mapping=MappingEntry(name="open_fixed", digest="cd" * 32),
    charset=CharsetEntry(name="jef", digest="ab" * 32),
    municipality="131016",
    files=(
        FileEntry(
            name="jumin.xml",
            bytes=10,
            sha256="ef" * 32,
            records=2,
            totals={"税額": "-1.50", "数": "3"},
        ),
    ),
    annex=(FileEntry(name="annex/juki.csv", bytes=0, sha256="", records=0),),
    sources=(SourceEntry(name="juki.dat", bytes=7, sha256="00" * 32, records=2),),
)


def test_text() -> None:
    """Keys stand in the order of the fields, totals by name, two spaces, LF, no escapes."""
    text = MANIFEST.to_json()
    document = json.loads(text)
    assert text == json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    assert list(document) == [
        *("tool", "pack", "mapping", "charset", "municipality"),
        *("files", "annex", "rejected", "sources"),
    ]
    assert list(document["files"][0]) == ["name", "bytes", "sha256", "records", "totals"]
    assert list(document["files"][0]["totals"]) == ["数", "税額"]
    assert '"税額": "-1.50"' in text


def test_round_trip() -> None:
    """The text gives the manifest back, with and without what may be missing."""
    bare = Manifest(tool=MANIFEST.tool, pack=MANIFEST.pack)
    for manifest in (MANIFEST, bare):
        assert Manifest.from_json(manifest.to_json()) == manifest


def test_unknown_keys_are_left_aside() -> None:
    """A later version may say more."""
    document = json.loads(MANIFEST.to_json())
    document["later"] = document["tool"]["later"] = 1
    assert Manifest.from_json(json.dumps(document)) == MANIFEST


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"tool": 1}'])
def test_other_documents_are_refused(text: str) -> None:
    """What is no manifest is X002."""
    with pytest.raises(ExchangeFault, match=r"^X002: "):
        Manifest.from_json(text)


def test_all_faults_are_told() -> None:
    """Each field that is missing or of another type is named."""
    document = json.loads(MANIFEST.to_json())
    document["municipality"] = 131016
    document["mapping"] = "open_fixed"
    del document["tool"]["version"]
    document["files"][0] |= {"bytes": -1, "records": True, "totals": {"税額": 1}}
    document["annex"] = None
    with pytest.raises(ExchangeFault) as caught:
        Manifest.from_json(json.dumps(document))
    places = {message.split(":")[0] for message in caught.value.messages}
    assert places == {
        *("municipality", "mapping", "tool.version", "annex"),
        *("files[0].bytes", "files[0].records", "files[0].totals"),
    }
