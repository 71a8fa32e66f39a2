"""The texts of the monthly report: what each level says, problems and cures, one fact a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from addin.reports import standing, states, work
from addin.reports.model import UnitLine
from addin.reports.monthly_model import Block
from addin.reports.situation_gaps import Gaps
from addin.reports.source import Row, Source, mean
from addin.reports.thai import DASH
from addin.rules import fiscal
from addin.rules import stakeholders as rules
from addin.rules.progress import passed_in_year, share

NAMES = 6
_GONE = {"cancelled", "postponed"}


def entered(source: Source) -> int:
    """How many units' reports of the month stand in the reporting system."""
    active = {row["unit_code"] for row in source.unit_scores}
    return len(
        {
            row.get("unit_code")
            for row in source.rows("tblSubmission")
            if row.get("month") == source.period.month
            and row.get("entered_on") is not None
            and row.get("unit_code") in active
        }
    )


def assessment(source: Source, units: tuple[UnitLine, ...]) -> list[str]:
    """Level 1: three years, gaps, clients and stakeholders, the directory."""
    write, settings = source.write, source.settings
    lines = []
    for year in range(settings.fiscal_year - 3, settings.fiscal_year):
        found = passed_in_year(source.tables, year, float(source.pass_score))
        if found is None:
            lines.append(f"ปี {year} ไม่มีข้อมูลย้อนหลัง")
        else:
            passed, total = found
            percent = write.percent(share(passed, total))
            lines.append(f"ปี {year} หน่วยงานผ่านเกณฑ์ {passed} จาก {total} หน่วยงาน ร้อยละ {percent}")
    gaps = Gaps(source)
    lines.append(
        f"วิเคราะห์ Gap รอบที่ {source.period.round} จำนวน {len(gaps.rows)} รายการ "
        f"ต่ำเรื้อรัง {len(gaps.of('chronic'))} รายการ เพิ่งต่ำกว่าเกณฑ์ {len(gaps.of('newly_failing'))} รายการ "
        f"ไม่มีข้อมูล {len(gaps.of('no_data'))} รายการ"
    )
    lines.append(_groups(source))
    contacts = [row for row in source.rows("tblContact") if row.get("active") != "no"]
    reached = {row.get("unit_code") for row in contacts} & {unit.code for unit in units}
    lines.append(f"ทำเนียบ {len(contacts):,} รายชื่อ ครอบคลุม {len(reached)} จาก {len(units)} หน่วยงาน")
    return lines


def _groups(source: Source) -> str:
    """Clients and stakeholders; groups too small to be shown are left out of the number who answered."""
    groups, measures = source.rows("tblStakeholder"), source.rows("tblMeasure")
    asked = [int(row.get("respondents") or 0) for row in groups if not rules.withheld(row.get("respondents"))]
    small = len(groups) - len(asked)
    rest = f" (ไม่รวม {small} กลุ่มที่มีผู้ตอบน้อยกว่า {rules.MIN_RESPONDENTS} คนหรือไม่ระบุจำนวน)" if small else ""
    without = sum(not rules.answers_to_group(row, measures) for row in groups)
    return (
        f"วิเคราะห์ผู้รับบริการและผู้มีส่วนได้ส่วนเสีย {len(groups)} กลุ่ม "
        f"ผู้ให้ข้อมูล {sum(asked):,} คน{rest} ยังไม่มีมาตรการตอบสนอง {without} กลุ่ม"
    )


def advocacy(source: Source, units: tuple[UnitLine, ...]) -> list[str]:
    """Level 2: measures by state and by letter of PIRAB, topics and how many they reached."""
    del units
    write = source.write
    measures = source.rows("tblMeasure")
    lines = [f"มาตรการ {len(measures)} มาตรการ{_by_state(measures)}"]
    letters = work.letters(source)
    lines.append("กลยุทธ์ PIRAB " + " ".join(f"{line.word} {line.count_text}" for line in letters))
    empty = [line.word for line in letters if not line.count]
    lines += [f"กลยุทธ์ที่ยังไม่มีมาตรการ คือ {write.names(empty)}"] if empty and measures else []
    topics = source.rows("tblTopic")
    given = [row for row in topics if row.get("delivered_on") is not None]
    reach = sum(int(row.get("reach") or 0) for row in given)
    lines.append(f"ประเด็นความรู้ {len(topics)} ประเด็น ถ่ายทอดแล้ว {len(given)} ประเด็น ผู้รับการถ่ายทอด {reach:,} คน")
    now = [row for row in given if _in_month(source, row, "delivered_on")]
    lines += [
        f"ถ่ายทอดเดือนนี้ {row.get('topic') or DASH} "
        f"({row.get('channel') or DASH}) {write.date(row['delivered_on'])}"
        for row in now
    ]
    return lines


def _in_month(source: Source, row: Row, key: str) -> bool:
    day = row.get(key)
    return day is not None and fiscal.month_of(day) == source.period.month


def _by_state(rows: list[Row]) -> str:
    count = Counter(row.get("status") for row in rows)
    return "".join(f" {state.word} {count[key]}" for key, state in states.WORK.items() if count[key])


def management(source: Source, units: tuple[UnitLine, ...]) -> list[str]:
    """Level 3: plans and their approval, the month's reports, what is followed up."""
    write, month = source.write, source.period.month
    plans = source.rows("tblPlan")
    by_state = Counter(row.get("state") for row in plans)
    told = "".join(f" {state.word} {by_state[key]}" for key, state in states.PLAN.items() if by_state[key])
    lines = [f"แผนงาน/โครงการ {len(plans)} รายการ{told}"]
    found: dict[str, list[str]] = {}
    for unit in units:
        key = source.report_status.get(unit.code, {}).get(month, "not_due")
        found.setdefault(key, []).append(unit.name)
    punctual = len(found.get("on_time", []))
    text = f"รายงานเดือน{write.month_long(month)} ส่งตรงเวลา {punctual} จาก {len(units)} หน่วยงาน"
    for key in ("late", "missing", "not_due"):
        if names := found.get(key):
            named = write.names(names, NAMES, "หน่วยงาน")
            text += f" {states.REPORT[key].word} {len(names)} หน่วยงาน ({named})"
    lines.append(text)
    lines.append(f"บันทึกเข้าระบบรายงานแล้ว {entered(source)} จาก {len(units)} หน่วยงาน")
    matters = _matters(source)
    as_of = source.results.as_of
    closed = [row for row in matters if row.get("closed_on") is not None]
    overdue = [
        row for row in matters if row.get("closed_on") is None and row.get("due_on") and row["due_on"] < as_of
    ]
    lines.append(
        f"ติดตามและแก้ไข {len(matters)} เรื่อง ปิดแล้ว {len(closed)} เรื่อง คงค้าง {len(matters) - len(closed)} เรื่อง "
        f"ในจำนวนนี้เลยกำหนด {len(overdue)} เรื่อง"
    )
    return lines


def output(source: Source, units: tuple[UnitLine, ...]) -> list[str]:
    """Level 4: what the activities brought in the month and so far."""
    del units
    write = source.write
    now = {
        row.get("activity_id"): row
        for row in source.rows("tblActivityMonth")
        if row.get("month") == source.period.month
    }
    lines = []
    for row in work.activities(source):
        month = now.get(row.code)
        if month is None or row.state.key in _GONE:
            continue
        paid = "" if not month.get("disbursed") else f" เบิกจ่าย {write.money(month['disbursed'])} บาท"
        planned, made = write.number(month.get("planned")), write.number(month.get("done"))
        so_far = f"สะสม {row.done} จากเป้าหมาย {row.target} {row.unit}"
        lines.append(f"{row.activity} เดือนนี้แผน {planned} ผล {made} {row.unit} {so_far}{paid}")
    done = sum(row.state.key == "done" for row in work.activities(source))
    total = len(source.rows("tblActivity"))
    return [f"กิจกรรมตามแผน {total} กิจกรรม เสร็จสิ้น {done} กิจกรรม", *lines]


def outcome(source: Source, units: tuple[UnitLine, ...]) -> list[str]:
    """Level 5: attainment, the mean, who lies below and who has no score."""
    write, result = source.write, source.attainment
    if not result.total:
        return ["ยังไม่มีหน่วยงานที่ใช้งานในปีงบประมาณนี้"]
    target = write.number(result.target_percent)
    met = f"บรรลุเป้าหมายร้อยละ {target}"
    if not result.met:
        met = f"ยังไม่ถึงเป้าหมายร้อยละ {target} ขาดอีก {result.short} หน่วยงาน"
    passed = f"จำนวน {result.passed} จาก {result.total} หน่วยงาน ร้อยละ {write.percent(result.percent)}"
    lines = [f"หน่วยงานที่มีคะแนนเฉลี่ยไม่น้อยกว่า {source.pass_text} {passed} {met}"]
    scores = [score for row in standing.unit_order(source) if (score := source.score_of(row)) is not None]
    if scores:
        spread = f"สูงสุด {write.score(max(scores))} ต่ำสุด {write.score(min(scores))}"
        lines.append(f"คะแนนเฉลี่ย {write.score(mean(scores))} {spread}")
    failed = [f"{u.name} {u.score} (ขาด {u.shortfall})" for u in units if u.state is states.FAILED]
    if failed:
        lines.append(f"ต่ำกว่าเกณฑ์ {len(failed)} หน่วยงาน คือ {write.names(failed, NAMES, 'หน่วยงาน')}")
    pending = [unit.name for unit in units if unit.state is states.PENDING]
    if pending:
        lines.append(f"ยังไม่มีคะแนน {len(pending)} หน่วยงาน คือ {write.names(pending, NAMES, 'หน่วยงาน')}")
    return lines


LINES: dict[int, Callable[[Source, tuple[UnitLine, ...]], list[str]]] = {
    1: assessment,
    2: advocacy,
    3: management,
    4: output,
    5: outcome,
}
"""The text of each level."""


def activity_evidence(source: Source) -> list[str]:
    """Where the evidence of the activities is kept."""
    return [row["evidence"] for row in source.rows("tblActivity") if row.get("evidence")]


def _matters(source: Source) -> list[Row]:
    """What is followed up to the month reported."""
    return [
        row
        for row in source.rows("tblFollowUp")
        if row.get("month") is not None and row["month"] <= source.period.month
    ]


def _open(source: Source) -> list[Row]:
    return [row for row in _matters(source) if row.get("closed_on") is None]


def _about(source: Source, row: Row) -> str:
    about = source.unit_name(row.get("unit_code"))
    return f"{about} ตัวชี้วัด {row['kpi_code']}" if row.get("kpi_code") else about


def problems(source: Source) -> Block:
    """The open matters with their causes."""
    lines = [
        f"{place}. {_about(source, row)}: {row.get('issue') or DASH}"
        + (f" เพราะ{row['cause']}" if row.get("cause") else "")
        for place, row in enumerate(_open(source), start=1)
    ]
    found = tuple(map(source.write.say, lines)) or ("ไม่มีเรื่องที่ค้างแก้ไข",)
    return Block("problems", "ปัญหาและอุปสรรค", found)


def actions(source: Source) -> Block:
    """What is done about them, by whom and until when, in the same order."""
    write = source.write
    lines = [
        f"{place}. {_about(source, row)}: {row.get('action') or 'ยังไม่ระบุแนวทาง'} "
        f"({row.get('responsible') or DASH} กำหนด {write.date(row.get('due_on'))})"
        for place, row in enumerate(_open(source), start=1)
    ]
    return Block("actions", "แนวทางแก้ไข", tuple(map(write.say, lines)) or ("ไม่มีเรื่องที่ค้างแก้ไข",))
