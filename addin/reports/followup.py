"""The follow-up report (step 9 of the SOP): from the figures to everything that its template shows.

Sources: SOP.md steps 8 to 10, WORKBOOK.md (tblFollowUp, tblActivityMonth, tblReportStatus).
"""

from __future__ import annotations

from addin.reports import followup_issues, followup_work, states, work
from addin.reports.followup_issues import CLOSED, DUE, OVERDUE
from addin.reports.followup_model import (
    FollowUp,
    Issue,
    LateReport,
    MonthlyCause,
    MonthProgress,
    NextWork,
    RoundRow,
    StepReview,
    UnitIssues,
)
from addin.reports.model import ActivityLine, Card, ChartData, Message, PlanLine, Series
from addin.reports.notes import notes
from addin.reports.overview import FAIL_FILL, meta
from addin.reports.sentences import next_deadline
from addin.reports.situation_gaps import SHOWN, rest_of
from addin.reports.source import Source
from addin.reports.thai import DASH
from addin.rules.plans import approved_progress

TITLE = "รายงานการติดตามและประเมินผล"
NOT_BEGUN = "ยังไม่ถึงเดือนที่รายงาน"


def followup_context(source: Source) -> FollowUp:
    """Everything that the template of the follow-up report shows."""
    write = source.write
    issues = followup_issues.issues(source)
    units, late = followup_issues.units(source, issues), followup_issues.late_reports(source)
    progress, plans = followup_work.progress(source), work.plans(source)
    activities, causes = work.activities(source), followup_work.causes(source)
    left, steps = followup_work.next_work(source), followup_work.steps(source)
    agenda = followup_work.agenda(source)
    return FollowUp(
        meta=meta(source, TITLE, "ติดตามผล", f"{len(issues)} เรื่อง {len(plans)} แผน"),
        message=_message(source, issues, progress),
        cards=_cards(source, issues),
        round_labels=tuple(
            write.say(f"รอบที่ {number} {write.month(months[0])} ถึง {write.month(months[-1])}")
            for number, months in enumerate(source.settings.rounds, start=1)
        ),
        rounds=_rounds(source, issues),
        issues=issues,
        issues_message=_issues_message(source, issues),
        open_issues=tuple(line for line in issues if line.state is not CLOSED),
        closed_issues=tuple(line for line in issues if line.state is CLOSED),
        units=units,
        units_message=_units_message(source, units),
        progress=progress,
        progress_message=_progress_message(source, progress),
        spending_message=_spending_message(source),
        plans=plans,
        plans_message=_plans_message(source, plans),
        activities=activities,
        activities_message=_activities_message(source, activities),
        late=late,
        late_message=_late_message(source, late),
        month_labels=tuple(write.month(month) for month in followup_work.focus_months(source)),
        causes=causes[:SHOWN],
        causes_message=_causes_message(source, causes),
        causes_rest=rest_of(source, len(causes) - SHOWN),
        latest_month=write.month_long(source.period.month),
        next_month=write.month_long(followup_work.next_month(source)),
        next_deadline=next_deadline(source),
        agenda=agenda,
        agenda_message=write.say(
            f"กำหนดที่ต้องถึงภายในวันที่ {write.date_long(followup_work.agenda_end(source))} มี {len(agenda)} เรื่อง"
        ),
        next_work=left,
        next_message=_next_message(source, issues, left),
        steps=steps,
        steps_message=_steps_message(source, steps),
        notes=(*_own_notes(source), *notes(source)),
        pass_text=source.pass_text,
        pass_raw=float(source.pass_score),
        charts=_charts(progress, source),
    )


def _message(source: Source, issues: tuple[Issue, ...], progress: tuple[MonthProgress, ...]) -> Message:
    write, last = source.write, progress[-1] if progress else None
    count = followup_issues.count
    lead = "ยังไม่มีเรื่องที่ติดตามในช่วงนี้"
    if issues:
        closed, overdue = count(issues, CLOSED), count(issues, OVERDUE)
        lead = f"ติดตาม {len(issues)} เรื่อง ปิดแล้ว {closed} เรื่อง ค้าง {len(issues) - closed} เรื่อง"
        lead += f" (เลยกำหนด {overdue})" if overdue else ""
    verdict = ""
    if last is not None and last.state is not states.NO_PLAN:
        verdict = f"ผลงานสะสมร้อยละ {last.done} "
        verdict += (
            f"ต่ำกว่าแผนร้อยละ {last.planned}"
            if last.state is states.BEHIND
            else f"ไม่ต่ำกว่าแผนร้อยละ {last.planned}"
        )
    found = followup_issues.status_counts(source, (source.period.month,))
    late, missing = found.get("late", 0), found.get("missing", 0)
    accent = ""
    if late or missing:
        accent = (
            f"รายงานเดือน{write.month_long(source.period.month)} ล่าช้า {late} หน่วยงาน ยังไม่ส่ง {missing} หน่วยงาน"
        )
    return Message(write.say(lead), write.say(verdict), write.say(accent))


def _cards(source: Source, issues: tuple[Issue, ...]) -> tuple[Card, ...]:
    write, count = source.write, followup_issues.count
    closed, overdue, due = count(issues, CLOSED), count(issues, OVERDUE), count(issues, DUE)
    waiting = len(issues) - closed - overdue
    now = approved_progress(source.tables, source.period.month)
    found = followup_issues.status_counts(source, (source.period.month,))
    behind = work.pace(now.planned, now.done) is states.BEHIND
    done, planned = float(now.done or 0), float(now.planned or 0)
    spent = float(now.disbursed or 0)
    return (
        Card(
            label="เรื่องที่ติดตาม",
            value=write.count(len(issues)),
            unit="เรื่อง",
            detail=write.say(f"ปิดแล้ว {closed} ค้าง {len(issues) - closed}"),
            parts=(("good", closed), ("warn", waiting), ("bad", overdue)),
            squares=True,
        ),
        Card(
            label="เลยกำหนด",
            value=write.count(overdue),
            unit="เรื่อง",
            detail=write.say(f"ครบกำหนดเดือนนี้อีก {due} เรื่อง"),
            tone="bad" if overdue else "plain",
        ),
        Card(
            label="ผลงานสะสม",
            value=work.percent_text(write, now.done),
            unit="ร้อยละ",
            detail=write.say(f"แผนสะสมร้อยละ {work.percent_text(write, now.planned)}"),
            tone="bad" if behind else "plain",
            parts=(("ink", min(100.0, done)), ("none", max(0.0, 100 - done))),
            tick=min(1.0, planned / 100),
        ),
        Card(
            label="เบิกจ่ายสะสม",
            value=work.percent_text(write, now.disbursed),
            unit="ร้อยละ",
            detail=write.say(f"แผนสะสมร้อยละ {work.percent_text(write, now.disbursed_due)}"),
            parts=(("ink", min(100.0, spent)), ("none", max(0.0, 100 - spent))),
            tick=min(1.0, float(now.disbursed_due or 0) / 100),
        ),
        Card(
            label=f"รายงาน {write.month(source.period.month)}",
            value=write.count(found.get("on_time", 0)),
            unit=write.say(f"ตรงเวลา จาก {len(source.report_status)}"),
            detail=write.say(_not_on_time(found)),
            tone="bad" if found.get("missing") else "plain",
        ),
    )


def _not_on_time(found: dict[str, int]) -> str:
    """How the reports of a month stand that are not on time; with those on time they are all."""
    rest = {"not_due": "ยังไม่ถึงกำหนด", "not_applicable": "ไม่ต้องรายงาน"}
    text = f"ล่าช้า {found.get('late', 0)} ยังไม่ส่ง {found.get('missing', 0)}"
    return text + "".join(f" {word} {found[key]}" for key, word in rest.items() if found.get(key))


def _rounds(source: Source, issues: tuple[Issue, ...]) -> tuple[RoundRow, ...]:
    """What was followed up, done and reported, with the figure of either round; a dash before it begins."""
    labels = (
        "เรื่องที่ติดตาม", "ปิดแล้ว", "ยังค้าง", "เลยกำหนด", "ผลงานสะสม (ร้อยละ)", "แผนสะสม (ร้อยละ)",
        "ความก้าวหน้าของแผน", "รายงานล่าช้า (ครั้ง)", "รายงานที่ยังไม่ส่ง (ครั้ง)",
    )  # fmt: skip
    columns = [_round(source, issues, months) for months in source.settings.rounds]
    return tuple(RoundRow(*row) for row in zip(labels, *columns, strict=True))


def _round(source: Source, issues: tuple[Issue, ...], months: tuple[str, ...]) -> tuple[str, ...]:
    write, count = source.write, followup_issues.count
    seen = tuple(month for month in months if month in source.months_reported)
    if not seen:
        return (DASH,) * 6 + (NOT_BEGUN, DASH, DASH)
    mine = tuple(line for line in issues if line.month_raw in months)
    closed, found = count(mine, CLOSED), followup_issues.status_counts(source, seen)
    progress = approved_progress(source.tables, seen[-1])
    return (
        write.count(len(mine)),
        write.count(closed),
        write.count(len(mine) - closed),
        write.count(count(mine, OVERDUE)),
        work.percent_text(write, progress.done),
        work.percent_text(write, progress.planned),
        work.pace(progress.planned, progress.done).word,
        write.count(found.get("late", 0)),
        write.count(found.get("missing", 0)),
    )


def _issues_message(source: Source, issues: tuple[Issue, ...]) -> str:
    waiting = [line for line in issues if line.state is not CLOSED]
    if not issues:
        return "ยังไม่มีเรื่องที่ติดตามในช่วงนี้"
    if not waiting:
        return source.write.say(f"ปิดครบทั้ง {len(issues)} เรื่อง")
    overdue = [line for line in waiting if line.state is OVERDUE]
    if not overdue:
        return source.write.say(f"ค้าง {len(waiting)} เรื่อง ยังไม่มีเรื่องใดเลยกำหนด")
    longest = min(overdue, key=lambda line: line.due_raw)
    named = f"{longest.code} {longest.unit} ({longest.age})"
    return source.write.say(f"เลยกำหนด {len(overdue)} จาก {len(waiting)} เรื่องที่ค้าง นานที่สุดคือ {named}")


def _units_message(source: Source, units: tuple[UnitIssues, ...]) -> str:
    overdue = [line.unit for line in units if line.state is OVERDUE]
    if not units:
        return "ยังไม่มีหน่วยงานที่ต้องติดตาม"
    text = f"มีเรื่องติดตามใน {len(units)} หน่วยงาน"
    return source.write.say(
        text + (f" ที่เลยกำหนดคือ {source.write.names(overdue, 4, 'หน่วยงาน')}" if overdue else "")
    )


def _progress_message(source: Source, progress: tuple[MonthProgress, ...]) -> str:
    if not progress or progress[-1].state is states.NO_PLAN:
        return "ยังไม่มีผลงานตามแผนถึงเดือนนี้"
    last = progress[-1]
    compared = "ต่ำกว่า" if last.state is states.BEHIND else "ไม่ต่ำกว่า"
    return source.write.say(
        f"ผลงานสะสมถึง {last.label} ร้อยละ {last.done} {compared}แผนสะสมร้อยละ {last.planned}"
    )


def _spending_message(source: Source) -> str:
    now = approved_progress(source.tables, source.period.month)
    if now.disbursed is None or now.disbursed_due is None:
        return "ยังไม่มีงบประมาณของแผนที่อนุมัติแล้ว"
    compared = "ต่ำกว่า" if work.falls_short(now.disbursed, now.disbursed_due) else "ไม่ต่ำกว่า"
    spent, due = (work.percent_text(source.write, value) for value in (now.disbursed, now.disbursed_due))
    return source.write.say(f"เบิกจ่ายสะสมร้อยละ {spent} {compared}แผนร้อยละ {due}")


def _plans_message(source: Source, plans: tuple[PlanLine, ...]) -> str:
    if not plans:
        return "ยังไม่มีแผนงานหรือโครงการในสมุดงาน"
    approved = [plan for plan in plans if plan.state.key == "approved"]
    behind = sum(plan.progress is states.BEHIND for plan in approved)
    text = f"อนุมัติแล้ว {len(approved)} จาก {len(plans)} แผน ในจำนวนนี้ช้ากว่าแผนสะสม {behind} แผน"
    rest = len(plans) - len(approved)
    return source.write.say(text + (f" ยังไม่อนุมัติ {rest} แผน" if rest else ""))


def _activities_message(source: Source, activities: tuple[ActivityLine, ...]) -> str:
    if not activities:
        return "ยังไม่มีกิจกรรมตามแผน"
    behind = sum(line.state.key == "behind" for line in activities)
    done = sum(line.state.key == "done" for line in activities)
    return source.write.say(f"เสร็จสิ้น {done} จาก {len(activities)} กิจกรรม ช้ากว่าแผน {behind} กิจกรรม")


def _late_message(source: Source, late: tuple[LateReport, ...]) -> str:
    if not source.report_status:
        return "ยังไม่มีหน่วยงานที่ต้องรายงาน"
    if not late and not followup_issues.status_counts(source, source.months_reported).get("on_time"):
        return "ยังไม่มีรายงานที่ถึงกำหนดส่ง"
    if not late:
        return "ทุกหน่วยงานส่งรายงานตรงเวลาทุกเดือนที่ถึงกำหนด"
    open_ = sum(not line.answered for line in late)
    units = len({line.unit_code for line in late})
    text = f"ล่าช้าหรือยังไม่ส่ง {len(late)} ครั้ง ใน {units} หน่วยงาน"
    text += f" มีบันทึกการติดตามแล้ว {len(late) - open_} ครั้ง"
    return source.write.say(text)


def _causes_message(source: Source, causes: tuple[MonthlyCause, ...]) -> str:
    if not causes:
        return "ยังไม่มีสาเหตุที่หน่วยงานบันทึกในรอบนี้"
    first = causes[0]
    month = source.write.month(source.period.month)
    if not first.latest_raw:
        return source.write.say(f"เดือน {month} ไม่มีหน่วยงานใดบันทึกสาเหตุ")
    return source.write.say(
        f"เดือน {month} สาเหตุที่พบมากที่สุดคือ {first.cause} (ตัวชี้วัด {first.code} จำนวน {first.latest} หน่วยงาน)"
    )


def _next_message(source: Source, issues: tuple[Issue, ...], left: tuple[NextWork, ...]) -> str:
    waiting = sum(line.state is not CLOSED for line in issues)
    behind = sum(line.state is states.BEHIND for line in left)
    return source.write.say(
        f"เรื่องที่ค้าง {waiting} เรื่อง กิจกรรมที่ต้องทำ {len(left)} กิจกรรม ในจำนวนนี้ค้างจากเดือนก่อน {behind} กิจกรรม"
    )


def _steps_message(source: Source, steps: tuple[StepReview, ...]) -> str:
    if not steps:
        return "ยังไม่มีขั้นตอนที่ 8 ถึง 10 ในสมุดงาน"
    late = sum(step.state.key == "late" for step in steps)
    done = sum(step.state.key == "done" for step in steps)
    return source.write.say(f"เสร็จแล้ว {done} จาก {len(steps)} รายการที่ถึงเดือนนี้ เลยกำหนด {late} รายการ")


def _own_notes(source: Source) -> tuple[str, ...]:
    sentences = (
        "เรื่องที่ติดตามนับตามเดือนที่พบ ปิดเรื่องเมื่อมีวันที่ปิดไม่เกินวันที่คำนวณ เลยกำหนดเมื่อพ้นวันกำหนดแล้วยังไม่ปิด",
        "ผลงานสะสมคือค่าเฉลี่ยของผลเทียบค่าเป้าหมายทั้งปีของกิจกรรมในแผนที่อนุมัติแล้ว กิจกรรมหนึ่งไม่เกินร้อยละ 100",
        "กิจกรรมที่ยกเลิกหรือเลื่อนไม่นับในผลงานสะสม แต่เงินที่เบิกจ่ายไปแล้วยังนับ",
        "เบิกจ่ายสะสมเทียบงบประมาณของแผนที่อนุมัติแล้ว แผนสะสมของเงินคิดตามสัดส่วนงานที่วางแผนไว้ถึงเดือนนั้น",
        "วันล่าช้านับเป็นวันปฏิทินจากกำหนดส่ง (รวมที่ขยายเวลา) ถึงวันที่รายงานครั้งสุดท้าย หรือถึงวันที่คำนวณเมื่อยังไม่ส่งครบ",
    )
    return tuple(source.write.say(sentence) for sentence in sentences)


def _charts(progress: tuple[MonthProgress, ...], source: Source) -> dict[str, ChartData]:
    del source
    return {
        "chart_progress": ChartData(
            tuple(line.label for line in progress),
            (
                Series(
                    "ผลงานสะสม",
                    tuple(line.done_raw for line in progress),
                    tuple(FAIL_FILL if line.state is states.BEHIND else None for line in progress),
                ),
                Series("แผนสะสม", tuple(line.planned_raw for line in progress)),
            ),
        ),
    }
