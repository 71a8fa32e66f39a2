"""Plans against the cumulative target by the month, causes by the month, what is left for the next one."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from addin.reports import states, work
from addin.reports.followup_issues import CLOSED, OVERDUE, state_of
from addin.reports.followup_issues import rows as issue_rows
from addin.reports.followup_model import AgendaLine, MonthlyCause, MonthProgress, NextWork, StepReview
from addin.reports.situation_texts import said
from addin.reports.source import Row, Source, grouped, number
from addin.reports.thai import DASH, shown
from addin.rules import fiscal
from addin.rules.exact import half_up
from addin.rules.plans import NOTHING, activity_sums, approved_progress

_FINISHED = ("done", "cancelled", "postponed")
_STEPS = (8, 9, 10)


def next_month(source: Source) -> str:
    """The month after the one reported."""
    return fiscal.month_text(fiscal.month_ordinal(source.period.month) + 1)


def focus_months(source: Source) -> tuple[str, ...]:
    """The months of the round in focus up to the one reported."""
    return tuple(m for m in source.settings.rounds[source.period.round - 1] if m <= source.period.month)


def progress(source: Source) -> tuple[MonthProgress, ...]:
    """The approved plans by the end of each month up to the one reported, in percent."""
    write = source.write
    lines = []
    for month in source.months_reported:
        found = approved_progress(source.tables, month)
        lines.append(
            MonthProgress(
                label=write.month(month),
                planned=work.percent_text(write, found.planned),
                planned_raw=None if found.planned is None else float(found.planned),
                done=work.percent_text(write, found.done),
                done_raw=None if found.done is None else float(found.done),
                due=work.percent_text(write, found.disbursed_due),
                disbursed=work.percent_text(write, found.disbursed),
                state=work.pace(found.planned, found.done),
            )
        )
    return tuple(lines)


def causes(source: Source) -> tuple[MonthlyCause, ...]:
    """The causes of the round's months by KPI and wording: how many units gave each in each month.

    Those that most units still give in the month reported stand first.
    """
    months = focus_months(source)
    given = [
        row
        for row in source.rows("tblMonthlyScore")
        if row.get("cause") and row.get("kpi_code") and row.get("month") in months
        and row.get("status") != "not_applicable"
    ]  # fmt: skip
    lines = [
        _cause(source, (kpi, cause), same, months)
        for (kpi, cause), same in grouped(given, "kpi_code", "cause").items()
    ]
    return tuple(
        sorted(lines, key=lambda line: (-line.latest_raw, -sum(line.counts_raw), line.code, line.cause))
    )


def _cause(source: Source, what: tuple[str, str], same: list[Row], months: tuple[str, ...]) -> MonthlyCause:
    kpi, cause = what
    by_month = grouped(same, "month")
    counts = tuple(len({row["unit_code"] for row in by_month.get(month, [])}) for month in months)
    latest = by_month.get(months[-1], []) or same
    names = dict.fromkeys(source.unit_short(row["unit_code"]) for row in by_month.get(months[-1], []))
    return MonthlyCause(
        code=source.write.digits(kpi),
        name=source.kpi_name(kpi),
        cause=cause,
        counts=tuple(source.write.count(count) if count else DASH for count in counts),
        counts_raw=counts,
        latest=source.write.count(counts[-1]) if counts[-1] else DASH,
        latest_raw=counts[-1],
        obstacles=said(latest, "obstacle"),
        actions=said(latest, "corrective_action"),
        units=source.write.names(names, 4, "หน่วยงาน") or DASH,
    )


def next_work(source: Source) -> tuple[NextWork, ...]:
    """The activities of approved plans with work left for the next month: what is behind, what is planned."""
    month = next_month(source)
    approved = {row["plan_id"] for row in source.rows("tblPlan") if row.get("state") == "approved"}
    sums = activity_sums(source.tables, source.period.month)
    then = [one for one in source.rows("tblActivityMonth") if one.get("month") == month]
    by_activity = grouped(then, "activity_id")
    lines = []
    for row in source.rows("tblActivity"):
        if row.get("plan_id") not in approved or row.get("status") in _FINISHED:
            continue
        mine = sums.get(row.get("activity_id") or "", NOTHING)
        behind = max(Fraction(0), (mine.planned or Fraction(0)) - (mine.done or Fraction(0)))
        planned = _planned(by_activity.get(row.get("activity_id"), []))
        if behind or planned:
            lines.append(_next_line(source, row, behind, planned))
    return tuple(sorted(lines, key=lambda line: -line.behind_raw))


def _planned(rows: list[Row]) -> Fraction:
    values = (number(row.get("planned")) for row in rows)
    return sum((Fraction(value) for value in values if value is not None), Fraction(0))


def _next_line(source: Source, row: Row, behind: Fraction, planned: Fraction) -> NextWork:
    def shown(value: Fraction) -> str:
        return source.write.number(half_up(value, 4).normalize())

    return NextWork(
        code=row.get("activity_id") or DASH,
        activity=row.get("activity") or DASH,
        unit=row.get("unit_of_count") or DASH,
        behind=shown(behind) if behind else DASH,
        behind_raw=float(behind),
        planned=shown(planned) if planned else DASH,
        total=shown(behind + planned),
        until=source.write.date(row.get("ends_on")),
        state=states.BEHIND if behind else states.ON_PLAN,
    )


def agenda(source: Source) -> tuple[AgendaLine, ...]:
    """The dates to keep from the day of the figures until the reports of the next month are due."""
    write, first, last = source.write, source.results.as_of, agenda_end(source)
    found = []
    for month, row in source.months.items():
        if row.get("round") and first <= row["deadline"] <= last:
            what = f"ครบกำหนดส่งรายงาน ผลเดือน {write.month(month)}"
            if row["safe_date"] != row["deadline"]:
                what += f" (ตรงกับวันหยุด ควรส่งภายใน {write.date(row['safe_date'])})"
            found.append((row["deadline"], 0, write.say(what), "ทุกหน่วยงาน"))
    for row in issue_rows(source):
        due = row.get("due_on")
        if due and first <= due <= last and state_of(source, row) not in (CLOSED, OVERDUE):
            place = f"{row.get('followup_id') or ''} {source.unit_short(row.get('unit_code'))}".strip()
            what = f"{place}: {shown(row.get('issue'))}"
            found.append((due, 1, what, shown(row.get("responsible"))))
    plans = {row["plan_id"]: row for row in source.rows("tblPlan") if row.get("plan_id")}
    for row in source.rows("tblActivity"):
        plan, ends = plans.get(row.get("plan_id"), {}), row.get("ends_on")
        if (
            plan.get("state") == "approved"
            and row.get("status") not in _FINISHED
            and ends
            and first <= ends <= last
        ):
            what = f"กิจกรรม {row.get('activity_id') or ''} {shown(row.get('activity'))} ครบกำหนด"
            found.append((ends, 2, what, shown(plan.get("responsible"))))
    return tuple(
        AgendaLine(write.date(date), what, who)
        for date, _, what, who in sorted(found, key=lambda entry: entry[:3])
    )


def agenda_end(source: Source) -> dt.date:
    """The deadline of the next month's reports; beyond the fiscal year the last day of that month."""
    month = next_month(source)
    row = source.months.get(month)
    end: dt.date = row["deadline"] if row else fiscal.last_day(month)
    return end


def steps(source: Source) -> tuple[StepReview, ...]:
    """The steps after the approval (doing, following up, reporting) by round, up to the month reported."""
    by_round: dict[tuple[int, int], list[Row]] = {}
    for row in source.steps:
        number, month = row.get("step_no"), row.get("month")
        if number in _STEPS and (month is None or month <= source.period.month):
            half = row.get("round") or (2 if month and month >= source.settings.round_2[0] else 1)
            by_round.setdefault((int(half), int(number)), []).append(row)
    return tuple(_step(source, *key, same) for key, same in sorted(by_round.items()))


def _step(source: Source, half: int, number: int, same: list[Row]) -> StepReview:
    write, found = source.write, [row.get("state") or "" for row in same]
    done = found.count("done")
    key = (
        "done" if done == len(same)
        else "late" if "late" in found
        else "in_hand" if done or "in_hand" in found
        else "waiting"
    )  # fmt: skip
    starts = [row["planned_start"] for row in same if row.get("planned_start")]
    ends = [row["planned_end"] for row in same if row.get("planned_end")]
    return StepReview(
        number=write.count(number),
        step=same[0].get("step") or DASH,
        when=write.say(f"รอบที่ {half}"),
        planned=work.span(write, min(starts, default=None), max(ends, default=None)),
        done=write.say(f"{done} จาก {len(same)}"),
        state=states.STEPS[key],
    )
