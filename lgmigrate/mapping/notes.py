"""What is allowed in a mapping but worth knowing before a file is converted.

A note is no fault: what it names is checked value by value when records are converted, or its
source bytes are kept in the annex so that the way back is exact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lgmigrate.mapping.model import Mapping, RecordMapping, Step
from lgmigrate.record.layout import Field
from lgmigrate.standard.pack import Item, Pack

__all__ = ["Note", "NoteKind", "check"]

Lang = Literal["ja", "en"]
NoteKind = Literal[
    "overflow",
    "width",
    "sign",
    "codes",
    "shared",
    "partial",
    "kept",
    "annex",
    "loses",
    "inverse",
    "oneway",
    "items",
    "uncovered",
]

JAPANESE: dict[NoteKind, str] = {
    "overflow": "{field}は最大{size}文字、{item}は{digits}文字までです。値ごとに検査します。",
    "width": "{field}（{usage}）をそのまま{item}（型{type}）へ渡します。値ごとに検査します。",
    "sign": "{field}は符号付き、{item}は符号なしです。値ごとに検査します。",
    "codes": "コード対応{map}では{sources}がどれも{target}になり、戻すときは{back}と書きます。"
    "これと異なる元のバイトは標準外項目に残します。",
    "shared": "{field}は{count}個の変換で使います。戻すときは最初の変換だけが書きます。",
    "partial": "{item}には不詳の項目がありません。一部が不詳の{field}は標準外項目に残します。",
    "kept": "{field}は値により{kind}で元に戻せません。その元のバイトは標準外項目に残します。",
    "annex": "項目のない{count}個のフィールドは標準外項目になります: {fields}",
    "items": "{file}の{count}個の項目に渡すフィールドがありません: {items}",
    "uncovered": "{item}のコード値{values}になる元の値がコード対応{map}にありません。他システムの"
    "データにこの値があると、戻すときに指摘（M001）になります。",
    "loses": "関数{function}で失われるもの: {loses}。"
    "逆変換で戻らない値は元のバイトを標準外項目に残します。",
    "inverse": "関数{function}の逆変換で戻らない値は、元のバイトを標準外項目に残します。",
    "oneway": "関数{function}には逆変換がありません。元のフィールドは標準外項目に残ります。",
}
ENGLISH: dict[NoteKind, str] = {
    "overflow": "{field} holds up to {size} characters, {item} {digits}; each value is checked.",
    "width": "{field} ({usage}) goes as it is to {item} (type {type}); each value is checked.",
    "sign": "{field} is signed, {item} is not; each value is checked.",
    "codes": "Code map {map} takes each of {sources} to {target}, and the way back writes {back};"
    " source bytes that differ from that are kept in the annex.",
    "shared": "{field} is in {count} steps; on the way back only the first of them writes it.",
    "partial": "{item} has no items for an unknown date; a partly unknown {field} is kept in the"
    " annex.",
    "kept": "Not every value of {field} comes back through {kind}; its source bytes are then kept"
    " in the annex.",
    "annex": "{count} fields without an item go to the annex: {fields}",
    "items": "{count} items of {file} have no step: {items}",
    "uncovered": "No source value of code map {map} gives {values} of {item}; on the way back such"
    " a value of another system is a finding (M001).",
    "loses": "Function {function} loses: {loses}. Where its inverse does not give a value back, the"
    " source bytes are kept in the annex.",
    "inverse": "Where the inverse of function {function} does not give a value back, its source"
    " bytes are kept in the annex.",
    "oneway": "Function {function} has no inverse; its fields stay in the annex.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One note: its kind, the place (the record, and the line of its step) and a sentence."""

    kind: NoteKind
    place: str
    text: str


def check(mapping: Mapping, lang: Lang = "en") -> list[Note]:
    """The notes of a loaded mapping, in the order of its records and steps."""
    notes = []
    every = (record for part in mapping.all() for one in part.records for record in one.walk())
    for record in every:
        for kind, line, words in _record_notes(record, mapping.pack):
            place = f"{record.name}, line {line}" if line else record.name
            text = (JAPANESE if lang == "ja" else ENGLISH)[kind].format(**words)
            notes.append(Note(kind=kind, place=place, text=text))
    return notes


Words = dict[str, str | int]


def _record_notes(record: RecordMapping, pack: Pack) -> Iterator[tuple[NoteKind, int, Words]]:
    for part in record.derived:
        if part.kind == "python":
            words: Words = {"function": part.function, "loses": part.loses}
            kind: NoteKind = "loses" if part.loses else "inverse" if part.given else "oneway"
            yield kind, part.line, words
    named = {one.name: one for one in record.columns}
    uses = Counter(name for step in record.steps for name in step.fields)
    for step in record.steps:
        fields = [named[name] for name in step.fields]
        items = [record.file.by_name[name] for name in step.items] if record.file else []
        for kind, words in _step_notes(step, fields, items):
            yield kind, step.line, words
        for item in items:
            yield from _uncovered(step, item, pack)
        for name in step.fields:
            if (count := uses.pop(name, 0)) > 1:
                yield "shared", step.line, {"field": name, "count": count}
    yield from _left_notes(record)


def _left_notes(record: RecordMapping) -> Iterator[tuple[NoteKind, int, Words]]:
    """What no step takes or gives."""
    if record.file is None:
        return
    given = {name for step in record.steps for name in step.items}
    left = [item.name for item in record.file.items if item.name not in given]
    if left:
        names = ", ".join(left)
        yield "items", 0, {"count": len(left), "file": record.file.name, "items": names}
    if record.annex:
        yield "annex", 0, {"count": len(record.annex), "fields": ", ".join(record.annex)}


def _uncovered(step: Step, item: Item, pack: Pack) -> Iterator[tuple[NoteKind, int, Words]]:
    """Values of the item's code list that no source value gives."""
    codes = step.codes
    if codes is None:
        return
    known = pack.code_lists.get(item.code)
    targets = {target for _, target in codes.pairs}
    left = [value for value in (known.values() if known else ()) if value not in targets]
    if left:
        words: Words = {"map": codes.name, "values": ", ".join(left), "item": item.name}
        yield "uncovered", step.line, words


def _step_notes(
    step: Step, fields: list[Field], items: list[Item]
) -> Iterator[tuple[NoteKind, Words]]:
    if step.codes and step.kind != "chain":
        yield from _code_notes(step)
    if step.kind in {"rename", "widen", "trim"}:
        yield from _value_notes(step, fields[0], items[0])
    if step.kind == "date" and len(items) == 1 and fields[0].unknown:
        yield "partial", {"field": fields[0].name, "item": items[0].name}
    if _is_partial(step, fields):
        yield "kept", {"field": ", ".join(step.fields), "kind": step.kind}


def _is_partial(step: Step, fields: list[Field]) -> bool:
    """Whether some values of the fields do not come back through the step's inverse."""
    if step.kind == "pad":
        return not fields[0].numeric
    if step.kind == "widen":
        return fields[0].usage == "mixed"
    return step.kind in {"join", "split", "trim", "chain"}


def _code_notes(step: Step) -> Iterator[tuple[NoteKind, Words]]:
    if step.codes is None:
        return
    back = step.codes.backward()
    counts = Counter(target for _, target in step.codes.pairs)
    for target in (target for target, count in counts.items() if count > 1):
        sources = ", ".join(source or '""' for source, other in step.codes.pairs if other == target)
        yield (
            "codes",
            {
                "map": step.codes.name,
                "sources": sources,
                "target": target or '""',
                "back": back[target] or '""',
            },
        )


def _value_notes(step: Step, field: Field, item: Item) -> Iterator[tuple[NoteKind, Words]]:
    size = _capacity(field, item)
    names: Words = {"field": field.name, "item": item.name}
    if item.digits and size > item.digits:
        yield "overflow", {**names, "size": size, "digits": item.digits}
    wide = field.usage == "double"
    narrow = field.usage == "single" or field.numeric
    if (item.type == "X" and wide) or (item.type == "N" and narrow and step.kind != "widen"):
        yield "width", {**names, "usage": field.usage, "type": item.type}
    if field.signed and item.type == "9":
        yield "sign", names


def _capacity(field: Field, item: Item) -> int:
    """The most characters of the item's type that the field can hold, 0 where not known."""
    if field.usage == "float":
        return 0
    if field.numeric:
        return max(field.capacity, field.capacity - field.scale) + field.signed + (field.scale > 0)
    wide = field.usage in {"double", "national"} or (field.usage == "mixed" and item.type == "N")
    return field.length // 2 if wide else field.length
