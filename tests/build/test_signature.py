"""The count and the sum over the inputs: Python's equals the formula's, and both notice a change."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.office import NEEDS_OFFICE
from workbook.book import CellValue, Formula, RawTable, WritableValue
from workbook.file import FileBook
from workbook.home_sheet import home_rows
from workbook.home_signature import CHANGED, CURRENT, SIGNED, Signature, formula, signature
from workbook.schema import BY_NAME
from workbook.schema.home import HOME_ROWS
from workbook.sheets import FIRST_ROW

KPI = BY_NAME["tblKpiTarget"]
HEADERS = tuple(KPI.by_key[key].header for key in KPI.keys)
CHANGED_CELL = f"B{FIRST_ROW + [row.key for row in HOME_ROWS].index('inputs_changed')}"


def raw(
    rows: list[list[CellValue]],
    name: str = "tblKpiTarget",
    formulas: frozenset[tuple[int, int]] = frozenset(),
) -> dict[str, RawTable]:
    headers = tuple(column.header for column in BY_NAME[name].columns)
    letters = tuple(chr(ord("A") + j) for j in range(len(headers)))
    return {name: RawTable(name, "ชีต", headers, letters, FIRST_ROW, rows, formulas)}


def test_every_signed_column_is_declared():
    """The signature names columns that the schema has."""
    assert [(t, k) for t, keys in SIGNED.items() for k in keys if k not in BY_NAME[t].by_key] == []


def test_the_formula_keeps_excels_limits():
    """At most 8,192 characters, none of its texts above 255, no function newer than Excel 2007."""
    text = formula()
    assert len(text) <= 8192
    assert max(map(len, re.findall(r'"([^"]*)"', text))) <= 255
    assert set(re.findall(r"([A-Z]+)\(", text)) <= {"IF", "IFERROR", "AND", "ABS", "SUM", "COUNTA", "COUNTIF"}


def test_counts_cells_and_adds_numbers():
    """Numbers count and add; texts only count; blanks neither."""
    found = signature(
        raw([["1.1", 1.0, 10.0, None, 20.5, None, None], ["1.10", 2.0, None, None, None, None, None]])
    )
    assert found == Signature(6, 33.5)


def test_a_formula_that_shows_nothing_counts_as_excel_counts_it():
    """COUNTA takes a formula's empty text for something."""
    rows: list[list[CellValue]] = [["1.1", 1.0, None, None, None, None, None]]
    assert signature(raw(rows, formulas=frozenset({(0, 2)}))).count == 3


def test_true_counts_and_does_not_add():
    """SUM leaves TRUE in a cell alone."""
    assert signature(raw([[None, True, None, None, None, None, None]])) == Signature(1, 0.0)


def test_a_date_adds_its_serial():
    """10 March 2022 is day 44630."""
    rows: list[list[CellValue]] = [[dt.datetime(2022, 3, 10), None, None, None]]
    assert signature(raw(rows, "tblHoliday")) == Signature(1, 44630.0)


@pytest.mark.parametrize(
    ("old", "new"), [("ส่งแล้ว", "รับรองผลแล้ว"), ("ส่งกลับแก้ไข", "รับรองผลแล้ว"), ("ร่าง", "ส่งแล้ว")]
)
def test_a_status_that_changes_is_noticed(old: str, new: str):
    """Words that decide figures weigh differently, though neither COUNTA nor SUM tells them apart."""
    table = BY_NAME["tblMonthlyScore"]

    def counted(word: str) -> Signature:
        cells: list[CellValue] = [None] * len(table.columns)
        cells[table.keys.index("status")] = word
        return signature(raw([cells], table.name))

    assert counted(old) != counted(new)


@given(
    values=st.lists(st.decimals(0, 100_000, places=4).map(float), min_size=1, max_size=30),
    at=st.integers(0, 29),
    step=st.sampled_from([0.0001, -0.0001, 1.0]),
)
def test_the_smallest_step_of_a_score_is_noticed(values: list[float], at: int, step: float):
    """A change by 0.0001 moves the sum by more than the formula's tolerance."""
    before = signature(raw([["1", None, value, None, None, None, None] for value in values]))
    values[at % len(values)] += step
    after = signature(raw([["1", None, value, None, None, None, None] for value in values]))
    assert abs(before.total - after.total) > 0.00005
    assert before.count == after.count


def stored(path: Path) -> FileBook:
    """The sample with its own signature stored on home, as recalc does it; not saved yet."""
    book = FileBook.open(path)
    found = signature({name: book.read(name) for name in SIGNED})
    value, key = BY_NAME["tblHome"].by_key["value"].header, BY_NAME["tblHome"].by_key["key"].header
    kept = {"input_count": found.count, "input_sum": found.total, "inputs_changed": Formula(formula(), "เดิม")}
    rows = [dict(row) | ({value: kept[str(row[key])]} if row[key] in kept else {}) for row in home_rows(2565)]
    book.replace("tblHome", rows)
    return book


def retype(book: FileBook, key: str, value: WritableValue) -> None:
    """Another value in the first row of a column of the monthly scores."""
    table = BY_NAME["tblMonthlyScore"]
    read = book.read(table.name)
    rows: list[dict[str, Any]] = [dict(zip(read.headers, cells, strict=True)) for cells in read.cells]
    rows[0][table.by_key[key].header] = value
    book.replace(table.name, rows)


@pytest.mark.slow
class TestInASpreadsheet:
    """The formula in LibreOffice, which recalculates on loading."""

    pytestmark = NEEDS_OFFICE

    def test_unchanged_inputs_are_current(
        self, sample: Path, tmp_path: Path, recalculated: Callable[[Path, str], str]
    ):
        """What Python counted and added, the spreadsheet counts and adds."""
        path = tmp_path / "งาน.xlsx"
        path.write_bytes(sample.read_bytes())
        with stored(path) as book:
            book.save()
        assert recalculated(path, CHANGED_CELL) == CURRENT

    @pytest.mark.parametrize("change", [("actual", 1.2345), ("status", "ส่งกลับแก้ไข"), ("actual", None)])
    def test_one_changed_cell_is_told(
        self,
        sample: Path,
        tmp_path: Path,
        recalculated: Callable[[Path, str], str],
        change: tuple[str, WritableValue],
    ):
        """A number, a word or a cleared cell: each is noticed."""
        path = tmp_path / "งาน.xlsx"
        path.write_bytes(sample.read_bytes())
        with stored(path) as book:
            retype(book, *change)
            book.save()
        assert recalculated(path, CHANGED_CELL) == CHANGED
