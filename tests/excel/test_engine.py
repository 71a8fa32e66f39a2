"""The test engine reads and writes cells as Excel does over COM."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import xlwings as xw

from tests.excel import engine
from tests.excel.engine import spelling

pytestmark = pytest.mark.office

NA, DIV0, NAME = -2146826246, -2146826281, -2146826259


def utc(year: int, month: int, day: int, hour: int = 0) -> dt.datetime:
    """A date as pywin32 marks it."""
    return dt.datetime(year, month, day, hour, tzinfo=dt.UTC)


# -- reading ---------------------------------------------------------------------------------------------------


def test_each_kind_of_value_has_coms_shape(values: xw.Sheet):
    """Texts, floats, booleans, dates in UTC, currency as Decimal; formulas' results; errors as integers."""
    expected = (
        ("ข้อความ", 1.5, True, utc(2021, 11, 12), Decimal("12.3457")),
        (2.5, True, "", NA, DIV0),
    )
    assert values.range("A1:E2").raw_value == expected
    assert [type(value) for value in values.range("A1:E1").raw_value[0]] == [
        str,
        float,
        bool,
        dt.datetime,
        Decimal,
    ]


def test_one_cell_is_a_scalar_and_a_blank_is_none(values: xw.Sheet):
    """COM gives one cell bare, and rows of one column as rows."""
    assert values.range("B1").raw_value == 1.5
    assert values.range("B3:B4").raw_value == ((None,), (None,))


def test_formula_gives_texts_with_constants_as_they_are_stored(values: xw.Sheet):
    """Formulas in English A1 with commas; numbers, dates and truth values as texts; blanks empty."""
    assert values.range("A1:D2").formula == (
        ("ข้อความ", "1.5", "TRUE", "44512"),
        ("=B1+1", "=B1>1", '=""', "=NA()"),
    )


def test_the_used_range_ends_at_the_last_value(tables: xw.Sheet):
    """From the first filled cell to the last."""
    assert tables.used_range.address == "$A$1:$F$13"


# -- writing ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "read", "shown"),
    [
        ("3.1", 3.1, "General"),
        ("00123", 123.0, "General"),
        ("1,234", 1234.0, "General"),
        ("1e3", 1000.0, "0.00E+00"),
        ("12/11/64", utc(1964, 12, 11), "m/d/yyyy"),
        ("2021-11-12", utc(2021, 11, 12), "m/d/yyyy"),
        ("2565-02", utc(2565, 2, 1), "mmm-yy"),
        ("10:30", dt.datetime(1899, 12, 30, 10, 30, tzinfo=dt.UTC), "h:mm"),
        ("5%", 0.05, "0.00%"),
        ("(5)", -5.0, "General"),
        ("TRUE", True, "General"),
        ("#N/A", NA, "General"),
        ("=B1*2", 3.0, "General"),
        ("-abc", NAME, "General"),
        ("ธรรมดา", "ธรรมดา", "General"),
        ("3.1 ร้อยละ", "3.1 ร้อยละ", "General"),
    ],
)
def test_a_text_is_read_as_if_it_were_typed(values: xw.Sheet, typed: str, read: object, shown: str):
    """What Excel takes for more than a text becomes it, and a General cell takes the format."""
    cell = values.range("H1")
    cell.raw_value = typed
    assert cell.raw_value == read
    assert type(cell.raw_value) is type(read)
    assert cell.number_format == shown


@pytest.mark.parametrize("text", ["3.1", "12/11/64", "=1+1", "TRUE", "2565-02", "#N/A", "'", "-abc"])
def test_an_apostrophe_keeps_a_text(values: xw.Sheet, text: str):
    """The apostrophe in front is not part of the value."""
    values.range("H1:H2").raw_value = [[f"'{text}"], ["x"]]
    assert values.range("H1").raw_value == text
    assert values.range("H1").formula == text


@pytest.mark.parametrize(("given", "kept"), [("3.1", "3.1"), ("=1+1", "=1+1"), (3.1, "3.1"), (True, "TRUE")])
def test_a_cell_in_text_format_holds_texts_only(values: xw.Sheet, given: object, kept: str):
    """Numbers too become texts there."""
    values.range("A3").raw_value = given
    assert values.range("A3").raw_value == kept


def test_none_and_the_empty_text_clear(values: xw.Sheet):
    """Both leave a blank cell."""
    values.range("A1:B1").raw_value = [[None, ""]]
    assert values.range("A1:B1").raw_value == ((None, None),)


def test_a_number_in_a_date_cell_is_a_date(values: xw.Sheet):
    """The cell keeps its format."""
    values.range("B3").raw_value = 44512.0
    assert values.range("B3").raw_value == utc(2021, 11, 12)
    assert values.range("B3").number_format == "yyyy-mm-dd"


def test_a_datetime_gives_a_general_cell_a_date_format(values: xw.Sheet):
    """As COM does with a date."""
    values.range("H1").raw_value = utc(2022, 1, 31, 18)
    assert values.range("H1").raw_value == utc(2022, 1, 31, 18)
    assert values.range("H1").number_format == "m/d/yyyy h:mm"


@pytest.mark.parametrize("value", [dt.date(2022, 1, 1), [["x"], {"y"}], object()])
def test_what_com_cannot_carry_is_a_type_error(values: xw.Sheet, value: Any):
    """pywin32 has no VARIANT for it."""
    where = "H1:H2" if isinstance(value, list) else "H1"
    with pytest.raises(TypeError, match="VARIANT"):
        values.range(where).raw_value = value


def test_a_block_of_another_shape_is_refused(values: xw.Sheet):
    """The engine is stricter than Excel, which fills up with #N/A."""
    with pytest.raises(engine.ComError):
        values.range("H1:I2").raw_value = [["a", "b"]]


def test_writing_keeps_the_users_colours(values: xw.Sheet):
    """A value changes, the look stays."""
    values.range("C3").raw_value = "ใหม่"
    assert values.range("C3").color == (0xDD, 0xEE, 0xFF)
    assert values.range("C3").font.bold is True


def test_a_large_block_of_mixed_values_comes_back(values: xw.Sheet):
    """A block travels whole, texts that look like numbers included."""
    rows = tuple((f"r{i}", "'2565-02", float(i), i % 2 == 0, None) for i in range(2000))
    values.range((1, 10), (2000, 14)).raw_value = rows
    expected = tuple((text, "2565-02", number, flag, None) for text, _, number, flag, _ in rows)
    assert values.range((1, 10), (2000, 14)).raw_value == expected


# -- formulas --------------------------------------------------------------------------------------------------


def test_a_formula_over_a_range_moves_along(values: xw.Sheet):
    """Relative references move, absolute ones do not."""
    values.range("H1:H3").formula = "=B1&$B$1"
    assert values.range("H1:H3").formula == (("=B1&$B$1",), ("=B2&$B$1",), ("=B3&$B$1",))


def test_a_formula_computes_at_once_unless_calculation_is_manual(office: engine.Session, values: xw.Sheet):
    """Dependents follow in automatic mode; in manual mode after it is automatic again."""
    values.range("H1").formula = "=A2*2"
    values.range("B1").raw_value = 2.0
    assert values.range("H1").raw_value == 6.0
    office.app.calculation = "manual"
    values.range("B1").raw_value = 9.0
    assert values.range("H1").raw_value == 6.0
    office.app.calculation = "automatic"
    assert values.range("H1").raw_value == 20.0


def test_a_truth_value_leaves_no_trace_in_the_format(values: xw.Sheet):
    """What is written over it is read as what it is."""
    values.range("H1").raw_value = "=AND(TRUE,B1>1)"
    assert values.range("H1").raw_value is True
    values.range("H1").raw_value = "=B1/B1"
    assert values.range("H1").raw_value == 1.0
    assert type(values.range("H1").raw_value) is float


def test_what_is_no_formula_is_refused(values: xw.Sheet):
    """As Excel raises error 1004."""
    with pytest.raises(engine.ComError) as refusal:
        values.range("H1").raw_value = "=1+"
    assert refusal.value.excepinfo[-1] == -2146827284


def test_structured_references_are_excels(tables: xw.Sheet):
    """`[@column]` in the Table's own rows, the Table's name elsewhere."""
    tables.range("C2").formula = "=[@ก]+[@ข]"
    tables.range("G1").formula = "=SUM(tblA[ข],tblA[ก])"
    assert (tables.range("C2").formula, tables.range("C2").raw_value) == ("=[@ก]+[@ข]", 3.0)
    assert tables.range("G1").formula == "=SUM(tblA[ข],tblA[ก])"
    assert tables.range("B2").formula == "=[@ก]*2"


def test_commas_inside_texts_and_column_names_stay():
    """Only the commas between arguments and parts of a reference are LibreOffice's semicolons."""
    excel = "=IF('ก ข'!A1=\"a,b\",tblX[[#This Row],[p, q]],[@[p, q]])"
    office = "=IF($'ก ข'.A1=\"a,b\";tblX[[#This Row];[p, q]];tblX[[#This Row];[p, q]])"
    assert spelling.to_office(excel, "tblX") == office
