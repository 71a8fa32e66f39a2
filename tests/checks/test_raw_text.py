"""Citizen numbers in columns that the user added are found, masked, and named by their address."""

from __future__ import annotations

import pytest

from addin.checks.raw_text import citizen_numbers_in_cells
from addin.rules.findings import Finding
from addin.texts import finding_text
from workbook.book import CellValue, RawTable

NUMBER = "1-2345-67890-12-1"


def found(value: CellValue, header: str = "เลขประจำตัว") -> list[Finding]:
    """What is found where column D of row 8 holds `value`."""
    blank = ("A1", None)
    raw = RawTable("tblContact", "บุคคล", ("รหัส", header), ("C", "D"), 7, [blank, ("A1", value)])
    return list(citizen_numbers_in_cells(raw, {"รหัส"}))


@pytest.mark.parametrize("value", [NUMBER, "๑๒๓๔๕๖๗๘๙๐๑๒๑", f"บัตร {NUMBER} ค่ะ", 1234567890121.0])
def test_it_is_found_as_text_or_number(value: CellValue) -> None:
    """Printed form, Thai digits, within a text, typed as a number: one finding at the cell, masked."""
    (finding,) = found(value)
    assert (finding.code, finding.table, finding.row) == ("citizen_number", "tblContact", 8)
    assert finding.params["cell"] == "D8"
    assert "6789" not in finding.params["value"]


@pytest.mark.parametrize("value", [None, True, 0.5, 1234567890123.0, "1-2345-67890-12-3", "0-2590-4000"])
def test_other_cells_are_left_alone(value: CellValue) -> None:
    """Blanks, other kinds, a wrong check digit, a telephone number."""
    assert found(value) == []


def test_columns_that_a_frame_reads_are_left_to_the_checks() -> None:
    """A known header is not searched, or its finding would be given twice."""
    assert found(NUMBER, "รหัส") == []


def test_the_sentence_names_the_added_column() -> None:
    """The header in the file stands in the message, for the schema has none."""
    (finding,) = found(NUMBER)
    assert "ในช่อง เลขประจำตัว" in finding_text(finding)[1]
