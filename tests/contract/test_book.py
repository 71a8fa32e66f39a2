"""What every Book promises, held alike by the one in memory, the one on disk and the one that is open."""

from __future__ import annotations

import datetime as dt
import math
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.excel.engine import NEEDS_OFFICE, require, session
from tests.support.ooxml_lint import lint
from tests.support.xlsx import HEADERS, ROWS, build, mappings, rows_of
from workbook.book import Book, Formula
from workbook.errors import CannotWrite, TableMissing
from workbook.file import FileBook
from workbook.live import LiveBook
from workbook.memory import MemoryBook

Make = Callable[[], tuple[Book, Callable[[], Book]]]

STORED = [
    ("1.1", "ตัวชี้วัด ก", 3.25, dt.datetime(2022, 2, 10)),
    ("1.10", "ตัวชี้วัด ข", 2.5, dt.datetime(2022, 2, 11)),
    ("2.1", "=1+1", 4.0, None),
]


def in_memory(_: Path) -> tuple[Book, Callable[[], Book]]:
    book = MemoryBook({"tblTest": (HEADERS, ROWS)})
    return book, lambda: book


def on_disk(folder: Path) -> tuple[Book, Callable[[], Book]]:
    path = build(folder / "แบบ.xlsx")
    return FileBook.open(path), lambda: FileBook.open(path)


def opened(folder: Path) -> tuple[Book, Callable[[], Book]]:
    """The same file open in a spreadsheet: a new book over it sees what was written there."""
    there = session().open_book(build(folder / "แบบ.xlsx"))
    return LiveBook(there), lambda: LiveBook(there)


KINDS = [in_memory, on_disk, pytest.param(opened, marks=NEEDS_OFFICE)]


@pytest.fixture(params=KINDS)
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    if request.param is opened:
        require()
    yield lambda: request.param(tmp_path)
    if request.param is opened:
        session().reset()


@pytest.fixture
def book(make: Make) -> Book:
    return make()[0]


def test_reads_headers_cells_and_addresses(book: Book):
    """A Table is read with its headers, its typed cells and the address of each."""
    table = book.read("tblTest")
    assert table.headers == HEADERS
    assert rows_of(table) == STORED
    assert table.letters == ("A", "B", "C", "D")
    assert [type(value) for value in table.cells[0]] == [str, str, float, dt.datetime]


def test_names_its_tables(book: Book):
    """Tables are known by name; a missing one is an error that names it."""
    assert book.table_names() == ("tblTest",)
    with pytest.raises(TableMissing) as caught:
        book.read("tblOther")
    assert (caught.value.code, caught.value.params) == (
        "table_missing",
        {"table": "tblOther", "file": book.name},
    )


@pytest.mark.parametrize("count", [1, 2, 3, 4, 40])
def test_replace_grows_and_shrinks(make: Make, count: int):
    """The rows replaced are the rows read, staged and stored, whatever their number."""
    book, again = make()
    rows = [(f"9.{i}", f"ใหม่ {i}", float(i), dt.date(2022, 3, 1)) for i in range(count)]
    book.replace("tblTest", mappings(rows))
    expected = [(a, b, c, dt.datetime(2022, 3, 1)) for a, b, c, _ in rows]
    assert rows_of(book.read("tblTest")) == expected
    book.save()
    assert rows_of(again().read("tblTest")) == expected


def test_replace_by_nothing_leaves_one_blank_row(make: Make):
    """A Table without rows keeps one blank row, as Excel wants it."""
    book, again = make()
    book.replace("tblTest", [])
    book.save()
    assert rows_of(again().read("tblTest")) == [(None, None, None, None)]


def test_own_columns_keep_their_cells(make: Make):
    """A column that no row names keeps its cells in the rows that remain and is blank in new ones."""
    book, again = make()
    book.replace("tblTest", [{"รหัส": "7", "คะแนน": 1}, {"รหัส": "8"}, {"รหัส": "9"}, {"รหัส": "10"}])
    book.save()
    assert rows_of(again().read("tblTest")) == [
        ("7", "ตัวชี้วัด ก", 1.0, dt.datetime(2022, 2, 10)),
        ("8", "ตัวชี้วัด ข", None, dt.datetime(2022, 2, 11)),
        ("9", "=1+1", None, None),
        ("10", None, None, None),
    ]


def test_append_follows_the_last_row_that_is_not_blank(make: Make):
    """Appended rows fill blank rows first, then the Table grows."""
    book, again = make()
    book.replace("tblTest", mappings([("1", "ก", 1.0, None), (None,) * 4, (None,) * 4]))
    book.append("tblTest", [{"รหัส": "2"}])
    book.append("tblTest", [{"รหัส": "3"}, {"รหัส": "4", "ชื่อ": "ง"}])
    book.save()
    assert [row[:2] for row in rows_of(again().read("tblTest"))] == [
        ("1", "ก"),
        ("2", None),
        ("3", None),
        ("4", "ง"),
    ]


def test_appending_nothing_changes_nothing(book: Book):
    """No rows to append is no change."""
    book.append("tblTest", [])
    assert not book.changed()


def test_equal_rows_are_no_change(book: Book):
    """Rows that stand there already change nothing."""
    book.replace("tblTest", mappings(ROWS))
    assert not book.changed()


def test_what_is_taken_back_is_no_change(book: Book):
    """A change that is undone before saving is none."""
    book.replace("tblTest", mappings(ROWS[:1]))
    assert book.changed()
    book.replace("tblTest", mappings(ROWS))
    assert not book.changed()


def test_saving_makes_the_staged_the_stored(make: Make):
    """After saving nothing is changed, and the book can be changed and saved again."""
    book, again = make()
    book.append("tblTest", [{"รหัส": "3"}])
    book.save()
    assert not book.changed()
    book.append("tblTest", [{"รหัส": "4"}])
    book.save()
    assert [row[0] for row in again().read("tblTest").cells] == ["1.1", "1.10", "2.1", "3", "4"]


def test_unknown_column_is_refused_before_anything_changes(book: Book):
    """A header that the Table does not have is an error that names it."""
    with pytest.raises(TableMissing) as caught:
        book.replace("tblTest", [{"รหัส": "1", "ไม่มี": 1}])
    assert (caught.value.code, caught.value.params) == (
        "column_missing",
        {"table": "tblTest", "column": "ไม่มี", "file": book.name},
    )
    assert not book.changed()


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("ก" * 32_768, "text_too_long"),
        ("😀" * 16_384, "text_too_long"),
        (1e308, "number_too_large"),
        (10**400, "number_too_large"),
        (float("-inf"), "number_too_large"),
        (dt.date(1899, 12, 31), "date_out_of_range"),
        (Formula("1+" * 5000 + "1"), "formula_too_long"),
    ],
)
def test_what_excel_cannot_hold_is_refused(book: Book, value: Any, code: str):
    """A value that Excel would cut or change is refused with the Table and the column."""
    with pytest.raises(CannotWrite) as caught:
        book.append("tblTest", [{"ชื่อ": value}])
    assert (caught.value.code, caught.value.params["table"], caught.value.params["column"]) == (
        code,
        "tblTest",
        "ชื่อ",
    )
    assert not book.changed()


@pytest.mark.parametrize(
    "value",
    [math.nan, dt.datetime(2022, 1, 1, tzinfo=dt.UTC), object(), b"x", Formula("=1"), Formula("[@a]")],
)
def test_what_no_caller_should_send_is_a_bug(book: Book, value: Any):
    """NaN, times with a zone and foreign objects are errors of the program, not of the user."""
    with pytest.raises((TypeError, ValueError)):
        book.append("tblTest", [{"ชื่อ": value}])


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        ("", None),
        ("=1+1", "=1+1"),
        ("'quoted", "'quoted"),
        ("  เว้น  ", "  เว้น  "),
        ("บรรทัด\nใหม่\r\n\tแท็บ", "บรรทัด\nใหม่\r\n\tแท็บ"),
        ("_x000D_", "_x000D_"),
        ("\x00\x1f\ufffe", "\x00\x1f\ufffe"),
        ("๒๕๖๕", "๒๕๖๕"),
        ("ก" * 32_767, "ก" * 32_767),
        (3, 3.0),
        (0.1 + 0.2, 0.3),
        (123456789012345678, 123456789012346000.0),
        (-0.0, 0.0),
        (1e-310, 0.0),
        (True, True),
        (False, False),
        (dt.date(1900, 1, 1), dt.datetime(1900, 1, 1)),
        (dt.date(1900, 2, 28), dt.datetime(1900, 2, 28)),
        (dt.date(1900, 3, 1), dt.datetime(1900, 3, 1)),
        (dt.datetime(9999, 12, 31, 23, 59, 59, 999_000), dt.datetime(9999, 12, 31, 23, 59, 59, 999_000)),
        (dt.datetime(2022, 3, 10, 14, 30, 15, 123_456), dt.datetime(2022, 3, 10, 14, 30, 15, 123_000)),
        (Formula("1+1", 2), 2.0),
        (Formula('"ก"&"ข"', "กข"), "กข"),
        (Formula("1=1", value=True), True),
        (Formula("NOW()"), None),
    ],
)
def test_values_are_read_as_they_are_stored(make: Make, value: Any, stored: object):
    """Numbers become float of 15 digits, dates datetimes, an empty text a blank; text is text always."""
    book, again = make()
    book.append("tblTest", [{"รหัส": "x", "ชื่อ": value}])
    if isinstance(book, LiveBook) and isinstance(value, str) and "\r" in value:
        with pytest.raises(CannotWrite, match="excel_changed_value"):  # LibreOffice keeps line feeds only
            book.save()
        return
    book.save()
    read = again().read("tblTest")
    if isinstance(book, LiveBook) and value == Formula("NOW()"):
        assert isinstance(read.cells[-1][1], dt.datetime)  # an open spreadsheet computes at once
        return
    assert (read.cells[-1][1], type(read.cells[-1][1])) == (stored, type(stored))
    assert read.formulas == (frozenset({(3, 1)}) if isinstance(value, Formula) else frozenset())


def test_a_value_that_the_formula_shows_leaves_the_formula(make: Make):
    """Writing back what a formula shows keeps it; another value or another formula replaces it."""
    book, again = make()
    book.append("tblTest", [{"รหัส": Formula("1+1", 2), "ชื่อ": Formula("2+2", 4), "คะแนน": Formula("3+3", 6)}])
    book.save()
    book = again()
    rows = [{}, {}, {}, {"รหัส": 2, "ชื่อ": 5, "คะแนน": Formula("4+2", 6)}]
    book.replace(
        "tblTest",
        [
            dict(zip(HEADERS, one, strict=True)) | new
            for one, new in zip(book.read("tblTest").cells, rows, strict=True)
        ],
    )
    assert book.changed()
    book.save()
    read = again().read("tblTest")
    assert read.formulas == {(3, 0), (3, 2)}
    assert list(read.cells[3]) == [2.0, 5.0, 6.0, None]
    book = again()
    book.replace("tblTest", [dict(zip(HEADERS, one, strict=True)) for one in book.read("tblTest").cells])
    assert not book.changed()


def test_a_formula_alone_does_not_fill_a_row(make: Make):
    """A row in which only a formula shows something is blank: appended rows go there."""
    book, _ = make()
    book.append("tblTest", [{"คะแนน": Formula("0", 0)}])
    book.append("tblTest", [{"รหัส": "9"}])
    assert list(book.read("tblTest").cells[3])[:3] == ["9", None, 0.0]


_DATES = st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(9999, 12, 31, 23, 59, 59)).map(
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)
_TEXT = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("กำ้เ็😀\x00\x0b\r\n\t_x0D<&>'\" "), max_size=30
)
_NUMBERS = st.floats(-9e307, 9e307, allow_subnormal=False).map(
    lambda number: float(f"{number:.15g}") if abs(number) > 1e-307 else 0.0
)
_VALUES = (
    st.none()
    | _TEXT
    | _NUMBERS
    | st.integers(-(10**15), 10**15)
    | st.booleans()
    | _DATES
    | st.dates(dt.date(1900, 3, 1))
)


def _as_read(value: object) -> object:
    """What a spreadsheet keeps of a value, told independently of the code under test."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, str):
        return value or None
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime(value.year, value.month, value.day)
    return value


@pytest.mark.parametrize("kind", [in_memory, on_disk])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(st.tuples(_VALUES, _VALUES, _VALUES, _VALUES), min_size=1, max_size=8))
def test_any_rows_written_are_read_back(
    kind: Callable[[Path], tuple[Book, Callable[[], Book]]], rows: list[tuple[Any, ...]]
):
    """Whatever rows are written are read back the same, and the file breaks none of Excel's rules."""
    with tempfile.TemporaryDirectory() as folder:
        book, again = kind(Path(folder))
        book.replace("tblTest", mappings(rows))
        book.save()
        expected = [tuple(_as_read(value) for value in row) for row in rows]
        read = rows_of(again().read("tblTest"))
        assert read == expected
        assert [[type(value) for value in row] for row in read] == [
            [type(value) for value in row] for row in expected
        ]
        for path in Path(folder).glob("*.xlsx"):
            assert lint(path) == []


def test_all_books_are_books():
    """The port's protocol holds for all, by its type checker too."""
    kinds: list[type[Book]] = [MemoryBook, FileBook, LiveBook]
    assert all(
        hasattr(kind, name) for kind in kinds for name in ("read", "replace", "append", "changed", "save")
    )
