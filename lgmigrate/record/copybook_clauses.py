"""The entries of a copybook one by one: level, name and clauses, with every fault at its place.

``parse_entries`` gives them flat; ``copybook`` makes records of them. A fault ends a clause, not
the entry, and an entry without its period ends where the next level number begins a line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from lgmigrate.errors import Faults, LayoutError
from lgmigrate.record.copybook_tokens import Token
from lgmigrate.record.copybook_values import FIGURATIVE, Cursor
from lgmigrate.record.picture import parse_picture
from lgmigrate.record.tree import FILLER, Condition, Entry, Key, Occurs, Range, Renames, Value

__all__ = ["Parsed", "parse_entries"]

_LEVEL = re.compile(r"[0-9]{1,2}")
_LEVELS = {*range(1, 50), 66, 77, 88}
_USAGES = {
    *("DISPLAY", "DISPLAY-1", "NATIONAL", "BINARY", "PACKED-DECIMAL", "INDEX", "POINTER"),
    *("BINARY-CHAR", "BINARY-SHORT", "BINARY-LONG", "BINARY-DOUBLE", "FLOAT-SHORT", "FLOAT-LONG"),
    *("FUNCTION-POINTER", "PROCEDURE-POINTER", "PROGRAM-POINTER"),
    *("COMP", "COMP-1", "COMP-2", "COMP-3", "COMP-4", "COMP-5", "COMP-6", "COMP-X", "COMP-N"),
}
_HEADERS = ("DIVISION", "SECTION")
_FILES = ("FD", "SD")


@dataclass(frozen=True, slots=True)
class Parsed:
    """One entry as it is written: of a level below 50 or 77, of 88, or of 66."""

    level: int
    token: Token
    entry: Entry | Condition | Renames


@dataclass(slots=True)
class _Draft:
    """What the clauses of one entry have said so far."""

    name: str
    values: dict[str, Any] = field(default_factory=dict)


def parse_entries(
    tokens: list[Token], faults: Faults, *, decimal_comma: bool = False
) -> list[Parsed]:
    """Every entry, in order. Of a whole program only the DATA DIVISION is read; headers of sections
    and file descriptions in it are passed over.
    """
    words = [one.upper for one in tokens]
    for at, pair in enumerate(pairwise(words)):
        if pair == ("DATA", "DIVISION"):
            tokens = tokens[at:]
            break
    return list(_Parser(Cursor(tokens, faults, decimal_comma=decimal_comma)).entries())


def _is_level(text: str) -> bool:
    return bool(_LEVEL.fullmatch(text)) and int(text) in _LEVELS


def _usage(word: str) -> str | None:
    """The short form of a word of a USAGE clause; None where it is none."""
    short = re.sub(r"^COMPUTATIONAL(?=$|-)", "COMP", word)
    return short if short in _USAGES else None


class _Parser:
    """Reads entries at a cursor."""

    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor
        self.clauses: dict[str, Callable[[_Draft, Token], None]] = {
            "REDEFINES": self._redefines,
            "PICTURE": self._picture,
            "PIC": self._picture,
            "USAGE": self._usage_clause,
            "SIGN": self._sign,
            "LEADING": self._sign,
            "TRAILING": self._sign,
            "OCCURS": self._occurs,
            "SYNC": self._sync,
            "SYNCHRONIZED": self._sync,
            "JUST": self._justified,
            "JUSTIFIED": self._justified,
            "BLANK": self._blank,
            "VALUE": self._value,
            "VALUES": self._value,
            "EXTERNAL": self._external,
            "GLOBAL": self._shared,
        }

    def entries(self) -> Iterable[Parsed]:
        """The entries up to the end or to PROCEDURE DIVISION."""
        cursor = self.cursor
        while cursor.more:
            token = cursor.peek()
            if cursor.is_words("PROCEDURE", "DIVISION"):
                return
            if token.upper in _FILES or (cursor.ahead(1) in _HEADERS):
                cursor.to_period()
            elif token.kind == "word" and _is_level(token.text):
                yield self._entry()
            elif not cursor.skip("."):
                cursor.expected("a level number, 01 to 49, 66, 77 or 88")
                cursor.to_period()

    def _entry(self) -> Parsed:
        cursor = self.cursor
        start = cursor.at
        token = cursor.take()
        level = int(token.text)
        draft = _Draft(FILLER)
        if cursor.more and cursor.peek().kind == "word" and not self._starts_clause(cursor.peek()):
            draft.name = cursor.take().text
        if level == 88:
            made: Entry | Condition | Renames = self._condition(draft.name)
        elif level == 66:
            made = self._renames(draft.name)
        else:
            self._read_clauses(draft)
            made = Entry(level=level, name=draft.name, **draft.values)
        self._end()
        note = "\n".join(one.note for one in cursor.tokens[start : cursor.at] if one.note)
        return Parsed(level, token, _with(made, token, note))

    def _starts_clause(self, token: Token) -> bool:
        word = token.upper
        return word in self.clauses or _usage(word) is not None or word in ("IS", "RENAMES")

    def _at_entry(self) -> bool:
        """Whether the next token begins a new entry, so that a period is missing before it."""
        token = self.cursor.peek()
        return token.first and token.kind == "word" and _is_level(token.text)

    def _end(self) -> None:
        if not self.cursor.skip("."):
            self.cursor.missing("a period behind the entry")

    def _read_clauses(self, draft: _Draft) -> None:
        """The clauses up to the period; what is none is a fault, once an entry."""
        cursor = self.cursor
        strange = False
        while cursor.more and not cursor.is_next(".") and not self._at_entry():
            if cursor.skip(",", ";", "IS"):
                continue
            token = cursor.peek()
            clause = self.clauses.get(token.upper)
            if clause is not None:
                cursor.take()
                clause(draft, token)
            elif _usage(token.upper) is not None:
                self._usage_clause(draft, token)
            else:
                if not strange:
                    cursor.expected("a clause of a data description or a period")
                strange = True
                cursor.take()

    def _set(self, draft: _Draft, token: Token, key: str, value: object) -> None:
        if key in draft.values:
            self.cursor.fault(token, f"Expected each clause once, got {token.upper} again")
        else:
            draft.values[key] = value

    def _redefines(self, draft: _Draft, token: Token) -> None:
        self._set(draft, token, "redefines", self.cursor.name("a name to redefine"))

    def _picture(self, draft: _Draft, token: Token) -> None:
        cursor = self.cursor
        cursor.skip("IS")
        if not cursor.more or cursor.is_next(".") or cursor.peek().kind == "literal":
            cursor.expected("a PICTURE character-string")
            return
        at = cursor.peek()
        try:
            picture = parse_picture(cursor.run(), decimal_comma=cursor.decimal_comma)
        except LayoutError as error:
            cursor.fault(at, str(error))
            picture = parse_picture("9")  # goes with most usages, so that no more is said of it
        self._set(draft, token, "picture", picture)

    def _usage_clause(self, draft: _Draft, token: Token) -> None:
        cursor = self.cursor
        if token.upper == "USAGE":
            cursor.skip("IS")
        usage = _usage(cursor.peek().upper) if cursor.more else None
        if usage is None:
            cursor.expected("a usage (DISPLAY, COMP-3, ...)")
            return
        self._set(draft, cursor.take(), "usage", usage)
        if usage.startswith("BINARY-"):
            draft.values["unsigned"] = cursor.skip("UNSIGNED")
            cursor.skip("SIGNED")

    def _sign(self, draft: _Draft, token: Token) -> None:
        cursor = self.cursor
        side = token.upper
        if side == "SIGN":
            cursor.skip("IS")
            if not cursor.is_next("LEADING", "TRAILING"):
                cursor.expected("LEADING or TRAILING")
                return
            side = cursor.take().upper
        separate = cursor.skip("SEPARATE")
        cursor.skip("CHARACTER")
        self._set(draft, token, "sign", side.lower() + "_separate" * separate)

    def _sync(self, draft: _Draft, token: Token) -> None:
        sides = {"LEFT": "left", "RIGHT": "right"}
        side = "sync"
        if self.cursor.is_next(*sides):
            side = sides[self.cursor.take().upper]
        self._set(draft, token, "sync", side)

    def _justified(self, draft: _Draft, token: Token) -> None:
        self.cursor.skip("RIGHT")
        self._set(draft, token, "justified", True)  # noqa: FBT003  the value of a clause

    def _blank(self, draft: _Draft, token: Token) -> None:
        self.cursor.skip("WHEN")
        if not self.cursor.skip("ZERO", "ZEROS", "ZEROES"):
            self.cursor.expected("ZERO")
        self._set(draft, token, "blank_when_zero", True)  # noqa: FBT003  the value of a clause

    def _external(self, draft: _Draft, token: Token) -> None:
        self._set(draft, token, "external", True)  # noqa: FBT003  the value of a clause
        if self.cursor.skip("AS") and self.cursor.more:
            self.cursor.take()

    def _shared(self, draft: _Draft, token: Token) -> None:
        self._set(draft, token, "shared", True)  # noqa: FBT003  the value of a clause

    def _value(self, draft: _Draft, token: Token) -> None:
        self.cursor.skip("IS", "ARE")
        found = self.cursor.value()
        if found is not None:
            self._set(draft, token, "value", found)

    def _occurs(self, draft: _Draft, token: Token) -> None:
        cursor = self.cursor
        least = most = cursor.number("the number of occurrences")
        ranged = cursor.skip("TO")
        if ranged:
            most = cursor.number("the most occurrences")
        cursor.skip("TIMES")
        depending = ""
        keys: list[Key] = []
        indexes: list[str] = []
        while True:
            if cursor.skip("DEPENDING"):
                cursor.skip("ON")
                depending = cursor.qualified("a name to depend on")
            elif cursor.is_next("ASCENDING", "DESCENDING"):
                descending = cursor.take().upper == "DESCENDING"
                cursor.skip("KEY")
                cursor.skip("IS", "ARE")
                keys.append(Key(descending=descending, names=tuple(self._names(qualified=True))))
            elif cursor.skip("INDEXED"):
                cursor.skip("BY")
                indexes += self._names(qualified=False)
            else:
                break
        if ranged and not depending:
            cursor.fault(token, "Expected DEPENDING ON behind OCCURS n TO m, got none")
        elif ranged and least >= most:
            cursor.fault(token, f"Expected OCCURS n TO m with n below m, got {least} TO {most}")
        elif not ranged and depending:
            least = 1
        if most < 1:
            cursor.fault(token, f"Expected at least one occurrence, got {most}")
            return
        occurs = Occurs(
            least=least,
            most=most,
            depending=depending,
            keys=tuple(keys),
            indexes=tuple(indexes),
        )
        self._set(draft, token, "occurs", occurs)

    def _names(self, *, qualified: bool) -> list[str]:
        """Names up to what begins a clause or a phrase."""
        cursor = self.cursor
        stops = ("DEPENDING", "ASCENDING", "DESCENDING", "INDEXED")
        found = []
        while cursor.more and cursor.peek().kind == "word":
            token = cursor.peek()
            if self._starts_clause(token) or token.upper in stops or self._at_entry():
                break
            found.append(cursor.qualified("a name") if qualified else cursor.take().text)
            cursor.skip(",", ";")
        if not found:
            cursor.expected("a name")
        return found

    def _condition(self, name: str) -> Condition:
        cursor = self.cursor
        values: list[Range] = []
        if not cursor.skip("VALUE", "VALUES"):
            cursor.expected("VALUE")
            cursor.to_end(self._at_entry)
            return Condition(name=name, values=())
        cursor.skip("IS", "ARE")
        while cursor.more and not cursor.is_next(".") and not self._new_level():
            if cursor.skip(",", ";"):
                continue
            low = cursor.value()
            if low is None:
                cursor.to_end(self._at_entry)
                break
            high: Value | None = None
            if cursor.skip("THRU", "THROUGH"):
                high = cursor.value()
            values.append(Range(low=low, high=high))
        return Condition(name=name, values=tuple(values))

    def _new_level(self) -> bool:
        """Whether a new entry begins, not a value that looks like a level."""
        behind = self.cursor.ahead(1)
        return (
            self._at_entry()
            and bool(behind)
            and behind not in (*FIGURATIVE, ".", ",", ";", "THRU", "THROUGH")
            and not re.fullmatch(r"[+-]?[0-9]+", behind)
        )

    def _renames(self, name: str) -> Renames:
        cursor = self.cursor
        if not cursor.skip("RENAMES"):
            cursor.expected("RENAMES")
            cursor.to_end(self._at_entry)
            return Renames(name=name, first="")
        first = cursor.qualified("a name")
        last = cursor.qualified("a name") if cursor.skip("THRU", "THROUGH") else ""
        return Renames(name=name, first=first, last=last)


def _with(
    made: Entry | Condition | Renames, token: Token, note: str
) -> Entry | Condition | Renames:
    """What was read, with its note, and an entry with its place."""
    if isinstance(made, Entry):
        place = {"source": token.source, "line": token.line, "column": token.column}
        return replace(made, note=note, **place)  # type: ignore[arg-type]  # as the fields are
    return replace(made, note=note)
