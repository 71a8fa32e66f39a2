"""Tables of cells become frames, and frames become rows again."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from workbook.book import CellError, RawTable
from workbook.frames import CellIssue, conform, empty, read_frame, to_rows
from workbook.schema import BY_NAME, TABLES
from workbook.validation import rows_below, validate

UNIT_KPI = BY_NAME["tblUnitKpi"]
ABSENT = {"column_missing", "column_missing_text"}
SCORES = BY_NAME["tblMonthlyScore"]


def raw(table: str, headers: list[str], cells: list[list[object]], first_row: int = 6) -> RawTable:
    letters = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[: len(headers)])
    return RawTable(table, "ชีต", tuple(headers), letters, first_row, cells)  # type: ignore[arg-type]


def test_columns_are_found_by_header_in_any_order_with_others_between() -> None:
    """Moved and added columns do not matter; the place remembers where each stands."""
    table = raw("tblHoliday", ["ของฉัน", "ชื่อวันหยุด", "วันที่"], [["x", "วันปิยมหาราช", dt.datetime(2021, 10, 22)]])
    frame, issues, place = read_frame(table, BY_NAME["tblHoliday"])
    assert {i.column for i in issues} == {"regions", "source"}
    assert frame.loc[6, "name"] == "วันปิยมหาราช"
    assert place.cell(6, "name") == "B6"
    assert pd.isna(frame.loc[6, "regions"])


def test_a_header_with_split_am_or_odd_spaces_is_the_same_header() -> None:
    """Headers retyped from a PDF still name their column."""
    table = raw(
        "tblUnitKpi",
        ["น\u0e49\u0e4d\u0e32หนัก ", "รหัสหน่วยงาน", "รหัสตัวชี้วัด", "รอบ"],
        [[10.0, "AUD", "1.1", 1.0]],
    )
    frame, issues, _ = read_frame(table, UNIT_KPI)
    assert "weight" not in {i.column for i in issues}
    assert frame["weight"].tolist() == [10.0]


def test_a_column_that_is_missing_is_one_issue() -> None:
    """The column is blank and named; a text for people is told apart from what may decide a figure."""
    _, issues, _ = read_frame(
        raw("tblUnitKpi", ["รหัสหน่วยงาน", "รหัสตัวชี้วัด", "รอบ"], [["AUD", "1.1", 1.0]]), UNIT_KPI
    )
    found = {i.column: i.code for i in issues}
    assert (found["weight"], found["target_1"], found["note"]) == (
        "column_missing",
        "column_missing",
        "column_missing_text",
    )


def test_blank_rows_are_left_out_and_rows_keep_their_number() -> None:
    """The index is Excel's row number."""
    cells = [[None, None], ["AUD", "กลุ่มตรวจสอบภายใน"], ["", None], ["FIN", "กองคลัง"]]
    frame, _, _ = read_frame(
        raw("tblUnit", ["รหัสหน่วยงาน", "ชื่อหน่วยงาน", "x"], [[*r, None] for r in cells]), BY_NAME["tblUnit"]
    )
    assert frame.index.tolist() == [7, 9]


def test_every_wrong_cell_is_an_issue_not_just_the_first() -> None:
    """All problems of a column are reported with their rows and values."""
    cells = [["2565-02", "AUD", "1.1", "ร่าง", value] for value in ("๘๐", "แปดสิบ", CellError("#DIV/0!"), 80.0)]
    headers = [SCORES.by_key[k].header for k in ("month", "unit_code", "kpi_code", "status", "actual")]
    frame, issues, _ = read_frame(raw("tblMonthlyScore", headers, cells), SCORES)
    assert [(i.code, i.row, i.params["value"]) for i in issues if i.code not in ABSENT] == [
        ("thai_digits", 6, "๘๐"),
        ("not_a_number", 7, "แปดสิบ"),
        ("cell_error", 8, "#DIV/0!"),
    ]
    assert frame["actual"].isna().tolist() == [False, True, True, False]


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_an_empty_frame_has_every_column_in_order(table: object) -> None:
    """empty() has the declared columns and no row."""
    assert tuple(empty(table).columns) == table.keys  # type: ignore[arg-type, attr-defined]


def test_rows_to_write_hold_thai_words() -> None:
    """Choices are written as their labels, letters with commas, blanks as None."""
    frame = conform(
        pd.DataFrame({"measure_id": ["M1"], "measure": ["ก"], "pirab": ["PB"], "status": ["done"]}),
        BY_NAME["tblMeasure"],
    )
    row = to_rows(frame, BY_NAME["tblMeasure"])[0]
    assert (row["กลยุทธ์ PIRAB"], row["สถานะ"], row["วันที่เริ่ม"]) == ("P, B", "เสร็จสิ้น", None)


def _codes(
    name: str, rows: list[dict[str, object]], **others: list[dict[str, object]]
) -> list[tuple[str, str | None]]:
    frames = {table.name: empty(table) for table in TABLES}
    for table, content in {name: rows, **others}.items():
        frame = pd.DataFrame(content)
        frame.index = pd.RangeIndex(6, 6 + len(frame), name="row")
        frames[table] = conform(frame, BY_NAME[table])
    return [(i.code, i.column) for i in validate(frames, (BY_NAME[name],))]


UNITS: list[dict[str, object]] = [{"unit_code": "AUD"}]
KPIS: list[dict[str, object]] = [{"kpi_code": "1.1"}]


def test_a_good_row_has_no_issue() -> None:
    """Known codes, in range, key once."""
    row: dict[str, object] = {"unit_code": "AUD", "kpi_code": "1.1", "round": 1, "weight": 20}
    assert _codes("tblUnitKpi", [row], tblUnit=UNITS, tblKpi=KPIS) == []


def test_a_code_in_other_letters_asks_for_the_known_one() -> None:
    """Case and spaces aside it is a known code: which one is said, and the row is still wrong."""
    row: dict[str, object] = {"unit_code": "a ud", "kpi_code": "1.1", "round": 1, "weight": 20}
    assert _codes("tblUnitKpi", [row], tblUnit=UNITS, tblKpi=KPIS) == [
        ("unknown_reference_case", "unit_code")
    ]


def test_rows_below_a_table_are_one_issue() -> None:
    """Neighbouring rows are told as a span; no rows, no issue."""
    raw = RawTable("tblUnit", "หน่วยงาน", (), (), 5, [], below=(12, 13, 14, 20))
    assert rows_below(raw) == [CellIssue("rows_below_table", "tblUnit", 12, None, {"rows": "12-14, 20"})]
    assert rows_below(replace(raw, below=())) == []


def test_required_range_and_unknown_codes() -> None:
    """A row that breaks three declarations has three issues."""
    row: dict[str, object] = {"unit_code": "ZZZ", "kpi_code": "1.1", "round": 3}
    found = _codes("tblUnitKpi", [row], tblUnit=UNITS, tblKpi=KPIS)
    assert found == [
        ("unknown_reference", "unit_code"),
        ("above_maximum", "round"),
        ("required_blank", "weight"),
    ]


def test_the_second_row_of_a_key_names_the_first() -> None:
    """Duplicates point to the row that came first; blank optional key parts count as equal."""
    rows: list[dict[str, object]] = [
        {"fiscal_year": 2564, "unit_code": "AUD", "kpi_code": None, "comparable": "yes"},
        {"fiscal_year": 2564, "unit_code": "AUD", "kpi_code": None, "comparable": "yes"},
    ]
    assert _codes("tblHistory", rows, tblUnit=UNITS) == [("duplicate_key", "fiscal_year")]


def test_an_issue_is_a_value() -> None:
    """Issues compare by content, so that tests and deduplication can."""
    assert CellIssue("a", "tblUnit", 1, "unit_code") == CellIssue("a", "tblUnit", 1, "unit_code")
