"""The gaiji of a made-up municipality: characters of names that its code page does not have.

They get codes of the user-defined area, in order, as a town would have had them made, and the
gaiji table that such a town hands over says which is which.
"""

from __future__ import annotations

import csv
import io
from itertools import chain

from lgmigrate.charset.characters import code_text, has_code
from lgmigrate.charset.gaiji_csv import COLUMNS
from lgmigrate.charset.page import CodePage
from lgmigrate.synth.names import characters

__all__ = ["gaiji_table"]


def gaiji_table(page: CodePage) -> bytes:
    """The gaiji table as CSV (UTF-8 with BOM, CRLF); empty where the page needs none, or has no
    user-defined area.
    """
    missing = [char for char in characters() if not has_code(page, char)]
    codes = chain.from_iterable(area.codes() for area in page.areas)
    free = (code for code in codes if not code_text(page, code, 3 if code > 0xFFFF else 2))
    rows = [
        (f"X'{code:04X}'", f"U+{ord(char):04X}") for char, code in zip(missing, free, strict=False)
    ]
    if not rows:
        return b""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for code, ucs in rows:
        own = {"外字コード": code, "旧文字セット": page.name, "UCS": ucs}
        writer.writerow(own | {"同定区分": "一致", "備考": "架空の外字"})
    return b"\xef\xbb\xbf" + stream.getvalue().encode()
