"""The words, literals and marks of a copybook, with their places and the comments beside them.

A token says whether it is *glued*: nothing stands between it and the token before. PICTURE strings
and numbers are runs of glued tokens (``9(3)V99.`` is seven); what is a PICTURE is known only when
COPY and REPLACE are done (``copybook_library``), which change single words of it too.

Comments are kept as notes: comment lines at the token that follows, a ``*>`` comment at the token
before it on its line. Rulers (``*-----``) are none, and neither are lines that are COBOL
themselves, taken out by an asterisk.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from lgmigrate.errors import Faults
from lgmigrate.record.copybook_source import Line

__all__ = ["Token", "cleaned", "merged", "tokens_of"]

_LAST = 72
_SPACES = " \t\u3000"
_QUOTES = "\"'"
_PREFIXES = ("N", "NC", "ND", "X", "NX", "G", "Z", "B", "BX", "H", "U", "UX")
_RULER = "*-=+#~_/ \t\u3000＊－＝─━―ー・"
_CODE = re.compile(r"(?:[0-9]{1,6}\s+)?(?:0?[1-9]|[1-4][0-9]|66|77|88)\s+[^\s.]+.*\.")
_STATEMENT = re.compile(r"(?:COPY|REPLACE|EJECT|SKIP[123]|EXEC)\b.*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a literal or a mark. ``prefix`` is that of a literal, ``first`` whether it is the
    first on its line, ``note`` the comments that belong to it, a line each.
    """

    kind: Literal["word", "literal", "mark"]
    text: str
    source: str
    line: int
    column: int
    glued: bool = False
    first: bool = False
    prefix: str = ""
    note: str = ""

    @property
    def place(self) -> str:
        """Where it stands, for messages."""
        return f"{self.source}:{self.line}:{self.column}"

    @property
    def upper(self) -> str:
        """A word or mark in capitals; "" for a literal, so that none is taken for a word."""
        return "" if self.kind == "literal" else self.text.upper()


def cleaned(comment: str) -> str:
    """A comment as a line of a note; "" where it says nothing, or is COBOL."""
    text = " ".join(comment.strip(_RULER).split())
    return "" if _CODE.fullmatch(text) or _STATEMENT.fullmatch(text) else text


def merged(tokens: Iterable[Token]) -> list[Token]:
    """Tokens with glued words as one word, as COPY REPLACING and continuation lines make them."""
    found: list[Token] = []
    for one in tokens:
        if found and one.glued and one.kind == found[-1].kind == "word":
            note = _joined(found[-1].note, one.note)
            found[-1] = replace(found[-1], text=found[-1].text + one.text, note=note)
        else:
            found.append(one)
    return found


def tokens_of(lines: Iterable[Line], source: str, faults: Faults) -> list[Token]:
    """The tokens of lines, and the faults of single lines: text behind column 72, open literals."""
    return merged(_Lexer(source, faults).read(lines))


def _joined(*notes: str) -> str:
    return "\n".join(filter(None, notes))


def _in_word(char: str) -> bool:
    """Letters, digits, hyphens, and any character of a Japanese name."""
    return char.isalnum() or char in "-_" or (char > "\u00a5" and char not in "\u3000\uffe5")


class _Lexer:
    """Reads line by line; a literal may be open from one line to the next."""

    def __init__(self, source: str, faults: Faults) -> None:
        self.source = source
        self.faults = faults
        self.tokens: list[Token] = []
        self.above: list[str] = []
        self.opened: tuple[Token, str] | None = None
        self.hyphened = False  # free form: a literal with a hyphen behind its last quote

    def read(self, lines: Iterable[Line]) -> list[Token]:
        """All tokens."""
        for line in lines:
            if line.indicator == "*":
                self.above.append(cleaned(line.text.lstrip("*/ ").removeprefix(">")))
            else:
                self._line(line)
        if self.opened:
            self._unclosed(*self.opened)
        return self.tokens

    def _line(self, line: Line) -> None:
        at = self._start(line)
        count = len(self.tokens)
        glued = line.indicator == "-" and self.opened is None and at == 0
        commented = False
        while at < len(line.text):
            char = line.text[at]
            if char in _SPACES:
                glued = glued and count == len(self.tokens)
                at += 1
            elif line.text.startswith("*>", at):
                comment = cleaned(line.text[at + 2 :] + line.behind)
                if len(self.tokens) > count:
                    last = self.tokens[-1]
                    self.tokens[-1] = replace(last, note=_joined(last.note, comment))
                else:
                    self.above.append(comment)
                commented = True
                break
            else:
                at = self._token(line, at, glued=glued, first=count == len(self.tokens))
                glued = True
        if not commented:
            self._check_end(line)

    def _start(self, line: Line) -> int:
        """Where the text of a line begins, behind what closes or continues an open literal."""
        if self.opened is None:
            if not self.hyphened:
                return 0
            self.hyphened = False
            begin = len(line.text) - len(line.text.lstrip(_SPACES))
            if line.text[begin : begin + 1] in tuple(_QUOTES):
                token = self.tokens.pop()
                self.opened = (token, line.text[begin])
                return self._literal(line, begin + 1)
            return 0
        begin = len(line.text) - len(line.text.lstrip(_SPACES))
        token, quote = self.opened
        if line.indicator != "-" or line.text[begin : begin + 1] != quote:
            self._unclosed(token, quote)
            self.opened = None
            return 0
        return self._literal(line, begin + 1)

    def _unclosed(self, token: Token, quote: str) -> None:
        self.faults.add(token.place, f"Expected a closing {quote} or its continuation, got none")
        self.tokens.append(token)

    def _add(
        self, line: Line, at: int, kind: Literal["word", "mark"], text: str, **how: bool
    ) -> None:
        note = _joined(*self.above)
        self.above.clear()
        made = Token(kind, text, self.source, line.number, line.columns[at], note=note)
        self.tokens.append(replace(made, **how))  # type: ignore[arg-type]  # glued and first

    def _token(self, line: Line, at: int, *, glued: bool, first: bool) -> int:
        """Read one token; -> the place behind it."""
        char = line.text[at]
        if char in _QUOTES:
            last = self.tokens[-1] if self.tokens else None
            if glued and last and last.kind == "word" and last.upper in _PREFIXES:
                self.tokens.pop()
                token = replace(last, kind="literal", text="", prefix=last.upper)
            else:
                self._add(line, at, "mark", "", glued=glued, first=first)
                token = replace(self.tokens.pop(), kind="literal")
            self.opened = (token, char)
            return self._literal(line, at + 1)
        end = at
        while end < len(line.text) and _in_word(line.text[end]):
            end += 1
        if end > at:
            self._add(line, at, "word", line.text[at:end], glued=glued, first=first)
            return end
        mark = "==" if line.text.startswith("==", at) else char
        self._add(line, at, "mark", mark, glued=glued, first=first)
        return at + len(mark)

    def _literal(self, line: Line, at: int) -> int:
        """Read on in the open literal; -> the place behind it, or the end of the line."""
        if self.opened is None:
            return at
        token, quote = self.opened
        text = token.text
        while True:
            end = line.text.find(quote, at)
            if end < 0:
                text += line.text[at:] + " " * line.missing
                self.opened = (replace(token, text=text), quote)
                if line.free:
                    self._unclosed(*self.opened)
                    self.opened = None
                return len(line.text)
            text += line.text[at:end]
            if line.text[end + 1 : end + 2] != quote:
                break
            text += quote
            at = end + 2
        self.opened = None
        self.tokens.append(replace(token, text=text))
        if line.free and line.text[end + 1 :].strip() == "-":
            self.hyphened = True
            return len(line.text)
        return end + 1

    def _check_end(self, line: Line) -> None:
        """Whether a word goes on behind column 72, or text stands behind column 80."""
        if not line.behind or self.opened:
            return
        across = line.columns[-1] <= _LAST
        cut = line.text and _in_word(line.text[-1]) and _in_word(line.behind[0])
        if across or cut or line.long:
            place = f"{self.source}:{line.number}:{line.columns[-1]}"
            message = "Expected text up to column 72, got text that goes on behind it"
            self.faults.add(place, message)
