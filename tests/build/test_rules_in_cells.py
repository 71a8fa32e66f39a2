"""Data validation and conditional formats of the built book."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from workbook.schema import BY_NAME, INPUT_TABLES, RESULT_TABLES, TABLES
from workbook.schema.model import ColumnType, Table
from workbook.schema.settings import SETTINGS
from workbook.sheet_validation import error, list_name, months_of, prompt
from workbook.sheets import FIRST_ROW


def validations(book: Workbook, table: Table) -> list[DataValidation]:
    return list(book[table.sheet].data_validations.dataValidation)


def by_column(book: Workbook, table: Table) -> dict[str, DataValidation]:
    letters = {column.key: chr(ord("A") + j) for j, column in enumerate(table.columns)}
    found = {}
    for one in validations(book, table):
        letter = str(one.sqref).split(":", maxsplit=1)[0].rstrip("0123456789")
        found |= {key: one for key, at in letters.items() if at == letter}
    return found


@pytest.mark.parametrize("table", INPUT_TABLES, ids=lambda table: table.name)
def test_messages_keep_excels_limits(book: Workbook, table: Table):
    """Titles to 32 characters, prompts to 255, errors to 225, typed lists to 255."""
    assert validations(book, table) != []
    for one in validations(book, table):
        assert len(one.promptTitle or "") <= 32
        assert len(one.prompt or "") <= 255
        assert len(one.errorTitle or "") <= 32
        assert len(one.error or "") <= 225
        if one.type == "list" and str(one.formula1).startswith('"'):
            assert len(str(one.formula1)) - 2 <= 255


def test_no_message_is_cut_short():
    """What the schema says fits whole into the messages."""
    for table in TABLES:
        for column in table.columns:
            assert len(column.header) <= 32
            assert len(prompt(column, 2565)) <= 255
            assert len(error(column, 2565)) <= 225


@pytest.mark.parametrize("table", RESULT_TABLES, ids=lambda table: table.name)
def test_results_have_no_validation(book: Workbook, table: Table):
    """Nobody types into results."""
    assert validations(book, table) == []


def _choices() -> Iterator[tuple[str, str]]:
    for table in INPUT_TABLES:
        for column in table.columns:
            if column.type is ColumnType.CHOICE and table.name != "tblSetting":
                yield table.name, column.key


@pytest.mark.parametrize(("name", "key"), list(_choices()))
def test_a_choice_is_picked_by_its_thai_words(book: Workbook, name: str, key: str):
    """The list holds the labels, in order."""
    labels = ",".join(choice.label for choice in BY_NAME[name].by_key[key].allowed)
    found = by_column(book, BY_NAME[name])[key]
    assert (found.type, found.formula1) == ("list", f'"{labels}"')


def test_a_reference_is_picked_from_the_other_table(sample_book: Workbook):
    """A unit code in the monthly sheet comes from the table of units, through a name that grows with it."""
    found = by_column(sample_book, BY_NAME["tblMonthlyScore"])["unit_code"]
    assert found.formula1 == list_name("tblUnit.unit_code")
    assert sample_book.defined_names[found.formula1].attr_text == "tblUnit[รหัสหน่วยงาน]"


def test_every_reference_has_its_name(book: Workbook):
    """Each list of codes that a column refers to has a defined name."""
    refs = {column.ref for table in TABLES for column in table.columns if column.ref}
    assert {list_name(ref) for ref in refs} <= set(book.defined_names)


def test_months_are_picked_from_the_fiscal_year(book: Workbook):
    """October of the year before to September."""
    found = by_column(book, BY_NAME["tblMonthlyScore"])["month"]
    assert found.formula1 == '"' + ",".join(months_of(2565)) + '"'


def test_a_score_is_a_number_from_0_to_5(book: Workbook):
    """Numbers are held to the schema's range."""
    found = by_column(book, BY_NAME["tblMonthlyScore"])["score"]
    assert (found.type, found.operator, found.formula1, found.formula2) == ("decimal", "between", "0", "5")


def test_a_buddhist_year_typed_as_a_common_one_is_refused(book: Workbook):
    """12 November 2564 C.E. (serial 242830) lies outside the dates that a date column takes."""
    found = by_column(book, BY_NAME["tblMonthlyScore"])["reported_on"]
    assert found.type == "date"
    assert int(str(found.formula1)) < 44512 < int(str(found.formula2)) < 242830


def test_each_setting_tells_its_source(book: Workbook):
    """The message beside each setting names where its value is from, and a choice has its list."""
    found = validations(book, BY_NAME["tblSetting"])
    assert len(found) == len(SETTINGS)
    for one, setting in zip(found, SETTINGS, strict=True):
        assert setting.source[:60] in str(one.prompt)
        labels = ",".join(choice.label for choice in setting.allowed)
        assert (one.formula1 == f'"{labels}"') == bool(setting.allowed)


def formats(book: Workbook, table: str, key: str) -> list[tuple[str, list[str], object]]:
    column = BY_NAME[table].keys.index(key)
    letter = chr(ord("A") + column)
    return [
        (rule.type, rule.formula, rule.dxf)
        for area, rules in book[BY_NAME[table].sheet].conditional_formatting._cf_rules.items()
        if str(area.sqref).startswith(f"{letter}{FIRST_ROW}")
        for rule in rules
    ]


def test_months_are_shown_as_thai_months(sample_book: Workbook):
    """The cell holds 2565-02 and shows ก.พ. 65: twelve rules, each with a number format for text."""
    shown = {
        formula[0].strip('"'): dxf.numFmt.formatCode
        for _, formula, dxf in formats(sample_book, "tblMonthlyScore", "month")
        if dxf.numFmt
    }
    assert list(shown) == list(months_of(2565))
    assert shown["2565-02"] == ';;;"ก.พ. 65"'


def test_a_score_below_the_mark_has_a_sign_beside_the_colour(sample_book: Workbook):
    """The rule compares with the setting and puts ▼ before the number."""
    found = [
        (formula, dxf.numFmt.formatCode)
        for kind, formula, dxf in formats(sample_book, "tblUnitScore", "score")
        if kind == "expression"
    ]
    assert found == [([f"AND(ISNUMBER(E{FIRST_ROW}),E{FIRST_ROW}<pass_score)"], '"▼ "0.0000')]


def test_a_required_cell_left_empty_is_framed(sample_book: Workbook):
    """An empty status in a row that has its key has a dashed frame."""
    found = [
        dxf.border.left.style
        for kind, formula, dxf in formats(sample_book, "tblMonthlyScore", "status")
        if kind == "expression" and "ISBLANK" in formula[0]
    ]
    assert found == ["dashed"]


@pytest.mark.parametrize("name", ["tblMonthlyScore", "tblUnitKpi", "tblHistory"])
def test_validations_cover_the_whole_column(sample_book: Workbook, name: str):
    """From the first to the last row of the table."""
    table = BY_NAME[name]
    last = sample_book[table.sheet].tables[name].ref.rsplit(":", maxsplit=1)[1].lstrip("ABCDEFGHIJKLMNO")
    for one in validations(sample_book, table):
        assert str(one.sqref).split(":")[1].lstrip("ABCDEFGHIJKLMNO") == last
