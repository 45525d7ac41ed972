"""The kernels of the columns: bytes of records <-> string views, and the steps between columns.

Contents, in reading order

1. numbers of the tables: columns of a field's row, kinds, events
2. views: making and reading them
3. decoding: ``split_rows``, ``decode_batch`` and one function a kind
4. encoding: ``encode_batch``, ``encode_rows`` and one function a kind
5. steps: ``run_steps`` and one function a step
6. small passes: ``require``, ``mark_present``, ``first_difference``, ``number_views``,
   ``read_numbers``, ``sum_digits``, ``list_codes``

Laws, held by property tests against ``lgmigrate.testing.reference``:

* a value that does not decode is null and leaves an event; nothing raises, whatever the bytes;
* a field whose event list is empty encodes back to the bytes it was decoded from;
* an event beyond the capacity of the event array is counted, so that the caller can repeat.

Tables are data, so one compilation serves every layout. Integers are int64 where they are
offsets and uint64 where they are bits: numba makes a float of a mixture.
"""

from __future__ import annotations

import numpy as np

from lgmigrate.columns.machine import (
    inline,
    kernel,
    load8,
    load32,
    load64,
    store8,
    store32,
    store64,
    swap64,
)

__all__ = [
    "decode_batch",
    "encode_batch",
    "encode_rows",
    "fill_slots",
    "first_difference",
    "list_codes",
    "mark_present",
    "number_views",
    "read_numbers",
    "require",
    "run_steps",
    "split_rows",
    "sum_digits",
]

# --- 1. numbers of the tables ------------------------------------------------------------------

U = np.uint64
I = np.int64

# columns of a field's row (int64[fields, 17]); see lgmigrate.columns.table
KIND, OFFSET, LENGTH, DIGITS, SCALE, SIGN, VALUE, NULLS = 0, 1, 2, 3, 4, 5, 6, 7
WRITE, PLUS, ORDER, FORM, CARRIER, PIVOT, UNKNOWN, COLUMN = 8, 9, 10, 11, 12, 13, 14, 15
SIGN_BYTES = 16  # where in the sign bytes those of the field begin

FILLER, SINGLE, DOUBLE, MIXED, ZONED, PACKED, BINARY, DATE = 0, 1, 2, 3, 4, 5, 6, 7
LEAD, LEAD_DOUBLE, UTF8, UTF16, UTF16_DOUBLE = 8, 9, 10, 11, 12
FLOAT = 13  # no kernel touches it; see lgmigrate.columns.floats

SIGN_NONE, SIGN_TRAILING, SIGN_LEADING, SIGN_TRAILING_SEPARATE, SIGN_LEADING_SEPARATE = (
    0,
    1,
    2,
    3,
    4,
)
NO_NIBBLE = 5  # packed digits alone

# sign bytes (uint8): what a byte is, 256 of them, bits 0-3 its digit, 4 negative, 5 not as it is
# written; NO_DIGIT, NO_SIGN. Then the bytes that are written: +0 to +9, at 16 -0 to -9.
NEGATIVE, ALIAS, NO_DIGIT, NO_SIGN, WRITTEN = 16, 32, 64, 128, 256
BLANK, ZERO, LOW, HIGH, NINES = 1, 2, 4, 8, 16
YYYYMMDD, YYMMDD, GYYMMDD = 0, 1, 2

# the code page's numbers (int64[11])
SPACE, DOUBLE_SPACE, OTHER_SPACE, ZONE, SHIFT_OUT, SHIFT_IN = 0, 1, 2, 3, 4, 5
MINUS, POSITIVE, GRAPHIC, BLANK_PAIR, GAIJI = 6, 7, 8, 9, 10

# a shift code's row (int64[shifts, 4]): bytes, mask over a load, those bytes, whether it shifts
# out (1), back (0), and plus 2 where it is the one that is written
SHIFT_SIZE, SHIFT_MASK, SHIFT_BYTES, SHIFT_MEANING = 0, 1, 2, 3

# events: (row, field, event); EVENTS of lgmigrate.columns.table names the finding of each
ODD = 0  # decoded, but encoding gives other bytes: the bytes must be kept
C001, C002, C003, C004, C005, C006, C007 = 1, 2, 3, 4, 5, 6, 7
N001, N002, N003, N004, N005, N006 = 8, 9, 10, 11, 12, 13
D001, D002, D003, D004 = 14, 15, 16, 17
M001, M002, M003, M004 = 18, 19, 20, 21
S001, S003, S004, S005, K002 = 22, 23, 24, 25, 26
WATCHED, C008, C009 = 27, 28, 29  # WATCHED is no finding: the ledger lists a character of the value

ERA_CODE, ERA_START, ERA_END, ERA_BASE, ERA_NAME = 0, 1, 2, 3, 4
LUNAR_UNTIL = 18730101  # the Gregorian calendar begins: Cabinet Order No. 337 of Meiji 5

CHUNK = 64  # records decoded field by field before the next: their bytes stay in the first cache

HEAP, EVENTS = 0, 1  # places in a kernel's state (int64[2])

UNCLOSED, LISTED, PRIVATE, REPLACED = 1, 2, 4, 8  # marks of decoded text

LOW32 = U(0xFFFFFFFF)
NIBBLES = U(0x0F0F0F0F0F0F0F0F)
SIXES = U(0x0606060606060606)
CARRIES = U(0x1010101010101010)
ASCII_ZEROS = U(0x3030303030303030)
ONES = U(0xFFFFFFFFFFFFFFFF)
BYTES = U(0x0101010101010101)
TENTH = U(1844674407370955161)  # of the largest number of 64 bits, which ends in 5


@inline
def note(events, state, row, field, event):
    """Add one event, or only count it where the array is full."""
    number = state[EVENTS]
    if number < events.shape[0]:
        events[number, 0] = row
        events[number, 1] = field
        events[number, 2] = event
    state[EVENTS] = number + 1


# --- 2. views ----------------------------------------------------------------------------------


@inline
def set_null(views, column, row):
    """Store the view of null."""
    views[column, row, 0] = U(0)
    views[column, row, 1] = U(1)


@inline
def set_view(views, column, row, heap, start, size):
    """Store the view of heap[start:start+size]; -> where the heap goes on: behind a long value,
    at ``start`` again behind a short one, which the view itself holds.
    """
    first = load64(heap, start)
    if size > 12:
        views[column, row, 0] = U(size) | (first << U(32))
        views[column, row, 1] = U(start) << U(32)
        return start + size
    prefix = first & LOW32
    rest = load64(heap, start + 4)
    if size <= 4:
        rest = U(0)
        if size < 4:
            prefix &= (U(1) << U(8 * size)) - U(1)
    elif size < 12:
        rest &= (U(1) << U(8 * (size - 4))) - U(1)
    views[column, row, 0] = U(size) | (prefix << U(32))
    views[column, row, 1] = rest
    return start


@inline
def mark_view(views, column, row, start, size):
    """Say that the value is heap[start:start+size], to be made a view by ``settle``; -> where
    the heap goes on. A short value that is loaded right after it was stored byte by byte makes
    the processor wait some sixty nanoseconds; loaded a few rows later it costs one.
    """
    views[column, row, 0] = U(size)
    views[column, row, 1] = U(start) if size else U(0)
    return start + size


@inline
def settle(views, column, first, last, heap):
    """Make views of what ``mark_view`` said in rows ``first`` to ``last``. A view holds the first
    bytes of its value, which are never all zero; a mark holds none.
    """
    for r in range(first, last):
        size = I(views[column, r, 0])
        if 0 < size <= 0xFFFFFFFF:
            set_view(views, column, r, heap, I(views[column, r, 1]), size)


@inline
def is_null(views, column, row):
    """Whether the view is null."""
    return views[column, row, 0] == U(0) and views[column, row, 1] == U(1)


@inline
def view_size(views, column, row):
    """Bytes of the value; 0 for null."""
    return I(views[column, row, 0] & LOW32)


@inline
def spread(views, column, row, heap, at):
    """Where the value's bytes can be read in the heap: a long value where it is, a short one
    after it was stored at ``at`` (16 bytes are used there).
    """
    head = views[column, row, 0]
    if I(head & LOW32) > 12:
        return I(views[column, row, 1] >> U(32))
    rest = views[column, row, 1]
    store64(heap, at, (head >> U(32)) | (rest << U(32)))
    store64(heap, at + 8, rest >> U(32))
    return at


@inline
def copy_bytes(to, at, source, start, size):
    """Copy ``size`` bytes, eight at a time; up to 7 bytes behind are overwritten."""
    done = I(0)
    while done < size:
        store64(to, at + done, load64(source, start + done))
        done += 8


@inline
def same_bytes(one, at, other, start, size):
    """Whether two runs of bytes are equal."""
    done = I(0)
    while done + 8 <= size:
        if load64(one, at + done) != load64(other, start + done):
            return False
        done += 8
    if done < size:
        mask = ONES >> U(64 - 8 * (size - done))
        return (load64(one, at + done) ^ load64(other, start + done)) & mask == U(0)
    return True


@inline
def code_point(heap, place):
    """The code point of valid UTF-8 at ``place`` -> (code point, its bytes)."""
    first = I(load8(heap, place))
    if first < 0x80:
        return first, I(1)
    second = I(load8(heap, place + 1)) & 0x3F
    if first < 0xE0:
        return ((first & 0x1F) << 6) | second, I(2)
    third = I(load8(heap, place + 2)) & 0x3F
    if first < 0xF0:
        return ((first & 0x0F) << 12) | (second << 6) | third, I(3)
    fourth = I(load8(heap, place + 3)) & 0x3F
    return ((first & 0x07) << 18) | (second << 12) | (third << 6) | fourth, I(4)


@inline
def put_point(heap, o, point):
    """A code point as UTF-8; -> where the text goes on."""
    if point < 0x80:
        store8(heap, o, U(point))
        return o + 1
    if point < 0x800:
        store8(heap, o, U(0xC0 | (point >> 6)))
        store8(heap, o + 1, U(0x80 | (point & 0x3F)))
        return o + 2
    if point < 0x10000:
        store8(heap, o, U(0xE0 | (point >> 12)))
        store8(heap, o + 1, U(0x80 | ((point >> 6) & 0x3F)))
        store8(heap, o + 2, U(0x80 | (point & 0x3F)))
        return o + 3
    store8(heap, o, U(0xF0 | (point >> 18)))
    store8(heap, o + 1, U(0x80 | ((point >> 12) & 0x3F)))
    store8(heap, o + 2, U(0x80 | ((point >> 6) & 0x3F)))
    store8(heap, o + 3, U(0x80 | (point & 0x3F)))
    return o + 4


@inline
def is_noncharacter(point):
    """Whether Unicode reserves a code point for no character."""
    return point & 0xFFFE == 0xFFFE or 0xFDD0 <= point < 0xFDF0


# --- 3. decoding -------------------------------------------------------------------------------


@inline
def all_bytes(source, place, size, byte):
    """Whether every one of ``size`` bytes is ``byte``."""
    pattern = U(byte) * BYTES
    done = I(0)
    while done + 8 <= size:
        if load64(source, place + done) != pattern:
            return False
        done += 8
    if done < size:
        mask = ONES >> U(64 - 8 * (size - done))
        return (load64(source, place + done) ^ pattern) & mask == U(0)
    return True


@inline
def power_of_ten(exponent):
    """10 to a power of 0..18."""
    value = U(1)
    for _ in range(exponent):
        value *= U(10)
    return value


@inline
def largest(row):
    """The largest number of a field: nines, or all bits where it declares no digits."""
    return power_of_ten(row[DIGITS]) - U(1) if row[DIGITS] else ONES


@inline
def null_form(source, place, size, nulls, write, space):
    """How raw bytes say "no value": -1 not at all, 0 as encoding writes it, 1 in another way."""
    first = I(load8(source, place))
    if first == space and nulls & BLANK and all_bytes(source, place, size, space):
        return I(0) if write == BLANK else I(1)
    if first == 0 and nulls & LOW and all_bytes(source, place, size, 0):
        return I(0) if write == LOW else I(1)
    if first == 0xFF and nulls & HIGH and all_bytes(source, place, size, 0xFF):
        return I(0) if write == HIGH else I(1)
    return I(-1)


@inline
def means_null(magnitude, negative, most, nulls):
    """Whether a number says "no value": zero, or as many nines as the field has digits."""
    if magnitude == U(0):
        return nulls & ZERO != 0
    return magnitude == most and not negative and nulls & NINES != 0


@inline
def decode_single(source, place, size, single, space, heap, out):
    """Single-byte text without its trailing spaces -> (size of the UTF-8 text, flags).

    Flags are bits 61-63 of the code page's entries, joined: one-way, control, no character.
    """
    pattern = U(space) * BYTES
    while size >= 8 and load64(source, place + size - 8) == pattern:
        size -= 8
    while size > 0 and I(load8(source, place + size - 1)) == space:
        size -= 1
    flags = U(0)
    o = out
    for i in range(size):
        entry = single[I(load8(source, place + i))]
        store64(heap, o, entry)
        o += I((entry >> U(56)) & U(15))
        flags |= entry
    return o - out, flags


@inline
def put_double(entry, extended, heap, o):
    """Store the text of a double-byte entry; -> where the text goes on."""
    if entry & U(0x40000000):
        place = I(entry & U(0xFFFFFF)) * 2
        store64(heap, o, extended[place])
        return o + I(extended[place + 1])
    store32(heap, o, entry)
    return o + I((entry >> U(24)) & U(15))


@inline
def joins(entry, extended):
    """Whether a double-byte entry is one that encoding may join to the character before it, as
    sequences of two code points are one code: U+0300-036F, U+02E5-02E9, U+309A.
    """
    if extended.shape[0] <= 1 or entry & U(0x40000000):
        return False
    first, second = entry & U(0xFF), (entry >> U(8)) & U(0xFF)
    if first == U(0xCB):
        return U(0xA5) <= second <= U(0xA9)
    if first == U(0xCD):
        return second < U(0xB0)
    return first == U(0xCC) or entry & U(0xFFFFFF) == U(0x9A82E3)


@inline
def text_marks(heap, start, stop):
    """What the ledger and the findings say of text with a watched character: LISTED, and PRIVATE
    for a character of private use, REPLACED for U+FFFD.
    """
    marks = I(LISTED)
    at = start
    while at < stop:
        point, size = code_point(heap, at)
        if 0xE000 <= point < 0xF900 or point >= 0xF0000:
            marks |= I(PRIVATE)
        elif point == 0xFFFD:
            marks |= I(REPLACED)
        at += size
    return marks


@inline
def decode_double(source, place, size, double, extended, page, heap, out):
    """Double-byte text without its trailing spaces -> (size of the text, event, marks).

    event: -1 none, ODD, C001, C002 or C004.
    """
    event = I(-1)
    joined = False
    space, other, blank = page[DOUBLE_SPACE], page[OTHER_SPACE], page[BLANK_PAIR]
    if size & 1:
        return I(0), I(C002), I(0)
    four = U(space >> 8) | (U(space & 255) << U(8))
    four = four * U(0x0001000100010001)
    while size >= 8 and load64(source, place + size - 8) == four:
        size -= 8
    while size > 0:
        pair = (I(load8(source, place + size - 2)) << 8) | I(load8(source, place + size - 1))
        if pair == space:
            size -= 2
        elif pair == other or pair == blank:
            size -= 2
            event = I(ODD)
        else:
            break
    o = out
    flags = U(0)
    for i in range(0, size, 2):
        pair = (I(load8(source, place + i)) << 8) | I(load8(source, place + i + 1))
        entry = U(double[pair])
        if entry & U(0x80000000):
            flags |= entry
            break
        o = put_double(entry, extended, heap, o)
        flags |= entry
        joined |= joins(entry, extended)
    marks = I(0)
    if flags & U(0x80000000):
        event = I(C001)
        for i in range(0, size, 2):
            one = I(load8(source, place + i))
            pair = (one << 8) | I(load8(source, place + i + 1))
            if double[pair] >> 31 and one < page[GRAPHIC]:
                event = I(C004)
        marks = I(LISTED)
    else:
        if flags & U(0x20000000) or joined:
            event = I(ODD)
        if flags & U(0x10000000):
            marks = text_marks(heap, out, o)
    return o - out, event, marks


@inline
def shift_at(source, at, stop, lead, shifts):
    """The number of the shift code at ``at``, -1 for none."""
    if lead[I(load8(source, at))]:
        for n in range(shifts.shape[0]):
            if at + shifts[n, SHIFT_SIZE] <= stop:
                if I(load32(source, at)) & shifts[n, SHIFT_MASK] == shifts[n, SHIFT_BYTES]:
                    return I(n)
    return I(-1)


@inline
def decode_mixed(source, place, size, single, double, extended, lead, shifts, page, heap, out):
    """Text with shift codes, without its trailing single-byte spaces -> (size, event, marks).

    A field begins single-byte. A lone space in double-byte mode stands for a space.
    """
    shifted = False
    odd = False
    last_shift = I(-1)
    space = page[SPACE]
    flags = U(0)
    o = out
    text_end = out
    i = place
    stop = place + size
    while i < stop:
        byte = I(load8(source, i))
        if lead[byte]:
            shift = shift_at(source, i, stop, lead, shifts)
            if shift >= 0:
                meaning = shifts[shift, SHIFT_MEANING]
                if shifted == (meaning & 1 != 0) or last_shift == i or meaning < 2:
                    odd = True
                shifted = meaning & 1 != 0
                i += shifts[shift, SHIFT_SIZE]
                last_shift = i
                continue
        if shifted:
            pair = byte << 8
            if i + 1 < stop:
                pair |= I(load8(source, i + 1))
            entry = U(double[pair])
            if byte == space and (i + 1 >= stop or entry & U(0x80000000)):
                store8(heap, o, U(0x20))
                o += 1
                text_end = o
                odd = True
                i += 1
                continue
            if i + 1 >= stop:
                return I(0), I(C002), I(0)
            if entry & U(0x80000000):
                shift = shift_at(source, i + 1, stop, lead, shifts)
                if shift >= 0 and shifts[shift, SHIFT_MEANING] & 1 == 0:
                    return I(0), I(C002), I(0)
                if byte < page[GRAPHIC]:
                    return I(0), I(C004), I(0)
                return I(0), I(C001), I(LISTED)
            flags |= entry
            if joins(entry, extended):
                odd = True
            o = put_double(entry, extended, heap, o)
            text_end = o
            i += 2
        else:
            entry = single[byte]
            if entry >> U(63):
                if (entry >> U(62)) & U(1):
                    return I(0), I(C004), I(0)
                return I(0), I(C001), I(LISTED)
            flags |= (entry >> U(32)) & U(0x30000000)
            store64(heap, o, entry)
            o += I((entry >> U(56)) & U(15))
            if byte != space:
                text_end = o
            i += 1
    marks = I(0)
    if flags & U(0x10000000):
        marks = text_marks(heap, out, text_end)
    if shifted:
        marks |= I(UNCLOSED)
        odd = True
    if flags & U(0x20000000):
        odd = True
    return text_end - out, (I(ODD) if odd else I(-1)), marks


@inline
def decode_lead(
    source, place, size, single, double, triple, extended, lead, page, wide, trim, heap, out
):
    """Text whose first bytes tell the length of a character -> (size, event, marks).

    ``wide``: a field of double-byte text, padded with double-byte spaces.
    """
    odd = False
    space, double_space = page[SPACE], page[DOUBLE_SPACE]
    flags = U(0)
    o = out
    text_end = out
    padding = False
    i = I(0)
    while i < size:
        byte = I(load8(source, place + i))
        length = I(lead[byte])
        if length == 1:
            entry = single[byte]
            if entry >> U(63):
                if (entry >> U(62)) & U(1):
                    return I(0), I(C004), I(0)
                return I(0), I(C001), I(LISTED)
            flags |= (entry >> U(32)) & U(0x30000000)
            store64(heap, o, entry)
            o += I((entry >> U(56)) & U(15))
            if byte != space or not trim:
                text_end = o
                padding = False
            elif wide:
                padding = True
        elif length == 0:
            return I(0), I(C001), I(LISTED)
        elif i + length > size:
            return I(0), I(C002), I(0)
        else:
            pair = (byte << 8) | I(load8(source, place + i + 1))
            if length == 2:
                short = U(double[pair])
            else:
                pair = (I(load8(source, place + i + 1)) << 8) | I(load8(source, place + i + 2))
                short = U(triple[pair])
            if short & U(0x80000000):
                return I(0), I(C001), I(LISTED)
            flags |= short
            if joins(short, extended):
                odd = True
            o = put_double(short, extended, heap, o)
            if not (wide and trim and length == 2 and pair == double_space):
                text_end = o
                padding = False
        i += length
    marks = I(0)
    if flags & U(0x10000000):
        marks = text_marks(heap, out, text_end)
    if flags & U(0x20000000):
        odd = True
    return text_end - out, (I(ODD) if odd or padding else I(-1)), marks


@inline
def is_listed(point):
    """Whether the ledger lists a character of Unicode wherever it stands."""
    if point < 0x80:
        return point == 0x2B or point == 0x26 or point == 0x5C or point == 0x7B
    if point < 0xE000:
        return point == 0x3013 or point == 0x25A0 or point == 0x3010 or point == 0x3014
    if point < 0xF900 or point >= 0xF0000:
        return True
    if point == 0xFF0B or point == 0xFF06:
        return True
    return point == 0xFF3C or point == 0xFF5B or point == 0xFFFD


@inline
def put_unicode(point, double, extended, page, heap, o):
    """Store a code point of a Unicode field, or what a user's table has for it;
    -> (where the text goes on, whether it was the table's).
    """
    if page[GAIJI] and 0xE000 <= point < 0xF900:
        entry = U(double[point])
        if not entry & U(0x80000000):
            return put_double(entry, extended, heap, o), True
    return put_point(heap, o, point), False


@inline
def decode_utf8(source, place, size, double, extended, page, trim, heap, out):
    """UTF-8, checked (no overlong forms, no surrogates, no controls) -> (size, event, marks)."""
    if trim:
        while size > 0 and I(load8(source, place + size - 1)) == 0x20:
            size -= 1
    listed = False
    i = I(0)
    while i < size:
        byte = I(load8(source, place + i))
        if byte < 0x80:
            if byte < 0x20 or byte == 0x7F:
                return I(0), I(C004), I(0)
            listed |= is_listed(byte)
            i += 1
            continue
        if byte < 0xC2 or byte > 0xF4:
            return I(0), I(C001), I(0)
        length = I(2) if byte < 0xE0 else (I(3) if byte < 0xF0 else I(4))
        if i + length > size:
            return I(0), I(C002), I(0)
        point = byte & (0x7F >> length)
        for k in range(1, length):
            tail = I(load8(source, place + i + k))
            if tail & 0xC0 != 0x80:
                return I(0), I(C001), I(0)
            point = (point << 6) | (tail & 0x3F)
        if length == 3 and (point < 0x800 or 0xD800 <= point < 0xE000):
            return I(0), I(C001), I(0)
        if length == 4 and (point < 0x10000 or point > 0x10FFFF):
            return I(0), I(C001), I(0)
        if point < 0xA0 or is_noncharacter(point):
            return I(0), I(C004), I(0)
        listed |= is_listed(point)
        i += length
    if not listed:
        copy_bytes(heap, out, source, place, size)
        return size, I(-1), I(0)
    odd = False
    o = out
    i = I(0)
    while i < size:
        point, length = code_point(source, place + i)
        o, mapped = put_unicode(point, double, extended, page, heap, o)
        odd |= mapped
        i += length
    return o - out, (I(ODD) if odd else I(-1)), text_marks(heap, out, o)


@inline
def unit_at(source, place, little):
    """The UTF-16 code unit at ``place``."""
    first, second = I(load8(source, place)), I(load8(source, place + 1))
    return (second << 8 | first) if little else (first << 8 | second)


@inline
def decode_utf16(source, place, size, double, extended, page, little, wide, trim, heap, out):
    """UTF-16, checked (no lone surrogates, no controls) -> (size, event, marks).

    ``wide``: a field of double-byte text, padded with U+3000.
    """
    if size & 1:
        return I(0), I(C002), I(0)
    listed, odd = False, False
    stop = place + size
    while trim and stop > place:
        point = unit_at(source, stop - 2, little)
        if point != (0x3000 if wide else 0x20):
            if not (wide and point == 0x20):
                break
            odd = True
        stop -= 2
    o = out
    i = place
    while i < stop:
        point = unit_at(source, i, little)
        i += 2
        if 0xD800 <= point < 0xE000:
            if point >= 0xDC00:
                return I(0), I(C001), I(0)
            if i >= stop:
                return I(0), I(C002), I(0)
            second = unit_at(source, i, little)
            if second < 0xDC00 or second >= 0xE000:
                return I(0), I(C001), I(0)
            point = 0x10000 + ((point - 0xD800) << 10) + (second - 0xDC00)
            i += 2
        if point < 0x20 or 0x7F <= point < 0xA0 or is_noncharacter(point):
            return I(0), I(C004), I(0)
        listed |= is_listed(point)
        o, mapped = put_unicode(point, double, extended, page, heap, o)
        odd |= mapped
    return o - out, (I(ODD) if odd else I(-1)), (text_marks(heap, out, o) if listed else I(0))


@inline
def put_number(magnitude, negative, scale, heap, o):
    """A decimal as text, without leading zeros, ``scale`` digits behind the point, or as many
    zeros behind it where ``scale`` is negative; -> its size.
    """
    start = o
    zeros = I(0)
    if scale < 0:
        zeros = -scale if magnitude else I(0)
        scale = I(0)
    if negative:
        store8(heap, o, U(0x2D))
        o += 1
    digits = I(1)
    limit = U(10)
    while digits < 20 and magnitude >= limit:
        digits += 1
        if digits == 20:
            break
        limit *= U(10)
    digits = max(digits, scale + 1)
    end = o + digits + (1 if scale else 0)
    place = end
    left = magnitude
    for number in range(digits):
        if scale and number == scale:
            place -= 1
            store8(heap, place, U(0x2E))
        place -= 1
        tenth = left // U(10)
        store8(heap, place, U(0x30) + (left - tenth * U(10)))
        left = tenth
    for _ in range(zeros):
        store8(heap, end, U(0x30))
        end += 1
    return end - start


@inline
def not_zoned(word, zones):
    """Bits that are set in bytes which are no digit of that zone."""
    high = U(0xF0F0F0F0F0F0F0F0)
    return ((word ^ zones) & high) | (((word & NIBBLES) + SIXES) & CARRIES)


@inline
def eight_digits(word):
    """The number of eight digits in the low halves of eight bytes, first digit lowest."""
    word &= NIBBLES
    word = (word * U(10) + (word >> U(8))) & U(0x00FF00FF00FF00FF)
    word = (word * U(100) + (word >> U(16))) & U(0x0000FFFF0000FFFF)
    return (word * U(10000) + (word >> U(32))) & LOW32


@inline
def read_zoned(source, place, size, zone):
    """Digits with ``zone`` in every high half -> (number, whether every byte is a digit)."""
    value = U(0)
    bad = U(0)
    wanted = U(zone) * BYTES
    i = I(0)
    while i + 8 <= size:
        word = load64(source, place + i)
        bad |= not_zoned(word, wanted)
        value = value * U(100000000) + eight_digits(word)
        i += 8
    if i < size:
        behind = U(8 * (8 - (size - i)))  # the last digits, with zeros before them
        word = (load64(source, place + i) << behind) | (wanted & ~(ONES << behind))
        bad |= not_zoned(word, wanted)
        value = value * power_of_ten(size - i) + eight_digits(word)
    return value, bad == U(0)


@inline
def decode_zoned(source, place, size, row, page, signs):
    """-> (magnitude, negative, event); event as the caller notes it, -1 none."""
    sign = row[SIGN]
    zone = page[ZONE]
    if sign == SIGN_NONE:
        value, good = read_zoned(source, place, size, zone)
        return value, False, (I(-1) if good else I(N001))
    if sign == SIGN_TRAILING or sign == SIGN_LEADING:
        at = place + size - 1 if sign == SIGN_TRAILING else place
        meaning = I(load8(signs, row[SIGN_BYTES] + I(load8(source, at))))
        if sign == SIGN_TRAILING:
            value, good = read_zoned(source, place, size - 1, zone)
            value = value * U(10) + U(meaning & 15)
        else:
            value, good = read_zoned(source, place + 1, size - 1, zone)
            value += U(meaning & 15) * power_of_ten(size - 1)
        if not good or meaning & NO_DIGIT:
            return value, False, I(N001)
        if meaning & NO_SIGN:
            return value, False, I(N003)
        negative = meaning & NEGATIVE != 0
        odd = meaning & ALIAS or (negative and value == U(0))
        return value, negative, (I(ODD) if odd else I(-1))
    at = place + size - 1 if sign == SIGN_TRAILING_SEPARATE else place
    start = place if sign == SIGN_TRAILING_SEPARATE else place + 1
    value, good = read_zoned(source, start, size - 1, zone)
    mark = I(load8(source, at))
    if not good:
        return value, False, I(N001)
    if mark != page[MINUS] and mark != page[POSITIVE]:
        return value, False, I(N003)
    negative = mark == page[MINUS]
    return value, negative, (I(ODD) if negative and value == U(0) else I(-1))


@inline
def packed_digits(source, place, size):
    """The digits of a packed decimal -> (number, sign nibble, whether all are digits)."""
    if size > 8:
        value = U(0)
        bad = False
        for i in range(size - 1):
            byte = load8(source, place + i)
            bad |= byte >> U(4) > U(9) or byte & U(15) > U(9)
            value = value * U(100) + (byte >> U(4)) * U(10) + (byte & U(15))
        byte = load8(source, place + size - 1)
        bad |= byte >> U(4) > U(9)
        return value * U(10) + (byte >> U(4)), I(byte & U(15)), not bad
    word = swap64(load64(source, place)) >> U(64 - 8 * size)
    sign = I(word & U(15))
    word >>= U(4)
    good = word & ((word << U(1)) | (word << U(2))) & U(0x8888888888888888) == U(0)
    word = (word & NIBBLES) + U(10) * ((word >> U(4)) & NIBBLES)
    pairs = U(0x00FF00FF00FF00FF)
    word = (word & pairs) + U(100) * ((word >> U(8)) & pairs)
    fours = U(0x0000FFFF0000FFFF)
    word = (word & fours) + U(10000) * ((word >> U(16)) & fours)
    return (word & LOW32) + U(100000000) * (word >> U(32)), sign, good


@inline
def bare_digits(source, place, size):
    """The digits of a packed decimal without a sign -> (number, whether all are digits)."""
    value = U(0)
    good = True
    for i in range(size):
        byte = load8(source, place + i)
        good &= byte >> U(4) <= U(9) and byte & U(15) <= U(9)
        value = value * U(100) + (byte >> U(4)) * U(10) + (byte & U(15))
    return value, good


@inline
def decode_packed(source, place, size, row):
    """-> (magnitude, negative, event). Sign codes of the z/Architecture Principles of Operation,
    A C E F plus, B D minus; unsigned: F preferred.
    """
    if row[SIGN] == NO_NIBBLE:
        value, good = bare_digits(source, place, size)
        return value, False, (I(-1) if good else I(N002))
    value, sign, good = packed_digits(source, place, size)
    if not good:
        return value, False, I(N002)
    if sign < 10:
        return value, False, I(N003)
    negative = sign == 0xB or sign == 0xD
    if row[SIGN] == SIGN_NONE:
        if negative:
            return value, False, I(N003)
        preferred = sign == 0xF
    else:
        preferred = sign == 0xD if negative else sign == row[PLUS]
    if negative and value == U(0):
        preferred = False
    return value, negative, (I(-1) if preferred else I(ODD))


@inline
def decode_binary(source, place, size, row):
    """-> (magnitude, negative, event) of a two's complement number in either byte order."""
    value = U(0)
    for i in range(size):
        at = size - 1 - i if row[ORDER] else i
        value = (value << U(8)) | load8(source, place + at)
    negative = False
    if row[SIGN] != SIGN_NONE and (value >> U(8 * size - 1)) & U(1):
        negative = True
        value = (~value + U(1)) & (ONES >> U(64 - 8 * size))
    return value, negative, I(-1)


@inline
def days_in_month(year, month):
    """Gregorian."""
    if month == 2:
        return I(29) if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else I(28)
    if month == 4 or month == 6 or month == 9 or month == 11:
        return I(30)
    return I(31)


@inline
def real_day(year, month, day, lunar):
    """Whether there is such a day. The months of the lunar calendar had up to 30 days, each year
    its own; which had them is not known here. Dates that a source counted back in the new
    calendar stand there too.
    """
    if month < 1 or month > 12 or day < 1:
        return False
    longest = days_in_month(year, month)
    if lunar and year * 10000 + month * 100 + day < LUNAR_UNTIL:
        longest = max(longest, I(30))
    return day <= longest


@inline
def two_digits(number):
    """0..99 -> two ASCII digits, first digit lowest."""
    whole = U(number)
    tens = (whole * U(103)) >> U(10)
    return U(0x3030) | tens | ((whole - tens * U(10)) << U(8))


@inline
def put_wide_number(heap, o, number):
    """A number of up to four digits in full-width digits (EFBC90 to EFBC99), as words need it;
    -> where the text goes on.
    """
    scale = I(1)
    while scale < 1000 and number >= scale * 10:
        scale *= 10
    while scale > 0:
        store32(heap, o, U(0x90BCEF) + (U(number // scale % 10) << U(16)))
        o += 3
        scale //= 10
    return o


@inline
def put_words(heap, out, name, name_size, names, year, month, day, known):
    """A date in words, as far as it is known (1 year, 2 and month, 3 and day); -> its size.

    年 E5B9B4, 月 E69C88, 日 E697A5, 不 E4B88D, 詳 E8A9B3, 元 E58583.
    """
    o = out
    if known > 0:
        if name_size:
            copy_bytes(heap, o, names, name, name_size)
            o += name_size
        if name_size and year == 1:
            store32(heap, o, U(0x8385E5))
            o += 3
        else:
            o = put_wide_number(heap, o, year)
    store32(heap, o, U(0xB4B9E5))
    o += 3
    if known >= 2:
        o = put_wide_number(heap, o, month)
    store32(heap, o, U(0x889CE6))
    o += 3
    if known >= 3:
        o = put_wide_number(heap, o, day)
    store32(heap, o, U(0xA597E6))
    o += 3
    if known < 3:
        store32(heap, o, U(0x8DB8E4))
        store32(heap, o + 3, U(0xB3A9E8))
        o += 6
    return o - out


@inline
def date_number(source, place, size, row, page):
    """The digits of a date -> (number, event)."""
    if row[CARRIER] == 0:
        value, good = read_zoned(source, place, size, page[ZONE])
        return I(value), (I(-1) if good else I(N001))
    value, sign, good = packed_digits(source, place, size)
    if not good:
        return I(0), I(N002)
    if sign < 10 or sign == 0xB or sign == 0xD:
        return I(0), I(N003)
    preferred = sign == (0xF if row[SIGN] == SIGN_NONE else row[PLUS])
    if row[FORM] != GYYMMDD and I(load8(source, place)) >> 4:
        return I(0), I(D001)  # eight or six digits leave a half byte, which is zero
    return I(value), (I(-1) if preferred else I(ODD))


@inline
def all_nines(form):
    """The number whose digits are all nine."""
    return I(99999999) if form == YYYYMMDD else (I(999999) if form == YYMMDD else I(9999999))


@inline
def whole_unknown(row):
    """The number that encoding writes for a date of which nothing is known: zeros or nines as
    the field's unknown parts are, unless that means null here; -1: there is none.
    """
    nines = I(-1) if row[NULLS] & NINES else all_nines(row[FORM])
    zero = I(-1) if row[NULLS] & ZERO else I(0)
    if row[UNKNOWN] == 0:
        return zero if zero >= 0 else nines
    return nines if nines >= 0 else zero


@inline
def decode_date(views, column, r, source, place, size, row, page, eras, names, heap, out):
    """One date -> its view; -> (where the heap goes on, event, warning event).

    The value is YYYY-MM-DD, or words where the day is not known or not computed.
    """
    number, event = date_number(source, place, size, row, page)
    if event >= 0 and event != ODD:
        set_null(views, column, r)
        return out, event, I(-1)
    odd = event == ODD
    nulls, write, form, unknown = row[NULLS], row[WRITE], row[FORM], row[UNKNOWN]
    nines = all_nines(form)
    if (number == 0 and nulls & ZERO) or (number == nines and nulls & NINES):
        set_null(views, column, r)
        ours = write == (ZERO if number == 0 else NINES)
        return out, (I(-1) if ours and not odd else I(ODD)), I(-1)
    hundreds = U(number) // U(100)
    top = hundreds // U(100)
    day, month, head = I(U(number) - hundreds * U(100)), I(hundreds - top * U(100)), I(top)
    if unknown >= 0 and (number == 0 or number == nines):
        used = put_words(heap, out, I(0), I(0), names, I(0), I(0), I(0), I(0))
        ours = number == whole_unknown(row)
        after = mark_view(views, column, r, out, used)
        return after, (I(-1) if ours and not odd else I(ODD)), I(-1)
    era = I(-1)
    year = head
    shown = head
    warning = I(-1)
    if form == YYMMDD:
        year = head + (1900 if head >= row[PIVOT] else 2000)
        shown = year
    elif form == GYYMMDD:
        code = I(U(head) // U(100))
        for k in range(eras.shape[0] - 1, -1, -1):
            if eras[k, ERA_CODE] == code:
                era = I(k)
                break
        shown = head - code * 100
        if era < 0:
            set_null(views, column, r)
            return out, I(D003), I(-1)
        if shown == 0:
            set_null(views, column, r)
            return out, I(D001), I(-1)
        year = eras[era, ERA_BASE] + shown
    elif year == 0:
        set_null(views, column, r)
        return out, I(D001), I(-1)
    name, name_size = I(0), I(0)
    if era >= 0:
        name, name_size = eras[era, ERA_NAME] >> 8, eras[era, ERA_NAME] & 255
    no_month = unknown >= 0 and (month == 0 or month == 99)
    no_day = unknown >= 0 and (day == 0 or day == 99)
    if no_month or no_day:
        if (no_month and not no_day) or (not no_month and (month < 1 or month > 12)):
            set_null(views, column, r)
            return out, I(D001), I(-1)
        if day != unknown or (no_month and month != unknown):
            odd = True
        known = I(1) if no_month else I(2)
        used = put_words(heap, out, name, name_size, names, shown, month, day, known)
        after = mark_view(views, column, r, out, used)
        return after, (I(ODD) if odd else I(-1)), I(-1)
    if not real_day(year, month, day, era >= 0):
        set_null(views, column, r)
        return out, I(D001), I(-1)
    date = year * 10000 + month * 100 + day
    if era >= 0 and date < LUNAR_UNTIL:
        used = put_words(heap, out, name, name_size, names, shown, month, day, I(3))
        after = mark_view(views, column, r, out, used)
        return after, (I(ODD) if odd else I(-1)), I(-1)
    if era >= 0 and (
        date < eras[era, ERA_START] or (eras[era, ERA_END] and date > eras[era, ERA_END])
    ):
        odd = True
        if date != 19120730 and date != 19261225:  # 明治45-07-30 and 大正15-12-25 are in use
            warning = I(D002)
    century = I(U(year) // U(100))
    years = two_digits(century) | (two_digits(year - century * 100) << U(16))
    views[column, r, 0] = U(10) | (years << U(32))
    rest = U(0x2D) | (two_digits(month) << U(8)) | (U(0x2D) << U(24)) | (two_digits(day) << U(32))
    views[column, r, 1] = rest
    return out, (I(ODD) if odd else I(-1)), warning


@kernel
def split_rows(source, starts, lengths, fields, delimiter, policy, tail, spans, marks):
    """Cut delimited records into columns.

    ``source`` uint8 with room behind ``tail``, where columns with doubled quotes are written
    without them; ``spans`` int64[fields, rows, 2] gets place and size; ``marks`` uint8[rows]:
    bit 0 set where quotes stand otherwise than ``policy`` (0 all, 1 minimal, 2 none) writes
    them, bit 1 where the number of columns is not ``fields``, text stands behind a closing quote
    or a quote is never closed. -> end of the room in use.
    """
    for r in range(starts.shape[0]):
        i = starts[r]
        end = i + lengths[r]
        number = I(0)
        mark = 0
        while True:
            if i < end and load8(source, i) == U(0x22):
                i += 1
                begin = i
                doubled = False
                needed = False
                while i < end:
                    byte = I(load8(source, i))
                    if byte == 0x22:
                        if i + 1 < end and load8(source, i + 1) == U(0x22):
                            doubled = True
                            needed = True
                            i += 2
                            continue
                        break
                    if byte == delimiter or byte == 0x0A or byte == 0x0D:
                        needed = True
                    i += 1
                place, size = begin, i - begin
                if i < end:
                    i += 1
                else:
                    mark |= 3  # never closed
                if i < end and I(load8(source, i)) != delimiter:
                    mark |= 3  # text behind the closing quote
                    while i < end and I(load8(source, i)) != delimiter:
                        i += 1
                if doubled:
                    at = tail
                    k = begin
                    while k < begin + size:
                        byte = load8(source, k)
                        store8(source, tail, byte)
                        tail += 1
                        k += 2 if byte == U(0x22) else 1
                    place, size = at, tail - at
                if policy == 2 or (policy == 1 and not needed):
                    mark |= 1
            else:
                begin = i
                while i < end and I(load8(source, i)) != delimiter:
                    if load8(source, i) == U(0x22) and policy == 1:
                        mark |= 1
                    i += 1
                place, size = begin, i - begin
                if policy == 0:
                    mark |= 1
            if number < fields:
                spans[number, r, 0] = place
                spans[number, r, 1] = size
            number += 1
            if i >= end:
                break
            i += 1
        if number != fields:
            mark |= 2
            for k in range(number, fields):
                spans[k, r, 0] = end
                spans[k, r, 1] = 0
        marks[r] = mark
    return tail


@inline
def blank_pads(page):
    """Whether a double-byte field is padded with single-byte spaces, which are pairs of them."""
    return page[DOUBLE_SPACE] == page[SPACE] << 8 | page[SPACE]


@inline
def decode_field(
    source,
    starts,
    spans,
    delimited,
    table,
    f,
    first,
    last,
    page,
    single,
    double,
    triple,
    extended,
    lead,
    shifts,
    signs,
    eras,
    names,
    views,
    heap,
    events,
    state,
):
    """Decode one field of the records ``first`` to ``last``."""
    space = page[SPACE]
    row = table[f]
    kind, offset, size, column = row[KIND], row[OFFSET], row[LENGTH], row[COLUMN]
    nulls, write = row[NULLS], row[WRITE]
    raw_nulls = nulls & (BLANK | LOW | HIGH)
    if kind == LEAD_DOUBLE or kind >= UTF16 or (kind == DOUBLE and not blank_pads(page)):
        raw_nulls &= LOW | HIGH  # the blank is spaces of two bytes, which decoding trims
    most = largest(row)
    plain = kind == ZONED and row[VALUE] and not delimited and size <= 12 and not nulls & NINES
    zones = U(page[ZONE]) * BYTES
    low_bytes, high_bytes = ONES, U(0)
    if plain:
        if size < 8:
            low_bytes = (U(1) << U(8 * size)) - U(1)
        if size > 4:
            high_bytes = ONES if size == 12 else (U(1) << U(8 * (size - 4))) - U(1)
    out = state[HEAP]
    for r in range(first, last):
        if delimited:
            place, size = spans[offset, r, 0], spans[offset, r, 1]
        else:
            place = starts[r] + offset
        event = I(-1)
        if kind == FILLER:
            if column >= 0:
                set_null(views, column, r)
            if delimited:
                filled = size > 0
            else:
                filled = null_form(source, place, size, raw_nulls, write, space) != 0
            if filled:
                note(events, state, r, f, ODD)
            continue
        if delimited and size == 0:
            set_null(views, column, r)
            if write == ZERO or write == NINES:
                note(events, state, r, f, ODD)
            continue
        if raw_nulls:
            form = null_form(source, place, size, raw_nulls, write, space)
            if form >= 0:
                set_null(views, column, r)
                if form or delimited:
                    note(events, state, r, f, ODD)
                continue
        if plain:
            word, rest = load64(source, place), load64(source, place + 4)
            bad = not_zoned(word, zones) & low_bytes | not_zoned(rest, zones) & high_bytes
            word, rest = word & NIBBLES & low_bytes, rest & NIBBLES & high_bytes
            zero = (word | rest) == U(0) and nulls & ZERO
            if bad == U(0) and not zero:  # digits of an identifier stand as they are
                head = (word | (ASCII_ZEROS & low_bytes)) & LOW32
                views[column, r, 0] = U(size) | (head << U(32))
                views[column, r, 1] = rest | (ASCII_ZEROS & high_bytes)
                continue
        if kind == ZONED or kind == PACKED or kind == BINARY:
            if kind == ZONED:
                if delimited:
                    magnitude, negative, event = read_text_number(source, place, size, row)
                else:
                    magnitude, negative, event = decode_zoned(source, place, size, row, page, signs)
            elif kind == PACKED:
                magnitude, negative, event = decode_packed(source, place, size, row)
            else:
                magnitude, negative, event = decode_binary(source, place, size, row)
            if event > 0:
                set_null(views, column, r)
                if all_bytes(source, place, size, space):
                    event = I(N004)
                note(events, state, r, f, event)
                continue
            if means_null(magnitude, negative, most, nulls):
                set_null(views, column, r)
                if event == ODD or write != (ZERO if magnitude == U(0) else NINES):
                    note(events, state, r, f, ODD)
                continue
            negative = negative and magnitude > U(0)
            if magnitude > most:
                event = I(ODD)  # more digits than the field declares
            if row[VALUE]:
                digits = row[DIGITS]
                left = magnitude
                for k in range(digits):
                    tenth = left // U(10)
                    store8(heap, out + digits - 1 - k, U(0x30) + (left - tenth * U(10)))
                    left = tenth
                used = digits
                if left:
                    used = put_number(magnitude, False, I(0), heap, out)
                out = mark_view(views, column, r, out, used)
            else:
                used = put_number(magnitude, negative, row[SCALE], heap, out)
                out = mark_view(views, column, r, out, used)
        elif kind == DATE:
            if delimited and size != (8 if row[FORM] == YYYYMMDD else 6 + row[FORM] // 2):
                set_null(views, column, r)
                blank = all_bytes(source, place, size, space)
                note(events, state, r, f, I(N004) if blank else I(N001))
                continue
            out, event, warning = decode_date(
                views, column, r, source, place, size, row, page, eras, names, heap, out
            )
            if event > 0 and all_bytes(source, place, size, space):
                event = I(N004)
            if warning >= 0:
                note(events, state, r, f, warning)
        else:
            used, marks = I(0), I(0)
            if kind == SINGLE:
                used, flags = decode_single(source, place, size, single, space, heap, out)
                if flags >> U(60):
                    if (flags >> U(60)) & U(1):
                        marks = text_marks(heap, out, out + used)
                    if flags >> U(63):
                        event, marks = I(C001), I(LISTED)
                        if (flags >> U(62)) & U(1):
                            event, marks = I(C004), I(0)
                    elif (flags >> U(61)) & U(1):
                        event = I(ODD)
            elif kind == DOUBLE:
                used, event, marks = decode_double(
                    source, place, size, double, extended, page, heap, out
                )
            elif kind == MIXED:
                used, event, marks = decode_mixed(
                    source,
                    place,
                    size,
                    single,
                    double,
                    extended,
                    lead,
                    shifts,
                    page,
                    heap,
                    out,
                )
                if marks & UNCLOSED:
                    note(events, state, r, f, C003)
            elif kind == UTF8:
                used, event, marks = decode_utf8(
                    source, place, size, double, extended, page, not delimited, heap, out
                )
            elif kind >= UTF16:
                wide = kind == UTF16_DOUBLE
                used, event, marks = decode_utf16(
                    source,
                    place,
                    size,
                    double,
                    extended,
                    page,
                    row[ORDER],
                    wide,
                    not delimited,
                    heap,
                    out,
                )
            else:
                used, event, marks = decode_lead(
                    source,
                    place,
                    size,
                    single,
                    double,
                    triple,
                    extended,
                    lead,
                    page,
                    kind == LEAD_DOUBLE,
                    not delimited,
                    heap,
                    out,
                )
            if marks & (LISTED | PRIVATE | REPLACED):
                note(events, state, r, f, WATCHED)
                if marks & PRIVATE:
                    note(events, state, r, f, C008)
                if marks & REPLACED:
                    note(events, state, r, f, C009)
            if event > 0 or used == 0:
                set_null(views, column, r)
                if event <= 0 and write != BLANK:
                    event = I(ODD)
            else:
                out = mark_view(views, column, r, out, used)
        if event >= 0:
            note(events, state, r, f, event)
    if column >= 0:
        settle(views, column, first, last, heap)
    state[HEAP] = out


@kernel
def decode_batch(
    source,
    starts,
    spans,
    delimited,
    table,
    page,
    single,
    double,
    triple,
    extended,
    lead,
    shifts,
    signs,
    eras,
    names,
    views,
    heap,
    events,
    state,
):
    """Decode every field of every record.

    ``source`` uint8, with slack behind; ``starts`` int64[rows], or ``spans`` from ``split_rows``
    where ``delimited``; ``table`` int64[fields, 17]; ``views`` and ``heap`` are filled, the heap
    from state[HEAP] on; ``events`` int64[capacity, 3]; state[EVENTS] counts them.
    """
    rows = starts.shape[0]
    for first in range(0, rows, CHUNK):
        last = min(first + CHUNK, rows)
        for f in range(table.shape[0]):
            if table[f, KIND] == FLOAT:
                continue
            decode_field(
                source,
                starts,
                spans,
                delimited,
                table,
                f,
                first,
                last,
                page,
                single,
                double,
                triple,
                extended,
                lead,
                shifts,
                signs,
                eras,
                names,
                views,
                heap,
                events,
                state,
            )


@inline
def read_text_number(source, place, size, row):
    """A number as text in a delimited column -> (magnitude, negative, event).

    ASCII digits, at most 18 behind leading zeros, with an optional leading sign and, where the
    field has a scale, a point.
    """
    i = I(0)
    negative = False
    odd = False
    first = I(load8(source, place))
    if first == 0x2D or first == 0x2B:
        negative = first == 0x2D
        odd = first == 0x2B
        if row[SIGN] == SIGN_NONE:
            return U(0), False, I(N003)
        i = I(1)
    value = U(0)
    digits = I(0)
    behind = I(-1)
    leading = I(0)
    while i < size:
        byte = I(load8(source, place + i))
        if byte == 0x2E and row[SCALE] and behind < 0:
            behind = I(0)
        elif 0x30 <= byte <= 0x39:
            if digits == leading and byte == 0x30:
                leading += 1
            if value >= U(100000000000000000):
                return U(0), False, I(N001)
            value = value * U(10) + U(byte - 0x30)
            digits += 1
            if behind >= 0:
                behind += 1
        else:
            return U(0), False, I(N001)
        i += 1
    if digits == 0 or behind > row[SCALE]:
        return U(0), False, I(N001)
    if behind < 0:
        behind = I(0)
        odd = odd or row[SCALE] > 0
    odd = odd or behind != row[SCALE]
    while behind < row[SCALE]:
        if value >= U(100000000000000000):
            return U(0), False, I(N001)
        value *= U(10)
        behind += 1
    if row[VALUE]:
        odd = odd or digits != row[DIGITS]
    else:
        whole = digits - row[SCALE]
        odd = odd or whole < 1 or (whole > 1 and leading > 0)
    odd = odd or (negative and value == U(0))
    return value, negative, (I(ODD) if odd else I(-1))


# --- 4. encoding -------------------------------------------------------------------------------


@inline
def fill(out, place, size, byte):
    """Write one byte ``size`` times."""
    for i in range(size):
        store8(out, place + i, U(byte))


@inline
def fill_double(out, place, size, pair, space):
    """Write double-byte spaces; an odd byte at the end is a single-byte space."""
    for i in range(0, size - 1, 2):
        store8(out, place + i, U(pair >> 8))
        store8(out, place + i + 1, U(pair & 255))
    if size & 1:
        store8(out, place + size - 1, U(space))


@inline
def unwritable(heap, place, size, to_double, page):
    """Whether valid UTF-8 holds what no Unicode field reads as itself: a control character, a
    noncharacter, or private use that a user's table reads as another character.
    """
    at = place
    stop = place + size
    while at < stop:
        point, length = code_point(heap, at)
        if point < 0x20 or 0x7F <= point < 0xA0 or is_noncharacter(point):
            return True
        if page[GAIJI] and 0xE000 <= point < 0xF900 and to_double[point]:
            return True
        at += length
    return False


@inline
def find_pair(keys, values, first, second):
    """The double-byte entry of a code point beyond the basic plane or of a sequence of two; 0."""
    wanted = (U(first) << U(32)) | U(second)
    low, high = I(0), I(keys.shape[0])
    while low < high:
        middle = (low + high) // 2
        if keys[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    if low < keys.shape[0] and keys[low] == wanted:
        return I(values[low])
    return I(0)


@inline
def put_shift(out, o, shift):
    """Write a shift code, as ``page_numbers`` packs it; -> where the text goes on."""
    size = shift >> 24
    for k in range(size):
        store8(out, o + k, U(shift >> (8 * k) & 255))
    return o + size


@inline
def combines(point):
    """Whether a code point may be the second of a sequence that is one code: combining marks,
    tone letters, and the variation selectors.
    """
    if point < 0x2E5:
        return False
    if point < 0x370:
        return point >= 0x300 or point <= 0x2E9
    return point == 0x309A or 0xFE00 <= point < 0xFE10 or 0xE0100 <= point < 0xE01F0


@inline
def encode_text(
    heap, place, size, kind, to_single, to_double, keys, values, page, out, start, limit
):
    """UTF-8 text -> bytes of the code page at out[start:start+limit], not padded.

    -> (bytes written or -1, event): C005 writes nothing; C007 writes the characters that fit,
    with the shift-in behind them; C006 tells of an alias.
    """
    event = I(-1)
    shifted = False
    o = start
    end = start + limit
    shift_out, shift_in = page[SHIFT_OUT], page[SHIFT_IN]
    closing = shift_in >> 24 if shift_in >= 0 else I(0)
    over = False
    at = place
    stop = place + size
    while at < stop:
        point, length = code_point(heap, at)
        single, double = I(0), I(0)
        following = at + length
        both = I(0)
        if keys.shape[0] and following < stop:
            second, extra = code_point(heap, following)
            if combines(second):
                both = find_pair(keys, values, point, second)
                if both:
                    following += extra
        if both:
            double = both
        elif point < 0x10000:
            single = I(to_single[point])
            double = I(to_double[point])
        else:
            double = find_pair(keys, values, point, I(0))
            if double >> 24 & 3 == 1 and kind <= MIXED:
                single = 256 | (double & 255) | (512 if double & 0x4000000 else 0)
                double = I(0)
        at = following
        if kind == DOUBLE:
            single = I(0)
        elif kind == SINGLE:
            double = I(0)
        if single == 0 and double == 0:
            return I(-1), I(C005)
        if over:
            continue
        if single:
            wide = I(1)
            need = closing + wide if shifted else wide
        else:
            wide = (double >> 24) & 3
            need = wide
            if kind == MIXED:
                need += closing + (I(0) if shifted else shift_out >> 24)
        if o + need > end:
            over = True
            continue
        if single:
            if shifted:
                o = put_shift(out, o, shift_in)
                shifted = False
            store8(out, o, U(single & 255))
            if single & 512:
                event = I(C006)
        else:
            if kind == MIXED and not shifted:
                o = put_shift(out, o, shift_out)
                shifted = True
            for k in range(wide):
                store8(out, o + k, U((double >> (8 * (wide - 1 - k))) & 255))
            if double & 0x4000000:
                event = I(C006)
        o += wide
    if shifted:
        o = put_shift(out, o, shift_in)
    return o - start, (I(C007) if over else event)


@inline
def encode_unicode(heap, place, size, kind, little, to_double, page, out, start, limit):
    """UTF-8 text -> bytes of a Unicode field at out[start:start+limit], padded.

    -> event: C005 for what no field reads as itself, and nothing written; C007 where only the
    characters that fit are written.
    """
    if unwritable(heap, place, size, to_double, page):
        return I(C005)
    o = start
    end = start + limit
    at = place
    event = I(-1)
    while at < place + size:
        point, length = code_point(heap, at)
        if kind == UTF8:
            if o + length > end:
                event = I(C007)
                break
            for k in range(length):
                store8(out, o + k, load8(heap, at + k))
            o += length
        else:
            wide = I(4) if point >= 0x10000 else I(2)
            if o + wide > end:
                event = I(C007)
                break
            if wide == 4:
                put_unit(out, o, 0xD7C0 + (point >> 10), little)
                put_unit(out, o + 2, 0xDC00 + (point & 0x3FF), little)
            else:
                put_unit(out, o, point, little)
            o += wide
        at += length
    fill_unicode(kind, little, page, out, o, end - o)
    return event


@inline
def put_unit(out, o, unit, little):
    """Write one UTF-16 code unit."""
    store8(out, o, U(unit & 255 if little else unit >> 8))
    store8(out, o + 1, U(unit >> 8 if little else unit & 255))


@inline
def fill_unicode(kind, little, page, out, place, size):
    """Spaces of a Unicode field; an odd byte at the end is an ASCII space."""
    if kind == UTF8:
        fill(out, place, size, page[SPACE])
        return
    for k in range(0, size - 1, 2):
        put_unit(out, place + k, 0x3000 if kind == UTF16_DOUBLE else 0x20, little)
    if size & 1:
        store8(out, place + size - 1, U(page[SPACE]))


@inline
def read_number(heap, place, size, scale):
    """Decimal text -> (magnitude with ``scale`` digits behind the point, negative, event).

    What needs more than 64 bits does not fit, nor do more decimals than ``scale``, nor a number
    that is no multiple of the power of ten which a negative ``scale`` is.
    """
    i = I(0)
    negative = False
    if size and load8(heap, place) == U(0x2D):
        negative = True
        i = I(1)
    value = U(0)
    digits = I(0)
    behind = I(-1)
    fits = True
    while i < size:
        byte = I(load8(heap, place + i))
        if byte == 0x2E and behind < 0:
            behind = I(0)
        elif 0x30 <= byte <= 0x39:
            if value >= TENTH and (value > TENTH or byte > 0x35):
                fits = False
            else:
                value = value * U(10) + U(byte - 0x30)
            digits += 1
            if behind >= 0:
                behind += 1
        else:
            return U(0), False, I(N006)
        i += 1
    if digits == 0:
        return U(0), False, I(N006)
    if not fits:
        return U(0), False, I(N005)
    behind = max(behind, I(0))
    while behind > scale:
        tenth = value // U(10)
        if value != tenth * U(10):
            return U(0), False, I(N005)
        value = tenth
        behind -= 1
    while behind < scale:
        if value > TENTH:
            return U(0), False, I(N005)
        value *= U(10)
        behind += 1
    return value, negative, I(-1)


@inline
def write_zoned(out, place, size, magnitude, negative, row, page, signs):
    """A zoned decimal in the field's sign form."""
    sign, zone = row[SIGN], page[ZONE]
    first, digits = place, size
    if sign == SIGN_TRAILING_SEPARATE or sign == SIGN_LEADING_SEPARATE:
        digits -= 1
        mark = place + digits
        if sign == SIGN_LEADING_SEPARATE:
            first, mark = place + 1, place
        store8(out, mark, U(page[MINUS] if negative else page[POSITIVE]))
    left = magnitude
    for k in range(digits):
        tenth = left // U(10)
        store8(out, first + digits - 1 - k, U(zone) | (left - tenth * U(10)))
        left = tenth
    if sign == SIGN_TRAILING or sign == SIGN_LEADING:
        at = place + size - 1 if sign == SIGN_TRAILING else place
        digit = I(load8(out, at) & U(15)) + (NEGATIVE if negative else 0)
        store8(out, at, load8(signs, row[SIGN_BYTES] + WRITTEN + digit))


@inline
def packed_sign(negative, row):
    """The sign code that the field writes, -1 where it has no sign nibble."""
    if row[SIGN] == NO_NIBBLE:
        return I(-1)
    if row[SIGN] == SIGN_NONE:
        return I(0xF)
    return I(0xD) if negative else row[PLUS]


@inline
def write_packed(out, place, size, magnitude, negative, sign):
    """A packed decimal with that sign code, -1: without one."""
    left = magnitude
    if sign < 0:
        for k in range(size - 1, -1, -1):
            hundredth = left // U(100)
            pair = left - hundredth * U(100)
            store8(out, place + k, ((pair // U(10)) << U(4)) | (pair % U(10)))
            left = hundredth
        return
    tenth = left // U(10)
    store8(out, place + size - 1, ((left - tenth * U(10)) << U(4)) | U(sign))
    left = tenth
    for k in range(size - 2, -1, -1):
        hundredth = left // U(100)
        pair = left - hundredth * U(100)
        store8(out, place + k, ((pair // U(10)) << U(4)) | (pair % U(10)))
        left = hundredth


@inline
def write_binary(out, place, size, magnitude, negative, order):
    """A two's complement number in either byte order."""
    value = ~magnitude + U(1) if negative else magnitude
    for i in range(size):
        at = i if order else size - 1 - i
        store8(out, place + at, value & U(255))
        value >>= U(8)


@inline
def has_sign(row):
    """Whether the field can say that a number is negative."""
    return row[SIGN] != SIGN_NONE and row[SIGN] != NO_NIBBLE


@inline
def encode_number(heap, place, size, kind, row, page, signs, out, at, length):
    """Decimal text -> a zoned, packed or binary number; -> event. What the field reads as null is
    no number that fits it.
    """
    magnitude, negative, event = read_number(heap, place, size, row[SCALE])
    if event >= 0:
        return event
    most = largest(row)
    if magnitude > most or (negative and not has_sign(row)):
        return I(N005)
    if means_null(magnitude, negative, most, row[NULLS]):
        return I(N005)
    negative = negative and magnitude > U(0)
    if kind == ZONED:
        write_zoned(out, at, length, magnitude, negative, row, page, signs)
    elif kind == PACKED:
        write_packed(out, at, length, magnitude, negative, packed_sign(negative, row))
        if (
            row[SIGN] == NO_NIBBLE
            and row[NULLS] & BLANK
            and all_bytes(out, at, length, page[SPACE])
        ):
            return I(N005)  # X'40' and X'20' in every byte are digits, but mean null here
    else:
        bits = U(8 * length - (1 if row[SIGN] != SIGN_NONE else 0))
        lowest = magnitude - U(1) if negative else magnitude  # one more below zero than above
        if bits < U(64) and lowest >> bits:
            return I(N005)
        whole = ONES >> U(64 - 8 * length)
        if row[NULLS] & HIGH and (~magnitude + U(1) if negative else magnitude) & whole == whole:
            return I(N005)  # X'FF' in every byte means null here
        write_binary(out, at, length, magnitude, negative, row[ORDER])
    return I(-1)


@inline
def read_digits(heap, at, stop):
    """ASCII digits at ``at`` -> (number, behind them); at most six, none: -1."""
    number = I(-1)
    count = 0
    while at < stop and count < 6:
        byte = I(load8(heap, at))
        if byte < 0x30 or byte > 0x39:
            break
        number = max(number, I(0)) * 10 + byte - 0x30
        at += 1
        count += 1
    return number, at


@inline
def three_bytes(heap, at, stop):
    """The next three bytes as a number, first lowest; 0 where there are fewer."""
    if at + 3 > stop:
        return U(0)
    return load32(heap, at) & U(0xFFFFFF)


@inline
def read_word_digits(heap, at, stop):
    """ASCII or full-width digits at ``at`` -> (number, behind them); at most four, none: -1."""
    number, after = read_digits(heap, at, min(stop, at + 4))
    if number >= 0:
        return number, after
    count = 0
    while count < 4 and three_bytes(heap, at, stop) & U(0xFFFF) == U(0xBCEF):
        digit = I(load8(heap, at + 2)) - 0x90
        if digit < 0 or digit > 9:
            break
        number = max(number, I(0)) * 10 + digit
        at += 3
        count += 1
    return number, at


@inline
def read_words(heap, place, size, eras, names):
    """A date in words, as ``put_words`` writes it -> (known or -1, era or -1, year, month, day)."""
    at, stop = place, place + size
    era = I(-1)
    for k in range(eras.shape[0]):
        name, name_size = eras[k, ERA_NAME] >> 8, eras[k, ERA_NAME] & 255
        if at + name_size < stop and same_bytes(heap, at, names, name, name_size):
            era = I(k)
            at += name_size
            break
    year, month, day = I(0), I(0), I(0)
    known = I(0)
    number, after = read_word_digits(heap, at, stop)
    if number >= 0:
        year, at, known = number, after, I(1)
    elif era >= 0 and three_bytes(heap, at, stop) == U(0x8385E5):
        year, known = I(1), I(1)
        at += 3
    elif era >= 0:
        return I(-1), era, year, month, day
    if three_bytes(heap, at, stop) != U(0xB4B9E5):
        return I(-1), era, year, month, day
    at += 3
    number, after = read_word_digits(heap, at, stop)
    if number >= 0 and known == 1:
        month, at, known = number, after, I(2)
    if three_bytes(heap, at, stop) != U(0x889CE6):
        return I(-1), era, year, month, day
    at += 3
    number, after = read_word_digits(heap, at, stop)
    if number >= 0 and known == 2:
        day, at, known = number, after, I(3)
    if three_bytes(heap, at, stop) != U(0xA597E6):
        return I(-1), era, year, month, day
    at += 3
    if known < 3:
        if three_bytes(heap, at, stop) != U(0x8DB8E4):
            return I(-1), era, year, month, day
        if three_bytes(heap, at + 3, stop) != U(0xB3A9E8):
            return I(-1), era, year, month, day
        at += 6
    if at != stop:
        return I(-1), era, year, month, day
    return known, era, year, month, day


@inline
def iso_date(heap, place, size):
    """YYYY-MM-DD -> the number YYYYMMDD, or -1."""
    if size != 10 or load8(heap, place + 4) != U(0x2D) or load8(heap, place + 7) != U(0x2D):
        return I(-1)
    year, after = read_digits(heap, place, place + 4)
    month, middle = read_digits(heap, place + 5, place + 7)
    day, last = read_digits(heap, place + 8, place + 10)
    if after != place + 4 or middle != place + 7 or last != place + 10:
        return I(-1)
    return year * 10000 + month * 100 + day


@inline
def date_digits(heap, place, size, row, eras, names):
    """A date as text -> (the number of its digits in the field's form, event).

    Words are read in any spelling of the same date: an era's year in a field of western years, 1
    for 元. A year before the Gregorian calendar is never computed from its era.
    """
    form, unknown = row[FORM], row[UNKNOWN]
    date = iso_date(heap, place, size)
    if date >= 0:
        year, month, day = date // 10000, date // 100 % 100, date % 100
        if year == 0 or not real_day(year, month, day, False):
            return I(0), I(D004)
        if form == YYYYMMDD:
            return date, I(-1)
        if form == YYMMDD:
            pivot = row[PIVOT]
            if year < 1900 + pivot or year >= 2000 + pivot:
                return I(0), I(D004)
            return date % 1000000, I(-1)
        for k in range(eras.shape[0]):
            if eras[k, ERA_START] <= date and (eras[k, ERA_END] == 0 or date <= eras[k, ERA_END]):
                if date < LUNAR_UNTIL or year - eras[k, ERA_BASE] > 99:
                    return I(0), I(D004)
                years = year - eras[k, ERA_BASE]
                return eras[k, ERA_CODE] * 1000000 + years * 10000 + month * 100 + day, I(-1)
        return I(0), I(D004)
    known, era, year, month, day = read_words(heap, place, size, eras, names)
    if known < 0 or (known < 3 and unknown < 0):
        return I(0), I(D004)
    if known == 0:
        number = whole_unknown(row)
        return number, (I(D004) if number < 0 else I(-1))
    solar = year + eras[era, ERA_BASE] if era >= 0 else year
    if year == 0 or solar > 9999 or (known == 3 and not real_day(solar, month, day, era >= 0)):
        return I(0), I(D004)
    if known == 2 and (month < 1 or month > 12):
        return I(0), I(D004)
    if known == 1:
        month = unknown
    if known <= 2:
        day = unknown
    if form == GYYMMDD:
        if era < 0 or year > 99:
            return I(0), I(D004)
        number = eras[era, ERA_CODE] * 1000000 + year * 10000
    else:
        if era >= 0 and solar * 10000 + month % 99 * 100 + day % 99 < LUNAR_UNTIL:
            return I(0), I(D004)
        if form == YYMMDD and (solar < 1900 + row[PIVOT] or solar >= 2000 + row[PIVOT]):
            return I(0), I(D004)
        number = (solar % 100 if form == YYMMDD else solar) * 10000
    number += month * 100 + day
    if unknown >= 0 and (number == 0 or number == all_nines(form)):
        return I(0), I(D004)  # it would be read as wholly unknown
    return number, I(-1)


@inline
def write_date(number, row, page, out, at, length):
    """The digits of a date in their carrier."""
    if row[CARRIER] == 0:
        left = number
        for k in range(length):
            store8(out, at + length - 1 - k, U(page[ZONE]) | U(left % 10))
            left //= 10
    else:
        sign = I(0xF) if row[SIGN] == SIGN_NONE else row[PLUS]
        write_packed(out, at, length, U(number), False, sign)


@inline
def write_null(kind, row, page, signs, out, at, length):
    """The bytes that say "no value" in this field."""
    write = row[WRITE]
    if write == LOW:
        fill(out, at, length, I(0))
    elif write == HIGH:
        fill(out, at, length, I(0xFF))
    elif write == ZERO or write == NINES or (write == 0 and ZONED <= kind <= DATE):
        number = largest(row) if write == NINES else U(0)
        if kind == DATE:
            write_date(all_nines(row[FORM]) if write == NINES else I(0), row, page, out, at, length)
        elif kind == ZONED:
            write_zoned(out, at, length, number, False, row, page, signs)
        elif kind == PACKED:
            write_packed(out, at, length, number, False, packed_sign(False, row))
        else:
            write_binary(out, at, length, number, False, row[ORDER])
    elif kind == LEAD_DOUBLE or kind == DOUBLE:
        fill_double(out, at, length, page[DOUBLE_SPACE], page[SPACE])
    elif kind >= UTF16:
        fill_unicode(kind, row[ORDER], page, out, at, length)
    else:
        fill(out, at, length, page[SPACE])


@inline
def text_number(magnitude, negative, row, out, o):
    """A number in a delimited column; -> its size."""
    if not row[VALUE]:
        return put_number(magnitude, negative and magnitude > U(0), row[SCALE], out, o)
    left = magnitude
    for k in range(row[DIGITS]):
        tenth = left // U(10)
        store8(out, o + row[DIGITS] - 1 - k, U(0x30) + (left - tenth * U(10)))
        left = tenth
    return row[DIGITS]


@inline
def null_text(kind, row, page, out, o):
    """Zeros or nines that say "no value" in a delimited column; -> their size."""
    nines = row[WRITE] == NINES
    if kind == DATE:
        used = I(8) if row[FORM] == YYYYMMDD else 6 + row[FORM] // 2
        write_date(all_nines(row[FORM]) if nines else I(0), row, page, out, o, used)
        return used
    number = largest(row) if nines else U(0)
    return text_number(number, False, row, out, o)


@kernel
def encode_batch(
    views,
    heap,
    rows,
    table,
    page,
    to_single,
    to_double,
    keys,
    values,
    signs,
    eras,
    names,
    out,
    starts,
    events,
    state,
):
    """Encode every field of every record into out[starts[r] + offset], padded.

    A value that does not encode leaves the field as null and an event. heap[state[HEAP]:] is
    scratch of 32 bytes.
    """
    scratch = state[HEAP]
    for f in range(table.shape[0]):
        row = table[f]
        kind, offset, length, column = row[KIND], row[OFFSET], row[LENGTH], row[COLUMN]
        if kind == FLOAT:
            continue
        for r in range(rows):
            at = starts[r] + offset
            if kind == FILLER or is_null(views, column, r):
                write_null(kind, row, page, signs, out, at, length)
                if row[WRITE] == 0 and ZONED <= kind <= DATE:
                    note(events, state, r, f, N004)
                continue
            size = view_size(views, column, r)
            place = spread(views, column, r, heap, scratch)
            event = I(-1)
            if kind == ZONED or kind == PACKED or kind == BINARY:
                event = encode_number(heap, place, size, kind, row, page, signs, out, at, length)
            elif kind == DATE:
                number, event = date_digits(heap, place, size, row, eras, names)
                if event < 0:
                    write_date(number, row, page, out, at, length)
            elif kind >= UTF8:
                event = encode_unicode(
                    heap, place, size, kind, row[ORDER], to_double, page, out, at, length
                )
            else:
                used, event = encode_text(
                    heap,
                    place,
                    size,
                    kind,
                    to_single,
                    to_double,
                    keys,
                    values,
                    page,
                    out,
                    at,
                    length,
                )
                if used >= 0:
                    if kind == DOUBLE or kind == LEAD_DOUBLE:
                        fill_double(out, at + used, length - used, page[DOUBLE_SPACE], page[SPACE])
                    else:
                        fill(out, at + used, length - used, page[SPACE])
            if event >= 0:
                note(events, state, r, f, event)
                if event != C006 and event != C007:
                    write_null(kind, row, page, signs, out, at, length)


@inline
def breaks(out, place, size, delimiter):
    """Whether a value without quotes would end its column or its record."""
    for k in range(size):
        byte = I(load8(out, place + k))
        if byte == delimiter or byte == 0x0A or byte == 0x0D:
            return True
    return False


@kernel
def encode_rows(
    views,
    heap,
    rows,
    table,
    page,
    to_single,
    to_double,
    keys,
    values,
    eras,
    names,
    delimiter,
    policy,
    out,
    starts,
    sizes,
    events,
    state,
):
    """Encode delimited records, one behind the other in ``out``; ``starts`` and ``sizes``
    int64[rows] tell where. ``policy``: 0 quotes around all, 1 where needed, 2 none: what needs
    them then is C005 and left out.
    -> bytes written, or -1 where ``out`` is too small. heap[state[HEAP]:] is scratch.
    """
    scratch = state[HEAP]
    o = I(0)
    room = out.shape[0] - 64
    for r in range(rows):
        starts[r] = o
        for f in range(table.shape[0]):
            row = table[f]
            kind, column = row[KIND], row[COLUMN]
            if f:
                store8(out, o, U(delimiter))
                o += 1
            quoted = policy == 0
            if quoted:
                store8(out, o, U(0x22))
                o += 1
            used = I(0)
            if kind != FILLER and not is_null(views, column, r):
                size = view_size(views, column, r)
                place = spread(views, column, r, heap, scratch)
                if o + 4 * size + 64 > room:
                    return I(-1)
                event = I(-1)
                if kind == ZONED:
                    magnitude, negative, event = read_number(heap, place, size, row[SCALE])
                    if event < 0:
                        most = largest(row)
                        if (
                            magnitude > most
                            or (negative and row[SIGN] == SIGN_NONE)
                            or means_null(magnitude, negative, most, row[NULLS])
                        ):
                            event = I(N005)
                        else:
                            used = text_number(magnitude, negative, row, out, o)
                elif kind == DATE:
                    number, event = date_digits(heap, place, size, row, eras, names)
                    if event < 0:
                        used = I(8) if row[FORM] == YYYYMMDD else 6 + row[FORM] // 2
                        write_date(number, row, page, out, o, used)
                elif kind == UTF8:
                    if unwritable(heap, place, size, to_double, page):
                        event = I(C005)
                    else:
                        copy_bytes(out, o, heap, place, size)
                        used = size
                else:
                    used, event = encode_text(
                        heap,
                        place,
                        size,
                        kind,
                        to_single,
                        to_double,
                        keys,
                        values,
                        page,
                        out,
                        o,
                        4 * size,
                    )
                    used = max(used, I(0))
                if event >= 0:
                    note(events, state, r, f, event)
            elif kind != FILLER and (row[WRITE] == ZERO or row[WRITE] == NINES):
                used = null_text(kind, row, page, out, o)
            if o + used + 64 > room:
                return I(-1)
            quotes = I(0)
            needed = False
            for k in range(used):
                byte = I(load8(out, o + k))
                if byte == 0x22:
                    quotes += 1
                if byte == 0x22 or byte == delimiter or byte == 0x0A or byte == 0x0D:
                    needed = True
            if policy == 2 and needed:
                if I(load8(out, o)) == 0x22 or breaks(out, o, used, delimiter):
                    note(events, state, r, f, C005)
                    used = I(0)
            if policy == 1 and needed:
                for k in range(used - 1, -1, -1):
                    store8(out, o + 1 + k, load8(out, o + k))
                store8(out, o, U(0x22))
                o += 1
                quoted = True
            if quotes and quoted:
                end = o + used + quotes
                for k in range(used - 1, -1, -1):
                    byte = load8(out, o + k)
                    end -= 1
                    store8(out, end, byte)
                    if byte == U(0x22):
                        end -= 1
                        store8(out, end, byte)
                used += quotes
            o += used
            if quoted:
                store8(out, o, U(0x22))
                o += 1
        sizes[r] = o - starts[r]
    return o


# --- 5. steps ----------------------------------------------------------------------------------

# columns of a step's row (int64[steps, 32]); see lgmigrate.columns.table
STEP, SOURCES, TARGETS, FIRST, SECOND, THIRD = 0, 1, 2, 3, 4, 5
SOURCE, TARGET, FIELD = 6, 14, 22  # where up to eight columns, columns and fields begin
FOURTH = 30

PAD, UNPAD, CODES, JOIN, SPLIT, SPLIT_DATE, JOIN_DATE, CHAIN, UNCHAIN = 1, 2, 3, 4, 5, 6, 7, 8, 9
CUT, UNCUT, WIDEN, NARROW, TRIM, CONSTANT, MATCH, TIME, UNTIME, CHECK, ABSENT = (
    10,
    11,
    12,
    13,
    14,
    15,
    16,
    17,
    18,
    19,
    20,
)
HALF, FULL, DIGIT = 1, 2, 3  # classes of CHECK


@inline
def hash_view(head, rest, heap):
    """A hash of a value by its view; long values by their size, first and last bytes."""
    if I(head & LOW32) > 12:
        rest = load64(heap, I(rest >> U(32)) + I(head & LOW32) - 8)
    mixed = (head ^ (rest * U(0x9E3779B97F4A7C15))) * U(0xC2B2AE3D27D4EB4F)
    return mixed ^ (mixed >> U(29))


@inline
def same_view(head, rest, other_head, other_rest, heap):
    """Whether two views on one heap hold the same value."""
    if head != other_head:
        return False
    size = I(head & LOW32)
    if size <= 12:
        return rest == other_rest
    return same_bytes(heap, I(rest >> U(32)), heap, I(other_rest >> U(32)), size)


@kernel
def fill_slots(keys, heap, slots, first):
    """Enter uint64[n, 2] keys into an open-addressing table; slots int32, a power of two long,
    hold ``first`` + the number of the key, or -1.
    """
    mask = I(slots.shape[0] - 1)
    for number in range(keys.shape[0]):
        at = I(hash_view(keys[number, 0], keys[number, 1], heap) & U(mask))
        while slots[at] >= 0:
            at = (at + 1) & mask
        slots[at] = first + number


@inline
def look_up(maps, slots, keys, number, head, rest, heap):
    """The number of the pair whose key is the view, in map ``number``; -1 where there is none."""
    start, mask = maps[number, 0], maps[number, 1]
    at = I(hash_view(head, rest, heap) & U(mask))
    while True:
        pair = I(slots[start + at])
        if pair < 0:
            return I(-1)
        if same_view(head, rest, keys[pair, 0], keys[pair, 1], heap):
            return pair
        at = (at + 1) & mask


@inline
def note_fields(events, state, step, row, event):
    """Add the event to every field of the step, so that the bytes of all are kept."""
    for k in range(8):
        if step[FIELD + k] >= 0:
            note(events, state, row, step[FIELD + k], event)


@inline
def note_first(events, state, step, row, event):
    """Add the event to the step's first field, and ODD to the others."""
    for k in range(8):
        if step[FIELD + k] >= 0:
            note(events, state, row, step[FIELD + k], event if k == 0 else I(ODD))


@inline
def find_bytes(heap, at, stop, wanted, size):
    """Where the bytes heap[wanted:wanted+size] are first found in heap[at:stop]; -1 nowhere, and
    for no bytes.
    """
    while size and at + size <= stop:
        if load8(heap, at) == load8(heap, wanted) and same_bytes(heap, at, heap, wanted, size):
            return at
        at += 1
    return I(-1)


@inline
def characters(heap, at, size):
    """How many characters a run of valid UTF-8 has."""
    high = U(0)
    for k in range(0, size - 7, 8):
        high |= load64(heap, at + k)
    if size & 7:
        high |= load64(heap, at + (size & ~7)) & (ONES >> U(64 - 8 * (size & 7)))
    count = I(size)
    if high & U(0x8080808080808080):
        for k in range(size):
            if load8(heap, at + k) & U(0xC0) == U(0x80):
                count -= 1
    return count


@inline
def step_pad(views, heap, rows, step, events, state, scratch):
    """Zeros on the left to ``width`` characters (FIRST); SECOND is the width that the inverse
    strips to.
    """
    column, target, width, least = step[SOURCE], step[TARGET], step[FIRST], step[SECOND]
    out = state[HEAP]
    for r in range(rows):
        if is_null(views, column, r):
            set_null(views, target, r)
            continue
        size = view_size(views, column, r)
        place = spread(views, column, r, heap, scratch)
        count = characters(heap, place, size)
        if count > width:
            set_null(views, target, r)
            note_first(events, state, step, r, S003)
            continue
        if count < least or (count > least and load8(heap, place) == U(0x30)):
            note_fields(events, state, step, r, ODD)
        fill(heap, out, width - count, I(0x30))
        copy_bytes(heap, out + width - count, heap, place, size)
        out = mark_view(views, target, r, out, size + width - count)
    settle(views, target, I(0), rows, heap)
    state[HEAP] = out


@inline
def step_unpad(views, heap, rows, step, state, scratch):
    """Strip zeros on the left, down to SECOND characters."""
    column, target, least = step[SOURCE], step[TARGET], step[SECOND]
    out = state[HEAP]
    for r in range(rows):
        if is_null(views, column, r):
            set_null(views, target, r)
            continue
        size = view_size(views, column, r)
        place = spread(views, column, r, heap, scratch)
        count = characters(heap, place, size)
        while count > least and load8(heap, place) == U(0x30):
            place += 1
            size -= 1
            count -= 1
        copy_bytes(heap, out, heap, place, size)
        out = mark_view(views, target, r, out, size)
    settle(views, target, I(0), rows, heap)
    state[HEAP] = out


@inline
def step_codes(
    views, heap, rows, step, maps, slots, keys, values, inexact, constants, events, state
):
    """Through a code map (FIRST); not in it: null and the event SECOND. A pair with an empty
    value goes to null; null goes to the constant THIRD, or to null where that is -1. Pairs that
    are ``inexact``, and null where FOURTH is 1, do not come back as they were.
    """
    column, target, number, absent = step[SOURCE], step[TARGET], step[FIRST], step[THIRD]
    for r in range(rows):
        if is_null(views, column, r):
            set_null(views, target, r)
            if absent >= 0:
                views[target, r, 0] = constants[absent, 0]
                views[target, r, 1] = constants[absent, 1]
            if step[FOURTH] == 1:
                note_fields(events, state, step, r, ODD)
            continue
        pair = look_up(maps, slots, keys, number, views[column, r, 0], views[column, r, 1], heap)
        if pair >= 0 and inexact[pair]:
            note_fields(events, state, step, r, ODD)
        if pair < 0 or values[pair, 0] == U(0):
            set_null(views, target, r)
            if pair < 0:
                note_first(events, state, step, r, step[SECOND])
        else:
            views[target, r, 0] = values[pair, 0]
            views[target, r, 1] = values[pair, 1]


@inline
def step_join(views, heap, rows, step, events, state, scratch):
    """Columns that are not null, with heap[FIRST:FIRST+SECOND] between them, to one column."""
    target, mark, mark_size, count = step[TARGET], step[FIRST], step[SECOND], step[SOURCES]
    out = state[HEAP]
    for r in range(rows):
        o = out
        begin = out
        parts = 0
        odd = False
        gap = False
        for k in range(count):
            column = step[SOURCE + k]
            if is_null(views, column, r):
                gap = True
                continue
            odd = odd or gap
            if parts:
                copy_bytes(heap, o, heap, mark, mark_size)
                if find_bytes(heap, begin, o + mark_size, mark, mark_size) != o:
                    odd = True  # the separator begins within the value before it
                o += mark_size
            begin = o
            size = view_size(views, column, r)
            place = spread(views, column, r, heap, scratch)
            copy_bytes(heap, o, heap, place, size)
            if k + 1 < count and find_bytes(heap, o, o + size, mark, mark_size) >= 0:
                odd = True
            o += size
            parts += 1
        if parts == 0:
            set_null(views, target, r)
            continue
        if odd:
            note_fields(events, state, step, r, ODD)
        out = mark_view(views, target, r, out, o - out)
    settle(views, target, I(0), rows, heap)
    state[HEAP] = out


@inline
def step_split(views, heap, rows, step, state, scratch):
    """One column at each heap[FIRST:FIRST+SECOND] to columns; the last takes the rest."""
    column, mark, mark_size, count = step[SOURCE], step[FIRST], step[SECOND], step[TARGETS]
    out = state[HEAP]
    for r in range(rows):
        if is_null(views, column, r):
            for k in range(count):
                set_null(views, step[TARGET + k], r)
            continue
        size = view_size(views, column, r)
        at = spread(views, column, r, heap, scratch)
        stop = at + size
        for k in range(count):
            target = step[TARGET + k]
            if at < 0:
                set_null(views, target, r)
                continue
            end = I(-1)
            if k + 1 < count:
                end = find_bytes(heap, at, stop, mark, mark_size)
            part = (stop if end < 0 else end) - at
            copy_bytes(heap, out, heap, at, part)
            out = mark_view(views, target, r, out, part)
            at = I(-1) if end < 0 else end + mark_size
    for k in range(count):
        settle(views, step[TARGET + k], I(0), rows, heap)
    state[HEAP] = out


@inline
def step_split_date(views, heap, rows, step, constants, events, state, scratch):
    """A date or its words -> date, flag (constants FIRST no, SECOND yes), words. A target of -1
    is not wanted; words that have no place are an event.
    """
    column, date, flag, words = step[SOURCE], step[TARGET], step[TARGET + 1], step[TARGET + 2]
    no, yes = step[FIRST], step[SECOND]
    for r in range(rows):
        head, rest = views[column, r, 0], views[column, r, 1]
        null = is_null(views, column, r)
        known = False
        if not null and I(head & LOW32) == 10:
            known = iso_date(heap, spread(views, column, r, heap, scratch), I(10)) >= 0
        set_null(views, date, r)
        if flag >= 0:
            set_null(views, flag, r)
        if words >= 0:
            set_null(views, words, r)
        if null:
            continue
        if known:
            views[date, r, 0], views[date, r, 1] = head, rest
        elif words >= 0:
            views[words, r, 0], views[words, r, 1] = head, rest
        else:
            note_first(events, state, step, r, M003)
        if flag >= 0:
            constant = no if known else yes
            views[flag, r, 0], views[flag, r, 1] = constants[constant, 0], constants[constant, 1]


@inline
def step_join_date(views, rows, step):
    """Date, or else words, -> one column."""
    date, words, target = step[SOURCE], step[SOURCE + 2], step[TARGET]
    for r in range(rows):
        column = date
        if words >= 0 and is_null(views, date, r):
            column = words
        views[target, r, 0], views[target, r, 1] = views[column, r, 0], views[column, r, 1]


@inline
def step_chain(views, heap, rows, step, maps, slots, keys, values, inexact, events, state, scratch):
    """Words joined by heap[FIRST:FIRST+SECOND] -> their codes through the map THIRD, one a
    column; a word not in the map, or more words than columns: all null and M002.
    """
    column, mark, mark_size, count = step[SOURCE], step[FIRST], step[SECOND], step[TARGETS]
    out = state[HEAP]
    for r in range(rows):
        for k in range(count):
            set_null(views, step[TARGET + k], r)
        if is_null(views, column, r):
            continue
        size = view_size(views, column, r)
        at = spread(views, column, r, heap, scratch)
        stop = at + size
        good = True
        odd = False
        for k in range(count):
            if at < 0:
                break
            end = find_bytes(heap, at, stop, mark, mark_size)
            part = (stop if end < 0 else end) - at
            target = step[TARGET + k]
            copy_bytes(heap, out, heap, at, part)
            set_view(views, target, r, heap, out, part)
            pair = look_up(
                maps, slots, keys, step[THIRD], views[target, r, 0], views[target, r, 1], heap
            )
            if pair < 0:
                good = False
                break
            odd = odd or inexact[pair] != 0
            views[target, r, 0], views[target, r, 1] = values[pair, 0], values[pair, 1]
            at = I(-1) if end < 0 else end + mark_size
        if not good or at >= 0:
            for k in range(count):
                set_null(views, step[TARGET + k], r)
            note_first(events, state, step, r, M002)
        elif odd:
            note_fields(events, state, step, r, ODD)


@inline
def step_unchain(views, heap, rows, step, maps, slots, keys, values, events, state, scratch):
    """Codes -> their words through the map THIRD, joined; a code not in the map: null, M002."""
    target, mark, mark_size, count = step[TARGET], step[FIRST], step[SECOND], step[SOURCES]
    out = state[HEAP]
    for r in range(rows):
        o = out
        good = True
        for k in range(count):
            column = step[SOURCE + k]
            if is_null(views, column, r):
                continue
            pair = look_up(
                maps, slots, keys, step[THIRD], views[column, r, 0], views[column, r, 1], heap
            )
            if pair < 0:
                good = False
                break
            if o > out:
                copy_bytes(heap, o, heap, mark, mark_size)
                o += mark_size
            size = I(values[pair, 0] & LOW32)
            if size > 12:
                copy_bytes(heap, o, heap, I(values[pair, 1] >> U(32)), size)
            else:
                store32(heap, o, values[pair, 0] >> U(32))
                store64(heap, o + 4, values[pair, 1])
            o += size
        if o == out or not good:
            set_null(views, target, r)
            if not good:
                note_first(events, state, step, r, M002)
            continue
        out = mark_view(views, target, r, out, o - out)
    settle(views, target, I(0), rows, heap)
    state[HEAP] = out


@inline
def step_cut(views, heap, rows, step, maps, slots, keys, values, inexact, events, state, scratch):
    """One column in parts of FIRST bytes to columns, each through the map SECOND (-1: none). A
    value of another length, or a part that ends within a character, is M003. The inverse fills
    up what is short where its map has a word for null, and makes null of nothing but nulls: such
    values are not invertible.
    """
    column, width, number, count = step[SOURCE], step[FIRST], step[SECOND], step[TARGETS]
    out = state[HEAP]
    for r in range(rows):
        for k in range(count):
            set_null(views, step[TARGET + k], r)
        if is_null(views, column, r):
            continue
        size = view_size(views, column, r)
        place = spread(views, column, r, heap, scratch)
        event = I(M003) if size % width or size > width * count else I(-1)
        some = False
        odd = False
        for k in range(1, size // width):
            if load8(heap, place + k * width) & U(0xC0) == U(0x80):
                event = I(M003)
        if event < 0:
            for k in range(size // width):
                target = step[TARGET + k]
                copy_bytes(heap, out, heap, place + k * width, width)
                out = set_view(views, target, r, heap, out, width)
                if number >= 0:
                    pair = look_up(
                        maps, slots, keys, number, views[target, r, 0], views[target, r, 1], heap
                    )
                    if pair < 0:
                        event = I(M001)
                        break
                    odd = odd or inexact[pair] != 0
                    views[target, r, 0], views[target, r, 1] = values[pair, 0], values[pair, 1]
                    if values[pair, 0] == U(0):
                        set_null(views, target, r)
                some = some or not is_null(views, target, r)
        if event >= 0:
            for k in range(count):
                set_null(views, step[TARGET + k], r)
            note_first(events, state, step, r, event)
        elif odd or not some or (number >= 0 and size < width * count):
            note_fields(events, state, step, r, ODD)
    state[HEAP] = out


@inline
def step_uncut(
    views, heap, rows, step, maps, slots, keys, values, constants, events, state, scratch
):
    """Columns, each through the map SECOND (-1: none), behind each other to one column; null is
    the constant THIRD, or ends the value where that is -1: a value behind it is M003.
    """
    target, number, absent, count = step[TARGET], step[SECOND], step[THIRD], step[SOURCES]
    out = state[HEAP]
    for r in range(rows):
        o = out
        event = I(-1)
        some = False
        ended = False
        for k in range(count):
            column = step[SOURCE + k]
            head, rest = views[column, r, 0], views[column, r, 1]
            if is_null(views, column, r):
                if absent < 0:
                    ended = True
                    continue
                head, rest = constants[absent, 0], constants[absent, 1]
            else:
                if ended:
                    event = I(M003)
                    break
                some = True
                if number >= 0:
                    pair = look_up(maps, slots, keys, number, head, rest, heap)
                    if pair < 0:
                        event = I(M001)
                        break
                    head, rest = values[pair, 0], values[pair, 1]
            size = I(head & LOW32)
            if size > 12:
                copy_bytes(heap, o, heap, I(rest >> U(32)), size)
            else:
                store32(heap, o, head >> U(32))
                store64(heap, o + 4, rest)
            o += size
        if event >= 0 or not some:
            set_null(views, target, r)
            if event >= 0:
                note_first(events, state, step, r, event)
            continue
        out = mark_view(views, target, r, out, o - out)
    settle(views, target, I(0), rows, heap)
    state[HEAP] = out


@inline
def step_widen(views, heap, rows, step, wide, events, state, scratch):
    """Half-width letters and kana to full-width (``wide`` uint16[192]: ASCII, then U+FF61..FF9F),
    a voiced mark joined to its kana. Text that holds other characters is not invertible.
    """
    column, target = step[SOURCE], step[TARGET]
    out = state[HEAP]
    for r in range(rows):
        if is_null(views, column, r):
            set_null(views, target, r)
            continue
        size = view_size(views, column, r)
        at = spread(views, column, r, heap, scratch)
        stop = at + size
        o = out
        odd = False
        before = I(0)
        while at < stop:
            point, length = code_point(heap, at)
            at += length
            if point < 0x80:
                before = I(wide[point])
                o = put_point(heap, o, before)
            elif 0xFF61 <= point <= 0xFF9F:
                voiced = I(0)
                if point == 0xFF9E:
                    if (
                        (0x30AB <= before <= 0x30C2 and before & 1)
                        or before == 0x30C4
                        or before == 0x30C6
                        or before == 0x30C8
                        or (0x30CF <= before <= 0x30DB and before % 3 == 0x30CF % 3)
                    ):
                        voiced = before + 1
                    elif before == 0x30A6:
                        voiced = I(0x30F4)
                elif point == 0xFF9F and 0x30CF <= before <= 0x30DB and before % 3 == 0x30CF % 3:
                    voiced = before + 2
                if voiced:
                    o = put_point(heap, o - 3, voiced)
                    before = I(0)
                else:
                    before = I(wide[128 + point - 0xFF61])
                    o = put_point(heap, o, before)
            else:
                copy_bytes(heap, o, heap, at - length, length)
                o += length
                before = I(0)
                odd = True
        if odd:
            note_fields(events, state, step, r, ODD)
        out = mark_view(views, target, r, out, o - out)
    settle(views, target, I(0), rows, heap)
    state[HEAP] = out


@inline
def step_narrow(views, heap, rows, step, narrow, state, scratch):
    """Full-width letters and kana to half-width. ``narrow`` uint32[65536]: one or two half-width
    code points (second << 16) of a full-width one, 0 where the character stays.
    """
    column, target = step[SOURCE], step[TARGET]
    out = state[HEAP]
    for r in range(rows):
        if is_null(views, column, r):
            set_null(views, target, r)
            continue
        size = view_size(views, column, r)
        at = spread(views, column, r, heap, scratch)
        stop = at + size
        o = out
        while at < stop:
            point, length = code_point(heap, at)
            half = I(narrow[point]) if point < 0x10000 else I(0)
            if half:
                o = put_point(heap, o, half & 0xFFFF)
                if half >> 16:
                    o = put_point(heap, o, half >> 16)
            else:
                copy_bytes(heap, o, heap, at, length)
                o += length
            at += length
        out = mark_view(views, target, r, out, o - out)
    settle(views, target, I(0), rows, heap)
    state[HEAP] = out


@inline
def step_trim(views, heap, rows, step, events, state, scratch):
    """Without spaces (half and full width) on both sides; nothing else left: null."""
    column, target = step[SOURCE], step[TARGET]
    out = state[HEAP]
    for r in range(rows):
        if is_null(views, column, r):
            set_null(views, target, r)
            continue
        size = view_size(views, column, r)
        at = spread(views, column, r, heap, scratch)
        whole = size
        while size:
            if load8(heap, at) == U(0x20):
                at += 1
                size -= 1
            elif size >= 3 and load32(heap, at) & U(0xFFFFFF) == U(0x8080E3):
                at += 3
                size -= 3
            else:
                break
        while size:
            if load8(heap, at + size - 1) == U(0x20):
                size -= 1
            elif size >= 3 and load32(heap, at + size - 3) & U(0xFFFFFF) == U(0x8080E3):
                size -= 3
            else:
                break
        if size == whole:
            views[target, r, 0], views[target, r, 1] = views[column, r, 0], views[column, r, 1]
            continue
        note_fields(events, state, step, r, ODD)
        if size == 0:
            set_null(views, target, r)
            continue
        copy_bytes(heap, out, heap, at, size)
        out = mark_view(views, target, r, out, size)
    settle(views, target, I(0), rows, heap)
    state[HEAP] = out


@inline
def step_time(views, heap, rows, step, events, state, scratch):
    """HHMMSS -> HH:MM:SS; no such time: null and M003."""
    column, target = step[SOURCE], step[TARGET]
    for r in range(rows):
        if is_null(views, column, r):
            set_null(views, target, r)
            continue
        place = spread(views, column, r, heap, scratch)
        number, after = read_digits(heap, place, place + 6)
        good = view_size(views, column, r) == 6 and after == place + 6
        hours, minutes, seconds = number // 10000, number // 100 % 100, number % 100
        if not good or hours > 23 or minutes > 59 or seconds > 59:
            set_null(views, target, r)
            note_first(events, state, step, r, M003)
            continue
        head = two_digits(hours) | (U(0x3A) << U(16)) | (U(0x30 + minutes // 10) << U(24))
        rest = U(0x30 + minutes % 10) | (U(0x3A) << U(8)) | (two_digits(seconds) << U(16))
        views[target, r, 0] = U(8) | (head << U(32))
        views[target, r, 1] = rest


@inline
def step_untime(views, heap, rows, step, events, state, scratch):
    """HH:MM:SS or HH:MM -> HHMMSS; another text or no such time: null and M003."""
    column, target = step[SOURCE], step[TARGET]
    out = state[HEAP]
    for r in range(rows):
        if is_null(views, column, r):
            set_null(views, target, r)
            continue
        size = view_size(views, column, r)
        place = spread(views, column, r, heap, scratch)
        good = (size == 8 or size == 5) and load8(heap, place + 2) == U(0x3A)
        if good and size == 8:
            good = load8(heap, place + 5) == U(0x3A)
        if good:
            for k in range(0, size, 3):
                number, after = read_digits(heap, place + k, place + k + 2)
                if after != place + k + 2 or number > (59 if k else 23):
                    good = False
        if not good:
            set_null(views, target, r)
            note_first(events, state, step, r, M003)
            continue
        for k in range(3):
            for d in range(2):
                byte = load8(heap, place + 3 * k + d) if 3 * k < size else U(0x30)
                store8(heap, out + 2 * k + d, byte)
        out = mark_view(views, target, r, out, I(6))
    settle(views, target, I(0), rows, heap)
    state[HEAP] = out


@inline
def is_selector(heap, at):
    """Whether a variation selector is at ``at``: U+FE00-FE0F, U+E0100-E01EF."""
    word = load32(heap, at)
    if word & U(0xF0FFFF) == U(0x80B8EF):
        return True
    if word & U(0xFFFF) != U(0xA0F3):
        return False
    third, last = (word >> U(16)) & U(0xFF), word >> U(24)
    return U(0x84) <= third <= U(0x86) or (third == U(0x87) and last <= U(0xAF))


@inline
def step_check(views, heap, rows, step, events, state, scratch):
    """At most SECOND characters of the class FIRST (HALF, FULL, DIGIT, 0 any): else null and S003
    or S004. Half: U+0020-007E and U+FF61-FF9F; full: none of these. An empty value is null.
    """
    column, target, kind, most = step[SOURCE], step[TARGET], step[FIRST], step[SECOND]
    for r in range(rows):
        head, rest = views[column, r, 0], views[column, r, 1]
        if is_null(views, column, r):
            set_null(views, target, r)
            continue
        size = I(head & LOW32)
        at = spread(views, column, r, heap, scratch)
        stop = at + size
        characters, selectors = I(0), I(0)
        halves = I(0)
        digits = I(0)
        if size == 0:
            set_null(views, target, r)
            note_fields(events, state, step, r, ODD)
            continue
        while at < stop:
            byte = load8(heap, at)
            characters += byte & U(0xC0) != U(0x80)
            selectors += is_selector(heap, at)
            if byte < U(0x80):
                halves += 1
                digits += U(0x30) <= byte <= U(0x39)
            elif byte == U(0xEF):
                pair = (I(load8(heap, at + 1)) << 8) | I(load8(heap, at + 2))
                halves += 0xBDA1 <= pair <= 0xBE9F
            at += 1
        event = I(-1)
        if (
            (kind == HALF and halves != characters)
            or (kind == FULL and halves)
            or (kind == DIGIT and digits != characters)
        ):
            event = I(S004)
        elif most and characters - selectors > most:
            event = I(S003)
        if event >= 0:
            set_null(views, target, r)
            note_first(events, state, step, r, event)
        else:
            views[target, r, 0], views[target, r, 1] = head, rest


@kernel
def run_steps(
    steps,
    views,
    heap,
    rows,
    maps,
    slots,
    keys,
    values,
    inexact,
    constants,
    wide,
    narrow,
    events,
    state,
):
    """Run every step in order over ``rows`` rows. ``constants`` and the maps' ``keys`` and
    ``values`` are uint64[n, 2] views on the head of the heap; ``inexact`` uint8[n] is 1 for a
    pair whose value comes back as another key. New text goes to the heap from
    state[HEAP] on; the 32 bytes behind the heap's room (its last ones) are scratch.
    """
    scratch = I(heap.shape[0] - 96)
    for s in range(steps.shape[0]):
        step = steps[s]
        kind = step[STEP]
        if kind == PAD:
            step_pad(views, heap, rows, step, events, state, scratch)
        elif kind == UNPAD:
            step_unpad(views, heap, rows, step, state, scratch)
        elif kind == CODES:
            step_codes(
                views,
                heap,
                rows,
                step,
                maps,
                slots,
                keys,
                values,
                inexact,
                constants,
                events,
                state,
            )
        elif kind == JOIN:
            step_join(views, heap, rows, step, events, state, scratch)
        elif kind == SPLIT:
            step_split(views, heap, rows, step, state, scratch)
        elif kind == SPLIT_DATE:
            step_split_date(views, heap, rows, step, constants, events, state, scratch)
        elif kind == JOIN_DATE:
            step_join_date(views, rows, step)
        elif kind == CHAIN:
            step_chain(
                views, heap, rows, step, maps, slots, keys, values, inexact, events, state, scratch
            )
        elif kind == UNCHAIN:
            step_unchain(views, heap, rows, step, maps, slots, keys, values, events, state, scratch)
        elif kind == CUT:
            step_cut(
                views, heap, rows, step, maps, slots, keys, values, inexact, events, state, scratch
            )
        elif kind == UNCUT:
            step_uncut(
                views,
                heap,
                rows,
                step,
                maps,
                slots,
                keys,
                values,
                constants,
                events,
                state,
                scratch,
            )
        elif kind == WIDEN:
            step_widen(views, heap, rows, step, wide, events, state, scratch)
        elif kind == NARROW:
            step_narrow(views, heap, rows, step, narrow, state, scratch)
        elif kind == TRIM:
            step_trim(views, heap, rows, step, events, state, scratch)
        elif kind == TIME:
            step_time(views, heap, rows, step, events, state, scratch)
        elif kind == UNTIME:
            step_untime(views, heap, rows, step, events, state, scratch)
        elif kind == CHECK:
            step_check(views, heap, rows, step, events, state, scratch)
        elif kind == CONSTANT:
            for r in range(rows):
                views[step[TARGET], r, 0] = constants[step[FIRST], 0]
                views[step[TARGET], r, 1] = constants[step[FIRST], 1]
        elif kind == ABSENT:
            for r in range(rows):
                set_null(views, step[TARGET], r)
        elif kind == MATCH:
            for r in range(rows):
                head, rest = views[step[SOURCE], r, 0], views[step[SOURCE], r, 1]
                wanted = step[FIRST]
                if not same_view(head, rest, constants[wanted, 0], constants[wanted, 1], heap):
                    note(events, state, r, step[FIELD], M004)


# --- 6. small passes ---------------------------------------------------------------------------


@kernel
def require(views, rows, columns, codes, keep):
    """Clear keep[r] where a column that must hold a value is null.

    -> the number of such rows; ``codes`` int64[rows] gets the number in ``columns`` of the first
    such column, or -1.
    """
    missing = 0
    for r in range(rows):
        codes[r] = -1
    for k in range(columns.shape[0]):
        for r in range(rows):
            if is_null(views, columns[k], r) and codes[r] < 0:
                codes[r] = k
                keep[r] = 0
                missing += 1
    return missing


@kernel
def mark_present(views, rows, present):
    """int64[columns]: 1 for a column that has a value, 0 for one that is all null."""
    for column in range(present.shape[0]):
        present[column] = 0
        for r in range(rows):
            if not is_null(views, column, r):
                present[column] = 1
                break


@kernel
def first_difference(views, heap, rows, columns, others):
    """The first row in which a column differs from the one it is paired with; -1: none."""
    for r in range(rows):
        for k in range(columns.shape[0]):
            one, other = columns[k], others[k]
            head, rest = views[one, r, 0], views[one, r, 1]
            if not same_view(head, rest, views[other, r, 0], views[other, r, 1], heap):
                return r
    return I(-1)


@kernel
def number_views(numbers, views, column, heap, state):
    """int64[rows] >= 0 -> their decimal text in a column; long ones go to the heap."""
    out = state[HEAP]
    for r in range(numbers.shape[0]):
        used = put_number(U(numbers[r]), False, I(0), heap, out)
        out = mark_view(views, column, r, out, used)
    settle(views, column, I(0), I(numbers.shape[0]), heap)
    state[HEAP] = out


@kernel
def read_numbers(views, heap, rows, column, scratch, numbers):
    """A column of decimal text -> int64[rows]; -1 for what is no whole number >= 0."""
    for r in range(rows):
        size = view_size(views, column, r)
        place = spread(views, column, r, heap, scratch)
        magnitude, negative, event = read_number(heap, place, size, I(0))
        wrong = event >= 0 or negative or magnitude >= U(1000000000000000000)
        numbers[r] = I(-1) if wrong else I(magnitude)


@kernel
def sum_digits(views, heap, rows, column, modulus, scratch):
    """The sum of a column of digits modulo ``modulus`` (at most 10**18), and how many values had
    no digits or were null.
    """
    total, limit = U(0), U(modulus)
    without = 0
    for r in range(rows):
        size = view_size(views, column, r)
        if size == 0:
            without += 1
            continue
        place = spread(views, column, r, heap, scratch)
        magnitude, negative, event = read_number(heap, place, size, I(0))
        if event >= 0 or negative or magnitude >= U(1000000000000000000):
            without += 1
            continue
        total = (total + magnitude % limit) % limit
    return total, without


@inline
def list_one(found, number, item, code, width):
    """Add one code to the list, or only count it where the list is full; -> the new number."""
    if number < found.shape[0]:
        found[number, 0] = item
        found[number, 1] = code
        found[number, 2] = width
    return number + 1


@kernel
def list_codes(source, spans, rows, page, single, double, triple, lead, shifts, found):
    """List what the ledger lists of text fields: codes that are watched, or have no character.

    ``spans`` int64[n, 2] place and size of each field, ``rows`` int64[n, 17] of the table;
    ``found`` int64[m, 3] is filled with the field, the code (in Unicode fields its code point)
    and its bytes.
    -> how many there are; more than ``m`` where ``found`` is too small.
    """
    number = I(0)
    for n in range(spans.shape[0]):
        i, kind = spans[n, 0], rows[n, KIND]
        stop = i + spans[n, 1]
        shifted = kind == DOUBLE
        while i < stop:
            byte = I(load8(source, i))
            if kind == UTF8 or kind >= UTF16:
                if kind == UTF8:
                    point, width = code_point(source, i)
                else:
                    point, width = unit_at(source, i, rows[n, ORDER]), I(2)
                    if 0xD800 <= point < 0xDC00 and i + 4 <= stop:
                        second = unit_at(source, i + 2, rows[n, ORDER])
                        point, width = 0x10000 + ((point - 0xD800) << 10) + second - 0xDC00, I(4)
                if is_listed(point):
                    number = list_one(found, number, n, point, width)
                i += width
                continue
            if kind == MIXED and lead[byte]:
                shift = shift_at(source, i, stop, lead, shifts)
                if shift >= 0:
                    shifted = shifts[shift, SHIFT_MEANING] & 1 != 0
                    i += shifts[shift, SHIFT_SIZE]
                    continue
            width = I(2) if shifted else I(1)
            if kind == LEAD or kind == LEAD_DOUBLE:
                width = max(I(lead[byte]), I(1))
            if i + width > stop:
                break
            code = byte
            for k in range(1, width):
                code = (code << 8) | I(load8(source, i + k))
            if width == 1:
                entry = (single[byte] >> U(32)) & U(0xF0000000)
                if entry & U(0xC0000000) == U(0xC0000000):
                    entry = U(0)  # a control character
            else:
                entry = U(double[code]) if width == 2 else U(triple[code & 0xFFFF])
                if width == 2 and shifted and byte == page[SPACE] and entry & U(0x80000000):
                    i += 1
                    continue
                if shifted and byte < page[GRAPHIC] and entry & U(0x80000000):
                    entry = U(0)  # a control character
            if entry & U(0x90000000):
                number = list_one(found, number, n, code, width)
            i += width
    return number
