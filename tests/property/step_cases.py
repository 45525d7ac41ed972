"""One step over many rows: strategies for its values, and how to run it on the kernels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import polars as pl
from hypothesis import strategies as st

from lgmigrate.columns import kernels as k
from lgmigrate.columns.batch import Columns
from lgmigrate.columns.codec import Events
from lgmigrate.columns.program import Builder, event_number
from lgmigrate.columns.table import EVENTS
from lgmigrate.testing import reference_steps as reference
from lgmigrate.testing.reference_steps import Stepped, Value
from tests.property.column_batches import assert_views

__all__ = ["STEPS", "StepCase", "StepOutcome", "run", "run_step", "step_cases"]

StepOutcome = tuple[tuple[Value, ...], str]
Row = tuple[Value, ...]

FIELDS = 100  # the first field of the second step, the third from twice as many on
MARKS = st.sampled_from((",", "\u3000", "の", "  ", "aa", "aba"))
LETTERS = "a b,の\u3000AB01ｱﾞ日\U00020b9f\ufe00\U000e0101"
WORDS = st.text(st.sampled_from(LETTERS), max_size=16)
CODES = st.text(st.sampled_from("01AB"), min_size=1, max_size=14)


@dataclass(frozen=True, slots=True)
class StepCase:
    """A step of a kind with its numbers, its reference and values for its rows."""

    kind: int
    sources: int
    targets: int
    values: st.SearchStrategy[Value]
    expect: Callable[[Row], Stepped]
    mark: str | None = None
    pairs: dict[str, str] | None = None
    numbers: tuple[int, ...] = ()
    absent: Value = None
    inverse: StepCase | None = field(default=None)

    def rows(self) -> st.SearchStrategy[list[Row]]:
        """Rows of source values."""
        one = st.tuples(*[st.none() | self.values | self.values for _ in range(self.sources)])
        return st.lists(one, min_size=8, max_size=60)


def _add(builder: Builder, case: StepCase, columns: Sequence[Sequence[int]], first: int) -> None:
    """The step, with the numbers that its kind wants; its fields are ``first`` and the next."""
    sources, targets = columns
    numbers = list(case.numbers)
    if case.mark is not None:
        numbers = [*builder.text(case.mark), *numbers]
    number = builder.map(case.pairs) if case.pairs is not None else -1
    absent = builder.constant(case.absent) if case.absent is not None else -1
    if case.kind == k.CODES:
        numbers = [number, event_number("M001"), absent]
    elif case.kind in (k.CHAIN, k.UNCHAIN, k.CUT):
        numbers.append(number)
    elif case.kind == k.UNCUT:
        numbers += [number, absent]
    elif case.kind == k.SPLIT_DATE:
        numbers = [builder.constant("0"), builder.constant("1")]
    builder.step(case.kind, sources, targets, numbers, range(first, first + case.sources))


def run_step(case: StepCase, rows: Sequence[Row]) -> list[StepOutcome]:
    """The targets of each row, and its event as the reference names it."""
    return run([case], rows)[0]


def run(chain: Sequence[StepCase], rows: Sequence[Row]) -> list[list[StepOutcome]]:
    """Steps that take each other's targets, in one program."""
    builder = Builder()
    columns = [[builder.column() for _ in range(chain[0].sources)]]
    columns += [[builder.column() for _ in range(case.targets)] for case in chain]
    for number, (case, both) in enumerate(zip(chain, pairwise(columns), strict=True)):
        _add(builder, case, both, FIELDS * number)
    program = builder.build()
    batch, events = Columns.allocate(program.columns, len(rows), 0), Events()
    batch.rows = len(rows)
    program.prepare(batch)
    for column in columns[0]:
        batch.put(column, pl.Series([row[column] for row in rows], dtype=pl.String))
    text = batch.used
    events.start(batch)
    batch.reserve(program.text_bound(text, len(rows)))
    program.run(batch, events)
    assert batch.used <= text + program.text_bound(text, len(rows))
    assert not events.overflow()
    noted: dict[tuple[int, int], dict[int, set[str]]] = {}
    for row, number, event in events.taken().tolist():
        step, place = divmod(number, FIELDS)
        noted.setdefault((step, row), {}).setdefault(place, set()).add(EVENTS[event])
    found = []
    for step, case in enumerate(chain):
        assert_views(batch, columns[step + 1])
        names = [str(column) for column in columns[step + 1]]
        values = batch.frame(names, columns[step + 1]).rows()
        codes = [_code(noted.get((step, row), {}), case.sources) for row in range(len(rows))]
        found.append(list(zip(values, codes, strict=True)))
    return found


def _code(noted: dict[int, set[str]], sources: int) -> str:
    """The event of a row: a finding stands at the first field, ODD at all others."""
    if not noted:
        return ""
    assert set(noted) == set(range(sources))
    assert all(found == {"ODD"} for number, found in noted.items() if number)
    (code,) = noted[0]
    return code


# --- the kinds of steps ------------------------------------------------------------------------


def _bijective(words: list[str], codes: list[str]) -> dict[str, str]:
    return dict(zip(words, codes, strict=False))


def _back(pairs: dict[str, str]) -> dict[str, str]:
    return {target: source for source, target in pairs.items()}


@st.composite
def pads(draw: st.DrawFn) -> StepCase:
    """PAD and UNPAD."""
    width = draw(st.integers(1, 20))
    least = draw(st.integers(1, width))
    digits = st.text(st.sampled_from("0012ｱ"), max_size=22)
    back = StepCase(
        k.UNPAD, 1, 1, digits, lambda row: reference.unpad(row[0], least), numbers=(width, least)
    )
    return StepCase(
        k.PAD,
        1,
        1,
        digits,
        lambda row: reference.pad(row[0], width, least),
        numbers=(width, least),
        inverse=back,
    )


@st.composite
def maps(draw: st.DrawFn) -> StepCase:
    """CODES, with a word for null or without."""
    words = draw(st.lists(WORDS.filter(bool), unique=True, max_size=30))
    pairs = _bijective(words, [f"code {number}, a long one"[: number + 6] for number in range(30)])
    absent = draw(st.sampled_from((None, "none of them")))
    chosen = st.sampled_from([*words, "else"]) | WORDS
    back = _back(pairs) | ({absent: ""} if absent else {})
    inverse = StepCase(
        k.CODES,
        1,
        1,
        chosen,
        lambda row: reference.codes(row[0], back, "M001", None),
        pairs=back,
    )
    return StepCase(
        k.CODES,
        1,
        1,
        chosen,
        lambda row: reference.codes(row[0], pairs, "M001", absent),
        pairs=pairs,
        absent=absent,
        inverse=inverse,
    )


@st.composite
def joins(draw: st.DrawFn) -> StepCase:
    """JOIN and SPLIT; separators of one character, of several, and of such as repeat themselves."""
    mark, count = draw(MARKS), draw(st.integers(2, 8))
    back = StepCase(
        k.SPLIT,
        1,
        count,
        WORDS,
        lambda row: reference.split(row[0], mark, count),
        mark=mark,
    )
    return StepCase(
        k.JOIN,
        count,
        1,
        WORDS,
        lambda row: reference.join(row, mark),
        mark=mark,
        inverse=back,
    )


@st.composite
def splits(draw: st.DrawFn) -> StepCase:
    """SPLIT and JOIN."""
    forward = draw(joins())
    assert forward.inverse is not None
    back = forward.inverse
    inverse = StepCase(
        k.JOIN, forward.sources, 1, WORDS, forward.expect, mark=forward.mark, inverse=None
    )
    return StepCase(
        k.SPLIT, 1, back.targets, WORDS, back.expect, mark=forward.mark, inverse=inverse
    )


@st.composite
def chains(draw: st.DrawFn) -> StepCase:
    """CHAIN and UNCHAIN of one to four words."""
    words = draw(st.lists(st.sampled_from(["夫", "妻", "子", "a long word or two"]), unique=True))
    pairs = _bijective(words, ["02", "11", "20", "code of a long word"])
    count = draw(st.integers(1, 4))
    some = st.lists(st.sampled_from([*words, "父", ""]), max_size=5).map("の".join)
    codes = st.sampled_from([*pairs.values(), "99"])
    back = StepCase(
        k.UNCHAIN,
        count,
        1,
        codes,
        lambda row: reference.unchain(row, "の", _back(pairs)),
        mark="の",
        pairs=_back(pairs),
    )
    return StepCase(
        k.CHAIN,
        1,
        count,
        some,
        lambda row: reference.chain(row[0], "の", pairs, count),
        mark="の",
        pairs=pairs,
        inverse=back,
    )


@st.composite
def cuts(draw: st.DrawFn) -> StepCase:
    """CUT and UNCUT, with a map or without, and with a code that means null."""
    width, count = draw(st.integers(1, 3)), draw(st.integers(1, 6))
    codes = [f"{number:0{width}d}" for number in range(7)]
    mapped, empty = draw(st.booleans()), draw(st.booleans())
    pairs = {code: f"value {code}" for code in codes} | ({codes[0]: ""} if empty else {})
    absent = codes[0] if mapped and empty else None
    chosen = st.lists(st.sampled_from([*codes, "9" * width, "ｱ"]), max_size=count + 1).map("".join)
    mapping = pairs if mapped else None
    behind = {target: source for source, target in pairs.items() if target} if mapped else None
    parts = st.sampled_from([*(behind or codes), "else"])
    back = StepCase(
        k.UNCUT,
        count,
        1,
        parts,
        lambda row: reference.uncut(row, behind, absent),
        numbers=(width,),
        pairs=behind,
        absent=absent,
    )
    return StepCase(
        k.CUT,
        1,
        count,
        chosen,
        lambda row: reference.cut(row[0], width, count, mapping),
        numbers=(width,),
        pairs=mapping,
        inverse=back,
    )


HALF = st.text(st.sampled_from("ｱｶﾞﾊﾟﾎｳﾜｦﾂ､｡ｰAz09 ~\\"), max_size=20)
ANY = HALF | WORDS | st.text(st.sampled_from("アガパヴヷ゛゜ー。Ａ　\U00020b9f"), max_size=12)
widths = st.just(
    StepCase(
        k.WIDEN,
        1,
        1,
        ANY,
        lambda row: reference.widen(row[0]),
        inverse=StepCase(k.NARROW, 1, 1, ANY, lambda row: reference.narrow(row[0])),
    )
)
trims = st.just(
    StepCase(
        k.TRIM,
        1,
        1,
        st.text(st.sampled_from(" \u3000a日\u3001"), max_size=20),
        lambda row: reference.trim(row[0]),
        inverse=StepCase(k.TRIM, 1, 1, WORDS, lambda row: reference.trim(row[0])),
    )
)
CLOCK = st.times().map(lambda time: f"{time:%H%M%S}")
EDGES = st.sampled_from(("235959", "240000", "236000", "235960", "000000"))
TIMES = CLOCK | EDGES | st.text(st.sampled_from("0123456789:"), max_size=9)
COLONS = st.times().map(lambda time: f"{time:%H:%M:%S}")
SPELT = COLONS | COLONS.map(lambda text: text[:5]) | st.sampled_from(("24:00:00", "aa:bb:cc"))
times = st.just(
    StepCase(
        k.TIME,
        1,
        1,
        TIMES,
        lambda row: reference.time(row[0]),
        inverse=StepCase(k.UNTIME, 1, 1, SPELT | TIMES, lambda row: reference.untime(row[0])),
    )
)


@st.composite
def checks(draw: st.DrawFn) -> StepCase:
    """CHECK of every class; it is its own inverse."""
    kind = draw(st.sampled_from(("any", "half", "full", "digits")))
    number = {"any": 0, "half": k.HALF, "full": k.FULL, "digits": k.DIGIT}[kind]
    most = draw(st.integers(0, 20))
    letters = draw(st.sampled_from(("01", "aﾞｱ ", "日\U00020b9f　Ａ", "0aｱ日")))
    values = st.text(st.sampled_from(letters), max_size=24) | WORDS
    case = StepCase(
        k.CHECK,
        1,
        1,
        values,
        lambda row: reference.check(row[0], kind, most),
        numbers=(number, most),
    )
    return StepCase(k.CHECK, 1, 1, values, case.expect, numbers=case.numbers, inverse=case)


WORDS_OF_DATES = st.sampled_from(("昭和３９年５月日不詳", "年月日不詳", "2024-1-1"))
DATES = st.dates().map(str) | WORDS_OF_DATES
split_dates = st.just(
    StepCase(
        k.SPLIT_DATE,
        1,
        3,
        DATES,
        lambda row: reference.split_date(row[0], words=True),
        inverse=StepCase(k.JOIN_DATE, 3, 1, DATES, lambda row: reference.join_date(row[0], row[2])),
    )
)


STEPS = {
    "pad": pads(),
    "codes": maps(),
    "join": joins(),
    "split": splits(),
    "chain": chains(),
    "cut": cuts(),
    "widen": widths,
    "trim": trims,
    "time": times,
    "check": checks(),
    "split_date": split_dates,
}


def step_cases(name: str, *, inverse: bool) -> st.SearchStrategy[StepCase]:
    """Steps of a kind, or their inverses."""
    if not inverse:
        return STEPS[name]
    return STEPS[name].map(lambda case: case.inverse).filter(lambda case: case is not None)  # type: ignore[return-value]
