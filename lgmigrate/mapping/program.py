"""One record type of a mapping, compiled for the kernels: to the standard layout and back.

To the standard layout: field ``n`` of the layout is decoded to column ``n``, what is derived stands
in the columns behind; steps fill further ones; ``items`` says which column each item of the file
is. Every value that reaches an item is sure to fit the item's type, digits and code list: where
the field's usage does not guarantee it, a check stands behind the step, so that what is written is
valid against the XSD.

Back: item ``n`` of the file is column ``n``, the columns of the annex follow; the inverse steps
fill further columns; the codec knows which column each field is encoded from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset.page import CodePage
from lgmigrate.columns import kernels as k
from lgmigrate.columns.codec import Codec, Dialect
from lgmigrate.columns.program import Builder, Program, event_number
from lgmigrate.columns.table import EraRow
from lgmigrate.errors import Faults, MappingError
from lgmigrate.mapping.model import CodeMap, Derived, Mapping, RecordMapping, Step
from lgmigrate.record.layout import MAX_DIGITS, Field
from lgmigrate.standard.facets import Facets, facets
from lgmigrate.standard.pack import File, Item, Pack

__all__ = ["Backward", "Forward", "compile_backward", "compile_forward"]

_CLASSES = {"half": k.HALF, "full": k.FULL, "digits": k.DIGIT, "any": 0}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Forward:
    """Records -> items. ``items`` int64[items]: the column of each item, -1 where the mapping
    has none. ``demanded``: the items without which a record is rejected (keys and required
    ones), as item numbers. ``annex``: the columns of the annex's fields.
    """

    codec: Codec
    program: Program
    items: NDArray[np.int64]
    demanded: NDArray[np.int64]
    annex: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Backward:
    """Items and annex -> records. ``lead``: the first column of what is read from the annex: the
    record's number, the keys again, then the fields at ``annex``. ``computed``: what is computed
    behind the program, with the columns that it reads and fills.
    """

    codec: Codec
    program: Program
    lead: int
    annex: tuple[int, ...]
    computed: tuple[tuple[Derived, tuple[int, ...], tuple[int, ...]], ...] = ()


def _era_rows(mapping: Mapping) -> list[EraRow]:
    return [
        EraRow(code=int(era.code), name=era.name, start=era.start, end=era.end, base=era.base)
        for era in mapping.eras
    ]


def _codec(
    mapping: Mapping, record: RecordMapping, page: CodePage, columns: Sequence[int] | None
) -> Codec:
    dialect = Dialect(delimiter=mapping.framing.delimiter, quote=mapping.framing.quote)
    return Codec(record.layout, page, _era_rows(mapping), dialect=dialect, columns=columns)


def compile_forward(mapping: Mapping, record: RecordMapping, page: CodePage) -> Forward:
    """The way to the standard layout.

    Raises:
        MappingError: a step cannot give its item a value of the item's type; all at once.
    """
    names = {one.name: number for number, one in enumerate(record.columns)}
    builder = Builder(columns=len(names))
    columns: dict[str, int] = {}
    faults = Faults(MappingError)
    if record.file is not None:
        full = _only_full_width(page)
        compiler = _ForwardCompiler(
            builder, mapping.pack, record, record.file, columns, faults, full, names
        )
        for step in record.steps:
            compiler.add(step)
    faults.raise_if_any()
    items = record.file.items if record.file else ()
    demanded = [n for n, item in enumerate(items) if item.key or item.condition == "required"]
    return Forward(
        codec=_codec(mapping, record, page, None),
        program=builder.build(),
        items=np.array([columns.get(item.name, -1) for item in items], np.int64),
        demanded=np.array(demanded, np.int64),
        annex=tuple(names[name] for name in record.annex),
    )


@dataclass(slots=True)
class _ForwardCompiler:
    builder: Builder
    pack: Pack
    record: RecordMapping
    file: File
    columns: dict[str, int]
    faults: Faults
    full: bool
    names: dict[str, int]
    sources: tuple[Field, ...] = ()

    def __post_init__(self) -> None:
        self.sources = self.record.columns

    def add(self, step: Step) -> None:
        """One step, with what its items demand of the values behind it."""
        fields = [self.names[name] for name in step.fields]
        place = f"record {self.record.name}, line {step.line}"
        targets = [self.builder.column() for _ in step.items]
        checked = True
        if step.kind == "rename":
            targets = fields[:1]
            usage = self.sources[fields[0]].usage
            if usage == "date":
                targets = [self.builder.column()]
                self.builder.step(k.SPLIT_DATE, fields, [targets[0], -1, -1], (0, 0), fields)
            checked = usage not in ("zoned", "packed", "binary", "date")
        elif step.kind == "constant":
            self.builder.step(k.CONSTANT, (), targets, (self.builder.constant(step.value),))
            checked = False
        elif step.kind == "codes" and step.codes:
            self._codes(step.codes, fields, targets)
            checked = False
        elif step.kind in ("join", "split"):
            mark = self.builder.text(step.separator)
            kind = k.JOIN if step.kind == "join" else k.SPLIT
            self.builder.step(kind, fields, targets, mark, fields)
        elif step.kind == "pad":
            field = self.sources[fields[0]]
            least = field.digits if field.value == "digits" else 1
            self.builder.step(k.PAD, fields, targets, (step.width, least), fields)
            checked = not field.numeric
        elif step.kind == "date":
            date, flag, words = (*targets, -1, -1)[:3]
            no, yes = self.builder.constant("0"), self.builder.constant("1")
            self.builder.step(k.SPLIT_DATE, fields, (date, flag, words), (no, yes), fields)
            checked = False
        elif step.kind == "chain" and step.codes:
            mark = self.builder.text(step.separator)
            number = self.builder.map(step.codes.forward(), step.codes.backward())
            self.builder.step(k.CHAIN, fields, targets, (*mark, number), fields)
            checked = False
        elif step.kind == "cut":
            number = -1
            if step.codes:
                number = self.builder.map(step.codes.forward(), step.codes.backward())
            self.builder.step(k.CUT, fields, targets, (step.width, number), fields)
            checked = step.codes is None
        else:
            kind = {"trim": k.TRIM, "time": k.TIME, "widen": k.WIDEN}[step.kind]
            self.builder.step(kind, fields, targets, (), fields)
            checked = step.kind != "time"
        for name, column in zip(step.items, targets, strict=True):
            item = self.file.by_name[name]
            facet = facets(item, self.pack)
            sure = not checked or (step.kind == "rename" and self._sure(facet, fields[0]))
            if not sure:
                self.columns[name] = self._check(facet, column, fields, item, place)
            elif step.kind == "rename" and not checked:
                self.columns[name] = self._number(facet, column, fields, item, place)
            else:
                self.columns[name] = column

    def _sure(self, facet: Facets, number: int) -> bool:
        """Whether every value of a double-byte field fits a full-width item as it is."""
        field = self.sources[number]
        if field.usage != "double" or facet.kind != "full" or facet.codes or not self.full:
            return False
        return field.length // 2 <= (facet.max_chars or field.length)

    def _codes(self, codes: CodeMap, fields: list[int], targets: list[int]) -> None:
        back = codes.backward()
        absent = codes.forward().get("", "")
        constant = self.builder.constant(absent) if absent else -1
        number = self.builder.map({s: t for s, t in codes.forward().items() if s}, back)
        numbers = (number, event_number("M001"), constant)
        null_changes = back.get(absent, "") != ""
        self.builder.step(k.CODES, fields, targets, numbers, fields, fourth=int(null_changes))

    def _check(self, facet: Facets, column: int, fields: list[int], item: Item, place: str) -> int:
        """Text: through the item's code list, or checked for its class and length."""
        target = self.builder.column()
        if facet.codes:
            number = self.builder.map({code: code for code in facet.codes})
            event = event_number("S005")
            self.builder.step(k.CODES, [column], [target], (number, event, -1), fields)
        elif facet.kind in _CLASSES:
            most = facet.max_chars or facet.integer
            numbers = (_CLASSES[facet.kind], most)
            self.builder.step(k.CHECK, [column], [target], numbers, fields)
        else:
            self.faults.add(
                place, f"Expected a field of its own usage for {item.name} ({item.type}), got text"
            )
        return target

    def _number(self, facet: Facets, column: int, fields: list[int], item: Item, place: str) -> int:
        """A number or date as it was decoded: what its usage does not guarantee is checked."""
        field = self.sources[fields[0]]
        if field.usage == "date":
            if facet.kind != "date":
                self.faults.add(
                    place, f"Expected an item of type DATE, got {item.name} {item.type}"
                )
            return column
        whole = max(field.capacity - field.scale, 0)
        signed = field.signed
        most = max(_most_digits(field) + max(-field.scale, 0), field.scale + 1)
        characters = most + signed + bool(field.scale)
        short = characters <= (facet.max_chars or characters)
        if not facet.codes and facet.kind in ("half", "any") and short:
            return column
        if facet.codes or facet.kind in ("half", "full", "any"):
            return self._check(facet, column, fields, item, place)
        fits = whole <= (facet.integer or whole) and field.scale <= facet.scale
        if facet.kind == "digits" and fits and not signed and most > (facet.integer or most):
            return self._check(facet, column, fields, item, place)
        allowed = {"digits": not signed, "signed": True, "decimal": not signed}
        if facet.kind == "year":
            fits = field.digits == 4 and field.value == "digits"
            allowed["year"] = True
        if not (allowed.get(facet.kind, False) and fits):
            message = f"Expected a number that fits {item.name} ({item.type} {item.digits})"
            self.faults.add(place, f"{message}, got {field.usage} of {field.capacity} digits")
        return column


def _most_digits(field: Field) -> int:
    """How many digits a decoded number may have: a packed field of even digits has room for one
    more than it declares, a binary one for all that its bits hold, a delimited one for any.
    """
    if not field.length:
        return MAX_DIGITS + 2  # 64 bits hold twenty
    if field.usage == "packed":
        return 2 * field.length - field.nibble
    return len(str(256**field.length)) if field.usage == "binary" else field.digits


def _only_full_width(page: CodePage) -> bool:
    """Whether double-byte codes of a host code page are one full-width character each."""
    if page.form not in ("host", "double") or len(page.pair_keys):
        return False
    entries = page.double[(page.double >> 31) == 0]
    text = entries & 0xFFFFFF  # first byte lowest: EF BD A1 (U+FF61) to EF BE 9F (U+FF9F)
    point = (text & 0xFF) << 16 | (text & 0xFF00) | text >> 16
    half = (point >= 0xEFBDA1) & (point <= 0xEFBE9F)
    return not bool(np.any(half | ((entries >> 24 & 15) == 1)))


def compile_backward(mapping: Mapping, record: RecordMapping, page: CodePage) -> Backward:
    """The way back from the standard layout."""
    count = len(record.file.items) if record.file else 0
    lead = count + 1 + (len(record.file.keys) if record.file else 0)
    annex = tuple(range(lead, lead + len(record.annex)))
    builder = Builder(columns=lead + len(annex))
    columns = dict(zip(record.annex, annex, strict=True))
    if record.file is not None:
        names = {one.name: number for number, one in enumerate(record.columns)}
        compiler = _BackwardCompiler(builder, record, record.file, columns, names)
        for step in record.steps:
            compiler.add(step)
    for name, value in record.constants:
        column = builder.column()
        builder.step(k.CONSTANT, (), [column], (builder.constant(value),))
        columns[name] = column
    absent = builder.column()  # a field that nothing gives a value: null
    computed = []
    for part in record.derived:
        if part.backward is None:
            continue
        names_read = (*(one.name for one in part.columns), *part.reads)
        targets = tuple(builder.column() for _ in part.given)
        computed.append((part, tuple(columns.get(one, absent) for one in names_read), targets))
        for name, target in zip(part.given, targets, strict=True):
            columns.setdefault(name, target)
    chosen = [columns.get(name, absent) for name in record.layout.names()]
    builder.step(k.ABSENT, (), [absent])
    return Backward(
        codec=_codec(mapping, record, page, chosen),
        program=builder.build(),
        lead=count,
        annex=annex,
        computed=tuple(computed),
    )


@dataclass(slots=True)
class _BackwardCompiler:
    builder: Builder
    record: RecordMapping
    file: File
    columns: dict[str, int]
    names: dict[str, int]
    sources: tuple[Field, ...] = ()

    def __post_init__(self) -> None:
        self.sources = self.record.columns

    def add(self, step: Step) -> None:
        """The inverse of one step; a field that an earlier step gave back keeps that value."""
        items = [self.file.index[name] for name in step.items]
        fields = [self.names[name] for name in step.fields]
        targets = [self.builder.column() for _ in step.fields]
        if step.kind == "rename":
            targets = items[:1]
        elif step.kind == "constant":
            place = [0]
            wanted = self.builder.constant(step.value)
            self.builder.step(k.MATCH, items, (), (wanted,), place)
        elif step.kind == "codes" and step.codes:
            back = step.codes.backward()
            absent = back.pop("", "")
            constant = self.builder.constant(absent) if absent else -1
            numbers = (self.builder.map(back), event_number("M001"), constant)
            self.builder.step(k.CODES, items, targets, numbers, fields)
        elif step.kind in ("join", "split"):
            kind = k.SPLIT if step.kind == "join" else k.JOIN
            self.builder.step(kind, items, targets, self.builder.text(step.separator), fields)
        elif step.kind == "pad":
            field = self.sources[fields[0]]
            least = field.digits if field.value == "digits" else 1
            self.builder.step(k.UNPAD, items, targets, (step.width, least), fields)
        elif step.kind == "date":
            sources = (*items, -1, -1)[:3]
            self.builder.step(k.JOIN_DATE, sources, targets, (), fields)
        elif step.kind == "chain" and step.codes:
            mark = self.builder.text(step.separator)
            number = self.builder.map(step.codes.backward())
            self.builder.step(k.UNCHAIN, items, targets, (*mark, number), fields)
        elif step.kind == "cut":
            back = step.codes.backward() if step.codes else {}
            absent = back.pop("", "")
            constant = self.builder.constant(absent) if absent else -1
            number = self.builder.map(back) if step.codes else -1
            self.builder.step(k.UNCUT, items, targets, (step.width, number, constant), fields)
        else:
            kind = {"trim": k.TRIM, "time": k.UNTIME, "widen": k.NARROW}[step.kind]
            self.builder.step(kind, items, targets, (), fields)
        for name, column in zip(step.fields, targets, strict=True):
            self.columns.setdefault(name, column)
