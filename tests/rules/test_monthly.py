"""compute() on books that are fresh, half-filled or wrong, and what the result frames look like."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from addin.rules.monthly import compute
from addin.rules.settings import Settings
from tests.support.books import COLUMNS, frame
from tests.support.small import ROUND_1, ROUND_2, book, kpi

AS_OF = dt.date(2022, 3, 10)
LAST = ROUND_1[-1]
RESULT_COLUMNS = {
    "unit_score": "unit_code unit_name round_1_score round_2_score score passed shortfall rank trend"
    " kpis_missing as_of",
    "kpi_score": "unit_code kpi_code round actual score weight weighted level_reached needed_for_pass"
    " explanation",
    "gap": "unit_code kpi_code round target actual gap gap_percent score gap_to_pass history_1 history_2"
    " history_3 slope direction flag",
    "report_status": "unit_code month_10 month_11 month_12 month_01 month_02 month_03 month_04 month_05"
    " month_06 month_07 month_08 month_09",
}


@pytest.mark.parametrize("tables", [{}, {name: frame(name, []) for name in COLUMNS}], ids=["none", "empty"])
def test_a_fresh_book_gives_empty_results(tables: dict[str, pd.DataFrame]):
    """No unit, no score, target not met, and the frames have their columns all the same."""
    results = compute(tables, Settings(), AS_OF)
    for name, columns in RESULT_COLUMNS.items():
        assert columns.split() == [key for key in getattr(results, name).columns if key in columns.split()]
        assert len(getattr(results, name)) == 0
    assert (results.attainment.percent, results.attainment.met) == (None, False)


def test_units_without_kpis_have_no_score_and_do_not_pass():
    """The denominator is every active unit."""
    results = compute(book({"A": [], "B": []}), Settings(), AS_OF)
    assert results.unit_score["passed"].tolist() == ["no", "no"]
    assert results.unit_score["score"].isna().all()
    assert (results.attainment.passed, results.attainment.total, results.attainment.short) == (0, 2, 2)


def test_wrong_entries_count_as_blank():
    """Unreadable and unknown values never stop the figures of the others."""
    tables = book({"A": [kpi("1", 100, {LAST: 4})]})
    nowhere = {"month": "กุมภาพันธ์", "unit_code": "A", "kpi_code": "1", "status": "certified", "actual": 1.0}
    unknown = {"month": LAST, "unit_code": "?", "kpi_code": "1", "status": "certified", "score": np.inf}
    tables["tblMonthlyScore"] = pd.concat(
        [tables["tblMonthlyScore"], frame("tblMonthlyScore", [nowhere, unknown, {}])]
    )
    tables["tblUnit"] = pd.concat([tables["tblUnit"], frame("tblUnit", [{}])])
    tables["tblUnitKpi"] = pd.concat([tables["tblUnitKpi"], frame("tblUnitKpi", [{}, {"unit_code": "A"}])])
    tables["tblHistory"] = frame("tblHistory", [{}, {"unit_code": "A", "comparable": "yes"}])
    tables["tblSnapshot"] = frame("tblSnapshot", [{}])
    assert compute(tables, Settings(), AS_OF).unit_score["score"].tolist() == [4.0]


def test_a_month_that_has_not_begun_is_ignored():
    """A result typed ahead for March counts from 1 March on, also as the latest."""
    tables = book({"A": [kpi("1", 100, {ROUND_2[0]: 4, ROUND_2[1]: 2}, round=2)]})
    by_day = {
        day: compute(tables, Settings(), day).unit_score["round_2_score"].fillna(0).tolist()
        for day in (dt.date(2022, 2, 28), dt.date(2022, 3, 1), dt.date(2022, 4, 1))
    }
    assert list(by_day.values()) == [[0.0], [4.0], [2.0]]


def test_only_rounds_that_have_begun_have_rows():
    """Round 2 appears on 1 March."""
    tables = book({"A": [kpi("1", 100, {}), kpi("2", 100, {}, round=2)]})
    before = compute(tables, Settings(), dt.date(2022, 2, 28)).kpi_score["round"].tolist()
    after = compute(tables, Settings(), dt.date(2022, 3, 1)).kpi_score["round"].tolist()
    assert (before, after) == ([1.0], [1.0, 2.0])


def test_rows_follow_the_units_table_and_the_parts_of_kpi_codes():
    """3.11 after 3.9, units as they are listed."""
    entries = [kpi(code, 10, {}) for code in ("3.11", "3.9", "3.1")]
    results = compute(book({"HPC10": entries, "AUD": entries}), Settings(), AS_OF)
    assert results.kpi_score["unit_code"].tolist() == ["HPC10"] * 3 + ["AUD"] * 3
    assert results.kpi_score["kpi_code"].tolist() == ["3.1", "3.9", "3.11"] * 2


def test_a_reopened_round_is_interim_again():
    """The latest row of the month in the snapshots decides whether it is closed."""
    months = {"1": {LAST: 5}, "2": {}}
    entries = [kpi(code, 50, said) for code, said in months.items()]
    closed = {"seq": 1.0, "month": LAST, "closed_on": AS_OF}
    reopened = {"seq": 2.0, "month": LAST}
    scores = [
        compute(book({"A": entries}, tblSnapshot=rows), Settings(), AS_OF).unit_score["score"].iloc[0]
        for rows in ([], [closed], [reopened, closed])
    ]
    assert scores == [5.0, 3.0, 5.0]


def test_kpis_missing_counts_what_is_overdue_or_spoilt():
    """A KPI whose first report is not due yet is not missing; one without usable targets is."""
    entries = [
        kpi("1", 20, {}),
        kpi("2", 20, {}, starts_month="2565-02"),
        kpi("3", 20, {LAST: 80}, scoring="interpolate", targets=[1, 2, 3]),
        kpi("4", 20, {LAST: "not_applicable"}),
        kpi("5", 20, {}, round=2),
    ]
    results = compute(book({"A": entries}), Settings(), AS_OF)
    assert results.unit_score["kpis_missing"].tolist() == [2.0]


def test_a_unit_outside_its_years_is_not_counted():
    """active_from_fy and active_to_fy are inclusive."""
    tables = book({code: [] for code in "ABCD"})
    tables["tblUnit"]["active_from_fy"] = [2565.0, 2566.0, np.nan, np.nan]
    tables["tblUnit"]["active_to_fy"] = [np.nan, np.nan, 2565.0, 2564.0]
    assert compute(tables, Settings(), AS_OF).unit_score["unit_code"].tolist() == ["A", "C"]


def test_a_buddhist_year_as_day_is_refused():
    """2565 as a C.E. year would make every month begun and every report late."""
    with pytest.raises(ValueError, match="Buddhist"):
        compute({}, Settings(), dt.date(2565, 3, 10))


def test_items_replace_the_actual_typed():
    """Points are summed exactly; steps count as declared, in the order of item_no."""
    items = [
        {"month": LAST, "unit_code": "A", "kpi_code": "1", "item_no": float(n), "points": 0.1}
        for n in range(3)
    ]
    steps = [
        {"month": LAST, "unit_code": "A", "kpi_code": "2", "item_no": number, "done": done}
        for number, done in ((10.0, "yes"), (20.0, "yes"), (30.0, "no"), (40.0, "yes"))
    ]
    declared = [{"kpi_code": "2", "round": 1.0, "item_no": number} for number in (40.0, 30.0, 20.0, 10.0)]
    entries = [kpi("1", 50, {LAST: 5}, scoring="process"), kpi("2", 50, {LAST: 5}, scoring="milestone")]
    tables = book({"A": entries}, tblItemResult=[*items, *steps], tblProcessItem=declared)
    assert compute(tables, Settings(), AS_OF).kpi_score["actual"].tolist() == [0.3, 2.0]


def test_prefilled_items_say_nothing():
    """Rows without points or yes/no leave the actual typed in force."""
    blank = [{"month": LAST, "unit_code": "A", "kpi_code": code, "item_no": 1.0} for code in ("1", "2")]
    entries = [kpi("1", 50, {LAST: 4.5}, scoring="process"), kpi("2", 50, {LAST: 3}, scoring="milestone")]
    tables = book({"A": entries}, tblItemResult=blank)
    assert compute(tables, Settings(), AS_OF).kpi_score["actual"].tolist() == [4.5, 3.0]


def test_own_targets_replace_the_default():
    """All five of a unit's own, or the default; three of its own make it missing."""
    more = {"scoring": "interpolate", "targets": [60, 70, 80, 90, 100]}
    units = {
        "A": [kpi("1", 100, {LAST: 80}, **more)],
        "B": [kpi("1", 100, {LAST: 80}, **more, own_targets=[40, 50, 60, 70, 80])],
        "C": [kpi("1", 100, {LAST: 80}, **more, own_targets=[40, 50, 60])],
    }
    results = compute(book(units), Settings(), AS_OF)
    assert results.kpi_score["score"].fillna(0).tolist() == [3.0, 5.0, 0.0]
    assert results.kpi_state["reason"].tolist() == ["scored", "scored", "targets"]


@pytest.mark.parametrize(
    ("months", "aggregate", "said"),
    [
        (
            {LAST: 79.99999},
            "last",
            "ผลร้อยละ 79.99999 ได้ 3.0000 คะแนน ถึงระดับ 2 (70) ยังไม่ถึงระดับ 3 (80) แต่คะแนนปัดเศษแล้วเป็น",
        ),
        (
            {ROUND_1[-2]: 79.9999, LAST: 80.00003},
            "mean",
            "ผลร้อยละ 80 ได้ 3.0000 คะแนน ถึงระดับ 2 (70) ยังไม่ถึงระดับ 3 (80) เพราะผลก่อนปัดเศษยังขาดอยู่ แต่คะแนนปัดเศษแล้วเป็น",
        ),
    ],
)
def test_a_score_rounded_up_to_the_pass_score_says_so(months: dict[str, float], aggregate: str, said: str):
    """The unit passes with 3.0000, and the sentence tells why the level beside it is not reached."""
    scale = (60.0, 70.0, 80.0, 90.0, 100.0)
    one = kpi(
        "1", 100, months, scoring="interpolate", aggregate=aggregate, targets=scale, unit_of_measure="ร้อยละ"
    )
    results = compute(book({"A": [one]}), Settings(), AS_OF)
    row = results.kpi_score.iloc[0]
    assert (row["score"], row["level_reached"], results.unit_score["passed"].iloc[0]) == (3.0, 2, "yes")
    assert row["explanation"].startswith(said)
