"""What Excel hands over and takes, without Excel: conversions, rectangles, addresses, patience."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook import live_state
from workbook.book import CellError
from workbook.errors import FileBusy
from workbook.live_marks import addresses
from workbook.live_state import patiently
from workbook.live_table import rectangles
from workbook.live_values import canonical, expression, from_excel, to_excel
from workbook.ooxml.refs import parse_areas


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (None, None),
        ("", None),
        ("3.1", "3.1"),
        (0.1 + 0.2, 0.3),
        (12.0, 12.0),
        (True, True),
        (Decimal("1234.5"), 1234.5),
        (-2146826246, CellError("#N/A")),
        (-2146826273, CellError("#VALUE!")),
        (-2146826243, CellError("#SPILL!")),
        (-2146826198, CellError("#UNKNOWN!")),
        (dt.datetime(2022, 3, 10, 8, 30, tzinfo=dt.UTC), dt.datetime(2022, 3, 10, 8, 30)),
        (dt.datetime(1899, 12, 31), dt.datetime(1900, 1, 1)),
        (dt.datetime(1900, 3, 1), dt.datetime(1900, 3, 1)),
    ],
)
def test_raw_values_become_what_the_file_book_gives(raw: Any, value: object):
    """Errors are told from numbers, dates lose the zone that COM adds, early dates are Excel's own."""
    assert from_excel(raw) == value
    assert type(from_excel(raw)) is type(value)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        ("กรมอนามัย", "กรมอนามัย"),
        ("ศูนย์อนามัยที่ 1", "'ศูนย์อนามัยที่ 1"),
        ("3.10", "'3.10"),
        ("=1+1", "'=1+1"),
        ("+66", "'+66"),
        ("@x", "'@x"),
        ("'เดิม", "''เดิม"),
        ("ก.พ. 65", "'ก.พ. 65"),
        ("๑.๑", "'๑.๑"),
        ("TRUE", "'TRUE"),
        ("false", "'false"),
        ("#N/A", "'#N/A"),
        (2.5, 2.5),
        (True, True),
        (CellError("#N/A"), "#N/A"),
        (dt.datetime(2022, 3, 10), 44630.0),
    ],
)
def test_texts_go_in_behind_an_apostrophe_where_excel_could_take_them_for_more(value: Any, written: object):
    """Only words that nothing else can be are written as they stand."""
    assert to_excel(value, None, epoch_1904=False) == written


def test_a_formula_is_told_from_a_text_that_looks_like_one():
    """A text cell gives its own text as its formula."""
    assert expression("=1+1", "=1+1") is None
    assert expression("=1+1", 2.0) == "1+1"
    assert expression("abc", "abc") is None
    assert expression(3.0, 3.0) is None


def test_one_spelling_of_formulas():
    """What a file and Excel spell differently compares equal."""
    assert canonical("SUM(t[@[ผล งาน]])+[@x]") == "SUM(t[[#This Row],[ผล งาน]])+[[#This Row],[x]]"
    assert canonical("_xlfn._xlws.FILTER(a,b)") == "FILTER(a,b)"


_PLACES = st.sets(st.tuples(st.integers(0, 12), st.integers(0, 6)), min_size=1)


@given(_PLACES)
def test_rectangles_cover_every_cell_once(places: set[tuple[int, int]]):
    """A few rectangles cover exactly the cells; many become one that covers them all."""
    found = rectangles(places)
    covered = [
        (i, j)
        for top, bottom, left, right in found
        for i in range(top, bottom + 1)
        for j in range(left, right + 1)
    ]
    assert len(covered) == len(set(covered))
    assert places <= set(covered)
    if len(found) > 1:
        assert places == set(covered)


@given(st.sets(st.tuples(st.integers(1, 60), st.integers(1, 3000)), max_size=200))
def test_addresses_name_exactly_the_cells(cells: set[tuple[int, int]]):
    """Every address fits Excel's limit, and together they name each cell once."""
    parts = list(addresses(sorted(cells)))
    assert all(len(part) <= 255 for part in parts)
    named = [
        (column, row)
        for part in parts
        for area in parse_areas(part.replace(",", " "))
        for column in range(area.left, area.right + 1)
        for row in range(area.top, area.bottom + 1)
    ]
    assert sorted(named) == sorted(cells)


class Rejected(Exception):
    """Looks like pywin32's com_error of an Excel that is busy."""

    hresult = -2147418111


def test_a_busy_excel_is_asked_again(monkeypatch: pytest.MonkeyPatch):
    """A call that is rejected twice succeeds at the third time."""
    monkeypatch.setattr(live_state.time, "sleep", lambda _: None)
    answers = iter([Rejected(), Rejected(), "ค่า"])

    def call() -> str:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert patiently(call) == "ค่า"


def test_an_excel_that_stays_busy_is_an_error_of_its_own(monkeypatch: pytest.MonkeyPatch):
    """After the patience has run out the user is told that Excel is busy."""
    monkeypatch.setattr(live_state, "PATIENCE", 0.05)

    def call() -> None:
        raise Rejected

    with pytest.raises(FileBusy) as caught:
        patiently(call)
    assert caught.value.code == "excel_busy"


def test_other_errors_pass_at_once():
    """What is no sign of being busy is not tried again."""
    calls = []

    def call() -> None:
        calls.append(1)
        raise KeyError("x")

    with pytest.raises(KeyError):
        patiently(call)
    assert len(calls) == 1
