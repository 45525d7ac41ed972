"""No value of a person stands anywhere but in exchange files, annex and rejected records."""

from __future__ import annotations

import logging
import shutil
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from lgmigrate.charset import load
from lgmigrate.errors import LgmigrateError
from lgmigrate.findings import to_jsonl
from lgmigrate.pipeline.convert import convert
from lgmigrate.pipeline.restore import restore
from lgmigrate.pipeline.roundtrip import roundtrip
from lgmigrate.pipeline.validate import validate
from tests.unit.pipeline.conftest import Made
from tests.unit.pipeline.deliveries import (
    CSV,
    HOST,
    MAPPINGS,
    cut,
    files_of,
    find_record,
    split_row,
    write,
)

NAME = "鑾驫龕轟"
NUMBER = "987654321098"
ALLOWED = ("jumin.xml", "annex/", "rejected/")


def host(text: str) -> bytes:
    """Double-byte EBCDIC."""
    page = load("ibm930")
    return b"".join((int(page.to_double[ord(sign)]) & 0xFFFF).to_bytes(2, "big") for sign in text)


def forms() -> list[bytes]:
    """The canaries in every form in which they might leave; of the number, eleven digits."""
    digits = NUMBER[:11]
    raw = [
        *(NAME.encode(code) for code in ("utf-8", "cp932", "euc_jp", "utf-16-be")),
        host(NAME),
        digits.encode(),
        digits.encode("cp037"),
        bytes.fromhex("0" + digits),
    ]
    texts = [one.hex() for one in raw] + [NAME.encode("unicode_escape").decode()]
    return [*raw, *(text.encode() for text in texts), *(text.upper().encode() for text in texts)]


def leaks(*places: bytes | str) -> list[bytes]:
    """The forms that stand in any of the places."""
    data = [place.encode() if isinstance(place, str) else place for place in places]
    return [one for one in forms() if any(one in place for place in data)]


def forbidden(folder: Path) -> list[bytes]:
    """The files of a delivery in which no canary may stand."""
    return [data for name, data in files_of(folder).items() if not name.startswith(ALLOWED)]


def person(mapping: str, record: bytes, name_tail: bytes, digit: str) -> bytes:
    """A person's record with the canaries, the name with ``name_tail`` behind it and the number's
    last digit replaced.
    """
    if mapping == HOST:
        name = (host(NAME) + name_tail).ljust(40, b"\x40")
        number = bytes.fromhex(f"0{NUMBER[:11]}{digit}f")
        return record[:47] + name + record[87:643] + number + record[650:]
    name, number = NAME.encode("cp932") + name_tail, (NUMBER[:11] + digit).encode()
    if mapping == CSV:
        row = split_row(record)
        row[12], row[76] = name, number
        return b'"' + b'","'.join(row) + b'"\r\n'
    name = name + b"\x81\x40" * ((40 - len(name)) // 2)
    return record[:57] + name + record[97:912] + number + record[924:]


def without_history(mapping: str, record: bytes) -> bytes:
    """A record without its 個人履歴番号: it is rejected."""
    if mapping == CSV:
        row = split_row(record)
        row[3] = b""
        return b'"' + b'","'.join(row) + b'"\r\n'
    return record[:21] + (b"\x40" * 3 + record[24:] if mapping == HOST else b" " * 5 + record[26:])


@pytest.fixture(params=MAPPINGS)
def canary(
    request: pytest.FixtureRequest, few: Made, tmp_path: Path
) -> tuple[str, Path, list[bytes]]:
    """A mapping, a source with the canaries in whole, damaged and rejected records, and its
    records.
    """
    small = few(request.param)
    records = cut(small.mapping, small.source.read_bytes())
    bad = {HOST: b"\xfe\xfe"}.get(small.mapping, b"\xfc\xfc")
    bad_digit = {HOST: "a", CSV: "x"}.get(small.mapping, "\x01")
    records[1] = person(small.mapping, records[1], b"", "8")
    records[2] = person(small.mapping, records[2], bad, "8")
    records[3] = person(small.mapping, records[3], b"", bad_digit)
    records[4] = without_history(small.mapping, person(small.mapping, records[4], b"", "8"))
    records[5] = without_history(small.mapping, person(small.mapping, records[5], bad, bad_digit))
    source = write(tmp_path / "source" / small.source.name, b"".join(records))
    return small.mapping, source, records


@pytest.fixture(autouse=True)
def nothing_said(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """Neither on the terminal nor in the log."""
    caplog.set_level(logging.DEBUG)
    yield
    said = capfd.readouterr()
    assert leaks(said.out, said.err, caplog.text) == []


def test_the_canary_is_there(canary: tuple[str, Path, list[bytes]], tmp_path: Path) -> None:
    """The search can find: the canaries are in the source and in what may hold them."""
    mapping, source, _ = canary
    convert(source, mapping, tmp_path / "standard")
    assert leaks(source.read_bytes())
    for name in ("jumin.xml", "annex/person.raw.csv", "rejected/person.dat"):
        assert leaks((tmp_path / "standard" / name).read_bytes()), name


def test_no_canary_in_what_is_said(canary: tuple[str, Path, list[bytes]], tmp_path: Path) -> None:
    """Convert, validate, restore and round trip: findings, manifest and results."""
    mapping, source, _ = canary
    standard = tmp_path / "standard"
    result = convert(source, mapping, standard)
    assert result.counts["rejected"] == 3  # the name is required too
    assert {row["record"] for row in result.findings.to_dicts()} >= {3, 4, 5, 6}
    report = validate(standard, mapping=mapping)
    restored = restore(standard, mapping, tmp_path / "back")
    done = roundtrip(source, mapping, workdir=tmp_path)
    assert done.identical
    said = [*forbidden(standard), to_jsonl(result.findings), to_jsonl(report.findings)]
    assert leaks(*said, *map(repr, (result, report, restored, done))) == []
    assert files_of(tmp_path / "back").keys() == {source.name}


def told(run: Callable[[], object]) -> str:
    """All that an error of a run says, with the errors behind it and the source lines."""
    with pytest.raises(LgmigrateError) as caught:
        run()
    error = caught.value
    causes = []
    behind: BaseException | None = error
    while behind is not None:
        causes.append(repr(behind))
        behind = behind.__cause__ or behind.__context__
    return "\n".join([*traceback.format_exception(error), *causes, *error.faults])


def test_no_canary_in_refusals_of_sources(
    canary: tuple[str, Path, list[bytes]], tmp_path: Path
) -> None:
    """A source that is cut, lacks a record or has a wrong trailer is refused by places only."""
    mapping, source, records = canary
    data = source.read_bytes()
    first = sum(map(len, records[:2]))
    at = find_record(mapping, records, "2")
    texts = []
    for broken in (
        data[: first + 300],
        data[: first + len(records[2])],
        b"".join(records[:at] + records[at + 1 :]),
        b"".join(records[1:]),
        b"".join([*records, records[1]]),
        data[1:],
    ):
        bad = write(tmp_path / "bad" / source.name, broken)
        texts.append(told(partial(convert, bad, mapping, tmp_path / "out")))
    assert leaks(*texts) == []


def test_no_canary_in_refusals_of_deliveries(
    canary: tuple[str, Path, list[bytes]], tmp_path: Path
) -> None:
    """XML that is broken within the canary, an annex that does not fit, a manifest that says
    otherwise: places only.
    """
    mapping, source, _ = canary
    standard = tmp_path / "standard"
    convert(source, mapping, standard)
    good = (standard / "jumin.xml").read_bytes()
    annex = standard / "annex" / "person.csv"
    texts = []
    name, tag = NAME.encode(), b"<shimei>" + NAME.encode()
    for old, new in (
        (tag, tag + b"<"),
        (tag, b"<shimei>&" + name + b";"),
        (tag, b"<" + name + b">"),
        (tag + b"</shimei>", tag + b"</other>"),
        (tag, tag + b"\x00"),
        (tag, tag[:-1]),
        (b"<record>", b"<record " + name + b'="' + name + b'">'),
    ):
        assert old in good
        (standard / "jumin.xml").write_bytes(good.replace(old, new, 1))
        restored = tmp_path / "back"
        try:
            restore(standard, mapping, restored)
            texts += [data.decode() for data in forbidden(restored) if b"shape" in data]
            shutil.rmtree(restored)
            report = validate(standard, mapping=mapping)
            texts.append(to_jsonl(report.findings).decode())
        except LgmigrateError as error:
            texts += ["\n".join(traceback.format_exception(error)), *error.faults]
    (standard / "jumin.xml").write_bytes(good)
    lines = annex.read_bytes().split(b"\n")
    annex.write_bytes(b"\n".join([lines[0], *lines[2:]]))
    texts.append(told(partial(restore, standard, mapping, tmp_path / "back")))
    (standard / "manifest.json").write_bytes(NAME.encode())
    texts.append(told(partial(restore, standard, mapping, tmp_path / "back")))
    assert leaks(*texts) == []


def test_no_canary_in_findings_of_restore(
    canary: tuple[str, Path, list[bytes]], tmp_path: Path
) -> None:
    """A name that has no bytes, or too many, is told by its place."""
    mapping, source, _ = canary
    standard = tmp_path / "standard"
    convert(source, mapping, standard)
    path = standard / "jumin.xml"
    changed = (NAME + "\u0e01" + NAME).encode()
    path.write_bytes(path.read_bytes().replace(NAME.encode(), changed, 1))
    restored = restore(standard, mapping, tmp_path / "back")
    assert restored.codes == {"C005": 1}
    assert leaks(files_of(tmp_path / "back")["findings.jsonl"], repr(restored)) == []
