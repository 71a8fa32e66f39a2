"""The built books are what Excel and LibreOffice accept."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from tests.support.office import NEEDS_OFFICE, convert
from tests.support.ooxml_lint import lint, validate
from workbook.file import FileBook
from workbook.frames import conform, read_frame
from workbook.sample import sample_tables
from workbook.schema import INPUT_TABLES


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


# Values of settings are typed by their row: tests/actions read them.
@pytest.mark.parametrize("table", [t for t in INPUT_TABLES if t.name != "tblSetting"], ids=lambda t: t.name)
def test_the_sample_is_read_back_as_it_went_in(sample: Path, table):
    """Thai words in the cells, keys in the frames: what the sample holds, the reader gives."""
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
        (saved,) = convert(sample, "xlsx:Calc MS Excel 2007 XML", tmp_path)
        theirs = openpyxl.load_workbook(saved)
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

    @pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler) is not installed here")
    def test_months_and_dates_are_shown_in_thai_and_nothing_is_too_narrow(self, sample: Path, tmp_path: Path):
        """On paper 2565-04 is เม.ย. 65, a date has its Thai month and B.E. year, and no cell shows ###."""
        (pdf,) = convert(sample, "pdf", tmp_path)
        done = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True)
        assert "เม.ย. 65" in done.stdout
        assert "2565-04" not in done.stdout
        assert "5 พ.ย. 64" in done.stdout
        assert "###" not in done.stdout
