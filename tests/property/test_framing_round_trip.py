"""unframe(frame(x)) == x, byte for byte, for every input that frames and for any chunking;
any chunking gives the same records or the same error; and no bytes raise another error.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from lgmigrate.errors import FramingError
from lgmigrate.framing.spec import BOM, EOF, FramingSpec
from lgmigrate.framing.split import framer, unframer

ENDS = (b"\n", b"\r\n", b"\x15", b"\x25")
TEXT_BYTES = (b"a", b",", b'"', b"\n", b"\r\n", b"\r", b"\x15", b"\x25", b"\x1a", b"\xef\xbb\xbf")

text_specs = st.one_of(
    st.builds(
        FramingSpec,
        form=st.just("lines"),
        end=st.sampled_from(ENDS[:2]),
        bom=st.booleans(),
        eof=st.sampled_from((b"", EOF)),
    ),
    st.builds(FramingSpec, form=st.just("lines"), end=st.sampled_from(ENDS[2:])),
    st.builds(
        FramingSpec,
        form=st.just("csv"),
        end=st.sampled_from(ENDS[:2]),
        quote=st.sampled_from(("all", "minimal", "none")),
        bom=st.booleans(),
        eof=st.sampled_from((b"", EOF)),
    ),
)
fixed_specs = st.builds(
    FramingSpec,
    form=st.just("fixed"),
    length=st.integers(1, 5),
    eof=st.sampled_from((b"", EOF)),
)
plain_variable = st.just(FramingSpec(form="variable"))
blocked_variable = st.builds(
    FramingSpec,
    form=st.just("variable"),
    blocked=st.just(value=True),
    block=st.sampled_from((0, 8, 16, 40)),
)
prefixed_specs = st.builds(
    FramingSpec,
    form=st.just("prefixed"),
    prefix=st.sampled_from((2, 4)),
    order=st.sampled_from(("big", "little")),
    inclusive=st.booleans(),
    zeros=st.sampled_from((0, 2)),
)
texts = st.lists(st.sampled_from(TEXT_BYTES), max_size=30).map(b"".join)
records = st.lists(st.binary(max_size=9), max_size=12)


def rdw(record: bytes) -> bytes:
    """A record behind its RDW, by the definition of the format."""
    return (len(record) + 4).to_bytes(2, "big") + b"\0\0" + record


def block(body: bytes, *, extended: bool) -> bytes:
    """Records behind their BDW, short or extended."""
    length = len(body) + 4
    return (length | 1 << 31 if extended else length << 16).to_bytes(4, "big") + body


def prefixed(spec: FramingSpec, parts: list[bytes]) -> bytes:
    """Records behind their lengths, by the definition of the form."""
    width = spec.prefix + spec.zeros
    extra = width if spec.inclusive else 0
    return b"".join(
        (len(one) + extra).to_bytes(spec.prefix, spec.order) + bytes(spec.zeros) + one
        for one in parts
    )


variable_files = records.map(lambda parts: b"".join(map(rdw, parts)))
blocked_files = st.lists(
    st.tuples(st.lists(st.binary(max_size=9), min_size=1, max_size=5), st.booleans()), max_size=6
).map(
    lambda blocks: b"".join(
        block(b"".join(map(rdw, parts)), extended=extended) for parts, extended in blocks
    )
)


def damaged(files: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    """Files, and files cut short or with some bytes replaced."""
    parts = st.tuples(files, st.integers(0, 60), st.binary(max_size=3), st.booleans())
    hurt = parts.map(
        lambda part: (
            part[0][: part[1]] + part[2] + part[0][part[1] + len(part[2]) :][: 99 * part[3]]
        )
    )
    return st.one_of(files, hurt)


prefixed_sources = prefixed_specs.flatmap(
    lambda spec: st.tuples(st.just(spec), damaged(records.map(lambda parts: prefixed(spec, parts))))
)
sources = st.one_of(
    prefixed_sources,
    st.tuples(text_specs, st.one_of(texts, st.binary(max_size=60))),
    st.tuples(fixed_specs, st.binary(max_size=20)),
    st.tuples(plain_variable, damaged(variable_files)),
    st.tuples(blocked_variable, damaged(blocked_files)),
    st.tuples(st.one_of(plain_variable, blocked_variable), st.binary(max_size=60)),
)


def there_and_back(spec: FramingSpec, data: bytes, cuts: list[int]) -> tuple[list[bytes], bytes]:
    """The records of ``data`` fed in pieces, and the bytes that each batch unframes to."""
    reader, writer = framer(spec), unframer(spec)
    found, written, held = [], b"", b""
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    pieces = [data[start:end] for start, end in pairwise(edges)]
    for number, piece in enumerate(pieces):
        held += piece
        final = number == len(pieces) - 1
        spare = np.frombuffer(held + b"\n\x00\x04\x00\x00", np.uint8)  # not part of the data
        frames = reader.frame(spare, len(held), final=final)
        ends = frames.starts + frames.lengths
        found += [held[a:b] for a, b in zip(frames.starts, ends, strict=True)]
        batch = (frames.starts, frames.lengths, frames.odd)
        written += writer.unframe(spare, *batch).tobytes()
        held = held[frames.consumed :]
    assert held == b""
    return found, written + writer.finish()


def outcome(spec: FramingSpec, data: bytes, cuts: list[int]) -> tuple[list[bytes], bytes] | str:
    """There and back, or the words of the refusal."""
    try:
        return there_and_back(spec, data, cuts)
    except FramingError as error:
        return str(error)


@given(sources, st.lists(st.integers(0, 80), max_size=6))
@example((FramingSpec(form="csv", end=b"\r\n"), b'"a\r\n'), [3])
@example((FramingSpec(form="lines", end=b"\n", bom=True), BOM), [1])
def test_any_chunking_gives_the_same_and_goes_back(
    source: tuple[FramingSpec, bytes], cuts: list[int]
) -> None:
    """Records and bytes are those of the whole file, or the same FramingError is raised."""
    spec, data = source
    whole = outcome(spec, data, [])
    assert outcome(spec, data, cuts) == whole
    assert isinstance(whole, str) or whole[1] == data


@given(sources)
def test_byte_by_byte(source: tuple[FramingSpec, bytes]) -> None:
    """A byte at a time is a chunking like any other."""
    spec, data = source
    assert outcome(spec, data, list(range(len(data)))) == outcome(spec, data, [])
