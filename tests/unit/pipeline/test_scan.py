"""LazyFrames: the same rows as reading all of it, and no more work than the query asks for."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import lgmigrate as lg
from lgmigrate.columns.codec import Codec
from lgmigrate.errors import FramingError, LayoutError, UsageError
from lgmigrate.framing.spec import FramingSpec
from lgmigrate.mapping.model import Condition
from lgmigrate.pipeline.decode import decode
from lgmigrate.pipeline.record_types import RecordType, TypeFile
from lgmigrate.pipeline.standard_files import ExchangeFile
from lgmigrate.record.layout import Field, RecordLayout, Table
from tests.unit.pipeline.conftest import Made
from tests.unit.pipeline.deliveries import MAPPINGS

__all__: list[str] = []

LAYOUT = RecordLayout(
    name="明細",
    length=20,
    fields=(
        Field(name="番号", usage="zoned", offset=0, length=6, digits=6, value="digits"),
        Field(name="氏名", usage="mixed", offset=6, length=8),
        Field(name="予備", usage="filler", offset=14, length=3),
        Field(name="金額", usage="packed", offset=17, length=3, digits=5, scale=2, sign="trailing"),
    ),
)
ROWS = 200_000  # several blocks


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Records 1 to ``ROWS``; every thousandth has an amount that is none."""
    path = tmp_path_factory.mktemp("scan") / "a.dat"
    names = [one.encode("cp932").ljust(8) for one in ("山田", "鈴木", "林", "A")]
    amounts = [bytes.fromhex(f"{n:05}C") for n in range(100_000)]
    path.write_bytes(
        b"".join(
            b"%06d" % n
            + names[n % 4]
            + b"   "
            + (b"\xaa\xaa\xaa" if n % 1000 == 0 else amounts[n % 100_000])
            for n in range(1, ROWS + 1)
        )
    )
    return path


def scanned(source: Path) -> pl.LazyFrame:
    """All of it."""
    return lg.scan_records(source, layout=LAYOUT, charset="cp932")


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[tuple[tuple[str, ...], int]]:
    """The fields and the number of records of each call that decodes."""
    calls: list[tuple[tuple[str, ...], int]] = []
    whole = Codec.decode

    def spy(self: Codec, source: object, starts: object, *more: object) -> None:
        calls.append((self.layout.names(), len(starts)))  # type: ignore[arg-type]  # an array
        whole(self, source, starts, *more)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(Codec, "decode", spy)
    return calls


def test_all_of_it(source: Path) -> None:
    """Types and values of every column; what does not decode is null."""
    lazy = scanned(source)
    assert dict(lazy.collect_schema()) == {
        "record": pl.Int64(),
        "番号": pl.String(),
        "氏名": pl.String(),
        "金額": pl.Decimal(38, 2),
    }
    found = lazy.collect()
    assert found.height == ROWS
    assert found["record"].to_list() == list(range(1, ROWS + 1))
    assert found.row(0) == (1, "000001", "鈴木", pl.Series([1]).cast(pl.Decimal(38, 2))[0] / 100)
    assert found.filter(pl.col("金額").is_null())["record"].to_list() == list(
        range(1000, ROWS + 1, 1000)
    )


def test_the_same_as_decode(source: Path, tmp_path: Path) -> None:
    """The table that decode writes as Parquet has the same columns and values."""
    decode(source, LAYOUT, tmp_path / "t.parquet", charset="cp932")
    assert scanned(source).collect().equals(pl.read_parquet(tmp_path / "t.parquet"))


def test_projection(source: Path, decoded: list[tuple[tuple[str, ...], int]]) -> None:
    """Only the columns that are asked for are decoded; the numbers of records need none."""
    found = scanned(source).select("氏名").collect()
    assert found.columns == ["氏名"]
    assert {names for names, _ in decoded} == {("氏名",)}
    assert found["氏名"].value_counts(sort=True)["count"].to_list() == [ROWS // 4] * 4
    decoded.clear()
    assert scanned(source).select(pl.len()).collect().item() == ROWS
    assert scanned(source).select(pl.col("record").sum()).collect().item() == (
        ROWS * (ROWS + 1) // 2
    )
    assert decoded == []


def test_row_limit(source: Path, decoded: list[tuple[tuple[str, ...], int]]) -> None:
    """Of the first rows no more are decoded."""
    found = scanned(source).head(7).collect()
    assert found["record"].to_list() == [1, 2, 3, 4, 5, 6, 7]
    assert decoded == [(LAYOUT.names()[:2] + LAYOUT.names()[3:], 7)]
    assert scanned(source).slice(100_000, 3).collect()["record"].to_list() == [
        100_001,
        100_002,
        100_003,
    ]
    assert scanned(source).head(0).collect().height == 0


def test_predicate(source: Path, decoded: list[tuple[tuple[str, ...], int]]) -> None:
    """The column of a condition is decoded for all records, the others for those that meet it."""
    found = scanned(source).filter(pl.col("番号") == "012345").collect()
    assert found["record"].to_list() == [12_345]
    assert found["氏名"].to_list() == ["鈴木"]
    assert sum(count for names, count in decoded if names == ("番号",)) == ROWS
    assert sum(count for names, count in decoded if names != ("番号",)) == 1


@pytest.mark.parametrize(
    "condition",
    [
        pl.col("金額") > 900,
        pl.col("金額").is_null(),
        (pl.col("氏名") == "山田") & (pl.col("金額") < 1),
        pl.col("番号").str.ends_with("77") | pl.col("氏名").is_in(["林"]),
        pl.col("record") > ROWS - 5,
        pl.lit(value=False),
    ],
)
def test_conditions_give_what_a_filter_gives(source: Path, condition: pl.Expr) -> None:
    """Whatever the condition, with columns and a limit."""
    whole = scanned(source).collect()
    assert scanned(source).filter(condition).collect().equals(whole.filter(condition))
    some = scanned(source).filter(condition).select("金額", "record").head(3).collect()
    assert some.equals(whole.filter(condition).select("金額", "record").head(3))
    some = scanned(source).head(2_000).filter(condition).collect()
    assert some.equals(whole.head(2_000).filter(condition))


def test_a_lazy_frame_can_be_collected_again(source: Path) -> None:
    """A query is not used up, and two of them in one plan are both right."""
    lazy = scanned(source)
    first, second = lazy.head(1), lazy.filter(pl.col("record") == 2)
    assert pl.concat([first, second]).collect()["record"].to_list() == [1, 2]
    assert lazy.head(1).collect().equals(lazy.head(1).collect())


# --- forms of records ----------------------------------------------------------------------------


def test_tables_with_a_count(tmp_path: Path) -> None:
    """Columns behind the count are null, and a field behind the table is in its place."""
    layout = RecordLayout(
        name="m",
        length=8,
        fields=(
            Field(name="件数", usage="zoned", offset=0, length=1, digits=1),
            Field(name="品_1", usage="single", offset=1, length=3),
            Field(name="品_2", usage="single", offset=4, length=3),
            Field(name="印", usage="single", offset=7, length=1),
        ),
        tables=(Table(name="品", offset=1, size=3, least=0, most=2, depending="件数"),),
    )
    rows = [b"2AAABBBx", b"0y", b"9bad", b"1CCCz"]
    path = tmp_path / "v.dat"
    path.write_bytes(b"".join((len(one) + 4).to_bytes(2, "big") + b"\0\0" + one for one in rows))
    lazy = lg.scan_records(
        path, layout=layout, charset="cp932", framing=FramingSpec(form="variable")
    )
    assert lazy.collect().rows() == [
        (1, 2, "AAA", "BBB", "x"),
        (2, 0, None, None, "y"),
        (4, 1, "CCC", None, "z"),
    ]
    assert lazy.filter(pl.col("件数") == 1).select("印", "品_2").collect().rows() == [("z", None)]
    assert lazy.select("品_2").collect().rows() == [("BBB",), (None,), (None,)]


def test_delimited_records(tmp_path: Path) -> None:
    """Columns of CSV, quoted or not; a row with another number of columns is left out."""
    layout = RecordLayout(
        name="c",
        length=0,
        fields=(
            Field(name="A", usage="mixed", offset=0, length=0),
            Field(name="B", usage="zoned", offset=1, length=0, digits=3),
            Field(name="C", usage="mixed", offset=2, length=0),
        ),
    )
    path = tmp_path / "c.csv"
    path.write_bytes('"a""1",12,x\r\nb,7\r\n"c,d",,"山"\r\n'.encode("cp932"))
    lazy = lg.scan_records(path, layout=layout, charset="cp932")
    assert lazy.collect().rows() == [(1, 'a"1', 12, "x"), (3, "c,d", None, "山")]
    assert lazy.select("C").collect().rows() == [("x",), ("山",)]
    assert lazy.filter(pl.col("B").is_null()).select("A").collect().rows() == [("c,d",)]


def test_record_types(tmp_path: Path) -> None:
    """One type of several, by its name; the first one by default."""
    kinds = [
        RecordType(
            name=name,
            layout=RecordLayout(
                name=name,
                length=size,
                fields=(
                    Field(name="区分", usage="single", offset=0, length=1),
                    Field(name="record", usage="single", offset=1, length=size - 1),
                ),
            ),
            when=(Condition(name="区分", values=(code,)),),
        )
        for name, size, code in (("A", 3, "1"), ("B", 4, "2"))
    ]
    path = tmp_path / "t.txt"
    path.write_bytes(b"1ab\n2xyz\n1cd\n3?\n")
    spec = FramingSpec(form="lines", end=b"\n")
    types = TypeFile(types=tuple(kinds))
    first = lg.scan_records(path, layout=types, charset="cp932", framing=spec)
    assert first.collect().rows() == [(1, "1", "ab"), (3, "1", "cd")]
    assert first.collect_schema().names() == ["_record", "区分", "record"]
    second = lg.scan_records(path, layout=types, charset="cp932", framing=spec, record="B")
    assert second.collect().rows() == [(2, "2", "xyz")]
    with pytest.raises(UsageError, match="Expected a record type of A, B, got C"):
        lg.scan_records(path, layout=types, charset="cp932", framing=spec, record="C")


@pytest.mark.parametrize("name", MAPPINGS)
def test_by_a_mapping(few: Made, name: str) -> None:
    """The records that reading the whole source by the mapping gives."""
    small = few(name)
    lazy = lg.scan_records(small.source, mapping=name)
    whole = pl.concat(lg.read_records(small.source, name))
    assert lazy.collect().equals(whole)
    condition = pl.col("氏名漢字").str.starts_with("佐")
    columns = ["所得額", "宛名番号"]
    found = lazy.filter(condition).select(columns).collect()
    assert found.height
    assert found.equals(whole.filter(condition).select(columns))
    support = lg.scan_records(small.source, mapping=name, record="support").collect()
    assert support.equals(pl.concat(lg.read_records(small.source, name, record="support")))


# --- faults --------------------------------------------------------------------------------------


def test_faults_of_the_call(source: Path) -> None:
    """A definition that is wrong is told before the query runs."""
    with pytest.raises(UsageError, match="got neither"):
        lg.scan_records(source)
    with pytest.raises(UsageError, match="got both"):
        lg.scan_records(source, layout=LAYOUT, mapping="open_fixed")
    spec = FramingSpec(form="fixed", length=19)
    with pytest.raises(LayoutError):
        lg.scan_records(source, layout=LAYOUT, charset="cp932", framing=spec)


def test_faults_of_the_source(tmp_path: Path) -> None:
    """A source that is not framed as declared ends the query."""
    path = tmp_path / "v.dat"
    path.write_bytes(b"\x00\x18\x00\x00" + bytes(20) + b"\x00\x02\x00\x00")
    lazy = lg.scan_records(
        path, layout=LAYOUT, charset="cp932", framing=FramingSpec(form="variable")
    )
    with pytest.raises((FramingError, pl.exceptions.ComputeError), match="F002"):
        lazy.collect()


# --- exchange files ------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["xml", "csv"])
def test_exchange_files(few: Made, tmp_path: Path, form: str) -> None:
    """All items, some of them, some records, in XML and in CSV."""
    small = few("open_fixed")
    lg.convert(small.source, small.mapping, tmp_path / "out", format=form)  # type: ignore[arg-type]  # one of the two
    path = tmp_path / "out" / f"jumin.{form}"
    whole = pl.concat(lg.read_standard(path))
    lazy = lg.scan_standard(path)
    assert lazy.collect().equals(whole)
    assert lg.scan_standard(path.parent, pack="juki", file="jumin").collect().equals(whole)
    condition = pl.col("性別") == "1"
    found = lazy.filter(condition).select("氏名", "宛名番号").collect()
    assert 0 < found.height < whole.height
    assert found.equals(whole.filter(condition).select("氏名", "宛名番号"))
    assert lazy.head(5).select("氏名").collect().equals(whole.head(5).select("氏名"))
    assert lazy.select(pl.len()).collect().item() == whole.height


def test_a_limit_reads_no_further(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a file of several blocks the first one is enough for a few rows."""
    blocks = 0
    whole = ExchangeFile.blocks

    def spy(self: ExchangeFile) -> object:
        nonlocal blocks
        for block in whole(self):
            blocks += 1
            yield block

    monkeypatch.setattr(ExchangeFile, "blocks", spy)
    lazy = lg.scan_standard(made("open_fixed").standard / "jumin.xml")
    assert lazy.head(3).collect().height == 3
    assert blocks == 1
    assert lazy.select(pl.len()).collect().item() > 2_000
    assert blocks > 2


def test_faults_of_exchange_files(tmp_path: Path) -> None:
    """No such file in the folder, or in the pack."""
    with pytest.raises(FramingError, match="F001 Expected an exchange file jumin"):
        lg.scan_standard(tmp_path, pack="juki", file="jumin")
    with pytest.raises(UsageError, match="nosuch"):
        lg.scan_standard(tmp_path, pack="juki", file="nosuch")


# --- other programs ------------------------------------------------------------------------------


def test_batches_go_to_arrow_without_a_copy(source: Path) -> None:
    """The memory that a reader of Arrow streams sees is the batch's own, each time the same."""
    arrow = pytest.importorskip("pyarrow")
    batch = scanned(source).select("氏名", "record").head(1_000).collect()
    tables = [arrow.table(batch) for _ in range(2)]
    for name in batch.columns:
        first, second = ([*table[name].chunks[0].buffers()] for table in tables)
        places = [[one and one.address for one in part] for part in (first, second)]
        assert places[0] == places[1]
    assert tables[0]["氏名"].to_pylist() == batch["氏名"].to_list()


def test_duckdb_reads_batches(source: Path) -> None:
    """DuckDB asks a batch for its Arrow stream."""
    duckdb = pytest.importorskip("duckdb")
    batch = scanned(source).filter(pl.col("氏名") == "林").collect()
    found = duckdb.sql("select count(*), min(番号), sum(金額) from batch").fetchall()
    assert found == [(ROWS // 4, "000002", batch["金額"].sum())]


def test_pandas_reads_batches(source: Path) -> None:
    """Any object with an Arrow stream is enough for pandas."""
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    batch = scanned(source).select("番号", "氏名", "record").head(100).collect()
    found = pandas.DataFrame.from_arrow(batch)
    assert found["氏名"].tolist() == batch["氏名"].to_list()
    assert found["record"].tolist() == list(range(1, 101))


def test_several_queries_at_once(source: Path) -> None:
    """Queries that polars runs beside each other end: none waits for what another one holds."""
    lazy = [scanned(source).select(pl.col("番号").count()) for _ in range(8)]
    assert [one.item() for one in pl.collect_all(lazy)] == [ROWS] * 8
