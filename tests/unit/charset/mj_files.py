"""A few glyphs and relations in each form that MJ文字情報一覧表 and MJ縮退マップ come in.

The rows are those of the list, Ver.006.02, and of the map, Ver.1.2.0 (文字情報基盤, IPA and CITPC,
CC BY-SA 2.1 JP), with the columns that tell glyphs apart. The workbook has the namespaces of strict
OOXML and the shared strings that the official one has.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from xml.sax.saxutils import escape

__all__ = [
    "HEADINGS",
    "RELATIONS",
    "ROWS",
    "list_csv",
    "list_json",
    "list_xlsx",
    "map_json",
    "mojidata",
]

HEADINGS = (
    *("文字図形", "font", "MJ文字図形名", "対応するUCS", "実装したUCS"),
    *(
        "実装したMoji_JohoコレクションIVS",
        "実装したSVS",
        "戸籍統一文字番号",
        "住基ネット統一文字コード",
    ),
    *("入管正字コード", "入管外字コード", "漢字施策", "対応する互換漢字"),
    *("X0213", "X0213 包摂連番", "X0213 包摂区分", "X0212", "MJ文字図形バージョン"),
    *(
        "登記統一文字番号(参考)",
        "部首1(参考)",
        "内画数1(参考)",
        "総画数(参考)",
        "読み(参考)",
        "備考",
    ),
)
"""The headings of the official workbook, but for those of dictionaries and further radicals."""


def _row(**cells: str) -> dict[str, str]:
    """The cells of a row by heading, a blank or a bracket of the heading written as underscore."""
    names = {heading.replace(" ", "_").replace("(参考)", ""): heading for heading in HEADINGS}
    return {names[name]: cell for name, cell in cells.items()}


ROWS = (
    _row(
        MJ文字図形名="MJ026190",
        対応するUCS="U+9089",
        実装したUCS="U+9089",
        実装したMoji_JohoコレクションIVS="9089_E010F",
        戸籍統一文字番号="445000",
        住基ネット統一文字コード="J+9089",
        X0213="1-78-21",
        X0213_包摂区分="0",
        登記統一文字番号="00445000",
        読み="ヘン・あたり",
    ),
    _row(
        MJ文字図形名="MJ060238",
        対応するUCS="U+9089",
        実装したMoji_JohoコレクションIVS="9089_E0112",
        住基ネット統一文字コード="J+BD2D",
    ),
    _row(
        MJ文字図形名="MJ028902",
        対応するUCS="U+9AD9",
        実装したUCS="U+9AD9",
        戸籍統一文字番号="513280",
        住基ネット統一文字コード="J+9AD9",
        X0213="1-25-66",
        X0213_包摂連番="U145",
        X0213_包摂区分="2",
    ),
    _row(
        MJ文字図形名="MJ030196",
        対応するUCS="U+FA11",
        実装したUCS="U+FA11",
        実装したMoji_JohoコレクションIVS="FA11_E0102",
        戸籍統一文字番号="094190",
        X0213="1-47-82",
        X0213_包摂区分="0",
    ),
    _row(
        MJ文字図形名="MJ030197",
        対応するUCS="U+FA11",
        実装したMoji_JohoコレクションIVS="FA11_E0103",
        X0213="1-47-82",
        X0213_包摂区分="0",
    ),
    _row(
        MJ文字図形名="MJ030185",
        対応するUCS="U+6717",
        実装したUCS="U+F929",
        実装したMoji_JohoコレクションIVS="6717_E0106",
        実装したSVS="6717_FE00",
        対応する互換漢字="U+F929",
        X0213="1-85-46",
        X0213_包摂区分="0",
    ),
    _row(
        MJ文字図形名="MJ030195",
        対応するUCS="U+585A",
        実装したMoji_JohoコレクションIVS="585A_E0103",
        対応する互換漢字="U+FA10",
    ),
    _row(
        MJ文字図形名="MJ059399",
        対応するUCS="U+2B9E4",
        実装したMoji_JohoコレクションIVS="2B9E4_E0100;535A_E010A",
    ),
    _row(MJ文字図形名="MJ037229"),
)

RELATIONS: tuple[dict[str, object], ...] = (
    {
        "MJ文字図形名": "MJ026190",
        "JIS包摂規準・UCS統合規則": [{"JIS X 0213": "1-78-21", "UCS": "U+9089"}],
        "法務省戸籍法関連通達・通知": [
            {
                "JIS X 0213": "1-42-53",
                "UCS": "U+8FBA",
                "種別": "戸籍統一文字情報 親字・正字",
                "ホップ数": 1,
            },
            {
                "JIS X 0213": "1-78-20",
                "UCS": "U+908A",
                "種別": "戸籍統一文字情報 親字・正字",
                "ホップ数": 1,
            },
        ],
        "参考情報": "国字",
    },
    {
        "MJ文字図形名": "MJ060238",
        "JIS包摂規準・UCS統合規則": [{"JIS X 0213": "1-78-21", "UCS": "U+9089"}],
        "法務省戸籍法関連通達・通知": [
            {
                "JIS X 0213": "1-78-21",
                "UCS": "U+9089",
                "種別": "民一2842号通達別表 誤字俗字・正字一覧表",
                "付記": "無印",
            },
        ],
    },
    {
        "MJ文字図形名": "MJ028902",
        "JIS包摂規準・UCS統合規則": [{"JIS X 0213": "1-25-66", "UCS": "U+9AD8"}],
    },
    {
        "MJ文字図形名": "MJ030196",
        "JIS包摂規準・UCS統合規則": [{"JIS X 0213": "1-47-82", "UCS": "U+FA11"}],
        "法務省戸籍法関連通達・通知": [
            {
                "JIS X 0213": "1-26-74",
                "UCS": "U+5D0E",
                "種別": "戸籍統一文字情報 親字・正字",
                "ホップ数": 1,
            },
        ],
    },
    {
        "MJ文字図形名": "MJ030195",
        "法務省告示582号別表第四": [
            {"JIS X 0213": "1-36-45", "UCS": "U+585A", "表": "一", "順位": "第1順位"},
            {"JIS X 0213": "1-15-55", "UCS": "U+FA10", "表": "二", "順位": "第2順位"},
        ],
        "辞書類等による関連字": [{"JIS X 0213": "1-36-45", "UCS": "U+585A"}],
        "読み・字形による類推": [{"JIS X 0213": "1-36-45", "UCS": "U+585A"}],
    },
)
"""Entries of the map. Those of MJ030195 are made up, to have all tables."""


def list_csv(
    path: Path, rows: tuple[dict[str, str], ...] = ROWS, encoding: str = "utf-8-sig"
) -> Path:
    """The list as CSV."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, HEADINGS, restval="")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding=encoding, newline="")
    return path


def list_json(path: Path, rows: tuple[dict[str, str], ...] = ROWS) -> Path:
    """The list as a JSON array."""
    whole = [dict.fromkeys(HEADINGS, "") | row for row in rows]
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    return path


def map_json(path: Path, relations: tuple[dict[str, object], ...] = RELATIONS) -> Path:
    """The map as the official JSON."""
    whole = {"meta": {"owl:versionInfo": "1.2.0"}, "content": list(relations)}
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    return path


def list_xlsx(path: Path, rows: tuple[dict[str, str], ...] = ROWS) -> Path:
    """The list as a workbook; 戸籍統一文字番号 as numbers, as a spreadsheet may have made them."""
    office = "http://purl.oclc.org/ooxml"
    relations = f"{office}/officeDocument/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    main = f"{office}/spreadsheetml/main"
    table = [dict(zip(HEADINGS, HEADINGS, strict=True)), *rows]
    strings = sorted({cell for row in table for cell in row.values()})
    sheet = []
    for number, row in enumerate(table, 1):
        cells = []
        for heading, cell in row.items():
            at = f"{chr(ord('A') + HEADINGS.index(heading))}{number}"
            if number > 1 and heading == "戸籍統一文字番号":
                cells.append(f'<c r="{at}"><v>{int(cell)}</v></c>')
            else:
                cells.append(f'<c r="{at}" t="s"><v>{strings.index(cell)}</v></c>')
        sheet.append(f'<row r="{number}">{"".join(cells)}</row>')
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{types}.sharedStrings+xml"/>'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}" conformance="strict">'
        '<sheets><sheet name="MJ文字情報一覧表" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{relations}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">'
        + "".join(f"<si><t>{escape(one)}</t></si>" for one in strings)
        + "</sst>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{"".join(sheet)}'
        "</sheetData></worksheet>",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return path


def _stored(heading: str, cell: str) -> str | None:
    """A cell as the sqlite file has it: characters and not their code points."""
    if heading in {"対応するUCS", "実装したUCS", "対応する互換漢字"} and cell:
        return chr(int(cell.removeprefix("U+"), 16))
    if heading in {"実装したMoji_JohoコレクションIVS", "実装したSVS"} and cell:
        return "".join(chr(int(code, 16)) for code in cell.partition(";")[0].split("_"))
    return cell or None


def mojidata(path: Path, *, shrink: bool = True) -> Path:
    """List and map in the schema of ``@mandel59/mojidata``, the map left out on request."""
    names = [heading.replace(" ", "_").replace("(参考)", "") for heading in HEADINGS]
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"CREATE TABLE mji ({', '.join(names)})")
        db.execute("CREATE TABLE mji_reading (MJ文字図形名, 読み)")
        db.execute(
            "CREATE TABLE mji_duplicated_ivs (MJ文字図形名, 重複実装したMoji_JohoコレクションIVS)"
        )
        for row in ROWS:
            mj = row["MJ文字図形名"]
            values = [_stored(heading, row.get(heading, "")) for heading in HEADINGS]
            values[names.index("読み")] = None
            db.execute(f"INSERT INTO mji VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608  # own
            for reading in filter(None, row.get("読み(参考)", "").split("・")):
                db.execute("INSERT INTO mji_reading VALUES (?, ?)", (mj, reading))
        db.execute("INSERT INTO mji_duplicated_ivs VALUES ('MJ059399', '博\U000e010a')")
        for entry in RELATIONS if shrink else ():
            _insert_relations(db, entry)
        db.commit()
    return path


def _insert_relations(db: sqlite3.Connection, entry: dict[str, object]) -> None:
    for key, value in entry.items():
        for one in value if isinstance(value, list) else ():
            parts = [one.get("種別", key), one.get("表") or one.get("付記")]
            name = "_".join(filter(None, parts)).replace(" ", "_").replace("・", "")
            extra = "順位" if "順位" in one else "ホップ数" if "ホップ数" in one else ""
            columns = ["MJ文字図形名", "縮退UCS", "縮退X0213", *filter(None, [extra])]
            db.execute(f"CREATE TABLE IF NOT EXISTS mjsm_{name} ({', '.join(columns)})")
            values = [
                entry["MJ文字図形名"],
                chr(int(one["UCS"].removeprefix("U+"), 16)),
                one["JIS X 0213"],
            ]
            if extra:
                values.append(int(str(one[extra]).strip("第順位")))
            db.execute(
                f"INSERT INTO mjsm_{name} VALUES ({', '.join('?' * len(values))})",  # noqa: S608  # own
                values,
            )
