"""A fresh book does not drown the officer, and a big one is checked at once."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from addin.checks import check
from addin.rules.findings import COVERED_BY, Finding, tidy
from addin.rules.settings import Settings
from addin.texts import severity
from workbook.content import base_tables
from workbook.frames import conform, empty
from workbook.sample import sample_as_of, sample_tables
from workbook.schema import BY_NAME, TABLES

PLAIN = Settings.model_validate({})


def test_a_fresh_book_says_what_to_fill_in_first() -> None:
    """A new book of 36 units gives a handful of findings, each for a whole sheet."""
    tables = {table.name: empty(table) for table in TABLES}
    tables |= {name: conform(frame, BY_NAME[name]) for name, frame in base_tables(2565).items()}
    found = check(tables, PLAIN, dt.date(2021, 10, 5))
    assert [f.code for f in found] == ["contacts_none", "history_none", "kpis_none"]
    assert {f.row for f in found} == {None}


def test_no_tables_at_all_are_checked_without_raising() -> None:
    """A book without any table is the reader's business; the checks say that there are no units."""
    assert {f.code for f in check({}, PLAIN, dt.date(2022, 3, 10))} == {"holidays_none", "units_none"}


def test_the_sample_has_no_errors() -> None:
    """The sample tells a story with some warnings, and nothing that must be mended."""
    tables = {name: conform(frame, BY_NAME[name]) for name, frame in sample_tables().items()}
    found = check(tables, PLAIN, sample_as_of())
    assert [f for f in found if severity(f.code) == "error"] == []
    assert 0 < len(found) < 20


@pytest.mark.parametrize("table", [table.name for table in TABLES])
def test_a_blank_book_with_one_blank_row_a_table_does_not_raise(table: str) -> None:
    """A row of which nothing could be read is no reason to stop."""
    tables = {one.name: empty(one) for one in TABLES}
    tables[table] = conform(pd.DataFrame(index=[7]), BY_NAME[table])
    assert isinstance(check(tables, PLAIN, dt.date(2022, 3, 10)), list)


def test_the_same_thing_is_said_once() -> None:
    """Twice the same finding is one; what a graver finding on the cell explains is left out."""
    blank = Finding("required_blank", "tblUnit", 5, "kind")
    wrong = Finding("not_allowed", "tblUnit", 5, "kind", {"value": "ชมรม"})
    assert "not_allowed" in COVERED_BY["required_blank"]
    assert tidy([blank, wrong, wrong]) == [wrong]
    assert tidy([blank, blank]) == [blank]


def test_the_order_is_that_of_the_sheets_rows_and_columns() -> None:
    """Sheets as given, the whole table before its rows, columns as declared, codes by name."""
    places = [("b", None, None), ("b", 2, "x"), ("b", 2, "a"), ("b", 10, "a"), ("a", 3, "z")]
    ordered = [Finding("units_none", *place) for place in places]
    assert tidy(reversed(ordered), ("b", "a"), {"b": ("x", "a")}) == ordered
