"""COPY and REPLACE, and statements that say nothing of data: what is left are the entries.

Source: ISO/IEC 1989, text manipulation: operands are pseudo-text, words or literals, compared
without regard to case; LEADING and TRAILING change a part of a word. A replaced word that touches
another (``:TAG:-NAME``) becomes one word with it. EJECT, SKIP1 to SKIP3 and EXEC ... END-EXEC are
passed over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from lgmigrate.errors import Faults
from lgmigrate.record.copybook_source import Form, read_lines
from lgmigrate.record.copybook_tokens import Token, merged, tokens_of

__all__ = ["Library", "Reading", "read_tokens"]

Library = Callable[[str], tuple[str, str] | None]
"""The name of a copybook -> the name of its file, for messages, and its text; None: none."""

_DEPTH = 50


@dataclass(slots=True)
class Reading:
    """How copybooks are read, and the faults so far."""

    library: Library
    form: Form
    count: str
    faults: Faults
    opened: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Change:
    """One pair of operands of REPLACING or REPLACE."""

    part: Literal["", "leading", "trailing"]
    before: tuple[Token, ...]
    after: tuple[Token, ...]


def read_tokens(text: str, source: str, reading: Reading) -> list[Token]:
    """The tokens of the entries of a copybook and of all that it copies."""
    return _replaced(_copied(text, source, reading), reading.faults)


def _copied(text: str, source: str, reading: Reading) -> list[Token]:
    lines = read_lines(text, source, reading.form, reading.count, reading.faults)
    tokens = tokens_of(lines, source, reading.faults)
    found: list[Token] = []
    cursor = _Cursor(tokens, reading.faults)
    while cursor.more:
        token = cursor.peek()
        word = token.upper
        if word == "COPY":
            copied = _copy(cursor, reading)
            if copied and token.note:
                note = "\n".join(filter(None, (token.note, copied[0].note)))
                copied[0] = replace(copied[0], note=note)
            found += copied
        elif token.first and word in ("EJECT", "SKIP1", "SKIP2", "SKIP3"):
            cursor.take()
            cursor.skip(".")
        elif word == "EXEC":
            while cursor.more and cursor.take().upper != "END-EXEC":
                pass
            cursor.skip(".")
        else:
            found.append(cursor.take())
    return found


@dataclass(slots=True)
class _Cursor:
    """A place in tokens."""

    tokens: list[Token]
    faults: Faults
    at: int = 0

    @property
    def more(self) -> bool:
        return self.at < len(self.tokens)

    def peek(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def is_next(self, *words: str) -> bool:
        return self.more and self.peek().upper in words

    def skip(self, *words: str) -> bool:
        """Take the next token if it is one of these."""
        if self.is_next(*words):
            self.at += 1
            return True
        return False

    def expected(self, what: str) -> None:
        """Note that something else stands here."""
        if self.more:
            token = self.peek()
            self.faults.add(token.place, f"Expected {what}, got {token.text or 'a literal'}")
        elif self.tokens:
            self.faults.add(self.tokens[-1].place, f"Expected {what}, got the end")

    def end(self) -> None:
        """Take the period that ends a statement, or note that there is none."""
        if not self.skip("."):
            self.expected("a period")


def _copy(cursor: _Cursor, reading: Reading) -> list[Token]:
    """The tokens of one COPY statement."""
    word = cursor.take()
    if not cursor.more or cursor.peek().kind == "mark":
        cursor.expected("the name of a copybook")
        return []
    name = cursor.take()
    if cursor.skip("OF", "IN") and cursor.more:
        cursor.take()
    if cursor.skip("SUPPRESS"):
        cursor.skip("PRINTING")
    changes = _changes(cursor) if cursor.skip("REPLACING") else ()
    cursor.end()
    known = reading.library(name.text)
    if known is None:
        reading.faults.add(name.place, f"Expected a copybook {name.text} to copy, got none")
        return []
    source, text = known
    if source in reading.opened or len(reading.opened) >= _DEPTH:
        chain = " copies ".join((*reading.opened, source))
        reading.faults.add(word.place, f"Expected no copybook that copies itself, got {chain}")
        return []
    reading.opened.append(source)
    found = _copied(text, source, reading)
    reading.opened.pop()
    return merged(_applied(found, changes))


def _replaced(tokens: list[Token], faults: Faults) -> list[Token]:
    """Tokens with every REPLACE statement done."""
    cursor = _Cursor(tokens, faults)
    found: list[Token] = []
    pending: list[Token] = []
    changes: tuple[_Change, ...] = ()
    while cursor.more:
        if cursor.peek().first and cursor.is_next("REPLACE"):
            found += merged(_applied(pending, changes))
            pending = []
            cursor.take()
            also = cursor.skip("ALSO")
            off = cursor.skip("OFF")
            changes = (*(changes if also else ()), *(() if off else _changes(cursor)))
            cursor.end()
        else:
            pending.append(cursor.take())
    return found + merged(_applied(pending, changes))


def _changes(cursor: _Cursor) -> tuple[_Change, ...]:
    found = []
    while cursor.more and not cursor.is_next("."):
        part: Literal["", "leading", "trailing"] = ""
        if cursor.skip("LEADING"):
            part = "leading"
        elif cursor.skip("TRAILING"):
            part = "trailing"
        before = _operand(cursor)
        if not cursor.skip("BY"):
            cursor.expected("BY")
            break
        after = _operand(cursor)
        if not before or (part and (len(before) > 1 or len(after) > 1)):
            cursor.expected("one word in LEADING and TRAILING, and text to replace")
            break
        found.append(_Change(part, before, after))
        cursor.skip(",", ";")
    return tuple(found)


def _operand(cursor: _Cursor) -> tuple[Token, ...]:
    """Pseudo-text, or one word or literal with what is glued to it."""
    found = []
    if cursor.skip("=="):
        while cursor.more and not cursor.is_next("=="):
            found.append(cursor.take())
        if not cursor.skip("=="):
            cursor.expected("==")
    elif cursor.more:
        found.append(cursor.take())
        while cursor.more and cursor.peek().glued and cursor.peek().text not in (".", ",", ";"):
            found.append(cursor.take())
    return tuple(found)


def _applied(tokens: list[Token], changes: tuple[_Change, ...]) -> list[Token]:
    """Tokens with the first change that fits made at each place, once."""
    if not changes:
        return tokens
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        for change in changes:
            width = len(change.before)
            here = tokens[at : at + width]
            if change.part:
                text = _part(change, here[0])
                if text is not None:
                    found.append(replace(here[0], text=text))
                    at += 1
                    break
            elif len(here) == width and all(map(_same, here, change.before)):
                found += _at(change.after, here)
                at += width
                break
        else:
            found.append(tokens[at])
            at += 1
    return [one for one in found if one.text or one.kind == "literal"]


def _same(one: Token, other: Token) -> bool:
    if one.kind == "literal":
        return (other.kind, other.text, other.prefix) == (one.kind, one.text, one.prefix)
    return one.upper == other.upper


def _part(change: _Change, token: Token) -> str | None:
    """A word with its beginning or end replaced; None where it has another."""
    part = change.before[0].upper
    if token.kind != "word" or not part:
        return None
    after = "".join(one.text for one in change.after)
    if change.part == "leading":
        return after + token.text[len(part) :] if token.upper.startswith(part) else None
    return token.text[: -len(part)] + after if token.upper.endswith(part) else None


def _at(after: tuple[Token, ...], here: list[Token]) -> list[Token]:
    """New tokens with the place and the notes of those that they replace."""
    first = here[0]
    note = "\n".join(one.note for one in here if one.note)
    return [
        replace(
            one,
            source=first.source,
            line=first.line,
            column=first.column,
            glued=one.glued if number else first.glued,
            first=not number and first.first,
            note="" if number else note,
        )
        for number, one in enumerate(after)
    ]
