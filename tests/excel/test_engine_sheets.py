"""The test engine moves, locks and marks cells as Excel does."""

from __future__ import annotations

import datetime as dt

import pytest
import xlwings as xw

from tests.excel import engine

pytestmark = pytest.mark.office


# -- Tables ----------------------------------------------------------------------------------------------------


def test_tables_are_found_by_name_on_their_sheet_only(book: xw.Book, tables: xw.Sheet):
    """The name's case does not matter; other sheets have none."""
    assert [table.name for table in tables.tables] == ["tblA", "tblB"]
    assert tables.tables["TBLB"].range.address == "$A$11:$B$13"
    assert "tblA" not in book.sheets["ค่า"].tables
    with pytest.raises(KeyError):
        tables.tables["tblC"]


def test_a_table_knows_its_parts(tables: xw.Sheet):
    """Headers, body, totals."""
    table = tables.tables["tblB"]
    assert (table.show_headers, table.show_totals) == (True, True)
    parts = (table.header_row_range, table.data_body_range, table.totals_row_range)
    assert [part.address for part in parts] == ["$A$11:$B$11", "$A$12:$B$12", "$A$13:$B$13"]


def test_resizing_moves_no_cell_and_formulas_see_the_new_rows(tables: xw.Sheet):
    """The Table's edge moves over what stands there."""
    tables.range("A4").raw_value = 10.0
    tables.tables["tblA"].resize(tables.range("A1:C5"))
    assert tables.tables["tblA"].data_body_range.address == "$A$2:$C$5"
    assert tables.range("F1").raw_value == 13.0
    assert tables.range("A8").raw_value == "ข้างใต้"


@pytest.mark.parametrize("address", ["A2:C5", "A1:C1", "A1:C12", "E1:F5"])
def test_a_resize_that_excel_refuses_is_refused(tables: xw.Sheet, address: str):
    """Headers stay in their row, one row is left, and no other Table is touched."""
    with pytest.raises(engine.ComError):
        tables.tables["tblA"].resize(tables.range(address))


def test_inserting_cells_moves_what_is_below(tables: xw.Sheet):
    """The Table grows around them, and the one below moves down."""
    tables.range("A3:C4").insert(shift="down")
    assert tables.tables["tblA"].range.address == "$A$1:$C$5"
    assert tables.tables["tblB"].range.address == "$A$13:$B$15"
    assert tables.range("A10").raw_value == "ข้างใต้"
    assert tables.range("A5").raw_value == 2.0


def test_cells_that_would_tear_a_table_below_do_not_move(tables: xw.Sheet):
    """Excel refuses to shift a part of a Table."""
    with pytest.raises(engine.ComError):
        tables.range("A9").insert(shift="down")


def test_deleting_cells_pulls_up_what_is_below(tables: xw.Sheet):
    """The reverse of inserting."""
    tables.range("A5:C6").delete(shift="up")
    assert tables.range("A6").raw_value == "ข้างใต้"


def test_fill_copy_brings_formulas_formats_validation_and_rules(tables: xw.Sheet, values: xw.Sheet):
    """As dragging a row down with Ctrl: numbers are copied, references move."""
    tables.range("A3:C3").autofill(tables.range("A3:C6"), "fill_copy")
    assert tables.range("A4:C6").raw_value == ((2.0, 4.0, "ท้าย"),) * 3
    assert tables.range("C6").color == (0xDD, 0xEE, 0xFF)
    below = tables.range("A6").impl.uno.Validation
    assert below.getFormula1() == "0"
    values.range("A2:C2").autofill(values.range("A2:C5"), "fill_copy")
    assert len(values.range("A5").conditional_formats) == 2


def test_fill_default_counts_up_dates_and_numbered_texts(values: xw.Sheet):
    """Of one row Excel copies numbers and counts up the others: fill_copy is what copies."""
    values.range("H1:J1").raw_value = [[1.0, "แผน 9", dt.datetime(2022, 1, 31, tzinfo=dt.UTC)]]
    values.range("H1:J1").autofill(values.range("H1:J3"), "fill_default")
    assert values.range("H2:J3").raw_value == (
        (1.0, "แผน 10", dt.datetime(2022, 2, 1, tzinfo=dt.UTC)),
        (1.0, "แผน 11", dt.datetime(2022, 2, 2, tzinfo=dt.UTC)),
    )


def test_fill_formats_leaves_the_values(tables: xw.Sheet):
    """Only the look goes down."""
    tables.range("C4").raw_value = "เดิม"
    tables.range("A3:C3").autofill(tables.range("A3:C4"), "fill_formats")
    assert tables.range("A4:C4").raw_value == ((None, None, "เดิม"),)
    assert tables.range("C4").color == (0xDD, 0xEE, 0xFF)


def test_a_filter_hides_rows_as_excel_tells_it(tables: xw.Sheet):
    """FilterMode, the visible areas, and the fault of writing a block across hidden rows."""
    table = tables.tables["tblA"]
    assert table.api.AutoFilter.FilterMode is False
    _filter(tables.range("A1:C3"), 2)
    assert table.api.AutoFilter.FilterMode is True
    areas = tables.range("A1:A3").api.SpecialCells(12).Areas
    assert [(area.Row, area.Rows.Count) for area in areas] == [(1, 1), (3, 1)]
    tables.range("C2:C3").raw_value = [["หนึ่ง"], ["สอง"]]
    assert tables.range("C2:C3").raw_value == ((None,), ("หนึ่ง",))


def _filter(cells: xw.Range, value: float) -> None:
    """The person's filter leaves the rows whose first column holds this number."""
    office = cells.impl.sheet.document.office
    field = office.struct("com.sun.star.sheet.TableFilterField")
    field.Operator = office.uno.Enum("com.sun.star.sheet.FilterOperator", "EQUAL")
    field.IsNumeric, field.NumericValue = True, value
    descriptor = cells.impl.uno.createFilterDescriptor(True)
    descriptor.ContainsHeader = True
    descriptor.setFilterFields((field,))
    cells.impl.uno.filter(descriptor)


# -- protection ------------------------------------------------------------------------------------------------


def test_protection_is_what_the_file_says(book: xw.Book):
    """Also the options that LibreOffice does not keep."""
    api = book.sheets["ล็อก"].api
    assert (api.ProtectContents, api.ProtectDrawingObjects, api.ProtectScenarios) == (True, True, True)
    assert (api.Protection.AllowFiltering, api.Protection.AllowSorting) == (True, False)
    assert api.EnableSelection == 1
    assert book.sheets["ค่า"].api.ProtectContents is False


def test_locked_cells_refuse_values_and_unlocked_ones_take_them(book: xw.Book):
    """And no cell of a protected sheet moves or takes a rule."""
    sheet = book.sheets["ล็อก"]
    sheet.range("B1").raw_value = 5.0
    assert sheet.range("B1").raw_value == 5.0
    with pytest.raises(engine.ComError):
        sheet.range("A1").raw_value = 5.0
    with pytest.raises(engine.ComError):
        sheet.range("B1").insert(shift="down")
    with pytest.raises(engine.ComError):
        sheet.range("B1").conditional_formats.add_custom('="x"="x"', fill_color="#ff0000")
    with pytest.raises(engine.ComError):
        sheet.range("B1").number_format = "0.00"
    assert sheet.range("A1:B1").raw_value == ((1.0, 5.0),)


def test_only_the_right_password_unprotects(book: xw.Book):
    """And Protect records what it is given."""
    sheet = book.sheets["ล็อก"]
    with pytest.raises(engine.ComError):
        sheet.api.Unprotect("ผิด")
    assert sheet.api.ProtectContents is True
    sheet.api.Unprotect("lock")
    sheet.range("A1").raw_value = 9.0
    sheet.api.Protect(Password="ใหม่", DrawingObjects=False, AllowSorting=True)
    assert (sheet.api.ProtectContents, sheet.api.ProtectDrawingObjects) == (True, False)
    assert (sheet.api.Protection.AllowFiltering, sheet.api.Protection.AllowSorting) == (False, True)


# -- rules and looks -------------------------------------------------------------------------------------------


def test_the_rules_of_the_file_are_listed_as_they_are(values: xw.Sheet):
    """Type, formula and look."""
    found = [
        (one.type, one.formula or one.formula1, one.fill_color, one.font_bold, one.font_color)
        for one in values.range("A1").conditional_formats
    ]
    assert found == [
        ("custom", "=$B1>1", (255, 0, 0), True, None),
        ("cell_value", "=5", None, False, (0, 255, 0)),
    ]


def test_a_new_rule_comes_first_and_goes_alone(values: xw.Sheet):
    """The user's rules stay in number and order."""
    rules = values.range("A1:B2").conditional_formats
    rule = rules.add_custom('="m"="m"', fill_color=(1, 2, 3), font_bold=True)
    assert (rule.formula, rule.fill_color, rule.font_bold) == ('="m"="m"', (1, 2, 3), True)
    assert [one.formula or one.formula1 for one in rules] == ['="m"="m"', "=$B1>1", "=5"]
    assert len(values.range("C2").conditional_formats) == 2
    rule.delete()
    assert [one.formula or one.formula1 for one in rules] == ["=$B1>1", "=5"]


def test_a_rule_lies_over_several_areas(values: xw.Sheet):
    """And an address of more than 255 characters is refused."""
    values.range("A1,C3:C4").conditional_formats.add_custom('="m"="m"', fill_color="#010203")
    touched = {cell: len(values.range(cell).conditional_formats) for cell in ("A1", "B3", "C3", "C4", "C5")}
    assert touched == {"A1": 3, "B3": 0, "C3": 1, "C4": 1, "C5": 0}
    with pytest.raises(engine.ComError):
        values.range(",".join(["AAA1000"] * 33))


def test_a_relative_reference_in_a_rule_is_not_taken_on_trust(values: xw.Sheet):
    """Excel means it from the active cell, so code that ignores this fails here."""
    with pytest.raises(NotImplementedError, match="active cell"):
        values.range("C5").conditional_formats.add_custom("=A1>1", fill_color="#010203")


def test_clearing_rules_leaves_them_outside_of_the_range(values: xw.Sheet):
    """A rule is cut, not removed."""
    values.range("A1:B1").conditional_formats.clear()
    counts = [len(values.range(cell).conditional_formats) for cell in ("A1", "B1", "C1", "A2")]
    assert counts == [0, 0, 2, 2]


def test_rows_hide_and_merged_cells_are_told(values: xw.Sheet):
    """None where the cells of a range differ."""
    values.range("A2").rows.hidden = True
    assert [values.range(one).rows.hidden for one in ("A1", "A2", "A1:A2")] == [False, True, None]
    values.range("H1:I2").impl.uno.merge(True)
    assert [values.range(one).merge_cells for one in ("H1", "H1:I2", "A1")] == [True, True, False]
