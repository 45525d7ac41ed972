"""How records stand in a file, as a value that is checked before anything is read.

Text is framed on raw bytes, without decoding. That is safe in every code page a delimited or
line-wise source may have (cp932 and the other Shift_JIS, EUC, UTF-8): their multi-byte characters
hold bytes of X'40' and above only, so a quote (X'22'), a comma (X'2C'), CR, LF and X'1A' are
always themselves. X'5C' and X'7C' do occur as second bytes, so no sign above X'3F' may delimit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

__all__ = ["BOM", "DEFAULT_BLOCK", "EOF", "FramingSpec"]

BOM = b"\xef\xbb\xbf"
EOF = b"\x1a"
DEFAULT_BLOCK = 32_760  # the largest block of a data set without the large block interface

Form = Literal["fixed", "variable", "prefixed", "lines", "csv"]
Quote = Literal["all", "minimal", "none"]

LINE_ENDS = (b"\n", b"\r\n", b"\x15", b"\x25")
ROW_ENDS = (b"\n", b"\r\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class FramingSpec:
    """How records stand in the file.

    ``fixed``: ``length`` bytes each. ``variable``: RDW, with BDW where ``blocked``, a block having
    ``block`` bytes at most when written (0: 32,760). ``prefixed``: a length of ``prefix`` bytes in
    ``order``, which counts itself where it is ``inclusive``, and ``zeros`` bytes X'00'. ``lines``:
    ended by ``end``; ``length``, where it is not 0, is what the layout expects and framing does not
    look at. ``csv``: delimited text, quoted as ``quote`` says, ended by ``end``. ``bom``: the file
    begins with a byte order mark. ``eof``: the file ends with X'1A'.

    ``end``, ``bom`` and ``eof`` are what is written. Reading takes LF for CRLF and the reverse, a
    last line without an end, a byte order mark or X'1A' that is there or not, and notes it.
    """

    form: Form
    length: int = 0
    blocked: bool = False
    block: int = 0
    prefix: int = 0
    order: Literal["big", "little"] = "big"
    inclusive: bool = False
    zeros: int = 0
    end: bytes = b""
    quote: Quote = "minimal"
    delimiter: bytes = b","
    bom: bool = False
    eof: bytes = b""

    def faults(self) -> list[str]:
        """What contradicts itself, each as one sentence."""
        if self.form not in get_args(Form):
            return [f"Expected form {', '.join(get_args(Form))}, got {self.form}"]
        found = []
        least = 1 if self.form == "fixed" else 0
        if self.length < least:
            found.append(f"Expected length >= {least} for form {self.form}, got {self.length}")
        if self.length and self.form in ("variable", "prefixed", "csv"):
            found.append(f"Expected no length for form {self.form}, got {self.length}")
        found += self._block_faults()
        found += self._prefix_faults()
        found += self._text_faults()
        if self.eof not in (b"", EOF) or (self.eof and self.form in ("variable", "prefixed")):
            found.append(
                f"Expected eof X'1A' or none, and none for {self.form}, got {_hex(self.eof)}"
            )
        return found

    def _block_faults(self) -> list[str]:
        found = []
        if self.blocked and self.form != "variable":
            found.append(f"Expected blocked with form variable only, got {self.form}")
        if self.block and not self.blocked:
            found.append("Expected block with blocked only, got it without")
        if self.block and not 8 <= self.block <= 2**31 - 1:
            found.append(f"Expected block in 8..{2**31 - 1}, got {self.block}")
        return found

    def _prefix_faults(self) -> list[str]:
        found = []
        if self.form == "prefixed" and self.prefix not in (2, 4):
            found.append(f"Expected prefix 2 or 4 for form prefixed, got {self.prefix}")
        if self.zeros not in (0, 2):
            found.append(f"Expected zeros 0 or 2, got {self.zeros}")
        given = self.prefix or self.zeros or self.inclusive or self.order != "big"
        if self.form != "prefixed" and given:
            wanted = "Expected prefix, order, inclusive and zeros with form prefixed only"
            found.append(f"{wanted}, got {self.form}")
        return found

    def _text_faults(self) -> list[str]:
        found = []
        ends = {"lines": LINE_ENDS, "csv": ROW_ENDS}.get(self.form, (b"",))
        if self.end not in ends:
            wanted = " or ".join(map(_hex, ends))
            found.append(f"Expected end {wanted} for form {self.form}, got {_hex(self.end)}")
        if self.bom and self.end not in ROW_ENDS:
            found.append("Expected bom with lines or csv ended by LF or CRLF only, got it without")
        if self.quote not in get_args(Quote):
            found.append(f"Expected quote {', '.join(get_args(Quote))}, got {self.quote}")
        sign = self.delimiter
        if self.form == "csv" and (len(sign) != 1 or sign >= b"\x40" or sign in b'\r\n\x1a"'):
            found.append(
                "Expected a delimiter of one byte below X'40', no quote, CR, LF or X'1A', "
                f"got {_hex(sign)}"
            )
        return found


def _hex(value: bytes) -> str:
    return f"X'{value.hex().upper()}'" if value else "none"
