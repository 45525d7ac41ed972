"""The tables of a pack's page: files, references, items, code lists.

Every text of a pack goes through ``html.escape``: names come from workbooks of anyone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape

from lgmigrate.findings import Language
from lgmigrate.report.page.anchors import anchors
from lgmigrate.report.page.facts import Stated, place, stated_conditions, users, written_type
from lgmigrate.report.page.words import word
from lgmigrate.standard.pack import CodeList, File, Item, Pack, Target

__all__ = ["Tables"]

_REMARK = "※※"
_LONG = 40  # codes: a longer list scrolls on its own


@dataclass(frozen=True)
class Tables:
    """The tables of one pack in one language. ``name_lang`` marks names, which are Japanese, in a
    page that is not.
    """

    pack: Pack
    language: Language

    @cached_property
    def file_ids(self) -> dict[str, str]:
        """The place of each file, by name."""
        return anchors("f", (file.name for file in self.pack.files))

    @cached_property
    def item_ids(self) -> dict[str, str]:
        """The place of each item, by its ID."""
        return anchors("i", (item.id for file in self.pack.files for item in file.items))

    @cached_property
    def code_ids(self) -> dict[str, str]:
        """The place of each code list, by its ID."""
        return anchors("c", self.pack.code_lists)

    @cached_property
    def stated(self) -> dict[str, dict[str, tuple[Stated, ...]]]:
        """The conditions of each file's items, by file and item."""
        return {file.name: stated_conditions(file, self.pack) for file in self.pack.files}

    @property
    def name_lang(self) -> str:
        """The attribute for an element that holds names."""
        return "" if self.language == "ja" else ' lang="ja"'

    def word(self, key: str, **values: object) -> str:
        """Words in the page's language, escaped."""
        return escape(word(key, self.language, **values))

    def files(self) -> Iterator[str]:
        """移行ファイル構成表."""
        named = any(file.group not in {"", file.name} for file in self.pack.files)
        group = ("file.group",) if named else ()
        heads = ("file.title", "file.name", *group, "count.items", "keys", "file.description")
        yield f'<table class="few" aria-labelledby="files">{self._head(heads)}<tbody>'
        for file in self.pack.files:
            keys = "、".join(escape(item.name) for item in file.keys)
            group_cell = f"<td{self.name_lang}>{escape(file.group)}</td>" if named else ""
            yield (
                f'<tr><th scope="row"{self.name_lang}>{self._file_link(file, file.title)}</th>'
                f'<td class="nowrap"><code>{escape(file.name)}</code></td>{group_cell}'
                f'<td class="number">{len(file.items)}</td><td{self.name_lang}>{keys}</td>'
                f'<td class="text"{self.name_lang}>{escape(file.description)}</td></tr>'
            )
        yield "</tbody></table>"

    def references(self) -> Iterator[str]:
        """What the drawing of the relations shows, as a table."""
        rows = [(file, reference) for file in self.pack.files for reference in file.references]
        if not rows:
            return
        heads = ("file", "reference.items", "reference.targets")
        yield f'<table class="few" aria-labelledby="relations">{self._head(heads)}'
        yield f"<tbody{self.name_lang}>"
        for file, reference in rows:
            items = " + ".join(
                self._item_link(file, file.by_name[name]) for name in reference.items
            )
            targets = f" {self.word('or')} ".join(self._target(one) for one in reference.targets)
            name = self._file_link(file, file.title)
            yield f'<tr><th scope="row">{name}</th><td>{items}</td><td>{targets}</td></tr>'
        yield "</tbody></table>"

    def items(self, file: File) -> Iterator[str]:
        """The items of one file, with a heading."""
        place = self.file_ids[file.name]
        yield '<section data-list="items">'
        yield self._heading(place, file.title or file.name, file.name, len(file.items))
        if file.description:
            yield f'<p class="soft text"{self.name_lang}>{escape(file.description)}</p>'
        heads = (
            *("item.number", "item.id", "item.name", "item.type", "item.key", "item.code"),
            *("item.condition", "item.definition", "item.sample"),
        )
        found = ("item.id", "item.name", "item.code")
        columns = "<colgroup>" + "<col>" * len(heads) + "</colgroup>"
        yield f'<table class="items" aria-labelledby="{place}">{columns}{self._head(heads, found)}'
        yield "<tbody>"
        for number, item in enumerate(file.items, start=1):
            yield self._item(number, item, self.stated[file.name].get(item.name, ()))
        yield "</tbody></table></section>"

    def codes(self, codes: CodeList) -> Iterator[str]:
        """One code list, with a heading and the items that use it."""
        place = self.code_ids[codes.id]
        yield '<section data-list="codes">'
        yield self._heading(place, codes.name, codes.id, len(codes.codes))
        if links := [self._item_link(*user) for user in users(codes, self.pack)]:
            names = f"<span{self.name_lang}>{'、'.join(links)}</span>"
            yield f'<p class="soft">{self.word("code.users")}: {names}</p>'
        if not codes.codes:
            yield f"<p>{self.word('code.own')}</p></section>"
            return
        heads = ("code.value", "code.name")
        if long := len(codes.codes) > _LONG:
            yield f'<div class="long" tabindex="0" role="region" aria-labelledby="{place}">'
        yield f'<table aria-labelledby="{place}">{self._head(heads, heads)}<tbody{self.name_lang}>'
        for code in codes.codes:
            yield (
                f'<tr><td class="mono">{escape(code.value)}</td>'
                f'<td class="text">{escape(code.name)}</td></tr>'
            )
        yield "</tbody></table>" + "</div>" * long + "</section>"

    def _head(self, keys: Iterable[str], found: Iterable[str] = ()) -> str:
        """The head of a table; the columns in ``found`` are searched."""
        searched = frozenset(found)
        cells = (
            f'<th scope="col"{" data-find" if key in searched else ""}>{self.word(key)}</th>'
            for key in keys
        )
        return f"<thead><tr>{''.join(cells)}</tr></thead>"

    def _heading(self, place: str, title: str, name: str, count: int) -> str:
        return (
            f'<h3 id="{place}" data-title="{escape(title)}" data-name="{escape(name)}">'
            f"<span{self.name_lang}>{escape(title)}</span> <code>{escape(name)}</code>"
            f'<span class="count">{count}</span></h3>'
        )

    def _item(self, number: int, item: Item, stated: tuple[Stated, ...]) -> str:
        place = self.item_ids[item.id]
        kinds = " ".join(_kinds(item, stated))
        cells = (
            f'<td class="number"><a href="#{place}">{number}</a></td>',
            f'<td class="mono">{escape(item.id)}</td>',
            f'<th scope="row">{self._name(item)}</th>',
            f"<td>{self._type(item)}</td>",
            f"<td>{self._key(item)}</td>",
            f"<td>{self._code(item)}</td>",
            f"<td>{self._condition(item, stated)}</td>",
            f"<td{self.name_lang}>{self._definition(item, stated)}</td>",
            f'<td class="text"{self.name_lang}>{escape(item.sample)}</td>',
        )
        return f'<tr id="{place}" class="{kinds}">{"".join(cells)}</tr>'

    def _name(self, item: Item) -> str:
        romaji = f'<code class="soft">{escape(item.romaji)}</code>'
        return f"<b{self.name_lang}>{escape(item.name)}</b> {romaji}"

    def _type(self, item: Item) -> str:
        parts = [f'<span class="mono nowrap">{escape(written_type(item))}</span>']
        if item.repeat:
            parts.append(self._badge("repeat", "key", count=item.repeat))
        if item.inferred:
            parts.append(self._badge("inferred", "guess"))
        if item.unknown:
            parts.append(self._badge("unknown", ""))
        if item.gaiji is not None:
            parts.append(self._badge("gaiji" if item.gaiji else "no_gaiji", ""))
        return " ".join(parts)

    def _key(self, item: Item) -> str:
        parts = [self._badge("key", "key")] if item.key else []
        parts += [self._badge("foreign", "key")] if item.foreign else []
        parts += [f"<div{self.name_lang}>→ {self._target(one)}</div>" for one in item.targets]
        return " ".join(parts)

    def _code(self, item: Item) -> str:
        if not item.code:
            return ""
        codes = self.pack.code_lists[item.code]
        link = f'<a class="mono" href="#{self.code_ids[codes.id]}">{escape(codes.id)}</a>'
        return f"{link} <span{self.name_lang}>{escape(codes.name)}</span>"

    def _condition(self, item: Item, stated: tuple[Stated, ...]) -> str:
        parts = [self.word(item.condition)]
        for one in stated:
            mark = (
                self._badge("checked", "ok", code=one.code)
                if one.code
                else self._badge("people", "people")
            )
            parts.append(f"<div><span{self.name_lang}>{escape(one.text)}</span> {mark}</div>")
        return "".join(parts)

    def _definition(self, item: Item, stated: tuple[Stated, ...]) -> str:
        """Definition and note; conditions, which have a column of their own, not once more."""
        note = item.note
        for one in stated:
            if one.text:
                note = note.replace(_REMARK + one.text, "", 1)
        parts = [escape(text.strip()) for text in (item.definition, note) if text.strip()]
        if classes := " › ".join(filter(None, item.classes)):
            parts.append(f'<span class="soft">{self.word("class")}: {escape(classes)}</span>')
        if item.section:
            section = f"{self.word('section')}: {escape(item.section)}"
            parts.append(f'<span class="soft">{section}</span>')
        if item.mandatory:
            parts.append(f'<span class="soft">{self.word("mandatory")}</span>')
        return "".join(f'<div class="text">{part}</div>' for part in parts)

    def _badge(self, key: str, kind: str, **values: object) -> str:
        return f'<span class="badge {kind}">{self.word(key, **values)}</span>'

    def _file_link(self, file: File, text: str) -> str:
        return f'<a href="#{self.file_ids[file.name]}">{escape(text or file.name)}</a>'

    def _item_link(self, file: File, item: Item) -> str:
        """A link to an item, from outside of its file's table."""
        place, title = self.item_ids[item.id], escape(file.title or file.name)
        return f'<a href="#{place}" title="{title}">{escape(item.name)}</a>'

    def _target(self, target: Target) -> str:
        """A place that is pointed at, as a link where it is in this pack."""
        text = escape(place(target))
        if target.pack not in {"", self.pack.name} or target.file not in self.file_ids:
            return text
        file = self.pack.file(target.file)
        first = file.by_name.get(target.items[0])
        link = self.file_ids[file.name] if first is None else self.item_ids[first.id]
        return f'<a href="#{link}">{text}</a>'


def _kinds(item: Item, stated: tuple[Stated, ...]) -> Iterator[str]:
    """What the page's list of kinds can ask for, as classes of the item's row."""
    if item.key:
        yield "k"
    if item.foreign:
        yield "f"
    if item.condition == "required":
        yield "r"
    if any(one.code for one in stated):
        yield "c"
    if any(not one.code for one in stated):
        yield "p"
    if item.repeat:
        yield "m"
    if item.inferred:
        yield "e"
