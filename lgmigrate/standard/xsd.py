"""The XSD 1.0 of a pack's files, written from the tables and never by hand.

A schema a file, and ``types.xsd``, which all of them include: it has the simple types of the whole
pack, so that a type or a code list stands once. What they check: the root's attributes, the order
of the items, required items, how often an item may stand, types, digits (as characters) and code
lists. What they leave to the rules: uniqueness of keys and references between files (``xs:key``
would hold every key of a file in memory), conditions, check digits, and the unknown-date triples.

Annotations carry the ID and the Japanese name of an item, a code list or a code value as attributes
``lg:id`` and ``lg:name`` for programs, and name and definition as documentation for people.

Choices that make every validator agree:

* Every simple type is a restriction of ``xs:string`` by patterns. The built-in dates and numbers
  collapse white space around a value, and ``xs:date`` knows no year 0000, which the standard's
  open period begin 0000-01-01 needs; the pattern of dates holds the Gregorian leap years itself.
* A length of full-width or free text is a pattern, because xs:maxLength would count a variation
  selector, which is no character of its own.
* An item that is present and empty is valid only for text without a code list that is neither a
  key nor required (``Facets.min_chars`` 0).
* The schemas of all files of a pack have one namespace and one root; each fixes ``file``.
* An item with 繰り返し stands up to that many times (xs:maxOccurs), each value in an element. What
  separates the values elsewhere, LF, is in none of them, of whatever type they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from lgmigrate.standard.facets import OPEN_START, SELECTORS, Facets, facets
from lgmigrate.standard.pack import CodeList, File, Item, Names, Pack, element_name

__all__ = ["ANNOTATIONS", "TYPES_FILE", "generate", "generate_types", "patterns"]

TYPES_FILE = "types.xsd"
"""The schema that those of all files of a pack include; no file may be named ``types``."""

ANNOTATIONS = "urn:lgmigrate:xsd"
"""The namespace of the attributes ``id`` and ``name`` of annotations."""

_MUNICIPALITY = "全国地方公共団体コード"
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

    It includes ``types.xsd``, the schema that ``generate_types`` makes, from beside it.

    Args:
        pack: the pack, for namespace, edition and code lists.
        file: one of its files.
        names: the style of the element names.
    """
    about = (f"{pack.title} {file.title}", *_origin(pack))
    return _schema(pack, about, _file(pack, file, names))


def generate_types(pack: Pack) -> str:
    """The schema with the simple types of a pack: those of its items, in the order of their names,
    its code lists that have values, and the municipality of the root.
    """
    about = (pack.title, *_origin(pack))
    return _schema(pack, about, _types(pack))


def patterns(facets: Facets, *, repeated: bool = False) -> tuple[str, ...]:
    """The XSD patterns of a type, any of which a value matches; none for free text and codes.

    ``repeated``: of an item that may have several values.
    """
    if facets.codes:
        return ()
    digits, point = "+", r"(\.[0-9]+)?"
    full = "[^\\t\\n\\r -\x9f\uff61-\uff9f]*"
    other = "\\n" if repeated else ""
    free: tuple[str, ...] = (f"[^{other}]*",) if repeated else ()
    if facets.max_chars:
        most = f"[{SELECTORS}]*){{0,{facets.max_chars}}}"
        full = f"[{SELECTORS}]*([^\\t\\n\\r -\x9f\uff61-\uff9f{SELECTORS}]{most}"
        free = (f"[{SELECTORS}]*([^{other}{SELECTORS}]{most}",)
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


def _schema(pack: Pack, about: tuple[str, ...], content: Iterable[str]) -> str:
    space = quoteattr(pack.namespace)
    root = f'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:lg="{ANNOTATIONS}" xmlns={space}'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<!-- Generated from the tables of the pack. Change those, not this file. -->",
        f'<xs:schema {root} targetNamespace={space} elementFormDefault="qualified">',
        *_annotation("  ", *about),
        *content,
        "</xs:schema>",
    ]
    return "\n".join(lines) + "\n"


def _origin(pack: Pack) -> tuple[str, str]:
    return f"{pack.label}, SHA-256 of the tables {pack.digest}", pack.source


def _file(pack: Pack, file: File, names: Names) -> Iterator[str]:
    yield f'  <xs:include schemaLocation="{TYPES_FILE}"/>'
    yield from _root(pack, file)
    yield '  <xs:complexType name="record">'
    yield "    <xs:sequence>"
    for item in file.items:
        yield from _element(item, names, _type_name(facets(item, pack), item))
    yield "    </xs:sequence>"
    yield "  </xs:complexType>"


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


def _element(item: Item, names: Names, type_name: str) -> Iterator[str]:
    least = "" if item.key or item.condition == "required" else ' minOccurs="0"'
    most = f' maxOccurs="{item.repeat}"' if item.repeat > 1 else ""
    yield f'      <xs:element name="{item.element(names)}" type="{type_name}"{least}{most}>'
    yield from _annotation("        ", item.name, item.definition, id=item.id, name=item.name)
    yield "      </xs:element>"


def _types(pack: Pack) -> Iterator[str]:
    yield from _simple_type(
        "municipality", ('<xs:pattern value="[0-9]{6}"/>',), _annotation("    ", _MUNICIPALITY)
    )
    known: dict[str, Item] = {}
    for item in (item for file in pack.files for item in file.items):
        known.setdefault(_type_name(facets(item, pack), item), item)
    for name, item in sorted(known.items()):
        if not (one := facets(item, pack)).codes:
            yield from _simple_type(name, _restrictions(one, repeated=item.repeat > 0))
    for code_list in pack.code_lists.values():
        if code_list.codes:
            about = _annotation("    ", code_list.name, id=code_list.id, name=code_list.name)
            yield from _simple_type(_code_type(code_list.id), _enumerations(code_list), about)


def _type_name(facets: Facets, item: Item) -> str:
    if facets.codes:
        return _code_type(item.code)
    parts: list[str] = [facets.kind]
    if facets.integer:
        parts += [str(facets.integer), str(facets.scale)] if facets.scale else [str(facets.integer)]
    elif facets.kind in {"any", "half", "full", "blob"}:
        parts += [str(facets.max_chars)] if facets.max_chars else []
        parts += ["filled"] if facets.min_chars else []
        parts += ["line"] if facets.kind == "any" and item.repeat else []
    return "-".join(parts)


def _code_type(code: str) -> str:
    return element_name(f"code-{code}")


def _simple_type(name: str, content: Iterable[str], about: Iterable[str] = ()) -> Iterator[str]:
    yield f'  <xs:simpleType name="{name}">'
    yield from about
    yield '    <xs:restriction base="xs:string">'
    for line in content:
        yield f"      {line}"
    yield "    </xs:restriction>"
    yield "  </xs:simpleType>"


def _restrictions(facets: Facets, *, repeated: bool) -> Iterator[str]:
    if facets.kind in {"any", "half", "full", "blob"}:
        if facets.min_chars:
            yield f'<xs:minLength value="{facets.min_chars}"/>'
        if facets.max_chars and facets.kind in {"half", "blob"}:
            yield f'<xs:maxLength value="{facets.max_chars}"/>'
    for pattern in patterns(facets, repeated=repeated):
        yield f'<xs:pattern value="{_referenced(pattern)}"/>'


def _enumerations(code_list: CodeList) -> Iterator[str]:
    for code in code_list.codes:
        yield f"<xs:enumeration value={quoteattr(code.value)}>"
        yield from _annotation("  ", code.name, id=code.value, name=code.name)
        yield "</xs:enumeration>"


def _annotation(indent: str, *texts: str, **attributes: str) -> Iterator[str]:
    """An annotation; a text or an attribute that is empty is left out."""
    named = (f" lg:{name}={quoteattr(value)}" for name, value in attributes.items() if value)
    yield f"{indent}<xs:annotation{''.join(named)}>"
    for text in texts:
        if text:
            yield f"{indent}  <xs:documentation>{escape(text)}</xs:documentation>"
    yield f"{indent}</xs:annotation>"


def _referenced(pattern: str) -> str:
    """A pattern as an attribute value; characters that an editor may lose are references."""
    return "".join(c if "!" <= c <= "~" and c not in '<&"' else f"&#x{ord(c):X};" for c in pattern)
