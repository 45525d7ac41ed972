"""A draft of a mapping from a record layout and a file of a pack.

Fields and items are matched by name, each once, the best first; the usage of the field and the
type of the item say which step it is. Matches that are sure are steps; the others stand as
comments with their score, to be confirmed by whoever knows the system. The draft loads: a step that
the loader refuses becomes a comment that says why.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lgmigrate.errors import LgmigrateError
from lgmigrate.framing.spec import FramingSpec
from lgmigrate.mapping.reader import ENDS, Folder, read_mapping
from lgmigrate.mapping.steps import triple
from lgmigrate.mapping.synonyms import similarity
from lgmigrate.record.layout import Field, Form, RecordLayout
from lgmigrate.standard.pack import File, Item, Pack

__all__ = ["Match", "Scaffold", "Source", "match_names", "scaffold"]

SURE, POSSIBLE = 0.85, 0.5
_UNKNOWN = ("_不詳フラグ", "_不詳表記")
_FORMS: dict[int, Form] = {8: "yyyymmdd", 7: "gyymmdd", 6: "yymmdd"}
"""The form that so many digits of a date have, as a rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A field and the item that it may become. ``step`` is the step as TOML has it, ``refused``
    why it cannot be one. ``form``: that of the date which a number or text is taken for.
    """

    field: str
    item: str
    score: float
    step: str
    refused: str = ""
    form: str = ""

    @property
    def sure(self) -> bool:
        """Whether it stands as a step in the draft."""
        return self.score >= SURE and not self.refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What the draft says of its source; ``layout`` are the lines of TOML that name the layout,
    ``files`` the layout's own.
    """

    name: str
    charset: str
    framing: FramingSpec
    layout: str
    files: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scaffold:
    """``files`` of the mapping's folder by name, the ``matches``, the ``fields`` and the required
    ``items`` without one.
    """

    files: tuple[tuple[str, bytes], ...]
    matches: tuple[Match, ...]
    fields: tuple[str, ...]
    items: tuple[str, ...]


def match_names(layout: RecordLayout, file: File) -> list[Match]:
    """The best pairs of a field and an item, each of them once, in the order of the items."""
    fields = [one for one in layout.fields if one.usage != "filler"]
    pairs = sorted(
        (
            (similarity(one.name, item.name, item.romaji), -number, one, item)
            for one in fields
            for number, item in enumerate(file.items)
            if _possible(one, item)
        ),
        key=lambda pair: pair[:2],
        reverse=True,
    )
    taken: set[str] = set()
    found: dict[str, Match] = {}
    for score, _, one, item in pairs:
        if score < POSSIBLE or one.name in taken or item.name in found:
            continue
        taken.add(one.name)
        found[item.name] = Match(
            field=one.name,
            item=item.name,
            score=score,
            step=_step(one, item, file),
            form=_form(one) if item.type == "DATE" and one.usage != "date" else "",
        )
    return [found[item.name] for item in file.items if item.name in found]


def _possible(one: Field, item: Item) -> bool:
    """Whether a field can be a value of the item's type; the parts of an unknown date come with
    the date.
    """
    if item.name.endswith(_UNKNOWN):
        return False
    if item.type == "DATE":
        return one.usage == "date" or bool(_form(one))
    if one.usage == "date":
        return False
    return item.type != "TIME" or one.digits == 6 or one.length == 6


def _form(one: Field) -> str:
    """The form of the date that a whole number or a text of so many digits may be, or ""."""
    if one.usage in ("zoned", "packed") and not one.scale and not one.signed:
        return _FORMS.get(one.digits, "")
    return _FORMS.get(one.length, "") if one.usage in ("single", "mixed") else ""


def _step(one: Field, item: Item, file: File) -> str:
    """The step that the usage and the type ask for, as TOML."""
    name = _text(one.name)
    if item.type == "DATE":
        _, flag, words = triple(item.name)
        unknown = ", unknown = true" if {flag, words} <= set(file.by_name) else ""
        return f"{{ from = {name}, date = true{unknown} }}"
    if item.type == "TIME":
        return f"{{ from = {name}, time = true }}"
    if item.type == "N" and one.usage in ("single", "mixed"):
        return f"{{ from = {name}, widen = true }}"
    digits = one.numeric and one.value == "digits"
    if item.type == "X" and digits and item.key and one.digits < item.digits:
        return f"{{ from = {name}, pad = {item.digits} }}"
    return name


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def scaffold(name: str, layout: RecordLayout, pack: Pack, file: File, source: Source) -> Scaffold:
    """The draft of a mapping of that name.

    Raises:
        MappingError: the source cannot be what is said of it (framing, code page).
    """
    matches = match_names(layout, file)
    while True:
        text = _toml(name, layout=layout, pack=pack, file=file, source=source, matches=matches)
        files = (("mapping.toml", text.encode()), *source.files)
        try:
            read_mapping(Folder(place=name, main="mapping.toml", files=files))
        except LgmigrateError as error:
            left = _refused(text, matches, error.faults)
            if left == matches:
                raise
            matches = left
        else:
            break
    used = {one.field for one in matches if one.sure}
    given = {one.item for one in matches if one.sure}
    init = f'"""The mapping {name}."""\n\nMAPPING = "mapping.toml"\n'
    return Scaffold(
        files=(*files, ("__init__.py", init.encode())),
        matches=tuple(matches),
        fields=tuple(
            one.name for one in layout.fields if one.usage != "filler" and one.name not in used
        ),
        items=tuple(
            one.name
            for one in file.items
            if one.name not in given and (one.key or one.condition == "required")
        ),
    )


def _refused(text: str, matches: Sequence[Match], faults: Sequence[str]) -> list[Match]:
    """The matches with what the loader says of the lines on which they stand."""
    lines = text.splitlines()
    reasons: dict[str, str] = {}
    for fault in faults:
        found = re.match(r".*?mapping\.toml:([0-9]+): (.*)", fault)
        step = re.match(r'("(?:[^"\\]|\\.)*") = ', lines[int(found[1]) - 1]) if found else None
        if found and step:
            reasons.setdefault(step[1], found[2])
    return [replace(one, refused=reasons.get(_text(one.item), one.refused)) for one in matches]


def _toml(  # noqa: PLR0913  the parts of the text
    name: str,
    *,
    layout: RecordLayout,
    pack: Pack,
    file: File,
    source: Source,
    matches: Sequence[Match],
) -> str:
    label = pack.label.split(" ")[0]
    lines = [
        "[mapping]",
        f"name = {_text(name)}",
        f"title = {_text(name)}",
        f"pack = {_text(label)}",
        "lossless = true",
        "draft = true  # required items may be missing while this stands here",
        "",
        "[source]",
        f"charset = {_text(source.charset)}",
        f"name = {_text(source.name)}",
        "",
        "[source.framing]",
        *_framing(source.framing),
        "",
        "[[record]]",
        f"name = {_text(layout.name)}",
        source.layout,
        f"file = {_text(file.name)}",
        "",
        *_refinements(matches),
        "[record.items]",
    ]
    lines += [f"{_text(one.item)} = {one.step}" for one in matches if one.sure]
    unsure = [one for one in matches if not one.sure]
    if unsure:
        lines += ["", "# To be confirmed (score, or why it cannot be so):"]
        for one in unsure:
            why = f": {one.refused}" if one.refused else ""
            lines.append(f"# {_text(one.item)} = {one.step}  # {one.score:.2f}{why}")
    matched = {one.item for one in matches}
    rest = [one for one in file.items if one.name not in matched]
    for title, some in (
        ("Required items without a field:", [one for one in rest if _required(one)]),
        ("Other items without a field:", [one for one in rest if not _required(one)]),
    ):
        if some:
            lines += ["", f"# {title}"]
            lines += [
                f"# {_text(one.name)} = ...  # {one.type} {one.digits or ''}".rstrip()
                for one in some
            ]
    used = {one.field for one in matches}
    left = [one for one in layout.fields if one.usage != "filler" and one.name not in used]
    if left:
        lines += ["", "# Fields without an item (they go to the annex):"]
        lines += [f"#   {one.name} ({one.usage})" for one in left]
    return "\n".join(lines) + "\n"


def _refinements(matches: Sequence[Match]) -> list[str]:
    """The tables that make dates of numbers and texts, a form each."""
    lines = []
    for form in _FORMS.values():
        names = [_text(one.field) for one in matches if one.sure and one.form == form]
        if names:
            lines += [
                "[[record.refine]]  # taken for dates by their digits: to be confirmed",
                f"fields = [{', '.join(names)}]",
                'usage = "date"',
                f'form = "{form}"',
                'null = ["zero", "blank"]',
                "",
            ]
    return lines


def _required(item: Item) -> bool:
    return item.key or item.condition == "required"


def _framing(spec: FramingSpec) -> list[str]:
    """The keys of ``[source.framing]``."""
    found = [f'form = "{spec.form}"']
    if spec.length:
        found.append(f"length = {spec.length}")
    if spec.blocked:
        found.append("blocked = true")
    if spec.form == "prefixed":
        found += [f"prefix = {spec.prefix}", f'order = "{spec.order}"', f"zeros = {spec.zeros}"]
        found += ["inclusive = true"] * spec.inclusive
    names = {end: key for key, end in ENDS.items()}
    if spec.end:
        found.append(f'end = "{names[spec.end]}"')
    if spec.form == "csv" and spec.delimiter != b",":
        found.append(f"delimiter = {_text(spec.delimiter.decode())}".replace("\t", "\\t"))
    return found
