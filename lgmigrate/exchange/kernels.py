"""The compiled kernels of the exchange files, all in one file (numba's cache asks for it).

Contents, in order:

1. vectors: three comparisons that ``columns.machine`` does not have;
2. values: bytes of the heap -> string view, literals and values -> bytes;
3. text: UTF-8 and the characters of XML, checked a block at a time (``check_text``);
4. XML: ``write_xml``, ``scan_xml``, ``outline_xml``, ``read_xml``;
5. CSV: ``write_csv``, ``scan_csv``, ``read_csv``.

Sources: Extensible Markup Language (XML) 1.0 (Fifth Edition), productions 2 (Char), 14 (CharData),
66 (CharRef), section 2.11 (line ends), 4.6 (the five entities); The Unicode Standard, table 3-7
(well-formed UTF-8); RFC 4180.

Bounds: an output array is never stored to past its length; before each item, the space for its
literals, its value and a margin of ``MARGIN`` bytes is checked, because literals and values are
copied 32 bytes at a time. A heap carries ``SLACK`` bytes behind its use, and a block that is read
ends with a fence (``format.fenced``) that stops every search. ``scan`` and ``outline`` kernels
take buffers of any origin and load no vector past the array's end.
"""

from __future__ import annotations

# ruff: noqa: D417
# Intrinsics have the parameters that numba calls them with; what a kernel's arrays are is said
# where they differ from their fellows'; a set is no test that numba compiles well.
import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from lgmigrate.columns.machine import (
    copy32,
    count_trailing_zeros,
    inline,
    kernel,
    load8,
    load16,
    load32,
    load64,
    mask_above,
    mask_differs,
    mask_equal,
    store8,
    store16,
    store32,
    store64,
)

__all__ = [
    "BROKEN",
    "DECLINED",
    "DONE",
    "FULL",
    "GROW",
    "HARD",
    "SCRATCH",
    "SOFT",
    "byte_fault",
    "check_text",
    "outline_xml",
    "read_csv",
    "read_xml",
    "scan_csv",
    "scan_xml",
    "write_csv",
    "write_xml",
]

U = np.uint64
SCRATCH = 64  # bytes; kernels allocate nothing
MARGIN = 96  # literals and values overshoot by up to 31 bytes, the end of a record follows

DONE, DECLINED, FULL, GROW, BROKEN = 0, 1, 2, 3, 4
"""How a kernel ended: all done; something that a parser must look at; more records than rows;
more rewritten text (or faults) than room; bytes that no continuation can make well-formed."""

HARD, SOFT = 1, 2
"""A byte that no well-formed document has; the end of ``]]>``, which only text must not have."""

_LENGTH = U(0xFFFFFFFF)
_LOW = np.array([(1 << 8 * min(n, 4)) - 1 for n in range(14)], np.uint64)
_HIGH = np.array([(1 << 8 * max(n - 4, 0)) - 1 if n < 13 else 0 for n in range(14)], np.uint64)
_NULLS = np.array([0, 1, 0, 1], np.uint64)  # two null views

_RECORD = U(int.from_bytes(b"<record>", "little"))
_END = U(int.from_bytes(b"</record", "little"))
_NAME = U(int.from_bytes(b"record", "little"))
_CDATA = U(int.from_bytes(b"<![CDATA", "little"))
_LT = U(int.from_bytes(b"&lt;", "little"))
_GT = U(int.from_bytes(b"&gt;", "little"))
_AMP = U(int.from_bytes(b"&amp;", "little"))
_QUOT = U(int.from_bytes(b"&quot;", "little"))
_APOS = U(int.from_bytes(b"&apos;", "little"))
_CR = U(int.from_bytes(b"&#13;", "little"))


# 1. vectors

_BYTE = ir.IntType(8)
_VECTOR = ir.VectorType(_BYTE, 32)


def _splat(vector, byte):
    return ir.Constant(vector, [byte] * vector.count)


def _window(context, builder, kind, array, offset, back):
    """The 32 bytes that begin ``back`` bytes before ``offset``."""
    data = context.make_array(kind)(context, builder, array).data
    place = builder.gep(data, [builder.sub(offset, ir.Constant(ir.IntType(64), back))])
    return builder.load(builder.bitcast(place, _VECTOR.as_pointer()), align=1)


def _bits(builder, truths):
    mask = builder.bitcast(truths, ir.IntType(truths.type.count))
    return builder.zext(mask, ir.IntType(64))


def _utf8(context, builder, signature, args):
    now, one, two, three = (
        _window(context, builder, signature.args[0], args[0], args[1], back) for back in range(4)
    )

    def at_least(vector, byte):
        return builder.icmp_unsigned(">=", vector, _splat(_VECTOR, byte))

    def below(vector, byte):
        return builder.icmp_unsigned("<", vector, _splat(_VECTOR, byte))

    def equal(vector, byte):
        return builder.icmp_unsigned("==", vector, _splat(_VECTOR, byte))

    trail = builder.icmp_signed("<", now, _splat(_VECTOR, 0xC0))
    wanted = builder.or_(at_least(one, 0xC0), at_least(two, 0xE0))
    wanted = builder.or_(wanted, at_least(three, 0xF0))
    wrong = builder.xor(trail, wanted)
    for fault in (
        equal(builder.and_(now, _splat(_VECTOR, 0xFE)), 0xC0),
        at_least(now, 0xF5),
        builder.and_(equal(one, 0xE0), below(now, 0xA0)),
        builder.and_(equal(one, 0xED), at_least(now, 0xA0)),
        builder.and_(equal(one, 0xF0), below(now, 0x90)),
        builder.and_(equal(one, 0xF4), at_least(now, 0x90)),
    ):
        wrong = builder.or_(wrong, fault)
    return _bits(builder, wrong)


def _forbidden(context, builder, signature, args):
    now, one, two = (
        _window(context, builder, signature.args[0], args[0], args[1], back) for back in range(3)
    )

    def test(operator, vector, byte):
        return builder.icmp_unsigned(operator, vector, _splat(_VECTOR, byte))

    control = test("<", now, 0x20)
    for allowed in (9, 10, 13):
        control = builder.and_(control, test("!=", now, allowed))
    nonchar = builder.and_(test("==", two, 0xEF), test("==", one, 0xBF))
    nonchar = builder.and_(nonchar, test(">=", now, 0xBE))
    closing = builder.and_(test("==", two, 0x5D), test("==", one, 0x5D))
    closing = builder.and_(closing, test("==", now, 0x3E))
    return _bits(builder, builder.or_(builder.or_(control, nonchar), closing))


@intrinsic
def mask_utf8(typing, array, offset):
    """32 bytes at ``offset``, seen with the three before -> bit n set where byte n is wrong."""
    return types.uint64(array, types.int64), _utf8


@intrinsic
def mask_forbidden(typing, array, offset):
    """32 bytes, seen with the two before -> bits at the ends of what text of XML must not have."""
    return types.uint64(array, types.int64), _forbidden


@intrinsic
def mask_view(typing, low, high, byte):
    """The 16 bytes of a view -> bit n set where byte n equals the literal ``byte``."""
    if not isinstance(byte, types.IntegerLiteral):
        return None
    wanted = byte.literal_value

    def generate(context, builder, signature, args):
        pair = ir.Constant(ir.VectorType(ir.IntType(64), 2), ir.Undefined)
        pair = builder.insert_element(pair, args[0], ir.Constant(ir.IntType(32), 0))
        pair = builder.insert_element(pair, args[1], ir.Constant(ir.IntType(32), 1))
        vector = ir.VectorType(_BYTE, 16)
        whole = builder.bitcast(pair, vector)
        return _bits(builder, builder.icmp_unsigned("==", whole, _splat(vector, wanted)))

    return types.uint64(types.uint64, types.uint64, byte), generate


# 2. values


@inline
def first_bits(count):
    """The lowest ``count`` bits set, ``count`` in 0..63."""
    return (U(1) << U(count)) - U(1)


@inline
def store_view(heap, at, size, views, place):
    """View the ``size`` bytes at ``at``: inline and padded with zeros up to 12 bytes."""
    short = min(size, 13)
    low = load64(heap, at)
    high = load64(heap, at + 4) & _HIGH[short]
    if size > 12:
        high = U(at) << U(32)
    store64(views, place, U(size) | ((low & _LOW[short]) << U(32)))
    store64(views, place + 1, high)


@inline
def put(out, o, pool, at, size):
    """Copy a literal; up to 31 bytes more than ``size`` are stored."""
    copy32(out, o, pool, at)
    done = 32
    while done < size:
        copy32(out, o + done, pool, at + done)
        done += 32
    return o + size


@inline
def same(heap, at, pool, literal, size, mask):
    """Whether the heap has the literal of ``size`` bytes; ``mask`` covers the first 32."""
    if mask_differs(heap, at, pool, literal) & mask != U(0):
        return False
    done = 32
    while done < size:
        differs = mask_differs(heap, at + done, pool, literal + done)
        if size - done < 32:
            differs &= first_bits(size - done)
        if differs != U(0):
            return False
        done += 32
    return True


@inline
def clear_rows(views, stride, items, row, capacity):
    """Make 32 rows of every item null, as far as there are rows."""
    rows = min(32, capacity - row)
    for item in range(items):
        place = item * stride + 2 * row
        for pair in range(rows // 2):
            copy32(views, place + 4 * pair, _NULLS, 0)
        if rows % 2 == 1:
            store64(views, place + 2 * (rows - 1), U(0))
            store64(views, place + 2 * (rows - 1) + 1, U(1))


# 3. text


@inline
def byte_fault(now, one, two, three, strict):
    """The check of one byte by itself, given the three before it: 0, ``HARD`` or ``SOFT``.

    This is the law that ``mask_utf8`` and ``mask_forbidden`` keep for 32 bytes at once.
    """
    trail = 0x80 <= now < 0xC0
    if trail != (one >= 0xC0 or two >= 0xE0 or three >= 0xF0):
        return HARD
    if now == 0xC0 or now == 0xC1 or now >= 0xF5:
        return HARD
    if (one == 0xE0 and now < 0xA0) or (one == 0xED and now >= 0xA0):
        return HARD
    if (one == 0xF0 and now < 0x90) or (one == 0xF4 and now >= 0x90):
        return HARD
    if strict:
        if now < 0x20 and now != 9 and now != 10 and now != 13:
            return HARD
        if two == 0xEF and one == 0xBF and now >= 0xBE:
            return HARD
        if two == 0x5D and one == 0x5D and now == 0x3E:
            return SOFT
    return 0


@inline
def fault_at(heap, at, start, strict):
    """``byte_fault`` in its place; what stands before the block counts as a space."""
    one = np.int64(load8(heap, at - 1)) if at - 1 >= start else 32
    two = np.int64(load8(heap, at - 2)) if at - 2 >= start else 32
    three = np.int64(load8(heap, at - 3)) if at - 3 >= start else 32
    return byte_fault(np.int64(load8(heap, at)), one, two, three, strict)


@kernel
def check_text(heap, start, end, strict):
    """Check that a block is UTF-8 and, where ``strict``, has no character that XML forbids.

    The byte at ``end`` must be an ASCII fence: a character cut off by the end is a fault there.

    Returns:
        The offset of the first fault or -1, and whether ``]]>`` was met before it.
    """
    soft = False
    place = start
    while place <= end and place < start + 3:
        kind = fault_at(heap, place, start, strict)
        if kind == HARD:
            return place, soft
        soft |= kind == SOFT
        place += 1
    while place <= end:
        wrong = mask_utf8(heap, place)
        if strict:
            wrong |= mask_forbidden(heap, place)
        if wrong != U(0):
            if end - place < 31:
                wrong &= first_bits(end - place + 1)
            while wrong != U(0):
                at = place + count_trailing_zeros(wrong)
                if fault_at(heap, at, start, strict) == HARD:
                    return at, soft
                soft = True
                wrong &= wrong - U(1)
        place += 32
    return -1, soft


# 4. XML


@inline
def escape_xml(heap, at, size, out, o):
    """Copy a value with ``& < >`` and CR escaped; at most 5 bytes for one, 8 are stored."""
    for number in range(size):
        byte = load8(heap, at + number)
        if byte == U(38):
            store64(out, o, _AMP)
            o += 5
        elif byte == U(60):
            store64(out, o, _LT)
            o += 4
        elif byte == U(62):
            store64(out, o, _GT)
            o += 4
        elif byte == U(13):
            store64(out, o, _CR)
            o += 5
        else:
            store8(out, o, byte)
            o += 1
    return o


@inline
def write_several(heap, at, size, out, o, pool, tags, item, room):
    """The values of a repeated item, LF between them, each but the last with its end tag and the
    start tag of the next; -1 where there is no room.
    """
    breaks = np.int64(0)
    for number in range(size):
        if load8(heap, at + number) == U(10):
            breaks += 1
    if o + 5 * size + breaks * (tags[item, 1] + tags[item, 3]) + tags[item, 3] > room:
        return np.int64(-1)
    begin = np.int64(0)
    for number in range(size):
        if load8(heap, at + number) == U(10):
            o = escape_xml(heap, at + begin, number - begin, out, o)
            o = put(out, o, pool, tags[item, 2], tags[item, 3])
            o = put(out, o, pool, tags[item, 0], tags[item, 1])
            begin = number + 1
    return escape_xml(heap, at + begin, size - begin, out, o)


@kernel
def write_xml(views, heap, rows, keep, columns, repeats, tags, pool, out, scratch):
    """Records to XML, one a line.

    Args:
        views: uint64[columns, capacity, 2]; heap: what they point into.
        columns: int64[present], the column of each item that is to be written.
        repeats: uint8[present], 1 for an item whose cell holds several values, LF between them.
        tags: int64[present + 1, 4], offset and size of the start tag and of the end tag in
            ``pool``; the last row is the record's own pair, its end tag with the line end.
        scratch: uint8[``SCRATCH``], for a short value that needs escaping.

    Returns:
        Bytes written, or -1 where ``out`` is too small. A character that XML forbids would pass
        as it is: it is the rules' finding (S010) and never reaches a writer.
    """
    o = np.int64(0)
    room = np.int64(len(out)) - MARGIN
    stride = np.int64(views.strides[0]) // 8
    present = np.int64(len(columns))
    for row in range(rows):
        if keep[row] == 0:
            continue
        if o > room:
            return -1
        o = put(out, o, pool, tags[present, 0], tags[present, 1])
        for item in range(present):
            place = columns[item] * stride + 2 * row
            low = load64(views, place)
            high = load64(views, place + 1)
            if low == U(0) and high == U(1):
                continue
            size = np.int64(low & _LENGTH)
            if o + tags[item, 1] + size + tags[item, 3] > room:
                return -1
            o = put(out, o, pool, tags[item, 0], tags[item, 1])
            if repeats[item] != 0:
                if size <= 12:
                    store32(scratch, 0, low >> U(32))
                    store64(scratch, 4, high)
                    o = write_several(scratch, 0, size, out, o, pool, tags, item, room)
                else:
                    at = np.int64(high >> U(32))
                    o = write_several(heap, at, size, out, o, pool, tags, item, room)
                if o < 0:
                    return -1
            elif size <= 12:
                escape = (
                    mask_view(low, high, 38)
                    | mask_view(low, high, 60)
                    | mask_view(low, high, 62)
                    | mask_view(low, high, 13)
                ) >> U(4)
                if escape == U(0):
                    store32(out, o, low >> U(32))
                    store64(out, o + 4, high)
                    o += size
                else:
                    if o + 5 * size + tags[item, 3] > room:
                        return -1
                    store32(scratch, 0, low >> U(32))
                    store64(scratch, 4, high)
                    o = escape_xml(scratch, 0, size, out, o)
            else:
                at = np.int64(high >> U(32))
                done = np.int64(0)
                escape = U(0)
                while True:
                    copy32(out, o + done, heap, at + done)
                    found = (
                        mask_equal(heap, at + done, 38)
                        | mask_equal(heap, at + done, 60)
                        | mask_equal(heap, at + done, 62)
                        | mask_equal(heap, at + done, 13)
                    )
                    if size - done <= 32:
                        if size - done < 32:
                            found &= first_bits(size - done)
                        escape |= found
                        break
                    escape |= found
                    done += 32
                if escape == U(0):
                    o += size
                else:
                    if o + 5 * size + tags[item, 3] > room:
                        return -1
                    o = escape_xml(heap, at, size, out, o)
            o = put(out, o, pool, tags[item, 2], tags[item, 3])
        o = put(out, o, pool, tags[present, 2], tags[present, 3])
    return o


@inline
def is_space(byte):
    """White space of XML."""
    return byte == 32 or byte == 10 or byte == 13 or byte == 9


@inline
def find(buffer, place, size, byte):
    """The first ``byte`` in ``buffer[place:size]``, or ``size``."""
    vectors = min(size, np.int64(len(buffer))) - 32
    while place <= vectors:
        mask = mask_equal(buffer, place, byte)
        if mask != U(0):
            return place + count_trailing_zeros(mask)
        place += 32
    while place < size and np.int64(load8(buffer, place)) != byte:
        place += 1
    return min(place, size)


@inline
def find_markup(buffer, place, size):
    """The first ``<`` that ``r``, ``/r``, ``!`` or ``?`` follows, or ``size``."""
    vectors = min(size, np.int64(len(buffer))) - 34
    while place <= vectors:
        mask = mask_equal(buffer, place, 60)
        if mask != U(0):
            mask &= (
                mask_equal(buffer, place + 1, 114)
                | mask_equal(buffer, place + 1, 33)
                | mask_equal(buffer, place + 1, 63)
                | (mask_equal(buffer, place + 1, 47) & mask_equal(buffer, place + 2, 114))
            )
            if mask != U(0):
                return place + count_trailing_zeros(mask)
        place += 32
    while place < size and load8(buffer, place) != U(60):
        place += 1
    return min(place, size)


@kernel
def scan_xml(buffer, start, size):
    """Count the records of plain markup: ``<record>`` ... ``</record>``, white space between.

    Returns:
        Records, the end of the last one, and whether the scan stopped because of anything else
        (a comment, CDATA, another element or text between records, a record in a record, white
        space or attributes in a record's tags): ``outline_xml`` then goes on from there.
    """
    records = np.int64(0)
    last = np.int64(start)
    place = np.int64(start)
    while True:
        while place < size and is_space(load8(buffer, place)):
            place += 1
        if place + 8 > size:
            return records, last, False
        if load64(buffer, place) != _RECORD:
            return records, last, load16(buffer, place) != U(0x2F3C)
        place += 8
        while True:
            place = find_markup(buffer, place, size)
            if place + 9 > size:
                return records, last, False
            kind = load8(buffer, place + 1)
            if kind == U(33) or kind == U(63):
                return records, last, True
            if kind == U(47) and load64(buffer, place) == _END:
                behind = load8(buffer, place + 8)
                if behind == U(62):
                    place += 9
                    records += 1
                    last = place
                    break
                if is_space(behind):
                    return records, last, True
            elif kind == U(114) and load64(buffer, place) & U(0xFFFFFFFFFFFFFF) == _RECORD & U(
                0xFFFFFFFFFFFFFF
            ):
                behind = load8(buffer, place + 7)
                if behind == U(62) or behind == U(47) or is_space(behind):
                    return records, last, True
            place += 1


@inline
def find_pair(buffer, place, size, first, second):
    """The end of the first ``first first second`` (or ``first second`` where ``first`` is ``?``)
    at or behind ``place``, or -1.
    """
    while True:
        place = find(buffer, place, size, second)
        if place >= size:
            return -1
        if np.int64(load8(buffer, place - 1)) == first and (
            first == 63 or np.int64(load8(buffer, place - 2)) == first
        ):
            return place + 1
        place += 1


@kernel
def outline_xml(buffer, start, size):
    """Walk the markup tag by tag, whatever it is, from outside a record on.

    Returns:
        ``DONE`` or ``BROKEN`` (markup that content cannot have); records; the end of the last
        element that is complete; where the walk stopped.
    """
    records = np.int64(0)
    last = np.int64(start)
    place = np.int64(start)
    depth = np.int64(0)
    is_record = False
    while True:
        place = find(buffer, place, size, 60)
        if place + 2 > size:
            return DONE, records, last, place
        kind = load8(buffer, place + 1)
        if kind == U(33):
            if place + 9 > size:
                return DONE, records, last, place
            behind = np.int64(-1)
            if load32(buffer, place) == U(0x2D2D213C):
                # "<!-->" is no comment: the two hyphens that end it are not those that begin it
                behind = find_pair(buffer, place + 6, size, 45, 62)
            elif load64(buffer, place) == _CDATA and load8(buffer, place + 8) == U(91):
                behind = find_pair(buffer, place + 11, size, 93, 62)
            else:
                return BROKEN, records, last, place
        elif kind == U(63):
            behind = find_pair(buffer, place + 3, size, 63, 62)
        elif kind == U(47):
            behind = find(buffer, place, size, 62) + 1
            if behind > size:
                behind = np.int64(-1)
            else:
                depth -= 1
                if depth < 0:
                    return DONE, records, last, place
        else:
            name = place + 1
            behind = name
            quote = np.int64(0)
            in_name = True
            closed = False
            while behind < size:
                byte = np.int64(load8(buffer, behind))
                if quote != 0:
                    if byte == quote:
                        quote = np.int64(0)
                elif byte == 62:
                    closed = True
                    break
                elif byte == 34 or byte == 39:
                    quote = byte
                elif in_name and byte == 58:
                    name = behind + 1
                if is_space(byte) or byte == 47:
                    if in_name and depth == 0:
                        is_record = (
                            behind - name == 6
                            and load32(buffer, name) == _NAME & U(0xFFFFFFFF)
                            and load16(buffer, name + 4) == _NAME >> U(32)
                        )
                    in_name = False
                behind += 1
            if closed:
                if in_name and depth == 0:
                    is_record = (
                        behind - name == 6
                        and load32(buffer, name) == _NAME & U(0xFFFFFFFF)
                        and load16(buffer, name + 4) == _NAME >> U(32)
                    )
                depth += 1
                if load8(buffer, behind - 1) == U(47):
                    depth -= 1
                    kind = U(47)
                behind += 1
            else:
                behind = np.int64(-1)
        if behind < 0:
            return DONE, records, last, place
        place = behind
        if depth == 0 and kind == U(47):
            last = place
            records += is_record


@inline
def reference(heap, at):
    """The character that the reference at ``at`` stands for (-1: none), and its end."""
    word = load64(heap, at)
    if word & U(0xFFFFFFFF) == _LT:
        return 60, at + 4
    if word & U(0xFFFFFFFF) == _GT:
        return 62, at + 4
    if word & U(0xFFFFFFFFFF) == _AMP:
        return 38, at + 5
    if word & U(0xFFFFFFFFFFFF) == _QUOT:
        return 34, at + 6
    if word & U(0xFFFFFFFFFFFF) == _APOS:
        return 39, at + 6
    if word & U(0xFFFF) != U(0x2326):
        return -1, at
    at += 2
    base = np.int64(10)
    if load8(heap, at) == U(120):
        base = np.int64(16)
        at += 1
    code = np.int64(0)
    digits = 0
    while True:
        byte = np.int64(load8(heap, at))
        at += 1
        if 48 <= byte <= 57:
            digit = byte - 48
        elif base == 16 and 65 <= byte <= 70:
            digit = byte - 55
        elif base == 16 and 97 <= byte <= 102:
            digit = byte - 87
        elif byte == 59 and digits > 0:
            break
        else:
            return -1, at
        digits += 1
        code = min(code * base + digit, 0x110000)
    if code < 32:
        legal = code == 9 or code == 10 or code == 13
    else:
        legal = code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
    return (code if legal else -1), at


@inline
def store_character(heap, at, code):
    """Store a character in UTF-8; its end."""
    if code < 0x80:
        store8(heap, at, U(code))
        return at + 1
    if code < 0x800:
        store8(heap, at, U(0xC0 | code >> 6))
        store8(heap, at + 1, U(0x80 | code & 63))
        return at + 2
    if code < 0x10000:
        store8(heap, at, U(0xE0 | code >> 12))
        store8(heap, at + 1, U(0x80 | code >> 6 & 63))
        store8(heap, at + 2, U(0x80 | code & 63))
        return at + 3
    store8(heap, at, U(0xF0 | code >> 18))
    store8(heap, at + 1, U(0x80 | code >> 12 & 63))
    store8(heap, at + 2, U(0x80 | code >> 6 & 63))
    store8(heap, at + 3, U(0x80 | code & 63))
    return at + 4


@inline
def resolve(heap, at, size, to):
    """Copy a value behind ``to`` with references resolved and line ends made LF; its end or -1."""
    end = at + size
    while at < end:
        byte = load8(heap, at)
        if byte == U(38):
            code, at = reference(heap, at)
            if code < 0:
                return -1
            to = store_character(heap, to, code)
        elif byte == U(13):
            store8(heap, to, U(10))
            to += 1
            at += 1
            if at < end and load8(heap, at) == U(10):
                at += 1
        else:
            store8(heap, to, byte)
            to += 1
            at += 1
    return to


@inline
def has_line_feed(heap, start, end):
    """Whether a byte from ``start`` on and before ``end`` is LF."""
    found = False
    for place in range(start, end):
        found |= load8(heap, place) == U(10)
    return found


@inline
def skip_space(heap, place):
    """Behind white space; the block has no other byte up to 32, and its fence is none."""
    if load8(heap, place) > U(32):
        return place
    above = mask_above(heap, place, 32)
    while above == U(0):
        place += 32
        above = mask_above(heap, place, 32)
    return place + count_trailing_zeros(above)


@inline
def text_end(heap, place):
    """Where the text at ``place`` ends, and bits that are set if it must be rewritten."""
    rewrite = U(0)
    stop = mask_equal(heap, place, 60)
    special = mask_equal(heap, place, 38) | mask_equal(heap, place, 13)
    while stop == U(0):
        rewrite = rewrite | special
        place += 32
        stop = mask_equal(heap, place, 60)
        special = mask_equal(heap, place, 38) | mask_equal(heap, place, 13)
    rewrite = rewrite | (special & (stop ^ (stop - U(1))))
    return place + count_trailing_zeros(stop), rewrite


@inline
def opens(heap, place, tags, masks, pool, item):
    """Whether the item's start tag, or its empty-element tag, stands at ``place``."""
    if not same(heap, place, pool, tags[item, 0], tags[item, 1], masks[item, 0]):
        return False
    behind = place + tags[item, 1]
    return load8(heap, behind) == U(62) or load16(heap, behind) == U(0x3E2F)


@kernel
def read_xml(heap, start, end, side, tags, masks, pool, views, follow, repeats):
    """Records of plain markup to views.

    The block must have passed ``check_text`` without ``]]>`` and be fenced by ``<`` and zeros.
    Accepted are start tags without attributes, in the order of the items, each at most once or,
    where it repeats, one behind the other, ``<name/>``, references, and white space between
    elements; anything else is declined as a whole, and what is accepted means what a conforming
    parser would read. Values of a repeated item are joined by LF; one with an LF in it is declined.

    Args:
        side: where rewritten values go; the heap's last ``SLACK`` bytes stay free.
        tags: int64[items + 1, 4], offset and size of start tag (without its ``>``) and end tag;
            the last row is the record's own pair.
        masks: uint64[items + 1, 2], the bits of each tag's first 32 bytes.
        follow: int64[items + 1], scratch: the item that came after each, the last time.
        repeats: uint8[items], 1 for an item that may stand several times.

    Returns:
        ``DONE``, ``DECLINED``, ``FULL`` or ``GROW``; the rows read; the end of rewritten values.
    """
    items = np.int64(len(tags)) - 1
    stride = np.int64(views.strides[0]) // 8
    capacity = np.int64(views.shape[1])
    limit = np.int64(len(heap)) - 64
    for item in range(items):
        follow[item] = item
    follow[items] = items
    rows = np.int64(0)
    place = skip_space(heap, start)
    while place < end:
        if not same(heap, place, pool, tags[items, 0], tags[items, 1], masks[items, 0]):
            return DECLINED, rows, side
        place += tags[items, 1]
        if load8(heap, place) != U(62):
            return DECLINED, rows, side
        place += 1
        if rows == capacity:
            return FULL, rows, side
        if rows % 32 == 0:
            clear_rows(views, stride, items, rows, capacity)
        reached = np.int64(0)
        while True:
            place = skip_space(heap, place)
            if load8(heap, place + 1) == U(47):
                if not same(heap, place, pool, tags[items, 2], tags[items, 3], masks[items, 1]):
                    return DECLINED, rows, side
                place += tags[items, 3]
                break
            item = follow[reached]
            if item >= items or not opens(heap, place, tags, masks, pool, item):
                item = reached
                while item < items and not opens(heap, place, tags, masks, pool, item):
                    item += 1
                if item == items:
                    return DECLINED, rows, side
                follow[reached] = item
            place += tags[item, 1]
            slot = item * stride + 2 * rows
            reached = item + 1
            if repeats[item] != 0:
                to = side
                while True:
                    if load8(heap, place) == U(47):
                        place += 2
                    else:
                        value = place + 1
                        place, _ = text_end(heap, value)
                        if to + place - value > limit:
                            return GROW, rows, side
                        if not same(
                            heap, place, pool, tags[item, 2], tags[item, 3], masks[item, 1]
                        ):
                            return DECLINED, rows, side
                        before = to
                        to = resolve(heap, value, place - value, to)
                        if to < 0 or has_line_feed(heap, before, to):
                            return DECLINED, rows, side
                        place += tags[item, 3]
                    place = skip_space(heap, place)
                    if not opens(heap, place, tags, masks, pool, item):
                        break
                    if to > limit:
                        return GROW, rows, side
                    store8(heap, to, U(10))
                    to += 1
                    place += tags[item, 1]
                store_view(heap, side, to - side, views, slot)
                if to - side > 12:
                    side = to
                continue
            if load8(heap, place) == U(47):
                store64(views, slot, U(0))
                store64(views, slot + 1, U(0))
                place += 2
                continue
            place += 1
            value = place
            place, rewrite = text_end(heap, value)
            size = place - value
            if not same(heap, place, pool, tags[item, 2], tags[item, 3], masks[item, 1]):
                return DECLINED, rows, side
            place += tags[item, 3]
            if rewrite == U(0):
                store_view(heap, value, size, views, slot)
            else:
                if side + size > limit:
                    return GROW, rows, side
                to = resolve(heap, value, size, side)
                if to < 0:
                    return DECLINED, rows, side
                store_view(heap, side, to - side, views, slot)
                if to - side > 12:
                    side = to
        rows += 1
        place = skip_space(heap, place)
    if place != end:
        return DECLINED, rows, side
    return DONE, rows, side


# 5. CSV


@inline
def quote_csv(heap, at, size, out, o):
    """Copy a value between quotes, its own quotes doubled: at most 2 * size + 2 bytes."""
    store8(out, o, U(34))
    o += 1
    for number in range(size):
        byte = load8(heap, at + number)
        store8(out, o, byte)
        o += 1
        if byte == U(34):
            store8(out, o, byte)
            o += 1
    store8(out, o, U(34))
    return o + 1


@kernel
def write_csv(views, heap, rows, keep, columns, out, scratch):
    """Records to rows of CSV: null is nothing, empty is two quotes, CRLF ends a row.

    Quoted is what holds a comma, a quote, CR or LF. ``columns`` is int64[items], -1 for an item
    that is never present; ``scratch`` is uint8[``SCRATCH``].

    Returns:
        Bytes written, or -1 where ``out`` is too small.
    """
    o = np.int64(0)
    room = np.int64(len(out)) - MARGIN
    stride = np.int64(views.strides[0]) // 8
    items = np.int64(len(columns))
    for row in range(rows):
        if keep[row] == 0:
            continue
        for item in range(items):
            if o > room:
                return -1
            if item > 0:
                store8(out, o, U(44))
                o += 1
            column = columns[item]
            if column < 0:
                continue
            place = column * stride + 2 * row
            low = load64(views, place)
            high = load64(views, place + 1)
            if low == U(0) and high == U(1):
                continue
            size = np.int64(low & _LENGTH)
            if o + size > room:
                return -1
            if size <= 12:
                special = (
                    mask_view(low, high, 34)
                    | mask_view(low, high, 44)
                    | mask_view(low, high, 10)
                    | mask_view(low, high, 13)
                ) >> U(4)
                if special == U(0) and size > 0:
                    store32(out, o, low >> U(32))
                    store64(out, o + 4, high)
                    o += size
                else:
                    if o + 2 * size > room:
                        return -1
                    store32(scratch, 0, low >> U(32))
                    store64(scratch, 4, high)
                    o = quote_csv(scratch, 0, size, out, o)
            else:
                at = np.int64(high >> U(32))
                done = np.int64(0)
                special = U(0)
                while True:
                    copy32(out, o + done, heap, at + done)
                    found = (
                        mask_equal(heap, at + done, 34)
                        | mask_equal(heap, at + done, 44)
                        | mask_equal(heap, at + done, 10)
                        | mask_equal(heap, at + done, 13)
                    )
                    if size - done <= 32:
                        if size - done < 32:
                            found &= first_bits(size - done)
                        special |= found
                        break
                    special |= found
                    done += 32
                if special == U(0):
                    o += size
                else:
                    if o + 2 * size > room:
                        return -1
                    o = quote_csv(heap, at, size, out, o)
        if o > room:
            return -1
        store16(out, o, U(0x0A0D))
        o += 2
    return o


@kernel
def scan_csv(buffer, start, size):
    """Count the row ends outside quotes; every quote opens or closes.

    Returns:
        Rows; the end of the last one; where the quote stands that is open at ``size``, or -1.
    """
    rows = np.int64(0)
    last = np.int64(start)
    place = np.int64(start)
    quote = np.int64(-1)
    vectors = min(size, np.int64(len(buffer))) - 32
    while place < size:
        if place <= vectors:
            marks = mask_equal(buffer, place, 34) | mask_equal(buffer, place, 10)
            base = place
            place += 32
        else:
            byte = load8(buffer, place)
            marks = U(1) if byte == U(34) or byte == U(10) else U(0)
            base = place
            place += 1
        while marks != U(0):
            at = base + count_trailing_zeros(marks)
            marks &= marks - U(1)
            if load8(buffer, at) == U(34):
                quote = np.int64(-1) if quote >= 0 else at
            elif quote < 0:
                rows += 1
                last = at + 1
    return rows, last, quote


@inline
def separators(heap, place):
    """Which of 32 bytes is a comma, a quote or LF."""
    return mask_equal(heap, place, 44) | mask_equal(heap, place, 34) | mask_equal(heap, place, 10)


@kernel
def read_csv(
    heap,
    start,
    end,
    side,
    items,
    views,
    faults,
):
    """Rows of CSV to views.

    The block must have passed ``check_text`` and be fenced by LF, a quote and zeros. Nothing
    between separators is null, two quotes are empty. A row of another number of columns is a
    fault; so is a field with quotes elsewhere than around it or doubled in it, which is null.

    Args:
        side: where rewritten values go; the heap's last ``SLACK`` bytes stay free.
        faults: int64[n, 3], filled with row, item (-1: the row) and offset from ``start``.

    Returns:
        ``DONE``, ``FULL``, ``GROW`` or ``BROKEN`` (a quote is never closed); the rows read; the
        end of rewritten values; the number of faults, which may be more than were stored.
    """
    stride = np.int64(views.strides[0]) // 8
    capacity = np.int64(views.shape[1])
    limit = np.int64(len(heap)) - 64
    rows = np.int64(0)
    found = np.int64(0)
    place = np.int64(start)
    base = np.int64(start)
    marks = separators(heap, base)
    while place < end:
        if rows == capacity:
            return FULL, rows, side, found
        if rows % 32 == 0:
            clear_rows(views, stride, items, rows, capacity)
        row_start = place
        item = np.int64(0)
        while True:
            slot = item * stride + 2 * rows
            stored = item < items
            fault = False
            field = place
            if load8(heap, place) != U(34):
                while marks == U(0):
                    base += 32
                    marks = separators(heap, base)
                behind = base + count_trailing_zeros(marks)
                marks &= marks - U(1)
                stop = load8(heap, behind)
                if stop == U(34):
                    fault = True
                else:
                    size = behind - field
                    if stop == U(10) and size > 0 and load8(heap, behind - 1) == U(13):
                        size -= 1
                    if stored and size > 0:
                        store_view(heap, field, size, views, slot)
            else:
                behind = place + 1
                doubled = np.int64(0)
                while True:
                    quotes = mask_equal(heap, behind, 34)
                    if quotes == U(0):
                        behind += 32
                        continue
                    behind += count_trailing_zeros(quotes)
                    if load8(heap, behind + 1) != U(34):
                        break
                    doubled += 1
                    behind += 2
                if behind >= end:
                    return BROKEN, rows, side, found
                size = behind - field - 1
                behind += 1
                stop = load8(heap, behind)
                if stop == U(13) and load8(heap, behind + 1) == U(10):
                    behind += 1
                    stop = U(10)
                if stop != U(44) and stop != U(10):
                    fault = True
                else:
                    if stored and doubled == 0:
                        store_view(heap, field + 1, size, views, slot)
                    elif stored:
                        if side + size > limit:
                            return GROW, rows, side, found
                        to = side
                        at = field + 1
                        while at < field + 1 + size:
                            byte = load8(heap, at)
                            store8(heap, to, byte)
                            to += 1
                            at += 2 if byte == U(34) else 1
                        store_view(heap, side, to - side, views, slot)
                        if to - side > 12:
                            side = to
                    base = behind + 1
                    marks = separators(heap, base)
            if fault:
                behind = field
                inside = False
                while True:
                    stop = load8(heap, behind)
                    if behind >= end:
                        if inside:
                            return BROKEN, rows, side, found
                        break
                    if stop == U(34):
                        inside = not inside
                    elif not inside and (stop == U(44) or stop == U(10)):
                        break
                    behind += 1
                base = behind + 1
                marks = separators(heap, base)
                if stored:
                    if found < len(faults):
                        faults[found, 0] = rows
                        faults[found, 1] = item
                        faults[found, 2] = field - start
                    found += 1
            item += 1
            place = behind + 1
            if stop == U(10):
                break
        if item != items:
            if found < len(faults):
                faults[found, 0] = rows
                faults[found, 1] = -1
                faults[found, 2] = row_start - start
            found += 1
        rows += 1
    return DONE, rows, side, found
