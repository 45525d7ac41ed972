"""A place in the tokens of a copybook: words, names, numbers and literals read from there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from lgmigrate.errors import Faults
from lgmigrate.record.copybook_tokens import Token
from lgmigrate.record.tree import Value

__all__ = ["FIGURATIVE", "Cursor"]

FIGURATIVE = {
    **dict.fromkeys(("ZERO", "ZEROS", "ZEROES"), "ZERO"),
    **dict.fromkeys(("SPACE", "SPACES"), "SPACE"),
    **dict.fromkeys(("HIGH-VALUE", "HIGH-VALUES"), "HIGH-VALUE"),
    **dict.fromkeys(("LOW-VALUE", "LOW-VALUES"), "LOW-VALUE"),
    **dict.fromkeys(("QUOTE", "QUOTES"), "QUOTE"),
    **dict.fromkeys(("NULL", "NULLS"), "NULL"),
}
"""The figurative constants, with the form in which they are kept."""

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]+)?|[.,][0-9]+)(?:E[+-]?[0-9]+)?", re.IGNORECASE)
_PUNCTUATION = (".", ",", ";")


@dataclass(slots=True)
class Cursor:
    """Tokens and how far they are read."""

    tokens: list[Token]
    faults: Faults
    at: int = 0
    decimal_comma: bool = False

    @property
    def more(self) -> bool:
        """Whether a token is left."""
        return self.at < len(self.tokens)

    def peek(self) -> Token:
        """The next token; there must be one."""
        return self.tokens[self.at]

    def ahead(self, count: int) -> str:
        """The word or mark ``count`` tokens behind the next, in capitals; "" at the end."""
        at = self.at + count
        return self.tokens[at].upper if at < len(self.tokens) else ""

    def take(self) -> Token:
        """The next token, read."""
        self.at += 1
        return self.tokens[self.at - 1]

    def is_next(self, *words: str) -> bool:
        """Whether the next token is one of these words or marks."""
        return self.more and self.peek().upper in words

    def is_words(self, *words: str) -> bool:
        """Whether the next tokens are these words."""
        return all(self.ahead(count) == word for count, word in enumerate(words))

    def skip(self, *words: str) -> bool:
        """Read the next token if it is one of these."""
        if self.is_next(*words):
            self.at += 1
            return True
        return False

    def fault(self, token: Token, message: str) -> None:
        """Note a fault at a token."""
        self.faults.add(token.place, message)

    def expected(self, what: str) -> None:
        """Note that something else stands here."""
        if self.more:
            token = self.peek()
            got = "a literal" if token.kind == "literal" else token.text
            self.fault(token, f"Expected {what}, got {got}")
        else:
            self.missing(what)

    def missing(self, what: str) -> None:
        """Note what should stand behind the last token that was read."""
        last = self.tokens[self.at - 1]
        place = f"{last.source}:{last.line}:{last.column + len(last.text)}"
        if self.more:
            token = self.peek()
            got = f"{token.text or 'a literal'} in line {token.line}"
        else:
            got = "the end"
        self.faults.add(place, f"Expected {what}, got {got}")

    def to_period(self) -> None:
        """Read up to a period, and the period."""
        while self.more and self.take().upper != ".":
            pass

    def to_end(self, stop: Callable[[], bool]) -> None:
        """Read up to a period, not the period, or to where ``stop`` says so."""
        while self.more and not self.is_next(".") and not stop():
            self.take()

    def run(self) -> str:
        """The next token with all that is glued to it, without the punctuation at its end."""
        start = self.at
        self.at += 1
        while self.more and self.peek().glued and self.peek().kind != "literal":
            self.at += 1
        while self.at > start + 1 and self.tokens[self.at - 1].text in _PUNCTUATION:
            self.at -= 1
        return "".join(one.text for one in self.tokens[start : self.at])

    def name(self, what: str) -> str:
        """A name, "" where none stands here."""
        if self.more and self.peek().kind == "word":
            return self.take().text
        self.expected(what)
        return ""

    def qualified(self, what: str) -> str:
        """A name with OF or IN, written from the outside in, with points."""
        names = [self.name(what)]
        while self.skip("OF", "IN"):
            names.append(self.name(what))
        return ".".join(reversed(names))

    def number(self, what: str) -> int:
        """A whole number, 0 where none stands here."""
        if self.more and self.peek().text.isdecimal() and self.peek().kind == "word":
            return int(self.take().text)
        self.expected(what)
        return 0

    def value(self) -> Value | None:
        """A literal or figurative constant; None, with a fault, where none stands here."""
        every = self.skip("ALL")
        if not self.more or self.is_next("."):
            self.expected("a value")
            return None
        token = self.peek()
        if token.kind == "literal":
            return replace(self._literal(), every=every)
        if token.upper in FIGURATIVE:
            return Value(kind="word", text=FIGURATIVE[self.take().upper], every=every)
        start = self.at
        text = self.run()
        if not self.decimal_comma and "," in text:  # values of a list without spaces
            self.at = start
            text = self._to_comma()
        if _NUMBER.fullmatch(text):
            return Value(kind="number", text=text, every=every)
        self.fault(token, f"Expected a literal or a figurative constant, got {text}")
        return None

    def _to_comma(self) -> str:
        parts = [self.take().text]
        while self.more and self.peek().glued and self.peek().text != ",":
            parts.append(self.take().text)
        return "".join(parts)

    def _literal(self) -> Value:
        """A literal, joined with those that ``&`` appends."""
        token = self.take()
        text = token.text
        while self.is_next("&") and self.at + 1 < len(self.tokens):
            if self.tokens[self.at + 1].kind != "literal":
                break
            self.take()
            text += self.take().text
        return Value(kind="text", text=text, prefix=token.prefix)
