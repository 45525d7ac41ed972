"""The frame of an XML document: what stands before the first record and behind the last.

Both are parsed by lxml, with no DTD, no entities and no network; a small pattern only finds where
the root's start tag ends, and the parser then proves that it found right.

Source: Extensible Markup Language (XML) 1.0 (Fifth Edition), productions 22 (prolog), 40 (STag).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from lxml import etree

from lgmigrate.exchange.faults import FOREIGN, MALFORMED, ExchangeFault
from lgmigrate.standard.pack import File, Pack

__all__ = [
    "RECORD",
    "ROOT",
    "Frame",
    "close_document",
    "conforming_parser",
    "error_offset",
    "error_reason",
    "open_document",
    "root_attributes",
    "start_tag",
]

ROOT = "migrationFile"
RECORD = "record"

_BOM = b"\xef\xbb\xbf"
_TAG = rb"<([^\s<>/!?=\"']++)(?:[^<>\"']++|\"[^<\"]*+\"|'[^<']*+')*+>"
_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
_HINTS = {f"{_INSTANCE}schemaLocation", f"{_INSTANCE}noNamespaceSchemaLocation"}
"""Attributes that any element may have: where a schema may be found."""
_PROLOG = re.compile(rb"(?:\s++|<!--.*?-->|<\?.*?\?>)*+", re.DOTALL)
_START = re.compile(_TAG)


@dataclass(frozen=True, slots=True)
class Frame:
    """The root's start tag as it stands in the document, and the end tag that fits it.

    ``regular`` says that a record's plain tags (``<record>``) are of the pack's namespace.
    ``empty``: the root is ``<migrationFile/>`` and holds no record.
    """

    start: bytes
    end: bytes
    namespace: str
    regular: bool = True
    empty: bool = False


def conforming_parser() -> etree.XMLParser:
    """A parser that loads nothing, resolves no entity and keeps libxml2's limits."""
    return etree.XMLParser(
        encoding="UTF-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def start_tag(pack: Pack, file: File, municipality: str | None) -> bytes:
    """The root's start tag as it is written."""
    attributes = {"xmlns": pack.namespace, **_expected(pack, file)}
    if municipality is not None:
        attributes["municipality"] = municipality
    text = " ".join(f"{name}={quoteattr(value)}" for name, value in attributes.items())
    return f"<{ROOT} {text}>".encode()


def _expected(pack: Pack, file: File) -> dict[str, str]:
    return {"pack": pack.name, "edition": pack.edition, "file": file.name}


def open_document(
    first: bytes, pack: Pack, file: File, municipality: str | None
) -> tuple[int, Frame]:
    """Check the head of a document that begins with ``first``.

    Returns:
        The offset behind the root's start tag and the white space after it; the frame.

    Raises:
        ExchangeFault: X001 not well-formed, a DTD is present, or ``first`` ends within the head;
            X003 another root, namespace, pack, edition, file, municipality or encoding.
    """
    tag, root = _root(first)
    faults = _differences(root, pack, file, municipality)
    if faults:
        raise ExchangeFault(FOREIGN, tag.start(), *faults)
    empty = tag[0].endswith(b"/>")
    start = tag[0] if not empty else tag[0][:-2] + b">"
    regular = b":" not in tag[1] and root.nsmap.get(None) == pack.namespace
    behind = tag.end()
    while first[behind : behind + 1] in (b" ", b"\t", b"\r", b"\n"):
        behind += 1
    end = b"</" + tag[1] + b">"
    return behind, Frame(start, end, pack.namespace, regular, empty)


def root_attributes(first: bytes) -> dict[str, str]:
    """What the root of an exchange file that begins with ``first`` says of itself: its attributes
    without a namespace. Empty where ``first`` is the begin of nothing like that.
    """
    try:
        _, root = _root(first)
    except ExchangeFault:
        return {}
    if etree.QName(root).localname != ROOT:
        return {}
    return {str(key): str(value) for key, value in root.attrib.items() if "{" not in str(key)}


def _root(first: bytes) -> tuple[re.Match[bytes], etree._Element]:
    """The root's start tag in ``first``, and the root as the parser sees it, without content.

    Raises:
        ExchangeFault: X001 not well-formed, a DTD is present, or ``first`` ends within the head;
            X003 the encoding is UTF-16.
    """
    begin = len(_BOM) if first.startswith(_BOM) else 0
    if first.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ExchangeFault(FOREIGN, 0, "Expected encoding UTF-8, got UTF-16")
    prolog = _PROLOG.match(first, begin)
    place = prolog.end() if prolog else begin
    if first.startswith(b"<!", place):
        raise ExchangeFault(
            MALFORMED, place, "Expected the root element, got a DTD or other markup"
        )
    tag = _START.match(first, place)
    if tag is None:
        raise ExchangeFault(
            MALFORMED, place, "Expected the root's start tag, got none that is whole"
        )
    end = b"" if tag[0].endswith(b"/>") else b"</" + tag[1] + b">"
    document = first[: tag.end()] + end
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(document, parser)
    except etree.XMLSyntaxError as error:
        offset = error_offset(error, document)
        raise ExchangeFault(MALFORMED, offset, error_reason(error)) from None
    return tag, root


def _differences(
    root: etree._Element, pack: Pack, file: File, municipality: str | None
) -> list[str]:
    """What in the head is not as it must be."""
    found: list[str] = []
    document = root.getroottree().docinfo
    if (document.encoding or "UTF-8").upper() != "UTF-8":
        found.append(f"Expected encoding UTF-8, got {document.encoding}")
    if (document.xml_version or "1.0") != "1.0":
        found.append(f"Expected XML version 1.0, got {document.xml_version}")
    name = etree.QName(root)
    if name.localname != ROOT:
        found.append(f"Expected the root element {ROOT}, got another")
    if name.namespace != pack.namespace:
        found.append(f"Expected the namespace {pack.namespace}, got {name.namespace}")
    wanted: Mapping[str, str] = _expected(pack, file)
    for attribute, value in wanted.items():
        if root.get(attribute) != value:
            found.append(f"Expected {attribute}={value!r}, got {root.get(attribute)!r}")
    got = root.get("municipality")
    if municipality is not None and got != municipality:
        found.append(f"Expected municipality={municipality!r}, got {got!r}")
    elif municipality is None and got is not None and not re.fullmatch("[0-9]{6}", got):
        found.append(f"Expected municipality as six digits, got {got!r}")
    allowed = {*wanted, "municipality"}
    others = sum(key not in allowed | _HINTS for key in map(str, root.keys()))
    if others:
        found.append(f"Expected the attributes {sorted(allowed)}, got {others} more")
    return found


def close_document(rest: bytes, frame: Frame) -> None:
    """Check what stands behind the last record: white space and comments, the root's end tag.

    Raises:
        ExchangeFault: X001, anything else, or nothing; the offset counts from ``rest``.
    """
    if frame.empty:
        head, document = frame.start + frame.end, frame.start + frame.end + rest
    else:
        head, document = frame.start, frame.start + rest
    try:
        root = etree.fromstring(document, conforming_parser())
    except etree.XMLSyntaxError as error:
        offset = max(error_offset(error, document) - len(head), 0)
        raise ExchangeFault(MALFORMED, offset, error_reason(error)) from None
    if (
        root.getroottree().docinfo.internalDTD is not None
        or len(root)
        or (root.text or "").strip(" \t\r\n")
    ):
        raise ExchangeFault(MALFORMED, 0, "Expected the root's end tag, got other content")


def error_offset(error: etree.XMLSyntaxError, document: bytes) -> int:
    """Where the parser saw an error: exact in its line, as near as the parser says within it."""
    line, column = error.position
    begin = 0
    for _ in range(line - 1):
        behind = document.find(b"\n", begin) + 1
        if not behind:
            break
        begin = behind
    end = document.find(b"\n", begin)
    return min(begin + max(column - 1, 0), end if end >= 0 else len(document))


def error_reason(error: etree.XMLSyntaxError) -> str:
    """The kind of the error; the parser's sentence may repeat what stands in the document."""
    last = getattr(error.error_log, "last_error", None)
    kind = getattr(last, "type_name", "ERR_DOCUMENT")
    return f"Expected well-formed XML, got {kind.removeprefix('ERR_')}"
