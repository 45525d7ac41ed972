"""What kernels need of the machine: unaligned loads and stores, 32-byte vectors, and the cache.

An array index in numba is checked for negative values and loads one element of the array's own
type; these intrinsics load and store 1, 2, 4, 8 or 32 bytes at any byte offset of a uint8 array,
in the machine's (little-endian) order. Nothing is checked: callers keep ``SLACK`` bytes behind
the last byte in use, and never pass a negative offset.

``kernel`` compiles with the GIL released and a cache on disk. The cache folder's name holds a
hash of every kernel module's source, because numba does not notice a change in a kernel that
another module's kernel calls; where the user's cache folder cannot be written, a private
temporary folder serves.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

__all__ = [
    "copy32",
    "count_leading_zeros",
    "count_trailing_zeros",
    "inline",
    "kernel",
    "load8",
    "load16",
    "load32",
    "load64",
    "mask_above",
    "mask_below",
    "mask_differs",
    "mask_equal",
    "store8",
    "store16",
    "store32",
    "store64",
    "swap64",
]

Function = TypeVar("Function", bound=Callable[..., Any])

_PARTS = Path(__file__).resolve().parent.parent
_SOURCES = ("columns/machine.py", "columns/kernels.py", "exchange/kernels.py")


def _cache_folder() -> str:
    """A writable folder for compiled kernels, named by their sources and numba's version."""
    stamp = hashlib.sha256(numba.__version__.encode())
    for name in _SOURCES:
        source = _PARTS / name
        stamp.update(source.read_bytes() if source.exists() else b"")
    if os.environ.get("NUMBA_CACHE_DIR"):
        base = Path(os.environ["NUMBA_CACHE_DIR"])
    elif sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or tempfile.gettempdir())
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser())
    folder = base / "lgmigrate" / f"kernels-{stamp.hexdigest()[:16]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return str(folder)
    except OSError:
        private = tempfile.mkdtemp(prefix="lgmigrate-kernels-")
        atexit.register(shutil.rmtree, private, ignore_errors=True)
        return private


_folder = _cache_folder()


def kernel(function: Function) -> Function:
    """Compile on first call, without the GIL, cached on disk; integer division as in C."""
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = _folder
    try:
        options = {"nogil": True, "cache": True, "error_model": "numpy", "_nrt": False}
        return cast("Function", numba.njit(**options)(function))
    finally:
        numba.config.CACHE_DIR = before


def inline(function: Function) -> Function:
    """A helper that LLVM should inline into the kernels that call it."""
    return cast(
        "Function",
        numba.njit(nogil=True, error_model="numpy", _nrt=False, forceinline=True)(function),
    )


def _pointer(context: Any, builder: Any, kind: Any, array: Any, offset: Any, bits: Any) -> Any:
    data = context.make_array(kind)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [offset]), bits.as_pointer())


def _load(bits: int) -> Callable[..., Any]:
    width = ir.IntType(bits)

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        place = _pointer(context, builder, signature.args[0], args[0], args[1], width)
        value = builder.load(place, align=1)
        return value if bits == 64 else builder.zext(value, ir.IntType(64))

    return generate


def _store(bits: int) -> Callable[..., Any]:
    width = ir.IntType(bits)

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        place = _pointer(context, builder, signature.args[0], args[0], args[1], width)
        value = args[2] if bits == 64 else builder.trunc(args[2], width)
        builder.store(value, place, align=1)
        return context.get_dummy_value()

    return generate


@intrinsic
def load8(typing: Any, array: Any, offset: Any) -> Any:
    """One byte at ``offset`` -> uint64."""
    return types.uint64(array, types.int64), _load(8)


@intrinsic
def load16(typing: Any, array: Any, offset: Any) -> Any:
    """Two bytes at ``offset`` -> uint64."""
    return types.uint64(array, types.int64), _load(16)


@intrinsic
def load32(typing: Any, array: Any, offset: Any) -> Any:
    """Four bytes at ``offset`` -> uint64."""
    return types.uint64(array, types.int64), _load(32)


@intrinsic
def load64(typing: Any, array: Any, offset: Any) -> Any:
    """Eight bytes at ``offset`` -> uint64."""
    return types.uint64(array, types.int64), _load(64)


@intrinsic
def store8(typing: Any, array: Any, offset: Any, value: Any) -> Any:
    """Store the lowest byte of ``value``."""
    return types.void(array, types.int64, types.uint64), _store(8)


@intrinsic
def store16(typing: Any, array: Any, offset: Any, value: Any) -> Any:
    """Store the two lowest bytes of ``value``."""
    return types.void(array, types.int64, types.uint64), _store(16)


@intrinsic
def store32(typing: Any, array: Any, offset: Any, value: Any) -> Any:
    """Store the four lowest bytes of ``value``."""
    return types.void(array, types.int64, types.uint64), _store(32)


@intrinsic
def store64(typing: Any, array: Any, offset: Any, value: Any) -> Any:
    """Store eight bytes."""
    return types.void(array, types.int64, types.uint64), _store(64)


_VECTOR = ir.VectorType(ir.IntType(8), 32)


@intrinsic
def copy32(typing: Any, to: Any, at: Any, source: Any, offset: Any) -> Any:
    """Copy 32 bytes of ``source`` at ``offset`` to ``to`` at ``at``."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        kinds = signature.args
        place = _pointer(context, builder, kinds[2], args[2], args[3], _VECTOR)
        value = builder.load(place, align=1)
        place = _pointer(context, builder, kinds[0], args[0], args[1], _VECTOR)
        builder.store(value, place, align=1)
        return context.get_dummy_value()

    return types.void(to, types.int64, source, types.int64), generate


def _mask(operator: str) -> Callable[..., Any]:
    """Compare 32 bytes with one byte -> uint64, bit n set where byte n compares true."""

    def define(typing: Any, array: Any, offset: Any, byte: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            place = _pointer(context, builder, signature.args[0], args[0], args[1], _VECTOR)
            value = builder.load(place, align=1)
            one = builder.trunc(args[2], ir.IntType(8))
            splat = ir.Constant(_VECTOR, ir.Undefined)
            splat = builder.insert_element(splat, one, ir.Constant(ir.IntType(32), 0))
            zeros = ir.Constant(ir.VectorType(ir.IntType(32), 32), [0] * 32)
            splat = builder.shuffle_vector(splat, ir.Constant(_VECTOR, ir.Undefined), zeros)
            bits = builder.icmp_unsigned(operator, value, splat)
            return builder.zext(builder.bitcast(bits, ir.IntType(32)), ir.IntType(64))

        return types.uint64(array, types.int64, types.int64), generate

    return define


mask_equal = intrinsic(_mask("=="))
mask_above = intrinsic(_mask(">"))
mask_below = intrinsic(_mask("<"))


@intrinsic
def mask_differs(typing: Any, one: Any, at: Any, other: Any, offset: Any) -> Any:
    """Compare 32 bytes of two arrays -> uint64, bit n set where they differ."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        kinds = signature.args
        left = builder.load(
            _pointer(context, builder, kinds[0], args[0], args[1], _VECTOR), align=1
        )
        right = builder.load(
            _pointer(context, builder, kinds[2], args[2], args[3], _VECTOR), align=1
        )
        bits = builder.icmp_unsigned("!=", left, right)
        return builder.zext(builder.bitcast(bits, ir.IntType(32)), ir.IntType(64))

    return types.uint64(one, types.int64, other, types.int64), generate


@intrinsic
def swap64(typing: Any, value: Any) -> Any:
    """Reverse the bytes of a uint64."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.bswap(args[0])

    return types.uint64(types.uint64), generate


def _count(function: str) -> Callable[..., Any]:
    def define(typing: Any, value: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return getattr(builder, function)(args[0], ir.Constant(ir.IntType(1), 0))

        return types.int64(types.uint64), generate

    return define


count_trailing_zeros = intrinsic(_count("cttz"))
count_leading_zeros = intrinsic(_count("ctlz"))
