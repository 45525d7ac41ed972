"""``pack show``: all of a pack, or one of its files or code lists."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Run

__all__: list[str] = []


def test_one_file(run: Run) -> None:
    """By its name or its title: its items and nothing of the others."""
    lines = run("pack", "show", "juki", "--file", "shien").stdout.splitlines()
    assert lines[0].startswith("juki@1 (profile)")
    assert sum(line.startswith("File ") for line in lines) == 1
    assert not any(line.startswith("Code list ") for line in lines)
    assert any("支援措置区分" in line.split() for line in lines)
    assert run("pack", "show", "juki", "--file", "支援措置対象者").stdout.splitlines() == lines
    document = json.loads(run("pack", "show", "juki", "--file", "shien", "--json").stdout)
    assert [one["name"] for one in document["files"]] == ["shien"]
    assert document["code_lists"] == []


def test_one_code_list(run: Run) -> None:
    """Its values and the items that use it."""
    lines = run("pack", "show", "juki", "--code", "001-32").stdout.splitlines()
    start = lines.index("Code list 001-32 支援措置区分")
    assert lines[start + 1] == "Used by: shien.支援措置区分"
    assert [line.split() for line in lines[start + 3 :]] == [
        ["1", "支援措置"],
        ["2", "仮支援措置"],
        ["3", "支援措置終了"],
    ]
    (found,) = json.loads(run("pack", "show", "juki", "--code", "001-32", "--json").stdout)[
        "code_lists"
    ]
    assert found["used_by"] == [{"file": "shien", "item": "支援措置区分"}]
    assert found["codes"][0] == {"value": "1", "name": "支援措置"}


def test_code_list_without_values(run: Run) -> None:
    """One that the municipality sets says so; a number may have zeros before it."""
    lines = run("pack", "show", "juki", "--code", "0999").stdout.splitlines()
    assert "Code list 999 自治体固有コード" in lines
    assert lines[-1] == "The municipality sets these codes itself."


@pytest.mark.parametrize("option", ["--file", "--code"])
def test_unknown_names_are_told_with_the_known_ones(run: Run, option: str) -> None:
    """Exit 2, and what there is."""
    result = run("pack", "show", "juki", option, "nosuch")
    assert result.exit_code == 2
    assert "got nosuch" in result.stderr
    assert ("shien" if option == "--file" else "001-32") in result.stderr
    assert result.stdout == ""


def test_conditions_and_references(run: Run) -> None:
    """What validate checks stands apart from what people have to check; references have places."""
    lines = run("pack", "show", "juki").stdout.splitlines()
    checked = lines.index("Conditions that validate checks (16):")
    people = lines.index("Conditions for people to check (5):")
    told = "生年月日: 生年月日_不詳フラグが0の場合は出力必須"
    assert f"  S002  {told}" in lines[checked:people]
    assert "  S011  生年月日_不詳表記: 生年月日が不詳の場合は出力必須" in lines[checked:people]
    assert "  住所_方書: 住所に方書が存在する場合は出力必須" in lines[people : people + 6]
    assert "  宛名番号 → jumin.宛名番号" in lines
    document = json.loads(run("pack", "show", "juki", "--json").stdout)
    items = {item["name"]: item for item in document["files"][0]["items"]}
    assert items["生年月日"]["conditions"] == [
        {"text": "生年月日_不詳フラグが0の場合は出力必須", "checked_as": "S002"}
    ]
    assert items["住所_方書"]["conditions"][0]["checked_as"] is None
    assert items["宛名番号"]["conditions"] == []
    shien = document["files"][1]
    target = {"pack": "", "file": "jumin", "items": ["宛名番号"]}
    assert shien["references"] == [{"items": ["宛名番号"], "targets": [target]}]
    assert shien["items"][0]["targets"] == [target]
    assert shien["keys"] == ["宛名番号", "支援措置開始年月日"]


def test_source_and_hashes(run: Run) -> None:
    """Where a pack is from and the SHA-256 of its tables, as text and as JSON."""
    document = json.loads(run("pack", "show", "juki", "--json").stdout)
    lines = run("pack", "show", "juki").stdout.splitlines()
    assert f"SHA-256 of the tables: {document['digest']}" in lines
    assert len(document["digest"]) == 64
    assert (document["status"], document["source_sha256"]) == ("profile", "")
    assert any(document["source"] in line for line in lines)
    assert document["domain"] == "001"
