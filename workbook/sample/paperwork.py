"""Agreements signed, steps begun and finished, documents filed: how far the procedure is on 10 March."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from workbook.content.frames import Row
from workbook.sample.chance import chance
from workbook.sample.days import Days, day_after_month, last_day

UNSIGNED = "EXPT"
"""The unit whose agreement still waits: that is why none of its results count."""
AMENDED = "SEC"
"""The unit whose agreement was amended when an indicator ended."""
_DONE = {
    1: ((10, 1), (10, 7)),
    2: ((10, 8), (10, 15)),
    3: ((10, 18), (10, 20)),
    4: ((10, 25), (10, 27)),
    5: ((10, 28), (11, 2)),
    6: ((11, 3), (11, 9)),
    7: ((11, 9), (11, 15)),
}
"""Step -> (started, finished) as month and day; steps 5 to 7 ran a day late and overlapped."""
_APPROVER = {7: "อธิบดี"}


def agreement_rows(base: pd.DataFrame, days: Days) -> list[Row]:
    """The rows of tblAgreement with the dates of signing, in the second half of November."""
    year = days.fiscal_year - 544
    rows: list[Row] = []
    for record in base.to_dict("records"):
        row: dict[str, str | dt.date | None] = {
            key: _text(record[key]) for key in ("level", "unit_code", "maker")
        }
        unit = row["unit_code"]
        status = {UNSIGNED: "draft", AMENDED: "amended"}.get(str(unit), "signed")
        row["status"] = status
        if status != "draft":
            first = dt.date(year, 11, 17 if unit else 12)
            row["signed_on"] = days.after(
                first, int(chance("signed", unit, record["maker"]) * (8 if unit else 2))
            )
            name = unit or f"รองอธิบดี-{len(rows) + 1}"
            row["file_ref"] = f"คลังหลักฐาน/คำรับรอง/{days.fiscal_year}/{name}.pdf"
        rows.append(row)
    return rows


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def step_rows(base: pd.DataFrame, days: Days) -> list[Row]:
    """The rows of tblStep: 1 to 7 finished, 8 and 9 of round 1 in hand, 10 finished up to January."""
    rows: list[Row] = []
    for record in base.to_dict("records"):
        row = {str(key): None if pd.isna(value) else value for key, value in record.items()}
        started, finished = _span(int(record["step_no"]), record["round"], row["month"], days)
        rows.append(row | {"started_on": started, "finished_on": finished})
    return rows


def _span(step: int, round_no: float, month: str | None, days: Days) -> tuple[dt.date | None, dt.date | None]:
    year = days.fiscal_year - 544
    if step in _DONE:
        (month_1, day_1), (month_2, day_2) = _DONE[step]
        return dt.date(year, month_1, day_1), dt.date(year, month_2, day_2)
    if month is None:
        return (dt.date(year, 11, 16), None) if round_no == 1 else (None, None)
    starts = day_after_month(month, 1)
    if starts > days.as_of:
        return None, None
    reported = days.at_or_before(day_after_month(month, 10))
    return days.at_or_before(last_day(month)), reported if reported < days.as_of else None


def document_rows(base: pd.DataFrame, steps: list[Row], days: Days) -> list[Row]:
    """The rows of tblDocument: filed for every step that is finished, blank for the others."""
    finished = {
        (step["step_no"], step["month"]): step["finished_on"]
        for step in steps
        if step["finished_on"] is not None
    }
    rows: list[Row] = []
    for record in base.to_dict("records"):
        row = {str(key): None if pd.isna(value) else value for key, value in record.items()}
        done = finished.get((row["step_no"], row["month"]))
        if done is not None:
            row |= {
                "file_ref": f"คลังหลักฐาน/ขั้นตอน/{days.fiscal_year}/{row['doc_id']}.pdf",
                "doc_date": done,
                "approved_by": _APPROVER.get(int(record["step_no"]), "หัวหน้ากลุ่มพัฒนาระบบบริหาร"),
            }
        rows.append(row)
    return rows
