"""What a unit reported: by month, with causes and evidence, item by item, and what is followed up."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from addin.reports import states
from addin.reports.deadlines import extensions
from addin.reports.followup_issues import is_closed
from addin.reports.model import State
from addin.reports.source import Row, Source, number
from addin.reports.thai import DASH
from addin.reports.unit_model import CauseLine, FollowUpLine, ItemLine, KpiMonths, MonthReport, MonthValue
from addin.rules import fiscal

NOT_COUNTED = "ส่งแล้วแต่ยังนับไม่ครบ"
"""Said of a month that came in and of which some result is returned, a draft or not there."""
_COUNTED = {"submitted", "certified"}


def months(source: Source, code: str) -> tuple[MonthReport, ...]:
    """The months of the rounds up to the one reported: deadline, report, entry, status."""
    write = source.write
    register = {row.get("month"): row for row in source.by_unit("tblSubmission").get(code, [])}
    reported: dict[str, list[dt.date]] = {}
    for row in source.by_unit("tblMonthlyScore").get(code, []):
        if row.get("reported_on") and row.get("month"):
            reported.setdefault(row["month"], []).append(row["reported_on"])
    status = source.report_status.get(code, {})
    extended, lines = extensions(source, code), []
    for month in source.months_reported:
        entry = register.get(month, {})
        lines.append(
            MonthReport(
                label=write.month(month),
                deadline=write.date(source.months[month]["deadline"]),
                extended=write.date(extended.get(month)),
                reported=write.date(max(reported[month])) if month in reported else DASH,
                received=write.date(entry.get("received_on")),
                entered=write.date(entry.get("entered_on")),
                state=_reporting(
                    status.get(month, "not_due"),
                    came=month in reported or entry.get("received_on") is not None,
                ),
            )
        )
    return tuple(lines)


def _reporting(status: str, *, came: bool) -> State:
    """The status of a month; a report that came in is not called unsent where its results do not count."""
    state = states.REPORT.get(status, states.UNKNOWN)
    return replace(state, word=NOT_COUNTED) if came and status == "missing" else state


def _of_period(source: Source, name: str, code: str) -> list[Row]:
    months = set(source.months_reported)
    rows = [row for row in source.by_unit(name).get(code, []) if row.get("month") in months]
    return sorted(rows, key=lambda row: (fiscal.kpi_sort_key(str(row.get("kpi_code") or "")), row["month"]))


def _result(source: Source, row: Row) -> str:
    """What a month's row says: the score reported, what its items add up to, or the actual typed."""
    kpi = source.kpis.get(row.get("kpi_code") or "", {})
    if kpi.get("scoring") == "reported":
        return source.write.score(row.get("score"))
    items = source.items.get((row["unit_code"], row.get("kpi_code"), row["month"]), [])
    if items and kpi.get("scoring") == "milestone":
        done = [item.get("done") == "yes" for item in items]
        return source.write.count(done.index(False) if False in done else len(done))
    if items and kpi.get("scoring") == "process":
        points = (number(item.get("points")) or Decimal(0) for item in items)
        return source.write.number(sum(points, Decimal(0)))
    return source.write.number(row.get("actual"))


def kpi_months(source: Source, code: str) -> tuple[KpiMonths, ...]:
    """What stands in each month for each KPI; the status where nothing counts."""
    cells = {(row.get("kpi_code"), row["month"]): row for row in _of_period(source, "tblMonthlyScore", code)}
    codes = sorted({kpi for kpi, _ in cells if kpi}, key=fiscal.kpi_sort_key)
    lines = []
    for kpi in codes:
        values = []
        for month in source.months_reported:
            row = cells.get((kpi, month))
            if row is None:
                values.append(MonthValue(DASH, states.UNKNOWN))
                continue
            state = states.SCORE.get(row.get("status") or "", states.UNKNOWN)
            shown = (
                _result(source, row) if state.key in _COUNTED and _result(source, row) != DASH else state.word
            )
            values.append(MonthValue(shown, state))
        lines.append(KpiMonths(source.write.digits(kpi), source.kpi_name(kpi), tuple(values)))
    return tuple(lines)


def causes(source: Source, code: str) -> tuple[CauseLine, ...]:
    """The latest month of each KPI that says a cause, obstacle, action, evidence or why it came back."""
    latest: dict[str, Row] = {}
    for row in _of_period(source, "tblMonthlyScore", code):
        said = ("cause", "obstacle", "corrective_action", "evidence", "return_reason")
        if row.get("kpi_code") and any(row.get(key) for key in said):
            latest[row["kpi_code"]] = row
    lines = []
    for kpi, row in latest.items():
        returned = f"ส่งกลับแก้ไข: {row['return_reason']}" if row.get("return_reason") else ""
        cause = " ".join(text for text in (row.get("cause"), returned) if text)
        lines.append(
            CauseLine(
                month=source.write.month(row["month"]),
                code=source.write.digits(kpi),
                name=source.kpi_name(kpi),
                result=_result(source, row),
                cause=cause or DASH,
                obstacle=row.get("obstacle") or DASH,
                action=row.get("corrective_action") or DASH,
                evidence=row.get("evidence") or DASH,
                state=states.SCORE.get(row.get("status") or "", states.UNKNOWN),
            )
        )
    return tuple(lines)


def items(source: Source, code: str) -> tuple[ItemLine, ...]:
    """The items of process and milestone KPIs in the latest month that has any."""
    rows = _of_period(source, "tblItemResult", code)
    latest = {row.get("kpi_code"): row["month"] for row in rows}
    criteria = {
        (row.get("kpi_code"), row.get("item_no")): row
        for row in source.rows("tblProcessItem")
        if row.get("round") in (None, source.period.round)
    }
    lines = []
    for row in rows:
        kpi, item = row.get("kpi_code"), row.get("item_no")
        if kpi is None or item is None or row["month"] != latest[kpi]:
            continue
        rule = criteria.get((kpi, item), {})
        milestone = source.kpis.get(kpi, {}).get("scoring") == "milestone"
        done = row.get("done") == "yes"
        state = State("done", "แล้วเสร็จ") if done else State("open", "ยังไม่เสร็จ", tone="warn")
        if not milestone:
            full = (row.get("points") or 0) >= (rule.get("max_points") or 0)
            state = State("full", "เต็ม") if full else State("part", "ยังไม่เต็ม", tone="warn")
        points = f"{source.write.number(row.get('points'))} จาก {source.write.number(rule.get('max_points'))}"
        lines.append(
            ItemLine(
                code=source.write.digits(kpi),
                name=source.kpi_name(kpi),
                number=source.write.count(int(item)),
                level=DASH if rule.get("level") is None else source.write.count(int(rule["level"])),
                item=rule.get("item") or DASH,
                points=DASH if milestone else source.write.say(points),
                evidence=row.get("evidence") or DASH,
                state=state,
            )
        )
    return tuple(lines)


def follow_ups(source: Source, code: str) -> tuple[FollowUpLine, ...]:
    """The matters followed up to the month reported."""
    write = source.write
    lines = []
    for row in source.by_unit("tblFollowUp").get(code, []):
        if row.get("month") is None or row["month"] > source.period.month:
            continue
        due = row.get("due_on")
        if is_closed(source, row):
            state = State("closed", f"ปิดเรื่อง {write.date(row['closed_on'])}")
        elif due is not None and due < source.results.as_of:
            state = State("overdue", "เลยกำหนด", tone="bad")
        else:
            state = State("open", "อยู่ระหว่างแก้ไข", tone="warn")
        lines.append(
            FollowUpLine(
                month=write.month(row["month"]),
                kpi=write.digits(row.get("kpi_code") or DASH),
                issue=row.get("issue") or DASH,
                cause=row.get("cause") or DASH,
                action=row.get("action") or DASH,
                responsible=row.get("responsible") or DASH,
                due=write.date(due),
                result=row.get("result") or DASH,
                state=state,
            )
        )
    return tuple(lines)
