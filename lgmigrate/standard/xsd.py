"""The XSD 1.0 of a pack's files, written from the tables and never by hand.

What it checks: the root's attributes, the order of the items, required items, types, digits (as
characters) and code lists. What it leaves to the rules: uniqueness of keys and references between
files (``xs:key`` would hold every key of a file in memory), conditions, check digits, and the
unknown-date triples.

Choices that make every validator agree:

* Every simple type is a restriction of ``xs:string`` by patterns. The built-in dates and numbers
  collapse white space around a value, and ``xs:date`` knows no year 0000, which the standard's
  open period begin 0000-01-01 needs; the pattern of dates holds the Gregorian leap years itself.
* A length of full-width or free text is a pattern, because xs:maxLength would count a variation
  selector, which is no character of its own.
* An item that is present and empty is valid only for text without a code list that is neither a
  key nor required (``Facets.min_chars`` 0).
* The schemas of all files of a pack have one namespace and one root; each fixes ``file``.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from lgmigrate.standard.facets import OPEN_START, SELECTORS, Facets, facets
from lgmigrate.standard.pack import File, Item, Names, Pack, element_name

__all__ = ["generate", "patterns"]

_YEAR = "([0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"  # 0001..9999
_FOURTH = "(0[48]|[2468][048]|[13579][26])"  # two digits divisible by four, but 00
_DAYS = (
    f"{_YEAR}-(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])",
    f"{_YEAR}-(0[469]|11)-(0[1-9]|[12][0-9]|30)",
    f"{_YEAR}-02-(0[1-9]|1[0-9]|2[0-8])",
    f"[0-9]{{2}}{_FOURTH}-02-29",
    f"{_FOURTH}00-02-29",
)


def generate(pack: Pack, file: File, names: Names = "romaji") -> str:
    """The schema of one file, with LF line ends and a line end at the end.

    Args:
        pack: the pack, for namespace, edition and code lists.
        file: one of its files.
        names: the style of the element names.
    """
    return "\n".join(_lines(pack, file, names)) + "\n"


def patterns(facets: Facets) -> tuple[str, ...]:
    """The XSD patterns of a type, any of which a value matches; none for free text and codes."""
    if facets.codes:
        return ()
    digits, point = "+", r"(\.[0-9]+)?"
    full = "[^\\t\\n\\r -\x9f\uff61-\uff9f]*"
    free: tuple[str, ...] = ()
    if facets.max_chars:
        most = f"[{SELECTORS}]*){{0,{facets.max_chars}}}"
        full = f"[{SELECTORS}]*([^\\t\\n\\r -\x9f\uff61-\uff9f{SELECTORS}]{most}"
        free = (f"[{SELECTORS}]*([^{SELECTORS}]{most}",)
    if facets.integer:
        digits = f"{{1,{facets.integer}}}"
        point = rf"(\.[0-9]{{1,{facets.scale}}})?" if facets.scale else ""
    return {
        "any": free,
        "half": ("[ -~\uff61-\uff9f]*",),
        "full": (full,),
        "digits": (f"[0-9]{digits}",),
        "decimal": (f"[0-9]{digits}{point}",),
        "signed": (f"-?[0-9]{digits}",),
        "date": (OPEN_START, *_DAYS),
        "time": ("([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?",),
        "year": ("[0-9]{4}",),
        "blob": ("[A-Za-z0-9+/]*={0,2}",),
    }[facets.kind]


def _lines(pack: Pack, file: File, names: Names) -> Iterator[str]:
    known = {item.name: facets(item, pack) for item in file.items}
    types = {_type_name(known[item.name], item): item for item in file.items}
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield "<!-- Generated from the tables of the pack. Change those, not this file. -->"
    yield (
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f"xmlns={quoteattr(pack.namespace)} targetNamespace={quoteattr(pack.namespace)} "
        f'elementFormDefault="qualified">'
    )
    yield from _documentation(
        "  ",
        f"{pack.title} {file.title}",
        f"{pack.label}, SHA-256 of the tables {pack.digest}",
        pack.source,
    )
    yield from _root(pack, file)
    yield '  <xs:complexType name="record">'
    yield "    <xs:sequence>"
    for item in file.items:
        yield from _element(item, names, _type_name(known[item.name], item))
    yield "    </xs:sequence>"
    yield "  </xs:complexType>"
    for name in sorted(types):
        item = types[name]
        yield from _simple_type(name, item, known[item.name], pack)
    yield "</xs:schema>"


def _root(pack: Pack, file: File) -> Iterator[str]:
    yield '  <xs:element name="migrationFile">'
    yield "    <xs:complexType>"
    yield "      <xs:sequence>"
    yield '        <xs:element name="record" type="record" minOccurs="0" maxOccurs="unbounded"/>'
    yield "      </xs:sequence>"
    for attribute, value in (("pack", pack.name), ("edition", pack.edition), ("file", file.name)):
        yield (
            f'      <xs:attribute name="{attribute}" type="xs:string" use="required" '
            f"fixed={quoteattr(value)}/>"
        )
    yield '      <xs:attribute name="municipality" type="municipality"/>'
    yield "    </xs:complexType>"
    yield "  </xs:element>"
    yield '  <xs:simpleType name="municipality">'
    yield from _documentation("    ", "全国地方公共団体コード")
    yield '    <xs:restriction base="xs:string">'
    yield '      <xs:pattern value="[0-9]{6}"/>'
    yield "    </xs:restriction>"
    yield "  </xs:simpleType>"


def _element(item: Item, names: Names, type_name: str) -> Iterator[str]:
    optional = "" if item.key or item.condition == "required" else ' minOccurs="0"'
    yield f'      <xs:element name="{item.element(names)}" type="{type_name}"{optional}>'
    yield from _documentation("        ", f"{item.id} {item.name}", item.definition)
    yield "      </xs:element>"


def _type_name(facets: Facets, item: Item) -> str:
    if facets.codes:
        return element_name(f"code-{item.code}")
    parts: list[str] = [facets.kind]
    if facets.integer:
        parts += [str(facets.integer), str(facets.scale)] if facets.scale else [str(facets.integer)]
    elif facets.kind in {"any", "half", "full", "blob"}:
        parts += [str(facets.max_chars)] if facets.max_chars else []
        parts += ["filled"] if facets.min_chars else []
    return "-".join(parts)


def _simple_type(name: str, item: Item, facets: Facets, pack: Pack) -> Iterator[str]:
    yield f'  <xs:simpleType name="{name}">'
    if facets.codes:
        code_list = pack.code_lists[item.code]
        yield from _documentation("    ", f"{code_list.id} {code_list.name}")
        yield '    <xs:restriction base="xs:string">'
        for code in code_list.codes:
            yield f"      <xs:enumeration value={quoteattr(code.value)}>"
            yield from _documentation("        ", code.name)
            yield "      </xs:enumeration>"
    else:
        yield '    <xs:restriction base="xs:string">'
        if facets.kind in {"any", "half", "full", "blob"}:
            if facets.min_chars:
                yield f'      <xs:minLength value="{facets.min_chars}"/>'
            if facets.max_chars and facets.kind in {"half", "blob"}:
                yield f'      <xs:maxLength value="{facets.max_chars}"/>'
        for pattern in patterns(facets):
            yield f'      <xs:pattern value="{_referenced(pattern)}"/>'
    yield "    </xs:restriction>"
    yield "  </xs:simpleType>"


def _documentation(indent: str, *texts: str) -> Iterator[str]:
    yield f"{indent}<xs:annotation>"
    for text in texts:
        if text:
            yield f"{indent}  <xs:documentation>{escape(text)}</xs:documentation>"
    yield f"{indent}</xs:annotation>"


def _referenced(pattern: str) -> str:
    """A pattern as an attribute value; characters that an editor may lose are references."""
    return "".join(c if "!" <= c <= "~" and c not in '<&"' else f"&#x{ord(c):X};" for c in pattern)
