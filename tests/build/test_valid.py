"""The built books are what Excel and LibreOffice accept."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.support.office import NEEDS_OFFICE, convert, rows_of_sheet
from tests.support.ooxml_lint import lint, validate
from workbook.file import FileBook
from workbook.frames import conform, read_frame
from workbook.sample import sample_tables
from workbook.schema import BY_NAME, INPUT_TABLES, TABLES


def test_the_lint_finds_nothing(built: Path):
    """Excel would open the file without repair, as far as its own rules are known."""
    assert lint(built) == []


@pytest.mark.validator
def test_the_sdk_validator_finds_nothing(built: Path):
    """The Open XML SDK's validator has no complaint."""
    found = validate(built)
    if found is None:
        pytest.skip("the Open XML SDK validator (ooxml-validator) is not installed here")
    assert found == []


@pytest.mark.parametrize("table", INPUT_TABLES, ids=lambda table: table.name)
def test_the_sample_is_read_back_as_it_went_in(sample: Path, table):
    """Thai words in the cells, keys in the frames: what the sample holds, the reader gives, without a complaint."""
    if table.name == "tblSetting":
        pytest.skip("values of settings are typed by their row: see tests/actions")
    with FileBook.open(sample) as book:
        frame, issues, _ = read_frame(book.read(table.name), table)
    expected = conform(sample_tables(2565)[table.name], table).reset_index(drop=True)
    assert issues == []
    for key in table.keys:
        assert expected[key].isna().tolist() == frame[key].isna().tolist(), key
        assert expected[key].dropna().tolist() == frame[key].dropna().tolist(), key


@pytest.mark.slow
class TestInLibreOffice:
    """A real spreadsheet opens the book."""

    pytestmark = NEEDS_OFFICE

    def test_values_are_equal(self, sample: Path, tmp_path: Path):
        """Saved again by LibreOffice, every cell of every sheet holds the same value."""
        ours = openpyxl.load_workbook(sample)
        theirs = openpyxl.load_workbook(convert(sample, "xlsx:Calc MS Excel 2007 XML", tmp_path))
        assert ours.sheetnames == theirs.sheetnames
        for sheet in ours:
            mine = {c.coordinate: c.value for row in sheet.iter_rows() for c in row if c.value is not None}
            other = theirs[sheet.title]
            different = {
                at: (value, other[at].value)
                for at, value in mine.items()
                if other[at].value != value and not str(value).startswith("=")
            }
            assert different == {}

    def test_months_and_dates_are_shown_in_thai(self, sample: Path, tmp_path: Path):
        """The month 2564-10 shows as ต.ค. 64 and dates in B.E., by the formats alone."""
        number = 1 + [table.name for table in TABLES].index("tblMonthlyScore")
        shown = rows_of_sheet(sample, tmp_path, number, shown=True)
        keys = BY_NAME["tblMonthlyScore"].keys
        first = shown[5]
        assert first[keys.index("month")] == "ต.ค. 64"
        assert first[keys.index("reported_on")].endswith(" 64")

    def test_nothing_is_too_narrow(self, sample: Path, tmp_path: Path):
        """No number or date shows as ###."""
        for number in range(1, len(TABLES) + 1):
            assert not any("###" in cell for row in rows_of_sheet(sample, tmp_path, number, shown=True) for cell in row)
