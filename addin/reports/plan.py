"""The plans and projects of steps 6 to 8: what each wants, its activities by month, its money, its approval.

Sources: SOP.md (steps 6-8), DOMAIN.md 5.5 (what a plan holds) and 5.6 (the way to approval).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from addin.reports import plan_words, states, work
from addin.reports.model import ActivityLine, Card, ChartData, PlanLine, Series
from addin.reports.overview import meta
from addin.reports.plan_model import (
    ApprovalLine,
    MoneyMonth,
    MonthCell,
    PlanActivity,
    PlanFull,
    PlanReport,
)
from addin.reports.source import Row, Source, grouped, number
from addin.reports.thai import DASH
from addin.rules import fiscal
from addin.rules import plans as rules
from addin.rules.exact import half_up


def plan_context(source: Source) -> PlanReport:
    """Everything that the template of the plans shows."""
    plans = _plans(source)
    total = rules.approved_progress(source.tables, source.period.month)
    money = _money(source, total)
    activities = sum(len(plan.activities) for plan in plans)
    return PlanReport(
        meta=meta(
            source, "แผนงาน/โครงการขับเคลื่อนคำรับรอง", "แผนงาน/โครงการ", f"{len(plans)} แผน {activities} กิจกรรม"
        ),
        message=plan_words.message(source, plans, total),
        cards=_cards(source, plans, total),
        plans=plans,
        plans_message=plan_words.plans_message(source, plans),
        waiting_message=plan_words.waiting_message(source, plans),
        early_message=plan_words.early_message(source, plans),
        money=money,
        money_message=plan_words.money_message(source, total),
        money_shown=total.budget is not None,
        month_labels=tuple(fiscal.month_name(month, short=True) for month in source.settings.months),
        today=work.today(source),
        notes=plan_words.notes(source),
        charts=_charts(money),
    )


def _plans(source: Source) -> tuple[PlanFull, ...]:
    lines = work.plans(source)
    bars = dict(enumerate(work.activities(source)))
    early = rules.done_early(source.tables)
    by_plan: dict[Any, list[tuple[Row, ActivityLine, str]]] = {}
    for position, row in enumerate(source.rows("tblActivity")):
        by_plan.setdefault(row.get("plan_id"), []).append((row, bars[position], early[position]))
    record = grouped(source.rows("tblApproval"), "plan_id")
    months = grouped(source.rows("tblActivityMonth"), "activity_id")
    measures = {row.get("measure_id"): row.get("measure") for row in source.rows("tblMeasure")}
    figures = rules.progress_by_plan(source.tables, source.period.month)
    return tuple(
        _plan(
            source,
            index,
            row,
            line,
            activities=[_activity(source, *one, months) for one in by_plan.get(row.get("plan_id"), [])],
            record=record.get(row.get("plan_id"), []),
            measures=measures,
            figures=figures.get(row.get("plan_id") or "", rules.PlanProgress()),
        )
        for index, (row, line) in enumerate(zip(source.rows("tblPlan"), lines, strict=True), start=1)
    )


def _plan(
    source: Source,
    index: int,
    row: Row,
    line: PlanLine,
    *,
    activities: list[PlanActivity],
    record: list[Row],
    measures: Mapping[Any, Any],
    figures: rules.PlanProgress,
) -> PlanFull:
    write = source.write
    approved = line.state.key == "approved"
    measure = row.get("measure_id")
    early = tuple(f"{one.line.code} {one.line.activity}: {one.early}" for one in activities if one.early)
    return PlanFull(
        number=write.count(index),
        line=line,
        approved=approved,
        going=line.progress if approved else plan_words.NOT_COUNTED,
        heading=f"{line.code} {line.title}",
        status=plan_words.status(source, line, record),
        notice=plan_words.notice(source, line, record, figures),
        measure=f"{measure} {measures.get(measure) or ''}".strip() if measure else DASH,
        rationale=row.get("rationale") or DASH,
        objective=row.get("objective") or DASH,
        target_group=row.get("target_group") or DASH,
        indicator=row.get("success_indicator") or DASH,
        period=work.span(write, row.get("starts_on"), row.get("ends_on")),
        difference=work.money_text(write, figures.spent - figures.due) if approved else DASH,
        money=plan_words.money(source, line, figures),
        work=plan_words.work_done(line),
        activities=tuple(activities),
        bars=tuple(one.line for one in activities),
        approvals=_approvals(source, record),
        early=early,
    )


def _approvals(source: Source, record: list[Row]) -> tuple[ApprovalLine, ...]:
    write = source.write
    return tuple(
        ApprovalLine(
            number=write.count(index),
            source=states.PLAN.get(row.get("from_state") or "", states.UNKNOWN),
            target=states.PLAN.get(row.get("to_state") or "", states.UNKNOWN),
            by=row.get("by_position") or DASH,
            on=write.date(row.get("on")),
            reason=row.get("reason") or DASH,
        )
        for index, row in enumerate(sorted(record, key=lambda row: row.get("seq") or 0), start=1)
    )


def _activity(
    source: Source, row: Row, line: ActivityLine, early: str, months: Mapping[Any, list[Row]]
) -> PlanActivity:
    write = source.write
    mine = months.get(row.get("activity_id"), []) if row.get("activity_id") else []
    by_month = {month: found for month, found in grouped(mine, "month").items() if month}
    spent = [
        money
        for month, found in by_month.items()
        if month <= source.period.month
        for one in found
        if (money := number(one.get("disbursed"))) is not None
    ]
    return PlanActivity(
        line=line,
        months=tuple(_cell(source, row, month, by_month.get(month, [])) for month in source.settings.months),
        words=plan_words.activity(source, line),
        budget=write.money(number(row.get("budget"))),
        disbursed=write.money(sum(spent, Decimal(0))) if spent else DASH,
        finished=write.date(row.get("finished_on")),
        evidence=row.get("evidence") or DASH,
        early=plan_words.EARLY[early],
    )


def _cell(source: Source, row: Row, month: str, rows: list[Row]) -> MonthCell:
    write = source.write
    planned, done, money = (_sum(rows, key) for key in ("planned", "done", "disbursed"))
    return MonthCell(
        label=fiscal.month_name(month, short=True),
        planned=write.number(planned) if planned is not None else "",
        done=write.number(done) if done is not None else "",
        disbursed=write.money(money) if money is not None else "",
        kind=_kind(source, row, month, planned, done),
    )


def _sum(rows: list[Row], key: str) -> Decimal | None:
    values = [value for row in rows if (value := number(row.get(key))) is not None]
    return sum(values, Decimal(0)) if values else None


def _kind(source: Source, row: Row, month: str, planned: Decimal | None, done: Decimal | None) -> str:
    due = month <= source.period.month and row.get("status") not in rules.LEFT_OUT
    if planned or done:
        if due:
            return "met" if (done or 0) >= (planned or 0) else "short"
        return "planned"
    starts, ends = row.get("starts_on"), row.get("ends_on")
    inside = (
        isinstance(starts, dt.date)
        and isinstance(ends, dt.date)
        and starts <= fiscal.last_day(month)
        and ends >= fiscal.first_day(month)
    )
    return "span" if inside else "none"


def _money(source: Source, total: rules.PlanProgress) -> tuple[MoneyMonth, ...]:
    """Money up to each month of the year: planned for all months, paid out up to the month reported."""
    write = source.write
    lines = []
    for month in source.settings.months:
        upto = rules.approved_progress(source.tables, month)
        known = month <= source.period.month
        lines.append(
            MoneyMonth(
                label=write.month(month),
                planned=work.money_text(write, upto.due),
                spent=work.money_text(write, upto.spent) if known else DASH,
                planned_percent=work.percent_text(write, upto.disbursed_due),
                spent_percent=work.percent_text(write, upto.disbursed) if known else DASH,
                planned_raw=float(half_up(upto.disbursed_due or 0, 2)),
                spent_raw=float(half_up(upto.disbursed or 0, 2)) if known and total.budget else None,
            )
        )
    return tuple(lines)


def _cards(source: Source, plans: tuple[PlanFull, ...], total: rules.PlanProgress) -> tuple[Card, ...]:
    write = source.write
    approved = sum(plan.approved for plan in plans)
    waiting = write.say(f"ยังไม่อนุมัติ {len(plans) - approved} แผน")
    late = work.falls_short(total.done, total.planned)
    slow = work.falls_short(total.disbursed, total.disbursed_due)
    return (
        Card("แผนที่อนุมัติแล้ว", write.count(approved), write.say(f"จาก {len(plans)} แผน"), waiting),
        Card(
            "ผลงานสะสม ร้อยละ",
            work.percent_text(write, total.done),
            "",
            write.say(f"แผนสะสมร้อยละ {work.percent_text(write, total.planned)}"),
            "bad" if late else "plain",
            _parts(total.done),
            _tick(total.planned),
        ),
        Card(
            "เบิกจ่าย ร้อยละ",
            work.percent_text(write, total.disbursed),
            "",
            write.say(f"แผนสะสมร้อยละ {work.percent_text(write, total.disbursed_due)}"),
            "bad" if slow else "plain",
            _parts(total.disbursed),
            _tick(total.disbursed_due),
        ),
        Card(
            "งบประมาณของแผนที่อนุมัติ",
            work.money_text(write, total.budget),
            "บาท",
            write.say(f"เบิกจ่ายแล้ว {work.money_text(write, total.spent)} บาท"),
        ),
    )


def _parts(value: Any) -> tuple[tuple[str, float], ...]:
    done = min(100.0, float(value or 0))
    return () if value is None else (("ink", done), ("none", 100 - done))


def _tick(value: Any) -> float | None:
    return None if value is None else min(1.0, float(value) / 100)


def _charts(money: tuple[MoneyMonth, ...]) -> dict[str, ChartData]:
    return {
        "chart_money": ChartData(
            tuple(month.label.partition("\u00a0")[0] for month in money),
            (
                Series("เบิกจ่ายสะสม", tuple(month.spent_raw for month in money)),
                Series("แผนสะสม", tuple(month.planned_raw for month in money)),
            ),
        )
    }
