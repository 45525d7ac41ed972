"""The kernels of ``unfolding``: records walked by a program, from one form to the other.

The tables that drive them are made by ``unfolding``; what they promise stands there. Sources have
slack behind their last record, and so have buffers.
"""

from __future__ import annotations

import numpy as np

from lgmigrate.columns.machine import inline, kernel, load8, load64, store64

__all__ = ["blank_absent", "fold_records", "unfold_records"]

U = np.uint64
I = np.int64

COPY, LEAF, LOOP, END = 0, 1, 2, 3  # (operation, bytes or table, where to go on)

# a table's row (int64[tables, 13]): COUNT is where its count stands in the element that it is
# counted in, LEVEL how many tables are around that element
SIZE, LEAST, MOST, SLOT, FORM, LEVEL, COUNT, LENGTH, SIGN, ORDER, ZONE, MINUS = range(12)

FIXED, ZONED, PACKED, BINARY = 0, 1, 2, 3
PLAIN, TRAILING, LEADING, TRAILING_SEPARATE, LEADING_SEPARATE, BARE = 0, 1, 2, 3, 4, 5

LENGTH_WRONG = -2  # the record is longer or shorter than its counts say
RIGHT = -1
NO_COUNT = -1
MANY_DIGITS = 10**12  # no table has so many elements; an int64 holds a thousand times as many

# places in the rows of the walk's stack (int64[depth + 1, 5]); row 0 is the record itself
INDEX, NUMBER, FULL, SOURCE, LINE = 0, 1, 2, 3, 4


@inline
def _move(to, at, source, start, size):
    """Copy ``size`` bytes; up to 7 bytes behind are overwritten."""
    done = I(0)
    while done < size:
        store64(to, at + done, load64(source, start + done))
        done += 8


@inline
def _zoned(source, at, row, signs):
    """A count in zoned digits; NO_COUNT for a negative number or none."""
    sign, size = row[SIGN], row[LENGTH]
    zone, block = row[ZONE] & 255, (row[ZONE] >> 32) * 256
    first, last = I(0), size
    if sign == LEADING_SEPARATE:
        first = I(1)
        if I(load8(source, at)) == row[MINUS]:
            return I(NO_COUNT)
    elif sign == TRAILING_SEPARATE:
        last = size - 1
        if I(load8(source, at + last)) == row[MINUS]:
            return I(NO_COUNT)
    value = I(0)
    for i in range(first, last):
        byte = I(load8(source, at + i))
        digit = byte - zone
        if (sign == TRAILING and i == last - 1) or (sign == LEADING and i == first):
            meaning = I(signs[block + byte])
            if meaning & (64 | 16):
                return I(NO_COUNT)
            digit = meaning & 15
        if digit < 0 or digit > 9 or value >= MANY_DIGITS:
            return I(NO_COUNT)
        value = value * 10 + digit
    return value


@inline
def _packed(source, at, row):
    """A count in packed digits."""
    nibbles = 2 * row[LENGTH]
    value = I(0)
    for i in range(nibbles):
        byte = I(load8(source, at + (i >> 1)))
        nibble = byte & 15 if i & 1 else byte >> 4
        if i == nibbles - 1 and row[SIGN] != BARE:
            if nibble < 10 or nibble == 11 or nibble == 13:
                return I(NO_COUNT)
        elif nibble > 9 or value >= MANY_DIGITS:
            return I(NO_COUNT)
        else:
            value = value * 10 + nibble
    return value


@inline
def _count_of(source, at, row, signs):
    """The count that stands at ``at``; NO_COUNT where there is none in least..most."""
    value = I(0)
    if row[FORM] == ZONED:
        value = _zoned(source, at, row, signs)
    elif row[FORM] == PACKED:
        value = _packed(source, at, row)
    elif row[FORM] == BINARY:
        size = row[LENGTH]
        for i in range(size):
            part = I(load8(source, at + (size - 1 - i if row[ORDER] else i)))
            if value >= MANY_DIGITS:
                return I(NO_COUNT)
            value = value * 256 + part
    else:
        return row[MOST]
    if value < row[LEAST] or value > row[MOST]:
        return I(NO_COUNT)
    return value


@inline
def _differs(source, at, filling, place, size):
    """Whether the source has other bytes than the filling."""
    for i in range(size):  # noqa: SIM110  numba makes an object of a generator
        if load8(source, at + i) != load8(filling, place + i):
            return True
    return False


@kernel
def unfold_records(
    source,
    starts,
    lengths,
    whole,
    program,
    rows,
    signs,
    filling,
    length,
    buffer,
    counts,
    reasons,
    places,
    odd,
    stack,
):
    """See ``Unfolding.unfold``."""
    for r in range(starts.shape[0]):
        base = r * length
        at, to = starts[r], base
        stop = at + lengths[r]
        depth = I(0)
        stack[0, FULL], stack[0, SOURCE], stack[0, LINE] = to, at, 0
        step = I(0)
        reason = I(RIGHT)
        while step < program.shape[0]:
            operation, number, onward = program[step, 0], program[step, 1], program[step, 2]
            step += 1
            present, gone = I(0), I(0)
            if operation == COPY:
                present = number
            elif operation == LEAF or operation == LOOP:
                row = rows[number]
                level = row[LEVEL]
                count = _count_of(buffer, stack[level, FULL] + row[COUNT], row, signs)
                if count < 0:
                    reason = number
                    places[r] = stack[level, SOURCE] + row[COUNT] - starts[r]
                    break
                counts[row[SLOT] + stack[depth, LINE], r] = count
                if operation == LEAF:
                    present, gone = count * row[SIZE], (row[MOST] - count) * row[SIZE]
                elif count:
                    line = stack[depth, LINE] * row[MOST]
                    depth += 1
                    stack[depth, INDEX], stack[depth, NUMBER] = 0, count
                    stack[depth, FULL], stack[depth, SOURCE] = to, at
                    stack[depth, LINE] = line
                else:
                    gone = row[MOST] * row[SIZE]
                    step = onward
            else:
                row = rows[number]
                stack[depth, INDEX] += 1
                if stack[depth, INDEX] < stack[depth, NUMBER]:
                    stack[depth, FULL], stack[depth, SOURCE] = to, at
                    stack[depth, LINE] += 1
                    step = onward
                else:
                    gone = (row[MOST] - stack[depth, NUMBER]) * row[SIZE]
                    depth -= 1
            if at + present + (gone if whole else 0) > stop:
                reason = I(LENGTH_WRONG)
                break
            _move(buffer, to, source, at, present)
            at += present
            to += present
            if gone:
                _move(buffer, to, filling, to - base, gone)
                if whole:
                    if _differs(source, at, filling, to - base, gone):
                        odd[r] = 1
                    at += gone
                to += gone
        if reason == RIGHT and at != stop:
            reason = I(LENGTH_WRONG)
        if reason != RIGHT:
            reasons[r] = reason
            odd[r] = 0
            for slot in range(counts.shape[0]):
                counts[slot, r] = 0
            _move(buffer, base, filling, I(0), length)


@kernel
def fold_records(full, starts, program, rows, signs, buffer, sizes, counts, wrong, stack):
    """See ``Unfolding.fold``."""
    to = I(0)
    for r in range(starts.shape[0]):
        at = starts[r]
        begun = to
        depth = I(0)
        stack[0, FULL], stack[0, LINE] = at, 0
        step = I(0)
        while step < program.shape[0]:
            operation, number, onward = program[step, 0], program[step, 1], program[step, 2]
            step += 1
            present, gone = I(0), I(0)
            if operation == COPY:
                present = number
            elif operation == LEAF or operation == LOOP:
                row = rows[number]
                count = _count_of(full, stack[row[LEVEL], FULL] + row[COUNT], row, signs)
                if count < 0:
                    wrong[r] = number
                    count = row[LEAST]
                counts[row[SLOT] + stack[depth, LINE], r] = count
                if operation == LEAF:
                    present, gone = count * row[SIZE], (row[MOST] - count) * row[SIZE]
                elif count:
                    line = stack[depth, LINE] * row[MOST]
                    depth += 1
                    stack[depth, INDEX], stack[depth, NUMBER] = 0, count
                    stack[depth, FULL], stack[depth, LINE] = at, line
                else:
                    gone = row[MOST] * row[SIZE]
                    step = onward
            else:
                row = rows[number]
                stack[depth, INDEX] += 1
                if stack[depth, INDEX] < stack[depth, NUMBER]:
                    stack[depth, FULL] = at
                    stack[depth, LINE] += 1
                    step = onward
                else:
                    gone = (row[MOST] - stack[depth, NUMBER]) * row[SIZE]
                    depth -= 1
            _move(buffer, to, full, at, present)
            to += present
            at += present + gone
        sizes[r] = to - begun


@kernel
def blank_absent(views, rows, slots, indexes, counts):
    """See ``Unfolding.blank``."""
    for f in range(slots.shape[0]):
        slot = slots[f]
        if slot >= 0:
            for r in range(rows):
                if indexes[f] >= counts[slot, r]:
                    views[f, r, 0] = U(0)
                    views[f, r, 1] = U(1)
