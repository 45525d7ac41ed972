"""split(join(x)) == x: records that are written are the records that are read, or join refuses."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from lgmigrate.errors import FramingError
from lgmigrate.framing.spec import BOM, EOF, FramingSpec
from lgmigrate.framing.split import join, split

TEXT_BYTES = (b"a", b",", b'"', b"\n", b"\r\n", b"\r", b"\x15", b"\x25", EOF, BOM)
LF_OR_CRLF = st.sampled_from((b"\n", b"\r\n"))

text_specs = st.one_of(
    st.builds(
        FramingSpec,
        form=st.sampled_from(("lines", "csv")),
        end=LF_OR_CRLF,
        quote=st.sampled_from(("all", "minimal", "none")),
        bom=st.booleans(),
        eof=st.sampled_from((b"", EOF)),
    ),
    st.builds(FramingSpec, form=st.just("lines"), end=st.sampled_from((b"\x15", b"\x25"))),
)
variable_specs = st.one_of(
    st.just(FramingSpec(form="variable")),
    st.builds(
        FramingSpec,
        form=st.just("variable"),
        blocked=st.just(value=True),
        block=st.sampled_from((0, 8, 16, 40)),
    ),
)


@given(variable_specs, st.lists(st.binary(max_size=9), max_size=12))
def test_variable_records_come_back(spec: FramingSpec, parts: list[bytes]) -> None:
    """split(join(x)) == x where any bytes may stand in a record."""
    assert split(spec, join(spec, parts)) == parts


@given(st.integers(1, 4), st.lists(st.binary(min_size=4, max_size=4), max_size=6))
def test_fixed_records_come_back(length: int, parts: list[bytes]) -> None:
    """split(join(x)) == x where every record has the length."""
    spec = FramingSpec(form="fixed", length=length)
    cut = [part[:length] for part in parts]
    assert split(spec, join(spec, cut)) == cut


@given(text_specs, st.lists(st.text("a,é漢"), max_size=6))
def test_text_records_come_back(spec: FramingSpec, parts: list[str]) -> None:
    """split(join(x)) == x where no record holds a line end or a quote."""
    lines = [part.encode() for part in parts]
    assert split(spec, join(spec, lines)) == lines


@given(
    st.booleans(),
    st.lists(st.lists(st.text('a",\r\n漢'), min_size=1, max_size=3), max_size=6),
)
def test_quoted_rows_come_back(crlf: bool, rows: list[list[str]]) -> None:
    """split(join(x)) == x where every field is quoted, whatever is in it."""
    spec = FramingSpec(form="csv", end=b"\r\n" if crlf else b"\n", quote="all")
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    encoded = [line.encode() for line in lines]
    assert split(spec, join(spec, encoded)) == encoded


@given(text_specs, st.lists(st.sampled_from(TEXT_BYTES), max_size=6))
def test_what_is_written_frames_to_the_same_or_is_refused(
    spec: FramingSpec, parts: list[bytes]
) -> None:
    """What is written comes back; a byte order mark in front of the content is the exception."""
    assume(not parts or not parts[0].startswith(BOM))
    try:
        data = join(spec, parts)
    except FramingError:
        return
    assert split(spec, data) == parts
