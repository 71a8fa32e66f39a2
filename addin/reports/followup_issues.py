"""What is followed up and who is late: matters by state and by unit, late reports and what was done."""

from __future__ import annotations

import datetime as dt

from addin.reports import states
from addin.reports.deadlines import deadline
from addin.reports.followup_model import Issue, LateReport, UnitIssues
from addin.reports.model import State
from addin.reports.source import Row, Source, grouped
from addin.reports.thai import DASH, shown
from addin.rules import fiscal

CLOSED = State("closed", "ปิดเรื่องแล้ว")
OVERDUE = State("overdue", "เลยกำหนด", tone="bad")
DUE = State("due", "ครบกำหนดเดือนนี้", tone="warn")
OPEN = State("open", "ยังไม่ถึงกำหนด")
UNDATED = State("undated", "ไม่ระบุกำหนด", tone="warn")
_ORDER = (OVERDUE, DUE, UNDATED, OPEN, CLOSED)
_COUNTED = ("submitted", "certified")
NOTHING_DONE = "ยังไม่มีบันทึกการติดตาม"


def rows(source: Source) -> list[Row]:
    """The rows of tblFollowUp up to the month reported."""
    return [
        row for row in source.rows("tblFollowUp") if row.get("month") and row["month"] <= source.period.month
    ]


def is_closed(source: Source, row: Row) -> bool:
    """Whether a matter was closed by the day of the figures: a past month's report knows no later one."""
    closed = row.get("closed_on")
    return closed is not None and closed <= source.results.as_of


def state_of(source: Source, row: Row) -> State:
    """Closed by the day of the figures; else by the date that was set."""
    day, due = source.results.as_of, row.get("due_on")
    if is_closed(source, row):
        return CLOSED
    if due is None:
        return UNDATED
    if due < day:
        return OVERDUE
    return DUE if fiscal.month_of(due) == fiscal.month_of(day) else OPEN


def issues(source: Source) -> tuple[Issue, ...]:
    """The matters: overdue first, the closed last, each by its date."""
    lines = [_issue(source, row) for row in rows(source)]
    return tuple(sorted(lines, key=lambda line: (_ORDER.index(line.state), line.due_raw, line.code)))


def _issue(source: Source, row: Row) -> Issue:
    write, state = source.write, state_of(source, row)
    due, closed = row.get("due_on"), row.get("closed_on")
    return Issue(
        code=row.get("followup_id") or DASH,
        month=write.month(row["month"]),
        month_raw=row["month"],
        unit_code=row.get("unit_code") or "",
        unit=source.unit_short(row.get("unit_code")) or DASH,
        unit_name=source.unit_name(row.get("unit_code")) or DASH,
        kpi=write.digits(row.get("kpi_code") or DASH),
        issue=shown(row.get("issue")),
        cause=shown(row.get("cause")),
        action=shown(row.get("action")),
        responsible=shown(row.get("responsible")),
        due=write.date(due),
        due_raw=due.isoformat() if due else "9999",
        result=shown(row.get("result")),
        closed=write.date(closed) if state is CLOSED else DASH,
        age=write.say(_age(source.results.as_of, due, closed if state is CLOSED else None)),
        state=state,
    )


def _age(day: dt.date, due: dt.date | None, closed: dt.date | None) -> str:
    if due is None:
        return ""
    days = ((closed or day) - due).days
    if closed is not None:
        return f"ช้ากว่ากำหนด {days} วัน" if days > 0 else "ภายในกำหนด"
    return f"เกินมา {days} วัน" if days > 0 else f"เหลือ {-days} วัน" if days else "ครบกำหนดวันนี้"


def count(lines: tuple[Issue, ...], *wanted: State) -> int:
    """How many of the matters are in one of these states."""
    return sum(line.state in wanted for line in lines)


def units(source: Source, lines: tuple[Issue, ...]) -> tuple[UnitIssues, ...]:
    """The units with matters: overdue ones first, then those with most that are open."""
    write = source.write
    by_unit: dict[str, list[Issue]] = {}
    for line in lines:
        by_unit.setdefault(line.unit_code, []).append(line)
    found = []
    for every in by_unit.values():
        same = tuple(every)
        closed, overdue = count(same, CLOSED), count(same, OVERDUE)
        waiting = len(same) - closed
        dates = [line for line in same if line.state is not CLOSED and line.due != DASH]
        nearest = min(dates, key=lambda line: line.due_raw).due if dates else DASH
        state = OVERDUE if overdue else State("waiting", "ยังมีเรื่องค้าง") if waiting else CLOSED
        shown = UnitIssues(
            unit=same[0].unit,
            total=write.count(len(same)),
            closed=write.count(closed),
            open=write.count(waiting),
            overdue=write.count(overdue),
            next_due=nearest,
            state=state,
        )
        found.append((-overdue, -waiting, shown))
    return tuple(shown for *_, shown in sorted(found, key=lambda entry: entry[:2]))


def status_counts(source: Source, months: tuple[str, ...]) -> dict[str, int]:
    """How often each report status stands in these months."""
    counts: dict[str, int] = {}
    for status in source.report_status.values():
        for month in months:
            key = status.get(month, "not_due")
            counts[key] = counts.get(key, 0) + 1
    return counts


def late_reports(source: Source) -> tuple[LateReport, ...]:
    """The reports late or missing in the months up to the one reported, the latest month first."""
    notes = grouped(rows(source), "unit_code", "month")
    reports = grouped(source.rows("tblMonthlyScore"), "unit_code", "month")
    lines = []
    for month in reversed(source.months_reported):
        for unit, status in source.report_status.items():
            key = status.get(month, "not_due")
            if key not in {"late", "missing"}:
                continue
            until = deadline(source, unit, month)
            given = reports.get((unit, month), [])
            done = [_done(row) for row in notes.get((unit, month), []) if _concerns(row, given)]
            lines.append(_late(source, (unit, month), states.REPORT[key], given, (until, done)))
    return tuple(lines)


def _late(
    source: Source,
    place: tuple[str, str],
    state: State,
    given: list[Row],
    followed: tuple[dt.date, list[str]],
) -> LateReport:
    deadline, done = followed
    write, (unit, month) = source.write, place
    dates = [row["reported_on"] for row in given if row.get("reported_on")]
    reported = max(dates, default=None)
    missing = state.key == "missing"
    end = source.results.as_of if missing or reported is None else reported
    days = (end - deadline).days
    return LateReport(
        unit_code=unit,
        unit=source.unit_short(unit),
        month=write.month(month),
        month_raw=month,
        deadline=write.date(deadline),
        reported=("บางตัวชี้วัด " if missing and reported else "") + write.date(reported),
        days=write.count(days) if days > 0 else DASH,
        days_raw=days if days > 0 else None,
        done=" ".join(done) or NOTHING_DONE,
        answered=bool(done),
        state=state,
    )


def _concerns(row: Row, given: list[Row]) -> bool:
    """Whether a matter is about the report: of no KPI, or of a KPI that has no counting row in the month."""
    kpi = row.get("kpi_code")
    return kpi is None or not any(
        one.get("kpi_code") == kpi and one.get("status") in _COUNTED for one in given
    )


def _done(row: Row) -> str:
    parts = [shown(row.get("action") or row.get("issue"))]
    parts += [f"ผล: {shown(row['result'])}"] if row.get("result") else []
    return " ".join(parts)
