"""Monthly rows, item results and the register of reports, from the values that each unit came to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from workbook.content.frames import Row
from workbook.sample import source
from workbook.sample.chance import chance
from workbook.sample.curve import months_of, score_of
from workbook.sample.days import Days
from workbook.sample.events import Events, Outcome
from workbook.sample.profile import UnitKpi

PASS = Decimal(3)
CERTIFIER = "ผู้รับรองผล กลุ่มพัฒนาระบบบริหาร"
RECORDER = "เจ้าหน้าที่ระบบรายงาน กลุ่มพัฒนาระบบบริหาร"


@dataclass(frozen=True, slots=True)
class Month:
    """One monthly row before it is written: where, how it stands, and its value and score so far."""

    month: str
    entry: UnitKpi
    outcome: Outcome
    value: Decimal | None
    score: Decimal | None
    """What the value is judged by: of a sum or a maximum the score of the round up to this month."""

    @property
    def is_low(self) -> bool:
        """True where the row has to give a cause."""
        return self.score is not None and self.score < PASS


def months(
    days: Days, entries: list[UnitKpi], finals: Mapping[tuple[str, str], Decimal], events: Events
) -> list[Month]:
    """All rows of both rounds by month, then in the order of the entries, where an indicator is measured."""
    found = [row for entry in entries for row in _of_entry(days, entry, finals, events)]
    return sorted(found, key=lambda row: row.month)


def _of_entry(
    days: Days, entry: UnitKpi, finals: Mapping[tuple[str, str], Decimal], events: Events
) -> Iterator[Month]:
    names = [month for month in days.months(entry.round_no) if entry.covers(month)]
    outcomes = [events.outcome(month, entry.unit, entry.kpi.code) for month in names]
    seed = f"{entry.unit}/{entry.kpi.code}"
    final = finals.get((entry.unit, entry.kpi.code), Decimal(0))
    values = months_of(entry.kpi, final, [outcome.counts for outcome in outcomes], seed)
    counted: list[Decimal] = []
    for month, outcome, value in zip(names, outcomes, values, strict=True):
        if not outcome.has_value:
            yield Month(month, entry, outcome, None, None)
            continue
        counted += [value] if outcome.counts else []
        yield Month(
            month, entry, outcome, value, score_of(entry.kpi, _judged(entry, value, counted), entry.targets)
        )


def _judged(entry: UnitKpi, value: Decimal, counted: list[Decimal]) -> Decimal:
    if not counted or entry.kpi.aggregate in {"last", "mean"}:
        return value
    return max(counted) if entry.kpi.aggregate == "max" else sum(counted, Decimal(0))


def has_items(row: Month, days: Days) -> bool:
    """True where the row's value stands in item results: the last two reported months of round 1."""
    by_items = row.entry.kpi.scoring in {"process", "milestone"}
    return by_items and row.value is not None and row.month in days.months(1)[-2:]


def score_rows(days: Days, found: list[Month], reporters: Mapping[str, str]) -> list[Row]:
    """The rows of tblMonthlyScore. `reporters`: unit -> who reports for it."""
    reasons: dict[str, list[dict[str, str]]] = {}
    for reason in source.rows("reason.csv"):
        reasons.setdefault(reason["kpi_code"], []).append(reason)
    rows: list[Row] = []
    for item in found:
        entry, outcome = item.entry, item.outcome
        unit, code = entry.unit, entry.kpi.code
        row: dict[str, str | float | dt.date | None] = {
            "month": item.month,
            "unit_code": unit,
            "kpi_code": code,
            "status": outcome.status,
            "cause": outcome.cause,
            "reported_on": outcome.reported_on,
            "return_reason": outcome.return_reason,
        }
        if item.value is not None and not has_items(item, days):
            row["score" if entry.kpi.scoring == "reported" else "actual"] = float(item.value)
        if outcome.reported_on:
            row["reporter"] = reporters[unit]
        if item.value is not None and outcome.reported_on:
            row["evidence"] = f"คลังหลักฐาน/{item.month}/{unit}/{code}.pdf"
        if item.is_low:
            choices = reasons[code]
            reason = choices[int(chance("reason", unit, code) * len(choices))]
            row |= {key: reason[key] for key in ("cause", "obstacle", "corrective_action")}
        if outcome.certified_on:
            row |= {"certified_by": CERTIFIER, "certified_on": outcome.certified_on}
        rows.append(row)
    return rows


def item_rows(days: Days, found: list[Month]) -> list[Row]:
    """The rows of tblItemResult: points item by item, in the order in which the work is done."""
    items = [row for row in source.rows("process_item.csv") if row["round"] == "1"]
    rows: list[Row] = []
    for item in found:
        if item.value is None or not has_items(item, days):
            continue
        left = item.value
        for rule in (rule for rule in items if rule["kpi_code"] == item.entry.kpi.code):
            most = Decimal(rule["max_points"])
            points = min(most, left)
            left -= points
            rows.append(
                {
                    "month": item.month,
                    "unit_code": item.entry.unit,
                    "kpi_code": item.entry.kpi.code,
                    "item_no": float(rule["item_no"]),
                    "points": float(points) if item.entry.kpi.scoring == "process" else None,
                    "done": "yes" if points == most else "no",
                    "evidence": _evidence(item, rule["item_no"]) if points else None,
                    "remark": "ตัวอย่าง" if points else "ยังไม่มีหลักฐาน (ตัวอย่าง)",
                }
            )
    return rows


def _evidence(item: Month, item_no: str) -> str:
    return f"คลังหลักฐาน/{item.month}/{item.entry.unit}/{item.entry.kpi.code}-{item_no}.pdf"


def submission_rows(days: Days, found: list[Month]) -> list[Row]:
    """The rows of tblSubmission: each unit and month with a report or an extension."""
    extended = {
        (row["month"], row["unit_code"]): dt.date.fromisoformat(row["extended_to"])
        for row in source.rows("extension.csv", days.fiscal_year)
    }
    received: dict[tuple[str, str], dt.date] = {}
    for item in found:
        if item.outcome.reported_on:
            key = (item.month, item.entry.unit)
            received[key] = max(received.get(key, item.outcome.reported_on), item.outcome.reported_on)
    rows: list[Row] = []
    for month, unit in sorted({*received, *extended}):
        row: dict[str, str | dt.date | None] = {"month": month, "unit_code": unit}
        row["received_on"] = came = received.get((month, unit))
        if until := extended.get((month, unit)):
            row["extended_to"] = until.replace(year=until.year + days.fiscal_year - 2565)
        entered = days.after(came, 1 + int(chance("entered", month, unit) * 3)) if came else None
        if entered and entered <= days.as_of:
            row |= {
                "entered_on": entered,
                "entered_by": RECORDER,
                "system_ref": f"ตัวอย่าง-{month}-{unit}",
                "proof": f"คลังหลักฐาน/{month}/{unit}/ภาพยืนยันการบันทึก.png",
            }
        rows.append(row)
    return rows
