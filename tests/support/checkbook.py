"""A small book without a fault, and edits that put one wrong entry into it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

import pandas as pd

from addin.checks import check
from addin.rules.findings import Finding
from addin.rules.settings import Settings
from workbook.frames import conform
from workbook.schema import BY_NAME, INPUT_TABLES
from workbook.schema.results import SNAPSHOT, SNAPSHOT_SCORE, SNAPSHOT_SETTING

AS_OF = dt.date(2022, 3, 10)
SETTINGS = Settings.model_validate({"expected_units": 2})
FIRST_ROW = 5

Edit = tuple[str, int | None, Mapping[str, Any] | None]
"""(table, row, values): set cells, adding the row if need be; values None delete it, row None empties."""

SCORE, ITEM, WEIGHT = "tblMonthlyScore", "tblItemResult", "tblUnitKpi"


class Case(NamedTuple):
    """A wrong entry: the finding's code, the edits that make it, where it is found, edits that are right."""

    code: str
    wrong: tuple[Edit, ...]
    at: tuple[str, int | None, str | None]
    right: tuple[Edit, ...]
    as_of: dt.date = AS_OF


def day(text: str) -> pd.Timestamp:
    return pd.Timestamp(text)


def targets(*values: float | None) -> dict[str, float | None]:
    return {f"target_{n}": value for n, value in enumerate(values, 1)}


def sent(month: str, unit: str, kpi: str, **more: Any) -> dict[str, Any]:
    """A monthly row that was submitted and lacks nothing but its result."""
    row = {"month": month, "unit_code": unit, "kpi_code": kpi, "status": "submitted", "evidence": "แฟ้ม 1"}
    return row | {"reported_on": day("2022-02-05"), "reporter": "ผู้ประสานงาน"} | more


def _weights() -> list[dict[str, Any]]:
    kpis = ("1.1", "1.2", "1.3", "1.4", "1.5")
    return [
        {"unit_code": unit, "kpi_code": kpi, "round": round_, "weight": 20}
        for unit in ("A1", "B2")
        for kpi in kpis
        for round_ in (1, 2)
    ]


def _kpi(code: str, scoring: str, direction: str = "higher", aggregate: str = "last") -> dict[str, str]:
    name = {"kpi_code": code, "kpi_name": f"ตัวชี้วัด {code}", "unit_of_measure": "ร้อยละ"}
    return name | {"scoring": scoring, "direction": direction, "aggregate": aggregate}


def _items() -> list[dict[str, Any]]:
    points = {"1.2": (2.0, 3.0), "1.4": (1.0,) * 5}
    return [
        {"kpi_code": kpi, "round": round_, "item_no": n, "level": n, "item": f"ข้อ {n}", "max_points": maximum}
        | {"evidence_required": "yes"}
        for kpi, maxima in points.items()
        for round_ in (1, 2)
        for n, maximum in enumerate(maxima, 1)
    ]


def _plan(code: str, state: str, budget: float | None) -> dict[str, Any]:
    plan = {"plan_id": code, "title": f"โครงการ {code}", "objective": "วัตถุประสงค์", "budget": budget}
    plan |= {"starts_on": day("2021-11-01"), "ends_on": day("2022-07-31"), "success_indicator": "ร้อยละ 95"}
    return plan | {"responsible": "กพร.", "state": state, "measure_id": "M1"}


def _approval(seq: int, before: str, after: str, on: str, plan: str = "P1") -> dict[str, Any]:
    states = {"seq": seq, "plan_id": plan, "from_state": before, "to_state": after}
    by = {"submitted": "หัวหน้าฝ่ายพัฒนาระบบราชการ", "checked": "หัวหน้างานบริหารยุทธศาสตร์"}
    return states | {"by_position": by.get(after, "อธิบดี"), "on": day(on)}


def _item_result(kpi: str, item: int, **result: Any) -> dict[str, Any]:
    row = {"month": "2565-01", "unit_code": "A1", "kpi_code": kpi, "item_no": item, "evidence": "แฟ้ม 2"}
    return row | result


def _contents() -> dict[str, list[dict[str, Any]]]:
    certified = {"status": "certified", "certified_by": "ผู้อำนวยการ", "certified_on": day("2022-02-08")}
    return {
        "tblHoliday": [{"date": day("2021-10-13"), "name": "วันนวมินทรมหาราช", "source": "มติคณะรัฐมนตรี"}],
        "tblUnit": [
            {"unit_code": "A1", "unit_name": "กลุ่มหนึ่ง", "kind": "group", "supervisor": "อธิบดี"}
            | {"region": "central"},
            {"unit_code": "B2", "unit_name": "กองสอง", "kind": "division", "supervisor": "รองอธิบดี (1)"}
            | {"region": "north"},
            {"unit_code": "Z9", "unit_name": "หน่วยงานเดิม", "kind": "other", "supervisor": "รองอธิบดี (1)"}
            | {"region": "south", "active_from_fy": 2560, "active_to_fy": 2563},
        ],
        "tblAgreement": [
            {"level": "deputy", "maker": "รองอธิบดี (1)", "status": "signed", "signed_on": day("2021-11-12")},
            {"level": "unit", "unit_code": "A1", "maker": "หัวหน้ากลุ่มหนึ่ง", "status": "draft"},
            {"level": "unit", "unit_code": "B2", "maker": "ผู้อำนวยการกองสอง", "status": "draft"},
        ],
        "tblKpi": [
            _kpi("1.1", "interpolate"),
            _kpi("1.2", "process"),
            _kpi("1.3", "reported", aggregate="mean"),
            _kpi("1.4", "milestone"),
            _kpi("1.5", "step", "lower", "sum"),
        ],
        "tblKpiTarget": [
            {"kpi_code": kpi, "round": round_, **targets(*values)}
            for kpi, values in (("1.1", (60, 70, 80, 90, 100)), ("1.5", (15, 13, 11, 9, 7)))
            for round_ in (1, 2)
        ],
        WEIGHT: _weights(),
        "tblProcessItem": _items(),
        SCORE: [
            sent("2565-01", "A1", "1.1", actual=83.5, score=3.35, **certified),
            sent("2565-01", "A1", "1.2", actual=5),
            sent("2565-01", "A1", "1.3", score=4),
            sent("2565-01", "A1", "1.4"),
            sent("2565-01", "A1", "1.5", actual=7),
            {"month": "2565-02", "unit_code": "A1", "kpi_code": "1.1", "status": "draft"},
            {"month": "2565-01", "unit_code": "B2", "kpi_code": "1.1", "status": "not_applicable"}
            | {"cause": "เริ่มภายหลัง"},
            {"month": "2565-01", "unit_code": "B2", "kpi_code": "1.3", "status": "returned", "score": 2.5}
            | {"return_reason": "หลักฐานไม่ตรง"},
        ],
        ITEM: [
            _item_result("1.2", 1, points=2.0),
            _item_result("1.2", 2, points=3.0),
            *[_item_result("1.4", n, done="yes") for n in range(1, 6)],
        ],
        "tblSubmission": [
            {"month": "2565-01", "unit_code": "A1", "received_on": day("2022-02-05")}
            | {"entered_on": day("2022-02-07"), "system_ref": "อ้างอิง 1", "proof": "แฟ้ม 5"}
        ],
        "tblHistory": [
            {"fiscal_year": year, "unit_code": unit, "score": 3.5, "comparable": "yes"}
            for unit in ("A1", "B2")
            for year in (2562, 2563, 2564)
        ],
        "tblStakeholder": [
            {"stakeholder_id": "S1", "category": "client", "group": "ผู้ประสานงาน", "needs": "คู่มือ"}
            | {"satisfaction": 80, "dissatisfaction": 20, "response_measure": "M1"}
        ],
        "tblContact": [
            {"contact_id": f"C{n}", "name": "นามสมมติ", "position": "ผู้ประสานงาน", "affiliation": "หน่วยงาน"}
            | {"category": "client", "unit_code": unit, "email": f"c{n}@example.com", "publish": "no"}
            for n, unit in enumerate(("A1", "B2"), 1)
        ],
        "tblMeasure": [
            {"measure_id": "M1", "measure": "คลินิกคำรับรอง", "pirab": "PB", "gap_unit_code": "A1"}
            | {"gap_kpi_code": "1.1", "responsible": "กพร."}
        ],
        "tblTopic": [{"topic_id": "T1", "topic": "การเขียนตัวชี้วัด", "stakeholder_id": "S1"}],
        "tblPlan": [_plan("P1", "approved", 1000), _plan("P2", "draft", None)],
        "tblApproval": [
            _approval(1, "draft", "submitted", "2021-11-02"),
            _approval(2, "submitted", "checked", "2021-11-05"),
            _approval(3, "checked", "approved", "2021-11-10"),
        ],
        "tblActivity": [
            {"activity_id": "X1", "plan_id": "P1", "activity": "ประชุม", "unit_of_count": "ครั้ง", "target": 3}
            | {"budget": 1000, "starts_on": day("2021-12-01"), "ends_on": day("2022-03-31"), "status": "done"}
            | {"finished_on": day("2022-02-01"), "evidence": "แฟ้ม 3"}
        ],
        "tblActivityMonth": [
            {"activity_id": "X1", "month": "2564-12", "planned": 1, "done": 1, "disbursed": 400},
            {"activity_id": "X1", "month": "2565-01", "planned": 2, "done": 2, "disbursed": 600},
        ],
        "tblFollowUp": [
            {"followup_id": "F1", "month": "2565-01", "unit_code": "A1", "issue": "ล่าช้า", "result": "แก้แล้ว"}
            | {"closed_on": day("2022-02-20")},
            {"followup_id": "F2", "month": "2565-01", "unit_code": "B2", "issue": "ยังไม่รายงาน"}
            | {"due_on": day("2022-03-10")},
        ],
        "tblStep": [
            {"step_no": 1, "step": "ทบทวนสถานการณ์", "working_days": 5, "responsible": "กพร."}
            | {"started_on": day("2021-10-01"), "finished_on": day("2021-10-07")}
        ],
        "tblDocument": [{"doc_id": "D1", "step_no": 1, "required_document": "รายงาน", "file_ref": "แฟ้ม 4"}],
    }  # fmt: skip


@cache
def clean_book() -> dict[str, pd.DataFrame]:
    """Every input table, rows from Excel row 5 on, without a fault as of 10 March 2565; no month is closed."""
    contents = _contents()
    tables = (*INPUT_TABLES, SNAPSHOT, SNAPSHOT_SCORE, SNAPSHOT_SETTING)
    return {table.name: _frame(table.name, contents.get(table.name, [])) for table in tables}


def _frame(table: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    index = pd.RangeIndex(FIRST_ROW, FIRST_ROW + len(rows))
    return conform(pd.DataFrame(rows, index=index), BY_NAME[table])


def edited(edits: Iterable[Edit]) -> dict[str, pd.DataFrame]:
    """The clean book after the edits."""
    book = dict(clean_book())
    for table, row, values in edits:
        frame = book[table]
        if row is None:
            book[table] = frame.iloc[:0]
        elif values is None:
            book[table] = frame.drop(index=row)
        else:
            rows = {
                int(n): dict(cells) for n, cells in zip(frame.index, frame.to_dict("records"), strict=True)
            }
            rows[row] = rows.get(row, {}) | dict(values)
            book[table] = conform(pd.DataFrame(list(rows.values()), index=list(rows)), BY_NAME[table])
    return book


def found(edits: Iterable[Edit], as_of: dt.date = AS_OF) -> list[Finding]:
    """What the checks find in the clean book after the edits."""
    return check(edited(edits), SETTINGS, as_of)


def places(findings: Iterable[Finding], code: str) -> list[tuple[str, int | None, str | None]]:
    """Where a code was found."""
    return [(f.table, f.row, f.column) for f in findings if f.code == code]
