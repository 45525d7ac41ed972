"""Law: a pack that is exported as a workbook and imported again has the same tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lgmigrate.errors import Faults, PackError
from lgmigrate.report.pack_workbook import to_xlsx
from lgmigrate.standard import load_pack, pack_names
from lgmigrate.standard.catalog import pack_folder
from lgmigrate.standard.pack import Pack
from lgmigrate.standard.reader import read_pack
from lgmigrate.standard.tables import CODE_COLUMNS, FILE_COLUMNS, ITEM_COLUMNS, read_table
from lgmigrate.standard.workbook.importing import import_workbook

__all__: list[str] = []

COLUMNS = {"files.csv": FILE_COLUMNS, "items.csv": ITEM_COLUMNS, "codes.csv": CODE_COLUMNS}

WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn")), max_size=12)
TEXTS = st.one_of(WORDS, st.sampled_from(["e", "=1+1", "001", "1e5", "_x0041_", "※※場合\n二行目"]))
NAMES = st.text("番号氏名住所生年月日ABcd_（）12", min_size=1, max_size=6)
TITLES = st.text("住民税連携個別凡例コード一覧構成表版・()ab1", min_size=1, max_size=40)
IDS = st.one_of(
    st.from_regex("[0-9]{3}[0-9]{5}", fullmatch=True),
    st.from_regex("[A-Za-z0-9-]{1,9}", fullmatch=True),
)
LISTS = st.one_of(
    st.from_regex("[0-9]{1,3}", fullmatch=True),
    st.from_regex("住民基本台帳_[1-9][0-9]?", fullmatch=True),
    st.from_regex("[0-9]{3}-[a-z0-9+]{1,4}", fullmatch=True),
)
DIGITS = {"9V": ["7,2", ""], "YEAR": ["4", ""], "DATE": ["10", ""], "TIME": ["8", ""]}
TYPES = ["X", "N", "Ｎ", "M", "9", "9V", "S9", "YEAR", "DATE", "TIME", "BLOB"]


@st.composite
def items(
    draw: st.DrawFn, identity: str, name: str, group: str, lists: Sequence[str]
) -> dict[str, str]:
    """A row of items.csv, of any type."""
    kind = draw(st.sampled_from(TYPES))
    coded = kind in {"X", "N", "M", "9"} and lists and draw(st.booleans())
    free = [one for one in ITEM_COLUMNS[6:9] + ITEM_COLUMNS[14:20] if one != "実装類型"]
    return {
        "データ項目ID": identity,
        "データ項目": name,
        "データ項目（ローマ字）": f"a{identity}",
        "グループ_名称": group,
        "グループ_外部キー": draw(
            st.sampled_from(["", "○", "〇", "juki:jumin", "juki:jumin.番号"])
        ),
        "データ型": kind,
        "桁数": draw(st.sampled_from(DIGITS.get(kind, ["", "1", "300"]))),
        "コード": draw(st.sampled_from(lists)) if coded else "",
        "繰り返し": draw(st.sampled_from(["", "3"])),
        "データ出力条件": draw(st.sampled_from(["必須", "条件付き必須", "任意"])),
        "推定": draw(st.sampled_from(["", "○"])),
        "実装類型": draw(st.sampled_from(["", "○", "〇"])),
        "外字使用": draw(st.sampled_from(["", "有", "無"])),
        **{column: draw(TEXTS).strip() for column in free},
    }


@st.composite
def codes(draw: st.DrawFn, lists: Sequence[str]) -> list[dict[str, str]]:
    """Rows of codes.csv: a list's ID once or in every row, its values, or values of the town."""
    rows = []
    for identity in lists:
        name, once = draw(TEXTS).strip(), draw(st.booleans())
        values = draw(st.lists(st.sampled_from("0123456789e"), max_size=3, unique=True)) or ["任意"]
        for number, value in enumerate(values):
            head = number == 0 or not once
            cells = {"コードID": identity, "コード名": name} if head else {}
            about = {"コード値の内容": draw(TEXTS).strip(), "備考": draw(TEXTS).strip()}
            rows.append(cells | {"コード値": value} | about)
    return rows


@st.composite
def tables(draw: st.DrawFn) -> dict[str, list[dict[str, str]]]:
    """The tables of a made-up pack, the rows of its files not in the order of their items."""
    groups = draw(st.lists(st.sampled_from(["甲", "乙情報", "c"]), min_size=1, unique=True))
    lists = draw(st.lists(LISTS, max_size=3, unique=True))
    identities = draw(st.lists(IDS, min_size=len(groups), max_size=8, unique=True))
    rows = []
    for number, identity in enumerate(identities):
        group = groups[number % len(groups)]
        row = draw(items(identity, f"{draw(NAMES)}{number}", group, lists))
        if number < len(groups):
            row |= {"グループ_主キー": draw(st.sampled_from("○〇")), "繰り返し": ""}
        rows.append(row)
    files = [
        {
            "グループ_名称": group,
            "日本語名称": draw(TEXTS).strip(),
            "説明": draw(TEXTS).strip(),
            "ファイル名": draw(st.sampled_from(["", f"f{number}"])),
        }
        for number, group in enumerate(reversed(groups))
    ]
    return {"files.csv": files, "items.csv": rows, "codes.csv": draw(codes(lists))}


def write(folder: Path, found: Mapping[str, Sequence[Mapping[str, str]]], title: str) -> None:
    """A pack folder with these tables."""
    head = {"name": "t", "edition": "1", "title": title, "status": "profile", "source": "made up"}
    text = "".join(f"{key} = '{value}'\n" for key, value in head.items())
    (folder / "pack.toml").write_text(text, encoding="utf-8")
    for name, rows in found.items():
        stream = io.StringIO()
        writer = csv.DictWriter(stream, COLUMNS[name], restval="")
        writer.writeheader()
        writer.writerows(rows)
        (folder / name).write_text(stream.getvalue(), encoding="utf-8", newline="")


def there_and_back(name: str) -> tuple[Pack, Pack | None, tuple[str, ...]]:
    """A pack, what the import of its workbook gives, and the faults of that."""
    pack, folder = pack_folder(name)
    faults = Faults(PackError)
    files, rows, lists = (
        read_table(folder.joinpath(one), columns, faults) for one, columns in COLUMNS.items()
    )
    done = import_workbook(to_xlsx(pack, files, rows, lists), "pack.xlsx")
    return pack, done.pack, done.faults


@given(found=tables(), title=TITLES)
def test_made_up_packs(found: dict[str, list[dict[str, str]]], title: str) -> None:
    """The hash over the tables is the same, and so is what a pack's head states."""
    with TemporaryDirectory() as folder:
        write(Path(folder), found, title)
        try:
            read_pack(Path(folder))
        except PackError:
            assume(False)  # noqa: FBT003  # e.g. values that do not fit an item
        pack, again, faults = there_and_back(folder)
    assert faults == ()
    assert again is not None
    assert again.digest == pack.digest
    assert (again.name, again.edition, again.title) == ("t", "1", title)


@pytest.mark.parametrize("name", pack_names())
def test_every_pack_that_ships(name: str) -> None:
    """The same tables, name, edition, title, domain and style of names."""
    pack, again, faults = there_and_back(name)
    assert faults == ()
    assert again is not None
    assert again.digest == pack.digest
    assert (again.files, again.code_lists) == (pack.files, pack.code_lists)
    assert (again.label, again.title, again.domain, again.names) == (
        *(f"{pack.name}@{pack.edition} (imported)", pack.title, pack.domain, pack.names),
    )
    assert load_pack(name) is pack
