"""Layout tables: what a table says, and every fault of it with file and line."""

from __future__ import annotations

import pytest

from lgmigrate.errors import LayoutError
from lgmigrate.record.layout import Field, RecordLayout
from lgmigrate.record.table import read_layout, write_layout

FIXED = """\
field,usage,offset,length,digits,scale,sign,value,null,options,note
区分,single,,1,,,,,,,record type
宛名番号,zoned,,15,15,,,digits,,,
残高,packed,16,4,7,2,trailing,,blank|zero,plus=F,
生年月日,date,,7,,,,,zero|blank,form=gyymmdd;unknown=00,
住定日,date,,4,,,,,,form=yymmdd;carrier=packed;pivot=50,"two, digits"
件数,binary,,4,9,,,,,order=little,
氏名,double,,40,,,,,blank,,
FILLER,filler,,3,,,,,,,
"""


def faults(text: str) -> list[str]:
    """Every fault of a table, without its file name."""
    with pytest.raises(LayoutError) as raised:
        read_layout(text, "L", source="l.csv")
    assert all(fault.startswith("l.csv") for fault in raised.value.faults)
    return [fault.removeprefix("l.csv") for fault in raised.value.faults]


def test_a_table_of_a_fixed_record() -> None:
    """Every column; an empty cell is the default, an empty offset follows the field before."""
    layout = read_layout(FIXED, "jumin", source="jumin.csv")
    assert layout == RecordLayout(
        name="jumin",
        length=78,
        fields=(
            Field(name="区分", usage="single", offset=0, length=1, note="record type"),
            Field(name="宛名番号", usage="zoned", offset=1, length=15, digits=15, value="digits"),
            Field(
                name="残高",
                usage="packed",
                offset=16,
                length=4,
                digits=7,
                scale=2,
                sign="trailing",
                plus="F",
                null=("blank", "zero"),
            ),
            Field(
                name="生年月日",
                usage="date",
                offset=20,
                length=7,
                form="gyymmdd",
                unknown="00",
                null=("zero", "blank"),
            ),
            Field(
                name="住定日",
                usage="date",
                offset=27,
                length=4,
                form="yymmdd",
                carrier="packed",
                pivot=50,
                note="two, digits",
            ),
            Field(name="件数", usage="binary", offset=31, length=4, digits=9, order="little"),
            Field(name="氏名", usage="double", offset=35, length=40, null=("blank",)),
            Field(name="FILLER", usage="filler", offset=75, length=3),
        ),
    )


def test_a_table_of_a_delimited_record() -> None:
    """Without lengths, offsets are the numbers of columns."""
    layout = read_layout("usage,field\nsingle,番号\r\nmixed,氏名\n\n", "l", source="l.csv")
    assert layout.delimited
    assert [(one.name, one.offset, one.length) for one in layout.fields] == [
        ("番号", 0, 0),
        ("氏名", 1, 0),
    ]


def test_byte_order_mark_is_no_part_of_the_header() -> None:
    """Spreadsheets write one."""
    assert read_layout("\ufeff" + FIXED, "l", source="") == read_layout(FIXED, "l", source="")


def test_all_faults_of_cells_at_once() -> None:
    """Each with the line on which its row begins."""
    text = """field,usage,length,digits,sign,null,options,note
a,text,1,,,,,
b,zoned,-3,+3,up,none|zero,plus=X;colour=red;pivot=1;pivot=2;form,"two
lines"
,single,1,,,,,
c,packed,3,4,,zero|zero,,
c,single,1
d,single,,,,,,
"""
    assert faults(text) == [
        (
            ":2: Expected usage single, double, mixed, national, zoned, packed, binary, float, "
            "date, filler, got 'text'"
        ),
        (
            ":3: Expected key=value with a key of plus, order, base, nibble, overpunch, "
            "carrier, form, pivot, unknown, got 'colour=red'"
        ),
        ":3: Expected option pivot once, got it again",
        (
            ":3: Expected key=value with a key of plus, order, base, nibble, overpunch, "
            "carrier, form, pivot, unknown, got 'form'"
        ),
        ":3: Expected length as a number of 1 to 9 digits, got '-3'",
        ":3: Expected digits as a number of 1 to 9 digits, got '+3'",
        ":3: Expected sign none, trailing, leading, trailing_separate, leading_separate, got 'up'",
        ":3: Expected plus C, F, got 'X'",
        ":3: Expected null blank, zero, low, high, nines, got 'none'",
        ":7: Expected 8 cells, got 3",
        ":8: Expected a length in every field or in none, got none",
        ":5: Expected a name without spaces around it and without control characters",
        ":6: Expected each null form once, got zero, zero",
        ":7: Expected each name once, got it again",
    ]


def test_all_faults_between_fields_at_once() -> None:
    """Gaps, overlaps and doubled names, each at its line."""
    text = "field,usage,offset,length\na,single,0,2\nb,single,1,2\nb,double,4,3\n"
    assert faults(text) == [
        ":3: Expected offset 2, got 1",
        ":4: Expected each name once, got it again",
        ":4: Expected an even length for double-byte text, got 3",
        ":4: Expected offset 3, got 4",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [": Expected a column field, got none", ": Expected a column usage, got none"]),
        ("field,usage\n", [": Expected at least one field, got none"]),
        (
            "field,usage,field,colour\na,single,b,\n",
            [
                ":1: Expected column field once, got it 2 times",
                (
                    ":1: Expected columns field, usage, offset, length, digits, scale, sign, "
                    "value, null, options, note, got 'colour'"
                ),
            ],
        ),
        (
            'field,usage\n"a,single\n',
            [":2: Expected a row of CSV, got unexpected end of data"],
        ),
        (
            "field,usage\na,\n",
            [
                (
                    ":2: Expected usage single, double, mixed, national, zoned, packed, binary, "
                    "float, date, filler, got none"
                )
            ],
        ),
        (
            "field,usage\na,packed\n",
            [
                ":2: Expected digits in 1..18, got 0",
                ":2: Expected a text usage in a delimited record, got packed",
            ],
        ),
        ("field,usage,options\na,date,pivot=101\n", [":2: Expected pivot in 0..100, got 101"]),
        (
            'field,usage,note\na,single,"x\ny"\n',
            [":2: Expected a note without control characters"],
        ),
    ],
)
def test_faulty_tables(text: str, found: list[str]) -> None:
    """Headers, rows and cells."""
    assert faults(text) == found


def test_the_header_alone_is_written_in_full() -> None:
    """A table that is written shows every column and every offset."""
    text = write_layout(read_layout("field,usage,length\na,single,3\nb,filler,4\n", "l", source=""))
    assert text.splitlines() == [
        "field,usage,offset,length,digits,scale,sign,value,null,options,note",
        "a,single,0,3,,,,,,,",
        "b,filler,3,4,,,,,,,",
    ]


def test_a_faulty_layout_is_not_written() -> None:
    """What could not be read again."""
    field = Field(name="a", usage="single", offset=1, length=3)
    with pytest.raises(LayoutError, match="Expected offset 0, got 1"):
        write_layout(RecordLayout(name="l", length=4, fields=(field,)))


def test_numbers_of_other_compilers() -> None:
    """A float, a packed number without a sign, sign letters, all bits of a byte, P in a picture."""
    text = """field,usage,length,digits,scale,sign,options
a,float,8,,,,base=ieee;order=little
b,packed,2,4,,,nibble=no
c,zoned,3,3,,trailing,overpunch=ebcdic
d,binary,1,,,,
e,zoned,3,3,-2,,nibble=yes
f,national,4,,,,order=little
"""
    layout = read_layout(text, "l", source="")
    assert layout.fields == (
        Field(name="a", usage="float", offset=0, length=8, base="ieee", order="little"),
        Field(name="b", usage="packed", offset=8, length=2, digits=4, nibble=False),
        Field(
            name="c",
            usage="zoned",
            offset=10,
            length=3,
            digits=3,
            sign="trailing",
            overpunch="ebcdic",
        ),
        Field(name="d", usage="binary", offset=13, length=1),
        Field(name="e", usage="zoned", offset=14, length=3, digits=3, scale=-2),
        Field(name="f", usage="national", offset=17, length=4, order="little"),
    )
    assert read_layout(write_layout(layout), "l", source="") == layout
