"""String views <-> polars through the Arrow C data interface, without pyarrow and without copies.

Source: Apache Arrow, "The Arrow C data interface" and "The Arrow C stream interface" (struct
layouts and release rules); "Columnar format", Variable-size Binary View Layout.
"""

from __future__ import annotations

import ctypes
from ctypes import POINTER, byref, c_char_p, c_int, c_int64, c_void_p, py_object
from itertools import count

import numpy as np
import polars as pl
from numpy.typing import NDArray

__all__ = ["export_views", "import_views"]


class _Schema(ctypes.Structure):
    pass


class _Array(ctypes.Structure):
    pass


class _Stream(ctypes.Structure):
    pass


_ReleaseSchema = ctypes.CFUNCTYPE(None, POINTER(_Schema))
_ReleaseArray = ctypes.CFUNCTYPE(None, POINTER(_Array))
_ReleaseStream = ctypes.CFUNCTYPE(None, POINTER(_Stream))

_Schema._fields_ = [
    ("format", c_char_p),
    ("name", c_char_p),
    ("metadata", c_char_p),
    ("flags", c_int64),
    ("n_children", c_int64),
    ("children", c_void_p),
    ("dictionary", c_void_p),
    ("release", _ReleaseSchema),
    ("private_data", c_void_p),
]
_Array._fields_ = [
    ("length", c_int64),
    ("null_count", c_int64),
    ("offset", c_int64),
    ("n_buffers", c_int64),
    ("n_children", c_int64),
    ("buffers", POINTER(c_void_p)),
    ("children", c_void_p),
    ("dictionary", c_void_p),
    ("release", _ReleaseArray),
    ("private_data", c_void_p),
]
_Stream._fields_ = [
    ("get_schema", ctypes.CFUNCTYPE(c_int, POINTER(_Stream), POINTER(_Schema))),
    ("get_next", ctypes.CFUNCTYPE(c_int, POINTER(_Stream), POINTER(_Array))),
    ("get_last_error", ctypes.CFUNCTYPE(c_char_p, POINTER(_Stream))),
    ("release", _ReleaseStream),
    ("private_data", c_void_p),
]

_new_capsule = ctypes.pythonapi.PyCapsule_New
_new_capsule.restype = py_object
_new_capsule.argtypes = [c_void_p, c_char_p, c_void_p]
_capsule_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_capsule_pointer.restype = c_void_p
_capsule_pointer.argtypes = [py_object, c_char_p]

_NULLABLE = 2  # ARROW_FLAG_NULLABLE
_alive: dict[int, tuple[object, ...]] = {}  # what an exported array points into, until released
_numbers = count(1)


@_ReleaseSchema
def _release_schema(pointer: object) -> None:
    pointer[0].release = _ReleaseSchema()  # type: ignore[index]  # a ctypes pointer


@_ReleaseArray
def _release_array(pointer: object) -> None:
    _alive.pop(pointer[0].private_data, None)  # type: ignore[index]  # a ctypes pointer
    pointer[0].release = _ReleaseArray()  # type: ignore[index]  # a ctypes pointer


class _Exported:
    """One column, to be taken once through ``__arrow_c_array__``."""

    def __init__(self, views: NDArray[np.uint64], heap: NDArray[np.uint8]) -> None:
        null = (views[:, 0] == 0) & (views[:, 1] == 1)
        self.null_count = int(null.sum())
        self.valid = np.packbits(~null, bitorder="little") if self.null_count else None
        if self.null_count:
            views[null, 1] = 0  # a null slot must hold a legal view
        self.views, self.heap = views, heap

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        number = next(_numbers)
        sizes = np.array([self.heap.nbytes], np.int64)
        buffers = (c_void_p * 4)(
            None if self.valid is None else self.valid.ctypes.data,
            self.views.ctypes.data,
            self.heap.ctypes.data,
            sizes.ctypes.data,
        )
        schema = _Schema(b"vu", b"", None, _NULLABLE, 0, None, None, _release_schema, None)
        array = _Array(
            len(self.views), self.null_count, 0, 4, 0, buffers, None, None, _release_array, number
        )
        _alive[number] = (self.valid, self.views, self.heap, sizes, buffers)
        self.structs = (schema, array)  # until the consumer has moved them out
        return (
            _new_capsule(ctypes.addressof(schema), b"arrow_schema", None),
            _new_capsule(ctypes.addressof(array), b"arrow_array", None),
        )


def export_views(views: NDArray[np.uint64], heap: NDArray[np.uint8]) -> pl.Series:
    """uint64[n, 2] on a heap -> String[n], without a copy: polars keeps both arrays alive, so
    they must not be written again. The text must be valid UTF-8 (kernels see to that).
    """
    return pl.Series(_Exported(np.ascontiguousarray(views), heap))


def import_views(series: pl.Series) -> tuple[NDArray[np.uint64], NDArray[np.uint8]]:
    """String[n] -> (uint64[n, 2], heap), both copied, null as ``(0, 1)``."""
    whole = series.cast(pl.String).rechunk()
    capsule = whole.__arrow_c_stream__(None)
    stream = _Stream.from_address(_capsule_pointer(capsule, b"arrow_array_stream"))
    schema, array = _Schema(), _Array()
    if stream.get_schema(byref(stream), byref(schema)):
        raise RuntimeError(stream.get_last_error(byref(stream)))
    if schema.format != b"vu":
        msg = f"Expected polars to export string views (vu), got {schema.format!r}"
        raise RuntimeError(msg)
    views = np.zeros((len(whole), 2), np.uint64)
    heap = np.zeros(0, np.uint8)
    if len(whole):
        if stream.get_next(byref(stream), byref(array)):
            raise RuntimeError(stream.get_last_error(byref(stream)))
        views, heap = _copy(array, len(whole))
        array.release(byref(array))
        if whole.null_count():
            views[whole.is_null().to_numpy()] = (0, 1)
    schema.release(byref(schema))
    return views, heap


def _copy(array: _Array, rows: int) -> tuple[NDArray[np.uint64], NDArray[np.uint8]]:
    """The views and the long values of one exported array, values moved together."""
    start = array.offset * 16
    source = (ctypes.c_uint64 * (2 * rows)).from_address(array.buffers[1] + start)
    views = np.array(source, np.uint64).reshape(rows, 2)
    long = (views[:, 0] & np.uint64(0xFFFFFFFF)) > 12
    variadic = array.n_buffers - 3
    sizes = (c_int64 * max(variadic, 1)).from_address(array.buffers[array.n_buffers - 1])
    moved, parts, used = views[:, 1].copy(), [], 0
    for number in range(variadic):
        of_buffer = long & ((views[:, 1] & np.uint64(0xFFFFFFFF)) == number)
        if of_buffer.any():
            data = (ctypes.c_uint8 * sizes[number]).from_address(array.buffers[2 + number])
            parts.append(np.array(data, np.uint8))
            offsets = (views[of_buffer, 1] >> np.uint64(32)) + np.uint64(used)
            moved[of_buffer] = offsets << np.uint64(32)
            used += int(sizes[number])
    views[long, 1] = moved[long]
    return views, np.concatenate(parts) if parts else np.zeros(0, np.uint8)
