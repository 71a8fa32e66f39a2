"""The work behind the scores: measures and PIRAB, plans and money, steps of the SOP, findings that remain."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from addin.reports import states
from addin.reports.model import ActivityLine, FindingLine, Letter, MeasureLine, PlanLine, State, StepLine
from addin.reports.source import Row, Source, grouped, number, rows_of
from addin.reports.thai import DASH, Writer
from addin.rules import fiscal
from addin.rules import plans as plan_rules
from addin.rules.exact import half_up
from addin.rules.progress import measures_by_letter
from workbook.schema.words import PIRAB

_LETTERS = {choice.key: choice.label for choice in PIRAB}


def span(write: Writer, first: dt.date | None, last: dt.date | None) -> str:
    """Two dates as a span; one of them alone where the other is blank."""
    if first is None and last is None:
        return DASH
    return f"{write.date(first)} ถึง {write.date(last)}" if first and last else write.date(first or last)


def letters(source: Source) -> tuple[Letter, ...]:
    """The letters of PIRAB with the number of measures in force that use each."""
    found = []
    for letter, count in measures_by_letter(source.tables, tuple(_LETTERS)).items():
        state = states.IN_USE if count else states.EMPTY
        found.append(Letter(letter, _LETTERS[letter], count, source.write.count(count), state))
    return tuple(found)


def measures(source: Source, unit_code: str | None = None) -> tuple[MeasureLine, ...]:
    """The measures, or those that answer a gap of one unit."""
    write = source.write
    lines = []
    for row in source.rows("tblMeasure"):
        if unit_code is not None and row.get("gap_unit_code") != unit_code:
            continue
        gap = [source.unit_short(row["gap_unit_code"])] if row.get("gap_unit_code") else []
        gap += [write.say(f"ตัวชี้วัด {row['gap_kpi_code']}")] if row.get("gap_kpi_code") else []
        lines.append(
            MeasureLine(
                code=row.get("measure_id") or DASH,
                measure=row.get("measure") or DASH,
                letters=" ".join(letter for letter in _LETTERS if letter in (row.get("pirab") or "")) or DASH,
                gap=" ".join(gap) or DASH,
                responsible=row.get("responsible") or DASH,
                period=span(write, row.get("starts_on"), row.get("ends_on")),
                state=states.WORK.get(row.get("status") or "", states.UNKNOWN),
            )
        )
    return tuple(lines)


def _share(part: Fraction | None, whole: Decimal | None) -> Fraction | None:
    return None if part is None or not whole else part / Fraction(whole)


def percent_text(write: Writer, value: Fraction | None) -> str:
    """A percentage of work or money with two decimals."""
    return DASH if value is None else write.percent(half_up(value, 2), 2)


def money_text(write: Writer, value: Fraction | None) -> str:
    """Baht, half-up to two decimals."""
    return DASH if value is None else write.money(half_up(value, 2))


def _year_share(source: Source, day: dt.date | None) -> float:
    first = fiscal.first_day(source.settings.months[0])
    last = fiscal.last_day(source.settings.months[-1])
    if day is None:
        return 0.0
    return min(1.0, max(0.0, (day - first).days / ((last - first).days + 1)))


def today(source: Source) -> float | None:
    """Where the day of the figures lies in the fiscal year (0-1); None outside."""
    share = _year_share(source, source.results.as_of)
    return share if 0 < share < 1 else None


def activities(source: Source) -> tuple[ActivityLine, ...]:
    """The activities with their bars and their progress up to the month reported."""
    sums, write = plan_rules.activity_sums(source.tables, source.period.month), source.write
    titles = {row["plan_id"]: row.get("title") for row in source.rows("tblPlan") if row.get("plan_id")}
    lines = []
    for row in source.rows("tblActivity"):
        total = sums.get(row.get("activity_id") or "", plan_rules.NOTHING)
        target = number(row.get("target"))
        ends = row.get("ends_on")
        lines.append(
            ActivityLine(
                code=row.get("activity_id") or DASH,
                plan=titles.get(row.get("plan_id")) or row.get("plan_id") or DASH,
                activity=row.get("activity") or DASH,
                period=span(write, row.get("starts_on"), ends),
                start=_year_share(source, row.get("starts_on")),
                end=_year_share(source, ends + dt.timedelta(days=1) if ends else None),
                unit=row.get("unit_of_count") or "",
                target=write.number(target),
                planned=write.number(_decimal(total.planned)),
                done=write.number(_decimal(total.done)),
                planned_share=_float(_share(total.planned, target)),
                done_share=_float(_share(total.done, target)),
                state=_activity_state(source, row, total),
            )
        )
    return tuple(lines)


def _decimal(value: Fraction | None) -> Decimal | None:
    return None if value is None else half_up(value, 4).normalize()


def _float(value: Fraction | None, whole: int = 1) -> float | None:
    return None if value is None else float(value / whole)


def _activity_state(source: Source, row: Row, total: plan_rules.ActivitySums) -> State:
    status = states.WORK.get(row.get("status") or "", states.UNKNOWN)
    if status.key in {"done", "cancelled", "postponed"}:
        return status
    ends = row.get("ends_on")
    overdue = ends is not None and ends < source.results.as_of
    short = (total.done or 0) < (total.planned or 0)
    return State("behind", f"{status.word} ช้ากว่าแผน", tone="bad") if overdue or short else status


def plans(source: Source) -> tuple[PlanLine, ...]:
    """The plans: state, progress and money up to the month reported; a plan not approved has no progress."""
    approvals = grouped(source.rows("tblApproval"), "plan_id")
    found = plan_rules.progress_by_plan(source.tables, source.period.month)
    none = plan_rules.PlanProgress()
    return tuple(
        _plan_line(
            source, row, approvals.get(row.get("plan_id"), []), found.get(row.get("plan_id") or "", none)
        )
        for row in source.rows("tblPlan")
    )


def _plan_line(source: Source, row: Row, approvals: list[Row], figures: plan_rules.PlanProgress) -> PlanLine:
    write = source.write
    last = max(approvals, key=lambda approval: approval.get("seq") or 0, default={})
    state = states.PLAN.get(row.get("state") or "", states.UNKNOWN)
    approved = state.key == "approved"
    planned, done = (figures.planned, figures.done) if approved else (None, None)
    due = figures.disbursed_due if approved else None
    return PlanLine(
        code=row.get("plan_id") or DASH,
        title=row.get("title") or DASH,
        responsible=row.get("responsible") or DASH,
        state=state,
        budget=money_text(write, figures.budget),
        budget_due=money_text(write, figures.due) if approved else DASH,
        disbursed=money_text(write, figures.spent),
        disbursed_percent=percent_text(write, figures.disbursed),
        due_percent=percent_text(write, due),
        spent_share=_float(figures.disbursed, 100),
        due_share=_float(due, 100),
        planned_percent=percent_text(write, planned),
        done_percent=percent_text(write, done),
        progress=plan_state(state, planned, done),
        last_word=_last_word(write, last),
    )


def plan_state(state: State, planned: Fraction | None, done: Fraction | None) -> State:
    """How a plan goes: its own state until it is approved, then whether its work as printed is on time."""
    if state.key != "approved":
        return state
    return pace(planned, done)


def pace(planned: Fraction | None, done: Fraction | None) -> State:
    """Whether work is on time, by the percentages as printed."""
    if planned is None or done is None or (not planned and not done):
        return states.NO_PLAN
    return states.BEHIND if falls_short(done, planned) else states.ON_PLAN


def falls_short(done: Fraction | None, planned: Fraction | None) -> bool:
    """Whether what is done is less than planned as both are printed: 66.67 is not below 66.67."""
    return done is not None and planned is not None and half_up(done, 2) < half_up(planned, 2)


def _last_word(write: Writer, row: Row) -> str:
    if not row:
        return ""
    state = states.PLAN.get(row.get("to_state") or "", states.UNKNOWN)
    words = f"{state.word} {write.date(row.get('on'))} โดย{row.get('by_position') or 'ไม่ระบุตำแหน่ง'}"
    return f"{words}: {row['reason']}" if row.get("reason") else words


def steps(source: Source) -> tuple[StepLine, ...]:
    """The steps of the SOP; of a step that repeats by month, the months up to the one reported."""
    write = source.write
    responsible = {row.get("step_no"): row.get("responsible") for row in source.rows("tblStep")}
    lines = []
    for row in source.steps:
        month = row.get("month")
        if row.get("step_no") is None or (month is not None and month > source.period.month):
            continue
        when = (
            write.month(month) if month else write.say(f"รอบที่ {row['round']:.0f}") if row.get("round") else ""
        )
        required, present = int(row["required"]), int(row["present"])
        lines.append(
            StepLine(
                number=write.count(int(row["step_no"])),
                step=row.get("step") or DASH,
                when=when or "ครั้งเดียว",
                responsible=responsible.get(row["step_no"]) or DASH,
                planned=span(write, row.get("planned_start"), row.get("planned_end")),
                actual=span(write, row.get("started_on"), row.get("finished_on")),
                documents=write.digits(f"{present}/{required}") if required else "ไม่กำหนด",
                state=states.STEPS.get(row.get("state") or "", states.UNKNOWN),
            )
        )
    return tuple(lines)


def findings(source: Source) -> tuple[FindingLine, ...]:
    """The findings that remain by kind, errors first, the most frequent first; one message of each."""
    rows = rows_of(source.findings)
    lines = []
    for (severity, code), same in grouped(rows, "severity", "code").items():
        state = states.ERROR if severity == "error" else states.WARNING
        cure = same[0].get("how_to_fix") or DASH
        line = FindingLine(
            state, code or DASH, source.typed(same[0].get("message")), cure, source.write.count(len(same))
        )
        lines.append((severity != "error", -len(same), line))
    return tuple(line for *_, line in sorted(lines, key=lambda entry: entry[:2]))
