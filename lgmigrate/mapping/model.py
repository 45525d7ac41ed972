"""The mapping model: a vendor's record layouts <-> the files of a pack, by declared steps.

A step takes the columns of ``fields`` to the columns of ``items`` and knows its inverse. What
no step takes goes to the annex. A step whose inverse cannot give a value back (a name that holds
the separator, say) has that value's source bytes kept in the annex, so nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import polars as pl

from lgmigrate.charset import load as load_page
from lgmigrate.charset.page import CodePage, OnError
from lgmigrate.framing.spec import FramingSpec
from lgmigrate.record.layout import Field, RecordLayout, Table
from lgmigrate.standard.pack import File, Pack

__all__ = [
    "CodeMap",
    "Condition",
    "Derived",
    "Era",
    "FramingSpec",
    "Function",
    "Mapping",
    "RecordMapping",
    "Role",
    "Step",
    "StepKind",
    "Total",
]

Role = Literal["header", "data", "trailer", "other"]
"""header and trailer: the first and the last record of a source. data: becomes a record of a file.
other: a record that has no file; all of its fields go to the annex."""

Function = Callable[..., pl.Expr | Sequence[pl.Expr]]
"""Takes polars expressions of text, gives one or several."""

StepKind = Literal[
    "rename",
    "constant",
    "codes",
    "join",
    "split",
    "pad",
    "trim",
    "date",
    "time",
    "chain",
    "cut",
    "widen",
]
"""rename: one field, one item, the same value. constant: no field, one item. codes: through a
code map. join: fields with ``separator`` between them, one item. split: one field, items at
``separator``. pad: zeros on the left to ``width``. trim: without spaces on both sides.
date: one date field to the item, its 不詳フラグ and its 不詳表記 (the triple), or to the item
alone. time: one field HHMMSS to the item HH:MM:SS. chain: 続柄 words joined by ``separator``
(の) to up to ``len(items)`` codes. cut: one field of fixed parts of ``width`` characters to
items, each through the code map if there is one. widen: half-width letters and kana to
full-width. Where several steps take one field, the first of them writes it on the way back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """The value of a field, or of an item, is one of ``values``; ``negated``: is none of them.
    An empty text among them stands for "no value".
    """

    name: str
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeMap:
    """Source value <-> value of the pack. ``pairs`` in file order; where several source values
    go to one value, the first is what the way back writes unless one is marked preferred.
    """

    name: str
    pairs: tuple[tuple[str, str], ...]
    preferred: tuple[tuple[str, str], ...] = ()

    def forward(self) -> dict[str, str]:
        """Source value -> value of the pack."""
        return dict(self.pairs)

    def backward(self) -> dict[str, str]:
        """Value of the pack -> the source value that the way back writes."""
        back: dict[str, str] = {}
        for source, target in (*self.preferred, *self.pairs):
            back.setdefault(target, source)
        return back


@dataclass(frozen=True, slots=True, kw_only=True)
class Era:
    """An era of the Japanese calendar as a source codes it: ``code`` is the digit, ``start`` and
    ``end`` are YYYYMMDD (end 0: still running), ``base`` the year before its first.
    """

    code: str
    name: str
    start: int
    end: int
    base: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step. ``fields`` of the vendor's layout, ``items`` by their Japanese names."""

    kind: StepKind
    fields: tuple[str, ...]
    items: tuple[str, ...]
    separator: str = ""
    value: str = ""
    width: int = 0
    codes: CodeMap | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """A control figure in a trailer: ``field`` of the trailer holds the number of records with
    one of ``types`` (``of`` empty), or the sum of their field ``of``. A sum is compared modulo
    ten to the digits of ``field``.
    """

    field: str
    types: tuple[str, ...]
    of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """Columns that a record has beside the fields of its layout. They stand behind them, and
    steps name them as they name fields.

    parent: ``fields`` of the record that the element of a table stands in. above: ``fields`` of
    the last record of type ``record`` before this one. join: ``fields`` of the record of type
    ``record``, of another source, that has the same values: ``on`` pairs a field of this record
    with one of that. number: the place of the record among those of its source that have the same
    values in ``fields``, from 1. python, case, sum: what ``forward`` makes of ``fields``, see
    ``lgmigrate.mapping.computed``; ``function`` is its name.

    ``backward`` makes the fields of ``given`` again of the columns and the fields of ``reads``;
    None where there is no way back. ``loses`` says in words what it cannot give back.

    ``columns`` are as the fields they come from, with the names that steps know them by.
    """

    kind: Literal["parent", "above", "join", "number", "python", "case", "sum"]
    columns: tuple[Field, ...]
    fields: tuple[str, ...]
    record: str = ""
    on: tuple[tuple[str, str], ...] = ()
    function: str = ""
    loses: str = ""
    forward: Function | None = field(default=None, compare=False)
    backward: Function | None = field(default=None, compare=False)
    given: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMapping:
    """One record type of the source: its layout, and for data the file it becomes.

    ``type`` is the value of the type code ("" where there is none), ``when`` what else tells the
    type. ``annex`` are the fields that no step takes, in layout order, FILLER and ``constants``
    left out: the fields that have one value in this type.

    ``rows`` says, by items, which rows of another system's file are of this type, where several
    types have the file; the first that fits. ``children`` are tables (OCCURS) whose elements
    become records of files of their own: their ``layout`` is that of an element, ``table`` says
    where the elements stand, and ``count`` names the field that counts them. The layout of the
    record has a gap there; ``whole`` has all fields.
    """

    name: str
    layout: RecordLayout
    role: Role
    type: str
    file: File | None
    steps: tuple[Step, ...]
    annex: tuple[str, ...]
    totals: tuple[Total, ...] = ()
    derived: tuple[Derived, ...] = ()
    when: tuple[Condition, ...] = ()
    rows: tuple[Condition, ...] = ()
    constants: tuple[tuple[str, str], ...] = ()
    children: tuple[RecordMapping, ...] = ()
    table: Table | None = None
    count: str = ""
    whole: RecordLayout | None = None

    @property
    def columns(self) -> tuple[Field, ...]:
        """The columns that steps can name: the fields of the layout, then what is derived."""
        return (*self.layout.fields, *(one for part in self.derived for one in part.columns))

    @property
    def label(self) -> str:
        """What totals and counts know the type by: its type code, or its name."""
        return self.type or self.name

    def walk(self) -> Iterator[RecordMapping]:
        """The type, and those of its children."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """A mapping as loaded and checked. ``type_field`` is the first field's name holding the type
    code in every layout, "" where there is one record type. ``municipality`` is the name of the
    header's field with the municipality code, or "". ``digest`` is the SHA-256 over its files.
    ``charset`` is the name of a code page with options, or the file of a site, relative to
    ``folder``; ``gaiji`` are the files of tables laid over it, ``on_error`` what becomes of bytes
    without a character, None for what the code page says.

    A mapping of several kinds of sources is one value a kind: ``others`` are those behind the
    first. ``source_name`` is the name of the source, or a pattern of names (``*``, ``?``).
    ``draft``: it loads although items that are required have no step; each record then lacks them.
    """

    name: str
    title: str
    title_en: str
    pack: Pack
    charset: str
    framing: FramingSpec
    records: tuple[RecordMapping, ...]
    eras: tuple[Era, ...]
    lossless: bool
    type_field: str
    municipality: str
    source_name: str
    digest: str
    folder: str
    gaiji: tuple[str, ...] = ()
    on_error: OnError | None = None
    others: tuple[Mapping, ...] = ()
    draft: bool = False

    def code_page(self) -> CodePage:
        """The code page with its tables.

        Raises:
            CharsetError: a name, a site file or a table is wrong; all faults at once.
        """
        return load_page(
            self.charset, gaiji=self.gaiji, on_error=self.on_error, folder=Path(self.folder)
        )

    def data_records(self) -> tuple[RecordMapping, ...]:
        """The record types that become files of the pack, those of all sources and tables."""
        return tuple(
            one
            for part in self.all()
            for record in part.records
            for one in record.walk()
            if one.role == "data"
        )

    def all(self) -> tuple[Mapping, ...]:
        """The mapping of each kind of source, this one first."""
        return (self, *self.others)
