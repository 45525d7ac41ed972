"""A pack as one HTML page: what it is, its files, their relations, their items, its code lists.

The page holds all that it needs: its policy (Content-Security-Policy) refuses every resource from
elsewhere, and every style and script but its own, known by their hashes. The same pack gives the
same bytes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from html import escape

from lgmigrate.findings import Language
from lgmigrate.report.page.relations import draw
from lgmigrate.report.page.style import SCRIPT, STYLE
from lgmigrate.report.page.tables import Tables
from lgmigrate.standard.pack import Pack

__all__ = ["pack_page"]

_KINDS = ("k", "f", "r", "c", "p", "m", "e")


def pack_page(pack: Pack, language: Language) -> bytes:
    """The page in a language, as UTF-8. Names stay as they are in the pack."""
    tables = Tables(pack, language)
    parts = (
        *_head(tables),
        *_bar(tables),
        '<div class="page">',
        *_contents(tables),
        '<main id="main">',
        *_about(tables),
        *_files(tables),
        *_relations(tables),
        f'<p id="none" hidden>{tables.word("search.none")}</p>',
        *_group(tables, "items", (part for one in pack.files for part in tables.items(one))),
        *_codes(tables),
        "</main></div>",
        f"<script>{SCRIPT}</script>",
        "</body></html>",
    )
    return ("\n".join(parts) + "\n").encode()


def _head(tables: Tables) -> Iterator[str]:
    title = tables.word("page", title=tables.pack.title)
    policy = (
        f"default-src 'none'; style-src {_hash(STYLE)}; script-src {_hash(SCRIPT)}; "
        "base-uri 'none'; form-action 'none'"
    )
    yield "<!DOCTYPE html>"
    yield f'<html lang="{tables.language}">'
    yield '<head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f'<meta name="generator" content="lgmigrate"><title>{title}</title>'
    yield f"<style>{STYLE}</style></head>"
    yield '<body id="top">'
    yield f'<a class="skip" href="#main">{tables.word("skip")}</a>'


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _bar(tables: Tables) -> Iterator[str]:
    pack = tables.pack
    name = f"{pack.name}@{pack.edition}"
    hint = tables.word("search.hint")
    kinds = (("", "all"), *((kind, kind) for kind in _KINDS))
    options = "".join(
        f'<option value="{value}">{tables.word(f"only.{key}")}</option>' for value, key in kinds
    )
    yield f'<header class="bar"><a href="#top" title="{tables.word("top")}">{escape(name)}</a>'
    yield '<form role="search" hidden>'
    yield f'<label for="q">{tables.word("search")}</label>'
    yield (
        f'<input id="q" type="search" autocomplete="off" spellcheck="false" placeholder="{hint}" '
        f'title="{hint}">'
    )
    yield f'<label for="only">{tables.word("search.only")}</label>'
    yield f'<select id="only">{options}</select>'
    yield (
        f'<output id="said" for="q only" data-items="{tables.word("count.items")}" '
        f'data-codes="{tables.word("count.codes")}"></output></form></header>'
    )


def _contents(tables: Tables) -> Iterator[str]:
    pack = tables.pack
    yield f'<nav aria-label="{tables.word("contents")}"><ul data-plain>'
    for name in ("about", "files", "relations"):
        yield f'<li><a href="#{name}">{tables.word(name)}</a></li>'
    yield f"</ul><div data-group><h2>{tables.word('items')}</h2><ul>"
    for file in pack.files:
        link = tables.file_ids[file.name]
        yield _entry(tables, link, file.title or file.name, len(file.items))
    yield "</ul></div>"
    if pack.code_lists:
        yield f"<div data-group><h2>{tables.word('codes')}</h2><ul>"
        for one in pack.code_lists.values():
            yield _entry(tables, tables.code_ids[one.id], f"{one.id} {one.name}", len(one.codes))
        yield "</ul></div>"
    yield "</nav>"


def _entry(tables: Tables, link: str, text: str, count: int) -> str:
    name = f'<a href="#{link}"{tables.name_lang}>{escape(text)}</a>'
    return f"<li>{name}<span>{count}</span></li>"


def _about(tables: Tables) -> Iterator[str]:
    pack = tables.pack
    kind = "notice ok" if pack.status == "imported" else "notice"
    name = f"{escape(pack.name)} {tables.word('edition')} {escape(pack.edition)}"
    yield '<section data-plain id="about">'
    yield f"<h1><span{tables.name_lang}>{escape(pack.title)}</span> <small>{name}</small></h1>"
    yield f'<p class="{kind}">{tables.word(f"note.{pack.status}", source=pack.source)}</p>'
    counts = "".join(
        f"<li>{tables.word(f'count.{key}')}<b>{count}</b></li>" for key, count in _counts(tables)
    )
    yield f'<ul class="counts">{counts}</ul><dl>'
    for key, value in (
        ("pack", f"{pack.name}@{pack.edition}"),
        ("domain", pack.domain),
        ("status", tables.word(f"status.{pack.status}")),
        ("source", pack.source),
        ("source_sha256", pack.source_sha256),
        ("digest", pack.digest),
        ("namespace", pack.namespace),
        ("names", tables.word(f"names.{pack.names}")),
    ):
        if value:
            shown = value if key in {"status", "names"} else escape(value)
            mono = ' class="mono"' if key in {"source_sha256", "digest", "namespace"} else ""
            yield f"<dt>{tables.word(key)}</dt><dd{mono}>{shown}</dd>"
    yield "</dl></section>"


def _counts(tables: Tables) -> Iterator[tuple[str, int]]:
    pack = tables.pack
    items = [item for file in pack.files for item in file.items]
    stated = [one for names in tables.stated.values() for one in names.values()]
    yield "files", len(pack.files)
    yield "items", len(items)
    yield "required", sum(item.condition == "required" for item in items)
    yield "checked", sum(any(one.code for one in found) for found in stated)
    yield "people", sum(any(not one.code for one in found) for found in stated)
    yield "inferred", sum(item.inferred for item in items)
    yield "lists", len(pack.code_lists)
    yield "codes", sum(len(one.codes) for one in pack.code_lists.values())


def _files(tables: Tables) -> Iterator[str]:
    yield f'<section data-plain><h2 id="files">{tables.word("files")}</h2>'
    yield from tables.files()
    yield "</section>"


def _relations(tables: Tables) -> Iterator[str]:
    pack = tables.pack
    yield f'<section data-plain><h2 id="relations">{tables.word("relations")}</h2>'
    any_drawn = any(file.references for file in pack.files)
    legend = "relations.legend" if any_drawn else "relations.none"
    yield f'<p class="soft">{tables.word(legend)}</p>'
    yield (
        f'<div class="drawing" tabindex="0" role="region" aria-labelledby="relations">'
        f"{draw(pack, tables.file_ids, tables.language)}</div>"
    )
    yield from tables.references()
    without = [
        f"{file.name}.{item.name}"
        for file in pack.files
        for item in file.items
        if item.foreign and not item.targets
    ]
    if without:
        yield f"<p>{tables.word('relations.open', items='、'.join(without))}</p>"
    yield "</section>"


def _group(tables: Tables, name: str, parts: Iterable[str], kind: str = "") -> Iterator[str]:
    yield f'<section data-group><h2 id="{name}">{tables.word(name)}</h2>'
    yield f"<div{kind}>"
    yield from parts
    yield "</div></section>"


def _codes(tables: Tables) -> Iterator[str]:
    lists = tables.pack.code_lists.values()
    parts: Iterable[str] = (part for one in lists for part in tables.codes(one))
    if not lists:
        parts = (f"<p>{tables.word('code.none')}</p>",)
    yield from _group(tables, "codes", parts, ' class="lists"')
